//! The words of policies and of what they decide.

use serde::{Deserialize, Serialize};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $( $(#[$vdoc:meta])* $variant:ident = $word:literal, )* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $( $(#[$vdoc])* #[serde(rename = $word)] $variant, )* }

        impl $name {
            /// All, in order.
            pub const ALL: &'static [$name] = &[ $( $name::$variant, )* ];

            /// As it is written.
            pub fn word(self) -> &'static str {
                match self { $( $name::$variant => $word, )* }
            }

            /// The one that is written like this.
            pub fn parse(word: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|v| v.word() == word)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.word())
            }
        }
    };
}

words! {
    /// How insistently a finding is shown; the most insistent first.
    Tier {
        /// Stops the user, who must decide before going on. For very few findings.
        Interrupting = "interrupting",
        /// Stands out, and does not stop.
        Prominent = "prominent",
        /// Is there for who looks.
        Passive = "passive",
        /// Is not shown; on demand only.
        Silent = "silent",
    }
}

words! {
    /// Why a finding is withheld; a stable code.
    WithheldReason {
        /// A site has turned the rule off.
        Off = "off",
        /// The rule is on trial: evaluated and recorded, not shown.
        Shadow = "shadow",
        /// Its tier is `silent`.
        SilentTier = "silent-tier",
        /// The user's role is not among those it is for.
        NotForRole = "not-for-role",
        /// The user's specialty is not among those it is for.
        NotForSpecialty = "not-for-specialty",
        /// The place is not among those it is for.
        NotForSetting = "not-for-setting",
        /// The patient is surely not of the population it is for.
        NotForPopulation = "not-for-population",
        /// What it advises is among the draft or active orders already.
        ActionExists = "action-exists",
        /// The user has put it off, and its data are the same since.
        Snoozed = "snoozed",
        /// It was shown in this encounter, with the same data.
        OncePerEncounter = "once-per-encounter",
        /// It was shown, accepted or overridden a short while ago, with the same data.
        ShownRecently = "shown-recently",
        /// It was shown on another hook of the same workflow, with the same data.
        ShownOnOtherHook = "shown-on-other-hook",
        /// Another finding says the same of the same facts.
        SameFacts = "same-facts",
        /// Another finding of a declared group says the same.
        SameAs = "same-as",
    }
}

words! {
    /// Why an entry that would have withheld a finding did not.
    Because {
        /// The rule may never be off.
        NeverOff = "never-off",
        /// The finding is of the highest tier, and the entry does not say `override-highest-tier`.
        HighestTier = "highest-tier",
        /// Its data have changed since: it is armed again.
        DataChanged = "data-changed",
    }
}

words! {
    /// What became of an alert that was shown.
    Outcome {
        /// The advice was taken.
        Accepted = "accepted",
        /// The user went on against it.
        Overridden = "overridden",
        /// Nothing was heard of it.
        Ignored = "ignored",
        /// Put off.
        Deferred = "deferred",
    }
}

words! {
    /// After what an alert is not shown again for a while.
    After {
        /// After it was shown, whatever became of it.
        Shown = "shown",
        /// After the advice was taken.
        Accepted = "accepted",
        /// After the user went on against it.
        Overridden = "overridden",
    }
}

words! {
    /// Within what an alert is shown once.
    OncePer {
        /// An encounter.
        Encounter = "encounter",
    }
}
