//! `and` and `or`: flattened, with the bindings that hold on the way.

use super::{Lower, Value};
use crate::check::bindings;
use crate::diag::{Code, Diag};
use crate::model::{Cond, CondKind};
use crate::source::Span;
use crate::syntax::ast::{BinOp, Expr, ExprKind};
use std::collections::BTreeSet;

impl Lower<'_, '_> {
    /// A chain of one operator. Every operand is read, so that each mistake is told.
    pub(crate) fn logic(&mut self, expr: &Expr, op: BinOp) -> Option<Cond> {
        let parts = chain(expr, op);
        let before = self.visible.clone();
        let mut conds = Vec::with_capacity(parts.len());
        let mut ok = true;
        for (i, part) in parts.iter().enumerate() {
            if op == BinOp::Or {
                self.visible = before.clone();
            }
            let lowered = match self.value(part) {
                Some(Value::Cond(c)) => Some(c),
                Some(Value::Set(set)) if op == BinOp::Or && i > 0 => {
                    let d = self.forgotten_verb(part, parts.get(i - 1), set);
                    self.report(d);
                    None
                }
                Some(other) => {
                    let d = self.not_a_condition(part, &other);
                    self.report(d);
                    None
                }
                None => None,
            };
            match lowered {
                Some(c) => {
                    if op == BinOp::And {
                        self.twice_bound(&conds, &c);
                        self.see(&bindings::sure(&c));
                    }
                    conds.push(c);
                }
                None => ok = false,
            }
        }
        self.visible = before;
        if !ok {
            // What the sound parts bind is visible further on: no cascades.
            for c in &conds {
                let sure = bindings::sure(c);
                self.see(&sure);
            }
            return None;
        }
        let kind = if op == BinOp::And { CondKind::And(conds) } else { CondKind::Or(conds) };
        let cond = self.make_cond(expr.span, kind);
        let sure = bindings::sure(&cond);
        self.see(&sure);
        Some(cond)
    }

    /// Makes bindings visible from here on.
    pub(crate) fn see(&mut self, sure: &BTreeSet<crate::model::BindId>) {
        for id in sure {
            if !self.visible.contains(id) {
                self.visible.push(*id);
            }
        }
    }

    /// One name for two facts that both hold says nothing definite.
    fn twice_bound(&mut self, earlier: &[Cond], cond: &Cond) {
        let now = bindings::possible(cond);
        let before: BTreeSet<_> = earlier.iter().flat_map(bindings::possible).collect();
        let Some(&both) = now.intersection(&before).next() else { return };
        let Some(info) = self.bind_info(both) else { return };
        let (name, first) = (info.binding.name.clone(), info.span);
        let at = bindings::place_of(cond, both).unwrap_or(cond.span);
        let d = Diag::new(
            Code::DuplicateName,
            at,
            format!("`{name}` is bound twice in conditions that both hold"),
        )
        .also(first, "bound here first")
        .help("give the second one another name");
        self.report(d);
    }

    /// `taking A or B`: the verb was meant for both.
    fn forgotten_verb(&self, part: &Expr, before: Option<&&Expr>, set: crate::model::SetId) -> Diag {
        let d = self.not_a_condition(part, &Value::Set(set));
        let Some(ExprKind::Presence(p)) = before.map(|e| &e.kind) else { return d };
        let verb = p.verb.node.word();
        let name = self.cx.sources.slice(part.span);
        let names: Vec<&str> = p.selector.names.iter().map(|n| n.node.as_str()).collect();
        let mut d = Diag::new(
            Code::WrongType,
            part.span,
            format!("`{name}` is a code set; the verb `{verb}` does not reach over `or`"),
        );
        if p.selector.modifiers.is_empty() && p.selector.binding.is_none() && p.windows.is_empty() {
            let whole = p.selector.span.to(part.span);
            let text = format!("({} or {name})", names.join(" or "));
            d = d.fix(whole, text.clone(), format!("write `{verb} {text}`"));
        }
        let start = Span { end: part.span.start, ..part.span };
        d.fix(start, format!("{verb} "), format!("or repeat the verb: `{verb} {name}`"))
    }
}

/// The operands of a chain of one operator, from left to right.
fn chain(expr: &Expr, op: BinOp) -> Vec<&Expr> {
    let mut parts = Vec::new();
    let mut todo = vec![expr];
    while let Some(e) = todo.pop() {
        match &e.kind {
            ExprKind::Binary(a, o, b) if o.node == op => {
                todo.push(b);
                todo.push(a);
            }
            _ => parts.push(e),
        }
    }
    parts
}
