//! Who may call: the configuration of issuers, as part of the server's file.

use crate::jwk::KeySetError;
use crate::role::TokenFileError;
use crate::token::Algorithm;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;
use url::Url;

/// How callers are known.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AuthConfig {
    /// The clients and others whose JWT are accepted.
    pub issuers: Vec<IssuerConfig>,
    /// Files of bearer tokens; see [`TokenFile`](crate::TokenFile).
    pub token_files: Vec<PathBuf>,
    /// By how much clocks may differ, in seconds.
    pub skew_seconds: u64,
    /// The longest time from `iat` to `exp`, in seconds.
    pub max_lifetime_seconds: u64,
    /// The longest token, in bytes.
    pub max_token_bytes: usize,
    /// How many tokens of an issuer are remembered against replay at a time. When there
    /// is no room the next is refused (503).
    pub replay_capacity: usize,
    /// The shortest time between two fetches of one key set, in seconds.
    pub key_fetch_interval_seconds: u64,
    /// When a key set is fetched again in the background, in seconds.
    pub key_refresh_seconds: u64,
    /// How long a key that left its set is still believed, in seconds.
    pub key_grace_seconds: u64,
    /// How long a key set is believed that cannot be fetched again, in seconds.
    pub key_stale_seconds: u64,
}

impl Default for AuthConfig {
    fn default() -> Self {
        AuthConfig {
            issuers: Vec::new(),
            token_files: Vec::new(),
            skew_seconds: 60,
            max_lifetime_seconds: 3600,
            max_token_bytes: 8 * 1024,
            replay_capacity: 1_000_000,
            key_fetch_interval_seconds: 30,
            key_refresh_seconds: 15 * 60,
            key_grace_seconds: 5 * 60,
            key_stale_seconds: 7 * 24 * 3600,
        }
    }
}

/// An issuer of tokens.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssuerConfig {
    /// A short name: what audit, statistics and policy call this client.
    pub name: String,
    /// `iss`, character by character.
    pub iss: String,
    /// The values of `jku` that are accepted, character by character. Others are never fetched.
    #[serde(default)]
    pub jku: Vec<String>,
    /// A key set agreed beforehand, for tokens without `jku`: a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jwks_file: Option<PathBuf>,
    /// A key set agreed beforehand, for tokens without `jku`: where it is published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jwks_url: Option<String>,
    /// The algorithms that are accepted.
    #[serde(default = "recommended")]
    pub algorithms: Vec<Algorithm>,
    /// The values of `tenant` that are accepted; any, and none, if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenants: Option<Vec<String>>,
    /// The values of `sub` that are accepted; any, and none, if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subjects: Option<Vec<String>>,
    /// The claim that names roles, for an issuer of administrators' tokens. Without it
    /// the issuer is a client: it may call services and send feedback.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roles: Option<RoleClaim>,
    /// The claim that names the profession of the user on whose behalf the client calls (`physician`, `nurse`), for
    /// rules and alert policies that ask for the role. A user's role gives no rights here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_role_claim: Option<String>,
    /// What the words of that claim mean: `MD` is a `physician`. With an empty list a word stands for itself; else
    /// a word that is not listed tells nothing.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub user_roles: BTreeMap<String, String>,
    /// The claim that names where the user is, for audit and feedback.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location_claim: Option<String>,
    /// Where this client is, for audit and feedback, when no claim tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
}

/// How roles are read from a token.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleClaim {
    /// The claim: a string of words, or an array of strings.
    pub claim: String,
    /// The words that make an administrator.
    #[serde(default)]
    pub administrator: Vec<String>,
    /// The words that make a reader.
    #[serde(default)]
    pub reader: Vec<String>,
    /// The words that make a client.
    #[serde(default)]
    pub client: Vec<String>,
}

fn recommended() -> Vec<Algorithm> {
    vec![Algorithm::ES384, Algorithm::RS384]
}

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// Two issuers of one name or one `iss`.
    #[error("A301: issuers: {0:?} stands there twice; names and `iss` must differ")]
    Twice(String),
    /// A name that is empty or has other characters than letters, digits, `-`, `_` and `.`.
    #[error("A302: issuers: {0:?} is no name: letters, digits, '-', '_' and '.', at most 64")]
    BadName(String),
    /// An issuer without any keys.
    #[error("A303: issuer {0}: no keys; give `jku`, `jwks_url` or `jwks_file`")]
    NoKeys(String),
    /// A URL that is not `https`, or with user, password or fragment.
    #[error("A304: issuer {0}: {1} is not a plain https URL (no user, password or fragment)")]
    BadUrl(String, String),
    /// No algorithm is accepted.
    #[error("A305: issuer {0}: `algorithms` is empty; leave it out for ES384 and RS384")]
    NoAlgorithms(String),
    /// A file that cannot be read.
    #[error("A306: {0}: {1}")]
    File(String, std::io::Error),
    /// A key file that is none.
    #[error("A307: {0}: {1}")]
    Keys(String, KeySetError),
    /// A token file that is none.
    #[error(transparent)]
    Tokens(#[from] TokenFileError),
    /// A limit that makes no sense.
    #[error("A308: {0} must be {1}")]
    Limit(&'static str, &'static str),
}

impl AuthConfig {
    /// What can be said without reading files.
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        let limits = [
            ("max_lifetime_seconds", "from 1 to 86400", (1..=86_400).contains(&self.max_lifetime_seconds)),
            ("skew_seconds", "at most 600", self.skew_seconds <= 600),
            ("max_token_bytes", "from 512 to 65536", (512..=65_536).contains(&self.max_token_bytes)),
            ("replay_capacity", "at least 1000", self.replay_capacity >= 1000),
            ("key_fetch_interval_seconds", "at least 1", self.key_fetch_interval_seconds >= 1),
            ("key_grace_seconds", "at most 86400", self.key_grace_seconds <= 86_400),
        ];
        if let Some((name, range, _)) = limits.iter().find(|(_, _, holds)| !holds) {
            return Err(ConfigError::Limit(name, range));
        }
        for (index, issuer) in self.issuers.iter().enumerate() {
            issuer.check()?;
            let before = self.issuers.get(..index).unwrap_or_default();
            if before.iter().any(|other| other.name == issuer.name || other.iss == issuer.iss) {
                return Err(ConfigError::Twice(issuer.name.clone()));
            }
        }
        Ok(())
    }
}

impl IssuerConfig {
    fn check(&self) -> Result<(), ConfigError> {
        let good = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        if self.name.is_empty() || self.name.len() > 64 || !self.name.chars().all(good) {
            return Err(ConfigError::BadName(self.name.clone()));
        }
        if self.jku.is_empty() && self.jwks_file.is_none() && self.jwks_url.is_none() {
            return Err(ConfigError::NoKeys(self.name.clone()));
        }
        if self.algorithms.is_empty() {
            return Err(ConfigError::NoAlgorithms(self.name.clone()));
        }
        for url in self.jku.iter().chain(&self.jwks_url) {
            plain_https(url).ok_or_else(|| ConfigError::BadUrl(self.name.clone(), without_user(url)))?;
        }
        Ok(())
    }
}

/// A URL that key sets may be fetched from.
pub(crate) fn plain_https(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let plain = url.scheme() == "https"
        && url.username().is_empty()
        && url.password().is_none()
        && url.fragment().is_none();
    plain.then_some(url)
}

/// A URL for a message: what may be a password is not repeated.
fn without_user(text: &str) -> String {
    match text.rsplit_once('@') {
        Some((_, rest)) => format!("…@{rest}"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn fault(change: impl FnOnce(&mut Value)) -> String {
        let mut config = json!({ "issuers": [
            { "name": "a", "iss": "https://a.example.org", "jku": ["https://a.example.org/jwks.json"] },
            { "name": "b", "iss": "https://b.example.org", "jwks_file": "b.json" },
        ]});
        change(&mut config);
        match serde_json::from_value::<AuthConfig>(config) {
            Ok(config) => config.check().unwrap_err().to_string(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn mistakes_are_named() {
        for (pointer, value, code) in [
            ("/issuers/1/name", json!("a"), "A301"),
            ("/issuers/1/iss", json!("https://a.example.org"), "A301"),
            ("/issuers/0/name", json!("a b"), "A302"),
            ("/issuers/0/jku", json!([]), "A303"),
            ("/issuers/0/jku", json!(["http://a.example.org/jwks.json"]), "A304"),
            ("/issuers/0/jku", json!(["https://me:secret@a.example.org/jwks.json"]), "A304"),
            ("/issuers/0/jku", json!(["https://a.example.org/jwks.json#x"]), "A304"),
            ("/issuers/0/jku", json!(["jwks.json"]), "A304"),
            ("/issuers/0/algorithms", json!([]), "A305"),
            ("/issuers/0/algorithms", json!(["HS256"]), "unknown variant"),
            ("/issuers/0/algorithms", json!(["none"]), "unknown variant"),
            ("/issuers/0/jkus", json!([]), "unknown field"),
            ("/max_lifetime_seconds", json!(0), "A308"),
            ("/replay_capacity", json!(1), "A308"),
            ("/skew_seconds", json!(10_000), "A308"),
        ] {
            let (parent, name) = pointer.rsplit_once('/').unwrap();
            let text = fault(|config| config.pointer_mut(parent).unwrap()[name] = value.clone());
            assert!(text.contains(code), "{pointer} {value}: {text}");
            assert!(!text.contains("secret"));
        }
    }
}
