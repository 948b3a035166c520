//! The published schemas are fresh, and golden requests and answers are valid by them.
//! `CURBSIDE_BLESS=1 cargo test -p curbside-facade --test schemas` writes them anew.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use curbside_facade::schema;
use jsonschema::Validator;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn validator(name: &str) -> Validator {
    let (_, schema) = schema::all().into_iter().find(|(n, _)| *n == name).unwrap();
    jsonschema::draft202012::new(schema.as_value()).unwrap()
}

fn golden(name: &str) -> Value {
    let bytes = std::fs::read(root().join("bindings/golden").join(name)).unwrap();
    serde_json::from_slice(&bytes).unwrap_or_else(|e| panic!("{name}: {e}"))
}

fn mistakes(v: &Validator, value: &Value) -> Vec<String> {
    v.iter_errors(value).map(|e| format!("{}: {e}", e.instance_path())).collect()
}

#[test]
fn what_is_published_is_fresh() {
    let folder = root().join("schema/v1");
    for (name, schema) in schema::all() {
        let mut schema = schema;
        schema.insert("$id".into(), json!(format!("https://curbside-cds.github.io/schema/v1/{name}.json")));
        let text = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
        let file = folder.join(format!("{name}.json"));
        if std::env::var_os("CURBSIDE_BLESS").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&file, &text).unwrap();
        }
        let published = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(published == text, "schema/v1/{name}.json is stale: run with CURBSIDE_BLESS=1");
    }
}

#[test]
fn golden_requests_and_answers_are_valid() {
    let cases = std::fs::read_to_string(root().join("bindings/golden/cases.tsv")).unwrap();
    let schema_of = |call: &str| match call {
        "evaluate" | "answer" => "evaluation",
        "explain" => "explanation",
        "apply" | "advance" | "follow" => "difference",
        "status" | "reload" => "status",
        "metadata" => "metadata",
        "check" => "report",
        other => panic!("{other}"),
    };
    let (request, error) = (validator("request"), validator("error"));
    let (mut answers, mut errors) = (0, 0);
    for line in cases.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        if matches!(fields[0], "load" | "open") {
            continue;
        }
        let answer = golden(fields[fields.len() - 1]);
        let failed = answer.get("code").is_some();
        let v = if failed { &error } else { &validator(schema_of(fields[0])) };
        assert_eq!(mistakes(v, &answer), Vec::<String>::new(), "{line}");
        answers += usize::from(!failed);
        errors += usize::from(failed);
        if ["evaluate", "explain"].contains(&fields[0]) && !fields[1].starts_with("bad-") && !failed {
            assert_eq!(mistakes(&request, &golden(fields[1])), Vec::<String>::new(), "{}", fields[1]);
        }
    }
    assert!(answers >= 15 && errors >= 8, "{answers} answers, {errors} errors");
    for f in ["changes-order.json", "changes-withdraw.json", "changes-unknown.json"] {
        assert_eq!(mistakes(&validator("changes"), &golden(f)), Vec::<String>::new(), "{f}");
    }
    for f in ["packs.json", "broken-packs.json"] {
        assert_eq!(mistakes(&validator("load"), &golden(f)), Vec::<String>::new(), "{f}");
    }
}

#[test]
fn what_the_engine_refuses_the_schema_refuses() {
    let request = validator("request");
    for f in ["bad-field.json", "bad-value.json", "later-format.json"] {
        assert_ne!(mistakes(&request, &golden(f)), Vec::<String>::new(), "{f}");
    }
    let mut both = golden("nothing.json");
    both["patient"]["fhir"] = json!({"resourceType": "Bundle"});
    assert_ne!(mistakes(&request, &both), Vec::<String>::new(), "two forms of one patient");
    let mut none = golden("nothing.json");
    none["patient"] = json!({});
    assert_ne!(mistakes(&request, &none), Vec::<String>::new(), "no patient");
}
