//! What every fact carries: its codings, its source, its times, its certainty.

use crate::codec::codec_enum;
use crate::time::PartialTime;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// One code of one system, as received.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Coding {
    /// Short name of a known system (`rxnorm`, `snomed`, `loinc`, `icd10cm`, …) or the URI as received.
    pub system: String,
    /// The code, normalised for its system.
    pub code: String,
    /// Display as received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display: Option<String>,
}

impl Coding {
    /// A coding without a display.
    pub fn new(system: impl Into<String>, code: impl Into<String>) -> Self {
        Self { system: system.into(), code: code.into(), display: None }
    }
}

/// What a fact is about: every coding received, and the text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Concept {
    /// All codings; any of them may match.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub codings: Vec<Coding>,
    /// Text as received.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// A reference to a medication or substance that could not be resolved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unresolved: Option<String>,
    /// The value is withheld from us (masked, redacted).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub masked: bool,
}

impl Concept {
    /// A concept with one coding.
    pub fn coded(system: impl Into<String>, code: impl Into<String>) -> Self {
        Self { codings: vec![Coding::new(system, code)], ..Self::default() }
    }

    /// Whether no coding is there.
    pub fn is_uncoded(&self) -> bool {
        self.codings.is_empty()
    }

    /// Text for people: the text, else the first display, else the first code.
    pub fn label(&self) -> &str {
        self.text
            .as_deref()
            .or_else(|| self.codings.iter().find_map(|c| c.display.as_deref()))
            .or_else(|| self.codings.first().map(|c| c.code.as_str()))
            .unwrap_or("(no name)")
    }
}

impl std::fmt::Debug for Concept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Concept({} codings)", self.codings.len())
    }
}

/// Where a fact came from: `Observation/123`, or a message and its segment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct SourceRef(pub SmolStr);

impl std::fmt::Display for SourceRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// How sure the record itself is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// Confirmed, or asserted without a doubt expressed.
    #[default]
    Confirmed,
    /// Unconfirmed, provisional, differential, working diagnosis.
    Unconfirmed,
    /// Ruled out: the patient does not have it.
    Refuted,
}

codec_enum!(Certainty { 0 => Confirmed, 1 => Unconfirmed, 2 => Refuted });

/// A period; an open end means ongoing or unknown.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Period {
    /// From.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<PartialTime>,
    /// To.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<PartialTime>,
}

impl std::fmt::Debug for Period {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Period(…)")
    }
}

/// What every fact carries beside its clinical content.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct FactInfo {
    /// Where it came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceRef>,
    /// Version of the source, for ties. Of a feed: when its message was made, or `released/made` of a result.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// When it was written down.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded: Option<PartialTime>,
    /// Status exactly as received.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_received: Option<String>,
    /// Said by the patient or a third party rather than observed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub reported: bool,
}

impl std::fmt::Debug for FactInfo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FactInfo").field("source", &self.source).finish_non_exhaustive()
    }
}
