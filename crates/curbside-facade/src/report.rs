//! Mistakes in packs as data: the engine's own wire form, typed for the schema.

use crate::error::{Error, ErrorCode, ErrorDetails};
use curbside::diag::render::render_json;
use curbside::diag::{Diag, Level};
use curbside::source::SourceMap;
use serde::{Deserialize, Serialize};

/// What is wrong with packs, or worth a second look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// Version of this format: 1.
    #[serde(default = "format")]
    pub format: u32,
    /// How many errors: with any, the packs cannot be loaded.
    pub errors: usize,
    /// How many warnings.
    pub warnings: usize,
    /// All of them, by place.
    pub diagnostics: Vec<Diagnostic>,
}

fn format() -> u32 {
    crate::request::FORMAT
}

/// One mistake. Lines and columns count from 1, in characters; bytes from 0; ends are exclusive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[allow(missing_docs, reason = "see the type")]
pub struct Diagnostic {
    /// Stable code with a page in the book, such as `E0201`.
    pub code: String,
    /// The code's name, such as `unknown-name`.
    pub name: String,
    /// How bad.
    pub level: Level,
    /// One sentence.
    pub message: String,
    pub file: String,
    pub line: u32,
    pub column: u32,
    pub end_line: u32,
    pub end_column: u32,
    pub start: u32,
    pub end: u32,
    /// Words for the place.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Further places.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<Marked>,
    /// Background.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub help: Vec<String>,
    /// Changes that mend it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fixes: Vec<Fix>,
}

/// A further place with its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[allow(missing_docs, reason = "as in a diagnostic")]
pub struct Marked {
    pub file: String,
    pub line: u32,
    pub column: u32,
    pub end_line: u32,
    pub end_column: u32,
    pub start: u32,
    pub end: u32,
    pub text: String,
}

/// A change that mends a mistake.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[allow(missing_docs, reason = "as in a diagnostic")]
pub struct Fix {
    pub file: String,
    pub line: u32,
    pub column: u32,
    pub end_line: u32,
    pub end_column: u32,
    pub start: u32,
    pub end: u32,
    /// What to put there.
    pub replacement: String,
    /// In words.
    pub text: String,
}

impl Report {
    /// Of diagnostics and their texts.
    pub(crate) fn new(diags: &[Diag], sources: &SourceMap) -> Result<Report, Error> {
        serde_json::from_str(&render_json(diags, sources))
            .map_err(|_| Error::new(ErrorCode::Panic, "diagnostics that cannot be written"))
    }

    /// Packs that cannot be loaded.
    pub(crate) fn into_error(self) -> Error {
        let first = self.diagnostics.iter().find(|d| d.level == Level::Error);
        let first = first.map_or(String::new(), |d| {
            format!("; the first: {}:{}:{}: {} ({})", d.file, d.line, d.column, d.message, d.code)
        });
        let message = match self.errors {
            1 => format!("the packs have a mistake{}", first.replace("; the first", "")),
            n => format!("the packs have {n} mistakes{first}"),
        };
        let details = ErrorDetails { diagnostics: Some(self.diagnostics), ..Default::default() };
        Error::new(ErrorCode::BadPacks, message).with(&details)
    }
}
