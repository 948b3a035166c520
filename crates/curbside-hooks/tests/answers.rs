//! Requests answered: states of prefetch, identity, hostile text.
#![allow(clippy::unwrap_used)]

use curbside::time::Clock;
use curbside::{Compiler, pack::PackSource};
use curbside_hooks::{Answer, Hook, HookError, Request, Services, faults_of_response};
use serde_json::{Value, json};

fn services() -> Services {
    let pack = PackSource::new("demo").file("pack.yaml", "name: demo\nversion: 1.0.0\n").file(
        "demo.cds",
        r#"pack demo
        codes Warfarin = rxnorm 11289 "warfarin"
        codes Diabetes = snomed 44054006 "diabetes"
        rule on-warfarin "On warfarin" { category safety when taking Warfarin as drug message "Takes {drug}." }
        rule no-diabetes "No diabetes" { category result when not has Diabetes message "No diabetes." }"#,
    );
    Services::new(Compiler::new().pack(pack).compile().unwrap(), Default::default())
}

fn ask(prefetch: Value) -> Result<Answer, HookError> {
    let body = json!({
        "hook": "patient-view", "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
        "context": { "userId": "Practitioner/e", "patientId": "p" }, "prefetch": prefetch
    });
    let request = Request::parse(body.to_string().as_bytes())?;
    let clock = Clock::new("2026-03-01T09:00:00Z".parse().unwrap(), "UTC".parse().unwrap());
    services().answer(Hook::PatientView, &request, &request.prefetch, &clock, &Default::default())
}

fn patient() -> Value {
    json!({ "resourceType": "Patient", "id": "p", "birthDate": "1950-01-01", "gender": "female" })
}

fn warfarin(of: &str, name: &str) -> Value {
    json!({ "resourceType": "Bundle", "type": "searchset", "entry": [{ "resource": {
        "resourceType": "MedicationRequest", "id": "m", "status": "active", "intent": "order",
        "subject": { "reference": format!("Patient/{of}") },
        "medicationCodeableConcept": { "text": name, "coding": [
            { "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "11289", "display": name }] } } }] })
}

fn empty() -> Value {
    json!({ "resourceType": "Bundle", "type": "searchset", "total": 0 })
}

fn rules(a: &Answer) -> Vec<&str> {
    a.evaluation.findings.iter().map(|f| f.rule.as_str()).collect()
}

#[test]
fn complete_data_decides_everything() {
    let a =
        ask(json!({ "patient": patient(), "medications": warfarin("p", "warfarin"), "conditions": empty() }))
            .unwrap();
    let mut fired = rules(&a);
    fired.sort_unstable();
    assert_eq!(fired, ["demo/no-diabetes", "demo/on-warfarin"]);
    assert!(a.faults.is_empty() && a.lacking.is_empty());
    assert!(faults_of_response(&a.response.to_json()).is_empty());
}

#[test]
fn a_missing_key_disables_only_rules_that_need_it() {
    for state in [None, Some(Value::Null), Some(json!({ "resourceType": "OperationOutcome", "issue": [] }))] {
        let mut prefetch = json!({ "patient": patient(), "medications": warfarin("p", "warfarin") });
        if let Some(state) = state {
            prefetch["conditions"] = state;
        }
        let a = ask(prefetch).unwrap();
        assert_eq!(rules(&a), ["demo/on-warfarin"]);
        assert_eq!(a.evaluation.indeterminate[0].rule, "demo/no-diabetes");
        let last = a.response.cards().last().unwrap().as_draft().summary.clone();
        assert!(last.contains("could not be decided"), "{last}");
    }
}

#[test]
fn further_pages_are_not_absence() {
    let mut page = empty();
    page["link"] = json!([{ "relation": "next", "url": "https://example.org/next" }]);
    let a = ask(json!({ "patient": patient(), "medications": empty(), "conditions": page })).unwrap();
    assert!(a.evaluation.findings.is_empty());
    assert!(!a.response.cards().is_empty());
}

#[test]
fn without_data_there_is_no_answer() {
    assert_eq!(ask(json!({})).unwrap_err().status, 412);
    assert_eq!(ask(json!({ "patient": patient() })).unwrap_err().status, 412);
}

#[test]
fn another_patient_is_never_used() {
    let mut other = patient();
    other["id"] = json!("q");
    assert_eq!(ask(json!({ "patient": other, "medications": empty() })).unwrap_err().status, 422);
    let a =
        ask(json!({ "patient": patient(), "medications": warfarin("q", "warfarin"), "conditions": empty() }))
            .unwrap();
    assert!(!rules(&a).contains(&"demo/on-warfarin"));
    assert!(a.response.to_json().to_string().contains("another patient"));
}

#[test]
fn hostile_text_is_shown_and_not_run() {
    let name = "<script>alert(1)</script> [x](javascript:1) ![](http://evil) `a` *b*\n# c";
    let a = ask(json!({ "patient": patient(), "medications": warfarin("p", name), "conditions": empty() }))
        .unwrap();
    for card in a.response.cards() {
        let detail = card.as_draft().detail.clone().unwrap();
        let mut html = String::new();
        pulldown_cmark::html::push_html(
            &mut html,
            pulldown_cmark::Parser::new_ext(&detail, pulldown_cmark::Options::all()),
        );
        for tag in ["<script", "<a ", "<img", "<code", "<em", "<h1"] {
            assert!(!html.contains(tag), "{tag} in {html}");
        }
    }
}
