//! `curbside fmt`: rule files in their one layout.

use crate::error::{Done, FINDINGS, Failure, OK};
use crate::packs::default_folder;
use crate::style::{BAD, DIM, END, WARN, count};
use curbside::diag::render::render_text;
use curbside::source::SourceMap;
use curbside::syntax::format;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// Format rule files (.cds) in place
#[derive(clap::Args)]
pub struct Args {
    /// Files or folders; - formats standard input to standard output
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Change nothing; exit with 1 when a file would change
    #[arg(long)]
    check: bool,
}

/// Folders below this depth are not looked at.
const DEPTH: usize = 16;

/// Formats.
pub fn run(args: &Args) -> Done {
    if let [one] = args.paths.as_slice()
        && one.as_os_str() == "-"
    {
        return standard_input(args.check);
    }
    let here = [default_folder()];
    let paths = if args.paths.is_empty() { here.as_slice() } else { args.paths.as_slice() };
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() { walk(path, 0, &mut files)? } else { files.push(path.clone()) }
    }
    if files.is_empty() {
        return Err(Failure::Load("there is no .cds file".to_string()));
    }
    let mut out = anstream::stdout().lock();
    let (mut changed, mut broken) = (0, 0);
    for file in &files {
        let shown = file.display().to_string();
        let text = std::fs::read_to_string(file)
            .map_err(|e| Failure::Load(format!("cannot read `{shown}`: {e}")))?;
        match layout(&shown, &text) {
            None => broken += 1,
            Some(new) if new == text => {}
            Some(new) => {
                changed += 1;
                if args.check {
                    writeln!(
                        out,
                        "{WARN}not formatted:{END} {shown} {DIM}(line {}){END}",
                        first_difference(&text, &new)
                    )?;
                } else {
                    write(file, &new).map_err(|e| Failure::Load(format!("cannot write `{shown}`: {e}")))?;
                    writeln!(out, "formatted {shown}")?;
                }
            }
        }
    }
    let verb = if args.check { "to format" } else { "formatted" };
    writeln!(out, "{}: {changed} {verb}", count(files.len(), "file", "files"))?;
    if broken > 0 {
        writeln!(
            out,
            "{BAD}{} could not be parsed and {} left alone{END}",
            count(broken, "file", "files"),
            if broken == 1 { "was" } else { "were" }
        )?;
    }
    Ok(if broken > 0 || (args.check && changed > 0) { FINDINGS } else { OK })
}

fn standard_input(check: bool) -> Done {
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .map_err(|e| Failure::Load(format!("cannot read standard input: {e}")))?;
    let Some(new) = layout("(standard input)", &text) else { return Ok(FINDINGS) };
    if check {
        return Ok(if new == text { OK } else { FINDINGS });
    }
    std::io::stdout().write_all(new.as_bytes())?;
    Ok(OK)
}

/// The text in its layout; `None` after its mistakes were shown.
fn layout(path: &str, text: &str) -> Option<String> {
    match format(text) {
        Ok(new) => Some(new),
        Err(diags) => {
            let mut map = SourceMap::default();
            map.add(path, text);
            // Nothing more can be said where standard error is closed.
            let _ = anstream::stderr().write_all(render_text(&diags, &map, true).as_bytes());
            None
        }
    }
}

/// Through a file beside it, so that a crash leaves the old or the new text, never half of one.
fn write(file: &Path, text: &str) -> std::io::Result<()> {
    let beside = file.with_extension("cds.tmp");
    std::fs::write(&beside, text)?;
    let kept = std::fs::metadata(file).and_then(|m| std::fs::set_permissions(&beside, m.permissions()));
    kept.and_then(|()| std::fs::rename(&beside, file)).inspect_err(|_| _ = std::fs::remove_file(&beside))
}

fn first_difference(a: &str, b: &str) -> usize {
    a.lines().zip(b.lines()).take_while(|(x, y)| x == y).count() + 1
}

fn walk(folder: &Path, depth: usize, out: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let io = |e: std::io::Error| Failure::Load(format!("cannot read `{}`: {e}", folder.display()));
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(io)? {
        entries.push(entry.map_err(io)?.path());
    }
    entries.sort();
    for path in entries {
        let hidden =
            path.file_name().and_then(|n| n.to_str()).is_some_and(|n| n.starts_with('.') || n == "target");
        if path.is_dir() && depth < DEPTH && !hidden {
            walk(&path, depth + 1, out)?;
        } else if path.extension().is_some_and(|e| e == "cds") {
            out.push(path);
        }
    }
    Ok(())
}
