//! The keys of one URL, kept fresh.
//!
//! An unknown key id leads to one fetch, however many callers wait for it, and not
//! again for a while. A server that is down changes nothing about keys already known.
//! A key that has left the set is believed a little longer, for tokens signed just
//! before; then it is gone.

use crate::jwk::{Key, KeySet};
use crate::refused::Reason;
use crate::source::KeySource;
use crate::token::Algorithm;
use std::sync::{Arc, PoisonError, RwLock};
use url::Url;

/// When key sets are fetched, in seconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Freshness {
    /// Between two fetches.
    pub interval: u64,
    /// From when on [`KeyRing::refresh`] fetches again.
    pub refresh: u64,
    /// How long a key outlives its removal.
    pub grace: u64,
    /// How long a set is believed that could not be fetched again.
    pub stale: u64,
}

/// How the key set of one URL stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyHealth {
    /// Where it comes from.
    pub url: String,
    /// Usable keys.
    pub keys: usize,
    /// When it was last fetched well, in seconds since 1970.
    pub fetched: Option<i64>,
    /// What went wrong the last time, if it did.
    pub trouble: Option<String>,
}

pub(crate) struct KeyRing {
    url: Url,
    state: RwLock<State>,
    /// Held by the one who fetches.
    fetching: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    keys: Vec<Arc<Key>>,
    /// Keys that have left the set, each until when.
    retired: Vec<(Arc<Key>, i64)>,
    fetched: Option<i64>,
    tried: Option<i64>,
    trouble: Option<String>,
}

impl State {
    fn recently_tried(&self, now: i64, freshness: Freshness) -> bool {
        self.tried.is_some_and(|tried| now.abs_diff(tried) < freshness.interval)
    }

    fn believed(&self, now: i64, freshness: Freshness) -> bool {
        self.fetched.is_some_and(|fetched| {
            now.saturating_sub(fetched) <= i64::try_from(freshness.stale).unwrap_or(i64::MAX)
        })
    }
}

impl KeyRing {
    pub(crate) fn new(url: Url) -> Self {
        KeyRing { url, state: RwLock::default(), fetching: tokio::sync::Mutex::default() }
    }

    /// The keys of this id that fit the algorithm, fetched if they must be.
    pub(crate) async fn find(
        self: &Arc<Self>,
        kid: &str,
        algorithm: Algorithm,
        now: i64,
        source: &Arc<dyn KeySource>,
        freshness: Freshness,
    ) -> Result<Vec<Arc<Key>>, Reason> {
        let known = self.known(kid, algorithm, now, freshness);
        if !known.is_empty() {
            return Ok(known);
        }
        self.fetch(now, source, freshness, move |state| state.recently_tried(now, freshness)).await;
        let known = self.known(kid, algorithm, now, freshness);
        if !known.is_empty() {
            return Ok(known);
        }
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        Err(if state.believed(now, freshness) { Reason::UnknownKey } else { Reason::KeysUnavailable })
    }

    /// Fetches the set again if it is due.
    pub(crate) async fn refresh(
        self: &Arc<Self>,
        now: i64,
        source: &Arc<dyn KeySource>,
        freshness: Freshness,
    ) {
        let fresh = move |state: &State| {
            let young = state.fetched.is_some_and(|fetched| now.abs_diff(fetched) < freshness.refresh);
            young || state.recently_tried(now, freshness)
        };
        self.fetch(now, source, freshness, fresh).await;
    }

    pub(crate) fn health(&self) -> KeyHealth {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        KeyHealth {
            url: self.url.to_string(),
            keys: state.keys.len(),
            fetched: state.fetched,
            trouble: state.trouble.clone(),
        }
    }

    fn known(&self, kid: &str, algorithm: Algorithm, now: i64, freshness: Freshness) -> Vec<Arc<Key>> {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        if !state.believed(now, freshness) {
            return Vec::new();
        }
        let retired = state.retired.iter().filter(|(_, until)| now <= *until).map(|(key, _)| key);
        matching(state.keys.iter().chain(retired), kid, algorithm)
    }

    /// Fetches in a task of its own: a caller who hangs up ends no fetch that others wait for.
    async fn fetch(
        self: &Arc<Self>,
        now: i64,
        source: &Arc<dyn KeySource>,
        freshness: Freshness,
        done: impl Fn(&State) -> bool + Send + 'static,
    ) {
        let (ring, source) = (Arc::clone(self), Arc::clone(source));
        let task = async move { ring.fetch_unless(now, source.as_ref(), freshness, done).await };
        match tokio::runtime::Handle::try_current() {
            // A source that panics has fetched nothing.
            Ok(runtime) => drop(runtime.spawn(task).await),
            Err(_) => task.await,
        }
    }

    async fn fetch_unless(
        &self,
        now: i64,
        source: &dyn KeySource,
        freshness: Freshness,
        done: impl Fn(&State) -> bool,
    ) {
        let _one = self.fetching.lock().await;
        if done(&self.state.read().unwrap_or_else(PoisonError::into_inner)) {
            return;
        }
        self.state.write().unwrap_or_else(PoisonError::into_inner).tried = Some(now);
        let answer = source.fetch(&self.url).await.map_err(|error| error.to_string());
        let answer = answer.and_then(|bytes| KeySet::read(&bytes).map_err(|error| error.to_string()));
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        match answer {
            Ok(set) => {
                let until = now.saturating_add_unsigned(freshness.grace);
                let gone = std::mem::replace(&mut state.keys, set.keys);
                state.retired.retain(|(_, until)| now <= *until);
                let current: Vec<String> = state.keys.iter().map(|key| key.kid.clone()).collect();
                // A key id that is taken again means the new key alone.
                state.retired.extend(gone.into_iter().map(|key| (key, until)));
                state.retired.retain(|(key, _)| !current.contains(&key.kid));
                state.fetched = Some(now);
                state.trouble = None;
            }
            Err(trouble) => state.trouble = Some(trouble),
        }
    }
}

/// Of `keys`, those of this id that may verify this algorithm.
pub(crate) fn matching<'a>(
    keys: impl Iterator<Item = &'a Arc<Key>>,
    kid: &str,
    algorithm: Algorithm,
) -> Vec<Arc<Key>> {
    keys.filter(|key| key.kid == kid && key.algorithms.contains(&algorithm)).cloned().collect()
}
