//! Observations, inputs, tables, functions, definitions and scores.

use super::numbers::canonical;
use super::words::{self, OBSERVATIONS};
use super::writer::{Names, Writer};
use crate::choices::Choices;

/// The script that functions call.
pub const SCRIPT: &str = r#"fn half(x) { x / 2 }
fn big(x) { x > 5 }
fn word(x) { if x > 5 { "high" } else { "low" } }
fn total(orders) {
  let sum = 0;
  for o in orders { sum += o.daily_dose; }
  sum
}
fn amount(orders) { orders.len() }
"#;

const FUNCTIONS: &str = r#"function half(x: mmol/L) -> mmol/L = rhai "functions.rhai"
function big(x: mmol/L) -> yes-no = rhai "functions.rhai"
function word(x: mmol/L) -> text = rhai "functions.rhai"
function total(orders: list of Medication) -> number = rhai "functions.rhai"
function amount(problems: list of Condition) -> number = rhai "functions.rhai"
"#;

const TABLES: &str = r#"table Kidneys(Creatinine) -> text { < 1.2 -> "low"   1.2 .. < 2 -> "mid"   >= 2 -> "high" }
table Steps(Potassium) -> number { < 3.5 -> 1   3.5 .. 5.5 -> 2   > 5.5 -> 3 }
table Both(Potassium, flag: yes-no) -> yes-no { > 5.5, yes -> yes   _, _ -> no }
table Eyes(Eye) -> number { spontaneous -> 0   _ -> 2 }
table Amount(word: text, years: number) -> mmol/L { "detected", >= 65 -> 5.5 mmol/L   _, _ -> 3500 umol/L }
"#;

const INPUTS: &str = r#"input Eye "Best eye-opening response" {
  code loinc 9267-6
  choice spontaneous "Spontaneously" 4 loinc LA6556-4
  choice to-speech "To speech" 3 loinc LA6555-6
  choice none "Not at all" 1 loinc LA6553-1
  window 24 hours
}
input Pain "Pain" { code loinc 72514-3 number 0 .. 10 window 7 days }
input Oxygen "On supplemental oxygen" { yes-no }
input Liters "Oxygen flow" { code loinc 3151-8 number 0 .. 60 unit L/min }
input Free "Any number" { number }
input Arrived "Arrival" { date }
"#;

/// Whom a limit or a rule is about, in simple words.
fn whom(c: &mut Choices<'_>) -> &'static str {
    c.pick(&[
        "age >= 65 years",
        "sex is female",
        "age < 18 years",
        "pregnant",
        "sex is male and age >= 50 years",
    ])
}

/// The observations, with what varies in them.
pub fn observations(c: &mut Choices<'_>) -> Vec<String> {
    let mut all: Vec<String> = OBSERVATIONS
        .iter()
        .map(|o| {
            let mut c = c.part(6);
            let window = match c.weighted(&[50, 20, 15, 15]) {
                0 => "\n  window 90 days",
                1 => "\n  window 7 days",
                2 => "\n  window 2 years",
                _ => "",
            };
            let mut aspects = vec!["abnormal", "trend"];
            if o.limits.contains("critical") {
                aspects.push("critical");
            }
            if o.clauses.contains("delta") {
                aspects.push("delta");
            }
            let report = match c.weighted(&[40, 15, 15, 30]) {
                0 => "\n  report nothing".to_string(),
                1 => String::new(),
                2 => format!("\n  report {}", aspects.join(", ")),
                _ => format!("\n  report {}", c.pick(&aspects)),
            };
            // Limits for somebody alone: whether they hold may be unknown.
            let limits = if c.chance(15) && !o.limits.contains(" for ") {
                let (normal, rest) = o.limits.split_once('\n').unwrap_or((o.limits, ""));
                format!("{normal} for {}\n{rest}", whom(&mut c))
            } else {
                o.limits.to_string()
            };
            format!(
                "observation {} {{\n  code loinc {}\n  unit {}\n  {}\n  {limits}{window}{report}\n}}",
                o.name, o.code, o.unit, o.clauses
            )
        })
        .collect();
    let window = if c.chance(60) { " window 30 days" } else { "" };
    all.push(format!("observation {} {{ code loinc {}{window} }}", words::CODED, words::CODED_CODE));
    all
}

/// Inputs, tables and functions: always the same, with the calls that use them.
pub fn fixed(scripts: bool, names: &mut Names) -> Vec<String> {
    let of = |name: &str| OBSERVATIONS.iter().find(|o| o.name == name);
    names.text_calls.push(("Kidneys(Creatinine)".into(), "high"));
    names.text_calls.push(("Kidneys(latest Creatinine in last 7 days)".into(), "low"));
    names.plain_calls.push("Steps(Potassium)".into());
    names.plain_calls.push("Eyes(Eye)".into());
    names.cond_calls.push("Both(Potassium, taking Spironolactone)".into());
    names.cond_calls.push("Both(latest Potassium in last 30 days, sex is female)".into());
    if let Some(potassium) = of("Potassium") {
        names.num_calls.push(("Amount(Covid, years(age))".into(), potassium));
        names.num_calls.push(("Amount(\"detected\", Eyes(Eye))".into(), potassium));
        if scripts {
            names.num_calls.push(("half(Potassium)".into(), potassium));
        }
    }
    names.times.push("Arrived".into());
    names.plains.push("Free".into());
    let mut all = vec![INPUTS.to_string(), TABLES.to_string()];
    if scripts {
        names.cond_calls.push("big(Potassium)".into());
        names.text_calls.push(("word(highest Potassium in last 30 days)".into(), "low"));
        names.plain_calls.push("total(taking Opioid)".into());
        names.plain_calls.push("total(taking or ordering Analgesic in last 1 year)".into());
        names.plain_calls.push("amount(has HeartDisease)".into());
        all.push(FUNCTIONS.to_string());
    }
    all
}

/// A definition; later ones may use it.
pub fn definition(at: usize, c: Choices<'_>, names: &mut Names) -> String {
    let mut w = Writer::new(c, names);
    let name = format!("Def{at}");
    let kind = w.c.weighted(&[50, 20, 12, 10, 8]);
    let (text, add): (String, fn(&mut Names, String)) = match kind {
        0 => {
            let depth = w.c.from_to(1, 2);
            (w.cond(depth), |n, name| n.conds.push(name))
        }
        1 => {
            let o = w.observation();
            let text = format!("define {name} = {} {{ unit {} }}", w.num_of(o, 1), o.unit);
            names.nums.push((name, o));
            return text;
        }
        2 => (format!("({} + 0)", w.plain(1)), |n, name| n.plains.push(name)),
        3 => {
            let of = w.observation().name;
            let windows = if w.c.chance(50) { w.windows() } else { String::new() };
            (format!("(latest {of}{windows}).date"), |n, name| n.times.push(name))
        }
        _ => {
            let a = format!("latest {}", w.series(words::CODED));
            let text = if w.c.chance(40) { w.choose(&["\"low\"", &a], "\"high\"") } else { format!("({a})") };
            (text, |n, name| n.texts.push(name))
        }
    };
    add(names, name.clone());
    format!("define {name} = {text}")
}

/// A score with bands `low`, `mid` and `high`.
pub fn score(at: usize, c: Choices<'_>, names: &mut Names) -> String {
    let mut w = Writer::new(c, names);
    let name = format!("Score{at}");
    let mut lines = Vec::new();
    if w.c.chance(45) {
        let who = if w.c.chance(60) { whom(&mut w.c).to_string() } else { w.cond(0) };
        lines.push(format!("for {who}"));
    }
    for _ in 0..w.c.from_to(1, 4) {
        let points = w.c.pick(&["1", "2", "3", "-1", "0.5"]);
        lines.push(match w.c.below(7) {
            0..=2 => format!("{points} if {}", w.cond(1)),
            3 => {
                let o = w.observation();
                let (mut a, mut b) = (o.anchors[0], o.anchors[1]);
                if a.parse::<f64>().ok() > b.parse::<f64>().ok() {
                    (a, b) = (b, a);
                }
                let (a, b) = (canonical(a, o), canonical(b, o));
                let of = w.num_by(o);
                format!("by {of} {{\n    < {a} -> {points}\n    {a} .. < {b} -> 0\n    >= {b} -> 2\n  }}")
            }
            4 => "by years(age) { < 40 -> 0   40 .. < 65 -> 1   >= 65 -> 2 }".to_string(),
            5 => "by Eye { spontaneous -> 0   to-speech -> 1   _ -> 3 }".to_string(),
            _ => format!("points {}", w.plain(0)),
        });
    }
    lines.push("band < 2 \"low\"".into());
    lines.push("band 2 .. < 4 \"mid\"".into());
    lines.push("band >= 4 \"high\"".into());
    names.scores.push(name.clone());
    format!("score {name} {{\n  {}\n}}", lines.join("\n  "))
}

impl Writer<'_, '_> {
    /// What `by` may look at.
    fn num_by(&mut self, o: &'static super::words::Observed) -> String {
        if self.c.chance(50) {
            o.name.to_string()
        } else {
            format!("latest {} in last {}", o.name, self.duration())
        }
    }

    /// Whom a rule is about.
    pub fn population(&mut self) -> String {
        match self.c.below(5) {
            0..=2 => whom(&mut self.c).to_string(),
            3 => format!("{} and {}", whom(&mut self.c), self.cond(0)),
            _ => self.cond(1),
        }
    }
}
