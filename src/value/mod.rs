//! Values as ranges of what may be true.
//!
//! Missing data, partial dates, `<5` results and half-filled scores are one
//! thing here: an [`Interval`] of what the facts still allow. A comparison of
//! intervals is a Kleene [`Truth`]; what kept it from being decided is a list
//! of [`Gap`]s.

mod arithmetic;
mod gap;
mod interval;
mod num;
mod transcendental;
mod truth;

pub use gap::{Gap, Reason};
pub use interval::{CmpOp, End, Interval};
pub use num::{Num, NumError};
pub use truth::Truth;
