//! Generated packs and patients: every combination of index and passes gives the reference evaluator's answers.
//!
//! The first eight bytes are a seed that alone makes a case; each byte behind them changes one decision of it.
//! Packs are compiled once for 64 seeds, and now and then anew. A failing case is made small and written to
//! `target/equality/fuzz` as a pack and a patient.
#![no_main]

use curbside_gen::evaluators::{Combination, Evaluators, combinations};
use curbside_gen::report::report;
use curbside_gen::{Choices, Pack, Shape, Situation, seeded};
use libfuzzer_sys::fuzz_target;
use std::path::Path;
use std::sync::{LazyLock, OnceLock};

const LARGE: Shape = Shape { scripts: true, rules: 24 };
const SMALL: Shape = Shape { scripts: true, rules: 5 };

struct Prepared {
    pack: Pack,
    evaluators: Evaluators,
}

static KNOWN: LazyLock<Vec<OnceLock<Prepared>>> = LazyLock::new(|| (0..64).map(|_| OnceLock::new()).collect());

fn prepare(pack: Pack, combinations: &[Combination]) -> Prepared {
    let model = pack.model().unwrap_or_else(|mistakes| panic!("a generated pack has mistakes: {mistakes}"));
    Prepared { pack, evaluators: Evaluators::new(model, combinations) }
}

/// The bytes of a seed with some of them changed.
fn changed(seed: u64, len: usize, by: &[u8]) -> Vec<u8> {
    let mut bytes = seeded(seed, len);
    bytes.iter_mut().zip(by).for_each(|(b, by)| *b ^= by);
    bytes
}

fn check(case: &Prepared, s: &Situation) {
    if let Err(found) = case.evaluators.check(s) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/equality/fuzz");
        panic!("{}", report(&case.pack, s, &found, &folder));
    }
}

fuzz_target!(|bytes: &[u8]| {
    let (seed, rest) = bytes.split_at(bytes.len().min(8));
    let seed = seed.iter().fold(0_u64, |n, b| n << 8 | u64::from(*b));
    let of_patient = changed(seed, Situation::BYTES, rest);
    let s = Situation::generate(Choices::new(&of_patient));
    let all = combinations();
    if seed % 16 == 15 {
        let by = rest.get(Situation::BYTES..).unwrap_or(&[]);
        let of_pack = changed(seed ^ 1, Pack::bytes(SMALL), by);
        let turn = (seed / 16) as usize % all.len();
        let pack = Pack::generate(Choices::new(&of_pack), SMALL);
        check(&prepare(pack, &[all[0], all[turn]]), &s);
    } else {
        let at = seed as usize % KNOWN.len();
        let some = [all[0], all[7], all[8], all[1 + at % 6]];
        check(KNOWN[at].get_or_init(|| prepare(Pack::seeded(at as u64, LARGE), &some)), &s);
    }
});
