//! Diagnostics as plain data.
//!
//! The parser and the checker push [`Diag`]s; renderers (`render`) turn them
//! into text, JSON, SARIF or GitHub annotations. A diagnostic knows its code,
//! place, cause and fix, never how it will look. Patient values never appear.

pub mod codes;
mod page;
pub mod render;

use crate::source::Span;
use serde::{Deserialize, Serialize};

pub use codes::Code;
pub use page::page;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Level {
    /// Worth knowing.
    Note,
    /// Probably not what the author meant; a lint.
    Warning,
    /// The pack cannot be loaded.
    Error,
}

/// A further place with its own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is to be said about it.
    pub text: String,
}

/// A change of the text that would mend the mistake.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// What to replace (empty span: insert).
    pub span: Span,
    /// With what.
    pub replacement: String,
    /// In words: "did you mean `Potassium`?"
    pub text: String,
}

/// One mistake, or one thing worth a second look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diag {
    /// Stable code, for example `E0201`.
    pub code: Code,
    /// Level after `allow`s and command-line settings.
    pub level: Level,
    /// One sentence, lower case, no full stop.
    pub message: String,
    /// Where.
    pub span: Span,
    /// Words under the primary place; empty to leave it bare.
    pub label: String,
    /// Further places.
    pub labels: Vec<Label>,
    /// Background.
    pub notes: Vec<String>,
    /// What to do about it, in words.
    pub help: Vec<String>,
    /// Changes that mend it.
    pub fixes: Vec<Fix>,
}

impl Diag {
    /// A diagnostic at the code's default level.
    ///
    /// ```
    /// use curbside::diag::{Code, Diag, Level};
    /// use curbside::source::Span;
    /// let d = Diag::new(Code::UnknownName, Span::default(), "unknown name `Potasium`")
    ///     .fix(Span::default(), "Potassium", "did you mean `Potassium`?");
    /// assert_eq!(d.level, Level::Error);
    /// assert_eq!(d.fixes.len(), 1);
    /// ```
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            level: code.info().level,
            message: message.into(),
            span,
            label: String::new(),
            labels: Vec::new(),
            notes: Vec::new(),
            help: Vec::new(),
            fixes: Vec::new(),
        }
    }

    /// Words under the primary place.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.label = text.into();
        self
    }

    /// A further place.
    #[must_use]
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Background.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// What to do about it.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// A change that mends it.
    #[must_use]
    pub fn fix(mut self, span: Span, replacement: impl Into<String>, text: impl Into<String>) -> Self {
        self.fixes.push(Fix { span, replacement: replacement.into(), text: text.into() });
        self
    }

    /// Whether the pack cannot be loaded because of it.
    pub fn is_error(&self) -> bool {
        self.level == Level::Error
    }
}

/// The candidate nearest to `name`, if it is near enough to suggest: a
/// case-insensitive equal first, else an edit distance of at most a third of
/// the length.
///
/// ```
/// use curbside::diag::nearest;
/// assert_eq!(nearest("Potasium", ["Sodium", "Potassium"]), Some("Potassium"));
/// assert_eq!(nearest("K", ["Sodium"]), None);
/// ```
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = name.to_lowercase();
    let limit = (name.chars().count() / 3).max(1);
    let mut best: Option<(usize, &'a str)> = None;
    for c in candidates {
        let d = if c.to_lowercase() == lower { 0 } else { strsim::damerau_levenshtein(name, c) };
        if d <= limit && d < name.chars().count() && best.is_none_or(|(b, w)| (d, c) < (b, w)) {
            best = Some((d, c));
        }
    }
    best.map(|(_, c)| c)
}
