//! What a host of a peer has at hand: the same patient, already read.
//!
//! Codes are resolved to classes and analytes, times are seconds, and each unit
//! has its factor: a peer is spared all of that, Curbside is not. What is left
//! for the peer, in its own language where that can say it, is which medications
//! count, which results lie in the window, which of them is the newest, and the
//! multiplication.

use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use workloads::{Kind, clock, interactions, laboratory};

/// A medication.
#[derive(Debug, Clone, Serialize)]
pub struct Drug {
    /// What it is called.
    pub name: String,
    /// `C17`, each of its classes.
    pub classes: Vec<String>,
    /// Ordered and begun, or a draft.
    pub active: bool,
}

/// A result.
#[derive(Debug, Clone, Serialize)]
pub struct Sample {
    /// `A17`.
    pub analyte: String,
    /// As received.
    pub value: f64,
    /// To the unit of the rules.
    pub factor: f64,
    /// Seconds since 1970.
    pub time: i64,
}

/// A rule.
#[derive(Debug, Clone, Serialize)]
pub struct Rule {
    /// As in the pack.
    pub id: String,
    /// One class, or the analyte.
    pub a: String,
    /// The other class; empty for thresholds.
    pub b: String,
    /// Above the limit, or below it.
    pub above: bool,
    /// In the unit of the rules.
    pub limit: f64,
    /// What the finding says.
    pub message: String,
}

/// A workload in plain terms.
#[derive(Debug, Clone, Serialize)]
pub struct Host {
    /// `a` or `b`.
    pub kind: &'static str,
    /// Rules.
    pub rules: Vec<Rule>,
    /// Medications of (a).
    pub drugs: Vec<Drug>,
    /// Results of (b).
    pub results: Vec<Sample>,
    /// Start of the window, seconds since 1970.
    pub from: i64,
    /// Seconds since 1970.
    pub now: i64,
    /// The rules that fire, sorted.
    pub expected: Vec<String>,
}

impl Host {
    /// Of a workload; (c) is Curbside's alone.
    pub fn new(kind: Kind, n: usize) -> Option<Host> {
        let now = clock().now.as_second();
        let plain = |id: &String| id.rsplit('/').next().unwrap_or_default().to_string();
        let mut host = Host {
            kind: kind.letter(),
            rules: Vec::new(),
            drugs: Vec::new(),
            results: Vec::new(),
            from: now - laboratory::WINDOW_DAYS * 86_400,
            now,
            expected: Vec::new(),
        };
        match kind {
            Kind::A => {
                host.drugs = interactions::drugs()
                    .into_iter()
                    .map(|d| Drug {
                        name: workloads::words::drug(d.ingredient),
                        classes: interactions::classes(d.ingredient)
                            .iter()
                            .map(|c| format!("C{c}"))
                            .collect(),
                        active: d.status == curbside::snapshot::MedicationStatus::Active,
                    })
                    .collect();
                let rule = |r: interactions::Interaction| Rule {
                    message: format!("Class {} with class {}: {}", r.a, r.b, r.effect),
                    id: r.id,
                    a: format!("C{}", r.a),
                    b: format!("C{}", r.b),
                    above: false,
                    limit: 0.0,
                };
                host.rules = interactions::rules(n).into_iter().map(rule).collect();
                host.expected = interactions::workload(100).expected.iter().map(plain).collect();
            }
            Kind::B => {
                host.results = laboratory::samples()
                    .into_iter()
                    .map(|s| Sample {
                        analyte: format!("A{}", s.analyte),
                        value: s.tenths as f64 / 10.0,
                        factor: s.canonical() / (s.tenths as f64 / 10.0),
                        time: s.time,
                    })
                    .collect();
                let rule = |r: laboratory::Threshold| Rule {
                    message: format!(
                        "Analyte {} {} {} {}",
                        r.analyte,
                        if r.above { "above" } else { "below" },
                        r.limit,
                        r.unit
                    ),
                    id: r.id,
                    a: format!("A{}", r.analyte),
                    b: String::new(),
                    above: r.above,
                    limit: r.canonical,
                };
                host.rules = laboratory::rules(n).into_iter().map(rule).collect();
                host.expected = laboratory::workload(100).expected.iter().map(plain).collect();
            }
            Kind::C => return None,
        }
        Some(host)
    }

    /// Whether it is about medications.
    pub fn is_pairs(&self) -> bool {
        self.kind == "a"
    }

    /// Classes in use.
    pub fn active(&self) -> BTreeSet<&str> {
        self.drugs.iter().filter(|d| d.active).flat_map(|d| d.classes.iter().map(String::as_str)).collect()
    }

    /// The newest result of the window of each analyte, in the unit of the rules.
    pub fn newest(&self) -> BTreeMap<&str, f64> {
        let mut out: BTreeMap<&str, (i64, f64)> = BTreeMap::new();
        for s in self.results.iter().filter(|s| s.time >= self.from && s.time <= self.now) {
            let best = out.entry(&s.analyte).or_insert((s.time, s.value * s.factor));
            if s.time > best.0 {
                *best = (s.time, s.value * s.factor);
            }
        }
        out.into_iter().map(|(a, (_, v))| (a, v)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plain_terms_say_the_same() {
        for kind in [Kind::A, Kind::B] {
            let host = Host::new(kind, 1_000).expect("a host");
            let (active, newest) = (host.active(), host.newest());
            let fires = |r: &&Rule| match newest.get(r.a.as_str()) {
                Some(v) if r.above => *v > r.limit,
                Some(v) => *v < r.limit,
                None => active.contains(r.a.as_str()) && active.contains(r.b.as_str()),
            };
            let found: Vec<_> = host.rules.iter().filter(fires).map(|r| r.id.clone()).collect();
            assert_eq!(found, host.expected);
        }
    }
}
