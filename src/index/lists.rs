//! From texts to the matchers that each leads to, in a few rows of memory.

use super::vocabulary::count;
use crate::codec::{Codec, Damaged, Read, Reader, Writer};
use crate::text::Text;
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};

/// The matchers that each text leads to, all in one row.
#[derive(Debug, Clone, Default)]
pub(super) struct Lists {
    keys: Box<[Text]>,
    /// Where each key is found: at its hash, or in the next places up to a free one.
    slots: Box<[u32]>,
    /// Where the list of each key begins, and where the last one ends.
    starts: Box<[u32]>,
    row: Box<[u32]>,
}

/// A place without a key.
const FREE: u32 = u32::MAX;

/// Where in so many places, a power of two, the search for a key begins.
fn place(key: &str, places: usize) -> usize {
    let mut hasher = FxHasher::default();
    key.hash(&mut hasher);
    hasher.finish() as usize & places.wrapping_sub(1)
}

impl Lists {
    fn new(keys: Box<[Text]>, starts: Box<[u32]>, row: Box<[u32]>) -> Lists {
        // Half of the places are free, so that few are looked at.
        let places = keys.len().saturating_mul(2).next_power_of_two();
        let mut slots = vec![FREE; places].into_boxed_slice();
        for (key, at) in keys.iter().zip(0u32..) {
            let mut here = place(key, places);
            while slots.get(here).is_some_and(|s| *s != FREE) {
                here = (here + 1) % places;
            }
            if let Some(slot) = slots.get_mut(here) {
                *slot = at;
            }
        }
        Lists { keys, slots, starts, row }
    }

    pub fn get(&self, key: &str) -> &[u32] {
        let start = |at: usize| self.starts.get(at).map_or(0, |s| *s as usize);
        let mut here = place(key, self.slots.len());
        while let Some(at) = self.slots.get(here).filter(|at| **at != FREE) {
            let at = *at as usize;
            if self.keys.get(at).is_some_and(|k| **k == *key) {
                return self.row.get(start(at)..start(at + 1)).unwrap_or_default();
            }
            here = (here + 1) & (self.slots.len() - 1);
        }
        &[]
    }
}

impl Codec for Lists {
    fn put(&self, w: &mut Writer) {
        let Lists { keys, slots: _, starts, row } = self;
        keys.put(w);
        w.row(starts);
        w.row(row);
    }

    fn get(r: &mut Reader<'_>) -> Read<Lists> {
        let keys: Box<[Text]> = Codec::get(r)?;
        let (starts, row) = (r.row()?, r.row()?);
        if starts.len() != keys.len().saturating_add(1) {
            return Err(Damaged);
        }
        Ok(Lists::new(keys, starts, row))
    }
}

/// Lists while they are collected.
#[derive(Default)]
pub(super) struct Pairs {
    keys: FxHashMap<Text, u32>,
    /// The matcher that a key was met with last.
    last: Vec<u32>,
    /// Keys and matchers, by matcher.
    all: Vec<(u32, u32)>,
}

impl Pairs {
    /// Matchers come in order.
    pub fn add(&mut self, key: &Text, at: u32) {
        let next = count(self.last.len());
        let key = match self.keys.get(key) {
            Some(key) => *key,
            None => {
                self.keys.insert(key.clone(), next);
                self.last.push(u32::MAX);
                next
            }
        };
        if let Some(last) = self.last.get_mut(key as usize).filter(|last| **last != at) {
            *last = at;
            self.all.push((key, at));
        }
    }

    /// Bytes of the longest key.
    pub fn longest(&self) -> usize {
        self.keys.keys().map(|k| k.len()).max().unwrap_or(0)
    }

    pub fn done(self) -> Lists {
        let mut starts = vec![0u32; self.last.len().saturating_add(1)];
        for (key, _) in &self.all {
            if let Some(n) = starts.get_mut(*key as usize + 1) {
                *n += 1;
            }
        }
        let mut total = 0u32;
        for n in &mut starts {
            total = total.saturating_add(*n);
            *n = total;
        }
        let mut row = vec![0; self.all.len()];
        let mut next = starts.clone();
        for (key, at) in self.all {
            if let Some(next) = next.get_mut(key as usize) {
                if let Some(place) = row.get_mut(*next as usize) {
                    *place = at;
                }
                *next += 1;
            }
        }
        let mut keys: Vec<(u32, Text)> = self.keys.into_iter().map(|(key, at)| (at, key)).collect();
        keys.sort_unstable_by_key(|(at, _)| *at);
        let keys = keys.into_iter().map(|(_, key)| key).collect();
        Lists::new(keys, starts.into(), row.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn every_key_leads_to_its_matchers_and_no_other_text_to_any() {
        for n in [0u32, 1, 2, 3, 200] {
            let mut pairs = Pairs::default();
            let mut expected: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
            for at in 0..n {
                for key in [at.to_string(), (at / 3).to_string(), "all".to_string()] {
                    pairs.add(&key.as_str().into(), at);
                    expected.entry(key).or_default().insert(at);
                }
            }
            let lists = pairs.done();
            let mut w = Writer::default();
            lists.put(&mut w);
            let bytes = w.finish().unwrap();
            let read = <Lists as Codec>::get(&mut Reader::new(&bytes).unwrap()).unwrap();
            for lists in [lists, read] {
                for (key, all) in &expected {
                    assert!(lists.get(key).iter().eq(all), "{key}");
                }
                assert!(lists.get("other").is_empty() && lists.get("").is_empty());
            }
        }
    }
}
