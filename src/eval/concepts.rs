//! What code sets say of the concepts met so far, kept from patient to patient.
//!
//! Codes recur: the same drugs, tests and diagnoses stand in thousands of
//! records. Resolving one and asking the vocabulary costs microseconds, finding
//! it again costs a hash. Knows nothing of facts.

use super::rows::{self, Rows};
use super::short::Shorts;
use crate::index::{Answers, Matcher, Said};
use crate::model::Model;
use crate::plan::Plan;
use crate::snapshot::{Concept, Medication};
use crate::terms::ResolvedConcept;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// More concepts than this are forgotten before the next patient.
const MOST: usize = 16_384;

/// What is known of a concept, or of a medication with its ingredients.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub resolved: Arc<ResolvedConcept>,
    pub answers: Answers,
}

/// Where the matchers of a concept stand; all that nearly every fact is asked for.
#[derive(Debug, Clone, Copy, Default)]
struct Near {
    from: u32,
    to: u32,
    /// Whether there are groups of sets that may have it.
    open: bool,
}

/// Concepts by what they say.
#[derive(Debug, Clone, Default)]
pub(crate) struct Concepts {
    shorts: Shorts,
    /// The others.
    rows: Rows,
    known: Vec<Known>,
    /// Of each concept.
    near: Vec<Near>,
    /// Matchers that have a concept or may have it, and whether they surely do; of those with an answer of
    /// their own, concept by concept.
    matchers: Vec<(u32, bool)>,
    by_parts: FxHashMap<Vec<u32>, u32>,
    parts: Vec<u32>,
}

impl Concepts {
    pub fn get(&self, at: u32) -> Option<&Known> {
        self.known.get(at as usize)
    }

    /// Matchers that have a concept or may have it, and whether they surely do, of those with an answer of
    /// their own; and whether there are groups of sets that may have it.
    pub fn near(&self, at: u32) -> (&[(u32, bool)], bool) {
        let Near { from, to, open } = self.near.get(at as usize).copied().unwrap_or_default();
        (self.matchers.get(from as usize..to as usize).unwrap_or_default(), open)
    }

    /// Groups of sets that may have a concept.
    pub fn open(&self, at: u32) -> impl Iterator<Item = u32> {
        let is_open = self.near.get(at as usize).is_some_and(|near| near.open);
        let known = if is_open { self.get(at) } else { None };
        known.into_iter().flat_map(|known| known.answers.open.iter().map(|(group, _)| *group))
    }

    /// Forgets, when there is too much; whether it did.
    pub fn tidy(&mut self) -> bool {
        let full = self.known.len() > MOST;
        if full {
            *self = Concepts::default();
        }
        full
    }

    /// The number of a concept.
    pub fn of(&mut self, c: &Concept, model: &Model, plan: &Plan) -> u32 {
        self.shorts.find(c).unwrap_or_else(|| self.of_any(c, model, plan))
    }

    #[inline(never)]
    fn of_any(&mut self, c: &Concept, model: &Model, plan: &Plan) -> u32 {
        let hash = rows::hash(c);
        if let Some(at) = self.rows.find(c, hash) {
            return at;
        }
        let resolved = ResolvedConcept::new(c, &model.terminology);
        let answers = plan.vocabulary.ask(&resolved, model);
        let resolved = Arc::new(resolved);
        let at = self.add(Known { resolved: Arc::clone(&resolved), answers });
        if (0..c.codings.len()).any(|n| resolved.reads_display(n)) || !self.shorts.add(c, at) {
            self.rows.add(c, hash, at, |coding| resolved.reads_display(coding));
        }
        at
    }

    /// The number of a medication: its code, and the ingredients its record lists.
    pub fn of_medication(&mut self, m: &Medication, model: &Model, plan: &Plan) -> u32 {
        let own = self.of(&m.code, model, plan);
        if m.ingredients.is_empty() {
            return own;
        }
        let mut parts = std::mem::take(&mut self.parts);
        parts.clear();
        parts.push(own);
        for i in &m.ingredients {
            parts.push(self.of(&i.code, model, plan));
        }
        let at = self.by_parts.get(&parts).copied().unwrap_or_else(|| self.combine(&parts, plan));
        self.parts = parts;
        at
    }

    /// What holds for a medication by its code, else by its ingredients; as
    /// [`CodeSet::match_medication`](crate::terms::CodeSet::match_medication) has it.
    fn combine(&mut self, parts: &[u32], plan: &Plan) -> u32 {
        let all: Vec<&Known> = parts.iter().filter_map(|p| self.get(*p)).collect();
        let Some((own, ingredients)) = all.split_first() else { return 0 };
        let vocabulary = &plan.vocabulary;
        let mut groups: Vec<u32> = all.iter().flat_map(|k| k.answers.open.iter().map(|(g, _)| *g)).collect();
        groups.sort_unstable();
        groups.dedup();
        let joined = |own: Said, each: &mut dyn Iterator<Item = Said>| {
            if matches!(own, Said::Yes { .. }) {
                return own;
            }
            let mut gap = None;
            for said in each {
                match said {
                    Said::Yes { .. } => return said,
                    Said::CannotTell(reason) => gap = gap.or(Some(reason)),
                    Said::No => {}
                }
            }
            match (own, gap) {
                (Said::No, Some(reason)) => Said::CannotTell(reason),
                (own, _) => own,
            }
        };
        let open = groups
            .iter()
            .map(|g| {
                let usual = |k: &Known| k.answers.usual(*g).clone();
                (*g, joined(usual(own), &mut ingredients.iter().map(|k| usual(k))))
            })
            .filter(|(_, said)| *said != Said::No)
            .collect();
        let mut near: Vec<u32> = all.iter().flat_map(|k| k.answers.own.iter().map(|(m, _)| *m)).collect();
        near.sort_unstable();
        near.dedup();
        let said = |k: &Known, m: u32| k.answers.of(Matcher(m), vocabulary.group(Matcher(m))).clone();
        let each =
            near.iter().map(|m| (*m, joined(said(own, *m), &mut ingredients.iter().map(|k| said(k, *m)))));
        let answers = Answers { own: each.collect(), open };
        let at = self.add(Known { resolved: Arc::clone(&own.resolved), answers });
        self.by_parts.insert(parts.to_vec(), at);
        at
    }

    fn add(&mut self, known: Known) -> u32 {
        let end = |all: &[(u32, bool)]| u32::try_from(all.len()).unwrap_or(u32::MAX);
        let from = end(&self.matchers);
        let not_no = known.answers.own.iter().filter(|(_, said)| *said != Said::No);
        self.matchers.extend(not_no.map(|(m, said)| (*m, matches!(said, Said::Yes { .. }))));
        self.near.push(Near { from, to: end(&self.matchers), open: !known.answers.open.is_empty() });
        self.known.push(known);
        u32::try_from(self.known.len() - 1).unwrap_or(u32::MAX)
    }
}
