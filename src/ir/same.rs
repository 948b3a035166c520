//! What a condition says, without where it was written: equal texts mean equal
//! conditions, whatever rule they stand in.
//!
//! Names that a rule binds (`let`, `as`) mean something in that rule only, so a
//! text that mentions one also names the rule.

use crate::model::{
    Arg, Call, Cond, CondKind, FactFilter, NumExpr, NumKind, Presence, Series, TextExpr, TextKind, TimeExpr,
    TimeKind, ValueExpr, Window,
};
use std::fmt::Write;

/// The text of a condition of a rule.
pub(super) fn of_cond(c: &Cond, rule: u32) -> String {
    let mut p = Printer::default();
    p.cond(c);
    p.done(rule)
}

/// Whether two conditions of one rule, or of none, say the same.
pub(crate) fn same_condition(a: &Cond, b: &Cond) -> bool {
    of_cond(a, 0) == of_cond(b, 0)
}

/// The text of a number of a rule.
pub(super) fn of_number(n: &NumExpr, rule: u32) -> String {
    let mut p = Printer::default();
    p.number(n);
    p.done(rule)
}

#[derive(Default)]
struct Printer {
    out: String,
    /// It mentions a name of the rule.
    local: bool,
}

impl Printer {
    fn done(mut self, rule: u32) -> String {
        if self.local {
            self.put(format_args!("@{rule}"));
        }
        self.out
    }

    fn put(&mut self, what: std::fmt::Arguments<'_>) {
        // Writing to a text cannot fail.
        let _ = self.out.write_fmt(what);
        self.out.push('|');
    }

    fn local(&mut self, what: std::fmt::Arguments<'_>) {
        self.local = true;
        self.put(what);
    }

    fn cond(&mut self, c: &Cond) {
        match &c.kind {
            CondKind::Const(b) => self.put(format_args!("{b}")),
            CondKind::And(parts) | CondKind::Or(parts) => {
                let and = matches!(c.kind, CondKind::And(_));
                self.put(format_args!("{}{}", if and { "and" } else { "or" }, parts.len()));
                parts.iter().for_each(|p| self.cond(p));
            }
            CondKind::Not(inner) => {
                self.put(format_args!("not"));
                self.cond(inner);
            }
            CondKind::Surely(inner) => {
                self.put(format_args!("surely"));
                self.cond(inner);
            }
            CondKind::Let(id) => self.local(format_args!("let{}", id.0)),
            CondKind::Present(p) => self.presence(p),
            CondKind::Any(p, inner) | CondKind::All(p, inner) => {
                self.put(format_args!("{}", if matches!(c.kind, CondKind::Any(..)) { "any" } else { "all" }));
                self.presence(p);
                self.cond(inner);
            }
            CondKind::Compare(op, a, b) => {
                self.put(format_args!("{op:?}"));
                self.number(a);
                self.number(b);
            }
            CondKind::Time(op, a, b) => {
                self.put(format_args!("{op:?}"));
                self.time(a);
                self.time(b);
            }
            CondKind::WithinOf(a, d, b) => {
                self.put(format_args!("within{d:?}"));
                self.time(a);
                self.time(b);
            }
            CondKind::Level(s, level) | CondKind::Flagged(s, level) => {
                let flag = matches!(c.kind, CondKind::Flagged(..));
                self.put(format_args!("level{flag}{level:?}"));
                self.series(s);
            }
            CondKind::TextIs(t, word) => {
                self.put(format_args!("is{word:?}"));
                self.text(t);
            }
            CondKind::ConceptIs(s, set) => {
                self.put(format_args!("coded{set:?}"));
                self.series(s);
            }
            CondKind::Known(v) => {
                self.put(format_args!("known"));
                match &**v {
                    ValueExpr::Cond(c) => self.cond(c),
                    ValueExpr::Num(n) => self.number(n),
                    ValueExpr::Text(t) => self.text(t),
                    ValueExpr::Time(t) => self.time(t),
                }
            }
            CondKind::Repeat(r) => {
                self.put(format_args!("repeat{}{:?}{:?}", r.count, r.op, r.apart));
                self.series(&r.series);
                self.number(&r.value);
            }
            CondKind::Trend(t) => {
                self.put(format_args!("trend{:?}", t.kind));
                self.series(&t.series);
            }
            CondKind::Call(call) => self.call(call),
            // Without parts of their own.
            CondKind::Define(_)
            | CondKind::Age { .. }
            | CondKind::Sex(_)
            | CondKind::Pregnant
            | CondKind::Breastfeeding
            | CondKind::Deceased
            | CondKind::Setting(..)
            | CondKind::ChoiceIs(..)
            | CondKind::InputYes(_)
            | CondKind::BandIs(..) => self.put(format_args!("{:?}", c.kind)),
        }
    }

    fn presence(&mut self, p: &Presence) {
        // A name that is bound travels with the answer.
        self.put(format_args!("{:?}{:?}{:?}", p.verb, p.targets, p.binding));
        self.filters(&p.filters);
        self.windows(&p.windows);
    }

    fn filters(&mut self, all: &[FactFilter]) {
        self.put(format_args!("with{all:?}"));
    }

    fn windows(&mut self, all: &[Window]) {
        self.put(format_args!("when{}", all.len()));
        for w in all {
            match w {
                Window::InLast(_) | Window::AtLeastAgo(_) | Window::DuringEncounter => {
                    self.put(format_args!("{w:?}"));
                }
                Window::Since(t) | Window::Before(t) | Window::After(t) => {
                    let word = match w {
                        Window::Since(_) => "since",
                        Window::Before(_) => "before",
                        _ => "after",
                    };
                    self.put(format_args!("{word}"));
                    self.time(t);
                }
                Window::WithinOf(d, t) => {
                    self.put(format_args!("near{d:?}"));
                    self.time(t);
                }
            }
        }
    }

    fn series(&mut self, s: &Series) {
        self.put(format_args!("{:?}", s.observation));
        self.filters(&s.filters);
        self.windows(&s.windows);
    }

    fn number(&mut self, n: &NumExpr) {
        self.put(format_args!("{:?}", n.unit));
        match &n.kind {
            NumKind::Aggregate(a) => {
                self.put(format_args!("{:?}", a.kind));
                self.series(&a.series);
            }
            NumKind::Count(p, inner) => {
                self.put(format_args!("count{}", inner.is_some()));
                self.presence(p);
                inner.iter().for_each(|c| self.cond(c));
            }
            NumKind::Over(kind, value, p) => {
                self.put(format_args!("over{kind:?}"));
                self.number(value);
                self.presence(p);
            }
            NumKind::Let(id) => self.local(format_args!("let{}", id.0)),
            NumKind::Field(name, field) => self.local(format_args!("{name:?}{field:?}")),
            NumKind::Call(call) => self.call(call),
            NumKind::Neg(a) => self.numbers("neg", [&**a]),
            NumKind::Add(a, b) => self.numbers("add", [&**a, b]),
            NumKind::Sub(a, b) => self.numbers("sub", [&**a, b]),
            NumKind::Mul(a, b) => self.numbers("mul", [&**a, b]),
            NumKind::Div(a, b) => self.numbers("div", [&**a, b]),
            NumKind::Math(f, args) => self.numbers(&format!("{f:?}"), args),
            NumKind::If(c, a, b) => {
                self.put(format_args!("if"));
                self.cond(c);
                self.numbers("", [&**a, b]);
            }
            NumKind::Choose(rows) => {
                self.put(format_args!("choose{}", rows.len()));
                for (c, n) in rows {
                    self.cond(c);
                    self.number(n);
                }
            }
            NumKind::Calendar(part, t) => {
                self.put(format_args!("{}", part.word()));
                self.time(t);
            }
            NumKind::Elapsed(a, b) => {
                self.put(format_args!("elapsed"));
                self.time(a);
                self.time(b);
            }
            NumKind::FirstKnown(all) => self.numbers("first", all),
            NumKind::Convert(a, c) => self.numbers(&format!("{c:?}"), [&**a]),
            NumKind::Const(_)
            | NumKind::Define(_)
            | NumKind::Score(_)
            | NumKind::Input(_)
            | NumKind::Points(_)
            | NumKind::Age(..) => self.put(format_args!("{:?}", n.kind)),
        }
    }

    fn numbers<'n>(&mut self, what: &str, all: impl IntoIterator<Item = &'n NumExpr>) {
        self.put(format_args!("{what}("));
        all.into_iter().for_each(|n| self.number(n));
        self.put(format_args!(")"));
    }

    fn text(&mut self, t: &TextExpr) {
        match &t.kind {
            TextKind::Result(s) => self.series(s),
            TextKind::Field(name, field) => self.local(format_args!("{name:?}{field:?}")),
            TextKind::Let(id) => self.local(format_args!("let{}", id.0)),
            TextKind::Call(call) => self.call(call),
            TextKind::Choose(rows) => {
                self.put(format_args!("choose{}", rows.len()));
                for (c, t) in rows {
                    self.cond(c);
                    self.text(t);
                }
            }
            TextKind::Const(_) | TextKind::Band(_) | TextKind::Define(_) => {
                self.put(format_args!("{:?}", t.kind));
            }
        }
    }

    fn time(&mut self, t: &TimeExpr) {
        match &t.kind {
            TimeKind::ResultTime(a) => {
                self.put(format_args!("time of {:?}", a.kind));
                self.series(&a.series);
            }
            TimeKind::Moved(t, by) => {
                self.put(format_args!("moved {by:?}"));
                self.time(t);
            }
            TimeKind::Choose(rows) => {
                self.put(format_args!("choose{}", rows.len()));
                for (c, t) in rows {
                    self.cond(c);
                    self.time(t);
                }
            }
            TimeKind::LetDate(id) => self.local(format_args!("date{}", id.0)),
            TimeKind::Field(name, field) => self.local(format_args!("{name:?}{field:?}")),
            TimeKind::Period(name) => self.local(format_args!("{name:?}")),
            TimeKind::Const(_)
            | TimeKind::Now
            | TimeKind::Birth
            | TimeKind::Input(_)
            | TimeKind::Define(_) => {
                self.put(format_args!("{:?}", t.kind));
            }
        }
    }

    fn call(&mut self, c: &Call) {
        let args = match c {
            Call::Table(id, args) => {
                self.put(format_args!("{id:?}"));
                args
            }
            Call::Function(id, args) => {
                self.put(format_args!("{id:?}"));
                args
            }
        };
        for a in args {
            match a {
                Arg::Num(n) => self.number(n),
                Arg::Text(t) => self.text(t),
                Arg::Cond(c) => self.cond(c),
                Arg::Choice(id) => self.put(format_args!("{id:?}")),
                Arg::Facts(p) => self.presence(p),
            }
        }
    }
}
