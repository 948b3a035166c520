//! The patient as a person.

use super::SourceRef;
use crate::codec::codec_enum;
use crate::time::{PartialTime, Timestamp};
use serde::{Deserialize, Serialize};

/// Sex for clinical use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
    /// Neither; asked and answered.
    Other,
}

codec_enum!(Sex { 0 => Female, 1 => Male, 2 => Other });

/// Whether the patient is pregnant, and since when.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Pregnancy {
    /// Pregnant or known not to be.
    pub pregnant: bool,
    /// When that was established.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<PartialTime>,
    /// Expected date of delivery.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<PartialTime>,
    /// Where it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceRef>,
}

/// The patient as a person.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Person {
    /// The host's identifier; used to refuse another patient's data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Birth date, possibly partial.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub born: Option<PartialTime>,
    /// Sex for clinical use; `None` when unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
    /// `Some(true)` when dead; `None` when nothing was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deceased: Option<bool>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub died: Option<PartialTime>,
    /// Pregnancy; `None` when nothing is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pregnancy: Option<Pregnancy>,
    /// Breastfeeding; `None` when nothing is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub breastfeeding: Option<bool>,
    /// Gestational age at birth in completed days, for corrected age.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gestation_at_birth_days: Option<u16>,
    /// When the record was read, if the host says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retrieved: Option<Timestamp>,
}

impl std::fmt::Debug for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Person(…)")
    }
}

impl std::fmt::Debug for Pregnancy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pregnancy(…)")
    }
}
