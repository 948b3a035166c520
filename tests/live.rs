//! Exchanging rules while threads evaluate: every answer is wholly of one generation.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests may fail loudly"
)]

use curbside::pack::PackSource;
use curbside::snapshot::{Concept, Medication, Snapshot, SnapshotBuilder};
use curbside::time::Clock;
use curbside::{Compiler, Live, Ruleset};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

fn shared<T: Send + Sync + Clone>() {}
fn served<T: Send + Sync>() {}

#[test]
fn rules_go_between_threads() {
    shared::<Ruleset>();
    served::<Live>();
}

/// Rules that say in every message which version they are.
fn rules(version: u64) -> Ruleset {
    let rule = |name: &str| {
        format!(
            "rule {name} \"On warfarin\" {{ category result when taking Warfarin as drug message \"version {version}: {{drug}}\" }}\n"
        )
    };
    let text =
        format!("pack p\ncodes Warfarin = rxnorm 11289 \"warfarin\"\n{}{}", rule("first"), rule("second"));
    let pack = PackSource::new("p")
        .file("pack.yaml", format!("name: p\nversion: {version}.0.0\n"))
        .file("p.cds", text);
    Compiler::new().pack(pack).compile().expect("the pack compiles")
}

fn patient() -> Snapshot {
    SnapshotBuilder::new()
        .medication(Medication { code: Concept::coded("rxnorm", "11289"), ..Medication::default() })
        .build()
}

fn clock() -> Clock {
    Clock::new("2026-03-01T09:00:00Z".parse().unwrap(), "UTC".parse().unwrap())
}

#[test]
fn every_answer_is_of_one_generation() {
    const SWAPS: u64 = 200;
    // Generation n holds version n.
    let versions: Vec<Ruleset> = (1..=SWAPS).map(rules).collect();
    let hashes: Vec<String> = versions.iter().map(|r| r.model().hash.to_string()).collect();
    let live = Live::new(versions[0].clone());
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let readers: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    let (patient, clock) = (patient(), clock());
                    let (mut last, mut seen) = (0, 0_u64);
                    while !done.load(Ordering::Acquire) || seen == 0 {
                        let answer = live.evaluate(&patient, &clock);
                        let g = answer.generation;
                        assert!(g >= last, "generation {g} after {last}");
                        last = g;
                        assert_eq!(answer.pack_hash, hashes[usize::try_from(g).unwrap() - 1]);
                        assert_eq!(answer.findings.len(), 2);
                        let said = format!("version {g}: ");
                        assert!(answer.findings.iter().all(|f| f.message.starts_with(&said)), "{answer:?}");
                        seen += 1;
                    }
                    seen
                })
            })
            .collect();
        for (n, next) in (2..).zip(&versions[1..]) {
            assert_eq!(live.swap(next.clone()), n);
            thread::yield_now();
        }
        done.store(true, Ordering::Release);
        for reader in readers {
            assert!(reader.join().expect("a reader") > 0);
        }
    });
    assert_eq!(live.current().generation(), SWAPS);
}

#[test]
fn exchanges_from_several_threads_are_counted_once_each() {
    let live = Live::new(rules(1));
    let next = rules(2);
    let mut generations: Vec<u64> = thread::scope(|scope| {
        let writers: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| (0..50).map(|_| live.swap(next.clone())).collect::<Vec<_>>()))
            .collect();
        writers.into_iter().flat_map(|w| w.join().expect("a writer")).collect()
    });
    generations.sort_unstable();
    assert_eq!(generations, (2..=201).collect::<Vec<_>>());
}

#[test]
fn plain_rules_have_no_generation_and_old_answers_are_read() {
    let answer = rules(1).evaluate(&patient(), &clock());
    assert_eq!(answer.generation, 0);
    let json = serde_json::to_value(&answer).unwrap();
    assert!(json.get("generation").is_none());
    let live = Live::new(rules(1));
    let text = serde_json::to_string(&live.evaluate(&patient(), &clock())).unwrap();
    let back: curbside::eval::result::Evaluation = serde_json::from_str(&text).unwrap();
    assert_eq!(back.generation, 1);
    let old: curbside::eval::result::Evaluation = serde_json::from_value(json).unwrap();
    assert_eq!(old, answer);
}

#[test]
fn rules_that_were_taken_stay_as_they_were() {
    let live = Live::new(rules(1));
    let before = live.current();
    live.swap(rules(2));
    assert_eq!(before.evaluate(&patient(), &clock()).findings[0].message, "version 1: warfarin");
    assert_eq!(live.evaluate(&patient(), &clock()).findings[0].message, "version 2: warfarin");
    assert_eq!(before.with_plan(before.plan()).generation(), 1);
}
