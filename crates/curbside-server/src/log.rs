//! The log: one line an event, to standard error.

use crate::config::Log;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt};

/// Sends this process's log to standard error. Libraries of others are heard from `warn` on only: below
/// that they tell what goes over the wire.
///
/// Does nothing where the process has a log already.
pub fn log_to_stderr(log: &Log) {
    let own = LevelFilter::from_level(log.level);
    let levels = Targets::new().with_default(LevelFilter::WARN.min(own)).with_target("curbside", own);
    let lines = if log.json {
        fmt::layer().json().flatten_event(true).with_writer(std::io::stderr).boxed()
    } else {
        fmt::layer().with_ansi(false).with_writer(std::io::stderr).boxed()
    };
    let _ = tracing_subscriber::registry().with(lines.with_filter(levels)).try_init();
}
