//! When a fact was true, and whether that lies within a window.
//!
//! Times known only in part are intervals of instants; a question they leave
//! open is unknown. A fact is recorded, so of a date that includes now only the
//! part up to now counts.

use crate::time::{Clock, Duration, PartialTime, TimeUnit, Timestamp};
use crate::value::{CmpOp, End, Interval, Truth};

/// An instant that is known to lie within an interval.
pub(crate) type Instant = Interval<Timestamp>;

/// When a fact was true. A point in time starts and ends at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Extent {
    pub start: Instant,
    pub end: Instant,
}

/// A window; an open side has no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bounds {
    pub from: Option<(Instant, bool)>,
    pub to: Option<(Instant, bool)>,
}

impl Extent {
    pub fn point(at: Instant) -> Extent {
        Extent { start: at, end: at }
    }
}

/// The latest instant there is: the end of what goes on.
pub(crate) fn forever() -> Instant {
    Interval::exact(Timestamp(jiff::Timestamp::MAX))
}

/// An open upper end as the last instant before it, so that the end of a day is within the day.
pub(crate) fn held(t: Instant) -> Instant {
    if !matches!(t.hi, End::Open(_)) {
        return t;
    }
    let hi = match t.hi {
        End::Open(hi) => {
            End::Closed(Timestamp(hi.0.checked_sub(jiff::Span::new().nanoseconds(1)).unwrap_or(hi.0)))
        }
        other => other,
    };
    Interval::new(t.lo, hi).unwrap_or(t)
}

/// The time of something that is on record: not after now where it may be before.
pub(crate) fn recorded(t: &PartialTime, clock: &Clock) -> Instant {
    until_now(t.interval(&clock.zone), clock)
}

/// The same of a time that was worked out before.
pub(crate) fn until_now(t: Instant, clock: &Clock) -> Instant {
    let all = held(t);
    all.intersect(&Interval { lo: End::Unbounded, hi: End::Closed(clock.now) }).unwrap_or(all)
}

/// A date that an author wrote: the whole of its year, month or day.
pub(crate) fn written(t: &PartialTime, clock: &Clock) -> Extent {
    let first = t.earliest(&clock.zone);
    let last = match held(t.interval(&clock.zone)).hi {
        End::Open(hi) | End::Closed(hi) => hi,
        End::Unbounded => first,
    };
    Extent { start: Interval::exact(first), end: Interval::exact(last) }
}

/// What is known of a time, moved on the calendar.
///
/// SOUNDNESS: days that a month lacks fall on its last one, so the ends alone would say too much (30 and 31 March
/// less a month are the same day): where an end is such a day, all of the day counts.
pub(crate) fn shift(i: &Instant, count: i64, unit: TimeUnit, clock: &Clock) -> Instant {
    let step = |t: Timestamp| clock.shift(t, count, unit);
    if let (End::Closed(a), End::Closed(b)) = (i.lo, i.hi)
        && a == b
    {
        return Interval::exact(step(a));
    }
    let folded = |t: Timestamp| clock.shift(step(t), count.saturating_neg(), unit) != t;
    let near = |t: Timestamp, n, unit| folded(t) || folded(clock.shift(t, n, unit));
    let lo = match i.lo {
        End::Closed(t) | End::Open(t) if near(t, 1, TimeUnit::Day) => End::Closed(clock.day(step(t)).0),
        End::Closed(t) => End::Closed(step(t)),
        End::Open(t) => End::Open(step(t)),
        End::Unbounded => End::Unbounded,
    };
    let hi = match i.hi {
        End::Closed(t) | End::Open(t) if near(t, -1, TimeUnit::Hour) => End::Open(clock.day(step(t)).1),
        End::Closed(t) => End::Closed(step(t)),
        End::Open(t) => End::Open(step(t)),
        End::Unbounded => End::Unbounded,
    };
    Interval { lo, hi }
}

/// Whether some part of the extent lies within the bounds.
pub(crate) fn within(e: &Extent, b: &Bounds) -> Truth {
    let to = b
        .to
        .map_or(Truth::True, |(t, strict)| e.start.compare(if strict { CmpOp::Lt } else { CmpOp::Le }, &t));
    reaches(e, b).and(to)
}

/// Whether the extent reaches the start of the bounds; what does not is too old.
pub(crate) fn reaches(e: &Extent, b: &Bounds) -> Truth {
    b.from.map_or(Truth::True, |(t, strict)| e.end.compare(if strict { CmpOp::Gt } else { CmpOp::Ge }, &t))
}

/// From so long ago until now.
pub(crate) fn in_last(d: Duration, clock: &Clock) -> Bounds {
    last(clock.ago(d), clock)
}

/// From an instant until now.
pub(crate) fn last(from: Timestamp, clock: &Clock) -> Bounds {
    Bounds { from: Some((Interval::exact(from), false)), to: Some((Interval::exact(clock.now), false)) }
}

/// Until an instant.
pub(crate) fn until(to: Timestamp) -> Bounds {
    Bounds { from: None, to: Some((Interval::exact(to), false)) }
}

/// At most so far from a time, before or after.
pub(crate) fn near(d: Duration, e: &Extent, clock: &Clock) -> Bounds {
    Bounds {
        from: Some((shift(&e.start, d.count.saturating_neg(), d.unit, clock), false)),
        to: Some((shift(&e.end, d.count, d.unit, clock), false)),
    }
}

/// The first ends before the second starts.
pub(crate) fn before(a: &Extent, b: &Extent) -> Truth {
    a.end.compare(CmpOp::Lt, &b.start)
}

/// The first lies within the second.
pub(crate) fn during(a: &Extent, b: &Extent) -> Truth {
    a.start.compare(CmpOp::Ge, &b.start).and(a.end.compare(CmpOp::Le, &b.end))
}

/// They have an instant in common.
pub(crate) fn overlaps(a: &Extent, b: &Extent) -> Truth {
    a.start.compare(CmpOp::Le, &b.end).and(b.start.compare(CmpOp::Le, &a.end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock() -> Clock {
        Clock::new("2026-03-08T09:00:00+01:00".parse().unwrap(), "Europe/Berlin".parse().unwrap())
    }

    fn at(t: &str) -> Extent {
        Extent::point(recorded(&t.parse().unwrap(), &clock()))
    }

    #[test]
    fn ends_of_a_window_are_included_and_coarse_dates_leave_it_open() {
        let week = in_last(Duration::new(7, TimeUnit::Day), &clock());
        assert_eq!(within(&at("2026-03-01T09:00:00+01:00"), &week), Truth::True);
        assert_eq!(within(&at("2026-03-01T08:59:59+01:00"), &week), Truth::False);
        assert_eq!(within(&at("2026-03-01"), &week), Truth::Unknown);
        assert_eq!(within(&at("2026-03-02"), &week), Truth::True);
        assert_eq!(within(&at("2026-02"), &week), Truth::False);
        assert_eq!(within(&at("2026-03"), &week), Truth::Unknown);
        assert_eq!(within(&at("2026-03-08T09:00:00+01:00"), &week), Truth::True);
        assert_eq!(within(&at("2026-03-08T10:00:00+01:00"), &week), Truth::False);
    }

    #[test]
    fn today_without_a_time_is_not_in_the_future() {
        let week = in_last(Duration::new(7, TimeUnit::Day), &clock());
        assert_eq!(within(&at("2026-03-08"), &week), Truth::True);
        assert_eq!(within(&at("2026-03-09"), &week), Truth::False);
    }

    #[test]
    fn a_date_that_an_author_wrote_is_the_whole_day() {
        let day = written(&"2026-03-01".parse().unwrap(), &clock());
        assert_eq!(before(&at("2026-02-28T23:59:00+01:00"), &day), Truth::True);
        assert_eq!(before(&at("2026-03-01T00:00:00+01:00"), &day), Truth::False);
        assert_eq!(during(&at("2026-03-01"), &day), Truth::True);
        assert_eq!(before(&day, &at("2026-03-02T00:00:00+01:00")), Truth::True);
    }

    #[test]
    fn the_day_the_clocks_change_is_one_day() {
        let now: Timestamp = "2026-03-29T12:00:00+02:00".parse().unwrap();
        let c = Clock::new(now, "Europe/Berlin".parse().unwrap());
        let day = in_last(Duration::new(1, TimeUnit::Day), &c);
        let noon = Extent::point(Interval::exact("2026-03-28T12:00:00+01:00".parse().unwrap()));
        assert_eq!(within(&noon, &day), Truth::True);
    }

    #[test]
    fn days_that_a_month_lacks_stay_a_whole_day() {
        let c = clock();
        let end = recorded(&"2025-03-30".parse().unwrap(), &c);
        let moved = shift(&end, -1, TimeUnit::Month, &c);
        let at = |t: &str| Interval::exact(t.parse::<Timestamp>().unwrap());
        assert_eq!(moved.compare(CmpOp::Lt, &at("2025-03-01T00:00:00+01:00")), Truth::True);
        assert_eq!(moved.compare(CmpOp::Lt, &at("2025-02-28T12:00:00+01:00")), Truth::Unknown);
        // Every instant of the end of March lands within what is said of all of it.
        let month = shift(&recorded(&"2025-03".parse().unwrap(), &c), -1, TimeUnit::Month, &c);
        for day in 1..=31 {
            for hour in [0, 1, 2, 3, 23] {
                let summer = day == 31 || (day == 30 && hour >= 3);
                let offset = if summer { "+02:00" } else { "+01:00" };
                let t: Timestamp = format!("2025-03-{day:02}T{hour:02}:30:00{offset}").parse().unwrap();
                let one = Interval::exact(c.shift(t, -1, TimeUnit::Month));
                assert!(month.intersect(&one).is_some(), "{day} {hour}");
            }
        }
    }

    #[test]
    fn periods_overlap_where_they_share_an_instant() {
        let course = Extent { start: at("2026-01-01").start, end: at("2026-01-10").end };
        let later = Extent { start: at("2026-01-10").start, end: forever() };
        assert_eq!(overlaps(&course, &later), Truth::Unknown);
        let after = Extent { start: at("2026-01-11").start, end: forever() };
        assert_eq!(overlaps(&course, &after), Truth::False);
        assert_eq!(overlaps(&course, &Extent { start: at("2026-01-05").start, end: forever() }), Truth::True);
    }
}
