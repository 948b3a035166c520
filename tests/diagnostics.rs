//! Every diagnostic code has a page; its failing snippet yields the code, its
//! mended one does not.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use curbside::diag::{Code, page};
use curbside::source::SourceId;
use curbside::syntax::{MAX_SOURCE, parse};

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

/// Codes whose snippets [`run`] can judge.
const COVERED: &[Code] = &[
    Code::Syntax,
    Code::NestingTooDeep,
    Code::SourceTooLarge,
    Code::BadEscape,
    Code::UnknownClause,
    Code::ReservedWord,
];

/// What the files of a snippet yield: every error, and warnings of `code`
/// itself (a snippet is too small to please every lint).
fn run(files: &[(String, String)], code: Code) -> Vec<Code> {
    let mut diags = Vec::new();
    for (path, text) in files.iter().filter(|(p, _)| p.ends_with(".cds")) {
        // The page cannot hold a text beyond the limit; it says that its own is repeated.
        let repeat = code == Code::SourceTooLarge && path.starts_with("big");
        let text = if repeat { text.repeat(MAX_SOURCE / text.len() + 1) } else { text.clone() };
        diags.extend(parse(SourceId(0), &text).1);
    }
    diags.iter().filter(|d| d.is_error() || d.code == code).map(|d| d.code).collect()
}

#[test]
fn snippets_yield_what_their_page_says() {
    for code in COVERED.iter().copied() {
        let (bad, good) = (snippet(code, "fails"), snippet(code, "works"));
        let mut good_files = good.files();
        good_files.retain(|(p, _)| p.ends_with(".cds"));
        assert!(!good_files.is_empty(), "{code}: nothing to read");
        // The failing text of a limit stands under the name that `run` repeats.
        assert_eq!(run(&bad.files(), code), [code], "{code} fails");
        let renamed: Vec<_> = good_files.into_iter().map(|(p, t)| (p.replace("big", "small"), t)).collect();
        assert_eq!(run(&renamed, code), [], "{code} works");
    }
}

/// Whatever else a page shows, its rules can be read.
#[test]
fn every_other_snippet_parses() {
    for code in Code::ALL.iter().copied() {
        for word in ["fails", "works"] {
            if word == "fails" && COVERED.contains(&code) {
                continue;
            }
            for (path, text) in snippet(code, word).files().iter().filter(|(p, _)| p.ends_with(".cds")) {
                let diags = parse(SourceId(0), text).1;
                assert!(diags.is_empty(), "{code} {word} {path}: {diags:#?}");
            }
        }
    }
}
