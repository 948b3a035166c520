//! Audit and feedback.
