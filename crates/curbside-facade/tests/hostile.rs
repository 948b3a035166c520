//! What hosts send by mistake: a clear error with its place, and never a patient's value.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use curbside_facade::{Engine, Error, ErrorCode, check};

const PACK: &[u8] = br#"{"format": 1, "text": "pack demo\ncodes Warfarin = rxnorm 11289 \"warfarin\"\n"}"#;

fn engine() -> Engine {
    Engine::load(PACK).unwrap()
}

fn request(patient: &str) -> String {
    format!(r#"{{"format": 1, "at": "2026-03-01T09:00:00Z", "zone": "UTC", "patient": {patient}}}"#)
}

fn error(request: &str) -> Error {
    engine().evaluate(request.as_bytes()).unwrap_err()
}

#[test]
fn each_mistake_has_its_code_and_place() {
    use ErrorCode::*;
    let with = |extra: &str| {
        format!(
            r#"{{"format": 1, "at": "2026-03-01T09:00:00Z", "zone": "UTC", "patient": {{"snapshot": {{}}}}, {extra}}}"#
        )
    };
    let deep = format!("{}1{}", "[".repeat(200), "]".repeat(200));
    let cases = [
        ("", NotJson, ""),
        ("[1, 2", NotJson, ""),
        ("[1, 2]", WrongType, ""),
        ("7", WrongType, ""),
        ("{}", MissingField, ""),
        (&request("{}"), MissingField, "/patient"),
        (&request(r#"{"snapshot": {}, "fhir": {}}"#), BadValue, "/patient"),
        (&request(r#"{"snapshot": {"persn": {}}}"#), UnknownField, "/patient/snapshot/persn"),
        (&request(r#"{"snapshot": {"person": {}, "person": {}}}"#), DuplicateKey, "/patient/snapshot"),
        (
            &request(r#"{"snapshot": {"person": {"born": "SECRET"}}}"#),
            BadValue,
            "/patient/snapshot/person/born",
        ),
        (
            &request(r#"{"snapshot": {"person": {"sex": "SECRET"}}}"#),
            BadValue,
            "/patient/snapshot/person/sex",
        ),
        (
            &request(r#"{"snapshot": {"person": {"id": {"SECRET": 1}}}}"#),
            WrongType,
            "/patient/snapshot/person/id",
        ),
        (
            &request(r#"{"snapshot": {"person": {"SECRET NAME": 1}}}"#),
            UnknownField,
            "/patient/snapshot/person/*",
        ),
        (
            &request(r#"{"snapshot": {"inputs": {"a": true, "a": false}}}"#),
            DuplicateKey,
            "/patient/snapshot/inputs",
        ),
        (&request(r#"{"snapshot": {"inputs": {"a": [1]}}}"#), BadValue, "/patient/snapshot/inputs/a"),
        (&request(r#"{"snapshot": {}, "drafts": {}}"#), UnknownField, "/patient/drafts"),
        (&request(r#"{"fhir": {"SECRET": 1}}"#), BadPatient, "/patient/fhir"),
        (&request(r#"{"fhir": "{\"SECRET"}"#), NotJson, "/patient/fhir"),
        (&request(r#"{"fhir": 7}"#), BadPatient, "/patient/fhir"),
        (
            &request(r#"{"snapshot": {"person": {"id": "SECRET"}}, "id": "b"}"#),
            WrongPatient,
            "/patient/snapshot/person/id",
        ),
        (&request(r#"{"snapshot": {}, "id": "b"}"#), NoPatient, "/patient/snapshot/person/id"),
        (&with(&format!(r#""inputs": {{"a": {deep}}}"#)), TooDeep, "/inputs/a"),
        (&request(&format!(r#"{{"fhir": {{"a": {deep}}}}}"#)), PatientLimit, "/patient/fhir"),
        (&with(r#""inputs": {"a": 1, "a": 2}"#), DuplicateKey, "/inputs"),
        (&with(r#""options": {"steps": -1}"#), BadValue, "/options/steps"),
        (&with(r#""options": {"stepz": 1}"#), UnknownField, "/options/stepz"),
        (&with(r#""contxt": {}"#), UnknownField, "/contxt"),
        (&with(r#""format": 1"#), DuplicateKey, ""),
    ];
    for (text, code, path) in cases {
        let e = error(text);
        assert_eq!(e.code, code, "{text}: {e}");
        // How deep a reader gets before it gives up is its own affair.
        let deep = code == TooDeep && e.path.starts_with(path) && e.path.len() < 100;
        assert!(deep || e.path == path, "{text}: {e}");
        assert!(!e.to_json().contains("SECRET"), "{text}: {}", e.to_json());
        assert!(!e.message.is_empty());
    }
}

#[test]
fn bytes_that_are_no_text() {
    let e = engine().evaluate(b"{\"format\": 1, \xff}").unwrap_err();
    assert_eq!(e.code, ErrorCode::NotJson);
    let mut bom = b"\xef\xbb\xbf".to_vec();
    bom.extend(request(r#"{"snapshot": {}}"#).as_bytes());
    assert!(engine().evaluate(&bom).is_ok(), "a byte order mark is no mistake");
}

#[test]
fn every_cut_and_every_changed_byte_is_an_answer_or_an_error() {
    let engine = engine();
    let whole = request(
        r#"{"snapshot": {"person": {"born": "1950-01"}, "observations": {"coverage": "complete", "items": [
        {"code": {"codings": [{"system": "loinc", "code": "2823-3"}]}, "value": {"quantity": {"value": "5.8"}}}]}}}"#,
    );
    let (mut cut, mut changed) = (0, 0);
    for at in 0..whole.len() {
        cut += usize::from(engine.evaluate(&whole.as_bytes()[..at]).is_err());
        for byte in [0, b'"', b'}', b'[', 0xff, b'9'] {
            let mut bytes = whole.clone().into_bytes();
            bytes[at] = byte;
            changed += usize::from(engine.evaluate(&bytes).is_err());
        }
    }
    assert_eq!(cut, whole.len(), "nothing but the whole is answered");
    assert!(changed > whole.len() * 3);
    assert!(!engine.is_poisoned());
}

#[test]
fn packs_that_cannot_be_loaded() {
    use ErrorCode::*;
    let load = |text: &str| Engine::load(text.as_bytes()).map(|_| ()).unwrap_err();
    assert_eq!(load(r#"{"format": 1}"#).code, MissingField);
    assert_eq!(load(r#"{"format": 1, "paths": ["/nowhere/at/all"]}"#).code, CannotRead);
    assert_eq!(load(r#"{"format": 1, "paths": ["/nowhere/at/all"]}"#).path, "/paths/0");
    assert_eq!(load(r#"{"format": 1, "paths": ["Cargo.toml"]}"#).code, CannotRead);
    assert_eq!(load(r#"{"format": 1, "paths": ["src"]}"#).code, NoPack);
    assert_eq!(load(r#"{"format": 1, "text": "rule"}"#).code, NoPack);
    assert_eq!(load(r#"{"format": 1, "packs": [{"files": {"a": "1", "a": "2"}}]}"#).code, DuplicateKey);
    let broken = r#"{"format": 1, "text": "pack demo\nrule r \"R\" { category safety when Potasium > 5 message \"x\" }\n"}"#;
    let e = load(broken);
    assert_eq!(e.code, BadPacks);
    assert!(e.message.contains("E0201") && e.details.unwrap().get().contains("\"diagnostics\""));
    assert!(check(broken.as_bytes()).unwrap().contains("\"errors\":1"));
}

#[test]
fn the_table_of_codes_is_in_the_book() {
    let page =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/src/bindings.md")).unwrap();
    for (i, code) in ErrorCode::ALL.iter().enumerate() {
        assert_eq!(code.number(), i32::try_from(i).unwrap() + 1, "numbers follow each other");
        let row = format!("| {} | `{}` | {} |", code.number(), code.word(), code.meaning());
        assert!(page.contains(&row), "docs/src/bindings.md lacks the row\n{row}");
    }
}
