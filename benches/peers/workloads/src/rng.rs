//! Random numbers that are the same everywhere and for ever: SplitMix64.
//!
//! A workload must not change with a crate's version, so the generator is ours.

/// A generator; equal seeds give equal numbers.
#[derive(Debug, Clone)]
pub struct Rng(u64);

impl Rng {
    /// A generator for a subject of a workload.
    pub fn new(seed: u64) -> Rng {
        Rng(seed)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A whole number below `n`, which is not zero.
    pub fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.bits()) * n as u128) >> 64) as usize
    }

    /// A whole number from `lo` to `hi`.
    pub fn within(&mut self, lo: i64, hi: i64) -> i64 {
        lo + self.below((hi - lo + 1) as usize) as i64
    }

    /// One of the choices.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// Whether something of a chance in a hundred happens.
    pub fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_seeds_give_equal_numbers() {
        let mut r = Rng::new(7);
        assert_eq!([r.below(1000), r.below(1000), r.below(1000)], {
            let mut r = Rng::new(7);
            [r.below(1000), r.below(1000), r.below(1000)]
        });
        assert_eq!(Rng::new(0).bits(), 0xe220_a839_7b1d_cdaf);
    }

    #[test]
    fn limits_are_reached_and_kept() {
        let mut r = Rng::new(1);
        let seen: std::collections::BTreeSet<_> = (0..1000).map(|_| r.within(-1, 1)).collect();
        assert_eq!(seen.into_iter().collect::<Vec<_>>(), [-1, 0, 1]);
    }
}
