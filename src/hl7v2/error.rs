//! What makes a message unusable as a whole.

use super::message::Place;
use crate::diag::Code;

/// Why a message was not read. Never holds a patient value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Hl7Error {
    /// Not an HL7 v2 message.
    #[error("{place}: not HL7 v2 ({what})")]
    NotHl7 {
        /// Where.
        place: Place,
        /// What is wrong.
        what: &'static str,
    },
    /// A type of message that says nothing this reader takes.
    #[error("{place}: messages of type `{kind}` are not read")]
    Unsupported {
        /// Where.
        place: Place,
        /// The type, such as `SIU^S12`.
        kind: String,
    },
    /// Of a system that is not in production (MSH-11), where only production counts.
    #[error("{place}: {what}")]
    Processing {
        /// Where.
        place: Place,
        /// What is wrong, and how to mend it.
        what: String,
    },
    /// A part of a message that goes on in another one (DSC, MSH-14), and the other is not there.
    #[error("{place}: {what}")]
    Fragment {
        /// Where.
        place: Place,
        /// What is wrong.
        what: &'static str,
    },
    /// A character set that is not known, or text that is not in it.
    #[error("{place}: {what}")]
    Charset {
        /// Where.
        place: Place,
        /// What is wrong, and how to mend it.
        what: String,
    },
    /// A required field is missing or cannot be read.
    #[error("{place}: {what}")]
    Field {
        /// Where.
        place: Place,
        /// What is wrong.
        what: &'static str,
    },
    /// More than one patient where there may be only one, or another than the expected one.
    #[error("{place}: {why}")]
    WrongPatient {
        /// Where.
        place: Place,
        /// What is wrong, and how to mend it.
        why: &'static str,
    },
    /// The expected patient does not occur, or no patient does.
    #[error("{place}: {why}")]
    NoPatient {
        /// Where.
        place: Place,
        /// What is wrong.
        why: &'static str,
    },
    /// Beyond a limit; nothing was read.
    #[error("{place}: more than {limit} {what}")]
    Limit {
        /// Where.
        place: Place,
        /// What there is too much of: `bytes`, `messages`, `segments`, `repetitions`, `facts`.
        what: &'static str,
        /// The limit.
        limit: usize,
    },
}

impl Hl7Error {
    /// The stable code.
    ///
    /// ```
    /// use curbside::hl7v2::{Options, read_any};
    /// let e = read_any(b"PID|1\r", &Options::new("UTC".parse().unwrap())).unwrap_err();
    /// assert_eq!(e.code().info().code, "E0701");
    /// assert_eq!(e.to_string(), "the input: not HL7 v2 (it does not begin with MSH)");
    /// ```
    pub fn code(&self) -> Code {
        match self {
            Hl7Error::WrongPatient { .. } => Code::WrongPatient,
            Hl7Error::NoPatient { .. } => Code::NoPatient,
            Hl7Error::Limit { .. } => Code::SnapshotLimit,
            _ => Code::BadSnapshot,
        }
    }

    /// Where.
    pub fn place(&self) -> &Place {
        match self {
            Hl7Error::NotHl7 { place, .. }
            | Hl7Error::Unsupported { place, .. }
            | Hl7Error::Processing { place, .. }
            | Hl7Error::Fragment { place, .. }
            | Hl7Error::Charset { place, .. }
            | Hl7Error::Field { place, .. }
            | Hl7Error::WrongPatient { place, .. }
            | Hl7Error::NoPatient { place, .. }
            | Hl7Error::Limit { place, .. } => place,
        }
    }

    pub(super) fn in_message(mut self, number: usize) -> Hl7Error {
        match &mut self {
            Hl7Error::NotHl7 { place, .. }
            | Hl7Error::Unsupported { place, .. }
            | Hl7Error::Processing { place, .. }
            | Hl7Error::Fragment { place, .. }
            | Hl7Error::Charset { place, .. }
            | Hl7Error::Field { place, .. }
            | Hl7Error::WrongPatient { place, .. }
            | Hl7Error::NoPatient { place, .. }
            | Hl7Error::Limit { place, .. } => place.message = number,
        }
        self
    }

    /// The code of HL7 table 0357 for an acknowledgement.
    pub fn condition(&self) -> u16 {
        match self {
            Hl7Error::NotHl7 { .. } | Hl7Error::Fragment { .. } => 100,
            Hl7Error::Field { .. } => 101,
            Hl7Error::Charset { .. } => 102,
            Hl7Error::Unsupported { .. } => 200,
            Hl7Error::Processing { .. } => 202,
            Hl7Error::WrongPatient { .. } | Hl7Error::NoPatient { .. } => 204,
            Hl7Error::Limit { .. } => 207,
        }
    }
}
