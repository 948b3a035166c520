//! How a case is written down and checked: a pack, a patient, how each rule ends; every combination agrees.

use crate::support::{clock, model_with};
use curbside::eval::result::{Evaluation, FindingCertainty};
use curbside::snapshot::{Snapshot, SnapshotBuilder};
use curbside_gen::Situation;
use curbside_gen::evaluators::{Evaluators, combinations};

/// How a rule ended, as a word.
fn end(e: &Evaluation, rule: &str) -> &'static str {
    let is = |r: &str| {
        let name = r.trim_start_matches("t/");
        name == rule || name.strip_prefix("r-") == Some(rule)
    };
    let found = e.findings.iter().find(|f| is(&f.rule));
    match found.map(|f| f.certainty) {
        Some(FindingCertainty::Definite) => "fires",
        Some(FindingCertainty::Possible) => "possible",
        Some(FindingCertainty::Question) => "asks",
        None if e.indeterminate.iter().any(|i| is(&i.rule)) => "unknown",
        None if e.suppressed.iter().any(|s| is(&s.rule)) => "suppressed",
        None if e.not_evaluated.iter().any(|n| is(&n.rule)) => "not evaluated",
        None => "silent",
    }
}

/// Rules under every combination.
pub struct Cases {
    evaluators: Evaluators,
}

impl Cases {
    /// Rules by their conditions: `("name", "when has HeartFailure")`. A name may be a word of the language.
    pub fn of(rules: &[(&str, &str)]) -> Cases {
        let text: String = rules
            .iter()
            .map(|(name, body)| {
                let message = if body.contains("message") { "" } else { "message \"m\"" };
                format!("rule r-{name} {{\n  category safety\n  {body}\n  {message}\n}}\n")
            })
            .collect();
        Cases::text(&text)
    }

    /// Rules as text.
    pub fn text(text: &str) -> Cases {
        Cases::with(text, &[])
    }

    /// Rules as text, with files beside them.
    pub fn with(text: &str, files: &[(&str, &str)]) -> Cases {
        Cases { evaluators: Evaluators::new(model_with(text, files), &combinations()) }
    }

    /// How each rule ends for a patient, under every combination.
    #[track_caller]
    pub fn ends(&self, patient: &Snapshot, expected: &[(&str, &str)]) {
        let s = Situation { patient: patient.clone(), clock: clock() };
        let right = self.evaluators.reference(&s).unwrap();
        let got: Vec<(&str, &str)> = expected.iter().map(|(rule, _)| (*rule, end(&right, rule))).collect();
        assert_eq!(got, expected, "the reference");
        if let Err(found) = self.evaluators.agree(&right, &s, 0..self.evaluators.len()) {
            panic!("{found}");
        }
    }

    /// The same for a patient being built.
    #[track_caller]
    pub fn give(&self, patient: SnapshotBuilder, expected: &[(&str, &str)]) {
        self.ends(&patient.build(), expected);
    }
}
