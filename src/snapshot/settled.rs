//! What a feed settled without leaving a fact that could say so.
//!
//! Messages come late and twice. A result that was withdrawn, an order that was
//! ended before it was heard of, a list that was emptied: nothing in the record
//! would keep an older message from bringing them back. A mark of each stays
//! here, with its time. It knows nothing of messages, only of sources and times.

use super::{Fact, MedicationStatus, ObservationStatus, OrderStatus, SourceRef};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Marks beyond so many push out the oldest, with a note.
pub(super) const MAX_MARKS: usize = 5000;

/// When a source spoke: when the result was released and when the message was made, where known.
///
/// As a version it is written `made`, or `released/made`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct When {
    released: Option<Timestamp>,
    made: Option<Timestamp>,
}

impl When {
    pub fn of(version: Option<&str>) -> When {
        let Some(text) = version else { return When::default() };
        let (released, made) = text.split_once('/').unwrap_or(("", text));
        When { released: released.parse().ok(), made: made.parse().ok() }
    }

    /// What came first; `None` where nobody can say. A message sent again has a
    /// new time of its own: the release of the result goes before it.
    pub fn compare(self, other: When) -> Option<Ordering> {
        let released = self.released.zip(other.released).map(|(a, b)| a.cmp(&b));
        let made = self.made.zip(other.made).map(|(a, b)| a.cmp(&b));
        match (released, made) {
            (Some(Ordering::Equal), Some(made)) => Some(made),
            (Some(released), _) => Some(released),
            (None, made) => made,
        }
    }

    pub fn is_before(self, other: When) -> bool {
        self.compare(other) == Some(Ordering::Less)
    }
}

/// How a result stands among versions whose times do not tell their order:
/// preliminary comes before final, final before corrected.
pub(super) fn rank(fact: &Fact) -> Option<u8> {
    let Fact::Observation(o) = fact else { return None };
    match o.status {
        ObservationStatus::Preliminary => Some(0),
        ObservationStatus::Final => Some(1),
        ObservationStatus::Corrected => Some(2),
        _ => None,
    }
}

/// What was settled about a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Settlement {
    /// When: an instant, or `released/made`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// What.
    pub what: Settled,
}

/// What can be settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Settled {
    /// Withdrawn, deleted.
    Gone,
    /// A whole list, by what its sources begin with.
    List,
    /// Something said of the patient beside facts.
    Said,
    /// How an order stands that is not known itself.
    Standing {
        /// For a medication order.
        medication: MedicationStatus,
        /// For another order.
        order: OrderStatus,
        /// The status as received.
        received: String,
    },
}

/// What older facts meet.
pub(super) enum Admission {
    /// Nothing in their way.
    Yes,
    /// Something later was settled already.
    Older,
    /// Withdrawn, and nobody can say what came first.
    Unclear,
    /// An order that was settled to stand otherwise.
    As { medication: MedicationStatus, order: OrderStatus, received: String, version: Option<String> },
}

/// Marks of what was settled, by source.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Settlements(BTreeMap<SourceRef, Settlement>);

impl Settlements {
    /// Whether nothing was settled.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What was settled about a source.
    pub fn get(&self, source: &SourceRef) -> Option<&Settlement> {
        self.0.get(source)
    }

    /// Each of them, by source.
    pub fn iter(&self) -> impl Iterator<Item = (&SourceRef, &Settlement)> {
        self.0.iter()
    }

    pub(super) fn when(&self, source: &SourceRef) -> When {
        When::of(self.0.get(source).and_then(|s| s.version.as_deref()))
    }

    /// Keeps a mark, where none that is later is there. `false` where an older one had to go for it.
    pub(super) fn keep(&mut self, source: &SourceRef, version: Option<String>, what: Settled) -> bool {
        let when = When::of(version.as_deref());
        if self.0.contains_key(source) && when.is_before(self.when(source)) {
            return true;
        }
        self.0.insert(source.clone(), Settlement { version, what });
        if self.0.len() <= MAX_MARKS {
            return true;
        }
        let age = |s: &Settlement| {
            let w = When::of(s.version.as_deref());
            w.made.or(w.released)
        };
        let oldest = self.0.iter().min_by_key(|(_, s)| age(s)).map(|(source, _)| source.clone());
        if let Some(oldest) = oldest {
            self.0.remove(&oldest);
        }
        false
    }

    /// Facts of the source are there again: they say themselves how late they are.
    pub(super) fn clear(&mut self, source: &SourceRef) {
        if self.0.get(source).is_some_and(|s| !matches!(s.what, Settled::List | Settled::Said)) {
            self.0.remove(source);
        }
    }

    /// Whether a list was settled later, this one or one that holds it.
    pub(super) fn list_is_later(&self, source: &str, when: When) -> bool {
        let ends = source.char_indices().filter(|(_, c)| *c == '/').map(|(at, _)| at + 1);
        std::iter::once(0).chain(ends).any(|end| {
            let key = SourceRef(source[..end].into());
            self.0.get(&key).is_some_and(|s| s.what == Settled::List && when.is_before(self.when(&key)))
        })
    }

    pub(super) fn admit(&self, source: &SourceRef, when: When, result: bool) -> Admission {
        if self.list_is_later(&source.0, when) {
            return Admission::Older;
        }
        let Some(mark) = self.0.get(source) else { return Admission::Yes };
        let order = when.compare(self.when(source));
        match (&mark.what, order) {
            (_, Some(Ordering::Greater)) | (Settled::List | Settled::Said, _) => Admission::Yes,
            (Settled::Gone, Some(Ordering::Less)) => Admission::Older,
            (Settled::Gone, _) if result => Admission::Unclear,
            (Settled::Standing { medication, order, received }, Some(Ordering::Less)) => Admission::As {
                medication: *medication,
                order: *order,
                received: received.clone(),
                version: mark.version.clone(),
            },
            _ => Admission::Yes,
        }
    }
}
