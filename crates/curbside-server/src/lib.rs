//! The CDS Hooks service over HTTP.
//!
//! Discovery, answers to hooks from prefetched data, feedback, health. It does not yet fetch
//! from FHIR servers (a request without the data it needs gets 412), and knows nothing of
//! who calls: a [`Gatekeeper`] decides, and an [`AuditSink`] keeps what happened.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use curbside::Ruleset;
use curbside::time::{Clock, Timestamp, Zone};
use curbside_hooks::{Answer, Feedback, HookError, Request, Services, Settings, operation_outcome};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

/// Decides who may call. The answer to a refused caller says nothing of the reason.
pub trait Gatekeeper: Send + Sync {
    /// Whether a caller with these headers may call this path.
    fn admit(&self, headers: &HeaderMap, path: &str) -> bool;
}

/// Keeps what was answered and what became of it. An error refuses the request with 503:
/// nothing is acknowledged that was not kept.
pub trait AuditSink: Send + Sync {
    /// A request was answered.
    ///
    /// # Errors
    /// It could not be kept.
    fn answered(&self, request: &Request, answer: &Answer) -> Result<(), String>;

    /// Feedback came; the same feedback may come more than once (see [`Feedback::key`]).
    ///
    /// # Errors
    /// It could not be kept.
    fn feedback(&self, service: &str, all: &[Feedback]) -> Result<(), String>;
}

/// How the service runs.
#[derive(Debug, Clone)]
pub struct Config {
    /// The facility's zone.
    pub zone: Zone,
    /// The largest body in bytes.
    pub max_body: usize,
    /// The longest a request may take, its body included.
    pub timeout: Duration,
}

impl Default for Config {
    fn default() -> Config {
        Config { zone: Zone::utc(), max_body: 8 << 20, timeout: Duration::from_secs(10) }
    }
}

struct App {
    services: Services,
    config: Config,
    gate: Option<Arc<dyn Gatekeeper>>,
    audit: Option<Arc<dyn AuditSink>>,
}

/// The service as a router, for any server that speaks axum.
///
/// Without a gatekeeper everybody may call; without an audit sink feedback is refused with 503.
pub fn router(
    rules: Ruleset,
    settings: Settings,
    config: Config,
    gate: Option<Arc<dyn Gatekeeper>>,
    audit: Option<Arc<dyn AuditSink>>,
) -> Router {
    let (max_body, timeout) = (config.max_body, config.timeout);
    let app = Arc::new(App { services: Services::new(rules, settings), config, gate, audit });
    Router::new()
        .route("/cds-services", get(discovery))
        .route("/cds-services/{id}", post(answer))
        .route("/cds-services/{id}/feedback", post(feedback))
        .route("/health/live", get(|| async { "alive" }))
        .route("/health/ready", get(|| async { "ready" }))
        .fallback(|| async { refuse(404, "not-found", "unknown-path", "there is nothing at this address") })
        .layer(axum::extract::DefaultBodyLimit::max(max_body))
        .layer(tower_http::timeout::TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, timeout))
        .with_state(app)
}

async fn discovery(State(app): State<Arc<App>>, headers: HeaderMap, uri: Uri) -> Response {
    if let Some(no) = app.refused(&headers, &uri) {
        return no;
    }
    body(200, &app.services.discovery())
}

async fn answer(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    bytes: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Response {
    if let Some(no) = app.refused(&headers, &uri) {
        return no;
    }
    let bytes = match json_body(&headers, bytes) {
        Ok(bytes) => bytes,
        Err(no) => return *no,
    };
    let Some(hook) = Services::hook(&id) else { return no_service() };
    // Reading and evaluating take milliseconds of computing: not on the threads that serve sockets.
    let done = tokio::task::spawn_blocking(move || app.answer(hook, &bytes)).await;
    done.unwrap_or_else(|_| refuse(500, "exception", "internal", "the request could not be answered"))
}

async fn feedback(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    bytes: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Response {
    if let Some(no) = app.refused(&headers, &uri) {
        return no;
    }
    let bytes = match json_body(&headers, bytes) {
        Ok(bytes) => bytes,
        Err(no) => return *no,
    };
    if Services::hook(&id).is_none() {
        return no_service();
    }
    let all = match Feedback::parse(&bytes) {
        Ok(all) => all,
        Err(e) => return hook_error(&e),
    };
    let Some(audit) = app.audit.clone() else {
        return refuse(503, "not-supported", "no-store", "feedback is not kept here: no store is configured");
    };
    let kept = tokio::task::spawn_blocking(move || audit.feedback(&id, &all)).await;
    match kept {
        Ok(Ok(())) => StatusCode::OK.into_response(),
        _ => not_kept(),
    }
}

impl App {
    fn refused(&self, headers: &HeaderMap, uri: &Uri) -> Option<Response> {
        let gate = self.gate.as_ref()?;
        let no = || refuse(401, "login", "unauthorized", "the caller is not authorized");
        (!gate.admit(headers, uri.path())).then(no)
    }

    fn answer(&self, hook: curbside_hooks::Hook, bytes: &[u8]) -> Response {
        let request = match Request::parse(bytes) {
            Ok(request) => request,
            Err(e) => return hook_error(&e),
        };
        let now = Timestamp::from_second(jiff::Timestamp::now().as_second());
        let clock = Clock::new(now, self.config.zone.clone());
        let options = curbside::eval::Options::default();
        match self.services.answer(hook, &request, &request.prefetch, &clock, &options) {
            Ok(answer) => match &self.audit {
                Some(audit) if audit.answered(&request, &answer).is_err() => not_kept(),
                _ => body(200, &answer.response.to_json()),
            },
            Err(e) => hook_error(&e),
        }
    }
}

/// The body, if it is JSON and not too large.
fn json_body(
    headers: &HeaderMap,
    bytes: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<Bytes, Box<Response>> {
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

fn no_service() -> Response {
    refuse(404, "not-found", "unknown-service", "there is no service with this id: see GET /cds-services")
}

fn not_kept() -> Response {
    refuse(503, "transient", "not-kept", "the record of this request could not be kept; try again")
}

fn hook_error(e: &HookError) -> Response {
    body(e.status, &e.outcome())
}

fn refuse(status: u16, issue: &str, code: &str, message: &str) -> Response {
    body(status, &operation_outcome(issue, code, message, None))
}

fn body(status: u16, value: &Value) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut out = (status, axum::Json(json!(value))).into_response();
    let headers = out.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    out
}
