//! RXO, RXE, RXD, RXA with RXR, RXC and TQ1: ordered, encoded, handed out and
//! given are facts of their own.

use super::control::Standing;
use super::cx::{Cx, source};
use super::message::Segment;
use super::timing::Timing;
use super::value::number;
use crate::fhir::datatypes::piece;
use crate::snapshot::{
    Concept, Dose, Ingredient, Medication, MedicationKind, MedicationStatus, Period, Quantity, SourceRef,
};
use crate::time::PartialTime;

/// A medication fact under way: RXR, RXC and TQ1 follow it.
#[derive(Debug)]
pub(super) struct Underway {
    pub source: SourceRef,
    pub fact: Medication,
    pub timing: Timing,
    /// Orders stand as ORC says; what was handed out or given does not.
    pub is_order: bool,
}

impl Underway {
    /// The finished fact.
    pub fn finish(mut self, cx: &Cx<'_>, standing: Standing) -> Medication {
        let t = &self.timing;
        if let Some(dose) = self.fact.doses.first_mut() {
            dose.per_day = t.per_day;
            dose.as_needed |= t.as_needed;
            dose.text = dose.text.take().or_else(|| t.text.clone());
        }
        if self.is_order {
            self.fact.status = standing.medication;
            self.fact.period.start =
                t.start.clone().or_else(|| self.fact.period.start.take()).or_else(|| cx.made.clone());
            self.fact.period.end = t.end.clone().or_else(|| self.fact.period.end.take());
        }
        self.fact
    }
}

fn amount(cx: &mut Cx<'_>, s: Segment<'_>, at: usize, units: usize) -> Option<Quantity> {
    let text = s.text(at, 1)?;
    let Some(value) = number(&text) else {
        cx.note("unreadable", format!("{}-{at}: expected a number; treated as not sent", s.name()));
        return None;
    };
    let unit =
        match s.text(units, 1).and_then(|u| piece(&u)).or_else(|| s.text(units, 2).and_then(|u| piece(&u))) {
            Some(piece) => Some(piece),
            None => cx.unit(s.field(units), &format!("{}-{units}", s.name())),
        };
    Some(Quantity { value, comparator: None, unit })
}

/// From the least to the most, as a dose.
fn dose(cx: &mut Cx<'_>, s: Segment<'_>, least: usize, most: usize, units: usize) -> Dose {
    let low = amount(cx, s, least, units);
    let high = amount(cx, s, most, units);
    match (low, high) {
        (Some(low), Some(high)) if low.value < high.value => {
            Dose { amount: Some(high), amount_low: Some(low), ..Dose::default() }
        }
        (low, high) => Dose { amount: low.or(high), ..Dose::default() },
    }
}

fn rate(cx: &mut Cx<'_>, s: Segment<'_>, at: usize, units: usize) -> Option<Quantity> {
    let rate = amount(cx, s, at, units)?;
    if rate.unit.as_deref().is_some_and(|u| u.contains('/')) {
        return Some(rate);
    }
    cx.note("no-rate", format!("{}-{at}: not an amount per time; not used", s.name()));
    None
}

fn total(cx: &mut Cx<'_>, s: Segment<'_>, field: usize) -> Option<Quantity> {
    let value = number(&s.field(field).component(1).text()?)?;
    let units = s.field(field).component(2);
    let text = units.subcomponent(1).text().or_else(|| units.subcomponent(2).text());
    let unit = match text {
        Some(u) => piece(&u).or_else(|| crate::units::normalise_received(&u).map(|_| u)),
        None => None,
    };
    if unit.is_none() {
        cx.note("no-unit", format!("{}-{field}: a total for a day without a unit that is known", s.name()));
        return None;
    }
    Some(Quantity { value, comparator: None, unit })
}

/// The product: its code, and the supplementary codes of the same substance.
fn product(cx: &mut Cx<'_>, s: Segment<'_>, at: usize, more: usize) -> Option<Concept> {
    let mut code = cx.coded(s.field(at), "").unwrap_or_default();
    let also = s.field(more);
    for r in also.repetitions() {
        code.codings.extend(cx.coded(r, "").map(|c| c.codings).unwrap_or_default());
    }
    if code == Concept::default() {
        cx.note("no-code", format!("{}-{at}: the medication was not sent", s.name()));
        return None;
    }
    cx.report_unmapped(&code, &format!("{}-{at}", s.name()));
    Some(code)
}

fn texts(s: Segment<'_>, field: usize) -> Option<String> {
    let field = s.field(field);
    let all: Vec<String> =
        field.repetitions().filter_map(|r| r.component(2).text().or_else(|| r.component(1).text())).collect();
    (!all.is_empty()).then(|| all.join("; "))
}

fn indications(cx: &mut Cx<'_>, s: Segment<'_>, field: usize) -> Vec<Concept> {
    let all: Vec<Concept> = s.field(field).repetitions().filter_map(|r| cx.coded(r, "")).collect();
    all.iter().for_each(|c| cx.report_local(Some(c), &format!("{}-{field}", s.name())));
    all
}

fn start(kind: MedicationKind, info: crate::snapshot::FactInfo, code: Option<Concept>) -> Medication {
    Medication { info, kind, code: code.unwrap_or_default(), ..Medication::default() }
}

/// An order as requested.
pub(super) fn rxo(cx: &mut Cx<'_>, s: Segment<'_>, order: &str, authored: Option<PartialTime>) -> Underway {
    let at = source(&["RXO", order]);
    cx.source = at.clone();
    let code = product(cx, s, 1, 24);
    let mut d = dose(cx, s, 2, 3, 4);
    d.rate = rate(cx, s, 21, 22);
    d.max_per_day = total(cx, s, 23);
    d.text = texts(s, 7).or_else(|| texts(s, 6));
    let mut fact = start(MedicationKind::Order, cx.info(&at, None, authored.clone()), code);
    fact.form = cx.coded(s.field(5), "");
    fact.doses = vec![d];
    fact.period.start = authored;
    fact.indications = indications(cx, s, 20);
    Underway { source: at, fact, timing: Timing::default(), is_order: true }
}

/// An order as the pharmacy encoded it: it stands for the one requested.
pub(super) fn rxe(cx: &mut Cx<'_>, s: Segment<'_>, order: &str, authored: Option<PartialTime>) -> Underway {
    let at = source(&["RXE", order]);
    cx.source = at.clone();
    let code = product(cx, s, 2, 31);
    let mut d = dose(cx, s, 3, 4, 5);
    d.rate = rate(cx, s, 23, 24);
    d.max_per_day = total(cx, s, 19);
    d.text = texts(s, 7).or_else(|| texts(s, 21));
    let timing = super::timing::tq(cx, s.field(1), "RXE-1");
    let mut fact = start(MedicationKind::Order, cx.info(&at, None, authored.clone()), code);
    fact.form = cx.coded(s.field(6), "");
    fact.doses = vec![d];
    fact.period.start = authored;
    fact.replaces = vec![source(&["RXO", order])];
    fact.indications = indications(cx, s, 27);
    Underway { source: at, fact, timing, is_order: true }
}

/// What was handed out.
pub(super) fn rxd(cx: &mut Cx<'_>, s: Segment<'_>, order: &str) -> Underway {
    let number_of = s.text(1, 1).unwrap_or_default();
    let at = source(&["RXD", order, &s.text(7, 1).unwrap_or_default(), &number_of]);
    cx.source = at.clone();
    let code = product(cx, s, 2, 25);
    let when = cx.time(s.field(3), "RXD-3");
    let mut fact = start(MedicationKind::Dispense, cx.info(&at, None, when.clone()), code);
    // RXD-4 is the amount handed out, no dose.
    fact.doses = vec![Dose { max_per_day: total(cx, s, 12), ..Dose::default() }];
    fact.form = cx.coded(s.field(6), "");
    fact.status = MedicationStatus::Ended;
    fact.period = Period { start: when, end: None };
    Underway { source: at, fact, timing: Timing::default(), is_order: false }
}

/// What an RXA of a medication does.
pub(super) enum Given {
    Is(Box<Underway>),
    Gone(SourceRef),
}

/// The stable source of what was given.
pub(super) fn rxa_source(s: Segment<'_>, order: Option<&str>) -> SourceRef {
    let what = s.text(5, 1).or_else(|| s.text(5, 2)).unwrap_or_default();
    // 9999 is what registries send where there is no order.
    let order = order.filter(|n| n.split('^').next() != Some("9999"));
    let key = order.map_or_else(|| super::cx::mark(&what), str::to_string);
    let when = s.text(3, 1).unwrap_or_default();
    source(&["RXA", &key, &s.text(2, 1).unwrap_or_default(), &when])
}

/// What was given.
pub(super) fn rxa(cx: &mut Cx<'_>, s: Segment<'_>, order: Option<&str>) -> Given {
    let at = rxa_source(s, order);
    cx.source = at.clone();
    if s.code(21).as_deref() == Some("D") {
        cx.note("entered-in-error", "RXA-21 is D: the administration was deleted");
        return Given::Gone(at);
    }
    let completion = s.code(20);
    if matches!(completion.as_deref(), Some("RE" | "NA")) {
        cx.note("not-done", "a medication that was not given was left out");
        return Given::Gone(at);
    }
    let code = cx.concept(s.field(5), "RXA-5");
    let start_time = cx.time(s.field(3), "RXA-3");
    let end = cx.time(s.field(4), "RXA-4").or_else(|| start_time.clone());
    let mut fact = start(MedicationKind::Administration, cx.info(&at, completion, start_time.clone()), code);
    let rate = rate(cx, s, 12, 13).filter(|_| !s.field(12).is_empty());
    // 999 without a unit: nobody wrote down how much.
    let unrecorded = s.text(6, 1).as_deref() == Some("999") && s.field(7).is_empty();
    let amount = if unrecorded { None } else { amount(cx, s, 6, 7) };
    fact.doses = vec![Dose { amount, rate, ..Dose::default() }];
    fact.form = cx.coded(s.field(8), "");
    fact.status = MedicationStatus::Ended;
    fact.period = Period { start: start_time, end };
    fact.indications = indications(cx, s, 19);
    Given::Is(Box::new(Underway { source: at, fact, timing: Timing::default(), is_order: false }))
}

/// The route of the fact under way.
pub(super) fn rxr(cx: &mut Cx<'_>, s: Segment<'_>, of: &mut Underway) {
    let route = cx.coded(s.field(1), "http://terminology.hl7.org/CodeSystem/v2-0162");
    cx.source = of.source.clone();
    cx.report_local(route.as_ref(), "RXR-1");
    let Some(dose) = of.fact.doses.first_mut() else { return };
    if dose.route.is_none() {
        dose.route = route;
    } else if route.is_some() && dose.route != route {
        cx.note("several-routes", "RXR: several routes to choose from; the first is read");
    }
}

/// A component of the fact under way.
pub(super) fn rxc(cx: &mut Cx<'_>, s: Segment<'_>, of: &mut Underway) {
    cx.source = of.source.clone();
    let Some(code) = cx.concept(s.field(2), "RXC-2") else { return };
    let strength = amount(cx, s, 3, 4);
    of.fact.ingredients.push(Ingredient { code, strength, per: None });
}
