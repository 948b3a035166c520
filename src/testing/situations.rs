//! The patients of tests with their moments, for whoever compares evaluators on them.
//!
//! What tests expect of them is left to [`run`](super::run).

use super::build::{Source, snapshot};
use super::case::read_cases;
use super::names::Names;
use super::run::Suite;
use crate::model::Model;
use crate::snapshot::Snapshot;
use crate::source::SourceMap;
use crate::time::Clock;

/// A patient of a test at its moment.
#[derive(Debug, Clone)]
pub struct Situation {
    /// `pack/tests/file.yaml: name`, and the step of a timeline.
    pub name: String,
    /// The patient.
    pub patient: Snapshot,
    /// The moment.
    pub clock: Clock,
}

/// The patients of the tests, in order, of the cases whose number is wanted; what cannot be read is left out.
pub fn situations(model: &Model, suites: &[Suite<'_>], wanted: impl Fn(usize) -> bool) -> Vec<Situation> {
    let names = Names::new(model);
    let mut sources = SourceMap::default();
    let mut out = Vec::new();
    let mut number = 0_usize;
    for suite in suites {
        for file in &suite.files {
            let id = sources.add(file.path.clone(), file.text.clone());
            let src = Source {
                names: &names,
                pack: &suite.pack,
                path: &file.path,
                text: &file.text,
                files: suite.read,
            };
            let mut diags = Vec::new();
            for case in read_cases(&names, &suite.pack, id, &file.text, &mut diags) {
                number += 1;
                if !wanted(number - 1) {
                    continue;
                }
                for step in &case.steps {
                    let Some(patient) = snapshot(src, step, &mut diags) else { continue };
                    let name = format!("{}/{}: {} {}", suite.pack, file.path, case.name, step.label);
                    out.push(Situation {
                        name: name.trim_end().to_string(),
                        patient,
                        clock: step.clock.clone(),
                    });
                }
            }
        }
    }
    out
}
