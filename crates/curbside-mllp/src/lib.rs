//! # An MLLP listener for Curbside
//!
//! HL7 v2 messages come in over TCP, change the sessions of their patients, and
//! are acknowledged once what they changed is stored: nothing that was
//! acknowledged is lost, and a message that could not be stored leaves no trace
//! and can be sent again.
//!
//! ```no_run
//! use curbside::{Compiler, Live};
//! use curbside_mllp::{Config, Delivery, Listener, Service};
//! use std::sync::Arc;
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let rules = Arc::new(Live::new(Compiler::new().pack_dir("rules")?.compile()?));
//! let (to, mut events) = tokio::sync::mpsc::channel::<Delivery>(64);
//! let service = Service::new(Config::new("Europe/Berlin".parse()?), rules, to);
//! tokio::spawn(async move {
//!     while let Some(d) = events.recv().await {
//!         for p in &d.event.patients {
//!             println!("{} new, {} cleared", p.difference.new.len(), p.difference.cleared.len());
//!         }
//!         let _ = d.stored.send(Ok(())); // once it is safe
//!     }
//! });
//! let listener = Listener::bind("127.0.0.1:2575", service).await?;
//! listener.run(std::future::pending()).await?;
//! # Ok(())
//! # }
//! ```
//!
//! TLS is the host's: [`serve`] takes any stream. It holds no rules, no files and
//! no database, and prints nothing.

mod ack;
mod frame;
mod listener;
mod service;
mod sessions;
mod sink;

pub use listener::{Listener, serve};
pub use service::Service;
pub use sink::{Delivery, Event, NotStored, PatientChange, Sink, Storing};

use curbside::hl7v2::{Options, PatientId};
use curbside::snapshot::Snapshot;
use curbside::time::{Timestamp, Zone};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

/// Gives the record that a session begins with, where the host has one.
pub type Records = Arc<dyn Fn(&PatientId) -> Option<Snapshot> + Send + Sync>;

/// Takes the record of a session that is put out for want of room.
pub type Evicted = Arc<dyn Fn(&PatientId, Snapshot) + Send + Sync>;

/// How to listen.
#[derive(Clone)]
pub struct Config {
    /// How messages are read: the zone, the site map, limits. Only messages of production are
    /// taken (MSH-11), unless `production` is switched off here or the site map says otherwise.
    pub reading: Options,
    /// Bytes of one frame.
    pub max_frame: usize,
    /// Connections at a time; more wait to be accepted.
    pub max_connections: usize,
    /// Patients with a session; beyond that the least recently used goes.
    pub max_sessions: usize,
    /// Facts of one patient; a message that would make it more is refused.
    pub max_patient_facts: usize,
    /// Facts of all sessions together; beyond that the least recently used session goes.
    pub max_facts: usize,
    /// Messages remembered so that one sent again is acknowledged and not taken twice.
    pub remembered_messages: usize,
    /// How long a peer may be silent between messages.
    pub idle: Duration,
    /// How long one frame, or taking an acknowledgement, may last.
    pub frame_time: Duration,
    /// How long a shutdown waits for messages under way.
    pub grace: Duration,
    /// The record a session begins with; without it, nothing but the messages.
    pub records: Records,
    /// Gets the record of a session that is put out, to keep it and give it back by `records`;
    /// without it, what messages said is lost then. The store is locked meanwhile: be quick.
    pub evicted: Evicted,
    /// What time it is; the system's clock unless said otherwise.
    pub now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
}

impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Config").field("max_frame", &self.max_frame).finish_non_exhaustive()
    }
}

impl Config {
    /// Defaults in the facility's zone: frames of 4 MiB, 256 connections,
    /// 10,000 patients with 2,000,000 facts, 100,000 remembered messages.
    pub fn new(zone: Zone) -> Config {
        Config {
            reading: Options { production: true, ..Options::new(zone) },
            max_frame: 4 << 20,
            max_connections: 256,
            max_sessions: 10_000,
            max_patient_facts: 50_000,
            max_facts: 2_000_000,
            remembered_messages: 100_000,
            idle: Duration::from_secs(600),
            frame_time: Duration::from_secs(30),
            grace: Duration::from_secs(10),
            records: Arc::new(|_| None),
            evicted: Arc::new(|_, _| ()),
            now: Arc::new(system_now),
        }
    }
}

fn system_now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Timestamp::from_second(since.ok().and_then(|d| i64::try_from(d.as_secs()).ok()).unwrap_or(0))
}

/// What was done so far, for metrics.
#[derive(Debug, Default)]
pub struct Counts {
    /// Messages acknowledged with AA or CA, duplicates included.
    pub accepted: AtomicU64,
    /// Messages with AE or CE.
    pub errors: AtomicU64,
    /// Messages with AR or CR.
    pub rejected: AtomicU64,
    /// Messages that were sent again.
    pub duplicates: AtomicU64,
    /// Sessions put out for want of room.
    pub evicted: AtomicU64,
    /// Connections closed because of what the peer did or did not do.
    pub broken: AtomicU64,
}

impl Service {
    /// What was done so far.
    pub fn counts(&self) -> &Counts {
        self.counts.evicted.store(self.evictions(), std::sync::atomic::Ordering::Relaxed);
        &self.counts
    }
}
