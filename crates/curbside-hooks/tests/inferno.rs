//! Requests and cards of the Inferno CRD test kit, where they are at hand.
#![allow(clippy::unwrap_used)]

use curbside::time::Clock;
use curbside::{Compiler, pack::PackSource};
use curbside_hooks::{Hook, HookError, Request, Services, faults_of_response};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

fn folder() -> Option<PathBuf> {
    let all = std::env::var_os("CURBSIDE_CORPORA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora"), PathBuf::from);
    let folder = all.join("cds-hooks/inferno");
    if !folder.is_dir() {
        println!("skipped: corpora not present");
        return None;
    }
    Some(folder)
}

fn services() -> Services {
    let pack = PackSource::new("demo").file("pack.yaml", "name: demo\nversion: 1.0.0\n").file(
        "demo.cds",
        "pack demo\ncodes Warfarin = rxnorm 11289 \"warfarin\"\n\
         rule on \"On\" { category safety when taking Warfarin message \"Takes it.\" }\n\
         rule adult \"Adult\" { category result when age >= 18 years message \"An adult.\" }",
    );
    Services::new(Compiler::new().pack(pack).compile().unwrap(), Default::default())
}

/// The answer, where the client sends everything that the service asks for, or nothing.
fn answer(request: &Value, all: bool) -> Result<Value, HookError> {
    let services = services();
    let mut request = request.clone();
    let hook = request["hook"].as_str().and_then(Hook::parse);
    if let Some(plan) = hook.and_then(|h| services.plan(h)).filter(|_| all) {
        for key in plan.templates.keys() {
            request["prefetch"][key] = json!({ "resourceType": "Bundle", "type": "searchset", "total": 0 });
        }
        let id = request["context"]["patientId"].clone();
        // The orders of `order-dispatch`, under a key of the client's own.
        let named = ["dispatchedOrders", "order"].map(|k| request["context"][k].clone());
        let order = |r: &str| {
            let (kind, id) = r.rsplit_once('/').unwrap();
            json!({ "resource": { "resourceType": kind, "id": id, "status": "active", "intent": "order" } })
        };
        let named = named.iter().flat_map(|v| match v {
            Value::Array(all) => all.clone(),
            one => vec![one.clone()],
        });
        let entries: Vec<Value> = named.filter_map(|r| r.as_str().map(order)).collect();
        if !entries.is_empty() {
            request["prefetch"]["theirOrders"] =
                json!({ "resourceType": "Bundle", "type": "searchset", "entry": entries });
        }
        request["prefetch"]["patient"] =
            json!({ "resourceType": "Patient", "id": id, "birthDate": "1950-01-01", "gender": "male" });
    }
    let request = Request::parse(request.to_string().as_bytes())?;
    let clock = Clock::new("2026-03-01T09:00:00Z".parse().unwrap(), "UTC".parse().unwrap());
    let answer = services.answer(request.hook, &request, &request.prefetch, &clock, &Default::default())?;
    assert!(answer.faults.is_empty(), "{:?}", answer.faults);
    Ok(answer.response.to_json())
}

#[test]
fn every_request_is_answered_or_clearly_refused() {
    let Some(folder) = folder() else { return };
    let mut read = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !name.ends_with("_hook_request.json") {
            continue;
        }
        read += 1;
        let request: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let known = request["hook"].as_str().and_then(Hook::parse).is_some();
        for all in [false, true] {
            let told = match answer(&request, all) {
                Ok(body) => {
                    assert!(all && known, "{name}: answered without data");
                    assert!(faults_of_response(&body).is_empty(), "{name}");
                    let cards = body["cards"].as_array().unwrap();
                    assert!(cards.iter().any(|c| c["summary"] == "An adult."), "{name}");
                    format!("{} cards", cards.len())
                }
                Err(e) if !known => {
                    assert_eq!((e.status, e.code), (400, "unknown-hook"), "{name}");
                    "400 unknown-hook".into()
                }
                Err(e) => {
                    assert_eq!((all, e.status, e.code), (false, 412, "missing-data"), "{name}: {e}");
                    "412 missing-data".into()
                }
            };
            println!("{name}, {} data: {told}", if all { "with" } else { "without" });
        }
    }
    assert!(read > 0);
}

#[test]
fn their_cards_are_valid_here_too() {
    let Some(folder) = folder() else { return };
    let cards: Value =
        serde_json::from_slice(&std::fs::read(folder.join("valid_cards.json")).unwrap()).unwrap();
    assert!(!cards.as_array().unwrap().is_empty());
    let faults = faults_of_response(&json!({ "cards": cards }));
    assert!(faults.is_empty(), "{faults:?}");
}

/// Every fixture is a request, or cards that are valid or refused for a stated reason; nothing is passed over in silence.
#[test]
fn every_fixture_is_a_request_or_cards() {
    let Some(folder) = folder() else { return };
    let mut read = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.extension().is_none_or(|e| e != "json") {
            println!("{name}: no fixture");
            continue;
        }
        read += 1;
        let fixture: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        if fixture.get("hookInstance").is_some() {
            println!("{name}: a request");
            continue;
        }
        let cards = if fixture.is_array() { fixture } else { json!([fixture]) };
        assert!(cards[0].get("summary").is_some(), "{name} is neither a request nor a card");
        let faults = faults_of_response(&json!({ "cards": cards }));
        // Some are forms: the kit puts actions or the launch URL in before it sends them; without them they are refused.
        let form = |place: &str| place.ends_with("].actions") || place.ends_with("].url");
        assert!(faults.iter().all(|f| form(&f.place)), "{name}: {faults:?}");
        match faults.first() {
            Some(f) => println!("{name}: refused, {f}"),
            None => println!("{name}: valid cards"),
        }
    }
    assert!(read > 0);
}
