//! Arithmetic on ranges: the range of every result that the operands allow.
//!
//! `None` means that the result is not defined for every allowed operand
//! (division by a range that includes zero, the logarithm of zero) or does not
//! fit. Knows intervals of numbers, and nothing of units or patients.

use crate::value::{End, Interval, Num};
use std::cmp::Ordering;

type Range = Interval<Num>;

/// An end of a range on the extended number line; a finite one is reached or only approached.
#[derive(Clone, Copy)]
enum Point {
    Below,
    At(Num, bool),
    Above,
}

use Point::{Above, At, Below};

fn low(r: &Range) -> Point {
    match r.lo {
        End::Unbounded => Below,
        End::Closed(v) => At(v, true),
        End::Open(v) => At(v, false),
    }
}

fn high(r: &Range) -> Point {
    match r.hi {
        End::Unbounded => Above,
        End::Closed(v) => At(v, true),
        End::Open(v) => At(v, false),
    }
}

fn end(p: Point) -> End<Num> {
    match p {
        Below | Above => End::Unbounded,
        At(v, true) => End::Closed(v),
        At(v, false) => End::Open(v),
    }
}

fn order(a: Point, b: Point) -> Ordering {
    match (a, b) {
        (Below, Below) | (Above, Above) => Ordering::Equal,
        (Below, _) | (_, Above) => Ordering::Less,
        (_, Below) | (Above, _) => Ordering::Greater,
        (At(x, _), At(y, _)) => x.cmp(&y),
    }
}

/// The lowest (or highest) point; of equal ones one that is reached.
fn extreme(points: &[Point], wanted: Ordering) -> Option<Point> {
    points.iter().copied().reduce(|a, b| match order(b, a) {
        Ordering::Equal if matches!(b, At(_, true)) => b,
        o if o == wanted => b,
        _ => a,
    })
}

/// The range from the lowest to the highest of some points.
fn span(points: &[Point]) -> Option<Range> {
    let lo = extreme(points, Ordering::Less)?;
    let hi = extreme(points, Ordering::Greater)?;
    match (lo, hi) {
        (Above, _) | (_, Below) => Some(Range::all()),
        _ => Range::new(end(lo), end(hi)),
    }
}

/// What a function that never falls makes of a range.
fn rising(a: &Range, f: impl Fn(Num) -> Option<Num>) -> Option<Range> {
    let map = |e: End<Num>| {
        Some(match e {
            End::Unbounded => End::Unbounded,
            End::Closed(v) => End::Closed(f(v)?),
            End::Open(v) => End::Open(f(v)?),
        })
    };
    let (lo, hi) = (map(a.lo)?, map(a.hi)?);
    // Where the function is flat (or was rounded) an open range may become a point.
    Range::new(lo, hi).or_else(|| Range::new(closed(lo), closed(hi)))
}

fn closed(e: End<Num>) -> End<Num> {
    match e {
        End::Open(v) => End::Closed(v),
        other => other,
    }
}

/// `-a`.
pub(crate) fn neg(a: &Range) -> Range {
    let flip = |e: End<Num>| match e {
        End::Unbounded => End::Unbounded,
        End::Closed(v) => End::Closed(v.neg()),
        End::Open(v) => End::Open(v.neg()),
    };
    Range { lo: flip(a.hi), hi: flip(a.lo) }
}

/// `a + b`.
pub(crate) fn add(a: &Range, b: &Range) -> Option<Range> {
    let sum = |x: End<Num>, y: End<Num>| {
        Some(match (x, y) {
            (End::Unbounded, _) | (_, End::Unbounded) => End::Unbounded,
            (End::Closed(x), End::Closed(y)) => End::Closed(x.add(y)?),
            (End::Closed(x) | End::Open(x), End::Closed(y) | End::Open(y)) => End::Open(x.add(y)?),
        })
    };
    Range::new(sum(a.lo, b.lo)?, sum(a.hi, b.hi)?)
}

/// `a - b`.
pub(crate) fn sub(a: &Range, b: &Range) -> Option<Range> {
    add(a, &neg(b))
}

fn sign(p: Point) -> Ordering {
    order(p, At(Num::ZERO, true))
}

fn times(a: Point, b: Point) -> Option<Point> {
    let zero = |p: Point| matches!(p, At(v, _) if v == Num::ZERO);
    Some(match (a, b) {
        (At(x, cx), At(y, cy)) => {
            let reached = (cx && cy) || (cx && x == Num::ZERO) || (cy && y == Num::ZERO);
            At(x.mul(y)?, reached)
        }
        (p, q) if zero(p) || zero(q) => At(Num::ZERO, matches!((p, q), (At(_, true), _) | (_, At(_, true)))),
        (p, q) if sign(p) == sign(q) => Above,
        _ => Below,
    })
}

/// `a * b`.
pub(crate) fn mul(a: &Range, b: &Range) -> Option<Range> {
    let corners = [
        times(low(a), low(b))?,
        times(low(a), high(b))?,
        times(high(a), low(b))?,
        times(high(a), high(b))?,
    ];
    span(&corners)
}

/// A corner of a quotient whose divisor lies on one side of zero.
fn over(a: Point, b: Point, divisor: Ordering) -> Option<Point> {
    let far = |positive: bool| if positive { Above } else { Below };
    Some(match (a, b) {
        (At(x, reached), At(y, _)) if y == Num::ZERO => match x.cmp(&Num::ZERO) {
            Ordering::Equal => At(Num::ZERO, reached),
            s => far(s == divisor),
        },
        (At(x, cx), At(y, cy)) => At(x.div(y)?, cx && (cy || x == Num::ZERO)),
        (At(x, reached), _) => At(Num::ZERO, reached && x == Num::ZERO),
        (p, At(..)) => far(sign(p) == divisor),
        // Two ends without a limit: the other corners bound what can be bounded.
        (p, _) => far(sign(p) == divisor),
    })
}

/// `a / b`; not defined where `b` may be zero.
pub(crate) fn div(a: &Range, b: &Range) -> Option<Range> {
    if b.contains(Num::ZERO) {
        return None;
    }
    let side = match b.lo {
        End::Closed(v) | End::Open(v) if v >= Num::ZERO => Ordering::Greater,
        _ => Ordering::Less,
    };
    let mut corners = vec![
        over(low(a), low(b), side)?,
        over(low(a), high(b), side)?,
        over(high(a), low(b), side)?,
        over(high(a), high(b), side)?,
    ];
    // With a divisor that grows without limit the quotient comes as near to zero as it likes.
    if matches!((low(b), high(b)), (Below, _) | (_, Above)) {
        corners.push(At(Num::ZERO, a.value() == Some(Num::ZERO)));
    }
    span(&corners)
}

/// The smaller of two.
pub(crate) fn min(a: &Range, b: &Range) -> Option<Range> {
    // At equal upper ends the result reaches its end only where both do.
    let hi = match order(high(a), high(b)) {
        Ordering::Less => a.hi,
        Ordering::Greater => b.hi,
        Ordering::Equal if matches!(a.hi, End::Open(_)) => a.hi,
        Ordering::Equal => b.hi,
    };
    let lo = extreme(&[low(a), low(b)], Ordering::Less)?;
    Range::new(end(lo), hi)
}

/// The larger of two.
pub(crate) fn max(a: &Range, b: &Range) -> Option<Range> {
    min(&neg(a), &neg(b)).map(|r| neg(&r))
}

/// `|a|`.
pub(crate) fn abs(a: &Range) -> Option<Range> {
    let mirrored = neg(a);
    let larger = extreme(&[high(a), high(&mirrored)], Ordering::Greater)?;
    let smaller = match (order(low(a), At(Num::ZERO, true)), order(high(a), At(Num::ZERO, true))) {
        (Ordering::Greater, _) => low(a),
        (_, Ordering::Less) => low(&mirrored),
        _ => At(Num::ZERO, a.contains(Num::ZERO)),
    };
    Range::new(end(smaller), end(larger))
}

/// Rounded half away from zero to so many decimals.
pub(crate) fn round(a: &Range, digits: u32) -> Option<Range> {
    let r = rising(a, |v| Some(v.round(digits)))?;
    Range::new(closed(r.lo), closed(r.hi))
}

/// The largest whole number not above.
pub(crate) fn floor(a: &Range) -> Option<Range> {
    let lo = match a.lo {
        End::Unbounded => End::Unbounded,
        End::Closed(v) | End::Open(v) => End::Closed(v.floor()),
    };
    let hi = match a.hi {
        End::Unbounded => End::Unbounded,
        End::Open(v) if v.floor() == v => End::Closed(v.sub(Num::ONE)?),
        End::Closed(v) | End::Open(v) => End::Closed(v.floor()),
    };
    Range::new(lo, hi)
}

/// The smallest whole number not below.
pub(crate) fn ceil(a: &Range) -> Option<Range> {
    floor(&neg(a)).map(|r| neg(&r))
}

/// Square root; not defined where `a` may be negative.
pub(crate) fn sqrt(a: &Range) -> Option<Range> {
    match a.lo {
        End::Closed(v) | End::Open(v) if v >= Num::ZERO => rising(a, Num::sqrt),
        _ => None,
    }
}

/// Logarithm; not defined where `a` may be zero or below.
fn logarithm(a: &Range, f: impl Fn(Num) -> Option<Num>) -> Option<Range> {
    match a.lo {
        End::Open(v) if v == Num::ZERO => {
            let above = Range::new(End::Closed(Num::ONE), a.hi);
            let hi = above.and_then(|r| rising(&r, f)).map(|r| r.hi);
            // Bounded above by the logarithm of the upper end, or by that of one.
            Range::new(End::Unbounded, hi.unwrap_or(End::Open(Num::ZERO)))
        }
        End::Closed(v) | End::Open(v) if v > Num::ZERO => rising(a, f),
        _ => None,
    }
}

/// Natural logarithm.
pub(crate) fn ln(a: &Range) -> Option<Range> {
    logarithm(a, Num::ln)
}

/// Decimal logarithm.
pub(crate) fn log10(a: &Range) -> Option<Range> {
    logarithm(a, Num::log10)
}

/// e to the power.
pub(crate) fn exp(a: &Range) -> Option<Range> {
    let r = rising(a, Num::exp)?;
    let lo = if matches!(r.lo, End::Unbounded) { End::Open(Num::ZERO) } else { r.lo };
    Range::new(lo, r.hi)
}

/// `x` to the power `y`; for a range of powers, or a power that is not whole, `x` must be positive.
pub(crate) fn pow(x: &Range, y: &Range) -> Option<Range> {
    if let (Some(x), Some(y)) = (x.value(), y.value()) {
        return x.pow(y).map(Range::exact);
    }
    match y.value() {
        Some(y) if y.to_i64().is_some_and(|n| n >= 0 && n % 2 == 0) => rising(&abs(x)?, |v| v.pow(y)),
        Some(y) if y.to_i64().is_some_and(|n| n > 0) => rising(x, |v| v.pow(y)),
        Some(y) if order(low(x), At(Num::ZERO, false)) == Ordering::Greater => {
            if y >= Num::ZERO {
                rising(x, |v| v.pow(y))
            } else {
                div(&Range::exact(Num::ONE), &rising(x, |v| v.pow(y.neg()))?)
            }
        }
        None if order(low(x), At(Num::ZERO, false)) == Ordering::Greater => {
            // Positive base: monotone in either operand, so the corners bound it.
            let finite = |e: End<Num>| match e {
                End::Unbounded => None,
                End::Closed(v) | End::Open(v) => Some(v),
            };
            let mut corners = Vec::new();
            for a in [finite(x.lo)?, finite(x.hi)?] {
                for b in [finite(y.lo)?, finite(y.hi)?] {
                    corners.push(At(a.pow(b)?, true));
                }
            }
            span(&corners)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn n(s: &str) -> Num {
        s.parse().unwrap()
    }

    fn c(a: i64, b: i64) -> Range {
        Range::closed(Num::from(a), Num::from(b)).unwrap()
    }

    #[test]
    fn sums_and_products_of_ranges() {
        assert_eq!(add(&c(1, 2), &c(10, 20)), Some(c(11, 22)));
        assert_eq!(sub(&c(1, 2), &c(10, 20)), Some(c(-19, -8)));
        assert_eq!(mul(&c(-2, 3), &c(4, 5)), Some(c(-10, 15)));
        let censored = Range::new(End::Closed(Num::ZERO), End::Open(n("5"))).unwrap();
        assert_eq!(mul(&censored, &c(2, 2)), Range::new(End::Closed(Num::ZERO), End::Open(n("10"))));
    }

    #[test]
    fn division_by_what_may_be_zero_is_not_defined() {
        assert_eq!(div(&c(1, 1), &c(-1, 1)), None);
        assert_eq!(div(&c(1, 1), &c(0, 0)), None);
        assert_eq!(div(&c(10, 20), &c(2, 5)), Some(c(2, 10)));
        let small = Range::new(End::Open(Num::ZERO), End::Closed(n("2"))).unwrap();
        assert_eq!(div(&c(4, 4), &small), Range::new(End::Closed(n("2")), End::Unbounded));
        let large = Range::new(End::Closed(n("2")), End::Unbounded).unwrap();
        assert_eq!(div(&c(4, 4), &large), Range::new(End::Open(Num::ZERO), End::Closed(n("2"))));
    }

    #[test]
    fn whole_numbers_of_open_ranges() {
        let under_three = Range::new(End::Closed(n("2")), End::Open(n("3"))).unwrap();
        assert_eq!(floor(&under_three), Some(c(2, 2)));
        assert_eq!(ceil(&under_three), Some(c(2, 3)));
        assert_eq!(abs(&c(-3, 2)), Some(c(0, 3)));
        assert_eq!(round(&Range::exact(n("2.345")), 2), Some(Range::exact(n("2.35"))));
    }

    #[test]
    fn roots_and_logarithms_need_their_domain() {
        assert_eq!(sqrt(&c(4, 9)), Some(c(2, 3)));
        assert_eq!(sqrt(&c(-4, 9)), None);
        assert_eq!(ln(&c(0, 9)), None);
        assert_eq!(log10(&c(1, 100)), Some(c(0, 2)));
        assert_eq!(pow(&c(-3, 2), &c(2, 2)), Some(c(0, 9)));
        assert_eq!(pow(&c(2, 3), &c(-1, 2)).map(|r| r.contains(n("9"))), Some(true));
        assert_eq!(exp(&Range::exact(Num::from(1_000_000))), None);
    }

    fn range() -> impl Strategy<Value = (Range, Num)> {
        (-20i64..20, 0i64..10, 0i64..10).prop_map(|(lo, a, b)| {
            let (at, width) = (lo + a, a + b);
            (c(lo, lo + width), Num::from(at))
        })
    }

    proptest! {
        /// Whatever the operands are, the result lies in the range.
        #[test]
        fn every_result_lies_in_the_range((a, x) in range(), (b, y) in range()) {
            prop_assert!(add(&a, &b).unwrap().contains(x.add(y).unwrap()));
            prop_assert!(sub(&a, &b).unwrap().contains(x.sub(y).unwrap()));
            prop_assert!(mul(&a, &b).unwrap().contains(x.mul(y).unwrap()));
            prop_assert!(min(&a, &b).unwrap().contains(x.min(y)));
            prop_assert!(max(&a, &b).unwrap().contains(x.max(y)));
            prop_assert!(abs(&a).unwrap().contains(x.abs()));
            prop_assert!(floor(&a).unwrap().contains(x.floor()));
            if let Some(q) = div(&a, &b) {
                prop_assert!(q.contains(x.div(y).unwrap()));
            }
        }
    }
}
