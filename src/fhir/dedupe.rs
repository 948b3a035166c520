//! The same fact from several sources counts once.
//!
//! Two facts are the same when they carry one business identifier and mean the
//! same thing, or when they agree in everything but their provenance. Of
//! several results with one identifier the corrected one wins, then the final
//! one, then the one issued later.

use super::cx::Cx;
use super::index::identifier;
use super::json::{self, Json};
use crate::snapshot::{Concept, FactInfo, Medication, MedicationKind, Observation, ObservationStatus};
use crate::time::{PartialTime, Precision};
use std::collections::{BTreeMap, BTreeSet};

/// What one resource gave, with its identifiers.
pub(super) struct Known<T> {
    facts: Vec<T>,
    identifiers: Vec<(String, String)>,
}

impl<T> Known<T> {
    pub fn new(facts: Vec<T>, r: Json<'_>) -> Self {
        let all = json::list(r, "identifier").filter_map(identifier);
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
    keys: impl for<'k> Fn(&'k Known<T>) -> Vec<Key<'k>>,
    loser: impl Fn(&Known<T>, &Known<T>) -> Option<Loser>,
    info: impl Fn(&T) -> &FactInfo,
) -> Vec<T> {
    let mut dropped: BTreeSet<usize> = BTreeSet::new();
    let mut seen: BTreeMap<Key<'_>, Vec<usize>> = BTreeMap::new();
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
    drop(seen);
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

/// Codes in order; of a concept without any, its text.
fn code_key(c: &Concept) -> Code<'_> {
    let mut all: Vec<(&str, &str)> = c.codings.iter().map(|k| (k.system.as_str(), k.code.as_str())).collect();
    all.sort_unstable();
    if all.is_empty() {
        all.push(("", c.text.as_deref().or(c.unresolved.as_deref()).unwrap_or_default()));
    }
    all
}

type Code<'k> = Vec<(&'k str, &'k str)>;

/// What the same facts have in common.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key<'k> {
    Identifier(&'k str, &'k str, Code<'k>),
    At(&'k PartialTime, Code<'k>),
}

/// By identifier and code; by time and code where the time is exact enough.
fn keys_of<'k, T>(
    known: &'k Known<T>,
    code: &'k Concept,
    time: Option<&'k PartialTime>,
    enough: Precision,
) -> Vec<Key<'k>> {
    let code = code_key(code);
    let mut keys: Vec<Key<'k>> =
        known.identifiers.iter().map(|(s, v)| Key::Identifier(s, v, code.clone())).collect();
    if let Some(t) = time.filter(|t| t.precision() >= enough) {
        keys.push(Key::At(t, code));
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
    without_losers(cx, all, keys_of_observation, loser, |o| &o.info)
}

fn keys_of_observation(k: &Known<Observation>) -> Vec<Key<'_>> {
    match k.facts.first() {
        Some(o) => keys_of(k, &o.code, o.effective.as_ref(), Precision::Minute),
        None => Vec::new(),
    }
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
    without_losers(cx, all, keys_of_medication, loser, |m| &m.info)
}

fn keys_of_medication(k: &Known<Medication>) -> Vec<Key<'_>> {
    match k.facts.first() {
        // Two doses on one day are two doses.
        Some(m) if m.kind == MedicationKind::Administration => {
            keys_of(k, &m.code, m.period.start.as_ref(), Precision::Minute)
        }
        Some(m) => keys_of(k, &m.code, m.period.start.as_ref(), Precision::Day),
        None => Vec::new(),
    }
}

fn plain_medication(m: &Medication) -> Medication {
    Medication { info: FactInfo::default(), replaces: Vec::new(), ..m.clone() }
}
