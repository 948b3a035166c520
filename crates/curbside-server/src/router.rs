//! The routes, and what stands in front of them.

use crate::answer::{answer, discovery, feedback};
use crate::app::{App, Parts};
use crate::gate::{Call, Denied, Gate};
use crate::openapi;
use crate::refusal::{
    body, busy, forbidden, internal, no_method, no_path, too_large, too_many, too_slow, unauthorized,
};
use crate::request_id::{CalledBy, HEADER, named};
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{BoxError, Router};
use curbside_auth::{Role, bearer};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tower::ServiceBuilder;
use tower::limit::GlobalConcurrencyLimitLayer;
use tower::load_shed::LoadShedLayer;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::CorsLayer;

/// The routes of a service.
pub struct Routes {
    /// For clients, administrators and whoever asks for health.
    pub public: Router,
    /// Health and metrics without tokens, for an address that only the operator reaches.
    pub operations: Router,
    app: Arc<App>,
}

impl std::fmt::Debug for Routes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Routes(…)")
    }
}

impl Routes {
    /// Forgets what is not needed any longer; to be called every minute or so.
    pub fn tidy(&self) {
        self.app.tidy();
    }
}

/// The routes; `admin` are those of the administration page.
///
/// ```no_run
/// # fn parts() -> curbside_server::Parts { unimplemented!() }
/// let routes = curbside_server::routes(parts(), None);
/// # let listener: tokio::net::TcpListener = unimplemented!();
/// # async { axum::serve(listener, routes.public).await };
/// ```
pub fn routes(parts: Parts, admin: Option<Router>) -> Routes {
    parts.gate.announce();
    let limits = parts.limits.clone();
    let cross = cross_origin(&parts.origins);
    let app = Arc::new(App::new(parts));
    let mut services = Router::new()
        .route("/cds-services", get(discovery))
        .route("/cds-services/{id}", post(answer))
        .route("/cds-services/{id}/feedback", post(feedback))
        .method_not_allowed_fallback(|| async { no_method() })
        .route_layer(from_fn_with_state(app.clone(), admitted));
    if let Some(cross) = cross {
        services = services.layer(cross);
    }
    let guarded = services.with_state(app.clone()).merge(admin.unwrap_or_default()).layer(
        ServiceBuilder::new()
            .layer(axum::error_handling::HandleErrorLayer::new({
                let app = app.clone();
                move |error: BoxError| shed(app.clone(), error)
            }))
            .layer(LoadShedLayer::new())
            .layer(GlobalConcurrencyLimitLayer::new(limits.concurrent)),
    );
    let public = Router::new()
        .route("/metrics", get(metrics_for_readers))
        .route("/openapi.json", get(openapi::serve))
        .merge(health())
        .with_state(app.clone())
        .merge(guarded);
    let operations = Router::new().route("/metrics", get(metrics)).merge(health()).with_state(app.clone());
    let around = |router: Router| {
        router
            .method_not_allowed_fallback(|| async { no_method() })
            .fallback(|| async { no_path() })
            .layer(axum::extract::DefaultBodyLimit::max(limits.body))
            .layer(from_fn(headers))
            .layer(from_fn_with_state(app.clone(), in_time))
            .layer(CatchPanicLayer::custom(|_| internal()))
            .layer(from_fn_with_state(app.clone(), named))
    };
    Routes { public: around(public), operations: around(operations), app }
}

fn health() -> Router<Arc<App>> {
    Router::new()
        .route("/health", get(|| async { body(200, &json!({ "status": "alive" })) }))
        .route("/ready", get(ready))
}

/// Pages of these origins may call; without any, no page may.
fn cross_origin(origins: &[String]) -> Option<CorsLayer> {
    let origins: Vec<HeaderValue> = origins.iter().filter_map(|o| o.parse().ok()).collect();
    (!origins.is_empty()).then(|| {
        CorsLayer::new()
            .allow_origin(origins)
            .allow_methods([Method::GET, Method::POST])
            .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE, HEADER])
            .expose_headers([HEADER, header::RETRY_AFTER])
            .max_age(Duration::from_secs(3600))
    })
}

async fn shed(app: Arc<App>, _: BoxError) -> Response {
    app.metrics().turned_away("busy");
    busy(1)
}

async fn in_time(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    match tokio::time::timeout(app.parts.limits.request, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            app.metrics().turned_away("timeout");
            too_slow()
        }
    }
}

/// Headers that every answer has; those of the administration page are its own.
async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        // A page of another origin that may call must be able to read the answer: CORS decides there.
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// Lets in whom the gate admits, before the body is read.
async fn admitted(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path_and_query().map_or("/", |p| p.as_str());
    let url = format!("{}{path}", app.parts.base);
    let call = Call { method: request.method(), url: &url, headers: request.headers() };
    let caller = match app.parts.gate.admit(call).await {
        Ok(caller) => caller,
        Err(Denied::Unknown) => return unauthorized(),
        Err(Denied::Forbidden) => return forbidden(),
        Err(Denied::Later) => return busy(30),
    };
    let name = CalledBy(caller.name.clone());
    let announced =
        request.headers().get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<usize>().ok());
    let mut response = match app.pace(&caller) {
        // Told before it is sent; what comes without a length is counted while it is read.
        Ok(()) if announced.is_some_and(|n| n > app.parts.limits.body) => too_large(),
        Ok(()) => {
            request.extensions_mut().insert(caller);
            next.run(request).await
        }
        Err(seconds) => {
            app.metrics().turned_away("rate");
            too_many(seconds)
        }
    };
    response.extensions_mut().insert(name);
    response
}

/// Ready: there are rules to ask, and what is answered can be kept.
async fn ready(State(app): State<Arc<App>>) -> Response {
    let force = app.parts.shelf.now();
    let rules = force.services.rules();
    let audit = match app.parts.desk.store() {
        None => "none",
        Some(store) => match tokio::time::timeout(Duration::from_secs(2), store.ping()).await {
            Ok(Ok(())) => "kept",
            _ => "failing",
        },
    };
    let closed = matches!(app.parts.gate, Gate::Closed);
    let good = !rules.model().rules.is_empty() && audit != "failing" && !closed;
    let told = json!({
        "status": if good { "ready" } else { "not ready" },
        "rules": rules.model().rules.len(),
        "generation": rules.generation(),
        "audit": audit,
        "gate": match app.parts.gate { Gate::Closed => "closed", Gate::Kept(_) => "kept", Gate::Open(_) => "open" },
    });
    body(if good { 200 } else { 503 }, &told)
}

const METRICS_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

async fn metrics(State(app): State<Arc<App>>) -> Response {
    if let Some(store) = app.parts.desk.store() {
        app.metrics().waiting(store.waiting());
    }
    (StatusCode::OK, [(header::CONTENT_TYPE, METRICS_TYPE)], app.metrics().text()).into_response()
}

/// On the public address metrics are for readers with a token.
async fn metrics_for_readers(State(app): State<Arc<App>>, request: Request) -> Response {
    if matches!(app.parts.gate, Gate::Open(_)) {
        return metrics(State(app)).await;
    }
    let Some(verifier) = &app.parts.verifier else { return unauthorized() };
    let tokens = request.headers().get_all(header::AUTHORIZATION).iter().map(HeaderValue::as_bytes);
    let audience = format!("{}/metrics", app.parts.base);
    let now = jiff::Timestamp::now().as_second();
    let found = match bearer(tokens) {
        Ok(token) => verifier.verify(token, &[&audience], now).await.and_then(|c| c.require(Role::Reader)),
        Err(reason) => Err(reason.into()),
    };
    match found {
        Ok(()) => metrics(State(app)).await,
        Err(refused) => {
            app.metrics().refused(refused.reason.code());
            if refused.status() == 403 { forbidden() } else { unauthorized() }
        }
    }
}
