//! Interactions: reached through either partner, and only where there may be a pair.

use crate::support::*;
use crate::table::Cases;
use curbside::snapshot::*;

const PAIRS: &str = r#"
codes Analgesic = NSAID + Opioid
interaction plain { between Warfarin and NSAID  severity major  effect "e" }
interaction guarded { between Warfarin and NSAID  severity major  when age >= 50 years  unless taking PPI  effect "e" }
interaction twice { between NSAID and NSAID  severity minor  effect "e" }
interaction overlap { between Analgesic and NSAID  severity minor  effect "e" }
interaction either { between (Warfarin or Opioid) and (NSAID or Opioid)  severity minor  effect "e" }
interaction routed { between Warfarin and NSAID with systemic route  severity major  effect "e" }
interaction held { between Warfarin and NSAID  severity major  unknown hold  effect "e" }
interactions from "codes/pairs.csv"
"#;

const ROWS: &str = "id,a,b,severity,effect,advice,unless\n\
                    row-1,rxnorm:11289,atc:M01A*,major,e,a,PPI\n\
                    row-2,rxnorm:9997,rxnorm:7052,minor,e,a,\n";

fn cases() -> Cases {
    Cases::with(PAIRS, &[("codes/pairs.csv", ROWS)])
}

const ALL: [&str; 9] = ["plain", "guarded", "twice", "overlap", "either", "routed", "held", "row-1", "row-2"];

fn ends(all: [&str; 9]) -> Vec<(&'static str, &str)> {
    ALL.into_iter().zip(all).collect()
}

fn oral(m: Medication) -> Medication {
    let route = Some(Concept::coded("snomed", "26643006"));
    Medication { doses: vec![Dose { route, ..Dose::default() }], ..m }
}

#[test]
fn pairs_and_no_pairs() {
    let c = cases();
    let (f, s, x) = ("fires", "silent", "suppressed");
    c.give(patient(), &ends([s; 9]));
    c.give(patient().medication(warfarin()), &ends([s; 9]));
    let two = || patient().medication(warfarin()).medication(oral(ibuprofen()));
    c.give(two(), &ends([f, f, s, s, f, f, f, f, s]));
    c.give(two().medication(drug("7646", "omeprazole")), &ends([f, x, s, s, f, f, f, x, s]));
    c.give(
        patient().medication(oral(ibuprofen())).medication(drug("3355", "diclofenac")),
        &ends([s, s, f, f, s, s, s, s, s]),
    );
    c.give(
        patient().medication(drug("7052", "morphine")).medication(drug("9997", "spironolactone")),
        &ends([s, s, s, s, s, s, s, s, f]),
    );
    // The same drug twice is no pair.
    let again = Medication { kind: MedicationKind::Draft, info: source("draft"), ..ibuprofen() };
    c.give(patient().medication(ibuprofen()).medication(again), &ends([s; 9]));
    // One product with both.
    let both = Concept {
        codings: vec![Coding {
            display: Some("codeine phosphate 30 MG / ibuprofen 200 MG Oral Tablet".into()),
            ..Coding::new("rxnorm", "999001")
        }],
        ..Concept::default()
    };
    let product = Medication { code: both, info: source("both"), ..Medication::default() };
    c.give(patient().medication(product), &ends([s; 9]));
}

#[test]
fn who_takes_part() {
    let c = cases();
    let (f, s, u) = ("fires", "silent", "unknown");
    let replaces = vec![SourceRef("med/warfarin".into())];
    let draft = oral(Medication { kind: MedicationKind::Draft, ..ibuprofen() });
    let replacing = Medication { replaces, ..draft.clone() };
    c.give(patient().medication(warfarin()).medication(draft), &ends([f, f, s, s, f, f, f, f, s]));
    c.give(patient().medication(warfarin()).medication(replacing), &ends([s; 9]));
    let ended = Medication { status: MedicationStatus::Ended, ..warfarin() };
    c.give(patient().medication(ended).medication(oral(ibuprofen())), &ends([s; 9]));
    let unclear = Medication { status: MedicationStatus::Unknown, ..warfarin() };
    c.give(patient().medication(unclear).medication(oral(ibuprofen())), &ends([u, u, s, s, u, u, u, u, s]));
    c.give(
        patient().medication(warfarin()).medication(uncoded_drug("pain pills")),
        &[("plain", u), ("held", u), ("row-1", u), ("twice", s), ("row-2", s)],
    );
    c.give(
        patient().medication(uncoded_drug("a")).medication(uncoded_drug("b")),
        &[("plain", u), ("twice", u), ("row-2", u)],
    );
    // Topical is not systemic.
    let route = Some(Concept::coded("snomed", "6064005"));
    let gel = Medication { doses: vec![Dose { route, ..Dose::default() }], ..ibuprofen() };
    c.give(patient().medication(warfarin()).medication(gel), &[("plain", f), ("routed", s)]);
    let unsaid = patient().medication(warfarin()).medication(ibuprofen());
    c.give(unsaid, &[("plain", f), ("routed", u)]);
}

#[test]
fn lists_that_are_not_whole() {
    let c = cases();
    let (f, s, u, x) = ("fires", "silent", "unknown", "suppressed");
    for coverage in [Coverage::NotSupplied, Coverage::Partial("a page".into())] {
        let open = |s: &mut Snapshot| s.medications.coverage = coverage.clone();
        c.give(patient().with(open), &ends([u; 9]));
        c.give(patient().medication(warfarin()).with(open), &[("plain", u), ("twice", u), ("row-2", u)]);
        let two = patient().medication(warfarin()).medication(oral(ibuprofen())).with(open);
        c.give(two, &[("plain", f), ("guarded", "possible"), ("row-1", "possible")]);
    }
    let young = |s: &mut Snapshot| s.person.born = Some(day("2000-01-01"));
    let unborn = |s: &mut Snapshot| s.person.born = None;
    let two = || patient().medication(warfarin()).medication(oral(ibuprofen()));
    c.give(two().with(young), &[("plain", f), ("guarded", s)]);
    c.give(two().with(unborn), &[("plain", f), ("guarded", "possible")]);
    c.give(two().with(|s| s.person.deceased = Some(true)), &[("plain", x), ("guarded", x), ("row-1", x)]);
}
