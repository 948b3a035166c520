//! A case: a pack, a patient, a moment.

use crate::choices::Choices;
use crate::pack::{Pack, Shape};
use crate::patient;
use curbside::check::{CheckOptions, compile};
use curbside::model::Model;
use curbside::snapshot::Snapshot;
use curbside::time::Clock;

/// A patient at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Situation {
    /// The patient.
    pub patient: Snapshot,
    /// The moment.
    pub clock: Clock,
}

impl Situation {
    /// Bytes a situation can use.
    pub const BYTES: usize = patient::BYTES + 1;

    /// A situation from decisions.
    pub fn generate(mut c: Choices<'_>) -> Situation {
        let clock = patient::clock(&mut c.part(1));
        Situation { patient: patient::patient(c, &clock), clock }
    }
}

impl Pack {
    /// The compiled pack.
    ///
    /// # Errors
    /// What the checker says is wrong with it, and the text: a mistake of the generator.
    pub fn model(&self) -> Result<Model, String> {
        let checked = compile(&[self.source()], &CheckOptions::default());
        let errors: Vec<String> = checked
            .diags
            .iter()
            .filter(|d| d.is_error())
            .map(|d| format!("{} {}: {}", d.code, d.message, checked.sources.slice(d.span)))
            .collect();
        checked.model.ok_or_else(|| format!("{}\n\n{}", errors.join("\n"), self.text()))
    }

    /// A pack of a seed.
    pub fn seeded(seed: u64, shape: Shape) -> Pack {
        Pack::generate(Choices::new(&crate::seeded(seed, Pack::bytes(shape))), shape)
    }
}
