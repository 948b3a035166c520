//! Doses of a medication: what is taken each time, and in a day.
//!
//! A range, a "when needed" or several instructions give a range of doses. What
//! is not said is unknown, with the reason; a dose per kilogram needs a weight.

use super::units::{self, Units};
use crate::snapshot::{Dose, Medication, Quantity};
use crate::terms::ResolvedConcept;
use crate::units::{Unit, conversion, normalise_received};
use crate::value::{End, Interval, Num, Reason};
use std::cell::RefCell;

/// A dose, or why there is none.
pub(crate) type DoseResult = Result<Interval<Num>, (Reason, String)>;

/// What else is needed to work out a dose.
pub(crate) struct Product<'a> {
    pub medication: &'a Medication,
    pub resolved: &'a ResolvedConcept,
    /// The patient's weight in kilograms.
    pub weight: Option<Interval<Num>>,
    /// What is known of units, where it is kept.
    pub units: Option<&'a RefCell<Units>>,
}

fn unknown(reason: Reason, detail: &str) -> (Reason, String) {
    (reason, detail.to_string())
}

fn from_zero(r: Interval<Num>) -> Interval<Num> {
    Interval { lo: End::Closed(Num::ZERO), hi: r.hi }
}

impl Product<'_> {
    /// A single dose in `unit`: the range over all instructions.
    pub fn single(&self, unit: &Unit) -> DoseResult {
        self.over_instructions(|d| self.amount(d, unit), |a, b| Some(a.hull(&b)))
    }

    /// The dose of a day in `unit`, which is per time (`mg/d`).
    ///
    /// Several instructions may hold at once or one after the other, so they
    /// give everything from the smallest alone to all together.
    pub fn daily(&self, unit: &Unit) -> DoseResult {
        self.over_instructions(
            |d| self.daily_of(d, unit),
            |a, b| {
                let sum = a.add(&b)?;
                Some(Interval { lo: a.hull(&b).lo, hi: sum.hi })
            },
        )
    }

    fn over_instructions(
        &self,
        one: impl Fn(&Dose) -> DoseResult,
        join: impl Fn(Interval<Num>, Interval<Num>) -> Option<Interval<Num>>,
    ) -> DoseResult {
        let mut doses = self.medication.doses.iter().map(one);
        let first = doses.next().ok_or_else(|| unknown(Reason::NeverRecorded, "no dose"))??;
        doses.try_fold(first, |all, next| {
            join(all, next?).ok_or_else(|| unknown(Reason::Undefined, "the dose is too large to add up"))
        })
    }

    fn daily_of(&self, d: &Dose, unit: &Unit) -> DoseResult {
        let cap = d.max_per_day.as_ref().map(|q| self.in_unit(q, &self.of_a_day(unit)?)).transpose()?;
        let taken = self.taken_daily(d, unit);
        match (taken, cap) {
            (Ok(r), Some(cap)) => Ok(r.min(&cap)),
            (Ok(r), None) => Ok(r),
            // Only the maximum is said.
            (Err(_), Some(cap)) => Ok(from_zero(cap)),
            (Err(e), None) => Err(e),
        }
        .map(|r| if d.as_needed { from_zero(r) } else { r })
    }

    fn taken_daily(&self, d: &Dose, unit: &Unit) -> DoseResult {
        if let (Some(rate), None) = (&d.rate, &d.amount) {
            return self.in_unit(rate, unit);
        }
        let amount = self.amount(d, &self.of_a_day(unit)?)?;
        let per_day = d.per_day.ok_or_else(|| unknown(Reason::NeverRecorded, "no frequency"))?;
        amount.mul(&Interval::exact(per_day)).ok_or_else(|| unknown(Reason::Undefined, "dose too large"))
    }

    fn amount(&self, d: &Dose, unit: &Unit) -> DoseResult {
        let high = d.amount.as_ref().ok_or_else(|| unknown(Reason::NeverRecorded, "no dose"))?;
        let high = self.in_unit(high, unit)?;
        match &d.amount_low {
            Some(low) => Ok(self.in_unit(low, unit)?.hull(&high)),
            None => Ok(high),
        }
    }

    /// A quantity in a unit: converted, per kilogram of weight, or pieces of the product's strength.
    fn in_unit(&self, q: &Quantity, unit: &Unit) -> DoseResult {
        let received = q.unit.as_deref().unwrap_or("1");
        let known = match self.units {
            Some(units) => units.borrow_mut().amount(received, unit),
            None => units::amount(received, unit),
        };
        let (from, convert) = match known {
            Some(known) => known,
            None if is_piece(received) => (Unit::one(), conversion(&Unit::one(), unit).ok()),
            None => return Err(unknown(Reason::Unit, &format!("unit `{received}`"))),
        };
        if let Some(c) = convert {
            let r = c.apply(q.value).map(Interval::exact);
            return r.ok_or_else(|| unknown(Reason::Undefined, "dose too large"));
        }
        // As a dimension mg/kg is a pure number, so the text has to say that it is a dose per weight.
        let by_weight = from.text().contains("/kg");
        let per_kg = Unit::parse("kg").ok().filter(|_| by_weight).and_then(|kg| unit.div(&kg).ok());
        if let Some(c) = per_kg.and_then(|u| conversion(&from, &u).ok()) {
            let weight = self
                .weight
                .ok_or_else(|| unknown(Reason::NeverRecorded, "a dose per kilogram without a weight"))?;
            let r = c.apply(q.value).and_then(|v| Interval::exact(v).mul(&weight));
            return r.ok_or_else(|| unknown(Reason::Undefined, "dose too large"));
        }
        if !by_weight
            && from.commensurable(&Unit::one())
            && let Some(one) = self.strength(unit)
        {
            let r = Interval::exact(q.value).mul(&Interval::exact(one));
            return r.ok_or_else(|| unknown(Reason::Undefined, "dose too large"));
        }
        Err(unknown(Reason::Unit, &format!("unit `{received}`")))
    }

    /// The strength of one piece in `unit`, for products of a single ingredient.
    fn strength(&self, unit: &Unit) -> Option<Num> {
        let listed: Vec<_> = self.medication.ingredients.iter().collect();
        let strength = match listed.as_slice() {
            [one] if one.per.as_ref().is_none_or(is_one_piece) => one.strength.clone(),
            [] => match self.resolved.drug().map(|d| d.ingredients.as_slice()) {
                Some([one]) => one.strength.clone(),
                _ => None,
            },
            _ => None,
        }?;
        let (from, _) = normalise_received(strength.unit.as_deref()?)?;
        conversion(&from, unit).ok()?.apply(strength.value)
    }
}

impl Product<'_> {
    /// The unit of the amount, for a unit per time: `mg` for `mg/d`.
    fn of_a_day(&self, unit: &Unit) -> Result<Unit, (Reason, String)> {
        let known = match self.units {
            Some(units) => units.borrow_mut().of_a_day(unit),
            None => units::of_a_day(unit),
        };
        known.ok_or_else(|| unknown(Reason::Unit, "no unit of a day"))
    }
}

fn is_one_piece(q: &Quantity) -> bool {
    q.value == Num::ONE && q.unit.as_deref().is_none_or(|u| u == "1" || is_piece(u) || u.starts_with('{'))
}

/// Words for one piece of a product that are no unit.
fn is_piece(unit: &str) -> bool {
    let u = unit.trim().trim_matches(|c| matches!(c, '{' | '}' | '[' | ']')).to_lowercase();
    let word = u.strip_suffix("(s)").or_else(|| u.strip_suffix('s')).unwrap_or(&u);
    matches!(
        word,
        "tablet"
            | "tab"
            | "tbl"
            | "capsule"
            | "cap"
            | "patch"
            | "patche"
            | "suppository"
            | "each"
            | "dose"
            | "unit dose"
            | "piece"
            | "lozenge"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::Concept;
    use crate::terms::{DrugDictionaryBuilder, Terminology};

    fn n(s: &str) -> Num {
        s.parse().unwrap()
    }

    fn q(v: &str, unit: &str) -> Quantity {
        Quantity { value: n(v), comparator: None, unit: Some(unit.into()) }
    }

    fn daily(dose: Dose, weight: Option<i64>) -> DoseResult {
        let m = Medication { doses: vec![dose], ..Medication::default() };
        let resolved = ResolvedConcept::new(&m.code, &Terminology::default());
        let weight = weight.map(|w| Interval::exact(Num::from(w)));
        Product { medication: &m, resolved: &resolved, weight, units: None }
            .daily(&Unit::parse("mg/d").unwrap())
    }

    fn range(a: &str, b: &str) -> DoseResult {
        Ok(Interval::closed(n(a), n(b)).unwrap())
    }

    #[test]
    fn amount_times_frequency_in_any_unit() {
        let d = Dose { amount: Some(q("0.5", "g")), per_day: Some(n("3")), ..Dose::default() };
        assert_eq!(daily(d.clone(), None), range("1500", "1500"));
        let ranged = Dose { amount_low: Some(q("250", "mg")), ..d.clone() };
        assert_eq!(daily(ranged, None), range("750", "1500"));
        let needed = Dose { as_needed: true, ..d.clone() };
        assert_eq!(daily(needed.clone(), None), range("0", "1500"));
        let capped = Dose { max_per_day: Some(q("1", "g")), ..needed };
        assert_eq!(daily(capped, None), range("0", "1000"));
        let rate = Dose { rate: Some(q("2", "mg/h")), ..Dose::default() };
        assert_eq!(daily(rate, None), range("48", "48"));
    }

    #[test]
    fn what_is_not_said_is_unknown() {
        assert_eq!(daily(Dose::default(), None).unwrap_err().0, Reason::NeverRecorded);
        let no_frequency = Dose { amount: Some(q("5", "mg")), ..Dose::default() };
        assert_eq!(daily(no_frequency, None).unwrap_err().1, "no frequency");
        let volume = Dose { amount: Some(q("5", "mL")), per_day: Some(n("1")), ..Dose::default() };
        assert_eq!(daily(volume, None).unwrap_err().0, Reason::Unit);
    }

    #[test]
    fn a_dose_per_kilogram_needs_a_weight() {
        let d = Dose { amount: Some(q("10", "mg/kg")), per_day: Some(n("2")), ..Dose::default() };
        assert_eq!(daily(d.clone(), None).unwrap_err().1, "a dose per kilogram without a weight");
        assert_eq!(daily(d, Some(20)), range("400", "400"));
    }

    #[test]
    fn several_instructions_may_hold_together_or_in_turn() {
        let one = |mg: &str| Dose { amount: Some(q(mg, "mg")), per_day: Some(n("1")), ..Dose::default() };
        let m = Medication { doses: vec![one("10"), one("5")], ..Medication::default() };
        let resolved = ResolvedConcept::new(&m.code, &Terminology::default());
        let p = Product { medication: &m, resolved: &resolved, weight: None, units: None };
        assert_eq!(p.daily(&Unit::parse("mg/d").unwrap()), range("5", "15"));
        assert_eq!(p.single(&Unit::parse("mg").unwrap()), range("5", "10"));
    }

    #[test]
    fn tablets_count_by_the_strength_of_the_product() {
        let mut b = DrugDictionaryBuilder::default();
        b.ingredient("11289", "warfarin", &[], &["B01AA03"]).unwrap();
        let terms = Terminology::new(b.build());
        let mut code = Concept::coded("rxnorm", "855332");
        code.codings[0].display = Some("Warfarin Sodium 5 MG Oral Tablet".into());
        let dose = Dose { amount: Some(q("2", "tablet")), per_day: Some(n("1")), ..Dose::default() };
        let m = Medication { code, doses: vec![dose], ..Medication::default() };
        let resolved = ResolvedConcept::new(&m.code, &terms);
        let p = Product { medication: &m, resolved: &resolved, weight: None, units: None };
        assert_eq!(p.daily(&Unit::parse("mg/d").unwrap()), range("10", "10"));
    }
}
