//! Options with their size in front, so that later versions may add fields.

use crate::memory::text;
use curbside_facade::{Error, load_path};
use std::ffi::c_char;
use std::mem::{offset_of, size_of};

/// What to load: a path, or a load request as JSON (`schema/v1/load.json`). Set all of it to zero,
/// then `size` to `sizeof(curbside_load_options)`, then what is wanted.
#[repr(C)]
pub struct LoadOptions {
    /// `sizeof(curbside_load_options)`: which fields the caller knows.
    pub size: usize,
    /// A folder with packs, a `.cds` file, or a bundle (`.json`); null for none.
    pub path: *const c_char,
    /// Bytes of it.
    pub path_length: usize,
    /// A load request; null for none.
    pub request: *const c_char,
    /// Bytes of it.
    pub request_length: usize,
}

/// The load request meant.
///
/// # Safety
/// `options` is null, or points to as many readable bytes as its `size` says; its texts are readable.
pub(crate) unsafe fn request(options: *const LoadOptions) -> Result<Vec<u8>, Error> {
    if options.is_null() {
        return Err(Error::argument("there are no options"));
    }
    // SAFETY: the first field is always there.
    let size = unsafe { (&raw const (*options).size).read_unaligned() };
    if size != size_of::<LoadOptions>() {
        // This is the first version; a later one reads the fields that a smaller size leaves out as zero.
        return Err(Error::argument(format!(
            "`size` is {size}; set it to sizeof(curbside_load_options), which is {}",
            size_of::<LoadOptions>()
        )));
    }
    const { assert!(offset_of!(LoadOptions, size) == 0) };
    // SAFETY: the size says that all fields are there.
    let o = unsafe { options.read_unaligned() };
    // SAFETY: as the caller says of each text.
    let (path, json) =
        unsafe { (text(o.path, o.path_length, "path")?, text(o.request, o.request_length, "request")?) };
    match (path.is_empty(), json.is_empty()) {
        (false, true) => Ok(load_path(path).into_bytes()),
        (true, false) => Ok(json.as_bytes().to_vec()),
        (true, true) => Err(Error::argument("nothing to load; set `path` or `request`")),
        (false, false) => Err(Error::argument("`path` and `request` are two ways to say it; set one")),
    }
}
