//! Figures over time and by rule for charts, and the latest acts.

use crate::chain::Content;
use crate::db::{Val, query};
use crate::error::Error;
use crate::records::{Act, Evaluated, Record};
use crate::statistics::{Latency, Range};
use crate::store::Store;
use serde::{Deserialize, Serialize};
use sqlx::Row;
use std::collections::BTreeMap;

/// A day in milliseconds.
const DAY: i64 = 86_400_000;

/// Reasons for not looking at a rule that are as they should be.
const EXPECTED: &str = "'trigger', 'draft', 'retired', 'not-yet-effective'";

/// A rule's figures of a day in UTC. Feedback counts on the day the card was shown.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RuleDay {
    /// `pack/rule`.
    pub rule: String,
    /// Days since 1970.
    pub day: i64,
    /// Shown.
    pub shown: u64,
    /// Withheld.
    pub withheld: u64,
    /// Accepted, by the latest feedback of each card.
    pub accepted: u64,
    /// Overridden.
    pub overridden: u64,
    /// Put off.
    pub deferred: u64,
}

/// A day in UTC.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DaySeries {
    /// Days since 1970.
    pub day: i64,
    /// Evaluations.
    pub evaluations: u64,
    /// Rules undecided.
    pub undecided: u64,
    /// Evaluations in which something went unchecked: rules were not looked at for another
    /// reason than their trigger or state.
    pub not_evaluated: u64,
    /// How long answers took.
    pub latency: Latency,
}

/// A rule, a reason, and how often.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleReason {
    /// `pack/rule`; empty for a card that is not known.
    pub rule: String,
    /// The reason's code.
    pub reason: String,
    /// How often.
    pub count: u64,
}

impl Store {
    async fn within(&self, sql: &str, range: Range) -> Result<Vec<sqlx::any::AnyRow>, Error> {
        let values: Vec<Val> = vec![range.from.as_millisecond().into(), range.to.as_millisecond().into()];
        Ok(query(sql.to_string(), values).fetch_all(&self.db.pool).await?)
    }

    /// Each rule's figures by day, by rule and day.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn rules_by_day(&self, range: Range) -> Result<Vec<RuleDay>, Error> {
        // The latest feedback of each card: one row a card, whatever came in twice.
        let sql = format!(
            "SELECT a.rule AS rule, a.at_ms / {DAY} AS d, CAST(SUM(a.shown) AS BIGINT) AS shown,
               CAST(SUM(1 - a.shown) AS BIGINT) AS withheld,
               CAST(SUM(CASE WHEN l.action = 'accepted' THEN 1 ELSE 0 END) AS BIGINT) AS accepted,
               CAST(SUM(CASE WHEN l.action = 'overridden' THEN 1 ELSE 0 END) AS BIGINT) AS overridden,
               CAST(SUM(CASE WHEN l.action = 'deferred' THEN 1 ELSE 0 END) AS BIGINT) AS deferred
             FROM audit_alert a LEFT JOIN (
               SELECT card, action, ROW_NUMBER() OVER (PARTITION BY card ORDER BY at_ms DESC, chain DESC, seq DESC, n DESC) AS r
               FROM feedback WHERE known = 1) l ON a.shown = 1 AND l.card = a.card AND l.r = 1
             WHERE a.at_ms >= $1 AND a.at_ms < $2 GROUP BY a.rule, a.at_ms / {DAY} ORDER BY 1, 2"
        );
        let rows = self.within(&sql, range).await?;
        rows.iter()
            .map(|r| {
                Ok(RuleDay {
                    rule: r.try_get("rule")?,
                    day: r.try_get("d")?,
                    shown: n(r, "shown")?,
                    withheld: n(r, "withheld")?,
                    accepted: n(r, "accepted")?,
                    overridden: n(r, "overridden")?,
                    deferred: n(r, "deferred")?,
                })
            })
            .collect()
    }

    /// Evaluations, undecided rules and latency by day; days without any are left out.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn by_days(&self, range: Range) -> Result<Vec<DaySeries>, Error> {
        let mut days: BTreeMap<i64, DaySeries> = BTreeMap::new();
        // The smallest value that so many percent of a day do not exceed.
        let sql = format!(
            "SELECT d, c, MAX(CASE WHEN r = (c * 50 + 99) / 100 THEN us END) AS p50,
               MAX(CASE WHEN r = (c * 95 + 99) / 100 THEN us END) AS p95,
               MAX(CASE WHEN r = (c * 99 + 99) / 100 THEN us END) AS p99, MAX(us) AS most
             FROM (SELECT at_ms / {DAY} AS d, latency_us AS us,
                 ROW_NUMBER() OVER (PARTITION BY at_ms / {DAY} ORDER BY latency_us) AS r,
                 COUNT(*) OVER (PARTITION BY at_ms / {DAY}) AS c
               FROM audit_entry WHERE kind = 'evaluation' AND at_ms >= $1 AND at_ms < $2) x GROUP BY d, c"
        );
        for r in self.within(&sql, range).await? {
            let day = days.entry(r.try_get("d")?).or_default();
            day.evaluations = n(&r, "c")?;
            day.latency =
                Latency { p50: n(&r, "p50")?, p95: n(&r, "p95")?, p99: n(&r, "p99")?, max: n(&r, "most")? };
        }
        let sql = format!(
            "SELECT at_ms / {DAY} AS d, kind, CAST(SUM(rules) AS BIGINT) AS n, COUNT(DISTINCT seq) AS e FROM audit_open
             WHERE at_ms >= $1 AND at_ms < $2 AND (kind = 'undecided' OR reason NOT IN ({EXPECTED})) GROUP BY at_ms / {DAY}, kind"
        );
        for r in self.within(&sql, range).await? {
            let day = days.entry(r.try_get("d")?).or_default();
            match r.try_get::<String, _>("kind")?.as_str() {
                "undecided" => day.undecided = n(&r, "n")?,
                _ => day.not_evaluated = n(&r, "e")?,
            }
        }
        Ok(days.into_iter().map(|(day, series)| DaySeries { day, ..series }).collect())
    }

    /// Why findings were withheld, by rule, most frequent first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn withheld_reasons(&self, range: Range) -> Result<Vec<RuleReason>, Error> {
        let sql = "SELECT rule, reason, COUNT(*) AS n FROM audit_alert WHERE shown = 0 AND at_ms >= $1 AND at_ms < $2
                   GROUP BY rule, reason ORDER BY COUNT(*) DESC, rule, reason";
        rule_reasons(&self.within(sql, range).await?)
    }

    /// Reasons given for overriding, by rule, most frequent first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn override_reasons(&self, range: Range) -> Result<Vec<RuleReason>, Error> {
        let sql = "SELECT rule, reason_code AS reason, COUNT(*) AS n FROM feedback WHERE action = 'overridden'
                   AND at_ms >= $1 AND at_ms < $2 GROUP BY rule, reason_code ORDER BY COUNT(*) DESC, rule, reason_code";
        rule_reasons(&self.within(sql, range).await?)
    }

    /// Which rules were undecided, and why, among the latest evaluations (`latest` of
    /// them at most), as far as their entries name the rules. With the number looked at.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn undecided_rules(&self, range: Range, latest: u32) -> Result<(u64, Vec<RuleReason>), Error> {
        let sql = format!(
            "SELECT content FROM audit_entry WHERE kind = 'evaluation' AND at_ms >= $1 AND at_ms < $2
             ORDER BY at_ms DESC LIMIT {latest}"
        );
        let rows = self.within(&sql, range).await?;
        let mut counts: BTreeMap<(String, String), u64> = BTreeMap::new();
        for row in &rows {
            if let Some(evaluated) = evaluated(&row.try_get::<String, _>("content")?) {
                for (reason, open) in evaluated.undecided {
                    for rule in open.rules {
                        *counts.entry((rule, reason.clone())).or_default() += 1;
                    }
                }
            }
        }
        let mut out: Vec<RuleReason> =
            counts.into_iter().map(|((rule, reason), count)| RuleReason { rule, reason, count }).collect();
        out.sort_by_key(|one| std::cmp::Reverse(one.count));
        Ok((rows.len() as u64, out))
    }

    /// The latest acts of administration, the latest first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn acts(&self, latest: u32) -> Result<Vec<Act>, Error> {
        let sql = format!(
            "SELECT content FROM audit_entry WHERE kind = 'act' ORDER BY at_ms DESC, chain, seq DESC LIMIT {latest}"
        );
        let rows = query(sql, Vec::new()).fetch_all(&self.db.pool).await?;
        let mut out = Vec::new();
        for row in &rows {
            if let Some(Record::Act(act)) = record(&row.try_get::<String, _>("content")?) {
                out.push(*act);
            }
        }
        Ok(out)
    }
}

fn record(content: &str) -> Option<Record> {
    serde_json::from_str::<Content>(content).ok().map(|content| content.record)
}

fn evaluated(content: &str) -> Option<Box<Evaluated>> {
    match record(content)? {
        Record::Evaluation(evaluated) => Some(evaluated),
        _ => None,
    }
}

fn rule_reasons(rows: &[sqlx::any::AnyRow]) -> Result<Vec<RuleReason>, Error> {
    rows.iter()
        .map(|r| {
            Ok(RuleReason {
                rule: r.try_get::<Option<String>, _>("rule")?.unwrap_or_default(),
                reason: r.try_get::<Option<String>, _>("reason")?.unwrap_or_default(),
                count: n(r, "n")?,
            })
        })
        .collect()
}

fn n(row: &sqlx::any::AnyRow, column: &str) -> Result<u64, Error> {
    Ok(row.try_get::<Option<i64>, _>(column)?.and_then(|n| u64::try_from(n).ok()).unwrap_or_default())
}
