//! Everything opened, served and closed again.

use crate::app::Parts;
use crate::bounded::Bounded;
use crate::config::{Config, StorePlace};
use crate::gate::Gate;
use crate::hl7::{self, ToStore};
use crate::host::{Service, told};
use crate::keeper::Keeper;
use crate::metrics::Metrics;
use crate::router::routes;
use crate::rules::{LoadError, Shelf, Steps};
use crate::tls;
use axum::Router;
use axum_server::Handle;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use curbside_admin::server::Admin;
use curbside_auth::{ConfigError, HttpKeys, KeySource, NoKeys, Verifier};
use curbside_fhir_access::Access;
use curbside_record::Desk;
use curbside_store::{Act, Options, PatientRef, Store};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Who may call.
#[derive(Debug, Clone, Default)]
pub enum Mode {
    /// Those with a token of a configured issuer.
    #[default]
    Guarded,
    /// Everybody, for this reason; on this machine alone.
    Open(String),
}

/// What keeps the service from starting.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// Packs or policy.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// Issuers, keys, tokens.
    #[error(transparent)]
    Auth(#[from] ConfigError),
    /// Authorities for key sets.
    #[error("K301: key sets cannot be fetched: {0}")]
    Keys(String),
    /// The store.
    #[error("K302: the audit store cannot be opened: {0}")]
    Store(#[from] curbside_store::Error),
    /// Certificate and key.
    #[error("K303: TLS: {0}")]
    Tls(String),
    /// An address.
    #[error("K304: cannot listen on {0}: {1}; is another service there, or may this user not?")]
    Listen(SocketAddr, std::io::Error),
    /// The site's map.
    #[error("K305: HL7 v2 site map: {0}")]
    SiteMap(String),
    /// Access to FHIR servers.
    #[error(transparent)]
    Fhir(#[from] curbside_fhir_access::ConfigError),
    /// How cards are made.
    #[error("K307: hooks: {0}")]
    Cards(curbside_hooks::CardFault),
    /// Threads.
    #[error("K306: cannot start: {0}")]
    System(std::io::Error),
}

/// A service that runs.
pub struct Running {
    /// Where clients are served.
    pub address: SocketAddr,
    /// The second address.
    pub operations: Option<SocketAddr>,
    /// Where messages are taken.
    pub mllp: Option<SocketAddr>,
    /// Counters.
    pub metrics: Arc<Metrics>,
    /// Packs and policy.
    pub shelf: Arc<Shelf>,
    desk: Arc<Desk>,
    handles: Vec<Handle<SocketAddr>>,
    stop: watch::Sender<bool>,
    serving: Vec<JoinHandle<std::io::Result<()>>>,
    helping: Vec<JoinHandle<()>>,
    grace: Duration,
}

impl std::fmt::Debug for Running {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Running").field("address", &self.address).finish_non_exhaustive()
    }
}

/// Checks what can be checked without opening an address or a database: packs with their tests, policy,
/// keys, tokens, certificate, site map.
///
/// # Errors
/// The first thing that would keep the service from starting.
pub fn check(config: &Config) -> Result<Steps, StartError> {
    tls::provide();
    verifier(config)?;
    access(config)?;
    cards(config)?;
    if let Some(files) = &config.tls {
        tls::load(files).map_err(StartError::Tls)?;
    }
    let shelf = Arc::new(Shelf::open(config)?);
    if let Some(mllp) = &config.mllp {
        let sink = ToStore {
            store: None,
            shelf: Arc::clone(&shelf),
            metrics: Arc::default(),
            zone: config.zone.clone(),
        };
        hl7::service(mllp, &config.zone, sink).map_err(StartError::SiteMap)?;
    }
    Ok(shelf.steps())
}

fn verifier(config: &Config) -> Result<Arc<Verifier>, StartError> {
    let fetches = config.auth.issuers.iter().any(|i| !i.jku.is_empty() || i.jwks_url.is_some());
    let source: Arc<dyn KeySource> = if fetches {
        let authorities = match &config.authorities {
            Some(path) => vec![
                std::fs::read(path).map_err(|e| StartError::Keys(format!("`{}`: {e}", path.display())))?,
            ],
            None => Vec::new(),
        };
        let pems: Vec<&[u8]> = authorities.iter().map(Vec::as_slice).collect();
        let keys =
            HttpKeys::new(Duration::from_secs(5), &pems).map_err(|e| StartError::Keys(e.to_string()))?;
        Arc::new(keys)
    } else {
        Arc::new(NoKeys)
    };
    Ok(Arc::new(Verifier::new(&config.auth, Path::new("."), source)?))
}

fn cards(config: &Config) -> Result<(), StartError> {
    config.hooks.check().map_err(|all| match all.into_iter().next() {
        Some(fault) => StartError::Cards(fault),
        None => StartError::System(std::io::Error::other("cards")),
    })
}

fn access(config: &Config) -> Result<Option<Access>, StartError> {
    let Some(fhir) = &config.fhir else { return Ok(None) };
    let certificates = match &fhir.authorities {
        Some(path) => {
            vec![std::fs::read(path).map_err(|e| StartError::Keys(format!("`{}`: {e}", path.display())))?]
        }
        None => Vec::new(),
    };
    let limits = curbside_fhir_access::Limits {
        time: fhir.time,
        resource_bytes: fhir.resource_bytes,
        ..Default::default()
    };
    // What is meant for demonstrations is allowed where only this machine is served.
    let loopback_http = config.listen.ip().is_loopback();
    let servers = fhir.servers.clone();
    Ok(Some(Access::new(curbside_fhir_access::Config { servers, limits, loopback_http, certificates })?))
}

async fn open_store(place: &StorePlace) -> Result<Store, curbside_store::Error> {
    let mut options = Options::new(&place.url, &place.instance);
    if let Some(key) = &place.patient_key {
        options.patient = PatientRef::Keyed(key.clone());
    }
    Store::open(options).await
}

/// Opens everything and serves, on the current runtime.
///
/// # Errors
/// What keeps it from starting; nothing is left running then.
pub async fn start(config: Config, mode: Mode) -> Result<Running, StartError> {
    tls::provide();
    let metrics = Arc::new(Metrics::default());
    let verifier = verifier(&config)?;
    let access = access(&config)?;
    cards(&config)?;
    let tls = config.tls.as_ref().map(tls::load).transpose().map_err(StartError::Tls)?;
    let loading = config.clone();
    let shelf = tokio::task::spawn_blocking(move || Shelf::open(&loading)).await;
    let shelf = Arc::new(shelf.map_err(|e| StartError::System(std::io::Error::other(e)))??);
    for (name, good, text) in shelf.steps() {
        if good {
            tracing::info!(target: "curbside::reload", step = name, "{text}");
        } else {
            tracing::warn!(target: "curbside::reload", step = name, "{text}");
        }
    }
    let store = match &config.store {
        Some(place) => Some(open_store(place).await?),
        None => {
            tracing::warn!(target: "curbside::audit", "NOTHING IS RECORDED: there is no store, answers are in no audit and feedback is refused");
            None
        }
    };
    let force = shelf.now();
    metrics.in_force(force.services.rules().generation(), force.services.rules().model().rules.len());
    let gate = match &mode {
        Mode::Open(why) => Gate::open(why),
        Mode::Guarded if config.auth.issuers.is_empty() => Gate::Closed,
        Mode::Guarded => Gate::Kept(Arc::new(Keeper::new(Arc::clone(&verifier), Arc::clone(&metrics)))),
    };
    let open = matches!(gate, Gate::Open(_));
    let desk = Arc::new(Desk::new(store.clone(), config.on_failure));
    let admin = config.admin.then(|| {
        let host = Service::new(Arc::clone(&shelf), Arc::clone(&metrics), open);
        Admin::new(Arc::new(host), store.clone(), Arc::clone(&verifier), &config.public_url).router()
    });
    let parts = Parts {
        shelf: Arc::clone(&shelf),
        gate,
        verifier: Some(Arc::clone(&verifier)),
        desk: Arc::clone(&desk),
        access,
        metrics: Arc::clone(&metrics),
        base: config.public_url.as_str().trim_end_matches('/').to_string(),
        zone: config.zone.clone(),
        limits: config.limits.clone(),
        origins: config.cors.origins.clone(),
    };
    let routes = routes(parts, admin);

    let listener = listen(config.listen)?;
    let operations = config.operations.map(listen).transpose()?;
    let (stop, stopped) = watch::channel(false);
    let mut running = Running {
        address: address(&listener, config.listen),
        operations: operations.as_ref().zip(config.operations).map(|(l, at)| address(l, at)),
        mllp: None,
        metrics: Arc::clone(&metrics),
        shelf: Arc::clone(&shelf),
        desk,
        handles: Vec::new(),
        stop,
        serving: Vec::new(),
        helping: Vec::new(),
        grace: config.shutdown,
    };
    let mut hl7_service = None;
    if let Some(mllp) = &config.mllp {
        let sink = ToStore {
            store: store.clone(),
            shelf: Arc::clone(&shelf),
            metrics: Arc::clone(&metrics),
            zone: config.zone.clone(),
        };
        let service = hl7::service(mllp, &config.zone, sink).map_err(StartError::SiteMap)?;
        let listener = curbside_mllp::Listener::bind(mllp.listen, Arc::clone(&service)).await;
        let listener = listener.map_err(|e| StartError::Listen(mllp.listen, e))?;
        running.mllp = listener.local_addr().ok();
        let mut stopped = stopped.clone();
        let end = async move { drop(stopped.wait_for(|s| *s).await) };
        running.serving.push(tokio::spawn(listener.run(end)));
        hl7_service = Some(service);
    }
    running.serve(listener, routes.public.clone(), tls, &config)?;
    if let Some(listener) = operations {
        running.serve(listener, routes.operations.clone(), None, &config)?;
    }
    let counters = Arc::clone(&metrics);
    running.helping.push(tokio::spawn(async move {
        let mut tick = tokio::time::interval(Duration::from_secs(60));
        loop {
            tick.tick().await;
            verifier.refresh(jiff::Timestamp::now().as_second()).await;
            routes.tidy();
        }
    }));
    if let Some(service) = hl7_service {
        running.helping.push(tokio::spawn(async move {
            let mut tick = tokio::time::interval(Duration::from_secs(2));
            loop {
                tick.tick().await;
                hl7::count(&service, &counters);
            }
        }));
    }
    if let Some(every) = config.reload.watch {
        running.helping.push(tokio::spawn(watch_packs(every, shelf, metrics, store)));
    }
    running.act("start", true, "").await;
    tracing::info!(
        target: "curbside::serve",
        address = %running.address,
        public_url = %config.public_url,
        tls = config.tls.is_some(),
        operations = running.operations.map(|a| a.to_string()),
        mllp = running.mllp.map(|a| a.to_string()),
        "serving"
    );
    Ok(running)
}

fn listen(at: SocketAddr) -> Result<std::net::TcpListener, StartError> {
    std::net::TcpListener::bind(at).map_err(|e| StartError::Listen(at, e))
}

fn address(listener: &std::net::TcpListener, configured: SocketAddr) -> SocketAddr {
    listener.local_addr().unwrap_or(configured)
}

async fn watch_packs(every: Duration, shelf: Arc<Shelf>, metrics: Arc<Metrics>, store: Option<Store>) {
    let mut tick = tokio::time::interval(every);
    tick.tick().await;
    loop {
        tick.tick().await;
        let looking = Arc::clone(&shelf);
        let looked = tokio::task::spawn_blocking(move || looking.reload_if_changed()).await;
        if let Ok(Some(result)) = looked {
            let result = told(&shelf, &metrics, "watch", result);
            note(store.as_ref(), "reload", &result).await;
        }
    }
}

/// Writes to the audit what the service did by itself.
async fn note(store: Option<&Store>, what: &str, result: &Result<String, String>) {
    let Some(store) = store else { return };
    let (Ok(text) | Err(text)) = result;
    let act = Act {
        at: jiff::Timestamp::now(),
        user: None,
        what: what.to_string(),
        outcome: if result.is_ok() { "done" } else { "refused" }.to_string(),
        detail: BTreeMap::from([("result".to_string(), text.clone())]),
    };
    if let Err(error) = store.act(act).await {
        tracing::error!(target: "curbside::audit", code = error.code(), "an act was not recorded: {error}");
    }
}

type LoadedTls = (Arc<rustls::ServerConfig>, [u8; 32]);

impl Running {
    fn serve(
        &mut self,
        listener: std::net::TcpListener,
        router: Router,
        tls: Option<LoadedTls>,
        config: &Config,
    ) -> Result<(), StartError> {
        let handle = Handle::new();
        let bounded = Bounded::new(config.limits.connections, Arc::clone(&self.metrics));
        let header = config.limits.header;
        let server = axum_server::from_tcp(listener).map_err(StartError::System)?.handle(handle.clone());
        macro_rules! run {
            ($server:expr) => {{
                let mut server = $server.first_request_timeout(header);
                server.http_builder().http1().header_read_timeout(header).max_buf_size(64 * 1024);
                server
                    .http_builder()
                    .http2()
                    .max_concurrent_streams(128)
                    .max_header_list_size(64 * 1024)
                    .keep_alive_interval(header)
                    .keep_alive_timeout(header);
                tokio::spawn(server.serve(router.into_make_service()))
            }};
        }
        let serving = match (tls, &config.tls) {
            (Some((loaded, mark)), Some(files)) => {
                let live = RustlsConfig::from_config(loaded);
                self.helping.push(tokio::spawn(tls::follow(files.clone(), live.clone(), mark)));
                let acceptor = RustlsAcceptor::new(live).handshake_timeout(header).acceptor(bounded);
                run!(server.acceptor(acceptor))
            }
            _ => run!(server.acceptor(bounded)),
        };
        self.serving.push(serving);
        self.handles.push(handle);
        Ok(())
    }

    /// Reads, tests and exchanges packs and policy; what happened, in words.
    ///
    /// # Errors
    /// Why those in force stay.
    pub async fn reload(&self) -> Result<String, String> {
        let shelf = Arc::clone(&self.shelf);
        let done = tokio::task::spawn_blocking(move || shelf.reload()).await;
        let result = done.unwrap_or_else(|_| Err(LoadError::Packs("the packs could not be compiled".into())));
        let result = told(&self.shelf, &self.metrics, "signal", result);
        note(self.desk.store(), "reload", &result).await;
        result
    }

    /// The store, if there is one.
    pub fn store(&self) -> Option<&Store> {
        self.desk.store()
    }

    async fn act(&self, what: &str, good: bool, text: &str) {
        let text = if text.is_empty() {
            let force = self.shelf.now();
            format!("packs {}, policy {}", force.services.rules().model().hash, force.policy.hash())
        } else {
            text.to_string()
        };
        note(self.desk.store(), what, &if good { Ok(text) } else { Err(text) }).await;
    }

    /// Takes no more connections, lets requests under way end, and closes the store.
    pub async fn shut_down(mut self) {
        tracing::info!(target: "curbside::serve", "ending: no more connections are taken");
        let _ = self.stop.send(true);
        for handle in &self.handles {
            handle.graceful_shutdown(Some(self.grace));
        }
        for task in self.serving.drain(..) {
            if let Ok(Err(error)) = task.await {
                tracing::error!(target: "curbside::serve", "{error}");
            }
        }
        for task in &self.helping {
            task.abort();
        }
        self.act("stop", true, "").await;
        if let Some(store) = self.desk.store() {
            store.close().await;
        }
        tracing::info!(target: "curbside::serve", "ended");
    }

    /// Serves until the process is told to end (SIGTERM, SIGINT); SIGHUP reloads packs and policy.
    ///
    /// # Errors
    /// Signals cannot be listened to.
    pub async fn until_told(self) -> Result<(), StartError> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            let on = |kind| signal(kind).map_err(StartError::System);
            let (mut end, mut interrupt, mut again) =
                (on(SignalKind::terminate())?, on(SignalKind::interrupt())?, on(SignalKind::hangup())?);
            loop {
                tokio::select! {
                    _ = end.recv() => break,
                    _ = interrupt.recv() => break,
                    _ = again.recv() => drop(self.reload().await),
                }
            }
        }
        #[cfg(not(unix))]
        tokio::signal::ctrl_c().await.map_err(StartError::System)?;
        self.shut_down().await;
        Ok(())
    }
}

/// Starts on a runtime of its own and serves until the process is told to end. `started` is told where.
///
/// # Errors
/// What keeps it from starting.
pub fn run(config: Config, mode: Mode, started: impl FnOnce(&Running)) -> Result<(), StartError> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(StartError::System)?;
    runtime.block_on(async {
        let running = start(config, mode).await?;
        started(&running);
        running.until_told().await
    })
}
