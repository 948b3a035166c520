//! Dates of policies: whole days, compared with today in the facility's zone.

use curbside::time::{Clock, PartialTime, Precision};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// A day, `2026-03-01`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Date(String);

impl Date {
    /// Today at the clock, in its zone.
    pub fn today(clock: &Clock) -> Date {
        Date(clock.now.date_in(&clock.zone))
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Date {
    type Err = ();

    fn from_str(text: &str) -> Result<Date, ()> {
        // Ten characters sort as text in the order of time.
        let day = text.parse::<PartialTime>().is_ok_and(|t| t.precision() == Precision::Day);
        if day && text.len() == 10 { Ok(Date(text.to_string())) } else { Err(()) }
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
