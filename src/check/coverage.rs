//! Gaps and overlaps of ranges over a line of numbers.

use crate::value::{End, Interval, Num};

/// A place between numbers: just before or just after a value, or at an end of the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Cut {
    /// Below every number.
    Bottom,
    /// Before (`false`) or after (`true`) a value.
    At(Num, bool),
    /// Above every number.
    Top,
}

/// Where a range begins and ends.
pub(crate) fn cuts(i: &Interval<Num>) -> (Cut, Cut) {
    let lo = match i.lo {
        End::Unbounded => Cut::Bottom,
        End::Closed(v) => Cut::At(v, false),
        End::Open(v) => Cut::At(v, true),
    };
    let hi = match i.hi {
        End::Unbounded => Cut::Top,
        End::Closed(v) => Cut::At(v, true),
        End::Open(v) => Cut::At(v, false),
    };
    (lo, hi)
}

/// The range between two places; `None` when nothing lies between.
pub(crate) fn between(lo: Cut, hi: Cut) -> Option<Interval<Num>> {
    if lo >= hi {
        return None;
    }
    let low = match lo {
        Cut::Bottom => End::Unbounded,
        Cut::At(v, after) => {
            if after {
                End::Open(v)
            } else {
                End::Closed(v)
            }
        }
        Cut::Top => return None,
    };
    let high = match hi {
        Cut::Top => End::Unbounded,
        Cut::At(v, after) => {
            if after {
                End::Closed(v)
            } else {
                End::Open(v)
            }
        }
        Cut::Bottom => return None,
    };
    Interval::new(low, high)
}

/// The parts of `domain` that no range covers. With `whole`, values are whole
/// numbers, and a part without one is no gap.
pub(crate) fn gaps(ranges: &[Interval<Num>], domain: &Interval<Num>, whole: bool) -> Vec<Interval<Num>> {
    let (start, end) = cuts(domain);
    let mut sorted: Vec<(Cut, Cut)> = ranges.iter().map(cuts).collect();
    sorted.sort();
    let (mut found, mut at) = (Vec::new(), start);
    for (lo, hi) in sorted {
        if let Some(gap) = between(at, lo.min(end)) {
            found.push(gap);
        }
        at = at.max(hi);
    }
    found.extend(between(at, end));
    found.retain(|g| !whole || has_whole(g));
    found
}

/// Pairs of ranges that share a value, by position.
pub(crate) fn overlaps(ranges: &[Interval<Num>], whole: bool) -> Vec<(usize, usize, Interval<Num>)> {
    let mut found = Vec::new();
    for (j, b) in ranges.iter().enumerate() {
        for (i, a) in ranges.iter().enumerate().take(j) {
            if let Some(both) = a.intersect(b).filter(|both| !whole || has_whole(both)) {
                found.push((i, j, both));
            }
        }
    }
    found
}

/// Whether a whole number lies in a range.
pub(crate) fn has_whole(i: &Interval<Num>) -> bool {
    let first = match i.lo {
        End::Unbounded => return true,
        End::Closed(v) => v.ceil(),
        End::Open(v) => match v.floor().add(Num::ONE) {
            Some(n) => n,
            None => return true,
        },
    };
    i.contains(first)
}

/// The whole numbers of a gap, as a range with both ends.
pub(crate) fn whole_part(i: &Interval<Num>) -> Interval<Num> {
    let lo = match i.lo {
        End::Open(v) => v.floor().add(Num::ONE).map_or(i.lo, End::Closed),
        End::Closed(v) => End::Closed(v.ceil()),
        End::Unbounded => End::Unbounded,
    };
    let hi = match i.hi {
        End::Open(v) => v.ceil().sub(Num::ONE).map_or(i.hi, End::Closed),
        End::Closed(v) => End::Closed(v.floor()),
        End::Unbounded => End::Unbounded,
    };
    Interval::new(lo, hi).unwrap_or(*i)
}

/// A range in words: `from 5 to below 8`, `above 12`.
pub(crate) fn words(i: &Interval<Num>, unit: &str) -> String {
    let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
    match (i.lo, i.hi) {
        (End::Unbounded, End::Unbounded) => "every value".to_string(),
        (End::Unbounded, End::Closed(b)) => format!("{b}{unit} and below"),
        (End::Unbounded, End::Open(b)) => format!("below {b}{unit}"),
        (End::Closed(a), End::Unbounded) => format!("{a}{unit} and above"),
        (End::Open(a), End::Unbounded) => format!("above {a}{unit}"),
        (End::Closed(a), End::Closed(b)) if a == b => format!("exactly {a}{unit}"),
        (lo, hi) => {
            let from = match lo {
                End::Open(a) => format!("above {a}"),
                End::Closed(a) => format!("from {a}"),
                End::Unbounded => String::new(),
            };
            match hi {
                End::Closed(b) => format!("{from} to {b}{unit}"),
                End::Open(b) => format!("{from} to below {b}{unit}"),
                End::Unbounded => from,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use End::{Closed, Open, Unbounded};

    fn i(lo: End<Num>, hi: End<Num>) -> Interval<Num> {
        Interval::new(lo, hi).unwrap()
    }

    #[test]
    fn gaps_and_overlaps() {
        let n = |x: i64| Num::from(x);
        let rows = [i(Closed(n(60)), Unbounded), i(Closed(n(30)), Open(n(60))), i(Unbounded, Open(n(30)))];
        assert_eq!(gaps(&rows, &Interval::all(), false), []);
        assert!(overlaps(&rows, false).is_empty());
        let rows = [i(Open(n(60)), Unbounded), i(Closed(n(30)), Open(n(60)))];
        let found: Vec<String> =
            gaps(&rows, &Interval::all(), false).iter().map(|g| words(g, "mL")).collect();
        assert_eq!(found, ["below 30 mL", "exactly 60 mL"]);
        let rows = [i(Closed(n(0)), Closed(n(2))), i(Closed(n(3)), Unbounded)];
        assert_eq!(gaps(&rows, &i(Closed(n(0)), Unbounded), true), []);
        assert_eq!(gaps(&rows, &i(Closed(n(0)), Unbounded), false), [i(Open(n(2)), Open(n(3)))]);
        let rows = [i(Closed(n(0)), Closed(n(2))), i(Closed(n(2)), Unbounded)];
        assert_eq!(overlaps(&rows, false), [(0, 1, Interval::exact(n(2)))]);
    }
}
