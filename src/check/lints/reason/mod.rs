//! What can be proved about conditions without a patient.
//!
//! A condition becomes a tree of literals ([`form`]), each of which allows a
//! quantity certain values ([`ranges`]); quantities are told apart by what they
//! ask ([`keys`]); [`solve`] looks for a combination that all literals allow.
//! SOUNDNESS: "impossible" is said only when no patient whatever makes the
//! condition true in Kleene's logic. What is not understood becomes a quantity
//! of its own, about which nothing is concluded, and a search that takes too
//! long says "possible".

pub(crate) mod form;
pub(crate) mod keys;
pub(crate) mod quantity;
pub(crate) mod ranges;
pub(crate) mod solve;

use crate::model::{DefineId, DefineValue, Model};

pub(crate) use form::{Form, Former};
pub(crate) use keys::{Keys, Scope};

/// What a definition means; `None` for one with a mistake, which stands in the model without a name.
pub(crate) fn define(model: &Model, id: DefineId) -> Option<&DefineValue> {
    model.defines.get(id.index()).filter(|d| !d.name.is_empty()).map(|d| &d.value)
}
