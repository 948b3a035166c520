//! Signing in and out, and who may see a page.

use super::acts::wants_html;
use super::{Admin, html, see_other};
use crate::data::Who;
use crate::pages;
use axum::Form;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use curbside_auth::{Reason, Refused, Role, Session, bearer};
use curbside_store::Act;
use jiff::Timestamp;
use serde::Deserialize;

/// Someone who may read.
pub(super) struct Reader {
    pub name: String,
    pub role: Role,
    /// The session, unless they came with a bearer header.
    pub session: Option<Session>,
}

impl Reader {
    pub(super) fn who(&self) -> Who {
        Who {
            name: self.name.clone(),
            administrator: self.role.may(Role::Administrator),
            form_token: self.session.as_ref().map(|s| s.form_token().to_owned()).unwrap_or_default(),
        }
    }

    /// Whether they may change something by this request.
    pub(super) fn may_change(&self, form_token: &str) -> Result<(), Refused> {
        if !self.role.may(Role::Administrator) {
            return Err(Reason::RoleMissing.into());
        }
        self.check_form(form_token)
    }

    /// Without a session there is no cookie that another site could use.
    fn check_form(&self, form_token: &str) -> Result<(), Refused> {
        self.session.as_ref().map_or(Ok(()), |session| session.check_form(form_token))
    }
}

impl FromRequestParts<Admin> for Reader {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, admin: &Admin) -> Result<Self, Response> {
        if parts.method != axum::http::Method::GET {
            from_here(&parts.headers, admin).map_err(|refused| refuse(&refused))?;
        }
        if parts.headers.contains_key(header::AUTHORIZATION) {
            let path = format!("{}{}", admin.inner.public, parts.uri.path());
            let found = by_header(&parts.headers, &path, admin).await;
            return found.map_err(|refused| refuse(&refused));
        }
        let session = cookie(&parts.headers, admin)
            .ok_or(Refused::new(Reason::NoSession))
            .and_then(|cookie| admin.inner.sessions.find(cookie, admin.inner.host.now()));
        match session {
            Ok(session) => {
                Ok(Reader { name: session.name.clone(), role: session.role, session: Some(session) })
            }
            // A script is told; a browser is led to where one signs in.
            Err(refused) if !is_page(parts) && !wants_html(&parts.headers) => Err(refuse(&refused)),
            Err(_) => Err(see_other("/admin/login")),
        }
    }
}

/// Whether what is asked for is for a browser alone. Files are not.
fn is_page(parts: &Parts) -> bool {
    parts.method == axum::http::Method::GET && parts.uri.path() != "/admin/export/feedback"
}

async fn by_header(headers: &HeaderMap, audience: &str, admin: &Admin) -> Result<Reader, Refused> {
    let token = bearer(headers.get_all(header::AUTHORIZATION).iter().map(HeaderValue::as_bytes))?;
    let caller = admin.inner.verifier.verify(token, &[audience], admin.inner.host.now()).await?;
    caller.require(Role::Reader)?;
    Ok(Reader { name: caller.name, role: caller.role, session: None })
}

/// A refusal without the reason, which goes to the log.
pub(super) fn refuse(refused: &Refused) -> Response {
    tracing::warn!(target: "curbside::auth", code = refused.reason.code(), "administration refused: {refused}");
    let text = match refused.status() {
        403 => "You may not do this.",
        _ => "Please sign in.",
    };
    let mut response = html(refused.status(), pages::problem("Refused", text));
    if refused.status() == 401 {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

/// Whether a request that changes something comes from a page of this service.
fn from_here(headers: &HeaderMap, admin: &Admin) -> Result<(), Refused> {
    let text = |name: &str| headers.get(name).map(HeaderValue::as_bytes);
    let site = text("sec-fetch-site").is_none_or(|site| site == b"same-origin" || site == b"none");
    let origin = text("origin").is_none_or(|origin| origin == admin.inner.public_origin().as_bytes());
    if site && origin { Ok(()) } else { Err(Reason::BadFormToken.into()) }
}

impl super::Inner {
    fn public_origin(&self) -> String {
        url::Url::parse(&self.public).map(|url| url.origin().ascii_serialization()).unwrap_or_default()
    }

    fn cookie_name(&self) -> &'static str {
        // The prefix binds the cookie to this host; browsers take it over https only.
        if self.secure { "__Host-curbside" } else { "curbside" }
    }
}

fn cookie<'a>(headers: &'a HeaderMap, admin: &Admin) -> Option<&'a str> {
    let name = admin.inner.cookie_name();
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(each, _)| *each == name).map(|(_, value)| value)
}

fn set_cookie(admin: &Admin, value: &str, more: &str) -> Option<HeaderValue> {
    let secure = if admin.inner.secure { "; Secure" } else { "" };
    let name = admin.inner.cookie_name();
    HeaderValue::from_str(&format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict{secure}{more}")).ok()
}

pub(super) async fn login_page() -> Response {
    html(200, pages::login(None))
}

#[derive(Deserialize)]
pub(super) struct Login {
    token: String,
}

pub(super) async fn login(
    State(admin): State<Admin>,
    headers: HeaderMap,
    Form(form): Form<Login>,
) -> Response {
    if let Err(refused) = from_here(&headers, &admin) {
        return refuse(&refused);
    }
    let now = admin.inner.host.now();
    let audience = format!("{}/admin", admin.inner.public);
    let caller = admin.inner.verifier.verify(form.token.trim(), &[&audience], now).await;
    match caller.and_then(|caller| caller.require(Role::Reader).map(|()| caller)) {
        Ok(caller) => {
            let Ok(cookie) = admin.inner.sessions.open(caller.role, &caller.name, now) else {
                return html(500, pages::problem("Not possible", "The system has no random numbers."));
            };
            admin.note(&caller.name, "sign-in", true, &[]).await;
            let mut response = see_other("/admin");
            if let Some(cookie) = set_cookie(&admin, &cookie, "") {
                response.headers_mut().insert(header::SET_COOKIE, cookie);
            }
            response
        }
        Err(refused) => {
            tracing::warn!(target: "curbside::auth", code = refused.reason.code(), "sign-in refused: {refused}");
            html(401, pages::login(Some("This token is not known here, or has ended.")))
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Changing {
    #[serde(default)]
    pub form_token: String,
}

pub(super) async fn logout(
    State(admin): State<Admin>,
    reader: Reader,
    headers: HeaderMap,
    Form(form): Form<Changing>,
) -> Response {
    if let Err(refused) = reader.check_form(&form.form_token) {
        return refuse(&refused);
    }
    if let Some(cookie) = cookie(&headers, &admin) {
        admin.inner.sessions.close(cookie);
    }
    let mut response = see_other("/admin/login").into_response();
    if let Some(cookie) = set_cookie(&admin, "", "; Max-Age=0") {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

impl Admin {
    /// Writes an act to the audit; whether it stands there.
    pub(super) async fn note(&self, who: &str, what: &str, good: bool, detail: &[(&str, &str)]) -> bool {
        let Some(store) = &self.inner.store else { return false };
        let act = Act {
            at: Timestamp::from_second(self.inner.host.now()).unwrap_or_default(),
            user: Some(who.to_owned()),
            what: what.to_owned(),
            outcome: if good { "done" } else { "refused" }.to_owned(),
            detail: detail.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect(),
        };
        match store.act(act).await {
            Ok(_) => true,
            Err(error) => {
                tracing::error!(target: "curbside::audit", code = error.code(), "an act was not recorded: {error}");
                false
            }
        }
    }
}
