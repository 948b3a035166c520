//! Conversions between units as received and those of the observations, kept
//! from patient to patient: reading a unit costs microseconds, finding it again
//! a comparison of texts.

use crate::model::ObservationId;
use crate::units::Conversion;

/// Spellings kept for one observation.
const MOST: usize = 64;

type Spelling = (Option<Box<str>>, Option<Conversion>);

/// By observation and unit as received.
#[derive(Debug, Clone, Default)]
pub(crate) struct Units {
    known: Vec<Vec<Spelling>>,
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
