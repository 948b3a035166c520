//! Fields of a bound fact: `o.daily_dose`, `drug.start`, `k.value`.

use super::answer::{Number, When, Words};
use super::engine::{Eval, when_at};
use super::extent;
use super::facts::FactRef;
use super::series::read;
use crate::model::{FactField, FactKind, ObservationDef};
use crate::units::Unit;
use crate::value::{CmpOp, End, Gap, Interval, Num, Reason, Truth};
use crate::vocab::Verb;
use std::rc::Rc;

impl Eval<'_> {
    /// A number of a fact, in a unit.
    pub fn field_number(&self, fact: FactRef, field: FactField, unit: Option<&Unit>) -> Number {
        match self.field_range(fact, field, unit) {
            Err((reason, detail)) => self.no_field(fact, field, reason, detail),
            Ok(range) => {
                let why = match field {
                    FactField::Value => Reason::Comparator,
                    _ => Reason::Precision,
                };
                Number::said(range, vec![fact], || self.field_gap(fact, field, why, None))
            }
        }
    }

    /// The same without what it rests on.
    pub fn field_range(
        &self,
        fact: FactRef,
        field: FactField,
        unit: Option<&Unit>,
    ) -> Result<Interval<Num>, super::series::Unusable> {
        let FactRef::Fact(kind, at) = fact else { return Err((Reason::Undefined, None)) };
        let one;
        let wanted = match unit {
            Some(unit) => unit,
            None => {
                one = Unit::one();
                &one
            }
        };
        match field {
            FactField::Dose | FactField::DailyDose => {
                let dose = self.dose(at, wanted, field == FactField::DailyDose);
                dose.unwrap_or(Err((Reason::Undefined, String::new()))).map_err(|(r, d)| (r, Some(d)))
            }
            FactField::Duration => self.lasted(kind, at, unit),
            FactField::Value => self.value_of(at, wanted),
            _ => Err((Reason::NotNumeric, None)),
        }
    }

    fn field_gap(&self, fact: FactRef, field: FactField, reason: Reason, detail: Option<String>) -> Rc<Gap> {
        let datum = format!("{} of {}", field_name(field), self.facts.label(fact));
        self.gap_at(&datum, reason, fact, detail.filter(|d| !d.is_empty()))
    }

    fn no_field(&self, fact: FactRef, field: FactField, reason: Reason, detail: Option<String>) -> Number {
        Number::unknown(vec![self.field_gap(fact, field, reason, detail)], vec![fact])
    }

    /// The first declared observation that a result is of.
    pub fn declared(&self, at: usize) -> Option<&ObservationDef> {
        let mut first = None;
        self.each_declared(at, |id| first = first.or(Some(id)));
        self.observation(first?)
    }

    /// A result in a unit, through what is declared of the analyte.
    fn value_of(&self, at: usize, unit: &Unit) -> Result<Interval<Num>, super::series::Unusable> {
        let Some(o) = self.facts.observations.get(at) else { return Err((Reason::Undefined, None)) };
        let def = self.declared(at);
        let negative = def
            .and_then(|d| d.plausible)
            .is_none_or(|p| !matches!(p.lo, End::Closed(lo) | End::Open(lo) if lo >= Num::ZERO));
        read(&o.value, unit, def.map(|d| d.analyte).unwrap_or_default(), negative)
    }

    /// From when until when a fact lasts: up to now, but a draft, which begins now where
    /// nothing else is said, as it is meant. `Err` says what is not on record.
    pub fn course(&self, kind: FactKind, at: usize) -> Result<extent::Extent, &'static str> {
        let mut course = self.period_of(kind, at);
        let now = Interval::exact(self.clock.now);
        let no_start = course.start.lo == End::Unbounded;
        if self.is_draft(kind, at) {
            if no_start {
                course.start = now;
            }
            return if course.end == extent::forever() { Err("end") } else { Ok(course) };
        }
        if no_start {
            return Err("start");
        }
        if course.end.compare(CmpOp::Gt, &now) == Truth::True {
            course.end = now;
        }
        Ok(course)
    }

    /// Days that a fact lasts.
    fn lasted(
        &self,
        kind: FactKind,
        at: usize,
        unit: Option<&Unit>,
    ) -> Result<Interval<Num>, super::series::Unusable> {
        let missing = |what: &str| (Reason::NeverRecorded, Some(what.to_string()));
        let course = self.course(kind, at).map_err(missing)?;
        let days = self.elapsed(&course.start, &course.end, crate::time::TimeUnit::Day);
        self.days(days.max(&Interval::exact(Num::ZERO)), unit).ok_or((Reason::Undefined, None))
    }

    /// A text of a fact.
    pub fn field_text(&self, fact: FactRef, field: FactField) -> Words {
        let FactRef::Fact(kind, at) = fact else { return Words::unknown(Vec::new(), vec![fact]) };
        let said = match field {
            FactField::Name => Some(self.facts.label(fact)),
            FactField::Status => self.facts.info(kind, at).and_then(|i| i.status_received.clone()),
            FactField::Route => self.route_text(fact),
            _ => None,
        };
        match said {
            Some(t) => Words { texts: Some(vec![t]), gaps: Vec::new(), facts: vec![fact] },
            None => {
                Words::unknown(vec![self.field_gap(fact, field, Reason::NeverRecorded, None)], vec![fact])
            }
        }
    }

    /// A time of a fact.
    pub fn field_time(&self, fact: FactRef, field: FactField) -> When {
        let FactRef::Fact(kind, at) = fact else { return When::unknown(Vec::new(), vec![fact]) };
        let period = self.period_of(kind, at);
        let instant = match field {
            FactField::Date => self.facts.date(fact).map(|t| extent::recorded(t, self.clock)),
            FactField::Start => (period.start.lo != End::Unbounded).then_some(period.start),
            // What goes on has no end yet.
            FactField::End => (period.end != extent::forever()).then_some(period.end),
            _ => None,
        };
        match instant {
            None => When::unknown(vec![self.field_gap(fact, field, Reason::NeverRecorded, None)], vec![fact]),
            Some(t) => {
                let gaps = match t.value() {
                    Some(_) => Vec::new(),
                    None => vec![self.field_gap(fact, field, Reason::Precision, None)],
                };
                when_at(t, gaps, vec![fact])
            }
        }
    }

    /// The whole period of a fact.
    pub fn period(&self, fact: FactRef) -> When {
        let FactRef::Fact(kind, at) = fact else { return When::unknown(Vec::new(), vec![fact]) };
        let verb = match kind {
            FactKind::Medication => Verb::Taken,
            _ => Verb::Had,
        };
        let period = match kind {
            FactKind::Observation | FactKind::Immunization | FactKind::Order | FactKind::FamilyHistory => {
                match self.extent(verb, kind, at) {
                    Some(p) => p,
                    None => {
                        let why = self.field_gap(fact, FactField::Date, Reason::NeverRecorded, None);
                        return When::unknown(vec![why], vec![fact]);
                    }
                }
            }
            _ => self.period_of(kind, at),
        };
        let exact = period.start.value().is_some() && period.end.value().is_some();
        let why = self.field_gap(fact, FactField::Date, Reason::Precision, None);
        When {
            start: period.start,
            end: period.end,
            gaps: if exact { vec![] } else { vec![why] },
            facts: vec![fact],
        }
    }
}

fn field_name(f: FactField) -> &'static str {
    match f {
        FactField::Name => "name",
        FactField::Date => "date",
        FactField::Start => "start",
        FactField::End => "end",
        FactField::Dose => "dose",
        FactField::DailyDose => "daily dose",
        FactField::Duration => "duration",
        FactField::Value => "value",
        FactField::Status => "status",
        FactField::Route => "route",
    }
}
