//! Ranges of one number: those that touch, overlap, or leave nothing out.

use crate::logic::{Cmp, Cond, Num, Ref};
use crate::render::unit_text;

/// A range of one number, as it was written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Range {
    lo: Option<(String, bool)>,
    hi: Option<(String, bool)>,
    unit: Option<String>,
}

impl Range {
    /// What a condition says about one number, where it says nothing else.
    pub(crate) fn of(c: &Cond, of: &Ref) -> Option<Range> {
        let parts = match c {
            Cond::All(all) => all.clone(),
            c => vec![c.clone()],
        };
        let mut r = Range { lo: None, hi: None, unit: None };
        for p in parts {
            let (op, k, unit) = match p {
                Cond::Compare(op, Num::Ref(x), Num::Const(k, unit)) if x == *of => (op, k, unit),
                Cond::Known(x) if x == *of => continue,
                _ => return None,
            };
            if unit.is_some() && r.unit.is_some() && unit != r.unit {
                return None;
            }
            r.unit = r.unit.or(unit);
            match op {
                Cmp::Eq => (r.lo, r.hi) = (Some((k.clone(), true)), Some((k, true))),
                Cmp::Ge | Cmp::Gt if r.lo.is_none() => r.lo = Some((k, op == Cmp::Ge)),
                Cmp::Le | Cmp::Lt if r.hi.is_none() => r.hi = Some((k, op == Cmp::Le)),
                _ => return None,
            }
        }
        (r.lo.is_some() || r.hi.is_some()).then_some(r)
    }

    pub(crate) fn number(end: &Option<(String, bool)>) -> Option<f64> {
        end.as_ref().and_then(|(k, _)| k.parse().ok())
    }

    pub(crate) fn order(&self) -> f64 {
        Range::number(&self.lo).unwrap_or(f64::NEG_INFINITY)
    }

    pub(crate) fn text(&self) -> String {
        let unit = self.unit.as_ref().map_or(String::new(), |u| format!(" {}", unit_text(u)));
        match (&self.lo, &self.hi) {
            (Some((a, _)), Some((b, _))) if a == b => format!("{a}{unit}"),
            (Some((a, inc)), Some((b, inc2))) => {
                let (open, close) = (if *inc { "" } else { "> " }, if *inc2 { "" } else { "< " });
                format!("{open}{a}{unit} .. {close}{b}{unit}")
            }
            (Some((a, true)), None) => format!(">= {a}{unit}"),
            (Some((a, false)), None) => format!("> {a}{unit}"),
            (None, Some((b, true))) => format!("<= {b}{unit}"),
            (None, Some((b, false))) => format!("< {b}{unit}"),
            (None, None) => String::new(),
        }
    }
}

/// Lines that look at one number only, each at another part of it, go from the smallest to the largest.
pub(crate) fn sort_ranges(rows: &mut [(Cond, String)]) {
    let Some(of) = rows.first().and_then(|(c, _)| c.refs().into_iter().next()) else { return };
    let answer = |c: &Cond| match c {
        Cond::Choice(r, at) if *r == of => Some(*at),
        _ => None,
    };
    // Answers of one question in the order of the question.
    let answers: Option<std::collections::BTreeSet<usize>> = rows.iter().map(|(c, _)| answer(c)).collect();
    if answers.is_some_and(|a| a.len() == rows.len()) {
        rows.sort_by_key(|(c, _)| answer(c));
        return;
    }
    let ranges: Option<Vec<Range>> = rows.iter().map(|(c, _)| Range::of(c, &of)).collect();
    if ranges.is_some_and(|r| !overlapping(&r)) {
        rows.sort_by(|(a, _), (b, _)| {
            let at = |c: &Cond| Range::of(c, &of).map_or(f64::NEG_INFINITY, |r| r.order());
            at(a).total_cmp(&at(b))
        });
    }
}

/// Two ranges of one number that touch are one.
pub(crate) fn joined(a: &Cond, b: &Cond, whole: impl Fn(&Ref) -> bool) -> Option<Cond> {
    let of = a.refs().into_iter().next()?;
    let (x, y) = (Range::of(a, &of)?, Range::of(b, &of)?);
    let (x, y) = if x.order() <= y.order() { (x, y) } else { (y, x) };
    let ((h, hi), (l, lo)) = (x.hi.clone()?, y.lo.clone()?);
    let (p, q): (f64, f64) = (h.parse().ok()?, l.parse().ok()?);
    let touch = p == q && (hi || lo) || whole(&of) && hi && lo && (q - p - 1.0).abs() < 1e-9;
    if !touch {
        return None;
    }
    let unit = x.unit.or(y.unit);
    let end = |e: Option<(String, bool)>, closed, open| {
        e.map(|(k, inc)| {
            Cond::Compare(if inc { closed } else { open }, Num::Ref(of.clone()), Num::Const(k, unit.clone()))
        })
    };
    let ends = [end(x.lo, Cmp::Ge, Cmp::Gt), end(y.hi, Cmp::Le, Cmp::Lt)];
    // Both together say no more than that there is a number.
    if ends.iter().all(Option::is_none) {
        return Some(Cond::Known(of.clone()));
    }
    Some(Cond::all(ends.into_iter().flatten().collect()))
}

pub(crate) fn overlapping(all: &[Range]) -> bool {
    let meets = |a: &Range, b: &Range| {
        let before = |x: &Range, y: &Range| match (&x.hi, &y.lo) {
            (Some((h, hi)), Some((l, lo))) => match (h.parse::<f64>(), l.parse::<f64>()) {
                (Ok(h), Ok(l)) => h < l || (h == l && !(*hi && *lo)),
                _ => false,
            },
            _ => false,
        };
        !before(a, b) && !before(b, a)
    };
    all.iter().enumerate().any(|(i, a)| all.iter().skip(i + 1).any(|b| meets(a, b)))
}

/// The ranges in order without gaps, from the smallest to the largest number; whole numbers leave none between `3` and `4`.
pub(crate) fn cover(all: &[Range], whole: bool) -> Option<Vec<Range>> {
    let mut sorted = all.to_vec();
    sorted.sort_by(|a, b| a.order().total_cmp(&b.order()));
    if sorted.first()?.lo.is_some() || sorted.last()?.hi.is_some() {
        return None;
    }
    let ends: Vec<Option<(String, bool)>> = sorted.iter().map(|r| r.hi.clone()).collect();
    for (r, before) in sorted.iter_mut().skip(1).zip(ends) {
        let ((h, hi), (l, lo)) = (before?, r.lo.clone()?);
        let (x, y): (f64, f64) = (h.parse().ok()?, l.parse().ok()?);
        let touches = x == y && hi != lo;
        let next = whole && hi && lo && (y - x - 1.0).abs() < 1e-9 && x.fract() == 0.0;
        if next {
            // `3` and `4 ..` become `3` and `> 3 ..`: the same for whole numbers, and nothing is left between.
            r.lo = Some((h, false));
        } else if !touches {
            return None;
        }
    }
    Some(sorted)
}
