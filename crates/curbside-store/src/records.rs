//! What is kept: evaluations, administrative acts, differences of sessions, feedback.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

macro_rules! record {
    ($(#[$doc:meta])* $name:ident { $( $(#[$fdoc:meta])* $field:ident : $type:ty, )* }) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
        #[serde(default)]
        pub struct $name { $( $(#[$fdoc])* #[serde(skip_serializing_if = "is_default")] pub $field: $type, )* }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                // Whom it is about is not for logs.
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    };
}

record! {
    /// An evaluation, what was shown of it and what was not.
    Evaluated {
        /// When.
        at: Timestamp,
        /// Hook or trigger: `order-sign`, `result`, ….
        trigger: String,
        /// Hash of the packs.
        pack_hash: String,
        /// Version of the engine.
        engine: String,
        /// Which exchange of rules answered.
        generation: u64,
        /// Hash of the alert policy.
        policy_hash: String,
        /// Hash of the snapshot.
        snapshot_hash: String,
        /// The patient, as the host names them; the store hashes it if so set.
        patient: Option<String>,
        /// The user.
        user: Option<String>,
        /// The user's role.
        role: Option<String>,
        /// Where.
        location: Option<String>,
        /// The encounter.
        encounter: Option<String>,
        /// The request.
        request_id: Option<String>,
        /// `hookInstance` of CDS Hooks.
        hook_instance: Option<String>,
        /// Draft orders it was about, for alerts per 100 orders.
        orders: u64,
        /// How many rules came to which end.
        counts: Counts,
        /// What was shown.
        shown: Vec<ShownCard>,
        /// What was withheld.
        withheld: Vec<WithheldAlert>,
        /// What could not be decided, by reason.
        undecided: BTreeMap<String, OpenRules>,
        /// What was not looked at, by reason.
        not_evaluated: BTreeMap<String, OpenRules>,
        /// Microseconds from request to answer.
        latency_us: u64,
        /// Anything else the host wants kept: no more than it needs.
        more: BTreeMap<String, String>,
    }
}

record! {
    /// How many rules came to which end.
    Counts {
        /// Rules in force.
        rules: u32,
        /// Fired.
        fired: u32,
        /// Did not.
        silent: u32,
        /// Not decided.
        indeterminate: u32,
        /// Silenced by an exception.
        suppressed: u32,
        /// Not looked at.
        not_evaluated: u32,
    }
}

record! {
    /// A finding that was shown.
    ShownCard {
        /// The card's uuid, to which feedback refers.
        card: String,
        /// The finding's id.
        finding: String,
        /// `pack/rule`.
        rule: String,
        /// Version of the rule or its pack.
        version: Option<String>,
        /// Tier.
        tier: String,
        /// Severity.
        severity: String,
        /// Hash of what it said.
        data: String,
        /// Hash of the situation.
        situation: Option<String>,
    }
}

record! {
    /// A finding that was not shown.
    WithheldAlert {
        /// The finding's id.
        finding: String,
        /// `pack/rule`.
        rule: String,
        /// Version of the rule or its pack.
        version: Option<String>,
        /// Tier.
        tier: String,
        /// Severity.
        severity: String,
        /// Why: a stable code.
        reason: String,
        /// The entry of the policy.
        by: String,
        /// Who answers for that entry.
        author: String,
        /// Its last day.
        expires: Option<String>,
        /// Hash of what it would have said.
        data: String,
    }
}

record! {
    /// Rules that ended for one reason.
    OpenRules {
        /// How many.
        count: u64,
        /// Which; may be left empty where the number is enough.
        rules: Vec<String>,
    }
}

record! {
    /// An act of administration: a reload, a change of policy, a start.
    Act {
        /// When.
        at: Timestamp,
        /// Who.
        user: Option<String>,
        /// What: `reload`, `rollback`, `policy`, `start`, `stop`, ….
        what: String,
        /// How it ended: `done`, `refused`, ….
        outcome: String,
        /// Hashes before and after, and the like.
        detail: BTreeMap<String, String>,
    }
}

record! {
    /// What a message changed about a patient's findings.
    Difference {
        /// When.
        at: Timestamp,
        /// From where: `mllp`, ….
        source: String,
        /// The message's control id.
        message: Option<String>,
        /// The patient.
        patient: Option<String>,
        /// Hash of the packs.
        pack_hash: String,
        /// Findings that appeared.
        appeared: Vec<ShownCard>,
        /// Findings that appeared and were withheld.
        withheld: Vec<WithheldAlert>,
        /// Ids of findings that went.
        gone: Vec<String>,
        /// Microseconds.
        latency_us: u64,
    }
}

/// What a user did with a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// Took the advice.
    Accepted,
    /// Went on against it.
    Overridden,
    /// Let it be.
    #[default]
    Ignored,
    /// Put it off.
    Deferred,
}

impl Action {
    /// All.
    pub const ALL: [Action; 4] = [Action::Accepted, Action::Overridden, Action::Ignored, Action::Deferred];

    /// As it is written.
    pub fn word(self) -> &'static str {
        match self {
            Action::Accepted => "accepted",
            Action::Overridden => "overridden",
            Action::Ignored => "ignored",
            Action::Deferred => "deferred",
        }
    }

    /// The one that is written like this.
    pub fn parse(word: &str) -> Option<Action> {
        Action::ALL.into_iter().find(|a| a.word() == word)
    }
}

record! {
    /// A coded reason.
    Coded {
        /// The code.
        code: String,
        /// Its system.
        system: Option<String>,
        /// In words.
        display: Option<String>,
    }
}

record! {
    /// What a user made of a card.
    Feedback {
        /// The card's uuid.
        card: String,
        /// What they did.
        action: Action,
        /// When they did it (`outcomeTimestamp`).
        at: Timestamp,
        /// Why they went on.
        reason: Option<Coded>,
        /// In their own words.
        comment: Option<String>,
        /// Suggestions they took.
        accepted: Vec<String>,
        /// Who; else the user the card was shown to.
        user: Option<String>,
        /// Where; else where the card was shown.
        location: Option<String>,
        /// Until when they have put it off.
        snooze_until: Option<Timestamp>,
        /// The service it was sent to.
        service: Option<String>,
        /// Whose feedback it is. Cards of an evaluation with another `client` in
        /// [`more`](Evaluated::more) are not known to it.
        client: Option<String>,
    }
}

impl Evaluated {
    /// An evaluation at a moment.
    pub fn at(at: Timestamp) -> Evaluated {
        Evaluated { at, ..Evaluated::default() }
    }
}

/// An entry that is kept: committed when it is handed out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Its id.
    pub id: String,
    /// The writer.
    pub chain: String,
    /// Its place in the chain, from 1.
    pub seq: i64,
    /// Its hash.
    pub hash: String,
}

/// What became of a piece of feedback.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Recorded {
    /// Kept.
    New(Receipt),
    /// Kept; no card with that uuid is known here.
    UnknownCard(Receipt),
    /// The same card, outcome and time are there already.
    Duplicate,
}

/// A record of any kind, as the content of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub(crate) enum Record {
    Evaluation(Box<Evaluated>),
    Act(Box<Act>),
    Difference(Box<Difference>),
    Feedback(Box<KnownFeedback>),
    Retention(Box<crate::retention::Tombstone>),
}

record! {
    /// Feedback with what is known of its card.
    KnownFeedback {
        /// As it was sent.
        feedback: Feedback,
        /// Whether the card is known.
        known: bool,
        /// `pack/rule`.
        rule: Option<String>,
        /// Its version.
        version: Option<String>,
        /// The patient the card was about.
        patient: Option<String>,
        /// When it arrived.
        received: Timestamp,
    }
}

impl Record {
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Record::Evaluation(_) => "evaluation",
            Record::Act(_) => "act",
            Record::Difference(_) => "difference",
            Record::Feedback(_) => "feedback",
            Record::Retention(_) => "retention",
        }
    }

    pub(crate) fn at(&self) -> Timestamp {
        match self {
            Record::Evaluation(e) => e.at,
            Record::Act(a) => a.at,
            Record::Difference(d) => d.at,
            Record::Feedback(f) => f.received,
            Record::Retention(t) => t.range.at,
        }
    }
}
