//! From what a concept says to its number.
//!
//! What a concept is compared with lies side by side: a table of hashes, and one row of bytes a concept.
//! Knows nothing of what a number stands for.

use crate::snapshot::{Coding, Concept};
use crate::text::same;
use rustc_hash::FxHasher;
use std::hash::Hasher;

/// Said instead of a length: any text, or none.
const ANY: u32 = u32::MAX - 1;

/// The number of a free place.
const FREE: u32 = u32::MAX;

/// A place of the table.
#[derive(Clone, Copy)]
struct Slot {
    hash: u64,
    /// The number.
    number: u32,
    /// Where the row begins.
    row: u32,
}

/// Concepts by what they say.
#[derive(Clone, Default)]
pub(super) struct Rows {
    /// As many as a power of two, half of them free.
    slots: Vec<Slot>,
    rows: Vec<u8>,
    count: usize,
}

/// Rows are codes of patients.
impl std::fmt::Debug for Rows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rows").field("count", &self.count).finish()
    }
}

/// Of the codes alone, which nearly always tell concepts apart.
pub(super) fn hash(c: &Concept) -> u64 {
    let mut h = FxHasher::default();
    h.write_u8(flags(c));
    for coding in &c.codings {
        h.write(coding.code.as_bytes());
        h.write_usize(coding.system.len());
    }
    h.finish()
}

/// What a concept says beside its codings.
fn flags(c: &Concept) -> u8 {
    u8::from(c.masked) | u8::from(c.unresolved.is_some()) << 1
}

impl Rows {
    /// The places in which a hash may stand, in order.
    fn places(&self, hash: u64) -> impl Iterator<Item = usize> + use<> {
        let count = self.slots.len() as u64;
        (0..count).map(move |step| (hash.wrapping_add(step) & (count - 1)) as usize)
    }

    /// The number of a concept, if it has one.
    pub fn find(&self, c: &Concept, hash: u64) -> Option<u32> {
        for place in self.places(hash) {
            let slot = self.slots.get(place).filter(|s| s.number != FREE)?;
            if slot.hash == hash && is_row_of(self.rows.get(slot.row as usize..)?, c) {
                return Some(slot.number);
            }
        }
        None
    }

    /// Gives a concept a number; `means` says of which codings the display means something.
    pub fn add(&mut self, c: &Concept, hash: u64, number: u32, means: impl Fn(usize) -> bool) {
        let Ok(row) = u32::try_from(self.rows.len()) else { return };
        if self.count.saturating_add(1).saturating_mul(2) > self.slots.len() {
            let free = Slot { hash: 0, number: FREE, row: 0 };
            let more = vec![free; self.slots.len().saturating_mul(2).max(64)];
            for slot in std::mem::replace(&mut self.slots, more) {
                self.put(slot);
            }
        }
        self.put(Slot { hash, number, row });
        self.count = self.count.saturating_add(1);
        push_row(&mut self.rows, c, means);
    }

    fn put(&mut self, slot: Slot) {
        if slot.number == FREE {
            return;
        }
        for place in self.places(slot.hash) {
            if let Some(free) = self.slots.get_mut(place).filter(|s| s.number == FREE) {
                *free = slot;
                return;
            }
        }
    }
}

/// How long the parts of a coding are.
fn lengths(c: &Coding) -> [u32; 3] {
    // No text is as long that this leaves two of them alike.
    let len = |text: &String| u32::try_from(text.len()).unwrap_or(ANY - 1);
    [len(&c.system), len(&c.code), c.display.as_ref().map_or(u32::MAX, len)]
}

/// How many codings a concept has.
fn count(c: &Concept) -> u32 {
    u32::try_from(c.codings.len()).unwrap_or(u32::MAX)
}

/// What a concept says: its flags, the number of its codings, of each the lengths of its parts and they
/// themselves. Where its display means nothing, any will do.
fn push_row(row: &mut Vec<u8>, c: &Concept, means: impl Fn(usize) -> bool) {
    row.push(flags(c));
    row.extend_from_slice(&count(c).to_le_bytes());
    for (at, c) in c.codings.iter().enumerate() {
        let [system, code, display] = lengths(c);
        let (display, shown) = match means(at) {
            true => (display, c.display.as_deref().unwrap_or_default()),
            false => (ANY, ""),
        };
        [system, code, display].iter().for_each(|n| row.extend_from_slice(&n.to_le_bytes()));
        [&c.system, &c.code, shown].iter().for_each(|text| row.extend_from_slice(text.as_bytes()));
    }
}

/// Whether bytes begin with the row of a concept.
fn is_row_of(row: &[u8], c: &Concept) -> bool {
    let Some(([own, a, b, d, e], mut row)) = row.split_first_chunk() else { return false };
    if *own != flags(c) || u32::from_le_bytes([*a, *b, *d, *e]) != count(c) {
        return false;
    }
    for c in &c.codings {
        let Some((head, rest)) = row.split_first_chunk::<12>() else { return false };
        let [a, b, d, e, f, g, h, i, j, k, l, m] = *head;
        let [system, code, display] = [[a, b, d, e], [f, g, h, i], [j, k, l, m]].map(u32::from_le_bytes);
        let [own_system, own_code, own_display] = lengths(c);
        if (system, code) != (own_system, own_code) || (display != ANY && display != own_display) {
            return false;
        }
        let Some((system, rest)) = rest.split_at_checked(c.system.len()) else { return false };
        let Some((code, mut rest)) = rest.split_at_checked(c.code.len()) else { return false };
        // The code first: it tells concepts apart.
        if !same(code, c.code.as_bytes()) || !same(system, c.system.as_bytes()) {
            return false;
        }
        if display != ANY
            && let Some(own) = &c.display
        {
            match rest.strip_prefix(own.as_bytes()) {
                Some(after) => rest = after,
                None => return false,
            }
        }
        row = rest;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn concepts() -> Vec<Concept> {
        let coding = |system: &str, code: &str, display: Option<&str>| Coding {
            system: system.into(),
            code: code.into(),
            display: display.map(Into::into),
        };
        let of = |codings| Concept { codings, ..Concept::default() };
        vec![
            of(vec![]),
            Concept { masked: true, ..Concept::default() },
            Concept { unresolved: Some("Medication/1".into()), ..Concept::default() },
            of(vec![coding("loinc", "1-8", None)]),
            of(vec![coding("loinc", "1-8", Some(""))]),
            of(vec![coding("loinc", "1-8", Some("K"))]),
            of(vec![coding("loinc1", "-8", None)]),
            of(vec![coding("loinc", "1-8", None), coding("loinc", "1-8", None)]),
        ]
    }

    #[test]
    fn each_concept_has_its_own_number() {
        let mut rows = Rows::default();
        let all = concepts();
        for (at, c) in (0u32..).zip(&all) {
            assert_eq!(rows.find(c, hash(c)), None, "{c:?}");
            rows.add(c, hash(c), at, |_| true);
        }
        for (at, c) in (0u32..).zip(&all) {
            assert_eq!(rows.find(c, hash(c)), Some(at), "{c:?}");
        }
    }

    #[test]
    fn a_display_that_means_nothing_tells_nothing_apart() {
        let mut rows = Rows::default();
        let all = concepts();
        let [plain, empty, shown] = [&all[3], &all[4], &all[5]];
        rows.add(plain, hash(plain), 7, |_| false);
        assert_eq!([plain, empty, shown].map(|c| rows.find(c, hash(c))), [Some(7); 3]);
    }

    #[test]
    fn many_concepts_and_equal_hashes_are_told_apart() {
        let mut rows = Rows::default();
        let concept = |n: u32| Concept::coded("loinc", format!("{n}-1"));
        for n in 0..2_000 {
            rows.add(&concept(n), u64::from(n % 50), n, |_| true);
        }
        for n in 0..2_000 {
            assert_eq!(rows.find(&concept(n), u64::from(n % 50)), Some(n));
        }
        assert_eq!(rows.find(&concept(2_000), 0), None);
    }
}
