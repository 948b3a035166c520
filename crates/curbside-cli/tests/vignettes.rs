//! Whole patients with everything the packs say about them, reviewed line by line.
//!
//! The ten vignettes are the project's own (`tests/vignettes/*.json`, described in
//! the book); ten more patients are examples of the FHIR specification, which are
//! read from the corpora and skipped where those are absent. What is expected
//! stands beside as `curbside eval` prints it (`--all` for the vignettes), less the
//! hash of the packs and the number of their rules.
//! After a meant change: `CURBSIDE_RENEW=1 cargo test -p curbside-cli --test vignettes`,
//! then read the difference.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests may fail loudly"
)]

use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

fn vignettes() -> PathBuf {
    Path::new(ROOT).join("tests/vignettes")
}

/// Compiled packs of this run of the tests only: another build may compile them otherwise.
fn cache() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("vignettes-{}", std::process::id()))
}

/// What `curbside eval` says about a file, without what changes with every edit of a pack.
fn told(folder: &Path, arguments: &[&str]) -> String {
    let out = Command::new(env!("CARGO_BIN_EXE_curbside"))
        .arg("eval")
        .args(arguments)
        .args(["--color", "never", "--packs"])
        .arg(Path::new(ROOT).join("rules"))
        .arg("--cache")
        .arg(cache())
        .current_dir(folder)
        .env_remove("CURBSIDE_ZONE")
        .env("TZ", "UTC")
        .output()
        .unwrap();
    let text = String::from_utf8(out.stdout).unwrap();
    assert!(out.status.success(), "{}{}", text, String::from_utf8_lossy(&out.stderr));
    let lines = text.lines().map(|l| match l.split_once(" · packs ") {
        // How many rules there are, and their hash, change with every new rule.
        Some((counts, rest)) => {
            let as_of = rest.split_once(" · ").map_or("", |(_, t)| t);
            format!("{} · {as_of}", counts.split_once(" rules: ").map_or(counts, |(_, c)| c))
        }
        None => l.trim_end().to_string(),
    });
    lines.map(|l| without_silent(&l)).collect::<Vec<_>>().join("\n").trim_end().to_string() + "\n"
}

/// `29 fired, 2725 silent, 1 silenced` without the silent ones.
fn without_silent(line: &str) -> String {
    if !line.contains(" fired, ") {
        return line.to_string();
    }
    line.split(", ")
        .filter(|part| !part.split(" · ").next().is_some_and(|p| p.ends_with(" silent")))
        .collect::<Vec<_>>()
        .join(", ")
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
            let said = told(&folder, &[name, "--at", "record", "--zone", "Europe/Berlin", "--all"]);
            assert!(said.contains("findings ("), "{said}");
            compare(&folder.join(name.replace(".json", ".txt")), &said)
        })
        .collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// Examples that stand alone but speak of one patient, put together; and bundles. With the moment that counts as now.
const TOGETHER: [(&str, &str); 7] = [
    ("example", "2016-03-29"),
    ("f001", "2013-04-05"),
    ("f201", "2013-04-05"),
    ("mom", "2012-06-18"),
    ("pat1", "2015-04-01"),
    ("pat2", "2016-05-18"),
    ("xcda", "2012-01-05"),
];
const BUNDLES: [(&str, &str); 3] = [
    ("Bundle-bundle-response-medsallergies", "2014-05-15"),
    ("Bundle-father", "2013-05-29"),
    ("Bundle-xds", "2013-07-01"),
];

/// A bundle of every example that speaks of this patient.
fn together(folder: &Path, patient: &str) -> PathBuf {
    let who = format!("Patient/{patient}");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().path()).collect();
    files.sort();
    let about = |r: &Value| {
        r["resourceType"] == "Patient" && r["id"] == patient
            || r["subject"]["reference"] == who.as_str()
            || r["patient"]["reference"] == who.as_str()
    };
    let entry: Vec<Value> = files
        .iter()
        .filter(|f| f.extension().is_some_and(|e| e == "json"))
        .filter_map(|f| serde_json::from_str(&std::fs::read_to_string(f).ok()?).ok())
        .filter(|r| about(r))
        .map(|resource| json!({ "resource": resource }))
        .collect();
    let bundle = json!({ "resourceType": "Bundle", "type": "collection", "entry": entry });
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{patient}.json"));
    std::fs::write(&file, bundle.to_string()).unwrap();
    file
}

#[test]
fn patients_of_the_specification_are_answered_as_reviewed() {
    let root = std::env::var_os("CURBSIDE_CORPORA")
        .map_or_else(|| Path::new(ROOT).join("../shared/corpora"), PathBuf::from);
    let folder = root.join("fhir/hl7-examples");
    if !folder.is_dir() {
        println!("skipped: corpora not present");
        return;
    }
    let golden = |name: &str| vignettes().join("hl7").join(format!("{name}.txt"));
    let mut differences = Vec::new();
    for (patient, at) in TOGETHER {
        let file = together(&folder, patient);
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let said = told(
            file.parent().unwrap(),
            &[&name, "--at", at, "--zone", "America/New_York", "--whole-record"],
        );
        differences.extend(compare(&golden(patient), &said));
    }
    for (bundle, at) in BUNDLES {
        let said = told(&folder, &[&format!("{bundle}.json"), "--at", at, "--zone", "America/New_York"]);
        differences.extend(compare(&golden(bundle), &said));
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// Messages of all patients in a folder that the summary of a card does not hold.
fn too_long(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let out = Command::new(env!("CARGO_BIN_EXE_curbside"))
        .arg("eval")
        .arg(folder)
        .args(arguments)
        .args(["--format", "ndjson", "--packs"])
        .arg(Path::new(ROOT).join("rules"))
        .arg("--cache")
        .arg(cache())
        .output()
        .unwrap();
    let text = String::from_utf8(out.stdout).unwrap();
    let answers: Vec<Value> = text.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert!(answers.len() >= 10, "{} answers: {}", answers.len(), String::from_utf8_lossy(&out.stderr));
    answers
        .iter()
        .flat_map(|a| a["findings"].as_array().unwrap().iter())
        .filter(|f| f["message"].as_str().unwrap().encode_utf16().count() > 139)
        .map(|f| format!("{}: {}", f["rule"], f["message"]))
        .collect()
}

#[test]
fn every_message_fits_the_summary_of_a_card() {
    let mut wrong = too_long(&vignettes(), &["--at", "record", "--zone", "Europe/Berlin"]);
    let root = std::env::var_os("CURBSIDE_CORPORA")
        .map_or_else(|| Path::new(ROOT).join("../shared/corpora"), PathBuf::from);
    let cohort = root.join("fhir/synthea");
    if cohort.is_dir() {
        wrong.extend(too_long(&cohort, &["--at", "2022-01-01", "--zone", "America/New_York"]));
    } else {
        println!("skipped: corpora not present");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
