//! Tokens that were used, until they expire by themselves.
//!
//! INVARIANT: what was accepted is never forgotten before its time. When there is no
//! room, the next is refused. Each issuer has room of its own, so that one cannot take
//! it from another; only tokens with a good signature get here at all.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};

/// The hash of an issuer and a `jti`.
pub(crate) type TokenHash = [u8; 32];

/// The used tokens of one issuer.
#[derive(Debug)]
pub struct ReplayCache {
    capacity: usize,
    used: Mutex<Used>,
}

#[derive(Debug, Default)]
struct Used {
    until: HashMap<TokenHash, i64>,
    /// The same by time, to find those that are over.
    order: BTreeSet<(i64, TokenHash)>,
}

/// What became of a token that wanted to be remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Remembered {
    First,
    Again,
    NoRoom,
}

impl ReplayCache {
    /// Room for `capacity` tokens at a time (about 150 bytes each).
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        ReplayCache { capacity, used: Mutex::default() }
    }

    /// How many tokens are remembered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.used.lock().unwrap_or_else(PoisonError::into_inner).until.len()
    }

    /// Whether none is remembered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Remembers a token until after `until`; one step, whoever else does the same.
    pub(crate) fn remember(&self, token: TokenHash, until: i64, now: i64) -> Remembered {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(first) = used.order.first().copied().filter(|(until, _)| *until < now) {
            used.order.remove(&first);
            used.until.remove(&first.1);
        }
        if used.until.contains_key(&token) {
            return Remembered::Again;
        }
        if used.until.len() >= self.capacity {
            return Remembered::NoRoom;
        }
        used.until.insert(token, until);
        used.order.insert((until, token));
        Remembered::First
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_refuses_and_forgets_nothing_early() {
        let cache = ReplayCache::new(2);
        assert_eq!(cache.remember([1; 32], 100, 10), Remembered::First);
        assert_eq!(cache.remember([2; 32], 200, 10), Remembered::First);
        assert_eq!(cache.remember([3; 32], 200, 10), Remembered::NoRoom);
        assert_eq!(cache.remember([1; 32], 100, 100), Remembered::Again);
        // The first is over, and its place free.
        assert_eq!(cache.remember([3; 32], 200, 101), Remembered::First);
        assert_eq!(cache.remember([2; 32], 200, 101), Remembered::Again);
        assert_eq!(cache.len(), 2);
    }
}
