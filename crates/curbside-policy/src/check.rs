//! What a policy says, held against itself and against the rules that are loaded.

use crate::date::Date;
use crate::decide::as_if;
use crate::policy::{Account, Change, Policy, Selector, pattern};
use crate::words::{Tier, WithheldReason};
use curbside::diag::{Code, Diag, Level, nearest};
use curbside::eval::result::{Finding, FindingCertainty};
use curbside::model::{Model, Rule};
use std::collections::BTreeMap;

impl Policy {
    /// What is wrong with the policy in view of the rules that are loaded, and on a day: rules that do
    /// not exist, never-off rules and the highest tier silenced (errors); changes that have expired,
    /// contradict each other, or reach nothing (warnings).
    pub fn check(&self, model: &Model, today: &Date) -> Vec<Diag> {
        let mut out = self.unknown_rules(model);
        out.extend(self.expired_entries(today));
        out.extend(self.conflicts(model, today));
        out.extend(self.against_rules(model, today));
        out.extend(self.unreachable());
        out.sort_by(|a, b| {
            let key = |d: &Diag| (d.span.source, d.span.start, d.span.end, d.code, d.message.clone());
            key(a).cmp(&key(b))
        });
        out.dedup();
        out
    }

    fn selectors(&self) -> impl Iterator<Item = &Selector> {
        (self.tiers.iter().map(|e| &e.which))
            .chain(self.rules.iter().map(|e| &e.which))
            .chain(self.never_off.iter().map(|e| &e.which))
            .chain(self.audience.iter().map(|e| &e.which))
            .chain(self.duplicates.groups.iter().map(|e| &e.which))
            .chain(self.repeat.iter().map(|e| &e.which))
            .chain(self.snooze.iter().map(|e| &e.which))
            .chain(self.existing.iter().map(|e| &e.which))
            .chain(self.shadow.iter().map(|e| &e.which))
            .chain(self.changes.iter().map(|e| &e.which))
    }

    fn unknown_rules(&self, model: &Model) -> Vec<Diag> {
        let mut out = Vec::new();
        for which in self.selectors() {
            for (name, span) in which.rules.iter().zip(&which.rule_spans) {
                if model.rules.iter().any(|r| pattern(name, &r.id)) {
                    continue;
                }
                let message = match name.ends_with('*') {
                    true => format!("no rule begins with `{}`", name.trim_end_matches('*')),
                    false => format!("there is no rule `{name}`"),
                };
                let mut d = Diag::new(Code::PolicyUnknownRule, *span, message);
                let pack = name.split('/').next().unwrap_or_default();
                if !model.packs.iter().any(|p| p.name == pack) {
                    // A policy may speak of packs that this site does not use.
                    d.level = Level::Note;
                    out.push(d.help(format!("the pack `{pack}` is not loaded")));
                    continue;
                }
                out.push(match nearest(name, model.rules.iter().map(|r| r.id.as_str())) {
                    Some(n) => d.fix(*span, n, format!("did you mean `{n}`?")),
                    None => d.help(
                        "an entry about a rule that is gone protects and silences nothing: mend or remove it",
                    ),
                });
            }
        }
        out
    }

    fn expired_entries(&self, today: &Date) -> Vec<Diag> {
        let one = |a: &Account| {
            let last = a.expires.as_ref().filter(|_| a.expired(today))?;
            let message = format!("`{}` has not applied since {last}", a.id);
            Some(
                Diag::new(Code::ExpiredChange, a.span, message)
                    .help("renew it with its reason, or remove it"),
            )
        };
        self.accounts().filter_map(one).collect()
    }

    /// Changes of sites that say different things about a rule.
    fn conflicts(&self, model: &Model, today: &Date) -> Vec<Diag> {
        let mut out = Vec::new();
        let in_force: Vec<_> = self.changes.iter().filter(|c| c.account.in_force(today)).collect();
        for (n, later) in in_force.iter().enumerate() {
            for earlier in in_force.iter().take(n) {
                let clash = match (&earlier.change, &later.change) {
                    (Change::Tier(a), Change::Tier(b)) => a != b,
                    (Change::Off, Change::Tier(_) | Change::Only(_))
                    | (Change::Tier(_) | Change::Only(_), Change::Off) => true,
                    _ => false,
                };
                let both = |r: &&Rule| {
                    possible(r).iter().any(|f| earlier.which.fits(f, None) && later.which.fits(f, None))
                };
                if clash && let Some(rule) = model.rules.iter().find(both) {
                    let message = format!(
                        "`{}` and `{}` say different things about `{}`",
                        earlier.account.id, later.account.id, rule.id
                    );
                    let d = Diag::new(Code::PolicyConflict, later.account.span, message);
                    out.push(
                        d.also(earlier.account.span, "this one is asked first")
                            .help("leave the rule to one of them"),
                    );
                }
            }
        }
        out
    }

    /// Rules that may never be off, and rules of the highest tier, that an entry silences. Decisions
    /// never follow such an entry; here its author is told.
    fn against_rules(&self, model: &Model, today: &Date) -> Vec<Diag> {
        let mut out: BTreeMap<(u32, u32, &str), Diag> = BTreeMap::new();
        for rule in &model.rules {
            for f in possible(rule) {
                let (vendor, _) = self.vendor_tier(&f, today);
                let never = self
                    .never_off
                    .iter()
                    .find(|n| n.account.in_force(today) && n.which.fits(&f, Some(vendor)));
                for (account, which, what) in self.silencing() {
                    if !account.in_force(today) || !which.fits(&f, Some(vendor)) {
                        continue;
                    }
                    let key = |code: &'static str| (account.span.source.0, account.span.start, code);
                    if let Some(n) = never {
                        let message =
                            format!("`{}` {what} `{}`, which may never be off", account.id, rule.id);
                        let d = Diag::new(Code::NeverOff, account.span, message)
                            .also(n.account.span, "it may never be off because of this")
                            .help("the alert is shown all the same: remove the entry, or name other rules");
                        out.entry(key("never")).or_insert(d);
                    } else if vendor == Tier::Interrupting && !account.override_highest_tier {
                        let message =
                            format!("`{}` {what} `{}`, which is of the highest tier", account.id, rule.id);
                        let d = Diag::new(Code::HighestTierSilenced, account.span, message)
                            .help("say `override-highest-tier: true` if that is meant; without it the alert is shown");
                        out.entry(key("highest")).or_insert(d);
                    }
                }
            }
        }
        out.into_values().collect()
    }

    /// Entries that keep an alert from being shown whatever user and history are.
    fn silencing(&self) -> impl Iterator<Item = (&Account, &Selector, &'static str)> {
        let changes = self.changes.iter().filter_map(|c| match &c.change {
            Change::Off => Some((&c.account, &c.which, "turns off")),
            Change::Shadow => Some((&c.account, &c.which, "puts on trial")),
            Change::Tier(Tier::Silent) => Some((&c.account, &c.which, "silences")),
            Change::Only(_) => Some((&c.account, &c.which, "narrows")),
            Change::Tier(_) => None,
        });
        let trials = self.shadow.iter().map(|s| (&s.account, &s.which, "puts on trial"));
        let silent =
            self.rules.iter().filter(|r| r.tier == Tier::Silent).map(|r| (&r.account, &r.which, "silences"));
        changes.chain(trials).chain(silent)
    }

    /// Entries that silence the highest tier by its name, without saying so.
    pub(crate) fn guarded(&self) -> Vec<Diag> {
        let by_name = |(account, which, what): (&Account, &Selector, &str)| {
            let d = Diag::new(
                Code::HighestTierSilenced,
                account.span,
                format!("`{}` {what} the tier `interrupting`", account.id),
            );
            let named = which.tiers.contains(&Tier::Interrupting) && !account.override_highest_tier;
            named.then(|| d.help("say `override-highest-tier: true` if that is meant"))
        };
        self.silencing().filter_map(by_name).collect()
    }

    /// Entries with the same name.
    pub(crate) fn names_twice(&self) -> Vec<Diag> {
        let mut seen: BTreeMap<&str, &Account> = BTreeMap::new();
        let mut out = Vec::new();
        for account in self.accounts().filter(|a| !a.id.is_empty() && !a.id.ends_with('/')) {
            match seen.get(account.id.as_str()) {
                Some(first) => {
                    let d = Diag::new(
                        Code::BadPolicy,
                        account.span,
                        format!("two entries are called `{}`", account.id),
                    );
                    out.push(
                        d.also(first.span, "first here")
                            .help("give each a name of its own: the audit names them"),
                    );
                }
                None => {
                    seen.insert(&account.id, account);
                }
            }
        }
        out
    }

    /// Lines of the tier table that an earlier line, which asks for less, keeps everything from.
    fn unreachable(&self) -> Vec<Diag> {
        fn within<T: PartialEq>(narrow: &[T], wide: &[T]) -> bool {
            wide.is_empty() || (!narrow.is_empty() && narrow.iter().all(|v| wide.contains(v)))
        }
        let covers = |w: &Selector, n: &Selector| {
            within(&n.rules, &w.rules)
                && within(&n.categories, &w.categories)
                && within(&n.severities, &w.severities)
                && within(&n.certainties, &w.certainties)
        };
        let mut out = Vec::new();
        for (at, line) in self.tiers.iter().enumerate() {
            if let Some(first) = self.tiers.iter().take(at).find(|l| covers(&l.which, &line.which)) {
                let d = Diag::new(Code::UnreachableTier, line.span, "no finding reaches this line");
                out.push(
                    d.also(first.span, "this one takes them all")
                        .help("the first line that fits decides: put the narrow ones first"),
                );
            }
        }
        out
    }
}

/// The findings a rule can make, as far as a policy looks at them.
fn possible(rule: &Rule) -> Vec<Finding> {
    use curbside::vocab::{Severity, UnknownPolicy};
    let one = |severity, certainty| as_if(&rule.id, rule.category, severity, certainty);
    let mut out = vec![one(rule.severity, FindingCertainty::Definite)];
    match rule.unknown {
        UnknownPolicy::Hold => {}
        UnknownPolicy::Fire => out.push(one(rule.severity, FindingCertainty::Possible)),
        UnknownPolicy::Ask => out.push(one(Severity::Info, FindingCertainty::Question)),
    }
    out
}

/// How the rules of the packs fall to the tiers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Census {
    /// Rules of each tier, by their definite findings.
    pub tiers: BTreeMap<Tier, usize>,
    /// Rules that nothing withholds.
    pub never_off: usize,
    /// Rules that a site has turned off.
    pub off: usize,
    /// Rules on trial.
    pub shadow: usize,
}

impl Policy {
    /// How the rules fall to the tiers on a day.
    pub fn census(&self, model: &Model, today: &Date) -> Census {
        let mut out = Census::default();
        for rule in &model.rules {
            let Some(f) = possible(rule).into_iter().next() else { continue };
            let (tier, held, never) = self.standing(&f, today);
            *out.tiers.entry(tier).or_default() += 1;
            out.never_off += usize::from(never);
            out.off += usize::from(held == Some(WithheldReason::Off));
            out.shadow += usize::from(held == Some(WithheldReason::Shadow));
        }
        out
    }
}
