//! A bounded store of patient sessions.
//!
//! Keyed by assigning authority and identifier. The least recently used session
//! that nobody works on goes when there are too many. A merged identifier leads
//! to the record that stands.

use curbside::hl7v2::PatientId;
use curbside::{Session, snapshot::Snapshot};
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

/// A patient's place; empty until the first message is evaluated.
#[derive(Debug, Default)]
pub(crate) struct Slot {
    pub session: Option<Session>,
    /// No longer the place of its identifier: merged or evicted.
    pub gone: bool,
}

pub(crate) type Held = OwnedMutexGuard<Slot>;

#[derive(Default)]
struct Inner {
    slots: HashMap<String, (Arc<AsyncMutex<Slot>>, u64)>,
    moved: HashMap<String, String>,
    moves: VecDeque<String>,
    turn: u64,
}

/// The store.
pub(crate) struct Sessions {
    inner: Mutex<Inner>,
    max: usize,
}

impl Sessions {
    pub fn new(max: usize) -> Sessions {
        Sessions { inner: Mutex::default(), max: max.max(1) }
    }

    fn inner(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The key of an identifier, behind any merge.
    pub fn key(&self, id: &PatientId) -> String {
        let key = id.to_string();
        self.inner().moved.get(&key).cloned().unwrap_or(key)
    }

    /// Takes the places of some patients, in one order for everybody, so that
    /// no two wait for each other.
    pub async fn hold(&self, ids: &[PatientId]) -> HashMap<String, Held> {
        loop {
            let mut keys: Vec<String> = ids.iter().map(|i| self.key(i)).collect();
            keys.sort();
            keys.dedup();
            let mut held = HashMap::new();
            for key in &keys {
                let slot = self.slot(key);
                held.insert(key.clone(), slot.lock_owned().await);
            }
            // Merged or evicted while we waited: look again.
            let stale = held.values().any(|s| s.gone) || ids.iter().any(|i| !held.contains_key(&self.key(i)));
            if !stale {
                return held;
            }
        }
    }

    fn slot(&self, key: &str) -> Arc<AsyncMutex<Slot>> {
        let mut inner = self.inner();
        inner.turn += 1;
        let turn = inner.turn;
        let slot = inner.slots.entry(key.to_string()).or_insert_with(|| (Arc::default(), turn));
        slot.1 = turn;
        let slot = slot.0.clone();
        if inner.slots.len() > self.max {
            inner.evict(key);
        }
        slot
    }

    /// From now on the old identifier leads to the new one.
    pub fn lead(&self, old: &str, new: &str) {
        let mut inner = self.inner();
        inner.slots.remove(old);
        inner.moved.values_mut().filter(|to| *to == old).for_each(|to| *to = new.to_string());
        inner.moved.remove(new);
        if inner.moved.insert(old.to_string(), new.to_string()).is_none() {
            inner.moves.push_back(old.to_string());
        }
        while inner.moves.len() > self.max.saturating_mul(4) {
            if let Some(oldest) = inner.moves.pop_front() {
                inner.moved.remove(&oldest);
            }
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.inner().slots.len()
    }

    /// A copy of a patient's record.
    pub async fn record(&self, id: &PatientId) -> Option<Snapshot> {
        let slot = {
            let key = self.key(id);
            self.inner().slots.get(&key)?.0.clone()
        };
        let slot = slot.lock().await;
        slot.session.as_ref().map(|s| s.patient().clone())
    }
}

impl Inner {
    /// Puts out the one least recently used that nobody works on.
    fn evict(&mut self, but: &str) {
        let mut by_age: Vec<(u64, &String)> =
            self.slots.iter().filter(|(k, _)| *k != but).map(|(k, (_, turn))| (*turn, k)).collect();
        by_age.sort_unstable();
        let free = by_age.into_iter().map(|(_, k)| k.clone()).find(|k| {
            let slot = self.slots.get(k).map(|(s, _)| s);
            slot.and_then(|s| s.try_lock().ok()).is_some_and(|mut s| {
                s.gone = true;
                true
            })
        });
        if let Some(key) = free {
            self.slots.remove(&key);
        }
    }
}

/// A message: its sender and control id, and a hash of its content.
pub(crate) type MessageKey = (String, u64);

/// Messages that were taken in, so that one sent again is not taken twice.
pub(crate) struct Remembered {
    inner: Mutex<(HashSet<MessageKey>, VecDeque<MessageKey>)>,
    max: usize,
}

impl Remembered {
    pub fn new(max: usize) -> Remembered {
        Remembered { inner: Mutex::default(), max }
    }

    /// Whether this very message was taken in.
    pub fn has(&self, key: &MessageKey) -> bool {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner).0.contains(key)
    }

    pub fn keep(&self, key: MessageKey) {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        if inner.0.insert(key.clone()) {
            inner.1.push_back(key);
        }
        while inner.1.len() > self.max {
            if let Some(oldest) = inner.1.pop_front() {
                inner.0.remove(&oldest);
            }
        }
    }
}
