//! An explanation as text, for people.

use super::result::{Blocker, Explanation, FactUsed, OpenQuestion, Outcome, Trace};
use crate::value::{Gap, Truth};

/// The explanation of a rule as indented text.
pub fn render_explanation(x: &Explanation) -> String {
    let mut out = String::new();
    let mut line = |depth: usize, text: &str| {
        out.push_str(&"  ".repeat(depth));
        out.push_str(text);
        out.push('\n');
    };
    line(0, &format!("{} ({})", x.title, x.rule));
    line(0, &headline(x));
    for f in &x.findings {
        line(1, &f.message);
    }
    if !x.blockers.is_empty() {
        line(0, "");
        line(0, "What stood in the way:");
        x.blockers.iter().for_each(|b| blocker(b, &mut line));
    }
    if !x.open.is_empty() {
        line(0, "");
        line(0, "What is missing, and what it would decide:");
        x.open.iter().for_each(|q| question(q, &mut line));
    }
    line(0, "");
    line(0, "Condition by condition:");
    for p in &x.parts {
        line(1, &p.clause);
        trace(&p.trace, 2, &mut line);
    }
    if !x.evidence.is_empty() {
        line(0, "");
        line(0, "Sources:");
        for e in x.evidence.iter() {
            let doi = e.doi.as_ref().map(|d| format!(" doi:{d}")).unwrap_or_default();
            let url = e.url.as_ref().map(|u| format!(" {u}")).unwrap_or_default();
            line(1, &format!("{}{doi}{url}", e.citation));
        }
    }
    out
}

fn headline(x: &Explanation) -> String {
    match (x.outcome, &x.not_evaluated) {
        (_, Some(why)) => format!("was not evaluated: {why}"),
        (Outcome::Fires, _) if x.findings.iter().any(|f| !f.missing.is_empty()) => {
            "fires as possible: the facts do not rule it out".into()
        }
        (outcome, _) => outcome_text(outcome).to_string(),
    }
}

/// An outcome in words.
fn outcome_text(o: Outcome) -> &'static str {
    match o {
        Outcome::Fires => "fires",
        Outcome::DoesNotFire => "does not fire",
        Outcome::Suppressed => "would fire, but an exception silences it",
        Outcome::Indeterminate => "cannot be decided",
        Outcome::NotEvaluated => "was not evaluated",
    }
}

fn blocker(b: &Blocker, line: &mut impl FnMut(usize, &str)) {
    line(1, &format!("{} {}", mark(b.truth), b.condition));
    b.values.iter().for_each(|v| line(3, v));
    b.facts.iter().for_each(|f| line(3, &fact(f)));
}

fn question(q: &OpenQuestion, line: &mut impl FnMut(usize, &str)) {
    line(1, &format!("? {}", gap(&q.missing)));
    line(2, &format!("it leaves open: {}", q.condition));
    line(2, &format!("if that holds, the rule {}", outcome_text(q.if_true)));
    line(2, &format!("if not, the rule {}", outcome_text(q.if_false)));
}

fn trace(t: &Trace, depth: usize, line: &mut impl FnMut(usize, &str)) {
    let sign = t.truth.map(|t| format!("{} ", mark(t))).unwrap_or_default();
    let value = t.value.as_ref().map(|v| format!(" = {v}")).unwrap_or_default();
    let text = if t.joins.is_empty() { &t.text } else { &t.joins };
    line(depth, &format!("{sign}{text}{value}  [{}]", t.place));
    t.facts.iter().for_each(|f| line(depth + 2, &fact(f)));
    t.missing.iter().for_each(|g| line(depth + 2, &format!("missing: {}", gap(g))));
    t.parts.iter().for_each(|p| trace(p, depth + 1, line));
}

fn mark(t: Truth) -> &'static str {
    match t {
        Truth::True => "+",
        Truth::False => "-",
        Truth::Unknown => "?",
    }
}

fn fact(f: &FactUsed) -> String {
    let date = f.date.as_ref().map(|d| format!(", {d}")).unwrap_or_default();
    let source = f.source.as_ref().map(|s| format!(" <{s}>")).unwrap_or_default();
    format!("{}{date}{source}", f.text)
}

fn gap(g: &Gap) -> String {
    let detail = g.detail.as_ref().map(|d| format!(", {d}")).unwrap_or_default();
    let source = g.source.as_ref().map(|s| format!(" <{s}>")).unwrap_or_default();
    format!("{}: {}{detail}{source}", g.datum, g.reason.code())
}
