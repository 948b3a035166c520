//! The parts of a token, read strictly and not yet trusted.

use crate::refused::Reason;
use crate::strict;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The longest `kid` and `jti`, in bytes.
const LONGEST_ID: usize = 512;

/// The signatures that are known here. `none` and symmetric ones cannot be named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Algorithm {
    /// RSA PKCS#1 v1.5 with SHA-384, recommended by CDS Hooks.
    RS384,
    /// ECDSA on P-384 with SHA-384, recommended by CDS Hooks.
    ES384,
    /// RSA PKCS#1 v1.5 with SHA-256.
    RS256,
    /// RSA PKCS#1 v1.5 with SHA-512.
    RS512,
    /// ECDSA on P-256 with SHA-256.
    ES256,
}

impl Algorithm {
    /// The algorithm of this name, as in a header. Names are case sensitive (RFC 7515).
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "RS384" => Algorithm::RS384,
            "ES384" => Algorithm::ES384,
            "RS256" => Algorithm::RS256,
            "RS512" => Algorithm::RS512,
            "ES256" => Algorithm::ES256,
            _ => return None,
        })
    }

    pub(crate) fn library(self) -> jsonwebtoken::Algorithm {
        match self {
            Algorithm::RS384 => jsonwebtoken::Algorithm::RS384,
            Algorithm::ES384 => jsonwebtoken::Algorithm::ES384,
            Algorithm::RS256 => jsonwebtoken::Algorithm::RS256,
            Algorithm::RS512 => jsonwebtoken::Algorithm::RS512,
            Algorithm::ES256 => jsonwebtoken::Algorithm::ES256,
        }
    }
}

/// A token taken apart. Nothing in it is proven before its signature is.
pub(crate) struct Parts<'a> {
    pub algorithm: Algorithm,
    pub kid: String,
    pub jku: Option<String>,
    pub claims: Claims,
    /// What is signed.
    pub message: &'a [u8],
    /// In base64url, known to be well formed.
    pub signature: &'a str,
}

/// The claims that are looked at, by their types.
pub(crate) struct Claims {
    pub issuer: Option<String>,
    pub audience: Vec<String>,
    pub expires: Option<i64>,
    pub issued: Option<i64>,
    pub not_before: Option<i64>,
    pub id: Option<String>,
    pub tenant: Option<String>,
    pub subject: Option<String>,
    /// All of them, for the claim that names roles.
    pub all: Map<String, Value>,
}

impl<'a> Parts<'a> {
    /// # Errors
    /// The first reason for which the token cannot be one.
    pub(crate) fn read(token: &'a str, longest: usize) -> Result<Self, Reason> {
        if token.len() > longest {
            return Err(Reason::TooLong);
        }
        let mut dots = token.split('.');
        let (Some(header), Some(payload), Some(signature), None) =
            (dots.next(), dots.next(), dots.next(), dots.next())
        else {
            return Err(Reason::NotCompact);
        };
        let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| Reason::NotCompact);
        let header = strict::object(&decode(header)?).ok_or(Reason::BadHeader)?;
        let message = token.get(..token.len() - signature.len() - 1).unwrap_or_default().as_bytes();
        decode(signature)?;
        let (algorithm, kid, jku) = read_header(&header)?;
        let claims = Claims::read(strict::object(&decode(payload)?).ok_or(Reason::BadPayload)?)?;
        Ok(Parts { algorithm, kid, jku, claims, message, signature })
    }
}

fn read_header(header: &Map<String, Value>) -> Result<(Algorithm, String, Option<String>), Reason> {
    if ["jwk", "x5c", "x5u"].iter().any(|name| header.contains_key(*name)) {
        return Err(Reason::KeyInHeader);
    }
    // An empty `crit` is malformed as well (RFC 7515, 4.1.11).
    if ["crit", "b64", "enc", "zip"].iter().any(|name| header.contains_key(*name)) {
        return Err(Reason::Critical);
    }
    let algorithm = header.get("alg").and_then(Value::as_str).and_then(Algorithm::named);
    let algorithm = algorithm.ok_or(Reason::AlgorithmNotAllowed)?;
    if !header.get("typ").and_then(Value::as_str).is_some_and(|typ| typ.eq_ignore_ascii_case("JWT")) {
        return Err(Reason::NotJwt);
    }
    let kid = header.get("kid").and_then(Value::as_str).filter(|kid| is_id(kid)).ok_or(Reason::BadKeyId)?;
    let jku = match header.get("jku") {
        None => None,
        Some(Value::String(jku)) => Some(jku.clone()),
        Some(_) => return Err(Reason::BadHeader),
    };
    Ok((algorithm, kid.to_owned(), jku))
}

fn is_id(text: &str) -> bool {
    !text.is_empty() && text.len() <= LONGEST_ID
}

impl Claims {
    fn read(mut all: Map<String, Value>) -> Result<Self, Reason> {
        let mut text = |name: &str| match all.remove(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Reason::BadPayload),
        };
        let (issuer, tenant, subject) = (text("iss")?, text("tenant")?, text("sub")?);
        let id = text("jti")?;
        if id.as_ref().is_some_and(|id| !is_id(id)) {
            return Err(Reason::BadTokenId);
        }
        let audience = match all.remove("aud") {
            None => Vec::new(),
            Some(Value::String(one)) => vec![one],
            Some(Value::Array(several)) => several
                .into_iter()
                .map(|one| if let Value::String(one) = one { Ok(one) } else { Err(Reason::BadPayload) })
                .collect::<Result<_, _>>()?,
            Some(_) => return Err(Reason::BadPayload),
        };
        let time =
            |name: &str| all.get(name).map(|value| seconds(value).ok_or(Reason::BadPayload)).transpose();
        let (expires, issued, not_before) = (time("exp")?, time("iat")?, time("nbf")?);
        Ok(Claims { issuer, audience, expires, issued, not_before, id, tenant, subject, all })
    }
}

/// A NumericDate: whole seconds, fractions cut off; within what a calendar can hold.
fn seconds(value: &Value) -> Option<i64> {
    /// The end of the year 9999.
    const LAST: i64 = 253_402_300_799;
    let whole = match value.as_i64() {
        Some(whole) => whole,
        None => {
            let number = value.as_f64().filter(|number| (0.0..=LAST as f64).contains(number))?;
            number.trunc() as i64
        }
    };
    (0..=LAST).contains(&whole).then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn dates_are_numbers_of_seconds() {
        assert_eq!(seconds(&json!(1_700_000_000)), Some(1_700_000_000));
        assert_eq!(seconds(&json!(1_700_000_000.9)), Some(1_700_000_000));
        for bad in [json!("1700000000"), json!(-1), json!(1e300), json!(u64::MAX), json!(null), json!([1])] {
            assert_eq!(seconds(&bad), None, "{bad}");
        }
    }
}
