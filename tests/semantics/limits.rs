//! Limits: where the two evaluators may stop at different rules, neither says what the other denies.

use crate::support::*;
use curbside::Ruleset;
use curbside::eval::result::Evaluation;
use curbside::eval::{Limits, Options, evaluate};
use curbside::model::Model;
use curbside::snapshot::Snapshot;
use curbside_gen::evaluators::{combinations, words};
use curbside_gen::{Choices, Pack, Shape, Situation, seeded};
use std::cell::Cell;

fn patients() -> (Model, Vec<Situation>) {
    let shape = Shape { scripts: false, rules: 30 };
    let all = (0..6).map(|p| Situation::generate(Choices::new(&seeded(p, Situation::BYTES)))).collect();
    (Pack::seeded(2, shape).model().unwrap(), all)
}

/// What was said holds, and what was not said is listed.
#[track_caller]
fn part_of(whole: &Evaluation, part: &Evaluation, what: &str) {
    let cut: Vec<&str> =
        part.not_evaluated.iter().filter(|n| n.reason == "limit").map(|n| n.rule.as_str()).collect();
    let is_cut = |rule: &str| cut.contains(&rule);
    for f in &part.findings {
        assert!(whole.findings.contains(f), "{what}: {} is found only within the limit", f.rule);
    }
    for i in &part.indeterminate {
        assert!(whole.indeterminate.contains(i), "{what}: {}", i.rule);
    }
    let said = |rule: &str| {
        part.findings.iter().any(|f| f.rule == rule)
            || part.indeterminate.iter().any(|i| i.rule == rule)
            || part.suppressed.iter().any(|s| s.rule == rule)
    };
    let all = whole.findings.iter().map(|f| &f.rule).chain(whole.indeterminate.iter().map(|i| &i.rule));
    for rule in all.chain(whole.suppressed.iter().map(|s| &s.rule)) {
        assert!(said(rule) || is_cut(rule), "{what}: {rule} is neither answered nor listed as left out");
    }
    let s = part.stats;
    let scores = part.not_evaluated.iter().filter(|n| whole.scores.iter().any(|x| x.name == n.rule)).count();
    let left =
        part.not_evaluated.iter().filter(|n| ["limit", "trigger"].contains(&n.reason.as_str())).count();
    let ended = (s.fired + s.silent + s.indeterminate + s.suppressed) as usize;
    assert_eq!(s.rules as usize, ended + left - scores, "{what}: {s:?}");
}

fn each(options: &dyn Fn() -> Options<'static>, check: impl Fn(&Evaluation, &Evaluation, &str)) {
    let (model, patients) = patients();
    let rules = Ruleset::from(model.clone());
    for c in combinations() {
        let rules = rules.with_plan(c);
        for s in &patients {
            let whole = evaluate(&model, &s.patient, &s.clock, &Options::default());
            let part = rules.evaluate_with(&s.patient, &s.clock, &options());
            check(&whole, &part, &words(c));
        }
    }
}

#[test]
fn steps() {
    for steps in [0, 1, 20, 200, 1000] {
        let limits = Limits { steps, ..Limits::default() };
        each(&|| Options { limits, ..Options::default() }, part_of);
    }
}

#[test]
fn steps_of_a_rule() {
    for steps_per_rule in [0, 1, 5, 25] {
        let limits = Limits { steps_per_rule, ..Limits::default() };
        each(&|| Options { limits, ..Options::default() }, part_of);
    }
}

#[test]
fn findings() {
    for findings in [0, 1, 3] {
        let limits = Limits { findings, ..Limits::default() };
        each(&|| Options { limits, ..Options::default() }, |whole, part, what| {
            part_of(whole, part, what);
            assert!(part.findings.len() <= findings);
        });
    }
}

#[test]
fn facts() {
    let limits = Limits { facts: 2, ..Limits::default() };
    let (model, patients) = patients();
    let rules = Ruleset::from(model.clone());
    for c in combinations() {
        for s in &patients {
            let options = || Options { limits, ..Options::default() };
            let right = evaluate(&model, &s.patient, &s.clock, &options());
            assert_eq!(
                rules.with_plan(c).evaluate_with(&s.patient, &s.clock, &options()),
                right,
                "{}",
                words(c)
            );
        }
    }
}

#[test]
fn cancelled() {
    let (model, patients) = patients();
    let rules = Ruleset::from(model.clone());
    for c in combinations() {
        for s in &patients {
            for after in [0, 1, 3] {
                let asked = Cell::new(0);
                let stop = || {
                    asked.set(asked.get() + 1);
                    asked.get() > after
                };
                let whole = evaluate(&model, &s.patient, &s.clock, &Options::default());
                let options = Options { cancelled: Some(&stop), ..Options::default() };
                part_of(&whole, &rules.with_plan(c).evaluate_with(&s.patient, &s.clock, &options), &words(c));
            }
        }
    }
}

/// After an evaluation that was cut short the next one is whole.
#[test]
fn a_limit_leaves_nothing_behind() {
    let (model, patients) = patients();
    let rules = Ruleset::from(model.clone());
    for s in &patients {
        let right = evaluate(&model, &s.patient, &s.clock, &Options::default());
        for steps in [3, 30, 300] {
            let limits = Limits { steps, ..Limits::default() };
            rules.evaluate_with(&s.patient, &s.clock, &Options { limits, ..Options::default() });
            assert_eq!(rules.evaluate(&s.patient, &s.clock), right);
        }
        let nobody = Snapshot::default();
        rules.evaluate(&nobody, &clock());
        assert_eq!(rules.evaluate(&s.patient, &s.clock), right);
    }
}
