//! The chain: every entry holds the hash of the one before it and of its own content.

use crate::records::Record;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What comes before the first entry of a chain.
pub(crate) const START: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The content of an entry. Kept as the very text that was hashed, so that no library's idea of
/// JSON bears on the hash. Place and writer are part of it: an entry cannot be moved.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Content<R = Record> {
    /// Version of this form.
    pub format: u32,
    pub id: String,
    pub chain: String,
    pub seq: i64,
    #[serde(flatten)]
    pub record: R,
}

/// The end of a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    pub seq: i64,
    pub hash: String,
}

impl Link {
    pub(crate) fn start() -> Link {
        Link { seq: 0, hash: START.to_string() }
    }
}

/// The hash of an entry.
pub(crate) fn hash(prev: &str, content: &str) -> String {
    hex(&Sha256::new().chain_update(prev).chain_update(b"\n").chain_update(content).finalize())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut out, b| {
        // Writing to a text cannot fail.
        let _ = write!(out, "{b:02x}");
        out
    })
}
