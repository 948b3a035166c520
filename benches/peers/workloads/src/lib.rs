//! The workloads: rules as text, a patient as a snapshot, and the findings to expect.
//!
//! Everything is made here from fixed seeds; nothing is read. The same numbers
//! drive the rules of Curbside and those of its peers.

pub mod chart;
pub mod floor;
pub mod interactions;
pub mod laboratory;
pub mod mixed;
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
    /// Mixed.
    C,
}

impl Kind {
    /// By its letter.
    pub fn parse(letter: &str) -> Option<Kind> {
        match letter {
            "a" => Some(Kind::A),
            "b" => Some(Kind::B),
            "c" => Some(Kind::C),
            _ => None,
        }
    }

    /// Its letter.
    pub fn letter(self) -> &'static str {
        match self {
            Kind::A => "a",
            Kind::B => "b",
            Kind::C => "c",
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
            Kind::C => mixed::workload(n),
        }
    }

    /// The rules, compiled from source.
    ///
    /// # Errors
    /// Mistakes in the text.
    pub fn compile(&self) -> Result<Ruleset, CompileError> {
        self.packs.iter().cloned().fold(Compiler::new(), Compiler::pack).compile()
    }

    /// Whether an answer is what must come out. For (c) that is what the packs of the
    /// repository say by themselves, and the expected rules of ours.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self, answer: &Evaluation) -> Result<(), String> {
        if answer.stats.not_evaluated != 0 {
            return Err(format!("not every rule was evaluated: {:?}", answer.stats));
        }
        if self.kind != Kind::C && answer.stats.indeterminate != 0 {
            return Err(format!("not every rule was decided: {:?}", answer.stats));
        }
        let mut expected: BTreeSet<String> = self.expected.iter().cloned().collect();
        if self.kind == Kind::C && self.n > 0 {
            let alone = mixed::workload(0);
            let rules = alone.compile().map_err(|e| e.to_string())?;
            let answer = rules.evaluate(&self.patient, &self.clock);
            expected.extend(answer.findings.into_iter().map(|f| f.rule.to_string()));
        }
        let fired: BTreeSet<String> = answer.findings.iter().map(|f| f.rule.to_string()).collect();
        let missing: Vec<_> = expected.difference(&fired).collect();
        let surplus: Vec<_> =
            fired.difference(&expected).filter(|_| self.kind != Kind::C || self.n > 0).collect();
        match (missing.is_empty(), surplus.is_empty()) {
            (true, true) => Ok(()),
            _ => Err(format!("missing: {missing:?}; surplus: {surplus:?}")),
        }
    }
}

/// The moment at which everything is evaluated.
pub fn clock() -> Clock {
    let now = "2026-03-01T09:00:00+01:00".parse().expect("an instant");
    Clock::new(now, "Europe/Berlin".parse().expect("a zone"))
}
