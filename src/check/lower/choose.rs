//! `choose { VALUE if COND … otherwise VALUE }`: numbers of one unit, or texts.

use super::{Lower, Number, Value};
use crate::model::{Cond, CondKind, NumKind, TextExpr, TextKind};
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, Literal};

impl Lower<'_, '_> {
    /// Every line is read, so that each mistake is told. The first value says what all are.
    pub(super) fn choose(&mut self, rows: &[(Expr, Expr)], rest: Option<&Expr>, span: Span) -> Option<Value> {
        let texts = rows.first().is_some_and(|(value, _)| self.reads_as_text(value));
        let lines = rows.iter().map(|(value, cond)| (value, Some(cond)));
        let (mut conds, mut numbers, mut words, mut ok) = (Vec::new(), Vec::new(), Vec::new(), true);
        for (value, cond) in lines.chain(rest.map(|value| (value, None))) {
            let cond = match cond {
                Some(c) => self.scoped(|s| s.cond(c)),
                None => Some(self.make_cond(value.span, CondKind::Const(true))),
            };
            let read = if texts {
                self.text(value).map(|t| words.push(t))
            } else {
                self.number(value).map(|n| numbers.push(n))
            };
            match (cond, read) {
                (Some(c), Some(())) => conds.push(c),
                _ => ok = false,
            }
        }
        if !ok {
            return None;
        }
        if texts {
            let rows = conds.into_iter().zip(words).collect();
            return Some(Value::Text(self.make_text(span, TextKind::Choose(rows))));
        }
        self.choose_number(conds, numbers, span)
    }

    fn choose_number(&mut self, conds: Vec<Cond>, numbers: Vec<Number>, span: Span) -> Option<Value> {
        let all = self.common_unit(numbers)?;
        let unit = all.first().and_then(|n| n.expr.unit.clone());
        let first = all.first().and_then(|n| n.analyte);
        let analyte = first.filter(|a| all.iter().all(|n| n.analyte == Some(*a)));
        let open = all.iter().all(|n| n.open);
        let rows = conds.into_iter().zip(all.into_iter().map(|n| n.expr)).collect();
        let expr = self.make_num(span, unit, NumKind::Choose(rows));
        Some(Value::Num(Number { expr, analyte, open }))
    }

    /// A text; says so when the expression is something else.
    fn text(&mut self, expr: &Expr) -> Option<TextExpr> {
        match self.value(expr)? {
            Value::Text(t) => Some(t),
            Value::Results(s) => Some(self.make_text(expr.span, TextKind::Result(s))),
            other => {
                let d = self
                    .wrong_type(expr, &other, "a text")
                    .help("all values of a `choose` are texts, or all are numbers");
                self.report(d);
                None
            }
        }
    }

    /// Whether a value is a text, without a word about it.
    fn reads_as_text(&mut self, value: &Expr) -> bool {
        match &value.kind {
            ExprKind::Literal(Literal::Text(_)) => true,
            ExprKind::Literal(_) => false,
            _ => {
                let told = self.cx.diags.len();
                let text = matches!(self.value(value), Some(Value::Text(_) | Value::Results(_)));
                self.cx.diags.truncate(told);
                text
            }
        }
    }
}
