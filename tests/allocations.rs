//! Rules that do not fire cost no memory: after warm-up an evaluation asks for
//! as many blocks with a thousand silent rules as with ten.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests may fail loudly"
)]

use curbside::pack::PackSource;
use curbside::snapshot::{
    Concept, Condition, FactInfo, Medication, Observation, ObservationValue, Quantity, Sex, Snapshot,
    SnapshotBuilder, SourceRef,
};
use curbside::time::Clock;
use curbside::{Compiler, Ruleset};
use std::fmt::Write;

/// `n` rules of every usual kind, none of which holds for [`patient`].
fn silent(n: usize) -> Ruleset {
    let mut text = String::from(
        "pack t
observation Potassium \"Potassium\" { code loinc 2823-3 unit mmol/L window 7 days report nothing }
codes Taken = atc B01AA03 \"warfarin\"
codes Has = snomed 38341003 \"hypertension\"
",
    );
    let clauses = "severity high\n message \"No {x}.\"\n";
    for i in 0..n {
        let _ = match i % 6 {
            0 => write!(
                text,
                "codes D{i} = atc {} \"drug {i}\"\ninteraction i{i} \"Pair {i}\" {{ between Taken as a and D{i} as b\n severity major\n effect \"bleeding\" }}\n",
                atc(i)
            ),
            1 => write!(
                text,
                "rule r{i} \"Threshold {i}\" {{ category result\n for measured Potassium in last 7 days\n when Potassium > {}.5 mmol/L\n severity high\n message \"Potassium {{Potassium}}.\" }}\n",
                6 + i
            ),
            2 => write!(
                text,
                "codes P{i} = snomed 73211009 \"a problem\"\nrule r{i} \"Problem {i}\" {{ category safety\n when taking Taken as x and has P{i}\n {clauses} }}\n"
            ),
            3 => write!(
                text,
                "rule r{i} \"Age {i}\" {{ category recommendation\n for age < {} years\n when taking Taken as x\n {clauses} }}\n",
                5 + i % 20
            ),
            4 => write!(
                text,
                "codes A{i} = rxnorm {} \"allergen {i}\"\nrule r{i} \"Allergy {i}\" {{ category safety\n when allergic to A{i} as x\n unless has Has\n {clauses} }}\n",
                800_000 + i
            ),
            _ => write!(
                text,
                "rule r{i} \"Both {i}\" {{ category result\n when has Has as x and Potassium < {} mmol/L\n {clauses} }}\n",
                3.0 - (i % 100) as f64 / 100.0
            ),
        };
    }
    let pack = PackSource::new("t").file("pack.yaml", "name: t\nversion: 1.0.0\n").file("t.cds", text);
    match Compiler::new().pack(pack).compile() {
        Ok(rules) => rules,
        Err(e) => panic!("{e}"),
    }
}

/// A code of the shape of a substance's.
fn atc(i: usize) -> String {
    let letter = |n: usize| char::from(b'A' + (n % 26) as u8);
    format!("C{:02}{}{}01", 10 + i / 676, letter(i / 26), letter(i))
}

fn patient() -> Snapshot {
    let info = |s: &str| FactInfo { source: Some(SourceRef(s.into())), ..FactInfo::default() };
    let born = "1951-02-11".parse().unwrap();
    SnapshotBuilder::new()
        .born(born)
        .sex(Sex::Female)
        .with(|s| s.person.deceased = Some(false))
        .condition(Condition {
            info: info("c"),
            code: Concept::coded("snomed", "38341003"),
            ..Default::default()
        })
        .medication(Medication {
            info: info("m"),
            code: Concept::coded("atc", "B01AA03"),
            ..Default::default()
        })
        .observation(Observation {
            info: info("o"),
            code: Concept::coded("loinc", "2823-3"),
            value: ObservationValue::Quantity(Quantity {
                value: "4.2".parse().unwrap(),
                comparator: None,
                unit: Some("mmol/L".into()),
            }),
            status: Default::default(),
            effective: Some("2026-02-27T08:00:00Z".parse().unwrap()),
            issued: None,
            categories: vec![],
            interpretation: vec![],
            ranges: vec![],
            specimen: None,
            body_site: None,
            component_of: None,
        })
        .build()
}

fn blocks(rules: &Ruleset) -> u64 {
    let clock = Clock::new("2026-03-01T09:00:00Z".parse().unwrap(), "UTC".parse().unwrap());
    let patient = patient();
    let answer = rules.evaluate(&patient, &clock);
    assert_eq!((answer.findings.len(), answer.indeterminate.len()), (0, 0), "{:?}", answer.indeterminate);
    allocation_counter::measure(|| drop(rules.evaluate(&patient, &clock))).count_total
}

#[test]
fn silent_rules_ask_for_no_memory() {
    let (few, many) = (blocks(&silent(12)), blocks(&silent(1_200)));
    assert_eq!(few, many, "blocks with 12 rules, and with 1,200");
    assert!(few < 60, "{few} blocks for one patient of three facts");
}
