//! Evaluation: the reference evaluator, its results and their explanation.
//!
//! The reference evaluator *is* the meaning of the language: short, direct,
//! without an index. A faster evaluator has to give the same answers, so each
//! leaf of the meaning (windows, standing, results, aggregates, doses, limits)
//! has a file of its own with its own tests.
//!
//! [`evaluate`] answers for one patient at one moment, [`explain`] says why,
//! [`observe`] adds what tests need for coverage. Nothing here reads a clock, a
//! file or the environment.

mod aggregate;
mod answer;
mod blockers;
mod budget;
mod calendar;
mod call;
mod choose;
mod concepts;
mod course;
mod dose;
mod engine;
pub(crate) mod exec;
mod explain;
mod extent;
mod facts;
mod fields;
mod filters;
mod fit;
mod input;
mod kept;
mod lets;
mod level;
mod matching;
mod message;
mod meter;
mod notes;
mod observe;
mod order;
mod own;
mod pairs;
mod person;
mod plain;
mod prepared;
mod presence;
mod render;
pub mod result;
mod route;
mod rows;
mod rules;
mod run;
mod score;
mod script_call;
mod series;
mod short;
mod standing;
mod suggested;
pub mod text;
mod times;

mod units;

pub use budget::Limits;
pub(crate) use exec::{Scratch, evaluate as execute, reached};
pub(crate) use meter::Meter;
pub use meter::{Asked, Profile, RuleCost};
pub use observe::{Compared, Observed, Seen};
pub use render::render_explanation;
pub(crate) use run::observe_some;
pub use run::{Defined, DefinedValue, Options, Run, evaluate, explain, observe, value_of};

/// How many facts a host sent.
pub(crate) fn facts_of(s: &crate::snapshot::Snapshot) -> usize {
    facts::Facts::sent(s)
}
