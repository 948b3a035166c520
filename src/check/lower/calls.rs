//! Functions of mathematics, and calls of tables and scripts.

use super::{Lower, Number, Value};
use crate::check::names::Decl;
use crate::check::units as unit_words;
use crate::check::words;
use crate::diag::{Code, Diag};
use crate::model::{Arg, CalendarPart, Call, CondKind, MathFn, NumKind, ParamType, ResultType, TextKind};
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, Literal, Name};
use crate::time::TimeUnit;
use crate::units::Unit;
use crate::value::Num;

impl Lower<'_, '_> {
    pub(crate) fn call(&mut self, name: &Name, args: &[Expr], span: Span) -> Option<Value> {
        match name.node.as_str() {
            "min" => self.math_many(MathFn::Min, name, args, span),
            "max" => self.math_many(MathFn::Max, name, args, span),
            "abs" => self.math_one(MathFn::Abs, name, args, span, false),
            "floor" => self.math_one(MathFn::Floor, name, args, span, false),
            "ceil" => self.math_one(MathFn::Ceil, name, args, span, false),
            "sqrt" => self.math_one(MathFn::Sqrt, name, args, span, true),
            "ln" => self.math_one(MathFn::Ln, name, args, span, true),
            "log10" => self.math_one(MathFn::Log10, name, args, span, true),
            "exp" => self.math_one(MathFn::Exp, name, args, span, true),
            "round" => self.round(name, args, span),
            "pow" => self.pow(name, args, span),
            "if" => self.one_or_other(name, args, span),
            "years" => self.age_number(TimeUnit::Year, name, args, span),
            "days" => self.age_number(TimeUnit::Day, name, args, span),
            "year" => self.calendar(CalendarPart::Year, name, args, span),
            "month" => self.calendar(CalendarPart::Month, name, args, span),
            "day" => self.calendar(CalendarPart::Day, name, args, span),
            "hour" => self.calendar(CalendarPart::Hour, name, args, span),
            "elapsed" => self.elapsed(name, args, span),
            "value" => self.bare_value(name, args, span),
            "first_known" => self.first_known(name, args, span),
            _ => self.declared_call(name, args, span),
        }
    }

    fn count(&mut self, name: &Name, args: &[Expr], wanted: usize, span: Span) -> Option<()> {
        if args.len() == wanted {
            return Some(());
        }
        let message = format!("`{}` takes {}, not {}", name.node, arguments(wanted), args.len());
        self.report(Diag::new(Code::WrongArguments, span, message));
        None
    }

    fn math_many(&mut self, f: MathFn, name: &Name, args: &[Expr], span: Span) -> Option<Value> {
        let all = self.numbers(name, args, span)?;
        self.same_unit(all, span, |all| NumKind::Math(f, all.into()))
    }

    fn first_known(&mut self, name: &Name, args: &[Expr], span: Span) -> Option<Value> {
        let all = self.numbers(name, args, span)?;
        self.same_unit(all, span, |all| NumKind::FirstKnown(all.into()))
    }

    fn numbers(&mut self, name: &Name, args: &[Expr], span: Span) -> Option<Vec<Number>> {
        if args.is_empty() {
            self.report(Diag::new(
                Code::WrongArguments,
                span,
                format!("`{}` needs at least one number", name.node),
            ));
            return None;
        }
        let all: Vec<Option<Number>> = args.iter().map(|a| self.number(a)).collect();
        all.into_iter().collect()
    }

    fn same_unit(
        &mut self,
        all: Vec<Number>,
        span: Span,
        kind: impl FnOnce(Vec<crate::model::NumExpr>) -> NumKind,
    ) -> Option<Value> {
        let all = self.common_unit(all)?;
        let unit = all.first().and_then(|n| n.expr.unit.clone());
        let analyte =
            all.first().and_then(|n| n.analyte).filter(|a| all.iter().all(|n| n.analyte == Some(*a)));
        let open = all.iter().all(|n| n.open);
        let expr = self.make_num(span, unit, kind(all.into_iter().map(|n| n.expr).collect()));
        Some(Value::Num(Number { expr, analyte, open }))
    }

    fn math_one(&mut self, f: MathFn, name: &Name, args: &[Expr], span: Span, plain: bool) -> Option<Value> {
        self.count(name, args, 1, span)?;
        let arg = args.first()?;
        let n = self.number(arg)?;
        if plain {
            self.must_be_plain(&n, name, arg)?;
        }
        let unit = if plain { None } else { n.expr.unit.clone() };
        let expr = self.make_num(span, unit, NumKind::Math(f, [n.expr].into()));
        Some(Value::Num(Number { expr, analyte: n.analyte.filter(|_| !plain), open: n.open && !plain }))
    }

    fn must_be_plain(&mut self, n: &Number, name: &Name, arg: &Expr) -> Option<()> {
        let Some(unit) = n.expr.unit.as_ref().filter(|u| !unit_words::is_plain(u)) else { return Some(()) };
        let text = self.slice(arg.span);
        let message = format!("`{}` takes a number without unit, but this is in `{unit}`", name.node);
        let d = Diag::new(Code::DimensionMismatch, arg.span, message).fix(
            arg.span,
            format!("value({text}, '{unit}')"),
            format!("take the bare number: `value({text}, '{unit}')`"),
        );
        self.report(d);
        None
    }

    fn round(&mut self, name: &Name, args: &[Expr], span: Span) -> Option<Value> {
        if args.len() == 1 {
            let n = self.number(args.first()?)?;
            return self.rounded(n, 0, span);
        }
        self.count(name, args, 2, span)?;
        let n = self.number(args.first()?);
        let digits = args.get(1)?;
        let places = match &digits.kind {
            ExprKind::Literal(Literal::Number(d, None)) => {
                d.to_i64().and_then(|d| u32::try_from(d).ok()).filter(|d| *d <= 20)
            }
            _ => None,
        };
        let Some(places) = places else {
            let d = Diag::new(
                Code::WrongArguments,
                digits.span,
                "the number of decimals is a whole number from 0 to 20",
            );
            self.report(d);
            return None;
        };
        self.rounded(n?, places, span)
    }

    fn rounded(&mut self, n: Number, places: u32, span: Span) -> Option<Value> {
        let unit = n.expr.unit.clone();
        let expr = self.make_num(span, unit, NumKind::Math(MathFn::Round(places), [n.expr].into()));
        Some(Value::Num(Number { expr, analyte: n.analyte, open: n.open }))
    }

    fn pow(&mut self, name: &Name, args: &[Expr], span: Span) -> Option<Value> {
        self.count(name, args, 2, span)?;
        let (x, y) = (args.first()?, args.get(1)?);
        let (a, b) = (self.number(x), self.number(y));
        let (a, b) = (a?, b?);
        let (left, right) = (self.must_be_plain(&a, name, x), self.must_be_plain(&b, name, y));
        left.and(right)?;
        Some(Value::Num(self.plain(span, None, NumKind::Math(MathFn::Pow, [a.expr, b.expr].into()))))
    }

    fn one_or_other(&mut self, name: &Name, args: &[Expr], span: Span) -> Option<Value> {
        self.count(name, args, 3, span)?;
        let cond = self.scoped(|s| s.cond(args.first()?));
        let (a, b) = (self.number(args.get(1)?), self.number(args.get(2)?));
        let (cond, a, b) = (cond?, a?, b?);
        let all = self.common_unit(vec![a, b])?;
        let mut all = all.into_iter();
        let (a, b) = (all.next()?, all.next()?);
        let analyte = if a.analyte == b.analyte { a.analyte } else { None };
        let open = a.open && b.open;
        let unit = a.expr.unit.clone();
        let expr = self.make_num(span, unit, NumKind::If(Box::new(cond), Box::new(a.expr), Box::new(b.expr)));
        Some(Value::Num(Number { expr, analyte, open }))
    }

    fn age_number(&mut self, unit: TimeUnit, name: &Name, args: &[Expr], span: Span) -> Option<Value> {
        self.count(name, args, 1, span)?;
        let arg = args.first()?;
        match self.value(arg)? {
            Value::Age(of @ crate::model::AgeOf::Patient) => {
                Some(Value::Num(self.plain(span, None, NumKind::Age(of, unit))))
            }
            other => {
                let d = self
                    .wrong_type(arg, &other, "the patient's age")
                    .help(format!("write `{}(age)`", name.node));
                self.report(d);
                None
            }
        }
    }

    /// `year(T)`, `month(T)`, `day(T)`, `hour(T)`.
    fn calendar(&mut self, part: CalendarPart, name: &Name, args: &[Expr], span: Span) -> Option<Value> {
        self.count(name, args, 1, span)?;
        let t = self.time(args.first()?)?;
        Some(Value::Num(self.plain(span, None, NumKind::Calendar(part, Box::new(t)))))
    }

    /// `elapsed(FROM, TO)`: how much time, in days.
    fn elapsed(&mut self, name: &Name, args: &[Expr], span: Span) -> Option<Value> {
        self.count(name, args, 2, span)?;
        let (from, to) = (self.time(args.first()?), self.time(args.get(1)?));
        let kind = NumKind::Elapsed(Box::new(from?), Box::new(to?));
        Some(Value::Num(self.plain(span, Unit::parse("d").ok(), kind)))
    }

    /// `value(x, 'mg/dL')`: the bare number of x in a unit.
    fn bare_value(&mut self, name: &Name, args: &[Expr], span: Span) -> Option<Value> {
        self.count(name, args, 2, span)?;
        let (x, text) = (args.first()?, args.get(1)?);
        let n = self.number(x);
        let unit = match &text.kind {
            ExprKind::Literal(Literal::Text(unit)) => self.unit(unit, text.span),
            _ => {
                let d = Diag::new(Code::WrongArguments, text.span, "the unit stands in quotes")
                    .help("for example `value(Creatinine, 'mg/dL')`");
                self.report(d);
                None
            }
        };
        let (mut n, unit) = (n?, unit?);
        if n.open {
            super::compare::set_unit(&mut n.expr, &unit);
        }
        let subject = self.subject_of(&n, x);
        let analyte = self.analyte(n.analyte);
        let got = n.expr.unit.clone().unwrap_or_else(Unit::one);
        let mut expr = self.converted_expr(n.expr, &got, &unit, analyte, &subject)?;
        expr.unit = None;
        Some(Value::Num(Number { expr, analyte: None, open: false }))
    }

    fn declared_call(&mut self, name: &Name, args: &[Expr], span: Span) -> Option<Value> {
        let also: Vec<String> = words::FUNCTIONS.iter().map(ToString::to_string).collect();
        let decl = self.cx.resolve(self.file, &name.node, name.span, &also)?;
        match decl {
            Decl::Table(id) => {
                let table = self.cx.tables.get(id.index())?.as_ref()?;
                let (params, result) = (table.params.clone(), table.result.clone());
                let args = self.arguments(name, &params, args, span)?;
                Some(self.called(Call::Table(id, args.into()), &result, span))
            }
            Decl::Function(id) => {
                let function = self.cx.functions.get(id.index())?.as_ref()?;
                let (params, result) = (function.params.clone(), function.result.clone());
                let args = self.arguments(name, &params, args, span)?;
                Some(self.called(Call::Function(id, args.into()), &result, span))
            }
            other => {
                let message = format!("`{}` is {}, not a table or function", name.node, other.what());
                self.report(
                    Diag::new(Code::WrongType, name.span, message)
                        .help("only tables and functions take arguments"),
                );
                None
            }
        }
    }

    fn called(&mut self, call: Call, result: &ResultType, span: Span) -> Value {
        match result {
            ResultType::Num(unit) => Value::Num(self.plain(span, unit.clone(), NumKind::Call(call))),
            ResultType::Text => Value::Text(self.make_text(span, TextKind::Call(call))),
            ResultType::YesNo => Value::Cond(self.make_cond(span, CondKind::Call(call))),
        }
    }

    fn arguments(
        &mut self,
        name: &Name,
        params: &[(String, ParamType)],
        args: &[Expr],
        span: Span,
    ) -> Option<Vec<Arg>> {
        if params.len() != args.len() {
            let names: Vec<&str> = params.iter().map(|(n, _)| n.as_str()).collect();
            let message = format!("`{}` takes {}, not {}", name.node, arguments(params.len()), args.len());
            self.report(Diag::new(Code::WrongArguments, span, message).help(format!(
                "call it as `{}({})`",
                name.node,
                names.join(", ")
            )));
            return None;
        }
        let all: Vec<Option<Arg>> =
            params.iter().zip(args).map(|((p, ty), a)| self.argument(p, ty, a)).collect();
        all.into_iter().collect()
    }

    fn argument(&mut self, param: &str, ty: &ParamType, arg: &Expr) -> Option<Arg> {
        match ty {
            ParamType::Num(unit) => {
                let n = self.number(arg)?;
                let want = self.constant(Num::ZERO, unit.clone(), arg.span);
                let want = Number { analyte: n.analyte, ..want };
                let n = self.argument_number(want, n, param)?;
                Some(Arg::Num(n))
            }
            ParamType::Text => match self.value(arg)? {
                Value::Text(t) => Some(Arg::Text(t)),
                Value::Results(s) => {
                    let kind = TextKind::Result(s);
                    Some(Arg::Text(self.make_text(arg.span, kind)))
                }
                other => self.wrong_argument(arg, &other, &format!("`{param}` is a text, and a text")),
            },
            ParamType::YesNo => self.cond(arg).map(Arg::Cond),
            ParamType::Choice(input) => match self.value(arg)? {
                Value::Choice(i) if i == *input => Some(Arg::Choice(i)),
                other => self.wrong_argument(
                    arg,
                    &other,
                    &format!("`{param}` is an input's answer, and that input"),
                ),
            },
            ParamType::Facts(kind) => match &arg.kind {
                ExprKind::Presence(p) => {
                    let p = self.presence(p)?;
                    if crate::model::FactKind::of(p.verb) == *kind {
                        return Some(Arg::Facts(Box::new(p)));
                    }
                    let message = format!(
                        "`{param}` takes {}, but `{}` asks about other facts",
                        super::presence::plural(*kind),
                        p.verb.word()
                    );
                    self.report(
                        Diag::new(Code::WrongFactKind, arg.span, message).help("use a verb for those facts"),
                    );
                    None
                }
                _ => {
                    let value = self.value(arg)?;
                    self.wrong_argument(
                        arg,
                        &value,
                        &format!(
                            "`{param}` is a list of {}, and a question such as `taking Opioid`",
                            super::presence::plural(*kind)
                        ),
                    )
                }
            },
        }
    }

    fn wrong_argument(&mut self, arg: &Expr, value: &Value, wanted: &str) -> Option<Arg> {
        let d = self.wrong_type(arg, value, wanted);
        self.report(d);
        None
    }

    /// An argument in its parameter's unit.
    fn argument_number(&mut self, want: Number, n: Number, param: &str) -> Option<crate::model::NumExpr> {
        if want.expr.unit.is_none() && n.expr.unit.as_ref().is_some_and(|u| !unit_words::is_plain(u)) {
            let unit = n.expr.unit.as_ref().map_or("", Unit::text).to_string();
            let text = self.slice(n.expr.span);
            let d = Diag::new(
                Code::DimensionMismatch,
                n.expr.span,
                format!("`{param}` is a number without unit, but this is in `{unit}`"),
            )
            .fix(n.expr.span, format!("value({text}, '{unit}')"), "take the bare number");
            self.report(d);
            return None;
        }
        let subject = format!("`{param}`");
        match &want.expr.unit {
            // The parameter's unit is what counts, even for a literal argument.
            Some(unit) => {
                let mut n = n;
                if n.open {
                    super::compare::set_unit(&mut n.expr, unit);
                    return Some(n.expr);
                }
                match n.expr.unit.clone() {
                    Some(got) => {
                        let analyte = self.analyte(n.analyte);
                        if got.text() == unit.text() {
                            return Some(n.expr);
                        }
                        self.converted_expr(n.expr, &got, unit, analyte, &subject)
                    }
                    None => {
                        let want = Number {
                            expr: crate::model::NumExpr {
                                kind: NumKind::Score(crate::model::ScoreId(0)),
                                ..want.expr
                            },
                            ..want
                        };
                        self.unify(want, n, &subject).map(|(_, n)| n)
                    }
                }
            }
            None => Some(n.expr),
        }
    }
}

fn arguments(n: usize) -> String {
    match n {
        0 => "no arguments".to_string(),
        1 => "one argument".to_string(),
        n => format!("{n} arguments"),
    }
}
