//! Why something is unknown.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// The reason, as a stable kebab-case code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// The host did not supply that section of the record.
    NotSupplied,
    /// The host supplied only a part of that section.
    Partial,
    /// The section is complete and holds nothing of the kind.
    NeverRecorded,
    /// There is a value, but outside the window.
    TooOld,
    /// The unit is missing, unknown or does not convert.
    Unit,
    /// The result is text where a number is needed.
    NotNumeric,
    /// Free text without a code.
    Uncoded,
    /// Coded only in systems the code set says nothing about.
    OtherCodeSystem,
    /// Only preliminary results are there.
    PreliminaryOnly,
    /// Outside the plausible range: a data-entry question.
    Implausible,
    /// A censored result (`<5`) that leaves the question open.
    Comparator,
    /// A date given only to the year, month or day leaves the question open.
    Precision,
    /// Withheld from us.
    Masked,
    /// A reference that could not be resolved.
    Unresolved,
    /// Recorded with a status that does not say whether it holds.
    UnclearStatus,
    /// Recorded, but neither confirmed nor refuted.
    Unconfirmed,
    /// Fewer results than the question needs.
    TooFew,
    /// The source says why there is no value (dataAbsentReason).
    Absent,
    /// Facts that contradict each other.
    Contradictory,
    /// Not defined for this patient (outside a score's population).
    NotApplicable,
    /// Arithmetic without a result (division by zero, logarithm of zero, overflow).
    Undefined,
    /// A script failed or ran out of its budget.
    Script,
    /// An input nobody has answered.
    NotAnswered,
}

impl Reason {
    /// Its stable code.
    ///
    /// ```
    /// use curbside::value::Reason;
    /// assert_eq!(Reason::NeverRecorded.code(), "never-recorded");
    /// assert_eq!(Reason::parse("too-old"), Some(Reason::TooOld));
    /// ```
    pub fn code(self) -> &'static str {
        match self {
            Reason::NotSupplied => "not-supplied",
            Reason::Partial => "partial",
            Reason::NeverRecorded => "never-recorded",
            Reason::TooOld => "too-old",
            Reason::Unit => "unit",
            Reason::NotNumeric => "not-numeric",
            Reason::Uncoded => "uncoded",
            Reason::OtherCodeSystem => "other-code-system",
            Reason::PreliminaryOnly => "preliminary-only",
            Reason::Implausible => "implausible",
            Reason::Comparator => "comparator",
            Reason::Precision => "precision",
            Reason::Masked => "masked",
            Reason::Unresolved => "unresolved",
            Reason::UnclearStatus => "unclear-status",
            Reason::Unconfirmed => "unconfirmed",
            Reason::TooFew => "too-few",
            Reason::Absent => "absent",
            Reason::Contradictory => "contradictory",
            Reason::NotApplicable => "not-applicable",
            Reason::Undefined => "undefined",
            Reason::Script => "script",
            Reason::NotAnswered => "not-answered",
        }
    }

    /// All reasons.
    pub const ALL: [Reason; 23] = [
        Reason::NotSupplied,
        Reason::Partial,
        Reason::NeverRecorded,
        Reason::TooOld,
        Reason::Unit,
        Reason::NotNumeric,
        Reason::Uncoded,
        Reason::OtherCodeSystem,
        Reason::PreliminaryOnly,
        Reason::Implausible,
        Reason::Comparator,
        Reason::Precision,
        Reason::Masked,
        Reason::Unresolved,
        Reason::UnclearStatus,
        Reason::Unconfirmed,
        Reason::TooFew,
        Reason::Absent,
        Reason::Contradictory,
        Reason::NotApplicable,
        Reason::Undefined,
        Reason::Script,
        Reason::NotAnswered,
    ];

    /// The reason with this code.
    pub fn parse(code: &str) -> Option<Reason> {
        Reason::ALL.into_iter().find(|r| r.code() == code)
    }
}

/// One missing or unusable datum.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Gap {
    /// What is missing, in the words of the pack: `Potassium`, `taking NSAID`.
    pub datum: SmolStr,
    /// Why.
    pub reason: Reason,
    /// The fact that was there but could not be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<crate::snapshot::SourceRef>,
    /// A detail without patient values beyond dates and units, such as the unit as received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<SmolStr>,
}
