//! One evaluation: the model, the facts, the clock, and what was worked out so far.
//!
//! Conditions, numbers, texts and times are evaluated by plain recursion over
//! the model, every part of it, without shortcuts. Definitions, scores and
//! `let`s are worked out once. It knows no rules; those are in `rules`.

use super::answer::{Answer, Bound, Gaps, Number, Value, When, Words, gap, merge};
use super::budget::{Budget, Stop};
use super::calendar::elapsed;
use super::concepts::Concepts;
use super::extent::{Extent, written};
use super::facts::{FactRef, Facts};
use super::kept::Kept;
use super::lets::Lets;
use super::observe::Observer;
use super::plain::{Latest, PlainSeries};
use super::prepared::Prepared;
use super::series::{Reading, Selection, Wanted};
use super::suggested::Suggested;
use super::units::Units;
use super::{extent, text};
use crate::model::{
    AgeOf, BindId, Cond, CondKind, DefineId, DefineValue, FactField, FactKind, Let, LetId, MathFn, Model,
    NodeId, NumExpr, NumKind, ObservationId, ScoreId, TextExpr, TextKind, TimeExpr, TimeKind, TimeOp,
    ValueExpr,
};
use crate::plan::Plan;
use crate::terms::ResolvedConcept;
use crate::time::{Clock, Duration, TimeUnit, Timestamp};
use crate::units::{Unit, conversion};
use crate::value::{CmpOp, Gap, Interval, Num, Reason, Truth};
use rustc_hash::FxHashMap;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

/// How deep conditions may nest through definitions and scores.
const DEPTH: u32 = 400;

/// What is worked out once.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Named {
    Define(DefineId),
    Score(ScoreId),
    /// A function with its arguments.
    #[cfg(feature = "script")]
    Call(crate::model::FunctionId, Vec<crate::script::Data>),
}

/// A patient as prepared for a plan.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub plan: &'a Plan,
    pub prepared: &'a Prepared,
    pub concepts: &'a Concepts,
    pub units: &'a RefCell<Units>,
    pub kept: &'a RefCell<Kept>,
    pub quiet: &'a RefCell<super::notes::Quiet>,
    pub suggested: &'a RefCell<Suggested>,
    #[cfg(feature = "script")]
    pub scripts: &'a RefCell<super::script_call::Scripts>,
}

/// A concept with its codings resolved: prepared, or made for this evaluation.
pub(crate) enum Resolved<'a> {
    Known(&'a ResolvedConcept),
    Made(Arc<ResolvedConcept>),
}

impl std::ops::Deref for Resolved<'_> {
    type Target = ResolvedConcept;

    fn deref(&self) -> &ResolvedConcept {
        match self {
            Resolved::Known(r) => r,
            Resolved::Made(r) => r,
        }
    }
}

/// The names that a condition may use.
#[derive(Clone, Default)]
pub(crate) struct Scope<'s> {
    /// The rule's index and its `let`s.
    pub lets: Option<(usize, &'s [Let])>,
    /// Facts bound by enclosing `any … where`.
    pub bound: Vec<(BindId, FactRef)>,
}

impl<'s> Scope<'s> {
    /// With a name bound to a fact.
    pub fn bind(&self, name: Option<BindId>, fact: FactRef) -> Scope<'s> {
        let mut inner = self.clone();
        if let Some(name) = name {
            inner.bound.push((name, fact));
        }
        inner
    }

    pub fn fact(&self, name: BindId) -> Option<FactRef> {
        self.bound.iter().rev().find(|(n, _)| *n == name).map(|(_, f)| *f)
    }
}

pub(crate) struct Eval<'a> {
    pub model: &'a Model,
    pub facts: Facts<'a>,
    pub clock: &'a Clock,
    pub budget: Budget<'a>,
    /// A condition whose truth is taken as given, to ask what it would decide.
    pub forced: Option<(NodeId, Truth)>,
    pub observer: Option<&'a Observer>,
    /// The dead get advice, too.
    pub advise_deceased: bool,
    pub without_scores: bool,
    /// What each clause of a rule answered is asked for.
    pub explains: bool,
    /// What was prepared; without it every fact and every set is asked.
    pub view: Option<View<'a>>,
    depth: Cell<u32>,
    values: RefCell<FxHashMap<Named, Value>>,
    lets: RefCell<Lets>,
    resolved: RefCell<BTreeMap<(FactKind, usize), Arc<ResolvedConcept>>>,
    moments: RefCell<Vec<(Duration, Timestamp)>>,
    /// The patient's age by unit.
    pub ages: RefCell<Vec<(TimeUnit, Option<Interval<i64>>)>>,
    /// Results by observation, what is wanted of them, and window.
    pub selections: RefCell<FxHashMap<SelectionKey, Rc<Selection>>>,
    /// The latest number that was asked for last.
    pub last_latest: RefCell<Option<LastLatest>>,
    /// What the last pair was bound to.
    pub pair_bound: RefCell<Bound>,
    /// Memory for texts of facts.
    pub words: Cell<String>,
    /// Whether a draft of this request replaces anything.
    pub replacing: std::cell::OnceCell<bool>,
    /// The patient's weight, for doses per kilogram.
    pub weight: std::cell::OnceCell<Option<Interval<Num>>>,
    /// Results as numbers of the observation that asked first.
    pub readings: RefCell<Readings>,
}

/// Results as numbers.
#[derive(Default)]
pub(crate) struct Readings {
    /// For each result where it is below, from 1; 0: not there.
    places: Vec<u32>,
    known: Vec<(ObservationId, Reading)>,
}

impl Readings {
    pub fn get(&self, id: ObservationId, at: usize) -> Option<&Reading> {
        let (of, known) = self.known.get(self.places.get(at)?.checked_sub(1)? as usize)?;
        (*of == id).then_some(known)
    }

    /// Keeps what one of so many results is.
    pub fn keep(&mut self, id: ObservationId, at: usize, of: usize, read: Reading) {
        if self.places.len() < of {
            self.places.resize(of, 0);
        }
        if let Some(place) = self.places.get_mut(at) {
            self.known.push((id, read));
            *place = u32::try_from(self.known.len()).unwrap_or(0);
        }
    }
}

/// A series and its latest number, where that is plain.
type LastLatest = (PlainSeries, Option<Latest>);

type SelectionKey = (ObservationId, Wanted, Option<Duration>);

impl<'a> Eval<'a> {
    pub fn new(model: &'a Model, facts: Facts<'a>, clock: &'a Clock, budget: Budget<'a>) -> Self {
        Eval {
            model,
            facts,
            clock,
            budget,
            forced: None,
            observer: None,
            advise_deceased: false,
            without_scores: false,
            explains: false,
            view: None,
            depth: Cell::new(0),
            values: RefCell::default(),
            lets: RefCell::default(),
            resolved: RefCell::default(),
            moments: RefCell::default(),
            ages: RefCell::default(),
            readings: RefCell::default(),
            selections: RefCell::default(),
            last_latest: RefCell::default(),
            pair_bound: RefCell::default(),
            words: Cell::default(),
            replacing: std::cell::OnceCell::new(),
            weight: std::cell::OnceCell::new(),
        }
    }

    /// The instant a duration before now.
    pub fn ago(&self, d: Duration) -> Timestamp {
        let mut known = self.moments.borrow_mut();
        if let Some((_, t)) = known.iter().find(|(k, _)| *k == d) {
            return *t;
        }
        let t = self.clock.ago(d);
        known.push((d, t));
        t
    }

    /// What the facts allow a number to be, without what speaks for it.
    pub fn range(&self, e: &NumExpr, scope: &Scope<'_>) -> Interval<Num> {
        if let NumKind::Aggregate(a) = &e.kind
            && a.kind == crate::vocab::AggregateKind::Latest
            && let Some(latest) = self.plain_latest(&a.series)
        {
            return match latest {
                Latest::Is(_, _, value) => Interval::exact(value),
                Latest::Nothing { .. } => Interval::all(),
            };
        }
        self.number(e, scope).range
    }

    /// A fact's concept with its codings resolved.
    pub fn resolved(&self, kind: FactKind, at: usize) -> Resolved<'_> {
        if let Some(known) = self.view.as_ref().and_then(|v| v.prepared.known(v.concepts, kind, at)) {
            return Resolved::Known(&known.resolved);
        }
        let mut memo = self.resolved.borrow_mut();
        let made = memo.entry((kind, at)).or_insert_with(|| {
            let none = crate::snapshot::Concept::default();
            let concept = self.facts.code(kind, at).unwrap_or(&none);
            Arc::new(ResolvedConcept::new(concept, &self.model.terminology))
        });
        Resolved::Made(Arc::clone(made))
    }

    /// A step deeper; `None` when a limit is reached.
    fn deeper<T>(&self, f: impl FnOnce() -> T) -> Option<T> {
        let depth = self.depth.get();
        if depth >= DEPTH {
            self.budget.halt(Stop::Rule);
        }
        if self.budget.spend(1) {
            return None;
        }
        self.depth.set(depth + 1);
        let out = f();
        self.depth.set(depth);
        Some(out)
    }

    /// Worked out once, unless a limit cut it short.
    pub fn once(&self, name: Named, f: impl FnOnce() -> Value) -> Value {
        if let Some(v) = self.values.borrow().get(&name) {
            return v.clone();
        }
        let v = f();
        if !self.budget.stopped() {
            self.values.borrow_mut().insert(name, v.clone());
        }
        v
    }

    pub fn observe(&self, node: NodeId, truth: Truth) {
        if let Some(o) = self.observer {
            o.truth(node, truth);
        }
    }

    pub fn observe_compared(&self, node: NodeId, op: Option<CmpOp>, threshold: Num, value: Interval<Num>) {
        if let Some(o) = self.observer {
            o.compared(node, op, threshold, value);
        }
    }

    fn define(&self, id: DefineId) -> Value {
        let nothing = || Value::Cond(Answer::unknown(gap("definition", Reason::Undefined)));
        let Some(def) = self.model.defines.get(id.index()) else { return nothing() };
        let scope = Scope::default();
        self.once(Named::Define(id), || match &def.value {
            DefineValue::Cond(c) => Value::Cond(self.cond(c, &scope)),
            DefineValue::Num(n) => Value::Num(self.number(n, &scope)),
            DefineValue::Text(t) => Value::Text(self.words(t, &scope)),
            DefineValue::Time(t) => Value::Time(self.time(t, &scope)),
        })
    }

    pub fn let_value(&self, id: LetId, scope: &Scope<'_>) -> Value {
        let found = scope.lets.and_then(|(rule, lets)| lets.get(id.index()).map(|l| (rule, lets, l)));
        let Some((rule, lets, l)) = found else {
            return Value::Cond(Answer::unknown(gap("let", Reason::Undefined)));
        };
        if let Some(v) = self.lets.borrow().get(rule, id) {
            return v.clone();
        }
        let v = self.value(&l.value, &Scope { lets: Some((rule, lets)), bound: Vec::new() });
        if !self.budget.stopped() {
            self.lets.borrow_mut().keep(rule, id, v.clone());
        }
        v
    }

    /// Looks at what a `let` stands for; `f` evaluates nothing.
    pub fn with_let<R>(&self, id: LetId, scope: &Scope<'_>, f: impl FnOnce(&Value) -> R) -> R {
        let lets = self.lets.borrow();
        match scope.lets.and_then(|(rule, _)| lets.get(rule, id)) {
            Some(known) => f(known),
            None => {
                drop(lets);
                f(&self.let_value(id, scope))
            }
        }
    }

    pub fn value(&self, v: &ValueExpr, scope: &Scope<'_>) -> Value {
        match v {
            ValueExpr::Cond(c) => Value::Cond(self.cond(c, scope)),
            ValueExpr::Num(n) => Value::Num(self.number(n, scope)),
            ValueExpr::Text(t) => Value::Text(self.words(t, scope)),
            ValueExpr::Time(t) => Value::Time(self.time(t, scope)),
        }
    }

    /// What is taken as given about a condition.
    pub fn assumed(&self, node: NodeId) -> Option<Answer> {
        let (forced, truth) = self.forced?;
        (forced == node).then(|| Answer::new(truth, vec![gap("assumed", Reason::Undefined)], Vec::new()))
    }

    /// A condition.
    pub fn cond(&self, c: &Cond, scope: &Scope<'_>) -> Answer {
        if let Some(assumed) = self.assumed(c.id) {
            return assumed;
        }
        let answer = self.deeper(|| self.cond_kind(c, scope)).unwrap_or_else(stopped);
        self.observe(c.id, answer.truth);
        answer
    }

    fn cond_kind(&self, c: &Cond, scope: &Scope<'_>) -> Answer {
        let each = |parts: &[Cond]| parts.iter().map(|p| self.cond(p, scope)).collect();
        match &c.kind {
            CondKind::Const(b) => Answer::known(*b, Vec::new()),
            CondKind::And(parts) => Answer::all(each(parts)),
            CondKind::Or(parts) => Answer::any(each(parts)),
            CondKind::Not(inner) => self.cond(inner, scope).not(),
            CondKind::Surely(inner) => {
                let a = self.cond(inner, scope);
                Answer::known(a.truth == Truth::True, a.facts)
            }
            CondKind::Define(id) => as_cond(self.define(*id)),
            CondKind::Let(id) => as_cond(self.let_value(*id, scope)),
            CondKind::Present(p) => self.presence(p, scope),
            CondKind::Any(p, inner) => self.any_where(p, inner, scope),
            CondKind::All(p, inner) => self.all_where(p, inner, scope),
            CondKind::Compare(op, a, b) => self.compare(c.id, *op, a, b, scope),
            CondKind::Age { of, op, count, unit } => {
                let age = match of {
                    AgeOf::Patient => self.age(*unit),
                    AgeOf::Gestation => self.gestation(*unit),
                };
                self.observe_compared(c.id, Some(*op), *count, age.range);
                age.compare(*op, Number::exact(*count))
            }
            CondKind::Time(op, a, b) => self.time_relation(*op, &self.time(a, scope), &self.time(b, scope)),
            CondKind::WithinOf(a, d, b) => {
                let (a, b) = (self.time(a, scope), self.time(b, scope));
                let near = extent::near(**d, &extent_of(&b), self.clock);
                time_answer(extent::within(&extent_of(&a), &near), a, b)
            }
            CondKind::Sex(sex) => self.sex_is(*sex),
            CondKind::Pregnant => self.pregnant(),
            CondKind::Breastfeeding => self.breastfeeding(),
            CondKind::Deceased => self.deceased(),
            CondKind::Setting(kind, word) => self.setting_is(*kind, word),
            CondKind::Level(series, level) => self.level(c.id, series, *level, scope),
            CondKind::Flagged(series, level) => self.flagged(series, *level, scope),
            CondKind::TextIs(t, word) => {
                let t = self.words(t, scope);
                Answer::new(t.is(word), t.gaps, t.facts)
            }
            CondKind::ConceptIs(series, set) => self.concept_is(series, *set, scope),
            CondKind::ChoiceIs(input, choice) => self.choice_is(*input, *choice),
            CondKind::InputYes(input) => self.input_yes(*input),
            CondKind::BandIs(score, label) => {
                let band = self.band(*score);
                Answer::new(band.is(label), band.gaps, band.facts)
            }
            CondKind::Known(v) => self.known(v, scope),
            CondKind::Repeat(r) => self.repeat(c.id, r, scope),
            CondKind::Trend(t) => self.trend(c.id, t, scope),
            CondKind::Call(call) => as_cond(self.call(call, scope)),
        }
    }

    fn compare(&self, node: NodeId, op: CmpOp, a: &NumExpr, b: &NumExpr, scope: &Scope<'_>) -> Answer {
        let (x, y) = (self.number(a, scope), self.number(b, scope));
        if let (true, Some(threshold)) = (is_fixed(b), y.range.value()) {
            self.observe_compared(node, Some(op), threshold, x.range);
        } else if let (true, Some(threshold)) = (is_fixed(a), x.range.value()) {
            self.observe_compared(node, Some(op.flip()), threshold, y.range);
        }
        x.compare(op, y)
    }

    /// Whether there is a value. Two-valued: that nothing is known is known.
    fn known(&self, v: &ValueExpr, scope: &Scope<'_>) -> Answer {
        match self.value(v, scope) {
            Value::Cond(a) => Answer::known(a.truth.is_known(), a.facts),
            Value::Num(n) => Answer::known(n.is_known(), n.facts),
            Value::Text(t) => Answer::known(t.value().is_some(), t.facts),
            Value::Time(t) => Answer::known(t.is_known(), t.facts),
        }
    }

    fn time_relation(&self, op: TimeOp, a: &When, b: &When) -> Answer {
        let (x, y) = (extent_of(a), extent_of(b));
        let truth = match op {
            TimeOp::Before => extent::before(&x, &y),
            TimeOp::After => extent::before(&y, &x),
            TimeOp::During => extent::during(&x, &y),
            TimeOp::Overlaps => extent::overlaps(&x, &y),
        };
        time_answer(truth, a.clone(), b.clone())
    }

    /// A number, in the unit it says.
    pub fn number(&self, e: &NumExpr, scope: &Scope<'_>) -> Number {
        self.deeper(|| self.number_kind(e, scope))
            .unwrap_or_else(|| Number::unknown(stopped().gaps, Vec::new()))
    }

    fn number_kind(&self, e: &NumExpr, scope: &Scope<'_>) -> Number {
        let two = |a, b, f: fn(&Interval<Num>, &Interval<Num>) -> Option<Interval<Num>>| {
            Number::combine(self.number(a, scope), self.number(b, scope), f)
        };
        match &e.kind {
            NumKind::Const(v) => Number::exact(*v),
            NumKind::Aggregate(a) => self.aggregate(a, scope),
            NumKind::Count(p, cond) => self.count(p, cond.as_deref(), scope),
            NumKind::Over(kind, value, p) => self.over(*kind, value, p, scope),
            NumKind::Define(id) => as_num(self.define(*id)),
            NumKind::Let(id) => as_num(self.let_value(*id, scope)),
            NumKind::Score(id) => self.score(*id),
            NumKind::Input(id) => self.input_number(*id),
            NumKind::Points(id) => self.input_points(*id),
            NumKind::Age(AgeOf::Patient, unit) => self.age(*unit),
            NumKind::Age(AgeOf::Gestation, unit) => self.gestation(*unit),
            NumKind::Calendar(part, t) => self.calendar(*part, &self.time(t, scope)),
            NumKind::Elapsed(from, to) => elapsed(&self.time(from, scope), &self.time(to, scope)),
            NumKind::Field(name, field) => match scope.fact(*name) {
                Some(fact) => self.field_number(fact, *field, e.unit.as_ref()),
                None => Number::unknown(vec![gap("name", Reason::Undefined)], Vec::new()),
            },
            NumKind::Call(call) => as_num(self.call(call, scope)),
            NumKind::Neg(a) => {
                let a = self.number(a, scope);
                let range = a.range.neg();
                a.with(Some(range))
            }
            NumKind::Add(a, b) => two(a, b, Interval::add),
            NumKind::Sub(a, b) => two(a, b, Interval::sub),
            NumKind::Mul(a, b) => two(a, b, Interval::mul),
            NumKind::Div(a, b) => two(a, b, Interval::div),
            NumKind::Math(f, args) => self.math(*f, args, scope),
            NumKind::If(c, a, b) => {
                let c = self.cond(c, scope);
                let mut out = match c.truth {
                    Truth::True => self.number(a, scope),
                    Truth::False => self.number(b, scope),
                    Truth::Unknown => {
                        let mut both = self.number(a, scope);
                        merge(&mut both.gaps, c.gaps);
                        both.hull(self.number(b, scope))
                    }
                };
                merge(&mut out.facts, c.facts);
                out
            }
            NumKind::Choose(rows) => self.choose_number(rows, scope),
            NumKind::FirstKnown(all) => {
                let mut gaps = Vec::new();
                for n in all {
                    let n = self.number(n, scope);
                    if n.is_known() {
                        return n;
                    }
                    merge(&mut gaps, n.gaps);
                }
                Number::unknown(gaps, Vec::new())
            }
            NumKind::Convert(a, c) => {
                let a = self.number(a, scope);
                let range = c.apply_interval(&a.range);
                a.with(range)
            }
        }
    }

    fn math(&self, f: MathFn, args: &[NumExpr], scope: &Scope<'_>) -> Number {
        let mut args = args.iter().map(|a| self.number(a, scope));
        let Some(first) = args.next() else {
            return Number::unknown(vec![gap("calculation", Reason::Undefined)], Vec::new());
        };
        let one = |f: &dyn Fn(&Interval<Num>) -> Option<Interval<Num>>| {
            let range = f(&first.range);
            first.clone().with(range)
        };
        match f {
            MathFn::Min => args.fold(first, |a, b| Number::combine(a, b, |a, b| Some(a.min(b)))),
            MathFn::Max => args.fold(first, |a, b| Number::combine(a, b, |a, b| Some(a.max(b)))),
            MathFn::Pow => args.fold(first, |a, b| Number::combine(a, b, Interval::pow)),
            MathFn::Abs => one(&|r| Some(r.abs())),
            MathFn::Round(digits) => one(&|r| Some(r.round(digits))),
            MathFn::Floor => one(&|r| Some(r.floor())),
            MathFn::Ceil => one(&|r| Some(r.ceil())),
            MathFn::Sqrt => one(&Interval::sqrt),
            MathFn::Ln => one(&Interval::ln),
            MathFn::Log10 => one(&Interval::log10),
            MathFn::Exp => one(&Interval::exp),
        }
    }

    /// A text.
    pub fn words(&self, e: &TextExpr, scope: &Scope<'_>) -> Words {
        self.deeper(|| match &e.kind {
            TextKind::Const(t) => Words::exact(t.clone()),
            TextKind::Result(series) => self.result_text(series, scope),
            TextKind::Field(name, field) => match scope.fact(*name) {
                Some(fact) => self.field_text(fact, *field),
                None => Words::unknown(vec![gap("name", Reason::Undefined)], Vec::new()),
            },
            TextKind::Band(id) => self.band(*id),
            TextKind::Define(id) => as_text(self.define(*id)),
            TextKind::Let(id) => as_text(self.let_value(*id, scope)),
            TextKind::Call(call) => as_text(self.call(call, scope)),
            TextKind::Choose(rows) => self.choose_words(rows, scope),
        })
        .unwrap_or_else(|| Words::unknown(stopped().gaps, Vec::new()))
    }

    /// A time or period.
    pub fn time(&self, e: &TimeExpr, scope: &Scope<'_>) -> When {
        self.deeper(|| match &e.kind {
            TimeKind::Const(t) => {
                let e = written(t, self.clock);
                When { start: e.start, end: e.end, gaps: Vec::new(), facts: Vec::new() }
            }
            TimeKind::Now => when_at(Interval::exact(self.clock.now), Vec::new(), Vec::new()),
            TimeKind::Birth => self.birth(),
            TimeKind::Input(id) => self.input_time(*id),
            TimeKind::ResultTime(a) => self.result_time(a, scope),
            TimeKind::LetDate(id) => self.let_date(*id, scope),
            TimeKind::Field(name, field) => match scope.fact(*name) {
                Some(fact) => self.field_time(fact, *field),
                None => When::unknown(vec![gap("name", Reason::Undefined)], Vec::new()),
            },
            TimeKind::Period(name) => match scope.fact(*name) {
                Some(fact) => self.period(fact),
                None => When::unknown(vec![gap("name", Reason::Undefined)], Vec::new()),
            },
            TimeKind::Moved(t, by) => self.shifted(self.time(t, scope), *by),
            TimeKind::Choose(rows) => self.choose_time(rows, scope),
            TimeKind::Define(id) => match self.define(*id) {
                Value::Time(t) => t,
                _ => When::unknown(vec![gap("definition", Reason::Undefined)], Vec::new()),
            },
        })
        .unwrap_or_else(|| When::unknown(stopped().gaps, Vec::new()))
    }

    /// The time of the result behind a `let`.
    fn let_date(&self, id: LetId, scope: &Scope<'_>) -> When {
        let value = scope.lets.and_then(|(_, lets)| lets.get(id.index())).map(|l| &l.value);
        match value {
            Some(ValueExpr::Num(NumExpr { kind: NumKind::Aggregate(a), .. })) => self.result_time(a, scope),
            Some(ValueExpr::Num(NumExpr { kind: NumKind::Convert(inner, _), .. })) => match &inner.kind {
                NumKind::Aggregate(a) => self.result_time(a, scope),
                _ => When::unknown(vec![gap("date", Reason::Undefined)], Vec::new()),
            },
            Some(ValueExpr::Text(TextExpr { kind: TextKind::Result(series), .. })) => {
                self.latest_time(series, scope)
            }
            Some(ValueExpr::Time(t)) => self.time(t, scope),
            _ => When::unknown(vec![gap("date", Reason::Undefined)], Vec::new()),
        }
    }

    /// The gap of a datum whose fact is there but cannot be used.
    pub fn gap_at(&self, datum: &str, reason: Reason, fact: FactRef, detail: Option<String>) -> Rc<Gap> {
        Rc::new(Gap {
            datum: datum.into(),
            reason,
            source: self.facts.source(fact).cloned(),
            detail: detail.map(Into::into),
        })
    }

    /// A number of days in a unit of time.
    pub fn days(&self, days: Interval<Num>, unit: Option<&Unit>) -> Option<Interval<Num>> {
        let Some(unit) = unit else { return Some(days) };
        conversion(&Unit::parse("d").ok()?, unit).ok()?.apply_interval(&days)
    }

    /// A fact's label for a name in a message.
    pub fn field_of(&self, fact: FactRef, field: FactField, unit: Option<&Unit>) -> String {
        match field {
            FactField::Date | FactField::Start | FactField::End => {
                text::when(&self.field_time(fact, field).start, &self.clock.zone)
            }
            FactField::Dose | FactField::DailyDose | FactField::Duration | FactField::Value => {
                text::range(&self.field_number(fact, field, unit).range, unit)
            }
            FactField::Name | FactField::Status | FactField::Route => {
                self.field_text(fact, field).value().unwrap_or("unknown").to_string()
            }
        }
    }

    /// Completed units of time between two instants that are known in part.
    pub fn elapsed(&self, a: &extent::Instant, b: &extent::Instant, unit: TimeUnit) -> Interval<Num> {
        let count = self.clock.between_any(a, b, unit);
        let end = |e: crate::value::End<i64>| match e {
            crate::value::End::Unbounded => crate::value::End::Unbounded,
            crate::value::End::Closed(n) | crate::value::End::Open(n) => {
                crate::value::End::Closed(Num::from(n))
            }
        };
        Interval { lo: end(count.lo), hi: end(count.hi) }
    }
}

/// A point in time.
pub(crate) fn when_at(at: extent::Instant, gaps: Gaps, facts: Vec<FactRef>) -> When {
    When { start: at, end: at, gaps, facts }
}

pub(crate) fn extent_of(w: &When) -> Extent {
    Extent { start: w.start, end: w.end }
}

fn time_answer(truth: Truth, a: When, b: When) -> Answer {
    let (mut gaps, mut facts) = (a.gaps, a.facts);
    merge(&mut gaps, b.gaps);
    merge(&mut facts, b.facts);
    if truth == Truth::Unknown && gaps.is_empty() {
        gaps.push(gap("date", Reason::Precision));
    }
    Answer::new(truth, gaps, facts)
}

/// A number that the author wrote, however it was converted.
fn is_fixed(e: &NumExpr) -> bool {
    match &e.kind {
        NumKind::Const(_) => true,
        NumKind::Convert(inner, _) | NumKind::Neg(inner) => is_fixed(inner),
        _ => false,
    }
}

fn stopped() -> Answer {
    Answer::unknown(gap("limit", Reason::Undefined))
}

pub(crate) fn as_cond(v: Value) -> Answer {
    match v {
        Value::Cond(a) => a,
        _ => Answer::unknown(gap("condition", Reason::Undefined)),
    }
}

pub(crate) fn as_num(v: Value) -> Number {
    match v {
        Value::Num(n) => n,
        _ => Number::unknown(vec![gap("number", Reason::Undefined)], Vec::new()),
    }
}

fn as_text(v: Value) -> Words {
    match v {
        Value::Text(t) => t,
        _ => Words::unknown(vec![gap("text", Reason::Undefined)], Vec::new()),
    }
}
