//! HL7 v2 messages to a [`Snapshot`] and to changes of one.
//!
//! A narrow, tolerant reader for versions 2.1 to 2.9: admissions (ADT), results
//! (ORU, OUL), orders (ORM, OML, OMG), pharmacy (RDE, RDS, RAS), vaccinations
//! (VXU), problems (PPR) and what resembles them. Each message becomes, for
//! each patient, an [`Update`]: changes keyed by stable sources, so that a
//! correction replaces what it corrects and a deletion removes it. A snapshot
//! is what the updates make of an empty one; the two cannot disagree.
//!
//! What cannot be read becomes an ingestion note with its field and counts as
//! not sent. Codes, units and flags of a site's own are read by its
//! [`SiteMap`], or reported. It knows nothing of rules and does no I/O.
//!
//! ```
//! use curbside::hl7v2::{Options, read_any};
//! let text = b"MSH|^~\\&|ADT|H|||202603010900||ADT^A01|1|P|2.5\r\
//!     PID|||7^^^H^MR||||195102|F\rPV1||I\rAL1|1|DA|7980^Penicillin G^RXN|SV\r";
//! let all = read_any(text, &Options::new("Europe/Berlin".parse().unwrap())).unwrap();
//! let (id, record) = &all[0];
//! let record = record.as_ref().unwrap();
//! assert_eq!(id, "H|7");
//! assert_eq!(record.allergies.items[0].severity.as_deref(), Some("severe"));
//! assert_eq!(record.request.setting.as_deref(), Some("inpatient"));
//! ```

mod allergy;
mod charset;
mod control;
mod cx;
mod encounter;
mod error;
mod escape;
mod fragment;
mod frame;
mod immunization;
mod message;
mod observation;
mod person;
mod pharmacy;
mod problem;
mod records;
mod sitemap;
mod time;
mod timing;
mod update;
mod value;
mod walk;

pub use charset::Charset;
pub use error::Hl7Error;
pub use frame::looks_like;
pub use message::{Message, Part, Place, Segment, Separators};
pub use person::PatientId;
pub use sitemap::{SiteMap, SiteMapError};
pub use update::Update;

use crate::snapshot::Snapshot;
use crate::time::{Timestamp, Zone};

/// A patient's identifier (or `message 7` where a message cannot be read) and the record.
pub type PatientRead = (String, Result<Snapshot, Hl7Error>);

/// Limits on what is read; beyond one of them nothing is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of input.
    pub max_bytes: usize,
    /// Messages of an input.
    pub max_messages: usize,
    /// Segments of a message.
    pub max_segments: usize,
    /// Repetitions of a field.
    pub max_repetitions: usize,
    /// Facts of one message.
    pub max_facts: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            max_bytes: 64 << 20,
            max_messages: 100_000,
            max_segments: 50_000,
            max_repetitions: 10_000,
            max_facts: 50_000,
        }
    }
}

/// How to read.
#[derive(Debug, Clone)]
pub struct Options {
    /// The facility's zone, for times without an offset where MSH-7 has none either.
    pub zone: Zone,
    /// The expected patient: `AUTHORITY|ID` or the identifier alone. Messages about others are left out.
    pub patient: Option<String>,
    /// The messages are everything there is: what is not in them is not recorded.
    pub whole_record: bool,
    /// The moment of evaluation, where known.
    pub as_of: Option<Timestamp>,
    /// What the site's own codes, units and flags mean.
    pub map: SiteMap,
    /// Only messages of production (MSH-11 is P, or what the site map says) are read; others
    /// are refused. Without it they are read, with a note.
    pub production: bool,
    /// Limits.
    pub limits: Limits,
}

impl Options {
    /// Defaults in a zone.
    pub fn new(zone: Zone) -> Self {
        Options {
            zone,
            patient: None,
            whole_record: false,
            as_of: None,
            map: SiteMap::default(),
            production: false,
            limits: Limits::default(),
        }
    }
}

/// Takes an input apart: one message, several, MLLP frames, or a batch. A
/// message sent in parts (DSC and MSH-14) is one where all its parts are there.
/// A message that cannot be read is an error of its own.
///
/// # Errors
/// An input that is no HL7 v2, or beyond a limit of size.
pub fn read_messages(bytes: &[u8], options: &Options) -> Result<Vec<Result<Message, Hl7Error>>, Hl7Error> {
    frame::messages(bytes, &options.limits, &options.map)
}

/// What a message says about each of its patients, usually one.
///
/// # Errors
/// See [`Hl7Error`].
pub fn updates(message: &Message, options: &Options) -> Result<Vec<Update>, Hl7Error> {
    walk::updates(message, options)
}

/// Reads messages into records, patient by patient, in the order of the messages.
///
/// # Errors
/// An input that is no HL7 v2, or beyond a limit of size; a message that
/// cannot be read is an error in the list.
pub fn read_any(bytes: &[u8], options: &Options) -> Result<Vec<PatientRead>, Hl7Error> {
    records::read(bytes, options)
}
