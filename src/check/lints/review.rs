//! `past-review` and `no-review-date`: knowledge that nobody has looked at for long.

use super::LintContext;
use crate::diag::{Code, Diag};
use crate::syntax::ast::{ClauseKind, ItemKind};

pub(super) fn check(cx: &LintContext<'_>) -> Vec<Diag> {
    let mut diags = Vec::new();
    for i in cx.items.iter().filter(|i| i.is_governed()) {
        let date = i.clauses().iter().find_map(|c| match &c.kind {
            ClauseKind::ReviewBy(date) => Some(date),
            _ => None,
        });
        let governed =
            matches!(i.item.kind, ItemKind::Rule(_) | ItemKind::Interaction(_) | ItemKind::Interactions(_));
        match (date, &cx.options.today) {
            // Dates are year, month and day, so their texts compare.
            (Some(date), Some(today)) if date.node.as_str() < today.as_str() => {
                let message =
                    format!("{} was to be reviewed by {}, and today is {today}", i.called(), date.node);
                let d = Diag::new(Code::PastReview, date.span, message)
                    .help("review it against its sources, then set the next date");
                diags.push(d);
            }
            (None, _) if governed => {
                let d = Diag::new(Code::NoReviewDate, i.at(), format!("{} has no review date", i.called()))
                    .help("say when somebody looks at it again: `review by 2027-06-30`");
                diags.push(d);
            }
            _ => {}
        }
    }
    diags
}
