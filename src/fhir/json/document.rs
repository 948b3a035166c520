//! A JSON text as flat, immutable vectors.
//!
//! Texts are ranges of the text that was read, which is kept; what holds
//! escapes stands behind it, decoded. Values point to each other by number, so
//! a document is three vectors and one text whatever it holds: nothing to walk
//! when it is dropped, and to be sent to another thread as it is.

use super::build::Builder;
use super::cursor::{Items, Json, Members};
use super::{FhirError, Limits, read};
use serde_json::{Number, Value};
use std::sync::Arc;

/// Objects of more members are sorted by key and searched by halves.
pub(super) const MANY: usize = 16;

/// A stretch of a text or of a vector.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Span {
    pub from: u32,
    pub len: u32,
}

impl Span {
    pub fn range(self) -> std::ops::Range<usize> {
        let from = self.from as usize;
        from..from + self.len as usize
    }
}

/// A value, of the document that it stands in.
#[derive(Debug, Clone, Copy, Default)]
pub(super) enum Node {
    #[default]
    Null,
    Bool(bool),
    Number(u32),
    Text(Span),
    Array(Span),
    Object(Span),
}

/// A member of an object.
#[derive(Debug, Clone, Copy)]
pub(super) struct Member {
    pub key: Span,
    pub node: Node,
}

/// A JSON text that was read: immutable, compact, and free to go to other threads.
///
/// Where an object repeats a key, the last member counts and [`Document::repeated`]
/// tells of it: JSON readers disagree about which one counts, so what holds such an
/// object is not to be trusted. Numbers are exact up to 15 significant digits
/// (beyond that, the nearest binary float). `Debug` prints no value.
///
/// ```
/// use curbside::fhir::{Document, Limits};
/// let document = Document::parse(br#"{"code": {"text": "caf\u00e9"}, "value": [1, 2.5]}"#, &Limits::default())?;
/// let root = document.root();
/// assert_eq!(root.get("code").and_then(|c| c.get("text")).and_then(|t| t.as_str()), Some("café"));
/// assert_eq!(root.get("value").map(|v| v.items().len()), Some(2));
/// assert_eq!(document.root().to_value()["value"][1], 2.5);
/// # Ok::<(), curbside::fhir::FhirError>(())
/// ```
#[derive(Clone, Default)]
pub struct Document {
    pub(super) text: String,
    pub(super) nodes: Vec<Node>,
    pub(super) members: Vec<Member>,
    pub(super) numbers: Vec<Number>,
    pub(super) root: Node,
    /// Whether any object repeats a key.
    pub(super) repeats: bool,
    pub(super) repeated: Vec<String>,
}

impl Document {
    /// Reads one JSON text; a byte order mark before it is passed over.
    ///
    /// # Errors
    /// Not JSON, too large, nested too deeply.
    pub fn parse(bytes: &[u8], limits: &Limits) -> Result<Document, FhirError> {
        read::document(bytes, limits)
    }

    /// The same as a tree of serde_json.
    ///
    /// # Errors
    /// More than 4 GiB of text.
    pub fn from_value(value: &Value) -> Result<Document, FhirError> {
        let mut builder = Builder::new("");
        let root = builder.value(value);
        builder.finish(root)
    }

    /// The whole.
    pub fn root(&self) -> Json<'_> {
        Json::new(self, &self.root)
    }

    /// The sorted pointers of objects that repeat a key, each as often as it does.
    pub fn repeated(&self) -> &[String] {
        &self.repeated
    }

    pub(super) fn text(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    pub(super) fn bytes(&self, span: Span) -> &[u8] {
        self.text.as_bytes().get(span.range()).unwrap_or_default()
    }

    pub(super) fn nodes(&self, span: Span) -> &[Node] {
        self.nodes.get(span.range()).unwrap_or_default()
    }

    pub(super) fn members(&self, span: Span) -> &[Member] {
        self.members.get(span.range()).unwrap_or_default()
    }
}

impl std::fmt::Debug for Document {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Document").field("bytes", &self.text.len()).finish_non_exhaustive()
    }
}

impl PartialEq for Document {
    fn eq(&self, other: &Document) -> bool {
        self.root() == other.root()
    }
}

impl Eq for Document {}

/// A value together with the document it stands in, which several of them share.
///
/// ```
/// use curbside::fhir::{Document, Limits, Part};
/// let whole = Part::from(Document::parse(br#"{"a": {"b": true}}"#, &Limits::default())?);
/// let inner = whole.get("a").ok_or("no a")?;
/// drop(whole);
/// assert_eq!(inner.json().get("b").and_then(|b| b.as_bool()), Some(true));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Part {
    document: Arc<Document>,
    node: Node,
}

impl Part {
    /// The value.
    pub fn json(&self) -> Json<'_> {
        Json::new(&self.document, &self.node)
    }

    /// The value under a key of this object.
    pub fn get(&self, key: &str) -> Option<Part> {
        self.json().get(key).map(|json| self.part(json))
    }

    /// Keys and values of this object; none of anything else.
    pub fn members(&self) -> impl Iterator<Item = (&str, Part)> {
        let all: Members<'_> = self.json().members();
        all.map(|(key, json)| (key, self.part(json)))
    }

    /// The elements of this array; none of anything else.
    pub fn items(&self) -> impl Iterator<Item = Part> {
        let all: Items<'_> = self.json().items();
        all.map(|json| self.part(json))
    }

    fn part(&self, json: Json<'_>) -> Part {
        Part { document: Arc::clone(&self.document), node: json.node() }
    }
}

impl From<Document> for Part {
    fn from(document: Document) -> Part {
        let node = document.root;
        Part { document: Arc::new(document), node }
    }
}

impl PartialEq for Part {
    fn eq(&self, other: &Part) -> bool {
        self.json() == other.json()
    }
}

impl Eq for Part {}

impl std::fmt::Debug for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.json().fmt(f)
    }
}
