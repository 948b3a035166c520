//! The FHIR reader over public example records, where they are present.
//!
//! Synthetic whole records (Synthea) and the examples of the R4 specification.
//! Counts are compared with counts taken straight from the JSON.

#![cfg(feature = "fhir")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)]

use curbside::fhir::{FhirError, Options, patients_in, read_any, read_bundle};
use curbside::snapshot::{Coverage, MedicationKind, MedicationStatus, Snapshot};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The JSON files of a folder of the corpora.
fn corpus(name: &str) -> Option<Vec<PathBuf>> {
    let root = std::env::var_os("CURBSIDE_CORPORA")
        .map(PathBuf::from)
        .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora"));
    let Ok(dir) = std::fs::read_dir(root.join(name)) else {
        println!("skipped: corpora not present");
        return None;
    };
    let mut files: Vec<PathBuf> = dir.map(|f| f.unwrap().path()).collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "json"));
    files.sort();
    assert!(!files.is_empty());
    Some(files)
}

fn options() -> Options {
    let mut o = Options::new("America/New_York".parse().unwrap());
    o.as_of = Some("2026-11-23T12:00:00Z".parse().unwrap());
    o
}

fn resources(bundle: &Value) -> Vec<&Value> {
    bundle["entry"].as_array().unwrap().iter().map(|e| &e["resource"]).collect()
}

fn of_kind<'a>(all: &[&'a Value], kind: &str) -> Vec<&'a Value> {
    all.iter().copied().filter(|r| r["resourceType"] == kind).collect()
}

fn notes_like<'a>(s: &'a Snapshot, code: &str) -> Vec<&'a str> {
    s.notes.iter().filter(|n| n.code == code).map(|n| n.text.as_str()).collect()
}

#[test]
fn synthea_records_are_whole_and_counted_right() {
    let Some(files) = corpus("fhir/synthea") else { return };
    for file in files {
        let bytes = std::fs::read(&file).unwrap();
        let started = std::time::Instant::now();
        let s = read_bundle(&bytes, &options()).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        let took = started.elapsed();
        let json: Value = serde_json::from_slice(&bytes).unwrap();
        let all = resources(&json);
        let name = file.display();

        assert_eq!(s.medications.coverage, Coverage::Complete, "{name}");
        assert_eq!(s.allergies.coverage, Coverage::Complete, "{name}");
        assert!(s.person.born.is_some() && s.person.sex.is_some(), "{name}");
        assert_eq!(s.conditions.items.len(), of_kind(&all, "Condition").len(), "{name}");
        assert_eq!(s.allergies.items.len(), of_kind(&all, "AllergyIntolerance").len(), "{name}");
        assert_eq!(s.procedures.items.len(), of_kind(&all, "Procedure").len(), "{name}");
        assert_eq!(s.immunizations.items.len(), of_kind(&all, "Immunization").len(), "{name}");
        assert_eq!(s.encounters.items.len(), of_kind(&all, "Encounter").len(), "{name}");

        let repeated = notes_like(&s, "duplicate").len();
        let orders = of_kind(&all, "MedicationRequest");
        let active = orders.iter().filter(|r| r["status"] == "active").count();
        let read_active = s
            .medications
            .items
            .iter()
            .filter(|m| m.kind == MedicationKind::Order && m.status == MedicationStatus::Active)
            .count();
        assert!(read_active <= active && read_active + repeated >= active, "{name}");
        let panels = s.observations.items.iter().filter(|o| o.component_of.is_none()).count();
        let observations = of_kind(&all, "Observation").len();
        assert!(panels <= observations && panels + repeated >= observations, "{name}");
        println!("{name}: {repeated} repeated, {} kB in {took:?}", bytes.len() / 1000);
        assert_eq!(notes_like(&s, "unreadable"), Vec::<&str>::new(), "{name}");
        assert_eq!(notes_like(&s, "not-understood"), Vec::<&str>::new(), "{name}");
        assert_eq!(notes_like(&s, "unresolved"), Vec::<&str>::new(), "{name}");
        let text = serde_json::to_string(&s).unwrap();
        assert_eq!(serde_json::from_str::<Snapshot>(&text).unwrap(), s, "{name}");
    }
}

#[test]
fn every_specification_example_is_read() {
    let Some(files) = corpus("fhir/hl7-examples") else { return };
    let (mut read, mut split) = (0, 0);
    for file in files {
        let bytes = std::fs::read(&file).unwrap();
        match read_bundle(&bytes, &options()) {
            Ok(s) => {
                read += 1;
                assert_eq!(notes_like(&s, "not-understood"), Vec::<&str>::new(), "{}", file.display());
                for n in notes_like(&s, "unreadable") {
                    println!("{}: {n}", file.display());
                }
            }
            Err(FhirError::WrongPatient { .. }) => {
                split += 1;
                println!("several patients: {}", file.display());
                assert!(patients_in(&bytes, &options().limits).unwrap().len() > 1, "{}", file.display());
                for (who, s) in read_any(&bytes, &options()).unwrap() {
                    if let Err(e) = s {
                        panic!("{}: {who}: {e}", file.display());
                    }
                }
            }
            Err(e) => panic!("{}: {e}", file.display()),
        }
    }
    println!("read {read}, split by patient {split}");
    assert!(read > 250 && split < 12);
}

/// The FHIR in a CDS Hooks request: bundles and single resources.
fn fhir_within<'a>(v: &'a Value, found: &mut Vec<&'a Value>) {
    match v {
        Value::Object(map) if map.contains_key("resourceType") => found.push(v),
        Value::Object(map) => map.values().for_each(|x| fhir_within(x, found)),
        Value::Array(items) => items.iter().for_each(|x| fhir_within(x, found)),
        _ => {}
    }
}

#[test]
fn requests_of_cds_hooks_are_read() {
    let Some(files) = corpus("cds-hooks/inferno") else { return };
    let mut drafts = 0;
    for file in files {
        let json: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        let mut found = Vec::new();
        fhir_within(&json, &mut found);
        for v in found {
            for (who, s) in read_any(v.to_string().as_bytes(), &options()).unwrap() {
                let s = s.unwrap_or_else(|e| panic!("{}: {who}: {e}", file.display()));
                assert_eq!(notes_like(&s, "unreadable"), Vec::<&str>::new(), "{}", file.display());
                drafts += s.medications.items.iter().filter(|m| m.kind == MedicationKind::Draft).count();
            }
        }
    }
    assert!(drafts > 0);
}
