//! What is counted, for Prometheus. Counts and names of rules' outcomes; nothing about a patient.

use curbside::eval::result::Evaluation;
use curbside_policy::Decided;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

/// Seconds at which latency is counted.
const BUCKETS: [f64; 14] =
    [0.001, 0.002, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

type Labels = Vec<(&'static str, String)>;
type By = Family<Labels, Counter>;

/// The counters of a service.
pub struct Metrics {
    registry: Registry,
    requests: By,
    latency: Family<Labels, Histogram, fn() -> Histogram>,
    findings: By,
    undecided: By,
    suppressed: By,
    not_evaluated: By,
    refused: By,
    turned_away: By,
    cut: By,
    reloads: By,
    audit_failures: By,
    feedback: By,
    fetches: By,
    generation: Gauge,
    rules: Gauge,
    in_flight: Gauge,
    waiting: Gauge,
    hl7: Family<Labels, Gauge>,
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics(…)")
    }
}

fn histogram() -> Histogram {
    Histogram::new(BUCKETS)
}

impl Default for Metrics {
    fn default() -> Metrics {
        let mut registry = Registry::with_prefix("curbside");
        macro_rules! make {
            ($name:literal, $help:literal, $metric:expr) => {{
                let metric = $metric;
                registry.register($name, $help, metric.clone());
                metric
            }};
        }
        Metrics {
            requests: make!("requests", "Requests by route and status", By::default()),
            latency: make!(
                "request_duration_seconds",
                "From the head of a request to its answer, by route",
                Family::new_with_constructor(histogram as fn() -> Histogram)
            ),
            findings: make!("findings", "Findings by severity, before the alert policy", By::default()),
            undecided: make!(
                "undecided",
                "Rules that could not be decided, by their first reason",
                By::default()
            ),
            suppressed: make!("suppressed", "Findings that were not shown, by reason", By::default()),
            not_evaluated: make!("not_evaluated", "Rules that were not looked at, by reason", By::default()),
            refused: make!("refused", "Callers that were refused, by code of the reason", By::default()),
            turned_away: make!(
                "turned_away",
                "Requests that were told to come again, by reason",
                By::default()
            ),
            cut: make!("evaluations_cut", "Evaluations that were ended early, by reason", By::default()),
            reloads: make!("reloads", "Exchanges of packs, by outcome", By::default()),
            audit_failures: make!("audit_failures", "Records that could not be kept, by code", By::default()),
            feedback: make!("feedback", "What users made of cards, by outcome", By::default()),
            fetches: make!(
                "fhir_fetches",
                "Prefetch keys fetched from FHIR servers, by outcome",
                By::default()
            ),
            generation: make!("ruleset_generation", "Which exchange of packs is in force", Gauge::default()),
            rules: make!("rules", "Rules in force", Gauge::default()),
            in_flight: make!("requests_in_flight", "Requests under way", Gauge::default()),
            waiting: make!("audit_waiting", "Records that wait to be written", Gauge::default()),
            hl7: make!("hl7_messages", "HL7 v2 messages since start, by outcome", Family::default()),
            registry,
        }
    }
}

fn one(name: &'static str, value: impl Into<String>) -> Labels {
    vec![(name, value.into())]
}

impl Metrics {
    /// The text of `/metrics`.
    pub fn text(&self) -> String {
        let mut out = String::new();
        // Writing to a text does not fail.
        let _ = encode(&mut out, &self.registry);
        out
    }

    pub(crate) fn began(&self) {
        self.in_flight.inc();
    }

    pub(crate) fn ended(&self) {
        self.in_flight.dec();
    }

    pub(crate) fn request(&self, route: &str, status: u16, took: Duration) {
        let both: Labels = vec![("route", route.to_string()), ("status", status.to_string())];
        self.requests.get_or_create(&both).inc();
        self.latency.get_or_create(&one("route", route)).observe(took.as_secs_f64());
    }

    pub(crate) fn evaluated(&self, e: &Evaluation) {
        for f in &e.findings {
            self.findings.get_or_create(&one("severity", f.severity.word())).inc();
        }
        for i in &e.indeterminate {
            let reason = i.missing.first().map_or("unknown", |g| g.reason.code());
            self.undecided.get_or_create(&one("reason", reason)).inc();
        }
        // Hundreds at every call, of one or two reasons.
        let mut reasons: BTreeMap<&str, u64> = BTreeMap::new();
        for n in &e.not_evaluated {
            *reasons.entry(&n.reason).or_default() += 1;
        }
        for (reason, count) in reasons {
            self.not_evaluated.get_or_create(&one("reason", reason)).inc_by(count);
        }
    }

    pub(crate) fn decided(&self, d: &Decided) {
        for w in &d.withheld {
            self.suppressed(w.reason.word());
        }
    }

    pub(crate) fn suppressed(&self, reason: &str) {
        self.suppressed.get_or_create(&one("reason", reason)).inc();
    }

    pub(crate) fn refused(&self, code: &str) {
        self.refused.get_or_create(&one("code", code)).inc();
    }

    pub(crate) fn turned_away(&self, reason: &str) {
        self.turned_away.get_or_create(&one("reason", reason)).inc();
    }

    pub(crate) fn cut(&self, reason: &str) {
        self.cut.get_or_create(&one("reason", reason)).inc();
    }

    pub(crate) fn reloaded(&self, outcome: &str) {
        self.reloads.get_or_create(&one("outcome", outcome)).inc();
    }

    pub(crate) fn audit_failed(&self, code: &str) {
        self.audit_failures.get_or_create(&one("code", code)).inc();
    }

    pub(crate) fn feedback(&self, outcome: &str) {
        self.feedback.get_or_create(&one("outcome", outcome)).inc();
    }

    /// For access to FHIR servers.
    pub fn fetched(&self, outcome: &str) {
        self.fetches.get_or_create(&one("outcome", outcome)).inc();
    }

    pub(crate) fn in_force(&self, generation: u64, rules: usize) {
        self.generation.set(i64::try_from(generation).unwrap_or(i64::MAX));
        self.rules.set(i64::try_from(rules).unwrap_or(i64::MAX));
    }

    pub(crate) fn waiting(&self, records: usize) {
        self.waiting.set(i64::try_from(records).unwrap_or(i64::MAX));
    }

    pub(crate) fn hl7(&self, outcome: &str, count: u64) {
        self.hl7.get_or_create(&one("outcome", outcome)).set(i64::try_from(count).unwrap_or(i64::MAX));
    }
}
