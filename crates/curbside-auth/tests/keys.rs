//! Key sets over time, tenants, roles, bearer tokens, and any bytes at all.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use curbside_auth::{BearerToken, Reason, Role};
use proptest::prelude::*;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use support::*;

async fn at(service: &Service, token: &str, now: i64) -> Result<String, Reason> {
    service
        .verifier
        .verify(token, &[AUD], now)
        .await
        .map(|caller| caller.tenancy())
        .map_err(|refused| refused.reason)
}

/// A token that is good around `now`.
fn then(now: i64, alg: &str, kid: &str, secret: &Secret) -> String {
    token(alg, kid).claim("iat", now).claim("exp", now + 300).sign(secret)
}

#[tokio::test]
async fn rotation() {
    let service = service_with(&config(), Keys::at(JKU, &[RSA.jwk("one")]));
    assert!(at(&service, &then(NOW, "RS384", "one", &RSA), NOW).await.is_ok());
    // The new key stands in the set; the old one has left it.
    service.keys.set(JKU, &[EC.jwk("two")]);
    let new = then(NOW, "ES384", "two", &EC);
    assert_eq!(at(&service, &new, NOW + 29).await, Err(Reason::UnknownKey), "not fetched again so soon");
    assert!(at(&service, &new, NOW + 30).await.is_ok());
    assert_eq!(service.keys.fetched(), 2);
    // Tokens signed just before still count, later ones do not.
    assert!(at(&service, &then(NOW, "RS384", "one", &RSA), NOW + 330).await.is_ok());
    assert_eq!(
        at(&service, &then(NOW + 331, "RS384", "one", &RSA), NOW + 331).await,
        Err(Reason::UnknownKey)
    );
    // A name that is given to a new key means the new key alone.
    service.keys.set(JKU, &[EC256.jwk("two")]);
    service.verifier.refresh(NOW + 2000).await;
    assert_eq!(
        at(&service, &then(NOW + 2000, "ES384", "two", &EC), NOW + 2000).await,
        Err(Reason::UnknownKey)
    );
    assert!(at(&service, &then(NOW + 2000, "ES256", "two", &EC256), NOW + 2000).await.is_ok());
}

#[tokio::test]
async fn a_key_server_that_is_down_locks_nobody_out() {
    let service = service_with(&config(), Keys::at(JKU, &[RSA.jwk("rsa")]));
    service.verifier.refresh(NOW).await;
    service.keys.break_down(JKU);
    for hours in 1..=24 {
        let now = NOW + hours * 3600;
        service.verifier.refresh(now).await;
        assert!(at(&service, &then(now, "RS384", "rsa", &RSA), now).await.is_ok(), "{hours} h");
    }
    let health = service.verifier.health();
    assert_eq!((health[0].keys, health[0].fetched), (1, Some(NOW)));
    assert!(health[0].trouble.as_deref().unwrap().contains("503"));
    // Nor does a document that is none, or a set without a usable key.
    for bad in ["", "<html>", r#"{"keys":[]}"#, r#"{"keys":[{"kty":"oct","kid":"rsa","k":"AAAA"}]}"#] {
        service.keys.sets.lock().unwrap().insert(JKU.to_owned(), Ok(bad.as_bytes().to_vec()));
        let now = NOW + 25 * 3600 + service.keys.fetched() as i64 * 60;
        service.verifier.refresh(now).await;
        assert!(at(&service, &then(now, "RS384", "rsa", &RSA), now).await.is_ok());
    }
    // But a week is the end: a key withdrawn meanwhile would not have been seen.
    let late = NOW + 7 * 24 * 3600 + 1;
    assert_eq!(at(&service, &then(late, "RS384", "rsa", &RSA), late).await, Err(Reason::KeysUnavailable));
    service.keys.set(JKU, &[RSA.jwk("rsa")]);
    assert!(at(&service, &then(late + 60, "RS384", "rsa", &RSA), late + 60).await.is_ok());
}

#[tokio::test]
async fn down_from_the_start() {
    let service = service();
    service.keys.break_down(JKU);
    for _ in 0..50 {
        assert_eq!(service.reason(&token("RS384", "rsa").sign(&RSA)).await, Reason::KeysUnavailable);
    }
    assert_eq!(service.keys.fetched(), 1, "one try in a while, however many ask");
}

#[tokio::test]
async fn a_caller_who_hangs_up_ends_no_fetch() {
    let service = service();
    service.keys.delay_ms.store(80, Ordering::SeqCst);
    let good = token("RS384", "rsa").sign(&RSA);
    let hasty = tokio::time::timeout(std::time::Duration::from_millis(10), service.ask(&good)).await;
    assert!(hasty.is_err());
    assert!(service.ask(&token("RS384", "rsa").sign(&RSA)).await.is_ok());
    assert_eq!(service.keys.fetched(), 1);
}

#[tokio::test]
async fn keys_agreed_beforehand() {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("agreed.json");
    std::fs::write(&path, jwks(&[EC.jwk("ec")])).unwrap();
    let by_file = json!({ "issuers": [{ "name": "general", "iss": ISS, "jwks_file": "agreed.json" }] });
    let service = service_with(&by_file, Arc::default());
    let without = |alg, kid| token(alg, kid).without_header("jku");
    assert!(service.ask(&without("ES384", "ec").sign(&EC)).await.is_ok());
    assert_eq!(service.reason(&without("RS384", "rsa").sign(&RSA)).await, Reason::UnknownKey);
    // With keys agreed, a token cannot send the service elsewhere.
    assert_eq!(service.reason(&token("ES384", "ec").sign(&EC)).await, Reason::JkuNotAllowed);
    assert_eq!(service.keys.fetched(), 0);

    let by_url = json!({ "issuers": [{ "name": "general", "iss": ISS, "jwks_url": JKU }] });
    let service = service_with(&by_url, Keys::at(JKU, &[RSA.jwk("rsa")]));
    assert!(service.ask(&without("RS384", "rsa").sign(&RSA)).await.is_ok());
    assert_eq!(service.reason(&token("RS384", "rsa").sign(&RSA)).await, Reason::JkuNotAllowed);

    let by_jku = support::service();
    assert_eq!(by_jku.reason(&without("RS384", "rsa").sign(&RSA)).await, Reason::NoKeys);

    let missing = json!({ "issuers": [{ "name": "general", "iss": ISS, "jwks_file": "missing.json" }] });
    let missing = serde_json::from_value(missing).unwrap();
    let error = curbside_auth::Verifier::new(&missing, &path, Arc::new(curbside_auth::NoKeys)).unwrap_err();
    assert!(error.to_string().contains("missing.json"), "{error}");
}

#[tokio::test]
async fn tenants_and_subjects() {
    let mut listed = config();
    listed["issuers"][0]["tenants"] = json!(["north", "south"]);
    listed["issuers"][0]["subjects"] = json!(["app"]);
    let service = service_with(&listed, Keys::at(JKU, &[RSA.jwk("rsa")]));
    let of = |tenant: serde_json::Value| token("RS384", "rsa").claim("sub", "app").claim("tenant", tenant);
    assert_eq!(at(&service, &of(json!("north")).sign(&RSA), NOW).await.unwrap(), "general/north");
    for bad in [json!("east"), json!(""), json!("North")] {
        assert_eq!(service.reason(&of(bad).sign(&RSA)).await, Reason::WrongTenant);
    }
    assert_eq!(service.reason(&of(json!(["north"])).sign(&RSA)).await, Reason::BadPayload);
    assert_eq!(service.reason(&of(json!("x")).without("tenant").sign(&RSA)).await, Reason::WrongTenant);
    assert_eq!(
        service.reason(&of(json!("north")).claim("sub", "other").sign(&RSA)).await,
        Reason::WrongSubject
    );
    let any = support::service();
    assert_eq!(at(&any, &of(json!("x")).sign(&RSA), NOW).await.unwrap(), "general/x");
    assert_eq!(any.reason(&of(json!("x".repeat(200))).sign(&RSA)).await, Reason::WrongTenant);
    assert_eq!(any.reason(&of(json!("")).sign(&RSA)).await, Reason::WrongTenant);
}

#[tokio::test]
async fn roles_by_claim() {
    let mut roles = config();
    roles["issuers"][0]["roles"] =
        json!({ "claim": "roles", "administrator": ["cds-admin"], "reader": ["cds-read"] });
    let service = service_with(&roles, Keys::at(JKU, &[RSA.jwk("rsa")]));
    let of = |value: serde_json::Value| token("RS384", "rsa").claim("roles", value).sign(&RSA);
    for (value, role) in [
        (json!("cds-read other"), Role::Reader),
        (json!(["cds-read", "cds-admin"]), Role::Administrator),
        (json!(["x", 7, "cds-read"]), Role::Reader),
    ] {
        assert_eq!(service.ask(&of(value)).await.unwrap().role, role);
    }
    for value in [
        json!("cds-admins"),
        json!([]),
        json!({ "cds-admin": true }),
        json!(["cds-admin cds-read"]),
        json!(true),
    ] {
        let refused = service.ask(&of(value)).await.unwrap_err();
        assert_eq!((refused.reason, refused.status()), (Reason::RoleMissing, 403));
    }
    // A client's token is no administrator's, whatever it claims.
    let client = support::service().ask(&of(json!("cds-admin"))).await.unwrap();
    assert_eq!(client.role, Role::Client);
    assert!(client.require(Role::Reader).is_err());
}

#[tokio::test]
async fn bearer_tokens() {
    let (admin, old) = (BearerToken::new().unwrap(), BearerToken::new().unwrap());
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("tokens");
    let lines =
        [admin.line(Role::Administrator, "alice", None), old.line(Role::Reader, "old", Some("2020-01-01"))];
    std::fs::write(&path, lines.join("\n")).unwrap();
    let service = service_with(&json!({ "token_files": ["tokens"] }), Arc::default());
    let alice = service.ask(admin.reveal()).await.unwrap();
    assert_eq!((alice.role, alice.name.as_str()), (Role::Administrator, "alice"));
    assert_eq!(service.reason(old.reveal()).await, Reason::TokenOutdated);
    for bad in ["", "cbs_", &admin.reveal()[1..], &admin.reveal().to_lowercase(), &"x".repeat(100_000)] {
        assert!(matches!(service.reason(bad).await, Reason::UnknownToken | Reason::TooLong));
    }
    // The hash that stands in the file opens nothing.
    let hash = lines[0].split("sha256:").nth(1).unwrap();
    assert_eq!(service.reason(hash).await, Reason::UnknownToken);
}

#[tokio::test]
async fn no_room_means_refused_and_says_so() {
    let mut small = config();
    small["replay_capacity"] = json!(1000);
    let service = service_with(&small, Keys::at(JKU, &[EC.jwk("ec")]));
    let first = token("ES384", "ec").sign(&EC);
    assert!(service.ask(&first).await.is_ok());
    for _ in 1..1000 {
        assert!(service.ask(&token("ES384", "ec").sign(&EC)).await.is_ok());
    }
    let refused = service.ask(&token("ES384", "ec").sign(&EC)).await.unwrap_err();
    assert_eq!((refused.reason, refused.status()), (Reason::ReplayFull, 503));
    assert_eq!(service.reason(&first).await, Reason::Replayed);
    assert_eq!(service.verifier.remembered()["general"], 1000);
    // Later there is room again.
    assert!(at(&service, &then(NOW + 400, "ES384", "ec", &EC), NOW + 400).await.is_ok());
}

fn block<T>(run: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(run)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_refused_in_peace(text in ".*") {
        prop_assert!(block(service().ask(&text)).is_err());
    }

    #[test]
    fn any_parts_are_refused_in_peace(header in any::<Vec<u8>>(), claims in any::<Vec<u8>>(), signature in any::<Vec<u8>>()) {
        let text = format!("{}.{}.{}", b64(header), b64(claims), b64(signature));
        prop_assert!(block(service().ask(&text)).is_err());
    }

    #[test]
    fn one_changed_byte_is_refused(place in any::<prop::sample::Index>(), to in any::<u8>()) {
        let good = token("ES384", "ec").sign(&EC);
        let mut bytes = good.clone().into_bytes();
        let place = place.index(bytes.len());
        prop_assume!(bytes[place] != to);
        bytes[place] = to;
        let service = service();
        if let Ok(text) = String::from_utf8(bytes) {
            prop_assert!(block(service.ask(&text)).is_err());
        }
        prop_assert!(block(service.ask(&good)).is_ok());
    }

    #[test]
    fn any_bytes_as_a_key_set(bytes in any::<Vec<u8>>()) {
        prop_assert!(curbside_auth::KeySet::read(&bytes).is_err());
    }

    #[test]
    fn any_text_as_a_token_file(text in ".*") {
        let _ = curbside_auth::TokenFile::read("tokens", &text);
        let _ = curbside_auth::bearer([text.as_bytes()]);
    }
}

#[tokio::test]
async fn profession_and_place_of_the_user() {
    let with = |more: serde_json::Value| {
        let mut all = config();
        for (key, value) in more.as_object().unwrap() {
            all["issuers"][0][key] = value.clone();
        }
        service_with(&all, Keys::at(JKU, &[RSA.jwk("rsa")]))
    };
    let of = |claims: serde_json::Value| {
        let plain = token("RS384", "rsa");
        let all = claims.as_object().unwrap().clone();
        all.into_iter().fold(plain, |t, (name, value)| t.claim(&name, value)).sign(&RSA)
    };
    // Nothing is taken from a claim that nobody configured.
    let silent = with(json!({}));
    let caller = silent.ask(&of(json!({ "user_role": "physician", "site": "Ward 3" }))).await.unwrap();
    assert_eq!((caller.user_role, caller.location, caller.role), (None, None, Role::Client));

    let words = with(json!({ "user_role_claim": "user_role" }));
    for (claim, told) in [
        (json!("physician"), Some("physician")),
        (json!(["nurse"]), Some("nurse")),
        (json!(["nurse", "nurse"]), Some("nurse")),
        // At work in one of them, and nothing tells in which.
        (json!(["nurse", "physician"]), None),
        (json!("x".repeat(65)), None),
        (json!("<script>"), None),
        (json!(7), None),
        (json!(null), None),
        (json!(""), None),
    ] {
        let caller = words.ask(&of(json!({ "user_role": claim }))).await.unwrap();
        assert_eq!(caller.user_role.as_deref(), told);
    }

    let mapped = with(
        json!({ "user_role_claim": "job", "user_roles": { "MD": "physician", "DO": "physician", "RN": "nurse" },
        "location_claim": "site", "location": "Main campus" }),
    );
    for (claims, role, place) in [
        (json!({ "job": "MD", "site": "Ward 3" }), Some("physician"), "Ward 3"),
        (json!({ "job": ["MD", "DO"] }), Some("physician"), "Main campus"),
        (json!({ "job": "physician", "site": " " }), None, "Main campus"),
        (json!({ "job": ["clerk", "RN"], "site": "x".repeat(300) }), Some("nurse"), "Main campus"),
        (json!({ "site": ["Ward 3"] }), None, "Main campus"),
    ] {
        let caller = mapped.ask(&of(claims)).await.unwrap();
        assert_eq!((caller.user_role.as_deref(), caller.location.as_deref()), (role, Some(place)));
        // A profession gives no rights.
        assert_eq!(caller.role, Role::Client);
    }
}
