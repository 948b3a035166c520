//! Scores, inputs and tables.

use super::support::*;
use curbside::eval::{Options, evaluate, value_of};
use curbside::snapshot::*;
use curbside::value::Interval;
use curbside::value::Truth::{False, True, Unknown};

const RISK: &str = r#"
score Risk "Risk" {
  for age >= 18 years
  1 if has HeartFailure
  2 if age >= 65 years
  by Systolic { < 140 -> 0  140 .. < 160 -> 1  >= 160 -> 3 }
  points EyeOpening.points
  band 0 .. 3 "low"  band 4 .. 6 "moderate"  band > 6 "high"
  evidence "x"
}
"#;

fn score(s: &Snapshot) -> curbside::eval::result::ScoreValue {
    let m = model(RISK);
    evaluate(&m, s, &clock(), &Options::default()).scores.remove(0)
}

#[test]
fn by_looks_at_an_aggregate() {
    let m = model(
        "score High \"High\" { by highest Systolic in last 7 days { < 140 -> 0  >= 140 -> 2 } evidence \"x\" }",
    );
    let s = patient()
        .observation(systolic("150", "2026-03-05"))
        .observation(systolic("120", "2026-03-07"))
        .observation(systolic("190", "2026-01-01"))
        .build();
    let v = evaluate(&m, &s, &clock(), &Options::default()).scores.remove(0);
    assert_eq!((v.low, v.high), (Some(n("2")), Some(n("2"))));
    let old = patient().observation(systolic("190", "2026-01-01")).build();
    let v = evaluate(&m, &old, &clock(), &Options::default()).scores.remove(0);
    assert_eq!((v.low, v.high), (Some(n("0")), Some(n("2"))));
    assert_eq!(short(&v.missing), ["Systolic too-old"]);
}

fn eyes(s: SnapshotBuilder, answer: &str) -> SnapshotBuilder {
    let answer = InputAnswer::Choice(answer.into());
    s.with(|s| {
        s.inputs.insert("EyeOpening".into(), answer);
    })
}

#[test]
fn a_full_score_is_a_number() {
    let s =
        eyes(patient().condition(heart_failure()).observation(systolic("150", "2026-03-01")), "to-speech")
            .build();
    let v = score(&s);
    assert_eq!((v.low, v.high, v.band.as_deref()), (Some(n("7")), Some(n("7")), Some("high")));
    assert!(v.informed);
    assert_eq!(v.missing, vec![]);
}

#[test]
fn what_is_missing_leaves_a_range() {
    let s = eyes(patient().condition(heart_failure()), "spontaneous").build();
    let v = score(&s);
    assert_eq!((v.low, v.high, v.band), (Some(n("7")), Some(n("10")), Some("high".into())));
    assert_eq!(short(&v.missing), ["Systolic never-recorded"]);
    let v = score(&patient().build());
    assert_eq!((v.low, v.high, v.band), (Some(n("3")), Some(n("9")), None));
    assert!(!v.informed);
    let m = model(&format!(
        "{RISK}\ndefine A = Risk >= 3\ndefine B = Risk > 5\ndefine C = Risk.band is \"low\"\ndefine D = Risk is known"
    ));
    for (name, wanted) in [("A", True), ("B", Unknown), ("C", Unknown), ("D", False)] {
        let v = value_of(&m, &patient().build(), &clock(), &Options::default(), name).unwrap();
        assert_eq!(v.value, curbside::eval::Defined::Cond(wanted), "{name}");
    }
}

#[test]
fn a_censored_value_touches_several_rows() {
    let s = eyes(patient().observation(result("8480-6", ">150 mm[Hg]", "2026-03-01")), "none").build();
    let v = score(&s);
    assert_eq!((v.low, v.high), (Some(n("4")), Some(n("6"))));
    assert_eq!(v.band.as_deref(), Some("moderate"));
}

#[test]
fn outside_its_population_a_score_is_not_applicable() {
    let child = SnapshotBuilder::new().born(day("2020")).build();
    let v = score(&child);
    assert_eq!((v.low, v.high, short(&v.missing)), (None, None, vec!["Risk not-applicable".to_string()]));
    let ageless = score(&SnapshotBuilder::new().build());
    assert_eq!((ageless.low, short(&ageless.missing)), (None, vec!["birth date never-recorded".to_string()]));
}

#[test]
fn inputs_from_the_host_or_from_observations() {
    let coded = |code: &str, at: &str| {
        let v = ObservationValue::Concept(Concept::coded("loinc", code));
        observation("9267-6", v, at)
    };
    let s = patient().observation(coded("LA6555-6", "2026-03-08T07:00:00Z")).build();
    all(
        &s,
        &[("EyeOpening is to-speech", True), ("EyeOpening is none", False), ("EyeOpening.points = 3", True)],
    );
    let points = patient().observation(result("9267-6", "4 {score}", "2026-03-08T07:00:00Z")).build();
    assert_eq!(truth("EyeOpening is spontaneous", &points), True);
    let old = patient().observation(coded("LA6555-6", "2026-03-01")).build();
    assert_eq!(ask("EyeOpening is to-speech", &old), (Unknown, vec!["EyeOpening too-old".into()]));
    assert_eq!(ask("EyeOpening is to-speech", &patient().build()).1, ["EyeOpening not-answered"]);
    let both = eyes(patient().observation(coded("LA6555-6", "2026-03-08T07:00:00Z")), "none").build();
    assert_eq!(ask("EyeOpening is none", &both), (Unknown, vec!["EyeOpening contradictory".into()]));
    let agreed = eyes(patient().observation(coded("LA6555-6", "2026-03-08T07:00:00Z")), "to-speech").build();
    assert_eq!(truth("EyeOpening is to-speech", &agreed), True);
}

#[test]
fn answers_of_the_wrong_kind_are_not_answers() {
    let with = |name: &str, a: InputAnswer| {
        patient()
            .with(|s| {
                s.inputs.insert(name.into(), a);
            })
            .build()
    };
    assert_eq!(truth("Pain >= 7", &with("Pain", InputAnswer::Number(n("8")))), True);
    assert_eq!(truth("Pain >= 7", &with("t/Pain", InputAnswer::Number(n("6")))), False);
    assert_eq!(ask("Pain >= 7", &with("Pain", InputAnswer::Number(n("11")))).1, ["Pain implausible"]);
    assert_eq!(ask("Pain >= 7", &with("Pain", InputAnswer::Choice("much".into()))).1, ["Pain not-answered"]);
    assert_eq!(truth("Pain <= 10", &patient().build()), True);
    assert_eq!(truth("Oxygen", &with("Oxygen", InputAnswer::YesNo(true))), True);
    assert_eq!(ask("Oxygen", &with("Oxygen", InputAnswer::Number(n("1")))).1, ["Oxygen not-answered"]);
    assert_eq!(
        ask("EyeOpening is none", &with("EyeOpening", InputAnswer::Choice("closed".into()))).1,
        ["EyeOpening not-answered"]
    );
}

#[test]
fn tables_give_the_row_or_what_the_rows_agree_on() {
    let table = "table Dose(Systolic) -> text { >= 160 -> \"stop\"  140 .. < 160 -> \"halve\"  < 140 -> \"keep\" }\n\
                 table Points(Systolic) -> number { >= 140 -> 2  < 140 -> 1 }\n";
    let rows = [
        ("150 mm[Hg]", "Dose(Systolic) is \"halve\"", True),
        ("160 mm[Hg]", "Dose(Systolic) is \"stop\"", True),
        ("<130 mm[Hg]", "Dose(Systolic) is \"keep\"", True),
        (">150 mm[Hg]", "Dose(Systolic) is \"keep\"", False),
        (">150 mm[Hg]", "Dose(Systolic) is \"stop\"", Unknown),
        (">150 mm[Hg]", "Points(Systolic) = 2", True),
    ];
    for (v, q, wanted) in rows {
        let m = model(&format!("{table}\ndefine Q = {q}"));
        let s = patient().observation(result("8480-6", v, "2026-03-01")).build();
        let got = value_of(&m, &s, &clock(), &Options::default(), "Q").unwrap();
        assert_eq!(got.value, curbside::eval::Defined::Cond(wanted), "{v} {q}");
    }
    let m = model(&format!("{table}\ndefine Q = Points(Systolic)"));
    let got = value_of(&m, &patient().build(), &clock(), &Options::default(), "Q").unwrap();
    assert_eq!(got.value, curbside::eval::Defined::Num(Interval::closed(n("1"), n("2")).unwrap(), None));
    assert_eq!(short(&got.missing), ["Systolic never-recorded"]);
}
