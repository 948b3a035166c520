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
        for part in [0, 1, 10, 25, 40, 55, 70, 85, 95, 99] {
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
