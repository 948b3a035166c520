//! The checked model: what a pack means, with names, types and units resolved.
