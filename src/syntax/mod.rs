//! From text to syntax tree and back: grammar, parser with recovery, formatter.
//!
//! [`parse`] never fails and never panics: whatever the text, it gives the tree
//! of what could be read and a diagnostic for each mistake. Nothing here knows
//! what names mean.

pub mod ast;
mod build;
mod explain;
mod grammar;
mod parse;
mod print;
mod recover;
mod scan;
mod words;

pub use parse::parse;
pub use print::{format, same};
pub use scan::{MAX_NESTING, MAX_SOURCE};
pub use words::{CLAUSE_WORDS, EXPR_WORDS, ITEM_WORDS, is_name, is_reserved};
