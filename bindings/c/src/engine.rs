//! Engines: rules in force.

use crate::memory::{Bytes, Out, bytes, text};
use crate::options::{LoadOptions, request};
use crate::session::SessionHandle;
use crate::status::Status;
use curbside_facade::{Engine, Error, bundle, check, guard};
use std::ffi::c_char;

/// Rules in force. May be used from many threads at once.
pub struct EngineHandle {
    engine: Engine,
}

/// Loads packs. On success `*engine` is to be freed with `curbside_engine_free`; otherwise it is null.
///
/// # Safety
/// `options` is as described there; `engine` and `error` are null or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn curbside_engine_load(
    options: *const LoadOptions,
    engine: *mut *mut EngineHandle,
    error: *mut Bytes,
) -> Status {
    // SAFETY: as the caller says.
    let out = unsafe { Out::new(std::ptr::null_mut(), error) };
    if engine.is_null() {
        return out.finish(Err(Error::argument("there is no place for the engine")));
    }
    // SAFETY: not null, and the caller says that it is writable.
    unsafe { engine.write(std::ptr::null_mut()) };
    let loaded = guard(|| {
        // SAFETY: as the caller says.
        let request = unsafe { request(options) }?;
        Engine::load(&request)
    });
    out.finish(loaded.map(|loaded| {
        // SAFETY: as above.
        unsafe { engine.write(Box::into_raw(Box::new(EngineHandle { engine: loaded }))) };
        None
    }))
}

/// Frees an engine. Its sessions go on. Null is left alone.
///
/// # Safety
/// `engine` is null, or of `curbside_engine_load`, and nobody uses it now or later.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn curbside_engine_free(engine: *mut EngineHandle) {
    if !engine.is_null() {
        // SAFETY: the caller says that it is ours and the last use.
        let engine = unsafe { Box::from_raw(engine) };
        let _ = guard(|| {
            drop(engine);
            Ok(())
        });
    }
}

/// Asks an engine.
///
/// # Safety
/// `engine` is null or alive; `answer` and `error` are null or writable.
unsafe fn ask(
    engine: *const EngineHandle,
    answer: *mut Bytes,
    error: *mut Bytes,
    f: impl FnOnce(&Engine) -> Result<String, Error>,
) -> Status {
    // SAFETY: as the caller says.
    let (out, engine) = unsafe { (Out::new(answer, error), engine.as_ref()) };
    let asked = guard(|| {
        out.wanted()?;
        let handle = engine.ok_or_else(|| Error::argument("the engine is null"))?;
        f(&handle.engine)
    });
    out.finish(asked.map(Some))
}

/// The answer for one patient at one moment (`schema/v1/request.json` to `evaluation.json`).
///
/// # Safety
/// `engine` is null or alive, `request` readable for `length` bytes; `answer` and `error` are null or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn curbside_engine_evaluate(
    engine: *const EngineHandle,
    request: *const c_char,
    length: usize,
    answer: *mut Bytes,
    error: *mut Bytes,
) -> Status {
    // SAFETY: as the caller says.
    unsafe { ask(engine, answer, error, |e| e.evaluate(bytes(request, length, "request")?)) }
}

/// Why a rule (`pack/name`) ended as it did for the patient of a request (`explanation.json`).
///
/// # Safety
/// As `curbside_engine_evaluate`; `rule` is readable for `rule_length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn curbside_engine_explain(
    engine: *const EngineHandle,
    request: *const c_char,
    length: usize,
    rule: *const c_char,
    rule_length: usize,
    answer: *mut Bytes,
    error: *mut Bytes,
) -> Status {
    // SAFETY: as the caller says.
    unsafe {
        ask(engine, answer, error, |e| {
            e.explain(bytes(request, length, "request")?, text(rule, rule_length, "rule")?)
        })
    }
}

/// Puts other packs in force: all of them, or none (`status.json`).
///
/// # Safety
/// `engine` is null or alive, `options` as described there; `answer` and `error` are null or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn curbside_engine_reload(
    engine: *const EngineHandle,
    options: *const LoadOptions,
    answer: *mut Bytes,
    error: *mut Bytes,
) -> Status {
    // SAFETY: as the caller says.
    unsafe { ask(engine, answer, error, |e| e.reload(&request(options)?)) }
}

/// The packs in force and their generation (`status.json`).
///
/// # Safety
/// `engine` is null or alive; `answer` and `error` are null or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn curbside_engine_status(
    engine: *const EngineHandle,
    answer: *mut Bytes,
    error: *mut Bytes,
) -> Status {
    // SAFETY: as the caller says.
    unsafe { ask(engine, answer, error, Engine::status) }
}

/// The rules in force with their governance and the data they need (`metadata.json`).
///
/// # Safety
/// `engine` is null or alive; `answer` and `error` are null or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn curbside_engine_metadata(
    engine: *const EngineHandle,
    answer: *mut Bytes,
    error: *mut Bytes,
) -> Status {
    // SAFETY: as the caller says.
    unsafe { ask(engine, answer, error, Engine::metadata) }
}

/// Opens a session for the patient of a request. On success `*session` is to be freed with
/// `curbside_session_free`; otherwise it is null.
///
/// # Safety
/// `engine` is null or alive, `request` readable for `length` bytes; `session` and `error` are null or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn curbside_engine_open_session(
    engine: *const EngineHandle,
    request: *const c_char,
    length: usize,
    session: *mut *mut SessionHandle,
    error: *mut Bytes,
) -> Status {
    // SAFETY: as the caller says.
    let (out, engine) = unsafe { (Out::new(std::ptr::null_mut(), error), engine.as_ref()) };
    if session.is_null() {
        return out.finish(Err(Error::argument("there is no place for the session")));
    }
    // SAFETY: not null, and the caller says that it is writable.
    unsafe { session.write(std::ptr::null_mut()) };
    let opened = guard(|| {
        let handle = engine.ok_or_else(|| Error::argument("the engine is null"))?;
        // SAFETY: as the caller says.
        handle.engine.open_session(unsafe { bytes(request, length, "request") }?)
    });
    out.finish(opened.map(|opened| {
        // SAFETY: as above.
        unsafe { session.write(Box::into_raw(Box::new(SessionHandle { session: opened }))) };
        None
    }))
}

/// Asks of packs, without an engine.
///
/// # Safety
/// `options` is as described there; `answer` and `error` are null or writable.
unsafe fn of_packs(
    options: *const LoadOptions,
    answer: *mut Bytes,
    error: *mut Bytes,
    f: impl FnOnce(&[u8]) -> Result<String, Error>,
) -> Status {
    // SAFETY: as the caller says.
    let out = unsafe { Out::new(answer, error) };
    let asked = guard(|| {
        out.wanted()?;
        // SAFETY: as the caller says.
        f(&unsafe { request(options) }?)
    });
    out.finish(asked.map(Some))
}

/// What is wrong with packs, or worth a second look (`report.json`). Mistakes are no error of the call.
///
/// # Safety
/// `options` is as described there; `answer` and `error` are null or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn curbside_check(
    options: *const LoadOptions,
    answer: *mut Bytes,
    error: *mut Bytes,
) -> Status {
    // SAFETY: as the caller says.
    unsafe { of_packs(options, answer, error, check) }
}

/// Packs as one text, which is itself a load request.
///
/// # Safety
/// `options` is as described there; `answer` and `error` are null or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn curbside_bundle(
    options: *const LoadOptions,
    answer: *mut Bytes,
    error: *mut Bytes,
) -> Status {
    // SAFETY: as the caller says.
    unsafe { of_packs(options, answer, error, bundle) }
}
