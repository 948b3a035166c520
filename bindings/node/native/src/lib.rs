//! Curbside for Node: one native class, over the facade's numbered handles.
//!
//! Each call comes in two: at once, and on a thread of libuv's pool, so that the event loop turns meanwhile. Bytes are
//! copied first in that case, because JavaScript may write to them. JavaScript makes the errors, from JSON.

use curbside_facade::desk::{Call, Desk, Reply};
use curbside_facade::{Error, ErrorCode, guard};
use napi::bindgen_prelude::{AsyncTask, Uint8Array};
use napi::{Env, Status, Task};
use napi_derive::napi;
use std::sync::Arc;

static DESK: Desk = Desk::new();

/// Closes when the last of JavaScript's object and the calls under way lets go.
#[derive(Debug)]
pub struct Open {
    number: u64,
}

impl Drop for Open {
    fn drop(&mut self) {
        // Closing what is closed does nothing.
        let _ = DESK.call(Call::Close as u32, self.number, b"", b"");
    }
}

fn ask(call: u32, handle: u64, a: &[u8], b: &[u8]) -> napi::Result<Reply> {
    guard(|| DESK.call(call, handle, a, b)).map_err(thrown)
}

// The JSON is the message: `index.js` makes a `CurbsideError` of it.
fn thrown(e: Error) -> napi::Error {
    napi::Error::new(Status::GenericFailure, e.to_json())
}

fn text(reply: Reply) -> napi::Result<String> {
    match reply {
        Reply::Text(text) => Ok(text),
        Reply::Done => Ok(String::new()),
        Reply::Handle(number) => {
            drop(Open { number });
            Err(thrown(Error::argument("this call opens a handle")))
        }
    }
}

fn opened(reply: Reply) -> napi::Result<Arc<Open>> {
    match reply {
        Reply::Handle(number) => Ok(Arc::new(Open { number })),
        Reply::Text(_) | Reply::Done => Err(thrown(Error::argument("this call opens no handle"))),
    }
}

/// An open engine or session.
#[napi]
#[derive(Debug)]
pub struct Handle {
    open: Arc<Open>,
}

#[napi]
impl Handle {
    /// Asks, and waits for the answer.
    #[napi]
    pub fn call(&self, call: u32, a: Uint8Array, b: Uint8Array) -> napi::Result<String> {
        text(ask(call, self.open.number, &a, &b)?)
    }

    /// Asks on another thread.
    #[napi(ts_return_type = "Promise<string>")]
    pub fn call_async(&self, call: u32, a: Uint8Array, b: Uint8Array) -> AsyncTask<Asked> {
        AsyncTask::new(Asked { call, open: Some(self.open.clone()), a: a.to_vec(), b: b.to_vec() })
    }

    /// Opens a session.
    #[napi]
    pub fn open_session(&self, request: Uint8Array) -> napi::Result<Handle> {
        opened(ask(Call::OpenSession as u32, self.open.number, &request, b"")?).map(|open| Handle { open })
    }

    /// Opens a session on another thread.
    #[napi(ts_return_type = "Promise<Handle>")]
    pub fn open_session_async(&self, request: Uint8Array) -> AsyncTask<Opened> {
        AsyncTask::new(Opened { call: Call::OpenSession, open: Some(self.open.clone()), a: request.to_vec() })
    }

    /// Closes. Calls under way end as they began.
    #[napi]
    pub fn close(&self) -> napi::Result<()> {
        ask(Call::Close as u32, self.open.number, b"", b"").map(drop)
    }
}

/// Opens an engine.
#[napi]
pub fn load(request: Uint8Array) -> napi::Result<Handle> {
    opened(ask(Call::Load as u32, 0, &request, b"")?).map(|open| Handle { open })
}

/// Opens an engine on another thread.
#[napi(ts_return_type = "Promise<Handle>")]
pub fn load_async(request: Uint8Array) -> AsyncTask<Opened> {
    AsyncTask::new(Opened { call: Call::Load, open: None, a: request.to_vec() })
}

/// Asks what takes no handle: check, bundle, version.
#[napi]
pub fn call(call: u32, a: Uint8Array) -> napi::Result<String> {
    text(ask(call, 0, &a, b"")?)
}

/// Every code of an error, in order of its number.
#[napi]
pub fn codes() -> Vec<String> {
    ErrorCode::ALL.iter().map(|c| c.word().to_string()).collect()
}

/// How many engines and sessions are open in this process.
#[napi]
pub fn open_handles() -> u32 {
    u32::try_from(DESK.open()).unwrap_or(u32::MAX)
}

/// Whether this was built for the tests, with a defect on request.
#[napi]
pub fn panic_test() -> bool {
    cfg!(feature = "panic-test")
}

/// A call on another thread that gives a text.
#[derive(Debug)]
pub struct Asked {
    call: u32,
    open: Option<Arc<Open>>,
    a: Vec<u8>,
    b: Vec<u8>,
}

impl Task for Asked {
    type Output = String;
    type JsValue = String;

    fn compute(&mut self) -> napi::Result<String> {
        let handle = self.open.as_ref().map_or(0, |open| open.number);
        text(ask(self.call, handle, &self.a, &self.b)?)
    }

    fn resolve(&mut self, _env: Env, output: String) -> napi::Result<String> {
        Ok(output)
    }
}

/// A call on another thread that opens a handle.
#[derive(Debug)]
pub struct Opened {
    call: Call,
    open: Option<Arc<Open>>,
    a: Vec<u8>,
}

impl Task for Opened {
    type Output = Arc<Open>;
    type JsValue = Handle;

    fn compute(&mut self) -> napi::Result<Arc<Open>> {
        let handle = self.open.as_ref().map_or(0, |open| open.number);
        opened(ask(self.call as u32, handle, &self.a, b"")?)
    }

    fn resolve(&mut self, _env: Env, open: Arc<Open>) -> napi::Result<Handle> {
        Ok(Handle { open })
    }
}
