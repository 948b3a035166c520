//! The meaning of the language: rules as text, patients by hand, answers with their reasons.

#[path = "eval/support.rs"]
mod support;

#[path = "eval/doses.rs"]
mod doses;
#[path = "eval/explain.rs"]
mod explain;
#[path = "eval/findings.rs"]
mod findings;
#[path = "eval/interactions.rs"]
mod interactions;
#[path = "eval/limits.rs"]
mod limits;
#[path = "eval/own_rules.rs"]
mod own_rules;
#[path = "eval/person.rs"]
mod person;
#[path = "eval/presence.rs"]
mod presence;
#[path = "eval/properties.rs"]
mod properties;
#[path = "eval/results.rs"]
mod results;
#[path = "eval/scores.rs"]
mod scores;
#[path = "eval/scripts.rs"]
mod scripts;
