//! Generated cases.

use curbside_gen::difference::difference;
use curbside_gen::evaluators::{Evaluators, combinations};
use curbside_gen::report::report;
use curbside_gen::{Choices, Pack, Shape, Situation, seeded};
use std::path::Path;

/// Patients of one pack.
const PATIENTS: u64 = 40;

pub const SHAPE: Shape = Shape { scripts: cfg!(feature = "script"), rules: 24 };

pub fn situation(seed: u64) -> Situation {
    Situation::generate(Choices::new(&seeded(seed, Situation::BYTES)))
}

fn cases() -> u64 {
    std::env::var("CURBSIDE_EQUALITY_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(1000)
}

/// One part of the cases: packs `part`, `part + 4`, ….
fn run(part: u64) {
    let all = combinations();
    let mut failures = Vec::new();
    let mut cases_done = 0;
    for seed in (part..).step_by(4) {
        if cases_done >= cases() || failures.len() >= 3 {
            break;
        }
        let pack = Pack::seeded(seed, SHAPE);
        let model = pack.model().unwrap_or_else(|e| panic!("the generated pack {seed} has mistakes: {e}"));
        // The usual combination always, two others in turn.
        let turn = usize::try_from(seed / 4).unwrap();
        let some = [all[0], all[1 + turn % (all.len() - 1)], all[1 + (turn * 7 + 3) % (all.len() - 1)]];
        let evaluators = Evaluators::new(model, &some);
        for p in 0..PATIENTS {
            let s = situation(seed * 1000 + p);
            cases_done += 1;
            let right = evaluators.reference(&s).unwrap();
            let which = [0, 1 + usize::try_from(p % 2).unwrap()];
            if let Err(found) = evaluators.agree(&right, &s, which) {
                let name = format!("seed-{seed}-{p}");
                let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../equality").join(&name);
                failures.push(format!("{name}: {}", report(&pack, &s, &found, &folder)));
                break;
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

/// The order of facts bears on nothing, under any combination.
#[test]
fn order_changes_nothing() {
    for seed in 0..6 {
        let pack = Pack::seeded(seed, SHAPE);
        let evaluators = Evaluators::new(pack.model().unwrap(), &[combinations()[0]]);
        for p in 0..25 {
            let s = situation(seed * 1000 + p);
            let mut turned = s.clone();
            let t = &mut turned.patient;
            t.observations.items.reverse();
            t.medications.items.reverse();
            t.conditions.items.reverse();
            t.allergies.items.reverse();
            t.procedures.items.reverse();
            t.encounters.items.reverse();
            t.inputs.reverse();
            let right = evaluators.reference(&s).unwrap();
            let found = difference(&right, &evaluators.reference(&turned).unwrap());
            assert!(found.is_none(), "seed {seed}-{p}: {}", found.unwrap());
            evaluators.agree(&right, &turned, [0]).unwrap_or_else(|m| panic!("seed {seed}-{p}: {m}"));
        }
    }
}

#[test]
fn part_1() {
    run(0);
}

#[test]
fn part_2() {
    run(1);
}

#[test]
fn part_3() {
    run(2);
}

#[test]
fn part_4() {
    run(3);
}
