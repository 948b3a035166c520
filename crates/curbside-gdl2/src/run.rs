//! A guideline run as its reference engine runs it, on the values of a test.
//!
//! For one purpose: to tell whether what a test expects is what the guideline's own rules give. A test that the
//! rules contradict is reported and not bent; and a value that the rules give, but the pack does not, is a mistake
//! of the import.

use crate::ast::{Assign, Expr, Op, Statement};
use crate::cases::{Case, Given};
use crate::guideline::Guideline;
use crate::tests_out::{Values, shown};
use crate::units::{factor, normal};
use std::collections::BTreeSet;

/// What came of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Outcome {
    /// They agree, or it cannot be told.
    Agrees,
    /// What the rules give.
    Differs(String),
}

/// The values after all rules; `None` where a step has no meaning (arithmetic with nothing, a function unknown).
pub(crate) fn run(
    g: &Guideline,
    given: impl Iterator<Item = (String, Given)>,
    clock: &str,
) -> Option<Values> {
    let values = given.filter(|(_, v)| *v != Given::Null).collect();
    let mut m = Machine { g, values, fired: BTreeSet::new(), clock };
    for p in &g.preconditions {
        if !m.holds(p)? {
            return Some(m.values);
        }
    }
    m.then(&g.defaults)?;
    for rule in &g.rules {
        let mut all = true;
        for w in &rule.when {
            if !m.holds(w)? {
                all = false;
                break;
            }
        }
        if all {
            m.then(&rule.then)?;
            m.fired.insert(rule.id.clone());
        }
    }
    Some(m.values)
}

/// How many values that a case expects the rules give, where one input is given in a certain unit.
pub(crate) fn agreeing(g: &Guideline, case: &Case, key: &str, id: &str, unit: &str) -> usize {
    let values = |all: &[(String, Vec<(String, Given)>)]| -> Vec<(String, Given)> {
        all.iter().filter(|(k, _)| k == key).flat_map(|(_, v)| v.clone()).collect()
    };
    let given = values(&case.input).into_iter().map(|(var, value)| match &value {
        Given::Quantity(n, u) if var == id => {
            let n = n.parse().ok().map_or_else(|| n.clone(), |x| in_unit(x, u, unit).to_string());
            (var, Given::Quantity(n, unit.to_string()))
        }
        _ => (var, value),
    });
    // No case here asks for the moment; one that does cannot tell, and counts for every unit.
    let outcome = run(g, given, "2019-11-28T00:00:00+01:00");
    values(&case.expected)
        .iter()
        .filter(|(id, wanted)| judge(&outcome, id, wanted) == Outcome::Agrees)
        .count()
}

/// A guideline in a run of several: itself, and what it is given of its own.
pub(crate) struct Turn<'g> {
    pub g: &'g Guideline,
    pub given: Vec<(String, Given)>,
}

/// What a guideline is given in a run: by archetype and path what any of them is given, what those before it
/// write, and its own.
pub(crate) fn received(turns: &[Turn<'_>], at: usize) -> Vec<(String, Given)> {
    let Some(me) = turns.get(at) else { return Vec::new() };
    let mut out: Vec<(String, Given)> = Vec::new();
    for (_, t) in turns.iter().enumerate().filter(|(i, _)| *i != at) {
        for (id, value) in &t.given {
            let Some((b, e)) = t.g.element(id) else { continue };
            let mut mine = me.g.bindings.iter().filter(|m| m.model == b.model).flat_map(|m| &m.elements);
            if let Some(m) = mine.find(|m| m.path == e.path && !e.path.is_empty() && !m.id.contains('#')) {
                let known = me.given.iter().chain(&out).any(|(id, _)| *id == m.id);
                // What is said in the guideline's own part counts, then what stands first.
                if !known {
                    out.push((m.id.clone(), value.clone()));
                }
            }
        }
    }
    out.extend(me.given.iter().cloned());
    out
}

/// The values of the last of several guidelines that run one after another.
pub(crate) fn chained(turns: &[Turn<'_>], clock: &str) -> Option<Values> {
    let mut before: Vec<(&Guideline, Values)> = Vec::new();
    for (at, t) in turns.iter().enumerate() {
        let mut given = received(turns, at);
        for (g, values) in &before {
            let own = crate::chain::written(g);
            for (b, e) in g.bindings.iter().flat_map(|b| b.elements.iter().map(move |e| (b, e))) {
                let Some(value) = values.get(&e.id).filter(|_| own.contains(&e.id)) else { continue };
                let mut mine = t.g.bindings.iter().filter(|m| m.model == b.model).flat_map(|m| &m.elements);
                if let Some(m) = mine.find(|m| m.path == e.path && !m.id.contains('#')) {
                    given.push((m.id.clone(), value.clone()));
                }
            }
        }
        before.push((t.g, run(t.g, given.into_iter(), clock)?));
    }
    before.pop().map(|(_, v)| v)
}

/// Whether an expected value is what the rules give.
pub(crate) fn judge(outcome: &Option<Values>, id: &str, wanted: &Given) -> Outcome {
    let Some(values) = outcome else { return Outcome::Agrees };
    let Some(got) = values.get(id) else {
        return if *wanted == Given::Null { Outcome::Agrees } else { Outcome::Differs("nothing".into()) };
    };
    let same = match (got, wanted) {
        (Given::Ordinal(a, c), Given::Ordinal(b, d)) => a == b && c.code == d.code,
        (Given::Coded(c) | Given::Ordinal(_, c), Given::Coded(d) | Given::Ordinal(_, d)) => c.code == d.code,
        (Given::Text(a), Given::Text(b)) => a.trim() == b.trim(),
        (Given::Text(a), Given::Number(b)) => a.trim().parse::<f64>().ok() == b.parse().ok(),
        (a, b) => match (size(a), size(b)) {
            (Some(x), Some(y)) => {
                let written = match b {
                    Given::Number(n) | Given::Quantity(n, _) => {
                        n.split_once('.').map_or(0, |(_, d)| d.len().min(9))
                    }
                    _ => 0,
                };
                let step = 10f64.powi(-i32::try_from(written).unwrap_or(9));
                let off = (x - y).abs() / step;
                if (off - 0.5).abs() < 1e-6 && y.abs() < x.abs() {
                    let up = (x.abs() / step + 0.5 + 1e-6).floor() * step * x.signum();
                    return Outcome::Differs(format!(
                        "{}, half way, which rounds to {up:.written$}",
                        shown(got)
                    ));
                }
                off <= 0.5 + 1e-6
            }
            _ => shown(a) == shown(b),
        },
    };
    if same { Outcome::Agrees } else { Outcome::Differs(shown(got)) }
}

fn size(v: &Given) -> Option<f64> {
    match v {
        Given::Number(n) | Given::Quantity(n, _) => n.parse().ok(),
        Given::Ordinal(v, _) => Some(*v as f64),
        _ => None,
    }
}

fn number_of(v: &Val) -> Option<f64> {
    match v {
        Val::Num(n) => Some(*n),
        Val::Given(Given::Text(t)) => t.parse().ok(),
        Val::Given(g) => size(g),
        _ => None,
    }
}

/// A value in the middle of an expression.
#[derive(Debug, Clone, PartialEq)]
enum Val {
    Null,
    Num(f64),
    Bool(bool),
    Given(Given),
}

struct Machine<'c> {
    g: &'c Guideline,
    values: Values,
    fired: BTreeSet<String>,
    clock: &'c str,
}

impl Machine<'_> {
    fn holds(&self, e: &Expr) -> Option<bool> {
        Some(match e {
            Expr::Binary(Op::Or, a, b) => self.holds(a)? || self.holds(b)?,
            Expr::Binary(Op::And, a, b) => self.holds(a)? && self.holds(b)?,
            Expr::Not(a) => !self.holds(a)?,
            Expr::Fired(rule) => self.fired.contains(rule),
            e => matches!(self.value(e)?, Val::Bool(true)),
        })
    }

    fn value(&self, e: &Expr) -> Option<Val> {
        Some(match e {
            Expr::Null => Val::Null,
            Expr::Bool(b) => Val::Bool(*b),
            Expr::Number(n) => Val::Num(n.parse().ok()?),
            Expr::Text(t) => Val::Given(Given::Text(t.clone())),
            Expr::Ordinal(v, c) => Val::Given(Given::Ordinal(*v, c.clone())),
            Expr::Coded(c) => Val::Given(Given::Coded(c.clone())),
            Expr::Quantity(n, u) => Val::Given(Given::Quantity(n.clone(), u.clone())),
            Expr::Var(id, attr) => self.attribute(id, attr.as_deref())?,
            Expr::Now(Some(a)) => Val::Num(part_of(self.clock, a)?),
            Expr::Neg(a) => Val::Num(-self.number(a)?),
            Expr::Binary(Op::And | Op::Or, ..) => Val::Bool(self.holds(e)?),
            Expr::Binary(op, a, b) => self.binary(*op, a, b)?,
            Expr::Call(name, args) => {
                let args = args.iter().map(|a| self.number(a)).collect::<Option<Vec<f64>>>()?;
                let x = *args.first()?;
                Val::Num(match name.as_str() {
                    "abs" => x.abs(),
                    "ceil" => x.ceil(),
                    "floor" => x.floor(),
                    "exp" => x.exp(),
                    "log" => x.ln(),
                    "log10" => x.log10(),
                    "log1p" => x.ln_1p(),
                    "sqrt" => x.sqrt(),
                    "round" => (x + 0.5).floor(),
                    "max" => args.iter().copied().fold(x, f64::max),
                    "min" => args.iter().copied().fold(x, f64::min),
                    _ => return None,
                })
            }
            Expr::Not(_) | Expr::Fired(_) => Val::Bool(self.holds(e)?),
            _ => return None,
        })
    }

    fn attribute(&self, id: &str, attr: Option<&str>) -> Option<Val> {
        if attr == Some("term") {
            return Some(Val::Given(Given::Text(self.g.name(id))));
        }
        let Some(v) = self.values.get(id) else {
            return Some(if attr == Some("magnitude") { Val::Num(0.0) } else { Val::Null });
        };
        Some(match (attr, v) {
            (None, v) => Val::Given(v.clone()),
            (Some("magnitude" | "value" | "numerator"), v) if size(v).is_some() => Val::Num(size(v)?),
            (Some("unit" | "units"), Given::Quantity(_, u)) => Val::Given(Given::Text(u.clone())),
            (Some("code"), Given::Coded(c) | Given::Ordinal(_, c)) => Val::Given(Given::Text(c.code.clone())),
            (Some(part), Given::Date(d)) => Val::Num(part_of(d, part)?),
            (Some("value"), Given::Text(_)) => Val::Given(v.clone()),
            _ => return None,
        })
    }

    fn number(&self, e: &Expr) -> Option<f64> {
        number_of(&self.value(e)?)
    }

    fn binary(&self, op: Op, a: &Expr, b: &Expr) -> Option<Val> {
        // Each side once: a sum is as deep as it has parts.
        let (x, y) = (self.value(a)?, self.value(b)?);
        match op {
            Op::Eq => return Some(Val::Bool(equal(&x, &y))),
            Op::Ne => return Some(Val::Bool(!equal(&x, &y))),
            Op::IsA | Op::IsNotA => return Some(Val::Bool(self.is_a(&x, &y) == (op == Op::IsA))),
            _ => {}
        }
        let order = matches!(op, Op::Lt | Op::Le | Op::Gt | Op::Ge);
        if x == Val::Null || y == Val::Null {
            return order.then_some(Val::Bool(false));
        }
        if op == Op::Add
            && let (Some(t), Some(u)) = (words(&x), words(&y))
            && [&t, &u].into_iter().any(|t| t.trim().parse::<f64>().is_err())
        {
            return Some(Val::Given(Given::Text(format!("{t}{u}"))));
        }
        let (p, q) = match (&x, &y) {
            // What does not convert does not compare.
            (Val::Given(Given::Quantity(_, u)), Val::Given(Given::Quantity(_, v)))
                if order && !comparable(u, v) =>
            {
                return Some(Val::Bool(false));
            }
            (Val::Given(Given::Quantity(n, u)), Val::Given(Given::Quantity(m, v))) if order => {
                let q: f64 = m.parse().ok()?;
                (n.parse().ok()?, in_unit(q, v, u))
            }
            _ => (number_of(&x)?, number_of(&y)?),
        };
        Some(match op {
            Op::Add => Val::Num(p + q),
            Op::Sub => Val::Num(p - q),
            Op::Mul => Val::Num(p * q),
            Op::Div => Val::Num(p / q),
            Op::Pow => Val::Num(p.powf(q)),
            Op::Rem => Val::Num(p % q),
            Op::Lt => Val::Bool(p < q),
            Op::Le => Val::Bool(p <= q),
            Op::Gt => Val::Bool(p > q),
            _ => Val::Bool(p >= q),
        })
    }

    /// Whether a code lies below one that a term of the guideline is bound to; codes of a branch begin alike.
    fn is_a(&self, x: &Val, y: &Val) -> bool {
        let (Val::Given(Given::Coded(c) | Given::Ordinal(_, c)), Val::Given(Given::Coded(term))) = (x, y)
        else {
            return false;
        };
        let bound = self.g.term_bindings.get(&c.terminology).and_then(|t| t.get(&term.code));
        bound.is_some_and(|all| all.iter().any(|b| c.code.starts_with(b.as_str())))
    }

    fn then(&mut self, all: &[Statement]) -> Option<()> {
        let sized: BTreeSet<&str> = all
            .iter()
            .filter_map(|s| match s {
                Statement::Assign(a) if matches!(a.attr.as_deref(), Some("unit" | "units" | "precision")) => {
                    Some(a.var.as_str())
                }
                _ => None,
            })
            .collect();
        for s in all {
            if let Statement::Assign(a) = s {
                self.assign(a, sized.contains(a.var.as_str()))?;
            }
        }
        Some(())
    }

    fn assign(&mut self, a: &Assign, sized: bool) -> Option<()> {
        let old = self.values.get(&a.var).cloned();
        let (n, u) = match &old {
            Some(Given::Quantity(n, u)) => (n.clone(), u.clone()),
            _ => ("0".to_string(), "1".to_string()),
        };
        let value = match a.attr.as_deref() {
            Some("unit" | "units") => match self.value(&a.value)? {
                Val::Given(Given::Text(u)) => Given::Quantity(n, u),
                _ => return None,
            },
            Some("precision" | "null_flavor" | "nullFlavor") => return Some(()),
            Some("magnitude") => {
                let x = self.number(&a.value).filter(|x| x.is_finite())?;
                if sized || matches!(old, Some(Given::Quantity(..))) {
                    Given::Quantity(x.to_string(), u)
                } else {
                    Given::Number(x.trunc().to_string())
                }
            }
            _ => match self.value(&a.value)? {
                Val::Num(x) => Given::Number(x.to_string()),
                Val::Bool(b) => Given::Bool(b),
                Val::Given(g) => g,
                Val::Null => Given::Null,
            },
        };
        if value == Given::Null {
            self.values.remove(&a.var);
        } else {
            self.values.insert(a.var.clone(), value);
        }
        Some(())
    }
}

/// A value as a text that others are put to.
fn words(v: &Val) -> Option<String> {
    match v {
        Val::Given(Given::Text(t)) => Some(t.clone()),
        Val::Given(Given::Coded(c) | Given::Ordinal(_, c)) => Some(c.label.clone()),
        Val::Num(n) => Some(n.to_string()),
        _ => None,
    }
}

/// A number of one unit in another, where they convert.
fn in_unit(x: f64, from: &str, to: &str) -> f64 {
    let (from, to) = (normal(from).unit().to_string(), normal(to).unit().to_string());
    let converted = factor(&from, &to).and_then(|c| c.apply(curbside::value::Num::from_f64(x)?));
    converted.map_or(x, curbside::value::Num::to_f64)
}

/// A part of a time as written.
fn part_of(time: &str, part: &str) -> Option<f64> {
    let at = match part {
        "year" => 0..4,
        "month" => 5..7,
        "day" => 8..10,
        "hour" => 11..13,
        _ => return None,
    };
    time.get(at)?.parse().ok()
}

fn comparable(u: &str, v: &str) -> bool {
    let (u, v) = (normal(u), normal(v));
    crate::units::convertible(u.unit(), v.unit())
}

fn equal(x: &Val, y: &Val) -> bool {
    match (x, y) {
        (Val::Null, Val::Null) => true,
        (Val::Null, _) | (_, Val::Null) => false,
        (Val::Given(Given::Ordinal(a, c)), Val::Given(Given::Ordinal(b, d))) => a == b && c.code == d.code,
        (
            Val::Given(Given::Coded(c) | Given::Ordinal(_, c)),
            Val::Given(Given::Coded(d) | Given::Ordinal(_, d)),
        ) => c.code == d.code,
        (Val::Given(Given::Quantity(n, u)), Val::Given(Given::Quantity(m, v))) => {
            match (n.parse::<f64>(), m.parse::<f64>()) {
                (Ok(a), Ok(b)) => comparable(u, v) && (a - in_unit(b, v, u)).abs() < 1e-9,
                _ => false,
            }
        }
        (Val::Given(Given::Text(a)), Val::Given(Given::Text(b))) => a == b,
        (a, b) => {
            let n = |v: &Val| match v {
                Val::Num(n) => Some(*n),
                Val::Given(Given::Text(t)) => t.parse().ok(),
                Val::Given(g) => size(g),
                _ => None,
            };
            match (n(a), n(b)) {
                (Some(a), Some(b)) => (a - b).abs() < 1e-9,
                _ => a == b,
            }
        }
    }
}
