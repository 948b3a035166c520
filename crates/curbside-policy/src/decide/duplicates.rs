//! One alert for one situation.

use super::{Candidate, Verdict, key, withhold};
use crate::date::Date;
use crate::policy::{Account, Group, Policy, SameAs};
use crate::result::{Despite, Shown, Withheld};
use crate::words::{Because, WithheldReason};

/// Keeps the most insistent of those that say the same; the others are withheld and named by it.
pub(super) fn remove(
    policy: &Policy,
    mut all: Vec<Candidate<'_>>,
    today: &Date,
    withheld: &mut Vec<Withheld>,
) -> Vec<Shown> {
    all.sort_by(|a, b| {
        let (f, g) = (a.finding, b.finding);
        (a.tier, f.severity, f.certainty, &f.rule, &f.id, &a.data)
            .cmp(&(b.tier, g.severity, g.certainty, &g.rule, &g.id, &b.data))
            // Alike up to the advice: the text decides before the place, for order means nothing.
            .then_with(|| key::text(f).cmp(&key::text(g)))
            .then(a.at.cmp(&b.at))
    });
    let mut kept: Vec<(Candidate<'_>, Vec<usize>)> = Vec::new();
    for mut c in all {
        match same(policy, &c, &kept, today) {
            Some((at, reason, by)) => {
                let because = match (c.never_off, !super::may(by, c.tier)) {
                    (true, _) => Some(Because::NeverOff),
                    (_, true) => Some(Because::HighestTier),
                    _ => None,
                };
                match (because, kept.get_mut(at)) {
                    (None, Some((first, also))) => {
                        also.push(c.at);
                        let mut v = Verdict::new(reason, by);
                        v.instead = Some(first.finding.id.to_string());
                        withheld.push(withhold(&c, &v));
                    }
                    (because, _) => {
                        c.despite.extend(because.map(|b| Despite { reason, by: by.id.clone(), because: b }));
                        kept.push((c, Vec::new()));
                    }
                }
            }
            None => kept.push((c, Vec::new())),
        }
    }
    let shown = |(c, also): (Candidate<'_>, Vec<usize>)| Shown {
        at: c.at,
        finding: c.finding.id.to_string(),
        rule: c.finding.rule.to_string(),
        tier: c.tier,
        data: c.data,
        situation: c.situation,
        also,
        despite: c.despite,
    };
    kept.into_iter().map(shown).collect()
}

/// The one among those kept that says the same, and by which entry.
fn same<'p>(
    policy: &'p Policy,
    c: &Candidate<'_>,
    kept: &[(Candidate<'_>, Vec<usize>)],
    today: &Date,
) -> Option<(usize, WithheldReason, &'p Account)> {
    // A question is the only word of an undecided rule: it stands for itself.
    let asks = |c: &Candidate<'_>| c.finding.certainty == curbside::eval::result::FindingCertainty::Question;
    if asks(c) {
        return None;
    }
    if let Some(by) = policy.duplicates.same_facts.as_ref().filter(|a| a.in_force(today))
        && c.situation.is_some()
        && let Some(at) = kept.iter().position(|(k, _)| k.situation == c.situation)
    {
        return Some((at, WithheldReason::SameFacts, by));
    }
    let fits = |g: &Group, c: &Candidate<'_>| super::applies(&g.account, &g.which, c.finding, c.tier, today);
    policy.duplicates.groups.iter().filter(|g| fits(g, c)).find_map(|g| {
        let alike = |k: &Candidate<'_>| {
            !asks(k) && fits(g, k) && (g.about == SameAs::Patient || key::share(k.finding, c.finding))
        };
        let at = kept.iter().position(|(k, _)| alike(k))?;
        Some((at, WithheldReason::SameAs, &g.account))
    })
}
