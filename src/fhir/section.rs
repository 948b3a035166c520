//! The sections of a snapshot and how complete each of them is.
//!
//! Absence in the input means something only where the host surely looked
//! everywhere: this module decides, per section, whether it did.

use super::input::{Input, Shape};
use super::json::Json;
use super::{DefaultCoverage, json};
use crate::snapshot::{Coverage, Section, Snapshot};
use std::collections::{BTreeMap, BTreeSet};

/// A section of the snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Conditions,
    Allergies,
    Medications,
    Observations,
    Procedures,
    Immunizations,
    Orders,
    Encounters,
    Family,
}

impl Part {
    pub const ALL: [Part; 9] = [
        Part::Conditions,
        Part::Allergies,
        Part::Medications,
        Part::Observations,
        Part::Procedures,
        Part::Immunizations,
        Part::Orders,
        Part::Encounters,
        Part::Family,
    ];

    /// The section that a resource type feeds.
    pub fn of(kind: &str) -> Option<Part> {
        Some(match kind {
            "Condition" => Part::Conditions,
            "AllergyIntolerance" => Part::Allergies,
            "MedicationRequest"
            | "MedicationStatement"
            | "MedicationAdministration"
            | "MedicationDispense" => Part::Medications,
            "Observation" => Part::Observations,
            "Procedure" => Part::Procedures,
            "Immunization" => Part::Immunizations,
            "ServiceRequest" | "DeviceRequest" | "NutritionOrder" => Part::Orders,
            "Encounter" => Part::Encounters,
            "FamilyMemberHistory" => Part::Family,
            _ => return None,
        })
    }

    /// The section that a list or a document's section is about.
    fn of_list(code: Json<'_>) -> Option<Part> {
        json::list(code, "coding").find_map(|c| {
            Some(match json::text(c, "code")? {
                "48765-2" | "allergies" => Part::Allergies,
                "11450-4" | "problems" => Part::Conditions,
                "10160-0" | "29549-3" | "42346-7" | "medications" => Part::Medications,
                "30954-2" | "8716-3" => Part::Observations,
                "47519-4" => Part::Procedures,
                "11369-6" => Part::Immunizations,
                "46240-8" => Part::Encounters,
                "10157-6" => Part::Family,
                _ => return None,
            })
        })
    }
}

/// What was learnt, while reading, about completeness.
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// Reasons why a section is only a part.
    pub partial: BTreeMap<Part, BTreeSet<String>>,
    /// The source says that it knows nothing about the section.
    pub no_information: BTreeSet<Part>,
    /// The source says that there is nothing to know.
    pub known_empty: BTreeSet<Part>,
}

impl Findings {
    pub fn partial(&mut self, part: Part, why: impl Into<String>) {
        self.partial.entry(part).or_default().insert(why.into());
    }
}

/// Decides how complete every section is. Returns whether the input was taken
/// for a whole record without being told.
pub(super) fn settle(
    snapshot: &mut Snapshot,
    input: &Input<'_>,
    findings: &Findings,
    how: DefaultCoverage,
) -> bool {
    let inferred = how == DefaultCoverage::Infer && input.looks_whole;
    let whole = how == DefaultCoverage::WholeRecord || inferred;
    let judge = |part: Part, empty: bool| -> Coverage {
        let present = input.kinds.iter().any(|k| Part::of(k) == Some(part));
        let mut why: Vec<String> = input.partial.iter().cloned().collect();
        why.extend(findings.partial.get(&part).into_iter().flatten().cloned());
        let silent = findings.no_information.contains(&part) || input.no_information.contains(&part);
        if silent && empty {
            return Coverage::NotSupplied;
        }
        if silent {
            why.push("the source says that it has no information".into());
        }
        let known_empty = findings.known_empty.contains(&part) || input.known_empty.contains(&part);
        // A document is silent about what it leaves out; an export may have been of some types only.
        let selected = matches!(input.shape, Shape::Export | Shape::Composed);
        let absent_type = selected && inferred && !present;
        let complete = known_empty || (whole && !absent_type) || input.searched.contains(&part);
        match (complete, present || !empty) {
            (true, _) if why.is_empty() => Coverage::Complete,
            (true, _) => Coverage::Partial(why.join("; ")),
            (false, false) => Coverage::NotSupplied,
            (false, true) => {
                why.push("not known to be the whole record".into());
                Coverage::Partial(why.join("; "))
            }
        }
    };
    fn set<T>(s: &mut Section<T>, part: Part, judge: impl Fn(Part, bool) -> Coverage) {
        s.coverage = judge(part, s.items.is_empty());
    }
    set(&mut snapshot.conditions, Part::Conditions, judge);
    set(&mut snapshot.allergies, Part::Allergies, judge);
    set(&mut snapshot.medications, Part::Medications, judge);
    set(&mut snapshot.observations, Part::Observations, judge);
    set(&mut snapshot.procedures, Part::Procedures, judge);
    set(&mut snapshot.immunizations, Part::Immunizations, judge);
    set(&mut snapshot.orders, Part::Orders, judge);
    set(&mut snapshot.encounters, Part::Encounters, judge);
    set(&mut snapshot.family_history, Part::Family, judge);
    inferred
}

/// Reads what lists and documents say about empty sections.
pub(super) fn empty_lists(
    resource: Json<'_>,
    no_information: &mut BTreeSet<Part>,
    known_empty: &mut BTreeSet<Part>,
) {
    let mut say = |v: Json<'_>| {
        let (Some(code), Some(reason)) = (v.get("code"), v.get("emptyReason")) else { return };
        let Some(part) = Part::of_list(code) else { return };
        let nil = json::list(reason, "coding").any(|c| json::text(c, "code") == Some("nilknown"));
        if nil {
            known_empty.insert(part)
        } else {
            no_information.insert(part)
        };
    };
    match json::kind(resource) {
        "List" if json::text(resource, "status") == Some("current") => say(resource),
        "Composition" => {
            let mut open: Vec<Json<'_>> = json::list(resource, "section").collect();
            while let Some(section) = open.pop() {
                say(section);
                open.extend(json::list(section, "section"));
            }
        }
        _ => {}
    }
}
