//! The layout holds: arrows between modules point one way, files have one subject.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Modules from the ground up; a module may use those before it, and itself.
const ORDER: &[&[&str]] = &[
    &["parallel", "text"],
    &["codec"],
    &["source", "vocab"],
    &["value", "time"],
    &["schema"],
    &["units"],
    &["diag"],
    &["syntax"],
    &["snapshot"],
    &["terms"],
    &["fhir", "script"],
    &["hl7v2"],
    &["model"],
    &["pack"],
    &["check"],
    &["ir", "needs"],
    &["index"],
    &["plan"],
    &["cache", "eval"],
    &["ruleset"],
    &["live", "session"],
    &["testing"],
];

/// Uses that point back, each with its reason.
const ALLOWED: &[(&str, &str, &str)] = &[
    ("value", "snapshot", "a gap names the source of the fact it is about"),
    ("time", "value", "a partial time is an interval"),
];

fn rust_files(dir: &Path, out: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(dir) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            rust_files(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn arrows_point_one_way() {
    let rank: BTreeMap<&str, usize> =
        ORDER.iter().enumerate().flat_map(|(i, group)| group.iter().map(move |m| (*m, i))).collect();
    let mut files = Vec::new();
    rust_files(&root().join("src"), &mut files);
    assert!(files.len() > 20, "sources are there");
    let mut wrong = Vec::new();
    for file in files {
        let relative = file.strip_prefix(root().join("src")).unwrap();
        let module =
            relative.components().next().unwrap().as_os_str().to_str().unwrap().trim_end_matches(".rs");
        if module == "lib" {
            continue;
        }
        let Some(own) = rank.get(module) else {
            wrong.push(format!("{}: module `{module}` has no place in the order", relative.display()));
            continue;
        };
        let text = fs::read_to_string(&file).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        for line in code.lines().filter(|l| !l.trim_start().starts_with("//")) {
            let mut rest = line;
            while let Some(at) = rest.find("crate::") {
                rest = &rest[at + 7..];
                let used = rest.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap();
                let allowed = ALLOWED.iter().any(|(from, to, _)| *from == module && *to == used);
                if rank.get(used).is_some_and(|r| r > own) && !allowed {
                    wrong.push(format!("{} uses `{used}`", relative.display()));
                }
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "arrows that point back:\n{}", wrong.join("\n"));
}

#[test]
fn files_have_one_subject() {
    let mut files = Vec::new();
    for dir in ["src", "crates", "tests", "examples", "fuzz/fuzz_targets"] {
        rust_files(&root().join(dir), &mut files);
    }
    let long: Vec<String> = files
        .iter()
        .filter(|f| !f.components().any(|c| c.as_os_str() == "target"))
        .filter_map(|f| {
            let lines = fs::read_to_string(f).ok()?.lines().count();
            (lines > 700).then(|| format!("{} has {lines} lines", f.display()))
        })
        .collect();
    assert!(long.is_empty(), "split these:\n{}", long.join("\n"));
}

#[test]
fn modules_say_what_they_are() {
    let mut files = Vec::new();
    rust_files(&root().join("src"), &mut files);
    rust_files(&root().join("crates"), &mut files);
    let bare: Vec<String> = files
        .iter()
        .filter(|f| !f.components().any(|c| c.as_os_str() == "target"))
        .filter(|f| !fs::read_to_string(f).unwrap_or_default().starts_with("//!"))
        .map(|f| f.display().to_string())
        .collect();
    assert!(bare.is_empty(), "modules without a header:\n{}", bare.join("\n"));
}
