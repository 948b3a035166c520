//! Exports: feedback as CSV and NDJSON, the audit as NDJSON.

use crate::db::{Val, query};
use crate::error::Error;
use crate::store::Store;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::any::AnyRow;
use std::io::Write;

/// Rows that are read at a time.
const PAGE: i64 = 1000;

/// A form of export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values with a header.
    Csv,
    /// A JSON object on each line.
    Ndjson,
}

/// Which feedback.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FeedbackFilter {
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub to: Option<Timestamp>,
    /// Of this rule.
    pub rule: Option<String>,
    /// With this action.
    pub action: Option<crate::records::Action>,
    /// By this user.
    pub user: Option<String>,
    /// At this place.
    pub location: Option<String>,
}

/// Which entries.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuditFilter {
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub to: Option<Timestamp>,
    /// `evaluation`, `act`, `difference`, `feedback`, `retention`.
    pub kind: Option<String>,
    /// Of this patient, as the host names them.
    pub patient: Option<String>,
    /// By this user.
    pub user: Option<String>,
}

/// A piece of feedback as it is exported: the elements of 45 CFR 170.315(b)(11)(ii)(C), and what identifies it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedbackRow {
    /// The rule, `pack/rule`; empty for a card that is not known.
    pub intervention: String,
    /// Its version.
    pub intervention_version: String,
    /// The card.
    pub card: String,
    /// `accepted`, `overridden`, `ignored`, `deferred`.
    pub action: String,
    /// Why, as a code.
    pub override_reason: String,
    /// The code's system.
    pub override_reason_system: String,
    /// The code in words.
    pub override_reason_display: String,
    /// In the user's words.
    pub comment: String,
    /// Who.
    pub user: String,
    /// When, in UTC.
    pub date: String,
    /// Where.
    pub location: String,
    /// Whether the card is known here.
    pub card_known: bool,
}

/// Conditions and their values, in order.
#[derive(Default)]
pub(crate) struct Where {
    parts: Vec<String>,
    pub(crate) values: Vec<Val>,
}

impl Where {
    /// `condition` with `?` in the place of the value.
    pub(crate) fn and(&mut self, condition: &str, value: impl Into<Val>) {
        self.values.push(value.into());
        self.parts.push(condition.replace('?', &format!("${}", self.values.len())));
    }

    /// Past a place of a chain, in the order of chains and places.
    fn after(&mut self, chain: &str, seq: i64) {
        let n = self.values.len();
        self.values.extend([chain.into(), seq.into()]);
        self.parts.push(format!("(chain > ${} OR (chain = ${} AND seq > ${}))", n + 1, n + 1, n + 2));
    }

    pub(crate) fn between(&mut self, column: &str, from: Option<Timestamp>, to: Option<Timestamp>) {
        if let Some(t) = from {
            self.and(&format!("{column} >= ?"), t.as_millisecond());
        }
        if let Some(t) = to {
            self.and(&format!("{column} < ?"), t.as_millisecond());
        }
    }

    pub(crate) fn sql(&self) -> String {
        if self.parts.is_empty() { String::new() } else { format!(" WHERE {}", self.parts.join(" AND ")) }
    }
}

pub(crate) fn time(ms: i64) -> String {
    Timestamp::from_millisecond(ms).unwrap_or_default().to_string()
}

impl Store {
    /// Feedback, the oldest first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn feedback_rows(&self, filter: &FeedbackFilter) -> Result<Vec<FeedbackRow>, Error> {
        let mut w = Where::default();
        w.between("at_ms", filter.from, filter.to);
        let texts = [
            ("rule = ?", filter.rule.as_deref()),
            ("action = ?", filter.action.map(|a| a.word())),
            ("usr = ?", filter.user.as_deref()),
            ("location = ?", filter.location.as_deref()),
        ];
        texts.into_iter().filter_map(|(c, v)| Some((c, v?))).for_each(|(c, v)| w.and(c, v));
        let sql = format!(
            "SELECT rule, version, card, action, reason_code, reason_system, reason_display, comment, usr, at_ms, location, known
             FROM feedback{} ORDER BY at_ms, chain, seq",
            w.sql()
        );
        let rows = query(sql, w.values).fetch_all(&self.db.pool).await?;
        let text = |r: &AnyRow, c: &str| r.try_get::<Option<String>, _>(c).map(Option::unwrap_or_default);
        rows.iter()
            .map(|r| {
                Ok(FeedbackRow {
                    intervention: text(r, "rule")?,
                    intervention_version: text(r, "version")?,
                    card: text(r, "card")?,
                    action: text(r, "action")?,
                    override_reason: text(r, "reason_code")?,
                    override_reason_system: text(r, "reason_system")?,
                    override_reason_display: text(r, "reason_display")?,
                    comment: text(r, "comment")?,
                    user: text(r, "usr")?,
                    date: time(r.try_get("at_ms")?),
                    location: text(r, "location")?,
                    card_known: r.try_get::<i64, _>("known")? == 1,
                })
            })
            .collect()
    }

    /// Writes feedback in a computable form; returns how many pieces.
    ///
    /// # Errors
    /// The database does not answer, or `out` takes no more.
    pub async fn export_feedback(
        &self,
        filter: &FeedbackFilter,
        format: Format,
        out: &mut (dyn Write + Send),
    ) -> Result<u64, Error> {
        let rows = self.feedback_rows(filter).await?;
        match format {
            Format::Csv => {
                let mut csv = csv::Writer::from_writer(out);
                let wrong = |e: csv::Error| Error::from(std::io::Error::other(e.to_string()));
                if rows.is_empty() {
                    csv.write_record(HEADER).map_err(wrong)?;
                }
                for row in &rows {
                    // A spreadsheet must not take what others wrote for a formula.
                    let safe = FeedbackRow {
                        comment: harmless(&row.comment),
                        location: harmless(&row.location),
                        ..row.clone()
                    };
                    csv.serialize(safe).map_err(wrong)?;
                }
                csv.flush()?;
            }
            Format::Ndjson => {
                for row in &rows {
                    serde_json::to_writer(&mut *out, row)?;
                    out.write_all(b"\n")?;
                }
            }
        }
        Ok(rows.len() as u64)
    }

    /// Writes audit entries as NDJSON, by time: each with its hashes and, under `content`, the very text that was hashed.
    /// Returns how many.
    ///
    /// # Errors
    /// The database does not answer, or `out` takes no more.
    pub async fn export_audit(
        &self,
        filter: &AuditFilter,
        out: &mut (dyn Write + Send),
    ) -> Result<u64, Error> {
        let mut last: Option<(String, i64)> = None;
        let mut count = 0;
        loop {
            let mut w = Where::default();
            w.between("at_ms", filter.from, filter.to);
            let patient = filter.patient.as_ref().map(|p| self.patient(p));
            let texts = [
                ("kind = ?", filter.kind.as_deref()),
                ("patient = ?", patient.as_deref()),
                ("usr = ?", filter.user.as_deref()),
            ];
            texts.into_iter().filter_map(|(c, v)| Some((c, v?))).for_each(|(c, v)| w.and(c, v));
            if let Some((chain, seq)) = &last {
                w.after(chain, *seq);
            }
            let sql = w.sql();
            let sql = format!(
                "SELECT chain, seq, prev, hash, content FROM audit_entry{sql} ORDER BY chain, seq LIMIT {PAGE}"
            );
            let rows = query(sql, w.values).fetch_all(&self.db.pool).await?;
            for r in &rows {
                let (chain, seq): (String, i64) = (r.try_get("chain")?, r.try_get("seq")?);
                let (prev, hash, content): (String, String, String) =
                    (r.try_get("prev")?, r.try_get("hash")?, r.try_get("content")?);
                let line = serde_json::json!({
                    "chain": chain, "seq": seq, "prev": prev, "hash": hash, "content": content,
                });
                serde_json::to_writer(&mut *out, &line)?;
                out.write_all(b"\n")?;
                count += 1;
                last = Some((chain, seq));
            }
            if rows.len() < usize::try_from(PAGE).unwrap_or(usize::MAX) {
                return Ok(count);
            }
        }
    }
}

const HEADER: [&str; 12] = [
    "intervention",
    "intervention_version",
    "card",
    "action",
    "override_reason",
    "override_reason_system",
    "override_reason_display",
    "comment",
    "user",
    "date",
    "location",
    "card_known",
];

/// A text no spreadsheet takes for a formula.
fn harmless(text: &str) -> String {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{text}"),
        _ => text.to_string(),
    }
}
