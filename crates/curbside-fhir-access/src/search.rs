//! Searches over all their pages, and reads.

use crate::client::Asking;
use crate::config::below;
use crate::scope::Doing;
use crate::why::Why;
use curbside::fhir::{Document, Json, Part};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use url::Url;

/// What came of a query: a value for the key, and why it is not the whole.
pub(crate) struct Got {
    pub value: Option<Part>,
    pub why: Option<Why>,
}

impl Got {
    pub fn nothing(why: Why) -> Got {
        Got { value: None, why: Some(why) }
    }
}

fn kind_of(v: Json<'_>) -> &str {
    v.get("resourceType").and_then(Json::as_str).unwrap_or_default()
}

/// Reads one resource: of this type and id, or it is none.
pub(crate) async fn read(asking: &Asking<'_>, url: Url, kind: &str, id: &str) -> Got {
    match asking.get(url, Doing::Read).await {
        Err(why) => Got::nothing(why),
        Ok(v) if kind_of(v.root()) == kind && v.root().get("id").and_then(Json::as_str) == Some(id) => {
            Got { value: Some(Part::from(v)), why: None }
        }
        Ok(v) if kind_of(v.root()) == "OperationOutcome" => Got::nothing(Why::Reported),
        Ok(_) => Got::nothing(Why::AnotherResource),
    }
}

/// Searches, following `next` below the base. What was found before something went wrong is kept
/// as a part: a fact that is there is there.
pub(crate) async fn search(asking: &Asking<'_>, base: &Url, first: Url) -> Got {
    let mut found = Found::default();
    let mut url = first;
    let mut seen = BTreeSet::new();
    let why = loop {
        if seen.len() == asking.limits.pages {
            break Some(Why::Pages);
        }
        if !seen.insert(url.as_str().to_string()) {
            break Some(Why::NextAgain);
        }
        let page = match asking.get(url.clone(), Doing::Search).await {
            Ok(page) => page,
            Err(why) => break Some(why),
        };
        let page = page.root();
        match kind_of(page) {
            "Bundle" => {}
            "OperationOutcome" => break Some(Why::Reported),
            _ => break Some(Why::NotFhir),
        }
        if let Err(why) = found.add(asking, page) {
            break Some(why);
        }
        match next(page, &url, base) {
            Ok(Some(further)) => url = further,
            Ok(None) => break None,
            Err(why) => break Some(why),
        }
    };
    if found.pages == 0 {
        return Got::nothing(why.unwrap_or(Why::NotFhir));
    }
    match Document::from_value(&found.bundle(why.is_none())) {
        Ok(bundle) => Got { value: Some(Part::from(bundle)), why },
        Err(_) => Got::nothing(Why::Large),
    }
}

#[derive(Default)]
struct Found {
    pages: usize,
    entries: Vec<Value>,
    /// Resources that are there already: pages can shift while they are read.
    names: BTreeSet<(String, String)>,
    total: Option<u64>,
}

impl Found {
    fn add(&mut self, asking: &Asking<'_>, page: Json<'_>) -> Result<(), Why> {
        self.pages += 1;
        self.total = self.total.max(page.get("total").and_then(Json::as_u64));
        for entry in page.get("entry").and_then(Json::as_array).into_iter().flatten() {
            if self.entries.len() == asking.limits.resources {
                return Err(Why::Resources);
            }
            let resource = entry.get("resource");
            let kind = resource.map(kind_of).unwrap_or_default();
            let id = resource.and_then(|r| r.get("id")).and_then(Json::as_str);
            let fresh = id.is_none_or(|id| self.names.insert((kind.to_string(), id.to_string())));
            if fresh {
                self.entries.push(entry.to_value());
            }
        }
        Ok(())
    }

    /// One Bundle without links. Its `total` stays, so that a shortfall is seen; a part says that it is one.
    fn bundle(mut self, whole: bool) -> Value {
        if !whole {
            let issue = json!([{ "severity": "error", "code": "incomplete" }]);
            let resource = json!({ "resourceType": "OperationOutcome", "issue": issue });
            self.entries.push(json!({ "resource": resource, "search": { "mode": "outcome" } }));
        }
        let mut out = Map::new();
        out.insert("resourceType".into(), json!("Bundle"));
        out.insert("type".into(), json!("searchset"));
        if let Some(total) = self.total {
            out.insert("total".into(), json!(total));
        }
        if !self.entries.is_empty() {
            out.insert("entry".into(), Value::Array(self.entries));
        }
        Value::Object(out)
    }
}

/// The next page, which must be below the base that the token was given for.
fn next(page: Json<'_>, at: &Url, base: &Url) -> Result<Option<Url>, Why> {
    let links = page.get("link").and_then(Json::as_array).into_iter().flatten();
    let mut next = links.filter(|l| l.get("relation").and_then(Json::as_str) == Some("next"));
    let Some(link) = next.next() else { return Ok(None) };
    let url = link.get("url").and_then(Json::as_str).and_then(|u| at.join(u).ok());
    match url {
        Some(mut u) if u.origin() == base.origin() && below(u.path(), base.path()) && no_user(&u) => {
            u.set_fragment(None);
            Ok(Some(u))
        }
        _ => Err(Why::NextElsewhere),
    }
}

fn no_user(u: &Url) -> bool {
    u.username().is_empty() && u.password().is_none()
}
