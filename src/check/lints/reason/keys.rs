//! What a condition or number asks, as a key: the same question has the same key.
//!
//! Places, node ids and names of `let`s do not count. Keys are interned, so that
//! a definition used many times costs nothing.

use crate::model::{
    Aggregate, Arg, BindId, Call, Cond, CondKind, DefineId, DefineValue, Let, Model, NumExpr, NumKind,
    Presence, Series, TextExpr, TextKind, TimeExpr, TimeKind, TrendKind, ValueExpr, Window,
};
use std::collections::HashMap;

/// An interned question.
pub(crate) type Key = u32;

/// What names within a condition stand for.
#[derive(Clone, Copy, Default)]
pub(crate) struct Scope<'a> {
    /// The `let`s of the rule.
    pub(crate) lets: &'a [Let],
    /// The binding that a `where` is about.
    pub(crate) here: Option<BindId>,
}

impl<'a> Scope<'a> {
    pub(crate) fn of(lets: &'a [Let]) -> Scope<'a> {
        Scope { lets, here: None }
    }
}

/// The register of keys.
pub(crate) struct Keys<'w> {
    pub(crate) model: &'w Model,
    /// Numbers that something is compared with do not count.
    erase: bool,
    known: HashMap<String, Key>,
    defines: HashMap<DefineId, Key>,
    /// Definitions being read: a circle (told elsewhere) must not loop.
    open: Vec<DefineId>,
    next: Key,
}

/// Chains of `let` and nested values deeper than this are opaque.
const DEEP: u32 = 60;

impl<'w> Keys<'w> {
    pub(crate) fn new(model: &'w Model) -> Keys<'w> {
        Keys {
            model,
            erase: false,
            known: HashMap::new(),
            defines: HashMap::new(),
            open: Vec::new(),
            next: 0,
        }
    }

    /// Keys of shapes: conditions that differ only in their numbers share one.
    pub(crate) fn of_shapes(model: &'w Model) -> Keys<'w> {
        Keys { erase: true, ..Keys::new(model) }
    }

    pub(crate) fn intern(&mut self, text: String) -> Key {
        if let Some(&key) = self.known.get(&text) {
            return key;
        }
        let key = self.fresh();
        self.known.insert(text, key);
        key
    }

    /// A key that nothing else has.
    pub(crate) fn fresh(&mut self) -> Key {
        self.next = self.next.saturating_add(1);
        self.next
    }

    pub(crate) fn cond(&mut self, c: &Cond, scope: Scope<'_>) -> Key {
        self.cond_at(c, scope, DEEP)
    }

    pub(crate) fn num(&mut self, n: &NumExpr, scope: Scope<'_>) -> Key {
        self.num_at(n, scope, DEEP)
    }

    pub(crate) fn text(&mut self, t: &TextExpr, scope: Scope<'_>) -> Key {
        self.text_at(t, scope, DEEP)
    }

    fn all(&mut self, what: &str, parts: &[Cond], scope: Scope<'_>, deep: u32) -> Key {
        let mut keys: Vec<Key> = parts.iter().map(|p| self.cond_at(p, scope, deep)).collect();
        keys.sort_unstable();
        keys.dedup();
        match keys.as_slice() {
            [one] => *one,
            _ => self.intern(format!("{what}{keys:?}")),
        }
    }

    fn cond_at(&mut self, c: &Cond, scope: Scope<'_>, deep: u32) -> Key {
        let Some(deep) = deep.checked_sub(1) else { return self.fresh() };
        let text = match &c.kind {
            CondKind::Const(b) => format!("const {b}"),
            CondKind::And(parts) => return self.all("and", parts, scope, deep),
            CondKind::Or(parts) => return self.all("or", parts, scope, deep),
            CondKind::Surely(inner) => format!("surely {}", self.cond_at(inner, scope, deep)),
            CondKind::Not(inner) => format!("not {}", self.cond_at(inner, scope, deep)),
            CondKind::Define(id) => return self.define(*id, deep),
            CondKind::Let(id) => return self.let_at(id.index(), scope, deep),
            CondKind::Present(p) => return self.presence_at(p, scope, deep),
            CondKind::Any(p, inner) => self.quantified("any", p, inner, scope, deep),
            CondKind::All(p, inner) => self.quantified("all", p, inner, scope, deep),
            CondKind::Compare(op, a, b) => {
                let (a, b) = (self.num_at(a, scope, deep), self.num_at(b, scope, deep));
                if a <= b { format!("{a} {op:?} {b}") } else { format!("{b} {:?} {a}", op.flip()) }
            }
            CondKind::Age { of, op, count, unit } => {
                let count = if self.erase { String::new() } else { count.to_string() };
                format!("age {of:?} {op:?} {count} {unit:?}")
            }
            CondKind::Time(op, a, b) => {
                format!("time {op:?} {} {}", self.time_at(a, scope, deep), self.time_at(b, scope, deep))
            }
            CondKind::WithinOf(a, d, b) => {
                format!("within {} {d:?} {}", self.time_at(a, scope, deep), self.time_at(b, scope, deep))
            }
            CondKind::Sex(s) => format!("sex {s:?}"),
            CondKind::Pregnant => "pregnant".into(),
            CondKind::Breastfeeding => "breastfeeding".into(),
            CondKind::Deceased => "deceased".into(),
            CondKind::Setting(kind, word) => format!("setting {kind:?} {:?}", word.to_lowercase()),
            CondKind::Level(s, level) => format!("level {} {level:?}", self.series_at(s, scope, deep)),
            CondKind::Flagged(s, level) => format!("flag {} {level:?}", self.series_at(s, scope, deep)),
            CondKind::TextIs(t, word) => format!("text {} {word:?}", self.text_at(t, scope, deep)),
            CondKind::ConceptIs(s, set) => format!("concept {} {set:?}", self.series_at(s, scope, deep)),
            CondKind::ChoiceIs(input, choice) => format!("choice {input:?} {choice}"),
            CondKind::InputYes(input) => format!("input {input:?}"),
            CondKind::BandIs(score, label) => format!("band {score:?} {label:?}"),
            CondKind::Known(v) => format!("known {}", self.value_at(v, scope, deep)),
            CondKind::Repeat(r) => {
                let (s, v) = (self.series_at(&r.series, scope, deep), self.num_at(&r.value, scope, deep));
                format!("repeat {} {s} {:?} {v} {:?}", r.count, r.op, r.apart)
            }
            CondKind::Trend(t) => {
                let s = self.series_at(&t.series, scope, deep);
                match (&t.kind, self.erase) {
                    (TrendKind::RoseBy(_, d), true) => format!("trend {s} rose {d:?}"),
                    (TrendKind::FellBy(_, d), true) => format!("trend {s} fell {d:?}"),
                    (kind, _) => format!("trend {s} {kind:?}"),
                }
            }
            CondKind::Call(call) => return self.call_at(call, scope, deep),
        };
        self.intern(text)
    }

    fn quantified(&mut self, what: &str, p: &Presence, inner: &Cond, scope: Scope<'_>, deep: u32) -> String {
        let facts = self.presence_at(p, scope, deep);
        let inner = self.cond_at(inner, Scope { here: p.binding, ..scope }, deep);
        format!("{what} {facts} {inner}")
    }

    fn define(&mut self, id: DefineId, deep: u32) -> Key {
        if let Some(&key) = self.defines.get(&id) {
            return key;
        }
        let model = self.model;
        let Some(value) = super::define(model, id) else { return self.intern(format!("define {id:?}")) };
        if self.open.contains(&id) {
            return self.intern(format!("define {id:?}"));
        }
        self.open.push(id);
        let scope = Scope::default();
        let key = match value {
            DefineValue::Cond(c) => self.cond_at(c, scope, deep),
            DefineValue::Num(n) => self.num_at(n, scope, deep),
            DefineValue::Text(t) => self.text_at(t, scope, deep),
            DefineValue::Time(t) => self.time_at(t, scope, deep),
        };
        self.open.pop();
        self.defines.insert(id, key);
        key
    }

    fn let_at(&mut self, index: usize, scope: Scope<'_>, deep: u32) -> Key {
        // A `let` may use only those before it: no circle.
        let Some(l) = scope.lets.get(index) else { return self.fresh() };
        let before = Scope { lets: scope.lets.get(..index).unwrap_or_default(), here: None };
        self.value_at(&l.value, before, deep)
    }

    fn value_at(&mut self, v: &ValueExpr, scope: Scope<'_>, deep: u32) -> Key {
        match v {
            ValueExpr::Cond(c) => self.cond_at(c, scope, deep),
            ValueExpr::Num(n) => self.num_at(n, scope, deep),
            ValueExpr::Text(t) => self.text_at(t, scope, deep),
            ValueExpr::Time(t) => self.time_at(t, scope, deep),
        }
    }

    fn nums(&mut self, all: &[NumExpr], scope: Scope<'_>, deep: u32) -> Vec<Key> {
        all.iter().map(|n| self.num_at(n, scope, deep)).collect()
    }

    fn num_at(&mut self, n: &NumExpr, scope: Scope<'_>, deep: u32) -> Key {
        let Some(deep) = deep.checked_sub(1) else { return self.fresh() };
        let text = match &n.kind {
            NumKind::Const(_) if self.erase => "number".into(),
            NumKind::Const(v) => format!("number {v}"),
            NumKind::Aggregate(a) => return self.aggregate_at(a, scope, deep),
            NumKind::Count(p, inner) => match inner {
                Some(c) => self.quantified("count", p, c, scope, deep),
                None => format!("count {}", self.presence_at(p, scope, deep)),
            },
            NumKind::Over(kind, value, p) => {
                let facts = self.presence_at(p, scope, deep);
                let unit = unit_text(value);
                let value = self.num_at(value, Scope { here: p.binding, ..scope }, deep);
                format!("over {kind:?} {value} {unit} {facts}")
            }
            NumKind::Define(id) => return self.define(*id, deep),
            NumKind::Let(id) => return self.let_at(id.index(), scope, deep),
            NumKind::Score(id) => format!("score {id:?}"),
            NumKind::Input(id) => format!("input {id:?}"),
            NumKind::Points(id) => format!("points {id:?}"),
            NumKind::Age(of, unit) => format!("units of {of:?} {unit:?}"),
            NumKind::Calendar(part, t) => format!("{} of {}", part.word(), self.time_at(t, scope, deep)),
            NumKind::Elapsed(a, b) => {
                format!("elapsed {} {}", self.time_at(a, scope, deep), self.time_at(b, scope, deep))
            }
            NumKind::Field(bind, field) if scope.here == Some(*bind) => {
                format!("it {field:?} {}", unit_text(n))
            }
            NumKind::Field(..) => return self.fresh(),
            NumKind::Call(call) => return self.call_at(call, scope, deep),
            NumKind::Neg(a) => format!("neg {}", self.num_at(a, scope, deep)),
            NumKind::Add(a, b) => self.commuting("add", a, b, scope, deep),
            NumKind::Mul(a, b) => self.commuting("mul", a, b, scope, deep),
            NumKind::Sub(a, b) => {
                format!("sub {} {}", self.num_at(a, scope, deep), self.num_at(b, scope, deep))
            }
            NumKind::Div(a, b) => {
                format!("div {} {}", self.num_at(a, scope, deep), self.num_at(b, scope, deep))
            }
            NumKind::Math(f, args) => format!("math {f:?} {:?}", self.nums(args, scope, deep)),
            NumKind::If(c, a, b) => {
                let c = self.cond_at(c, scope, deep);
                format!("if {c} {} {}", self.num_at(a, scope, deep), self.num_at(b, scope, deep))
            }
            NumKind::Choose(rows) => {
                let rows: Vec<(Key, Key)> = rows
                    .iter()
                    .map(|(c, n)| (self.cond_at(c, scope, deep), self.num_at(n, scope, deep)))
                    .collect();
                format!("choose {rows:?}")
            }
            NumKind::FirstKnown(args) => format!("first {:?}", self.nums(args, scope, deep)),
            NumKind::Convert(inner, _) => {
                format!("convert {} {}", self.num_at(inner, scope, deep), unit_text(n))
            }
        };
        self.intern(text)
    }

    fn commuting(&mut self, what: &str, a: &NumExpr, b: &NumExpr, scope: Scope<'_>, deep: u32) -> String {
        let (a, b) = (self.num_at(a, scope, deep), self.num_at(b, scope, deep));
        format!("{what} {} {}", a.min(b), a.max(b))
    }

    fn aggregate_at(&mut self, a: &Aggregate, scope: Scope<'_>, deep: u32) -> Key {
        let series = self.series_at(&a.series, scope, deep);
        self.intern(format!("{:?} {series}", a.kind))
    }

    /// The newest result of a series.
    pub(crate) fn latest(&mut self, s: &Series, scope: Scope<'_>) -> Key {
        let series = self.series(s, scope);
        self.intern(format!("{:?} {series}", crate::vocab::AggregateKind::Latest))
    }

    /// The newest result at all, where a series takes the newest of some time until now: as long as
    /// there is one in that time, it is the newest of any longer time too.
    pub(crate) fn newest(&mut self, s: &Series) -> Option<Key> {
        if !s.windows.iter().all(|w| matches!(w, Window::InLast(_))) {
            return None;
        }
        let filters = sorted(s.filters.iter().map(|f| format!("{f:?}")));
        Some(self.intern(format!("newest {:?} {filters:?}", s.observation)))
    }

    pub(crate) fn series(&mut self, s: &Series, scope: Scope<'_>) -> Key {
        self.series_at(s, scope, DEEP)
    }

    fn series_at(&mut self, s: &Series, scope: Scope<'_>, deep: u32) -> Key {
        let filters = sorted(s.filters.iter().map(|f| format!("{f:?}")));
        let windows = self.windows(&s.windows, scope, deep);
        self.intern(format!("series {:?} {filters:?} {windows:?}", s.observation))
    }

    fn windows(&mut self, windows: &[Window], scope: Scope<'_>, deep: u32) -> Vec<String> {
        let texts: Vec<String> = windows
            .iter()
            .map(|w| match w {
                Window::InLast(d) => format!("last {d:?}"),
                Window::AtLeastAgo(d) => format!("ago {d:?}"),
                Window::Since(t) => format!("since {}", self.time_at(t, scope, deep)),
                Window::Before(t) => format!("before {}", self.time_at(t, scope, deep)),
                Window::After(t) => format!("after {}", self.time_at(t, scope, deep)),
                Window::WithinOf(d, t) => format!("within {d:?} {}", self.time_at(t, scope, deep)),
                Window::DuringEncounter => "encounter".into(),
            })
            .collect();
        sorted(texts)
    }

    pub(crate) fn presence(&mut self, p: &Presence, scope: Scope<'_>) -> Key {
        self.presence_at(p, scope, DEEP)
    }

    fn presence_at(&mut self, p: &Presence, scope: Scope<'_>, deep: u32) -> Key {
        let targets = sorted(p.targets.iter().map(|t| format!("{t:?}")));
        let filters = sorted(p.filters.iter().map(|f| format!("{f:?}")));
        let windows = self.windows(&p.windows, scope, deep);
        self.intern(format!("{:?} {targets:?} {filters:?} {windows:?}", p.verb))
    }

    fn text_at(&mut self, t: &TextExpr, scope: Scope<'_>, deep: u32) -> Key {
        let Some(deep) = deep.checked_sub(1) else { return self.fresh() };
        let text = match &t.kind {
            TextKind::Const(c) => format!("words {c:?}"),
            TextKind::Result(s) => format!("result {}", self.series_at(s, scope, deep)),
            TextKind::Field(bind, field) if scope.here == Some(*bind) => format!("it {field:?}"),
            TextKind::Field(..) => return self.fresh(),
            TextKind::Band(id) => format!("band of {id:?}"),
            TextKind::Define(id) => return self.define(*id, deep),
            TextKind::Let(id) => return self.let_at(id.index(), scope, deep),
            TextKind::Call(call) => return self.call_at(call, scope, deep),
            TextKind::Choose(rows) => {
                let rows: Vec<(Key, Key)> = rows
                    .iter()
                    .map(|(c, t)| (self.cond_at(c, scope, deep), self.text_at(t, scope, deep)))
                    .collect();
                format!("choose {rows:?}")
            }
        };
        self.intern(text)
    }

    fn time_at(&mut self, t: &TimeExpr, scope: Scope<'_>, deep: u32) -> Key {
        let Some(deep) = deep.checked_sub(1) else { return self.fresh() };
        let text = match &t.kind {
            TimeKind::Const(t) => format!("time {t:?}"),
            TimeKind::Now => "now".into(),
            TimeKind::Birth => "birth".into(),
            TimeKind::Input(id) => format!("input {id:?}"),
            TimeKind::ResultTime(a) => format!("time of {}", self.aggregate_at(a, scope, deep)),
            TimeKind::LetDate(id) => format!("date of {}", self.let_at(id.index(), scope, deep)),
            TimeKind::Field(bind, field) if scope.here == Some(*bind) => format!("it {field:?}"),
            TimeKind::Period(bind) if scope.here == Some(*bind) => "its period".into(),
            TimeKind::Field(..) | TimeKind::Period(_) => return self.fresh(),
            TimeKind::Define(id) => return self.define(*id, deep),
            TimeKind::Moved(t, by) => format!("{} moved {by:?}", self.time_at(t, scope, deep)),
            TimeKind::Choose(rows) => {
                let rows: Vec<(Key, Key)> = rows
                    .iter()
                    .map(|(c, t)| (self.cond_at(c, scope, deep), self.time_at(t, scope, deep)))
                    .collect();
                format!("choose {rows:?}")
            }
        };
        self.intern(text)
    }

    fn call_at(&mut self, call: &Call, scope: Scope<'_>, deep: u32) -> Key {
        let (what, args) = match call {
            Call::Table(id, args) => (format!("{id:?}"), args),
            Call::Function(id, args) => (format!("{id:?}"), args),
        };
        let args: Vec<Key> = args
            .iter()
            .map(|a| match a {
                Arg::Num(n) => self.num_at(n, scope, deep),
                Arg::Text(t) => self.text_at(t, scope, deep),
                Arg::Cond(c) => self.cond_at(c, scope, deep),
                Arg::Choice(id) => self.intern(format!("points {id:?}")),
                Arg::Facts(p) => self.presence_at(p, scope, deep),
            })
            .collect();
        self.intern(format!("call {what} {args:?}"))
    }
}

fn unit_text(n: &NumExpr) -> &str {
    n.unit.as_ref().map_or("", |u| u.text())
}

fn sorted(texts: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut all: Vec<String> = texts.into_iter().collect();
    all.sort_unstable();
    all
}
