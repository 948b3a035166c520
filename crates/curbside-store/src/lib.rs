//! # Audit and feedback
//!
//! What was asked, answered, shown and withheld, and what users made of it, in an
//! embedded SQLite file or in PostgreSQL: the same tables and the same statements.
//!
//! - **Append-only.** Every entry holds the hash of the one before it in its chain and of
//!   its own content; a chain is one writer's ([`Options::instance`]). The database refuses
//!   to change entries, and [`Store::verify`] finds what was changed all the same.
//! - **Durable.** A call returns when its entry is committed. Concurrent calls share a
//!   transaction; when too many wait, calls fail with [`Error::Busy`] instead of piling up.
//! - **Feedback** once per card, outcome and time, exported as CSV or NDJSON.
//! - **Retention** leaves a checkpoint, so that chains still verify and say what was removed.
//!
//! ```
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
//! use curbside_store::{Evaluated, Options, ShownCard, Store};
//! let folder = std::env::temp_dir().join(format!("curbside-store-doc-{}", std::process::id()));
//! std::fs::create_dir_all(&folder)?;
//! let store = Store::open(Options::sqlite(folder.join("audit.db"), "server-1")).await?;
//! let receipt = store
//!     .evaluated(Evaluated {
//!         trigger: "order-sign".into(),
//!         patient: Some("Patient/1".into()),
//!         shown: vec![ShownCard { card: "c-1".into(), rule: "renal/high-potassium".into(), ..ShownCard::default() }],
//!         ..Evaluated::at("2026-03-01T09:00:00Z".parse().unwrap())
//!     })
//!     .await?;
//! assert_eq!(receipt.seq, 1);
//! assert!(store.verify(None).await?.is_intact());
//! store.close().await;
//! # std::fs::remove_dir_all(&folder)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # }).unwrap();
//! ```
//!
//! The crate knows nothing of rules, of HTTP or of where patients come from.

mod anchor;
mod chain;
mod cranky;
mod db;
mod error;
mod export;
mod history;
mod options;
mod records;
mod retention;
mod rows;
mod schema;
mod series;
mod statistics;
mod store;
mod verify;
mod writer;

pub use anchor::{Anchor, AnchorError, Head};
pub use error::Error;
pub use export::{AuditFilter, FeedbackFilter, FeedbackRow, Format};
pub use history::Past;
pub use options::{Options, PatientRef};
pub use records::{
    Act, Action, Coded, Counts, Difference, Evaluated, Feedback, OpenRules, Receipt, Recorded, ShownCard,
    WithheldAlert,
};
pub use retention::{Pruned, Retention};
pub use series::{DaySeries, RuleDay, RuleReason};
pub use statistics::{
    Bucket, Comment, Counted, Latency, Range, RuleStatistics, Statistics, StatisticsOptions, TierCount,
};
pub use store::Store;
pub use verify::{Fault, Removed, Verdict};
