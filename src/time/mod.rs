//! Time: instants, dates known only in part, calendar durations, the clock.
//!
//! The engine never reads a clock. [`Clock`] carries the instant of evaluation
//! and the facility's time zone; a date without an offset is read in that zone,
//! never silently in UTC.

mod age;
mod calendar;
mod clock;
mod compare;
mod duration;
mod json;
mod local;
mod moment;
mod offsets;
mod partial;

pub use age::age;
pub use clock::{Clock, Timestamp, Zone};
pub use duration::{Duration, TimeUnit};
pub use local::LocalTime;
pub use moment::Moment;
pub use partial::{PartialTime, Precision};

/// A text that is not a time, a date, a zone or a duration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a {0}")]
pub struct TimeError(pub &'static str);
