//! Source texts and places in them.
//!
//! Every syntax node, diagnostic and model item carries a [`Span`]; a
//! [`SourceMap`] turns it back into a file, a line and a column. Knows nothing
//! about what the texts mean.

mod packed;

pub use packed::Texts;

use crate::codec::{Codec, Read, Reader, Writer};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Which text of a [`SourceMap`] a span points into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
pub struct SourceId(pub u32);

/// A half-open byte range in one source text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
pub struct Span {
    /// The text.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span of `source` from `start` to `end`.
    ///
    /// ```
    /// use curbside::source::{SourceId, Span};
    /// let s = Span::new(SourceId(0), 3, 7);
    /// assert_eq!(s.to(Span::new(SourceId(0), 9, 12)), Span::new(SourceId(0), 3, 12));
    /// ```
    pub fn new(source: SourceId, start: usize, end: usize) -> Self {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { source, start: clamp(start), end: clamp(end) }
    }

    /// The span from the start of `self` to the end of `other`.
    pub fn to(self, other: Span) -> Span {
        Span { source: self.source, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The bytes as a `usize` range.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl Codec for Span {
    fn put(&self, w: &mut Writer) {
        self.source.0.put(w);
        self.start.put(w);
        self.end.wrapping_sub(self.start).put(w);
    }

    fn get(r: &mut Reader<'_>) -> Read<Span> {
        let (source, start, len) = (SourceId(r.id(0)?), u32::get(r)?, u32::get(r)?);
        Ok(Span { source, start, end: start.wrapping_add(len) })
    }
}

/// A named source text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFile {
    /// Path as the author knows it, with `/` separators.
    pub path: String,
    /// The text.
    pub text: String,
}

/// All source texts of a compilation, in load order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceMap {
    /// Shared: texts are handed on with diagnostics, models and reports.
    files: Arc<Vec<SourceFile>>,
}

/// A place people can read: one-based line and column (in characters).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LineCol {
    /// One-based line.
    pub line: u32,
    /// One-based column, counted in Unicode scalar values.
    pub col: u32,
}

impl SourceMap {
    /// Adds a text and returns its id.
    ///
    /// ```
    /// use curbside::source::{SourceMap, Span};
    /// let mut map = SourceMap::default();
    /// let id = map.add("a.cds", "pack a\nuse b.C\n");
    /// assert_eq!(map.line_col(Span::new(id, 11, 12)).line, 2);
    /// ```
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> SourceId {
        Arc::make_mut(&mut self.files).push(SourceFile { path: path.into(), text: text.into() });
        SourceId(u32::try_from(self.files.len() - 1).unwrap_or(u32::MAX))
    }

    /// The file behind an id; an empty nameless file for a foreign id.
    pub fn file(&self, id: SourceId) -> &SourceFile {
        static NONE: SourceFile = SourceFile { path: String::new(), text: String::new() };
        self.files.get(id.0 as usize).unwrap_or(&NONE)
    }

    /// Ids and files in load order.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &SourceFile)> {
        self.files.iter().enumerate().map(|(i, f)| (SourceId(u32::try_from(i).unwrap_or(u32::MAX)), f))
    }

    /// The text a span covers; empty where the span does not fit.
    pub fn slice(&self, span: Span) -> &str {
        self.file(span.source).text.get(span.range()).unwrap_or("")
    }

    /// Line and column of a span's start.
    pub fn line_col(&self, span: Span) -> LineCol {
        line_col(&self.file(span.source).text, span)
    }
}

/// Line and column of a span's start in its text.
fn line_col(text: &str, span: Span) -> LineCol {
    let mut at = (span.start as usize).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let before = &text[..at];
    let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
    let col = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    LineCol { line: clamp(line), col: clamp(col) }
}
