//! The register of diagnostic codes: number, kebab-case name, level, title.
//!
//! A number is never reused or renumbered. Each code has a page in `docs/`
//! beside this file (`E0201.md`) with a failing and a mended snippet that a
//! test runs. Groups: `E01` syntax, `E02` names and terminology, `E03` types
//! and units, `E04` logic, `E05` pack, time and governance, `E06` tests,
//! `E07` snapshots and evaluation, `E08` alert policies. Lints (level warning) can be allowed on an
//! item with `allow NAME because "…"`.

use super::Level;
use serde::{Deserialize, Serialize};

/// What is registered about a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeInfo {
    /// `E0201`.
    pub code: &'static str,
    /// `unknown-name`; for lints also the word that `allow` takes.
    pub name: &'static str,
    /// Level when nothing says otherwise.
    pub level: Level,
    /// A short title.
    pub title: &'static str,
}

macro_rules! codes {
    ($( $variant:ident = $code:literal $name:literal $level:ident $title:literal; )*) => {
        /// A stable diagnostic code.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum Code {
            $( #[doc = $title] #[serde(rename = $code)] $variant, )*
        }

        impl Code {
            /// Every code, in order.
            pub const ALL: &'static [Code] = &[ $( Code::$variant, )* ];

            /// What is registered about it.
            ///
            /// ```
            /// use curbside::diag::Code;
            /// assert_eq!(Code::UnknownName.info().code, "E0201");
            /// ```
            pub fn info(self) -> CodeInfo {
                match self {
                    $( Code::$variant => CodeInfo { code: $code, name: $name, level: Level::$level, title: $title }, )*
                }
            }
        }
    };
}

codes! {
    Syntax = "E0101" "syntax" Error "The text cannot be read here";
    NestingTooDeep = "E0102" "nesting-too-deep" Error "Nested deeper than the limit";
    SourceTooLarge = "E0103" "source-too-large" Error "A source text is larger than the limit";
    BadEscape = "E0104" "bad-escape" Error "An unknown escape or an unclosed brace in a text";
    DuplicateClause = "E0105" "duplicate-clause" Error "A clause that may stand once stands twice";
    UnknownClause = "E0106" "unknown-clause" Error "A clause this declaration does not have";
    MissingClause = "E0107" "missing-clause" Error "A clause this declaration must have is missing";
    UnknownWord = "E0108" "unknown-word" Error "A word that is not one of those possible here";

    UnknownName = "E0201" "unknown-name" Error "A name that nothing declares";
    DuplicateName = "E0202" "duplicate-name" Error "The same name is declared twice";
    CircularDefinition = "E0203" "circular-definition" Error "Definitions that need each other";
    UnknownPack = "E0204" "unknown-pack" Error "A pack that is not loaded";
    MalformedCode = "E0205" "malformed-code" Error "A code whose shape or check digit is wrong";
    DisplayMismatch = "E0206" "display-mismatch" Warning "A display that contradicts the code";
    EmptySet = "E0207" "empty-set" Error "A code set without members";
    UnknownSystem = "E0208" "unknown-system" Error "A code system nobody declared";
    NoHierarchy = "E0209" "no-hierarchy" Error "A branch of a system that has no hierarchy here";
    LockMismatch = "E0210" "lock-mismatch" Error "A code set differs from the lockfile";
    UnusedUse = "E0211" "unused-use" Warning "An import that nothing uses";
    ReservedWord = "E0212" "reserved-word" Error "A word of the language used as a name";

    WrongType = "E0301" "wrong-type" Error "A value of another type is needed here";
    WrongFactKind = "E0302" "wrong-fact-kind" Error "This kind of fact cannot be asked that way";
    UnknownUnit = "E0303" "unknown-unit" Error "Not a unit of UCUM";
    DimensionMismatch = "E0304" "dimension-mismatch" Error "Units of different dimensions";
    MissingUnit = "E0305" "missing-unit" Error "A quantity without its unit";
    NeedsMolarMass = "E0306" "needs-molar-mass" Error "Mass and amount of substance need a molar mass";
    UnknownField = "E0307" "unknown-field" Error "A field this value does not have";
    UnknownModifier = "E0308" "unknown-modifier" Error "A modifier this kind of fact does not have";
    WrongArguments = "E0309" "wrong-arguments" Error "Too many, too few or wrong arguments";
    UnboundName = "E0310" "unbound-name" Error "A name that is not bound in every case";
    ScriptError = "E0311" "script-error" Error "A script that does not compile or lacks the function";
    Overflow = "E0312" "overflow" Error "A number beyond what the engine holds exactly";

    ImplausibleThreshold = "E0401" "implausible-threshold" Warning "A threshold outside the plausible range";
    AlwaysFalse = "E0402" "always-false" Warning "A condition that can never hold";
    AlwaysTrue = "E0403" "always-true" Warning "A condition that always holds";
    UselessException = "E0404" "useless-exception" Warning "An exception that cannot matter";
    ShadowedRule = "E0405" "shadowed-rule" Warning "A rule that repeats another";
    BandGap = "E0406" "band-gap" Error "Values that no row covers";
    BandOverlap = "E0407" "band-overlap" Error "Values that two rows cover";
    EmptyRange = "E0408" "empty-range" Error "A range whose lower end is above its upper end";
    UnusedLet = "E0409" "unused-let" Warning "A `let` that nothing uses";
    ConflictingRules = "E0410" "conflicting-rules" Warning "Two rules that advise the opposite";

    NoPackFile = "E0501" "no-pack-file" Error "A folder without a readable `pack.yaml`";
    PackNameMismatch = "E0502" "pack-name-mismatch" Error "A file that names another pack";
    BadPackFile = "E0503" "bad-pack-file" Error "A `pack.yaml` that cannot be understood";
    BadTable = "E0504" "bad-table" Error "A CSV file with missing columns or bad rows";
    MissingFile = "E0505" "missing-file" Error "A file the pack refers to is not there";
    PackLimit = "E0506" "pack-limit" Error "More items than the limit allows";
    NoWindow = "E0511" "no-window" Warning "A laboratory value used without a time window";
    WindowTooLong = "E0512" "window-too-long" Warning "A window longer than the data contract supplies";
    NoEvidence = "E0521" "no-evidence" Warning "No evidence is cited";
    NoOwner = "E0522" "no-owner" Warning "Nobody owns it";
    PastReview = "E0523" "past-review" Warning "Past its review date";
    NoReviewDate = "E0524" "no-review-date" Warning "No review date";
    NoFiringTest = "E0525" "no-firing-test" Warning "No test in which it fires";
    NoSilentTest = "E0526" "no-silent-test" Warning "No test in which it stays silent";
    NoEdgeTest = "E0527" "no-edge-test" Warning "A threshold that no test sits at";
    SafetyUnknownPolicy = "E0528" "safety-unknown-policy" Warning "A safety rule that does not say what unknown means";
    AllowWithoutReason = "E0529" "allow-without-reason" Warning "An `allow` without a reason";
    UnusedAllow = "E0530" "unused-allow" Warning "An `allow` that allows nothing";
    MessageTooLong = "E0531" "message-too-long" Warning "A message longer than a card's summary";

    BadTestFile = "E0601" "bad-test-file" Error "A test file that cannot be understood";
    BadFact = "E0602" "bad-fact" Error "A fact of a test that cannot be understood";
    NoTests = "E0603" "no-tests" Error "No test was found";
    UnknownExpectation = "E0604" "unknown-expectation" Error "An expectation about something that does not exist";

    BadSnapshot = "E0701" "bad-snapshot" Error "Patient data that cannot be read";
    WrongPatient = "E0702" "wrong-patient" Error "Data of more than one patient";
    SnapshotLimit = "E0703" "snapshot-limit" Error "Patient data beyond the limits";
    NoPatient = "E0704" "no-patient" Error "Patient data without a patient";

    BadPolicy = "E0801" "bad-policy" Error "An alert policy that cannot be understood";
    PolicyUnknownRule = "E0802" "policy-unknown-rule" Error "An alert policy names a rule that does not exist";
    NeverOff = "E0803" "never-off" Error "An alert policy silences a rule that may never be off";
    HighestTierSilenced = "E0804" "highest-tier-silenced" Error "The highest tier is silenced without saying so";
    UnaccountedChange = "E0805" "unaccounted-change" Error "A site's change without author, reason, date or expiry";
    ExpiredChange = "E0806" "expired-change" Warning "A site's change that has expired";
    PolicyConflict = "E0807" "policy-conflict" Warning "Two entries of an alert policy that contradict each other";
    UnreachableTier = "E0808" "unreachable-tier" Warning "A line of an alert policy that no finding reaches";
}

impl Code {
    /// The code with this number or name, for `curbside explain E0201`.
    ///
    /// ```
    /// use curbside::diag::Code;
    /// assert_eq!(Code::find("e0201"), Some(Code::UnknownName));
    /// assert_eq!(Code::find("unknown-name"), Some(Code::UnknownName));
    /// ```
    pub fn find(text: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|c| c.info().code.eq_ignore_ascii_case(text) || c.info().name == text)
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.info().code)
    }
}
