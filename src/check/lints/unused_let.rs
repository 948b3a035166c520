//! `unused-let`: a name for a value that nothing uses.

use super::LintContext;
use super::mentions::mentions;
use crate::diag::{Code, Diag};
use crate::syntax::ast::ClauseKind;
use std::collections::BTreeMap;

pub(super) fn check(cx: &LintContext<'_>) -> Vec<Diag> {
    let mut diags = Vec::new();
    for i in cx.items.iter().filter(|i| !i.broken) {
        let lets: Vec<_> = i
            .clauses()
            .iter()
            .filter_map(|c| match &c.kind {
                ClauseKind::Let(name, _) => Some((name, c.span)),
                _ => None,
            })
            .collect();
        if lets.is_empty() {
            continue;
        }
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for word in mentions(cx.sources.slice(i.item.span)) {
            *counts.entry(word).or_default() += 1;
        }
        for (name, clause) in lets {
            // Its own declaration mentions it once.
            if counts.get(name.node.as_str()).copied().unwrap_or(0) <= 1 {
                let d = Diag::new(Code::UnusedLet, name.span, format!("nothing uses `{}`", name.node))
                    .help("use it in a condition or message, or take it out")
                    .fix(clause, "", format!("take out `let {}`", name.node));
                diags.push(d);
            }
        }
    }
    diags
}
