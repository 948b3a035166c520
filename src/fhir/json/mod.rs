//! JSON as the reader needs it: a compact document, and access to elements.
//!
//! Knows nothing of FHIR beyond how its JSON writes lists, types and extensions.

mod build;
mod cursor;
mod document;
mod read;
mod repeats;

pub use cursor::{Items, Json, Kind, Members};
pub use document::{Document, Part};
pub(super) use read::within_bytes;

use super::{FhirError, Limits};

/// The elements under a key: an array's, or the value itself where one stands
/// alone; nothing for null or a missing key.
pub(super) fn list<'d>(v: Json<'d>, key: &str) -> Items<'d> {
    match v.get(key) {
        None => v.none(),
        Some(x) if x.is_null() => v.none(),
        Some(x) if x.is_array() => x.items(),
        Some(one) => one.alone(),
    }
}

/// The text under a key.
pub(super) fn text<'d>(v: Json<'d>, key: &str) -> Option<&'d str> {
    v.get(key).and_then(Json::as_str).map(trimmed).filter(|s| !s.is_empty())
}

/// Without white space at its ends, of which there is hardly ever any.
pub(super) fn trimmed(s: &str) -> &str {
    let plain = |b: Option<&u8>| b.is_some_and(u8::is_ascii_graphic);
    if plain(s.as_bytes().first()) && plain(s.as_bytes().last()) { s } else { s.trim() }
}

/// The type of a resource.
pub(super) fn kind(v: Json<'_>) -> &str {
    text(v, "resourceType").unwrap_or_default()
}

/// The elements of an extension with this URL.
pub(super) fn extension<'d>(v: Json<'d>, url: &str) -> Option<Json<'d>> {
    list(v, "extension").find(|e| text(*e, "url") == Some(url))
}

#[cfg(test)]
#[allow(clippy::panic, clippy::expect_used)]
mod tests;
