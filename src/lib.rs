//! Curbside: a clinical decision support rules engine.

pub mod check;
pub mod diag;
pub mod eval;
#[cfg(feature = "fhir")]
pub mod fhir;
pub mod model;
pub mod pack;
mod ruleset;
#[cfg(feature = "script")]
pub mod script;
pub mod snapshot;
pub mod source;
pub mod syntax;
pub mod terms;
pub mod testing;
pub mod time;
pub mod units;
pub mod value;
pub mod vocab;

pub use ruleset::{CompileError, Compiler, Mistakes, Ruleset};
