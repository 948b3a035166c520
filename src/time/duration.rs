//! Calendar durations: `7 days`, `6 months`.

use crate::codec::{codec_enum, codec_struct};
use serde::{Deserialize, Serialize};

/// A calendar unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TimeUnit {
    /// Second.
    Second,
    /// Minute.
    Minute,
    /// Hour.
    Hour,
    /// Day.
    Day,
    /// Week.
    Week,
    /// Month.
    Month,
    /// Year.
    Year,
}

impl TimeUnit {
    /// The unit named by a word, singular or plural.
    ///
    /// ```
    /// use curbside::time::TimeUnit;
    /// assert_eq!(TimeUnit::parse("months"), Some(TimeUnit::Month));
    /// ```
    pub fn parse(word: &str) -> Option<TimeUnit> {
        Some(match word.strip_suffix('s').unwrap_or(word) {
            "second" => TimeUnit::Second,
            "minute" => TimeUnit::Minute,
            "hour" => TimeUnit::Hour,
            "day" => TimeUnit::Day,
            "week" => TimeUnit::Week,
            "month" => TimeUnit::Month,
            "year" => TimeUnit::Year,
            _ => return None,
        })
    }

    /// Its English singular.
    pub fn word(self) -> &'static str {
        match self {
            TimeUnit::Second => "second",
            TimeUnit::Minute => "minute",
            TimeUnit::Hour => "hour",
            TimeUnit::Day => "day",
            TimeUnit::Week => "week",
            TimeUnit::Month => "month",
            TimeUnit::Year => "year",
        }
    }
}

/// A whole number of calendar units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Duration {
    /// How many.
    pub count: i64,
    /// Of what.
    pub unit: TimeUnit,
}

impl Duration {
    /// A duration.
    pub fn new(count: i64, unit: TimeUnit) -> Duration {
        Duration { count, unit }
    }

    /// Seconds, with a month of 30 and a year of 365 days: for ordering
    /// durations in lints, never for moving a date.
    pub fn nominal_seconds(self) -> i64 {
        let unit = match self.unit {
            TimeUnit::Second => 1,
            TimeUnit::Minute => 60,
            TimeUnit::Hour => 3600,
            TimeUnit::Day => 86_400,
            TimeUnit::Week => 7 * 86_400,
            TimeUnit::Month => 30 * 86_400,
            TimeUnit::Year => 365 * 86_400,
        };
        self.count.saturating_mul(unit)
    }
}

codec_enum!(TimeUnit { 0 => Second, 1 => Minute, 2 => Hour, 3 => Day, 4 => Week, 5 => Month, 6 => Year });
codec_struct!(Duration { count, unit });

impl std::fmt::Display for Duration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}{}", self.count, self.unit.word(), if self.count == 1 { "" } else { "s" })
    }
}
