//! The indexed evaluator against the reference on real records: the example
//! patients and, where they are there, the corpora.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests may fail loudly"
)]

use curbside::eval::{self, Options};
use curbside::plan::{IndexMode, Passes, PlanOptions};
use curbside::time::{Clock, Zone};
use curbside::{Compiler, Ruleset, fhir};
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn json_files(dir: &Path, out: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(dir) else { return };
    let mut entries: Vec<PathBuf> = entries.flatten().map(|e| e.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            json_files(&path, out);
        } else if path.extension().is_some_and(|e| e == "json") {
            out.push(path);
        }
    }
}

fn plans() -> Vec<PlanOptions> {
    let mut all = vec![PlanOptions { index: IndexMode::Postings, passes: Passes::none() }];
    all.push(PlanOptions { index: IndexMode::Full, passes: Passes::none() });
    all.push(PlanOptions::default());
    all
}

fn compare(files: &[PathBuf], rules: &Ruleset, limit: usize) -> usize {
    let zone: Zone = "America/New_York".parse().unwrap();
    let clock = Clock::new("2026-03-01T09:00:00-05:00".parse().unwrap(), zone.clone());
    let prepared: Vec<Ruleset> = plans().into_iter().map(|p| rules.with_plan(p)).collect();
    let mut seen = 0;
    for file in files.iter().take(limit) {
        let bytes = std::fs::read(file).unwrap();
        let Ok(patients) = fhir::read_any(&bytes, &fhir::Options::new(zone.clone())) else { continue };
        for patient in patients.into_iter().filter_map(|(_, p)| p.ok()) {
            let expected = eval::evaluate(rules.model(), &patient, &clock, &Options::default());
            for r in &prepared {
                let got = r.evaluate(&patient, &clock);
                if got != expected {
                    let text = |e: &eval::result::Evaluation| serde_json::to_string_pretty(e).unwrap();
                    let (a, b) = (text(&expected), text(&got));
                    let line = a.lines().zip(b.lines()).position(|(a, b)| a != b).unwrap_or(0);
                    let near = |t: &str| {
                        t.lines().skip(line.saturating_sub(12)).take(20).collect::<Vec<_>>().join("\n")
                    };
                    panic!("{} {:?}\n{}\n---\n{}", file.display(), r.plan(), near(&a), near(&b));
                }
            }
            seen += 1;
        }
    }
    seen
}

#[test]
fn the_example_patients() {
    let rules = Compiler::new().pack_dir(root().join("rules")).unwrap().compile().unwrap();
    let mut files = Vec::new();
    json_files(&root().join("examples/patients"), &mut files);
    assert!(compare(&files, &rules, usize::MAX) >= 4);
}

#[test]
fn the_corpora() {
    let folder = std::env::var("CURBSIDE_CORPORA")
        .map_or_else(|_| root().join("../shared/corpora"), PathBuf::from)
        .join("fhir");
    let mut files = Vec::new();
    json_files(&folder, &mut files);
    if files.is_empty() {
        println!("skipped: corpora not present");
        return;
    }
    let rules = Compiler::new().pack_dir(root().join("rules")).unwrap().compile().unwrap();
    let limit = std::env::var("CURBSIDE_ALL").map_or(40, |_| usize::MAX);
    assert!(compare(&files, &rules, limit) > 0);
}
