//! A document says what serde_json's tree says.

use super::*;
use proptest::prelude::*;
use serde_json::{Value, json};

fn document(text: &str) -> Document {
    Document::parse(text.as_bytes(), &Limits::default()).unwrap_or_else(|e| panic!("{e}"))
}

fn refused(bytes: &[u8]) -> FhirError {
    Document::parse(bytes, &Limits::default()).expect_err("it is refused")
}

#[test]
fn every_kind_of_value() {
    let d = document(
        r#" {"n": null, "t": true, "f": false, "i": -3, "u": 18446744073709551615, "d": 1.25,
        "s": "text", "a": [1, [], {}], "o": {"": {"x": "y"}}} "#,
    );
    let r = d.root();
    let get = |key| r.get(key).unwrap_or_else(|| panic!("no {key}"));
    assert!(get("n").is_null() && !get("t").is_null());
    assert_eq!((get("t").as_bool(), get("f").as_bool(), get("n").as_bool()), (Some(true), Some(false), None));
    assert_eq!((get("i").as_u64(), get("u").as_u64(), get("d").as_u64()), (None, Some(u64::MAX), None));
    assert_eq!(get("d").as_number().and_then(serde_json::Number::as_f64), Some(1.25));
    assert_eq!((get("s").as_str(), get("i").as_str()), (Some("text"), None));
    assert!(get("s").is_string() && get("a").is_array() && get("o").is_object());
    let kinds: Vec<String> = get("a").items().map(|x| format!("{x:?}")).collect();
    assert_eq!(kinds, ["a number", "an array", "an object"]);
    assert_eq!(get("a").items().len(), 3);
    assert!(get("a").as_array().is_some() && get("o").as_array().is_none());
    assert_eq!(get("o").get("").and_then(|o| o.get("x")).and_then(Json::as_str), Some("y"));
    assert!(r.get("x").is_none() && get("a").get("n").is_none() && get("s").get("n").is_none());
    assert_eq!(r.members().count(), 9);
}

#[test]
fn empty_containers() {
    for text in ["{}", "[]", "\"\"", "[[],{},\"\"]", "{\"a\":{},\"b\":[]}"] {
        let d = document(text);
        assert_eq!(d.root().to_value().to_string(), text);
        assert_eq!(d.root().items().count() + d.root().members().count(), d.root().to_value_len());
    }
    assert!(document("[]").root().items().is_empty() && document("[]").root().items().first().is_none());
}

impl Json<'_> {
    fn to_value_len(self) -> usize {
        match self.to_value() {
            Value::Array(a) => a.len(),
            Value::Object(o) => o.len(),
            _ => 0,
        }
    }
}

#[test]
fn escapes_in_texts_and_keys() {
    let d = document(r#"{"a\"b": "x\n\u00e9\ud83d\ude00\/", "plain": "é😀", "\u0070lain2": "\\"}"#);
    let text = |key| d.root().get(key).and_then(Json::as_str);
    assert_eq!(text("a\"b"), Some("x\né😀/"));
    assert_eq!(text("plain"), Some("é😀"));
    assert_eq!(text("plain2"), Some("\\"));
}

#[test]
fn half_a_surrogate_is_no_json() {
    for text in [r#""\ud83d""#, r#""\ude00""#, r#""\ud83dx""#, r#"{"\ud83d": 1}"#] {
        let e = refused(text.as_bytes());
        assert!(matches!(e, FhirError::NotJson { line: 1, .. }), "{text}: {e}");
    }
}

#[test]
fn of_repeated_keys_the_last_counts() {
    let d = document(
        r#"{"a": 1, "b": [{"c": 1, "c": {"d": 1, "d": 2, "d": 3}}], "a": {"~/": {"x": 1, "x": 1}}}"#,
    );
    assert_eq!(d.repeated(), ["", "/a/~0~1", "/b/0", "/b/0/c", "/b/0/c"]);
    let d2 = d.root().to_value();
    assert_eq!(d2, json!({ "a": { "~/": { "x": 1 } }, "b": [{ "c": { "d": 3 } }] }));
    assert_eq!(d.root().members().count(), 2);
    assert_eq!(d.root(), d.root().to_document().root());
    assert!(d.root().to_document().repeated().is_empty());
    // An escape does not make it another key.
    assert_eq!(document(r#"{"ab": 1, "a\u0062": 2}"#).repeated(), [""]);
    assert!(document(r#"{"ab": 1, "a": 2, "b": {"a": 1}}"#).repeated().is_empty());
}

#[test]
fn large_objects() {
    for n in [15, 16, 17, 18, 200] {
        let mut text: Vec<String> = (0..n).rev().map(|i| format!("\"k{i}\": {i}")).collect();
        let d = document(&format!("{{{}}}", text.join(",")));
        assert!(d.repeated().is_empty());
        assert!((0..n).all(|i| d.root().get(&format!("k{i}")).and_then(Json::as_u64) == Some(i)));
        assert!(d.root().get("k").is_none() && d.root().get("z").is_none() && d.root().get("").is_none());
        text.push("\"k3\": \"last\"".into());
        let d = document(&format!("{{{}}}", text.join(",")));
        assert_eq!(d.repeated(), [""]);
        assert_eq!(d.root().get("k3").and_then(Json::as_str), Some("last"));
        assert_eq!(d.root().members().count(), n as usize);
    }
}

#[test]
fn nesting_within_limits() {
    let deep = |n: usize| format!("{}1{}", "[".repeat(n), "]".repeat(n));
    assert!(Document::parse(deep(64).as_bytes(), &Limits::default()).is_ok());
    let too_deep = FhirError::Limit { what: "levels of nesting", limit: 64, not_read: "everything".into() };
    assert_eq!(refused(deep(65).as_bytes()), too_deep);
    assert_eq!(refused("[".repeat(100_000).as_bytes()), too_deep);
    let limits = Limits { max_nesting: 1000, ..Limits::default() };
    let e = Document::parse(deep(200).as_bytes(), &limits).expect_err("never more than serde_json bears");
    assert!(matches!(e, FhirError::Limit { what: "levels of nesting", .. }), "{e}");
}

#[test]
fn bytes_within_limits() {
    let limits = Limits { max_bytes: 4, ..Limits::default() };
    assert!(Document::parse(b"1234", &limits).is_ok());
    let e = Document::parse(b"12345", &limits).expect_err("too many");
    assert_eq!(e, FhirError::Limit { what: "bytes", limit: 4, not_read: "everything".into() });
}

#[test]
fn huge_numbers() {
    let d = document("[123456789012345678901234567890, 1e300, -0, 0.1, 1E2, -9223372036854775808]");
    let all: Vec<String> = d.root().items().filter_map(|n| n.as_number()).map(|n| n.to_string()).collect();
    assert_eq!(all, ["1.2345678901234568e+29", "1e+300", "-0.0", "0.1", "100.0", "-9223372036854775808"]);
    assert!(matches!(refused(b"[1, 1e999]"), FhirError::NotJson { line: 1, .. }));
}

#[test]
fn byte_order_mark() {
    assert_eq!(
        Document::parse(b"\xef\xbb\xbf{\"a\":1}", &Limits::default()).map(|d| d.root().to_value()),
        Ok(json!({ "a": 1 }))
    );
    let e = refused(b"\xef\xbb\xbf{\"a\":x}");
    assert_eq!(e, FhirError::NotJson { line: 1, column: 6, what: "a character that cannot stand here" });
}

#[test]
fn invalid_utf_8_has_a_place() {
    let e = refused(b"{\n  \"a\": \"\xff\"}");
    assert!(matches!(e, FhirError::NotJson { line: 2, .. }), "{e}");
    assert!(matches!(refused(b"\xff"), FhirError::NotJson { line: 1, .. }));
    assert!(matches!(refused(b"{} \xff"), FhirError::NotJson { line: 1, .. }));
    assert!(matches!(refused(b"{\"\xff\": 1}"), FhirError::NotJson { line: 1, .. }));
}

#[test]
fn what_is_no_json() {
    let early = "it ends too early";
    assert_eq!(refused(b""), FhirError::NotJson { line: 1, column: 0, what: early });
    assert_eq!(refused(b"{\"a\":\n"), FhirError::NotJson { line: 2, column: 0, what: early });
    let not_here = "a character that cannot stand here";
    assert_eq!(refused(b"{} {}"), FhirError::NotJson { line: 1, column: 4, what: not_here });
    assert_eq!(refused(b"[1,]"), FhirError::NotJson { line: 1, column: 4, what: not_here });
}

#[test]
fn debug_tells_no_value() {
    let d = document(r#"{"name": "Doe"}"#);
    let told = format!("{d:?} {:?} {:?}", d.root(), d.root().members());
    assert!(!told.contains("Doe") && !told.contains("name"), "{told}");
    assert!(!format!("{:?}", Part::from(d)).contains("Doe"));
}

#[test]
fn parts_outlive_the_whole_and_cross_threads() {
    fn assert_shared<T: Send + Sync + 'static>() {}
    assert_shared::<Document>();
    assert_shared::<Part>();
    let whole = Part::from(document(r#"{"a": [{"b": "c"}, 2], "d": null}"#));
    let keys: Vec<String> = whole.members().map(|(k, _)| k.to_string()).collect();
    assert_eq!(keys, ["a", "d"]);
    let first = whole.get("a").and_then(|a| a.items().next()).unwrap_or_else(|| whole.clone());
    drop(whole);
    let read = std::thread::spawn(move || first.json().get("b").and_then(Json::as_str).map(str::to_string));
    assert_eq!(read.join().ok().flatten().as_deref(), Some("c"));
}

/// JSON, with keys that come again in other objects.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_filter("finite", |f| f.is_finite()).prop_map(Value::from),
        ".*".prop_map(Value::from),
        "[a-c\"\\\\\n\u{e9}]{0,4}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 128, 24, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map("[a-d\"\u{e9}]{0,2}", inner, 0..24)
                .prop_map(|m| Value::Object(m.into_iter().collect())),
        ]
    })
}

/// The same JSON with every text written in `\u` escapes.
fn escaped(v: &Value) -> String {
    let text = |s: &str| {
        let units: Vec<String> = s.encode_utf16().map(|u| format!("\\u{u:04x}")).collect();
        format!("\"{}\"", units.concat())
    };
    match v {
        Value::String(s) => text(s),
        Value::Array(a) => format!("[{}]", a.iter().map(escaped).collect::<Vec<_>>().join(" , ")),
        Value::Object(o) => {
            let all: Vec<String> = o.iter().map(|(k, v)| format!("{} : {}", text(k), escaped(v))).collect();
            format!("{{{}}}", all.join(","))
        }
        other => other.to_string(),
    }
}

fn alike(json: Json<'_>, value: &Value) {
    match value {
        Value::Object(map) => {
            for (k, v) in map {
                alike(json.get(k).unwrap_or_else(|| panic!("no {k}")), v);
            }
            assert_eq!(json.members().count(), map.len());
        }
        Value::Array(all) => {
            assert_eq!(json.items().len(), all.len());
            json.items().zip(all).for_each(|(j, v)| alike(j, v));
        }
        other => assert_eq!(&json.to_value(), other),
    }
}

proptest! {
    #[test]
    fn a_document_equals_the_tree(v in value()) {
        for text in [v.to_string(), escaped(&v), format!("{v:#}")] {
            let expected: Value = serde_json::from_str(&text).unwrap_or_default();
            let d = document(&text);
            prop_assert!(d.repeated().is_empty());
            prop_assert_eq!(d.root().to_value(), expected.clone());
            alike(d.root(), &expected);
            let made = Document::from_value(&expected);
            prop_assert_eq!(made.as_ref(), Ok(&d));
            prop_assert_eq!(d.root().to_document(), d);
        }
    }

    #[test]
    fn two_documents_differ_where_their_trees_do(a in value(), b in value()) {
        let (x, y) = (Document::from_value(&a), Document::from_value(&b));
        prop_assert_eq!(x == y, a == b);
    }

    #[test]
    fn repeated_keys_are_the_tree_s(keys in prop::collection::vec("[ab]{0,2}", 0..40)) {
        let members: Vec<String> = keys.iter().enumerate().map(|(i, k)| format!("\"{k}\":{i}")).collect();
        let text = format!("[{{{}}}]", members.join(","));
        let expected: Value = serde_json::from_str(&text).unwrap_or_default();
        let d = document(&text);
        prop_assert_eq!(d.root().to_value(), expected.clone());
        alike(d.root(), &expected);
        let once = expected.get(0).and_then(Value::as_object).map_or(0, |o| o.len());
        prop_assert_eq!(d.repeated().len(), keys.len() - once);
        prop_assert!(d.repeated().iter().all(|p| p == "/0"));
    }

    #[test]
    fn the_same_bytes_are_json(text in r#"([\[\]{}:,"\\ ua0-9.eE+-]|true|null|"a"|1\.5|é){0,12}"#) {
        let tree = serde_json::from_str::<Value>(&text);
        let document = Document::parse(text.as_bytes(), &Limits::default());
        match (tree, document) {
            (Ok(v), Ok(d)) => prop_assert_eq!(d.root().to_value(), v),
            (Err(e), Err(FhirError::NotJson { line, column, .. })) => {
                prop_assert_eq!((line, column), (e.line(), e.column()));
            }
            (tree, document) => prop_assert!(false, "{:?} {:?}", tree.is_ok(), document.is_ok()),
        }
    }
}
