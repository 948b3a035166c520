//! Conditions.

use super::facts::Question;
use super::numbers::canonical;
use super::words::{self, OBSERVATIONS};
use super::writer::{Bound, Writer};

impl Writer<'_, '_> {
    /// A condition, at most so deep; safe to stand beside `and` and `or`.
    pub fn cond(&mut self, depth: usize) -> String {
        if depth == 0 || !self.c.chance(45) {
            return self.leaf(depth);
        }
        let d = depth - 1;
        match self.c.weighted(&[42, 34, 18, 6]) {
            0 => {
                let n = self.c.from_to(2, 3);
                let parts: Vec<String> = (0..n).map(|_| self.cond(d)).collect();
                format!("({})", parts.join(" and "))
            }
            1 => {
                let n = self.c.from_to(2, 3);
                let parts: Vec<String> = (0..n).map(|_| self.cond(d)).collect();
                format!("({})", parts.join(" or "))
            }
            2 => format!("not ({})", self.cond(d)),
            _ => format!("surely ({})", self.cond(d)),
        }
    }

    fn leaf(&mut self, depth: usize) -> String {
        let weights = [26, 24, 8, 5, 3, 2, 2, 2, 5, 6, 4, 5, 3, 3, 3, 3, 4, 5, 6, 7, 5, 4, 2, 6, 4, 6, 2, 3];
        match self.c.weighted(&weights) {
            0 => self.question().plain(),
            1 => format!("({})", self.comparison(depth)),
            2 => self.age(),
            3 => format!("sex is {}", self.c.pick(&["female", "male", "other", "not female"])),
            4 => "pregnant".to_string(),
            5 => "breastfeeding".to_string(),
            6 => "deceased".to_string(),
            7 => format!(
                "(gestational-age {} {})",
                self.op(),
                self.c.pick(&["20 weeks", "37 weeks", "84 days"])
            ),
            8 => self.setting(),
            9 => self.level(),
            10 => self.flagged(),
            11 => {
                let (call, word) = self.text();
                format!("({call} is \"{word}\")")
            }
            12 => {
                format!(
                    "(latest {} is {})",
                    self.series(words::CODED),
                    self.c.pick(&["Positive", "Negative"])
                )
            }
            13 => format!("(Eye is {})", self.c.pick(&["spontaneous", "to-speech", "not none"])),
            14 => "Oxygen".to_string(),
            15 => match self.name(&self.names.scores.clone()) {
                Some(score) => format!("({score}.band is \"{}\")", self.c.pick(&["high", "mid", "low"])),
                None => "(Pain >= 4)".to_string(),
            },
            16 => self.known(),
            17 => self.repeat(),
            18 => self.trend(),
            19 => {
                let (q, name, cond) = self.one_fact(depth.saturating_sub(1));
                format!("(any {} where ({cond}))", q.bind(&name))
            }
            20 => {
                let (q, name, cond) = self.one_fact(depth.saturating_sub(1));
                format!("(all {} where ({cond}))", q.bind(&name))
            }
            21 => self.times(),
            22 => self.c.pick(&["yes", "no"]).to_string(),
            23 => self.name(&self.names.conds.clone()).unwrap_or_else(|| "Oxygen".to_string()),
            24 => self.name(&self.lets.conds.clone()).unwrap_or_else(|| "has HeartFailure".to_string()),
            25 => {
                let calls = self.names.cond_calls.clone();
                self.name(&calls).map_or_else(|| "yes".to_string(), |c| format!("({c})"))
            }
            26 => format!("(Liters {} {})", self.op(), self.c.pick(&["2 L/min", "4 L/min", "2000 mL/min"])),
            _ => self.count_none(),
        }
    }

    fn age(&mut self) -> String {
        let op = self.op();
        match self.c.below(5) {
            0 | 1 => format!("(age {op} {})", self.c.pick(&["65 years", "18 years", "50 years", "40 years"])),
            2 => "(age from 40 to 74 years)".to_string(),
            3 => format!("(age {op} {})", self.c.pick(&["28 days", "6 months", "2 weeks"])),
            _ => format!("(years(age) {op} {})", self.c.pick(&["65", "40"])),
        }
    }

    fn setting(&mut self) -> String {
        match self.c.below(5) {
            0 | 1 => format!(
                "encounter is {}",
                self.c.pick(&["inpatient", "ambulatory", "emergency", "not inpatient"])
            ),
            2 => format!("role is \"{}\"", self.c.pick(&["pharmacist", "physician"])),
            3 => "specialty is \"nephrology\"".to_string(),
            _ => format!("setting is {}", self.c.pick(&["inpatient", "ambulatory"])),
        }
    }

    fn latest(&mut self, name: &str) -> String {
        if self.c.chance(40) { format!("(latest {})", self.series(name)) } else { name.to_string() }
    }

    fn level(&mut self) -> String {
        let o = self.observation();
        let mut levels = vec!["high", "low", "normal", "abnormal", "not normal"];
        if o.limits.contains("critical") {
            levels.extend(["critical", "critically low", "critically high"]);
        }
        let level = self.c.pick(&levels);
        format!("({} is {level})", self.latest(o.name))
    }

    fn flagged(&mut self) -> String {
        let o = self.observation();
        let flag = self.c.pick(&["high", "low", "abnormal", "critical"]);
        format!("({} is flagged {flag})", self.latest(o.name))
    }

    /// A text and one it may be.
    fn text(&mut self) -> (String, &'static str) {
        let fields = [
            ("name", ["warfarin", "ibuprofen"]),
            ("status", ["active", "stopped"]),
            ("route", ["oral", "intravenous"]),
        ];
        match self.c.below(7) {
            0 | 1 => (self.latest(words::CODED), words::CODED_TEXT),
            2 => match self.name(&self.names.texts.clone()) {
                Some(name) => (name, self.c.pick(&[words::CODED_TEXT, "low"])),
                None => (words::CODED.to_string(), words::CODED_TEXT),
            },
            3 => match self.name(&self.lets.texts.clone()) {
                Some(name) => (name, self.c.pick(&[words::CODED_TEXT, "low"])),
                None => (words::CODED.to_string(), "negative"),
            },
            4 => {
                let calls = &self.names.text_calls;
                if calls.is_empty() {
                    return (words::CODED.to_string(), words::CODED_TEXT);
                }
                calls[self.c.below(calls.len())].clone()
            }
            _ => {
                let (field, all) = self.c.pick(&fields);
                let word = self.c.pick(&all);
                match self.current_fields(&[field], |b| b == Bound::Medication) {
                    Some(f) => (f, word),
                    None => (words::CODED.to_string(), words::CODED_TEXT),
                }
            }
        }
    }

    fn known(&mut self) -> String {
        let word = self.c.pick(&["known", "unknown"]);
        let o = self.observation();
        let what = match self.c.below(12) {
            0..=3 => self.latest(o.name),
            4 => format!("({})", self.aggregate(o)),
            5 => self.name(&self.names.conds.clone()).unwrap_or_else(|| "Arrived".to_string()),
            6 => "age".to_string(),
            7 => "sex".to_string(),
            8 => "Eye".to_string(),
            9 => self.time_of_observation(),
            10 => format!("({})", self.question().plain()),
            _ => self.name(&self.names.scores.clone()).unwrap_or_else(|| words::CODED.to_string()),
        };
        format!("({what} is {word})")
    }

    fn time_of_observation(&mut self) -> String {
        format!("{}.date", self.observation().name)
    }

    fn repeat(&mut self) -> String {
        let o = self.observation();
        let count = self.c.pick(&["two", "three", "2", "four"]);
        // The comparison that follows would belong to a last modifier without one of its own.
        let with = match self.c.chance(12) {
            true => format!(
                " with status preliminary, value > {}",
                canonical(o.anchors.last().unwrap_or(&"1"), o)
            ),
            false => String::new(),
        };
        let op = self.op();
        let value = match self.c.weighted(&[80, 10]) {
            0 => self.literal(o),
            _ => {
                let nums: Vec<String> = self
                    .lets
                    .nums
                    .iter()
                    .filter(|(_, of, _)| of.name == o.name)
                    .map(|(n, ..)| n.clone())
                    .collect();
                self.name(&nums).unwrap_or_else(|| canonical(o.anchors.first().unwrap_or(&"1"), o))
            }
        };
        let apart =
            if self.c.chance(45) { format!(" at least {} apart", self.duration()) } else { String::new() };
        let windows = if self.c.chance(55) { self.windows() } else { String::new() };
        // A figure only counts results before a name of three letters or more; all have them.
        format!("({count} {}{with} {op} {value}{apart}{windows})", o.name)
    }

    fn trend(&mut self) -> String {
        let o = self.observation();
        let of = o.name;
        let within = self.duration();
        let unit = match o.unit {
            "1" => String::new(),
            _ if o.special => " K".to_string(),
            unit => format!(" {unit}"),
        };
        let change = match self.c.below(8) {
            0 => "is rising".to_string(),
            1 => "is falling".to_string(),
            2 => format!("rose by {}{unit} within {within}", self.c.pick(&["0.5", "1", "10"])),
            3 => format!("fell by {}{unit} within {within}", self.c.pick(&["0.5", "1", "10"])),
            4 => format!("rose by {} % within {within}", self.c.pick(&["20", "50"])),
            5 => format!("rose 1.5-fold within {within}"),
            6 => format!("doubled within {within}"),
            _ => format!("halved within {within}"),
        };
        let windows = if self.c.chance(35) { self.windows() } else { String::new() };
        format!("({of} {change}{windows})")
    }

    fn times(&mut self) -> String {
        let periods: Vec<String> = self
            .current
            .iter()
            .filter(|(_, b)| !matches!(b, Bound::Result(_)))
            .map(|(n, _)| n.clone())
            .collect();
        if let (Some(a), Some(b), true) = (self.name(&periods), self.name(&periods), self.c.chance(50)) {
            let op = self.c.pick(&["overlaps", "during", "before", "after"]);
            return format!("({a} {op} {b})");
        }
        let (a, b) = (self.time(), self.time());
        match self.c.below(4) {
            0 => format!("({a} before {b})"),
            1 => format!("({a} after {b})"),
            _ => format!("({a} within {} of {b})", self.duration()),
        }
    }

    fn count_none(&mut self) -> String {
        let q = self.question();
        let op = self.c.pick(&["= 0", "< 1", ">= 2", "!= 1", "<= 0"]);
        format!("((count {}) {op})", q.plain())
    }

    /// A question, the name it binds, and a condition about one fact of it.
    pub fn one_fact(&mut self, depth: usize) -> (Question, String, String) {
        let q = if self.c.chance(60) { self.drug_question() } else { self.question() };
        let name = self.fresh();
        self.current.push((name.clone(), q.bound));
        let cond = self.fact_cond(&name, q.bound, depth);
        self.current.pop();
        (q, name, cond)
    }

    fn fact_cond(&mut self, name: &str, bound: Bound, depth: usize) -> String {
        let op = self.op();
        let own = match bound {
            Bound::Medication => match self.c.below(11) {
                0 => format!("{name}.dose {op} {}", self.c.pick(&["20 mg", "5 mg", "20000 ug"])),
                1 | 2 => format!("{name}.daily_dose {op} {}", self.c.pick(&["40 mg/d", "10 mg/d"])),
                3 => format!("{name}.duration {op} 30 d"),
                4 => format!("{name}.status is \"{}\"", self.c.pick(&["active", "stopped"])),
                5 => format!("{name}.route is \"{}\"", self.c.pick(&["oral", "intravenous"])),
                6 => format!("{name}.start {} {}", self.c.pick(&["before", "after"]), self.time()),
                7 => format!("{name}.name is \"{}\"", self.c.pick(&["warfarin", "ibuprofen"])),
                8 => format!("{name} {} {}", self.c.pick(&["during", "overlaps", "before"]), self.time()),
                9 => format!("{name}.end within {} of {}", self.duration(), self.time()),
                _ => format!("{name}.dose is {}", self.c.pick(&["known", "unknown"])),
            },
            Bound::Result(of) => match OBSERVATIONS.iter().find(|o| o.name == of) {
                Some(o) if self.c.chance(70) => format!("{name}.value {op} {}", self.literal(o)),
                _ => format!("{name}.date {} {}", self.c.pick(&["before", "after"]), self.time()),
            },
            Bound::Other => match self.c.below(4) {
                0 => format!("{name}.date after {}", self.time()),
                1 => format!("{name}.start before {}", self.time()),
                2 => format!("{name}.status is \"{}\"", self.c.pick(&["active", "completed"])),
                _ => format!("{name} overlaps {}", self.time()),
            },
        };
        if depth > 0 && self.c.chance(35) {
            let join = self.c.pick(&["and", "or"]);
            return format!("({own}) {join} {}", self.cond(depth - 1));
        }
        own
    }
}
