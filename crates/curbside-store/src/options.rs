//! Where the store is, whose entries it writes, and how.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::path::Path;
use std::time::Duration;

/// How patients are named in the audit.
#[derive(Clone, Default)]
pub enum PatientRef {
    /// As the host names them.
    #[default]
    Plain,
    /// By a keyed hash: the same patient has the same name, which nobody can read without the key.
    Keyed(Vec<u8>),
}

impl std::fmt::Debug for PatientRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            PatientRef::Plain => "Plain",
            PatientRef::Keyed(_) => "Keyed(…)",
        })
    }
}

impl PatientRef {
    /// The name of a patient in the audit.
    pub fn name(&self, patient: &str) -> String {
        match self {
            PatientRef::Plain => patient.to_string(),
            PatientRef::Keyed(key) => format!("hmac:{}", mac(key, patient.as_bytes())),
        }
    }
}

/// HMAC-SHA256 in hex.
pub(crate) fn mac(key: &[u8], text: &[u8]) -> String {
    // HMAC takes keys of every length.
    match Hmac::<Sha256>::new_from_slice(key) {
        Ok(mut mac) => {
            mac.update(text);
            crate::chain::hex(&mac.finalize().into_bytes())
        }
        Err(_) => String::new(),
    }
}

/// Where the store is, whose entries it writes, and how.
#[derive(Clone)]
pub struct Options {
    /// `sqlite:PATH`, `sqlite://PATH` or `postgres://…`.
    pub url: String,
    /// The writer: its entries make one chain. Give every server its own name, and the same after a restart.
    pub instance: String,
    /// How patients are named.
    pub patient: PatientRef,
    /// Connections for reading.
    pub readers: u32,
    /// How many calls may wait to be written.
    pub queue: usize,
    /// How long a call waits for a place in the queue.
    pub patience: Duration,
    /// Entries in one transaction at most.
    pub batch: usize,
    /// How long to wait for a connection.
    pub connect: Duration,
    /// Pages of 4 KiB that an SQLite file may grow to; beyond, calls fail with [`Error::Full`](crate::Error::Full).
    pub sqlite_pages: Option<u32>,
    /// Days for which entries must be kept; retention refuses less.
    pub minimum_days: u32,
}

/// Six years, as 45 CFR 164.316(b)(2)(i) asks of documentation.
pub(crate) const SIX_YEARS: u32 = 6 * 366;

impl std::fmt::Debug for Options {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The address may hold a password.
        f.debug_struct("Options")
            .field("instance", &self.instance)
            .field("patient", &self.patient)
            .finish_non_exhaustive()
    }
}

impl Options {
    /// A store at an address.
    pub fn new(url: impl Into<String>, instance: impl Into<String>) -> Options {
        Options {
            url: url.into(),
            instance: instance.into(),
            patient: PatientRef::Plain,
            readers: 4,
            queue: 4096,
            patience: Duration::from_secs(5),
            batch: 256,
            connect: Duration::from_secs(5),
            sqlite_pages: None,
            minimum_days: SIX_YEARS,
        }
    }

    /// A store in a file.
    pub fn sqlite(path: impl AsRef<Path>, instance: impl Into<String>) -> Options {
        Options::new(format!("sqlite:{}", path.as_ref().display()), instance)
    }
}
