//! Where what changed goes before a message is acknowledged.

use curbside::Difference;
use curbside::hl7v2::PatientId;
use std::future::Future;
use std::pin::Pin;
use tokio::sync::{mpsc, oneshot};

/// What a message changed for one patient.
#[derive(Debug, Clone)]
pub struct PatientChange {
    /// The patient.
    pub patient: PatientId,
    /// What changed before the message was looked at: the time since the last
    /// one, rules exchanged, records merged. Empty differences are left out.
    pub since: Vec<Difference>,
    /// What the message changed; may be empty.
    pub difference: Difference,
    /// The patient's session was put out for want of room some time ago and began again with this
    /// message: from what [`Config::records`](crate::Config::records) gives, else from nothing. What
    /// was found before may be new again, and what rested on older messages is missing.
    pub restarted: bool,
    /// The generation of the rules that gave the answer.
    pub generation: u64,
}

/// What a message changed.
#[derive(Debug, Clone)]
pub struct Event {
    /// The sending application and facility (MSH-3, MSH-4).
    pub sender: (String, String),
    /// The message's control id (MSH-10).
    pub control_id: String,
    /// The message type: `ORU`, `R01`.
    pub kind: (String, String),
    /// For each patient of the message, usually one.
    pub patients: Vec<PatientChange>,
}

impl Event {
    /// Whether the message changed no answer.
    pub fn is_empty(&self) -> bool {
        self.patients.iter().all(|p| p.difference.is_empty() && p.since.is_empty())
    }
}

/// Why an event was not stored; the sender is told to try again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotStored(pub String);

/// A future of a [`Sink`].
pub type Storing<'a> = Pin<Box<dyn Future<Output = Result<(), NotStored>> + Send + 'a>>;

/// Stores events. A message is acknowledged when this has said `Ok`; an error
/// undoes what the message did, so that it can be sent again.
pub trait Sink: Send + Sync + 'static {
    /// Stores an event for good.
    fn store(&self, event: Event) -> Storing<'_>;
}

/// An event on its way through a channel; whoever takes it answers.
#[derive(Debug)]
pub struct Delivery {
    /// The event.
    pub event: Event,
    /// Whether it is stored. Dropped without an answer it counts as not stored.
    pub stored: oneshot::Sender<Result<(), NotStored>>,
}

impl Sink for mpsc::Sender<Delivery> {
    fn store(&self, event: Event) -> Storing<'_> {
        Box::pin(async move {
            let (stored, answer) = oneshot::channel();
            let gone = || NotStored("nobody stores events any longer".into());
            self.send(Delivery { event, stored }).await.map_err(|_| gone())?;
            answer.await.unwrap_or_else(|_| Err(gone()))
        })
    }
}
