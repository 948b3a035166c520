//! The tests of packs, from their folders.

use crate::error::Failure;
use crate::packs::Packs;
use curbside::model::Model;
use curbside::pack::{CARD_FILE, Card, PackSource, fs};
use curbside::source::SourceId;
use curbside::testing::{Options, Suite, TestFile, report::Report, run};
use std::path::Path;

/// Runs the tests of the packs that a command is about.
pub fn run_tests(model: &Model, packs: &Packs, options: &Options<'_>) -> Result<Report, Failure> {
    let subjects: Vec<&PackSource> =
        packs.sources.iter().filter(|s| packs.subjects.contains(&s.path)).collect();
    let readers: Vec<_> = subjects.iter().map(|s| fs::test_data(Path::new(&s.path))).collect();
    let mut suites = Vec::new();
    for (source, read) in subjects.iter().zip(&readers) {
        let files = fs::tests(Path::new(&source.path)).map_err(|e| Failure::Load(e.to_string()))?;
        suites.push(Suite {
            pack: pack_name(source),
            folder: source.path.clone(),
            files: files.into_iter().map(|(path, text)| TestFile { path, text }).collect(),
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
