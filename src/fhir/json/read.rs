//! Bytes to a document within limits.

use super::build::Builder;
use super::document::{Document, Node, Span};
use super::{FhirError, Limits};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

/// So much text fits with its decoded escapes, which are shorter than they were.
const MOST_BYTES: usize = (u32::MAX / 2) as usize;

/// Reads one JSON text.
pub(super) fn document(bytes: &[u8], limits: &Limits) -> Result<Document, FhirError> {
    within_bytes(bytes, limits)?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    // Looked at once as a whole, the characters need not be looked at again in every text of it.
    let Ok(text) = std::str::from_utf8(bytes) else {
        let mut reader = Reader { builder: Builder::new(""), deep: false };
        let read = whole(reader.seed(limits), serde_json::Deserializer::from_slice(bytes));
        let nowhere = FhirError::NotJson { line: 1, column: 0, what: NOT_HERE };
        return Err(read.err().map_or(nowhere, |e| explain(&e, reader.deep, limits)));
    };
    let mut reader = Reader { builder: Builder::new(text), deep: false };
    match whole(reader.seed(limits), serde_json::Deserializer::from_str(text)) {
        Ok(root) => reader.builder.finish(root),
        Err(e) => Err(explain(&e, reader.deep, limits)),
    }
}

/// One JSON text and nothing behind it.
fn whole<'de, R: serde_json::de::Read<'de>>(
    seed: Seed<'_, '_>,
    mut reader: serde_json::Deserializer<R>,
) -> Result<Node, serde_json::Error> {
    let root = seed.deserialize(&mut reader)?;
    reader.end()?;
    Ok(root)
}

/// Refuses more bytes than the limit.
pub(in super::super) fn within_bytes(bytes: &[u8], limits: &Limits) -> Result<(), FhirError> {
    let limit = limits.max_bytes.min(MOST_BYTES);
    if bytes.len() <= limit {
        return Ok(());
    }
    Err(FhirError::Limit { what: "bytes", limit, not_read: "everything".into() })
}

const NOT_HERE: &str = "a character that cannot stand here";

fn explain(e: &serde_json::Error, too_deep: bool, limits: &Limits) -> FhirError {
    if too_deep || e.to_string().starts_with("recursion limit") {
        return FhirError::Limit {
            what: "levels of nesting",
            limit: limits.max_nesting,
            not_read: "everything".into(),
        };
    }
    let what = match e.classify() {
        serde_json::error::Category::Eof => "it ends too early",
        _ => NOT_HERE,
    };
    FhirError::NotJson { line: e.line(), column: e.column(), what }
}

struct Reader<'t> {
    builder: Builder<'t>,
    /// It was given up because of its nesting.
    deep: bool,
}

impl<'t> Reader<'t> {
    fn seed(&mut self, limits: &Limits) -> Seed<'_, 't> {
        Seed { reader: self, depth_left: limits.max_nesting }
    }
}

struct Seed<'r, 't> {
    reader: &'r mut Reader<'t>,
    depth_left: usize,
}

impl<'t> Seed<'_, 't> {
    fn again(&mut self) -> Seed<'_, 't> {
        Seed { reader: &mut *self.reader, depth_left: self.depth_left }
    }

    fn deeper<E: serde::de::Error>(&mut self) -> Result<(), E> {
        match self.depth_left.checked_sub(1) {
            Some(left) => {
                self.depth_left = left;
                Ok(())
            }
            None => {
                self.reader.deep = true;
                Err(E::custom("nested too deeply"))
            }
        }
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_, '_> {
    type Value = Node;
    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<Node, D::Error> {
        d.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_, '_> {
    type Value = Node;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JSON")
    }
    fn visit_bool<E>(self, b: bool) -> Result<Node, E> {
        Ok(Node::Bool(b))
    }
    fn visit_i64<E>(self, n: i64) -> Result<Node, E> {
        Ok(self.reader.builder.number(n.into()))
    }
    fn visit_u64<E>(self, n: u64) -> Result<Node, E> {
        Ok(self.reader.builder.number(n.into()))
    }
    fn visit_f64<E>(self, n: f64) -> Result<Node, E> {
        Ok(Number::from_f64(n).map_or(Node::Null, |n| self.reader.builder.number(n)))
    }
    fn visit_borrowed_str<E>(self, s: &'de str) -> Result<Node, E> {
        Ok(Node::Text(self.reader.builder.borrowed(s)))
    }
    fn visit_str<E>(self, s: &str) -> Result<Node, E> {
        Ok(Node::Text(self.reader.builder.copied(s)))
    }
    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }
    fn visit_none<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<Node, A::Error> {
        self.deeper()?;
        let from = self.reader.builder.array();
        while let Some(item) = seq.next_element_seed(self.again())? {
            self.reader.builder.element(item);
        }
        Ok(self.reader.builder.end_array(from))
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Node, A::Error> {
        self.deeper()?;
        let from = self.reader.builder.object();
        while let Some(key) = map.next_key_seed(Key(&mut *self.reader))? {
            let value = map.next_value_seed(self.again())?;
            self.reader.builder.member(key, value);
        }
        Ok(self.reader.builder.end_object(from))
    }
}

/// Reads the key of a member.
struct Key<'r, 't>(&'r mut Reader<'t>);

impl<'de> DeserializeSeed<'de> for Key<'_, '_> {
    type Value = Span;
    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<Span, D::Error> {
        d.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key<'_, '_> {
    type Value = Span;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a key")
    }
    fn visit_borrowed_str<E>(self, s: &'de str) -> Result<Span, E> {
        Ok(self.0.builder.borrowed(s))
    }
    fn visit_str<E>(self, s: &str) -> Result<Span, E> {
        Ok(self.0.builder.copied(s))
    }
}
