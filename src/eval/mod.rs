//! Evaluation: the reference evaluator, its results and their explanation.
