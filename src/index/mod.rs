//! The index: which rules a patient's facts can reach.
//!
//! Every rule is posted under something it cannot hold without ([`keys`]): the
//! rarest fact (and a second one beside it), a threshold, or a guard on the
//! person. What has no such thing is asked for every patient, with the reason.
//!
//! SOUNDNESS: a rule that is not reached does not fire in the reference
//! evaluator; it is never undecided there and never an error.
//!
//! Knows nothing of patients; the evaluator asks it with what a patient has.

mod bounds;
mod codec;
mod depends;
mod keys;
mod lists;
mod vocabulary;
mod ways;

pub(crate) use bounds::Bounds;
pub(crate) use depends::{Asker, Depends, Search};
pub(crate) use keys::FactKey;
pub(crate) use vocabulary::{Answers, Matcher, Said, Vocabulary};

use crate::ir::{Cost, Ir, Node, NodeIx, NumberIx};
use crate::model::{FactKind, Model};
use keys::{Need, Needs, Reader};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use thin_vec::ThinVec;

/// A fact key, by position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct KeyIx(pub u32);

/// How a rule is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Way {
    /// Its conditions cannot hold.
    Never,
    /// Through one of these facts, and beside it something else.
    Facts(Vec<KeyIx>, Beside),
    /// Through a number that may be on the right side of a threshold.
    Threshold(NumberIx),
    /// Through a condition about the person.
    Guard(NodeIx),
    /// It is asked for every patient; why.
    Always(&'static str),
}

/// What a rule needs beside its first fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Beside {
    Nothing,
    /// A number that may be on the right side of a threshold.
    Threshold(NumberIx),
    /// Another fact.
    Fact(KeyIx),
}

/// The rules below one key.
#[derive(Debug, Clone, Default)]
pub(crate) struct Posting {
    /// Those that need no other fact.
    pub single: ThinVec<u32>,
    /// Those that need another, sorted by it.
    pub paired: ThinVec<(KeyIx, u32)>,
    /// Those that need a number on the right side of a threshold.
    pub bounded: ThinVec<Gated>,
}

/// Thresholds on one number, of rules that all have one condition as a part.
#[derive(Debug, Clone)]
pub(crate) struct Gated {
    /// Where it is false, none of the rules can hold: asked once for all of them.
    pub gate: Option<NodeIx>,
    pub number: NumberIx,
    pub bounds: Bounds,
}

impl Posting {
    fn bounds(&mut self, gate: Option<NodeIx>, number: NumberIx) -> &mut Bounds {
        // Rules of one gate and number nearly always follow each other.
        let at = match self.bounded.iter().rposition(|g| (g.gate, g.number) == (gate, number)) {
            Some(at) => at,
            None => {
                self.bounded.push(Gated { gate, number, bounds: Bounds::default() });
                self.bounded.len() - 1
            }
        };
        &mut self.bounded[at].bounds
    }
}

/// A part of an `and` that asks for facts and no more: cheap, and shared by many rules.
fn gate(ir: &Ir, base: NodeIx) -> Option<NodeIx> {
    let Node::And(parts) = ir.node(base) else { return None };
    let asks = |n: &&NodeIx| ir.cost(**n) == Cost::Presence && matches!(ir.node(**n), Node::Leaf(_));
    ir.parts(*parts).iter().find(asks).copied()
}

/// The index of a model.
#[derive(Debug, Clone, Default)]
pub(crate) struct Index {
    pub keys: Vec<FactKey>,
    pub postings: Vec<Posting>,
    /// Where the rules of two keys begin in the first one's list, for long lists.
    pairs: FxHashMap<(KeyIx, KeyIx), (u32, u32)>,
    /// Keys of each matcher, in one row.
    by_matcher: Vec<(KeyIx, FactKey)>,
    starts: Vec<u32>,
    /// Keys of each kind of fact.
    pub by_kind: BTreeMap<FactKind, Vec<KeyIx>>,
    /// Keys of each kind whose matcher is of a group, and whether only current facts count.
    pub by_group: BTreeMap<(FactKind, u32), Vec<(KeyIx, bool)>>,
    pub bounds: Vec<(NumberIx, Bounds)>,
    pub guards: Vec<(NodeIx, Vec<u32>)>,
    pub always: Vec<u32>,
}

/// Lists longer than this are entered by both keys.
const LONG: usize = 64;

impl Index {
    pub fn new(ir: &Ir, model: &Model, vocabulary: &Vocabulary) -> Index {
        let reader = Reader { ir, model, vocabulary };
        let needs: Vec<Needs> = ir.rules.iter().map(|r| reader.needs(r.base)).collect();
        let mut index = Index::default();
        let numbered = index.number(&needs);
        // How many rules a key could reach: the fewer, the rarer.
        let mut reach: Vec<u32> = vec![0; index.keys.len()];
        for need in numbered.iter().flatten() {
            for k in need {
                if let Some(n) = reach.get_mut(k.0 as usize) {
                    *n = n.saturating_add(1);
                }
            }
        }
        let size = |need: &[KeyIx]| -> (u64, usize) {
            let rules = need.iter().map(|k| u64::from(reach.get(k.0 as usize).copied().unwrap_or(0)));
            (rules.sum(), need.len())
        };
        index.postings = vec![Posting::default(); index.keys.len()];
        let mut bounds: BTreeMap<NumberIx, Bounds> = BTreeMap::new();
        let mut guards: BTreeMap<NodeIx, Vec<u32>> = BTreeMap::new();
        for ((rule, needs), mut facts) in (0u32..).zip(&needs).zip(numbered) {
            facts.sort_by_key(|need| size(need));
            if needs.never {
                // On no list.
            } else if let Some(first) = facts.first() {
                // A second fact narrows only where it is a single one and no part of the first.
                let second =
                    facts.iter().skip(1).find(|n| n.len() == 1 && !n.iter().any(|k| first.contains(k)));
                let second = second.and_then(|n| n.first()).copied();
                let beside = match (needs.bounds.first(), second) {
                    // A threshold is met by few values, and costs nothing where it is not.
                    (Some(b), _) => Beside::Threshold(b.number),
                    (None, Some(other)) => Beside::Fact(other),
                    (None, None) => Beside::Nothing,
                };
                for k in first {
                    let Some(p) = index.postings.get_mut(k.0 as usize) else { continue };
                    match (beside, needs.bounds.first()) {
                        (Beside::Threshold(number), Some(b)) => {
                            let base = ir.rules.get(rule as usize).map(|r| r.base);
                            p.bounds(base.and_then(|n| gate(ir, n)), number).add(b.op, b.value, rule);
                        }
                        (Beside::Fact(other), _) => p.paired.push((other, rule)),
                        _ => p.single.push(rule),
                    }
                }
            } else if let Some(b) = needs.bounds.first() {
                bounds.entry(b.number).or_default().add(b.op, b.value, rule);
            } else if let Some(g) = needs.guards.first() {
                guards.entry(*g).or_default().push(rule);
            } else {
                index.always.push(rule);
            }
        }
        index.bounds = bounds.into_iter().collect();
        index.guards = guards.into_iter().collect();
        index.sort();
        index.arrange(vocabulary);
        index
    }

    /// Gives every fact key a number.
    fn number(&mut self, needs: &[Needs]) -> Vec<Vec<Vec<KeyIx>>> {
        let mut seen: FxHashMap<FactKey, KeyIx> = FxHashMap::default();
        let keys = &mut self.keys;
        let mut number = |k: &FactKey| {
            *seen.entry(*k).or_insert_with(|| {
                keys.push(*k);
                KeyIx(u32::try_from(keys.len() - 1).unwrap_or(u32::MAX))
            })
        };
        let mut of_need = |n: &Need| n.iter().map(&mut number).collect();
        needs.iter().map(|n| n.facts.iter().map(&mut of_need).collect()).collect()
    }

    fn sort(&mut self) {
        for p in &mut self.postings {
            p.paired.sort_unstable();
            p.single.shrink_to_fit();
            p.bounded.iter_mut().for_each(|g| g.bounds.sort());
            p.bounded.shrink_to_fit();
            p.paired.shrink_to_fit();
        }
        self.bounds.iter_mut().for_each(|(_, b)| b.sort());
        self.keys.shrink_to_fit();
        self.always.shrink_to_fit();
        self.guards.iter_mut().for_each(|(_, rules)| rules.shrink_to_fit());
    }

    /// Works out what follows from the lists.
    pub fn arrange(&mut self, vocabulary: &Vocabulary) {
        for (at, p) in (0u32..).zip(&self.postings) {
            if p.paired.len() <= LONG {
                continue;
            }
            let mut from = 0u32;
            for group in p.paired.chunk_by(|a, b| a.0 == b.0) {
                let to = from.saturating_add(u32::try_from(group.len()).unwrap_or(u32::MAX));
                if let Some((second, _)) = group.first() {
                    self.pairs.insert((KeyIx(at), *second), (from, to));
                }
                from = to;
            }
        }
        self.pairs.shrink_to_fit();
        self.by_matcher = self.keys.iter().zip(0u32..).map(|(k, at)| (KeyIx(at), *k)).collect();
        self.by_matcher.sort_unstable_by_key(|(at, k)| (k.matcher, *at));
        self.starts = vec![0; vocabulary.len() + 1];
        for (_, k) in &self.by_matcher {
            if let Some(n) = self.starts.get_mut(k.matcher.index() + 1) {
                *n += 1;
            }
        }
        let mut total = 0u32;
        for n in &mut self.starts {
            total = total.saturating_add(*n);
            *n = total;
        }
        for (k, at) in self.keys.iter().zip(0u32..) {
            self.by_kind.entry(k.kind).or_default().push(KeyIx(at));
            let of_group = self.by_group.entry((k.kind, vocabulary.group(k.matcher))).or_default();
            of_group.push((KeyIx(at), k.current));
        }
        self.by_kind.values_mut().for_each(Vec::shrink_to_fit);
        self.by_group.values_mut().for_each(Vec::shrink_to_fit);
    }

    /// The keys of a matcher, for any kind of fact.
    pub fn keys_of(&self, m: Matcher) -> &[(KeyIx, FactKey)] {
        let at = |i: usize| self.starts.get(i).map_or(0, |n| *n as usize);
        self.by_matcher.get(at(m.index())..at(m.index().saturating_add(1))).unwrap_or(&[])
    }

    /// How many rules are below a key.
    pub fn listed(&self, key: KeyIx) -> usize {
        let Some(p) = self.postings.get(key.0 as usize) else { return 0 };
        let bounded: usize = p.bounded.iter().map(|g| g.bounds.len()).sum();
        p.single.len().saturating_add(p.paired.len()).saturating_add(bounded)
    }

    /// The thresholds below a key.
    pub fn bounds_of(&self, key: KeyIx) -> &[Gated] {
        self.postings.get(key.0 as usize).map_or(&[], |p| &p.bounded)
    }

    /// Adds the rules of a key and another one that are both there: those marked with the number of the
    /// present patient.
    pub fn reach(&self, key: KeyIx, there: &[KeyIx], (marks, now): (&[u32], u32), rules: &mut Vec<u32>) {
        let Some(p) = self.postings.get(key.0 as usize) else { return };
        rules.extend_from_slice(&p.single);
        // Looking up a pair costs as much as passing over some rules.
        if p.paired.len() <= LONG.max(there.len().saturating_mul(4)) {
            for (second, rule) in &p.paired {
                if marks.get(second.0 as usize).is_some_and(|mark| *mark == now) {
                    rules.push(*rule);
                }
            }
            return;
        }
        for second in there {
            let Some((from, to)) = self.pairs.get(&(key, *second)) else { continue };
            let both = p.paired.get(*from as usize..*to as usize).unwrap_or(&[]);
            rules.extend(both.iter().map(|(_, rule)| *rule));
        }
    }
}
