//! Numbers from results: selection, conversion, aggregates, levels, courses.

use super::support::*;
use curbside::snapshot::*;
use curbside::value::Truth::{False, True, Unknown};
use curbside::value::{End, Interval};

const WEEK: &str = "latest Potassium in last 7 days";

#[test]
fn reasons_in_their_order() {
    let none = patient().build();
    assert_eq!(number(WEEK, &none).1, ["Potassium never-recorded"]);
    assert_eq!(number(WEEK, &Snapshot::default()).1, ["Potassium not-supplied"]);
    assert_eq!(number(WEEK, &patient().partial_observations("x").build()).1, ["Potassium partial"]);
    let old = patient().observation(potassium("4", "2025-01-01")).build();
    let (_, gaps) = value(WEEK, &old);
    assert_eq!(short(&gaps), ["Potassium too-old"]);
    assert_eq!(gaps[0].detail.as_deref(), Some("2025-01-01"));
    assert_eq!(gaps[0].source, Some(SourceRef("obs/2823-3/2025-01-01".into())));
    for (value, reason) in [
        (ObservationValue::Quantity(quantity("4", "mg/dL")), "unit"),
        (ObservationValue::Quantity(quantity("4", "")), "unit"),
        (ObservationValue::Quantity(quantity("40", "mmol/L")), "implausible"),
        (ObservationValue::Text("4.0 H".into()), "not-numeric"),
        (ObservationValue::Absent("not-performed".into()), "absent"),
        (ObservationValue::Masked, "masked"),
    ] {
        let s = patient().observation(observation("2823-3", value, "2026-03-07")).build();
        assert_eq!(number(WEEK, &s).1, [format!("Potassium {reason}")]);
    }
    let preliminary = Observation { status: ObservationStatus::Preliminary, ..potassium("4", "2026-03-07") };
    let s = patient().observation(preliminary).build();
    assert_eq!(number(WEEK, &s).1, ["Potassium preliminary-only"]);
    assert_eq!(number("latest Potassium with status preliminary in last 7 days", &s).0, exact("4"));
}

#[test]
fn units_convert_and_molar_mass_too() {
    let s = patient().observation(result("2345-7", "126 mg/dL", "2026-03-07")).build();
    assert_eq!(truth("Glucose >= 6.99 mmol/L", &s), True);
    assert_eq!(truth("Glucose < 7 mmol/L", &s), True);
    let same = patient().observation(result("2823-3", "5600 umol/L", "2026-03-07")).build();
    assert_eq!(number(WEEK, &same).0, exact("5.6"));
}

#[test]
fn a_charge_reads_equivalents() {
    let text = r#"
observation Calcium "Calcium" {
  code loinc 17861-6
  unit mg/dL
  molar mass 40.08 g/mol
  charge 2
  report nothing
  evidence "x"
}
observation Chloride "Chloride" { code loinc 2075-0  unit mmol/L  charge 1  report nothing  evidence "x" }
define LowCalcium = latest Calcium in last 7 days < 4 meq/L
define LowChloride = latest Chloride in last 7 days < 98 meq/L
"#;
    let m = model(text);
    let ask = |s: &Snapshot, name: &str| condition(&m, name, s);
    let with = |code, value| patient().observation(result(code, value, "2026-03-07")).build();
    // 4 meq/L of calcium are 2 mmol/L, 8.016 mg/dL.
    assert_eq!(ask(&with("17861-6", "8.02 mg/dL"), "LowCalcium"), False);
    assert_eq!(ask(&with("17861-6", "8.01 mg/dL"), "LowCalcium"), True);
    assert_eq!(ask(&with("17861-6", "1.99 mmol/L"), "LowCalcium"), True);
    assert_eq!(ask(&with("17861-6", "3.9 mEq/L"), "LowCalcium"), True);
    assert_eq!(ask(&with("17861-6", "4 meq/L"), "LowCalcium"), False);
    assert_eq!(ask(&with("2075-0", "97 mEq/L"), "LowChloride"), True);
    assert_eq!(ask(&with("2075-0", "98 mmol/L"), "LowChloride"), False);
    // Without a charge nothing is assumed, not even 1.
    let s = patient().observation(result("2823-3", "4.2 meq/L", "2026-03-07")).build();
    assert_eq!(number(WEEK, &s).1, ["Potassium unit"]);
}

#[test]
fn only_a_result_before_the_window_is_too_old() {
    let then = "median Creatinine in last 365 days at least 8 days ago";
    let newer = patient().observation(creatinine("1", "2026-03-07")).build();
    assert_eq!(number(then, &newer).1, ["Creatinine never-recorded"]);
    let older = patient().observation(creatinine("1", "2024-03-07")).build();
    assert_eq!(number(then, &older).1, ["Creatinine too-old"]);
    let both = patient()
        .observation(creatinine("1", "2024-03-07"))
        .observation(creatinine("1", "2026-03-07"))
        .build();
    assert_eq!(number(then, &both).1, ["Creatinine too-old"]);
}

#[test]
fn limits_for_some_are_tried_where_they_may_apply() {
    let text = r#"
observation Hb "Haemoglobin" {
  code loinc 718-7
  unit g/dL
  normal 12.0 .. 16.0
  normal 11.0 .. 15.0 for pregnant
  critical < 7 for pregnant
  report nothing
  evidence "x"
}
define Low = Hb is low
define Critical = Hb is critical
"#;
    let m = model(text);
    let with = |value: &str| {
        patient()
            .born(day("1990-05-01"))
            .observation(result("718-7", &format!("{value} g/dL"), "2026-03-07"))
            .build()
    };
    let ask = |value: &str, name: &str| condition(&m, name, &with(value));
    // Pregnancy is unrecorded: both lines are tried.
    assert_eq!(ask("10.5", "Low"), True);
    assert_eq!(ask("11.5", "Low"), Unknown);
    assert_eq!(ask("12.5", "Low"), False);
    // Without a line for the others, that none applies is a possibility.
    assert_eq!(ask("6", "Critical"), Unknown);
}

#[test]
fn censored_results_decide_what_they_can() {
    let s = patient().observation(result("6598-7", "<5 ng/L", "2026-03-07")).build();
    all(&s, &[("Troponin < 14 ng/L", True), ("Troponin >= 5 ng/L", False), ("Troponin is known", True)]);
    assert_eq!(ask("Troponin > 3 ng/L", &s), (Unknown, vec!["Troponin comparator".into()]));
}

#[test]
fn a_later_result_that_cannot_be_used_hides_an_older_one() {
    let bad = result("2823-3", "5.8 mg", "2026-03-07");
    let s = patient().observation(potassium("4", "2026-03-06")).observation(bad.clone()).build();
    assert_eq!(number(WEEK, &s).1, ["Potassium unit"]);
    // Not so a preliminary one, nor an older one.
    let preliminary = Observation { status: ObservationStatus::Preliminary, ..potassium("6", "2026-03-07") };
    let s = patient().observation(potassium("4", "2026-03-06")).observation(preliminary).build();
    assert_eq!(number(WEEK, &s).0, exact("4"));
    let s = patient().observation(potassium("4", "2026-03-08T07:00:00Z")).observation(bad).build();
    assert_eq!(number(WEEK, &s).0, exact("4"));
}

#[test]
fn the_future_and_other_patients_results_do_not_count() {
    let s =
        patient().observation(potassium("4", "2026-03-06")).observation(potassium("9", "2026-04-01")).build();
    assert_eq!(number(WEEK, &s).0, exact("4"));
    let notes = run(&model(""), &s).notes;
    assert_eq!(notes.iter().map(|n| n.code.as_str()).collect::<Vec<_>>(), ["future"]);
}

#[test]
fn a_future_date_that_the_reader_noted_is_noted_once() {
    let source = Some(SourceRef("Observation/1".into()));
    let info = FactInfo { source: source.clone(), ..Default::default() };
    let mut s = patient().observation(Observation { info, ..potassium("9", "2026-04-01") }).build();
    let note = |source| IngestionNote { code: "future".into(), source, text: "as the reader has it".into() };
    s.notes = vec![note(source.clone()), note(Some(SourceRef("Encounter/1".into()))), note(None)];
    let notes = run(&model(""), &s).notes;
    let of: Vec<_> = notes.iter().filter(|n| n.source == source).map(|n| n.text.as_str()).collect();
    assert_eq!(of, ["dated after now, so it does not count"]);
    assert_eq!(notes.len(), 3, "{notes:?}");
}

#[test]
fn of_results_at_one_time_the_later_issued_counts() {
    let at = "2026-03-07T10:00:00+01:00";
    let issued = |value, when: &str, id: &str| Observation {
        issued: Some(day(when)),
        info: source(id),
        ..potassium(value, at)
    };
    let (early, late) =
        (issued("4", "2026-03-07T11:00:00+01:00", "b"), issued("5", "2026-03-07T12:00:00+01:00", "a"));
    for pair in [[early.clone(), late.clone()], [late, early]] {
        let s = pair.into_iter().fold(patient(), SnapshotBuilder::observation).build();
        assert_eq!(number(WEEK, &s).0, exact("5"));
        assert_eq!(number("count Potassium in last 7 days", &s).0, exact("1"));
    }
}

#[test]
fn coarse_dates_give_the_hull() {
    let s = patient()
        .observation(potassium("4", "2026-03-07"))
        .observation(potassium("5", "2026-03-07T08:00:00Z"))
        .build();
    let (range, gaps) = number(WEEK, &s);
    assert_eq!(range, Interval::closed(n("4"), n("5")).unwrap());
    assert_eq!(gaps, ["Potassium precision"]);
    assert_eq!(truth("(latest Potassium in last 7 days) > 3.9 mmol/L", &s), True);
}

#[test]
fn aggregates() {
    let s = patient()
        .observation(potassium("4", "2026-03-05T08:00:00Z"))
        .observation(potassium("6", "2026-03-06T08:00:00Z"))
        .observation(potassium("5", "2026-03-07T08:00:00Z"))
        .build();
    for (kind, wanted) in [
        ("latest", "5"),
        ("earliest", "4"),
        ("highest", "6"),
        ("lowest", "4"),
        ("mean", "5"),
        ("median", "5"),
        ("count", "3"),
        ("sum", "15"),
        ("change in", "1"),
        ("slope of", "0.5"),
    ] {
        assert_eq!(number(&format!("{kind} Potassium in last 7 days"), &s).0, exact(wanted), "{kind}");
    }
    let one = patient().observation(potassium("4", "2026-03-05T08:00:00Z")).build();
    assert_eq!(number("change in Potassium in last 7 days", &one).1, ["Potassium too-few"]);
    assert_eq!(number("slope of Potassium in last 7 days", &one).1, ["Potassium too-few"]);
    assert_eq!(number("count Potassium in last 7 days", &patient().build()).0, exact("0"));
}

#[test]
fn an_unusable_result_may_be_the_highest() {
    let s = patient()
        .observation(potassium("4", "2026-03-07T08:00:00Z"))
        .observation(result("2823-3", "7", "2026-03-06T08:00:00Z"))
        .build();
    let (range, gaps) = number("highest Potassium in last 7 days", &s);
    assert_eq!(range, Interval { lo: End::Closed(n("4")), hi: End::Unbounded });
    assert_eq!(gaps, ["Potassium unit"]);
}

#[test]
fn levels_by_the_limits_that_apply() {
    let at = "2026-03-07";
    let with = |v: &str| patient().observation(potassium(v, at)).build();
    all(&with("5.1"), &[("Potassium is normal", True), ("Potassium is high", False)]);
    all(
        &with("5.2"),
        &[("Potassium is high", True), ("Potassium is low", False), ("Potassium is abnormal", True)],
    );
    all(&with("3.4"), &[("Potassium is low", True), ("Potassium is critical", False)]);
    all(
        &with("6.6"),
        &[
            ("Potassium is critical", True),
            ("Potassium is critically high", True),
            ("Potassium is critically low", False),
        ],
    );
    all(&with("2.4"), &[("Potassium is critically low", True)]);
    // A newborn has other limits; of unknown age, both must agree.
    let newborn = patient().born(day("2026-03-01")).observation(potassium("5.5", at)).build();
    assert_eq!(truth("Potassium is normal", &newborn), True);
    let unknown_age = |v: &str| SnapshotBuilder::new().observation(potassium(v, at)).build();
    assert_eq!(
        ask("Potassium is normal", &unknown_age("5.5")),
        (Unknown, vec!["birth date never-recorded".into()])
    );
    assert_eq!(truth("Potassium is normal", &unknown_age("4.5")), True);
    assert_eq!(truth("Potassium is high", &unknown_age("6.0")), True);
}

#[test]
fn flags_texts_and_codes() {
    let flagged = Observation { interpretation: vec!["HH".into()], ..potassium("4", "2026-03-07") };
    let s = patient().observation(flagged).build();
    all(
        &s,
        &[
            ("Potassium is flagged high", True),
            ("Potassium is flagged critical", True),
            ("Potassium is flagged low", False),
        ],
    );
    let plain = patient().observation(potassium("4", "2026-03-07")).build();
    assert_eq!(truth("Potassium is flagged high", &plain), Unknown);
    let covid = |v| patient().observation(observation("94500-6", v, "2026-03-07")).build();
    let positive = covid(ObservationValue::Concept(Concept::coded("snomed", "10828004")));
    assert_eq!(truth("Covid is Positive", &positive), True);
    let negative = covid(ObservationValue::Concept(Concept::coded("snomed", "260385009")));
    assert_eq!(truth("Covid is Positive", &negative), False);
    let text = covid(ObservationValue::Text("Detected".into()));
    all(
        &text,
        &[("Covid is Positive", Unknown), ("Covid is \"detected\"", True), ("Covid is \"negative\"", False)],
    );
}

#[test]
fn repeated_results() {
    let s = patient()
        .observation(systolic("150", "2026-01-01T08:00:00Z"))
        .observation(systolic("155", "2026-01-03T08:00:00Z"))
        .observation(systolic("145", "2026-02-01T08:00:00Z"))
        .build();
    all(
        &s,
        &[
            ("two Systolic >= 140 mm[Hg] in last 1 year", True),
            ("two Systolic >= 140 mm[Hg] at least 7 days apart in last 1 year", True),
            ("three Systolic >= 140 mm[Hg] in last 1 year", True),
            ("three Systolic >= 140 mm[Hg] at least 7 days apart in last 1 year", False),
            ("two Systolic >= 150 mm[Hg] at least 7 days apart in last 1 year", False),
            ("two Systolic >= 140 mm[Hg] in last 1 month", False),
        ],
    );
    let open = patient()
        .observation(systolic("150", "2026-01-01T08:00:00Z"))
        .observation(result("8480-6", ">130 mm[Hg]", "2026-02-01T08:00:00Z"))
        .build();
    assert_eq!(
        ask("two Systolic >= 140 mm[Hg] in last 1 year", &open),
        (Unknown, vec!["Systolic comparator".into()])
    );
    let part = patient().observation(systolic("150", "2026-01-01")).partial_observations("x").build();
    assert_eq!(
        ask("two Systolic >= 140 mm[Hg] in last 1 year", &part),
        (Unknown, vec!["Systolic partial".into()])
    );
}

#[test]
fn rises_and_falls() {
    let s = |values: &[&str]| {
        let all = values.iter().enumerate();
        all.fold(patient(), |p, (i, v)| {
            p.observation(creatinine(v, &format!("2026-03-0{}T08:00:00Z", i + 3)))
        })
        .build()
    };
    all(
        &s(&["1.5", "1.0", "1.1", "1.2"]),
        &[("Creatinine is rising", True), ("Creatinine is falling", False)],
    );
    all(&s(&["1.0", "1.1", "1.1"]), &[("Creatinine is rising", False)]);
    assert_eq!(
        ask("Creatinine is rising", &s(&["1.0", "1.1"])),
        (Unknown, vec!["Creatinine too-few".into()])
    );
    let aki = s(&["1.0", "1.1", "1.3"]);
    all(
        &aki,
        &[
            ("Creatinine rose by 0.3 mg/dL within 48 hours", True),
            ("Creatinine rose by 0.31 mg/dL within 48 hours", False),
            ("Creatinine rose by 0.3 mg/dL within 24 hours", False),
            ("Creatinine rose by 30 % within 48 hours", True),
            ("Creatinine rose 1.3-fold within 48 hours", True),
            ("Creatinine doubled within 48 hours", False),
            ("Creatinine fell by 0.1 mg/dL within 48 hours", False),
        ],
    );
    all(
        &s(&["2.0", "1.0"]),
        &[("Creatinine halved within 48 hours", True), ("Creatinine fell by 50 % within 48 hours", True)],
    );
    assert_eq!(
        ask("Creatinine doubled within 48 hours", &s(&["2.0"])),
        (Unknown, vec!["Creatinine too-few".into()])
    );
}

#[test]
fn arithmetic_and_functions() {
    let s = patient()
        .observation(potassium("4", "2026-03-07"))
        .observation(result("2345-7", "6 mmol/L", "2026-03-07"))
        .build();
    assert_eq!(number("Potassium + Glucose", &s).0, exact("10"));
    assert_eq!(number("Potassium * 3 / Glucose", &s).0, exact("2"));
    assert_eq!(number("max(Potassium, Glucose) - min(Potassium, Glucose)", &s).0, exact("2"));
    assert_eq!(number("round(value(Glucose, 'mg/dL'), 1)", &s).0, exact("108.1"));
    assert_eq!(number("if(has HeartFailure, 1, 2)", &s).0, exact("2"));
    assert_eq!(number("first_known(latest Potassium in last 1 hour, Glucose)", &s).0, exact("6"));
    assert_eq!(number("sqrt(value(Potassium, 'mmol/L'))", &s).0, exact("2"));
    assert_eq!(number("1 / (value(Potassium, 'mmol/L') - 4)", &s).1, ["calculation undefined"]);
    let none = patient().build();
    assert_eq!(
        number("Potassium + Glucose", &none).1,
        ["Potassium never-recorded", "Glucose never-recorded"]
    );
    let no_conditions = patient().with(|s| s.conditions.coverage = Coverage::NotSupplied).build();
    let (range, gaps) = number("if(has HeartFailure, 1, 2)", &no_conditions);
    assert_eq!(
        (range, gaps),
        (Interval::closed(n("1"), n("2")).unwrap(), vec!["has HeartFailure not-supplied".into()])
    );
}

#[test]
fn known_is_two_valued() {
    let none = patient().build();
    all(
        &none,
        &[("Potassium is known", False), ("Potassium is unknown", True), ("not Potassium is known", True)],
    );
}

#[test]
fn measured_with_a_value() {
    let s = patient().observation(potassium("5.6", "2026-03-07")).build();
    all(
        &s,
        &[
            ("measured Potassium in last 7 days", True),
            ("measured Potassium with value > 5.5 mmol/L", True),
            ("measured Potassium with value > 5.6 mmol/L", False),
            ("measured Glucose", False),
            ("measured Potassium with specimen Blood", Unknown),
        ],
    );
}
