//! The meaning of the language: rules as text, patients by hand, answers with their reasons.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests may fail loudly"
)]

#[path = "eval/support.rs"]
mod support;

#[path = "eval/choose.rs"]
mod choose;
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
#[path = "eval/moved.rs"]
mod moved;
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
#[cfg(feature = "script")]
#[path = "eval/scripts.rs"]
mod scripts;

/// A build without scripts says so, instead of answering as if there were none.
#[cfg(not(feature = "script"))]
#[test]
fn functions_need_the_feature() {
    let pack = curbside::pack::PackSource::new("t")
        .file("pack.yaml", "name: t\nversion: 1.0.0\n")
        .file("s.rhai", "fn f(x) { x }")
        .file("t.cds", "pack t\nfunction f(x: number) -> number = rhai \"s.rhai\"\n");
    let checked = curbside::check::compile(&[pack], &curbside::check::CheckOptions::default());
    assert!(checked.model.is_none(), "{:?}", checked.diags);
    assert!(checked.diags.iter().any(|d| d.message.contains("no scripts")));
}
