//! Rules that are exchanged while they are in use.
//!
//! A hospital changes its packs without stopping. [`Live`] holds the rules in force;
//! readers take them without waiting for anybody, an exchange is one step, and an
//! evaluation keeps the rules it began with. Every answer says which rules gave it
//! ([`Evaluation::generation`]). Knows nothing about where rules come from.

use crate::eval::Options;
use crate::eval::result::Evaluation;
use crate::ruleset::Ruleset;
use crate::snapshot::Snapshot;
use crate::time::Clock;
use arc_swap::ArcSwap;
use std::sync::Arc;

/// The rules in force, and how often they were exchanged.
///
/// ```
/// use curbside::{Compiler, Live, pack::PackSource, snapshot::SnapshotBuilder, time::Clock};
/// let pack = |version: &str| {
///     PackSource::new("demo")
///         .file("pack.yaml", format!("name: demo\nversion: {version}\n"))
///         .file("demo.cds", "pack demo\ncodes Warfarin = rxnorm 11289 \"warfarin\"\n")
/// };
/// let live = Live::new(Compiler::new().pack(pack("1.0.0")).compile()?);
/// let patient = SnapshotBuilder::new().build();
/// let clock = Clock::new("2026-03-01T09:00:00Z".parse().unwrap(), "UTC".parse().unwrap());
/// assert_eq!(live.evaluate(&patient, &clock).generation, 1);
///
/// // Another thread, another time: the new rules are compiled first, then exchanged.
/// let before = live.current();
/// assert_eq!(live.swap(Compiler::new().pack(pack("1.1.0")).compile()?), 2);
/// assert_eq!(live.evaluate(&patient, &clock).generation, 2);
/// // What was taken before goes on as it was.
/// assert_eq!(before.evaluate(&patient, &clock).generation, 1);
/// # Ok::<(), curbside::CompileError>(())
/// ```
#[derive(Debug)]
pub struct Live {
    current: ArcSwap<Ruleset>,
}

impl Live {
    /// These rules, as generation 1.
    pub fn new(rules: Ruleset) -> Live {
        Live { current: ArcSwap::from_pointee(rules.of_generation(1)) }
    }

    /// The rules in force: consistent however long they are used. They know their
    /// [generation](Ruleset::generation).
    pub fn current(&self) -> Ruleset {
        Ruleset::clone(&self.current.load())
    }

    /// Puts other rules in force and gives their generation. Evaluations under way end
    /// with the rules they began with, which are freed when the last one is done.
    pub fn swap(&self, rules: Ruleset) -> u64 {
        let before = self.current.rcu(|now| Arc::new(rules.of_generation(now.generation() + 1)));
        before.generation() + 1
    }

    /// The answer of the rules in force for one patient at one moment.
    pub fn evaluate(&self, patient: &Snapshot, clock: &Clock) -> Evaluation {
        self.evaluate_with(patient, clock, &Options::default())
    }

    /// The answer, within limits of the host's own.
    pub fn evaluate_with(&self, patient: &Snapshot, clock: &Clock, options: &Options<'_>) -> Evaluation {
        self.current().evaluate_with(patient, clock, options)
    }
}
