//! What keeps a file from being read, and what an import has to tell.

use std::fmt;

/// What keeps a file from being read: where, why, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file.
    pub file: String,
    /// Where in it: a line, a path within the JSON, a rule.
    pub place: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl Problem {
    /// A problem of a file.
    pub fn new(file: &str, place: impl Into<String>, message: impl Into<String>) -> Problem {
        Problem { file: file.into(), place: place.into(), message: message.into(), help: String::new() }
    }

    /// What to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Problem {
        self.help = help.into();
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.file, self.place, self.message)?;
        if self.help.is_empty() { Ok(()) } else { write!(f, " ({})", self.help) }
    }
}

impl std::error::Error for Problem {}

/// How much a note matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// A decision of the import that a reader may want to know.
    Told,
    /// A change or a doubt that somebody should look at.
    Warning,
    /// Something of the source is not in the pack.
    Lost,
}

impl Weight {
    /// As a report says it.
    pub fn word(self) -> &'static str {
        match self {
            Weight::Told => "note",
            Weight::Warning => "warning",
            Weight::Lost => "not imported",
        }
    }
}

/// Something the import has to tell about a guideline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// How much it matters.
    pub weight: Weight,
    /// The guideline.
    pub guideline: String,
    /// The rule, element or test case.
    pub place: String,
    /// What.
    pub text: String,
}
