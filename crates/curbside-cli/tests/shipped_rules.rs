//! What every shipped rule says about itself: who answers for it, whom it is about, and why it is believed.
//!
//! The words are those of the book, "What every rule says". A source without a
//! year must be one that has none (a label, common practice, a specification),
//! and its rule must be marked for clinical review.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests may fail loudly"
)]

use curbside::check::{CheckOptions, compile};
use curbside::model::{Evidence, Governance, Model, Piece, RuleKind, Template};
use curbside::pack::{Limits, fs};
use curbside::vocab::{Category, Severity};
use std::path::Path;

/// Kinds of source that have no single year.
const UNDATED: [&str; 3] = ["none (label)", "none (common practice)", "none (specification)"];

fn model() -> Model {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let packs = fs::read(&folder, &Limits::default()).unwrap();
    let checked = compile(&packs, &CheckOptions::default());
    let Some(model) = checked.model else {
        let errors: Vec<_> =
            checked.diags.iter().filter(|d| d.is_error()).map(|d| format!("{d:?}")).collect();
        panic!("the shipped packs do not compile: {}", errors.join("\n"));
    };
    model
}

fn of_evidence(e: &Evidence, reviewed: bool) -> Vec<String> {
    let mut wrong = Vec::new();
    let Some(grade) = e.grade.as_deref().filter(|g| !g.trim().is_empty()) else {
        return vec![format!("no grade of \u{201c}{}\u{201d}", e.citation)];
    };
    if e.year.is_none() && !UNDATED.contains(&grade) {
        wrong.push(format!("no year of \u{201c}{}\u{201d}", e.citation));
    }
    if e.year.is_none() && !reviewed {
        wrong.push(format!("no year of \u{201c}{}\u{201d}, and no note `for clinical review`", e.citation));
    }
    wrong
}

fn of_governance(g: &Governance) -> Vec<String> {
    let present = [
        ("owner", g.owner.is_some()),
        ("version", g.version.is_some()),
        ("review by", g.review_by.is_some()),
        ("user", g.user.is_some()),
        ("population", g.population.is_some()),
        ("evidence", !g.evidence.is_empty()),
    ];
    let mut wrong: Vec<String> =
        present.iter().filter(|(_, there)| !there).map(|(what, _)| format!("no {what}")).collect();
    let reviewed = g.notes.iter().any(|n| n.starts_with("for clinical review"));
    wrong.extend(g.evidence.iter().flat_map(|e| of_evidence(e, reviewed)));
    wrong
}

#[test]
fn every_rule_says_who_answers_for_it_and_why() {
    let model = model();
    assert!(model.rules.len() > 2500, "{}", model.rules.len());
    let wrong: Vec<String> = model
        .rules
        .iter()
        .flat_map(|r| of_governance(&r.governance).into_iter().map(|w| format!("{}: {w}", r.id)))
        .collect();
    assert!(wrong.is_empty(), "{} of {} rules:\n{}", wrong.len(), model.rules.len(), wrong.join("\n"));
}

#[test]
fn every_score_cites_a_graded_and_dated_source() {
    let model = model();
    let wrong: Vec<String> = model
        .scores
        .iter()
        .flat_map(|s| {
            let none = s.evidence.is_empty().then(|| "no evidence".to_string());
            none.into_iter()
                .chain(s.evidence.iter().flat_map(|e| of_evidence(e, false)))
                .map(|w| format!("{}: {w}", s.name))
                .collect::<Vec<_>>()
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether a message shows something of the patient.
fn names_a_value(t: &Template) -> bool {
    t.pieces.iter().any(|p| matches!(p, Piece::Value(_)))
}

#[test]
fn every_message_names_a_value_of_the_patient() {
    let model = model();
    let wrong: Vec<&str> = model
        .rules
        .iter()
        .filter(|r| matches!(r.kind, RuleKind::Authored))
        .filter(|r| !matches!(r.category, Category::CareGap | Category::Recommendation))
        .filter(|r| !names_a_value(&r.message))
        .map(|r| r.id.as_str())
        .collect();
    assert!(wrong.is_empty(), "{} rules:\n{}", wrong.len(), wrong.join("\n"));
}

/// What interrupts says what to do: by a suggestion, its detail or its advice. A critical result is told as it is.
#[test]
fn what_interrupts_says_what_to_do() {
    let model = model();
    let mute: Vec<&str> = model
        .rules
        .iter()
        .filter(|r| matches!(r.severity, Severity::Critical))
        .filter(|r| match &r.kind {
            RuleKind::Authored => r.suggestions.is_empty() && r.detail.is_none(),
            RuleKind::Interaction(i) => i.advice.is_none(),
            RuleKind::Result(..) => false,
        })
        .map(|r| r.id.as_str())
        .collect();
    assert!(mute.is_empty(), "{}", mute.join("\n"));
}
