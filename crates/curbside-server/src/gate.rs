//! Who may call: closed unless somebody says otherwise.

use axum::http::{HeaderMap, Method};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// A call, as far as a gatekeeper looks at it.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// The method.
    pub method: &'a Method,
    /// The exact URL that was called, made of the configured public URL, path and query; what `aud`
    /// of a client's token must name. The `Host` header plays no part.
    pub url: &'a str,
    /// The headers.
    pub headers: &'a HeaderMap,
}

/// Who calls, as the audit names them. No token, no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// A name that stays the same: the issuer's, with its tenant. Patients of two names are never mixed.
    pub name: String,
    /// The user's profession, where the token tells (`physician`, `nurse`); for rules and policies that ask for it.
    pub user_role: Option<String>,
    /// Where the user is, as token or configuration say; for audit and feedback.
    pub location: Option<String>,
}

impl Caller {
    /// A caller of whom nothing but the name is known.
    ///
    /// ```
    /// assert_eq!(curbside_server::Caller::named("ehr").user_role, None);
    /// ```
    pub fn named(name: impl Into<String>) -> Caller {
        Caller { name: name.into(), user_role: None, location: None }
    }
}

/// The caller is not admitted. The reason is the gatekeeper's to keep: the answer does not tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// Nobody knows them: 401.
    Unknown,
    /// They may do other things: 403.
    Forbidden,
    /// Not now, there is no room to guard against replay: 503.
    Later,
}

/// What a gatekeeper says in the end; it may have to fetch keys first.
pub type Admission<'a> = Pin<Box<dyn Future<Output = Result<Caller, Denied>> + Send + 'a>>;

/// Decides who may call, before any of the body is read.
pub trait Gatekeeper: Send + Sync {
    /// Who this caller is, or that they may not call.
    fn admit<'a>(&'a self, call: Call<'a>) -> Admission<'a>;
}

/// The way in.
#[derive(Clone, Default)]
pub enum Gate {
    /// Nobody may call.
    #[default]
    Closed,
    /// Those whom a gatekeeper admits.
    Kept(Arc<dyn Gatekeeper>),
    /// Everybody; made by [`Gate::open`] only.
    Open(Opened),
}

/// That somebody opened the gate, and why.
#[derive(Debug, Clone)]
pub struct Opened {
    why: String,
}

impl Gate {
    /// Everybody may call, because of `why`, which the router logs as a warning. Without a reason
    /// the gate stays closed.
    ///
    /// ```
    /// use curbside_server::Gate;
    /// assert!(matches!(Gate::open("a demonstration on this machine"), Gate::Open(_)));
    /// assert!(matches!(Gate::open(" "), Gate::Closed));
    /// ```
    pub fn open(why: &str) -> Gate {
        let why = why.trim().to_string();
        if why.is_empty() { Gate::Closed } else { Gate::Open(Opened { why }) }
    }

    /// Tells the log how it stands.
    pub(crate) fn announce(&self) {
        match self {
            Gate::Closed => tracing::warn!(
                "THE GATE IS CLOSED: no issuer is configured, every call is answered with 401; set `auth.issuers`"
            ),
            Gate::Kept(_) => {}
            Gate::Open(o) => {
                tracing::warn!(why = %o.why, "THE GATE IS OPEN: everybody may call without a token");
            }
        }
    }

    pub(crate) async fn admit(&self, call: Call<'_>) -> Result<Caller, Denied> {
        match self {
            Gate::Closed => Err(Denied::Unknown),
            Gate::Kept(keeper) => keeper.admit(call).await,
            Gate::Open(_) => Ok(Caller::named("anyone")),
        }
    }
}

impl std::fmt::Debug for Gate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Gate::Closed => "Closed",
            Gate::Kept(_) => "Kept(…)",
            Gate::Open(_) => "Open(…)",
        })
    }
}
