//! Codes of what suggestions name, written out once and shared by all findings that name them.
//!
//! Knows nothing of patients.

use super::matching::Codes;
use crate::snapshot::Coding;
use crate::terms::{CodeSet, Member};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// How many codes a suggestion names.
const MOST: usize = 20;

/// Codes by what they are of; at most one entry for each set and observation of the model.
#[derive(Debug, Default)]
pub(crate) struct Suggested(FxHashMap<Codes, Arc<[Coding]>>);

impl Suggested {
    /// The codes of a set, see [`written`].
    pub fn of(&mut self, codes: Codes, set: &CodeSet) -> Arc<[Coding]> {
        Arc::clone(self.0.entry(codes).or_insert_with(|| written(set)))
    }
}

/// The first codes of a set.
pub(crate) fn written(set: &CodeSet) -> Arc<[Coding]> {
    let members = set.members().filter_map(|(system, m)| match m {
        Member::Code { code, display } => Some(Coding {
            system: system.name().into(),
            code: code.into(),
            display: display.map(String::from),
        }),
        _ => None,
    });
    members.take(MOST).collect()
}
