//! `no-evidence`: nothing says why a rule exists.

use super::{LintContext, LintItem};
use crate::diag::{Code, Diag};
use crate::source::SourceId;
use crate::syntax::ast::{ClauseKind, ItemKind};

pub(super) fn check(cx: &LintContext<'_>) -> Vec<Diag> {
    cx.items.iter().filter(|i| i.is_governed()).filter_map(|i| item(cx, i)).collect()
}

fn item(cx: &LintContext<'_>, i: &LintItem<'_>) -> Option<Diag> {
    let has = |wanted: fn(&ClauseKind) -> bool| i.clauses().iter().any(|c| wanted(&c.kind));
    if has(|c| matches!(c, ClauseKind::Evidence(_))) {
        return None;
    }
    match &i.item.kind {
        ItemKind::Rule(_) | ItemKind::Interaction(_) | ItemKind::Score(_) => {}
        // Limits are a claim; codes and units are none.
        ItemKind::Observation(_)
            if has(|c| {
                matches!(c, ClauseKind::Normal(..) | ClauseKind::Critical(..) | ClauseKind::Delta { .. })
            }) => {}
        ItemKind::Interactions(table) => {
            let source = cx.packs.get(i.pack)?.texts.get(&table.file.node)?;
            let rows = rows_without(cx, *source);
            return (rows > 0).then(|| {
                let message = format!("{rows} interactions of `{}` cite no evidence", table.file.node);
                help(Diag::new(Code::NoEvidence, table.file.span, message))
                    .help("or fill the column `evidence` of the table")
            });
        }
        _ => return None,
    }
    Some(help(Diag::new(Code::NoEvidence, i.at(), format!("{} cites no evidence", i.called()))))
}

fn rows_without(cx: &LintContext<'_>, table: SourceId) -> usize {
    let rows = cx.model.rules.iter().filter(|r| r.span.source == table);
    rows.filter(|r| r.governance.evidence.is_empty()).count()
}

fn help(d: Diag) -> Diag {
    d.help("cite the source: `evidence \"Author. Title. Journal year\" grade B year 2024 doi 10.…`")
}
