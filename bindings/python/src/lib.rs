//! Curbside for Python: one native class and one function, over the facade's numbered handles.
//!
//! The interpreter's lock is released in every call, so that other threads run meanwhile. Bytes are immutable in Python
//! and read where they lie; a `bytearray` is copied first. Python makes the exceptions.

use curbside_facade::desk::{Call, Desk, Reply};
use curbside_facade::{Error, ErrorCode, guard};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;

static DESK: Desk = Desk::new();

/// Status, and the answer or the error as JSON.
type Given = (i32, String);

fn ask(py: Python<'_>, call: u32, handle: u64, a: &[u8], b: &[u8]) -> Result<Reply, Error> {
    py.detach(|| guard(|| DESK.call(call, handle, a, b)))
}

fn given(reply: Result<Reply, Error>) -> Given {
    match reply {
        Ok(Reply::Text(text)) => (0, text),
        Ok(Reply::Done | Reply::Handle(_)) => (0, String::new()),
        Err(e) => (e.code.number(), e.to_json()),
    }
}

/// An open engine or session; closed when nobody can reach it any more.
#[pyclass(frozen, module = "curbside._native")]
struct Handle {
    number: u64,
}

#[pymethods]
impl Handle {
    /// Asks what takes a handle and gives a text.
    fn call(&self, py: Python<'_>, call: u32, a: PyBackedBytes, b: PyBackedBytes) -> Given {
        // Opening gives a handle, which would be lost here.
        if call == Call::OpenSession as u32 || call == Call::Load as u32 {
            return given(Err(Error::argument("this call opens a handle")));
        }
        given(ask(py, call, self.number, &a, &b))
    }

    /// Opens a session: the handle, or the error.
    fn open_session(&self, py: Python<'_>, request: PyBackedBytes) -> (i32, String, Option<Handle>) {
        opened(ask(py, Call::OpenSession as u32, self.number, &request, b""))
    }

    /// Closes. Calls under way end as they began.
    fn close(&self, py: Python<'_>) -> Given {
        given(ask(py, Call::Close as u32, self.number, b"", b""))
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        // Closing what is closed does nothing.
        let _ = DESK.call(Call::Close as u32, self.number, b"", b"");
    }
}

fn opened(reply: Result<Reply, Error>) -> (i32, String, Option<Handle>) {
    match reply {
        Ok(Reply::Handle(number)) => (0, String::new(), Some(Handle { number })),
        other => {
            let (status, text) = given(other);
            (status, text, None)
        }
    }
}

/// Opens an engine: the handle, or the error.
#[pyfunction]
fn load(py: Python<'_>, request: PyBackedBytes) -> (i32, String, Option<Handle>) {
    opened(ask(py, Call::Load as u32, 0, &request, b""))
}

/// Asks what takes no handle: check, bundle, version.
#[pyfunction]
fn call(py: Python<'_>, call: u32, a: PyBackedBytes) -> Given {
    if call == Call::Load as u32 {
        return given(Err(Error::argument("this call opens a handle")));
    }
    given(ask(py, call, 0, &a, b""))
}

/// Every code of an error, with its number and meaning.
#[pyfunction]
fn codes() -> Vec<(i32, &'static str, &'static str)> {
    ErrorCode::ALL.iter().map(|c| (c.number(), c.word(), c.meaning())).collect()
}

/// How many engines and sessions are open in this process.
#[pyfunction]
fn open_handles() -> usize {
    DESK.open()
}

#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<Handle>()?;
    module.add_function(wrap_pyfunction!(load, module)?)?;
    module.add_function(wrap_pyfunction!(call, module)?)?;
    module.add_function(wrap_pyfunction!(codes, module)?)?;
    module.add_function(wrap_pyfunction!(open_handles, module)?)?;
    module.add("PANIC_TEST", cfg!(feature = "panic-test"))
}
