//! From prefetched data to a snapshot that knows what it does not know.

use crate::error::HookError;
use crate::hook::kind_of;
use crate::prefetch::{PATIENT, Plan};
use crate::request::Request;
use curbside::fhir::{DefaultCoverage, FhirError, Options, read_values};
use curbside::model::FactKind;
use curbside::snapshot::{Coverage, Section, Snapshot};
use curbside::time::Clock;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What the client sent under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Supplied {
    /// Nothing: the client did not look.
    Absent,
    /// `null`: the client has nothing to show, for whatever reason.
    Null,
    /// An OperationOutcome: the client's search failed.
    Failed,
    /// A page of several, or entries that could not be used: only a part.
    Incomplete(&'static str),
    /// Everything.
    Complete,
}

impl Supplied {
    /// Why what is not there may be there all the same; nothing when complete.
    pub fn why(&self) -> Option<&'static str> {
        match self {
            Supplied::Absent => Some("the client did not send it"),
            Supplied::Null => Some("the client sent null"),
            Supplied::Failed => Some("the client's search failed"),
            Supplied::Incomplete(why) => Some(why),
            Supplied::Complete => None,
        }
    }
}

/// A record as far as it is known.
pub struct Record {
    /// The patient; sections that miss a key are partial or not supplied.
    pub cautious: Snapshot,
    /// The same with sections of several keys taken for complete: for rules that need none of the missing keys.
    pub covered: Snapshot,
    /// What was sent, by key.
    pub supplied: BTreeMap<String, Supplied>,
    /// Resources of other patients that were left out.
    pub foreign: usize,
    /// Draft orders of other patients that were left out.
    pub foreign_drafts: usize,
    /// The draft resources, by reference.
    pub drafts: BTreeMap<String, Value>,
}

impl std::fmt::Debug for Record {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Record").field("supplied", &self.supplied).finish_non_exhaustive()
    }
}

/// The state of a key's value, and its resources.
pub fn supplied<'v>(v: Option<&'v Value>, resource: &str) -> (Supplied, Vec<&'v Value>) {
    let Some(v) = v else { return (Supplied::Absent, Vec::new()) };
    match kind_of(v) {
        _ if v.is_null() => (Supplied::Null, Vec::new()),
        "OperationOutcome" => (Supplied::Failed, Vec::new()),
        "Bundle" => bundle(v, resource),
        kind if kind == resource => (Supplied::Complete, vec![v]),
        _ => (Supplied::Incomplete("another resource than asked for was sent"), Vec::new()),
    }
}

fn bundle<'v>(v: &'v Value, resource: &str) -> (Supplied, Vec<&'v Value>) {
    let list = |key: &str| v.get(key).and_then(Value::as_array).into_iter().flatten();
    let mut state = Supplied::Complete;
    if list("link").any(|l| l.get("relation").and_then(Value::as_str) == Some("next")) {
        state = Supplied::Incomplete("further pages were not sent");
    }
    let mut resources = Vec::new();
    let mut matched = 0u64;
    for entry in list("entry") {
        let Some(r) = entry.get("resource") else {
            state = Supplied::Incomplete("an entry holds no resource");
            continue;
        };
        match kind_of(r) {
            "OperationOutcome" => {
                let severe = r.get("issue").and_then(Value::as_array).into_iter().flatten().any(|i| {
                    matches!(i.get("severity").and_then(Value::as_str), Some("error" | "fatal"))
                        || matches!(
                            i.get("code").and_then(Value::as_str),
                            Some(
                                "incomplete"
                                    | "suppressed"
                                    | "too-costly"
                                    | "timeout"
                                    | "throttled"
                                    | "security"
                            )
                        )
                });
                if severe {
                    state = Supplied::Incomplete("the search reported an error");
                }
            }
            kind => {
                matched += u64::from(kind == resource);
                resources.push(r);
            }
        }
    }
    if v.get("total").and_then(Value::as_u64).is_some_and(|t| t > matched) {
        state = Supplied::Incomplete("the search found more than was sent");
    }
    (state, resources)
}

/// Whether a resource names a patient, and another one than this.
fn foreign(r: &Value, patient: &str) -> bool {
    if kind_of(r) == "Patient" {
        return r.get("id").and_then(Value::as_str).is_some_and(|id| id != patient);
    }
    let subject = r.get("subject").or_else(|| r.get("patient"));
    let Some(reference) = subject.and_then(|s| s.get("reference")).and_then(Value::as_str) else {
        return false;
    };
    let plain = reference.split("/_history").next().unwrap_or(reference);
    match plain.rsplit_once("Patient/") {
        Some((_, id)) => id != patient,
        None => false,
    }
}

impl Record {
    /// Reads the record of a request; `data` are the prefetched values, completed where the host could.
    ///
    /// # Errors
    /// 412 without the patient or without anything else that rules need; 422 for another patient's Patient
    /// resource and whatever the reader refuses.
    pub fn read(
        request: &Request,
        data: &Map<String, Value>,
        plan: &Plan,
        clock: &Clock,
    ) -> Result<Record, HookError> {
        let patient = request.patient();
        let mut states = BTreeMap::new();
        let mut resources: Vec<Value> = Vec::new();
        let mut left_out = 0;
        for (key, template) in &plan.templates {
            let (mut state, some) = supplied(data.get(key), template.resource);
            for r in some {
                if foreign(r, patient) {
                    if key == PATIENT {
                        let message = "the prefetched Patient is another one than `context.patientId`";
                        return Err(HookError::new(422, "wrong-patient", message));
                    }
                    left_out += 1;
                    state = Supplied::Incomplete("resources of another patient were left out");
                } else if kind_of(r) != "Patient" || key == PATIENT {
                    resources.push(r.clone());
                }
            }
            states.insert(key.clone(), state);
        }
        if states.get(PATIENT) != Some(&Supplied::Complete) {
            let message =
                "the patient is required: send the prefetch key `patient` (templates: GET /cds-services)";
            return Err(HookError::new(412, "missing-data", message));
        }
        let nothing = states
            .iter()
            .all(|(k, s)| k == PATIENT || matches!(s, Supplied::Absent | Supplied::Null | Supplied::Failed));
        if nothing && states.len() > 1 {
            let message = "none of the prefetch keys that the rules need was sent: see the templates at GET /cds-services";
            return Err(HookError::new(412, "missing-data", message));
        }
        let mut drafts = BTreeMap::new();
        let mut foreign_drafts = 0;
        let mut new = Vec::new();
        let mut unnamed = 0;
        for r in request.drafts() {
            if foreign(r, patient) {
                foreign_drafts += 1;
                continue;
            }
            let name = match r.get("id").and_then(Value::as_str) {
                Some(id) => format!("{}/{id}", kind_of(r)),
                None => {
                    unnamed += 1;
                    format!("#{unnamed}")
                }
            };
            drafts.insert(name, r.clone());
            new.push(r.clone());
        }
        let options = Options {
            patient: Some(patient.to_string()),
            coverage: DefaultCoverage::WholeRecord,
            as_of: Some(clock.now),
            ..Options::new(clock.zone.clone())
        };
        let new = Value::Array(new);
        let mut covered =
            read_values(&Value::Array(resources), Some(&new), &options).map_err(|e| refused(&e))?;
        covered.request.trigger = Some(request.hook.name().to_string());
        covered.request.role = request.user().and_then(role).map(str::to_string);
        let mut cautious = covered.clone();
        each(&mut cautious, |kind, c| cover(plan, &states, kind, c, true));
        each(&mut covered, |kind, c| cover(plan, &states, kind, c, false));
        Ok(Record { cautious, covered, supplied: states, foreign: left_out, foreign_drafts, drafts })
    }

    /// The keys that are not complete.
    pub fn lacking(&self) -> BTreeSet<&str> {
        self.supplied.iter().filter(|(_, s)| **s != Supplied::Complete).map(|(k, _)| k.as_str()).collect()
    }
}

fn refused(e: &FhirError) -> HookError {
    let status = if matches!(e, FhirError::Limit { .. }) { 413 } else { 422 };
    HookError::new(status, "unusable-record", format!("{}: {e}", e.code().info().code))
}

/// The role that a `userId` tells of.
fn role(user: &str) -> Option<&'static str> {
    let kind = user.rsplit_once('/').map(|(k, _)| k.rsplit('/').next().unwrap_or(k))?;
    match kind {
        "Patient" => Some("patient"),
        "RelatedPerson" => Some("related-person"),
        // A Practitioner may be of any profession: saying one would be a guess.
        _ => None,
    }
}

fn each(s: &mut Snapshot, f: impl Fn(FactKind, &mut Coverage)) {
    fn of<T>(s: &mut Section<T>) -> &mut Coverage {
        &mut s.coverage
    }
    f(FactKind::Condition, of(&mut s.conditions));
    f(FactKind::Allergy, of(&mut s.allergies));
    f(FactKind::Medication, of(&mut s.medications));
    f(FactKind::Observation, of(&mut s.observations));
    f(FactKind::Procedure, of(&mut s.procedures));
    f(FactKind::Immunization, of(&mut s.immunizations));
    f(FactKind::Order, of(&mut s.orders));
    f(FactKind::Encounter, of(&mut s.encounters));
    f(FactKind::FamilyHistory, of(&mut s.family_history));
}

/// Coverage of a section by its keys. A reader's own reason for a part stays; one that was not asked
/// for was not supplied.
fn cover(plan: &Plan, states: &BTreeMap<String, Supplied>, kind: FactKind, c: &mut Coverage, cautious: bool) {
    let keys = plan.templates.values().filter(|t| t.kind == Some(kind));
    let states: Vec<&Supplied> = keys.filter_map(|t| states.get(&t.key)).collect();
    let complete = states.iter().filter(|s| ***s == Supplied::Complete).count();
    let nothing = states.iter().all(|s| matches!(s, Supplied::Absent | Supplied::Null | Supplied::Failed));
    if states.is_empty() || nothing {
        *c = Coverage::NotSupplied;
    } else if complete < states.len() && cautious {
        let why: BTreeSet<&str> = states.iter().filter_map(|s| s.why()).collect();
        let mut why: Vec<String> = why.into_iter().map(str::to_string).collect();
        if let Coverage::Partial(own) = c {
            why.push(std::mem::take(own));
        }
        *c = Coverage::Partial(why.join("; "));
    }
}

/// A Bundle of resources.
pub fn collection(resources: Vec<Value>) -> Value {
    let entry: Vec<Value> = resources.into_iter().map(|r| json!({ "resource": r })).collect();
    json!({ "resourceType": "Bundle", "type": "searchset", "entry": entry })
}
