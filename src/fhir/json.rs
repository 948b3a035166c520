//! Bytes to a JSON tree within limits.
//!
//! Knows nothing of FHIR. Beside the tree it reports where an object repeated
//! a key: JSON readers disagree about which one counts, so what holds such an
//! object is not to be trusted. Numbers are exact up to 15 significant digits
//! (beyond that, the nearest binary float).

use super::{FhirError, Limits};
use serde::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::cell::{Cell, RefCell};

/// A JSON tree and the sorted pointers of objects that repeat a key.
pub(super) struct Parsed {
    pub value: Value,
    pub repeated: Vec<String>,
}

/// Reads one JSON text.
pub(super) fn parse(bytes: &[u8], limits: &Limits) -> Result<Parsed, FhirError> {
    within_bytes(bytes, limits)?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let parsed = read(bytes, limits, None)?;
    if parsed.repeated.is_empty() {
        return Ok(parsed);
    }
    // Where it was is worked out only for the few texts that repeat a key: paths cost more than the reading.
    read(bytes, limits, Some(RefCell::default()))
}

/// Reads; without a path, a repeated key leaves an empty pointer.
fn read(bytes: &[u8], limits: &Limits, path: Option<RefCell<Vec<String>>>) -> Result<Parsed, FhirError> {
    let state = State { path, repeated: RefCell::default(), deep: Cell::new(false) };
    let seed = Seed { state: &state, depth_left: limits.max_nesting };
    // Looked at once as a whole, the characters need not be looked at again in every text of it.
    let value = match std::str::from_utf8(bytes) {
        Ok(text) => whole(seed, serde_json::Deserializer::from_str(text)),
        Err(_) => whole(seed, serde_json::Deserializer::from_slice(bytes)),
    };
    match value {
        Ok(value) => {
            let mut repeated = state.repeated.into_inner();
            repeated.sort();
            Ok(Parsed { value, repeated })
        }
        Err(e) => Err(explain(&e, state.deep.get(), limits)),
    }
}

/// One JSON text and nothing behind it.
fn whole<'de, R: serde_json::de::Read<'de>>(
    seed: Seed<'_>,
    mut reader: serde_json::Deserializer<R>,
) -> Result<Value, serde_json::Error> {
    let value = seed.deserialize(&mut reader)?;
    reader.end()?;
    Ok(value)
}

/// Refuses more bytes than the limit.
pub(super) fn within_bytes(bytes: &[u8], limits: &Limits) -> Result<(), FhirError> {
    if bytes.len() <= limits.max_bytes {
        return Ok(());
    }
    Err(FhirError::Limit { what: "bytes", limit: limits.max_bytes, not_read: "everything".into() })
}

fn explain(e: &serde_json::Error, too_deep: bool, limits: &Limits) -> FhirError {
    if too_deep || e.to_string().starts_with("recursion limit") {
        return FhirError::Limit {
            what: "levels of nesting",
            limit: limits.max_nesting,
            not_read: "everything".into(),
        };
    }
    let what = match e.classify() {
        serde_json::error::Category::Eof => "it ends too early",
        _ => "a character that cannot stand here",
    };
    FhirError::NotJson { line: e.line(), column: e.column(), what }
}

struct State {
    /// Where the reader stands; kept only when asked for.
    path: Option<RefCell<Vec<String>>>,
    repeated: RefCell<Vec<String>>,
    deep: Cell<bool>,
}

impl State {
    fn enter(&self, step: impl FnOnce() -> String) {
        if let Some(path) = &self.path {
            path.borrow_mut().push(step());
        }
    }

    fn leave(&self) {
        if let Some(path) = &self.path {
            path.borrow_mut().pop();
        }
    }

    /// A key of the object at hand came again.
    fn repeats(&self) {
        let here = self.path.as_ref().map(|path| pointer(&path.borrow()));
        self.repeated.borrow_mut().push(here.unwrap_or_default());
    }
}

#[derive(Clone, Copy)]
struct Seed<'s> {
    state: &'s State,
    depth_left: usize,
}

impl<'s> Seed<'s> {
    fn deeper<E: serde::de::Error>(self) -> Result<Seed<'s>, E> {
        match self.depth_left.checked_sub(1) {
            Some(depth_left) => Ok(Seed { depth_left, ..self }),
            None => {
                self.state.deep.set(true);
                Err(E::custom("nested too deeply"))
            }
        }
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<Value, D::Error> {
        d.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JSON")
    }
    fn visit_bool<E>(self, b: bool) -> Result<Value, E> {
        Ok(Value::Bool(b))
    }
    fn visit_i64<E>(self, n: i64) -> Result<Value, E> {
        Ok(n.into())
    }
    fn visit_u64<E>(self, n: u64) -> Result<Value, E> {
        Ok(n.into())
    }
    fn visit_f64<E>(self, n: f64) -> Result<Value, E> {
        Ok(n.into())
    }
    fn visit_str<E>(self, s: &str) -> Result<Value, E> {
        Ok(Value::String(s.to_owned()))
    }
    fn visit_string<E>(self, s: String) -> Result<Value, E> {
        Ok(Value::String(s))
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_some<D: Deserializer<'de>>(self, d: D) -> Result<Value, D::Error> {
        Value::deserialize(d)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut items = Vec::new();
        loop {
            self.state.enter(|| items.len().to_string());
            let next = seq.next_element_seed(inner)?;
            self.state.leave();
            match next {
                Some(v) => items.push(v),
                None => return Ok(Value::Array(items)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut object = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            self.state.enter(|| key.clone());
            let value = map.next_value_seed(inner)?;
            self.state.leave();
            if object.insert(key, value).is_some() {
                self.state.repeats();
            }
        }
        Ok(Value::Object(object))
    }
}

fn pointer(path: &[String]) -> String {
    path.iter()
        .fold(String::new(), |acc, step| acc + "/" + step.replace('~', "~0").replace('/', "~1").as_str())
}

/// The elements under a key: an array's, or the value itself where one stands
/// alone; nothing for null or a missing key.
pub(super) fn list<'v>(v: &'v Value, key: &str) -> &'v [Value] {
    match v.get(key) {
        None | Some(Value::Null) => &[],
        Some(Value::Array(items)) => items,
        Some(one) => std::slice::from_ref(one),
    }
}

/// The text under a key.
pub(super) fn text<'v>(v: &'v Value, key: &str) -> Option<&'v str> {
    v.get(key).and_then(Value::as_str).map(trimmed).filter(|s| !s.is_empty())
}

/// Without white space at its ends, of which there is hardly ever any.
pub(super) fn trimmed(s: &str) -> &str {
    let plain = |b: Option<&u8>| b.is_some_and(u8::is_ascii_graphic);
    if plain(s.as_bytes().first()) && plain(s.as_bytes().last()) { s } else { s.trim() }
}

/// The type of a resource.
pub(super) fn kind(v: &Value) -> &str {
    text(v, "resourceType").unwrap_or_default()
}

/// The elements of an extension with this URL.
pub(super) fn extension<'v>(v: &'v Value, url: &str) -> Option<&'v Value> {
    list(v, "extension").iter().find(|e| text(e, "url") == Some(url))
}
