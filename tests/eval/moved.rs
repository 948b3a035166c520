//! Times moved by durations: months of different lengths, dates known in part, and both evaluators.

use super::support::*;
use curbside::plan::{IndexMode, PlanOptions};
use curbside::snapshot::*;
use curbside::value::Truth::{False, True, Unknown};

fn born(t: &str) -> Snapshot {
    SnapshotBuilder::new().born(day(t)).build()
}

#[test]
fn a_moment_moves_on_the_calendar() {
    // Now is 2026-03-08, nine in the morning in Berlin.
    let s = born("2026-01-31T12:00:00+01:00");
    all(
        &s,
        &[
            // The month after has no 31st: its last day at the same hour.
            ("birth + 1 month after 2026-02-27", True),
            ("birth + 1 month before 2026-03-01", True),
            ("birth + 36 days before now", False),
            ("birth + 35 days before now", True),
            ("birth + 1 month + 9 days before now", False),
            ("now - 3 months before birth", True),
            ("now - 1 month before birth", False),
        ],
    );
}

#[test]
fn a_date_known_in_part_moves_with_all_that_it_can_be() {
    // Somewhen in February 2026, a year later: some day of February 2027.
    let s = born("2025-02");
    all(
        &s,
        &[
            ("birth + 1 year before 2026-03-01", True),
            ("birth + 1 year before 2026-02-15", Unknown),
            ("birth + 1 year before 2026-01-31", False),
        ],
    );
    // 30 March less a month is 28 February, all day long: the ends alone would fall together.
    let s = born("2025-03-30");
    all(
        &s,
        &[
            ("birth - 1 month before 2025-03-01", True),
            ("birth - 1 month after 2025-02-27", True),
            // 373 days before now is 28 February 2025, nine in the morning.
            ("birth - 1 month before now - 373 days", Unknown),
        ],
    );
}

#[test]
fn a_time_that_is_not_known_stays_unknown() {
    assert_eq!(truth("birth + 1 month before now", &Snapshot::default()), Unknown);
}

#[test]
fn the_indexed_evaluator_says_the_same() {
    let m = model(
        "rule moved \"Moved\" {\n category result\n when birth + 1 month before now - 7 days\n message \"x\"\n}",
    );
    let rules = curbside::Ruleset::from(m);
    for t in ["2026-01-30", "2026-01-31", "2026-02", "2026-02-28", "2025-12-31", "2026"] {
        let s = born(t);
        let expected = run(rules.model(), &s);
        for index in [IndexMode::Off, IndexMode::Postings, IndexMode::Full] {
            let plan = PlanOptions { index, ..PlanOptions::default() };
            assert_eq!(rules.with_plan(plan).evaluate(&s, &clock()), expected, "{t} {index:?}");
        }
    }
}

#[test]
fn parts_of_a_time_are_known_as_far_as_the_time_is() {
    all(
        &born("2025-12-31T23:30:00+01:00"),
        &[
            ("year(birth) = 2025 and month(birth) = 12 and day(birth) = 31 and hour(birth) = 23", True),
            ("month(now) = 3 and day(now) = 8 and hour(now) = 9", True),
        ],
    );
    all(
        &born("2025-12"),
        &[
            ("month(birth) = 12", True),
            ("day(birth) >= 1", True),
            ("day(birth) = 5", Unknown),
            ("hour(birth) < 24", True),
            ("hour(birth) = 0", Unknown),
        ],
    );
    all(&born("2025"), &[("month(birth) = 12", Unknown), ("month(birth) <= 12", True)]);
    assert_eq!(truth("month(birth) <= 12", &Snapshot::default()), Unknown);
}
