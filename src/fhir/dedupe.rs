//! The same fact from several sources counts once.
//!
//! Two facts are the same when they carry one business identifier and mean the
//! same thing, or when they agree in everything but their provenance. Of
//! several results with one identifier the corrected one wins, then the final
//! one, then the one issued later.

use super::cx::Cx;
use super::index::identifier;
use super::json;
use crate::snapshot::{Concept, FactInfo, Medication, MedicationKind, Observation, ObservationStatus};
use crate::time::{PartialTime, Precision};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What one resource gave, with its identifiers.
pub(super) struct Known<T> {
    facts: Vec<T>,
    identifiers: Vec<(String, String)>,
}

impl<T> Known<T> {
    pub fn new(facts: Vec<T>, r: &Value) -> Self {
        let all = json::list(r, "identifier").iter().filter_map(identifier);
        Known { facts, identifiers: all.map(|(s, v)| (s.to_string(), v.to_string())).collect() }
    }

    fn shares_identifier(&self, other: &Known<T>) -> bool {
        self.identifiers.iter().any(|i| other.identifiers.contains(i))
    }
}

/// Which of two facts repeats the other.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Loser {
    Earlier,
    Later,
}

/// A key borne by more different facts than this identifies none of them; it
/// also bounds the work.
const MAX_ALIKE: usize = 64;

/// The facts that are left when repetitions are gone. Only facts that share a
/// key are compared.
fn without_losers<T>(
    cx: &mut Cx<'_>,
    all: Vec<Known<T>>,
    keys: impl Fn(&Known<T>) -> Vec<String>,
    loser: impl Fn(&Known<T>, &Known<T>) -> Option<Loser>,
    info: impl Fn(&T) -> &FactInfo,
) -> Vec<T> {
    let mut dropped: BTreeSet<usize> = BTreeSet::new();
    let mut seen: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, known) in all.iter().enumerate() {
        for key in keys(known) {
            let before = seen.entry(key).or_default();
            before.retain(|other| !dropped.contains(other) && *other != at);
            if before.len() >= MAX_ALIKE || dropped.contains(&at) {
                continue;
            }
            for other in before.iter().copied() {
                match all.get(other).and_then(|earlier| loser(earlier, known)) {
                    Some(Loser::Earlier) => {
                        dropped.insert(other);
                    }
                    Some(Loser::Later) => {
                        dropped.insert(at);
                        break;
                    }
                    None => {}
                }
            }
            before.push(at);
        }
    }
    let mut kept = Vec::with_capacity(all.len());
    for (at, known) in all.into_iter().enumerate() {
        if !dropped.contains(&at) {
            kept.extend(known.facts);
        } else if let Some(source) = known.facts.first().and_then(|f| info(f).source.clone()) {
            cx.source = source;
            cx.note("duplicate", "the same fact came twice; this one was left out");
        }
    }
    kept
}

fn code_key(c: &Concept) -> String {
    let mut all: Vec<String> = c.codings.iter().map(|k| format!("{}|{}", k.system, k.code)).collect();
    all.sort();
    if all.is_empty() { c.text.clone().or(c.unresolved.clone()).unwrap_or_default() } else { all.join(",") }
}

/// By identifier and code; by time and code where the time is exact enough.
fn keys_of<T>(
    known: &Known<T>,
    code: &Concept,
    time: Option<&PartialTime>,
    enough: Precision,
) -> Vec<String> {
    let code = code_key(code);
    let mut keys: Vec<String> = known.identifiers.iter().map(|(s, v)| format!("id {s}|{v} {code}")).collect();
    if let Some(t) = time.filter(|t| t.precision() >= enough) {
        keys.push(format!("at {t} {code}"));
    }
    keys
}

/// Observations, each with its components.
pub(super) fn observations(cx: &mut Cx<'_>, all: Vec<Known<Observation>>) -> Vec<Observation> {
    let zone = cx.opts.zone.clone();
    let instant = move |t: &Option<PartialTime>| t.as_ref().map(|t| t.earliest(&zone));
    let rank = |o: &Observation| {
        let finality = match o.status {
            ObservationStatus::Corrected => 3,
            ObservationStatus::Final => 2,
            ObservationStatus::Preliminary => 1,
            ObservationStatus::Unknown => 0,
        };
        (finality, instant(&o.issued))
    };
    let loser = |a: &Known<Observation>, b: &Known<Observation>| {
        let (x, y) = (a.facts.first()?, b.facts.first()?);
        let alike = x.value == y.value && a.facts.len() == b.facts.len();
        if alike && a.facts.iter().map(plain_observation).eq(b.facts.iter().map(plain_observation)) {
            return Some(Loser::Later);
        }
        // One identifier on a series of results (a device, an order) is no repetition.
        let revised = x.status != y.status || x.status == ObservationStatus::Corrected;
        let one_result = instant(&x.effective) == instant(&y.effective) || revised;
        if !(one_result && a.shares_identifier(b)) {
            return None;
        }
        Some(if rank(x) > rank(y) { Loser::Later } else { Loser::Earlier })
    };
    let keys = |k: &Known<Observation>| match k.facts.first() {
        Some(o) => keys_of(k, &o.code, o.effective.as_ref(), Precision::Minute),
        None => Vec::new(),
    };
    without_losers(cx, all, keys, loser, |o| &o.info)
}

/// An observation without what tells sources apart.
fn plain_observation(o: &Observation) -> Observation {
    Observation { info: FactInfo::default(), component_of: None, issued: None, ..o.clone() }
}

/// Medications: one order sent twice; a draft before its copy in the record.
pub(super) fn medications(cx: &mut Cx<'_>, all: Vec<Known<Medication>>) -> Vec<Medication> {
    let loser = |a: &Known<Medication>, b: &Known<Medication>| {
        let (x, y) = (a.facts.first()?, b.facts.first()?);
        let draft = |m: &Medication| m.kind == MedicationKind::Draft;
        if draft(x) != draft(y) {
            let first = if draft(x) { Loser::Later } else { Loser::Earlier };
            return a.shares_identifier(b).then_some(first);
        }
        if plain_medication(x) == plain_medication(y) {
            return Some(Loser::Later);
        }
        let same =
            x.kind == y.kind && x.status == y.status && x.prohibited == y.prohibited && x.doses == y.doses;
        (same && a.shares_identifier(b)).then_some(Loser::Later)
    };
    let keys = |k: &Known<Medication>| match k.facts.first() {
        // Two doses on one day are two doses.
        Some(m) if m.kind == MedicationKind::Administration => {
            keys_of(k, &m.code, m.period.start.as_ref(), Precision::Minute)
        }
        Some(m) => keys_of(k, &m.code, m.period.start.as_ref(), Precision::Day),
        None => Vec::new(),
    };
    without_losers(cx, all, keys, loser, |m| &m.info)
}

fn plain_medication(m: &Medication) -> Medication {
    Medication { info: FactInfo::default(), replaces: Vec::new(), ..m.clone() }
}
