//! Terminology: code systems, code shapes, code sets, hierarchies and the drug dictionary.
