//! Dosage: amounts, how often a day, limits, route.

use super::cx::Cx;
use super::datatypes::{per_day, quotient};
use super::json::{self, Json};
use crate::snapshot::{Dose, Period, Quantity};
use crate::value::Num;

/// Reads every dosage under a key, and the period that their timing sets.
pub(super) fn read_all(cx: &mut Cx<'_>, r: Json<'_>, path: &str) -> (Vec<Dose>, Option<Period>) {
    let mut doses = Vec::new();
    let mut bounds: Option<Period> = None;
    for x in cx.objects(r, path) {
        let (dose, period) = read(cx, x);
        doses.push(dose);
        bounds = match (bounds, period) {
            (Some(a), Some(b)) => Some(hull(cx, a, b)),
            (a, b) => a.or(b),
        };
    }
    (doses, bounds)
}

/// The period that covers both; an open end stays open.
fn hull(cx: &Cx<'_>, a: Period, b: Period) -> Period {
    let zone = &cx.opts.zone;
    let start = match (a.start, b.start) {
        (Some(x), Some(y)) => Some(if y.earliest(zone) < x.earliest(zone) { y } else { x }),
        (x, y) => x.or(y),
    };
    let end = match (a.end, b.end) {
        (Some(x), Some(y)) => Some(if y.earliest(zone) > x.earliest(zone) { y } else { x }),
        _ => None,
    };
    Period { start, end }
}

fn read(cx: &mut Cx<'_>, x: Json<'_>) -> (Dose, Option<Period>) {
    let mut dose = Dose {
        text: cx.text(x, "dosage.text").or(cx.text(x, "dosage.patientInstruction")).map(str::to_string),
        route: cx.concept(x, "dosage.route"),
        as_needed: cx.flag(x, "dosage.asNeededBoolean") == Some(true)
            || x.get("asNeededCodeableConcept").is_some(),
        ..Dose::default()
    };
    amounts(cx, x, &mut dose);
    dose.max_per_day = cx.ratio(x, "dosage.maxDosePerPeriod").and_then(|(over, under)| {
        let value = per_day(over.value, under.value, under.unit.as_deref()?)?;
        Some(Quantity { value, ..over })
    });
    let mut bounds = None;
    if let Some(t) = cx.object(x, "dosage.timing") {
        let (often, period) = timing(cx, t);
        dose.per_day = often.map(|(high, _)| high);
        dose.per_day_low = often.map(|(_, low)| low).filter(|low| Some(*low) != dose.per_day);
        bounds = period;
    }
    (dose, bounds)
}

/// Amount and rate: R4's `doseAndRate`, or the flat form of an administration.
/// Of several (ordered, calculated) the first with an amount counts.
fn amounts(cx: &mut Cx<'_>, x: Json<'_>, dose: &mut Dose) {
    let places = cx.objects(x, "dosage.doseAndRate");
    for p in places.chain(std::iter::once(x)) {
        if dose.amount.is_none() && dose.amount_low.is_none() {
            dose.amount = cx.quantity(p, "dosage.doseQuantity").or_else(|| cx.quantity(p, "dosage.dose"));
            if let Some((low, high)) = cx.range(p, "dosage.doseRange") {
                // A range without a lower end starts at nothing.
                let zero = || high.clone().map(|q| Quantity { value: Num::ZERO, ..q });
                dose.amount_low = low.or_else(zero);
                dose.amount = high;
            }
        }
        if dose.rate.is_none() {
            dose.rate = cx.quantity(p, "dosage.rateQuantity");
            if let Some((low, high)) = cx.range(p, "dosage.rateRange") {
                dose.rate = high.or(low);
            }
            if let Some((over, under)) = cx.ratio(p, "dosage.rateRatio") {
                dose.rate = quotient(&over, &under);
            }
        }
    }
    // Some send the length of an infusion as its rate.
    if dose.rate.as_ref().is_some_and(|r| !r.unit.as_deref().is_some_and(|u| u.contains('/'))) {
        dose.rate = None;
        cx.note("no-rate", "dosage.rate: not an amount per time; not used");
    }
}

/// The most and the least times a day.
type Often = (Num, Num);

/// How often a day, and over which period.
fn timing(cx: &mut Cx<'_>, t: Json<'_>) -> (Option<Often>, Option<Period>) {
    let repeat = cx.object(t, "dosage.timing.repeat");
    let from_repeat = repeat.and_then(|r| times_a_day(cx, r));
    let from_code = || {
        let code = t.get("code")?;
        let coded = json::list(code, "coding").find_map(|c| abbreviation(json::text(c, "code")?));
        let exact = coded.or_else(|| abbreviation(json::text(code, "text")?))?;
        Some((exact, exact))
    };
    let per_day = from_repeat.or_else(from_code);
    (per_day, repeat.and_then(|r| bounds(cx, r)))
}

fn times_a_day(cx: &mut Cx<'_>, r: Json<'_>) -> Option<Often> {
    let frequency = cx.num(r, "repeat.frequency");
    let frequency_max = cx.num(r, "repeat.frequencyMax");
    let period = cx.num(r, "repeat.period");
    let period_max = cx.num(r, "repeat.periodMax");
    let unit = cx.text(r, "repeat.periodUnit");
    let count = |n: usize| i64::try_from(n).ok().map(Num::from);
    let moments = count(json::list(r, "timeOfDay").len().max(json::list(r, "when").len()))?;
    let weekdays = count(json::list(r, "dayOfWeek").len())?;
    let one = moments.max(Num::ONE);
    let often = match (period, unit) {
        (Some(p), Some(u)) => {
            let most = per_day(frequency_max.or(frequency).unwrap_or(one), p, u)?;
            (most, per_day(frequency.unwrap_or(one), period_max.unwrap_or(p), u)?)
        }
        _ if weekdays > Num::ZERO => (frequency_max.or(frequency).unwrap_or(one), frequency.unwrap_or(one)),
        _ if moments > Num::ZERO => (moments, moments),
        _ => return None,
    };
    if weekdays == Num::ZERO || unit == Some("wk") {
        return Some(often);
    }
    let on_days = |n: Num| n.mul(weekdays)?.div(Num::from(7));
    Some((on_days(often.0)?, on_days(often.1)?))
}

fn bounds(cx: &mut Cx<'_>, r: Json<'_>) -> Option<Period> {
    let period = cx.period(r, "repeat.boundsPeriod")?;
    (period != Period::default()).then_some(period)
}

/// HL7's timing abbreviations, as times a day.
pub(crate) fn abbreviation(code: &str) -> Option<Num> {
    let code = code.trim().to_ascii_uppercase().replace('.', "");
    let n = |times: i64| Some(Num::from(times));
    match code.as_str() {
        "QD" | "DAILY" | "OD" | "AM" | "PM" | "BED" | "HS" | "QHS" | "QAM" | "QPM" | "MORN" | "EVE" => n(1),
        "BID" | "BD" => n(2),
        "TID" | "TDS" => n(3),
        "QID" | "QDS" => n(4),
        "QOD" => Num::from(1).div(Num::from(2)),
        "WK" | "WEEKLY" | "QWK" => Num::from(1).div(Num::from(7)),
        "MO" => Num::from(1).div(Num::from(30)),
        _ => {
            let hours: i64 = code.strip_prefix('Q')?.strip_suffix('H')?.parse().ok()?;
            if hours > 0 { Num::from(24).div(Num::from(hours)) } else { None }
        }
    }
}
