//! Requests of all hooks, and data that answers every template.
#![allow(clippy::unwrap_used, dead_code)]

use curbside::time::Clock;
use curbside::{Compiler, pack::PackSource};
use curbside_hooks::{Answer, Hook, HookError, Request, Services, Settings};
use serde_json::{Value, json};

pub fn services(rules: &str, settings: Settings) -> Services {
    let text = format!(
        "pack demo\ncodes Warfarin = rxnorm 11289 \"warfarin\"\ncodes Apixaban = rxnorm 1364430 \"apixaban\"\n\
         codes Diabetes = snomed 44054006 \"diabetes\"\n{rules}"
    );
    let pack = PackSource::new("demo")
        .file("pack.yaml", "name: demo\nversion: 1.0.0\n")
        .file("demo.cds", text.as_str());
    Services::new(Compiler::new().pack(pack).compile().unwrap(), settings)
}

pub const TAKES: &str = r#"rule on "On warfarin" { category safety when taking Warfarin as drug
    message "Takes {drug}." suggest stop drug }"#;

pub fn clock() -> Clock {
    Clock::new("2026-03-01T09:00:00Z".parse().unwrap(), "UTC".parse().unwrap())
}

pub fn patient() -> Value {
    json!({ "resourceType": "Patient", "id": "p", "birthDate": "1950-01-01", "gender": "female" })
}

pub fn bundle(resources: &[Value]) -> Value {
    if resources.is_empty() {
        return json!({ "resourceType": "Bundle", "type": "searchset", "total": 0 });
    }
    let entries: Vec<Value> = resources.iter().map(|r| json!({ "resource": r })).collect();
    json!({ "resourceType": "Bundle", "type": "searchset", "entry": entries })
}

pub fn warfarin(id: &str, status: &str) -> Value {
    json!({ "resourceType": "MedicationRequest", "id": id, "status": status, "intent": "order",
        "subject": { "reference": "Patient/p" },
        "medicationCodeableConcept": { "coding": [{ "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "11289", "display": "warfarin" }] } })
}

/// The context of a hook, with everything that the library names.
pub fn context(hook: Hook) -> Value {
    let mut c = json!({ "userId": "Practitioner/u", "patientId": "p", "encounterId": "e" });
    let drafts = bundle(&[warfarin("d", "draft")]);
    match hook {
        Hook::PatientView | Hook::EncounterStart | Hook::EncounterDischarge => {}
        Hook::OrderSelect => {
            c["selections"] = json!(["MedicationRequest/d"]);
            c["draftOrders"] = drafts;
        }
        Hook::OrderSign => c["draftOrders"] = drafts,
        Hook::OrderDispatch => {
            c = json!({ "patientId": "p", "dispatchedOrders": ["MedicationRequest/d"], "performer": "Organization/o",
                "fulfillmentTasks": [{ "resourceType": "Task", "id": "t", "status": "draft", "intent": "order" }] });
        }
        Hook::AppointmentBook => {
            c["appointments"] =
                bundle(&[json!({ "resourceType": "Appointment", "id": "a", "status": "proposed",
                "participant": [{ "actor": { "reference": "Patient/p" }, "status": "tentative" }] })]);
        }
        Hook::AllergyCreate => {
            c["allergyIntolerance"] = json!({ "resourceType": "AllergyIntolerance", "id": "i", "patient": { "reference": "Patient/p" },
                "code": { "coding": [{ "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "11289", "display": "warfarin" }] } });
        }
        Hook::ProblemCreate => {
            c["conditions"] = bundle(&[
                json!({ "resourceType": "Condition", "id": "c", "subject": { "reference": "Patient/p" },
                "clinicalStatus": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active" }] },
                "code": { "coding": [{ "system": "http://snomed.info/sct", "code": "44054006" }] } }),
            ]);
        }
        Hook::MedicationRefill => c["medications"] = drafts,
        Hook::MedicationVerify => c["medication"] = warfarin("d", "active"),
    }
    c
}

/// A request whose prefetch answers every template: nothing but the patient is there.
pub fn request(services: &Services, hook: Hook) -> Value {
    let mut body = json!({
        "hook": hook.name(), "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
        "context": context(hook), "prefetch": {}
    });
    for t in services.plan(hook).unwrap().templates.values() {
        body["prefetch"][&t.key] = if t.key == "patient" { patient() } else { bundle(&[]) };
    }
    if hook == Hook::OrderDispatch {
        body["prefetch"]["theirs"] = bundle(&[warfarin("d", "active")]);
    }
    body
}

pub fn parse(body: &Value) -> Result<Request, HookError> {
    Request::parse(body.to_string().as_bytes())
}

pub fn answer(services: &Services, body: &Value) -> Result<Answer, HookError> {
    let r = parse(body)?;
    let a = services.answer(r.hook, &r, &r.prefetch, &clock(), &Default::default())?;
    assert!(a.faults.is_empty(), "{:?}", a.faults);
    let json = a.response.to_json();
    assert!(curbside_hooks::faults_of_response(&json).is_empty());
    Ok(a)
}

pub fn rules(a: &Answer) -> Vec<&str> {
    let mut all: Vec<&str> = a.evaluation.findings.iter().map(|f| f.rule.as_str()).collect();
    all.sort_unstable();
    all
}
