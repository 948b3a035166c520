//! `curbside import`: guidelines of other systems as packs.

use crate::error::{Done, FINDINGS, Failure, OK};
use crate::style::{BAD, DIM, END, WARN, count};
use curbside_gdl2::mapping::Mapping;
use curbside_gdl2::problem::Weight;
use curbside_gdl2::{Import, Input, Options, import};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Import guidelines of other systems as a pack
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    from: From,
}

#[derive(clap::Subcommand)]
enum From {
    /// openEHR GDL2: guidelines (*.gdl2.json) and their tests (*.test.yml)
    Gdl2(Gdl2),
}

#[derive(clap::Args)]
struct Gdl2 {
    /// Files or folders; the tests beside a guideline are taken with it
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Folder of the pack; its name is the pack's
    #[arg(long, short, value_name = "PACK")]
    out: PathBuf,
    /// The moment of tests whose file gives none
    #[arg(long, value_name = "TIME", default_value = "2019-11-28T00:00:00+01:00")]
    clock: String,
    /// What elements of archetypes are in a record (CSV), before the mapping that comes with the import; `none` for
    /// neither
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// Write into a folder that is not empty
    #[arg(long)]
    force: bool,
    /// Say everything the import has to tell, not only what it could not carry
    #[arg(long)]
    all: bool,
}

/// How files of guidelines and of their tests end.
const ENDS: [&str; 2] = [".gdl2.json", ".gdl2"];
const TESTS: [&str; 2] = [".test.yml", ".test.yaml"];
/// A file of the library is far smaller.
const MOST: u64 = 16 * 1024 * 1024;

/// Imports.
pub fn run(args: &Args) -> Done {
    let From::Gdl2(args) = &args.from;
    args.clock.parse::<curbside::time::PartialTime>().map_err(|_| {
        Failure::Usage(format!("--clock: `{}` is no moment such as 2020-01-01T12:00:00+01:00", args.clock))
    })?;
    let inputs = read(&args.files)?;
    let pack = name(&args.out)?;
    let empty = std::fs::read_dir(&args.out).map_or(true, |mut d| d.next().is_none());
    if !empty && !args.force {
        let shown = args.out.display();
        return Err(Failure::Usage(format!(
            "`{shown}` is not empty; name another folder, or write over it with --force"
        )));
    }
    let options = Options { pack, clock: args.clock.clone(), mapping: mapping(args.mapping.as_deref())? };
    let done = import(&inputs, &options);
    for (path, text) in &done.files {
        let file = args.out.join(path);
        let wrong = |e: std::io::Error| Failure::Load(format!("cannot write `{}`: {e}", file.display()));
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder).map_err(wrong)?;
        }
        std::fs::write(&file, text).map_err(wrong)?;
    }
    tell(&done, args)?;
    Ok(if done.problems.is_empty() { OK } else { FINDINGS })
}

fn tell(done: &Import, args: &Gdl2) -> std::io::Result<()> {
    let mut out = anstream::stdout().lock();
    for p in &done.problems {
        anstream::eprintln!("{BAD}not read:{END} {p}");
    }
    for n in done.notes.iter().filter(|n| args.all || n.weight == Weight::Lost) {
        writeln!(out, "{WARN}{}:{END} {} {DIM}{}{END}: {}", n.weight.word(), n.guideline, n.place, n.text)?;
    }
    let t = &done.tally;
    writeln!(
        out,
        "{} imported into {}, with {} and {} of {} expected values",
        count(done.guidelines, "guideline", "guidelines"),
        args.out.display(),
        count(t.cases, "test case", "test cases"),
        t.kept,
        t.expected
    )?;
    if t.contradicted + t.left_out > 0 {
        writeln!(
            out,
            "{} contradict the guideline's own rules, {} cannot be asked for: see IMPORT.md",
            t.contradicted, t.left_out
        )?;
    }
    writeln!(out, "{} more to tell in {}", done.notes.len(), args.out.join("IMPORT.md").display())
}

fn mapping(file: Option<&Path>) -> Result<Mapping, Failure> {
    match file {
        None => Ok(Mapping::common()),
        Some(none) if none.as_os_str() == "none" => Ok(Mapping::default()),
        Some(file) => {
            let text = std::fs::read_to_string(file).map_err(|e| unreadable(file, &e))?;
            let own = Mapping::read(&file.display().to_string(), &text);
            own.map(|m| m.then(Mapping::common())).map_err(|e| Failure::Load(e.to_string()))
        }
    }
}

/// The pack's name is that of its folder.
fn name(out: &Path) -> Result<String, Failure> {
    let folder = out.file_name().and_then(|n| n.to_str()).unwrap_or_default();
    if curbside::syntax::is_name(folder) && !curbside::syntax::is_reserved(folder) {
        return Ok(folder.to_string());
    }
    Err(Failure::Usage(format!(
        "`{folder}` cannot be the name of a pack; name a folder such as `guidelines`"
    )))
}

/// Every file once, with the tests beside it, in the order of their paths.
fn read(files: &[PathBuf]) -> Result<Vec<Input>, Failure> {
    let mut paths = Vec::new();
    for f in files {
        if f.is_dir() {
            let entries = std::fs::read_dir(f).map_err(|e| unreadable(f, &e))?;
            for entry in entries {
                let path = entry.map_err(|e| unreadable(f, &e))?.path();
                if ENDS.iter().chain(&TESTS).any(|end| is_of(&path, end)) {
                    paths.push(path);
                }
            }
            continue;
        }
        let text = f.to_string_lossy();
        if let Some(base) = ENDS.iter().find_map(|end| text.strip_suffix(end)) {
            let beside = TESTS.iter().map(|end| PathBuf::from(format!("{base}{end}")));
            paths.extend(beside.filter(|b| b.is_file()));
        }
        paths.push(f.clone());
    }
    paths.sort();
    paths.dedup();
    if paths.is_empty() {
        return Err(Failure::Load("there is no guideline (*.gdl2.json) here".to_string()));
    }
    let mut out = Vec::new();
    for path in paths {
        let size = std::fs::metadata(&path).map_err(|e| unreadable(&path, &e))?.len();
        if size > MOST {
            return Err(Failure::Load(format!("`{}` is larger than a guideline can be", path.display())));
        }
        let bytes = std::fs::read(&path).map_err(|e| unreadable(&path, &e))?;
        let text = String::from_utf8(bytes).map_err(|e| {
            Failure::Load(format!(
                "`{}` is no text in UTF-8: byte {}; convert it, for example with `iconv -f WINDOWS-1252 -t UTF-8`",
                path.display(),
                e.utf8_error().valid_up_to()
            ))
        })?;
        out.push(Input { path: path.display().to_string(), text });
    }
    Ok(out)
}

fn is_of(path: &Path, end: &str) -> bool {
    path.file_name().and_then(|n| n.to_str()).is_some_and(|n| n.ends_with(end))
}

fn unreadable(path: &Path, e: &std::io::Error) -> Failure {
    Failure::Load(format!("cannot read `{}`: {e}", path.display()))
}
