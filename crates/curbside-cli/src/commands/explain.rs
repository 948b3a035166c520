//! `curbside explain`: what a code means, or why a rule ended as it did on a patient.

use super::plan;
use crate::error::{CANNOT_LOAD, Done, Failure, OK};
use crate::moment::MomentArgs;
use crate::packs;
use crate::patients::PatientArgs;
use crate::style::{BOLD, DIM, END};
use crate::view::person;
use curbside::Ruleset;
use curbside::diag::{Code, nearest, page};
use curbside::eval::text::short;
use curbside::eval::{explain, render_explanation};
use curbside::model::Model;
use std::io::Write;
use std::path::PathBuf;

/// Explain a diagnostic code, a rule's answer on a patient, or how rules are reached
#[derive(clap::Args)]
#[command(
    override_usage = "curbside explain <CODE>\n       curbside explain --packs <FOLDER> --rule <ID> --patient <FILE>\n       curbside explain --packs <FOLDER> --plan [RULE] [--patient <FILE>]"
)]
pub struct Args {
    /// A code such as E0312, or its name such as unknown-name; without one all are listed. With --plan, a rule
    #[arg(conflicts_with = "rule")]
    code: Option<String>,
    /// The rule: pack/name, or its name
    #[arg(long, value_name = "ID")]
    rule: Option<String>,
    /// How the index reaches the rule, or all of them; with a patient, whether it does
    #[arg(long)]
    plan: bool,
    /// The patient's file; - reads standard input
    #[arg(long, value_name = "FILE")]
    patient: Option<PathBuf>,
    /// Folder with packs; may be given several times; `rules` when it is there
    #[arg(long, short = 'p', value_name = "FOLDER")]
    packs: Vec<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Pretty, value_name = "FORMAT")]
    format: Format,
    #[command(flatten)]
    moment: MomentArgs,
    #[command(flatten)]
    reading: PatientArgs,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Pretty,
    /// The explanation as data
    Json,
}

/// Explains.
pub fn run(args: &Args) -> Done {
    let usage = |text: &str| Err(Failure::Usage(text.to_string()));
    if args.plan {
        return planned(args);
    }
    match (&args.rule, &args.patient, &args.code) {
        (Some(rule), Some(patient), _) => on_patient(args, rule, patient),
        (Some(_), None, _) => usage("--rule needs --patient, or --plan"),
        (None, Some(_), _) => usage("--patient needs --rule"),
        (None, None, Some(code)) => code_page(code),
        (None, None, None) => all_codes(),
    }
}

/// How rules are reached.
fn planned(args: &Args) -> Done {
    let json = args.format == Format::Json;
    let rule = args.rule.as_ref().or(args.code.as_ref());
    if rule.is_none() && args.patient.is_some() {
        return Err(Failure::Usage("--plan with --patient needs a rule".into()));
    }
    let clocks = args.moment.clocks()?;
    let drafts = args.reading.drafts()?;
    let rules = Ruleset::from(packs::read(&args.packs, &[])?.model(None)?);
    let Some(rule) = rule else { return plan::all(&rules, json) };
    let rule = find_rule(rules.model(), rule)?;
    match &args.patient {
        None => plan::one(&rules, rule, json),
        Some(file) => {
            let patients = args.reading.read(file, drafts.as_deref(), &clocks, false)?;
            plan::on_patients(&rules, rule, &patients, json)
        }
    }
}

fn code_page(text: &str) -> Done {
    let Some(code) = Code::find(text) else {
        let names = Code::ALL.iter().flat_map(|c| [c.info().code, c.info().name]);
        let near = nearest(text, names).map(|n| format!("; did you mean `{n}`?")).unwrap_or_default();
        return Err(Failure::Usage(format!("there is no code `{text}`{near}")));
    };
    let mut out = anstream::stdout().lock();
    out.write_all(page(code).as_bytes())?;
    if !page(code).ends_with('\n') {
        writeln!(out)?;
    }
    Ok(OK)
}

fn all_codes() -> Done {
    let mut out = anstream::stdout().lock();
    for code in Code::ALL {
        let info = code.info();
        writeln!(out, "{BOLD}{}{END}  {:<24}  {DIM}{}{END}", info.code, info.name, info.title)?;
    }
    Ok(OK)
}

fn on_patient(args: &Args, rule: &str, patient: &std::path::Path) -> Done {
    let clocks = args.moment.clocks()?;
    let drafts = args.reading.drafts()?;
    let model = packs::read(&args.packs, &[])?.model(None)?;
    let rule = find_rule(&model, rule)?.to_string();
    let mut out = anstream::stdout().lock();
    let mut code = OK;
    let mut json = Vec::new();
    for p in args.reading.read(patient, drafts.as_deref(), &clocks, false)? {
        let (snapshot, moment) = match &p.record {
            Ok(record) => record,
            Err(e) => {
                anstream::eprintln!("not evaluated: `{}`: {e}", p.label);
                code = CANNOT_LOAD;
                continue;
            }
        };
        let Some(explanation) = explain(&model, snapshot, &moment.clock, &args.reading.options(), &rule)
        else {
            return Err(Failure::Usage(format!("no rule is called `{rule}`")));
        };
        match args.format {
            Format::Json => json.push(explanation),
            Format::Pretty => {
                let at = moment.clock.now.in_zone(&moment.clock.zone);
                let who = person(snapshot, &moment.clock);
                writeln!(out, "{BOLD}{who}{END}  {DIM}{}, as of {at} ({}){END}\n", p.label, moment.origin)?;
                out.write_all(render_explanation(&explanation).as_bytes())?;
                writeln!(out)?;
            }
        }
    }
    if args.format == Format::Json {
        match json.as_slice() {
            [one] => serde_json::to_writer_pretty(&mut out, one),
            all => serde_json::to_writer_pretty(&mut out, all),
        }
        .map_err(std::io::Error::from)?;
        writeln!(out)?;
    }
    Ok(code)
}

/// The id of the rule with this id, or of the only one with this name.
fn find_rule<'m>(model: &'m Model, name: &str) -> Result<&'m str, Failure> {
    let ids = || model.rules.iter().map(|r| r.id.as_str());
    if let Some(id) = ids().find(|id| *id == name) {
        return Ok(id);
    }
    let hits: Vec<&str> = ids().filter(|id| short(id) == name).collect();
    match hits.as_slice() {
        [one] => Ok(one),
        [] => {
            let near = nearest(name, ids().flat_map(|id| [id, short(id)]));
            let near = near.map(|n| format!("; did you mean `{n}`?")).unwrap_or_default();
            Err(Failure::Usage(format!("no rule is called `{name}`{near}")))
        }
        many => Err(Failure::Usage(format!("several rules are called `{name}`: {}", many.join(", ")))),
    }
}
