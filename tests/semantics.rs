//! One suite of meanings under every combination of evaluator, index and passes: small packs with patients
//! whose answers are known, and the patients of the starter packs' own tests.
//!
//! The small packs are chosen against the index: each has a rule that an index could wrongly leave out.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "helpers of tests may fail loudly"
)]

#[path = "eval/support.rs"]
#[allow(dead_code, reason = "shared with the tests of the reference evaluator")]
mod support;

#[path = "semantics/absence.rs"]
mod absence;
#[path = "semantics/limits.rs"]
mod limits;
#[path = "semantics/numbers.rs"]
mod numbers;
#[path = "semantics/pairs.rs"]
mod pairs;
#[path = "semantics/starter.rs"]
mod starter;
#[path = "semantics/table.rs"]
mod table;
#[path = "semantics/unknown.rs"]
mod unknown;
