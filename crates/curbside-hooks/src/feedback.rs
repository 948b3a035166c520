//! What became of cards.

use crate::card::Coding;
use crate::error::HookError;
use crate::request::{object, text};
use curbside::time::Timestamp;
use serde_json::{Map, Value};

/// The longest id of a card or suggestion that is taken; uuids have 36 characters.
const LONGEST_ID: usize = 200;

/// How far in the future an outcome may be: clocks differ.
const AHEAD: i64 = 24 * 3600;

/// What the user did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Took a suggestion.
    Accepted,
    /// Went on without it.
    Overridden,
}

impl Outcome {
    /// As it is written.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Accepted => "accepted",
            Outcome::Overridden => "overridden",
        }
    }
}

/// Feedback about one card. `Debug` prints no comment.
#[derive(Clone, PartialEq, Eq)]
pub struct Feedback {
    /// The card's uuid.
    pub card: String,
    /// What the user did.
    pub outcome: Outcome,
    /// Ids of suggestions that were taken.
    pub accepted: Vec<String>,
    /// Why it was overridden.
    pub reason: Option<Coding>,
    /// What the user wrote.
    pub comment: Option<String>,
    /// When.
    pub at: Timestamp,
}

impl std::fmt::Debug for Feedback {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Feedback").field("outcome", &self.outcome).finish_non_exhaustive()
    }
}

impl Feedback {
    /// The same for the same feedback, however often it is sent: card, outcome and time.
    pub fn key(&self) -> String {
        format!("{}|{}|{}", self.card, self.outcome.word(), self.at)
    }

    /// Whether the outcome's time can be right: it has come, give or take a day.
    ///
    /// # Errors
    /// 400 where it lies ahead.
    pub fn check_time(&self, now: Timestamp) -> Result<(), HookError> {
        if self.at.as_second() > now.as_second().saturating_add(AHEAD) {
            let message = "`outcomeTimestamp` lies in the future: check the clock of the client";
            return Err(HookError::malformed("bad-field", "feedback.outcomeTimestamp", message));
        }
        Ok(())
    }

    /// Whether the reason is one of those that the card offered.
    pub fn reason_is_listed(&self, offered: &[Coding]) -> bool {
        self.reason.as_ref().is_none_or(|r| offered.iter().any(|o| o.system == r.system && o.code == r.code))
    }

    /// Reads the body of a feedback request.
    ///
    /// # Errors
    /// 400 for everything that is malformed; nothing of it counts then.
    ///
    /// ```
    /// let all = curbside_hooks::Feedback::parse(br#"{ "feedback": [{
    ///   "card": "4e0a3a1e-3283-4575-ab82-028d55fe2719", "outcome": "overridden",
    ///   "outcomeTimestamp": "2026-03-01T09:00:00Z" }] }"#)?;
    /// assert_eq!(all[0].outcome.word(), "overridden");
    /// # Ok::<(), curbside_hooks::HookError>(())
    /// ```
    pub fn parse(bytes: &[u8]) -> Result<Vec<Feedback>, HookError> {
        let map = object(bytes)?;
        let Some(all) = map.get("feedback").and_then(Value::as_array) else {
            return Err(HookError::malformed("missing-field", "feedback", "`feedback` must be an array"));
        };
        all.iter().enumerate().map(|(i, v)| one(v, &format!("feedback[{i}]"))).collect()
    }
}

fn one(v: &Value, place: &str) -> Result<Feedback, HookError> {
    let bad = |at: String, what: &str| Err(HookError::malformed("bad-field", &at, format!("`{at}` {what}")));
    let Some(map) = v.as_object() else { return bad(place.to_string(), "must be an object") };
    let card = text(map, "card", &format!("{place}.card"))?;
    let is_id = |id: &str| id.len() <= LONGEST_ID && !id.trim().is_empty();
    if !is_id(&card) {
        return bad(format!("{place}.card"), "must be the uuid of a card");
    }
    let at = format!("{place}.outcome");
    let outcome = match text(map, "outcome", &at)?.as_str() {
        "accepted" => Outcome::Accepted,
        "overridden" => Outcome::Overridden,
        _ => return bad(at, "must be `accepted` or `overridden`"),
    };
    let at = format!("{place}.outcomeTimestamp");
    let Ok(time) = text(map, "outcomeTimestamp", &at)?.parse::<Timestamp>() else {
        return bad(at, "must be an instant such as `2026-03-01T09:00:00Z`");
    };
    let at = format!("{place}.acceptedSuggestions");
    let accepted = match map.get("acceptedSuggestions") {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(all)) => {
            let ids: Option<Vec<String>> = all
                .iter()
                .map(|s| s.get("id")?.as_str().filter(|id| is_id(id)).map(str::to_string))
                .collect();
            match ids {
                Some(ids) => ids,
                None => return bad(at, "must hold objects with an `id`, the uuid of a suggestion"),
            }
        }
        Some(_) => return bad(at, "must be an array"),
    };
    if outcome == Outcome::Accepted && accepted.is_empty() {
        return bad(at, "is required where the outcome is `accepted`");
    }
    let (reason, comment) = match map.get("overrideReason") {
        None | Some(Value::Null) => (None, None),
        Some(Value::Object(o)) => {
            let comment = match o.get("userComment") {
                None | Some(Value::Null) => None,
                Some(Value::String(s)) => Some(s.as_str()),
                Some(_) => return bad(format!("{place}.overrideReason.userComment"), "must be a string"),
            };
            (reason(o, place)?, comment)
        }
        Some(_) => return bad(format!("{place}.overrideReason"), "must be an object"),
    };
    let comment = comment.filter(|c| !c.trim().is_empty()).map(str::to_string);
    Ok(Feedback { card, outcome, accepted, reason, comment, at: time })
}

fn reason(o: &Map<String, Value>, place: &str) -> Result<Option<Coding>, HookError> {
    match o.get("reason") {
        None | Some(Value::Null) => Ok(None),
        Some(r) => match serde_json::from_value(r.clone()) {
            Ok(coding) => Ok(Some(coding)),
            Err(_) => {
                let at = format!("{place}.overrideReason.reason");
                Err(HookError::malformed("bad-field", &at, format!("`{at}` must be a Coding with a `code`")))
            }
        },
    }
}
