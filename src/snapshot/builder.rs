//! A fluent way to build a snapshot by hand.

use super::{Allergy, Condition, Coverage, Medication, Observation, Procedure, Section, Sex, Snapshot};
use crate::time::PartialTime;

/// Builds a [`Snapshot`] whose sections are complete unless said otherwise.
///
/// ```
/// use curbside::snapshot::{Concept, Condition, Sex, SnapshotBuilder};
/// let s = SnapshotBuilder::new()
///     .born("1951-02".parse().unwrap())
///     .sex(Sex::Female)
///     .condition(Condition { code: Concept::coded("snomed", "44054006"), ..Default::default() })
///     .build();
/// assert_eq!(s.conditions.items.len(), 1);
/// ```
#[derive(Debug, Clone)]
pub struct SnapshotBuilder {
    snapshot: Snapshot,
}

impl Default for SnapshotBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl SnapshotBuilder {
    /// An unknown person with complete, empty sections.
    pub fn new() -> Self {
        Self {
            snapshot: Snapshot {
                conditions: Section::complete(Vec::new()),
                allergies: Section::complete(Vec::new()),
                medications: Section::complete(Vec::new()),
                observations: Section::complete(Vec::new()),
                procedures: Section::complete(Vec::new()),
                immunizations: Section::complete(Vec::new()),
                orders: Section::complete(Vec::new()),
                encounters: Section::complete(Vec::new()),
                family_history: Section::complete(Vec::new()),
                ..Snapshot::default()
            },
        }
    }

    /// Birth date.
    #[must_use]
    pub fn born(mut self, date: PartialTime) -> Self {
        self.snapshot.person.born = Some(date);
        self
    }

    /// Sex.
    #[must_use]
    pub fn sex(mut self, sex: Sex) -> Self {
        self.snapshot.person.sex = Some(sex);
        self
    }

    /// Adds a condition.
    #[must_use]
    pub fn condition(mut self, c: Condition) -> Self {
        self.snapshot.conditions.items.push(c);
        self
    }

    /// Adds an allergy.
    #[must_use]
    pub fn allergy(mut self, a: Allergy) -> Self {
        self.snapshot.allergies.items.push(a);
        self
    }

    /// Adds a medication.
    #[must_use]
    pub fn medication(mut self, m: Medication) -> Self {
        self.snapshot.medications.items.push(m);
        self
    }

    /// Adds an observation.
    #[must_use]
    pub fn observation(mut self, o: Observation) -> Self {
        self.snapshot.observations.items.push(o);
        self
    }

    /// Adds a procedure.
    #[must_use]
    pub fn procedure(mut self, p: Procedure) -> Self {
        self.snapshot.procedures.items.push(p);
        self
    }

    /// Changes anything else.
    #[must_use]
    pub fn with(mut self, change: impl FnOnce(&mut Snapshot)) -> Self {
        change(&mut self.snapshot);
        self
    }

    /// Says that the observations are only a part.
    #[must_use]
    pub fn partial_observations(mut self, why: &str) -> Self {
        self.snapshot.observations.coverage = Coverage::Partial(why.to_string());
        self
    }

    /// The snapshot.
    pub fn build(self) -> Snapshot {
        self.snapshot
    }
}
