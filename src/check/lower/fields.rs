//! `k.value`, `drug.dose`, `EyeOpening.points`, `Score.band`.

use super::{Lower, Number, Value};
use crate::check::names::Decl;
use crate::diag::{Code, Diag};
use crate::model::{Aggregate, BindId, DefineValue, FactField, FactKind, NumKind, TextKind, TimeKind};
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, Name};
use crate::units::Unit;

/// The fields of a kind of fact.
pub(crate) fn fields_of(kind: FactKind) -> &'static [(&'static str, FactField)] {
    use FactField::{DailyDose, Date, Dose, Duration, End, Name, Route, Start, Status, Value};
    match kind {
        FactKind::Medication => &[
            ("name", Name),
            ("date", Date),
            ("start", Start),
            ("end", End),
            ("dose", Dose),
            ("daily_dose", DailyDose),
            ("duration", Duration),
            ("status", Status),
            ("route", Route),
        ],
        FactKind::Observation => &[("name", Name), ("date", Date), ("value", Value), ("status", Status)],
        _ => &[("name", Name), ("date", Date), ("start", Start), ("end", End), ("status", Status)],
    }
}

impl Lower<'_, '_> {
    pub(crate) fn field(&mut self, of: &Expr, field: &Name, span: Span) -> Option<Value> {
        if let ExprKind::Name(name) = &of.kind {
            if let Some((id, info)) = self.let_named(name) {
                if field.node == "date" {
                    let (value, result) = (info.value.is_some(), info.result.is_some());
                    if value && result {
                        return Some(Value::Time(self.make_time(span, TimeKind::LetDate(id))));
                    }
                }
            } else if self.bind_named(name).is_none()
                && let Some(decl) = self.quiet_decl(name)
            {
                return self.declared_field(decl, name, of, field, span);
            }
        }
        let value = self.value(of)?;
        self.value_field(value, of, field, span)
    }

    fn declared_field(
        &mut self,
        decl: Decl,
        name: &str,
        of: &Expr,
        field: &Name,
        span: Span,
    ) -> Option<Value> {
        match (decl, field.node.as_str()) {
            (Decl::Score(id), "band") => {
                let score = self.cx.scores.get(id.index())?.as_ref()?;
                if score.bands.is_empty() {
                    let d =
                        Diag::new(Code::UnknownField, field.span, format!("the score `{name}` has no bands"))
                            .help("add `band >= 2 \"high\"` lines to the score");
                    self.report(d);
                    return None;
                }
                Some(Value::Text(self.make_text(span, TextKind::Band(id))))
            }
            (Decl::Score(_), "value") => self.value(of),
            (Decl::Input(_), "points") => match self.value(of)? {
                Value::Choice(id) => match self.as_number(Value::Choice(id), span) {
                    Ok(n) => Some(Value::Num(n)),
                    Err(_) => {
                        let d = Diag::new(
                            Code::UnknownField,
                            field.span,
                            format!("the choices of `{name}` have no points"),
                        )
                        .help("give every choice its points");
                        self.report(d);
                        None
                    }
                },
                other => {
                    let d = unknown_field(field, &self.describe(&other), &[]);
                    self.report(d);
                    None
                }
            },
            (Decl::Define(id), "date") => {
                let value = self.cx.defines.get(id.index())?.as_ref()?.value.clone();
                let result = match value {
                    DefineValue::Num(n) => {
                        Self::result_of(&Value::Num(Number { expr: n, analyte: None, open: false }))
                    }
                    _ => None,
                };
                match result {
                    Some(r) => Some(self.result_time(r, span)),
                    None => {
                        let d = Diag::new(
                            Code::UnknownField,
                            field.span,
                            format!("`{name}` is no single result, so it has no date"),
                        )
                        .help("only `latest`, `earliest`, `highest` and `lowest` have a date");
                        self.report(d);
                        None
                    }
                }
            }
            _ => {
                let value = self.value(of)?;
                self.value_field(value, of, field, span)
            }
        }
    }

    fn result_time(&mut self, result: Aggregate, span: Span) -> Value {
        Value::Time(self.make_time(span, TimeKind::ResultTime(Box::new(result))))
    }

    fn value_field(&mut self, value: Value, of: &Expr, field: &Name, span: Span) -> Option<Value> {
        match (&value, field.node.as_str()) {
            (Value::Fact(bind), _) => self.fact_field(*bind, field, span),
            (Value::Num(_), "value") | (Value::Results(_), "value") => Some(value),
            (Value::Num(n), "unit") => {
                let unit = super::series::unit_text(n.expr.unit.as_ref()).into();
                Some(Value::Text(self.make_text(span, TextKind::Const(unit))))
            }
            (_, "date") => match Self::result_of(&value) {
                Some(r) => Some(self.result_time(r, span)),
                None => {
                    let text = self.slice(of.span);
                    let d = Diag::new(
                        Code::UnknownField,
                        field.span,
                        format!("`{text}` is no single result, so it has no date"),
                    )
                    .help("only `latest`, `earliest`, `highest` and `lowest` have a date");
                    self.report(d);
                    None
                }
            },
            _ => {
                let known: &[&str] = match &value {
                    Value::Num(_) => &["value", "date", "unit"],
                    Value::Results(_) => &["value", "date"],
                    _ => &[],
                };
                let d = unknown_field(field, &self.describe(&value), known);
                self.report(d);
                None
            }
        }
    }

    /// A field of a bound fact.
    pub(crate) fn fact_field(&mut self, bind: BindId, field: &Name, span: Span) -> Option<Value> {
        let info = self.bind_info(bind)?.clone();
        let known = fields_of(info.binding.kind);
        let Some((_, f)) = known.iter().find(|(n, _)| *n == field.node) else {
            let names: Vec<&str> = known.iter().map(|(n, _)| *n).collect();
            let what = format!("a name for {}", super::presence::plural(info.binding.kind));
            let d = unknown_field(field, &what, &names);
            self.report(d);
            return None;
        };
        Some(match f {
            FactField::Name | FactField::Status | FactField::Route => {
                Value::Text(self.make_text(span, TextKind::Field(bind, *f)))
            }
            FactField::Date | FactField::Start | FactField::End => {
                Value::Time(self.make_time(span, TimeKind::Field(bind, *f)))
            }
            FactField::Duration => {
                let day = Unit::parse("d").ok();
                Value::Num(self.plain(span, day, NumKind::Field(bind, *f)))
            }
            FactField::Dose | FactField::DailyDose => {
                let expr = self.make_num(span, None, NumKind::Field(bind, *f));
                Value::Num(Number { expr, analyte: None, open: true })
            }
            FactField::Value => {
                let unit = info
                    .observation
                    .and_then(|o| self.cx.observations.get(o.index()))
                    .map(|o| o.unit.clone());
                let open = unit.is_none();
                let expr = self.make_num(span, unit.flatten(), NumKind::Field(bind, *f));
                Value::Num(Number { expr, analyte: info.observation, open })
            }
        })
    }
}

/// A field that a value does not have.
pub(crate) fn unknown_field(field: &Name, what: &str, known: &[&str]) -> Diag {
    let d = Diag::new(Code::UnknownField, field.span, format!("{what} has no field `{}`", field.node));
    if known.is_empty() {
        d.help("it has no fields at all")
    } else {
        Lower::with_nearest(d, field.span, &field.node, known)
    }
}
