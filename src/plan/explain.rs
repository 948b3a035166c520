//! The plan in words: how each rule is reached, for `explain --plan`.
//!
//! Plain data for people and tools; nothing in it says how the index is built.

use super::{IndexMode, Plan};
use crate::index::{Beside, FactKey, KeyIx, Way};
use crate::ir::{Cost, LeafKind, Node, NodeIx, NumberIx};
use crate::model::Model;
use crate::value::CmpOp;
use serde::{Deserialize, Serialize};

/// How one rule is evaluated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulePlan {
    /// `pack/rule`.
    pub rule: String,
    /// Title.
    pub title: String,
    /// Which patients it is asked for.
    pub reached: Reached,
    /// Its conditions as the passes left them; `None` where the index is off.
    pub conditions: Option<String>,
    /// Its exceptions as the passes left them, where it has any.
    pub exceptions: Option<String>,
}

/// Which patients a rule is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "way", rename_all = "kebab-case")]
pub enum Reached {
    /// All: the index is off, or only used for facts.
    Unindexed,
    /// None: its conditions cannot hold.
    Never,
    /// Those with one of these facts and, where it is named, with what stands beside it.
    Facts {
        /// One of them has to be there, or may be.
        any_of: Vec<Key>,
        /// What else has to be there, or may be.
        beside: Option<Companion>,
    },
    /// Those whose number may be on the right side of a threshold.
    Threshold {
        /// The comparison as it was written.
        comparison: String,
    },
    /// Those for whom a condition about the person is not false.
    Guard {
        /// The condition as it was written.
        condition: String,
    },
    /// All.
    Always {
        /// Why.
        reason: String,
    },
}

/// Facts of a kind with a code of a set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// The kind of fact, such as `condition`; `current medication` for those that may be in use or ordered.
    pub kind: String,
    /// The code set or observation, `pack/Name`.
    pub codes: String,
    /// How many rules are looked for here.
    pub rules: usize,
}

/// What a rule needs beside its first fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Companion {
    /// Another fact.
    Fact(Key),
    /// A comparison, as it was written.
    Threshold(String),
}

/// How all rules are reached.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanSummary {
    /// All rules.
    pub rules: usize,
    /// Whether rules are reached through an index at all; otherwise nothing below counts any.
    pub indexed: bool,
    /// Through one fact.
    pub by_fact: usize,
    /// Through one fact and another beside it.
    pub by_two_facts: usize,
    /// Through a fact and a number on the right side of a threshold.
    pub by_fact_and_threshold: usize,
    /// Through a number alone.
    pub by_threshold: usize,
    /// Through a condition about the person.
    pub by_guard: usize,
    /// Rules whose conditions cannot hold.
    pub never: Vec<String>,
    /// Rules asked for every patient, with the reason.
    pub always: Vec<(String, String)>,
    /// The facts that lead to most rules, the longest list first.
    pub longest: Vec<Key>,
    /// Different conditions after the passes.
    pub conditions: usize,
    /// Different facts that rules are reached through.
    pub keys: usize,
}

/// So many of the longest lists are named.
const LONGEST: usize = 10;

impl Plan {
    pub(crate) fn explain(&self, model: &Model, at: usize) -> Option<RulePlan> {
        let rule = model.rules.get(at)?;
        let ir = self.ir.rules.get(at);
        let except = ir.map(|r| r.except).filter(|n| *self.ir.node(*n) != Node::Const(false));
        Some(RulePlan {
            rule: rule.id.to_string(),
            title: rule.title.to_string(),
            reached: self.reached(model, at),
            conditions: ir.map(|r| self.ir.text(r.base, model)),
            exceptions: except.map(|n| self.ir.text(n, model)),
        })
    }

    /// How rules are reached; none, where there is no index.
    fn ways(&self) -> Vec<Way> {
        match self.options.index {
            IndexMode::Full => self.index.ways(&self.ir),
            _ => Vec::new(),
        }
    }

    fn reached(&self, model: &Model, at: usize) -> Reached {
        let number = |n: NumberIx| {
            let base = self.ir.rules.get(at).map(|r| r.base);
            base.and_then(|base| self.comparison(base, n, model)).unwrap_or_else(|| "a number".into())
        };
        match self.ways().get(at) {
            None => Reached::Unindexed,
            Some(Way::Never) => Reached::Never,
            Some(Way::Facts(keys, beside)) => Reached::Facts {
                any_of: keys.iter().filter_map(|k| self.key(*k, model)).collect(),
                beside: match beside {
                    Beside::Nothing => None,
                    Beside::Threshold(n) => Some(Companion::Threshold(number(*n))),
                    Beside::Fact(k) => self.key(*k, model).map(Companion::Fact),
                },
            },
            Some(Way::Threshold(n)) => Reached::Threshold { comparison: number(*n) },
            Some(Way::Guard(n)) => Reached::Guard { condition: self.ir.text(*n, model) },
            Some(Way::Always(reason)) => Reached::Always { reason: (*reason).to_string() },
        }
    }

    /// The first comparison of a number that the conditions cannot hold without.
    fn comparison(&self, n: NodeIx, number: NumberIx, model: &Model) -> Option<String> {
        match self.ir.node(n) {
            Node::And(parts) => self.ir.parts(*parts).iter().find_map(|p| self.comparison(*p, number, model)),
            Node::Leaf(l) if self.ir.cost(n) != Cost::Person => match self.ir.leaf(*l)?.kind {
                LeafKind::Threshold { number: own, op, .. } if own == number && op != CmpOp::Ne => {
                    Some(self.ir.leaf_text(*l, model))
                }
                _ => None,
            },
            _ => None,
        }
    }

    fn key(&self, k: KeyIx, model: &Model) -> Option<Key> {
        let FactKey { kind, matcher, current } = *self.index.keys.get(k.0 as usize)?;
        let codes = self.vocabulary.name(matcher, model).unwrap_or("?").to_string();
        let kind = if current { format!("current {}", kind.word()) } else { kind.word().into() };
        Some(Key { kind, codes, rules: self.index.listed(k) })
    }

    pub(crate) fn summary(&self, model: &Model) -> PlanSummary {
        let mut out = PlanSummary {
            rules: model.rules.len(),
            indexed: self.options.index == IndexMode::Full,
            conditions: self.ir.leaves.len(),
            keys: self.index.keys.len(),
            ..PlanSummary::default()
        };
        for (way, rule) in self.ways().iter().zip(&model.rules) {
            match way {
                Way::Never => out.never.push(rule.id.to_string()),
                Way::Facts(_, Beside::Nothing) => out.by_fact += 1,
                Way::Facts(_, Beside::Fact(_)) => out.by_two_facts += 1,
                Way::Facts(_, Beside::Threshold(_)) => out.by_fact_and_threshold += 1,
                Way::Threshold(_) => out.by_threshold += 1,
                Way::Guard(_) => out.by_guard += 1,
                Way::Always(reason) => out.always.push((rule.id.to_string(), (*reason).to_string())),
            }
        }
        let mut keys: Vec<KeyIx> = (0u32..).zip(&self.index.keys).map(|(at, _)| KeyIx(at)).collect();
        keys.sort_by_key(|k| (std::cmp::Reverse(self.index.listed(*k)), k.0));
        out.longest = keys.iter().take(LONGEST).filter_map(|k| self.key(*k, model)).collect();
        out.longest.retain(|k| k.rules > 0);
        out
    }
}
