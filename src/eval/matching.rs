//! Whether a fact's code is in a set, and which facts have one at all.
//!
//! Without a [`View`] the sets themselves are asked, and every fact is looked
//! at: that is the reference. With one, what was prepared answers; both say the
//! same of every fact, and the facts left out are those that a set surely does
//! not have.

use super::concepts::Known;
use super::engine::{Eval, View};
use crate::index::{Matcher, Said};
use crate::model::{FactKind, InputId, ObservationId, SetId, Target};
use crate::terms::{CodeSet, Match};
use crate::value::{Reason, Truth};
use std::borrow::Cow;

/// Codes of the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Codes {
    Set(SetId),
    Observation(ObservationId),
    Input(InputId),
}

impl Codes {
    pub fn of(t: Target) -> Codes {
        match t {
            Target::Set(id) => Codes::Set(id),
            Target::Observation(id) => Codes::Observation(id),
        }
    }
}

impl View<'_> {
    fn matcher(&self, codes: Codes) -> Matcher {
        let vocabulary = &self.plan.vocabulary;
        match codes {
            Codes::Set(id) => vocabulary.set(id),
            Codes::Observation(id) => vocabulary.observation(id),
            Codes::Input(id) => vocabulary.input(id),
        }
    }

    /// The facts that have or may have codes, but for those that may be anything; whether they surely do.
    pub fn listed(&self, kind: FactKind, codes: Codes) -> impl Iterator<Item = (u32, bool)> {
        self.prepared.listed_facts(kind, self.matcher(codes))
    }

    /// What codes say of a concept.
    pub fn said<'k>(&self, known: &'k Known, codes: Codes) -> &'k Said {
        let matcher = self.matcher(codes);
        known.answers.of(matcher, self.plan.vocabulary.group(matcher))
    }

    /// Whether there are facts that may have these codes as well as others.
    pub fn has_open(&self, kind: FactKind, codes: Codes) -> bool {
        !self.prepared.open(kind, self.plan.vocabulary.group(self.matcher(codes))).is_empty()
    }
}

impl Eval<'_> {
    fn code_set(&self, codes: Codes) -> Option<&CodeSet> {
        match codes {
            Codes::Set(id) => self.model.sets.get(id.index()).map(|s| &s.set),
            Codes::Observation(id) => self.model.observations.get(id.index()).map(|o| &o.codes),
            Codes::Input(id) => self.model.inputs.get(id.index())?.codes.as_ref(),
        }
    }

    fn asked(&self, codes: Codes, kind: FactKind, at: usize) -> Match {
        let terms = &self.model.terminology;
        let Some(set) = self.code_set(codes) else { return Match::No };
        match (kind, self.facts.medications.get(at)) {
            (FactKind::Medication, Some(m)) => set.match_medication(m, terms),
            _ => set.match_resolved(&self.resolved(kind, at), terms),
        }
    }

    /// What codes say of a fact, with a view.
    fn known_of(&self, codes: Codes, kind: FactKind, at: usize) -> Option<&Said> {
        let view = self.view.as_ref()?;
        let known = view.prepared.known(view.concepts, kind, at)?;
        Some(view.said(known, codes))
    }

    /// Whether a fact's code is among some codes.
    pub fn membership(&self, codes: Codes, kind: FactKind, at: usize) -> (Truth, Option<Reason>) {
        if self.view.is_some() {
            return match self.known_of(codes, kind, at) {
                Some(Said::Yes { .. }) => (Truth::True, None),
                Some(Said::CannotTell(reason)) => (Truth::Unknown, Some(*reason)),
                Some(Said::No) | None => (Truth::False, None),
            };
        }
        match self.asked(codes, kind, at) {
            Match::Yes(_) => (Truth::True, None),
            Match::CannotTell(reason) => (Truth::Unknown, Some(reason)),
            Match::No => (Truth::False, None),
        }
    }

    /// Through which coding, and which ingredient, a fact's code is a member.
    pub fn member_by(
        &self,
        codes: Codes,
        kind: FactKind,
        at: usize,
    ) -> Option<(usize, Option<Cow<'_, str>>)> {
        if self.view.is_some() {
            return match self.known_of(codes, kind, at) {
                Some(Said::Yes { coding, ingredient }) => {
                    Some((*coding, ingredient.as_deref().map(Cow::Borrowed)))
                }
                _ => None,
            };
        }
        match self.asked(codes, kind, at) {
            Match::Yes(m) => Some((m.coding, m.ingredient.map(Cow::Owned))),
            _ => None,
        }
    }

    /// Every fact of a kind that one of the targets has or may have, in order; without a view, every fact.
    pub fn each_near(
        &self,
        kind: FactKind,
        codes: impl Iterator<Item = Codes> + Clone,
        mut f: impl FnMut(usize),
    ) {
        let Some(view) = &self.view else {
            for at in 0..self.facts.len(kind) {
                if self.budget.spend(1) {
                    break;
                }
                f(at);
            }
            return;
        };
        let mut each = |at: u32| {
            if !self.budget.spend(1) {
                f(at as usize);
            }
        };
        let prepared = view.prepared;
        let vocabulary = &view.plan.vocabulary;
        let mut open: Vec<u32> = Vec::new();
        for c in codes.clone() {
            let group = vocabulary.group(view.matcher(c));
            open.extend(prepared.open(kind, group));
        }
        let mut first = codes.clone();
        match (first.next(), first.next(), open.is_empty()) {
            (Some(only), None, true) => prepared.facts(kind, view.matcher(only)).for_each(each),
            _ => {
                let listed = codes.flat_map(|c| prepared.facts(kind, view.matcher(c)));
                let mut near: Vec<u32> = listed.chain(open).collect();
                near.sort_unstable();
                near.dedup();
                near.into_iter().for_each(&mut each);
            }
        }
    }

    /// The declared observations that a result is of, in order.
    pub fn each_declared(&self, at: usize, mut f: impl FnMut(ObservationId)) {
        let kind = FactKind::Observation;
        if let Some(view) = &self.view {
            let Some(known) = view.prepared.known(view.concepts, kind, at) else { return };
            for (m, said) in &known.answers.own {
                if matches!(said, Said::Yes { .. }) {
                    view.plan.vocabulary.as_observation(Matcher(*m)).into_iter().for_each(&mut f);
                }
            }
            return;
        }
        for (id, _) in (0u32..).zip(&self.model.observations) {
            let id = ObservationId(id);
            if self.membership(Codes::Observation(id), kind, at).0 == Truth::True {
                f(id);
            }
        }
    }
}
