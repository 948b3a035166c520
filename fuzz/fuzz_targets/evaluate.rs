//! The starter packs answer for any patient that can be read, twice with the same
//! bytes, and every rule ends in exactly one way and can be explained.
#![no_main]

use curbside::fhir::{Options, read_any};
use curbside::snapshot::Snapshot;
use curbside::time::{Clock, Zone};
use curbside::{Compiler, Ruleset};
use libfuzzer_sys::fuzz_target;
use std::path::Path;
use std::sync::LazyLock;

static RULES: LazyLock<Ruleset> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rules");
    Compiler::new().pack_dir(folder).expect("the packs are readable").compile().expect("the packs compile")
});

fn answer(patient: &Snapshot, clock: &Clock) {
    let once = RULES.evaluate(patient, clock);
    let s = once.stats;
    assert_eq!(s.rules, s.fired + s.silent + s.indeterminate + s.suppressed + s.not_evaluated);
    let mut reversed = patient.clone();
    reversed.observations.items.reverse();
    reversed.medications.items.reverse();
    reversed.conditions.items.reverse();
    let twice = RULES.evaluate(&reversed, clock);
    assert_eq!(serde_json::to_string(&once).expect("JSON"), serde_json::to_string(&twice).expect("JSON"));
    for finding in once.findings.iter().take(2) {
        assert!(RULES.explain(&finding.rule, patient, clock).is_some());
    }
}

fuzz_target!(|bytes: &[u8]| {
    let clock = Clock::new("2026-03-01T09:00:00+01:00".parse().expect("an instant"), Zone::utc());
    if let Ok(patient) = serde_json::from_slice::<Snapshot>(bytes) {
        answer(&patient, &clock);
    }
    if let Ok(patients) = read_any(bytes, &Options::new(Zone::utc())) {
        for (_, patient) in patients.into_iter().take(2) {
            if let Ok(patient) = patient {
                answer(&patient, &clock);
            }
        }
    }
});
