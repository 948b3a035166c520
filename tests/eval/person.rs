//! Age, pregnancy, setting.

use super::support::*;
use curbside::snapshot::*;
use curbside::value::Truth::{False, True, Unknown};

fn born(t: &str) -> Snapshot {
    SnapshotBuilder::new().born(day(t)).build()
}

#[test]
fn ages_in_completed_units_of_a_partial_birth_date() {
    all(&born("1951-03-08"), &[("age >= 75 years", True), ("age < 75 years", False)]);
    all(&born("1951-03-09"), &[("age >= 75 years", False), ("age from 65 to 74 years", True)]);
    all(
        &born("1951"),
        &[("age >= 75 years", Unknown), ("age >= 74 years", True), ("age >= 76 years", False)],
    );
    assert_eq!(ask("age >= 75 years", &born("1951")).1, ["birth date precision"]);
    all(&born("2026-02-10"), &[("age < 28 days", True), ("age < 26 days", False), ("age < 1 month", True)]);
    all(&born("2026-03-08T05:00:00+01:00"), &[("age >= 4 hours", True), ("age >= 5 hours", False)]);
    assert_eq!(
        ask("age >= 18 years", &Snapshot::default()),
        (Unknown, vec!["birth date never-recorded".into()])
    );
    assert_eq!(ask("age >= 18 years", &born("2027")), (Unknown, vec!["birth date implausible".into()]));
    assert_eq!(number("years(age)", &born("1951-03-08")).0, exact("75"));
}

#[test]
fn who_cannot_be_pregnant() {
    let woman = |t: &str| SnapshotBuilder::new().born(day(t)).sex(Sex::Female).build();
    assert_eq!(ask("pregnant", &woman("1996")), (Unknown, vec!["pregnancy never-recorded".into()]));
    assert_eq!(truth("pregnant", &woman("1960")), False);
    assert_eq!(truth("pregnant", &woman("2020")), False);
    let man = SnapshotBuilder::new().born(day("1996")).sex(Sex::Male).build();
    all(
        &man,
        &[("pregnant", False), ("breastfeeding", False), ("sex is male", True), ("sex is female", False)],
    );
    assert_eq!(truth("sex is male", &Snapshot::default()), Unknown);
}

fn pregnancy(pregnant: bool, as_of: &str, due: Option<&str>) -> Snapshot {
    let p = Pregnancy { pregnant, as_of: Some(day(as_of)), due: due.map(day), source: None };
    SnapshotBuilder::new().born(day("1996")).sex(Sex::Female).with(|s| s.person.pregnancy = Some(p)).build()
}

#[test]
fn a_message_shows_an_age_in_the_units_it_is_spoken_of() {
    let m = model(
        "rule shows \"Ages\" {\n category result\n when pregnant\n message \"{age} years, {gestational-age} weeks\"\n}",
    );
    let e = run(&m, &pregnancy(true, "2025-12-01", Some("2026-07-26")));
    assert_eq!(e.findings[0].message, "29 to 30 years, 20 weeks");
}

#[test]
fn gestational_age_from_the_due_date() {
    // Forty weeks before 2026-07-26 is 2025-10-19: twenty weeks to 2026-03-08.
    let s = pregnancy(true, "2025-12-01", Some("2026-07-26"));
    all(
        &s,
        &[("pregnant", True), ("gestational-age >= 20 weeks", True), ("gestational-age >= 21 weeks", False)],
    );
    assert_eq!(
        truth("gestational-age >= 20 weeks", &pregnancy(true, "2025-12-01", Some("2026-07-27"))),
        False
    );
    let no_date = pregnancy(true, "2025-12-01", None);
    assert_eq!(ask("gestational-age >= 20 weeks", &no_date).1, ["due date never-recorded"]);
    assert_eq!(
        ask("gestational-age >= 20 weeks", &pregnancy(false, "2026-03-01", None)).1,
        ["gestational age not-applicable"]
    );
}

#[test]
fn no_statement_outlasts_a_pregnancy() {
    assert_eq!(truth("pregnant", &pregnancy(false, "2026-02-01", None)), False);
    assert_eq!(
        ask("pregnant", &pregnancy(true, "2024-02-01", None)),
        (Unknown, vec!["pregnancy too-old".into()])
    );
    assert_eq!(truth("pregnant", &pregnancy(false, "2024-02-01", None)), Unknown);
    assert_eq!(truth("pregnant", &pregnancy(true, "2025-06-01", Some("2025-12-01"))), Unknown);
}

#[test]
fn setting_encounter_and_user() {
    let e = |class: Option<&str>, current| Encounter {
        class: class.map(String::from),
        current,
        period: Period { start: Some(day("2026-03-06")), end: None },
        ..Encounter::default()
    };
    let inside = patient().with(|s| s.encounters.items.push(e(Some("inpatient"), true))).build();
    all(&inside, &[("encounter is inpatient", True), ("encounter is emergency", False)]);
    let unclassed = patient().with(|s| s.encounters.items.push(e(None, true))).build();
    assert_eq!(
        ask("encounter is inpatient", &unclassed),
        (Unknown, vec!["encounter class never-recorded".into()])
    );
    let by_request = patient().with(|s| s.request.setting = Some("Inpatient".into())).build();
    assert_eq!(truth("encounter is inpatient", &by_request), True);
    all(&patient().build(), &[("encounter is inpatient", False), ("role is \"pharmacist\"", Unknown)]);
    assert_eq!(truth("encounter is inpatient", &Snapshot::default()), Unknown);
    let k = potassium("4", "2026-03-07");
    let during = patient().with(|s| s.encounters.items.push(e(None, true))).observation(k.clone()).build();
    assert_eq!(truth("measured Potassium during encounter", &during), True);
    assert_eq!(truth("measured Potassium during encounter", &patient().observation(k).build()), False);
}
