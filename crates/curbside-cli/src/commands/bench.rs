//! `curbside bench`: what evaluating these patients with these packs costs on this machine.

use crate::error::{CANNOT_LOAD, Done, Failure, OK};
use crate::moment::MomentArgs;
use crate::packs;
use crate::patients::{PatientArgs, files};
use crate::style::{BAD, BOLD, DIM, END, count};
use crate::view::costs::{Costs, Row, time};
use curbside::Ruleset;
use curbside::eval::Options;
use curbside::plan::{IndexMode, PlanOptions};
use curbside::snapshot::Snapshot;
use curbside::time::Clock;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use std::hint::black_box;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Measure what evaluating patients costs, and which rules are dear
#[derive(clap::Args)]
pub struct Args {
    /// Folder with the packs
    #[arg(value_name = "PACKS")]
    about: PathBuf,
    /// Files or folders with patients; - reads standard input
    #[arg(required = true, value_name = "PATIENT")]
    patients: Vec<PathBuf>,
    /// Folders with packs that these need
    #[arg(long, short = 'p', value_name = "FOLDER")]
    packs: Vec<PathBuf>,
    /// Folder for compiled packs: taken from there while nothing has changed
    #[arg(long, value_name = "FOLDER")]
    cache: Option<PathBuf>,
    /// How long to measure
    #[arg(long, default_value_t = 5.0, value_name = "SECONDS", value_parser = seconds)]
    seconds: f64,
    /// How much of the index to use
    #[arg(long, value_enum, default_value_t = Index::Full, value_name = "MODE")]
    index: Index,
    /// The figures as data, in nanoseconds
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    moment: MomentArgs,
    #[command(flatten)]
    reading: PatientArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Index {
    /// None: the reference evaluator, rule by rule
    Off,
    /// Facts are found by their codes; every rule is evaluated
    Postings,
    /// Only rules that the patient's facts can reach are evaluated
    Full,
}

impl From<Index> for PlanOptions {
    fn from(index: Index) -> Self {
        let index = match index {
            Index::Off => IndexMode::Off,
            Index::Postings => IndexMode::Postings,
            Index::Full => IndexMode::Full,
        };
        PlanOptions { index, ..PlanOptions::default() }
    }
}

fn seconds(text: &str) -> Result<f64, String> {
    let n = text.parse::<f64>().ok().filter(|n| (0.01..=3600.0).contains(n));
    n.ok_or_else(|| "a number from 0.01 to 3600".to_string())
}

/// More evaluations than this are not measured in one go.
const MOST: usize = 4_000_000;
/// So many rules are named.
const DEAREST: usize = 10;
/// So many patients are named.
const PATIENTS: usize = 10;

/// A patient and the times of its evaluations.
struct Subject {
    label: String,
    snapshot: Snapshot,
    clock: Clock,
    times: Vec<u64>,
}

/// The figures.
#[derive(Serialize)]
struct Report {
    rules: usize,
    index: Index,
    load: u64,
    evaluations: usize,
    median: u64,
    p99: u64,
    patients_per_second: f64,
    rules_reached: u64,
    patients: Vec<OfPatient>,
    dearest: Vec<Row>,
}

#[derive(Serialize)]
struct OfPatient {
    patient: String,
    evaluations: usize,
    median: u64,
    p99: u64,
}

/// Measures and prints.
pub fn run(args: &Args) -> Done {
    let clocks = args.moment.clocks()?;
    let drafts = args.reading.drafts()?;
    let began = Instant::now();
    let about = std::slice::from_ref(&args.about);
    let model = packs::read(about, &args.packs)?.model(args.cache.as_deref())?;
    let rules = Ruleset::prepared(model, args.index.into());
    let load = nanoseconds(began.elapsed());
    let (mut subjects, mut code) = (Vec::new(), OK);
    let mut broken = |message: &str| {
        anstream::eprintln!("{BAD}not measured:{END} {message}");
        code = CANNOT_LOAD;
    };
    for file in files(&args.patients)? {
        match args.reading.read(&file, drafts.as_deref(), &clocks, false) {
            Err(Failure::Load(message)) => broken(&message),
            Err(other) => return Err(other),
            Ok(patients) => patients.into_iter().for_each(|p| match p.record {
                Err(e) => broken(&format!("`{}`: {e}", p.label)),
                Ok((snapshot, moment)) => {
                    let (label, clock) = (p.label, moment.clock);
                    subjects.push(Subject { label, snapshot, clock, times: Vec::new() });
                }
            }),
        }
    }
    if subjects.is_empty() {
        return Err(Failure::Load("there is no patient to measure with".into()));
    }
    let options = args.reading.options();
    measure(&rules, &mut subjects, &options, args.seconds);
    let costs = profile(&rules, &subjects, &options, args.seconds);
    let report = report(args, &rules, load, &subjects, &costs);
    let mut out = anstream::stdout().lock();
    if args.json {
        serde_json::to_writer_pretty(&mut out, &report).map_err(io::Error::from)?;
        writeln!(out)?;
    } else {
        show(&mut out, &report, &costs)?;
    }
    Ok(code)
}

fn nanoseconds(t: Duration) -> u64 {
    u64::try_from(t.as_nanos()).unwrap_or(u64::MAX)
}

/// Evaluates the patients in turn: a fifth of the time unmeasured, then measured; each at least once.
fn measure(rules: &Ruleset, subjects: &mut [Subject], options: &Options<'_>, seconds: f64) {
    let whole = Duration::from_secs_f64(seconds);
    let bar = bar(seconds);
    let began = Instant::now();
    'warm: loop {
        for s in subjects.iter() {
            black_box(rules.evaluate_with(&s.snapshot, &s.clock, options));
            tell(&bar, "warming up", began.elapsed());
            if began.elapsed() > whole / 5 {
                break 'warm;
            }
        }
    }
    let began = Instant::now();
    let (mut done, patients) = (0usize, subjects.len());
    'measured: loop {
        for s in subjects.iter_mut() {
            let before = Instant::now();
            black_box(rules.evaluate_with(&s.snapshot, &s.clock, options));
            s.times.push(nanoseconds(before.elapsed()));
            done += 1;
            tell(&bar, "measuring", began.elapsed());
            if done >= patients && (began.elapsed() > whole || done >= MOST) {
                break 'measured;
            }
        }
    }
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
}

/// What each rule costs: in turns of its own, because looking at the clock takes time, too.
fn profile(rules: &Ruleset, subjects: &[Subject], options: &Options<'_>, seconds: f64) -> Costs {
    let began = Instant::now();
    let now = || nanoseconds(began.elapsed());
    let mut costs = Costs::default();
    // Whole rounds, so that every patient counts the same.
    loop {
        for s in subjects {
            costs.add(&rules.profile(&s.snapshot, &s.clock, options, &now));
        }
        if began.elapsed() > Duration::from_secs_f64(seconds / 5.0) {
            return costs;
        }
    }
}

fn bar(seconds: f64) -> Option<ProgressBar> {
    io::stderr().is_terminal().then(|| {
        let style = ProgressStyle::with_template("{bar:30} {msg}");
        ProgressBar::new(nanoseconds(Duration::from_secs_f64(seconds)) / TICK)
            .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
    })
}

/// Nanoseconds between two steps of the bar.
const TICK: u64 = 100_000_000;

fn tell(bar: &Option<ProgressBar>, message: &'static str, elapsed: Duration) {
    let Some(bar) = bar else { return };
    let at = nanoseconds(elapsed) / TICK;
    if bar.position() != at {
        bar.set_message(message);
        bar.set_position(at);
    }
}

/// The time that so many parts of a hundred do not exceed; the times are sorted.
fn percentile(sorted: &[u64], percent: usize) -> u64 {
    let rank = sorted.len().saturating_mul(percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or(0)
}

fn report(args: &Args, rules: &Ruleset, load: u64, subjects: &[Subject], costs: &Costs) -> Report {
    let sorted = |times: &mut dyn Iterator<Item = u64>| {
        let mut all: Vec<u64> = times.collect();
        all.sort_unstable();
        all
    };
    let all = sorted(&mut subjects.iter().flat_map(|s| s.times.iter().copied()));
    let total: u64 = all.iter().sum();
    let mut patients: Vec<OfPatient> = subjects
        .iter()
        .map(|s| {
            let own = sorted(&mut s.times.iter().copied());
            OfPatient {
                patient: s.label.clone(),
                evaluations: own.len(),
                median: percentile(&own, 50),
                p99: percentile(&own, 99),
            }
        })
        .collect();
    patients.sort_by_key(|p| std::cmp::Reverse(p.median));
    Report {
        rules: rules.model().rules.len(),
        index: args.index,
        load,
        evaluations: all.len(),
        median: percentile(&all, 50),
        p99: percentile(&all, 99),
        patients_per_second: (all.len() as f64 / (total.max(1) as f64 / 1e9)).round(),
        rules_reached: costs.reached(),
        patients,
        dearest: costs.dearest(DEAREST),
    }
}

fn show(out: &mut dyn Write, r: &Report, costs: &Costs) -> io::Result<()> {
    let index = match r.index {
        Index::Off => "off",
        Index::Postings => "postings",
        Index::Full => "full",
    };
    let (rules, patients) = (count(r.rules, "rule", "rules"), count(r.patients.len(), "patient", "patients"));
    writeln!(out, "{BOLD}{rules}, {patients}, index {index}{END}")?;
    writeln!(out, "  {:>10}  to load the rules", time(r.load))?;
    let n = count(r.evaluations, "evaluation", "evaluations");
    writeln!(out, "  {:>10}  an evaluation (median of {n})", time(r.median))?;
    writeln!(out, "  {:>10}  not exceeded by 99 of 100", time(r.p99))?;
    writeln!(out, "  {:>10}  patients per second on one thread", r.patients_per_second)?;
    writeln!(out, "  {:>10}  rules reached, in the mean", r.rules_reached)?;
    if r.patients.len() > 1 {
        writeln!(out, "\n{BOLD}The dearest patients{END}  {DIM}median, p99{END}")?;
        for p in r.patients.iter().take(PATIENTS) {
            writeln!(out, "  {:>10} {:>10}  {}", time(p.median), time(p.p99), p.patient)?;
        }
    }
    writeln!(out)?;
    costs.show(out, DEAREST)
}

#[cfg(test)]
mod tests {
    use super::percentile;

    #[test]
    fn percentiles_are_of_the_nearest_rank() {
        let all: Vec<u64> = (1..=200).collect();
        assert_eq!([50, 99, 100].map(|p| percentile(&all, p)), [100, 198, 200]);
        assert_eq!((percentile(&[7], 50), percentile(&[], 50)), (7, 0));
    }
}
