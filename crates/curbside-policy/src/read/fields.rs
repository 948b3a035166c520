//! Reading values of a policy: texts, words, dates, durations, lists; every mistake with its place.

use crate::date::Date;
use crate::words::Tier;
use curbside::diag::{Code, Diag, nearest};
use curbside::source::Span;
use curbside::testing::yaml::{Fields, Node, Yaml};
use curbside::time::{Duration, TimeUnit};

/// The longest duration a policy may name, in days.
const LONGEST: i64 = 366;

/// Collects mistakes while a file is read.
pub(super) struct Reader<'d> {
    /// What the names of entries begin with.
    pub(super) prefix: String,
    /// Who answers where an entry does not say.
    pub(super) owner: String,
    pub(super) diags: &'d mut Vec<Diag>,
}

impl<'d> Reader<'d> {
    pub(super) fn new(diags: &'d mut Vec<Diag>) -> Reader<'d> {
        Reader { prefix: String::new(), owner: String::new(), diags }
    }

    pub(super) fn wrong(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.diags.push(Diag::new(Code::BadPolicy, span, message).help(help));
    }

    /// The entries of a mapping; unknown and double ones are told.
    pub(super) fn fields<'a>(&mut self, node: &'a Node, what: &str, known: &[&str]) -> Fields<'a> {
        let mut found = Vec::new();
        let fields = Fields::read(node, what, known, &mut found);
        self.diags.extend(found.into_iter().map(|mut d| {
            d.code = Code::BadPolicy;
            d
        }));
        fields
    }

    /// A text that is not empty.
    pub(super) fn text(&mut self, node: &Node, what: &str) -> Option<String> {
        match node.text().map(str::trim) {
            Some("") | None => {
                let is = if node.text().is_some() { "empty" } else { node.kind() };
                self.wrong(
                    node.span,
                    format!("{what} must be a text, and is {is}"),
                    "write a word or a sentence",
                );
                None
            }
            Some(t) => Some(t.to_string()),
        }
    }

    pub(super) fn optional_text(&mut self, fields: &Fields<'_>, key: &str) -> Option<String> {
        fields.get(key).and_then(|n| self.text(n, &format!("`{key}`")))
    }

    /// A text that must be there.
    pub(super) fn needed_text(
        &mut self,
        fields: &Fields<'_>,
        root: &Node,
        key: &str,
        example: &str,
    ) -> String {
        match fields.get(key) {
            Some(node) => self.text(node, &format!("`{key}`")).unwrap_or_default(),
            None => {
                self.wrong(first_of(root), format!("`{key}` is missing"), format!("write `{example}`"));
                String::new()
            }
        }
    }

    /// `true` or `false`.
    pub(super) fn flag(&mut self, fields: &Fields<'_>, key: &str) -> bool {
        let Some(node) = fields.get(key) else { return false };
        match node.text() {
            Some("true") => true,
            Some("false") => false,
            _ => {
                self.wrong(node.span, format!("`{key}` must be true or false"), "write `true` or `false`");
                false
            }
        }
    }

    pub(super) fn date(&mut self, node: &Node, key: &str) -> Option<Date> {
        let date = node.text().and_then(|t| t.parse().ok());
        if date.is_none() {
            self.wrong(node.span, format!("`{key}` is not a date"), "write a day, such as 2026-03-01");
        }
        date
    }

    /// `24 hours`.
    pub(super) fn duration(&mut self, node: &Node, key: &str) -> Option<Duration> {
        let d = node.text().and_then(duration);
        match d {
            Some(d) if d.nominal_seconds() <= LONGEST * 86_400 => Some(d),
            Some(_) => {
                self.wrong(node.span, format!("`{key}` is longer than a year"), "write at most 366 days");
                None
            }
            None => {
                let help = "write a whole number with minutes, hours, days or weeks, such as `24 hours`";
                self.wrong(node.span, format!("`{key}` is not a duration"), help);
                None
            }
        }
    }

    /// One of some words.
    pub(super) fn word<T: Copy>(&mut self, node: &Node, key: &str, all: &[(&str, T)]) -> Option<T> {
        let Some(text) = node.text() else {
            let words = all.iter().map(|(w, _)| *w).collect::<Vec<_>>().join(", ");
            self.wrong(
                node.span,
                format!("`{key}` must be a word, and is {}", node.kind()),
                format!("one of: {words}"),
            );
            return None;
        };
        if let Some((_, value)) = all.iter().find(|(w, _)| *w == text) {
            return Some(*value);
        }
        let mut d = Diag::new(Code::BadPolicy, node.span, format!("`{key}` cannot be `{text}`"));
        d = match nearest(text, all.iter().map(|(w, _)| *w)) {
            Some(n) => d.fix(node.span, n, format!("did you mean `{n}`?")),
            None => d.help(format!("one of: {}", all.iter().map(|(w, _)| *w).collect::<Vec<_>>().join(", "))),
        };
        self.diags.push(d);
        None
    }

    pub(super) fn tier(&mut self, node: &Node) -> Option<Tier> {
        self.word(node, "tier", &Tier::ALL.iter().map(|t| (t.word(), *t)).collect::<Vec<_>>())
    }

    /// The items of a list that must not be empty.
    pub(super) fn items<'a>(&mut self, node: &'a Node, key: &str) -> &'a [Node] {
        match &node.value {
            Yaml::List(items) if !items.is_empty() => items,
            Yaml::List(_) => {
                self.wrong(
                    node.span,
                    format!("`{key}` is an empty list"),
                    "name something, or leave the entry out",
                );
                &[]
            }
            _ => {
                self.wrong(
                    node.span,
                    format!("`{key}` must be a list, and is {}", node.kind()),
                    format!("write `{key}: [ … ]`, or lines that begin with `-`"),
                );
                &[]
            }
        }
    }

    /// A list of words.
    pub(super) fn words<T: Copy>(&mut self, fields: &Fields<'_>, key: &str, all: &[(&str, T)]) -> Vec<T> {
        let Some(node) = fields.get(key) else { return Vec::new() };
        self.items(node, key).iter().filter_map(|n| self.word(n, key, all)).collect()
    }

    /// A list of texts with their places.
    pub(super) fn texts(&mut self, fields: &Fields<'_>, key: &str) -> Vec<(String, Span)> {
        let Some(node) = fields.get(key) else { return Vec::new() };
        let what = format!("an item of `{key}`");
        self.items(node, key).iter().filter_map(|n| Some((self.text(n, &what)?, n.span))).collect()
    }

    /// The entries of a list of mappings; a list that is not there, or empty, has none.
    pub(super) fn list<T>(
        &mut self,
        fields: &Fields<'_>,
        key: &str,
        one: impl Fn(&mut Self, &Node) -> Option<T>,
    ) -> Vec<T> {
        match fields.get(key).map(|n| (&n.value, n)) {
            None | Some((Yaml::Null, _)) => Vec::new(),
            Some((Yaml::List(items), _)) => items.iter().filter_map(|n| one(self, n)).collect(),
            Some((_, node)) => {
                self.items(node, key);
                Vec::new()
            }
        }
    }
}

/// The beginning of a mapping: its first key.
fn first_of(node: &Node) -> Span {
    match &node.value {
        Yaml::Map(pairs) => pairs.first().map_or(node.span, |(k, _)| k.span),
        _ => node.span,
    }
}

fn duration(text: &str) -> Option<Duration> {
    let (count, unit) = text.trim().split_once(' ')?;
    let count = count.parse::<i64>().ok().filter(|n| *n > 0)?;
    let unit = TimeUnit::parse(unit.trim())?;
    Some(Duration::new(count, unit))
}

/// An age, which may be any number of years: `18 years`.
pub(super) fn age(text: &str) -> Option<Duration> {
    duration(text).filter(|d| d.nominal_seconds() <= 200 * 366 * 86_400)
}
