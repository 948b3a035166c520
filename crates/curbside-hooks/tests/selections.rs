//! `order-select`: findings of orders that are not selected are withheld, and only those.
#![allow(clippy::unwrap_used)]

use curbside::time::Clock;
use curbside::{Compiler, pack::PackSource};
use curbside_hooks::{Answer, Hook, Request, Services, WITHHELD};
use serde_json::{Value, json};

const RULES: &str = r#"pack demo
codes Warfarin = rxnorm 11289 "warfarin"
codes Aspirin = rxnorm 1191 "aspirin"
codes Asthma = snomed 195967001 "asthma"
rule on-warfarin "Warfarin" { category safety when ordering Warfarin as drug message "Orders {drug}." }
rule on-aspirin "Aspirin" { category safety when ordering Aspirin as drug message "Orders {drug}." }
rule asthma "Asthma" { category safety when has Asthma message "Has asthma." }"#;

fn draft(id: Option<&str>, code: &str) -> Value {
    let mut r = json!({
        "resourceType": "MedicationRequest", "status": "draft", "intent": "order",
        "subject": { "reference": "Patient/p" },
        "medicationCodeableConcept": { "coding": [
            { "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": code }] }
    });
    if let Some(id) = id {
        r["id"] = json!(id);
    }
    json!({ "resource": r })
}

fn ask(hook: Hook, selections: Value, second: Option<&str>) -> Answer {
    let pack =
        PackSource::new("demo").file("pack.yaml", "name: demo\nversion: 1.0.0\n").file("demo.cds", RULES);
    let services = Services::new(Compiler::new().pack(pack).compile().unwrap(), Default::default());
    let empty = json!({ "resourceType": "Bundle", "type": "searchset", "total": 0 });
    let asthma = json!({ "resourceType": "Bundle", "type": "searchset", "entry": [{ "resource": {
        "resourceType": "Condition", "id": "c", "subject": { "reference": "Patient/p" },
        "clinicalStatus": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active" }] },
        "code": { "coding": [{ "system": "http://snomed.info/sct", "code": "195967001" }] } } }] });
    let mut context = json!({ "userId": "Practitioner/e", "patientId": "p", "draftOrders": {
        "resourceType": "Bundle", "entry": [draft(Some("w"), "11289"), draft(second, "1191")] } });
    if !selections.is_null() {
        context["selections"] = selections;
    }
    let body = json!({
        "hook": hook.name(), "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea", "context": context,
        "prefetch": {
            "patient": { "resourceType": "Patient", "id": "p", "birthDate": "1950-01-01", "gender": "female" },
            "medications": empty, "conditions": asthma
        }
    });
    let request = Request::parse(body.to_string().as_bytes()).unwrap();
    let clock = Clock::new("2026-03-01T09:00:00Z".parse().unwrap(), "UTC".parse().unwrap());
    services.answer(hook, &request, &request.prefetch, &clock, &Default::default()).unwrap()
}

/// Rules that fired, and those that are withheld.
fn shown(a: &Answer) -> (usize, Vec<&str>) {
    let findings = a.evaluation.findings.len();
    assert_eq!(findings, 3, "{:?}", a.evaluation.findings.iter().map(|f| &f.rule).collect::<Vec<_>>());
    assert_eq!(a.response.cards().len(), findings - a.withheld.len());
    (a.response.cards().len(), a.withheld.iter().map(|w| w.rule.as_str()).collect())
}

#[test]
fn only_findings_of_other_orders_are_withheld() {
    let a = ask(Hook::OrderSelect, json!(["MedicationRequest/w"]), Some("a"));
    assert_eq!(shown(&a), (2, vec!["demo/on-aspirin"]));
    let told = &a.response.to_json()["extension"][WITHHELD];
    assert_eq!(told, &json!([{ "rule": "demo/on-aspirin", "reason": "not-selected" }]));
    let a = ask(Hook::OrderSelect, json!(["https://ehr.example/r4/MedicationRequest/a"]), Some("a"));
    assert_eq!(shown(&a), (2, vec!["demo/on-warfarin"]));
    let a = ask(Hook::OrderSelect, json!(["MedicationRequest/a", "MedicationRequest/w"]), Some("a"));
    assert_eq!(shown(&a), (3, vec![]));
}

#[test]
fn where_it_is_not_certain_all_are_shown() {
    let all = (3, vec![]);
    for selections in [Value::Null, json!([]), json!(["MedicationRequest/other"]), json!(["w"])] {
        assert_eq!(shown(&ask(Hook::OrderSelect, selections, Some("a"))), all);
    }
    assert_eq!(shown(&ask(Hook::OrderSelect, json!(["MedicationRequest/w"]), None)), all);
    assert_eq!(shown(&ask(Hook::OrderSign, json!(["MedicationRequest/w"]), Some("a"))), all);
    assert!(ask(Hook::OrderSelect, Value::Null, Some("a")).response.to_json().get("extension").is_none());
}
