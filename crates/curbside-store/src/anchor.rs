//! Anchors: the ends of all chains, kept outside of the database.
//!
//! A chain shows what was changed within it, but not that its end is missing. An anchor
//! names the ends; a later verification finds that they, and what is before them, are
//! there still. With a key nobody without it can make one.

use crate::error::Error;
use crate::options::mac;
use crate::store::Store;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::Row;

/// The ends of all chains at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Anchor {
    /// Version of this form.
    pub format: u32,
    /// When.
    pub at: Timestamp,
    /// By chain.
    pub heads: Vec<Head>,
    /// HMAC-SHA256 of the rest, where a key was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mac: Option<String>,
}

/// The end of a chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The writer.
    pub chain: String,
    /// Its last entry.
    pub seq: i64,
    /// The entry's hash.
    pub hash: String,
}

/// Why an anchor is not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AnchorError {
    /// Not an anchor.
    #[error("S0201: this is no anchor: {0}")]
    Form(String),
    /// A key was given and the anchor is not signed with it.
    #[error("S0202: the anchor is not signed with this key: it was changed, or made with another")]
    Signature,
}

impl Anchor {
    /// Reads an anchor; with a key only one that is signed with it.
    ///
    /// # Errors
    /// Not an anchor, or not signed with the key.
    pub fn read(text: &str, key: Option<&[u8]>) -> Result<Anchor, AnchorError> {
        let anchor: Anchor = serde_json::from_str(text).map_err(|e| AnchorError::Form(e.to_string()))?;
        match key {
            Some(key) if anchor.mac.as_deref() != Some(mac(key, &anchor.signed()).as_str()) => {
                Err(AnchorError::Signature)
            }
            _ => Ok(anchor),
        }
    }

    fn signed(&self) -> Vec<u8> {
        // A struct of numbers and texts always serialises.
        serde_json::to_vec(&(self.format, self.at, &self.heads)).unwrap_or_default()
    }

    /// As text, to be kept outside of the database.
    pub fn text(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

impl Store {
    /// The ends of all chains, signed where a key is given.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn anchor(&self, key: Option<&[u8]>) -> Result<Anchor, Error> {
        let rows = sqlx::query(
            "SELECT e.chain AS chain, e.seq AS seq, e.hash AS hash FROM audit_entry e
             JOIN (SELECT chain, MAX(seq) AS seq FROM audit_entry GROUP BY chain) m ON m.chain = e.chain AND m.seq = e.seq
             ORDER BY e.chain",
        )
        .fetch_all(&self.db.pool)
        .await?;
        let heads = rows
            .iter()
            .map(|r| {
                Ok(Head { chain: r.try_get("chain")?, seq: r.try_get("seq")?, hash: r.try_get("hash")? })
            })
            .collect::<Result<Vec<Head>, sqlx::Error>>()?;
        let mut anchor = Anchor { format: 1, at: Timestamp::now(), heads, mac: None };
        anchor.mac = key.map(|k| mac(k, &anchor.signed()));
        Ok(anchor)
    }
}
