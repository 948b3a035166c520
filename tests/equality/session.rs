//! Sessions against the reference, after every step.

use super::generated::{SHAPE, situation};
use curbside::snapshot::{Coverage, Fact, Snapshot, SourceRef};
use curbside::{Ruleset, Session, eval};
use curbside_gen::difference::difference;
use curbside_gen::evaluators::combinations;
use curbside_gen::{Pack, Situation};

/// Steps of one session.
const STEPS: usize = 30;

/// A small generator of numbers; the same seed gives the same run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n.max(1) as u64) as usize
    }
}

/// Every fact of a patient, each with a source of its own.
fn facts(s: &Snapshot, tag: u64) -> Vec<Fact> {
    let mut out: Vec<Fact> = Vec::new();
    macro_rules! each { ($($list:ident),*) => { $( for f in &s.$list.items {
        let mut f = f.clone();
        f.info.source = Some(SourceRef(format!("{}-{tag}-{}", stringify!($list), out.len()).into()));
        out.push(f.into());
    } )* } }
    each!(
        conditions,
        allergies,
        medications,
        observations,
        procedures,
        immunizations,
        orders,
        encounters,
        family_history
    );
    out
}

fn cases() -> u64 {
    let steps: u64 =
        std::env::var("CURBSIDE_EQUALITY_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(1000);
    steps.div_ceil(100)
}

/// One pack, several patients, many steps.
fn sessions(seed: u64) {
    let pack = Pack::seeded(seed, SHAPE);
    let all = combinations();
    let turn = usize::try_from(seed).unwrap_or(0);
    let options = if turn.is_multiple_of(3) { all[1 + turn % 15] } else { all[0] };
    let rules = Ruleset::from(pack.model().unwrap()).with_plan(options);
    for p in 0..6 {
        let Situation { patient, clock } = situation(seed * 1000 + p);
        let mut dice = Dice(0x9e37_79b9_7f4a_7c15 ^ (seed * 100 + p + 1));
        let mut pool: Vec<Fact> =
            (1..6).flat_map(|o| facts(&situation(seed * 1000 + p + 7 * o).patient, o)).collect();
        if pool.is_empty() {
            continue;
        }
        // The codes and texts of one fact may come with the source of another.
        for _ in 0..8 {
            let (a, b) = (dice.below(pool.len()), dice.below(pool.len()));
            if let (Fact::Observation(a), Fact::Observation(b)) = (pool[a].clone(), pool[b].clone()) {
                let mut mixed = a;
                mixed.info.source = b.info.source;
                pool.push(mixed.into());
            }
        }
        let moments = [clock.clone(), situation(seed * 1000 + p + 7).clock];
        let mut s = Session::new(rules.clone(), patient, clock);
        let mut there: Vec<SourceRef> = Vec::new();
        for step in 0..STEPS {
            let fact = pool[dice.below(pool.len())].clone();
            let source = fact.info().source.clone().unwrap();
            let before = s.evaluation().clone();
            let what = dice.below(12);
            let changed = match what {
                0..=4 => {
                    there.push(source);
                    s.add(fact)
                }
                5 | 6 => s.replace(fact),
                7..=9 if !there.is_empty() => {
                    let gone = there.swap_remove(dice.below(there.len()));
                    s.remove(&gone)
                }
                10 => s.at(moments[dice.below(2)].clone()),
                11 => s.change(|patient| {
                    patient.observations.coverage = match dice.below(2) {
                        0 => Coverage::Complete,
                        _ => Coverage::default(),
                    };
                }),
                _ => s.remove(&source),
            };
            let right = eval::evaluate(rules.model(), s.patient(), s.clock(), &eval::Options::default());
            let found = difference(&right, s.evaluation());
            assert!(
                found.is_none(),
                "seed {seed}-{p}, step {step} ({what}): {}\n{}",
                found.unwrap(),
                pack.text()
            );
            assert_eq!(
                changed,
                curbside::Difference::between(&before, s.evaluation()),
                "seed {seed}-{p}, step {step} ({what})"
            );
        }
    }
}

#[test]
fn every_step_gives_the_answer_of_the_reference_1() {
    (0..cases()).for_each(sessions);
}

#[test]
fn every_step_gives_the_answer_of_the_reference_2() {
    (1000..1000 + cases()).for_each(sessions);
}
