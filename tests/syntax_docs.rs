//! Every `cds` block of the language reference parses without a diagnostic.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use curbside::source::SourceId;
use curbside::syntax::parse;

/// The contents of fenced blocks whose opening line is exactly "```cds".
fn blocks(page: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if line.trim_end() == "```cds" {
            out.push(lines.by_ref().take_while(|l| l.trim_end() != "```").collect::<Vec<_>>().join("\n"));
        }
    }
    out
}

#[test]
fn reference_examples_parse() {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/src/language");
    let mut seen = 0;
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let page = std::fs::read_to_string(&path).unwrap();
        for block in blocks(&page) {
            seen += 1;
            let (file, diags) = parse(SourceId(0), &block);
            assert!(diags.is_empty(), "{}:\n{block}\n{diags:#?}", path.display());
            assert!(!file.items.is_empty() || !file.uses.is_empty(), "{}:\n{block}", path.display());
        }
    }
    assert!(seen >= 10, "only {seen} blocks found");
}
