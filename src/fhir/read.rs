//! From flattened resources to the snapshot of one patient.

use super::cx::Cx;
use super::dedupe::{self, Known};
use super::index::Index;
use super::input::{Entry, Input};
use super::section::{self, Part};
use super::who::{Belongs, Who};
use super::{
    FhirError, Options, allergy, condition, datatypes, encounter, family, immunization, json, medication,
    observation, order, patient, pregnancy, procedure,
};
use crate::snapshot::{Concept, IngestionNote, Medication, Observation, Snapshot, SourceRef};
use std::collections::BTreeMap;

/// Builds the snapshot of an input's one patient.
pub(super) fn snapshot(mut input: Input<'_>, opts: &Options) -> Result<Snapshot, FhirError> {
    let entries = std::mem::take(&mut input.entries);
    let index = Index::new(entries);
    let who = Who::of(&index, opts.patient.as_deref())?;
    let mut cx = Cx::new(opts, &index);
    cx.notes.append(&mut input.notes);
    cx.notes.extend(index.notes.iter().cloned());

    let mut reader =
        Reader { snapshot: Snapshot::default(), observations: Vec::new(), medications: Vec::new(), facts: 0 };
    reader.person(&mut cx, &who, &input);
    for at in 0..index.entries.len() {
        cx.at = at;
        cx.source = index.source(at);
        if let Some(e) = index.entries.get(at) {
            reader.entry(&mut cx, &who, e)?;
        }
        if reader.facts > opts.limits.max_facts {
            return Err(too_many_facts(&index, at, opts));
        }
    }
    let mut s = reader.finish(&mut cx);
    cx.source = person_source(&index, &who);
    pregnancy::read(&mut cx, &mut s.person, &s.observations.items, &s.conditions.items);
    if section::settle(&mut s, &input, &cx.findings, opts.coverage) {
        cx.notes.push(IngestionNote {
            code: "whole-record".into(),
            source: None,
            text: "taken for the whole record because of what it holds: what is not in it counts as not recorded".into(),
        });
    }
    s.notes = cx.notes;
    Ok(s)
}

fn person_source(index: &Index<'_>, who: &Who) -> SourceRef {
    who.entry.map_or_else(|| SourceRef("Patient".into()), |i| index.source(i))
}

fn too_many_facts(index: &Index<'_>, from: usize, opts: &Options) -> FhirError {
    let mut left: BTreeMap<&str, usize> = BTreeMap::new();
    for e in index.entries.iter().skip(from).filter(|e| Part::of(e.kind).is_some()) {
        *left.entry(e.kind).or_default() += 1;
    }
    let not_read: Vec<String> = left.iter().map(|(k, n)| format!("{n} {k}")).collect();
    FhirError::Limit { what: "facts", limit: opts.limits.max_facts, not_read: not_read.join(", ") }
}

struct Reader {
    snapshot: Snapshot,
    observations: Vec<Known<Observation>>,
    medications: Vec<Known<Medication>>,
    facts: usize,
}

impl Reader {
    fn person(&mut self, cx: &mut Cx<'_>, who: &Who, input: &Input<'_>) {
        let person = &mut self.snapshot.person;
        person.id = who.id.clone();
        person.retrieved = input.made.and_then(|t| t.parse().ok());
        cx.source = person_source(cx.index, who);
        match who.entry.and_then(|i| cx.index.entries.get(i)) {
            Some(e) => patient::read(cx, e.resource, person),
            None => cx.note("no-patient", "no Patient resource: age and sex are not known"),
        }
    }

    /// Reads one resource, if it is a fact about this patient.
    fn entry(&mut self, cx: &mut Cx<'_>, who: &Who, e: &Entry<'_>) -> Result<(), FhirError> {
        let part = Part::of(e.kind);
        match who.belongs(cx.index, cx.at) {
            Belongs::Yes => {}
            Belongs::Other if e.kind == "Patient" => {
                cx.note("other-patient", "another Patient resource; not used");
                return Ok(());
            }
            Belongs::Other if e.kind == "FamilyMemberHistory" => {
                cx.note("other-patient", "the family history of another patient was left out");
                return Ok(());
            }
            Belongs::Other => return Err(Who::refuse(cx.index, cx.at)),
            Belongs::NotAPatient if part.is_some() => {
                cx.note("not-a-patient", "it is not about a patient; left out");
                return Ok(());
            }
            Belongs::Unverified if part.is_some() => {
                cx.note("subject-unverified", "it does not say whose it is in a way that could be checked");
            }
            Belongs::NotAPatient | Belongs::Unverified => {}
        }
        let Some(part) = part else { return Ok(()) };
        if !json::list(e.resource, "modifierExtension").is_empty() {
            cx.lose(
                part,
                "modifier-extension",
                "left out: an extension changes its meaning in an unknown way",
            );
            return Ok(());
        }
        if subsetted(e) {
            cx.note("subsetted", "sent with elements left out");
            cx.findings.partial(part, "resources were sent with elements left out");
        }
        self.fact(cx, part, e);
        Ok(())
    }

    fn fact(&mut self, cx: &mut Cx<'_>, part: Part, e: &Entry<'_>) {
        let r = e.resource;
        let s = &mut self.snapshot;
        let redacted = datatypes::is_redacted(r);
        if redacted {
            cx.note("masked", "content was taken out or is confidential");
        }
        let hide = |c: &mut Concept| {
            if redacted {
                *c = Concept { masked: true, ..Concept::default() };
            }
        };
        match part {
            Part::Conditions => add(&mut s.conditions.items, condition::read(cx, r), |f| hide(&mut f.code)),
            Part::Allergies => add(&mut s.allergies.items, allergy::read(cx, r), |f| hide(&mut f.code)),
            Part::Procedures => add(&mut s.procedures.items, procedure::read(cx, r), |f| hide(&mut f.code)),
            Part::Immunizations => {
                add(&mut s.immunizations.items, immunization::read(cx, r), |f| hide(&mut f.code))
            }
            Part::Orders => {
                add(&mut s.orders.items, order::read(cx, r, e.kind, e.draft), |f| hide(&mut f.code))
            }
            Part::Encounters => add(&mut s.encounters.items, encounter::read(cx, r), |f| hide(&mut f.code)),
            Part::Family => add(&mut s.family_history.items, family::read(cx, r), |f| hide(&mut f.code)),
            Part::Medications => {
                let mut all = Vec::new();
                add(&mut all, medication::read(cx, r, e.kind, e.draft), |f| {
                    hide(&mut f.code);
                    if redacted {
                        f.ingredients.clear();
                    }
                });
                self.facts += all.len();
                self.medications.push(Known::new(all, r));
            }
            Part::Observations => {
                let all = observation::read(cx, r);
                self.facts += all.len();
                self.observations.push(Known::new(all, r));
            }
        }
        self.facts += 1;
    }

    fn finish(self, cx: &mut Cx<'_>) -> Snapshot {
        let mut s = self.snapshot;
        s.observations.items = dedupe::observations(cx, self.observations);
        s.medications.items = dedupe::medications(cx, self.medications);
        s
    }
}

fn add<T>(items: &mut Vec<T>, read: impl IntoIterator<Item = T>, change: impl Fn(&mut T)) {
    for mut fact in read {
        change(&mut fact);
        items.push(fact);
    }
}

fn subsetted(e: &Entry<'_>) -> bool {
    let meta = e.resource.get("meta");
    ["tag", "security"]
        .iter()
        .any(|k| meta.is_some_and(|m| json::list(m, k).any(|c| json::text(c, "code") == Some("SUBSETTED"))))
}
