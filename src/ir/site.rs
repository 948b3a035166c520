//! Where the model has a condition: the clause it belongs to, and the way down.

use crate::model::{Cond, CondKind, DefineValue, Model, NumExpr, ValueExpr};

/// A clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Root {
    Population(u32),
    When(u32),
    Unless(u32, u32),
    Let(u32, u32),
    Define(u32),
    /// No condition of the model: a pair, an observation's own rule, a recall.
    Rule(u32),
}

impl Root {
    /// The rule whose names the clause may use.
    pub fn rule(self) -> Option<u32> {
        match self {
            Root::Population(r) | Root::When(r) | Root::Unless(r, _) | Root::Let(r, _) | Root::Rule(r) => {
                Some(r)
            }
            Root::Define(_) => None,
        }
    }
}

/// A clause and the parts to go down through `and`, `or` and `not`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Site {
    pub root: Root,
    pub path: Box<[u16]>,
}

impl Site {
    pub fn find<'m>(&self, model: &'m Model) -> Option<&'m Cond> {
        let rule = |r: u32| model.rules.get(r as usize);
        let mut c = match self.root {
            Root::Population(r) => rule(r)?.population.as_ref()?,
            Root::When(r) => rule(r)?.when.as_ref()?,
            Root::Unless(r, at) => rule(r)?.unless.get(at as usize)?,
            Root::Let(r, at) => match &rule(r)?.lets.get(at as usize)?.value {
                ValueExpr::Cond(c) => c,
                _ => return None,
            },
            Root::Define(d) => match &model.defines.get(d as usize)?.value {
                DefineValue::Cond(c) => c,
                _ => return None,
            },
            Root::Rule(_) => return None,
        };
        for step in &self.path {
            c = match &c.kind {
                CondKind::And(parts) | CondKind::Or(parts) => parts.get(usize::from(*step))?,
                CondKind::Not(inner) => inner,
                _ => return None,
            };
        }
        Some(c)
    }
}

/// Where the model has a number that thresholds are compared with.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum NumberSite {
    /// A comparison; whether it is the second of its two.
    Compared(Site, bool),
    /// A `let` of a rule.
    Let(u32, u32),
    /// A definition.
    Define(u32),
}

impl NumberSite {
    pub fn find<'m>(&self, model: &'m Model) -> Option<&'m NumExpr> {
        match self {
            NumberSite::Compared(site, second) => match &site.find(model)?.kind {
                CondKind::Compare(_, a, b) => Some(if *second { b } else { a }),
                _ => None,
            },
            NumberSite::Let(rule, at) => {
                match &model.rules.get(*rule as usize)?.lets.get(*at as usize)?.value {
                    ValueExpr::Num(n) => Some(n),
                    _ => None,
                }
            }
            NumberSite::Define(at) => match &model.defines.get(*at as usize)?.value {
                DefineValue::Num(n) => Some(n),
                _ => None,
            },
        }
    }

    /// The rule whose names it may use.
    pub fn rule(&self) -> Option<u32> {
        match self {
            NumberSite::Compared(site, _) => site.root.rule(),
            NumberSite::Let(rule, _) => Some(*rule),
            NumberSite::Define(_) => None,
        }
    }
}
