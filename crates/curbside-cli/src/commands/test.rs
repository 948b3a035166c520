//! `curbside test`: the packs' tests, what failed and why, what they reach.

use crate::error::{Done, FINDINGS, Failure, NO_TESTS, OK};
use crate::packs;
use crate::style::{BAD, END};
use crate::suites::run_tests;
use curbside::diag::render::render_text as render_diags;
use curbside::testing::Options;
use curbside::testing::report::{Report, TextOptions, render_junit, render_text};
use regex_lite::Regex;
use std::io::Write;
use std::path::PathBuf;

/// Run the tests of packs
#[derive(clap::Args)]
pub struct Args {
    /// Folders with the packs to test; `rules` when it is there
    #[arg(value_name = "FOLDER")]
    folders: Vec<PathBuf>,
    /// Folders with packs that these need, not tested themselves
    #[arg(long, short = 'p', value_name = "FOLDER")]
    packs: Vec<PathBuf>,
    /// Folder for compiled packs: taken from there while nothing has changed
    #[arg(long, value_name = "FOLDER")]
    cache: Option<PathBuf>,
    /// Only cases whose `pack/tests/file.yaml: name` contains this text or matches this regular expression
    #[arg(long, value_name = "PATTERN")]
    run: Option<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Pretty, value_name = "FORMAT")]
    format: Format,
    /// Write to a file; the result is still told in short
    #[arg(long, short = 'o', value_name = "FILE")]
    output: Option<PathBuf>,
    /// Exit with 1 when less than this share of all goals is covered
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u32).range(0..=100), conflicts_with = "run")]
    threshold: Option<u32>,
    /// Say which tests are missing
    #[arg(long)]
    missing: bool,
    /// List the cases that passed, too
    #[arg(long, short)]
    verbose: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Pretty,
    /// Everything as data
    Json,
    /// For continuous integration
    Junit,
}

/// Runs and prints.
pub fn run(args: &Args) -> Done {
    let packs = packs::read(&args.folders, &args.packs)?;
    let model = packs.model(args.cache.as_deref())?;
    let pattern = args.run.as_deref().map(|p| (p.to_string(), Regex::new(p).ok()));
    let only = |case: &str| {
        pattern.as_ref().is_none_or(|(text, regex)| {
            case.contains(text.as_str()) || regex.as_ref().is_some_and(|r| r.is_match(case))
        })
    };
    let options = Options { only: pattern.is_some().then_some(&only), ..Options::default() };
    let report = run_tests(&model, &packs, &options)?;
    print(args, &report)?;
    verdict(args, &report)
}

fn print(args: &Args, report: &Report) -> Result<(), Failure> {
    let text_options =
        TextOptions { colour: args.output.is_none(), verbose: args.verbose, missing: args.missing };
    let text = match args.format {
        Format::Pretty => format!(
            "{}{}",
            render_diags(&report.diags, &report.sources, true),
            render_text(report, text_options)
        ),
        Format::Json => serde_json::to_string_pretty(&report.to_json()).map_err(std::io::Error::from)? + "\n",
        Format::Junit => render_junit(report),
    };
    let Some(file) = &args.output else {
        anstream::stdout().lock().write_all(text.as_bytes())?;
        return Ok(());
    };
    std::fs::write(file, anstream::adapter::strip_str(&text).to_string())
        .map_err(|e| Failure::Load(format!("cannot write `{}`: {e}", file.display())))?;
    let c = report.counts();
    anstream::println!("{} of {} tests passed; written to {}", c.passed, c.cases, file.display());
    Ok(())
}

fn verdict(args: &Args, report: &Report) -> Done {
    if !report.is_success() {
        return Ok(FINDINGS);
    }
    if report.cases.is_empty() {
        let why = if args.run.is_some() { "no test matches --run" } else { "there are no tests" };
        anstream::eprintln!("{BAD}{why}{END}");
        return Ok(NO_TESTS);
    }
    if let (Some(least), Some(coverage)) = (args.threshold, &report.coverage) {
        let has = coverage.totals.all.percent();
        if has < least {
            anstream::eprintln!("{BAD}coverage is {has} %, below {least} %{END}");
            return Ok(FINDINGS);
        }
    }
    Ok(OK)
}
