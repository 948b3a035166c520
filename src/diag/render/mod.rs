//! Diagnostics for people and for machines: text, JSON, SARIF, GitHub annotations.
//!
//! Every renderer takes the same data and writes in the same order (file,
//! place, code), so that two runs over the same texts give the same bytes.

mod github;
mod json;
mod sarif;
mod text;

pub use github::render_github;
pub use json::render_json;
pub use sarif::render_sarif;
pub use text::{render_text, summary};

use super::Diag;
use crate::source::SourceMap;

/// By file name, place and code.
fn sorted<'d>(diags: &'d [Diag], map: &SourceMap) -> Vec<&'d Diag> {
    let mut all: Vec<&Diag> = diags.iter().collect();
    all.sort_by(|a, b| {
        let key = |d: &Diag| (d.span.source, d.span.start, d.span.end, d.code);
        map.file(a.span.source).path.cmp(&map.file(b.span.source).path).then_with(|| key(a).cmp(&key(b)))
    });
    all
}

/// A byte range that a text of `len` bytes has, on character boundaries.
fn fit(text: &str, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let down = |mut n: usize| {
        n = n.min(text.len());
        while !text.is_char_boundary(n) {
            n -= 1;
        }
        n
    };
    let start = down(range.start);
    start..down(range.end).max(start)
}
