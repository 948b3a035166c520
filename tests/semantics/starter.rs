//! The patients of the starter packs' own tests, with all packs loaded.
//!
//! Without optimisation one case of many: `CURBSIDE_EQUALITY_EVERY` says of how many.

use curbside::Compiler;
use curbside::testing::{Suite, TestFile, situations};
use curbside_gen::Situation;
use curbside_gen::evaluators::{Evaluators, combinations};
use std::path::Path;

#[test]
fn patients_of_the_rule_tests() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let rules = Compiler::new().pack_dir(&root).unwrap().compile().unwrap();
    let files: Vec<(String, Vec<TestFile>)> =
        rules.model().packs.iter().map(|p| (p.name.clone(), test_files(&root.join(&p.name)))).collect();
    let none = |_: &str| None;
    let suites: Vec<Suite<'_>> = files
        .into_iter()
        .map(|(pack, files)| Suite { pack, folder: String::new(), files, read: &none })
        .collect();
    let every = std::env::var("CURBSIDE_EQUALITY_EVERY").ok().and_then(|n| n.parse().ok());
    let every = every.unwrap_or(if cfg!(debug_assertions) { 50 } else { 1 }).max(1);
    let all = situations(rules.model(), &suites, |number| number % every == 0);
    assert!(all.len() > 800 / every, "{} patients", all.len());
    let mut chosen = combinations();
    if cfg!(debug_assertions) {
        // All passes, none of them, and only the postings.
        chosen = [0, 7, 8].map(|i| chosen[i]).to_vec();
    }
    let turns = chosen.len();
    let evaluators = Evaluators::new(rules.model().clone(), &chosen);
    for (i, s) in all.into_iter().enumerate() {
        let name = s.name;
        let s = Situation { patient: s.patient, clock: s.clock };
        let right = evaluators.reference(&s).unwrap();
        if let Err(found) = evaluators.agree(&right, &s, [0, 1 + i % (turns - 1)]) {
            panic!("{name}: {found}");
        }
    }
}

fn test_files(pack: &Path) -> Vec<TestFile> {
    let Ok(entries) = std::fs::read_dir(pack.join("tests")) else { return Vec::new() };
    let mut paths: Vec<_> =
        entries.flatten().map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "yaml")).collect();
    paths.sort();
    let read = |p: &std::path::PathBuf| {
        let name = p.file_name()?.to_str()?;
        Some(TestFile { path: format!("tests/{name}"), text: std::fs::read_to_string(p).ok()? })
    };
    paths.iter().filter_map(read).collect()
}
