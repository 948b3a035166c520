//! `conflicting-rules`: one rule says start and another says stop, of the same
//! medications, for a patient whom both are about.
//!
//! Only pairs that name overlapping sets are looked at, and only those are told
//! for which no contradiction between the two conditions can be shown.

use super::LintContext;
use super::binds::bound;
use super::reason::{Form, Former, solve};
use crate::diag::{Code, Diag};
use crate::model::{Model, Rule, SetId, SuggestionKind, Target};
use crate::terms::Member;
use crate::vocab::Lifecycle;
use std::collections::{BTreeMap, BTreeSet};

/// Pairs beyond this many are not looked at.
const PAIRS: usize = 20_000;

pub(super) fn check(cx: &LintContext<'_>) -> Vec<Diag> {
    // Rules by the set they advise to start, or to stop.
    let mut starts: BTreeMap<SetId, Vec<&Rule>> = BTreeMap::new();
    let mut stops: BTreeMap<SetId, Vec<&Rule>> = BTreeMap::new();
    for rule in cx.written_rules().filter(|r| r.governance.status == Lifecycle::Active) {
        let bound = bound(rule);
        for s in &rule.suggestions {
            match &s.kind {
                SuggestionKind::Start(set) => starts.entry(*set).or_default().push(rule),
                SuggestionKind::Stop(name) => {
                    for target in bound.get(name).into_iter().flatten().flat_map(|p| &p.targets) {
                        if let Target::Set(set) = target {
                            stops.entry(*set).or_default().push(rule);
                        }
                    }
                }
                _ => {}
            }
        }
    }
    let mut pairs: BTreeMap<(&str, &str), (&Rule, &Rule, SetId)> = BTreeMap::new();
    for (start, stop) in covered(cx.model, starts.keys().copied().collect(), stops.keys().copied().collect())
    {
        for a in starts.get(&start).into_iter().flatten() {
            for b in stops.get(&stop).into_iter().flatten() {
                if a.id != b.id && asked_together(a, b) && pairs.len() < PAIRS {
                    pairs.entry((&a.id, &b.id)).or_insert((a, b, start));
                }
            }
        }
    }
    let mut former = Former::new(cx.model);
    let mut forms: BTreeMap<&str, Form> = BTreeMap::new();
    let mut diags = Vec::new();
    for (a, b, set) in pairs.into_values() {
        for rule in [a, b] {
            if !forms.contains_key(rule.id.as_str()) {
                let form = former.fires(rule);
                forms.insert(&rule.id, form);
            }
        }
        let (Some(x), Some(y)) = (forms.get(a.id.as_str()), forms.get(b.id.as_str())) else { continue };
        if solve::possible(&[x, y]) {
            diags.push(conflict(cx.model, a, b, set));
        }
    }
    diags
}

/// Told at the later of the two.
fn conflict(model: &Model, start: &Rule, stop: &Rule, set: SetId) -> Diag {
    let label = model.sets.get(set.index()).map_or("", |s| s.label.as_str());
    let name = |r: &Rule| r.id.rsplit('/').next().unwrap_or(&r.id).to_string();
    let (a, b) = (name(start), name(stop));
    let message =
        format!("`{a}` advises to start {label}, `{b}` to stop it, and both can fire for one patient");
    let (at, other, what) = if start.span <= stop.span {
        (stop, start, "advises to start")
    } else {
        (start, stop, "advises to stop")
    };
    Diag::new(Code::ConflictingRules, at.span, message)
        .also(other.span, what)
        .help("exclude the other's patients in one of them, for example with `unless`")
}

fn asked_together(a: &Rule, b: &Rule) -> bool {
    a.triggers.is_empty() || b.triggers.is_empty() || a.triggers.iter().any(|t| b.triggers.contains(t))
}

/// Pairs of a set to start and one to stop where whatever is started is to be stopped.
fn covered(model: &Model, starts: Vec<SetId>, stops: Vec<SetId>) -> Vec<(SetId, SetId)> {
    let mut by_line: BTreeMap<String, BTreeSet<SetId>> = BTreeMap::new();
    for &set in &stops {
        for line in lines(model, set) {
            by_line.entry(line).or_default().insert(set);
        }
    }
    let mut out = Vec::new();
    for &start in &starts {
        // Every line of the set to start must be a line of the one to stop.
        let mut common: Option<BTreeSet<SetId>> = None;
        for line in lines(model, start) {
            let here = by_line.get(&line).cloned().unwrap_or_default();
            common = Some(common.map_or(here.clone(), |c| c.intersection(&here).copied().collect()));
            if common.as_ref().is_some_and(BTreeSet::is_empty) {
                break;
            }
        }
        out.extend(common.unwrap_or_default().into_iter().map(|stop| (start, stop)));
    }
    out
}

fn lines(model: &Model, set: SetId) -> Vec<String> {
    let members = model.sets.get(set.index()).into_iter().flat_map(|s| s.set.members());
    members
        .map(|(system, m)| match m {
            Member::Branch(code) => format!("{system:?} {code}*"),
            Member::WithoutBranch(code) => format!("{system:?} -{code}*"),
            Member::Code { code, .. } => format!("{system:?} {code}"),
            Member::WithoutCode(code) => format!("{system:?} -{code}"),
        })
        .collect()
}
