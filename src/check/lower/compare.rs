//! Comparisons, relations of time, and one unit for two numbers.

use super::modifiers::missing_unit;
use super::{Lower, Number, Value};
use crate::check::units as unit_words;
use crate::diag::{Code, Diag};
use crate::model::{AgeOf, Cond, CondKind, NumExpr, NumKind, TextExpr, TextKind, TimeOp};
use crate::source::Span;
use crate::syntax::ast::{BinOp, Expr, ExprKind, Literal};
use crate::units::{Analyte, Unit, conversion_of};
use crate::value::CmpOp;

impl Lower<'_, '_> {
    /// A comparison, or `before`, `after`, `during`, `overlaps`.
    pub(crate) fn relation(&mut self, expr: &Expr) -> Option<Cond> {
        let ExprKind::Binary(a, op, b) = &expr.kind else { return None };
        let time_op = match op.node {
            BinOp::Cmp(cmp) => return self.comparison(a, cmp, b, expr.span),
            BinOp::Before => TimeOp::Before,
            BinOp::After => TimeOp::After,
            BinOp::During => TimeOp::During,
            BinOp::Overlaps => TimeOp::Overlaps,
            BinOp::Or | BinOp::And | BinOp::Add | BinOp::Sub | BinOp::Mul | BinOp::Div => return None,
        };
        let (a, b) = (self.time(a), self.time(b));
        let kind = CondKind::Time(time_op, Box::new(a?), Box::new(b?));
        Some(self.make_cond(expr.span, kind))
    }

    pub(crate) fn comparison(&mut self, a: &Expr, op: CmpOp, b: &Expr, span: Span) -> Option<Cond> {
        let left = self.value(a);
        if let Some(Value::Sex | Value::Setting(_) | Value::Choice(_) | Value::Results(_)) = &left
            && matches!(op, CmpOp::Eq | CmpOp::Ne)
            && is_word(b)
        {
            // The other side is a word of the question, not a name.
            let (x, y) = (self.slice(a.span), self.slice(b.span));
            let is = if op == CmpOp::Eq { "is" } else { "is not" };
            let message = format!("`{x}` is asked with `is`, not with `{}`", op.symbol());
            let mended = format!("{x} {is} {y}");
            let d = Diag::new(Code::WrongType, span, message).fix(
                span,
                mended.clone(),
                format!("write `{mended}`"),
            );
            self.report(d);
            return None;
        }
        let right = self.value(b);
        self.compare(left?, a, op, right?, b, span)
    }

    fn compare(
        &mut self,
        left: Value,
        a: &Expr,
        op: CmpOp,
        right: Value,
        b: &Expr,
        span: Span,
    ) -> Option<Cond> {
        match (left, right) {
            (Value::Age(of), right) => self.age(of, op, right, a, b, span),
            (left, Value::Age(of)) => self.age(of, op.flip(), left, b, a, span),
            (Value::Text(t), Value::Text(u)) => self.texts(t, op, u, span),
            (Value::Time(_), _) | (_, Value::Time(_)) => {
                let d = Diag::new(
                    Code::WrongType,
                    span,
                    format!("times are not compared with `{}`", op.symbol()),
                )
                .help("write `… before …`, `… after …` or `… within 3 days of …`");
                self.report(d);
                None
            }
            (left, right) => {
                let left = self.number_or_tell(left, a);
                let right = self.number_or_tell(right, b);
                let (left, right) = (left?, right?);
                let subject = self.subject_of(&left, a);
                let (l, r) = self.unify(left, right, &subject)?;
                Some(self.make_cond(span, CondKind::Compare(op, Box::new(l), Box::new(r))))
            }
        }
    }

    pub(crate) fn slice(&self, span: Span) -> String {
        self.cx.sources.slice(span).to_string()
    }

    /// What a number is about, for messages.
    pub(crate) fn subject_of(&self, n: &Number, e: &Expr) -> String {
        match n.analyte {
            Some(id) => self.subject(id),
            None => format!("`{}`", self.slice(e.span)),
        }
    }

    fn number_or_tell(&mut self, value: Value, e: &Expr) -> Option<Number> {
        match self.as_number(value, e.span) {
            Ok(n) => Some(n),
            Err(other) => {
                let d = match other {
                    Value::Set(_) => self.wrong_type(e, &other, "a number").help(
                        "declare an `observation` for values; ask for facts with a verb such as `taking`",
                    ),
                    Value::Cond(_) => self
                        .wrong_type(e, &other, "a number")
                        .help("conditions are joined by `and`, `or`, `not`"),
                    Value::Fact(_) => self
                        .wrong_type(e, &other, "a number")
                        .help("compare a field of it, such as `.dose` or `.daily_dose`"),
                    Value::Results(_) => {
                        let mut d = self.wrong_type(e, &other, "a number");
                        d = d.help("give the observation a `unit`, or ask `is …`");
                        d
                    }
                    _ => self.wrong_type(e, &other, "a number"),
                };
                self.report(d);
                None
            }
        }
    }

    /// An age against a duration: completed units of the duration.
    fn age(
        &mut self,
        of: AgeOf,
        op: CmpOp,
        other: Value,
        age: &Expr,
        with: &Expr,
        span: Span,
    ) -> Option<Cond> {
        let unit = if of == AgeOf::Patient { "years" } else { "weeks" };
        match other {
            Value::Duration(d) => {
                let kind = CondKind::Age { of, op, count: d.count.into(), unit: d.unit };
                Some(self.make_cond(span, kind))
            }
            Value::Num(n) if n.expr.unit.is_none() && matches!(n.expr.kind, NumKind::Const(_)) => {
                let end = Span { start: with.span.end, ..with.span };
                let text = self.slice(with.span);
                let d = Diag::new(Code::MissingUnit, with.span, "an age needs its unit").fix(
                    end,
                    format!(" {unit}"),
                    format!("write `{text} {unit}`"),
                );
                self.report(d);
                None
            }
            other => {
                let got = self.describe(&other);
                let d = Diag::new(
                    Code::WrongType,
                    span,
                    format!("an age is compared with a duration, but this is {got}"),
                )
                .also(age.span, "an age")
                .help("for example `age >= 65 years`; as a number it is `years(age)`");
                self.report(d);
                None
            }
        }
    }

    fn texts(&mut self, a: TextExpr, op: CmpOp, b: TextExpr, span: Span) -> Option<Cond> {
        let (text, constant) = match (a.kind.clone(), b.kind.clone()) {
            (_, TextKind::Const(c)) => (a, c),
            (TextKind::Const(c), _) => (b, c),
            _ => {
                let d = Diag::new(Code::WrongType, span, "a text is compared with a text in quotes");
                self.report(d);
                return None;
            }
        };
        let is = self.make_cond(span, CondKind::TextIs(Box::new(text), constant));
        match op {
            CmpOp::Eq => Some(is),
            CmpOp::Ne => Some(self.make_cond(span, CondKind::Not(Box::new(is)))),
            _ => {
                let d = Diag::new(
                    Code::WrongType,
                    span,
                    format!("texts have no order: `{}` does not fit", op.symbol()),
                )
                .help("compare them with `is`");
                self.report(d);
                None
            }
        }
    }

    /// `x from lo to hi`, both ends included.
    pub(crate) fn within_ends(&mut self, x: &Expr, lo: &Expr, hi: &Expr, span: Span) -> Option<Cond> {
        let (vl, vh) = (self.value(lo), self.value(hi));
        let (vl, vh) = (vl?, vh?);
        // `from 65 to 74 years`: the unit of one end holds for both.
        let (vl, vh) = self.share_unit(vl, vh);
        if let (Some(a), Some(b)) = (constant(&vl), constant(&vh))
            && a.1 == b.1
            && a.0 > b.0
        {
            let d = Diag::new(Code::EmptyRange, lo.span.to(hi.span), "this range holds no value")
                .help("the lower end stands first: `from 65 to 74 years`");
            self.report(d);
            return None;
        }
        let first = self.value(x)?;
        let before = self.cx.diags.len();
        let lower = self.compare(first, x, CmpOp::Ge, vl, lo, x.span.to(lo.span));
        let known = self.cx.diags.len() > before;
        let at = self.cx.diags.len();
        let second = self.value(x);
        let upper = match second {
            Some(v) => self.compare(v, x, CmpOp::Le, vh, hi, span),
            None => None,
        };
        if known {
            // The same mistake on both sides is one mistake.
            self.cx.diags.truncate(at);
        }
        let parts = vec![lower?, upper?];
        Some(self.make_cond(span, CondKind::And(parts)))
    }

    fn share_unit(&mut self, lo: Value, hi: Value) -> (Value, Value) {
        match (lo, hi) {
            (Value::Num(mut a), Value::Duration(d)) if bare(&a) => {
                let count = match a.expr.kind {
                    NumKind::Const(n) => n.to_i64(),
                    _ => None,
                };
                match count {
                    Some(count) => {
                        (Value::Duration(crate::time::Duration::new(count, d.unit)), Value::Duration(d))
                    }
                    None => {
                        a.expr.unit = Unit::parse(unit_words::of_time(d.unit)).ok();
                        (Value::Num(a), Value::Duration(d))
                    }
                }
            }
            (Value::Num(mut a), Value::Num(b)) if bare(&a) => {
                a.expr.unit.clone_from(&b.expr.unit);
                (Value::Num(a), Value::Num(b))
            }
            (Value::Num(a), Value::Num(mut b)) if bare(&b) => {
                b.expr.unit.clone_from(&a.expr.unit);
                (Value::Num(a), Value::Num(b))
            }
            other => other,
        }
    }

    /// Two numbers in one unit, that of the first unless only the second has one to offer.
    pub(crate) fn unify(
        &mut self,
        mut a: Number,
        mut b: Number,
        subject: &str,
    ) -> Option<(NumExpr, NumExpr)> {
        if a.open && b.expr.unit.is_some() {
            let unit = b.expr.unit.clone()?;
            set_unit(&mut a.expr, &unit);
        } else if b.open && a.expr.unit.is_some() {
            let unit = a.expr.unit.clone()?;
            set_unit(&mut b.expr, &unit);
        } else if a.open != b.open {
            let at = if a.open { b.expr.span } else { a.expr.span };
            let end = Span { start: at.end, ..at };
            let d = Diag::new(
                Code::MissingUnit,
                at,
                format!("{subject} comes in the unit of its record; this number has none"),
            )
            .fix(end, " mg", "say the unit, for example `mg`");
            self.report(d);
            return None;
        }
        match (a.expr.unit.clone(), b.expr.unit.clone()) {
            (None, None) => Some((a.expr, b.expr)),
            (Some(u), None) => self.bare_side(&u, &b, subject).map(|()| (a.expr, b.expr)),
            (None, Some(u)) => {
                let text = self.slice(b.expr.span);
                self.bare_side(&u, &a, &format!("`{text}`")).map(|()| (a.expr, b.expr))
            }
            (Some(u), Some(v)) if u.text() == v.text() => Some((a.expr, b.expr)),
            (Some(u), Some(v)) => self.convert_sides(a, u, b, v, subject),
        }
    }

    /// A bare number beside a quantity is a mistake unless the unit is the plain number.
    fn bare_side(&mut self, unit: &Unit, bare: &Number, subject: &str) -> Option<()> {
        if unit_words::is_plain(unit) {
            return Some(());
        }
        let d = if matches!(bare.expr.kind, NumKind::Const(_)) {
            missing_unit(bare.expr.span, unit, subject)
        } else {
            Diag::new(
                Code::DimensionMismatch,
                bare.expr.span,
                format!("{subject} is in `{unit}`, but this is a number without unit"),
            )
            .help(format!("as a bare number it is `value(…, '{unit}')`"))
        };
        self.report(d);
        None
    }

    fn convert_sides(
        &mut self,
        a: Number,
        u: Unit,
        b: Number,
        v: Unit,
        subject: &str,
    ) -> Option<(NumExpr, NumExpr)> {
        if u.is_special() != v.is_special()
            && u.commensurable(&v)
            && (u.of_difference().is_some() && v.of_difference().is_some())
        {
            let message = format!(
                "{subject} is in `{u}` and this is in `{v}`: one is a reading on a scale, the other a difference"
            );
            let d =
                Diag::new(Code::DimensionMismatch, b.expr.span, message).help(format!("write it in `{u}`"));
            self.report(d);
            return None;
        }
        // A literal takes the unit of what it is compared with.
        let left_is_literal =
            matches!(a.expr.kind, NumKind::Const(_)) && !matches!(b.expr.kind, NumKind::Const(_));
        if left_is_literal {
            let analyte = self.analyte(b.analyte.or(a.analyte));
            let left = self.converted_expr(a.expr, &u, &v, analyte, subject)?;
            return Some((left, b.expr));
        }
        let analyte = self.analyte(a.analyte.or(b.analyte));
        let right = self.converted_expr(b.expr, &v, &u, analyte, subject)?;
        Some((a.expr, right))
    }

    /// An expression in another unit.
    pub(crate) fn converted_expr(
        &mut self,
        expr: NumExpr,
        from: &Unit,
        to: &Unit,
        analyte: Analyte,
        subject: &str,
    ) -> Option<NumExpr> {
        let c = match conversion_of(analyte, from, to) {
            Ok(c) => c,
            Err(e) => {
                self.report(unit_words::mismatch(&e, to, from, expr.span, subject));
                return None;
            }
        };
        let span = expr.span;
        let kind = match expr.kind {
            NumKind::Const(n) => match c.apply(n) {
                Some(n) => NumKind::Const(n),
                None => {
                    let d = Diag::new(Code::Overflow, span, format!("this number cannot be held in `{to}`"))
                        .help(format!("write it in `{to}`"));
                    self.report(d);
                    return None;
                }
            },
            kind => {
                let inner = NumExpr { id: expr.id, span, unit: Some(from.clone()), kind };
                NumKind::Convert(Box::new(inner), Box::new(c))
            }
        };
        Some(self.make_num(span, Some(to.clone()), kind))
    }
}

/// Gives an expression over fields of facts the unit it is wanted in.
pub(crate) fn set_unit(expr: &mut NumExpr, unit: &Unit) {
    expr.unit = Some(unit.clone());
    match &mut expr.kind {
        NumKind::Over(_, inner, _) | NumKind::Neg(inner) => set_unit(inner, unit),
        NumKind::Add(a, b) | NumKind::Sub(a, b) | NumKind::If(_, a, b) => {
            set_unit(a, unit);
            set_unit(b, unit);
        }
        NumKind::Choose(rows) => rows.iter_mut().for_each(|(_, e)| set_unit(e, unit)),
        // One side is a field, the other a bare number.
        NumKind::Mul(a, b) | NumKind::Div(a, b) => {
            let field = if is_field(a) { a } else { b };
            set_unit(field, unit);
        }
        NumKind::Math(_, all) | NumKind::FirstKnown(all) => all.iter_mut().for_each(|e| set_unit(e, unit)),
        _ => {}
    }
}

/// Whether an expression is made of fields of facts.
fn is_field(expr: &NumExpr) -> bool {
    match &expr.kind {
        NumKind::Field(..) => true,
        NumKind::Over(_, inner, _) | NumKind::Neg(inner) => is_field(inner),
        NumKind::Add(a, b)
        | NumKind::Sub(a, b)
        | NumKind::If(_, a, b)
        | NumKind::Mul(a, b)
        | NumKind::Div(a, b) => is_field(a) || is_field(b),
        NumKind::Choose(rows) => rows.iter().any(|(_, e)| is_field(e)),
        NumKind::Math(_, all) | NumKind::FirstKnown(all) => all.iter().any(is_field),
        _ => false,
    }
}

fn bare(n: &Number) -> bool {
    n.expr.unit.is_none() && matches!(n.expr.kind, NumKind::Const(_))
}

/// A literal's value and unit.
fn constant(value: &Value) -> Option<(crate::value::Num, String)> {
    match value {
        Value::Num(n) => match n.expr.kind {
            NumKind::Const(v) => Some((v, super::series::unit_text(n.expr.unit.as_ref()).to_string())),
            _ => None,
        },
        Value::Duration(d) => Some((d.count.into(), d.unit.word().to_string())),
        _ => None,
    }
}

fn is_word(e: &Expr) -> bool {
    matches!(&e.kind, ExprKind::Name(_) | ExprKind::Literal(Literal::Text(_)))
}
