//! Whole patients with everything the packs say about them, reviewed line by line.
//!
//! The ten vignettes are the project's own (`tests/vignettes/*.json`, described in
//! the book); ten more patients are examples of the FHIR specification, which are
//! read from the corpora and skipped where those are absent. What is expected
//! stands beside, as `curbside eval --all` prints it, less the hash of the packs.
//! After a meant change: `CURBSIDE_RENEW=1 cargo test -p curbside-cli --test vignettes`,
//! then read the difference.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests may fail loudly"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

fn vignettes() -> PathBuf {
    Path::new(ROOT).join("tests/vignettes")
}

/// What `curbside eval` says about a file, without what changes with every edit of a pack.
fn told(folder: &Path, arguments: &[&str]) -> String {
    let out = Command::new(env!("CARGO_BIN_EXE_curbside"))
        .arg("eval")
        .args(arguments)
        .args(["--all", "--color", "never", "--packs"])
        .arg(Path::new(ROOT).join("rules"))
        .current_dir(folder)
        .env_remove("CURBSIDE_ZONE")
        .env("TZ", "UTC")
        .output()
        .unwrap();
    let text = String::from_utf8(out.stdout).unwrap();
    assert!(out.status.success(), "{}{}", text, String::from_utf8_lossy(&out.stderr));
    let stable = |line: &str| match line.find(" · packs ") {
        Some(at) => line[..at].split_once(" rules: ").map_or(line, |(_, rest)| rest).to_string(),
        None => line.trim_end().to_string(),
    };
    let lines: Vec<String> = text.lines().map(|l| l.split(" · packs ").next().map_or(String::new(), |_| stable(l))).collect();
    lines.join("\n").trim_end().to_string() + "\n"
}

/// Compares with the file, or writes it when asked to.
fn compare(file: &Path, said: &str) -> Option<String> {
    if std::env::var_os("CURBSIDE_RENEW").is_some() {
        std::fs::write(file, said).unwrap();
        return None;
    }
    let expected = std::fs::read_to_string(file).unwrap_or_default();
    if expected == said {
        return None;
    }
    let at = expected.lines().zip(said.lines()).position(|(a, b)| a != b);
    let at = at.unwrap_or_else(|| expected.lines().count().min(said.lines().count()));
    let line = |t: &str| t.lines().nth(at).unwrap_or("(the end)").to_string();
    Some(format!(
        "{}:{}\n  expected: {}\n  said:     {}",
        file.file_name().unwrap().to_string_lossy(),
        at + 1,
        line(&expected),
        line(said)
    ))
}

#[test]
fn the_vignettes_are_answered_as_reviewed() {
    let folder = vignettes();
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|f| f.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|n| n.ends_with(".json"))
        .collect();
    names.sort();
    assert_eq!(names.len(), 10);
    let differences: Vec<String> = names
        .iter()
        .filter_map(|name| {
            let said = told(&folder, &[name, "--at", "record", "--zone", "Europe/Berlin"]);
            assert!(said.contains("findings ("), "{said}");
            compare(&folder.join(name.replace(".json", ".txt")), &said)
        })
        .collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// A file of the corpus and, where it holds several patients, whom we mean; with what the host says of coverage.
const HL7: [(&str, &str, &str); 10] = HL7_PATIENTS;

include!("vignettes/hl7.rs");

#[test]
fn patients_of_the_specification_are_answered_as_reviewed() {
    let root = std::env::var_os("CURBSIDE_CORPORA")
        .map_or_else(|| Path::new(ROOT).join("../shared/corpora"), PathBuf::from);
    let folder = root.join("fhir/hl7-examples");
    if !folder.is_dir() {
        println!("skipped: corpora not present");
        return;
    }
    let mut differences = Vec::new();
    for (name, patient, at) in HL7 {
        let mut arguments = vec![name, "--at", at, "--zone", "America/New_York"];
        if !patient.is_empty() {
            arguments.extend(["--id", patient]);
        }
        let said = told(&folder, &arguments);
        let file = format!("{}{}{}.txt", name.trim_end_matches(".json"), if patient.is_empty() { "" } else { "-" }, patient);
        differences.extend(compare(&vignettes().join("hl7").join(file), &said));
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
