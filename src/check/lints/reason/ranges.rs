//! Sets of values that a condition allows: numbers as ranges, or words.

use crate::value::{CmpOp, End, Interval, Num};
use std::borrow::Cow;

/// Numbers that a comparison allows.
///
/// INVARIANT: ranges are disjoint and ascending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ranges(Vec<Interval<Num>>);

/// The end on the other side: what `a` leaves out from there on.
fn beyond(e: End<Num>) -> End<Num> {
    match e {
        End::Closed(v) => End::Open(v),
        End::Open(v) => End::Closed(v),
        End::Unbounded => End::Unbounded,
    }
}

impl Ranges {
    pub(crate) fn none() -> Ranges {
        Ranges(Vec::new())
    }

    pub(crate) fn all() -> Ranges {
        Ranges(vec![Interval::all()])
    }

    pub(crate) fn one(range: Interval<Num>) -> Ranges {
        Ranges(vec![range])
    }

    /// The numbers `x` with `x OP value`; of whole numbers only the whole ones count.
    pub(crate) fn of(op: CmpOp, value: Num, whole: bool) -> Ranges {
        let (floor, ceil) = (value.floor(), value.ceil());
        let (lo, hi) = match op {
            CmpOp::Lt if whole => (End::Unbounded, less_one(ceil)),
            CmpOp::Le if whole => (End::Unbounded, End::Closed(floor)),
            CmpOp::Gt if whole => (more_one(floor), End::Unbounded),
            CmpOp::Ge if whole => (End::Closed(ceil), End::Unbounded),
            CmpOp::Eq if whole && floor != value => return Ranges::none(),
            CmpOp::Lt => (End::Unbounded, End::Open(value)),
            CmpOp::Le => (End::Unbounded, End::Closed(value)),
            CmpOp::Gt => (End::Open(value), End::Unbounded),
            CmpOp::Ge => (End::Closed(value), End::Unbounded),
            CmpOp::Eq => (End::Closed(value), End::Closed(value)),
            CmpOp::Ne => return Ranges::of(CmpOp::Eq, value, whole).complement(),
        };
        Ranges(Interval::new(lo, hi).into_iter().collect())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn intersect(&self, o: &Ranges) -> Ranges {
        let pairs = self.0.iter().flat_map(|a| o.0.iter().filter_map(|b| a.intersect(b)));
        let mut out: Vec<Interval<Num>> = pairs.collect();
        // Products of two ascending disjoint lists are disjoint; only the order may suffer.
        out.sort_by_key(start);
        Ranges(out)
    }

    pub(crate) fn complement(&self) -> Ranges {
        let mut out = Vec::new();
        let mut from = Some(End::Unbounded);
        for r in &self.0 {
            if let (Some(lo), false) = (from, r.lo == End::Unbounded) {
                out.extend(Interval::new(lo, beyond(r.lo)));
            }
            from = (r.hi != End::Unbounded).then(|| beyond(r.hi));
        }
        if let Some(lo) = from {
            out.extend(Interval::new(lo, End::Unbounded));
        }
        Ranges(out)
    }

    pub(crate) fn union(&self, o: &Ranges) -> Ranges {
        self.complement().intersect(&o.complement()).complement()
    }

    pub(crate) fn within(&self, o: &Ranges) -> bool {
        self.intersect(&o.complement()).is_empty()
    }
}

fn less_one(v: Num) -> End<Num> {
    v.sub(Num::ONE).map_or(End::Open(v), End::Closed)
}

fn more_one(v: Num) -> End<Num> {
    v.add(Num::ONE).map_or(End::Open(v), End::Closed)
}

/// For sorting: no lower end first, then by value, closed before open.
fn start(i: &Interval<Num>) -> (bool, Num, bool) {
    match i.lo {
        End::Unbounded => (false, Num::ZERO, false),
        End::Closed(v) => (true, v, false),
        End::Open(v) => (true, v, true),
    }
}

/// A word that a quantity can be.
type Word = Cow<'static, str>;

/// What a condition allows a quantity to be.
///
/// INVARIANT: words are sorted, each once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Allowed {
    /// These numbers.
    Numbers(Ranges),
    /// One of these words.
    Words(Vec<Word>),
    /// None of these words; there may be others.
    NoneOf(Vec<Word>),
}

/// Those of the first that are (or are not) among the second.
fn among(a: &[Word], b: &[Word], yes: bool) -> Vec<Word> {
    a.iter().filter(|w| b.binary_search(w).is_ok() == yes).cloned().collect()
}

fn is_among(a: &[Word], b: &[Word], yes: bool) -> bool {
    a.iter().all(|w| b.binary_search(w).is_ok() == yes)
}

impl Allowed {
    pub(crate) fn words(words: impl IntoIterator<Item = impl Into<Word>>) -> Allowed {
        let mut all: Vec<Word> = words.into_iter().map(Into::into).collect();
        all.sort_unstable();
        all.dedup();
        Allowed::Words(all)
    }

    pub(crate) fn word(word: impl Into<Word>) -> Allowed {
        Allowed::Words(vec![word.into()])
    }

    /// The one word of a plain condition.
    pub(crate) fn yes() -> Allowed {
        Allowed::word("yes")
    }

    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Allowed::Numbers(r) => r.is_empty(),
            Allowed::Words(w) => w.is_empty(),
            Allowed::NoneOf(_) => false,
        }
    }

    pub(crate) fn complement(&self) -> Allowed {
        match self {
            Allowed::Numbers(r) => Allowed::Numbers(r.complement()),
            Allowed::Words(w) => Allowed::NoneOf(w.clone()),
            Allowed::NoneOf(w) => Allowed::Words(w.clone()),
        }
    }

    /// Both. A quantity has numbers or words, never both; should they meet, nothing is concluded.
    pub(crate) fn intersect(&self, o: &Allowed) -> Allowed {
        match (self, o) {
            (Allowed::Numbers(a), Allowed::Numbers(b)) => Allowed::Numbers(a.intersect(b)),
            (Allowed::Words(a), Allowed::Words(b)) => Allowed::Words(among(a, b, true)),
            (Allowed::Words(a), Allowed::NoneOf(b)) | (Allowed::NoneOf(b), Allowed::Words(a)) => {
                Allowed::Words(among(a, b, false))
            }
            (Allowed::NoneOf(a), Allowed::NoneOf(b)) => {
                let mut both: Vec<Word> = a.iter().chain(b).cloned().collect();
                both.sort_unstable();
                both.dedup();
                Allowed::NoneOf(both)
            }
            (a, _) => a.clone(),
        }
    }

    pub(crate) fn within(&self, o: &Allowed) -> bool {
        match (self, o) {
            (Allowed::Numbers(a), Allowed::Numbers(b)) => a.within(b),
            (Allowed::Words(a), Allowed::Words(b)) => is_among(a, b, true),
            (Allowed::Words(a), Allowed::NoneOf(b)) => is_among(a, b, false),
            (Allowed::NoneOf(a), Allowed::NoneOf(b)) => is_among(b, a, true),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(v: i64) -> Num {
        v.into()
    }

    #[test]
    fn complements_are_exact() {
        for op in [CmpOp::Lt, CmpOp::Le, CmpOp::Gt, CmpOp::Ge, CmpOp::Eq, CmpOp::Ne] {
            let r = Ranges::of(op, n(5), false);
            assert!(r.intersect(&r.complement()).is_empty(), "{op:?}");
            assert_eq!(r.union(&r.complement()), Ranges::all(), "{op:?}");
            assert_eq!(r.complement().complement(), r, "{op:?}");
        }
        assert_eq!(Ranges::all().complement(), Ranges::none());
        assert_eq!(Ranges::none().complement(), Ranges::all());
    }

    #[test]
    fn touching_ends() {
        let below = Ranges::of(CmpOp::Lt, n(5), false);
        let above = Ranges::of(CmpOp::Gt, n(5), false);
        assert!(below.intersect(&above).is_empty());
        assert!(
            !Ranges::of(CmpOp::Le, n(5), false).intersect(&Ranges::of(CmpOp::Ge, n(5), false)).is_empty()
        );
        assert_eq!(below.union(&above), Ranges::of(CmpOp::Ne, n(5), false));
    }

    #[test]
    fn whole_numbers_leave_no_room_between() {
        let (above, below) = (Ranges::of(CmpOp::Gt, n(3), true), Ranges::of(CmpOp::Lt, n(4), true));
        assert!(above.intersect(&below).is_empty());
        assert!(
            !Ranges::of(CmpOp::Gt, n(3), false).intersect(&Ranges::of(CmpOp::Lt, n(4), false)).is_empty()
        );
        assert!(Ranges::of(CmpOp::Eq, Num::new(35, 1), true).is_empty());
        assert_eq!(Ranges::of(CmpOp::Gt, Num::new(35, 1), true), Ranges::of(CmpOp::Ge, n(4), true));
    }

    #[test]
    fn words() {
        let (a, b) = (Allowed::word("a"), Allowed::word("b"));
        assert!(a.intersect(&b).is_empty());
        assert!(a.within(&b.complement()) && !a.within(&b));
        assert!(a.intersect(&a.complement()).is_empty());
        assert!(!a.complement().intersect(&b.complement()).is_empty());
    }
}
