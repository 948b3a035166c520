//! `no-window`: a laboratory value of any age.

use super::LintContext;
use super::walk::{self, Part, walk};
use crate::diag::{Code, Diag};
use crate::model::{CondKind, ObservationId, RuleKind, Series, TrendKind};
use crate::source::Span;
use crate::vocab::AggregateKind;
use std::collections::BTreeSet;

pub(super) fn check(cx: &LintContext<'_>) -> Vec<Diag> {
    let mut diags = Vec::new();
    for rule in cx.written_rules() {
        declaration(cx, &walk::of_rule(rule), &mut diags);
    }
    for part in cx.define_parts() {
        declaration(cx, &[part], &mut diags);
    }
    for s in &cx.model.scores {
        let parts = s.population.iter().map(Part::Cond).chain(s.items.iter().filter_map(walk::of_item));
        declaration(cx, &parts.collect::<Vec<_>>(), &mut diags);
    }
    own_findings(cx, &mut diags);
    diags
}

/// Tells each observation once in a declaration.
fn declaration<'m>(cx: &LintContext<'m>, parts: &[Part<'m>], diags: &mut Vec<Diag>) {
    let mut told: BTreeSet<ObservationId> = BTreeSet::new();
    let mut timeless: BTreeSet<Span> = BTreeSet::new();
    for part in parts {
        walk(*part, &mut |part| match part {
            // Whoever asks for the first result ever, or says within what time it changed, has said how far back.
            Part::Aggregate(a) if a.kind == AggregateKind::Earliest => {
                timeless.insert(a.series.span);
            }
            Part::Cond(c) => {
                if let CondKind::Trend(t) = &c.kind
                    && !matches!(t.kind, TrendKind::Rising | TrendKind::Falling)
                {
                    timeless.insert(t.series.span);
                }
            }
            Part::Series(s) if s.windows.is_empty() && !timeless.contains(&s.span) => {
                diags.extend(series(cx, s).filter(|_| told.insert(s.observation)));
            }
            _ => {}
        });
    }
}

fn series(cx: &LintContext<'_>, s: &Series) -> Option<Diag> {
    let o = cx.model.observations.get(s.observation.index())?;
    // Codes and texts, such as a blood group, may well hold for life.
    o.unit.as_ref()?;
    let what = cx.quoted(s.span);
    let name = o.name.rsplit('/').next().unwrap_or(&o.name);
    let d = Diag::new(Code::NoWindow, s.span, format!("`{what}` takes a result of {} of any age", o.label))
        .also(o.span, "declared without `window`")
        .help(format!("say how old it may be, for example `latest {name} in last 7 days`, or give the observation a `window`"));
    Some(d)
}

/// Observations that yield findings by themselves, from a result of any age.
fn own_findings(cx: &LintContext<'_>, diags: &mut Vec<Diag>) {
    let mut told = BTreeSet::new();
    for rule in &cx.model.rules {
        let RuleKind::Result(id, _) = rule.kind else { continue };
        let Some(o) = cx.model.observations.get(id.index()).filter(|o| o.window.is_none()) else { continue };
        if told.insert(id) {
            let message = format!("{} yields findings by itself, from a result of any age", o.label);
            let d = Diag::new(Code::NoWindow, o.span, message)
                .help("say how old a result may be, for example `window 90 days`, or `report nothing`");
            diags.push(d);
        }
    }
}
