//! Results of an observation: aggregates, repeats, courses.

use super::modifiers::missing_unit;
use super::{Lower, Value};
use crate::check::names::Decl;
use crate::check::ranges::Measure;
use crate::check::{results, units as unit_words};
use crate::diag::{Code, Diag};
use crate::model::{
    Aggregate, Cond, CondKind, FactKind, NumKind, ObservationId, Repeat, Series, Trend, TrendKind, Window,
};
use crate::source::Span;
use crate::syntax::ast::{self, Expr, ExprKind, Literal, Selector, Spanned};
use crate::units::Unit;
use crate::value::Num;
use crate::vocab::AggregateKind;

impl Lower<'_, '_> {
    /// `latest Potassium in last 7 days`.
    pub(crate) fn aggregate(&mut self, a: &ast::Aggregate, span: Span) -> Option<Value> {
        let series = self.series(&a.of, &a.windows, span)?;
        self.aggregate_value(a.kind.node, series, span)
    }

    /// The results a selector names, in its windows or else the observation's own.
    pub(crate) fn series(&mut self, of: &Selector, windows: &[ast::Window], span: Span) -> Option<Series> {
        let observation = self.observation(of);
        let filters = self.filters(&of.modifiers, FactKind::Observation, observation);
        let windows = self.windows(windows);
        if let Some(name) = &of.binding {
            let d = Diag::new(Code::UnboundName, name.span, "a value cannot be bound with `as`")
                .help(format!("name it with `let {} = …`", name.node));
            self.report(d);
            return None;
        }
        let (observation, filters, mut windows) = (observation?, filters?, windows?);
        if windows.is_empty() {
            let own = self.cx.observations.get(observation.index()).and_then(|o| o.window);
            windows.extend(own.map(Window::InLast));
        }
        Some(Series { observation, filters: filters.into(), windows: windows.into(), span })
    }

    fn observation(&mut self, of: &Selector) -> Option<ObservationId> {
        let [name] = of.names.as_slice() else {
            let d = Diag::new(Code::WrongArguments, of.span, "one observation is needed here, not several")
                .help("declare an `observation` with all the codes, or take the `max(…)` or `first_known(…)` of several");
            self.report(d);
            return None;
        };
        if let Some((_, info)) = self.let_named(&name.node) {
            let d = Diag::new(
                Code::WrongType,
                name.span,
                format!("`{}` is one value, but an observation is needed here", name.node),
            )
            .also(info.span, "declared here")
            .help("name the observation itself");
            self.report(d);
            return None;
        }
        match self.cx.resolve(self.file, &name.node, name.span, &[])? {
            Decl::Observation(id) => {
                let broken = self.cx.observation_notes.get(id.index()).is_none_or(|n| n.broken);
                (!broken).then_some(id)
            }
            other => {
                let message =
                    format!("an observation is needed here, but `{}` is {}", name.node, other.what());
                let code = if matches!(other, Decl::Set(_)) { Code::WrongFactKind } else { Code::WrongType };
                let d = Diag::new(code, name.span, message);
                let d = match other {
                    Decl::Set(_) => {
                        d.help(format!("declare it: `observation {} \"…\" {{ code … unit … }}`", name.node))
                    }
                    _ => d.help("only observations have results over time"),
                };
                self.report(d);
                None
            }
        }
    }

    /// `two X < V at least D apart`.
    pub(crate) fn repeat(&mut self, r: &ast::Repeat, span: Span) -> Option<Cond> {
        let series = self.series(&r.of, &r.windows, r.of.span);
        let value = self.number(&r.value);
        let count = u32::try_from(r.count.node).ok().filter(|n| *n > 0);
        if count.is_none() {
            let d = Diag::new(Code::WrongArguments, r.count.span, "at least one result must be asked for");
            self.report(d);
        }
        let (series, value) = (series?, value?);
        let Some(Value::Num(of)) = self.aggregate_value(AggregateKind::Latest, series.clone(), series.span)
        else {
            let d = Diag::new(Code::WrongType, r.of.span, "this observation has no numbers to compare")
                .help("give it a `unit`");
            self.report(d);
            return None;
        };
        let (_, value) = self.unify(of, value, &self.subject(series.observation))?;
        let repeat =
            Repeat { count: count?, series, op: r.op, value, apart: r.apart.as_ref().map(|d| d.node) };
        Some(self.make_cond(span, CondKind::Repeat(Box::new(repeat))))
    }

    /// `X is rising`, `X rose by …`.
    pub(crate) fn trend(&mut self, t: &ast::Trend, span: Span) -> Option<Cond> {
        let series = self.series(&t.of, &t.windows, t.of.span)?;
        if !self.cx.observation_notes.get(series.observation.index()).is_some_and(|n| n.numeric) {
            let d = Diag::new(
                Code::WrongType,
                t.of.span,
                "this observation holds codes or text; it cannot rise or fall",
            )
            .help("give it a `unit`");
            self.report(d);
            return None;
        }
        let kind = match &t.kind {
            ast::TrendKind::Rising => TrendKind::Rising,
            ast::TrendKind::Falling => TrendKind::Falling,
            ast::TrendKind::RoseBy(amount, within) => match self.change(amount, series.observation)? {
                Change::Absolute(n) => TrendKind::RoseBy(n, within.node),
                Change::Share(share) => {
                    TrendKind::RoseFold(self.sum(Num::ONE, share, amount.span)?, within.node)
                }
            },
            ast::TrendKind::FellBy(amount, within) => match self.change(amount, series.observation)? {
                Change::Absolute(n) => TrendKind::FellBy(n, within.node),
                Change::Share(share) => {
                    TrendKind::FellFold(self.sum(Num::ONE, share.neg(), amount.span)?, within.node)
                }
            },
            ast::TrendKind::Fold(times, within) => {
                if times.node <= Num::ONE {
                    let d = Diag::new(Code::EmptyRange, times.span, "a rise is by more than 1-fold")
                        .help("for example `rose 1.5-fold within 7 days`");
                    self.report(d);
                    return None;
                }
                TrendKind::RoseFold(times.node, within.node)
            }
            ast::TrendKind::Halved(within) => TrendKind::FellFold(Num::new(5, 1), within.node),
        };
        Some(self.make_cond(span, CondKind::Trend(Box::new(Trend { series, kind }))))
    }

    fn sum(&mut self, a: Num, b: Num, at: Span) -> Option<Num> {
        let sum = a.add(b);
        if sum.is_none() {
            self.report(Diag::new(Code::Overflow, at, "this number is too large"));
        }
        sum
    }

    /// How much a change is: in the observation's unit, or a share of the earlier value.
    fn change(&mut self, amount: &Spanned<Literal>, observation: ObservationId) -> Option<Change> {
        let o = self.cx.observations.get(observation.index())?;
        let (unit, analyte) = (results::difference_unit(o.unit.as_ref()), o.analyte);
        let measure = Measure { unit: unit.clone(), analyte, subject: self.subject(observation) };
        let Literal::Number(n, got) = &amount.node else {
            let d = Diag::new(Code::WrongType, amount.span, "an amount is needed here")
                .help("for example `0.3 mg/dL` or `20 %`");
            self.report(d);
            return None;
        };
        match got {
            Some(u) if u.node == "%" && unit.as_ref().is_none_or(|w| w.text() != "%") => {
                n.div(Num::from(100)).map(Change::Share)
            }
            Some(u) => self.cx.converted(*n, &u.node, u.span, &measure).map(Change::Absolute),
            None => match unit.filter(|u| !unit_words::is_plain(u)) {
                Some(want) => {
                    let d = missing_unit(amount.span, &want, &measure.subject);
                    self.report(d);
                    None
                }
                None => Some(Change::Absolute(*n)),
            },
        }
    }

    /// An observation's name for messages.
    pub(crate) fn subject(&self, id: ObservationId) -> String {
        let name = self.cx.observations.get(id.index()).map_or("", |o| o.name.as_str());
        format!("`{}`", name.rsplit('/').next().unwrap_or(name))
    }

    /// The results an expression stands for, where it stands for results: a bare
    /// observation, `latest X …`, or a `let` of these.
    pub(crate) fn latest_of(&mut self, e: &Expr) -> Option<Series> {
        match &e.kind {
            ExprKind::Paren(inner) => self.latest_of(inner),
            ExprKind::Name(name) => {
                if let Some((_, info)) = self.let_named(name) {
                    let result = info.result.clone()?;
                    return (result.kind == AggregateKind::Latest).then_some(result.series);
                }
                match self.quiet_decl(name)? {
                    Decl::Observation(id) => self.bare_series(id, e.span),
                    _ => None,
                }
            }
            ExprKind::Aggregate(a) if a.kind.node == AggregateKind::Latest => {
                let before = self.cx.diags.len();
                let series = self.series(&a.of, &a.windows, e.span);
                // Whoever asks reads the expression again and tells its mistakes.
                self.cx.diags.truncate(before);
                series
            }
            _ => None,
        }
    }

    /// The result behind a value: the newest, oldest, highest or lowest one has a date.
    pub(crate) fn result_of(value: &Value) -> Option<Aggregate> {
        match value {
            Value::Num(n) => match &n.expr.kind {
                NumKind::Aggregate(a) => Some(a.as_ref().clone()).filter(has_date),
                _ => None,
            },
            Value::Results(s) => Some(Aggregate { kind: AggregateKind::Latest, series: s.as_ref().clone() }),
            _ => None,
        }
    }
}

/// Whether an aggregate is one result, with a date.
pub(crate) fn has_date(a: &Aggregate) -> bool {
    matches!(
        a.kind,
        AggregateKind::Latest | AggregateKind::Earliest | AggregateKind::Highest | AggregateKind::Lowest
    )
}

enum Change {
    Absolute(Num),
    Share(Num),
}

/// A unit for a message, empty where there is none.
pub(crate) fn unit_text(unit: Option<&Unit>) -> &str {
    unit.map_or("", Unit::text)
}
