//! What the evaluator has to say about the data itself.

use super::engine::Eval;
use super::facts::{FactRef, begins_later, in_future};
use super::rules::DECEASED;
use crate::model::{FactKind, ObservationDef};
use crate::snapshot::{IngestionNote, MedicationKind, Observation, ObservationValue};
use crate::value::Reason;

/// Facts that were looked at and that nothing is to be said about, by their place in the snapshot. A
/// session whose record grows need not look at them again: neither the moment nor the rules have changed.
#[derive(Debug, Default)]
pub(crate) struct Quiet {
    future: [Vec<bool>; 9],
    implausible: Vec<bool>,
}

impl Quiet {
    /// Facts of a kind may stand in other places.
    pub fn forget(&mut self, kind: FactKind) {
        self.future[kind as usize].clear();
        if kind == FactKind::Observation {
            self.implausible.clear();
        }
    }

    /// A fact of a kind has gone from its place; those behind it have moved up.
    pub fn shrink(&mut self, kind: FactKind, item: usize) {
        let future = &mut self.future[kind as usize];
        let implausible = (kind == FactKind::Observation).then_some(&mut self.implausible);
        for known in std::iter::once(future).chain(implausible).filter(|known| item < known.len()) {
            known.remove(item);
        }
    }

    /// It may be another moment.
    pub fn forget_all(&mut self) {
        self.future.iter_mut().for_each(Vec::clear);
        self.implausible.clear();
    }
}

fn is_quiet(known: &[bool], item: Option<u32>) -> bool {
    item.and_then(|at| known.get(at as usize)).copied().unwrap_or(false)
}

fn set_quiet(known: &mut Vec<bool>, item: Option<u32>) {
    let Some(at) = item.map(|at| at as usize) else { return };
    if known.len() <= at {
        known.resize(at.saturating_add(1), false);
    }
    known[at] = true;
}

impl Eval<'_> {
    /// The reader's notes and the evaluator's own, sorted, each once.
    pub fn notes(&self) -> Vec<IngestionNote> {
        let mut notes = self.facts.snapshot.notes.clone();
        if !self.advise_deceased && self.has_died() {
            let text = format!("{DECEASED}: advice on treatment is held back");
            notes.push(IngestionNote { code: "deceased".into(), source: None, text });
        }
        // The reader may have said the same of a fact, with less to say.
        let ahead = self.future_facts();
        let said = |n: &IngestionNote| ahead.iter().any(|own| own.code == n.code && own.source == n.source);
        notes.retain(|n| n.source.is_none() || !said(n));
        notes.extend(ahead);
        notes.extend(self.implausible());
        notes.sort();
        notes.dedup();
        notes
    }

    fn note(&self, code: &str, fact: FactRef, text: String) -> IngestionNote {
        IngestionNote { code: code.into(), source: self.facts.source(fact).cloned(), text }
    }

    /// Facts dated after now, which count for nothing.
    fn future_facts(&self) -> Vec<IngestionNote> {
        use FactKind::{Condition, Immunization, Observation, Procedure};
        let mut notes = Vec::new();
        let mut quiet = self.view.map(|v| v.quiet.borrow_mut());
        for kind in [Condition, Observation, Procedure, Immunization, FactKind::Medication] {
            // Of a prepared patient the latest result is known.
            if kind == Observation
                && self.view.is_some_and(|v| v.prepared.times.newest().is_none_or(|t| t <= self.clock.now))
            {
                continue;
            }
            if kind != Observation && self.facts.surely_up_to(kind, self.clock.now) {
                continue;
            }
            for at in 0..self.facts.len(kind) {
                let fact = FactRef::Fact(kind, at);
                let date = self.facts.date(fact);
                if date.is_none_or(|d| d.surely_begins_by(self.clock.now)) {
                    continue;
                }
                let item = self.facts.item(kind, at);
                if quiet.as_ref().is_some_and(|q| is_quiet(&q.future[kind as usize], item)) {
                    continue;
                }
                let draft = kind == FactKind::Medication
                    && self.facts.medications.get(at).is_some_and(|m| m.kind == MedicationKind::Draft);
                let later = match kind {
                    Observation => self.taken(at).is_some_and(|t| begins_later(&t, self.clock)),
                    _ => date.is_some_and(|d| in_future(d, self.clock)),
                };
                if !draft && later {
                    notes.push(self.note("future", fact, "dated after now, so it does not count".into()));
                } else if let Some(q) = &mut quiet {
                    set_quiet(&mut q.future[kind as usize], item);
                }
            }
        }
        notes
    }

    /// Results outside what is plausible: a question of data entry.
    fn implausible(&self) -> Vec<IngestionNote> {
        let mut notes = Vec::new();
        let limited = match self.view {
            Some(view) => view.plan.roster.limited,
            None => self.model.observations.iter().any(|o| o.plausible.is_some()),
        };
        let plain =
            |o: &Observation| matches!(&o.value, ObservationValue::Quantity(q) if q.comparator.is_none());
        // The order of the host's list will do: nearly always there is nothing to say.
        if !limited && self.facts.snapshot.observations.items.iter().all(plain) {
            return notes;
        }
        let mut quiet = self.view.map(|v| v.quiet.borrow_mut());
        for (at, o) in self.facts.observations.iter().enumerate() {
            if !limited && plain(o) {
                continue;
            }
            let item = self.facts.item(FactKind::Observation, at);
            if quiet.as_ref().is_some_and(|q| is_quiet(&q.implausible, item)) {
                continue;
            }
            let before = notes.len();
            self.each_declared(at, |id| {
                let Some(def) = self.observation(id).filter(|def| self.may_be_implausible(def, at)) else {
                    return;
                };
                if matches!(self.read_number(id, at), Err((Reason::Implausible, _))) {
                    let text = format!("{} outside its plausible range, so it does not count", def.label);
                    notes.push(self.note("implausible", FactRef::Fact(FactKind::Observation, at), text));
                }
            });
            if let Some(q) = quiet.as_mut().filter(|_| notes.len() == before) {
                set_quiet(&mut q.implausible, item);
            }
        }
        notes
    }

    /// Without a plausible range only a censored result can be out of place (less than nothing).
    fn may_be_implausible(&self, def: &ObservationDef, at: usize) -> bool {
        def.plausible.is_some()
            || match self.facts.observations.get(at).map(|o| &o.value) {
                Some(ObservationValue::Quantity(q)) => q.comparator.is_some(),
                _ => true,
            }
    }
}
