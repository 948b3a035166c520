//! Curbside and its peers on the same workloads. Use it through the script `run` beside the
//! workspace's `Cargo.toml`, which installs what it needs.

mod catalogue;
mod child;
mod engines;
mod figures;
mod host;
mod machine;
mod plot;
mod results;
mod run;
mod table;

use results::Results;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;
use workloads::Kind;

const USAGE: &str = "usage: run [--quick] [--figures] [--only a,b,c] [--engines x,y] [--sizes 100,1000] \
                     [--seconds S] [--limit S] [--write]
       run report [--write]      tables and picture of the last run again
       run engines               the engines by their short names";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["measure", engine, kind, n, seconds, out] => measure(engine, kind, n, seconds, out),
        ["threads", kind, n, seconds] => threads(kind, n, seconds),
        ["session", n, seconds] => session(n, seconds),
        ["engines"] => {
            catalogue::ALL.iter().for_each(|e| println!("{:<20} {}", e.name, e.label.replace('*', "")));
            Ok(())
        }
        ["report", rest @ ..] => last().and_then(|r| report(&r, rest.contains(&"--write"))),
        ["run", rest @ ..] => run(rest),
        _ => Err(USAGE.into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("{text} is not a number"))
}

fn kind(text: &str) -> Result<Kind, String> {
    Kind::parse(text).ok_or(format!("{text} is not a workload: a, b or c"))
}

fn measure(engine: &str, k: &str, n: &str, seconds: &str, out: &str) -> Result<(), String> {
    child::measure(engine, kind(k)?, number(n)?, number(seconds)?, Path::new(out))
}

fn threads(k: &str, n: &str, seconds: &str) -> Result<(), String> {
    let (k, n, seconds) = (kind(k)?, number(n)?, Duration::from_secs_f64(number(seconds)?));
    let w = workloads::Workload::new(k, n);
    let rules = w.compile().map_err(|e| e.to_string())?;
    let floor = workloads::floor::Floor::new(k, n);
    let turns = |engine: &str, rate: &dyn Fn(usize) -> f64| {
        // In turn, so that what else the machine does touches both.
        let (mut one, mut two) = (Vec::new(), Vec::new());
        for _ in 0..5 {
            one.push(rate(1));
            two.push(rate(2));
        }
        let middle = |mut v: Vec<f64>| {
            v.sort_by(f64::total_cmp);
            v[v.len() / 2]
        };
        let (one, two) = (middle(one), middle(two));
        results::Threads { kind: k.letter().into(), engine: engine.into(), n, one, two }
    };
    let own = || rules.evaluate(&w.patient, &w.clock);
    let mut lines = vec![turns("curbside", &|n| workloads::timing::throughput(n, seconds, own))];
    if let Some(floor) = &floor {
        let by_hand = || floor.evaluate(&w.patient, &w.clock);
        lines.push(turns("floor", &|n| workloads::timing::throughput(n, seconds, by_hand)));
    }
    println!("{}", serde_json::to_string(&lines).map_err(|e| e.to_string())?);
    Ok(())
}

/// One result added to an open record, against a full evaluation of the same facts.
fn session(n: &str, seconds: &str) -> Result<(), String> {
    let (n, lasting) = (number(n)?, Duration::from_secs_f64(number(seconds)?));
    let w = workloads::Workload::new(Kind::C, n);
    let rules = w.compile().map_err(|e| e.to_string())?;
    let result = workloads::chart::new_result();
    let source = result.info.source.clone().ok_or("the result has no source")?;
    // The difference must be what two evaluations say.
    let mut with = w.patient.clone();
    with.observations.items.push(result.clone());
    let mut session = curbside::Session::new(rules.clone(), w.patient.clone(), w.clock.clone());
    session.add(result.clone());
    if session.evaluation().findings != rules.evaluate(&with, &w.clock).findings {
        return Err("the session differs from a full evaluation".into());
    }
    session.remove(&source);
    let full = workloads::timing::latencies(lasting, 1_000_000, || rules.evaluate(&with, &w.clock));
    let mut times = Vec::new();
    let start = std::time::Instant::now();
    while times.len() < 10 || start.elapsed() < lasting {
        let fact = result.clone();
        let at = std::time::Instant::now();
        std::hint::black_box(session.add(fact));
        times.push(at.elapsed().as_nanos() as f64);
        session.remove(&source);
    }
    let add = workloads::timing::Latency::of(times);
    let line = results::Session { n, full_ns: full.median, add_ns: add.median };
    println!("{}", serde_json::to_string(&line).map_err(|e| e.to_string())?);
    Ok(())
}

fn run(args: &[&str]) -> Result<(), String> {
    let after = |flag: &str| args.iter().position(|a| *a == flag).and_then(|at| args.get(at + 1)).copied();
    let list = |flag: &str| after(flag).map(|l| l.split(',').collect::<Vec<_>>());
    let known = ["--quick", "--figures", "--write", "--only", "--engines", "--sizes", "--seconds", "--limit"];
    if let Some(other) = args.iter().find(|a| a.starts_with("--") && !known.contains(a)) {
        return Err(format!("{other} is not known\n{USAGE}"));
    }
    let quick = args.contains(&"--quick");
    let kinds = list("--only").unwrap_or(vec!["a", "b", "c"]);
    let all = if quick { vec!["100", "1000"] } else { vec!["100", "1000", "10000", "100000"] };
    let engines: Vec<String> = list("--engines").unwrap_or_default().into_iter().map(String::from).collect();
    if let Some(e) = engines.iter().find(|e| catalogue::find(e).is_none()) {
        return Err(format!("{e} is not an engine; see: run engines"));
    }
    let plan = run::Plan {
        kinds: kinds.into_iter().map(kind).collect::<Result<_, _>>()?,
        sizes: list("--sizes").unwrap_or(all).into_iter().map(number).collect::<Result<_, _>>()?,
        beyond: engines.is_empty() || engines.iter().any(|e| e == "curbside"),
        engines,
        seconds: after("--seconds").map(number).transpose()?.unwrap_or(if quick { 0.2 } else { 1.0 }),
        limit: Duration::from_secs(after("--limit").map(number).transpose()?.unwrap_or(if quick {
            10
        } else {
            15
        })),
        quick,
        home: home(),
    };
    let results = plan.run();
    let text = serde_json::to_string_pretty(&results).map_err(|e| e.to_string())?;
    std::fs::write(home().join("target/peers/results.json"), text).map_err(|e| e.to_string())?;
    report(&results, args.contains(&"--write"))?;
    // A peer may be without a figure; we may not.
    let ours = results.cells.iter().filter(|c| !catalogue::is_peer(&c.engine));
    let failed: Vec<_> = ours.filter_map(|c| c.problem()).collect();
    if failed.is_empty() { Ok(()) } else { Err(failed.join("\n")) }
}

/// The results of the last run.
fn last() -> Result<Results, String> {
    let text = std::fs::read_to_string(home().join("target/peers/results.json"))
        .map_err(|_| "nothing was measured yet".to_string())?;
    serde_json::from_str(&text).map_err(|e| e.to_string())
}

/// Prints the tables; with `write` puts them and the picture into the book.
fn report(results: &Results, write: bool) -> Result<(), String> {
    println!("\n{}", table::markdown(results));
    figures::print(results);
    let book = home().join("../../docs/src");
    let picture =
        if write { book.join("images/benchmarks.svg") } else { home().join("target/peers/benchmarks.svg") };
    std::fs::create_dir_all(picture.parent().unwrap_or(&book)).map_err(|e| e.to_string())?;
    std::fs::write(&picture, plot::svg(results)).map_err(|e| e.to_string())?;
    if write {
        table::write(results, &book.join("benchmarks.md"))?;
    }
    Ok(())
}
