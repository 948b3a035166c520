//! Every key of the configuration: what it takes, what it is when nothing is said, what it is for.
//!
//! Reading, checking, the example file, the effective configuration and the table in the book
//! are all made of this one table, so that none of them can differ.

/// What a key takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A text.
    Text,
    /// `true` or `false`.
    Flag,
    /// A whole number within bounds.
    Number(u64, u64),
    /// One of these words.
    Word(&'static [&'static str]),
    /// A file or folder.
    Path,
    /// Files or folders.
    Paths,
    /// An absolute http or https URL.
    Url,
    /// Absolute https URLs (http for this machine).
    Urls,
    /// Web origins, such as `https://ehr.example.org`.
    Origins,
    /// An address with a port.
    Address,
    /// Words.
    Words,
    /// SMART apps: label to launch URL.
    Apps,
    /// Issuers of tokens.
    Issuers,
}

/// A key.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// Its name, with dots between the levels of the file.
    pub name: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// What it is when nothing is said; empty: nothing.
    pub default: &'static str,
    /// What it is for.
    pub help: &'static str,
    /// What the example file shows where there is no default.
    pub example: &'static str,
}

impl Key {
    /// The environment variable that sets it.
    ///
    /// ```
    /// let key = curbside_server::config::key("limits.body_bytes").unwrap();
    /// assert_eq!(key.variable(), "CURBSIDE_LIMITS_BODY_BYTES");
    /// ```
    pub fn variable(&self) -> String {
        format!("CURBSIDE_{}", self.name.replace('.', "_").to_uppercase())
    }

    /// What it takes, in words.
    pub fn takes(&self) -> String {
        match self.kind {
            Kind::Text => "text".into(),
            Kind::Flag => "`true` or `false`".into(),
            Kind::Number(low, high) => format!("a whole number from {low} to {high}"),
            Kind::Word(words) => words.iter().map(|w| format!("`{w}`")).collect::<Vec<_>>().join(", "),
            Kind::Path => "a path".into(),
            Kind::Paths => "paths".into(),
            Kind::Url => "an absolute http or https URL".into(),
            Kind::Urls => "absolute https URLs".into(),
            Kind::Origins => "web origins such as `https://ehr.example.org`".into(),
            Kind::Address => "an address with a port, such as `127.0.0.1:8080`".into(),
            Kind::Words => "words".into(),
            Kind::Apps => "apps, `label: launch URL`".into(),
            Kind::Issuers => "a list of issuers".into(),
        }
    }

    /// Whether it takes several.
    pub(crate) fn many(&self) -> bool {
        matches!(
            self.kind,
            Kind::Paths | Kind::Urls | Kind::Origins | Kind::Words | Kind::Apps | Kind::Issuers
        )
    }
}

const fn key(name: &'static str, kind: Kind, default: &'static str, help: &'static str) -> Key {
    Key { name, kind, default, help, example: "" }
}

const fn like(name: &'static str, kind: Kind, example: &'static str, help: &'static str) -> Key {
    Key { name, kind, default: "", help, example }
}

const MINUTE: u64 = 60_000;
const DAY: u64 = 86_400;

/// All keys, in the order of the example file.
pub const KEYS: &[Key] = &[
    key(
        "listen",
        Kind::Address,
        "127.0.0.1:8080",
        "Where clients are served. An address that others can reach needs TLS, or `tls.by_proxy`.",
    ),
    key(
        "public_url",
        Kind::Url,
        "http://127.0.0.1:8080",
        "The URL under which clients know the service, without a slash at the end. Their tokens name it as audience; it is never taken from a request.",
    ),
    key(
        "zone",
        Kind::Text,
        "UTC",
        "The facility's time zone, such as `Europe/Berlin`: what a day is, and times without an offset.",
    ),
    key("packs", Kind::Paths, "rules", "Folders with rule packs."),
    like(
        "cache",
        Kind::Path,
        "/var/cache/curbside",
        "A folder for compiled packs and for marks of tests that passed: a start with the same packs is faster. It must be writable by the service alone.",
    ),
    like(
        "policy.file",
        Kind::Path,
        "alerts.yaml",
        "The alert policy; the shipped one if not given (`curbside policy default` prints it).",
    ),
    like(
        "policy.overlays",
        Kind::Paths,
        "overlays/site.yaml",
        "The site's overlays, in the order in which they are asked.",
    ),
    like(
        "tls.certificate",
        Kind::Path,
        "/etc/curbside/tls.crt",
        "The certificate chain, PEM. Read again when it changes.",
    ),
    like("tls.key", Kind::Path, "/etc/curbside/tls.key", "The private key, PEM."),
    key(
        "tls.check_seconds",
        Kind::Number(1, DAY),
        "60",
        "How often certificate and key are looked at for changes.",
    ),
    key(
        "tls.by_proxy",
        Kind::Flag,
        "false",
        "A proxy in front of the service ends TLS, and nobody else can reach `listen`.",
    ),
    key(
        "auth.issuers",
        Kind::Issuers,
        "",
        "The clients whose tokens are accepted. Without any, nobody may call.",
    ),
    like(
        "auth.token_files",
        Kind::Paths,
        "/etc/curbside/tokens",
        "Files with hashes of bearer tokens, for administrators and readers. `curbside serve --new-token` makes one.",
    ),
    key("auth.skew_seconds", Kind::Number(0, 600), "60", "By how much clocks may differ."),
    key("auth.max_lifetime_seconds", Kind::Number(1, DAY), "3600", "The longest life of a token."),
    key(
        "auth.replay_capacity",
        Kind::Number(1000, 100_000_000),
        "1000000",
        "How many tokens of an issuer are remembered against replay.",
    ),
    key("auth.key_refresh_seconds", Kind::Number(60, DAY), "900", "When a key set is fetched again."),
    like(
        "auth.authorities",
        Kind::Path,
        "/etc/curbside/hospital-ca.pem",
        "Further certificate authorities for key sets within a hospital, PEM.",
    ),
    key(
        "store.url",
        Kind::Text,
        "sqlite:curbside-audit.db",
        "Audit and feedback: `sqlite:PATH`, `postgres://USER@HOST/DATABASE`, or `none`. With a password, use `store.url_file` or the environment.",
    ),
    like(
        "store.url_file",
        Kind::Path,
        "/run/secrets/store-url",
        "A file with the URL, when it holds a password.",
    ),
    key(
        "store.instance",
        Kind::Text,
        "curbside",
        "The writer's name: its entries make one chain. Each server its own, and the same after a restart.",
    ),
    like(
        "store.patient_key_file",
        Kind::Path,
        "/run/secrets/patient-key",
        "A file with a key, at least 32 bytes: patients stand in the audit by keyed hash. Once begun, keep it.",
    ),
    key(
        "store.on_failure",
        Kind::Word(&["refuse", "mark"]),
        "refuse",
        "When the store does not answer: `refuse` (503), or `mark` (answer, and say in the answer that it is not recorded).",
    ),
    key("limits.body_bytes", Kind::Number(1024, 64 << 20), "8388608", "The largest request body."),
    key(
        "limits.request_ms",
        Kind::Number(100, 10 * MINUTE),
        "10000",
        "The longest a request may take, its body included.",
    ),
    key(
        "limits.evaluation_ms",
        Kind::Number(10, 10 * MINUTE),
        "2000",
        "The longest an evaluation may take. Rules that were not reached are named in the answer.",
    ),
    key(
        "limits.header_ms",
        Kind::Number(100, 10 * MINUTE),
        "10000",
        "The longest a client may take to send the head of a request, and to be silent between two.",
    ),
    key(
        "limits.concurrent",
        Kind::Number(1, 100_000),
        "256",
        "Requests at a time; more are told to come again (503).",
    ),
    key(
        "limits.evaluations",
        Kind::Number(0, 1024),
        "0",
        "Evaluations at a time, the others wait; 0: as many as there are processors.",
    ),
    key("limits.connections", Kind::Number(1, 1_000_000), "1024", "Connections at a time; more are closed."),
    key(
        "limits.per_second",
        Kind::Number(0, 1_000_000),
        "100",
        "Requests of one client in a second, on average; more are told to come again (429). 0: no limit.",
    ),
    key("limits.burst", Kind::Number(1, 1_000_000), "200", "Requests of one client at once."),
    like(
        "cors.origins",
        Kind::Origins,
        "https://ehr.example.org",
        "Web pages that may call the service from a browser.",
    ),
    like(
        "fhir.servers",
        Kind::Urls,
        "https://fhir.example.org/r4",
        "FHIR servers of clients that are asked for what a client did not send, with the token it sent. Others are never asked.",
    ),
    like(
        "fhir.private_servers",
        Kind::Urls,
        "https://fhir.hospital.example/r4",
        "The same, whose names may lead to addresses within the hospital.",
    ),
    key("fhir.below", Kind::Flag, "false", "Whether bases below those URLs are meant, too, as for tenants."),
    like(
        "fhir.authorities",
        Kind::Path,
        "/etc/curbside/hospital-ca.pem",
        "Further certificate authorities for these servers, PEM.",
    ),
    key(
        "fhir.time_ms",
        Kind::Number(100, 10 * MINUTE),
        "6000",
        "The longest that fetching for one request may take, within `limits.request_ms`.",
    ),
    key(
        "fhir.resource_bytes",
        Kind::Number(1024, 8 << 20),
        "1048576",
        "The largest single resource that is read (a patient, an order, a medication). A larger one counts as not fetched, and the answer says so.",
    ),
    key(
        "hooks.one_service",
        Kind::Flag,
        "false",
        "One service id, `curbside`, for all hooks, so that clients replace the cards of an earlier hook.",
    ),
    key(
        "hooks.user_role",
        Kind::Flag,
        "false",
        "Ask clients for the PractitionerRole of the user, for rules and policies that ask for a role.",
    ),
    key(
        "hooks.place",
        Kind::Flag,
        "false",
        "Ask clients for the Encounter that is going on, for the place in audit and feedback.",
    ),
    key(
        "hooks.undecided",
        Kind::Word(&["not-checked", "always"]),
        "not-checked",
        "When a card says that rules could not be decided: when data was not sent, or always.",
    ),
    key("hooks.ballot_3", Kind::Flag, "false", "Elements of the CDS Hooks 3.0 ballot."),
    like(
        "hooks.apps",
        Kind::Apps,
        "Look closer: https://app.example.org/launch",
        "SMART apps that every card of a finding links to. They are told the finding, its rule and the packs (`appContext`), never a value of the record.",
    ),
    like(
        "hooks.system_actions",
        Kind::Words,
        "drug-interactions/simvastatin-clarithromycin",
        "Rules whose only suggestion the client carries out by itself (`systemActions`), as agreed with it beforehand. Without any there are no system actions.",
    ),
    like("hooks.source_url", Kind::Url, "https://example.org/cds", "`source.url` of cards."),
    like("hooks.source_icon", Kind::Url, "https://example.org/cds.png", "`source.icon` of cards."),
    key("admin.enabled", Kind::Flag, "true", "The administration page at `/admin`."),
    like(
        "operations.listen",
        Kind::Address,
        "127.0.0.1:9464",
        "A second address, without TLS and tokens, for `/health`, `/ready` and `/metrics` only. Keep it from others by the network.",
    ),
    like(
        "mllp.listen",
        Kind::Address,
        "127.0.0.1:2575",
        "Where HL7 v2 messages are taken (MLLP, without TLS). Keep it from others by the network.",
    ),
    like("mllp.site_map", Kind::Path, "hl7-site.yaml", "The site's codes, units and flags."),
    key("mllp.sessions", Kind::Number(1, 10_000_000), "10000", "Patients whose record is kept in memory."),
    key(
        "reload.self_test",
        Kind::Word(&["all", "none"]),
        "all",
        "Whether the packs' own tests must pass before new packs come into force.",
    ),
    key(
        "reload.watch_seconds",
        Kind::Number(0, DAY),
        "0",
        "How often packs and policy are looked at for changes; 0: never (SIGHUP and the administration page reload at any time).",
    ),
    key("log.level", Kind::Word(&["error", "warn", "info", "debug"]), "info", "What is logged."),
    key("log.format", Kind::Word(&["json", "text"]), "json", "How it is logged, to standard error."),
    key(
        "shutdown_seconds",
        Kind::Number(0, 600),
        "30",
        "How long requests under way may take when the service is told to end.",
    ),
];

/// The keys of an issuer: name, what it takes, what it is for.
pub const ISSUER_KEYS: &[(&str, Kind, &str)] = &[
    (
        "name",
        Kind::Text,
        "What audit and statistics call this client; patients of two names are never mixed.",
    ),
    ("iss", Kind::Text, "`iss` of its tokens, character by character."),
    ("jku", Kind::Words, "Where its key sets may be fetched; others are never fetched."),
    ("jwks_file", Kind::Path, "Its key set, for tokens without `jku`."),
    ("jwks_url", Kind::Text, "Where its key set is published, for tokens without `jku`."),
    ("algorithms", Kind::Words, "The algorithms accepted; ES384 and RS384 if not given."),
    ("tenants", Kind::Words, "The tenants accepted; any if not given."),
    ("subjects", Kind::Words, "The subjects accepted; any if not given."),
    ("role_claim", Kind::Text, "The claim that names roles, for an issuer of administrators' tokens."),
    ("administrators", Kind::Words, "The words in it that make an administrator."),
    ("readers", Kind::Words, "The words in it that make a reader."),
    ("clients", Kind::Words, "The words in it that make a client."),
    (
        "user_role_claim",
        Kind::Text,
        "The claim that names the user's profession, such as `physician`, for rules and policies that ask for it.",
    ),
    (
        "user_roles",
        Kind::Words,
        "What its words mean, `MD=physician`; others tell nothing. If not given, a word stands for itself.",
    ),
    ("location_claim", Kind::Text, "The claim that names where the user is, for audit and feedback."),
    ("location", Kind::Text, "Where this client is, for audit and feedback, when nothing else tells."),
];
