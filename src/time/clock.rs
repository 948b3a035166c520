//! Instants, zones and the injected clock.

use super::offsets::Offsets;
use super::{Duration, LocalTime, TimeError, TimeUnit};
use smol_str::SmolStr;
use std::str::FromStr;

/// An instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub(crate) jiff::Timestamp);

impl Timestamp {
    /// Seconds since 1970-01-01T00:00:00Z, limited to what can be held.
    pub fn from_second(s: i64) -> Timestamp {
        Timestamp(jiff::Timestamp::from_second(s).unwrap_or(if s < 0 {
            jiff::Timestamp::MIN
        } else {
            jiff::Timestamp::MAX
        }))
    }

    /// Whole seconds since 1970-01-01T00:00:00Z.
    pub fn as_second(self) -> i64 {
        self.0.as_second()
    }

    /// As text in a zone, with its offset: `2026-03-01T09:00:00+01:00`.
    pub fn in_zone(self, zone: &Zone) -> String {
        LocalTime::of(self, zone).to_string()
    }

    /// The date in a zone: `2026-03-01`.
    pub fn date_in(self, zone: &Zone) -> String {
        let mut text = String::with_capacity(11);
        self.push_date_in(zone, &mut text);
        text
    }

    /// Adds the date in a zone to a text.
    pub(crate) fn push_date_in(self, zone: &Zone, text: &mut String) {
        let date = zone.offset(self).to_datetime(self.0).date();
        push(text, date, &day_of(date));
    }

    /// Year, month, day and hour in a zone.
    pub(crate) fn parts_in(self, zone: &Zone) -> [i64; 4] {
        let t = zone.0.to_offset(self.0).to_datetime(self.0);
        [t.year().into(), t.month().into(), t.day().into(), t.hour().into()]
    }
}

// Dates stand in many messages, so they are written without a format string.

/// Adds the digits of a date, after the sign of its year.
fn push(text: &mut String, date: jiff::civil::Date, digits: &[u8]) {
    if date.year() < 0 {
        text.push('-');
    }
    text.push_str(std::str::from_utf8(digits).unwrap_or_default());
}

fn part(n: i8) -> usize {
    usize::from(n.unsigned_abs())
}

/// Every number of two digits.
const TWO: [[u8; 2]; 100] = {
    let mut all = [*b"00"; 100];
    let mut n = 0;
    while n < 100 {
        all[n] = [b'0' + (n / 10) as u8, b'0' + (n % 10) as u8];
        n += 1;
    }
    all
};

/// A number of two digits.
fn two(n: usize) -> [u8; 2] {
    TWO.get(n).copied().unwrap_or(*b"00")
}

fn day_of(date: jiff::civil::Date) -> [u8; 10] {
    let year = usize::from(date.year().unsigned_abs());
    let ([a, b], [c, d]) = (two(year / 100), two(year % 100));
    let ([e, f], [g, h]) = (two(part(date.month())), two(part(date.day())));
    [a, b, c, d, b'-', e, f, b'-', g, h]
}

impl FromStr for Timestamp {
    type Err = TimeError;

    /// Reads an instant with an offset or `Z`.
    ///
    /// ```
    /// use curbside::time::Timestamp;
    /// let t: Timestamp = "2026-03-01T09:00:00+01:00".parse().unwrap();
    /// assert_eq!(t.to_string(), "2026-03-01T08:00:00Z");
    /// ```
    fn from_str(s: &str) -> Result<Self, TimeError> {
        s.parse().map(Timestamp).map_err(|_| TimeError("instant with an offset"))
    }
}

impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A time zone, by its IANA name or as a fixed offset.
#[derive(Debug, Clone)]
pub struct Zone(pub(crate) jiff::tz::TimeZone, Offsets);

impl PartialEq for Zone {
    fn eq(&self, o: &Zone) -> bool {
        self.0 == o.0
    }
}

impl Eq for Zone {}

impl Zone {
    fn new(zone: jiff::tz::TimeZone) -> Zone {
        Zone(zone, Offsets::default())
    }

    /// The offset to UTC at an instant.
    pub(super) fn offset(&self, t: Timestamp) -> jiff::tz::Offset {
        self.1.of(&self.0, t.0)
    }

    /// UTC; right only where the host says so.
    pub fn utc() -> Zone {
        Zone::new(jiff::tz::TimeZone::UTC)
    }

    /// The same, shared.
    pub(crate) fn label(&self) -> SmolStr {
        match self.0.iana_name() {
            Some(n) => n.into(),
            None => self.name().into(),
        }
    }

    /// Its name, or its offset.
    pub fn name(&self) -> String {
        match self.0.iana_name() {
            Some(n) => n.to_string(),
            None => match self.0.to_fixed_offset() {
                Ok(o) => o.to_string(),
                Err(_) => "UTC".to_string(),
            },
        }
    }
}

impl FromStr for Zone {
    type Err = TimeError;

    /// Reads `Europe/Berlin`, `UTC` or `+01:00`.
    ///
    /// ```
    /// use curbside::time::Zone;
    /// assert_eq!("Europe/Berlin".parse::<Zone>().unwrap().name(), "Europe/Berlin");
    /// assert!("Mars/Olympus".parse::<Zone>().is_err());
    /// ```
    fn from_str(s: &str) -> Result<Self, TimeError> {
        if s == "Z" || s == "UTC" {
            return Ok(Zone::utc());
        }
        if let Some(rest) = s.strip_prefix(['+', '-']) {
            let (h, m) = rest.split_once(':').ok_or(TimeError("time zone"))?;
            // Two digits each: `parse` alone would take `++1:5`.
            let part = |t: &str| match t.len() == 2 && t.bytes().all(|b| b.is_ascii_digit()) {
                true => t.parse::<i32>().ok(),
                false => None,
            };
            if let (Some(h), Some(m @ 0..=59)) = (part(h), part(m)) {
                let sign = if s.starts_with('-') { -1 } else { 1 };
                if let Ok(o) = jiff::tz::Offset::from_seconds(sign * (h * 3600 + m * 60)) {
                    return Ok(Zone::new(jiff::tz::TimeZone::fixed(o)));
                }
            }
            return Err(TimeError("time zone"));
        }
        jiff::tz::TimeZone::get(s).map(Zone::new).map_err(|_| TimeError("time zone"))
    }
}

/// The moment and the place of an evaluation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// The instant that counts as now.
    pub now: Timestamp,
    /// The zone in which dates without an offset are read and months are counted.
    pub zone: Zone,
}

impl Clock {
    /// A clock.
    ///
    /// ```
    /// use curbside::time::{Clock, Duration, TimeUnit};
    /// let c = Clock::new("2026-03-31T12:00:00Z".parse().unwrap(), "UTC".parse().unwrap());
    /// assert_eq!(c.ago(Duration::new(1, TimeUnit::Month)).to_string(), "2026-02-28T12:00:00Z");
    /// ```
    pub fn new(now: Timestamp, zone: Zone) -> Clock {
        Clock { now, zone }
    }

    /// The instant a duration before now, counted on the calendar.
    pub fn ago(&self, d: Duration) -> Timestamp {
        self.shift(self.now, d.count.saturating_neg(), d.unit)
    }

    /// The instant a duration after now.
    pub fn after(&self, d: Duration) -> Timestamp {
        self.shift(self.now, d.count, d.unit)
    }

    /// `t` moved by `count` calendar units; stays at the end of time rather than overflow.
    pub fn shift(&self, t: Timestamp, count: i64, unit: TimeUnit) -> Timestamp {
        let days = match unit {
            TimeUnit::Day => Some(count),
            TimeUnit::Week => count.checked_mul(7),
            _ => None,
        };
        if let Some(moved) = days.and_then(|days| self.zone.1.shift_days(&self.zone.0, t.0, days)) {
            return Timestamp(moved);
        }
        let limit = if count < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX };
        let span = match unit {
            TimeUnit::Second => jiff::Span::new().try_seconds(count),
            TimeUnit::Minute => jiff::Span::new().try_minutes(count),
            TimeUnit::Hour => jiff::Span::new().try_hours(count),
            TimeUnit::Day => jiff::Span::new().try_days(count),
            TimeUnit::Week => jiff::Span::new().try_weeks(count),
            TimeUnit::Month => jiff::Span::new().try_months(count),
            TimeUnit::Year => jiff::Span::new().try_years(count),
        };
        let moved = span.and_then(|s| t.0.to_zoned_datetime(self.zone.0.clone()).checked_add(s));
        Timestamp(moved.map(|z| z.timestamp()).unwrap_or(limit))
    }

    /// The first instant of the calendar day of `t`, and that of the day after.
    pub(crate) fn day(&self, t: Timestamp) -> (Timestamp, Timestamp) {
        let start = t.0.to_zoned_datetime(self.zone.0.clone()).start_of_day().map(|z| z.timestamp());
        let start = Timestamp(start.unwrap_or(t.0));
        (start, self.shift(start, 1, TimeUnit::Day))
    }
}
