//! Curbside for WebAssembly: the facade's numbered handles behind four raw exports. No imports.
//!
//! `js/curbside.js` is the other half. A module is used by one thread; where a defect ends in a trap,
//! the JavaScript half answers `poisoned` from then on.

use curbside_facade::desk::{Desk, Reply};
use std::alloc::Layout;

static DESK: Desk = Desk::new();

/// What a call gave: read by JavaScript as four little-endian `u32`.
#[repr(C)]
#[derive(Debug)]
pub struct Given {
    /// 0, or the number of an error.
    status: u32,
    /// A new handle, or 0.
    handle: u32,
    /// The answer, or the error as JSON.
    data: *mut u8,
    /// Bytes of it.
    length: usize,
}

/// Room for so many bytes; null where there is none.
#[unsafe(no_mangle)]
pub extern "C" fn curbside_alloc(length: usize) -> *mut u8 {
    match Layout::array::<u8>(length) {
        // SAFETY: the layout is not empty.
        Ok(layout) if length > 0 => unsafe { std::alloc::alloc(layout) },
        _ => std::ptr::null_mut(),
    }
}

/// Frees room.
///
/// # Safety
/// `data` is null, or of `curbside_alloc` with this length, and nobody freed it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn curbside_free(data: *mut u8, length: usize) {
    if let (false, Ok(layout)) = (data.is_null(), Layout::array::<u8>(length)) {
        // SAFETY: as the caller says.
        unsafe { std::alloc::dealloc(data, layout) };
    }
}

/// Asks, by the numbers of `desk::Call`. What it gives is freed with `curbside_given_free`.
///
/// # Safety
/// `a` and `b` are null with length 0, or readable for their lengths.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn curbside_call(
    number: u32,
    handle: u32,
    a: *const u8,
    a_length: usize,
    b: *const u8,
    b_length: usize,
) -> *mut Given {
    // SAFETY: as the caller says.
    let (a, b) = unsafe { (bytes(a, a_length), bytes(b, b_length)) };
    let (status, handle, text) = match DESK.call(number, handle.into(), a, b) {
        Ok(Reply::Text(text)) => (0, 0, text),
        Ok(Reply::Done) => (0, 0, String::new()),
        Ok(Reply::Handle(n)) => (0, u32::try_from(n).unwrap_or(u32::MAX), String::new()),
        Err(e) => (e.code.number().unsigned_abs(), 0, e.to_json()),
    };
    let text = text.into_bytes().into_boxed_slice();
    let length = text.len();
    Box::into_raw(Box::new(Given { status, handle, data: Box::into_raw(text).cast::<u8>(), length }))
}

/// Frees what a call gave.
///
/// # Safety
/// `given` is null, or of `curbside_call`, and nobody freed it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn curbside_given_free(given: *mut Given) {
    if !given.is_null() {
        // SAFETY: the caller says that it is ours; its bytes are a boxed slice of this length.
        unsafe {
            let given = Box::from_raw(given);
            drop(Box::from_raw(std::ptr::slice_from_raw_parts_mut(given.data, given.length)));
        }
    }
}

/// # Safety
/// `data` is null with length 0, or readable for its length.
unsafe fn bytes<'a>(data: *const u8, length: usize) -> &'a [u8] {
    if data.is_null() || length == 0 {
        return &[];
    }
    // SAFETY: as the caller says.
    unsafe { std::slice::from_raw_parts(data, length) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_and_calls() {
        let text = br#"{"format": 1, "text": "pack demo\n"}"#;
        let room = curbside_alloc(text.len());
        assert!(!room.is_null() && curbside_alloc(0).is_null() && curbside_alloc(usize::MAX).is_null());
        // SAFETY: room for the text, and calls as JavaScript makes them.
        unsafe {
            std::ptr::copy_nonoverlapping(text.as_ptr(), room, text.len());
            let given = curbside_call(1, 0, room, text.len(), std::ptr::null(), 0);
            assert_eq!(((*given).status, (*given).length), (0, 0));
            let engine = (*given).handle;
            curbside_given_free(given);
            curbside_free(room, text.len());
            let status = curbside_call(5, engine, std::ptr::null(), 0, std::ptr::null(), 0);
            assert!((*status).status == 0 && (*status).length > 50);
            curbside_given_free(status);
            let none = curbside_call(5, engine + 1, std::ptr::null(), 0, std::ptr::null(), 0);
            assert_eq!((*none).status, 22);
            curbside_given_free(none);
        }
    }
}
