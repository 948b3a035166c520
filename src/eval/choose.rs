//! `choose`: the first value whose condition holds, and all that may be it.

use super::answer::{Answer, Gaps, Number, When, Words, gap, merge};
use super::engine::{Eval, Scope};
use crate::model::{Cond, NumExpr, TextExpr, TimeExpr};
use crate::value::{Reason, Truth};

/// The lines that may be the first to hold, and why more than one may.
struct Open<'m, T> {
    lines: Vec<&'m T>,
    /// A line surely holds.
    decided: bool,
    gaps: Gaps,
    facts: Vec<super::facts::FactRef>,
}

impl Eval<'_> {
    fn open_lines<'m, T>(&self, rows: &'m [(Cond, T)], scope: &Scope<'_>) -> Open<'m, T> {
        let mut open = Open { lines: Vec::new(), decided: false, gaps: Vec::new(), facts: Vec::new() };
        for (cond, value) in rows {
            let Answer { truth, gaps, facts, .. } = self.cond(cond, scope);
            if truth == Truth::False {
                merge(&mut open.facts, facts);
                continue;
            }
            open.lines.push(value);
            merge(&mut open.gaps, gaps);
            merge(&mut open.facts, facts);
            if truth == Truth::True {
                open.decided = true;
                break;
            }
        }
        if !open.decided && open.gaps.is_empty() {
            open.gaps.push(gap("choose", Reason::NotApplicable));
        }
        open
    }

    /// A number: the hull of the lines that may count; nothing where none may hold.
    pub(super) fn choose_number(&self, rows: &[(Cond, NumExpr)], scope: &Scope<'_>) -> Number {
        let open = self.open_lines(rows, scope);
        let mut numbers = open.lines.iter().map(|n| self.number(n, scope));
        match numbers.next().filter(|_| open.decided) {
            None => Number::unknown(open.gaps, open.facts),
            Some(first) => {
                let mut out = numbers.fold(first, Number::hull);
                if out.range.value().is_none() {
                    merge(&mut out.gaps, open.gaps);
                }
                merge(&mut out.facts, open.facts);
                out
            }
        }
    }

    /// A time: from the first to the last that the lines that may count can be; any where none may hold.
    pub(super) fn choose_time(&self, rows: &[(Cond, TimeExpr)], scope: &Scope<'_>) -> When {
        let open = self.open_lines(rows, scope);
        let mut times = open.lines.iter().map(|t| self.time(t, scope));
        match times.next().filter(|_| open.decided) {
            None => When::unknown(open.gaps, open.facts),
            Some(first) => {
                let several = open.lines.len() > 1;
                let mut out = times.fold(first, |mut a, b| {
                    (a.start, a.end) = (a.start.hull(&b.start), a.end.hull(&b.end));
                    merge(&mut a.gaps, b.gaps);
                    merge(&mut a.facts, b.facts);
                    a
                });
                if several {
                    merge(&mut out.gaps, open.gaps);
                }
                merge(&mut out.facts, open.facts);
                out
            }
        }
    }

    /// A text: those of the lines that may count; any where none may hold.
    pub(super) fn choose_words(&self, rows: &[(Cond, TextExpr)], scope: &Scope<'_>) -> Words {
        let open = self.open_lines(rows, scope);
        if !open.decided {
            return Words::unknown(open.gaps, open.facts);
        }
        let mut out = Words { texts: Some(Vec::new()), gaps: open.gaps, facts: open.facts };
        for line in open.lines {
            let words = self.words(line, scope);
            merge(&mut out.gaps, words.gaps);
            merge(&mut out.facts, words.facts);
            match (&mut out.texts, words.texts) {
                (Some(all), Some(more)) => merge(all, more),
                (texts, None) => *texts = None,
                (None, _) => {}
            }
        }
        if out.value().is_some() {
            out.gaps.clear();
        }
        out
    }
}
