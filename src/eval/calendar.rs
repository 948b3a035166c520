//! Parts of times on the calendar, spans of times, and times moved.

use super::answer::{Number, When, gap, merge};
use super::engine::Eval;
use super::extent::shift;
use crate::model::CalendarPart;
use crate::time::{Duration, Timestamp};
use crate::value::{End, Interval, Num, Reason};

const DAY: i64 = 86_400;
const ANY: Interval<Num> = Interval { lo: End::Unbounded, hi: End::Unbounded };

impl Eval<'_> {
    /// A part of a time on the calendar, in the patient's zone.
    ///
    /// SOUNDNESS: a month is known where both ends lie in one year, a day where they lie in one month, an hour where
    /// they lie in one day; otherwise it can be any.
    pub(super) fn calendar(&self, part: CalendarPart, w: &When) -> Number {
        let of = |t: Timestamp| t.parts_in(&self.clock.zone);
        let (lo, hi) = match (w.start.lo, w.start.hi) {
            (End::Closed(a) | End::Open(a), End::Closed(b) | End::Open(b)) => (of(a), of(b)),
            (lo, hi) => {
                let year = |t: Timestamp| End::Closed(Num::from(of(t)[0]));
                let range = Interval { lo: end(lo, year), hi: end(hi, year) };
                return number(if part == CalendarPart::Year { &range } else { &ANY }, &[w]);
            }
        };
        let (at, all) = match part {
            CalendarPart::Year => (0, (i64::MIN, i64::MAX)),
            CalendarPart::Month => (1, (1, 12)),
            CalendarPart::Day => (2, (1, 31)),
            CalendarPart::Hour => (3, (0, 23)),
        };
        let (from, to) = if lo.iter().take(at).eq(hi.iter().take(at)) {
            (lo.get(at).copied().unwrap_or(all.0), hi.get(at).copied().unwrap_or(all.1))
        } else {
            all
        };
        let range = Interval { lo: End::Closed(Num::from(from)), hi: End::Closed(Num::from(to)) };
        number(&range, &[w])
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
