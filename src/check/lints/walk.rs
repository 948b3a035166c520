//! Every part of a condition or value, in the order they were written.
//!
//! Iterative: a long chain of operators must not exhaust the stack.

use crate::model::{
    Aggregate, Arg, BindId, Call, Cond, CondKind, NumExpr, NumKind, Presence, Rule, RuleKind, ScoreItem,
    Series, TextExpr, TextKind, TimeExpr, TimeKind, ValueExpr, Window,
};

/// A part.
#[derive(Clone, Copy)]
pub(crate) enum Part<'a> {
    Cond(&'a Cond),
    Num(&'a NumExpr),
    Text(&'a TextExpr),
    Time(&'a TimeExpr),
    Presence(&'a Presence),
    Series(&'a Series),
    Aggregate(&'a Aggregate),
}

impl<'a> From<&'a ValueExpr> for Part<'a> {
    fn from(v: &'a ValueExpr) -> Part<'a> {
        match v {
            ValueExpr::Cond(c) => Part::Cond(c),
            ValueExpr::Num(n) => Part::Num(n),
            ValueExpr::Text(t) => Part::Text(t),
            ValueExpr::Time(t) => Part::Time(t),
        }
    }
}

/// Calls `see` with a part and everything in it. Names are not followed.
pub(crate) fn walk<'a>(root: Part<'a>, see: &mut dyn FnMut(Part<'a>)) {
    let mut todo = vec![root];
    let mut inner: Vec<Part<'a>> = Vec::new();
    while let Some(part) = todo.pop() {
        see(part);
        inner.clear();
        match part {
            Part::Cond(c) => cond(c, &mut inner),
            Part::Num(n) => num(n, &mut inner),
            Part::Text(t) => text(t, &mut inner),
            Part::Time(t) => time(t, &mut inner),
            Part::Presence(p) => windows(&p.windows, &mut inner),
            Part::Series(s) => windows(&s.windows, &mut inner),
            Part::Aggregate(a) => inner.push(Part::Series(&a.series)),
        }
        todo.extend(inner.drain(..).rev());
    }
}

fn cond<'a>(c: &'a Cond, out: &mut Vec<Part<'a>>) {
    match &c.kind {
        CondKind::And(parts) | CondKind::Or(parts) => out.extend(parts.iter().map(Part::Cond)),
        CondKind::Not(inner) | CondKind::Surely(inner) => out.push(Part::Cond(inner)),
        CondKind::Present(p) => out.push(Part::Presence(p)),
        CondKind::Any(p, c) | CondKind::All(p, c) => out.extend([Part::Presence(p), Part::Cond(c)]),
        CondKind::Compare(_, a, b) => out.extend([Part::Num(a), Part::Num(b)]),
        CondKind::Time(_, a, b) | CondKind::WithinOf(a, _, b) => out.extend([Part::Time(a), Part::Time(b)]),
        CondKind::Level(s, _) | CondKind::Flagged(s, _) | CondKind::ConceptIs(s, _) => {
            out.push(Part::Series(s))
        }
        CondKind::TextIs(t, _) => out.push(Part::Text(t)),
        CondKind::Known(v) => out.push(v.as_ref().into()),
        CondKind::Repeat(r) => out.extend([Part::Series(&r.series), Part::Num(&r.value)]),
        CondKind::Trend(t) => out.push(Part::Series(&t.series)),
        CondKind::Call(c) => call(c, out),
        CondKind::Const(_)
        | CondKind::Define(_)
        | CondKind::Let(_)
        | CondKind::Age { .. }
        | CondKind::Sex(_)
        | CondKind::Pregnant
        | CondKind::Breastfeeding
        | CondKind::Deceased
        | CondKind::Setting(..)
        | CondKind::ChoiceIs(..)
        | CondKind::InputYes(_)
        | CondKind::BandIs(..) => {}
    }
}

/// The last line of a `choose` has no condition of its author's.
fn is_otherwise(c: &Cond) -> bool {
    matches!(c.kind, CondKind::Const(true))
}

fn num<'a>(n: &'a NumExpr, out: &mut Vec<Part<'a>>) {
    match &n.kind {
        NumKind::Aggregate(a) => out.push(Part::Aggregate(a)),
        NumKind::Count(p, c) => {
            out.push(Part::Presence(p));
            out.extend(c.as_deref().map(Part::Cond));
        }
        NumKind::Over(_, value, p) => out.extend([Part::Num(value), Part::Presence(p)]),
        NumKind::Call(c) => call(c, out),
        NumKind::Neg(a) | NumKind::Convert(a, _) => out.push(Part::Num(a)),
        NumKind::Add(a, b) | NumKind::Sub(a, b) | NumKind::Mul(a, b) | NumKind::Div(a, b) => {
            out.extend([Part::Num(a), Part::Num(b)]);
        }
        NumKind::Calendar(_, t) => out.push(Part::Time(t)),
        NumKind::Elapsed(a, b) => out.extend([Part::Time(a), Part::Time(b)]),
        NumKind::Math(_, all) | NumKind::FirstKnown(all) => out.extend(all.iter().map(Part::Num)),
        NumKind::Choose(rows) => rows.iter().for_each(|(c, n)| {
            out.extend((!is_otherwise(c)).then_some(Part::Cond(c)));
            out.push(Part::Num(n));
        }),
        NumKind::If(c, a, b) => out.extend([Part::Cond(c), Part::Num(a), Part::Num(b)]),
        NumKind::Const(_)
        | NumKind::Define(_)
        | NumKind::Let(_)
        | NumKind::Score(_)
        | NumKind::Input(_)
        | NumKind::Points(_)
        | NumKind::Age(..)
        | NumKind::Field(..) => {}
    }
}

fn text<'a>(t: &'a TextExpr, out: &mut Vec<Part<'a>>) {
    match &t.kind {
        TextKind::Result(s) => out.push(Part::Series(s)),
        TextKind::Call(c) => call(c, out),
        TextKind::Choose(rows) => rows.iter().for_each(|(c, t)| {
            out.extend((!is_otherwise(c)).then_some(Part::Cond(c)));
            out.push(Part::Text(t));
        }),
        TextKind::Const(_)
        | TextKind::Field(..)
        | TextKind::Band(_)
        | TextKind::Define(_)
        | TextKind::Let(_) => {}
    }
}

fn time<'a>(t: &'a TimeExpr, out: &mut Vec<Part<'a>>) {
    match &t.kind {
        TimeKind::ResultTime(a) => out.push(Part::Aggregate(a)),
        TimeKind::Moved(t, _) => out.push(Part::Time(t)),
        TimeKind::Choose(rows) => rows.iter().for_each(|(c, t)| {
            out.extend((!is_otherwise(c)).then_some(Part::Cond(c)));
            out.push(Part::Time(t));
        }),
        _ => {}
    }
}

fn windows<'a>(windows: &'a [Window], out: &mut Vec<Part<'a>>) {
    for w in windows {
        match w {
            Window::Since(t) | Window::Before(t) | Window::After(t) | Window::WithinOf(_, t) => {
                out.push(Part::Time(t))
            }
            Window::InLast(_) | Window::AtLeastAgo(_) | Window::DuringEncounter => {}
        }
    }
}

fn call<'a>(call: &'a Call, out: &mut Vec<Part<'a>>) {
    let (Call::Table(_, args) | Call::Function(_, args)) = call;
    out.extend(args.iter().filter_map(|a| match a {
        Arg::Num(n) => Some(Part::Num(n)),
        Arg::Text(t) => Some(Part::Text(t)),
        Arg::Cond(c) => Some(Part::Cond(c)),
        Arg::Facts(p) => Some(Part::Presence(p)),
        Arg::Choice(_) => None,
    }));
}

/// The conditions that stand within a literal or value but are no part of its logic
/// (`where`, `if`, arguments), each with the binding it may speak of.
pub(crate) fn inner_conds<'a>(root: Part<'a>) -> Vec<(&'a Cond, Option<BindId>)> {
    let mut found = Vec::new();
    let mut todo = vec![(root, None, true)];
    let mut inner: Vec<Part<'a>> = Vec::new();
    while let Some((part, here, is_root)) = todo.pop() {
        inner.clear();
        let mut here = here;
        match part {
            Part::Cond(c) if !is_root => {
                found.push((c, here));
                continue;
            }
            Part::Cond(c) => {
                if let CondKind::Any(p, _) | CondKind::All(p, _) = &c.kind {
                    here = p.binding;
                }
                cond(c, &mut inner);
            }
            Part::Num(n) => {
                if let NumKind::Count(p, _) | NumKind::Over(_, _, p) = &n.kind {
                    here = p.binding;
                }
                num(n, &mut inner);
            }
            Part::Text(t) => text(t, &mut inner),
            Part::Time(t) => time(t, &mut inner),
            Part::Presence(p) => windows(&p.windows, &mut inner),
            Part::Series(s) => windows(&s.windows, &mut inner),
            Part::Aggregate(a) => inner.push(Part::Series(&a.series)),
        }
        todo.extend(inner.drain(..).rev().map(|p| (p, here, false)));
    }
    found
}

/// What a rule asks, without its message.
pub(crate) fn of_rule(rule: &Rule) -> Vec<Part<'_>> {
    let mut parts: Vec<Part<'_>> = rule.lets.iter().map(|l| (&l.value).into()).collect();
    parts.extend(rule.conditions().map(Part::Cond));
    parts.extend(rule.recall.iter().map(|r| Part::Presence(&r.done)));
    if let RuleKind::Interaction(pair) = &rule.kind {
        parts.extend([Part::Presence(&pair.a), Part::Presence(&pair.b)]);
    }
    parts
}

/// What an item of a score asks.
pub(crate) fn of_item(item: &ScoreItem) -> Option<Part<'_>> {
    match item {
        ScoreItem::If(_, c) => Some(Part::Cond(c)),
        ScoreItem::Points(n) | ScoreItem::By(n, _) => Some(Part::Num(n)),
        ScoreItem::ByChoice(..) | ScoreItem::Score(_) => None,
    }
}
