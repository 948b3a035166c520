//! The clock and the zone: the engine has none, so the command line gives them.

use crate::error::Failure;
use curbside::time::{Clock, PartialTime, Precision, Timestamp, Zone};

/// When and where an evaluation takes place.
#[derive(Debug, Clone, clap::Args)]
pub struct MomentArgs {
    /// The moment that counts as now: 2026-03-01T09:00:00+01:00, or a date (its end); else the system's clock
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// The facility's time zone, in which dates without an offset are read; else CURBSIDE_ZONE, else the system's
    #[arg(long, value_name = "ZONE")]
    pub zone: Option<String>,
}

/// A clock, and where it came from.
#[derive(Debug, Clone)]
pub struct Moment {
    /// Now and the zone.
    pub clock: Clock,
    /// Whether the system's clock was read.
    pub from_system: bool,
}

impl MomentArgs {
    /// The moment meant.
    pub fn moment(&self) -> Result<Moment, Failure> {
        let zone = match self.zone.clone().or_else(|| std::env::var("CURBSIDE_ZONE").ok()) {
            Some(name) => name.parse::<Zone>().map_err(|_| {
                Failure::Usage(format!("`{name}` is not a time zone; write Europe/Berlin, UTC or +01:00"))
            })?,
            None => system_zone(),
        };
        let Some(text) = &self.at else {
            let now = Timestamp::from_second(jiff::Timestamp::now().as_second());
            return Ok(Moment { clock: Clock::new(now, zone), from_system: true });
        };
        let now = read(text, &zone).ok_or_else(|| {
            Failure::Usage(format!("`{text}` is not a moment; write 2026-03-01T09:00:00+01:00 or 2026-03-01"))
        })?;
        Ok(Moment { clock: Clock::new(now, zone), from_system: false })
    }
}

/// A moment; a date means its last second, so that its results count.
fn read(text: &str, zone: &Zone) -> Option<Timestamp> {
    if let Ok(t) = text.parse() {
        return Some(t);
    }
    let time: PartialTime = text.parse().ok()?;
    match time.precision() {
        Precision::Second | Precision::Minute => Some(time.earliest(zone)),
        Precision::Day => match time.interval(zone).hi {
            curbside::value::End::Open(t) | curbside::value::End::Closed(t) => {
                Some(Timestamp::from_second(t.as_second() - 1))
            }
            curbside::value::End::Unbounded => None,
        },
        _ => None,
    }
}

/// The system's zone by name, else by its present offset.
fn system_zone() -> Zone {
    let Ok(zone) = jiff::tz::TimeZone::try_system() else { return Zone::utc() };
    let name = zone.iana_name().map(str::to_string);
    let offset = || zone.to_offset(jiff::Timestamp::now()).to_string();
    name.and_then(|n| n.parse().ok()).or_else(|| offset().parse().ok()).unwrap_or_else(Zone::utc)
}

/// Today, in the system's zone.
pub fn today() -> String {
    Timestamp::from_second(jiff::Timestamp::now().as_second()).date_in(&system_zone())
}
