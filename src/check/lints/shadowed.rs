//! `shadowed-rule`: a rule that says what another says already.
//!
//! Two rules are compared when they have one category, severity and advice and
//! differ at most in the numbers of their conditions, so a pack of many rules
//! is never compared pair by pair.

use super::LintContext;
use super::binds::{Bound, bound};
use super::reason::{Form, Former, Keys, Scope, solve};
use crate::diag::{Code, Diag};
use crate::model::{Piece, Rule, RuleKind, SuggestionKind};
use crate::vocab::{Lifecycle, Trigger};
use std::collections::BTreeMap;

/// Rules of one shape beyond this many are not compared with each other.
const FAMILY: usize = 64;

pub(super) fn check(cx: &LintContext<'_>) -> Vec<Diag> {
    let mut shapes = Keys::of_shapes(cx.model);
    let mut families: BTreeMap<String, Vec<&Rule>> = BTreeMap::new();
    for rule in cx.written_rules().filter(|r| r.governance.status == Lifecycle::Active) {
        families.entry(family(&mut shapes, rule)).or_default().push(rule);
    }
    let mut diags = Vec::new();
    for mut rules in families.into_values().filter(|rules| rules.len() > 1) {
        rules.sort_by_key(|r| r.span);
        rules.truncate(FAMILY);
        within(cx, &rules, &mut diags);
    }
    diags
}

fn within(cx: &LintContext<'_>, rules: &[&Rule], diags: &mut Vec<Diag>) {
    let mut former = Former::new(cx.model);
    let forms: Vec<Form> = rules.iter().map(|r| former.fires(r)).collect();
    for (i, (rule, form)) in rules.iter().zip(&forms).enumerate() {
        let shadow = rules.iter().zip(&forms).enumerate().find_map(|(j, (other, wider))| {
            if i == j || !asked_whenever(rule, other) || !solve::implies(form, wider) {
                return None;
            }
            // Of two that say exactly the same, the later one repeats the earlier.
            let same = solve::implies(wider, form) && asked_whenever(other, rule);
            let repeats = if same { j < i } else { says_the_same(rule, other) };
            repeats.then_some((*other, same))
        });
        let Some((other, same)) = shadow else { continue };
        let (name, first) = (short(rule), short(other));
        let message = match same {
            true => format!("`{name}` fires exactly when `{first}` does, with the same severity and advice"),
            false => format!("`{name}` fires only where `{first}` does, with the same severity and advice"),
        };
        let d = Diag::new(Code::ShadowedRule, rule.span, message)
            .also(other.span, format!("`{first}` covers it"))
            .help("take one of them out, or let them differ in severity or advice");
        diags.push(d);
    }
}

fn short(rule: &Rule) -> &str {
    rule.id.rsplit('/').next().unwrap_or(&rule.id)
}

/// Whether the second is asked whenever the first is.
fn asked_whenever(rule: &Rule, other: &Rule) -> bool {
    let all: &[Trigger] = &other.triggers;
    all.is_empty() || (!rule.triggers.is_empty() && rule.triggers.iter().all(|t| all.contains(t)))
}

/// Advice is alike already; without any, the words must be.
fn says_the_same(rule: &Rule, other: &Rule) -> bool {
    !rule.suggestions.is_empty() || text(rule) == text(other)
}

fn text(rule: &Rule) -> String {
    let words = rule.message.pieces.iter().map(|p| match p {
        Piece::Text(t) => t,
        Piece::Value(_) => "\u{fffd}",
    });
    words.collect::<String>().to_lowercase()
}

/// What rules have in common that may repeat each other.
fn family(keys: &mut Keys<'_>, rule: &Rule) -> String {
    let scope = Scope::of(&rule.lets);
    let mut conds: Vec<u32> = Vec::new();
    let mut pair: Vec<u32> = Vec::new();
    if let RuleKind::Interaction(i) = &rule.kind {
        pair = vec![keys.presence(&i.a, scope), keys.presence(&i.b, scope)];
        pair.sort_unstable();
    }
    for c in rule.population.iter().chain(&rule.when) {
        conds.push(keys.cond(c, scope));
    }
    let mut unless: Vec<u32> = rule.unless.iter().map(|c| keys.cond(c, scope)).collect();
    unless.sort_unstable();
    let recall = rule.recall.as_ref().map(|r| (keys.presence(&r.done, scope), r.every));
    let bound = bound(rule);
    let mut advice: Vec<String> = rule.suggestions.iter().map(|s| advice(&s.kind, &bound)).collect();
    advice.sort_unstable();
    format!("{:?} {:?} {pair:?} {conds:?} {unless:?} {recall:?} {advice:?}", rule.category, rule.severity)
}

fn advice(kind: &SuggestionKind, bound: &Bound<'_>) -> String {
    let (what, name) = match kind {
        SuggestionKind::Stop(b) => ("stop", b),
        SuggestionKind::Change(b) => ("change", b),
        other => return format!("{other:?}"),
    };
    let mut targets: Vec<String> =
        bound.get(name).into_iter().flatten().flat_map(|p| &p.targets).map(|t| format!("{t:?}")).collect();
    targets.sort_unstable();
    format!("{what} {targets:?}")
}
