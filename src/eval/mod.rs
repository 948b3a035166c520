//! Evaluation: the reference evaluator, its results and their explanation.

pub mod result;
