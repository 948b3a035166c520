//! Sessions: one patient whose answer follows every change.

use crate::memory::{Bytes, Out, bytes, text};
use crate::status::Status;
use curbside_facade::{Error, Session, guard};
use std::ffi::c_char;

/// One patient whose answer follows every change. May be used from many threads; steps wait for each other.
pub struct SessionHandle {
    pub(crate) session: Session,
}

/// Asks a session.
///
/// # Safety
/// `session` is null or alive; `answer` and `error` are null or writable.
unsafe fn ask(
    session: *const SessionHandle,
    answer: *mut Bytes,
    error: *mut Bytes,
    f: impl FnOnce(&Session) -> Result<String, Error>,
) -> Status {
    // SAFETY: as the caller says.
    let (out, session) = unsafe { (Out::new(answer, error), session.as_ref()) };
    let asked = guard(|| {
        out.wanted()?;
        let handle = session.ok_or_else(|| Error::argument("the session is null"))?;
        f(&handle.session)
    });
    out.finish(asked.map(Some))
}

/// The whole answer, up to date (`evaluation.json`).
///
/// # Safety
/// `session` is null or alive; `answer` and `error` are null or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn curbside_session_answer(
    session: *const SessionHandle,
    answer: *mut Bytes,
    error: *mut Bytes,
) -> Status {
    // SAFETY: as the caller says.
    unsafe { ask(session, answer, error, Session::answer) }
}

/// Makes changes: all of them, or none (`changes.json` to `difference.json`).
///
/// # Safety
/// `session` is null or alive, `changes` readable for `length` bytes; `answer` and `error` are null or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn curbside_session_apply(
    session: *const SessionHandle,
    changes: *const c_char,
    length: usize,
    answer: *mut Bytes,
    error: *mut Bytes,
) -> Status {
    // SAFETY: as the caller says.
    unsafe { ask(session, answer, error, |s| s.apply(bytes(changes, length, "changes")?)) }
}

/// Another instant counts as now, such as `2026-03-01T09:00:00+01:00` (`difference.json`).
///
/// # Safety
/// `session` is null or alive, `at` readable for `length` bytes; `answer` and `error` are null or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn curbside_session_advance(
    session: *const SessionHandle,
    at: *const c_char,
    length: usize,
    answer: *mut Bytes,
    error: *mut Bytes,
) -> Status {
    // SAFETY: as the caller says.
    unsafe { ask(session, answer, error, |s| s.advance(text(at, length, "instant")?)) }
}

/// Takes the rules that are in force by now (`difference.json`).
///
/// # Safety
/// `session` is null or alive; `answer` and `error` are null or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn curbside_session_follow(
    session: *const SessionHandle,
    answer: *mut Bytes,
    error: *mut Bytes,
) -> Status {
    // SAFETY: as the caller says.
    unsafe { ask(session, answer, error, Session::follow) }
}

/// Frees a session. Null is left alone.
///
/// # Safety
/// `session` is null, or of `curbside_engine_open_session`, and nobody uses it now or later.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn curbside_session_free(session: *mut SessionHandle) {
    if !session.is_null() {
        // SAFETY: the caller says that it is ours and the last use.
        let session = unsafe { Box::from_raw(session) };
        let _ = guard(|| {
            drop(session);
            Ok(())
        });
    }
}
