//! A forged cache of compiled packs is refused, or gives rules that evaluate without a panic;
//! with its header it is never taken for the real one.
#![no_main]

use curbside::Ruleset;
use curbside::cache;
use curbside::check::CheckOptions;
use curbside::pack::PackSource;
use curbside::snapshot::{Concept, Medication, Snapshot, SnapshotBuilder};
use curbside::time::{Clock, Zone};
use libfuzzer_sys::fuzz_target;
use std::sync::OnceLock;

const TEXT: &str = r#"pack p
codes Warfarin = rxnorm 11289 "warfarin"
codes Diabetes = snomed 44054006 "Type 2 diabetes mellitus" + icd10cm E11*
observation Potassium "Potassium" { code loinc 2823-3 unit mmol/L plausible 1.0 .. 12.0 normal 3.5 .. 5.1 for age >= 18 years critical < 2.5 or > 6.5 window 90 days }
input Eye "Eye" { choice open "Open" 4 choice closed "Closed" 1 }
define Ill = two Potassium > 5 mmol/L in last 1 year or Potassium rose by 10 % within 2 days
score Sum "Sum" { 1 if Ill by latest Potassium in last 7 days { < 4 -> 0 >= 4 -> 2 } points Eye.points band 0 "low" band >= 1 "high" }
rule one "One" { category safety let k = latest Potassium in last 7 days when k > 5.5 mmol/L and taking Warfarin as drug unless has Diabetes or Ill message "{k.value} {drug}" suggest stop drug }
"#;

fn packs() -> &'static [PackSource; 1] {
    static PACKS: OnceLock<[PackSource; 1]> = OnceLock::new();
    PACKS.get_or_init(|| {
        [PackSource::new("p").file("pack.yaml", "name: p\nversion: 1.0.0\n").file("p.cds", TEXT)]
    })
}

// The input replaces a piece of a good cache, so that what is not random stays plausible.
fuzz_target!(|input: (u16, u8, &[u8])| {
    static GOOD: OnceLock<Vec<u8>> = OnceLock::new();
    let options = CheckOptions::default();
    let good = GOOD.get_or_init(|| cache::compile_and_save(packs(), &options).1.expect("a cache"));
    let (at, len, piece) = input;
    let at = usize::from(at) % good.len();
    let end = (at + usize::from(len)).min(good.len());
    let mut forged = good.clone();
    forged.splice(at..end, piece.iter().copied());
    if forged != *good {
        assert!(cache::load(&forged, packs(), &options).is_none());
    }
    let Some(rules) = cache::payload(&forged).and_then(Ruleset::forged) else { return };
    let clock = Clock::new("2026-03-01T09:00:00Z".parse().expect("an instant"), Zone::utc());
    let drug = Medication { code: Concept::coded("rxnorm", "11289"), ..Medication::default() };
    for patient in [Snapshot::default(), SnapshotBuilder::new().medication(drug).build()] {
        let _ = rules.evaluate(&patient, &clock);
    }
});
