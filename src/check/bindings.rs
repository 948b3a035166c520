//! Which names a condition binds when it holds.

use crate::model::{BindId, Cond, CondKind};
use crate::source::Span;
use std::collections::BTreeSet;

/// Names bound however the condition came true.
pub(crate) fn sure(cond: &Cond) -> BTreeSet<BindId> {
    match &cond.kind {
        CondKind::Present(p) | CondKind::Any(p, _) => p.binding.into_iter().collect(),
        CondKind::And(parts) => parts.iter().flat_map(sure).collect(),
        CondKind::Or(parts) => {
            let mut all = parts.iter().map(sure);
            let first = all.next().unwrap_or_default();
            all.fold(first, |common, next| common.intersection(&next).copied().collect())
        }
        _ => BTreeSet::new(),
    }
}

/// Names bound in some case.
pub(crate) fn possible(cond: &Cond) -> BTreeSet<BindId> {
    match &cond.kind {
        CondKind::Present(p) | CondKind::Any(p, _) => p.binding.into_iter().collect(),
        CondKind::And(parts) | CondKind::Or(parts) => parts.iter().flat_map(possible).collect(),
        _ => BTreeSet::new(),
    }
}

/// Where a condition binds a name.
pub(crate) fn place_of(cond: &Cond, id: BindId) -> Option<Span> {
    match &cond.kind {
        CondKind::Present(p) | CondKind::Any(p, _) => (p.binding == Some(id)).then_some(p.span),
        CondKind::And(parts) | CondKind::Or(parts) => parts.iter().find_map(|p| place_of(p, id)),
        _ => None,
    }
}
