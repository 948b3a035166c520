//! No panic crosses the border: it is caught, and the handle is *poisoned*.
//!
//! The engine does not panic on any input; this is the belt to the braces. What a
//! panic may have left half done is never asked again.

use crate::error::{Error, ErrorCode};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};

/// Something that is not asked again after a panic.
///
/// ```
/// use curbside_facade::{ErrorCode, Guarded};
/// let g = Guarded::new(7);
/// assert_eq!(g.call(|n| Ok(n + 1)).unwrap(), 8);
/// # std::panic::set_hook(Box::new(|_| {}));
/// let e = g.call(|_| -> Result<(), _> { panic!("a defect") }).unwrap_err();
/// assert_eq!(e.code, ErrorCode::Panic);
/// assert_eq!(g.call(|n| Ok(*n)).unwrap_err().code, ErrorCode::Poisoned);
/// ```
#[derive(Debug, Default)]
pub struct Guarded<T> {
    inner: T,
    poisoned: AtomicBool,
}

impl<T> Guarded<T> {
    /// Guards.
    pub fn new(inner: T) -> Guarded<T> {
        Guarded { inner, poisoned: AtomicBool::new(false) }
    }

    /// Asks, unless it was poisoned; a panic poisons it.
    ///
    /// # Errors
    /// Those of `f`, [`ErrorCode::Panic`], [`ErrorCode::Poisoned`].
    pub fn call<R>(&self, f: impl FnOnce(&T) -> Result<R, Error>) -> Result<R, Error> {
        if self.is_poisoned() {
            return Err(Error::new(
                ErrorCode::Poisoned,
                "an earlier call on this handle met a defect; open a new one",
            ));
        }
        guard(|| f(&self.inner)).inspect_err(|e| {
            if e.code == ErrorCode::Panic {
                self.poisoned.store(true, Ordering::SeqCst);
            }
        })
    }

    /// Whether a call panicked.
    pub fn is_poisoned(&self) -> bool {
        self.poisoned.load(Ordering::SeqCst)
    }
}

/// Runs a call that has no handle yet; a panic becomes an error.
///
/// # Errors
/// Those of `f`, [`ErrorCode::Panic`].
pub fn guard<R>(f: impl FnOnce() -> Result<R, Error>) -> Result<R, Error> {
    // The panic's own text may hold anything, so it is not repeated.
    catch_unwind(AssertUnwindSafe(f)).unwrap_or_else(|_| {
        Err(Error::new(
            ErrorCode::Panic,
            "a defect of the engine was met; nothing was answered. Please report it",
        ))
    })
}
