//! The test files of packs, from their folders.

use crate::error::Failure;
use crate::packs::Packs;
use curbside::model::Model;
use curbside::pack::{CARD_FILE, Card, PackSource};
use curbside::source::SourceId;
use curbside::testing::{Options, Suite, TestFile, report::Report, run};
use std::path::Path;

/// Longest test file or FHIR file that is read, in bytes.
const MAX_BYTES: u64 = 64 << 20;
/// Folders below this depth are not looked at.
const DEPTH: usize = 12;

/// Runs the tests of the packs that a command is about.
pub fn run_tests(model: &Model, packs: &Packs, options: &Options<'_>) -> Result<Report, Failure> {
    let subjects: Vec<&PackSource> =
        packs.sources.iter().filter(|s| packs.subjects.contains(&s.path)).collect();
    let readers: Vec<_> = subjects.iter().map(|s| reader(&s.path)).collect();
    let mut suites = Vec::new();
    for (source, read) in subjects.iter().zip(&readers) {
        suites.push(Suite {
            pack: pack_name(source),
            folder: source.path.clone(),
            files: test_files(Path::new(&source.path))?,
            read,
        });
    }
    Ok(run(model, &suites, options))
}

/// The name on the pack's card; the folder's name where the card cannot be read.
fn pack_name(source: &PackSource) -> String {
    let folder = || Path::new(&source.path).file_name().and_then(|n| n.to_str()).unwrap_or("").to_string();
    card(source).map_or_else(folder, |c| c.name)
}

/// A pack's card.
pub fn card(source: &PackSource) -> Option<Card> {
    source.text(CARD_FILE).and_then(|text| Card::read(SourceId(0), text).0)
}

/// Reads files of a pack for its tests; nothing outside the pack's folder.
fn reader(folder: &str) -> impl Fn(&str) -> Option<Vec<u8>> {
    let root = Path::new(folder).canonicalize().ok();
    move |path: &str| {
        let root = root.as_ref()?;
        let file = root.join(path).canonicalize().ok().filter(|f| f.starts_with(root))?;
        let small = std::fs::metadata(&file).is_ok_and(|m| m.len() <= MAX_BYTES);
        small.then(|| std::fs::read(&file).ok()).flatten()
    }
}

/// Every YAML file below `tests`, by name.
fn test_files(pack: &Path) -> Result<Vec<TestFile>, Failure> {
    let mut out = Vec::new();
    if pack.join("tests").is_dir() {
        walk(pack, "tests", 0, &mut out)?;
    }
    out.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(out)
}

fn walk(pack: &Path, folder: &str, depth: usize, out: &mut Vec<TestFile>) -> Result<(), Failure> {
    let place = pack.join(folder);
    let cannot = |p: &Path, e: std::io::Error| Failure::Load(format!("cannot read `{}`: {e}", p.display()));
    for entry in std::fs::read_dir(&place).map_err(|e| cannot(&place, e))? {
        let entry = entry.map_err(|e| cannot(&place, e))?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let (path, file) = (format!("{folder}/{name}"), entry.path());
        if file.is_dir() {
            if depth < DEPTH {
                walk(pack, &path, depth + 1, out)?;
            }
        } else if name.ends_with(".yaml") || name.ends_with(".yml") {
            let size = entry.metadata().map_err(|e| cannot(&file, e))?.len();
            if size > MAX_BYTES {
                return Err(Failure::Load(format!(
                    "`{}` has {size} bytes; at most {MAX_BYTES} are read",
                    file.display()
                )));
            }
            let text = std::fs::read_to_string(&file).map_err(|e| cannot(&file, e))?;
            out.push(TestFile { path, text });
        }
    }
    Ok(())
}
