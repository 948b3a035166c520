//! The routes as a browser and a script meet them: signing in, roles, forged forms,
//! statistics from a real store, and a store that is gone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../examples/support/mod.rs"]
mod support;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Request, Response, StatusCode, header};
use curbside_admin::server::Admin;
use curbside_auth::{AuthConfig, BearerToken, NoKeys, Role, Verifier};
use curbside_store::{Options, Store};
use http_body_util::BodyExt;
use jiff::Timestamp;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tower::ServiceExt;

struct Service {
    router: Router,
    store: Store,
    admin: String,
    reader: String,
    client: String,
}

static COUNT: AtomicU32 = AtomicU32::new(0);

async fn service() -> Service {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!(
        "routes-{}-{}",
        std::process::id(),
        COUNT.fetch_add(1, Ordering::SeqCst)
    ));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let store = Store::open(Options::sqlite(folder.join("audit.db"), "test")).await.unwrap();
    let tokens =
        [Role::Administrator, Role::Reader, Role::Client].map(|role| (role, BearerToken::new().unwrap()));
    let lines: Vec<String> =
        tokens.iter().map(|(role, token)| token.line(*role, role.word(), None)).collect();
    std::fs::write(folder.join("tokens"), lines.join("\n")).unwrap();
    let config = AuthConfig { token_files: vec!["tokens".into()], ..AuthConfig::default() };
    let verifier = Arc::new(Verifier::new(&config, &folder, Arc::new(NoKeys)).unwrap());
    let host = support::DemoHost { generation: 1.into(), now: Some(now()) };
    let public = "https://cds.example.org".parse().unwrap();
    let router = Admin::new(Arc::new(host), Some(store.clone()), verifier, &public).router();
    let [admin, reader, client] = tokens.map(|(_, token)| token.reveal().to_owned());
    Service { router, store, admin, reader, client }
}

fn now() -> Timestamp {
    "2026-03-27T18:00:00Z".parse().unwrap()
}

impl Service {
    async fn send(&self, request: Request<Body>) -> Response<Body> {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let policy = response.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"));
        assert_eq!(response.headers()[header::X_FRAME_OPTIONS], "DENY");
        response
    }

    async fn get(&self, path: &str, cookie: &str) -> (StatusCode, String) {
        let request = Request::get(path).header(header::COOKIE, cookie).body(Body::empty()).unwrap();
        let response = self.send(request).await;
        (response.status(), text(response).await)
    }

    /// The cookie of a session, and its form token.
    async fn sign_in(&self, token: &str) -> (String, String) {
        let response = self.send(form("/admin/login", "", &format!("token={token}"))).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap().to_owned();
        for part in ["__Host-curbside=", "HttpOnly", "Secure", "SameSite=Strict", "Path=/"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        let cookie = cookie.split(';').next().unwrap().to_owned();
        let (_, page) = self.get("/admin/packs", &cookie).await;
        let after = page.split("name=\"form_token\" value=\"").nth(1).unwrap();
        (cookie, after.split('"').next().unwrap().to_owned())
    }
}

async fn text(response: Response<Body>) -> String {
    String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

fn form(path: &str, cookie: &str, body: &str) -> Request<Body> {
    Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::COOKIE, cookie)
        .header(header::ORIGIN, "https://cds.example.org")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(body.to_owned()))
        .unwrap()
}

const PAGES: [&str; 8] = [
    "/admin",
    "/admin/rules",
    "/admin/undecided",
    "/admin/withheld",
    "/admin/policy",
    "/admin/packs",
    "/admin/activity",
    "/admin/export",
];

#[tokio::test]
async fn nobody_sees_anything_without_signing_in() {
    let service = service().await;
    for path in PAGES.into_iter().chain([
        "/admin/rules/x/y",
        "/admin/nothing",
        "/admin/export/feedback?from=2026-01-01&to=2026-03-27",
    ]) {
        for cookie in ["", "__Host-curbside=", "__Host-curbside=x", "curbside=x; other=y", "=;;="] {
            let (status, page) = service.get(path, cookie).await;
            assert_eq!((status, page.as_str()), (StatusCode::SEE_OTHER, ""), "{path} {cookie}");
        }
        for token in ["x", "", &service.client] {
            let request = Request::get(path).header(header::AUTHORIZATION, format!("Bearer {token}"));
            let status = service.send(request.body(Body::empty()).unwrap()).await.status();
            assert!(status == StatusCode::UNAUTHORIZED || status == StatusCode::FORBIDDEN, "{path} {status}");
        }
    }
    for path in ["/admin/reload", "/admin/rollback", "/admin/logout"] {
        let script = form(path, "", "form_token=");
        assert_eq!(service.send(script).await.status(), StatusCode::UNAUTHORIZED, "{path}");
        let mut browser = form(path, "", "form_token=");
        browser.headers_mut().insert(header::ACCEPT, HeaderValue::from_static("text/html,*/*"));
        assert_eq!(service.send(browser).await.status(), StatusCode::SEE_OTHER, "{path}");
    }
    for token in ["x", "", service.client.as_str()] {
        let response = service.send(form("/admin/login", "", &format!("token={token}"))).await;
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
        assert!(response.headers().get(header::SET_COOKIE).is_none());
    }
    assert!(service.store.acts(10).await.unwrap().is_empty());
}

#[tokio::test]
async fn roles_and_forged_forms() {
    let service = service().await;
    let (reader, reader_form) = service.sign_in(&service.reader).await;
    let (admin, admin_form) = service.sign_in(&service.admin).await;
    for path in PAGES {
        assert_eq!(service.get(path, &reader).await.0, StatusCode::OK, "{path}");
    }
    // A reader has no button, and cannot press it either.
    assert!(!service.get("/admin/packs", &reader).await.1.contains("/admin/reload"));
    let pressed = service.send(form("/admin/reload", &reader, &format!("form_token={reader_form}"))).await;
    assert_eq!(pressed.status(), StatusCode::FORBIDDEN);
    // Another site's form: without the form token, with another's, with the wrong origin.
    for body in [String::new(), "form_token=".into(), format!("form_token={reader_form}")] {
        assert_eq!(
            service.send(form("/admin/reload", &admin, &body)).await.status(),
            StatusCode::FORBIDDEN,
            "{body}"
        );
    }
    let body = format!("form_token={admin_form}");
    for (name, value) in [
        ("origin", "https://evil.example.com"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        let mut request = form("/admin/reload", &admin, &body);
        request.headers_mut().insert(name, value.parse().unwrap());
        assert_eq!(service.send(request).await.status(), StatusCode::FORBIDDEN, "{name} {value}");
    }
    let mut signing_in = form("/admin/login", "", &format!("token={}", service.admin));
    signing_in.headers_mut().insert("origin", "https://evil.example.com".parse().unwrap());
    assert_eq!(service.send(signing_in).await.status(), StatusCode::FORBIDDEN);
    // By GET nothing changes.
    assert_ne!(service.get("/admin/reload", &admin).await.0, StatusCode::OK);
    assert_eq!(service.store.acts(10).await.unwrap().len(), 2, "two sign-ins, no reload");

    let pressed = service.send(form("/admin/reload", &admin, &body)).await;
    assert_eq!(pressed.status(), StatusCode::OK);
    assert!(text(pressed).await.contains("generation 2"));
    let refused = service.send(form("/admin/rollback", &admin, &body)).await;
    assert_eq!(refused.status(), StatusCode::CONFLICT);
    let acts = service.store.acts(10).await.unwrap();
    let said: Vec<_> = acts
        .iter()
        .map(|act| (act.what.as_str(), act.outcome.as_str(), act.user.as_deref().unwrap()))
        .collect();
    assert!(
        said.contains(&("reload", "done", "administrator"))
            && said.contains(&("rollback", "refused", "administrator"))
    );
    assert!(service.store.verify(None).await.unwrap().is_intact());

    let out = service.send(form("/admin/logout", &admin, &body)).await;
    assert!(out.headers()[header::SET_COOKIE].to_str().unwrap().contains("Max-Age=0"));
    assert_eq!(service.get("/admin", &admin).await.0, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn scripts_reload_with_a_token() {
    let service = service().await;
    let ask = |token: &str| {
        Request::post("/admin/reload")
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::empty())
            .unwrap()
    };
    let response = service.send(ask(&service.admin)).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(text(response).await, "Reloaded: generation 2, 400 rules.\n");
    assert_eq!(service.send(ask(&service.reader)).await.status(), StatusCode::FORBIDDEN);
    assert_eq!(service.send(ask(&service.client)).await.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_numbers_are_the_stores() {
    let service = service().await;
    support::fill(&service.store, now(), 9, 60).await.unwrap();
    let (cookie, _) = service.sign_in(&service.reader).await;
    let request = Request::get("/admin?days=7").header(header::COOKIE, &cookie).body(Body::empty()).unwrap();
    let page = text(service.send(request).await).await;
    // The same numbers, asked for by another way.
    let from: Timestamp = "2026-03-21T00:00:00Z".parse().unwrap();
    let to: Timestamp = "2026-03-28T00:00:00Z".parse().unwrap();
    let range = curbside_store::Range { from, to };
    let figures =
        service.store.statistics(&curbside_store::StatisticsOptions::new(range, now())).await.unwrap();
    let by_day = service.store.rules_by_day(range).await.unwrap();
    assert!(figures.shown > 50 && figures.accepted > 5 && figures.overridden > 5 && figures.withheld > 5);
    assert_eq!(by_day.iter().map(|d| d.shown).sum::<u64>(), figures.shown);
    assert_eq!(by_day.iter().map(|d| d.accepted).sum::<u64>(), figures.accepted);
    assert_eq!(by_day.iter().map(|d| d.overridden).sum::<u64>(), figures.overridden);
    assert_eq!(by_day.iter().map(|d| d.withheld).sum::<u64>(), figures.withheld);
    let series = service.store.by_days(range).await.unwrap();
    assert_eq!(series.iter().map(|d| d.evaluations).sum::<u64>(), figures.evaluations);
    assert!(
        series.iter().all(|d| d.latency.p50 <= d.latency.p95
            && d.latency.p95 <= d.latency.p99
            && d.latency.p50 >= 1500)
    );
    for number in [figures.evaluations, figures.shown, figures.withheld] {
        assert!(page.contains(&format!("<span class=\"value\">{number}</span>")), "{number}");
    }
    assert!(
        page.contains(&format!("{} alerts", figures.accepted))
            && page.contains(&format!("{} alerts", figures.overridden))
    );
    let (_, rule) = service.get("/admin/rules/drug-interactions/warfarin-nsaid?days=7", &cookie).await;
    assert!(rule.contains("Warfarin with an NSAID"));
    assert_eq!(service.get("/admin/rules/no/such", &cookie).await.0, StatusCode::NOT_FOUND);
    let (_, withheld) = service.get("/admin/withheld?days=7", &cookie).await;
    assert!(withheld.contains("Once per encounter"));
    let (_, undecided) = service.get("/admin/undecided?days=7", &cookie).await;
    assert!(undecided.contains("Never recorded"));
    // No patient is on any page.
    for path in PAGES {
        assert!(!service.get(path, &cookie).await.1.contains("Patient/"), "{path}");
    }
}

#[tokio::test]
async fn exports_are_whole_and_recorded() {
    let service = service().await;
    support::fill(&service.store, now(), 4, 60).await.unwrap();
    let (cookie, _) = service.sign_in(&service.reader).await;
    let (status, csv) =
        service.get("/admin/export/feedback?from=2026-03-01&to=2026-03-27&format=csv", &cookie).await;
    assert_eq!(status, StatusCode::OK);
    let (_, json) =
        service.get("/admin/export/feedback?from=2026-03-01&to=2026-03-27&format=json", &cookie).await;
    let rows = service.store.feedback_rows(&curbside_store::FeedbackFilter::default()).await.unwrap();
    assert!(rows.len() > 20);
    assert_eq!((csv.lines().count() - 1, json.lines().count()), (rows.len(), rows.len()));
    let acts = service.store.acts(10).await.unwrap();
    assert_eq!(acts.iter().filter(|act| act.what == "export-feedback").count(), 2);
    for bad in
        ["from=x&to=2026-03-27", "from=2026-02-30&to=2026-03-27", "from=2026-03-01&to=2026-03-27&format=xml"]
    {
        assert_eq!(
            service.get(&format!("/admin/export/feedback?{bad}"), &cookie).await.0,
            StatusCode::BAD_REQUEST
        );
    }
}

#[tokio::test]
async fn a_store_that_is_gone_gives_no_numbers_instead_of_wrong_ones() {
    let service = service().await;
    let (cookie, _) = service.sign_in(&service.reader).await;
    service.store.close().await;
    for path in ["/admin", "/admin/rules", "/admin/withheld", "/admin/activity"] {
        let (status, page) = service.get(path, &cookie).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert!(page.contains("does not answer"));
    }
    let (status, _) = service.get("/admin/export/feedback?from=2026-03-01&to=2026-03-27", &cookie).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "what cannot be recorded is not given out");
    assert_eq!(service.get("/admin/packs", &cookie).await.0, StatusCode::OK);
}

#[tokio::test]
async fn what_others_write_is_text() {
    let service = service().await;
    let evil = "<script>alert(1)</script>\"'";
    let shown = curbside_store::ShownCard {
        card: "c".into(),
        rule: format!("p/{evil}"),
        tier: "passive".into(),
        ..Default::default()
    };
    let evaluated = curbside_store::Evaluated { shown: vec![shown], ..curbside_store::Evaluated::at(now()) };
    service.store.evaluated(evaluated).await.unwrap();
    let (cookie, _) = service.sign_in(&service.reader).await;
    for path in ["/admin", "/admin/rules"] {
        let (status, page) = service.get(path, &cookie).await;
        assert_eq!(status, StatusCode::OK);
        assert!(!page.contains("<script>alert") && page.contains("&lt;script&gt;"), "{path}");
    }
}
