//! Key sets (RFC 7517): public keys strong enough to be believed.
//!
//! A key that is weak, symmetric, private, meant for encryption or without an id is
//! left out and noted; the rest of the set is used. A set of which nothing remains is
//! an error, so that a broken document never takes the place of a good one.

use crate::strict;
use crate::token::Algorithm;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::DecodingKey;
use serde_json::{Map, Value};
use std::sync::Arc;

/// The most keys of a set, usable or not.
const MOST_KEYS: usize = 128;

/// A public key, and the algorithms it may verify.
#[derive(Debug)]
pub(crate) struct Key {
    pub kid: String,
    pub algorithms: Vec<Algorithm>,
    pub decoding: DecodingKey,
}

/// The usable keys of an issuer.
#[derive(Debug, Clone, Default)]
pub struct KeySet {
    pub(crate) keys: Vec<Arc<Key>>,
    notes: Vec<KeyNote>,
}

/// A key that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyNote {
    /// Its place in the set, from 0.
    pub index: usize,
    /// Why it is not used.
    pub why: &'static str,
}

/// Why a key set cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeySetError {
    /// Not a JSON object with an array `keys`, or a name twice.
    #[error("A201: not a JSON Web Key Set: one JSON object with an array `keys`, every name once")]
    NotAKeySet,
    /// More keys than a set may have.
    #[error("A202: the key set has {0} keys; at most {MOST_KEYS} are read")]
    TooMany(usize),
    /// No key of the set can be used.
    #[error("A203: no key of the set can be used; the first is left out because {0}")]
    NoneUsable(&'static str),
}

impl KeySet {
    /// Reads a key set.
    ///
    /// # Errors
    /// If it is none, or no key of it can be used.
    pub fn read(bytes: &[u8]) -> Result<Self, KeySetError> {
        let set = strict::object(bytes).ok_or(KeySetError::NotAKeySet)?;
        let keys = set.get("keys").and_then(Value::as_array).ok_or(KeySetError::NotAKeySet)?;
        if keys.len() > MOST_KEYS {
            return Err(KeySetError::TooMany(keys.len()));
        }
        let mut out = KeySet::default();
        for (index, key) in keys.iter().enumerate() {
            match key.as_object().ok_or("it is no object").and_then(read_key) {
                Ok(key) => out.keys.push(Arc::new(key)),
                Err(why) => out.notes.push(KeyNote { index, why }),
            }
        }
        if out.keys.is_empty() {
            return Err(KeySetError::NoneUsable(out.notes.first().map_or("there is none", |note| note.why)));
        }
        Ok(out)
    }

    /// The keys that were left out.
    #[must_use]
    pub fn notes(&self) -> &[KeyNote] {
        &self.notes
    }

    /// How many keys can be used.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether no key can be used; never so of a set that was read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }
}

fn read_key(jwk: &Map<String, Value>) -> Result<Key, &'static str> {
    let text = |name: &str| jwk.get(name).and_then(Value::as_str);
    if jwk.contains_key("d") || jwk.contains_key("k") {
        return Err("it is published with its secret part");
    }
    let kid = text("kid").filter(|kid| !kid.is_empty()).ok_or("it has no kid")?;
    if text("use").is_some_and(|r#use| r#use != "sig") {
        return Err("it is not for signatures (use)");
    }
    if let Some(ops) = jwk.get("key_ops")
        && !ops.as_array().is_some_and(|ops| ops.iter().any(|op| op == "verify"))
    {
        return Err("it is not for verifying (key_ops)");
    }
    let (mut algorithms, decoding) = match text("kty") {
        Some("RSA") => {
            (vec![Algorithm::RS384, Algorithm::RS256, Algorithm::RS512], rsa(text("n"), text("e"))?)
        }
        Some("EC") => match text("crv") {
            Some("P-384") => (vec![Algorithm::ES384], curve(text("x"), text("y"), 48)?),
            Some("P-256") => (vec![Algorithm::ES256], curve(text("x"), text("y"), 32)?),
            _ => return Err("its curve is not P-384 or P-256"),
        },
        _ => return Err("it is neither RSA nor EC (kty)"),
    };
    if let Some(alg) = jwk.get("alg") {
        let alg = alg.as_str().and_then(Algorithm::named).ok_or("its alg is not one that is accepted")?;
        algorithms.retain(|one| *one == alg);
        if algorithms.is_empty() {
            return Err("its alg does not fit its kind");
        }
    }
    Ok(Key { kid: kid.to_owned(), algorithms, decoding })
}

/// An RSA key of 2048 to 8192 bits with an exponent as FIPS 186-5 wants it: odd, above 2^16.
fn rsa(n: Option<&str>, e: Option<&str>) -> Result<DecodingKey, &'static str> {
    let number = |text: Option<&str>| {
        let bytes = text.and_then(|text| URL_SAFE_NO_PAD.decode(text).ok())?;
        let from = bytes.iter().position(|byte| *byte != 0)?;
        bytes.get(from..).map(<[u8]>::to_vec)
    };
    let (n, e) =
        (number(n).ok_or("its modulus cannot be read")?, number(e).ok_or("its exponent cannot be read")?);
    let bits = n.len() * 8 - n.first().map_or(0, |first| first.leading_zeros() as usize);
    if bits < 2048 {
        return Err("it has fewer than 2048 bits");
    }
    if bits > 8192 {
        return Err("it has more than 8192 bits");
    }
    let odd = |number: &[u8]| number.last().is_some_and(|last| last % 2 == 1);
    if !odd(&n) {
        return Err("its modulus is even");
    }
    if !odd(&e) || e.len() < 3 || e.len() > 4 {
        return Err("its exponent is not an odd number from 65537 to 2^32");
    }
    Ok(DecodingKey::from_rsa_raw_components(&n, &e))
}

/// A point with coordinates of full length (RFC 7518, 6.2.1.2). Whether it lies on the
/// curve, the library says when it verifies.
fn curve(x: Option<&str>, y: Option<&str>, length: usize) -> Result<DecodingKey, &'static str> {
    let whole = |text: Option<&str>| {
        text.is_some_and(|text| URL_SAFE_NO_PAD.decode(text).is_ok_and(|bytes| bytes.len() == length))
    };
    match (x, y) {
        (Some(x_text), Some(y_text)) if whole(x) && whole(y) => {
            DecodingKey::from_ec_components(x_text, y_text).map_err(|_| "its point cannot be read")
        }
        _ => Err("its coordinates are not of full length"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn rsa_of(bytes: usize, e: &str) -> Value {
        json!({ "kty": "RSA", "kid": "a", "n": URL_SAFE_NO_PAD.encode(vec![0xff; bytes]), "e": e })
    }

    fn why(key: Value) -> &'static str {
        match KeySet::read(json!({ "keys": [key] }).to_string().as_bytes()) {
            Err(KeySetError::NoneUsable(why)) => why,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn weak_keys_are_left_out() {
        assert_eq!(why(rsa_of(128, "AQAB")), "it has fewer than 2048 bits");
        assert_eq!(why(rsa_of(255, "AQAB")), "it has fewer than 2048 bits");
        assert_eq!(why(rsa_of(1025, "AQAB")), "it has more than 8192 bits");
        assert_eq!(why(rsa_of(256, "Aw")), "its exponent is not an odd number from 65537 to 2^32");
        // Zeros in front do not make it longer.
        let mut padded = vec![0; 200];
        padded.extend([0xff; 128]);
        let padded = json!({ "kty": "RSA", "kid": "a", "n": URL_SAFE_NO_PAD.encode(padded), "e": "AQAB" });
        assert_eq!(why(padded), "it has fewer than 2048 bits");
    }

    #[test]
    fn keys_of_other_kinds_and_uses_are_left_out() {
        let with = |name: &str, value: Value| {
            let mut key = rsa_of(256, "AQAB");
            key[name] = value;
            key
        };
        assert_eq!(
            why(json!({ "kty": "oct", "kid": "a", "k": "c2VjcmV0" })),
            "it is published with its secret part"
        );
        assert_eq!(why(json!({ "kty": "oct", "kid": "a" })), "it is neither RSA nor EC (kty)");
        assert_eq!(why(with("d", json!("AQAB"))), "it is published with its secret part");
        assert_eq!(why(with("use", json!("enc"))), "it is not for signatures (use)");
        assert_eq!(why(with("key_ops", json!(["sign"]))), "it is not for verifying (key_ops)");
        assert_eq!(why(with("alg", json!("ES384"))), "its alg does not fit its kind");
        assert_eq!(why(with("alg", json!("HS256"))), "its alg is not one that is accepted");
        assert_eq!(why(with("kid", json!(""))), "it has no kid");
        let short = json!({ "kty": "EC", "crv": "P-384", "kid": "a", "x": URL_SAFE_NO_PAD.encode([1; 47]), "y": URL_SAFE_NO_PAD.encode([1; 48]) });
        assert_eq!(why(short), "its coordinates are not of full length");
    }

    #[test]
    fn a_bad_key_does_not_spoil_the_others() {
        let set = json!({ "keys": [rsa_of(128, "AQAB"), rsa_of(256, "AQAB")] }).to_string();
        let set = KeySet::read(set.as_bytes()).unwrap();
        assert_eq!((set.len(), set.notes().len()), (1, 1));
    }

    #[test]
    fn sets_that_are_none() {
        for bad in ["", "[]", "{}", r#"{"keys":{}}"#, r#"{"keys":[],"keys":[]}"#] {
            assert_eq!(KeySet::read(bad.as_bytes()).unwrap_err(), KeySetError::NotAKeySet, "{bad}");
        }
        let many = json!({ "keys": vec![0; 200] }).to_string();
        assert_eq!(KeySet::read(many.as_bytes()).unwrap_err(), KeySetError::TooMany(200));
        assert!(KeySet::read(br#"{"keys":[]}"#).is_err());
    }
}
