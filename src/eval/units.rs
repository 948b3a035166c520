//! Conversions between units as received and those of the observations, kept
//! from patient to patient: reading a unit costs microseconds, finding it again
//! a comparison of texts.

use super::engine::Eval;
use crate::model::ObservationId;
use crate::text::same;
use crate::units::{Conversion, Unit, conversion, normalise_received};

/// Spellings kept for one observation.
const MOST: usize = 64;

/// A unit of a dose as received, what it is, and the same by day.
type Dose = (Box<str>, Option<(Unit, Unit)>);

/// What a unit as received is, and how its numbers become those of another unit.
type Amount = (Box<str>, Unit, Option<(Unit, Option<Conversion>)>);

type Spelling = (Option<Box<str>>, Option<Conversion>);

/// By observation and unit as received.
#[derive(Debug, Clone, Default)]
pub(crate) struct Units {
    known: Vec<Vec<Spelling>>,
    doses: Vec<Dose>,
    amounts: Vec<Amount>,
    /// Units per day, and what is taken in one.
    days: Vec<(Unit, Option<Unit>)>,
}

impl Eval<'_> {
    /// The unit of a dose as received, and the same by day.
    pub fn dose_unit(&self, said: &str) -> Option<(Unit, Unit)> {
        let make = || {
            let (unit, _) = normalise_received(said)?;
            let per_day = unit.div(&Unit::parse("d").ok()?).ok()?;
            Some((unit, per_day))
        };
        let Some(view) = &self.view else { return make() };
        let doses = &mut view.units.borrow_mut().doses;
        if let Some((_, known)) = doses.iter().find(|(unit, _)| &**unit == said) {
            return known.clone();
        }
        if doses.len() >= MOST {
            doses.clear();
        }
        let made = make();
        doses.push((said.into(), made.clone()));
        made
    }
}

/// The unit of the amount, for a unit per time: `mg` for `mg/d`.
pub(crate) fn of_a_day(unit: &Unit) -> Option<Unit> {
    unit.mul(&Unit::parse("d").ok()?).ok()
}

/// What a unit as received is, and how its numbers become those of another unit.
pub(crate) fn amount(said: &str, unit: &Unit) -> Option<(Unit, Option<Conversion>)> {
    let (from, _) = normalise_received(said)?;
    let convert = conversion(&from, unit).ok();
    Some((from, convert))
}

impl Units {
    /// See [`of_a_day`].
    pub fn of_a_day(&mut self, unit: &Unit) -> Option<Unit> {
        if let Some((_, known)) = self.days.iter().find(|(u, _)| u == unit) {
            return known.clone();
        }
        if self.days.len() >= MOST {
            self.days.clear();
        }
        let made = of_a_day(unit);
        self.days.push((unit.clone(), made.clone()));
        made
    }

    /// See [`amount`].
    pub fn amount(&mut self, said: &str, unit: &Unit) -> Option<(Unit, Option<Conversion>)> {
        if let Some((_, _, known)) = self.amounts.iter().find(|(s, u, _)| &**s == said && u == unit) {
            return known.clone();
        }
        if self.amounts.len() >= MOST {
            self.amounts.clear();
        }
        let made = amount(said, unit);
        self.amounts.push((said.into(), unit.clone(), made.clone()));
        made
    }

    /// The conversion from a unit as received, worked out once; `None` where there is none.
    pub fn conversion(
        &mut self,
        id: ObservationId,
        said: Option<&str>,
        make: impl FnOnce(Option<&str>) -> Option<Conversion>,
    ) -> &Option<Conversion> {
        if self.known.len() <= id.index() {
            self.known.resize_with(id.index().saturating_add(1), Vec::new);
        }
        let list = &mut self.known[id.index()];
        let at = match list.iter().position(|(unit, _)| match (unit, said) {
            (Some(unit), Some(said)) => same(unit.as_bytes(), said.as_bytes()),
            (unit, said) => unit.is_none() && said.is_none(),
        }) {
            Some(at) => at,
            None => {
                if list.len() >= MOST {
                    list.clear();
                }
                list.push((said.map(Box::from), make(said)));
                list.len() - 1
            }
        };
        &list[at].1
    }
}
