//! The writer: one task, one transaction for all calls that wait.
//!
//! A call is answered after the commit. When a transaction fails, it is tried again
//! a few times; an entry that was committed although the answer was lost is known by
//! its id and not written twice.

use crate::chain::{Content, hash};
use crate::db::{Db, head, insert};
use crate::error::Error;
use crate::options::Options;
use crate::records::{Feedback, KnownFeedback, Receipt, Record, Recorded};
use crate::retention::{self, Pruned, Retention};
use crate::rows::{self, BESIDE};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// Waits between tries, in milliseconds.
const PAUSES: [u64; 3] = [20, 100, 400];

/// A call.
pub(crate) enum Job {
    Record(String, Box<Record>, oneshot::Sender<Result<Receipt, Error>>),
    Feedback(Vec<(String, Feedback)>, oneshot::Sender<Result<Vec<Recorded>, Error>>),
    Prune(Box<Retention>, oneshot::Sender<Result<Pruned, Error>>),
}

/// An answer that waits for the commit.
enum Answer {
    Record(Receipt),
    Feedback(Vec<Recorded>),
    Prune(Pruned),
}

/// Writes until the last sender is gone.
pub(crate) async fn run(db: Db, options: Options, mut jobs: mpsc::Receiver<Job>) {
    let mut batch = Vec::new();
    while jobs.recv_many(&mut batch, options.batch.max(1)).await > 0 {
        let done = transaction(&db, &options, &batch).await;
        match done {
            Ok(answers) => batch.drain(..).zip(answers).for_each(|(job, answer)| reply(job, Ok(answer))),
            // One bad entry must not take the others with it.
            Err(_) if batch.len() > 1 => {
                for job in batch.drain(..) {
                    let alone = transaction(&db, &options, std::slice::from_ref(&job)).await;
                    reply(job, alone.and_then(|mut a| a.pop().ok_or(Error::Closed)));
                }
            }
            Err(e) => batch.drain(..).for_each(|job| reply(job, Err(e.clone()))),
        }
    }
    db.pool.close().await;
}

/// Hands out an answer; a caller that has gone away misses nothing that was not kept.
fn reply(job: Job, answer: Result<Answer, Error>) {
    match (job, answer) {
        (Job::Record(.., to), Ok(Answer::Record(r))) => drop(to.send(Ok(r))),
        (Job::Feedback(_, to), Ok(Answer::Feedback(r))) => drop(to.send(Ok(r))),
        (Job::Prune(_, to), Ok(Answer::Prune(r))) => drop(to.send(Ok(r))),
        (Job::Record(.., to), answer) => drop(to.send(Err(answer.err().unwrap_or(Error::Closed)))),
        (Job::Feedback(_, to), answer) => drop(to.send(Err(answer.err().unwrap_or(Error::Closed)))),
        (Job::Prune(_, to), answer) => drop(to.send(Err(answer.err().unwrap_or(Error::Closed)))),
    }
}

async fn transaction(db: &Db, options: &Options, batch: &[Job]) -> Result<Vec<Answer>, Error> {
    let mut pauses = PAUSES.into_iter();
    let mut again = false;
    loop {
        let error = match attempt(db, options, batch, again).await {
            Ok(answers) => return Ok(answers),
            Err(e) => e,
        };
        let pause = pauses.next().filter(|_| passes(&error));
        let Some(pause) = pause else { return Err(error) };
        again = true;
        tokio::time::sleep(Duration::from_millis(pause)).await;
    }
}

/// Whether another try may help: the database is busy, restarting or out of reach, or another writer
/// was faster. A full disk and an entry it does not take stay what they are.
fn passes(error: &Error) -> bool {
    let Error::Database(e) = error else { return false };
    match e.as_database_error() {
        None => {
            !matches!(**e, sqlx::Error::Encode(_) | sqlx::Error::Decode(_) | sqlx::Error::ColumnDecode { .. })
        }
        Some(d) => {
            let code = d.code().unwrap_or_default();
            d.is_unique_violation()
                || ["40001", "40P01", "55P03"].contains(&&*code)
                || code.starts_with("57P") || code.starts_with("08")
                // SQLite: busy, locked, and their extended codes.
                || code.parse::<u32>().is_ok_and(|n| code.len() < 5 && (n & 0xff == 5 || n & 0xff == 6))
        }
    }
}

async fn attempt(db: &Db, options: &Options, batch: &[Job], again: bool) -> Result<Vec<Answer>, Error> {
    let mut connection = db.pool.acquire().await?;
    let done = write(db, &mut connection, options, batch, again).await;
    if done.is_err() {
        // SQLite may have ended the transaction by itself (a full disk): the driver does not know.
        connection.close_on_drop();
    }
    done
}

async fn write(
    db: &Db,
    connection: &mut AnyConnection,
    options: &Options,
    batch: &[Job],
    again: bool,
) -> Result<Vec<Answer>, Error> {
    let mut tx = db.begin_chain(connection, &options.instance).await?;
    let mut w = Writing {
        link: head(&mut tx, &options.instance).await?,
        options,
        again,
        pending: Pending::default(),
    };
    let mut answers = Vec::with_capacity(batch.len());
    for job in batch {
        answers.push(match job {
            Job::Record(id, record, _) => Answer::Record(w.append(&mut tx, id, (**record).clone()).await?),
            Job::Feedback(all, _) => {
                // The cards may be among the entries of this very batch.
                w.pending.flush(&mut tx).await?;
                let mut out = Vec::with_capacity(all.len());
                for (id, f) in all {
                    out.push(w.feedback(&mut tx, id, f).await?);
                    w.pending.flush(&mut tx).await?;
                }
                Answer::Feedback(out)
            }
            Job::Prune(r, _) => {
                w.pending.flush(&mut tx).await?;
                Answer::Prune(retention::prune(&mut tx, &mut w, r).await?)
            }
        });
    }
    w.pending.flush(&mut tx).await?;
    tx.commit().await?;
    Ok(answers)
}

/// Rows that are not inserted yet.
#[derive(Default)]
pub(crate) struct Pending {
    entries: Vec<Vec<crate::db::Val>>,
    beside: [Vec<Vec<crate::db::Val>>; 3],
}

impl Pending {
    pub(crate) async fn flush(&mut self, tx: &mut AnyConnection) -> Result<(), Error> {
        insert(tx, "audit_entry", rows::ENTRY, std::mem::take(&mut self.entries)).await?;
        for ((table, columns), rows) in BESIDE.iter().zip(&mut self.beside) {
            insert(tx, table, columns, std::mem::take(rows)).await?;
        }
        Ok(())
    }
}

/// A transaction under way.
pub(crate) struct Writing<'o> {
    link: crate::chain::Link,
    pub(crate) options: &'o Options,
    again: bool,
    pub(crate) pending: Pending,
}

impl Writing<'_> {
    /// Appends an entry to the writer's chain.
    pub(crate) async fn append(
        &mut self,
        tx: &mut AnyConnection,
        id: &str,
        record: Record,
    ) -> Result<Receipt, Error> {
        if self.again
            && let Some(there) = known_entry(tx, id).await?
        {
            return Ok(there);
        }
        let seq = self.link.seq + 1;
        let content =
            Content { format: 1, id: id.to_string(), chain: self.options.instance.clone(), seq, record };
        let text = serde_json::to_string(&content)?;
        let hash = hash(&self.link.hash, &text);
        self.pending.entries.push(rows::entry(&content, &self.link.hash, &hash, &text));
        for (all, new) in self.pending.beside.iter_mut().zip(rows::beside(&content)) {
            all.extend(new);
        }
        self.link = crate::chain::Link { seq, hash: hash.clone() };
        Ok(Receipt { id: id.to_string(), chain: content.chain, seq, hash })
    }

    async fn feedback(&mut self, tx: &mut AnyConnection, id: &str, f: &Feedback) -> Result<Recorded, Error> {
        let there = sqlx::query("SELECT chain, seq FROM feedback WHERE once = $1")
            .bind(rows::once(f))
            .fetch_optional(&mut *tx)
            .await?;
        if let Some(row) = there {
            // It may be ours, from a try whose commit was not answered.
            let mine = if self.again { known_entry(tx, id).await? } else { None };
            let same = mine.filter(|m| row.try_get::<i64, _>("seq").is_ok_and(|s| s == m.seq));
            return Ok(same.map_or(Recorded::Duplicate, Recorded::New));
        }
        let mut known = KnownFeedback {
            feedback: f.clone(),
            received: jiff::Timestamp::now(),
            ..KnownFeedback::default()
        };
        let card = sqlx::query(
            "SELECT a.rule AS rule, a.version AS version, a.patient AS patient, e.usr AS usr, e.location AS location, e.content AS content
             FROM audit_alert a JOIN audit_entry e ON e.chain = a.chain AND e.seq = a.seq
             WHERE a.card = $1 AND a.shown = 1 ORDER BY a.at_ms DESC LIMIT 1",
        )
        .bind(f.card.clone())
        .fetch_optional(&mut *tx)
        .await?;
        let card = card.filter(|row| is_of(row, f.client.as_deref()));
        if let Some(row) = &card {
            known.known = true;
            known.rule = row.try_get("rule")?;
            known.version = row.try_get("version")?;
            known.patient = row.try_get("patient")?;
            known.feedback.user = f.user.clone().or(row.try_get("usr")?);
            known.feedback.location = f.location.clone().or(row.try_get("location")?);
        }
        let receipt = self.append(tx, id, Record::Feedback(Box::new(known))).await?;
        Ok(if card.is_some() { Recorded::New(receipt) } else { Recorded::UnknownCard(receipt) })
    }
}

/// Whether a card was shown to this client, as far as either is named.
fn is_of(card: &AnyRow, client: Option<&str>) -> bool {
    let Some(client) = client else { return true };
    let content = card.try_get::<String, _>("content").ok();
    match content.and_then(|text| serde_json::from_str::<Content>(&text).ok()).map(|c| c.record) {
        Some(Record::Evaluation(e)) => e.more.get("client").is_none_or(|c| c == client),
        Some(_) => true,
        None => false,
    }
}

/// The entry with an id, if it is there.
async fn known_entry(tx: &mut AnyConnection, id: &str) -> Result<Option<Receipt>, Error> {
    let row = sqlx::query("SELECT chain, seq, hash FROM audit_entry WHERE id = $1")
        .bind(id.to_string())
        .fetch_optional(&mut *tx)
        .await?;
    row.map(|r| {
        Ok(Receipt {
            id: id.to_string(),
            chain: r.try_get("chain")?,
            seq: r.try_get("seq")?,
            hash: r.try_get("hash")?,
        })
    })
    .transpose()
}
