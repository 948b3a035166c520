//! Lints: things that are probably not what the author meant.
//!
//! A lint is a function from a `LintContext` to diagnostics, in a file of its
//! own, entered in `LINTS`. The driver here applies `allow NAME because "…"`
//! of the declaration around a finding, and the levels of `pack.yaml` and of the
//! caller. Lints see trees and the model; a declaration with an error is
//! broken and has no place in the model.

mod always;
mod binds;
mod conflict;
mod context;
mod evidence;
mod implausible;
mod lookback;
mod mentions;
mod message;
mod no_window;
mod owner;
mod reason;
mod review;
mod shadowed;
mod unknown_policy;
mod unused_let;
mod unused_use;
mod walk;

pub(crate) use walk::{Part, of_item, walk};

use crate::diag::{Code, Diag, Level, nearest};
use crate::pack::LintLevel;
use crate::source::Span;
use crate::syntax::ast::{ClauseKind, Name, Text};
use std::collections::BTreeSet;

pub(crate) use context::{LintContext, LintItem};

/// A lint.
pub(crate) type Lint = fn(&LintContext<'_>) -> Vec<Diag>;

/// Every lint. The order bears on nothing: diagnostics are sorted by place.
pub(crate) const LINTS: &[Lint] = &[
    always::check,
    conflict::check,
    evidence::check,
    implausible::check,
    lookback::check,
    message::check,
    no_window::check,
    owner::check,
    review::check,
    shadowed::check,
    unknown_policy::check,
    unused_let::check,
    unused_use::check,
];

/// Runs every lint, then applies `allow`s and levels to these findings and to
/// the warnings that earlier stages gave.
pub(crate) fn run(cx: &LintContext<'_>, diags: Vec<Diag>) -> Vec<Diag> {
    let (mut kept, mut findings): (Vec<Diag>, Vec<Diag>) = diags.into_iter().partition(Diag::is_error);
    for lint in LINTS {
        findings.extend(lint(cx));
    }
    let mut used: BTreeSet<Span> = BTreeSet::new();
    findings.retain(|d| match allowing(cx, d) {
        Some(clause) => {
            used.insert(clause);
            false
        }
        None => true,
    });
    findings.extend(about_allows(cx, &used));
    kept.extend(findings.into_iter().filter_map(|d| leveled(cx, d)));
    kept
}

/// Whether no lint can say an error about packs of which earlier stages said this: none is at that
/// level, and the `allow`s name lints. For those who want no warnings, and so no lint to run.
pub(crate) fn say_no_error(cx: &LintContext<'_>, diags: &[Diag]) -> bool {
    let mut levels = cx.options.levels.values().chain(cx.packs.iter().flat_map(|p| p.card.lints.values()));
    !levels.any(|l| *l == LintLevel::Error)
        && !diags.iter().any(Diag::is_error)
        && !about_allows(cx, &BTreeSet::new()).iter().any(Diag::is_error)
}

/// The `allow` around a finding.
fn allowing(cx: &LintContext<'_>, diag: &Diag) -> Option<Span> {
    let item = cx.item_at(diag.span).or_else(|| cx.table_of(diag.span))?;
    let name = diag.code.info().name;
    allows(item).find(|(lint, _, _)| lint.node == name).map(|(_, _, span)| span)
}

fn allows<'i>(item: &'i LintItem<'_>) -> impl Iterator<Item = (&'i Name, Option<&'i Text>, Span)> {
    item.clauses().iter().filter_map(|c| match &c.kind {
        ClauseKind::Allow(name, reason) => Some((name, reason.as_ref(), c.span)),
        _ => None,
    })
}

/// Findings about the `allow`s themselves. A broken declaration may not have come to its lint.
fn about_allows(cx: &LintContext<'_>, used: &BTreeSet<Span>) -> Vec<Diag> {
    let names = crate::pack::card::lint_names();
    let mut diags = Vec::new();
    for item in &cx.items {
        for (lint, reason, span) in allows(item) {
            if !names.contains(&lint.node.as_str()) {
                let d = Diag::new(Code::UnknownWord, lint.span, format!("there is no lint `{}`", lint.node));
                diags.push(match nearest(&lint.node, names.iter().copied()) {
                    Some(best) => d.fix(lint.span, best, format!("did you mean `{best}`?")),
                    None => d.help("the name stands with each warning, in brackets"),
                });
                continue;
            }
            if reason.is_none_or(|r| r.node.trim().is_empty()) {
                let end = Span { start: span.end, ..span };
                let d = Diag::new(
                    Code::AllowWithoutReason,
                    span,
                    format!("`allow {}` gives no reason", lint.node),
                )
                .fix(end, " because \"…\"", "say why: `because \"…\"`");
                diags.push(d);
            }
            let of_tests = ["no-firing-test", "no-silent-test", "no-edge-test"].contains(&lint.node.as_str());
            if !used.contains(&span) && !item.broken && !of_tests {
                let d =
                    Diag::new(Code::UnusedAllow, span, format!("`allow {}` allows nothing here", lint.node))
                        .fix(span, "", "take it out");
                diags.push(d);
            }
        }
    }
    diags
}

/// A finding at its level; `None` where it is off.
fn leveled(cx: &LintContext<'_>, mut diag: Diag) -> Option<Diag> {
    if diag.code.info().level == Level::Error {
        return Some(diag);
    }
    let name = diag.code.info().name;
    let level = cx.options.levels.get(name).or_else(|| cx.card_at(diag.span).and_then(|c| c.lints.get(name)));
    match level {
        Some(LintLevel::Off) => None,
        Some(LintLevel::Error) => {
            diag.level = Level::Error;
            Some(diag)
        }
        Some(LintLevel::Warn) | None => Some(diag),
    }
}
