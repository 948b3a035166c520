//! What a CDS Hooks client did not send, fetched from its FHIR server with its own token.
//!
//! Only servers that the configuration lists are asked, over https, without following redirections,
//! at addresses that are allowed, within limits of pages, resources, bytes and time. What could not be
//! fetched is told with its reason and never looks like "nothing found". Tokens are not logged, not
//! printed, and wiped after use.
//!
//! # Wiring it
//! Make one [`Access`] at start and share it (it is cheap to clone). For every request, when it has
//! come and before [`Services::answer`](curbside_hooks::Services::answer):
//!
//! ```no_run
//! # async fn answered(access: &curbside_fhir_access::Access, services: &curbside_hooks::Services,
//! #     hook: curbside_hooks::Hook, request: curbside_hooks::Request, clock: &curbside::time::Clock,
//! #     came: std::time::Instant) -> Result<curbside_hooks::Answer, curbside_hooks::HookError> {
//! let Some(plan) = services.plan(hook).filter(|p| access.is_needed(&request, p)) else {
//!     return services.answer(hook, &request, &request.prefetch, clock, &Default::default());
//! };
//! let fetched = access.complete(&request, plan, came).await;
//! // `fetched.report` is fit for logs and metrics: keys, codes, counts.
//! services.answer_fetched(hook, &request, &fetched.data, &fetched.tried, clock, &Default::default())
//! # }
//! ```
//!
//! `complete` never fails: where nothing may be fetched it gives back what the client sent, with the
//! reasons; `answer_fetched` then answers 412 as always where nothing could be checked.

mod address;
mod client;
mod config;
mod medications;
mod scope;
mod search;
mod why;

pub use config::{Config, ConfigError, Limits, Server};
pub use why::Why;

use crate::address::{Reach, Resolver};
use crate::client::{Asking, Room};
use crate::scope::Doing;
use crate::search::Got;
use curbside::fhir::Part;
use curbside_hooks::{FhirAuthorization, Plan, Request, Supplied, Template, Tried, is_aside, supplied};
use futures_util::StreamExt;
use reqwest::header::HeaderValue;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;
use url::Url;
use zeroize::Zeroizing;

/// The most orders that `order-dispatch` may name.
const MOST_ORDERS: usize = 100;

/// Access to the FHIR servers of clients.
#[derive(Clone)]
pub struct Access {
    shared: Arc<Shared>,
}

struct Shared {
    client: reqwest::Client,
    servers: Vec<(Server, Semaphore)>,
    limits: Limits,
}

impl std::fmt::Debug for Access {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Access").field("servers", &self.shared.servers.len()).finish_non_exhaustive()
    }
}

/// A request's data, completed as far as possible.
#[derive(Clone, PartialEq, Eq)]
pub struct Fetched {
    /// Values by prefetch key: the client's, and what was fetched instead of what was missing.
    pub data: BTreeMap<String, Part>,
    /// Why keys are not complete, and the orders that were fetched.
    pub tried: Tried,
    /// For logs and metrics; holds no value of a patient.
    pub report: Report,
}

impl std::fmt::Debug for Fetched {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fetched").field("report", &self.report).finish_non_exhaustive()
    }
}

/// What was done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Answers asked for.
    pub asked: usize,
    /// Bytes of searches.
    pub bytes: usize,
    /// Keys that were fetched whole.
    pub fetched: Vec<String>,
    /// Keys that were not, and why; orders stand under `dispatchedOrders`, Medications that orders
    /// refer to under `medicationReference`.
    pub failed: BTreeMap<String, Why>,
    /// How long it took.
    pub took: Duration,
}

/// Something to fetch.
enum Wanted<'a> {
    Key(&'a Template),
    /// Type and id of a dispatched order.
    Order(String, String),
    /// Id of a Medication that an order refers to.
    Medication(String),
}

impl Wanted<'_> {
    fn name(&self) -> String {
        match self {
            Wanted::Key(t) => t.key.clone(),
            Wanted::Order(..) => DISPATCHED.to_string(),
            Wanted::Medication(_) => MEDICATIONS.to_string(),
        }
    }
}

const DISPATCHED: &str = "dispatchedOrders";
const MEDICATIONS: &str = "medicationReference";

impl Access {
    /// Access as configured.
    ///
    /// # Errors
    /// See [`ConfigError`].
    ///
    /// ```
    /// use curbside_fhir_access::{Access, Config, Server};
    /// let hospital = Server { private: true, ..Server::new("https://fhir.hospital.example/r4".parse()?) };
    /// Access::new(Config { servers: vec![hospital], ..Config::default() })?;
    /// let plain = Server::new("http://fhir.hospital.example/r4".parse()?);
    /// assert!(Access::new(Config { servers: vec![plain], ..Config::default() }).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(config: Config) -> Result<Access, ConfigError> {
        config.check()?;
        let mut reach: BTreeMap<String, Reach> = BTreeMap::new();
        for s in &config.servers {
            let own = match () {
                () if s.private => Reach::Private,
                () if config.loopback_http && config::is_loopback(&s.base) => Reach::Loopback,
                () => Reach::Public,
            };
            let of = reach.entry(s.base.host_str().unwrap_or_default().to_string()).or_insert(own);
            *of = own.max(*of);
        }
        let mut builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(config.limits.answer_time)
            .timeout(config.limits.answer_time)
            .no_proxy()
            .referer(false)
            .https_only(!config.loopback_http)
            .dns_resolver(Arc::new(Resolver(Arc::new(reach))))
            .user_agent(concat!("curbside/", env!("CARGO_PKG_VERSION")));
        for pem in &config.certificates {
            for one in reqwest::Certificate::from_pem_bundle(pem).map_err(|_| ConfigError::Tls)? {
                builder = builder.add_root_certificate(one);
            }
        }
        let client = builder.build().map_err(|_| ConfigError::Tls)?;
        let limits = config.limits;
        let turns = || Semaphore::new(limits.per_server.min(Semaphore::MAX_PERMITS));
        let servers = config.servers.into_iter().map(|s| (s, turns())).collect();
        Ok(Access { shared: Arc::new(Shared { client, servers, limits }) })
    }

    /// Fetches what the plan asks for and the request does not hold whole, the orders of an
    /// `order-dispatch`, and the Medications that orders refer to. `came` is when the request came: its token's time runs from there.
    pub async fn complete(&self, request: &Request, plan: &Plan, came: Instant) -> Fetched {
        let started = Instant::now();
        let mut out =
            Fetched { data: request.prefetch.clone(), tried: Tried::default(), report: Report::default() };
        let wanted = wanted(request, plan);
        let orders_alone = medications::unresolved(&out.data, request, request.fhir_server.as_ref());
        if wanted.is_empty() && orders_alone.is_empty() {
            return out;
        }
        let asking = self.allowed(request).and_then(|(base, turns, authorization)| {
            Ok((base, authorization, self.asking(turns, authorization, came)?))
        });
        match asking {
            Err(why) => {
                wanted.iter().for_each(|w| out.failed(w, why));
                orders_alone.into_iter().take(1).for_each(|id| out.failed(&Wanted::Medication(id), why));
            }
            Ok((base, authorization, asking)) => {
                let to = To { asking: &asking, request, authorization, base };
                out.round(&to, &wanted).await;
                let named = medications::unresolved(&out.data, request, Some(base));
                let named: Vec<Wanted<'_>> = named.into_iter().map(Wanted::Medication).collect();
                out.round(&to, &named).await;
                out.report.asked = asking.room.asked.load(Ordering::Relaxed);
                let left = asking.room.bytes.load(Ordering::Relaxed);
                out.report.bytes = self.shared.limits.bytes.saturating_sub(left);
            }
        }
        out.report.took = started.elapsed();
        out
    }

    /// Whether [`Access::complete`] would have anything to fetch.
    pub fn is_needed(&self, request: &Request, plan: &Plan) -> bool {
        let base = request.fhir_server.as_ref();
        !wanted(request, plan).is_empty()
            || !medications::unresolved(&request.prefetch, request, base).is_empty()
    }

    /// The server that may be asked, and with which token.
    fn allowed<'a>(
        &'a self,
        request: &'a Request,
    ) -> Result<(&'a Url, &'a Semaphore, &'a FhirAuthorization), Why> {
        let base = request.fhir_server.as_ref().ok_or(Why::NoServer)?;
        let authorization = request.authorization.as_ref().ok_or(Why::NoToken)?;
        let listed = self.shared.servers.iter().find(|(s, _)| s.covers(base));
        let (_, turns) = listed.ok_or(Why::NotListed)?;
        let own = authorization.patient.as_deref().map(|p| p.strip_prefix("Patient/").unwrap_or(p));
        if own.is_some_and(|p| p != request.patient()) {
            return Err(Why::TokenOfAnother);
        }
        Ok((base, turns, authorization))
    }

    fn asking<'a>(
        &'a self,
        turns: &'a Semaphore,
        authorization: &FhirAuthorization,
        came: Instant,
    ) -> Result<Asking<'a>, Why> {
        let limits = &self.shared.limits;
        let text = Zeroizing::new(format!("Bearer {}", authorization.access_token));
        let mut token = HeaderValue::from_str(&text).map_err(|_| Why::Unauthorized)?;
        token.set_sensitive(true);
        let room = Room {
            bytes: AtomicUsize::new(limits.bytes),
            asked: AtomicUsize::new(0),
            until: tokio::time::Instant::now() + limits.time,
            expires: came.checked_add(Duration::from_secs(authorization.expires_in)).map(Into::into),
        };
        Ok(Asking { client: &self.shared.client, turns, token, limits, room })
    }
}

fn wanted<'a>(request: &Request, plan: &'a Plan) -> Vec<Wanted<'a>> {
    let lacks = |t: &&Template| {
        supplied(request.prefetch.get(&t.key).map(Part::json), t.resource).0 != Supplied::Complete
    };
    // Most users are no PractitionerRole, and not every call is about an encounter: nothing is missing then.
    let asked = |t: &&Template| !is_aside(&t.key) || request.fill(&t.query).is_some();
    let all = plan.templates.values().filter(lacks).filter(asked);
    let mut out: Vec<Wanted<'a>> = all.map(Wanted::Key).collect();
    let orders = request.dispatched_unsent();
    out.extend(orders.into_iter().take(MOST_ORDERS).map(|(kind, id)| Wanted::Order(kind, id)));
    out
}

/// Whom to ask, for whom.
struct To<'a> {
    asking: &'a Asking<'a>,
    request: &'a Request,
    authorization: &'a FhirAuthorization,
    base: &'a Url,
}

async fn fetch(to: &To<'_>, wanted: &Wanted<'_>) -> Got {
    let To { asking, request, authorization, base } = *to;
    let root = base.as_str().trim_end_matches('/');
    let (query, kind) = match wanted {
        Wanted::Order(kind, id) => (format!("{kind}/{id}"), kind.as_str()),
        Wanted::Medication(id) => (format!("Medication/{id}"), "Medication"),
        Wanted::Key(t) => match request.fill(&t.query) {
            Some(query) => (query, t.resource),
            None => return Got::nothing(Why::Token),
        },
    };
    let search = query.split_once('?').is_some();
    let doing = if search { Doing::Search } else { Doing::Read };
    if !scope::covers(&authorization.scope, kind, doing) {
        return Got::nothing(Why::Scope);
    }
    // `|` is no character of a URL; servers differ in whether they bear it.
    let text = format!("{root}/{}", query.replace('|', "%7C"));
    let Ok(mut url) = Url::parse(&text) else { return Got::nothing(Why::Token) };
    if search {
        if !url.query_pairs().any(|(k, _)| k == "_count") {
            url.query_pairs_mut().append_pair("_count", &asking.limits.page_size.to_string());
        }
        return search::search(asking, base, url).await;
    }
    match query.split_once('/') {
        Some((kind, id)) => search::read(asking, url, kind, id).await,
        None => Got::nothing(Why::Token),
    }
}

impl Fetched {
    /// Fetches so many at a time, and takes them in order, so that the same answers give the same data.
    async fn round(&mut self, to: &To<'_>, wanted: &[Wanted<'_>]) {
        let mut each = Vec::new();
        for w in wanted {
            each.push(fetch(to, w));
        }
        let mut results = futures_util::stream::iter(each).buffered(to.asking.limits.per_request);
        let mut of = wanted.iter();
        while let (Some(got), Some(w)) = (results.next().await, of.next()) {
            self.take(w, got);
        }
    }

    fn failed(&mut self, wanted: &Wanted<'_>, why: Why) {
        let name = wanted.name();
        match wanted {
            Wanted::Key(_) => {
                self.tried.keys.insert(name.clone(), why.text());
            }
            Wanted::Order(..) => self.tried.orders_failed = Some(why.text()),
            Wanted::Medication(_) => self.tried.medications_failed = Some(why.text()),
        }
        self.report.failed.insert(name, why);
    }

    fn take(&mut self, wanted: &Wanted<'_>, got: Got) {
        match (wanted, got.value) {
            (Wanted::Order(..), Some(order)) => self.tried.orders.push(order),
            (Wanted::Medication(_), Some(medication)) => self.tried.medications.push(medication),
            // A part is worth more than what the client sent only where that is nothing.
            (Wanted::Key(t), Some(value)) => {
                let part = supplied(self.data.get(&t.key).map(Part::json), t.resource);
                if got.why.is_none() || part.1.is_empty() {
                    self.data.insert(t.key.clone(), value);
                }
            }
            (_, None) => {}
        }
        match got.why {
            Some(why) => self.failed(wanted, why),
            None if matches!(wanted, Wanted::Key(_)) => self.report.fetched.push(wanted.name()),
            None => {}
        }
    }
}
