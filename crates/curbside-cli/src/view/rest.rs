//! Scores, notes on the data, what was silenced or left out, and the last line.

use super::Answers;
use super::undecided::gap;
use crate::style::{BOLD, DIM, END, WARN, count, wrap};
use curbside::eval::result::{NotEvaluated, ScoreValue};
use curbside::eval::text::{number, short};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// How many notes are listed unless everything is asked for.
const NOTES: usize = 5;

/// Everything after findings and open questions.
pub(super) fn show(out: &mut dyn Write, a: &Answers<'_>) -> io::Result<()> {
    scores(out, a)?;
    silenced(out, a)?;
    left_out(out, a)?;
    notes(out, a)?;
    last_line(out, a)
}

/// Settled scores in a table; those that are still open in a line, unless everything is asked for.
fn scores(out: &mut dyn Write, a: &Answers<'_>) -> io::Result<()> {
    let (informed, bare): (Vec<&ScoreValue>, Vec<&ScoreValue>) = a
        .evaluation
        .scores
        .iter()
        .partition(|s| a.all || (s.informed && (s.low.is_some() || s.high.is_some())));
    if informed.is_empty() {
        return Ok(());
    }
    let settled = |s: &ScoreValue| a.all || s.band.is_some() || (s.low.is_some() && s.low == s.high);
    let (table, open): (Vec<&ScoreValue>, Vec<&ScoreValue>) = informed.into_iter().partition(|s| settled(s));
    writeln!(out, "{BOLD}Scores{END}")?;
    let column = table.iter().map(|s| short(&s.name).chars().count()).max().unwrap_or(0);
    for s in &table {
        let band = s.band.as_ref().map(|b| format!("  {b}")).unwrap_or_default();
        let name = short(&s.name);
        writeln!(out, "  {name:<column$}  {BOLD}{}{END}{band}  {DIM}{}{END}", value(s), s.label)?;
        let missing: Vec<String> = s.missing.iter().filter(|_| a.all).map(|g| gap(g, a.drugs)).collect();
        for line in wrap(&missing.join(" · "), a.width, "      missing: ", "      ") {
            writeln!(out, "{DIM}{line}{END}")?;
        }
    }
    let ranges: Vec<String> = open.iter().map(|s| format!("{} {}", short(&s.name), value(s))).collect();
    for line in wrap(&ranges.join(" · "), a.width, "  not settled by the record: ", "    ") {
        writeln!(out, "{line}")?;
    }
    if !bare.is_empty() {
        let n = count(bare.len(), "more score has", "more scores have");
        writeln!(out, "  {DIM}{n} nothing but age and sex to go on, or no meaning here{END}")?;
    }
    if !a.all {
        writeln!(out, "  {DIM}--all says what is missing{END}")?;
    }
    writeln!(out)
}

fn value(s: &ScoreValue) -> String {
    match (s.low, s.high) {
        (Some(a), Some(b)) if a == b => number(a),
        (Some(a), Some(b)) => format!("{} to {}", number(a), number(b)),
        (Some(a), None) => format!("at least {}", number(a)),
        (None, Some(b)) => format!("at most {}", number(b)),
        (None, None) => "unknown".to_string(),
    }
}

fn silenced(out: &mut dyn Write, a: &Answers<'_>) -> io::Result<()> {
    let all = &a.evaluation.suppressed;
    if all.is_empty() {
        return Ok(());
    }
    let n = count(all.len(), "rule", "rules");
    let how = if a.all { "" } else { " (--all lists them)" };
    writeln!(out, "{BOLD}Silenced by an exception:{END} {n}{DIM}{how}{END}")?;
    if a.all {
        for s in all {
            for line in wrap(&format!("{}: {}", s.title, s.by), a.width, "  - ", "    ") {
                writeln!(out, "{line}")?;
            }
        }
    }
    writeln!(out)
}

fn left_out(out: &mut dyn Write, a: &Answers<'_>) -> io::Result<()> {
    let mut groups: BTreeMap<&str, Vec<&NotEvaluated>> = BTreeMap::new();
    for n in &a.evaluation.not_evaluated {
        groups.entry(n.reason.as_str()).or_default().push(n);
    }
    if groups.is_empty() {
        return Ok(());
    }
    let n = a.evaluation.not_evaluated.len();
    writeln!(out, "{WARN}Not evaluated:{END} {}", count(n, "rule", "rules"))?;
    for (reason, rules) in groups {
        let why = match reason {
            "limit" => "a limit was reached: the answer is not complete",
            "trigger" => "they wait for another trigger",
            "draft" => "still drafts",
            "retired" => "retired",
            "not-yet-effective" => "not yet in force",
            other => other,
        };
        // A limit is a fault: its rules are always named.
        let names = if a.all || reason == "limit" {
            format!(": {}", rules.iter().map(|r| r.rule.as_str()).collect::<Vec<_>>().join(", "))
        } else {
            String::new()
        };
        for line in wrap(&format!("{} {why}{names}", rules.len()), a.width, "  - ", "    ") {
            writeln!(out, "{line}")?;
        }
    }
    writeln!(out)
}

/// Notes on the data, alike ones together.
fn notes(out: &mut dyn Write, a: &Answers<'_>) -> io::Result<()> {
    let notes = &a.evaluation.notes;
    if notes.is_empty() {
        return Ok(());
    }
    let mut groups: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    for n in notes {
        let source = n.source.as_ref().map(ToString::to_string);
        groups.entry((n.code.as_str(), n.text.as_str())).or_default().extend(source);
    }
    writeln!(out, "{BOLD}About the data:{END} {}", count(notes.len(), "note", "notes"))?;
    let listed = if a.all { groups.len() } else { NOTES };
    for ((code, text), sources) in groups.iter().take(listed) {
        let where_ = match sources.as_slice() {
            [] => String::new(),
            all if a.all => format!(" [{}]", all.join(", ")),
            [one] => format!(" [{one}]"),
            [one, rest @ ..] => format!(" [{one} and {} more]", rest.len()),
        };
        for line in wrap(&format!("{code}: {text}{where_}"), a.width, "  - ", "    ") {
            writeln!(out, "{DIM}{line}{END}")?;
        }
    }
    if groups.len() > listed {
        writeln!(
            out,
            "  {DIM}… and {} (--all lists them){END}",
            count(groups.len() - listed, "more kind", "more kinds")
        )?;
    }
    writeln!(out)
}

fn last_line(out: &mut dyn Write, a: &Answers<'_>) -> io::Result<()> {
    let s = &a.evaluation.stats;
    let mut parts = vec![format!("{} fired", s.fired), format!("{} silent", s.silent)];
    for (n, word) in
        [(s.indeterminate, "undecided"), (s.suppressed, "silenced"), (s.not_evaluated, "not evaluated")]
    {
        if n > 0 {
            parts.push(format!("{n} {word}"));
        }
    }
    let hash = a.evaluation.pack_hash.strip_prefix("sha256:").unwrap_or(&a.evaluation.pack_hash);
    let hash = hash.get(..12).unwrap_or(hash);
    let rules = count(usize::try_from(s.rules).unwrap_or(usize::MAX), "rule", "rules");
    writeln!(out, "{DIM}{rules}: {} · packs {hash} · as of {}{END}", parts.join(", "), a.evaluation.as_of)
}
