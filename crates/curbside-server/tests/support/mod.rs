//! A site for tests: packs, tokens and a store in a folder of its own, and a service on 127.0.0.1.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, dead_code)]

use curbside_server::config::{Config, Sources, read};
use curbside_server::{Mode, Running, start};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;

pub const RULES: &str = r#"pack demo
codes Warfarin = rxnorm 11289 "warfarin"
rule on-warfarin "On warfarin" { category safety severity high when taking Warfarin as drug message "Takes {drug}." }
"#;

/// A folder of its own that goes with the test.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Folder {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let n = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("curbside-server-{}-{n}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }

    /// A pack with these rules.
    pub fn pack(&self, version: &str, rules: &str) {
        self.write("rules/demo/pack.yaml", &format!("name: demo\nversion: {version}\n"));
        self.write("rules/demo/demo.cds", rules);
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A key pair of a client, with its key set.
pub struct Client {
    key: EncodingKey,
    pub jwks: String,
}

pub const ISS: &str = "https://ehr.example.org";

impl Client {
    pub fn new() -> Client {
        let pair = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P384_SHA384).unwrap();
        let point = rcgen::PublicKeyData::der_bytes(&pair);
        let (x, y) = point[1..].split_at(48);
        let jwks = json!({ "keys": [{ "kty": "EC", "crv": "P-384", "kid": "k1", "alg": "ES384", "use": "sig",
            "x": base64(x), "y": base64(y) }] });
        let key = EncodingKey::from_ec_pem(pair.serialize_pem().as_bytes()).unwrap();
        Client { key, jwks: jwks.to_string() }
    }

    pub fn token(&self, audience: &str) -> String {
        self.token_with(audience, |_| {})
    }

    pub fn token_with(&self, audience: &str, change: impl FnOnce(&mut Value)) -> String {
        let now = jiff::Timestamp::now().as_second();
        let mut claims = json!({ "iss": ISS, "aud": audience, "iat": now, "exp": now + 300,
            "jti": uuid::Uuid::new_v4().to_string() });
        change(&mut claims);
        let header = Header { kid: Some("k1".into()), ..Header::new(Algorithm::ES384) };
        jsonwebtoken::encode(&header, &claims, &self.key).unwrap()
    }
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let n = chunk.iter().fold(0u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
        for i in 0..=chunk.len() {
            out.push(LETTERS[(n >> (18 - 6 * i) & 63) as usize] as char);
        }
    }
    out
}

/// A configuration of this folder, with more lines of YAML.
pub fn config(folder: &Folder, more: &str, developer: bool) -> Config {
    if !folder.0.join("rules").exists() {
        folder.pack("1.0.0", RULES);
    }
    let text = format!("listen: 127.0.0.1:0\npublic_url: http://127.0.0.1:8080\npacks: rules\n{more}");
    let mut sources = Sources { file: Some((folder.0.join("curbside.yaml"), text)), ..Sources::default() };
    if !more.contains("url:") {
        let url = format!("sqlite:{}", folder.0.join("curbside-audit.db").display());
        sources.environment.insert("CURBSIDE_STORE_URL".into(), url);
    }
    match read(&sources, developer) {
        Ok(read) => read.config,
        Err(faults) => panic!("{}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")),
    }
}

/// A service that everybody may call.
pub async fn open(folder: &Folder, more: &str) -> Running {
    start(config(folder, more, true), Mode::Open("a test on this machine".into())).await.unwrap()
}

/// A service for one client.
pub async fn guarded(folder: &Folder, client: &Client, more: &str) -> Running {
    folder.write("jwks.json", &client.jwks);
    let issuers = format!("auth:\n  issuers: [{{ name: ehr, iss: \"{ISS}\", jwks_file: jwks.json }}]\n");
    start(config(folder, &format!("{issuers}{more}"), false), Mode::Guarded).await.unwrap()
}

pub struct Reply {
    pub status: u16,
    pub head: String,
    pub text: String,
    pub body: Value,
}

impl Reply {
    /// The stable code of an OperationOutcome; the test fails where the body is none.
    pub fn code(&self) -> (u16, &str) {
        assert_eq!(self.body["resourceType"], "OperationOutcome", "{} {}", self.status, self.text);
        assert!(self.head.contains("content-type: application/json"), "{}", self.head);
        (self.status, self.body["issue"][0]["details"]["coding"][0]["code"].as_str().unwrap())
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|l| l.strip_prefix(&format!("{name}: ")))
    }
}

/// Sends these bytes and reads until the server closes.
pub async fn raw_on(mut socket: impl AsyncRead + AsyncWrite + Unpin, bytes: &[u8]) -> Option<Reply> {
    // A server that refuses early may close before everything is sent.
    let _ = socket.write_all(bytes).await;
    let mut all = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(20), socket.read_to_end(&mut all)).await;
    let _ = read.expect("an answer within twenty seconds");
    let all = String::from_utf8(all).unwrap();
    let (head, text) = all.split_once("\r\n\r\n")?;
    let head = head.to_ascii_lowercase();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let body = serde_json::from_str(text).unwrap_or(Value::Null);
    Some(Reply { status, head, text: text.to_string(), body })
}

pub async fn raw(at: SocketAddr, bytes: &[u8]) -> Reply {
    raw_on(TcpStream::connect(at).await.unwrap(), bytes).await.expect("a head")
}

pub fn request(method: &str, path: &str, headers: &str, body: &str) -> String {
    let n = body.len();
    format!(
        "{method} {path} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\nContent-Length: {n}\r\n{headers}\r\n{body}"
    )
}

pub async fn send(at: SocketAddr, method: &str, path: &str, headers: &str, body: &str) -> Reply {
    raw(at, request(method, path, headers, body).as_bytes()).await
}

pub const JSON: &str = "Content-Type: application/json; charset=utf-8\r\n";
pub const VIEW: &str = "/cds-services/curbside-patient-view";

pub async fn get(at: SocketAddr, path: &str) -> Reply {
    send(at, "GET", path, "", "").await
}

pub async fn post(at: SocketAddr, path: &str, body: &Value) -> Reply {
    send(at, "POST", path, JSON, &body.to_string()).await
}

pub fn bearer(token: &str) -> String {
    format!("Authorization: Bearer {token}\r\n")
}

pub fn view(patient: &str) -> Value {
    json!({
        "hook": "patient-view", "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
        "context": { "userId": "Practitioner/e", "patientId": "p" },
        "prefetch": {
            "patient": { "resourceType": "Patient", "id": patient, "birthDate": "1950-01-01", "gender": "female" },
            "medications": { "resourceType": "Bundle", "type": "searchset", "entry": [{ "resource": {
                "resourceType": "MedicationRequest", "id": "m", "status": "active", "intent": "order",
                "subject": { "reference": "Patient/p" },
                "medicationCodeableConcept": { "coding": [
                    { "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "11289", "display": "warfarin" }] } } }] }
        }
    })
}

pub fn feedback_of(card: &str) -> Value {
    json!({ "feedback": [{ "card": card, "outcome": "overridden",
        "overrideReason": { "reason": { "code": "will-monitor", "system": "urn:x", "display": "Will monitor" } },
        "outcomeTimestamp": "2026-03-01T09:00:00Z" }] })
}

/// The store of a folder, opened by itself.
pub async fn store(folder: &Path) -> curbside_store::Store {
    let options = curbside_store::Options::sqlite(folder.join("curbside-audit.db"), "look");
    curbside_store::Store::open(options).await.unwrap()
}

/// The lines of an export.
pub async fn audited(folder: &Path, kind: &str) -> Vec<String> {
    let store = store(folder).await;
    let filter = curbside_store::AuditFilter { kind: Some(kind.into()), ..Default::default() };
    let mut out = Vec::new();
    store.export_audit(&filter, &mut out).await.unwrap();
    store.close().await;
    // The content is a text within the line.
    String::from_utf8(out).unwrap().lines().map(|l| l.replace('\\', "")).collect()
}
