//! The lockfile of expanded code sets, `terms.lock`.
//!
//! It pins what a code set's text expands to, so that a changed table or a
//! changed set shows in review. Reading and writing the file is the rim's work.

use super::CodeSet;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use thiserror::Error;

/// A lockfile that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LockError {
    /// Not YAML of this shape.
    #[error("not a terms lockfile: {0}")]
    Format(String),
    /// Written by a later version.
    #[error("lockfile version {0} is not known here; this version reads 1")]
    Version(u32),
}

/// What is pinned about a set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LockEntry {
    /// [`CodeSet::hash`].
    pub hash: String,
    /// [`CodeSet::len`].
    pub members: usize,
}

/// A difference between a lockfile and the sets as they expand now.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum LockChange {
    /// A set the lockfile does not have.
    Added {
        /// Qualified name.
        name: String,
    },
    /// A set only the lockfile has.
    Removed {
        /// Qualified name.
        name: String,
    },
    /// Other members.
    Changed {
        /// Qualified name.
        name: String,
        /// Number of members in the lockfile.
        locked: usize,
        /// Number of members now.
        now: usize,
    },
}

/// The lockfile as data.
///
/// ```
/// use curbside::terms::{CodeSet, CodeSetBuilder, CodeSystem, LockChange, Terminology, TermsLock};
/// let terms = Terminology::default();
/// let mut b = CodeSetBuilder::new(&terms);
/// b.code(&CodeSystem::Loinc, "2823-3", None).unwrap();
/// let set = b.build();
/// let lock = TermsLock::of([("labs/Potassium", &set)]);
/// let again = TermsLock::read(&lock.write()).unwrap();
/// assert_eq!(again.verify([("labs/Potassium", &set)]), []);
/// let changes = again.verify([("labs/Potassium", &CodeSet::default())]);
/// assert_eq!(changes, [LockChange::Changed { name: "labs/Potassium".into(), locked: 1, now: 0 }]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TermsLock {
    version: u32,
    sets: BTreeMap<String, LockEntry>,
}

impl TermsLock {
    /// Pins these sets.
    pub fn of<'a>(sets: impl IntoIterator<Item = (&'a str, &'a CodeSet)>) -> TermsLock {
        let entry = |set: &CodeSet| LockEntry { hash: set.hash(), members: set.len() };
        TermsLock { version: 1, sets: sets.into_iter().map(|(n, s)| (n.to_string(), entry(s))).collect() }
    }

    /// Reads a lockfile's text.
    ///
    /// # Errors
    /// Another format or a later version.
    pub fn read(text: &str) -> Result<TermsLock, LockError> {
        let lock: TermsLock = serde_yaml::from_str(text).map_err(|e| LockError::Format(e.to_string()))?;
        if lock.version == 1 { Ok(lock) } else { Err(LockError::Version(lock.version)) }
    }

    /// The lockfile's text; the same sets give the same bytes.
    pub fn write(&self) -> String {
        let mut out =
            String::from("# Hashes of the expanded code sets. Written by `curbside`; do not edit.\n");
        out.push_str(&format!("version: {}\n", self.version));
        out.push_str(if self.sets.is_empty() { "sets: {}\n" } else { "sets:\n" });
        for (name, entry) in &self.sets {
            let name = serde_json::Value::from(name.as_str());
            out.push_str(&format!("  {name}: {{ hash: \"{}\", members: {} }}\n", entry.hash, entry.members));
        }
        out
    }

    /// What differs now, sorted by name.
    pub fn verify<'a>(&self, sets: impl IntoIterator<Item = (&'a str, &'a CodeSet)>) -> Vec<LockChange> {
        let now = TermsLock::of(sets);
        let names: std::collections::BTreeSet<&String> = self.sets.keys().chain(now.sets.keys()).collect();
        names
            .into_iter()
            .filter_map(|name| match (self.sets.get(name), now.sets.get(name)) {
                (None, _) => Some(LockChange::Added { name: name.clone() }),
                (_, None) => Some(LockChange::Removed { name: name.clone() }),
                (Some(a), Some(b)) => (a != b).then(|| LockChange::Changed {
                    name: name.clone(),
                    locked: a.members,
                    now: b.members,
                }),
            })
            .collect()
    }

    /// The entries, by qualified name.
    pub fn entries(&self) -> &BTreeMap<String, LockEntry> {
        &self.sets
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::{CodeSetBuilder, CodeSystem, Terminology};

    #[test]
    fn added_removed_and_bad_files() {
        let set = CodeSet::default();
        let lock = TermsLock::of([("a/Gone", &set), ("a/Kept", &set)]);
        assert_eq!(
            lock.verify([("a/Kept", &set), ("a/New", &set)]),
            [LockChange::Removed { name: "a/Gone".into() }, LockChange::Added { name: "a/New".into() }]
        );
        assert_eq!(TermsLock::read("version: 2\nsets: {}\n"), Err(LockError::Version(2)));
        assert!(matches!(TermsLock::read("sets: 3"), Err(LockError::Format(_))));
        assert_eq!(TermsLock::read(&TermsLock::of([]).write()), Ok(TermsLock::of([])));
    }

    #[test]
    fn the_text_does_not_depend_on_order() {
        let terms = Terminology::default();
        let mut b = CodeSetBuilder::new(&terms);
        b.code(&CodeSystem::Atc, "A10BB01", None).unwrap();
        let (x, y) = (b.build(), CodeSet::default());
        let text = TermsLock::of([("p/X", &x), ("p/Y", &y)]).write();
        assert_eq!(TermsLock::of([("p/Y", &y), ("p/X", &x)]).write(), text);
        assert_eq!(TermsLock::read(&text).unwrap().entries().len(), 2);
    }
}
