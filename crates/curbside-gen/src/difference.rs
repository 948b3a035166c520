//! The first place where two answers differ.

use curbside::eval::result::Evaluation;
use serde_json::Value;

/// A place in an answer with what stands there on both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Where: `indeterminate[gen/rule-3].missing[0].reason`.
    pub place: String,
    /// In the first answer.
    pub left: String,
    /// In the second.
    pub right: String,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "at {}\n  reference: {}\n  indexed:   {}", self.place, self.left, self.right)
    }
}

/// The first difference of two answers, as values and as bytes.
pub fn difference(a: &Evaluation, b: &Evaluation) -> Option<Difference> {
    let (left, right) = (serde_json::to_string(a), serde_json::to_string(b));
    let (Ok(left), Ok(right)) = (left, right) else {
        return Some(Difference {
            place: "JSON".into(),
            left: "cannot be written".into(),
            right: String::new(),
        });
    };
    if left == right && a == b {
        return None;
    }
    let tree = |text: &str| serde_json::from_str::<Value>(text).unwrap_or(Value::Null);
    let found = first(&tree(&left), &tree(&right), String::new());
    Some(found.unwrap_or(Difference { place: "the order of fields".into(), left, right }))
}

fn first(a: &Value, b: &Value, at: String) -> Option<Difference> {
    match (a, b) {
        _ if a == b => None,
        (Value::Object(x), Value::Object(y)) => {
            let keys = x.keys().chain(y.keys().filter(|k| !x.contains_key(*k)));
            keys.into_iter().find_map(|k| {
                let place = if at.is_empty() { k.clone() } else { format!("{at}.{k}") };
                first(x.get(k).unwrap_or(&Value::Null), y.get(k).unwrap_or(&Value::Null), place)
            })
        }
        (Value::Array(x), Value::Array(y)) => (0..x.len().max(y.len())).find_map(|i| {
            let (p, q) = (x.get(i).unwrap_or(&Value::Null), y.get(i).unwrap_or(&Value::Null));
            let place = format!("{at}[{}]", name(p).or_else(|| name(q)).unwrap_or_else(|| i.to_string()));
            // Lists by rule: an entry too many is told as such.
            if name(p) != name(q) {
                return Some(Difference { place, left: short(p), right: short(q) });
            }
            first(p, q, place)
        }),
        _ => Some(Difference { place: at, left: short(a), right: short(b) }),
    }
}

fn name(v: &Value) -> Option<String> {
    let of = |key| v.get(key).and_then(Value::as_str).map(str::to_string);
    of("rule").or_else(|| of("name"))
}

fn short(v: &Value) -> String {
    match v {
        Value::Null => "nothing".into(),
        v => v.to_string().chars().take(400).collect(),
    }
}
