//! The page of every code, for `curbside explain E0201`: what it means, why it
//! matters, a failing and a mended snippet.

use super::Code;

macro_rules! pages {
    ($( $variant:ident = $code:literal ),* $(,)?) => {
        /// The page of a code, as Markdown.
        ///
        /// ```
        /// use curbside::diag::{page, Code};
        /// assert!(page(Code::UnknownName).starts_with("# E0201 unknown-name"));
        /// ```
        pub fn page(code: Code) -> &'static str {
            match code {
                $( Code::$variant => include_str!(concat!("docs/", $code, ".md")), )*
            }
        }
    };
}

pages! {
    Syntax = "E0101",
    NestingTooDeep = "E0102",
    SourceTooLarge = "E0103",
    BadEscape = "E0104",
    DuplicateClause = "E0105",
    UnknownClause = "E0106",
    MissingClause = "E0107",
    UnknownWord = "E0108",
    UnknownName = "E0201",
    DuplicateName = "E0202",
    CircularDefinition = "E0203",
    UnknownPack = "E0204",
    MalformedCode = "E0205",
    DisplayMismatch = "E0206",
    EmptySet = "E0207",
    UnknownSystem = "E0208",
    NoHierarchy = "E0209",
    LockMismatch = "E0210",
    UnusedUse = "E0211",
    ReservedWord = "E0212",
    WrongType = "E0301",
    WrongFactKind = "E0302",
    UnknownUnit = "E0303",
    DimensionMismatch = "E0304",
    MissingUnit = "E0305",
    NeedsMolarMass = "E0306",
    UnknownField = "E0307",
    UnknownModifier = "E0308",
    WrongArguments = "E0309",
    UnboundName = "E0310",
    ScriptError = "E0311",
    Overflow = "E0312",
    ImplausibleThreshold = "E0401",
    AlwaysFalse = "E0402",
    AlwaysTrue = "E0403",
    UselessException = "E0404",
    ShadowedRule = "E0405",
    BandGap = "E0406",
    BandOverlap = "E0407",
    EmptyRange = "E0408",
    UnusedLet = "E0409",
    ConflictingRules = "E0410",
    NoPackFile = "E0501",
    PackNameMismatch = "E0502",
    BadPackFile = "E0503",
    BadTable = "E0504",
    MissingFile = "E0505",
    PackLimit = "E0506",
    NoWindow = "E0511",
    WindowTooLong = "E0512",
    NoEvidence = "E0521",
    NoOwner = "E0522",
    PastReview = "E0523",
    NoReviewDate = "E0524",
    NoFiringTest = "E0525",
    NoSilentTest = "E0526",
    NoEdgeTest = "E0527",
    SafetyUnknownPolicy = "E0528",
    AllowWithoutReason = "E0529",
    UnusedAllow = "E0530",
    MessageTooLong = "E0531",
    BadTestFile = "E0601",
    BadFact = "E0602",
    NoTests = "E0603",
    UnknownExpectation = "E0604",
    BadSnapshot = "E0701",
    WrongPatient = "E0702",
    SnapshotLimit = "E0703",
    NoPatient = "E0704",
    BadPolicy = "E0801",
    PolicyUnknownRule = "E0802",
    NeverOff = "E0803",
    HighestTierSilenced = "E0804",
    UnaccountedChange = "E0805",
    ExpiredChange = "E0806",
    PolicyConflict = "E0807",
    UnreachableTier = "E0808",
}
