//! # The CDS Hooks service
//!
//! `curbside serve` as a library: discovery, answers, feedback, the administration page, HL7 v2 over
//! MLLP, metrics. [`config::read`] makes a [`config::Config`] of a YAML file, the environment and flags;
//! [`start`] opens everything and serves; [`routes`] are the routes alone, for hosts with a server of
//! their own.
//!
//! - **Nothing leaves that is not recorded.** Every answer is committed to the audit first, with what
//!   was shown and what was withheld. When the store does not answer, the configuration decides.
//! - **The gate is closed** until issuers of tokens are configured ([`Gate`]).
//! - **Rules are exchanged while they are in use** ([`Shelf`]): compiled, tested, then put in force.
//! - **The log names no patient**: routes, not paths; codes, not values.

mod answer;
mod app;
mod bounded;
pub mod config;
mod gate;
mod hl7;
mod host;
mod keeper;
mod log;
mod metrics;
mod openapi;
mod refusal;
mod request_id;
mod router;
mod rules;
mod serve;
mod show;
mod tls;

pub use app::Parts;
pub use gate::{Admission, Call, Caller, Denied, Gate, Gatekeeper, Opened};
pub use host::Service;
pub use keeper::Keeper;
pub use log::log_to_stderr;
pub use metrics::Metrics;
pub use openapi::description;
pub use router::{Routes, routes};
pub use rules::{InForce, LoadError, Shelf, Steps};
pub use serve::{Mode, Running, StartError, check, run, start};
pub use show::RULESET;
