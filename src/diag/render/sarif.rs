//! SARIF 2.1.0, for code scanning services.

use super::sorted;
use crate::diag::{Code, Diag, Level};
use crate::source::{SourceMap, Span};
use serde_json::{Value, json};

/// All diagnostics as one SARIF run, with a line feed at the end.
pub fn render_sarif(diags: &[Diag], map: &SourceMap) -> String {
    let diags = sorted(diags, map);
    let mut codes: Vec<Code> = diags.iter().map(|d| d.code).collect();
    codes.sort();
    codes.dedup();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "curbside",
                "version": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": codes.iter().map(|c| rule(*c)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": diags.iter().map(|d| result(d, &codes, map)).collect::<Vec<_>>(),
        }],
    });
    let mut out = serde_json::to_string_pretty(&log).unwrap_or_default();
    out.push('\n');
    out
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "note",
    }
}

fn rule(code: Code) -> Value {
    let info = code.info();
    json!({
        "id": info.code,
        "name": info.name,
        "shortDescription": { "text": info.title },
        "helpUri": format!("{}/blob/main/src/diag/docs/{}.md", env!("CARGO_PKG_REPOSITORY"), info.code),
        "defaultConfiguration": { "level": level(info.level) },
    })
}

fn region(span: Span, map: &SourceMap) -> Value {
    let (from, to) = (map.line_col(span), map.line_col(Span { start: span.end, ..span }));
    json!({ "startLine": from.line, "startColumn": from.col, "endLine": to.line, "endColumn": to.col })
}

/// A file as a relative URI reference.
fn artifact(span: Span, map: &SourceMap) -> Value {
    let mut uri = String::new();
    for b in map.file(span.source).path.bytes() {
        if b.is_ascii_alphanumeric() || b"-._~/".contains(&b) {
            uri.push(char::from(b));
        } else {
            uri.push_str(&format!("%{b:02X}"));
        }
    }
    json!({ "uri": uri })
}

fn location(span: Span, map: &SourceMap) -> Value {
    json!({ "artifactLocation": artifact(span, map), "region": region(span, map) })
}

fn result(diag: &Diag, codes: &[Code], map: &SourceMap) -> Value {
    let mut text = diag.message.clone();
    for more in std::iter::once(&diag.label).filter(|l| !l.is_empty()).chain(&diag.notes).chain(&diag.help) {
        text.push('\n');
        text.push_str(more);
    }
    let mut out = json!({
        "ruleId": diag.code.info().code,
        "ruleIndex": codes.binary_search(&diag.code).unwrap_or_default(),
        "level": level(diag.level),
        "message": { "text": text },
        "locations": [{ "physicalLocation": location(diag.span, map) }],
    });
    if !diag.labels.is_empty() {
        out["relatedLocations"] = diag
            .labels
            .iter()
            .map(|l| json!({ "physicalLocation": location(l.span, map), "message": { "text": l.text } }))
            .collect();
    }
    if !diag.fixes.is_empty() {
        out["fixes"] = diag
            .fixes
            .iter()
            .map(|f| {
                json!({
                    "description": { "text": f.text },
                    "artifactChanges": [{
                        "artifactLocation": artifact(f.span, map),
                        "replacements": [{
                            "deletedRegion": region(f.span, map),
                            "insertedContent": { "text": f.replacement },
                        }],
                    }],
                })
            })
            .collect();
    }
    out
}
