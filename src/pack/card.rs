//! A pack's card, `pack.yaml`.
//!
//! Read by hand from the YAML tree rather than derived, so that an unknown field
//! or a value of the wrong kind is told with its line and a suggestion.

use crate::diag::{Code, Diag, nearest};
use crate::source::{SourceId, Span};
use crate::time::{Duration, TimeUnit};
use serde_yaml::{Mapping, Value};
use std::collections::BTreeMap;

/// What becomes of a lint's findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LintLevel {
    /// Nothing is said.
    Off,
    /// A warning.
    Warn,
    /// An error.
    Error,
}

impl LintLevel {
    /// The level with this word.
    pub fn parse(word: &str) -> Option<LintLevel> {
        Some(match word {
            "off" => LintLevel::Off,
            "warn" => LintLevel::Warn,
            "error" => LintLevel::Error,
            _ => return None,
        })
    }
}

/// A value with its place in `pack.yaml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed<T> {
    /// The value.
    pub value: T,
    /// The line it stands on.
    pub span: Span,
}

/// A pack's card.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Card {
    /// The pack's name.
    pub name: String,
    /// Title.
    pub title: String,
    /// Version.
    pub version: String,
    /// What it is for.
    pub description: Option<String>,
    /// Who answers for it; rules without an owner of their own have this one.
    pub owner: Option<String>,
    /// Licence of its content.
    pub license: Option<String>,
    /// Packs it builds on.
    pub depends: Vec<Placed<String>>,
    /// Short names of further code systems, and their URIs.
    pub systems: BTreeMap<String, String>,
    /// Parent tables: a system's name and a CSV file.
    pub hierarchies: BTreeMap<String, Placed<String>>,
    /// CSV file of ingredients.
    pub ingredients: Option<Placed<String>>,
    /// CSV file of products.
    pub products: Option<Placed<String>>,
    /// How far back the data goes that hosts supply.
    pub max_lookback: Option<Duration>,
    /// Levels of lints in this pack.
    pub lints: BTreeMap<String, LintLevel>,
}

const FIELDS: [&str; 12] = [
    "name",
    "title",
    "version",
    "description",
    "owner",
    "license",
    "depends",
    "systems",
    "hierarchies",
    "drugs",
    "max_lookback",
    "lints",
];

impl Card {
    /// Reads a card's text. What could be read is returned beside what is wrong;
    /// without a usable name there is no card.
    ///
    /// ```
    /// use curbside::{pack::Card, source::SourceId};
    /// let (card, diags) = Card::read(SourceId(0), "name: renal\nversion: 1.2.0\nownr: me\n");
    /// assert_eq!(card.unwrap().name, "renal");
    /// assert_eq!(diags[0].fixes[0].replacement, "owner");
    /// ```
    pub fn read(source: SourceId, text: &str) -> (Option<Card>, Vec<Diag>) {
        let mut reader = Reader { source, text, diags: Vec::new() };
        let card = reader.card();
        (card, reader.diags)
    }
}

/// A duration as a card writes it: `5 years`.
fn duration(text: &str) -> Option<Duration> {
    let (count, unit) = text.trim().split_once(' ')?;
    let count = count.parse::<i64>().ok().filter(|n| *n > 0)?;
    Some(Duration::new(count, TimeUnit::parse(unit.trim())?))
}

/// Whether a text can be the name of a pack.
pub(crate) fn is_name(text: &str) -> bool {
    let start = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    start
        && !text.contains("--")
        && !text.ends_with('-')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

struct Reader<'t> {
    source: SourceId,
    text: &'t str,
    diags: Vec<Diag>,
}

impl Reader<'_> {
    fn card(&mut self) -> Option<Card> {
        let tree: Value = match serde_yaml::from_str(self.text) {
            Ok(tree) => tree,
            Err(e) => {
                let at = e.location().map_or(0, |l| l.index()).min(self.text.len());
                let d =
                    Diag::new(Code::BadPackFile, self.line_at(at), format!("`pack.yaml` is not YAML: {e}"))
                        .help("fields are written `name: value`, one on a line");
                self.diags.push(d);
                return None;
            }
        };
        let Value::Mapping(map) = tree else {
            let d = Diag::new(
                Code::BadPackFile,
                self.line_at(0),
                "`pack.yaml` must hold fields such as `name: renal`",
            );
            self.diags.push(d);
            return None;
        };
        self.unknown_fields(&map, "", &FIELDS);
        let mut card = Card {
            title: self.text_of(&map, "title").unwrap_or_default(),
            version: self.text_of(&map, "version").unwrap_or_default(),
            description: self.text_of(&map, "description"),
            owner: self.text_of(&map, "owner"),
            license: self.text_of(&map, "license"),
            ..Card::default()
        };
        self.lists(&map, &mut card);
        let name = self.text_of(&map, "name");
        let name = name.filter(|n| {
            let ok = is_name(n);
            if !ok {
                let d = Diag::new(
                    Code::BadPackFile,
                    self.place("name"),
                    format!("`{n}` cannot be the name of a pack"),
                )
                .help("a name begins with a letter and goes on with letters, digits, `_` and single hyphens");
                self.diags.push(d);
            }
            ok
        });
        let Some(name) = name else {
            if self.diags.is_empty() {
                let d = Diag::new(Code::BadPackFile, self.line_at(0), "the pack has no `name`")
                    .help("add `name: …`, the name that its files have after `pack`");
                self.diags.push(d);
            }
            return None;
        };
        if card.version.is_empty() {
            let d = Diag::new(Code::BadPackFile, self.place("name"), "the pack has no `version`").fix(
                self.after_line("name"),
                "version: 0.1.0\n",
                "add a version",
            );
            self.diags.push(d);
        }
        if card.title.is_empty() {
            card.title = words(&name);
        }
        card.name = name;
        Some(card)
    }

    fn lists(&mut self, map: &Mapping, card: &mut Card) {
        if let Some(value) = map.get("depends") {
            match value {
                Value::Sequence(items) => {
                    for item in items {
                        match item.as_str() {
                            Some(name) => {
                                card.depends.push(Placed { value: name.to_string(), span: self.place(name) });
                            }
                            None => self.wrong("depends", "a list of pack names"),
                        }
                    }
                }
                Value::Null => {}
                _ => self.wrong("depends", "a list of pack names"),
            }
        }
        for (name, value) in self.pairs(map, "systems") {
            card.systems.insert(name, value.value);
        }
        for (name, value) in self.pairs(map, "hierarchies") {
            card.hierarchies.insert(name, value);
        }
        if let Some(Value::Mapping(drugs)) = map.get("drugs") {
            self.unknown_fields(drugs, "drugs", &["ingredients", "products"]);
        }
        for (name, value) in self.pairs(map, "drugs") {
            match name.as_str() {
                "ingredients" => card.ingredients = Some(value),
                "products" => card.products = Some(value),
                _ => {}
            }
        }
        if let Some(text) = self.text_of(map, "max_lookback") {
            card.max_lookback = duration(&text);
            if card.max_lookback.is_none() {
                self.wrong("max_lookback", "a duration such as `5 years`");
            }
        }
        for (name, value) in self.pairs(map, "lints") {
            let known = Code::find(&name)
                .filter(|c| c.info().name == name && c.info().level < crate::diag::Level::Error);
            if known.is_none() {
                let names = lint_names();
                let mut d = Diag::new(Code::BadPackFile, value.span, format!("there is no lint `{name}`"));
                if let Some(best) = nearest(&name, names.iter().copied()) {
                    d = d.fix(self.key(&name), best, format!("did you mean `{best}`?"));
                }
                self.diags.push(d);
            }
            match LintLevel::parse(&value.value) {
                Some(level) => {
                    card.lints.insert(name, level);
                }
                None => {
                    let d = Diag::new(
                        Code::BadPackFile,
                        value.span,
                        format!("a lint's level is `off`, `warn` or `error`, not `{}`", value.value),
                    );
                    self.diags.push(d);
                }
            }
        }
    }

    /// The texts of a map's field that is a map itself.
    fn pairs(&mut self, map: &Mapping, field: &str) -> Vec<(String, Placed<String>)> {
        let mut out = Vec::new();
        match map.get(field) {
            None | Some(Value::Null) => {}
            Some(Value::Mapping(inner)) => {
                for (key, value) in inner {
                    // YAML 1.1 readers take `off` for false.
                    let value = match value {
                        Value::Bool(false) => Some("off".to_string()),
                        other => scalar(other),
                    };
                    match (key.as_str(), value) {
                        (Some(key), Some(value)) => {
                            out.push((key.to_string(), Placed { value, span: self.place(key) }));
                        }
                        _ => self.wrong(field, "names with a text each"),
                    }
                }
            }
            Some(_) => self.wrong(field, "names with a text each"),
        }
        out
    }

    fn text_of(&mut self, map: &Mapping, field: &str) -> Option<String> {
        match map.get(field) {
            None | Some(Value::Null) => None,
            Some(value) => match scalar(value) {
                Some(text) => Some(text.trim().to_string()),
                None => {
                    self.wrong(field, "a text");
                    None
                }
            },
        }
    }

    fn unknown_fields(&mut self, map: &Mapping, within: &str, known: &[&'static str]) {
        for key in map.keys() {
            let name = scalar(key).unwrap_or_default();
            if known.contains(&name.as_str()) {
                continue;
            }
            let of = if within.is_empty() { "`pack.yaml`".to_string() } else { format!("`{within}`") };
            let mut d =
                Diag::new(Code::BadPackFile, self.place(&name), format!("{of} has no field `{name}`"));
            d = match nearest(&name, known.iter().copied()) {
                Some(best) => d.fix(self.key(&name), best, format!("did you mean `{best}`?")),
                None => d.help(format!("its fields are {}", known.join(", "))),
            };
            self.diags.push(d);
        }
    }

    fn wrong(&mut self, field: &str, expected: &str) {
        let d = Diag::new(Code::BadPackFile, self.place(field), format!("`{field}` must be {expected}"));
        self.diags.push(d);
    }

    /// The line that begins with a key or list item.
    fn place(&self, key: &str) -> Span {
        self.key_at(key).map_or_else(|| self.line_at(0), |at| self.line_at(at))
    }

    /// The key itself.
    fn key(&self, key: &str) -> Span {
        self.key_at(key).map_or_else(|| self.line_at(0), |at| Span::new(self.source, at, at + key.len()))
    }

    fn key_at(&self, key: &str) -> Option<usize> {
        let mut at = 0;
        for line in self.text.split_inclusive('\n') {
            let body = line.trim_start().trim_start_matches("- ").trim_start_matches(['"', '\'']);
            let rest = body.strip_prefix(key);
            if rest.is_some_and(|r| r.trim().is_empty() || r.starts_with([':', '"', '\'', ' '])) {
                return Some(at + line.len() - body.len());
            }
            // A key or item further right on the line: `depends: [ a, b ]`, `drugs: { products: x.csv }`.
            if let Some(found) = word_at(line, key) {
                return Some(at + found);
            }
            at += line.len();
        }
        None
    }

    /// The line around a byte, without its end.
    fn line_at(&self, at: usize) -> Span {
        let start = self.text.get(..at).and_then(|t| t.rfind('\n')).map_or(0, |n| n + 1);
        let line = self.text.get(start..).and_then(|t| t.lines().next()).unwrap_or("");
        Span::new(self.source, start, start + line.trim_end().len())
    }

    fn after_line(&self, key: &str) -> Span {
        let end = self.place(key).end as usize;
        let next = self.text.get(end..).and_then(|t| t.find('\n')).map_or(self.text.len(), |n| end + n + 1);
        Span::new(self.source, next, next)
    }
}

fn word_at(line: &str, word: &str) -> Option<usize> {
    let bracket = line.find(['[', '{'])?;
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    line.match_indices(word).map(|(at, _)| at).find(|&at| {
        let before = line.get(..at).and_then(|t| t.chars().next_back());
        let after = line.get(at + word.len()..).and_then(|t| t.chars().next());
        at > bracket && !before.is_some_and(is_word) && !after.is_some_and(is_word)
    })
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(s) => Some(s.clone()),
        Value::Number(n) => Some(n.to_string()),
        Value::Bool(b) => Some(b.to_string()),
        _ => None,
    }
}

/// The names of all lints.
pub(crate) fn lint_names() -> Vec<&'static str> {
    let lints = Code::ALL.iter().map(|c| c.info()).filter(|i| i.level < crate::diag::Level::Error);
    lints.map(|i| i.name).collect()
}

/// A name taken apart: `PotassiumSparing` becomes `potassium sparing`, `CKDStage3` becomes `CKD stage 3`.
pub(crate) fn words(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut words: Vec<String> = vec![String::new()];
    for (i, &c) in chars.iter().enumerate() {
        if c == '-' || c == '_' {
            words.push(String::new());
            continue;
        }
        let before = i.checked_sub(1).and_then(|j| chars.get(j)).copied();
        let after = chars.get(i + 1).copied();
        let hump = c.is_uppercase() && before.is_some_and(char::is_lowercase);
        let ends_capitals = c.is_uppercase()
            && before.is_some_and(char::is_uppercase)
            && after.is_some_and(char::is_lowercase);
        let digit = c.is_ascii_digit() && before.is_some_and(char::is_lowercase);
        let number = words.last().is_some_and(|w| !w.is_empty() && w.chars().all(|c| c.is_ascii_digit()));
        if hump || ends_capitals || digit || (number && c.is_lowercase()) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(c);
        }
    }
    let lower = |w: &String| {
        let capitals = w.chars().filter(|c| c.is_uppercase()).count();
        if capitals > 1 || w.chars().any(|c| c.is_ascii_digit()) { w.clone() } else { w.to_lowercase() }
    };
    words.iter().filter(|w| !w.is_empty()).map(lower).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Option<Card>, Vec<String>) {
        let (card, diags) = Card::read(SourceId(0), text);
        (card, diags.into_iter().map(|d| d.message).collect())
    }

    #[test]
    fn every_field() {
        let (card, diags) = read(
            "name: renal\ntitle: Renal\nversion: \"1.0\"\ndescription: d\nowner: me\nlicense: MIT\ndepends: [terms]\n\
             systems: { local: 'http://x' }\nhierarchies:\n  snomed: codes/h.csv\ndrugs: { ingredients: i.csv, products: p.csv }\n\
             max_lookback: 5 years\nlints:\n  no-owner: off\n  no-evidence: error\n",
        );
        let card = card.unwrap();
        assert_eq!(diags, Vec::<String>::new());
        assert_eq!(card.max_lookback, Some(Duration::new(5, TimeUnit::Year)));
        assert_eq!(card.lints["no-owner"], LintLevel::Off);
        assert_eq!(card.hierarchies["snomed"].value, "codes/h.csv");
        assert_eq!(card.ingredients.unwrap().value, "i.csv");
        assert_eq!(card.depends[0].value, "terms");
    }

    #[test]
    fn mistakes_are_told_with_their_line() {
        let (card, diags) = Card::read(SourceId(0), "name: renal\nversion: 1\nlints:\n  no-ownr: warn\n");
        assert!(card.is_some());
        assert_eq!(diags.len(), 1);
        assert_eq!(diags[0].fixes[0].replacement, "no-owner");
        assert_eq!(diags[0].fixes[0].span, Span::new(SourceId(0), 32, 39));
        assert_eq!(read("name: a b\nversion: 1\n").1.len(), 1);
        assert_eq!(read("name: [x\n").1.len(), 1);
        assert_eq!(read("").1.len(), 1);
        assert_eq!(read("version: 1\n").1, ["the pack has no `name`"]);
        assert_eq!(read("name: a\n").1, ["the pack has no `version`"]);
        assert_eq!(read("name: a\nversion: 1\nmax_lookback: long\n").1.len(), 1);
        assert_eq!(read("name: a\nversion: 1\ndepends: 3\n").1, ["`depends` must be a list of pack names"]);
    }

    #[test]
    fn names_become_words() {
        assert_eq!(words("PotassiumSparing"), "potassium sparing");
        assert_eq!(words("ACEInhibitor"), "ACE inhibitor");
        assert_eq!(words("CKDStage3to5"), "CKD stage 3 to 5");
        assert_eq!(words("HbA1c"), "hb A1c");
        assert_eq!(words("cardio-renal"), "cardio renal");
    }
}
