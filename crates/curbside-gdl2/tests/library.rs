//! The visible part of the library: it imports, checks without a warning, and its cases hold.

#![allow(clippy::unwrap_used, reason = "tests may fail loudly")]

mod support;

use curbside_gdl2::{Input, Options, import};
use std::path::{Path, PathBuf};

#[test]
fn the_library_imports_checks_and_holds() {
    let corpora = std::env::var_os("CURBSIDE_CORPORA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora"), PathBuf::from);
    let Ok(entries) = std::fs::read_dir(corpora.join("gdl2")) else {
        println!("skipped: corpora not present");
        return;
    };
    let mut files: Vec<Input> = entries
        .flatten()
        .map(|e| e.path())
        .filter(|p| p.to_string_lossy().ends_with(".gdl2.json") || p.to_string_lossy().ends_with(".test.yml"))
        .map(|p| Input { path: p.display().to_string(), text: std::fs::read_to_string(&p).unwrap() })
        .collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let guidelines = files.iter().filter(|f| f.path.ends_with(".gdl2.json")).count();
    let done = import(&files, &Options::default());
    let wrong = support::mistakes(&done);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let t = &done.tally;
    assert_eq!((done.guidelines, t.left_out), (guidelines, 0));
    assert!(t.kept * 100 >= t.expected * 99, "{t:?}");
}
