//! Puts the vectors of a document together, innermost values first.
//!
//! The elements of an array stand one after the other; while it is read, what
//! is inside of them comes in between, so open arrays and objects wait on a
//! stack of their own.

use super::cursor::{Json, Kind};
use super::document::{Document, MANY, Member, Node, Span};
use super::{FhirError, repeats};
use serde_json::{Number, Value};

/// A document being made.
pub(super) struct Builder<'t> {
    /// The text that is read.
    source: &'t str,
    /// Texts that do not stand in it as they are.
    side: String,
    nodes: Vec<Node>,
    members: Vec<Member>,
    numbers: Vec<Number>,
    open_nodes: Vec<Node>,
    open_members: Vec<Member>,
    repeats: bool,
    overflows: bool,
}

impl<'t> Builder<'t> {
    pub fn new(source: &'t str) -> Self {
        Builder {
            source,
            side: String::new(),
            nodes: Vec::new(),
            members: Vec::new(),
            numbers: Vec::new(),
            open_nodes: Vec::new(),
            open_members: Vec::new(),
            repeats: false,
            overflows: false,
        }
    }

    fn span(&mut self, from: usize, len: usize) -> Span {
        match (u32::try_from(from), u32::try_from(len)) {
            (Ok(from), Ok(len)) => Span { from, len },
            _ => {
                self.overflows = true;
                Span::default()
            }
        }
    }

    /// A text that is part of the source.
    pub fn borrowed(&mut self, text: &str) -> Span {
        let from = (text.as_ptr() as usize).checked_sub(self.source.as_ptr() as usize);
        match from.filter(|from| from + text.len() <= self.source.len()) {
            Some(from) => self.span(from, text.len()),
            None => self.copied(text),
        }
    }

    /// Any text.
    pub fn copied(&mut self, text: &str) -> Span {
        let from = self.source.len() + self.side.len();
        self.side.push_str(text);
        self.span(from, text.len())
    }

    /// A number.
    pub fn number(&mut self, n: Number) -> Node {
        let at = self.numbers.len();
        self.numbers.push(n);
        Node::Number(self.span(at, 0).from)
    }

    /// Where an array begins on the stack.
    pub fn array(&self) -> usize {
        self.open_nodes.len()
    }

    /// The next element.
    pub fn element(&mut self, node: Node) {
        self.open_nodes.push(node);
    }

    /// The array that began there.
    pub fn end_array(&mut self, from: usize) -> Node {
        let at = self.nodes.len();
        self.nodes.extend(self.open_nodes.drain(from..));
        Node::Array(self.span(at, self.nodes.len() - at))
    }

    /// Where an object begins on the stack.
    pub fn object(&self) -> usize {
        self.open_members.len()
    }

    /// The next member.
    pub fn member(&mut self, key: Span, node: Node) {
        self.open_members.push(Member { key, node });
    }

    /// The object that began there.
    pub fn end_object(&mut self, from: usize) -> Node {
        let at = self.members.len();
        self.members.extend(self.open_members.drain(from..));
        let (source, side) = (self.source, &self.side);
        let key = |m: &Member| {
            let range = m.key.range();
            let text = match range.start.checked_sub(source.len()) {
                None => source.as_bytes().get(range),
                Some(from) => side.as_bytes().get(from..from + m.key.len as usize),
            };
            text.unwrap_or_default()
        };
        let own = self.members.get_mut(at..).unwrap_or_default();
        self.repeats |= if own.len() > MANY {
            // Stable: of equal keys the last one sent stays the last.
            own.sort_by(|a, b| key(a).cmp(key(b)));
            own.windows(2).any(|pair| matches!(pair, [a, b] if key(a) == key(b)))
        } else {
            let mut rest = &*own;
            let mut twice = false;
            while let [first, others @ ..] = rest {
                twice |= others.iter().any(|o| o.key.len == first.key.len && key(o) == key(first));
                rest = others;
            }
            twice
        };
        Node::Object(self.span(at, self.members.len() - at))
    }

    /// A tree of serde_json.
    pub fn value(&mut self, value: &Value) -> Node {
        match value {
            Value::Null => Node::Null,
            Value::Bool(b) => Node::Bool(*b),
            Value::Number(n) => self.number(n.clone()),
            Value::String(s) => Node::Text(self.copied(s)),
            Value::Array(items) => {
                let from = self.array();
                for item in items {
                    let node = self.value(item);
                    self.element(node);
                }
                self.end_array(from)
            }
            Value::Object(map) => {
                let from = self.object();
                for (key, item) in map {
                    let (key, node) = (self.copied(key), self.value(item));
                    self.member(key, node);
                }
                self.end_object(from)
            }
        }
    }

    /// A value of another document.
    pub fn json(&mut self, json: Json<'_>) -> Node {
        match json.kind() {
            Kind::Null => Node::Null,
            Kind::Bool(b) => Node::Bool(b),
            Kind::Number(n) => self.number(n.clone()),
            Kind::Text(s) => Node::Text(self.copied(s)),
            Kind::Array(items) => {
                let from = self.array();
                for item in items {
                    let node = self.json(item);
                    self.element(node);
                }
                self.end_array(from)
            }
            Kind::Object(members) => {
                let from = self.object();
                for (key, item) in members {
                    let (key, node) = (self.copied(key), self.json(item));
                    self.member(key, node);
                }
                self.end_object(from)
            }
        }
    }

    /// The document.
    pub fn finish(self, root: Node) -> Result<Document, FhirError> {
        if self.overflows {
            let limit = u32::MAX as usize;
            return Err(FhirError::Limit { what: "bytes", limit, not_read: "everything".into() });
        }
        let mut text = String::with_capacity(self.source.len() + self.side.len());
        text.push_str(self.source);
        text.push_str(&self.side);
        let Builder { nodes, members, numbers, repeats, .. } = self;
        let mut out = Document { text, nodes, members, numbers, root, repeats, repeated: Vec::new() };
        if repeats {
            out.repeated = repeats::pointers(&out);
        }
        Ok(out)
    }
}
