//! Curbside.

pub mod diag;
pub mod snapshot;
pub mod source;
pub mod time;
pub mod value;
