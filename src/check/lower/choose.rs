//! `choose { VALUE if COND … otherwise VALUE }`: numbers of one unit, texts, or times.

use super::{Lower, Number, Value};
use crate::model::{Cond, CondKind, NumKind, TextExpr, TextKind, TimeExpr, TimeKind};
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, Literal};

const ALIKE: &str = "all values of a `choose` are texts, or all are numbers, or all are times";

/// What the values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    Text,
    Time,
}

impl Lower<'_, '_> {
    /// Every line is read, so that each mistake is told. The first value says what all are.
    pub(super) fn choose(&mut self, rows: &[(Expr, Expr)], rest: Option<&Expr>, span: Span) -> Option<Value> {
        let kind = rows.first().map_or(Kind::Number, |(value, _)| self.kind_of(value));
        let lines = rows.iter().map(|(value, cond)| (value, Some(cond)));
        let (mut conds, mut numbers, mut words, mut times) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut ok = true;
        for (value, cond) in lines.chain(rest.map(|value| (value, None))) {
            let cond = match cond {
                Some(c) => self.scoped(|s| s.cond(c)),
                None => Some(self.make_cond(value.span, CondKind::Const(true))),
            };
            let read = match kind {
                Kind::Text => self.text(value).map(|t| words.push(t)),
                Kind::Time => self.point(value).map(|t| times.push(t)),
                Kind::Number => self.number(value).map(|n| numbers.push(n)),
            };
            match (cond, read) {
                (Some(c), Some(())) => conds.push(c),
                _ => ok = false,
            }
        }
        if !ok {
            return None;
        }
        match kind {
            Kind::Text => {
                let rows = conds.into_iter().zip(words).collect();
                Some(Value::Text(self.make_text(span, TextKind::Choose(rows))))
            }
            Kind::Time => {
                let rows = conds.into_iter().zip(times).collect();
                Some(Value::Time(self.make_time(span, TimeKind::Choose(rows))))
            }
            Kind::Number => self.choose_number(conds, numbers, span),
        }
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
                let d = self.wrong_type(expr, &other, "a text").help(ALIKE);
                self.report(d);
                None
            }
        }
    }

    /// A time; says so when the expression is something else.
    fn point(&mut self, expr: &Expr) -> Option<TimeExpr> {
        match self.value(expr)? {
            Value::Time(t) => Some(t),
            other => {
                let d = self.wrong_type(expr, &other, "a time").help(ALIKE);
                self.report(d);
                None
            }
        }
    }

    /// What a value is, without a word about it.
    fn kind_of(&mut self, value: &Expr) -> Kind {
        match &value.kind {
            ExprKind::Literal(Literal::Text(_)) => Kind::Text,
            _ => {
                let told = self.cx.diags.len();
                let read = self.value(value);
                self.cx.diags.truncate(told);
                match read {
                    Some(Value::Text(_) | Value::Results(_)) => Kind::Text,
                    Some(Value::Time(_)) => Kind::Time,
                    _ => Kind::Number,
                }
            }
        }
    }
}
