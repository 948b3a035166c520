//! The indexed evaluator gives the reference evaluator's answers: for generated packs and patients, under
//! every combination of index and passes. `CURBSIDE_EQUALITY_CASES` sets how many cases each part runs.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "helpers of tests may fail loudly"
)]

#[path = "equality/coverage.rs"]
mod coverage;
#[path = "equality/generated.rs"]
mod generated;
#[path = "equality/session.rs"]
mod session;
#[path = "equality/walk.rs"]
mod walk;
