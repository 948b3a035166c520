//! Results: at, just below and just above the values that rules ask for.

use super::codes::coding;
use super::facts::Maker;
use crate::pack::words::{CODED_CODE, CODED_TEXT, OBSERVATIONS, Observed};
use curbside::snapshot::{Coding, Concept, Observation, ObservationStatus, ObservationValue, Quantity};
use curbside::value::{CmpOp, Num};

impl Maker<'_> {
    /// A result.
    pub fn observation(&mut self, at: usize) -> Observation {
        let which = match self.c.chance(22) {
            true => OBSERVATIONS.len() + self.c.below(5),
            false => self.c.early(OBSERVATIONS.len()),
        };
        let (code, value) = match OBSERVATIONS.get(which) {
            Some(o) => (Coding::new("loinc", o.code), self.number(o)),
            None => match which - OBSERVATIONS.len() {
                0..=2 => (Coding::new("loinc", CODED_CODE), self.coded()),
                3 => (Coding::new("loinc", "9267-6"), self.opened()),
                _ => {
                    let n = self.c.pick(&["4", "11", "0"]);
                    (Coding::new("loinc", "72514-3"), self.plain(n, "{score}"))
                }
            },
        };
        let code = self.named(code);
        let value = if self.rarely(5) { self.odd() } else { value };
        let status = match self.rarely(7) {
            false => self.c.pick(&[
                ObservationStatus::Final,
                ObservationStatus::Final,
                ObservationStatus::Corrected,
            ]),
            true => self.c.pick(&[ObservationStatus::Preliminary, ObservationStatus::Unknown]),
        };
        let specimen = match self.c.below(6) {
            0 => Some(Concept::coded("snomed", "119297000")),
            1 => Some(Concept::coded("snomed", "122575003")),
            2 if self.messy => Some(Concept { text: Some("blood?".into()), ..Concept::default() }),
            _ => None,
        };
        let flags: &[&str] = match self.c.below(7) {
            0 => &["H"],
            1 => &["L"],
            2 => &["HH"],
            3 => &["A", "N"],
            _ => &[],
        };
        Observation {
            info: self.info("Observation", at),
            code,
            value,
            status,
            effective: self.moment(),
            issued: if self.c.chance(20) { self.moment() } else { None },
            categories: if self.c.chance(40) {
                vec![self.c.pick(&["laboratory", "vital-signs"]).into()]
            } else {
                vec![]
            },
            interpretation: flags.iter().map(ToString::to_string).collect(),
            ranges: Vec::new(),
            specimen,
            body_site: None,
            component_of: None,
        }
    }

    /// What is measured, as records name it.
    fn named(&mut self, code: Coding) -> Concept {
        let mut it = Concept { codings: vec![code], ..Concept::default() };
        if !self.rarely(5) {
            return it;
        }
        match self.c.below(5) {
            0 => it.codings.push(coding(("snomed", "271649006", "systolic pressure"))),
            1 => it.codings = vec![coding(("http://hospital.example/lab", "K", "potassium"))],
            2 => {
                it.codings.clear();
                it.text = Some("potassium".into());
            }
            3 => {
                it.codings.clear();
                it.masked = true;
            }
            _ => it.codings.push(Coding::new("loinc", "2160-0")),
        }
        it
    }

    fn plain(&mut self, value: &str, unit: &str) -> ObservationValue {
        let unit = if unit.is_empty() { None } else { Some(unit.to_string()) };
        ObservationValue::Quantity(Quantity { value: number(value), comparator: None, unit })
    }

    /// A number near the thresholds, in any unit.
    fn number(&mut self, o: &Observed) -> ObservationValue {
        let (anchor, unit) = match !o.others.is_empty() && self.c.chance(30) {
            true => {
                let other = self.c.pick(o.others);
                (self.c.pick(other.anchors), other.unit)
            }
            false => (self.c.pick(o.anchors), o.unit),
        };
        let step = self.c.pick(&["0", "0.1", "-0.1", "0.0001", "-0.0001", "1", "-1", "10"]);
        let value = number(anchor).add(number(step)).unwrap_or(number(anchor));
        let comparator = match self.rarely(4) {
            true => Some(self.c.pick(&[CmpOp::Lt, CmpOp::Gt, CmpOp::Le, CmpOp::Ge])),
            false => None,
        };
        let unit = match self.rarely(5) {
            false => Some(unit.to_string()),
            true => self
                .c
                .pick(&[None, Some("mg"), Some("mmol/L"), Some("per cent?"), Some("1")])
                .map(str::to_string),
        };
        if self.rarely(2) {
            let of = |n: Num| Some(Quantity { value: n, comparator: None, unit: unit.clone() });
            return ObservationValue::Range { low: of(value), high: value.add(Num::ONE).and_then(of) };
        }
        ObservationValue::Quantity(Quantity { value, comparator, unit })
    }

    fn coded(&mut self) -> ObservationValue {
        match self.c.below(5) {
            0 | 1 => ObservationValue::Concept(Concept::coded("snomed", "10828004")),
            2 => ObservationValue::Concept(Concept::coded("snomed", "260385009")),
            3 => ObservationValue::Text(CODED_TEXT.into()),
            _ => ObservationValue::Concept(Concept::coded("http://hospital.example/lab", "POS")),
        }
    }

    fn opened(&mut self) -> ObservationValue {
        match self.c.below(4) {
            0 => ObservationValue::Concept(Concept::coded("loinc", "LA6556-4")),
            1 => ObservationValue::Concept(Concept::coded("loinc", "LA6553-1")),
            2 => self.plain("3", "{score}"),
            _ => self.plain("9", ""),
        }
    }

    /// What is no usable result.
    fn odd(&mut self) -> ObservationValue {
        match self.c.below(6) {
            0 => ObservationValue::Text("haemolysed".into()),
            1 => ObservationValue::Absent("not-performed".into()),
            2 => ObservationValue::Masked,
            3 => ObservationValue::None,
            4 => ObservationValue::YesNo(true),
            _ => self.plain("9999", "mmol/L"),
        }
    }
}

fn number(text: &str) -> Num {
    text.parse().unwrap_or(Num::ZERO)
}
