//! `curbside hook`: answers, refusals, discovery.
#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder with a pack.
fn folder(test: &str) -> PathBuf {
    let here = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("hook-{test}"));
    let _ = std::fs::remove_dir_all(&here);
    std::fs::create_dir_all(here.join("rules/demo")).unwrap();
    std::fs::write(here.join("rules/demo/pack.yaml"), "name: demo\nversion: 1.0.0\n").unwrap();
    let rules = "pack demo\ncodes Warfarin = rxnorm 11289 \"warfarin\"\n\
        rule on \"On warfarin\" { category safety when taking Warfarin message \"Takes warfarin.\" }\n\
        rule adult \"Adult\" { category result when age >= 18 years message \"An adult.\" }\n";
    std::fs::write(here.join("rules/demo/demo.cds"), rules).unwrap();
    here
}

/// Exit code, standard output as JSON, standard error.
fn run(here: &Path, args: &[&str]) -> (i32, Value, String) {
    let out = Command::new(env!("CARGO_BIN_EXE_curbside"))
        .args(["hook", "--packs", "rules", "--at", "2026-03-01T09:00:00Z"])
        .args(args)
        .current_dir(here)
        .output()
        .unwrap();
    let body = serde_json::from_slice(&out.stdout).unwrap_or(Value::Null);
    (out.status.code().unwrap(), body, String::from_utf8(out.stderr).unwrap())
}

fn request(here: &Path, prefetch: Value) {
    let body = json!({
        "hook": "patient-view", "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
        "context": { "userId": "Practitioner/e", "patientId": "p" }, "prefetch": prefetch
    });
    std::fs::write(here.join("request.json"), body.to_string()).unwrap();
}

#[test]
fn a_request_is_answered_and_judged() {
    let here = folder("answered");
    request(
        &here,
        json!({
            "patient": { "resourceType": "Patient", "id": "p", "birthDate": "1950-01-01", "gender": "female" },
            "medications": { "resourceType": "Bundle", "type": "searchset", "total": 0 }
        }),
    );
    let (code, body, said) = run(&here, &["request.json"]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(body["cards"][0]["summary"], "An adult.");
    assert!(said.contains("200 1 card · 2 rules evaluated, 1 fired, 0 undecided"), "{said}");
    assert!(said.contains("the response is valid"), "{said}");
}

#[test]
fn a_refusal_is_the_outcome_a_client_would_get() {
    let here = folder("refused");
    request(&here, json!({}));
    let (code, body, said) = run(&here, &["request.json"]);
    assert_eq!((code, &body["resourceType"]), (3, &json!("OperationOutcome")));
    assert!(said.contains("412 missing-data"), "{said}");
    std::fs::write(here.join("request.json"), b"\xff{").unwrap();
    let (code, _, said) = run(&here, &["request.json"]);
    assert!(code == 3 && said.contains("400 not-json"), "{said}");
    assert_eq!(run(&here, &["none.json"]).0, 3);
}

#[test]
fn discovery_needs_no_request() {
    let here = folder("discovery");
    let (code, body, said) = run(&here, &["--discovery"]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(body["services"][0]["id"], "curbside-patient-view");
    assert_eq!(run(&here, &[]).0, 2);
}
