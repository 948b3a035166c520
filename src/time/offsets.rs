//! The offsets of a zone as far as they have been asked for.
//!
//! Finding the offset of an instant walks the rules of the zone; patients' dates
//! lie in a few seasons, so what was found answers for the days around it.
//! Knows nothing of facts.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Seasons remembered at a time.
const PLACES: usize = 128;
/// Days with neighbours share a place: so many, as a power of two.
const SEASON: u32 = 6;
const DAY: i64 = 86_400;

/// For some stretches of whole days (UTC) without a change of the clocks, the offset. Each place
/// is one number, so that threads share it without waiting: the first day, how many there are, the offset.
#[derive(Clone)]
pub(super) struct Offsets(Arc<[AtomicU64; PLACES]>);

impl Default for Offsets {
    fn default() -> Self {
        Offsets(Arc::new(std::array::from_fn(|_| AtomicU64::new(0))))
    }
}

impl std::fmt::Debug for Offsets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Offsets")
    }
}

/// A stretch of days with one offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stretch {
    first: i64,
    days: i64,
    seconds: i32,
}

/// Days before 1970 that a place can say.
const BEFORE: i64 = 1 << 23;
/// Added to the offset, which lies within a day or two.
const BIAS: i32 = 1 << 17;

impl Stretch {
    fn pack(self) -> Option<u64> {
        let first = u64::try_from(self.first.checked_add(BEFORE)?).ok().filter(|n| *n < 1 << 24)?;
        let days = u64::try_from(self.days).ok().filter(|n| (1..256).contains(n))?;
        let seconds = u64::try_from(self.seconds.checked_add(BIAS)?).ok().filter(|n| *n < 1 << 18)?;
        Some(first << 26 | days << 18 | seconds)
    }

    fn unpack(n: u64) -> Stretch {
        // Fewer bits than either type has.
        Stretch {
            first: (n >> 26) as i64 - BEFORE,
            days: (n >> 18 & 255) as i64,
            seconds: (n & ((1 << 18) - 1)) as i32 - BIAS,
        }
    }

    fn holds(self, from: i64, to: i64) -> bool {
        self.first <= from && to < self.first.saturating_add(self.days)
    }
}

fn day_of(t: jiff::Timestamp) -> i64 {
    t.as_second().div_euclid(DAY)
}

impl Offsets {
    fn load(&self, at: usize) -> u64 {
        self.0.get(at).map_or(0, |place| place.load(Ordering::Relaxed))
    }

    fn place(day: i64) -> usize {
        (day >> SEASON) as usize & (PLACES - 1)
    }

    /// The offset of an instant.
    pub fn of(&self, zone: &jiff::tz::TimeZone, t: jiff::Timestamp) -> jiff::tz::Offset {
        let day = day_of(t);
        let known = Stretch::unpack(self.load(Self::place(day)));
        if known.holds(day, day)
            && let Ok(offset) = jiff::tz::Offset::from_seconds(known.seconds)
        {
            return offset;
        }
        let offset = zone.to_offset(t);
        self.learn(zone, t, offset);
        offset
    }

    /// An instant moved by whole days of the calendar, where no clock changes in the days around
    /// either end; `None` elsewhere.
    pub fn shift_days(
        &self,
        zone: &jiff::tz::TimeZone,
        t: jiff::Timestamp,
        days: i64,
    ) -> Option<jiff::Timestamp> {
        let moved = t.as_second().checked_add(days.checked_mul(DAY)?)?;
        let moved = jiff::Timestamp::new(moved, t.subsec_nanosecond()).ok()?;
        let calm = |t: jiff::Timestamp| {
            let offset = self.of(zone, t);
            let day = day_of(t);
            let known = Stretch::unpack(self.load(Self::place(day)));
            let calm = known.holds(day.saturating_sub(1), day.saturating_add(1));
            (calm && known.seconds == offset.seconds()).then_some(offset)
        };
        (calm(t)? == calm(moved)?).then_some(moved)
    }

    fn learn(&self, zone: &jiff::tz::TimeZone, t: jiff::Timestamp, offset: jiff::tz::Offset) {
        let day = day_of(t);
        // More than the days that share a place, before and after at most, for the neighbours of its first and last day.
        let (mut first, mut last) = (day.saturating_sub(100), day.saturating_add(100));
        if let Ok(after) = t.checked_add(jiff::SignedDuration::from_nanos(1))
            && let Some(change) = zone.preceding(after).next()
        {
            let at = change.timestamp();
            let whole = at.as_second().rem_euclid(DAY) == 0 && at.subsec_nanosecond() == 0;
            first = first.max(day_of(at).saturating_add(i64::from(!whole)));
        }
        if let Some(change) = zone.following(t).next() {
            last = last.min(day_of(change.timestamp()).saturating_sub(1));
        }
        let days = last.saturating_sub(first).saturating_add(1);
        let stretch = Stretch { first, days, seconds: offset.seconds() };
        if let (Some(packed), Some(place)) = (stretch.pack(), self.0.get(Self::place(day))) {
            place.store(packed, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn zones() -> [jiff::tz::TimeZone; 5] {
        ["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Africa/Casablanca", "Australia/Lord_Howe"]
            .map(|z| jiff::tz::TimeZone::get(z).unwrap())
    }

    proptest! {
        #[test]
        fn what_is_remembered_is_what_the_zone_says(
            zone in 0..5usize,
            all in proptest::collection::vec(-3_000_000_000i64..4_500_000_000, 1..60),
        ) {
            let zone = &zones()[zone];
            let offsets = Offsets::default();
            for s in all {
                for s in [s, s + 1, s + 3_600, s - 86_400, s + 86_400 * 80] {
                    let t = jiff::Timestamp::from_second(s).unwrap();
                    prop_assert_eq!(offsets.of(zone, t), zone.to_offset(t));
                }
            }
        }

        #[test]
        fn days_are_days_of_the_calendar(zone in 0..5usize, s in 0i64..2_000_000_000, days in -400i64..400) {
            let zone = &zones()[zone];
            let offsets = Offsets::default();
            let t = jiff::Timestamp::from_second(s).unwrap();
            if let Some(moved) = offsets.shift_days(zone, t, days) {
                let span = jiff::Span::new().days(days);
                let expected = t.to_zoned_datetime(zone.clone()).checked_add(span).unwrap().timestamp();
                prop_assert_eq!(moved, expected);
            }
        }
    }

    #[test]
    fn around_a_change_of_the_clocks() {
        let zone = &zones()[0];
        let offsets = Offsets::default();
        let change = "2026-03-29T01:00:00Z".parse::<jiff::Timestamp>().unwrap().as_second();
        for s in (change - 400_000..change + 400_000).step_by(1_799) {
            let t = jiff::Timestamp::from_second(s).unwrap();
            assert_eq!(offsets.of(zone, t), zone.to_offset(t));
        }
        let noon: jiff::Timestamp = "2026-03-30T10:00:00Z".parse().unwrap();
        assert_eq!(offsets.shift_days(zone, noon, -3), None);
        let noon: jiff::Timestamp = "2026-02-27T10:00:00Z".parse().unwrap();
        assert_eq!(offsets.shift_days(zone, noon, -3), "2026-02-24T10:00:00Z".parse().ok());
    }

    #[test]
    fn extremes_are_no_trouble() {
        for zone in zones() {
            let offsets = Offsets::default();
            for t in [jiff::Timestamp::MIN, jiff::Timestamp::MAX, jiff::Timestamp::UNIX_EPOCH] {
                assert_eq!(offsets.of(&zone, t), zone.to_offset(t));
            }
            let own = Offsets::default();
            assert_eq!(own.shift_days(&zone, jiff::Timestamp::MIN, -1), None);
            assert_eq!(own.shift_days(&zone, jiff::Timestamp::MAX, 1), None);
            assert_eq!(own.shift_days(&zone, jiff::Timestamp::UNIX_EPOCH, i64::MAX), None);
        }
        let stretch = Stretch { first: -4_000, days: 200, seconds: -12_345 };
        assert_eq!(stretch.pack().map(Stretch::unpack), Some(stretch));
        assert!(!Stretch::unpack(0).holds(0, 0));
    }
}
