//! # Alert policy
//!
//! What becomes of findings on their way to a screen: how insistent each is shown
//! ([`Tier`]), to whom, once or again, and which are withheld. Every finding comes
//! out on one of two lists, shown or withheld, the latter with a reason, the entry
//! of the policy that did it, who answers for that entry and until when.
//!
//! The policy is a file ([`Policy::read`]); a site changes a vendor's policy by
//! overlays. What was shown before is an input ([`PastAlert`]): nothing here keeps
//! state, reads a clock, a file or the network.
//!
//! ```
//! use curbside::{Compiler, pack::PackSource, snapshot::SnapshotBuilder, time::Clock};
//! use curbside_policy::{Asked, Policy, Tier};
//!
//! let rules = Compiler::new()
//!     .pack(PackSource::new("demo").file("pack.yaml", "name: demo\nversion: 1.0.0\n").file(
//!         "demo.cds",
//!         r#"pack demo
//!         rule adult "An adult" { category recommendation  severity low  when age >= 18 years  message "Adult." }"#,
//!     ))
//!     .compile()?;
//! let patient = SnapshotBuilder::new().born("1951-02-03".parse().unwrap()).build();
//! let clock = Clock::new("2026-03-01T09:00:00Z".parse().unwrap(), "UTC".parse().unwrap());
//! let answer = rules.evaluate(&patient, &clock);
//!
//! let policy = Policy::shipped();
//! let decided = policy.decide(&Asked::new(&answer, &patient, rules.model(), &clock));
//! assert_eq!(decided.shown[0].tier, Tier::Passive);
//! assert!(decided.withheld.is_empty());
//! # Ok::<(), curbside::CompileError>(())
//! ```

mod check;
mod date;
mod decide;
mod policy;
mod read;
mod result;
mod words;

pub use check::Census;
pub use date::Date;
pub use decide::{Asked, PastAlert};
pub use policy::{
    Account, Audience, AudienceEntry, Change, Duplicates, Existing, Group, NeverOff, OverlayCard, Policy,
    PolicyCard, Population, Repeat, Retier, SameAs, Scope, Selector, Shadow, SiteChange, Snooze, TierLine,
};
pub use read::{Mistakes, PolicyFile};
pub use result::{Decided, Despite, EntryRef, Expired, PolicyRef, Shown, Undecided, Withheld};
pub use words::{After, Because, OncePer, Outcome, Tier, WithheldReason};
