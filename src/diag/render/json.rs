//! The stable wire form: an object with `diagnostics` and counts. New fields may come; none goes.

use super::sorted;
use crate::diag::{Diag, Level};
use crate::source::{SourceMap, Span};
use serde::Serialize;

#[derive(Serialize)]
struct Report<'a> {
    errors: usize,
    warnings: usize,
    diagnostics: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    code: &'a str,
    name: &'a str,
    level: Level,
    message: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
    #[serde(skip_serializing_if = "str::is_empty")]
    label: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    labels: Vec<Marked<'a>>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    notes: &'a [String],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    help: &'a [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<FixEntry<'a>>,
}

/// One-based lines and columns (in characters), zero-based bytes; ends exclusive.
#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    start: u32,
    end: u32,
}

#[derive(Serialize)]
struct Marked<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    text: &'a str,
}

#[derive(Serialize)]
struct FixEntry<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    replacement: &'a str,
    text: &'a str,
}

fn place(span: Span, map: &SourceMap) -> Place<'_> {
    let from = map.line_col(span);
    let to = map.line_col(Span { start: span.end, ..span });
    Place {
        file: &map.file(span.source).path,
        line: from.line,
        column: from.col,
        end_line: to.line,
        end_column: to.col,
        start: span.start,
        end: span.end,
    }
}

/// All diagnostics as JSON, with a line feed at the end.
pub fn render_json(diags: &[Diag], map: &SourceMap) -> String {
    let count = |level| diags.iter().filter(|d| d.level == level).count();
    let diagnostics = sorted(diags, map)
        .into_iter()
        .map(|d| Entry {
            code: d.code.info().code,
            name: d.code.info().name,
            level: d.level,
            message: &d.message,
            place: place(d.span, map),
            label: &d.label,
            labels: d.labels.iter().map(|l| Marked { place: place(l.span, map), text: &l.text }).collect(),
            notes: &d.notes,
            help: &d.help,
            fixes: d
                .fixes
                .iter()
                .map(|f| FixEntry { place: place(f.span, map), replacement: &f.replacement, text: &f.text })
                .collect(),
        })
        .collect();
    let report = Report { errors: count(Level::Error), warnings: count(Level::Warning), diagnostics };
    let mut out = serde_json::to_string_pretty(&report).unwrap_or_default();
    out.push('\n');
    out
}
