//! Concepts of facts: codes of the vocabulary, of neighbours, of other systems, and what is no code.

use crate::choices::Choices;
use curbside::snapshot::{Coding, Concept};

/// A code with its system, and what it is called.
pub type Code = (&'static str, &'static str, &'static str);

/// Drugs: ingredients, products by table and by name, classes, and systems that no set speaks of.
pub const DRUGS: &[Code] = &[
    ("rxnorm", "11289", "warfarin"),
    ("rxnorm", "5640", "ibuprofen"),
    ("rxnorm", "7052", "morphine"),
    ("rxnorm", "9997", "spironolactone"),
    ("rxnorm", "7646", "omeprazole"),
    ("rxnorm", "2670", "codeine"),
    ("rxnorm", "3355", "diclofenac"),
    ("rxnorm", "161", "acetaminophen"),
    ("rxnorm", "29046", "lisinopril"),
    ("rxnorm", "6809", "metformin"),
    ("rxnorm", "993770", "acetaminophen 300 MG / codeine phosphate 30 MG Oral Tablet"),
    ("rxnorm", "855332", "warfarin sodium 5 MG Oral Tablet"),
    ("rxnorm", "310965", "ibuprofen 200 MG Oral Tablet"),
    ("ndc", "00056017370", "Coumadin 2 mg"),
    ("atc", "B01AA03", "warfarin"),
    ("atc", "M01AE01", "ibuprofen"),
    ("atc", "N02AJ06", "codeine and paracetamol"),
    ("rxnorm", "999999", "a product nobody knows"),
    ("http://example.org/local", "drug-7", "local drug"),
    ("http://example.org/drugs", "AC-1", "another drug"),
    ("snomed", "372756006", "warfarin (substance)"),
    ("http://hospital.example/formulary", "W5", "house code"),
];

/// Problems.
pub const PROBLEMS: &[Code] = &[
    ("snomed", "84114007", "heart failure"),
    ("snomed", "44054006", "diabetes type 2"),
    ("snomed", "73211009", "diabetes"),
    ("snomed", "49436004", "atrial fibrillation"),
    ("snomed", "56265001", "heart disease"),
    ("snomed", "230690007", "stroke"),
    ("icd10cm", "I50.9", "heart failure"),
    ("icd10cm", "N18.4", "kidney disease stage 4"),
    ("icd10cm", "N18.32", "kidney disease stage 3b"),
    ("icd10cm", "I63.9", "cerebral infarction"),
    ("icd10cm", "E11.9", "diabetes type 2"),
    ("icd10cm", "J45.9", "asthma"),
    ("snomed", "38341003", "hypertension"),
    ("http://hospital.example/problems", "P1", "house code"),
];

/// Substances of allergies.
pub const SUBSTANCES: &[Code] = &[
    ("rxnorm", "7980", "penicillin G"),
    ("snomed", "764146007", "penicillin"),
    ("rxnorm", "5640", "ibuprofen"),
    ("rxnorm", "2670", "codeine"),
    ("snomed", "256277009", "grass pollen"),
];

/// Procedures and orders.
pub const PROCEDURES: &[Code] = &[
    ("snomed", "265764009", "renal dialysis"),
    ("snomed", "73761001", "colonoscopy"),
    ("cpt", "90935", "hemodialysis"),
    ("snomed", "80146002", "appendectomy"),
];

/// Orders.
pub const ORDERS: &[Code] = &[
    ("loinc", "51990-0", "basic metabolic panel"),
    ("snomed", "77477000", "computed tomography"),
    ("snomed", "265764009", "renal dialysis"),
    ("loinc", "58410-2", "blood count"),
];

/// Vaccines.
pub const VACCINES: &[Code] = &[
    ("cvx", "140", "influenza"),
    ("cvx", "115", "Tdap"),
    ("cvx", "150", "influenza"),
    ("cvx", "208", "COVID-19"),
];

/// Encounters.
pub const ENCOUNTERS: &[Code] = &[
    ("snomed", "185349003", "check-up"),
    ("cpt", "99213", "office visit"),
    ("snomed", "50849002", "emergency"),
];

/// Relatives.
pub const RELATIVES: &[Code] = &[("snomed", "72705000", "mother"), ("snomed", "66839005", "father")];

/// A coding of a code.
pub fn coding(code: Code) -> Coding {
    Coding { display: Some(code.2.into()), ..Coding::new(code.0, code.1) }
}

/// A concept with a code of a list.
pub fn sure(c: &mut Choices<'_>, all: &[Code]) -> Concept {
    let code = all.get(c.early(all.len())).map(|code| coding(*code));
    Concept { codings: code.into_iter().collect(), ..Concept::default() }
}

/// A concept: mostly a code of a list, otherwise what records hold as well.
pub fn concept(c: &mut Choices<'_>, all: &[Code], messy: bool) -> Concept {
    let weights: &[usize] = if messy { &[56, 12, 10, 5, 5, 6, 6] } else { &[91, 6, 1, 0, 0, 1, 1] };
    let form = c.weighted(weights);
    let mut it = sure(c, all);
    match form {
        1 => it.codings.push(coding(c.pick(all))),
        2 => {
            it.text = it.codings.first().and_then(|c| c.display.clone());
            it.codings.clear();
        }
        3 => {
            it.codings.clear();
            it.masked = true;
        }
        4 => {
            it.codings.clear();
            it.unresolved = Some("Medication/9".into());
        }
        5 => it.codings = vec![Coding::new("http://hospital.example/codes", "H1")],
        6 => {
            it.text = Some("as written".into());
            it.codings.iter_mut().for_each(|c| c.display = None);
        }
        _ => {}
    }
    it
}
