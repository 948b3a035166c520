//! `curbside eval`: findings on patients, and what could not be decided.

use crate::error::{CANNOT_LOAD, Done, FINDINGS, Failure, OK};
use crate::moment::{Moment, MomentArgs};
use crate::packs;
use crate::patients::{Patient, PatientArgs, files};
use crate::style::{BAD, DIM, END, width};
use crate::view::costs::Costs;
use crate::view::summary::Summary;
use crate::view::{Answers, Filter, show};
use curbside::Ruleset;
use curbside::eval::result::Evaluation;
use curbside::eval::{Options, Profile};
use curbside::plan::{IndexMode, PlanOptions};
use curbside::snapshot::Snapshot;
use curbside::time::Clock;
use curbside::vocab::{Category, Severity};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Evaluate packs on patients (FHIR R4: bundles, resources, NDJSON; HL7 v2 messages)
#[derive(clap::Args)]
pub struct Args {
    /// Files or folders with patients; - reads standard input
    #[arg(required = true, value_name = "PATIENT")]
    patients: Vec<PathBuf>,
    /// Folder with packs; may be given several times; `rules` when it is there
    #[arg(long, short = 'p', value_name = "FOLDER")]
    packs: Vec<PathBuf>,
    /// Folder for compiled packs: taken from there while nothing has changed
    #[arg(long, value_name = "FOLDER")]
    cache: Option<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Pretty, value_name = "FORMAT")]
    format: Format,
    #[command(flatten)]
    moment: MomentArgs,
    #[command(flatten)]
    reading: PatientArgs,
    /// Show only findings of these categories
    #[arg(long, value_name = "CATEGORY", value_delimiter = ',', value_parser = category)]
    category: Vec<Category>,
    /// Show only findings of this severity and worse
    #[arg(long, value_name = "SEVERITY", value_parser = severity)]
    severity: Option<Severity>,
    /// List every undecided, silenced and left-out rule, and every note
    #[arg(long)]
    all: bool,
    /// Show the patient's name
    #[arg(long)]
    show_name: bool,
    /// With many patients: only the table at the end
    #[arg(long)]
    summary: bool,
    /// Show what each rule cost
    #[arg(long)]
    profile: bool,
    /// Without the index, rule by rule and fact by fact; the answers are the same
    #[arg(long, conflicts_with = "profile")]
    reference: bool,
    /// Exit with 1 when a finding of this severity or worse is there
    #[arg(long, value_name = "SEVERITY", value_parser = severity)]
    fail_on: Option<Severity>,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Pretty,
    /// One evaluation, or an array of them
    Json,
    /// One evaluation a line
    Ndjson,
}

pub(crate) fn category(text: &str) -> Result<Category, String> {
    let words = || Category::ALL.iter().map(|c| c.word()).collect::<Vec<_>>().join(", ");
    Category::parse(text).ok_or_else(|| format!("one of {}", words()))
}

pub(crate) fn severity(text: &str) -> Result<Severity, String> {
    let words = || Severity::ALL.iter().map(|c| c.word()).collect::<Vec<_>>().join(", ");
    Severity::parse(text).ok_or_else(|| format!("one of {}", words()))
}

/// So many rules are named in the table of costs.
const DEAREST: usize = 20;

/// Evaluates and prints.
pub fn run(args: &Args) -> Done {
    let clocks = args.moment.clocks()?;
    let drafts = args.reading.drafts()?;
    let model = packs::read(&args.packs, &[])?.model(args.cache.as_deref())?;
    let index = if args.reference { IndexMode::Off } else { IndexMode::default() };
    let rules = Rules {
        rules: Ruleset::prepared(model, PlanOptions { index, ..PlanOptions::default() }),
        profiled: args.profile,
    };
    let files = files(&args.patients)?;
    let mut printer = Printer::new(args, files.len());
    for file in &files {
        printer.progress(file);
        match args.reading.read(file, drafts.as_deref(), &clocks, args.show_name) {
            Ok(patients) => patients.iter().try_for_each(|p| printer.patient(&rules, p))?,
            Err(Failure::Load(message)) => printer.broken(&message)?,
            Err(other) => return Err(other),
        }
    }
    printer.finish()
}

/// The rules, and whether their cost is measured.
struct Rules {
    rules: Ruleset,
    profiled: bool,
}

/// An answer, with its cost where that was asked for.
#[derive(Serialize)]
#[serde(untagged)]
enum Answer {
    Plain(Evaluation),
    Profiled(Profile),
}

impl Rules {
    fn answer(&self, snapshot: &Snapshot, clock: &Clock, options: &Options<'_>) -> Answer {
        if !self.profiled {
            return Answer::Plain(self.rules.evaluate_with(snapshot, clock, options));
        }
        let began = Instant::now();
        let now = || u64::try_from(began.elapsed().as_nanos()).unwrap_or(u64::MAX);
        // The first evaluation makes room that the others find.
        self.rules.evaluate_with(snapshot, clock, options);
        Answer::Profiled(self.rules.profile(snapshot, clock, options, &now))
    }
}

impl Answer {
    fn evaluation(&self) -> &Evaluation {
        match self {
            Answer::Plain(e) => e,
            Answer::Profiled(p) => &p.evaluation,
        }
    }
}

/// Prints answers as they come.
struct Printer<'a> {
    args: &'a Args,
    filter: Filter,
    summary: Summary,
    bar: Option<ProgressBar>,
    out: anstream::AutoStream<std::io::StdoutLock<'static>>,
    patients: usize,
    several: bool,
    json: Vec<Answer>,
    costs: Costs,
    worst: Option<Severity>,
}

impl<'a> Printer<'a> {
    fn new(args: &'a Args, files: usize) -> Self {
        let bar =
            (files > 1 && std::io::stderr().is_terminal() && !std::io::stdout().is_terminal()).then(|| {
                let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}");
                let n = u64::try_from(files).unwrap_or(u64::MAX);
                ProgressBar::new(n).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
            });
        Printer {
            args,
            filter: Filter { categories: args.category.clone(), severity: args.severity },
            summary: Summary::default(),
            bar,
            out: anstream::AutoStream::auto(std::io::stdout()).lock(),
            patients: 0,
            several: files > 1,
            json: Vec::new(),
            costs: Costs::default(),
            worst: None,
        }
    }

    fn progress(&self, file: &Path) {
        if let Some(bar) = &self.bar {
            bar.set_message(file.display().to_string());
            bar.inc(1);
        }
    }

    /// A patient that could not be read: told, and the rest go on.
    fn broken(&mut self, message: &str) -> std::io::Result<()> {
        self.summary.failed();
        let told = format!("{BAD}not evaluated:{END} {message}");
        match &self.bar {
            Some(bar) => bar.suspend(|| anstream::eprintln!("{told}")),
            None => anstream::eprintln!("{told}"),
        }
        Ok(())
    }

    fn patient(&mut self, rules: &Rules, p: &Patient) -> std::io::Result<()> {
        let (snapshot, moment) = match &p.record {
            Ok(record) => record,
            Err(e) => return self.broken(&format!("`{}`: {e}", p.label)),
        };
        let answer = rules.answer(snapshot, &moment.clock, &self.args.reading.options());
        if let Answer::Profiled(profile) = &answer {
            self.costs.add(profile);
        }
        let evaluation = answer.evaluation();
        self.summary.add(evaluation);
        let worst = evaluation.findings.iter().map(|f| f.severity).min();
        self.worst = [self.worst, worst].into_iter().flatten().min();
        self.print(rules, p, snapshot, moment, answer)?;
        self.patients += 1;
        Ok(())
    }

    fn print(
        &mut self,
        rules: &Rules,
        p: &Patient,
        snapshot: &Snapshot,
        moment: &Moment,
        answer: Answer,
    ) -> std::io::Result<()> {
        match self.args.format {
            Format::Pretty if self.args.summary => Ok(()),
            Format::Pretty => {
                if self.patients > 0 {
                    writeln!(self.out, "\n{DIM}{}{END}\n", "─".repeat(width()))?;
                }
                let answers = Answers {
                    label: &p.label,
                    name: p.name.as_deref(),
                    snapshot,
                    evaluation: answer.evaluation(),
                    drugs: rules.rules.model().terminology.drugs(),
                    moment,
                    filter: &self.filter,
                    all: self.args.all,
                    advise_deceased: self.args.reading.advise_deceased,
                    width: width(),
                };
                show(&mut self.out, &answers)
            }
            Format::Ndjson => {
                serde_json::to_writer(&mut self.out, &answer).map_err(std::io::Error::from)?;
                writeln!(self.out)
            }
            Format::Json => {
                self.json.push(answer);
                Ok(())
            }
        }
    }

    fn finish(mut self) -> Done {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        match self.args.format {
            Format::Json => {
                match self.json.as_slice() {
                    [one] if !self.several => serde_json::to_writer_pretty(&mut self.out, one),
                    all => serde_json::to_writer_pretty(&mut self.out, all),
                }
                .map_err(std::io::Error::from)?;
                writeln!(self.out)?;
            }
            Format::Pretty if self.patients > 1 || self.args.summary || self.several => {
                if !self.args.summary && self.patients > 0 {
                    writeln!(self.out, "\n{DIM}{}{END}\n", "─".repeat(width()))?;
                }
                self.summary.show(&mut self.out)?;
            }
            _ => {}
        }
        if self.args.profile && self.args.format == Format::Pretty {
            writeln!(self.out)?;
            self.costs.show(&mut self.out, if self.args.all { usize::MAX } else { DEAREST })?;
        }
        self.out.flush()?;
        if self.summary.any_failed() {
            return Ok(CANNOT_LOAD);
        }
        let bad = self.args.fail_on.is_some_and(|limit| self.worst.is_some_and(|w| w <= limit));
        Ok(if bad { FINDINGS } else { OK })
    }
}
