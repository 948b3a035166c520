//! What the configuration adds to cards and takes from callers: apps, system actions, profession, place.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use curbside_hooks::faults_of_response;
use serde_json::{Value, json};
use support::*;

const SIGN: &str = "/cds-services/curbside-order-sign";

const STOP: &str = r#"pack demo
codes Warfarin = rxnorm 11289 "warfarin"
rule stop "Stop" { category safety severity high when ordering Warfarin as drug message "No {drug} here."
    suggest stop drug }
"#;

fn signing() -> Value {
    let mut call = view("p");
    call["hook"] = json!("order-sign");
    let mut draft = call["prefetch"]["medications"]["entry"][0]["resource"].clone();
    draft["id"] = json!("d");
    draft["status"] = json!("draft");
    call["context"]["draftOrders"] =
        json!({ "resourceType": "Bundle", "type": "collection", "entry": [{ "resource": draft }] });
    call["prefetch"]["medications"] = json!({ "resourceType": "Bundle", "type": "searchset", "total": 0 });
    call
}

#[tokio::test]
async fn system_actions_are_off_until_agreed_and_end_with_their_finding() {
    let off = "overlay: site\nversion: 1.0.0\nowner: Safety\nchanges:\n  - { id: quiet, rules: [demo/stop], off: true, author: Dr A, reason: trial, date: 2026-01-01, expires: 2099-01-01 }\n";
    let agreed = "hooks: { system_actions: [demo/stop] }\n";
    for (more, acts, shown) in [
        ("", false, true),
        (agreed, true, true),
        ("hooks: { system_actions: [demo/other] }\n", false, true),
        // Nothing is done for a finding that nobody is shown.
        ("hooks: { system_actions: [demo/stop] }\npolicy: { overlays: site.yaml }\n", false, false),
    ] {
        let folder = Folder::new();
        folder.pack("1.0.0", STOP);
        folder.write("site.yaml", off);
        let service = open(&folder, more).await;
        let reply = post(service.address, SIGN, &signing()).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        assert!(faults_of_response(&reply.body).is_empty(), "{}", reply.text);
        let cards: Vec<&Value> = reply.body["cards"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|c| c["summary"] == "No warfarin here.")
            .collect();
        assert_eq!(cards.len(), usize::from(shown), "{more}: {}", reply.text);
        if acts {
            assert_eq!(
                reply.body["systemActions"],
                json!([{ "type": "delete", "description": "Remove the draft order for warfarin", "resourceId": "MedicationRequest/d" }])
            );
            assert!(cards[0]["detail"].as_str().unwrap().contains("Handed to the system"));
            assert!(cards[0].get("suggestions").is_none());
        } else {
            assert!(reply.body.get("systemActions").is_none(), "{more}: {}", reply.text);
            assert!(cards.iter().all(|c| c["suggestions"].is_array()), "{more}: {}", reply.text);
        }
        // Rules that are not there are told when packs come into force.
        let told = service
            .shelf
            .steps()
            .iter()
            .any(|(name, good, text)| *name == "System actions" && !good && text.contains("demo/other"));
        assert_eq!(told, more.contains("demo/other"));
        service.shut_down().await;
        // The audit knows which findings were acted on without the user.
        let audit = audited(&folder.0, "evaluation").await.join("\n");
        assert_eq!(audit.contains("system_actions"), acts, "{audit}");
    }
}

#[tokio::test]
async fn cards_link_to_the_configured_apps() {
    let folder = Folder::new();
    let service = open(&folder, "hooks: { apps: { Look closer: \"https://app.example/launch\" } }\n").await;
    let reply = post(service.address, VIEW, &view("p")).await;
    assert!(faults_of_response(&reply.body).is_empty(), "{}", reply.text);
    let link = &reply.body["cards"][0]["links"][0];
    assert_eq!(
        (&link["label"], &link["url"], &link["type"]),
        (&json!("Look closer"), &json!("https://app.example/launch"), &json!("smart"))
    );
    let context: Value = serde_json::from_str(link["appContext"].as_str().unwrap()).unwrap();
    assert_eq!(context["rule"], "demo/on-warfarin");
    // The finding, its rule, the packs: nothing of the record.
    assert_eq!(context.as_object().unwrap().len(), 3);
    service.shut_down().await;
}

/// A service whose client's tokens tell profession and place.
async fn told(folder: &Folder, client: &Client, more: &str) -> curbside_server::Running {
    folder.write("jwks.json", &client.jwks);
    let issuers = format!(
        "auth:\n  issuers: [{{ name: ehr, iss: \"{ISS}\", jwks_file: jwks.json, user_role_claim: job, user_roles: [MD=physician, RN=nurse], location_claim: site, location: Main campus }}]\n"
    );
    let config = config(folder, &format!("{issuers}{more}"), false);
    curbside_server::start(config, curbside_server::Mode::Guarded).await.unwrap()
}

#[tokio::test]
async fn the_users_profession_comes_from_the_token_and_never_from_the_request() {
    let folder = Folder::new();
    let client = Client::new();
    folder.pack("1.0.0", RULES);
    folder.write(
        "site.yaml",
        "overlay: site\nversion: 1.0.0\nowner: Safety\nchanges:\n  - { id: prescribers, rules: [demo/on-warfarin], only: { roles: [physician] }, author: Dr A, reason: for prescribers, date: 2026-01-01, expires: 2099-01-01 }\n",
    );
    let service = told(&folder, &client, "policy: { overlays: site.yaml }\n").await;
    let url = format!("http://127.0.0.1:8080{VIEW}");
    for (job, shown) in [
        (json!("MD"), true),
        (json!("RN"), false),
        // What is not known keeps nothing away.
        (json!("janitor"), true),
        (json!(["MD", "RN"]), true),
        (Value::Null, true),
    ] {
        let token = client.token_with(&url, |claims| claims["job"] = job.clone());
        let mut call = view("p");
        // A request cannot say it.
        call["role"] = json!("nurse");
        call["context"]["role"] = json!("nurse");
        let headers = format!("{JSON}{}", bearer(&token));
        let reply = send(service.address, "POST", VIEW, &headers, &call.to_string()).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        let is = reply.text.contains("Takes warfarin.");
        assert_eq!(is, shown, "{job}: {}", reply.text);
        assert_eq!(reply.text.contains("not-for-role"), !shown, "{job}: {}", reply.text);
    }
    service.shut_down().await;
    let audit = audited(&folder.0, "evaluation").await;
    assert_eq!(audit.iter().filter(|e| e.contains("\"role\":\"physician\"")).count(), 1);
    assert_eq!(audit.iter().filter(|e| e.contains("\"role\":\"nurse\"")).count(), 1);
}

#[tokio::test]
async fn feedback_is_exported_with_the_place_of_the_encounter_the_token_or_the_configuration() {
    let folder = Folder::new();
    let client = Client::new();
    let service = told(&folder, &client, "hooks: { place: true }\n").await;
    let discovery = "http://127.0.0.1:8080/cds-services";
    let reply = send(service.address, "GET", "/cds-services", &bearer(&client.token(discovery)), "").await;
    assert!(reply.text.contains("Encounter/{{context.encounterId}}"), "{}", reply.text);
    let url = format!("http://127.0.0.1:8080{VIEW}");
    let mut expected = Vec::new();
    for (n, (site, encounter, place)) in [
        (None, false, "Main campus"),
        (Some("Ward 3"), false, "Ward 3"),
        (Some("Ward 3"), true, "Location/icu"),
    ]
    .into_iter()
    .enumerate()
    {
        let mut call = view("p");
        call["context"]["encounterId"] = json!("e");
        call["context"]["userId"] = json!(format!("Practitioner/u{n}"));
        if encounter {
            call["prefetch"]["encounter"] = json!({ "resourceType": "Encounter", "id": "e", "status": "in-progress",
                "subject": { "reference": "Patient/p" },
                "location": [{ "status": "active", "location": { "reference": "Location/icu" } }] });
        }
        let token = client.token_with(&url, |claims| claims["site"] = json!(site));
        let headers = format!("{JSON}{}", bearer(&token));
        let reply = send(service.address, "POST", VIEW, &headers, &call.to_string()).await;
        let card =
            reply.body["cards"][0]["uuid"].as_str().unwrap_or_else(|| panic!("{}", reply.text)).to_string();
        let to = format!("{VIEW}/feedback");
        let headers = format!("{JSON}{}", bearer(&client.token(&format!("http://127.0.0.1:8080{to}"))));
        let kept = send(service.address, "POST", &to, &headers, &feedback_of(&card).to_string()).await;
        assert_eq!(kept.status, 200, "{}", kept.text);
        expected.push((format!("Practitioner/u{n}"), place));
    }
    service.shut_down().await;
    let store = store(&folder.0).await;
    let mut csv = Vec::new();
    let filter = curbside_store::FeedbackFilter::default();
    store.export_feedback(&filter, curbside_store::Format::Csv, &mut csv).await.unwrap();
    store.close().await;
    let csv = String::from_utf8(csv).unwrap();
    let mut lines = csv.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let column =
        |name: &str| header.iter().position(|h| *h == name).unwrap_or_else(|| panic!("{name}: {header:?}"));
    let (user, place, action, rule) =
        (column("user"), column("location"), column("action"), column("intervention"));
    let mut rows: Vec<Vec<&str>> = lines.map(|l| l.split(',').collect()).collect();
    rows.sort_by_key(|r| r[user].to_string());
    for (row, (who, at)) in rows.iter().zip(&expected) {
        assert_eq!((row[user], row[place]), (who.as_str(), *at), "{csv}");
        assert_eq!((row[action], row[rule]), ("overridden", "demo/on-warfarin"), "{csv}");
    }
    assert_eq!(rows.len(), 3, "{csv}");
}
