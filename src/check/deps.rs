//! Which names an expression mentions, for ordering definitions.
//!
//! Iterative over the tree, so that a long chain of operators is no danger.

use crate::syntax::ast::{
    Clause, ClauseKind, Expr, ExprKind, Presence, Row, Selector, SetExpr, Spanned, Window, WindowKind,
};

/// Calls `found` with every name an expression mentions that may be a declaration.
pub(crate) fn names_in<'e>(expr: &'e Expr, found: &mut dyn FnMut(&'e str)) {
    let mut todo: Vec<&'e Expr> = vec![expr];
    while let Some(e) = todo.pop() {
        match &e.kind {
            ExprKind::Literal(_) | ExprKind::Error => {}
            ExprKind::Name(name) => found(name),
            ExprKind::Choose(rows, rest) => {
                todo.extend(rows.iter().flat_map(|(value, cond)| [value, cond]));
                todo.extend(rest.as_deref());
            }
            ExprKind::Field(of, _)
            | ExprKind::Not(of)
            | ExprKind::Surely(of)
            | ExprKind::Neg(of)
            | ExprKind::Paren(of) => todo.push(of),
            ExprKind::Call(name, args) => {
                found(&name.node);
                todo.extend(args);
            }
            ExprKind::Binary(a, _, b) | ExprKind::WithinOf(a, _, b) => todo.extend([a.as_ref(), b.as_ref()]),
            ExprKind::From(a, b, c) => todo.extend([a.as_ref(), b.as_ref(), c.as_ref()]),
            ExprKind::Is { of, word, .. } => {
                found(&word.node);
                todo.push(of);
            }
            ExprKind::Presence(p) => in_presence(p, &mut todo, found),
            ExprKind::Aggregate(a) => {
                in_selector(&a.of, found);
                in_windows(&a.windows, &mut todo);
            }
            ExprKind::Repeat(r) => {
                in_selector(&r.of, found);
                in_windows(&r.windows, &mut todo);
                todo.push(&r.value);
            }
            ExprKind::Trend(t) => {
                in_selector(&t.of, found);
                in_windows(&t.windows, &mut todo);
            }
            ExprKind::Quantified(_, p, cond) => {
                in_presence(p, &mut todo, found);
                todo.extend(cond.as_deref());
            }
            ExprKind::Over(_, value, p) => {
                in_presence(p, &mut todo, found);
                todo.push(value);
            }
        }
    }
}

fn in_presence<'e>(p: &'e Presence, todo: &mut Vec<&'e Expr>, found: &mut dyn FnMut(&'e str)) {
    in_selector(&p.selector, found);
    in_windows(&p.windows, todo);
}

fn in_selector<'e>(s: &'e Selector, found: &mut dyn FnMut(&'e str)) {
    for name in s.names.iter().chain(s.modifiers.iter().flat_map(|m| &m.words)) {
        found(&name.node);
    }
}

fn in_windows<'e>(windows: &'e [Window], todo: &mut Vec<&'e Expr>) {
    for w in windows {
        match &w.kind {
            WindowKind::Since(e)
            | WindowKind::Before(e)
            | WindowKind::After(e)
            | WindowKind::WithinOf(_, e) => {
                todo.push(e);
            }
            WindowKind::InLast(_) | WindowKind::AtLeastAgo(_) | WindowKind::DuringEncounter => {}
        }
    }
}

/// Calls `found` with every name the expressions of some clauses mention.
pub(crate) fn names_in_clauses<'e>(clauses: &'e [Clause], found: &mut dyn FnMut(&'e str)) {
    for clause in clauses {
        match &clause.kind {
            ClauseKind::For(e)
            | ClauseKind::Let(_, e)
            | ClauseKind::When(e)
            | ClauseKind::Unless(e)
            | ClauseKind::Recall(e, _)
            | ClauseKind::PointsIf(_, e)
            | ClauseKind::Points(e)
            | ClauseKind::Normal(_, Some(e))
            | ClauseKind::Critical(_, Some(e)) => names_in(e, found),
            ClauseKind::By(e, rows) => {
                names_in(e, found);
                names_in_rows(rows, found);
            }
            _ => {}
        }
    }
}

fn names_in_rows<'e>(rows: &'e [Row], found: &mut dyn FnMut(&'e str)) {
    for row in rows {
        names_in(&row.result, found);
    }
}

/// The code sets that a set expression names.
pub(crate) fn names_in_set<'e>(set: &'e Spanned<SetExpr>, found: &mut dyn FnMut(&'e str)) {
    let mut todo = vec![set];
    while let Some(s) = todo.pop() {
        match &s.node {
            SetExpr::Codes { .. } | SetExpr::From(_) => {}
            SetExpr::Name(name) => found(&name.node),
            SetExpr::Op(a, _, b) => todo.extend([a.as_ref(), b.as_ref()]),
            SetExpr::Paren(inner) => todo.push(inner),
        }
    }
}
