//! The way in.

use crate::db::Db;
use crate::error::Error;
use crate::options::Options;
use crate::records::{Act, Difference, Evaluated, Feedback, Receipt, Record, Recorded};
use crate::retention::{Pruned, Retention};
use crate::schema;
use crate::writer::{Job, run};
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

/// Audit and feedback. Cheap to clone and to share.
#[derive(Clone)]
pub struct Store {
    pub(crate) db: Db,
    pub(crate) options: Arc<Options>,
    jobs: mpsc::Sender<Job>,
    writer: Arc<tokio::sync::Mutex<Option<JoinHandle<()>>>>,
    stop: tokio::sync::watch::Sender<bool>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("options", &self.options).finish_non_exhaustive()
    }
}

impl Store {
    /// Opens a store, makes its tables where there are none, and starts its writer on the current runtime.
    ///
    /// # Errors
    /// An address of neither database, a database that does not answer, tables of a newer version.
    pub async fn open(options: Options) -> Result<Store, Error> {
        let db = Db::connect(&options).await?;
        schema::migrate(&db).await?;
        let (jobs, receiver) = mpsc::channel(options.queue.max(1));
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let task = tokio::spawn(run(db.clone(), options.clone(), receiver, stopped));
        let writer = Arc::new(tokio::sync::Mutex::new(Some(task)));
        Ok(Store { db, options: Arc::new(options), jobs, writer, stop })
    }

    async fn send<T>(&self, job: impl FnOnce(oneshot::Sender<Result<T, Error>>) -> Job) -> Result<T, Error> {
        let (to, answer) = oneshot::channel();
        match tokio::time::timeout(self.options.patience, self.jobs.reserve()).await {
            Err(_) => return Err(Error::Busy { waiting: self.options.queue }),
            Ok(Err(_)) => return Err(Error::Closed),
            Ok(Ok(place)) => place.send(job(to)),
        }
        answer.await.map_err(|_| Error::Closed)?
    }

    async fn record(&self, record: Record) -> Result<Receipt, Error> {
        let id = uuid::Uuid::now_v7().to_string();
        self.send(|to| Job::Record(id, Box::new(record), to)).await
    }

    /// How a patient is named in the audit, for histories and filters.
    pub fn patient(&self, patient: &str) -> String {
        self.options.patient.name(patient)
    }

    /// Keeps an evaluation. It is committed when this returns.
    ///
    /// # Errors
    /// Nothing was kept: the store is busy, closed or full, or the database does not answer.
    pub async fn evaluated(&self, mut e: Evaluated) -> Result<Receipt, Error> {
        e.patient = e.patient.map(|p| self.patient(&p));
        self.record(Record::Evaluation(Box::new(e))).await
    }

    /// Keeps an act of administration.
    ///
    /// # Errors
    /// As [`Store::evaluated`].
    pub async fn act(&self, act: Act) -> Result<Receipt, Error> {
        self.record(Record::Act(Box::new(act))).await
    }

    /// Keeps what a message changed.
    ///
    /// # Errors
    /// As [`Store::evaluated`].
    pub async fn difference(&self, mut d: Difference) -> Result<Receipt, Error> {
        d.patient = d.patient.map(|p| self.patient(&p));
        self.record(Record::Difference(Box::new(d))).await
    }

    /// Keeps what users made of cards; all of it, or nothing. The same card, action and time is kept once; a card
    /// that is not known here is kept and marked.
    ///
    /// # Errors
    /// As [`Store::evaluated`].
    pub async fn feedback(&self, all: Vec<Feedback>) -> Result<Vec<Recorded>, Error> {
        if all.is_empty() {
            return Ok(Vec::new());
        }
        let all = all.into_iter().map(|f| (uuid::Uuid::now_v7().to_string(), f)).collect();
        self.send(|to| Job::Feedback(all, to)).await
    }

    /// Removes old entries, and leaves a checkpoint.
    ///
    /// # Errors
    /// Less than the legal minimum was asked for; else as [`Store::evaluated`].
    pub async fn prune(&self, retention: Retention) -> Result<Pruned, Error> {
        if retention.days < self.options.minimum_days {
            return Err(Error::TooYoung { minimum: self.options.minimum_days, asked: retention.days });
        }
        self.send(|to| Job::Prune(Box::new(retention), to)).await
    }

    /// Whether the database answers; for readiness.
    ///
    /// # Errors
    /// It does not.
    pub async fn ping(&self) -> Result<(), Error> {
        sqlx::query("SELECT 1").execute(&self.db.pool).await?;
        Ok(())
    }

    /// How many calls wait to be written; for metrics.
    pub fn waiting(&self) -> usize {
        self.options.queue.saturating_sub(self.jobs.capacity())
    }

    /// Takes no more calls, writes those that wait, and closes the database.
    pub async fn close(&self) {
        // Whoever listens is the writer; when it is gone there is nothing to stop.
        let _ = self.stop.send(true);
        if let Some(task) = self.writer.lock().await.take() {
            let _ = task.await;
        }
    }
}
