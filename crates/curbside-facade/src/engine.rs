//! The engine of a host: rules in force, asked in JSON.

use crate::answer::{Explained, Status, write};
use crate::error::{Error, ErrorCode};
use crate::guard::{Guarded, guard};
use crate::load::Loaded;
use crate::metadata::Metadata;
use crate::patient;
use crate::request::{FORMAT, Options, Request, read};
use crate::session::Session;
use curbside::{Live, Ruleset, eval};
use std::sync::Arc;

/// Rules in force. Cheap to clone, asked from many threads at once, exchanged while in use.
///
/// ```
/// use curbside_facade::Engine;
/// let engine = Engine::load(br#"{"format": 1, "text":
///   "pack demo\ncodes Warfarin = rxnorm 11289 \"warfarin\"\nrule on-warfarin \"On warfarin\" {\n category result\n when taking Warfarin as drug\n message \"Takes {drug}.\"\n}\n"}"#)?;
/// let answer = engine.evaluate(br#"{"format": 1, "at": "2026-03-01T09:00:00Z", "zone": "UTC", "patient": {"snapshot":
///   {"medications": {"coverage": "complete", "items": [{"code": {"codings": [{"system": "rxnorm", "code": "11289"}]}}]}}}}"#)?;
/// assert!(answer.contains(r#""rule":"demo/on-warfarin""#));
/// # Ok::<(), curbside_facade::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Engine {
    shared: Arc<Guarded<Live>>,
}

impl Engine {
    /// Loads packs, as a [`Load`](crate::request::Load) request says.
    ///
    /// # Errors
    /// A request or packs that cannot be read, packs with mistakes.
    pub fn load(request: &[u8]) -> Result<Engine, Error> {
        guard(|| Ok(Engine { shared: Arc::new(Guarded::new(Live::new(Loaded::read(request)?.compile()?))) }))
    }

    /// Loads the packs in a folder, of a single `.cds` file, or of a bundle (`.json`).
    ///
    /// # Errors
    /// As [`Engine::load`].
    pub fn open(path: &str) -> Result<Engine, Error> {
        Engine::load(load_path(path).as_bytes())
    }

    /// Puts other packs in force: all of them, or none, and then the old ones stay. Evaluations under way end with the
    /// rules they began with; sessions keep theirs until they [follow](Session::follow). Gives the new [`Status`].
    ///
    /// # Errors
    /// As [`Engine::load`].
    pub fn reload(&self, request: &[u8]) -> Result<String, Error> {
        self.shared.call(|live| {
            let rules = Loaded::read(request)?.compile()?;
            let mut status = Status::of(&rules);
            status.generation = live.swap(rules);
            write(&status)
        })
    }

    /// The answer for one patient at one moment: an `Evaluation`.
    ///
    /// # Errors
    /// A request or a patient that cannot be read.
    pub fn evaluate(&self, request: &[u8]) -> Result<String, Error> {
        self.shared.call(|live| {
            let request: Request<'_> = read(request)?;
            #[cfg(feature = "panic-test")]
            crate::panic_test(&request);
            let clock = request.clock()?;
            let snapshot = patient::snapshot(&request, &clock)?;
            with_options(&request.options, |options| {
                write(&live.current().evaluate_with(&snapshot, &clock, options))
            })
        })
    }

    /// Why a rule (`pack/name`) ended as it did for the patient of a request: an [`Explained`].
    ///
    /// # Errors
    /// As [`Engine::evaluate`]; [`ErrorCode::UnknownRule`].
    pub fn explain(&self, request: &[u8], rule: &str) -> Result<String, Error> {
        self.shared.call(|live| {
            let request: Request<'_> = read(request)?;
            let clock = request.clock()?;
            let snapshot = patient::snapshot(&request, &clock)?;
            let rules = live.current();
            let model = rules.model();
            let explanation = with_options(&request.options, |options| {
                eval::explain(model, &snapshot, &clock, options, rule)
                    .ok_or_else(|| unknown_rule(&rules, rule))
            })?;
            write(&Explained {
                format: FORMAT,
                engine: crate::ENGINE.into(),
                generation: rules.generation(),
                pack_hash: model.hash.to_string(),
                as_of: clock.now.in_zone(&clock.zone),
                zone: clock.zone.name(),
                explanation,
            })
        })
    }

    /// Opens a session: a patient whose answer follows every change.
    ///
    /// # Errors
    /// As [`Engine::evaluate`]; [`ErrorCode::NotSupported`] for options, which sessions do not have.
    pub fn open_session(&self, request: &[u8]) -> Result<Session, Error> {
        self.shared.call(|live| {
            let request: Request<'_> = read(request)?;
            if request.options != Options::default() {
                return Err(Error::new(ErrorCode::NotSupported, "a session has no options").at("/options"));
            }
            let clock = request.clock()?;
            let snapshot = patient::snapshot(&request, &clock)?;
            Ok(Session::new(self.clone(), live.current(), snapshot, clock))
        })
    }

    /// The rules in force, in short: a [`Status`].
    ///
    /// # Errors
    /// [`ErrorCode::Poisoned`].
    pub fn status(&self) -> Result<String, Error> {
        self.shared.call(|live| write(&Status::of(&live.current())))
    }

    /// The rules in force with their governance and the data they need: a [`Metadata`].
    ///
    /// # Errors
    /// [`ErrorCode::Poisoned`].
    pub fn metadata(&self) -> Result<String, Error> {
        self.shared.call(|live| write(&Metadata::of(&live.current())))
    }

    /// Which exchange put the rules in force, from 1.
    pub fn generation(&self) -> Result<u64, Error> {
        self.shared.call(|live| Ok(live.current().generation()))
    }

    /// Whether a defect was met; then every call answers [`ErrorCode::Poisoned`].
    pub fn is_poisoned(&self) -> bool {
        self.shared.is_poisoned()
    }

    pub(crate) fn rules(&self) -> Result<Ruleset, Error> {
        self.shared.call(|live| Ok(live.current()))
    }
}

/// What is wrong with packs, as a [`Report`](crate::report::Report): errors and warnings, without loading anything.
///
/// # Errors
/// A request or packs that cannot be read; mistakes in packs are no error here.
pub fn check(request: &[u8]) -> Result<String, Error> {
    guard(|| write(&Loaded::read(request)?.check()?))
}

/// Packs as one JSON text, which is itself a load request: for hosts without files, and to send packs around.
///
/// # Errors
/// A request or packs that cannot be read.
pub fn bundle(request: &[u8]) -> Result<String, Error> {
    guard(|| Loaded::read(request)?.bundle())
}

/// The load request for a folder, a `.cds` file or a bundle.
///
/// ```
/// assert_eq!(curbside_facade::load_path("rules"), r#"{"format":1,"paths":["rules"]}"#);
/// ```
pub fn load_path(path: &str) -> String {
    format!(r#"{{"format":1,"paths":[{}]}}"#, serde_json::Value::from(path))
}

fn unknown_rule(rules: &Ruleset, rule: &str) -> Error {
    let all = rules.model().rules.iter().map(|r| r.id.as_str());
    let message = match curbside::diag::nearest(rule, all) {
        Some(near) => format!("no such rule; did you mean `{near}`?"),
        None => "no such rule; rules are named `pack/name`".to_string(),
    };
    Error::new(ErrorCode::UnknownRule, message)
}

#[cfg(not(target_family = "wasm"))]
fn with_options<R>(o: &Options, f: impl FnOnce(&eval::Options<'_>) -> Result<R, Error>) -> Result<R, Error> {
    let limits = o.limits();
    let end = o
        .timeout_ms
        .and_then(|ms| std::time::Instant::now().checked_add(std::time::Duration::from_millis(ms)));
    let late = move || end.is_some_and(|end| std::time::Instant::now() >= end);
    let cancelled = end.is_some().then_some(&late as &dyn Fn() -> bool);
    f(&eval::Options { limits, cancelled, advise_deceased: o.advise_deceased, ..eval::Options::default() })
}

#[cfg(target_family = "wasm")]
fn with_options<R>(o: &Options, f: impl FnOnce(&eval::Options<'_>) -> Result<R, Error>) -> Result<R, Error> {
    if o.timeout_ms.is_some() {
        let message = "WebAssembly has no clock; limit `steps` instead";
        return Err(Error::new(ErrorCode::NotSupported, message).at("/options/timeout_ms"));
    }
    f(&eval::Options { limits: o.limits(), advise_deceased: o.advise_deceased, ..eval::Options::default() })
}
