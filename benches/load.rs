//! What loading 10,000 rules costs: `cargo bench -p curbside --features script --bench load`.
//!
//! From text, and from a cache with the packs' files already in memory. For the phases and
//! the heap: `cargo run --release --example load`.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark without its data is of no use")]

#[path = "common/synthetic.rs"]
mod synthetic;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use curbside::cache;
use curbside::check::{CheckOptions, compile};
use std::hint::black_box;

fn loading(c: &mut Criterion) {
    let packs = synthetic::packs(10_000, 1);
    let options = CheckOptions::default();
    let mut group = c.benchmark_group("load 10,000 rules");
    group.sample_size(10);
    group.bench_function("from source", |b| {
        b.iter_with_large_drop(|| compile(black_box(&packs), &options).model.expect("the packs compile"));
    });
    let bytes = cache::compile_and_save(&packs, &options).1.expect("a cache");
    group.sample_size(20);
    group.bench_function("from cache", |b| {
        let load = |()| cache::load(black_box(&bytes), &packs, &options).expect("the cache is good");
        b.iter_batched(|| (), load, BatchSize::PerIteration);
    });
    group.finish();
}

criterion_group!(benches, loading);
criterion_main!(benches);
