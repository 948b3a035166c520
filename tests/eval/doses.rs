//! Doses, durations and times of medications.

use super::support::*;
use curbside::snapshot::*;
use curbside::value::Truth::{False, True, Unknown};

fn taking(dose: Dose) -> SnapshotBuilder {
    patient().medication(Medication { doses: vec![dose], ..ibuprofen() })
}

fn mg(amount: &str, per_day: &str) -> Dose {
    Dose { amount: Some(quantity(amount, "mg")), per_day: Some(n(per_day)), ..Dose::default() }
}

#[test]
fn single_and_daily_doses() {
    let s = taking(mg("400", "3")).build();
    all(
        &s,
        &[
            ("taking NSAID with daily dose >= 1200 mg/d", True),
            ("taking NSAID with daily dose > 1200 mg/d", False),
            ("taking NSAID with daily dose > 1.1 g/d", True),
            ("taking NSAID with dose > 300 mg", True),
            ("taking NSAID with dose > 400 mg", False),
        ],
    );
}

#[test]
fn ranges_and_when_needed() {
    let needed = Dose { as_needed: true, ..mg("400", "3") };
    let s = taking(needed).build();
    all(
        &s,
        &[
            ("taking NSAID with daily dose > 600 mg/d", Unknown),
            ("taking NSAID with daily dose > 1200 mg/d", False),
            ("taking NSAID with as needed", True),
        ],
    );
    let range = Dose { amount_low: Some(quantity("200", "mg")), ..mg("400", "3") };
    assert_eq!(
        ask("taking NSAID with daily dose > 600 mg/d", &taking(range.clone()).build()).1,
        ["daily dose of ibuprofen precision"]
    );
    assert_eq!(truth("taking NSAID with daily dose >= 600 mg/d", &taking(range).build()), True);
}

#[test]
fn per_kilogram_needs_a_recent_weight() {
    let dose = Dose { amount: Some(quantity("10", "mg/kg")), per_day: Some(n("3")), ..Dose::default() };
    let q = "taking NSAID with daily dose > 1000 mg/d";
    let s = taking(dose.clone()).build();
    assert_eq!(ask(q, &s), (Unknown, vec!["daily dose of ibuprofen never-recorded".into()]));
    let weight = |at: &str| taking(dose.clone()).observation(result("29463-7", "40 kg", at)).build();
    assert_eq!(truth(q, &weight("2026-03-01")), True);
    assert_eq!(truth(q, &weight("2025-03-01")), Unknown);
}

#[test]
fn missing_parts_of_a_dose_are_unknown() {
    let unsaid = taking(Dose { amount: Some(quantity("400", "mg")), ..Dose::default() }).build();
    assert_eq!(truth("taking NSAID with daily dose > 600 mg/d", &unsaid), Unknown);
    assert_eq!(
        truth("taking NSAID with daily dose > 600 mg/d", &patient().medication(ibuprofen()).build()),
        Unknown
    );
    // Another drug's missing dose is nobody's business.
    assert_eq!(truth("taking Warfarin with daily dose > 5 mg/d", &unsaid), False);
}

#[test]
fn a_draft_lasts_as_long_as_it_is_meant_to() {
    let draft = |start: Option<&str>, end: Option<&str>, supply: Option<&str>| {
        let drug = Medication {
            kind: MedicationKind::Draft,
            status: MedicationStatus::Proposed,
            period: Period { start: start.map(day), end: end.map(day) },
            supply_until: supply.map(day),
            ..ibuprofen()
        };
        patient().medication(drug).build()
    };
    for s in [
        draft(Some("2026-03-01"), Some("2026-03-10"), None),
        draft(None, Some("2026-03-17"), None),
        draft(Some("2026-03-01"), None, Some("2026-03-10")),
        draft(Some("2026-05-01"), Some("2026-05-10"), None),
    ] {
        all(
            &s,
            &[
                ("ordering NSAID with duration > 7 days", True),
                ("ordering NSAID with duration > 11 days", False),
                ("any ordering NSAID as d where (d.duration > 7 days)", True),
                ("any ordering NSAID as d where (d.duration > 11 days)", False),
            ],
        );
    }
    let endless = draft(Some("2026-03-01"), None, None);
    all(
        &endless,
        &[
            ("ordering NSAID with duration > 7 days", Unknown),
            ("any ordering NSAID as d where (d.duration > 7 days)", Unknown),
        ],
    );
}

#[test]
fn how_long_and_since_when() {
    let since = |t: &str, end: Option<&str>| {
        let period = Period { start: Some(day(t)), end: end.map(day) };
        patient().medication(Medication { period, ..ibuprofen() }).build()
    };
    let long = since("2026-01-01", None);
    all(
        &long,
        &[
            ("taking NSAID with duration > 60 days", True),
            ("taking NSAID with duration > 70 days", False),
            ("any taking NSAID as d where (d.start before 2026-02-01)", True),
            ("any taking NSAID as d where (d.duration > 60 days)", True),
            ("taking NSAID in last 1 week", True),
        ],
    );
    let past = Medication {
        status: MedicationStatus::Ended,
        period: Period { start: Some(day("2026-01-01")), end: Some(day("2026-01-20")) },
        ..ibuprofen()
    };
    let s = patient().medication(past).build();
    all(
        &s,
        &[
            ("taken NSAID in last 2 months", True),
            ("taken NSAID in last 1 month", False),
            ("taking NSAID", False),
        ],
    );
    assert_eq!(
        truth("taking NSAID with duration > 60 days", &patient().medication(ibuprofen()).build()),
        Unknown
    );
}

#[test]
fn two_courses_overlap() {
    let course = |m: Medication, from: &str, to: &str| Medication {
        status: MedicationStatus::Ended,
        period: Period { start: Some(day(from)), end: Some(day(to)) },
        ..m
    };
    let q = "any taken Warfarin as a where (any taken NSAID as b where (a overlaps b))";
    let s = |to: &str| {
        patient()
            .medication(course(warfarin(), "2026-01-01", to))
            .medication(course(ibuprofen(), "2026-01-10", "2026-01-20"))
            .build()
    };
    assert_eq!(truth(q, &s("2026-01-15")), True);
    assert_eq!(truth(q, &s("2026-01-05")), False);
    assert_eq!(truth(q, &s("2026-01")), Unknown);
}
