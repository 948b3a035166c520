//! The FHIR reader beyond single traps: patients, lines, limits, references,
//! and any change of any byte.

#![cfg(feature = "fhir")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)]

#[path = "fixtures/fhir/build.rs"]
mod build;

use build::*;
use curbside::diag::Code;
use curbside::fhir::{FhirError, Limits, patients_in, read_any, read_bundle, read_ndjson};
use curbside::snapshot::*;
use proptest::prelude::*;
use serde_json::{Value, json};

#[test]
fn known_absence_and_no_information() {
    let allergy = |system: &str, code: &str| json!({"resourceType": "AllergyIntolerance", "code": concept(system, code), "clinicalStatus": {"coding": [{"code": "active"}]}});
    let ips = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips";
    for (system, code) in [(SNOMED, "716186003"), (ips, "no-known-allergies")] {
        let s = read(&[allergy(system, code)]);
        assert_eq!(s.allergies.coverage, Coverage::Complete);
        assert!(s.allergies.items[0].none_known);
    }
    for (system, code) in [(SNOMED, "1287211007"), (ips, "no-allergy-info")] {
        let s = read(&[allergy(system, code), condition("active", ""), order(json!({}))]);
        assert_eq!(s.allergies.coverage, Coverage::NotSupplied);
        assert!(s.allergies.items.is_empty());
    }
    let s = read(&[allergy(SNOMED, "409137002")]);
    assert!(s.allergies.items[0].none_known);
    assert!(matches!(s.allergies.coverage, Coverage::Partial(_)));
    let empty = |why: &str| {
        json!({"resourceType": "List", "status": "current", "mode": "snapshot",
        "code": concept(LOINC, "48765-2"), "emptyReason": {"coding": [{"code": why}]}})
    };
    let s = read(&[empty("nilknown")]);
    assert_eq!(s.allergies.coverage, Coverage::Complete);
    let s = read(&[empty("notasked"), condition("active", ""), order(json!({}))]);
    assert_eq!(s.allergies.coverage, Coverage::NotSupplied);
}

#[test]
fn pregnancy_is_the_newest_statement() {
    let status = |code: &str, day: &str| {
        lab(
            json!({"code": concept(LOINC, "82810-3"), "valueCodeableConcept": concept(SNOMED, code), "effectiveDateTime": day}),
        )
    };
    let due = lab(json!({"code": concept(LOINC, "11778-8"), "valueDateTime": "2026-09-01"}));
    let s = read(&[status("60001007", "2025-01-01"), status("77386006", "2026-02-01"), due]);
    let p = s.person.pregnancy.unwrap();
    assert!(p.pregnant);
    assert_eq!(p.due, Some("2026-09-01".parse().unwrap()));
    let s = read(&[status("60001007", "2026-01-01"), status("152231000119106", "2026-02-01")]);
    assert_eq!(s.person.pregnancy, None);
    assert_eq!(noted(&s, "pregnancy-open"), 1);
    let problem = |since: &str| {
        with(
            condition("active", "confirmed"),
            json!({"code": concept(SNOMED, "77386006"), "onsetDateTime": since}),
        )
    };
    assert!(read(&[problem("2026-01-01")]).person.pregnancy.unwrap().pregnant);
    assert_eq!(read(&[problem("2019-01-01")]).person.pregnancy, None);
}

#[test]
fn encounters() {
    let e = |extra: Value| {
        with(
            json!({"resourceType": "Encounter", "status": "in-progress",
        "class": {"code": "IMP"}, "period": {"start": "2026-02-28"}}),
            extra,
        )
    };
    let s = read(&[
        e(json!({})),
        e(
            json!({"status": "finished", "class": {"code": "EMER"}, "period": {"start": "2026-01-01", "end": "2026-01-02"}}),
        ),
        e(json!({"class": {"code": "HH"}, "period": {"start": "2026-01-01", "end": "2026-01-02"}})),
    ]);
    let got: Vec<(Option<&str>, bool)> =
        s.encounters.items.iter().map(|e| (e.class.as_deref(), e.current)).collect();
    assert_eq!(got, [(Some("inpatient"), true), (Some("emergency"), false), (Some("home-health"), false)]);
}

#[test]
fn the_expected_patient_only() {
    let mut o = options();
    o.patient = Some("Patient/p".into());
    let b = bundle(&[condition("active", "")]).to_string();
    assert_eq!(read_bundle(b.as_bytes(), &o).unwrap().person.id.as_deref(), Some("p"));
    o.patient = Some("q".into());
    assert_eq!(read_bundle(b.as_bytes(), &o).unwrap_err().code(), Code::WrongPatient);
    assert_eq!(read_bundle(lab(json!({})).to_string().as_bytes(), &o).unwrap_err(), FhirError::NoPatient);
}

#[test]
fn many_alike_take_no_more_than_their_number() {
    let all: Vec<Value> = (0..5000)
        .map(|n| {
            lab(json!({"identifier": [{"system": "s", "value": "device"}], "valueInteger": n,
            "effectiveDateTime": format!("2025-01-01T{:02}:{:02}:00Z", n / 60 % 24, n % 60)}))
        })
        .collect();
    let started = std::time::Instant::now();
    let s = read(&all);
    assert!(s.observations.items.len() >= 1440);
    assert!(started.elapsed().as_secs() < 30);
}

#[test]
fn subjects_by_identifier() {
    let by = |subject: Value| {
        let mut b = bundle(&[with(condition("active", ""), json!({"subject": subject}))]);
        b["entry"][0]["resource"]["identifier"] = json!([{"system": "urn:mrn", "value": "1"}]);
        read_value(&b)
    };
    let s = by(json!({"identifier": {"system": "urn:mrn", "value": "1"}})).unwrap();
    assert_eq!((s.conditions.items.len(), noted(&s, "subject-unverified")), (1, 0));
    assert_eq!(
        noted(&by(json!({"reference": "Patient?identifier=urn:mrn|1"})).unwrap(), "subject-unverified"),
        0
    );
    assert_eq!(noted(&by(json!({"display": "somebody"})).unwrap(), "subject-unverified"), 1);
    let other = by(json!({"identifier": {"system": "urn:mrn", "value": "2"}}));
    assert_eq!(other.unwrap_err().code(), Code::WrongPatient);
}

#[test]
fn a_contained_patient_may_be_the_only_one() {
    let o = lab(json!({"valueQuantity": potassium(4.0), "subject": {"reference": "#me"},
        "contained": [{"resourceType": "Patient", "id": "me", "birthDate": "1970-01-01"}]}));
    let s = read_value(&o).unwrap();
    assert_eq!(s.person.born, Some("1970-01-01".parse().unwrap()));
    assert_eq!(noted(&s, "subject-unverified"), 0);
    assert_eq!(s.observations.items.len(), 1);
    let donor = with(o.clone(), json!({"subject": {"reference": "Patient/x"}}));
    let s = read_value(&donor).unwrap();
    assert_eq!((s.person.id.as_deref(), s.person.born.is_some()), (Some("x"), false));
    let s = read(&[o]);
    assert_eq!(s.person.born, Some("1951-02-03".parse().unwrap()));
    assert_eq!(noted(&s, "subject-unverified"), 1);
}

#[test]
fn a_search_supplies_what_it_asked_for() {
    let search = |url: &str| {
        let mut b = bundle(&[order(json!({}))]);
        b["type"] = json!("searchset");
        b["link"] = json!([{"relation": "self", "url": url}]);
        read_value(&b).unwrap()
    };
    let all = search("http://example.org/fhir/MedicationRequest?patient=p&_count=500");
    assert_eq!(all.medications.coverage, Coverage::Complete);
    assert_eq!(all.conditions.coverage, Coverage::NotSupplied);
    let some = search("http://example.org/fhir/MedicationRequest?patient=p&status=active");
    assert!(matches!(some.medications.coverage, Coverage::Partial(_)));
    let everything = search("http://example.org/fhir/Patient/p/$everything");
    assert_eq!(everything.conditions.coverage, Coverage::Complete);
}

#[test]
fn a_plain_code_of_an_earlier_release_still_says_entered_in_error() {
    let wrong = with(condition("", ""), json!({"verificationStatus": "entered-in-error"}));
    assert!(read(&[wrong]).conditions.items.is_empty());
}

fn two_patients() -> Value {
    let patient = |id: &str| json!({"resource": {"resourceType": "Patient", "id": id}});
    let problem = |id: &str| json!({"resource": with(condition("active", ""), json!({"subject": {"reference": format!("Patient/{id}")}}))});
    json!({"resourceType": "Bundle", "type": "collection", "entry": [patient("a"), patient("b"), problem("a"), problem("b"), problem("b")]})
}

#[test]
fn several_patients_are_split_on_request() {
    let b = two_patients().to_string();
    assert_eq!(read_bundle(b.as_bytes(), &options()).unwrap_err().code(), Code::WrongPatient);
    assert_eq!(patients_in(b.as_bytes(), &Limits::default()).unwrap(), ["a", "b"]);
    let count = |read: Vec<(String, Result<Snapshot, FhirError>)>| -> Vec<(String, usize)> {
        read.into_iter().map(|(p, s)| (p, s.unwrap().conditions.items.len())).collect()
    };
    assert_eq!(count(read_any(b.as_bytes(), &options()).unwrap()), [("a".into(), 1), ("b".into(), 2)]);
    let mut o = options();
    o.patient = Some("b".into());
    assert_eq!(count(read_any(b.as_bytes(), &o).unwrap()), [("b".into(), 2)]);
}

#[test]
fn lines_of_bundles_and_of_resources() {
    let whole = bundle(&[condition("active", "")]).to_string();
    let lines = format!("{whole}\n\n{{broken\n{whole}\n");
    let read = read_ndjson(lines.as_bytes(), &options()).unwrap();
    assert_eq!(read.len(), 3);
    assert!(matches!(read[1].1, Err(FhirError::NotJson { line: 3, .. })), "{:?}", read[1]);

    let export: Vec<String> =
        two_patients()["entry"].as_array().unwrap().iter().map(|e| e["resource"].to_string()).collect();
    let read = read_any(export.join("\n").as_bytes(), &options()).unwrap();
    let got: Vec<(&str, usize)> =
        read.iter().map(|(p, s)| (p.as_str(), s.as_ref().unwrap().conditions.items.len())).collect();
    assert_eq!(got, [("a", 1), ("b", 2)]);
}

#[test]
fn limits_are_errors_that_say_what_was_not_read() {
    let b = bundle(&[condition("active", ""), lab(json!({})), lab(json!({}))]).to_string();
    let with_limit = |change: fn(&mut Limits)| {
        let mut o = options();
        change(&mut o.limits);
        read_bundle(b.as_bytes(), &o).unwrap_err()
    };
    let e = with_limit(|l| l.max_resources = 2);
    assert_eq!(e.to_string(), "more than 2 resources; not read: 2 Observation");
    let e = with_limit(|l| l.max_facts = 1);
    assert_eq!(e.to_string(), "more than 1 facts; not read: 2 Observation");
    for e in [e, with_limit(|l| l.max_bytes = 10), with_limit(|l| l.max_nesting = 3)] {
        assert_eq!(e.code(), Code::SnapshotLimit);
    }
    let deep = "[".repeat(100_000);
    assert_eq!(read_bundle(deep.as_bytes(), &options()).unwrap_err().code(), Code::SnapshotLimit);
}

#[test]
fn errors_have_a_place_and_no_content() {
    let e = read_bundle(b"{\"resourceType\": \"Patient\",\n \"name\": Secret}", &options()).unwrap_err();
    assert!(matches!(e, FhirError::NotJson { line: 2, .. }));
    assert!(!e.to_string().contains("Secret"));
    assert_eq!(read_bundle(b"{}", &options()).unwrap_err().code(), Code::BadSnapshot);
    assert_eq!(read_bundle(b"", &options()).unwrap_err().code(), Code::BadSnapshot);
}

#[test]
fn repeated_keys_make_a_resource_untrusted() {
    let b = r#"{"resourceType": "Bundle", "type": "collection", "entry": [
        {"resource": {"resourceType": "Patient", "id": "p"}},
        {"resource": {"resourceType": "Condition", "subject": {"reference": "Patient/p"}, "code": {"text": "a"}, "code": {"text": "b"}}}]}"#;
    let s = read_bundle(b.as_bytes(), &options()).unwrap();
    assert!(s.conditions.items.is_empty());
    assert!(matches!(s.conditions.coverage, Coverage::Partial(_)));
    assert_eq!(noted(&s, "duplicate-key"), 1);
}

#[test]
fn elements_of_the_wrong_type_are_noted_with_their_path() {
    let s = read(&[order(
        json!({"dosageInstruction": [{"timing": {"repeat": {"frequency": [], "period": 1, "periodUnit": 7}}}], "authoredOn": "yesterday"}),
    )]);
    assert_eq!(s.medications.items.len(), 1);
    let texts: Vec<&str> =
        s.notes.iter().filter(|n| n.code == "unreadable").map(|n| n.text.as_str()).collect();
    assert!(texts.iter().any(|t| t.starts_with("authoredOn:")), "{texts:?}");
    assert!(texts.iter().any(|t| t.starts_with("repeat.frequency:")), "{texts:?}");
    assert!(!texts.iter().any(|t| t.contains("yesterday")));
}

#[test]
fn urn_and_absolute_references_resolve() {
    let b = json!({"resourceType": "Bundle", "type": "transaction", "entry": [
        {"fullUrl": "urn:uuid:1", "resource": {"resourceType": "Patient"}},
        {"fullUrl": "http://example.org/fhir/Medication/7", "resource": {"resourceType": "Medication", "id": "7", "code": concept(RXNORM, "197381")}},
        {"fullUrl": "http://example.org/fhir/MedicationRequest/1", "resource": order(json!({"subject": {"reference": "urn:uuid:1"},
            "medicationCodeableConcept": null, "medicationReference": {"reference": "Medication/7"}}))}]});
    let s = read_value(&b).unwrap();
    assert_eq!(s.medications.items[0].code.codings[0].code, "197381");
    // The same id on another server is another patient.
    let other = json!({"resourceType": "Bundle", "type": "collection", "entry": [
        {"fullUrl": "http://a.org/Patient/1", "resource": {"resourceType": "Patient", "id": "1"}},
        {"fullUrl": "http://a.org/Condition/1", "resource": with(condition("active", ""), json!({"subject": {"reference": "http://b.org/Patient/1"}}))}]});
    assert_eq!(read_value(&other).unwrap_err().code(), Code::WrongPatient);
}

/// Replaces the value at the `n`th place of a tree.
fn replace(v: &mut Value, n: &mut usize, with: &Value) {
    if *n == 0 {
        *v = with.clone();
    }
    *n = n.wrapping_sub(1);
    match v {
        Value::Array(items) => items.iter_mut().for_each(|i| replace(i, n, with)),
        Value::Object(map) => map.values_mut().for_each(|i| replace(i, n, with)),
        _ => {}
    }
}

fn rich() -> Value {
    bundle(&[
        condition("active", "confirmed"),
        order(
            json!({"id": "m", "dosageInstruction": [{"timing": {"repeat": {"frequency": 1, "period": 8, "periodUnit": "h"}},
            "doseAndRate": [{"doseQuantity": {"value": 5, "unit": "mg"}}],
            "maxDosePerPeriod": {"numerator": {"value": 1}, "denominator": {"value": 1, "unit": "d"}}}],
            "dispenseRequest": {"expectedSupplyDuration": {"value": 30, "unit": "d"}}}),
        ),
        lab(
            json!({"identifier": [{"system": "s", "value": "v"}], "component": [{"code": {"text": "x"}, "valueString": "<5"}],
            "referenceRange": [{"low": {"value": 1}}]}),
        ),
        json!({"resourceType": "AllergyIntolerance", "code": {"text": "x"}, "reaction": [{"severity": "mild"}]}),
        json!({"resourceType": "Encounter", "class": {"code": "IMP"}, "location": [{"location": {"reference": "Location/1"}}]}),
    ])
}

#[test]
fn the_whole_input_needs_no_place() {
    let e = read_any(b"{\"a\": 1}", &options()).unwrap_err();
    assert!(e.to_string().starts_with("not FHIR ("), "{e}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_change_of_the_tree_is_read_or_refused(n in 0usize..160, what in 0usize..9) {
        let odd = [json!(null), json!(1e300), json!(-1), json!("x"), json!([]), json!({}), json!([[{}]]), json!(true), json!("#")];
        let mut v = rich();
        let mut at = n;
        replace(&mut v, &mut at, &odd[what]);
        let first = read_value(&v);
        prop_assert_eq!(first.is_ok(), read_value(&v).is_ok());
        if let Ok(s) = first {
            prop_assert_eq!(serde_json::from_str::<Snapshot>(&serde_json::to_string(&s).unwrap()).unwrap(), s);
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(cut in 0usize..4000, byte in any::<u8>(), noise in prop::collection::vec(any::<u8>(), 0..64)) {
        let mut bytes = rich().to_string().into_bytes();
        let at = cut % bytes.len();
        bytes[at] = byte;
        let _ = read_any(&bytes, &options());
        bytes.truncate(at);
        let _ = read_any(&bytes, &options());
        let _ = read_ndjson(&noise, &options());
        let _ = patients_in(&noise, &Limits::default());
    }
}
