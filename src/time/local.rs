//! An instant as the wall clock of a place shows it.

use super::{PartialTime, Precision, TimeError, Timestamp, Zone};
use std::fmt;
use std::str::FromStr;

/// An instant to the second, with the offset to UTC that was in force where it is told.
///
/// As text, in JSON too, it is `2026-03-01T09:00:00+01:00`.
///
/// ```
/// use curbside::time::LocalTime;
/// let t = "2026-03-01T08:00:00.5Z".parse().unwrap();
/// let local = LocalTime::of(t, &"Europe/Berlin".parse().unwrap());
/// assert_eq!(local.to_string(), "2026-03-01T09:00:00+01:00");
/// assert_eq!(local.instant().to_string(), "2026-03-01T08:00:00Z");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LocalTime {
    at: Timestamp,
    offset: jiff::tz::Offset,
}

impl LocalTime {
    /// An instant in a zone.
    pub fn of(t: Timestamp, zone: &Zone) -> LocalTime {
        // Down to the second, before 1970 too.
        let part = i64::from(t.0.subsec_nanosecond() < 0);
        LocalTime { at: Timestamp::from_second(t.as_second().saturating_sub(part)), offset: zone.offset(t) }
    }

    /// The instant.
    pub fn instant(self) -> Timestamp {
        self.at
    }
}

impl fmt::Display for LocalTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (wall, minutes) = (self.offset.to_datetime(self.at.0), self.offset.seconds().unsigned_abs() / 60);
        let sign = if wall.year() < 0 { "-" } else { "" };
        write!(f, "{sign}{:04}-{:02}-{:02}", wall.year().unsigned_abs(), wall.month(), wall.day())?;
        write!(f, "T{:02}:{:02}:{:02}", wall.hour(), wall.minute(), wall.second())?;
        let sign = if self.offset.seconds() < 0 { "-" } else { "+" };
        write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

impl FromStr for LocalTime {
    type Err = TimeError;

    fn from_str(s: &str) -> Result<LocalTime, TimeError> {
        let t: Option<PartialTime> = s.parse().ok();
        let exact = t.filter(|t| t.precision() == Precision::Second).and_then(|t| t.exact().zip(t.offset()));
        let (at, offset) = exact.ok_or(TimeError("instant with an offset"))?;
        Ok(LocalTime { at, offset })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_the_clock_shows_it_and_back() {
        for (instant, zone, shown) in [
            ("2026-03-01T08:00:00Z", "Europe/Berlin", "2026-03-01T09:00:00+01:00"),
            ("2026-07-01T08:00:59.999Z", "America/St_Johns", "2026-07-01T05:30:59-02:30"),
            ("2026-03-01T23:30:00Z", "Asia/Kathmandu", "2026-03-02T05:15:00+05:45"),
            ("1969-12-31T23:59:59.5Z", "UTC", "1969-12-31T23:59:59+00:00"),
        ] {
            let local = LocalTime::of(instant.parse().unwrap(), &zone.parse().unwrap());
            assert_eq!(local.to_string(), shown);
            let json = serde_json::to_string(&local).unwrap();
            assert_eq!(serde_json::from_str::<LocalTime>(&json).unwrap(), local);
        }
        for other in ["", "2026-03-01", "2026-03-01T08:00:00", "2026-03-01T08:00+01:00", "now"] {
            assert!(other.parse::<LocalTime>().is_err(), "{other}");
        }
    }
}
