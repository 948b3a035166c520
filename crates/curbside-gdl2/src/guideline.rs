//! A guideline as its JSON file has it: read with a place for every mistake.

use crate::ast::{Expr, Op, Statement};
use crate::parse::{Mistake, repaired, statement};
use crate::problem::Problem;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What a guideline reads and writes.
#[derive(Debug, Clone, PartialEq)]
pub struct Binding {
    /// `gt0002`
    pub id: String,
    /// The archetype.
    pub model: String,
    /// Whether the record gives it; outputs are written.
    pub input: bool,
    /// Its elements.
    pub elements: Vec<Element>,
    /// Which of several instances count.
    pub predicates: Vec<(String, Expr)>,
}

/// An element of a binding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// `gt0003`
    pub id: String,
    /// Its path within the archetype.
    pub path: String,
    /// `DV_QUANTITY`, where it is said.
    pub data_type: String,
    /// Units that are allowed, where it is said.
    pub units: Vec<String>,
    /// Codes that are allowed, where it is said: `local::at0005`.
    pub allowed: Vec<String>,
}

/// A rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// `gt0012`
    pub id: String,
    /// The highest runs first.
    pub priority: i64,
    /// All must hold.
    pub when: Vec<Expr>,
    /// What is done then.
    pub then: Vec<Statement>,
    /// Cards for the user.
    pub cards: Vec<Card>,
}

/// A card of CDS Hooks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Card {
    /// One line.
    pub summary: String,
    /// More.
    pub detail: String,
    /// `info`, `warning`, `critical`.
    pub indicator: String,
}

/// A term of a language.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Term {
    /// Its text.
    pub text: String,
    /// What it means.
    pub description: String,
}

/// The description in a language.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Details {
    /// What it is for.
    pub purpose: String,
    /// When to use it.
    pub usage: String,
    /// When not to.
    pub misuse: String,
    /// To find it.
    pub keywords: Vec<String>,
    /// Whose it is.
    pub copyright: String,
}

/// A source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The citation.
    pub label: String,
    /// Its address, if any.
    pub url: String,
}

/// A guideline.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Guideline {
    /// The file it came from.
    pub file: String,
    /// `NEWS2.v1`
    pub id: String,
    /// Its concept's term code.
    pub concept: String,
    /// `en`
    pub language: String,
    /// Author, with organisation and date.
    pub author: String,
    /// Others who contributed.
    pub contributors: Vec<String>,
    /// `Author draft`
    pub lifecycle: String,
    /// By language.
    pub details: BTreeMap<String, Details>,
    /// Sources.
    pub references: Vec<Reference>,
    /// Data.
    pub bindings: Vec<Binding>,
    /// What must hold before anything runs.
    pub preconditions: Vec<Expr>,
    /// What is set before the rules run.
    pub defaults: Vec<Statement>,
    /// Rules in the order they run.
    pub rules: Vec<Rule>,
    /// Terms by language.
    pub terms: BTreeMap<String, BTreeMap<String, Term>>,
    /// Codes by terminology and term.
    pub term_bindings: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    /// Parts of the file that the import knows nothing about.
    pub unread: Vec<String>,
    /// Conditions that cannot be read: place, and why. Their rules are in doubt.
    pub unreadable: Vec<(String, String)>,
    /// Values that are given before the rules run: what, and from where.
    pub(crate) carried: Vec<(String, String)>,
    /// Slips in expressions that were set right: place, and what.
    pub repairs: Vec<(String, String)>,
}

impl Guideline {
    /// Reads a guideline.
    ///
    /// # Errors
    /// Every mistake of the file, each with its place.
    pub fn read(file: &str, text: &str) -> Result<Guideline, Vec<Problem>> {
        let text = text.trim_start_matches('\u{feff}');
        let root: Value = serde_json::from_str(text).map_err(|e| {
            let what =
                if e.is_eof() { "the file ends in the middle: it is cut off" } else { "this is no JSON" };
            let at = format!("line {}, column {}", e.line(), e.column());
            if text.trim_start().starts_with('(') {
                let what = "this is a guideline of GDL 1 (ADL-like text), not of GDL2, which is JSON";
                return vec![
                    Problem::new(file, at, what)
                        .help("convert it with the GDL2 editor, or fetch its GDL2 version"),
                ];
            }
            vec![Problem::new(file, at, format!("{what}: {e}")).help("fetch the file again")]
        })?;
        let mut r = Reader { file, problems: Vec::new(), repairs: Vec::new(), unreadable: Vec::new() };
        let mut g = r.guideline(&root);
        g.repairs = r.repairs;
        g.unreadable = r.unreadable;
        if r.problems.is_empty() { Ok(g) } else { Err(r.problems) }
    }

    /// A term's text in the guideline's own language, else in any.
    pub fn term(&self, id: &str) -> Option<&Term> {
        let own = self.terms.get(&self.language).and_then(|t| t.get(id));
        let usable = |t: &&Term| !t.text.trim().is_empty();
        own.filter(usable).or_else(|| self.terms.values().find_map(|t| t.get(id).filter(usable)))
    }

    /// What a code is called; the code itself where nobody named it.
    pub fn name(&self, id: &str) -> String {
        self.term(id)
            .map_or_else(|| id.to_string(), |t| t.text.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// The guideline's own name.
    pub fn title(&self) -> String {
        match self.term(&self.concept) {
            Some(t) => t.text.split_whitespace().collect::<Vec<_>>().join(" "),
            None => self.id.split(".v").next().unwrap_or(&self.id).replace(['_', '-'], " "),
        }
    }

    /// The element with this id, and its binding.
    pub fn element(&self, id: &str) -> Option<(&Binding, &Element)> {
        self.bindings.iter().find_map(|b| b.elements.iter().find(|e| e.id == id).map(|e| (b, e)))
    }

    /// The rule with this id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|r| r.id == id)
    }
}

struct Reader<'a> {
    file: &'a str,
    problems: Vec<Problem>,
    repairs: Vec<(String, String)>,
    unreadable: Vec<(String, String)>,
}

const ROOT: [&str; 12] = [
    "id",
    "gdl_version",
    "concept",
    "language",
    "description",
    "definition",
    "ontology",
    "uuid",
    "date",
    "tags",
    "is_controlled",
    "revision_history",
];
const DEFINITION: [&str; 6] =
    ["data_bindings", "rules", "pre_conditions", "default_actions", "templates", "internal_variables"];

impl Reader<'_> {
    fn wrong(&mut self, place: &str, message: impl Into<String>) {
        self.problems.push(Problem::new(self.file, place, message));
    }

    fn map<'v>(&mut self, v: Option<&'v Value>, place: &str) -> Option<&'v Map<String, Value>> {
        match v {
            None | Some(Value::Null) => None,
            Some(Value::Object(m)) => Some(m),
            Some(_) => {
                self.wrong(place, "an object is needed here");
                None
            }
        }
    }

    fn list<'v>(&mut self, v: Option<&'v Value>, place: &str) -> &'v [Value] {
        match v {
            None | Some(Value::Null) => &[],
            Some(Value::Array(all)) => all,
            Some(_) => {
                self.wrong(place, "a list is needed here");
                &[]
            }
        }
    }

    fn guideline(&mut self, root: &Value) -> Guideline {
        let mut g = Guideline { file: self.file.to_string(), ..Guideline::default() };
        let Some(m) = root.as_object() else {
            self.wrong("the file", "a guideline is a JSON object");
            return g;
        };
        g.unread = m.keys().filter(|k| !ROOT.contains(&k.as_str())).cloned().collect();
        g.id = text(m.get("id"));
        if g.id.is_empty() {
            self.wrong("/id", "the guideline has no id");
        }
        g.concept = text(m.get("concept"));
        let language = m.get("language").and_then(|l| l.get("original_language"));
        g.language = text(language).rsplit("::").next().unwrap_or("").trim_end_matches(']').to_string();
        if g.language.is_empty() {
            g.language = "en".to_string();
        }
        self.description(m.get("description"), &mut g);
        match self.map(m.get("definition"), "/definition") {
            Some(d) => self.definition(d, &mut g),
            None => self.wrong("/definition", "the guideline has no definition"),
        }
        self.ontology(m.get("ontology"), &mut g);
        g
    }

    fn description(&mut self, v: Option<&Value>, g: &mut Guideline) {
        let Some(d) = self.map(v, "/description") else { return };
        let author = d.get("original_author");
        let part = |key: &str| text(author.and_then(|a| a.get(key)));
        let parts = [part("name"), part("organisation"), part("date")];
        g.author =
            parts.iter().filter(|p| !p.trim().is_empty()).map(|p| p.trim()).collect::<Vec<_>>().join(", ");
        g.contributors = self
            .list(d.get("other_contributors"), "/description/other_contributors")
            .iter()
            .map(|c| text(Some(c)))
            .collect();
        g.lifecycle = text(d.get("lifecycle_state"));
        for (lang, item) in self.map(d.get("details"), "/description/details").into_iter().flatten() {
            let keywords = item.get("keywords").and_then(Value::as_array).into_iter().flatten();
            let details = Details {
                purpose: text(item.get("purpose")),
                usage: text(item.get("use")),
                misuse: text(item.get("misuse")),
                keywords: keywords
                    .map(|k| text(Some(k)).trim().to_string())
                    .filter(|k| !k.is_empty())
                    .collect(),
                copyright: text(item.get("copyright")),
            };
            g.details.insert(lang.clone(), details);
        }
        let written = text(d.get("other_details").and_then(|o| o.get("references")));
        g.references = split_references(&written);
        for r in self.list(d.get("references"), "/description/references") {
            g.references.push(Reference { label: text(r.get("label")), url: text(r.get("url")) });
        }
    }

    fn definition(&mut self, d: &Map<String, Value>, g: &mut Guideline) {
        g.unread.extend(
            d.keys().filter(|k| !DEFINITION.contains(&k.as_str())).map(|k| format!("definition/{k}")),
        );
        for part in ["data_bindings", "rules"] {
            if d.get(part).is_none_or(Value::is_null) {
                self.wrong(&format!("/definition/{part}"), format!("the guideline has no `{part}`"));
            }
        }
        for (key, b) in self.map(d.get("data_bindings"), "/definition/data_bindings").into_iter().flatten() {
            let place = format!("/definition/data_bindings/{key}");
            let binding = self.binding(key, b, &place);
            g.bindings.push(binding);
        }
        for (i, p) in self.list(d.get("pre_conditions"), "/definition/pre_conditions").iter().enumerate() {
            let e = self.expression(p, &format!("/definition/pre_conditions/{i}"));
            g.preconditions.extend(e);
        }
        for (i, s) in self.list(d.get("default_actions"), "/definition/default_actions").iter().enumerate() {
            let s = self.statements(s, &format!("/definition/default_actions/{i}"));
            g.defaults.extend(s);
        }
        for (key, r) in self.map(d.get("rules"), "/definition/rules").into_iter().flatten() {
            let place = format!("/definition/rules/{key}");
            let rule = self.rule(key, r, &place);
            g.rules.push(rule);
        }
        // Where no rule can be read whole there is nothing to import.
        let doubtful = |r: &Rule| r.when.iter().any(|e| matches!(e, Expr::Unread(_)));
        if !g.rules.is_empty() && g.rules.iter().all(doubtful) {
            for (place, why) in std::mem::take(&mut self.unreadable) {
                self.wrong(&place, why);
            }
        }
        self.order_of(d.get("rules"));
        for id in circles(&g.rules) {
            self.wrong(
                &format!("/definition/rules/{id}/when"),
                format!("the rule waits for itself: `fired` leads from `{id}` back to `{id}`, so it can never fire"),
            );
        }
        // The sort is stable: rules of one priority stay in the order of their codes.
        g.rules.sort_by_key(|r| std::cmp::Reverse(r.priority));
    }

    fn binding(&mut self, key: &str, b: &Value, place: &str) -> Binding {
        let id = Some(text(b.get("id"))).filter(|i| !i.is_empty()).unwrap_or_else(|| key.to_string());
        let mut elements = Vec::new();
        for (key, e) in self.map(b.get("elements"), &format!("{place}/elements")).into_iter().flatten() {
            let texts = |name: &str| {
                e.get(name).and_then(Value::as_array).into_iter().flatten().map(|v| text(Some(v))).collect()
            };
            elements.push(Element {
                id: Some(text(e.get("id"))).filter(|i| !i.is_empty()).unwrap_or_else(|| key.clone()),
                path: text(e.get("path")),
                data_type: text(e.get("data_type")),
                units: texts("units"),
                allowed: texts("allowed_values"),
            });
        }
        let mut predicates = Vec::new();
        for (i, p) in self.list(b.get("predicates"), &format!("{place}/predicates")).iter().enumerate() {
            let Some(t) = self.source(p, &format!("{place}/predicates/{i}")) else { continue };
            let e = repaired(t).map_or_else(|_| Expr::Unread(t.to_string()), |(e, _)| e);
            predicates.push((t.to_string(), e));
        }
        let input = !text(b.get("type")).eq_ignore_ascii_case("OUTPUT");
        Binding { id, model: text(b.get("model_id")), input, elements, predicates }
    }

    /// A rule without a priority among rules that have one: its turn is not known.
    fn order_of(&mut self, rules: Option<&Value>) {
        let all = || rules.and_then(Value::as_object).into_iter().flatten();
        let has = |r: &Value| r.get("priority").is_some_and(|p| !p.is_null());
        if !all().any(|(_, r)| has(r)) {
            return;
        }
        for (key, _) in all().filter(|(_, r)| r.is_object() && !has(r)) {
            let place = format!("/definition/rules/{key}/priority");
            self.wrong(&place, "the rule has no priority, and others have one: its turn is not known");
        }
    }

    fn rule(&mut self, key: &str, r: &Value, place: &str) -> Rule {
        let mut rule =
            Rule { id: key.to_string(), priority: 0, when: Vec::new(), then: Vec::new(), cards: Vec::new() };
        let Some(m) = r.as_object() else {
            self.wrong(place, "a rule is an object");
            return rule;
        };
        rule.priority = match m.get("priority") {
            None | Some(Value::Null) => 0,
            Some(p) => match p.as_i64().or_else(|| p.as_str().and_then(|t| t.trim().parse().ok())) {
                Some(n) => n,
                None => {
                    self.wrong(&format!("{place}/priority"), "a priority is a whole number");
                    0
                }
            },
        };
        let missing = |part: &str| m.get(part).is_none_or(Value::is_null);
        if missing("then") && missing("cards") {
            self.wrong(&format!("{place}/then"), "the rule does nothing: `then` is missing");
        }
        if missing("when") {
            self.repairs.push((format!("{place}/when"), "the rule has no `when`: it always fires".into()));
        }
        for (i, w) in self.list(m.get("when"), &format!("{place}/when")).iter().enumerate() {
            let e = self.condition(w, &format!("{place}/when/{i}"));
            rule.when.extend(e);
        }
        for (i, t) in self.list(m.get("then"), &format!("{place}/then")).iter().enumerate() {
            let s = self.statements(t, &format!("{place}/then/{i}"));
            rule.then.extend(s);
        }
        for c in self.list(m.get("cards"), &format!("{place}/cards")) {
            rule.cards.push(Card {
                summary: text(c.get("summary")),
                detail: text(c.get("detail")),
                indicator: text(c.get("indicator")),
            });
        }
        rule
    }

    fn source<'v>(&mut self, v: &'v Value, place: &str) -> Option<&'v str> {
        match v.as_str() {
            Some(t) => Some(t),
            None => {
                self.wrong(place, "an expression is a text");
                None
            }
        }
    }

    fn told(&mut self, text: &str, place: &str, m: Mistake) {
        self.wrong(place, why(text, m));
    }

    /// A condition of a rule. One that cannot be read does not take the others with it: its rule is in doubt, and
    /// what that rule writes is open wherever its other conditions may hold. Without it the rule would fire too often;
    /// without the guideline nobody would hear of the rules that can be read.
    fn condition(&mut self, v: &Value, place: &str) -> Option<Expr> {
        let t = self.source(v, place)?;
        match repaired(t) {
            Ok((e, repairs)) => {
                self.repaired(repairs, place);
                Some(e)
            }
            Err(m) => {
                self.unreadable.push((place.to_string(), why(t, m)));
                Some(Expr::Unread(t.to_string()))
            }
        }
    }

    fn repaired(&mut self, repairs: Vec<String>, place: &str) {
        self.repairs.extend(repairs.into_iter().map(|r| (place.to_string(), format!("{r}; it was added"))));
    }

    fn expression(&mut self, v: &Value, place: &str) -> Option<Expr> {
        let t = self.source(v, place)?;
        match repaired(t) {
            Ok((e, repairs)) => {
                self.repaired(repairs, place);
                Some(e)
            }
            Err(m) => {
                self.told(t, place, m);
                None
            }
        }
    }

    fn statements(&mut self, v: &Value, place: &str) -> Vec<Statement> {
        let Some(t) = self.source(v, place) else { return Vec::new() };
        match statement(t) {
            Ok(all) => all,
            Err(m) => match written_by(t) {
                // One action that cannot be read leaves what it writes open; the rest of the guideline stands.
                Some(var) => vec![Statement::Unread(var, format!("{place}: {}", m.message))],
                None => {
                    self.told(t, place, m);
                    Vec::new()
                }
            },
        }
    }

    fn ontology(&mut self, v: Option<&Value>, g: &mut Guideline) {
        let Some(o) = self.map(v, "/ontology") else {
            return self.wrong("/ontology", "the guideline has no terms: `ontology` is missing");
        };
        for (lang, d) in
            self.map(o.get("term_definitions"), "/ontology/term_definitions").into_iter().flatten()
        {
            let mut terms = BTreeMap::new();
            for (key, t) in d.get("terms").and_then(Value::as_object).into_iter().flatten() {
                terms.insert(
                    key.clone(),
                    Term { text: text(t.get("text")), description: text(t.get("description")) },
                );
            }
            g.terms.insert(lang.clone(), terms);
        }
        for (terminology, b) in
            self.map(o.get("term_bindings"), "/ontology/term_bindings").into_iter().flatten()
        {
            let mut all = BTreeMap::new();
            for (key, binding) in b.get("bindings").and_then(Value::as_object).into_iter().flatten() {
                let codes = binding.get("codes").and_then(Value::as_array).into_iter().flatten().map(code_of);
                all.insert(key.clone(), codes.filter(|c| !c.is_empty()).collect());
            }
            g.term_bindings.insert(terminology.clone(), all);
        }
    }
}

/// Why an expression cannot be read, and after what.
fn why(text: &str, m: Mistake) -> String {
    let before: String = text.get(..m.at).unwrap_or(text).chars().rev().take(40).collect();
    let before: String = before.chars().rev().collect();
    format!("{}, after `{before}` (character {})", m.message, m.at + 1)
}

/// Rules that can only fire once they have fired.
fn circles(rules: &[Rule]) -> Vec<&str> {
    let needs = |id: &str| {
        let mut out = Vec::new();
        let mut todo: Vec<&Expr> = rules.iter().filter(|r| r.id == id).flat_map(|r| &r.when).collect();
        while let Some(e) = todo.pop() {
            match e {
                Expr::Binary(Op::And, a, b) => todo.extend([a.as_ref(), b.as_ref()]),
                Expr::Fired(r) => out.push(r.as_str()),
                _ => {}
            }
        }
        out
    };
    let leads_back = |id: &str| {
        let (mut seen, mut todo) = (std::collections::BTreeSet::new(), needs(id));
        while let Some(next) = todo.pop() {
            if next == id {
                return true;
            }
            if seen.insert(next) {
                todo.extend(needs(next));
            }
        }
        false
    };
    rules.iter().map(|r| r.id.as_str()).filter(|id| leads_back(id)).collect()
}

/// The variable that an action writes, by how it begins: `$gt0008|Score|.magnitude=`.
fn written_by(action: &str) -> Option<String> {
    let rest = action.trim_start().strip_prefix('$')?;
    let n = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
    let (id, rest) = rest.split_at(n);
    let rest = match rest.strip_prefix('|') {
        Some(label) => label.split_once('|')?.1,
        None => rest,
    };
    let attr =
        rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '.')).unwrap_or(rest.len());
    let equals = rest.get(attr..)?.trim_start();
    (!id.is_empty() && equals.starts_with('=') && !equals.starts_with("==")).then(|| id.to_string())
}

/// `[ICD10::I48]`, `ICD10::I48` or an object: the code alone.
fn code_of(v: &Value) -> String {
    let written = match v {
        Value::Object(m) => text(m.get("code_string").or_else(|| m.get("code"))),
        v => text(Some(v)),
    };
    let bare = written.trim_matches(['[', ']']);
    bare.rsplit("::").next().unwrap_or(bare).split('|').next().unwrap_or("").to_string()
}

fn text(v: Option<&Value>) -> String {
    match v {
        Some(Value::String(t)) => t.clone(),
        Some(Value::Number(n)) => n.to_string(),
        Some(Value::Bool(b)) => b.to_string(),
        _ => String::new(),
    }
}

/// References are one text, numbered or on lines of their own.
fn split_references(text: &str) -> Vec<Reference> {
    let mut out: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
        let n = line.find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
        let rest = line.get(n..).unwrap_or("");
        let numbered = (1..=2).contains(&n) && rest.starts_with(['.', ')']);
        let bullet = line.strip_prefix(['-', '•', '*']).map(str::trim);
        match (numbered, bullet) {
            (true, _) => out.push(rest.get(1..).unwrap_or("").trim().to_string()),
            (_, Some(b)) => out.push(b.to_string()),
            _ => out.push(line.to_string()),
        }
    }
    out.retain(|r| r.chars().any(char::is_alphanumeric));
    out.into_iter().map(|label| Reference { url: address(&label), label }).collect()
}

fn address(text: &str) -> String {
    let found = text.split_whitespace().find(|w| w.starts_with("http://") || w.starts_with("https://"));
    found.unwrap_or("").trim_end_matches(['.', ',', ')', ';']).to_string()
}
