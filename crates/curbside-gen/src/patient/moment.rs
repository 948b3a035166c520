//! Dates of facts: at the ends of the windows that rules use, and around them.

use crate::choices::Choices;
use crate::pack::words::DURATIONS;
use curbside::time::{Clock, PartialTime, TimeUnit, Timestamp};

/// The moments and places of evaluation: a plain one, days on which clocks change, a leap day.
const CLOCKS: &[(&str, &str)] = &[
    ("2026-03-08T09:00:00+01:00", "Europe/Berlin"),
    ("2026-03-08T09:00:00Z", "UTC"),
    ("2026-03-29T03:30:00+02:00", "Europe/Berlin"),
    ("2026-03-08T03:30:00-04:00", "America/New_York"),
    ("2026-02-28T23:59:59+05:30", "+05:30"),
];

/// When and where.
pub fn clock(c: &mut Choices<'_>) -> Clock {
    let (now, zone) = CLOCKS.get(c.weighted(&[60, 15, 9, 8, 8])).copied().unwrap_or(CLOCKS[0]);
    let now = now.parse::<Timestamp>();
    match (now, zone.parse()) {
        (Ok(now), Ok(zone)) => Clock::new(now, zone),
        // Both are literals above; a test reads them all.
        _ => Clock::new(Timestamp::from_second(0), curbside::time::Zone::utc()),
    }
}

/// A date of a fact; `None` where it has none.
pub fn moment(c: &mut Choices<'_>, clock: &Clock, messy: bool) -> Option<PartialTime> {
    let weights: &[usize] = if messy { &[50, 8, 12, 8, 8, 6, 8] } else { &[84, 5, 6, 1, 1, 1, 2] };
    let form = c.weighted(weights);
    let at = past(c, clock);
    let text = match form {
        0 => at.in_zone(&clock.zone),
        1 => clock.now.in_zone(&clock.zone),
        2 => at.date_in(&clock.zone),
        3 => at.date_in(&clock.zone).get(..7).unwrap_or("2026-02").to_string(),
        4 => at.date_in(&clock.zone).get(..4).unwrap_or("2025").to_string(),
        5 => return None,
        _ => clock.shift(clock.now, c.from_to(1, 40) as i64, TimeUnit::Day).date_in(&clock.zone),
    };
    text.parse().ok()
}

/// A moment before now, often exactly at the end of a window.
fn past(c: &mut Choices<'_>, clock: &Clock) -> Timestamp {
    let (n, unit) = c.pick(DURATIONS);
    let unit = TimeUnit::parse(unit).unwrap_or(TimeUnit::Day);
    match c.below(10) {
        0..=2 => clock.shift(clock.now, -n, unit),
        3 => clock.shift(clock.shift(clock.now, -n, unit), -1, TimeUnit::Second),
        4 => clock.shift(clock.shift(clock.now, -n, unit), 1, TimeUnit::Second),
        5 | 6 => clock.shift(clock.now, -(c.from_to(0, 47) as i64), TimeUnit::Hour),
        7 | 8 => clock.shift(clock.now, -(c.from_to(1, 25) as i64), TimeUnit::Day),
        _ => clock.shift(clock.now, -(c.from_to(1, 30) as i64), TimeUnit::Month),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clocks_can_be_read() {
        for (now, zone) in CLOCKS {
            assert!(now.parse::<Timestamp>().is_ok() && zone.parse::<curbside::time::Zone>().is_ok());
        }
    }
}
