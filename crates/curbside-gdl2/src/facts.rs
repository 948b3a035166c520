//! What the rules and tests of a guideline say about its values: kinds, units, choices.

use crate::ast::{Assign, Code, Expr, Op, Statement};
use crate::cases::{Case, Given};
use crate::guideline::Guideline;
use crate::units::{convertible, normal};
use std::collections::{BTreeMap, BTreeSet};

/// A choice of an input, or a code that an output takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Option_ {
    pub code: Code,
    pub points: Option<i64>,
}

/// What kind of value it is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    /// An input with choices.
    Choice,
    /// An input that is one of two opposites: the index of yes.
    YesNo(usize),
    /// A number, in its units; an input may come in several that do not convert.
    Number(Vec<Option<String>>),
    /// An output that is a text or a code.
    Text,
    /// An output that is a code whose number counts.
    Ordinal,
    /// A date.
    Time,
}

/// All that is said about a variable.
#[derive(Debug, Clone, Default)]
pub(crate) struct Facts {
    pub options: Vec<Option_>,
    /// As written, in the order of their weight.
    pub units: Vec<String>,
    /// Units that rules ask for: `.unit == 'kg'`.
    pub asked: BTreeSet<String>,
    pub number: bool,
    pub text: bool,
    pub boolean: bool,
    pub date: bool,
    /// Its number is used: in arithmetic, or in an order.
    pub counted: bool,
    pub assigned: bool,
    pub given: bool,
    /// It is assigned from these.
    pub copies: BTreeSet<String>,
    /// The attributes that are assigned.
    pub attributes: BTreeSet<String>,
    /// Values that are no whole number.
    pub fraction: bool,
}

/// Everything about every variable.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    pub facts: BTreeMap<String, Facts>,
    /// What is known already: the values of other guidelines.
    fixed: BTreeMap<String, Kind>,
}

/// What is known of the value of another guideline.
#[derive(Debug, Clone)]
pub(crate) struct Foreign {
    pub facts: Facts,
    pub kind: Kind,
    /// Its name, and that of its label where it has one.
    pub name: String,
    pub label: Option<String>,
}

impl Table {
    pub(crate) fn of(g: &Guideline, cases: &[(&Case, String)], foreign: &BTreeMap<String, Foreign>) -> Table {
        let mut t = Table::default();
        for (id, f) in foreign {
            t.facts.insert(id.clone(), f.facts.clone());
            t.fixed.insert(id.clone(), f.kind.clone());
        }
        for (to, from) in &g.carried {
            let f = t.facts.entry(to.clone()).or_default();
            f.assigned = true;
            f.copies.insert(from.clone());
        }
        for (b, e) in g.bindings.iter().flat_map(|b| b.elements.iter().map(move |e| (b, e))) {
            let f = t.facts.entry(e.id.clone()).or_default();
            f.given |= b.input;
            f.number |= matches!(e.data_type.as_str(), "DV_QUANTITY" | "DV_COUNT" | "DV_PROPORTION");
            f.date |= e.data_type.starts_with("DV_DATE");
            f.boolean |= e.data_type == "DV_BOOLEAN";
        }
        let conditions = g.rules.iter().flat_map(|r| &r.when).chain(&g.preconditions);
        conditions.for_each(|e| t.expression(e));
        for s in g.rules.iter().flat_map(|r| &r.then).chain(&g.defaults) {
            let all = match s {
                Statement::Assign(a) => std::slice::from_ref(a),
                Statement::Template(_, all) => all.as_slice(),
                Statement::Unread(var, _) => {
                    t.facts.entry(var.clone()).or_default().assigned = true;
                    continue;
                }
            };
            all.iter().for_each(|a| t.assignment(a));
        }
        for (case, key) in cases {
            for (id, value) in case.input.iter().filter(|(k, _)| k == key).flat_map(|(_, v)| v) {
                // Where it is written too, what is given is a variable of its own.
                let own = crate::chain::given(id);
                let id = if g.carried.iter().any(|(_, from)| *from == own) { &own } else { id };
                let f = t.facts.entry(id.clone()).or_default();
                f.given |= !f.assigned;
                f.literal_given(value);
            }
            for (id, value) in case.expected.iter().filter(|(k, _)| k == key).flat_map(|(_, v)| v) {
                t.facts.entry(id.clone()).or_default().literal_given(value);
            }
        }
        for e in g.bindings.iter().flat_map(|b| &b.elements) {
            let f = t.facts.entry(e.id.clone()).or_default();
            e.units.iter().for_each(|u| f.unit(u));
            for code in &e.allowed {
                let (terminology, rest) = code.split_once("::").unwrap_or(("local", code));
                let (code, label) = rest.split_once('|').unwrap_or((rest, ""));
                let label = label.trim_end_matches('|').to_string();
                f.option(&Code { terminology: terminology.into(), code: code.into(), label }, None);
            }
        }
        t.bound(g);
        t.spread();
        t.measure(g, cases);
        for (to, _) in &g.carried {
            t.facts.entry(to.clone()).or_default().given = false;
        }
        for f in t.facts.values_mut() {
            f.options.sort_by_key(|o| o.points.unwrap_or(i64::MAX));
        }
        t
    }

    /// What is copied has the codes and units of what it is copied from; how often is bounded by their number.
    fn spread(&mut self) {
        for _ in 0..self.facts.len() {
            let mut changed = false;
            let pairs: Vec<(String, String)> = self
                .facts
                .iter()
                .flat_map(|(to, f)| f.copies.iter().map(move |from| (to.clone(), from.clone())))
                .collect();
            for (to, from) in pairs {
                let (Some(a), Some(b)) = (self.facts.get(&to).cloned(), self.facts.get(&from).cloned())
                else {
                    continue;
                };
                changed |= self.facts.get_mut(&to).is_some_and(|f| f.learn(&b, false));
                changed |= self.facts.get_mut(&from).is_some_and(|f| f.learn(&a, true));
            }
            if !changed {
                break;
            }
        }
    }

    /// In which of several units that convert the rules are followed. They may ask for a unit and count on with another:
    /// the one in which they give what the cases expect, the one that stands first where the cases do not tell.
    fn measure(&mut self, g: &Guideline, cases: &[(&Case, String)]) {
        let asked: Vec<String> = self
            .facts
            .iter()
            .filter(|(_, f)| !f.asked.is_empty() && !f.assigned && f.units.len() > 1)
            .map(|(id, _)| id.clone())
            .collect();
        for id in asked {
            let units = self.get(&id).units;
            let Some(first) = units.first() else { continue };
            let same = |a: &str, b: &str| convertible(normal(a).unit(), normal(b).unit());
            let candidates: Vec<&String> = units.iter().filter(|u| same(u, first)).collect();
            if candidates.len() < 2 {
                continue;
            }
            let hits = |unit: &str| -> usize {
                cases.iter().map(|(case, key)| crate::run::agreeing(g, case, key, &id, unit)).sum()
            };
            let best = candidates.iter().map(|u| (hits(u), *u)).rev().max_by_key(|(n, _)| *n);
            if let (Some((_, unit)), Some(f)) = (best, self.facts.get_mut(&id)) {
                let unit = unit.clone();
                f.units.retain(|u| *u != unit);
                f.units.insert(0, unit);
            }
        }
    }

    fn var<'a>(&'a mut self, e: &Expr) -> Option<(&'a mut Facts, Option<String>)> {
        match e {
            Expr::Var(id, attr) => Some((self.facts.entry(id.clone()).or_default(), attr.clone())),
            _ => None,
        }
    }

    /// The codes that a term is bound to are answers of what is asked about it.
    fn bound(&mut self, g: &Guideline) {
        let mut asked: Vec<(String, Code)> = Vec::new();
        for e in g.rules.iter().flat_map(|r| &r.when).chain(&g.preconditions) {
            e.walk(&mut |e| {
                if let Expr::Binary(Op::IsA | Op::IsNotA, a, b) = e
                    && let (Expr::Var(id, _), Expr::Coded(term)) = (a.as_ref(), b.as_ref())
                {
                    asked.push((id.clone(), term.clone()));
                }
            });
        }
        for (id, term) in asked {
            let label = if term.label.is_empty() { g.name(&term.code) } else { term.label.clone() };
            let f = self.facts.entry(id).or_default();
            for (terminology, terms) in &g.term_bindings {
                for code in terms.get(&term.code).into_iter().flatten() {
                    let said = f.options.iter().any(|o| {
                        o.code.terminology == *terminology && o.code.code.starts_with(code.as_str())
                    });
                    if !said {
                        let label = format!("{label} ({code})");
                        f.option(&Code { terminology: terminology.clone(), code: code.clone(), label }, None);
                    }
                }
            }
        }
    }

    fn expression(&mut self, e: &Expr) {
        let mut binaries = Vec::new();
        e.walk(&mut |e| {
            match e {
                Expr::Binary(op, a, b) => binaries.push((*op, a.as_ref().clone(), b.as_ref().clone())),
                Expr::Call(_, all) => {
                    all.iter().for_each(|a| binaries.push((Op::Add, a.clone(), Expr::Null)));
                }
                Expr::Neg(a) => binaries.push((Op::Add, a.as_ref().clone(), Expr::Null)),
                _ => {}
            };
        });
        for (op, a, b) in binaries {
            let arithmetic = matches!(op, Op::Add | Op::Sub | Op::Mul | Op::Div | Op::Pow | Op::Rem);
            let order = matches!(op, Op::Lt | Op::Le | Op::Gt | Op::Ge);
            for (x, y) in [(&a, &b), (&b, &a)] {
                let Some((f, attr)) = self.var(x) else { continue };
                if rooted(y) && (!arithmetic || op == Op::Sub) && whole(&attr) {
                    f.date = true;
                    continue;
                }
                match attr.as_deref() {
                    Some("unit" | "units") => {
                        if let Expr::Text(u) = y {
                            f.unit(u);
                            f.asked.insert(u.clone());
                        }
                        f.number = true;
                    }
                    Some("code") => {
                        if let Expr::Text(c) = y {
                            f.option(
                                &Code { terminology: "local".into(), code: c.clone(), label: String::new() },
                                None,
                            );
                        }
                    }
                    Some("year" | "month" | "day" | "hour" | "dateTime") => f.date = true,
                    attr => {
                        f.counted |= arithmetic || order;
                        f.number |= attr == Some("magnitude");
                        if !arithmetic {
                            f.literal(y);
                        }
                    }
                }
            }
        }
    }

    fn assignment(&mut self, a: &Assign) {
        if !a.value.joins_texts() {
            self.expression(&a.value);
        }
        let counted = !matches!(&a.value, Expr::Var(from, _) if !self.is_counted(from));
        let f = self.facts.entry(a.var.clone()).or_default();
        f.assigned = true;
        f.attributes.insert(a.attr.clone().unwrap_or_default());
        match (a.attr.as_deref(), &a.value) {
            (Some("unit" | "units"), Expr::Text(u)) => {
                f.unit(u);
                f.number = true;
            }
            (Some("precision" | "magnitude"), _) => f.number = true,
            (_, Expr::Var(from, None)) => {
                f.copies.insert(from.clone());
            }
            (_, Expr::Var(_, Some(attr))) if attr == "term" => f.text = true,
            (None | Some("value"), e) if moves_time(e) => f.date = true,
            (None | Some("value"), e) if e.joins_texts() => f.text = true,
            (_, Expr::Binary(..) | Expr::Neg(_) | Expr::Call(..)) => f.number = true,
            (_, Expr::Var(from, Some(attr))) if attr == "value" && !counted => {
                f.copies.insert(from.clone());
            }
            (_, Expr::Var(..)) => f.number = true,
            (_, Expr::Now(None)) => f.date = true,
            (_, Expr::Now(_)) => f.number = true,
            (_, e) => f.literal(e),
        }
    }

    /// Whether what is known of a variable speaks for a number.
    fn is_counted(&self, id: &str) -> bool {
        self.facts
            .get(id)
            .is_none_or(|f| f.number || !f.options.is_empty() || !(f.text || f.date || f.boolean))
    }

    pub(crate) fn get(&self, id: &str) -> Facts {
        self.facts.get(id).cloned().unwrap_or_default()
    }

    /// What a variable is.
    pub(crate) fn kind(&self, id: &str) -> Kind {
        if let Some(kind) = self.fixed.get(id) {
            return kind.clone();
        }
        let f = self.get(id);
        let worked_out = f.number && f.assigned;
        if !f.options.is_empty() && !worked_out {
            return match (f.assigned, f.counted, f.yes_no()) {
                (true, true, _) if f.options.iter().all(|o| o.points.is_some()) => Kind::Ordinal,
                (true, ..) => Kind::Text,
                (false, _, Some(yes)) => Kind::YesNo(yes),
                (false, _, None) => Kind::Choice,
            };
        }
        if f.date && !f.number {
            return Kind::Time;
        }
        if f.boolean && !f.number && !f.text {
            return if f.assigned { Kind::Text } else { Kind::YesNo(0) };
        }
        if f.text && !f.number && !f.counted {
            return Kind::Text;
        }
        Kind::Number(f.families())
    }
}

/// A time plus or minus a duration.
fn moves_time(e: &Expr) -> bool {
    match e {
        Expr::Date(_) => true,
        Expr::Binary(Op::Add | Op::Sub, a, b) => match (crate::moments::span(a), crate::moments::span(b)) {
            (None, Some(_)) => dated(a),
            (Some(_), None) => dated(b),
            _ => false,
        },
        _ => false,
    }
}

/// A time, whatever its variables are: now or a date, moved by durations or not.
fn rooted(e: &Expr) -> bool {
    match e {
        Expr::Now(attr) => whole(attr),
        Expr::Date(_) => true,
        Expr::Binary(Op::Add | Op::Sub, a, b) => match (crate::moments::span(a), crate::moments::span(b)) {
            (None, Some(_)) => rooted(a),
            (Some(_), None) => rooted(b),
            _ => false,
        },
        _ => false,
    }
}

/// The time itself, not a part of it.
fn whole(attr: &Option<String>) -> bool {
    matches!(attr.as_deref(), None | Some("value" | "dateTime" | "date"))
}

/// What a duration is added to: a time, where nothing speaks against it.
fn dated(e: &Expr) -> bool {
    match e {
        Expr::Now(attr) => attr.as_deref() != Some("year"),
        Expr::Date(_) => true,
        Expr::Var(_, attr) => matches!(attr.as_deref(), None | Some("dateTime" | "date" | "value")),
        e => moves_time(e),
    }
}

impl Facts {
    fn unit(&mut self, u: &str) {
        if !self.units.iter().any(|x| x == u) {
            self.units.push(u.to_string());
        }
    }

    fn option(&mut self, code: &Code, points: Option<i64>) {
        match self.options.iter_mut().find(|o| {
            o.code.key() == code.key() && (o.points.is_none() || points.is_none() || o.points == points)
        }) {
            Some(o) => {
                o.points = o.points.or(points);
                if o.code.label.is_empty() {
                    o.code.label.clone_from(&code.label);
                }
            }
            None => self.options.push(Option_ { code: code.clone(), points }),
        }
    }

    fn learn(&mut self, o: &Facts, back: bool) -> bool {
        let before = (self.options.len(), self.units.len(), self.counted, self.number, self.date, self.text);
        o.options.iter().for_each(|x| self.option(&x.code, x.points));
        o.units.iter().for_each(|u| self.unit(u));
        self.counted |= back && o.counted;
        self.number |= o.number;
        self.date |= o.date;
        self.text |= o.text;
        before != (self.options.len(), self.units.len(), self.counted, self.number, self.date, self.text)
    }

    fn literal(&mut self, e: &Expr) {
        match e {
            Expr::Ordinal(v, c) => self.option(c, Some(*v)),
            Expr::Coded(c) => self.option(c, None),
            Expr::Quantity(n, u) => {
                self.unit(u);
                self.number = true;
                self.fraction |= n.contains('.');
            }
            Expr::Number(n) => {
                self.fraction |= n.contains('.');
                self.number |= self.options.is_empty();
            }
            Expr::Text(_) => self.text = true,
            Expr::Bool(_) => self.boolean = true,
            Expr::Date(_) => self.date = true,
            _ => {}
        }
    }

    fn literal_given(&mut self, v: &Given) {
        match v {
            Given::Ordinal(v, c) => self.option(c, Some(*v)),
            Given::Coded(c) => self.option(c, None),
            Given::Quantity(n, u) => {
                self.unit(u);
                self.number = true;
                self.fraction |= n.contains('.');
            }
            Given::Number(n) => {
                self.number |= !self.text;
                self.fraction |= n.contains('.');
            }
            Given::Text(_) => self.text |= !self.number,
            Given::Bool(_) => self.boolean = true,
            Given::Date(_) => self.date = true,
            Given::Null => {}
        }
    }

    /// Which option is yes, where there are but yes and no.
    fn yes_no(&self) -> Option<usize> {
        let word = |o: &Option_| o.code.label.trim().trim_end_matches('.').to_lowercase();
        let is = |o: &Option_, words: &[&str]| words.contains(&word(o).as_str());
        let [a, b] = self.options.as_slice() else { return None };
        for (yes, no) in [("yes", "no"), ("present", "absent"), ("true", "false")] {
            if is(a, &[yes]) && is(b, &[no]) {
                return Some(0);
            }
            if is(b, &[yes]) && is(a, &[no]) {
                return Some(1);
            }
        }
        None
    }

    /// Units that do not convert into each other, each by the first that was written.
    pub(crate) fn families(&self) -> Vec<Option<String>> {
        let mut out: Vec<Option<String>> = Vec::new();
        for u in self.units.iter().map(|u| normal(u).unit().to_string()) {
            let plain = (u != "1").then_some(u);
            let known = out.iter().any(|o| match (o, &plain) {
                (Some(a), Some(b)) => convertible(a, b),
                (None, None) => true,
                _ => false,
            });
            if !known {
                out.push(plain);
            }
        }
        if out.is_empty() {
            out.push(None);
        }
        out
    }
}
