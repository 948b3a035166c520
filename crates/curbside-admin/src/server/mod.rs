//! The routes of the administration page, on axum.
//!
//! `/admin/…` needs a session (cookie, after signing in with a token) or an
//! `Authorization: Bearer` header of someone who may read; reloading and going back
//! need an administrator. What changes something is a POST that carries the session's
//! form token and comes from this very page; a bearer header cannot be sent by another
//! site, and needs no form token. Every act is written to the audit.

mod access;
mod acts;
mod statistics;
mod views;

use crate::data::{InForce, Part, PolicyView};
use crate::{CONTENT_SECURITY_POLICY, ICON, ICON_PATH, SCRIPT, SCRIPT_PATH, STYLE, STYLE_PATH};
use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use curbside_auth::{Sessions, Verifier};
use curbside_store::Store;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use url::Url;

/// An answer on its way.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A rule of the packs in force.
#[derive(Debug, Clone, Default)]
pub struct RuleCard {
    /// Its title.
    pub title: String,
    /// How insistent it is.
    pub tier: Option<String>,
    /// As its author wrote it.
    pub logic: Option<String>,
}

/// What the pages need of the service they administrate.
pub trait Host: Send + Sync + 'static {
    /// Seconds since 1970.
    fn now(&self) -> i64;
    /// What is in force.
    fn in_force(&self) -> InForce;
    /// The policy in force.
    fn policy(&self) -> Option<PolicyView>;
    /// A rule of the packs in force, as `pack/rule`.
    fn rule(&self, id: &str) -> Option<RuleCard>;
    /// How the parts of the service stand, beside the audit store.
    fn parts(&self) -> Vec<Part>;
    /// Reads, tests and exchanges the packs; what happened, either way.
    fn reload(&self) -> Answer<'_, Result<String, String>>;
    /// Goes back to the packs before; what happened, either way.
    fn roll_back(&self) -> Answer<'_, Result<String, String>>;
}

/// What the routes work with.
#[derive(Clone)]
pub struct Admin {
    inner: Arc<Inner>,
}

struct Inner {
    host: Arc<dyn Host>,
    store: Option<Store>,
    verifier: Arc<Verifier>,
    sessions: Sessions,
    /// Where the service is reached, without a slash at the end.
    public: String,
    /// Whether it is reached by https.
    secure: bool,
}

impl Admin {
    /// The pages of a service that is reached at `public` (the audience of tokens, and
    /// where its cookies are secure). Without a store there are no statistics.
    #[must_use]
    pub fn new(host: Arc<dyn Host>, store: Option<Store>, verifier: Arc<Verifier>, public: &Url) -> Self {
        /// Half an hour without a request, twelve hours in any case.
        const ENDS: (u32, u32) = (30 * 60, 12 * 3600);
        let inner = Inner {
            host,
            store,
            verifier,
            sessions: Sessions::new(ENDS.0, ENDS.1),
            public: public.as_str().trim_end_matches('/').to_owned(),
            secure: public.scheme() == "https",
        };
        Admin { inner: Arc::new(inner) }
    }

    /// The routes under `/admin`.
    pub fn router(self) -> Router {
        let asset = |kind: &'static str, text: &'static str| {
            get(move || async move {
                let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=300")];
                (headers, text)
            })
        };
        Router::new()
            .route("/admin", get(views::overview))
            .route("/admin/rules", get(views::rules))
            .route("/admin/rules/{*id}", get(views::rule))
            .route("/admin/undecided", get(views::undecided))
            .route("/admin/withheld", get(views::withheld))
            .route("/admin/policy", get(views::policy))
            .route("/admin/packs", get(views::packs))
            .route("/admin/activity", get(views::activity))
            .route("/admin/export", get(views::export))
            .route("/admin/export/feedback", get(acts::export_feedback))
            .route("/admin/reload", post(acts::reload))
            .route("/admin/rollback", post(acts::roll_back))
            .route("/admin/login", get(access::login_page).post(access::login))
            .route("/admin/logout", post(access::logout))
            .route("/admin/{*rest}", get(views::not_found))
            .route(STYLE_PATH, asset("text/css; charset=utf-8", STYLE))
            .route(SCRIPT_PATH, asset("text/javascript; charset=utf-8", SCRIPT))
            .route(ICON_PATH, asset("image/svg+xml", ICON))
            .layer(middleware::from_fn(protect))
            .with_state(self)
    }
}

/// Headers that every answer has.
async fn protect(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        // Not `no-referrer`: browsers would send forms with `Origin: null`.
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// A page as an answer.
fn html(status: u16, page: String) -> Response {
    let status = axum::http::StatusCode::from_u16(status).unwrap_or_default();
    (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response()
}

/// An answer that leads on.
fn see_other(to: &str) -> Response {
    let to = HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static("/admin"));
    (axum::http::StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
}
