//! The renderers agree on content and order, and escape what their formats need.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use curbside::diag::{Code, Diag, Level, render::*};
use curbside::source::{SourceMap, Span};

fn sample() -> (SourceMap, Vec<Diag>) {
    let mut map = SourceMap::default();
    let b = map.add("rules/b c.cds", "pack b\ndefine A = Potasium > 5 kg\n");
    let a = map.add("rules/a.cds", "observation Potassium \"Kalium é\" {\n  unit mmol/L\n}\n");
    let none = map.add("pack.yaml", "");
    let diags = vec![
        Diag::new(Code::DimensionMismatch, Span::new(b, 31, 33), "unit `kg` does not fit")
            .label("a mass")
            .also(Span::new(a, 42, 48), "declared here")
            .note("quantities of one dimension compare")
            .help("write the threshold in `mmol/L`")
            .fix(Span::new(b, 31, 33), "mmol/L", "use `mmol/L`"),
        Diag::new(Code::UnknownName, Span::new(b, 18, 26), "unknown name `Potasium`").fix(
            Span::new(b, 18, 26),
            "Potassium",
            "did you mean `Potassium`?",
        ),
        Diag::new(Code::NoOwner, Span::new(a, 12, 21), "nobody owns `Potassium`, 100 %"),
        Diag::new(Code::BadPackFile, Span::new(none, 0, 0), "no name"),
    ];
    (map, diags)
}

#[test]
fn text() {
    let (map, diags) = sample();
    let out = render_text(&diags, &map, false);
    assert!(out.lines().all(|l| l == l.trim_end()), "trailing blanks");
    insta::assert_snapshot!("render__text", out);
    assert!(render_text(&diags, &map, true).contains("\u{1b}["));
    assert_eq!(render_text(&[], &map, false), "");
}

#[test]
fn json() {
    let (map, diags) = sample();
    insta::assert_snapshot!("render__json", render_json(&diags, &map));
}

#[test]
fn sarif() {
    let (map, diags) = sample();
    let out = render_sarif(&diags, &map);
    let value: serde_json::Value = serde_json::from_str(&out).unwrap();
    for result in value["runs"][0]["results"].as_array().unwrap() {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(value["runs"][0]["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
    }
    insta::assert_snapshot!("render__sarif", out.replace(env!("CARGO_PKG_VERSION"), "VERSION"));
}

#[test]
fn github() {
    let (map, diags) = sample();
    let out = render_github(&diags, &map);
    assert_eq!(out.lines().count(), diags.len());
    insta::assert_snapshot!("render__github", out);
}

#[test]
fn order_does_not_depend_on_the_order_of_finding() {
    let (map, diags) = sample();
    let reversed: Vec<Diag> = diags.iter().rev().cloned().collect();
    for render in [render_json, render_sarif, render_github] {
        assert_eq!(render(&diags, &map), render(&reversed, &map));
    }
    assert_eq!(render_text(&diags, &map, false), render_text(&reversed, &map, false));
}

#[test]
fn summary_counts() {
    let d = |level| Diag { level, ..Diag::new(Code::NoOwner, Span::default(), "x") };
    assert_eq!(
        summary(&[d(Level::Error), d(Level::Error), d(Level::Warning)]).as_deref(),
        Some("2 errors, 1 warning")
    );
    assert_eq!(summary(&[]), None);
}

/// A span that does not fit its text is shown as well as it can be, never a panic.
#[test]
fn foreign_spans() {
    let mut map = SourceMap::default();
    let id = map.add("a.cds", "é");
    for span in [Span::new(id, 1, 1), Span::new(id, 5, 9), Span::new(id, 2, 1), Span::default()] {
        let diag = Diag::new(Code::Syntax, span, "x").fix(span, "y", "z").also(span, "w");
        for out in [render_text(std::slice::from_ref(&diag), &map, false), render_json(&[diag], &map)] {
            assert!(out.contains('x'));
        }
    }
}
