//! Retention: old entries are removed, and what was removed is said.
//!
//! Only the beginning of a chain is removed. An entry of its own names the range, the
//! hashes at its ends, who removed it and under which rule; a checkpoint with the same
//! hashes takes the place of the range, so that the chain still verifies.

use crate::chain::Content;
use crate::db::{Insert, Val, query};
use crate::error::Error;
use crate::records::Record;
use crate::rows::{BESIDE, Columns};
use crate::writer::Writing;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::{AnyConnection, Row};
use std::collections::BTreeMap;

/// What is to be removed, by whom and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retention {
    /// Entries older than so many days.
    pub days: u32,
    /// Now.
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// Under which rule: the name of a retention schedule, say.
    pub rule: String,
}

/// What was removed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pruned {
    /// Entries.
    pub entries: i64,
    /// Chain, first and last entry of each range.
    pub ranges: Vec<(String, i64, i64)>,
}

/// A range that was removed; the content of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Tombstone {
    #[serde(flatten)]
    pub range: Gone,
    pub days: u32,
    /// What entries of retention within the range have said: it is not lost with them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub earlier: BTreeMap<String, Gone>,
}

/// Which range, by whom, when and under which rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Gone {
    pub at: Timestamp,
    pub by: String,
    pub rule: String,
    /// The chain that was shortened.
    pub of: String,
    pub from: i64,
    pub to: i64,
    /// The hash before the range, and that of its last entry.
    pub before: String,
    pub last: String,
}

const CHECKPOINT: Columns = &["chain", "from_seq", "to_seq", "before_hash", "last_hash", "entry_id"];

pub(crate) async fn prune(
    tx: &mut AnyConnection,
    w: &mut Writing<'_>,
    r: &Retention,
) -> Result<Pruned, Error> {
    let cutoff = r.at.as_millisecond() - i64::from(r.days) * 86_400_000;
    let mut out = Pruned::default();
    let chains = sqlx::query(
        "SELECT chain, MIN(seq) AS first, MAX(seq) AS last FROM audit_entry GROUP BY chain ORDER BY chain",
    )
    .fetch_all(&mut *tx)
    .await?;
    for row in &chains {
        let (chain, first, last): (String, i64, i64) =
            (row.try_get("chain")?, row.try_get("first")?, row.try_get("last")?);
        // Up to the first entry that is kept; the last one always is.
        let kept = query(
            "SELECT CAST(COALESCE(MIN(seq), $3) AS BIGINT) AS kept FROM audit_entry WHERE chain = $1 AND at_ms >= $2".into(),
            vec![chain.as_str().into(), cutoff.into(), last.into()],
        )
        .fetch_one(&mut *tx)
        .await?
        .try_get::<i64, _>("kept")?
        .min(last);
        let to = kept - 1;
        if to < first {
            continue;
        }
        let end = |seq: i64| {
            query(
                "SELECT prev, hash FROM audit_entry WHERE chain = $1 AND seq = $2".into(),
                vec![chain.as_str().into(), seq.into()],
            )
        };
        let before: String = end(first).fetch_one(&mut *tx).await?.try_get("prev")?;
        let last_hash: String = end(to).fetch_one(&mut *tx).await?.try_get("hash")?;
        let tombstone = Tombstone {
            range: Gone {
                at: r.at,
                by: r.by.clone(),
                rule: r.rule.clone(),
                of: chain.clone(),
                from: first,
                to,
                before: before.clone(),
                last: last_hash.clone(),
            },
            days: r.days,
            earlier: earlier(tx, &chain, first, to).await?,
        };
        let id = uuid::Uuid::now_v7().to_string();
        w.append(tx, &id, &Record::Retention(Box::new(tombstone))).await?;
        w.pending.flush(tx).await?;
        let values: Vec<Val> = vec![
            chain.as_str().into(),
            first.into(),
            to.into(),
            before.as_str().into(),
            last_hash.as_str().into(),
            id.as_str().into(),
        ];
        Insert { table: "audit_checkpoint", columns: CHECKPOINT, rows: vec![values], after: None }
            .run(tx)
            .await?;
        for table in BESIDE.iter().map(|(t, _)| *t).chain(["audit_entry"]) {
            query(
                format!("DELETE FROM {table} WHERE chain = $1 AND seq BETWEEN $2 AND $3"),
                vec![chain.as_str().into(), first.into(), to.into()],
            )
            .execute(&mut *tx)
            .await?;
        }
        out.entries += to - first + 1;
        out.ranges.push((chain, first, to));
    }
    Ok(out)
}

/// What entries of retention in a range say, by their ids.
async fn earlier(
    tx: &mut AnyConnection,
    chain: &str,
    from: i64,
    to: i64,
) -> Result<BTreeMap<String, Gone>, Error> {
    let rows = query(
        "SELECT content FROM audit_entry WHERE chain = $1 AND seq BETWEEN $2 AND $3 AND kind = 'retention'"
            .into(),
        vec![chain.into(), from.into(), to.into()],
    )
    .fetch_all(&mut *tx)
    .await?;
    let mut out = BTreeMap::new();
    for row in &rows {
        let content: Content = serde_json::from_str(&row.try_get::<String, _>("content")?)?;
        if let Record::Retention(t) = content.record {
            out.insert(content.id, t.range);
            out.extend(t.earlier);
        }
    }
    Ok(out)
}
