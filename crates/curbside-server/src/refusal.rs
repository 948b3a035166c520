//! Answers that are no cards: OperationOutcomes, and headers that all answers have.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use curbside_hooks::{HookError, operation_outcome};
use serde::Serialize;

pub(crate) fn no_service() -> Response {
    refuse(404, "not-found", "unknown-service", "there is no service with this id: see GET /cds-services")
}

pub(crate) fn no_path() -> Response {
    refuse(404, "not-found", "unknown-path", "there is nothing at this address: see GET /cds-services")
}

pub(crate) fn no_method() -> Response {
    let message = "this address does not take this method: see /openapi.json";
    refuse(405, "not-supported", "method-not-allowed", message)
}

pub(crate) fn not_kept() -> Response {
    later(refuse(503, "transient", "not-kept", "the record of this request could not be kept; try again"), 5)
}

pub(crate) fn busy(seconds: u64) -> Response {
    let message = "the service is busy and did not look at the request; try again";
    later(refuse(503, "throttled", "busy", message), seconds)
}

pub(crate) fn too_many(seconds: u64) -> Response {
    let message = "more requests than this client may send; try again";
    later(refuse(429, "throttled", "too-many-requests", message), seconds)
}

fn later(mut out: Response, seconds: u64) -> Response {
    out.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds.max(1)));
    out
}

pub(crate) fn too_large() -> Response {
    refuse(413, "too-long", "too-large", "the body is too large")
}

pub(crate) fn forbidden() -> Response {
    refuse(403, "forbidden", "forbidden", "the caller may not do this")
}

pub(crate) fn internal() -> Response {
    refuse(500, "exception", "internal", "the request could not be answered; nothing was checked")
}

pub(crate) fn too_slow() -> Response {
    later(
        refuse(
            503,
            "timeout",
            "timeout",
            "the request took too long and was not answered; nothing was checked",
        ),
        5,
    )
}

pub(crate) fn unauthorized() -> Response {
    let mut out = refuse(401, "login", "unauthorized", "the caller is not authorized");
    out.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    out
}

pub(crate) fn hook_error(e: &HookError) -> Response {
    body(e.status, &e.outcome())
}

pub(crate) fn refuse(status: u16, issue: &str, code: &str, message: &str) -> Response {
    body(status, &operation_outcome(issue, code, message, None))
}

pub(crate) fn body(status: u16, value: &impl Serialize) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut out = (status, axum::Json(value)).into_response();
    out.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    out
}

/// The body, if it is JSON and not too large.
pub(crate) fn json_body(
    headers: &HeaderMap,
    bytes: Result<Bytes, BytesRejection>,
) -> Result<Bytes, Box<Response>> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if !matches!(kind.as_str(), "application/json" | "application/fhir+json") {
        let message = "the content type must be application/json";
        return Err(Box::new(refuse(415, "not-supported", "content-type", message)));
    }
    bytes.map_err(|e| {
        Box::new(match e.status() {
            StatusCode::PAYLOAD_TOO_LARGE => too_large(),
            _ => refuse(400, "structure", "unreadable", "the body could not be read"),
        })
    })
}
