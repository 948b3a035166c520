//! The doors of the evaluator: evaluate, explain, observe.

use super::answer::told;
use super::budget::{Budget, Limits, Stop};
use super::engine::{Eval, Scope};
use super::facts::Facts;
use super::meter::{Asked, Meter};
use super::observe::{Observed, Observer};
use super::order::Order;
use super::result::{
    Evaluation, Explanation, Finding, Indeterminate, NotEvaluated, Outcome, Stats, Suppressed,
};
use super::text;
use crate::model::{DefineValue, Model, Rule};
use crate::snapshot::Snapshot;
use crate::time::{Clock, LocalTime, PartialTime};
use crate::units::Unit;
use crate::value::{Gap, Interval, Num, Truth};
use crate::vocab::Lifecycle;
use smol_str::SmolStr;
use std::cmp::Ordering;

/// Version of the result's format.
const FORMAT: u32 = 1;

/// How to evaluate.
#[derive(Default)]
pub struct Options<'a> {
    /// How much work may be done.
    pub limits: Limits,
    /// Asked now and then; when it says yes, the evaluation stops and lists what it left out.
    /// For deadlines: the engine itself has no clock.
    pub cancelled: Option<&'a dyn Fn() -> bool>,
    /// Advise on the treatment of patients who have died, too (to look back on a record).
    pub advise_deceased: bool,
    /// Leave [`Evaluation::scores`] empty, for hosts that show none: scores that a rule asks for are
    /// worked out all the same.
    pub without_scores: bool,
}

/// An evaluation with everything it touched, for tests of rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The answer.
    pub evaluation: Evaluation,
    /// How every rule ended, in order of rules.
    pub outcomes: Vec<(String, Outcome)>,
    /// The truths of every condition, the values every threshold met.
    pub observed: Observed,
}

/// A defined value, for tests of rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefinedValue {
    /// What became of it.
    pub value: Defined,
    /// What is missing for it.
    pub missing: Vec<Gap>,
    /// The conditions and thresholds it met.
    pub observed: Observed,
}

/// The kinds of defined value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Defined {
    /// A condition.
    Cond(Truth),
    /// A number in a unit: what the facts still allow.
    Num(Interval<Num>, Option<Unit>),
    /// A text, if it is known.
    Text(Option<String>),
    /// A time, in words.
    Time(String),
}

fn engine<'a>(model: &'a Model, facts: Facts<'a>, clock: &'a Clock, options: &Options<'a>) -> Eval<'a> {
    let budget = Budget::new(options.limits, options.cancelled);
    let mut e = Eval::new(model, facts, clock, budget);
    e.advise_deceased = options.advise_deceased;
    e.without_scores = options.without_scores;
    e
}

/// Evaluates every rule for a patient at a moment.
///
/// The same model, snapshot, clock and limits give the same result, byte for byte.
pub fn evaluate(model: &Model, snapshot: &Snapshot, clock: &Clock, options: &Options<'_>) -> Evaluation {
    run(model, snapshot, clock, options, None, None, &|_| true).0
}

/// Evaluates every rule, and measures where there is something to measure with.
pub(super) fn metered(
    model: &Model,
    snapshot: &Snapshot,
    clock: &Clock,
    options: &Options<'_>,
    meter: Option<&Meter<'_>>,
) -> Evaluation {
    run(model, snapshot, clock, options, None, meter, &|_| true).0
}

/// Evaluates and records what every condition and threshold met.
pub fn observe(model: &Model, snapshot: &Snapshot, clock: &Clock, options: &Options<'_>) -> Run {
    observe_some(model, snapshot, clock, options, &|_| true)
}

/// As [`observe`], but only of the rules that `wanted` picks by their index; the
/// others are nowhere in the result, and nothing may be concluded from that.
pub(crate) fn observe_some(
    model: &Model,
    snapshot: &Snapshot,
    clock: &Clock,
    options: &Options<'_>,
    wanted: &dyn Fn(usize) -> bool,
) -> Run {
    let observer = Observer::default();
    let (evaluation, outcomes) = run(model, snapshot, clock, options, Some(&observer), None, wanted);
    Run { evaluation, outcomes, observed: observer.take() }
}

/// Why a rule ended as it did; `None` for a rule that is not there.
///
/// `rule` is `pack/name`, or the name alone where only one pack has it.
pub fn explain(
    model: &Model,
    snapshot: &Snapshot,
    clock: &Clock,
    options: &Options<'_>,
    rule: &str,
) -> Option<Explanation> {
    let (index, found) = find(model, rule)?;
    let order = Order::of(snapshot);
    let fresh = || engine(model, Facts::new(snapshot, &order, model), clock, options);
    let skipped = skip(found, snapshot, clock);
    Some(super::explain::explanation(&fresh, index, found, skipped))
}

/// The value of a definition or score by name (`pack/Name` or `Name`), for tests of rules.
pub fn value_of(
    model: &Model,
    snapshot: &Snapshot,
    clock: &Clock,
    options: &Options<'_>,
    name: &str,
) -> Option<DefinedValue> {
    let observer = Observer::default();
    let order = Order::of(snapshot);
    let mut e = engine(model, Facts::new(snapshot, &order, model), clock, options);
    e.observer = Some(&observer);
    let is = |full: &str| full == name || text::short(full) == name;
    if let Some(i) = model.scores.iter().position(|s| is(&s.name)) {
        let n = e.score(crate::model::ScoreId(u32::try_from(i).ok()?));
        drop(e);
        return Some(DefinedValue {
            value: Defined::Num(n.range, None),
            missing: told(&n.gaps),
            observed: observer.take(),
        });
    }
    let def = model.defines.iter().find(|d| is(&d.name))?;
    let scope = Scope::default();
    let (value, missing) = match &def.value {
        DefineValue::Cond(c) => {
            let a = e.cond(c, &scope);
            (Defined::Cond(a.truth), told(&a.gaps))
        }
        DefineValue::Num(x) => {
            let n = e.number(x, &scope);
            (Defined::Num(n.range, x.unit.clone()), told(&n.gaps))
        }
        DefineValue::Text(x) => {
            let t = e.words(x, &scope);
            (Defined::Text(t.value().map(str::to_string)), told(&t.gaps))
        }
        DefineValue::Time(x) => {
            let t = e.time(x, &scope);
            (Defined::Time(text::when(&t.start, &clock.zone)), told(&t.gaps))
        }
    };
    drop(e);
    Some(DefinedValue { value, missing, observed: observer.take() })
}

fn find<'m>(model: &'m Model, name: &str) -> Option<(usize, &'m Rule)> {
    let exact = model.rules.iter().enumerate().find(|(_, r)| r.id == name);
    exact.or_else(|| {
        let mut short = model.rules.iter().enumerate().filter(|(_, r)| text::short(&r.id) == name);
        let only = short.next()?;
        short.next().is_none().then_some(only)
    })
}

/// Why a rule is not asked at all.
pub(super) fn skip(rule: &Rule, snapshot: &Snapshot, clock: &Clock) -> Option<&'static str> {
    match rule.governance.status {
        Lifecycle::Draft => return Some("draft"),
        Lifecycle::Retired => return Some("retired"),
        Lifecycle::Active => {}
    }
    let from = rule.governance.effective_from.as_ref().and_then(|d| d.parse::<PartialTime>().ok());
    if from.is_some_and(|d| super::facts::in_future(&d, clock)) {
        return Some("not-yet-effective");
    }
    let asked = snapshot.request.trigger.as_deref();
    let triggered =
        asked.is_none_or(|t| rule.triggers.is_empty() || rule.triggers.iter().any(|x| x.word() == t));
    (!triggered).then_some("trigger")
}

/// An answer without anything in it.
pub(super) fn blank(hash: SmolStr, clock: &Clock) -> Evaluation {
    Evaluation {
        format: FORMAT,
        findings: Vec::new(),
        indeterminate: Vec::new(),
        suppressed: Vec::new(),
        not_evaluated: Vec::new(),
        scores: Vec::new(),
        notes: Vec::new(),
        stats: Stats::default(),
        pack_hash: hash,
        as_of: LocalTime::of(clock.now, &clock.zone),
        zone: clock.zone.label(),
        engine: SmolStr::new_static(env!("CARGO_PKG_VERSION")),
        generation: 0,
    }
}

fn run<'a>(
    model: &'a Model,
    snapshot: &'a Snapshot,
    clock: &'a Clock,
    options: &Options<'a>,
    observer: Option<&'a Observer>,
    meter: Option<&Meter<'_>>,
    wanted: &dyn Fn(usize) -> bool,
) -> (Evaluation, Vec<(String, Outcome)>) {
    let too_many = Facts::sent(snapshot) > options.limits.facts;
    let nobody = Snapshot::default();
    // Too many facts are not even sorted.
    let looked_at = if too_many { &nobody } else { snapshot };
    let order = Order::of(looked_at);
    let mut e = engine(model, Facts::new(looked_at, &order, model), clock, options);
    e.observer = observer;
    let mut out = blank(model.hash.clone(), clock);
    let mut outcomes = Vec::new();
    let mut full = false;
    meter.iter().for_each(|m| m.prepared(model.rules.len()));
    for (index, rule) in model.rules.iter().enumerate().filter(|(index, _)| wanted(*index)) {
        let reason = match skip(rule, snapshot, clock) {
            Some(reason) => {
                if reason == "trigger" {
                    out.stats.rules += 1;
                }
                Some(reason)
            }
            None => {
                out.stats.rules += 1;
                let stopped = too_many || full || e.budget.stop() == Some(Stop::Evaluation);
                let ended = match stopped {
                    true => None,
                    false => one(&e, index, rule, &mut out, options.limits.findings, &mut full),
                };
                outcomes.extend(ended.map(|o| (rule.id.to_string(), o)));
                if let (Some(m), Ok(at)) = (meter, u32::try_from(index)) {
                    m.rule(at, Asked::by(ended));
                }
                ended.is_none().then_some("limit")
            }
        };
        if let Some(reason) = reason {
            out.not_evaluated.push(NotEvaluated { rule: rule.id.clone(), reason: reason.into() });
            outcomes.push((rule.id.to_string(), Outcome::NotEvaluated));
        }
    }
    conclude(&e, snapshot, too_many, &mut out);
    (out, outcomes)
}

/// Scores, notes and the order of everything.
pub(super) fn conclude(e: &Eval<'_>, snapshot: &Snapshot, too_many: bool, out: &mut Evaluation) {
    e.budget.next_rule();
    if !too_many && !e.without_scores && !e.budget.stopped() {
        out.scores = e.all_scores();
    }
    if !e.without_scores && (too_many || e.budget.stopped()) {
        out.scores.clear();
        let names =
            e.model.scores.iter().map(|s| NotEvaluated { rule: s.name.clone(), reason: "limit".into() });
        out.not_evaluated.extend(names);
    }
    out.notes = if too_many { snapshot.notes.clone() } else { e.notes() };
    // Rules are asked in their order.
    out.findings.sort_by_key(|f| f.severity);
    debug_assert!(out.findings.is_sorted_by(|a, b| order(a, b).is_le()));
    arrange_rest(out);
}

/// The worst first, then by rule and subject.
fn order(a: &Finding, b: &Finding) -> Ordering {
    (a.severity, &a.rule, &a.id).cmp(&(b.severity, &b.rule, &b.id))
}

/// Puts findings and what was not looked at in their order.
pub(super) fn arrange(out: &mut Evaluation) {
    out.findings.sort_by(order);
    arrange_rest(out);
}

fn arrange_rest(out: &mut Evaluation) {
    out.not_evaluated.sort_by(|a, b| a.rule.cmp(&b.rule));
    out.stats.not_evaluated = u32::try_from(out.not_evaluated.len()).unwrap_or(u32::MAX);
}

/// Evaluates one rule; how it ended, if it came to an end within the limits.
pub(super) fn one(
    e: &Eval<'_>,
    index: usize,
    rule: &Rule,
    out: &mut Evaluation,
    most: usize,
    full: &mut bool,
) -> Option<Outcome> {
    e.budget.next_rule();
    if e.budget.stopped() {
        return None;
    }
    let before = out.findings.len();
    let end = e.rule(index, rule, &mut out.findings);
    if let Some(own @ [_, _, ..]) = out.findings.get_mut(before..) {
        own.sort_by(order);
    }
    if e.budget.stopped() || out.findings.len() > most {
        *full |= !e.budget.stopped();
        out.findings.truncate(before);
        return None;
    }
    match end.outcome {
        Outcome::Fires => out.stats.fired += 1,
        Outcome::DoesNotFire => out.stats.silent += 1,
        Outcome::Suppressed => {
            out.stats.suppressed += 1;
            let by = end.by.unwrap_or_default();
            out.suppressed.push(Suppressed { rule: rule.id.clone(), title: rule.title.clone(), by });
        }
        Outcome::Indeterminate => {
            out.stats.indeterminate += 1;
            out.indeterminate.push(Indeterminate {
                rule: rule.id.clone(),
                title: rule.title.clone(),
                category: rule.category,
                severity: rule.severity,
                missing: end.missing,
            });
        }
        Outcome::NotEvaluated => {}
    }
    Some(end.outcome)
}
