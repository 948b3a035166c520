//! What a client did not send is fetched from its FHIR server, where that is configured; else 412.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router, routing};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use support::*;

type Asked = Arc<Mutex<Vec<String>>>;

/// A FHIR server that knows one patient.
async fn fhir_server() -> (String, Asked) {
    let asked = Asked::default();
    let app = Router::new()
        .route("/r4/Patient/{id}", routing::get(patient))
        .route("/r4/MedicationRequest", routing::get(medications))
        .fallback(nothing)
        .with_state(asked.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/r4", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    (base, asked)
}

fn fhir(body: Value) -> Response {
    ([("content-type", "application/fhir+json")], Json(body).into_response().into_body()).into_response()
}

fn note(asked: &Asked, request: &Request) {
    let token = request.headers().get("authorization").map_or("", |v| v.to_str().unwrap());
    asked.lock().unwrap().push(format!("{} {token}", request.uri().path()));
}

async fn patient(State(asked): State<Asked>, Path(id): Path<String>, request: Request) -> Response {
    note(&asked, &request);
    fhir(json!({ "resourceType": "Patient", "id": id, "birthDate": "1950-01-01", "gender": "female" }))
}

async fn medications(State(asked): State<Asked>, request: Request) -> Response {
    note(&asked, &request);
    fhir(view("p")["prefetch"]["medications"].clone())
}

async fn nothing(State(asked): State<Asked>, request: Request) -> Response {
    note(&asked, &request);
    fhir(json!({ "resourceType": "Bundle", "type": "searchset", "entry": [] }))
}

fn bare(base: &str) -> Value {
    let mut call = view("p");
    call["prefetch"] = json!({});
    call["fhirServer"] = json!(base);
    call["fhirAuthorization"] = json!({ "access_token": "zz-token", "token_type": "Bearer", "expires_in": 300,
        "scope": "patient/*.read", "subject": "curbside", "patient": "p" });
    call
}

#[tokio::test]
async fn what_was_not_sent_is_fetched_with_the_clients_token() {
    let (base, asked) = fhir_server().await;
    let folder = Folder::new();
    let service = open(&folder, &format!("fhir: {{ servers: [\"{base}\"] }}\n")).await;
    let reply = post(service.address, VIEW, &bare(&base)).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    assert_eq!(reply.body["cards"][0]["summary"], "Takes warfarin.");
    let asked = asked.lock().unwrap().clone();
    assert!(asked.contains(&"/r4/Patient/p Bearer zz-token".to_string()), "{asked:?}");
    let metrics = service.metrics.text();
    assert!(metrics.contains("curbside_fhir_fetches_total{outcome=\"fetched\"}"), "{metrics}");
    let discovery = get(service.address, "/cds-services").await;
    assert!(discovery.text.contains("fhirAuthorization"), "discovery says that it fetches");
    service.shut_down().await;
    let audit = audited(&folder.0, "evaluation").await.join("\n");
    assert!(audit.contains("demo/on-warfarin") && !audit.contains("zz-token"));
}

#[tokio::test]
async fn servers_that_are_not_listed_are_never_asked() {
    let (base, asked) = fhir_server().await;
    for more in ["", "fhir: { servers: [\"https://fhir.example.org/r4\"] }\n"] {
        let folder = Folder::new();
        let service = open(&folder, more).await;
        let reply = post(service.address, VIEW, &bare(&base)).await;
        assert_eq!(reply.code(), (412, "missing-data"));
        service.shut_down().await;
    }
    assert!(asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn one_service_answers_for_all_hooks_where_that_is_configured() {
    let folder = Folder::new();
    let service = open(&folder, "hooks: { one_service: true }\n").await;
    let reply = post(service.address, "/cds-services/curbside", &view("p")).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    assert_eq!(post(service.address, VIEW, &view("p")).await.code(), (404, "unknown-service"));
    let id = reply.body["cards"][0]["uuid"].as_str().unwrap();
    let told = post(service.address, "/cds-services/curbside/feedback", &feedback_of(id)).await;
    assert_eq!(told.status, 200, "{}", told.text);
    let mut ahead = feedback_of(id);
    ahead["feedback"][0]["outcomeTimestamp"] = json!("2999-01-01T00:00:00Z");
    assert_eq!(
        post(service.address, "/cds-services/curbside/feedback", &ahead).await.code(),
        (400, "bad-field")
    );
    service.shut_down().await;
}
