//! A guideline's test cases as tests of the pack.

use crate::cases::{Case, Given, TestFile};
use crate::flow::Flow;
use crate::guideline::Guideline;
use crate::names::{quoted, unique};
use crate::pack::{Done, Options};
use crate::problem::{Note, Weight};
use crate::reckon::number;
use crate::run::{self, Outcome, Turn};
use crate::units::{factor, normal};
use crate::write::{Answer, Target, Written, key, label};
use std::collections::{BTreeMap, BTreeSet};

/// Test cases and what became of their expected values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Cases.
    pub cases: usize,
    /// Expected values of the source.
    pub expected: usize,
    /// Values that the tests of the pack ask for.
    pub kept: usize,
    /// Values that the guideline's own rules do not give.
    pub contradicted: usize,
    /// Values that cannot be asked for.
    pub left_out: usize,
}

impl Tally {
    /// Adds another.
    pub fn add(&mut self, o: &Tally) {
        self.cases += o.cases;
        self.expected += o.expected;
        self.kept += o.kept;
        self.contradicted += o.contradicted;
        self.left_out += o.left_out;
    }
}

/// The text of a test file, its tally, and what there is to tell.
pub(crate) fn tests(
    d: &Done<'_>,
    before: &[(&Done<'_>, String)],
    file: &TestFile,
    key: &str,
    options: &Options,
) -> (String, Tally, Vec<Note>) {
    let Done { g, flow, written: w } = d;
    let clock = clock(file, options);
    let mut t = Tests { g, flow, w, before, clock, tally: Tally::default(), notes: Vec::new() };
    let mut out = format!("# The test cases of {}.\nclock: {}\ncases:\n", g.id, t.clock);
    let mut names = BTreeSet::new();
    for case in &file.cases {
        out += &t.case(case, key, &mut names);
    }
    if file.cases.is_empty() {
        out = format!("# {} has no test case.\nclock: {}\ncases: []\n", g.id, t.clock);
    }
    (out, t.tally, t.notes)
}

fn clock(file: &TestFile, options: &Options) -> String {
    let Some(given) = &file.clock else { return options.clock.clone() };
    let t = given.split('[').next().unwrap_or(given).trim().replace(' ', "T");
    let zoned = t.ends_with('Z') || t.get(11..).is_some_and(|r| r.contains(['+', '-']));
    match (t.len(), zoned) {
        (10, _) => format!("{t}T00:00:00+00:00"),
        (_, true) => t.replace('Z', "+00:00"),
        (_, false) => format!("{t}+00:00"),
    }
}

/// What a test gives beside answers.
enum Fact {
    Birth(String),
    Observed(String),
}

struct Tests<'a> {
    g: &'a Guideline,
    flow: &'a Flow<'a>,
    w: &'a Written,
    /// Guidelines that run before this one, with their keys.
    before: &'a [(&'a Done<'a>, String)],
    clock: String,
    tally: Tally,
    notes: Vec<Note>,
}

impl Tests<'_> {
    fn note(&mut self, weight: Weight, case: &str, text: String) {
        let place = format!("test \"{case}\"");
        self.notes.push(Note { weight, guideline: self.g.id.clone(), place, text });
    }

    fn case(&mut self, case: &Case, key: &str, names: &mut BTreeSet<String>) -> String {
        self.tally.cases += 1;
        if !case.twice.is_empty() {
            let text = format!("{} stands twice in the file; the last one counts", case.twice.join(", "));
            self.note(Weight::Warning, &case.id, text);
        }
        let of = |k: &str| -> Vec<(String, Given)> {
            case.input.iter().filter(|(x, _)| x == k).flat_map(|(_, v)| v.clone()).collect()
        };
        let mut turns: Vec<Turn<'_>> =
            self.before.iter().map(|(d, k)| Turn { g: d.g, given: of(k) }).collect();
        turns.push(Turn { g: self.g, given: of(key) });
        let mut name = case.id.split_whitespace().collect::<Vec<_>>().join(" ");
        if names.contains(&name) {
            name = unique(&name, names);
        }
        names.insert(name.clone());
        let (mut inputs, mut facts, mut patient) = (String::new(), String::new(), String::new());
        let everybody = self.before.iter().map(|(d, _)| *d).map(Some).chain([None]);
        let mut said = BTreeSet::new();
        for (at, whose) in everybody.enumerate() {
            let mine = whose.is_none();
            let (g, flow, w) = match whose {
                Some(d) => (d.g, &d.flow, &d.written),
                None => (self.g, self.flow, self.w),
            };
            let one = Giving { flow, w };
            for (id, value) in run::received(&turns, at) {
                match one.fact(&id, &value) {
                    Some(Fact::Birth(day)) => {
                        patient = format!("    patient: {{ born: {day} }}\n");
                        continue;
                    }
                    Some(Fact::Observed(line)) => {
                        if said.insert(line.clone()) {
                            facts += &format!("        - {}\n", quoted(&line));
                        }
                        continue;
                    }
                    None => {}
                }
                match one.answer(&id, &value) {
                    Some((name, text)) if said.insert(name.clone()) => {
                        inputs += &format!("        {name}: {text}\n");
                    }
                    Some(_) => {}
                    None if value == Given::Null || !mine => {}
                    None => {
                        let what = format!(
                            "the input \"{}\" has no place in the pack: {}",
                            g.name(&id),
                            shown(&value)
                        );
                        self.note(Weight::Told, &case.id, what);
                    }
                }
            }
        }
        let outcome = run::chained(&turns, &self.clock);
        let (mut scores, mut values, mut comments) = (String::new(), String::new(), String::new());
        for (id, wanted) in case.expected.iter().filter(|(k, _)| k == key).flat_map(|(_, v)| v) {
            self.tally.expected += 1;
            if let Outcome::Differs(got) = run::judge(&outcome, id, wanted) {
                self.tally.contradicted += 1;
                let text = format!(
                    "\"{}\" should be {} by the test, but the guideline's own rules give {got}",
                    self.g.name(id),
                    shown(wanted)
                );
                comments += &format!("      # {text}\n");
                self.note(Weight::Warning, &case.id, text);
                continue;
            }
            let open = self.open(id);
            match self.expectation(id, wanted).filter(|_| !open) {
                Some((lines, is_score)) => {
                    self.tally.kept += 1;
                    let into = if is_score { &mut scores } else { &mut values };
                    lines.into_iter().for_each(|l| *into += &format!("        {l}\n"));
                }
                None => {
                    self.tally.left_out += 1;
                    let text = format!(
                        "\"{}\" should be {}, but nothing in the pack has that value",
                        self.g.name(id),
                        shown(wanted)
                    );
                    comments += &format!("      # {text}\n");
                    self.note(Weight::Lost, &case.id, text);
                }
            }
        }
        let mut out = format!("  - name: {}\n{patient}", quoted(&name));
        if !inputs.is_empty() || !facts.is_empty() {
            out += "    given:\n";
        }
        for (what, lines) in [("observations", facts), ("inputs", inputs)] {
            if !lines.is_empty() {
                out += &format!("      {what}:\n{lines}");
            }
        }
        out += &format!("    expect:\n{comments}");
        for (what, lines) in [("scores", scores), ("values", values)] {
            if !lines.is_empty() {
                out += &format!("      {what}:\n{lines}");
            }
        }
        if out.ends_with(&format!("expect:\n{comments}")) {
            // Nothing is left to ask: the case is kept for what it gives, and must not fail to be read.
            out += "      exactly: false\n";
        }
        out
    }

    /// Whether a value, or one that it is made of, cannot be said in the pack.
    fn open(&self, id: &str) -> bool {
        let (mut seen, mut todo) = (BTreeSet::new(), vec![id.to_string()]);
        while let Some(id) = todo.pop() {
            let Some(course) = self.flow.courses.get(&id) else { continue };
            if course.unsaid {
                return true;
            }
            for e in &course.entries {
                let more = match &e.value {
                    crate::flow::Value::Num(n) => n.mentions(),
                    _ => BTreeSet::new(),
                };
                let all = e.cond.refs().into_iter().chain(more).map(|r| r.var);
                todo.extend(all.filter(|v| seen.insert(v.clone())));
            }
        }
        false
    }

    /// The lines of an expectation, and whether they are about a score.
    fn expectation(&self, id: &str, wanted: &Given) -> Option<(Vec<String>, bool)> {
        let text_of = |g: &Given| match g {
            Given::Ordinal(v, c) => self.label(id, &c.key(), Some(*v)),
            Given::Coded(c) => self.label(id, &c.key(), None),
            Given::Text(t) => Some(t.trim().to_string()),
            Given::Number(t) => Some(t.clone()),
            Given::Bool(b) => Some(b.to_string()),
            Given::Quantity(n, u) => Some(format!("{n},{u}")),
            Given::Date(d) => Some(d.clone()),
            Given::Null => None,
        };
        match (self.w.targets.get(id)?, wanted) {
            (Target::Score(name), Given::Number(n) | Given::Quantity(n, _)) => {
                Some((vec![format!("{name}: {n}")], true))
            }
            (Target::Score(name), Given::Ordinal(v, _)) => Some((vec![format!("{name}: {v}")], true)),
            (Target::Number(name, unit), Given::Quantity(n, u)) => {
                let u = normal(u).unit().to_string();
                let n = if unit == "1" || u == "1" { trimmed(n) } else { converted(n, &u, unit)? };
                let unit = if unit == "1" { String::new() } else { format!(" {unit}") };
                Some((vec![format!("{name}: {n}{unit}")], false))
            }
            (Target::Number(name, unit), Given::Number(n)) => {
                let unit = if unit == "1" { String::new() } else { format!(" {unit}") };
                Some((vec![format!("{name}: {}{unit}", trimmed(n))], false))
            }
            (Target::Ordinal(name, text), Given::Ordinal(v, c)) => {
                let label = self.label(id, &c.key(), Some(*v))?;
                Some((vec![format!("{name}: {v}"), format!("{text}: {}", quoted(&label))], false))
            }
            (Target::Date(name), Given::Date(d)) => {
                Some((vec![format!("{name}: {}", quoted(d.get(..10)?))], false))
            }
            (Target::Text(name), given) => {
                Some((vec![format!("{name}: {}", quoted(&text_of(given)?))], false))
            }
            _ => None,
        }
    }

    fn label(&self, id: &str, code: &str, points: Option<i64>) -> Option<String> {
        let all = self.flow.options(id);
        let exact = all.iter().find(|o| o.code.key() == code && o.points == points);
        exact.or_else(|| all.iter().find(|o| o.code.key() == code)).map(label)
    }
}

/// What a guideline is given, as a pack is given it.
struct Giving<'a> {
    flow: &'a Flow<'a>,
    w: &'a Written,
}

impl Giving<'_> {
    /// How a value is given: where it is written too, by a variable of its own.
    fn answer_of(&self, id: &str) -> Option<&Answer> {
        self.w.answers.get(&crate::chain::given(id)).or_else(|| self.w.answers.get(id))
    }

    /// A fact of the record.
    fn fact(&self, id: &str, value: &Given) -> Option<Fact> {
        match (self.answer_of(id)?, value) {
            (Answer::Birth, Given::Date(d)) => Some(Fact::Birth(d.get(..10).unwrap_or(d).to_string())),
            (Answer::Observation(all), Given::Quantity(n, u)) => {
                let u = normal(u).unit().to_string();
                let (name, unit) = all.iter().find(|(_, unit)| crate::units::convertible(&u, unit))?;
                Some(Fact::Observed(format!("{name} {} {unit}", converted(n, &u, unit)?)))
            }
            (Answer::Observation(all), Given::Number(n)) => {
                let (name, unit) = all.first()?;
                Some(Fact::Observed(format!("{name} {n} {unit}")))
            }
            _ => None,
        }
    }

    fn answer(&self, id: &str, value: &Given) -> Option<(String, String)> {
        let given_key = match value {
            Given::Ordinal(v, c) => key(&c.key(), Some(*v)),
            Given::Coded(c) => c.key(),
            _ => String::new(),
        };
        match (self.answer_of(id)?, value) {
            (Answer::Choice(name, all), Given::Ordinal(..) | Given::Coded(_)) => {
                let bare = given_key.rsplit_once('|').map_or(given_key.as_str(), |(_, c)| c);
                let same = |k: &str| k == given_key || k.rsplit_once('|').map_or(k, |(_, c)| c) == bare;
                let hit =
                    all.iter().find(|(k, _)| *k == given_key).or_else(|| all.iter().find(|(k, _)| same(k)));
                hit.map(|(_, word)| (name.clone(), word.clone()))
            }
            (Answer::Choice(name, all), Given::Text(t)) => {
                let at = self.flow.options(id).iter().position(|o| label(o) == t.trim())?;
                Some((name.clone(), all.get(at)?.1.clone()))
            }
            (Answer::YesNo(name, yes), Given::Ordinal(..) | Given::Coded(_)) => {
                let code = given_key.rsplit_once('|').map_or(given_key.as_str(), |(_, c)| c);
                let is = yes.is_empty() || yes.iter().any(|k| k == code);
                Some((name.clone(), if is { "yes" } else { "no" }.into()))
            }
            (Answer::YesNo(name, _), Given::Bool(b)) => {
                Some((name.clone(), if *b { "yes" } else { "no" }.into()))
            }
            (Answer::YesNo(name, _), Given::Text(_)) => Some((name.clone(), "yes".into())),
            (Answer::Number(all), Given::Quantity(n, u)) => {
                let u = normal(u).unit().to_string();
                let (name, unit) = all.iter().find(|(_, unit)| crate::units::convertible(&u, unit))?;
                Some((name.clone(), converted(n, &u, unit)?))
            }
            (Answer::Number(all), Given::Number(n)) => all.first().map(|(name, _)| (name.clone(), n.clone())),
            (Answer::Number(all), Given::Ordinal(v, _)) => {
                all.first().map(|(name, _)| (name.clone(), v.to_string()))
            }
            (Answer::Date(name), Given::Date(d)) => Some((name.clone(), moment(d))),
            _ => None,
        }
    }
}

/// A date, with the time of day where one is given: `1943-12-30T16:27+01:00[Europe/Budapest]`.
fn moment(d: &str) -> String {
    let day = d.get(..10).unwrap_or(d);
    let plain = d.split('[').next().unwrap_or(d).trim().replacen(' ', "T", 1).replace('Z', "+00:00");
    let Some((_, rest)) = plain.split_once('T') else { return day.to_string() };
    let (time, zone) = rest.find(['+', '-']).map_or((rest, ""), |at| rest.split_at(at));
    let time = time.split('.').next().unwrap_or(time);
    let whole = format!("{day}T{time}{zone}");
    if whole.parse::<curbside::time::PartialTime>().is_ok() { whole } else { day.to_string() }
}

/// Figures of binary fractions (`0.30000000000000004`) are cut.
fn trimmed(n: &str) -> String {
    match n.split_once('.') {
        Some((_, d)) if d.len() > 9 => n.parse::<f64>().map_or(n.to_string(), |v| format!("{v:.6}")),
        _ => number(n).unwrap_or_else(|| n.to_string()),
    }
}

fn converted(n: &str, from: &str, to: &str) -> Option<String> {
    let plain = number(n)?;
    if crate::render::same_unit(from, to) {
        return Some(plain);
    }
    let value = factor(from, to)?.apply(plain.parse().ok()?)?;
    Some(value.round(9).to_string())
}

pub(crate) fn shown(v: &Given) -> String {
    match v {
        Given::Ordinal(v, c) => format!("{v} \"{}\"", c.label),
        Given::Coded(c) => format!("\"{}\"", c.label),
        Given::Quantity(n, u) => format!("{n} {u}"),
        Given::Number(n) => n.clone(),
        Given::Text(t) => format!("\"{}\"", t.trim()),
        Given::Bool(b) => b.to_string(),
        Given::Date(d) => d.clone(),
        Given::Null => "nothing".into(),
    }
}

/// Values by variable.
pub(crate) type Values = BTreeMap<String, Given>;
