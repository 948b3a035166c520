//! Age from a birth date that may be known only in part.

use super::calendar::{clock_units, completed};
use super::{Clock, PartialTime, Precision, TimeUnit};
use crate::value::{End, Interval};

/// The completed units of life at the clock: the ages that the birth date
/// allows. `None` for a birth in the future.
///
/// Years to days count dates, as people do: whoever was born this morning
/// is one day old tomorrow morning and at any time of that day. Hours and
/// shorter need the time of birth; with a date only, they span that day. Where
/// only a part of the date lies in the past, only that part counts.
///
/// ```
/// use curbside::time::{Clock, TimeUnit, age};
/// use curbside::value::Interval;
/// let clock = Clock::new("2026-03-01T09:00:00Z".parse().unwrap(), "UTC".parse().unwrap());
/// let years = |born: &str| age(&born.parse().unwrap(), &clock, TimeUnit::Year);
/// assert_eq!(years("1951-03-01"), Some(Interval::exact(75)));
/// assert_eq!(years("1951-03"), Interval::closed(74, 75));
/// assert_eq!(years("2004-02-29"), Some(Interval::exact(22)));
/// assert_eq!(years("2026-03-02"), None);
/// ```
pub fn age(born: &PartialTime, clock: &Clock, unit: TimeUnit) -> Option<Interval<i64>> {
    match unit {
        TimeUnit::Year | TimeUnit::Month | TimeUnit::Week | TimeUnit::Day => in_dates(born, clock, unit),
        TimeUnit::Hour | TimeUnit::Minute | TimeUnit::Second => in_hours(born, clock, unit),
    }
}

fn in_dates(born: &PartialTime, clock: &Clock, unit: TimeUnit) -> Option<Interval<i64>> {
    let today = clock.now.0.to_zoned_datetime(clock.zone.0.clone()).date();
    // The date of birth is the one written down at its place.
    let (first, last) = (born.first_date(), born.last_date());
    let timed = born.precision() >= Precision::Minute;
    let ahead = if timed { born.earliest(&clock.zone) > clock.now } else { first > today };
    if ahead {
        return None;
    }
    let at_midnight = |d: jiff::civil::Date| d.at(0, 0, 0, 0);
    // East of the clock's zone the date of birth can be tomorrow's.
    let count = |d: jiff::civil::Date| completed(at_midnight(d.min(today)), at_midnight(today), unit);
    Interval::closed(count(last)?, count(first)?)
}

fn in_hours(born: &PartialTime, clock: &Clock, unit: TimeUnit) -> Option<Interval<i64>> {
    let span = born.interval(&clock.zone);
    let count = |e: End<super::Timestamp>| match e {
        End::Closed(t) | End::Open(t) => {
            Some(clock_units(t.min(clock.now).0.duration_until(clock.now.0).as_secs(), unit))
        }
        End::Unbounded => None,
    };
    if born.earliest(&clock.zone) > clock.now {
        return None;
    }
    Interval::closed(count(span.hi)?, count(span.lo)?)
}
