//! `curbside hook`: a CDS Hooks request answered as the service would, and how it came about.

use crate::error::{CANNOT_LOAD, Done, FINDINGS, Failure, OK};
use crate::moment::{Clocks, MomentArgs};
use crate::packs;
use crate::style::{BAD, BOLD, END, count};
use curbside::Ruleset;
use curbside_hooks::{Answer, HookError, Request, Services, Settings, faults_of_response};
use serde_json::Value;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// Answer a CDS Hooks request, and say on standard error whether the response is valid and what was missing
#[derive(clap::Args)]
pub struct Args {
    /// File with the request; - reads standard input
    #[arg(value_name = "REQUEST", required_unless_present = "discovery")]
    request: Option<PathBuf>,
    /// Folders with packs; else `rules`, or this folder
    #[arg(long, short = 'p', value_name = "FOLDER")]
    packs: Vec<PathBuf>,
    /// Print what GET /cds-services answers
    #[arg(long, conflicts_with = "request")]
    discovery: bool,
    #[command(flatten)]
    moment: MomentArgs,
}

pub fn run(args: &Args) -> Done {
    let Clocks::Fixed(moment) = args.moment.clocks()? else {
        return Err(Failure::Usage("a request has no time of its own: --at needs a moment".into()));
    };
    let rules = Ruleset::from(packs::read(&args.packs, &[])?.model(None)?);
    let services = Services::new(rules, Settings::default());
    let Some(path) = &args.request else {
        print(&services.discovery())?;
        return Ok(OK);
    };
    let bytes = read(path)?;
    let options = curbside::eval::Options::default();
    let answered = Request::parse(&bytes).and_then(|request| {
        services.answer(request.hook, &request, &request.prefetch, &moment.clock, &options)
    });
    match answered {
        Ok(answer) => {
            let body = answer.response.to_json();
            print(&body)?;
            report(&answer, &body)
        }
        Err(e) => refused(&e),
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let done = if path == Path::new("-") {
        std::io::stdin().lock().read_to_end(&mut bytes).map(|_| ())
    } else {
        std::fs::read(path).map(|b| bytes = b)
    };
    done.map_err(|e| Failure::Load(format!("{}: {e}", path.display())))?;
    Ok(bytes)
}

fn print(body: &Value) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{body:#}")?;
    Ok(())
}

/// What is valid, missing and withheld; faults end with [`FINDINGS`].
fn report(answer: &Answer, body: &Value) -> Done {
    let mut out = anstream::stderr().lock();
    let stats = &answer.evaluation.stats;
    let cards = answer.response.cards().len();
    writeln!(
        out,
        "{BOLD}200{END} {} · {} evaluated, {} fired, {} undecided",
        count(cards, "card", "cards"),
        count(stats.rules as usize, "rule", "rules"),
        stats.fired,
        stats.indeterminate
    )?;
    for (key, why) in &answer.lacking {
        writeln!(out, "missing: {key}: {why}")?;
    }
    for w in &answer.withheld {
        writeln!(out, "withheld: {}: {}", w.rule, w.reason)?;
    }
    let faults: Vec<_> = answer.faults.iter().cloned().chain(faults_of_response(body)).collect();
    for f in &faults {
        writeln!(out, "{BAD}not valid:{END} {f}")?;
    }
    if faults.is_empty() {
        writeln!(out, "the response is valid")?;
    }
    Ok(if faults.is_empty() { OK } else { FINDINGS })
}

/// The OperationOutcome that a client would get.
fn refused(e: &HookError) -> Done {
    print(&e.outcome())?;
    let mut out = anstream::stderr().lock();
    writeln!(out, "{BAD}{}{END} {}: {e}", e.status, e.code)?;
    Ok(CANNOT_LOAD)
}
