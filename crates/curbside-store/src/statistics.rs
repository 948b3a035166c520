//! Figures for the administration page: volume, override, acceptance, what was withheld
//! and undecided and why, how long answers took, rules that are noisy or never fire.

use crate::cranky;
use crate::db::{Val, query};
use crate::error::Error;
use crate::export::{Where, time};
use crate::store::Store;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::Row;
use std::collections::{BTreeMap, BTreeSet};

/// A day in milliseconds.
const DAY: i64 = 86_400_000;
/// Comments that are read at most, the latest.
const COMMENTS: i64 = 20_000;

/// A stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// Not before.
    pub from: Timestamp,
    /// Before.
    pub to: Timestamp,
}

/// What to work out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatisticsOptions {
    /// When.
    pub range: Range,
    /// Rules in force, to tell which never fired.
    pub rules: Vec<String>,
    /// A card without feedback for so many minutes counts as ignored.
    pub ignored_after_minutes: u32,
    /// A rule with at least so many percent of what is shown is noisy.
    pub noisy_percent: u32,
    /// Comments to list.
    pub comments: usize,
    /// Now, for what counts as ignored.
    pub now: Timestamp,
}

impl StatisticsOptions {
    /// The usual figures of a stretch of time.
    pub fn new(range: Range, now: Timestamp) -> StatisticsOptions {
        StatisticsOptions {
            range,
            rules: Vec::new(),
            ignored_after_minutes: 24 * 60,
            noisy_percent: 10,
            comments: 50,
            now,
        }
    }
}

/// Figures of a stretch of time.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Statistics {
    /// Evaluations.
    pub evaluations: u64,
    /// Patients they were about.
    pub patients: u64,
    /// Patients and days they were about, each pair once.
    pub patient_days: u64,
    /// Draft orders they were about.
    pub orders: u64,
    /// Alerts shown.
    pub shown: u64,
    /// Of these, those of the tier `interrupting`.
    pub interrupting: u64,
    /// Alerts withheld.
    pub withheld: u64,
    /// Cards accepted, by the latest feedback of each.
    pub accepted: u64,
    /// Cards overridden.
    pub overridden: u64,
    /// Cards put off.
    pub deferred: u64,
    /// Cards of which nothing was heard in time, or that were said to be ignored.
    pub ignored: u64,
    /// Alerts shown for each 1,000 orders; `None` without orders.
    pub per_1000_orders: Option<u64>,
    /// Shown again after the same finding had been overridden.
    pub again_after_override: u64,
    /// Shown, by tier.
    pub tiers: Vec<TierCount>,
    /// By rule, the most shown first.
    pub rules: Vec<RuleStatistics>,
    /// By day.
    pub days: Vec<Bucket>,
    /// Withheld, by reason.
    pub withheld_by: Vec<Counted>,
    /// Undecided rules, by reason.
    pub undecided_by: Vec<Counted>,
    /// Rules not looked at, by reason.
    pub not_evaluated_by: Vec<Counted>,
    /// Reasons for going on, by code.
    pub override_reasons: Vec<Counted>,
    /// How long answers took.
    pub latency: Latency,
    /// Rules with a large part of what is shown, and rules never accepted although overridden.
    pub noisy: Vec<String>,
    /// Rules in force that neither were shown nor withheld.
    pub never_fired: Vec<String>,
    /// Comments that say that a rule is broken, the crankiest first.
    pub cranky: Vec<Comment>,
    /// Feedback about cards that are not known.
    pub unknown_cards: u64,
}

/// How many of a tier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TierCount {
    /// Tier.
    pub tier: String,
    /// How many.
    pub shown: u64,
}

/// Something with its number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// What.
    pub what: String,
    /// How many.
    pub count: u64,
}

/// Figures of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RuleStatistics {
    /// `pack/rule`.
    pub rule: String,
    /// Shown.
    pub shown: u64,
    /// Withheld.
    pub withheld: u64,
    /// Accepted.
    pub accepted: u64,
    /// Overridden.
    pub overridden: u64,
    /// Put off.
    pub deferred: u64,
    /// Nothing heard in time, or said to be ignored.
    pub ignored: u64,
    /// Last shown or withheld, in UTC.
    pub last: String,
}

/// Figures of a day in UTC.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Bucket {
    /// The day, `2026-03-01`.
    pub day: String,
    /// Evaluations.
    pub evaluations: u64,
    /// Shown.
    pub shown: u64,
    /// Withheld.
    pub withheld: u64,
    /// Accepted, by the day of the feedback.
    pub accepted: u64,
    /// Overridden.
    pub overridden: u64,
}

/// How long answers took, in microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Latency {
    /// Half were as fast.
    pub p50: u64,
    /// 95 of 100 were.
    pub p95: u64,
    /// 99 of 100 were.
    pub p99: u64,
    /// The slowest.
    pub max: u64,
}

/// A comment.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// `pack/rule`, if the card is known.
    pub rule: String,
    /// In the user's words.
    pub comment: String,
    /// When, in UTC.
    pub at: String,
    /// What they did.
    pub action: String,
    /// How cranky.
    pub score: u32,
}

impl std::fmt::Debug for Comment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Comment")
            .field("rule", &self.rule)
            .field("score", &self.score)
            .finish_non_exhaustive()
    }
}

/// The latest feedback of each card.
const LATEST: &str = "SELECT f.card AS card, f.action AS action, f.at_ms AS at_ms FROM feedback f
    WHERE f.known = 1 AND NOT EXISTS (SELECT 1 FROM feedback g WHERE g.card = f.card AND g.known = 1 AND
      (g.at_ms > f.at_ms OR (g.at_ms = f.at_ms AND (g.chain > f.chain OR (g.chain = f.chain AND g.seq > f.seq)))))";

impl Store {
    /// Figures of a stretch of time.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn statistics(&self, options: &StatisticsOptions) -> Result<Statistics, Error> {
        let mut s = Statistics::default();
        self.volume(options, &mut s).await?;
        self.by_rule(options, &mut s).await?;
        self.by_day(options, None, &mut s.days).await?;
        self.reasons(options, &mut s).await?;
        s.latency = self.latency(options).await?;
        self.comments(options, &mut s).await?;
        let fired: BTreeSet<&str> = s.rules.iter().map(|r| r.rule.as_str()).collect();
        s.never_fired = options.rules.iter().filter(|r| !fired.contains(r.as_str())).cloned().collect();
        s.never_fired.sort();
        s.never_fired.dedup();
        let large = |r: &&RuleStatistics| {
            let share = r.shown * 100 >= u64::from(options.noisy_percent) * s.shown && r.shown > 0;
            share || (r.accepted == 0 && r.overridden >= 5)
        };
        s.noisy = s.rules.iter().filter(large).map(|r| r.rule.clone()).collect();
        s.per_1000_orders = (s.shown * 1000).checked_div(s.orders);
        Ok(s)
    }

    /// A rule's figures by day.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn rule_by_day(&self, rule: &str, options: &StatisticsOptions) -> Result<Vec<Bucket>, Error> {
        let mut out = Vec::new();
        self.by_day(options, Some(rule), &mut out).await?;
        Ok(out)
    }

    async fn rows(
        &self,
        sql: &str,
        options: &StatisticsOptions,
        more: Vec<Val>,
    ) -> Result<Vec<sqlx::any::AnyRow>, Error> {
        let mut values: Vec<Val> =
            vec![options.range.from.as_millisecond().into(), options.range.to.as_millisecond().into()];
        values.extend(more);
        Ok(query(sql.to_string(), values).fetch_all(&self.db.pool).await?)
    }

    async fn volume(&self, options: &StatisticsOptions, s: &mut Statistics) -> Result<(), Error> {
        let sql = "SELECT COUNT(*) AS n, COUNT(DISTINCT patient) AS p, CAST(COALESCE(SUM(orders), 0) AS BIGINT) AS o
                   FROM audit_entry WHERE kind = 'evaluation' AND at_ms >= $1 AND at_ms < $2";
        for r in self.rows(sql, options, Vec::new()).await? {
            (s.evaluations, s.patients, s.orders) = (n(&r, "n")?, n(&r, "p")?, n(&r, "o")?);
        }
        let sql = format!(
            "SELECT COUNT(*) AS n FROM (SELECT DISTINCT patient, at_ms / {DAY} AS d FROM audit_entry
             WHERE kind = 'evaluation' AND patient IS NOT NULL AND at_ms >= $1 AND at_ms < $2) x"
        );
        for r in self.rows(&sql, options, Vec::new()).await? {
            s.patient_days = n(&r, "n")?;
        }
        let sql = "SELECT tier, COUNT(*) AS n FROM audit_alert WHERE shown = 1 AND at_ms >= $1 AND at_ms < $2
                   GROUP BY tier ORDER BY COUNT(*) DESC, tier";
        for r in self.rows(sql, options, Vec::new()).await? {
            s.tiers.push(TierCount { tier: r.try_get("tier")?, shown: n(&r, "n")? });
        }
        s.interrupting = s.tiers.iter().filter(|t| t.tier == "interrupting").map(|t| t.shown).sum();
        let sql = "SELECT COUNT(*) AS n FROM audit_alert a WHERE a.shown = 1 AND a.at_ms >= $1 AND a.at_ms < $2
                   AND EXISTS (SELECT 1 FROM audit_alert b JOIN feedback f ON f.card = b.card WHERE b.shown = 1
                     AND b.patient = a.patient AND b.finding = a.finding AND f.known = 1 AND f.action = 'overridden' AND f.at_ms <= a.at_ms)";
        for r in self.rows(sql, options, Vec::new()).await? {
            s.again_after_override = n(&r, "n")?;
        }
        let sql = "SELECT COUNT(*) AS n FROM feedback WHERE known = 0 AND at_ms >= $1 AND at_ms < $2";
        for r in self.rows(sql, options, Vec::new()).await? {
            s.unknown_cards = n(&r, "n")?;
        }
        Ok(())
    }

    async fn by_rule(&self, options: &StatisticsOptions, s: &mut Statistics) -> Result<(), Error> {
        let sql = format!(
            "SELECT a.rule AS rule, CAST(SUM(a.shown) AS BIGINT) AS shown, CAST(SUM(1 - a.shown) AS BIGINT) AS withheld,
               MAX(a.at_ms) AS last,
               CAST(SUM(CASE WHEN l.action = 'accepted' THEN 1 ELSE 0 END) AS BIGINT) AS accepted,
               CAST(SUM(CASE WHEN l.action = 'overridden' THEN 1 ELSE 0 END) AS BIGINT) AS overridden,
               CAST(SUM(CASE WHEN l.action = 'deferred' THEN 1 ELSE 0 END) AS BIGINT) AS deferred,
               CAST(SUM(CASE WHEN a.shown = 1 AND (l.action = 'ignored' OR (l.action IS NULL AND a.at_ms < $3)) THEN 1 ELSE 0 END) AS BIGINT) AS ignored
             FROM audit_alert a LEFT JOIN ({LATEST}) l ON a.shown = 1 AND l.card = a.card
             WHERE a.at_ms >= $1 AND a.at_ms < $2 GROUP BY a.rule ORDER BY 2 DESC, 1"
        );
        let before = options.now.as_millisecond() - i64::from(options.ignored_after_minutes) * 60_000;
        for r in self.rows(&sql, options, vec![before.into()]).await? {
            s.rules.push(RuleStatistics {
                rule: r.try_get("rule")?,
                shown: n(&r, "shown")?,
                withheld: n(&r, "withheld")?,
                accepted: n(&r, "accepted")?,
                overridden: n(&r, "overridden")?,
                deferred: n(&r, "deferred")?,
                ignored: n(&r, "ignored")?,
                last: time(r.try_get("last")?),
            });
        }
        for r in &s.rules {
            s.shown += r.shown;
            s.withheld += r.withheld;
            s.accepted += r.accepted;
            s.overridden += r.overridden;
            s.deferred += r.deferred;
            s.ignored += r.ignored;
        }
        Ok(())
    }

    async fn by_day(
        &self,
        options: &StatisticsOptions,
        rule: Option<&str>,
        out: &mut Vec<Bucket>,
    ) -> Result<(), Error> {
        let mut days: BTreeMap<i64, Bucket> = BTreeMap::new();
        let which = |column: &str| if rule.is_some() { format!(" AND {column} = $3") } else { String::new() };
        let more = || rule.map(|r| vec![r.into()]).unwrap_or_default();
        if rule.is_none() {
            let sql = format!(
                "SELECT at_ms / {DAY} AS d, COUNT(*) AS n FROM audit_entry
                 WHERE kind = 'evaluation' AND at_ms >= $1 AND at_ms < $2 GROUP BY at_ms / {DAY}"
            );
            for r in self.rows(&sql, options, Vec::new()).await? {
                days.entry(r.try_get("d")?).or_default().evaluations = n(&r, "n")?;
            }
        }
        let sql = format!(
            "SELECT at_ms / {DAY} AS d, shown, COUNT(*) AS n FROM audit_alert
             WHERE at_ms >= $1 AND at_ms < $2{} GROUP BY at_ms / {DAY}, shown",
            which("rule")
        );
        for r in self.rows(&sql, options, more()).await? {
            let day = days.entry(r.try_get("d")?).or_default();
            match r.try_get::<i64, _>("shown")? {
                1 => day.shown = n(&r, "n")?,
                _ => day.withheld = n(&r, "n")?,
            }
        }
        let sql = format!(
            "SELECT at_ms / {DAY} AS d, action, COUNT(*) AS n FROM feedback
             WHERE at_ms >= $1 AND at_ms < $2{} GROUP BY at_ms / {DAY}, action",
            which("rule")
        );
        for r in self.rows(&sql, options, more()).await? {
            let day = days.entry(r.try_get("d")?).or_default();
            match r.try_get::<String, _>("action")?.as_str() {
                "accepted" => day.accepted = n(&r, "n")?,
                "overridden" => day.overridden = n(&r, "n")?,
                _ => {}
            }
        }
        out.extend(days.into_iter().map(|(d, bucket)| Bucket {
            day: time(d.saturating_mul(DAY)).chars().take(10).collect(),
            ..bucket
        }));
        Ok(())
    }

    async fn reasons(&self, options: &StatisticsOptions, s: &mut Statistics) -> Result<(), Error> {
        let counted = |sql: &'static str| async move {
            let rows = self.rows(sql, options, Vec::new()).await?;
            rows.iter()
                .map(|r| {
                    let what: Option<String> = r.try_get("what")?;
                    Ok(Counted { what: what.unwrap_or_default(), count: n(r, "n")? })
                })
                .collect::<Result<Vec<Counted>, Error>>()
        };
        s.withheld_by = counted(
            "SELECT reason AS what, COUNT(*) AS n FROM audit_alert WHERE shown = 0 AND at_ms >= $1 AND at_ms < $2
             GROUP BY reason ORDER BY COUNT(*) DESC, reason",
        )
        .await?;
        s.undecided_by = counted(
            "SELECT reason AS what, CAST(SUM(rules) AS BIGINT) AS n FROM audit_open WHERE kind = 'undecided'
             AND at_ms >= $1 AND at_ms < $2 GROUP BY reason ORDER BY SUM(rules) DESC, reason",
        )
        .await?;
        s.not_evaluated_by = counted(
            "SELECT reason AS what, CAST(SUM(rules) AS BIGINT) AS n FROM audit_open WHERE kind = 'not-evaluated'
             AND at_ms >= $1 AND at_ms < $2 GROUP BY reason ORDER BY SUM(rules) DESC, reason",
        )
        .await?;
        s.override_reasons = counted(
            "SELECT reason_code AS what, COUNT(*) AS n FROM feedback WHERE action = 'overridden'
             AND at_ms >= $1 AND at_ms < $2 GROUP BY reason_code ORDER BY COUNT(*) DESC, reason_code",
        )
        .await?;
        Ok(())
    }

    async fn latency(&self, options: &StatisticsOptions) -> Result<Latency, Error> {
        let which = "FROM audit_entry WHERE kind = 'evaluation' AND at_ms >= $1 AND at_ms < $2";
        let count = self.rows(&format!("SELECT COUNT(*) AS n {which}"), options, Vec::new()).await?;
        let all = count.first().map(|r| n(r, "n")).transpose()?.unwrap_or_default();
        let mut out = Latency::default();
        if all == 0 {
            return Ok(out);
        }
        let sql = format!("SELECT latency_us AS us {which} ORDER BY latency_us LIMIT 1 OFFSET $3");
        let places = [(50, &mut out.p50), (95, &mut out.p95), (99, &mut out.p99), (100, &mut out.max)];
        for (percent, value) in places {
            // The smallest value that so many percent do not exceed.
            let at = (all * percent).div_ceil(100).max(1) - 1;
            let at = i64::try_from(at).unwrap_or(i64::MAX);
            if let Some(row) = self.rows(&sql, options, vec![at.into()]).await?.first() {
                *value = n(row, "us")?;
            }
        }
        Ok(out)
    }

    async fn comments(&self, options: &StatisticsOptions, s: &mut Statistics) -> Result<(), Error> {
        let mut w = Where::default();
        w.between("at_ms", Some(options.range.from), Some(options.range.to));
        w.and("comment <> ?", "");
        let sql = format!(
            "SELECT rule, comment, at_ms, action FROM feedback{} ORDER BY at_ms DESC, chain, seq LIMIT {COMMENTS}",
            w.sql()
        );
        for r in query(sql, w.values).fetch_all(&self.db.pool).await? {
            let comment: String = r.try_get("comment")?;
            let score = cranky::score(&comment);
            if score > 0 {
                s.cranky.push(Comment {
                    rule: r.try_get::<Option<String>, _>("rule")?.unwrap_or_default(),
                    comment,
                    at: time(r.try_get("at_ms")?),
                    action: r.try_get("action")?,
                    score,
                });
            }
        }
        // Stable: within a score the latest stays first.
        s.cranky.sort_by_key(|c| std::cmp::Reverse(c.score));
        s.cranky.truncate(options.comments);
        Ok(())
    }
}

fn n(row: &sqlx::any::AnyRow, column: &str) -> Result<u64, Error> {
    Ok(row.try_get::<Option<i64>, _>(column)?.and_then(|n| u64::try_from(n).ok()).unwrap_or_default())
}
