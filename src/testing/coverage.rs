//! What the tests reached: every rule fired, silent and undecided, every
//! condition true, false and unknown, every threshold at its edge on both sides;
//! and whether each message that was made fits the summary of a card.
//!
//! Says in words which test is missing. Knows goals and observations, not how
//! either came about.

use super::goals::{ConditionGoal, Goals, Reader, ThresholdGoal};
use super::names::pack_of;
use crate::eval::result::Outcome;
use crate::eval::{Compared, Observed, Run};
use crate::model::{Model, Rule, RuleKind, SUMMARY};
use crate::source::Span;
use crate::value::{CmpOp, Interval, Num, Truth};
use crate::vocab::Lifecycle;
use serde::Serialize;
use std::collections::BTreeMap;

/// A condition and the truths it took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConditionCoverage {
    /// As it was written.
    pub text: String,
    /// Its line.
    pub line: u32,
    /// It was true.
    pub yes: bool,
    /// It was false.
    pub no: bool,
    /// It was unknown; `None` when it cannot be.
    pub unknown: Option<bool>,
}

/// A threshold and how near the tests came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ThresholdCoverage {
    /// The condition it stands in, as written.
    pub text: String,
    /// Its line.
    pub line: u32,
    /// The threshold with its unit.
    pub threshold: String,
    /// A value exactly at it was tested.
    pub at: bool,
    /// A value near it, for which the answer is the other one, was tested.
    pub beyond: bool,
}

/// What is covered: a rule, a definition or a score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ItemCoverage {
    /// `pack/name`.
    pub name: String,
    /// `rule`, `define` or `score`.
    pub kind: &'static str,
    /// Tests in which a rule fired.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fired: Option<u32>,
    /// Tests in which a rule stayed silent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub silent: Option<u32>,
    /// Tests in which a rule was undecided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unknown: Option<u32>,
    /// Characters of the longest message of a rule, as made in a test.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longest_message: Option<u32>,
    /// Its conditions.
    pub conditions: Vec<ConditionCoverage>,
    /// Its thresholds.
    pub thresholds: Vec<ThresholdCoverage>,
    /// Which tests are missing, in words.
    pub missing: Vec<String>,
    /// Where it was declared.
    #[serde(skip)]
    pub(crate) span: Span,
    /// Rows of a table of interactions are not asked for one by one.
    #[serde(skip)]
    pub(crate) bulk: bool,
}

/// Reached and to be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Share {
    /// Reached.
    pub reached: u32,
    /// To be reached.
    pub of: u32,
}

impl Share {
    fn add(&mut self, hit: bool) {
        self.of += 1;
        self.reached += u32::from(hit);
    }

    /// In percent, rounded down; 100 when there is nothing to reach.
    pub fn percent(self) -> u32 {
        (u64::from(self.reached) * 100)
            .checked_div(u64::from(self.of))
            .map_or(100, |p| u32::try_from(p).unwrap_or(100))
    }
}

/// Shares over all items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Totals {
    /// Rules that fired in a test.
    pub fired: Share,
    /// Rules that stayed silent in a test.
    pub silent: Share,
    /// Rules that were undecided in a test.
    pub unknown: Share,
    /// Truths of conditions.
    pub conditions: Share,
    /// Sides of thresholds.
    pub thresholds: Share,
    /// Rules of which every message made in a test fits the summary of a card.
    pub messages: Share,
    /// Everything.
    pub all: Share,
}

/// What the tests reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Shares.
    pub totals: Totals,
    /// Rules, definitions and scores of the tested packs, by name.
    pub items: Vec<ItemCoverage>,
}

/// Collects over evaluations.
#[derive(Debug, Default)]
pub(crate) struct Collector {
    observed: Observed,
    outcomes: BTreeMap<String, [u32; 3]>,
    /// Characters of the longest message, by rule.
    longest: BTreeMap<String, u32>,
}

impl Collector {
    /// Adds one evaluation.
    pub(crate) fn add(&mut self, done: Run) {
        self.observed.merge(done.observed);
        for f in done.evaluation.findings {
            let length = u32::try_from(f.message.encode_utf16().count()).unwrap_or(u32::MAX);
            let longest = self.longest.entry(f.rule.to_string()).or_default();
            *longest = length.max(*longest);
        }
        for (rule, outcome) in done.outcomes {
            let slot = match outcome {
                Outcome::Fires => 0,
                Outcome::DoesNotFire | Outcome::Suppressed => 1,
                Outcome::Indeterminate => 2,
                Outcome::NotEvaluated => continue,
            };
            if let Some(n) = self.outcomes.entry(rule).or_default().get_mut(slot) {
                *n += 1;
            }
        }
    }

    /// Adds what the value of a definition met.
    pub(crate) fn reached(&mut self, observed: Observed) {
        self.observed.merge(observed);
    }

    /// What was reached of the packs `tested`.
    pub(crate) fn finish(self, model: &Model, tested: &[String]) -> Coverage {
        let wanted = |name: &str| tested.iter().any(|p| p == pack_of(name));
        let goals = Reader::new(model);
        let mut items = Vec::new();
        for rule in model.rules.iter().filter(|r| wanted(&r.id)) {
            if rule.governance.status == Lifecycle::Active {
                let counts = self.outcomes.get(rule.id.as_str()).copied().unwrap_or_default();
                items.push(self.rule(model, rule, counts, &goals.rule(rule)));
            }
        }
        for d in model.defines.iter().filter(|d| wanted(&d.name)) {
            items.push(self.item(model, "define", &d.name, d.span, &goals.define(&d.value)));
        }
        for s in model.scores.iter().filter(|s| wanted(&s.name)) {
            items.push(self.item(model, "score", &s.name, s.span, &goals.score(s)));
        }
        let totals = totals(&items);
        Coverage { totals, items }
    }

    fn rule(
        &self,
        model: &Model,
        rule: &Rule,
        [fired, silent, unknown]: [u32; 3],
        goals: &Goals,
    ) -> ItemCoverage {
        let mut item = self.item(model, "rule", &rule.id, rule.span, goals);
        (item.fired, item.silent, item.unknown) = (Some(fired), Some(silent), Some(unknown));
        item.bulk = is_row(model, rule);
        item.longest_message = self.longest.get(rule.id.as_str()).copied();
        let outcomes = [(fired, "it fires"), (silent, "it stays silent"), (unknown, "it is undecided")];
        let missing = outcomes.iter().filter(|(n, _)| *n == 0).map(|(_, w)| format!("no test in which {w}"));
        item.missing = missing.chain(std::mem::take(&mut item.missing)).collect();
        if let Some(n) = item.longest_message.filter(|n| !fits(*n)) {
            item.missing.push(format!("a message of {n} characters; the summary of a card holds {SUMMARY}"));
        }
        item
    }

    fn item(&self, model: &Model, kind: &'static str, name: &str, span: Span, goals: &Goals) -> ItemCoverage {
        let mut item = ItemCoverage {
            name: name.to_string(),
            kind,
            fired: None,
            silent: None,
            unknown: None,
            longest_message: None,
            conditions: Vec::new(),
            thresholds: Vec::new(),
            missing: Vec::new(),
            span,
            bulk: false,
        };
        for goal in &goals.conditions {
            let c = self.condition(model, goal);
            for (hit, word) in [(Some(c.yes), "true"), (Some(c.no), "false"), (c.unknown, "unknown")] {
                if hit == Some(false) {
                    item.missing.push(format!("no test in which `{}` is {word}", c.text));
                }
            }
            item.conditions.push(c);
        }
        for goal in &goals.thresholds {
            let t = self.threshold(model, goal);
            if !t.at {
                item.missing.push(format!("no test of `{}` at exactly {}", t.text, t.threshold));
            }
            if !t.beyond {
                item.missing.push(format!("no test of `{}` {} {}", t.text, side(goal.op), t.threshold));
            }
            item.thresholds.push(t);
        }
        item
    }

    fn condition(&self, model: &Model, goal: &ConditionGoal) -> ConditionCoverage {
        let seen = self.observed.truths.get(&goal.node).copied().unwrap_or_default();
        ConditionCoverage {
            text: written(model, goal.span),
            line: model.sources.line_col(goal.span).line,
            yes: seen.yes,
            no: seen.no,
            unknown: goal.open.then_some(seen.unknown),
        }
    }

    fn threshold(&self, model: &Model, goal: &ThresholdGoal) -> ThresholdCoverage {
        let none: &[Compared] = &[];
        let all = self.observed.compared.get(&goal.node).map_or(none, Vec::as_slice);
        let values: Vec<Num> =
            all.iter().filter(|c| c.threshold == goal.value).filter_map(|c| c.value.value()).collect();
        ThresholdCoverage {
            text: written(model, goal.span),
            line: model.sources.line_col(goal.span).line,
            threshold: format!("{} {}", goal.value, goal.unit).trim_end().to_string(),
            at: values.contains(&goal.value),
            beyond: values.iter().any(|v| beyond(goal.op, goal.value, *v)),
        }
    }
}

/// Whether a rule is a row of a table of interactions: knowledge, not logic, so no goals are set for it.
pub(crate) fn is_row(model: &Model, rule: &Rule) -> bool {
    matches!(rule.kind, RuleKind::Interaction(_)) && model.sources.path(rule.span.source).ends_with(".csv")
}

/// Whether `v` is near the threshold and gets the other answer than the threshold itself.
fn beyond(op: Option<CmpOp>, threshold: Num, v: Num) -> bool {
    if v == threshold {
        return false;
    }
    match op {
        Some(CmpOp::Eq | CmpOp::Ne) => true,
        Some(op) => near(threshold, v) && holds(op, v, threshold) != holds(op, threshold, threshold),
        None => near(threshold, v),
    }
}

fn holds(op: CmpOp, a: Num, b: Num) -> Truth {
    Interval::exact(a).compare(op, &Interval::exact(b))
}

/// Within a twentieth of the threshold, or one unit of its last digit.
fn near(threshold: Num, v: Num) -> bool {
    let Some(distance) = v.sub(threshold).map(Num::abs) else { return false };
    let text = threshold.to_string();
    let decimals = text.split_once('.').map_or(0, |(_, d)| d.len());
    let digit = Num::new(1, u32::try_from(decimals).unwrap_or(0));
    let share = threshold.abs().div(Num::from(20)).unwrap_or(Num::ZERO);
    distance <= digit.max(share)
}

/// On which side of the threshold the other answer lies.
fn side(op: Option<CmpOp>) -> &'static str {
    match op {
        Some(CmpOp::Gt | CmpOp::Le) => "just above",
        Some(CmpOp::Lt | CmpOp::Ge) => "just below",
        Some(CmpOp::Eq | CmpOp::Ne) => "away from",
        None => "just beside",
    }
}

/// A condition as it was written, on one line and not too long.
fn written(model: &Model, span: Span) -> String {
    let text = model.sources.slice(span).split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= 80 {
        return text;
    }
    text.chars().take(77).chain("…".chars()).collect()
}

fn fits(characters: u32) -> bool {
    usize::try_from(characters).is_ok_and(|n| n <= SUMMARY)
}

fn totals(items: &[ItemCoverage]) -> Totals {
    let mut t = Totals::default();
    for length in items.iter().filter_map(|i| i.longest_message) {
        t.messages.add(fits(length));
        t.all.add(fits(length));
    }
    for item in items.iter().filter(|i| !i.bulk) {
        for (count, share) in
            [(item.fired, &mut t.fired), (item.silent, &mut t.silent), (item.unknown, &mut t.unknown)]
        {
            if let Some(n) = count {
                share.add(n > 0);
                t.all.add(n > 0);
            }
        }
        for c in &item.conditions {
            for hit in [Some(c.yes), Some(c.no), c.unknown].into_iter().flatten() {
                t.conditions.add(hit);
                t.all.add(hit);
            }
        }
        for c in &item.thresholds {
            for hit in [c.at, c.beyond] {
                t.thresholds.add(hit);
                t.all.add(hit);
            }
        }
    }
    t
}
