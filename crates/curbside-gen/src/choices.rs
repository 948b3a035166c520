//! Where every decision of the generator comes from: a string of bytes.
//!
//! Seeded tests and the fuzzer make the bytes, the generator reads them. Bytes
//! that are not there are zero, and zero always picks the simplest thing, so
//! shorter and smaller bytes give smaller cases. Each declaration and each fact
//! reads from a part of its own ([`Choices::part`]): changing one leaves the others.

/// A string of decisions.
#[derive(Debug, Clone, Copy)]
pub struct Choices<'a> {
    bytes: &'a [u8],
}

impl<'a> Choices<'a> {
    /// Decisions from bytes.
    pub fn new(bytes: &'a [u8]) -> Self {
        Choices { bytes }
    }

    /// Whether nothing but zeros is left.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    fn byte(&mut self) -> u8 {
        match self.bytes.split_first() {
            Some((first, rest)) => {
                self.bytes = rest;
                *first
            }
            None => 0,
        }
    }

    /// The next `len` bytes as decisions of their own.
    pub fn part(&mut self, len: usize) -> Choices<'a> {
        let (part, rest) = self.bytes.split_at(len.min(self.bytes.len()));
        self.bytes = rest;
        Choices { bytes: part }
    }

    /// A number below `n` (at most 65536); zero for `n` of zero.
    pub fn below(&mut self, n: usize) -> usize {
        match n {
            0 | 1 => 0,
            2..=256 => usize::from(self.byte()) * n / 256,
            _ => (usize::from(self.byte()) * 256 + usize::from(self.byte())) * n / 65536,
        }
    }

    /// A number from `lo` to `hi`, both included.
    pub fn from_to(&mut self, lo: usize, hi: usize) -> usize {
        lo + self.below(hi.saturating_sub(lo) + 1)
    }

    /// Yes in so many of a hundred cases; zero means no.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) >= 100_usize.saturating_sub(percent)
    }

    /// One of several; the first is the simplest.
    ///
    /// # Panics
    /// Never for a list with an item: callers pass literal lists.
    pub fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    /// A position in a list of so many, the early ones far oftener.
    pub fn early(&mut self, len: usize) -> usize {
        self.below(len).min(self.below(len))
    }

    /// The position of one of several weights, in proportion to them.
    pub fn weighted(&mut self, weights: &[usize]) -> usize {
        let mut at = self.below(weights.iter().sum());
        for (i, w) in weights.iter().enumerate() {
            if at < *w {
                return i;
            }
            at -= w;
        }
        0
    }
}

/// Bytes for a seed, always the same (SplitMix64).
pub fn seeded(seed: u64, len: usize) -> Vec<u8> {
    let mut state = seed;
    let mut out = Vec::with_capacity(len + 8);
    while out.len() < len {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        out.extend((z ^ (z >> 31)).to_le_bytes());
    }
    out.truncate(len);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_bytes_everything_is_the_first() {
        let mut c = Choices::new(&[]);
        assert_eq!((c.below(300), c.chance(99), c.pick(&["a", "b"])), (0, false, "a"));
        assert_eq!(c.weighted(&[0, 3, 1]), 1);
    }

    #[test]
    fn every_choice_is_reached() {
        let bytes = seeded(7, 4000);
        let mut c = Choices::new(&bytes);
        let mut seen = [0; 5];
        for _ in 0..500 {
            seen[c.below(5)] += 1;
        }
        assert!(seen.iter().all(|n| *n > 50), "{seen:?}");
    }

    #[test]
    fn a_part_is_its_own() {
        let mut c = Choices::new(&[255, 255, 255, 0]);
        let mut p = c.part(3);
        assert_eq!(p.below(4), 3);
        assert_eq!(c.below(4), 0);
    }
}
