//! One number from the results of an observation: the latest, the mean, the slope.
//!
//! Works on a [`Selection`] of results, each with a time and a value that may be
//! ranges and that surely or perhaps belongs to it.

use super::answer::{Gaps, Number, When, merge};
use super::engine::Eval;
use super::facts::FactRef;
use super::series::{Candidate, Selection};
use crate::value::{End, Interval, Num, Reason, Truth};
use crate::vocab::AggregateKind;

/// The range of a usable result.
fn range(c: &Candidate) -> Interval<Num> {
    c.reading.as_ref().map_or(Interval::all(), |r| *r)
}

fn sure(c: &&Candidate) -> bool {
    c.member == Truth::True
}

/// What leaves a result open: its own censoring, its place in the window.
fn doubts(e: &Eval<'_>, s: &Selection, c: &Candidate) -> Gaps {
    let mut gaps = c.gaps.clone();
    if range(c).value().is_none() {
        merge(&mut gaps, [e.gap_at(&s.datum, Reason::Comparator, c.fact(), None)]);
    }
    gaps
}

fn all_doubts(e: &Eval<'_>, s: &Selection, all: &[&Candidate]) -> Gaps {
    let mut gaps = Vec::new();
    for c in all {
        merge(&mut gaps, doubts(e, s, c));
    }
    gaps
}

/// Nothing counts: why, with the newest result outside the window for the explanation.
fn none(e: &Eval<'_>, s: &Selection, gaps: Option<Gaps>) -> Number {
    let old = s.outside.last().or(s.unusable.last()).map(Candidate::fact);
    Number::unknown(gaps.unwrap_or_else(|| e.nothing(s)), old.into_iter().collect())
}

/// The number that an aggregate gives.
pub(crate) fn number(e: &Eval<'_>, kind: AggregateKind, s: &Selection) -> Number {
    match kind {
        AggregateKind::Latest => place(e, s, false),
        AggregateKind::Earliest => place(e, s, true),
        AggregateKind::Highest => extreme(e, s, |a, b| a.max(b)),
        AggregateKind::Lowest => extreme(e, s, |a, b| a.min(b)),
        AggregateKind::Count => count(e, s),
        AggregateKind::Sum => sum(e, s),
        AggregateKind::Mean => middle(e, s, mean),
        AggregateKind::Median => middle(e, s, median),
        AggregateKind::Change => change(e, s),
        AggregateKind::Slope => slope(e, s),
    }
}

/// The latest or earliest: the hull where several may be it.
fn place(e: &Eval<'_>, s: &Selection, earliest: bool) -> Number {
    match e.latest(s, earliest) {
        Err(gaps) => none(e, s, Some(gaps)),
        Ok(all) => {
            let mut gaps = all_doubts(e, s, &all);
            if let ([_, _, ..], Some(first)) = (all.as_slice(), all.first()) {
                merge(&mut gaps, [e.gap_at(&s.datum, Reason::Precision, first.fact(), None)]);
            }
            let hull = all.iter().map(|c| range(c)).reduce(|a, b| a.hull(&b));
            Number { range: Interval::all(), gaps, facts: facts(&all) }.with(hull)
        }
    }
}

fn facts(all: &[&Candidate]) -> Vec<FactRef> {
    all.iter().map(|c| c.fact()).collect()
}

/// Whether an unusable result may hold a number: then the extreme may be further out.
fn may_hold_a_number(c: &Candidate) -> bool {
    !matches!(c.reading, Err((Reason::Absent | Reason::PreliminaryOnly, _)))
}

/// The highest or lowest.
fn extreme(
    e: &Eval<'_>,
    s: &Selection,
    f: impl Fn(&Interval<Num>, &Interval<Num>) -> Interval<Num>,
) -> Number {
    let certain: Vec<&Candidate> = s.usable.iter().filter(sure).collect();
    let Some(base) = certain.iter().map(|c| range(c)).reduce(|a, b| f(&a, &b)) else {
        return perhaps(e, s);
    };
    let maybe: Vec<&Candidate> = s.usable.iter().filter(|c| !sure(c)).collect();
    let mut total = maybe.iter().fold(base, |t, c| t.hull(&f(&t, &range(c))));
    let mut gaps = all_doubts(e, s, &certain);
    merge(&mut gaps, all_doubts(e, s, &maybe));
    for u in s.unusable.iter().filter(|u| may_hold_a_number(u)) {
        let (reason, detail) = u.reading.clone().err().unwrap_or((Reason::Undefined, None));
        merge(&mut gaps, [e.gap_at(&s.datum, reason, u.fact(), detail)]);
        total = total.hull(&f(&total, &Interval::all()));
    }
    // The results that are the extreme come first.
    let mut behind: Vec<&Candidate> = certain.iter().copied().filter(|c| range(c) == base).collect();
    if behind.is_empty() {
        behind = certain;
    }
    Number { range: Interval::all(), gaps, facts: facts(&behind) }.with(Some(total))
}

/// Only results that may or may not belong: nothing is known.
fn perhaps(e: &Eval<'_>, s: &Selection) -> Number {
    let all: Vec<&Candidate> = s.usable.iter().collect();
    let gaps = all_doubts(e, s, &all);
    none(e, s, (!gaps.is_empty()).then_some(gaps))
}

/// How many.
fn count(e: &Eval<'_>, s: &Selection) -> Number {
    let n = |n: usize| Num::from(i64::try_from(n).unwrap_or(i64::MAX));
    let certain: Vec<&Candidate> = s.usable.iter().filter(sure).collect();
    let maybe: Vec<&Candidate> = s.usable.iter().filter(|c| !sure(c)).collect();
    let open: Vec<&Candidate> = s.unusable.iter().filter(|u| may_hold_a_number(u)).collect();
    let mut gaps = all_doubts(e, s, &maybe);
    for u in &open {
        let (reason, detail) = u.reading.clone().err().unwrap_or((Reason::Undefined, None));
        merge(&mut gaps, [e.gap_at(&s.datum, reason, u.fact(), detail)]);
    }
    merge(&mut gaps, s.incomplete.map(|r| super::answer::gap(&s.datum, r)));
    let most = certain.len().saturating_add(maybe.len()).saturating_add(open.len());
    let hi = if s.incomplete.is_some() { End::Unbounded } else { End::Closed(n(most)) };
    let range = Interval::new(End::Closed(n(certain.len())), hi);
    Number { range: Interval::all(), gaps, facts: facts(&certain) }.with(range)
}

/// The sum; those that may not belong may add nothing.
fn sum(e: &Eval<'_>, s: &Selection) -> Number {
    if !s.usable.iter().any(|c| sure(&c)) {
        return perhaps(e, s);
    }
    let zero = Interval::exact(Num::ZERO);
    let total = s.usable.iter().try_fold(zero, |t, c| {
        let r = range(c);
        t.add(&if sure(&c) { r } else { r.hull(&zero) })
    });
    let all: Vec<&Candidate> = s.usable.iter().collect();
    Number { range: Interval::all(), gaps: all_doubts(e, s, &all), facts: facts(&all) }.with(total)
}

/// Mean or median: within the hull of all where some may not belong.
fn middle(e: &Eval<'_>, s: &Selection, f: fn(&[Interval<Num>]) -> Option<Interval<Num>>) -> Number {
    if !s.usable.iter().any(|c| sure(&c)) {
        return perhaps(e, s);
    }
    let ranges: Vec<Interval<Num>> = s.usable.iter().map(range).collect();
    let result = if s.usable.iter().all(|c| sure(&c)) {
        f(&ranges)
    } else {
        ranges.into_iter().reduce(|a, b| a.hull(&b))
    };
    let all: Vec<&Candidate> = s.usable.iter().collect();
    Number { range: Interval::all(), gaps: all_doubts(e, s, &all), facts: facts(&all) }.with(result)
}

fn mean(all: &[Interval<Num>]) -> Option<Interval<Num>> {
    let total = all.iter().try_fold(Interval::exact(Num::ZERO), |t, r| t.add(r))?;
    total.div(&Interval::exact(Num::from(i64::try_from(all.len()).ok()?)))
}

fn median(all: &[Interval<Num>]) -> Option<Interval<Num>> {
    // The median rises with each value, so the medians of the lower and of the upper ends bound it.
    let of = |end: fn(&Interval<Num>) -> End<Num>, infinite: fn(&[Option<Num>]) -> bool| {
        let mut ends: Vec<Option<Num>> = all
            .iter()
            .map(|r| match end(r) {
                End::Unbounded => None,
                End::Closed(v) | End::Open(v) => Some(v),
            })
            .collect();
        if infinite(&ends) {
            return Some(End::Unbounded);
        }
        ends.sort();
        let at = ends.len() / 2;
        let upper = (*ends.get(at)?)?;
        if ends.len() % 2 == 1 {
            return Some(End::Closed(upper));
        }
        let lower = (*ends.get(at.checked_sub(1)?)?)?;
        Some(End::Closed(lower.add(upper)?.div(Num::from(2))?))
    };
    let open = |ends: &[Option<Num>]| ends.iter().any(Option::is_none);
    Interval::new(of(|r| r.lo, open)?, of(|r| r.hi, open)?)
}

/// Last less first.
fn change(e: &Eval<'_>, s: &Selection) -> Number {
    let (last, first) = (place(e, s, false), place(e, s, true));
    if s.usable.len() == 1 && last.range != Interval::all() {
        return too_few(e, s);
    }
    Number::combine(last, first, Interval::sub)
}

fn too_few(e: &Eval<'_>, s: &Selection) -> Number {
    let last = s.usable.last().map(Candidate::fact);
    let gap = match last {
        Some(f) => e.gap_at(&s.datum, Reason::TooFew, f, None),
        None => super::answer::gap(&s.datum, Reason::TooFew),
    };
    Number::unknown(vec![gap], last.into_iter().collect())
}

/// Per day, by least squares; needs exact values at exact times.
fn slope(e: &Eval<'_>, s: &Selection) -> Number {
    let all: Vec<&Candidate> = s.usable.iter().collect();
    if all.is_empty() {
        return none(e, s, None);
    }
    let mut gaps = all_doubts(e, s, &all);
    for c in all.iter().filter(|c| c.when.value().is_none()) {
        merge(&mut gaps, [e.gap_at(&s.datum, Reason::Precision, c.fact(), None)]);
    }
    if !gaps.is_empty() {
        return Number::unknown(gaps, facts(&all));
    }
    if all.len() < 2 {
        return too_few(e, s);
    }
    let line = least_squares(&all);
    Number { range: Interval::all(), gaps: Vec::new(), facts: facts(&all) }.with(line.map(Interval::exact))
}

fn least_squares(all: &[&Candidate]) -> Option<Num> {
    let start = all.first()?.when.value()?.as_second();
    let day = Num::from(86_400);
    let points: Vec<(Num, Num)> = all
        .iter()
        .map(|c| {
            let days = Num::from(c.when.value()?.as_second().checked_sub(start)?).div(day)?;
            Some((days, range(c).value()?))
        })
        .collect::<Option<_>>()?;
    let n = Num::from(i64::try_from(points.len()).ok()?);
    let total =
        |f: &dyn Fn(&(Num, Num)) -> Option<Num>| points.iter().try_fold(Num::ZERO, |t, p| t.add(f(p)?));
    let (x, y) = (total(&|p| Some(p.0))?, total(&|p| Some(p.1))?);
    let (xy, xx) = (total(&|p| p.0.mul(p.1))?, total(&|p| p.0.mul(p.0))?);
    let over = n.mul(xx)?.sub(x.mul(x)?)?;
    n.mul(xy)?.sub(x.mul(y)?)?.div(over)
}

/// When the highest or lowest was measured.
pub(crate) fn time_of_extreme(e: &Eval<'_>, kind: AggregateKind, s: &Selection) -> When {
    let n = number(e, kind, s);
    match n.range.value() {
        Some(v) => {
            let at = |c: &&Candidate| range(c).value() == Some(v);
            let found: Vec<&Candidate> = s.usable.iter().filter(at).collect();
            let found = if found.is_empty() { Err(e.nothing(s)) } else { Ok(found) };
            e.time_of(found, s)
        }
        None => When::unknown(n.gaps, n.facts),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(v: i64) -> Interval<Num> {
        Interval::exact(Num::from(v))
    }

    #[test]
    fn means_and_medians_of_ranges() {
        assert_eq!(mean(&[exact(1), exact(2), exact(6)]), Some(exact(3)));
        assert_eq!(median(&[exact(1), exact(6), exact(2)]), Some(exact(2)));
        assert_eq!(median(&[exact(1), exact(3)]), Some(exact(2)));
        let censored = Interval::new(End::Closed(Num::ZERO), End::Open(Num::from(5))).unwrap();
        assert_eq!(median(&[censored, exact(9)]), Interval::closed(Num::new(45, 1), Num::from(7)));
        let above = Interval::new(End::Open(Num::from(5)), End::Unbounded).unwrap();
        assert_eq!(median(&[above, exact(1), exact(2)]).unwrap().hi, End::Unbounded);
    }
}
