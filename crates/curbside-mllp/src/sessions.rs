//! A bounded store of patient sessions.
//!
//! Keyed by assigning authority and identifier. The least recently used session
//! that nobody works on goes when there are too many, or too many facts; its
//! record is handed to the host, and that it began again is said when it does.
//! A merged identifier leads to the record that stands.

use crate::Evicted;
use curbside::hl7v2::PatientId;
use curbside::{Session, snapshot::Snapshot};
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

/// A patient's place; empty until the first message is evaluated.
#[derive(Debug, Default)]
pub(crate) struct Slot {
    pub session: Option<Session>,
    /// No longer the place of its identifier: merged or evicted.
    pub gone: bool,
    /// There was a session before this one, and it was put out.
    pub restarted: bool,
}

pub(crate) type Held = OwnedMutexGuard<Slot>;

struct Place {
    slot: Arc<AsyncMutex<Slot>>,
    patient: PatientId,
    turn: u64,
    facts: usize,
}

#[derive(Default)]
struct Inner {
    places: HashMap<String, Place>,
    /// Keys by when they were last used.
    by_turn: BTreeMap<u64, String>,
    moved: HashMap<String, String>,
    moves: VecDeque<String>,
    /// Marks of the keys that were put out.
    out: HashSet<u64>,
    outs: VecDeque<u64>,
    turn: u64,
    facts: usize,
    evictions: u64,
}

/// The store.
pub(crate) struct Sessions {
    inner: Mutex<Inner>,
    max: usize,
    max_facts: usize,
    evicted: Evicted,
}

/// A mark of a key: no more than whether there was a session is asked of it.
fn mark(key: &str) -> u64 {
    let mut h = DefaultHasher::new();
    key.hash(&mut h);
    h.finish()
}

/// How much a record holds.
pub(crate) fn weight(s: &Snapshot) -> usize {
    s.conditions.items.len()
        + s.allergies.items.len()
        + s.medications.items.len()
        + s.observations.items.len()
        + s.procedures.items.len()
        + s.immunizations.items.len()
        + s.orders.items.len()
        + s.encounters.items.len()
        + s.family_history.items.len()
}

impl Sessions {
    pub fn new(max: usize, max_facts: usize, evicted: Evicted) -> Sessions {
        Sessions { inner: Mutex::default(), max: max.max(1), max_facts, evicted }
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
            let keys: BTreeMap<String, &PatientId> = ids.iter().map(|i| (self.key(i), i)).collect();
            let mut held = HashMap::new();
            for (key, id) in &keys {
                let slot = self.slot(key, id);
                held.insert(key.clone(), slot.lock_owned().await);
            }
            // Merged or evicted while we waited: look again.
            let stale = held.values().any(|s| s.gone) || ids.iter().any(|i| !held.contains_key(&self.key(i)));
            if !stale {
                return held;
            }
        }
    }

    fn slot(&self, key: &str, id: &PatientId) -> Arc<AsyncMutex<Slot>> {
        let mut inner = self.inner();
        inner.turn += 1;
        let turn = inner.turn;
        inner.by_turn.insert(turn, key.to_string());
        if let Some(place) = inner.places.get_mut(key) {
            let slot = place.slot.clone();
            let before = std::mem::replace(&mut place.turn, turn);
            inner.by_turn.remove(&before);
            return slot;
        }
        let restarted = inner.out.contains(&mark(key));
        let slot = Arc::new(AsyncMutex::new(Slot { restarted, ..Slot::default() }));
        let place = Place { slot: slot.clone(), patient: id.clone(), turn, facts: 0 };
        inner.places.insert(key.to_string(), place);
        if inner.places.len() > self.max {
            self.evict(&mut inner, key);
        }
        slot
    }

    /// How much a record holds now; others go where all together hold too much.
    pub fn weigh(&self, key: &str, facts: usize) {
        let mut inner = self.inner();
        let Some(place) = inner.places.get_mut(key) else { return };
        let before = std::mem::replace(&mut place.facts, facts);
        inner.facts = (inner.facts + facts).saturating_sub(before);
        while inner.facts > self.max_facts && self.evict(&mut inner, key) {}
    }

    /// From now on the old identifier leads to the new one.
    pub fn lead(&self, old: &str, new: &str) {
        let mut inner = self.inner();
        inner.remove(old);
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
        self.inner().places.len()
    }

    /// How many were put out.
    pub fn evictions(&self) -> u64 {
        self.inner().evictions
    }

    /// A copy of a patient's record.
    pub async fn record(&self, id: &PatientId) -> Option<Snapshot> {
        let slot = {
            let key = self.key(id);
            self.inner().places.get(&key)?.slot.clone()
        };
        let slot = slot.lock().await;
        slot.session.as_ref().map(|s| s.patient().clone())
    }

    /// Puts out the one least recently used that nobody works on. `false` where there is none.
    fn evict(&self, inner: &mut Inner, but: &str) -> bool {
        let free = inner.by_turn.values().filter(|k| *k != but).find_map(|k| {
            let mut slot = inner.places.get(k)?.slot.try_lock().ok()?;
            slot.gone = true;
            Some((k.clone(), slot.session.take()))
        });
        let Some((key, session)) = free else { return false };
        if let Some(place) = inner.remove(&key)
            && let Some(session) = session
        {
            (self.evicted)(&place.patient, session.patient().clone());
        }
        inner.evictions += 1;
        let mark = mark(&key);
        if inner.out.insert(mark) {
            inner.outs.push_back(mark);
        }
        while inner.outs.len() > self.max.saturating_mul(16) {
            if let Some(oldest) = inner.outs.pop_front() {
                inner.out.remove(&oldest);
            }
        }
        true
    }
}

impl Inner {
    fn remove(&mut self, key: &str) -> Option<Place> {
        let place = self.places.remove(key)?;
        self.by_turn.remove(&place.turn);
        self.facts = self.facts.saturating_sub(place.facts);
        Some(place)
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
