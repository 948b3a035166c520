//! Rules: authored ones, interactions, and those that observations yield.

use super::{
    BindId, Binding, Cond, LetId, NumExpr, ObservationId, Presence, Rare, SetId, TextExpr, ValueExpr,
};
use crate::source::Span;
use crate::time::Duration;
use crate::vocab::{Category, Lifecycle, Severity, Trigger, UnknownPolicy};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::sync::Arc;

/// A rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// `pack/name`; stable.
    pub id: SmolStr,
    /// Title.
    pub title: SmolStr,
    /// What kind.
    pub kind: RuleKind,
    /// What it is for.
    pub category: Category,
    /// How much a finding matters.
    pub severity: Severity,
    /// When it is asked; empty: always.
    pub triggers: Rare<Trigger>,
    /// Names bound with `as`.
    pub bindings: Box<[Binding]>,
    /// Values with a name, in order; each may use those before.
    pub lets: Rare<Let>,
    /// The population.
    pub population: Option<Box<Cond>>,
    /// Must hold; `And` of several `when`.
    pub when: Option<Box<Cond>>,
    /// A care gap.
    pub recall: Option<Box<Recall>>,
    /// Any of them silences.
    pub unless: Box<[Cond]>,
    /// What an undecided rule does.
    pub unknown: UnknownPolicy,
    /// One line.
    pub message: Template,
    /// More.
    pub detail: Option<Template>,
    /// What could be done.
    pub suggestions: Box<[Suggestion]>,
    /// Who says so, who owns it, until when; one for all rules that say the same.
    pub governance: Arc<Governance>,
    /// Where it was declared.
    pub span: Span,
}

impl Rule {
    /// What it asks: population, `when`, every `unless`.
    pub fn conditions(&self) -> impl Iterator<Item = &Cond> {
        let asked = self.population.iter().chain(&self.when).map(|c| &**c);
        asked.chain(&self.unless)
    }
}

/// What kind of rule.
#[derive(Debug, Clone)]
pub enum RuleKind {
    /// Written as `rule`.
    Authored,
    /// Written as `interaction`, or a row of `interactions`.
    Interaction(Box<Interaction>),
    /// Yielded by an observation: about its latest result in its window.
    Result(ObservationId, ResultAspect),
}

/// What an observation's own rule looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ResultAspect {
    /// Beyond the critical limits.
    Critical,
    /// Outside the normal limits, and not critical.
    Abnormal,
    /// A change larger than `delta`.
    Delta,
    /// Rising or falling steadily.
    Trend,
}

/// Two medications that do not go together.
#[derive(Debug, Clone)]
pub struct Interaction {
    /// One (verb `taking or ordering`), with its binding.
    pub a: Presence,
    /// The other.
    pub b: Presence,
    /// What may happen.
    pub effect: Box<str>,
    /// What to do.
    pub advice: Option<SmolStr>,
    /// How it comes about.
    pub mechanism: Option<Box<str>>,
}

/// `let k = …`.
#[derive(Debug, Clone)]
pub struct Let {
    /// The name.
    pub name: Box<str>,
    /// The value.
    pub value: ValueExpr,
}

/// `recall underwent Colonoscopy every 10 years`.
#[derive(Debug, Clone)]
pub struct Recall {
    /// What is to be done again; without a window.
    pub done: Presence,
    /// How often.
    pub every: Duration,
}

/// The most characters of a message: what the summary of a CDS Hooks card holds.
pub const SUMMARY: usize = 139;

/// A text with values.
#[derive(Debug, Clone, Default)]
pub struct Template {
    /// Its pieces, in order.
    pub pieces: Box<[Piece]>,
}

/// A piece of a template.
#[derive(Debug, Clone)]
pub enum Piece {
    /// Text as it is.
    Text(SmolStr),
    /// A value.
    Value(TemplateValue),
}

/// A value in a template.
#[derive(Debug, Clone)]
pub enum TemplateValue {
    /// A number with its unit: `5.6 mmol/L`; for a `let` also `{k}` and `{k.value}`.
    Num(Box<NumExpr>),
    /// A text.
    Text(Box<TextExpr>),
    /// A condition, as yes, no or unknown.
    Cond(Box<Cond>),
    /// The date of a `let` that is a result, or of a bare observation.
    Date(Box<super::TimeExpr>),
    /// The unit of a `let`.
    Unit(Box<SmolStr>),
    /// What a name bound: labels joined by commas and "and".
    Binding(BindId),
    /// A field of what a name bound, joined likewise.
    Field(BindId, super::FactField),
    /// A `let` of any type.
    Let(LetId),
}

// There are tens of thousands of these.
const _: () = assert!(size_of::<Piece>() <= 24);

/// Something that could be done.
#[derive(Debug, Clone)]
pub struct Suggestion {
    /// What.
    pub kind: SuggestionKind,
    /// In words.
    pub text: Option<Template>,
}

/// The kinds of suggestion.
#[derive(Debug, Clone)]
pub enum SuggestionKind {
    /// Stop each bound medication.
    Stop(BindId),
    /// Change each bound medication.
    Change(BindId),
    /// Start something of the set.
    Start(SetId),
    /// Order something of the set or an observation.
    Order(SetId),
    /// Order an observation to be measured.
    Measure(ObservationId),
    /// Add a problem.
    Problem(SetId),
    /// See again after a while.
    Recall(Duration),
}

/// Who says so, who owns it, until when.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Governance {
    /// Sources.
    pub evidence: Arc<[Evidence]>,
    /// Who answers for it.
    pub owner: Option<Box<str>>,
    /// Who wrote it.
    pub author: Option<Box<str>>,
    /// Its version.
    pub version: Option<Box<str>>,
    /// How far it has come.
    pub status: Lifecycle,
    /// What it is meant to achieve.
    pub intent: Option<Box<str>>,
    /// Whom it is about, in words.
    pub population: Option<Box<str>>,
    /// For which users.
    pub user: Option<Box<str>>,
    /// Tags.
    pub tags: Box<[Box<str>]>,
    /// Remarks.
    pub notes: Box<[Box<str>]>,
    /// To be reviewed by, `2027-06-30`.
    pub review_by: Option<Box<str>>,
    /// In force from.
    pub effective_from: Option<Box<str>>,
}

impl Default for Lifecycle {
    /// Active.
    fn default() -> Self {
        Lifecycle::Active
    }
}

/// A source.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Evidence {
    /// The citation.
    pub citation: String,
    /// Grade as the source gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<String>,
    /// Year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<i64>,
    /// DOI.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doi: Option<String>,
    /// Address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}
