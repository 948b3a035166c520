//! JSON schemas of the types that are written as text (feature `schema`).
//!
//! All other types of snapshots and answers derive theirs where they are declared.
//! Knows nothing about which schemas are published.

use crate::time::{PartialTime, Timestamp};
use crate::value::Num;
use schemars::{JsonSchema, Schema, SchemaGenerator, generate::Contract, json_schema};
use std::borrow::Cow;

/// A decimal number of at most 28 digits.
const DECIMAL: &str = r"^[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$";
/// An instant with its offset.
const INSTANT: &str = r"^-?[0-9]{4,6}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?([Zz]|[+-][0-9]{2}:?[0-9]{2})$";
/// A year, month, day or instant.
const PARTIAL: &str = r"^-?[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9]{2}(:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?)?)?$";

impl JsonSchema for Num {
    fn schema_name() -> Cow<'static, str> {
        "Num".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        match generator.contract() {
            Contract::Serialize => json_schema!({
                "type": "string",
                "pattern": DECIMAL,
                "description": "A decimal number as text, so that no digit is lost.",
            }),
            _ => json_schema!({
                "type": ["string", "number"],
                "pattern": DECIMAL,
                "description": "A decimal number of at most 28 digits, as text or as a number; text loses no digit.",
            }),
        }
    }
}

impl JsonSchema for Timestamp {
    fn schema_name() -> Cow<'static, str> {
        "Timestamp".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": INSTANT,
            "description": "An instant with its offset: 2026-03-01T09:00:00+01:00.",
        })
    }
}

impl JsonSchema for PartialTime {
    fn schema_name() -> Cow<'static, str> {
        "PartialTime".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": PARTIAL,
            "description": "A date or time as far as it is known: 2026, 2026-03, 2026-03-01, 2026-03-01T09:00+01:00.",
        })
    }
}
