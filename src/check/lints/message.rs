//! `message-too-long`: a message that does not fit the summary of a card.
//!
//! Values are not known yet: a number counts as six characters and its unit, a
//! date as ten, a name as the label of its code set. Several or longer names give
//! way when the message is made.

use super::LintContext;
use super::binds::{Bound, bound};
use crate::diag::{Code, Diag};
use crate::model::{FactField, NumExpr, Piece, Rule, SUMMARY, Target, Template, TemplateValue, ValueExpr};
use crate::syntax::ast::{ClauseKind, TextClause};

pub(super) fn check(cx: &LintContext<'_>) -> Vec<Diag> {
    let mut diags = Vec::new();
    for rule in cx.written_rules() {
        let length = length(cx, rule, &rule.message);
        if length <= SUMMARY {
            continue;
        }
        let clauses = cx.item_at(rule.span).map(|i| i.clauses()).unwrap_or_default();
        let place = |wanted: TextClause| {
            clauses.iter().find_map(|c| match &c.kind {
                ClauseKind::Text(which, text) if *which == wanted => Some(text.span),
                _ => None,
            })
        };
        let span = place(TextClause::Message).or_else(|| place(TextClause::Effect)).unwrap_or(rule.span);
        let message =
            format!("this message is about {length} characters long; the summary of a card holds {SUMMARY}");
        let d = Diag::new(Code::MessageTooLong, span, message)
            .note("values are estimated: a number as 6 characters and its unit, a date as 10")
            .help("keep what matters most, and put the rest into `detail`");
        diags.push(d);
    }
    diags
}

fn length(cx: &LintContext<'_>, rule: &Rule, message: &Template) -> usize {
    let bound = bound(rule);
    let pieces = message.pieces.iter().map(|p| match p {
        Piece::Text(t) => t.chars().count(),
        Piece::Value(v) => value(cx, rule, &bound, v),
    });
    pieces.sum()
}

const NUMBER: usize = 6;
const DATE: usize = 10;
const TEXT: usize = 20;

fn value(cx: &LintContext<'_>, rule: &Rule, bound: &Bound<'_>, v: &TemplateValue) -> usize {
    match v {
        TemplateValue::Num(n) => number(n),
        TemplateValue::Text(_) => TEXT,
        TemplateValue::Cond(_) => "unknown".len(),
        TemplateValue::Date(_) => DATE,
        TemplateValue::Unit(u) => u.chars().count(),
        TemplateValue::Binding(b) | TemplateValue::Field(b, FactField::Name) => {
            let labels =
                bound.get(b).into_iter().flatten().flat_map(|p| &p.targets).filter_map(|t| match t {
                    Target::Set(id) => cx.model.sets.get(id.index()).map(|s| s.label.chars().count()),
                    Target::Observation(id) => {
                        cx.model.observations.get(id.index()).map(|o| o.label.chars().count())
                    }
                });
            labels.max().unwrap_or(TEXT)
        }
        TemplateValue::Field(_, field) => match field {
            FactField::Name | FactField::Status | FactField::Route => TEXT / 2,
            FactField::Date | FactField::Start | FactField::End => DATE,
            FactField::Dose | FactField::DailyDose | FactField::Duration | FactField::Value => NUMBER + 4,
        },
        TemplateValue::Let(id) => match rule.lets.get(id.index()).map(|l| &l.value) {
            Some(ValueExpr::Num(n)) => number(n),
            Some(ValueExpr::Time(_)) => DATE,
            Some(ValueExpr::Cond(_)) => "unknown".len(),
            Some(ValueExpr::Text(_)) | None => TEXT,
        },
    }
}

fn number(n: &NumExpr) -> usize {
    let unit = n.unit.as_ref().map_or("", |u| u.text());
    if unit.is_empty() || unit == "1" { NUMBER } else { NUMBER + unit.chars().count() }
}
