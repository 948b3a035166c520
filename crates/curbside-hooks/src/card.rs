//! Cards and responses, which exist only if they are valid.
//!
//! Drafts are plain data; [`Card::validate`] makes a [`Card`] of one, and a [`Response`]
//! holds nothing but cards. There is no other way to a body of a response.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::fmt;

/// The most characters of a summary: fewer than 140.
pub const SUMMARY_MAX: usize = 139;

/// How urgent a card is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Indicator {
    /// For information.
    Info,
    /// Worth a look before going on.
    Warning,
    /// Do not go on without a decision.
    Critical,
}

/// A code of a system. A system, a code and a display are all required on output.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coding {
    /// System URI.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// Code.
    pub code: String,
    /// For people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display: Option<String>,
}

/// Where a card comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// For people.
    pub label: String,
    /// About the source; absolute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// A picture; absolute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon: Option<String>,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<Coding>,
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// For people.
    pub label: String,
    /// Absolute.
    pub url: String,
    /// `absolute` or `smart`.
    #[serde(rename = "type")]
    pub kind: String,
    /// For SMART apps.
    #[serde(default, rename = "appContext", skip_serializing_if = "Option::is_none")]
    pub app_context: Option<String>,
}

/// An action on a resource. `Debug` prints neither the resource nor the description.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// `create`, `update` or `delete`.
    #[serde(rename = "type")]
    pub kind: String,
    /// For people.
    #[serde(default)]
    pub description: String,
    /// The whole resource, for `create` and `update`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<Value>,
    /// `MedicationRequest/123`, for `delete`.
    #[serde(default, rename = "resourceId", skip_serializing_if = "Option::is_none")]
    pub resource_id: Option<String>,
}

/// A suggestion; all its actions together. `Debug` does not print the label.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// For people.
    pub label: String,
    /// Its id, for feedback.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uuid: Option<String>,
    /// Whether it is the best one.
    #[serde(default, rename = "isRecommended", skip_serializing_if = "Option::is_none")]
    pub is_recommended: Option<bool>,
    /// What it does: deletes first, then creates, then updates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actions: Option<Vec<Action>>,
}

/// A card that has not been validated. `Debug` prints no text of it: there may be a patient's in it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardDraft {
    /// Its id, for feedback.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uuid: Option<String>,
    /// One line of at most [`SUMMARY_MAX`] characters.
    pub summary: String,
    /// GitHub-flavoured Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// How urgent.
    pub indicator: Indicator,
    /// Where it comes from.
    pub source: Source,
    /// What could be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggestions: Option<Vec<Suggestion>>,
    /// `any` or `at-most-one`, where there are suggestions.
    #[serde(default, rename = "selectionBehavior", skip_serializing_if = "Option::is_none")]
    pub selection_behavior: Option<String>,
    /// Why a user may not follow it.
    #[serde(default, rename = "overrideReasons", skip_serializing_if = "Option::is_none")]
    pub override_reasons: Option<Vec<Coding>>,
    /// Where to read on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub links: Option<Vec<Link>>,
    /// Extensions under reverse-domain keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<Map<String, Value>>,
}

impl CardDraft {
    /// A card without ornaments, from Curbside, about the check itself: what could not be checked or kept. The text
    /// is shortened to a summary.
    ///
    /// ```
    /// use curbside_hooks::{Card, CardDraft, Indicator};
    /// let draft = CardDraft::of_the_check("c1".into(), "Allergies were not checked.", None, Indicator::Warning);
    /// assert_eq!(draft.source.topic.as_ref().map(|t| t.code.as_str()), Some("completeness"));
    /// assert!(Card::validate(draft, None).is_ok());
    /// ```
    pub fn of_the_check(uuid: String, text: &str, detail: Option<String>, indicator: Indicator) -> CardDraft {
        CardDraft::plain(uuid, text, detail, indicator, ("completeness", "completeness of the check"))
    }

    /// A card in place of a finding's own, which was not valid: text and urgency of the finding, and a topic that says so.
    pub(crate) fn in_place_of(uuid: String, text: &str, detail: String, indicator: Indicator) -> CardDraft {
        let topic = ("card-not-made", "a finding whose card could not be made");
        CardDraft::plain(uuid, text, Some(detail), indicator, topic)
    }

    fn plain(
        uuid: String,
        text: &str,
        detail: Option<String>,
        indicator: Indicator,
        (code, display): (&str, &str),
    ) -> CardDraft {
        CardDraft {
            uuid: Some(uuid),
            summary: crate::render::summary(text),
            detail,
            indicator,
            source: Source {
                label: "Curbside".into(),
                url: None,
                icon: None,
                topic: Some(Coding {
                    system: Some(crate::TOPIC_SYSTEM.into()),
                    code: code.into(),
                    display: Some(display.into()),
                }),
            },
            suggestions: None,
            selection_behavior: None,
            override_reasons: None,
            links: None,
            extension: None,
        }
    }
}

impl fmt::Debug for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Action").field("type", &self.kind).finish_non_exhaustive()
    }
}

impl fmt::Debug for Suggestion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Suggestion")
            .field("uuid", &self.uuid)
            .field("actions", &self.actions)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for CardDraft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CardDraft")
            .field("uuid", &self.uuid)
            .field("indicator", &self.indicator)
            .field("source", &self.source)
            .field("suggestions", &self.suggestions)
            .finish_non_exhaustive()
    }
}

/// A valid card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Card(CardDraft);

/// What is wrong with a card.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {what}")]
pub struct CardFault {
    /// Path in the card: `suggestions[0].actions`.
    pub place: String,
    /// What.
    pub what: &'static str,
}

impl Card {
    /// Makes a card of a draft that keeps all the rules of CDS Hooks 2.0.
    ///
    /// `orders` are the resources (`MedicationRequest/123`) that `update` and `delete` may
    /// name; `None` where they are not known.
    ///
    /// # Errors
    /// Everything that is wrong.
    pub fn validate(draft: CardDraft, orders: Option<&BTreeSet<String>>) -> Result<Card, Vec<CardFault>> {
        let mut faults = Vec::new();
        check(&draft, orders, &mut faults);
        if faults.is_empty() { Ok(Card(draft)) } else { Err(faults) }
    }

    /// What it holds.
    pub fn as_draft(&self) -> &CardDraft {
        &self.0
    }
}

/// A response: valid cards, and actions that the client may take by itself. `Debug` prints counts.
#[derive(Clone, PartialEq, Eq, Default, Serialize)]
pub struct Response {
    cards: Vec<Card>,
    #[serde(rename = "systemActions", skip_serializing_if = "Vec::is_empty")]
    system_actions: Vec<Action>,
    #[serde(skip_serializing_if = "Option::is_none")]
    extension: Option<Map<String, Value>>,
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("cards", &self.cards.len())
            .field("system_actions", &self.system_actions.len())
            .finish_non_exhaustive()
    }
}

impl Response {
    /// A response of these cards.
    pub fn new(cards: Vec<Card>) -> Response {
        Response { cards, ..Response::default() }
    }

    /// With system actions; those that are not valid are returned.
    #[must_use]
    pub fn with_system_actions(mut self, actions: Vec<Action>) -> (Response, Vec<CardFault>) {
        let mut faults = Vec::new();
        for (i, a) in actions.into_iter().enumerate() {
            let before = faults.len();
            action(&a, &format!("systemActions[{i}]"), None, &mut faults);
            if faults.len() == before {
                self.system_actions.push(a);
            }
        }
        (self, faults)
    }

    /// The cards.
    pub fn cards(&self) -> &[Card] {
        &self.cards
    }

    /// The cards alone, to be shown otherwise.
    pub fn into_cards(self) -> Vec<Card> {
        self.cards
    }

    /// The body, as a tree; to send it, serialise the response itself.
    pub fn to_json(&self) -> Value {
        // Texts, lists and trees of JSON always become JSON.
        serde_json::to_value(self).unwrap_or_default()
    }

    /// With extensions of the whole response.
    #[must_use]
    pub fn with_extension(mut self, extension: Map<String, Value>) -> Response {
        self.extension = Some(extension).filter(|e| !e.is_empty());
        self
    }
}

/// What is wrong with a body that somebody else wrote.
///
/// ```
/// let body = serde_json::json!({ "cards": [{ "summary": "", "indicator": "info", "source": { "label": "x" } }] });
/// assert_eq!(curbside_hooks::faults_of_response(&body)[0].place, "cards[0].summary");
/// ```
pub fn faults_of_response(body: &Value) -> Vec<CardFault> {
    let mut faults = Vec::new();
    let Some(cards) = body.get("cards").and_then(Value::as_array) else {
        return vec![CardFault { place: "cards".into(), what: "must be an array" }];
    };
    for (i, card) in cards.iter().enumerate() {
        let place = format!("cards[{i}]");
        let mut own = Vec::new();
        blank(card, "", &mut own);
        match serde_json::from_value::<CardDraft>(card.clone()) {
            Ok(draft) => check(&draft, None, &mut own),
            Err(_) => own.push(CardFault {
                place: String::new(),
                what: "a required field is missing or of the wrong type",
            }),
        }
        own.sort_by(|a, b| (&a.place, a.what).cmp(&(&b.place, b.what)));
        own.dedup();
        faults.extend(own.into_iter().map(|f| CardFault {
            place: if f.place.is_empty() { place.clone() } else { format!("{place}.{}", f.place) },
            ..f
        }));
    }
    faults
}

const BLANK: &str = "must not be null, blank or empty: leave it out";

/// Null, blank text, empty arrays and objects, anywhere outside resources and extensions.
fn blank(v: &Value, place: &str, faults: &mut Vec<CardFault>) {
    let bad = match v {
        Value::Null => true,
        Value::String(s) => s.trim().is_empty(),
        Value::Array(a) => a.is_empty(),
        Value::Object(o) => o.is_empty(),
        _ => false,
    };
    if bad {
        faults.push(CardFault { place: place.into(), what: BLANK });
    }
    match v {
        Value::Array(a) => a.iter().enumerate().for_each(|(i, v)| blank(v, &format!("{place}[{i}]"), faults)),
        Value::Object(o) => {
            for (k, v) in o {
                let at = if place.is_empty() { k.clone() } else { format!("{place}.{k}") };
                blank(v, &at, faults);
            }
        }
        _ => {}
    }
}

/// Whether nothing is null, blank or empty, by the same rules as [`blank`].
fn full(v: &Value) -> bool {
    match v {
        Value::Null => false,
        Value::Bool(_) | Value::Number(_) => true,
        Value::String(s) => told(s),
        Value::Array(a) => !a.is_empty() && a.iter().all(full),
        Value::Object(o) => !o.is_empty() && o.values().all(full),
    }
}

fn told(s: &str) -> bool {
    !s.trim().is_empty()
}

fn maybe_told(s: &Option<String>) -> bool {
    s.as_deref().is_none_or(told)
}

fn all_of<T>(some: &Option<Vec<T>>, one: impl Fn(&T) -> bool) -> bool {
    some.as_ref().is_none_or(|all| !all.is_empty() && all.iter().all(one))
}

/// Whether nothing in a card is blank or empty. To find out where something is, [`blank`] walks over it as JSON.
fn is_full(d: &CardDraft) -> bool {
    let coding = |c: &Coding| maybe_told(&c.system) && told(&c.code) && maybe_told(&c.display);
    let link = |l: &Link| told(&l.label) && told(&l.url) && told(&l.kind) && maybe_told(&l.app_context);
    let action = |a: &Action| {
        told(&a.kind)
            && told(&a.description)
            && a.resource.as_ref().is_none_or(full)
            && maybe_told(&a.resource_id)
    };
    let suggestion = |s: &Suggestion| told(&s.label) && maybe_told(&s.uuid) && all_of(&s.actions, action);
    let Source { label, url, icon, topic } = &d.source;
    let source = told(label) && maybe_told(url) && maybe_told(icon) && topic.as_ref().is_none_or(coding);
    source
        && maybe_told(&d.uuid)
        && told(&d.summary)
        && maybe_told(&d.detail)
        && maybe_told(&d.selection_behavior)
        && all_of(&d.suggestions, suggestion)
        && all_of(&d.override_reasons, coding)
        && all_of(&d.links, link)
        && d.extension.as_ref().is_none_or(|e| !e.is_empty() && e.values().all(full))
}

fn check(d: &CardDraft, orders: Option<&BTreeSet<String>>, faults: &mut Vec<CardFault>) {
    if !is_full(d)
        && let Ok(v) = serde_json::to_value(d)
    {
        blank(&v, "", faults);
    }
    let mut fault = |place: &str, what: &'static str| faults.push(CardFault { place: place.into(), what });
    if d.summary.encode_utf16().count() > SUMMARY_MAX {
        fault("summary", "must have fewer than 140 characters");
    }
    if d.summary.contains(['\n', '\r']) {
        fault("summary", "must be one line");
    }
    for (place, url) in [("source.url", &d.source.url), ("source.icon", &d.source.icon)] {
        if url.as_deref().is_some_and(|u| !absolute(u)) {
            fault(place, "must be an absolute http or https URL");
        }
    }
    if let Some(topic) = &d.source.topic
        && topic.system.is_none()
    {
        fault("source.topic.system", "a topic needs a system");
    }
    let some = d.suggestions.as_ref().is_some_and(|s| !s.is_empty());
    match d.selection_behavior.as_deref() {
        None if some => fault("selectionBehavior", "is required where there are suggestions"),
        None | Some("any" | "at-most-one") => {}
        Some(_) => fault("selectionBehavior", "must be `any` or `at-most-one`"),
    }
    let recommended = d.suggestions.iter().flatten().filter(|s| s.is_recommended == Some(true)).count();
    if recommended > 1 && d.selection_behavior.as_deref() != Some("any") {
        fault("suggestions", "only one may be recommended where at most one may be chosen");
    }
    for (i, r) in d.override_reasons.iter().flatten().enumerate() {
        if r.system.is_none() || r.display.is_none() {
            fault(&format!("overrideReasons[{i}]"), "needs a system and a display");
        }
    }
    for (i, l) in d.links.iter().flatten().enumerate() {
        if !absolute(&l.url) {
            fault(&format!("links[{i}].url"), "must be an absolute http or https URL");
        }
        if !matches!(l.kind.as_str(), "absolute" | "smart") {
            fault(&format!("links[{i}].type"), "must be `absolute` or `smart`");
        }
        if l.kind != "smart" && l.app_context.is_some() {
            fault(&format!("links[{i}].appContext"), "is for links of type `smart` only");
        }
    }
    for key in d.extension.iter().flat_map(Map::keys) {
        if !key.contains('.') {
            fault("extension", "keys must be reverse-domain names");
        }
    }
    for (i, s) in d.suggestions.iter().flatten().enumerate() {
        for (k, a) in s.actions.iter().flatten().enumerate() {
            action(a, &format!("suggestions[{i}].actions[{k}]"), orders, faults);
        }
    }
}

fn action(a: &Action, place: &str, orders: Option<&BTreeSet<String>>, faults: &mut Vec<CardFault>) {
    let mut fault = |field: &str, what: &'static str| {
        faults.push(CardFault { place: format!("{place}.{field}"), what });
    };
    let known = |name: &str| orders.is_none_or(|all| all.contains(name));
    if a.description.trim().is_empty() {
        fault("description", BLANK);
    }
    let kind = a.resource.as_ref().map(crate::hook::kind_of).unwrap_or_default();
    match a.kind.as_str() {
        "create" | "update" if a.resource_id.is_some() => {
            fault("resourceId", "is for `delete` only");
        }
        "create" | "update" if kind.is_empty() => {
            fault("resource", "a whole FHIR resource is required");
        }
        "create" => {}
        "update" => match a.resource.as_ref().and_then(|r| r.get("id")).and_then(Value::as_str) {
            Some(id) if known(&format!("{kind}/{id}")) => {}
            _ => fault("resource", "must be one of the draft orders"),
        },
        "delete" if a.resource.is_some() => fault("resource", "is not for `delete`"),
        "delete" => match a.resource_id.as_deref() {
            None => fault("resourceId", "is required for `delete`"),
            Some(id) if id.split('/').count() != 2 || !known(id) => {
                fault("resourceId", "must be the reference of one of the draft orders");
            }
            Some(_) => {}
        },
        _ => fault("type", "must be `create`, `update` or `delete`"),
    }
}

pub(crate) fn absolute(u: &str) -> bool {
    url::Url::parse(u).is_ok_and(|u| matches!(u.scheme(), "http" | "https") && u.has_host())
}
