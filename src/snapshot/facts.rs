//! The kinds of clinical facts.

use super::{Certainty, Concept, FactInfo, Period, SourceRef};
use crate::codec::codec_struct;
use crate::time::PartialTime;
use crate::value::{CmpOp, Num};
use serde::{Deserialize, Serialize};

macro_rules! redacted {
    ($($t:ident),*) => { $(
        impl std::fmt::Debug for $t {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($t), "(…)"))
            }
        }
    )* };
}
redacted!(
    Quantity,
    ReferenceRange,
    Condition,
    Allergy,
    Dose,
    Ingredient,
    Medication,
    ObservationValue,
    Observation,
    Procedure,
    Immunization,
    Order,
    Encounter,
    FamilyHistory
);

/// A number with its unit as received.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Quantity {
    /// The number.
    pub value: Num,
    /// `<`, `<=`, `>`, `>=` for a censored result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comparator: Option<CmpOp>,
    /// UCUM code, or the unit text where no code was given; `None` when the source gave none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

codec_struct!(Quantity { value, comparator, unit });

/// Limits sent along with a result.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ReferenceRange {
    /// Lower limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low: Option<Quantity>,
    /// Upper limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high: Option<Quantity>,
    /// As text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Whom it applies to, as text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applies_to: Option<String>,
}

/// Whether a problem is current.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ConditionStatus {
    /// Active, recurring or relapsed.
    #[default]
    Active,
    /// Resolved, inactive or in remission.
    Inactive,
    /// The source does not say.
    Unknown,
}

/// A problem or diagnosis.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Condition {
    /// Provenance.
    pub info: FactInfo,
    /// What.
    pub code: Concept,
    /// Current or not.
    pub status: ConditionStatus,
    /// How sure.
    pub certainty: Certainty,
    /// `problem-list-item`, `encounter-diagnosis`, …
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
    /// Severity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<Concept>,
    /// Onset and abatement.
    pub period: Period,
    /// A negative statement about a whole value set ("none of these"), by its canonical URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub none_of: Option<String>,
}

/// An allergy or intolerance.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Allergy {
    /// Provenance.
    pub info: FactInfo,
    /// To what.
    pub code: Concept,
    /// Current or not.
    pub status: ConditionStatus,
    /// How sure; an unconfirmed allergy counts for safety checks.
    pub certainty: Certainty,
    /// `allergy` or `intolerance`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// `low`, `high`, `unable-to-assess`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub criticality: Option<String>,
    /// Worst recorded reaction: `mild`, `moderate`, `severe`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<String>,
    /// What happened.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reactions: Vec<Concept>,
    /// Onset and last occurrence.
    pub period: Period,
    /// Says that there is no allergy of this kind (for example "no known allergy").
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub none_known: bool,
}

/// What kind of record a medication fact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum MedicationKind {
    /// An order or prescription.
    #[default]
    Order,
    /// An order of this very request, not signed yet.
    Draft,
    /// Said to be taken.
    Statement,
    /// Given.
    Administration,
    /// Handed out.
    Dispense,
}

/// Where a medication stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum MedicationStatus {
    /// In use.
    #[default]
    Active,
    /// Paused.
    OnHold,
    /// Over: stopped, completed, cancelled.
    Ended,
    /// A plan or proposal, not in use.
    Proposed,
    /// The source does not say.
    Unknown,
}

/// A dose instruction.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Dose {
    /// Amount each time (the upper end where a range was given).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Quantity>,
    /// Lower end of a range of amounts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_low: Option<Quantity>,
    /// Times a day (the upper end where a range was given).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_day: Option<Num>,
    /// Times a day at the lower end of a range (`every 4 to 6 hours`: 4, where `per_day` is 6).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_day_low: Option<Num>,
    /// Rate of an infusion.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<Quantity>,
    /// Only when needed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub as_needed: bool,
    /// Maximum for a day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_per_day: Option<Quantity>,
    /// Route.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<Concept>,
    /// As text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// One ingredient of a product, where the source lists them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Ingredient {
    /// What.
    pub code: Concept,
    /// Amount in one unit of the product (`5 mg` per tablet).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strength: Option<Quantity>,
    /// The unit of the product the strength is per (`{tablet}`, `mL`); `None` means one piece.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per: Option<Quantity>,
}

/// A medication: ordered, taken, given or handed out.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Medication {
    /// Provenance.
    pub info: FactInfo,
    /// The product or ingredient.
    pub code: Concept,
    /// Ingredients, where the source lists them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ingredients: Vec<Ingredient>,
    /// Ordered, draft, stated, given, handed out.
    pub kind: MedicationKind,
    /// Where it stands.
    pub status: MedicationStatus,
    /// "Do not give": a prohibition, not an order.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub prohibited: bool,
    /// Dose instructions, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub doses: Vec<Dose>,
    /// Pharmaceutical form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<Concept>,
    /// Why it is given.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub indications: Vec<Concept>,
    /// From and to.
    pub period: Period,
    /// End of the supply handed out, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supply_until: Option<PartialTime>,
    /// Orders this one replaces.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub replaces: Vec<SourceRef>,
}

/// How final a result is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ObservationStatus {
    /// Final.
    #[default]
    Final,
    /// Changed after it was final: amended or corrected.
    Corrected,
    /// Registered or preliminary.
    Preliminary,
    /// The source does not say.
    Unknown,
}

/// What was observed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ObservationValue {
    /// A number.
    Quantity(Quantity),
    /// From and to, both in the same unit.
    Range {
        /// From.
        low: Option<Quantity>,
        /// To.
        high: Option<Quantity>,
    },
    /// A code.
    Concept(Concept),
    /// Text that is not a number with its unit.
    Text(String),
    /// Yes or no.
    YesNo(bool),
    /// A date or time.
    Time(PartialTime),
    /// No value, and why, as received (`dataAbsentReason`).
    Absent(String),
    /// Withheld from us.
    Masked,
    /// No value of its own (a panel with components only).
    None,
}

/// A laboratory result, vital sign or answer. A component (systolic pressure
/// within a blood pressure) stands as an observation of its own beside its panel.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Observation {
    /// Provenance.
    #[serde(default)]
    pub info: FactInfo,
    /// What was measured.
    pub code: Concept,
    /// The result.
    pub value: ObservationValue,
    /// How final.
    #[serde(default)]
    pub status: ObservationStatus,
    /// When it was true of the patient (drawn, measured).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective: Option<PartialTime>,
    /// When it was released.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued: Option<PartialTime>,
    /// `laboratory`, `vital-signs`, …
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
    /// Flags as received, upper case: `H`, `LL`, `A`, …
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub interpretation: Vec<String>,
    /// Limits as received.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ranges: Vec<ReferenceRange>,
    /// Specimen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub specimen: Option<Concept>,
    /// Where on the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_site: Option<Concept>,
    /// The panel this is a component of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub component_of: Option<SourceRef>,
}

/// Where a procedure or order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum OrderStatus {
    /// Ordered, scheduled or in progress.
    Active,
    /// Done.
    #[default]
    Done,
    /// Said not to have been done.
    NotDone,
    /// Stopped or revoked.
    Ended,
    /// A proposal or plan.
    Proposed,
    /// A draft of this very request.
    Draft,
    /// The source does not say.
    Unknown,
}

/// A procedure.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Procedure {
    /// Provenance.
    pub info: FactInfo,
    /// What.
    pub code: Concept,
    /// Done or not.
    pub status: OrderStatus,
    /// When.
    pub period: Period,
    /// Why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Concept>,
}

/// An immunization.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Immunization {
    /// Provenance.
    pub info: FactInfo,
    /// The vaccine.
    pub code: Concept,
    /// `false` for "not done"; then never counts as given.
    pub given: bool,
    /// Why not, where it was not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason_not_given: Option<Concept>,
    /// Refused by the patient.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub refused: bool,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub occurred: Option<PartialTime>,
}

/// An order other than a medication: laboratory, imaging, referral.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Order {
    /// Provenance.
    pub info: FactInfo,
    /// What.
    pub code: Concept,
    /// Where it stands.
    pub status: OrderStatus,
    /// "Do not do": a prohibition.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub prohibited: bool,
    /// When it was ordered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authored: Option<PartialTime>,
    /// When it is to happen.
    pub period: Period,
}

/// An encounter.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Encounter {
    /// Provenance.
    pub info: FactInfo,
    /// Type.
    pub code: Concept,
    /// `inpatient`, `emergency`, `ambulatory`, `observation`, `home-health`, `virtual`, or as received.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// Going on now.
    pub current: bool,
    /// From and to.
    pub period: Period,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
}

/// A disease of a relative; never satisfies a question about the patient.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct FamilyHistory {
    /// Provenance.
    pub info: FactInfo,
    /// The relative.
    pub relationship: Concept,
    /// The disease.
    pub code: Concept,
    /// The relative's age at onset in years, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub onset_age: Option<Num>,
}
