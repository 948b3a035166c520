//! `curbside check`: every mistake of the packs in one pass.

use crate::error::{Done, FINDINGS, Failure, OK};
use crate::moment::today;
use crate::packs::{self, Packs};
use crate::style::{DIM, END, GOOD, count};
use crate::suites::{card, run_tests};
use curbside::check::{CheckOptions, Checked};
use curbside::diag::render::{render_github, render_json, render_sarif, render_text};
use curbside::diag::{Diag, Level};
use curbside::pack::LintLevel;
use curbside::source::SourceMap;
use curbside::testing::Options;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Check packs: names, types, units, codes, logic, time, governance
#[derive(clap::Args)]
pub struct Args {
    /// Folders with the packs to check; `rules` when it is there
    #[arg(value_name = "FOLDER")]
    folders: Vec<PathBuf>,
    /// Folders with packs that these need, not reported themselves
    #[arg(long, short = 'p', value_name = "FOLDER")]
    packs: Vec<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Pretty, value_name = "FORMAT")]
    format: Format,
    /// Run the tests too, and tell which rules and thresholds they do not reach
    #[arg(long)]
    with_tests: bool,
    /// Exit with 1 on warnings, too
    #[arg(long)]
    deny_warnings: bool,
    /// The date against which reviews are due, 2026-03-01; else today
    #[arg(long, value_name = "DATE")]
    today: Option<String>,
    /// Write or renew the lockfile of a pack, with the hashes of its expanded code sets; of a folder of
    /// packs, renew those that are there
    #[arg(long)]
    write_lock: bool,
}

/// How diagnostics are printed.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people
    Pretty,
    /// As data
    Json,
    /// For code scanning
    Sarif,
    /// For GitHub annotations
    Github,
}

impl Format {
    /// Diagnostics in this form.
    pub fn render(self, diags: &[Diag], sources: &SourceMap) -> String {
        match self {
            Format::Pretty => render_text(diags, sources, true),
            Format::Json => render_json(diags, sources),
            Format::Sarif => render_sarif(diags, sources),
            Format::Github => render_github(diags, sources),
        }
    }
}

/// Checks and prints.
pub fn run(args: &Args) -> Done {
    let today = args.today.clone().unwrap_or_else(today);
    if today.parse::<curbside::time::PartialTime>().is_err() {
        return Err(Failure::Usage(format!("`{today}` is not a date; write 2026-03-01")));
    }
    let options = CheckOptions { today: Some(today), ..CheckOptions::default() };
    let mut packs = packs::read(&args.folders, &args.packs)?;
    let mut checked = packs.compile(&options);
    if args.write_lock && write_locks(&checked, &packs)? {
        packs = packs::read(&args.folders, &args.packs)?;
        checked = packs.compile(&options);
    }
    let mut diags: Vec<Diag> =
        checked.diags.iter().filter(|d| about(d, &checked.sources, &packs)).cloned().collect();
    let mut sources = checked.sources.clone();
    let mut failed = 0;
    if let (true, Some(model)) = (args.with_tests, &checked.model) {
        let report = run_tests(model, &packs, &Options::default())?;
        failed = report.cases.len() - report.counts().passed;
        let lints = report.coverage.iter().flat_map(|c| c.lints(model));
        diags.extend(lints.filter_map(|d| at_level(d, &sources, &packs)));
        diags.extend(report.diags);
        sources = report.sources;
    }
    print(args, &diags, &sources, &packs)?;
    if failed > 0 {
        anstream::eprintln!(
            "{}: `curbside test` says which and why",
            count(failed, "test failed", "tests failed")
        );
    }
    let worst = if args.deny_warnings { Level::Warning } else { Level::Error };
    let bad = checked.model.is_none() || failed > 0 || diags.iter().any(|d| d.level >= worst);
    Ok(if bad { FINDINGS } else { OK })
}

/// Whether a diagnostic is about a pack that was asked for.
fn about(d: &Diag, sources: &SourceMap, packs: &Packs) -> bool {
    let path = sources.file(d.span.source).path.as_str();
    let within = |folder: &str| {
        path.strip_prefix(folder.trim_end_matches('/')).is_some_and(|r| r.is_empty() || r.starts_with('/'))
    };
    // An error elsewhere keeps these packs from loading, so it is shown as well.
    d.is_error() || packs.subjects.iter().any(|f| within(f)) || !packs.sources.iter().any(|s| within(&s.path))
}

/// A lint at the level its pack's card gives it; `None` where it is off.
fn at_level(mut d: Diag, sources: &SourceMap, packs: &Packs) -> Option<Diag> {
    let path = sources.file(d.span.source).path.as_str();
    let pack = packs.sources.iter().find(|s| path.starts_with(&format!("{}/", s.path.trim_end_matches('/'))));
    match pack.and_then(card).and_then(|c| c.lints.get(d.code.info().name).copied()) {
        Some(LintLevel::Off) => return None,
        Some(LintLevel::Error) => d.level = Level::Error,
        Some(LintLevel::Warn) | None => {}
    }
    Some(d)
}

fn print(args: &Args, diags: &[Diag], sources: &SourceMap, packs: &Packs) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    out.write_all(args.format.render(diags, sources).as_bytes())?;
    if args.format == Format::Pretty {
        let n = count(packs.subjects.len(), "pack", "packs");
        if diags.is_empty() {
            writeln!(out, "{GOOD}{n} checked: no mistakes{END}")?;
        } else {
            writeln!(out, "{DIM}{n} checked; `curbside explain CODE` says more about a code{END}")?;
        }
    }
    Ok(())
}

/// Writes the lockfiles that are not as they should be: of packs that were named, and of those
/// below a folder that was named which have one. Whether any was written.
fn write_locks(checked: &Checked, packs: &Packs) -> Result<bool, Failure> {
    if checked.locks.is_empty() && !packs.sources.is_empty() {
        anstream::eprintln!("no lockfile was written: the packs have errors");
    }
    let mut written = false;
    for (folder, text) in checked.locks.iter().filter(|(f, _)| packs.subjects.contains(f)) {
        let folder = Path::new(folder);
        let file = folder.join(curbside::pack::lock::LOCK_FILE);
        let old = std::fs::read_to_string(&file).ok();
        let wanted = old.is_some() || packs.named.iter().any(|n| n == folder);
        if !wanted || old.as_ref() == Some(text) {
            continue;
        }
        std::fs::write(&file, text)
            .map_err(|e| Failure::Load(format!("cannot write `{}`: {e}", file.display())))?;
        anstream::eprintln!("wrote {}", file.display());
        written = true;
    }
    Ok(written)
}
