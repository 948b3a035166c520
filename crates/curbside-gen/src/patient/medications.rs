//! Medications: orders, drafts, doses in every state.

use super::codes::{self, concept};
use super::facts::Maker;
use curbside::snapshot::{
    Concept, Dose, Ingredient, Medication, MedicationKind, MedicationStatus, Quantity, SourceRef,
};

/// A number with a unit.
pub fn quantity(value: &str, unit: &str) -> Option<Quantity> {
    let unit = if unit.is_empty() { None } else { Some(unit.to_string()) };
    Some(Quantity { value: value.parse().ok()?, comparator: None, unit })
}

impl Maker<'_> {
    /// A medication.
    pub fn medication(&mut self, at: usize) -> Medication {
        use MedicationKind::{Administration, Dispense, Draft, Order, Statement};
        use MedicationStatus::{Active, Ended, OnHold, Proposed, Unknown};
        let code = concept(&mut self.c, codes::DRUGS, self.messy);
        let kinds = [Order, Draft, Statement, Administration, Dispense];
        let kind = kinds[self.c.weighted(&[50, 18, 16, 10, 6])];
        let status = match self.rarely(14) {
            false => Active,
            true => self.c.pick(&[Ended, OnHold, Unknown, Proposed]),
        };
        let replaces = match kind == Draft && self.c.chance(45) {
            true => vec![SourceRef(format!("Medication/{}", self.c.below(4)).into())],
            false => Vec::new(),
        };
        let supply_until = if kind == Dispense { self.moment() } else { None };
        Medication {
            ingredients: if self.rarely(4) { self.ingredients() } else { Vec::new() },
            code,
            info: self.info("Medication", at),
            kind,
            status,
            prohibited: self.rarely(3),
            doses: self.doses(),
            form: self.form(),
            indications: if self.c.chance(30) {
                vec![concept(&mut self.c, codes::PROBLEMS, self.messy)]
            } else {
                vec![]
            },
            period: self.period(),
            supply_until,
            replaces,
        }
    }

    fn form(&mut self) -> Option<Concept> {
        match self.c.below(6) {
            0 => Some(Concept { text: Some("tablet".into()), ..Concept::coded("snomed", "385055001") }),
            1 => Some(Concept { text: Some("ointment".into()), ..Concept::default() }),
            _ => None,
        }
    }

    fn ingredients(&mut self) -> Vec<Ingredient> {
        let strengths = [quantity("5", "mg"), quantity("200", "mg"), None];
        (0..self.c.from_to(1, 2))
            .map(|_| Ingredient {
                code: concept(&mut self.c, codes::DRUGS, self.messy),
                strength: strengths[self.c.below(3)].clone(),
                per: None,
            })
            .collect()
    }

    fn doses(&mut self) -> Vec<Dose> {
        match self.c.weighted(&[20, 68, 12]) {
            0 => Vec::new(),
            1 => vec![self.instruction()],
            _ => vec![self.instruction(), self.instruction()],
        }
    }

    fn instruction(&mut self) -> Dose {
        let amounts =
            [("20", "mg"), ("5", "mg"), ("0.02", "g"), ("10", "mg"), ("1", "tablet"), ("20.0001", "mg")];
        let odd = [("1", "mg/kg"), ("2", "mL"), ("3", ""), ("1", "puff"), ("500", "ug")];
        let amount = if self.rarely(8) { self.c.pick(&odd) } else { self.c.pick(&amounts) };
        let route = match self.c.below(8) {
            0 | 1 => Some(Concept::coded("snomed", "26643006")),
            2 => Some(Concept::coded("snomed", "47625008")),
            3 => Some(Concept::coded("snomed", "6064005")),
            4 => Some(Concept { text: Some("oral".into()), ..Concept::default() }),
            5 => Some(Concept { text: Some("somehow".into()), ..Concept::default() }),
            _ => None,
        };
        let per_day = if self.rarely(6) { None } else { self.c.pick(&["2", "1", "4", "0.5"]).parse().ok() };
        Dose {
            amount: if self.rarely(4) { None } else { quantity(amount.0, amount.1) },
            amount_low: if self.rarely(4) { quantity("5", "mg") } else { None },
            per_day,
            rate: if self.rarely(2) { quantity("2", "mg/h") } else { None },
            as_needed: self.c.chance(12),
            max_per_day: if self.rarely(5) { quantity("40", "mg") } else { None },
            route,
            ..Dose::default()
        }
    }
}
