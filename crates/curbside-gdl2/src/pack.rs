//! Guidelines and their tests as the files of one pack.

use crate::cases::{Case, TestFile};
use crate::chain::Links;
use crate::facts::{Foreign, Kind, Table};
use crate::flow::Flow;
use crate::guideline::Guideline;
use crate::mapping::Mapping;
use crate::names::{camel, quoted};
use crate::predicates::Asked;
use crate::problem::{Note, Problem, Weight};
use crate::tests_out::{Tally, tests};
use crate::units::{Normal, normal};
use crate::write::{Answer, Output, Written, write};
use std::collections::{BTreeMap, BTreeSet};

/// How to import.
#[derive(Debug, Clone)]
pub struct Options {
    /// The pack's name.
    pub pack: String,
    /// The moment of tests whose file gives none.
    pub clock: String,
    /// What elements of archetypes are in a record.
    pub mapping: Mapping,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            pack: "imported".into(),
            clock: "2019-11-28T00:00:00+01:00".into(),
            mapping: Mapping::common(),
        }
    }
}

/// A file that was read: its path, and its text.
#[derive(Debug, Clone)]
pub struct Input {
    /// Path.
    pub path: String,
    /// Text.
    pub text: String,
}

/// What an import gives.
#[derive(Debug, Default)]
pub struct Import {
    /// Paths within the pack, and texts.
    pub files: Vec<(String, String)>,
    /// Files that could not be read.
    pub problems: Vec<Problem>,
    /// What there is to tell.
    pub notes: Vec<Note>,
    /// How many guidelines were imported.
    pub guidelines: usize,
    /// Test cases and expected values.
    pub tally: Tally,
}

/// Guidelines and their tests as a pack.
///
/// ```
/// use curbside_gdl2::pack::{Input, Options, import};
/// let text = r#"{ "id": "Twice.v1", "concept": "gt0001", "language": { "original_language": "ISO_639-1::en" },
///   "definition": { "data_bindings": {}, "rules": { "gt0003": { "priority": 1, "when": ["$gt0002 != null"],
///     "then": ["$gt0004.magnitude = $gt0002.magnitude * 2"] } } },
///   "ontology": { "term_definitions": { "en": { "terms": { "gt0001": { "text": "Twice" },
///     "gt0002": { "text": "Once" }, "gt0004": { "text": "Twice as much" } } } } } }"#;
/// let done = import(&[Input { path: "Twice.v1.gdl2.json".into(), text: text.into() }], &Options::default());
/// assert!(done.files.iter().any(|(path, text)| path == "twice.cds" && text.contains("define TwiceAsMuch")));
/// ```
pub fn import(inputs: &[Input], options: &Options) -> Import {
    let mut out = Import::default();
    let (mut guidelines, mut tests_of) = (Vec::new(), Vec::new());
    for i in inputs {
        let is_test = i.path.ends_with(".yml") || i.path.ends_with(".yaml");
        if is_test {
            match TestFile::read(&i.path, &i.text) {
                Ok(t) => tests_of.push(t),
                Err(p) => out.problems.extend(p),
            }
        } else {
            match Guideline::read(&i.path, &i.text) {
                Ok(g) => guidelines.push(g),
                Err(p) => out.problems.extend(p),
            }
        }
    }
    guidelines.sort_by(|a, b| a.id.cmp(&b.id));
    twice(&mut guidelines, &mut tests_of, &mut out.problems);
    beside(&guidelines, &mut tests_of, &mut out.notes);
    let titles = prefixes(&guidelines);
    let mut taken = BTreeSet::new();
    let shared = shared_names(&guidelines);
    let mut slugs = BTreeSet::new();
    let mut shared_text = BTreeMap::new();
    taken.extend(guidelines.iter().flat_map(|g| observed(g, &options.mapping)));
    let links = Links::of(&guidelines, &tests_of, &mut out.problems);
    let cases: Vec<Vec<(&Case, String)>> = guidelines.iter().map(|g| cases_of(g, &tests_of)).collect();
    let prepared: Vec<Guideline> =
        guidelines.iter().zip(&cases).map(|(g, cases)| links.prepared(g, cases)).collect();
    let slugs: Vec<String> =
        guidelines.iter().map(|g| crate::names::unique(&slug(&g.id), &mut slugs)).collect();
    let mut done: BTreeMap<usize, Done<'_>> = BTreeMap::new();
    for at in links.order(&guidelines) {
        let (Some(g), Some(prefix), Some(cases)) = (prepared.get(at), titles.get(at), cases.get(at)) else {
            continue;
        };
        // Names that several guidelines have are nobody's: each takes its own with its title before it.
        taken.extend(shared.iter().cloned());
        let foreign = foreign(g, &links, &done);
        let flow = Flow::run(g, Table::of(g, cases, &foreign));
        let written = write(&flow, &mut taken, prefix, &options.mapping, &foreign);
        shared_text.extend(written.observations.clone());
        done.insert(at, Done { g, flow, written });
    }
    for (at, slug) in slugs.iter().enumerate() {
        if let Some(d) = done.get(&at) {
            one(d, slug, &tests_of, options, &done, &mut out);
        }
    }
    if !shared_text.is_empty() {
        let all: Vec<&str> = shared_text.values().map(String::as_str).collect();
        let text = format!(
            "pack {}\n\n// Observations of the record that the guidelines read.\n\n{}",
            options.pack,
            all.join("\n")
        );
        out.files.push(("observations.cds".into(), curbside::syntax::format(&text).unwrap_or(text)));
    }
    out.guidelines = guidelines.len();
    for t in &tests_of {
        let known = |id: &str| guidelines.iter().any(|g| g.id == id);
        if !t.guidelines.iter().any(|(_, id)| known(id)) {
            let ids: Vec<&str> = t.guidelines.iter().map(|(_, id)| id.as_str()).collect();
            let message = format!("tests for {}, which is not among the guidelines", ids.join(", "));
            out.problems.push(Problem::new(&t.file, "guidelines", message).help("name its file too"));
        }
    }
    out.files.push(("pack.yaml".into(), card(options, &guidelines)));
    out.notes.sort_by(|a, b| (&a.guideline, b.weight).cmp(&(&b.guideline, a.weight)));
    out.files.push(("IMPORT.md".into(), report(&out)));
    out.files.sort();
    out
}

/// Names of the observations that a guideline reads.
fn observed(g: &Guideline, mapping: &Mapping) -> Vec<String> {
    let elements = g.bindings.iter().flat_map(|b| b.elements.iter().map(move |e| (b, e)));
    let rows = elements.filter_map(|(b, e)| mapping.find(b, e, &g.name(&e.id)));
    rows.map(|r| r.observation.clone()).collect()
}

/// A file's name without what says its kind; tests are named as their guideline.
fn stem(path: &str) -> &str {
    let ends = [".gdl2.json", ".gdl2", ".json", ".test.yml", ".test.yaml", ".yml", ".yaml"];
    ends.iter().find_map(|e| path.strip_suffix(e)).unwrap_or(path)
}

/// Guidelines of one id: the same one twice is left out, another one goes by the name of its file.
fn twice(guidelines: &mut Vec<Guideline>, tests_of: &mut [TestFile], problems: &mut Vec<Problem>) {
    let mut kept: Vec<Guideline> = Vec::new();
    for mut g in guidelines.drain(..) {
        let Some(first) = kept.iter().find(|k| k.id == g.id) else {
            kept.push(g);
            continue;
        };
        let same = Guideline { file: first.file.clone(), ..g.clone() } == *first;
        let own = stem(&g.file).rsplit('/').next().unwrap_or("").to_string();
        if same || own.is_empty() || kept.iter().any(|k| k.id == own) {
            let message =
                format!("the guideline `{}` is in `{}` too; this one is left out", g.id, first.file);
            problems.push(Problem::new(&g.file, "/id", message).help("import one of the two"));
            continue;
        }
        let why =
            format!("`{}` has the id `{}` too; this one goes by the name of its file", first.file, g.id);
        g.repairs.push(("/id".into(), why));
        for t in tests_of.iter_mut().filter(|t| stem(&t.file) == stem(&g.file)) {
            t.guidelines.iter_mut().filter(|(_, id)| *id == g.id).for_each(|(_, id)| id.clone_from(&own));
        }
        g.id = own;
        kept.push(g);
    }
    kept.sort_by(|a, b| a.id.cmp(&b.id));
    *guidelines = kept;
}

/// Tests that name a guideline by another id than it has: they are those of the guideline beside them.
fn beside(guidelines: &[Guideline], tests_of: &mut [TestFile], notes: &mut Vec<Note>) {
    let known = |id: &str| guidelines.iter().any(|g| g.id == id);
    for t in tests_of {
        let file = t.file.clone();
        let only = t.guidelines.len() == 1;
        for (_, id) in t.guidelines.iter_mut().filter(|(_, id)| !known(id)) {
            let alike = guidelines.iter().find(|g| g.id.eq_ignore_ascii_case(id.trim()));
            let near = guidelines.iter().find(|g| only && stem(&g.file) == stem(&file));
            let Some(g) = alike.or(near) else { continue };
            let text = format!(
                "the test file `{file}` calls the guideline `{id}`; its tests are taken for this one"
            );
            notes.push(Note {
                weight: Weight::Warning,
                guideline: g.id.clone(),
                place: "tests".into(),
                text,
            });
            id.clone_from(&g.id);
        }
    }
}

/// What goes before a name that several guidelines have: two words of the guideline's id, more where they are not its own.
fn prefixes(guidelines: &[Guideline]) -> Vec<String> {
    let of = |g: &Guideline, n| {
        let base = g.id.split(".v").next().unwrap_or(&g.id).replace("_guideline", "");
        camel(&base, n).trim_end_matches('-').to_string()
    };
    let mut out: Vec<String> = guidelines.iter().map(|g| of(g, 2)).collect();
    for (i, g) in guidelines.iter().enumerate() {
        let again = guidelines.iter().enumerate().any(|(j, o)| i != j && of(o, 2) == of(g, 2));
        if let Some(p) = out.get_mut(i).filter(|_| again) {
            *p = of(g, 8);
        }
    }
    out
}

/// The names that the terms of a guideline want: without what stands in brackets, where they differ without it.
pub(crate) fn own_names(g: &Guideline) -> BTreeMap<String, String> {
    let ids: BTreeSet<&String> = g.terms.values().flat_map(|t| t.keys()).collect();
    let short = |id: &str| camel(crate::names::before_brackets(&g.name(id), 7), 7);
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    // Terms that nothing is bound to may be left over from an older draft.
    ids.iter().filter(|id| g.element(id).is_some()).for_each(|id| *count.entry(short(id)).or_default() += 1);
    ids.into_iter()
        .map(|id| {
            let name = Some(short(id)).filter(|n| count.get(n) == Some(&1));
            (id.clone(), name.unwrap_or_else(|| camel(&g.name(id), 7)))
        })
        .collect()
}

/// Names that more than one guideline wants.
fn shared_names(guidelines: &[Guideline]) -> BTreeSet<String> {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for g in guidelines {
        let names: BTreeSet<String> = own_names(g).into_values().collect();
        names.into_iter().for_each(|n| *count.entry(n).or_default() += 1);
    }
    count.into_iter().filter(|(_, n)| *n > 1).map(|(name, _)| name).collect()
}

pub(crate) fn slug(id: &str) -> String {
    let base = id.split(".v").next().unwrap_or(id);
    let name = crate::names::hyphened(&base.replace("_guideline", ""), 8);
    // A word of the language is no name.
    if name.ends_with('-') { format!("{name}guideline") } else { name }
}

/// A guideline after its run.
pub(crate) struct Done<'g> {
    pub g: &'g Guideline,
    pub flow: Flow<'g>,
    pub written: Written,
}

/// Its cases in every test file, with the key that it has there.
fn cases_of<'t>(g: &Guideline, tests_of: &'t [TestFile]) -> Vec<(&'t Case, String)> {
    let mut out = Vec::new();
    for t in tests_of {
        if let Some((key, _)) = t.guidelines.iter().find(|(_, id)| *id == g.id) {
            out.extend(t.cases.iter().map(|c| (c, key.clone())));
        }
    }
    out
}

/// What is known of the values that it takes from others.
fn foreign(g: &Guideline, links: &Links, done: &BTreeMap<usize, Done<'_>>) -> BTreeMap<String, Foreign> {
    let mut out = BTreeMap::new();
    for ((_, id), (writer, of)) in links.from.iter().filter(|((reader, _), _)| *reader == g.id) {
        let Some(d) = done.values().find(|d| d.g.id == *writer) else { continue };
        let mut facts = d.flow.table.get(of);
        (facts.assigned, facts.given) = (false, true);
        facts.copies.clear();
        if let Some(unit) = d.flow.courses.get(of).and_then(|c| c.unit.clone()) {
            facts.units = vec![unit];
        }
        let name = d.written.names.get(of).cloned().unwrap_or_default();
        let label = d.written.names.get(&crate::flow::label_of(of)).cloned();
        let kind = d.flow.kinds.get(of).cloned().unwrap_or(Kind::Text);
        if d.written.targets.contains_key(of) {
            out.insert(crate::chain::other(id), Foreign { facts, kind, name, label });
        }
    }
    out
}

fn one(
    d: &Done<'_>,
    slug: &str,
    tests_of: &[TestFile],
    options: &Options,
    all: &BTreeMap<usize, Done<'_>>,
    out: &mut Import,
) {
    let Done { g, flow, written } = d;
    let mut files: Vec<(&TestFile, String)> = Vec::new();
    for t in tests_of {
        if let Some((key, _)) = t.guidelines.iter().find(|(_, id)| *id == g.id) {
            files.push((t, key.clone()));
        }
    }
    let mut notes = flow.notes.clone();
    source_notes(g, flow, written, &mut notes);
    for id in &written.unsaid {
        let text = "nothing that is written here can be said: the value is never known".to_string();
        notes.push(Note { weight: Weight::Lost, guideline: g.id.clone(), place: id.clone(), text });
    }
    let name = slug.to_string();
    let text =
        format!("pack {}\n\n{}\n{}\n{}", options.pack, head(g), written.text, rules(g, written, &name));
    let text = curbside::syntax::format(&text).unwrap_or(text);
    out.files.push((format!("{name}.cds"), text));
    if let Some(text) = translations(g, written) {
        out.files.push((format!("translations/{name}.yaml"), text));
    }
    for (i, (file, key)) in files.iter().enumerate() {
        let before: Vec<(&Done<'_>, String)> = file
            .guidelines
            .iter()
            .take_while(|(k, _)| k != key)
            .filter_map(|(k, id)| Some((all.values().find(|d| d.g.id == *id)?, k.clone())))
            .collect();
        let name = if i == 0 { name.clone() } else { format!("{name}-{}", i + 1) };
        let (text, tally, more) = tests(d, &before, file, key, options);
        out.files.push((format!("tests/{name}.yaml"), text));
        out.tally.add(&tally);
        notes.extend(more);
    }
    notes.dedup();
    out.notes.extend(notes);
}

/// What the file says that no declaration has.
fn source_notes(g: &Guideline, flow: &Flow<'_>, w: &Written, notes: &mut Vec<Note>) {
    let mut note = |weight, place: &str, text: String| {
        notes.push(Note { weight, guideline: g.id.clone(), place: place.into(), text });
    };
    for (place, what) in &g.repairs {
        note(Weight::Warning, place, what.clone());
    }
    for (place, why) in &g.unreadable {
        let text = format!(
            "a condition cannot be read: {why}. What its rule writes is open where its other conditions may hold"
        );
        note(Weight::Lost, place, text);
    }
    for (id, kind) in flow.kinds.iter().filter(|(id, _)| w.answers.contains_key(*id)) {
        if *kind == Kind::Choice && flow.options(id).len() == 1 {
            let text = format!(
                "\"{}\": the guideline and its tests name one answer only; add the others",
                g.name(id)
            );
            note(Weight::Warning, id, text);
        }
    }
    for part in &g.unread {
        note(Weight::Lost, "the file", format!("the part `{part}` is not known to the import"));
    }
    for b in &g.bindings {
        if b.predicates.is_empty() {
            continue;
        }
        let place = format!("data_bindings/{}", b.id);
        let asked = Asked::of(g, b);
        let words = asked.words.join(", ");
        let by_host: Vec<String> = b
            .elements
            .iter()
            .filter(|e| {
                w.answers.get(&e.id).is_some_and(|a| !matches!(a, Answer::Observation(_) | Answer::Birth))
            })
            .map(|e| format!("\"{}\"", g.name(&e.id)))
            .collect();
        if by_host.is_empty() {
            note(Weight::Told, &place, format!("which instance counts is read from the record: {words}"));
        } else {
            let text = format!(
                "the host has to choose which instance counts ({words}) when it answers {}",
                by_host.join(", ")
            );
            note(Weight::Warning, &place, text);
        }
    }
    for (id, f) in &flow.table.facts {
        for u in &f.units {
            match normal(u) {
                Normal::Ucum(_) => {}
                Normal::Changed(to) => note(Weight::Warning, id, format!("the unit `{u}` is written `{to}`")),
                Normal::Unknown(to) => {
                    note(
                        Weight::Warning,
                        id,
                        format!("the unit `{u}` is not UCUM; it is kept as `{to}` and converts into nothing"),
                    );
                }
            }
        }
    }
}

/// The head of a guideline's file: what it is, in the words of its authors.
fn head(g: &Guideline) -> String {
    let mut out = format!("// {}\n// Imported from the openEHR GDL2 guideline `{}`.\n", g.title(), g.id);
    let by = [g.author.as_str(), &g.contributors.join(", ")]
        .iter()
        .filter(|t| !t.is_empty())
        .copied()
        .collect::<Vec<_>>()
        .join("; with ");
    if !by.is_empty() {
        let copyright = g.details.get(&g.language).map_or("", |d| d.copyright.trim());
        out += &wrapped(&format!("By {by}. {copyright}"));
    }
    out
}

/// A text as comments of at most so many columns.
fn wrapped(text: &str) -> String {
    let (mut out, mut line) = (String::new(), String::from("//"));
    for word in text.split_whitespace() {
        if line.chars().count() + word.chars().count() > 100 && line.len() > 2 {
            out += &line;
            out.push('\n');
            line = "//".into();
        }
        line.push(' ');
        line += word;
    }
    out + line.as_str() + "\n"
}

/// The finding that tells what the guideline gives, and one for each of its cards.
fn rules(g: &Guideline, w: &Written, slug: &str) -> String {
    let own = g.details.get(&g.language).cloned().unwrap_or_default();
    let clean =
        |t: &str| t.split_whitespace().collect::<Vec<_>>().join(" ").replace('{', "(").replace('}', ")");
    let mut shared = String::new();
    for (clause, text) in [("intent", &own.purpose), ("population", &own.usage)] {
        let text = clean(text);
        if text.chars().any(char::is_alphanumeric) {
            shared += &format!("  {clause} {}\n", quoted(&text));
        }
    }
    let misuse = clean(&own.misuse);
    if misuse.chars().any(char::is_alphanumeric) {
        shared += &format!("  note {}\n", quoted(&format!("Not for: {misuse}")));
    }
    let tags: BTreeSet<String> = own
        .keywords
        .iter()
        .map(|k| crate::names::hyphened(k, 5))
        .map(|k| k.trim_end_matches('-').to_string())
        .collect();
    if !tags.is_empty() {
        shared += &format!("  tags {}\n", tags.into_iter().collect::<Vec<_>>().join(", "));
    }
    shared += &evidence(g);
    if !g.author.is_empty() {
        shared += &format!("  author {}\n", quoted(&g.author));
    }
    let version = g.id.rsplit_once(".v").map_or("", |(_, v)| v);
    if !version.is_empty() {
        shared += &format!("  version {}\n", quoted(version));
    }
    let mut out = String::new();
    let mut names = BTreeSet::from([slug.to_string()]);
    for (cond, card, rule) in &w.rules {
        let name = crate::names::unique(&format!("{slug}-{}", crate::names::hyphened(rule, 4)), &mut names);
        let severity = match card.indicator.as_str() {
            "critical" => "high",
            "warning" => "moderate",
            _ => "info",
        };
        let (message, detail) = (clean(&card.summary), clean(&card.detail));
        let message: String = message.chars().take(139).collect();
        out += &format!(
            "\nrule {name} {} {{\n  category recommendation\n  when {cond}\n  severity {severity}\n",
            quoted(rule)
        );
        out += &format!("  message {}\n", quoted(&message));
        if !detail.is_empty() {
            out += &format!("  detail {}\n", quoted(&detail));
        }
        out += &format!("{shared}}}\n");
    }
    let Some(first) = w.outputs.first() else { return out };
    let say = |o: &Output| format!("{}: {{{}}}", clean(&o.label), o.shown);
    let mut message = clean(&g.title());
    // The last says what the guideline is for; what it only counts with stands in the detail. A card's summary holds 139.
    let (mut told, mut left) = (BTreeSet::new(), 135usize.saturating_sub(message.chars().count()));
    let turns = w.outputs.iter().enumerate().rev();
    for (at, o) in turns.clone().filter(|(_, o)| o.result).chain(turns.filter(|(_, o)| !o.result)) {
        let length = clean(&o.label).chars().count() + 4 + o.room;
        if told.len() < 4 && length <= left {
            told.insert(at);
            left -= length;
        }
    }
    let all: Vec<String> = w.outputs.iter().map(say).collect();
    let shown: Vec<&str> = told.iter().filter_map(|at| all.get(*at)).map(String::as_str).collect();
    if !shown.is_empty() {
        message += &format!(". {}", shown.join(", "));
    }
    let any = w.outputs.iter().map(|o| format!("{} is known", o.name)).collect::<Vec<_>>().join(" or ");
    let when = if w.outputs.len() == 1 { format!("{} is known", first.name) } else { any };
    out += &format!(
        "\nrule {slug} {} {{\n  category result\n  when {when}\n  severity info\n",
        quoted(&g.title())
    );
    out += &format!("  message {}\n", quoted(&message));
    if shown.len() < all.len() {
        out += &format!("  detail {}\n", quoted(&all.join("\n")));
    }
    out + shared.as_str() + "}\n"
}

/// The sources of a guideline as clauses; itself where it names none.
pub(crate) fn evidence(g: &Guideline) -> String {
    let one = |r: &crate::guideline::Reference| {
        let url = if r.url.is_empty() { String::new() } else { format!(" url {}", quoted(&r.url)) };
        format!("  evidence {}{url}\n", quoted(&r.label.split_whitespace().collect::<Vec<_>>().join(" ")))
    };
    if g.references.is_empty() {
        return format!("  evidence {}\n", quoted(&format!("openEHR GDL2 guideline {}", g.id)));
    }
    g.references.iter().map(one).collect()
}

/// Terms and descriptions in the other languages, by the names of the pack.
fn translations(g: &Guideline, w: &Written) -> Option<String> {
    let mut out = String::new();
    let languages: BTreeSet<&String> =
        g.terms.keys().chain(g.details.keys()).filter(|l| **l != g.language).collect();
    for lang in languages {
        let mut lines = String::new();
        if let Some(d) = g.details.get(lang) {
            for (key, text) in [("purpose", &d.purpose), ("use", &d.usage), ("misuse", &d.misuse)] {
                if text.chars().any(char::is_alphanumeric) {
                    lines += &format!("  {key}: {}\n", quoted(text));
                }
            }
            if !d.keywords.is_empty() {
                let words: Vec<String> = d.keywords.iter().map(|k| quoted(k)).collect();
                lines += &format!("  keywords: [{}]\n", words.join(", "));
            }
        }
        let terms = g.terms.get(lang);
        let mut names = String::new();
        if let Some(t) = terms.and_then(|t| t.get(&g.concept)) {
            lines += &format!("  title: {}\n", quoted(&t.text));
        }
        for (id, name) in &w.names {
            if let Some(t) = terms.and_then(|t| t.get(id)).filter(|t| !t.text.trim().is_empty()) {
                names += &format!("    {name}: {}\n", quoted(&t.text));
            }
        }
        if !names.is_empty() {
            lines += &format!("  names:\n{names}");
        }
        if !lines.is_empty() {
            out += &format!("{lang}:\n{lines}");
        }
    }
    (!out.is_empty()).then(|| format!("# Of {}: terms and descriptions in other languages.\n{out}", g.id))
}

fn card(options: &Options, guidelines: &[Guideline]) -> String {
    let title = match guidelines {
        [one] => one.title(),
        _ => "Guidelines imported from openEHR GDL2".to_string(),
    };
    format!(
        "name: {}\ntitle: {}\nversion: \"0.1.0\"\ndescription: {}\nowner: {}\nlicense: Apache-2.0\n{}",
        options.pack,
        quoted(&title),
        quoted(&format!(
            "{} of the openEHR GDL2 library, with tests; see IMPORT.md for what the import has to tell.",
            count(guidelines.len(), "guideline")
        )),
        quoted("nobody yet: imported, and reviewed by no one"),
        "# Nobody has promised to look at these again; whoever takes them over sets `review by` and an owner.\nlints:\n  no-review-date: off\n  # The source names the answers and ranges that its rules ask about, not all there are.\n  always-true: off\n  always-false: off\n"
    )
}

pub(crate) fn count(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

/// What there is to tell, for people.
fn report(i: &Import) -> String {
    let t = &i.tally;
    let mut out = format!(
        "# What the import has to tell\n\n{}, {}, {}",
        count(i.guidelines, "guideline"),
        count(t.cases, "test case"),
        count(t.expected, "expected value"),
    );
    out += &format!(
        ": {} in the tests of this pack, {} in contradiction to the guideline's own rules, {} that no rule writes or that cannot be said.\n",
        t.kept, t.contradicted, t.left_out
    );
    let mut last = "";
    for n in &i.notes {
        if n.guideline != last {
            out += &format!("\n## {}\n\n", n.guideline);
            last = &n.guideline;
        }
        out += &format!(
            "- {} ({}): {}\n",
            n.weight.word(),
            n.place,
            n.text.split_whitespace().collect::<Vec<_>>().join(" ")
        );
    }
    for p in &i.problems {
        out += &format!("\n**Not read** {p}\n");
    }
    out
}
