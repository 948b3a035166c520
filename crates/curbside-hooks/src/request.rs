//! A request of a CDS client: liberal about what is beside the point, strict about the rest.

use crate::error::HookError;
use crate::hook::{Hook, fault, type_of};
use curbside::fhir::{Document, FhirError, Json, Kind, Limits, Part};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use zeroize::Zeroize;

/// What may be read at all.
fn limits() -> Limits {
    Limits { max_bytes: 64 << 20, max_nesting: 100, ..Limits::default() }
}

/// A request.
#[derive(Clone)]
pub struct Request {
    /// Which hook.
    pub hook: Hook,
    /// The client's id of this call.
    pub hook_instance: String,
    /// Base URL of the client's FHIR server.
    pub fhir_server: Option<url::Url>,
    /// A token for it.
    pub authorization: Option<FhirAuthorization>,
    /// The context, checked against the hook's table.
    pub context: BTreeMap<String, Part>,
    /// Prefetched data by key.
    pub prefetch: BTreeMap<String, Part>,
    /// The user's role, where the host knows it (of the client's token or of its configuration); it goes
    /// before what the request tells. Never read from the request.
    pub role: Option<String>,
}

/// A token for the client's FHIR server. `Debug` does not print it, and it is wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct FhirAuthorization {
    /// The token.
    pub access_token: String,
    /// Seconds it is good for.
    pub expires_in: u64,
    /// Scopes.
    pub scope: String,
    /// Client id of the service.
    pub subject: String,
    /// The patient the token is restricted to.
    pub patient: Option<String>,
}

impl std::fmt::Debug for FhirAuthorization {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FhirAuthorization(…)")
    }
}

impl Drop for FhirAuthorization {
    fn drop(&mut self) {
        self.access_token.zeroize();
    }
}

impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Request")
            .field("hook", &self.hook)
            .field("prefetch_keys", &self.prefetch.len())
            .finish_non_exhaustive()
    }
}

/// Parses JSON that must be an object without repeated keys, to a tree.
pub(crate) fn object(bytes: &[u8]) -> Result<Map<String, Value>, HookError> {
    match document(bytes)?.root().to_value() {
        Value::Object(map) => Ok(map),
        _ => Err(not_an_object()),
    }
}

/// Parses JSON that must be an object without repeated keys.
fn document(bytes: &[u8]) -> Result<Document, HookError> {
    let document = Document::parse(bytes, &limits()).map_err(|e| match e {
        FhirError::Limit { .. } => HookError::new(413, "too-large", e.to_string()),
        other => HookError::malformed("not-json", "", other.to_string()),
    })?;
    if !document.repeated().is_empty() {
        // The pointer itself could hold a patient's data where the client uses data as keys.
        let message = format!(
            "{} place(s) of the request repeat a JSON key: send each key of an object once",
            document.repeated().len()
        );
        return Err(HookError::malformed("duplicate-key", "", message));
    }
    if document.root().is_object() { Ok(document) } else { Err(not_an_object()) }
}

fn not_an_object() -> HookError {
    HookError::malformed("not-an-object", "", "the request must be a JSON object")
}

/// A required text.
pub(crate) fn text(map: &Map<String, Value>, key: &str, place: &str) -> Result<String, HookError> {
    let v = map.get(key);
    required(v.and_then(Value::as_str), v.is_none_or(Value::is_null), place)
}

/// The same of a document.
fn text_in(object: Json<'_>, key: &str, place: &str) -> Result<String, HookError> {
    let v = object.get(key);
    required(v.and_then(Json::as_str), v.is_none_or(Json::is_null), place)
}

fn required(text: Option<&str>, missing: bool, place: &str) -> Result<String, HookError> {
    match text {
        Some(s) if !s.trim().is_empty() => Ok(s.to_string()),
        _ if missing => Err(HookError::malformed("missing-field", place, format!("`{place}` is required"))),
        _ => Err(HookError::malformed(
            "bad-field",
            place,
            format!("`{place}` must be a string that is not empty"),
        )),
    }
}

impl Request {
    /// Reads and checks a request.
    ///
    /// # Errors
    /// See [`HookError`]: 400 for everything that is malformed.
    ///
    /// ```
    /// let request = curbside_hooks::Request::parse(br#"{
    ///   "hook": "patient-view", "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
    ///   "context": { "userId": "Practitioner/example", "patientId": "1288992" }
    /// }"#)?;
    /// assert_eq!(request.patient(), "1288992");
    /// # Ok::<(), curbside_hooks::HookError>(())
    /// ```
    pub fn parse(bytes: &[u8]) -> Result<Request, HookError> {
        let whole = Part::from(document(bytes)?);
        let map = whole.json();
        let name = text_in(map, "hook", "hook")?;
        let hook = Hook::parse(&name).ok_or_else(|| {
            let known: Vec<&str> = Hook::ALL.iter().map(|h| h.name()).collect();
            let message = format!("this hook is not known; known are {}", known.join(", "));
            HookError::malformed("unknown-hook", "hook", message)
        })?;
        let hook_instance = text_in(map, "hookInstance", "hookInstance")?;
        if hook_instance.len() > 200 {
            return Err(HookError::malformed("bad-field", "hookInstance", "`hookInstance` must be a UUID"));
        }
        let fhir_server = fhir_server(map)?;
        let authorization = authorization(map)?;
        if authorization.is_some() && fhir_server.is_none() {
            let message = "`fhirServer` is required where `fhirAuthorization` is given";
            return Err(HookError::malformed("missing-field", "fhirServer", message));
        }
        let context = context(hook, map)?;
        // What else is kept of the request holds no part of this document: it goes with the prefetch.
        let sent = whole.get("prefetch").filter(|p| !p.json().is_null());
        if sent.as_ref().is_some_and(|p| !p.json().is_object()) {
            return Err(HookError::malformed("bad-field", "prefetch", "`prefetch` must be an object"));
        }
        let prefetch: BTreeMap<String, Part> =
            sent.iter().flat_map(Part::members).map(|(key, v)| (key.to_string(), v)).collect();
        for (key, v) in &prefetch {
            if !v.json().is_null() && type_of(v.json()).is_empty() {
                let message = "a value of `prefetch` must be null or a FHIR resource with a `resourceType`";
                return Err(HookError::malformed("bad-field", &format!("prefetch.{}", plain(key)), message));
            }
        }
        Ok(Request { hook, hook_instance, fhir_server, authorization, context, prefetch, role: None })
    }

    /// The patient's id.
    pub fn patient(&self) -> &str {
        self.text_of("patientId").unwrap_or_default()
    }

    /// The encounter's id.
    pub fn encounter(&self) -> Option<&str> {
        self.text_of("encounterId")
    }

    /// The user: `Practitioner/123`.
    pub fn user(&self) -> Option<&str> {
        self.text_of("userId")
    }

    fn of_context(&self, key: &str) -> Option<Json<'_>> {
        self.context.get(key).map(Part::json)
    }

    fn text_of(&self, key: &str) -> Option<&str> {
        self.of_context(key)?.as_str()
    }

    /// References of the orders that the user has chosen (`order-select`).
    pub fn selections(&self) -> Vec<&str> {
        let all = self.of_context("selections").and_then(Json::as_array);
        all.into_iter().flatten().filter_map(Json::as_str).collect()
    }

    /// References of the orders that are dispatched (`order-dispatch`).
    pub fn dispatched(&self) -> Vec<&str> {
        if self.hook != Hook::OrderDispatch {
            return Vec::new();
        }
        let Some(named) = self.of_context("dispatchedOrders") else { return Vec::new() };
        match named.as_str() {
            Some(one) => vec![one],
            None => named.items().filter_map(Json::as_str).collect(),
        }
    }

    /// Types and ids of dispatched orders that are in no prefetched value; each once.
    pub fn dispatched_unsent(&self) -> Vec<(String, String)> {
        let mut out: Vec<(String, String)> = Vec::new();
        for (kind, id) in self.dispatched().into_iter().filter_map(split) {
            let is = |r: Json<'_>| type_of(r) == kind && r.get("id").and_then(Json::as_str) == Some(id);
            let known = out.iter().any(|(k, i)| k == kind && i == id);
            if !known && !resources_of(&self.prefetch).any(is) {
                out.push((kind.to_string(), id.to_string()));
            }
        }
        out
    }

    /// A query with its tokens filled in: `context.` with a text of the context's root, and the four tokens of
    /// users. `None` where the request does not hold what a token asks for, or holds what is no id or reference:
    /// text that would change the query never gets into it.
    ///
    /// ```
    /// let request = curbside_hooks::Request::parse(br#"{
    ///   "hook": "patient-view", "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
    ///   "context": { "userId": "PractitionerRole/7", "patientId": "1288992" }
    /// }"#)?;
    /// let filled = |query| request.fill(query);
    /// assert_eq!(filled("Condition?patient={{context.patientId}}").unwrap(), "Condition?patient=1288992");
    /// assert_eq!(filled("PractitionerRole/{{userPractitionerRoleId}}").unwrap(), "PractitionerRole/7");
    /// assert_eq!(filled("Practitioner/{{userPractitionerId}}"), None);
    /// # Ok::<(), curbside_hooks::HookError>(())
    /// ```
    pub fn fill(&self, query: &str) -> Option<String> {
        let mut out = String::new();
        let mut rest = query;
        while let Some((before, after)) = rest.split_once("{{") {
            let (token, tail) = after.split_once("}}")?;
            out.push_str(before);
            out.push_str(self.token(token.trim())?);
            rest = tail;
        }
        out.push_str(rest);
        Some(out)
    }

    fn token(&self, token: &str) -> Option<&str> {
        let user = |kind: &str| split(self.user()?).filter(|(k, _)| *k == kind).map(|(_, id)| id);
        match token {
            "userPractitionerId" => user("Practitioner"),
            "userPractitionerRoleId" => user("PractitionerRole"),
            "userPatientId" => user("Patient"),
            "userRelatedPersonId" => user("RelatedPerson"),
            _ => {
                let value = self.text_of(token.strip_prefix("context.")?)?;
                (crate::hook::is_id(value) || split(value).is_some_and(|(k, i)| value == format!("{k}/{i}")))
                    .then_some(value)
            }
        }
    }

    /// The resources of the context that are not in the record yet: draft orders, and what is being added.
    pub fn drafts(&self) -> Vec<Json<'_>> {
        let key = match self.hook {
            Hook::OrderSelect | Hook::OrderSign => "draftOrders",
            Hook::MedicationRefill => "medications",
            Hook::MedicationVerify => "medication",
            Hook::ProblemCreate => "conditions",
            Hook::AllergyCreate => "allergyIntolerance",
            Hook::AppointmentBook
            | Hook::PatientView
            | Hook::OrderDispatch
            | Hook::EncounterStart
            | Hook::EncounterDischarge => return Vec::new(),
        };
        match self.of_context(key) {
            Some(b) if type_of(b) == "Bundle" => {
                let entries = b.get("entry").and_then(Json::as_array);
                entries.into_iter().flatten().filter_map(|e| e.get("resource")).collect()
            }
            Some(one) => vec![one],
            None => Vec::new(),
        }
    }
}

/// Type and id of a reference, absolute or not.
pub(crate) fn split(reference: &str) -> Option<(&str, &str)> {
    let plain = reference.split("/_history").next().unwrap_or(reference);
    let (kind, id) = plain.rsplit_once('/')?;
    let kind = kind.rsplit('/').next().unwrap_or(kind);
    let named = !kind.is_empty() && kind.chars().all(|c| c.is_ascii_alphabetic());
    (named && crate::hook::is_id(id)).then_some((kind, id))
}

/// The resources in prefetched values, whatever their keys.
pub fn resources_of(data: &BTreeMap<String, Part>) -> impl Iterator<Item = Json<'_>> {
    data.values().map(Part::json).flat_map(|v| {
        let entries = v.get("entry").and_then(Json::as_array).filter(|_| type_of(v) == "Bundle");
        let one = entries.is_none().then_some(v);
        one.into_iter().chain(entries.into_iter().flatten().filter_map(|e| e.get("resource")))
    })
}

/// A key of a client, fit for a message: no more than a name.
pub(crate) fn plain(key: &str) -> String {
    key.chars().filter(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c)).take(64).collect()
}

fn fhir_server(map: Json<'_>) -> Result<Option<url::Url>, HookError> {
    match map.get("fhirServer").map(Json::kind) {
        None | Some(Kind::Null) => Ok(None),
        Some(Kind::Text(s)) => match url::Url::parse(s) {
            Ok(u) if matches!(u.scheme(), "http" | "https") && u.has_host() => Ok(Some(u)),
            _ => Err(HookError::malformed(
                "bad-field",
                "fhirServer",
                "`fhirServer` must be an http or https URL",
            )),
        },
        Some(_) => Err(HookError::malformed("bad-field", "fhirServer", "`fhirServer` must be a string")),
    }
}

fn authorization(map: Json<'_>) -> Result<Option<FhirAuthorization>, HookError> {
    let a = match map.get("fhirAuthorization") {
        None => return Ok(None),
        Some(a) if a.is_null() => return Ok(None),
        Some(a) if a.is_object() => a,
        Some(_) => {
            let message = "`fhirAuthorization` must be an object";
            return Err(HookError::malformed("bad-field", "fhirAuthorization", message));
        }
    };
    let get = |key: &str| text_in(a, key, &format!("fhirAuthorization.{key}"));
    if !get("token_type")?.eq_ignore_ascii_case("Bearer") {
        let message = "`fhirAuthorization.token_type` must be `Bearer`";
        return Err(HookError::malformed("bad-field", "fhirAuthorization.token_type", message));
    }
    let expires_in = a.get("expires_in").and_then(Json::as_u64).ok_or_else(|| {
        let message = "`fhirAuthorization.expires_in` must be a whole number of seconds";
        HookError::malformed("bad-field", "fhirAuthorization.expires_in", message)
    })?;
    let patient = a.get("patient").and_then(Json::as_str).map(str::to_string);
    let (access_token, scope, subject) = (get("access_token")?, get("scope")?, get("subject")?);
    Ok(Some(FhirAuthorization { access_token, expires_in, scope, subject, patient }))
}

fn context(hook: Hook, map: Json<'_>) -> Result<BTreeMap<String, Part>, HookError> {
    let own = match map.get("context").filter(|c| !c.is_null()) {
        Some(c) if c.is_object() => Part::from(c.to_document()),
        None => {
            return Err(HookError::malformed("missing-field", "context", "`context` is required"));
        }
        Some(_) => return Err(HookError::malformed("bad-field", "context", "`context` must be an object")),
    };
    let mut context: BTreeMap<String, Part> = own.members().map(|(key, v)| (key.to_string(), v)).collect();
    for field in hook.context() {
        if let Some(old) = field.old_name
            && !context.contains_key(field.name)
            && let Some(v) = context.remove(old)
        {
            context.insert(field.name.into(), v);
        }
        let place = format!("context.{}", field.name);
        match context.get(field.name).map(Part::json) {
            v if field.required && v.is_none_or(Json::is_null) => {
                let message = format!("`{place}` is required by {hook}");
                return Err(HookError::malformed("missing-field", &place, message));
            }
            None => {}
            Some(v) if v.is_null() => {
                context.remove(field.name);
            }
            Some(v) => {
                if let Some(what) = fault(field.kind, v) {
                    return Err(HookError::malformed("bad-field", &place, format!("`{place}` {what}")));
                }
            }
        }
    }
    Ok(context)
}
