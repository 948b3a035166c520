//! What was measured, as data; kept as JSON so that tables and plots can be made again.

use serde::{Deserialize, Serialize};

/// Everything of one run.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Results {
    /// Processor, cores, system.
    pub machine: String,
    /// `2026-11-23`.
    pub date: String,
    /// Compiler and versions of peers.
    pub versions: String,
    /// A quick run: shorter, smaller, for a first look.
    pub quick: bool,
    /// Evaluations.
    pub cells: Vec<Cell>,
    /// Loading.
    pub loading: Vec<Loading>,
    /// Evaluations a second with one thread and with two, (a) and (c) at the largest N but one.
    pub threads: Vec<Threads>,
    /// One fact added to a session.
    pub session: Option<Session>,
}

/// An engine on a workload of a size.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Cell {
    /// Short name.
    pub engine: String,
    /// `a`, `b`, `c`.
    pub kind: String,
    /// Rules.
    pub n: usize,
    /// What came out.
    pub outcome: Outcome,
}

/// What came out.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Measured.
    Times(Times),
    /// Not within the time: `over 60 s`, `loading over 60 s`.
    Over(String),
    /// Why there is no figure.
    Failed(String),
}

/// Times in nanoseconds.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Times {
    /// From source to ready.
    pub load_ns: f64,
    /// Of an evaluation, from criterion where the engine is in Rust.
    pub median: f64,
    /// Of single evaluations.
    pub single_median: f64,
    /// Of single evaluations.
    pub p99: f64,
    /// How many single evaluations.
    pub count: usize,
}

/// What loaded rules cost.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Loading {
    /// `a`, `b`, `c`.
    pub kind: String,
    /// Rules.
    pub n: usize,
    /// From text.
    pub source_ns: f64,
    /// From a cache.
    pub cache_ns: Option<f64>,
    /// Live after loading.
    pub bytes: usize,
}

/// Evaluations a second.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Threads {
    /// `a`, `b`, `c`.
    pub kind: String,
    /// Curbside, or the index by hand: what the machine has to give.
    pub engine: String,
    /// Rules.
    pub n: usize,
    /// One thread.
    pub one: f64,
    /// Two threads, together.
    pub two: f64,
}

/// One fact added to a session on (c).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Session {
    /// Rules.
    pub n: usize,
    /// A full evaluation.
    pub full_ns: f64,
    /// One result added, to the difference.
    pub add_ns: f64,
}

impl Cell {
    /// Why there is no figure, where there is none.
    pub fn problem(&self) -> Option<String> {
        match &self.outcome {
            Outcome::Times(_) => None,
            Outcome::Over(why) | Outcome::Failed(why) => {
                Some(format!("{} on ({}) at {}: {why}", self.engine, self.kind, self.n))
            }
        }
    }
}

impl Results {
    /// The times of an engine.
    pub fn times(&self, engine: &str, kind: &str, n: usize) -> Option<Times> {
        self.cell(engine, kind, n).and_then(|c| match c.outcome {
            Outcome::Times(t) => Some(t),
            _ => None,
        })
    }

    /// What came out for an engine.
    pub fn cell(&self, engine: &str, kind: &str, n: usize) -> Option<&Cell> {
        self.cells.iter().find(|c| c.engine == engine && c.kind == kind && c.n == n)
    }

    /// The sizes that were measured, from the smallest up.
    pub fn sizes(&self) -> Vec<usize> {
        let mut sizes: Vec<usize> = self.cells.iter().map(|c| c.n).collect();
        sizes.sort_unstable();
        sizes.dedup();
        sizes
    }
}
