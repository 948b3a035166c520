//! What the readers of single resources share: the resource at hand, the
//! notes, and typed access to elements.
//!
//! An element of the wrong type is noted with its path and treated as not
//! sent; paths are FHIR element paths such as `dosageInstruction.timing`, the
//! last step of which is the key that is read.

use super::Options;
use super::index::Index;
use super::json::{self, Json, Kind};
use super::section::{Findings, Part};
use crate::snapshot::{FactInfo, IngestionNote, SourceRef};
use crate::time::{PartialTime, Timestamp};
use crate::value::Num;
use smol_str::SmolStr;

/// The reader's state.
pub(super) struct Cx<'a> {
    pub opts: &'a Options,
    pub index: &'a Index<'a>,
    /// The entry at hand.
    pub at: usize,
    pub source: SourceRef,
    pub notes: Vec<IngestionNote>,
    pub findings: Findings,
}

impl<'a> Cx<'a> {
    pub fn new(opts: &'a Options, index: &'a Index<'a>) -> Self {
        let source = SourceRef(SmolStr::default());
        Cx { opts, index, at: 0, source, notes: Vec::new(), findings: Findings::default() }
    }

    /// Notes something about the resource at hand.
    pub fn note(&mut self, code: &str, text: impl Into<String>) {
        let note =
            IngestionNote { code: code.to_string(), source: Some(self.source.clone()), text: text.into() };
        let mut of_this = self.notes.iter().rev().take_while(|n| n.source == note.source);
        if !of_this.any(|n| *n == note) {
            self.notes.push(note);
        }
    }

    /// Notes a fact that is lost, so that its section is only a part.
    pub fn lose(&mut self, part: Part, code: &str, text: &str) {
        self.note(code, text);
        self.findings.partial(part, format!("a resource was left out ({code})"));
    }

    fn unreadable(&mut self, path: &str, expected: &str) {
        self.note("unreadable", format!("{path}: expected {expected}; treated as not sent"));
    }

    fn get<'v>(&self, v: Json<'v>, path: &str) -> Option<Json<'v>> {
        v.get(last(path)).filter(|x| !x.is_null())
    }

    /// A text.
    pub fn text<'v>(&mut self, v: Json<'v>, path: &str) -> Option<&'v str> {
        let x = self.get(v, path)?;
        match x.as_str() {
            Some(s) => Some(json::trimmed(s)).filter(|s| !s.is_empty()),
            None => {
                self.unreadable(path, "text");
                None
            }
        }
    }

    /// Yes or no.
    pub fn flag(&mut self, v: Json<'_>, path: &str) -> Option<bool> {
        let x = self.get(v, path)?;
        match x.kind() {
            Kind::Bool(b) => Some(b),
            Kind::Text("true") => Some(true),
            Kind::Text("false") => Some(false),
            _ => {
                self.unreadable(path, "true or false");
                None
            }
        }
    }

    /// An object.
    pub fn object<'v>(&mut self, v: Json<'v>, path: &str) -> Option<Json<'v>> {
        let x = self.get(v, path)?;
        let x = if x.is_array() { x.items().first()? } else { x };
        if !x.is_object() {
            self.unreadable(path, "an object");
            return None;
        }
        Some(x)
    }

    /// The objects of a list.
    pub fn objects<'v>(&mut self, v: Json<'v>, path: &str) -> impl Iterator<Item = Json<'v>> + use<'v> {
        let items = json::list(v, last(path));
        if items.clone().any(|i| !i.is_object() && !i.is_null()) {
            self.unreadable(path, "objects");
        }
        items.filter(|i| i.is_object())
    }

    /// An exact number.
    pub fn num(&mut self, v: Json<'_>, path: &str) -> Option<Num> {
        let x = self.get(v, path)?;
        let n = number(x);
        if n.is_none() {
            self.unreadable(path, EXACT);
        }
        n
    }

    /// The number under a key of an element at `path`.
    pub fn num_in(&mut self, v: Json<'_>, path: &str, key: &str) -> Option<Num> {
        let x = v.get(key).filter(|x| !x.is_null())?;
        let n = number(x);
        if n.is_none() {
            self.unreadable(&format!("{path}.{key}"), EXACT);
        }
        n
    }

    /// A date or time.
    pub fn time(&mut self, v: Json<'_>, path: &str) -> Option<PartialTime> {
        let s = self.text(v, path)?;
        let t = s.parse().ok();
        if t.is_none() {
            self.unreadable(path, "a date or time");
        }
        t
    }

    /// The target of a reference, as text.
    pub fn reference<'v>(&mut self, v: Json<'v>, path: &str) -> Option<&'v str> {
        let x = self.object(v, path)?;
        json::text(x, "reference")
    }

    /// The resource at hand's provenance.
    pub fn info(&mut self, r: Json<'_>, recorded: &str) -> FactInfo {
        let meta = r.get("meta");
        let meta = |key| meta.and_then(|m| json::text(m, key)).map(str::to_string);
        let recorded = if recorded.is_empty() { None } else { self.time(r, recorded) };
        FactInfo {
            source: Some(self.source.clone()),
            version: meta("versionId").or_else(|| meta("lastUpdated")),
            recorded,
            status_received: json::text(r, "status").map(str::to_string),
            reported: false,
        }
    }

    /// Notes a fact dated after the moment of evaluation; it is kept.
    pub fn note_future(&mut self, t: Option<&PartialTime>) {
        let now: Option<Timestamp> = self.opts.as_of;
        if let (Some(t), Some(now)) = (t, now)
            && t.earliest(&self.opts.zone) > now
        {
            self.note("future", "dated after the moment of evaluation");
        }
    }
}

const EXACT: &str = "a number that can be held exactly";

fn number(x: Json<'_>) -> Option<Num> {
    match x.kind() {
        Kind::Number(n) => n.as_i64().map(Num::from).or_else(|| n.to_string().parse().ok()),
        Kind::Text(s) => s.trim().parse().ok(),
        _ => None,
    }
}

/// The last step of a path.
pub(super) fn last(path: &str) -> &str {
    // Asked for every element there is: cheaper than a search for short texts like these.
    let dot = path.bytes().rposition(|b| b == b'.');
    dot.and_then(|at| path.get(at + 1..)).unwrap_or(path)
}
