//! The child process: one engine, one workload, one size. Its lines go to a file, the first when
//! the rules are loaded, the second when all is measured, so that the parent can stop it in time.

use crate::engines;
use criterion::Criterion;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};
use workloads::Kind;
use workloads::timing::latencies;

/// Measures.
///
/// # Errors
/// Why there are no times.
pub fn measure(engine: &str, kind: Kind, n: usize, seconds: f64, out: &Path) -> Result<(), String> {
    let start = Instant::now();
    let Some(mut loaded) = engines::load(engine, kind, n)? else { return Err("no such workload".into()) };
    say(out, &serde_json::json!({ "load_ns": start.elapsed().as_nanos() as f64 }))?;
    if kind != Kind::C {
        let mut fired = (loaded.fired)();
        fired.sort();
        let plain = |id: &String| id.rsplit('/').next().unwrap_or_default().to_string();
        let expected: Vec<String> = workloads::Workload::new(kind, 100).expected.iter().map(plain).collect();
        if fired != expected {
            let first: Vec<_> = fired.iter().take(5).collect();
            return Err(format!("found {first:?}, expected {expected:?}"));
        }
    }
    let start = Instant::now();
    (loaded.call)();
    let once = start.elapsed();
    let single = latencies(Duration::from_secs_f64(seconds), 1_000_000, || (loaded.call)());
    // Criterion wants ten samples; what takes seconds is timed one by one.
    let median = match once < Duration::from_millis(500) {
        true => criterion(engine, kind, n, seconds, &mut loaded.call)?,
        false => single.median,
    };
    say(
        out,
        &serde_json::json!({
            "median": median, "single_median": single.median, "p99": single.p99, "count": single.count,
        }),
    )
}

fn say(out: &Path, line: &serde_json::Value) -> Result<(), String> {
    let mut file =
        std::fs::OpenOptions::new().create(true).append(true).open(out).map_err(|e| e.to_string())?;
    writeln!(file, "{line}").map_err(|e| e.to_string())
}

/// Criterion's median, in nanoseconds.
fn criterion(
    engine: &str,
    kind: Kind,
    n: usize,
    seconds: f64,
    call: &mut dyn FnMut(),
) -> Result<f64, String> {
    let home = std::env::var("CRITERION_HOME").map_err(|_| "CRITERION_HOME is not set".to_string())?;
    let name = format!("{}-{n}-{engine}", kind.letter());
    Criterion::default()
        .without_plots()
        .sample_size(if seconds < 1.0 { 20 } else { 50 })
        .warm_up_time(Duration::from_secs_f64(seconds / 3.0))
        .measurement_time(Duration::from_secs_f64(seconds))
        .nresamples(10_000)
        .bench_function(&name, |b| b.iter(&mut *call));
    let file = Path::new(&home).join(&name).join("new/estimates.json");
    let text = std::fs::read_to_string(&file).map_err(|e| format!("criterion left no estimate: {e}"))?;
    let estimates: serde_json::Value = serde_json::from_str(&text).map_err(|e| e.to_string())?;
    estimates["median"]["point_estimate"].as_f64().ok_or("criterion left no median".into())
}
