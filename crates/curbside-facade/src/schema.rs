//! The published schemas: what is written to `schema/v1`.

use crate::{Changed, Error, Explained, Metadata, Status, report::Report, request};
use curbside::eval::result::Evaluation;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};

/// Every schema, by the name of its file without `.json`.
pub fn all() -> Vec<(&'static str, Schema)> {
    vec![
        ("request", input::<request::Request<'_>>()),
        ("changes", input::<request::Changes<'_>>()),
        ("load", input::<request::Load>()),
        ("evaluation", output::<Evaluation>()),
        ("explanation", output::<Explained>()),
        ("difference", output::<Changed>()),
        ("status", output::<Status>()),
        ("metadata", output::<Metadata>()),
        ("report", output::<Report>()),
        ("error", output::<Error>()),
    ]
}

/// What is read: fields with defaults may be missing.
fn input<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>()
}

/// What is written.
fn output<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>()
}
