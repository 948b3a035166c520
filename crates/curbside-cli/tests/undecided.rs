//! What `curbside eval` says of what could not be decided: by the fact in doubt, as the record names it.
#![allow(clippy::unwrap_used, clippy::panic)]

use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

const RULES: &str = r#"pack demo
codes Methotrexate = rxnorm 6851 "methotrexate"
codes Theophylline = rxnorm 10438 "theophylline"
observation Cortisol "cortisol" { code loinc 2143-6 unit ug/dL plausible 0..100 }
observation Sodium "sodium" { code loinc 2951-2 unit mmol/L plausible 80..200 }
rule low "Low" { category result when measured Cortisol with value < 3 ug/dL message "Low." }
rule salt "Salt" { category result when measured Sodium with value < 120 mmol/L message "Low." }
rule methotrexate "M" { category safety when taking Methotrexate message "M." }
rule theophylline "T" { category safety when taking Theophylline message "T." }
interactions from "pairs.csv" { evidence "Somebody 2024" grade "none" year 2024 }
"#;

fn folder(test: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("undecided-{test}"));
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(path.join("demo")).unwrap();
    let write = |name: &str, text: &str| std::fs::write(path.join("demo").join(name), text).unwrap();
    write("pack.yaml", "name: demo\nversion: 1.0.0\ndrugs: { ingredients: ingredients.csv }\n");
    write(
        "ingredients.csv",
        "rxcui,name,synonyms,atc_mono,atc_combo\n9384,rifampin,rifampicin,,\n10438,theophylline,,,\n6851,methotrexate,,,\n",
    );
    write(
        "pairs.csv",
        "id,a,b,severity,effect,advice\nrifampin-theophylline,rxnorm:9384,rxnorm:10438,major,Less theophylline.,Measure it.\n",
    );
    write("demo.cds", RULES);
    path
}

fn told(test: &str, resources: &[Value]) -> String {
    let here = folder(test);
    let patient =
        json!({ "resourceType": "Patient", "id": "p", "birthDate": "1950-01-01", "gender": "female" });
    let entries: Vec<Value> =
        std::iter::once(&patient).chain(resources).map(|r| json!({ "resource": r })).collect();
    let bundle = json!({ "resourceType": "Bundle", "type": "collection", "entry": entries });
    std::fs::write(here.join("p.json"), bundle.to_string()).unwrap();
    let out = Command::new(env!("CARGO_BIN_EXE_curbside"))
        .args(["eval", "--all", "--color", "never", "--packs", "demo", "--whole-record"])
        .args(["--at", "2026-03-01T09:00:00Z", "p.json"])
        .current_dir(&here)
        .env_remove("CURBSIDE_ZONE")
        .env("TZ", "UTC")
        .output()
        .unwrap();
    let text = String::from_utf8(out.stdout).unwrap();
    assert!(out.status.success(), "{text}{}", String::from_utf8_lossy(&out.stderr));
    // Lines are broken to the width of a terminal.
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn result(code: Value, value: f64, unit: &str, date: &str) -> Value {
    json!({ "resourceType": "Observation", "id": "o", "status": "final", "subject": { "reference": "Patient/p" },
        "code": code, "effectiveDateTime": date, "valueQuantity": { "value": value, "unit": unit } })
}

fn order(id: &str, code: Value, status: &str) -> Value {
    json!({ "resourceType": "MedicationRequest", "id": id, "status": status, "intent": "order",
        "subject": { "reference": "Patient/p" }, "authoredOn": "2026-01-01", "medicationCodeableConcept": code })
}

fn rxnorm(code: &str) -> Value {
    json!({ "coding": [{ "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": code }] })
}

#[test]
fn nothing_more_is_said_of_a_result_that_may_be_anything() {
    let text =
        told("result", &[result(json!({ "text": "Creatinine(Serum)" }), 500.0, "ug/dL", "2026-02-20")]);
    assert!(
        text.contains("“Creatinine(Serum)” [Observation/o]: recorded as free text without a code"),
        "{text}"
    );
    assert!(text.contains("cannot be told from: measured Cortisol, measured Sodium"), "{text}");
    assert!(text.contains("leaves 2 rules open: low, salt"), "{text}");
    for wrong in ["plausible", "cannot be converted", "value of"] {
        assert!(!text.contains(wrong), "{wrong}: {text}");
    }
    // Of a result that is known it is said.
    let cortisol =
        json!({ "coding": [{ "system": "http://loinc.org", "code": "2143-6", "display": "Cortisol" }] });
    let text = told("slip", &[result(cortisol, 500.0, "ug/dL", "2026-02-20")]);
    assert!(text.contains("plausible"), "{text}");
}

#[test]
fn a_status_that_says_nothing_is_told_of_the_drug_that_is_on_record() {
    let text = told("status", &[order("m", json!({ "text": "theophylline (site list)" }), "unknown")]);
    assert!(text.contains("“theophylline (site list)” [MedicationRequest/m]:"), "{text}");
    assert!(!text.contains("? taking Methotrexate"), "{text}");
    let text = told("coded", &[order("m", rxnorm("10438"), "unknown")]);
    assert!(
        text.contains(
            "[MedicationRequest/m]: its status does not say whether it holds asked for: taking Theophylline"
        ),
        "{text}"
    );
    assert!(!text.contains("Methotrexate"), "{text}");
}

#[test]
fn codes_of_a_table_are_shown_with_the_dictionarys_name() {
    let all = [order("m", rxnorm("10438"), "unknown"), order("r", rxnorm("9384"), "active")];
    let text = told("names", &all);
    assert!(text.contains("theophylline (rxnorm:10438)"), "{text}");
    assert!(!text.contains("taking rxnorm:") && !text.contains("ordering rxnorm:"), "{text}");
}

#[test]
fn a_date_in_the_future_is_noted_once() {
    let mut later = order("m", rxnorm("10438"), "active");
    later["authoredOn"] = json!("2027-01-01");
    let text = told("future", &[later]);
    assert_eq!(text.matches("MedicationRequest/m]").count(), 1, "{text}");
    assert!(text.contains("future: dated after now, so it does not count [MedicationRequest/m]"), "{text}");
    // A birth in the future has no other note.
    assert!(!text.contains("dated after the moment"), "{text}");
}
