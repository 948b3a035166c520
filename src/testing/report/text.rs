//! A test run for people: what failed and why, then how much was covered.

use super::{CaseOutcome, CaseReport, Failure, Report};
use crate::eval::render_explanation;
use crate::testing::coverage::{Coverage, Share};

/// How to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TextOptions {
    /// With ANSI colours.
    pub colour: bool,
    /// Every case, not only those that failed.
    pub verbose: bool,
    /// Which tests are missing, for every rule that has gaps.
    pub missing: bool,
}

struct Paint(bool);

impl Paint {
    fn with(&self, code: &str, text: &str) -> String {
        if self.0 { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_string() }
    }

    fn bad(&self, text: &str) -> String {
        self.with("1;31", text)
    }

    fn good(&self, text: &str) -> String {
        self.with("1;32", text)
    }

    fn dim(&self, text: &str) -> String {
        self.with("2", text)
    }

    fn bold(&self, text: &str) -> String {
        self.with("1", text)
    }
}

/// The run as text; mistakes of test files are left to the diagnostics' renderer.
pub fn render_text(report: &Report, options: TextOptions) -> String {
    let paint = Paint(options.colour);
    let mut out = String::new();
    for case in &report.cases {
        match case.outcome {
            CaseOutcome::Passed if options.verbose => {
                out.push_str(&format!("{} {}\n", paint.good("ok     "), title(case, &paint)));
            }
            CaseOutcome::Passed => {}
            CaseOutcome::Failed => failed(&mut out, case, &paint),
            CaseOutcome::Invalid => {
                out.push_str(&format!("{} {}\n", paint.bad("invalid"), title(case, &paint)));
                out.push_str("        the case could not be run; see the diagnostics\n\n");
            }
        }
    }
    if let Some(c) = &report.coverage {
        coverage(&mut out, c, options, &paint);
    }
    summary(&mut out, report, &paint);
    out
}

fn title(case: &CaseReport, paint: &Paint) -> String {
    format!("{} {}", case.name, paint.dim(&format!("{}:{}", case.file, case.line)))
}

fn failed(out: &mut String, case: &CaseReport, paint: &Paint) {
    out.push_str(&format!("{} {}\n", paint.bad("FAILED "), title(case, paint)));
    let mut explained: Vec<&str> = Vec::new();
    for f in &case.failures {
        failure(out, case, f, paint);
        let Some(e) = &f.explanation else { continue };
        if explained.contains(&e.rule.as_str()) {
            continue;
        }
        explained.push(&e.rule);
        for line in render_explanation(e).lines() {
            let bar = format!("        {} {line}", paint.dim("│"));
            out.push_str(bar.trim_end());
            out.push('\n');
        }
    }
    out.push('\n');
}

fn failure(out: &mut String, case: &CaseReport, f: &Failure, paint: &Paint) {
    let step = if f.step.is_empty() { String::new() } else { format!(" ({})", f.step) };
    let at = paint.dim(&format!("{}:{}{step}", case.file, f.line));
    out.push_str(&format!("        {} {at}\n", paint.bold("expected")));
    out.push_str(&format!("          {}\n        {} {}\n", f.expected, paint.bold("but"), f.actual));
}

fn coverage(out: &mut String, c: &Coverage, options: TextOptions, paint: &Paint) {
    let gaps: Vec<_> = c.items.iter().filter(|i| !i.bulk && !i.missing.is_empty()).collect();
    if options.missing && !gaps.is_empty() {
        out.push_str(&paint.bold("Tests that are missing\n"));
        for item in &gaps {
            out.push_str(&format!("  {} {}\n", item.kind, paint.bold(&item.name)));
            for text in &item.missing {
                out.push_str(&format!("    - {text}\n"));
            }
        }
        out.push('\n');
    }
    let t = &c.totals;
    let rows: [(&str, Share); 7] = [
        ("rules that fired", t.fired),
        ("rules that stayed silent", t.silent),
        ("rules that were undecided", t.unknown),
        ("conditions true, false, unknown", t.conditions),
        ("thresholds, both sides", t.thresholds),
        ("messages that fit a card", t.messages),
        ("all of it", t.all),
    ];
    out.push_str(&format!("{}\n", paint.bold("Coverage")));
    for (what, share) in rows {
        let line = format!("  {what:<32} {:>4} %  {} of {}", share.percent(), share.reached, share.of);
        out.push_str(&format!("{line}\n"));
    }
    if !options.missing && !gaps.is_empty() {
        let n = gaps.len();
        let what = if n == 1 { "item has a gap" } else { "items have gaps" };
        out.push_str(&format!("  {}\n", paint.dim(&format!("{n} {what} (--missing says which tests)"))));
    }
    out.push('\n');
}

fn summary(out: &mut String, report: &Report, paint: &Paint) {
    let c = report.counts();
    let mut parts = vec![format!("{} passed", c.passed)];
    if c.failed > 0 {
        parts.push(paint.bad(&format!("{} failed", c.failed)));
    }
    if c.invalid > 0 {
        parts.push(paint.bad(&format!("{} could not be run", c.invalid)));
    }
    let tests = if c.cases == 1 { "1 test".to_string() } else { format!("{} tests", c.cases) };
    let words = match (c.cases, report.is_success()) {
        (0, _) => paint.bad("no tests"),
        (_, true) => paint.good(&format!("{tests}: {}", parts.join(", "))),
        _ => format!("{tests}: {}", parts.join(", ")),
    };
    out.push_str(&format!("{words}\n"));
}
