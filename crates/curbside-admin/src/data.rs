//! What the pages show. Counts and names; nothing about a patient.

use jiff::civil::Date;

/// Who looks at the page.
#[derive(Debug, Clone, Default)]
pub struct Who {
    /// Their name.
    pub name: String,
    /// Whether they may change things.
    pub administrator: bool,
    /// What forms must carry against forgery.
    pub form_token: String,
}

/// A number of days, ending with a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The last day.
    pub to: Date,
    /// How many days: 7, 30, 90 or 365.
    pub days: u16,
}

impl Period {
    /// The choices.
    pub const CHOICES: [u16; 4] = [7, 30, 90, 365];

    /// The period of one of [`Self::CHOICES`]; 30 days for any other number.
    #[must_use]
    pub fn ending(to: Date, days: u16) -> Self {
        Period { to, days: if Self::CHOICES.contains(&days) { days } else { 30 } }
    }

    /// The first day.
    #[must_use]
    pub fn from(self) -> Date {
        self.to.saturating_sub(jiff::Span::new().days(i64::from(self.days) - 1))
    }

    /// The days, in order.
    pub fn each(self) -> impl Iterator<Item = Date> {
        let from = self.from();
        (0..i64::from(self.days)).map(move |day| from.saturating_add(jiff::Span::new().days(day)))
    }
}

/// Counts of a day, a rule, or all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Hook calls that were answered.
    pub evaluations: u64,
    /// Hook calls whose answer said that something could not be checked.
    pub not_checked: u64,
    /// Cards shown.
    pub shown: u64,
    /// Cards that were followed.
    pub accepted: u64,
    /// Cards that were overridden.
    pub overridden: u64,
    /// Cards that were put off.
    pub deferred: u64,
    /// Findings that the policy withheld.
    pub withheld: u64,
    /// Rules that could not be decided for want of data.
    pub undecided: u64,
}

impl Counts {
    /// Cards without any response: sent, and nobody told what became of them.
    #[must_use]
    pub fn no_response(&self) -> u64 {
        self.shown.saturating_sub(self.accepted + self.overridden + self.deferred)
    }

    /// Adds another count.
    pub fn add(&mut self, other: &Counts) {
        self.evaluations += other.evaluations;
        self.not_checked += other.not_checked;
        self.shown += other.shown;
        self.accepted += other.accepted;
        self.overridden += other.overridden;
        self.deferred += other.deferred;
        self.withheld += other.withheld;
        self.undecided += other.undecided;
    }
}

/// Milliseconds from a request to its answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Latency {
    /// Half of the answers took no longer, in microseconds.
    pub p50: u64,
    /// 95 of 100 took no longer, in microseconds.
    pub p95: u64,
    /// 99 of 100 took no longer, in microseconds.
    pub p99: u64,
}

/// One day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// Which.
    pub date: Date,
    /// Its counts.
    pub counts: Counts,
    /// Its latency, if anything was asked.
    pub latency: Option<Latency>,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its name with its pack, as in `drug-interactions/warfarin-nsaid`.
    pub id: String,
    /// Its title, if the packs in force have it.
    pub title: Option<String>,
    /// How insistent it is under the policy: `hard-stop`, `interruptive`, `passive`…
    pub tier: Option<String>,
    /// Its counts.
    pub counts: Counts,
    /// Its counts of each day of the period.
    pub days: Vec<Counts>,
    /// Reasons given for overriding, most frequent first.
    pub override_reasons: Vec<(String, u64)>,
    /// Reasons for withholding, most frequent first.
    pub withheld: Vec<(String, u64)>,
}

/// A reason, how often, and at which rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Its code.
    pub code: String,
    /// How often in the period.
    pub count: u64,
    /// At which rules, most frequent first.
    pub rules: Vec<(String, u64)>,
}

/// Statistics of a period.
#[derive(Debug, Clone)]
pub struct Statistics {
    /// Which.
    pub period: Period,
    /// Of the whole period.
    pub totals: Counts,
    /// Of as many days before it; absent if nothing was recorded then.
    pub before: Option<Counts>,
    /// Of the whole period; absent if nothing was asked.
    pub latency: Option<Latency>,
    /// Each day of the period, in order, days without calls included.
    pub days: Vec<Day>,
    /// Rules that were shown or withheld, most shown first.
    pub rules: Vec<Rule>,
    /// Reasons given for overriding, most frequent first.
    pub override_reasons: Vec<(String, u64)>,
    /// Why rules were undecided; the rules are those of the latest calls only.
    pub undecided: Vec<Reason>,
    /// How many of the latest calls were looked at for the rules that were undecided.
    pub undecided_calls: u64,
    /// Why findings were withheld.
    pub withheld: Vec<Reason>,
    /// What must be known to read the numbers: statistics cut off, a store that was away.
    pub remarks: Vec<String>,
}

/// Whether something works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// It works.
    Good,
    /// It works with something to look at.
    Warning,
    /// It does not.
    Bad,
}

/// A part of the service and how it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// How it stands.
    pub health: Health,
    /// In words.
    pub text: String,
}

/// A pack in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// How many rules it has.
    pub rules: usize,
}

/// What is in force.
#[derive(Debug, Clone, Default)]
pub struct InForce {
    /// The packs.
    pub packs: Vec<Pack>,
    /// How often the packs were exchanged since start, from 1.
    pub generation: u64,
    /// The hash of all packs.
    pub hash: String,
    /// Since when, as text.
    pub since: String,
    /// The result of the last load: what its self-test checked, or why it was refused.
    pub last_load: Vec<Part>,
    /// Whether there are packs to go back to.
    pub can_roll_back: bool,
    /// The version of the engine.
    pub engine: String,
}

/// An overlay of the policy, or an entry with an end.
#[derive(Debug, Clone)]
pub struct Overlay {
    /// What it does, in a line: `drug-interactions/*: passive`.
    pub what: String,
    /// The overlay or policy it stands in.
    pub source: String,
    /// Who answers for it.
    pub author: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// The last day it holds.
    pub until: Option<Date>,
}

/// The policy in force.
#[derive(Debug, Clone)]
pub struct PolicyView {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its hash.
    pub hash: String,
    /// Today, to say what has expired.
    pub today: Date,
    /// Changes by the site, with author, reason and end.
    pub overlays: Vec<Overlay>,
    /// Rules that may never be off.
    pub never_off: Vec<String>,
    /// The policy as its file says it.
    pub text: String,
}

/// Something an administrator or the service did.
#[derive(Debug, Clone)]
pub struct Act {
    /// When, as text.
    pub at: String,
    /// Who.
    pub who: String,
    /// What: `reload`, `roll back`, `export`, `sign in`.
    pub what: String,
    /// Whether it succeeded.
    pub good: bool,
    /// More, in words.
    pub text: String,
}

/// A message after a form was sent.
#[derive(Debug, Clone)]
pub struct Flash {
    /// Whether it went well.
    pub good: bool,
    /// What happened.
    pub text: String,
}
