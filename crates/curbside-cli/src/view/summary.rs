//! The table after many patients.

use crate::style::{BAD, BOLD, DIM, END, OPEN, WARN, count};
use curbside::eval::result::Evaluation;
use curbside::vocab::Severity;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Counts over patients.
#[derive(Debug, Default)]
pub struct Summary {
    patients: usize,
    with_findings: usize,
    findings: BTreeMap<Severity, usize>,
    by_rule: BTreeMap<String, usize>,
    undecided: usize,
    not_evaluated: usize,
    failed: usize,
}

impl Summary {
    /// Adds a patient's answers.
    pub fn add(&mut self, e: &Evaluation) {
        self.patients += 1;
        self.with_findings += usize::from(!e.findings.is_empty());
        for f in &e.findings {
            *self.findings.entry(f.severity).or_default() += 1;
            *self.by_rule.entry(f.rule.to_string()).or_default() += 1;
        }
        self.undecided += e.indeterminate.len();
        self.not_evaluated += e.not_evaluated.iter().filter(|n| n.reason == "limit").count();
    }

    /// Adds a patient that could not be read.
    pub fn failed(&mut self) {
        self.failed += 1;
    }

    /// Whether anything could not be read.
    pub fn any_failed(&self) -> bool {
        self.failed > 0
    }

    /// Writes the table.
    pub fn show(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{BOLD}{}{END}", count(self.patients, "patient evaluated", "patients evaluated"))?;
        if self.failed > 0 {
            writeln!(out, "  {BAD}{} could not be read{END}: nothing was checked for them", self.failed)?;
        }
        let words: Vec<String> = self.findings.iter().map(|(s, n)| format!("{n} {}", s.word())).collect();
        let words = if words.is_empty() { "none".to_string() } else { words.join(", ") };
        let total: usize = self.findings.values().sum();
        writeln!(
            out,
            "  findings: {total} in {} ({words})",
            count(self.with_findings, "patient", "patients")
        )?;
        writeln!(
            out,
            "  {OPEN}undecided:{END} {} over all patients",
            count(self.undecided, "answer", "answers")
        )?;
        if self.not_evaluated > 0 {
            writeln!(
                out,
                "  {WARN}cut off by a limit:{END} {}",
                count(self.not_evaluated, "answer", "answers")
            )?;
        }
        let mut rules: Vec<(&String, &usize)> = self.by_rule.iter().collect();
        rules.sort_by_key(|(_, n)| std::cmp::Reverse(**n));
        for (rule, n) in rules.iter().take(10) {
            writeln!(out, "  {DIM}{n:>6}  {rule}{END}")?;
        }
        if rules.len() > 10 {
            writeln!(
                out,
                "  {DIM}        … and {}{END}",
                count(rules.len() - 10, "more rule", "more rules")
            )?;
        }
        Ok(())
    }
}
