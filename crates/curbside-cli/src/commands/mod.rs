//! One file per subcommand: its arguments and what it does.

#[cfg(feature = "audit")]
pub mod audit;
pub mod bench;
pub mod check;
pub mod completions;
pub mod eval;
pub mod explain;
pub mod export;
pub mod fmt;
pub mod hook;
pub mod import;
pub mod new;
pub mod plan;
pub mod policy;
#[cfg(feature = "serve")]
pub mod serve;
pub mod test;
