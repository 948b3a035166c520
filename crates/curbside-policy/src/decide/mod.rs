//! From findings to what is shown and what is withheld.
//!
//! Order of the questions: tier; may it ever be withheld; turned off, on trial,
//! silent; for whom; ordered already; seen before; said by another finding. The
//! first entry that withholds is the one that is named. Duplicates come last, so
//! that what stands for others is itself shown.

mod audience;
mod before;
mod duplicates;
mod exists;
mod key;

use crate::date::Date;
use crate::policy::{Account, Change, Policy, Selector, SiteChange};
use crate::result::{Decided, Despite, EntryRef, Expired, PolicyRef, Shown, Undecided, Withheld};
use crate::words::{Because, Outcome, Tier, WithheldReason};
use curbside::eval::result::{Evaluation, Finding, FindingCertainty, Indeterminate};
use curbside::model::Model;
use curbside::snapshot::Snapshot;
use curbside::time::{Clock, Timestamp};
use curbside::vocab::{Category, Severity};
use serde::{Deserialize, Serialize};

/// What a policy is asked about. Role, specialty, setting and hook come from the snapshot's `request`.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    /// The answer of the rules.
    pub evaluation: &'a Evaluation,
    /// The patient it is about.
    pub patient: &'a Snapshot,
    /// The rules.
    pub model: &'a Model,
    /// Now, and the facility's zone.
    pub clock: &'a Clock,
    /// Who asks, if known; as in the history.
    pub user: Option<&'a str>,
    /// The encounter, if known; as in the history.
    pub encounter: Option<&'a str>,
    /// How the history names the patient; else `patient.person.id`.
    pub patient_key: Option<&'a str>,
    /// What was shown before, in any order.
    pub history: &'a [PastAlert],
}

impl<'a> Asked<'a> {
    /// A question without user, encounter and history.
    pub fn new(
        evaluation: &'a Evaluation,
        patient: &'a Snapshot,
        model: &'a Model,
        clock: &'a Clock,
    ) -> Asked<'a> {
        Asked {
            evaluation,
            patient,
            model,
            clock,
            user: None,
            encounter: None,
            patient_key: None,
            history: &[],
        }
    }

    /// How the history names the patient.
    pub(crate) fn key(&self) -> Option<&str> {
        self.patient_key.or(self.patient.person.id.as_deref())
    }
}

/// An alert that was shown before, as the host keeps it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PastAlert {
    /// The patient: alerts of others are left out and counted.
    pub patient: String,
    /// [`Shown::finding`].
    pub finding: String,
    /// [`Shown::data`].
    pub data: String,
    /// [`Shown::situation`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub situation: Option<String>,
    /// Who saw it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// In which encounter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encounter: Option<String>,
    /// On which hook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hook: Option<String>,
    /// When.
    pub at: Timestamp,
    /// What became of it, as far as is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// Until when the user has put it off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snoozed_until: Option<Timestamp>,
}

impl std::fmt::Debug for PastAlert {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PastAlert")
            .field("finding", &self.finding)
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}

/// An entry that withholds, if nothing stands against it.
struct Verdict<'p> {
    reason: WithheldReason,
    by: &'p Account,
    instead: Option<String>,
    until: Option<Timestamp>,
}

impl<'p> Verdict<'p> {
    fn new(reason: WithheldReason, by: &'p Account) -> Verdict<'p> {
        Verdict { reason, by, instead: None, until: None }
    }
}

/// What an entry says about a finding.
enum Says<'p> {
    /// To be withheld.
    Withhold(Verdict<'p>),
    /// It would be, but its data have changed.
    Rearmed(WithheldReason, &'p Account),
}

/// A finding on its way.
struct Candidate<'e> {
    at: usize,
    finding: &'e Finding,
    tier: Tier,
    never_off: bool,
    data: String,
    situation: Option<String>,
    despite: Vec<Despite>,
}

/// The tier of a finding before and after a site's changes.
struct Tiers<'p> {
    vendor: Tier,
    site: Tier,
    /// The entry the last word is from; none for a line of the tier table.
    by: Option<&'p Account>,
}

impl Policy {
    /// Which findings are shown, and which are withheld and why. The same arguments give the
    /// same decision; the order of findings, of the history and of what the files list changes
    /// nothing but the places findings stand at.
    pub fn decide(&self, asked: &Asked<'_>) -> Decided {
        let today = Date::today(asked.clock);
        let own = asked.key();
        let history: Vec<&PastAlert> =
            asked.history.iter().filter(|h| own.is_some_and(|k| k == h.patient)).collect();
        let mut withheld = Vec::new();
        let mut candidates = Vec::new();
        for (at, finding) in asked.evaluation.findings.iter().enumerate() {
            match self.judge(at, finding, asked, &history, &today) {
                Ok(candidate) => candidates.push(candidate),
                Err(w) => withheld.push(*w),
            }
        }
        let mut shown = duplicates::remove(self, candidates, &today, &mut withheld);
        let severity = |at: &usize| asked.evaluation.findings.get(*at).map(|f| f.severity);
        shown.sort_by(|a: &Shown, b| {
            let key = |s: &Shown| {
                (s.tier, severity(&s.at), s.rule.clone(), s.finding.clone(), s.data.clone(), s.at)
            };
            key(a).cmp(&key(b))
        });
        withheld.sort_by(|a, b| {
            let key = |w: &Withheld| {
                (w.tier, severity(&w.at), w.rule.clone(), w.finding.clone(), w.data.clone(), w.at)
            };
            key(a).cmp(&key(b))
        });
        Decided {
            shown,
            withheld,
            undecided: self.undecided(asked, &today),
            expired: self.expired(&today),
            foreign_history: asked.history.len() - history.len(),
            policy: PolicyRef {
                name: self.card.name.clone(),
                version: self.card.version.clone(),
                hash: self.hash().to_string(),
                overlays: self.overlays.iter().map(|o| format!("{} {}", o.name, o.version)).collect(),
            },
        }
    }

    fn judge<'e>(
        &self,
        at: usize,
        finding: &'e Finding,
        asked: &Asked<'e>,
        history: &[&PastAlert],
        today: &Date,
    ) -> Result<Candidate<'e>, Box<Withheld>> {
        let tiers = self.tiers_of(finding, today);
        let mut c = Candidate {
            at,
            finding,
            tier: tiers.site,
            never_off: self.never_off(finding, tiers.vendor, today),
            data: key::data(finding),
            situation: key::situation(finding),
            despite: Vec::new(),
        };
        // What a site or a trial silences is measured by the vendor's tier: nobody gets round
        // the guard by lowering the tier first.
        let guard = tiers.vendor.min(tiers.site);
        for verdict in self.silenced(finding, &tiers, today) {
            self.weigh(Says::Withhold(verdict), guard, &mut c)?;
        }
        for (verdict, site) in self.narrowed(finding, &tiers, asked, today) {
            self.weigh(Says::Withhold(verdict), if site { guard } else { tiers.site }, &mut c)?;
        }
        for entry in
            self.existing.iter().filter(|e| applies(&e.account, &e.which, finding, tiers.site, today))
        {
            if exists::all_there(finding, asked) {
                let verdict = Verdict::new(WithheldReason::ActionExists, &entry.account);
                self.weigh(Says::Withhold(verdict), tiers.site, &mut c)?;
            }
        }
        for says in before::seen(self, &c, asked, history, today) {
            self.weigh(says, tiers.site, &mut c)?;
        }
        Ok(c)
    }

    /// Withholds a finding, or notes why it is shown all the same.
    fn weigh(&self, says: Says<'_>, guard: Tier, c: &mut Candidate<'_>) -> Result<(), Box<Withheld>> {
        let (reason, by, verdict) = match says {
            Says::Withhold(v) => (v.reason, v.by, Some(v)),
            Says::Rearmed(reason, by) => (reason, by, None),
        };
        let because = match verdict {
            None => Because::DataChanged,
            Some(_) if c.never_off => Because::NeverOff,
            Some(_) if !may(by, guard) => Because::HighestTier,
            Some(v) => return Err(Box::new(withhold(c, &v))),
        };
        c.despite.push(Despite { reason, by: by.id.clone(), because });
        Ok(())
    }

    /// The tier of a finding.
    fn tiers_of<'p>(&'p self, f: &Finding, today: &Date) -> Tiers<'p> {
        let (vendor, by) = self.vendor_tier(f, today);
        let change = self.changes_for(f, vendor, today).into_iter().find_map(|c| match c.change {
            Change::Tier(t) => Some((&c.account, t)),
            _ => None,
        });
        match change {
            Some((by, site)) => Tiers { vendor, site, by: Some(by) },
            None => Tiers { vendor, site: vendor, by },
        }
    }

    /// The tier before a site's changes, and the entry that gave it, unless it was the table.
    pub(crate) fn vendor_tier(&self, f: &Finding, today: &Date) -> (Tier, Option<&Account>) {
        let rule = self.rules.iter().find(|r| r.account.in_force(today) && r.which.fits(f, None));
        match rule {
            Some(r) => (r.tier, Some(&r.account)),
            // Without a table everything stands out.
            None => {
                let line = self.tiers.iter().find(|l| l.which.fits(f, None));
                (line.map_or(Tier::Prominent, |l| l.tier), None)
            }
        }
    }

    fn changes_for(&self, f: &Finding, tier: Tier, today: &Date) -> Vec<&SiteChange> {
        self.changes.iter().filter(|c| applies(&c.account, &c.which, f, tier, today)).collect()
    }

    fn never_off(&self, f: &Finding, tier: Tier, today: &Date) -> bool {
        self.never_off.iter().any(|n| applies(&n.account, &n.which, f, tier, today))
    }

    /// Turned off, on trial, of a silent tier.
    fn silenced<'p>(&'p self, f: &Finding, tiers: &Tiers<'p>, today: &Date) -> Vec<Verdict<'p>> {
        let mut out = Vec::new();
        for c in self.changes_for(f, tiers.vendor, today) {
            match c.change {
                Change::Off => out.push(Verdict::new(WithheldReason::Off, &c.account)),
                Change::Shadow => out.push(Verdict::new(WithheldReason::Shadow, &c.account)),
                Change::Tier(_) | Change::Only(_) => {}
            }
        }
        let trial = self.shadow.iter().filter(|s| applies(&s.account, &s.which, f, tiers.vendor, today));
        out.extend(trial.map(|s| Verdict::new(WithheldReason::Shadow, &s.account)));
        if tiers.site == Tier::Silent {
            let by = tiers.by.unwrap_or(&self.table);
            out.push(Verdict::new(WithheldReason::SilentTier, by));
        }
        out
    }

    /// Not for this user, place or patient; and whether it is a site that says so.
    fn narrowed<'p>(
        &'p self,
        f: &Finding,
        tiers: &Tiers<'p>,
        asked: &Asked<'_>,
        today: &Date,
    ) -> Vec<(Verdict<'p>, bool)> {
        let vendors = self
            .audience
            .iter()
            .filter(|a| applies(&a.account, &a.which, f, tiers.site, today))
            .map(|a| (&a.account, &a.only, false));
        let sites = self.changes_for(f, tiers.vendor, today).into_iter().filter_map(|c| match &c.change {
            Change::Only(only) => Some((&c.account, only, true)),
            _ => None,
        });
        let not_for = |(account, only, site): (&'p Account, _, bool)| {
            Some((Verdict::new(audience::shut_out(only, asked)?, account), site))
        };
        vendors.chain(sites).filter_map(not_for).collect()
    }

    /// Every undecided rule, marked where its finding would not have been shown.
    fn undecided(&self, asked: &Asked<'_>, today: &Date) -> Vec<Undecided> {
        let one = |(at, i): (usize, &Indeterminate)| {
            let as_if = as_if(&i.rule, i.category, i.severity, FindingCertainty::Possible);
            let tiers = self.tiers_of(&as_if, today);
            let guard = tiers.vendor.min(tiers.site);
            let silenced = self.silenced(&as_if, &tiers, today).into_iter().map(|v| (v, guard));
            let narrowed = self.narrowed(&as_if, &tiers, asked, today);
            let narrowed = narrowed.into_iter().map(|(v, site)| (v, if site { guard } else { tiers.site }));
            let never = self.never_off(&as_if, tiers.vendor, today);
            let held = silenced.chain(narrowed).find(|(v, g)| !never && may(v.by, *g));
            Undecided {
                at,
                rule: i.rule.to_string(),
                would_be: held.as_ref().map(|(v, _)| v.reason),
                by: held.as_ref().map(|(v, _)| EntryRef::from(v.by)),
            }
        };
        asked.evaluation.indeterminate.iter().enumerate().map(one).collect()
    }

    /// The tier of a finding, why it is withheld whoever asks, and whether it never is.
    pub(crate) fn standing(&self, f: &Finding, today: &Date) -> (Tier, Option<WithheldReason>, bool) {
        let tiers = self.tiers_of(f, today);
        let guard = tiers.vendor.min(tiers.site);
        let never = self.never_off(f, tiers.vendor, today);
        let held = self.silenced(f, &tiers, today).into_iter().find(|v| !never && may(v.by, guard));
        (tiers.site, held.map(|v| v.reason), never)
    }

    fn expired(&self, today: &Date) -> Vec<Expired> {
        let over = |a: &Account| {
            let expires = a.expires.clone().filter(|d| d < today)?;
            Some(Expired { id: a.id.clone(), author: a.author.clone(), expires })
        };
        self.accounts().filter_map(over).collect()
    }

    /// Who answers for each entry of the file and the overlays.
    pub(crate) fn accounts(&self) -> impl Iterator<Item = &Account> {
        let d = &self.duplicates;
        (self.rules.iter().map(|e| &e.account))
            .chain(self.never_off.iter().map(|e| &e.account))
            .chain(self.audience.iter().map(|e| &e.account))
            .chain(&d.same_facts)
            .chain(d.across_hooks.iter().map(|(a, _)| a))
            .chain(d.groups.iter().map(|e| &e.account))
            .chain(self.repeat.iter().map(|e| &e.account))
            .chain(self.snooze.iter().map(|e| &e.account))
            .chain(self.existing.iter().map(|e| &e.account))
            .chain(self.shadow.iter().map(|e| &e.account))
            .chain(self.changes.iter().map(|e| &e.account))
    }
}

/// Whether an entry may withhold what is of a tier.
fn may(by: &Account, guard: Tier) -> bool {
    guard != Tier::Interrupting || by.override_highest_tier
}

fn applies(account: &Account, which: &Selector, f: &Finding, tier: Tier, today: &Date) -> bool {
    account.in_force(today) && which.fits(f, Some(tier))
}

fn withhold(c: &Candidate<'_>, v: &Verdict<'_>) -> Withheld {
    Withheld {
        at: c.at,
        finding: c.finding.id.to_string(),
        rule: c.finding.rule.to_string(),
        tier: c.tier,
        data: c.data.clone(),
        reason: v.reason,
        by: EntryRef::from(v.by),
        instead: v.instead.clone(),
        until: v.until.map(|t| t.to_string()),
    }
}

/// A finding as far as a policy looks at it before it is made.
pub(crate) fn as_if(
    rule: &str,
    category: Category,
    severity: Severity,
    certainty: FindingCertainty,
) -> Finding {
    Finding {
        id: String::new().into(),
        rule: rule.to_string().into(),
        title: String::new().into(),
        category,
        severity,
        certainty,
        message: String::new(),
        detail: None,
        suggestions: Vec::new(),
        facts: Vec::new(),
        missing: Vec::new(),
        due: None,
        evidence: Vec::new().into(),
    }
}
