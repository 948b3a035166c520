//! The writer: one task, one transaction for all calls that wait.
//!
//! A call is answered after the commit. When a transaction fails, it is tried again
//! a few times; an entry that was committed although the answer was lost is known by
//! its id and not written twice.

use crate::chain::{Content, Link, hash};
use crate::db::{Db, Insert, Val, head};
use crate::error::Error;
use crate::options::Options;
use crate::records::{Feedback, KnownFeedback, Receipt, Record, Recorded};
use crate::retention::{self, Pruned, Retention};
use crate::rows::{self, BESIDE};
use sqlx::any::AnyRow;
use sqlx::error::ErrorKind;
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, Row};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};

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

/// Writes until the last sender is gone, or what waits when it is told to stop.
pub(crate) async fn run(
    db: Db,
    options: Options,
    mut jobs: mpsc::Receiver<Job>,
    mut stopped: watch::Receiver<bool>,
) {
    let mut writer = Writer { db, options, held: None };
    let mut batch = Vec::new();
    loop {
        let waiting = tokio::select! {
            waiting = jobs.recv_many(&mut batch, writer.options.batch.max(1)) => waiting,
            _ = stopped.changed() => {
                jobs.close();
                continue;
            }
        };
        if waiting == 0 {
            break;
        }
        let done = writer.transaction(&batch).await;
        match done {
            Ok(answers) => batch.drain(..).zip(answers).for_each(|(job, answer)| reply(job, Ok(answer))),
            // One bad entry must not take the others with it.
            Err(_) if batch.len() > 1 => {
                for job in batch.drain(..) {
                    let alone = writer.transaction(std::slice::from_ref(&job)).await;
                    reply(job, alone.and_then(|mut a| a.pop().ok_or(Error::Closed)));
                }
            }
            Err(e) => batch.drain(..).for_each(|job| reply(job, Err(e.clone()))),
        }
    }
    drop(writer.held.take());
    writer.db.close().await;
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

/// The one that writes a chain.
struct Writer {
    db: Db,
    options: Options,
    held: Option<Held>,
}

/// A connection that nobody else uses, with the end of the chain as its last transaction left it. Should somebody
/// else have written to the chain or removed from it since, the database refuses what is put there, and the end is
/// read anew.
struct Held {
    connection: PoolConnection<Any>,
    end: Option<Link>,
}

impl Writer {
    async fn transaction(&mut self, batch: &[Job]) -> Result<Vec<Answer>, Error> {
        let mut pauses = PAUSES.into_iter();
        let mut again = false;
        loop {
            let remembered = self.held.as_ref().is_some_and(|held| held.end.is_some());
            let error = match self.attempt(batch, again).await {
                Ok(answers) => return Ok(answers),
                Err(e) => e,
            };
            if remembered && is_elsewhere(&error) {
                continue;
            }
            let pause = pauses.next().filter(|_| passes(&error));
            let Some(pause) = pause else { return Err(error) };
            again = true;
            tokio::time::sleep(Duration::from_millis(pause)).await;
        }
    }

    async fn attempt(&mut self, batch: &[Job], again: bool) -> Result<Vec<Answer>, Error> {
        let mut held = match self.held.take() {
            Some(held) => held,
            None => Held { connection: self.db.pool.acquire().await?, end: None },
        };
        match write(&self.db, &self.options, &mut held, batch, again).await {
            Ok(answers) => {
                self.held = Some(held);
                Ok(answers)
            }
            Err(e) => {
                // SQLite may have ended the transaction by itself (a full disk): the driver does not know.
                held.connection.close_on_drop();
                Err(e)
            }
        }
    }
}

async fn write(
    db: &Db,
    options: &Options,
    held: &mut Held,
    batch: &[Job],
    again: bool,
) -> Result<Vec<Answer>, Error> {
    let mut answers = Vec::with_capacity(batch.len());
    let plain = batch.iter().all(|job| matches!(job, Job::Record(..)));
    if let Some(link) = held.end.clone().filter(|_| plain && !again) {
        // Nothing has to be read: all rows are made beforehand.
        let after = (options.instance.clone(), link.seq, link.hash.clone());
        let mut w = Writing { link, options, again, pending: Pending::default() };
        for job in batch {
            if let Job::Record(id, record, _) = job {
                answers.push(Answer::Record(w.link(id, record)?));
            }
        }
        let mut inserts = w.pending.take();
        if let Some(entries) = inserts.first_mut() {
            entries.after = Some(after);
        }
        db.insert_at_once(&mut held.connection, &options.instance, inserts).await?;
        held.end = Some(w.link);
        return Ok(answers);
    }
    let mut tx = db.begin_chain(&mut held.connection, &options.instance).await?;
    let link = head(&mut tx, &options.instance).await?;
    let mut w = Writing { link, options, again, pending: Pending::default() };
    for job in batch {
        answers.push(match job {
            Job::Record(id, record, _) => Answer::Record(w.append(&mut tx, id, record).await?),
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
    held.end = Some(w.link).filter(|end| end.seq > 0);
    Ok(answers)
}

/// Whether the end of the chain is not where it was thought to be: the next place is taken, or the entry before it is
/// not there.
fn is_elsewhere(error: &Error) -> bool {
    let kinds = [ErrorKind::UniqueViolation, ErrorKind::NotNullViolation];
    matches!(error, Error::Database(e) if e.as_database_error().is_some_and(|d| kinds.contains(&d.kind())))
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

/// Rows that are not inserted yet.
#[derive(Default)]
pub(crate) struct Pending {
    entries: Vec<Vec<Val>>,
    beside: [Vec<Vec<Val>>; 3],
}

impl Pending {
    fn take(&mut self) -> Vec<Insert> {
        let rows = std::iter::once(&mut self.entries).chain(&mut self.beside).map(std::mem::take);
        let tables = std::iter::once(&("audit_entry", rows::ENTRY)).chain(BESIDE);
        tables
            .zip(rows)
            .map(|((table, columns), rows)| Insert { table, columns, rows, after: None })
            .collect()
    }

    pub(crate) async fn flush(&mut self, tx: &mut AnyConnection) -> Result<(), Error> {
        for insert in self.take() {
            insert.run(tx).await?;
        }
        Ok(())
    }
}

/// A transaction under way.
pub(crate) struct Writing<'o> {
    link: Link,
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
        record: &Record,
    ) -> Result<Receipt, Error> {
        if self.again
            && let Some(there) = known_entry(tx, id).await?
        {
            return Ok(there);
        }
        self.link(id, record)
    }

    /// Makes the rows of an entry at the end of the chain.
    fn link(&mut self, id: &str, record: &Record) -> Result<Receipt, Error> {
        let seq = self.link.seq + 1;
        let content =
            Content { format: 1, id: id.to_string(), chain: self.options.instance.clone(), seq, record };
        let text = serde_json::to_string(&content)?;
        let hash = hash(&self.link.hash, &text);
        self.pending.entries.push(rows::entry(&content, &self.link.hash, &hash, &text));
        for (all, new) in self.pending.beside.iter_mut().zip(rows::beside(&content)) {
            all.extend(new);
        }
        self.link = Link { seq, hash: hash.clone() };
        Ok(Receipt { id: content.id, chain: content.chain, seq, hash })
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
        let receipt = self.append(tx, id, &Record::Feedback(Box::new(known))).await?;
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
