//! Any rule text, card or list checks to a model or to errors, and a model without
//! errors evaluates an empty patient.
#![no_main]

use curbside::check::{CheckOptions, compile};
use curbside::pack::PackSource;
use curbside::snapshot::{Snapshot, SnapshotBuilder};
use curbside::time::{Clock, Zone};
use libfuzzer_sys::fuzz_target;

/// What most rules need, so that a mutated text has something to refer to.
const BASE: &str = r#"pack base
codes Warfarin = rxnorm 11289 "warfarin"
codes NSAID = rxnorm 5640 "ibuprofen", 7258 "naproxen"
codes Diabetes = snomed 44054006 "Type 2 diabetes mellitus" + icd10cm E11*
observation Potassium "Potassium" { code loinc 2823-3 unit mmol/L plausible 1.0 .. 12.0 normal 3.5 .. 5.1 critical < 2.5 or > 6.5 delta change of 1.0 within 24 hours window 90 days }
observation EGFR "eGFR" { code loinc 98979-8 unit mL/min/{1.73_m2} plausible 1 .. 200 window 1 year }
input Pain "Pain" { number 0 .. 10 }
"#;

fuzz_target!(|text: &str| {
    let packs = [
        PackSource::new("base").file("pack.yaml", "name: base\nversion: 1.0.0\n").file("base.cds", BASE),
        PackSource::new("fuzzed").file("pack.yaml", "name: fuzzed\nversion: 1.0.0\ndepends: [base]\n").file("fuzzed.cds", text),
    ];
    let checked = compile(&packs, &CheckOptions { today: Some("2026-03-01".into()), ..CheckOptions::default() });
    assert_eq!(checked.model.is_none(), checked.diags.iter().any(|d| d.is_error()));
    let Some(model) = checked.model else { return };
    let clock = Clock::new("2026-03-01T09:00:00Z".parse().expect("an instant"), Zone::utc());
    for patient in [Snapshot::default(), SnapshotBuilder::new().build()] {
        let answer = curbside::eval::evaluate(&model, &patient, &clock, &curbside::eval::Options::default());
        let s = answer.stats;
        assert_eq!(s.rules, s.fired + s.silent + s.indeterminate + s.suppressed + s.not_evaluated);
    }
});
