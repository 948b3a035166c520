//! SQLite's write-ahead log: emptied into the database file beside the writer, not by it.
//!
//! Left to itself SQLite does that within some commit, and every call that waits for that commit waits
//! for the copying, too. What is committed is on the disk before and after.

use crate::db::{Db, Kind, query};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// Between two rounds of copying.
const EVERY: Duration = Duration::from_secs(3);

/// Pages of 4 KiB in the log from which on the writer copies the rest itself, so that the file stays bounded.
pub(crate) const PAGES: u32 = 16_384;

/// Copies while something is written, until it is dropped.
pub(crate) struct Copying {
    written: Arc<Notify>,
    task: Option<JoinHandle<()>>,
}

impl Copying {
    pub(crate) fn of(db: &Db) -> Copying {
        let written = Arc::new(Notify::new());
        let task = (db.kind == Kind::Sqlite).then(|| tokio::spawn(copy(db.clone(), Arc::clone(&written))));
        Copying { written, task }
    }

    /// Something was committed.
    pub(crate) fn written(&self) {
        self.written.notify_one();
    }
}

impl Drop for Copying {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

async fn copy(db: Db, written: Arc<Notify>) {
    loop {
        written.notified().await;
        tokio::time::sleep(EVERY).await;
        // It waits for nobody. Where it fails the log is longer, until the next round or the writer's own.
        if let Ok(mut connection) = db.pool.acquire().await {
            let _ =
                query("PRAGMA wal_checkpoint(PASSIVE)".into(), Vec::new()).execute(&mut *connection).await;
        }
    }
}
