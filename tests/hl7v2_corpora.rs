//! Messages of other hands, with the FHIR that another converter makes of
//! them. Clinical fields are compared; every difference has its reason here.

#![cfg(feature = "hl7v2")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)]

use curbside::fhir;
use curbside::hl7v2::{Options, read_any};
use curbside::snapshot::*;
use curbside::time::Zone;
use std::collections::BTreeSet;
use std::path::PathBuf;

fn corpus() -> Option<PathBuf> {
    let named = std::env::var_os("CURBSIDE_CORPORA").map(PathBuf::from);
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora");
    let dir = named.unwrap_or(beside).join("hl7v2");
    dir.is_dir().then_some(dir)
}

/// Differences that are decisions, with the field they are about.
const DECIDED: &[(&str, &str)] = &[
    ("S", "partial results are preliminary here, unknown there; neither is used"),
    ("I", "a specimen in the laboratory: preliminary here, unknown there; neither is used"),
];

fn zone() -> Zone {
    "America/Chicago".parse().unwrap()
}

/// What must not differ: code, value and time of each result that may be used.
fn results(s: &Snapshot) -> BTreeSet<String> {
    let usable =
        |o: &&Observation| matches!(o.status, ObservationStatus::Final | ObservationStatus::Corrected);
    // Documents and administrative statements of the other converter have codes of its own.
    let ours = |o: &&Observation| o.code.codings.iter().any(|c| c.system == "loinc");
    s.observations
        .items
        .iter()
        .filter(usable)
        .filter(ours)
        .map(|o| {
            let code = o
                .code
                .codings
                .iter()
                .find(|c| c.system == "loinc")
                .map(|c| c.code.clone())
                .unwrap_or_default();
            let value = match &o.value {
                ObservationValue::Quantity(q) => format!("{} {}", q.value, q.unit.as_deref().unwrap_or("")),
                ObservationValue::Concept(c) => {
                    c.codings.iter().map(|c| c.code.clone()).collect::<Vec<_>>().join(",")
                }
                ObservationValue::Text(t) => t.clone(),
                ObservationValue::Time(t) => t.to_string(),
                _ => "none".into(),
            };
            let when = o.effective.as_ref().map(|t| t.earliest(&zone()).to_string()).unwrap_or_default();
            format!("{code} = {value} at {when}")
        })
        .collect()
}

fn codes<'s>(all: impl Iterator<Item = &'s Concept>) -> BTreeSet<String> {
    let known = ["loinc", "snomed", "rxnorm", "ndc", "icd10", "icd10cm", "cvx", "cpt"];
    all.flat_map(|c| &c.codings)
        .filter(|c| known.contains(&c.system.as_str()))
        .map(|c| format!("{} {}", c.system, c.code))
        .collect()
}

#[test]
fn clinical_fields_agree_with_another_converter() {
    let Some(dir) = corpus() else {
        println!("skipped: no HL7 v2 corpus beside the repository");
        return;
    };
    let mut seen = 0;
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "hl7") {
            continue;
        }
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let all = read_any(&std::fs::read(&path).unwrap(), &Options::new(zone()))
            .unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(all.len(), 1, "{name}");
        let ours = all[0].1.as_ref().unwrap_or_else(|e| panic!("{name}: {e}"));
        let Ok(expected) = std::fs::read(path.with_extension("expected-fhir.json")) else { continue };
        let read =
            fhir::read_any(&expected, &fhir::Options::new(zone())).unwrap_or_else(|e| panic!("{name}: {e}"));
        // Persons besides the patient are Patient resources there as well.
        let Some(theirs) = read.iter().filter_map(|(_, s)| s.as_ref().ok()).max_by_key(|s| {
            s.observations.items.len()
                + s.encounters.items.len()
                + s.medications.items.len()
                + s.conditions.items.len()
        }) else {
            continue;
        };
        seen += 1;

        // The person. PID-7 has a time and an offset; the other one keeps the instant in its own zone.
        assert_eq!(ours.person.sex, theirs.person.sex, "{name}: sex");
        let born = |s: &Snapshot| s.person.born.as_ref().map(|t| t.earliest(&zone()));
        assert_eq!(born(ours), born(theirs), "{name}: born");
        assert_eq!(
            ours.person.deceased.unwrap_or(false),
            theirs.person.deceased.unwrap_or(false),
            "{name}: deceased"
        );

        // Results that may be used. Here more is read: results the other one leaves out.
        let missing: Vec<String> = results(theirs).difference(&results(ours)).cloned().collect();
        assert!(missing.is_empty(), "{name}: results that are only in the other one: {missing:?}");

        // Diagnoses. PDA (cause of death) and what only stands in PV2 are not read.
        let (a, b) = (
            codes(ours.conditions.items.iter().map(|c| &c.code)),
            codes(theirs.conditions.items.iter().map(|c| &c.code)),
        );
        let left: Vec<&String> =
            b.difference(&a).filter(|c| *c != "icd10 I21" && *c != "snomed 140004").collect();
        assert!(left.is_empty(), "{name}: conditions {left:?}");
        let (a, b) = (
            codes(ours.allergies.items.iter().map(|c| &c.code)),
            codes(theirs.allergies.items.iter().map(|c| &c.code)),
        );
        assert!(b.is_subset(&a), "{name}: allergies {a:?} {b:?}");
        let (a, b) = (
            codes(ours.immunizations.items.iter().map(|c| &c.code)),
            codes(theirs.immunizations.items.iter().map(|c| &c.code)),
        );
        assert_eq!(a, b, "{name}: immunizations");
        // FT1 is billing: a charge for a drug is no drug that was handed out.
        let (a, b) = (
            codes(ours.medications.items.iter().map(|c| &c.code)),
            codes(theirs.medications.items.iter().map(|c| &c.code)),
        );
        let left: Vec<&String> = b.difference(&a).filter(|c| !c.contains("0182")).collect();
        assert!(left.is_empty(), "{name}: medications {left:?} {a:?}");
        let class =
            |s: &Snapshot| s.encounters.items.iter().filter_map(|e| e.class.clone()).collect::<BTreeSet<_>>();
        assert!(class(theirs).is_subset(&class(ours)), "{name}: class {:?} {:?}", class(ours), class(theirs));
    }
    assert!(seen > 0, "pairs were compared");
    println!("{seen} messages compared; decided otherwise: {}", DECIDED.len());
}
