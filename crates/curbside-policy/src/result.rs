//! What a policy decides: every finding shown or withheld, each with its account.

use crate::date::Date;
use crate::policy::Account;
use crate::words::{Because, Tier, WithheldReason};
use curbside::eval::result::{Evaluation, Finding};
use serde::{Deserialize, Serialize};

/// The decision about one evaluation. Every finding is in `shown` or in `withheld`, once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// Shown, the most insistent first, then by severity, rule and finding.
    pub shown: Vec<Shown>,
    /// Withheld, in the same order.
    pub withheld: Vec<Withheld>,
    /// What the evaluation could not decide: always listed, and marked where an
    /// entry would have withheld the rule's finding.
    pub undecided: Vec<Undecided>,
    /// Entries that no longer apply.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub expired: Vec<Expired>,
    /// Past alerts of other patients among those given; they were left out.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub foreign_history: usize,
    /// The policy.
    pub policy: PolicyRef,
}

fn is_zero(n: &usize) -> bool {
    *n == 0
}

/// Which policy decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyRef {
    /// Name.
    pub name: String,
    /// Version.
    pub version: String,
    /// Hash of policy and overlays.
    pub hash: String,
    /// The overlays, `name version`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overlays: Vec<String>,
}

/// A finding to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// Its place in [`Evaluation::findings`].
    pub at: usize,
    /// Its id.
    pub finding: String,
    /// `pack/rule`.
    pub rule: String,
    /// How insistently.
    pub tier: Tier,
    /// Hash of what it says and of the facts it rests on; keep it for the history.
    pub data: String,
    /// Hash of the category and facts it is about; keep it for the history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub situation: Option<String>,
    /// Places of the withheld findings it stands for; their messages belong into its text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<usize>,
    /// What would have withheld it, and why it did not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub despite: Vec<Despite>,
}

/// A finding that is not shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withheld {
    /// Its place in [`Evaluation::findings`].
    pub at: usize,
    /// Its id.
    pub finding: String,
    /// `pack/rule`.
    pub rule: String,
    /// How insistently it would have been shown.
    pub tier: Tier,
    /// Hash of what it says and of the facts it rests on.
    pub data: String,
    /// Why.
    pub reason: WithheldReason,
    /// The entry that did it.
    pub by: EntryRef,
    /// The finding that is shown instead, or the past alert's: its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead: Option<String>,
    /// Until when, where the reason ends by itself: an instant in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// An entry of a policy with who answers for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryRef {
    /// Its name; `overlay/id` for a site's.
    pub id: String,
    /// Who answers for it.
    pub author: String,
    /// Why, in their words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The last day on which it applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Date>,
}

impl From<&Account> for EntryRef {
    fn from(a: &Account) -> EntryRef {
        EntryRef {
            id: a.id.clone(),
            author: a.author.clone(),
            reason: a.reason.clone(),
            expires: a.expires.clone(),
        }
    }
}

/// An entry that did not withhold a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Despite {
    /// Why it would have been withheld.
    pub reason: WithheldReason,
    /// The entry.
    pub by: String,
    /// Why it was shown all the same.
    pub because: Because,
}

/// A rule that the facts do not decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undecided {
    /// Its place in [`Evaluation::indeterminate`].
    pub at: usize,
    /// `pack/rule`.
    pub rule: String,
    /// Why its finding would have been withheld by the policy alone, had it fired.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub would_be: Option<WithheldReason>,
    /// By which entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<EntryRef>,
}

/// An entry whose last day is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expired {
    /// Its name.
    pub id: String,
    /// Who answered for it.
    pub author: String,
    /// Its last day.
    pub expires: Date,
}

impl Shown {
    /// The finding itself.
    pub fn of<'e>(&self, evaluation: &'e Evaluation) -> Option<&'e Finding> {
        evaluation.findings.get(self.at)
    }
}

impl Withheld {
    /// The finding itself.
    pub fn of<'e>(&self, evaluation: &'e Evaluation) -> Option<&'e Finding> {
        evaluation.findings.get(self.at)
    }
}
