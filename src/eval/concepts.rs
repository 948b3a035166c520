//! What code sets say of the concepts met so far, kept from patient to patient.
//!
//! Codes recur: the same drugs, tests and diagnoses stand in thousands of
//! records. Resolving one and asking the vocabulary costs microseconds, finding
//! it again costs a hash. Knows nothing of facts.

use crate::index::{Answers, Matcher, Said};
use crate::model::Model;
use crate::plan::Plan;
use crate::snapshot::{Coding, Concept, Medication};
use crate::terms::ResolvedConcept;
use crate::text::same;
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::Hasher;
use std::sync::Arc;

/// More concepts than this are forgotten before the next patient.
const MOST: usize = 16_384;

/// A concept, or a medication with its ingredients, and what is known of it.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    /// Its codings, in one row.
    codings: Box<[u8]>,
    masked: bool,
    unresolved: bool,
    /// Listed ingredients, in order.
    ingredients: Box<[u32]>,
    pub resolved: Arc<ResolvedConcept>,
    pub answers: Answers,
    /// Matchers that have it or may have it, and whether they surely do; of those with an answer of their own.
    pub near: Box<[(u32, bool)]>,
    /// The next with the same hash.
    next: Option<u32>,
}

impl Known {
    fn near(answers: &Answers) -> Box<[(u32, bool)]> {
        let not_no = answers.own.iter().filter(|(_, said)| *said != Said::No);
        not_no.map(|(m, said)| (*m, matches!(said, Said::Yes { .. }))).collect()
    }

    fn is_of(&self, c: &Concept) -> bool {
        self.ingredients.is_empty()
            && self.masked == c.masked
            && self.unresolved == c.unresolved.is_some()
            && is_row_of(&self.codings, &c.codings)
    }
}

/// Said instead of a length: any text, or none.
const ANY: u32 = u32::MAX - 1;

/// How long the parts of a coding are.
fn lengths(c: &Coding) -> [u32; 3] {
    // No text is as long that this leaves two of them alike.
    let len = |text: &String| u32::try_from(text.len()).unwrap_or(ANY - 1);
    [len(&c.system), len(&c.code), c.display.as_ref().map_or(u32::MAX, len)]
}

/// Codings one after the other, each its lengths and its parts: what a concept is compared with lies side by
/// side. Where its display means nothing, any will do.
fn row(codings: &[Coding], means: impl Fn(usize) -> bool) -> Vec<u8> {
    let mut row = Vec::new();
    for (at, c) in codings.iter().enumerate() {
        let [system, code, display] = lengths(c);
        let (display, shown) = match means(at) {
            true => (display, c.display.as_deref().unwrap_or_default()),
            false => (ANY, ""),
        };
        [system, code, display].iter().for_each(|n| row.extend_from_slice(&n.to_le_bytes()));
        [&c.system, &c.code, shown].iter().for_each(|text| row.extend_from_slice(text.as_bytes()));
    }
    row
}

fn is_row_of(mut row: &[u8], codings: &[Coding]) -> bool {
    for c in codings {
        let Some((head, rest)) = row.split_first_chunk::<12>() else { return false };
        let [a, b, d, e, f, g, h, i, j, k, l, m] = *head;
        let [system, code, display] = [[a, b, d, e], [f, g, h, i], [j, k, l, m]].map(u32::from_le_bytes);
        let [own_system, own_code, own_display] = lengths(c);
        if (system, code) != (own_system, own_code) || (display != ANY && display != own_display) {
            return false;
        }
        let Some((system, rest)) = rest.split_at_checked(c.system.len()) else { return false };
        let Some((code, mut rest)) = rest.split_at_checked(c.code.len()) else { return false };
        // The code first: it tells concepts apart.
        if !same(code, c.code.as_bytes()) || !same(system, c.system.as_bytes()) {
            return false;
        }
        if display != ANY
            && let Some(own) = &c.display
        {
            match rest.strip_prefix(own.as_bytes()) {
                Some(after) => rest = after,
                None => return false,
            }
        }
        row = rest;
    }
    row.is_empty()
}

/// Concepts by what they say.
#[derive(Debug, Clone, Default)]
pub(crate) struct Concepts {
    known: Vec<Known>,
    by_hash: FxHashMap<u64, u32>,
    by_parts: FxHashMap<Vec<u32>, u32>,
    parts: Vec<u32>,
}

/// Of the codes alone, which nearly always tell concepts apart.
fn hash(c: &Concept) -> u64 {
    let mut h = FxHasher::default();
    h.write_u8(u8::from(c.masked));
    for coding in &c.codings {
        h.write(coding.code.as_bytes());
        h.write_usize(coding.system.len());
    }
    h.finish()
}

impl Concepts {
    pub fn get(&self, at: u32) -> Option<&Known> {
        self.known.get(at as usize)
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
        let hash = hash(c);
        let first = self.by_hash.get(&hash).copied();
        let mut next = first;
        while let Some((at, known)) = next.and_then(|at| Some((at, self.get(at)?))) {
            if known.is_of(c) {
                return at;
            }
            next = known.next;
        }
        let resolved = ResolvedConcept::new(c, &model.terminology);
        let answers = plan.vocabulary.ask(&resolved, model);
        let at = self.add(Known {
            codings: row(&c.codings, |at| resolved.reads_display(at)).into_boxed_slice(),
            masked: c.masked,
            unresolved: c.unresolved.is_some(),
            ingredients: Box::default(),
            resolved: Arc::new(resolved),
            near: Known::near(&answers),
            answers,
            next: first,
        });
        self.by_hash.insert(hash, at);
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
        let near = Known::near(&answers);
        let resolved = Arc::clone(&own.resolved);
        let known = Known {
            codings: Box::default(),
            masked: false,
            unresolved: false,
            ingredients: parts.get(1..).unwrap_or_default().into(),
            resolved,
            answers,
            near,
            next: None,
        };
        let at = self.add(known);
        self.by_parts.insert(parts.to_vec(), at);
        at
    }

    fn add(&mut self, known: Known) -> u32 {
        self.known.push(known);
        u32::try_from(self.known.len() - 1).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_alike_where_codings_are() {
        let coding = |system: &str, code: &str, display: Option<&str>| Coding {
            system: system.into(),
            code: code.into(),
            display: display.map(Into::into),
        };
        let all = [
            vec![],
            vec![coding("loinc", "1-8", None)],
            vec![coding("loinc", "1-8", Some(""))],
            vec![coding("loinc", "1-8", Some("K"))],
            vec![coding("loinc1", "-8", None)],
            vec![coding("loinc", "1-8", None), coding("loinc", "1-8", None)],
        ];
        for (i, a) in all.iter().enumerate() {
            for (j, b) in all.iter().enumerate() {
                let but_for_display = |all: &[Coding]| -> Vec<_> {
                    all.iter().map(|c| (c.system.clone(), c.code.clone())).collect()
                };
                let alike = but_for_display(a) == but_for_display(b);
                assert_eq!(is_row_of(&row(a, |_| false), b), alike, "{a:?} {b:?}");
                assert_eq!(is_row_of(&row(a, |_| true), b), i == j, "{a:?} {b:?}");
            }
        }
    }
}
