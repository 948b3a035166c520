//! What rules cost: sums over evaluations, and the table of the dearest.

use crate::style::{BOLD, DIM, END, count};
use curbside::eval::{Asked, Profile};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Costs over evaluations.
#[derive(Debug, Default)]
pub struct Costs {
    evaluations: u64,
    reached: u64,
    preparation: u64,
    conclusion: u64,
    rules: BTreeMap<String, Sum>,
}

#[derive(Debug, Default)]
struct Sum {
    nanoseconds: u64,
    asked: u64,
    screened: u64,
    spoke: u64,
}

/// A rule's part of the cost.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    rule: String,
    /// Mean over all evaluations, those that did not ask it included.
    nanoseconds_per_evaluation: u64,
    /// Parts of a hundred of the cost of all rules.
    percent: f64,
    /// Evaluations that asked it.
    asked: u64,
    /// Of these: its conditions were false, and nothing more was asked.
    screened_out: u64,
    /// Of these: it fired, was undecided or silenced.
    spoke: u64,
}

impl Costs {
    /// Adds an evaluation.
    pub fn add(&mut self, p: &Profile) {
        self.evaluations += 1;
        self.reached += u64::from(p.reached);
        self.preparation += p.preparation;
        self.conclusion += p.conclusion;
        for r in &p.rules {
            let sum = self.rules.entry(r.rule.clone()).or_default();
            sum.nanoseconds += r.nanoseconds;
            sum.asked += 1;
            sum.screened += u64::from(r.asked == Asked::ScreenedOut);
            sum.spoke += u64::from(r.asked == Asked::Spoke);
        }
    }

    /// Rules reached, in the mean.
    pub fn reached(&self) -> u64 {
        self.reached / self.evaluations.max(1)
    }

    fn all(&self) -> u64 {
        self.rules.values().map(|s| s.nanoseconds).sum()
    }

    /// The dearest rules, the dearest first.
    pub fn dearest(&self, most: usize) -> Vec<Row> {
        let mut rules: Vec<(&String, &Sum)> = self.rules.iter().collect();
        // The sort is stable: equals stay in order of their names.
        rules.sort_by_key(|(_, s)| std::cmp::Reverse(s.nanoseconds));
        let all = self.all().max(1);
        let row = |(rule, s): (&String, &Sum)| Row {
            rule: rule.clone(),
            nanoseconds_per_evaluation: s.nanoseconds / self.evaluations.max(1),
            percent: (s.nanoseconds as f64 / all as f64 * 1000.0).round() / 10.0,
            asked: s.asked,
            screened_out: s.screened,
            spoke: s.spoke,
        };
        rules.into_iter().take(most).map(row).collect()
    }

    /// Writes the table, with so many rules.
    pub fn show(&self, out: &mut dyn Write, most: usize) -> io::Result<()> {
        let n = self.evaluations.max(1);
        let whole = (self.preparation + self.all() + self.conclusion) / n;
        writeln!(out, "{BOLD}Cost of an evaluation: {}{END}", time(whole))?;
        writeln!(out, "  {:>10}  facts prepared, rules reached", time(self.preparation / n))?;
        let asked = count(usize::try_from(self.reached()).unwrap_or(usize::MAX), "rule", "rules");
        writeln!(out, "  {:>10}  {asked} asked", time(self.all() / n))?;
        writeln!(out, "  {:>10}  scores, notes, order", time(self.conclusion / n))?;
        if self.rules.is_empty() {
            return Ok(());
        }
        writeln!(
            out,
            "\n  {DIM}{:>10} {:>6} {:>7} {:>7} {:>7}{END}",
            "time", "%", "asked", "false", "spoke"
        )?;
        for r in self.dearest(most) {
            let (t, p) = (time(r.nanoseconds_per_evaluation), r.percent);
            writeln!(
                out,
                "  {t:>10} {p:>6.1} {:>7} {:>7} {:>7}  {}",
                r.asked, r.screened_out, r.spoke, r.rule
            )?;
        }
        if self.rules.len() > most {
            let more = count(self.rules.len() - most, "more rule", "more rules");
            writeln!(out, "  {DIM}… and {more}{END}")?;
        }
        Ok(())
    }
}

/// Nanoseconds in a unit that people read.
pub fn time(nanoseconds: u64) -> String {
    let n = nanoseconds as f64;
    match nanoseconds {
        0..1_000 => format!("{nanoseconds} ns"),
        1_000..1_000_000 => format!("{:.1} µs", n / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} ms", n / 1e6),
        _ => format!("{:.2} s", n / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::time;

    #[test]
    fn times_have_a_fitting_unit() {
        let of = [999, 1_000, 1_250_000, 2_500_000_000].map(time);
        assert_eq!(of, ["999 ns", "1.0 µs", "1.2 ms", "2.50 s"]);
    }
}
