//! How facts come together under their sources: the lists, and what stands
//! twice in one message under one number.

use super::Walk;
use crate::snapshot::{Change, Fact, MedicationKind, SourceRef};

const BOTH: &str = "two of one message under one number; both are kept";
const LATER: &str = "sent twice in one message under one number; the later one is kept";

impl Walk<'_> {
    /// Adds a fact under its source; several of one group stand side by side.
    pub(super) fn put(&mut self, source: SourceRef, new: Vec<Fact>) {
        self.facts += new.len().max(1);
        let group = self.group.min(self.patient.changes.len());
        // A withdrawal before it in the same message is of what it takes the place of.
        let gone = |c: &Change| matches!(c, Change::Remove { source: s, .. } if *s == source);
        if self.patient.changes[group..].iter().any(gone) {
            let of = |c: &Change| matches!(c, Change::Put { source: s, .. } if *s == source) || gone(c);
            let tail = self.patient.changes.split_off(group);
            for change in tail.into_iter().filter(|c| !of(c)) {
                self.push(change);
            }
        }
        if let Some(Change::Put { facts, .. }) = self.patient.changes[group..]
            .iter_mut()
            .find(|c| matches!(c, Change::Put { source: s, .. } if *s == source))
        {
            let status = |f: &Fact| f.info().status_received.clone();
            // A correction in the same message takes the place of what it corrects.
            if facts.first().map(status) == new.first().map(status) {
                facts.extend(new);
            } else {
                *facts = new;
            }
            return;
        }
        if let Some(new) = self.beside_earlier(&source, group, new) {
            self.push(Change::Put { source, facts: new });
        }
    }

    /// What an earlier group of the message said under the same number: another
    /// thing stands beside it, the same thing said otherwise replaces it. Neither in silence.
    fn beside_earlier(&mut self, source: &SourceRef, group: usize, new: Vec<Fact>) -> Option<Vec<Fact>> {
        let ordered = self.around.battery.is_some();
        let at = self.placed.get(source).copied().filter(|at| *at < group);
        let Some(Change::Put { source: s, facts }) = at.and_then(|at| self.patient.changes.get_mut(at))
        else {
            return Some(new);
        };
        let (Some(before), Some(now)) = (facts.first(), new.first()) else { return Some(new) };
        // Another status is a correction.
        if s != source || before.info().status_received != now.info().status_received {
            return Some(new);
        }
        let apart = |f: &Fact| new.iter().all(|n| stand_apart(f, n, ordered));
        let contradicted = facts.iter().any(|f| !apart(f) && new.iter().all(|n| differ(f, n)));
        let beside = facts.iter().any(apart);
        let rest = if beside {
            facts.retain(apart);
            facts.extend(new);
            None
        } else {
            Some(new)
        };
        self.cx.source = source.clone();
        if beside {
            self.cx.note("same-number", BOTH);
        }
        if contradicted {
            self.cx.note("same-number", LATER);
        }
        rest
    }

    fn push(&mut self, change: Change) {
        if let Change::Put { source, .. } = &change {
            self.placed.insert(source.clone(), self.patient.changes.len());
        }
        self.patient.changes.push(change);
    }

    pub(super) fn remove(&mut self, source: SourceRef) {
        let version = self.cx.version.clone();
        self.patient.changes.push(Change::Remove { source, version });
    }

    pub(super) fn new_group(&mut self) {
        self.group = self.patient.changes.len();
    }

    pub(super) fn list(&mut self, prefix: String) -> &mut Vec<Fact> {
        let at = self.lists.iter().position(|(p, _)| *p == prefix).unwrap_or_else(|| {
            self.lists.push((prefix, Vec::new()));
            self.lists.len() - 1
        });
        &mut self.lists[at].1
    }
}

/// Whether two facts of one source are of two things: another drug, test or
/// vaccine, or another time. Where no order says what they are results of, also another value.
fn stand_apart(a: &Fact, b: &Fact, ordered: bool) -> bool {
    match (a, b) {
        (Fact::Observation(a), Fact::Observation(b)) => {
            a.effective != b.effective || (!ordered && a.value != b.value)
        }
        (Fact::Order(a), Fact::Order(b)) => a.code != b.code,
        (Fact::Immunization(a), Fact::Immunization(b)) => a.code != b.code || a.occurred != b.occurred,
        (Fact::Medication(a), Fact::Medication(b)) => {
            a.code != b.code || (a.kind != MedicationKind::Order && a.period != b.period)
        }
        _ => false,
    }
}

/// Whether two results of one source say two things.
fn differ(a: &Fact, b: &Fact) -> bool {
    matches!((a, b), (Fact::Observation(a), Fact::Observation(b)) if a.value != b.value)
}
