//! Keys, tokens signed by hand, and a key server that counts.

#![allow(dead_code)]

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeySize, PublicKeyComponents};
use aws_lc_rs::signature::{self, EcdsaKeyPair, KeyPair, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use curbside_auth::{AuthConfig, FetchError, Fetching, KeySource, Reason, Refused, Verifier};
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use url::Url;

pub const NOW: i64 = 1_790_000_000;
pub const ISS: &str = "https://ehr.example.org";
pub const JKU: &str = "https://ehr.example.org/jwks.json";
pub const AUD: &str = "https://cds.example.org/cds-services/order-sign";

pub enum Secret {
    Rsa(RsaKeyPair),
    P384(EcdsaKeyPair),
    P256(EcdsaKeyPair),
}

pub fn p384() -> Secret {
    Secret::P384(EcdsaKeyPair::generate(&signature::ECDSA_P384_SHA384_FIXED_SIGNING).unwrap())
}

pub static RSA: LazyLock<Secret> =
    LazyLock::new(|| Secret::Rsa(RsaKeyPair::generate(KeySize::Rsa2048).unwrap()));
pub static EC: LazyLock<Secret> = LazyLock::new(p384);
pub static EC256: LazyLock<Secret> = LazyLock::new(|| {
    Secret::P256(EcdsaKeyPair::generate(&signature::ECDSA_P256_SHA256_FIXED_SIGNING).unwrap())
});

pub fn b64(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

impl Secret {
    pub fn sign(&self, alg: &str, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match self {
            Secret::Rsa(pair) => {
                let padding: &dyn signature::RsaEncoding = match alg {
                    "RS256" => &signature::RSA_PKCS1_SHA256,
                    "RS512" => &signature::RSA_PKCS1_SHA512,
                    "PS384" => &signature::RSA_PSS_SHA384,
                    _ => &signature::RSA_PKCS1_SHA384,
                };
                let mut out = vec![0; pair.public_modulus_len()];
                pair.sign(padding, &random, message, &mut out).unwrap();
                out
            }
            Secret::P384(pair) | Secret::P256(pair) => pair.sign(&random, message).unwrap().as_ref().to_vec(),
        }
    }

    pub fn jwk(&self, kid: &str) -> Value {
        match self {
            Secret::Rsa(pair) => {
                let public = PublicKeyComponents::<Vec<u8>>::from(pair.public_key());
                json!({ "kty": "RSA", "kid": kid, "use": "sig", "n": b64(&public.n), "e": b64(&public.e) })
            }
            Secret::P384(pair) | Secret::P256(pair) => {
                let point = &pair.public_key().as_ref()[1..];
                let (x, y) = point.split_at(point.len() / 2);
                let crv = if x.len() == 48 { "P-384" } else { "P-256" };
                json!({ "kty": "EC", "kid": kid, "crv": crv, "x": b64(x), "y": b64(y) })
            }
        }
    }

    /// The public key as DER, as attackers find it in certificates.
    pub fn public_der(&self) -> Vec<u8> {
        match self {
            Secret::Rsa(pair) => pair.public_key().as_der().unwrap().as_ref().to_vec(),
            Secret::P384(pair) | Secret::P256(pair) => pair.public_key().as_der().unwrap().as_ref().to_vec(),
        }
    }
}

pub fn jwks(keys: &[Value]) -> Vec<u8> {
    json!({ "keys": keys }).to_string().into_bytes()
}

/// Key sets by URL; counts what is asked for.
#[derive(Default)]
pub struct Keys {
    pub sets: Mutex<HashMap<String, Result<Vec<u8>, FetchError>>>,
    pub asked: Mutex<Vec<String>>,
    pub fetches: AtomicUsize,
    pub delay_ms: AtomicUsize,
}

impl Keys {
    pub fn at(url: &str, keys: &[Value]) -> Arc<Self> {
        let out = Arc::new(Keys::default());
        out.set(url, keys);
        out
    }

    pub fn set(&self, url: &str, keys: &[Value]) {
        self.sets.lock().unwrap().insert(url.to_owned(), Ok(jwks(keys)));
    }

    pub fn break_down(&self, url: &str) {
        self.sets.lock().unwrap().insert(url.to_owned(), Err(FetchError::Status(503)));
    }

    pub fn fetched(&self) -> usize {
        self.fetches.load(Ordering::SeqCst)
    }
}

impl KeySource for Keys {
    fn fetch<'a>(&'a self, url: &'a Url) -> Fetching<'a> {
        Box::pin(async move {
            self.fetches.fetch_add(1, Ordering::SeqCst);
            self.asked.lock().unwrap().push(url.to_string());
            let delay = self.delay_ms.load(Ordering::SeqCst) as u64;
            if delay > 0 {
                tokio::time::sleep(std::time::Duration::from_millis(delay)).await;
            }
            let sets = self.sets.lock().unwrap();
            sets.get(url.as_str()).cloned().unwrap_or(Err(FetchError::Status(404)))
        })
    }
}

/// A service that knows the issuer [`ISS`] with all algorithms; keys `rsa`, `ec`, `ec256` at [`JKU`].
pub struct Service {
    pub verifier: Verifier,
    pub keys: Arc<Keys>,
}

pub fn config() -> Value {
    json!({ "issuers": [{
        "name": "general", "iss": ISS, "jku": [JKU],
        "algorithms": ["ES384", "RS384", "RS256", "RS512", "ES256"],
    }]})
}

pub fn service_with(config: &Value, keys: Arc<Keys>) -> Service {
    let config: AuthConfig = serde_json::from_value(config.clone()).unwrap();
    let verifier =
        Verifier::new(&config, std::path::Path::new(env!("CARGO_TARGET_TMPDIR")), keys.clone()).unwrap();
    Service { verifier, keys }
}

pub fn service() -> Service {
    service_with(&config(), Keys::at(JKU, &[RSA.jwk("rsa"), EC.jwk("ec"), EC256.jwk("ec256")]))
}

impl Service {
    pub async fn ask(&self, token: &str) -> Result<curbside_auth::Caller, Refused> {
        self.verifier.verify(token, &[AUD], NOW).await
    }

    pub async fn reason(&self, token: &str) -> Reason {
        let refused = self.ask(token).await.expect_err("must be refused");
        assert!(matches!(refused.status(), 401 | 403 | 503));
        // Neither the token nor its signature may be in what is logged.
        let said = refused.to_string();
        assert!(token.split('.').filter(|part| part.len() > 20).all(|part| !said.contains(part)));
        refused.reason
    }
}

static COUNT: AtomicUsize = AtomicUsize::new(0);

/// A good token, to be spoiled.
pub struct Token {
    pub header: Map<String, Value>,
    pub claims: Map<String, Value>,
}

pub fn token(alg: &str, kid: &str) -> Token {
    let Value::Object(header) = json!({ "alg": alg, "typ": "JWT", "kid": kid, "jku": JKU }) else { panic!() };
    let jti = format!("id-{}", COUNT.fetch_add(1, Ordering::SeqCst));
    let Value::Object(claims) =
        json!({ "iss": ISS, "aud": AUD, "iat": NOW - 5, "exp": NOW + 300, "jti": jti })
    else {
        panic!()
    };
    Token { header, claims }
}

impl Token {
    pub fn header(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.header.insert(name.to_owned(), value.into());
        self
    }

    pub fn claim(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.claims.insert(name.to_owned(), value.into());
        self
    }

    pub fn without_header(mut self, name: &str) -> Self {
        self.header.remove(name);
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.claims.remove(name);
        self
    }

    pub fn message(&self) -> String {
        message(&Value::from(self.header.clone()).to_string(), &Value::from(self.claims.clone()).to_string())
    }

    pub fn sign(&self, secret: &Secret) -> String {
        let message = self.message();
        let alg = self.header.get("alg").and_then(Value::as_str).unwrap_or_default();
        format!("{message}.{}", b64(secret.sign(alg, message.as_bytes())))
    }
}

pub fn message(header: &str, claims: &str) -> String {
    format!("{}.{}", b64(header), b64(claims))
}

/// Texts of header and claims as they are, signed.
pub fn sign_texts(header: &str, claims: &str, alg: &str, secret: &Secret) -> String {
    let message = message(header, claims);
    format!("{message}.{}", b64(secret.sign(alg, message.as_bytes())))
}
