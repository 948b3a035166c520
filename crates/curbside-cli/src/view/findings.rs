//! What fired: by severity, with message, reasons, suggestions and sources.

use super::Answers;
use crate::style::{BAD, BOLD, DIM, END, GOOD, INFO, OPEN, WARN, count, wrap};
use curbside::eval::result::{FactUsed, Finding, FindingCertainty, SuggestedAction};
use curbside::model::Evidence;
use curbside::vocab::Severity;
use std::io::{self, Write};

/// Columns before a finding's text.
const INDENT: &str = "            ";

/// The findings, or what the absence of any means.
pub(super) fn show(out: &mut dyn Write, a: &Answers<'_>) -> io::Result<()> {
    let shown: Vec<&Finding> =
        a.evaluation.findings.iter().filter(|f| a.filter.shows(f.category, f.severity)).collect();
    let hidden = a.evaluation.findings.len() - shown.len();
    if shown.is_empty() {
        none(out, a, hidden)?;
    } else {
        writeln!(
            out,
            "{BOLD}{}{END} {DIM}({}){END}\n",
            count(shown.len(), "finding", "findings"),
            severities(&shown)
        )?;
        for f in &shown {
            finding(out, f, a)?;
        }
    }
    if hidden > 0 {
        let why = a.filter.words().unwrap_or_default();
        let n = count(hidden, "more finding is", "more findings are");
        writeln!(out, "{WARN}{n} not shown{END} {DIM}(only {why}){END}\n")?;
    }
    Ok(())
}

/// `4 high, 2 moderate`.
fn severities(shown: &[&Finding]) -> String {
    let of = |s: Severity| shown.iter().filter(|f| f.severity == s).count();
    let words = Severity::ALL.iter().map(|&s| (of(s), s.word())).filter(|(n, _)| *n > 0);
    words.map(|(n, word)| format!("{n} {word}")).collect::<Vec<_>>().join(", ")
}

/// "Nothing found" and "could not check" never look alike.
fn none(out: &mut dyn Write, a: &Answers<'_>, hidden: usize) -> io::Result<()> {
    let s = &a.evaluation.stats;
    let open = s.indeterminate + s.not_evaluated;
    let decided = s.rules.saturating_sub(open);
    if s.rules == 0 {
        return writeln!(out, "{BAD}Nothing was checked:{END} the packs hold no rule in force.\n");
    }
    if hidden > 0 {
        return writeln!(out, "{BOLD}No finding is shown.{END}\n");
    }
    if open == 0 {
        let rules = count(usize::try_from(s.rules).unwrap_or(usize::MAX), "rule", "rules");
        return writeln!(out, "{GOOD}No finding:{END} {rules} decided, none fires.\n");
    }
    let text = format!("No finding among the {decided} rules that could be decided;");
    writeln!(out, "{BOLD}{text}{END} {OPEN}{open} of {} could not be checked.{END}\n", s.rules)
}

fn tag(f: &Finding) -> (anstyle::Style, String) {
    let style = match f.severity {
        Severity::Critical | Severity::High => BAD,
        Severity::Moderate => WARN,
        Severity::Low | Severity::Info => INFO,
    };
    (style, f.severity.word().to_uppercase())
}

fn finding(out: &mut dyn Write, f: &Finding, a: &Answers<'_>) -> io::Result<()> {
    let (style, word) = tag(f);
    let lead = match f.certainty {
        FindingCertainty::Definite => "",
        FindingCertainty::Possible => "Possibly: ",
        FindingCertainty::Question => "To be asked: ",
    };
    let mut lines = wrap(&format!("{lead}{}", f.message), a.width, INDENT, INDENT).into_iter();
    let first = lines.next().unwrap_or_default();
    writeln!(out, "  {style}{word:<8}{END}  {BOLD}{}{END}", first.trim_start())?;
    for line in lines {
        writeln!(out, "{BOLD}{line}{END}")?;
    }
    paragraph(out, a, "", f.detail.as_deref().unwrap_or(""))?;
    if let Some(due) = &f.due {
        paragraph(out, a, "due      ", due)?;
    }
    let facts: Vec<String> = f.facts.iter().map(fact).collect();
    paragraph(out, a, "why      ", &facts.join(" · "))?;
    let missing: Vec<String> = f.missing.iter().map(|g| super::undecided::gap(g, a.drugs)).collect();
    paragraph(out, a, "missing  ", &missing.join(" · "))?;
    for (i, s) in f.suggestions.iter().enumerate() {
        paragraph(out, a, if i == 0 { "do       " } else { "         " }, &suggestion(s))?;
    }
    for (i, e) in f.evidence.iter().enumerate() {
        paragraph(out, a, if i == 0 { "source   " } else { "         " }, &evidence(e))?;
    }
    writeln!(out, "{INDENT}{DIM}{} · {}{END}\n", f.rule, f.category.word())
}

/// A labelled text, wrapped under itself; nothing for an empty one.
fn paragraph(out: &mut dyn Write, a: &Answers<'_>, label: &str, text: &str) -> io::Result<()> {
    let rest = format!("{INDENT}{}", " ".repeat(label.len()));
    for (i, line) in wrap(text, a.width, &rest, &rest).iter().enumerate() {
        let label = if i == 0 { label } else { "" };
        let pad = rest.len() - INDENT.len() - label.len();
        writeln!(out, "{INDENT}{DIM}{label}{END}{}{}", " ".repeat(pad), line.trim_start())?;
    }
    Ok(())
}

/// A fact with its date.
pub fn fact(f: &FactUsed) -> String {
    // An encounter without a type has no name but its kind.
    let text = match f.text.as_str() {
        "(no name)" => {
            let kind = f.source.as_ref().and_then(|s| s.0.split_once('/')).map(|(kind, _)| kind);
            kind.map_or_else(|| f.text.to_string(), str::to_lowercase)
        }
        _ => f.text.to_string(),
    };
    match &f.date {
        Some(d) if !text.contains(&d.to_string()) => format!("{text} ({d})"),
        _ => text,
    }
}

fn suggestion(s: &SuggestedAction) -> String {
    let verb = if s.action == "problem" { "consider the problem" } else { s.action.as_str() };
    let mut text = format!("{verb} {}", s.what).trim_end().to_string();
    if let Some(d) = &s.date {
        text.push_str(&format!(" on {d}"));
    }
    if let Some(t) = &s.text {
        text.push_str(&format!(": {t}"));
    }
    text
}

fn evidence(e: &Evidence) -> String {
    let mut text = e.citation.clone();
    if let Some(y) = e.year.filter(|y| !e.citation.contains(&y.to_string())) {
        text.push_str(&format!(" ({y})"));
    }
    for (label, value) in [("grade ", &e.grade), ("doi:", &e.doi), ("", &e.url)] {
        if let Some(v) = value {
            text.push_str(&format!(", {label}{v}"));
        }
    }
    text
}
