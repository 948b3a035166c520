//! The lints that only tests can decide: a rule that no test makes fire or stay
//! silent, a threshold that no test sits at. An `allow` in the declaration lets
//! one pass, as it does in `check`.

use super::coverage::{Coverage, ItemCoverage};
use super::names::short;
use crate::diag::{Code, Diag};
use crate::model::Model;
use crate::source::Span;
use crate::syntax::ast::{Clause, ClauseKind, ItemKind};
use crate::syntax::parse;

impl Coverage {
    /// `no-firing-test`, `no-silent-test` and `no-edge-test`, at the declarations.
    pub fn lints(&self, model: &Model) -> Vec<Diag> {
        let allows = allows(model);
        let mut diags: Vec<Diag> = self.items.iter().filter(|i| !i.bulk).flat_map(findings).collect();
        diags.retain(|d| {
            !allows.iter().any(|(span, lint)| lint == d.code.info().name && within(d.span, *span))
        });
        diags
    }
}

fn findings(item: &ItemCoverage) -> Vec<Diag> {
    let mut diags = Vec::new();
    let name = short(&item.name);
    if item.fired == Some(0) {
        diags.push(
            Diag::new(Code::NoFiringTest, item.span, format!("no test in which `{}` fires", item.name))
                .help(format!("add a case that expects `fires: [ {name} ]`")),
        );
    }
    if item.silent == Some(0) {
        diags.push(
            Diag::new(
                Code::NoSilentTest,
                item.span,
                format!("no test in which `{}` stays silent", item.name),
            )
            .help(format!("add a case that expects `silent: [ {name} ]`")),
        );
    }
    for t in item.thresholds.iter().filter(|t| !t.at || !t.beyond) {
        let message = format!("no test on both sides of {} in `{}`", t.threshold, t.text);
        diags.push(
            Diag::new(Code::NoEdgeTest, item.span, message).help(
                "test a value exactly at the threshold, and one just past it that gets the other answer",
            ),
        );
    }
    diags
}

fn within(inner: Span, outer: Span) -> bool {
    inner.source == outer.source && outer.start <= inner.start && inner.end <= outer.end
}

/// Every `allow`: the declaration it stands in, and the lint.
fn allows(model: &Model) -> Vec<(Span, String)> {
    let mut out = Vec::new();
    for (id, _) in model.sources.iter().filter(|(_, path)| path.ends_with(".cds")) {
        for item in parse(id, &model.sources.text(id)).0.items {
            for clause in clauses(&item.kind) {
                if let ClauseKind::Allow(lint, _) = &clause.kind {
                    out.push((item.span, lint.node.clone()));
                }
            }
        }
    }
    out
}

fn clauses(kind: &ItemKind) -> &[Clause] {
    match kind {
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
