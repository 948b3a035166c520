//! From file, environment and flags to values with their origin.

use super::fault::Fault;
use super::keys::{ISSUER_KEYS, KEYS, Key, Kind};
use curbside::diag::nearest;
use curbside::source::{SourceId, SourceMap, Span};
use curbside::testing::yaml::{self, Node, Yaml};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Where a value comes from; the later ones win.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Nobody said anything.
    Default,
    /// The file, with the place in it.
    File(String),
    /// This variable.
    Environment(String),
    /// The command line.
    Flag,
}

/// What stands under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Nothing,
    /// One.
    One(String),
    /// Several.
    Many(Vec<String>),
    /// Issuers: key to values, each with its place.
    Issuers(Vec<BTreeMap<&'static str, Vec<String>>>),
}

/// A value and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The value.
    pub value: Value,
    /// Where it comes from.
    pub origin: Origin,
    /// The folder that relative paths are taken from.
    pub folder: PathBuf,
}

/// What a start is told.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The file's path and text.
    pub file: Option<(PathBuf, String)>,
    /// The environment; names without `CURBSIDE_` are no business of ours.
    pub environment: BTreeMap<String, String>,
    /// `KEY=VALUE` of the command line.
    pub flags: Vec<(String, String)>,
}

/// Variables that are not keys, but ours.
const OTHER_VARIABLES: &[&str] = &["CURBSIDE_CONFIG", "CURBSIDE_AUDIT_URL"];

/// Values of all keys.
#[derive(Debug, Clone)]
pub(crate) struct Values {
    pub entries: BTreeMap<&'static str, Entry>,
    pub faults: Vec<Fault>,
    /// What is odd, and keeps nothing from starting.
    pub warnings: Vec<Fault>,
}

pub(crate) fn find(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|k| k.name == name)
}

pub(crate) fn values(sources: &Sources) -> Values {
    let mut out = Values { entries: BTreeMap::new(), faults: Vec::new(), warnings: Vec::new() };
    for key in KEYS {
        let value = match (key.default, key.many()) {
            ("", _) => Value::Nothing,
            (text, true) => Value::Many(vec![text.to_string()]),
            (text, false) => Value::One(text.to_string()),
        };
        out.put(key, value, Origin::Default, sources.folder());
    }
    if let Some((path, text)) = &sources.file {
        File::read(path, text, sources.folder(), &mut out);
    }
    for (name, text) in &sources.environment {
        out.variable(name, text);
    }
    for (name, text) in &sources.flags {
        out.flag(name, text);
    }
    out
}

impl Sources {
    /// The folder of the file; relative paths in it, and defaults, are taken from there.
    fn folder(&self) -> &Path {
        let folder = self.file.as_ref().and_then(|(path, _)| path.parent());
        folder.filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }
}

impl Values {
    fn put(&mut self, key: &'static Key, value: Value, origin: Origin, folder: &Path) {
        self.entries.insert(key.name, Entry { value, origin, folder: folder.to_path_buf() });
    }

    fn variable(&mut self, name: &str, text: &str) {
        if !name.starts_with("CURBSIDE_") || OTHER_VARIABLES.contains(&name) {
            return;
        }
        let Some(key) = KEYS.iter().find(|k| k.variable() == name) else {
            let all: Vec<String> = KEYS.iter().map(Key::variable).collect();
            let fix = match nearest(name, all.iter().map(String::as_str)) {
                Some(near) => format!("did you mean {near}?"),
                None => "unset it, or see `curbside serve --example` for the keys".into(),
            };
            self.warnings.push(Fault::new("K107", name, "this variable sets nothing", fix));
            return;
        };
        let origin = Origin::Environment(name.to_string());
        self.text(key, text, name.to_string(), origin);
    }

    fn flag(&mut self, name: &str, text: &str) {
        let place = format!("--set {name}");
        match find(name) {
            Some(key) => self.text(key, text, place, Origin::Flag),
            None => self.faults.push(unknown(place, name)),
        }
    }

    /// A value outside a file: lists are separated by commas.
    fn text(&mut self, key: &'static Key, text: &str, place: String, origin: Origin) {
        let value = if key.kind == Kind::Issuers {
            let fix = "write them into the configuration file";
            self.faults.push(Fault::new("K103", place, format!("`{}` cannot be set here", key.name), fix));
            return;
        } else if text.trim().is_empty() {
            Value::Nothing
        } else if key.many() {
            Value::Many(
                text.split(',').map(str::trim).filter(|t| !t.is_empty()).map(str::to_string).collect(),
            )
        } else {
            Value::One(text.trim().to_string())
        };
        self.check(key, &value, &place);
        self.put(key, value, origin, Path::new("."));
    }

    fn check(&mut self, key: &Key, value: &Value, place: &str) {
        let texts: Vec<&str> = match value {
            Value::Nothing | Value::Issuers(_) => return,
            Value::One(text) => vec![text],
            Value::Many(all) => all.iter().map(String::as_str).collect(),
        };
        for text in texts {
            if !fits(key.kind, text) {
                let what = format!("`{}` cannot be `{}`", key.name, shortened(text));
                self.faults.push(Fault::new("K104", place, what, format!("it takes {}", key.takes())));
            }
        }
    }
}

/// A value for a message; what may hold a password is not repeated whole.
fn shortened(text: &str) -> String {
    let shown: String = text.chars().take(60).collect();
    match shown.rsplit_once('@') {
        Some((_, rest)) => format!("…@{rest}"),
        None => shown,
    }
}

fn fits(kind: Kind, text: &str) -> bool {
    let url = |text: &str| url::Url::parse(text).ok().filter(|u| matches!(u.scheme(), "http" | "https"));
    match kind {
        Kind::Text | Kind::Path | Kind::Paths | Kind::Words | Kind::Issuers => !text.contains('\0'),
        Kind::Flag => matches!(text, "true" | "false"),
        Kind::Number(low, high) => text.parse::<u64>().is_ok_and(|n| (low..=high).contains(&n)),
        Kind::Word(words) => words.contains(&text),
        Kind::Apps => {
            app(text).is_some_and(|(label, to)| !label.is_empty() && url(to).is_some_and(|u| u.has_host()))
        }
        Kind::Url => url(text).is_some_and(|u| u.has_host() && u.query().is_none() && u.fragment().is_none()),
        Kind::Urls => {
            url(text).is_some_and(|u| u.has_host() && u.query().is_none() && u.fragment().is_none())
        }
        Kind::Origins => url(text).is_some_and(|u| u.origin().ascii_serialization() == text),
        Kind::Address => text.parse::<std::net::SocketAddr>().is_ok(),
    }
}

/// Label and launch URL of `label=URL`.
pub(crate) fn app(text: &str) -> Option<(&str, &str)> {
    text.split_once('=').map(|(label, to)| (label.trim(), to.trim()))
}

fn unknown(place: String, name: &str) -> Fault {
    let fix = match nearest(name, KEYS.iter().map(|k| k.name)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`curbside serve --example` shows all keys".into(),
    };
    Fault::new("K102", place, format!("there is no key `{}`", shortened(name)), fix)
}

/// The file while it is read.
struct File<'a> {
    folder: PathBuf,
    map: SourceMap,
    out: &'a mut Values,
    seen: BTreeMap<&'static str, String>,
}

impl<'a> File<'a> {
    fn read(path: &Path, text: &str, folder: &Path, out: &'a mut Values) {
        let mut map = SourceMap::default();
        let id: SourceId = map.add(path.display().to_string(), text);
        let mut file = File { folder: folder.to_path_buf(), map, out, seen: BTreeMap::new() };
        match yaml::read(id, text) {
            Ok(root) => file.map("", &root),
            // An empty file says nothing, which is allowed.
            Err(_) if text.lines().all(|l| l.trim().is_empty() || l.trim().starts_with('#')) => {}
            Err(d) => {
                let place = file.place(d.span);
                file.fault("K101", place, d.message.clone(), d.help.join("; "));
            }
        }
    }

    fn place(&self, span: Span) -> String {
        let at = self.map.line_col(span);
        format!("{}:{}:{}", self.map.file(span.source).path, at.line, at.col)
    }

    fn fault(&mut self, code: &'static str, place: String, what: impl Into<String>, fix: impl Into<String>) {
        self.out.faults.push(Fault::new(code, place, what, fix));
    }

    fn map(&mut self, prefix: &str, node: &Node) {
        let pairs = match &node.value {
            Yaml::Map(pairs) => pairs,
            Yaml::Null => return,
            _ => {
                let what = if prefix.is_empty() { "the file" } else { prefix };
                let place = self.place(node.span);
                let what = format!("{what} must be a mapping, and is {}", node.kind());
                return self.fault("K103", place, what, "write `key: value` lines");
            }
        };
        for (name, value) in pairs {
            let place = self.place(name.span);
            let Some(text) = name.text() else {
                self.fault("K103", place, "a key must be a text", "");
                continue;
            };
            let full = if prefix.is_empty() { text.to_string() } else { format!("{prefix}.{text}") };
            if let Some(key) = find(&full) {
                if let Some(first) = self.seen.insert(key.name, place.clone()) {
                    self.fault("K103", place, format!("`{full}` stands twice"), format!("first at {first}"));
                }
                self.value(key, value);
            } else if KEYS.iter().any(|k| k.name.starts_with(&format!("{full}."))) {
                self.map(&full, value);
            } else {
                self.out.faults.push(unknown(place, &full));
            }
        }
    }

    fn value(&mut self, key: &'static Key, node: &Node) {
        let place = self.place(node.span);
        let value = match (&node.value, key.kind) {
            (Yaml::Null, _) => Value::Nothing,
            (Yaml::List(all), Kind::Issuers) => {
                Value::Issuers(all.iter().filter_map(|n| self.issuer(n)).collect())
            }
            (Yaml::Map(pairs), Kind::Apps) => {
                let one = |(label, to): &(Node, Node)| Some(format!("{}={}", label.text()?, to.text()?));
                match pairs.iter().map(one).collect() {
                    Some(all) => Value::Many(all),
                    None => return self.wrong(key.name, &key.takes(), node),
                }
            }
            (_, Kind::Apps) => return self.wrong(key.name, &key.takes(), node),
            (Yaml::Scalar(text, _), kind) if kind != Kind::Issuers => {
                if key.many() {
                    Value::Many(vec![text.clone()])
                } else {
                    Value::One(text.clone())
                }
            }
            (Yaml::List(all), _) if key.many() => match texts(all) {
                Some(all) => Value::Many(all),
                None => return self.wrong(key.name, &key.takes(), node),
            },
            _ => return self.wrong(key.name, &key.takes(), node),
        };
        self.out.check(key, &value, &place);
        let folder = self.folder.clone();
        self.out.put(key, value, Origin::File(place), &folder);
    }

    fn wrong(&mut self, name: &str, takes: &str, node: &Node) {
        let place = self.place(node.span);
        self.fault("K103", place, format!("`{name}` is {}", node.kind()), format!("it takes {takes}"));
    }

    fn issuer(&mut self, node: &Node) -> Option<BTreeMap<&'static str, Vec<String>>> {
        let Yaml::Map(pairs) = &node.value else {
            self.wrong("auth.issuers", "issuers, each with `name`, `iss` and keys", node);
            return None;
        };
        let mut out = BTreeMap::new();
        for (name, value) in pairs {
            let text = name.text().unwrap_or_default();
            let Some((name_of, kind, _)) = ISSUER_KEYS.iter().find(|(n, ..)| *n == text) else {
                let fix = match nearest(text, ISSUER_KEYS.iter().map(|(n, ..)| *n)) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => {
                        let all: Vec<&str> = ISSUER_KEYS.iter().map(|(n, ..)| *n).collect();
                        format!("it may have: {}", all.join(", "))
                    }
                };
                let place = self.place(name.span);
                self.fault("K102", place, format!("an issuer has no key `{}`", shortened(text)), fix);
                continue;
            };
            let all = match &value.value {
                Yaml::Scalar(text, _) => Some(vec![text.clone()]),
                Yaml::List(all) if *kind == Kind::Words => texts(all),
                Yaml::Null => Some(Vec::new()),
                _ => None,
            };
            match all {
                Some(all) => drop(out.insert(*name_of, all)),
                None => self.wrong(&format!("auth.issuers.{name_of}"), "a text", value),
            }
        }
        for needed in ["name", "iss"] {
            if !out.contains_key(needed) {
                let place = self.place(node.span);
                self.fault(
                    "K103",
                    place,
                    format!("an issuer without `{needed}`"),
                    format!("add `{needed}:`"),
                );
            }
        }
        Some(out)
    }
}

fn texts(all: &[Node]) -> Option<Vec<String>> {
    all.iter().map(|n| n.text().map(str::to_string)).collect()
}
