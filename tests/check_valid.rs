//! Packs without a mistake compile, and the model says what the text says.

use curbside::check::{CheckOptions, Checked, compile};
use curbside::model::{CondKind, DefineValue, NumKind, RuleKind};
use curbside::pack::PackSource;

mod common;
use common::{DRUGS, LABS, card, render};

const RENAL: &str = r#"pack renal

use drugs.{ACEInhibitor, PotassiumSparing, NSAID, Warfarin, Gastroprotection, Dialysis, BasicMetabolicPanel}
use drugs.{HeartFailure, CKDStage3to5, StrokeOrTIA, Opioid}
use labs.{Potassium, EGFR, INR, Glucose, Creatinine, Temperature, EyeOpening, PainScore, OnOxygen, RespiratoryRate}
use labs.BloodGroup

codes Renin = ACEInhibitor + atc C09C* - rxnorm 1998 "captopril" & atc C09*

/// Lasting loss of kidney function.
define ChronicKidneyDisease "chronic kidney disease" =
  has CKDStage3to5
  or (two EGFR < 60 mL/min/{1.73_m2} at least 90 days apart in last 2 years)

define KidneyIndex = value(Creatinine, 'mg/dL') * 2 { evidence "own work" }

define FluidRatio = Potassium / Creatinine * 1 mg/dL

score Stroke "Stroke risk" {
  for age >= 18 years
  1 if has HeartFailure
  2 if age >= 75 years
  1 if age from 65 to 74 years
  2 if had StrokeOrTIA
  1 if sex is female
  points EyeOpening.points
  by RespiratoryRate { <= 8 /min -> 3   > 8 .. < 12 -> 1   12 .. < 21 -> 0   21 .. < 25 -> 2   >= 25 -> 3 }
  by EyeOpening { spontaneous -> 0  to-speech -> 1 }
  by age { < 65 years -> 0  65 .. 74 years -> 1  >= 75 years -> 2 }
  evidence "Lip 2010" doi 10.1378/chest.09-1584
}

score Small "Small" {
  1 if OnOxygen
  1 if PainScore >= 7
  band 0 "low"  band 1 "moderate"  band >= 2 "high"
}

table RenalDose(EGFR) -> text {
  >= 60      -> "no change"
  30 .. < 60 -> "halve the dose"
  < 30       -> "do not use"
}
table Factor(drug: text, route: text) -> number { "codeine", "oral" -> 0.15   _, _ -> 1 }

interaction warfarin-nsaid "Warfarin with an NSAID" {
  between   Warfarin as vka and NSAID with systemic route as nsaid
  severity  major
  unless    taking Gastroprotection and INR is normal
  effect    "The risk of serious bleeding rises."
  advice    "Prefer paracetamol; if unavoidable, add a PPI and check INR in 5 days."
  evidence  "label"
}

rule hyperkalaemia-on-mra "High potassium on a potassium-sparing diuretic" {
  category   safety
  trigger    patient-view, order-sign, result
  let        k = latest Potassium in last 7 days
  when       k > 5.5 mmol/L
         and taking PotassiumSparing as drug
  unless     underwent Dialysis in last 30 days
  unknown    hold
  severity   high
  message    "Potassium {k.value} on {k.date}, and {drug} is still active."
  suggest    stop drug
  suggest    order BasicMetabolicPanel "Repeat potassium within 24 hours"
  suggest    recall in 3 months "{k.unit} again"
  evidence   "…" grade B
  owner      "Renal medicine"
  review by  2027-06-30
}

rule much {
  category recommendation
  for ChronicKidneyDisease and not pregnant
  when latest Glucose in last 2 days > 126 mg/dL
  when any taking Opioid as o where (o.daily_dose > 50 mg/d and o.start before now)
    or count taking NSAID as n where (n.duration > 1 month) >= 2
  when sum o2.daily_dose over taking Opioid as o2 > 90 mg/d
  when Potassium is rising in last 30 days or Creatinine rose by 0.3 mg/dL within 48 hours
    or Creatinine rose by 50 % within 7 days or Creatinine doubled within 7 days or EGFR halved within 1 year
  when Temperature > 38.5 Cel and change in Temperature in last 1 day > 1 K
  when BloodGroup is "AB" or EyeOpening is spontaneous or Small.band is "high" or Stroke >= 2
  when encounter is inpatient and role is "pharmacist" and gestational-age >= 20 weeks
  when RenalDose(latest EGFR in last 90 days) is "do not use" or Factor("codeine", "oral") > 0.1
  when Potassium.date within 3 days of Glucose.date or Potassium is known
  when min(Potassium, 5000 umol/L) > 4 mmol/L and years(age) > 17 and log10(value(INR, '1')) > 0.3
  when taking (ACEInhibitor or NSAID) with oral route, daily dose > 5 mg in last 3 months
  when FluidRatio > 1 mg/dL or 75 years <= age
  unless allergic to NSAID with severity severe, criticality high
  message "much {ChronicKidneyDisease} {Stroke} {age} {{x}}"
  evidence "e"
}

rule gap "Blood test due" {
  category care-gap
  recall measured Potassium every 12 months
  message "A potassium is due."
}
"#;

fn compiled() -> Checked {
    let packs = [
        PackSource::new("rules/renal").file("pack.yaml", card("renal")).file("a.cds", RENAL),
        PackSource::new("rules/drugs").file("pack.yaml", card("drugs")).file("a.cds", DRUGS),
        PackSource::new("rules/labs").file("pack.yaml", card("labs")).file("a.cds", LABS),
    ];
    compile(&packs, &CheckOptions::default())
}

#[test]
fn every_form_of_the_language_compiles() {
    let checked = compiled();
    let errors: Vec<_> = checked.diags.iter().filter(|d| d.is_error()).collect();
    assert!(errors.is_empty(), "{}", render(&checked));
    let model = checked.model.expect("a model");
    let ids: Vec<&str> = model.rules.iter().map(|r| r.id.as_str()).collect();
    assert!(ids.contains(&"labs/Potassium.critical"), "{ids:?}");
    assert!(ids.is_sorted());
    assert_eq!(model.rules.iter().filter(|r| matches!(r.kind, RuleKind::Interaction(_))).count(), 1);
}

#[test]
fn thresholds_are_in_the_unit_of_the_analyte() {
    let model = compiled().model.expect("a model");
    let rule = model.rules.iter().find(|r| r.id == "renal/much").expect("the rule");
    let CondKind::And(parts) = &rule.when.as_ref().expect("when").kind else { panic!("when") };
    let CondKind::Compare(_, left, right) = &parts[0].kind else { panic!("compare") };
    assert_eq!(left.unit.as_ref().map(|u| u.text()), Some("mmol/L"));
    let NumKind::Const(n) = right.kind else { panic!("const") };
    assert_eq!(n.round(2).to_string(), "6.99");
}

#[test]
fn definitions_stand_after_what_they_need() {
    let model = compiled().model.expect("a model");
    let names: Vec<&str> = model.defines.iter().map(|d| d.name.as_str()).collect();
    assert_eq!(names, ["renal/ChronicKidneyDisease", "renal/FluidRatio", "renal/KidneyIndex"]);
    assert!(matches!(model.defines[0].value, DefineValue::Cond(_)));
}

#[test]
fn the_order_of_packs_files_and_line_ends_bears_on_nothing() {
    let base = compiled().model.expect("a model");
    let rev = [
        PackSource::new("rules/labs")
            .file("pack.yaml", card("labs"))
            .file("a.cds", LABS.replace('\n', "\r\n")),
        PackSource::new("rules/drugs").file("pack.yaml", card("drugs")).file("a.cds", DRUGS),
        PackSource::new("rules/renal").file("pack.yaml", card("renal")).file("a.cds", RENAL),
    ];
    let other = compile(&rev, &CheckOptions::default()).model.expect("a model");
    assert_eq!(base.hash, other.hash);
    let changed = [
        PackSource::new("rules/labs")
            .file("pack.yaml", card("labs"))
            .file("a.cds", LABS.replace("6.5", "6.6")),
        PackSource::new("rules/drugs").file("pack.yaml", card("drugs")).file("a.cds", DRUGS),
        PackSource::new("rules/renal").file("pack.yaml", card("renal")).file("a.cds", RENAL),
    ];
    let changed = compile(&changed, &CheckOptions::default()).model.expect("a model");
    assert_ne!(base.hash, changed.hash);
}
