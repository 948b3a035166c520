//! YAML as it stands: a key that stands twice is no error here, since test files of the library have such keys.
//! The last one counts, and the reader is told.

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// A node.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node {
    Null,
    Scalar(String),
    List(Vec<Node>),
    Map(Vec<(Node, Node)>),
}

impl Node {
    /// Reads a document; an error with its place.
    pub(crate) fn read(text: &str) -> Result<Node, (String, String)> {
        serde_yaml::from_str(text.trim_start_matches('\u{feff}')).map_err(|e| {
            let place = e.location().map(|l| format!("line {}, column {}", l.line(), l.column()));
            (place.unwrap_or_else(|| "the file".to_string()), e.to_string())
        })
    }

    /// The last value of a key.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        let Node::Map(all) = self else { return None };
        all.iter().rev().find(|(k, _)| k.text() == key).map(|(_, v)| v)
    }

    /// Keys that stand more than once.
    pub(crate) fn twice(&self) -> Vec<String> {
        let Node::Map(all) = self else { return Vec::new() };
        let keys: Vec<String> = all.iter().map(|(k, _)| k.text()).collect();
        let again = keys.iter().enumerate().filter(|(i, k)| keys.iter().take(*i).any(|x| x == *k));
        again.map(|(_, k)| k.clone()).collect()
    }

    /// A scalar's text.
    pub(crate) fn text(&self) -> String {
        match self {
            Node::Scalar(t) => t.clone(),
            _ => String::new(),
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Node, D::Error> {
        d.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a list or a mapping")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_none<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, v: bool) -> Result<Node, E> {
        Ok(Node::Scalar(v.to_string()))
    }

    fn visit_i64<E>(self, v: i64) -> Result<Node, E> {
        Ok(Node::Scalar(v.to_string()))
    }

    fn visit_u64<E>(self, v: u64) -> Result<Node, E> {
        Ok(Node::Scalar(v.to_string()))
    }

    fn visit_f64<E>(self, v: f64) -> Result<Node, E> {
        Ok(Node::Scalar(v.to_string()))
    }

    fn visit_str<E>(self, v: &str) -> Result<Node, E> {
        Ok(Node::Scalar(v.to_string()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Node, A::Error> {
        let mut out = Vec::new();
        while let Some(v) = all.next_element()? {
            out.push(v);
        }
        Ok(Node::List(out))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut all: A) -> Result<Node, A::Error> {
        let mut out = Vec::new();
        while let Some(pair) = all.next_entry()? {
            out.push(pair);
        }
        Ok(Node::Map(out))
    }
}
