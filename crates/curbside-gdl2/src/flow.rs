//! Runs a guideline on symbols: what each value is after each assignment, and under which condition.

mod conditions;
mod texts;

use crate::ast::{Assign, Expr, Op, Statement};
use crate::facts::{Kind, Option_, Table};
use crate::guideline::Guideline;
use crate::logic::{Cmp, Cond, Num, Ref};
use crate::problem::{Note, Weight};
use crate::reckon::number;
use crate::units::{convertible, normal};
use std::collections::BTreeMap;

/// The unit of a value that is taken as it is given, in whichever of its units.
pub(crate) const AS_GIVEN: &str = "*";

/// The name of such a value.
pub(crate) fn as_given(id: &str) -> String {
    format!("{id}#as-given")
}

/// What is assigned.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Num(Num),
    Text(String),
    /// An option of the variable.
    Code(usize),
    /// It is set back to nothing, or to what cannot be said here.
    Nothing,
}

/// An assignment: when it counts, and what it gives.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    pub cond: Cond,
    pub value: Value,
}

/// What becomes of a variable.
#[derive(Debug, Clone, Default)]
pub(crate) struct Course {
    /// In the order of the run: a later one that holds replaces the earlier ones.
    pub entries: Vec<Entry>,
    pub unit: Option<String>,
    pub precision: Option<u32>,
    /// Something that is assigned to it cannot be said: its value is then open.
    pub unsaid: bool,
}

/// A guideline after its run.
pub(crate) struct Flow<'g> {
    pub g: &'g Guideline,
    pub table: Table,
    pub kinds: BTreeMap<String, Kind>,
    pub courses: BTreeMap<String, Course>,
    /// Variables in the order of their first assignment.
    pub order: Vec<String>,
    /// Conditions of rules, by rule.
    pub fired: BTreeMap<String, Cond>,
    /// What must hold before anything, where there is such a thing.
    pub applies: Option<Cond>,
    /// Messages: condition, card.
    pub cards: Vec<(Cond, crate::guideline::Card, String)>,
    pub notes: Vec<Note>,
    place: String,
    /// The variable whose value is being read.
    pub(crate) assigning: Option<String>,
    /// Variables that have had a value that is not whole.
    fractions: std::collections::BTreeSet<String>,
    /// Units that the rule at hand demands.
    demanded: BTreeMap<String, String>,
    /// Something of the condition at hand cannot be said.
    pub(crate) unsaid: bool,
    /// Rules of which nobody can tell here whether they fire.
    doubtful: std::collections::BTreeSet<String>,
}

impl<'g> Flow<'g> {
    /// Runs the rules in their order.
    pub(crate) fn run(g: &'g Guideline, table: Table) -> Flow<'g> {
        let kinds = table.facts.keys().map(|id| (id.clone(), table.kind(id))).collect();
        let mut f = Flow {
            g,
            table,
            kinds,
            courses: BTreeMap::new(),
            order: Vec::new(),
            fired: BTreeMap::new(),
            applies: None,
            cards: Vec::new(),
            notes: Vec::new(),
            place: "pre_conditions".into(),
            assigning: None,
            fractions: Default::default(),
            demanded: BTreeMap::new(),
            unsaid: false,
            doubtful: Default::default(),
        };
        f.place = "data_bindings".into();
        for (to, from) in &g.carried {
            f.carry(to, from);
        }
        f.place = "pre_conditions".into();
        let pre: Vec<Cond> = g.preconditions.iter().map(|e| f.cond(e)).collect();
        let applies = Cond::all(pre);
        if applies != Cond::Const(true) {
            f.applies = Some(named("applies", applies.lean(), 1));
        }
        f.place = "default_actions".into();
        f.then(&g.defaults, &Cond::Const(true));
        for rule in &g.rules {
            f.place.clone_from(&rule.id);
            f.demanded = f.demands(&rule.when);
            let mut parts = Vec::new();
            let mut doubtful = false;
            for e in &rule.when {
                f.unsaid = false;
                let part = f.cond(e);
                doubtful |= f.unsaid;
                parts.extend((!f.unsaid).then_some(part));
            }
            f.unsaid = false;
            let cond = Cond::all(parts);
            if doubtful {
                f.in_doubt(rule, &cond);
                f.demanded.clear();
                continue;
            }
            f.then(&rule.then, &cond);
            for card in &rule.cards {
                f.cards.push((f.guarded(cond.clone()), card.clone(), rule.id.clone()));
            }
            let cond = f.guarded(cond).lean();
            f.fired.insert(rule.id.clone(), named(&rule.id, cond, 3));
            f.demanded.clear();
        }
        f
    }

    /// A rule of which nobody can tell whether it fires: what it writes is open wherever the rest of it holds.
    fn in_doubt(&mut self, rule: &crate::guideline::Rule, rest: &Cond) {
        self.doubtful.insert(rule.id.clone());
        for s in &rule.then {
            match s {
                Statement::Assign(a) => self.open(&a.var, rest),
                Statement::Unread(var, _) => self.open(var, rest),
                Statement::Template(..) => {}
            }
        }
        if !rule.cards.is_empty() {
            self.note(Weight::Lost, "its cards are not imported");
        }
    }

    /// A value that cannot be said from here on, where a condition holds.
    fn open(&mut self, var: &str, cond: &Cond) {
        let cond = self.guarded(cond.clone());
        self.push(var, Entry { cond, value: Value::Nothing });
        if let Some(c) = self.courses.get_mut(var) {
            c.unsaid = true;
        }
    }

    fn push(&mut self, var: &str, e: Entry) {
        if !self.order.iter().any(|v| v == var) {
            self.order.push(var.to_string());
        }
        self.courses.entry(var.to_string()).or_default().entries.push(e);
    }

    /// What is given before any rule runs: by the record, or by another guideline.
    fn carry(&mut self, to: &str, from: &str) {
        let known = self.known(&Expr::Var(from.to_string(), None));
        let a = Assign { var: to.to_string(), attr: None, value: Expr::Var(from.to_string(), None) };
        self.assign(&a, &known, &[]);
    }

    /// A condition with that of the whole guideline.
    fn guarded(&self, c: Cond) -> Cond {
        match &self.applies {
            Some(a) => Cond::all(vec![a.clone(), c]),
            None => c,
        }
    }

    pub(crate) fn note(&mut self, weight: Weight, text: impl Into<String>) {
        let place = if self.g.rule(&self.place).is_some() {
            format!("{} \"{}\"", self.place, self.g.name(&self.place))
        } else {
            self.place.clone()
        };
        let note = Note { weight, guideline: self.g.id.clone(), place, text: text.into() };
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// `.unit == 'kg'` within a rule says which unit its numbers are in.
    fn demands(&self, when: &[Expr]) -> BTreeMap<String, String> {
        let mut out = BTreeMap::new();
        for e in when.iter().flat_map(Expr::conjuncts) {
            if let Expr::Binary(Op::Eq, a, b) = e
                && let (Expr::Var(id, Some(attr)), Expr::Text(u)) = (a.as_ref(), b.as_ref())
                && attr.starts_with("unit")
            {
                out.insert(id.clone(), u.clone());
            }
        }
        out
    }

    pub(crate) fn total(&self, id: &str) -> usize {
        self.courses.get(id).map_or(0, |c| c.entries.len())
    }

    /// The variable as it is now.
    pub(crate) fn now(&self, id: &str) -> Ref {
        Ref { var: id.to_string(), version: self.total(id), unit: self.family(id, self.demanded.get(id)) }
    }

    /// Which of several units that do not convert: the one that the rule demands, else whichever it is given in. None
    /// where there is but one.
    fn family(&self, id: &str, wanted: Option<&String>) -> Option<String> {
        let Some(Kind::Number(all)) = self.kinds.get(id) else { return None };
        if all.len() < 2 || self.table.get(id).assigned {
            return None;
        }
        let Some(wanted) = wanted.map(|w| normal(w).unit().to_string()) else { return Some(AS_GIVEN.into()) };
        let found = all.iter().flatten().find(|u| convertible(u, &wanted));
        Some(found.cloned().unwrap_or_else(|| AS_GIVEN.into()))
    }

    /// Nothing was assigned yet, and nothing comes from outside.
    pub(crate) fn is_null(&self, r: &Ref) -> bool {
        let f = self.table.get(&r.var);
        r.version == 0 && f.assigned && !f.given
    }

    pub(crate) fn options(&self, id: &str) -> Vec<Option_> {
        self.table.get(id).options
    }

    fn option_of(&self, id: &str, code: &str, points: Option<i64>) -> Option<usize> {
        let all = self.options(id);
        let exact = all.iter().position(|o| o.code.key() == code && (points.is_none() || o.points == points));
        exact.or_else(|| all.iter().position(|o| o.code.key() == code))
    }

    // --- assignments --------------------------------------------------------------------

    fn then(&mut self, statements: &[Statement], cond: &Cond) {
        let whole = self.guarded(cond.clone());
        let sized: Vec<String> = statements
            .iter()
            .filter_map(|s| match s {
                Statement::Assign(a) if matches!(a.attr.as_deref(), Some("unit" | "units" | "precision")) => {
                    Some(a.var.clone())
                }
                _ => None,
            })
            .collect();
        for s in statements {
            match s {
                Statement::Assign(a) => self.assign(a, &whole, &sized),
                Statement::Template(name, all) => {
                    self.note(
                        Weight::Lost,
                        format!("`use_template` of `{name}`: what it builds for the host is not imported"),
                    );
                    all.iter().for_each(|a| self.assign(a, &whole, &sized));
                }
                Statement::Unread(var, why) => {
                    let name = self.g.name(var);
                    self.note(
                        Weight::Lost,
                        format!("what is assigned to \"{name}\" cannot be read ({why}): its value is open where this rule fires"),
                    );
                    self.open(var, cond);
                }
            }
        }
    }

    fn assign(&mut self, a: &Assign, cond: &Cond, sized: &[String]) {
        match (a.attr.as_deref(), &a.value) {
            (Some("unit" | "units"), Expr::Text(u)) => return self.unit_set(&a.var, u),
            (Some("precision"), e) => {
                let n = match e {
                    Expr::Number(n) | Expr::Text(n) => n.parse().ok(),
                    _ => None,
                };
                match n {
                    Some(n) => {
                        let c = self.courses.entry(a.var.clone()).or_default();
                        c.precision = Some(c.precision.map_or(n, |p: u32| p.max(n)));
                    }
                    None => self.note(Weight::Lost, "a precision that is no whole number"),
                }
                return;
            }
            (Some("null_flavor" | "nullFlavor" | "null_flavour"), _) => {
                self.note(Weight::Told, "why a value is missing is not carried: it is missing, with the reason that the engine finds");
                return;
            }
            _ => {}
        }
        if a.value == Expr::Null {
            self.push(&a.var, Entry { cond: cond.clone(), value: Value::Nothing });
            return;
        }
        self.assigning = Some(a.var.clone());
        let values = self.values(a, cond, sized);
        self.assigning = None;
        if values.is_empty() {
            let name = self.g.name(&a.var);
            self.note(
                Weight::Lost,
                format!(
                    "the value of \"{name}\" cannot be said ({}): it is open where this rule fires",
                    sketch(&a.value)
                ),
            );
            self.push(&a.var, Entry { cond: cond.clone(), value: Value::Nothing });
            if let Some(c) = self.courses.get_mut(&a.var) {
                c.unsaid = true;
            }
        }
        for (cond, value) in values {
            if cond == Cond::Const(false) {
                continue;
            }
            if !self.order.contains(&a.var) {
                self.order.push(a.var.clone());
            }
            if matches!(&value, Value::Num(n) if !self.is_whole(n)) {
                self.fractions.insert(a.var.clone());
            }
            self.push(&a.var, Entry { cond, value });
        }
    }

    fn unit_set(&mut self, var: &str, u: &str) {
        let n = normal(u);
        let unit = n.unit().to_string();
        let course = self.courses.entry(var.to_string()).or_default();
        match &course.unit {
            Some(old) if *old != unit => {
                let old = old.clone();
                self.note(
                    Weight::Warning,
                    format!("the unit changes from `{old}` to `{unit}` between rules; the first is kept"),
                );
            }
            _ => course.unit = Some(unit),
        }
    }

    /// What an assignment gives; a copy of an input gives a value for each of its answers.
    fn values(&mut self, a: &Assign, cond: &Cond, sized: &[String]) -> Vec<(Cond, Value)> {
        let one = |v: Value| vec![(cond.clone(), v)];
        match self.kinds.get(&a.var).cloned() {
            Some(Kind::Number(_)) => match self.num(&a.value) {
                Some(n) => {
                    if let Num::Const(_, Some(u)) = &n {
                        let u = u.clone();
                        self.unit_set(&a.var, &u);
                    }
                    // A copy has the unit of what it is copied from.
                    if let (None, Num::Ref(r)) = (&a.attr, &n)
                        && self.courses.get(&a.var).is_none_or(|c| c.unit.is_none())
                        && let Some(u) = self.unit_now(r)
                    {
                        self.unit_set(&a.var, &u);
                    }
                    // Without a unit the value is a count, and a count is whole.
                    let count = a.attr.as_deref() == Some("magnitude")
                        && !sized.contains(&a.var)
                        && self.courses.get(&a.var).is_none_or(|c| c.unit.is_none() && c.precision.is_none());
                    let n = if count && !self.is_whole(&n) {
                        let text = format!(
                            "\"{}\" is given neither unit nor precision: it is cut to a whole number, as the reference engine does",
                            self.g.name(&a.var)
                        );
                        self.note(Weight::Warning, text);
                        Num::Call("floor", vec![n])
                    } else {
                        n
                    };
                    one(Value::Num(n))
                }
                None => Vec::new(),
            },
            Some(Kind::Ordinal | Kind::Text) => match &a.value {
                Expr::Ordinal(v, c) => self
                    .option_of(&a.var, &c.key(), Some(*v))
                    .map(|at| one(Value::Code(at)))
                    .unwrap_or_default(),
                Expr::Coded(c) => {
                    self.option_of(&a.var, &c.key(), None).map(|at| one(Value::Code(at))).unwrap_or_default()
                }
                Expr::Text(t) => one(Value::Text(t.clone())),
                Expr::Var(term, Some(attr)) if attr == "term" => one(Value::Text(self.g.name(term))),
                Expr::Bool(b) => one(Value::Text(b.to_string())),
                Expr::Number(n) => one(Value::Text(n.clone())),
                Expr::Reference(i, attr) => match self.g.references.get(i.wrapping_sub(1)) {
                    Some(r) => one(Value::Text(if attr == "url" { r.url.clone() } else { r.label.clone() })),
                    None => Vec::new(),
                },
                Expr::Var(from, attr) if matches!(attr.as_deref(), None | Some("value")) => {
                    self.copy(&a.var, from, cond)
                }
                e if e.joins_texts() => {
                    let all = self.texts(e).unwrap_or_default();
                    all.into_iter().map(|(c, t)| (Cond::all(vec![cond.clone(), c]), Value::Text(t))).collect()
                }
                _ => Vec::new(),
            },
            Some(Kind::Time) => self.when(&a.value).map(|t| one(Value::Num(t))).unwrap_or_default(),
            _ => Vec::new(),
        }
    }

    /// The unit of a value at this point of the run.
    pub(crate) fn unit_now(&self, r: &Ref) -> Option<String> {
        if let Some(u) = &r.unit {
            return (u != AS_GIVEN).then(|| u.clone());
        }
        match (self.courses.get(&r.var).and_then(|c| c.unit.clone()), self.kinds.get(&r.var)) {
            (Some(u), _) => Some(u),
            (None, Some(Kind::Number(all))) => all.first().cloned().flatten(),
            _ => None,
        }
    }

    fn is_whole(&self, n: &Num) -> bool {
        match n {
            Num::Const(c, _) => !c.contains('.'),
            Num::Points(_) | Num::Call("floor" | "ceil" | "year_difference", _) | Num::Round(_, 0) => true,
            Num::Ref(r) => {
                let f = self.table.get(&r.var);
                match self.kinds.get(&r.var) {
                    Some(Kind::Ordinal) => true,
                    _ if f.assigned => !self.fractions.contains(&r.var),
                    _ => !f.fraction && f.units.iter().all(|u| u == "1"),
                }
            }
            Num::Sum(a, b) | Num::Less(a, b) | Num::Times(a, b) => self.is_whole(a) && self.is_whole(b),
            Num::Neg(a) => self.is_whole(a),
            Num::If(_, a, b) => self.is_whole(a) && self.is_whole(b),
            Num::Call("max" | "min" | "abs" | "first_known", all) => all.iter().all(|n| self.is_whole(n)),
            _ => false,
        }
    }

    /// Whether a value of this variable is always whole.
    pub(crate) fn whole(&self, id: &str) -> bool {
        self.is_whole(&Num::Ref(Ref { var: id.to_string(), version: self.total(id), unit: None }))
    }
}

/// The label of a code whose number counts is a value of its own.
pub(crate) fn label_of(id: &str) -> String {
    format!("{id}#label")
}

/// A condition of more than so many questions gets a name.
fn named(name: &str, c: Cond, most: usize) -> Cond {
    if c.size() > most { Cond::Named(name.to_string(), Box::new(c)) } else { c }
}

fn is_null(e: &Expr) -> bool {
    matches!(e, Expr::Null)
}

/// An expression in a few words, for notes.
pub(crate) fn sketch(e: &Expr) -> String {
    match e {
        Expr::Null => "nothing".into(),
        Expr::Bool(b) => b.to_string(),
        Expr::Number(n) => n.clone(),
        Expr::Text(t) => format!("'{t}'"),
        Expr::Ordinal(v, c) => format!("{v}|{}|", c.label),
        Expr::Coded(c) => format!("{}|{}|", c.key(), c.label),
        Expr::Quantity(n, u) => format!("{n} {u}"),
        Expr::Date(d) => d.clone(),
        Expr::Var(id, a) => format!("${id}{}", a.as_ref().map_or(String::new(), |a| format!(".{a}"))),
        Expr::Now(a) => format!("$currentDateTime{}", a.as_ref().map_or(String::new(), |a| format!(".{a}"))),
        Expr::Path(p, _) => p.clone(),
        Expr::Reference(i, a) => format!("$ref[{i}].{a}"),
        Expr::Not(a) => format!("!{}", sketch(a)),
        Expr::Neg(a) => format!("-{}", sketch(a)),
        Expr::Binary(op, a, b) => format!("({} {op:?} {})", sketch(a), sketch(b)),
        Expr::Call(n, all) => format!("{n}({})", all.iter().map(sketch).collect::<Vec<_>>().join(", ")),
        Expr::Fired(r) => format!("fired(${r})"),
        Expr::Unread(t) => t.clone(),
    }
}
