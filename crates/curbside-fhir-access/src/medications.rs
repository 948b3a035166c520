//! Medications that orders only refer to: without them nobody knows which drug it is.

use curbside::fhir::{Json, Part};
use curbside_hooks::{Request, resources_of};
use std::collections::{BTreeMap, BTreeSet};
use url::Url;

/// The most that are fetched for one request; the orders of others stay unresolved.
const MOST: usize = 200;

/// Ids of Medications of this server that orders of the data or drafts of the request refer to and that are not there.
pub(crate) fn unresolved(
    data: &BTreeMap<String, Part>,
    request: &Request,
    base: Option<&Url>,
) -> Vec<String> {
    let text = |r: Json<'_>, key: &str| r.get(key).and_then(Json::as_str).map(str::to_string);
    let mut there: BTreeSet<String> = BTreeSet::new();
    let mut named: BTreeSet<String> = BTreeSet::new();
    for r in resources_of(data).chain(request.drafts()) {
        match r.get("resourceType").and_then(Json::as_str) {
            Some("Medication") => there.extend(text(r, "id")),
            Some("MedicationRequest" | "MedicationStatement" | "MedicationAdministration") => {
                named.extend(r.get("medicationReference").and_then(|m| id(&text(m, "reference")?, base)));
            }
            _ => {}
        }
    }
    named.difference(&there).take(MOST).cloned().collect()
}

/// The id in `Medication/123`, alone or below the base; contained ones (`#m`) and those of other servers are none.
fn id(reference: &str, base: Option<&Url>) -> Option<String> {
    let own = base.map(|b| b.as_str().trim_end_matches('/'));
    let relative = own.and_then(|b| reference.strip_prefix(b)?.strip_prefix('/')).unwrap_or(reference);
    let relative = relative.split("/_history").next().unwrap_or(relative);
    let id = relative.strip_prefix("Medication/")?;
    let good = !id.is_empty() && id.len() <= 64;
    (good && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.')).then(|| id.to_string())
}
