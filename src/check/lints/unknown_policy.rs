//! `safety-unknown-policy`: a safety rule that leaves open what happens when it
//! cannot be decided. Interactions fire then, which is the safe side.

use super::LintContext;
use crate::diag::{Code, Diag};
use crate::syntax::ast::{ClauseKind, ItemKind};
use crate::vocab::Category;

pub(super) fn check(cx: &LintContext<'_>) -> Vec<Diag> {
    let mut diags = Vec::new();
    for i in cx.items.iter().filter(|i| i.is_governed()) {
        let ItemKind::Rule(block) = &i.item.kind else { continue };
        let safety = block.clauses.iter().find_map(|c| match &c.kind {
            ClauseKind::Category(name) if name.node == Category::Safety.word() => Some(name.span),
            _ => None,
        });
        let decided = block.clauses.iter().any(|c| matches!(c.kind, ClauseKind::Unknown(_)));
        let (Some(category), false) = (safety, decided) else { continue };
        let mut d = Diag::new(
            Code::SafetyUnknownPolicy,
            i.at(),
            format!("{} guards against harm, but does not say what happens when data are missing", i.called()),
        )
        .also(category, "a safety rule")
        .note("without the clause an undecided rule is only listed as indeterminate")
        .help("`unknown fire` warns even so, `unknown ask` asks for what is missing, `unknown hold` only lists it");
        if let Some((at, before)) = i.place_for_clause(cx.sources) {
            d = d.fix(at, format!("{before}unknown hold"), "say that it is only listed: `unknown hold`");
        }
        diags.push(d);
    }
    diags
}
