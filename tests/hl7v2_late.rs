//! Messages that come late, twice, in parts or from a test system, one test each.

#![cfg(feature = "hl7v2")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)]

#[path = "fixtures/hl7v2/build.rs"]
mod build;

use build::*;
use curbside::hl7v2::{SiteMap, read_any, read_messages};
use curbside::snapshot::*;
use std::collections::BTreeSet;

/// A potassium of order F1: when the message was made, when the result was released, value, status.
fn potassium(made: &str, released: &str, value: &str, status: &str) -> String {
    let obr = format!("OBR|1|P1|F1|24323-8^CMP^LN|||202603010800{}{released}", "|".repeat(15));
    let text = at(
        "202603010000",
        made,
        "ORU^R01",
        &[&obr, &format!("OBX|1|NM|2823-3^K^LN||{value}|mmol/L|||||{status}")],
    );
    text.replace("|202603010000|", &format!("|{made}|"))
}

/// Every order in which messages may come.
fn orders(of: &[String]) -> Vec<String> {
    if of.is_empty() {
        return vec![String::new()];
    }
    let mut out = Vec::new();
    for (i, first) in of.iter().enumerate() {
        let mut rest = of.to_vec();
        rest.remove(i);
        out.extend(orders(&rest).into_iter().map(|r| format!("{first}{r}")));
    }
    out
}

#[test]
fn a_withdrawn_result_stays_withdrawn_in_whatever_order_messages_come() {
    for code in ["W", "D", "X"] {
        let all = [
            potassium("202603010900", "", "7.9", "P"),
            potassium("202603010905", "", "7.9", "F"),
            potassium("202603010930", "", "", code),
        ];
        for text in orders(&all) {
            assert!(read(&text).observations.items.is_empty(), "{code}: {text}");
        }
        // What comes later than the withdrawal is a result again.
        for text in orders(&[all[1].clone(), all[2].clone(), potassium("202603011000", "", "4.1", "C")]) {
            let s = read(&text);
            assert_eq!(quantity(&only(&s).value).0, "4.1", "{code}: {text}");
        }
    }
}

#[test]
fn the_latest_correction_stands_in_whatever_order_messages_come() {
    let all = [
        potassium("202603010900", "", "7.9", "P"),
        potassium("202603010910", "", "7.8", "F"),
        potassium("202603010920", "", "4.8", "C"),
        potassium("202603010930", "", "4.9", "C"),
    ];
    for text in orders(&all) {
        let s = read(&text);
        assert_eq!(quantity(&only(&s).value).0, "4.9", "{text}");
        assert_eq!(only(&s).status, ObservationStatus::Corrected);
    }
}

#[test]
fn a_result_sent_again_under_a_new_time_is_as_old_as_its_release() {
    // An interface engine stamps MSH-7 anew when it empties its queue.
    let old = |made| potassium(made, "20260301085000", "7.9", "F");
    let withdrawn = potassium("202603010930", "20260301092900", "", "W");
    let corrected = potassium("202603010930", "20260301092900", "4.9", "C");
    let again = old("202603011200");
    assert!(read(&format!("{}{withdrawn}{again}", old("202603010900"))).observations.items.is_empty());
    assert!(read(&format!("{withdrawn}{again}")).observations.items.is_empty());
    let s = read(&format!("{}{corrected}{again}", old("202603010900")));
    assert_eq!((quantity(&only(&s).value).0.as_str(), noted(&s, "older-message") > 0), ("4.9", true));
    // A sender that leaves OBR-22 as it was: the message's own time decides.
    let same = potassium("202603010930", "20260301085000", "4.9", "C");
    for text in orders(&[old("202603010900"), same]) {
        assert_eq!(quantity(&only(&read(&text)).value).0, "4.9");
    }
}

#[test]
fn without_times_the_status_tells_and_where_it_does_not_nothing_is_final() {
    let send = |value, status| potassium("", "", value, status);
    for text in [
        format!("{}{}", send("4.9", "C"), send("7.9", "F")),
        format!("{}{}", send("4.9", "C"), send("7.9", "P")),
        format!("{}{}", send("4.9", "F"), send("7.9", "P")),
        format!("{}{}", send("7.9", "P"), send("4.9", "F")),
        format!("{}{}", send("7.9", "F"), send("4.9", "C")),
        format!("{}{}", send("7.9", "F"), send("4.9", "F")),
    ] {
        assert_eq!(quantity(&only(&read(&text)).value).0, "4.9", "{text}");
    }
    // Withdrawn and sent within one minute, or without any time: neither a result nor nothing.
    for made in ["", "202603010930"] {
        let withdrawn = potassium(made, "", "", "W");
        let s = read(&format!("{withdrawn}{}", potassium(made, "", "7.9", "F")));
        assert_eq!((only(&s).status, noted(&s, "unclear-order")), (ObservationStatus::Unknown, 1), "{made}");
    }
}

#[test]
fn a_withdrawal_and_its_replacement_in_one_message() {
    let of = |lines: &[&str]| {
        let mut all = vec!["OBR|1|P1|F1|24323-8^CMP^LN"];
        all.extend(lines);
        read(&message("ORU^R01", &all))
    };
    let (old, gone, new) = (
        "OBX|1|NM|2823-3^K^LN||7.9|mmol/L|||||F",
        "OBX|1|NM|2823-3^K^LN||7.9|mmol/L|||||W",
        "OBX|2|NM|2823-3^K^LN||4.9|mmol/L|||||F",
    );
    for lines in [vec![gone, new], vec![old, gone, new]] {
        let s = of(&lines);
        assert_eq!(
            (quantity(&only(&s).value).0.as_str(), only(&s).status),
            ("4.9", ObservationStatus::Final)
        );
    }
    assert!(of(&[old, gone]).observations.items.is_empty());
}

#[test]
fn deleted_problems_allergies_diagnoses_and_vaccinations_stay_deleted() {
    let cases: [(&str, &str, &str); 5] = [
        ("PPR^PC1", "PRB|AD|20260301|44054006^Diabetes^SCT|7", "PRB|DE|20260301|44054006^Diabetes^SCT|7"),
        ("ADT^A60", "IAM|1|DA|7980^Penicillin^RXN|SV||A|9", "IAM|1|DA|7980^Penicillin^RXN|SV||D|9"),
        ("ADT^A08", "DG1|1||E11^x^I10|||F||||||||||||||D1|A", "DG1|1||E11^x^I10|||F||||||||||||||D1|D"),
        (
            "VXU^V04",
            "RXA|0|1|20260301||08^HepB^CVX|1|mL|||||||||||||CP|A",
            "RXA|0|1|20260301||08^HepB^CVX|1|mL|||||||||||||CP|D",
        ),
        (
            "ADT^A08",
            "PR1|1||76164006^x^SCT||2026||||||||||||||R1|A",
            "PR1|1||76164006^x^SCT||2026||||||||||||||R1|D",
        ),
    ];
    for (kind, add, delete) in cases {
        let (first, later) =
            (at("202603010900", "1", kind, &[add]), at("202603010930", "2", kind, &[delete]));
        let count = |s: &Snapshot| {
            s.conditions.items.len()
                + s.allergies.items.len()
                + s.immunizations.items.len()
                + s.procedures.items.len()
        };
        assert_eq!(count(&read(&first)), 1, "{add}");
        for text in orders(&[first.clone(), later.clone()]) {
            let s = read(&text);
            assert_eq!(count(&s), 0, "{text}");
        }
        let again = at("202603011000", "3", kind, &[add]);
        assert_eq!(count(&read(&format!("{first}{later}{again}"))), 1, "added again: {add}");
    }
}

#[test]
fn an_order_that_was_ended_before_it_was_heard_of_is_not_active() {
    let order = at("202603010900", "1", "RDE^O11", &["ORC|NW|P1", "RXE||11289^Warfarin^RXN|5||mg"]);
    for (code, status) in
        [("DC", MedicationStatus::Ended), ("CR", MedicationStatus::Ended), ("OH", MedicationStatus::OnHold)]
    {
        let later = at("202603010930", "2", "RDE^O11", &[&format!("ORC|{code}|P1")]);
        for text in orders(&[order.clone(), later]) {
            let s = read(&text);
            assert_eq!(s.medications.items.len(), 1, "{text}");
            assert_eq!(s.medications.items[0].status, status, "{text}");
        }
    }
    // Ordered again later, it is.
    let ended = at("202603010930", "2", "RDE^O11", &["ORC|DC|P1"]);
    let again = at("202603011000", "3", "RDE^O11", &["ORC|NW|P1", "RXE||11289^Warfarin^RXN|5||mg"]);
    assert_eq!(read(&format!("{ended}{again}")).medications.items[0].status, MedicationStatus::Active);
}

#[test]
fn an_older_list_does_not_refill_a_list_that_was_emptied() {
    let first = at("202603010900", "1", "ADT^A08", &["AL1|1|DA|7980^Penicillin^RXN|SV"]);
    let emptied = at("202603010930", "2", "ADT^A08", &["AL1|1|DA|\"\""]);
    for text in orders(&[first, emptied]) {
        assert!(read(&text).allergies.items.is_empty(), "{text}");
    }
    // A29: the person's information was deleted.
    let problem = at("202603010900", "1", "PPR^PC1", &["PRB|AD|2026|44054006^Diabetes^SCT|7"]);
    let deleted = at("202603010930", "2", "ADT^A29", &["EVN|A29"]);
    for text in orders(&[problem, deleted]) {
        assert!(read(&text).conditions.items.is_empty(), "{text}");
    }
}

#[test]
fn an_older_no_known_allergies_does_not_complete_a_newer_list() {
    let none = at("202603010900", "1", "ADT^A08", &["AL1|1|DA|716186003^No known allergy^SCT"]);
    let some = at("202603010930", "2", "ADT^A08", &["AL1|1|DA|7980^Penicillin^RXN|SV"]);
    for text in orders(&[none, some]) {
        let s = read(&text);
        assert!(s.allergies.items.iter().all(|a| !a.none_known) && s.allergies.items.len() == 1, "{text}");
        assert_ne!(s.allergies.coverage, Coverage::Complete, "{text}");
    }
}

#[test]
fn older_words_about_the_person_and_the_place_do_not_win() {
    let admitted =
        at("202603010900", "1", "ADT^A01", &["PID|||7^^^HOSP^MR||||19510203|F", "PV1||I|||||||||||||||||V1"]);
    let died = at(
        "202603010930",
        "2",
        "ADT^A03",
        &[&format!("PID|||7^^^HOSP^MR{}20260301092500|Y", "|".repeat(26)), "PV1||I|||||||||||||||||V1"],
    );
    let alive =
        at("202603010910", "3", "ADT^A08", &[&format!("PID|||7^^^HOSP^MR||||19510204|F{}N", "|".repeat(22))]);
    for text in orders(&[admitted, died, alive]) {
        let s = read(&text);
        assert_eq!(s.person.deceased, Some(true), "{text}");
        assert_eq!(
            s.person.born.as_ref().unwrap().to_string(),
            "1951-02-04",
            "the later of those that say it"
        );
        assert_eq!(s.request.setting, None, "gone: {text}");
    }
}

#[test]
fn withdrawals_are_remembered_within_bounds_and_travel_with_the_snapshot() {
    let mut s = Snapshot::default();
    for n in 0..5200 {
        let source = SourceRef(format!("OBX/{n}/1/").into());
        let made = curbside::time::Timestamp::from_second(1_760_000_000 + n);
        s.apply(&[Change::Remove { source, version: Some(made.to_string()) }]);
    }
    assert_eq!(s.settled.iter().count(), 5000);
    assert!(s.settled.get(&SourceRef("OBX/0/1/".into())).is_none(), "the oldest went");
    assert_eq!(noted(&s, "withdrawals-forgotten"), 1);
    let text = serde_json::to_string(&s).unwrap();
    assert_eq!(serde_json::from_str::<Snapshot>(&text).unwrap(), s);
    // One that was never told of withdrawals writes nothing of them.
    assert!(!serde_json::to_string(&Snapshot::default()).unwrap().contains("settled"));
}

#[test]
fn a_merge_brings_withdrawals_along_and_the_later_word_stands() {
    let of = |pid: &str, text: String| text.replace("|7^^^HOSP^MR|", &format!("|{pid}^^^HOSP^MR|"));
    let merge =
        at("202603011100", "9", "ADT^A40", &["PID|||7^^^HOSP^MR||Doe^Jane||19510203|F", "MRG|8^^^HOSP^MR"]);
    let first = of("7", potassium("202603010900", "", "7.9", "F"));
    let withdrawn = of("8", potassium("202603010930", "", "", "W"));
    assert!(read(&format!("{first}{withdrawn}{merge}")).observations.items.is_empty());
    let corrected = of("8", potassium("202603010930", "", "4.9", "C"));
    assert_eq!(quantity(&only(&read(&format!("{first}{corrected}{merge}"))).value).0, "4.9");
    let s = read(&format!(
        "{}{}{merge}",
        of("8", potassium("202603010900", "", "7.9", "F")),
        of("7", potassium("202603010930", "", "", "D"))
    ));
    assert!(s.observations.items.is_empty());
}

#[test]
fn msh_11_only_production_counts_where_it_must() {
    let with = |id: &str| {
        message("ORU^R01", &["OBR|1|P1|F1|1^x^LN", "OBX|1|NM|2823-3^K^LN||5.9|mmol/L|||||F"])
            .replace("|1|P|2.5.1", &format!("|1|{id}|2.5.1"))
    };
    let mut strict = options();
    strict.production = true;
    let refused = |id: &str, o: &curbside::hl7v2::Options| {
        read_any(with(id).as_bytes(), o).err().map(|e| e.to_string())
    };
    for id in ["P", "P^T"] {
        assert_eq!(refused(id, &strict), None, "{id}");
    }
    for (id, says) in [
        ("T", "message 1, MSH-11: the processing id is T (training); only production is taken here."),
        ("D", "message 1, MSH-11: the processing id is D (debugging)"),
        ("", "message 1, MSH-11: the processing id is not sent"),
        ("secret", "message 1, MSH-11: the processing id is not of HL7 table 0103"),
    ] {
        let e = refused(id, &strict).unwrap();
        assert!(e.starts_with(says) && !e.contains("secret"), "{e}");
        // Files are read, and say what they are.
        assert_eq!(noted(&read(&with(id)), "not-production"), 1, "{id}");
    }
    strict.map = SiteMap::from_yaml("senders: { LAB: { processing: [T, none] } }").unwrap();
    assert_eq!((refused("T", &strict), refused("", &strict)), (None, None));
    assert!(refused("P", &strict).is_some(), "a test system of its own");
    let e = SiteMap::from_yaml("defaults: { processing: [X] }").unwrap_err().to_string();
    assert!(e.starts_with("defaults.processing: `X` is not a processing id"), "{e}");
}

#[test]
fn dsc_parts_are_one_message_or_none() {
    let first = "MSH|^~\\&|LAB|H|EMR|H|202603010900||ORU^R01|1|P|2.5.1\rPID|||7^^^HOSP^MR||||19510203|F\r\
        OBR|1|P1|F1|24323-8^CMP^LN\rOBX|1|NM|2823-3^K^LN||5.9|mmol/L|||||F\rOBX|2|TX|8251-1^Note^LN||begins \rADD|\rDSC|ptr1|F\r";
    let second = "MSH|^~\\&|LAB|H|EMR|H|202603010901||ORU^R01|2|P|2.5.1||ptr1\rADD|and ends||||||F\r\
        OBX|3|NM|2951-2^Na^LN||140|mmol/L|||||F\rDSC|ptr2|F\r";
    let third = "MSH|^~\\&|LAB|H|EMR|H|202603010902||ORU^R01|3|P|2.5.1||ptr2\rOBX|4|NM|2160-0^Cr^LN||1.1|mg/dL|||||F\r";
    let s = read(&format!("{first}{second}{third}"));
    let codes: BTreeSet<&str> =
        s.observations.items.iter().map(|o| o.code.codings[0].code.as_str()).collect();
    assert_eq!(codes, BTreeSet::from(["2823-3", "8251-1", "2951-2", "2160-0"]));
    let note = s.observations.items.iter().find(|o| o.code.codings[0].code == "8251-1").unwrap();
    assert_eq!(note.value, ObservationValue::Text("begins and ends".into()));
    let whole = read_messages(format!("{first}{second}{third}").as_bytes(), &options()).unwrap();
    assert_eq!(whole[0].as_ref().unwrap().continued_by(), ["2", "3"]);
    // Another message in between is one of its own.
    let other =
        at("202603010900", "9", "ADT^A08", &["PID|||7^^^HOSP^MR||||19510203|F", "PRB|AD|1|1^a^SCT|1"]);
    assert_eq!(read(&format!("{first}{other}{second}{third}")).observations.items.len(), 4);
    // A part that is missing: nothing of the others is used.
    for (text, says) in [
        (first.to_string(), "message 1, DSC: it goes on in another message (DSC) that is not here"),
        (format!("{first}{second}"), "message 1, DSC: it goes on"),
        (second.to_string(), "message 1, MSH: it continues another message (MSH-14) that is not here"),
        (format!("{second}{first}"), "message 1, MSH: it continues another message"),
        (format!("{first}{}", second.replace("|LAB|", "|OTHER|")), "message 1, DSC: it goes on"),
        (format!("{first}{}", second.replace("^~\\&", "^~\\$")), "message 1, DSC: it goes on"),
    ] {
        let all = read_any(text.as_bytes(), &options());
        let e = match &all {
            Err(e) => e,
            Ok(all) => {
                assert!(all.iter().all(|(_, s)| s.is_err()), "{text}");
                all[0].1.as_ref().unwrap_err()
            }
        };
        assert!(e.to_string().starts_with(says), "{e}");
    }
    // An answer with more to ask for is whole.
    let more =
        message("ORU^R01", &["OBR|1|P1|F1|1^x^LN", "OBX|1|NM|2823-3^K^LN||5.9|mmol/L|||||F", "DSC|next|I"]);
    assert_eq!(noted(&read(&more), "continued"), 1);
}
