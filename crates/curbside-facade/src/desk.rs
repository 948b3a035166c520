//! Handles by number, for hosts that cannot hold a Rust value: Java and WebAssembly.
//!
//! A number is never used again, so that a handle used after it was closed answers
//! [`ErrorCode::Closed`](crate::ErrorCode::Closed) and never somebody else's rules.
//! A call under way when its handle is closed ends as it began.

use crate::engine::{Engine, bundle, check};
use crate::error::Error;
use crate::guard::guard;
use crate::session::Session;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

/// What can be asked, by numbers that never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Call {
    /// A load request to an engine.
    Load = 1,
    /// An engine, a request.
    Evaluate = 2,
    /// An engine, a request, a rule.
    Explain = 3,
    /// An engine, a load request.
    Reload = 4,
    /// An engine.
    Status = 5,
    /// An engine.
    Metadata = 6,
    /// An engine, a request, to a session.
    OpenSession = 7,
    /// A session.
    Answer = 8,
    /// A session, changes.
    Apply = 9,
    /// A session, an instant.
    Advance = 10,
    /// A session.
    Follow = 11,
    /// An engine or a session; one that is closed already is left alone.
    Close = 12,
    /// A load request.
    Check = 13,
    /// A load request.
    Bundle = 14,
    /// Nothing: the version of the engine.
    Version = 15,
}

impl Call {
    /// The call with this number.
    pub fn of(number: u32) -> Option<Call> {
        use Call::*;
        let all = [
            Load,
            Evaluate,
            Explain,
            Reload,
            Status,
            Metadata,
            OpenSession,
            Answer,
            Apply,
            Advance,
            Follow,
            Close,
            Check,
            Bundle,
            Version,
        ];
        all.into_iter().find(|c| *c as u32 == number)
    }
}

/// What a call gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// JSON, or the version.
    Text(String),
    /// A new handle.
    Handle(u64),
    /// Nothing.
    Done,
}

#[derive(Debug, Clone)]
enum Handle {
    Engine(Engine),
    Session(Arc<Session>),
}

/// Handles by number.
///
/// ```
/// use curbside_facade::desk::{Call, Desk, Reply};
/// let desk = Desk::new();
/// let Ok(Reply::Handle(engine)) = desk.call(Call::Load as u32, 0, br#"{"format": 1, "text": "pack demo\n"}"#, b"") else { panic!() };
/// assert!(matches!(desk.call(Call::Status as u32, engine, b"", b""), Ok(Reply::Text(_))));
/// desk.call(Call::Close as u32, engine, b"", b"").unwrap();
/// assert_eq!(desk.call(Call::Status as u32, engine, b"", b"").unwrap_err().code.word(), "closed");
/// ```
#[derive(Debug)]
pub struct Desk {
    handles: RwLock<(u64, BTreeMap<u64, Handle>)>,
}

impl Default for Desk {
    fn default() -> Desk {
        Desk::new()
    }
}

impl Desk {
    /// Nothing is open.
    pub const fn new() -> Desk {
        Desk { handles: RwLock::new((0, BTreeMap::new())) }
    }

    /// How many handles are open.
    pub fn open(&self) -> usize {
        self.handles.read().unwrap_or_else(PoisonError::into_inner).1.len()
    }

    /// Asks. What a call does not take is empty.
    ///
    /// # Errors
    /// Those of the call; [`ErrorCode::BadArgument`](crate::ErrorCode::BadArgument) for a number that is no call.
    pub fn call(&self, number: u32, handle: u64, a: &[u8], b: &[u8]) -> Result<Reply, Error> {
        let call = Call::of(number).ok_or_else(|| Error::argument("no such call"))?;
        guard(|| match call {
            Call::Load => Ok(self.keep(Handle::Engine(Engine::load(a)?))),
            Call::OpenSession => {
                let session = self.engine(handle)?.open_session(a)?;
                Ok(self.keep(Handle::Session(Arc::new(session))))
            }
            Call::Evaluate => self.engine(handle)?.evaluate(a).map(Reply::Text),
            Call::Explain => self.engine(handle)?.explain(a, text(b, "rule")?).map(Reply::Text),
            Call::Reload => self.engine(handle)?.reload(a).map(Reply::Text),
            Call::Status => self.engine(handle)?.status().map(Reply::Text),
            Call::Metadata => self.engine(handle)?.metadata().map(Reply::Text),
            Call::Answer => self.session(handle)?.answer().map(Reply::Text),
            Call::Apply => self.session(handle)?.apply(a).map(Reply::Text),
            Call::Advance => self.session(handle)?.advance(text(a, "instant")?).map(Reply::Text),
            Call::Follow => self.session(handle)?.follow().map(Reply::Text),
            Call::Close => {
                let gone = self.handles.write().unwrap_or_else(PoisonError::into_inner).1.remove(&handle);
                drop(gone);
                Ok(Reply::Done)
            }
            Call::Check => check(a).map(Reply::Text),
            Call::Bundle => bundle(a).map(Reply::Text),
            Call::Version => Ok(Reply::Text(crate::ENGINE.into())),
        })
    }

    fn keep(&self, handle: Handle) -> Reply {
        let mut all = self.handles.write().unwrap_or_else(PoisonError::into_inner);
        all.0 += 1;
        let number = all.0;
        all.1.insert(number, handle);
        Reply::Handle(number)
    }

    fn find(&self, handle: u64) -> Option<Handle> {
        self.handles.read().unwrap_or_else(PoisonError::into_inner).1.get(&handle).cloned()
    }

    fn engine(&self, handle: u64) -> Result<Engine, Error> {
        match self.find(handle) {
            Some(Handle::Engine(e)) => Ok(e),
            Some(Handle::Session(_)) => Err(Error::argument("a session, where an engine is needed")),
            None => Err(Error::closed("engine")),
        }
    }

    fn session(&self, handle: u64) -> Result<Arc<Session>, Error> {
        match self.find(handle) {
            Some(Handle::Session(s)) => Ok(s),
            Some(Handle::Engine(_)) => Err(Error::argument("an engine, where a session is needed")),
            None => Err(Error::closed("session")),
        }
    }
}

fn text<'a>(bytes: &'a [u8], what: &str) -> Result<&'a str, Error> {
    std::str::from_utf8(bytes).map_err(|_| Error::argument(format!("the {what} is not UTF-8")))
}
