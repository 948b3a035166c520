//! The FHIR server of the tests, what it answers, and what is made of it.

use axum::body::Body;
use axum::http::{HeaderMap, Response, Uri};
use curbside::time::Clock;
use curbside::{Compiler, pack::PackSource};
use curbside_fhir_access::{Access, Config, Fetched, Limits, Server, Why};
use curbside_hooks::{Answer, HookError, Request, Services};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::{Duration, Instant};

pub static SERVICES: LazyLock<Services> = LazyLock::new(|| {
    let pack = PackSource::new("demo").file("pack.yaml", "name: demo\nversion: 1.0.0\n").file(
        "demo.cds",
        r#"pack demo
        codes Warfarin = rxnorm 11289 "warfarin"
        codes Diabetes = snomed 44054006 "diabetes"
        rule on-warfarin "On warfarin" { category safety when taking Warfarin message "Takes it." }
        rule no-diabetes "No diabetes" { category result when not has Diabetes message "No diabetes." }"#,
    );
    Services::new(Compiler::new().pack(pack).compile().unwrap(), Default::default())
});

pub const TOKEN: &str = "opaque-token-7f3a";

/// A change of a request.
pub type Change<'a> = &'a dyn Fn(&mut Value);
pub type Handler = dyn Fn(&str, &Uri) -> Response<Body> + Send + Sync;

/// A server, and what it was asked.
pub struct Fhir {
    pub base: String,
    pub asked: Arc<Mutex<Vec<String>>>,
    pub most: Arc<AtomicUsize>,
}

/// What a well-mannered server answers.
pub fn good(kind: &str) -> Value {
    match kind {
        "Patient" => {
            json!({ "resourceType": "Patient", "id": "p", "birthDate": "1950-01-01", "gender": "female" })
        }
        "MedicationRequest" => {
            json!({ "resourceType": "Bundle", "type": "searchset", "total": 1, "entry": [{ "resource": warfarin("m", "p") }] })
        }
        "ServiceRequest" => {
            json!({ "resourceType": "ServiceRequest", "id": "s", "status": "active", "intent": "order",
            "subject": { "reference": "Patient/p" }, "code": { "text": "X-ray" } })
        }
        _ => json!({ "resourceType": "Bundle", "type": "searchset", "total": 0 }),
    }
}

pub fn warfarin(id: &str, of: &str) -> Value {
    json!({ "resourceType": "MedicationRequest", "id": id, "status": "active", "intent": "order",
        "subject": { "reference": format!("Patient/{of}") },
        "medicationCodeableConcept": { "coding": [{ "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "11289" }] } })
}

pub fn fhir(v: &Value) -> Response<Body> {
    Response::builder()
        .header("content-type", "application/fhir+json; charset=utf-8")
        .body(v.to_string().into())
        .unwrap()
}

pub fn status(code: u16) -> Response<Body> {
    let body = json!({ "resourceType": "OperationOutcome", "issue": [{ "severity": "error", "code": "processing", "diagnostics": "Jane Doe" }] });
    let mut r = fhir(&body);
    *r.status_mut() = code.try_into().unwrap();
    r
}

/// Answers by type of resource; `None` is what a well-mannered server answers. Conditions may take `slow`.
pub async fn serve(slow: Duration, handler: Arc<Handler>) -> Fhir {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/fhir", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (seen, high) = (asked.clone(), most.clone());
    let app = axum::Router::new().fallback(move |headers: HeaderMap, uri: Uri| {
        let (seen, handler, now, high) = (seen.clone(), handler.clone(), now.clone(), high.clone());
        async move {
            high.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            seen.lock().unwrap().push(uri.to_string());
            assert_eq!(headers["authorization"], format!("Bearer {TOKEN}"));
            assert!(!headers.contains_key("cookie") && !headers.contains_key("referer"));
            let kind =
                uri.path().strip_prefix("/fhir/").unwrap_or_default().split('/').next().unwrap().to_string();
            tokio::time::sleep(if kind == "Condition" { slow } else { Duration::from_millis(5) }).await;
            now.fetch_sub(1, Ordering::SeqCst);
            handler(&kind, &uri)
        }
    });
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    Fhir { base, asked, most }
}

/// A server that does this to searches for conditions, and is good otherwise.
pub async fn conditions(what: impl Fn(&Uri) -> Response<Body> + Send + Sync + 'static) -> Fhir {
    serve(
        Duration::ZERO,
        Arc::new(move |kind, uri| if kind == "Condition" { what(uri) } else { fhir(&good(kind)) }),
    )
    .await
}

pub fn limits() -> Limits {
    Limits {
        answer_time: Duration::from_secs(20),
        time: Duration::from_secs(30),
        pages: 4,
        resources: 200,
        answer_bytes: 1 << 16,
        bytes: 1 << 18,
        ..Limits::default()
    }
}

pub fn access(base: &str, limits: Limits) -> Access {
    let servers = vec![Server::new(base.parse().unwrap())];
    Access::new(Config { servers, limits, loopback_http: true, ..Config::default() }).unwrap()
}

pub fn body(base: &str, prefetch: Value) -> Value {
    json!({
        "hook": "patient-view", "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea", "fhirServer": base,
        "fhirAuthorization": { "access_token": TOKEN, "token_type": "Bearer", "expires_in": 300, "scope": "patient/*.rs", "subject": "cds", "patient": "p" },
        "context": { "userId": "Practitioner/e", "patientId": "p" }, "prefetch": prefetch
    })
}

pub fn parse(body: &Value) -> Request {
    Request::parse(body.to_string().as_bytes()).unwrap()
}

pub async fn ask_with(access: &Access, request: &Request) -> (Fetched, Result<Answer, HookError>) {
    let fetched = access.complete(request, SERVICES.plan(request.hook).unwrap(), Instant::now()).await;
    let clock = Clock::new("2026-03-01T09:00:00Z".parse().unwrap(), "UTC".parse().unwrap());
    // The digits of a duration may be those of a year.
    let told =
        format!("{fetched:?} {request:?} {access:?}").replace(&format!("{:?}", fetched.report.took), "");
    assert!(!told.contains(TOKEN) && !told.contains("Jane") && !told.contains("1950"), "{told}");
    let answer = SERVICES.answer_fetched(
        request.hook,
        request,
        &fetched.data,
        &fetched.tried,
        &clock,
        &Default::default(),
    );
    (fetched, answer)
}

pub async fn ask(server: &Fhir) -> (Fetched, Answer) {
    ask_within(server, limits()).await
}

pub async fn ask_within(server: &Fhir, limits: Limits) -> (Fetched, Answer) {
    let (fetched, answer) =
        ask_with(&access(&server.base, limits), &parse(&body(&server.base, json!({})))).await;
    (fetched, answer.unwrap())
}

pub fn rules(a: &Answer) -> Vec<&str> {
    let mut all: Vec<&str> = a.evaluation.findings.iter().map(|f| f.rule.as_str()).collect();
    all.sort_unstable();
    all
}

/// Conditions were not fetched for this reason; the absence of diabetes is not concluded, and a card says so.
pub async fn not_absent(server: &Fhir, why: Why) {
    not_absent_within(server, limits(), why).await;
}

pub async fn not_absent_within(server: &Fhir, limits: Limits, why: Why) {
    let (fetched, answer) = ask_within(server, limits).await;
    assert_eq!(fetched.report.failed.get("conditions"), Some(&why));
    assert_eq!(fetched.report.failed.len(), 1, "{:?}", fetched.report);
    assert_eq!(rules(&answer), ["demo/on-warfarin"], "{why:?}");
    assert!(answer.evaluation.indeterminate.iter().any(|i| i.rule == "demo/no-diabetes"));
    let told = answer.response.to_json().to_string();
    assert!(told.contains(why.text().split(':').next().unwrap()), "{told}");
    assert!(!told.contains("Jane"));
}
