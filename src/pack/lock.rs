//! The lockfile beside `pack.yaml`: hashes of the expanded code sets.
//!
//! `terms` knows the format; this module compares a pack's sets with its
//! `terms.lock` and says what changed.

use crate::diag::{Code, Diag};
use crate::source::Span;
use crate::terms::{CodeSet, LockChange, TermsLock};

/// The lockfile's name.
pub const LOCK_FILE: &str = "terms.lock";

/// The lockfile's text for a pack's sets, by qualified name.
pub fn write<'a>(sets: impl IntoIterator<Item = (&'a str, &'a CodeSet)>) -> String {
    TermsLock::of(sets).write()
}

/// What differs between a lockfile's text and the sets as they expand now; one
/// diagnostic per set. `at` is the lockfile's place, `folder` the pack's.
pub fn verify<'a>(
    text: &str,
    at: Span,
    folder: &str,
    sets: impl IntoIterator<Item = (&'a str, &'a CodeSet)>,
) -> Vec<Diag> {
    let renew = format!(
        "look at the change; if it is meant, renew the lockfile with `curbside check {folder} --write-lock`"
    );
    let lock = match TermsLock::read(text) {
        Ok(lock) => lock,
        Err(e) => {
            return vec![
                Diag::new(Code::LockMismatch, at, format!("the lockfile cannot be read: {e}")).help(renew),
            ];
        }
    };
    let told = |change| match change {
        LockChange::Added { name } => format!("the code set `{name}` is not in the lockfile"),
        LockChange::Removed { name } => {
            format!("the lockfile has a code set `{name}` that the pack does not declare")
        }
        LockChange::Changed { name, locked, now } if locked == now => {
            format!("the code set `{name}` has other members than the lockfile says")
        }
        LockChange::Changed { name, locked, now } => {
            format!("the code set `{name}` has {now} members, but {locked} in the lockfile")
        }
    };
    let changes = lock.verify(sets);
    changes.into_iter().map(|c| Diag::new(Code::LockMismatch, at, told(c)).help(renew.clone())).collect()
}
