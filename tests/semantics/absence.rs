//! What holds because something is not there: an index that looks for facts must not pass it over.

use crate::support::*;
use crate::table::Cases;
use curbside::snapshot::*;

fn not_looked(change: impl FnOnce(&mut Snapshot)) -> SnapshotBuilder {
    patient().with(change)
}

#[test]
fn negation() {
    let cases = Cases::of(&[
        ("no-failure", "when not has HeartFailure"),
        ("neither", "when not taking (Warfarin or NSAID)"),
        ("twice", "when not (not has HeartFailure)"),
        ("beside", "when has Diabetes and not has HeartFailure"),
        ("deep", "when not (has HeartFailure and taking Warfarin)"),
    ]);
    let ends = |a, b, c, d, e| [("no-failure", a), ("neither", b), ("twice", c), ("beside", d), ("deep", e)];
    cases.give(patient(), &ends("fires", "fires", "silent", "silent", "fires"));
    cases.give(patient().condition(heart_failure()), &ends("silent", "fires", "fires", "silent", "fires"));
    cases.give(
        patient().condition(problem("73211009", "diabetes")).medication(ibuprofen()),
        &ends("fires", "silent", "silent", "fires", "fires"),
    );
    cases.give(
        not_looked(|s| s.conditions.coverage = Coverage::NotSupplied),
        &ends("unknown", "fires", "unknown", "unknown", "fires"),
    );
    cases.give(
        patient().medication(uncoded_drug("pills")),
        &ends("fires", "unknown", "silent", "silent", "fires"),
    );
}

#[test]
fn all_of_none() {
    let cases = Cases::of(&[
        ("all", "when all taking Opioid as o where (o.dose > 10 mg)"),
        ("none", "when (count taking Opioid) = 0"),
        ("below", "when (count taking Opioid) < 1"),
        ("not-two", "when (count taking Opioid) != 2"),
        ("results", "when (count Potassium in last 7 days) = 0"),
        ("some", "when (count taking Opioid) >= 1"),
        ("sum", "when (sum o.daily_dose over taking Opioid as o) <= 5 mg/d"),
    ]);
    let none = [
        ("all", "fires"),
        ("none", "fires"),
        ("below", "fires"),
        ("not-two", "fires"),
        ("results", "fires"),
        ("some", "silent"),
        ("sum", "fires"),
    ];
    cases.give(patient(), &none);
    let dose = Dose { amount: Some(quantity("5", "mg")), per_day: Some(n("2")), ..Dose::default() };
    let morphine = Medication { doses: vec![dose], ..drug("7052", "morphine") };
    cases.give(
        patient().medication(morphine).observation(potassium("4", "2026-03-07")),
        &[
            ("all", "silent"),
            ("none", "silent"),
            ("below", "silent"),
            ("not-two", "fires"),
            ("results", "silent"),
            ("some", "fires"),
            ("sum", "silent"),
        ],
    );
    let unsure = patient().medication(uncoded_drug("pills"));
    cases.give(unsure, &[("all", "unknown"), ("none", "unknown"), ("some", "unknown"), ("sum", "unknown")]);
}

#[test]
fn what_is_not_known() {
    let cases = Cases::of(&[
        ("unmeasured", "when Potassium is unknown"),
        ("measured", "when Potassium is known"),
        ("no-age", "when age is unknown"),
        ("not-answered", "when EyeOpening is unknown"),
        ("no-answer-known", "when not (Pain is known)"),
        ("known-high", "when (Potassium > 5 mmol/L) is known"),
    ]);
    cases.give(
        patient(),
        &[
            ("unmeasured", "fires"),
            ("measured", "silent"),
            ("no-age", "silent"),
            ("not-answered", "fires"),
            ("no-answer-known", "fires"),
            ("known-high", "silent"),
        ],
    );
    cases.give(
        patient().observation(potassium("4", "2026-03-07")),
        &[("unmeasured", "silent"), ("measured", "fires"), ("known-high", "fires")],
    );
    cases.give(
        patient().with(|s| s.observations.coverage = Coverage::NotSupplied),
        &[("unmeasured", "fires"), ("measured", "silent")],
    );
}

#[test]
fn surely_is_two_valued() {
    let cases = Cases::of(&[
        ("surely", "when surely has HeartFailure"),
        ("not-surely", "when not surely has HeartFailure"),
        ("surely-not", "when surely not has HeartFailure"),
        ("beside", "when surely (has HeartFailure or taking Warfarin)"),
    ]);
    let ends = |a, b, c, d| [("surely", a), ("not-surely", b), ("surely-not", c), ("beside", d)];
    cases.give(patient(), &ends("silent", "fires", "fires", "silent"));
    cases.give(
        not_looked(|s| s.conditions.coverage = Coverage::NotSupplied),
        &ends("silent", "fires", "silent", "silent"),
    );
    cases.give(patient().condition(heart_failure()), &ends("fires", "silent", "silent", "fires"));
    let unsure = Condition { certainty: Certainty::Unconfirmed, ..heart_failure() };
    cases.give(patient().condition(unsure), &ends("silent", "fires", "silent", "silent"));
}

#[test]
fn care_gaps() {
    let cases = Cases::of(&[
        ("due", "recall underwent Colonoscopy every 10 years"),
        ("fire", "recall immunized with Influenza every 1 year\n unknown fire"),
        ("beside", "recall underwent Colonoscopy every 10 years\n when has Diabetes"),
    ]);
    let done = |at: &str| Procedure {
        code: coded("snomed", "73761001", "colonoscopy"),
        info: source(at),
        period: Period { start: Some(day(at)), end: None },
        ..Procedure::default()
    };
    let ends = |a, b, c| [("due", a), ("fire", b), ("beside", c)];
    cases.give(patient(), &ends("fires", "fires", "silent"));
    let ill = || patient().condition(problem("73211009", "diabetes"));
    cases.give(ill().procedure(done("2015-01-01")), &ends("fires", "fires", "fires"));
    cases.give(ill().procedure(done("2020-01-01")), &ends("silent", "fires", "silent"));
    cases.give(ill().procedure(done("2016")), &ends("unknown", "fires", "unknown"));
    let part = |s: &mut Snapshot| {
        s.procedures.coverage = Coverage::Partial("a page".into());
        s.immunizations.coverage = Coverage::NotSupplied;
    };
    cases.give(ill().with(part), &ends("unknown", "possible", "unknown"));
    cases.give(patient().with(part), &ends("unknown", "possible", "silent"));
}

#[test]
fn one_side_of_an_or_has_no_fact() {
    let cases = Cases::of(&[
        ("or-age", "when has HeartFailure or age >= 60 years"),
        ("or-not", "when has HeartFailure or not taking Warfarin"),
        ("or-unknown", "when has HeartFailure or Potassium is unknown"),
        ("or-yes", "when has HeartFailure or yes"),
        ("or-count", "when has HeartFailure or (count has Stroke) < 1"),
        ("or-all", "when has HeartFailure or (all has Stroke as x where (x.start before 2020-01-01))"),
        ("or-no", "when has HeartFailure or no"),
        ("or-sex", "when (has HeartFailure or sex is female) and (has Diabetes or role is \"nurse\")"),
    ]);
    let base = [
        ("or-age", "fires"),
        ("or-not", "fires"),
        ("or-unknown", "fires"),
        ("or-yes", "fires"),
        ("or-count", "fires"),
        ("or-all", "fires"),
        ("or-no", "silent"),
    ];
    cases.give(patient(), &base);
    let nurse = |s: &mut Snapshot| s.request.role = Some("nurse".into());
    cases.give(patient().with(nurse), &[("or-sex", "fires")]);
    cases.give(patient(), &[("or-sex", "unknown")]);
}

#[test]
fn exceptions_alone() {
    let cases = Cases::of(&[
        ("always", "when yes\n unless has HeartFailure"),
        ("never", "when no\n unless has HeartFailure"),
        ("absent", "when has Diabetes\n unless not taking Warfarin"),
        ("two", "when has Diabetes\n unless taking Warfarin\n unless not has Stroke"),
        ("open", "when yes\n unless Potassium > 5 mmol/L\n unknown fire"),
    ]);
    cases.give(
        patient(),
        &[("always", "fires"), ("never", "silent"), ("absent", "silent"), ("open", "possible")],
    );
    cases.give(
        patient().condition(heart_failure()).condition(problem("73211009", "diabetes")),
        &[("always", "suppressed"), ("never", "silent"), ("absent", "suppressed"), ("two", "suppressed")],
    );
    cases.give(
        patient()
            .observation(potassium("6", "2026-03-07"))
            .with(|s| s.conditions.coverage = Coverage::NotSupplied),
        &[("always", "unknown"), ("never", "silent"), ("absent", "silent"), ("open", "suppressed")],
    );
}

#[test]
fn the_dead() {
    let cases = Cases::text(
        r#"rule advise { category recommendation when not taking Warfarin message "m" }
        rule safe { category safety when not taking Warfarin message "m" }
        rule gap { category care-gap recall underwent Colonoscopy every 10 years message "m" }
        rule start { category safety when has HeartFailure message "m" suggest start Warfarin }"#,
    );
    let dead = |s: &mut Snapshot| s.person.deceased = Some(true);
    let ends = |a, b, c, d| [("advise", a), ("safe", b), ("gap", c), ("start", d)];
    cases.give(patient().with(dead), &ends("suppressed", "fires", "suppressed", "silent"));
    cases.give(
        patient().with(dead).condition(heart_failure()),
        &ends("suppressed", "fires", "suppressed", "suppressed"),
    );
    cases.give(patient(), &ends("fires", "fires", "fires", "silent"));
}
