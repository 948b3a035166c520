//! The patient snapshot: what a host knows about one patient at one moment.
//!
//! Plain data with public fields, serde and a [`SnapshotBuilder`]. Every fact
//! keeps where it came from, its times, its codings and its status as received;
//! every section says whether the host looked everywhere ([`Coverage`]). The
//! snapshot knows nothing about rules, and nothing about FHIR or HL7 v2: those
//! readers produce it. `Debug` prints no patient value.

mod builder;
mod change;
mod fact;
mod facts;
mod person;
mod settled;

pub use builder::SnapshotBuilder;
pub use change::{Change, Fact, PersonChange};
pub(crate) use change::{Touched, take};
pub use fact::{Certainty, Coding, Concept, FactInfo, Period, SourceRef};
pub use facts::{
    Allergy, Condition, ConditionStatus, Dose, Encounter, FamilyHistory, Immunization, Ingredient,
    Medication, MedicationKind, MedicationStatus, Observation, ObservationStatus, ObservationValue, Order,
    OrderStatus, Procedure, Quantity, ReferenceRange,
};
pub use person::{Person, Pregnancy, Sex};
pub use settled::{Settled, Settlement, Settlements};

use crate::value::Num;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// How much of a section the host supplied.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Coverage {
    /// Everything the record holds: what is not here is not recorded.
    Complete,
    /// A part, and why only a part.
    Partial(String),
    /// The host did not look.
    #[default]
    NotSupplied,
}

/// Facts of one kind, and how complete they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Section<T> {
    /// How complete.
    pub coverage: Coverage,
    /// The facts, in the order received.
    #[serde(default = "Vec::<T>::new", skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<T>,
}

impl<T> Default for Section<T> {
    /// Not supplied.
    fn default() -> Self {
        Self { coverage: Coverage::NotSupplied, items: Vec::new() }
    }
}

impl<T> Section<T> {
    /// A complete section.
    pub fn complete(items: Vec<T>) -> Self {
        Self { coverage: Coverage::Complete, items }
    }
}

/// What a reader dropped, changed or did not understand.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct IngestionNote {
    /// Stable kebab-case code, such as `entered-in-error`.
    pub code: String,
    /// The resource or segment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceRef>,
    /// In words, without patient values.
    pub text: String,
}

/// Who asks, from where, and for what.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct RequestContext {
    /// The user's role, such as `physician`, `pharmacist`, `nurse`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// The user's specialty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub specialty: Option<String>,
    /// Where: `inpatient`, `emergency`, `ambulatory`, …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub setting: Option<String>,
    /// What happened: `patient-view`, `order-sign`, `result`, …; rules with
    /// other triggers are then left out. `None` evaluates all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trigger: Option<String>,
}

/// An answer to an `input` declaration, given by the host.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum InputAnswer {
    /// Yes or no.
    YesNo(bool),
    /// A number in the input's unit.
    Number(Num),
    /// The name of a choice.
    Choice(String),
}

impl std::fmt::Debug for InputAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("InputAnswer(…)")
    }
}

/// Everything known about one patient at one moment.
///
/// ```
/// use curbside::snapshot::{Coverage, Snapshot};
/// let s = Snapshot::default();
/// assert_eq!(s.conditions.coverage, Coverage::NotSupplied);
/// ```
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Snapshot {
    /// The patient.
    pub person: Person,
    /// Problems and diagnoses.
    pub conditions: Section<Condition>,
    /// Allergies and intolerances.
    pub allergies: Section<Allergy>,
    /// Medications: active, past, draft orders, given.
    pub medications: Section<Medication>,
    /// Laboratory results, vital signs, answers.
    pub observations: Section<Observation>,
    /// Procedures.
    pub procedures: Section<Procedure>,
    /// Immunizations.
    pub immunizations: Section<Immunization>,
    /// Orders other than medications.
    pub orders: Section<Order>,
    /// Encounters.
    pub encounters: Section<Encounter>,
    /// Diseases of relatives.
    pub family_history: Section<FamilyHistory>,
    /// Answers to `input` declarations, by qualified name (`pack/Name`) or plain name.
    #[serde(skip_serializing_if = "IndexMap::is_empty", deserialize_with = "once_each")]
    pub inputs: IndexMap<String, InputAnswer>,
    /// Who asks.
    pub request: RequestContext,
    /// What the reader dropped or did not understand.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<IngestionNote>,
    /// What a feed settled without leaving a fact: withdrawn results, emptied lists. An older message that comes late
    /// does not bring them back. Rules do not look at it; a host that keeps a snapshot keeps it along.
    #[serde(skip_serializing_if = "Settlements::is_empty")]
    pub settled: Settlements,
}

/// Answers by name; a name given twice is refused, since nobody could say which answer counts.
fn once_each<'de, D: serde::Deserializer<'de>>(d: D) -> Result<IndexMap<String, InputAnswer>, D::Error> {
    struct Answers;
    impl<'de> serde::de::Visitor<'de> for Answers {
        type Value = IndexMap<String, InputAnswer>;
        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("answers by the name of the input")
        }
        fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut out = IndexMap::new();
            while let Some((name, answer)) = map.next_entry()? {
                if out.insert(name, answer).is_some() {
                    return Err(serde::de::Error::custom("an input is answered twice"));
                }
            }
            Ok(out)
        }
    }
    d.deserialize_map(Answers)
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Snapshot")
            .field("conditions", &self.conditions.items.len())
            .field("allergies", &self.allergies.items.len())
            .field("medications", &self.medications.items.len())
            .field("observations", &self.observations.items.len())
            .field("notes", &self.notes.len())
            .finish_non_exhaustive()
    }
}
