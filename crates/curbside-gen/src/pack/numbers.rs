//! Numbers: results, arithmetic, counts, doses, scores.

use super::words::{Observed, Other};
use super::writer::{Bound, Writer};

/// One number of results; what has a zero of its own cannot be summed.
const AGGREGATES: &[&str] = &["latest", "highest", "lowest", "mean", "median", "earliest", "latest", "sum"];

impl Writer<'_, '_> {
    /// A threshold for results of an observation, in one of its units.
    pub fn literal(&mut self, o: &Observed) -> String {
        if !o.others.is_empty() && self.c.chance(30) {
            let other = self.c.pick(o.others);
            return format!("{} {}", self.c.pick(other.anchors), other.unit);
        }
        canonical(self.c.pick(o.anchors), o)
    }

    /// A threshold for a value of an observation: arithmetic forgets what was measured, and with it the molar mass.
    fn literal_for(&mut self, value: &str, o: &Observed) -> String {
        let result = value == o.name || AGGREGATES.iter().any(|a| value.starts_with(&format!("({a} ")));
        if result { self.literal(o) } else { self.literal_of_value(o) }
    }

    fn literal_of_value(&mut self, o: &Observed) -> String {
        let others: Vec<&Other> = o.others.iter().filter(|other| !other.analyte).collect();
        if !others.is_empty() && self.c.chance(30) {
            let other = self.c.pick(&others);
            return format!("{} {}", self.c.pick(other.anchors), other.unit);
        }
        canonical(self.c.pick(o.anchors), o)
    }

    /// Results with modifiers and windows.
    pub fn series(&mut self, name: &str) -> String {
        let with = match self.c.weighted(&[80, 6, 5, 5, 4]) {
            1 => " with status preliminary",
            2 => " with specimen Blood",
            3 => " with category laboratory",
            4 => " with status preliminary, category laboratory",
            _ => "",
        };
        let windows = if self.c.chance(65) { self.windows() } else { String::new() };
        format!("{name}{with}{windows}")
    }

    /// One number of an observation's results, in its unit.
    pub fn aggregate(&mut self, o: &Observed) -> String {
        let kinds = if o.special { &AGGREGATES[..7] } else { AGGREGATES };
        let kind = self.c.pick(kinds);
        format!("{kind} {}", self.series(o.name))
    }

    /// A number in the unit of an observation.
    pub fn num_of(&mut self, o: &'static Observed, depth: usize) -> String {
        let simple = depth == 0 || !self.c.chance(35);
        if simple {
            return match self.c.weighted(&[30, 40, 10, 8, 6]) {
                0 => o.name.to_string(),
                1 => format!("({})", self.aggregate(o)),
                2 => {
                    let lets: Vec<String> = self
                        .lets
                        .nums
                        .iter()
                        .filter(|(_, of, _)| of.name == o.name)
                        .map(|(n, ..)| n.clone())
                        .collect();
                    self.name(&lets).unwrap_or_else(|| o.name.to_string())
                }
                3 => {
                    let names: Vec<String> = self
                        .names
                        .nums
                        .iter()
                        .chain(&self.names.num_calls)
                        .filter(|(_, of)| of.name == o.name)
                        .map(|(n, _)| n.clone())
                        .collect();
                    self.name(&names).unwrap_or_else(|| o.name.to_string())
                }
                _ => format!("{}.value", o.name),
            };
        }
        let depth = depth - 1;
        match self.c.below(if o.special { 6 } else { 12 }) {
            0 => format!("first_known({}, {})", self.num_of(o, depth), self.num_of(o, depth)),
            1 => format!("max({}, {})", self.num_of(o, depth), self.num_of(o, depth)),
            2 => format!("min({}, {})", self.num_of(o, depth), self.literal_of_value(o)),
            3 => format!("round({}, {})", self.num_of(o, depth), self.c.pick(&["1", "0", "2"])),
            4 => format!("if(({}), {}, {})", self.cond(0), self.num_of(o, depth), self.num_of(o, depth)),
            5 => {
                let (a, b, c) = (self.num_of(o, depth), self.num_of(o, 0), self.num_of(o, 0));
                self.choose(&[&a, &b], &c)
            }
            6 => format!("({} + {})", self.num_of(o, depth), self.num_of(o, depth)),
            7 => format!("({} - {})", self.num_of(o, depth), self.literal_of_value(o)),
            8 => format!("({} * {})", self.num_of(o, depth), self.plain(depth)),
            9 => format!("({} / 2)", self.num_of(o, depth)),
            10 => format!("abs({})", self.num_of(o, depth)),
            _ => format!("(-{})", self.num_of(o, 0)),
        }
    }

    /// A number without a unit.
    pub fn plain(&mut self, depth: usize) -> String {
        let kind = self.c.weighted(&[12, 12, 8, 8, 6, 5, 8, 6, 12, 6, if depth > 0 { 45 } else { 0 }]);
        match kind {
            0 => self.c.pick(&["2", "1", "0", "3", "1.5", "65"]).to_string(),
            1 => {
                let of = self.observation().name;
                format!("(count {})", self.series(of))
            }
            2 => {
                let q = self.question();
                format!("(count {})", q.plain())
            }
            3 => {
                let (q, name, cond) = self.one_fact(0);
                format!("(count {} where ({cond}))", q.bind(&name))
            }
            4 => "years(age)".to_string(),
            5 => "days(age)".to_string(),
            6 => self.name(&self.names.scores.clone()).unwrap_or_else(|| "1".to_string()),
            7 => self.c.pick(&["Pain", "Eye.points"]).to_string(),
            8 => {
                let all: Vec<String> =
                    self.names.plains.iter().chain(&self.names.plain_calls).cloned().collect();
                self.name(&all).unwrap_or_else(|| "2".to_string())
            }
            9 => self.name(&self.lets.plains.clone()).unwrap_or_else(|| "3".to_string()),
            _ => self.composed(depth - 1),
        }
    }

    fn composed(&mut self, depth: usize) -> String {
        let o = self.observation();
        match self.c.below(24) {
            0 => format!("({} + {})", self.plain(depth), self.plain(depth)),
            1 => format!("({} - {})", self.plain(depth), self.plain(depth)),
            2 => format!("({} * {})", self.plain(depth), self.plain(depth)),
            3 => {
                let (a, b) = (self.plain(depth), self.plain(depth));
                format!("({a} / {})", if b == "0" { "4" } else { &b })
            }
            4 => format!("value({}, '{}')", self.num_of(o, depth), o.unit),
            5 if !o.special => format!("({} / {})", self.num_of(o, depth), self.num_of(o, depth)),
            6 => format!("floor({})", self.plain(depth)),
            7 => format!("ceil({})", self.plain(depth)),
            8 => format!("sqrt({})", self.plain(depth)),
            9 => format!("ln({})", self.plain(depth)),
            10 => format!("log10({})", self.plain(depth)),
            11 => format!("exp({})", self.plain(0)),
            12 | 16 | 17 => format!("pow({}, {})", self.plain(0), self.c.pick(&["2", "0.5", "-1"])),
            13 => format!("if(({}), {}, {})", self.cond(0), self.plain(depth), self.plain(depth)),
            14 => format!("first_known({}, {})", self.plain(depth), self.plain(depth)),
            18 | 22 | 23 => {
                let parts =
                    self.c.pick(&[["year", "month"], ["day", "hour"], ["month", "day"], ["hour", "year"]]);
                format!("({}({}) - {}({}))", parts[0], self.time(), parts[1], self.time())
            }
            19 => format!("value(elapsed({}, {}), 'd')", self.time(), self.time()),
            20 | 21 => {
                let (a, b, c) = (self.plain(depth), self.plain(0), self.plain(0));
                self.choose(&[&a, &b], &c)
            }
            _ => format!("abs({})", self.plain(depth)),
        }
    }

    /// The first of some values whose condition holds, perhaps otherwise another.
    pub fn choose(&mut self, values: &[&str], otherwise: &str) -> String {
        let rows: String = values.iter().map(|v| format!("({v}) if ({}) ", self.cond(0))).collect();
        let rest = if self.c.chance(60) { format!("otherwise ({otherwise}) ") } else { String::new() };
        format!("(choose {{ {rows}{rest}}})")
    }

    /// A comparison of numbers.
    pub fn comparison(&mut self, depth: usize) -> String {
        let op = self.op();
        let o = self.observation();
        match self.c.weighted(&[46, 8, 5, 6, 5, 18, 10, 5]) {
            0 => {
                let value = self.num_of(o, depth);
                format!("{value} {op} {}", self.literal_for(&value, o))
            }
            1 => format!("{} {op} {}", self.num_of(o, depth), self.num_of(o, depth)),
            2 => {
                let value = self.num_of(o, depth);
                format!("{} {op} {value}", self.literal_for(&value, o))
            }
            3 => {
                let change = self.c.pick(&["0.5", "1", "-1", "0"]);
                let unit = if o.special { "K" } else { o.unit };
                let change = if unit == "1" { change.to_string() } else { format!("{change} {unit}") };
                format!("(change in {}) {op} {change}", self.series(o.name))
            }
            4 => {
                let slope = self.c.pick(&["0.1", "0", "-0.1"]);
                let unit = match o.unit {
                    "1" => "/d".to_string(),
                    _ if o.special => "K/d".to_string(),
                    unit => format!("{unit}/d"),
                };
                format!("(slope of {}) {op} {slope} {unit}", self.series(o.name))
            }
            5 => format!("{} {op} {}", self.plain(depth), self.c.pick(&["2", "1", "0", "3", "65", "100"])),
            6 => self.dose(op),
            _ => {
                let (lo, hi) = match o.anchors {
                    [a, b, ..] => (*a, *b),
                    _ => ("1", "2"),
                };
                let (lo, hi) =
                    if lo.parse::<f64>().ok() > hi.parse::<f64>().ok() { (hi, lo) } else { (lo, hi) };
                format!("({} from {} to {})", self.num_of(o, depth), canonical(lo, o), canonical(hi, o))
            }
        }
    }

    /// Doses over facts, or of the fact that stands for one here.
    fn dose(&mut self, op: &str) -> String {
        let fields: &[(&str, &[&str])] = &[
            ("daily_dose", &["40 mg/d", "10 mg/d", "0.04 g/d", "100 mg/d"]),
            ("dose", &["20 mg", "5 mg", "0.02 g"]),
            ("duration", &["30 d", "90 d", "1 d"]),
        ];
        let (field, limits) = self.c.pick(fields);
        let limit = self.c.pick(limits);
        if let Some(f) = self.current_fields(&[field], |b| b == Bound::Medication)
            && self.c.chance(70)
        {
            return format!("{f} {op} {limit}");
        }
        let kind = self.c.pick(&["sum", "highest", "lowest"]);
        let q = self.drug_question();
        let name = self.fresh();
        format!("({kind} {name}.{field} over {}) {op} {limit}", q.bind(&name))
    }
}

/// A number in an observation's own unit.
pub fn canonical(n: &str, o: &Observed) -> String {
    if o.unit == "1" { n.to_string() } else { format!("{n} {}", o.unit) }
}
