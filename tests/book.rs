//! The book's examples run: the tutorial's pack checks and passes its tests.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests may fail loudly"
)]

use curbside::Compiler;
use curbside::check::{CheckOptions, compile};
use curbside::pack::PackSource;
use curbside::testing::{Options, Suite, TestFile, run};
use std::collections::BTreeMap;
use std::path::Path;

/// Fenced blocks with a `file=` in their info string; blocks of one file are joined.
fn files_of(page: &str) -> BTreeMap<String, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/src").join(page);
    let text = std::fs::read_to_string(path).unwrap();
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    let mut open: Option<String> = None;
    for line in text.lines() {
        match (&open, line.strip_prefix("```")) {
            (None, Some(info)) => open = Some(info.split("file=").nth(1).unwrap_or("").trim().to_string()),
            (Some(_), Some(_)) => open = None,
            (Some(file), None) if !file.is_empty() => {
                let content = files.entry(file.clone()).or_default();
                content.push_str(line);
                content.push('\n');
            }
            _ => {}
        }
    }
    files
}

#[test]
fn the_tutorial_works_as_it_is_written() {
    let files = files_of("tutorial.md");
    assert!(files.len() >= 3, "the tutorial has a card, rules and tests");
    let pack =
        files.iter().fold(PackSource::new("my-rules"), |p, (path, text)| p.file(path.clone(), text.clone()));
    let checked = compile(std::slice::from_ref(&pack), &CheckOptions::default());
    let said = curbside::diag::render::render_text(&checked.diags, &checked.sources, false);
    assert!(checked.diags.is_empty(), "{said}");

    let rules = Compiler::new().pack(pack).compile().unwrap();
    let tests: Vec<TestFile> = files
        .iter()
        .filter(|(path, _)| path.starts_with("tests/"))
        .map(|(path, text)| TestFile { path: path.clone(), text: text.clone() })
        .collect();
    let suite = Suite { pack: "my-rules".into(), folder: "my-rules".into(), files: tests, read: &|_| None };
    let report = run(rules.model(), &[suite], &Options::default());
    assert!(report.counts().passed >= 6, "every case ran");
    assert!(report.is_success(), "{}", curbside::testing::report::render_text(&report, Default::default()));
}

#[test]
fn the_summary_names_every_page_and_every_page_is_there() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/src");
    let summary = std::fs::read_to_string(source.join("SUMMARY.md")).unwrap();
    let named: Vec<&str> = summary.split("](").skip(1).filter_map(|rest| rest.split(')').next()).collect();
    assert!(named.len() > 8);
    for page in &named {
        assert!(source.join(page).is_file(), "{page} is named in the summary but not there");
    }
    for folder in [source.clone(), source.join("language")] {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            let relative = path.strip_prefix(&source).unwrap().to_string_lossy().into_owned();
            if relative.ends_with(".md") && relative != "SUMMARY.md" {
                assert!(named.contains(&relative.as_str()), "{relative} is not in the summary");
            }
        }
    }
}
