//! TQ1 and the quantity/timing of ORC-7, RXE-1 and OBR-27: how often, from and to.

use super::cx::Cx;
use super::message::{Part, Segment};
use super::value::number;
use crate::fhir::datatypes::days;
use crate::fhir::dosage::abbreviation;
use crate::time::{Clock, PartialTime, Precision, TimeUnit};
use crate::value::Num;

/// How often and how long.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Timing {
    pub per_day: Option<Num>,
    pub as_needed: bool,
    pub start: Option<PartialTime>,
    pub end: Option<PartialTime>,
    pub text: Option<String>,
    /// How many TQ1 it was read from.
    pub segments: usize,
    /// Several timings: how often in a day is open, whatever else is said.
    pub several: bool,
}

/// The note on several timings: one after the other, or side by side?
pub(super) const SEVERAL: (&str, &str) =
    ("several-timings", "several timings of one order; how often in a day is left open");

impl Timing {
    /// This, and where it is silent what the other says.
    pub fn or(self, other: &Timing) -> Timing {
        let several = self.several || (self.per_day.is_none() && other.several);
        Timing {
            per_day: self.per_day.or(other.per_day).filter(|_| !several),
            as_needed: self.as_needed || other.as_needed,
            start: self.start.or_else(|| other.start.clone()),
            end: self.end.or_else(|| other.end.clone()),
            text: self.text.or_else(|| other.text.clone()),
            segments: self.segments,
            several,
        }
    }

    /// This and another one of the same order, in parallel or in turn.
    pub fn and(self, other: &Timing) -> Timing {
        let texts: Vec<String> = self.text.into_iter().chain(other.text.clone()).collect();
        Timing {
            per_day: None,
            as_needed: self.as_needed || other.as_needed,
            start: self.start.or_else(|| other.start.clone()),
            // The last of them ends it; where one is open, nothing does.
            end: self
                .end
                .zip(other.end.clone())
                .map(|(a, b)| if b.to_string() > a.to_string() { b } else { a }),
            text: (!texts.is_empty()).then(|| texts.join("; ")),
            segments: self.segments,
            several: true,
        }
    }
}

/// A TQ1.
pub(super) fn tq1(cx: &mut Cx<'_>, s: Segment<'_>) -> Timing {
    let mut t = Timing {
        start: cx.time(s.field(7), "TQ1-7"),
        end: cx.time(s.field(8), "TQ1-8"),
        text: s.text(11, 1),
        ..Timing::default()
    };
    let times: usize = s.field(4).count();
    pattern(cx, s.text(3, 1), times, "TQ1-3", &mut t);
    if s.text(9, 1).as_deref() == Some("PRN") {
        t.as_needed = true;
    }
    if t.end.is_none() {
        let amount = s.text(6, 1).and_then(|n| number(&n));
        let unit = s.field(6).component(2).text();
        t.end = amount.zip(unit).and_then(|(n, u)| after(cx, t.start.as_ref(), days(n, &u)?));
    }
    t
}

/// A quantity/timing of version 2.5 and before, which may repeat.
pub(super) fn tq(cx: &mut Cx<'_>, part: Part<'_>, field: &str) -> Timing {
    let mut all = part.repetitions().map(|r| one_tq(cx, r, field)).collect::<Vec<_>>().into_iter();
    let Some(first) = all.next() else { return Timing::default() };
    all.fold(first, |so_far, next| {
        cx.note(SEVERAL.0, format!("{field}: {}", SEVERAL.1));
        so_far.and(&next)
    })
}

fn one_tq(cx: &mut Cx<'_>, part: Part<'_>, field: &str) -> Timing {
    let when = |cx: &mut Cx<'_>, n| part.component(n).text().and_then(|t| cx.time_text(&t));
    let mut t =
        Timing { start: when(cx, 4), end: when(cx, 5), text: part.component(8).text(), ..Timing::default() };
    let times = part.component(2).subcomponent(2).text().map_or(0, |t| t.split(',').count());
    pattern(cx, part.component(2).subcomponent(1).text(), times, field, &mut t);
    if part.component(6).text().as_deref() == Some("PRN") {
        t.as_needed = true;
    }
    if t.end.is_none() {
        // A duration such as D7 or W2; X3 counts times.
        t.end = part.component(3).text().and_then(|d| {
            let unit = match d.chars().next()? {
                'S' => "s",
                'M' => "min",
                'H' => "h",
                'D' => "d",
                'W' => "wk",
                'L' => "mo",
                _ => return None,
            };
            after(cx, t.start.as_ref(), days(number(d.get(1..)?)?, unit)?)
        });
    }
    t
}

/// A repeat pattern (HL7 table 0335), or what the site's table says.
fn pattern(cx: &mut Cx<'_>, code: Option<String>, times: usize, field: &str, t: &mut Timing) {
    let Some(code) = code else {
        t.per_day = i64::try_from(times).ok().filter(|n| *n > 0).map(Num::from);
        return;
    };
    let mut upper = code.trim().to_ascii_uppercase();
    if let Some(often) = cx.opts.map.frequency(&cx.sender, &code) {
        t.per_day = Some(often);
        return;
    }
    if let Some(rest) = upper.strip_prefix("PRN") {
        t.as_needed = true;
        upper = rest.trim().to_string();
    } else if let Some(rest) = upper.strip_suffix("PRN") {
        t.as_needed = true;
        upper = rest.trim().to_string();
    }
    if upper.is_empty() {
        return;
    }
    t.per_day = often(&upper);
    if t.per_day.is_none() && !matches!(upper.as_str(), "ONCE" | "1X" | "STAT" | "C") {
        t.text = t.text.take().or(Some(code));
        cx.note("unmapped-frequency", format!("{field}: a repeat pattern that is not understood"));
    }
}

fn often(code: &str) -> Option<Num> {
    if let Some(known) = abbreviation(code) {
        // Less than once in a hundred days is a slip, not a rhythm.
        return Some(known).filter(|n| *n >= Num::new(1, 2));
    }
    let count = |t: &str| t.parse::<i64>().ok().filter(|n| (1..=1440).contains(n)).map(Num::from);
    match code {
        "QDAY" | "Q1D" | "QPM" | "QAM" => return Some(Num::ONE),
        "QSHIFT" => return Some(Num::from(3)),
        _ => {}
    }
    // Five times a day is `5ID`; every third day is `Q3D`.
    if let Some(n) = code.strip_suffix("ID") {
        return count(n);
    }
    let every = code.strip_prefix('Q')?;
    let last = every.chars().last()?;
    let n = count(&every[..every.len() - last.len_utf8()])?;
    match last {
        'M' => Num::from(1440).div(n),
        'H' => Num::from(24).div(n),
        'D' => Num::ONE.div(n),
        'W' => Num::ONE.div(n.mul(Num::from(7))?),
        'L' => Num::ONE.div(n.mul(Num::from(30))?),
        _ => None,
    }
}

fn after(cx: &Cx<'_>, start: Option<&PartialTime>, days: Num) -> Option<PartialTime> {
    let start = start.filter(|s| s.precision() >= Precision::Day)?;
    let clock = Clock::new(start.earliest(&cx.opts.zone), cx.opts.zone.clone());
    clock.shift(clock.now, days.ceil().to_i64()?, TimeUnit::Day).date_in(&cx.opts.zone).parse().ok()
}
