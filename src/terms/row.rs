//! Sorted maps in one row of memory: what is built once, kept in thousands, and only read then.

use crate::codec::{Codec, Damaged, Read, Reader, Writer};
use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};

/// A map.
///
/// INVARIANT: sorted by key, each key once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row<K, V = ()>(Box<[(K, V)]>);

impl<K, V> Default for Row<K, V> {
    fn default() -> Self {
        Row(Box::default())
    }
}

impl<K: Ord, V> Row<K, V> {
    /// Of entries that are in order already.
    pub fn of_sorted(entries: Vec<(K, V)>) -> Self {
        debug_assert!(entries.is_sorted_by(|a, b| a.0 < b.0));
        Row(entries.into_boxed_slice())
    }

    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        // Most have an entry or two.
        let at = self.0.binary_search_by(|(k, _)| k.borrow().cmp(key)).ok()?;
        self.0.get(at).map(|(_, v)| v)
    }

    pub fn contains<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.get(key).is_some()
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> + Clone {
        self.0.iter().map(|(k, v)| (k, v))
    }

    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> + Clone {
        self.0.iter().map(|(k, _)| k)
    }

    /// The entries from a key on.
    pub fn tail<Q: Ord + ?Sized>(&self, key: &Q) -> impl Iterator<Item = (&K, &V)>
    where
        K: Borrow<Q>,
    {
        let at = self.0.partition_point(|(k, _)| k.borrow() < key);
        self.0.iter().skip(at).map(|(k, v)| (k, v))
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<K: Ord, V> From<BTreeMap<K, V>> for Row<K, V> {
    fn from(map: BTreeMap<K, V>) -> Self {
        Row::of_sorted(map.into_iter().collect())
    }
}

impl<K: Ord> From<BTreeSet<K>> for Row<K> {
    fn from(set: BTreeSet<K>) -> Self {
        Row::of_sorted(set.into_iter().map(|k| (k, ())).collect())
    }
}

impl<K: Codec + Ord, V: Codec> Codec for Row<K, V> {
    fn put(&self, w: &mut Writer) {
        w.length(self.len());
        for (k, v) in self.iter() {
            k.put(w);
            v.put(w);
        }
    }

    fn get(r: &mut Reader<'_>) -> Read<Self> {
        let entries: Box<[(K, V)]> = Codec::get(r)?;
        if entries.is_sorted_by(|a, b| a.0 < b.0) { Ok(Row(entries)) } else { Err(Damaged) }
    }
}
