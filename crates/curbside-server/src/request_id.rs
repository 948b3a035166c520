//! Every request has an id: of the client's choosing where it is a plain word, else a new one. It is
//! in the answer, in the log and in the audit. With it, here, the log's line about each request.

use crate::app::App;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use std::sync::Arc;
use std::time::Instant;

/// The header.
pub(crate) const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// A request's id.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(pub Arc<str>);

/// Who called, for the log: set by whoever finds out.
#[derive(Debug, Clone)]
pub(crate) struct CalledBy(pub String);

impl RequestId {
    fn of(request: &Request) -> RequestId {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        let sent = request.headers().get(&HEADER).and_then(|v| v.to_str().ok());
        match sent.filter(|id| (8..=64).contains(&id.len()) && id.chars().all(plain)) {
            Some(id) => RequestId(id.into()),
            None => RequestId(uuid::Uuid::new_v4().to_string().into()),
        }
    }
}

/// Counts a request that ends in whatever way.
struct Underway<'a>(&'a App);

impl Drop for Underway<'_> {
    fn drop(&mut self) {
        self.0.metrics().ended();
    }
}

pub(crate) async fn named(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = RequestId::of(&request);
    // The pattern, never the path: what callers write into a path is not for logs.
    let route =
        request.extensions().get::<MatchedPath>().map_or("none".to_string(), |p| p.as_str().to_string());
    let method = request.method().clone();
    request.extensions_mut().insert(id.clone());
    app.metrics().began();
    let underway = Underway(&app);
    let mut response = next.run(request).await;
    drop(underway);
    let took = started.elapsed();
    let status = response.status().as_u16();
    app.metrics().request(&route, status, took);
    let caller = response.extensions().get::<CalledBy>().map(|c| c.0.clone());
    tracing::info!(
        target: "curbside::http",
        request_id = &*id.0,
        method = method.as_str(),
        route,
        status,
        took_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
        caller,
        "request"
    );
    if let Ok(value) = HeaderValue::from_str(&id.0) {
        response.headers_mut().insert(HEADER, value);
    }
    response
}
