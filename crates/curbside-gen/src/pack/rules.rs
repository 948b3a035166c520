//! Rules, interactions and tables of interactions.

use super::words;
use super::writer::{Names, Writer};
use crate::choices::Choices;

const TRIGGERS: &[&str] = &["patient-view", "order-sign", "result", "order-select"];

/// A rule.
pub fn rule(at: usize, c: Choices<'_>, names: &Names) -> String {
    let mut w = Writer::new(c, names);
    let mut lines = vec![format!(
        "category {}",
        w.c.pick(&["safety", "recommendation", "care-gap", "diagnosis", "result"])
    )];
    w.triggers(&mut lines);
    w.lets(&mut lines);
    if w.c.chance(25) {
        let who = w.population();
        lines.push(format!("for {who}"));
    }
    let mut bound = Vec::new();
    let recall = w.c.chance(14);
    if recall {
        let q = w.recall_question();
        let every = w.duration();
        lines.push(format!("recall {} every {every}", q.plain()));
    }
    if !recall || w.c.chance(30) {
        w.whens(&mut lines, &mut bound);
    }
    for _ in 0..w.c.weighted(&[38, 42, 20]) {
        let except = if w.c.chance(45) { w.population() } else { w.cond(1) };
        lines.push(format!("unless {except}"));
    }
    lines.push(format!("unknown {}", w.c.pick(&["hold", "fire", "ask", "hold"])));
    if w.c.chance(50) {
        lines.push(format!("severity {}", w.c.pick(&["critical", "high", "moderate", "low", "info"])));
    }
    w.texts(at, &mut lines, &bound);
    w.suggestions(&mut lines, &bound);
    w.governance(&mut lines);
    format!("rule rule-{at} {{\n  {}\n}}", lines.join("\n  "))
}

/// An interaction.
pub fn interaction(at: usize, c: Choices<'_>, names: &Names) -> String {
    let mut w = Writer::new(c, names);
    let (a, b) = (w.side(), w.side());
    let mut lines = vec![format!("between {a} as one and {b} as other")];
    lines.push(format!("severity {}", w.c.pick(&["major", "contraindicated", "moderate", "minor"])));
    w.triggers(&mut lines);
    if w.c.chance(15) {
        let who = w.population();
        lines.push(format!("for {who}"));
    }
    if w.c.chance(30) {
        let when = w.cond(1);
        lines.push(format!("when {when}"));
    }
    if w.c.chance(45) {
        let except = w.cond(1);
        lines.push(format!("unless {except}"));
    }
    if w.c.chance(40) {
        lines.push(format!("unknown {}", w.c.pick(&["hold", "fire", "ask"])));
    }
    lines.push("effect \"An effect.\"".into());
    if w.c.chance(40) {
        lines.push("advice \"An advice.\"".into());
    }
    if w.c.chance(30) {
        lines.push("message \"{other} beside {one}\"".into());
    }
    if w.c.chance(30) {
        lines.push("suggest stop one".into());
    }
    w.governance(&mut lines);
    format!("interaction pair-{at} {{\n  {}\n}}", lines.join("\n  "))
}

/// A table of interactions: rows of classes, codes and sets.
pub fn pairs(mut c: Choices<'_>, names: &Names) -> String {
    let sides = [
        "rxnorm:11289",
        "NSAID",
        "atc:M01A*",
        "rxnorm:7052",
        "Opioid",
        "atc:C03D*",
        "Analgesic",
        "rxnorm:2670",
    ];
    let mut out = "id,a,b,severity,effect,advice,unless\n".to_string();
    for row in 0..c.from_to(1, 6) {
        let (a, b) = (c.pick(&sides), c.pick(&sides));
        let severity = c.pick(&["major", "moderate", "minor", "contraindicated"]);
        let unless = match c.below(4) {
            0 => "PPI".to_string(),
            1 if !names.conds.is_empty() => names.conds[c.below(names.conds.len())].clone(),
            _ => String::new(),
        };
        out.push_str(&format!("row-{row},{a},{b},{severity},Together.,Do not.,{unless}\n"));
    }
    out
}

impl Writer<'_, '_> {
    fn side(&mut self) -> String {
        let set = self.c.pick(words::DRUGS);
        let target =
            if self.c.chance(12) { format!("({set} or {})", self.c.pick(words::DRUGS)) } else { set.into() };
        match self.c.weighted(&[65, 20, 8, 7]) {
            0 => target,
            1 => format!("{target} with systemic route"),
            2 => format!("{target} with daily dose > 10 mg/d"),
            _ => format!("{target} with status active"),
        }
    }

    fn triggers(&mut self, lines: &mut Vec<String>) {
        if self.c.chance(25) {
            let (a, b) = (self.c.pick(TRIGGERS), self.c.pick(TRIGGERS));
            lines.push(if a == b { format!("trigger {a}") } else { format!("trigger {a}, {b}") });
        }
    }

    fn lets(&mut self, lines: &mut Vec<String>) {
        for i in 0..self.c.weighted(&[55, 30, 15]) {
            let name = format!("k{i}");
            let o = self.observation();
            let value = match self.c.below(8) {
                0..=2 => {
                    let kind = self.c.pick(&["latest", "highest", "lowest", "earliest"]);
                    let series = self.series(o.name);
                    self.lets.nums.push((name.clone(), o, true));
                    format!("{kind} {series}")
                }
                3 => {
                    let value = self.num_of(o, 1);
                    // A single result keeps its date; only the plain forms are surely none or one.
                    self.lets.nums.push((name.clone(), o, false));
                    value
                }
                4 => {
                    let value = self.cond(1);
                    self.lets.conds.push(name.clone());
                    value
                }
                5 => {
                    let value = format!("({} + 0)", self.plain(1));
                    self.lets.plains.push(name.clone());
                    value
                }
                6 => {
                    self.lets.texts.push(name.clone());
                    format!("latest {}", self.series(words::CODED))
                }
                _ => {
                    self.lets.times.push(name.clone());
                    format!("{}.date", o.name)
                }
            };
            lines.push(format!("let {name} = {value}"));
        }
    }

    /// One or two `when`, with names that they surely bind.
    fn whens(&mut self, lines: &mut Vec<String>, bound: &mut Vec<(String, bool)>) {
        let depth = self.c.weighted(&[42, 40, 18]);
        let first = self.cond(depth);
        match self.c.weighted(&[45, 25, 12, 10, 8]) {
            1 => {
                let q = self.drug_question();
                bound.push(("d".into(), true));
                lines.push(format!("when {first} and {}", q.bind("d")));
            }
            2 => {
                let q = self.question();
                bound.push(("d".into(), q.bound == super::writer::Bound::Medication));
                lines.push(format!("when {} and {first}", q.bind("d")));
            }
            3 => {
                let (a, b) = (self.drug_question(), self.drug_question());
                bound.push(("d".into(), true));
                lines.push(format!("when ({} or {}) and {first}", a.bind("d"), b.bind("d")));
            }
            4 => {
                lines.push(format!("when {first}"));
                let second = self.cond(1);
                lines.push(format!("when {second}"));
            }
            _ => lines.push(format!("when {first}")),
        }
    }

    fn texts(&mut self, at: usize, lines: &mut Vec<String>, bound: &[(String, bool)]) {
        let mut holes: Vec<String> = Vec::new();
        holes.extend(bound.iter().map(|(n, _)| n.clone()));
        holes.extend(
            bound
                .iter()
                .filter(|(_, drug)| *drug)
                .flat_map(|(n, _)| [format!("{n}.dose"), format!("{n}.route")]),
        );
        holes.extend(bound.iter().map(|(n, _)| format!("{n}.status")));
        for (name, _, dated) in &self.lets.nums {
            holes.push(name.clone());
            holes.push(format!("{name}.unit"));
            if *dated {
                holes.push(format!("{name}.date"));
            }
        }
        let lets = &self.lets;
        holes.extend([&lets.conds, &lets.plains, &lets.texts, &lets.times].into_iter().flatten().cloned());
        holes.extend(["Potassium".into(), "Creatinine.date".into(), "age".into(), words::CODED.into()]);
        holes.extend(self.names.scores.iter().flat_map(|s| [s.clone(), format!("{s}.band")]));
        holes.extend(self.names.conds.iter().chain(&self.names.plains).take(3).cloned());
        let text = |w: &mut Self, most: usize| {
            (0..w.c.below(most + 1))
                .map(|_| format!(" {{{}}}", holes[w.c.below(holes.len())]))
                .collect::<String>()
        };
        let message = text(self, 3);
        lines.push(format!("message \"Rule {at}:{message}\""));
        if self.c.chance(25) {
            let detail = text(self, 3);
            lines.push(format!("detail \"More:{detail}\""));
        }
    }

    fn suggestions(&mut self, lines: &mut Vec<String>, bound: &[(String, bool)]) {
        let drug = bound.iter().any(|(_, drug)| *drug);
        for _ in 0..self.c.weighted(&[50, 35, 15]) {
            lines.push(match self.c.below(7) {
                0 if drug => "suggest stop d".into(),
                1 if drug => "suggest change d \"halve {d}\"".into(),
                2 => format!("suggest start {}", self.c.pick(words::DRUGS)),
                3 => format!("suggest order {} \"again\"", self.c.pick(words::ORDERS)),
                4 => format!("suggest order {}", self.observation().name),
                5 => format!("suggest problem {} \"because\"", self.c.pick(words::PROBLEM_SETS)),
                _ => format!("suggest recall in {} \"again\"", self.duration()),
            });
        }
    }

    fn governance(&mut self, lines: &mut Vec<String>) {
        match self.c.weighted(&[88, 3, 3, 3, 3]) {
            1 => lines.push("status draft".into()),
            2 => lines.push("status retired".into()),
            3 => lines.push("effective from 2027-06-30".into()),
            4 => lines.push("effective from 2026-03-08".into()),
            _ => {}
        }
        if self.c.chance(20) {
            lines.push("evidence \"A source\" grade B year 2024".into());
        }
    }
}
