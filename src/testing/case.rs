//! The form of a test file: clock, patient, shared facts, cases, timelines.
//!
//! Reads the tree into [`Case`]s whose steps stand on their own: what is shared
//! is handed down, what a timeline adds is added up. Facts stay lines here;
//! `build` reads them. Every mistake of a file is reported, none stops it.

use super::expect::{Expect, read_expect};
use super::names::Names;
use super::yaml::{Fields, Node, Yaml, wrong_kind};
use crate::diag::{Code, Diag, nearest};
use crate::model::FactKind;
use crate::snapshot::{Coverage, RequestContext};
use crate::source::{SourceId, Span};
use crate::time::{Clock, TimeUnit, Timestamp, Zone};
use crate::vocab::Trigger;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One case: a patient and what is expected, in one step or several.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    /// Its name.
    pub(crate) name: String,
    /// Where it stands.
    pub(crate) span: Span,
    /// Its steps; one, unless it is a timeline.
    pub(crate) steps: Vec<Step>,
}

/// A moment at which something is expected.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    /// `at +3 days`; empty for a case without a timeline.
    pub(crate) label: String,
    /// Where it stands.
    pub(crate) span: Span,
    /// Now.
    pub(crate) clock: Clock,
    /// The case's own moment, from which a patient's relative dates count.
    pub(crate) base: Clock,
    /// The patient as a person.
    pub(crate) patient: Patient,
    /// Facts, each with the moment its relative times count from.
    pub(crate) given: Vec<(Clock, Arc<Given>)>,
    /// Who asks.
    pub(crate) request: RequestContext,
    /// What is expected.
    pub(crate) expect: Expect,
}

/// The patient as a person: entries over those of a FHIR file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Patient {
    /// A FHIR file, relative to the test file.
    pub(crate) file: Option<(String, Span)>,
    /// `born`, `sex`, ….
    pub(crate) entries: BTreeMap<&'static str, Node>,
}

/// What `patient:` may say.
pub(crate) const PATIENT_KEYS: &[&str] =
    &["born", "sex", "pregnant", "due", "breastfeeding", "deceased", "died", "gestation-at-birth"];

/// Facts, by section.
#[derive(Debug, Clone, Default)]
pub(crate) struct Given {
    /// Sections in the order written.
    pub(crate) sections: Vec<SectionSpec>,
    /// Answers to inputs: name and answer.
    pub(crate) inputs: Vec<(Node, Node)>,
}

/// One section.
#[derive(Debug, Clone)]
pub(crate) struct SectionSpec {
    /// Which.
    pub(crate) kind: FactKind,
    /// How complete, when the test says so.
    pub(crate) coverage: Option<Coverage>,
    /// Lines, or maps with the rare details.
    pub(crate) facts: Vec<Node>,
}

/// Sections by their word in tests.
const SECTIONS: &[(&str, FactKind)] = &[
    ("medications", FactKind::Medication),
    ("observations", FactKind::Observation),
    ("conditions", FactKind::Condition),
    ("allergies", FactKind::Allergy),
    ("procedures", FactKind::Procedure),
    ("immunizations", FactKind::Immunization),
    ("orders", FactKind::Order),
    ("encounters", FactKind::Encounter),
    ("family history", FactKind::FamilyHistory),
    ("family-history", FactKind::FamilyHistory),
];

/// Reads the cases of a file.
pub(crate) fn read_cases(
    names: &Names<'_>,
    pack: &str,
    source: SourceId,
    text: &str,
    diags: &mut Vec<Diag>,
) -> Vec<Case> {
    let root = match super::yaml::read(source, text) {
        Ok(root) => root,
        Err(d) => {
            diags.push(*d);
            return Vec::new();
        }
    };
    let mut reader = Reader { names, pack, diags };
    reader.file(&root)
}

/// What is handed down to the cases of a file.
struct Shared {
    clock: Clock,
    patient: Patient,
    given: Vec<Arc<Given>>,
    request: RequestContext,
}

struct Reader<'a, 'm> {
    names: &'a Names<'m>,
    pack: &'a str,
    diags: &'a mut Vec<Diag>,
}

impl Reader<'_, '_> {
    fn error(&mut self, span: Span, message: impl Into<String>, help: &str) {
        let mut d = Diag::new(Code::BadTestFile, span, message);
        if !help.is_empty() {
            d = d.help(help);
        }
        self.diags.push(d);
    }

    fn fields<'n>(&mut self, node: &'n Node, what: &str, known: &[&str]) -> Fields<'n> {
        Fields::read(node, what, known, self.diags)
    }

    fn file(&mut self, root: &Node) -> Vec<Case> {
        let known = ["clock", "zone", "note", "patient", "fhir", "given", "request", "cases"];
        let fields = self.fields(root, "a test file", &known);
        let Some(clock) = self.clock(&fields, None) else {
            if fields.get("clock").is_none() {
                let at = Span { end: root.span.start, ..root.span };
                self.error(at, "the clock is missing", "begin with `clock: 2026-03-01T09:00:00+01:00`");
            }
            return Vec::new();
        };
        let shared = Shared {
            patient: self.patient(&fields, &Patient::default()),
            given: self.given(fields.get("given")).into_iter().collect(),
            request: self.request(fields.get("request"), &RequestContext::default()),
            clock,
        };
        let nodes = match fields.get("cases").map(|n| (&n.value, n)) {
            Some((Yaml::List(items), _)) => items.as_slice(),
            Some((_, node)) => {
                self.diags.push(wrong_kind(node, "`cases`", "a list"));
                &[]
            }
            None => {
                self.error(root.span, "there are no cases", "add `cases:` with a list of cases");
                &[]
            }
        };
        let mut cases: Vec<Case> = Vec::new();
        for node in nodes {
            let Some(case) = self.case(node, &shared) else { continue };
            match cases.iter().find(|c| c.name == case.name) {
                Some(first) => self.diags.push(
                    Diag::new(Code::BadTestFile, case.span, format!("two cases are called `{}`", case.name))
                        .also(first.span, "first here")
                        .help("give each case a name of its own"),
                ),
                None => cases.push(case),
            }
        }
        cases
    }

    /// The clock and zone of a file, or of a case over those of its file.
    fn clock(&mut self, fields: &Fields<'_>, over: Option<&Clock>) -> Option<Clock> {
        let zone = match fields.get("zone") {
            None => None,
            Some(node) => {
                let zone = node.text().and_then(|t| t.parse::<Zone>().ok());
                if zone.is_none() {
                    self.error(
                        node.span,
                        "this is not a time zone",
                        "write `Europe/Berlin`, `UTC` or `+01:00`",
                    );
                    return None;
                }
                zone
            }
        };
        let Some(node) = fields.get("clock") else {
            return over.map(|c| Clock::new(c.now, zone.unwrap_or_else(|| c.zone.clone())));
        };
        let text = node.text().unwrap_or("");
        let Ok(now) = text.parse::<Timestamp>() else {
            self.error(
                node.span,
                "the clock must be a moment with its offset",
                "write `2026-03-01T09:00:00+01:00`",
            );
            return None;
        };
        Some(Clock::new(now, zone.unwrap_or_else(|| offset_of(text))))
    }

    fn case(&mut self, node: &Node, shared: &Shared) -> Option<Case> {
        let known =
            ["name", "note", "clock", "zone", "patient", "fhir", "given", "request", "expect", "timeline"];
        let fields = self.fields(node, "a case", &known);
        if !matches!(node.value, Yaml::Map(_)) {
            return None;
        }
        let Some(name) = fields.get("name") else {
            self.error(node.span, "the case has no name", "say in a few words what it shows: `name: …`");
            return None;
        };
        let clock = match (fields.get("clock"), fields.get("zone")) {
            (None, None) => shared.clock.clone(),
            _ => self.clock(&fields, Some(&shared.clock))?,
        };
        let mut given = shared.given.clone();
        given.extend(self.given(fields.get("given")));
        let mut step = Step {
            label: String::new(),
            span: node.span,
            patient: self.patient(&fields, &shared.patient),
            given: given.into_iter().map(|g| (clock.clone(), g)).collect(),
            request: self.request(fields.get("request"), &shared.request),
            expect: Expect::default(),
            base: clock.clone(),
            clock,
        };
        let mut steps = Vec::new();
        if let Some(expect) = fields.get("expect") {
            step.expect = read_expect(self.names, self.pack, expect, self.diags);
            step.span = expect.span;
            steps.push(step.clone());
        }
        match fields.get("timeline") {
            None if steps.is_empty() => {
                self.error(
                    node.span,
                    "the case expects nothing",
                    "add `expect:` with what the rules should do",
                );
            }
            None => {}
            Some(timeline) => self.timeline(timeline, step, &mut steps),
        }
        Some(Case { name: name.text().unwrap_or("(no name)").to_string(), span: name.span, steps })
    }

    fn timeline(&mut self, node: &Node, mut state: Step, steps: &mut Vec<Step>) {
        let Yaml::List(items) = &node.value else {
            self.diags.push(wrong_kind(node, "`timeline`", "a list of steps"));
            return;
        };
        let base = state.clock.clone();
        for item in items {
            let fields =
                self.fields(item, "a step", &["at", "note", "patient", "given", "request", "expect"]);
            let Some(at) = fields.get("at") else {
                self.error(item.span, "the step has no `at`", "say when it is: `at: +3 days`");
                continue;
            };
            let text = at.text().unwrap_or("").trim();
            let Some(now) = moment(text, &base) else {
                self.error(
                    at.span,
                    "this is not a moment",
                    "write `+3 days`, counted from the clock, or a date with time and offset",
                );
                continue;
            };
            if now < state.clock.now {
                self.error(
                    at.span,
                    "the step lies before the one above it",
                    "steps stand in the order of time",
                );
                continue;
            }
            state.clock = Clock::new(now, base.zone.clone());
            state.patient = self.patient(&fields, &state.patient);
            state.request = self.request(fields.get("request"), &state.request);
            state.given.extend(self.given(fields.get("given")).map(|g| (state.clock.clone(), g)));
            state.label = format!("at {text}");
            state.span = at.span;
            if let Some(expect) = fields.get("expect") {
                state.expect = read_expect(self.names, self.pack, expect, self.diags);
                steps.push(state.clone());
            }
        }
        if steps.is_empty() {
            self.error(node.span, "no step expects anything", "add `expect:` to a step");
        }
    }

    fn patient(&mut self, fields: &Fields<'_>, over: &Patient) -> Patient {
        let mut patient = over.clone();
        match fields.get("patient") {
            None => {}
            Some(node) if node.text().is_some() => self.patient_file(node, &mut patient),
            Some(node) => {
                let known: Vec<&str> = PATIENT_KEYS.iter().copied().chain(["fhir"]).collect();
                for (name, _, value) in self.fields(node, "a patient", &known).iter() {
                    match PATIENT_KEYS.iter().find(|k| **k == name) {
                        Some(key) => _ = patient.entries.insert(key, value.clone()),
                        None => self.patient_file(value, &mut patient),
                    }
                }
            }
        }
        if let Some(node) = fields.get("fhir") {
            self.patient_file(node, &mut patient);
        }
        patient
    }

    fn patient_file(&mut self, node: &Node, patient: &mut Patient) {
        match node.text() {
            Some(path) => patient.file = Some((path.to_string(), node.span)),
            None => self.diags.push(wrong_kind(node, "a FHIR file", "a path relative to the test file")),
        }
    }

    fn request(&mut self, node: Option<&Node>, over: &RequestContext) -> RequestContext {
        let mut request = over.clone();
        let Some(node) = node else { return request };
        for (name, _, value) in
            self.fields(node, "a request", &["role", "specialty", "setting", "trigger"]).iter()
        {
            let Some(text) = value.text() else {
                self.diags.push(wrong_kind(value, &format!("`{name}`"), "a text"));
                continue;
            };
            if name == "trigger" && Trigger::parse(text).is_none() {
                let words = Trigger::ALL.iter().map(|t| t.word());
                let mut d = Diag::new(Code::BadTestFile, value.span, format!("`{text}` is not a trigger"));
                match nearest(text, words.clone()) {
                    Some(n) => d = d.fix(value.span, n, format!("did you mean `{n}`?")),
                    None => d = d.help(format!("one of {}", words.collect::<Vec<_>>().join(", "))),
                }
                self.diags.push(d);
                continue;
            }
            let slot = match name {
                "role" => &mut request.role,
                "specialty" => &mut request.specialty,
                "setting" => &mut request.setting,
                _ => &mut request.trigger,
            };
            *slot = Some(text.to_string());
        }
        request
    }

    fn given(&mut self, node: Option<&Node>) -> Option<Arc<Given>> {
        let node = node?;
        let known: Vec<&str> = SECTIONS.iter().map(|(w, _)| *w).chain(["inputs"]).collect();
        let mut given = Given::default();
        for (name, _, value) in self.fields(node, "`given`", &known).iter() {
            match SECTIONS.iter().find(|(w, _)| *w == name) {
                Some((_, kind)) => given.sections.extend(self.section(name, *kind, value)),
                None => match &value.value {
                    Yaml::Map(pairs) => given.inputs.extend(pairs.iter().cloned()),
                    Yaml::Null => {}
                    _ => self.diags.push(wrong_kind(value, "`inputs`", "a mapping of inputs to answers")),
                },
            }
        }
        Some(Arc::new(given))
    }

    fn section(&mut self, name: &str, kind: FactKind, node: &Node) -> Option<SectionSpec> {
        let empty = |coverage| SectionSpec { kind, coverage: Some(coverage), facts: Vec::new() };
        match &node.value {
            Yaml::List(facts) => Some(SectionSpec { kind, coverage: None, facts: facts.clone() }),
            Yaml::Null => Some(empty(Coverage::Complete)),
            Yaml::Scalar(text, _) => match coverage(text) {
                Some(c) => Some(empty(c)),
                None => {
                    let help = "write a list of facts, or `not supplied`, `partial` or `complete`";
                    self.error(node.span, format!("`{name}` must be a list"), help);
                    None
                }
            },
            Yaml::Map(_) => {
                let fields = self.fields(node, "a section", &["coverage", "facts"]);
                let mut section = SectionSpec { kind, coverage: None, facts: Vec::new() };
                if let Some(c) = fields.get("coverage") {
                    section.coverage = c.text().and_then(coverage);
                    if section.coverage.is_none() {
                        self.error(
                            c.span,
                            "this is not a coverage",
                            "write `complete`, `partial` or `not supplied`",
                        );
                    }
                }
                match fields.get("facts").map(|n| (&n.value, n)) {
                    Some((Yaml::List(facts), _)) => section.facts = facts.clone(),
                    Some((_, n)) => self.diags.push(wrong_kind(n, "`facts`", "a list")),
                    None => {}
                }
                Some(section)
            }
        }
    }
}

fn coverage(text: &str) -> Option<Coverage> {
    match text {
        "complete" => Some(Coverage::Complete),
        "partial" => Some(Coverage::Partial("the test says so".to_string())),
        "not supplied" | "not-supplied" => Some(Coverage::NotSupplied),
        _ => None,
    }
}

/// The zone of a moment's own offset.
fn offset_of(text: &str) -> Zone {
    let at = text.rfind(['+', '-']).filter(|&i| i > 10);
    at.and_then(|i| text.get(i..)).and_then(|o| o.parse().ok()).unwrap_or_else(Zone::utc)
}

/// `+3 days` from the clock, or a moment with its offset.
fn moment(text: &str, base: &Clock) -> Option<Timestamp> {
    let mut words = text.split_whitespace();
    let (first, second) = (words.next()?, words.next());
    let Some(unit) = second.and_then(TimeUnit::parse) else {
        return if text == "now" { Some(base.now) } else { text.parse().ok() };
    };
    let count: i64 = first.strip_prefix('+').unwrap_or(first).parse().ok()?;
    words.next().is_none().then(|| base.shift(base.now, count, unit))
}
