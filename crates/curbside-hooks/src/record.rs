//! From prefetched data to a snapshot that knows what it does not know.

use crate::error::HookError;
use crate::hook::type_of;
use crate::prefetch::{PATIENT, Plan, is_aside};
use crate::request::{Request, resources_of, split};
use crate::tried::Tried;
use curbside::fhir::{DefaultCoverage, FhirError, Json, Options, Part, read_resources};
use curbside::model::FactKind;
use curbside::snapshot::{Coverage, Section, Snapshot};
use curbside::time::Clock;
use serde_json::{Value, json};
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
    /// Neither sent nor fetched, though it was tried.
    Unfetched(&'static str),
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
            Supplied::Unfetched(why) | Supplied::Incomplete(why) => Some(why),
            Supplied::Complete => None,
        }
    }

    /// Whether there is not even a part.
    fn is_nothing(&self) -> bool {
        matches!(self, Supplied::Absent | Supplied::Null | Supplied::Failed | Supplied::Unfetched(_))
    }
}

/// Code system of roles in FHIR R4's example binding of `PractitionerRole.code`.
const PRACTITIONER_ROLES: &str = "http://terminology.hl7.org/CodeSystem/practitioner-role";

/// Another patient's resources in a part are worth telling whatever else is missing.
const FOREIGN: &str = "resources of another patient were left out";

/// A record as far as it is known.
pub struct Record {
    /// The patient; sections that miss a key are partial or not supplied.
    pub cautious: Snapshot,
    /// The same with sections of several keys taken for complete: for rules that need none of the missing keys.
    /// `None` where it would be no other record.
    pub covered: Option<Snapshot>,
    /// What was sent, by key.
    pub supplied: BTreeMap<String, Supplied>,
    /// Resources of other patients that were left out.
    pub foreign: usize,
    /// Draft orders of other patients that were left out.
    pub foreign_drafts: usize,
    /// Orders of an `order-dispatch` that were neither sent nor fetched.
    pub orders_missing: usize,
    /// Why they were not fetched, where that was tried.
    pub orders_failed: Option<&'static str>,
    /// Why Medications that orders refer to were not fetched, where that was tried.
    pub medications_failed: Option<&'static str>,
    /// Where the encounter takes place: reference or name of its Location, where the prefetched data tells one.
    pub location: Option<String>,
    /// The draft resources, by reference.
    pub drafts: BTreeMap<String, Value>,
}

impl std::fmt::Debug for Record {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Record").field("supplied", &self.supplied).finish_non_exhaustive()
    }
}

/// The state of a key's value, and its resources.
pub fn supplied<'v>(v: Option<Json<'v>>, resource: &str) -> (Supplied, Vec<Json<'v>>) {
    let Some(v) = v else { return (Supplied::Absent, Vec::new()) };
    match type_of(v) {
        _ if v.is_null() => (Supplied::Null, Vec::new()),
        "OperationOutcome" => (Supplied::Failed, Vec::new()),
        "Bundle" => bundle(v, resource),
        kind if kind == resource => (Supplied::Complete, vec![v]),
        _ => (Supplied::Incomplete("another resource than asked for was sent"), Vec::new()),
    }
}

fn bundle<'v>(v: Json<'v>, resource: &str) -> (Supplied, Vec<Json<'v>>) {
    let list = |key: &str| v.get(key).and_then(Json::as_array).into_iter().flatten();
    let mut state = Supplied::Complete;
    if list("link").any(|l| l.get("relation").and_then(Json::as_str) == Some("next")) {
        state = Supplied::Incomplete("further pages were not sent");
    }
    let mut resources = Vec::new();
    let mut matched = 0u64;
    for entry in list("entry") {
        let Some(r) = entry.get("resource") else {
            state = Supplied::Incomplete("an entry holds no resource");
            continue;
        };
        match type_of(r) {
            "OperationOutcome" => {
                let severe = r.get("issue").and_then(Json::as_array).into_iter().flatten().any(|i| {
                    matches!(i.get("severity").and_then(Json::as_str), Some("error" | "fatal"))
                        || matches!(
                            i.get("code").and_then(Json::as_str),
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
    if v.get("total").and_then(Json::as_u64).is_some_and(|t| t > matched) {
        state = Supplied::Incomplete("the search found more than was sent");
    }
    (state, resources)
}

/// Whether a resource names a patient, and another one than this.
fn foreign(r: Json<'_>, patient: &str) -> bool {
    is_foreign(r, type_of(r), patient)
}

fn is_foreign(r: Json<'_>, kind: &str, patient: &str) -> bool {
    if kind == "Patient" {
        return r.get("id").and_then(Json::as_str) != Some(patient);
    }
    let subject = r.get("subject").or_else(|| r.get("patient"));
    let Some(reference) = subject.and_then(|s| s.get("reference")).and_then(Json::as_str) else {
        return false;
    };
    // The usual case.
    if reference.strip_prefix("Patient/") == Some(patient) {
        return false;
    }
    let plain = reference.split("/_history").next().unwrap_or(reference);
    match plain.rsplit_once("Patient/") {
        Some((_, id)) => id != patient,
        None => false,
    }
}

impl Record {
    /// Reads the record of a request; `data` are the prefetched values, completed where the host could;
    /// `tried` tells of what it could not.
    ///
    /// # Errors
    /// 412 without the patient or without anything else that rules need; 422 for another patient's Patient
    /// resource and whatever the reader refuses.
    pub fn read(
        request: &Request,
        data: &BTreeMap<String, Part>,
        tried: &Tried,
        plan: &Plan,
        clock: &Clock,
    ) -> Result<Record, HookError> {
        let patient = request.patient();
        let mut states = BTreeMap::new();
        let mut resources: Vec<Json<'_>> = Vec::new();
        let mut left_out = 0;
        for (key, template) in plan.templates.iter().filter(|(k, _)| !is_aside(k)) {
            let (mut state, some) = supplied(data.get(key).map(Part::json), template.resource);
            for r in some {
                let kind = type_of(r);
                if is_foreign(r, kind, patient) {
                    if key == PATIENT {
                        // An id that is missing tells nothing either.
                        let message = "the prefetched Patient is another one than `context.patientId`";
                        return Err(HookError::new(422, "wrong-patient", message));
                    }
                    left_out += 1;
                    state = Supplied::Incomplete(FOREIGN);
                } else if kind != "Patient" || key == PATIENT {
                    resources.push(r);
                }
            }
            if let Some(why) = tried.keys.get(key) {
                // What was tried in vain is never complete, whatever it looks like.
                state = match state {
                    s if s.is_nothing() => Supplied::Unfetched(why),
                    Supplied::Incomplete(FOREIGN) => state,
                    _ => Supplied::Incomplete(why),
                };
            }
            states.insert(key.clone(), state);
        }
        let because = |key: Option<&String>| {
            let why = key.and_then(|k| states.get(k)).and_then(Supplied::why);
            why.map(|w| format!(" ({w})")).unwrap_or_default()
        };
        if states.get(PATIENT) != Some(&Supplied::Complete) {
            let message = format!(
                "the patient is required{}: send the prefetch key `patient` (templates: GET /cds-services)",
                because(Some(&PATIENT.to_string()))
            );
            return Err(HookError::new(412, "missing-data", message));
        }
        let nothing = states.iter().all(|(k, s)| k == PATIENT || s.is_nothing());
        if nothing && states.len() > 1 {
            let first = states.keys().find(|k| *k != PATIENT);
            let message = format!(
                "none of the prefetch keys that the rules need was sent{}: see the templates at GET /cds-services",
                because(first)
            );
            return Err(HookError::new(412, "missing-data", message));
        }
        resources.extend(tried.medications.iter().map(Part::json));
        let mut drafts = BTreeMap::new();
        let mut foreign_drafts = 0;
        let mut new = Vec::new();
        let mut unnamed = 0;
        for r in request.drafts() {
            if foreign(r, patient) {
                foreign_drafts += 1;
                continue;
            }
            let name = match r.get("id").and_then(Json::as_str) {
                Some(id) => format!("{}/{id}", type_of(r)),
                None => {
                    unnamed += 1;
                    format!("#{unnamed}")
                }
            };
            drafts.insert(name, r.to_value());
            new.push(r);
        }
        let (orders, orders_missing) = dispatched(request, data, tried)?;
        for r in orders {
            if foreign(r, patient) {
                foreign_drafts += 1;
            } else {
                new.push(r);
            }
        }
        let options = Options {
            patient: Some(patient.to_string()),
            coverage: DefaultCoverage::WholeRecord,
            as_of: Some(clock.now),
            ..Options::new(clock.zone.clone())
        };
        let mut cautious = read_resources(&resources, &new, &options).map_err(|e| refused(&e))?;
        cautious.request.trigger = Some(request.hook.name().to_string());
        cautious.request.role = role(request, data);
        // Where every key is there, caution changes nothing, and the whole record is not copied.
        let lacking = states.values().any(|s| *s != Supplied::Complete);
        let covered = lacking.then(|| {
            let mut covered = cautious.clone();
            each(&mut covered, |kind, c| cover(plan, &states, kind, c, false));
            covered
        });
        each(&mut cautious, |kind, c| cover(plan, &states, kind, c, true));
        let covered = covered.filter(|c| *c != cautious);
        Ok(Record {
            cautious,
            covered,
            supplied: states,
            foreign: left_out,
            foreign_drafts,
            orders_missing,
            orders_failed: tried.orders_failed,
            medications_failed: tried.medications_failed,
            location: place(request, data),
            drafts,
        })
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

/// The orders that an `order-dispatch` names, as sent or fetched, and how many are neither.
fn dispatched<'d>(
    request: &Request,
    data: &'d BTreeMap<String, Part>,
    tried: &'d Tried,
) -> Result<(Vec<Json<'d>>, usize), HookError> {
    let named = request.dispatched();
    let mut found = Vec::new();
    for reference in &named {
        let Some((kind, id)) = split(reference) else { continue };
        let is = |r: &Json<'_>| type_of(*r) == kind && r.get("id").and_then(Json::as_str) == Some(id);
        let order = resources_of(data).find(is).or_else(|| tried.orders.iter().map(Part::json).find(is));
        found.extend(order);
    }
    if found.is_empty() && !named.is_empty() {
        let why = tried.orders_failed.map(|w| format!(" ({w})")).unwrap_or_default();
        let message = format!(
            "the dispatched orders are required{why}: send them among the prefetched resources, or give access to them with `fhirServer` and `fhirAuthorization`"
        );
        return Err(HookError::new(412, "missing-data", message));
    }
    let missing = named.len() - found.len();
    Ok((found, missing))
}

/// The role that the user's prefetched PractitionerRole or the kind of `userId` tells of. A Practitioner
/// by itself may be of any profession: saying one would be a guess.
fn role(request: &Request, data: &BTreeMap<String, Part>) -> Option<String> {
    if let Some(given) = &request.role {
        return Some(given.clone());
    }
    let (kind, id) = split(request.user()?)?;
    let own = |r: &Json<'_>| {
        let named =
            || r.get("practitioner").and_then(|p| p.get("reference")).and_then(Json::as_str).and_then(split);
        type_of(*r) == "PractitionerRole"
            && r.get("active").and_then(Json::as_bool) != Some(false)
            && match kind {
                "PractitionerRole" => r.get("id").and_then(Json::as_str) == Some(id),
                "Practitioner" => named() == Some(("Practitioner", id)),
                _ => false,
            }
    };
    match kind {
        "Patient" => Some("patient".into()),
        "RelatedPerson" => Some("related-person".into()),
        _ => {
            // Someone with two roles is at work in one of them, and nothing tells in which.
            let all: BTreeSet<&str> = resources_of(data).filter(own).flat_map(codes_of_role).collect();
            let mut all = all.into_iter();
            all.next().filter(|_| all.next().is_none()).map(str::to_string)
        }
    }
}

/// Where the encounter of the request is: the one place where it is now, by reference, else by name. With
/// several, such as a ward and a theatre at once, nothing tells which is meant.
fn place(request: &Request, data: &BTreeMap<String, Part>) -> Option<String> {
    let encounter = request.encounter()?;
    let is = |r: &Json<'_>| {
        type_of(*r) == "Encounter"
            && r.get("id").and_then(Json::as_str) == Some(encounter)
            && !foreign(*r, request.patient())
    };
    let entries = resources_of(data).find(is)?.get("location")?.as_array()?;
    let status = |e: Json<'_>| e.get("status").and_then(Json::as_str).map(str::to_string);
    let active: Vec<Json<'_>> = entries.clone().filter(|e| status(*e).as_deref() == Some("active")).collect();
    let over = |e: Json<'_>| e.get("period").is_some_and(|p| p.get("end").is_some());
    let open = entries.filter(|e| status(*e).is_none() && !over(*e));
    let now = if active.is_empty() { open.collect() } else { active };
    let named = |e: Json<'_>| {
        let place = e.get("location")?;
        let text = |key: &str| place.get(key).and_then(Json::as_str).filter(|t| !t.trim().is_empty());
        text("reference").or_else(|| text("display")).filter(|t| t.len() <= 256).map(str::to_string)
    };
    let mut all = now.into_iter().filter_map(named).collect::<BTreeSet<String>>().into_iter();
    all.next().filter(|_| all.next().is_none())
}

/// Roles of the code systems that the FHIR specification itself binds as examples.
fn codes_of_role(r: Json<'_>) -> Vec<&str> {
    let codes = r.get("code").and_then(Json::as_array).into_iter().flatten();
    let codings = codes.filter_map(|c| c.get("coding")?.as_array()).flatten();
    codings
        .filter_map(|c| {
            let code = c.get("code")?.as_str()?;
            match (c.get("system")?.as_str()?, code) {
                (PRACTITIONER_ROLES, "doctor") => Some("physician"),
                (PRACTITIONER_ROLES, "nurse" | "pharmacist") => Some(code),
                _ => None,
            }
        })
        .collect()
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
    let nothing = states.iter().all(|s| s.is_nothing());
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
