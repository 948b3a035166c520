//! From values to a configuration that holds together.

use super::fault::Fault;
use super::keys::KEYS;
use super::read::{Entry, Origin, Value, Values, app};
use curbside::time::Zone;
use curbside_auth::{AuthConfig, IssuerConfig, RoleClaim};
use curbside_hooks::{PrefetchOptions, Settings, SmartApp, Undecided};
use curbside_record::OnFailure;
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// What the service does. `Debug` shows no secret: there is none in it but [`StorePlace::url`], which hides itself.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where clients are served.
    pub listen: SocketAddr,
    /// The URL under which they know the service, without a slash at the end.
    pub public_url: url::Url,
    /// The facility's zone.
    pub zone: Zone,
    /// Folders with packs.
    pub packs: Vec<PathBuf>,
    /// A folder for compiled packs.
    pub cache: Option<PathBuf>,
    /// The alert policy.
    pub policy: Option<PathBuf>,
    /// Overlays of the site.
    pub overlays: Vec<PathBuf>,
    /// TLS.
    pub tls: Option<Tls>,
    /// Who may call.
    pub auth: AuthConfig,
    /// Further authorities for key sets.
    pub authorities: Option<PathBuf>,
    /// Audit and feedback; none if nothing is kept.
    pub store: Option<StorePlace>,
    /// What to do when the store does not answer.
    pub on_failure: OnFailure,
    /// Limits.
    pub limits: Limits,
    /// Web pages that may call.
    pub cors: CrossOrigin,
    /// Access to FHIR servers; none if none is listed.
    pub fhir: Option<Fhir>,
    /// How cards are made.
    pub hooks: Settings,
    /// Whether there is an administration page.
    pub admin: bool,
    /// The second address for health and metrics.
    pub operations: Option<SocketAddr>,
    /// HL7 v2.
    pub mllp: Option<Mllp>,
    /// Exchange of packs.
    pub reload: Reload,
    /// The log.
    pub log: Log,
    /// How long a shutdown may take.
    pub shutdown: Duration,
}

/// Files of TLS.
#[derive(Debug, Clone)]
pub struct Tls {
    /// The chain.
    pub certificate: PathBuf,
    /// The key.
    pub key: PathBuf,
    /// How often they are looked at.
    pub check: Duration,
}

/// Where audit and feedback go.
#[derive(Clone)]
pub struct StorePlace {
    /// The URL; may hold a password.
    pub url: String,
    /// The writer's name.
    pub instance: String,
    /// The key for patients' names, if they are hashed.
    pub patient_key: Option<Vec<u8>>,
}

impl std::fmt::Debug for StorePlace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StorePlace").field("instance", &self.instance).finish_non_exhaustive()
    }
}

/// Limits.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Bytes of a body.
    pub body: usize,
    /// Of a request, its body included.
    pub request: Duration,
    /// Of an evaluation.
    pub evaluation: Duration,
    /// Of the head of a request.
    pub header: Duration,
    /// Requests at a time.
    pub concurrent: usize,
    /// Evaluations at a time.
    pub evaluations: usize,
    /// Connections at a time.
    pub connections: usize,
    /// Requests of one client in a second; 0: no limit.
    pub per_second: u32,
    /// Requests of one client at once.
    pub burst: u32,
}

/// Web pages that may call.
#[derive(Debug, Clone, Default)]
pub struct CrossOrigin {
    /// Their origins.
    pub origins: Vec<String>,
}

/// Access to the FHIR servers of clients.
#[derive(Debug, Clone)]
pub struct Fhir {
    /// Those that may be asked.
    pub servers: Vec<curbside_fhir_access::Server>,
    /// Further authorities.
    pub authorities: Option<PathBuf>,
    /// The longest that fetching for one request may take.
    pub time: Duration,
    /// Bytes of a single resource.
    pub resource_bytes: usize,
}

/// HL7 v2.
#[derive(Debug, Clone)]
pub struct Mllp {
    /// Where messages are taken.
    pub listen: SocketAddr,
    /// The site's map.
    pub site_map: Option<PathBuf>,
    /// Patients in memory.
    pub sessions: usize,
}

/// Exchange of packs.
#[derive(Debug, Clone)]
pub struct Reload {
    /// Whether the packs' tests must pass.
    pub self_test: bool,
    /// How often packs are looked at; never if none.
    pub watch: Option<Duration>,
}

/// The log.
#[derive(Debug, Clone)]
pub struct Log {
    /// The least important level.
    pub level: tracing::Level,
    /// JSON or text.
    pub json: bool,
}

/// What stands in the values, for the checks.
struct Look<'a> {
    entries: &'a BTreeMap<&'static str, Entry>,
    faults: &'a mut Vec<Fault>,
}

impl Look<'_> {
    fn entry(&self, name: &str) -> Option<&Entry> {
        debug_assert!(KEYS.iter().any(|k| k.name == name), "{name}");
        self.entries.get(name)
    }

    fn text(&self, name: &str) -> Option<String> {
        match &self.entry(name)?.value {
            Value::One(text) => Some(text.clone()),
            _ => None,
        }
    }

    fn texts(&self, name: &str) -> Vec<String> {
        match self.entry(name).map(|e| &e.value) {
            Some(Value::Many(all)) => all.clone(),
            _ => Vec::new(),
        }
    }

    fn flag(&self, name: &str) -> bool {
        self.text(name).as_deref() == Some("true")
    }

    fn number(&self, name: &str) -> u64 {
        self.text(name).and_then(|t| t.parse().ok()).unwrap_or(0)
    }

    fn size(&self, name: &str) -> usize {
        usize::try_from(self.number(name)).unwrap_or(usize::MAX)
    }

    fn millis(&self, name: &str) -> Duration {
        Duration::from_millis(self.number(name))
    }

    fn address(&self, name: &str) -> Option<SocketAddr> {
        self.text(name)?.parse().ok()
    }

    fn place(&self, name: &str) -> String {
        match self.entry(name).map(|e| &e.origin) {
            Some(Origin::File(place)) => place.clone(),
            Some(Origin::Environment(name)) => name.clone(),
            Some(Origin::Flag) => format!("--set {name}"),
            _ => name.to_string(),
        }
    }

    fn fault(&mut self, code: &'static str, name: &str, what: impl Into<String>, fix: impl Into<String>) {
        let place = self.place(name);
        self.faults.push(Fault::new(code, place, what, fix));
    }

    /// A path; it must be there.
    fn path(&mut self, name: &str) -> Option<PathBuf> {
        let text = self.text(name)?;
        let path = self.entry(name)?.folder.join(text);
        self.there(name, path)
    }

    fn paths(&mut self, name: &str) -> Vec<PathBuf> {
        let Some(entry) = self.entry(name) else { return Vec::new() };
        let folder = entry.folder.clone();
        self.texts(name).into_iter().filter_map(|t| self.there(name, folder.join(t))).collect()
    }

    fn there(&mut self, name: &str, path: PathBuf) -> Option<PathBuf> {
        if path.exists() {
            return Some(path);
        }
        let what = format!("`{name}`: `{}` is not there", path.display());
        self.fault("K105", name, what, "write an existing path, absolute or from the folder of the file");
        None
    }

    /// The trimmed text of a file with a secret.
    fn secret(&mut self, name: &str) -> Option<String> {
        let path = self.path(name)?;
        match std::fs::read_to_string(&path) {
            Ok(text) if !text.trim().is_empty() => Some(text.trim().to_string()),
            Ok(_) => {
                self.fault(
                    "K105",
                    name,
                    format!("`{}` is empty", path.display()),
                    "write the secret into it",
                );
                None
            }
            Err(e) => {
                let what = format!("cannot read `{}`: {e}", path.display());
                self.fault("K105", name, what, "let the service's user read it");
                None
            }
        }
    }
}

pub(super) fn config(values: &mut Values, developer: bool) -> Option<Config> {
    let mut look = Look { entries: &values.entries, faults: &mut values.faults };
    let (listen, public_url, tls) = doors(&mut look, developer)?;
    let zone_text = look.text("zone").unwrap_or_default();
    let zone: Option<Zone> = zone_text.parse().ok();
    if zone.is_none() {
        let fix = "write a name of the IANA time zone database, such as `Europe/Berlin`";
        look.fault("K104", "zone", format!("`{zone_text}` is no time zone"), fix);
    }
    let packs = look.paths("packs");
    if packs.is_empty() && look.texts("packs").is_empty() {
        look.fault("K104", "packs", "there are no packs", "name at least one folder with rule packs");
    }
    let (store, on_failure) = store(&mut look);
    let level = match look.text("log.level").as_deref() {
        Some("error") => tracing::Level::ERROR,
        Some("warn") => tracing::Level::WARN,
        Some("debug") => tracing::Level::DEBUG,
        _ => tracing::Level::INFO,
    };
    let undecided = look.text("hooks.undecided");
    let auth = auth(&mut look);
    let fhir = fhir(&mut look);
    let fetches = fhir.is_some();
    let system_actions = system_actions(&mut look);
    let evaluations = match look.size("limits.evaluations") {
        0 => std::thread::available_parallelism().map_or(2, |n| n.get()),
        n => n,
    };
    Some(Config {
        listen,
        public_url,
        zone: zone.unwrap_or_else(Zone::utc),
        packs,
        // Made when it is not there.
        cache: look.entry("cache").map(|e| e.folder.clone()).zip(look.text("cache")).map(|(f, t)| f.join(t)),
        policy: look.path("policy.file"),
        overlays: look.paths("policy.overlays"),
        tls,
        auth,
        authorities: look.path("auth.authorities"),
        store,
        on_failure,
        limits: Limits {
            body: look.size("limits.body_bytes"),
            request: look.millis("limits.request_ms"),
            evaluation: look.millis("limits.evaluation_ms"),
            header: look.millis("limits.header_ms"),
            concurrent: look.size("limits.concurrent"),
            evaluations,
            connections: look.size("limits.connections"),
            per_second: u32::try_from(look.number("limits.per_second")).unwrap_or(u32::MAX),
            burst: u32::try_from(look.number("limits.burst")).unwrap_or(u32::MAX),
        },
        cors: CrossOrigin { origins: look.texts("cors.origins") },
        fhir,
        hooks: Settings {
            undecided: if undecided.as_deref() == Some("always") {
                Undecided::Always
            } else {
                Undecided::NotChecked
            },
            source_url: look.text("hooks.source_url"),
            source_icon: look.text("hooks.source_icon"),
            ballot_3: look.flag("hooks.ballot_3"),
            one_service: look.flag("hooks.one_service"),
            fetches,
            apps: apps(&look),
            system_actions,
            prefetch: PrefetchOptions {
                user_role: look.flag("hooks.user_role"),
                place: look.flag("hooks.place"),
                ..PrefetchOptions::default()
            },
            ..Settings::default()
        },
        admin: look.flag("admin.enabled"),
        operations: look.address("operations.listen"),
        mllp: look.address("mllp.listen").map(|listen| Mllp {
            listen,
            site_map: look.path("mllp.site_map"),
            sessions: look.size("mllp.sessions"),
        }),
        reload: Reload {
            self_test: look.text("reload.self_test").as_deref() == Some("all"),
            watch: Some(look.number("reload.watch_seconds")).filter(|n| *n > 0).map(Duration::from_secs),
        },
        log: Log { level, json: look.text("log.format").as_deref() == Some("json") },
        shutdown: Duration::from_secs(look.number("shutdown_seconds")),
    })
}

/// Addresses, and that nobody is served in the clear by mistake.
fn doors(look: &mut Look<'_>, developer: bool) -> Option<(SocketAddr, url::Url, Option<Tls>)> {
    let listen = look.address("listen")?;
    let (certificate, key) = (look.path("tls.certificate"), look.path("tls.key"));
    let check = Duration::from_secs(look.number("tls.check_seconds").max(1));
    let tls = match (look.text("tls.certificate"), look.text("tls.key")) {
        (Some(_), None) => {
            look.fault("K106", "tls.certificate", "a certificate without a key", "set `tls.key`, too");
            None
        }
        (None, Some(_)) => {
            look.fault("K106", "tls.key", "a key without a certificate", "set `tls.certificate`, too");
            None
        }
        _ => certificate.zip(key).map(|(certificate, key)| Tls { certificate, key, check }),
    };
    let local = listen.ip().is_loopback();
    let wants_tls = look.text("tls.certificate").is_some();
    if developer && !local {
        let fix = "listen on 127.0.0.1, or configure `auth` and leave the switch out";
        look.fault("K106", "listen", "an open gate is for this machine alone", fix);
    } else if !local && !wants_tls && !look.flag("tls.by_proxy") {
        let what = format!("others can reach {listen}, and there is no TLS");
        let fix = "set `tls.certificate` and `tls.key`, or `tls.by_proxy: true` where a proxy ends TLS";
        look.fault("K106", "listen", what, fix);
    }
    if wants_tls && look.flag("tls.by_proxy") {
        look.fault(
            "K106",
            "tls.by_proxy",
            "either the service ends TLS or a proxy does",
            "remove one of them",
        );
    }
    let mut public_text = look.text("public_url")?;
    // Nobody has said how it is known, so it is known where it listens.
    if look.entry("public_url").is_some_and(|e| e.origin == Origin::Default) {
        public_text = format!("{}://{listen}", if wants_tls { "https" } else { "http" });
        if !local {
            let fix = "set `public_url` to the URL that clients call: their tokens name it";
            look.fault(
                "K106",
                "public_url",
                "clients know the service under a URL that nobody has said",
                fix,
            );
        }
    }
    let public_url = url::Url::parse(public_text.trim_end_matches('/')).ok()?;
    let here = public_url.host_str().is_some_and(|h| matches!(h, "localhost" | "127.0.0.1" | "[::1]"));
    if public_url.scheme() == "http" && !here {
        look.fault("K106", "public_url", "tokens and patients' data in the clear", "use an https URL");
    }
    for name in ["operations.listen", "mllp.listen"] {
        if look.address(name) == Some(listen) && listen.port() != 0 {
            look.fault(
                "K106",
                name,
                format!("`{name}` is the same as `listen`"),
                "give it a port of its own",
            );
        }
    }
    Some((listen, public_url, tls))
}

fn store(look: &mut Look<'_>) -> (Option<StorePlace>, OnFailure) {
    let on_failure = match look.text("store.on_failure").as_deref() {
        Some("mark") => OnFailure::Mark,
        _ => OnFailure::Refuse,
    };
    let mut url = look.text("store.url").unwrap_or_default();
    let origin = look.entry("store.url").map(|e| e.origin.clone());
    let has_password = super::show::without_password(&url) != url
        && url::Url::parse(&url)
            .is_ok_and(|u| u.password().is_some() || u.query().is_some_and(|q| q.contains("password")));
    if has_password && !matches!(origin, Some(Origin::Environment(_))) {
        let fix = "write it into a file and name that in `store.url_file`, or use CURBSIDE_STORE_URL";
        look.fault("K106", "store.url", "a password does not belong here", fix);
    }
    if look.text("store.url_file").is_some() {
        if matches!(origin, Some(o) if o != Origin::Default) {
            look.fault("K106", "store.url_file", "`store.url` and `store.url_file`", "remove one of them");
        }
        url = look.secret("store.url_file").unwrap_or_default();
    }
    if url == "none" || url.is_empty() {
        return (None, on_failure);
    }
    // A file is named from the folder of the configuration.
    if let Some(path) =
        url.strip_prefix("sqlite:").map(|p| p.strip_prefix("//").unwrap_or(p)).filter(|p| !p.starts_with(':'))
    {
        let folder = look.entry("store.url").map(|e| e.folder.clone()).unwrap_or_default();
        url = format!("sqlite:{}", folder.join(path).display());
    } else if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
        let fix = "write `sqlite:PATH`, `postgres://USER@HOST/DATABASE` or `none`";
        look.fault("K104", "store.url", "this is no audit database", fix);
    }
    let patient_key = look.secret("store.patient_key_file").map(String::into_bytes);
    if patient_key.as_ref().is_some_and(|k| k.len() < 32) {
        let fix = "make one with `openssl rand -hex 32`";
        look.fault("K104", "store.patient_key_file", "the key has fewer than 32 bytes", fix);
    }
    let instance = look.text("store.instance").unwrap_or_default();
    (Some(StorePlace { url, instance, patient_key }), on_failure)
}

fn auth(look: &mut Look<'_>) -> AuthConfig {
    let mut issuers = Vec::new();
    if let Some(Entry { value: Value::Issuers(all), folder, .. }) = look.entry("auth.issuers").cloned() {
        for issuer in all {
            let one = |name: &str| issuer.get(name).and_then(|v| v.first()).cloned();
            let many = |name: &str| issuer.get(name).cloned().unwrap_or_default();
            let algorithms = match issuer.get("algorithms") {
                None => serde_json::json!(["ES384", "RS384"]),
                Some(all) => serde_json::json!(all),
            };
            let Ok(algorithms) = serde_json::from_value(algorithms) else {
                let fix = "accepted are ES256, ES384, RS256, RS384, RS512, PS256, PS384 and PS512, as far as listed in the book; ES384 and RS384 are recommended";
                look.fault("K104", "auth.issuers", "`algorithms` names one that is not supported", fix);
                continue;
            };
            issuers.push(IssuerConfig {
                name: one("name").unwrap_or_default(),
                iss: one("iss").unwrap_or_default(),
                jku: many("jku"),
                jwks_file: one("jwks_file").map(|p| folder.join(p)),
                jwks_url: one("jwks_url"),
                algorithms,
                tenants: issuer.get("tenants").cloned(),
                subjects: issuer.get("subjects").cloned(),
                roles: one("role_claim").map(|claim| RoleClaim {
                    claim,
                    administrator: many("administrators"),
                    reader: many("readers"),
                    client: many("clients"),
                }),
                user_role_claim: one("user_role_claim"),
                user_roles: user_roles(look, &many("user_roles")),
                location_claim: one("location_claim"),
                location: one("location"),
            });
        }
    }
    AuthConfig {
        issuers,
        token_files: look.paths("auth.token_files"),
        skew_seconds: look.number("auth.skew_seconds"),
        max_lifetime_seconds: look.number("auth.max_lifetime_seconds"),
        replay_capacity: look.size("auth.replay_capacity"),
        key_refresh_seconds: look.number("auth.key_refresh_seconds"),
        ..AuthConfig::default()
    }
}

/// What a client's words for professions mean.
fn user_roles(look: &mut Look<'_>, words: &[String]) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    for text in words {
        match text.split_once('=').map(|(word, role)| (word.trim(), role.trim())) {
            Some((word, role)) if !word.is_empty() && !role.is_empty() => {
                out.insert(word.to_string(), role.to_string());
            }
            _ => {
                let fix = "write `MD=physician`: the token's word, then the rules' word";
                look.fault("K104", "auth.issuers", format!("`user_roles` cannot have `{text}`"), fix);
            }
        }
    }
    out
}

fn apps(look: &Look<'_>) -> Vec<SmartApp> {
    let all = look.texts("hooks.apps");
    let pairs = all.iter().filter_map(|text| app(text));
    pairs.map(|(label, url)| SmartApp { label: label.into(), url: url.into() }).collect()
}

fn system_actions(look: &mut Look<'_>) -> BTreeSet<String> {
    let all = look.texts("hooks.system_actions");
    for text in &all {
        if text
            .split_once('/')
            .is_none_or(|(pack, rule)| pack.is_empty() || rule.is_empty() || rule.contains(['*', '/']))
        {
            let fix = "name each rule: `pack/rule`";
            look.fault("K104", "hooks.system_actions", format!("`{text}` is no rule"), fix);
        }
    }
    all.into_iter().collect()
}

fn fhir(look: &mut Look<'_>) -> Option<Fhir> {
    let below = look.flag("fhir.below");
    let mut servers = Vec::new();
    for (name, private) in [("fhir.servers", false), ("fhir.private_servers", true)] {
        for text in look.texts(name) {
            let Ok(base) = url::Url::parse(&text) else { continue };
            servers.push(curbside_fhir_access::Server { base, private, below });
        }
    }
    let authorities = look.path("fhir.authorities");
    let time = look.millis("fhir.time_ms");
    let resource_bytes = look.size("fhir.resource_bytes");
    (!servers.is_empty()).then_some(Fhir { servers, authorities, time, resource_bytes })
}
