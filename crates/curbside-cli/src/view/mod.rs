//! What a clinician reads: one patient's answers, honest and in order.
//!
//! INVARIANT: "nothing found" is only said of rules that were decided; whatever
//! could not be checked, was silenced, filtered or left out is named with its
//! number.

pub mod costs;
mod findings;
mod header;
mod rest;
pub mod summary;
mod undecided;

pub use header::person;

use crate::moment::Moment;
use curbside::eval::result::Evaluation;
use curbside::snapshot::Snapshot;
use curbside::terms::DrugDictionary;
use curbside::vocab::{Category, Severity};
use std::io::{self, Write};

/// What to show.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only these categories; all when empty.
    pub categories: Vec<Category>,
    /// Only this severity and worse.
    pub severity: Option<Severity>,
}

impl Filter {
    /// Whether something of this category and severity is shown.
    pub fn shows(&self, category: Category, severity: Severity) -> bool {
        (self.categories.is_empty() || self.categories.contains(&category))
            && self.severity.is_none_or(|s| severity <= s)
    }

    /// In words, when something is left out.
    fn words(&self) -> Option<String> {
        let mut parts = Vec::new();
        if !self.categories.is_empty() {
            let words: Vec<&str> = self.categories.iter().map(|c| c.word()).collect();
            parts.push(format!("category {}", words.join(" or ")));
        }
        if let Some(s) = self.severity {
            parts.push(format!("severity {} and above", s.word()));
        }
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

/// One patient's answers.
pub struct Answers<'a> {
    /// Where the patient came from: a file, a patient within it.
    pub label: &'a str,
    /// The patient's name, when it was asked for.
    pub name: Option<&'a str>,
    /// The patient.
    pub snapshot: &'a Snapshot,
    /// The answers.
    pub evaluation: &'a Evaluation,
    /// Names of drugs that the rules name by their codes.
    pub drugs: &'a DrugDictionary,
    /// The clock used.
    pub moment: &'a Moment,
    /// What to show.
    pub filter: &'a Filter,
    /// Whether to list everything.
    pub all: bool,
    /// Whether the dead get advice.
    pub advise_deceased: bool,
    /// Columns.
    pub width: usize,
}

/// Writes one patient's answers.
pub fn show(out: &mut dyn Write, a: &Answers<'_>) -> io::Result<()> {
    header::show(out, a)?;
    findings::show(out, a)?;
    undecided::show(out, a)?;
    rest::show(out, a)
}
