//! What makes patient data unusable as a whole.

use crate::diag::Code;

/// Why no snapshot could be made. Never holds a patient value; `place` is a
/// JSON pointer into the input.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FhirError {
    /// Not JSON.
    #[error("line {line}, column {column}: not JSON ({what})")]
    NotJson {
        /// Line from 1.
        line: usize,
        /// Column from 1.
        column: usize,
        /// What the parser met.
        what: &'static str,
    },
    /// JSON, but not FHIR.
    #[error("{}not FHIR ({what})", prefix(place))]
    NotFhir {
        /// JSON pointer; empty for the whole.
        place: String,
        /// What is wrong.
        what: &'static str,
    },
    /// More than one patient, or another than the expected one.
    #[error("{}{why}", prefix(place))]
    WrongPatient {
        /// JSON pointer of the first resource that does not belong.
        place: String,
        /// What is wrong, and how to mend it.
        why: &'static str,
    },
    /// The expected patient does not occur.
    #[error("the input does not name the expected patient")]
    NoPatient,
    /// Beyond a limit; nothing was evaluated.
    #[error("more than {limit} {what}; not read: {not_read}")]
    Limit {
        /// What there is too much of: `bytes`, `resources`, `facts`, `levels of nesting`.
        what: &'static str,
        /// The limit.
        limit: usize,
        /// What was left unread, by kind.
        not_read: String,
    },
}

/// The place before a message; the whole input needs none.
fn prefix(place: &str) -> String {
    if place.is_empty() { String::new() } else { format!("{place}: ") }
}

impl FhirError {
    /// The stable code.
    ///
    /// ```
    /// use curbside::fhir::FhirError;
    /// assert_eq!(FhirError::NoPatient.code().info().code, "E0704");
    /// ```
    pub fn code(&self) -> Code {
        match self {
            FhirError::NotJson { .. } | FhirError::NotFhir { .. } => Code::BadSnapshot,
            FhirError::WrongPatient { .. } => Code::WrongPatient,
            FhirError::NoPatient => Code::NoPatient,
            FhirError::Limit { .. } => Code::SnapshotLimit,
        }
    }

    /// The same error on a later line of the input.
    pub(super) fn on_line(self, n: usize) -> Self {
        match self {
            FhirError::NotJson { column, what, .. } => FhirError::NotJson { line: n, column, what },
            FhirError::NotFhir { place, what } => FhirError::NotFhir { place: at_line(n, &place), what },
            FhirError::WrongPatient { place, why } => {
                FhirError::WrongPatient { place: at_line(n, &place), why }
            }
            other => other,
        }
    }
}

fn at_line(n: usize, place: &str) -> String {
    format!("line {n}{}{place}", if place.is_empty() { "" } else { " " })
}
