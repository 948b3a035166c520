//! Who it is about, and when.

use super::Answers;
use crate::style::{BOLD, DIM, END, WARN};
use curbside::snapshot::{Sex, Snapshot};
use curbside::time::{Clock, TimeUnit, Timestamp};
use curbside::value::End;
use std::io::{self, Write};

/// Age and sex, the file, the moment.
pub(super) fn show(out: &mut dyn Write, a: &Answers<'_>) -> io::Result<()> {
    let who = person(a.snapshot, &a.moment.clock);
    let who = a.name.map_or(who.clone(), |n| format!("{n}, {who}"));
    writeln!(out, "{BOLD}{who}{END}  {DIM}{}{END}", a.label)?;
    let clock = a.moment.origin;
    let at = a.evaluation.as_of.to_string();
    let at = at.get(..16).unwrap_or(&at).replace('T', " ");
    writeln!(out, "{DIM}as of {at} {} ({clock}){END}", a.evaluation.zone)?;
    if let Some(old) = newest(a.snapshot, &a.moment.clock) {
        writeln!(out, "{WARN}The newest result is of {old};{END} --at evaluates as of another moment.")?;
    }
    if a.snapshot.person.deceased == Some(true) && !a.advise_deceased {
        writeln!(
            out,
            "{WARN}The record says that the patient has died:{END} advice on treatment is held back (--advise-deceased)."
        )?;
    }
    writeln!(out)
}

/// The date of the newest result, when all are more than a month old.
fn newest(snapshot: &Snapshot, clock: &Clock) -> Option<String> {
    let times = snapshot.observations.items.iter().filter_map(|o| o.effective.as_ref());
    let last = times.map(|t| t.earliest(&clock.zone)).max()?;
    (last < clock.shift(clock.now, -1, TimeUnit::Month)).then(|| last.date_in(&clock.zone))
}

/// `Woman, 74 years`.
pub fn person(snapshot: &Snapshot, clock: &Clock) -> String {
    let age = age(snapshot, clock);
    let adult = age.as_ref().is_none_or(|a| a.unit == TimeUnit::Year && a.lo >= 18);
    let who = match (snapshot.person.sex, adult) {
        (Some(Sex::Female), true) => "Woman",
        (Some(Sex::Male), true) => "Man",
        (Some(Sex::Female), false) => "Girl",
        (Some(Sex::Male), false) => "Boy",
        (Some(Sex::Other), _) => "Person",
        (None, _) => "Person of unrecorded sex",
    };
    let age = age.map_or("age unknown".to_string(), |a| a.words());
    let pregnant = match &snapshot.person.pregnancy {
        Some(p) if p.pregnant => ", pregnant",
        _ => "",
    };
    format!("{who}, {age}{pregnant}")
}

/// Completed units, at least and at most.
struct Age {
    lo: i64,
    hi: i64,
    unit: TimeUnit,
}

impl Age {
    fn words(&self) -> String {
        let plural = if self.hi == 1 { "" } else { "s" };
        let unit = self.unit.word();
        if self.lo == self.hi {
            format!("{} {unit}{plural}", self.lo)
        } else {
            format!("{} to {} {unit}s", self.lo, self.hi)
        }
    }
}

/// The age in years; in months below two years, in days below two months.
fn age(snapshot: &Snapshot, clock: &Clock) -> Option<Age> {
    let born = snapshot.person.born.as_ref()?.interval(&clock.zone);
    let instant = |e: End<Timestamp>| match e {
        End::Closed(t) => Some(t),
        End::Open(t) => Some(Timestamp::from_second(t.as_second() - 1)),
        End::Unbounded => None,
    };
    let (first, last) = (instant(born.lo)?, instant(born.hi)?);
    if first > clock.now {
        return None;
    }
    let completed = |born: Timestamp, unit| {
        (1_i64..2000).take_while(|n| clock.shift(born, *n, unit) <= clock.now).last().unwrap_or(0)
    };
    let of = |unit| Age { lo: completed(last, unit), hi: completed(first, unit), unit };
    let years = of(TimeUnit::Year);
    if years.hi >= 2 {
        return Some(years);
    }
    let months = of(TimeUnit::Month);
    Some(if months.hi >= 2 { months } else { of(TimeUnit::Day) })
}
