//! What could not be decided, by the datum that is missing: forty undecided
//! rules for want of one blood pressure are one line.

use super::Answers;
use crate::style::{DIM, END, OPEN, count, wrap};
use curbside::eval::result::Indeterminate;
use curbside::eval::text::short;
use curbside::snapshot::{Coverage, FactInfo, Snapshot, SourceRef};
use curbside::terms::DrugDictionary;
use curbside::value::{Gap, Reason};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

/// How many rules are named under a datum unless everything is asked for.
const NAMED: usize = 6;
/// How many data are listed unless everything is asked for.
const LISTED: usize = 12;

/// What is missing, and the rules it leaves open.
struct Missing<'a> {
    words: String,
    /// What `data` are: things a fact cannot be told from, or things that were asked for.
    about: &'static str,
    data: Vec<String>,
    rules: Vec<&'a Indeterminate>,
}

/// The undecided rules.
pub(super) fn show(out: &mut dyn Write, a: &Answers<'_>) -> io::Result<()> {
    let open: Vec<&Indeterminate> =
        a.evaluation.indeterminate.iter().filter(|i| a.filter.shows(i.category, i.severity)).collect();
    let hidden = a.evaluation.indeterminate.len() - open.len();
    if !open.is_empty() {
        let all = by_datum(&open, a.snapshot, a.drugs);
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

/// Those that leave most rules open first. One fact that nobody coded may be
/// anything, and one section that nobody supplied may hold anything, so these
/// are named once instead of everything they could be. Nothing else is said
/// of a fact that may be anything: that its value would not be plausible for
/// one of the things it might be tells nobody what to do.
fn by_datum<'a>(open: &[&'a Indeterminate], snapshot: &Snapshot, drugs: &DrugDictionary) -> Vec<Missing<'a>> {
    let mut groups: BTreeMap<String, Missing<'a>> = BTreeMap::new();
    for rule in open {
        let of_opaque = |g: &&Gap| is_opaque(g) && g.source.is_some();
        let opaque: BTreeSet<_> = rule.missing.iter().filter(of_opaque).map(|g| &g.source).collect();
        for g in &rule.missing {
            let nameless = opaque.contains(&g.source);
            if nameless && !is_of_fact(g) {
                continue;
            }
            let (words, about) = match (by_fact(g, snapshot), by_section(g, snapshot)) {
                (Some(words), _) if nameless => (words, "cannot be told from"),
                (Some(words), _) | (_, Some(words)) => (words, "asked for"),
                _ => (gap(g, drugs), ""),
            };
            let datum = named(&g.datum, drugs);
            let new = || Missing { words: words.clone(), about, data: Vec::new(), rules: Vec::new() };
            let group = groups.entry(words.clone()).or_insert_with(new);
            if !about.is_empty() && !group.data.contains(&datum) {
                group.data.push(datum);
            }
            if !group.rules.iter().any(|r| r.rule == rule.rule) {
                group.rules.push(rule);
            }
        }
    }
    let mut all: Vec<Missing<'_>> = groups.into_values().collect();
    // The sort is stable: equals stay in order of their words.
    all.sort_by_key(|m| std::cmp::Reverse(m.rules.len()));
    all
}

/// "not supplied: problems, allergies", for a gap that a whole section leaves.
fn by_section(g: &Gap, s: &Snapshot) -> Option<String> {
    let lacking: fn(&Coverage) -> bool = match g.reason {
        Reason::NotSupplied => |c| *c == Coverage::NotSupplied,
        Reason::Partial => |c| matches!(c, Coverage::Partial(_)),
        _ => return None,
    };
    let sections = [
        ("problems", &s.conditions.coverage),
        ("allergies", &s.allergies.coverage),
        ("medications", &s.medications.coverage),
        ("results", &s.observations.coverage),
        ("procedures", &s.procedures.coverage),
        ("immunizations", &s.immunizations.coverage),
        ("orders", &s.orders.coverage),
        ("encounters", &s.encounters.coverage),
        ("family history", &s.family_history.coverage),
    ];
    let names: Vec<&str> = sections.iter().filter(|(_, c)| lacking(c)).map(|(n, _)| *n).collect();
    let lead = if g.reason == Reason::Partial { "supplied only in part" } else { "not supplied" };
    (!names.is_empty()).then(|| format!("Parts of the record {lead}: {}", names.join(", ")))
}

/// Whether nobody can tell what the fact is.
fn is_opaque(g: &Gap) -> bool {
    matches!(g.reason, Reason::Uncoded | Reason::OtherCodeSystem | Reason::Masked | Reason::Unresolved)
}

/// Whether it is the fact itself that is in doubt, not one of its values.
fn is_of_fact(g: &Gap) -> bool {
    is_opaque(g) || matches!(g.reason, Reason::UnclearStatus | Reason::Unconfirmed)
}

/// "“knee pain” (Condition/5): recorded as free text without a code", where a
/// fact is there that cannot be understood, or may not hold. It is named as
/// the record does: what was asked for may be something else.
fn by_fact(g: &Gap, snapshot: &Snapshot) -> Option<String> {
    let source = g.source.as_ref().filter(|_| is_of_fact(g))?;
    let name = label(snapshot, source).map(|l| format!("“{l}” ")).unwrap_or_default();
    Some(format!("{name}[{source}]: {}", reason(g.reason)))
}

/// What the record calls a fact.
fn label<'s>(s: &'s Snapshot, source: &SourceRef) -> Option<&'s str> {
    let is = |i: &FactInfo| i.source.as_ref() == Some(source);
    let conditions = s.conditions.items.iter().map(|f| (&f.info, &f.code));
    let allergies = s.allergies.items.iter().map(|f| (&f.info, &f.code));
    let medications = s.medications.items.iter().map(|f| (&f.info, &f.code));
    let observations = s.observations.items.iter().map(|f| (&f.info, &f.code));
    let procedures = s.procedures.items.iter().map(|f| (&f.info, &f.code));
    let immunizations = s.immunizations.items.iter().map(|f| (&f.info, &f.code));
    let orders = s.orders.items.iter().map(|f| (&f.info, &f.code));
    let encounters = s.encounters.items.iter().map(|f| (&f.info, &f.code));
    let family = s.family_history.items.iter().map(|f| (&f.info, &f.code));
    let all = conditions.chain(allergies).chain(medications).chain(observations).chain(procedures);
    let mut all = all.chain(immunizations).chain(orders).chain(encounters).chain(family);
    all.find(|(info, _)| is(info)).map(|(_, code)| code.label())
}

fn one(out: &mut dyn Write, a: &Answers<'_>, m: &Missing<'_>) -> io::Result<()> {
    for (i, line) in wrap(&m.words, a.width, "  ? ", "    ").iter().enumerate() {
        match line.strip_prefix("  ? ").filter(|_| i == 0) {
            Some(rest) => writeln!(out, "  {OPEN}?{END} {rest}")?,
            None => writeln!(out, "{line}")?,
        }
    }
    let most = if a.all { usize::MAX } else { NAMED };
    let rules: Vec<&str> = m.rules.iter().map(|r| short(&r.rule)).collect();
    let mut texts = Vec::new();
    if !m.data.is_empty() {
        let data: Vec<&str> = m.data.iter().map(String::as_str).collect();
        texts.push(format!("{}: {}", m.about, first(&data, most)));
    }
    texts.push(format!("leaves {} open: {}", count(rules.len(), "rule", "rules"), first(&rules, most)));
    for line in texts.iter().flat_map(|t| wrap(t, a.width, "      ", "        ")) {
        writeln!(out, "{DIM}{line}{END}")?;
    }
    Ok(())
}

/// The first few, and how many more there are.
fn first(all: &[&str], named: usize) -> String {
    let mut shown: Vec<String> = all.iter().take(named).map(|t| (*t).to_string()).collect();
    if all.len() > named {
        shown.push(format!("{} more", all.len() - named));
    }
    shown.join(", ")
}

/// A missing datum and why: `Potassium: too old`.
pub fn gap(g: &Gap, drugs: &DrugDictionary) -> String {
    let (datum, why) = (named(&g.datum, drugs), reason(g.reason));
    match &g.detail {
        Some(d) => format!("{datum}: {why} ({d})"),
        None => format!("{datum}: {why}"),
    }
}

/// `taking rxnorm:9384` as `taking rifampin (rxnorm:9384)`, where the dictionary knows the code.
fn named(datum: &str, drugs: &DrugDictionary) -> String {
    const SYSTEM: &str = "rxnorm:";
    let mut out = String::new();
    let mut rest = datum;
    while let Some((before, after)) = rest.split_once(SYSTEM) {
        let end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
        let (code, tail) = after.split_at(end);
        out.push_str(before);
        match drugs.name_of(code) {
            Some(name) => out.push_str(&format!("{name} ({SYSTEM}{code})")),
            None => out.push_str(&format!("{SYSTEM}{code}")),
        }
        rest = tail;
    }
    out + rest
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
        Reason::OtherCodeSystem => "its code cannot be compared with the rule’s codes",
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
