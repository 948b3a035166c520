//! Every way to evaluate, against the reference.

use crate::case::Situation;
use crate::difference::{Difference, difference};
use curbside::Ruleset;
use curbside::eval::result::Evaluation;
use curbside::eval::{self, Options};
use curbside::model::Model;
use curbside::plan::{IndexMode, Passes, PlanOptions};

/// A combination of index and passes.
pub type Combination = PlanOptions;

/// Every combination; the one that hosts use first.
pub fn combinations() -> Vec<Combination> {
    let mut all = Vec::new();
    for index in [IndexMode::Full, IndexMode::Postings, IndexMode::Off] {
        for bits in 0..8_u8 {
            let passes = Passes { fold: bits & 1 == 0, normalise: bits & 2 == 0, share: bits & 4 == 0 };
            all.push(PlanOptions { index, passes });
        }
    }
    all
}

/// A combination in words.
pub fn words(c: Combination) -> String {
    let Passes { fold, normalise, share } = c.passes;
    let all: Vec<&str> = [(fold, "fold"), (normalise, "normalise"), (share, "share")]
        .into_iter()
        .filter_map(|(on, word)| on.then_some(word))
        .collect();
    format!("index {:?}, passes {}", c.index, if all.is_empty() { "none".to_string() } else { all.join(" ") })
}

/// Rules under several combinations.
#[derive(Debug, Clone)]
pub struct Evaluators {
    all: Vec<Ruleset>,
}

/// An answer that is not that of the reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// The combination that gave it.
    pub combination: Combination,
    /// The first difference.
    pub difference: Difference,
}

impl std::fmt::Display for Mismatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", words(self.combination), self.difference)
    }
}

impl Evaluators {
    /// Rules under combinations.
    pub fn new(model: Model, combinations: &[Combination]) -> Evaluators {
        let first = Ruleset::from(model);
        Evaluators { all: combinations.iter().map(|c| first.with_plan(*c)).collect() }
    }

    /// How many combinations there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// What the rules mean.
    pub fn model(&self) -> Option<&Model> {
        self.all.first().map(Ruleset::model)
    }

    /// The reference's answer.
    pub fn reference(&self, s: &Situation) -> Option<Evaluation> {
        Some(eval::evaluate(self.model()?, &s.patient, &s.clock, &Options::default()))
    }

    /// Compares the answers of the combinations at these positions with one that is right.
    ///
    /// # Errors
    /// The first that differs.
    pub fn agree(
        &self,
        right: &Evaluation,
        s: &Situation,
        which: impl IntoIterator<Item = usize>,
    ) -> Result<(), Box<Mismatch>> {
        for rules in which.into_iter().filter_map(|at| self.all.get(at)) {
            let given = rules.evaluate(&s.patient, &s.clock);
            if let Some(difference) = difference(right, &given) {
                return Err(Box::new(Mismatch { combination: rules.plan(), difference }));
            }
        }
        Ok(())
    }

    /// Compares every combination with the reference.
    ///
    /// # Errors
    /// The first that differs.
    pub fn check(&self, s: &Situation) -> Result<(), Box<Mismatch>> {
        match self.reference(s) {
            Some(right) => self.agree(&right, s, 0..self.len()),
            None => Ok(()),
        }
    }
}
