//! Curbside beside the hand-written index on one workload:
//! `cargo run --release -p workloads --bin floor -- a 10000 [--seconds 1] [--loop SECONDS] [--only curbside|floor|whole|session]`.
//! `--only session`, with `--loop`, adds one result to an open record and takes it away again.
//! `--threads N` counts evaluations a second on one thread and on N.
//! `--times N` evaluates N times within `repeat` (`--only session`: adds one result N times), for instruction counts that repeat themselves:
//! `valgrind --tool=callgrind --collect-atstart=no --toggle-collect='floor::repeat' …`.

use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use workloads::floor::Floor;
use workloads::timing::{Latency, latencies, show, throughput};
use workloads::{Kind, Workload};

/// A name to count instructions below.
#[inline(never)]
fn repeat(times: u32, once: &dyn Fn()) {
    for _ in 0..times {
        once();
    }
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let after = |flag: &str| args.iter().position(|a| a == flag).and_then(|at| args.get(at + 1));
    let (Some(kind), Some(n)) =
        (args.first().and_then(|a| Kind::parse(a)), args.get(1).and_then(|a| a.parse::<usize>().ok()))
    else {
        eprintln!(
            "usage: floor a|b|c N [--seconds S] [--loop S] [--threads N] [--times N] [--only curbside|floor|whole|session]"
        );
        return ExitCode::FAILURE;
    };
    let seconds = |flag: &str| after(flag).and_then(|s| s.parse().ok()).map(Duration::from_secs_f64);
    let only = |engine: &str| after("--only").is_none_or(|o| o == engine);

    let w = Workload::new(kind, n);
    let start = Instant::now();
    let rules = match w.compile() {
        Ok(rules) => rules,
        Err(e) => {
            eprintln!("{e}");
            return ExitCode::FAILURE;
        }
    };
    println!("({}) N = {n}: compiled in {}", kind.letter(), show(start.elapsed().as_nanos() as f64));
    let floor = Floor::new(kind, n);

    let start = Instant::now();
    let answer = rules.evaluate(&w.patient, &w.clock);
    println!("first evaluation {}; {:?}", show(start.elapsed().as_nanos() as f64), answer.stats);
    if let Err(problem) = w.check(&answer) {
        eprintln!("curbside: {problem}");
        return ExitCode::FAILURE;
    }
    if let Some(floor) = &floor {
        let found = floor.evaluate(&w.patient, &w.clock).unwrap_or_default();
        let mine: Vec<_> = found.iter().map(|f| (f.rule, f.message.as_str())).collect();
        let theirs: Vec<_> = answer.findings.iter().map(|f| (f.rule.as_str(), f.message.as_str())).collect();
        if mine != theirs {
            eprintln!("the hand-written index differs:\n{mine:#?}\n{theirs:#?}");
            return ExitCode::FAILURE;
        }
        let whole = floor.whole(&w.patient, &w.clock).unwrap_or_default();
        if whole != answer.findings {
            eprintln!("the whole findings by hand differ:\n{whole:#?}\n{:#?}", answer.findings);
            return ExitCode::FAILURE;
        }
    }

    let curbside = || rules.evaluate(black_box(&w.patient), black_box(&w.clock));
    let by_hand = || floor.as_ref().and_then(|f| f.evaluate(black_box(&w.patient), black_box(&w.clock)));
    let by_hand_whole = || floor.as_ref().and_then(|f| f.whole(black_box(&w.patient), black_box(&w.clock)));
    if let Some(times) = after("--times").and_then(|n| n.parse().ok()) {
        if after("--only").is_some_and(|o| o == "session") {
            let result = workloads::chart::new_result();
            let source =
                result.info.source.clone().unwrap_or_else(|| curbside::snapshot::SourceRef("".into()));
            let mut session = curbside::Session::new(rules, w.patient, w.clock);
            // Which rules look at which facts is worked out at the first change.
            session.add(result.clone());
            session.remove(&source);
            for _ in 0..times {
                let session = std::cell::RefCell::new(&mut session);
                repeat(1, &|| drop(black_box(session.borrow_mut().add(result.clone()))));
                session.borrow_mut().remove(&source);
            }
        } else if only("curbside") {
            repeat(times, &|| drop(black_box(curbside())));
        } else if only("whole") {
            repeat(times, &|| drop(black_box(by_hand_whole())));
        } else {
            repeat(times, &|| drop(black_box(by_hand())));
        }
        return ExitCode::SUCCESS;
    }
    if let Some(lasting) = seconds("--loop") {
        let start = Instant::now();
        if after("--only").is_some_and(|o| o == "session") {
            let result = workloads::chart::new_result();
            let source =
                result.info.source.clone().unwrap_or_else(|| curbside::snapshot::SourceRef("".into()));
            let mut session = curbside::Session::new(rules, w.patient, w.clock);
            while start.elapsed() < lasting {
                black_box(session.add(result.clone()));
                session.remove(&source);
            }
            return ExitCode::SUCCESS;
        }
        while start.elapsed() < lasting {
            if only("curbside") {
                black_box(curbside());
            } else if only("whole") {
                black_box(by_hand_whole());
            } else {
                black_box(by_hand());
            }
        }
        return ExitCode::SUCCESS;
    }
    let lasting = seconds("--seconds").unwrap_or(Duration::from_secs(1));
    if let Some(threads) = after("--threads").and_then(|n| n.parse().ok()) {
        let line = |name: &str, rate: &dyn Fn(usize) -> f64| {
            let (one, all) = (rate(1), rate(threads));
            println!("{name:<10} {one:>9.0} a second, on {threads} threads {all:>9.0}: {:.2} times", all / one);
        };
        if only("curbside") {
            line("curbside", &|n| throughput(n, lasting, curbside));
        }
        if floor.is_some() && only("floor") {
            line("by hand", &|n| throughput(n, lasting, by_hand));
        }
        if floor.is_some() && only("whole") {
            line("whole", &|n| throughput(n, lasting, by_hand_whole));
        }
        return ExitCode::SUCCESS;
    }
    let line = |name: &str, l: Latency| {
        println!(
            "{name:<10} median {:>9}   p99 {:>9} ({:.2}×)   least {:>9}   {} times",
            show(l.median),
            show(l.p99),
            l.p99 / l.median,
            show(l.least),
            l.count
        );
        l.median
    };
    let mine = only("curbside").then(|| line("curbside", latencies(lasting, 1 << 20, curbside)));
    let floor =
        (floor.is_some() && only("floor")).then(|| line("by hand", latencies(lasting, 1 << 20, by_hand)));
    let whole = (by_hand_whole().is_some() && only("whole"))
        .then(|| line("whole", latencies(lasting, 1 << 20, by_hand_whole)));
    for (what, floor) in [("the index by hand", floor), ("the index by hand with whole findings", whole)] {
        if let (Some(mine), Some(floor)) = (mine, floor) {
            println!("curbside takes {:.2} times as long as {what}", mine / floor);
        }
    }
    ExitCode::SUCCESS
}
