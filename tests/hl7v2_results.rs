//! The ways in which HL7 v2 results (OBX) go wrong, one test each.

#![cfg(feature = "hl7v2")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)]

#[path = "fixtures/hl7v2/build.rs"]
mod build;

use build::*;
use curbside::snapshot::*;
use curbside::value::{CmpOp, Num};

fn num(s: &str) -> Num {
    s.parse().unwrap()
}

#[test]
fn obx_11_every_status() {
    use ObservationStatus::*;
    let with = |code: &str| result(&format!("OBX|1|NM|2823-3^K^LN||5.9|mmol/L|||||{code}"));
    for (code, status) in [
        ("F", Final),
        ("C", Corrected),
        ("A", Corrected),
        ("P", Preliminary),
        ("R", Preliminary),
        ("S", Preliminary),
        ("I", Preliminary),
        ("U", Final),
        ("B", Unknown),
        ("V", Unknown),
        ("", Unknown),
        ("Q", Unknown),
    ] {
        let s = with(code);
        assert_eq!(only(&s).status, status, "{code}");
        assert_eq!(only(&s).info.status_received.as_deref(), Some(code).filter(|c| !c.is_empty()));
    }
    for (code, note) in [("D", "entered-in-error"), ("W", "entered-in-error"), ("X", "cancelled")] {
        let s = with(code);
        assert!(s.observations.items.is_empty(), "{code}");
        assert_eq!(noted(&s, note), 1, "{code}");
    }
    assert!(with("O").observations.items.is_empty(), "an order's detail is no result");
    assert_eq!(only(&with("N")).value, ObservationValue::Absent("not-asked".into()));
}

#[test]
fn obx_11_withdrawals_and_upgrades_of_what_was_sent_before() {
    let send = |made: &str, obx: &str| {
        at(made, made, "ORU^R01", &["OBR|1|P1|F1|24323-8^CMP^LN|||202603010800", obx])
    };
    let first = send("202603010900", "OBX|1|NM|2823-3^K^LN||5.9|mmol/L|||||P");
    for code in ["D", "W", "X"] {
        let later = send("202603010930", &format!("OBX|1|NM|2823-3^K^LN||5.9|mmol/L|||||{code}"));
        assert!(read(&format!("{first}{later}")).observations.items.is_empty(), "{code}");
    }
    // U without the value: what was sent is final now.
    let s = read(&format!("{first}{}", send("202603010930", "OBX|1|NM|2823-3^K^LN|||mmol/L|||||U")));
    assert_eq!(only(&s).status, ObservationStatus::Final);
    assert_eq!(quantity(&only(&s).value).0, "5.9");
}

#[test]
fn obx_2_sn() {
    let with =
        |value: &str| only(&result(&format!("OBX|1|SN|2823-3^K^LN||{value}|mmol/L|||||F"))).value.clone();
    assert_eq!(quantity(&with("<^5")), ("5".into(), Some(CmpOp::Lt), Some("mmol/L")));
    assert_eq!(quantity(&with(">=^5.5")), ("5.5".into(), Some(CmpOp::Ge), Some("mmol/L")));
    assert_eq!(quantity(&with("^5")), ("5".into(), None, Some("mmol/L")));
    assert_eq!(quantity(&with("=^5")), ("5".into(), None, Some("mmol/L")));
    assert_eq!(with("<>^5"), ObservationValue::Text("<>5".into()));
    let ObservationValue::Range { low: Some(low), high: Some(high) } = with("^5^-^10") else {
        panic!("a range")
    };
    assert_eq!((low.value, high.value), (num("5"), num("10")));
    assert_eq!(with("^1^:^128"), ObservationValue::Text("1:128".into()));
    assert_eq!(with(">^1^:^128"), ObservationValue::Text(">1:128".into()));
    assert_eq!(with("^1^/^2"), ObservationValue::Text("1/2".into()));
    assert_eq!(with("^2^+"), ObservationValue::Text("2+".into()));
    for odd in ["^10^-^5", "<^5^-^10", "^x"] {
        assert!(
            !matches!(with(odd), ObservationValue::Quantity(_) | ObservationValue::Range { .. }),
            "{odd}"
        );
    }
}

#[test]
fn obx_5_nm_is_read_strictly() {
    let with =
        |value: &str| only(&result(&format!("OBX|1|NM|2823-3^K^LN||{value}|mmol/L|||||F"))).value.clone();
    assert_eq!(quantity(&with("+5.90")).0, "5.9");
    assert_eq!(quantity(&with(".5")).0, "0.5");
    // Illegal in NM, met everywhere, and clear.
    assert_eq!(quantity(&with("<5")), ("5".into(), Some(CmpOp::Lt), Some("mmol/L")));
    for text in ["5.9 H", "1,234", "5.9.1", "see note", "1e3", "NaN"] {
        assert_eq!(with(text), ObservationValue::Text(text.into()), "{text}");
    }
}

#[test]
fn obx_5_repeats_are_not_one_number() {
    let s = result("OBX|1|NM|8867-4^HR^LN||60~120|/min|||||F");
    assert_eq!(only(&s).value, ObservationValue::Absent("error".into()));
    assert_eq!(noted(&s, "several-values"), 1);
    // Answers stand side by side; lines are one text.
    let s = result("OBX|1|CWE|600-7^Culture^LN||112283007^E. coli^SCT~3092008^S. aureus^SCT||||||F");
    assert_eq!(s.observations.items.len(), 2);
    let s = result("OBX|1|TX|18725-2^Comment^LN||first~second||||||F");
    assert_eq!(only(&s).value, ObservationValue::Text("first\nsecond".into()));
}

#[test]
fn obx_2_text_codes_times_and_documents() {
    let with = |kind: &str, value: &str| {
        only(&result(&format!("OBX|1|{kind}|2823-3^K^LN||{value}|mmol/L|||||F"))).value.clone()
    };
    assert_eq!(quantity(&with("ST", "5.9")).0, "5.9");
    assert_eq!(quantity(&with("ST", "< 5")).1, Some(CmpOp::Lt));
    assert_eq!(with("ST", "Negative"), ObservationValue::Text("Negative".into()));
    assert_eq!(with("TX", "5.9"), ObservationValue::Text("5.9".into()));
    assert_eq!(with("FT", r"a\.br\b"), ObservationValue::Text("a\nb".into()));
    for kind in ["CE", "CWE"] {
        let ObservationValue::Concept(c) = with(kind, "260373001^Detected^SCT^POS^Positive^L^^^seen") else {
            panic!("{kind}")
        };
        assert_eq!(c.codings.len(), 2);
        assert_eq!((c.codings[0].system.as_str(), c.text.as_deref()), ("snomed", Some("seen")));
    }
    let ObservationValue::Time(t) = with("DT", "20260301") else { panic!("a date") };
    assert_eq!(t.to_string(), "2026-03-01");
    let ObservationValue::Time(t) = with("TS", "202603010915+0100") else { panic!("a time") };
    assert_eq!(t.to_string(), "2026-03-01T09:15+01:00");
    assert_eq!(with("ED", "APP^AP^PDF^Base64^AAAA"), ObservationValue::Text("attached or referenced".into()));
    assert_eq!(with("RP", "https://example.org"), ObservationValue::Text("attached or referenced".into()));
    assert_eq!(with("XAD", "a street"), ObservationValue::Absent("error".into()));
    assert_eq!(with("NM", ""), ObservationValue::Absent("not-sent".into()));
    assert_eq!(quantity(&with("CQ", "5^mg&milligram&UCUM")).2, Some("mg"));
}

#[test]
fn obx_2_nr_is_open_only_where_an_end_is_not_sent() {
    let read = |value: &str| result(&format!("OBX|1|NR|2823-3^K^LN||{value}|mmol/L|||||F"));
    let ends = |value: &str| match only(&read(value)).value.clone() {
        ObservationValue::Range { low, high } => {
            (low.map(|q| q.value.to_string()), high.map(|q| q.value.to_string()))
        }
        other => panic!("{value}: {other:?}"),
    };
    assert_eq!(ends("3.5^5.1"), (Some("3.5".into()), Some("5.1".into())));
    assert_eq!(ends("3.5"), (Some("3.5".into()), None));
    assert_eq!(ends("^5.1"), (None, Some("5.1".into())));
    // An end that is there and cannot be read leaves no half of a range.
    for value in ["low^5.1", "3.5^high", "5.1^3.5"] {
        let s = read(value);
        assert_eq!(only(&s).value, ObservationValue::Absent("error".into()), "{value}");
        assert!(s.notes.iter().any(|n| n.code == "unreadable"), "{value}");
    }
}

#[test]
fn obx_2_every_other_type_is_reported() {
    for kind in [
        "NA", "MA", "CX", "XCN", "XPN", "XTN", "XON", "XAD", "AD", "PN", "TN", "MO", "CP", "EI", "HD", "PL",
        "CD", "DLN", "JCC", "ZZ",
    ] {
        let s = result(&format!("OBX|1|{kind}|2823-3^K^LN||5.9^6.0|mmol/L|||||F"));
        assert_eq!(only(&s).value, ObservationValue::Absent("error".into()), "{kind}");
        assert!(s.notes.iter().any(|n| n.code == "not-understood"), "{kind}");
    }
    let s = result("OBX|1|CQ|2823-3^K^LN||much^mg||||||F");
    assert!(s.notes.iter().any(|n| n.code == "not-a-number"));
}

#[test]
fn obx_6_units() {
    let unit = |field: &str| {
        let s = result(&format!("OBX|1|NM|2823-3^K^LN||5.9|{field}|||||F"));
        (quantity(&only(&s).value).2.map(str::to_string), noted(&s, "unmapped-unit"))
    };
    assert_eq!(unit("mmol/L^^UCUM"), (Some("mmol/L".into()), 0));
    assert_eq!(unit("mmol/L"), (Some("mmol/L".into()), 0));
    assert_eq!(unit(""), (None, 0));
    assert_eq!(unit("ZZ^^L^mmol/L^^UCUM"), (Some("mmol/L".into()), 0));
    // A local code is not taken for the UCUM it looks like.
    assert_eq!(unit("mmol/L^^L"), (Some("mmol/L (local)".into()), 1));
    assert_eq!(unit("giga.l-1"), (Some("giga.l-1".into()), 1));
    let text = message("ORU^R01", &["OBR|1||F1|1^x^LN", "OBX|1|NM|777-3^PLT^LN||221|giga.l-1^^L|||||F"]);
    let s = mapped(&text, "senders: { LAB: { units: { giga.l-1: 10*9/L } } }");
    assert_eq!(quantity(&only(&s).value).2, Some("10*9/L"));
    let s = mapped(&text, "senders: { OTHER: { units: { giga.l-1: 10*9/L } } }");
    assert_eq!(noted(&s, "unmapped-unit"), 1);
}

#[test]
fn obx_7_ranges() {
    let range = |text: &str| {
        result(&format!("OBX|1|NM|2823-3^K^LN||5.9|mmol/L|{text}||||F")).observations.items.remove(0).ranges
    };
    for text in ["3.5-5.1", "3.5 - 5.1", "3.5 to 5.1"] {
        let r = range(text).remove(0);
        assert_eq!((r.low.unwrap().value, r.high.unwrap().value), (num("3.5"), num("5.1")), "{text}");
    }
    let r = range("<5.1").remove(0);
    assert_eq!(r.high.unwrap().comparator, Some(CmpOp::Lt));
    for text in ["see report", "5.1-3.5", "M 3-5, F 2-4"] {
        let r = range(text).remove(0);
        assert_eq!((r.low, r.high, r.text.as_deref()), (None, None, Some(text)));
    }
    assert!(range("").is_empty());
}

#[test]
fn obx_8_flags() {
    let s = result("OBX|1|NM|2823-3^K^LN||5.9|mmol/L||h~HH^^HL70078~!!|||F");
    assert_eq!(only(&s).interpretation, ["H", "HH"]);
    assert_eq!(noted(&s, "unmapped-flag"), 1);
    let text = message("ORU^R01", &["OBR|1||F1|1^x^LN", "OBX|1|NM|2823-3^K^LN||5.9|mmol/L||!!|||F"]);
    assert_eq!(only(&mapped(&text, "defaults: { flags: { '!!': AA } }")).interpretation, ["AA"]);
}

#[test]
fn obx_14_then_obr_7_and_obr_22_is_when_it_was_released() {
    let read_with = |obx14: &str, obr7: &str| {
        let obr = format!("OBR|1|P1|F1|24323-8^CMP^LN|||{obr7}{}20260301085000", "|".repeat(15));
        let obx = format!("OBX|1|NM|2823-3^K^LN||5.9|mmol/L|||||F|||{obx14}");
        let o = read(&message("ORU^R01", &[&obr, &obx])).observations.items.remove(0);
        (o.effective.map(|t| t.to_string()), o.issued.map(|t| t.to_string()))
    };
    let issued = Some("2026-03-01T08:50:00".to_string());
    assert_eq!(read_with("202603010810", "202603010800"), (Some("2026-03-01T08:10".into()), issued.clone()));
    assert_eq!(read_with("", "202603010800"), (Some("2026-03-01T08:00".into()), issued.clone()));
    assert_eq!(read_with("", ""), (None, issued));
}

#[test]
fn a_correction_replaces_by_filler_number_obx_3_and_obx_4() {
    let send = |made: &str, filler: &str, sub: &str, value: &str, status: &str| {
        let obr = format!("OBR|1|P1|{filler}|24323-8^CMP^LN|||202603010800");
        at(made, made, "ORU^R01", &[&obr, &format!("OBX|1|NM|2823-3^K^LN|{sub}|{value}|mmol/L|||||{status}")])
    };
    let first = send("202603010900", "F1", "", "7.9", "F");
    let corrected = send("202603010930", "F1", "", "4.9", "C");
    let s = read(&format!("{first}{corrected}"));
    assert_eq!(
        (quantity(&only(&s).value).0.as_str(), only(&s).status),
        ("4.9", ObservationStatus::Corrected)
    );
    // Another order, another specimen: another result.
    for other in [send("202603010930", "F2", "", "4.9", "F"), send("202603010930", "F1", "2", "4.9", "F")] {
        assert_eq!(read(&format!("{first}{other}")).observations.items.len(), 2);
    }
    // An older message that comes late corrects nothing.
    let s = read(&format!("{corrected}{first}"));
    assert_eq!(
        (quantity(&only(&s).value).0.as_str(), noted(&s, "older-message")),
        ("4.9", 2),
        "the order and its result"
    );
    // Neither does an older withdrawal.
    let s = read(&format!("{corrected}{}", send("202603010900", "F1", "", "7.9", "W")));
    assert_eq!((quantity(&only(&s).value).0.as_str(), noted(&s, "older-message")), ("4.9", 2));
    // A correction within one message.
    let s = read(&message(
        "ORU^R01",
        &[
            "OBR|1|P1|F1|24323-8^CMP^LN",
            "OBX|1|NM|2823-3^K^LN||7.9|mmol/L|||||F",
            "OBX|2|NM|2823-3^K^LN||4.9|mmol/L|||||C",
        ],
    ));
    assert_eq!(quantity(&only(&s).value).0, "4.9");
}

#[test]
fn nte_is_reported_and_not_evaluated() {
    let s = read(&message("ORU^R01", &["OBR|1||F1|24323-8^CMP^LN", "NTE|1||CRITICAL potassium 7.9"]));
    assert!(s.observations.items.is_empty());
    assert_eq!(noted(&s, "comments"), 1);
    assert!(s.notes.iter().all(|n| !n.text.contains("7.9")), "no value in a note");
}
