//! The description is fresh, and names the routes there are.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use curbside_server::description;
use support::*;

#[test]
fn the_committed_description_is_fresh() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json");
    let text = format!("{:#}\n", description("https://cds.example.org"));
    if std::env::var_os("CURBSIDE_WRITE_OPENAPI").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    assert!(
        std::fs::read_to_string(path).unwrap() == text,
        "write it anew: CURBSIDE_WRITE_OPENAPI=1 cargo test -p curbside-server --test openapi"
    );
}

#[tokio::test]
async fn what_is_described_is_there() {
    let folder = Folder::new();
    let service = open(&folder, "").await;
    let described = get(service.address, "/openapi.json").await;
    assert_eq!(described.status, 200);
    assert_eq!(described.body["servers"][0]["url"], "http://127.0.0.1:8080");
    let mut count = 0;
    for (path, methods) in described.body["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let reply = send(service.address, &method.to_uppercase(), path, JSON, "{}").await;
            let status = reply.status.to_string();
            let responses = operation["responses"].as_object().unwrap();
            assert!(responses.contains_key(&status), "{method} {path}: {status} {}", reply.text);
            assert!(!matches!(reply.status, 404 | 405), "{method} {path}");
            count += 1;
        }
        let other = send(service.address, "PATCH", path, "", "").await;
        assert!(matches!(other.status, 405 | 303), "PATCH {path}: {}", other.status);
    }
    assert_eq!(count, 1 + 2 * curbside_hooks::Hook::ALL.len() + 4 + 3);
    service.shut_down().await;
}
