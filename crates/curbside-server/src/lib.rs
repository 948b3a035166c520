//! The CDS Hooks service over HTTP.
//!
//! Discovery, answers to hooks from prefetched data, feedback, health. It does not yet fetch
//! from FHIR servers (a request without the data it needs gets 412), and knows nothing of
//! tokens and stores: a [`Gatekeeper`] decides who calls, an [`AuditSink`] keeps what happened.

mod gate;
mod refusal;

pub use gate::{Admission, Call, Caller, Denied, Gate, Gatekeeper, Opened};

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Extension, Path, Request as HttpRequest, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use curbside::Ruleset;
use curbside::time::{Clock, Timestamp, Zone};
use curbside_hooks::{Answer, Feedback, Hook, Request, Services, Settings};
use refusal::{body, hook_error, no_method, no_path, no_service, not_kept, refuse, too_slow, unauthorized};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

/// Keeps what was answered and what became of it. An error refuses the request with 503:
/// nothing is acknowledged that was not kept. Called from threads that may block.
pub trait AuditSink: Send + Sync {
    /// A request was answered.
    ///
    /// # Errors
    /// It could not be kept.
    fn answered(&self, caller: &Caller, request: &Request, answer: &Answer) -> Result<(), String>;

    /// Feedback came; the same feedback may come more than once (see [`Feedback::key`]).
    ///
    /// # Errors
    /// It could not be kept.
    fn feedback(&self, caller: &Caller, service: &str, all: &[Feedback]) -> Result<(), String>;

    /// Whether it could keep something now; readiness asks.
    ///
    /// # Errors
    /// It could not.
    fn ping(&self) -> Result<(), String>;
}

/// How the service runs.
#[derive(Debug, Clone)]
pub struct Config {
    /// The URL under which clients know the service, such as `https://cds.example.org`, without a
    /// slash at the end. Tokens name it; it is never taken from the request.
    pub base: String,
    /// The facility's zone.
    pub zone: Zone,
    /// The largest body in bytes.
    pub max_body: usize,
    /// The longest a request may take, its body included.
    pub timeout: Duration,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            base: "http://127.0.0.1:8080".into(),
            zone: Zone::utc(),
            max_body: 8 << 20,
            timeout: Duration::from_secs(10),
        }
    }
}

struct App {
    services: Services,
    config: Config,
    gate: Gate,
    audit: Option<Arc<dyn AuditSink>>,
}

/// The service as a router, for any server that speaks axum.
///
/// [`Gate::default`] is closed. Without an audit sink answers are not kept, and feedback is refused
/// with 503. Health is told to everybody.
pub fn router(
    rules: Ruleset,
    settings: Settings,
    config: Config,
    gate: Gate,
    audit: Option<Arc<dyn AuditSink>>,
) -> Router {
    gate.announce();
    let max_body = config.max_body;
    let app = Arc::new(App { services: Services::new(rules, settings), config, gate, audit });
    let kept = Router::new()
        .route("/cds-services", get(discovery))
        .route("/cds-services/{id}", post(answer))
        .route("/cds-services/{id}/feedback", post(feedback))
        .route_layer(from_fn_with_state(app.clone(), admitted));
    Router::new()
        .merge(kept)
        .route("/health/live", get(|| async { body(200, &json!({ "status": "alive" })) }))
        .route("/health/ready", get(ready))
        .method_not_allowed_fallback(|| async { no_method() })
        .fallback(|| async { no_path() })
        .layer(axum::extract::DefaultBodyLimit::max(max_body))
        .layer(from_fn_with_state(app.clone(), in_time))
        .with_state(app)
}

async fn in_time(State(app): State<Arc<App>>, request: HttpRequest, next: Next) -> Response {
    tokio::time::timeout(app.config.timeout, next.run(request)).await.unwrap_or_else(|_| too_slow())
}

/// Lets in whom the gate admits, before the body is read.
async fn admitted(State(app): State<Arc<App>>, mut request: HttpRequest, next: Next) -> Response {
    let path = request.uri().path_and_query().map_or("/", |p| p.as_str());
    let url = format!("{}{path}", app.config.base.trim_end_matches('/'));
    let call = Call { method: request.method(), url: &url, headers: request.headers() };
    match app.gate.admit(call).await {
        Ok(caller) => {
            request.extensions_mut().insert(caller);
            next.run(request).await
        }
        Err(Denied) => unauthorized(),
    }
}

async fn discovery(State(app): State<Arc<App>>) -> Response {
    body(200, &app.services.discovery())
}

/// Ready: there are rules to ask, and what is answered can be kept.
async fn ready(State(app): State<Arc<App>>) -> Response {
    let rules = app.services.rules().model().rules.len();
    let audit = match app.audit.clone() {
        None => "none",
        Some(audit) => match tokio::task::spawn_blocking(move || audit.ping()).await {
            Ok(Ok(())) => "kept",
            _ => "failing",
        },
    };
    let good = rules > 0 && audit != "failing";
    let status = if good { "ready" } else { "not ready" };
    body(if good { 200 } else { 503 }, &json!({ "status": status, "rules": rules, "audit": audit }))
}

async fn answer(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    bytes: Result<Bytes, BytesRejection>,
) -> Response {
    let Some(hook) = Services::hook(&id) else { return no_service() };
    let bytes = match json_body(&headers, bytes) {
        Ok(bytes) => bytes,
        Err(no) => return *no,
    };
    // Reading and evaluating take milliseconds of computing: not on the threads that serve sockets.
    let done = tokio::task::spawn_blocking(move || app.answer(&caller, hook, &bytes)).await;
    done.unwrap_or_else(|_| refuse(500, "exception", "internal", "the request could not be answered"))
}

async fn feedback(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    bytes: Result<Bytes, BytesRejection>,
) -> Response {
    if Services::hook(&id).is_none() {
        return no_service();
    }
    let bytes = match json_body(&headers, bytes) {
        Ok(bytes) => bytes,
        Err(no) => return *no,
    };
    let all = match Feedback::parse(&bytes) {
        Ok(all) => all,
        Err(e) => return hook_error(&e),
    };
    let Some(audit) = app.audit.clone() else {
        return refuse(503, "not-supported", "no-store", "feedback is not kept here: no store is configured");
    };
    let kept = tokio::task::spawn_blocking(move || audit.feedback(&caller, &id, &all)).await;
    match kept {
        Ok(Ok(())) => StatusCode::OK.into_response(),
        _ => not_kept(),
    }
}

impl App {
    fn answer(&self, caller: &Caller, hook: Hook, bytes: &[u8]) -> Response {
        let request = match Request::parse(bytes) {
            Ok(request) => request,
            Err(e) => return hook_error(&e),
        };
        let now = Timestamp::from_second(jiff::Timestamp::now().as_second());
        let clock = Clock::new(now, self.config.zone.clone());
        let options = curbside::eval::Options::default();
        match self.services.answer(hook, &request, &request.prefetch, &clock, &options) {
            Ok(answer) => match &self.audit {
                Some(audit) if audit.answered(caller, &request, &answer).is_err() => not_kept(),
                _ => body(200, &answer.response.to_json()),
            },
            Err(e) => hook_error(&e),
        }
    }
}

/// The body, if it is JSON and not too large.
fn json_body(headers: &HeaderMap, bytes: Result<Bytes, BytesRejection>) -> Result<Bytes, Box<Response>> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if !matches!(kind.as_str(), "application/json" | "application/fhir+json") {
        let message = "the content type must be application/json";
        return Err(Box::new(refuse(415, "not-supported", "content-type", message)));
    }
    bytes.map_err(|e| {
        Box::new(match e.status() {
            StatusCode::PAYLOAD_TOO_LARGE => refuse(413, "too-long", "too-large", "the body is too large"),
            _ => refuse(400, "structure", "unreadable", "the body could not be read"),
        })
    })
}
