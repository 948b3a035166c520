//! What expressions are written with: the decisions, and the names that exist.

use super::words::{DURATIONS, OBSERVATIONS, Observed};
use crate::choices::Choices;

/// Names that later declarations may use, by what they are.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// Conditions.
    pub conds: Vec<String>,
    /// Numbers in the unit of an observation.
    pub nums: Vec<(String, &'static Observed)>,
    /// Numbers without a unit.
    pub plains: Vec<String>,
    /// Times.
    pub times: Vec<String>,
    /// Texts.
    pub texts: Vec<String>,
    /// Scores with bands `low`, `mid`, `high`.
    pub scores: Vec<String>,
    /// Calls of tables and functions, ready to use: conditions.
    pub cond_calls: Vec<String>,
    /// The same: numbers without a unit.
    pub plain_calls: Vec<String>,
    /// The same: numbers in the unit of an observation.
    pub num_calls: Vec<(String, &'static Observed)>,
    /// The same: texts, with one they may be.
    pub text_calls: Vec<(String, &'static str)>,
}

/// What a rule names with `let`.
#[derive(Debug, Clone, Default)]
pub struct Lets {
    /// Conditions.
    pub conds: Vec<String>,
    /// Numbers in the unit of an observation, and whether they are one result with a date.
    pub nums: Vec<(String, &'static Observed, bool)>,
    /// Numbers without a unit.
    pub plains: Vec<String>,
    /// Texts.
    pub texts: Vec<String>,
    /// Times.
    pub times: Vec<String>,
}

/// A name bound to one fact, within its `where`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// A medication.
    Medication,
    /// A result of an observation.
    Result(&'static str),
    /// Anything else with a period.
    Other,
}

/// Writes expressions of one declaration.
pub struct Writer<'c, 'n> {
    /// The decisions.
    pub c: Choices<'c>,
    /// What is declared.
    pub names: &'n Names,
    /// What the rule has named.
    pub lets: Lets,
    /// Facts that stand for one at a time here.
    pub current: Vec<(String, Bound)>,
    /// How many names were bound.
    pub binds: usize,
}

impl<'c, 'n> Writer<'c, 'n> {
    /// A writer.
    pub fn new(c: Choices<'c>, names: &'n Names) -> Self {
        Writer { c, names, lets: Lets::default(), current: Vec::new(), binds: 0 }
    }

    /// A name that nothing bears yet.
    pub fn fresh(&mut self) -> String {
        self.binds += 1;
        format!("f{}", self.binds)
    }

    /// An observation with numbers.
    pub fn observation(&mut self) -> &'static Observed {
        OBSERVATIONS.get(self.c.early(OBSERVATIONS.len())).unwrap_or(&OBSERVATIONS[0])
    }

    /// A comparison.
    pub fn op(&mut self) -> &'static str {
        self.c.pick(&[">=", ">", "<", "<=", "=", "!="])
    }

    /// A duration.
    pub fn duration(&mut self) -> String {
        let (n, unit) = self.c.pick(DURATIONS);
        format!("{n} {unit}")
    }

    /// A name from a list, if there is one.
    pub fn name(&mut self, all: &[String]) -> Option<String> {
        if all.is_empty() { None } else { all.get(self.c.below(all.len())).cloned() }
    }
}
