//! The conformance list of CDS Hooks 2.0 for services, point by point; the book has the table.
#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use curbside_hooks::{
    Coding, Feedback, Hook, ONE_SERVICE, PrefetchOptions, Settings, SmartApp, faults_of_response,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn settings() -> Settings {
    Settings {
        source_url: Some("https://cds.example/about".into()),
        source_icon: Some("https://cds.example/icon.png".into()),
        apps: vec![SmartApp { label: "Look closer".into(), url: "https://app.example/launch".into() }],
        ..Settings::default()
    }
}

const SWAP: &str = r#"rule swap "Swap" { category safety severity high when taking or ordering Warfarin as drug message "Takes {drug}."
    suggest stop drug suggest start Apixaban evidence "Someone 2024" url "https://example.org/paper" }"#;

fn signed() -> Value {
    let services = services(SWAP, settings());
    answer(&services, &request(&services, Hook::OrderSign)).unwrap().response.to_json()
}

fn walk(v: &Value, f: &mut dyn FnMut(&str, &Value)) {
    match v {
        Value::Object(o) => o.iter().for_each(|(k, v)| {
            f(k, v);
            walk(v, f);
        }),
        Value::Array(a) => a.iter().for_each(|v| walk(v, f)),
        _ => {}
    }
}

fn nothing_is_blank(v: &Value) {
    walk(v, &mut |k, v| {
        let blank = v.is_null() || v == "" || v == &json!([]) || v == &json!({});
        assert!(!blank || k == "cards" || k == "services", "{k} is blank");
    });
}

#[test]
fn a02_nothing_is_null_or_empty() {
    nothing_is_blank(&signed());
    nothing_is_blank(&services(SWAP, settings()).discovery());
    let quiet = services(TAKES, Settings::default());
    let body = request(&quiet, Hook::PatientView);
    assert_eq!(answer(&quiet, &body).unwrap().response.to_json(), json!({ "cards": [] }));
}

#[test]
fn a03_repeated_keys_and_comments_are_refused() {
    for text in [
        r#"{"hook":"patient-view","hook":"order-sign"}"#,
        r#"{"hook":"patient-view",}"#,
        "{/* x */}",
        "[]",
        "\"x\"",
        "",
    ] {
        assert_eq!(curbside_hooks::Request::parse(text.as_bytes()).unwrap_err().status, 400, "{text}");
    }
}

#[test]
fn a05_discovery_has_services_with_all_that_is_required() {
    let d = services(TAKES, Settings::default()).discovery();
    let all = d["services"].as_array().unwrap();
    assert_eq!(all.len(), 11);
    let mut ids = BTreeSet::new();
    for s in all {
        for key in ["hook", "id", "title", "description", "usageRequirements"] {
            assert!(s[key].as_str().is_some_and(|t| !t.is_empty()), "{key}");
        }
        assert!(s["prefetch"].as_object().is_some_and(|p| p.values().all(Value::is_string)));
        assert!(s.get("version").is_none() && s.get("hookVersion").is_none());
        ids.insert(s["id"].to_string());
    }
    assert_eq!(ids.len(), 11);
}

#[test]
fn a07_one_id_may_stand_for_all_hooks() {
    let one = services(TAKES, Settings { one_service: true, ..Settings::default() });
    for s in one.discovery()["services"].as_array().unwrap() {
        assert_eq!(s["id"], ONE_SERVICE);
    }
    let sign = parse(&request(&one, Hook::OrderSign)).unwrap();
    assert_eq!(one.route(ONE_SERVICE, &sign), Some(Hook::OrderSign));
    assert_eq!(one.route("curbside-order-sign", &sign), None);
    let many = services(TAKES, Settings::default());
    assert_eq!(many.route("curbside-order-sign", &sign), Some(Hook::OrderSign));
    assert_eq!(many.route(ONE_SERVICE, &sign), None);
}

#[test]
fn a08_tokens_of_templates_are_those_of_the_hooks_context() {
    let prefetch = PrefetchOptions { user_role: true, medication_statements: true, place: true };
    let services = services(TAKES, Settings { prefetch, ..Settings::default() });
    for hook in Hook::ALL {
        for t in services.plan(*hook).unwrap().templates.values() {
            let mut rest = t.query.as_str();
            while let Some((_, after)) = rest.split_once("{{") {
                let (token, tail) = after.split_once("}}").unwrap();
                let known = match token.strip_prefix("context.") {
                    Some(name) => {
                        let own = |f: &&curbside_hooks::Field| {
                            f.name == name && (f.required || t.key == "encounter")
                        };
                        hook.context().iter().any(|f| own(&f))
                    }
                    None => [
                        "userPractitionerId",
                        "userPractitionerRoleId",
                        "userPatientId",
                        "userRelatedPersonId",
                    ]
                    .contains(&token),
                };
                assert!(known, "{hook}: {token}");
                rest = tail;
            }
            let full = parse(&request(&services, *hook)).unwrap();
            assert!(curbside_hooks::is_aside(&t.key) || full.fill(&t.query).is_some(), "{hook}: {}", t.query);
        }
        assert_eq!(
            services.plan(*hook).unwrap().templates.contains_key("userRole"),
            *hook != Hook::OrderDispatch
        );
    }
}

#[test]
fn a09_templates_keep_to_the_restricted_queries() {
    let rules = r#"observation Potassium { code loinc 2823-3 unit mmol/L }
        rule k "K" { category result when latest Potassium > 5.5 mmol/L message "High." }"#;
    let services = services(rules, Settings::default());
    let mut searches = 0;
    for t in Hook::ALL.iter().flat_map(|h| services.plan(*h).unwrap().templates.values()) {
        let Some((kind, query)) = t.query.split_once('?') else {
            assert_eq!(t.query, "Patient/{{context.patientId}}");
            continue;
        };
        searches += 1;
        assert!(kind.chars().all(|c| c.is_ascii_alphabetic()));
        for part in query.split('&') {
            let (name, _) = part.split_once('=').unwrap();
            assert!(["patient", "code", "_sort", "_count"].contains(&name), "{part}");
        }
    }
    assert!(searches >= 11);
}

#[test]
fn a10_versions_are_told_only_with_the_ballot() {
    let d = services(TAKES, Settings { ballot_3: true, ..Settings::default() }).discovery();
    for s in d["services"].as_array().unwrap() {
        assert!(s["version"].is_string());
        let hook = Hook::parse(s["hook"].as_str().unwrap()).unwrap();
        assert_eq!(s.get("hookVersion").and_then(Value::as_str), hook.version());
    }
}

#[test]
fn a11_a12_what_a_request_needs() {
    let services = services(TAKES, Settings::default());
    for key in ["hook", "hookInstance", "context"] {
        let mut body = request(&services, Hook::PatientView);
        body.as_object_mut().unwrap().remove(key);
        assert_eq!(parse(&body).unwrap_err().code, "missing-field", "{key}");
    }
    let full = || {
        let mut body = request(&services, Hook::PatientView);
        body["fhirServer"] = json!("https://fhir.example/r4");
        body["fhirAuthorization"] = json!({ "access_token": "secret-token", "token_type": "Bearer", "expires_in": 300, "scope": "patient/*.read", "subject": "cds" });
        body
    };
    let good = parse(&full()).unwrap();
    assert!(!format!("{good:?} {:?}", good.authorization).contains("secret"));
    let mut body = full();
    body.as_object_mut().unwrap().remove("fhirServer");
    assert_eq!(parse(&body).unwrap_err().place.as_deref(), Some("fhirServer"));
    for key in ["access_token", "token_type", "expires_in", "scope", "subject"] {
        let mut body = full();
        body["fhirAuthorization"].as_object_mut().unwrap().remove(key);
        assert_eq!(parse(&body).unwrap_err().status, 400, "{key}");
    }
    for (key, v) in [
        ("token_type", json!("mac")),
        ("expires_in", json!("300")),
        ("expires_in", json!(-1)),
        ("expires_in", json!(1.5)),
    ] {
        let mut body = full();
        body["fhirAuthorization"][key] = v;
        let e = parse(&body).unwrap_err();
        assert!(e.status == 400 && !format!("{e:?}").contains("secret"), "{key}");
    }
}

#[test]
fn a13_a_request_for_another_hook_is_refused() {
    let services = services(TAKES, Settings::default());
    let r = parse(&request(&services, Hook::PatientView)).unwrap();
    let e = services.answer(Hook::OrderSign, &r, &r.prefetch, &clock(), &Default::default()).unwrap_err();
    assert_eq!((e.status, e.code), (400, "wrong-hook"));
}

#[test]
fn a15_a16_states_of_prefetch_are_kept_apart() {
    let services = services(
        "rule without \"No\" { category result when not taking Warfarin message \"None.\" }\nrule dm \"D\" { category result when has Diabetes message \"Has.\" }",
        Settings::default(),
    );
    let mut page = bundle(&[]);
    page["link"] = json!([{ "relation": "next", "url": "https://fhir.example/next" }]);
    let outcome = json!({ "resourceType": "OperationOutcome", "issue": [{ "severity": "error", "code": "exception" }] });
    let mut short = bundle(&[]);
    short["total"] = json!(3);
    let states = [
        (None, "the client did not send it"),
        (Some(Value::Null), "the client sent null"),
        (Some(outcome), "the client's search failed"),
        (Some(page), "further pages were not sent"),
        (Some(short), "the search found more than was sent"),
    ];
    for (state, why) in states {
        let mut body = request(&services, Hook::PatientView);
        body["prefetch"].as_object_mut().unwrap().remove("medications");
        if let Some(v) = state {
            body["prefetch"]["medications"] = v;
        }
        let a = answer(&services, &body).unwrap();
        assert_eq!(a.lacking, [("medications".to_string(), why)]);
        assert!(rules(&a).is_empty(), "{why}");
        assert_eq!(a.evaluation.indeterminate[0].rule, "demo/without");
        assert!(!a.response.cards().is_empty(), "never no cards where something was not checked");
    }
    let a = answer(&services, &request(&services, Hook::PatientView)).unwrap();
    assert_eq!(rules(&a), ["demo/without"]);
    let mut body = request(&services, Hook::PatientView);
    body["prefetch"] = json!({});
    let e = answer(&services, &body).unwrap_err();
    assert_eq!((e.status, e.outcome()["issue"][0]["code"].clone()), (412, json!("incomplete")));
}

#[test]
fn a17_a_patient_without_the_right_id_is_refused() {
    let services = services(TAKES, Settings::default());
    for id in [json!("q"), Value::Null] {
        let mut body = request(&services, Hook::PatientView);
        body["prefetch"]["patient"]["id"] = id;
        assert_eq!(answer(&services, &body).unwrap_err().code, "wrong-patient");
    }
}

#[test]
fn a20_to_a24_cards_and_suggestions() {
    let body = signed();
    let card = &body["cards"][0];
    assert!(card["summary"].as_str().unwrap().encode_utf16().count() < 140);
    assert_eq!(card["indicator"], "warning");
    assert_eq!(card["source"]["url"], "https://cds.example/about");
    assert_eq!(card["source"]["icon"], "https://cds.example/icon.png");
    let topic = &card["source"]["topic"];
    assert!(topic["code"].is_string() && topic["system"].is_string() && topic["display"].is_string());
    assert_eq!(card["selectionBehavior"], "at-most-one");
    let uuid = |v: &Value| assert_eq!(v["uuid"].as_str().unwrap().len(), 36);
    uuid(card);
    let suggestions = card["suggestions"].as_array().unwrap();
    assert_eq!(suggestions.len(), 2);
    for s in suggestions {
        uuid(s);
        assert!(!s["label"].as_str().unwrap().is_empty());
        assert!(s.get("actionSelectionBehavior").is_none());
        for a in s["actions"].as_array().unwrap() {
            assert!(!a["description"].as_str().unwrap().is_empty());
            match a["type"].as_str().unwrap() {
                "delete" => {
                    assert_eq!(a["resourceId"], "MedicationRequest/d");
                    assert!(a.get("resource").is_none());
                }
                "create" => {
                    assert_eq!(a["resource"]["resourceType"], "MedicationRequest");
                    assert_eq!(a["resource"]["status"], "draft");
                    assert!(a.get("resourceId").is_none());
                }
                other => panic!("{other}"),
            }
        }
    }
    // A replacement is one suggestion: the delete with its create.
    let kinds: Vec<&str> =
        suggestions[1]["actions"].as_array().unwrap().iter().map(|a| a["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["delete", "create"]);
}

#[test]
fn a21_to_a28_what_is_not_valid_is_found() {
    let good = signed();
    assert!(faults_of_response(&good).is_empty());
    let set = |path: &str, v: Value| {
        let mut body = good.clone();
        *body.pointer_mut(path).unwrap_or_else(|| panic!("{path}")) = v;
        body
    };
    let bad = [
        set("/cards/0/summary", json!("x".repeat(140))),
        set("/cards/0/summary", json!("")),
        set("/cards/0/indicator", json!("WARNING")),
        set("/cards/0/source", json!({ "url": "https://cds.example" })),
        set("/cards/0/source/url", json!("about.html")),
        set("/cards/0/source/icon", json!("javascript:alert(1)")),
        set("/cards/0/source/topic", json!({ "code": "x" })),
        set("/cards/0/selectionBehavior", json!("all")),
        set("/cards/0/suggestions/0/actions", json!([])),
        set("/cards/0/suggestions/0/actions/0/type", json!("DELETE")),
        set("/cards/0/suggestions/0/actions/0/description", json!(" ")),
        set("/cards/0/suggestions/0/actions/0/resourceId", Value::Null),
        set("/cards/0/suggestions/1/actions/1/resource", json!("{}")),
        set("/cards/0/suggestions/1/actions/1/type", json!("delete")),
        set("/cards/0/overrideReasons/0", json!({ "code": "a", "system": "https://x.example" })),
        set("/cards/0/overrideReasons/0", json!({ "code": "a", "display": "A" })),
        set("/cards/0/links/0/type", json!("relative")),
        set("/cards/0/links/0/url", json!("paper.pdf")),
        set("/cards/0/links/1/type", json!("absolute")),
        set("/cards/0/extension", json!({ "plain": 1 })),
        set("/cards/0/extension", json!([])),
    ];
    for body in bad {
        assert!(!faults_of_response(&body).is_empty(), "{body}");
    }
    let mut body = good.clone();
    body["cards"][0].as_object_mut().unwrap().remove("selectionBehavior");
    assert!(!faults_of_response(&body).is_empty());
    for s in body["cards"][0]["suggestions"].as_array_mut().unwrap() {
        s["isRecommended"] = json!(true);
    }
    body["cards"][0]["selectionBehavior"] = json!("at-most-one");
    assert!(!faults_of_response(&body).is_empty());
    body["cards"][0]["selectionBehavior"] = json!("any");
    assert!(faults_of_response(&body).is_empty());
}

#[test]
fn a25_orders_that_are_no_drafts_are_not_deleted() {
    let services = services(SWAP, Settings::default());
    let mut body = request(&services, Hook::PatientView);
    body["prefetch"]["medications"] = bundle(&[warfarin("m", "active")]);
    let json = answer(&services, &body).unwrap().response.to_json();
    let text = json.to_string();
    assert!(!text.contains("\"delete\"") && !text.contains("\"update\""), "{text}");
    assert!(text.contains("\"create\""));
}

#[test]
fn a26_override_reasons_are_those_configured() {
    let own = Coding {
        system: Some("https://site.example/reasons".into()),
        code: "seen".into(),
        display: Some("Seen".into()),
    };
    let site = services(SWAP, Settings { override_reasons: vec![own.clone()], ..Settings::default() });
    let json = answer(&site, &request(&site, Hook::OrderSign)).unwrap().response.to_json();
    assert_eq!(json["cards"][0]["overrideReasons"], json!([own]));
    let wrong = Settings { override_reasons: vec![Coding { display: None, ..own }], ..Settings::default() };
    assert_eq!(wrong.check().unwrap_err()[0].place, "overrideReasons[0]");
    assert!(
        Settings { apps: vec![SmartApp { label: "x".into(), url: "launch".into() }], ..Settings::default() }
            .check()
            .is_err()
    );
}

#[test]
fn a27_links_are_absolute_or_smart_with_context() {
    let body = signed();
    let links = body["cards"][0]["links"].as_array().unwrap();
    assert_eq!(
        links[0],
        json!({ "label": "Someone 2024", "url": "https://example.org/paper", "type": "absolute" })
    );
    assert_eq!(
        (&links[1]["type"], &links[1]["url"]),
        (&json!("smart"), &json!("https://app.example/launch"))
    );
    let context: Value = serde_json::from_str(links[1]["appContext"].as_str().unwrap()).unwrap();
    assert_eq!(context["rule"], "demo/swap");
    assert_eq!(
        context["finding"],
        body["cards"][0]["extension"]["io.github.curbside-cds.finding"]["findingId"]
    );
}

#[test]
fn a30_order_is_severity_then_rule_and_the_same_every_time() {
    let rules = r#"rule b "B" { category safety severity low when age >= 18 years message "b" }
        rule a "A" { category safety severity low when age >= 18 years message "a" }
        rule c "C" { category safety severity critical when age >= 18 years message "c" }"#;
    let services = services(rules, Settings::default());
    let once = || answer(&services, &request(&services, Hook::PatientView)).unwrap().response.to_json();
    let first = once();
    let told: Vec<&str> =
        first["cards"].as_array().unwrap().iter().map(|c| c["summary"].as_str().unwrap()).collect();
    assert_eq!(told, ["c", "a", "b"]);
    assert_eq!(first.to_string(), once().to_string());
}

#[test]
fn a19_system_actions_are_off_until_a_rule_is_agreed_on() {
    assert!(signed().get("systemActions").is_none());
    let rules = r#"rule stop "Stop" { category safety severity high when taking or ordering Warfarin as drug message "Takes {drug}." suggest stop drug }"#;
    let agreed = Settings { system_actions: ["demo/stop".to_string()].into(), ..Settings::default() };
    let on = services(rules, agreed.clone());
    let a = answer(&on, &request(&on, Hook::OrderSign)).unwrap();
    // By their finding, for hosts that show only some.
    assert_eq!(a.system_actions.keys().collect::<Vec<_>>(), [&a.evaluation.findings[0].id]);
    let json = a.response.to_json();
    assert_eq!(
        json["systemActions"],
        json!([{ "type": "delete", "description": "Remove the draft order for warfarin", "resourceId": "MedicationRequest/d" }])
    );
    let card = &json["cards"][0];
    assert!(card.get("suggestions").is_none() && card.get("selectionBehavior").is_none());
    assert!(card["detail"].as_str().unwrap().contains("Handed to the system"));
    nothing_is_blank(&json);
    // Two ways to go are the user's choice.
    let choice = services(&SWAP.replace("rule swap", "rule stop"), agreed);
    let json = answer(&choice, &request(&choice, Hook::OrderSign)).unwrap().response.to_json();
    assert!(json.get("systemActions").is_none());
    assert_eq!(json["cards"][0]["suggestions"].as_array().unwrap().len(), 2);
}

#[test]
fn an_evaluation_that_is_stopped_could_not_check() {
    let services = services(TAKES, Settings::default());
    let r = parse(&request(&services, Hook::OrderSign)).unwrap();
    let stop = || true;
    let options = curbside::eval::Options { cancelled: Some(&stop), ..Default::default() };
    let a = services.answer(r.hook, &r, &r.prefetch, &clock(), &options).unwrap();
    assert!(a.evaluation.findings.is_empty());
    assert_eq!(a.evaluation.not_evaluated[0].reason, "limit");
    let told = a.response.cards()[0].as_draft().detail.clone().unwrap();
    assert!(told.contains("1 rule(s) were not evaluated"), "{told}");
}

fn feedback(change: impl Fn(&mut Value)) -> Result<Vec<Feedback>, curbside_hooks::HookError> {
    let mut one = json!({ "card": "4e0a3a1e-3283-4575-ab82-028d55fe2719", "outcome": "overridden",
        "overrideReason": { "reason": { "code": "seen", "system": "https://site.example/reasons" }, "userComment": "Jane Doe said no" },
        "outcomeTimestamp": "2026-03-01T09:00:00Z" });
    change(&mut one);
    Feedback::parse(json!({ "feedback": [one] }).to_string().as_bytes())
}

#[test]
fn a31_feedback_is_read_strictly() {
    let good = feedback(|_| ()).unwrap();
    assert!(!format!("{good:?}").contains("Jane"));
    let own = Coding {
        system: Some("https://site.example/reasons".into()),
        code: "seen".into(),
        display: Some("Seen".into()),
    };
    assert!(good[0].reason_is_listed(std::slice::from_ref(&own)));
    assert!(!good[0].reason_is_listed(&curbside_hooks::default_reasons()));
    let accepted = feedback(|f| {
        f["outcome"] = json!("accepted");
        f["acceptedSuggestions"] = json!([{ "id": "s1" }]);
    });
    assert_eq!(accepted.unwrap()[0].accepted, ["s1"]);
    let bad: [&dyn Fn(&mut Value); 16] = [
        &|f| f["card"] = Value::Null,
        &|f| f["card"] = json!("x".repeat(500)),
        &|f| f["outcome"] = json!("ignored"),
        &|f| f["outcome"] = json!("accepted"),
        &|f| {
            f["outcome"] = json!("accepted");
            f["acceptedSuggestions"] = json!([]);
        },
        &|f| f["acceptedSuggestions"] = json!(["s1"]),
        &|f| f["acceptedSuggestions"] = json!([{ "id": "" }]),
        &|f| f["card"] = json!(" "),
        &|f| f["outcomeTimestamp"] = Value::Null,
        &|f| f["outcomeTimestamp"] = json!("2026-03-01"),
        &|f| f["outcomeTimestamp"] = json!("2026-03-01T09:00:00"),
        &|f| f["outcomeTimestamp"] = json!(1_772_355_600),
        &|f| f["outcomeTimestamp"] = json!("2026-02-30T09:00:00Z"),
        &|f| f["overrideReason"] = json!("seen"),
        &|f| f["overrideReason"]["reason"] = json!({ "system": "x" }),
        &|f| f["overrideReason"]["userComment"] = json!({ "text": "Jane Doe" }),
    ];
    for (i, change) in bad.iter().enumerate() {
        let e = feedback(change).err().unwrap_or_else(|| panic!("{i} was taken"));
        assert!(e.status == 400 && !format!("{e:?}").contains("Jane"), "{i}: {e:?}");
    }
    assert_eq!(Feedback::parse(b"{}").unwrap_err().place.as_deref(), Some("feedback"));
}

#[test]
fn a31_times_ahead_are_refused_by_the_clock() {
    let now = clock().now;
    assert!(feedback(|_| ()).unwrap()[0].check_time(now).is_ok());
    let ahead = feedback(|f| f["outcomeTimestamp"] = json!("2026-03-03T09:00:00Z")).unwrap();
    assert_eq!(ahead[0].check_time(now).unwrap_err().status, 400);
}

#[test]
fn a32_the_same_feedback_has_the_same_key() {
    let utc = feedback(|_| ()).unwrap();
    let offset = feedback(|f| f["outcomeTimestamp"] = json!("2026-03-01T10:00:00+01:00")).unwrap();
    assert_eq!(utc[0].key(), offset[0].key());
    let other = feedback(|f| f["outcomeTimestamp"] = json!("2026-03-01T10:00:00Z")).unwrap();
    assert_ne!(utc[0].key(), other[0].key());
}

#[test]
fn a20_a_finding_whose_card_is_not_valid_is_told_plainly() {
    // A host that does not check its settings.
    let wrong = Settings { source_url: Some("about.html".into()), ..Settings::default() };
    let rules = r#"rule maybe "Maybe" { category safety severity critical unknown fire when not taking Warfarin message "No warfarin *here*." }"#;
    let services = services(rules, wrong);
    let mut body = request(&services, Hook::PatientView);
    body["prefetch"]["medications"] = bundle(&[
        json!({ "resourceType": "MedicationRequest", "id": "m", "status": "active",
        "intent": "order", "subject": { "reference": "Patient/p" }, "medicationCodeableConcept": { "text": "something" } }),
    ]);
    let r = parse(&body).unwrap();
    let a = services.answer(r.hook, &r, &r.prefetch, &clock(), &Default::default()).unwrap();
    assert!(!a.faults.is_empty());
    let json = a.response.to_json();
    assert!(faults_of_response(&json).is_empty());
    let card = &json["cards"][0];
    assert_eq!(card["source"]["topic"]["code"], "card-not-made");
    // As certain and as urgent as its own card.
    assert_eq!(
        (&card["summary"], &card["indicator"]),
        (&json!("Possible: No warfarin *here*."), &json!("warning"))
    );
    let detail = card["detail"].as_str().unwrap();
    assert!(detail.contains("could not be made") && detail.contains("demo/maybe"), "{detail}");
    assert!(!detail.contains("*here*"), "{detail}");
    let own = &card["extension"]["io.github.curbside-cds.finding"];
    assert_eq!(own["findingId"], json!(a.evaluation.findings[0].id));
}

#[test]
fn a34_the_place_is_the_one_where_the_encounter_is_now() {
    let prefetch = PrefetchOptions { place: true, ..PrefetchOptions::default() };
    let services = services(TAKES, Settings { prefetch, ..Settings::default() });
    assert_eq!(
        services.plan(Hook::PatientView).unwrap().templates["encounter"].query,
        "Encounter/{{context.encounterId}}"
    );
    assert!(!services.plan(Hook::OrderDispatch).unwrap().templates.contains_key("encounter"));
    let at = |status: Option<&str>, place: Value| {
        let mut one = json!({ "location": place });
        if let Some(status) = status {
            one["status"] = json!(status);
        }
        one
    };
    let ward = json!({ "reference": "Location/ward-3", "display": "Ward 3" });
    let theatre = json!({ "display": "Theatre 1" });
    let told = |id: &str, subject: &str, places: Value| {
        let mut body = request(&services, Hook::PatientView);
        body["prefetch"]["encounter"] = json!({ "resourceType": "Encounter", "id": id, "status": "in-progress",
            "subject": { "reference": subject }, "location": places });
        answer(&services, &body).unwrap().record.location
    };
    for (places, expected) in [
        (json!([at(Some("active"), ward.clone())]), Some("Location/ward-3")),
        (
            json!([at(Some("completed"), theatre.clone()), at(Some("active"), ward.clone())]),
            Some("Location/ward-3"),
        ),
        (json!([at(None, theatre.clone())]), Some("Theatre 1")),
        (json!([at(Some("active"), ward.clone()), at(Some("active"), theatre.clone())]), None),
        (json!([at(Some("completed"), ward.clone())]), None),
        (json!([at(Some("active"), json!({ "reference": " " }))]), None),
        (json!([]), None),
        (json!("ward"), None),
    ] {
        assert_eq!(told("e", "Patient/p", places.clone()).as_deref(), expected, "{places}");
    }
    // Neither another encounter nor another patient's.
    let there = json!([at(Some("active"), ward)]);
    assert_eq!(told("f", "Patient/p", there.clone()), None);
    assert_eq!(told("e", "Patient/q", there), None);
    // Without it nothing is undecided.
    let mut body = request(&services, Hook::PatientView);
    body["prefetch"].as_object_mut().unwrap().remove("encounter");
    assert_eq!(answer(&services, &body).unwrap().lacking, []);
}
