//! # Curbside
//!
//! A clinical decision support rules engine: rules that read like the guideline,
//! checked before a patient is seen, evaluated with three truth values, and with a
//! reason for every answer.
//!
//! ```
//! use curbside::{Compiler, pack::PackSource, snapshot::SnapshotBuilder, time::Clock};
//!
//! // 1. Packs to rules, once. `Compiler::new().pack_dir("rules")?` reads folders.
//! let rules = Compiler::new()
//!     .pack(PackSource::new("demo").file("pack.yaml", "name: demo\nversion: 1.0.0\n").file(
//!         "demo.cds",
//!         r#"pack demo
//!         observation Potassium "Potassium" { code loinc 2823-3 unit mmol/L window 7 days report nothing }
//!         rule high-potassium "High potassium" {
//!           category safety
//!           when     Potassium > 5.5 mmol/L
//!           message  "Potassium {Potassium} on {Potassium.date}."
//!         }"#,
//!     ))
//!     .compile()?;
//!
//! // 2. A patient: from your own tables, or `curbside::fhir::read_any(bytes, &options)`.
//! let patient = SnapshotBuilder::new().build();
//!
//! // 3. The answer at an instant of your choosing: the engine has no clock.
//! let clock = Clock::new("2026-03-01T09:00:00+01:00".parse().unwrap(), "Europe/Berlin".parse().unwrap());
//! let answer = rules.evaluate(&patient, &clock);
//!
//! // Nothing fired, but it could not be decided either: nobody has measured potassium.
//! assert!(answer.findings.is_empty());
//! assert_eq!(answer.indeterminate[0].missing[0].reason.code(), "never-recorded");
//! # Ok::<(), curbside::CompileError>(())
//! ```
//!
//! | to | go to |
//! | --- | --- |
//! | load packs and evaluate | [`Compiler`], [`Ruleset`] |
//! | build a patient | [`snapshot`], [`fhir`], `hl7v2` (a feature) |
//! | read the answer | [`eval::result`] |
//! | show mistakes in packs | [`diag`] |
//! | run rule tests | [`testing`] |
//!
//! The engine does no I/O (but [`pack::fs`], which reads folders), reads no clock and holds no
//! global state. Evaluating starts no thread; loading many rules shares the work between up to
//! four, which end before it returns, where threads can be had. It never panics on any input; `unsafe` is forbidden.

pub mod cache;
pub mod check;
mod codec;
pub mod diag;
pub mod eval;
#[cfg(feature = "fhir")]
pub mod fhir;
#[cfg(feature = "hl7v2")]
pub mod hl7v2;
mod index;
mod ir;
mod live;
pub mod model;
pub mod needs;
pub mod pack;
mod parallel;
pub mod plan;
mod ruleset;
#[cfg(feature = "schema")]
mod schema;
#[cfg(feature = "script")]
pub mod script;
mod session;
pub mod snapshot;
pub mod source;
pub mod syntax;
pub mod terms;
pub mod testing;
mod text;
pub mod time;
pub mod units;
pub mod value;
pub mod vocab;

/// The pages of the book whose examples are run.
#[cfg(doctest)]
#[doc = include_str!("../docs/src/embedding.md")]
struct Embedding;

pub use live::Live;
pub use ruleset::{CompileError, Compiler, Mistakes, Ruleset};
pub use session::{Difference, Session};
pub use smol_str::SmolStr;
pub use snapshot::Fact;
