//! Thresholds by hand: code to analyte, unit to factor, sorted limits.

use super::Finding;
use super::whole::{identity, template, used};
use crate::laboratory::{Threshold, WINDOW_DAYS, analyte, label};
use curbside::eval::result::Finding as Whole;
use curbside::snapshot::{Coverage, Observation, ObservationStatus, ObservationValue, Quantity, Snapshot};
use curbside::time::{Clock, Duration, TimeUnit, Timestamp};
use curbside::vocab::Category;
use rustc_hash::FxHashMap;
use std::fmt::Write;

/// The tables.
#[derive(Debug)]
pub struct Index {
    /// LOINC to analyte.
    codes: FxHashMap<Box<str>, u32>,
    analytes: Vec<Analyte>,
    rules: Vec<Rule>,
    /// By rule.
    templates: Vec<Whole>,
}

#[derive(Debug)]
struct Analyte {
    label: Box<str>,
    unit: &'static str,
    /// Units that results come in, with the factor to the analyte's.
    factors: Vec<(&'static str, f64)>,
    /// Limits from the lowest up, with their rules.
    above: Vec<(f64, u32)>,
    /// Limits from the highest down, with their rules.
    below: Vec<(f64, u32)>,
}

#[derive(Debug)]
struct Rule {
    id: Box<str>,
    title: Box<str>,
    /// The message after the date.
    tail: Box<str>,
}

impl Index {
    /// The tables for rules.
    pub fn new(rules: &[Threshold]) -> Index {
        let mut index = Index {
            codes: FxHashMap::default(),
            analytes: Vec::new(),
            rules: Vec::new(),
            templates: Vec::new(),
        };
        let mut numbers: FxHashMap<usize, usize> = FxHashMap::default();
        for (at, r) in rules.iter().enumerate() {
            let slot = *numbers.entry(r.analyte).or_insert_with(|| {
                let a = analyte(r.analyte);
                index.codes.insert(a.loinc.into(), index.analytes.len() as u32);
                index.analytes.push(Analyte {
                    label: label(r.analyte).into(),
                    unit: a.unit,
                    factors: a.units,
                    above: Vec::new(),
                    below: Vec::new(),
                });
                index.analytes.len() - 1
            });
            let a = &mut index.analytes[slot];
            if r.above { &mut a.above } else { &mut a.below }.push((r.canonical, at as u32));
            let word = if r.above { "above" } else { "below" };
            index.rules.push(Rule {
                id: format!("results/{}", r.id).into(),
                title: format!("{} {word} {} {}", label(r.analyte), r.limit, r.unit).into(),
                tail: format!(": {word} {} {}.", r.limit, r.unit).into(),
            });
            index.templates.push(template(
                &format!("results/{}", r.id),
                &format!("{} {word} {} {}", label(r.analyte), r.limit, r.unit),
                Category::Result,
                None,
            ));
        }
        for a in &mut index.analytes {
            a.above.sort_by(|x, y| x.0.total_cmp(&y.0));
            a.below.sort_by(|x, y| y.0.total_cmp(&x.0));
        }
        index
    }

    /// See [`Floor::evaluate`](super::Floor::evaluate).
    pub fn evaluate(&self, patient: &Snapshot, clock: &Clock) -> Option<Vec<Finding<'_>>> {
        self.find(patient, clock, |number, a, value, time, _| {
            let rule = &self.rules[number as usize];
            Finding {
                rule: &rule.id,
                title: &rule.title,
                message: self.message(number, a, value, time, clock),
            }
        })
    }

    /// See [`Floor::whole`](super::Floor::whole).
    pub fn whole(&self, patient: &Snapshot, clock: &Clock) -> Option<Vec<Whole>> {
        let from = clock.ago(Duration::new(WINDOW_DAYS, TimeUnit::Day));
        let code = |o: &Observation| o.code.codings.iter().position(|c| c.system == "loinc");
        let mut all = self.find(patient, clock, |number, a, value, time, o| {
            let template = &self.templates[number as usize];
            // Every result of the window is a fact of the finding, the newest first.
            let own = code(o).map(|at| &o.code.codings[at].code);
            let counts = |o: &&Observation| {
                matches!(o.status, ObservationStatus::Final | ObservationStatus::Corrected)
            };
            let same = |o: &&Observation| code(o).map(|at| &o.code.codings[at].code) == own;
            let mut facts: Vec<_> = patient
                .observations
                .items
                .iter()
                .filter(|o| same(o) && counts(o))
                .filter_map(|o| Some((o.effective.as_ref()?.earliest(&clock.zone), o)))
                .filter(|(t, _)| *t >= from && *t <= clock.now)
                .collect();
            facts.sort_unstable_by_key(|(t, _)| std::cmp::Reverse(*t));
            let fact = |(t, o): (Timestamp, &Observation)| {
                let mut text = a.label.to_string();
                if let ObservationValue::Quantity(q) = &o.value {
                    let _ = write!(text, " {} {}", q.value, q.unit.as_deref().unwrap_or_default());
                }
                used(text, Some(t), &clock.zone, &o.info)
            };
            Whole {
                id: identity(&template.rule, &[]),
                message: self.message(number, a, value, time, clock),
                facts: facts.into_iter().map(fact).collect(),
                ..template.clone()
            }
        })?;
        all.sort_by(|a, b| (a.severity, &a.rule, &a.id).cmp(&(b.severity, &b.rule, &b.id)));
        Some(all)
    }

    fn find<F>(
        &self,
        patient: &Snapshot,
        clock: &Clock,
        make: impl Fn(u32, &Analyte, f64, Timestamp, &Observation) -> F,
    ) -> Option<Vec<F>> {
        if patient.observations.coverage != Coverage::Complete {
            return None;
        }
        let from = clock.ago(Duration::new(WINDOW_DAYS, TimeUnit::Day));
        let mut newest: Vec<Option<(Timestamp, &Observation)>> = vec![None; self.analytes.len()];
        for o in &patient.observations.items {
            let code = o.code.codings.iter().find(|c| c.system == "loinc")?;
            let Some(slot) = self.codes.get(code.code.as_str()) else { continue };
            if !matches!(o.status, ObservationStatus::Final | ObservationStatus::Corrected) {
                continue;
            }
            let time = o.effective.as_ref()?.earliest(&clock.zone);
            let best = &mut newest[*slot as usize];
            if time >= from && time <= clock.now && best.is_none_or(|(t, _)| time > t) {
                *best = Some((time, o));
            }
        }
        let mut found: Vec<(u32, F)> = Vec::new();
        for (a, newest) in self.analytes.iter().zip(&newest) {
            let Some((time, o)) = newest else { continue };
            let ObservationValue::Quantity(Quantity { value, comparator: None, unit: Some(unit) }) = &o.value
            else {
                return None;
            };
            let factor = a.factors.iter().find(|(u, _)| u == unit)?.1;
            let value = value.to_f64() * factor;
            let above = a.above.iter().take_while(|(limit, _)| value > *limit);
            let below = a.below.iter().take_while(|(limit, _)| value < *limit);
            for (_, number) in above.chain(below) {
                found.push((*number, make(*number, a, value, *time, o)));
            }
        }
        found.sort_unstable_by_key(|(number, _)| *number);
        Some(found.into_iter().map(|(_, f)| f).collect())
    }

    fn message(&self, rule: u32, a: &Analyte, value: f64, time: Timestamp, clock: &Clock) -> String {
        let rule = &self.rules[rule as usize];
        let date = time.date_in(&clock.zone);
        format!("{} {} {} on {date}{}", a.label, number(value), a.unit, rule.tail)
    }
}

/// A number as messages show it: up to four decimals as they are, else about four digits.
fn number(v: f64) -> String {
    let trimmed = |digits: usize| {
        let text = format!("{v:.digits$}");
        match text.contains('.') {
            true => text.trim_end_matches('0').trim_end_matches('.').to_string(),
            false => text,
        }
    };
    if ((v * 1e4).round() / 1e4 - v).abs() < v.abs() * 1e-12 {
        return trimmed(4);
    }
    trimmed(match v.abs() {
        v if v >= 100.0 => 1,
        v if v >= 10.0 => 2,
        v if v >= 1.0 => 3,
        v if v >= 0.01 => 4,
        _ => 8,
    })
}
