//! own_rules
