//! The parent: every engine in a process of its own, one after the other, each stopped in time.

use crate::catalogue::{ALL, Entry, Runs, is_peer};
use crate::host::Host;
use crate::results::{Cell, Loading, Outcome, Results, Session, Threads, Times};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use workloads::Kind;
use workloads::timing::show;

/// What to measure.
pub struct Plan {
    /// Workloads.
    pub kinds: Vec<Kind>,
    /// Sizes.
    pub sizes: Vec<usize>,
    /// Engines by their short names; empty: all.
    pub engines: Vec<String>,
    /// For each measurement.
    pub seconds: f64,
    /// How long an engine may take to load, and how long to evaluate.
    pub limit: Duration,
    /// Only Curbside beyond the evaluations: loading, threads, the session.
    pub beyond: bool,
    /// A first look.
    pub quick: bool,
    /// The folder of this workspace.
    pub home: PathBuf,
}

impl Plan {
    /// Measures everything, in order.
    pub fn run(&self) -> Results {
        let mut results = Results { quick: self.quick, ..crate::machine::describe(&self.home) };
        // The size that the figures are about has its engines side by side.
        for kind in &self.kinds {
            for n in &self.sizes {
                for e in
                    ALL.iter().filter(|e| self.engines.is_empty() || self.engines.iter().any(|x| x == e.name))
                {
                    if let Some(cell) = self.cell(&results.cells, e, *kind, *n) {
                        let shown = match &cell.outcome {
                            Outcome::Times(t) => show(t.median),
                            Outcome::Over(what) => what.clone(),
                            Outcome::Failed(why) => format!("no figure: {why}"),
                        };
                        println!("({}) {n:>7}  {:<20} {shown}", kind.letter(), e.name);
                        results.cells.push(cell);
                    }
                }
            }
        }
        if self.beyond {
            self.beyond(&mut results);
        }
        results
    }

    fn cell(&self, before: &[Cell], e: &Entry, kind: Kind, n: usize) -> Option<Cell> {
        let nothing = match kind {
            Kind::C => e.name != "curbside",
            Kind::A => e.name == "regorus-host",
            Kind::B => false,
        };
        if nothing {
            return None;
        }
        // What took too long with fewer rules is not tried with more.
        let known = before.iter().find(|c| {
            c.engine == e.name && c.kind == kind.letter() && c.n < n && matches!(c.outcome, Outcome::Over(_))
        });
        let outcome = match known.map(|c| &c.outcome) {
            Some(Outcome::Over(what)) => Outcome::Over(what.clone()),
            _ => self.outcome(e, kind, n).unwrap_or_else(Outcome::Failed),
        };
        Some(Cell { engine: e.name.into(), kind: kind.letter().into(), n, outcome })
    }

    fn outcome(&self, e: &Entry, kind: Kind, n: usize) -> Result<Outcome, String> {
        let work = self.home.join("target/peers");
        std::fs::create_dir_all(&work).map_err(|e| e.to_string())?;
        let out = work.join("lines.jsonl");
        let _ = std::fs::remove_file(&out);
        let mut command = self.command(e, kind, n, &out, &work)?;
        let errors = std::fs::File::create(work.join("errors.txt")).map_err(|e| e.to_string())?;
        command.env("CRITERION_HOME", work.join("criterion")).stdout(Stdio::null()).stderr(errors);
        let mut child = command.spawn().map_err(|e| format!("cannot be started: {e}"))?;
        // Ours have to come to an end.
        let limit = if is_peer(e.name) { self.limit } else { self.limit.max(OURS) };
        let waited = wait(limit, &mut child, &out);
        let lines = lines(&out);
        match (waited, lines.as_slice()) {
            (Ok(()), [loaded, times, ..]) => {
                let number = |v: &Value, key: &str| v[key].as_f64().unwrap_or(f64::NAN);
                let median = number(times, "median");
                let single = times["single_median"].as_f64().unwrap_or(median);
                Ok(Outcome::Times(Times {
                    load_ns: number(loaded, "load_ns"),
                    median,
                    single_median: single,
                    p99: number(times, "p99"),
                    count: number(times, "count") as usize,
                }))
            }
            (Err(what), _) => Ok(Outcome::Over(what)),
            (Ok(()), _) => {
                let text = std::fs::read_to_string(work.join("errors.txt")).unwrap_or_default();
                let told =
                    text.lines().find(|l| l.contains("rror") || l.contains("found")).or(text.lines().next());
                Err(told.unwrap_or("it ended without a word").chars().take(160).collect())
            }
        }
    }

    fn command(&self, e: &Entry, kind: Kind, n: usize, out: &Path, work: &Path) -> Result<Command, String> {
        let seconds = self.seconds.to_string();
        if e.runs == Runs::Rust {
            let own = std::env::current_exe().map_err(|e| e.to_string())?;
            let mut command = Command::new(own);
            command.args(["measure", e.name, kind.letter(), &n.to_string(), &seconds]).arg(out);
            return Ok(command);
        }
        let host = work.join(format!("{}-{n}.json", kind.letter()));
        if !host.exists() {
            let data = Host::new(kind, n).ok_or("no such workload")?;
            let text = serde_json::to_string(&data).map_err(|e| e.to_string())?;
            std::fs::write(&host, text).map_err(|e| e.to_string())?;
        }
        let (program, script, installed) = match e.runs {
            Runs::Node => {
                ("node".into(), self.home.join("node/peer.mjs"), self.home.join("node/node_modules"))
            }
            _ => {
                let python = self.home.join("python/venv/bin/python");
                (python.clone().into_os_string(), self.home.join("python/clips_peer.py"), python)
            }
        };
        if !installed.exists() {
            return Err("not installed".into());
        }
        let mut command = Command::new(program);
        if e.runs == Runs::Node {
            command.arg("--max-old-space-size=8000");
        }
        command.arg(script).arg(e.name).arg(host).arg(seconds).arg(out);
        Ok(command)
    }

    /// Loading, memory, threads and the session, of Curbside.
    fn beyond(&self, results: &mut Results) {
        let n = if self.quick { 1_000 } else { 10_000 };
        let Ok(own) = std::env::current_exe() else { return };
        let beside = own.with_file_name("loading");
        for kind in &self.kinds {
            let mut command = Command::new(&beside);
            command.args([kind.letter(), &n.to_string()]);
            if let Some(l) = answer::<Loading>(command) {
                println!("({}) {n:>7}  loading {}, {} bytes", l.kind, show(l.source_ns), l.bytes);
                results.loading.push(l);
            }
            let mut command = Command::new(&own);
            command.args(["threads", kind.letter(), &n.to_string(), &self.seconds.to_string()]);
            for t in answer::<Vec<Threads>>(command).into_iter().flatten() {
                println!("({}) {n:>7}  {}, two threads over one: {:.2}", t.kind, t.engine, t.two / t.one);
                results.threads.push(t);
            }
        }
        if self.kinds.contains(&Kind::C) {
            let mut command = Command::new(&own);
            command.args(["session", &n.to_string(), &self.seconds.to_string()]);
            results.session = answer::<Session>(command);
            if let Some(s) = &results.session {
                println!("(c) {n:>7}  one fact added: {}, everything: {}", show(s.add_ns), show(s.full_ns));
            }
        }
    }
}

/// How long Curbside and the index by hand may take at least.
const OURS: Duration = Duration::from_secs(300);

/// Until it ends, or what it took too long for.
fn wait(limit: Duration, child: &mut Child, out: &Path) -> Result<(), String> {
    let (start, mut loaded) = (Instant::now(), None);
    loop {
        if let Ok(Some(_)) = child.try_wait() {
            return Ok(());
        }
        if loaded.is_none() && !lines(out).is_empty() {
            loaded = Some(Instant::now());
        }
        let seconds = limit.as_secs();
        let over = match loaded {
            None if start.elapsed() > limit => Some(format!("loading over {seconds} s")),
            Some(since) if since.elapsed() > limit => Some(format!("over {seconds} s")),
            _ => None,
        };
        if let Some(what) = over {
            let _ = child.kill();
            let _ = child.wait();
            return Err(what);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The lines that a child has left so far.
fn lines(out: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(out).unwrap_or_default();
    text.lines().filter_map(|l| serde_json::from_str(l).ok()).collect()
}

/// The line of JSON that a program prints.
fn answer<T: serde::de::DeserializeOwned>(mut command: Command) -> Option<T> {
    let output = command.output().ok()?;
    if !output.status.success() {
        eprintln!("{}", String::from_utf8_lossy(&output.stderr).lines().next().unwrap_or_default());
    }
    serde_json::from_slice(&output.stdout).ok()
}
