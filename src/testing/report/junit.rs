//! JUnit XML, as CI systems read it: a suite a file, a testcase a case.
//!
//! Written by hand, since it is thirty lines and the only XML here. No times:
//! the library has no clock.

use super::{CaseOutcome, CaseReport, Failure, Report};
use crate::diag::{Diag, Level};
use crate::eval::render_explanation;

/// The run as JUnit XML.
pub fn render_junit(report: &Report) -> String {
    let counts = report.counts();
    let problems: Vec<&Diag> = report.diags.iter().filter(|d| d.level == Level::Error).collect();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str(&format!(
        "<testsuites name=\"curbside\" tests=\"{}\" failures=\"{}\" errors=\"{}\">\n",
        counts.cases,
        counts.failed,
        counts.invalid + problems.len(),
    ));
    let mut cases = report.cases.as_slice();
    while let Some(first) = cases.first() {
        let n = cases.iter().take_while(|c| c.file == first.file).count();
        let (suite, rest) = cases.split_at(n);
        write_suite(&mut out, suite);
        cases = rest;
    }
    if !problems.is_empty() {
        write_problems(&mut out, report, &problems);
    }
    out.push_str("</testsuites>\n");
    out
}

fn write_suite(out: &mut String, cases: &[CaseReport]) {
    let Some(first) = cases.first() else { return };
    let of = |o| cases.iter().filter(|c| c.outcome == o).count();
    out.push_str(&format!(
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\">\n",
        escape(&first.file),
        cases.len(),
        of(CaseOutcome::Failed),
        of(CaseOutcome::Invalid),
    ));
    for case in cases {
        out.push_str(&format!(
            "    <testcase classname=\"{}\" name=\"{}\" file=\"{}\" line=\"{}\"",
            escape(&case.pack),
            escape(&case.name),
            escape(&case.file),
            case.line,
        ));
        if case.outcome == CaseOutcome::Passed {
            out.push_str("/>\n");
            continue;
        }
        out.push_str(">\n");
        for f in &case.failures {
            write_failure(out, f);
        }
        if case.outcome == CaseOutcome::Invalid {
            out.push_str("      <error message=\"the case could not be run\"/>\n");
        }
        out.push_str("    </testcase>\n");
    }
    out.push_str("  </testsuite>\n");
}

fn write_failure(out: &mut String, f: &Failure) {
    let step = if f.step.is_empty() { String::new() } else { format!("{}: ", f.step) };
    out.push_str(&format!(
        "      <failure type=\"{}\" message=\"{}\">",
        escape(f.kind),
        escape(&format!("{step}expected {}, but {}", f.expected, f.actual)),
    ));
    if let Some(e) = &f.explanation {
        out.push_str(&escape(&render_explanation(e)));
    }
    out.push_str("</failure>\n");
}

fn write_problems(out: &mut String, report: &Report, problems: &[&Diag]) {
    let n = problems.len();
    out.push_str(&format!("  <testsuite name=\"test files\" tests=\"{n}\" failures=\"0\" errors=\"{n}\">\n"));
    for d in problems {
        let file = &report.sources.file(d.span.source).path;
        let line = report.sources.line_col(d.span).line;
        out.push_str(&format!(
            "    <testcase classname=\"test files\" name=\"{}:{line}\" file=\"{}\" line=\"{line}\">\n",
            escape(file),
            escape(file),
        ));
        out.push_str(&format!(
            "      <error type=\"{}\" message=\"{}\"/>\n    </testcase>\n",
            d.code,
            escape(&d.message)
        ));
    }
    out.push_str("  </testsuite>\n");
}

/// For attributes and text; characters that XML cannot hold are left out.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\t' | '\r' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn nothing_breaks_out_of_an_attribute() {
        assert_eq!(escape("a<b & \"c\"\u{1}\n"), "a&lt;b &amp; &quot;c&quot;&#10;");
    }
}
