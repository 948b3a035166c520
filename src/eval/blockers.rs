//! Why not: the smallest set of conditions that stood in the way.
//!
//! Of an `and` every part that does not hold is in the way; of an `or` the part
//! with the fewest in the way is named.

use super::answer::Answer;
use super::engine::{Eval, Scope};
use super::result::{Blocker, Trace};
use super::rules::DECEASED;
use crate::model::{Cond, CondKind, Rule};
use crate::value::Truth;

/// What stood in the way of a rule.
pub(crate) fn of_rule(
    e: &Eval<'_>,
    rule: &Rule,
    scope: &Scope<'_>,
    ends: &[(&'static str, Answer)],
) -> Vec<Blocker> {
    let mut out = Vec::new();
    let truth_of = |clause: &str| ends.iter().find(|(c, _)| *c == clause).map(|(_, a)| a);
    if let Some(c) = &rule.population {
        add(&mut out, of_cond(e, c, scope, Truth::True));
    }
    for clause in ["between", "result"] {
        if let Some(a) = truth_of(clause).filter(|a| a.truth == Truth::False) {
            add(&mut out, vec![plain(e, e.clause_text(rule), a)]);
        }
    }
    if let Some(c) = &rule.when {
        add(&mut out, of_cond(e, c, scope, Truth::True));
    }
    if let (Some(r), Some(a)) = (&rule.recall, truth_of("recall").filter(|a| a.truth == Truth::False)) {
        let text = format!("no {} in the last {}", e.datum(&r.done), r.every);
        add(&mut out, vec![plain(e, text, a)]);
    }
    for c in &rule.unless {
        add(&mut out, of_cond(e, c, scope, Truth::False));
    }
    let beyond = ends.iter().filter(|(c, _)| *c == "unless").nth(rule.unless.len());
    if let Some((_, a)) = beyond {
        add(&mut out, vec![plain(e, format!("not {DECEASED}"), a)]);
    }
    out
}

fn add(into: &mut Vec<Blocker>, more: Vec<Blocker>) {
    super::answer::merge(into, more);
}

fn plain(e: &Eval<'_>, condition: String, a: &Answer) -> Blocker {
    Blocker { condition, truth: a.truth, values: Vec::new(), facts: e.used(&a.facts) }
}

/// What keeps a condition from being as wanted; nothing where it is, or is not decided.
fn of_cond(e: &Eval<'_>, c: &Cond, scope: &Scope<'_>, wanted: Truth) -> Vec<Blocker> {
    let answer = e.cond(c, scope);
    if answer.truth != !wanted {
        return Vec::new();
    }
    let Some((parts, inner)) = e.inside(c, scope) else { return vec![leaf(e, c, scope, answer, wanted)] };
    let wanted = if matches!(c.kind, CondKind::Not(_)) { !wanted } else { wanted };
    let each = parts.into_iter().map(|p| of_cond(e, p, &inner, wanted)).filter(|b| !b.is_empty());
    // To make an `or` hold, or an `and` fail, one part is enough.
    let one_is_enough =
        matches!((&c.kind, wanted), (CondKind::Or(_), Truth::True) | (CondKind::And(_), Truth::False));
    if one_is_enough {
        return each.min_by_key(Vec::len).unwrap_or_default();
    }
    let mut all = Vec::new();
    each.for_each(|b| add(&mut all, b));
    all
}

fn leaf(e: &Eval<'_>, c: &Cond, scope: &Scope<'_>, a: Answer, wanted: Truth) -> Blocker {
    let text = e.source_text(c);
    let trace = e.trace_cond(c, scope);
    let mut values: Vec<String> = trace.value.clone().into_iter().collect();
    values.extend(
        trace.parts.iter().filter_map(|p: &Trace| p.value.as_ref().map(|v| format!("{} is {v}", p.text))),
    );
    let condition = if wanted == Truth::True { text } else { format!("not {text}") };
    Blocker { condition, truth: a.truth, values, facts: e.used(&a.facts) }
}
