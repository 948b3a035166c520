//! The formatter: golden files, idempotence, no comment lost, no meaning changed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use curbside::source::SourceId;
use curbside::syntax::{format, parse, same};

fn check(name: &str, text: &str) -> String {
    let once = format(text).unwrap_or_else(|d| panic!("{name}: {d:#?}"));
    let twice = format(&once).unwrap_or_else(|d| panic!("{name} formatted: {d:#?}\n{once}"));
    assert_eq!(once, twice, "{name}: not idempotent");
    let (a, b) = (parse(SourceId(0), text).0, parse(SourceId(0), &once).0);
    assert!(same(&a, &b), "{name}: meaning changed\n{once}");
    once
}

#[test]
fn golden_files() {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/format");
    let mut names: Vec<_> = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
    names.sort();
    assert!(names.len() >= 8, "golden files are missing");
    for path in names {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        insta::assert_snapshot!(format!("format__{name}"), check(&name, &text));
    }
}

#[test]
fn a_text_with_mistakes_is_not_touched() {
    assert!(format("define A =").is_err());
    assert!(format("rule x \"y\" { when }").is_err());
}
