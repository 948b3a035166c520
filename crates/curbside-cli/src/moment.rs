//! The clock and the zone: the engine has none, so the command line gives them.

use crate::error::Failure;
use curbside::time::{Clock, PartialTime, Precision, Timestamp, Zone};

/// When and where an evaluation takes place.
#[derive(Debug, Clone, clap::Args)]
pub struct MomentArgs {
    /// The moment that counts as now: 2026-03-01T09:00:00+01:00, a date (its end), or `record` for the moment
    /// the record was made (a bundle's timestamp); else the system's clock
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// The facility's time zone, in which dates without an offset are read; else CURBSIDE_ZONE, else the offset of
    /// --at, else the system's
    #[arg(long, value_name = "ZONE")]
    pub zone: Option<String>,
}

/// A clock, and where it came from.
#[derive(Debug, Clone)]
pub struct Moment {
    /// Now and the zone.
    pub clock: Clock,
    /// `system clock`, `--at`, `the record's own time`.
    pub origin: &'static str,
}

/// Which clock to use, before a patient was seen.
#[derive(Debug, Clone)]
pub enum Clocks {
    /// One for all.
    Fixed(Moment),
    /// Each record's own.
    Record(Zone),
}

impl MomentArgs {
    /// The clock meant.
    pub fn clocks(&self) -> Result<Clocks, Failure> {
        let zone = match self.zone.clone().or_else(|| std::env::var("CURBSIDE_ZONE").ok()) {
            Some(name) => name.parse::<Zone>().map_err(|_| {
                Failure::Usage(format!("`{name}` is not a time zone; write Europe/Berlin, UTC or +01:00"))
            })?,
            None => self.at.as_deref().and_then(offset_of).unwrap_or_else(system_zone),
        };
        let (now, origin) = match self.at.as_deref() {
            None => (Timestamp::from_second(jiff::Timestamp::now().as_second()), "system clock"),
            Some("record") => return Ok(Clocks::Record(zone)),
            Some(text) => match read(text, &zone) {
                Some(now) => (now, "--at"),
                None => {
                    return Err(Failure::Usage(format!(
                        "`{text}` is not a moment; write 2026-03-01T09:00:00+01:00, 2026-03-01 or record"
                    )));
                }
            },
        };
        Ok(Clocks::Fixed(Moment { clock: Clock::new(now, zone), origin }))
    }
}

impl Clocks {
    /// The zone.
    pub fn zone(&self) -> &Zone {
        match self {
            Clocks::Fixed(m) => &m.clock.zone,
            Clocks::Record(zone) => zone,
        }
    }

    /// The clock for a patient whose record was made at `made`.
    pub fn for_record(&self, made: Option<Timestamp>) -> Option<Moment> {
        match self {
            Clocks::Fixed(m) => Some(m.clone()),
            Clocks::Record(zone) => {
                let clock = Clock::new(made?, zone.clone());
                Some(Moment { clock, origin: "the record's own time" })
            }
        }
    }
}

/// The offset an instant was written with: whoever writes it names a zone too.
fn offset_of(instant: &str) -> Option<Zone> {
    let time = instant.find('T')?;
    let at = time + instant.get(time..)?.find(['+', '-', 'Z'])?;
    instant.get(at..)?.parse().ok()
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
