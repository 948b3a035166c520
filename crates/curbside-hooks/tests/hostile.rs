//! Arbitrary text of records in cards, and arbitrary bytes as requests.
#![allow(clippy::unwrap_used)]

use curbside::time::Clock;
use curbside::{Compiler, pack::PackSource};
use curbside_hooks::{Feedback, Hook, Request, Services, faults_of_response};
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};
use serde_json::{Value, json};
use std::sync::LazyLock;

static SERVICES: LazyLock<Services> = LazyLock::new(|| {
    let pack = PackSource::new("demo").file("pack.yaml", "name: demo\nversion: 1.0.0\n").file(
        "demo.cds",
        r#"pack demo
        codes Warfarin = rxnorm 11289 "warfarin"
        rule on "On" { category safety when taking Warfarin as drug message "Takes {drug}." suggest stop drug }"#,
    );
    Services::new(Compiler::new().pack(pack).compile().unwrap(), Default::default())
});

fn request(name: &str) -> Value {
    json!({
        "hook": "patient-view", "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
        "context": { "userId": "Practitioner/e", "patientId": "p" },
        "prefetch": {
            "patient": { "resourceType": "Patient", "id": "p", "birthDate": "1950-01-01", "gender": "female" },
            "medications": { "resourceType": "Bundle", "type": "searchset", "entry": [{ "resource": {
                "resourceType": "MedicationRequest", "id": "m", "status": "active", "intent": "order",
                "subject": { "reference": "Patient/p" },
                "medicationCodeableConcept": { "text": name, "coding": [
                    { "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "11289", "display": name }] } } }] }
        }
    })
}

/// Text with what Markdown and HTML are made of.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "\\PC{0,6}",
        6 => prop::sample::select(vec![
            "<script>", "</b>", "<img src=x onerror=y>", "[a](javascript:b)", "![](http://e.example)", "http://e.example",
            "www.e.example", "a@e.example", "`", "```", "~~", "**", "__", "\n# ", "\n\n- ", "\n> ", "\n---\n", "|", "\\",
            "&lt;", "&#60;", "<!--", "\u{202e}", "\u{0}", "\r", "\t", "[^1]", "[ ]", "$x$", "<http://e.example>", "\n    ", "1. ",
        ]).prop_map(str::to_string),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|p| p.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn names_of_records_do_nothing_in_cards(name in hostile()) {
        let request = Request::parse(request(&name).to_string().as_bytes()).unwrap();
        let clock = Clock::new("2026-03-01T09:00:00Z".parse().unwrap(), "UTC".parse().unwrap());
        let a = SERVICES
            .answer(Hook::PatientView, &request, &request.prefetch, &clock, &Default::default())
            .unwrap();
        prop_assert_eq!(a.evaluation.findings.len(), 1);
        prop_assert!(a.faults.is_empty(), "{:?}", a.faults);
        prop_assert!(faults_of_response(&a.response.to_json()).is_empty());
        for card in a.response.cards() {
            let d = card.as_draft();
            prop_assert!(!d.summary.contains(|c: char| c.is_control()), "{:?}", d.summary);
            for event in Parser::new_ext(d.detail.as_deref().unwrap(), Options::all()) {
                let bad = match &event {
                    Event::Html(_) | Event::InlineHtml(_) | Event::Code(_) | Event::FootnoteReference(_) | Event::Rule => true,
                    Event::Start(t) => !matches!(t, Tag::Paragraph | Tag::Strong | Tag::List(None) | Tag::Item),
                    _ => false,
                };
                prop_assert!(!bad, "{event:?} of {name:?}");
            }
        }
    }

    #[test]
    fn arbitrary_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(Request::parse(&bytes).is_err());
        let _ = Feedback::parse(&bytes);
    }

    #[test]
    fn requests_with_a_changed_byte_do_not_panic(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()) {
        let mut bytes = request("warfarin").to_string().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if cut {
            bytes.truncate(at);
        }
        if let Ok(request) = Request::parse(&bytes) {
            let clock = Clock::new("2026-03-01T09:00:00Z".parse().unwrap(), "UTC".parse().unwrap());
            if let Ok(a) = SERVICES.answer(request.hook, &request, &request.prefetch, &clock, &Default::default()) {
                prop_assert!(faults_of_response(&a.response.to_json()).is_empty());
            }
        }
    }

    /// A mark wherever a client can put text, and the wrong thing somewhere: neither errors nor `Debug` repeat it.
    #[test]
    fn nothing_of_a_request_is_repeated_in_errors_or_debug(at in 0usize..14, wrong in 0usize..7) {
        const MARK: &str = "Zyxwvut Qponml";
        let mut body = request(MARK);
        body["fhirServer"] = json!("https://fhir.example/r4");
        body["fhirAuthorization"] = json!({ "access_token": MARK, "token_type": "Bearer", "expires_in": 1, "scope": MARK, "subject": MARK, "patient": MARK });
        body["prefetch"]["patient"]["name"] = json!([{ "text": MARK }]);
        let places = [
            "/hook", "/hookInstance", "/fhirServer", "/fhirAuthorization", "/fhirAuthorization/token_type", "/fhirAuthorization/expires_in",
            "/context/userId", "/context/patientId", "/context", "/prefetch", "/prefetch/patient", "/prefetch/patient/id",
            "/prefetch/medications/entry/0/resource/medicationCodeableConcept", "/prefetch/medications/entry",
        ];
        *body.pointer_mut(places[at]).unwrap() = match wrong {
            0 => json!(MARK),
            1 => Value::Null,
            2 => json!([MARK]),
            3 => json!({ "resourceType": MARK, "id": MARK }),
            4 => json!(17),
            5 => json!({ "text": MARK, "id": MARK, "birthDate": MARK }),
            _ => json!([[[[MARK]]]]),
        };
        let told = match Request::parse(body.to_string().as_bytes()) {
            Err(e) => format!("{e} {e:?} {}", e.outcome()),
            Ok(request) => {
                let clock = Clock::new("2026-03-01T09:00:00Z".parse().unwrap(), "UTC".parse().unwrap());
                match SERVICES.answer(request.hook, &request, &request.prefetch, &clock, &Default::default()) {
                    Err(e) => format!("{e} {e:?} {} {request:?}", e.outcome()),
                    Ok(a) => format!("{a:?} {:?} {request:?} {:?}", a.response.cards(), request.authorization),
                }
            }
        };
        prop_assert!(!told.contains("Zyxwvut") && !told.contains("Qponml"), "{} {wrong}: {told}", places[at]);
    }
}
