//! The workloads: rules as text, a patient as a snapshot, and the findings to expect.
//!
//! Everything is made here from fixed seeds; nothing is read. The same numbers
//! drive the rules of Curbside and those of its peers.

pub mod floor;
pub mod interactions;
pub mod laboratory;
pub mod rng;
pub mod timing;
pub mod words;

use curbside::eval::result::Evaluation;
use curbside::pack::PackSource;
use curbside::snapshot::Snapshot;
use curbside::time::Clock;
use curbside::{CompileError, Compiler, Ruleset};
use std::collections::BTreeSet;

/// Which workload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Interactions.
    A,
    /// Laboratory thresholds.
    B,
}

impl Kind {
    /// By its letter.
    pub fn parse(letter: &str) -> Option<Kind> {
        match letter {
            "a" => Some(Kind::A),
            "b" => Some(Kind::B),
            _ => None,
        }
    }

    /// Its letter.
    pub fn letter(self) -> &'static str {
        match self {
            Kind::A => "a",
            Kind::B => "b",
        }
    }
}

/// Rules, a patient, and what must come out.
#[derive(Debug, Clone)]
pub struct Workload {
    /// Which.
    pub kind: Kind,
    /// Rules.
    pub n: usize,
    /// Rules as text.
    pub packs: Vec<PackSource>,
    /// The patient.
    pub patient: Snapshot,
    /// Now.
    pub clock: Clock,
    /// The rules that fire, sorted.
    pub expected: Vec<String>,
}

impl Workload {
    /// A workload of a kind and size.
    pub fn new(kind: Kind, n: usize) -> Workload {
        match kind {
            Kind::A => interactions::workload(n),
            Kind::B => laboratory::workload(n),
        }
    }

    /// The rules, compiled from source.
    ///
    /// # Errors
    /// Mistakes in the text.
    pub fn compile(&self) -> Result<Ruleset, CompileError> {
        self.packs.iter().cloned().fold(Compiler::new(), Compiler::pack).compile()
    }

    /// Whether an answer is what must come out.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self, answer: &Evaluation) -> Result<(), String> {
        let fired: BTreeSet<&str> = answer.findings.iter().map(|f| f.rule.as_str()).collect();
        let expected: BTreeSet<&str> = self.expected.iter().map(String::as_str).collect();
        if fired != expected {
            return Err(format!("{fired:?} fired instead of {expected:?}"));
        }
        if (answer.stats.indeterminate, answer.stats.not_evaluated) != (0, 0) {
            return Err(format!("not every rule was decided: {:?}", answer.stats));
        }
        Ok(())
    }
}

/// The moment at which everything is evaluated.
pub fn clock() -> Clock {
    let now = "2026-03-01T09:00:00+01:00".parse().expect("an instant");
    Clock::new(now, "Europe/Berlin".parse().expect("a zone"))
}
