//! `no-owner`: nobody answers for it. The owner of the pack counts.

use super::LintContext;
use crate::diag::{Code, Diag};
use crate::syntax::ast::{ClauseKind, ItemKind, TextClause};

pub(super) fn check(cx: &LintContext<'_>) -> Vec<Diag> {
    let mut diags = Vec::new();
    for i in cx.items.iter().filter(|i| i.is_governed()) {
        let governed =
            matches!(i.item.kind, ItemKind::Rule(_) | ItemKind::Interaction(_) | ItemKind::Interactions(_));
        let named = |text: &str| !text.trim().is_empty();
        let own = i
            .clauses()
            .iter()
            .any(|c| matches!(&c.kind, ClauseKind::Text(TextClause::Owner, t) if named(&t.node)));
        let pack = cx.card(i).and_then(|c| c.owner.as_deref()).is_some_and(named);
        if governed && !own && !pack {
            let d = Diag::new(Code::NoOwner, i.at(), format!("nobody owns {}", i.called()))
                .help("add `owner \"…\"` here, or `owner:` to `pack.yaml` for the whole pack");
            diags.push(d);
        }
    }
    diags
}
