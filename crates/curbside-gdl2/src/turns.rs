//! Rules that are tried one after another, as conditions: each line without what the lines before it say.

use crate::flow::Entry;
use crate::logic::Cond;

/// Assignments as the first that holds counts. One that others take for their exception (`!fired`) goes before
/// them, and they need not say so any more.
pub(crate) fn in_turn(entries: &[Entry]) -> Vec<(Cond, &Entry)> {
    let mut rows: Vec<(Cond, &Entry)> = entries.iter().rev().map(|e| (e.cond.clone().lean(), e)).collect();
    for _ in 0..rows.len() {
        let at = (1..rows.len()).rev().find(|at| {
            let Some((exception, _)) = rows.get(*at) else { return false };
            rows.iter().take(*at).all(|(c, _)| parts_of(c).iter().any(|p| is_not(p, exception)))
        });
        let Some(at) = at else { break };
        let moved = rows.remove(at);
        for (c, _) in rows.iter_mut().take(at) {
            let kept = parts_of(c).into_iter().filter(|p| !is_not(p, &moved.0)).collect();
            *c = Cond::all(kept);
        }
        rows.insert(0, moved);
    }
    rows
}

fn parts_of(c: &Cond) -> Vec<Cond> {
    match c {
        Cond::All(all) => all.clone(),
        c => vec![c.clone()],
    }
}

/// Whether a part says that an exception surely does not hold. The plain opposite of a condition says more: it is
/// unknown where nothing is known.
fn is_not(part: &Cond, exception: &Cond) -> bool {
    let Cond::Not(inner) = part else {
        return exception.open().is_empty() && *part == Cond::not(exception.clone());
    };
    let Cond::Surely(inner) = inner.as_ref() else {
        return exception.open().is_empty() && inner.as_ref() == exception;
    };
    match inner.as_ref() {
        Cond::Named(_, c) => c.as_ref() == exception,
        c => c == exception,
    }
}
