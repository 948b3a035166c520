//! The words of the language that tree, model and results share.

use serde::{Deserialize, Serialize};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $( $(#[$vdoc:meta])* $variant:ident = $word:literal, )* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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

        impl crate::codec::Codec for $name {
            fn put(&self, w: &mut crate::codec::Writer) {
                w.byte(*self as u8);
            }

            fn get(r: &mut crate::codec::Reader<'_>) -> crate::codec::Read<$name> {
                $name::ALL.get(usize::from(r.byte()?)).copied().ok_or(crate::codec::Damaged)
            }
        }
    };
}

words! {
    /// What is asked of a fact's presence.
    Verb {
        /// An active problem.
        Has = "has",
        /// A problem at any time.
        Had = "had",
        /// A refuted problem.
        RuledOut = "ruled out",
        /// An active medication.
        Taking = "taking",
        /// A draft of this request.
        Ordering = "ordering",
        /// Either.
        TakingOrOrdering = "taking or ordering",
        /// A medication now or in the past.
        Taken = "taken",
        /// An administration.
        Given = "given",
        /// An allergy or intolerance.
        AllergicTo = "allergic to",
        /// An immunization given.
        ImmunizedWith = "immunized with",
        /// A procedure done.
        Underwent = "underwent",
        /// An order other than a medication, active or draft.
        Ordered = "ordered",
        /// An observation with a value.
        Measured = "measured",
        /// A disease of a relative.
        FamilyHistoryOf = "family history of",
        /// An encounter.
        Visited = "visited",
    }
}

words! {
    /// Which of several results, or what about them.
    AggregateKind {
        /// The newest.
        Latest = "latest",
        /// The oldest.
        Earliest = "earliest",
        /// The highest.
        Highest = "highest",
        /// The lowest.
        Lowest = "lowest",
        /// Arithmetic mean.
        Mean = "mean",
        /// Median.
        Median = "median",
        /// How many.
        Count = "count",
        /// Sum.
        Sum = "sum",
        /// Last less first.
        Change = "change in",
        /// Per day, by least squares.
        Slope = "slope of",
    }
}

words! {
    /// What is computed over facts.
    OverKind {
        /// Sum.
        Sum = "sum",
        /// Highest.
        Highest = "highest",
        /// Lowest.
        Lowest = "lowest",
    }
}

words! {
    /// How much a finding matters; the worst first.
    Severity {
        /// Do not proceed without a decision (`contraindicated` in interactions).
        Critical = "critical",
        /// `major` in interactions.
        High = "high",
        /// Worth a look before going on.
        Moderate = "moderate",
        /// `minor` in interactions.
        Low = "low",
        /// For information.
        Info = "info",
    }
}

words! {
    /// What a rule is for.
    Category {
        /// Guards against harm.
        Safety = "safety",
        /// A guideline's advice.
        Recommendation = "recommendation",
        /// Something due.
        CareGap = "care-gap",
        /// A diagnosis to consider.
        Diagnosis = "diagnosis",
        /// A result that deserves attention.
        Result = "result",
    }
}

words! {
    /// What an undecided rule does.
    UnknownPolicy {
        /// Is listed as indeterminate.
        Hold = "hold",
        /// Raises a finding marked possible.
        Fire = "fire",
        /// Is listed, and asks for what is missing.
        Ask = "ask",
    }
}

words! {
    /// What makes a host evaluate.
    Trigger {
        /// A chart is opened.
        PatientView = "patient-view",
        /// An order is chosen.
        OrderSelect = "order-select",
        /// Orders are signed.
        OrderSign = "order-sign",
        /// Orders are sent to performers.
        OrderDispatch = "order-dispatch",
        /// An encounter begins.
        EncounterStart = "encounter-start",
        /// An encounter ends.
        EncounterDischarge = "encounter-discharge",
        /// An appointment is booked.
        AppointmentBook = "appointment-book",
        /// A result arrives.
        Result = "result",
        /// A refill is asked for.
        MedicationRefill = "medication-refill",
        /// A problem is added.
        ProblemCreate = "problem-list-item-create",
        /// An allergy is added.
        AllergyCreate = "allergyintolerance-create",
    }
}

words! {
    /// How far a rule has come.
    Lifecycle {
        /// Being written; checked, never evaluated.
        Draft = "draft",
        /// In force.
        Active = "active",
        /// No longer in force.
        Retired = "retired",
    }
}
