//! Lints: things that are probably not what the author meant.
//!
//! A lint is a function from a [`LintContext`] to diagnostics, in a file of its
//! own, entered in [`LINTS`]. The driver here applies `allow NAME because "…"`
//! of the declaration around a finding, and the levels of `pack.yaml` and of the
//! caller. Lints see trees and the model; a declaration with an error is
//! [`broken`](LintItem::broken) and has no place in the model.

mod unused_use;

use super::CheckOptions;
use super::load::{LoadedFile, LoadedPack};
use super::names::Names;
use crate::diag::{Code, Diag, Level, nearest};
use crate::model::Model;
use crate::pack::{Card, LintLevel};
use crate::source::{SourceMap, Span};
use crate::syntax::ast::{Clause, ClauseKind, File, Item, ItemKind, Name, Text};
use std::collections::BTreeSet;

/// What lints look at.
pub(crate) struct LintContext<'l> {
    /// The model; without declarations that have an error, and never evaluated when there is one.
    pub(crate) model: &'l Model,
    /// Every declaration, by place.
    pub(crate) items: Vec<LintItem<'l>>,
    pub(crate) options: &'l CheckOptions,
    pub(crate) sources: &'l SourceMap,
    pub(crate) packs: &'l [LoadedPack<'l>],
    pub(crate) files: &'l [LoadedFile],
    pub(crate) names: &'l Names<'l>,
}

/// A declaration.
pub(crate) struct LintItem<'l> {
    /// Index of its pack.
    pub(crate) pack: usize,
    /// Index of its file.
    pub(crate) file: usize,
    /// As written.
    pub(crate) item: &'l Item,
    /// Its name; `None` for `interactions from`.
    pub(crate) name: Option<&'l Name>,
    /// `pack/name`, the id of its rule.
    pub(crate) id: String,
    /// An error in it was told: it is not in the model. Where `item.broken` holds besides,
    /// a clause that is not there may only be unreadable: lints about absent clauses pass over it.
    pub(crate) broken: bool,
}

impl LintContext<'_> {
    /// The card of a declaration's pack.
    pub(crate) fn card(&self, item: &LintItem<'_>) -> Option<&Card> {
        self.packs.get(item.pack).map(|p| &p.card)
    }

    /// The tree of a file.
    pub(crate) fn file(&self, index: usize) -> Option<&File> {
        self.files.get(index).map(|f| &f.ast)
    }

    /// The rule that a declaration became.
    pub(crate) fn rule(&self, item: &LintItem<'_>) -> Option<&crate::model::Rule> {
        let at = self.model.rules.binary_search_by(|r| r.id.as_str().cmp(&item.id)).ok()?;
        self.model.rules.get(at)
    }
}

impl LintItem<'_> {
    /// Its clauses.
    pub(crate) fn clauses(&self) -> &[Clause] {
        match &self.item.kind {
            ItemKind::Observation(b)
            | ItemKind::Input(b)
            | ItemKind::Score(b)
            | ItemKind::Interaction(b)
            | ItemKind::Rule(b) => &b.clauses,
            ItemKind::Define(d) => &d.clauses,
            ItemKind::Table(t) => &t.clauses,
            ItemKind::Interactions(i) => &i.clauses,
            ItemKind::Codes(_) | ItemKind::Function(_) => &[],
        }
    }

    /// Where a finding about the whole declaration points.
    pub(crate) fn at(&self) -> Span {
        self.name.map_or(self.item.span, |n| n.span)
    }
}

/// A lint.
pub(crate) type Lint = fn(&LintContext<'_>) -> Vec<Diag>;

/// Every lint. The order bears on nothing: diagnostics are sorted by place.
pub(crate) const LINTS: &[Lint] = &[unused_use::check];

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

/// The `allow` around a finding.
fn allowing(cx: &LintContext<'_>, diag: &Diag) -> Option<Span> {
    let item = item_around(cx, diag.span)?;
    let name = diag.code.info().name;
    allows(item).find(|(lint, _, _)| lint.node == name).map(|(_, _, span)| span)
}

fn item_around<'c, 'l>(cx: &'c LintContext<'l>, at: Span) -> Option<&'c LintItem<'l>> {
    cx.items.iter().find(|i| {
        let s = i.item.span;
        s.source == at.source && s.start <= at.start && at.end <= s.end
    })
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
    let pack = cx.packs.iter().find(|p| p.texts.values().any(|s| *s == diag.span.source));
    let level = cx.options.levels.get(name).or_else(|| pack.and_then(|p| p.card.lints.get(name)));
    match level {
        Some(LintLevel::Off) => None,
        Some(LintLevel::Error) => {
            diag.level = Level::Error;
            Some(diag)
        }
        Some(LintLevel::Warn) | None => Some(diag),
    }
}
