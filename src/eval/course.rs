//! The course of an observation: repeated results, rises and falls.

use super::answer::{Answer, Gaps, Number, gap, merge};
use super::engine::{Eval, Scope};
use super::extent::{self, Instant};
use super::series::{Candidate, Selection, Wanted};
use crate::model::{NodeId, Repeat, Series, Trend, TrendKind};
use crate::time::{Clock, Duration};
use crate::value::{CmpOp, End, Interval, Num, Reason, Truth};

/// How many results the words "rising" and "falling" look at.
const STEADY: usize = 3;

/// Longest chain of instants, each linked to the next.
fn longest_chain(count: usize, linked: impl Fn(usize, usize) -> bool) -> usize {
    let mut best: Vec<usize> = Vec::with_capacity(count);
    for to in 0..count {
        let before = best.iter().enumerate().filter(|(from, _)| linked(*from, to)).map(|(_, n)| *n);
        best.push(before.max().unwrap_or(0) + 1);
    }
    best.into_iter().max().unwrap_or(0)
}

/// The most instants of which each is at least so far from the next: surely, and at best.
///
/// "At best" may count a little too many where dates are coarse, which can only
/// turn a "no" into an "unknown".
fn most_apart(
    surely: &[Instant],
    perhaps: &[Instant],
    apart: Option<Duration>,
    clock: &Clock,
) -> (usize, usize) {
    let Some(d) = apart else { return (surely.len(), perhaps.len()) };
    let chain = |all: &[Instant], ok: fn(CmpOp, Truth) -> bool| {
        let mut all = all.to_vec();
        all.sort_by_key(|t| match t.hi {
            End::Unbounded => None,
            End::Closed(t) | End::Open(t) => Some(t),
        });
        let moved: Vec<Instant> = all.iter().map(|t| extent::shift(t, d.count, d.unit, clock)).collect();
        longest_chain(all.len(), |from, to| match (moved.get(from), all.get(to)) {
            (Some(a), Some(b)) => ok(CmpOp::Ge, b.compare(CmpOp::Ge, a)),
            _ => false,
        })
    };
    (chain(surely, |_, t| t == Truth::True), chain(perhaps, |_, t| t != Truth::False))
}

impl Eval<'_> {
    /// `two X >= 140 at least 7 days apart in last 1 year`.
    pub fn repeat(&self, node: NodeId, r: &Repeat, scope: &Scope<'_>) -> Answer {
        let s = self.select(&r.series, Wanted::Number, scope);
        let threshold = self.number(&r.value, scope);
        let size = (s.usable.len() + s.unusable.len()) as u64;
        if self.budget.spend(size.saturating_mul(size)) {
            return Answer::unknown(gap(&s.datum, Reason::Undefined));
        }
        let (mut surely, mut perhaps) = (Vec::new(), Vec::new());
        let (mut gaps, mut facts): (Gaps, Vec<_>) = (Vec::new(), Vec::new());
        for c in &s.usable {
            let range = c.reading.clone().unwrap_or(Interval::all());
            if let Some(t) = threshold.range.value() {
                self.observe_compared(node, Some(r.op), t, range);
            }
            match c.member.and(range.compare(r.op, &threshold.range)) {
                Truth::True => {
                    surely.push(c.when);
                    perhaps.push(c.when);
                    merge(&mut facts, [c.fact()]);
                    if r.apart.is_some() && c.when.value().is_none() {
                        merge(&mut gaps, [self.gap_at(&s.datum, Reason::Precision, c.fact(), None)]);
                    }
                }
                Truth::Unknown => {
                    perhaps.push(c.when);
                    merge(&mut gaps, c.gaps.iter().cloned());
                    merge(&mut gaps, threshold.gaps.iter().cloned());
                    if range.value().is_none() {
                        merge(&mut gaps, [self.gap_at(&s.datum, Reason::Comparator, c.fact(), None)]);
                    }
                }
                Truth::False => {}
            }
        }
        for u in &s.unusable {
            if let Err((reason, detail)) = &u.reading
                && !matches!(reason, Reason::Absent | Reason::PreliminaryOnly)
            {
                perhaps.push(u.when);
                merge(&mut gaps, [self.gap_at(&s.datum, *reason, u.fact(), detail.clone())]);
            }
        }
        let (least, most) = most_apart(&surely, &perhaps, r.apart, self.clock);
        let wanted = r.count as usize;
        if least >= wanted {
            return Answer::known(true, facts);
        }
        merge(&mut gaps, s.incomplete.map(|reason| gap(&s.datum, reason)));
        if most < wanted && s.incomplete.is_none() {
            return Answer::known(false, facts);
        }
        Answer::new(Truth::Unknown, gaps, facts)
    }

    /// `X is rising`, `X rose by 0.3 mg/dL within 48 hours`, ….
    pub fn trend(&self, node: NodeId, t: &Trend, scope: &Scope<'_>) -> Answer {
        let s = self.select(&t.series, Wanted::Number, scope);
        match t.kind {
            TrendKind::Rising => self.steady(&s, CmpOp::Gt),
            TrendKind::Falling => self.steady(&s, CmpOp::Lt),
            TrendKind::RoseBy(by, d) => {
                self.moved(node, &t.series, &s, d, scope, |now, was| (now.sub(was), CmpOp::Ge, by))
            }
            TrendKind::FellBy(by, d) => {
                self.moved(node, &t.series, &s, d, scope, |now, was| (was.sub(now), CmpOp::Ge, by))
            }
            TrendKind::RoseFold(fold, d) => {
                self.moved(node, &t.series, &s, d, scope, |now, was| (ratio(now, was), CmpOp::Ge, fold))
            }
            TrendKind::FellFold(share, d) => {
                self.moved(node, &t.series, &s, d, scope, |now, was| (ratio(now, was), CmpOp::Le, share))
            }
        }
    }

    /// The last three results, each above (below) the one before.
    pub fn steady(&self, s: &Selection, op: CmpOp) -> Answer {
        if let Err(gaps) = self.latest(s, false) {
            return Answer::new(
                Truth::Unknown,
                gaps,
                s.outside.iter().rev().take(1).map(Candidate::fact).collect(),
            );
        }
        let from = s.usable.len().saturating_sub(STEADY);
        let last: Vec<&Candidate> = s.usable.iter().skip(from).collect();
        let facts: Vec<_> = last.iter().rev().map(|c| c.fact()).collect();
        let newest = last.last().map(|c| c.fact());
        let why =
            |reason| newest.map_or_else(|| gap(&s.datum, reason), |f| self.gap_at(&s.datum, reason, f, None));
        if last.len() < STEADY {
            return Answer::new(Truth::Unknown, vec![why(Reason::TooFew)], facts);
        }
        // Which are the last three, and in which order, must be certain.
        let shown = s.usable.iter().skip(from.saturating_sub(1));
        let ordered =
            shown.clone().zip(shown.skip(1)).all(|(a, b)| b.when.compare(CmpOp::Gt, &a.when) == Truth::True);
        if !ordered || s.usable.iter().any(|c| c.member != Truth::True) {
            return Answer::new(Truth::Unknown, vec![why(Reason::Precision)], facts);
        }
        let mut truth = Truth::True;
        for (a, b) in last.iter().zip(last.iter().skip(1)) {
            let all = Interval::all();
            let (a, b) = (a.reading.as_ref().unwrap_or(&all), b.reading.as_ref().unwrap_or(&all));
            truth = truth.and(b.compare(op, a));
        }
        Answer::new(truth, vec![why(Reason::Comparator)], facts)
    }

    /// The latest result against each of the time before it: true when one of them is so far off.
    pub fn moved(
        &self,
        node: NodeId,
        series: &Series,
        s: &Selection,
        within: Duration,
        scope: &Scope<'_>,
        measure: impl Fn(&Interval<Num>, &Interval<Num>) -> (Option<Interval<Num>>, CmpOp, Num),
    ) -> Answer {
        let latest = match self.latest(s, false) {
            Err(gaps) => {
                return Answer::new(
                    Truth::Unknown,
                    gaps,
                    s.outside.iter().rev().take(1).map(Candidate::fact).collect(),
                );
            }
            Ok(latest) => latest,
        };
        // What came before is looked for beyond the windows of the series itself.
        let everything = Series { windows: [].into(), ..series.clone() };
        let all = self.select(&everything, Wanted::Number, scope);
        let mut possible = Vec::new();
        for now in latest {
            let from = extent::shift(&now.when, within.count.saturating_neg(), within.unit, self.clock);
            let mut parts = Vec::new();
            for was in all.usable.iter().filter(|w| w.at != now.at) {
                let before = was.when.compare(CmpOp::Lt, &now.when);
                let recent = was.when.compare(CmpOp::Ge, &from);
                let in_time = before.and(recent).and(was.member);
                if in_time == Truth::False {
                    continue;
                }
                let whole = Interval::all();
                let (x, y) = (now.reading.as_ref().unwrap_or(&whole), was.reading.as_ref().unwrap_or(&whole));
                let (amount, op, limit) = measure(x, y);
                let truth = amount.map_or(Truth::Unknown, |a| {
                    self.observe_compared(node, Some(op), limit, a);
                    a.compare(op, &Interval::exact(limit))
                });
                let reason = match (in_time, amount) {
                    (Truth::Unknown, _) => Reason::Precision,
                    (_, None) => Reason::Undefined,
                    _ => Reason::Comparator,
                };
                let why = self.gap_at(&s.datum, reason, was.fact(), None);
                parts.push(Answer::new(in_time.and(truth), vec![why], vec![now.fact(), was.fact()]));
            }
            let why = self.gap_at(&s.datum, Reason::TooFew, now.fact(), None);
            possible.push(match parts.is_empty() {
                true => Answer::new(Truth::Unknown, vec![why], vec![now.fact()]),
                false => Answer::any(parts),
            });
        }
        either_way(possible, &s.datum)
    }

    /// Whether a number is known to be there, for the rules that observations yield.
    pub fn latest_number(&self, s: &Selection) -> Number {
        super::aggregate::number(self, crate::vocab::AggregateKind::Latest, s)
    }
}

/// What all possibilities agree on, else unknown.
fn either_way(mut all: Vec<Answer>, datum: &str) -> Answer {
    let Some(first) = all.first().map(|a| a.truth) else {
        return Answer::unknown(gap(datum, Reason::TooFew));
    };
    if all.len() == 1
        && let Some(only) = all.pop()
    {
        return only;
    }
    let same = all.iter().all(|a| a.truth == first);
    let (mut gaps, mut facts) = (vec![gap(datum, Reason::Precision)], Vec::new());
    for a in all {
        merge(&mut gaps, a.gaps);
        merge(&mut facts, a.facts);
    }
    Answer::new(if same { first } else { Truth::Unknown }, gaps, facts)
}

/// How many times; not defined where the earlier result may be zero or below.
fn ratio(now: &Interval<Num>, was: &Interval<Num>) -> Option<Interval<Num>> {
    let positive = match was.lo {
        End::Closed(v) => v > Num::ZERO,
        End::Open(v) => v >= Num::ZERO,
        End::Unbounded => false,
    };
    if positive { now.div(was) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{PartialTime, TimeUnit};

    fn clock() -> Clock {
        Clock::new("2026-03-08T09:00:00Z".parse().unwrap(), "UTC".parse().unwrap())
    }

    fn at(days: &[&str]) -> Vec<Instant> {
        days.iter().map(|d| d.parse::<PartialTime>().unwrap().interval(&clock().zone)).collect()
    }

    fn apart(days: &[&str], least: i64) -> (usize, usize) {
        most_apart(&at(days), &at(days), Some(Duration::new(least, TimeUnit::Day)), &clock())
    }

    #[test]
    fn the_longest_chain_counts() {
        let days =
            ["2026-01-01T00:00:00Z", "2026-01-05T00:00:00Z", "2026-01-08T00:00:00Z", "2026-01-15T00:00:00Z"];
        assert_eq!(apart(&days, 7), (3, 3));
        assert_eq!(apart(&days, 15), (1, 1));
        assert_eq!(most_apart(&at(&days), &at(&days), None, &clock()), (4, 4));
    }

    #[test]
    fn coarse_dates_may_or_may_not_be_far_enough() {
        assert_eq!(apart(&["2026-01-01", "2026-01-08"], 7), (1, 2));
        assert_eq!(apart(&["2026-01-01", "2026-01-09"], 7), (2, 2));
        assert_eq!(apart(&["2026-01", "2026-02"], 7), (1, 2));
    }

    #[test]
    fn the_order_of_the_input_does_not_matter() {
        let days = ["2026-01-15T00:00:00Z", "2026-01-01T00:00:00Z", "2026-01-08T00:00:00Z"];
        assert_eq!(apart(&days, 7), (3, 3));
    }

    #[test]
    fn a_ratio_to_nothing_is_not_defined() {
        let exact = |n: i64| Interval::exact(Num::from(n));
        assert_eq!(ratio(&exact(4), &exact(2)), Some(exact(2)));
        assert_eq!(ratio(&exact(4), &exact(0)), None);
    }
}
