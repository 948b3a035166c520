//! The rules in force as data: what each is for, who answers for it, what it needs.

use crate::answer::Status;
use curbside::Ruleset;
use curbside::model::{Evidence, InputKind, Model, Rule, RuleKind};
use curbside::needs::{Need, RuleNeeds, What};
use curbside::vocab::{Category, Lifecycle, Severity, Trigger};
use serde::{Deserialize, Serialize};

/// The rules in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Metadata {
    /// The packs, and which exchange put them in force.
    #[serde(flatten)]
    pub status: Status,
    /// Every rule, by id.
    pub rule: Vec<RuleInfo>,
    /// What people can be asked at the bedside, by name.
    pub inputs: Vec<InputInfo>,
    /// Scores, by name.
    pub scores: Vec<ScoreInfo>,
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RuleInfo {
    /// `pack/name`.
    pub id: String,
    /// Title.
    pub title: String,
    /// How it was written: `rule`, `interaction`, or `result` for one that an observation yields.
    pub kind: String,
    /// Its version, else the pack's.
    pub version: String,
    /// What it is for.
    pub category: Category,
    /// How much a finding matters.
    pub severity: Severity,
    /// When it is asked; empty: always.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub triggers: Vec<Trigger>,
    /// How far it has come.
    pub status: Lifecycle,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Who wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// What it is meant to achieve.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intent: Option<String>,
    /// Whom it is about, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub population: Option<String>,
    /// For which users.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// Tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Remarks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// To be reviewed by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review_by: Option<String>,
    /// In force from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_from: Option<String>,
    /// Sources.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// What it asks the record for, through its definitions and scores.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<NeedInfo>,
    /// File and line it was declared at.
    pub place: String,
}

/// Data a rule asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NeedInfo {
    /// `condition`, `allergy`, `medication`, `observation`, `procedure`, `immunization`, `order`, `encounter`,
    /// `family history`, or `input`.
    pub kind: String,
    /// The code set, observation or input: `pack/Name`.
    pub name: String,
    /// What people call it.
    pub label: String,
}

/// Something people can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InputInfo {
    /// `pack/Name`.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// `choice`, `number`, `yes-no` or `date`.
    pub kind: String,
    /// The choices by name, with what people call them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<ChoiceInfo>,
    /// The unit of a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

/// A choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChoiceInfo {
    /// The name to answer with.
    pub name: String,
    /// What people call it.
    pub label: String,
}

/// A score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScoreInfo {
    /// `pack/Name`.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// Sources.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
}

impl Metadata {
    pub(crate) fn of(rules: &Ruleset) -> Metadata {
        let model = rules.model();
        let input = |i: &curbside::model::InputDef| {
            let (kind, choices, unit) = match &i.kind {
                InputKind::Choice(all) => ("choice", all.as_slice(), None),
                InputKind::Number { unit, .. } => ("number", [].as_slice(), unit.as_ref()),
                InputKind::YesNo => ("yes-no", [].as_slice(), None),
                InputKind::Date => ("date", [].as_slice(), None),
            };
            let choice =
                |c: &curbside::model::Choice| ChoiceInfo { name: c.name.clone(), label: c.label.clone() };
            InputInfo {
                name: i.name.clone(),
                label: i.label.clone(),
                kind: kind.into(),
                choices: choices.iter().map(choice).collect(),
                unit: unit.map(|u| u.text().to_string()),
            }
        };
        let score = |s: &curbside::model::ScoreDef| ScoreInfo {
            name: s.name.to_string(),
            label: s.label.to_string(),
            evidence: s.evidence.to_vec(),
        };
        let (mut inputs, mut scores): (Vec<_>, Vec<_>) =
            (model.inputs.iter().map(input).collect(), model.scores.iter().map(score).collect());
        inputs.sort_by(|a, b| a.name.cmp(&b.name));
        scores.sort_by(|a, b| a.name.cmp(&b.name));
        let needs = rules.needs();
        let rule = model.rules.iter().zip(&needs).map(|(r, needs)| rule(model, r, needs)).collect();
        Metadata { status: Status::of(rules), rule, inputs, scores }
    }
}

fn rule(model: &Model, r: &Rule, asked: &RuleNeeds) -> RuleInfo {
    let g = &*r.governance;
    let own = |t: &Option<Box<str>>| t.as_deref().map(str::to_string);
    let all = |t: &[Box<str>]| t.iter().map(|s| s.to_string()).collect();
    let pack = r.id.split('/').next().unwrap_or_default();
    let version = model.packs.iter().find(|p| p.name == pack).map_or("", |p| &p.version);
    let place = model.sources.line_col(r.span).line;
    let is_input = |n: &&Need| matches!(n.what, What::Input(_));
    let facts = asked.needs.iter().filter(|n| !is_input(n));
    let inputs = asked.needs.iter().filter(is_input);
    RuleInfo {
        id: r.id.to_string(),
        title: r.title.to_string(),
        kind: match r.kind {
            RuleKind::Authored => "rule",
            RuleKind::Interaction(_) => "interaction",
            RuleKind::Result(..) => "result",
        }
        .into(),
        version: own(&g.version).unwrap_or_else(|| version.to_string()),
        category: r.category,
        severity: r.severity,
        triggers: r.triggers.to_vec(),
        status: g.status,
        owner: own(&g.owner),
        author: own(&g.author),
        intent: own(&g.intent),
        population: own(&g.population),
        user: own(&g.user),
        tags: all(&g.tags),
        notes: all(&g.notes),
        review_by: own(&g.review_by),
        effective_from: own(&g.effective_from),
        evidence: g.evidence.to_vec(),
        needs: facts.chain(inputs).map(|n| need(model, n)).collect(),
        place: format!("{}:{place}", model.sources.path(r.span.source)),
    }
}

fn need(model: &Model, n: &Need) -> NeedInfo {
    let of = |name: &str, label: &str| (name.to_string(), label.to_string());
    let named = match n.what {
        What::Set(id) => model.sets.get(id.index()).map(|s| of(&s.name, &s.label)),
        What::Observation(id) => model.observations.get(id.index()).map(|o| of(&o.name, &o.label)),
        What::Input(id) => model.inputs.get(id.index()).map(|i| of(&i.name, &i.label)),
        What::Weight => Some(of("", "body weight")),
        What::Pregnancy => Some(of("", "pregnancy and breastfeeding")),
        What::All => Some(of("", "all")),
    };
    let (name, label) = named.unwrap_or_default();
    let kind = if matches!(n.what, What::Input(_)) { "input" } else { n.kind.word() };
    NeedInfo { kind: kind.into(), name, label }
}
