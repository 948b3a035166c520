//! The dispatcher over forms of expression, literals and names.

use super::{Lower, Number, Value};
use crate::check::defines::DefineType;
use crate::check::names::Decl;
use crate::check::units as unit_words;
use crate::check::{results, words};
use crate::diag::{Code, Diag, nearest};
use crate::model::{
    AgeOf, Aggregate, CondKind, InputKind, NumKind, Series, SettingKind, TextKind, TimeKind, Window,
};
use crate::source::Span;
use crate::syntax::ast::{BinOp, Expr, ExprKind, Literal};
use crate::time::PartialTime;
use crate::units::Unit;
use crate::value::Num;
use crate::vocab::AggregateKind;

impl Lower<'_, '_> {
    /// What an expression is; `None` when a mistake in it was told.
    pub(crate) fn value(&mut self, expr: &Expr) -> Option<Value> {
        let span = expr.span;
        match &expr.kind {
            ExprKind::Error => None,
            ExprKind::Paren(inner) => self.value(inner),
            ExprKind::Literal(l) => self.literal(l, span),
            ExprKind::Name(name) => self.name(name, span),
            ExprKind::Field(of, field) => self.field(of, field, span),
            ExprKind::Call(name, args) => self.call(name, args, span),
            ExprKind::Not(inner) => {
                let inner = self.scoped(|s| s.cond(inner))?;
                Some(Value::Cond(self.make_cond(span, CondKind::Not(Box::new(inner)))))
            }
            ExprKind::Surely(inner) => {
                let inner = self.scoped(|s| s.cond(inner))?;
                Some(Value::Cond(self.make_cond(span, CondKind::Surely(Box::new(inner)))))
            }
            ExprKind::Choose(rows, rest) => self.choose(rows, rest.as_deref(), span),
            ExprKind::Neg(inner) => {
                let mut n = self.number(inner)?;
                n.expr = match n.expr.kind {
                    NumKind::Const(v) => self.make_num(span, n.expr.unit, NumKind::Const(v.neg())),
                    _ => {
                        let unit = n.expr.unit.clone();
                        self.make_num(span, unit, NumKind::Neg(Box::new(n.expr)))
                    }
                };
                Some(Value::Num(n))
            }
            ExprKind::Binary(_, op, _) => match op.node {
                BinOp::And | BinOp::Or => self.logic(expr, op.node).map(Value::Cond),
                BinOp::Add | BinOp::Sub | BinOp::Mul | BinOp::Div => self.arithmetic(expr),
                _ => self.relation(expr).map(Value::Cond),
            },
            ExprKind::From(x, lo, hi) => self.within_ends(x, lo, hi, span).map(Value::Cond),
            ExprKind::WithinOf(a, d, b) => {
                let (a, b) = (self.time(a), self.time(b));
                let kind = CondKind::WithinOf(Box::new(a?), Box::new(d.node), Box::new(b?));
                Some(Value::Cond(self.make_cond(span, kind)))
            }
            ExprKind::Is { of, negated, word, quoted } => {
                let cond = self.is(of, word, *quoted, span)?;
                Some(Value::Cond(if *negated {
                    self.make_cond(span, CondKind::Not(Box::new(cond)))
                } else {
                    cond
                }))
            }
            ExprKind::Presence(p) => {
                let p = self.presence(p)?;
                Some(Value::Cond(self.make_cond(span, CondKind::Present(Box::new(p)))))
            }
            ExprKind::Aggregate(a) => self.aggregate(a, span),
            ExprKind::Repeat(r) => self.repeat(r, span).map(Value::Cond),
            ExprKind::Trend(t) => self.trend(t, span).map(Value::Cond),
            ExprKind::Quantified(q, p, cond) => self.quantified(*q, p, cond.as_deref(), span),
            ExprKind::Over(kind, value, p) => self.over(*kind, value, p, span),
        }
    }

    /// Runs something; bindings that become visible within it do not outlive it.
    pub(crate) fn scoped<T>(&mut self, run: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.visible.clone();
        let out = run(self);
        self.visible = before;
        out
    }

    /// Runs something about one fact; what it binds is current only within it.
    pub(crate) fn one_fact<T>(&mut self, run: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.current.clone();
        let out = self.scoped(run);
        self.current = before;
        out
    }

    pub(crate) fn literal(&mut self, literal: &Literal, span: Span) -> Option<Value> {
        match literal {
            Literal::Number(value, unit) => {
                let unit = match unit {
                    Some(text) => Some(self.unit(&text.node, text.span)?),
                    None => None,
                };
                Some(Value::Num(self.plain(span, unit, NumKind::Const(*value))))
            }
            Literal::Duration(d) => Some(Value::Duration(*d)),
            Literal::Date(text) => {
                // The parser has told a date that is none.
                let t = text.parse::<PartialTime>().ok()?;
                Some(Value::Time(self.make_time(span, TimeKind::Const(Box::new(t)))))
            }
            Literal::Text(t) => Some(Value::Text(self.make_text(span, TextKind::Const(t.as_str().into())))),
            Literal::YesNo(b) => Some(Value::Cond(self.make_cond(span, CondKind::Const(*b)))),
        }
    }

    /// A unit, or a diagnostic.
    pub(crate) fn unit(&mut self, text: &str, span: Span) -> Option<Unit> {
        match Unit::parse(text) {
            Ok(u) => Some(u),
            Err(e) => {
                self.report(unit_words::unknown(&e, span));
                None
            }
        }
    }

    fn name(&mut self, name: &str, span: Span) -> Option<Value> {
        if let Some((id, info)) = self.let_named(name) {
            let (value, analyte) = (info.value.clone()?, info.result.as_ref().map(|r| r.series.observation));
            return Some(self.let_value(id, value, analyte, span));
        }
        if let Some((id, info)) = self.bind_named(name) {
            let (at, broken) = (info.span, info.broken);
            if broken {
                return None;
            }
            let (known, d) = if self.in_text {
                (self.visible.contains(&id), unbound(name, span, at))
            } else {
                (self.current.contains(&id), not_one(name, span, at))
            };
            if !known {
                self.report(d);
                return None;
            }
            return Some(Value::Fact(id));
        }
        if let Some(word) = self.word(name, span) {
            return Some(word);
        }
        let locals = self.local_names();
        let decl = self.cx.resolve(self.file, name, span, &locals)?;
        self.declared(decl, name, span)
    }

    /// A `let` as a value that refers to it.
    fn let_value(
        &mut self,
        id: crate::model::LetId,
        value: Value,
        analyte: Option<crate::model::ObservationId>,
        span: Span,
    ) -> Value {
        match value {
            Value::Cond(_) => Value::Cond(self.make_cond(span, CondKind::Let(id))),
            Value::Num(n) => {
                let expr = self.make_num(span, n.expr.unit.clone(), NumKind::Let(id));
                Value::Num(Number { expr, analyte: n.analyte.or(analyte), open: n.open })
            }
            Value::Text(_) => Value::Text(self.make_text(span, TextKind::Let(id))),
            // Times have no `let` of their own in the model: the expression stands for the name.
            other => other,
        }
    }

    /// Words with a meaning of their own.
    fn word(&mut self, name: &str, span: Span) -> Option<Value> {
        Some(match name {
            "age" => Value::Age(AgeOf::Patient),
            "gestational-age" => Value::Age(AgeOf::Gestation),
            "sex" => Value::Sex,
            "pregnant" => Value::Cond(self.make_cond(span, CondKind::Pregnant)),
            "breastfeeding" => Value::Cond(self.make_cond(span, CondKind::Breastfeeding)),
            "deceased" => Value::Cond(self.make_cond(span, CondKind::Deceased)),
            "yes" => Value::Cond(self.make_cond(span, CondKind::Const(true))),
            "no" => Value::Cond(self.make_cond(span, CondKind::Const(false))),
            "now" => Value::Time(self.make_time(span, TimeKind::Now)),
            "birth" => Value::Time(self.make_time(span, TimeKind::Birth)),
            "encounter" => Value::Setting(SettingKind::Encounter),
            "role" => Value::Setting(SettingKind::Role),
            "specialty" => Value::Setting(SettingKind::Specialty),
            "setting" => Value::Setting(SettingKind::Setting),
            _ => return None,
        })
    }

    fn declared(&mut self, decl: Decl, name: &str, span: Span) -> Option<Value> {
        match decl {
            Decl::Set(id) if self.cx.set_is_broken(id) => None,
            Decl::Set(id) => Some(Value::Set(id)),
            Decl::Observation(id) => {
                let series = self.bare_series(id, span)?;
                self.aggregate_value(AggregateKind::Latest, series, span)
            }
            Decl::Input(id) => {
                if self.cx.broken_inputs.get(id.index()).copied().unwrap_or(true) {
                    return None;
                }
                match self.cx.inputs.get(id.index()).map(|i| i.kind.clone())? {
                    InputKind::Choice(_) => Some(Value::Choice(id)),
                    InputKind::Number { unit, .. } => {
                        Some(Value::Num(self.plain(span, unit, NumKind::Input(id))))
                    }
                    InputKind::Date => Some(Value::Time(self.make_time(span, TimeKind::Input(id)))),
                    InputKind::YesNo => Some(Value::Cond(self.make_cond(span, CondKind::InputYes(id)))),
                }
            }
            Decl::Define(id) => match self.cx.define_types.get(id.index()).cloned()? {
                DefineType::Broken => None,
                DefineType::Cond => Some(Value::Cond(self.make_cond(span, CondKind::Define(id)))),
                DefineType::Num(unit, analyte) => {
                    let expr = self.make_num(span, unit, NumKind::Define(id));
                    Some(Value::Num(Number { expr, analyte, open: false }))
                }
                DefineType::Text => Some(Value::Text(self.make_text(span, TextKind::Define(id)))),
                DefineType::Time => Some(Value::Time(self.make_time(span, TimeKind::Define(id)))),
            },
            Decl::Score(id) => {
                self.cx.scores.get(id.index())?.as_ref()?;
                Some(Value::Num(self.plain(span, None, NumKind::Score(id))))
            }
            Decl::Table(_) | Decl::Function(_) => {
                let d = Diag::new(
                    Code::WrongType,
                    span,
                    format!("`{name}` is {} and needs its arguments", decl.what()),
                )
                .help(format!("call it: `{name}(…)`"));
                self.report(d);
                None
            }
            Decl::Rule => {
                let d = Diag::new(Code::WrongType, span, format!("`{name}` is a rule; a rule has no value"))
                    .help("put the common condition into a `define` and use that in both rules");
                self.report(d);
                None
            }
        }
    }

    /// All results of an observation in its own window.
    pub(crate) fn bare_series(&mut self, id: crate::model::ObservationId, span: Span) -> Option<Series> {
        if self.cx.observation_notes.get(id.index()).is_none_or(|n| n.broken) {
            return None;
        }
        let window = self.cx.observations.get(id.index())?.window;
        let windows = window.map(Window::InLast).into_iter().collect();
        Some(Series { observation: id, filters: [].into(), windows, span })
    }

    /// The value of an aggregate: a number, or texts and codes where there is no unit.
    pub(crate) fn aggregate_value(
        &mut self,
        kind: AggregateKind,
        series: Series,
        span: Span,
    ) -> Option<Value> {
        let observation = self.cx.observations.get(series.observation.index())?;
        let (unit, name) = (observation.unit.clone(), observation.label.clone());
        let numeric = self.cx.observation_notes.get(series.observation.index()).is_some_and(|n| n.numeric);
        let analyte = Some(series.observation);
        if kind == AggregateKind::Count {
            let kind = NumKind::Aggregate(Box::new(Aggregate { kind, series }));
            return Some(Value::Num(self.plain(span, None, kind)));
        }
        if !numeric {
            if matches!(kind, AggregateKind::Latest) {
                return Some(Value::Results(Box::new(series)));
            }
            let message = format!("`{}` needs numbers, but {name} holds codes or text", kind.word());
            let d = Diag::new(Code::WrongType, span, message)
                .help("give the observation a `unit`, or ask `is …`");
            self.report(d);
            return None;
        }
        let unit = match kind {
            AggregateKind::Change => results::difference_unit(unit.as_ref()),
            AggregateKind::Slope => {
                let per_day = results::difference_unit(unit.as_ref()).unwrap_or_else(Unit::one);
                Unit::parse("d").ok().and_then(|d| per_day.div(&d).ok())
            }
            AggregateKind::Sum if unit.as_ref().is_some_and(Unit::is_special) => {
                let message = format!(
                    "values of {name} cannot be added up: `{}` has its zero elsewhere",
                    observation_unit(&unit)
                );
                self.report(
                    Diag::new(Code::WrongType, span, message).help("ask for the highest, lowest or mean"),
                );
                return None;
            }
            _ => unit,
        };
        let expr = self.make_num(span, unit, NumKind::Aggregate(Box::new(Aggregate { kind, series })));
        Some(Value::Num(Number { expr, analyte, open: false }))
    }

    /// What a name declares here, without a word when it declares nothing.
    pub(crate) fn quiet_decl(&mut self, name: &str) -> Option<Decl> {
        self.cx.quiet(self.file, name)
    }

    /// A constant in its unit.
    pub(crate) fn constant(&mut self, value: Num, unit: Option<Unit>, span: Span) -> Number {
        self.plain(span, unit, NumKind::Const(value))
    }

    /// The candidate nearest to a word among some, as a fix.
    pub(crate) fn with_nearest(d: Diag, span: Span, word: &str, candidates: &[&str]) -> Diag {
        match nearest(word, candidates.iter().copied()) {
            Some(best) => d.fix(span, best, format!("did you mean `{best}`?")),
            None => d.help(format!("possible here: {}", words::list(candidates))),
        }
    }
}

fn observation_unit(unit: &Option<Unit>) -> String {
    unit.as_ref().map_or(String::new(), |u| u.text().to_string())
}

/// A binding used where it may not be bound.
pub(crate) fn unbound(name: &str, span: Span, bound_at: Span) -> Diag {
    Diag::new(Code::UnboundName, span, format!("`{name}` is not bound in every case"))
        .also(bound_at, format!("`{name}` is bound only where this holds"))
        .help(format!("bind `{name}` in every branch of the `or`, outside of `not`, and before it is used"))
}

/// A binding used in a condition outside of the question that binds it: there it is no single fact.
fn not_one(name: &str, span: Span, bound_at: Span) -> Diag {
    Diag::new(Code::UnboundName, span, format!("`{name}` stands for no single fact here"))
        .also(bound_at, format!("`{name}` is bound here, to every fact that matches"))
        .help(format!("ask about one fact at a time: `any … as {name} where (… {name}.… …)`"))
}
