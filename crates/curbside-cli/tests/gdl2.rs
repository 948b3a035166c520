//! `curbside import gdl2` and `curbside export plandefinition`, on fixtures of our own and on the library where it is there.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests may fail loudly"
)]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/gdl2");

fn run(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_curbside")).args(args).output().unwrap()
}

fn said(o: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&o.stdout), String::from_utf8_lossy(&o.stderr))
}

/// A fresh folder whose last part is a name a pack can have.
fn folder(test: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("gdl2").join(test);
    let _ = std::fs::remove_dir_all(&dir);
    std::fs::create_dir_all(&dir).unwrap();
    dir.join("imported")
}

fn import(test: &str) -> PathBuf {
    let out = folder(test);
    let shown = out.display().to_string();
    let (guideline, mapping) =
        (format!("{FIXTURES}/Early_warning_fixture.v1.gdl2.json"), format!("{FIXTURES}/mapping.csv"));
    let done = run(&["import", "gdl2", &guideline, "--mapping", &mapping, "--out", &shown]);
    assert!(done.status.success(), "{}", said(&done));
    out
}

fn clean(pack: &Path) {
    let pack = pack.display().to_string();
    let check = run(&["check", "--deny-warnings", &pack]);
    assert!(check.status.success(), "{}", said(&check));
    let fmt = run(&["fmt", "--check", &pack]);
    assert!(fmt.status.success(), "{}", said(&fmt));
    let test = run(&["test", &pack]);
    assert!(test.status.success(), "{}", said(&test));
}

#[test]
fn an_imported_guideline_is_clean_and_says_what_the_source_says() {
    let pack = import("clean");
    clean(&pack);
    let text = std::fs::read_to_string(pack.join("early-warning-fixture.cds")).unwrap();
    for part in [
        "score TotalScore \"Total score\" {",
        "2 if SupplementalOxygen",
        "points Consciousness.points",
        "band >= 7 \"High\"",
        "define ClinicalRisk \"Clinical risk\" = TotalScore.band",
        "intent      \"To test an import.\"",
        "note        \"Not for: On patients.\"",
        "evidence    \"Royal College of Physicians",
        "url \"https://www.rcp.ac.uk/\"",
        "tags        early-warning, test",
        // Two ranges give 3 points: the number alone does not say which it was.
        "\">=25\" if RespiratoryRate >= 25 /min",
    ] {
        assert!(text.contains(part), "`{part}` is missing in\n{text}");
    }
    let translated = std::fs::read_to_string(pack.join("translations/early-warning-fixture.yaml")).unwrap();
    assert!(translated.contains("TotalScore: \"Totalpoäng\""), "{translated}");
}

#[test]
fn a_label_that_the_rules_contradict_is_told_and_not_bent() {
    let pack = import("contradicted");
    let report = std::fs::read_to_string(pack.join("IMPORT.md")).unwrap();
    assert!(report.contains("should be 3 by the test, but the guideline's own rules give 2"), "{report}");
    let tests = std::fs::read_to_string(pack.join("tests/early-warning-fixture.yaml")).unwrap();
    assert!(!tests.contains("TotalScore: 3"), "{tests}");
}

#[test]
fn it_runs_on_a_fhir_patient() {
    let pack = import("fhir");
    let (pack, patient) = (pack.display().to_string(), format!("{FIXTURES}/patient.json"));
    let done = run(&["eval", "-p", &pack, "--at", "2026-03-01T09:00:00+01:00", "--format", "json", &patient]);
    assert!(done.status.success(), "{}", said(&done));
    let e: Value = serde_json::from_slice(&done.stdout).unwrap();
    let score = &e["scores"][0];
    // 3 + 2 + 2 + 2 + 1 (a temperature in Fahrenheit), and 0 or 2 for the oxygen that nobody spoke of.
    assert_eq!((score["low"].clone(), score["high"].clone()), ("10".into(), "12".into()), "{score}");
    assert_eq!(score["band"], "High");
    assert_eq!(e["findings"].as_array().unwrap().len(), 1);
}

#[test]
fn broken_files_are_told_with_their_place() {
    let out = folder("broken");
    let dir = out.parent().unwrap();
    let whole = std::fs::read_to_string(format!("{FIXTURES}/Early_warning_fixture.v1.gdl2.json")).unwrap();
    let cut: String = whole.chars().take(whole.len() / 2).collect();
    for (name, text, wanted) in [
        ("cut", cut, "cut off"),
        (
            "shape",
            r#"{ "id": "A.v1", "definition": { "rules": [] } }"#.to_string(),
            "/definition/rules: an object is needed",
        ),
        (
            "rule",
            r#"{ "id": "A.v1", "definition": { "rules": { "gt1": { "when": ["$gt2 >"] } } } }"#.to_string(),
            "/definition/rules/gt1/when/0: a value is missing here",
        ),
    ] {
        let file = dir.join(format!("{name}.gdl2.json"));
        std::fs::write(&file, text).unwrap();
        let (file, target) = (file.display().to_string(), out.display().to_string());
        let done = run(&["import", "gdl2", &file, "--out", &target, "--force"]);
        assert_eq!(done.status.code(), Some(1), "{}", said(&done));
        assert!(said(&done).contains(wanted), "{}", said(&done));
    }
}

#[test]
fn the_library_imports_clean() {
    let corpora = std::env::var_os("CURBSIDE_CORPORA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpora")),
        PathBuf::from,
    );
    let library = corpora.join("gdl2");
    if !library.is_dir() {
        println!("skipped: corpora not present");
        return;
    }
    let out = folder("library");
    let (from, to) = (library.display().to_string(), out.display().to_string());
    let done = run(&["import", "gdl2", &from, "--out", &to]);
    assert!(done.status.success(), "{}", said(&done));
    assert!(said(&done).contains("62 guidelines imported"), "{}", said(&done));
    assert!(said(&done).contains("1630 of 1633 expected values"), "{}", said(&done));
    clean(&out);
}

// --- export ---------------------------------------------------------------------------------

fn codes(v: &Value, key: &str, allowed: &[&str]) {
    let code = v[key].as_str().unwrap_or_default();
    assert!(allowed.contains(&code), "`{code}` as `{key}` in {v}");
}

/// What the structure definitions of R4 demand of these resources.
fn valid(v: &Value) {
    let text = |key: &str| v[key].as_str().unwrap_or_default().to_string();
    let id = text("id");
    assert!(
        (1..=64).contains(&id.len()) && id.chars().all(|c| c.is_ascii_alphanumeric() || "-.".contains(c)),
        "{id}"
    );
    codes(v, "status", &["draft", "active", "retired", "unknown"]);
    let name = text("name");
    assert!(name.starts_with(|c: char| c.is_ascii_uppercase()), "{name}");
    assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'), "{name}");
    assert!(text("url").ends_with(&format!("{}/{id}", text("resourceType"))));
    for a in v["relatedArtifact"].as_array().into_iter().flatten() {
        codes(a, "type", &["citation", "documentation", "depends-on"]);
    }
    match text("resourceType").as_str() {
        "PlanDefinition" => {
            assert_eq!(v["type"]["coding"][0]["code"], "eca-rule");
            let action = &v["action"][0];
            codes(action, "priority", &["routine", "urgent", "asap", "stat"]);
            let condition = &action["condition"][0];
            codes(condition, "kind", &["applicability", "start", "stop"]);
            assert!(!condition["expression"]["expression"].as_str().unwrap().is_empty());
            assert!(condition["expression"]["language"].is_string());
            for t in action["trigger"].as_array().into_iter().flatten() {
                // trd-3: a named event has a name.
                assert_eq!(t["type"], "named-event");
                assert!(t["name"].is_string());
            }
            for d in action["input"].as_array().into_iter().flatten() {
                assert!(d["type"].is_string());
            }
        }
        "Library" => {
            assert_eq!(v["type"]["coding"][0]["code"], "logic-library");
            assert!(v["content"][0]["data"].is_string());
        }
        "ValueSet" => {
            for i in v["compose"]["include"].as_array().into_iter().flatten() {
                // vsd-1, vsd-3: of a system, and either concepts or a filter.
                assert!(i["system"].is_string());
                assert!(i["concept"].is_array() != i["filter"].is_array(), "{i}");
            }
        }
        other => panic!("{other}"),
    }
}

#[test]
fn packs_become_resources_of_r4() {
    let out = folder("export");
    let rules = concat!(env!("CARGO_MANIFEST_DIR"), "/../../rules");
    let to = out.display().to_string();
    let done = run(&["export", "plandefinition", rules, "--out", &to]);
    assert!(done.status.success(), "{}", said(&done));
    let mut kinds = std::collections::BTreeMap::new();
    for file in std::fs::read_dir(&out).unwrap() {
        let v: Value = serde_json::from_slice(&std::fs::read(file.unwrap().path()).unwrap()).unwrap();
        valid(&v);
        *kinds.entry(v["resourceType"].as_str().unwrap().to_string()).or_insert(0) += 1;
    }
    assert_eq!(kinds.keys().collect::<Vec<_>>(), ["Library", "PlanDefinition", "ValueSet"]);
    with_fhir_resources(&out);
}

/// The models of the Python package `fhir.resources`, where it is installed.
fn with_fhir_resources(folder: &Path) {
    let script = "import json,glob,sys\n\
        from fhir.resources.R4B.plandefinition import PlanDefinition\n\
        from fhir.resources.R4B.library import Library\n\
        from fhir.resources.R4B.valueset import ValueSet\n\
        kinds = dict(PlanDefinition=PlanDefinition, Library=Library, ValueSet=ValueSet)\n\
        for f in glob.glob(sys.argv[1] + '/*.json'):\n    d = json.load(open(f)); kinds[d['resourceType']].model_validate(d)\n";
    let python = std::env::var("CURBSIDE_FHIR_PYTHON").unwrap_or_else(|_| "python3".into());
    let there = Command::new(&python).args(["-c", "import fhir.resources.R4B"]).output();
    if !there.is_ok_and(|o| o.status.success()) {
        println!("skipped: the Python package fhir.resources is not installed");
        return;
    }
    let done = Command::new(&python).arg("-c").arg(script).arg(folder).output().unwrap();
    assert!(done.status.success(), "{}", said(&done));
}
