//! References between the resources of one input.
//!
//! Resolves contained, relative, absolute and `urn:uuid:` references, keeps
//! only the newest version of a resource that occurs several times, and says
//! whose a resource is. An ambiguous reference resolves to nothing.

use super::input::Entry;
use super::json::{self, Json};
use crate::snapshot::{IngestionNote, SourceRef};
use crate::time::Timestamp;
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};

/// Whose a resource is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Owner {
    /// The patient of this entry.
    Entry(usize),
    /// A patient who is not in the input, by reference.
    Named(String),
    /// It names no patient.
    Nobody,
    /// It names one in a way that cannot be followed.
    Unclear,
    /// It is about something else: a group, a device, a place.
    NotAPatient,
}

/// The resources and where to find them.
#[derive(Debug)]
pub(super) struct Index<'a> {
    pub entries: Vec<Entry<'a>>,
    by_url: BTreeMap<&'a str, usize>,
    by_name: BTreeMap<(&'a str, &'a str), Vec<usize>>,
    by_id: BTreeMap<&'a str, Vec<usize>>,
    /// Contained resources, by the address of what contains them. Only looked up.
    by_container: BTreeMap<(usize, &'a str), usize>,
    pub notes: Vec<IngestionNote>,
}

impl<'a> Index<'a> {
    pub fn new(all: Vec<Entry<'a>>) -> Self {
        let (entries, notes) = newest_versions(all);
        let mut index = Index {
            entries,
            by_url: BTreeMap::new(),
            by_name: BTreeMap::new(),
            by_id: BTreeMap::new(),
            by_container: BTreeMap::new(),
            notes,
        };
        for (i, e) in index.entries.iter().enumerate() {
            if let Some(c) = e.container {
                let local = e.id.unwrap_or_default();
                index.by_container.insert((c.address(), local), i);
                continue;
            }
            if let Some(url) = e.full_url {
                index.by_url.entry(without_history(url)).or_insert(i);
            }
            if let Some(id) = e.id {
                index.by_name.entry((e.kind, id)).or_default().push(i);
                index.by_id.entry(id).or_default().push(i);
            }
        }
        index
    }

    /// The name under which facts of an entry are known.
    pub fn source(&self, at: usize) -> SourceRef {
        let Some(e) = self.entries.get(at) else { return SourceRef(SmolStr::default()) };
        let name = match (e.id, e.full_url) {
            _ if e.container.is_some() => format!("{}{}", e.kind, e.place),
            (Some(id), url) => match self.by_name.get(&(e.kind, id)).map_or(0, Vec::len) {
                0 | 1 => [e.kind, "/", id].concat(),
                _ => url.map_or_else(|| format!("{}/{id}", e.kind), str::to_string),
            },
            (None, Some(url)) => url.to_string(),
            (None, None) => format!("{}{}", e.kind, e.place),
        };
        SourceRef(name.into())
    }

    /// The entry a reference points to.
    pub fn find(&self, from: &Entry<'a>, reference: &str) -> Option<usize> {
        let reference = without_history(reference.trim());
        if let Some(local) = reference.strip_prefix('#') {
            let within = from.container.unwrap_or(from.resource);
            return self.by_container.get(&(within.address(), local)).copied();
        }
        if let Some(i) = self.by_url.get(reference) {
            return Some(*i);
        }
        if let Some(id) = reference.strip_prefix("urn:uuid:") {
            return only(self.by_id.get(id)?.iter().copied());
        }
        let name = tail(reference)?;
        let named = self.by_name.get(&name)?.iter().copied();
        match base_of(reference) {
            // Another server's resource of the same id is another resource.
            Some(_) => only(named.filter(|i| self.base(*i).is_none())),
            None => {
                let own = from.full_url.and_then(base_of);
                let near = only(named.clone().filter(|i| own.is_some() && self.base(*i) == own));
                near.or_else(|| only(named))
            }
        }
    }

    fn base(&self, at: usize) -> Option<&'a str> {
        self.entries.get(at).and_then(|e| e.full_url).and_then(base_of)
    }

    /// The resource a reference points to, contained or not.
    pub fn resolve(&self, from: usize, within: Json<'a>, reference: &str) -> Option<Json<'a>> {
        let from = self.entries.get(from)?;
        if let Some(local) = reference.trim().strip_prefix('#') {
            let outer = from.container.unwrap_or(from.resource);
            let mut all = json::list(within, "contained").chain(json::list(outer, "contained"));
            return all.find(|c| json::text(*c, "id") == Some(local));
        }
        self.find(from, reference).and_then(|i| self.entries.get(i)).map(|e| e.resource)
    }

    /// The name of what a reference points to, as facts of it are known.
    pub fn source_of(&self, from: usize, reference: &str) -> SourceRef {
        let found = self.entries.get(from).and_then(|e| self.find(e, reference));
        match found {
            Some(i) => self.source(i),
            None => match tail(without_history(reference)) {
                Some((kind, id)) => SourceRef(format!("{kind}/{id}").into()),
                None => SourceRef(reference.into()),
            },
        }
    }

    /// Whose an entry is.
    pub fn owner(&self, at: usize) -> Owner {
        let Some(e) = self.entries.get(at) else { return Owner::Nobody };
        if e.kind == "Patient" {
            return Owner::Entry(at);
        }
        let subject = e.resource.get("subject").or_else(|| e.resource.get("patient"));
        let Some(subject) = subject.filter(|s| s.is_object()) else { return Owner::Nobody };
        match json::text(subject, "reference") {
            Some(r) => self.owner_by_reference(e, r),
            None => self.owner_by_identifier(subject.get("identifier").and_then(identifier)),
        }
    }

    fn owner_by_reference(&self, e: &Entry<'a>, reference: &str) -> Owner {
        if let Some(i) = self.find(e, reference) {
            let patient = self.entries.get(i).is_some_and(|p| p.kind == "Patient");
            return if patient { Owner::Entry(i) } else { Owner::NotAPatient };
        }
        let bare = without_history(reference.trim());
        if let Some((kind, query)) = bare.split_once('?') {
            let identifier = query.strip_prefix("identifier=").and_then(|q| q.split_once('|'));
            return self.owner_by_identifier(identifier.filter(|_| kind == "Patient"));
        }
        if let Some(local) = bare.strip_prefix('#') {
            let outer = e.container.unwrap_or(e.resource);
            let kind =
                json::list(outer, "contained").find(|c| json::text(*c, "id") == Some(local)).map(json::kind);
            return if kind.is_none_or(|k| k == "Patient") { Owner::Unclear } else { Owner::NotAPatient };
        }
        match tail(bare) {
            Some(("Patient", id)) => Owner::Named(match base_of(bare) {
                Some(_) => bare.to_string(),
                None => format!("Patient/{id}"),
            }),
            Some(_) => Owner::NotAPatient,
            None => Owner::Named(bare.to_string()),
        }
    }

    /// By business identifier. One of the same kind that no patient has is
    /// another patient's.
    fn owner_by_identifier(&self, wanted: Option<(&str, &str)>) -> Owner {
        let Some((system, value)) = wanted else { return Owner::Unclear };
        let mut same_kind = false;
        for (at, e) in self.entries.iter().enumerate().filter(|(_, e)| e.kind == "Patient") {
            for i in json::list(e.resource, "identifier").filter_map(identifier) {
                if i == (system, value) {
                    return Owner::Entry(at);
                }
                same_kind |= i.0 == system;
            }
        }
        if same_kind { Owner::Named(format!("{system}|{value}")) } else { Owner::Unclear }
    }
}

/// System and value of an identifier that has both.
pub(super) fn identifier(v: Json<'_>) -> Option<(&str, &str)> {
    Some((json::text(v, "system")?, json::text(v, "value")?))
}

fn only(mut found: impl Iterator<Item = usize>) -> Option<usize> {
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// The id of a resource, its own or from its address.
pub(super) fn id_of<'a>(resource: Json<'a>, kind: &str, full_url: Option<&'a str>) -> Option<&'a str> {
    json::text(resource, "id").or_else(|| {
        let (named, id) = tail(without_history(full_url?))?;
        (named == kind).then_some(id)
    })
}

fn without_history(reference: &str) -> &str {
    if !reference.as_bytes().contains(&b'_') {
        return reference;
    }
    reference.split("/_history/").next().unwrap_or(reference)
}

/// Type and id at the end of a reference.
fn tail(reference: &str) -> Option<(&str, &str)> {
    let (front, id) = reference.rsplit_once('/')?;
    let kind = front.rsplit_once('/').map_or(front, |(_, k)| k);
    let named = kind.starts_with(|c: char| c.is_ascii_uppercase()) && !id.is_empty();
    named.then_some((kind, id))
}

/// The server of an absolute address.
fn base_of(address: &str) -> Option<&str> {
    if !address.contains("://") {
        return None;
    }
    let front = address.rsplit_once('/')?.0;
    front.rsplit_once('/').map(|(base, _)| base)
}

type Key<'a> = (&'a str, &'a str, Option<&'a str>);

/// Versions of one resource share it.
fn version_key<'a>(e: &Entry<'a>) -> Option<Key<'a>> {
    let id = e.id.filter(|_| e.container.is_none())?;
    Some((e.kind, id, e.full_url.and_then(base_of)))
}

/// Keeps, of several versions of one resource, the newest; a draft of this
/// request before the record's copy.
fn newest_versions(all: Vec<Entry<'_>>) -> (Vec<Entry<'_>>, Vec<IngestionNote>) {
    type Rank = (bool, u64, i64, usize);
    let rank = |e: &Entry<'_>, at: usize| -> Rank {
        let meta = |key| e.resource.get("meta").and_then(|m| json::text(m, key));
        let version = meta("versionId").and_then(|v| v.parse().ok()).unwrap_or(0);
        let updated = meta("lastUpdated").and_then(|t| t.parse::<Timestamp>().ok());
        (e.draft, version, updated.map_or(0, Timestamp::as_second), at)
    };
    let drafts: BTreeSet<(&str, &str)> =
        all.iter().filter(|e| e.draft).filter_map(|e| Some((e.kind, e.id?))).collect();
    let redrafted = |e: &Entry<'_>| {
        !e.draft && e.container.is_none() && e.id.is_some_and(|id| drafts.contains(&(e.kind, id)))
    };
    let mut keep: Vec<bool> = all.iter().map(|e| drafts.is_empty() || !redrafted(e)).collect();
    let mut newest: BTreeMap<Key<'_>, usize> = BTreeMap::new();
    for (at, e) in all.iter().enumerate() {
        let Some(k) = version_key(e) else { continue };
        let Some(before) = newest.insert(k, at) else { continue };
        // Versions are rare: how new they are is asked of those alone.
        let rank_of = |i: usize| all.get(i).map(|e| rank(e, i));
        let lost = if rank_of(before) > rank_of(at) { at } else { before };
        newest.insert(k, if lost == at { before } else { at });
        if let Some(keep) = keep.get_mut(lost) {
            *keep = false;
        }
    }
    let mut notes = Vec::new();
    let mut kept = Vec::with_capacity(all.len());
    for (e, keep) in all.into_iter().zip(keep) {
        if keep {
            kept.push(e);
        } else {
            notes.push(IngestionNote {
                code: "duplicate".into(),
                source: e.id.map(|id| SourceRef(format!("{}/{id}", e.kind).into())),
                text: "an older or repeated copy of the resource was left out".into(),
            });
        }
    }
    (kept, notes)
}
