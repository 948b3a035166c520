//! What the evaluator has to say about the data itself.

use super::engine::Eval;
use super::facts::{FactRef, begins_later, in_future};
use super::rules::DECEASED;
use crate::model::{FactKind, ObservationDef};
use crate::snapshot::{IngestionNote, MedicationKind, ObservationValue};
use crate::value::Reason;

impl Eval<'_> {
    /// The reader's notes and the evaluator's own, sorted, each once.
    pub fn notes(&self) -> Vec<IngestionNote> {
        let mut notes = self.facts.snapshot.notes.clone();
        if !self.advise_deceased && self.has_died() {
            let text = format!("{DECEASED}: advice on treatment is held back");
            notes.push(IngestionNote { code: "deceased".into(), source: None, text });
        }
        notes.extend(self.future_facts());
        notes.extend(self.implausible());
        notes.sort();
        notes.dedup();
        notes
    }

    fn note(&self, code: &str, fact: FactRef, text: String) -> IngestionNote {
        IngestionNote { code: code.into(), source: self.facts.source(fact), text }
    }

    /// Facts dated after now, which count for nothing.
    fn future_facts(&self) -> Vec<IngestionNote> {
        use FactKind::{Condition, Immunization, Observation, Procedure};
        let mut notes = Vec::new();
        for kind in [Condition, Observation, Procedure, Immunization, FactKind::Medication] {
            // Of a prepared patient the latest result is known.
            if kind == Observation
                && self.view.is_some_and(|v| v.prepared.newest().is_none_or(|t| t <= self.clock.now))
            {
                continue;
            }
            for at in 0..self.facts.len(kind) {
                let fact = FactRef::Fact(kind, at);
                let draft = kind == FactKind::Medication
                    && self.facts.medications.get(at).is_some_and(|m| m.kind == MedicationKind::Draft);
                let later = match kind {
                    Observation => self.taken(at).is_some_and(|t| begins_later(&t, self.clock)),
                    _ => self.facts.date(fact).is_some_and(|d| in_future(d, self.clock)),
                };
                if !draft && later {
                    notes.push(self.note("future", fact, "dated after now, so it does not count".into()));
                }
            }
        }
        notes
    }

    /// Results outside what is plausible: a question of data entry.
    fn implausible(&self) -> Vec<IngestionNote> {
        let mut notes = Vec::new();
        let limited = self.model.observations.iter().any(|o| o.plausible.is_some());
        for (at, o) in self.facts.observations.iter().enumerate() {
            if !limited && matches!(&o.value, ObservationValue::Quantity(q) if q.comparator.is_none()) {
                continue;
            }
            self.each_declared(at, |id| {
                let Some(def) = self.observation(id).filter(|def| self.may_be_implausible(def, at)) else {
                    return;
                };
                if matches!(self.read_number(id, at), Err((Reason::Implausible, _))) {
                    let text = format!("{} outside its plausible range, so it does not count", def.label);
                    notes.push(self.note("implausible", FactRef::Fact(FactKind::Observation, at), text));
                }
            });
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
