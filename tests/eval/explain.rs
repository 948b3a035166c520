//! Why, why not, and what is missing.

use super::support::*;
use curbside::eval::result::{Explanation, Outcome};
use curbside::eval::{Options, explain, observe, render_explanation};
use curbside::snapshot::*;
use curbside::value::Truth;

const RULE: &str = r#"
define Frail "frail" = has HeartFailure or has Diabetes
rule r "High potassium" {
  category safety
  for      age >= 18 years
  let      k = latest Potassium in last 7 days
  when     k > 5.5 mmol/L and Frail and (taking Spironolactone as drug or taking NSAID as drug)
  unless   underwent Dialysis in last 30 days
  message  "{k}"
  evidence "Guideline" doi 10.1/x
}
"#;

fn x(s: &Snapshot) -> Explanation {
    explain(&model(RULE), s, &clock(), &Options::default(), "t/r").unwrap()
}

fn full() -> SnapshotBuilder {
    patient()
        .observation(potassium("5.6", "2026-03-07"))
        .condition(heart_failure())
        .medication(drug("9997", "spironolactone"))
}

#[test]
fn why_with_values_facts_and_places() {
    let x = x(&full().build());
    assert_eq!((x.outcome, x.blockers.len(), x.open.len()), (Outcome::Fires, 0, 0));
    let clauses: Vec<_> = x.parts.iter().map(|p| p.clause.as_str()).collect();
    assert_eq!(clauses, ["for", "let", "when", "unless"]);
    let when = &x.parts[2].trace;
    assert_eq!((when.joins.as_str(), when.parts.len()), ("all of", 3));
    assert_eq!(when.parts[0].text, "k > 5.5 mmol/L");
    assert_eq!(when.parts[0].parts[0].value.as_deref(), Some("5.6 mmol/L"));
    assert!(when.place.starts_with("t/t.cds:") || when.place.starts_with("t.cds:"), "{}", when.place);
    let text = render_explanation(&x);
    for part in [
        "fires",
        "k > 5.5 mmol/L",
        "5.6 mmol/L",
        "2026-03-07",
        "obs/2823-3/2026-03-07",
        "Guideline doi:10.1/x",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn why_not_names_the_smallest_set() {
    let blockers = |s: SnapshotBuilder| {
        let x = x(&s.build());
        assert_eq!(x.outcome, Outcome::DoesNotFire);
        x.blockers.into_iter().map(|b| b.condition).collect::<Vec<_>>()
    };
    let low = patient()
        .observation(potassium("5.5", "2026-03-07"))
        .condition(heart_failure())
        .medication(drug("9997", "spironolactone"));
    assert_eq!(blockers(low.clone()), ["k > 5.5 mmol/L"]);
    assert_eq!(x(&low.build()).blockers[0].values, ["k is 5.5 mmol/L"]);
    // Of an `or` the part with the fewest is named.
    let neither = patient().observation(potassium("5.6", "2026-03-07")).condition(heart_failure());
    assert_eq!(blockers(neither), ["taking Spironolactone as drug"]);
    let child = full().born(day("2020-01-01"));
    assert_eq!(blockers(child), ["age >= 18 years"]);
}

#[test]
fn an_exception_is_what_stood_in_the_way() {
    let dialysis = Procedure {
        code: Concept::coded("snomed", "265764009"),
        period: Period { start: Some(day("2026-03-01")), end: None },
        ..Procedure::default()
    };
    let x = x(&full().procedure(dialysis).build());
    assert_eq!(x.outcome, Outcome::Suppressed);
    assert_eq!(x.blockers[0].condition, "not underwent Dialysis in last 30 days");
    assert_eq!(x.blockers[0].truth, Truth::True);
}

#[test]
fn what_is_missing_and_what_it_would_decide() {
    let s = patient().condition(heart_failure()).medication(drug("9997", "spironolactone")).build();
    let x = x(&s);
    assert_eq!(x.outcome, Outcome::Indeterminate);
    let open = &x.open[0];
    assert_eq!((open.missing.datum.as_str(), open.condition.as_str()), ("Potassium", "k > 5.5 mmol/L"));
    assert_eq!((open.if_true, open.if_false), (Outcome::Fires, Outcome::DoesNotFire));
    // Within a definition the leaf is named.
    let s = full().with(|s| s.conditions = Section::default()).build();
    let x = explain(&model(RULE), &s, &clock(), &Options::default(), "r").unwrap();
    let named: Vec<_> = x.open.iter().map(|o| (o.condition.as_str(), o.if_true, o.if_false)).collect();
    assert_eq!(
        named,
        [
            ("has HeartFailure", Outcome::Fires, Outcome::Indeterminate),
            ("has Diabetes", Outcome::Fires, Outcome::Indeterminate),
        ]
    );
    assert!(render_explanation(&x).contains("if that holds, the rule fires"));
}

#[test]
fn an_old_value_is_shown_and_not_used() {
    let s = full().with(|s| s.observations.items = vec![potassium("6.1", "2025-01-01")]).build();
    let x = x(&s);
    assert_eq!(x.open[0].missing.detail.as_deref(), Some("2025-01-01"));
    let k = &x.parts[1].trace;
    assert_eq!(
        (k.value.as_deref(), k.facts[0].text.as_str()),
        (Some("unknown"), "Potassium, serum or plasma 6.1 mmol/L")
    );
}

#[test]
fn interactions_care_gaps_and_own_rules_are_explained_too() {
    let text = r#"
interaction i "Warfarin with an NSAID" { between Warfarin and NSAID severity major effect "e" evidence "x" }
rule gap "Colonoscopy" {
  category care-gap recall underwent Colonoscopy every 10 years message "x" evidence "x"
}
"#;
    let m = model(text);
    let ask = |s: &Snapshot, rule: &str| explain(&m, s, &clock(), &Options::default(), rule).unwrap();
    let s = patient().medication(warfarin()).build();
    let i = ask(&s, "i");
    assert_eq!((i.outcome, i.blockers.len()), (Outcome::DoesNotFire, 1));
    assert_eq!(i.blockers[0].condition, "taking or ordering Warfarin and taking or ordering NSAID");
    let open = ask(&patient().medication(warfarin()).medication(uncoded_drug("pills")).build(), "i");
    assert_eq!((open.outcome, open.open[0].if_false), (Outcome::Indeterminate, Outcome::DoesNotFire));
    let gap = ask(&s, "gap");
    assert_eq!((gap.outcome, gap.parts[0].clause.as_str()), (Outcome::Fires, "recall"));
    let own = ask(&s, "t/Potassium.critical");
    assert_eq!((own.outcome, own.parts[0].clause.as_str()), (Outcome::DoesNotFire, "result"));
    assert!(explain(&m, &s, &clock(), &Options::default(), "no-such-rule").is_none());
}

#[test]
fn everything_that_was_touched_is_recorded() {
    let m = model(RULE);
    let run = observe(&m, &full().build(), &clock(), &Options::default());
    let compared: Vec<_> = run.observed.compared.values().flatten().map(|c| (c.threshold, c.value)).collect();
    assert!(compared.contains(&(n("5.5"), exact("5.6"))), "{compared:?}");
    assert!(compared.iter().any(|(t, _)| *t == n("18")));
    let rule = m.rules.iter().find(|r| r.id == "t/r").unwrap();
    let when = rule.when.as_ref().unwrap();
    assert!(run.observed.truths[&when.id].yes && !run.observed.truths[&when.id].no);
    assert!(run.outcomes.contains(&("t/r".to_string(), Outcome::Fires)));
    assert_eq!(run.evaluation, curbside::eval::evaluate(&m, &full().build(), &clock(), &Options::default()));
}
