//! Facts other than medications and results.

use super::codes::{self, concept, sure};
use super::moment::moment;
use crate::choices::Choices;
use curbside::snapshot::{
    Allergy, Certainty, Concept, Condition, ConditionStatus, Encounter, FactInfo, FamilyHistory,
    Immunization, Order, OrderStatus, Period, Procedure, SourceRef,
};
use curbside::time::Clock;
use curbside::value::Num;

/// What every fact is made from.
pub struct Maker<'c> {
    /// The decisions of this fact.
    pub c: Choices<'c>,
    /// Now.
    pub clock: Clock,
    /// Whether the record is in a bad state.
    pub messy: bool,
}

impl Maker<'_> {
    /// Yes so often, and oftener in a bad record.
    pub fn rarely(&mut self, percent: usize) -> bool {
        let percent = if self.messy { percent * 3 } else { percent };
        self.c.chance(percent.min(60))
    }

    /// Where a fact came from.
    pub fn info(&mut self, kind: &str, at: usize) -> FactInfo {
        let source = match self.rarely(4) {
            true => {
                if self.c.chance(50) {
                    Some(format!("{kind}/0"))
                } else {
                    None
                }
            }
            false => Some(format!("{kind}/{at}")),
        };
        let status = if self.c.chance(40) {
            Some(self.c.pick(&["active", "stopped", "completed"]).into())
        } else {
            None
        };
        let version = if self.rarely(5) { Some(self.c.pick(&["1", "2"]).into()) } else { None };
        FactInfo {
            source: source.map(|s| SourceRef(s.into())),
            status_received: status,
            version,
            ..FactInfo::default()
        }
    }

    /// A moment.
    pub fn moment(&mut self) -> Option<curbside::time::PartialTime> {
        moment(&mut self.c, &self.clock, self.messy)
    }

    /// A period; open ends are usual.
    pub fn period(&mut self) -> Period {
        match self.c.weighted(&[30, 45, 15, 10]) {
            0 => Period::default(),
            1 => Period { start: self.moment(), end: None },
            2 => Period { start: self.moment(), end: self.moment() },
            _ => Period { start: None, end: self.moment() },
        }
    }

    fn certainty(&mut self) -> Certainty {
        if !self.rarely(6) {
            return Certainty::Confirmed;
        }
        self.c.pick(&[Certainty::Unconfirmed, Certainty::Refuted, Certainty::Unconfirmed])
    }

    fn standing(&mut self) -> ConditionStatus {
        match self.rarely(10) {
            false => ConditionStatus::Active,
            true => {
                self.c.pick(&[ConditionStatus::Inactive, ConditionStatus::Unknown, ConditionStatus::Inactive])
            }
        }
    }

    fn words(&mut self, percent: usize, all: &[&str]) -> Option<String> {
        if self.c.chance(percent) { Some(self.c.pick(all).to_string()) } else { None }
    }

    /// A problem.
    pub fn condition(&mut self, at: usize) -> Condition {
        let code = concept(&mut self.c, codes::PROBLEMS, self.messy);
        let severity = match self.c.below(8) {
            0 => Some(Concept::coded("snomed", "24484000")),
            1 => Some(Concept::coded("snomed", "255604002")),
            2 if self.messy => Some(Concept { text: Some("rather bad".into()), ..Concept::default() }),
            _ => None,
        };
        let mut info = self.info("Condition", at);
        if self.c.chance(20) {
            info.recorded = self.moment();
        }
        Condition {
            info,
            code,
            status: self.standing(),
            certainty: if self.c.chance(6) { Certainty::Refuted } else { self.certainty() },
            categories: self.words(35, &["problem-list-item", "encounter-diagnosis"]).into_iter().collect(),
            severity,
            period: self.period(),
            none_of: if self.rarely(1) { Some("http://example.org/none".into()) } else { None },
        }
    }

    /// An allergy.
    pub fn allergy(&mut self, at: usize) -> Allergy {
        let reactions = match self.c.below(4) {
            0 => vec![Concept::coded("snomed", "39579001")],
            1 => vec![concept(&mut self.c, codes::PROBLEMS, self.messy)],
            _ => Vec::new(),
        };
        Allergy {
            code: concept(&mut self.c, codes::SUBSTANCES, self.messy),
            info: self.info("Allergy", at),
            status: self.standing(),
            certainty: self.certainty(),
            kind: self.words(50, &["allergy", "intolerance"]),
            criticality: self.words(50, &["high", "low", "unable-to-assess"]),
            severity: self.words(50, &["severe", "mild"]),
            reactions,
            period: self.period(),
            none_known: self.rarely(2),
        }
    }

    /// A procedure.
    pub fn procedure(&mut self, at: usize) -> Procedure {
        Procedure {
            code: concept(&mut self.c, codes::PROCEDURES, self.messy),
            info: self.info("Procedure", at),
            status: self.order_status(OrderStatus::Done),
            period: self.period(),
            reasons: Vec::new(),
        }
    }

    fn order_status(&mut self, usual: OrderStatus) -> OrderStatus {
        use OrderStatus::{Active, Done, Draft, Ended, NotDone, Proposed, Unknown};
        match self.rarely(12) {
            false => usual,
            true => self.c.pick(&[NotDone, Unknown, Active, Done, Draft, Ended, Proposed]),
        }
    }

    /// An immunization.
    pub fn immunization(&mut self, at: usize) -> Immunization {
        Immunization {
            code: concept(&mut self.c, codes::VACCINES, self.messy),
            info: self.info("Immunization", at),
            given: !self.rarely(6),
            occurred: self.moment(),
            ..Immunization::default()
        }
    }

    /// An order other than a medication.
    pub fn order(&mut self, at: usize) -> Order {
        Order {
            code: concept(&mut self.c, codes::ORDERS, self.messy),
            info: self.info("Order", at),
            status: self.order_status(OrderStatus::Active),
            prohibited: self.rarely(4),
            authored: self.moment(),
            period: self.period(),
        }
    }

    /// An encounter.
    pub fn encounter(&mut self, at: usize) -> Encounter {
        Encounter {
            code: concept(&mut self.c, codes::ENCOUNTERS, self.messy),
            info: self.info("Encounter", at),
            class: self.words(85, &["inpatient", "ambulatory", "emergency", "ward 7"]),
            current: self.c.chance(45),
            period: self.period(),
            location: None,
        }
    }

    /// A disease of a relative.
    pub fn relative(&mut self, at: usize) -> FamilyHistory {
        let age = self.c.pick(&["48", "55", "60", "72"]);
        FamilyHistory {
            relationship: sure(&mut self.c, codes::RELATIVES),
            code: concept(&mut self.c, codes::PROBLEMS, self.messy),
            info: self.info("Family", at),
            onset_age: if self.c.chance(60) { age.parse::<Num>().ok() } else { None },
        }
    }
}
