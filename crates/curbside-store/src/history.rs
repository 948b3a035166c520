//! What was shown of a patient before: the input of an alert policy.

use crate::error::Error;
use crate::records::Action;
use crate::store::Store;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What was shown, the latest first, 5000 alerts at most, with the feedback on each in its order. The limit is part
/// of the text: SQLite plans anew for every value of a parameter there.
const SHOWN: &str = "
    SELECT a.chain, a.seq, a.n, a.card, a.finding, a.rule, a.data, a.situation, a.at_ms,
           e.usr, e.encounter, e.hook, f.action, f.snooze_ms
    FROM (SELECT chain, seq, n, card, finding, rule, data, situation, at_ms FROM audit_alert
          WHERE patient = $1 AND at_ms >= $2 AND shown = 1
          ORDER BY at_ms DESC, chain, seq, n LIMIT 5000) a
    JOIN audit_entry e ON e.chain = a.chain AND e.seq = a.seq
    LEFT JOIN feedback f ON f.card = a.card AND f.known = 1
    ORDER BY a.at_ms DESC, a.chain, a.seq, a.n, f.at_ms, f.chain, f.seq";

type Text = Option<String>;

/// A row of it.
type ShownRow =
    (String, i64, i64, Text, String, String, String, Text, i64, Text, Text, Text, Text, Option<i64>);

/// An alert that was shown, with what became of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Past {
    /// The patient, as named in the audit ([`Store::patient`]).
    pub patient: String,
    /// The card.
    pub card: String,
    /// The finding's id.
    pub finding: String,
    /// `pack/rule`.
    pub rule: String,
    /// Hash of what it said.
    pub data: String,
    /// Hash of the situation.
    pub situation: Option<String>,
    /// Who saw it.
    pub user: Option<String>,
    /// In which encounter.
    pub encounter: Option<String>,
    /// On which hook.
    pub hook: Option<String>,
    /// When.
    pub at: Timestamp,
    /// What became of it, by the latest feedback.
    pub outcome: Option<Action>,
    /// Until when it was put off, by the latest feedback that says so.
    pub snoozed_until: Option<Timestamp>,
}

impl std::fmt::Debug for Past {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Past").field("card", &self.card).field("at", &self.at).finish_non_exhaustive()
    }
}

impl Store {
    /// What was shown of a patient since a moment, the latest first. The patient is named as the host names them.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn history(&self, patient: &str, since: Timestamp) -> Result<Vec<Past>, Error> {
        let patient = self.patient(patient);
        let values = vec![patient.as_str().into(), since.as_millisecond().into()];
        let rows: Vec<ShownRow> = self.db.read(SHOWN, values).await?;
        let time = |ms: i64| Timestamp::from_millisecond(ms).unwrap_or_default();
        let mut out: Vec<Past> = Vec::new();
        let mut last = None;
        for row in rows {
            let ((chain, seq, n), (action, snooze)) = ((row.0, row.1, row.2), (row.12, row.13));
            let alert = (chain, seq, n);
            if last.as_ref() != Some(&alert) {
                out.push(Past {
                    patient: patient.clone(),
                    card: row.3.unwrap_or_default(),
                    finding: row.4,
                    rule: row.5,
                    data: row.6,
                    situation: row.7,
                    at: time(row.8),
                    user: row.9,
                    encounter: row.10,
                    hook: row.11,
                    outcome: None,
                    snoozed_until: None,
                });
                last = Some(alert);
            }
            // Feedback comes in its order: what is later counts.
            if let (Some(past), Some(action)) = (out.last_mut(), action) {
                past.outcome = Action::parse(&action);
                past.snoozed_until = snooze.map(time).or(past.snoozed_until);
            }
        }
        Ok(out)
    }
}
