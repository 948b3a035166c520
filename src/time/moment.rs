//! What people read of a time: `2024`, `2024-03`, `2024-03-01`, `2024-03-01 09:00`.

use super::{PartialTime, Precision, TimeError, Timestamp, Zone};
use std::fmt;
use std::str::FromStr;

/// A date as far as it is known, or a date with the time of day to the minute: of the wall clock in the
/// facility's zone. Sorts by time; of one year, what is known less of comes first.
///
/// As text, in JSON too, it is `2024`, `2024-03`, `2024-03-01` or `2024-03-01 09:00`.
///
/// ```
/// use curbside::time::Moment;
/// let (t, zone) = ("2026-02-27T23:30:00Z".parse().unwrap(), "Europe/Berlin".parse().unwrap());
/// assert_eq!(Moment::of(&t, &zone).to_string(), "2026-02-28 00:30");
/// assert!("2026-02".parse::<Moment>().unwrap() < Moment::of(&t, &zone));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    year: i16,
    // From 1; 0 is not known.
    month: u8,
    day: u8,
    /// Minutes of the day, from 1; 0 is not known.
    minute: u16,
}

fn part(n: i8) -> u8 {
    n.unsigned_abs()
}

impl Moment {
    fn new(t: jiff::civil::DateTime, known: Precision) -> Moment {
        let year = Moment { year: t.year(), month: 0, day: 0, minute: 0 };
        let month = Moment { month: part(t.month()), ..year };
        let day = Moment { day: part(t.day()), ..month };
        match known {
            Precision::Year => year,
            Precision::Month => month,
            Precision::Day => day,
            Precision::Minute | Precision::Second => {
                Moment { minute: u16::from(part(t.hour())) * 60 + u16::from(part(t.minute())) + 1, ..day }
            }
        }
    }

    /// A date or time as it was received; one with a time of day in a zone, as of its first instant.
    pub fn of(t: &PartialTime, zone: &Zone) -> Moment {
        match t.precision() {
            Precision::Minute | Precision::Second => Moment::new(t.wall_in(zone), Precision::Minute),
            known => Moment::new(t.start(), known),
        }
    }

    /// An instant in a zone.
    ///
    /// ```
    /// use curbside::time::{Moment, Zone};
    /// let t = "2026-03-01T09:00:59Z".parse().unwrap();
    /// assert_eq!(Moment::at(t, &Zone::utc()).to_string(), "2026-03-01 09:00");
    /// ```
    pub fn at(t: Timestamp, zone: &Zone) -> Moment {
        Moment::new(zone.offset(t).to_datetime(t.0), Precision::Minute)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Moment { year, month, day, minute } = *self;
        let sign = if year < 0 { "-" } else { "" };
        write!(f, "{sign}{:04}", year.unsigned_abs())?;
        if month > 0 {
            write!(f, "-{month:02}")?;
        }
        if day > 0 {
            write!(f, "-{day:02}")?;
        }
        match minute.checked_sub(1) {
            Some(minute) => write!(f, " {:02}:{:02}", minute / 60, minute % 60),
            None => Ok(()),
        }
    }
}

impl FromStr for Moment {
    type Err = TimeError;

    fn from_str(s: &str) -> Result<Moment, TimeError> {
        const E: TimeError = TimeError("date (expected YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DD hh:mm)");
        let digits = s.strip_prefix('-');
        let t: PartialTime = digits.unwrap_or(s).parse().map_err(|_| E)?;
        if t.precision() == Precision::Second || t.has_offset() {
            return Err(E);
        }
        let moment = Moment::new(t.start(), t.precision());
        Ok(Moment { year: if digits.is_some() { -moment.year } else { moment.year }, ..moment })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_much_as_is_known_and_back() {
        let zone: Zone = "Europe/Berlin".parse().unwrap();
        for (received, shown) in [
            ("2024", "2024"),
            ("2024-03", "2024-03"),
            ("2024-03-01", "2024-03-01"),
            ("2024-03-01T08:30", "2024-03-01 08:30"),
            ("2024-03-01T00:00:30+01:00", "2024-03-01 00:00"),
            ("2024-07-01T23:59:59.5Z", "2024-07-02 01:59"),
            ("0000-01-01T00:00:00+02:00", "-0001-12-31 22:53"),
        ] {
            let t: PartialTime = received.parse().unwrap();
            let moment = Moment::of(&t, &zone);
            assert_eq!(moment.to_string(), shown, "{received}");
            assert_eq!(shown.parse(), Ok(moment), "{received}");
            let json = serde_json::to_string(&moment).unwrap();
            assert_eq!(serde_json::from_str::<Moment>(&json).unwrap(), moment, "{json}");
        }
        for other in ["", "24", "2024-03-01 08:30:00", "2024-03-01 08:30Z", "2024-13", "--2024", "x"] {
            assert!(other.parse::<Moment>().is_err(), "{other}");
        }
    }

    #[test]
    fn sorts_as_its_text() {
        let all =
            ["2023-12-31 23:59", "2024", "2024-03", "2024-03-01", "2024-03-01 00:00", "2024-03-01 09:05"];
        let moments: Vec<Moment> = all.iter().map(|t| t.parse().unwrap()).collect();
        assert!(moments.is_sorted() && all.is_sorted());
    }
}
