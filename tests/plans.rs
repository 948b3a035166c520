//! Plans and profiles as hosts see them: how rules are reached, whether a patient
//! reaches one, and what each costs.
#![allow(clippy::unwrap_used, clippy::panic)]

use curbside::eval::result::Outcome;
use curbside::eval::{Asked, Limits, Options};
use curbside::pack::PackSource;
use curbside::plan::{Companion, IndexMode, PlanOptions, Reached};
use curbside::snapshot::{
    Concept, Coverage, Medication, MedicationKind, MedicationStatus, Sex, Snapshot, SnapshotBuilder,
};
use curbside::time::Clock;
use curbside::{Compiler, Ruleset};
use std::cell::Cell;

const RULES: &str = r#"pack demo
codes Warfarin = rxnorm 11289 "warfarin"
codes Ibuprofen = rxnorm 5640 "ibuprofen"
observation Potassium "Potassium" { code loinc 2823-3 unit mmol/L window 7 days report nothing }
rule fact "Fact" { category result when taking Warfarin message "." }
rule both "Both" { category result when taking Warfarin and taking Ibuprofen message "." }
rule either "Either" { category result when taking Warfarin or taking Ibuprofen message "." }
rule bounded "Bounded" { category result when taking Warfarin and Potassium > 5.5 mmol/L message "." }
rule threshold "Threshold" { category result when Potassium > 6.5 mmol/L message "." }
rule guard "Guard" { category result when sex is female and not taking Ibuprofen message "." }
rule absent "Absent" { category result when not taking Warfarin unless taking Ibuprofen message "." }
"#;

fn rules(index: IndexMode) -> Ruleset {
    let pack =
        PackSource::new("demo").file("pack.yaml", "name: demo\nversion: 1.0.0\n").file("demo.cds", RULES);
    let plan = PlanOptions { index, ..PlanOptions::default() };
    Compiler::new().pack(pack).plan(plan).compile().unwrap_or_else(|e| panic!("{e}"))
}

fn clock() -> Clock {
    Clock::new("2026-03-01T09:00:00Z".parse().unwrap(), "UTC".parse().unwrap())
}

fn on(codes: &[&str]) -> Snapshot {
    let mut b = SnapshotBuilder::new().sex(Sex::Male);
    for code in codes {
        b = b.medication(Medication { code: Concept::coded("rxnorm", *code), ..Default::default() });
    }
    let mut s = b.build();
    s.medications.coverage = Coverage::Complete;
    s.observations.coverage = Coverage::Complete;
    s
}

fn reached(rule: &str) -> Reached {
    rules(IndexMode::Full).plan_of(rule).unwrap().reached
}

/// The code sets of the facts, and of the one beside them.
fn facts(rule: &str) -> (Vec<String>, Option<Companion>) {
    match reached(rule) {
        Reached::Facts { any_of, beside } => {
            assert!(any_of.iter().all(|k| k.kind == "current medication" && k.rules > 0), "{any_of:?}");
            (any_of.into_iter().map(|k| k.codes).collect(), beside)
        }
        other => panic!("{rule}: {other:?}"),
    }
}

#[test]
fn every_way_is_told() {
    assert_eq!(facts("demo/fact"), (vec!["demo/Warfarin".into()], None));
    let (first, beside) = facts("demo/both");
    let Some(Companion::Fact(second)) = beside else { panic!("{beside:?}") };
    let mut both = [first[0].as_str(), &second.codes];
    both.sort_unstable();
    assert_eq!(both, ["demo/Ibuprofen", "demo/Warfarin"]);
    let mut either = facts("demo/either").0;
    either.sort();
    assert_eq!(either, ["demo/Ibuprofen", "demo/Warfarin"]);
    let bounded = Some(Companion::Threshold("Potassium > 5.5 mmol/L".into()));
    assert_eq!(facts("demo/bounded"), (vec!["demo/Warfarin".into()], bounded));
    assert_eq!(reached("demo/threshold"), Reached::Threshold { comparison: "Potassium > 6.5 mmol/L".into() });
    assert_eq!(reached("demo/guard"), Reached::Guard { condition: "sex is female".into() });
    let why = "it asks for the absence of something".to_string();
    assert_eq!(reached("demo/absent"), Reached::Always { reason: why });
}

#[test]
fn conditions_and_exceptions_are_told() {
    let plan = rules(IndexMode::Full).plan_of("demo/absent").unwrap();
    assert_eq!((plan.rule.as_str(), plan.title.as_str()), ("demo/absent", "Absent"));
    assert_eq!(plan.conditions.as_deref(), Some("not taking Warfarin"));
    assert_eq!(plan.exceptions.as_deref(), Some("taking Ibuprofen"));
    assert_eq!(rules(IndexMode::Full).plan_of("demo/fact").unwrap().exceptions, None);
    assert_eq!(rules(IndexMode::Full).plan_of("demo/nosuch"), None);
}

#[test]
fn without_an_index_every_rule_is_asked() {
    for index in [IndexMode::Off, IndexMode::Postings] {
        let rules = rules(index);
        assert_eq!(rules.plan_of("demo/fact").unwrap().reached, Reached::Unindexed);
        assert_eq!(rules.reaches("demo/both", &on(&[]), &clock()), Some(true));
        assert!(!rules.plan_summary().indexed);
    }
}

#[test]
fn the_summary_counts_every_rule_once() {
    let s = rules(IndexMode::Full).plan_summary();
    let counted = s.by_fact + s.by_two_facts + s.by_fact_and_threshold + s.by_threshold + s.by_guard;
    assert_eq!(counted + s.always.len() + s.never.len(), s.rules);
    assert_eq!((s.rules, s.by_fact, s.by_two_facts, s.by_fact_and_threshold), (7, 2, 1, 1));
    assert_eq!((s.by_threshold, s.by_guard, s.always.len()), (1, 1, 1));
    assert!(s.longest.is_sorted_by_key(|k| std::cmp::Reverse(k.rules)) && !s.longest.is_empty());
}

#[test]
fn what_is_not_reached_does_not_fire() {
    let rules = rules(IndexMode::Full);
    let mut skipped = 0;
    for codes in [&[][..], &["11289"], &["5640"], &["11289", "5640"]] {
        let patient = on(codes);
        for rule in &rules.model().rules {
            let reached = rules.reaches(&rule.id, &patient, &clock()).unwrap();
            let outcome = rules.explain(&rule.id, &patient, &clock()).unwrap().outcome;
            assert!(reached || outcome == Outcome::DoesNotFire, "{} {codes:?}", rule.id);
            skipped += usize::from(!reached);
        }
    }
    assert!(skipped >= 7, "{skipped}");
    assert_eq!(rules.reaches("demo/both", &on(&[]), &clock()), Some(false));
    // A product whose ingredients are not known may hold the other drug: undecided, so reached.
    assert_eq!(rules.reaches("demo/both", &on(&["11289"]), &clock()), Some(true));
    assert_eq!(rules.reaches("demo/both", &on(&["11289", "5640"]), &clock()), Some(true));
    assert_eq!(rules.reaches("demo/nosuch", &on(&[]), &clock()), None);
    // Of what was not supplied nothing is known to be absent.
    assert_eq!(rules.reaches("demo/both", &Snapshot::default(), &clock()), Some(true));
}

#[test]
fn an_ended_medication_reaches_what_asks_for_the_past_alone() {
    const RULES: &str = r#"pack demo
codes Warfarin = rxnorm 11289 "warfarin"
codes Ibuprofen = rxnorm 5640 "ibuprofen"
rule current "Current" { category result when taking Warfarin message "." }
rule order "Order" { category result when ordering Warfarin message "." }
rule past "Past" { category result when taken Warfarin message "." }
rule ended "Ended" { category result when taking Warfarin with status ended message "." }
interaction pair "Pair" {
  between Warfarin and Ibuprofen
  severity major effect "." advice "." evidence "." owner "." review by 2027-06-30
}
"#;
    let pack =
        PackSource::new("demo").file("pack.yaml", "name: demo\nversion: 1.0.0\n").file("demo.cds", RULES);
    let rules = Compiler::new().pack(pack).compile().unwrap_or_else(|e| panic!("{e}"));
    let reached = |kind, status| {
        // Without a dictionary it may hold the other drug, too.
        let code = Concept::coded("rxnorm", "11289");
        let warfarin = Medication { code, kind, status, ..Default::default() };
        let mut s = SnapshotBuilder::new().medication(warfarin).build();
        s.medications.coverage = Coverage::Complete;
        let asked = rules.model().rules.iter().filter(|r| rules.reaches(&r.id, &s, &clock()).unwrap());
        let asked: Vec<String> = asked.map(|r| r.id["demo/".len()..].to_string()).collect();
        for rule in &rules.model().rules {
            let outcome = rules.explain(&rule.id, &s, &clock()).unwrap().outcome;
            let reached = asked.iter().any(|a| rule.id.ends_with(a.as_str()));
            assert!(reached || outcome == Outcome::DoesNotFire, "{} {kind:?} {status:?}", rule.id);
        }
        asked
    };
    use MedicationKind::{Draft, Order};
    use MedicationStatus::{Active, Ended, OnHold, Unknown};
    assert_eq!(reached(Order, Active), ["current", "ended", "order", "pair", "past"]);
    assert_eq!(reached(Draft, Active), ["current", "ended", "order", "pair", "past"]);
    // A status that is not known may be any.
    assert_eq!(reached(Order, Unknown), ["current", "ended", "order", "pair", "past"]);
    assert_eq!(reached(Order, Ended), ["ended", "past"]);
    assert_eq!(reached(Order, OnHold), ["ended", "past"]);
}

#[test]
fn a_profile_has_the_same_answer_and_every_rule_that_was_asked() {
    let patient = on(&["11289", "5640"]);
    for index in [IndexMode::Full, IndexMode::Postings, IndexMode::Off] {
        let rules = rules(index);
        // A clock that steps each time it is looked at.
        let ticks = Cell::new(0u64);
        let now = || {
            ticks.set(ticks.get() + 10);
            ticks.get()
        };
        let p = rules.profile(&patient, &clock(), &Options::default(), &now);
        assert_eq!(p.evaluation, rules.evaluate(&patient, &clock()));
        assert_eq!(p.rules.len(), p.reached as usize);
        assert_eq!((p.preparation, p.conclusion), (10, 10));
        assert!(p.rules.iter().all(|r| r.nanoseconds == 10));
        let asked = |id: &str| p.rules.iter().find(|r| r.rule == id).map(|r| r.asked);
        assert_eq!(asked("demo/both"), Some(Asked::Spoke));
        let screened = if index == IndexMode::Full { Asked::ScreenedOut } else { Asked::Silent };
        assert_eq!(asked("demo/absent"), Some(screened));
        assert_eq!(asked("demo/guard").is_some(), index != IndexMode::Full);
        let fired = p.rules.iter().filter(|r| r.asked == Asked::Spoke).count();
        let stats = &p.evaluation.stats;
        assert_eq!(fired as u32, stats.fired + stats.indeterminate + stats.suppressed);
    }
}

#[test]
fn a_limit_shows_in_the_profile() {
    let limits = Limits { findings: 1, ..Limits::default() };
    let options = Options { limits, ..Options::default() };
    let p = rules(IndexMode::Full).profile(&on(&["11289", "5640"]), &clock(), &options, &|| 0);
    assert!(p.rules.iter().any(|r| r.asked == Asked::CutOff), "{:?}", p.rules);
    assert!(p.evaluation.not_evaluated.iter().any(|n| n.reason == "limit"));
}
