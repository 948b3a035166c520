//! From a concept of one or two short codes to its number: nearly all are of this kind.
//!
//! A code of up to sixteen bytes is two whole numbers and its length, so that finding it is a comparison
//! of numbers. Knows nothing of what a number stands for.

use crate::snapshot::{Coding, Concept};
use crate::text::same;

/// The number of a free place.
const FREE: u32 = u32::MAX;

/// More systems than that are for [`super::rows`].
const SYSTEMS: usize = 64;

/// A coding.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Key {
    /// The first and the last bytes of its code, which overlap.
    first: u64,
    last: u64,
    /// The length of the code and which of the systems.
    tag: u64,
}

/// No coding.
const NONE: Key = Key { first: 0, last: 0, tag: 0 };

/// The first and the last bytes of a text; with its length, of up to sixteen they are all of it.
#[inline(always)]
fn ends(text: &[u8]) -> (u64, u64) {
    let four = |b: Option<&[u8; 4]>| b.map(|b| u64::from(u32::from_le_bytes(*b)));
    let eight = |b: Option<&[u8; 8]>| b.map(|b| u64::from_le_bytes(*b));
    // The usual lengths first.
    if let (Some(first), Some(last)) = (eight(text.first_chunk()), eight(text.last_chunk())) {
        return (first, last);
    }
    if let (Some(first), Some(last)) = (four(text.first_chunk()), four(text.last_chunk())) {
        return (first, last);
    }
    match *text {
        [a] => (u64::from(a), 0),
        [a, b] => (u64::from(a), u64::from(b)),
        [a, b, c] => (u64::from(a), u64::from(b) | u64::from(c) << 8),
        _ => (0, 0),
    }
}

impl Key {
    #[inline(always)]
    fn of(code: &[u8], system: usize) -> Option<Key> {
        if !(1..=16).contains(&code.len()) {
            return None;
        }
        let (first, last) = ends(code);
        Some(Key { first, last, tag: (system << 8 | code.len()) as u64 })
    }

    #[inline(always)]
    fn mixed(self) -> u64 {
        (self.first ^ self.last.rotate_left(29)).wrapping_add(self.tag).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }
}

/// A system of codes, told from others by its ends where they are all of its name.
#[derive(Clone)]
struct System {
    ends: (u64, u64),
    name: Box<str>,
}

/// A place of the table.
#[derive(Clone, Copy)]
struct Slot {
    key: [Key; 2],
    number: u32,
}

/// Concepts that are one or two short codes and nothing else that would tell them apart.
#[derive(Clone, Default)]
pub(super) struct Shorts {
    /// As many as a power of two, half of them free.
    slots: Vec<Slot>,
    count: usize,
    systems: Vec<System>,
}

/// Codes are those of patients.
impl std::fmt::Debug for Shorts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shorts").field("count", &self.count).finish()
    }
}

impl Shorts {
    /// The number of a concept, if it has one here.
    pub fn find(&self, c: &Concept) -> Option<u32> {
        let key = self.key(c)?;
        let mut at = self.place(key);
        // Half of the places are free.
        loop {
            let slot = self.slots.get(at).filter(|slot| slot.number != FREE)?;
            if slot.key == key {
                return Some(slot.number);
            }
            at = self.behind(at);
        }
    }

    // Keys stay in registers: passed through memory they take longer than the comparison.

    /// What a concept is found by.
    #[inline(always)]
    fn key(&self, c: &Concept) -> Option<[Key; 2]> {
        if c.masked || c.unresolved.is_some() {
            return None;
        }
        match &*c.codings {
            [only] => Some([self.coding(only)?, NONE]),
            [one, other] => Some([self.coding(one)?, self.coding(other)?]),
            _ => None,
        }
    }

    #[inline(always)]
    fn coding(&self, c: &Coding) -> Option<Key> {
        Key::of(c.code.as_bytes(), self.system(c.system.as_bytes())?)
    }

    #[inline(always)]
    fn system(&self, name: &[u8]) -> Option<usize> {
        if name.len() > 16 {
            return self.systems.iter().position(|s| same(s.name.as_bytes(), name));
        }
        let ends = ends(name);
        self.systems.iter().position(|s| s.name.len() == name.len() && s.ends == ends)
    }

    /// Where a concept is looked for first.
    #[inline(always)]
    fn place(&self, [one, other]: [Key; 2]) -> usize {
        let mixed = one.mixed().rotate_left(17) ^ other.mixed();
        (mixed ^ mixed >> 32) as usize & self.slots.len().wrapping_sub(1)
    }

    /// The place behind a place.
    fn behind(&self, at: usize) -> usize {
        at.wrapping_add(1) & self.slots.len().wrapping_sub(1)
    }

    /// Gives a concept whose displays mean nothing a number; whether it is one for here.
    pub fn add(&mut self, c: &Concept, number: u32) -> bool {
        for coding in c.codings.iter().take(2) {
            let name = coding.system.as_bytes();
            if self.system(name).is_none() && self.systems.len() < SYSTEMS {
                self.systems.push(System { ends: ends(name), name: coding.system.as_str().into() });
            }
        }
        let Some(key) = self.key(c) else { return false };
        if self.count.saturating_add(1).saturating_mul(2) > self.slots.len() {
            let free = Slot { key: [NONE; 2], number: FREE };
            let more = vec![free; self.slots.len().saturating_mul(2).max(64)];
            for slot in std::mem::replace(&mut self.slots, more) {
                self.put(slot);
            }
        }
        self.count = self.count.saturating_add(1);
        self.put(Slot { key, number });
        true
    }

    fn put(&mut self, slot: Slot) {
        if slot.number == FREE {
            return;
        }
        let mut at = self.place(slot.key);
        while let Some(place) = self.slots.get_mut(at) {
            if place.number == FREE {
                *place = slot;
                return;
            }
            at = self.behind(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn two_numbers_and_a_length_are_the_code(a in "[ab]{0,18}", b in "[ab]{0,18}") {
            let (x, y) = (Key::of(a.as_bytes(), 3), Key::of(b.as_bytes(), 3));
            prop_assert_eq!(x.is_some(), (1..=16).contains(&a.len()));
            if let (Some(x), Some(y)) = (x, y) {
                prop_assert_eq!(x == y, a == b);
                prop_assert!(Some(x) != Key::of(a.as_bytes(), 4));
            }
        }

        #[test]
        fn as_a_map_by_systems_and_codes(all in proptest::collection::vec(
            proptest::collection::vec((0..3usize, "[ab]{1,3}"), 0..4), 1..60,
        )) {
            let mut shorts = Shorts::default();
            let mut map = std::collections::HashMap::new();
            for (number, codings) in (0u32..).zip(all) {
                let coding = |(system, code): &(usize, String)| Coding {
                    system: ["loinc", "http://snomed.info/sct", ""][*system].into(),
                    code: code.clone(),
                    display: None,
                };
                let c = Concept { codings: codings.iter().map(coding).collect(), ..Concept::default() };
                let known = map.get(&codings).copied();
                prop_assert_eq!(shorts.find(&c), known);
                if known.is_none() {
                    prop_assert_eq!(shorts.add(&c, number), (1..=2).contains(&codings.len()));
                    if shorts.find(&c).is_some() {
                        map.insert(codings, number);
                    }
                }
            }
        }
    }

    #[test]
    fn many_concepts_have_each_its_own_number() {
        let mut shorts = Shorts::default();
        let all: Vec<Concept> = (0..3_000)
            .map(|n| Concept::coded(["loinc", "http://snomed.info/sct", ""][n % 3], (n / 3).to_string()))
            .collect();
        for (at, c) in (0u32..).zip(&all) {
            assert_eq!(shorts.find(c), None, "{c:?}");
            assert!(shorts.add(c, at));
        }
        for (at, c) in (0u32..).zip(&all) {
            assert_eq!(shorts.find(c), Some(at), "{c:?}");
        }
        assert_eq!(shorts.find(&Concept::coded("loinc", "99999999")), None);
    }

    #[test]
    fn what_is_more_than_short_codes_is_not_for_here() {
        let plain = Concept::coded("loinc", "1-8");
        let mut shorts = Shorts::default();
        assert!(shorts.add(&plain, 1));
        let others = [
            Concept { masked: true, ..plain.clone() },
            Concept { unresolved: Some("Medication/1".into()), ..plain.clone() },
            Concept { codings: vec![plain.codings[0].clone(); 3], ..Concept::default() },
            Concept::coded("loinc", "a code of more than sixteen bytes"),
            Concept::coded("loinc", ""),
            Concept::default(),
        ];
        for c in others {
            assert_eq!((shorts.find(&c), shorts.add(&c, 2)), (None, false), "{c:?}");
        }
        assert_eq!(shorts.find(&plain), Some(1));
    }

    #[test]
    fn too_many_systems_are_not_for_here() {
        let mut shorts = Shorts::default();
        let of = |n: usize| Concept::coded(format!("urn:{n}"), "1-8");
        assert!((0..SYSTEMS).all(|n| shorts.add(&of(n), n as u32)));
        assert!(!shorts.add(&of(SYSTEMS), 0));
        assert!((0..SYSTEMS).all(|n| shorts.find(&of(n)) == Some(n as u32)));
    }
}
