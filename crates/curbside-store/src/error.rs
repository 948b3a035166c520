//! What can go wrong, without a patient's values.

use std::sync::Arc;

/// Why something could not be kept or read.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Too many entries wait to be written; nothing was kept. Try again later, or say that the audit is behind.
    #[error("S0101: the audit store is busy: {waiting} calls wait; nothing was kept, try again")]
    Busy {
        /// How many wait.
        waiting: usize,
    },
    /// The store was closed.
    #[error("S0102: the audit store is closed")]
    Closed,
    /// The disk, or the database's limit, is full; nothing was kept.
    #[error(
        "S0103: the audit store is full; nothing was kept: free space, or remove old entries by retention"
    )]
    Full,
    /// The database does not answer, or refuses; nothing was kept.
    #[error("S0104: the audit database failed: {0}")]
    Database(Arc<sqlx::Error>),
    /// The address is neither SQLite nor PostgreSQL.
    #[error("S0105: `{0}` is no audit database: write `sqlite:PATH` or `postgres://USER@HOST/DATABASE`")]
    Address(String),
    /// The tables were made by a newer version.
    #[error(
        "S0106: the audit tables are of version {found}, newer than {known}: use a newer version of Curbside"
    )]
    Newer {
        /// Of the tables.
        found: i64,
        /// Of this program.
        known: i64,
    },
    /// Retention asks for less than the law allows.
    #[error("S0107: entries are kept for at least {minimum} days; {asked} were asked for")]
    TooYoung {
        /// The minimum.
        minimum: u32,
        /// What was asked.
        asked: u32,
    },
    /// A record cannot be written as JSON or read from it.
    #[error("S0108: an audit entry cannot be read or written: {0}")]
    Content(String),
    /// A file cannot be written.
    #[error("S0109: cannot write: {0}")]
    Output(Arc<std::io::Error>),
}

impl Error {
    /// Its stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Busy { .. } => "S0101",
            Error::Closed => "S0102",
            Error::Full => "S0103",
            Error::Database(_) => "S0104",
            Error::Address(_) => "S0105",
            Error::Newer { .. } => "S0106",
            Error::TooYoung { .. } => "S0107",
            Error::Content(_) => "S0108",
            Error::Output(_) => "S0109",
        }
    }
}

impl From<sqlx::Error> for Error {
    fn from(e: sqlx::Error) -> Error {
        let code = e.as_database_error().and_then(|d| d.code().map(|c| c.to_string()));
        let text = e.as_database_error().map(|d| d.message().to_string()).unwrap_or_default();
        // SQLite: 13. PostgreSQL: 53100, 53200, 53400.
        match code.as_deref() {
            Some("13" | "53100" | "53200" | "53400") => Error::Full,
            _ if text.contains("database or disk is full") => Error::Full,
            _ => Error::Database(Arc::new(e)),
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(e: std::io::Error) -> Error {
        Error::Output(Arc::new(e))
    }
}

impl From<serde_json::Error> for Error {
    fn from(e: serde_json::Error) -> Error {
        // The message of a data error may quote a value; its place does not.
        Error::Content(format!("{:?} at column {}", e.classify(), e.column()))
    }
}
