//! Handles: threads, reload, sessions, and a defect that is caught.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use curbside_facade::{Engine, ErrorCode};
use std::sync::Barrier;

fn pack(version: &str, limit: &str) -> String {
    serde_json::json!({"format": 1, "packs": [{"path": "demo", "files": {
        "pack.yaml": format!("name: demo\nversion: {version}\n"),
        "demo.cds": format!(r#"pack demo
            observation Potassium "Potassium" {{ code loinc 2823-3 unit mmol/L window 7 days report nothing }}
            rule high "High" {{ category safety when Potassium > {limit} mmol/L message "Potassium {{Potassium}}." }}"#),
    }}]})
    .to_string()
}

fn request(extra: &str) -> String {
    format!(
        r#"{{"format": 1, "at": "2026-03-01T09:00:00Z", "zone": "UTC", "patient": {{"snapshot": {{"observations":
        {{"coverage": "complete", "items": [{{"info": {{"source": "Observation/1"}}, "effective": "2026-02-28",
        "code": {{"codings": [{{"system": "loinc", "code": "2823-3"}}]}}, "value": {{"quantity": {{"value": "5.8", "unit": "mmol/L"}}}}}}]}}}}}}{extra}}}"#
    )
}

#[test]
fn rules_are_exchanged_while_threads_ask() {
    let engine = Engine::load(pack("1.0.0", "5.5").as_bytes()).unwrap();
    let (one, two) = (engine.evaluate(request("").as_bytes()).unwrap(), {
        let other = Engine::load(pack("2.0.0", "6").as_bytes()).unwrap();
        other.evaluate(request("").as_bytes()).unwrap()
    });
    let start = Barrier::new(5);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                start.wait();
                for _ in 0..200 {
                    let answer = engine.evaluate(request("").as_bytes()).unwrap();
                    let generation: serde_json::Value = serde_json::from_str(&answer).unwrap();
                    let odd = generation["generation"].as_u64().unwrap() % 2 == 1;
                    let fired = generation["findings"].as_array().unwrap().len();
                    assert_eq!(
                        fired,
                        usize::from(odd),
                        "an answer of one generation with the rules of another"
                    );
                }
            });
        }
        start.wait();
        for n in 2..20 {
            let (version, limit) = if n % 2 == 0 { ("2.0.0", "6") } else { ("1.0.0", "5.5") };
            let status = engine.reload(pack(version, limit).as_bytes()).unwrap();
            assert!(status.contains(&format!("\"generation\":{n},")), "{status}");
        }
    });
    assert!(one.contains("\"findings\":[{") && two.contains("\"findings\":[]"));
}

#[test]
fn a_reload_that_fails_changes_nothing() {
    let engine = Engine::load(pack("1.0.0", "5.5").as_bytes()).unwrap();
    let before = engine.evaluate(request("").as_bytes()).unwrap();
    let e = engine.reload(pack("1.0.0", "5.5").replace("Potassium >", "Potasium >").as_bytes()).unwrap_err();
    assert_eq!(e.code, ErrorCode::BadPacks);
    assert_eq!(engine.evaluate(request("").as_bytes()).unwrap(), before);
    assert_eq!(engine.generation().unwrap(), 1);
}

#[test]
fn changes_are_made_together_or_not_at_all() {
    let engine = Engine::load(pack("1.0.0", "5.5").as_bytes()).unwrap();
    let session = engine.open_session(request("").as_bytes()).unwrap();
    let before = session.answer().unwrap();
    let bad = r#"{"format": 1, "changes": [{"remove": "Observation/1"}, {"remove": "Observation/1"}]}"#;
    let e = session.apply(bad.as_bytes()).unwrap_err();
    assert_eq!((e.code, &*e.path), (ErrorCode::UnknownSource, "/changes/1/remove"));
    assert_eq!(session.answer().unwrap(), before);
    let gone = session.apply(br#"{"format": 1, "changes": [{"remove": "Observation/1"}]}"#).unwrap();
    assert!(gone.contains(r#""cleared":[{"#) && gone.contains(r#""undecided":[{"#), "{gone}");
    let nothing = session.apply(br#"{"format": 1, "changes": []}"#).unwrap();
    assert!(nothing.contains(r#""new":[],"cleared":[]"#), "{nothing}");
    let whole: serde_json::Value = serde_json::from_str(&request("")).unwrap();
    let change = serde_json::json!({"format": 1, "changes": [{"patient": whole["patient"]}]});
    let back = session.apply(change.to_string().as_bytes()).unwrap();
    assert!(back.contains(r#""new":[{"#), "{back}");
    assert_eq!(session.answer().unwrap(), before);
    engine.reload(pack("2.0.0", "6").as_bytes()).unwrap();
    assert_eq!(session.answer().unwrap(), before, "a session keeps its rules");
    let followed = session.follow().unwrap();
    assert!(followed.contains(r#""cleared":[{"#) && followed.contains(r#""generation":2,"#), "{followed}");
}

#[test]
fn another_patient_does_not_enter_a_session() {
    let engine = Engine::load(pack("1.0.0", "5.5").as_bytes()).unwrap();
    let open = r#"{"format": 1, "at": "2026-03-01T09:00:00Z", "zone": "UTC", "patient": {"snapshot": {"person": {"id": "a"}}}}"#;
    let session = engine.open_session(open.as_bytes()).unwrap();
    for change in [r#"{"person": {"id": "b"}}"#, r#"{"patient": {"snapshot": {"person": {"id": "b"}}}}"#] {
        let e = session.apply(format!(r#"{{"format": 1, "changes": [{change}]}}"#).as_bytes()).unwrap_err();
        assert_eq!(e.code, ErrorCode::WrongPatient);
    }
}

#[test]
fn a_defect_poisons_its_handle_and_no_other() {
    std::panic::set_hook(Box::new(|_| {}));
    let engine = Engine::load(pack("1.0.0", "5.5").as_bytes()).unwrap();
    let other = Engine::load(pack("1.0.0", "5.5").as_bytes()).unwrap();
    let session = engine.open_session(request("").as_bytes()).unwrap();
    let defect = request(r#", "context": {"trigger": "panic-test"}"#);
    assert_eq!(engine.evaluate(defect.as_bytes()).unwrap_err().code, ErrorCode::Panic);
    assert!(engine.is_poisoned());
    for e in [
        engine.evaluate(request("").as_bytes()).unwrap_err(),
        engine.explain(request("").as_bytes(), "demo/high").unwrap_err(),
        engine.reload(pack("1.0.0", "5.5").as_bytes()).unwrap_err(),
        engine.metadata().unwrap_err(),
        session.follow().unwrap_err(),
    ] {
        assert_eq!(e.code, ErrorCode::Poisoned);
    }
    assert!(session.answer().is_ok(), "a session's own answer is whole");
    assert!(other.evaluate(request("").as_bytes()).is_ok());
}

#[test]
fn options_have_their_effect() {
    let engine = Engine::load(pack("1.0.0", "5.5").as_bytes()).unwrap();
    let cut = engine.evaluate(request(r#", "options": {"steps": 0}"#).as_bytes()).unwrap();
    assert!(cut.contains(r#""not_evaluated":[{"rule":"demo/high","reason":"limit"}]"#), "{cut}");
    let late = engine.evaluate(request(r#", "options": {"timeout_ms": 0}"#).as_bytes()).unwrap();
    assert!(late.contains(r#""reason":"limit""#), "{late}");
    let e = engine.open_session(request(r#", "options": {"steps": 5}"#).as_bytes()).unwrap_err();
    assert_eq!(e.code, ErrorCode::NotSupported);
}

#[test]
fn numbered_handles_answer_closed_and_are_never_used_again() {
    use curbside_facade::desk::{Call, Desk, Reply};
    let desk = Desk::new();
    let load = || match desk.call(Call::Load as u32, 0, pack("1.0.0", "5.5").as_bytes(), b"") {
        Ok(Reply::Handle(n)) => n,
        other => panic!("{other:?}"),
    };
    let engine = load();
    let session = match desk.call(Call::OpenSession as u32, engine, request("").as_bytes(), b"") {
        Ok(Reply::Handle(n)) => n,
        other => panic!("{other:?}"),
    };
    let code = |call: Call, handle| desk.call(call as u32, handle, b"", b"").unwrap_err().code;
    assert_eq!(code(Call::Status, session), ErrorCode::BadArgument);
    assert_eq!(code(Call::Answer, engine), ErrorCode::BadArgument);
    assert_eq!(desk.call(99, engine, b"", b"").unwrap_err().code, ErrorCode::BadArgument);
    for _ in 0..2 {
        assert_eq!(desk.call(Call::Close as u32, engine, b"", b"").unwrap(), Reply::Done);
    }
    assert_eq!(code(Call::Status, engine), ErrorCode::Closed);
    assert!(desk.call(Call::Answer as u32, session, b"", b"").is_ok(), "a session outlives its engine");
    assert_ne!(load(), engine);
    assert_eq!(desk.open(), 2);
}
