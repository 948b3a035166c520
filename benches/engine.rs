//! What loading and evaluating cost: `cargo bench -p curbside --features script`.
//!
//! The patients are those of `examples/patients`, the rules those of `rules`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a benchmark without its data is of no use"
)]

use criterion::{Criterion, criterion_group, criterion_main};
use curbside::pack::PackSource;
use curbside::time::{Clock, Zone};
use curbside::{Compiler, check, fhir};
use std::hint::black_box;
use std::path::Path;

fn packs() -> Vec<PackSource> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    curbside::pack::fs::read(&folder, &curbside::pack::Limits::default()).expect("the packs are readable")
}

fn loading(c: &mut Criterion) {
    let packs = packs();
    c.bench_function("compile the starter packs", |b| {
        b.iter(|| check::compile(black_box(&packs), &check::CheckOptions::default()));
    });
}

fn evaluating(c: &mut Criterion) {
    let zone: Zone = "America/New_York".parse().expect("a zone");
    let clock = Clock::new("2026-03-01T09:00:00-05:00".parse().expect("an instant"), zone.clone());
    let rules = Compiler::new()
        .pack_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("rules"))
        .expect("the packs are readable")
        .compile()
        .expect("the packs compile");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/patients");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).expect("patients").flatten().map(|e| e.path()).collect();
    files.sort();
    for file in files.iter().filter(|f| f.extension().is_some_and(|e| e == "json")) {
        let bytes = std::fs::read(file).expect("a patient");
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let options = fhir::Options::new(zone.clone());
        c.bench_function(&format!("read {name} from FHIR"), |b| {
            b.iter(|| fhir::read_any(black_box(&bytes), &options));
        });
        let patients = fhir::read_any(&bytes, &options).expect("a patient");
        for (_, patient) in patients {
            let patient = patient.expect("a patient");
            c.bench_function(&format!("evaluate {name}, reference evaluator"), |b| {
                b.iter(|| rules.evaluate(black_box(&patient), &clock));
            });
        }
    }
}

criterion_group!(benches, loading, evaluating);
criterion_main!(benches);
