//! Results of an observation: which ones count, and the latest of them.
//!
//! A result counts when it is final or corrected, not in the future, numeric in
//! a convertible unit, plausible, within the windows and meets the modifiers.
//! The others are kept with the reason, since a later one that cannot be used
//! leaves the latest value unknown.

use super::answer::{Gaps, Number, When, Words, gap, merge};
use super::engine::{Eval, Scope, when_at};
use super::extent::{self, Extent, Instant};
use super::facts::{FactRef, begins_later};
use super::filters;
use super::matching::Codes;
use super::plain::Latest;
use super::presence::asked;
use super::standing::{self, Standing};
use super::text;
use crate::model::{Aggregate, FactKind, ObservationDef, ObservationId, Presence, Series, Target, Window};
use crate::snapshot::{Coverage, Observation, ObservationValue, Quantity};
use crate::units::{Analyte, Conversion, Unit, conversion_of, normalise_received};
use crate::value::{CmpOp, End, Gap, Interval, Num, Reason, Truth};
use crate::vocab::{AggregateKind, Verb};
use std::cmp::Ordering;
use std::rc::Rc;

/// Why a result cannot be used.
pub(crate) type Unusable = (Reason, Option<String>);

/// A result as a number, as far as it is one.
pub(crate) type Reading = Result<Interval<Num>, Unusable>;

/// What is asked of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Wanted {
    /// A number in the observation's unit.
    Number,
    /// Any value.
    Anything,
}

/// A result of the observation.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub at: usize,
    pub when: Instant,
    /// Whether it lies within the windows and meets the modifiers.
    pub member: Truth,
    pub gaps: Gaps,
    /// Its number (all numbers, where anything is wanted).
    pub reading: Result<Interval<Num>, Unusable>,
}

impl Candidate {
    pub fn fact(&self) -> FactRef {
        FactRef::Fact(FactKind::Observation, self.at)
    }
}

/// The results of a series.
#[derive(Debug, Clone)]
pub(crate) struct Selection {
    /// What people call it.
    pub datum: String,
    /// Usable, and surely or perhaps within the windows; oldest first.
    pub usable: Vec<Candidate>,
    /// Not usable, and surely or perhaps within the windows; oldest first.
    pub unusable: Vec<Candidate>,
    /// Usable, but before the windows; oldest first.
    pub outside: Vec<Candidate>,
    /// The section is incomplete.
    pub incomplete: Option<Reason>,
}

impl Eval<'_> {
    pub fn observation(&self, id: ObservationId) -> Option<&ObservationDef> {
        self.model.observations.get(id.index())
    }

    /// The results of a series, sorted into usable, unusable and outside.
    pub fn select(&self, series: &Series, wanted: Wanted, scope: &Scope<'_>) -> Rc<Selection> {
        let window = match (&*series.filters, &*series.windows) {
            ([], []) => None,
            ([], [Window::InLast(d)]) => Some(*d),
            _ => return Rc::new(self.select_afresh(series, wanted, scope)),
        };
        let key = (series.observation, wanted, window);
        if self.view.is_some()
            && let Some(known) = self.selections.borrow().get(&key)
        {
            return Rc::clone(known);
        }
        let selection = Rc::new(self.select_afresh(series, wanted, scope));
        if self.view.is_some() && !self.budget.stopped() {
            self.selections.borrow_mut().insert(key, Rc::clone(&selection));
        }
        selection
    }

    fn select_afresh(&self, series: &Series, wanted: Wanted, scope: &Scope<'_>) -> Selection {
        let datum = self
            .observation(series.observation)
            .map_or_else(String::new, |o| text::short(&o.name).to_string());
        let incomplete = match self.facts.coverage(FactKind::Observation) {
            Coverage::Complete => None,
            Coverage::Partial(_) => Some(Reason::Partial),
            Coverage::NotSupplied => Some(Reason::NotSupplied),
        };
        let mut out =
            Selection { datum, usable: Vec::new(), unusable: Vec::new(), outside: Vec::new(), incomplete };
        if self.observation(series.observation).is_none() {
            return out;
        }
        let windows: Vec<_> = series.windows.iter().map(|w| self.bounds(w, scope)).collect();
        // The modifiers look at a fact the way a presence does.
        let asks = Presence {
            id: crate::model::NodeId(u32::MAX),
            span: series.span,
            verb: Verb::Measured,
            targets: [Target::Observation(series.observation)].into(),
            filters: series.filters.clone(),
            windows: [].into(),
            binding: None,
        };
        let near = std::iter::once(Codes::Observation(series.observation));
        self.each_near(FactKind::Observation, near, |at| {
            let Some(mut c) = self.candidate(series, at, wanted) else { return };
            let (mut outside, mut newer, fact) = (false, false, c.fact());
            for w in &windows {
                // A result without a time is not judged to lie outside.
                let time = (c.when != Interval::all()).then(|| Extent::point(c.when));
                match w.holds(time) {
                    Truth::True => {}
                    Truth::False => {
                        outside = true;
                        newer |= !w.follows(time);
                    }
                    Truth::Unknown => {
                        c.member = c.member.and(Truth::Unknown);
                        let own = self.gap_at(&out.datum, Reason::Precision, fact, None);
                        let why = if w.gaps.is_empty() { vec![own] } else { w.gaps.clone() };
                        merge(&mut c.gaps, why);
                    }
                }
            }
            for f in &series.filters {
                let (truth, why) = self.filter(f, &asks, FactKind::Observation, at);
                c.member = c.member.and(truth);
                if truth == Truth::Unknown {
                    let (reason, detail) = why.unwrap_or((Reason::NeverRecorded, None));
                    let datum = format!("{} of {}", filters::aspect(f), out.datum);
                    merge(&mut c.gaps, [self.gap_at(&datum, reason, fact, detail)]);
                }
            }
            match (c.member, outside, c.reading.is_ok()) {
                (Truth::False, ..) | (_, true, false) => {}
                (_, true, true) if newer => {}
                (_, true, true) => out.outside.push(c),
                (_, false, true) => out.usable.push(c),
                (_, false, false) => out.unusable.push(c),
            }
        });
        for list in [&mut out.usable, &mut out.unusable, &mut out.outside] {
            list.sort_by(|a, b| self.by_time(a, b));
        }
        // At one instant there is one result: the later issued, then the higher version, then source.
        out.usable.dedup_by(|later, earlier| {
            let same = later.when == earlier.when && later.when.value().is_some();
            if same {
                std::mem::swap(later, earlier);
            }
            same
        });
        out
    }

    /// When a result was taken.
    pub fn taken(&self, at: usize) -> Option<Instant> {
        match &self.view {
            Some(view) => view.prepared.times.of(at),
            None => {
                let time = self.facts.observations.get(at)?.effective.as_ref()?;
                Some(time.interval(&self.clock.zone))
            }
        }
    }

    /// A fact as a result of the observation; `None` when it is something else or nothing.
    fn candidate(&self, series: &Series, at: usize, wanted: Wanted) -> Option<Candidate> {
        let o = self.facts.observations.get(at)?;
        let codes = Codes::Observation(series.observation);
        if self.membership(codes, FactKind::Observation, at).0 != Truth::True {
            return None;
        }
        // A panel's own line holds no value.
        let taken = self.taken(at);
        if o.value == ObservationValue::None || taken.is_some_and(|t| begins_later(&t, self.clock)) {
            return None;
        }
        let asked = asked(&series.filters);
        let reading = match standing::result(o, asked) {
            Standing::No => return None,
            Standing::May(reason) => Err((reason, None)),
            Standing::Counts => match wanted {
                Wanted::Number => self.read_number(series.observation, at),
                Wanted::Anything => match &o.value {
                    ObservationValue::Absent(why) => Err((Reason::Absent, Some(why.clone()))),
                    ObservationValue::Masked => Err((Reason::Masked, None)),
                    ObservationValue::Concept(c) if c.masked => Err((Reason::Masked, None)),
                    _ => Ok(Interval::all()),
                },
            },
        };
        let when = taken.map_or(Interval::all(), |t| extent::until_now(t, self.clock));
        Some(Candidate { at, when, member: Truth::True, gaps: Vec::new(), reading })
    }

    /// Oldest first; ties by issue, version and source.
    fn by_time(&self, a: &Candidate, b: &Candidate) -> Ordering {
        let ends = |c: &Candidate| {
            let f = |e| match e {
                End::Unbounded => None,
                End::Closed(t) | End::Open(t) => Some(t),
            };
            (f(c.when.lo), f(c.when.hi))
        };
        ends(a).cmp(&ends(b)).then_with(|| self.by_issue(a.at, b.at)).then(a.at.cmp(&b.at))
    }

    /// Of results at the same time: the later issued, the higher version, the higher source.
    fn by_issue(&self, a: usize, b: usize) -> Ordering {
        let Some((a, b)) = self.facts.observations.get(a).zip(self.facts.observations.get(b)) else {
            return Ordering::Equal;
        };
        let issued = |o: &Observation| o.issued.as_ref().map(|t| t.earliest(&self.clock.zone));
        fn version(o: &Observation) -> (usize, &str) {
            let v = o.info.version.as_deref().unwrap_or_default();
            (v.len(), v)
        }
        issued(a)
            .cmp(&issued(b))
            .then_with(|| version(a).cmp(&version(b)))
            .then_with(|| a.info.source.cmp(&b.info.source))
    }

    /// Whether a result surely is later than another.
    fn surely_later(&self, a: &Candidate, b: &Candidate) -> bool {
        if a.when.compare(CmpOp::Gt, &b.when) == Truth::True {
            return true;
        }
        let issued = |c: &Candidate| self.facts.observations.get(c.at).and_then(|o| o.issued.clone());
        // On the same date the issue can tell; without one both may be the latest.
        a.when == b.when
            && (a.when.value().is_some() || (issued(a).is_some() && issued(b).is_some()))
            && self.by_issue(a.at, b.at) == Ordering::Greater
            && (a.when.value().is_some() || issued(a) != issued(b))
    }

    /// The results that may be the latest (or, turned round, the earliest), or why none can be named.
    pub fn latest<'s>(&self, s: &'s Selection, earliest: bool) -> Result<Vec<&'s Candidate>, Gaps> {
        let beats = |a: &Candidate, b: &Candidate| match earliest {
            false => self.surely_later(a, b),
            true => self.surely_later(b, a),
        };
        let sure = |c: &&Candidate| c.member == Truth::True;
        let ahead: Vec<&Candidate> = s
            .usable
            .iter()
            .filter(|c| !s.usable.iter().filter(sure).any(|o| !std::ptr::eq(o, *c) && beats(o, c)))
            .collect();
        if !ahead.iter().any(|c| c.member == Truth::True) {
            if ahead.is_empty() {
                return Err(self.nothing(s));
            }
            let mut gaps = Vec::new();
            for c in ahead {
                merge(&mut gaps, c.gaps.iter().cloned());
            }
            return Err(gaps);
        }
        // A newer result that cannot be used: the newest was asked for. One that is only
        // preliminary does not hide a final one.
        let hidden = s.unusable.iter().rev().find(|u| {
            !matches!(u.reading, Err((Reason::PreliminaryOnly, _)))
                && !s.usable.iter().filter(sure).any(|c| beats(c, u) || c.when == u.when)
        });
        match hidden {
            Some(u) => Err(vec![self.unusable_gap(s, u)]),
            None => Ok(ahead),
        }
    }

    fn unusable_gap(&self, s: &Selection, c: &Candidate) -> Rc<Gap> {
        let (reason, detail) = match &c.reading {
            Err((reason, detail)) => (*reason, detail.clone()),
            Ok(_) => (Reason::Undefined, None),
        };
        self.gap_at(&s.datum, reason, c.fact(), detail)
    }

    /// Why there is no value: the best reason there is.
    pub fn nothing(&self, s: &Selection) -> Gaps {
        if let Some(old) = s.outside.last() {
            let date = self.facts.observations.get(old.at).and_then(|o| o.effective.as_ref());
            let detail = date.map(|d| text::date(d, &self.clock.zone));
            return vec![self.gap_at(&s.datum, Reason::TooOld, old.fact(), detail)];
        }
        if let Some(last) = s.unusable.last() {
            return vec![self.unusable_gap(s, last)];
        }
        vec![gap(&s.datum, s.incomplete.unwrap_or(Reason::NeverRecorded))]
    }

    /// A result as a number in the observation's unit.
    pub fn read_number(&self, id: ObservationId, at: usize) -> Reading {
        if self.view.is_none() {
            return self.read_afresh(id, at);
        }
        if let Some(known) = self.readings.borrow().get(id, at) {
            return known.clone();
        }
        let read = self.read_afresh(id, at);
        self.readings.borrow_mut().keep(id, at, self.facts.observations.len(), read.clone());
        read
    }

    fn read_afresh(&self, id: ObservationId, at: usize) -> Reading {
        let (Some(def), Some(o)) = (self.observation(id), self.facts.observations.get(at)) else {
            return Err((Reason::Undefined, None));
        };
        let Some(unit) = &def.unit else { return Err((Reason::NotNumeric, None)) };
        let negative = def.plausible.is_some_and(|p| match p.lo {
            End::Unbounded => true,
            End::Closed(lo) | End::Open(lo) => lo < Num::ZERO,
        });
        let range = match (&self.view, &o.value) {
            (Some(view), ObservationValue::Quantity(q)) => {
                let mut units = view.units.borrow_mut();
                let convert =
                    units.conversion(id, q.unit.as_deref(), |said| conversion_from(said, unit, def.analyte));
                read_with(q, convert, negative)?
            }
            _ => read(&o.value, unit, def.analyte, negative)?,
        };
        let plausible = def.plausible.is_none_or(|p| p.intersect(&range).is_some());
        if plausible { Ok(range) } else { Err((Reason::Implausible, None)) }
    }

    /// A result as a number without a unit.
    pub fn bare_number(&self, at: usize) -> Result<Interval<Num>, Unusable> {
        let value = self.facts.observations.get(at).map(|o| &o.value);
        value.map_or(Err((Reason::Undefined, None)), |v| read(v, &Unit::one(), Analyte::default(), true))
    }

    /// `latest X`, `mean X`, ….
    pub fn aggregate(&self, a: &Aggregate, scope: &Scope<'_>) -> Number {
        if a.kind == AggregateKind::Latest
            && let Some(Latest::Is(at, _, value)) = self.plain_latest(&a.series)
        {
            return Number { facts: vec![FactRef::Fact(FactKind::Observation, at)], ..Number::exact(value) };
        }
        let s = self.select(&a.series, Wanted::Number, scope);
        super::aggregate::number(self, a.kind, &s)
    }

    /// When the result behind a number was taken.
    pub fn result_time(&self, a: &Aggregate, scope: &Scope<'_>) -> When {
        if a.kind == AggregateKind::Latest
            && let Some(Latest::Is(at, t, _)) = self.plain_latest(&a.series)
        {
            let facts = vec![FactRef::Fact(FactKind::Observation, at)];
            return when_at(Interval::exact(t), Vec::new(), facts);
        }
        let s = self.select(&a.series, Wanted::Number, scope);
        match a.kind {
            AggregateKind::Highest | AggregateKind::Lowest => {
                super::aggregate::time_of_extreme(self, a.kind, &s)
            }
            kind => self.time_of(self.latest(&s, kind == AggregateKind::Earliest), &s),
        }
    }

    /// When the latest result of any kind was taken.
    pub fn latest_time(&self, series: &Series, scope: &Scope<'_>) -> When {
        let s = self.select(series, Wanted::Anything, scope);
        self.time_of(self.latest(&s, false), &s)
    }

    pub fn time_of(&self, found: Result<Vec<&Candidate>, Gaps>, s: &Selection) -> When {
        match found {
            Err(gaps) => When::unknown(gaps, Vec::new()),
            Ok(all) => {
                let facts: Vec<FactRef> = all.iter().map(|c| c.fact()).collect();
                let Some(when) = all.iter().map(|c| c.when).reduce(|a, b| a.hull(&b)) else {
                    return When::unknown(self.nothing(s), facts);
                };
                let gaps = match (when.value(), all.first()) {
                    (None, Some(c)) => vec![self.gap_at(&s.datum, Reason::Precision, c.fact(), None)],
                    _ => Vec::new(),
                };
                when_at(when, gaps, facts)
            }
        }
    }

    /// The latest result as a text.
    pub fn result_text(&self, series: &Series, scope: &Scope<'_>) -> Words {
        let s = self.select(series, Wanted::Anything, scope);
        let latest = match self.latest(&s, false) {
            Err(gaps) => {
                return Words::unknown(gaps, s.outside.iter().rev().take(1).map(Candidate::fact).collect());
            }
            Ok(latest) => latest,
        };
        let mut words = Words { texts: Some(Vec::new()), gaps: Vec::new(), facts: Vec::new() };
        for c in latest {
            let Some(o) = self.facts.observations.get(c.at) else { continue };
            let said = match &o.value {
                ObservationValue::Text(t) => t.clone(),
                ObservationValue::Concept(c) => c.label().to_string(),
                other => text::received(other),
            };
            merge(words.texts.get_or_insert_default(), [said]);
            merge(&mut words.facts, [c.fact()]);
            merge(&mut words.gaps, [self.gap_at(&s.datum, Reason::Precision, c.fact(), None)]);
        }
        if words.value().is_some() {
            words.gaps.clear();
        }
        words
    }

    /// `X is Set`: whether the latest result is a code of the set.
    pub fn concept_is(
        &self,
        series: &Series,
        set: crate::model::SetId,
        scope: &Scope<'_>,
    ) -> super::answer::Answer {
        use super::answer::Answer;
        let s = self.select(series, Wanted::Anything, scope);
        let latest = match self.latest(&s, false) {
            Err(gaps) => return Answer::new(Truth::Unknown, gaps, Vec::new()),
            Ok(latest) => latest,
        };
        let judged: Vec<(Truth, Gaps, FactRef)> = latest
            .iter()
            .map(|c| {
                let value = self.facts.observations.get(c.at).map(|o| &o.value);
                let (truth, why) = match value {
                    Some(ObservationValue::Concept(concept)) => self.member(set, concept),
                    Some(ObservationValue::Text(_)) => (Truth::Unknown, Some((Reason::Uncoded, None))),
                    _ => (Truth::False, None),
                };
                let gaps = why.map(|(r, d)| self.gap_at(&s.datum, r, c.fact(), d)).into_iter().collect();
                (truth, gaps, c.fact())
            })
            .collect();
        agree(judged, || gap(&s.datum, Reason::Precision))
    }
}

/// What all of several possibilities agree on, else unknown.
pub(crate) fn agree(all: Vec<(Truth, Gaps, FactRef)>, why: impl Fn() -> Rc<Gap>) -> super::answer::Answer {
    let first = all.first().map_or(Truth::Unknown, |(t, ..)| *t);
    let same = all.iter().all(|(t, ..)| *t == first);
    let mut gaps = Vec::new();
    let mut facts = Vec::new();
    for (_, more, fact) in all {
        merge(&mut gaps, more);
        merge(&mut facts, [fact]);
    }
    if !same && gaps.is_empty() {
        gaps.push(why());
    }
    super::answer::Answer::new(if same { first } else { Truth::Unknown }, gaps, facts)
}

/// A value as received, as a range of numbers in a unit.
pub(crate) fn read(
    value: &ObservationValue,
    unit: &Unit,
    analyte: Analyte,
    negative: bool,
) -> Result<Interval<Num>, Unusable> {
    let one = |q: &Quantity| read_quantity(q, unit, analyte, negative);
    match value {
        ObservationValue::Quantity(q) => one(q),
        ObservationValue::Range { low, high } => match (low, high) {
            (Some(l), Some(h)) => Ok(one(l)?.hull(&one(h)?)),
            (Some(l), None) => Ok(Interval { lo: one(l)?.lo, hi: End::Unbounded }),
            (None, Some(h)) => {
                let lo = if negative { End::Unbounded } else { End::Closed(Num::ZERO) };
                let hi = one(h)?.hi;
                Interval::new(lo, hi).ok_or((Reason::Implausible, None))
            }
            (None, None) => Err((Reason::Absent, None)),
        },
        ObservationValue::Concept(c) if c.masked => Err((Reason::Masked, None)),
        ObservationValue::Masked => Err((Reason::Masked, None)),
        ObservationValue::Absent(why) => Err((Reason::Absent, Some(why.clone()))),
        ObservationValue::None => Err((Reason::Absent, None)),
        ObservationValue::Concept(_)
        | ObservationValue::Text(_)
        | ObservationValue::YesNo(_)
        | ObservationValue::Time(_) => Err((Reason::NotNumeric, None)),
    }
}

fn read_quantity(
    q: &Quantity,
    unit: &Unit,
    analyte: Analyte,
    negative: bool,
) -> Result<Interval<Num>, Unusable> {
    read_with(q, &conversion_from(q.unit.as_deref(), unit, analyte), negative)
}

/// How numbers in a unit as received become numbers in another; `None` where they cannot.
pub(crate) fn conversion_from(said: Option<&str>, unit: &Unit, analyte: Analyte) -> Option<Conversion> {
    let from = match said.map(str::trim).filter(|u| !u.is_empty()) {
        Some(u) => normalise_received(u)?.0,
        // A pure number needs no unit; anything else does.
        None if unit.same(&Unit::one()) => Unit::one(),
        None => return None,
    };
    conversion_of(analyte, &from, unit).ok()
}

fn read_with(q: &Quantity, convert: &Option<Conversion>, negative: bool) -> Result<Interval<Num>, Unusable> {
    let Some(convert) = convert else {
        let said = q.unit.as_deref().map(str::trim).filter(|u| !u.is_empty());
        return Err((Reason::Unit, Some(said.map_or("no unit".to_string(), |u| format!("unit `{u}`")))));
    };
    let v = q.value;
    let floor = if negative || v < Num::ZERO { End::Unbounded } else { End::Closed(Num::ZERO) };
    let range = match q.comparator {
        None | Some(CmpOp::Eq) => Some(Interval::exact(v)),
        Some(CmpOp::Lt) => Interval::new(floor, End::Open(v)),
        Some(CmpOp::Le) => Interval::new(floor, End::Closed(v)),
        Some(CmpOp::Gt) => Interval::new(End::Open(v), End::Unbounded),
        Some(CmpOp::Ge) => Interval::new(End::Closed(v), End::Unbounded),
        Some(CmpOp::Ne) => Some(Interval::all()),
    };
    let range = range.ok_or((Reason::Implausible, None))?;
    convert.apply_interval(&range).ok_or((Reason::Undefined, None))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(s: &str) -> Num {
        s.parse().unwrap()
    }

    fn q(v: &str, comparator: Option<CmpOp>, unit: Option<&str>) -> ObservationValue {
        ObservationValue::Quantity(Quantity { value: n(v), comparator, unit: unit.map(String::from) })
    }

    fn unit(u: &str) -> Unit {
        Unit::parse(u).unwrap()
    }

    #[test]
    fn units_convert_or_the_result_cannot_be_used() {
        let mmol = unit("mmol/L");
        assert_eq!(
            read(&q("5.6", None, Some("mmol/L")), &mmol, Analyte::default(), false),
            Ok(Interval::exact(n("5.6")))
        );
        assert_eq!(
            read(&q("5600", None, Some("umol/L")), &mmol, Analyte::default(), false),
            Ok(Interval::exact(n("5.6")))
        );
        assert_eq!(
            read(
                &q("126", None, Some("mg/dL")),
                &mmol,
                Analyte { molar_mass: Some(n("180")), charge: None },
                false
            ),
            Ok(Interval::exact(n("7")))
        );
        let no_mass = read(&q("126", None, Some("mg/dL")), &mmol, Analyte::default(), false).unwrap_err();
        assert_eq!(no_mass, (Reason::Unit, Some("unit `mg/dL`".into())));
        let no_unit = read(&q("5.6", None, None), &mmol, Analyte::default(), false).unwrap_err();
        assert_eq!(no_unit, (Reason::Unit, Some("no unit".into())));
        assert_eq!(
            read(&q("2.5", None, None), &Unit::one(), Analyte::default(), false),
            Ok(Interval::exact(n("2.5")))
        );
        assert_eq!(
            read(&q("2.5", None, Some("{INR}")), &Unit::one(), Analyte::default(), false),
            Ok(Interval::exact(n("2.5")))
        );
    }

    #[test]
    fn censored_results_are_ranges() {
        let ng = unit("ng/L");
        let below = |negative| {
            read(&q("5", Some(CmpOp::Lt), Some("ng/L")), &ng, Analyte::default(), negative).unwrap()
        };
        assert_eq!(below(false), Interval::new(End::Closed(n("0")), End::Open(n("5"))).unwrap());
        assert_eq!(below(true), Interval::new(End::Unbounded, End::Open(n("5"))).unwrap());
        let above = read(&q("5", Some(CmpOp::Ge), Some("ug/L")), &ng, Analyte::default(), false).unwrap();
        assert_eq!(above, Interval::new(End::Closed(n("5000")), End::Unbounded).unwrap());
    }

    #[test]
    fn texts_are_never_numbers() {
        let mmol = unit("mmol/L");
        let reason = |v| read(&v, &mmol, Analyte::default(), false).unwrap_err().0;
        assert_eq!(reason(ObservationValue::Text("5.6".into())), Reason::NotNumeric);
        assert_eq!(reason(ObservationValue::Absent("unknown".into())), Reason::Absent);
        assert_eq!(reason(ObservationValue::Masked), Reason::Masked);
        assert_eq!(reason(ObservationValue::YesNo(true)), Reason::NotNumeric);
    }

    #[test]
    fn a_range_of_values_is_a_range() {
        let (low, high) = (
            Quantity { value: n("4"), comparator: None, unit: Some("mmol/L".into()) },
            Quantity { value: n("5"), comparator: None, unit: Some("mmol/L".into()) },
        );
        let both = ObservationValue::Range { low: Some(low), high: Some(high) };
        assert_eq!(
            read(&both, &unit("mmol/L"), Analyte::default(), false),
            Ok(Interval::closed(n("4"), n("5")).unwrap())
        );
    }
}
