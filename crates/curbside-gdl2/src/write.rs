//! A flow as declarations: inputs, scores with bands, tables, definitions.

mod decided;
mod inputs;

use crate::bound::{first_unit, mapped};
use crate::facts::{Foreign, Kind, Option_};
use crate::flow::{Course, Entry, Flow, Value, as_given, label_of};
use crate::logic::{Cond, Num, Ref};
use crate::mapping::Mapping;
use crate::names::{camel, quoted, unique};
use crate::predicates::Asked;
use crate::ranges::{Range, cover, joined, overlapping, sort_ranges};
use crate::render::{Dim, Render, choice_names, unit_text};
use crate::turns::in_turn;
use std::collections::{BTreeMap, BTreeSet};

/// How an output is tested.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Target {
    /// A score, by its name.
    Score(String),
    /// A definition of a number, with its unit.
    Number(String, String),
    /// A definition of a text.
    Text(String),
    /// A definition of a time.
    Date(String),
    /// A number and its label, both defined.
    Ordinal(String, String),
}

/// How an input is answered in a test.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Answer {
    /// By a choice: codes and names.
    Choice(String, Vec<(String, String)>),
    /// By yes or no: the codes of yes.
    YesNo(String, Vec<String>),
    /// By a number, in one of several units.
    Number(Vec<(String, String)>),
    /// By a date.
    Date(String),
    /// By the patient's date of birth.
    Birth,
    /// By an observation, in one of several units.
    Observation(Vec<(String, String)>),
}

/// What a guideline gives.
pub(crate) struct Output {
    pub name: String,
    pub label: String,
    /// What a message shows of it.
    pub shown: String,
    /// No other value is counted from it.
    pub result: bool,
    /// How long its value may be, about.
    pub room: usize,
}

/// The declarations of a guideline.
pub(crate) struct Written {
    pub text: String,
    pub targets: BTreeMap<String, Target>,
    pub answers: BTreeMap<String, Answer>,
    /// Outputs in their order.
    pub outputs: Vec<Output>,
    /// Names by variable.
    pub names: BTreeMap<String, String>,
    /// Cards as rules.
    pub rules: Vec<(String, crate::guideline::Card, String)>,
    /// Observations of the record that it reads: name, declaration.
    pub observations: BTreeMap<String, String>,
    /// Outputs that cannot be written down.
    pub unsaid: Vec<String>,
}

/// Writes a guideline; names that others have are in `taken`.
pub(crate) fn write(
    flow: &Flow<'_>,
    taken: &mut BTreeSet<String>,
    prefix: &str,
    mapping: &Mapping,
    foreign: &BTreeMap<String, Foreign>,
) -> Written {
    let mut names = BTreeMap::new();
    let mapped = mapped(flow, mapping);
    let own = crate::pack::own_names(flow.g);
    let mut name = |id: &str, text: &str| {
        let mut wanted = own.get(id).cloned().unwrap_or_else(|| camel(text, 7));
        if wanted.trim_end_matches('-') != wanted || taken.contains(&wanted) {
            wanted = format!("{prefix}{}", wanted.trim_end_matches('-'));
        }
        // The points for a value that is called the same.
        if taken.contains(&wanted) && flow.kinds.get(id) == Some(&Kind::Ordinal) {
            wanted += "Points";
        }
        names.insert(id.to_string(), unique(&wanted, taken));
    };
    let unmapped = |id: &&String| !mapped.contains_key(*id) && !foreign.contains_key(*id);
    for id in flow.table.facts.keys().filter(unmapped) {
        name(id, &flow.g.name(id));
    }
    for rule in &flow.g.rules {
        if flow.fired.get(&rule.id).is_some_and(|c| matches!(c, Cond::Named(..))) {
            name(&rule.id, &flow.g.name(&rule.id));
        }
    }
    if flow.applies.is_some() {
        name("applies", &format!("{prefix} applies"));
    }
    for (id, f) in foreign {
        names.insert(id.clone(), f.name.clone());
        names.insert(label_of(id), f.label.clone().unwrap_or_else(|| f.name.clone()));
    }
    for (id, _) in flow.kinds.iter().filter(|(id, k)| **k == Kind::Ordinal && !foreign.contains_key(*id)) {
        let base = names.get(id).cloned().unwrap_or_default();
        names.insert(label_of(id), unique(&format!("{base}Label"), taken));
    }
    for (id, row) in &mapped {
        let unit = first_unit(flow, id);
        names.insert(id.clone(), if row.observation == "@birth" { "birth".into() } else { row.name(&unit) });
    }
    for (id, kind) in &flow.kinds {
        if matches!(kind, Kind::Number(units) if units.len() > 1) && !flow.table.get(id).assigned {
            let base = names.get(id).cloned().unwrap_or_default();
            names.insert(as_given(id), unique(&format!("{}AsGiven", base.trim_end_matches('-')), taken));
        }
    }
    // An observation that a predicate does not let look back so far.
    let mut recent = String::new();
    for (id, row) in mapped.iter().filter(|(_, row)| row.observation != "@birth") {
        let Some((n, word)) = flow.g.element(id).and_then(|(b, _)| Asked::of(flow.g, b).window) else {
            continue;
        };
        let s = if n == 1 { "" } else { "s" };
        let of = names.get(id).cloned().unwrap_or_default();
        let name = unique(&format!("{of}InLast{n}{}{s}", camel(word, 1).trim_end_matches('-')), taken);
        let text = quoted(&format!("{}, last {n} {word}{s}", row.label));
        recent += &format!("define {name} {text} = latest {of} in last {n} {word}{s}\n");
        names.insert(id.clone(), name);
    }
    let mut choices = BTreeMap::new();
    for (id, kind) in &flow.kinds {
        if *kind == Kind::Choice {
            let labels: Vec<String> = flow.options(id).iter().map(label).collect();
            choices.insert(id.clone(), choice_names(&labels));
        }
    }
    let render = Render {
        flow,
        names,
        choices,
        mapped,
        partial: Default::default(),
        named: Default::default(),
        either: Default::default(),
    };
    let mut w = Writer {
        r: render,
        inputs: String::new(),
        body: String::new(),
        targets: BTreeMap::new(),
        answers: BTreeMap::new(),
        observations: BTreeMap::new(),
        unsaid: Vec::new(),
    };
    w.inputs(foreign);
    w.inputs += &recent;
    let bands = w.bands();
    for id in &flow.order {
        w.output(id, &bands);
    }
    let rules = flow
        .cards
        .iter()
        .map(|(c, card, rule)| (w.r.cond(&c.clone().lean()).0, card.clone(), flow.g.name(rule)))
        .collect();
    w.leftovers();
    w.either();
    let outputs = flow
        .order
        .iter()
        .filter(|id| flow.g.element(id).is_some() && w.targets.contains_key(*id))
        .filter(|id| !flow.g.carried.iter().any(|(to, from)| to == *id && foreign.contains_key(from)))
        .map(|id| {
            let name = w.r.names.get(id).cloned().unwrap_or_default();
            let shown = match w.targets.get(id) {
                Some(Target::Ordinal(_, label)) => label.clone(),
                _ => name.clone(),
            };
            let result = !w.is_part(id);
            Output { name, label: flow.g.name(id), shown, result, room: w.room(id) }
        })
        .collect();
    Written {
        text: format!("{}\n{}", w.inputs, w.body),
        targets: w.targets,
        answers: w.answers,
        observations: w.observations,
        unsaid: w.unsaid,
        outputs,
        names: w.r.names,
        rules,
    }
}

struct Writer<'a, 'g> {
    r: Render<'a, 'g>,
    inputs: String,
    body: String,
    targets: BTreeMap<String, Target>,
    answers: BTreeMap<String, Answer>,
    observations: BTreeMap<String, String>,
    /// Outputs that cannot be written down.
    unsaid: Vec<String>,
}

/// A score's bands, by score, and the text that they are.
type Bands = BTreeMap<String, (String, Vec<(String, String)>)>;

pub(crate) fn label(o: &Option_) -> String {
    let t = o.code.label.split_whitespace().collect::<Vec<_>>().join(" ");
    if t.is_empty() { o.code.key() } else { t }
}

impl Writer<'_, '_> {
    fn var(&self, id: &str) -> Ref {
        Ref { var: id.to_string(), version: self.r.flow.total(id), unit: None }
    }

    fn name(&self, id: &str) -> String {
        self.r.names.get(id).cloned().unwrap_or_default()
    }

    /// How long a value may be, about.
    fn room(&self, id: &str) -> usize {
        let course = self.r.flow.courses.get(id);
        let texts = course.into_iter().flat_map(|c| &c.entries).filter_map(|e| self.words(id, e));
        let unit = course.and_then(|c| c.unit.as_ref()).map_or(0, |u| u.chars().count());
        texts.map(|t| t.chars().count().max(20)).max().unwrap_or(10 + unit)
    }

    /// The term's description, where it says more than its text.
    fn doc(&self, id: &str) -> String {
        let Some(t) = self.r.flow.g.term(id) else { return String::new() };
        let text = t.description.split_whitespace().collect::<Vec<_>>().join(" ");
        let says = text.chars().any(char::is_alphanumeric) && !text.eq_ignore_ascii_case(t.text.trim());
        if says { format!("/// {text}\n") } else { String::new() }
    }

    // --- scores and bands -----------------------------------------------------------------

    /// The items of a score, and for whom it is, where a value is a sum that wants all its parts.
    fn score(&self, id: &str) -> Option<(Vec<String>, Cond)> {
        let course =
            self.r.flow.courses.get(id).filter(|c| c.entries.iter().all(|e| e.value != Value::Nothing))?;
        if course.unit.as_ref().is_some_and(|u| u != "1") || course.precision.is_some_and(|p| p > 0) {
            return None;
        }
        if let Some(items) = self.counter(id, course) {
            return Some((items, self.r.flow.applies.clone().unwrap_or(Cond::Const(true))));
        }
        let [Entry { cond, value: Value::Num(n) }] = course.entries.as_slice() else { return None };
        let terms = n.terms();
        let parts: BTreeSet<Ref> = n.refs();
        if terms.len() < 2 || parts.len() < 2 || self.r.dim(n) == Dim::Mixed {
            return None;
        }
        let items = terms.into_iter().map(|(minus, t)| self.item(minus, t)).collect::<Option<Vec<_>>>()?;
        let conds = match cond {
            Cond::All(all) => all.clone(),
            c => vec![c.clone()],
        };
        let rest = conds.into_iter().filter(|c| !matches!(c, Cond::Known(r) if parts.contains(r)));
        Some((items, Cond::all(rest.collect())))
    }

    fn item(&self, minus: bool, n: &Num) -> Option<String> {
        let sign = if minus { "-" } else { "" };
        match n {
            Num::If(c, a, b) => match (a.as_ref(), b.as_ref()) {
                (Num::Const(k, None), Num::Const(zero, None)) if zero == "0" => {
                    let k = if minus { negative(k) } else { k.clone() };
                    Some(format!("{k} if {}", self.r.cond(c).0))
                }
                _ => Some(format!("points {sign}{}", self.r.bare(n).0)),
            },
            Num::Points(_) => Some(format!("points {sign}{}", self.r.bare(n).0)),
            Num::Ref(r) if self.r.unit_of(r) == "1" => Some(format!("points {sign}{}", self.r.bare(n).0)),
            Num::Const(k, None) => Some(format!("points {}", if minus { negative(k) } else { k.clone() })),
            _ => None,
        }
    }

    /// A value that begins somewhere and is raised by one rule after the other.
    fn counter(&self, id: &str, course: &Course) -> Option<Vec<String>> {
        let (first, raised) = course.entries.split_first()?;
        let Value::Num(Num::Const(start, None)) = &first.value else { return None };
        if raised.is_empty() {
            return None;
        }
        // A first rule that raises nothing is a raise too.
        let mut items = Vec::new();
        let begins = match (&first.cond, &self.r.flow.applies) {
            (Cond::Const(true), _) => true,
            (c, Some(a)) => c == a,
            _ => false,
        };
        if begins && start != "0" {
            items.push(format!("points {start}"));
        }
        if !begins {
            items.push(format!("{start} if {}", self.sure(&first.cond)));
        }
        for (i, e) in raised.iter().enumerate() {
            let Value::Num(n) = &e.value else { return None };
            let before = |n: &Num| match n {
                Num::Ref(r) => r.var == id && r.version == i + 1,
                Num::Call("first_known", all) => {
                    matches!(all.as_slice(), [Num::Ref(r), Num::Const(z, None)] if r.var == id && r.version == i + 1 && z == "0")
                }
                _ => false,
            };
            let by = match n {
                Num::Sum(a, b) if before(a) => b.as_ref().clone(),
                Num::Sum(a, b) if before(b) => a.as_ref().clone(),
                Num::Less(a, b) if before(a) => match b.as_ref() {
                    Num::Const(k, None) => Num::Const(negative(k), None),
                    _ => return None,
                },
                _ => return None,
            };
            let cond = self.sure(&e.cond);
            items.push(match &by {
                Num::Const(k, None) => format!("{k} if {cond}"),
                other if self.r.dim(other) != Dim::Mixed => {
                    format!("points choose {{ {} if {cond} otherwise 0 }}", self.r.bare(other).0)
                }
                _ => return None,
            });
        }
        Some(items)
    }

    /// A condition that takes what it does not know for no.
    fn sure(&self, c: &Cond) -> String {
        let c = c.clone().lean();
        let c = if c.open().is_empty() { c } else { Cond::Surely(Box::new(c)) };
        self.r.cond(&c).0
    }

    /// For each score the first text that says nothing but in which part of it the value lies.
    fn bands(&mut self) -> Bands {
        let flow = self.r.flow;
        let mut out = Bands::new();
        for id in flow.order.iter().filter(|id| self.score(id).is_some()) {
            let only_if = self.score(id).is_some_and(|(items, _)| items.iter().all(|i| i.contains(" if ")));
            for text in flow.order.iter().filter(|t| flow.kinds.get(*t) == Some(&Kind::Text)) {
                if out.values().any(|(t, _)| t == text) {
                    continue;
                }
                let Some(rows) = self.rows_by(text, &self.var(id)) else { continue };
                let ranges: Vec<Range> = rows.iter().map(|(r, _)| r.clone()).collect();
                if overlapping(&ranges) || only_if && cover(&ranges, flow.whole(id)).is_none() {
                    continue;
                }
                let rows = rows.iter().map(|(r, t)| (r.text(), t.clone())).collect();
                out.insert(id.clone(), (text.clone(), rows));
                break;
            }
        }
        out
    }

    /// The rows of a text that depends on one number only.
    fn rows_by(&self, text: &str, of: &Ref) -> Option<Vec<(Range, String)>> {
        let course = self.r.flow.courses.get(text)?;
        let rows = course
            .entries
            .iter()
            .map(|e| Some((Range::of(&e.cond.clone().lean(), of)?, self.words(text, e)?)));
        rows.collect()
    }

    fn words(&self, id: &str, e: &Entry) -> Option<String> {
        match &e.value {
            Value::Text(t) => Some(t.clone()),
            Value::Code(at) => self.r.flow.options(id).get(*at).map(label),
            Value::Num(_) | Value::Nothing => None,
        }
    }

    // --- definitions ------------------------------------------------------------------------

    fn output(&mut self, id: &str, bands: &Bands) {
        let flow = self.r.flow;
        let Some(course) = flow.courses.get(id) else { return };
        let (name, text, doc) = (self.name(id), quoted(&flow.g.name(id)), self.doc(id));
        let head = format!("\n{doc}define {name} {text} =");
        if settled(&course.entries).is_empty() {
            self.nothing(id, &head);
            if flow.kinds.get(id) == Some(&Kind::Ordinal) {
                let label_name = self.name(&label_of(id));
                self.body += &format!("\ndefine {label_name} {text} = choose {{\n  \"\" if no\n}}\n");
            }
            return;
        }
        match flow.kinds.get(id) {
            Some(Kind::Number(_)) => {
                if let Some((items, whom)) = self.score(id) {
                    self.body += &format!("\n{doc}score {name} {text} {{\n");
                    if whom != Cond::Const(true) {
                        self.body += &format!("  for {}\n", self.r.cond(&whom.lean()).0);
                    }
                    items.iter().for_each(|i| self.body += &format!("  {i}\n"));
                    for (range, label) in bands.get(id).map(|(_, rows)| rows.as_slice()).unwrap_or(&[]) {
                        self.body += &format!("  band {range} {}\n", quoted(label));
                    }
                    self.body += &crate::pack::evidence(flow.g);
                    self.body += "}\n";
                    self.targets.insert(id.to_string(), Target::Score(name));
                    return;
                }
                let unit = course.unit.clone().unwrap_or_else(|| "1".into());
                let value = self.decided(id, course.entries.len());
                self.body += &format!("{head} {value}\n");
                self.targets.insert(id.to_string(), Target::Number(name, unit));
            }
            Some(Kind::Ordinal) => {
                let value = self.decided(id, course.entries.len());
                self.body += &format!("{head} {value}\n");
                let label_name = self.name(&label_of(id));
                let shared = (0..flow.options(id).len()).any(|at| flow.shares_points(id, at));
                // A number that several codes have does not say which of them it is.
                let labels = if shared {
                    self.decided_as(id, course.entries.len(), true)
                } else {
                    format!("choose {{\n{}\n}}", self.labels(id).join("\n"))
                };
                self.body += &format!("\ndefine {label_name} {text} = {labels}\n");
                self.targets.insert(id.to_string(), Target::Ordinal(name, label_name));
            }
            Some(Kind::Time) => {
                let value = self.decided(id, course.entries.len());
                self.body += &format!("{head} {value}\n");
                self.targets.insert(id.to_string(), Target::Date(name));
            }
            _ => {
                let banded = bands.iter().find(|(_, (t, _))| t == id).map(|(score, _)| score.clone());
                if let Some(score) = banded {
                    self.body += &format!("{head} {}.band\n", self.name(&score));
                } else if let Some(call) = self.tabled(id, &name, &text) {
                    self.body += &format!("{head} {call}\n");
                } else {
                    let value = self.decided(id, course.entries.len());
                    self.body += &format!("{head} {value}\n");
                }
                self.targets.insert(id.to_string(), Target::Text(name));
            }
        }
    }

    /// Inputs in whichever unit they are given: their magnitudes.
    fn either(&mut self) {
        let flow = self.r.flow;
        let all: Vec<String> = self.r.either.borrow().iter().cloned().collect();
        for id in all {
            let Some(Kind::Number(units)) = flow.kinds.get(&id) else { continue };
            let each: Vec<String> = units
                .iter()
                .map(|u| {
                    let unit = u.as_deref().unwrap_or("1");
                    let name = self.r.in_unit(&id, unit);
                    if unit == "1" { name } else { format!("value({name}, '{unit}')") }
                })
                .collect();
            let text = quoted(&format!("{}, as given", flow.g.name(&id)));
            let name = self.name(&as_given(&id));
            self.inputs += &format!(
                "\n/// The number, in whichever unit it is given.\ndefine {name} {text} = first_known({})\n",
                each.join(", ")
            );
        }
    }

    /// A value that cannot be said: it is never known, and others may still ask for it.
    fn nothing(&mut self, id: &str, head: &str) {
        let value = match self.r.flow.kinds.get(id) {
            Some(Kind::Number(_)) => {
                let unit =
                    self.r.flow.courses.get(id).and_then(|c| c.unit.clone()).unwrap_or_else(|| "1".into());
                crate::render::with_unit("0", &unit)
            }
            Some(Kind::Ordinal) => "0".into(),
            Some(Kind::Time) => "now".into(),
            _ => quoted(""),
        };
        self.body += &format!(
            "{head} choose {{\n  // What the guideline writes here cannot be said: see IMPORT.md.\n  {value} if no\n}}\n"
        );
        self.unsaid.push(id.to_string());
    }

    fn labels(&self, id: &str) -> Vec<String> {
        let me = self.name(id);
        let given: BTreeSet<usize> = self
            .r
            .flow
            .courses
            .get(id)
            .into_iter()
            .flat_map(|c| &c.entries)
            .filter_map(|e| if let Value::Code(at) = e.value { Some(at) } else { None })
            .collect();
        let options = self.r.flow.options(id);
        let one = |at: &usize| {
            let o = options.get(*at)?;
            Some(format!("  {} if {me} = {}", quoted(&label(o)), o.points?))
        };
        given.iter().filter_map(one).collect()
    }

    /// A text by the ranges of one number, where these cover everything.
    fn tabled(&mut self, id: &str, name: &str, text: &str) -> Option<String> {
        let flow = self.r.flow;
        let course = flow.courses.get(id)?;
        let of = course.entries.iter().find_map(|e| match &e.cond.clone().lean() {
            Cond::Compare(_, Num::Ref(r), _) => Some(r.clone()),
            Cond::All(all) => all.iter().find_map(|c| match c {
                Cond::Compare(_, Num::Ref(r), _) => Some(r.clone()),
                _ => None,
            }),
            _ => None,
        })?;
        if of.version != flow.total(&of.var) {
            return None;
        }
        let mut rows = self.rows_by(id, &of)?;
        if rows.len() < 2 {
            return None;
        }
        rows.sort_by(|a, b| a.0.order().total_cmp(&b.0.order()));
        let ranges: Vec<Range> = rows.iter().map(|(r, _)| r.clone()).collect();
        let ranges = cover(&ranges, flow.whole(&of.var)).filter(|_| !overlapping(&ranges))?;
        let param = self.r.name(&of);
        self.body += &format!("\ntable {name}By {text}({param}) -> text {{\n");
        for (range, (_, label)) in ranges.iter().zip(&rows) {
            self.body += &format!("  {} -> {}\n", range.text(), quoted(label));
        }
        self.body += "}\n";
        Some(format!("{name}By({param})"))
    }

    /// Values in the middle of the run, and conditions of rules, that others mention.
    fn leftovers(&mut self) {
        let flow = self.r.flow;
        let (mut done, mut said) = (BTreeSet::new(), BTreeSet::new());
        loop {
            let next = self.r.partial.borrow().iter().find(|p| !done.contains(*p)).cloned();
            let named = self
                .r
                .named
                .borrow()
                .iter()
                .find(|(n, _)| !said.contains(*n))
                .map(|(n, c)| (n.clone(), c.clone()));
            match (next, named) {
                (Some((id, version)), _) => {
                    let text = quoted(&format!("{}, so far", flow.g.name(&id)));
                    let value = self.decided(&id, version);
                    self.body += &format!("\ndefine {}-{version} {text} = {value}\n", self.name(&id));
                    done.insert((id, version));
                }
                (None, Some((id, cond))) => {
                    let label = if id == "applies" {
                        format!("{} applies", flow.g.title())
                    } else {
                        flow.g.name(&id)
                    };
                    let cond = self.r.cond(&cond).0;
                    self.body += &format!("\ndefine {} {} = {cond}\n", self.name(&id), quoted(&label));
                    said.insert(id);
                }
                (None, None) => break,
            }
        }
    }
}

/// Assignments without those that set the value back to nothing: what stood before counts only where they do not.
fn settled(entries: &[Entry]) -> Vec<Entry> {
    let mut out: Vec<Entry> = Vec::new();
    for e in entries {
        if e.value != Value::Nothing {
            out.push(e.clone());
            continue;
        }
        let still = Cond::not_surely(e.cond.clone());
        for before in &mut out {
            before.cond = Cond::all(vec![before.cond.clone(), still.clone()]);
        }
        out.retain(|b| b.cond != Cond::Const(false));
    }
    out
}

/// An option's identity in tests: its code, and its number where there is one.
pub(crate) fn key(code: &str, points: Option<i64>) -> String {
    points.map_or_else(|| code.to_string(), |p| format!("{p}|{code}"))
}

fn negative(k: &str) -> String {
    k.strip_prefix('-').map_or_else(|| format!("-{k}"), str::to_string)
}
