//! Interactions: pairs of different medications, one of each side.

use super::answer::{Answer, Bound, merge};
use super::engine::{Eval, Scope};
use super::facts::FactRef;
use super::matching::Codes;
use super::presence::Judged;
use crate::model::{FactKind, Interaction, Presence, Target};
use crate::value::Truth;
use std::collections::{BTreeMap, BTreeSet};

/// All facts behind one pair of ingredients.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pair {
    /// The ingredients, for the identity of the finding.
    pub subject: String,
    pub a: Vec<FactRef>,
    pub b: Vec<FactRef>,
}

/// The pairs that surely are there, and the answer to whether there is one.
pub(crate) struct Pairs {
    pub sure: Vec<Pair>,
    pub answer: Answer,
}

impl Eval<'_> {
    /// The pairs of an interaction.
    pub fn pairs(&self, i: &Interaction, scope: &Scope<'_>) -> Pairs {
        if let Some(answer) = self.assumed(i.a.id) {
            return Pairs { sure: Vec::new(), answer };
        }
        let (a, b) = (self.found(&i.a, &[], scope), self.found(&i.b, &[], scope));
        let mut sure: BTreeMap<(String, String), Pair> = BTreeMap::new();
        let (mut gaps, mut facts) = (Vec::new(), Vec::new());
        let mut maybe = false;
        for x in a.facts.iter().filter(|j| j.truth != Truth::False) {
            for y in b.facts.iter().filter(|j| j.truth != Truth::False) {
                if self.budget.spend(1) {
                    break;
                }
                let Some(truth) = self.pair(i, x, y) else { continue };
                if truth == Truth::Unknown {
                    maybe = true;
                    merge(&mut gaps, x.gaps.iter().chain(&y.gaps).cloned());
                    continue;
                }
                let (first, second) = (self.ingredient(&i.a, x), self.ingredient(&i.b, y));
                let (Some(first), Some(second)) = (first, second) else { continue };
                // Both sides may be the same set: then the pair is found twice, and kept once.
                let swapped = (second.clone(), first.clone());
                if swapped.0 != first && sure.contains_key(&swapped) {
                    continue;
                }
                merge(&mut facts, [x.fact, y.fact]);
                let subject = format!("{first}\n{second}");
                let pair = sure.entry((first, second)).or_default();
                pair.subject = subject;
                merge(&mut pair.a, [x.fact]);
                merge(&mut pair.b, [y.fact]);
            }
        }
        // One side may be missing from an incomplete list; where neither can be there is no pair.
        let open = |found: &super::presence::Found| {
            found.incomplete.is_some() || found.facts.iter().any(|j| j.truth != Truth::False)
        };
        let incomplete = a.incomplete.is_some() && (open(&a) && open(&b));
        if incomplete && sure.is_empty() {
            maybe = true;
            merge(&mut gaps, a.incomplete.into_iter().chain(b.incomplete));
        }
        let answer = match (sure.is_empty(), maybe) {
            (false, _) => Answer::known(true, facts),
            (true, true) => Answer::new(Truth::Unknown, gaps, Vec::new()),
            (true, false) => Answer::known(false, Vec::new()),
        };
        self.observe(i.a.id, answer.truth);
        self.observe(i.b.id, answer.truth);
        Pairs { sure: sure.into_values().collect(), answer }
    }

    /// Whether two facts make a pair; `None` where they are the same thing.
    fn pair(&self, i: &Interaction, x: &Judged, y: &Judged) -> Option<Truth> {
        if x.fact == y.fact {
            return None;
        }
        let (of_x, of_y) = (self.ingredients(x.fact), self.ingredients(y.fact));
        if !of_x.is_empty() && of_x == of_y {
            return None;
        }
        match (x.truth.and(y.truth), self.ingredient(&i.a, x), self.ingredient(&i.b, y)) {
            (_, Some(first), Some(second)) if first == second => None,
            (truth, Some(_), Some(_)) => Some(truth),
            _ => Some(Truth::Unknown),
        }
    }

    /// Every ingredient of a medication, as codes.
    fn ingredients(&self, fact: FactRef) -> BTreeSet<String> {
        let FactRef::Fact(FactKind::Medication, at) = fact else { return BTreeSet::new() };
        let resolved = self.resolved(FactKind::Medication, at);
        let Some(drug) = resolved.drug() else { return BTreeSet::new() };
        let code = |i: &crate::terms::IngredientMatch| i.rxcui.clone().or_else(|| i.atc.first().cloned());
        drug.ingredients.iter().filter_map(code).chain(drug.unidentified.iter().cloned()).collect()
    }

    /// The ingredient through which a medication belongs to a side.
    fn ingredient(&self, p: &Presence, j: &Judged) -> Option<String> {
        let FactRef::Fact(kind, at) = j.fact else { return None };
        let (coding, ingredient) = p.targets.iter().find_map(|t| {
            let Target::Set(_) = t else { return None };
            self.member_by(Codes::of(*t), kind, at)
        })?;
        if ingredient.is_some() {
            return ingredient;
        }
        // The code itself is a member: an ingredient's own, or a product's.
        let all = self.ingredients(j.fact);
        if let (1, Some(only)) = (all.len(), all.first()) {
            return Some(only.clone());
        }
        let m = self.facts.medications.get(at)?;
        m.code.codings.get(coding).map(|c| c.code.clone())
    }

    /// What a pair binds.
    pub fn bind_pair(&self, i: &Interaction, pair: &Pair) -> Bound {
        let mut bound = Bound::new();
        for (p, facts) in [(&i.a, &pair.a), (&i.b, &pair.b)] {
            if let Some(name) = p.binding {
                let mut facts = facts.clone();
                self.facts.latest_first(&mut facts, self.clock);
                bound.insert(name, facts);
            }
        }
        bound
    }
}
