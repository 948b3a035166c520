//! What is logged names no patient. Alone in its file: the log is the process's.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use serde_json::{Value, json};
use std::io::Write;
use std::sync::{Arc, Mutex};
use support::*;
use tracing_subscriber::fmt::MakeWriter;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Log;

    fn make_writer(&'a self) -> Log {
        self.clone()
    }
}

/// Every text in what is sent that names the patient or says something about them, and secrets.
const PLANTED: &[&str] = &[
    "zz-patient-77",
    "Quimbelton",
    "1931-07-19",
    "zz-mrn-4711",
    "zz-order-8",
    "zz-order-9",
    "zz-encounter-3",
    "zz-access-token",
    "zz-comment",
    "6.93",
    "zz-user-5",
];

fn call() -> Value {
    json!({
        "hook": "order-sign", "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
        "fhirServer": "https://fhir.example.org/zz-mrn-4711",
        "fhirAuthorization": { "access_token": "zz-access-token", "token_type": "Bearer", "expires_in": 300, "scope": "patient/*.read", "subject": "s" },
        "context": { "userId": "Practitioner/zz-user-5", "patientId": "zz-patient-77", "encounterId": "zz-encounter-3",
            "draftOrders": { "resourceType": "Bundle", "entry": [{ "resource": { "resourceType": "MedicationRequest", "id": "zz-order-9",
                "status": "draft", "intent": "order", "subject": { "reference": "Patient/zz-patient-77" },
                "medicationCodeableConcept": { "coding": [{ "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "11289" }] } } }] } },
        "prefetch": {
            "patient": { "resourceType": "Patient", "id": "zz-patient-77", "birthDate": "1931-07-19", "gender": "female",
                "name": [{ "family": "Quimbelton" }], "identifier": [{ "value": "zz-mrn-4711" }] },
            "medications": { "resourceType": "Bundle", "type": "searchset", "entry": [{ "resource": { "resourceType": "MedicationRequest",
                "id": "zz-order-8", "status": "active", "intent": "order", "subject": { "reference": "Patient/zz-patient-77" },
                "medicationCodeableConcept": { "coding": [{ "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "11289" }] } } }] }
        }
    })
}

#[tokio::test]
async fn the_log_names_no_patient() {
    let log = Log::default();
    // Everything, the libraries' debugging included, of what this service would ever log; and the
    // levels that `log_to_stderr` sets.
    let levels = tracing_subscriber::filter::Targets::new()
        .with_default(tracing::Level::WARN)
        .with_target("curbside", tracing::Level::TRACE);
    use tracing_subscriber::layer::SubscriberExt;
    use tracing_subscriber::{Layer, fmt};
    let subscriber = tracing_subscriber::registry()
        .with(fmt::layer().json().flatten_event(true).with_writer(log.clone()).with_filter(levels));
    tracing::subscriber::set_global_default(subscriber).unwrap();

    let folder = Folder::new();
    let service = open(&folder, "limits: { body_bytes: 65536, evaluation_ms: 10 }\n").await;
    let at = service.address;
    let sign = "/cds-services/curbside-order-sign";
    let reply = post(at, sign, &call()).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    let card = reply.body["cards"][0]["uuid"].as_str().unwrap().to_string();
    let mut told = feedback_of(&card);
    told["feedback"][0]["overrideReason"]["userComment"] = json!("zz-comment Quimbelton");
    assert_eq!(post(at, &format!("{sign}/feedback"), &told).await.status, 200);
    // What goes wrong is logged with the least said.
    let mut wrong = call();
    wrong["prefetch"]["patient"]["id"] = json!("zz-mrn-4711");
    post(at, sign, &wrong).await;
    wrong["context"]["patientId"] = json!({ "Quimbelton": 6.93 });
    post(at, sign, &wrong).await;
    send(at, "POST", sign, JSON, "{\"Quimbelton\": \"zz-patient-77\"").await;
    get(at, "/Patient/zz-patient-77?name=Quimbelton").await;
    send(at, "GET", "/cds-services/zz-patient-77", "X-Request-Id: zz patient 77\r\n", "").await;
    post(at, "/cds-services/zz-patient-77", &call()).await;
    send(at, "GET", "/admin/rules/zz-patient-77", "Cookie: curbside=zz-access-token\r\n", "").await;
    send(
        at,
        "POST",
        "/admin/login",
        "Content-Type: application/x-www-form-urlencoded\r\n",
        "token=zz-access-token",
    )
    .await;
    send(at, "GET", "/metrics", "Authorization: Bearer zz-access-token\r\n", "").await;
    // The store fails while patients are on the way.
    service.store().unwrap().close().await;
    assert_eq!(post(at, sign, &call()).await.status, 503);
    assert_eq!(post(at, &format!("{sign}/feedback"), &told).await.status, 503);
    let metrics = service.metrics.text();
    service.shut_down().await;

    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(text.lines().count() > 12, "{text}");
    for line in text.lines() {
        let line: Value = serde_json::from_str(line).expect("one JSON a line");
        assert!(line["timestamp"].is_string() && line["level"].is_string(), "{line}");
    }
    assert!(text.contains("\"route\":\"/cds-services/{id}\"") && text.contains("\"status\":422"), "{text}");
    assert!(text.contains("\"code\":\"S0102\""), "{text}");
    for planted in PLANTED {
        assert!(!text.contains(planted), "{planted} in the log:\n{text}");
        assert!(!metrics.contains(planted), "{planted} in the metrics:\n{metrics}");
    }
}
