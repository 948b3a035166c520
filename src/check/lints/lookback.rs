//! `window-too-long`: a window that reaches further back than hosts supply.
//!
//! `max_lookback` of `pack.yaml` is the data contract. What is older would be
//! read as absent.

use super::LintContext;
use super::walk::{self, Part, walk};
use crate::diag::{Code, Diag};
use crate::model::{CondKind, TrendKind, Window};
use crate::source::Span;
use crate::syntax::ast::{ClauseKind, ItemKind};
use crate::time::Duration;
use std::collections::BTreeSet;

pub(super) fn check(cx: &LintContext<'_>) -> Vec<Diag> {
    if cx.packs.iter().all(|p| p.card.max_lookback.is_none()) {
        return Vec::new();
    }
    let mut found = Found { cx, told: BTreeSet::new(), diags: Vec::new() };
    for rule in cx.written_rules() {
        walk::of_rule(rule).into_iter().for_each(|p| found.within(p));
        if let Some(recall) = &rule.recall {
            found.look(recall.every, recall.done.span, Some("what was done before counts as never done"));
        }
    }
    cx.shared_parts().into_iter().for_each(|p| found.within(p));
    for item in &cx.items {
        if let ItemKind::Observation(b) | ItemKind::Input(b) = &item.item.kind {
            for c in &b.clauses {
                if let ClauseKind::Window(d) = &c.kind {
                    found.look(d.node, d.span, None);
                }
            }
        }
    }
    found.diags
}

struct Found<'l, 'c> {
    cx: &'c LintContext<'l>,
    told: BTreeSet<Span>,
    diags: Vec<Diag>,
}

impl<'l> Found<'l, '_> {
    fn within(&mut self, part: Part<'l>) {
        walk(part, &mut |part| match part {
            Part::Presence(p) => self.windows(&p.windows, p.span, None),
            Part::Series(s) => {
                let own = self.cx.model.observations.get(s.observation.index()).and_then(|o| o.window);
                self.windows(&s.windows, s.span, own);
            }
            Part::Cond(c) => match &c.kind {
                CondKind::Trend(t) => match &t.kind {
                    TrendKind::RoseBy(_, d)
                    | TrendKind::FellBy(_, d)
                    | TrendKind::RoseFold(_, d)
                    | TrendKind::FellFold(_, d) => {
                        self.look(*d, c.span, None);
                    }
                    TrendKind::Rising | TrendKind::Falling => {}
                },
                CondKind::Repeat(r) => r.apart.iter().for_each(|d| self.look(*d, c.span, None)),
                _ => {}
            },
            _ => {}
        });
    }

    /// `own` is the window the observation itself declares, which is told there.
    fn windows(&mut self, windows: &[Window], span: Span, own: Option<Duration>) {
        for w in windows {
            match w {
                Window::InLast(d) if Some(*d) == own => {}
                Window::InLast(d) => self.look(*d, span, None),
                Window::AtLeastAgo(d) => {
                    self.look(*d, span, Some("facts that old are not there to be found"))
                }
                _ => {}
            }
        }
    }

    fn look(&mut self, d: Duration, span: Span, note: Option<&str>) {
        let Some(max) = self.cx.card_at(span).and_then(|c| c.max_lookback) else { return };
        if d.nominal_seconds() <= max.nominal_seconds() || !self.told.insert(span) {
            return;
        }
        let message = format!("this looks back {d}, but hosts supply data of only {max}");
        let diag = Diag::new(Code::WindowTooLong, span, message)
            .note(note.unwrap_or("what is older is not supplied, and would be read as absent"))
            .help(format!(
                "look back at most {max}, or raise `max_lookback` in `pack.yaml` when hosts supply more"
            ));
        self.diags.push(diag);
    }
}
