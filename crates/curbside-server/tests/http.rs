//! The service over real sockets on 127.0.0.1.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use curbside::{Compiler, Ruleset, pack::PackSource};
use curbside_hooks::{Answer, Feedback, Request, faults_of_response};
use curbside_server::{Admission, AuditSink, Call, Caller, Config, Denied, Gate, Gatekeeper, router};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const RULES: &str = r#"pack demo
codes Warfarin = rxnorm 11289 "warfarin"
rule on-warfarin "On warfarin" { category safety when taking Warfarin as drug message "Takes {drug}." }"#;

fn rules(text: &str) -> Ruleset {
    let pack =
        PackSource::new("demo").file("pack.yaml", "name: demo\nversion: 1.0.0\n").file("demo.cds", text);
    Compiler::new().pack(pack).compile().unwrap()
}

fn open() -> Gate {
    Gate::open("a test on this machine")
}

/// Serves until the test ends; gives the address.
async fn serve(text: &str, config: Config, gate: Gate, audit: Option<Arc<dyn AuditSink>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let app = router(rules(text), Default::default(), config, gate, audit);
    tokio::spawn(async move { axum::serve(listener, app).await });
    address
}

async fn plain() -> String {
    serve(RULES, Config::default(), open(), None).await
}

struct Reply {
    status: u16,
    head: String,
    body: Value,
}

impl Reply {
    /// The stable code of an OperationOutcome; the test fails where the body is none.
    fn code(&self) -> (u16, &str) {
        assert_eq!(self.body["resourceType"], "OperationOutcome", "{} {}", self.status, self.body);
        assert!(self.head.contains("content-type: application/json"), "{}", self.head);
        (self.status, self.body["issue"][0]["details"]["coding"][0]["code"].as_str().unwrap())
    }
}

/// Sends these bytes and reads until the server closes.
async fn raw(address: &str, bytes: &[u8]) -> Reply {
    let mut socket = TcpStream::connect(address).await.unwrap();
    // A server that refuses early may close before everything is sent.
    let _ = socket.write_all(bytes).await;
    let mut all = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(10), socket.read_to_end(&mut all)).await;
    let _ = read.expect("an answer within ten seconds");
    let all = String::from_utf8(all).unwrap();
    let (head, body) = all.split_once("\r\n\r\n").expect("a head");
    let head = head.to_ascii_lowercase();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Reply { status, head, body: serde_json::from_str(body).unwrap_or(Value::Null) }
}

async fn send(address: &str, method: &str, path: &str, headers: &str, body: &str) -> Reply {
    let n = body.len();
    let text = format!(
        "{method} {path} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\nContent-Length: {n}\r\n{headers}\r\n{body}"
    );
    raw(address, text.as_bytes()).await
}

const JSON: &str = "Content-Type: application/json; charset=utf-8\r\n";
const VIEW: &str = "/cds-services/curbside-patient-view";

async fn get(address: &str, path: &str) -> Reply {
    send(address, "GET", path, "", "").await
}

async fn post(address: &str, path: &str, body: &Value) -> Reply {
    send(address, "POST", path, JSON, &body.to_string()).await
}

fn view(patient: &str) -> Value {
    json!({
        "hook": "patient-view", "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
        "context": { "userId": "Practitioner/e", "patientId": "p" },
        "prefetch": {
            "patient": { "resourceType": "Patient", "id": patient, "birthDate": "1950-01-01", "gender": "female" },
            "medications": { "resourceType": "Bundle", "type": "searchset", "entry": [{ "resource": {
                "resourceType": "MedicationRequest", "id": "m", "status": "active", "intent": "order",
                "subject": { "reference": "Patient/p" },
                "medicationCodeableConcept": { "coding": [
                    { "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "11289", "display": "warfarin" }] } } }] }
        }
    })
}

fn feedback() -> Value {
    json!({ "feedback": [{ "card": "4e0a3a1e-3283-4575-ab82-028d55fe2719", "outcome": "accepted",
        "acceptedSuggestions": [{ "id": "e56e1945-20b3-4393-8503-a1a20fd73152" }],
        "outcomeTimestamp": "2026-03-01T09:00:00Z" }] })
}

/// Remembers what it was told; may be slow or full.
#[derive(Default)]
struct Notebook {
    lines: Mutex<Vec<String>>,
    slow: Duration,
    full: bool,
}

impl Notebook {
    fn keep(&self, line: String) -> Result<(), String> {
        std::thread::sleep(self.slow);
        if self.full {
            return Err("full".into());
        }
        self.lines.lock().unwrap().push(line);
        Ok(())
    }
}

impl AuditSink for Notebook {
    fn answered(&self, caller: &Caller, request: &Request, answer: &Answer) -> Result<(), String> {
        self.keep(format!("{} asked {}: {} cards", caller.name, request.hook, answer.response.cards().len()))
    }

    fn feedback(&self, caller: &Caller, service: &str, all: &[Feedback]) -> Result<(), String> {
        self.keep(format!("{} told {service} of {}", caller.name, all.len()))
    }

    fn ping(&self) -> Result<(), String> {
        if self.full { Err("full".into()) } else { Ok(()) }
    }
}

/// Admits one token at one URL with one method.
struct Doorman(&'static str, &'static str);

impl Gatekeeper for Doorman {
    fn admit<'a>(&'a self, call: Call<'a>) -> Admission<'a> {
        Box::pin(async move {
            let token = call.headers.get("authorization").and_then(|v| v.to_str().ok());
            let good = token == Some("Bearer good") && call.url == self.1 && call.method.as_str() == self.0;
            if good { Ok(Caller { name: "ehr.example".into() }) } else { Err(Denied) }
        })
    }
}

#[tokio::test]
async fn discovery_lists_the_services() {
    let reply = get(&plain().await, "/cds-services").await;
    assert_eq!(reply.status, 200);
    let services = reply.body["services"].as_array().unwrap();
    let view = services.iter().find(|s| s["hook"] == "patient-view").unwrap();
    assert_eq!(view["id"], "curbside-patient-view");
    assert_eq!(view["prefetch"]["patient"], "Patient/{{context.patientId}}");
    assert!(reply.head.contains("cache-control: no-store"));
}

#[tokio::test]
async fn patient_view_is_answered_with_valid_cards() {
    let reply = post(&plain().await, VIEW, &view("p")).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert_eq!(reply.body["cards"][0]["summary"], "Takes warfarin.");
    assert!(faults_of_response(&reply.body).is_empty());
}

#[tokio::test]
async fn what_cannot_be_answered_is_refused_with_an_outcome() {
    let config = Config { max_body: 4096, ..Config::default() };
    let at = serve(RULES, config, open(), None).await;
    let body = view("p").to_string();
    let text = send(&at, "POST", VIEW, "Content-Type: text/plain\r\n", &body).await;
    assert_eq!(text.code(), (415, "content-type"));
    assert_eq!(send(&at, "POST", VIEW, "", &body).await.code(), (415, "content-type"));
    assert_eq!(post(&at, VIEW, &view("another")).await.code(), (422, "wrong-patient"));
    let mut nothing = view("p");
    nothing["prefetch"] = json!({});
    assert_eq!(post(&at, VIEW, &nothing).await.code(), (412, "missing-data"));
    let mut large = view("p");
    large["extension"] = json!({ "org.example.filler": "x".repeat(5000) });
    assert_eq!(post(&at, VIEW, &large).await.code(), (413, "too-large"));
    assert_eq!(post(&at, "/cds-services/none", &view("p")).await.code(), (404, "unknown-service"));
    let other = post(&at, "/cds-services/curbside-order-sign", &view("p")).await;
    assert_eq!(other.code(), (400, "wrong-hook"));
    assert_eq!(send(&at, "POST", VIEW, JSON, "{\"hook\": ").await.code(), (400, "not-json"));
    assert_eq!(get(&at, "/nothing").await.code(), (404, "unknown-path"));
}

#[tokio::test]
async fn another_method_is_405_with_an_outcome() {
    let at = plain().await;
    let reply = post(&at, "/cds-services", &json!({})).await;
    assert_eq!(reply.code(), (405, "method-not-allowed"));
    assert!(reply.head.contains("allow: get"), "{}", reply.head);
    assert_eq!(send(&at, "DELETE", VIEW, "", "").await.code(), (405, "method-not-allowed"));
}

#[tokio::test]
async fn the_gate_is_closed_unless_opened() {
    let at = serve(RULES, Config::default(), Gate::default(), None).await;
    for reply in [
        get(&at, "/cds-services").await,
        post(&at, VIEW, &view("p")).await,
        post(&at, "/cds-services/none", &view("p")).await,
        post(&at, "/cds-services/curbside-patient-view/feedback", &feedback()).await,
    ] {
        assert_eq!(reply.code(), (401, "unauthorized"));
        assert!(reply.head.contains("www-authenticate: bearer"));
    }
    assert_eq!(get(&at, "/health/live").await.status, 200);
}

#[tokio::test]
async fn a_closed_gate_answers_before_the_body_came() {
    let at = serve(RULES, Config::default(), Gate::default(), None).await;
    let head = format!(
        "POST {VIEW} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n{JSON}Content-Length: 1000000\r\n\r\n"
    );
    assert_eq!(raw(&at, head.as_bytes()).await.code(), (401, "unauthorized"));
}

#[tokio::test]
async fn a_gatekeeper_sees_the_exact_url_and_the_audit_who_called() {
    let notes = Arc::new(Notebook::default());
    let url = "https://cds.example/cds-services/curbside-patient-view?a=1";
    let config = Config { base: "https://cds.example/".into(), ..Config::default() };
    let gate = Gate::Kept(Arc::new(Doorman("POST", url)));
    let at = serve(RULES, config, gate, Some(notes.clone())).await;
    let body = view("p").to_string();
    let good = format!("{JSON}Authorization: Bearer good\r\n");
    let path = format!("{VIEW}?a=1");
    assert_eq!(send(&at, "POST", &path, &good, &body).await.status, 200);
    assert_eq!(send(&at, "POST", VIEW, &good, &body).await.code(), (401, "unauthorized"));
    assert_eq!(send(&at, "POST", &path, JSON, &body).await.code(), (401, "unauthorized"));
    assert_eq!(send(&at, "GET", &path, &good, "").await.code().0, 405);
    assert_eq!(*notes.lines.lock().unwrap(), ["ehr.example asked patient-view: 1 cards"]);
}

#[tokio::test]
async fn nothing_is_acknowledged_that_was_not_kept() {
    let path = "/cds-services/curbside-patient-view/feedback";
    assert_eq!(post(&plain().await, path, &feedback()).await.code(), (503, "no-store"));
    let full: Arc<dyn AuditSink> = Arc::new(Notebook { full: true, ..Notebook::default() });
    let at = serve(RULES, Config::default(), open(), Some(full)).await;
    assert_eq!(post(&at, path, &feedback()).await.code(), (503, "not-kept"));
    assert_eq!(post(&at, VIEW, &view("p")).await.code(), (503, "not-kept"));
    let notes = Arc::new(Notebook::default());
    let at = serve(RULES, Config::default(), open(), Some(notes.clone())).await;
    assert_eq!(post(&at, path, &feedback()).await.status, 200);
    assert_eq!(post(&at, path, &json!({ "feedback": [{}] })).await.code().0, 400);
    assert_eq!(*notes.lines.lock().unwrap(), ["anyone (open gate) told curbside-patient-view of 1"]);
}

#[tokio::test]
async fn ready_is_what_can_answer_and_keep() {
    let at = plain().await;
    let reply = get(&at, "/health/ready").await;
    assert_eq!(
        (reply.status, &reply.body),
        (200, &json!({ "status": "ready", "rules": 1, "audit": "none" }))
    );
    let at = serve("pack demo", Config::default(), open(), None).await;
    assert_eq!(get(&at, "/health/ready").await.status, 503);
    for (full, status, audit) in [(false, 200, "kept"), (true, 503, "failing")] {
        let notes: Arc<dyn AuditSink> = Arc::new(Notebook { full, ..Notebook::default() });
        let at = serve(RULES, Config::default(), open(), Some(notes)).await;
        let reply = get(&at, "/health/ready").await;
        assert_eq!((reply.status, reply.body["audit"].as_str()), (status, Some(audit)));
    }
}

#[tokio::test]
async fn what_takes_too_long_is_503_with_an_outcome() {
    let config = || Config { timeout: Duration::from_millis(300), ..Config::default() };
    let slow = Notebook { slow: Duration::from_secs(2), ..Notebook::default() };
    let at = serve(RULES, config(), open(), Some(Arc::new(slow))).await;
    assert_eq!(post(&at, VIEW, &view("p")).await.code(), (503, "timeout"));
    // A body that never comes.
    let at = serve(RULES, config(), open(), None).await;
    let head = format!(
        "POST {VIEW} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n{JSON}Content-Length: 1000\r\n\r\n{{"
    );
    assert_eq!(raw(&at, head.as_bytes()).await.code(), (503, "timeout"));
}
