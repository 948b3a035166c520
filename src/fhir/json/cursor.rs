//! Reading a document: a value is a reference, and cheap to copy.

use super::build::Builder;
use super::document::{Document, MANY, Member, Node, Span};
use serde_json::{Map, Number, Value};

/// A value of a [`Document`]. `Debug` prints its kind only.
#[derive(Clone, Copy)]
pub struct Json<'d> {
    document: &'d Document,
    node: &'d Node,
}

/// A value by its kind.
#[derive(Debug, Clone)]
pub enum Kind<'d> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(&'d Number),
    /// A text.
    Text(&'d str),
    /// Elements.
    Array(Items<'d>),
    /// Keys and values.
    Object(Members<'d>),
}

impl<'d> Json<'d> {
    pub(super) fn new(document: &'d Document, node: &'d Node) -> Self {
        Json { document, node }
    }

    pub(super) fn node(self) -> Node {
        *self.node
    }

    /// What it is, to match on.
    pub fn kind(self) -> Kind<'d> {
        match *self.node {
            Node::Null => Kind::Null,
            Node::Bool(b) => Kind::Bool(b),
            Node::Number(_) => self.as_number().map_or(Kind::Null, Kind::Number),
            Node::Text(span) => Kind::Text(self.document.text(span)),
            Node::Array(_) => Kind::Array(self.items()),
            Node::Object(_) => Kind::Object(self.members()),
        }
    }

    /// The value under a key; none where this is no object or lacks it. Of members with one key, the last.
    pub fn get(self, key: &str) -> Option<Json<'d>> {
        let Node::Object(span) = *self.node else { return None };
        let all = self.document.members(span);
        let own = |m: &Member| self.document.bytes(m.key);
        let found = if all.len() > MANY {
            let behind = all.partition_point(|m| own(m) <= key.as_bytes());
            all.get(behind.checked_sub(1)?).filter(|m| own(m) == key.as_bytes())
        } else {
            all.iter().rev().find(|m| m.key.len as usize == key.len() && own(m) == key.as_bytes())
        };
        found.map(|m| Json { node: &m.node, ..self })
    }

    /// The text.
    pub fn as_str(self) -> Option<&'d str> {
        match *self.node {
            Node::Text(span) => Some(self.document.text(span)),
            _ => None,
        }
    }

    /// Yes or no.
    pub fn as_bool(self) -> Option<bool> {
        match *self.node {
            Node::Bool(b) => Some(b),
            _ => None,
        }
    }

    /// The number, as it was read.
    pub fn as_number(self) -> Option<&'d Number> {
        match *self.node {
            Node::Number(at) => self.document.numbers.get(at as usize),
            _ => None,
        }
    }

    /// The number, where it is whole and not negative.
    pub fn as_u64(self) -> Option<u64> {
        self.as_number()?.as_u64()
    }

    /// The elements, where this is an array.
    pub fn as_array(self) -> Option<Items<'d>> {
        self.is_array().then(|| self.items())
    }

    /// Whether it is `null`.
    pub fn is_null(self) -> bool {
        matches!(self.node, Node::Null)
    }

    /// Whether it is a text.
    pub fn is_string(self) -> bool {
        matches!(self.node, Node::Text(_))
    }

    /// Whether it is an array.
    pub fn is_array(self) -> bool {
        matches!(self.node, Node::Array(_))
    }

    /// Whether it is an object.
    pub fn is_object(self) -> bool {
        matches!(self.node, Node::Object(_))
    }

    /// The elements of an array; none of anything else.
    pub fn items(self) -> Items<'d> {
        let nodes = match *self.node {
            Node::Array(span) => self.document.nodes(span),
            _ => &[],
        };
        Items { document: self.document, nodes: nodes.iter() }
    }

    /// The value as the only element.
    pub(crate) fn alone(self) -> Items<'d> {
        Items { document: self.document, nodes: std::slice::from_ref(self.node).iter() }
    }

    /// No elements.
    pub(crate) fn none(self) -> Items<'d> {
        Items { document: self.document, nodes: [].iter() }
    }

    /// Keys and values of an object, each key once, in no order to rely on; none of anything else.
    pub fn members(self) -> Members<'d> {
        let own = match *self.node {
            Node::Object(span) => self.document.members(span),
            _ => &[],
        };
        Members { document: self.document, left: own }
    }

    /// The same value wherever it is asked for while the document stays where it is, another one for any other.
    pub(crate) fn address(self) -> usize {
        std::ptr::from_ref(self.node) as usize
    }

    /// As a tree of serde_json.
    pub fn to_value(self) -> Value {
        match self.kind() {
            Kind::Null => Value::Null,
            Kind::Bool(b) => Value::Bool(b),
            Kind::Number(n) => Value::Number(n.clone()),
            Kind::Text(s) => Value::String(s.to_string()),
            Kind::Array(items) => items.map(Json::to_value).collect(),
            Kind::Object(members) => {
                let map: Map<String, Value> = members.map(|(k, v)| (k.to_string(), v.to_value())).collect();
                Value::Object(map)
            }
        }
    }

    /// This value alone as a document of its own, which holds nothing else of this one.
    pub fn to_document(self) -> Document {
        let mut builder = Builder::new("");
        let root = builder.json(self);
        // What is part of a document fits into one.
        builder.finish(root).unwrap_or_default()
    }
}

impl std::fmt::Debug for Json<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self.node {
            Node::Null => "null",
            Node::Bool(_) => "true or false",
            Node::Number(_) => "a number",
            Node::Text(_) => "a text",
            Node::Array(_) => "an array",
            Node::Object(_) => "an object",
        })
    }
}

/// By value: numbers as serde_json compares them, members in any order.
impl PartialEq for Json<'_> {
    fn eq(&self, other: &Json<'_>) -> bool {
        match (self.kind(), other.kind()) {
            (Kind::Null, Kind::Null) => true,
            (Kind::Bool(a), Kind::Bool(b)) => a == b,
            (Kind::Number(a), Kind::Number(b)) => a == b,
            (Kind::Text(a), Kind::Text(b)) => a == b,
            (Kind::Array(a), Kind::Array(b)) => a.eq(b),
            (Kind::Object(a), Kind::Object(b)) => {
                let mut count = 0;
                let alike = a.inspect(|_| count += 1).all(|(key, v)| other.get(key) == Some(v));
                alike && count == b.count()
            }
            _ => false,
        }
    }
}

impl Eq for Json<'_> {}

/// The elements of an array.
#[derive(Clone)]
pub struct Items<'d> {
    document: &'d Document,
    nodes: std::slice::Iter<'d, Node>,
}

impl<'d> Items<'d> {
    /// Whether there are none (left).
    pub fn is_empty(&self) -> bool {
        self.nodes.as_slice().is_empty()
    }

    /// The first one (left).
    pub fn first(&self) -> Option<Json<'d>> {
        self.nodes.as_slice().first().map(|node| Json { document: self.document, node })
    }
}

impl<'d> Iterator for Items<'d> {
    type Item = Json<'d>;

    fn next(&mut self) -> Option<Json<'d>> {
        self.nodes.next().map(|node| Json { document: self.document, node })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.nodes.size_hint()
    }
}

impl ExactSizeIterator for Items<'_> {}

impl std::fmt::Debug for Items<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Items").field("len", &self.nodes.len()).finish_non_exhaustive()
    }
}

/// Keys and values of an object.
#[derive(Clone)]
pub struct Members<'d> {
    document: &'d Document,
    left: &'d [Member],
}

impl<'d> Iterator for Members<'d> {
    type Item = (&'d str, Json<'d>);

    fn next(&mut self) -> Option<Self::Item> {
        while let [first, rest @ ..] = self.left {
            self.left = rest;
            let again = |m: &Member| self.document.bytes(m.key) == self.document.bytes(first.key);
            // Of many members, those with one key stand together.
            let replaced = self.document.repeats
                && (rest.first().is_some_and(again) || (rest.len() < MANY && rest.iter().any(again)));
            if !replaced {
                let key: Span = first.key;
                return Some((self.document.text(key), Json { document: self.document, node: &first.node }));
            }
        }
        None
    }
}

impl std::fmt::Debug for Members<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Members").field("len", &self.left.len()).finish_non_exhaustive()
    }
}
