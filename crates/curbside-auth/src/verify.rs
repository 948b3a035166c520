//! From a token to a caller.
//!
//! Everything is checked, in this order: form, header, issuer, key, signature, claims,
//! and, last of all, that the token was not used before. A token is remembered only
//! when nothing else is wrong with it, so that nobody can use up another's token or room.

use crate::config::{AuthConfig, ConfigError, IssuerConfig, plain_https};
use crate::jwk::{Key, KeySet};
use crate::keyring::{Freshness, KeyHealth, KeyRing, matching};
use crate::refused::{Reason, Refused};
use crate::replay::{Remembered, ReplayCache, TokenHash};
use crate::role::{Role, TokenFile, hex};
use crate::source::KeySource;
use crate::token::{Claims, Parts};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;
use std::sync::Arc;

/// The longest value of `tenant`, in bytes.
const LONGEST_TENANT: usize = 128;
/// The longest location that a token tells, in bytes.
const LONGEST_LOCATION: usize = 256;

/// Who calls, proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// What they may do.
    pub role: Role,
    /// The issuer's name in the configuration, or the name in the token file.
    pub name: String,
    /// `tenant` of the token.
    pub tenant: Option<String>,
    /// The first 16 hexadecimal digits of SHA-256 of issuer and `jti`; none for bearer tokens.
    pub jti_hash: Option<String>,
    /// The profession of the user on whose behalf the client calls, where the issuer's configuration names the claim.
    pub user_role: Option<String>,
    /// Where the user is, as the token or the configuration says.
    pub location: Option<String>,
}

impl Caller {
    /// A caller without a token of an issuer.
    ///
    /// ```
    /// use curbside_auth::{Caller, Role};
    /// assert_eq!(Caller::new(Role::Reader, "board").tenancy(), "board");
    /// ```
    #[must_use]
    pub fn new(role: Role, name: impl Into<String>) -> Caller {
        Caller { role, name: name.into(), tenant: None, jti_hash: None, user_role: None, location: None }
    }

    /// Whose data this caller sees and adds to: the issuer's name, with its tenant.
    ///
    /// Names have no `/`, so that two callers never share one by accident.
    ///
    /// ```
    /// # use curbside_auth::{Caller, Role};
    /// let caller = Caller { tenant: Some("north".into()), ..Caller::new(Role::Client, "general") };
    /// assert_eq!(caller.tenancy(), "general/north");
    /// ```
    #[must_use]
    pub fn tenancy(&self) -> String {
        match &self.tenant {
            Some(tenant) => format!("{}/{tenant}", self.name),
            None => self.name.clone(),
        }
    }

    /// # Errors
    /// [`Reason::RoleMissing`] if the caller may not do what `needed` may.
    pub fn require(&self, needed: Role) -> Result<(), Refused> {
        if self.role.may(needed) { Ok(()) } else { Err(Reason::RoleMissing.into()) }
    }
}

/// Says who callers are, by the configuration it was built with.
pub struct Verifier {
    /// By `iss`.
    issuers: BTreeMap<String, Issuer>,
    tokens: TokenFile,
    source: Arc<dyn KeySource>,
    freshness: Freshness,
    skew: i64,
    longest_life: i64,
    longest_token: usize,
}

struct Issuer {
    config: IssuerConfig,
    /// By `jku`.
    rings: BTreeMap<String, Arc<KeyRing>>,
    /// For tokens without `jku`.
    agreed: Option<KeySet>,
    agreed_ring: Option<Arc<KeyRing>>,
    used: ReplayCache,
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier").field("issuers", &self.issuers.keys()).finish_non_exhaustive()
    }
}

impl Verifier {
    /// Reads the key and token files (paths are taken from `folder`); fetches nothing yet.
    ///
    /// # Errors
    /// If the configuration contradicts itself, or a file cannot be read or is not what it should be.
    pub fn new(config: &AuthConfig, folder: &Path, source: Arc<dyn KeySource>) -> Result<Self, ConfigError> {
        config.check()?;
        if jsonwebtoken::crypto::CryptoProvider::try_get_default().is_none() {
            // Only when another crate of the build chose a second library for jsonwebtoken.
            let _ = jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER.install_default();
        }
        let read = |path: &Path| {
            std::fs::read(folder.join(path))
                .map_err(|error| ConfigError::File(path.display().to_string(), error))
        };
        let mut rings: BTreeMap<String, Arc<KeyRing>> = BTreeMap::new();
        let mut ring = |issuer: &IssuerConfig, url: &String| {
            let parsed =
                plain_https(url).ok_or_else(|| ConfigError::BadUrl(issuer.name.clone(), String::new()))?;
            let ring = rings.entry(url.clone()).or_insert_with(|| Arc::new(KeyRing::new(parsed)));
            Ok::<_, ConfigError>((url.clone(), Arc::clone(ring)))
        };
        let mut issuers = BTreeMap::new();
        for issuer in &config.issuers {
            let agreed = issuer.jwks_file.as_deref().map(|path| {
                let keys = KeySet::read(&read(path)?);
                keys.map_err(|error| ConfigError::Keys(path.display().to_string(), error))
            });
            let by_jku = issuer.jku.iter().map(|url| ring(issuer, url)).collect::<Result<_, _>>()?;
            let agreed_ring = issuer.jwks_url.as_ref().map(|url| ring(issuer, url)).transpose()?;
            let entry = Issuer {
                config: issuer.clone(),
                rings: by_jku,
                agreed: agreed.transpose()?,
                agreed_ring: agreed_ring.map(|(_, ring)| ring),
                used: ReplayCache::new(config.replay_capacity),
            };
            issuers.insert(issuer.iss.clone(), entry);
        }
        let mut tokens = TokenFile::default();
        for path in &config.token_files {
            let name = path.display().to_string();
            tokens.extend(TokenFile::read(&name, &String::from_utf8_lossy(&read(path)?))?);
        }
        let seconds = |seconds: u64| i64::try_from(seconds).unwrap_or(i64::MAX);
        Ok(Verifier {
            issuers,
            tokens,
            source,
            freshness: Freshness {
                interval: config.key_fetch_interval_seconds,
                refresh: config.key_refresh_seconds,
                grace: config.key_grace_seconds,
                stale: config.key_stale_seconds,
            },
            skew: seconds(config.skew_seconds),
            longest_life: seconds(config.max_lifetime_seconds),
            longest_token: config.max_token_bytes,
        })
    }

    /// Who shows this token, at `now`, to the endpoint that has one of the URLs
    /// `audience`. A text with dots is a JWT, one without is looked up in the token files.
    ///
    /// `audience` must come from the configuration, never from the request's `Host`.
    ///
    /// # Errors
    /// With the reason, for the log.
    pub async fn verify(&self, token: &str, audience: &[&str], now: i64) -> Result<Caller, Refused> {
        if token.len() > self.longest_token {
            return Err(Reason::TooLong.into());
        }
        if !token.contains('.') {
            let (role, name) = self.tokens.find(token, now)?;
            return Ok(Caller::new(role, name));
        }
        let parts = Parts::read(token, self.longest_token)?;
        let iss = parts.claims.issuer.as_deref().unwrap_or_default();
        let known = |refused: Refused| refused.of_issuer(iss).of_key(&parts.kid);
        let issuer = self.issuers.get(iss).ok_or_else(|| known(Reason::UnknownIssuer.into()))?;
        let checked = self.check(issuer, &parts, audience, now).await;
        checked.map_err(|reason| {
            let jti_hash = parts.claims.id.as_ref().map(|id| shown(&token_hash(iss, id)));
            Refused { jti_hash, ..known(reason.into()) }
        })
    }

    async fn check(
        &self,
        issuer: &Issuer,
        parts: &Parts<'_>,
        audience: &[&str],
        now: i64,
    ) -> Result<Caller, Reason> {
        if !issuer.config.algorithms.contains(&parts.algorithm) {
            return Err(Reason::AlgorithmNotAllowed);
        }
        let keys = self.keys(issuer, parts, now).await?;
        if !keys.iter().any(|key| signed_by(key, parts)) {
            return Err(Reason::BadSignature);
        }
        let claims = &parts.claims;
        if !claims.audience.iter().any(|named| audience.contains(&named.as_str())) {
            return Err(Reason::WrongAudience);
        }
        let expires = self.check_times(claims, now)?;
        listed(claims.tenant.as_deref(), issuer.config.tenants.as_deref()).ok_or(Reason::WrongTenant)?;
        listed(claims.subject.as_deref(), issuer.config.subjects.as_deref()).ok_or(Reason::WrongSubject)?;
        if claims.tenant.as_ref().is_some_and(|tenant| tenant.is_empty() || tenant.len() > LONGEST_TENANT) {
            return Err(Reason::WrongTenant);
        }
        let role = role(issuer, claims)?;
        let id = claims.id.as_ref().ok_or(Reason::BadTokenId)?;
        let hash = token_hash(&issuer.config.iss, id);
        match issuer.used.remember(hash, expires.saturating_add(self.skew), now) {
            Remembered::First => {}
            Remembered::Again => return Err(Reason::Replayed),
            Remembered::NoRoom => return Err(Reason::ReplayFull),
        }
        Ok(Caller {
            tenant: claims.tenant.clone(),
            jti_hash: Some(shown(&hash)),
            user_role: user_role(&issuer.config, claims),
            location: location(&issuer.config, claims),
            ..Caller::new(role, &issuer.config.name)
        })
    }

    async fn keys(&self, issuer: &Issuer, parts: &Parts<'_>, now: i64) -> Result<Vec<Arc<Key>>, Reason> {
        let (kid, algorithm) = (parts.kid.as_str(), parts.algorithm);
        let ring = if let Some(jku) = &parts.jku {
            issuer.rings.get(jku).ok_or(Reason::JkuNotAllowed)?
        } else {
            if let Some(agreed) = &issuer.agreed {
                let keys = matching(agreed.keys.iter(), kid, algorithm);
                if !keys.is_empty() || issuer.agreed_ring.is_none() {
                    return if keys.is_empty() { Err(Reason::UnknownKey) } else { Ok(keys) };
                }
            }
            issuer.agreed_ring.as_ref().ok_or(Reason::NoKeys)?
        };
        ring.find(kid, algorithm, now, &self.source, self.freshness).await
    }

    /// Gives `exp`.
    fn check_times(&self, claims: &Claims, now: i64) -> Result<i64, Reason> {
        let expires = claims.expires.ok_or(Reason::NoExpiry)?;
        let issued = claims.issued.ok_or(Reason::NoIssuedAt)?;
        if now > expires.saturating_add(self.skew) {
            return Err(Reason::Expired);
        }
        let latest = now.saturating_add(self.skew);
        if issued > latest || claims.not_before.is_some_and(|not_before| not_before > latest) {
            return Err(Reason::NotYetValid);
        }
        if expires.saturating_sub(issued) > self.longest_life {
            return Err(Reason::LivesTooLong);
        }
        Ok(expires)
    }

    /// Fetches the key sets that are due; to be called every minute or so, and at start.
    pub async fn refresh(&self, now: i64) {
        for ring in self.rings().values() {
            ring.refresh(now, &self.source, self.freshness).await;
        }
    }

    /// How the key sets stand, by URL.
    #[must_use]
    pub fn health(&self) -> Vec<KeyHealth> {
        self.rings().values().map(|ring| ring.health()).collect()
    }

    /// How many tokens are remembered against replay, by the name of the issuer.
    #[must_use]
    pub fn remembered(&self) -> BTreeMap<&str, usize> {
        self.issuers.values().map(|issuer| (issuer.config.name.as_str(), issuer.used.len())).collect()
    }

    fn rings(&self) -> BTreeMap<&str, &Arc<KeyRing>> {
        let mut out = BTreeMap::new();
        for issuer in self.issuers.values() {
            out.extend(issuer.rings.iter().map(|(url, ring)| (url.as_str(), ring)));
            out.extend(issuer.config.jwks_url.as_deref().zip(issuer.agreed_ring.as_ref()));
        }
        out
    }
}

fn signed_by(key: &Key, parts: &Parts<'_>) -> bool {
    let verified = jsonwebtoken::crypto::verify(
        parts.signature,
        parts.message,
        &key.decoding,
        parts.algorithm.library(),
    );
    verified.unwrap_or(false)
}

/// Whether a claim has one of the values, if values are listed.
fn listed(claim: Option<&str>, values: Option<&[String]>) -> Option<()> {
    match values {
        None => Some(()),
        Some(values) => claim.filter(|claim| values.iter().any(|value| value == claim)).map(drop),
    }
}

/// The role a token gives: the greatest that its words name.
fn role(issuer: &Issuer, claims: &Claims) -> Result<Role, Reason> {
    let Some(roles) = &issuer.config.roles else { return Ok(Role::Client) };
    let words = words(claims, &roles.claim);
    let names = |list: &[String]| list.iter().any(|word| words.contains(&word.as_str()));
    let greatest = [
        (Role::Administrator, &roles.administrator),
        (Role::Reader, &roles.reader),
        (Role::Client, &roles.client),
    ];
    greatest.into_iter().find(|(_, list)| names(list)).map(|(role, _)| role).ok_or(Reason::RoleMissing)
}

/// The words of a claim: a string of them, or an array of strings.
fn words<'a>(claims: &'a Claims, claim: &str) -> Vec<&'a str> {
    match claims.all.get(claim) {
        Some(Value::String(text)) => text.split_whitespace().collect(),
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// The user's role, where the claim tells exactly one: someone with two is at work in one of them, and nothing
/// tells in which. Nobody is refused for it: a role that is not known keeps no alert away.
fn user_role(issuer: &IssuerConfig, claims: &Claims) -> Option<String> {
    let named = words(claims, issuer.user_role_claim.as_deref()?);
    let meant = named.into_iter().filter_map(|word| match issuer.user_roles.is_empty() {
        true => is_word(word).then(|| word.to_owned()),
        false => issuer.user_roles.get(word).cloned(),
    });
    let mut all = meant.collect::<BTreeSet<String>>().into_iter();
    all.next().filter(|_| all.next().is_none())
}

/// Fit to be a role: a word of at most 64 characters.
fn is_word(word: &str) -> bool {
    !word.is_empty()
        && word.len() <= 64
        && word.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
}

/// Where the user is: the token goes before the configuration.
fn location(issuer: &IssuerConfig, claims: &Claims) -> Option<String> {
    let claim = issuer.location_claim.as_deref().and_then(|name| claims.all.get(name)?.as_str());
    let told = claim.map(str::trim).filter(|text| !text.is_empty() && text.len() <= LONGEST_LOCATION);
    told.map(str::to_owned).or_else(|| issuer.location.clone())
}

fn token_hash(iss: &str, id: &str) -> TokenHash {
    let mut hash = Sha256::new();
    hash.update((iss.len() as u64).to_be_bytes());
    hash.update(iss.as_bytes());
    hash.update(id.as_bytes());
    hash.finalize().into()
}

fn shown(hash: &TokenHash) -> String {
    hex(hash.get(..8).unwrap_or_default())
}
