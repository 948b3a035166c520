//! From what a step gives to a snapshot.
//!
//! Sections nobody mentions are complete and empty, as in a chart in which
//! someone looked; a FHIR file brings its own coverage. Knows nothing about
//! rules or expectations, and reads no file: the caller hands in their bytes.

use super::case::{Given, SectionSpec, Step};
use super::expect::yes_no;
use super::fact_line as line;
use super::names::{Ambiguous, Names};
use super::words::{Context, LineError, TIME_HELP, Words};
use super::yaml::{Fields, Node, Yaml, wrong_kind};
use crate::diag::{Code, Diag, nearest};
use crate::model::{FactKind, InputDef, InputKind};
use crate::snapshot::{
    Concept, Coverage, FactInfo, Ingredient, InputAnswer, Pregnancy, Section, Sex, Snapshot, SnapshotBuilder,
    SourceRef,
};
use crate::source::Span;
use crate::time::{Clock, PartialTime, TimeUnit};

/// Gives the bytes of a file of the pack, by its path within the pack.
pub type ReadFile<'a> = &'a dyn Fn(&str) -> Option<Vec<u8>>;

/// What a snapshot is built from, beside the step.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    /// Names.
    pub(crate) names: &'a Names<'a>,
    /// The pack whose test it is.
    pub(crate) pack: &'a str,
    /// Path of the test file within the pack.
    pub(crate) path: &'a str,
    /// Its text, for places within lines.
    pub(crate) text: &'a str,
    /// FHIR files.
    pub(crate) files: ReadFile<'a>,
}

/// Builds the snapshot of a step; `None` when something could not be understood.
pub(crate) fn snapshot(src: Source<'_>, step: &Step, diags: &mut Vec<Diag>) -> Option<Snapshot> {
    let before = diags.len();
    let mut snapshot = match &step.patient.file {
        None => SnapshotBuilder::new().build(),
        Some((file, span)) => fhir(src, file, *span, &step.clock, diags)?,
    };
    person(step, &mut snapshot, diags);
    for (clock, given) in &step.given {
        let mut adder = Adder { src, clock, snapshot: &mut snapshot, diags };
        adder.given(given);
    }
    let asked = &step.request;
    let request = &mut snapshot.request;
    for (to, from) in [
        (&mut request.role, &asked.role),
        (&mut request.specialty, &asked.specialty),
        (&mut request.setting, &asked.setting),
        (&mut request.trigger, &asked.trigger),
    ] {
        if from.is_some() {
            to.clone_from(from);
        }
    }
    (diags.len() == before).then_some(snapshot)
}

/// A path relative to the test file, as a path within the pack.
fn beside(test: &str, file: &str) -> Option<String> {
    let mut parts: Vec<&str> = test.split('/').collect();
    parts.pop();
    for part in file.split('/') {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop()?,
            p => parts.push(p),
        }
    }
    Some(parts.join("/"))
}

fn fhir(src: Source<'_>, file: &str, span: Span, clock: &Clock, diags: &mut Vec<Diag>) -> Option<Snapshot> {
    let bytes = beside(src.path, file).and_then(|path| (src.files)(&path));
    let Some(bytes) = bytes else {
        diags.push(
            Diag::new(Code::BadTestFile, span, format!("there is no file `{file}`"))
                .help("the path is relative to the test file and stays within the pack"),
        );
        return None;
    };
    read_fhir(&bytes, clock)
        .map_err(|e| diags.push(Diag::new(Code::BadTestFile, span, format!("`{file}` cannot be read: {e}"))))
        .ok()
}

#[cfg(feature = "fhir")]
fn read_fhir(bytes: &[u8], clock: &Clock) -> Result<Snapshot, String> {
    let mut options = crate::fhir::Options::new(clock.zone.clone());
    options.as_of = Some(clock.now);
    crate::fhir::read_bundle(bytes, &options).map_err(|e| e.to_string())
}

#[cfg(not(feature = "fhir"))]
fn read_fhir(_: &[u8], _: &Clock) -> Result<Snapshot, String> {
    Err("this build has no FHIR reader".to_string())
}

fn person(step: &Step, snapshot: &mut Snapshot, diags: &mut Vec<Diag>) {
    let clock = &step.base;
    let person = &mut snapshot.person;
    let date = |node: &Node, diags: &mut Vec<Diag>| {
        let date = node.text().and_then(|t| date(t, clock));
        if date.is_none() {
            diags.push(Diag::new(Code::BadTestFile, node.span, "this is not a date").help(TIME_HELP));
        }
        date
    };
    let flag = |node: &Node, diags: &mut Vec<Diag>| {
        let flag = node.text().and_then(yes_no);
        if flag.is_none() {
            diags.push(wrong_kind(node, "this", "`yes` or `no`"));
        }
        flag
    };
    let mut due = None;
    for (key, node) in &step.patient.entries {
        match *key {
            "born" => person.born = date(node, diags),
            "died" => {
                person.died = date(node, diags);
                person.deceased = Some(true);
            }
            "due" => due = date(node, diags),
            "sex" => match node.text() {
                Some("female") => person.sex = Some(Sex::Female),
                Some("male") => person.sex = Some(Sex::Male),
                Some("other") => person.sex = Some(Sex::Other),
                Some("unknown") => person.sex = None,
                _ => diags.push(
                    Diag::new(Code::BadTestFile, node.span, "this is not a sex")
                        .help("write `female`, `male`, `other` or `unknown`"),
                ),
            },
            "pregnant" => {
                person.pregnancy = flag(node, diags).map(|pregnant| Pregnancy {
                    pregnant,
                    as_of: Some(clock.now.in_zone(&clock.zone)).and_then(|t| t.parse().ok()),
                    due: None,
                    source: None,
                });
            }
            "breastfeeding" => person.breastfeeding = flag(node, diags),
            "deceased" => person.deceased = flag(node, diags),
            _ => {
                person.gestation_at_birth_days = node.text().and_then(gestation);
                if person.gestation_at_birth_days.is_none() {
                    diags.push(
                        Diag::new(Code::BadTestFile, node.span, "this is not a gestational age")
                            .help("write `30 weeks` or `212 days`"),
                    );
                }
            }
        }
    }
    if due.is_some() {
        let none = Pregnancy { pregnant: true, as_of: None, due: None, source: None };
        person.pregnancy.get_or_insert(none).due = due;
    }
}

fn gestation(text: &str) -> Option<u16> {
    let (count, unit) = text.trim().split_once(' ')?;
    let days = match TimeUnit::parse(unit.trim())? {
        TimeUnit::Week => 7,
        TimeUnit::Day => 1,
        _ => return None,
    };
    count.parse::<u16>().ok()?.checked_mul(days)
}

/// A date; `-75 years` is the date that long ago.
fn date(text: &str, clock: &Clock) -> Option<PartialTime> {
    let text = text.trim();
    let Some((count, unit)) = text.split_once(' ').filter(|_| text.starts_with(['+', '-'])) else {
        return text.parse().ok();
    };
    let moved = clock.shift(clock.now, count.parse().ok()?, TimeUnit::parse(unit.trim())?);
    moved.date_in(&clock.zone).parse().ok()
}

/// Adds what a test gives to a snapshot.
struct Adder<'a, 's> {
    src: Source<'a>,
    clock: &'a Clock,
    snapshot: &'s mut Snapshot,
    diags: &'s mut Vec<Diag>,
}

impl<'a> Adder<'a, '_> {
    fn given(&mut self, given: &Given) {
        for section in &given.sections {
            self.section(section);
        }
        for (name, answer) in &given.inputs {
            if let Some((key, answer)) = self.input(name, answer) {
                self.snapshot.inputs.insert(key, answer);
            }
        }
    }

    fn section(&mut self, spec: &SectionSpec) {
        macro_rules! add {
            ($field:ident, $read:path, $kind:literal) => {{
                for node in &spec.facts {
                    let id = format!("{}/{}", $kind, self.snapshot.$field.items.len() + 1);
                    let Some((mut fact, details)) = self.fact(node, $read, spec.kind) else { continue };
                    fact.info.source = Some(SourceRef(id.into()));
                    self.common(&details, &mut fact.info, &mut fact.code, spec.kind);
                    self.rare(&details, &mut fact);
                    self.snapshot.$field.items.push(fact);
                }
                cover(&mut self.snapshot.$field, spec.coverage.as_ref());
            }};
        }
        match spec.kind {
            FactKind::Medication => add!(medications, line::medication, "medication"),
            FactKind::Observation => add!(observations, line::observation, "observation"),
            FactKind::Condition => add!(conditions, line::condition, "condition"),
            FactKind::Allergy => add!(allergies, line::allergy, "allergy"),
            FactKind::Procedure => add!(procedures, line::procedure, "procedure"),
            FactKind::Immunization => add!(immunizations, line::immunization, "immunization"),
            FactKind::Order => add!(orders, line::order, "order"),
            FactKind::Encounter => add!(encounters, line::encounter, "encounter"),
            FactKind::FamilyHistory => add!(family_history, line::family_history, "family-history"),
        }
    }

    /// Reads the line of a fact, and hands back its details when it is a map.
    fn fact<'n, T: Rare>(
        &mut self,
        node: &'n Node,
        read: impl Fn(Context<'_>, &str) -> Result<T, LineError>,
        kind: FactKind,
    ) -> Option<(T, Option<Fields<'n>>)> {
        let (line, details) = match &node.value {
            Yaml::Map(_) => {
                let known: Vec<&str> = COMMON.iter().chain(T::KEYS).copied().collect();
                let fields = Fields::read(node, &format!("this {}", kind.word()), &known, self.diags);
                let Some(line) = fields.get("fact") else {
                    let d = Diag::new(Code::BadFact, node.span, "the fact itself is missing");
                    let d =
                        d.help("write the line under `fact:`; a line that contains `: ` stands in quotes");
                    self.diags.push(d);
                    return None;
                };
                (line, Some(fields))
            }
            _ => (node, None),
        };
        let Some(text) = line.text() else {
            self.diags.push(wrong_kind(line, "a fact", "a line of text"));
            return None;
        };
        let cx = Context { names: self.src.names, pack: self.src.pack, clock: self.clock };
        match read(cx, text) {
            Ok(fact) => Some((fact, details)),
            Err(e) => {
                self.diags.push(diag(&e, line, text, self.src.text));
                None
            }
        }
    }

    fn common(
        &mut self,
        details: &Option<Fields<'_>>,
        info: &mut FactInfo,
        code: &mut Concept,
        kind: FactKind,
    ) {
        let Some(details) = details else { return };
        for (key, _, node) in details.iter() {
            match key {
                "id" => info.source = node.text().map(|t| SourceRef(t.into())),
                "version" => info.version = node.text().map(str::to_string),
                "status" => info.status_received = node.text().map(str::to_string),
                "text" => code.text = node.text().map(str::to_string),
                "recorded" => info.recorded = self.time(node),
                "also" => {
                    for concept in self.concepts(node, kind) {
                        code.codings.extend(concept.codings);
                    }
                }
                _ => {}
            }
        }
    }

    fn rare<T: Rare>(&mut self, details: &Option<Fields<'_>>, fact: &mut T) {
        let Some(details) = details else { return };
        for (key, _, node) in details.iter() {
            if T::KEYS.contains(&key) {
                fact.detail(key, node, self);
            }
        }
    }

    fn time(&mut self, node: &Node) -> Option<PartialTime> {
        self.words(node, |w| w.time())
    }

    /// Reads a whole text; `None` and a diagnostic where it cannot.
    fn words<T>(&mut self, node: &Node, read: impl Fn(&mut Words<'_>) -> Result<T, LineError>) -> Option<T> {
        let Some(text) = node.text() else {
            self.diags.push(wrong_kind(node, "this", "a text"));
            return None;
        };
        let cx = Context { names: self.src.names, pack: self.src.pack, clock: self.clock };
        let all = Words::new(cx, text).and_then(|mut w| {
            let value = read(&mut w)?;
            if w.done() { Ok(value) } else { Err(w.unexpected(&["nothing more"])) }
        });
        all.map_err(|e| self.diags.push(diag(&e, node, text, self.src.text))).ok()
    }

    fn concept(&mut self, node: &Node, kind: FactKind) -> Option<Concept> {
        self.words(node, |w| Ok(w.name(kind)?.0))
    }

    /// One name or a list of names.
    fn concepts(&mut self, node: &Node, kind: FactKind) -> Vec<Concept> {
        match &node.value {
            Yaml::List(items) => items.iter().filter_map(|n| self.concept(n, kind)).collect(),
            _ => self.concept(node, kind).into_iter().collect(),
        }
    }

    fn input(&mut self, name: &Node, answer: &Node) -> Option<(String, InputAnswer)> {
        let text = name.text().unwrap_or("");
        let input = match self.src.names.input(self.src.pack, text) {
            Ok(Some(input)) => input,
            Ok(None) => {
                let d = Diag::new(Code::BadFact, name.span, format!("no input is called `{text}`"));
                self.diags.push(match self.src.names.nearest_input(text) {
                    Some(n) => d.fix(name.span, n.clone(), format!("did you mean `{n}`?")),
                    None => d.help("inputs are declared with `input` in the packs"),
                });
                return None;
            }
            Err(Ambiguous(all)) => {
                let d = Diag::new(Code::BadFact, name.span, format!("`{text}` is declared in several packs"));
                self.diags.push(d.help(format!("write one of {}", all.join(", "))));
                return None;
            }
        };
        let given = answer.text().unwrap_or("").trim();
        match answer_of(input, given) {
            Ok(a) => Some((input.name.clone(), a)),
            Err(help) => {
                let d = Diag::new(Code::BadFact, answer.span, format!("`{given}` is no answer to `{text}`"));
                let near = match &input.kind {
                    InputKind::Choice(all) => nearest(given, all.iter().map(|c| c.name.as_str())),
                    _ => None,
                };
                self.diags.push(match near {
                    Some(n) => d.fix(answer.span, n, format!("did you mean `{n}`?")),
                    None => d.help(help),
                });
                None
            }
        }
    }
}

fn answer_of(input: &InputDef, given: &str) -> Result<InputAnswer, String> {
    match &input.kind {
        InputKind::Choice(all) => match all.iter().find(|c| c.name == given) {
            Some(c) => Ok(InputAnswer::Choice(c.name.clone())),
            None => {
                Err(format!("one of {}", all.iter().map(|c| c.name.as_str()).collect::<Vec<_>>().join(", ")))
            }
        },
        InputKind::Number { .. } => {
            given.parse().map(InputAnswer::Number).map_err(|_| "the answer is a number".to_string())
        }
        InputKind::Date => match given.parse::<PartialTime>() {
            Ok(_) => Ok(InputAnswer::Choice(given.to_string())),
            Err(_) => Err("the answer is a date such as `2024-03-01`".to_string()),
        },
        InputKind::YesNo => {
            yes_no(given).map(InputAnswer::YesNo).ok_or_else(|| "the answer is `yes` or `no`".to_string())
        }
    }
}

fn cover<T>(section: &mut Section<T>, said: Option<&Coverage>) {
    if let Some(coverage) = said {
        section.coverage = coverage.clone();
        if *coverage == Coverage::NotSupplied {
            section.items.clear();
        }
    } else if section.coverage == Coverage::NotSupplied && !section.items.is_empty() {
        section.coverage = Coverage::Complete;
    }
}

/// A mistake in a line, at its place in the file where the text stands as it is.
fn diag(e: &LineError, node: &Node, text: &str, file: &str) -> Diag {
    let written = file.get(node.span.range()).unwrap_or("");
    let lead = written.find(text).filter(|_| !text.is_empty());
    let span = match lead {
        Some(lead) => {
            let start = node.span.range().start + lead;
            Span::new(node.span.source, start + e.at.start, start + e.at.end)
        }
        None => node.span,
    };
    let mut d = Diag::new(Code::BadFact, span, e.message.clone());
    if let Some(help) = &e.help {
        d = d.help(help.clone());
    }
    match (&e.instead, lead) {
        (Some(n), Some(_)) => d.fix(span, n.clone(), format!("did you mean `{n}`?")),
        (Some(n), None) => d.help(format!("did you mean `{n}`?")),
        (None, _) => d,
    }
}

/// Details that any fact may have in its map form.
const COMMON: &[&str] = &["fact", "id", "version", "status", "text", "recorded", "also"];

/// The rare details of a kind of fact.
trait Rare {
    /// Their keys.
    const KEYS: &'static [&'static str];

    /// Takes one in.
    fn detail(&mut self, key: &str, node: &Node, adder: &mut Adder<'_, '_>);
}

fn text_list(node: &Node) -> Vec<String> {
    match &node.value {
        Yaml::List(items) => items.iter().filter_map(|n| n.text().map(str::to_string)).collect(),
        _ => node.text().map(str::to_string).into_iter().collect(),
    }
}

impl Rare for crate::snapshot::Medication {
    const KEYS: &'static [&'static str] =
        &["form", "indication", "ingredients", "replaces", "maximum", "route"];

    fn detail(&mut self, key: &str, node: &Node, adder: &mut Adder<'_, '_>) {
        match key {
            "form" => self.form = adder.concept(node, FactKind::Condition),
            "indication" => self.indications = adder.concepts(node, FactKind::Condition),
            "replaces" => self.replaces = text_list(node).into_iter().map(|s| SourceRef(s.into())).collect(),
            "ingredients" => {
                let items = match &node.value {
                    Yaml::List(items) => items.as_slice(),
                    _ => std::slice::from_ref(node),
                };
                let read = |w: &mut Words<'_>| {
                    Ok(Ingredient {
                        code: w.name(FactKind::Medication)?.0,
                        strength: w.quantity(),
                        per: None,
                    })
                };
                self.ingredients = items.iter().filter_map(|n| adder.words(n, read)).collect();
            }
            _ => {
                if self.doses.is_empty() {
                    self.doses.push(crate::snapshot::Dose::default());
                }
                for dose in &mut self.doses {
                    match key {
                        "route" => dose.route = adder.concept(node, FactKind::Condition),
                        _ => dose.max_per_day = adder.words(node, |w| Ok(w.quantity())).flatten(),
                    }
                }
            }
        }
    }
}

impl Rare for crate::snapshot::Observation {
    const KEYS: &'static [&'static str] = &["specimen", "category", "body site", "component of"];

    fn detail(&mut self, key: &str, node: &Node, adder: &mut Adder<'_, '_>) {
        match key {
            "specimen" => self.specimen = adder.concept(node, FactKind::Condition),
            "body site" => self.body_site = adder.concept(node, FactKind::Condition),
            "component of" => self.component_of = node.text().map(|t| SourceRef(t.into())),
            _ => self.categories = text_list(node),
        }
    }
}

impl Rare for crate::snapshot::Condition {
    const KEYS: &'static [&'static str] = &["category"];

    fn detail(&mut self, _: &str, node: &Node, _: &mut Adder<'_, '_>) {
        self.categories = text_list(node);
    }
}

impl Rare for crate::snapshot::Allergy {
    const KEYS: &'static [&'static str] = &["reaction"];

    fn detail(&mut self, _: &str, node: &Node, adder: &mut Adder<'_, '_>) {
        self.reactions = adder.concepts(node, FactKind::Condition);
    }
}

impl Rare for crate::snapshot::Procedure {
    const KEYS: &'static [&'static str] = &["reason"];

    fn detail(&mut self, _: &str, node: &Node, adder: &mut Adder<'_, '_>) {
        self.reasons = adder.concepts(node, FactKind::Condition);
    }
}

impl Rare for crate::snapshot::Encounter {
    const KEYS: &'static [&'static str] = &["location"];

    fn detail(&mut self, _: &str, node: &Node, _: &mut Adder<'_, '_>) {
        self.location = node.text().map(str::to_string);
    }
}

macro_rules! nothing_rare {
    ($($t:ident),*) => { $(
        impl Rare for crate::snapshot::$t {
            const KEYS: &'static [&'static str] = &[];

            fn detail(&mut self, _: &str, _: &Node, _: &mut Adder<'_, '_>) {}
        }
    )* };
}
nothing_rare!(Immunization, Order, FamilyHistory);
