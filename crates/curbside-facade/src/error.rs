//! Errors as data: a stable code, a message, a place. Never a patient's value.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::fmt;

macro_rules! codes {
    ($( $variant:ident = $number:literal $word:literal $meaning:literal; )*) => {
        /// What went wrong. Words and numbers are stable: none is reused or renumbered.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[non_exhaustive]
        pub enum ErrorCode { $( #[doc = $meaning] #[serde(rename = $word)] $variant, )* }

        impl ErrorCode {
            /// Every code, in order of its number.
            pub const ALL: &'static [ErrorCode] = &[ $( ErrorCode::$variant, )* ];

            /// As it is written in JSON.
            pub fn word(self) -> &'static str {
                match self { $( ErrorCode::$variant => $word, )* }
            }

            /// The status number of bindings that have no words; 0 is success.
            pub fn number(self) -> i32 {
                match self { $( ErrorCode::$variant => $number, )* }
            }

            /// What it means.
            pub fn meaning(self) -> &'static str {
                match self { $( ErrorCode::$variant => $meaning, )* }
            }
        }
    };
}

codes! {
    NotJson = 1 "not-json" "The text is not JSON, or not UTF-8";
    TooLarge = 2 "too-large" "More bytes than the limit";
    TooDeep = 3 "too-deep" "Nested deeper than the limit";
    UnsupportedFormat = 4 "unsupported-format" "A `format` this version does not read";
    UnknownField = 5 "unknown-field" "A field that does not exist here";
    MissingField = 6 "missing-field" "A field that must be there is missing";
    DuplicateKey = 7 "duplicate-key" "A key that stands twice in one object";
    WrongType = 8 "wrong-type" "A value of another JSON type is needed";
    BadValue = 9 "bad-value" "A value of the right type that cannot be understood";
    BadPatient = 10 "bad-patient" "Patient data that cannot be read";
    WrongPatient = 11 "wrong-patient" "Data of another patient, or of several";
    NoPatient = 12 "no-patient" "The expected patient does not occur";
    PatientLimit = 13 "patient-limit" "Patient data beyond a limit; nothing was evaluated";
    UnknownRule = 14 "unknown-rule" "No rule in force has this id";
    UnknownSource = 15 "unknown-source" "The session has no fact with this source; nothing was changed";
    CannotRead = 16 "cannot-read" "A file or folder of packs cannot be read";
    NoPack = 17 "no-pack" "Nothing at this place is a pack";
    PackLimit = 18 "pack-limit" "Packs beyond a limit";
    BadPacks = 19 "bad-packs" "The packs have mistakes, listed in `details`; the rules in force stay";
    NotSupported = 20 "not-supported" "Not possible in this build or on this platform";
    BadArgument = 21 "bad-argument" "A call that breaks the contract of the binding";
    Closed = 22 "closed" "The engine or session was closed";
    Panic = 23 "panic" "A defect of the engine was caught; the handle answers nothing more";
    Poisoned = 24 "poisoned" "An earlier call on this handle met a defect; open a new one";
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Error {
    /// What kind of error; stable.
    pub code: ErrorCode,
    /// In words: what is wrong, and how to mend it. Never a patient's value.
    pub message: String,
    /// JSON pointer into the request; empty for the whole.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// More, as the code says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<ErrorDetails>"))]
    pub details: Option<Box<RawValue>>,
}

/// What an error may say beside its message.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ErrorDetails {
    /// `not-json`: line from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// `not-json`: column from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    /// The engine's own code with a page in its book, such as `E0702`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub diagnostic: Option<String>,
    /// `bad-packs`: everything that is wrong with the packs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub diagnostics: Option<Vec<crate::report::Diagnostic>>,
}

impl Error {
    /// An error about the whole.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Error {
        Error { code, message: message.into(), path: String::new(), details: None }
    }

    /// At a place of the request.
    #[must_use]
    pub fn at(mut self, path: impl Into<String>) -> Error {
        self.path = path.into();
        self
    }

    /// With more.
    #[must_use]
    pub fn with(mut self, details: &ErrorDetails) -> Error {
        self.details = serde_json::value::to_raw_value(details).ok();
        self
    }

    /// The error as JSON, for bindings that hand it on as text.
    ///
    /// ```
    /// use curbside_facade::{Error, ErrorCode};
    /// let e = Error::new(ErrorCode::Closed, "the engine was closed");
    /// assert_eq!(e.to_json(), r#"{"code":"closed","message":"the engine was closed"}"#);
    /// ```
    pub fn to_json(&self) -> String {
        serde_json::to_string(self)
            .unwrap_or_else(|_| r#"{"code":"panic","message":"an error that cannot be written"}"#.into())
    }

    /// The engine was closed.
    pub fn closed(what: &str) -> Error {
        Error::new(ErrorCode::Closed, format!("the {what} was closed; open a new one"))
    }

    /// A call that breaks the contract of the binding.
    pub fn argument(message: impl Into<String>) -> Error {
        Error::new(ErrorCode::BadArgument, message)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Error { code, message, path, .. } = self;
        if path.is_empty() {
            write!(f, "{code}: {message}")
        } else {
            write!(f, "{code} at {path}: {message}")
        }
    }
}

impl std::error::Error for Error {}
