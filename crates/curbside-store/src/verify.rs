//! Verification: whether entries were changed, moved, taken out or cut off, and which.

use crate::anchor::Anchor;
use crate::chain::{Content, Link, hash};
use crate::db::{Kind, Val, query};
use crate::error::Error;
use crate::records::Record;
use crate::retention::Gone;
use crate::rows::{self, BESIDE};
use crate::schema::guard_names;
use crate::store::Store;
use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::any::AnyRow;
use std::collections::{BTreeMap, BTreeSet};

/// Entries that are read at a time.
const PAGE: i64 = 500;
/// Faults that are listed; more are counted.
const LISTED: usize = 1000;

/// What a verification found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Verdict {
    /// Entries that were read.
    pub entries: u64,
    /// Chains.
    pub chains: u64,
    /// What is wrong, by chain and place; at most a thousand.
    pub faults: Vec<Fault>,
    /// How many faults there are.
    pub fault_count: u64,
    /// What retention has removed, and said so.
    pub removed: Vec<Removed>,
    /// Whether an anchor was held against the chains.
    pub anchored: bool,
}

/// A range that retention removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    /// The chain.
    pub chain: String,
    /// First entry.
    pub from: i64,
    /// Last entry.
    pub to: i64,
    /// Who.
    pub by: String,
    /// Under which rule.
    pub rule: String,
    /// When.
    pub at: String,
}

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "kebab-case")]
pub enum Fault {
    /// The content or a hash of an entry was changed.
    Altered {
        /// The chain.
        chain: String,
        /// The entry.
        seq: i64,
    },
    /// An entry stands where another belongs.
    Moved {
        /// The chain.
        chain: String,
        /// Where it stands.
        seq: i64,
        /// Where its content says it belongs, `chain/seq`.
        belongs: String,
    },
    /// An entry does not follow the one before it.
    Unlinked {
        /// The chain.
        chain: String,
        /// The entry.
        seq: i64,
    },
    /// Entries are missing, and no retention says that it removed them.
    Missing {
        /// The chain.
        chain: String,
        /// First.
        from: i64,
        /// Last.
        to: i64,
    },
    /// The end of a chain is missing: an anchor names an entry that is not there.
    CutOff {
        /// The chain.
        chain: String,
        /// The entry the anchor names.
        anchored: i64,
        /// The last that is there; 0 for none.
        last: i64,
    },
    /// An entry is not the one an anchor names: the chain was written anew.
    Rewritten {
        /// The chain.
        chain: String,
        /// The entry.
        seq: i64,
    },
    /// Columns or rows for look-ups differ from the content of their entry.
    Columns {
        /// The chain.
        chain: String,
        /// The entry.
        seq: i64,
        /// The table.
        table: String,
    },
    /// Rows for look-ups that belong to no entry.
    Stray {
        /// The table.
        table: String,
        /// The chain.
        chain: String,
        /// The entry they name.
        seq: i64,
    },
    /// A checkpoint that no entry of retention accounts for.
    Checkpoint {
        /// The chain.
        chain: String,
        /// First entry it stands for.
        from: i64,
        /// Last.
        to: i64,
    },
    /// What makes the database refuse changes is gone.
    Guard {
        /// The trigger.
        name: String,
    },
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Fault::Altered { chain, seq } => {
                write!(f, "V01 {chain}/{seq} was altered: its hash does not fit its content")
            }
            Fault::Moved { chain, seq, belongs } => {
                write!(f, "V02 {chain}/{seq} was moved: its content belongs at {belongs}")
            }
            Fault::Unlinked { chain, seq } => {
                write!(f, "V03 {chain}/{seq} does not follow the entry before it")
            }
            Fault::Missing { chain, from, to } => {
                write!(f, "V04 {chain}/{from} to {to} are missing, and no retention accounts for them")
            }
            Fault::CutOff { chain, anchored, last } => {
                write!(f, "V05 {chain} was cut off after {last}: the anchor names entry {anchored}")
            }
            Fault::Rewritten { chain, seq } => {
                write!(f, "V06 {chain}/{seq} is not the entry the anchor names: the chain was written anew")
            }
            Fault::Columns { chain, seq, table } => {
                write!(f, "V07 {chain}/{seq}: `{table}` differs from the content of the entry")
            }
            Fault::Stray { table, chain, seq } => {
                write!(f, "V08 `{table}` has rows of {chain}/{seq}, which is not there")
            }
            Fault::Checkpoint { chain, from, to } => {
                write!(f, "V09 {chain}/{from} to {to} have a checkpoint that no retention accounts for")
            }
            Fault::Guard { name } => write!(f, "V10 the trigger `{name}`, which refuses changes, is gone"),
        }
    }
}

impl Verdict {
    /// Whether nothing is wrong.
    pub fn is_intact(&self) -> bool {
        self.fault_count == 0
    }

    fn add(&mut self, fault: Fault) {
        self.fault_count += 1;
        if self.faults.len() < LISTED {
            self.faults.push(fault);
        }
    }
}

/// A checkpoint as it stands in its table.
struct Checkpoint {
    from: i64,
    to: i64,
    before: String,
    last: String,
    entry: String,
}

/// Rows of a table by entry.
type BySeq = BTreeMap<i64, Vec<Vec<Val>>>;

impl Store {
    /// Reads every entry and holds it against its chain, the tables beside it, and an anchor where one is given.
    ///
    /// # Errors
    /// The database does not answer. Whatever is wrong with the entries is in the verdict.
    pub async fn verify(&self, anchor: Option<&Anchor>) -> Result<Verdict, Error> {
        let mut tries = 3;
        loop {
            let before = self.checkpoints().await?.values().map(Vec::len).sum::<usize>();
            let verdict = self.verify_once(anchor).await?;
            tries -= 1;
            // A retention that ran meanwhile looks like a fault.
            let after = self.checkpoints().await?.values().map(Vec::len).sum::<usize>();
            if verdict.is_intact() || before == after || tries == 0 {
                return Ok(verdict);
            }
        }
    }

    async fn verify_once(&self, anchor: Option<&Anchor>) -> Result<Verdict, Error> {
        let mut v = Verdict { anchored: anchor.is_some(), ..Verdict::default() };
        self.guards(&mut v).await?;
        let mut tombstones = BTreeMap::new();
        let checkpoints = self.checkpoints().await?;
        let mut chains: BTreeSet<String> = checkpoints.keys().cloned().collect();
        let rows = sqlx::query("SELECT DISTINCT chain FROM audit_entry").fetch_all(&self.db.pool).await?;
        for row in rows {
            chains.insert(row.try_get("chain")?);
        }
        chains.extend(anchor.iter().flat_map(|a| a.heads.iter().map(|h| h.chain.clone())));
        v.chains = chains.len() as u64;
        for chain in &chains {
            let anchored = anchor.and_then(|a| a.heads.iter().find(|h| h.chain == *chain));
            let checks = checkpoints.get(chain).map(Vec::as_slice).unwrap_or_default();
            self.chain(chain, checks, anchored, &mut tombstones, &mut v).await?;
        }
        for (chain, all) in &checkpoints {
            for c in all {
                match tombstones.remove(&c.entry) {
                    Some(t) if accounts(&t, chain, c) => v.removed.push(Removed {
                        chain: chain.clone(),
                        from: c.from,
                        to: c.to,
                        by: t.by,
                        rule: t.rule,
                        at: t.at.to_string(),
                    }),
                    _ => v.add(Fault::Checkpoint { chain: chain.clone(), from: c.from, to: c.to }),
                }
            }
        }
        self.strays(&mut v).await?;
        v.faults.sort();
        Ok(v)
    }

    async fn chain(
        &self,
        chain: &str,
        checkpoints: &[Checkpoint],
        anchored: Option<&crate::anchor::Head>,
        tombstones: &mut BTreeMap<String, Gone>,
        v: &mut Verdict,
    ) -> Result<(), Error> {
        let mut link = Link::start();
        for c in checkpoints {
            if c.from != link.seq + 1 || c.before != link.hash {
                v.add(Fault::Checkpoint { chain: chain.to_string(), from: c.from, to: c.to });
            }
            link = Link { seq: c.to, hash: c.last.clone() };
        }
        let mut anchor_met = anchored.is_none_or(|h| h.seq < link.seq);
        if let Some(h) = anchored.filter(|h| h.seq == link.seq) {
            anchor_met = true;
            if h.hash != link.hash {
                v.add(Fault::Rewritten { chain: chain.to_string(), seq: h.seq });
            }
        }
        let mut from = i64::MIN;
        loop {
            let sql = format!(
                "SELECT {} FROM audit_entry WHERE chain = $1 AND seq >= $2 ORDER BY seq LIMIT $3",
                rows::ENTRY.join(", ")
            );
            let page =
                query(sql, vec![chain.into(), from.into(), PAGE.into()]).fetch_all(&self.db.pool).await?;
            let Some(last) = page.last() else { break };
            let to: i64 = last.try_get("seq")?;
            let beside = self.beside(chain, from, to).await?;
            for row in &page {
                v.entries += 1;
                let seq: i64 = row.try_get("seq")?;
                let at = |fault: fn(String, i64) -> Fault| fault(chain.to_string(), seq);
                if seq > link.seq + 1 {
                    v.add(Fault::Missing { chain: chain.to_string(), from: link.seq + 1, to: seq - 1 });
                } else if seq <= link.seq {
                    // Below a checkpoint, which says that it is gone.
                    v.add(at(|chain, seq| Fault::Unlinked { chain, seq }));
                }
                let (prev, own): (String, String) = (row.try_get("prev")?, row.try_get("hash")?);
                let text: String = row.try_get("content")?;
                if seq == link.seq + 1 && prev != link.hash {
                    v.add(at(|chain, seq| Fault::Unlinked { chain, seq }));
                }
                if let Some(h) = anchored.filter(|h| h.seq == seq) {
                    anchor_met = true;
                    if h.hash != own {
                        v.add(at(|chain, seq| Fault::Rewritten { chain, seq }));
                    }
                }
                self.entry(row, chain, seq, (&prev, &own, &text), &beside, tombstones, v)?;
                link = Link { seq, hash: own };
            }
            from = to + 1;
        }
        if let Some(h) = anchored.filter(|_| !anchor_met) {
            v.add(Fault::CutOff { chain: chain.to_string(), anchored: h.seq, last: link.seq });
        }
        Ok(())
    }

    #[allow(clippy::too_many_arguments)]
    fn entry(
        &self,
        row: &AnyRow,
        chain: &str,
        seq: i64,
        (prev, own, text): (&str, &str, &str),
        beside: &[BySeq; 3],
        tombstones: &mut BTreeMap<String, Gone>,
        v: &mut Verdict,
    ) -> Result<(), Error> {
        let chain_of = || chain.to_string();
        if hash(prev, text) != own {
            v.add(Fault::Altered { chain: chain_of(), seq });
        }
        let Ok(content) = serde_json::from_str::<Content>(text) else {
            v.add(Fault::Altered { chain: chain_of(), seq });
            return Ok(());
        };
        if content.chain != chain || content.seq != seq {
            let belongs = format!("{}/{}", content.chain, content.seq);
            v.add(Fault::Moved { chain: chain_of(), seq, belongs });
            return Ok(());
        }
        let wanted = rows::entry(&content, prev, own, text);
        if values(row, rows::ENTRY)? != wanted {
            v.add(Fault::Columns { chain: chain_of(), seq, table: "audit_entry".into() });
        }
        for (((table, _), have), want) in BESIDE.iter().zip(beside).zip(rows::beside(&content)) {
            let have = have.get(&seq).map(Vec::as_slice).unwrap_or_default();
            if have != want.as_slice() {
                v.add(Fault::Columns { chain: chain_of(), seq, table: (*table).into() });
            }
        }
        if let Record::Retention(t) = content.record {
            tombstones.extend(t.earlier);
            tombstones.insert(content.id, t.range);
        }
        Ok(())
    }

    /// Rows of the tables beside the entries, in a range of a chain.
    async fn beside(&self, chain: &str, from: i64, to: i64) -> Result<[BySeq; 3], Error> {
        let mut out = [BTreeMap::new(), BTreeMap::new(), BTreeMap::new()];
        for ((table, columns), by_seq) in BESIDE.iter().zip(&mut out) {
            let sql = format!(
                "SELECT {} FROM {table} WHERE chain = $1 AND seq >= $2 AND seq <= $3 ORDER BY seq, n",
                columns.join(", ")
            );
            let all = query(sql, vec![chain.into(), from.into(), to.into()]).fetch_all(&self.db.pool).await?;
            for row in &all {
                let seq: i64 = row.try_get("seq")?;
                by_seq.entry(seq).or_insert_with(Vec::new).push(values(row, columns)?);
            }
        }
        Ok(out)
    }

    async fn checkpoints(&self) -> Result<BTreeMap<String, Vec<Checkpoint>>, Error> {
        let rows = sqlx::query(
            "SELECT chain, from_seq, to_seq, before_hash, last_hash, entry_id FROM audit_checkpoint ORDER BY chain, from_seq",
        )
        .fetch_all(&self.db.pool)
        .await?;
        let mut out: BTreeMap<String, Vec<Checkpoint>> = BTreeMap::new();
        for r in &rows {
            out.entry(r.try_get("chain")?).or_default().push(Checkpoint {
                from: r.try_get("from_seq")?,
                to: r.try_get("to_seq")?,
                before: r.try_get("before_hash")?,
                last: r.try_get("last_hash")?,
                entry: r.try_get("entry_id")?,
            });
        }
        Ok(out)
    }

    async fn strays(&self, v: &mut Verdict) -> Result<(), Error> {
        for (table, _) in BESIDE {
            let sql = format!(
                "SELECT DISTINCT t.chain AS chain, t.seq AS seq FROM {table} t
                 LEFT JOIN audit_entry e ON e.chain = t.chain AND e.seq = t.seq WHERE e.seq IS NULL ORDER BY t.chain, t.seq LIMIT 1000"
            );
            for row in query(sql, Vec::new()).fetch_all(&self.db.pool).await? {
                v.add(Fault::Stray {
                    table: (*table).into(),
                    chain: row.try_get("chain")?,
                    seq: row.try_get("seq")?,
                });
            }
        }
        Ok(())
    }

    async fn guards(&self, v: &mut Verdict) -> Result<(), Error> {
        let sql = match self.db.kind {
            Kind::Sqlite => "SELECT name AS name FROM sqlite_master WHERE type = 'trigger'",
            Kind::Postgres => {
                "SELECT CAST(tgname AS TEXT) AS name FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
            }
        };
        let rows = sqlx::query(sql).fetch_all(&self.db.pool).await?;
        let there: BTreeSet<String> = rows.iter().filter_map(|r| r.try_get("name").ok()).collect();
        for name in guard_names().into_iter().filter(|n| !there.contains(n)) {
            v.add(Fault::Guard { name });
        }
        Ok(())
    }
}

/// Whether an entry of retention is about a checkpoint.
fn accounts(t: &Gone, chain: &str, c: &Checkpoint) -> bool {
    t.of == chain && t.from == c.from && t.to == c.to && t.before == c.before && t.last == c.last
}

/// The values of a row, each a text or a number as its column is.
fn values(row: &AnyRow, columns: &[&str]) -> Result<Vec<Val>, Error> {
    const NUMBERS: &[&str] =
        &["seq", "n", "at_ms", "latency_us", "orders", "shown", "rules", "known", "snooze_ms", "received_ms"];
    columns
        .iter()
        .map(|c| {
            Ok(match NUMBERS.contains(c) {
                true => Val::Int(row.try_get(*c)?),
                false => Val::Text(row.try_get(*c)?),
            })
        })
        .collect()
}
