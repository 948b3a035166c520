//! Why a caller was refused: for the log, never for the caller.

use std::fmt;

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $text:literal;)*) => {
        /// Why a caller was refused. Codes are stable.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Reason {
            $($(#[$doc])* $name,)*
        }

        impl Reason {
            /// Every reason, in the order of the codes.
            pub const ALL: &'static [Reason] = &[$(Reason::$name,)*];

            /// The stable code, as in `A101`.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Reason::$name => $code,)* }
            }

            /// What was wrong and what to do, for the one who operates the service.
            #[must_use]
            pub fn text(self) -> &'static str {
                match self { $(Reason::$name => $text,)* }
            }
        }
    };
}

reasons! {
    /// No `Authorization` header.
    NoToken = "A101", "no Authorization header: the client must send `Authorization: Bearer` with its token";
    /// Another scheme, several headers, or a header that is not text.
    NotBearer = "A102", "the Authorization header is not one bearer token";
    /// Longer than the limit.
    TooLong = "A103", "the token is longer than the limit (max_token_bytes)";
    /// Not three parts in base64url without padding.
    NotCompact = "A104", "the token is not a compact JWS: three parts in base64url without padding";
    /// The header is not a JSON object, or names a field twice.
    BadHeader = "A105", "the header is not one JSON object with every name once";
    /// The payload is not a JSON object, or names a claim twice.
    BadPayload = "A106", "the payload is not one JSON object with every claim once and of its type";
    /// `none`, symmetric, or not allowed for the issuer.
    AlgorithmNotAllowed = "A107", "the algorithm is not allowed: the client must sign with one listed under `algorithms` of its issuer (ES384, RS384 by default)";
    /// `typ` is not `JWT`.
    NotJwt = "A108", "the header's typ is not JWT";
    /// `kid` is missing, empty or too long.
    BadKeyId = "A109", "the header has no usable kid";
    /// `crit` names extensions; none is understood.
    Critical = "A110", "the header demands extensions (crit); none is supported";
    /// `jwk`, `x5c` or `x5u`: a token does not bring its own key.
    KeyInHeader = "A111", "the header brings a key of its own (jwk, x5c, x5u); keys come from the issuer's key set only";
    /// `iss` is missing or not listed.
    UnknownIssuer = "A112", "the issuer is not listed under `issuers`";
    /// `jku` is not listed for the issuer.
    JkuNotAllowed = "A113", "the header's jku is not listed under `jku` of this issuer; it was not fetched";
    /// No `jku`, and the issuer has no keys agreed beforehand.
    NoKeys = "A114", "the token has no jku and the issuer has neither `jwks_file` nor `jwks_url`";
    /// The key set could not be fetched, and was not known from before.
    KeysUnavailable = "A115", "the issuer's key set could not be fetched and none is known from before";
    /// The key set does not have this key.
    UnknownKey = "A116", "the issuer's key set has no key of this kid that fits the algorithm";
    /// The signature does not hold.
    BadSignature = "A117", "the signature does not hold";
    /// `aud` does not name the endpoint that was called.
    WrongAudience = "A118", "aud does not name the exact URL that was called (see `public_url`)";
    /// No `exp`.
    NoExpiry = "A119", "exp is missing";
    /// Past `exp`.
    Expired = "A120", "the token has expired";
    /// No `iat`.
    NoIssuedAt = "A121", "iat is missing";
    /// `iat` or `nbf` in the future.
    NotYetValid = "A122", "iat or nbf lies in the future by more than the allowed skew";
    /// `exp` too far from `iat`.
    LivesTooLong = "A123", "the token lives longer than max_lifetime_seconds";
    /// `jti` is missing, empty or too long.
    BadTokenId = "A124", "jti is missing, empty or too long";
    /// `jti` was used before.
    Replayed = "A125", "the token was used before (jti)";
    /// There is no room to remember another `jti`.
    ReplayFull = "A126", "no room to remember another jti of this issuer: raise replay_capacity or shorten the lifetime of tokens";
    /// `tenant` is missing or not listed.
    WrongTenant = "A127", "the tenant is missing or not listed under `tenants` of this issuer";
    /// `sub` is missing or not listed.
    WrongSubject = "A128", "sub is missing or not listed under `subjects` of this issuer";
    /// No such bearer token.
    UnknownToken = "A129", "no token of the token files matches";
    /// The bearer token's day has passed.
    TokenOutdated = "A130", "the token's last day in the token file has passed";
    /// Known, but not allowed to do this.
    RoleMissing = "A131", "the caller is known but does not have the role this needs";
    /// No session of this cookie, or it ended.
    NoSession = "A132", "no session, or it has ended";
    /// The form's token does not belong to the session.
    BadFormToken = "A133", "the form's token does not belong to the session";
}

/// A refusal: the reason, with what may be logged about the token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Why.
    pub reason: Reason,
    /// `iss` as claimed, shortened, printable characters only. Not proven.
    pub issuer: Option<String>,
    /// `kid` as claimed, shortened, printable characters only. Not proven.
    pub kid: Option<String>,
    /// The first 16 hexadecimal digits of SHA-256 of issuer and `jti`.
    pub jti_hash: Option<String>,
}

impl Refused {
    /// A refusal about which nothing else is known.
    #[must_use]
    pub fn new(reason: Reason) -> Self {
        Refused { reason, issuer: None, kid: None, jti_hash: None }
    }

    /// What the caller is told: 401, 403 for a known caller without the role, 503 when
    /// the service has no room to guard against replay.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self.reason {
            Reason::RoleMissing | Reason::BadFormToken => 403,
            Reason::ReplayFull => 503,
            _ => 401,
        }
    }

    pub(crate) fn of_issuer(mut self, iss: &str) -> Self {
        self.issuer = Some(printable(iss));
        self
    }

    pub(crate) fn of_key(mut self, kid: &str) -> Self {
        self.kid = Some(printable(kid));
        self
    }
}

impl From<Reason> for Refused {
    fn from(reason: Reason) -> Self {
        Refused::new(reason)
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.reason.code(), self.reason.text())?;
        for (name, value) in [("iss", &self.issuer), ("kid", &self.kid), ("jti-hash", &self.jti_hash)] {
            if let Some(value) = value {
                write!(f, "; {name} {value}")?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for Refused {}

/// Of a claimed name, what a log line can bear.
fn printable(text: &str) -> String {
    text.chars().take(96).map(|c| if c.is_ascii_graphic() { c } else { '?' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn codes_are_distinct_and_texts_say_something() {
        let codes: BTreeSet<_> = Reason::ALL.iter().map(|r| r.code()).collect();
        assert_eq!(codes.len(), Reason::ALL.len());
        assert!(Reason::ALL.iter().all(|r| r.text().len() > 10));
    }

    #[test]
    fn names_cannot_forge_log_lines() {
        let refused = Refused::new(Reason::UnknownIssuer).of_issuer("evil\nINFO all is well\u{202e}");
        assert!(!refused.to_string().contains('\n'));
        assert!(refused.to_string().is_ascii());
    }
}
