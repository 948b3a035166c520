//! Intervals: the set of values that the facts still allow.

use super::Truth;
use crate::codec::{Codec, Damaged, Read, Reader, Writer, codec_enum};
use serde::{Deserialize, Serialize};

/// One end of an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum End<T> {
    /// No limit on this side.
    Unbounded,
    /// Up to and including the value.
    Closed(T),
    /// Up to but without the value.
    Open(T),
}

/// A non-empty interval of an ordered type.
///
/// INVARIANT: some value lies in it; [`Interval::new`] and reading from text
/// check that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Interval<T> {
    /// Lower end.
    pub lo: End<T>,
    /// Upper end.
    pub hi: End<T>,
}

impl<'de, T: Deserialize<'de> + Ord + Copy> Deserialize<'de> for Interval<T> {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Ends<T> {
            lo: End<T>,
            hi: End<T>,
        }
        let Ends { lo, hi } = Ends::deserialize(d)?;
        Interval::new(lo, hi).ok_or_else(|| serde::de::Error::custom("an interval without a value"))
    }
}

impl<T: Codec> Codec for End<T> {
    fn put(&self, w: &mut Writer) {
        match self {
            End::Unbounded => w.byte(0),
            End::Closed(v) => {
                w.byte(1);
                v.put(w);
            }
            End::Open(v) => {
                w.byte(2);
                v.put(w);
            }
        }
    }

    fn get(r: &mut Reader<'_>) -> Read<End<T>> {
        Ok(match r.byte()? {
            0 => End::Unbounded,
            1 => End::Closed(T::get(r)?),
            2 => End::Open(T::get(r)?),
            _ => return Err(Damaged),
        })
    }
}

impl<T: Codec + Ord + Copy> Codec for Interval<T> {
    fn put(&self, w: &mut Writer) {
        self.lo.put(w);
        self.hi.put(w);
    }

    fn get(r: &mut Reader<'_>) -> Read<Interval<T>> {
        Interval::new(End::get(r)?, End::get(r)?).ok_or(Damaged)
    }
}

codec_enum!(CmpOp { 0 => Lt, 1 => Le, 2 => Gt, 3 => Ge, 4 => Eq, 5 => Ne });

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum CmpOp {
    /// `<`
    #[serde(rename = "<")]
    Lt,
    /// `<=`
    #[serde(rename = "<=")]
    Le,
    /// `>`
    #[serde(rename = ">")]
    Gt,
    /// `>=`
    #[serde(rename = ">=")]
    Ge,
    /// `=`
    #[serde(rename = "=")]
    Eq,
    /// `!=`
    #[serde(rename = "!=")]
    Ne,
}

impl CmpOp {
    /// As it is written in a rule.
    pub fn symbol(self) -> &'static str {
        match self {
            CmpOp::Lt => "<",
            CmpOp::Le => "<=",
            CmpOp::Gt => ">",
            CmpOp::Ge => ">=",
            CmpOp::Eq => "=",
            CmpOp::Ne => "!=",
        }
    }

    /// The operator for swapped sides.
    #[must_use]
    pub fn flip(self) -> CmpOp {
        match self {
            CmpOp::Lt => CmpOp::Gt,
            CmpOp::Le => CmpOp::Ge,
            CmpOp::Gt => CmpOp::Lt,
            CmpOp::Ge => CmpOp::Le,
            same => same,
        }
    }
}

impl<T: Ord + Copy> Interval<T> {
    /// Exactly one value.
    pub fn exact(v: T) -> Self {
        Self { lo: End::Closed(v), hi: End::Closed(v) }
    }

    /// Every value.
    pub fn all() -> Self {
        Self { lo: End::Unbounded, hi: End::Unbounded }
    }

    /// From `lo` to `hi`, both included; `None` when `lo > hi`.
    pub fn closed(lo: T, hi: T) -> Option<Self> {
        (lo <= hi).then_some(Self { lo: End::Closed(lo), hi: End::Closed(hi) })
    }

    /// The interval between two ends, unless it is empty.
    pub fn new(lo: End<T>, hi: End<T>) -> Option<Self> {
        let ok = match (lo, hi) {
            (End::Closed(a), End::Closed(b)) => a <= b,
            (End::Closed(a) | End::Open(a), End::Closed(b) | End::Open(b)) => a < b,
            _ => true,
        };
        ok.then_some(Self { lo, hi })
    }

    /// The only value, if there is only one.
    pub fn value(&self) -> Option<T> {
        match (self.lo, self.hi) {
            (End::Closed(a), End::Closed(b)) if a == b => Some(a),
            _ => None,
        }
    }

    /// Whether `v` is allowed.
    pub fn contains(&self, v: T) -> bool {
        let above = match self.lo {
            End::Unbounded => true,
            End::Closed(a) => a <= v,
            End::Open(a) => a < v,
        };
        above
            && match self.hi {
                End::Unbounded => true,
                End::Closed(b) => v <= b,
                End::Open(b) => v < b,
            }
    }

    /// The smallest interval that holds both.
    #[must_use]
    pub fn hull(&self, o: &Self) -> Self {
        let lo = match (self.lo, o.lo) {
            (End::Unbounded, _) | (_, End::Unbounded) => End::Unbounded,
            (End::Closed(a), End::Closed(b)) => End::Closed(a.min(b)),
            (End::Open(a), End::Open(b)) => End::Open(a.min(b)),
            (End::Closed(c), End::Open(x)) | (End::Open(x), End::Closed(c)) => {
                if c <= x {
                    End::Closed(c)
                } else {
                    End::Open(x)
                }
            }
        };
        let hi = match (self.hi, o.hi) {
            (End::Unbounded, _) | (_, End::Unbounded) => End::Unbounded,
            (End::Closed(a), End::Closed(b)) => End::Closed(a.max(b)),
            (End::Open(a), End::Open(b)) => End::Open(a.max(b)),
            (End::Closed(c), End::Open(x)) | (End::Open(x), End::Closed(c)) => {
                if c >= x {
                    End::Closed(c)
                } else {
                    End::Open(x)
                }
            }
        };
        Self { lo, hi }
    }

    /// Values allowed by both, unless there are none.
    pub fn intersect(&self, o: &Self) -> Option<Self> {
        let lo = match (self.lo, o.lo) {
            (End::Unbounded, e) | (e, End::Unbounded) => e,
            (End::Closed(a), End::Closed(b)) => End::Closed(a.max(b)),
            (End::Open(a), End::Open(b)) => End::Open(a.max(b)),
            (End::Closed(c), End::Open(x)) | (End::Open(x), End::Closed(c)) => {
                if c > x {
                    End::Closed(c)
                } else {
                    End::Open(x)
                }
            }
        };
        let hi = match (self.hi, o.hi) {
            (End::Unbounded, e) | (e, End::Unbounded) => e,
            (End::Closed(a), End::Closed(b)) => End::Closed(a.min(b)),
            (End::Open(a), End::Open(b)) => End::Open(a.min(b)),
            (End::Closed(c), End::Open(x)) | (End::Open(x), End::Closed(c)) => {
                if c < x {
                    End::Closed(c)
                } else {
                    End::Open(x)
                }
            }
        };
        Interval::new(lo, hi)
    }

    /// Whether every value of `self` is below every value of `o`.
    fn below(&self, o: &Self) -> bool {
        match (self.hi, o.lo) {
            (End::Unbounded, _) | (_, End::Unbounded) => false,
            (End::Closed(a), End::Closed(b)) => a < b,
            (End::Closed(a) | End::Open(a), End::Closed(b) | End::Open(b)) => a <= b,
        }
    }

    /// Whether every value of `self` is at or below every value of `o`.
    fn at_or_below(&self, o: &Self) -> bool {
        match (self.hi, o.lo) {
            (End::Unbounded, _) | (_, End::Unbounded) => false,
            (End::Closed(a) | End::Open(a), End::Closed(b) | End::Open(b)) => a <= b,
        }
    }

    /// True when it holds for every pair of allowed values, false when for
    /// none, else unknown.
    ///
    /// ```
    /// use curbside::value::{CmpOp, Interval, Num, Truth};
    /// let below5 = Interval::new(curbside::value::End::Closed(Num::ZERO), curbside::value::End::Open(Num::from(5))).unwrap();
    /// assert_eq!(below5.compare(CmpOp::Lt, &Interval::exact(Num::from(5))), Truth::True);
    /// assert_eq!(below5.compare(CmpOp::Gt, &Interval::exact(Num::from(3))), Truth::Unknown);
    /// ```
    pub fn compare(&self, op: CmpOp, o: &Self) -> Truth {
        let decide = |yes: bool, no: bool| {
            if yes {
                Truth::True
            } else if no {
                Truth::False
            } else {
                Truth::Unknown
            }
        };
        match op {
            CmpOp::Lt => decide(self.below(o), o.at_or_below(self)),
            CmpOp::Le => decide(self.at_or_below(o), o.below(self)),
            CmpOp::Gt => decide(o.below(self), self.at_or_below(o)),
            CmpOp::Ge => decide(o.at_or_below(self), self.below(o)),
            CmpOp::Eq => {
                decide(self.value().is_some() && self.value() == o.value(), self.below(o) || o.below(self))
            }
            CmpOp::Ne => !self.compare(CmpOp::Eq, o),
        }
    }
}

impl From<Interval<i64>> for Interval<super::Num> {
    fn from(i: Interval<i64>) -> Self {
        let end = |e| match e {
            End::Unbounded => End::Unbounded,
            End::Closed(v) => End::Closed(super::Num::from(v)),
            End::Open(v) => End::Open(super::Num::from(v)),
        };
        Interval { lo: end(i.lo), hi: end(i.hi) }
    }
}
