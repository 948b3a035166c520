//! Every diagnostic code has a page; its failing snippet yields the code, its
//! mended one does not.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use curbside::diag::{Code, Diag, page};
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

fn codes(diags: &[Diag]) -> Vec<Code> {
    diags.iter().map(|d| d.code).collect()
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

/// Codes that the parser gives by itself.
const OF_THE_PARSER: &[Code] = &[
    Code::Syntax,
    Code::NestingTooDeep,
    Code::SourceTooLarge,
    Code::BadEscape,
    Code::UnknownClause,
    Code::ReservedWord,
];

#[test]
fn snippets_of_the_parser() {
    for code in OF_THE_PARSER.iter().copied() {
        for (path, text) in snippet(code, "fails").files() {
            let text =
                if code == Code::SourceTooLarge { text.repeat(MAX_SOURCE / text.len() + 1) } else { text };
            assert_eq!(codes(&parse(SourceId(0), &text).1), [code], "{code} {path}");
        }
    }
}

#[test]
fn every_other_snippet_parses() {
    for code in Code::ALL.iter().copied() {
        for word in ["fails", "works"] {
            if word == "fails" && OF_THE_PARSER.contains(&code) {
                continue;
            }
            for (path, text) in snippet(code, word).files().iter().filter(|(p, _)| p.ends_with(".cds")) {
                let diags = parse(SourceId(0), text).1;
                assert!(diags.is_empty(), "{code} {word} {path}: {diags:#?}");
            }
        }
    }
}
