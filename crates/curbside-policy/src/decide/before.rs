//! What was shown before: snoozes, once per encounter, not again for a while, and
//! other hooks. A finding whose data have changed is armed again.

use super::{Asked, Candidate, PastAlert, Says, Verdict, applies};
use crate::date::Date;
use crate::policy::{Account, Policy, Scope};
use crate::words::{After, OncePer, Outcome, WithheldReason};
use curbside::time::{Duration, Timestamp};

/// What the entries say in view of the history.
pub(super) fn seen<'p>(
    policy: &'p Policy,
    c: &Candidate<'_>,
    asked: &Asked<'_>,
    history: &[&PastAlert],
    today: &Date,
) -> Vec<Says<'p>> {
    let past: Vec<&PastAlert> = history.iter().filter(|h| h.finding == c.finding.id).copied().collect();
    let mut out = Vec::new();
    for s in policy.snooze.iter().filter(|s| applies(&s.account, &s.which, c.finding, c.tier, today)) {
        let ends = past.iter().filter(|h| mine(s.scope, h, asked)).filter_map(|h| {
            let until = h.snoozed_until?.min(asked.clock.shift(h.at, s.longest.count, s.longest.unit));
            (until > asked.clock.now).then_some((*h, until))
        });
        out.extend(says(c, ends.collect(), WithheldReason::Snoozed, &s.account));
    }
    for r in policy.repeat.iter().filter(|r| applies(&r.account, &r.which, c.finding, c.tier, today)) {
        let mine = past.iter().filter(|h| mine(r.scope, h, asked) && after(r.after, h));
        if r.once_per == Some(OncePer::Encounter)
            && let Some(encounter) = asked.encounter
        {
            let here = mine.clone().filter(|h| h.encounter.as_deref() == Some(encounter));
            // It ends with the encounter, of which no instant is known.
            let here = here.map(|h| (*h, Timestamp::from_second(i64::MAX))).collect();
            out.extend(says(c, here, WithheldReason::OncePerEncounter, &r.account));
        }
        if let Some(wait) = r.wait {
            let recent = mine.filter_map(|h| within(h, wait, asked)).collect();
            out.extend(says(c, recent, WithheldReason::ShownRecently, &r.account));
        }
    }
    if let Some((account, wait)) = &policy.duplicates.across_hooks
        && account.in_force(today)
        && let Some(hook) = asked.patient.request.trigger.as_deref()
    {
        let elsewhere = history.iter().filter(|h| {
            let same = h.finding == c.finding.id || (h.situation.is_some() && h.situation == c.situation);
            same && mine(Scope::User, h, asked) && h.hook.as_deref().is_some_and(|other| other != hook)
        });
        let recent: Vec<_> = elsewhere.filter_map(|h| within(h, *wait, asked)).collect();
        // Another rule that said the same of the same facts counts whatever its words were.
        let situation =
            recent.iter().filter(|(h, _)| h.finding != c.finding.id).max_by_key(|(h, t)| (*t, &h.finding));
        match situation {
            Some((h, until)) => {
                let mut v = Verdict::new(WithheldReason::ShownOnOtherHook, account);
                v.instead = Some(h.finding.clone());
                v.until = Some(*until);
                out.push(Says::Withhold(v));
            }
            None => out.extend(says(c, recent, WithheldReason::ShownOnOtherHook, account)),
        }
    }
    out
}

/// Withheld if the last of the past alerts had the same data, or any that was put off had;
/// armed again if not.
fn says<'p>(
    c: &Candidate<'_>,
    past: Vec<(&PastAlert, Timestamp)>,
    reason: WithheldReason,
    by: &'p Account,
) -> Option<Says<'p>> {
    let last = past.iter().map(|(h, _)| h.at).max();
    let counts = |h: &PastAlert| reason == WithheldReason::Snoozed || Some(h.at) == last;
    let same = past.iter().filter(|(h, _)| h.data == c.data && counts(h)).map(|(_, until)| *until).max();
    match same {
        Some(until) => {
            let mut v = Verdict::new(reason, by);
            v.instead = Some(c.finding.id.to_string());
            v.until = (reason != WithheldReason::OncePerEncounter).then_some(until);
            Some(Says::Withhold(v))
        }
        None if past.is_empty() => None,
        None => Some(Says::Rearmed(reason, by)),
    }
}

/// Until when a past alert counts, if it still does.
fn within<'h>(h: &'h PastAlert, wait: Duration, asked: &Asked<'_>) -> Option<(&'h PastAlert, Timestamp)> {
    let until = asked.clock.shift(h.at, wait.count, wait.unit);
    (until > asked.clock.now).then_some((h, until))
}

/// Whether a past alert is of the user, or that does not matter. An unknown user has no past.
fn mine(scope: Scope, h: &PastAlert, asked: &Asked<'_>) -> bool {
    scope == Scope::Patient || asked.user.is_some_and(|u| h.user.as_deref() == Some(u))
}

fn after(after: After, h: &PastAlert) -> bool {
    match after {
        After::Shown => true,
        After::Accepted => h.outcome == Some(Outcome::Accepted),
        After::Overridden => h.outcome == Some(Outcome::Overridden),
    }
}
