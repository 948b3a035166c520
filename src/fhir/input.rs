//! The resources of an input, flattened, and what their wrapping says.
//!
//! Bundles within bundles (batch responses) are opened. Paging links, failed
//! searches and emptied lists are remembered for the sections' completeness.

use super::json::{Json, Kind};
use super::section::{Part, empty_lists};
use super::{FhirError, Limits, index, json};
use crate::snapshot::IngestionNote;
use std::collections::{BTreeMap, BTreeSet};

/// One resource with where it stood.
#[derive(Debug, Clone)]
pub(super) struct Entry<'a> {
    pub resource: Json<'a>,
    pub kind: &'a str,
    pub full_url: Option<&'a str>,
    /// The id, its own or from its address.
    pub id: Option<&'a str>,
    /// JSON pointer, with the line before it where there are lines.
    pub place: String,
    /// The resource that contains it.
    pub container: Option<Json<'a>>,
    /// An order of this very request.
    pub draft: bool,
}

/// What the input as a whole looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Shape {
    /// A resource or loose resources.
    #[default]
    Loose,
    /// A bundle that may be a whole record.
    Record,
    /// The result of a search, or the answer to a batch of them.
    Search,
    /// A composed document or a message: complete in what it is about.
    Composed,
    /// Lines of a bulk export.
    Export,
}

/// Flattened input.
#[derive(Debug, Clone, Default)]
pub(super) struct Input<'a> {
    pub entries: Vec<Entry<'a>>,
    pub shape: Shape,
    /// Resource types that occur.
    pub kinds: BTreeSet<&'a str>,
    /// Taken for a whole record, by what it holds.
    pub looks_whole: bool,
    /// Why every section is only a part.
    pub partial: BTreeSet<String>,
    /// Sections that a search without filters asked for.
    pub searched: BTreeSet<Part>,
    pub no_information: BTreeSet<Part>,
    pub known_empty: BTreeSet<Part>,
    pub notes: Vec<IngestionNote>,
    /// When the bundle was made, as text.
    pub made: Option<&'a str>,
}

const MAX_BUNDLES_DEEP: usize = 4;

impl<'a> Input<'a> {
    /// Adds one JSON text: a bundle, a resource or an array of resources.
    pub fn add(
        &mut self,
        root: Json<'a>,
        line: &str,
        repeated: &[String],
        limits: &Limits,
        draft: bool,
    ) -> Result<(), FhirError> {
        match root.kind() {
            Kind::Array(items) => self.add_each(items, line, repeated, limits, draft),
            Kind::Object(_) if !json::kind(root).is_empty() => {
                let mut walk = Walk::new(self, repeated, limits, draft);
                walk.resource(root, None, line.to_string(), 0)?;
                walk.end(line)
            }
            _ => {
                let what = "expected a Bundle, a resource with a resourceType, or an array of resources";
                Err(FhirError::NotFhir { place: line.to_string(), what })
            }
        }
    }

    /// Adds resources or bundles, one after the other.
    pub fn add_each(
        &mut self,
        items: impl Iterator<Item = Json<'a>>,
        line: &str,
        repeated: &[String],
        limits: &Limits,
        draft: bool,
    ) -> Result<(), FhirError> {
        let mut walk = Walk::new(self, repeated, limits, draft);
        for (i, item) in items.enumerate() {
            walk.resource(item, None, format!("{line}/{i}"), 0)?;
        }
        walk.end(line)
    }

    /// Judges, once everything is added, whether this looks like a whole record.
    ///
    /// It does when it is a bundle (but no search result) or a bulk export, holds a
    /// Patient, and holds problems, medications and results in at least two
    /// of these three kinds, or any three sections.
    pub fn judge(&mut self) {
        let parts: BTreeSet<Part> = self.kinds.iter().filter_map(|k| Part::of(k)).collect();
        let core = [Part::Conditions, Part::Medications, Part::Observations];
        let core = core.iter().filter(|p| parts.contains(p)).count();
        let wrapped = matches!(self.shape, Shape::Record | Shape::Composed | Shape::Export);
        self.looks_whole = wrapped && self.kinds.contains("Patient") && (core >= 2 || parts.len() >= 3);
    }
}

struct Walk<'i, 'a> {
    input: &'i mut Input<'a>,
    repeated: &'i [String],
    limits: &'i Limits,
    draft: bool,
    /// What stands beyond the limit.
    counted: BTreeMap<&'a str, usize>,
    /// Repeated keys that made a resource untrusted.
    blamed: BTreeSet<usize>,
}

impl<'i, 'a> Walk<'i, 'a> {
    fn new(input: &'i mut Input<'a>, repeated: &'i [String], limits: &'i Limits, draft: bool) -> Self {
        Walk { input, repeated, limits, draft, counted: BTreeMap::new(), blamed: BTreeSet::new() }
    }

    /// Tells what was left out by a limit, and what the wrapping repeats.
    fn end(mut self, line: &str) -> Result<(), FhirError> {
        if self.blamed.len() < self.repeated.len() {
            self.note("duplicate-key", line, "the wrapping of the resources repeats a JSON key");
            self.input.partial.insert("the wrapping of the resources repeats JSON keys".into());
        }
        let counted = std::mem::take(&mut self.counted);
        if counted.is_empty() {
            return Ok(());
        }
        let not_read: Vec<String> = counted.iter().map(|(k, n)| format!("{n} {k}")).collect();
        Err(FhirError::Limit {
            what: "resources",
            limit: self.limits.max_resources,
            not_read: not_read.join(", "),
        })
    }

    fn note(&mut self, code: &str, place: &str, text: &str) {
        let text = if place.is_empty() { text.to_string() } else { format!("{text} (at {place})") };
        self.input.notes.push(IngestionNote { code: code.to_string(), source: None, text });
    }

    /// Which of the (sorted) repeated keys lie in a resource.
    fn repeated_in(&self, place: &str) -> Vec<usize> {
        let path = place.find('/').map_or("", |at| &place[at..]);
        let from = self.repeated.partition_point(|p| p.as_str() < path);
        let rest = self.repeated.iter().enumerate().skip(from);
        let near = rest.take_while(|(_, p)| p.starts_with(path));
        near.filter(|(_, p)| within(p, path)).map(|(i, _)| i).collect()
    }

    fn resource(
        &mut self,
        r: Json<'a>,
        full_url: Option<&'a str>,
        place: String,
        depth: usize,
    ) -> Result<(), FhirError> {
        let kind = json::kind(r);
        if kind == "Bundle" {
            return self.bundle(r, &place, depth);
        }
        if kind.is_empty() {
            self.note("unreadable", &place, "something without a resourceType was left out");
            self.input.partial.insert("a part of the input could not be read".into());
            return Ok(());
        }
        if self.input.entries.len() >= self.limits.max_resources {
            *self.counted.entry(kind).or_default() += 1;
            return Ok(());
        }
        let repeated = self.repeated_in(&place);
        if !repeated.is_empty() {
            self.blamed.extend(repeated);
            self.note("duplicate-key", &place, "a resource that repeats a JSON key was left out");
            self.input.kinds.insert(kind);
            self.input.partial.insert("a resource with repeated JSON keys was left out".into());
            return Ok(());
        }
        self.outcome(r, kind, &place);
        if matches!(kind, "List" | "Composition") {
            empty_lists(r, &mut self.input.no_information, &mut self.input.known_empty);
        }
        self.input.kinds.insert(kind);
        let (draft, id) = (self.draft, index::id_of(r, kind, full_url));
        let within = r.get("contained").map(|_| place.clone());
        self.input.entries.push(Entry { resource: r, kind, full_url, id, place, container: None, draft });
        if let Some(within) = within {
            self.contained(r, kind, &within);
        }
        Ok(())
    }

    /// Observations contained in a panel or report are facts too, and a
    /// contained patient may be the only one.
    fn contained(&mut self, r: Json<'a>, kind: &str, place: &str) {
        let panel = matches!(kind, "Observation" | "DiagnosticReport");
        for (i, c) in json::list(r, "contained").enumerate() {
            let kind = match json::kind(c) {
                "Observation" if panel => "Observation",
                "Patient" if Part::of(kind).is_some() && is_subject(r, c) => "Patient",
                _ => continue,
            };
            if kind != "Patient" {
                self.input.kinds.insert(kind);
            }
            let place = format!("{place}/contained/{i}");
            let (container, draft) = (Some(r), self.draft);
            let id = index::id_of(c, kind, None);
            self.input.entries.push(Entry { resource: c, kind, full_url: None, id, place, container, draft });
        }
    }

    fn bundle(&mut self, b: Json<'a>, place: &str, depth: usize) -> Result<(), FhirError> {
        if depth >= MAX_BUNDLES_DEEP {
            let limit = MAX_BUNDLES_DEEP;
            return Err(FhirError::Limit {
                what: "bundles within bundles",
                limit,
                not_read: "a bundle".into(),
            });
        }
        let type_ = json::text(b, "type").unwrap_or_default();
        if depth == 0 {
            self.input.shape = match type_ {
                _ if self.input.shape == Shape::Export => Shape::Export,
                "searchset" | "batch-response" | "transaction-response" => Shape::Search,
                "document" | "message" => Shape::Composed,
                _ => Shape::Record,
            };
            self.input.made = json::text(b, "timestamp")
                .or_else(|| b.get("meta").and_then(|m| json::text(m, "lastUpdated")))
                .or(self.input.made);
        }
        let entries = json::list(b, "entry");
        if type_ == "searchset" {
            self.searched(b);
        }
        if json::list(b, "link").any(|l| json::text(l, "relation") == Some("next")) {
            self.note("paging", place, "the bundle has further pages that were not supplied");
            self.input.partial.insert("further pages were not supplied".into());
        }
        let matched = entries.clone().filter(|e| !matches!(mode(*e), Some("include" | "outcome"))).count();
        let total = b.get("total").and_then(Json::as_u64).unwrap_or(0);
        if type_ == "searchset" && total > matched as u64 {
            self.note("paging", place, "the search found more than was supplied");
            self.input.partial.insert("the search found more than was supplied".into());
        }
        let mut deleted: BTreeSet<&str> = BTreeSet::new();
        for (i, e) in entries.enumerate() {
            let at = format!("{place}/entry/{i}");
            self.response(e, &at);
            let request = e.get("request");
            let method = request.and_then(|q| json::text(q, "method"));
            let url = request.and_then(|q| json::text(q, "url"));
            if type_ == "history" && method == Some("DELETE") {
                deleted.extend(url);
            }
            let Some(r) = e.get("resource").filter(|r| r.is_object()) else { continue };
            // A history stands newest first: what follows its deletion is gone.
            let name = format!("{}/{}", json::kind(r), json::text(r, "id").unwrap_or_default());
            if deleted.iter().any(|u| u.split("/_history").next() == Some(&name)) {
                self.note("deleted", &at, "a resource that was deleted later was left out");
                continue;
            }
            self.resource(r, json::text(e, "fullUrl"), format!("{at}/resource"), depth + 1)?;
        }
        Ok(())
    }

    /// A search with no filter beside the patient supplies all of its type.
    fn searched(&mut self, b: Json<'_>) {
        let link = json::list(b, "link").find(|l| json::text(*l, "relation") == Some("self"));
        let Some(url) = link.and_then(|l| json::text(l, "url")) else { return };
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        const HARMLESS: [&str; 7] =
            ["patient", "subject", "_count", "_include", "_revinclude", "_sort", "_format"];
        let unfiltered = query.split('&').filter(|q| !q.is_empty()).all(|q| {
            let name = q.split(['=', ':', '.']).next().unwrap_or_default();
            HARMLESS.contains(&name)
        });
        if !unfiltered {
            return;
        }
        if last == "$everything" {
            self.input.searched.extend(Part::ALL);
        } else if let Some(part) = Part::of(last) {
            self.input.searched.insert(part);
        }
    }

    /// A request of a batch that failed.
    fn response(&mut self, entry: Json<'a>, place: &str) {
        let Some(response) = entry.get("response") else { return };
        let status = json::text(response, "status").unwrap_or_default();
        if status.starts_with(['4', '5']) {
            self.note("failed-request", place, "a request of the batch failed");
            self.input.partial.insert("a request of the batch failed".into());
        }
        if let Some(o) = response.get("outcome").filter(|o| json::kind(*o) == "OperationOutcome") {
            self.outcome(o, "OperationOutcome", place);
        }
    }

    fn outcome(&mut self, r: Json<'a>, kind: &str, place: &str) {
        if kind != "OperationOutcome" {
            return;
        }
        const INCOMPLETE: [&str; 6] =
            ["incomplete", "suppressed", "too-costly", "timeout", "throttled", "security"];
        let severe = json::list(r, "issue").any(|i| {
            matches!(json::text(i, "severity"), Some("error" | "fatal"))
                || json::text(i, "code").is_some_and(|c| INCOMPLETE.contains(&c))
        });
        if severe {
            self.note("operation-outcome", place, "the source reported an error or an incomplete answer");
            self.input.partial.insert("the source reported an error or an incomplete answer".into());
        } else {
            self.note("operation-outcome", place, "the source sent a warning or information");
        }
    }
}

/// Whether a contained patient is whom the resource is about.
fn is_subject(r: Json<'_>, contained: Json<'_>) -> bool {
    let subject = r.get("subject").or_else(|| r.get("patient"));
    let local = subject.and_then(|s| json::text(s, "reference")).and_then(|s| s.strip_prefix('#'));
    local.is_some() && local == json::text(contained, "id")
}

fn mode(entry: Json<'_>) -> Option<&str> {
    entry.get("search").and_then(|s| json::text(s, "mode"))
}

/// Whether a pointer lies in the resource at `path`.
fn within(pointer: &str, path: &str) -> bool {
    pointer.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
