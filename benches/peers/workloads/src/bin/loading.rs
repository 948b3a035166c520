//! What loaded rules cost: `loading a|b|c N` prints a line of JSON with the time from source to
//! rules, the time from a cache, and the bytes that the rules keep.
//!
//! For a profiler: `loading a|b|c N source` compiles once; `loading a|b|c N cache FILE` loads once
//! from a cache that is made where there is none.
//!
//! A program of its own, because counting allocations slows everything down a little.

use curbside::{Ruleset, cache, check::CheckOptions};
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use workloads::{Kind, Workload};

struct Counting;

static LIVE: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call goes on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LIVE.fetch_add(layout.size(), Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size(), Ordering::Relaxed);
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        LIVE.fetch_add(size, Ordering::Relaxed);
        LIVE.fetch_sub(layout.size(), Ordering::Relaxed);
        unsafe { System.realloc(at, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let kind = args.first().and_then(|a| Kind::parse(a)).expect("a, b or c");
    let n = args.get(1).and_then(|a| a.parse().ok()).expect("a number of rules");
    let w = Workload::new(kind, n);
    let options = CheckOptions::default();
    // From the bytes to rules that can be evaluated, the check against the packs included.
    let again =
        |bytes: &[u8]| Ruleset::from_cache(bytes, &w.packs, &options).expect("the cache fits");
    let compile = || w.compile().expect("the rules compile");
    match (args.get(2).map(String::as_str), args.get(3)) {
        (Some("source"), _) => return drop(compile()),
        (Some("cache"), Some(file)) => {
            let kept = std::fs::read(file).ok().filter(|b| cache::load(b, &w.packs, &options).is_some());
            let made = || cache::compile_and_save(&w.packs, &options).1.expect("the rules compile");
            let bytes = kept.unwrap_or_else(made);
            std::fs::write(file, &bytes).expect("the file can be written");
            return drop(again(&bytes));
        }
        _ => {}
    }
    // What is made once in a process, however many rules there are, does not count.
    let small = Workload::new(kind, 100);
    drop(small.compile().expect("the rules compile").evaluate(&small.patient, &small.clock));

    let before = LIVE.load(Ordering::Relaxed);
    let rules = compile();
    let bytes = LIVE.load(Ordering::Relaxed).saturating_sub(before);

    let source = median((0..5).map(|_| timed(compile)));
    let (_, cached) = cache::compile_and_save(&w.packs, &options);
    let cache_ns = cached.map(|bytes| median((0..11).map(|_| timed(|| again(&bytes)))));
    println!(
        "{}",
        serde_json::json!({
            "kind": kind.letter(), "n": n, "source_ns": source, "cache_ns": cache_ns, "bytes": bytes,
        })
    );
    drop(rules);
}

fn timed<T>(what: impl FnOnce() -> T) -> f64 {
    let start = Instant::now();
    let made = what();
    let took = start.elapsed().as_nanos() as f64;
    drop(made);
    took
}

fn median(times: impl Iterator<Item = f64>) -> f64 {
    let mut times: Vec<f64> = times.collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
