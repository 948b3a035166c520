//! openEHR GDL2 guidelines as Curbside packs.
//!
//! A guideline is a program: rules in an order that assign values. A pack is
//! knowledge: definitions that hold at once. The import runs the rules on
//! symbols instead of patients, and writes down what each value then is.
//!
//! It reads texts and gives texts: no files, no clock, no terminal. It knows
//! nothing of evaluation; what it writes is checked by `curbside check` like
//! any other pack.

pub mod ast;
mod bound;
pub mod cases;
mod chain;
mod facts;
mod flow;
pub mod guideline;
mod lex;
mod logic;
pub mod mapping;
mod moments;
mod names;
pub mod pack;
pub mod parse;
mod predicates;
pub mod problem;
mod ranges;
mod reckon;
mod render;
mod run;
mod tests_out;
mod turns;
pub mod units;
mod write;
mod yaml;

pub use pack::{Import, Input, Options, import};
pub use tests_out::Tally;
