//! Pregnancy is fetched as the reader reads it: problems and observations.
#![allow(clippy::unwrap_used)]

use curbside::time::Clock;
use curbside::{Compiler, pack::PackSource};
use curbside_hooks::{Answer, Hook, Plan, Request, Services};
use serde_json::{Value, json};

fn services(when: &str) -> Services {
    let rule = format!("pack demo\nrule r \"R\" {{ category safety when {when} message \"Holds.\" }}");
    let pack =
        PackSource::new("demo").file("pack.yaml", "name: demo\nversion: 1.0.0\n").file("demo.cds", rule);
    Services::new(Compiler::new().pack(pack).compile().unwrap(), Default::default())
}

#[test]
fn every_code_that_the_reader_knows_is_asked_for() {
    for when in ["pregnant", "breastfeeding", "gestational-age >= 20 weeks"] {
        let services = services(when);
        let plan: &Plan = services.plan(Hook::PatientView).unwrap();
        assert!(plan.templates.contains_key("conditions"), "{when}");
        let query = &plan.templates["observations1"].query;
        for code in [
            "http://loinc.org|82810-3",
            "http://loinc.org|11778-8",
            "http://loinc.org|63895-7",
            "http://snomed.info/sct|413712001",
        ] {
            assert!(query.contains(code), "{when}: {code} in {query}");
        }
        let keys: Vec<&str> = plan.rules["demo/r"].iter().map(String::as_str).collect();
        assert_eq!(keys, ["conditions", "observations1"], "{when}");
    }
}

fn ask(observations: Option<Value>) -> Answer {
    let mut prefetch = json!({
        "patient": { "resourceType": "Patient", "id": "p", "birthDate": "1995-01-01", "gender": "female" },
        "conditions": { "resourceType": "Bundle", "type": "searchset", "total": 0 }
    });
    if let Some(o) = observations {
        prefetch["observations1"] = o;
    }
    let body = json!({
        "hook": "patient-view", "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
        "context": { "userId": "Practitioner/e", "patientId": "p" }, "prefetch": prefetch
    });
    let request = Request::parse(body.to_string().as_bytes()).unwrap();
    let clock = Clock::new("2026-03-01T09:00:00Z".parse().unwrap(), "UTC".parse().unwrap());
    services("pregnant")
        .answer(Hook::PatientView, &request, &request.prefetch, &clock, &Default::default())
        .unwrap()
}

#[test]
fn a_status_in_observations_is_seen_and_its_absence_is_not_no() {
    let status = json!({ "resourceType": "Bundle", "type": "searchset", "entry": [{ "resource": {
        "resourceType": "Observation", "id": "o", "status": "final", "subject": { "reference": "Patient/p" },
        "effectiveDateTime": "2026-02-20", "code": { "coding": [{ "system": "http://loinc.org", "code": "82810-3" }] },
        "valueCodeableConcept": { "coding": [{ "system": "http://snomed.info/sct", "code": "77386006" }] } } }] });
    assert_eq!(ask(Some(status)).evaluation.findings.len(), 1);
    let a = ask(None);
    assert!(a.evaluation.findings.is_empty());
    assert_eq!(a.evaluation.indeterminate.len(), 1);
    assert!(a.lacking.iter().any(|(k, _)| k == "observations1"));
}
