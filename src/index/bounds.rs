//! Thresholds on one number, sorted: a value reaches those it may meet and no others.

use crate::value::{CmpOp, Interval, Num, Truth};
use std::cmp::Ordering;
use thin_vec::ThinVec;

/// The rules that compare one number with fixed ones.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bounds {
    /// `>=` and `>`, the lowest first; at one value `>=` before `>`.
    pub(super) up: ThinVec<(Num, CmpOp, u32)>,
    /// `<=` and `<`, the highest first; at one value `<=` before `<`.
    pub(super) down: ThinVec<(Num, CmpOp, u32)>,
    /// `=`, the lowest first.
    pub(super) equal: ThinVec<(Num, u32)>,
}

impl Bounds {
    pub fn add(&mut self, op: CmpOp, value: Num, rule: u32) {
        match op {
            CmpOp::Gt | CmpOp::Ge => self.up.push((value, op, rule)),
            CmpOp::Lt | CmpOp::Le => self.down.push((value, op, rule)),
            CmpOp::Eq | CmpOp::Ne => self.equal.push((value, rule)),
        }
    }

    pub fn len(&self) -> usize {
        self.up.len().saturating_add(self.down.len()).saturating_add(self.equal.len())
    }

    /// Every rule.
    pub fn rules(&self) -> impl Iterator<Item = u32> {
        let either = self.up.iter().chain(&self.down).map(|(_, _, rule)| *rule);
        either.chain(self.equal.iter().map(|(_, rule)| *rule))
    }

    pub fn sort(&mut self) {
        let strict = |op: CmpOp| matches!(op, CmpOp::Gt | CmpOp::Lt);
        self.up.sort_by_key(|(value, op, rule)| (*value, strict(*op), *rule));
        self.down.sort_by(|a, b| b.0.cmp(&a.0).then((strict(a.1), a.2).cmp(&(strict(b.1), b.2))));
        self.equal.sort();
        self.up.shrink_to_fit();
        self.down.shrink_to_fit();
        self.equal.shrink_to_fit();
    }

    /// The rules whose comparison is true or unknown for a value.
    ///
    /// SOUNDNESS: where a value surely is not above a threshold, it is not above a higher one.
    pub fn reach(&self, value: &Interval<Num>, mut f: impl FnMut(u32)) {
        if let Some(v) = value.value() {
            return self.reach_exact(v, f);
        }
        let possible = |op: CmpOp, t: Num| value.compare(op, &Interval::exact(t)) != Truth::False;
        self.up.iter().take_while(|(t, op, _)| possible(*op, *t)).for_each(|(_, _, r)| f(*r));
        self.down.iter().take_while(|(t, op, _)| possible(*op, *t)).for_each(|(_, _, r)| f(*r));
        // What lies wholly above a threshold does not equal it, nor any before it.
        let from = self
            .equal
            .partition_point(|(t, _)| value.compare(CmpOp::Gt, &Interval::exact(*t)) == Truth::True);
        let rest = self.equal.iter().skip(from);
        rest.take_while(|(t, _)| possible(CmpOp::Eq, *t)).for_each(|(_, r)| f(*r));
    }

    /// Whether a value meets any of them.
    pub fn meets(&self, v: Num) -> bool {
        let side = |first: Option<&(Num, CmpOp, u32)>, beyond: Ordering, or_equal: CmpOp| {
            first.is_some_and(|(t, op, _)| match v.cmp(t) {
                Ordering::Equal => *op == or_equal,
                other => other == beyond,
            })
        };
        side(self.up.first(), Ordering::Greater, CmpOp::Ge)
            || side(self.down.first(), Ordering::Less, CmpOp::Le)
            || self.equal.binary_search_by(|(t, _)| t.cmp(&v)).is_ok()
    }

    /// The same for the usual case: those whose comparison is true.
    fn reach_exact(&self, v: Num, mut f: impl FnMut(u32)) {
        for (t, op, rule) in &self.up {
            match v.cmp(t) {
                Ordering::Greater => f(*rule),
                Ordering::Equal if *op == CmpOp::Ge => f(*rule),
                _ => break,
            }
        }
        for (t, op, rule) in &self.down {
            match v.cmp(t) {
                Ordering::Less => f(*rule),
                Ordering::Equal if *op == CmpOp::Le => f(*rule),
                _ => break,
            }
        }
        if !self.equal.is_empty() {
            let from = self.equal.partition_point(|(t, _)| *t < v);
            self.equal.iter().skip(from).take_while(|(t, _)| *t == v).for_each(|(_, r)| f(*r));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::End;
    use proptest::prelude::*;

    fn interval() -> impl Strategy<Value = Interval<Num>> {
        let end = || (0..3u8, -6i64..6);
        (end(), end()).prop_filter_map("empty", |((ka, a), (kb, b))| {
            let end = |k, v| match k {
                0 => End::Unbounded,
                1 => End::Closed(Num::from(v)),
                _ => End::Open(Num::from(v)),
            };
            Interval::new(end(ka, a), end(kb, b))
        })
    }

    proptest! {
        #[test]
        fn exactly_those_that_are_not_false(
            value in interval(),
            all in proptest::collection::vec((0..5usize, -6i64..6), 0..30),
        ) {
            let ops = [CmpOp::Lt, CmpOp::Le, CmpOp::Gt, CmpOp::Ge, CmpOp::Eq];
            let mut bounds = Bounds::default();
            for (at, (op, v)) in (0u32..).zip(&all) {
                bounds.add(ops[*op], Num::from(*v), at);
            }
            bounds.sort();
            let mut reached = Vec::new();
            bounds.reach(&value, |r| reached.push(r));
            reached.sort();
            let expected: Vec<u32> = (0u32..)
                .zip(&all)
                .filter(|(_, (op, v))| value.compare(ops[*op], &Interval::exact(Num::from(*v))) != Truth::False)
                .map(|(at, _)| at)
                .collect();
            if let Some(v) = value.value() {
                prop_assert_eq!(bounds.meets(v), !expected.is_empty());
            }
            prop_assert_eq!(reached, expected);
        }
    }
}
