//! Which FHIR servers may be asked, and how much.

use crate::address::is_public;
use std::net::IpAddr;
use std::time::Duration;
use url::{Host, Url};

/// A FHIR server that may be asked. Every other `fhirServer` of a request is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Its base URL, such as `https://fhir.example.org/r4`.
    pub base: Url,
    /// Whether its name may lead to addresses that are not public, as within a hospital.
    pub private: bool,
    /// Whether bases below this one are meant too (`https://fhir.example.org/r4/tenant-7`).
    pub below: bool,
}

impl Server {
    /// A server at a public address.
    pub fn new(base: Url) -> Server {
        Server { base, private: false, below: false }
    }

    /// Whether a base URL of a request is this one, or below it where that is allowed.
    pub(crate) fn covers(&self, base: &Url) -> bool {
        let exact = base.path().trim_end_matches('/') == self.base.path().trim_end_matches('/');
        base.origin() == self.base.origin()
            && plain(base)
            && (exact || self.below && below(base.path(), self.base.path()))
    }
}

/// Neither user, query nor fragment.
fn plain(url: &Url) -> bool {
    url.username().is_empty() && url.password().is_none() && url.query().is_none() && url.fragment().is_none()
}

/// Whether a path is another one or below it.
pub(crate) fn below(path: &str, base: &str) -> bool {
    let base = base.trim_end_matches('/');
    path.strip_prefix(base).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// How much may be asked of servers for one request, and waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Pages of one search.
    pub pages: usize,
    /// Resources of one search.
    pub resources: usize,
    /// Bytes of one answer.
    pub answer_bytes: usize,
    /// Bytes of all searches together.
    pub bytes: usize,
    /// Bytes of a single resource that is read, within `answer_bytes`.
    pub resource_bytes: usize,
    /// For one answer.
    pub answer_time: Duration,
    /// For everything that one request needs, waiting for a turn included.
    pub time: Duration,
    /// Answers that one server is asked for at a time, over all requests.
    pub per_server: usize,
    /// Answers that one request asks for at a time.
    pub per_request: usize,
    /// `_count` of searches.
    pub page_size: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            pages: 20,
            resources: 4_000,
            answer_bytes: 8 << 20,
            bytes: 32 << 20,
            resource_bytes: 1 << 20,
            answer_time: Duration::from_secs(3),
            time: Duration::from_secs(6),
            per_server: 16,
            per_request: 6,
            page_size: 200,
        }
    }
}

/// What an [`Access`](crate::Access) is made of. With [`Config::default`] no server may be asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    /// The servers.
    pub servers: Vec<Server>,
    /// How much.
    pub limits: Limits,
    /// Whether `http` is allowed for `localhost` and loopback addresses. For tests and demonstrations.
    pub loopback_http: bool,
    /// PEM texts of further certificate authorities, as of a hospital's own.
    pub certificates: Vec<Vec<u8>>,
}

/// Why a configuration cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// Not `https`.
    #[error("F101: the FHIR server {0} must be an https URL (http is for loopback, where that is allowed)")]
    NotHttps(Url),
    /// A user, a query or a fragment.
    #[error("F102: the FHIR server at {0} must be a base URL: without user, query and fragment")]
    NotABase(String),
    /// An address that is not public.
    #[error(
        "F103: the FHIR server {0} is at an address that is not public: list it as private if it is meant"
    )]
    Private(Url),
    /// A limit of nothing.
    #[error("F104: the limit `{0}` of access to FHIR servers must be more than 0")]
    NoRoom(&'static str),
    /// Certificates or TLS.
    #[error("F105: the client for FHIR servers could not be set up: check the certificates (PEM)")]
    Tls,
}

impl Config {
    /// The first mistake.
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        let l = &self.limits;
        let rooms = [
            ("pages", l.pages),
            ("resources", l.resources),
            ("answer_bytes", l.answer_bytes),
            ("bytes", l.bytes),
            ("resource_bytes", l.resource_bytes),
            ("answer_time", usize::from(!l.answer_time.is_zero())),
            ("time", usize::from(!l.time.is_zero())),
            ("per_server", l.per_server),
            ("per_request", l.per_request),
            ("page_size", l.page_size),
        ];
        if let Some((name, _)) = rooms.iter().find(|(_, n)| *n == 0) {
            return Err(ConfigError::NoRoom(name));
        }
        self.servers.iter().try_for_each(|s| self.check_server(s))
    }

    fn check_server(&self, s: &Server) -> Result<(), ConfigError> {
        if !plain(&s.base) || !s.base.has_host() {
            return Err(ConfigError::NotABase(s.base.host_str().unwrap_or("?").to_string()));
        }
        let loopback = self.loopback_http && is_loopback(&s.base);
        match s.base.scheme() {
            "https" => {}
            "http" if loopback => {}
            _ => return Err(ConfigError::NotHttps(s.base.clone())),
        }
        match address(&s.base) {
            Some(ip) if !(is_public(ip) || s.private || loopback) => {
                Err(ConfigError::Private(s.base.clone()))
            }
            _ => Ok(()),
        }
    }
}

/// The address that a URL names without a name.
fn address(url: &Url) -> Option<IpAddr> {
    match url.host()? {
        Host::Ipv4(ip) => Some(ip.into()),
        Host::Ipv6(ip) => Some(ip.into()),
        Host::Domain(_) => None,
    }
}

pub(crate) fn is_loopback(url: &Url) -> bool {
    url.host_str() == Some("localhost") || address(url).is_some_and(|ip| ip.is_loopback())
}
