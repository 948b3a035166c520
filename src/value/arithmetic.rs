//! Arithmetic on intervals of numbers.
//!
//! INVARIANT: the result of an operation holds the true result for every pair of
//! allowed values. Where the decimals round, an end is moved outwards; two exact
//! values give the exact value that [`Num`] gives.
//! `None` says that no answer is safe: undefined for an allowed value
//! (division by an interval that holds zero, the root of a negative number) or
//! too large.

use super::{End, Interval, Num};
use std::cmp::Ordering;

/// An end as a number that may be infinite, and whether it is attained.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Limit {
    at: Extended,
    attained: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
enum Extended {
    Below,
    Number(Num),
    Above,
}

impl Extended {
    fn sign(self) -> Ordering {
        match self {
            Extended::Below => Ordering::Less,
            Extended::Number(n) => n.cmp(&Num::ZERO),
            Extended::Above => Ordering::Greater,
        }
    }
}

/// The sign of a product of numbers with these signs.
fn product_sign(a: Ordering, b: Ordering) -> Ordering {
    if b == Ordering::Less { a.reverse() } else { a }
}

fn limits(i: &Interval<Num>) -> [Limit; 2] {
    let limit = |e, infinite| match e {
        End::Unbounded => Limit { at: infinite, attained: false },
        End::Closed(v) => Limit { at: Extended::Number(v), attained: true },
        End::Open(v) => Limit { at: Extended::Number(v), attained: false },
    };
    [limit(i.lo, Extended::Below), limit(i.hi, Extended::Above)]
}

fn end(l: Limit) -> End<Num> {
    match l.at {
        Extended::Number(v) if l.attained => End::Closed(v),
        Extended::Number(v) => End::Open(v),
        _ => End::Unbounded,
    }
}

/// The hull of limits; attained wins where two are equal.
fn hull(limits: &[Limit]) -> Option<Interval<Num>> {
    let better = |wanted: Ordering| {
        limits.iter().copied().reduce(|best, l| match l.at.partial_cmp(&best.at) {
            Some(Ordering::Equal) => Limit { attained: best.attained || l.attained, ..best },
            Some(order) if order == wanted => l,
            _ => best,
        })
    };
    Interval::new(end(better(Ordering::Less)?), end(better(Ordering::Greater)?))
}

/// The hull of an operation over every pair of ends.
fn corners(
    a: &Interval<Num>,
    b: &Interval<Num>,
    f: impl Fn(Limit, Limit) -> Option<Corner>,
) -> Option<Interval<Num>> {
    let [a, b] = [limits(a), limits(b)];
    let mut found = Vec::with_capacity(8);
    for x in a {
        for y in b {
            match f(x, y)? {
                Corner::Exact(l) => found.push(l),
                Corner::Rounded(v) => {
                    found.push(Limit { at: Extended::Number(v.nudge(false, EXACT_DIGITS)?), attained: true });
                    found.push(Limit { at: Extended::Number(v.nudge(true, EXACT_DIGITS)?), attained: true });
                }
            }
        }
    }
    hull(&found)
}

/// The result of an operation on two ends.
enum Corner {
    Exact(Limit),
    /// Digits were lost: right to [`EXACT_DIGITS`].
    Rounded(Num),
}

/// Digits to which a rounded sum, product or quotient is surely right.
const EXACT_DIGITS: i32 = 26;

/// Digits to which a root, logarithm or power is surely right.
const FUNCTION_DIGITS: i32 = 18;

impl Corner {
    fn number(v: Num, attained: bool, exact: bool) -> Corner {
        match exact {
            true => Corner::Exact(Limit { at: Extended::Number(v), attained }),
            false => Corner::Rounded(v),
        }
    }
}

fn sum(a: End<Num>, b: End<Num>, up: bool) -> Option<End<Num>> {
    let (End::Closed(x) | End::Open(x), End::Closed(y) | End::Open(y)) = (a, b) else {
        return Some(End::Unbounded);
    };
    let v = x.add(y)?;
    if !x.adds_exactly(y) {
        return v.nudge(up, EXACT_DIGITS).map(End::Closed);
    }
    let attained = matches!((a, b), (End::Closed(_), End::Closed(_)));
    Some(if attained { End::Closed(v) } else { End::Open(v) })
}

fn product(a: Limit, b: Limit) -> Option<Corner> {
    let zero = |l: Limit| l.at.sign() == Ordering::Equal;
    if zero(a) || zero(b) {
        // Zero times anything allowed is zero, however large.
        let attained = (zero(a) && a.attained) || (zero(b) && b.attained);
        return Some(Corner::number(Num::ZERO, attained, true));
    }
    Some(match (a.at, b.at) {
        (Extended::Number(x), Extended::Number(y)) => {
            Corner::number(x.mul(y)?, a.attained && b.attained, x.multiplies_exactly(y))
        }
        _ => infinite(product_sign(a.at.sign(), b.at.sign())),
    })
}

fn infinite(sign: Ordering) -> Corner {
    let at = if sign == Ordering::Less { Extended::Below } else { Extended::Above };
    Corner::Exact(Limit { at, attained: false })
}

/// A quotient by a divisor on the side `side` of zero.
fn quotient(a: Limit, b: Limit, side: Ordering) -> Option<Corner> {
    if a.at.sign() == Ordering::Equal {
        return Some(Corner::number(Num::ZERO, a.attained, true));
    }
    Some(match (a.at, b.at) {
        (_, Extended::Number(y)) if y == Num::ZERO => infinite(product_sign(a.at.sign(), side)),
        (Extended::Number(x), Extended::Number(y)) => {
            let q = x.div(y)?;
            let exact = q.multiplies_exactly(y) && q.mul(y) == Some(x);
            Corner::number(q, a.attained && b.attained, exact)
        }
        (_, Extended::Number(_)) => infinite(product_sign(a.at.sign(), side)),
        // A part of an infinite whole goes to zero, and may be rounded there.
        _ => Corner::number(Num::ZERO, true, true),
    })
}

/// The exact value of two exact values, where both are.
fn exact(
    a: &Interval<Num>,
    b: &Interval<Num>,
    f: impl Fn(Num, Num) -> Option<Num>,
) -> Option<Option<Interval<Num>>> {
    Some(f(a.value()?, b.value()?).map(Interval::exact))
}

impl Interval<Num> {
    /// Sum.
    ///
    /// ```
    /// use curbside::value::{Interval, Num};
    /// let r = |a, b| Interval::closed(Num::from(a), Num::from(b)).unwrap();
    /// assert_eq!(r(1, 2).add(&r(10, 20)), Some(r(11, 22)));
    /// ```
    pub fn add(&self, o: &Self) -> Option<Self> {
        exact(self, o, Num::add)
            .unwrap_or_else(|| Interval::new(sum(self.lo, o.lo, false)?, sum(self.hi, o.hi, true)?))
    }

    /// Difference.
    pub fn sub(&self, o: &Self) -> Option<Self> {
        self.add(&o.neg())
    }

    /// Product.
    ///
    /// ```
    /// use curbside::value::{Interval, Num};
    /// let r = |a, b| Interval::closed(Num::from(a), Num::from(b)).unwrap();
    /// assert_eq!(r(-1, 2).mul(&r(-3, 4)), Some(r(-6, 8)));
    /// ```
    pub fn mul(&self, o: &Self) -> Option<Self> {
        exact(self, o, Num::mul).unwrap_or_else(|| corners(self, o, product))
    }

    /// Quotient; `None` when the divisor may be zero.
    ///
    /// ```
    /// use curbside::value::{End, Interval, Num};
    /// let r = |a, b| Interval::closed(Num::from(a), Num::from(b)).unwrap();
    /// assert_eq!(r(10, 20).div(&r(2, 5)), Some(r(2, 10)));
    /// assert_eq!(r(10, 20).div(&r(-1, 1)), None);
    /// let above_zero = Interval { lo: End::Open(Num::ZERO), hi: End::Closed(Num::from(5)) };
    /// assert_eq!(r(10, 20).div(&above_zero), Some(Interval { lo: End::Closed(Num::from(2)), hi: End::Unbounded }));
    /// ```
    pub fn div(&self, o: &Self) -> Option<Self> {
        if o.contains(Num::ZERO) {
            return None;
        }
        // Not holding zero, it lies on one side of it.
        let positive = limits(o).iter().any(|l| l.at.sign() == Ordering::Greater);
        let side = if positive { Ordering::Greater } else { Ordering::Less };
        exact(self, o, Num::div).unwrap_or_else(|| corners(self, o, |a, b| quotient(a, b, side)))
    }

    /// The other sign.
    #[must_use]
    pub fn neg(&self) -> Self {
        let flip = |e| match e {
            End::Unbounded => End::Unbounded,
            End::Closed(v) => End::Closed(Num::neg(v)),
            End::Open(v) => End::Open(Num::neg(v)),
        };
        Interval { lo: flip(self.hi), hi: flip(self.lo) }
    }

    /// Without the sign.
    #[must_use]
    pub fn abs(&self) -> Self {
        let [lo, hi] = limits(self);
        if lo.at.sign() != Ordering::Less {
            return *self;
        }
        if hi.at.sign() != Ordering::Greater {
            return self.neg();
        }
        Interval { lo: End::Closed(Num::ZERO), hi: self.max(&self.neg()).hi }
    }

    /// The larger of two values.
    #[must_use]
    pub fn max(&self, o: &Self) -> Self {
        Interval { lo: later(self.lo, o.lo), hi: larger(self.hi, o.hi) }
    }

    /// The smaller of two values.
    #[must_use]
    pub fn min(&self, o: &Self) -> Self {
        self.neg().max(&o.neg()).neg()
    }

    /// Rounded half away from zero to `digits` decimals.
    ///
    /// ```
    /// use curbside::value::{Interval, Num};
    /// let r = |a, b| Interval::closed(Num::new(a, 1), Num::new(b, 1)).unwrap();
    /// assert_eq!(r(14, 25).round(0), r(10, 30));
    /// ```
    #[must_use]
    pub fn round(&self, digits: u32) -> Self {
        self.stepped(|v| v.round(digits))
    }

    /// The largest whole number not above.
    #[must_use]
    pub fn floor(&self) -> Self {
        self.stepped(Num::floor)
    }

    /// The smallest whole number not below.
    #[must_use]
    pub fn ceil(&self) -> Self {
        self.stepped(Num::ceil)
    }

    /// A function with steps: values beside an open end may be mapped onto it.
    fn stepped(&self, f: impl Fn(Num) -> Num) -> Self {
        let map = |e| match e {
            End::Unbounded => End::Unbounded,
            End::Closed(v) | End::Open(v) => End::Closed(f(v)),
        };
        Interval { lo: map(self.lo), hi: map(self.hi) }
    }

    /// Square root; `None` when a value may be negative.
    pub fn sqrt(&self) -> Option<Self> {
        self.rising(Num::sqrt, |lo| lo >= Num::ZERO)
    }

    /// e to this power.
    pub fn exp(&self) -> Option<Self> {
        let floor = Interval { lo: End::Closed(Num::ZERO), hi: End::Unbounded };
        self.rising(Num::exp, |_| true)?.intersect(&floor)
    }

    /// Natural logarithm; `None` when a value may be zero or negative.
    pub fn ln(&self) -> Option<Self> {
        self.logarithm(Num::ln)
    }

    /// Decimal logarithm; `None` when a value may be zero or negative.
    ///
    /// ```
    /// use curbside::value::{Interval, Num};
    /// assert_eq!(Interval::exact(Num::from(100)).log10(), Some(Interval::exact(Num::from(2))));
    /// assert_eq!(Interval::closed(Num::ZERO, Num::from(100)).unwrap().log10(), None);
    /// ```
    pub fn log10(&self) -> Option<Self> {
        self.logarithm(Num::log10)
    }

    fn logarithm(&self, f: impl Fn(Num) -> Option<Num>) -> Option<Self> {
        let lo = match self.lo {
            // Towards zero the logarithm has no limit.
            End::Open(v) if v == Num::ZERO => End::Unbounded,
            _ => return self.rising(f, |lo| lo > Num::ZERO),
        };
        Interval::new(lo, outward(self.hi, &f, true)?)
    }

    /// A rising function without an exact result, on an interval that the
    /// domain must hold.
    fn rising(&self, f: impl Fn(Num) -> Option<Num>, in_domain: impl Fn(Num) -> bool) -> Option<Self> {
        if let Some(v) = self.value() {
            return if in_domain(v) { f(v).map(Interval::exact) } else { None };
        }
        match self.lo {
            End::Closed(v) | End::Open(v) if !in_domain(v) => return None,
            End::Unbounded if !in_domain(Num::from(i64::MIN)) => return None,
            _ => {}
        }
        Interval::new(outward(self.lo, &f, false)?, outward(self.hi, &f, true)?)
    }

    /// To a power; `None` when it is undefined for an allowed value: a broken
    /// power of a number that may be negative, a negative power of one that may
    /// be zero.
    ///
    /// ```
    /// use curbside::value::{Interval, Num};
    /// let r = |a, b| Interval::closed(Num::from(a), Num::from(b)).unwrap();
    /// assert!(r(-2, 3).pow(&Interval::exact(Num::from(2))).unwrap().contains(Num::ZERO));
    /// assert_eq!(r(-2, 3).pow(&Interval::exact(Num::from(-1))), None);
    /// ```
    pub fn pow(&self, exponent: &Self) -> Option<Self> {
        if let (Some(x), Some(y)) = (self.value(), exponent.value()) {
            return x.pow(y).map(Interval::exact);
        }
        let zero = Num::ZERO;
        let negative_power = limits(exponent).iter().any(|l| l.at.sign() == Ordering::Less);
        if negative_power && self.contains(zero) {
            return None;
        }
        let may_be_negative = limits(self).iter().any(|l| l.at.sign() == Ordering::Less);
        if !may_be_negative {
            return self.positive_pow(exponent);
        }
        let n = exponent.value()?.to_i64()?;
        if n % 2 == 0 {
            return self.abs().positive_pow(exponent);
        }
        // An odd power keeps the sign, and each side of zero is monotone.
        let side = |lo, hi| self.intersect(&Interval { lo, hi });
        let negative = match side(End::Unbounded, End::Open(zero)) {
            Some(part) => Some(part.neg().positive_pow(exponent)?.neg()),
            None => None,
        };
        let positive = match side(End::Closed(zero), End::Unbounded) {
            Some(part) => Some(part.positive_pow(exponent)?),
            None => None,
        };
        match (negative, positive) {
            (Some(a), Some(b)) => Some(a.hull(&b)),
            (a, b) => a.or(b),
        }
    }

    /// A power of numbers that are not negative: monotone in the base and in the
    /// exponent, so its extremes lie at the corners.
    fn positive_pow(&self, exponent: &Self) -> Option<Self> {
        let at_least_zero = Interval { lo: End::Closed(Num::ZERO), hi: End::Unbounded };
        let mut found: Option<Self> = None;
        for b in limits(self) {
            for e in limits(exponent) {
                let (Extended::Number(x), Extended::Number(y)) = (b.at, e.at) else {
                    return Some(at_least_zero);
                };
                if x == Num::ZERO && y <= Num::ZERO {
                    // Towards zero there is no limit, or (0^0) no continuity.
                    return Some(at_least_zero);
                }
                let v = x.pow(y)?;
                let corner =
                    Interval::closed(v.nudge(false, FUNCTION_DIGITS)?, v.nudge(true, FUNCTION_DIGITS)?)?;
                found = Some(found.map_or(corner, |f| f.hull(&corner)));
            }
        }
        found?.intersect(&at_least_zero)
    }
}

/// The larger of two upper ends; of two equal ones, the one that is attained.
fn larger(a: End<Num>, b: End<Num>) -> End<Num> {
    Interval { lo: End::Unbounded, hi: a }.hull(&Interval { lo: End::Unbounded, hi: b }).hi
}

/// The larger of two lower ends; of two equal ones, the one that is open.
fn later(a: End<Num>, b: End<Num>) -> End<Num> {
    let at = |e| match e {
        End::Unbounded => Extended::Below,
        End::Closed(v) | End::Open(v) => Extended::Number(v),
    };
    match at(a).partial_cmp(&at(b)) {
        Some(Ordering::Less) => b,
        Some(Ordering::Equal) if matches!(b, End::Open(_)) => b,
        _ => a,
    }
}

/// An end under a rising function, moved outwards over its error.
fn outward(e: End<Num>, f: impl Fn(Num) -> Option<Num>, up: bool) -> Option<End<Num>> {
    match e {
        End::Unbounded => Some(End::Unbounded),
        End::Closed(v) | End::Open(v) => f(v)?.nudge(up, FUNCTION_DIGITS).map(End::Closed),
    }
}
