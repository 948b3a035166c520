//! Curbside for C: the facade behind a stable ABI.
//!
//! Every function is guarded: no panic leaves it. What callers owe it stands at each `# Safety`.

mod engine;
mod memory;
mod options;
mod session;
mod status;

pub use engine::*;
pub use memory::{Bytes, curbside_bytes_free};
pub use options::LoadOptions;
pub use session::*;
pub use status::Status;

use std::ffi::c_char;

/// Raised when a function or structure changes its meaning, which never happens to one that exists: then a new
/// one comes beside it.
pub const CURBSIDE_ABI_VERSION: u32 = 1;

/// The version of this interface. A program refuses a library whose number is not the one of its header.
#[unsafe(no_mangle)]
pub extern "C" fn curbside_abi_version() -> u32 {
    CURBSIDE_ABI_VERSION
}

/// The version of the engine as text with a zero byte at its end; never to be freed.
#[unsafe(no_mangle)]
pub extern "C" fn curbside_version() -> *const c_char {
    concat!(env!("CARGO_PKG_VERSION"), "\0").as_ptr().cast::<c_char>()
}
