//! What may be there: facts without a code, of another system, masked, unsure; sections that were not looked at.

use crate::support::*;
use crate::table::Cases;
use curbside::snapshot::*;

fn policies() -> Cases {
    Cases::of(&[
        ("hold", "when taking Warfarin"),
        ("fire", "when taking Warfarin\n unknown fire"),
        ("ask", "when taking Warfarin\n unknown ask"),
        ("any", "when any taking Warfarin as w where (w.status is \"active\")"),
        ("both", "when taking Warfarin and has HeartFailure"),
        ("either", "when taking Warfarin or has HeartFailure"),
        ("two-sets", "when taking (Warfarin or NSAID)"),
    ])
}

fn ends(all: [&str; 7]) -> Vec<(&'static str, &str)> {
    ["hold", "fire", "ask", "any", "both", "either", "two-sets"].into_iter().zip(all).collect()
}

#[test]
fn a_drug_that_may_be_anything() {
    let cases = policies();
    let open = ["unknown", "possible", "asks", "unknown", "silent", "unknown", "unknown"];
    let masked = Concept { masked: true, ..Concept::default() };
    let unresolved = Concept { unresolved: Some("Medication/1".into()), ..Concept::default() };
    let elsewhere = Concept::coded("http://hospital.example/formulary", "W5");
    let unknown_product = Concept::coded("rxnorm", "999999");
    let text = Concept { text: Some("white pills".into()), ..Concept::default() };
    for code in [masked, unresolved, elsewhere, unknown_product, text, Concept::default()] {
        let m = Medication { code, info: source("m"), ..Medication::default() };
        cases.give(patient().medication(m), &ends(open));
    }
    cases.give(patient(), &ends(["silent"; 7]));
    cases.give(
        patient().medication(ibuprofen()),
        &ends(["silent", "silent", "silent", "silent", "silent", "silent", "fires"]),
    );
}

#[test]
fn incomplete_sections() {
    let cases = policies();
    for coverage in [Coverage::NotSupplied, Coverage::Partial("a page".into())] {
        let s = patient().with(|s| s.medications.coverage = coverage.clone());
        cases.give(s, &ends(["unknown", "possible", "asks", "unknown", "silent", "unknown", "unknown"]));
        let s = patient().medication(warfarin()).with(|s| s.medications.coverage = coverage.clone());
        cases.give(s, &[("hold", "fires"), ("both", "silent")]);
        let s = patient().with(|s| s.conditions.coverage = coverage.clone());
        cases.give(s, &ends(["silent", "silent", "silent", "silent", "silent", "unknown", "silent"]));
    }
}

#[test]
fn where_a_fact_stands() {
    let cases = Cases::of(&[
        ("taking", "when taking Warfarin"),
        ("held", "when taking Warfarin with status on-hold"),
        ("taken", "when taken Warfarin"),
        ("has", "when has HeartFailure"),
        ("had", "when had HeartFailure"),
        ("out", "when ruled out HeartFailure"),
        ("unsure", "when has HeartFailure with certainty unconfirmed"),
    ]);
    let drug = |status| patient().medication(Medication { status, ..warfarin() });
    use MedicationStatus::*;
    cases.give(drug(OnHold), &[("taking", "silent"), ("held", "fires"), ("taken", "unknown")]);
    cases.give(drug(Unknown), &[("taking", "unknown"), ("held", "unknown"), ("taken", "unknown")]);
    cases.give(drug(Ended), &[("taking", "silent"), ("held", "silent"), ("taken", "fires")]);
    let prohibited = Medication { prohibited: true, ..warfarin() };
    cases.give(
        patient().medication(prohibited),
        &[("taking", "silent"), ("held", "silent"), ("taken", "silent")],
    );
    let ill = |certainty, status| patient().condition(Condition { certainty, status, ..heart_failure() });
    use ConditionStatus::{Active, Inactive};
    let four = |a, b, c, d| [("has", a), ("had", b), ("out", c), ("unsure", d)];
    cases.give(ill(Certainty::Unconfirmed, Active), &four("unknown", "unknown", "silent", "fires"));
    cases.give(ill(Certainty::Refuted, Active), &four("silent", "silent", "fires", "silent"));
    cases.give(ill(Certainty::Confirmed, Inactive), &four("silent", "fires", "silent", "silent"));
    cases.give(
        ill(Certainty::Confirmed, ConditionStatus::Unknown),
        &four("unknown", "fires", "silent", "unknown"),
    );
}

#[test]
fn dates_too_coarse() {
    let cases = Cases::of(&[
        ("recent", "when had Stroke in last 1 year"),
        ("old", "when had Stroke at least 1 year ago"),
        ("since", "when had Stroke since 2025-06-01"),
        ("not", "when not had Stroke in last 1 year"),
    ]);
    let stroke = |at: Option<&str>| {
        let period = Period { start: at.map(day), end: None };
        patient().condition(Condition { period, ..problem("230690007", "stroke") })
    };
    let ends = |a, b, c, d| [("recent", a), ("old", b), ("since", c), ("not", d)];
    cases.give(stroke(Some("2025")), &ends("unknown", "unknown", "unknown", "unknown"));
    cases.give(stroke(None), &ends("unknown", "unknown", "unknown", "unknown"));
    cases.give(stroke(Some("2026-01")), &ends("fires", "silent", "fires", "silent"));
    cases.give(stroke(Some("2019")), &ends("silent", "fires", "silent", "fires"));
    cases.give(stroke(Some("2027-01-01")), &ends("silent", "silent", "silent", "fires"));
}

#[test]
fn inputs_scores_and_the_person() {
    let cases = Cases::text(
        r#"score Risk { 2 if has HeartFailure  1 if Oxygen  by Pain { < 4 -> 0  >= 4 -> 3 }  band < 3 "low"  band >= 3 "high" }
        score Elder { for age >= 65 years  2 if has Diabetes  band < 1 "low"  band >= 1 "high" }
        rule eye { category safety when EyeOpening is none message "m" }
        rule oxygen { category safety when Oxygen message "m" }
        rule risk { category safety when Risk >= 3 message "m" }
        rule banded { category safety when Risk.band is "high" message "m" }
        rule least { category safety when Risk >= 0 message "m" }
        rule elder { category safety when Elder >= 1 message "m" }
        rule with-child { category safety when pregnant message "m" }
        rule inside { category safety when encounter is inpatient message "m" }"#,
    );
    cases.give(
        patient(),
        &[
            ("eye", "unknown"),
            ("oxygen", "unknown"),
            ("risk", "unknown"),
            ("banded", "unknown"),
            ("least", "fires"),
            ("elder", "silent"),
            ("with-child", "silent"),
            ("inside", "silent"),
        ],
    );
    let answered = |s: &mut Snapshot| {
        s.inputs.insert("EyeOpening".into(), InputAnswer::Choice("none".into()));
        s.inputs.insert("t/Pain".into(), InputAnswer::Number(n("2")));
        s.inputs.insert("Oxygen".into(), InputAnswer::YesNo(true));
        s.person.born = Some(day("1996-01-01"));
        s.encounters.coverage = Coverage::NotSupplied;
    };
    cases.give(
        patient().with(answered),
        &[
            ("eye", "fires"),
            ("oxygen", "fires"),
            ("risk", "silent"),
            ("banded", "silent"),
            ("elder", "unknown"),
            ("with-child", "unknown"),
            ("inside", "unknown"),
        ],
    );
    cases
        .give(patient().with(answered).condition(heart_failure()), &[("risk", "fires"), ("banded", "fires")]);
    cases.give(
        patient().with(|s| (s.person.born, s.person.sex) = (None, None)),
        &[("elder", "unknown"), ("with-child", "unknown")],
    );
}

#[test]
fn what_is_asked_only_sometimes() {
    let cases = Cases::text(
        r#"rule signing { category safety trigger order-sign when not has Stroke message "m" }
        rule draft { category safety status draft when not has Stroke message "m" }
        rule tomorrow { category safety effective from 2026-03-09 when not has Stroke message "m" }
        rule today { category safety effective from 2026-03-08 when not has Stroke message "m" }
        rule every-time { category safety when not has Stroke message "m" }"#,
    );
    let ends = |first| {
        let off = "not evaluated";
        [("signing", first), ("draft", off), ("tomorrow", off), ("today", "fires"), ("every-time", "fires")]
    };
    let asked = |word: &str| {
        let word = word.to_string();
        patient().with(move |s| s.request.trigger = Some(word))
    };
    cases.give(patient(), &ends("fires"));
    cases.give(asked("order-sign"), &ends("fires"));
    cases.give(asked("patient-view"), &ends("not evaluated"));
}
