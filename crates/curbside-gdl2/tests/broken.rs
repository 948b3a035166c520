//! Files of the library cut off, and with parts taken out: told with their place, and never a rule less in silence.

#![allow(clippy::unwrap_used, reason = "tests may fail loudly")]

use curbside_gdl2::{Import, Input, Options, import};
use serde_json::Value;
use std::path::{Path, PathBuf};

fn library() -> Vec<(String, String)> {
    let corpora = std::env::var_os("CURBSIDE_CORPORA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora"), PathBuf::from);
    let Ok(entries) = std::fs::read_dir(corpora.join("gdl2")) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|e| e.path()).collect();
    paths.sort();
    let name = |p: &PathBuf| p.file_name().unwrap().to_string_lossy().into_owned();
    paths.iter().map(|p| (name(p), std::fs::read_to_string(p).unwrap())).collect()
}

fn alone(path: &str, text: String) -> Import {
    import(&[Input { path: path.into(), text }], &Options::default())
}

#[test]
fn a_file_cut_off_is_told_and_gives_no_guideline() {
    let library = library();
    if library.is_empty() {
        println!("skipped: corpora not present");
        return;
    }
    for (path, text) in library.iter().filter(|(p, _)| p.ends_with(".gdl2.json")) {
        let text = text.trim_end();
        for part in (0..100).step_by(5).chain([1, 99]) {
            let at = (0..=text.len() * part / 100).rev().find(|n| text.is_char_boundary(*n)).unwrap();
            let done = alone(path, text[..at].to_string());
            assert_eq!((done.problems.len(), done.guidelines), (1, 0), "{path} cut at {at}");
            assert!(done.problems[0].place.starts_with("line "), "{:?}", done.problems);
            assert!(!done.files.iter().any(|(p, _)| p.ends_with(".cds")), "{path} cut at {at}");
        }
    }
    // A test file is lines: cut off it may still be one, with cases less. It never does harm.
    for (path, text) in library.iter().filter(|(p, _)| p.ends_with(".test.yml")) {
        for part in [1, 33, 66, 99] {
            let at = (0..=text.len() * part / 100).rev().find(|n| text.is_char_boundary(*n)).unwrap();
            let done = alone(path, text[..at].to_string());
            assert!(!done.problems.is_empty(), "{path} cut at {at}");
        }
    }
}

/// The file without one part, by the path to it.
fn without(root: &Value, place: &[&str]) -> String {
    let mut root = root.clone();
    let (last, way) = place.split_last().unwrap();
    let mut at = &mut root;
    for key in way {
        at = at.get_mut(*key).unwrap();
    }
    at.as_object_mut().unwrap().remove(*last).unwrap();
    root.to_string()
}

#[test]
fn a_part_that_is_missing_is_told_with_its_place() {
    let library = library();
    if library.is_empty() {
        println!("skipped: corpora not present");
        return;
    }
    let mut tried = 0;
    for (path, text) in library.iter().filter(|(p, _)| p.ends_with(".gdl2.json")) {
        let root: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).unwrap();
        let mut places: Vec<Vec<&str>> =
            vec![vec!["id"], vec!["definition"], vec!["ontology"], vec!["definition", "rules"]];
        places.push(vec!["definition", "data_bindings"]);
        let rules = root["definition"]["rules"].as_object().unwrap();
        // The first and the last stand for all.
        for key in [rules.keys().next(), rules.keys().next_back()].into_iter().flatten() {
            places.push(vec!["definition", "rules", key, "then"]);
            if rules.len() > 1 {
                places.push(vec!["definition", "rules", key, "priority"]);
            }
        }
        for place in places {
            let done = alone(path, without(&root, &place));
            let wanted = format!("/{}", place.join("/"));
            assert!(
                done.problems.iter().any(|p| p.place == wanted),
                "{path} without {wanted}: {:?}",
                done.problems
            );
            assert_eq!(done.guidelines, 0, "{path} without {wanted}");
            tried += 1;
        }
        // A rule without conditions is lawful, and always fires: told.
        let key = rules.iter().find(|(_, r)| r.get("when").is_some()).map(|(k, _)| k.as_str()).unwrap();
        let done = alone(path, without(&root, &["definition", "rules", key, "when"]));
        let wanted = format!("/definition/rules/{key}/when");
        assert!(done.notes.iter().any(|n| n.place == wanted), "{path} without {wanted}");
    }
    assert!(tried > 300, "{tried}");
}

/// Every place of a document down to a depth, as steps from its root.
fn places(v: &Value, depth: usize, here: &mut Vec<String>, out: &mut Vec<Vec<String>>) {
    let inner: Vec<(String, &Value)> = match v {
        Value::Object(m) => m.iter().map(|(k, v)| (k.clone(), v)).collect(),
        Value::Array(all) => all.iter().enumerate().map(|(i, v)| (i.to_string(), v)).collect(),
        _ => Vec::new(),
    };
    for (key, v) in inner {
        here.push(key);
        out.push(here.clone());
        if depth > 0 {
            places(v, depth - 1, here, out);
        }
        here.pop();
    }
}

fn at<'v>(root: &'v mut Value, place: &[String]) -> &'v mut Value {
    place.iter().fold(root, |v, key| match v {
        Value::Array(all) => &mut all[key.parse::<usize>().unwrap()],
        v => v.get_mut(key.as_str()).unwrap(),
    })
}

/// A guideline, or a reason why there is none: never neither, and never an empty one in silence.
fn told(done: &Import, what: &str) {
    let rules: Vec<&String> = done
        .files
        .iter()
        .filter(|(p, _)| p.ends_with(".cds") && p != "observations.cds")
        .map(|(_, t)| t)
        .collect();
    assert_eq!(rules.len(), done.guidelines, "{what}");
    assert!(done.guidelines == 1 || !done.problems.is_empty(), "{what}: nothing, and nothing told");
    let empty = rules.iter().any(|t| !t.contains("define ") && !t.contains("score ") && !t.contains("rule "));
    assert!(!empty || !done.notes.is_empty() || !done.problems.is_empty(), "{what}: empty, and nothing told");
    for p in &done.problems {
        assert!(!p.place.is_empty() && !p.message.is_empty(), "{what}: {p:?}");
    }
}

#[test]
fn parts_of_another_type_and_parts_that_are_missing_are_told() {
    let library = library();
    if library.is_empty() {
        println!("skipped: corpora not present");
        return;
    }
    let mut tried = 0;
    // One in ten, each with every part of its definition.
    for (path, text) in library.iter().filter(|(p, _)| p.ends_with(".gdl2.json")).step_by(10) {
        let root: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).unwrap();
        let mut all = Vec::new();
        places(&root["definition"], 4, &mut vec!["definition".into()], &mut all);
        all.extend(root.as_object().unwrap().keys().map(|k| vec![k.clone()]));
        let step = (all.len() / 20).max(1);
        for place in all.iter().step_by(step) {
            for other in [
                Value::Null,
                Value::from(true),
                Value::from(1e300),
                Value::from("$"),
                serde_json::json!([[]]),
                serde_json::json!({ "x": {} }),
            ] {
                let mut root = root.clone();
                *at(&mut root, place) = other.clone();
                told(&alone(path, root.to_string()), &format!("{path} with {other} at /{}", place.join("/")));
                tried += 1;
            }
        }
    }
    assert!(tried > 500, "{tried}");
}

#[test]
fn deep_and_large_and_hostile_texts_end() {
    let rule = |when: &str, then: &str| {
        serde_json::json!({
            "id": "Deep.v1", "concept": "gt0001",
            "definition": { "data_bindings": {}, "rules": { "gt0003": { "priority": 1, "when": [when], "then": [then] } } },
            "ontology": { "term_definitions": { "en": { "terms": { "gt0001": { "text": "Deep" } } } } },
        })
        .to_string()
    };
    let deep = 50_000;
    let texts = [
        format!("{}{}", "[".repeat(deep), "]".repeat(deep)),
        format!("{}1{}", "{\"a\":".repeat(deep), "}".repeat(deep)),
        rule(&format!("{}$gt1>1{}", "(".repeat(deep), ")".repeat(deep)), "$gt0004=1"),
        rule(&format!("{}$gt1", "!".repeat(deep)), "$gt0004=1"),
        rule(&vec!["$gt0001==1"; 4_000].join("||"), "$gt0004=1"),
        rule("$gt0002>1", &format!("$gt0004.magnitude=1{}", "0".repeat(5_000))),
        rule("$gt0002>1e999", "$gt0004.magnitude=$gt0004.magnitude+1e-999"),
        rule("$gt0002>$gt0002", "$gt0002=$gt0002"),
        rule("$gt0002.unit=='\u{0}\u{202e}'", "$gt0004='{x} \\ \" \n'"),
        rule("", ""),
    ];
    for (i, text) in texts.iter().enumerate() {
        let done = alone("deep.gdl2.json", text.clone());
        assert!(!done.problems.is_empty() || done.guidelines == 1, "{i}");
        for p in &done.problems {
            assert!(!p.place.is_empty() && p.to_string().len() < 20_000, "{i}: {}", p.place);
        }
    }
}

#[test]
fn broken_tests_are_told_and_take_nothing_with_them() {
    let good = serde_json::json!({
        "id": "Good.v1", "concept": "gt0001",
        "definition": { "data_bindings": {}, "rules": { "gt0003": { "priority": 1, "when": ["$gt0002>1"], "then": ["$gt0004='many'"] } } },
        "ontology": { "term_definitions": { "en": { "terms": { "gt0001": { "text": "Good" }, "gt0002": { "text": "Count" } } } } },
    })
    .to_string();
    for tests in [
        "guidelines: [",
        "- a\n- b\n",
        "guidelines:\n  1: Good.v1\ntest_cases: nothing\n",
        "guidelines:\n  1: Good.v1\ntest_cases:\n- id: a\n  input: [1]\n",
        "a: &a [*a]\n",
        "",
    ] {
        let files = [
            Input { path: "Good.v1.gdl2.json".into(), text: good.clone() },
            Input { path: "Good.v1.test.yml".into(), text: tests.into() },
        ];
        let done = import(&files, &Options::default());
        assert_eq!(done.guidelines, 1, "{tests}");
        assert!(!done.problems.is_empty(), "{tests}");
        assert!(
            done.problems.iter().all(|p| p.file == "Good.v1.test.yml" && !p.place.is_empty()),
            "{tests}: {:?}",
            done.problems
        );
    }
}
