//! From syntax trees to a checked model, with every mistake reported in one pass.
