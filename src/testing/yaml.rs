//! YAML with places: a tree in which every key and value knows where it stands.
//!
//! Test files and alert policies are written by people, so a mistake in one must be
//! shown at its line, and all of them at once. A derived reader stops at the first mistake
//! and forgets places, hence this small tree over the events of `saphyr-parser`.
//! It reads YAML 1.2 (`yes` is a word, not a boolean) and knows nothing of what
//! the files say; mistakes get the code of test files, which other readers exchange for their own.

use crate::diag::{Code, Diag, nearest};
use crate::source::{SourceId, Span};
use saphyr_parser::{Event, Parser, ScalarStyle};
use std::collections::BTreeMap;

/// Deepest nesting that is read.
const MAX_DEPTH: usize = 32;
/// Most nodes that are read, aliases counted in full.
const MAX_NODES: usize = 500_000;
/// Longest file that is read, in bytes.
const MAX_BYTES: usize = 8 * 1024 * 1024;

/// A key or value and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub value: Yaml,
}

/// The kinds of value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Yaml {
    /// Nothing, `~` or `null`.
    Null,
    /// A text, number or word; `true` when it was written in quotes or as a block.
    Scalar(String, bool),
    /// `[ … ]` or lines with `-`.
    List(Vec<Node>),
    /// `{ … }` or lines with `key:`.
    Map(Vec<(Node, Node)>),
}

impl Node {
    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Yaml::Scalar(t, _) => Some(t),
            _ => None,
        }
    }

    /// What it is, for messages.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Yaml::Null => "nothing",
            Yaml::Scalar(..) => "a text",
            Yaml::List(_) => "a list",
            Yaml::Map(_) => "a mapping",
        }
    }

    fn size(&self) -> usize {
        1 + match &self.value {
            Yaml::List(items) => items.iter().map(Node::size).sum(),
            Yaml::Map(pairs) => pairs.iter().map(|(k, v)| k.size() + v.size()).sum(),
            _ => 0,
        }
    }
}

/// Reads one document.
///
/// # Errors
/// A diagnostic at the place where the text stops being YAML.
pub fn read(source: SourceId, text: &str) -> Result<Node, Box<Diag>> {
    let whole = Span::new(source, 0, 0);
    if text.len() > MAX_BYTES {
        return Err(bad(whole, format!("the file is longer than {MAX_BYTES} bytes")));
    }
    let places = Places::new(source, text);
    let mut builder = Builder::default();
    for event in Parser::new_from_str(text) {
        match event {
            Ok((event, at)) => builder.event(event, places.span(at))?,
            Err(e) => {
                let at = places.byte(e.marker().index());
                let span = Span::new(source, at, (at + 1).min(text.len()));
                let mut d = bad(span, format!("this is not YAML: {}", e.info()));
                d.help.push(
                    "a text that contains `[ ] { } ,`, or `: ` or ` #`, stands in quotes, such as \"SystolicBP 140 mm[Hg]\""
                        .into(),
                );
                return Err(d);
            }
        }
    }
    builder.root.ok_or_else(|| bad(whole, "the file is empty"))
}

fn bad(span: Span, message: impl Into<String>) -> Box<Diag> {
    Box::new(Diag::new(Code::BadTestFile, span, message))
}

/// From character indices to bytes.
struct Places {
    source: SourceId,
    /// Byte of each character; empty for ASCII texts, where both are the same.
    bytes: Vec<usize>,
    len: usize,
}

impl Places {
    fn new(source: SourceId, text: &str) -> Places {
        let bytes = if text.is_ascii() { Vec::new() } else { text.char_indices().map(|(i, _)| i).collect() };
        Places { source, bytes, len: text.len() }
    }

    fn byte(&self, index: usize) -> usize {
        if self.bytes.is_empty() {
            index.min(self.len)
        } else {
            self.bytes.get(index).copied().unwrap_or(self.len)
        }
    }

    fn span(&self, at: saphyr_parser::Span) -> Span {
        Span::new(self.source, self.byte(at.start.index()), self.byte(at.end.index()))
    }
}

/// A list or mapping that is still open.
enum Open {
    List(Vec<Node>),
    Map(Vec<(Node, Node)>, Option<Node>),
}

#[derive(Default)]
struct Builder {
    stack: Vec<(Open, Span, usize)>,
    anchors: BTreeMap<usize, Node>,
    root: Option<Node>,
    nodes: usize,
    documents: usize,
}

impl Builder {
    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), Box<Diag>> {
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(bad(span, "a file holds one YAML document")
                        .map_help("write the second document into a file of its own"));
                }
            }
            Event::Scalar(text, style, anchor, _) => {
                let plain = style == ScalarStyle::Plain;
                let value = match text.as_ref() {
                    "" | "~" | "null" if plain => Yaml::Null,
                    t => Yaml::Scalar(t.to_string(), !plain),
                };
                self.add(Node { span, value }, anchor)?;
            }
            Event::Alias(anchor) => {
                let Some(node) = self.anchors.get(&anchor).cloned() else {
                    return Err(bad(span, "an alias to something that is not finished yet"));
                };
                self.nodes += node.size();
                self.add(node, 0)?;
            }
            Event::SequenceStart(anchor, _) => self.open(Open::List(Vec::new()), span, anchor)?,
            Event::MappingStart(anchor, _) => self.open(Open::Map(Vec::new(), None), span, anchor)?,
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some((open, start, anchor)) = self.stack.pop() {
                    let value = match open {
                        Open::List(items) => Yaml::List(items),
                        Open::Map(pairs, _) => Yaml::Map(pairs),
                    };
                    self.add(Node { span: start.to(span), value }, anchor)?;
                }
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
        Ok(())
    }

    fn open(&mut self, open: Open, span: Span, anchor: usize) -> Result<(), Box<Diag>> {
        if self.stack.len() >= MAX_DEPTH {
            return Err(bad(span, format!("nested deeper than {MAX_DEPTH} levels")));
        }
        self.stack.push((open, span, anchor));
        Ok(())
    }

    fn add(&mut self, node: Node, anchor: usize) -> Result<(), Box<Diag>> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(bad(node.span, format!("more than {MAX_NODES} values")));
        }
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        match self.stack.last_mut() {
            None => self.root = Some(node),
            Some((Open::List(items), ..)) => items.push(node),
            Some((Open::Map(pairs, key), ..)) => match key.take() {
                None => *key = Some(node),
                Some(k) => pairs.push((k, node)),
            },
        }
        Ok(())
    }
}

trait MapHelp {
    fn map_help(self, help: &str) -> Self;
}

impl MapHelp for Box<Diag> {
    fn map_help(mut self, help: &str) -> Self {
        self.help.push(help.to_string());
        self
    }
}

/// The entries of a mapping whose keys are known words; everything else is
/// reported, with the nearest known word.
pub struct Fields<'a> {
    entries: Vec<(&'a str, &'a Node, &'a Node)>,
}

impl<'a> Fields<'a> {
    /// Reads `node` as a mapping with some of the keys `known`.
    pub fn read(node: &'a Node, what: &str, known: &[&str], diags: &mut Vec<Diag>) -> Fields<'a> {
        let mut entries: Vec<(&str, &Node, &Node)> = Vec::new();
        let pairs: &[(Node, Node)] = match &node.value {
            Yaml::Map(pairs) => pairs,
            Yaml::Null => &[],
            _ => {
                diags.push(wrong_kind(node, what, "a mapping"));
                &[]
            }
        };
        for (key, value) in pairs {
            let Some(name) = key.text() else {
                diags.push(wrong_kind(key, "a key", "a text"));
                continue;
            };
            if !known.contains(&name) {
                let mut d = Diag::new(Code::BadTestFile, key.span, format!("{what} has no entry `{name}`"));
                match nearest(name, known.iter().copied()) {
                    Some(n) => d = d.fix(key.span, n, format!("did you mean `{n}`?")),
                    None => d = d.help(format!("it may have: {}", known.join(", "))),
                }
                diags.push(d);
            } else if let Some((_, first, _)) = entries.iter().find(|(n, ..)| *n == name) {
                diags.push(
                    Diag::new(Code::BadTestFile, key.span, format!("`{name}` stands twice"))
                        .also(first.span, "first here")
                        .help("join them into one entry"),
                );
            } else {
                entries.push((name, key, value));
            }
        }
        Fields { entries }
    }

    /// The value of a key.
    pub fn get(&self, name: &str) -> Option<&'a Node> {
        self.entries.iter().find(|(n, ..)| *n == name).map(|(_, _, v)| *v)
    }

    /// All entries in the order written: name, key, value.
    pub fn iter(&self) -> impl Iterator<Item = (&'a str, &'a Node, &'a Node)> + '_ {
        self.entries.iter().copied()
    }
}

/// "… must be a list, and is a text".
pub fn wrong_kind(node: &Node, what: &str, needed: &str) -> Diag {
    Diag::new(Code::BadTestFile, node.span, format!("{what} must be {needed}, and is {}", node.kind()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;

    fn tree(text: &str) -> (SourceMap, Node) {
        let mut map = SourceMap::default();
        let id = map.add("t.yaml", text);
        let node = read(id, text).unwrap_or_else(|d| panic!("{}", d.message));
        (map, node)
    }

    #[test]
    fn places_survive_characters_of_several_bytes() {
        let (map, node) = tree("näme: \"ü x\"\nlist: [ µg, b ]\n");
        let Yaml::Map(pairs) = &node.value else { panic!("mapping") };
        assert_eq!(map.slice(pairs[0].0.span), "näme");
        assert_eq!(map.slice(pairs[0].1.span), "\"ü x\"");
        let Yaml::List(items) = &pairs[1].1.value else { panic!("list") };
        assert_eq!(map.slice(items[0].span), "µg");
        assert_eq!(map.slice(items[1].span), "b");
        assert_eq!(map.line_col(items[1].span).line, 2);
    }

    #[test]
    fn anchors_are_copied_and_bounded() {
        let (_, node) = tree("a: &x [ 1 ]\nb: *x\n");
        let Yaml::Map(pairs) = &node.value else { panic!("mapping") };
        assert_eq!(pairs[0].1.value, pairs[1].1.value);

        let mut bomb = String::from("a0: &a0 [ x, x, x, x, x, x, x, x, x, x ]\n");
        for i in 1..9 {
            let refs = vec![format!("*a{}", i - 1); 10].join(", ");
            bomb.push_str(&format!("a{i}: &a{i} [ {refs} ]\n"));
        }
        let error = read(SourceId(0), &bomb).map(|_| ()).unwrap_err();
        assert!(error.message.contains("more than"), "{}", error.message);
    }

    #[test]
    fn depth_is_bounded() {
        let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
        assert!(read(SourceId(0), &deep).is_err());
    }

    #[test]
    fn what_is_not_yaml_says_where() {
        let text = "cases:\n  - given: [ a 140 mm[Hg] ]\n";
        let error = read(SourceId(0), text).map(|_| ()).unwrap_err();
        assert_eq!(error.code, Code::BadTestFile);
        assert!(error.help.iter().any(|h| h.contains("quotes")));
    }

    #[test]
    fn unknown_and_double_keys_are_all_reported() {
        let (_, node) = tree("clok: 1\ncases: 2\ncases: 3\nzz: 4\n");
        let mut diags = Vec::new();
        let fields = Fields::read(&node, "a test file", &["clock", "cases"], &mut diags);
        assert_eq!(fields.get("cases").and_then(Node::text), Some("2"));
        let messages: Vec<&str> = diags.iter().map(|d| d.message.as_str()).collect();
        assert_eq!(
            messages,
            ["a test file has no entry `clok`", "`cases` stands twice", "a test file has no entry `zz`"]
        );
        assert_eq!(diags[0].fixes[0].replacement, "clock");
    }
}
