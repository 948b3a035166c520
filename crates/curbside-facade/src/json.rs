//! JSON in, strictly: unknown fields, repeated keys, size and depth are errors with their
//! place, and no error repeats what was sent.

use crate::error::{Error, ErrorCode, ErrorDetails};
use serde::Deserialize;
use serde_json::error::Category;

/// Bytes of one request at most.
pub const MAX_BYTES: usize = 256 << 20;

/// What is said of a name that stands twice.
pub(crate) const TWICE: &str = "a name stands twice";

/// Reads a request.
pub(crate) fn read<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, Error> {
    if bytes.len() > MAX_BYTES {
        return Err(Error::new(ErrorCode::TooLarge, format!("at most {MAX_BYTES} bytes are read")));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes)
        .map_err(|e| Error::new(ErrorCode::NotJson, format!("not UTF-8 at byte {}", e.valid_up_to())))?;
    match text.trim_start().as_bytes().first() {
        None => Err(Error::new(ErrorCode::NotJson, "there is nothing")),
        Some(b'{') => part(text, ""),
        // A list of values would be taken for an object without its names.
        Some(_) => match serde_json::from_str::<serde::de::IgnoredAny>(text) {
            Ok(_) => Err(Error::new(ErrorCode::WrongType, "an object is needed")),
            Err(e) => Err(describe(&e, String::new())),
        },
    }
}

/// Reads a part that stands at `path` of the request.
pub(crate) fn part<'a, T: Deserialize<'a>>(text: &'a str, path: &str) -> Result<T, Error> {
    // The place costs time, so it is only looked for when there is a mistake.
    serde_json::from_str(text).map_err(|_| explain::<T>(text, path))
}

fn explain<'a, T: Deserialize<'a>>(text: &'a str, path: &str) -> Error {
    let mut reader = serde_json::Deserializer::from_str(text);
    let read = serde_path_to_error::deserialize::<_, T>(&mut reader);
    match read {
        Ok(_) => match reader.end() {
            Err(e) => describe(&e, path.into()),
            Ok(()) => Error::new(ErrorCode::NotJson, "cannot be read").at(path),
        },
        Err(e) => {
            let place = format!("{path}{}", pointer(e.path()));
            describe(e.inner(), place)
        }
    }
}

/// The place as a JSON pointer. A key that is no plain name may be anything, so it is not repeated.
fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut out = String::new();
    // Nothing that is read lies as deep as this.
    for s in path.iter().take(24) {
        match s {
            Segment::Seq { index } => out.push_str(&format!("/{index}")),
            Segment::Map { key } if plain(key) => out.push_str(&format!("/{key}")),
            Segment::Map { .. } => out.push_str("/*"),
            Segment::Enum { variant } if plain(variant) => out.push_str(&format!("/{variant}")),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    out
}

/// A name such as fields have.
fn plain(name: &str) -> bool {
    (1..=40).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_' || b == b'-')
}

fn describe(e: &serde_json::Error, path: String) -> Error {
    let text = e.to_string();
    let text = text.rfind(" at line ").map_or(text.as_str(), |at| &text[..at]);
    if text.starts_with("recursion limit") {
        return Error::new(ErrorCode::TooDeep, "nested deeper than 128 levels").at(path);
    }
    match e.classify() {
        Category::Data => data(text).at(path),
        category => {
            let what = match category {
                Category::Eof => "it ends too early",
                _ => "a character that cannot stand here",
            };
            let details =
                ErrorDetails { line: Some(e.line()), column: Some(e.column()), ..Default::default() };
            let message = format!("line {}, column {}: not JSON ({what})", e.line(), e.column());
            Error::new(ErrorCode::NotJson, message).at(path).with(&details)
        }
    }
}

/// What serde says, without anything that was sent.
fn data(text: &str) -> Error {
    // What is expected comes last and is ours; what was met comes before it and is not.
    let expected = text.rfind(", expected ").map(|at| &text[at + ", expected ".len()..]);
    let expected = |what: &str| match expected {
        Some(e) => format!("{what}; expected {e}"),
        None => what.to_string(),
    };
    let after = |start: &str| text.strip_prefix(start);
    if let Some(rest) = after("missing field `") {
        return Error::new(ErrorCode::MissingField, format!("missing field `{rest}"));
    }
    if let Some(rest) = after("duplicate field `") {
        return Error::new(ErrorCode::DuplicateKey, format!("the field `{rest} stands twice"));
    }
    if let Some(rest) = after("unknown field `") {
        let name = rest.split('`').next().filter(|n| plain(n));
        let what = name.map_or("unknown field".to_string(), |n| format!("unknown field `{n}`"));
        return Error::new(ErrorCode::UnknownField, expected(&what));
    }
    if text.starts_with("unknown variant ") {
        return Error::new(ErrorCode::BadValue, expected("not one of the words possible here"));
    }
    if let Some(rest) = after("invalid type: ") {
        const KINDS: [&str; 8] =
            ["string", "integer", "floating point", "boolean", "map", "sequence", "null", "newtype"];
        const SHOWN: [&str; 8] = [
            "a text",
            "a whole number",
            "a fraction",
            "true or false",
            "an object",
            "a list",
            "null",
            "a value",
        ];
        let met = KINDS.iter().position(|k| rest.starts_with(k));
        let met = met.and_then(|at| SHOWN.get(at)).unwrap_or(&"this value");
        return Error::new(ErrorCode::WrongType, expected(&format!("{met} cannot stand here")));
    }
    if text.starts_with("invalid value: ") || text.starts_with("invalid length ") {
        return Error::new(ErrorCode::BadValue, expected("a value that cannot be understood"));
    }
    // Words of the engine's own types: they name what is needed, never what was sent.
    if [TWICE, "an input is answered twice"].contains(&text) {
        return Error::new(ErrorCode::DuplicateKey, text);
    }
    let own = ["not a ", "data did not match "].iter().any(|o| text.starts_with(o));
    Error::new(ErrorCode::BadValue, if own { text } else { "a value that cannot be understood" })
}
