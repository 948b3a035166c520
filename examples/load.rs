//! What loading so many rules takes: time by phase, and the heap that stays in use.
//!
//! `cargo run --release --example load -- 10000`

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a measurement without its data is of no use"
)]

#[path = "../benches/common/synthetic.rs"]
mod synthetic;

use curbside::check::{CheckOptions, compile};
use curbside::source::SourceId;
use curbside::{Compiler, Ruleset, cache, syntax};
use std::time::{Duration, Instant};

fn main() {
    let rules = std::env::args().nth(1).map_or(10_000, |n| n.parse().expect("a number of rules"));
    let packs = synthetic::packs(rules, 1);
    let bytes: usize = packs.iter().flat_map(|p| p.files.values()).map(Vec::len).sum();
    println!("{rules} rules, {} KiB of text", bytes / 1024);

    let parse = median(|| {
        for pack in &packs {
            for (path, _) in pack.files.iter().filter(|(path, _)| path.ends_with(".cds")) {
                std::hint::black_box(syntax::parse(SourceId(0), pack.text(path).expect("text")));
            }
        }
    });
    println!("parse            {parse:>10.1?}");
    let all = median(|| drop(std::hint::black_box(compile(&packs, &CheckOptions::default()))));
    println!("parse and check  {all:>10.1?}");

    let options = CheckOptions::default();
    let bytes = cache::compile_and_save(&packs, &options).1.expect("a cache");
    println!("cache            {:>10} KiB", bytes.len() / 1024);
    let mut loaded = Vec::new();
    let cached = median(|| loaded.push(cache::load(&bytes, &packs, &options).expect("a good cache")));
    println!("from cache       {cached:>10.1?}");
    let mut kept = loaded.pop();
    drop(loaded);
    let both = median(|| drop(std::hint::black_box(Ruleset::from(kept.clone().expect("a model")))));
    let clone = median(|| drop(std::hint::black_box(kept.clone())));
    println!("index            {:>10.1?}", both.saturating_sub(clone));
    drop(kept.take());
    let heap = allocation_counter::measure(|| kept = cache::load(&bytes, &packs, &options));
    println!("model, heap      {:>10} KiB in {} blocks", heap.bytes_current / 1024, heap.count_current);
    drop(kept);

    let checked = compile(&packs, &CheckOptions::default());
    println!("warnings         {:>10}", checked.diags.len());
    if let Some(d) = checked.diags.iter().find(|d| d.is_error()) {
        panic!("{} {} at {:?}", d.code, d.message, checked.sources.line_col(d.span));
    }
    drop(checked);

    let compiler = packs.iter().cloned().fold(Compiler::new(), Compiler::pack);
    let mut kept: Option<Ruleset> = None;
    let heap = allocation_counter::measure(|| kept = Some(compiler.compile().expect("the packs compile")));
    println!("rules, heap        {:>10} KiB in {} blocks", heap.bytes_current / 1024, heap.count_current);
    println!("heap at most     {:>10} KiB", heap.bytes_max / 1024);
    println!("allocated        {:>10} KiB in {} blocks", heap.bytes_total / 1024, heap.count_total);
    let model = kept.as_ref().expect("rules").model();
    println!("rules            {:>10}", model.rules.len());
}

/// The median of a few runs. Where the system tells it, the time on the processor, which other
/// work on the machine does not lengthen.
fn median(mut f: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..7)
        .map(|_| {
            let (start, before) = (Instant::now(), on_processor());
            f();
            match (before, on_processor()) {
                (Some(before), Some(after)) => after.saturating_sub(before),
                _ => start.elapsed(),
            }
        })
        .collect();
    times.sort();
    times[times.len() / 2]
}

/// Linux: nanoseconds this thread has run.
fn on_processor() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}
