//! What was shown of a patient before: the input of an alert policy.

use crate::db::query;
use crate::error::Error;
use crate::records::Action;
use crate::store::Store;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::Row;
use std::collections::BTreeMap;

/// Rows of a history at most; the latest ones.
const MOST: i64 = 5000;

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
        let feedback = query(
            "SELECT card, action, snooze_ms, at_ms FROM feedback WHERE known = 1 AND card IN
               (SELECT card FROM audit_alert WHERE patient = $1 AND at_ms >= $2 AND shown = 1)
             ORDER BY at_ms, chain, seq"
                .into(),
            vec![patient.as_str().into(), since.as_millisecond().into()],
        )
        .fetch_all(&self.db.pool)
        .await?;
        let mut outcomes: BTreeMap<String, (Option<Action>, Option<i64>)> = BTreeMap::new();
        for row in &feedback {
            let entry = outcomes.entry(row.try_get("card")?).or_default();
            entry.0 = Action::parse(&row.try_get::<String, _>("action")?);
            let snooze: Option<i64> = row.try_get("snooze_ms")?;
            entry.1 = snooze.or(entry.1);
        }
        let rows = query(
            "SELECT a.card AS card, a.finding AS finding, a.rule AS rule, a.data AS data, a.situation AS situation,
                    a.at_ms AS at_ms, e.usr AS usr, e.encounter AS encounter, e.hook AS hook
             FROM audit_alert a JOIN audit_entry e ON e.chain = a.chain AND e.seq = a.seq
             WHERE a.patient = $1 AND a.at_ms >= $2 AND a.shown = 1
             ORDER BY a.at_ms DESC, a.chain, a.seq, a.n LIMIT $3"
                .into(),
            vec![patient.as_str().into(), since.as_millisecond().into(), MOST.into()],
        )
        .fetch_all(&self.db.pool)
        .await?;
        let time = |ms: i64| Timestamp::from_millisecond(ms).unwrap_or_default();
        rows.iter()
            .map(|r| {
                let card: String = r.try_get::<Option<String>, _>("card")?.unwrap_or_default();
                let (outcome, snooze) = outcomes.get(&card).copied().unwrap_or_default();
                Ok(Past {
                    patient: patient.clone(),
                    finding: r.try_get("finding")?,
                    rule: r.try_get("rule")?,
                    data: r.try_get("data")?,
                    situation: r.try_get("situation")?,
                    user: r.try_get("usr")?,
                    encounter: r.try_get("encounter")?,
                    hook: r.try_get("hook")?,
                    at: time(r.try_get("at_ms")?),
                    outcome,
                    snoozed_until: snooze.map(time),
                    card,
                })
            })
            .collect()
    }
}
