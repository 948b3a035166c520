//! A policy as data: what its file says, read and checked for form.

use crate::date::Date;
use crate::words::{After, OncePer, Tier};
use curbside::eval::result::{Finding, FindingCertainty};
use curbside::snapshot::Sex;
use curbside::source::{SourceMap, Span};
use curbside::time::Duration;
use curbside::vocab::{Category, Severity};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// A vendor's policy with the overlays of a site.
#[derive(Debug, Clone, Serialize)]
pub struct Policy {
    /// Name, version, owner.
    pub card: PolicyCard,
    /// Which tier: the first line that fits.
    pub tiers: Vec<TierLine>,
    /// Rules with a tier of their own; before `tiers`.
    pub rules: Vec<Retier>,
    /// Rules that nothing withholds.
    pub never_off: Vec<NeverOff>,
    /// Who sees what.
    pub audience: Vec<AudienceEntry>,
    /// One alert for one situation.
    pub duplicates: Duplicates,
    /// Once per encounter, not again for a while.
    pub repeat: Vec<Repeat>,
    /// What may be put off, and for how long.
    pub snooze: Vec<Snooze>,
    /// Not advised when it is ordered already.
    pub existing: Vec<Existing>,
    /// On trial: evaluated, recorded, not shown.
    pub shadow: Vec<Shadow>,
    /// The overlays, in the order they were given.
    pub overlays: Vec<OverlayCard>,
    /// Their changes, in order.
    pub changes: Vec<SiteChange>,
    /// The texts, for messages.
    #[serde(skip)]
    pub sources: SourceMap,
    /// Who answers for the table of tiers.
    #[serde(skip)]
    pub(crate) table: Account,
    #[serde(skip)]
    pub(crate) hash: String,
}

/// Name, version, owner of a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PolicyCard {
    /// Name.
    pub name: String,
    /// Version.
    pub version: String,
    /// Who answers for it.
    pub owner: String,
}

/// An overlay: which site, whose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OverlayCard {
    /// The site.
    pub name: String,
    /// Version.
    pub version: String,
    /// Who answers for it.
    pub owner: String,
}

/// Which findings an entry is about: every list that is there must fit.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Selector {
    /// `pack/rule`, `pack/*`, or `pack/beginning-*`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
    /// Categories.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<Category>,
    /// Severities.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub severities: Vec<Severity>,
    /// Certainties.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub certainties: Vec<FindingCertainty>,
    /// Tiers; not where the tier itself is decided.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tiers: Vec<Tier>,
    /// Where each of `rules` stands.
    #[serde(skip)]
    pub(crate) rule_spans: Vec<Span>,
}

/// Who answers for an entry, why, since when and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Account {
    /// Name of the entry, unique in the policy with its overlays: `overlay/id` for a site's.
    pub id: String,
    /// Who; the owner of the file where the entry does not say.
    pub author: String,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Since when; not before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// The last day on which it applies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<Date>,
    /// Reaches findings of the highest tier, too.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub override_highest_tier: bool,
    /// Where it stands.
    #[serde(skip)]
    pub(crate) span: Span,
}

/// `- { severities: [critical], tier: interrupting }`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TierLine {
    /// Which.
    pub which: Selector,
    /// Their tier.
    pub tier: Tier,
    #[serde(skip)]
    pub(crate) span: Span,
}

/// A tier for some rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Retier {
    /// Whose.
    pub account: Account,
    /// Which.
    pub which: Selector,
    /// Their tier.
    pub tier: Tier,
}

/// Rules that nothing withholds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NeverOff {
    /// Whose.
    pub account: Account,
    /// Which.
    pub which: Selector,
}

/// Rules for some users, places or patients only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AudienceEntry {
    /// Whose.
    pub account: Account,
    /// Which.
    pub which: Selector,
    /// For whom.
    pub only: Audience,
}

/// For whom. What is not known keeps nothing from being shown.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Audience {
    /// Roles of users.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    /// Their specialties.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub specialties: Vec<String>,
    /// Places.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub settings: Vec<String>,
    /// Patients.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub population: Option<Population>,
}

/// Patients.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Population {
    /// At least this old.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age_from: Option<Duration>,
    /// Younger than this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age_below: Option<Duration>,
    /// Of this sex.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
    /// Pregnant, or not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pregnant: Option<bool>,
}

/// One alert for one situation.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Duplicates {
    /// Findings of one category about the same facts.
    pub same_facts: Option<Account>,
    /// What was shown on another hook within this time.
    pub across_hooks: Option<(Account, Duration)>,
    /// Declared groups.
    pub groups: Vec<Group>,
}

/// Rules that say the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    /// Whose.
    pub account: Account,
    /// Which.
    pub which: Selector,
    /// Of what.
    pub about: SameAs,
}

/// When findings of a group say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SameAs {
    /// When they share a fact.
    SharedFact,
    /// Always, for one patient.
    Patient,
}

/// Whose past alerts count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// The same user's.
    User,
    /// Any user's, for this patient.
    Patient,
}

/// Not shown again for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Repeat {
    /// Whose.
    pub account: Account,
    /// Which.
    pub which: Selector,
    /// Once per encounter.
    pub once_per: Option<OncePer>,
    /// Not again for this time.
    pub wait: Option<Duration>,
    /// After what.
    pub after: After,
    /// Whose past alerts count.
    pub scope: Scope,
}

/// What may be put off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Snooze {
    /// Whose.
    pub account: Account,
    /// Which.
    pub which: Selector,
    /// For how long at most.
    pub longest: Duration,
    /// Whose snooze counts.
    pub scope: Scope,
}

/// Not advised when ordered already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Existing {
    /// Whose.
    pub account: Account,
    /// Which.
    pub which: Selector,
}

/// On trial.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shadow {
    /// Whose.
    pub account: Account,
    /// Which.
    pub which: Selector,
}

/// A site's change of a vendor's policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SiteChange {
    /// Whose: author, reason, date and expiry are always there.
    pub account: Account,
    /// Which.
    pub which: Selector,
    /// What.
    pub change: Change,
}

/// What a site changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// Not shown.
    Off,
    /// On trial.
    Shadow,
    /// Another tier.
    Tier(Tier),
    /// For some only.
    Only(Audience),
}

impl Policy {
    /// `sha256:…` of what policy and overlays say; layout and comments do not matter.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    pub(crate) fn hashed(mut self) -> Policy {
        let text = serde_json::to_vec(&self).unwrap_or_default();
        self.hash = format!("sha256:{}", hex(&Sha256::digest(text)));
        self
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut out, b| {
        // Writing to a text cannot fail.
        let _ = write!(out, "{b:02x}");
        out
    })
}

impl Selector {
    /// Whether it fits a finding whose tier is known, if it is.
    pub(crate) fn fits(&self, f: &Finding, tier: Option<Tier>) -> bool {
        fn any<T: PartialEq>(list: &[T], value: &T) -> bool {
            list.is_empty() || list.contains(value)
        }
        any(&self.categories, &f.category)
            && any(&self.severities, &f.severity)
            && any(&self.certainties, &f.certainty)
            && (self.tiers.is_empty() || tier.is_some_and(|t| self.tiers.contains(&t)))
            && self.names(&f.rule)
    }

    /// Whether it is about a rule, as far as its list of rules goes.
    pub fn names(&self, rule: &str) -> bool {
        self.rules.is_empty() || self.rules.iter().any(|p| pattern(p, rule))
    }

    /// Whether it says nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.rules.is_empty()
            && self.categories.is_empty()
            && self.severities.is_empty()
            && self.certainties.is_empty()
            && self.tiers.is_empty()
    }
}

/// Whether a pattern means a rule: as it is, or up to a star at its end.
pub(crate) fn pattern(pattern: &str, rule: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(beginning) => rule.starts_with(beginning),
        None => pattern == rule,
    }
}

impl Account {
    /// Whether it applies on a day.
    pub(crate) fn in_force(&self, today: &Date) -> bool {
        self.date.as_ref().is_none_or(|d| d <= today) && !self.expired(today)
    }

    /// Whether its last day is over.
    pub(crate) fn expired(&self, today: &Date) -> bool {
        self.expires.as_ref().is_some_and(|d| d < today)
    }
}
