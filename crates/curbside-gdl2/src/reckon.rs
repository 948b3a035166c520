//! The numbers of a flow: arithmetic, functions, times.

use crate::ast::{Expr, Op};
use crate::facts::Kind;
use crate::flow::Flow;
use crate::logic::{Cond, Num};
use crate::problem::Weight;
use crate::units::normal;

impl Flow<'_> {
    pub(crate) fn num(&mut self, e: &Expr) -> Option<Num> {
        let two = |f: &mut Self, a: &Expr, b: &Expr| Some((Box::new(f.num(a)?), Box::new(f.num(b)?)));
        Some(match e {
            Expr::Number(n) => Num::Const(number(n)?, None),
            Expr::Text(t) => Num::Const(number(t)?, None),
            Expr::Quantity(n, u) => {
                let unit = normal(u).unit().to_string();
                Num::Const(number(n)?, (unit != "1").then_some(unit))
            }
            Expr::Ordinal(v, _) => Num::Const(v.to_string(), None),
            Expr::Neg(a) => Num::Neg(Box::new(self.num(a)?)),
            Expr::Var(id, attr) => return self.value_of(id, attr.as_deref()),
            Expr::Now(Some(a)) => Num::Call(calendar_part(a)?, vec![Num::Now]),
            Expr::Binary(op, a, b) => {
                if let Some(age) = self.years_since(*op, a, b) {
                    return Some(age);
                }
                if let (Op::Sub, Some(ms)) = (op, self.between(a, b)) {
                    return Some(ms);
                }
                let (x, y) = two(self, a, b)?;
                match op {
                    Op::Add => Num::Sum(x, y),
                    Op::Sub => Num::Less(x, y),
                    Op::Mul => Num::times(*x, *y),
                    Op::Div => Num::Over(x, y),
                    Op::Pow => Num::Call("pow", vec![*x, *y]),
                    // What remains of a division.
                    Op::Rem => {
                        let whole = Num::Call("floor", vec![Num::Over(x.clone(), y.clone())]);
                        Num::Less(x, Box::new(Num::Times(y, Box::new(whole))))
                    }
                    _ => return None,
                }
            }
            Expr::Call(name, args) => {
                let mut all: Vec<Num> = Vec::new();
                for a in args {
                    all.push(self.num(a)?);
                }
                let first = || all.first().cloned().map(Box::new);
                match name.as_str() {
                    "abs" => Num::Call("abs", all),
                    "ceil" => Num::Call("ceil", all),
                    "floor" => Num::Call("floor", all),
                    "exp" => Num::Call("exp", all),
                    "log" => Num::Call("ln", all),
                    "log10" => Num::Call("log10", all),
                    "log1p" => {
                        let more = Num::Sum(Box::new(Num::Const("1".into(), None)), first()?);
                        Num::Call("ln", vec![more])
                    }
                    "sqrt" => Num::Call("sqrt", all),
                    "pow" | "power" if all.len() == 2 => Num::Call("pow", all),
                    "ln" => Num::Call("ln", all),
                    "round" => Num::Round(first()?, 0),
                    "max" => flat("max", all),
                    "min" => flat("min", all),
                    _ => return None,
                }
            }
            _ => return None,
        })
    }

    /// `$currentDateTime.year - $birth.year`, and times divided by a year.
    pub(crate) fn years_since(&mut self, op: Op, a: &Expr, b: &Expr) -> Option<Num> {
        let year = |e: &Expr| match e {
            Expr::Now(Some(a)) | Expr::Var(_, Some(a)) => a == "year",
            _ => false,
        };
        match (op, a, b) {
            (Op::Sub, Expr::Now(_), Expr::Var(id, _)) if year(a) && year(b) => {
                Some(Num::Call("year_difference", vec![Num::Now, Num::Ref(self.now(id))]))
            }
            (Op::Div, Expr::Binary(Op::Sub, x, y), Expr::Quantity(n, u)) => {
                let time = |f: &Self, e: &Expr| match e {
                    Expr::Now(_) => Some(Num::Now),
                    Expr::Var(id, _) if matches!(f.kinds.get(id), Some(Kind::Time)) => {
                        Some(Num::Ref(f.now(id)))
                    }
                    _ => None,
                };
                let (to, from) = (time(self, x)?, time(self, y)?);
                let count = Num::Const(number(n)?, Some(normal(u).unit().to_string()));
                Some(Num::Over(Box::new(Num::Call("elapsed", vec![from, to])), Box::new(count)))
            }
            _ => None,
        }
    }

    pub(crate) fn value_of(&mut self, id: &str, attr: Option<&str>) -> Option<Num> {
        let r = self.now(id);
        let given = if self.is_null(&r) { Cond::Const(false) } else { self.known_ref(&r) };
        match attr {
            // One instance at most is read here.
            Some("count") => {
                let constant = |n: &str| Box::new(Num::Const(n.into(), None));
                return Some(match given {
                    Cond::Const(b) => Num::Const(u8::from(b).to_string(), None),
                    c => Num::If(Box::new(c), constant("1"), constant("0")),
                });
            }
            Some("sum") => {
                let value = self.value_of(id, None)?;
                return Some(Num::Call("first_known", vec![value, Num::zero()]));
            }
            Some("denominator") => {
                let of = match self.kinds.get(id) {
                    Some(Kind::Number(all)) => match all.first().and_then(|u| u.as_deref()) {
                        Some("%") => "100".to_string(),
                        None => "1".to_string(),
                        Some(u) => u.strip_prefix('/')?.to_string(),
                    },
                    _ => return None,
                };
                return Some(Num::Const(number(&of)?, None));
            }
            Some(part) if matches!(self.kinds.get(id), Some(Kind::Time)) => {
                let part = calendar_part(part)?;
                return (!self.is_null(&r)).then(|| Num::Call(part, vec![Num::Ref(r)]));
            }
            Some("string" | "type" | "terminology" | "term") => return None,
            _ => {}
        }
        if self.is_null(&r) {
            // The reference engine reads the size of nothing as zero.
            return (attr == Some("magnitude")).then(Num::zero);
        }
        match self.kinds.get(id)?.clone() {
            Kind::Number(_) | Kind::Ordinal => {
                let own = matches!(self.known_ref(&r), Cond::Const(true));
                if attr == Some("magnitude") && !own && r.version > 0 && self.assigning.as_deref() == Some(id)
                {
                    // A value that is raised begins at nothing, which the reference engine reads as zero.
                    return Some(Num::Call("first_known", vec![Num::Ref(r), Num::zero()]));
                }
                Some(Num::Ref(r))
            }
            Kind::Choice => {
                let all = self.options(id);
                if all.iter().all(|o| o.points.is_some()) {
                    return Some(Num::Points(r));
                }
                self.note(
                    Weight::Lost,
                    format!("\"{}\" is counted with, but not every answer has points", self.g.name(id)),
                );
                None
            }
            Kind::YesNo(yes) => {
                let all = self.options(id);
                let points =
                    |i: usize| all.get(i).and_then(|o| o.points).unwrap_or(i64::from(i == yes)).to_string();
                let no = usize::from(yes == 0);
                Some(Num::If(
                    Box::new(Cond::Yes(r)),
                    Box::new(Num::Const(points(yes), None)),
                    Box::new(Num::Const(points(no), None)),
                ))
            }
            Kind::Text | Kind::Time => None,
        }
    }
}

/// What a time can be asked for.
fn calendar_part(attr: &str) -> Option<&'static str> {
    ["year", "month", "day", "hour"].into_iter().find(|p| *p == attr)
}

/// `max(max(a, b), c)` is `max(a, b, c)`.
fn flat(name: &'static str, all: Vec<Num>) -> Num {
    let mut out = Vec::new();
    for n in all {
        match n {
            Num::Call(inner, more) if inner == name => out.extend(more),
            n => out.push(n),
        }
    }
    Num::Call(name, out)
}

/// A number as an exact decimal without exponent.
pub(crate) fn number(text: &str) -> Option<String> {
    let t = text.trim().trim_matches(['(', ')']);
    let value: f64 = t.parse().ok().filter(|v: &f64| v.is_finite())?;
    if t.contains(['e', 'E']) {
        let plain = format!("{value:.20}");
        return Some(plain.trim_end_matches('0').trim_end_matches('.').to_string());
    }
    let t = t.trim_start_matches('+');
    let t = if t.starts_with('.') { format!("0{t}") } else { t.replace("-.", "-0.") };
    // A language of 28 digits takes no more.
    let short: String = t.chars().take(28).collect();
    Some(short.trim_end_matches('.').to_string())
}
