//! HL7 v2: what messages change for patients goes to the audit before they are acknowledged.

use crate::config::Mllp;
use crate::metrics::Metrics;
use crate::rules::Shelf;
use curbside::Difference as Changed;
use curbside::eval::result::{Evaluation, Finding};
use curbside::hl7v2::SiteMap;
use curbside::snapshot::Snapshot;
use curbside::time::{Clock, LocalTime, Timestamp, Zone};
use curbside_mllp::{Config, Event, NotStored, PatientChange, Service, Sink, Storing};
use curbside_policy::{Asked, Decided};
use curbside_store::{Difference, ShownCard, Store, WithheldAlert};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

/// Writes what messages change to the audit.
pub(crate) struct ToStore {
    pub store: Option<Store>,
    pub shelf: Arc<Shelf>,
    pub metrics: Arc<Metrics>,
    pub zone: Zone,
}

/// The listener's service.
pub(crate) fn service(mllp: &Mllp, zone: &Zone, sink: ToStore) -> Result<Arc<Service>, String> {
    let mut config = Config::new(zone.clone());
    config.max_sessions = mllp.sessions;
    if let Some(path) = &mllp.site_map {
        let text = std::fs::read_to_string(path).map_err(|e| format!("`{}`: {e}", path.display()))?;
        config.reading.map = SiteMap::from_yaml(&text).map_err(|e| format!("`{}`: {e}", path.display()))?;
    }
    let rules = sink.shelf.live();
    Ok(Service::new(config, rules, sink))
}

/// The listener's counts, as metrics.
pub(crate) fn count(service: &Service, metrics: &Metrics) {
    let counts = service.counts();
    for (name, count) in [
        ("accepted", &counts.accepted),
        ("error", &counts.errors),
        ("rejected", &counts.rejected),
        ("duplicate", &counts.duplicates),
        ("broken", &counts.broken),
    ] {
        metrics.hl7(name, count.load(Ordering::Relaxed));
    }
}

impl Sink for ToStore {
    fn store(&self, event: Event) -> Storing<'_> {
        Box::pin(async move {
            let started = Instant::now();
            let Some(store) = &self.store else { return Ok(()) };
            for change in &event.patients {
                let appeared: Vec<&Finding> = change
                    .since
                    .iter()
                    .chain([&change.difference])
                    .flat_map(|d: &Changed| d.new.iter().chain(&d.changed))
                    .collect();
                let gone = change.since.iter().chain([&change.difference]).flat_map(|d| &d.cleared);
                let entry =
                    self.entry(&event, change, &appeared, gone.map(|f| f.id.to_string()).collect(), started);
                if let Err(error) = store.difference(entry).await {
                    self.metrics.audit_failed(error.code());
                    tracing::error!(target: "curbside::audit", code = error.code(), "what a message changed was not kept: {error}");
                    return Err(NotStored(error.code().to_string()));
                }
            }
            Ok(())
        })
    }
}

impl ToStore {
    fn entry(
        &self,
        event: &Event,
        change: &PatientChange,
        appeared: &[&Finding],
        gone: Vec<String>,
        started: Instant,
    ) -> Difference {
        let decided = self.decide(appeared);
        let severity = |at: usize| appeared.get(at).map_or("", |f| f.severity.word()).to_string();
        let force = self.shelf.now();
        Difference {
            at: jiff::Timestamp::now(),
            source: "mllp".into(),
            message: Some(event.control_id.clone()),
            patient: Some(curbside_record::key("mllp", &change.patient.to_string())),
            pack_hash: force.services.rules().model().hash.to_string(),
            appeared: decided
                .shown
                .iter()
                .map(|s| ShownCard {
                    card: uuid::Uuid::new_v4().to_string(),
                    finding: s.finding.clone(),
                    rule: s.rule.clone(),
                    tier: s.tier.word().into(),
                    severity: severity(s.at),
                    data: s.data.clone(),
                    situation: s.situation.clone(),
                    ..ShownCard::default()
                })
                .collect(),
            withheld: decided
                .withheld
                .iter()
                .map(|w| WithheldAlert {
                    finding: w.finding.clone(),
                    rule: w.rule.clone(),
                    tier: w.tier.word().into(),
                    severity: severity(w.at),
                    reason: w.reason.word().into(),
                    by: w.by.id.clone(),
                    author: w.by.author.clone(),
                    data: w.data.clone(),
                    ..WithheldAlert::default()
                })
                .collect(),
            gone,
            latency_us: u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX),
        }
    }

    /// The policy's word on what appeared. Nobody is asked for here, so nothing is withheld for a role,
    /// a place or a population: what is not known keeps nothing from being shown.
    fn decide(&self, appeared: &[&Finding]) -> Decided {
        let force = self.shelf.now();
        let clock = Clock::new(Timestamp::from_second(jiff::Timestamp::now().as_second()), self.zone.clone());
        let rules = force.services.rules();
        let nobody = Snapshot::default();
        let evaluation = Evaluation {
            findings: appeared.iter().map(|f| (*f).clone()).collect(),
            indeterminate: Vec::new(),
            suppressed: Vec::new(),
            not_evaluated: Vec::new(),
            ..blank(rules.generation(), &rules.model().hash, &clock)
        };
        force.policy.decide(&Asked::new(&evaluation, &nobody, rules.model(), &clock))
    }
}

fn blank(generation: u64, hash: &str, clock: &Clock) -> Evaluation {
    Evaluation {
        format: 1,
        findings: Vec::new(),
        indeterminate: Vec::new(),
        suppressed: Vec::new(),
        not_evaluated: Vec::new(),
        scores: Vec::new(),
        notes: Vec::new(),
        stats: Default::default(),
        pack_hash: hash.to_string().into(),
        as_of: LocalTime::of(clock.now, &clock.zone),
        zone: clock.zone.name().into(),
        engine: env!("CARGO_PKG_VERSION").into(),
        generation,
    }
}
