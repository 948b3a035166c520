//! Conversions between units as received and those of the observations, kept
//! from patient to patient: reading a unit costs microseconds, finding it again
//! a comparison of texts.

use super::engine::Eval;
use crate::model::ObservationId;
use crate::units::{Conversion, Unit, normalise_received};

/// Spellings kept for one observation.
const MOST: usize = 64;

/// A unit of a dose as received, what it is, and the same by day.
type Dose = (Box<str>, Option<(Unit, Unit)>);

type Spelling = (Option<Box<str>>, Option<Conversion>);

/// By observation and unit as received.
#[derive(Debug, Clone, Default)]
pub(crate) struct Units {
    known: Vec<Vec<Spelling>>,
    doses: Vec<Dose>,
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

impl Units {
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
        let at = match list.iter().position(|(unit, _)| unit.as_deref() == said) {
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
