//! Dates and times known only in part: `2021`, `2021-05`, `2021-05-03T10:15`.

use super::{TimeError, Timestamp, Zone};
use crate::codec::{Codec, Damaged, Read, Reader, Writer};
use crate::value::{End, Interval};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// How much of a date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// Only the year.
    Year,
    /// Year and month.
    Month,
    /// A date.
    Day,
    /// A date and a time to the minute.
    Minute,
    /// A date and a time to the second or finer.
    Second,
}

/// A date or time as it was received, with what it leaves open.
///
/// Its order is of what was written, for sorting; [`PartialTime::compare`] compares what is meant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialTime {
    precision: Precision,
    start: jiff::civil::DateTime,
    offset: Option<jiff::tz::Offset>,
    /// The first instant it may mean, where the offset says it: asked again and again.
    instant: Option<jiff::Timestamp>,
    /// What was written, as a whole number: facts are sorted by it again and again.
    key: u64,
}

impl PartialTime {
    fn new(
        precision: Precision,
        start: jiff::civil::DateTime,
        offset: Option<jiff::tz::Offset>,
    ) -> PartialTime {
        let instant = offset.and_then(|o| o.to_timestamp(start).ok());
        PartialTime { precision, start, offset, instant, key: sort_key(start) }
    }

    /// How much is known.
    pub fn precision(&self) -> Precision {
        self.precision
    }

    /// Whether the offset to UTC was given.
    pub fn has_offset(&self) -> bool {
        self.offset.is_some()
    }

    /// What was written, as a whole number that sorts by time of the wall clock.
    pub(crate) fn sort_key(&self) -> u64 {
        self.key
    }

    /// The year.
    pub fn year(&self) -> i16 {
        self.start.year()
    }

    /// The instant, where it is written to the second and with its offset.
    pub(crate) fn exact(&self) -> Option<Timestamp> {
        self.instant.filter(|_| self.precision == Precision::Second).map(Timestamp)
    }

    /// The offset to UTC, where it was given.
    pub(super) fn offset(&self) -> Option<jiff::tz::Offset> {
        self.offset
    }

    /// The instants it may mean: from the first to the last of its year,
    /// month, day, minute or second, in `zone` where no offset was given.
    ///
    /// ```
    /// use curbside::time::{PartialTime, Timestamp, Zone};
    /// use curbside::value::{End, Interval};
    /// let onset: PartialTime = "2024-03".parse().unwrap();
    /// let zone: Zone = "Europe/Berlin".parse().unwrap();
    /// let from: Timestamp = "2024-03-01T00:00:00+01:00".parse().unwrap();
    /// let to: Timestamp = "2024-04-01T00:00:00+02:00".parse().unwrap();
    /// assert_eq!(onset.interval(&zone), Interval { lo: End::Closed(from), hi: End::Open(to) });
    /// ```
    pub fn interval(&self, zone: &Zone) -> Interval<Timestamp> {
        if let (Precision::Second, Some(t)) = (self.precision, self.instant) {
            return Interval::exact(Timestamp(t));
        }
        self.instants(zone)
    }

    fn instants(&self, zone: &Zone) -> Interval<Timestamp> {
        // A wall-clock time that a change of the clocks repeats or leaves out
        // may be either of two instants; the first of a day is never in doubt.
        let instant = |dt: jiff::civil::DateTime, last: bool| match self.offset {
            Some(o) if dt == self.start => self.instant.or_else(|| o.to_timestamp(dt).ok()),
            Some(o) => o.to_timestamp(dt).ok(),
            None => {
                let either = zone.0.to_ambiguous_timestamp(dt);
                match (self.precision, last) {
                    (Precision::Year | Precision::Month | Precision::Day, _) => either.compatible(),
                    (_, false) => either.earlier(),
                    (_, true) => either.later(),
                }
                .ok()
            }
        };
        let step = match self.precision {
            Precision::Year => jiff::Span::new().years(1),
            Precision::Month => jiff::Span::new().months(1),
            Precision::Day => jiff::Span::new().days(1),
            Precision::Minute => jiff::Span::new().minutes(1),
            Precision::Second => jiff::Span::new(),
        };
        let lo = Timestamp(instant(self.start, false).unwrap_or(jiff::Timestamp::MIN));
        if self.precision == Precision::Second {
            let hi = instant(self.start, true).map_or(lo, Timestamp);
            return Interval { lo: End::Closed(lo), hi: End::Closed(hi) };
        }
        let minute = self.precision == Precision::Minute;
        let hi = if minute {
            // The minute is added to the instant: the wall clock may jump within it.
            instant(self.start, true).and_then(|t| t.checked_add(step).ok())
        } else {
            self.start.checked_add(step).ok().and_then(|dt| instant(dt, true))
        };
        Interval { lo: End::Closed(lo), hi: End::Open(Timestamp(hi.unwrap_or(jiff::Timestamp::MAX))) }
    }

    /// The first instant it may mean.
    pub fn earliest(&self, zone: &Zone) -> Timestamp {
        if let Some(t) = self.instant {
            return Timestamp(t);
        }
        match self.interval(zone).lo {
            End::Closed(t) | End::Open(t) => t,
            End::Unbounded => Timestamp(jiff::Timestamp::MIN),
        }
    }

    /// Date and time of day of its first instant in a zone.
    pub(super) fn wall_in(&self, zone: &Zone) -> jiff::civil::DateTime {
        let first = self.earliest(zone);
        let offset = zone.offset(first);
        // Nearly always written in the zone's own time.
        let own = self.instant.is_some() && self.offset == Some(offset);
        if own { self.start } else { offset.to_datetime(first.0) }
    }

    /// The first date and time of day it may mean, as written.
    pub(super) fn start(&self) -> jiff::civil::DateTime {
        self.start
    }

    /// Whether its first instant surely is one at or before `t`.
    pub(crate) fn surely_begins_by(&self, t: Timestamp) -> bool {
        self.instant.is_some_and(|first| first <= t.0)
    }

    /// The wall-clock time of its first instant: in `zone` where an offset was
    /// given, else as written.
    pub(super) fn wall_clock(&self, zone: &Zone) -> jiff::civil::DateTime {
        match self.offset.and_then(|o| o.to_timestamp(self.start).ok()) {
            Some(t) => t.to_zoned_datetime(zone.0.clone()).datetime(),
            None => self.start,
        }
    }

    /// The civil date of its first instant.
    pub(crate) fn first_date(&self) -> jiff::civil::Date {
        self.start.date()
    }

    /// The civil date of its last instant.
    pub(crate) fn last_date(&self) -> jiff::civil::Date {
        let d = self.start.date();
        match self.precision {
            Precision::Year => d.last_of_year(),
            Precision::Month => d.last_of_month(),
            _ => d,
        }
    }
}

/// A time of the wall clock as a whole number, to the second.
fn sort_key(start: jiff::civil::DateTime) -> u64 {
    let (d, t) = (start.date(), start.time());
    let part = |n: i8| u64::from(n.unsigned_abs());
    let days = (u64::from(d.year().saturating_add(10_000).unsigned_abs()) << 9)
        | (part(d.month()) << 5)
        | part(d.day());
    (days << 17) | (part(t.hour()) << 12) | (part(t.minute()) << 6) | part(t.second())
}

impl Codec for PartialTime {
    fn put(&self, w: &mut Writer) {
        w.text(&self.to_string());
    }

    fn get(r: &mut Reader<'_>) -> Read<PartialTime> {
        r.text()?.parse().map_err(|_| Damaged)
    }
}

impl FromStr for PartialTime {
    type Err = TimeError;

    /// Reads the FHIR forms, and the same with a blank for the `T`.
    fn from_str(s: &str) -> Result<Self, TimeError> {
        const E: TimeError =
            TimeError("date (expected YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss±hh:mm)");
        let bytes = s.as_bytes();
        let digits = |a: usize, b: usize| -> Result<i64, TimeError> {
            match s.get(a..b) {
                Some(t) if t.bytes().all(|c| c.is_ascii_digit()) => t.parse().map_err(|_| E),
                _ => Err(E),
            }
        };
        let year = i16::try_from(digits(0, 4)?).map_err(|_| E)?;
        let date = |m: i64, d: i64| -> Result<jiff::civil::Date, TimeError> {
            let m = i8::try_from(m).map_err(|_| E)?;
            let d = i8::try_from(d).map_err(|_| E)?;
            jiff::civil::Date::new(year, m, d).map_err(|_| E)
        };
        let made =
            |precision, start: jiff::civil::DateTime, offset| Ok(PartialTime::new(precision, start, offset));
        if bytes.len() == 4 {
            return made(Precision::Year, date(1, 1)?.at(0, 0, 0, 0), None);
        }
        if bytes.get(4) != Some(&b'-') {
            return Err(E);
        }
        let month = digits(5, 7)?;
        if bytes.len() == 7 {
            return made(Precision::Month, date(month, 1)?.at(0, 0, 0, 0), None);
        }
        if bytes.get(7) != Some(&b'-') {
            return Err(E);
        }
        let day = date(month, digits(8, 10)?)?;
        if bytes.len() == 10 {
            return made(Precision::Day, day.at(0, 0, 0, 0), None);
        }
        if !matches!(bytes.get(10), Some(b'T' | b' ')) || bytes.get(13) != Some(&b':') {
            return Err(E);
        }
        let small = |n: i64| i8::try_from(n).map_err(|_| E);
        let (hour, minute) = (digits(11, 13)?, digits(14, 16)?);
        let mut at = 16;
        let (mut second, mut nanos, mut precision) = (0, 0, Precision::Minute);
        if bytes.get(at) == Some(&b':') {
            second = digits(17, 19)?;
            precision = Precision::Second;
            at = 19;
            if bytes.get(at) == Some(&b'.') {
                let end = s[at + 1..].find(|c: char| !c.is_ascii_digit()).map_or(s.len(), |n| at + 1 + n);
                if end == at + 1 {
                    return Err(E);
                }
                let frac: String = s[at + 1..end].chars().chain("000000000".chars()).take(9).collect();
                nanos = frac.parse::<i32>().map_err(|_| E)?;
                at = end;
            }
        }
        // A leap second is read as the second before it.
        let second = second.min(if second == 60 { 59 } else { 60 });
        let time =
            jiff::civil::Time::new(small(hour)?, small(minute)?, small(second)?, nanos).map_err(|_| E)?;
        let offset = match s.get(at..) {
            Some("") => None,
            Some("Z" | "z") => Some(jiff::tz::Offset::UTC),
            Some(o)
                if o.len() == 6 && o.as_bytes()[3] == b':' && (o.starts_with('+') || o.starts_with('-')) =>
            {
                let (hours, minutes) = (digits(at + 1, at + 3)?, digits(at + 4, at + 6)?);
                if minutes > 59 {
                    return Err(E);
                }
                let secs = hours * 3600 + minutes * 60;
                let secs = i32::try_from(if o.starts_with('-') { -secs } else { secs }).map_err(|_| E)?;
                Some(jiff::tz::Offset::from_seconds(secs).map_err(|_| E)?)
            }
            _ => return Err(E),
        };
        made(precision, day.to_datetime(time), offset)
    }
}

impl std::fmt::Display for PartialTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.written(|s| f.write_str(s))
    }
}

/// A text of a few ASCII characters, made without asking for memory: a record is written and hashed at
/// every call, and holds hundreds of times.
struct Short {
    bytes: [u8; 40],
    len: usize,
}

impl Short {
    fn byte(&mut self, b: u8) {
        if let Some(slot) = self.bytes.get_mut(self.len) {
            *slot = b;
            self.len += 1;
        }
    }

    /// So many digits, with zeros before.
    fn digits(&mut self, n: u32, width: u32) {
        for place in (0..width).rev() {
            let digit = n / 10_u32.pow(place) % 10;
            self.byte(b'0' + u8::try_from(digit).unwrap_or_default());
        }
    }
}

impl PartialTime {
    /// Hands over what is written: `2024-03-01T10:15:00+01:00`.
    fn written<T>(&self, f: impl FnOnce(&str) -> T) -> T {
        let s = &self.start;
        let part = |n: i8| u32::from(n.unsigned_abs());
        let mut out = Short { bytes: [0; 40], len: 0 };
        // Four digits at most are read.
        out.digits(u32::from(s.year().unsigned_abs()), 4);
        if self.precision >= Precision::Month {
            out.byte(b'-');
            out.digits(part(s.month()), 2);
        }
        if self.precision >= Precision::Day {
            out.byte(b'-');
            out.digits(part(s.day()), 2);
        }
        if self.precision >= Precision::Minute {
            out.byte(b'T');
            out.digits(part(s.hour()), 2);
            out.byte(b':');
            out.digits(part(s.minute()), 2);
        }
        if self.precision >= Precision::Second {
            out.byte(b':');
            out.digits(part(s.second()), 2);
            let nanos = s.subsec_nanosecond().unsigned_abs();
            if nanos != 0 {
                out.byte(b'.');
                out.digits(nanos, 9);
                while out.len > 0 && out.bytes.get(out.len - 1) == Some(&b'0') {
                    out.len -= 1;
                }
            }
        }
        match self.offset {
            Some(o) if o == jiff::tz::Offset::UTC => out.byte(b'Z'),
            Some(o) => {
                let minutes = o.seconds() / 60;
                out.byte(if minutes < 0 { b'-' } else { b'+' });
                out.digits(minutes.unsigned_abs() / 60, 2);
                out.byte(b':');
                out.digits(minutes.unsigned_abs() % 60, 2);
            }
            None => {}
        }
        let text = out.bytes.get(..out.len).and_then(|b| std::str::from_utf8(b).ok());
        f(text.unwrap_or_default())
    }
}

impl Serialize for PartialTime {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        self.written(|text| s.serialize_str(text))
    }
}

impl<'de> Deserialize<'de> for PartialTime {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}
