//! The service over real sockets on 127.0.0.1, with a real store.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use curbside_hooks::faults_of_response;
use curbside_server::{Gate, Mode, start};
use serde_json::{Value, json};
use std::time::Duration;
use support::*;

#[tokio::test]
async fn discovery_lists_the_services() {
    let folder = Folder::new();
    let service = open(&folder, "").await;
    let reply = get(service.address, "/cds-services").await;
    assert_eq!(reply.status, 200);
    let services = reply.body["services"].as_array().unwrap();
    let view = services.iter().find(|s| s["hook"] == "patient-view").unwrap();
    assert_eq!(view["id"], "curbside-patient-view");
    assert_eq!(view["prefetch"]["patient"], "Patient/{{context.patientId}}");
    assert!(reply.head.contains("cache-control: no-store"));
    service.shut_down().await;
}

#[tokio::test]
async fn an_answer_is_in_the_audit_before_it_leaves_and_feedback_finds_its_card() {
    let folder = Folder::new();
    let service = open(&folder, "").await;
    let at = service.address;
    let headers = format!("{JSON}X-Request-Id: call-0001\r\n");
    let reply = send(at, "POST", VIEW, &headers, &view("p").to_string()).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    assert!(faults_of_response(&reply.body).is_empty());
    let card = &reply.body["cards"][0];
    assert_eq!(card["summary"], "Takes warfarin.");
    assert_eq!(card["extension"]["io.github.curbside-cds.finding"]["tier"], "prominent");
    let ruleset = &reply.body["extension"]["io.github.curbside-cds.ruleset"];
    assert_eq!(ruleset["generation"], 1);
    assert_eq!(reply.header("x-curbside-generation"), Some("1"));
    assert_eq!(reply.header("x-request-id"), Some("call-0001"));

    let id = card["uuid"].as_str().unwrap();
    let told = post(at, &format!("{VIEW}/feedback"), &feedback_of(id)).await;
    assert_eq!(told.status, 200);
    assert_eq!(post(at, &format!("{VIEW}/feedback"), &feedback_of(id)).await.status, 200, "repeated");
    service.shut_down().await;

    let evaluations = audited(&folder.0, "evaluation").await;
    assert_eq!(evaluations.len(), 1);
    let text = evaluations[0].to_string();
    for word in [id, "call-0001", "demo/on-warfarin", "patient-view"] {
        assert!(text.contains(word), "{word}: {text}");
    }
    let feedback = audited(&folder.0, "feedback").await;
    assert_eq!(feedback.len(), 1, "once");
    assert!(feedback[0].to_string().contains("demo/on-warfarin"), "{}", feedback[0]);
    let acts = audited(&folder.0, "act").await;
    assert_eq!(acts.len(), 2, "start and stop: {acts:?}");
    assert!(store(&folder.0).await.verify(None).await.unwrap().is_intact());
}

#[tokio::test]
async fn the_policy_withholds_and_says_so() {
    let folder = Folder::new();
    folder.pack("1.0.0", RULES);
    folder.write(
        "site.yaml",
        "overlay: site\nversion: 1.0.0\nowner: Safety\nchanges:\n  - { id: quiet, rules: [demo/on-warfarin], off: true, author: Dr A, reason: trial, date: 2026-01-01, expires: 2099-01-01 }\n",
    );
    let service = open(&folder, "policy:\n  overlays: site.yaml\n").await;
    let reply = post(service.address, VIEW, &view("p")).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    assert_eq!(
        reply.body["cards"].as_array().unwrap().iter().filter(|c| c["summary"] == "Takes warfarin.").count(),
        0
    );
    let withheld = &reply.body["extension"]["io.github.curbside-cds.withheld"][0];
    assert_eq!((&withheld["rule"], &withheld["reason"]), (&json!("demo/on-warfarin"), &json!("off")));
    assert!(
        service.metrics.text().contains("curbside_suppressed_total{reason=\"off\"} 1"),
        "{}",
        service.metrics.text()
    );
    service.shut_down().await;
    assert!(audited(&folder.0, "evaluation").await[0].to_string().contains("\"reason\":\"off\""));
}

#[tokio::test]
async fn what_cannot_be_answered_is_refused_with_an_outcome() {
    let folder = Folder::new();
    let service = open(&folder, "limits:\n  body_bytes: 4096\n").await;
    let at = service.address;
    let body = view("p").to_string();
    let text = send(at, "POST", VIEW, "Content-Type: text/plain\r\n", &body).await;
    assert_eq!(text.code(), (415, "content-type"));
    assert_eq!(send(at, "POST", VIEW, "", &body).await.code(), (415, "content-type"));
    assert_eq!(post(at, VIEW, &view("another")).await.code(), (422, "wrong-patient"));
    let mut nothing = view("p");
    nothing["prefetch"] = json!({});
    assert_eq!(post(at, VIEW, &nothing).await.code(), (412, "missing-data"));
    let mut large = view("p");
    large["extension"] = json!({ "org.example.filler": "x".repeat(5000) });
    assert_eq!(post(at, VIEW, &large).await.code(), (413, "too-large"));
    assert_eq!(post(at, "/cds-services/none", &view("p")).await.code(), (404, "unknown-service"));
    let other = post(at, "/cds-services/curbside-order-sign", &view("p")).await;
    assert_eq!(other.code(), (400, "wrong-hook"));
    assert_eq!(send(at, "POST", VIEW, JSON, "{\"hook\": ").await.code(), (400, "not-json"));
    assert_eq!(get(at, "/nothing").await.code(), (404, "unknown-path"));
    let reply = post(at, "/cds-services", &json!({})).await;
    assert_eq!(reply.code(), (405, "method-not-allowed"));
    assert!(reply.head.contains("allow: get"), "{}", reply.head);
    assert_eq!(send(at, "DELETE", VIEW, "", "").await.code(), (405, "method-not-allowed"));
    service.shut_down().await;
    assert!(audited(&folder.0, "evaluation").await.is_empty(), "nothing was checked, nothing is recorded");
}

#[tokio::test]
async fn the_gate_is_closed_unless_issuers_are_configured() {
    let folder = Folder::new();
    let service = start(config(&folder, "", false), Mode::Guarded).await.unwrap();
    let at = service.address;
    for reply in [
        get(at, "/cds-services").await,
        post(at, VIEW, &view("p")).await,
        post(at, "/cds-services/none", &view("p")).await,
        post(at, &format!("{VIEW}/feedback"), &feedback_of("x")).await,
        get(at, "/metrics").await,
    ] {
        assert_eq!(reply.code(), (401, "unauthorized"));
        assert!(reply.head.contains("www-authenticate: bearer"));
    }
    assert_eq!(get(at, "/health").await.status, 200);
    let ready = get(at, "/ready").await;
    assert_eq!((ready.status, &ready.body["gate"]), (503, &json!("closed")));
    // Before the body came.
    let head = format!(
        "POST {VIEW} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n{JSON}Content-Length: 1000000\r\n\r\n"
    );
    assert_eq!(raw(at, head.as_bytes()).await.code(), (401, "unauthorized"));
    service.shut_down().await;
}

#[tokio::test]
async fn tokens_are_believed_for_the_url_called_and_once() {
    let (folder, client) = (Folder::new(), Client::new());
    let service = guarded(&folder, &client, "").await;
    let at = service.address;
    let url = format!("http://127.0.0.1:8080{VIEW}");
    let call = |token: String| {
        let headers = format!("{JSON}{}", bearer(&token));
        async move { send(at, "POST", VIEW, &headers, &view("p").to_string()).await }
    };
    let token = client.token(&url);
    assert_eq!(call(token.clone()).await.status, 200);
    assert_eq!(call(token).await.code(), (401, "unauthorized"), "replayed");
    assert_eq!(call(client.token("http://127.0.0.1:8080/cds-services")).await.status, 401, "another URL");
    assert_eq!(call(Client::new().token(&url)).await.status, 401, "another key");
    let late = client.token_with(&url, |c| c["exp"] = json!(1_700_000_000));
    assert_eq!(call(late).await.status, 401);
    let foreign = client.token_with(&url, |c| c["iss"] = json!("https://other.example.org"));
    assert_eq!(call(foreign).await.status, 401);
    let text = service.metrics.text();
    for code in ["A125", "A118", "A117", "A120", "A112"] {
        assert!(text.contains(&format!("curbside_refused_total{{code=\"{code}\"}} 1")), "{code}: {text}");
    }
    let discovery = client.token("http://127.0.0.1:8080/cds-services");
    assert_eq!(send(at, "GET", "/cds-services", &bearer(&discovery), "").await.status, 200);
    service.shut_down().await;
}

#[tokio::test]
async fn two_tenants_share_no_history() {
    let (folder, client) = (Folder::new(), Client::new());
    let service = guarded(&folder, &client, "").await;
    let call = async |tenant: &str, path: String, body: Value| {
        let url = format!("http://127.0.0.1:8080{path}");
        let token = client.token_with(&url, |c| c["tenant"] = json!(tenant));
        let headers = format!("{JSON}{}", bearer(&token));
        let reply = send(service.address, "POST", &path, &headers, &body.to_string()).await;
        assert_eq!(reply.status, 200);
        reply.body["cards"][0]["uuid"].as_str().unwrap_or_default().to_owned()
    };
    let card = call("north", VIEW.into(), view("p")).await;
    call("south", VIEW.into(), view("p")).await;
    // Nor do they hear of each other's cards.
    for tenant in ["south", "north"] {
        call(tenant, format!("{VIEW}/feedback"), feedback_of(&card)).await;
    }
    service.shut_down().await;
    let feedback = audited(&folder.0, "feedback").await;
    let told: Vec<bool> = feedback.iter().map(|f| f.to_string().contains("demo/on-warfarin")).collect();
    assert_eq!(told, [false, true], "{feedback:?}");
    let audit = audited(&folder.0, "evaluation").await;
    let text = json!(audit).to_string();
    assert!(text.contains("ehr/north p") && text.contains("ehr/south p"), "{text}");
}

#[tokio::test]
async fn without_a_store_feedback_is_refused_and_readiness_says_so() {
    let folder = Folder::new();
    let service = open(&folder, "store:\n  url: none\n").await;
    let reply = post(service.address, &format!("{VIEW}/feedback"), &feedback_of("x")).await;
    assert_eq!(reply.code(), (503, "no-store"));
    assert_eq!(post(service.address, VIEW, &view("p")).await.status, 200);
    let ready = get(service.address, "/ready").await;
    assert_eq!(
        (ready.status, &ready.body["audit"], &ready.body["gate"]),
        (200, &json!("none"), &json!("open"))
    );
    service.shut_down().await;
}

#[tokio::test]
async fn a_store_that_is_gone_refuses_or_marks_as_configured() {
    for (mode, status) in [("refuse", 503), ("mark", 200)] {
        let folder = Folder::new();
        let service = open(&folder, &format!("store:\n  on_failure: {mode}\n")).await;
        assert_eq!(post(service.address, VIEW, &view("p")).await.status, 200);
        service.store().unwrap().close().await;
        let reply = post(service.address, VIEW, &view("p")).await;
        assert_eq!(reply.status, status, "{mode}: {}", reply.text);
        if mode == "refuse" {
            assert_eq!(reply.code(), (503, "not-kept"));
            assert!(reply.header("retry-after").is_some());
        } else {
            assert!(reply.text.contains("could not be written to the audit"), "{}", reply.text);
            assert!(faults_of_response(&reply.body).is_empty());
        }
        assert_eq!(get(service.address, "/ready").await.status, 503);
        assert!(service.metrics.text().contains("curbside_audit_failures_total{code="));
        service.shut_down().await;
    }
}

#[tokio::test]
async fn an_open_gate_needs_a_reason() {
    assert!(matches!(Gate::open(" "), Gate::Closed));
    let folder = Folder::new();
    let service = start(config(&folder, "", true), Mode::Open(String::new())).await.unwrap();
    assert_eq!(post(service.address, VIEW, &view("p")).await.code(), (401, "unauthorized"));
    tokio::time::timeout(Duration::from_secs(20), service.shut_down()).await.unwrap();
}
