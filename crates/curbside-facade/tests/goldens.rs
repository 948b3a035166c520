//! The golden patients of the bindings: the facade's own answers, byte for byte.
//! `CURBSIDE_BLESS=1 cargo test -p curbside-facade --test goldens` writes them anew.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use curbside_facade::{Engine, Error, Session, bundle, check};
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../bindings/golden")
}

fn blessing() -> bool {
    std::env::var_os("CURBSIDE_BLESS").is_some()
}

fn read(name: &str) -> Vec<u8> {
    std::fs::read(folder().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

fn said(answer: Result<String, Error>) -> String {
    answer.unwrap_or_else(|e| e.to_json())
}

#[test]
fn golden_patients() {
    let packs = folder().join("packs/golden");
    let folder_request = curbside_facade::load_path(&packs.to_string_lossy());
    let made: serde_json::Value = serde_json::from_str(&bundle(folder_request.as_bytes()).unwrap()).unwrap();
    assert_eq!(made["packs"][0]["path"], "golden", "a bundle does not say where it was made");
    let made = format!("{}\n", serde_json::to_string_pretty(&made).unwrap());
    if blessing() {
        std::fs::write(folder().join("packs.json"), &made).unwrap();
    }
    assert_eq!(
        String::from_utf8(read("packs.json")).unwrap(),
        made,
        "packs.json is not that of packs/golden"
    );

    let (mut engine, mut session): (Option<Engine>, Option<Session>) = (None, None);
    let (mut compared, mut wrong) = (0, Vec::new());
    let cases = String::from_utf8(read("cases.tsv")).unwrap();
    for line in cases.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let rules = || engine.as_ref().unwrap();
        let patient = || session.as_ref().unwrap();
        let answer = match fields[..] {
            ["load", f] => {
                engine = Some(Engine::load(&read(f)).unwrap());
                continue;
            }
            ["open", f] => {
                session = Some(rules().open_session(&read(f)).unwrap());
                continue;
            }
            ["status", _] => rules().status(),
            ["metadata", _] => rules().metadata(),
            ["evaluate", f, _] => rules().evaluate(&read(f)),
            ["explain", f, rule, _] => rules().explain(&read(f), rule),
            ["reload", f, _] => rules().reload(&read(f)),
            ["check", f, _] => check(&read(f)),
            ["answer", _] => patient().answer(),
            ["apply", f, _] => patient().apply(&read(f)),
            ["advance", at, _] => patient().advance(at),
            ["follow", _] => patient().follow(),
            _ => panic!("no such case: {line}"),
        };
        let (answer, file) = (said(answer), fields[fields.len() - 1]);
        assert!(!answer.contains("secret"), "{line}: a patient's value in an error");
        if blessing() {
            std::fs::write(folder().join(file), &answer).unwrap();
        }
        compared += 1;
        if read(file) != answer.as_bytes() {
            wrong.push(format!("{line}\n  {answer}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared >= 25, "only {compared} compared");
}

#[test]
fn a_session_answers_as_a_fresh_evaluation() {
    let engine = Engine::load(&read("packs.json")).unwrap();
    let session = engine.open_session(&read("juergen.json")).unwrap();
    assert_eq!(session.answer().unwrap(), engine.evaluate(&read("juergen.json")).unwrap());
}

#[test]
fn the_same_rules_from_folder_and_bundle() {
    let hash =
        |status: String| serde_json::from_str::<serde_json::Value>(&status).unwrap()["pack_hash"].clone();
    let open = Engine::open(&folder().join("packs").to_string_lossy()).unwrap();
    let bundle = Engine::open(&folder().join("packs.json").to_string_lossy()).unwrap();
    assert_eq!(hash(open.status().unwrap()), hash(bundle.status().unwrap()));
}

/// Packs under another path give the same bytes, explanations and metadata included; mistakes are shown where they are.
#[test]
fn answers_are_the_same_wherever_packs_lie() {
    let here = folder().join("packs");
    let elsewhere = std::env::temp_dir().join(format!("curbside-elsewhere-{}", std::process::id()));
    let copy = elsewhere.join("deep").join("down");
    std::fs::create_dir_all(copy.join("golden")).unwrap();
    for file in std::fs::read_dir(here.join("golden")).unwrap() {
        let path = file.unwrap().path();
        if path.is_file() {
            std::fs::copy(&path, copy.join("golden").join(path.file_name().unwrap())).unwrap();
        } else {
            // Folders within a pack hold its code lists.
            let inner = copy.join("golden").join(path.file_name().unwrap());
            std::fs::create_dir_all(&inner).unwrap();
            for f in std::fs::read_dir(&path).unwrap() {
                let f = f.unwrap().path();
                std::fs::copy(&f, inner.join(f.file_name().unwrap())).unwrap();
            }
        }
    }
    let all = |engine: Engine| {
        let request = read("margaret.json");
        let explained = engine.explain(&request, "golden/high-inr").unwrap();
        [engine.evaluate(&request).unwrap(), explained, engine.metadata().unwrap(), engine.status().unwrap()]
    };
    let one = all(Engine::open(&here.to_string_lossy()).unwrap());
    let file = copy.join("golden").to_string_lossy().into_owned();
    assert_eq!(one, all(Engine::open(&copy.to_string_lossy()).unwrap()));
    assert_eq!(one, all(Engine::open(&file).unwrap()), "the pack's own folder");
    assert_eq!(one, all(Engine::open(&folder().join("packs.json").to_string_lossy()).unwrap()));
    std::fs::write(copy.join("golden/broken.cds"), "pack golden\nrule {\n").unwrap();
    let e = Engine::open(&file).unwrap_err().to_json();
    assert!(e.contains(&format!("{file}/broken.cds")), "{e}");
    std::fs::remove_dir_all(elsewhere).unwrap();
}
