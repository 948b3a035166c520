//! # Curbside behind one JSON facade
//!
//! What every language binding is a thin layer on. A host sends JSON and gets JSON: requests, answers and errors have a
//! published, versioned schema (`schema/v1` of the repository), so that a golden patient gives the same bytes in every
//! language. Opaque handles are two: [`Engine`] (rules in force; asked from many threads, exchanged while in use) and
//! [`Session`] (one patient whose answer follows every change).
//!
//! ```
//! use curbside_facade::{Engine, ErrorCode};
//! let engine = Engine::load(br#"{"format": 1, "text": "pack demo\n"}"#)?;
//! let error = engine.evaluate(br#"{"format": 1, "at": "yesterday", "zone": "UTC", "patient": {"snapshot": {}}}"#);
//! let error = error.unwrap_err();
//! assert_eq!((error.code, &*error.path), (ErrorCode::BadValue, "/at"));
//! # Ok::<(), curbside_facade::Error>(())
//! ```
//!
//! Contract: no call panics across the border (a defect is caught and the handle *poisoned*), no error repeats a
//! patient's value, nothing is changed by a call that fails, and the same packs and request give the same bytes.

mod answer;
pub mod desk;
mod engine;
mod error;
mod guard;
mod hl7;
mod json;
mod load;
mod metadata;
mod patient;
pub mod report;
pub mod request;
#[cfg(feature = "schema")]
pub mod schema;
mod session;

pub use answer::{Changed, Explained, Pack, Status};
pub use engine::{Engine, bundle, check, load_path};
pub use error::{Error, ErrorCode, ErrorDetails};
pub use guard::{Guarded, guard};
pub use json::MAX_BYTES;
pub use metadata::{ChoiceInfo, InputInfo, Metadata, NeedInfo, RuleInfo, ScoreInfo};
pub use session::Session;

/// Version of the engine and of this facade.
pub const ENGINE: &str = env!("CARGO_PKG_VERSION");

/// For the tests of bindings: a defect on request.
#[cfg(feature = "panic-test")]
#[allow(clippy::panic, reason = "that is what it is for")]
fn panic_test(request: &request::Request<'_>) {
    if request.context.as_ref().is_some_and(|c| c.trigger.as_deref() == Some("panic-test")) {
        panic!("a defect on request");
    }
}
