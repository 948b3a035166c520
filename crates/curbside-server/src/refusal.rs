//! Answers that are no cards: OperationOutcomes, and headers that all answers have.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use curbside_hooks::{HookError, operation_outcome};
use serde_json::Value;

pub(crate) fn no_service() -> Response {
    refuse(404, "not-found", "unknown-service", "there is no service with this id: see GET /cds-services")
}

pub(crate) fn no_path() -> Response {
    refuse(404, "not-found", "unknown-path", "there is nothing at this address: see GET /cds-services")
}

pub(crate) fn no_method() -> Response {
    let message = "this address does not take this method: GET for discovery and health, POST for services";
    refuse(405, "not-supported", "method-not-allowed", message)
}

pub(crate) fn not_kept() -> Response {
    refuse(503, "transient", "not-kept", "the record of this request could not be kept; try again")
}

pub(crate) fn too_slow() -> Response {
    refuse(503, "timeout", "timeout", "the request took too long and was not answered; nothing was checked")
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

pub(crate) fn body(status: u16, value: &Value) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut out = (status, axum::Json(value)).into_response();
    let headers = out.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    out
}
