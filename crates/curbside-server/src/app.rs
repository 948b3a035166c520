//! What all routes share, and work that takes computing.

use crate::config::Limits;
use crate::gate::{Caller, Gate};
use crate::metrics::Metrics;
use crate::rules::Shelf;
use curbside::time::{Clock, Timestamp, Zone};
use curbside_auth::Verifier;
use curbside_fhir_access::Access;
use curbside_record::Desk;
use governor::clock::Clock as _;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;
use tokio::sync::Semaphore;

/// A service: what answers, who may call, where it is kept.
#[derive(Clone)]
pub struct Parts {
    /// Packs and policy.
    pub shelf: Arc<Shelf>,
    /// Who may call services.
    pub gate: Gate,
    /// Who may see metrics, and sign in at the administration page; nobody if none.
    pub verifier: Option<Arc<Verifier>>,
    /// History, policy, audit.
    pub desk: Arc<Desk>,
    /// Access to the FHIR servers of clients; none if they are never asked.
    pub access: Option<Access>,
    /// Counters.
    pub metrics: Arc<Metrics>,
    /// The URL under which clients know the service, without a slash at the end.
    pub base: String,
    /// The facility's zone.
    pub zone: Zone,
    /// Limits.
    pub limits: Limits,
    /// Web pages that may call.
    pub origins: Vec<String>,
}

pub(crate) struct App {
    pub parts: Parts,
    computing: Arc<Semaphore>,
    /// By the caller's name.
    pace: Option<DefaultKeyedRateLimiter<String>>,
}

impl App {
    pub fn new(parts: Parts) -> App {
        let quota = NonZeroU32::new(parts.limits.per_second).map(|n| {
            Quota::per_second(n).allow_burst(NonZeroU32::new(parts.limits.burst).unwrap_or(NonZeroU32::MIN))
        });
        App {
            computing: Arc::new(Semaphore::new(parts.limits.evaluations.max(1))),
            pace: quota.map(RateLimiter::keyed),
            parts,
        }
    }

    pub fn metrics(&self) -> &Metrics {
        &self.parts.metrics
    }

    pub fn clock(&self) -> Clock {
        let now = Timestamp::from_second(jiff::Timestamp::now().as_second());
        Clock::new(now, self.parts.zone.clone())
    }

    /// Whether the caller may go on; else the seconds to wait.
    pub fn pace(&self, caller: &Caller) -> Result<(), u64> {
        let Some(pace) = &self.pace else { return Ok(()) };
        pace.check_key(&caller.name).map_err(|not_until| {
            let wait = not_until.wait_time_from(governor::clock::DefaultClock::default().now());
            wait.as_secs() + 1
        })
    }

    /// Forgets callers that have not called for a while.
    pub fn tidy(&self) {
        if let Some(pace) = &self.pace {
            pace.retain_recent();
            pace.shrink_to_fit();
        }
    }

    /// Computes away from the threads that serve sockets, a bounded number at a time. The place is
    /// given up when the work has ended, not when somebody stops to wait for it.
    pub async fn compute<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        let place = Arc::clone(&self.computing).acquire_owned().await.ok()?;
        let done = tokio::task::spawn_blocking(move || {
            let _place = place;
            work()
        });
        done.await.ok()
    }
}

/// Ends an evaluation when its time is over, or when nobody waits for it any longer.
pub(crate) struct Stop {
    gone: Arc<AtomicBool>,
}

/// The part of a [`Stop`] that goes along with the work.
pub(crate) struct Until {
    gone: Arc<AtomicBool>,
    end: Instant,
    why: std::cell::Cell<Option<&'static str>>,
}

impl Stop {
    pub fn new() -> Stop {
        Stop { gone: Arc::default() }
    }

    pub fn until(&self, end: Instant) -> Until {
        Until { gone: Arc::clone(&self.gone), end, why: std::cell::Cell::new(None) }
    }
}

impl Drop for Stop {
    fn drop(&mut self) {
        self.gone.store(true, Ordering::Relaxed);
    }
}

impl Until {
    pub fn over(&self) -> bool {
        if self.gone.load(Ordering::Relaxed) {
            self.why.set(Some("abandoned"));
        } else if Instant::now() >= self.end {
            self.why.set(Some("deadline"));
        }
        self.why.get().is_some()
    }

    /// Why it ended early, if it did.
    pub fn why(&self) -> Option<&'static str> {
        self.why.get()
    }
}
