//! The ways in which HL7 v2 data go wrong, one test each.

#![cfg(feature = "hl7v2")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)]

#[path = "fixtures/hl7v2/build.rs"]
mod build;

use build::*;
use curbside::diag::Code;
use curbside::hl7v2::{read_any, read_messages, updates};
use curbside::snapshot::*;
use curbside::time::Precision;

// PID

#[test]
fn pid_7_keeps_its_precision() {
    for (sent, precision) in [
        ("1951", Precision::Year),
        ("195102", Precision::Month),
        ("19510203", Precision::Day),
        ("195102030415", Precision::Minute),
    ] {
        let s = read(&message("ADT^A08", &[&format!("PID|||7^^^H^MR||||{sent}|F")]));
        assert_eq!(s.person.born.unwrap().precision(), precision, "{sent}");
    }
    let s = read(&message("ADT^A08", &["PID|||7^^^H^MR||||99999999|F"]));
    assert!(s.person.born.is_none());
    assert_eq!(noted(&s, "unreadable"), 1);
}

#[test]
fn pid_29_and_30_death() {
    let pid = |died: &str, dead: &str| {
        let text = message("ADT^A08", &[&format!("PID|||7^^^H^MR||||1951|F{}{died}|{dead}", "|".repeat(21))]);
        read(&text).person
    };
    assert_eq!(pid("20260228", "Y").deceased, Some(true));
    assert_eq!(pid("20260228", "").deceased, Some(true));
    // The indicator alone is enough.
    let p = pid("", "Y");
    assert_eq!((p.deceased, p.died), (Some(true), None));
    assert_eq!(pid("", "N").deceased, Some(false));
    assert_eq!(pid("", "").deceased, None);
    // Contradicted: no advice on the treatment of the dead.
    assert_eq!(pid("20260228", "N").deceased, Some(true));
}

#[test]
fn pid_fields_not_sent_change_nothing_and_null_takes_back() {
    let first = at("202603010900", "1", "ADT^A08", &["PID|||7^^^H^MR||||19510203|F"]);
    let silent = at("202603010901", "2", "ADT^A08", &["PID|||7^^^H^MR"]);
    let taken_back = at("202603010902", "3", "ADT^A08", &["PID|||7^^^H^MR||||\"\"|\"\""]);
    let s = read(&format!("{first}{silent}"));
    assert_eq!(s.person.sex, Some(Sex::Female));
    let s = read(&format!("{first}{silent}{taken_back}"));
    assert_eq!((s.person.born, s.person.sex), (None, None));
}

#[test]
fn pid_3_assigning_authority_is_a_part_of_who_it_is() {
    let a = message("ADT^A08", &["PID|||7^^^NORTH^MR", "PRB|AD|2026|44054006^Diabetes^SCT|1"]);
    let b = message("ADT^A08", &["PID|||7^^^SOUTH^MR", "PRB|AD|2026|38341003^Hypertension^SCT|1"]);
    let all = read_any(format!("{a}{b}").as_bytes(), &options()).unwrap();
    let names: Vec<&str> = all.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(names, ["NORTH|7", "SOUTH|7"]);
    for (_, s) in &all {
        assert_eq!(s.as_ref().unwrap().conditions.items.len(), 1);
    }
    // The record number names the record, wherever it stands; a national number does not.
    let s = read(&message("ADT^A08", &["PID|||123-45-6789^^^USA^SS~7^^^HOSP&1.2.3&ISO^MR"]));
    assert_eq!(s.person.id.as_deref(), Some("HOSP|7"));
}

#[test]
fn another_patient_in_one_message_is_split_or_refused() {
    let obx = |k: &str| format!("OBX|1|NM|2823-3^K^LN||{k}|mmol/L|||||F");
    let two = [
        "PID|||7^^^H^MR",
        "OBR|1||F1|24323-8^CMP^LN",
        &obx("4.1"),
        "PID|||8^^^H^MR",
        "OBR|1||F2|24323-8^CMP^LN",
        &obx("6.1"),
    ];
    let all = read_any(message("ORU^R01", &two).as_bytes(), &options()).unwrap();
    let value = |i: usize| quantity(&only(all[i].1.as_ref().unwrap()).value).0;
    assert_eq!((all[0].0.as_str(), value(0).as_str()), ("H|7", "4.1"));
    assert_eq!((all[1].0.as_str(), value(1).as_str()), ("H|8", "6.1"));

    let e = refused(&message("ADT^A01", &["PID|||7^^^H^MR", "PID|||8^^^H^MR"]));
    assert_eq!(e.code(), Code::WrongPatient);
    assert_eq!(
        e.to_string(),
        "message 1, PID[2]-3: a second patient in a message that may have one; nothing of it is used"
    );
    let e = refused(&message("ORU^R01", &["PID|||7^^^H^MR", "PID|||"]));
    assert_eq!(e.code(), Code::NoPatient);

    let mut only_7 = options();
    only_7.patient = Some("H|7".into());
    let all = read_any(message("ORU^R01", &two).as_bytes(), &only_7).unwrap();
    assert_eq!(all.len(), 1);
    only_7.patient = Some("9".into());
    assert!(read_any(message("ORU^R01", &two).as_bytes(), &only_7).is_err());
}

#[test]
fn a40_merges_and_later_messages_follow() {
    let old = at(
        "202603010900",
        "1",
        "ADT^A60",
        &["PID|||8^^^H^MR", "IAM|1|DA|7980^Penicillin G^RXN|||A|1|||||||||||C"],
    );
    let kept = at("202603010901", "2", "ADT^A08", &["PID|||7^^^H^MR||||19510203|F"]);
    let merge = at("202603010902", "3", "ADT^A40", &["PID|||7^^^H^MR", "MRG|8^^^H^MR"]);
    let late = at("202603010903", "4", "PPR^PC1", &["PID|||8^^^H^MR", "PRB|AD|2026|44054006^Diabetes^SCT|1"]);
    let s = read(&format!("{old}{kept}{merge}{late}"));
    assert_eq!(s.person.id.as_deref(), Some("H|7"));
    assert_eq!((s.allergies.items.len(), s.conditions.items.len()), (1, 1));
}

#[test]
fn moves_of_accounts_and_visits_merge_nobody() {
    let old = at("202603010900", "1", "PPR^PC1", &["PID|||8^^^H^MR", "PRB|AD|2026|44054006^Diabetes^SCT|1"]);
    for event in ["A41", "A42", "A44", "A45", "A50"] {
        let moved = at("202603010902", "3", &format!("ADT^{event}"), &["PID|||7^^^H^MR", "MRG|8^^^H^MR||A1"]);
        let all = read_any(format!("{old}{moved}").as_bytes(), &options()).unwrap();
        assert_eq!(all.len(), 2, "{event}");
        let kept = all[1].1.as_ref().unwrap();
        assert_eq!((kept.conditions.items.len(), noted(kept, "not-moved")), (0, 1), "{event}");
    }
}

// AL1, IAM

#[test]
fn an_allergy_that_is_not_named_may_be_to_anything() {
    let one = at("202603010900", "1", "ADT^A01", &["AL1|1|DA|7980^Penicillin G^RXN"]);
    let broken = at("202603010901", "2", "ADT^A08", &["AL1|1|DA|7980^Penicillin G^RXN", "AL1|2|DA||SV"]);
    let s = read(&format!("{one}{broken}"));
    assert_eq!((s.allergies.items.len(), noted(&s, "no-code")), (2, 1));
    assert!(s.allergies.items[1].code.unresolved.is_some());
    let s = read(&message("ADT^A60", &["IAM|1|DA||SV||A|77"]));
    assert!(s.allergies.items[0].code.unresolved.is_some());
}

#[test]
fn the_hour_that_the_clocks_repeat_drops_no_correction() {
    // Berlin, 2026-10-25: half past two comes twice.
    let send = |made: &str, value: &str| {
        let obx = format!("OBX|1|NM|2823-3^K^LN||{value}|mmol/L|||||C");
        at(made, value, "ORU^R01", &["OBR|1|P1|F1|24323-8^CMP^LN", &obx])
    };
    let s = read(&format!("{}{}", send("202610250250", "7.9"), send("202610250210", "4.9")));
    assert_eq!(quantity(&only(&s).value).0, "4.9");
}

#[test]
fn al1_is_of_open_certainty_and_its_severity_is_no_criticality() {
    let s = read(&message("ADT^A01", &["AL1|1|DA|7980^Penicillin G^RXN|SV|hives~rash|20240102"]));
    let a = &s.allergies.items[0];
    assert_eq!((a.status, a.certainty), (ConditionStatus::Active, Certainty::Unconfirmed));
    assert_eq!((a.severity.as_deref(), a.criticality.as_deref()), (Some("severe"), None));
    assert_eq!(a.reactions.len(), 2);
    assert_eq!(a.info.recorded.as_ref().unwrap().to_string(), "2024-01-02");
    assert_eq!(a.period, Period::default());
    assert!(matches!(s.allergies.coverage, Coverage::Partial(_)));
}

#[test]
fn al1_list_replaces_the_list() {
    let two =
        at("202603010900", "1", "ADT^A01", &["AL1|1|DA|7980^Penicillin G^RXN", "AL1|2|DA|2670^Codeine^RXN"]);
    let one = at("202603010901", "2", "ADT^A08", &["AL1|1|DA|2670^Codeine^RXN"]);
    let silent = at("202603010902", "3", "ADT^A08", &[]);
    let none = at("202603010903", "4", "ADT^A08", &["AL1|1||\"\""]);
    assert_eq!(read(&two).allergies.items.len(), 2);
    let s = read(&format!("{two}{one}{silent}"));
    assert_eq!(s.allergies.items.len(), 1, "a message without the list changes nothing");
    assert_eq!(s.allergies.items[0].code.codings[0].code, "2670");
    let s = read(&format!("{two}{one}{none}"));
    assert!(s.allergies.items.is_empty());
    assert!(s.notes.iter().any(|n| n.text.starts_with("AL1-3 is \"\"")), "{:?}", s.notes);
    // A list that comes late is not the list of now.
    assert_eq!(read(&format!("{one}{two}")).allergies.items.len(), 1);
    // The list of a laboratory's order is not the hospital's.
    let order = at(
        "202603010904",
        "5",
        "OML^O21",
        &["AL1|1|DA|1191^Aspirin^RXN", "ORC|NW|P9", "OBR|1|P9||2823-3^K^LN"],
    );
    assert_eq!(read(&format!("{two}{order}")).allergies.items.len(), 3);
}

#[test]
fn no_known_allergy_is_a_statement() {
    let none = at("202603010900", "1", "ADT^A01", &["AL1|1||716186003^No known allergy^SCT"]);
    let s = read(&none);
    assert!(s.allergies.items[0].none_known);
    assert_eq!(s.allergies.coverage, Coverage::Complete);
    let one = at("202603010901", "2", "ADT^A08", &["AL1|1|DA|2670^Codeine^RXN"]);
    assert!(matches!(read(&format!("{none}{one}")).allergies.coverage, Coverage::Partial(_)));
}

#[test]
fn iam_6_actions() {
    let iam = |made: &str, action: &str, severity: &str| {
        at(
            made,
            made,
            "ADT^A60",
            &[&format!("IAM|1|DA|7980^Penicillin G^RXN|{severity}||{action}|77|||||||||||C")],
        )
    };
    let add = iam("202603010900", "A", "MI");
    assert_eq!(read(&add).allergies.items[0].severity.as_deref(), Some("mild"));
    let s = read(&format!("{add}{}", iam("202603010901", "U", "SV")));
    assert_eq!(s.allergies.items.len(), 1);
    assert_eq!(s.allergies.items[0].severity.as_deref(), Some("severe"));
    // X: no change; the entry is as it is told.
    assert_eq!(read(&format!("{add}{}", iam("202603010901", "X", "MI"))).allergies.items.len(), 1);
    let s = read(&format!("{add}{}", iam("202603010901", "D", "MI")));
    assert!(s.allergies.items.is_empty());
    assert_eq!(noted(&s, "deleted"), 1);
}

#[test]
fn iam_17_clinical_status() {
    let with = |code: &str| {
        read(&message(
            "ADT^A60",
            &[&format!("IAM|1|DA|7980^Penicillin G^RXN|SV||A|77||AL||201805||||||{code}")],
        ))
    };
    for (code, status, certainty) in [
        ("C", ConditionStatus::Active, Certainty::Confirmed),
        ("I", ConditionStatus::Inactive, Certainty::Confirmed),
        ("U", ConditionStatus::Active, Certainty::Unconfirmed),
        ("P", ConditionStatus::Active, Certainty::Unconfirmed),
        ("S", ConditionStatus::Active, Certainty::Unconfirmed),
        ("D", ConditionStatus::Active, Certainty::Unconfirmed),
        ("", ConditionStatus::Active, Certainty::Unconfirmed),
        ("?", ConditionStatus::Active, Certainty::Unconfirmed),
    ] {
        let s = with(code);
        let a = &s.allergies.items[0];
        assert_eq!((a.status, a.certainty), (status, certainty), "{code}");
        assert_eq!(a.kind.as_deref(), Some("allergy"));
        assert_eq!(a.period.start.as_ref().unwrap().to_string(), "2018-05");
    }
    let s = with("E");
    assert!(s.allergies.items.is_empty());
    assert_eq!(noted(&s, "entered-in-error"), 1);
}

#[test]
fn iar_is_a_reaction_of_its_allergy() {
    let s = read(&message(
        "ADT^A60",
        &["IAM|1|FA|91935009^Peanut^SCT|MI||A|77|||||||||||C", "IAR|271807003^Rash^SCT|SV^Severe|AL"],
    ));
    let a = &s.allergies.items[0];
    assert_eq!((a.severity.as_deref(), a.reactions.len()), (Some("severe"), 1));
}

// DG1, PRB

#[test]
fn dg1_21_d_deletes() {
    let dg1 = |made: &str, action: &str| {
        let segment = format!("DG1|1||E10.9^Type 1 diabetes^I10||20260228|F{}DX1^H|{action}", "|".repeat(14));
        at(made, made, "ADT^A08", &[&segment])
    };
    let s = read(&dg1("202603010900", "A"));
    assert_eq!(s.conditions.items[0].info.source.as_ref().unwrap().0, "DG1/#/DX1/H");
    let s = read(&format!("{}{}", dg1("202603010900", "A"), dg1("202603010901", "D")));
    assert!(s.conditions.items.is_empty());
    assert_eq!(noted(&s, "entered-in-error"), 1);
}

#[test]
fn dg1_6_only_final_is_confirmed() {
    for (kind, certainty) in [
        ("F", Certainty::Confirmed),
        ("A", Certainty::Unconfirmed),
        ("W", Certainty::Unconfirmed),
        ("", Certainty::Unconfirmed),
        ("Z", Certainty::Unconfirmed),
    ] {
        let s = read(&message("ADT^A08", &[&format!("DG1|1||I63.9^Stroke^I10||20260228|{kind}")]));
        assert_eq!(s.conditions.items[0].certainty, certainty, "{kind}");
        assert_eq!(s.conditions.items[0].categories, ["encounter-diagnosis"]);
    }
}

#[test]
fn dg1_5_is_when_it_was_written_and_no_onset() {
    let s = read(&message("ADT^A08", &["DG1|1|I10|I63.9^Stroke||20260228|F"]));
    let c = &s.conditions.items[0];
    assert_eq!(c.info.recorded.as_ref().unwrap().to_string(), "2026-02-28");
    assert_eq!(c.period, Period::default());
    assert_eq!(c.code.codings[0].system, "icd10", "the system of DG1-2 where DG1-3 has none");
}

#[test]
fn dg1_without_numbers_is_the_list_of_the_visit() {
    let pv1 = |visit: &str| format!("PV1|1|I{}{visit}", "|".repeat(17));
    let both = at(
        "202603010900",
        "1",
        "ADT^A01",
        &[&pv1("V1"), "DG1|1||I63.9^Stroke^I10|||A", "DG1|2||E11.9^DM^I10|||F"],
    );
    let later = at("202603010901", "2", "ADT^A08", &[&pv1("V1"), "DG1|1||G45.9^TIA^I10|||F"]);
    let other = at("202603010902", "3", "ADT^A01", &[&pv1("V2"), "DG1|1||J18.9^Pneumonia^I10|||F"]);
    let codes = |s: Snapshot| -> Vec<String> {
        s.conditions.items.into_iter().map(|c| c.code.codings[0].code.clone()).collect()
    };
    assert_eq!(codes(read(&format!("{both}{later}{other}"))), ["G45.9", "J18.9"]);
}

#[test]
fn prb_actions_and_life_cycle() {
    let prb = |made: &str, action: &str, rest: &str| {
        at(made, made, "PPR^PC1", &[&format!("PRB|{action}|{made}|44054006^Diabetes^SCT|1{rest}")])
    };
    // Some send the life cycle status in PRB-13, as an example of the standard does.
    let add = prb("202603010900", "AD", "|||20200101||||||ACTIVE|||20190101");
    let c = read(&add).conditions.items.remove(0);
    assert_eq!((c.status, c.certainty), (ConditionStatus::Active, Certainty::Confirmed));
    let s = read(&format!("{add}{}", prb("202603010901", "UP", "|||20200101||20260101|||||RESOLVED")));
    assert_eq!(s.conditions.items[0].status, ConditionStatus::Inactive);
    assert_eq!(s.conditions.items.len(), 1);
    assert!(read(&format!("{add}{}", prb("202603010901", "DE", ""))).conditions.items.is_empty());
    assert_eq!(read(&format!("{add}{}", prb("202603010901", "UN", ""))).conditions.items.len(), 1);
    let s = read(&prb("202603010900", "AD", "|||||||||PROVISIONAL"));
    assert_eq!(s.conditions.items[0].certainty, Certainty::Unconfirmed);
}

// Vaccinations

#[test]
fn rxa_20_21_and_18() {
    let rxa = |completion: &str, action: &str, reason: &str| {
        let rxa = format!(
            "RXA|0|1|20260301||115^Tdap^CVX|0.5|mL||00^New^NIP001|||||||||{reason}||{completion}|{action}"
        );
        read(&message("VXU^V04", &["ORC|RE||13696^REG", &rxa]))
    };
    assert!(rxa("CP", "A", "").immunizations.items[0].given);
    assert!(rxa("", "", "").immunizations.items[0].given);
    let refused = rxa("RE", "A", "03^Patient decision^NIP002");
    let i = &refused.immunizations.items[0];
    assert!(!i.given && i.refused && i.reason_not_given.is_some());
    let not = rxa("NA", "A", "");
    assert!(!not.immunizations.items[0].given && !not.immunizations.items[0].refused);
    assert!(!rxa("PA", "A", "").immunizations.items[0].given, "a partial dose does not count");
    assert!(!rxa("??", "A", "").immunizations.items[0].given);
    let deleted = rxa("CP", "D", "");
    assert!(deleted.immunizations.items.is_empty());
    assert_eq!(noted(&deleted, "entered-in-error"), 1);
}

#[test]
fn rxa_deletes_what_was_sent_before_and_history_is_reported() {
    let send = |made: &str, action: &str, source: &str| {
        let rxa = format!("RXA|0|1|20260301||115^Tdap^CVX|0.5|mL||{source}^x^NIP001|||||||||||CP|{action}");
        at(made, made, "VXU^V04", &["ORC|RE||13696^REG", &rxa])
    };
    let s = read(&send("202603010900", "A", "01"));
    assert!(s.immunizations.items[0].info.reported);
    assert!(!read(&send("202603010900", "A", "00")).immunizations.items[0].info.reported);
    let s = read(&format!("{}{}", send("202603010900", "A", "00"), send("202603010901", "D", "00")));
    assert!(s.immunizations.items.is_empty());
    let s = read(&message("VXU^V04", &["ORC|RE||1^R", "RXA|0|1|20260301||998^none^CVX|999||||||||||||||NA"]));
    assert!(s.immunizations.items.is_empty());
}

// MSH

#[test]
fn msh_7_offset_is_the_default_and_never_utc() {
    let text = |made: &str| {
        at(
            made,
            "1",
            "ORU^R01",
            &["OBR|1||F1|1^x^LN", "OBX|1|NM|2823-3^K^LN||5.9|mmol/L|||||F|||202603010800"],
        )
    };
    let time = |made: &str| only(&read(&text(made))).effective.clone().unwrap();
    assert_eq!(time("202603010900-0500").to_string(), "2026-03-01T08:00-05:00");
    let open = time("202603010900");
    assert!(!open.has_offset());
    let berlin = "Europe/Berlin".parse().unwrap();
    assert_eq!(open.earliest(&berlin).to_string(), "2026-03-01T07:00:00Z");
}

#[test]
fn msh_18_character_sets() {
    let text = |charset: &str, name: &[u8]| {
        let mut m = format!("MSH|^~\\&|LAB|H|||202603010900||ORU^R01|1|P|2.5||||||{charset}\r{PID}\rOBR|1||F1|1^x^LN\rOBX|1|TX|8251-1^Note^LN||").into_bytes();
        m.extend_from_slice(name);
        m.extend_from_slice(b"||||||F\r");
        m
    };
    let value = |charset: &str, name: &[u8]| -> Result<String, String> {
        let all = read_any(&text(charset, name), &options()).map_err(|e| e.to_string())?;
        match &all[0].1.as_ref().unwrap().observations.items[0].value {
            ObservationValue::Text(t) => Ok(t.clone()),
            _ => Err("no text".into()),
        }
    };
    assert_eq!(value("UNICODE UTF-8", "Zürich".as_bytes()).unwrap(), "Zürich");
    assert_eq!(value("8859/1", b"Z\xfcrich").unwrap(), "Zürich");
    assert_eq!(value("8859/15", b"\xa4").unwrap(), "€");
    assert_eq!(value("8859/2", b"\xa3\xf3d\xbc").unwrap(), "Łódź");
    assert_eq!(value("GB 18030-2000", b"\xd6\xd0").unwrap(), "中");
    assert_eq!(value("", "Zürich".as_bytes()).unwrap(), "Zürich");
    assert_eq!(value("ASCII", b"plain").unwrap(), "plain");
    for (charset, bytes, says) in [
        ("EBCDIC", b"x".as_slice(), "`EBCDIC` is not known"),
        ("UNICODE UTF-8", b"Z\xfcrich", "not in the character set"),
        ("ASCII", b"Z\xfcrich", "MSH-18 says ASCII"),
        ("", b"Z\xfcrich", "neither ASCII nor UTF-8"),
    ] {
        let e = value(charset, bytes).unwrap_err();
        assert!(e.contains(says), "{e}");
    }
}

#[test]
fn a_note_names_its_field_and_never_a_value() {
    let s = read(&message(
        "ORU^R01",
        &[
            "PID|||7^^^H^MR||||nonsense-birth|F",
            "OBR|1||F1|1^x^LN",
            "OBX|1|NM|2823-3^K^LN||secret-value|mmol/L|||||F",
        ],
    ));
    for n in &s.notes {
        assert!(!n.text.contains("nonsense") && !n.text.contains("secret"), "{}", n.text);
    }
    assert!(s.notes.iter().any(|n| n.text.starts_with("PID-7")));
}

#[test]
fn updates_are_debug_printed_without_values() {
    let text = message("ORU^R01", &["OBR|1||F1|1^x^LN", "OBX|1|ST|2823-3^K^LN||secret-value||||||F"]);
    let m = read_messages(text.as_bytes(), &options()).unwrap().remove(0).unwrap();
    let shown = format!("{m:?} {:?}", updates(&m, &options()).unwrap());
    assert!(!shown.contains("secret") && !shown.contains("19510203") && !shown.contains("Doe"), "{shown}");
}
