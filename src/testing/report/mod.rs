//! What a test run gave, as data; renderers turn it into text, JSON or JUnit.

mod junit;
mod text;

pub use junit::render_junit;
pub use text::{TextOptions, render_text};

use super::coverage::Coverage;
use crate::diag::Diag;
use crate::eval::result::Explanation;
use crate::source::SourceMap;
use serde::Serialize;

/// How a case ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CaseOutcome {
    /// Every expectation was met.
    Passed,
    /// At least one was not.
    Failed,
    /// The case could not be run; a diagnostic says why.
    Invalid,
}

/// An expectation that was not met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// Kind of expectation: `fires`, `silent`, `unknown`, `message`, ….
    pub kind: &'static str,
    /// The step of a timeline, `at +3 days`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub step: String,
    /// Line of the expectation in the test file.
    pub line: u32,
    /// The rule it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// What was expected.
    pub expected: String,
    /// What came instead.
    pub actual: String,
    /// Why: the rule's conditions with their values and facts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Box<Explanation>>,
}

/// One case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseReport {
    /// The pack.
    pub pack: String,
    /// Path of the test file.
    pub file: String,
    /// Line of the case.
    pub line: u32,
    /// Its name.
    pub name: String,
    /// How it ended.
    pub outcome: CaseOutcome,
    /// What was not met.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub failures: Vec<Failure>,
}

/// A whole run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Cases, by pack and file, in the order written.
    pub cases: Vec<CaseReport>,
    /// Mistakes in test files.
    pub diags: Vec<Diag>,
    /// What the tests reached; `None` for a run that left cases out.
    pub coverage: Option<Coverage>,
    /// Packs' and tests' texts, for `diags`.
    pub sources: SourceMap,
}

/// How many cases came to which end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// All.
    pub cases: usize,
    /// Passed.
    pub passed: usize,
    /// Failed.
    pub failed: usize,
    /// Could not be run.
    pub invalid: usize,
}

impl Report {
    /// How many cases came to which end.
    pub fn counts(&self) -> Counts {
        let of = |o| self.cases.iter().filter(|c| c.outcome == o).count();
        Counts {
            cases: self.cases.len(),
            passed: of(CaseOutcome::Passed),
            failed: of(CaseOutcome::Failed),
            invalid: of(CaseOutcome::Invalid),
        }
    }

    /// Whether every case passed and every file could be read.
    pub fn is_success(&self) -> bool {
        self.counts().passed == self.cases.len() && !self.diags.iter().any(Diag::is_error)
    }

    /// The run as JSON: `summary`, `cases`, `problems`, `coverage`.
    pub fn to_json(&self) -> serde_json::Value {
        let problem = |d: &Diag| {
            let at = self.sources.line_col(d.span);
            serde_json::json!({
                "code": d.code, "level": d.level, "message": d.message, "help": d.help,
                "fixes": d.fixes.iter().map(|f| &f.text).collect::<Vec<_>>(),
                "file": self.sources.file(d.span.source).path, "line": at.line, "column": at.col,
            })
        };
        serde_json::json!({
            "format": 1,
            "summary": self.counts(),
            "cases": self.cases,
            "problems": self.diags.iter().map(problem).collect::<Vec<_>>(),
            "coverage": self.coverage,
        })
    }
}
