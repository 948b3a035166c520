//! What a condition cannot hold without: the facts, thresholds and guards by
//! which a rule may be reached.
//!
//! SOUNDNESS: everything named here is such that, where it is missing, the
//! reference evaluator finds the condition *false*: not unknown, not an error.
//! Negation, absence, `all`, counts and calculations name nothing.

use super::vocabulary::{Matcher, Vocabulary};
use crate::ir::{Cost, Ir, LeafKind, Node, NodeIx, NumberIx};
use crate::model::{CondKind, FactFilter, FactKind, Model, Presence, RuleKind, Target};
use crate::value::{CmpOp, Num};
use crate::vocab::Verb;

/// Facts of a kind that a matcher has, or may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FactKey {
    pub kind: FactKind,
    pub matcher: Matcher,
    /// Only medications that may be in use, or that are being ordered.
    pub current: bool,
}

impl FactKey {
    fn of(kind: FactKind, matcher: Matcher) -> FactKey {
        FactKey { kind, matcher, current: false }
    }
}

/// At least one of these has to be there.
pub(super) type Need = Vec<FactKey>;

/// A number has to be on this side of a fixed one, or may be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bound {
    pub number: NumberIx,
    pub op: CmpOp,
    pub value: Num,
}

/// Everything a condition cannot hold without.
#[derive(Debug, Clone, Default)]
pub(super) struct Needs {
    pub facts: Vec<Need>,
    pub bounds: Vec<Bound>,
    pub guards: Vec<NodeIx>,
    /// It cannot hold at all.
    pub never: bool,
}

/// More alternatives than this are no help.
const MOST: usize = 64;

pub(super) struct Reader<'a> {
    pub ir: &'a Ir,
    pub model: &'a Model,
    pub vocabulary: &'a Vocabulary,
}

impl Reader<'_> {
    pub fn needs(&self, n: NodeIx) -> Needs {
        let mut out = Needs::default();
        // SOUNDNESS: a guard is evaluated for every patient, with three values; a rule is left
        // out where it is false, and then the `and` it stands in is false.
        if self.ir.cost(n) == Cost::Person && !matches!(self.ir.node(n), Node::Const(_) | Node::And(_)) {
            out.guards.push(n);
            return out;
        }
        match self.ir.node(n) {
            Node::Const(b) => out.never = !b,
            // SOUNDNESS: an `and` is false where one of its parts is.
            Node::And(parts) => {
                for p in self.ir.parts(*parts) {
                    let part = self.needs(*p);
                    out.facts.extend(part.facts);
                    out.bounds.extend(part.bounds);
                    out.guards.extend(part.guards);
                    out.never |= part.never;
                }
            }
            // SOUNDNESS: an `or` is false where all of its parts are, so each has to name a fact.
            Node::Or(parts) => {
                let parts = self.ir.parts(*parts).iter();
                let parts: Vec<Needs> = parts.map(|p| self.needs(*p)).filter(|p| !p.never).collect();
                out.never = parts.is_empty();
                let best = parts.iter().map(|p| p.facts.iter().min_by_key(|need| need.len()));
                if let Some(all) = best.collect::<Option<Vec<_>>>() {
                    let mut need: Need = all.into_iter().flatten().copied().collect();
                    need.sort_unstable();
                    need.dedup();
                    if !need.is_empty() && need.len() <= MOST {
                        out.facts.push(need);
                    }
                }
            }
            // SOUNDNESS: a negated condition may hold, or be unknown, because nothing is there.
            Node::Not(_) => {}
            Node::Leaf(l) => match self.ir.leaf(*l).map(|l| &l.kind) {
                Some(LeafKind::Model) => {
                    // SOUNDNESS: without a fact that has, or may have, the code asked for there is
                    // no such fact, if the section is complete; where it is not, the key counts as there.
                    let asked = self.ir.cond(*l, self.model).map(|c| &c.kind);
                    if let Some(CondKind::Present(p) | CondKind::Any(p, _)) = asked {
                        out.facts.extend(self.presence(p));
                    }
                }
                // SOUNDNESS: sorted bounds give every rule whose comparison is not surely false.
                Some(LeafKind::Threshold { number, op, value }) if *op != CmpOp::Ne => {
                    out.bounds.push(Bound { number: *number, op: *op, value: *value });
                }
                // SOUNDNESS: a pair takes a fact of either side.
                Some(LeafKind::Pairs(rule)) => {
                    if let Some(RuleKind::Interaction(i)) =
                        self.model.rules.get(*rule as usize).map(|r| &r.kind)
                    {
                        out.facts.extend(self.presence(&i.a));
                        out.facts.extend(self.presence(&i.b));
                    }
                }
                // SOUNDNESS: without a result of its own an observation's rule is silent, if the
                // section is complete.
                Some(LeafKind::Own(id)) => {
                    let own = self.vocabulary.observation(*id);
                    out.facts.push(vec![FactKey::of(FactKind::Observation, own)]);
                }
                // SOUNDNESS: a care gap is there because a fact is not.
                Some(LeafKind::Recall | LeafKind::Threshold { .. }) | None => {}
            },
        }
        out
    }

    fn presence(&self, p: &Presence) -> Option<Need> {
        let kind = FactKind::of(p.verb);
        let matcher = |t: &Target| match t {
            Target::Set(id) => self.vocabulary.set(*id),
            Target::Observation(id) => self.vocabulary.observation(*id),
        };
        // SOUNDNESS: for these verbs a medication that has surely ended is as good as none; unless a
        // modifier says which statuses count.
        let current = matches!(p.verb, Verb::Taking | Verb::TakingOrOrdering | Verb::Ordering)
            && !p.filters.iter().any(|f| matches!(f, FactFilter::Status(_)));
        let key = |t: &Target| FactKey { current, ..FactKey::of(kind, matcher(t)) };
        let mut need: Need = p.targets.iter().map(key).collect();
        need.sort_unstable();
        need.dedup();
        (need.len() <= MOST).then_some(need)
    }
}
