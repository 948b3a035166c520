//! What hosts get, beside the evaluation itself: envelopes with a version and the rules that answered.

use crate::error::{Error, ErrorCode};
use crate::request::FORMAT;
use curbside::eval::result::{Explanation, Stats};
use curbside::{Difference, Ruleset, Session};
use serde::{Deserialize, Serialize};

/// Writes an answer: compact, fields in their declared order, the same bytes for the same value.
pub(crate) fn write(value: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|_| Error::new(ErrorCode::Panic, "an answer that cannot be written"))
}

/// The rules in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Status {
    /// Version of this format: 1.
    pub format: u32,
    /// Version of the engine.
    pub engine: String,
    /// Which exchange put the rules in force, from 1.
    pub generation: u64,
    /// Hash of the packs.
    pub pack_hash: String,
    /// How many rules.
    pub rules: usize,
    /// The packs, by name.
    pub packs: Vec<Pack>,
}

/// A pack in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Pack {
    /// Name.
    pub name: String,
    /// Title.
    pub title: String,
    /// Version.
    pub version: String,
    /// Hash of its files.
    pub hash: String,
}

impl Status {
    pub(crate) fn of(rules: &Ruleset) -> Status {
        let model = rules.model();
        let packs = model.packs.iter().map(|p| Pack {
            name: p.name.clone(),
            title: p.title.clone(),
            version: p.version.clone(),
            hash: p.hash.clone(),
        });
        Status {
            format: FORMAT,
            engine: crate::ENGINE.into(),
            generation: rules.generation(),
            pack_hash: model.hash.to_string(),
            rules: model.rules.len(),
            packs: packs.collect(),
        }
    }
}

/// Why a rule ended as it did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Explained {
    /// Version of this format: 1.
    pub format: u32,
    /// Version of the engine.
    pub engine: String,
    /// Which exchange of rules answered.
    pub generation: u64,
    /// Hash of the packs.
    pub pack_hash: String,
    /// The instant that counted as now, in the zone.
    pub as_of: String,
    /// The zone.
    pub zone: String,
    /// The rule's conditions with their values and facts, and what stood in the way or is missing.
    pub explanation: Explanation,
}

/// What a step changed in the answer of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Changed {
    /// Version of this format: 1.
    pub format: u32,
    /// Which exchange of rules answered.
    pub generation: u64,
    /// Hash of the packs.
    pub pack_hash: String,
    /// The instant that counts as now, in the zone.
    pub as_of: String,
    /// What came, went and changed.
    #[serde(flatten)]
    pub difference: Difference,
    /// How many rules of the whole answer came to which end: no new finding is not the same as nothing open.
    pub stats: Stats,
}

impl Changed {
    pub(crate) fn of(session: &Session, difference: Difference) -> Changed {
        let now = session.evaluation();
        Changed {
            format: FORMAT,
            generation: now.generation,
            pack_hash: now.pack_hash.to_string(),
            as_of: now.as_of.to_string(),
            difference,
            stats: now.stats,
        }
    }
}
