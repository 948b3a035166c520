//! Forty ways in which FHIR data go wrong, one test each.
//!
//! What belongs to evaluation (comparators, precision, replaced orders) is
//! tested as far as the snapshot goes: it must carry what the evaluator needs.

#![cfg(feature = "fhir")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)]

#[path = "fixtures/fhir/build.rs"]
mod build;

use build::*;
use curbside::diag::Code;
use curbside::fhir::{DefaultCoverage, read_bundle, read_with_drafts};
use curbside::snapshot::*;
use curbside::time::Precision;
use curbside::value::{CmpOp, End, Interval, Num, Truth};
use serde_json::{Value, json};

#[test]
fn f01_entered_in_error_without_clinical_status_is_dropped() {
    let allergy = json!({"resourceType": "AllergyIntolerance", "code": concept(RXNORM, "7980"),
        "verificationStatus": {"coding": [{"code": "entered-in-error"}]}});
    let s = read(&[
        condition("", "entered-in-error"),
        allergy,
        order(json!({"status": "entered-in-error"})),
        lab(json!({"status": "entered-in-error", "valueQuantity": potassium(9.0)})),
    ]);
    assert!(s.conditions.items.is_empty() && s.allergies.items.is_empty());
    assert!(s.medications.items.is_empty() && s.observations.items.is_empty());
    assert_eq!(noted(&s, "entered-in-error"), 4);
}

#[test]
fn f02_refuted_is_a_negated_fact() {
    let s = read(&[condition("", "refuted"), condition("active", "confirmed")]);
    let certainty: Vec<Certainty> = s.conditions.items.iter().map(|c| c.certainty).collect();
    assert_eq!(certainty, [Certainty::Refuted, Certainty::Confirmed]);
}

#[test]
fn f03_provisional_and_differential_are_not_confirmed() {
    for v in ["provisional", "differential", "unconfirmed", "something-new"] {
        let s = read(&[condition("active", v)]);
        assert_eq!(s.conditions.items[0].certainty, Certainty::Unconfirmed, "{v}");
    }
}

#[test]
fn f04_family_history_is_apart_and_a_wrong_subject_refuses_all() {
    let father = json!({"resourceType": "FamilyMemberHistory", "status": "completed",
        "relationship": concept("http://terminology.hl7.org/CodeSystem/v3-RoleCode", "FTH"),
        "condition": [{"code": concept(SNOMED, "44054006"), "onsetAge": {"value": 54, "code": "a", "system": "http://unitsofmeasure.org"}}]});
    let s = read(std::slice::from_ref(&father));
    assert!(s.conditions.items.is_empty());
    assert_eq!(s.family_history.items[0].onset_age, Some(num("54")));

    let other = with(condition("active", "confirmed"), json!({"subject": {"reference": "Patient/q"}}));
    let e = read_value(&bundle(&[condition("active", ""), other])).unwrap_err();
    assert_eq!(e.code(), Code::WrongPatient);
    assert!(e.to_string().starts_with("/entry/2/resource"), "{e}");
    assert!(!e.to_string().contains("Patient/q"));

    let theirs = with(father, json!({"patient": {"reference": "Patient/q"}}));
    let s = read(&[theirs]);
    assert!(s.family_history.items.is_empty());
    assert_eq!(noted(&s, "other-patient"), 1);
}

#[test]
fn f05_do_not_perform_is_a_prohibition() {
    let imaging = json!({"resourceType": "ServiceRequest", "status": "active", "intent": "order", "doNotPerform": true,
        "code": concept(SNOMED, "77477000")});
    let s = read(&[order(json!({"doNotPerform": true})), imaging]);
    assert!(s.medications.items[0].prohibited && s.orders.items[0].prohibited);
}

#[test]
fn f06_plans_are_not_orders_and_drafts_are_apart() {
    for intent in ["proposal", "plan", "option"] {
        let s = read(&[order(json!({"intent": intent}))]);
        assert_eq!(s.medications.items[0].status, MedicationStatus::Proposed, "{intent}");
    }
    let s = read(&[order(json!({"status": "draft"}))]);
    assert_eq!(s.medications.items[0].kind, MedicationKind::Draft);

    // The draft stands instead of the record's copy of the same order.
    let record =
        bundle(&[order(json!({"id": "m1"})), order(json!({"id": "m2", "authoredOn": "2025-05-05"}))]);
    let drafts = json!({"resourceType": "Bundle", "type": "collection",
        "entry": [{"resource": order(json!({"id": "m1", "status": "draft", "subject": {"reference": "Patient/p"}}))}]});
    let s =
        read_with_drafts(record.to_string().as_bytes(), drafts.to_string().as_bytes(), &options()).unwrap();
    let kinds: Vec<MedicationKind> = s.medications.items.iter().map(|m| m.kind).collect();
    assert_eq!(kinds, [MedicationKind::Order, MedicationKind::Draft]);

    let stop = drafts.to_string().replace("\"draft\"", "\"stopped\"");
    let s = read_with_drafts(record.to_string().as_bytes(), stop.as_bytes(), &options()).unwrap();
    let stopped = s.medications.items.iter().filter(|m| m.status == MedicationStatus::Ended);
    assert_eq!(stopped.count(), 1);

    let foreign = drafts.to_string().replace("Patient/p", "Patient/q");
    let e = read_with_drafts(record.to_string().as_bytes(), foreign.as_bytes(), &options()).unwrap_err();
    assert_eq!(e.code(), Code::WrongPatient);
}

#[test]
fn f07_paused_stopped_and_completed_stay_apart_and_supply_is_kept() {
    let supply = json!({"validityPeriod": {"end": "2026-06-01"}});
    let expected = [
        ("on-hold", MedicationStatus::OnHold),
        ("stopped", MedicationStatus::Ended),
        ("completed", MedicationStatus::Ended),
        ("unknown", MedicationStatus::Unknown),
        ("gibberish", MedicationStatus::Unknown),
    ];
    for (status, want) in expected {
        let s = read(&[order(json!({"status": status, "dispenseRequest": supply}))]);
        let m = &s.medications.items[0];
        assert_eq!((m.status, m.info.status_received.as_deref()), (want, Some(status)));
        assert_eq!(m.supply_until, Some("2026-06-01".parse().unwrap()));
    }
    let dispense = json!({"resourceType": "MedicationDispense", "status": "completed",
        "medicationCodeableConcept": concept(RXNORM, "11289"), "whenHandedOver": "2026-01-31",
        "daysSupply": {"value": 30, "unit": "days"}});
    let s = read(&[dispense]);
    assert_eq!(s.medications.items[0].supply_until, Some("2026-03-02".parse().unwrap()));
    assert_eq!(s.medications.items[0].kind, MedicationKind::Dispense);
}

#[test]
fn f08_reported_facts_are_tagged() {
    let stated = json!({"resourceType": "MedicationStatement", "status": "active",
        "medicationCodeableConcept": concept(RXNORM, "11289"), "informationSource": {"reference": "Patient/p"}});
    let s = read(&[
        order(json!({"reportedBoolean": true, "intent": "plan"})),
        stated,
        order(json!({"authoredOn": "2025"})),
    ]);
    let reported: Vec<bool> = s.medications.items.iter().map(|m| m.info.reported).collect();
    assert_eq!(reported, [true, true, false]);
    // A plan that the patient reports is how US Core sends what is taken.
    assert_eq!(s.medications.items[0].status, MedicationStatus::Active);
}

#[test]
fn f09_medications_by_reference() {
    let contained =
        order(json!({"medicationCodeableConcept": null, "medicationReference": {"reference": "#m"},
        "contained": [{"resourceType": "Medication", "id": "m", "code": concept(RXNORM, "197381")}]}));
    let bundled = order(
        json!({"medicationCodeableConcept": null, "medicationReference": {"reference": "Medication/m9"}}),
    );
    let product = json!({"resourceType": "Medication", "id": "m9", "code": concept(RXNORM, "855332")});
    let missing = order(json!({"medicationCodeableConcept": null,
        "medicationReference": {"reference": "Medication/gone", "display": "a drug"}}));
    let s = read(&[contained, bundled, product, missing]);
    let codes: Vec<&str> =
        s.medications.items.iter().map(|m| m.code.codings.first().map_or("-", |c| c.code.as_str())).collect();
    assert_eq!(codes, ["197381", "855332", "-"]);
    assert_eq!(s.medications.items[2].code.unresolved.as_deref(), Some("Medication/gone"));
    assert_eq!(s.medications.items[2].code.label(), "a drug");
    assert_eq!(noted(&s, "unresolved"), 1);
}

#[test]
fn f10_free_text_is_kept_uncoded() {
    let s = read(&[with(condition("active", ""), json!({"code": {"text": "sugar disease"}}))]);
    assert!(s.conditions.items[0].code.is_uncoded());
    assert_eq!(s.conditions.items[0].code.text.as_deref(), Some("sugar disease"));
}

#[test]
fn f11_all_codings_are_kept() {
    let code = json!({"coding": [
        {"system": SNOMED, "code": "44054006"},
        {"system": "urn:oid:2.16.840.1.113883.6.90", "code": "e119"},
        {"system": "http://example.org/local", "code": "DM2"}]});
    let s = read(&[with(condition("active", ""), json!({"code": code}))]);
    let codings: Vec<(&str, &str)> =
        s.conditions.items[0].code.codings.iter().map(|c| (c.system.as_str(), c.code.as_str())).collect();
    assert_eq!(codings, [("snomed", "44054006"), ("icd10cm", "E11.9"), ("http://example.org/local", "DM2")]);
}

#[test]
fn f12_combination_products_list_their_ingredients() {
    let per = json!({"value": 1, "unit": "1"});
    let mg = |n: i32| json!({"value": n, "unit": "mg", "system": "http://unitsofmeasure.org", "code": "mg"});
    let product = json!({"resourceType": "Medication", "id": "m", "code": {"text": "co-trimoxazole"}, "ingredient": [
        {"itemCodeableConcept": concept(RXNORM, "10831"), "strength": {"numerator": mg(80), "denominator": per}},
        {"itemReference": {"reference": "#s"}, "strength": {"numerator": mg(400),
            "denominator": {"value": 5, "code": "mL", "system": "http://unitsofmeasure.org"}}},
        {"itemReference": {"reference": "Substance/gone"}}],
        "contained": [{"resourceType": "Substance", "id": "s", "code": concept(RXNORM, "10180")}]});
    let by = order(
        json!({"medicationCodeableConcept": null, "medicationReference": {"reference": "Medication/m"}}),
    );
    let s = read(&[by, product]);
    let i = &s.medications.items[0].ingredients;
    assert_eq!(i.len(), 3);
    assert_eq!(i[0].strength.as_ref().unwrap().value, num("80"));
    assert!(i[0].per.is_none());
    assert_eq!(i[1].code.codings[0].code, "10180");
    assert_eq!(i[1].per.as_ref().unwrap().unit.as_deref(), Some("mL"));
    assert_eq!(i[2].code.unresolved.as_deref(), Some("Substance/gone"));
}

#[test]
fn f13_the_last_version_of_a_result_counts_once() {
    let id = json!([{"system": "urn:lab", "value": "7"}]);
    let preliminary =
        lab(json!({"id": "a", "status": "preliminary", "identifier": id, "valueQuantity": potassium(6.1)}));
    let final_ = lab(json!({"id": "b", "identifier": id, "valueQuantity": potassium(5.9)}));
    let corrected =
        lab(json!({"id": "c", "status": "corrected", "identifier": id, "valueQuantity": potassium(4.9)}));
    let s = read(&[corrected, preliminary, final_]);
    assert_eq!(s.observations.items.len(), 1);
    assert_eq!(number(&s.observations.items[0].value).value, num("4.9"));
    assert_eq!(noted(&s, "duplicate"), 2);

    // An identifier shared by a series is not a repetition.
    let series: Vec<Value> = (1..4)
        .map(|d| lab(json!({"identifier": id, "valueQuantity": potassium(4.0), "effectiveDateTime": format!("2026-02-0{d}T08:00:00Z")})))
        .collect();
    assert_eq!(read(&series).observations.items.len(), 3);

    // Two versions of one resource.
    let v =
        |n: &str, k: f64| lab(json!({"id": "x", "meta": {"versionId": n}, "valueQuantity": potassium(k)}));
    let s = read(&[v("10", 4.1), v("9", 6.5)]);
    assert_eq!(s.observations.items.len(), 1);
    assert_eq!(number(&s.observations.items[0].value).value, num("4.1"));
}

#[test]
fn f14_a_corrected_result_says_so_and_keeps_its_version() {
    let s = read(&[lab(json!({"id": "k", "status": "amended", "issued": "2026-02-21T09:00:00Z",
        "meta": {"versionId": "3"}, "valueQuantity": potassium(4.9)}))]);
    let o = &s.observations.items[0];
    assert_eq!(o.status, ObservationStatus::Corrected);
    assert_eq!(o.info.version.as_deref(), Some("3"));
    assert_eq!(o.info.source, Some(SourceRef("Observation/k".into())));
    assert_eq!(o.info.status_received.as_deref(), Some("amended"));
}

#[test]
fn f15_cancelled_and_absent_are_not_zero() {
    let s = read(&[lab(json!({"status": "cancelled", "valueQuantity": potassium(0.0)}))]);
    assert!(s.observations.items.is_empty());
    let absent = json!({"coding": [{"system": "http://terminology.hl7.org/CodeSystem/data-absent-reason", "code": "error"}]});
    assert_eq!(one_value(lab(json!({"dataAbsentReason": absent}))), ObservationValue::Absent("error".into()));
    assert_eq!(one_value(lab(json!({}))), ObservationValue::Absent("not-sent".into()));
    assert_eq!(
        one_value(lab(json!({"valueQuantity": {"value": "high"}}))),
        ObservationValue::Absent("error".into())
    );
}

#[test]
fn f16_comparators_are_kept() {
    let q = json!({"value": 5, "comparator": "<", "unit": "ng/L", "code": "ng/L", "system": "http://unitsofmeasure.org"});
    let v = one_value(lab(json!({"valueQuantity": q})));
    let q = number(&v).clone();
    assert_eq!(q.comparator, Some(CmpOp::Lt));
    let below = Interval::new(End::Closed(Num::ZERO), End::Open(q.value)).unwrap();
    assert_eq!(below.compare(CmpOp::Lt, &Interval::exact(num("5"))), Truth::True);
    assert_eq!(below.compare(CmpOp::Gt, &Interval::exact(num("3"))), Truth::Unknown);
    // "Sufficient to achieve" is neither exact nor a bound.
    let ad = json!({"value": 5, "comparator": "ad", "unit": "mg"});
    assert_eq!(one_value(lab(json!({"valueQuantity": ad}))), ObservationValue::Absent("error".into()));
}

#[test]
fn f17_units_are_kept_as_coded_or_as_text_or_missing() {
    let unit = |q: Value| number(&one_value(lab(json!({"valueQuantity": q})))).unit.clone();
    let ucum = "http://unitsofmeasure.org";
    assert_eq!(
        unit(json!({"value": 5, "unit": "mg per dL", "code": "mg/dL", "system": ucum})).as_deref(),
        Some("mg/dL")
    );
    assert_eq!(unit(json!({"value": 5, "unit": "mg/dl"})).as_deref(), Some("mg/dl"));
    assert_eq!(
        unit(json!({"value": 5, "unit": "mg/dl", "code": "258797006", "system": SNOMED})).as_deref(),
        Some("mg/dl")
    );
    assert_eq!(unit(json!({"value": 5})), None);
}

#[test]
fn f18_the_analyte_and_its_unit_stay_together() {
    let hba1c = |value: f64, code: &str| {
        lab(
            json!({"code": concept(LOINC, "4548-4"), "valueQuantity": {"value": value, "code": code, "system": "http://unitsofmeasure.org"},
            "effectiveDateTime": format!("2026-02-{}", if code == "%" { 10 } else { 11 })}),
        )
    };
    let s = read(&[hba1c(6.5, "%"), hba1c(48.0, "mmol/mol")]);
    let got: Vec<(String, Option<String>)> = s
        .observations
        .items
        .iter()
        .map(|o| (number(&o.value).value.to_string(), number(&o.value).unit.clone()))
        .collect();
    assert_eq!(got, [("6.5".into(), Some("%".into())), ("48".into(), Some("mmol/mol".into()))]);
}

#[test]
fn f19_reference_ranges_are_all_kept() {
    let ranges = json!([
        {"low": {"value": 3.5, "unit": "mmol/L"}, "high": {"value": 5.1, "unit": "mmol/L"},
         "appliesTo": [{"coding": [{"code": "248152002"}]}], "age": {"low": {"value": 18, "unit": "a"}}},
        {"text": "3.5 - 5.1"}]);
    let s = read(&[lab(json!({"valueQuantity": potassium(5.0), "referenceRange": ranges}))]);
    let r = &s.observations.items[0].ranges;
    assert_eq!(r[0].high.as_ref().unwrap().value, num("5.1"));
    assert_eq!(r[0].applies_to.as_deref(), Some("248152002, age 18 a.."));
    assert_eq!(r[1].text.as_deref(), Some("3.5 - 5.1"));
}

#[test]
fn f20_flag_and_value_are_kept_side_by_side() {
    let s = read(&[lab(
        json!({"valueQuantity": potassium(4.0), "interpretation": [{"coding": [{"code": "hh"}]}]}),
    )]);
    let o = &s.observations.items[0];
    assert_eq!(o.interpretation, ["HH"]);
    assert_eq!(number(&o.value).value, num("4"));
}

#[test]
fn f21_components_stand_beside_their_panel() {
    let part = |code: &str, v: i32| json!({"code": concept(LOINC, code), "valueQuantity": {"value": v, "code": "mm[Hg]", "system": "http://unitsofmeasure.org"}});
    let bp = lab(
        json!({"id": "bp", "code": concept(LOINC, "85354-9"), "component": [part("8480-6", 142), part("8462-4", 91)]}),
    );
    let panel = lab(json!({"id": "panel", "hasMember": [{"reference": "#k"}],
        "contained": [lab(json!({"id": "k", "subject": {"reference": "Patient/p"}, "valueQuantity": potassium(4.2)}))]}));
    let s = read(&[bp, panel]);
    let o = &s.observations.items;
    assert_eq!(o.len(), 5);
    assert_eq!(o[0].value, ObservationValue::None);
    assert_eq!(number(&o[2].value).value, num("91"));
    assert_eq!(o[1].component_of, Some(SourceRef("Observation/bp".into())));
    assert_eq!(o[1].effective, o[0].effective);
    assert_ne!(o[1].info.source, o[2].info.source);
    assert_eq!(o[3].value, ObservationValue::None);
    assert_eq!(number(&o[4].value).value, num("4.2"));
}

#[test]
fn f22_text_results_are_read_strictly() {
    let v = |s: &str| one_value(lab(json!({"valueString": s})));
    assert_eq!(number(&v("<5")).comparator, Some(CmpOp::Lt));
    assert_eq!(number(&v("5.10")).value, num("5.1"));
    assert_eq!(v("Negative"), ObservationValue::Text("Negative".into()));
    assert_eq!(v("5.0 H"), ObservationValue::Text("5.0 H".into()));
    let s = read(&[lab(json!({"valueString": "1,234"}))]);
    assert_eq!(s.observations.items[0].value, ObservationValue::Text("1,234".into()));
    assert_eq!(noted(&s, "ambiguous-number"), 1);
}

#[test]
fn f23_implausible_values_reach_the_evaluator_unchanged() {
    let kg = json!({"value": 700, "code": "kg", "system": "http://unitsofmeasure.org"});
    let v = one_value(lab(json!({"code": concept(LOINC, "29463-7"), "valueQuantity": kg})));
    assert_eq!(number(&v).value, num("700"));
}

#[test]
fn f24_partial_dates_keep_their_precision() {
    let s = read(&[
        with(condition("active", ""), json!({"onsetDateTime": "2021"})),
        with(condition("active", ""), json!({"onsetDateTime": "2021-05"})),
    ]);
    let p: Vec<Precision> =
        s.conditions.items.iter().map(|c| c.period.start.as_ref().unwrap().precision()).collect();
    assert_eq!(p, [Precision::Year, Precision::Month]);
}

#[test]
fn f25_a_time_without_offset_is_the_facilitys() {
    let s =
        read(&[lab(json!({"effectiveDateTime": "2026-02-20T08:00:00", "valueQuantity": potassium(4.0)}))]);
    let t = s.observations.items[0].effective.clone().unwrap();
    assert!(!t.has_offset());
    assert_eq!(t.earliest(&zone()).to_string(), "2026-02-20T07:00:00Z");
}

#[test]
fn f26_dates_compare_at_shared_precision_across_summer_time() {
    let s = read(&[
        lab(json!({"effectiveDateTime": "2026-03-29", "valueQuantity": potassium(4.0)})),
        lab(json!({"effectiveDateTime": "2026-03-29T03:30:00+02:00", "valueQuantity": potassium(4.0)})),
    ]);
    let times: Vec<_> =
        s.observations.items.iter().map(|o| o.effective.clone().unwrap().interval(&zone())).collect();
    assert_eq!(times[0].compare(CmpOp::Lt, &times[1]), Truth::Unknown);
    // The day of the change has 23 hours.
    let (End::Closed(from), End::Open(to)) = (times[0].lo, times[0].hi) else { panic!() };
    assert_eq!(to.as_second() - from.as_second(), 23 * 3600);
}

#[test]
fn f27_future_results_are_kept_and_noted() {
    let s = read(&[lab(json!({"effectiveDateTime": "2027-01-01", "valueQuantity": potassium(9.0)}))]);
    assert_eq!(s.observations.items.len(), 1);
    assert_eq!(noted(&s, "future"), 1);
}

#[test]
fn f28_ties_can_be_broken() {
    let s = read(&[
        lab(
            json!({"id": "a", "issued": "2026-02-20T09:00:00Z", "meta": {"versionId": "1"}, "valueQuantity": potassium(4.0)}),
        ),
        lab(
            json!({"id": "b", "issued": "2026-02-20T10:00:00Z", "meta": {"versionId": "2"}, "valueQuantity": potassium(5.0)}),
        ),
    ]);
    let o = &s.observations.items;
    assert_eq!(o[0].effective, o[1].effective);
    assert!(
        o[0].issued != o[1].issued
            && o[0].info.version != o[1].info.version
            && o[0].info.source != o[1].info.source
    );
}

#[test]
fn f29_dead_and_merged_patients() {
    let patient = |extra: Value| with(json!({"resourceType": "Patient", "id": "p"}), extra);
    let s = read_value(&patient(json!({"deceasedDateTime": "2025-12-24"}))).unwrap();
    assert_eq!(s.person.deceased, Some(true));
    assert_eq!(s.person.died, Some("2025-12-24".parse().unwrap()));
    let s = read_value(&patient(json!({"deceasedBoolean": false}))).unwrap();
    assert_eq!(s.person.deceased, Some(false));
    assert_eq!(read_value(&patient(json!({}))).unwrap().person.deceased, None);
    let merged = patient(json!({"link": [{"type": "replaced-by", "other": {"reference": "Patient/new"}}]}));
    assert_eq!(read_value(&merged).unwrap_err().code(), Code::WrongPatient);
}

#[test]
fn f30_immunizations_not_given_refused_or_reported() {
    let shot = |extra: Value| {
        with(
            json!({"resourceType": "Immunization", "status": "completed",
        "vaccineCode": concept("http://hl7.org/fhir/sid/cvx", "8"), "occurrenceDateTime": "2024-10-01"}),
            extra,
        )
    };
    let s = read(&[
        shot(json!({"primarySource": false})),
        shot(
            json!({"status": "not-done", "statusReason": concept("http://terminology.hl7.org/CodeSystem/v3-ActReason", "PATOBJ")}),
        ),
        shot(
            json!({"status": "not-done", "statusReason": concept("http://terminology.hl7.org/CodeSystem/v3-ActReason", "MEDPREC")}),
        ),
        shot(json!({"status": "entered-in-error"})),
    ]);
    let got: Vec<(bool, bool, bool)> =
        s.immunizations.items.iter().map(|i| (i.given, i.refused, i.info.reported)).collect();
    assert_eq!(got, [(true, false, true), (false, true, false), (false, false, false)]);
    assert_eq!(s.immunizations.items[0].code.codings[0].code, "08");
}

#[test]
fn f31_codes_are_brought_to_one_spelling() {
    let ndc = "http://hl7.org/fhir/sid/ndc";
    let s = read(&[
        order(json!({"medicationCodeableConcept": concept(ndc, "0056-0170-70")})),
        with(condition("active", ""), json!({"code": concept(SNOMED, "44054007")})),
    ]);
    assert_eq!(s.medications.items[0].code.codings[0].code, "00056017070");
    // A wrong check digit stays as sent, and is noted.
    assert_eq!(s.conditions.items[0].code.codings[0].code, "44054007");
    assert_eq!(noted(&s, "malformed-code"), 1);
}

#[test]
fn f32_value_sets_are_named_not_expanded() {
    // Value sets belong to packs; data may only negate one by its address.
    let url = "http://example.org/ValueSet/anticoagulants";
    let code = json!({"extension": [{"url": "http://hl7.org/fhir/us/qicore/StructureDefinition/qicore-notDoneValueSet", "valueCanonical": url}]});
    let s = read(&[with(condition("", "refuted"), json!({"code": code}))]);
    let c = &s.conditions.items[0];
    assert_eq!((c.none_of.as_deref(), c.certainty), (Some(url), Certainty::Refuted));
}

#[test]
fn f33_pages_and_errors_make_sections_partial() {
    let base = || {
        bundle(&[condition("active", ""), order(json!({})), lab(json!({"valueQuantity": potassium(4.0)}))])
    };
    assert_eq!(read_value(&base()).unwrap().allergies.coverage, Coverage::Complete);
    let paged = with(base(), json!({"link": [{"relation": "next", "url": "http://example.org/?page=2"}]}));
    let failed = {
        let mut b = base();
        b["entry"].as_array_mut().unwrap().push(json!({"resource": {"resourceType": "OperationOutcome",
            "issue": [{"severity": "error", "code": "timeout"}]}}));
        b
    };
    for b in [paged, failed] {
        let s = read_value(&b).unwrap();
        assert!(matches!(s.allergies.coverage, Coverage::Partial(_)));
        assert!(matches!(s.medications.coverage, Coverage::Partial(_)));
    }
    let mut found_more = base();
    found_more["type"] = json!("searchset");
    found_more["total"] = json!(99);
    let s = read_value(&found_more).unwrap();
    assert!(matches!(s.conditions.coverage, Coverage::Partial(_)));
    assert_eq!(s.allergies.coverage, Coverage::NotSupplied);
}

#[test]
fn f34_withheld_content_is_masked() {
    let hidden = json!({"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "masked"}]});
    let s = read(&[
        with(condition("active", ""), json!({"code": hidden})),
        with(condition("active", ""), json!({"meta": {"security": [{"code": "REDACTED"}]}})),
        lab(json!({"dataAbsentReason": {"coding": [{"code": "masked"}]}})),
    ]);
    assert!(s.conditions.items.iter().all(|c| c.code.masked && c.code.codings.is_empty()));
    assert_eq!(s.observations.items[0].value, ObservationValue::Masked);
}

#[test]
fn f35_rule_out_text_is_not_a_diagnosis() {
    let text = |t: &str| {
        read(&[with(condition("active", "confirmed"), json!({"code": {"text": t}}))]).conditions.items[0]
            .certainty
    };
    assert_eq!(text("Rule out myocardial infarction"), Certainty::Unconfirmed);
    assert_eq!(text("R/O PE"), Certainty::Unconfirmed);
    assert_eq!(text("Ruled out: PE"), Certainty::Refuted);
    assert_eq!(text("Pulmonary embolism"), Certainty::Confirmed);
    // A code that itself means "suspected" means itself.
    let code = json!({"coding": [{"system": SNOMED, "code": "840544004", "display": "Suspected COVID-19"}], "text": "Suspected COVID-19"});
    let s = read(&[with(condition("active", "confirmed"), json!({"code": code}))]);
    assert_eq!(s.conditions.items[0].certainty, Certainty::Confirmed);
}

#[test]
fn f36_one_order_sent_twice_is_one_order() {
    let dose = json!([{"doseAndRate": [{"doseQuantity": {"value": 5, "unit": "mg"}}]}]);
    let a = order(json!({"id": "a", "dosageInstruction": dose}));
    let s = read(&[a.clone(), with(a.clone(), json!({"id": "b"}))]);
    assert_eq!(s.medications.items.len(), 1);
    let id = json!([{"system": "urn:pharmacy", "value": "rx1"}]);
    let s = read(&[
        order(json!({"id": "a", "identifier": id})),
        order(json!({"id": "b", "identifier": id, "authoredOn": "2026-01-11"})),
    ]);
    assert_eq!(s.medications.items.len(), 1);
    // Another dose is another order; two doses given on one day are two.
    let other = json!([{"doseAndRate": [{"doseQuantity": {"value": 10, "unit": "mg"}}]}]);
    assert_eq!(read(&[a, order(json!({"id": "c", "dosageInstruction": other}))]).medications.items.len(), 2);
    let given = json!({"resourceType": "MedicationAdministration", "status": "completed",
        "medicationCodeableConcept": concept(RXNORM, "11289"), "effectiveDateTime": "2026-02-01"});
    assert_eq!(read(&[given.clone(), given]).medications.items.len(), 2);
}

#[test]
fn f37_a_replaced_order_is_named() {
    let s = read(&[
        order(json!({"id": "old"})),
        order(
            json!({"id": "new", "status": "draft", "priorPrescription": {"reference": "http://example.org/fhir/MedicationRequest/old"}}),
        ),
    ]);
    let new = s.medications.items.iter().find(|m| m.kind == MedicationKind::Draft).unwrap();
    assert_eq!(new.replaces, [SourceRef("MedicationRequest/old".into())]);
    assert!(s.medications.items.iter().any(|m| m.info.source.as_ref() == new.replaces.first()));
}

#[test]
fn f38_newborns_have_a_birth_time_and_gestation() {
    let b = json!({"resourceType": "Bundle", "type": "collection", "entry": [
        {"resource": {"resourceType": "Patient", "id": "n", "birthDate": "2026-02-27", "_birthDate": {"extension": [
            {"url": "http://hl7.org/fhir/StructureDefinition/patient-birthTime", "valueDateTime": "2026-02-27T03:15:00+01:00"}]}}},
        {"resource": lab(json!({"subject": {"reference": "Patient/n"}, "code": concept(LOINC, "76516-4"),
            "valueQuantity": {"value": 31.5, "code": "wk", "system": "http://unitsofmeasure.org"}}))}]});
    let s = read_value(&b).unwrap();
    assert_eq!(s.person.born.as_ref().unwrap().precision(), Precision::Second);
    assert_eq!(s.person.gestation_at_birth_days, Some(220));
}

#[test]
fn f39_doses() {
    let ucum = |v: f64, code: &str| json!({"value": v, "code": code, "system": "http://unitsofmeasure.org"});
    let dose =
        |d: Value| read(&[order(json!({"dosageInstruction": [d]}))]).medications.items[0].doses[0].clone();
    let timing = |repeat: Value| json!({"repeat": repeat});
    let d = dose(json!({"doseAndRate": [{"doseRange": {"low": ucum(1.0, "mg"), "high": ucum(2.0, "mg")}}],
        "timing": timing(json!({"frequency": 1, "period": 4, "periodMax": 6, "periodUnit": "h"})),
        "asNeededBoolean": true, "route": concept(SNOMED, "26643006"),
        "maxDosePerPeriod": {"numerator": ucum(12.0, "mg"), "denominator": ucum(24.0, "h")}}));
    assert_eq!((d.amount.unwrap().value, d.amount_low.unwrap().value), (num("2"), num("1")));
    assert_eq!((d.per_day, d.per_day_low), (Some(num("6")), Some(num("4"))));
    assert!(d.as_needed);
    assert_eq!(d.max_per_day.unwrap().value, num("12"));
    assert_eq!(d.route.unwrap().codings[0].code, "26643006");

    let up_to = dose(json!({"doseAndRate": [{"doseRange": {"high": {"value": 2, "unit": "tablet(s)"}}}]}));
    assert_eq!(up_to.amount_low.unwrap().value, Num::ZERO);
    assert_eq!(up_to.amount.unwrap().unit.as_deref(), Some("{tablet}"));

    let per_kg = dose(
        json!({"doseAndRate": [{"doseQuantity": ucum(15.0, "mg/kg")}], "timing": {"code": {"coding": [{"code": "TID"}]}}}),
    );
    assert_eq!(per_kg.amount.unwrap().unit.as_deref(), Some("mg/kg"));
    assert_eq!(per_kg.per_day, Some(num("3")));

    let often = |t: Value| dose(json!({"timing": t})).per_day.map(|n| n.to_string());
    assert_eq!(often(json!({"code": {"text": "Q8H"}})).as_deref(), Some("3"));
    assert_eq!(often(timing(json!({"frequency": 2, "period": 1, "periodUnit": "d"}))).as_deref(), Some("2"));
    assert_eq!(
        often(timing(json!({"frequency": 1, "period": 2, "periodUnit": "d"}))).as_deref(),
        Some("0.5")
    );
    assert_eq!(often(timing(json!({"when": ["MORN", "EVE"]}))).as_deref(), Some("2"));
    assert_eq!(often(timing(json!({"frequency": 7, "period": 1, "periodUnit": "wk"}))).as_deref(), Some("1"));
    assert_eq!(often(timing(json!({"frequency": 0, "period": 0, "periodUnit": "d"}))), None);
    assert_eq!(often(json!({"code": {"text": "as directed"}})), None);

    let drip = dose(
        json!({"doseAndRate": [{"rateRatio": {"numerator": ucum(1000.0, "[USP'U]"), "denominator": ucum(2.0, "h")}}]}),
    );
    let rate = drip.rate.unwrap();
    assert_eq!((rate.value, rate.unit.as_deref()), (num("500"), Some("[USP'U]/h")));

    let taper = order(json!({"dosageInstruction": [
        {"sequence": 1, "timing": timing(json!({"boundsPeriod": {"start": "2026-01-01", "end": "2026-01-07"}, "frequency": 1, "period": 1, "periodUnit": "d"}))},
        {"sequence": 2, "timing": timing(json!({"boundsPeriod": {"start": "2026-01-08", "end": "2026-01-14"}, "frequency": 1, "period": 1, "periodUnit": "d"}))}]}));
    let m = read(&[taper]).medications.items[0].clone();
    assert_eq!(m.doses.len(), 2);
    assert_eq!(m.period.start, Some("2026-01-01".parse().unwrap()));
    assert_eq!(m.period.end, Some("2026-01-14".parse().unwrap()));
}

#[test]
fn f40_not_returned_is_not_not_present() {
    // A single resource supplies only itself.
    let s = read_value(&lab(json!({"valueQuantity": potassium(4.0)}))).unwrap();
    assert!(matches!(s.observations.coverage, Coverage::Partial(_)));
    assert_eq!(s.conditions.coverage, Coverage::NotSupplied);
    assert_eq!(noted(&s, "no-patient"), 1);

    // A resource that had to be left out makes its section a part.
    let b = bundle(&[
        condition("active", ""),
        order(json!({})),
        lab(json!({"code": null, "valueQuantity": potassium(4.0)})),
    ]);
    let s = read_value(&b).unwrap();
    assert!(matches!(s.observations.coverage, Coverage::Partial(_)));
    assert_eq!(s.conditions.coverage, Coverage::Complete);

    // A document is silent about the sections it leaves out.
    let s = read_value(&with(b.clone(), json!({"type": "document"}))).unwrap();
    assert_eq!(s.medications.coverage, Coverage::Complete);
    assert_eq!(s.allergies.coverage, Coverage::NotSupplied);

    let mut only = options();
    only.coverage = DefaultCoverage::OnlyPresent;
    let s = read_bundle(b.to_string().as_bytes(), &only).unwrap();
    assert_eq!(s.allergies.coverage, Coverage::NotSupplied);
    let mut whole = options();
    whole.coverage = DefaultCoverage::WholeRecord;
    let s =
        read_bundle(lab(json!({"valueQuantity": potassium(4.0)})).to_string().as_bytes(), &whole).unwrap();
    assert_eq!(s.conditions.coverage, Coverage::Complete);
}
