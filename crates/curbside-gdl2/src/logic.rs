//! Conditions and numbers between GDL2 and Curbside: simplified, and asked what they need to know.
//!
//! A GDL2 comparison with nothing is false, a Curbside one is unknown. INVARIANT: a condition here is true where
//! GDL2's is, and false or unknown where GDL2's is false; `Surely` closes the difference where it matters.

use std::collections::BTreeSet;

/// A value at some point of the run: after so many of its assignments; an input before the first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Ref {
    pub var: String,
    pub version: usize,
    /// The unit it is taken in, where a value comes in several that do not convert.
    pub unit: Option<String>,
}

/// How two numbers are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cmp {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

impl Cmp {
    pub(crate) fn sign(self) -> &'static str {
        match self {
            Cmp::Eq => "=",
            Cmp::Ne => "!=",
            Cmp::Lt => "<",
            Cmp::Le => "<=",
            Cmp::Gt => ">",
            Cmp::Ge => ">=",
        }
    }

    /// The same with its sides exchanged.
    pub(crate) fn flip(self) -> Cmp {
        match self {
            Cmp::Lt => Cmp::Gt,
            Cmp::Le => Cmp::Ge,
            Cmp::Gt => Cmp::Lt,
            Cmp::Ge => Cmp::Le,
            same => same,
        }
    }
}

/// A condition.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cond {
    Const(bool),
    All(Vec<Cond>),
    Any(Vec<Cond>),
    Not(Box<Cond>),
    Surely(Box<Cond>),
    Known(Ref),
    /// An input's answer is this choice.
    Choice(Ref, usize),
    /// A yes-no input.
    Yes(Ref),
    /// A defined text.
    Is(Ref, String),
    Compare(Cmp, Num, Num),
    /// One time lies before another.
    Before(Num, Num),
    /// A condition that gets a name: that of a rule.
    Named(String, Box<Cond>),
}

/// A number or time.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Num {
    /// A literal and its unit.
    Const(String, Option<String>),
    Ref(Ref),
    /// The points of a choice.
    Points(Ref),
    Sum(Box<Num>, Box<Num>),
    Less(Box<Num>, Box<Num>),
    Times(Box<Num>, Box<Num>),
    Over(Box<Num>, Box<Num>),
    Neg(Box<Num>),
    Call(&'static str, Vec<Num>),
    If(Box<Cond>, Box<Num>, Box<Num>),
    /// The moment of the evaluation.
    Now,
    /// A day as written.
    Day(String),
    /// A time so many calendar units later, or earlier.
    Moved(Box<Num>, i64, &'static str),
    /// `round(x, n)`
    Round(Box<Num>, u32),
}

impl Cond {
    pub(crate) fn all(parts: Vec<Cond>) -> Cond {
        let mut out: Vec<Cond> = Vec::new();
        for p in parts {
            match p {
                Cond::Const(true) => {}
                Cond::Const(false) => return Cond::Const(false),
                Cond::All(inner) => inner.into_iter().for_each(|c| add(&mut out, c)),
                other => add(&mut out, other),
            }
        }
        if out.iter().any(|c| out.contains(&Cond::not(c.clone()))) {
            return Cond::Const(false);
        }
        match out.len() {
            0 => Cond::Const(true),
            1 => out.remove(0),
            _ => Cond::All(out),
        }
    }

    pub(crate) fn any(parts: Vec<Cond>) -> Cond {
        let mut out: Vec<Cond> = Vec::new();
        for p in parts {
            match p {
                Cond::Const(false) => {}
                Cond::Const(true) => return Cond::Const(true),
                Cond::Any(inner) => inner.into_iter().for_each(|c| add(&mut out, c)),
                other => add(&mut out, other),
            }
        }
        let mut out = touching(out);
        match out.len() {
            0 => Cond::Const(false),
            1 => out.remove(0),
            _ => Cond::Any(factored(out)),
        }
        .flattened()
    }

    fn flattened(self) -> Cond {
        match self {
            Cond::Any(mut all) if all.len() == 1 => all.remove(0),
            c => c,
        }
    }

    /// Not, pushed to where it reads best.
    pub(crate) fn not(c: Cond) -> Cond {
        match c {
            Cond::Const(b) => Cond::Const(!b),
            Cond::Not(inner) => *inner,
            Cond::Compare(op, a, b) => {
                let op = match op {
                    Cmp::Eq => Cmp::Ne,
                    Cmp::Ne => Cmp::Eq,
                    Cmp::Lt => Cmp::Ge,
                    Cmp::Le => Cmp::Gt,
                    Cmp::Gt => Cmp::Le,
                    Cmp::Ge => Cmp::Lt,
                };
                Cond::Compare(op, a, b)
            }
            c => Cond::Not(Box::new(c)),
        }
    }

    /// Not, where GDL2 takes what it does not know for false.
    pub(crate) fn not_surely(c: Cond) -> Cond {
        let open = c.open();
        if open.is_empty() { Cond::not(c) } else { Cond::not(Cond::Surely(Box::new(c))) }
    }

    /// What may keep it from being decided when it is not known.
    pub(crate) fn open(&self) -> BTreeSet<Ref> {
        match self {
            Cond::Const(_) | Cond::Known(_) | Cond::Surely(_) => BTreeSet::new(),
            Cond::Not(c) => c.open(),
            Cond::All(all) => {
                let mut open: BTreeSet<Ref> = all.iter().flat_map(Cond::open).collect();
                open.retain(|r| !all.contains(&Cond::Known(r.clone())));
                open
            }
            Cond::Any(all) => {
                let mut open: BTreeSet<Ref> = all.iter().flat_map(Cond::open).collect();
                open.retain(|r| !all.contains(&Cond::not(Cond::Known(r.clone()))));
                open
            }
            Cond::Choice(r, _) | Cond::Yes(r) | Cond::Is(r, _) => [r.clone()].into(),
            Cond::Compare(_, a, b) | Cond::Before(a, b) => a.refs().into_iter().chain(b.refs()).collect(),
            Cond::Named(_, c) => c.open(),
        }
    }

    /// What is known wherever it holds.
    pub(crate) fn sure(&self) -> BTreeSet<Ref> {
        match self {
            Cond::Const(_) => BTreeSet::new(),
            Cond::Known(r) => [r.clone()].into(),
            Cond::Surely(c) => c.sure(),
            Cond::Not(c) => match c.as_ref() {
                // Not of one question about a value is an answer about it.
                Cond::Choice(r, _) | Cond::Yes(r) | Cond::Is(r, _) => [r.clone()].into(),
                Cond::Before(a, b) => a.refs().into_iter().chain(b.refs()).collect(),
                _ => BTreeSet::new(),
            },
            Cond::All(all) => all.iter().flat_map(Cond::sure).collect(),
            Cond::Any(all) => {
                let mut each = all.iter().map(Cond::sure);
                let first = each.next().unwrap_or_default();
                each.fold(first, |a, b| a.intersection(&b).cloned().collect())
            }
            Cond::Choice(r, _) | Cond::Yes(r) | Cond::Is(r, _) => [r.clone()].into(),
            Cond::Compare(_, a, b) | Cond::Before(a, b) => a.refs().into_iter().chain(b.refs()).collect(),
            Cond::Named(_, c) => c.sure(),
        }
    }

    /// `not surely` as `not`, where everything that is asked there is known.
    pub(crate) fn decided(&self, known: &BTreeSet<Ref>) -> Cond {
        let Cond::All(all) = self else { return self.clone() };
        let one = |c: &Cond| match c {
            Cond::Not(inner) => match inner.as_ref() {
                Cond::Surely(asked) if asked.open().iter().all(|r| known.contains(r)) => match asked.as_ref()
                {
                    Cond::Any(parts) => Cond::all(parts.iter().cloned().map(Cond::not).collect()),
                    asked => Cond::not(asked.clone()),
                },
                _ => c.clone(),
            },
            _ => c.clone(),
        };
        let plain = Cond::all(all.iter().map(one).collect());
        if plain == *self { plain } else { plain.lean() }
    }

    /// What a part denies, where it takes what is not known for no: `not surely c`, or `c is unknown or not c`.
    pub(crate) fn denied(&self) -> Option<&Cond> {
        match self {
            Cond::Not(inner) => match inner.as_ref() {
                Cond::Surely(c) => Some(c),
                _ => None,
            },
            Cond::Any(parts) => {
                let [Cond::Not(unknown), Cond::Not(c)] = parts.as_slice() else { return None };
                match (unknown.as_ref(), c.as_ref()) {
                    (Cond::Known(r), Cond::Choice(x, _) | Cond::Yes(x) | Cond::Is(x, _)) if r == x => Some(c),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Every value it mentions.
    pub(crate) fn refs(&self) -> BTreeSet<Ref> {
        match self {
            Cond::Const(_) => BTreeSet::new(),
            Cond::Known(r) | Cond::Choice(r, _) | Cond::Yes(r) | Cond::Is(r, _) => [r.clone()].into(),
            Cond::Surely(c) | Cond::Not(c) => c.refs(),
            Cond::All(all) | Cond::Any(all) => all.iter().flat_map(Cond::refs).collect(),
            Cond::Compare(_, a, b) | Cond::Before(a, b) => a.refs().into_iter().chain(b.refs()).collect(),
            Cond::Named(_, c) => c.refs(),
        }
    }

    /// How many questions it asks.
    pub(crate) fn size(&self) -> usize {
        match self {
            Cond::All(all) | Cond::Any(all) => all.iter().map(Cond::size).sum(),
            Cond::Not(c) | Cond::Surely(c) => c.size(),
            _ => 1,
        }
    }

    /// Whether it holds only where a value is known that may be given in one of several units.
    fn asks_in_some_unit(&self, r: &Ref) -> bool {
        match self {
            _ if r.unit.is_none() => false,
            Cond::Any(all) => all.iter().all(|c| c.asks_in_some_unit(r)),
            Cond::All(all) => all.iter().any(|c| c.asks_in_some_unit(r)),
            Cond::Compare(..) | Cond::Known(_) => {
                r.unit.as_deref() == Some("*") && self.sure().iter().any(|s| s.var == r.var)
            }
            _ => false,
        }
    }

    /// Whether another condition holds wherever this one does, as far as their parts tell.
    pub(crate) fn implies(&self, other: &Cond) -> bool {
        if self == other {
            return true;
        }
        let by_other = match other {
            Cond::Named(_, c) => self.implies(c),
            Cond::Any(all) => all.iter().any(|c| self.implies(c)),
            Cond::All(all) => all.iter().all(|c| self.implies(c)),
            _ => false,
        };
        by_other
            || match self {
                Cond::Named(_, c) => c.implies(other),
                Cond::Any(all) => all.iter().all(|c| c.implies(other)),
                Cond::All(all) => all.iter().any(|c| c.implies(other)),
                _ => false,
            }
    }

    /// Without the questions whether something is known that another part asks about anyway.
    pub(crate) fn lean(self) -> Cond {
        match self {
            Cond::All(all) => {
                let all: Vec<Cond> = all.into_iter().map(Cond::lean).collect();
                let said: BTreeSet<Ref> =
                    all.iter().filter(|c| !matches!(c, Cond::Known(_))).flat_map(Cond::sure).collect();
                let asks =
                    |r: &Ref| all.iter().any(|c| !matches!(c, Cond::Known(_)) && c.asks_in_some_unit(r));
                let kept = all.iter().filter(|c| !matches!(c, Cond::Known(r) if said.contains(r) || asks(r)));
                Cond::all(kept.cloned().collect())
            }
            Cond::Any(all) => Cond::any(all.into_iter().map(Cond::lean).collect()),
            c => c,
        }
    }
}

/// Adds a part; what another says already is left out.
fn add(out: &mut Vec<Cond>, c: Cond) {
    if !out.contains(&c) {
        out.push(c);
    }
}

/// Ranges of one number that touch are one.
fn touching(mut parts: Vec<Cond>) -> Vec<Cond> {
    // Nobody writes more by hand, and each is held against each.
    const MOST: usize = 48;
    if parts.len() > MOST {
        return parts;
    }
    let ranges = |c: &Cond| matches!(c, Cond::Compare(..) | Cond::All(_));
    let mut at = 0;
    while at < parts.len() {
        let found = parts.get(at).filter(|a| ranges(a)).and_then(|a| {
            let later = parts.iter().enumerate().skip(at + 1).filter(|(_, b)| ranges(b));
            later.filter_map(|(j, b)| Some((j, crate::ranges::joined(a, b, |_| false)?))).next()
        });
        match (found, parts.get(at).is_some()) {
            (Some((j, one)), true) => {
                parts.remove(j);
                if let Some(p) = parts.get_mut(at) {
                    *p = one;
                }
                at = 0;
            }
            _ => at += 1,
        }
    }
    parts
}

/// `(a and b) or (a and c)` is `a and (b or c)`.
fn factored(parts: Vec<Cond>) -> Vec<Cond> {
    let sets: Vec<Vec<Cond>> = parts
        .iter()
        .map(|p| match p {
            Cond::All(all) => all.clone(),
            one => vec![one.clone()],
        })
        .collect();
    let Some(first) = sets.first() else { return parts };
    let common: Vec<Cond> = first.iter().filter(|c| sets.iter().all(|s| s.contains(c))).cloned().collect();
    if common.is_empty() {
        return parts;
    }
    let rest: Vec<Cond> = sets
        .into_iter()
        .map(|s| Cond::all(s.into_iter().filter(|c| !common.contains(c)).collect()))
        .collect();
    vec![Cond::all(common.into_iter().chain([Cond::any(rest)]).collect())]
}

impl Num {
    /// A product; what divides goes last, where it costs no figures: `(1 / 72) * x` is `x / 72`.
    pub(crate) fn times(a: Num, b: Num) -> Num {
        let one = |n: &Num| matches!(n, Num::Const(k, None) if k == "1");
        match (a, b) {
            (a, b) if one(&a) => b,
            (a, b) if one(&b) => a,
            (Num::Over(p, q), b) => Num::Over(Box::new(Num::times(*p, b)), q),
            (a, Num::Over(p, q)) => Num::Over(Box::new(Num::times(a, *p)), q),
            (a, b) => Num::Times(Box::new(a), Box::new(b)),
        }
    }

    /// `first_known(x, 0)` as `x`, where it is known.
    pub(crate) fn settled(&self, known: &BTreeSet<Ref>) -> Num {
        let of = |n: &Num| Box::new(n.settled(known));
        match self {
            Num::Call("first_known", all) => match all.first() {
                Some(Num::Ref(r)) if known.contains(r) => Num::Ref(r.clone()),
                _ => self.clone(),
            },
            Num::Call(name, all) => Num::Call(name, all.iter().map(|n| n.settled(known)).collect()),
            Num::Sum(a, b) => Num::Sum(of(a), of(b)),
            Num::Less(a, b) => Num::Less(of(a), of(b)),
            Num::Times(a, b) => Num::Times(of(a), of(b)),
            Num::Over(a, b) => Num::Over(of(a), of(b)),
            Num::Neg(a) => Num::Neg(of(a)),
            Num::Round(a, n) => Num::Round(of(a), *n),
            other => other.clone(),
        }
    }

    pub(crate) fn zero() -> Num {
        Num::Const("0".into(), None)
    }

    /// Every value it is made of.
    pub(crate) fn refs(&self) -> BTreeSet<Ref> {
        match self {
            Num::Const(..) | Num::Now | Num::Day(_) => BTreeSet::new(),
            Num::Ref(r) | Num::Points(r) => [r.clone()].into(),
            Num::Sum(a, b) | Num::Less(a, b) | Num::Times(a, b) | Num::Over(a, b) => {
                a.refs().into_iter().chain(b.refs()).collect()
            }
            Num::Neg(a) | Num::Round(a, _) | Num::Moved(a, ..) => a.refs(),
            // Known whatever its first argument is.
            Num::Call("first_known", _) => BTreeSet::new(),
            Num::Call(_, all) => all.iter().flat_map(Num::refs).collect(),
            Num::If(c, a, b) => c.open().into_iter().chain(a.refs()).chain(b.refs()).collect(),
        }
    }

    /// Every value it mentions.
    pub(crate) fn mentions(&self) -> BTreeSet<Ref> {
        match self {
            Num::Call(_, all) => all.iter().flat_map(Num::mentions).collect(),
            Num::Sum(a, b) | Num::Less(a, b) | Num::Times(a, b) | Num::Over(a, b) => {
                a.mentions().into_iter().chain(b.mentions()).collect()
            }
            Num::Neg(a) | Num::Round(a, _) => a.mentions(),
            Num::If(c, a, b) => c.refs().into_iter().chain(a.mentions()).chain(b.mentions()).collect(),
            other => other.refs(),
        }
    }

    /// The terms of a sum, each with whether it is taken away.
    pub(crate) fn terms(&self) -> Vec<(bool, &Num)> {
        let (mut out, mut todo) = (Vec::new(), vec![(false, self)]);
        while let Some((minus, n)) = todo.pop() {
            match n {
                Num::Sum(a, b) => todo.extend([(minus, b.as_ref()), (minus, a.as_ref())]),
                Num::Less(a, b) => todo.extend([(!minus, b.as_ref()), (minus, a.as_ref())]),
                n => out.push((minus, n)),
            }
        }
        out
    }
}
