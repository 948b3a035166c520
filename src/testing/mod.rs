//! Tests of rules: YAML cases, what they expect, what they reach.
//!
//! A test file says what is known of a patient in short lines and what the
//! rules should answer; see the book's page on tests. [`run`] evaluates every
//! case with the reference evaluator, explains each expectation that was not
//! met, and measures which conditions and thresholds the tests reached.
//!
//! It reads no files and no clock: test files come as text, FHIR patients
//! through a function of the caller. It knows nothing of terminals.

mod build;
mod case;
pub mod coverage;
mod expect;
mod fact_line;
mod goals;
mod lints;
mod names;
pub mod report;
mod run;
mod situations;
mod verify;
mod words;
pub mod yaml;

pub use build::ReadFile;
pub use run::{Options, Suite, TestFile, run};
pub use situations::{Situation, situations};
