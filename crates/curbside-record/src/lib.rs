//! # From an evaluation to an answer that may be shown
//!
//! An evaluation passes the alert policy with what was shown before, and is written to
//! the audit **before** it is answered. When the store does not answer, the service's
//! configuration decides ([`OnFailure`]): refuse, or answer with a mark. Either way no
//! alert is lost by it: without history nothing is withheld as shown before.
//!
//! INVARIANT: an [`Answer`] with neither [`Answer::receipt`] nor [`Answer::troubles`]
//! exists only where no store is configured.
//!
//! The crate knows no HTTP and reads no clock but to measure itself.

mod entry;

use curbside::eval::result::{Evaluation, Finding};
use curbside::model::Model;
use curbside::snapshot::Snapshot;
use curbside::time::Clock;
use curbside_policy::{Asked, Decided, Outcome, PastAlert, Policy};
use curbside_store::{Action, Error, Past, Receipt, Store};
use serde::{Deserialize, Serialize};
use std::time::Instant;

/// How far back the history goes, in days.
const HISTORY_DAYS: i64 = 400;

/// What to do when the audit store does not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OnFailure {
    /// Do not answer: the host says 503.
    #[default]
    Refuse,
    /// Answer, and say in the answer that it was not recorded.
    Mark,
}

/// What went wrong on the way to an answer that is given all the same.
#[derive(Debug, Clone)]
pub enum Trouble {
    /// What was shown before could not be read: nothing was withheld for it.
    NoHistory(Error),
    /// The answer stands in no audit.
    NotRecorded(Error),
}

impl Trouble {
    /// For the one who reads the answer, without technical detail.
    #[must_use]
    pub fn text(&self) -> &'static str {
        match self {
            Trouble::NoHistory(_) => {
                "What was shown before could not be read. Alerts may be shown again that were answered already."
            }
            Trouble::NotRecorded(_) => "This answer could not be written to the audit.",
        }
    }
}

/// The store does not answer, and without it there is no answer.
#[derive(Debug, Clone, thiserror::Error)]
#[error("no answer without the audit: {0}")]
pub struct Unavailable(#[from] pub Error);

/// What is asked, beside the evaluation itself.
#[derive(Clone)]
pub struct Question<'a> {
    /// The rules' answer.
    pub evaluation: &'a Evaluation,
    /// The patient it is about.
    pub patient: &'a Snapshot,
    /// The rules.
    pub model: &'a Model,
    /// Now, and the facility's zone.
    pub clock: &'a Clock,
    /// Whose patient, user and encounter they are: the client's name. Two clients with
    /// the same ids never share a history.
    pub tenancy: &'a str,
    /// The patient's id, if there is one; else there is no history.
    pub patient_id: Option<&'a str>,
    /// The user.
    pub user: Option<&'a str>,
    /// The encounter.
    pub encounter: Option<&'a str>,
    /// Where.
    pub location: Option<&'a str>,
    /// The hook, or what else brought it about.
    pub hook: &'a str,
    /// `hookInstance`.
    pub hook_instance: Option<&'a str>,
    /// The request's id in the logs.
    pub request_id: Option<&'a str>,
    /// Draft orders it is about.
    pub orders: u64,
    /// When the request came.
    pub started: Instant,
    /// Findings that the host itself does not show, with a stable code of the reason; they are not in
    /// `evaluation`, are recorded as withheld, and count as never shown.
    pub aside: &'a [(Finding, &'static str)],
    /// Ids of findings whose actions the client takes by itself (system actions), if they are shown; the audit
    /// says so.
    pub automatic: &'a [&'a str],
}

/// What may be shown.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Shown and withheld.
    pub decided: Decided,
    /// The uuid of each card, in the order of [`Decided::shown`].
    pub cards: Vec<String>,
    /// The entry of the audit.
    pub receipt: Option<Receipt>,
    /// What to say with the answer.
    pub troubles: Vec<Trouble>,
}

/// The way from evaluations to answers.
#[derive(Debug)]
pub struct Desk {
    store: Option<Store>,
    on_failure: OnFailure,
}

impl Desk {
    /// Without a store there is no history and no audit.
    #[must_use]
    pub fn new(store: Option<Store>, on_failure: OnFailure) -> Self {
        Desk { store, on_failure }
    }

    /// The store.
    #[must_use]
    pub fn store(&self) -> Option<&Store> {
        self.store.as_ref()
    }

    /// Decides and records. When this returns an answer with a receipt, its entry is committed.
    ///
    /// # Errors
    /// The store does not answer, and the configuration asks to refuse then.
    pub async fn answer(&self, policy: &Policy, question: &Question<'_>) -> Result<Answer, Unavailable> {
        let mut troubles = Vec::new();
        let name = question.patient_id.map(|id| key(question.tenancy, id));
        let history = match self.history(question, name.as_deref()).await {
            Ok(history) => history,
            Err(error) => {
                troubles.push(Trouble::NoHistory(self.bear(error)?));
                Vec::new()
            }
        };
        let audit_name = self.store.as_ref().zip(name.as_deref()).map(|(store, name)| store.patient(name));
        let decided = policy.decide(&Asked {
            user: question.user,
            encounter: question.encounter,
            patient_key: audit_name.as_deref(),
            history: &history,
            ..Asked::new(question.evaluation, question.patient, question.model, question.clock)
        });
        let cards: Vec<String> = decided.shown.iter().map(|_| uuid::Uuid::new_v4().to_string()).collect();
        let mut receipt = None;
        if let Some(store) = &self.store {
            let entry = entry::entry(question, name, &decided, &cards);
            match store.evaluated(entry).await {
                Ok(kept) => receipt = Some(kept),
                Err(error) => troubles.push(Trouble::NotRecorded(self.bear(error)?)),
            }
        }
        Ok(Answer { decided, cards, receipt, troubles })
    }

    /// An error that the answer is given in spite of.
    fn bear(&self, error: Error) -> Result<Error, Unavailable> {
        match self.on_failure {
            OnFailure::Refuse => Err(Unavailable(error)),
            OnFailure::Mark => Ok(error),
        }
    }

    async fn history(&self, question: &Question<'_>, name: Option<&str>) -> Result<Vec<PastAlert>, Error> {
        let (Some(store), Some(name)) = (&self.store, name) else { return Ok(Vec::new()) };
        let since = question.clock.now.as_second().saturating_sub(HISTORY_DAYS * 86_400);
        let since = jiff::Timestamp::from_second(since).unwrap_or_default();
        Ok(store.history(name, since).await?.into_iter().map(past).collect())
    }
}

/// How a client's patient is named in the audit.
///
/// The tenancy has no space, so that no two pairs have one name.
#[must_use]
pub fn key(tenancy: &str, patient: &str) -> String {
    format!("{} {patient}", tenancy.replace('%', "%25").replace(' ', "%20"))
}

fn past(past: Past) -> PastAlert {
    let time = |at: jiff::Timestamp| curbside::time::Timestamp::from_second(at.as_second());
    PastAlert {
        patient: past.patient,
        finding: past.finding,
        data: past.data,
        situation: past.situation,
        user: past.user,
        encounter: past.encounter,
        hook: past.hook,
        at: time(past.at),
        outcome: past.outcome.map(|action| match action {
            Action::Accepted => Outcome::Accepted,
            Action::Overridden => Outcome::Overridden,
            Action::Ignored => Outcome::Ignored,
            Action::Deferred => Outcome::Deferred,
        }),
        snoozed_until: past.snoozed_until.map(time),
    }
}
