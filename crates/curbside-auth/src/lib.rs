//! # Who is calling
//!
//! Clients of a CDS Hooks service show a JWT they signed themselves; administrators
//! show a bearer token, a JWT with a role, or the cookie of a session. This crate says
//! who a caller is ([`Caller`]) and why one was refused ([`Refused`]), and nothing else:
//! it knows no HTTP server, reads no clock (`now` is an argument, in seconds since
//! 1970), and reaches the network only through a [`KeySource`].
//!
//! ```
//! use curbside_auth::{AuthConfig, NoKeys, Verifier};
//! use std::sync::Arc;
//!
//! let config: AuthConfig = serde_json::from_str(r#"{
//!     "issuers": [{ "name": "general", "iss": "https://ehr.example.org", "jku": ["https://ehr.example.org/jwks.json"] }]
//! }"#)?;
//! let verifier = Verifier::new(&config, std::path::Path::new("."), Arc::new(NoKeys))?;
//! # let run = async {
//! let refused = verifier.verify("not.a.token", &["https://cds.example.org/cds-services"], 1_780_000_000).await.unwrap_err();
//! assert_eq!(refused.status(), 401);
//! # };
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What the refused caller is told is the status alone. The reason is for the log; it
//! carries the issuer, the key id and a hash of `jti`, never the token or other claims.

mod bearer;
mod config;
mod jwk;
mod keyring;
mod refused;
mod replay;
mod role;
mod session;
mod source;
mod strict;
mod token;
mod verify;

pub use bearer::bearer;
pub use config::{AuthConfig, ConfigError, IssuerConfig, RoleClaim};
pub use jwk::{KeyNote, KeySet, KeySetError};
pub use keyring::KeyHealth;
pub use refused::{Reason, Refused};
pub use replay::ReplayCache;
pub use role::{BearerToken, Role, TokenFile, TokenFileError};
pub use session::{Session, Sessions};
#[cfg(feature = "http")]
pub use source::HttpKeys;
pub use source::{FetchError, Fetching, KeySource, NoKeys};
pub use token::Algorithm;
pub use verify::{Caller, Verifier};
