//! doses
