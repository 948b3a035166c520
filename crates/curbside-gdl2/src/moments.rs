//! The times of a flow: dates, dates moved by durations, and how they lie to each other.

use crate::ast::{Expr, Op};
use crate::facts::Kind;
use crate::flow::Flow;
use crate::logic::{Cmp, Cond, Num};
use crate::reckon::number;
use crate::units::normal;

impl Flow<'_> {
    /// A time; `None` where the expression is none.
    pub(crate) fn when(&mut self, e: &Expr) -> Option<Num> {
        match e {
            Expr::Now(attr) if whole_time(attr) => Some(Num::Now),
            Expr::Date(d) => Some(Num::Day(d.get(..10)?.to_string())),
            Expr::Var(id, attr) if whole_time(attr) && self.kinds.get(id) == Some(&Kind::Time) => {
                let r = self.now(id);
                (!self.is_null(&r)).then_some(Num::Ref(r))
            }
            Expr::Binary(Op::Add, a, b) => match (self.when(a), span(b)) {
                (Some(t), Some((n, word))) => Some(moved(t, n, word)),
                _ => {
                    let (n, word) = span(a)?;
                    Some(moved(self.when(b)?, n, word))
                }
            },
            Expr::Binary(Op::Sub, a, b) => {
                let (n, word) = span(b)?;
                Some(moved(self.when(a)?, n.checked_neg()?, word))
            }
            _ => None,
        }
    }

    /// Two times, or the time between two and a duration: `$now - $start >= 3,mo`.
    pub(crate) fn compares_times(&mut self, op: Cmp, a: &Expr, b: &Expr) -> Option<Cond> {
        if let (Some(x), Some(y)) = (self.when(a), self.when(b)) {
            return Some(in_order(op, x, y));
        }
        let (op, difference, (n, word)) = match (span(a), span(b)) {
            (None, Some(s)) => (op, a, s),
            (Some(s), None) => (op.flip(), b, s),
            _ => return None,
        };
        let Expr::Binary(Op::Sub, to, from) = difference else { return None };
        let (to, from) = (self.when(to)?, self.when(from)?);
        Some(in_order(op, to, moved(from, n, word)))
    }

    /// The time between two, as the reference engine has it: in milliseconds.
    pub(crate) fn between(&mut self, to: &Expr, from: &Expr) -> Option<Num> {
        let (to, from) = (self.when(to)?, self.when(from)?);
        let one = Num::Const("1".into(), Some("ms".into()));
        Some(Num::Over(Box::new(Num::Call("elapsed", vec![from, to])), Box::new(one)))
    }
}

/// The time itself, not a part of it.
fn whole_time(attr: &Option<String>) -> bool {
    matches!(attr.as_deref(), None | Some("value" | "dateTime" | "date"))
}

fn moved(t: Num, n: i64, word: &'static str) -> Num {
    Num::Moved(Box::new(t), n, word)
}

fn in_order(op: Cmp, x: Num, y: Num) -> Cond {
    match op {
        Cmp::Lt => Cond::Before(x, y),
        Cmp::Gt => Cond::Before(y, x),
        Cmp::Ge => Cond::not(Cond::Before(x, y)),
        Cmp::Le => Cond::not(Cond::Before(y, x)),
        Cmp::Eq => {
            let (a, b) = (Cond::Before(x.clone(), y.clone()), Cond::Before(y, x));
            Cond::all(vec![Cond::not(a), Cond::not(b)])
        }
        Cmp::Ne => Cond::any(vec![Cond::Before(x.clone(), y.clone()), Cond::Before(y, x)]),
    }
}

/// `3,mo`, `4.5,h`: a whole number of calendar units.
pub(crate) fn span(e: &Expr) -> Option<(i64, &'static str)> {
    let (n, u) = match e {
        Expr::Quantity(n, u) => (n, u),
        Expr::Neg(inner) => return span(inner).and_then(|(n, w)| Some((n.checked_neg()?, w))),
        _ => return None,
    };
    let mut word = match normal(u).unit() {
        "a" | "a_j" | "a_g" => "year",
        "mo" | "mo_j" | "mo_g" => "month",
        "wk" => "week",
        "d" => "day",
        "h" => "hour",
        "min" => "minute",
        "s" => "second",
        _ => return None,
    };
    let mut n: f64 = number(n)?.parse().ok()?;
    // Half a day is twelve hours; half a month is nothing that a calendar knows.
    while n.fract().abs() > 1e-9 {
        let (parts, smaller) = match word {
            "year" => (12.0, "month"),
            "week" => (7.0, "day"),
            "day" => (24.0, "hour"),
            "hour" => (60.0, "minute"),
            "minute" => (60.0, "second"),
            _ => return None,
        };
        (n, word) = ((n * parts * 1e6).round() / 1e6, smaller);
    }
    (n.abs() < 1e9).then(|| (n.round() as i64, word))
}
