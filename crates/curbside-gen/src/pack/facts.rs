//! Questions about facts: verbs, targets, modifiers, windows, quantifiers.

use super::words::{self, OBSERVATIONS};
use super::writer::{Bound, Writer};

/// A verb with the sets it may ask for and the modifiers it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Problem,
    Drug,
    Allergy,
    Vaccine,
    Procedure,
    Order,
    Result,
    Relative,
    Encounter,
}

const VERBS: &[(&str, Kind)] = &[
    ("taking", Kind::Drug),
    ("has", Kind::Problem),
    ("taking or ordering", Kind::Drug),
    ("ordering", Kind::Drug),
    ("had", Kind::Problem),
    ("taken", Kind::Drug),
    ("given", Kind::Drug),
    ("allergic to", Kind::Allergy),
    ("underwent", Kind::Procedure),
    ("immunized with", Kind::Vaccine),
    ("ordered", Kind::Order),
    ("measured", Kind::Result),
    ("ruled out", Kind::Problem),
    ("family history of", Kind::Relative),
    ("visited", Kind::Encounter),
];

/// A question and what it binds.
pub struct Question {
    /// As text, without the binding.
    pub before: String,
    /// Windows, with a blank before.
    pub windows: String,
    /// What a name bound by it stands for.
    pub bound: Bound,
}

impl Question {
    /// The whole, binding nothing.
    pub fn plain(&self) -> String {
        format!("{}{}", self.before, self.windows)
    }

    /// The whole, binding a name.
    pub fn bind(&self, name: &str) -> String {
        format!("{} as {name}{}", self.before, self.windows)
    }
}

fn sets(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Problem | Kind::Relative => words::PROBLEM_SETS,
        Kind::Drug => words::DRUGS,
        Kind::Allergy => words::SUBSTANCES,
        Kind::Vaccine => words::VACCINES,
        Kind::Procedure => words::PROCEDURES,
        Kind::Order => words::ORDERS,
        Kind::Result => &["Vitals"],
        Kind::Encounter => words::ENCOUNTERS,
    }
}

impl Writer<'_, '_> {
    /// A question with any verb.
    pub fn question(&mut self) -> Question {
        let verb = self.c.weighted(&[18, 16, 9, 6, 7, 6, 5, 7, 6, 5, 5, 7, 4, 4, 3]);
        self.asked(verb, true)
    }

    /// A question about medications; the first verb is `taking`.
    pub fn drug_question(&mut self) -> Question {
        let verb = self.c.pick(&[0, 2, 5, 6, 0, 3]);
        self.asked(verb, true)
    }

    /// A question about procedures, vaccines or results, without a window: for `recall`.
    pub fn recall_question(&mut self) -> Question {
        let verb = self.c.pick(&[8, 9, 11, 1, 14, 0]);
        self.asked(verb, false)
    }

    fn asked(&mut self, verb: usize, windows: bool) -> Question {
        let (word, kind) = VERBS.get(verb).copied().unwrap_or(VERBS[0]);
        let result = kind == Kind::Result && !self.c.chance(35);
        let (target, bound) = if result {
            let o = self.observation();
            let name = if self.c.chance(15) { words::CODED } else { o.name };
            (name.to_string(), Bound::Result(name))
        } else {
            let all = sets(kind);
            let first = all.get(self.c.early(all.len())).copied().unwrap_or("NSAID");
            let target = if self.c.chance(18) {
                let more = if kind == Kind::Result { words::CODED } else { self.c.pick(sets(kind)) };
                format!("({first} or {more})")
            } else {
                first.to_string()
            };
            let bound = match kind {
                Kind::Drug => Bound::Medication,
                Kind::Result => Bound::Result(first),
                _ => Bound::Other,
            };
            (target, bound)
        };
        let with = if self.c.chance(if matches!(kind, Kind::Relative | Kind::Result | Kind::Allergy) {
            50
        } else {
            28
        }) {
            self.modifiers(kind, bound)
        } else {
            String::new()
        };
        let windows = if windows && self.c.chance(35) { self.windows() } else { String::new() };
        Question { before: format!("{word} {target}{with}"), windows, bound }
    }

    fn modifiers(&mut self, kind: Kind, bound: Bound) -> String {
        let first = self.modifier(kind, bound);
        let all = match first {
            None => return String::new(),
            Some(first) if self.c.chance(15) => match self.modifier(kind, bound) {
                Some(second) => format!("{first}, {second}"),
                None => first,
            },
            Some(first) => first,
        };
        format!(" with {all}")
    }

    fn modifier(&mut self, kind: Kind, bound: Bound) -> Option<String> {
        let op = self.op();
        Some(match kind {
            Kind::Drug => match self.c.below(10) {
                0 => format!(
                    "{} route",
                    self.c.pick(&["systemic", "oral", "topical", "intravenous", "injection", "ophthalmic"])
                ),
                1 => format!("dose {op} {}", self.c.pick(&["20 mg", "5 mg", "0.02 g", "20000 ug"])),
                2 => format!("daily dose {op} {}", self.c.pick(&["40 mg/d", "40 mg", "10 mg", "0.04 g/d"])),
                3 => format!(
                    "status {}",
                    self.c.pick(&["on-hold", "active", "ended", "proposed", "draft", "unknown"])
                ),
                4 => "as needed".to_string(),
                5 => format!("duration {op} {}", self.duration()),
                6 => "route ByMouth".to_string(),
                7 => "form Tablet".to_string(),
                8 => format!("indication {}", self.c.pick(words::PROBLEM_SETS)),
                _ => format!("daily dose {op} 1 mg/kg"),
            },
            Kind::Problem => match self.c.below(4) {
                0 => format!("severity {}", self.c.pick(&["severe", "moderate", "mild"])),
                1 => "certainty unconfirmed".to_string(),
                2 => "certainty confirmed".to_string(),
                _ => format!("category {}", self.c.pick(&["problem-list-item", "encounter-diagnosis"])),
            },
            Kind::Allergy => match self.c.below(6) {
                0 => format!("severity {}", self.c.pick(&["severe", "mild"])),
                1 => format!("criticality {}", self.c.pick(&["high", "low", "unable-to-assess"])),
                2 => "certainty confirmed".to_string(),
                3 => "certainty unconfirmed".to_string(),
                4 => "reaction Anaphylaxis".to_string(),
                _ => format!("kind {}", self.c.pick(&["allergy", "intolerance"])),
            },
            Kind::Result => match (self.c.below(6), bound) {
                (0, Bound::Result(name)) if name != words::CODED => {
                    let o = OBSERVATIONS.iter().find(|o| o.name == name)?;
                    format!("value {op} {}", self.literal(o))
                }
                (0 | 1, _) => format!("value {}", self.c.pick(&["Positive", "Negative"])),
                (2, _) => "specimen Blood".to_string(),
                (3, _) => {
                    format!("status {}", self.c.pick(&["preliminary", "final", "corrected", "unknown"]))
                }
                _ => format!("category {}", self.c.pick(&["laboratory", "vital-signs"])),
            },
            Kind::Relative => match self.c.below(3) {
                0 | 1 => "relationship Mother".to_string(),
                _ => format!("onset age {op} {}", self.c.pick(&["55", "60 years"])),
            },
            Kind::Encounter => {
                format!("class {}", self.c.pick(&["inpatient", "ambulatory", "emergency"]))
            }
            Kind::Vaccine | Kind::Procedure | Kind::Order => return None,
        })
    }

    /// One or two windows, with a blank before each.
    pub fn windows(&mut self) -> String {
        let mut all = self.window();
        if self.c.chance(8) {
            all.push_str(&self.window());
        }
        all
    }

    fn window(&mut self) -> String {
        match self.c.weighted(&[60, 12, 8, 8, 8, 6, 6]) {
            0 => format!(" in last {}", self.duration()),
            1 => format!(" at least {} ago", self.duration()),
            2 => format!(" since {}", self.time()),
            3 => format!(" before {}", self.time()),
            4 => format!(" after {}", self.time()),
            5 => format!(" within {} of {}", self.duration(), self.time()),
            _ => " during encounter".to_string(),
        }
    }

    /// A time; perhaps one that is moved, or chosen.
    pub fn time(&mut self) -> String {
        match self.c.below(12) {
            0 => {
                let (t, sign, by) = (self.plain_time(), self.c.pick(&["+", "-"]), self.duration());
                format!("({t} {sign} {by})")
            }
            1 => {
                let (a, b, c) = (self.plain_time(), self.plain_time(), self.plain_time());
                self.choose(&[&a, &b], &c)
            }
            _ => self.plain_time(),
        }
    }

    fn plain_time(&mut self) -> String {
        match self.c.below(14) {
            0..=3 => self
                .c
                .pick(&["2026-01-01", "2025-03-08", "2026-03-08", "2024-02-29", "2027-01-01"])
                .to_string(),
            4 => "now".to_string(),
            5 => "birth".to_string(),
            6 => match self.name(&self.names.times.clone()) {
                Some(name) => name,
                None => "2026-03-01".to_string(),
            },
            7 => match self.name(&self.lets.times.clone()) {
                Some(name) => name,
                None => "2026-02-08".to_string(),
            },
            8 | 9 => match self.current_fields(&["start", "end", "date"], |b| matches!(b, Bound::Medication))
            {
                Some(field) => field,
                None => "2026-03-07".to_string(),
            },
            10 => {
                let dated: Vec<String> =
                    self.lets.nums.iter().filter(|(_, _, dated)| *dated).map(|(n, ..)| n.clone()).collect();
                match self.name(&dated) {
                    Some(name) => format!("{name}.date"),
                    None => "2023-03-08".to_string(),
                }
            }
            11 => format!("{}.date", self.observation().name),
            _ => {
                let o = self.observation();
                let kind = self.c.pick(&["latest", "earliest", "highest", "lowest"]);
                format!("({kind} {} in last {}).date", o.name, self.duration())
            }
        }
    }

    /// A field of a fact that stands for one here.
    pub fn current_fields(&mut self, fields: &[&str], fits: impl Fn(Bound) -> bool) -> Option<String> {
        let names: Vec<String> =
            self.current.iter().filter(|(_, b)| fits(*b)).map(|(n, _)| n.clone()).collect();
        let name = self.name(&names)?;
        Some(format!("{name}.{}", self.c.pick(fields)))
    }
}
