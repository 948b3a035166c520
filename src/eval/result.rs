//! What an evaluation answers: findings, what could not be decided, what was
//! silenced, what was not looked at. Plain data; the same input gives the same bytes.
//! Texts that are the same for every patient are shared with the rules, or short: copies cost nothing.

use crate::model::Evidence;
use crate::snapshot::{Coding, IngestionNote, SourceRef};
use crate::time::{LocalTime, Moment};
use crate::value::{Gap, Num, Truth};
use crate::vocab::{Category, Severity};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::sync::Arc;

/// The answer for one patient at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Evaluation {
    /// Version of this format.
    pub format: u32,
    /// What fired, the worst first, then by rule and subject.
    pub findings: Vec<Finding>,
    /// What could not be decided, by rule.
    pub indeterminate: Vec<Indeterminate>,
    /// What would have fired but for an exception, by rule.
    pub suppressed: Vec<Suppressed>,
    /// What was not looked at, and why, by rule.
    pub not_evaluated: Vec<NotEvaluated>,
    /// Scores, by name.
    pub scores: Vec<ScoreValue>,
    /// What readers and evaluator had to say about the data.
    pub notes: Vec<IngestionNote>,
    /// How many rules came to which end.
    pub stats: Stats,
    /// Hash of the packs.
    pub pack_hash: SmolStr,
    /// The instant that counted as now, in the clock's zone.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub as_of: LocalTime,
    /// The zone.
    pub zone: SmolStr,
    /// Version of the engine.
    pub engine: SmolStr,
    /// Which exchange of rules gave the answer, see [`Live`](crate::Live); 0 where rules are not exchanged.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub generation: u64,
}

fn is_zero(n: &u64) -> bool {
    *n == 0
}

/// A rule that fired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Finding {
    /// Stable over runs: rule and subject, as `sha256` in short hex.
    pub id: SmolStr,
    /// `pack/rule`.
    pub rule: SmolStr,
    /// Title.
    pub title: SmolStr,
    /// What the rule is for.
    pub category: Category,
    /// How much it matters.
    pub severity: Severity,
    /// `possible`: it could not be ruled out (`unknown fire`); `question`: it asks for data (`unknown ask`).
    pub certainty: FindingCertainty,
    /// One line.
    pub message: String,
    /// More.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<SmolStr>,
    /// What could be done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suggestions: Vec<SuggestedAction>,
    /// The facts it rests on, with their dates.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<FactUsed>,
    /// What was missing, for `possible` and `question`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Gap>,
    /// When a care gap was due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<SmolStr>,
    /// Sources.
    #[serde(default, skip_serializing_if = "<[Evidence]>::is_empty")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<Evidence>"))]
    pub evidence: Arc<[Evidence]>,
}

/// How sure a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum FindingCertainty {
    /// The facts say so.
    Definite,
    /// The facts do not rule it out.
    Possible,
    /// The facts do not decide it; it asks for what is missing.
    Question,
}

/// A fact that bears on an answer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FactUsed {
    /// What it is, for people: `Potassium 5.6 mmol/L`.
    pub text: SmolStr,
    /// Its date, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<SmolStr>"))]
    pub date: Option<Moment>,
    /// Where it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceRef>,
}

/// Something that could be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SuggestedAction {
    /// `stop`, `change`, `start`, `order`, `problem`, `recall`.
    pub action: SmolStr,
    /// What it is about: the bound fact or the set's label.
    pub what: SmolStr,
    /// The fact to stop or change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceRef>,
    /// Codes of what to start, order or add.
    #[serde(default, skip_serializing_if = "<[Coding]>::is_empty")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<Coding>"))]
    pub codes: Arc<[Coding]>,
    /// When, for a recall: a date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<SmolStr>,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// A rule the facts do not decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Indeterminate {
    /// `pack/rule`.
    pub rule: SmolStr,
    /// Title.
    pub title: SmolStr,
    /// What it is for.
    pub category: Category,
    /// How much it would matter.
    pub severity: Severity,
    /// What is missing, and why; each once, in order of the rule.
    pub missing: Vec<Gap>,
}

/// A rule that an exception silenced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Suppressed {
    /// `pack/rule`.
    pub rule: SmolStr,
    /// Title.
    pub title: SmolStr,
    /// The exception, as it was written.
    pub by: String,
}

/// A rule that was not looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NotEvaluated {
    /// `pack/rule`.
    pub rule: SmolStr,
    /// `limit` (steps, time, facts or findings), `trigger`, `draft`, `retired`, `not-yet-effective`.
    pub reason: SmolStr,
}

/// A score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScoreValue {
    /// `pack/Name`.
    pub name: SmolStr,
    /// What people call it.
    pub label: SmolStr,
    /// Smallest possible value; `None` when nothing is known.
    pub low: Option<Num>,
    /// Largest possible value.
    pub high: Option<Num>,
    /// Its band, when every possible value lies in one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub band: Option<SmolStr>,
    /// Whether any clinical fact beyond age and sex bears on it.
    pub informed: bool,
    /// What is missing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Gap>,
}

/// How many rules came to which end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Stats {
    /// Rules in force.
    pub rules: u32,
    /// Rules that fired.
    pub fired: u32,
    /// Rules that did not.
    pub silent: u32,
    /// Rules not decided.
    pub indeterminate: u32,
    /// Rules silenced by an exception.
    pub suppressed: u32,
    /// Rules not looked at.
    pub not_evaluated: u32,
}

/// How a rule ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It holds.
    Fires,
    /// It does not hold.
    DoesNotFire,
    /// It would hold but for an exception.
    Suppressed,
    /// The facts do not decide it.
    Indeterminate,
    /// It was not looked at.
    NotEvaluated,
}

/// Why a rule ended as it did: the conditions with their values and facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Explanation {
    /// `pack/rule`.
    pub rule: SmolStr,
    /// Title.
    pub title: SmolStr,
    /// How it ended.
    pub outcome: Outcome,
    /// Why it was not evaluated, where it was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_evaluated: Option<SmolStr>,
    /// The parts: `for`, `let`, `between`, `result`, `when`, `recall`, `unless`.
    pub parts: Vec<TracePart>,
    /// For a rule that did not fire: the smallest set of conditions that stood in the way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blockers: Vec<Blocker>,
    /// For an undecided rule: each missing datum and what its values would decide.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<OpenQuestion>,
    /// Findings it made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// Sources of the rule.
    #[serde(default, skip_serializing_if = "<[Evidence]>::is_empty")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<Evidence>"))]
    pub evidence: Arc<[Evidence]>,
}

/// A part of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TracePart {
    /// `when`, `unless`, ….
    pub clause: String,
    /// Its conditions.
    pub trace: Trace,
}

/// A condition or value with what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Trace {
    /// The model's node, for coverage.
    pub node: u32,
    /// As it was written.
    pub text: String,
    /// File and line it was written at.
    pub place: String,
    /// `all of`, `any of`, `not`, or empty for a single condition.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub joins: String,
    /// What became of a condition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub truth: Option<Truth>,
    /// What became of a value: `5.6 mmol/L`, `5 to 8`, `unknown`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The facts behind it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<FactUsed>,
    /// What is missing for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Gap>,
    /// Its parts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Trace>,
}

/// A condition that stood in the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Blocker {
    /// As it was written, `not …` where its holding was in the way.
    pub condition: String,
    /// What it was.
    pub truth: Truth,
    /// The values it compared.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// The facts behind it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<FactUsed>,
}

/// A missing datum and what its values would decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OpenQuestion {
    /// What is missing, and why.
    pub missing: Gap,
    /// The condition it leaves open, as it was written.
    pub condition: String,
    /// How the rule would end if the condition held.
    pub if_true: Outcome,
    /// How the rule would end if it did not.
    pub if_false: Outcome,
}
