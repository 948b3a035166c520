//! What could not be decided, by the datum that is missing: forty undecided
//! rules for want of one blood pressure are one line.

use super::Answers;
use crate::style::{DIM, END, OPEN, count, wrap};
use curbside::eval::result::Indeterminate;
use curbside::eval::text::short;
use curbside::value::{Gap, Reason};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// How many rules are named under a datum unless everything is asked for.
const NAMED: usize = 6;
/// How many data are listed unless everything is asked for.
const LISTED: usize = 12;

/// A missing datum and the rules it leaves open.
struct Missing<'a> {
    words: String,
    rules: Vec<&'a Indeterminate>,
}

/// The undecided rules.
pub(super) fn show(out: &mut dyn Write, a: &Answers<'_>) -> io::Result<()> {
    let open: Vec<&Indeterminate> =
        a.evaluation.indeterminate.iter().filter(|i| a.filter.shows(i.category, i.severity)).collect();
    let hidden = a.evaluation.indeterminate.len() - open.len();
    if !open.is_empty() {
        let all = by_datum(&open);
        let data = count(all.len(), "missing datum", "missing data");
        writeln!(
            out,
            "{OPEN}Could not be decided: {}{END} {DIM}({data}){END}",
            count(open.len(), "rule", "rules")
        )?;
        let listed = if a.all { all.len() } else { LISTED.min(all.len()) };
        for m in all.iter().take(listed) {
            one(out, a, m)?;
        }
        if listed < all.len() {
            let more = count(all.len() - listed, "more missing datum", "more missing data");
            writeln!(out, "  {DIM}… and {more} (--all lists them){END}")?;
        }
        writeln!(out)?;
    }
    if hidden > 0 {
        let n = count(hidden, "more undecided rule is", "more undecided rules are");
        let why = a.filter.words().unwrap_or_default();
        writeln!(out, "{OPEN}{n} not shown{END} {DIM}(only {why}){END}\n")?;
    }
    Ok(())
}

/// Those that leave most rules open first.
fn by_datum<'a>(open: &[&'a Indeterminate]) -> Vec<Missing<'a>> {
    let mut groups: BTreeMap<String, Vec<&Indeterminate>> = BTreeMap::new();
    for rule in open {
        for g in &rule.missing {
            let rules = groups.entry(gap(g)).or_default();
            if !rules.iter().any(|r| r.rule == rule.rule) {
                rules.push(rule);
            }
        }
    }
    let mut all: Vec<Missing<'_>> =
        groups.into_iter().map(|(words, rules)| Missing { words, rules }).collect();
    // The sort is stable: equals stay in order of their words.
    all.sort_by_key(|m| std::cmp::Reverse(m.rules.len()));
    all
}

fn one(out: &mut dyn Write, a: &Answers<'_>, m: &Missing<'_>) -> io::Result<()> {
    for (i, line) in wrap(&m.words, a.width, "  ? ", "    ").iter().enumerate() {
        match line.strip_prefix("  ? ").filter(|_| i == 0) {
            Some(rest) => writeln!(out, "  {OPEN}?{END} {rest}")?,
            None => writeln!(out, "{line}")?,
        }
    }
    let named = if a.all { m.rules.len() } else { NAMED };
    let mut names: Vec<&str> = m.rules.iter().take(named).map(|r| short(&r.rule)).collect();
    let more = format!("{} more", m.rules.len().saturating_sub(named));
    if m.rules.len() > named {
        names.push(&more);
    }
    let text = format!("leaves {} open: {}", count(m.rules.len(), "rule", "rules"), names.join(", "));
    for line in wrap(&text, a.width, "      ", "      ") {
        writeln!(out, "{DIM}{line}{END}")?;
    }
    Ok(())
}

/// A missing datum and why: `Potassium: too old`.
pub fn gap(g: &Gap) -> String {
    let why = reason(g.reason);
    match &g.detail {
        Some(d) => format!("{}: {why} ({d})", g.datum),
        None => format!("{}: {why}", g.datum),
    }
}

/// A reason as people say it.
pub fn reason(r: Reason) -> &'static str {
    match r {
        Reason::NotSupplied => "this part of the record was not supplied",
        Reason::Partial => "only a part of the record was supplied",
        Reason::NeverRecorded => "never recorded",
        Reason::TooOld => "recorded, but too long ago",
        Reason::Unit => "the unit cannot be converted",
        Reason::NotNumeric => "recorded as text, not as a number",
        Reason::Uncoded => "recorded as free text without a code",
        Reason::OtherCodeSystem => "coded in a system the rule does not know",
        Reason::PreliminaryOnly => "only a preliminary result",
        Reason::Implausible => "the value is not plausible; a slip?",
        Reason::Comparator => "the result is a bound (such as <5) that does not settle it",
        Reason::Precision => "the date is not exact enough",
        Reason::Masked => "withheld",
        Reason::Unresolved => "refers to something that was not supplied",
        Reason::UnclearStatus => "its status does not say whether it holds",
        Reason::Unconfirmed => "neither confirmed nor ruled out",
        Reason::TooFew => "too few results",
        Reason::Absent => "the source gives no value",
        Reason::Contradictory => "the record contradicts itself",
        Reason::NotApplicable => "not defined for this patient",
        Reason::Undefined => "cannot be calculated",
        Reason::Script => "its script failed",
        Reason::NotAnswered => "nobody has answered it",
    }
}
