//! Interactions: pairs of different medications, one of each side.

use super::answer::{Answer, Bound, merge};
use super::engine::{Eval, Resolved, Scope};
use super::facts::FactRef;
use super::matching::Codes;
use super::presence::{Found, Judged};
use crate::model::{FactKind, Interaction, Presence, Target};
use crate::snapshot::Medication;
use crate::terms::ResolvedConcept;
use crate::value::Truth;
use std::borrow::Cow;

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

/// A fact that may be one of a pair.
struct Partner<'f> {
    judged: &'f Judged,
    resolved: Resolved<'f>,
    /// Through which it belongs to its side.
    ingredient: Option<Cow<'f, str>>,
}

impl Eval<'_> {
    /// The pairs of an interaction.
    pub fn pairs(&self, i: &Interaction, scope: &Scope<'_>) -> Pairs {
        if let Some(answer) = self.assumed(i.a.id) {
            return Pairs { sure: Vec::new(), answer };
        }
        let (a, b) = (self.found(&i.a, &[], scope), self.found(&i.b, &[], scope));
        let (of_a, of_b) = (self.partners(&i.a, &a), self.partners(&i.b, &b));
        let mut sure: Vec<(&str, &str, Pair)> = Vec::new();
        let (mut gaps, mut facts) = (Vec::new(), Vec::new());
        let mut maybe = false;
        for x in &of_a {
            for y in &of_b {
                if self.budget.spend(1) {
                    break;
                }
                let Some(truth) = pair(x, y) else { continue };
                if truth == Truth::Unknown {
                    maybe = true;
                    merge(&mut gaps, x.judged.gaps.iter().chain(&y.judged.gaps).cloned());
                    continue;
                }
                let (Some(first), Some(second)) = (x.ingredient.as_deref(), y.ingredient.as_deref()) else {
                    continue;
                };
                // Both sides may be the same set: then the pair is found twice, and kept once.
                if second != first && sure.iter().any(|(f, s, _)| (*f, *s) == (second, first)) {
                    continue;
                }
                merge(&mut facts, [x.judged.fact, y.judged.fact]);
                let at = match sure.iter().position(|(f, s, _)| (*f, *s) == (first, second)) {
                    Some(at) => at,
                    None => {
                        let subject = [first, "\n", second].concat();
                        sure.push((first, second, Pair { subject, ..Pair::default() }));
                        sure.len() - 1
                    }
                };
                if let Some((_, _, pair)) = sure.get_mut(at) {
                    merge(&mut pair.a, [x.judged.fact]);
                    merge(&mut pair.b, [y.judged.fact]);
                }
            }
        }
        // One side may be missing from an incomplete list; where neither can be there is no pair.
        let open = |incomplete: bool, of: &[Partner<'_>]| incomplete || !of.is_empty();
        let incomplete = a.incomplete.is_some()
            && open(a.incomplete.is_some(), &of_a)
            && open(b.incomplete.is_some(), &of_b);
        if incomplete && sure.is_empty() {
            maybe = true;
            merge(&mut gaps, a.incomplete.iter().chain(&b.incomplete).cloned());
        }
        let answer = match (sure.is_empty(), maybe) {
            (false, _) => Answer::known(true, facts),
            (true, true) => Answer::new(Truth::Unknown, gaps, Vec::new()),
            (true, false) => Answer::known(false, Vec::new()),
        };
        self.observe(i.a.id, answer.truth);
        self.observe(i.b.id, answer.truth);
        sure.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
        Pairs { sure: sure.into_iter().map(|(_, _, pair)| pair).collect(), answer }
    }

    fn partners<'f>(&'f self, p: &Presence, found: &'f Found) -> Vec<Partner<'f>> {
        let may = found.facts.iter().filter(|j| j.truth != Truth::False);
        may.filter_map(|judged| {
            let FactRef::Fact(kind, at) = judged.fact else { return None };
            Some(Partner {
                judged,
                resolved: self.resolved(kind, at),
                ingredient: self.ingredient(p, kind, at),
            })
        })
        .collect()
    }

    /// The ingredient through which a medication belongs to a side.
    pub fn ingredient(&self, p: &Presence, kind: FactKind, at: usize) -> Option<Cow<'_, str>> {
        let (coding, ingredient) = p.targets.iter().find_map(|t| {
            let Target::Set(_) = t else { return None };
            self.member_by(Codes::of(*t), kind, at)
        })?;
        if ingredient.is_some() {
            return ingredient;
        }
        let m = self.facts.medications.get(at)?;
        match self.resolved(kind, at) {
            Resolved::Known(r) => own_ingredient(r, m, coding).map(Cow::Borrowed),
            Resolved::Made(r) => own_ingredient(&r, m, coding).map(|own| Cow::Owned(own.into())),
        }
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

/// The ingredient of a medication of which a code itself is a member: its only one, or what the code is of.
pub(super) fn own_ingredient<'k>(
    resolved: &'k ResolvedConcept,
    m: &'k Medication,
    coding: usize,
) -> Option<&'k str> {
    match resolved.ingredients() {
        [only] => Some(only),
        _ => m.code.codings.get(coding).map(|c| c.code.as_str()),
    }
}

/// Whether two facts make a pair; `None` where they are the same thing.
fn pair(x: &Partner<'_>, y: &Partner<'_>) -> Option<Truth> {
    if x.judged.fact == y.judged.fact {
        return None;
    }
    let of_x = x.resolved.ingredients();
    if !of_x.is_empty() && of_x == y.resolved.ingredients() {
        return None;
    }
    match (x.judged.truth.and(y.judged.truth), &x.ingredient, &y.ingredient) {
        (_, Some(first), Some(second)) if first == second => None,
        (truth, Some(_), Some(_)) => Some(truth),
        _ => Some(Truth::Unknown),
    }
}
