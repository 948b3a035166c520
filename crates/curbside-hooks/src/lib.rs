//! CDS Hooks 2.0 for Curbside, without any I/O: requests, prefetch templates, cards, feedback.
//!
//! A host that speaks HTTP (`curbside-server`, or an EMR's own) parses a [`Request`], completes
//! the prefetched data where it can, asks [`Services`], and sends the [`Response`]. Every card
//! was validated: a [`Response`] cannot be made of anything else.

mod card;
mod error;
mod escape;
mod feedback;
mod hook;
mod prefetch;
mod reasons;
mod record;
mod render;
mod request;
mod service;
mod settings;
mod tried;

pub use card::{
    Action, Card, CardDraft, CardFault, Coding, Indicator, Link, Response, SUMMARY_MAX, Source, Suggestion,
    faults_of_response,
};
pub use error::{HookError, operation_outcome};
pub use escape::escape;
pub use feedback::{Feedback, Outcome};
pub use hook::{Field, FieldKind, Hook};
pub use prefetch::{PATIENT, Plan, PrefetchOptions, Template, is_aside};
pub use reasons::default_reasons;
pub use record::{Record, Supplied, collection, supplied};
pub use render::indicator;
pub use request::{FhirAuthorization, Request, resources_of};
pub use service::{Answer, Services, Withheld};
pub use settings::{ONE_SERVICE, Settings, SmartApp, Undecided};
pub use tried::Tried;

/// Namespace of ids and codes of this project.
pub(crate) const PROJECT: &str = "https://github.com/curbside-cds/curbside";
/// Code system of `source.topic`: the categories of rules.
pub const TOPIC_SYSTEM: &str = "https://github.com/curbside-cds/curbside/codes/category";
/// Code system of errors.
pub const ERROR_SYSTEM: &str = "https://github.com/curbside-cds/curbside/codes/cds-hooks-error";
/// Key of the extension of cards.
pub const EXTENSION: &str = "io.github.curbside-cds.finding";
/// Key of the extension of responses that tells which rules' findings are not shown, and why.
pub const WITHHELD: &str = "io.github.curbside-cds.withheld";
