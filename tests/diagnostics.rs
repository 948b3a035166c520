//! Every diagnostic code has a page; its failing snippet yields the code, its
//! mended one does not.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use curbside::check::{CheckOptions, compile};
use curbside::diag::{Code, page};
use curbside::pack::PackSource;
use curbside::source::SourceId;
use curbside::syntax::{MAX_SOURCE, parse};
use std::collections::BTreeMap;

/// A fenced block of a page.
struct Snippet {
    lang: String,
    text: String,
}

impl Snippet {
    /// Its files: those of `### path` lines, or one `main.cds`.
    fn files(&self) -> Vec<(String, String)> {
        if self.lang != "files" {
            return vec![(format!("main.{}", self.lang), self.text.clone())];
        }
        let mut out: Vec<(String, String)> = Vec::new();
        for line in self.text.lines() {
            match line.strip_prefix("### ") {
                Some(path) => {
                    out.push((path.split(' ').next().unwrap_or_default().to_string(), String::new()))
                }
                None => {
                    let last = out.last_mut().expect("a block of files begins with a path");
                    last.1.push_str(line);
                    last.1.push('\n');
                }
            }
        }
        out
    }
}

/// The snippet of a page with this word after its language.
fn snippet(code: Code, word: &str) -> Snippet {
    let mut lines = page(code).lines();
    while let Some(line) = lines.next() {
        if let Some(lang) =
            line.strip_prefix("```").and_then(|l| l.strip_suffix(word)).filter(|l| l.ends_with(' '))
        {
            let text = lines.by_ref().take_while(|l| *l != "```").collect::<Vec<_>>().join("\n");
            return Snippet { lang: lang.trim().to_string(), text };
        }
    }
    panic!("{code}: no `{word}` snippet");
}

#[test]
fn every_code_has_a_page_with_both_snippets() {
    for code in Code::ALL.iter().copied() {
        let info = code.info();
        assert!(page(code).starts_with(&format!("# {} {}\n", info.code, info.name)), "{code}: heading");
        assert!(page(code).contains("**Why it matters.**"), "{code}: why");
        let (bad, good) = (snippet(code, "fails"), snippet(code, "works"));
        assert!(!bad.text.trim().is_empty() && !good.text.trim().is_empty(), "{code}: empty snippet");
        assert_ne!(bad.text, good.text, "{code}: the snippets are the same");
        assert_eq!(bad.lang, good.lang, "{code}: the snippets differ in kind");
    }
}

/// Codes about tests, patients and evaluation: other suites judge their snippets.
fn judged_elsewhere(code: Code) -> bool {
    let info = code.info();
    info.code >= "E0601" || ["no-firing-test", "no-silent-test", "no-edge-test"].contains(&info.name)
}

/// What the files of a snippet yield: every error, and warnings of `code`
/// itself (a snippet is too small to please every lint).
fn run(files: &[(String, String)], code: Code) -> Vec<Code> {
    let mut options = CheckOptions { today: Some("2026-11-23".to_string()), ..CheckOptions::default() };
    let folder = |path: &str| {
        let parent = path.rsplit_once('/').map_or("", |(p, _)| p).to_string();
        let is_pack = files.iter().any(|(p, _)| *p == format!("{parent}/pack.yaml"));
        if is_pack { parent } else { String::new() }
    };
    let mut packs: BTreeMap<String, PackSource> = BTreeMap::new();
    for (path, text) in files {
        if path == "limits.yaml" {
            options.limits.items = text.trim().trim_start_matches("items: ").parse().expect("a limit");
            continue;
        }
        // The page cannot hold a text beyond the limit; it says that its own is repeated.
        let repeat = code == Code::SourceTooLarge && path.starts_with("big");
        let text = if repeat { text.repeat(MAX_SOURCE / text.len() + 1) } else { text.clone() };
        let path = if path == "main.yaml" { "pack.yaml" } else { path };
        let folder = folder(path);
        let inner = path.strip_prefix(&format!("{folder}/")).unwrap_or(path);
        let pack = packs.entry(folder.clone()).or_insert_with(|| PackSource::new(folder));
        *pack = std::mem::take(pack).file(inner, text);
    }
    if let Some(pack) = packs.get_mut("")
        && code != Code::NoPackFile
        && !pack.files.contains_key("pack.yaml")
    {
        let name = files.iter().find_map(|(_, t)| t.strip_prefix("pack ")).and_then(|t| t.lines().next());
        *pack = std::mem::take(pack)
            .file("pack.yaml", format!("name: {}\nversion: 1.0.0\n", name.unwrap_or("demo")));
    }
    let packs: Vec<PackSource> = packs.into_values().collect();
    let diags = compile(&packs, &options).diags;
    diags.iter().filter(|d| d.is_error() || d.code == code).map(|d| d.code).collect()
}

#[test]
fn snippets_yield_what_their_page_says() {
    let mut wrong = Vec::new();
    for code in Code::ALL.iter().copied().filter(|c| !judged_elsewhere(*c)) {
        let (bad, good) = (snippet(code, "fails"), snippet(code, "works"));
        // The failing text of a limit stands under the name that `run` repeats.
        let fails = run(&bad.files(), code);
        if fails != [code] {
            wrong.push(format!("{code} fails: {fails:?}"));
        }
        let renamed: Vec<_> = good.files().into_iter().map(|(p, t)| (p.replace("big", "small"), t)).collect();
        let works = run(&renamed, code);
        if !works.is_empty() {
            wrong.push(format!("{code} works: {works:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Whatever else a page shows, its rules can be read.
#[test]
fn every_other_snippet_parses() {
    for code in Code::ALL.iter().copied().filter(|c| judged_elsewhere(*c)) {
        for word in ["fails", "works"] {
            for (path, text) in snippet(code, word).files().iter().filter(|(p, _)| p.ends_with(".cds")) {
                let diags = parse(SourceId(0), text).1;
                assert!(diags.is_empty(), "{code} {word} {path}: {diags:#?}");
            }
        }
    }
}
