//! A small pack, and facts in few words. Now is 2026-03-08, nine in the morning in Berlin.

use curbside::check::{CheckOptions, compile};
use curbside::diag::Level;
use curbside::eval::result::Evaluation;
use curbside::eval::{Defined, Options, evaluate, value_of};
use curbside::model::Model;
use curbside::pack::PackSource;
use curbside::snapshot::*;
use curbside::time::{Clock, PartialTime};
use curbside::value::{CmpOp, Gap, Interval, Num, Truth};

pub const WORDS: &str = r#"pack t

codes Warfarin = rxnorm 11289 "warfarin"
codes NSAID = rxnorm 5640 "ibuprofen", 3355 "diclofenac"
codes Spironolactone = rxnorm 9997 "spironolactone"
codes Opioid = rxnorm 7052 "morphine", 2670 "codeine"
codes PPI = rxnorm 7646 "omeprazole"
codes HeartFailure = snomed 84114007 "heart failure"
codes Diabetes = snomed 73211009 "diabetes mellitus"
codes Stroke = snomed 230690007 "stroke"
codes Penicillin = rxnorm 7980 "penicillin G"
codes Dialysis = snomed 265764009 "renal dialysis"
codes Colonoscopy = snomed 73761001 "colonoscopy"
codes Influenza = cvx 140 "influenza"
codes Positive = snomed 10828004 "positive"
codes Blood = snomed 119297000 "blood specimen"

observation Potassium "Potassium, serum or plasma" {
  code       loinc 2823-3
  unit       mmol/L
  plausible  1.0 .. 12.0
  normal     3.5 .. 5.1
  normal     3.7 .. 5.9 for age < 1 month
  critical   < 2.5 or > 6.5
  delta      change of 1.0 within 24 hours
  window     90 days
  evidence   "x"
}
observation Glucose "Glucose" {
  code loinc 2345-7
  unit mmol/L
  molar mass 180.16 g/mol
  window 30 days
  report nothing
  evidence "x"
}
observation Troponin "Troponin" { code loinc 6598-7  unit ng/L  window 7 days  report nothing  evidence "x" }
observation Systolic "Systolic pressure" { code loinc 8480-6  unit mm[Hg]  window 1 year  report nothing  evidence "x" }
observation Creatinine "Creatinine" {
  code loinc 2160-0
  unit mg/dL
  normal 0.6 .. 1.2
  window 1 year
  report trend
  evidence "x"
}
observation Covid "SARS-CoV-2" { code loinc 94500-6  window 30 days }
input EyeOpening "Best eye-opening response" {
  code   loinc 9267-6
  choice spontaneous "Spontaneously" 4 loinc LA6556-4
  choice to-speech "To speech" 3 loinc LA6555-6
  choice none "Not at all" 1 loinc LA6553-1
  window 24 hours
}
input Pain "Pain" { number 0 .. 10 }
input Oxygen "On supplemental oxygen" { yes-no }
"#;

/// Compiles a text on top of [`WORDS`].
pub fn model(text: &str) -> Model {
    model_with(text, &[])
}

/// The same with files beside it.
pub fn model_with(text: &str, files: &[(&str, &str)]) -> Model {
    let card = "name: t\nversion: 1.0.0\nowner: Test\ndrugs: { ingredients: codes/ingredients.csv }\n";
    let drugs = "name,rxcui,tty,synonyms,atc_mono,atc_combo\n\
                 warfarin,11289,IN,,B01AA03,\nibuprofen,5640,IN,,M01AE01,\ndiclofenac,3355,IN,,M01AB05,\n\
                 spironolactone,9997,IN,,C03DA01,\nmorphine,7052,IN,,N02AA01,\ncodeine,2670,IN,,R05DA04,\n\
                 omeprazole,7646,IN,,A02BC01,\nacetaminophen,161,IN,paracetamol,N02BE01,\n";
    let mut pack = PackSource::new("t")
        .file("pack.yaml", card)
        .file("codes/ingredients.csv", drugs)
        .file("t.cds", format!("{WORDS}\n{text}"));
    for (path, content) in files {
        pack = pack.file(*path, *content);
    }
    let checked = compile(&[pack], &CheckOptions::default());
    let errors: Vec<String> =
        checked.diags.iter().filter(|d| d.level == Level::Error).map(|d| format!("{d:?}")).collect();
    assert!(errors.is_empty(), "{text}\n{}", errors.join("\n"));
    checked.model.unwrap()
}

pub fn clock() -> Clock {
    Clock::new("2026-03-08T09:00:00+01:00".parse().unwrap(), "Europe/Berlin".parse().unwrap())
}

pub fn n(s: &str) -> Num {
    s.parse().unwrap()
}

pub fn day(s: &str) -> PartialTime {
    s.parse().unwrap()
}

/// Adult, everything looked at, nothing found.
pub fn patient() -> SnapshotBuilder {
    SnapshotBuilder::new().born(day("1960-05-01")).sex(Sex::Female)
}

pub fn source(id: &str) -> FactInfo {
    FactInfo { source: Some(SourceRef(id.into())), ..FactInfo::default() }
}

pub fn coded(system: &str, code: &str, text: &str) -> Concept {
    let mut c = Concept::coded(system, code);
    c.text = Some(text.into());
    c
}

pub fn drug(code: &str, text: &str) -> Medication {
    Medication {
        code: coded("rxnorm", code, text),
        info: source(&format!("med/{text}")),
        ..Medication::default()
    }
}

pub fn warfarin() -> Medication {
    drug("11289", "warfarin")
}

pub fn ibuprofen() -> Medication {
    drug("5640", "ibuprofen")
}

pub fn uncoded_drug(text: &str) -> Medication {
    let code = Concept { text: Some(text.into()), ..Concept::default() };
    Medication { code, info: source(&format!("med/{text}")), ..Medication::default() }
}

pub fn problem(code: &str, text: &str) -> Condition {
    Condition {
        code: coded("snomed", code, text),
        info: source(&format!("cond/{text}")),
        ..Condition::default()
    }
}

pub fn heart_failure() -> Condition {
    problem("84114007", "heart failure")
}

pub fn quantity(value: &str, unit: &str) -> Quantity {
    let comparator = [("<=", CmpOp::Le), (">=", CmpOp::Ge), ("<", CmpOp::Lt), (">", CmpOp::Gt)]
        .into_iter()
        .find(|(sign, _)| value.starts_with(sign));
    let digits = value.trim_start_matches(['<', '>', '=']);
    Quantity {
        value: n(digits),
        comparator: comparator.map(|(_, op)| op),
        unit: (!unit.is_empty()).then(|| unit.to_string()),
    }
}

pub fn observation(code: &str, value: ObservationValue, at: &str) -> Observation {
    Observation {
        info: source(&format!("obs/{code}/{at}")),
        code: coded("loinc", code, code),
        value,
        status: ObservationStatus::Final,
        effective: (!at.is_empty()).then(|| day(at)),
        issued: None,
        categories: vec![],
        interpretation: vec![],
        ranges: vec![],
        specimen: None,
        body_site: None,
        component_of: None,
    }
}

/// `2823-3`, `5.6 mmol/L`, when.
pub fn result(code: &str, value: &str, at: &str) -> Observation {
    let (number, unit) = value.split_once(' ').unwrap_or((value, ""));
    observation(code, ObservationValue::Quantity(quantity(number, unit)), at)
}

pub fn potassium(value: &str, at: &str) -> Observation {
    result("2823-3", &format!("{value} mmol/L"), at)
}

pub fn creatinine(value: &str, at: &str) -> Observation {
    result("2160-0", &format!("{value} mg/dL"), at)
}

pub fn systolic(value: &str, at: &str) -> Observation {
    result("8480-6", &format!("{value} mm[Hg]"), at)
}

/// The value of a definition.
pub fn value(text: &str, s: &Snapshot) -> (Defined, Vec<Gap>) {
    let m = model(&format!("define Q = {text}"));
    let v = value_of(&m, s, &clock(), &Options::default(), "Q").unwrap();
    (v.value, v.missing)
}

/// A condition: its truth, and the gaps as `datum reason`.
pub fn ask(text: &str, s: &Snapshot) -> (Truth, Vec<String>) {
    match value(text, s) {
        (Defined::Cond(t), gaps) => (t, short(&gaps)),
        (other, _) => panic!("{text}: {other:?}"),
    }
}

/// What a definition of a model says.
pub fn condition(m: &Model, name: &str, s: &Snapshot) -> Truth {
    match value_of(m, s, &clock(), &Options::default(), name).unwrap().value {
        Defined::Cond(t) => t,
        other => panic!("{name}: {other:?}"),
    }
}

pub fn short(gaps: &[Gap]) -> Vec<String> {
    gaps.iter().map(|g| format!("{} {}", g.datum, g.reason.code())).collect()
}

pub fn truth(text: &str, s: &Snapshot) -> Truth {
    ask(text, s).0
}

/// A number: its range, and the gaps.
pub fn number(text: &str, s: &Snapshot) -> (Interval<Num>, Vec<String>) {
    match value(text, s) {
        (Defined::Num(r, _), gaps) => (r, short(&gaps)),
        (other, _) => panic!("{text}: {other:?}"),
    }
}

pub fn exact(v: &str) -> Interval<Num> {
    Interval::exact(n(v))
}

/// Every answer to a list of conditions.
pub fn all(s: &Snapshot, rows: &[(&str, Truth)]) {
    let defines: String = rows.iter().enumerate().map(|(i, (q, _))| format!("define Q{i} = {q}\n")).collect();
    let m = model(&defines);
    for (i, (q, wanted)) in rows.iter().enumerate() {
        let got = value_of(&m, s, &clock(), &Options::default(), &format!("Q{i}")).unwrap();
        assert_eq!(got.value, Defined::Cond(*wanted), "{q}: {:?}", got.missing);
    }
}

pub fn run(m: &Model, s: &Snapshot) -> Evaluation {
    evaluate(m, s, &clock(), &Options::default())
}

/// Ids of the rules that fired, without their pack.
pub fn fired(e: &Evaluation) -> Vec<&str> {
    e.findings.iter().map(|f| f.rule.trim_start_matches("t/")).collect()
}
