//! Each limit by its effect: what is left out is listed.

use super::support::*;
use curbside::eval::{Limits, Options, evaluate, explain};
use curbside::model::Model;
use curbside::snapshot::Snapshot;
use std::cell::Cell;

fn rules() -> Model {
    let rule = |name: &str, when: &str| {
        format!("rule {name} \"x\" {{ category safety when {when} message \"x\" evidence \"x\" }}\n")
    };
    let heavy = (0..60).map(|i| format!("Potassium > {}.{i:02} mmol/L", 2)).collect::<Vec<_>>().join(" and ");
    let all =
        [rule("a-light", "has HeartFailure"), rule("b-heavy", &heavy), rule("c-light", "has HeartFailure")];
    model(&all.concat())
}

fn patient_with(results: usize) -> Snapshot {
    (0..results)
        .fold(patient().condition(heart_failure()), |s, i| {
            s.observation(potassium("4", &format!("2026-02-{:02}T08:{:02}:00Z", i % 28 + 1, i / 28)))
        })
        .build()
}

fn left_out(m: &Model, s: &Snapshot, limits: Limits) -> Vec<String> {
    let e = evaluate(m, s, &clock(), &Options { limits, ..Options::default() });
    assert!(e.not_evaluated.iter().all(|n| n.reason == "limit"));
    assert_eq!(e.stats.not_evaluated as usize, e.not_evaluated.len());
    e.not_evaluated.into_iter().map(|n| n.rule.to_string()).collect()
}

#[test]
fn a_heavy_rule_is_left_out_alone() {
    let (m, s) = (rules(), patient_with(50));
    assert_eq!(left_out(&m, &s, Limits::default()), Vec::<String>::new());
    let limits = Limits { steps_per_rule: 2000, ..Limits::default() };
    assert_eq!(left_out(&m, &s, limits), ["t/b-heavy"]);
    let x = explain(&m, &s, &clock(), &Options { limits, ..Options::default() }, "b-heavy").unwrap();
    assert_eq!(x.not_evaluated.as_deref(), Some("limit"));
}

#[test]
fn without_steps_all_that_follow_are_left_out() {
    let (m, s) = (rules(), patient_with(50));
    let out = left_out(&m, &s, Limits { steps: 2000, ..Limits::default() });
    assert!(out.contains(&"t/b-heavy".to_string()) && out.contains(&"t/c-light".to_string()), "{out:?}");
    assert!(!out.contains(&"t/a-light".to_string()));
}

#[test]
fn too_many_facts_or_findings() {
    let (m, s) = (rules(), patient_with(50));
    let all = left_out(&m, &s, Limits { facts: 20, ..Limits::default() });
    assert_eq!(all.len(), m.rules.len());
    let out = left_out(&m, &s, Limits { findings: 1, ..Limits::default() });
    assert!(out.contains(&"t/c-light".to_string()), "{out:?}");
}

#[test]
fn the_host_can_stop_it() {
    let (m, s) = (rules(), patient_with(50));
    let asked = Cell::new(0);
    let stop = || {
        asked.set(asked.get() + 1);
        asked.get() > 7
    };
    let e = evaluate(&m, &s, &clock(), &Options { cancelled: Some(&stop), ..Options::default() });
    assert!(e.not_evaluated.iter().any(|n| n.reason == "limit"));
    assert_eq!(e.findings.first().map(|f| f.rule.as_str()), Some("t/a-light"));
}

#[test]
fn a_long_chain_of_definitions_ends_in_a_limit_and_not_in_a_crash() {
    let mut text = String::from("define D0 = has HeartFailure\n");
    for i in 1..99 {
        text.push_str(&format!("define D{i} = not (not (not (not (not D{}))))\n", i - 1));
    }
    text.push_str("rule deep \"x\" { category safety when D98 message \"x\" evidence \"x\" }\n");
    let m = model(&text);
    let s = patient_with(0);
    assert_eq!(left_out(&m, &s, Limits::default()), ["t/deep"]);
}
