//! `curbside export`: packs in the forms of registries.

use crate::error::{Done, Failure, OK};
use crate::packs;
use crate::plan::resources;
use crate::style::count;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;

/// Write packs in the forms of registries
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    form: Form,
}

#[derive(clap::Subcommand)]
enum Form {
    /// FHIR R4: PlanDefinition, Library and ValueSet, a file for each
    Plandefinition(Plan),
}

#[derive(clap::Args)]
struct Plan {
    /// Folders with the packs; `rules` when it is there
    #[arg(value_name = "FOLDER")]
    folders: Vec<PathBuf>,
    /// Folders with packs that these need, not exported themselves
    #[arg(long, short = 'p', value_name = "FOLDER")]
    packs: Vec<PathBuf>,
    /// Folder for the resources
    #[arg(long, short, value_name = "FOLDER")]
    out: PathBuf,
    /// What the canonical addresses begin with
    #[arg(long, value_name = "URL", default_value = "https://example.org/fhir")]
    base: String,
}

/// Exports.
pub fn run(args: &Args) -> Done {
    let Form::Plandefinition(args) = &args.form;
    if !args.base.starts_with("http://")
        && !args.base.starts_with("https://")
        && !args.base.starts_with("urn:")
    {
        return Err(Failure::Usage(format!("--base: `{}` is no address", args.base)));
    }
    let read = packs::read(&args.folders, &args.packs)?;
    let cards = read.sources.iter().filter(|s| read.subjects.contains(&s.path));
    let names: BTreeSet<String> = cards
        .filter_map(|s| {
            let text = s.files.get("pack.yaml")?;
            let card =
                curbside::pack::Card::read(curbside::source::SourceId(0), &String::from_utf8_lossy(text)).0?;
            Some(card.name)
        })
        .collect();
    let model = read.model(None)?;
    let subjects: Vec<_> = model.packs.iter().filter(|p| names.contains(&p.name)).collect();
    let all = resources(&model, &subjects, &args.base);
    let wrong = |e: std::io::Error| Failure::Load(format!("cannot write into `{}`: {e}", args.out.display()));
    std::fs::create_dir_all(&args.out).map_err(wrong)?;
    for (name, resource) in &all {
        let mut text = serde_json::to_string_pretty(resource).map_err(|e| Failure::Load(e.to_string()))?;
        text.push('\n');
        std::fs::write(args.out.join(name), text).map_err(wrong)?;
    }
    let mut out = anstream::stdout().lock();
    writeln!(
        out,
        "{} of {} in {}",
        count(all.len(), "resource", "resources"),
        count(subjects.len(), "pack", "packs"),
        args.out.display()
    )?;
    Ok(OK)
}
