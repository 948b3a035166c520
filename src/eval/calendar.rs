//! Years and spans of times, and times moved.

use super::answer::{Number, When, gap, merge};
use super::engine::Eval;
use super::extent::shift;
use crate::time::{Duration, Timestamp};
use crate::value::{End, Interval, Num, Reason};

const DAY: i64 = 86_400;

impl Eval<'_> {
    /// The calendar year of a time, in the patient's zone.
    pub(super) fn year(&self, w: &When) -> Number {
        let of = |t: Timestamp| {
            let year = t.date_in(&self.clock.zone).split('-').next().and_then(|y| y.parse::<i64>().ok());
            year.map_or(End::Unbounded, |y| End::Closed(Num::from(y)))
        };
        number(&Interval { lo: end(w.start.lo, of), hi: end(w.start.hi, of) }, &[w])
    }

    /// A time so many calendar units later.
    pub(super) fn shifted(&self, w: When, by: Duration) -> When {
        let step = |i| shift(i, by.count, by.unit, self.clock);
        When { start: step(&w.start), end: step(&w.end), ..w }
    }
}

/// Days from one time to another.
pub(super) fn elapsed(from: &When, to: &When) -> Number {
    let seconds = |t: Timestamp| End::Closed(Num::from(t.as_second()));
    let range = |w: &When| Interval { lo: end(w.start.lo, seconds), hi: end(w.start.hi, seconds) };
    let days = range(to).sub(&range(from)).and_then(|s| s.div(&Interval::exact(Num::from(DAY))));
    number(&days.unwrap_or_else(Interval::all), &[from, to])
}

fn end(e: End<Timestamp>, of: impl Fn(Timestamp) -> End<Num>) -> End<Num> {
    match e {
        End::Unbounded => End::Unbounded,
        End::Closed(t) | End::Open(t) => of(t),
    }
}

fn number(range: &Interval<Num>, of: &[&When]) -> Number {
    let (mut gaps, mut facts) = (Vec::new(), Vec::new());
    for w in of {
        merge(&mut gaps, w.gaps.iter().cloned());
        merge(&mut facts, w.facts.iter().copied());
    }
    if gaps.is_empty() && range.value().is_none() {
        gaps.push(gap("time", Reason::Precision));
    }
    Number { range: Interval::all(), gaps, facts }.with(Some(*range))
}
