//! Expressions: names, types and units resolved, into the model's conditions and values.
//!
//! [`Lower`] is one declaration's view: its file, its `let`s and bindings. An
//! expression becomes a [`Value`]; `None` means that a mistake was told, and
//! whatever contains it stays silent.

mod arithmetic;
mod calls;
mod choose;
mod compare;
mod cond;
mod fields;
mod is;
mod leaf;
mod modifiers;
mod presence;
mod series;

pub(crate) use compare::set_unit;
pub(crate) use leaf::unbound;
pub(crate) use presence::{plural, set_fits};

use super::Checker;
use super::units as unit_words;
use crate::diag::{Code, Diag};
use crate::model::{
    AgeOf, Aggregate, BindId, Binding, Cond, CondKind, FactKind, InputId, LetId, NumExpr, NumKind,
    ObservationId, Series, SetId, SettingKind, TextExpr, TextKind, TimeExpr, TimeKind,
};
use crate::source::Span;
use crate::syntax::ast::Expr;
use crate::time::Duration;
use crate::units::{Analyte, Unit};

/// What an expression is.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Cond(Cond),
    Num(Number),
    Text(TextExpr),
    Time(TimeExpr),
    /// Results without a number: an observation without a unit.
    Results(Box<Series>),
    Choice(InputId),
    Fact(BindId),
    Set(SetId),
    Duration(Duration),
    Age(AgeOf),
    Sex,
    Setting(SettingKind),
}

/// A number with what is known about it.
#[derive(Debug, Clone)]
pub(crate) struct Number {
    pub(crate) expr: NumExpr,
    /// The observation it is about: what is declared of the analyte converts it.
    pub(crate) analyte: Option<ObservationId>,
    /// A field of facts that may come in any unit: it takes the unit it meets.
    pub(crate) open: bool,
}

/// What is known about a `let`.
#[derive(Debug, Clone)]
pub(crate) struct LetInfo {
    pub(crate) name: String,
    pub(crate) span: Span,
    /// `None` where it could not be read.
    pub(crate) value: Option<Value>,
    /// The result behind it, for `.date`.
    pub(crate) result: Option<Aggregate>,
}

/// What is known about a binding.
#[derive(Debug, Clone)]
pub(crate) struct BindInfo {
    pub(crate) binding: Binding,
    pub(crate) span: Span,
    /// The observation, where it binds results of only one.
    pub(crate) observation: Option<ObservationId>,
    /// What it binds could not be read: nothing more is said about it.
    pub(crate) broken: bool,
}

/// One declaration's view.
pub(crate) struct Lower<'c, 'a> {
    pub(crate) cx: &'c mut Checker<'a>,
    pub(crate) file: usize,
    pub(crate) lets: Vec<LetInfo>,
    pub(crate) binds: Vec<BindInfo>,
    /// Bindings that surely hold once the conditions so far do: what texts may show.
    pub(crate) visible: Vec<BindId>,
    /// Bindings of the questions around the expression: each stands for one fact at a time.
    pub(crate) current: Vec<BindId>,
    /// A text is being read: a name stands for all the facts it bound.
    pub(crate) in_text: bool,
}

impl<'c, 'a> Lower<'c, 'a> {
    pub(crate) fn new(cx: &'c mut Checker<'a>, file: usize) -> Lower<'c, 'a> {
        Lower {
            cx,
            file,
            lets: Vec::new(),
            binds: Vec::new(),
            visible: Vec::new(),
            current: Vec::new(),
            in_text: false,
        }
    }

    pub(crate) fn report(&mut self, diag: Diag) {
        self.cx.report(diag);
    }

    pub(crate) fn make_cond(&mut self, span: Span, kind: CondKind) -> Cond {
        Cond { id: self.cx.node(), span, kind }
    }

    pub(crate) fn make_num(&mut self, span: Span, unit: Option<Unit>, kind: NumKind) -> NumExpr {
        NumExpr { id: self.cx.node(), span, unit, kind }
    }

    pub(crate) fn make_text(&mut self, span: Span, kind: TextKind) -> TextExpr {
        TextExpr { id: self.cx.node(), span, kind }
    }

    pub(crate) fn make_time(&mut self, span: Span, kind: TimeKind) -> TimeExpr {
        TimeExpr { id: self.cx.node(), span, kind }
    }

    /// A number that is about no analyte.
    pub(crate) fn plain(&mut self, span: Span, unit: Option<Unit>, kind: NumKind) -> Number {
        Number { expr: self.make_num(span, unit, kind), analyte: None, open: false }
    }

    /// The position of a `let`.
    pub(crate) fn let_named(&self, name: &str) -> Option<(LetId, &LetInfo)> {
        let at = self.lets.iter().rposition(|l| l.name == name)?;
        Some((LetId(u32::try_from(at).ok()?), self.lets.get(at)?))
    }

    /// The position of a binding.
    pub(crate) fn bind_named(&self, name: &str) -> Option<(BindId, &BindInfo)> {
        let at = self.binds.iter().position(|b| &*b.binding.name == name)?;
        Some((BindId(u32::try_from(at).ok()?), self.binds.get(at)?))
    }

    pub(crate) fn bind_info(&self, id: BindId) -> Option<&BindInfo> {
        self.binds.get(id.index())
    }

    /// The kind of fact a binding holds.
    pub(crate) fn bind_kind(&self, id: BindId) -> FactKind {
        self.bind_info(id).map_or(FactKind::Medication, |b| b.binding.kind)
    }

    /// Names that are no declaration, for suggestions.
    pub(crate) fn local_names(&self) -> Vec<String> {
        let lets = self.lets.iter().map(|l| l.name.clone());
        let binds = self.binds.iter().map(|b| b.binding.name.to_string());
        lets.chain(binds).chain(super::words::value_words()).collect()
    }

    /// Molar mass and charge of an observation.
    pub(crate) fn analyte(&self, of: Option<ObservationId>) -> Analyte {
        let def = of.and_then(|id| self.cx.observations.get(id.index()));
        def.map(|o| o.analyte).unwrap_or_default()
    }

    /// A condition; says so when the expression is something else.
    pub(crate) fn cond(&mut self, expr: &Expr) -> Option<Cond> {
        let value = self.value(expr)?;
        match value {
            Value::Cond(c) => Some(c),
            other => {
                let d = self.not_a_condition(expr, &other);
                self.report(d);
                None
            }
        }
    }

    /// A number; says so when the expression is something else.
    pub(crate) fn number(&mut self, expr: &Expr) -> Option<Number> {
        let value = self.value(expr)?;
        self.number_of(value, expr)
    }

    /// The number that a value of an expression is; says so when it is something else.
    pub(crate) fn number_of(&mut self, value: Value, expr: &Expr) -> Option<Number> {
        match self.as_number(value, expr.span) {
            Ok(n) => Some(n),
            Err(other) => {
                let d = self.wrong_type(expr, &other, "a number");
                self.report(d);
                None
            }
        }
    }

    /// A value as a number where it has one: a duration in its unit of time, a choice by its points.
    pub(crate) fn as_number(&mut self, value: Value, span: Span) -> Result<Number, Value> {
        match value {
            Value::Num(n) => Ok(n),
            Value::Duration(d) => {
                let unit = Unit::parse(unit_words::of_time(d.unit)).ok();
                Ok(self.plain(span, unit, NumKind::Const(d.count.into())))
            }
            Value::Choice(input) if self.has_points(input) => {
                Ok(self.plain(span, None, NumKind::Points(input)))
            }
            other => Err(other),
        }
    }

    fn has_points(&self, input: InputId) -> bool {
        self.cx.inputs.get(input.index()).is_some_and(|i| match &i.kind {
            crate::model::InputKind::Choice(all) => all.iter().all(|c| c.points.is_some()),
            _ => false,
        })
    }

    /// A time; says so when the expression is something else.
    pub(crate) fn time(&mut self, expr: &Expr) -> Option<TimeExpr> {
        match self.value(expr)? {
            Value::Time(t) => Some(t),
            Value::Fact(bind) => Some(self.make_time(expr.span, TimeKind::Period(bind))),
            other => {
                let mut d = self.wrong_type(expr, &other, "a time");
                d = match other {
                    Value::Num(_) | Value::Results(_) => d.help("the time of a result is its `.date`"),
                    _ => d.help(
                        "a time is a date such as `2026-03-01`, `now`, `birth`, or the `.date` of a result",
                    ),
                };
                self.report(d);
                None
            }
        }
    }

    /// What a value is, in words.
    pub(crate) fn describe(&self, value: &Value) -> String {
        match value {
            Value::Cond(_) => "a condition (yes or no)".to_string(),
            Value::Num(n) => match &n.expr.unit {
                Some(u) if !unit_words::is_plain(u) => format!("a number in `{u}`"),
                None if n.open => "a dose or value in the unit of its record".to_string(),
                _ => "a number without unit".to_string(),
            },
            Value::Text(_) => "a text".to_string(),
            Value::Time(_) => "a time".to_string(),
            Value::Results(_) => "an observation without a unit (codes or text)".to_string(),
            Value::Choice(_) => "an input with choices".to_string(),
            Value::Fact(bind) => format!("a name for {}", presence::plural(self.bind_kind(*bind))),
            Value::Set(_) => "a code set".to_string(),
            Value::Duration(_) => "a duration".to_string(),
            Value::Age(_) => "an age".to_string(),
            Value::Sex => "the patient's sex".to_string(),
            Value::Setting(_) => "a word of the request".to_string(),
        }
    }

    /// A value of another type than needed.
    pub(crate) fn wrong_type(&self, expr: &Expr, value: &Value, wanted: &str) -> Diag {
        let got = self.describe(value);
        Diag::new(Code::WrongType, expr.span, format!("{wanted} is needed here, but this is {got}"))
    }

    /// A value where a condition is needed, with the likely way out.
    pub(crate) fn not_a_condition(&self, expr: &Expr, value: &Value) -> Diag {
        let d = self.wrong_type(expr, value, "a condition");
        let text = self.cx.sources.slice(expr.span).to_string();
        match value {
            Value::Set(set) => {
                let verbs = presence::verbs_for(self.cx, *set);
                let start = Span { end: expr.span.start, ..expr.span };
                match verbs.first() {
                    Some(verb) => d
                        .fix(
                            start,
                            format!("{verb} "),
                            format!("say how the patient has to do with it: `{verb} {text}`"),
                        )
                        .help(format!("the verbs that fit are {}", super::words::list(&verbs))),
                    None => d,
                }
            }
            Value::Num(n) => {
                let unit = n.expr.unit.as_ref().map_or(String::new(), |u| format!(" {u}"));
                d.help(format!("compare it with something: `{text} > …{unit}`, or ask `{text} is known`"))
            }
            Value::Results(_) => d.help(format!("ask `measured {text}`, or `{text} is …`")),
            Value::Choice(_) => d.help(format!("ask for a choice: `{text} is …`")),
            Value::Fact(_) => {
                d.help("a bound name stands for facts; compare one of its fields, such as its `.dose`")
            }
            Value::Age(_) => d.help(format!("compare it: `{text} >= 65 years`")),
            Value::Sex => d.help("ask `sex is female`"),
            Value::Setting(_) => d.help(format!("ask `{text} is …`")),
            Value::Text(_) => d.help(format!("compare it: `{text} is \"…\"`")),
            Value::Time(_) => d.help(format!("compare it: `{text} before …`")),
            Value::Duration(_) | Value::Cond(_) => d,
        }
    }
}
