//! Conditions and numbers as Curbside writes them.
//!
//! GDL2 counts with magnitudes and leaves the units to the author. Where the units of a calculation agree they
//! are carried along; where they do not, the magnitudes are taken out with `value(x, 'unit')`.

use crate::facts::Kind;
use crate::flow::{AS_GIVEN, Flow, as_given};
use crate::logic::{Cmp, Cond, Num, Ref};
use crate::names::{choice, hyphened, quoted, unique};
use curbside::units::Unit;
use std::collections::{BTreeMap, BTreeSet};

/// The dimension of a calculation.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Dim {
    /// Bare constants: they take any.
    Any,
    /// One unit; `1` for none.
    Unit(String),
    /// Units that do not agree.
    Mixed,
}

/// A flow with the names of everything in it.
pub(crate) struct Render<'a, 'g> {
    pub flow: &'a Flow<'g>,
    /// Of variables, rules, and `applies`.
    pub names: BTreeMap<String, String>,
    /// Names of the choices of each input.
    pub choices: BTreeMap<String, Vec<String>>,
    /// Inputs that are observations of the record.
    pub mapped: BTreeMap<String, crate::mapping::Row>,
    /// Values in the middle of the run that are mentioned, and named conditions.
    pub partial: std::cell::RefCell<BTreeSet<(String, usize)>>,
    pub named: std::cell::RefCell<BTreeMap<String, Cond>>,
    /// Inputs that are counted with in whichever unit they are given.
    pub either: std::cell::RefCell<BTreeSet<String>>,
}

/// How tightly an operator binds: a part that binds less needs brackets.
const OR: u8 = 1;
const AND: u8 = 2;
const NOT: u8 = 3;
const SUM: u8 = 5;
const PRODUCT: u8 = 6;
const ATOM: u8 = 8;

fn wrap((text, level): (String, u8), needed: u8) -> String {
    if level < needed { format!("({text})") } else { text }
}

impl Render<'_, '_> {
    pub(crate) fn name(&self, r: &Ref) -> String {
        let base = self.names.get(&r.var).cloned().unwrap_or_else(|| r.var.clone());
        let total = self.flow.total(&r.var);
        match &r.unit {
            Some(u) if u == AS_GIVEN => {
                self.either.borrow_mut().insert(r.var.clone());
                self.names.get(&as_given(&r.var)).cloned().unwrap_or(base)
            }
            Some(u) => self.in_unit(&r.var, u),
            None if r.version < total && r.version > 0 => {
                self.partial.borrow_mut().insert((r.var.clone(), r.version));
                format!("{base}-{}", r.version)
            }
            None => base,
        }
    }

    /// An input that comes in several units has a name for each but the first.
    pub(crate) fn in_unit(&self, var: &str, unit: &str) -> String {
        if let Some(row) = self.mapped.get(var) {
            return row.name(unit);
        }
        let base = self.names.get(var).cloned().unwrap_or_else(|| var.to_string());
        match self.flow.kinds.get(var) {
            Some(Kind::Number(all)) if all.first().and_then(|u| u.as_deref()).unwrap_or("1") != unit => {
                format!("{base}-{}", hyphened(unit, 6).trim_end_matches('-'))
            }
            _ => base,
        }
    }

    /// The time between two, divided by a duration.
    fn is_span(&self, a: &Num, b: &Num) -> bool {
        matches!((a, b), (Num::Call("elapsed", _), Num::Const(_, Some(u))) if crate::units::convertible("d", u))
    }

    /// The unit of a value; `1` for none.
    pub(crate) fn unit_of(&self, r: &Ref) -> String {
        match &r.unit {
            Some(u) if u == AS_GIVEN => return "1".into(),
            Some(u) => return u.clone(),
            None => {}
        }
        let of = match self.flow.courses.get(&r.var) {
            Some(c) => c.unit.clone(),
            None => match self.flow.kinds.get(&r.var) {
                Some(Kind::Number(all)) => all.first().cloned().flatten(),
                _ => None,
            },
        };
        of.unwrap_or_else(|| "1".into())
    }

    // --- numbers ------------------------------------------------------------------------

    pub(crate) fn dim(&self, n: &Num) -> Dim {
        let same = |a: Dim, b: Dim| match (a, b) {
            (Dim::Any, d) | (d, Dim::Any) => d,
            (Dim::Unit(a), Dim::Unit(b)) if same_unit(&a, &b) => Dim::Unit(a),
            _ => Dim::Mixed,
        };
        match n {
            Num::Const(_, None) => Dim::Any,
            Num::Const(_, Some(u)) => Dim::Unit(u.clone()),
            Num::Ref(r) => Dim::Unit(self.unit_of(r)),
            Num::Points(_) => Dim::Unit("1".into()),
            Num::Now | Num::Day(_) | Num::Moved(..) => Dim::Mixed,
            Num::Neg(a) | Num::Round(a, _) => self.dim(a),
            Num::Sum(a, b) | Num::Less(a, b) => same(self.dim(a), self.dim(b)),
            Num::Times(a, b) => match (self.dim(a), self.dim(b)) {
                (Dim::Any, d) | (d, Dim::Any) => d,
                (Dim::Unit(u), Dim::Unit(one)) | (Dim::Unit(one), Dim::Unit(u)) if one == "1" => Dim::Unit(u),
                _ => Dim::Mixed,
            },
            Num::Over(a, b) if self.is_span(a, b) => Dim::Unit("1".into()),
            Num::Over(a, b) => match (self.dim(a), self.dim(b)) {
                (d, Dim::Any) => d,
                (Dim::Unit(u), Dim::Unit(one)) if one == "1" => Dim::Unit(u),
                (Dim::Unit(a), Dim::Unit(b)) if same_unit(&a, &b) => Dim::Unit("1".into()),
                (Dim::Any, Dim::Unit(one)) if one == "1" => Dim::Unit("1".into()),
                _ => Dim::Mixed,
            },
            Num::If(_, a, b) => same(self.dim(a), self.dim(b)),
            Num::Call("year_difference" | "year" | "month" | "day" | "hour", _) => Dim::Unit("1".into()),
            Num::Call("elapsed", _) => Dim::Unit("d".into()),
            Num::Call("abs" | "ceil" | "floor" | "min" | "max" | "first_known", all) => {
                all.iter().map(|n| self.dim(n)).fold(Dim::Any, same)
            }
            Num::Call(_, all) => match all.iter().map(|n| self.dim(n)).fold(Dim::Any, same) {
                Dim::Any => Dim::Any,
                Dim::Unit(u) if u == "1" => Dim::Unit(u),
                _ => Dim::Mixed,
            },
        }
    }

    /// A number, its constants in a unit where sums need one.
    pub(crate) fn typed(&self, n: &Num, unit: &str) -> (String, u8) {
        self.number(n, Some(unit))
    }

    /// A number without units.
    pub(crate) fn bare(&self, n: &Num) -> (String, u8) {
        self.number(n, None)
    }

    /// With `Some(unit)` carried along, with `None` as magnitudes.
    fn number(&self, n: &Num, unit: Option<&str>) -> (String, u8) {
        let of = |n: &Num| self.number(n, unit);
        // In a product constants are bare, and what has the unit keeps it.
        let factor = |n: &Num| match (self.dim(n), unit) {
            (Dim::Any, Some(_)) => self.number(n, Some("1")),
            (Dim::Unit(u), Some(_)) => self.number(n, Some(&u)),
            _ => self.number(n, unit),
        };
        match n {
            // Time divided by so many years is a number: `value(elapsed(a, b), 'a')`.
            Num::Over(a, b) if self.is_span(a, b) => {
                let Num::Const(count, Some(by)) = b.as_ref() else { return of(a) };
                let whole = format!("value({}, '{by}')", self.number(a, Some("1")).0);
                if count == "1" { (whole, ATOM) } else { (format!("{whole} / {count}"), PRODUCT) }
            }
            Num::Const(c, own) => {
                let unit = unit.map(|u| own.as_deref().unwrap_or(u)).unwrap_or("1");
                (with_unit(c, unit), if c.starts_with('-') { SUM } else { ATOM })
            }
            Num::Ref(r) => {
                let own = self.unit_of(r);
                match unit {
                    None if own != "1" => (format!("value({}, '{own}')", self.name(r)), ATOM),
                    _ => (self.name(r), ATOM),
                }
            }
            Num::Points(r) => (format!("{}.points", self.name(r)), ATOM),
            Num::Now => ("now".into(), ATOM),
            Num::Day(d) => (d.clone(), ATOM),
            Num::Moved(t, count, word) => {
                let (sign, n) = (if *count < 0 { '-' } else { '+' }, count.unsigned_abs());
                let s = if n == 1 { "" } else { "s" };
                (format!("{} {sign} {n} {word}{s}", wrap(self.number(t, Some("1")), SUM)), SUM)
            }
            // Adding and multiplying need no brackets on their right: no figure is lost.
            Num::Sum(a, b) => (format!("{} + {}", wrap(of(a), SUM), wrap(of(b), SUM)), SUM),
            Num::Less(a, b) => (format!("{} - {}", wrap(of(a), SUM), wrap(of(b), SUM + 1)), SUM),
            Num::Times(a, b) => {
                let right = if matches!(b.as_ref(), Num::Times(..)) { PRODUCT } else { PRODUCT + 1 };
                (format!("{} * {}", wrap(factor(a), PRODUCT), wrap(factor(b), right)), PRODUCT)
            }
            Num::Over(a, b) if matches!(b.as_ref(), Num::Const(one, None) if one == "1") => of(a),
            Num::Over(a, b) => {
                (format!("{} / {}", wrap(factor(a), PRODUCT), wrap(factor(b), PRODUCT + 1)), PRODUCT)
            }
            Num::Neg(a) => (format!("-{}", wrap(of(a), ATOM)), PRODUCT + 1),
            Num::Round(a, 0) => (format!("round({})", of(a).0), ATOM),
            Num::Round(a, n) => (format!("round({}, {n})", of(a).0), ATOM),
            Num::If(c, a, b) => (format!("if({}, {}, {})", self.cond(c).0, of(a).0, of(b).0), ATOM),
            Num::Call("year_difference", all) => {
                let years: Vec<String> = all.iter().map(|t| format!("year({})", of(t).0)).collect();
                (years.join(" - "), SUM)
            }
            Num::Call("elapsed", all) => {
                let times: Vec<String> = all.iter().map(|t| self.number(t, Some("1")).0).collect();
                let text = format!("elapsed({})", times.join(", "));
                (if unit.is_none() { format!("value({text}, 'd')") } else { text }, ATOM)
            }
            Num::Call("floor", all) if matches!(all.as_slice(), [n] if self.is_age(n)) => {
                ("years(age)".into(), ATOM)
            }
            Num::Call(name @ ("abs" | "ceil" | "floor" | "min" | "max" | "first_known"), all) => {
                let args: Vec<String> = all.iter().map(|n| of(n).0).collect();
                (format!("{name}({})", args.join(", ")), ATOM)
            }
            Num::Call(name, all) => {
                let plain = unit.map(|_| "1");
                let args: Vec<String> = all.iter().map(|n| self.number(n, plain).0).collect();
                (format!("{name}({})", args.join(", ")), ATOM)
            }
        }
    }

    fn is_birth(&self, n: &Num) -> bool {
        matches!(n, Num::Ref(r) if self.mapped.get(&r.var).is_some_and(|row| row.observation == "@birth"))
    }

    /// A date of birth before or after so long ago: whether the patient has that age, or not yet. Somebody has an age
    /// on the birthday, whatever the hour of birth.
    fn aged(&self, c: &Cond) -> Option<(bool, i64, &'static str)> {
        let Cond::Before(a, b) = c else { return None };
        let ago = |n: &Num| match n {
            Num::Moved(t, n, word) if **t == Num::Now => Some((n.checked_neg()?, *word)),
            _ => None,
        };
        let later = |n: &Num| match n {
            Num::Moved(t, n, word) if self.is_birth(t) => Some((*n, *word)),
            _ => None,
        };
        let (of_age, (n, word)) = match (ago(a), ago(b), later(a), later(b)) {
            (None, Some(x), ..) if self.is_birth(a) => (true, x),
            (Some(x), ..) if self.is_birth(b) => (false, x),
            (.., Some(x), None) if *b == Num::Now => (true, x),
            (.., None, Some(x)) if *a == Num::Now => (false, x),
            _ => return None,
        };
        (n > 0 && matches!(word, "year" | "month" | "week" | "day")).then_some((of_age, n, word))
    }

    /// The least and the first too high of ages that a condition asks for.
    fn ages(&self, c: &Cond) -> Option<(bool, i64, &'static str)> {
        match c {
            Cond::Not(inner) => self.aged(inner).map(|(of_age, n, word)| (!of_age, n, word)),
            c => self.aged(c),
        }
    }

    /// The patient's completed years, where a number is the time since birth in years.
    pub(crate) fn is_age(&self, n: &Num) -> bool {
        let Num::Over(a, b) = n else { return false };
        let Num::Call("elapsed", all) = a.as_ref() else { return false };
        let year = matches!(b.as_ref(), Num::Const(one, Some(u)) if one == "1" && matches!(u.as_str(), "a" | "a_j" | "a_g"));
        year && matches!(all.as_slice(), [from, Num::Now] if self.is_birth(from))
    }

    /// A number that a definition in a unit can have; `whole` where no more than the whole number is meant.
    pub(crate) fn value(&self, n: &Num, unit: &str, whole: bool) -> String {
        self.value_in(n, unit, whole).0
    }

    fn value_in(&self, n: &Num, unit: &str, whole: bool) -> (String, u8) {
        let by = |(text, level), op, with: String| {
            (format!("{} {op} {with}", wrap((text, level), PRODUCT)), PRODUCT)
        };
        if whole && self.is_age(n) && same_unit(unit, "a") {
            return ("years(age) * 1 year".into(), PRODUCT);
        }
        match (self.dim(n), n) {
            (Dim::Any, _) => self.typed(n, unit),
            (Dim::Unit(u), _) if same_unit(&u, unit) => self.typed(n, unit),
            _ if unit == "1" => self.bare(n),
            // What has the unit keeps it.
            (Dim::Mixed, Num::Sum(a, b) | Num::Less(a, b)) if self.is_in(a, unit) || self.is_in(b, unit) => {
                let less = matches!(n, Num::Less(..));
                let (op, right) = if less { ('-', SUM + 1) } else { ('+', SUM) };
                let (a, b) = (self.value_in(a, unit, false), self.value_in(b, unit, false));
                (format!("{} {op} {}", wrap(a, SUM), wrap(b, right)), SUM)
            }
            (Dim::Unit(one), _) if one == "1" => by(self.typed(n, "1"), '*', with_unit("1", unit)),
            // An amount as a rate.
            (Dim::Unit(u), _) => match unit.strip_prefix(&u).and_then(|rest| rest.strip_prefix('/')) {
                Some(time) if crate::units::convertible(time, "h") => {
                    by(self.typed(n, &u), '/', with_unit("1", time))
                }
                _ => by(self.bare(n), '*', with_unit("1", unit)),
            },
            _ => by(self.bare(n), '*', with_unit("1", unit)),
        }
    }

    fn is_in(&self, n: &Num, unit: &str) -> bool {
        matches!(self.dim(n), Dim::Unit(u) if same_unit(&u, unit))
    }

    // --- conditions ---------------------------------------------------------------------

    pub(crate) fn cond(&self, c: &Cond) -> (String, u8) {
        match c {
            Cond::Const(b) => (if *b { "yes" } else { "no" }.into(), ATOM),
            Cond::All(parts) => {
                let (mut ranges, mut rest) = self.ranges(parts);
                // `age >= 65 years and age < 75 years` is `age from 65 to 74 years`.
                let ages: Vec<_> = rest.iter().filter_map(|c| Some((*c, self.ages(c)?))).collect();
                if let [(_, (p, a, x)), (_, (q, b, y))] = ages.as_slice()
                    && p != q
                    && x == y
                {
                    let (least, below) = if *p { (a, b) } else { (b, a) };
                    if below - least > 1 {
                        ranges.push(format!("age from {least} to {} {x}s", below - 1));
                        rest.retain(|c| self.ages(c).is_none());
                    }
                }
                // What is denied one by one is denied together.
                let denied: Vec<Cond> = rest.iter().filter_map(|p| p.denied()).cloned().collect();
                let (rest, together) = if denied.len() > 1 {
                    let c = Cond::Not(Box::new(Cond::Surely(Box::new(Cond::any(denied)))));
                    (rest.into_iter().filter(|p| p.denied().is_none()).collect(), Some(c))
                } else {
                    (rest, None)
                };
                let texts: Vec<String> = rest
                    .into_iter()
                    .chain(&together)
                    .map(|p| wrap(self.cond(p), AND + 1))
                    .chain(ranges)
                    .collect();
                match texts.as_slice() {
                    [one] => (one.clone(), NOT + 1),
                    all => (all.join(" and "), AND),
                }
            }
            Cond::Any(parts) => {
                if let Some(c) = c.denied() {
                    return (format!("not surely {}", wrap(self.cond(c), NOT + 2)), NOT);
                }
                let texts: Vec<String> = parts.iter().map(|p| wrap(self.cond(p), AND)).collect();
                (texts.join(" or "), OR)
            }
            Cond::Not(inner) => match inner.as_ref() {
                before @ Cond::Before(..) if self.aged(before).is_some() => {
                    let (of_age, n, word) = self.aged(before).unwrap_or_default();
                    (age_text(!of_age, n, word), NOT + 1)
                }
                Cond::Known(r) => (format!("{} is unknown", self.name(r)), NOT + 1),
                Cond::Choice(r, at) => (format!("{} is not {}", self.name(r), self.choice(r, *at)), NOT + 1),
                Cond::Is(r, t) => (format!("{} is not {}", self.name(r), quoted(t)), NOT + 1),
                c @ Cond::Surely(_) => (format!("not {}", self.cond(c).0), NOT),
                c => (format!("not {}", wrap(self.cond(c), NOT + 2)), NOT),
            },
            Cond::Surely(inner) => (format!("surely {}", wrap(self.cond(inner), NOT + 2)), NOT),
            Cond::Known(r) => (format!("{} is known", self.name(r)), NOT + 1),
            Cond::Choice(r, at) => (format!("{} is {}", self.name(r), self.choice(r, *at)), NOT + 1),
            Cond::Yes(r) => (self.name(r), ATOM),
            Cond::Is(r, t) => (format!("{} is {}", self.name(r), quoted(t)), NOT + 1),
            Cond::Compare(op, a, b) => (self.compare(*op, a, b), NOT + 1),
            Cond::Before(..) if self.aged(c).is_some() => {
                let (of_age, n, word) = self.aged(c).unwrap_or_default();
                (age_text(of_age, n, word), NOT + 1)
            }
            Cond::Before(a, b) => {
                let time = |n: &Num| wrap(self.number(n, Some("1")), SUM);
                // What is asked about stands first.
                if a.refs().is_empty() && !b.refs().is_empty() {
                    (format!("{} after {}", time(b), time(a)), NOT + 1)
                } else {
                    (format!("{} before {}", time(a), time(b)), NOT + 1)
                }
            }
            Cond::Named(name, inner) => {
                self.named.borrow_mut().insert(name.clone(), inner.as_ref().clone());
                (self.names.get(name).cloned().unwrap_or_else(|| name.clone()), ATOM)
            }
        }
    }

    pub(crate) fn choice(&self, r: &Ref, at: usize) -> String {
        self.choices.get(&r.var).and_then(|all| all.get(at)).cloned().unwrap_or_default()
    }

    /// `x >= 3 and x <= 5` is `x from 3 to 5`.
    fn ranges<'c>(&self, parts: &'c [Cond]) -> (Vec<String>, Vec<&'c Cond>) {
        let (mut ranges, mut used) = (Vec::new(), BTreeSet::new());
        for (i, p) in parts.iter().enumerate() {
            let Cond::Compare(Cmp::Ge, x, lo @ Num::Const(..)) = p else { continue };
            let upper = parts.iter().enumerate().find_map(|(j, q)| match q {
                Cond::Compare(Cmp::Le, y, hi @ Num::Const(..)) if x == y && !used.contains(&j) => {
                    Some((j, hi))
                }
                _ => None,
            });
            let Some((j, hi)) = upper else { continue };
            if let (Dim::Unit(u), true) = (self.dim(x), self.fit(x, lo) && self.fit(x, hi)) {
                let x = self.typed(x, &u);
                let same = |n: &Num| match n {
                    Num::Const(k, own) if own.as_deref().is_none_or(|o| o == u) => Some(k.clone()),
                    _ => None,
                };
                let lo = match (same(lo), same(hi)) {
                    (Some(k), Some(_)) => k,
                    _ => self.typed(lo, &u).0,
                };
                ranges.push(format!("{} from {lo} to {}", wrap(x, SUM), self.typed(hi, &u).0));
                used.extend([i, j]);
            }
        }
        let rest = parts.iter().enumerate().filter(|(i, _)| !used.contains(i)).map(|(_, p)| p).collect();
        (ranges, rest)
    }

    /// Whether two sides compare as they are.
    fn fit(&self, a: &Num, b: &Num) -> bool {
        match (self.dim(a), self.dim(b)) {
            (Dim::Any, Dim::Any | Dim::Unit(_)) | (Dim::Unit(_), Dim::Any) => true,
            (Dim::Unit(a), Dim::Unit(b)) => crate::units::convertible(&a, &b),
            _ => false,
        }
    }

    fn compare(&self, op: Cmp, a: &Num, b: &Num) -> String {
        let constant = |n: &Num| matches!(n, Num::Const(..));
        // Years since birth by whole years: an age.
        if let (true, Num::Const(n, None), Cmp::Ge | Cmp::Lt) = (self.is_age(a), b, op)
            && let Some(n) = n.parse().ok().filter(|n| *n > 0)
        {
            return age_text(op == Cmp::Ge, n, "year");
        }
        if constant(a) && !constant(b) {
            return self.compare(op.flip(), b, a);
        }
        if !self.fit(a, b) {
            return format!("{} {} {}", wrap(self.bare(a), SUM), op.sign(), wrap(self.bare(b), SUM));
        }
        let unit = match (self.dim(a), self.dim(b)) {
            (Dim::Unit(u), _) | (_, Dim::Unit(u)) => u,
            _ => "1".into(),
        };
        format!("{} {} {}", wrap(self.typed(a, &unit), SUM), op.sign(), wrap(self.typed(b, &unit), SUM))
    }
}

/// Names for the answers of an input: without brackets, and without the points at the end.
pub(crate) fn choice_names(labels: &[String]) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let mut one = |l: &String| {
        let short =
            l.split_once(" - ").map_or(l.as_str(), |(code, _)| if code.len() <= 8 { code } else { l });
        let open = short.split_once(" (").map_or(short, |(before, _)| before);
        let last = open.trim().rsplit_once(' ');
        let bare = match last {
            Some((before, n)) if n.starts_with(['+', '-']) && n.len() < 4 => before,
            _ => open,
        };
        unique(&choice(bare), &mut taken)
    };
    labels.iter().map(&mut one).collect()
}

/// `age >= 65 years`, `age < 1 month`
fn age_text(of_age: bool, n: i64, word: &str) -> String {
    let (sign, s) = (if of_age { ">=" } else { "<" }, if n == 1 { "" } else { "s" });
    format!("age {sign} {n} {word}{s}")
}

pub(crate) fn same_unit(a: &str, b: &str) -> bool {
    a == b || matches!((Unit::parse(a), Unit::parse(b)), (Ok(a), Ok(b)) if a.same(&b))
}

/// A number with its unit; whole times in words.
pub(crate) fn with_unit(n: &str, unit: &str) -> String {
    let whole = !n.contains('.') && !n.starts_with('-');
    let word = match unit {
        "a" => "year",
        "mo" => "month",
        "wk" => "week",
        "d" => "day",
        "h" => "hour",
        _ => "",
    };
    match (unit, word, whole) {
        ("1", ..) => n.to_string(),
        (_, "", _) | (_, _, false) => format!("{n} {}", unit_text(unit)),
        (_, word, true) if n == "1" => format!("1 {word}"),
        (_, word, true) => format!("{n} {word}s"),
    }
}

/// A unit where it could be taken for a word stands in quotes.
pub(crate) fn unit_text(unit: &str) -> String {
    let plain = unit.chars().all(|c| c.is_ascii_alphanumeric() || "%/.[]{}_*".contains(c));
    if plain && !curbside::syntax::is_reserved(unit) { unit.to_string() } else { format!("'{unit}'") }
}
