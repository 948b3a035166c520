//! `curbside explain --plan`: how rules are reached, and whether a patient reaches one.

use crate::error::{CANNOT_LOAD, Done, Failure, OK};
use crate::patients::Patient;
use crate::style::{BOLD, DIM, END, GOOD, INFO, count, width, wrap};
use curbside::Ruleset;
use curbside::eval::result::Outcome;
use curbside::plan::{Companion, Key, PlanSummary, Reached, RulePlan};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// A rule on a patient: what the index did, and how the rule ended.
#[derive(Serialize)]
struct OnPatient<'a> {
    patient: &'a str,
    /// Whether the patient's facts reach the rule; otherwise it is skipped by the index.
    reached: bool,
    outcome: Outcome,
    plan: &'a RulePlan,
}

/// All rules.
pub fn all(rules: &Ruleset, json: bool) -> Done {
    let summary = rules.plan_summary();
    let mut out = anstream::stdout().lock();
    if json {
        print_json(&mut out, &summary)?;
    } else {
        show_summary(&mut out, &summary)?;
    }
    Ok(OK)
}

/// One rule, for any patient.
pub fn one(rules: &Ruleset, rule: &str, json: bool) -> Done {
    let plan = plan_of(rules, rule)?;
    let mut out = anstream::stdout().lock();
    if json {
        print_json(&mut out, &plan)?;
    } else {
        show(&mut out, &plan)?;
    }
    Ok(OK)
}

/// One rule, for these patients.
pub fn on_patients(rules: &Ruleset, rule: &str, patients: &[Patient], json: bool) -> Done {
    let plan = plan_of(rules, rule)?;
    let mut out = anstream::stdout().lock();
    let (mut code, mut answers) = (OK, Vec::new());
    if !json {
        show(&mut out, &plan)?;
    }
    for p in patients {
        let (snapshot, moment) = match &p.record {
            Ok(record) => record,
            Err(e) => {
                anstream::eprintln!("not evaluated: `{}`: {e}", p.label);
                code = CANNOT_LOAD;
                continue;
            }
        };
        let reached = rules.reaches(rule, snapshot, &moment.clock);
        let ended = rules.explain(rule, snapshot, &moment.clock).map(|e| e.outcome);
        let (Some(reached), Some(outcome)) = (reached, ended) else { return Err(unknown(rule)) };
        if json {
            answers.push(OnPatient { patient: &p.label, reached, outcome, plan: &plan });
            continue;
        }
        let index = if reached {
            format!("{GOOD}reached{END}")
        } else {
            format!("{INFO}skipped by the index{END}: no fact of this patient leads to it")
        };
        writeln!(out, "\n{BOLD}{}{END}\n  index: {index}\n  outcome: {}", p.label, word(outcome))?;
    }
    if json {
        match answers.as_slice() {
            [one] => print_json(&mut out, one)?,
            all => print_json(&mut out, &all)?,
        }
    }
    Ok(code)
}

fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Fires => "fires",
        Outcome::DoesNotFire => "does not fire",
        Outcome::Suppressed => "silenced by an exception",
        Outcome::Indeterminate => "cannot be decided",
        Outcome::NotEvaluated => "not evaluated",
    }
}

fn unknown(rule: &str) -> Failure {
    Failure::Usage(format!("no rule is called `{rule}`"))
}

fn plan_of(rules: &Ruleset, rule: &str) -> Result<RulePlan, Failure> {
    rules.plan_of(rule).ok_or_else(|| unknown(rule))
}

fn print_json(out: &mut dyn Write, what: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, what).map_err(io::Error::from)?;
    writeln!(out)
}

fn show(out: &mut dyn Write, plan: &RulePlan) -> io::Result<()> {
    writeln!(out, "{BOLD}{}{END}  {DIM}{}{END}", plan.title, plan.rule)?;
    let mut line = |lead: &str, text: &str| -> io::Result<()> {
        let indent = " ".repeat(lead.len());
        wrap(text, width(), lead, &indent).iter().try_for_each(|l| writeln!(out, "{l}"))
    };
    line("  reached:    ", &reached(&plan.reached))?;
    if let Some(text) = &plan.conditions {
        line("  conditions: ", text)?;
    }
    if let Some(text) = &plan.exceptions {
        line("  exceptions: ", text)?;
    }
    Ok(())
}

/// Which patients a rule is asked for, in words.
fn reached(r: &Reached) -> String {
    match r {
        Reached::Unindexed => "for every patient: the index is off".into(),
        Reached::Never => "never: its conditions cannot hold".into(),
        Reached::Facts { any_of, beside } => {
            let keys: Vec<String> = any_of.iter().map(key).collect();
            let beside = match beside {
                None => String::new(),
                Some(Companion::Fact(k)) => format!(", beside {}", key(k)),
                Some(Companion::Threshold(c)) => format!(", where it may be that {c}"),
            };
            format!("through {}{beside}", keys.join(" or "))
        }
        Reached::Threshold { comparison } => format!("through a number: where it may be that {comparison}"),
        Reached::Guard { condition } => format!("through the person: where it may be that {condition}"),
        Reached::Always { reason } => format!("always, for every patient: {reason}"),
    }
}

fn key(k: &Key) -> String {
    format!("{} {} ({} here)", k.kind, k.codes, count(k.rules, "rule", "rules"))
}

fn show_summary(out: &mut dyn Write, s: &PlanSummary) -> io::Result<()> {
    writeln!(out, "{BOLD}{}{END}", count(s.rules, "rule", "rules"))?;
    if !s.indexed {
        return writeln!(out, "  asked for every patient: the index is off");
    }
    for (n, way) in [
        (s.by_two_facts, "through a fact, beside another"),
        (s.by_fact_and_threshold, "through a fact, beside a threshold"),
        (s.by_fact, "through a fact"),
        (s.by_threshold, "through a threshold"),
        (s.by_guard, "through a condition about the person"),
        (s.always.len(), "always, for every patient"),
        (s.never.len(), "never: their conditions cannot hold"),
    ] {
        writeln!(out, "  {n:>6}  {way}")?;
    }
    let different = count(s.conditions, "different condition", "different conditions");
    writeln!(out, "  {DIM}{different}, {}{END}", count(s.keys, "different fact", "different facts"))?;
    if !s.longest.is_empty() {
        writeln!(out, "\n{BOLD}Facts that most rules are looked for under{END}")?;
        for k in &s.longest {
            writeln!(out, "  {:>6}  {} {}", k.rules, k.kind, k.codes)?;
        }
    }
    let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (rule, reason) in &s.always {
        reasons.entry(reason).or_default().push(rule);
    }
    if !reasons.is_empty() {
        writeln!(out, "\n{BOLD}Asked for every patient{END}")?;
    }
    for (reason, rules) in reasons {
        writeln!(out, "  {} because {reason}", count(rules.len(), "rule", "rules"))?;
        for rule in rules {
            writeln!(out, "    {DIM}{rule}{END}")?;
        }
    }
    if !s.never.is_empty() {
        writeln!(out, "\n{BOLD}Never asked{END}")?;
        s.never.iter().try_for_each(|rule| writeln!(out, "    {DIM}{rule}{END}"))?;
    }
    Ok(())
}
