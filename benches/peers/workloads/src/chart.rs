//! The patient of (c): about what Synthea makes of a woman of 74 with many problems.
//!
//! Sizes and codes are of that kind; nothing is copied from a data set. The codes
//! of our own rules stand among them.

use crate::interactions::{Drug, medication};
use crate::mixed::{drugs, has, ingredient, loinc, problem, procedure};
use crate::rng::Rng;
use crate::{clock, words};
use curbside::snapshot::{
    Allergy, Coding, Concept, Condition, ConditionStatus, Dose, Encounter, FactInfo, Immunization,
    Medication, MedicationStatus, Observation, ObservationStatus, ObservationValue, OrderStatus, Period,
    Procedure, Quantity, Sex, Snapshot, SnapshotBuilder, SourceRef,
};
use curbside::time::{PartialTime, Timestamp};
use curbside::value::Num;

/// Of our own analytes, in g/mol.
pub const MOLAR_MASS: i64 = 180;

const DAY: i64 = 86_400;

/// SNOMED CT code, name, days since onset, still active.
const PROBLEMS: [(&str, &str, i64, bool); 16] = [
    ("59621000", "Essential hypertension (disorder)", 9_000, true),
    ("44054006", "Diabetes mellitus type 2 (disorder)", 5_200, true),
    ("49436004", "Atrial fibrillation (disorder)", 1_400, true),
    ("433144002", "Chronic kidney disease stage 3 (disorder)", 900, true),
    ("55822004", "Hyperlipidemia (disorder)", 6_000, true),
    ("53741008", "Coronary arteriosclerosis (disorder)", 2_600, true),
    ("84114007", "Heart failure (disorder)", 700, true),
    ("239873007", "Osteoarthritis of knee (disorder)", 3_000, true),
    ("235595009", "Gastroesophageal reflux disease (disorder)", 2_100, true),
    ("64859006", "Osteoporosis (disorder)", 1_900, true),
    ("162864005", "Body mass index 30+ - obesity (finding)", 4_000, true),
    ("271737000", "Anemia (disorder)", 600, true),
    ("444814009", "Viral sinusitis (disorder)", 800, false),
    ("10509002", "Acute bronchitis (disorder)", 1_500, false),
    ("73595000", "Stress (finding)", 2_000, false),
    ("423315002", "Limited social contact (finding)", 1_000, false),
];

/// RxNorm code, name, milligrams, times a day, days since the start, still active.
const MEDICATIONS: [(&str, &str, i64, i64, i64, bool); 25] = [
    ("314076", "lisinopril 10 MG Oral Tablet", 10, 1, 2_000, true),
    ("860975", "24 HR metformin hydrochloride 500 MG Extended Release Oral Tablet", 500, 2, 1_800, true),
    ("855332", "warfarin sodium 5 MG Oral Tablet", 5, 1, 900, true),
    ("197604", "digoxin 0.125 MG Oral Tablet", 1, 1, 700, true),
    ("866412", "24 HR metoprolol succinate 100 MG Extended Release Oral Tablet", 100, 1, 650, true),
    ("259255", "atorvastatin 80 MG Oral Tablet", 80, 1, 1_500, true),
    ("310429", "furosemide 20 MG Oral Tablet", 20, 1, 600, true),
    ("313096", "spironolactone 25 MG Oral Tablet", 25, 1, 300, true),
    ("849574", "naproxen sodium 220 MG Oral Tablet", 220, 2, 60, true),
    ("312961", "simvastatin 20 MG Oral Tablet", 20, 1, 4_000, false),
    ("308136", "amlodipine 2.5 MG Oral Tablet", 2, 1, 3_000, false),
    ("310798", "hydrochlorothiazide 25 MG Oral Tablet", 25, 1, 3_500, false),
    ("309362", "clopidogrel 75 MG Oral Tablet", 75, 1, 2_600, false),
    ("705129", "nitroglycerin 0.4 MG/ACTUAT Mucosal Spray", 1, 1, 2_600, false),
    ("313782", "acetaminophen 325 MG Oral Tablet", 325, 3, 800, false),
    ("308182", "amoxicillin 250 MG Oral Capsule", 250, 3, 1_500, false),
    ("198405", "ibuprofen 100 MG Oral Tablet", 100, 3, 2_200, false),
    ("562251", "amoxicillin 250 MG / clavulanate 125 MG Oral Tablet", 250, 3, 810, false),
    ("197511", "ciprofloxacin 250 MG Oral Tablet", 250, 2, 1_200, false),
    ("312615", "prednisone 20 MG Oral Tablet", 20, 1, 1_450, false),
    ("198014", "naproxen 500 MG Oral Tablet", 500, 2, 2_900, false),
    ("314231", "simvastatin 10 MG Oral Tablet", 10, 1, 5_000, false),
    ("198240", "tamoxifen 10 MG Oral Tablet", 10, 1, 5_500, false),
    ("314077", "lisinopril 20 MG Oral Tablet", 20, 1, 2_500, false),
    ("308192", "amoxicillin 500 MG Oral Tablet", 500, 3, 3_600, false),
];

/// LOINC, name, unit, mean in tenths, spread in tenths, category.
const PANEL: [(&str, &str, &str, i64, i64, &str); 25] = [
    ("2339-0", "Glucose [Mass/volume] in Blood", "mg/dL", 1_450, 300, "laboratory"),
    ("6299-2", "Urea nitrogen [Mass/volume] in Blood", "mg/dL", 200, 60, "laboratory"),
    ("2160-0", "Creatinine [Mass/volume] in Serum or Plasma", "mg/dL", 15, 2, "laboratory"),
    ("17861-6", "Calcium [Mass/volume] in Serum or Plasma", "mg/dL", 93, 4, "laboratory"),
    ("2951-2", "Sodium [Moles/volume] in Serum or Plasma", "mmol/L", 1_390, 25, "laboratory"),
    ("2823-3", "Potassium [Moles/volume] in Serum or Plasma", "mmol/L", 48, 4, "laboratory"),
    ("2075-0", "Chloride [Moles/volume] in Serum or Plasma", "mmol/L", 1_030, 30, "laboratory"),
    ("2028-9", "Carbon dioxide, total [Moles/volume] in Serum or Plasma", "mmol/L", 245, 20, "laboratory"),
    ("33914-3", "Estimated Glomerular Filtration Rate", "mL/min/{1.73_m2}", 430, 60, "laboratory"),
    ("4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood", "%", 76, 6, "laboratory"),
    ("2093-3", "Cholesterol [Mass/volume] in Serum or Plasma", "mg/dL", 1_800, 200, "laboratory"),
    ("2571-8", "Triglycerides", "mg/dL", 1_500, 300, "laboratory"),
    ("18262-6", "Low Density Lipoprotein Cholesterol", "mg/dL", 950, 150, "laboratory"),
    ("2085-9", "High Density Lipoprotein Cholesterol", "mg/dL", 480, 60, "laboratory"),
    ("718-7", "Hemoglobin [Mass/volume] in Blood", "g/dL", 118, 8, "laboratory"),
    ("6690-2", "Leukocytes [#/volume] in Blood", "10*3/uL", 68, 12, "laboratory"),
    ("777-3", "Platelets [#/volume] in Blood", "10*3/uL", 2_400, 300, "laboratory"),
    ("8302-2", "Body Height", "cm", 1_620, 2, "vital-signs"),
    ("29463-7", "Body Weight", "kg", 821, 20, "vital-signs"),
    ("39156-5", "Body mass index (BMI) [Ratio]", "kg/m2", 313, 8, "vital-signs"),
    ("8480-6", "Systolic Blood Pressure", "mm[Hg]", 1_420, 100, "vital-signs"),
    ("8462-4", "Diastolic Blood Pressure", "mm[Hg]", 840, 60, "vital-signs"),
    ("8867-4", "Heart rate", "/min", 760, 80, "vital-signs"),
    ("9279-1", "Respiratory rate", "/min", 150, 15, "vital-signs"),
    ("72514-3", "Pain severity - 0-10 verbal numeric rating [Score] - Reported", "{score}", 30, 20, "survey"),
];
/// Visits with a panel.
const VISITS: i64 = 10;

/// SNOMED CT code and name of procedures, over and over.
const PROCEDURES: [(&str, &str); 8] = [
    ("430193006", "Medication reconciliation (procedure)"),
    ("710824005", "Assessment of health and social care needs (procedure)"),
    ("171207006", "Depression screening (procedure)"),
    ("454711000124102", "Depression screening using Patient Health Questionnaire Two-Item score"),
    ("40701008", "Echocardiography (procedure)"),
    ("73761001", "Colonoscopy (procedure)"),
    ("24623002", "Screening mammography (procedure)"),
    ("180256009", "Subcutaneous immunotherapy (procedure)"),
];

/// CVX code and name.
const VACCINES: [(&str, &str); 6] = [
    ("140", "Influenza, seasonal, injectable, preservative free"),
    ("113", "Td (adult), 5 Lf tetanus toxoid, preservative free, adsorbed"),
    ("133", "Pneumococcal conjugate PCV 13"),
    ("33", "pneumococcal polysaccharide vaccine, 23 valent"),
    ("121", "zoster vaccine, live"),
    ("208", "COVID-19, mRNA, LNP-S, PF, 30 mcg/0.3 mL dose"),
];

/// An instant so many days ago, with its offset.
fn ago(days: i64, seconds: i64) -> PartialTime {
    let clock = clock();
    let t = Timestamp::from_second(clock.now.as_second() - days * DAY - seconds);
    t.in_zone(&clock.zone).parse().expect("a time")
}

fn info(kind: &str, at: usize) -> FactInfo {
    FactInfo { source: Some(SourceRef(format!("{kind}/{at}").into())), ..Default::default() }
}

fn concept(system: &str, code: &str, name: &str) -> Concept {
    let coding = Coding { system: system.into(), code: code.into(), display: Some(name.into()) };
    Concept { codings: vec![coding], text: Some(name.into()), ..Default::default() }
}

/// The patient.
pub fn patient() -> Snapshot {
    let mut rng = Rng::new(0x57a7_1c);
    let mut s = SnapshotBuilder::new().born("1951-02-11".parse().expect("a date")).sex(Sex::Female);
    s = s.with(|s| {
        s.person.id = Some("patient-c".into());
        s.person.deceased = Some(false);
        s.conditions.items = conditions();
        s.medications.items = medications();
        s.allergies.items = allergies();
        s.observations.items = observations(&mut rng);
        s.procedures.items = procedures(&mut rng);
        s.immunizations.items = immunizations();
        s.encounters.items = encounters();
    });
    s.build()
}

fn conditions() -> Vec<Condition> {
    let one = |at: usize, code: &str, name: &str, days: i64, active: bool| Condition {
        info: info("Condition", at),
        code: concept("snomed", code, name),
        status: if active { ConditionStatus::Active } else { ConditionStatus::Inactive },
        categories: vec!["encounter-diagnosis".into()],
        period: Period { start: Some(ago(days, 0)), end: (!active).then(|| ago(days - 20, 0)) },
        ..Default::default()
    };
    let known = PROBLEMS.iter().enumerate().map(|(at, (c, n, d, a))| one(at, c, n, *d, *a));
    let ours = has::PROBLEMS.iter().map(|p| one(100 + p, &problem(*p), &format!("problem {p}"), 400, true));
    known.chain(ours).collect()
}

fn medications() -> Vec<Medication> {
    let one =
        |(at, (code, name, dose, per_day, days, active)): (usize, &(&str, &str, i64, i64, i64, bool))| {
            let amount = Quantity { value: Num::from(*dose), comparator: None, unit: Some("mg".into()) };
            Medication {
                info: info("MedicationRequest", at),
                code: concept("rxnorm", code, name),
                status: if *active { MedicationStatus::Active } else { MedicationStatus::Ended },
                doses: vec![Dose {
                    amount: Some(amount),
                    per_day: Some(Num::from(*per_day)),
                    ..Default::default()
                }],
                period: Period { start: Some(ago(*days, 0)), end: (!active).then(|| ago(*days - 30, 0)) },
                ..Default::default()
            }
        };
    let known = MEDICATIONS.iter().enumerate().map(one);
    let ours = drugs().into_iter().enumerate().map(|(at, d): (usize, Drug)| medication(at, &d));
    known.chain(ours).collect()
}

fn allergies() -> Vec<Allergy> {
    let one = |c: &usize| Allergy {
        info: info("AllergyIntolerance", *c),
        code: concept("rxnorm", &crate::interactions::rxcui(ingredient(*c)), &words::drug(ingredient(*c))),
        kind: Some("allergy".into()),
        criticality: Some("high".into()),
        ..Default::default()
    };
    has::ALLERGIES.iter().map(one).collect()
}

fn observations(rng: &mut Rng) -> Vec<Observation> {
    let one =
        |at: usize, code: Concept, value: Num, unit: &str, time: PartialTime, category: &str| Observation {
            info: info("Observation", at),
            code,
            value: ObservationValue::Quantity(Quantity { value, comparator: None, unit: Some(unit.into()) }),
            status: ObservationStatus::Final,
            effective: Some(time),
            issued: None,
            categories: vec![category.into()],
            interpretation: Vec::new(),
            ranges: Vec::new(),
            specimen: None,
            body_site: None,
            component_of: None,
        };
    let mut out = Vec::new();
    for visit in 0..VISITS {
        for (code, name, unit, mean, spread, category) in PANEL {
            let value = Num::new(mean + rng.within(-spread, spread), 1);
            let (days, seconds) = (5 + visit * 120, rng.within(0, 7_000));
            out.push(one(out.len(), concept("loinc", code, name), value, unit, ago(days, seconds), category));
        }
    }
    for a in has::ANALYTES {
        // In mmol/L, where the rules say mg/dL; 9 mg/dL or 3 mg/dL.
        let value = Num::new(if has::HIGH.contains(&a) { 50 } else { 17 }, 2);
        let code = concept("loinc", &loinc(a), &format!("analyte {a}"));
        out.push(one(out.len(), code, value, "mmol/L", ago(20 + a as i64, 0), "laboratory"));
    }
    out
}

fn procedures(rng: &mut Rng) -> Vec<Procedure> {
    let one = |at: usize, code: &str, name: &str, days: i64| Procedure {
        info: info("Procedure", at),
        code: concept("snomed", code, name),
        status: OrderStatus::Done,
        period: Period { start: Some(ago(days, 3_600)), end: Some(ago(days, 1_800)) },
        ..Default::default()
    };
    let known = (0..38).map(|at| {
        let (code, name) = PROCEDURES[at % PROCEDURES.len()];
        one(at, code, name, 5 + at as i64 * 60 + rng.within(0, 30))
    });
    let known: Vec<_> = known.collect();
    let ours = has::RECENT.iter().map(|p| one(100 + p, &procedure(*p), &format!("procedure {p}"), 100));
    // One was done, but too long ago.
    let old = one(110, &procedure(2), "procedure 2", 500);
    known.into_iter().chain(ours).chain([old]).collect()
}

fn immunizations() -> Vec<Immunization> {
    let one = |at: usize| {
        let (code, name) = VACCINES[if at < 10 { 0 } else { at - 9 }];
        Immunization {
            info: info("Immunization", at),
            code: concept("cvx", code, name),
            given: true,
            occurred: Some(ago(130 + at as i64 * 365, 0)),
            ..Default::default()
        }
    };
    (0..15).map(one).collect()
}

fn encounters() -> Vec<Encounter> {
    let one = |at: usize| {
        let (code, name, class) = match at % 5 {
            0 => ("162673000", "General examination of patient (procedure)", "ambulatory"),
            1 => ("50849002", "Emergency room admission (procedure)", "emergency"),
            _ => ("185349003", "Encounter for check up (procedure)", "ambulatory"),
        };
        let days = at as i64 * 70;
        Encounter {
            info: info("Encounter", at),
            code: concept("snomed", code, name),
            class: Some(class.into()),
            current: at == 0,
            period: Period { start: Some(ago(days, 1_200)), end: (at > 0).then(|| ago(days, 0)) },
            location: None,
        }
    };
    (0..30).map(one).collect()
}

/// A result that comes in while the record is open: a potassium of today.
pub fn new_result() -> Observation {
    let mut rng = Rng::new(1);
    let mut result = observations(&mut rng).swap_remove(5);
    result.info = info("Observation", 9_999);
    result.effective = Some(ago(0, 600));
    result.value = ObservationValue::Quantity(Quantity {
        value: Num::new(61, 1),
        comparator: None,
        unit: Some("mmol/L".into()),
    });
    result
}
