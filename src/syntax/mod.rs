//! From text to syntax tree and back: grammar, parser with recovery, formatter.

pub mod ast;
