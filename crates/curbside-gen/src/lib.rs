//! Generated packs and patients, and the check that every evaluator gives them the same answers.
//!
//! One string of bytes decides everything ([`Choices`]), so the seeded tests, the
//! fuzzer and the shrinker share one generator. Packs are text: a failing case is
//! a `.cds` file and a patient that anyone can read.

mod case;
mod choices;
pub mod difference;
pub mod evaluators;
pub mod pack;
pub mod patient;
pub mod report;
pub mod shrink;

pub use case::Situation;
pub use choices::{Choices, seeded};
pub use pack::{Pack, Shape};
