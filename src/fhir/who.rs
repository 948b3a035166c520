//! Whose record the input is: exactly one patient's, or it is refused.

use super::index::{Index, Owner};
use super::section::Part;
use super::{FhirError, json};
use indexmap::IndexSet;
use std::collections::BTreeSet;

/// The patient of a snapshot.
#[derive(Debug, Clone, Default)]
pub(super) struct Who {
    /// The Patient resource.
    pub entry: Option<usize>,
    /// As the facts refer to the patient, where there is no Patient resource.
    named: Option<String>,
    /// The identifier of the person.
    pub id: Option<String>,
}

/// How an entry relates to the patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Belongs {
    Yes,
    /// Names nobody, or in a way that cannot be followed.
    Unverified,
    Other,
    NotAPatient,
}

const SEVERAL: &str = "data of more than one patient: name the patient, or split the input by patient";
const ANOTHER: &str = "data of another patient than the expected one";
const MERGED: &str = "this patient record was replaced by another one (link replaced-by): use that one";
const FOREIGN: &str = "a resource of another patient than the rest of the input";

impl Who {
    /// Finds the one patient.
    pub fn of(index: &Index<'_>, expected: Option<&str>) -> Result<Who, FhirError> {
        let patients = patients(index);
        if patients.is_empty() {
            return Who::from_references(index, expected);
        }
        let matching: Vec<usize> = match expected {
            Some(want) => patients.iter().copied().filter(|i| is(index, *i, want)).collect(),
            None => patients.clone(),
        };
        match matching.as_slice() {
            [one] => Who::from_patient(index, *one),
            [] => Err(wrong(index, patients.first().copied(), ANOTHER)),
            [_, second, ..] => Err(wrong(index, Some(*second), SEVERAL)),
        }
    }

    fn from_patient(index: &Index<'_>, at: usize) -> Result<Who, FhirError> {
        let Some(e) = index.entries.get(at) else { return Ok(Who::default()) };
        if json::list(e.resource, "link").any(|l| json::text(l, "type") == Some("replaced-by")) {
            return Err(wrong(index, Some(at), MERGED));
        }
        let id = e.id.or(e.full_url).map(str::to_string);
        Ok(Who { entry: Some(at), named: None, id })
    }

    fn from_references(index: &Index<'_>, expected: Option<&str>) -> Result<Who, FhirError> {
        let mut names: BTreeSet<String> = BTreeSet::new();
        for at in 0..index.entries.len() {
            if let Owner::Named(n) = index.owner(at)
                && names.insert(n)
                && names.len() > 1
            {
                return Err(wrong(index, Some(at), SEVERAL));
            }
        }
        let named = names.into_iter().next();
        match (&named, expected) {
            (Some(n), Some(want)) if bare(n) != bare(want) => {
                Err(FhirError::WrongPatient { place: String::new(), why: ANOTHER })
            }
            (None, Some(_)) => Err(FhirError::NoPatient),
            _ => Ok(Who { entry: None, id: named.as_deref().map(|n| bare(n).to_string()), named }),
        }
    }

    /// Whether an entry is about this patient.
    pub fn belongs(&self, index: &Index<'_>, at: usize) -> Belongs {
        match index.owner(at) {
            Owner::Entry(i) if self.entry == Some(i) => Belongs::Yes,
            Owner::Entry(i) => match index.entries.get(i) {
                // A contained patient cannot be told from the one of the bundle.
                Some(e) if e.container.is_some() => Belongs::Unverified,
                _ => Belongs::Other,
            },
            Owner::Named(n) if self.named.as_ref() == Some(&n) => Belongs::Yes,
            Owner::Named(_) => Belongs::Other,
            Owner::Nobody | Owner::Unclear => Belongs::Unverified,
            Owner::NotAPatient => Belongs::NotAPatient,
        }
    }

    /// The refusal of another patient's resource.
    pub fn refuse(index: &Index<'_>, at: usize) -> FhirError {
        wrong(index, Some(at), FOREIGN)
    }
}

/// The Patient resources: those that stand for themselves, else the only
/// contained one (several copies cannot be told from several people).
fn patients(index: &Index<'_>) -> Vec<usize> {
    let all = |contained: bool| -> Vec<usize> {
        let entries = index.entries.iter().enumerate();
        entries
            .filter(|(_, e)| e.kind == "Patient" && e.container.is_some() == contained)
            .map(|(i, _)| i)
            .collect()
    };
    let own = all(false);
    let contained = if own.is_empty() { all(true) } else { Vec::new() };
    if contained.len() == 1 { contained } else { own }
}

/// The names of all patients of an input, in order.
pub(super) fn names(index: &Index<'_>) -> Vec<String> {
    let mut names: IndexSet<String> = patients(index).into_iter().map(|i| name_of(index, i)).collect();
    for (at, _) in index.entries.iter().enumerate().filter(|(_, e)| Part::of(e.kind).is_some()) {
        if let Owner::Named(n) = index.owner(at) {
            names.insert(bare(&n).to_string());
        }
    }
    names.into_iter().collect()
}

/// The name of a Patient entry.
pub(super) fn name_of(index: &Index<'_>, at: usize) -> String {
    let Some(e) = index.entries.get(at) else { return String::new() };
    e.id.or(e.full_url).map_or_else(|| e.place.clone(), str::to_string)
}

fn is(index: &Index<'_>, at: usize, want: &str) -> bool {
    let Some(e) = index.entries.get(at) else { return false };
    e.id == Some(bare(want)) || e.full_url.is_some_and(|u| u == want || bare(u) == bare(want))
}

/// A reference without what stands before the id.
pub(super) fn bare(reference: &str) -> &str {
    let reference = reference.strip_prefix("urn:uuid:").unwrap_or(reference);
    reference.rsplit_once("Patient/").map_or(reference, |(_, id)| id)
}

fn wrong(index: &Index<'_>, at: Option<usize>, why: &'static str) -> FhirError {
    let place = at.and_then(|i| index.entries.get(i)).map_or_else(String::new, |e| e.place.clone());
    FhirError::WrongPatient { place, why }
}
