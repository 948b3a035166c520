//! The cache of compiled packs: what comes out of it is what compiling gives, and whatever
//! else the bytes are, they are no rules.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests may fail loudly"
)]

#[path = "../benches/common/synthetic.rs"]
#[allow(dead_code)]
mod synthetic;

use curbside::cache::{self, Compiled};
use curbside::check::{CheckOptions, compile};
use curbside::model::Model;
use curbside::pack::{LintLevel, PackSource};
use curbside::snapshot::{Concept, Medication, Snapshot, SnapshotBuilder};
use curbside::time::Clock;
use curbside::{Compiler, Ruleset};
use proptest::prelude::*;
use std::path::{Path, PathBuf};

fn options() -> CheckOptions {
    CheckOptions::default()
}

fn starter_packs() -> Vec<PackSource> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    curbside::pack::fs::read(&folder, &curbside::pack::Limits::default()).expect("the packs are readable")
}

/// A pack with something of nearly everything.
fn small() -> Vec<PackSource> {
    let text = r#"pack p
codes Warfarin = rxnorm 11289 "warfarin"
codes NSAID = rxnorm 5640 "ibuprofen", 7258 "naproxen" + atc M01A*
codes Diabetes = snomed 44054006 "Type 2 diabetes mellitus" + icd10cm E11*
observation Potassium "Potassium" {
  code loinc 2823-3 unit mmol/L molar mass 39.1 g/mol plausible 1.0 .. 12.0
  normal 3.5 .. 5.1 for age >= 18 years critical < 2.5 or > 6.5 delta change of 1.0 within 24 hours window 90 days
  evidence "x" year 2024
}
observation Temperature "Temperature" { code loinc 8310-5 unit Cel report nothing }
input Pain "Pain" { number 0 .. 10 }
input Eye "Eye" { choice open "Open" 4 choice closed "Closed" 1 }
define Hot = latest Temperature in last 1 day > 100.4 [degF] or latest Potassium in last 1 day > 20 mg/dL
define Ill = Hot and (two Potassium > 5 mmol/L in last 1 year or Potassium rose by 10 % within 2 days)
score Sum "Sum" { 1 if Ill by latest Potassium in last 7 days { < 4 -> 0 >= 4 -> 2 } points Eye.points band 0 "low" band >= 1 "high" }
table Dose(Potassium) -> text { >= 5 -> "less" < 5 -> "same" }
rule one "One" {
  category safety
  trigger patient-view, order-sign
  for age >= 65 years and not sex is male
  let k = latest Potassium in last 7 days
  when k > 5.5 mmol/L and taking Warfarin with oral route in last 3 months as drug
  when Sum >= 2 or Sum.band is "high" or has Diabetes since 2020-01-01
  unless Ill or Eye is closed
  unknown ask
  severity high
  message "Potassium {k.value} on {k.date} with {drug}: {{not a value}}"
  detail "Dose: {drug.dose}"
  suggest stop drug "Stop it"
  suggest recall in 2 weeks
  evidence "Guideline" grade 1 year 2024 doi 10.1/x url "https://example.org"
  owner "Owner" note "a note" tags a, b review by 2027-11-30
}
rule due "Due" { category care-gap recall measured Potassium every 1 year message "Due." }
interaction pair "Pair" { between Warfarin and NSAID with systemic route severity major effect "Bleeding." advice "Avoid." mechanism "Both." }
"#;
    vec![PackSource::new("p").file("pack.yaml", "name: p\nversion: 1.0.0\nowner: O\n").file("p.cds", text)]
}

fn cached(packs: &[PackSource], options: &CheckOptions) -> (Model, Vec<u8>) {
    let (checked, bytes) = cache::compile_and_save(packs, options);
    let errors: Vec<_> = checked.diags.iter().filter(|d| d.is_error()).map(|d| &d.message).collect();
    assert!(errors.is_empty(), "{errors:?}");
    (checked.model.unwrap(), bytes.expect("a cache"))
}

/// Models have no equality; what they print has every field.
fn text(model: &Model) -> String {
    format!("{model:?}")
}

fn clock() -> Clock {
    Clock::new("2026-03-01T09:00:00Z".parse().unwrap(), "UTC".parse().unwrap())
}

fn patient() -> Snapshot {
    let drug = |code| Medication { code: Concept::coded("rxnorm", code), ..Medication::default() };
    SnapshotBuilder::new().medication(drug("11289")).medication(drug("5640")).build()
}

#[test]
fn what_was_compiled_comes_back() {
    for packs in [small(), starter_packs(), synthetic::packs(400, 3)] {
        let (model, bytes) = cached(&packs, &options());
        let back = cache::load(&bytes, &packs, &options()).expect("the cache is good");
        assert_eq!(back.rules.len(), model.rules.len());
        assert!(text(&back) == text(&model), "the model read differs from the one written");
        let prepared = Ruleset::from_cache(&bytes, &packs, &options()).expect("the cache is good");
        assert!(text(prepared.model()) == text(&model));
        let (a, b) = (Ruleset::from(back), Ruleset::from(model));
        let answer = b.evaluate(&patient(), &clock());
        assert_eq!(a.evaluate(&patient(), &clock()), answer);
        assert_eq!(prepared.evaluate(&patient(), &clock()), answer);
        // What was prepared is the same as what is prepared anew, rule for rule.
        assert_eq!(prepared.plan_summary(), b.plan_summary());
        for rule in b.model().rules.iter().step_by(7) {
            assert_eq!(prepared.plan_of(&rule.id), b.plan_of(&rule.id));
        }
    }
}

#[test]
fn the_same_packs_give_the_same_bytes() {
    assert_eq!(cached(&small(), &options()).1, cached(&small(), &options()).1);
}

#[test]
fn governance_that_rules_share_is_shared_again() {
    let packs = synthetic::packs(400, 3);
    let (model, bytes) = cached(&packs, &options());
    let back = cache::load(&bytes, &packs, &options()).unwrap();
    let kept = |m: &Model| {
        let all: std::collections::BTreeSet<_> =
            m.rules.iter().map(|r| std::sync::Arc::as_ptr(&r.governance)).collect();
        all.len()
    };
    assert!(kept(&model) < model.rules.len());
    assert_eq!(kept(&back), kept(&model));
}

#[test]
fn any_damage_is_seen() {
    let packs = small();
    let (_, bytes) = cached(&packs, &options());
    for at in 0..bytes.len() {
        for bit in [0, 3, 7] {
            let mut bad = bytes.clone();
            bad[at] ^= 1 << bit;
            assert!(cache::load(&bad, &packs, &options()).is_none(), "bit {bit} of byte {at}");
        }
    }
    for len in 0..bytes.len() {
        assert!(cache::load(&bytes[..len], &packs, &options()).is_none(), "cut off at {len}");
    }
    let longer = [bytes.as_slice(), &[0]].concat();
    assert!(cache::load(&longer, &packs, &options()).is_none());
    assert!(cache::load(&bytes, &packs, &options()).is_some());
}

#[test]
fn other_packs_and_options_are_not_served() {
    let packs = small();
    let (_, bytes) = cached(&packs, &options());
    let mut changed = packs.clone();
    changed[0].files.get_mut("p.cds").unwrap().push(b'\n');
    let mut moved = packs.clone();
    moved[0].path = "elsewhere".into();
    let mut more = packs.clone();
    more[0] = more[0].clone().file("unused.csv", "");
    let mut twice = packs.clone();
    twice.push(PackSource::new("q").file("pack.yaml", "name: q\nversion: 1.0.0\n"));
    for other in [changed, moved, more, twice, Vec::new()] {
        assert!(cache::load(&bytes, &other, &options()).is_none());
    }
    let today = CheckOptions { today: Some("2026-11-23".into()), ..options() };
    let strict = CheckOptions { levels: [("no-owner".to_string(), LintLevel::Error)].into(), ..options() };
    let mut narrow = options();
    narrow.limits.rows = 3;
    for other in [today, strict, narrow] {
        assert!(cache::load(&bytes, &packs, &other).is_none());
    }
}

#[test]
fn packs_with_an_error_have_no_cache() {
    let packs =
        [PackSource::new("p").file("pack.yaml", "name: p\nversion: 1.0.0\n").file("p.cds", "pack p\nrule x")];
    let (checked, bytes) = cache::compile_and_save(&packs, &options());
    assert!(checked.model.is_none() && bytes.is_none());
}

/// Whoever forges a cache gets no panic, and no model that makes one.
fn survive(payload: &[u8]) -> bool {
    let Some(rules) = Ruleset::forged(payload) else { return false };
    for patient in [Snapshot::default(), patient()] {
        let _ = rules.evaluate(&patient, &clock());
    }
    true
}

#[test]
fn forged_caches_do_no_harm() {
    let packs = small();
    let (_, bytes) = cached(&packs, &options());
    let payload = cache::payload(&bytes).unwrap();
    assert!(survive(payload));
    let mut read = 0;
    for at in 0..payload.len() {
        for byte in [payload[at] ^ 1, 0, 0xff] {
            let mut bad = payload.to_vec();
            bad[at] = byte;
            read += usize::from(survive(&bad));
        }
        let _ = survive(&payload[..at]);
    }
    // Names and numbers can be anything; the rest is refused.
    assert!(read > 100, "{read}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn random_bytes_are_no_cache(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let packs = small();
        prop_assert!(cache::load(&bytes, &packs, &options()).is_none());
        survive(&bytes);
    }

    #[test]
    fn spliced_caches_do_no_harm(cuts in proptest::collection::vec((0.0..1.0, 0.0..1.0, 0_usize..30), 1..5)) {
        let packs = small();
        let (_, bytes) = cached(&packs, &options());
        let mut payload = cache::payload(&bytes).unwrap().to_vec();
        for (from, to, len) in cuts {
            let place = |share: f64| (share * payload.len() as f64) as usize;
            let (from, to) = (place(from), place(to));
            let piece: Vec<u8> = payload[from..(from + len).min(payload.len())].to_vec();
            payload.splice(to..to, piece);
        }
        survive(&payload);
    }
}

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let dir = std::env::temp_dir().join(format!("curbside-cache-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&dir);
        Folder(dir)
    }

    fn files(&self) -> Vec<PathBuf> {
        let mut all: Vec<_> = std::fs::read_dir(&self.0).unwrap().map(|e| e.unwrap().path()).collect();
        all.sort();
        all
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn is_cached(c: &Compiled) -> bool {
    matches!(c, Compiled::Cached(_))
}

#[test]
fn a_folder_of_caches() {
    let folder = Folder::new("folder");
    let dir = folder.0.join("made");
    let packs = small();
    let run = |packs: &[PackSource]| cache::compile_in(&dir, packs, &options());
    assert!(!is_cached(&run(&packs)));
    assert!(is_cached(&run(&packs)));
    // A changed pack replaces the cache of the same place.
    let mut changed = packs.clone();
    changed[0].files.get_mut("p.cds").unwrap().extend(b"codes New = rxnorm 6809\n");
    match run(&changed) {
        Compiled::Fresh(checked) => assert_eq!(checked.model.unwrap().sets.len(), 4),
        Compiled::Cached(_) => panic!("stale"),
    }
    match run(&changed) {
        Compiled::Cached(model) => assert_eq!(model.sets.len(), 4),
        Compiled::Fresh(_) => panic!("kept"),
    }
    let files = Folder(dir.clone()).files();
    assert_eq!(files.len(), 1, "{files:?}");
    // Damaged, empty, a folder in its place: compiled again, and repaired where that is possible.
    std::fs::create_dir_all(&dir).unwrap();
    for bad in [&b""[..], b"curbside", &[0xff; 5000]] {
        std::fs::write(&files[0], bad).unwrap();
        assert!(!is_cached(&run(&packs)));
        assert!(is_cached(&run(&packs)));
    }
    std::fs::remove_file(&files[0]).unwrap();
    std::fs::create_dir(&files[0]).unwrap();
    assert!(!is_cached(&run(&packs)));
    let rules = Compiler::new().pack(packs[0].clone()).cache_dir(&dir).compile().unwrap();
    assert_eq!(rules.model().sets.len(), 3);
    let left: Vec<_> = Folder(dir.clone()).files().into_iter().filter(|f| f != &files[0]).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn the_compiler_serves_the_same_from_the_cache() {
    let folder = Folder::new("compiler");
    let compiler = Compiler::new().pack(small().remove(0)).cache_dir(&folder.0);
    let first = compiler.compile().unwrap();
    let second = compiler.compile().unwrap();
    assert_eq!(folder.files().len(), 1);
    assert!(text(first.model()) == text(second.model()));
    assert_eq!(first.evaluate(&patient(), &clock()), second.evaluate(&patient(), &clock()));
    let wrong = Compiler::new()
        .pack(
            PackSource::new("p")
                .file("pack.yaml", "name: p\nversion: 1.0.0\n")
                .file("p.cds", "pack p\nrule x"),
        )
        .cache_dir(&folder.0);
    assert!(wrong.compile().is_err());
}

#[test]
fn a_folder_that_cannot_be_written_is_no_error() {
    let folder = Folder::new("file");
    std::fs::write(&folder.0, "a file where the folder should be").unwrap();
    let made = cache::compile_in(&folder.0, &small(), &options());
    let Compiled::Fresh(checked) = made else { panic!("there is no cache") };
    assert!(checked.model.is_some());
    std::fs::remove_file(&folder.0).unwrap();
}

#[test]
fn several_threads_write_the_same_cache() {
    let folder = Folder::new("threads");
    let packs = small();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..5 {
                    let model = match cache::compile_in(&folder.0, &packs, &options()) {
                        Compiled::Cached(model) => *model,
                        Compiled::Fresh(checked) => checked.model.unwrap(),
                    };
                    assert_eq!(model.rules.len(), compile(&packs, &options()).model.unwrap().rules.len());
                }
            });
        }
    });
    assert_eq!(folder.files().len(), 1);
}
