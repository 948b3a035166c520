//! `curbside policy`: alert policies, held against the packs they are for.

use super::check::Format;
use crate::error::{Done, FINDINGS, Failure, OK};
use crate::moment::today;
use crate::packs;
use crate::style::{BOLD, DIM, END, GOOD, count};
use curbside::diag::{Diag, Level};
use curbside::model::Model;
use curbside::source::SourceMap;
use curbside_policy::{Date, Policy, PolicyFile, Tier};
use std::io::Write;
use std::path::PathBuf;

/// Check an alert policy, or print the shipped one
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Check a policy and overlays against the packs they are for
    Check(Check),
    /// Print the shipped policy, to begin one's own from
    Default,
}

#[derive(clap::Args)]
struct Check {
    /// A policy (its file begins with `policy:`) and overlays (`overlay:`), in the order in which overlays are
    /// asked; without a policy the shipped one
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Folders with the packs; `rules` when it is there
    #[arg(long, short = 'p', value_name = "FOLDER")]
    packs: Vec<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Pretty, value_name = "FORMAT")]
    format: Format,
    /// Exit with 1 on warnings, too
    #[arg(long)]
    deny_warnings: bool,
    /// The date against which entries expire, 2026-03-01; else today
    #[arg(long, value_name = "DATE")]
    today: Option<String>,
}

/// Checks or prints.
pub fn run(args: &Args) -> Done {
    match &args.what {
        What::Check(args) => check(args),
        What::Default => {
            anstream::stdout().lock().write_all(Policy::shipped_file().text.as_bytes())?;
            Ok(OK)
        }
    }
}

fn check(args: &Check) -> Done {
    let today = args.today.clone().unwrap_or_else(today);
    let today: Date =
        today.parse().map_err(|()| Failure::Usage(format!("`{today}` is not a date; write 2026-03-01")))?;
    let (policy, overlays) = files(&args.files)?;
    let own = policy.is_some();
    let model = packs::read(&args.packs, &[])?.model(None)?;
    let (diags, sources, policy) = match Policy::read(&policy.unwrap_or_else(Policy::shipped_file), &overlays)
    {
        Err(mistakes) => (mistakes.diags, mistakes.sources, None),
        Ok(policy) => (policy.check(&model, &today), policy.sources.clone(), Some(policy)),
    };
    // The shipped policy speaks of all starter packs; that some are not used is nothing to mend.
    let told = |d: &&Diag| own || d.level != Level::Note;
    let diags: Vec<Diag> = diags.iter().filter(told).cloned().collect();
    print(args.format, &diags, &sources, policy.as_ref(), &model, &today)?;
    let worst = if args.deny_warnings { Level::Warning } else { Level::Error };
    Ok(if diags.iter().any(|d| d.level >= worst) { FINDINGS } else { OK })
}

/// The policy, if one was named, and the overlays.
fn files(paths: &[PathBuf]) -> Result<(Option<PolicyFile>, Vec<PolicyFile>), Failure> {
    let (mut policy, mut overlays) = (None, Vec::new());
    for path in paths {
        let text = std::fs::read_to_string(path)
            .map_err(|e| Failure::Load(format!("cannot read `{}`: {e}", path.display())))?;
        let file = PolicyFile::new(path.display().to_string(), text);
        if file.text.lines().any(|l| l.starts_with("overlay:")) {
            overlays.push(file);
        } else if policy.replace(file).is_some() {
            return Err(Failure::Usage(format!(
                "`{}` is a second policy; a site's changes begin with `overlay:`",
                path.display()
            )));
        }
    }
    Ok((policy, overlays))
}

fn print(
    format: Format,
    diags: &[Diag],
    sources: &SourceMap,
    policy: Option<&Policy>,
    model: &Model,
    today: &Date,
) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    out.write_all(format.render(diags, sources).as_bytes())?;
    if format == Format::Pretty {
        if let Some(p) = policy {
            summary(&mut out, p, model, today)?;
        }
        if diags.is_empty() {
            writeln!(out, "{GOOD}alert policy checked: no mistakes{END}")?;
        } else {
            writeln!(out, "{DIM}`curbside explain CODE` says more about a code{END}")?;
        }
    }
    Ok(())
}

/// How many rules are of which tier, and how many are off, on trial or never off.
fn summary(out: &mut impl Write, policy: &Policy, model: &Model, today: &Date) -> Result<(), Failure> {
    let census = policy.census(model, today);
    writeln!(out, "{BOLD}{} {}{END} {DIM}{}{END}", policy.card.name, policy.card.version, policy.hash())?;
    for tier in Tier::ALL {
        let n = census.tiers.get(tier).copied().unwrap_or_default();
        writeln!(out, "  {:<13} {:>5}", tier.word(), n)?;
    }
    writeln!(out, "  {:<13} {:>5}", "never off", census.never_off)?;
    writeln!(out, "  {:<13} {:>5}", "off", census.off)?;
    writeln!(out, "  {:<13} {:>5}", "shadow", census.shadow)?;
    writeln!(out, "{DIM}of {}, when definite{END}", count(model.rules.len(), "rule", "rules"))?;
    Ok(())
}
