//! Presence: what counts, what may count, what does not.

use super::support::*;
use curbside::snapshot::*;
use curbside::value::Truth::{False, True, Unknown};

#[test]
fn absence_is_known_only_where_somebody_looked() {
    let nothing = Snapshot::default();
    assert_eq!(ask("has HeartFailure", &nothing), (Unknown, vec!["has HeartFailure not-supplied".into()]));
    let looked = patient().build();
    assert_eq!(ask("has HeartFailure", &looked), (False, vec![]));
    let part = patient().with(|s| s.conditions.coverage = Coverage::Partial("paging".into())).build();
    assert_eq!(ask("has HeartFailure", &part), (Unknown, vec!["has HeartFailure partial".into()]));
    // A fact that is there counts, however incomplete the rest is.
    let found =
        patient().condition(heart_failure()).with(|s| s.conditions.coverage = Coverage::NotSupplied).build();
    assert_eq!(ask("has HeartFailure", &found), (True, vec![]));
}

#[test]
fn a_fact_that_may_count_leaves_it_open() {
    let c = |code: Concept| patient().condition(Condition { code, ..heart_failure() }).build();
    let free = Concept { text: Some("weak heart".into()), ..Concept::default() };
    assert_eq!(ask("has HeartFailure", &c(free)), (Unknown, vec!["has HeartFailure uncoded".into()]));
    let other = Concept::coded("icd10cm", "I50.9");
    assert_eq!(
        ask("has HeartFailure", &c(other)),
        (Unknown, vec!["has HeartFailure other-code-system".into()])
    );
    let masked = Concept { masked: true, ..Concept::default() };
    assert_eq!(ask("has HeartFailure", &c(masked)), (Unknown, vec!["has HeartFailure masked".into()]));
    let unconfirmed = Condition { certainty: Certainty::Unconfirmed, ..heart_failure() };
    let s = patient().condition(unconfirmed).build();
    assert_eq!(ask("has HeartFailure", &s), (Unknown, vec!["has HeartFailure unconfirmed".into()]));
    assert_eq!(truth("has HeartFailure with certainty unconfirmed", &s), True);
    // Another, coded problem is none.
    let diabetes = patient().condition(problem("73211009", "diabetes")).build();
    assert_eq!(ask("has HeartFailure", &diabetes), (False, vec![]));
}

#[test]
fn any_of_several_codings_matches() {
    let mut code = Concept::coded("icd10cm", "I50.9");
    code.codings.push(Coding::new("http://snomed.info/sct", "84114007"));
    let s = patient().condition(Condition { code, ..heart_failure() }).build();
    assert_eq!(truth("has HeartFailure", &s), True);
}

#[test]
fn refuted_resolved_and_past_problems() {
    let refuted = Condition { certainty: Certainty::Refuted, ..heart_failure() };
    let s = patient().condition(refuted).build();
    all(
        &s,
        &[
            ("has HeartFailure", False),
            ("had HeartFailure", False),
            ("ruled out HeartFailure", True),
            ("ruled out Stroke", False),
        ],
    );
    let resolved = Condition { status: ConditionStatus::Inactive, ..heart_failure() };
    let s = patient().condition(resolved).build();
    all(&s, &[("has HeartFailure", False), ("had HeartFailure", True)]);
    let abated =
        Condition { period: Period { start: Some(day("2020")), end: Some(day("2021")) }, ..heart_failure() };
    let s = patient().condition(abated).build();
    all(&s, &[("has HeartFailure", False), ("had HeartFailure", True)]);
}

#[test]
fn family_history_is_never_the_patients_own() {
    let relative = FamilyHistory { code: heart_failure().code, ..FamilyHistory::default() };
    let s = patient().with(|s| s.family_history.items.push(relative)).build();
    all(
        &s,
        &[("has HeartFailure", False), ("had HeartFailure", False), ("family history of HeartFailure", True)],
    );
}

#[test]
fn medications_in_use_ordered_and_past() {
    let ended = Medication { status: MedicationStatus::Ended, ..warfarin() };
    let s = patient().medication(ended).build();
    all(&s, &[("taking Warfarin", False), ("taken Warfarin", True), ("ordering Warfarin", False)]);
    let prohibited = Medication { prohibited: true, ..warfarin() };
    let s = patient().medication(prohibited).build();
    all(&s, &[("taking Warfarin", False), ("taking or ordering Warfarin", False)]);
    let draft = Medication { kind: MedicationKind::Draft, ..warfarin() };
    let s = patient().medication(draft).build();
    all(
        &s,
        &[("taking Warfarin", False), ("ordering Warfarin", True), ("taking or ordering Warfarin", True)],
    );
    let held = Medication { status: MedicationStatus::OnHold, ..warfarin() };
    let s = patient().medication(held).build();
    all(&s, &[("taking Warfarin", False), ("taking Warfarin with status on-hold", True)]);
}

#[test]
fn a_course_that_is_over_or_not_begun_is_not_in_use() {
    let over = Medication { period: Period { start: None, end: Some(day("2026-03-01")) }, ..warfarin() };
    assert_eq!(truth("taking Warfarin", &patient().medication(over).build()), False);
    let until_today =
        Medication { period: Period { start: None, end: Some(day("2026-03-08")) }, ..warfarin() };
    assert_eq!(truth("taking Warfarin", &patient().medication(until_today).build()), True);
    let later = Medication { period: Period { start: Some(day("2026-03-20")), end: None }, ..warfarin() };
    assert_eq!(truth("taking Warfarin", &patient().medication(later).build()), False);
    let this_month = Medication { period: Period { start: None, end: Some(day("2026-03")) }, ..warfarin() };
    let s = patient().medication(this_month).build();
    assert_eq!(ask("taking Warfarin", &s), (Unknown, vec!["taking Warfarin precision".into()]));
}

#[test]
fn what_a_draft_replaces_does_not_count() {
    let old = warfarin();
    let replaced = vec![SourceRef("med/warfarin".into())];
    let new = Medication { kind: MedicationKind::Draft, replaces: replaced, ..ibuprofen() };
    let s = patient().medication(old).medication(new).build();
    all(
        &s,
        &[
            ("taking or ordering Warfarin", False),
            ("taking Warfarin", True),
            ("taking or ordering NSAID", True),
        ],
    );
}

#[test]
fn combination_products_match_by_ingredient() {
    let mut code = Concept::coded("rxnorm", "999001");
    code.codings[0].display = Some("acetaminophen 300 MG / codeine 30 MG Oral Tablet".into());
    let s = patient().medication(Medication { code, ..drug("1", "x") }).build();
    all(&s, &[("taking Opioid", True), ("taking Warfarin", False), ("taking Opioid with oral route", True)]);
}

#[test]
fn routes_are_as_ordered_or_as_the_form_implies() {
    let by = |text: &str| {
        let route = Some(Concept { text: Some(text.into()), ..Concept::default() });
        patient()
            .medication(Medication { doses: vec![Dose { route, ..Dose::default() }], ..ibuprofen() })
            .build()
    };
    all(
        &by("oral"),
        &[("taking NSAID with systemic route", True), ("taking NSAID with topical route", False)],
    );
    all(
        &by("topical"),
        &[("taking NSAID with systemic route", False), ("taking NSAID with topical route", True)],
    );
    let silent = patient().medication(ibuprofen()).build();
    let (t, gaps) = ask("taking NSAID with systemic route", &silent);
    assert_eq!((t, gaps), (Unknown, vec!["route of ibuprofen never-recorded".into()]));
}

#[test]
fn windows_look_at_the_time_of_the_fact() {
    let onset = |t: &str| {
        let period = Period { start: Some(day(t)), end: None };
        patient().condition(Condition { period, ..problem("230690007", "stroke") }).build()
    };
    all(
        &onset("2026-02-20"),
        &[
            ("had Stroke in last 1 month", True),
            ("had Stroke in last 1 week", False),
            ("had Stroke at least 1 week ago", True),
            ("had Stroke since 2026-02-20", True),
            ("had Stroke before 2026-02-20", False),
            ("had Stroke before 2026-02-21", True),
            ("had Stroke after 2026-02-20", False),
            ("had Stroke after 2026-02-19", True),
            ("had Stroke within 3 days of 2026-02-22", True),
            ("had Stroke within 3 days of 2026-02-25", False),
        ],
    );
    let (t, gaps) = ask("had Stroke in last 6 months", &onset("2025"));
    assert_eq!((t, gaps), (Unknown, vec!["had Stroke precision".into()]));
    // Without a time nothing can be said of a window; without a window the problem counts.
    let undated = patient().condition(problem("230690007", "stroke")).build();
    all(&undated, &[("had Stroke in last 6 months", Unknown), ("had Stroke", True)]);
    // In the future it has not happened.
    all(&onset("2026-04-01"), &[("had Stroke", False), ("has Stroke", False)]);
}

#[test]
fn done_and_not_done() {
    let dialysis = |status, at: &str| {
        let period = Period { start: Some(day(at)), end: None };
        let code = Concept::coded("snomed", "265764009");
        patient().procedure(Procedure { code, status, period, ..Procedure::default() }).build()
    };
    let q = "underwent Dialysis in last 30 days";
    assert_eq!(truth(q, &dialysis(OrderStatus::Done, "2026-03-01")), True);
    assert_eq!(truth(q, &dialysis(OrderStatus::Done, "2025-03-01")), False);
    assert_eq!(truth(q, &dialysis(OrderStatus::NotDone, "2026-03-01")), False);
    assert_eq!(
        ask(q, &dialysis(OrderStatus::Unknown, "2026-03-01")).1,
        ["underwent Dialysis unclear-status"]
    );
    let shot = |given| {
        let code = Concept::coded("cvx", "140");
        let i = Immunization { code, given, occurred: Some(day("2025-10-01")), ..Immunization::default() };
        patient().with(|s| s.immunizations.items.push(i)).build()
    };
    assert_eq!(truth("immunized with Influenza in last 1 year", &shot(true)), True);
    assert_eq!(truth("immunized with Influenza in last 1 year", &shot(false)), False);
}

#[test]
fn allergies_with_modifiers() {
    let a = Allergy {
        code: Concept::coded("rxnorm", "7980"),
        certainty: Certainty::Unconfirmed,
        severity: Some("severe".into()),
        criticality: Some("unable-to-assess".into()),
        ..Allergy::default()
    };
    let s = patient().allergy(a).build();
    all(
        &s,
        &[
            ("allergic to Penicillin", True),
            ("allergic to Penicillin with certainty confirmed", False),
            ("allergic to Penicillin with severity severe", True),
            ("allergic to Penicillin with severity mild", False),
            ("allergic to Penicillin with criticality high", Unknown),
            ("allergic to Penicillin with kind allergy", Unknown),
        ],
    );
}

#[test]
fn counting_and_quantifying() {
    let dose =
        |mg: &str| vec![Dose { amount: Some(quantity(mg, "mg")), per_day: Some(n("2")), ..Dose::default() }];
    let s = patient()
        .medication(Medication { doses: dose("10"), ..drug("7052", "morphine") })
        .medication(Medication { doses: dose("30"), ..drug("2670", "codeine") })
        .build();
    all(
        &s,
        &[
            ("any taking Opioid as o where (o.daily_dose > 50 mg/d)", True),
            ("any taking Opioid as o where (o.daily_dose > 60 mg/d)", False),
            ("all taking Opioid as o where (o.daily_dose > 15 mg/d)", True),
            ("all taking Opioid as o where (o.daily_dose > 50 mg/d)", False),
            ("all taking NSAID as o where (o.daily_dose > 50 mg/d)", True),
            ("(count taking Opioid) >= 2", True),
            ("(count taking Opioid as o where (o.daily_dose > 50 mg/d)) = 1", True),
        ],
    );
    assert_eq!(number("sum o.daily_dose over taking Opioid as o { unit mg/d }", &s).0, exact("80"));
    assert_eq!(number("highest o.dose over taking Opioid as o { unit mg }", &s).0, exact("30"));
    let unsaid = patient().medication(drug("7052", "morphine")).build();
    let (t, gaps) = ask("any taking Opioid as o where (o.daily_dose > 50 mg/d)", &unsaid);
    assert_eq!((t, gaps), (Unknown, vec!["daily dose of morphine never-recorded".into()]));
    let uncoded = patient().medication(uncoded_drug("white pills")).build();
    let (range, gaps) = number("count taking Opioid", &uncoded);
    assert_eq!(
        (range, gaps),
        (curbside::value::Interval::closed(n("0"), n("1")).unwrap(), vec!["taking Opioid uncoded".into()])
    );
}
