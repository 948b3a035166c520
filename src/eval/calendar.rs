//! Years and spans of times, and times moved.

use super::answer::{Number, When, gap, merge};
use super::engine::Eval;
use crate::time::{Clock, Duration, TimeUnit, Timestamp};
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
        When { start: moved(self.clock, &w.start, by), end: moved(self.clock, &w.end, by), ..w }
    }
}

/// What is known of a time, moved. Days that a month lacks fall on its last one, so that the ends alone would say
/// too much: 30 and 31 March less a month are the same day.
fn moved(clock: &Clock, i: &Interval<Timestamp>, by: Duration) -> Interval<Timestamp> {
    let step = |t: Timestamp| clock.shift(t, by.count, by.unit);
    if let (End::Closed(a), End::Closed(b)) = (i.lo, i.hi)
        && a == b
    {
        return Interval::exact(step(a));
    }
    let folded = |t: Timestamp| clock.shift(step(t), by.count.saturating_neg(), by.unit) != t;
    let lo = match i.lo {
        End::Closed(t) | End::Open(t) if folded(t) || folded(clock.shift(t, 1, TimeUnit::Day)) => {
            End::Closed(clock.day(step(t)).0)
        }
        End::Closed(t) => End::Closed(step(t)),
        End::Open(t) => End::Open(step(t)),
        End::Unbounded => End::Unbounded,
    };
    let hi = match i.hi {
        End::Closed(t) | End::Open(t) if folded(t) => End::Open(clock.day(step(t)).1),
        End::Closed(t) => End::Closed(step(t)),
        End::Open(t) => End::Open(step(t)),
        End::Unbounded => End::Unbounded,
    };
    Interval { lo, hi }
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
