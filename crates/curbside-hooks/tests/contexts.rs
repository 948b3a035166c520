//! The contexts of the eleven hooks.
#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use curbside_hooks::{FieldKind, Hook};
use serde_json::{Value, json};

const RULES: &str = r#"rule on "On warfarin" { category safety when ordering Warfarin message "Takes it." }
rule dm "Diabetes" { category result when has Diabetes message "Has it." }
rule reacts "Allergic" { category safety when allergic to Warfarin message "Allergic." }"#;

#[test]
fn every_hook_is_answered_with_what_its_context_adds() {
    let services = services(RULES, Default::default());
    for hook in Hook::ALL {
        let body = request(&services, *hook);
        let a = answer(&services, &body).unwrap_or_else(|e| panic!("{hook}: {e}"));
        let expected: &[&str] = match hook {
            Hook::OrderSelect
            | Hook::OrderSign
            | Hook::OrderDispatch
            | Hook::MedicationRefill
            | Hook::MedicationVerify => &["demo/on"],
            Hook::AllergyCreate => &["demo/reacts"],
            Hook::ProblemCreate => &["demo/dm"],
            Hook::PatientView | Hook::EncounterStart | Hook::EncounterDischarge | Hook::AppointmentBook => {
                &[]
            }
        };
        assert_eq!(rules(&a), expected, "{hook}");
        assert_eq!(a.response.cards().len(), expected.len(), "{hook}");
        assert!(a.lacking.is_empty(), "{hook}");
    }
    assert_eq!(Hook::ALL.len(), 11);
}

#[test]
fn required_fields_are_required_and_optional_ones_are_not() {
    let services = services(RULES, Default::default());
    for hook in Hook::ALL {
        for field in hook.context() {
            let mut body = request(&services, *hook);
            body["context"].as_object_mut().unwrap().remove(field.name);
            match parse(&body) {
                Ok(_) => assert!(!field.required, "{hook} {}", field.name),
                Err(e) => {
                    assert!(field.required, "{hook} {}", field.name);
                    assert_eq!((e.status, e.code), (400, "missing-field"));
                    assert_eq!(e.place.as_deref(), Some(format!("context.{}", field.name).as_str()));
                }
            }
        }
    }
}

#[test]
fn fields_of_the_wrong_kind_are_refused_without_their_value() {
    let services = services(RULES, Default::default());
    for hook in Hook::ALL {
        for field in hook.context() {
            let mut wrong = vec![json!(5), json!({}), json!(true)];
            if !matches!(field.kind, FieldKind::References) {
                wrong.push(json!("Jane Doe & x=y"));
            }
            if field.kind == FieldKind::Id {
                wrong.extend([json!("Patient/p"), json!(""), json!("../p"), json!("p?x=y")]);
            }
            for v in wrong {
                let mut body = request(&services, *hook);
                body["context"][field.name] = v.clone();
                let e = parse(&body).unwrap_err();
                assert_eq!((e.status, e.code), (400, "bad-field"), "{hook} {} {v}", field.name);
                assert!(!format!("{e} {e:?} {}", e.outcome()).contains("Jane"));
            }
        }
    }
}

#[test]
fn unknown_fields_and_extensions_are_ignored() {
    let services = services(RULES, Default::default());
    for hook in Hook::ALL {
        let mut body = request(&services, *hook);
        body["context"]["com.example.more"] = json!({ "a": [1] });
        body["extension"] = json!({ "com.example.x": 1 });
        body["unknown"] = Value::Null;
        assert!(answer(&services, &body).is_ok(), "{hook}");
    }
}

#[test]
fn users_of_four_kinds_and_absolute_references() {
    let services = services(RULES, Default::default());
    for user in [
        "Practitioner/u",
        "PractitionerRole/u",
        "Patient/p",
        "RelatedPerson/r",
        "https://fhir.example/r4/Practitioner/u",
    ] {
        let mut body = request(&services, Hook::PatientView);
        body["context"]["userId"] = json!(user);
        assert!(answer(&services, &body).is_ok(), "{user}");
    }
    for user in ["Device/d", "u", "Practitioner/", "Practitioner/a b", "practitioner/u"] {
        let mut body = request(&services, Hook::PatientView);
        body["context"]["userId"] = json!(user);
        assert!(parse(&body).is_err(), "{user}");
    }
}

#[test]
fn older_names_of_order_dispatch_are_understood() {
    let services = services(RULES, Default::default());
    let mut body = request(&services, Hook::OrderDispatch);
    body["context"] = json!({ "patientId": "p", "order": "MedicationRequest/d", "performer": "Organization/o",
        "task": { "resourceType": "Task", "status": "draft", "intent": "order" } });
    assert_eq!(rules(&answer(&services, &body).unwrap()), ["demo/on"]);
}

#[test]
fn dispatched_orders_that_are_not_there_are_412_or_told() {
    let services = services(RULES, Default::default());
    let mut body = request(&services, Hook::OrderDispatch);
    body["prefetch"].as_object_mut().unwrap().remove("theirs");
    let e = answer(&services, &body).unwrap_err();
    assert_eq!((e.status, e.code), (412, "missing-data"));
    body["prefetch"]["theirs"] = bundle(&[warfarin("d", "active")]);
    body["context"]["dispatchedOrders"] = json!(["MedicationRequest/d", "ServiceRequest/x", "nonsense"]);
    let a = answer(&services, &body).unwrap();
    assert_eq!(rules(&a), ["demo/on"]);
    let last = a.response.cards().last().unwrap().as_draft();
    assert!(last.summary.contains("2 dispatched order(s) were not checked"), "{}", last.summary);
    // Another patient's order is no order of this one.
    let mut other = warfarin("d", "active");
    other["subject"]["reference"] = json!("Patient/q");
    body["prefetch"]["theirs"] = bundle(&[other]);
    assert!(rules(&answer(&services, &body).unwrap()).is_empty());
}

#[test]
fn the_role_is_that_of_the_prefetched_practitioner_role() {
    let rules_text =
        r#"rule ph "For pharmacists" { category result when role is "pharmacist" message "Hello." }"#;
    let services = services(rules_text, Default::default());
    let role = |id: &str, code: &str, of: &str| {
        json!({ "resourceType": "PractitionerRole", "id": id, "practitioner": { "reference": of },
        "code": [{ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/practitioner-role", "code": code }] }] })
    };
    let fires = |user: &str, roles: &[Value]| {
        let mut body = request(&services, Hook::PatientView);
        body["context"]["userId"] = json!(user);
        body["prefetch"]["roles"] = bundle(roles);
        !rules(&answer(&services, &body).unwrap()).is_empty()
    };
    assert!(fires("Practitioner/u", &[role("r", "pharmacist", "Practitioner/u")]));
    assert!(fires("PractitionerRole/r", &[role("r", "pharmacist", "Practitioner/u")]));
    assert!(!fires("Practitioner/u", &[role("r", "pharmacist", "Practitioner/other")]));
    assert!(!fires("PractitionerRole/r", &[role("other", "pharmacist", "Practitioner/u")]));
    // Two roles: nothing tells which one is at work.
    assert!(!fires(
        "Practitioner/u",
        &[role("a", "pharmacist", "Practitioner/u"), role("b", "nurse", "Practitioner/u")]
    ));
    let mut ended = role("r", "pharmacist", "Practitioner/u");
    ended["active"] = json!(false);
    assert!(!fires("Practitioner/u", &[ended]));
    // What the host knows goes first.
    let mut r = parse(&request(&services, Hook::PatientView)).unwrap();
    r.role = Some("pharmacist".into());
    let a = services.answer(r.hook, &r, &r.prefetch, &clock(), &Default::default()).unwrap();
    assert_eq!(rules(&a), ["demo/ph"]);
}
