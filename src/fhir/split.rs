//! Inputs of several patients, read patient by patient.

use super::index::{Index, Owner};
use super::input::{Entry, Input, Shape};
use super::section::Part;
use super::{Document, FhirError, Options, PatientRead, json, read, who};
use indexmap::IndexMap;

/// Reads a bundle, a resource, an array or lines.
pub(super) fn any(bytes: &[u8], options: &Options) -> Result<Vec<PatientRead>, FhirError> {
    match Document::parse(bytes, &options.limits) {
        Ok(parsed) => {
            let mut input = Input::default();
            input.add(parsed.root(), "", parsed.repeated(), &options.limits, false)?;
            input.judge();
            Ok(by_patient(input, options))
        }
        // Lines are several JSON texts: the first one ends before the input does.
        Err(e @ FhirError::NotJson { .. }) => {
            let mut lines = lines(bytes);
            let starts_well = lines.next().is_some_and(|(_, l)| Document::parse(l, &options.limits).is_ok());
            if starts_well && lines.next().is_some() { ndjson(bytes, options) } else { Err(e) }
        }
        Err(e) => Err(e),
    }
}

/// Reads lines of bundles or resources.
pub(super) fn ndjson(bytes: &[u8], options: &Options) -> Result<Vec<PatientRead>, FhirError> {
    json::within_bytes(bytes, &options.limits)?;
    let mut read: Vec<PatientRead> = Vec::new();
    let mut loose = Vec::new();
    for (n, line) in lines(bytes) {
        match Document::parse(line, &options.limits) {
            Err(e) => read.push((format!("line {n}"), Err(e.on_line(n)))),
            Ok(parsed) if json::kind(parsed.root()) == "Bundle" => {
                let mut input = Input::default();
                match input.add(parsed.root(), "", parsed.repeated(), &options.limits, false) {
                    Err(e) => read.push((format!("line {n}"), Err(e.on_line(n)))),
                    Ok(()) => {
                        input.judge();
                        read.extend(
                            by_patient(input, options)
                                .into_iter()
                                .map(|(p, s)| (p, s.map_err(|e| e.on_line(n)))),
                        );
                    }
                }
            }
            Ok(parsed) => loose.push((n, parsed)),
        }
    }
    let mut export = Input { shape: Shape::Export, ..Input::default() };
    for (n, parsed) in &loose {
        if let Err(e) =
            export.add(parsed.root(), &format!("line {n} "), parsed.repeated(), &options.limits, false)
        {
            match e {
                FhirError::Limit { .. } => return Err(e),
                e => read.push((format!("line {n}"), Err(e))),
            }
        }
    }
    if !loose.is_empty() {
        export.judge();
        read.extend(by_patient(export, options));
    }
    Ok(read)
}

/// Lines that are not blank, with their numbers.
fn lines(bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let all = bytes.split(|b| *b == b'\n').enumerate();
    all.map(|(i, l)| (i + 1, l.trim_ascii())).filter(|(_, l)| !l.is_empty())
}

const UNNAMED: &str = "(unnamed)";

/// One snapshot per patient; what belongs to nobody (medications, places) is
/// given to each.
fn by_patient(mut input: Input<'_>, options: &Options) -> Vec<PatientRead> {
    let entries = std::mem::take(&mut input.entries);
    let index = Index::new(entries);
    let mut groups: IndexMap<String, Vec<usize>> = IndexMap::new();
    let mut shared: Vec<usize> = Vec::new();
    for at in 0..index.entries.len() {
        match index.owner(at) {
            Owner::Entry(p) if index.entries.get(p).is_some_and(|e| e.container.is_none()) => {
                groups.entry(who::name_of(&index, p)).or_default().push(at);
            }
            Owner::Named(n) if index.entries.get(at).is_some_and(|e| Part::of(e.kind).is_some()) => {
                groups.entry(who::bare(&n).to_string()).or_default().push(at);
            }
            _ => shared.push(at),
        }
    }
    let several = groups.len() > 1;
    let wanted = options.patient.as_deref().map(who::bare);
    if !several {
        let name = groups.keys().next().cloned().unwrap_or_else(|| UNNAMED.to_string());
        input.notes.extend(index.notes);
        input.entries = index.entries;
        return vec![(name, read::snapshot(input, options))];
    }
    if let Some(want) = wanted {
        groups.retain(|name, _| name == want || who::bare(name) == want);
    }
    if groups.is_empty() {
        return vec![(wanted.unwrap_or(UNNAMED).to_string(), Err(FhirError::NoPatient))];
    }
    // A fact that names nobody cannot be given to anyone among several.
    let pick = |at: &usize| index.entries.get(*at).cloned();
    let common: Vec<Entry<'_>> =
        shared.iter().filter_map(pick).filter(|e| Part::of(e.kind).is_none()).collect();
    let lost = common.len() < shared.len();
    let mut read = Vec::with_capacity(groups.len());
    for (name, members) in groups {
        let mut own = input.clone();
        own.entries = members.iter().filter_map(pick).chain(common.iter().cloned()).collect();
        if lost {
            own.partial.insert("some resources do not say whose they are".into());
        }
        read.push((name, read::snapshot(own, options)));
    }
    read
}
