//! Sandboxed script functions (Rhai).
