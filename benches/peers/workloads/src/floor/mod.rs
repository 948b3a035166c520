//! The floor: what an expert writes by hand for one workload, over the same snapshot.
//!
//! No rule language, no unknowns with reasons, no explanations, no evidence, and
//! binary floats: only the findings, found through hash tables made for exactly
//! these rules. It does what the rules say nevertheless: status, period, codes to
//! classes, units, the window, the newest result, and the messages.
//!
//! The same tables also give *whole* findings, equal to Curbside's in every field: what an
//! expert's index costs whose answer is worth as much.

pub mod interactions;
pub mod laboratory;
mod whole;

use curbside::snapshot::Snapshot;
use curbside::time::Clock;

/// What the hand-written index finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding<'a> {
    /// `pack/rule`.
    pub rule: &'a str,
    /// Title.
    pub title: &'a str,
    /// For people.
    pub message: String,
}

/// A hand-written index over the rules of one workload.
#[derive(Debug)]
pub enum Floor {
    /// (a)
    Interactions(interactions::Index),
    /// (b)
    Laboratory(laboratory::Index),
}

impl Floor {
    /// For a workload; (c) has none.
    pub fn new(kind: crate::Kind, n: usize) -> Option<Floor> {
        match kind {
            crate::Kind::A => {
                Some(Floor::Interactions(interactions::Index::new(&crate::interactions::rules(n))))
            }
            crate::Kind::B => Some(Floor::Laboratory(laboratory::Index::new(&crate::laboratory::rules(n)))),
            crate::Kind::C => None,
        }
    }

    /// The findings, by rule; `None` where the record is not complete or a fact cannot be read.
    pub fn evaluate(&self, patient: &Snapshot, clock: &Clock) -> Option<Vec<Finding<'_>>> {
        match self {
            Floor::Interactions(i) => i.evaluate(patient, clock),
            Floor::Laboratory(i) => i.evaluate(patient, clock),
        }
    }

    /// The same with findings that are equal to Curbside's.
    pub fn whole(&self, patient: &Snapshot, clock: &Clock) -> Option<Vec<curbside::eval::result::Finding>> {
        match self {
            Floor::Interactions(i) => i.whole(patient, clock),
            Floor::Laboratory(i) => i.whole(patient, clock),
        }
    }
}
