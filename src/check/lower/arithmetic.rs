//! Sums, differences, products and quotients with units; times moved by durations.

use super::compare::set_unit;
use super::{Lower, Number, Value};
use crate::check::{results, units as unit_words};
use crate::diag::{Code, Diag};
use crate::model::{NumKind, TimeExpr, TimeKind};
use crate::source::Span;
use crate::syntax::ast::{BinOp, Expr, ExprKind, Literal};
use crate::time::Duration;
use crate::units::Unit;
use crate::value::Num;

/// Operators in one chain; more are nested too deep for an evaluator.
const CHAIN: usize = 200;

impl Lower<'_, '_> {
    /// `a + b - c`, `a * b / c`: grouped to the left.
    pub(crate) fn arithmetic(&mut self, expr: &Expr) -> Option<Value> {
        let (mut at, mut rest) = (expr, Vec::new());
        while let ExprKind::Binary(a, op, b) = &at.kind {
            if !matches!(op.node, BinOp::Add | BinOp::Sub | BinOp::Mul | BinOp::Div) {
                break;
            }
            rest.push((op.node, b.as_ref(), at.span));
            at = a.as_ref();
        }
        if rest.len() > CHAIN {
            let d =
                Diag::new(Code::NestingTooDeep, expr.span, format!("more than {CHAIN} operators in a row"))
                    .help("put parts of it into `define`s");
            self.report(d);
            return None;
        }
        let first = self.value(at);
        if let Some(Value::Time(t)) = first {
            return self.moved(t, rest);
        }
        let mut left = first.and_then(|v| self.number_of(v, at));
        for (op, right, span) in rest.into_iter().rev() {
            let right = self.number(right);
            left = match (left, right) {
                (Some(a), Some(b)) => self.operation(a, op, b, span),
                _ => None,
            };
        }
        left.map(Value::Num)
    }

    /// `LastPeriod + 280 days`, `now - 3 months`.
    fn moved(&mut self, t: TimeExpr, rest: Vec<(BinOp, &Expr, Span)>) -> Option<Value> {
        let mut t = t;
        for (op, right, span) in rest.into_iter().rev() {
            let count = |d: Duration| match op {
                BinOp::Add => Some(d.count),
                BinOp::Sub => d.count.checked_neg(),
                _ => None,
            };
            let by = match &right.kind {
                ExprKind::Literal(Literal::Duration(d)) => {
                    count(*d).map(|count| Duration { count, unit: d.unit })
                }
                _ => None,
            };
            let Some(by) = by else {
                let d = Diag::new(Code::WrongType, span, "a time can only be moved by a duration as written")
                    .help("write `DATE + 3 months` or `DATE - 14 days`; the time between two times is `elapsed(FROM, TO)`");
                self.report(d);
                return None;
            };
            t = self.make_time(span, TimeKind::Moved(Box::new(t), by));
        }
        Some(Value::Time(t))
    }

    fn operation(&mut self, a: Number, op: BinOp, b: Number, span: Span) -> Option<Number> {
        let both = match (&a.expr.kind, &b.expr.kind) {
            (NumKind::Const(x), NumKind::Const(y)) => Some((*x, *y)),
            _ => None,
        };
        if let Some((x, y)) = both.filter(|_| a.expr.unit.is_none() && b.expr.unit.is_none()) {
            return self.fold(x, op, y, span);
        }
        match op {
            BinOp::Add | BinOp::Sub => self.sum_of(a, op, b, span),
            _ => self.product(a, op, b, span),
        }
    }

    /// Two bare literals.
    fn fold(&mut self, x: Num, op: BinOp, y: Num, span: Span) -> Option<Number> {
        let n = match op {
            BinOp::Add => x.add(y),
            BinOp::Sub => x.sub(y),
            BinOp::Mul => x.mul(y),
            _ => x.div(y),
        };
        match n {
            Some(n) => Some(self.constant(n, None, span)),
            None if op == BinOp::Div && y == Num::ZERO => {
                self.report(Diag::new(Code::WrongArguments, span, "a division by zero has no result"));
                None
            }
            None => {
                let d =
                    Diag::new(Code::Overflow, span, "this number is beyond what the engine holds exactly")
                        .help("numbers have at most 28 digits");
                self.report(d);
                None
            }
        }
    }

    fn sum_of(&mut self, a: Number, op: BinOp, b: Number, span: Span) -> Option<Number> {
        let analyte = if a.analyte == b.analyte { a.analyte } else { None };
        let open = a.open && b.open;
        let subject = format!("`{}`", self.slice(a.expr.span));
        let special = |n: &Number| n.expr.unit.as_ref().is_some_and(Unit::is_special);
        // A reading and a difference: `38 Cel + 1 K`. Two readings differ by a difference.
        if special(&a) && !special(&b) && b.expr.unit.is_some() {
            let scale = a.expr.unit.clone()?;
            let Some(step) = scale.of_difference() else {
                let d = Diag::new(
                    Code::DimensionMismatch,
                    span,
                    format!("values in `{scale}` cannot be added or taken away"),
                );
                self.report(d);
                return None;
            };
            let got = b.expr.unit.clone()?;
            let b = self.converted_expr(b.expr, &got, &step, Default::default(), &subject)?;
            let kind = match op {
                BinOp::Add => NumKind::Add(Box::new(a.expr), Box::new(b)),
                _ => NumKind::Sub(Box::new(a.expr), Box::new(b)),
            };
            let expr = self.make_num(span, Some(scale), kind);
            return Some(Number { expr, analyte, open: false });
        }
        if special(&a) && op == BinOp::Add {
            let unit = super::series::unit_text(a.expr.unit.as_ref()).to_string();
            let d =
                Diag::new(Code::DimensionMismatch, span, format!("two readings in `{unit}` cannot be added"))
                    .help("add a difference, for example `1 K`");
            self.report(d);
            return None;
        }
        let (x, y) = self.unify(a, b, &subject)?;
        let mut unit = x.unit.clone();
        let kind = match op {
            BinOp::Add => NumKind::Add(Box::new(x), Box::new(y)),
            _ => {
                unit = results::difference_unit(unit.as_ref());
                NumKind::Sub(Box::new(x), Box::new(y))
            }
        };
        let expr = self.make_num(span, unit, kind);
        Some(Number { expr, analyte, open })
    }

    fn product(&mut self, a: Number, op: BinOp, b: Number, span: Span) -> Option<Number> {
        if let Some(n) = [&a, &b].into_iter().find(|n| n.open) {
            // A field in the unit of its record may be scaled by a bare number, nothing else.
            let plain = |n: &Number| !n.open && n.expr.unit.is_none();
            let scaled = (a.open && plain(&b)) || (b.open && plain(&a) && op == BinOp::Mul);
            if !scaled {
                let at = n.expr.span;
                let text = self.slice(at);
                let d = Diag::new(
                    Code::MissingUnit,
                    at,
                    "this comes in the unit of its record; a product needs a fixed one",
                )
                .fix(
                    at,
                    format!("value({text}, 'mg')"),
                    format!("say the unit: `value({text}, 'mg')`"),
                );
                self.report(d);
                return None;
            }
        }
        if op == BinOp::Div && matches!(b.expr.kind, NumKind::Const(n) if n == Num::ZERO) {
            let d = Diag::new(Code::WrongArguments, b.expr.span, "a division by zero has no result");
            self.report(d);
            return None;
        }
        let open = a.open || b.open;
        let one = Unit::one();
        let unit = match (&a.expr.unit, &b.expr.unit) {
            (None, None) => Ok(None),
            (Some(u), None) => Ok(Some(u.clone())),
            (left, Some(v)) => {
                let u = left.as_ref().unwrap_or(&one);
                if op == BinOp::Mul { u.mul(v).map(Some) } else { u.div(v).map(Some) }
            }
        };
        let unit = match unit {
            Ok(unit) => unit.and_then(unit_words::proper),
            Err(e) => {
                let d = Diag::new(Code::DimensionMismatch, span, e.to_string());
                self.report(d);
                return None;
            }
        };
        let special = a.expr.unit.as_ref().is_some_and(Unit::is_special);
        if special {
            let text = super::series::unit_text(a.expr.unit.as_ref()).to_string();
            let d = Diag::new(
                Code::DimensionMismatch,
                span,
                format!("a reading in `{text}` cannot be multiplied or divided"),
            )
            .help("convert it first with `value(…, 'K')`");
            self.report(d);
            return None;
        }
        let analyte = if b.expr.unit.is_none() { a.analyte } else { None };
        let kind = match op {
            BinOp::Mul => NumKind::Mul(Box::new(a.expr), Box::new(b.expr)),
            _ => NumKind::Div(Box::new(a.expr), Box::new(b.expr)),
        };
        let expr = self.make_num(span, unit, kind);
        Some(Number { expr, analyte, open })
    }

    /// Several numbers in the unit of the first that has one.
    pub(crate) fn common_unit(&mut self, all: Vec<Number>) -> Option<Vec<Number>> {
        let lead =
            all.iter().position(|n| n.expr.unit.is_some() && !matches!(n.expr.kind, NumKind::Const(_)));
        let lead = lead.or_else(|| all.iter().position(|n| n.expr.unit.is_some()));
        let Some(lead) = lead.and_then(|i| all.get(i)).cloned() else {
            return Some(all);
        };
        let subject = format!("`{}`", self.slice(lead.expr.span));
        let unit = lead.expr.unit.clone()?;
        let mut out = Vec::with_capacity(all.len());
        let mut ok = true;
        for mut n in all {
            if n.open {
                set_unit(&mut n.expr, &unit);
                n.open = false;
            }
            let analyte = n.analyte;
            match self.unify(lead.clone(), n, &subject) {
                Some((_, mut expr)) => {
                    expr.unit = Some(unit.clone());
                    out.push(Number { expr, analyte, open: false });
                }
                None => ok = false,
            }
        }
        ok.then_some(out)
    }
}
