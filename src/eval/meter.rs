//! What the rules of one evaluation cost, in ticks of a clock that the host supplies.
//!
//! The engine has none of its own, so nothing is measured unless it is asked for.

use super::result::{Evaluation, Outcome};
use serde::{Deserialize, Serialize};
use std::cell::{Cell, RefCell};

/// An evaluation and what it cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The answer: the same as without measuring.
    pub evaluation: Evaluation,
    /// The rules that were asked, in order of rules.
    pub rules: Vec<RuleCost>,
    /// How many rules the facts reached; all of them where the index is off.
    pub reached: u32,
    /// From the beginning to the first rule: facts prepared, rules reached. In nanoseconds.
    pub preparation: u64,
    /// From the last rule to the end: scores, notes, order. In nanoseconds.
    pub conclusion: u64,
}

/// What one rule cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleCost {
    /// `pack/rule`.
    pub rule: String,
    /// What became of it.
    pub asked: Asked,
    /// The time it took, in nanoseconds. A condition that rules share is paid by the first of them.
    pub nanoseconds: u64,
}

/// How far a rule was evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Asked {
    /// It was reached, and its conditions are false.
    ScreenedOut,
    /// It was evaluated with its reasons, and does not fire.
    Silent,
    /// It fires, is undecided, or an exception silences it.
    Spoke,
    /// A limit cut it off.
    CutOff,
}

/// Measures one evaluation.
pub(crate) struct Meter<'a> {
    now: &'a dyn Fn() -> u64,
    began: u64,
    last: Cell<u64>,
    preparation: Cell<u64>,
    reached: Cell<usize>,
    rules: RefCell<Vec<(u32, Asked, u64)>>,
}

impl<'a> Meter<'a> {
    pub fn new(now: &'a dyn Fn() -> u64) -> Meter<'a> {
        let began = now();
        Meter {
            now,
            began,
            last: Cell::new(began),
            preparation: Cell::new(0),
            reached: Cell::new(0),
            rules: RefCell::default(),
        }
    }

    /// The rules are known; the first one comes.
    pub fn prepared(&self, reached: usize) {
        self.reached.set(reached);
        self.last.set((self.now)());
        self.preparation.set(self.last.get().saturating_sub(self.began));
    }

    /// A rule came to its end.
    pub fn rule(&self, at: u32, asked: Asked) {
        let now = (self.now)();
        self.rules.borrow_mut().push((at, asked, now.saturating_sub(self.last.replace(now))));
    }

    /// All that was measured.
    pub fn done(self, evaluation: Evaluation, name: impl Fn(u32) -> Option<String>) -> Profile {
        let conclusion = (self.now)().saturating_sub(self.last.get());
        let cost = |(at, asked, nanoseconds)| name(at).map(|rule| RuleCost { rule, asked, nanoseconds });
        Profile {
            evaluation,
            rules: self.rules.into_inner().into_iter().filter_map(cost).collect(),
            reached: u32::try_from(self.reached.get()).unwrap_or(u32::MAX),
            preparation: self.preparation.get(),
            conclusion,
        }
    }
}

impl Asked {
    /// How far a rule got that ended like this; `None` for one that a limit cut off.
    pub(super) fn by(outcome: Option<Outcome>) -> Asked {
        match outcome {
            Some(Outcome::Fires | Outcome::Suppressed | Outcome::Indeterminate) => Asked::Spoke,
            Some(Outcome::DoesNotFire) => Asked::Silent,
            Some(Outcome::NotEvaluated) | None => Asked::CutOff,
        }
    }
}
