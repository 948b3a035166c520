//! `always-false`, `always-true` and `useless-exception`: conditions that can
//! never hold, that always do, and exceptions that cannot matter.
//!
//! A condition "always holds" when nothing makes it false; where data are
//! missing it may still be unknown. A part is looked at together with the rest
//! of the condition, a definition only where it stands: one that is used where
//! half of it cannot hold is no mistake.

use super::LintContext;
use super::reason::{Form, Former, Scope, quantity, solve};
use super::walk::{self, Part};
use crate::diag::{Code, Diag};
use crate::model::{Cond, CondKind, NumExpr, Rule, ScoreItem, ValueExpr};
use crate::source::Span;
use crate::value::End;

pub(super) fn check(cx: &LintContext<'_>) -> Vec<Diag> {
    let mut a = Analysis { cx, former: Former::new(cx.model), diags: Vec::new() };
    for rule in cx.written_rules() {
        a.rule(rule);
    }
    for part in cx.define_parts() {
        match part {
            Part::Cond(c) => a.alone(c, Scope::default()),
            part => a.within(part, Scope::default()),
        }
    }
    for s in &cx.model.scores {
        s.population.iter().for_each(|c| a.alone(c, Scope::default()));
        for item in &s.items {
            match item {
                ScoreItem::If(_, c) => a.alone(c, Scope::default()),
                other => walk::of_item(other).into_iter().for_each(|p| a.within(p, Scope::default())),
            }
        }
    }
    for o in &cx.model.observations {
        let groups = o.normal.iter().chain(&o.critical);
        groups.filter_map(|g| g.who.as_ref()).for_each(|c| a.alone(c, Scope::default()));
    }
    a.diags
}

/// Something that holds around what is looked at.
#[derive(Clone, Copy)]
struct Around<'f> {
    span: Span,
    form: &'f Form,
}

#[derive(Clone, Copy, PartialEq)]
enum Role {
    Condition,
    Exception,
}

struct Analysis<'l> {
    cx: &'l LintContext<'l>,
    former: Former<'l>,
    diags: Vec<Diag>,
}

/// The conditions that must all hold, `and` taken apart.
fn conjuncts<'a>(c: &'a Cond, out: &mut Vec<&'a Cond>) {
    match &c.kind {
        CondKind::And(parts) => parts.iter().for_each(|p| conjuncts(p, out)),
        _ => out.push(c),
    }
}

impl<'l> Analysis<'l> {
    fn rule(&mut self, rule: &'l Rule) {
        for (i, l) in rule.lets.iter().enumerate() {
            let scope = Scope::of(rule.lets.get(..i).unwrap_or_default());
            match &l.value {
                ValueExpr::Cond(c) => self.alone(c, scope),
                other => self.within(other.into(), scope),
            }
        }
        let scope = Scope::of(&rule.lets);
        let mut parts = Vec::new();
        rule.population.iter().chain(&rule.when).for_each(|c| conjuncts(c, &mut parts));
        if !self.together(&parts, scope, &[], Role::Condition) {
            return;
        }
        let forms = self.forms(&parts, scope);
        let around: Vec<Around<'_>> = around(&parts, &forms);
        for exception in &rule.unless {
            self.exception(exception, scope, &around);
        }
    }

    fn exception(&mut self, c: &'l Cond, scope: Scope<'l>, around: &[Around<'_>]) {
        let mut parts = Vec::new();
        conjuncts(c, &mut parts);
        if !self.together(&parts, scope, around, Role::Exception) {
            return;
        }
        let not = self.former.form(c, false, scope);
        let mut all: Vec<&Form> = around.iter().map(|a| a.form).collect();
        all.push(&not);
        if !solve::possible(&all) {
            let what = self.cx.quoted(c.span);
            let message =
                format!("the exception `{what}` holds whenever the condition does: the rule can never fire");
            self.diags.push(
                Diag::new(Code::AlwaysFalse, c.span, message)
                    .help("narrow the exception, or take the rule out"),
            );
        }
    }

    /// A condition by itself.
    fn alone(&mut self, c: &'l Cond, scope: Scope<'l>) {
        let mut parts = Vec::new();
        conjuncts(c, &mut parts);
        self.together(&parts, scope, &[], Role::Condition);
    }

    /// The conditions within a value.
    fn within(&mut self, part: Part<'l>, scope: Scope<'l>) {
        for (c, here) in walk::inner_conds(part) {
            self.alone(c, Scope { here, ..scope });
        }
    }

    fn forms(&mut self, parts: &[&'l Cond], scope: Scope<'l>) -> Vec<Form> {
        parts.iter().map(|c| self.former.form(c, true, scope)).collect()
    }

    /// Conditions that must all hold, beside those around them. False when they cannot, which is told.
    fn together(&mut self, parts: &[&'l Cond], scope: Scope<'l>, outside: &[Around<'_>], role: Role) -> bool {
        let forms = self.forms(parts, scope);
        let own = around(parts, &forms);
        let all: Vec<&Form> = outside.iter().chain(&own).map(|a| a.form).collect();
        if !solve::possible(&all) {
            self.contradiction(parts, &own, outside, scope, role);
            return false;
        }
        for (i, c) in parts.iter().enumerate() {
            let not = self.former.form(c, false, scope);
            if !solve::possible(&[&not]) && !is_name(c) {
                let message = format!("`{}` always holds", self.cx.quoted(c.span));
                let d = Diag::new(Code::AlwaysTrue, c.span, message);
                self.diags
                    .push(self.about_range(d, c, scope).help("take it out, or correct what it compares"));
                continue;
            }
            match &c.kind {
                CondKind::Or(branches) => {
                    let others: Vec<Around<'_>> = outside
                        .iter()
                        .chain(own.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, a)| a))
                        .copied()
                        .collect();
                    for branch in branches {
                        let mut inner = Vec::new();
                        conjuncts(branch, &mut inner);
                        self.together(&inner, scope, &others, role);
                    }
                }
                CondKind::Not(inner) => self.alone(inner, scope),
                // Whether it is known is asked, not whether it holds.
                CondKind::Known(_) => {}
                _ => self.within(Part::Cond(c), scope),
            }
        }
        true
    }

    /// Tells which conditions contradict each other: as few as possible.
    fn contradiction(
        &mut self,
        parts: &[&'l Cond],
        own: &[Around<'_>],
        outside: &[Around<'_>],
        scope: Scope<'l>,
        role: Role,
    ) {
        let cannot = |a: &Around<'_>, b: &Around<'_>| !solve::possible(&[a.form, b.form]);
        if let Some((c, _)) = parts.iter().zip(own).find(|(_, a)| !solve::possible(&[a.form])) {
            // A name that stands for something impossible was told where it stands.
            if !is_name(c) {
                let d = self.about_range(self.never(c.span, role), c, scope);
                self.diags.push(d);
            }
            return;
        }
        let pairs = || {
            own.iter()
                .enumerate()
                .flat_map(|(i, a)| outside.iter().chain(own.iter().take(i)).map(move |b| (a, b)))
        };
        let span = match (parts.first(), parts.last()) {
            (Some(first), Some(last)) => first.span.to(last.span),
            _ => return,
        };
        // A long condition has too many pairs to try.
        let found = if own.len() * (own.len() + outside.len()) > 2_000 {
            None
        } else {
            pairs().find(|(a, b)| cannot(a, b))
        };
        let d = match found {
            Some((a, b)) => {
                let other = self.cx.quoted(b.span);
                self.never(a.span, role).also(b.span, format!("it contradicts `{other}`"))
            }
            None => {
                self.never(span, role).note("its parts contradict each other, or the rest of the condition")
            }
        };
        self.diags.push(d);
    }

    fn never(&self, span: Span, role: Role) -> Diag {
        let what = self.cx.quoted(span);
        match role {
            Role::Condition => Diag::new(Code::AlwaysFalse, span, format!("`{what}` can never hold here"))
                .help("correct the values, or write `or` where one of the two is enough"),
            Role::Exception => Diag::new(
                Code::UselessException,
                span,
                format!("the exception `{what}` can never hold where the condition does"),
            )
            .help("correct its values, or take it out"),
        }
    }

    /// With the values that a compared number can have at all.
    fn about_range(&self, d: Diag, c: &'l Cond, scope: Scope<'l>) -> Diag {
        let CondKind::Compare(op, a, b) = &c.kind else { return d };
        let Some((n, ..)) = quantity::with_constant(*op, a, b) else { return d };
        let range = quantity::domain(self.cx.model, n, scope).range;
        let what = self.cx.quoted(n.span);
        let unit = |n: &NumExpr| n.unit.as_ref().map_or(String::new(), |u| format!(" {u}"));
        match (range.lo, range.hi) {
            (End::Closed(lo) | End::Open(lo), End::Closed(hi) | End::Open(hi)) => {
                d.note(format!("`{what}` lies between {lo} and {hi}{}", unit(n)))
            }
            (End::Closed(lo) | End::Open(lo), End::Unbounded) => {
                d.note(format!("`{what}` is never below {lo}{}", unit(n)))
            }
            (End::Unbounded, End::Closed(hi) | End::Open(hi)) => {
                d.note(format!("`{what}` is never above {hi}{}", unit(n)))
            }
            (End::Unbounded, End::Unbounded) => d,
        }
    }
}

fn around<'f>(parts: &[&Cond], forms: &'f [Form]) -> Vec<Around<'f>> {
    parts.iter().zip(forms).map(|(c, form)| Around { span: c.span, form }).collect()
}

fn is_name(c: &Cond) -> bool {
    matches!(c.kind, CondKind::Define(_) | CondKind::Let(_))
}
