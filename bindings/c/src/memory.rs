//! Texts across the border: borrowed on the way in, owned by the caller on the way out.

use crate::status::Status;
use curbside_facade::Error;
use std::ffi::c_char;
use std::ptr;

/// A text that belongs to the caller, who frees it with `curbside_bytes_free`. A zero byte follows
/// it, which `length` does not count. Empty (null) where there is nothing.
#[repr(C)]
pub struct Bytes {
    /// UTF-8.
    pub data: *mut c_char,
    /// How many bytes.
    pub length: usize,
}

impl Bytes {
    const NONE: Bytes = Bytes { data: ptr::null_mut(), length: 0 };

    fn new(text: String) -> Bytes {
        let length = text.len();
        let mut bytes = text.into_bytes();
        bytes.push(0);
        Bytes { data: Box::into_raw(bytes.into_boxed_slice()).cast::<c_char>(), length }
    }
}

/// Frees a text and leaves it empty. Null, and an empty one, are left alone.
///
/// # Safety
/// `bytes` is null, or points to a text that a function of this library wrote and nobody freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn curbside_bytes_free(bytes: *mut Bytes) {
    // SAFETY: the caller says that it is null or one of ours.
    let Some(bytes) = (unsafe { bytes.as_mut() }) else { return };
    if !bytes.data.is_null() {
        let all = ptr::slice_from_raw_parts_mut(bytes.data.cast::<u8>(), bytes.length + 1);
        // SAFETY: `Bytes::new` made it of a boxed slice of this length.
        drop(unsafe { Box::from_raw(all) });
        *bytes = Bytes::NONE;
    }
}

/// A text of the caller.
///
/// # Safety
/// `data` is null, or points to `length` readable bytes that nobody changes during `'a`.
pub(crate) unsafe fn bytes<'a>(data: *const c_char, length: usize, what: &str) -> Result<&'a [u8], Error> {
    if length == 0 {
        return Ok(&[]);
    }
    if data.is_null() {
        return Err(Error::argument(format!("the {what} is a null pointer with a length")));
    }
    if isize::try_from(length).is_err() {
        return Err(Error::argument(format!("the {what} is longer than memory")));
    }
    // SAFETY: not null, not too long, and the caller says that it is readable.
    Ok(unsafe { std::slice::from_raw_parts(data.cast::<u8>(), length) })
}

/// A short text of the caller: a path, a rule, an instant.
///
/// # Safety
/// As [`bytes`].
pub(crate) unsafe fn text<'a>(data: *const c_char, length: usize, what: &str) -> Result<&'a str, Error> {
    // SAFETY: as the caller says.
    let bytes = unsafe { bytes(data, length, what) }?;
    std::str::from_utf8(bytes).map_err(|_| Error::argument(format!("the {what} is not UTF-8")))
}

/// Where results go. Both places are empty until the call is over.
pub(crate) struct Out {
    answer: *mut Bytes,
    error: *mut Bytes,
}

impl Out {
    /// # Safety
    /// Each is null, or points to a writable place whose old content needs no freeing.
    pub unsafe fn new(answer: *mut Bytes, error: *mut Bytes) -> Out {
        for place in [answer, error] {
            if !place.is_null() {
                // SAFETY: not null, and the caller says that it is writable.
                unsafe { place.write(Bytes::NONE) };
            }
        }
        Out { answer, error }
    }

    /// Writes what a call gave.
    pub fn finish(self, result: Result<Option<String>, Error>) -> Status {
        match result {
            Ok(text) => {
                if let (Some(text), false) = (text, self.answer.is_null()) {
                    // SAFETY: not null, and writable by the contract of `new`.
                    unsafe { self.answer.write(Bytes::new(text)) };
                }
                Status::Ok
            }
            Err(e) => {
                if !self.error.is_null() {
                    // SAFETY: not null, and writable by the contract of `new`.
                    unsafe { self.error.write(Bytes::new(e.to_json())) };
                }
                Status::of(&e)
            }
        }
    }

    /// Whether there is a place for an answer.
    pub fn wanted(&self) -> Result<(), Error> {
        if self.answer.is_null() { Err(Error::argument("there is no place for the answer")) } else { Ok(()) }
    }
}
