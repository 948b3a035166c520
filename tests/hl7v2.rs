//! HL7 v2 as a whole: orders and medications, form and limits, and that
//! snapshots and changes agree.

#![cfg(feature = "hl7v2")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)]

#[path = "fixtures/hl7v2/build.rs"]
mod build;

use build::*;
use curbside::diag::Code;
use curbside::hl7v2::{SiteMap, looks_like, read_any, read_messages, updates};
use curbside::snapshot::*;
use curbside::time::Clock;
use curbside::value::Num;
use curbside::{Compiler, Session, pack::PackSource};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn num(s: &str) -> Num {
    s.parse().unwrap()
}

// Orders

/// A new order, then a message with this control code and order status.
fn after(code: &str, status: &str) -> (MedicationStatus, OrderStatus, Snapshot) {
    let rde = at("202603010900", "1", "RDE^O11", &["ORC|NW|P1^E", "RXE||11289^Warfarin^RXN|5||mg"]);
    let oml = at("202603010900", "2", "OML^O21", &["ORC|NW|P2^E", "OBR|1|P2^E||2823-3^K^LN"]);
    let rde_then = at("202603010901", "3", "RDE^O11", &[&format!("ORC|{code}|P1^E|||{status}")]);
    let oml_then = at("202603010901", "4", "OML^O21", &[&format!("ORC|{code}|P2^E|||{status}")]);
    let s = read(&format!("{rde}{oml}{rde_then}{oml_then}"));
    (s.medications.items[0].status, s.orders.items[0].status, s)
}

#[test]
fn every_order_control_code_is_decided() {
    use MedicationStatus as M;
    use OrderStatus as O;
    // Without content a code changes only where the order stands.
    let active =
        ["NW", "OK", "NA", "SN", "CH", "PA", "RR", "OP", "PY", "RF", "AF", "FU", "OF", "XO", "XX", "XR"];
    for code in active.into_iter().chain(["RL", "OE", "OR", "RP", "RO", "SC", "SR", "RE", "PR", "CN"]) {
        let (m, o, _) = after(code, "");
        assert_eq!((m, o), (M::Active, O::Active), "{code}");
    }
    for code in ["OC", "CR", "DC", "OD", "DR", "UA", "RU", "RQ"] {
        let (m, o, _) = after(code, "");
        assert_eq!((m, o), (M::Ended, O::Ended), "{code}");
    }
    for code in ["OH", "HR"] {
        assert_eq!(after(code, "").0, M::OnHold, "{code}");
    }
    // Requests that nobody has granted yet.
    for (code, note) in [("CA", "cancel-requested"), ("HD", "hold-requested")] {
        let (m, o, s) = after(code, "");
        assert_eq!((m, o, noted(&s, note)), (M::Active, O::Active, 2), "{code}");
    }
    for code in ["UC", "UD", "UH", "UR", "UM", "UX", "UF", "DF", "SS", "DE", "LI", "UN", "CP", "MC"] {
        let (m, o, s) = after(code, "");
        assert_eq!((m, o, noted(&s, "order-unchanged")), (M::Active, O::Active, 2), "{code}");
    }
    let (m, _, s) = after("ZZ", "");
    assert_eq!((m, noted(&s, "unclear-status")), (M::Active, 1));
    // A change of status is what ORC-5 says.
    assert_eq!(after("SC", "CM").1, O::Done);
    assert_eq!(after("SC", "DC").0, M::Ended);
    assert_eq!(after("SC", "HD").0, M::OnHold);
}

#[test]
fn a_replacement_order_names_what_it_replaces() {
    let first = at("202603010900", "1", "RDE^O11", &["ORC|NW|P1^E", "RXE||11289^Warfarin^RXN|5||mg"]);
    let second = at(
        "202603010901",
        "2",
        "RDE^O11",
        &["ORC|RP|P1^E", "ORC|RO|P2^E", "RXE||11289^Warfarin^RXN|2.5||mg"],
    );
    let s = read(&format!("{first}{second}"));
    let new = s.medications.items.iter().find(|m| m.info.source.as_ref().unwrap().0 == "RXE/P2^E").unwrap();
    assert!(new.replaces.contains(&SourceRef("RXE/P1^E".into())));
}

#[test]
fn ordered_encoded_handed_out_and_given_are_facts_of_their_own() {
    let s = read(&message(
        "RDS^O13",
        &[
            "ORC|NW|P1^E||||||||20260301",
            "TQ1|1||BID|||7^d|20260301|||",
            "RXO|11289^Warfarin^RXN|5|10|mg||^as told",
            "RXR|PO^Oral^HL70162",
            "RXE||855332^warfarin 5 MG Oral Tablet^RXN|1||TAB^tablet",
            "TQ1|1||Q8H",
            "RXD|1|855332^warfarin 5 MG Oral Tablet^RXN|20260301|30|TAB|||RX9",
        ],
    ));
    let kinds: Vec<MedicationKind> = s.medications.items.iter().map(|m| m.kind).collect();
    assert_eq!(kinds, [MedicationKind::Order, MedicationKind::Order, MedicationKind::Dispense]);
    let (rxo, rxe) = (&s.medications.items[0], &s.medications.items[1]);
    let dose = &rxo.doses[0];
    assert_eq!(dose.amount.as_ref().unwrap().value, num("10"));
    assert_eq!(dose.amount_low.as_ref().unwrap().value, num("5"));
    assert_eq!(dose.per_day, Some(num("2")));
    assert_eq!(
        dose.route.as_ref().unwrap().codings[0].system,
        "http://terminology.hl7.org/CodeSystem/v2-0162"
    );
    assert_eq!(rxo.period.end.as_ref().unwrap().to_string(), "2026-03-08");
    assert_eq!(rxe.doses[0].per_day, Some(num("3")));
    assert_eq!(rxe.doses[0].amount.as_ref().unwrap().unit.as_deref(), Some("{tablet}"));
    // The encoded order stands for the requested one: no duplicate.
    assert_eq!(rxe.replaces, [rxo.info.source.clone().unwrap()]);

    let given = read(&message(
        "RAS^O17",
        &["ORC|RE|P1^E", "RXA|0|1|202603010800||11289^Warfarin^RXN|5|mg|||||||||||||CP"],
    ));
    assert_eq!(given.medications.items.len(), 1);
    assert_eq!(given.medications.items[0].kind, MedicationKind::Administration);
    let not = read(&message(
        "RAS^O17",
        &["ORC|RE|P1^E", "RXA|0|1|202603010800||11289^Warfarin^RXN|5|mg|||||||||||||NA"],
    ));
    assert!(not.medications.items.is_empty());
}

#[test]
fn frequencies_are_read_mapped_or_reported() {
    let per_day = |code: &str, yaml: &str| {
        let text =
            message("RDE^O11", &["ORC|NW|P1", "RXE||11289^Warfarin^RXN|5||mg", &format!("TQ1|1||{code}")]);
        let s = mapped(&text, yaml);
        (
            s.medications.items[0].doses[0].per_day,
            s.medications.items[0].doses[0].as_needed,
            noted(&s, "unmapped-frequency"),
        )
    };
    for (code, times) in
        [("BID", "2"), ("QID", "4"), ("Q6H", "4"), ("Q30M", "48"), ("QD", "1"), ("5ID", "5"), ("Q2D", "0.5")]
    {
        assert_eq!(per_day(code, "{}").0, Some(num(times)), "{code}");
    }
    assert_eq!(per_day("PRN", "{}"), (None, true, 0));
    assert_eq!(per_day("Q4H PRN", "{}"), (Some(num("6")), true, 0));
    assert_eq!(per_day("1-0-1", "{}"), (None, false, 1));
    assert_eq!(per_day("1-0-1", "defaults: { frequencies: { 1-0-1: 2 } }"), (Some(num("2")), false, 0));
    for odd in ["Q0H", "Q", "QH", "Q99999999999H", "QÄ"] {
        assert_eq!(per_day(odd, "{}").0, None, "{odd}");
    }
}

#[test]
fn encounters_and_setting() {
    let pv1 = |made: &str, event: &str, class: &str, rest: &str| {
        at(
            made,
            made,
            &format!("ADT^{event}"),
            &[&format!("PV1|1|{class}|W1^R2^B3{}V1{rest}", "|".repeat(16))],
        )
    };
    let admit = pv1("202603010900", "A01", "I", &format!("{}202603010800", "|".repeat(25)));
    let s = read(&admit);
    let e = &s.encounters.items[0];
    assert_eq!(
        (e.class.as_deref(), e.current, e.location.as_deref()),
        (Some("inpatient"), true, Some("W1 R2 B3"))
    );
    assert_eq!(s.request.setting.as_deref(), Some("inpatient"));
    let s = read(&format!("{admit}{}", pv1("202603020900", "A03", "I", "")));
    assert!(!s.encounters.items[0].current);
    assert_eq!((s.encounters.items.len(), s.request.setting.as_deref()), (1, None));
    let s = read(&format!("{admit}{}", pv1("202603010910", "A11", "I", "")));
    assert!(s.encounters.items.is_empty());
    // The class a laboratory sends does not move an inpatient.
    let lab = at("202603010910", "9", "ORU^R01", &["PV1|1|O", "OBR|1||F1|1^x^LN"]);
    assert_eq!(read(&lab).request.setting.as_deref(), Some("ambulatory"));
    assert_eq!(read(&format!("{admit}{lab}")).request.setting.as_deref(), Some("inpatient"));
    for (code, class) in
        [("E", "emergency"), ("O", "ambulatory"), ("R", "ambulatory"), ("P", "pre-admission")]
    {
        assert_eq!(
            read(&pv1("202603010900", "A04", code, "")).encounters.items[0].class.as_deref(),
            Some(class)
        );
    }
}

#[test]
fn pregnancy_where_it_is_sent() {
    let visit = read(&message("ADT^A01", &[&format!("PV1|1|I{}B6", "|".repeat(13))]));
    assert!(visit.person.pregnancy.unwrap().pregnant);
    let result = read(&message(
        "ORU^R01",
        &[
            "OBR|1||F1|1^x^LN|||20260228",
            "OBX|1|CWE|82810-3^Pregnancy status^LN||60001007^Not pregnant^SCT||||||F",
            "OBX|2|DT|11778-8^EDD^LN||20260901||||||F",
        ],
    ));
    assert!(!result.person.pregnancy.unwrap().pregnant);
}

// Form

#[test]
fn line_ends_framing_batches_and_marks() {
    let one = message("ADT^A08", &["AL1|1|DA|7980^Penicillin G^RXN"]);
    let expected = read(&one).allergies;
    for text in [
        one.replace('\r', "\n"),
        one.replace('\r', "\r\n"),
        format!("\u{b}{one}\u{1c}\r"),
        format!("\u{feff}{one}"),
        format!("FHS|^~\\&|X\rBHS|^~\\&|X\r{one}BTS|1\rFTS|1\r"),
    ] {
        assert!(looks_like(text.as_bytes()));
        assert_eq!(read(&text).allergies, expected);
    }
    let frames = format!("\u{b}{one}\u{1c}\r\u{b}{one}\u{1c}\r");
    assert_eq!(read_messages(frames.as_bytes(), &options()).unwrap().len(), 2);
}

#[test]
fn other_separators_escapes_and_broken_lines() {
    let s = read(
        "MSH$*!?%$LAB$H$$$202603010900$$ORU*R01$1$P$2.5\rPID$$$7***H*MR\rOBR$1$$F1$1*x*LN\r\
        OBX$1$TX$8251-1*Note*LN$$a?F?b?S?c?T?d?R?e?E?f?.br?g$$$$$$F\r",
    );
    assert_eq!(only(&s).value, ObservationValue::Text("a$b*c%d!e?f\ng".into()));
    let s = read(&message(
        "ORU^R01",
        &["OBR|1||F1|1^x^LN", "OBX|1|TX|8251-1^Note^LN||first line", "second line||||||F"],
    ));
    assert_eq!(only(&s).value, ObservationValue::Text("first line\nsecond line".into()));
    assert_eq!(noted(&s, "broken-line"), 1);
    let s = read(&message(
        "ORU^R01",
        &["OBR|1||F1|1^x^LN", "OBX|1|TX|8251-1^Note^LN||first", "ADD| and more||||||F"],
    ));
    assert_eq!(only(&s).value, ObservationValue::Text("first and more".into()));
}

#[test]
fn what_is_no_message_is_refused_with_its_place() {
    for (text, says) in [
        ("", "the input: not HL7 v2"),
        ("{}", "the input: not HL7 v2"),
        ("MSH|^\r", "message 1, MSH-2: not HL7 v2 (fewer than two"),
        ("MSH|^^\\&|\r", "message 1, MSH-2: not HL7 v2 (one character"),
        ("MSH|abcd|\r", "message 1, MSH-2: not HL7 v2 (encoding"),
        ("MSH|^~\\&|A\r", "message 1, MSH-9: no message type"),
        ("MSH|^~\\&|A||||||SIU^S12|1\rPID|||7\r", "message 1, MSH-9: messages of type `SIU^S12`"),
        ("MSH|^~\\&|A||||||ADT^A01|1\r", "message 1, PID: the message is about no patient"),
        ("BHS|^~\\&|A\rBTS|0\r", "the input: not HL7 v2 (a batch"),
    ] {
        assert!(refused(text).to_string().starts_with(says), "{text:?}: {}", refused(text));
    }
}

#[test]
fn every_limit_has_its_effect() {
    let two = format!("{0}{0}", message("ADT^A08", &["PRB|AD|1|1^a^SCT|1", "PRB|AD|1|2^b^SCT|2"]));
    let mut tight: Vec<(curbside::hl7v2::Options, &str)> = Vec::new();
    for what in ["bytes", "messages", "segments", "repetitions", "facts"] {
        let mut o = options();
        match what {
            "bytes" => o.limits.max_bytes = 50,
            "messages" => o.limits.max_messages = 1,
            "segments" => o.limits.max_segments = 2,
            "repetitions" => o.limits.max_repetitions = 0,
            _ => o.limits.max_facts = 1,
        }
        tight.push((o, what));
    }
    assert!(read_any(two.as_bytes(), &options()).is_ok());
    for (o, what) in tight {
        let e = match read_any(two.as_bytes(), &o) {
            Err(e) => e,
            Ok(all) => all.into_iter().find_map(|(_, s)| s.err()).unwrap(),
        };
        assert_eq!(e.code(), Code::SnapshotLimit, "{what}");
        assert!(e.to_string().contains(what), "{e}");
    }
}

#[test]
fn one_bad_message_of_many_is_an_error_of_its_own() {
    let good = message("ADT^A08", &[]);
    let all = read_any(format!("{good}{}", message("SIU^S12", &[])).as_bytes(), &options()).unwrap();
    assert_eq!(all.len(), 2);
    assert!(all[0].1.is_ok() && all[1].0 == "message 2" && all[1].1.is_err());
}

#[test]
fn site_maps_are_checked_when_they_are_read() {
    for (yaml, says) in [
        (
            "defaults: { codes: { L: { K: nowhere 1 } } }",
            "defaults.codes.L.K: `nowhere` is not a code system",
        ),
        ("senders: { A: { units: { x: '??' } } }", "senders.A.units.x: `??` is not UCUM"),
        ("defaults: { flags: { x: 'very high' } }", "not a flag of HL7 table 0078"),
        ("defaults: { charset: EBCDIC }", "`EBCDIC` is not known"),
        ("defaults: { frequencies: { x: 0 } }", "above 0"),
        ("nonsense: 1", "unknown field `nonsense`"),
    ] {
        let e = SiteMap::from_yaml(yaml).unwrap_err().to_string();
        assert!(e.contains(says), "{yaml}: {e}");
    }
    let text = message("ORU^R01", &["OBR|1||F1|1^x^LN", "OBX|1|NM|K^Kalium^L||5.9|mmol/L|||||F"]);
    assert_eq!(noted(&read(&text), "unmapped-code"), 1);
    let s = mapped(&text, "defaults: { codes: { L: { K: loinc 2823-3 } } }");
    assert_eq!(noted(&s, "unmapped-code"), 0);
    let systems: Vec<&str> = only(&s).code.codings.iter().map(|c| c.system.as_str()).collect();
    assert_eq!(systems, ["loinc", "L"]);
}

// Snapshots and changes agree

const RULES: &str = r#"pack demo
codes Warfarin = rxnorm 11289 "warfarin"
codes Diabetes = snomed 44054006 "diabetes"
observation Potassium "Potassium" { code loinc 2823-3 unit mmol/L window 7 days report nothing }
rule high-potassium "High potassium" { category safety when Potassium > 5.5 mmol/L message "Potassium {Potassium}." }
rule on-warfarin "On warfarin" { category safety when taking Warfarin as drug message "Takes {drug}." }
observation Sodium "Sodium" { code loinc 2951-2 unit mmol/L window 7 days report nothing }
rule both "Potassium on warfarin" { category safety when taking Warfarin and Potassium > 6 mmol/L message "Potassium {Potassium}." }
rule diabetic "Diabetes" { category safety when has Diabetes message "Diabetes." }
"#;

/// One thing that happens to a patient.
#[derive(Debug, Clone)]
enum Event {
    Result { filler: u8, value: u8, withdrawn: bool },
    Problem { id: u8, delete: bool },
    Drug { placer: u8, ends: bool },
    Allergies(Vec<u8>),
    Late { filler: u8, value: u8 },
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        (0u8..3, 30u8..80, any::<bool>()).prop_map(|(filler, value, withdrawn)| Event::Result {
            filler,
            value,
            withdrawn: withdrawn && value > 60
        }),
        (0u8..3, any::<bool>()).prop_map(|(id, delete)| Event::Problem { id, delete }),
        (0u8..3, any::<bool>()).prop_map(|(placer, ends)| Event::Drug { placer, ends }),
        proptest::collection::vec(0u8..5, 1..4).prop_map(Event::Allergies),
        (0u8..3, 30u8..80).prop_map(|(filler, value)| Event::Late { filler, value }),
    ]
}

fn text_of(event: &Event, n: usize) -> String {
    let made = format!("2026030109{:02}{:02}", n / 60, n % 60);
    let result = |made: &str, filler: u8, value: u8, status: &str| {
        at(
            made,
            &n.to_string(),
            "ORU^R01",
            &[
                &format!("OBR|1||F{filler}|24323-8^CMP^LN|||202603010800"),
                &format!("OBX|1|NM|2823-3^K^LN||{}.{}|mmol/L|||||{status}", value / 10, value % 10),
            ],
        )
    };
    match event {
        Event::Result { filler, value, withdrawn } => {
            result(&made, *filler, *value, if *withdrawn { "W" } else { "F" })
        }
        Event::Late { filler, value } => result("20260301070000", *filler, *value, "P"),
        Event::Problem { id, delete } => {
            let action = if *delete { "DE" } else { "AD" };
            at(
                &made,
                &n.to_string(),
                "PPR^PC1",
                &[&format!("PRB|{action}|{made}|44054006^Diabetes^SCT|{id}")],
            )
        }
        Event::Drug { placer, ends } => {
            let orc = format!("ORC|{}|P{placer}", if *ends { "DC" } else { "NW" });
            let all = [orc.as_str(), "RXE||11289^Warfarin^RXN|5||mg"];
            at(&made, &n.to_string(), "RDE^O11", if *ends { &all[..1] } else { &all })
        }
        Event::Allergies(all) => {
            let list: Vec<String> =
                all.iter().map(|a| format!("AL1|1|DA|{}^x^RXN", 7980 + u32::from(*a))).collect();
            at(&made, &n.to_string(), "ADT^A08", &list.iter().map(String::as_str).collect::<Vec<_>>())
        }
    }
}

/// What a patient's record must hold, kept without any of the reader.
#[derive(Default)]
struct Chart {
    /// The value, and whether it came in a message that was late.
    results: BTreeMap<u8, (u8, bool)>,
    /// Withdrawn: nothing older comes back.
    withdrawn: BTreeSet<u8>,
    problems: BTreeMap<u8, ()>,
    drugs: BTreeMap<u8, bool>,
    allergies: Vec<u32>,
}

impl Chart {
    fn take(&mut self, e: &Event) {
        match e {
            Event::Result { filler, withdrawn: true, .. } => {
                self.results.remove(filler);
                self.withdrawn.insert(*filler);
            }
            Event::Result { filler, value, .. } => {
                self.results.insert(*filler, (*value, false));
                self.withdrawn.remove(filler);
            }
            Event::Late { filler, .. } if self.withdrawn.contains(filler) => {}
            // Older than what is there: it counts only where nothing newer is.
            Event::Late { filler, value } => {
                let now = self.results.entry(*filler).or_insert((*value, true));
                if now.1 {
                    now.0 = *value;
                }
            }
            Event::Problem { id, delete: true } => drop(self.problems.remove(id)),
            Event::Problem { id, .. } => drop(self.problems.insert(*id, ())),
            Event::Drug { placer, ends: true } => {
                if let Some(active) = self.drugs.get_mut(placer) {
                    *active = false;
                }
            }
            Event::Drug { placer, .. } => drop(self.drugs.insert(*placer, true)),
            Event::Allergies(all) => self.allergies = all.iter().map(|a| 7980 + u32::from(*a)).collect(),
        }
    }

    fn is(&self, s: &Snapshot) {
        let key = |i: &FactInfo, at: usize| {
            i.source.as_ref().unwrap().0.split('/').nth(at).unwrap()[..].to_string()
        };
        let results: BTreeMap<String, String> = s
            .observations
            .items
            .iter()
            .map(|o| {
                let ObservationValue::Quantity(q) = &o.value else { panic!("a number") };
                (key(&o.info, 1), q.value.to_string())
            })
            .collect();
        let expected: BTreeMap<String, String> = self
            .results
            .iter()
            .map(|(f, (v, _))| (format!("F{f}"), Num::new(i64::from(*v), 1).to_string()))
            .collect();
        assert_eq!(results, expected);
        assert_eq!(s.conditions.items.len(), self.problems.len());
        let drugs: BTreeMap<String, bool> = s
            .medications
            .items
            .iter()
            .map(|m| (key(&m.info, 1), m.status == MedicationStatus::Active))
            .collect();
        assert_eq!(drugs, self.drugs.iter().map(|(p, a)| (format!("P{p}"), *a)).collect());
        let allergies: Vec<u32> =
            s.allergies.items.iter().map(|a| a.code.codings[0].code.parse().unwrap()).collect();
        assert_eq!(allergies, self.allergies);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn messages_one_by_one_and_all_at_once_make_the_expected_record(events in proptest::collection::vec(event(), 1..14)) {
        let pack = PackSource::new("demo").file("pack.yaml", "name: demo\nversion: 1.0.0\n").file("demo.cds", RULES);
        let rules = Compiler::new().pack(pack).compile().unwrap();
        let clock = Clock::new("2026-03-01T12:00:00+01:00".parse().unwrap(), "Europe/Berlin".parse().unwrap());
        let mut session = Session::new(rules.clone(), Snapshot::default(), clock.clone());
        let mut chart = Chart::default();
        let mut so_far = String::new();
        for (n, e) in events.iter().enumerate() {
            let text = text_of(e, n);
            so_far.push_str(&text);
            chart.take(e);
            let m = read_messages(text.as_bytes(), &options()).unwrap().remove(0).unwrap();
            for u in updates(&m, &options()).unwrap() {
                session.receive(&u);
            }
            let whole = read(&so_far);
            prop_assert_eq!(session.patient(), &whole, "{}", so_far);
            prop_assert_eq!(session.evaluation(), &rules.evaluate(&whole, &clock));
        }
        chart.is(session.patient());
    }
}

/// What is refused moves nothing: the facts of a session are known by their places.
#[test]
fn a_late_result_leaves_a_session_as_it_was() {
    let pack =
        PackSource::new("demo").file("pack.yaml", "name: demo\nversion: 1.0.0\n").file("demo.cds", RULES);
    let rules = Compiler::new().pack(pack).compile().unwrap();
    let clock = Clock::new("2026-03-01T12:00:00+01:00".parse().unwrap(), "Europe/Berlin".parse().unwrap());
    let result = |made: &str, filler: &str, obx: &str, status: &str| {
        let obr = format!("OBR|1||{filler}|24323-8^CMP^LN|||202603010800");
        at(made, "1", "ORU^R01", &[&obr, &format!("OBX|1|NM|{obx}|mmol/L|||||{status}")])
    };
    let messages = [
        result("20260301090000", "F1", "2823-3^K^LN||7.6", "F"),
        result("20260301090100", "F2", "2951-2^Na^LN||140", "F"),
        result("20260301070000", "F1", "2823-3^K^LN||4.0", "P"),
        at("20260301090200", "4", "RDE^O11", &["ORC|NW|P1", "RXE||11289^Warfarin^RXN|5||mg"]),
    ];
    let mut session = Session::new(rules.clone(), Snapshot::default(), clock.clone());
    for text in &messages {
        let m = read_messages(text.as_bytes(), &options()).unwrap().remove(0).unwrap();
        updates(&m, &options()).unwrap().iter().for_each(|u| drop(session.receive(u)));
    }
    let places: Vec<_> =
        session.patient().observations.items.iter().map(|o| o.info.source.clone().unwrap().0).collect();
    assert_eq!(places, ["OBX/F1/2823-3/", "OBX/F2/2951-2/"]);
    assert!(session.evaluation().findings.iter().any(|f| f.rule == "demo/both"));
    assert_eq!(session.evaluation(), &rules.evaluate(session.patient(), &clock));
}

proptest! {
    #[test]
    fn any_bytes_give_records_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let mut text = b"MSH|^~\\&|L|H|||2026||ORU^R01|1|P|2.5\rPID|||7^^^H\rOBX|1|".to_vec();
        let _ = read_any(&bytes, &options());
        text.extend(bytes);
        let _ = read_any(&text, &options());
    }

    #[test]
    fn damaged_messages_never_panic(kind in "(ADT|ORU|OUL|OML|RDE|RAS|VXU|PPR)", cut in 0usize..400, flip in 0usize..400, to in any::<u8>()) {
        let segments = ["PV1|1|I|W^R^B", "AL1|1|DA|7980^Pen^RXN|SV", "IAM|1|DA|1^x|SV||A|7", "DG1|1||I10^x^I10|||F", "PRB|AD|2026|1^x^SCT|1",
            "ORC|NW|P1|F1||SC", "TQ1|1||Q6H|||7^d|2026", "RXO|1^x^RXN|5|10|mg", "RXE|^Q6H^D10|1^x^RXN|5|10|mg", "RXA|0|1|2026||1^x^CVX|5|mg",
            "OBR|1|P1|F1|1^x^LN|||2026", "OBX|1|SN|1^x^LN||<^5|mg^^L|1-2|H|||F", "SPM|1|||BLD", "PR1|1||1^x^SCT||2026"];
        let mut bytes = message(&kind, &segments).into_bytes();
        let at = flip % bytes.len();
        bytes[at] = to;
        bytes.truncate(bytes.len().saturating_sub(cut).max(1));
        let _ = read_any(&bytes, &options());
    }
}
