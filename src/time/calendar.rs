//! Completed calendar units between two moments, as CQL 1.5 counts them
//! (appendix H): a year or month is complete when its day is reached again, so
//! a birthday on 29 February comes on 1 March of a common year.

use super::{Clock, TimeUnit, Timestamp};
use crate::value::{End, Interval};
use jiff::civil::{Date, DateTime};

/// Completed months from `a` to a later `b`, by the wall clock.
fn months(a: DateTime, b: DateTime) -> i64 {
    let months =
        (i64::from(b.year()) - i64::from(a.year())) * 12 + i64::from(b.month()) - i64::from(a.month());
    months - i64::from((b.day(), b.time()) < (a.day(), a.time()))
}

/// Whole days from `a` to `b`.
fn days(a: Date, b: Date) -> i64 {
    a.until(b).map_or(0, |span| i64::from(span.get_days()))
}

/// Completed years, months, weeks or days from `a` to a later `b`; `None` for
/// units that are not of the calendar.
pub(super) fn completed(a: DateTime, b: DateTime, unit: TimeUnit) -> Option<i64> {
    let days = || days(a.date(), b.date()) - i64::from(b.time() < a.time());
    Some(match unit {
        TimeUnit::Year => months(a, b) / 12,
        TimeUnit::Month => months(a, b),
        TimeUnit::Week => days() / 7,
        TimeUnit::Day => days(),
        TimeUnit::Hour | TimeUnit::Minute | TimeUnit::Second => return None,
    })
}

/// Completed hours, minutes or seconds in so many seconds; zero for longer units.
pub(super) fn clock_units(seconds: i64, unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Hour => seconds / 3600,
        TimeUnit::Minute => seconds / 60,
        _ => seconds,
    }
}

impl Clock {
    /// Completed units from `a` to `b`, negative when `b` is earlier. Days and
    /// longer are counted on the calendar of the zone, so a day on which the
    /// clocks change is one day; hours and shorter are elapsed time.
    ///
    /// ```
    /// use curbside::time::{Clock, TimeUnit, Timestamp};
    /// let t = |s: &str| s.parse::<Timestamp>().unwrap();
    /// let c = Clock::new(t("2026-04-01T00:00:00Z"), "Europe/Berlin".parse().unwrap());
    /// let (a, b) = (t("2026-03-28T12:00:00+01:00"), t("2026-03-29T12:00:00+02:00"));
    /// assert_eq!(c.between(a, b, TimeUnit::Day), 1);
    /// assert_eq!(c.between(a, b, TimeUnit::Hour), 23);
    /// assert_eq!(c.between(b, a, TimeUnit::Hour), -23);
    /// ```
    pub fn between(&self, a: Timestamp, b: Timestamp, unit: TimeUnit) -> i64 {
        if b < a {
            return -self.between(b, a, unit);
        }
        let wall = |t: Timestamp| t.0.to_zoned_datetime(self.zone.0.clone()).datetime();
        let elapsed = a.0.duration_until(b.0).as_secs();
        // Within a repeated hour the wall clock can run backwards.
        completed(wall(a), wall(b), unit).map_or_else(|| clock_units(elapsed, unit), |n| n.max(0))
    }

    /// Completed units between two moments that are known only in part.
    ///
    /// ```
    /// use curbside::time::{Clock, PartialTime, TimeUnit};
    /// use curbside::value::Interval;
    /// let c = Clock::new("2026-04-01T00:00:00Z".parse().unwrap(), "UTC".parse().unwrap());
    /// let when = |s: &str| s.parse::<PartialTime>().unwrap().interval(&c.zone);
    /// let months = c.between_any(&when("2025"), &when("2026-03-31"), TimeUnit::Month);
    /// assert_eq!(months, Interval::closed(2, 14).unwrap());
    /// ```
    pub fn between_any(
        &self,
        a: &Interval<Timestamp>,
        b: &Interval<Timestamp>,
        unit: TimeUnit,
    ) -> Interval<i64> {
        let count = |from: End<Timestamp>, to: End<Timestamp>| match (from, to) {
            (End::Unbounded, _) | (_, End::Unbounded) => End::Unbounded,
            (End::Closed(from) | End::Open(from), End::Closed(to) | End::Open(to)) => {
                End::Closed(self.between(from, to, unit))
            }
        };
        Interval { lo: count(a.hi, b.lo), hi: count(a.lo, last_held(b.hi)) }
    }
}

/// An open upper end as the last instant before it.
fn last_held(e: End<Timestamp>) -> End<Timestamp> {
    match e {
        End::Open(t) => {
            End::Closed(Timestamp(t.0.checked_sub(jiff::Span::new().nanoseconds(1)).unwrap_or(t.0)))
        }
        other => other,
    }
}
