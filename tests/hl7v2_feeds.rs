//! Messages as real systems send them, read as a careful pharmacist or
//! pathologist reads them: one test for each way to misread.

#![cfg(feature = "hl7v2")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)]

#[path = "fixtures/hl7v2/build.rs"]
mod build;

use build::*;
use curbside::hl7v2::{read_messages, updates};
use curbside::snapshot::*;
use curbside::value::{CmpOp, Num};

fn num(s: &str) -> Num {
    s.parse().unwrap()
}

/// The value of one OBX of a type.
fn value(kind: &str, value: &str) -> (ObservationValue, Snapshot) {
    let s = result(&format!("OBX|1|{kind}|2823-3^K^LN||{value}|mmol/L|||||F"));
    (only(&s).value.clone(), s)
}

fn text(t: &str) -> ObservationValue {
    ObservationValue::Text(t.into())
}

// Values

#[test]
fn obx_2_dr_is_a_time_only_where_both_ends_are_one() {
    let (v, s) = value("DR", "20260301^20260301");
    let ObservationValue::Time(t) = v else { panic!("a day") };
    assert_eq!((t.to_string().as_str(), noted(&s, "date-range")), ("2026-03-01", 0));
    for (sent, is) in [
        ("20260301^20260305", "2026-03-01 to 2026-03-05"),
        ("20260301", "2026-03-01 to …"),
        ("^202603", "… to 2026-03"),
    ] {
        let (v, s) = value("DR", sent);
        assert_eq!((v, noted(&s, "date-range")), (text(is), 1), "{sent}");
    }
    // An end that cannot be read leaves no half of a range.
    for sent in ["20260301^soon", "soon^20260301", "^"] {
        assert_eq!(value("DR", sent).0, ObservationValue::Absent("error".into()), "{sent}");
    }
}

#[test]
fn obx_2_tm_is_a_time_of_no_day() {
    for sent in ["0915", "091530.25+0100"] {
        assert_eq!(value("TM", sent).0, text(sent));
    }
}

#[test]
fn obx_2_dtm_has_the_precision_it_was_sent_with() {
    for (sent, is) in [("2026", "2026"), ("202603010915", "2026-03-01T09:15"), ("2026030109", "2026-03-01")] {
        let ObservationValue::Time(t) = value("DTM", sent).0 else { panic!("{sent}") };
        assert_eq!(t.to_string(), is);
    }
    let (v, s) = value("DTM", "01.03.2026");
    assert_eq!((v, noted(&s, "unreadable")), (ObservationValue::Absent("error".into()), 1));
}

#[test]
fn obx_2_cne_and_cf_are_codes() {
    for kind in ["CNE", "CF"] {
        let ObservationValue::Concept(c) = value(kind, "260373001^Detected^SCT^P^Pos^L").0 else {
            panic!("{kind}")
        };
        assert_eq!((c.codings[0].system.as_str(), c.codings.len()), ("snomed", 2), "{kind}");
    }
}

#[test]
fn obx_2_is_and_id_are_words_and_no_numbers() {
    for kind in ["IS", "ID"] {
        assert_eq!(value(kind, "POS").0, text("POS"));
        assert_eq!(value(kind, "5").0, text("5"), "the fifth of a table");
    }
}

#[test]
fn obx_5_nm_with_components_is_not_its_first() {
    for sent in ["120^80", "5&6", "5.9^H"] {
        let (v, s) = value("NM", sent);
        assert_eq!((v, noted(&s, "not-a-number")), (text(sent), 1), "{sent}");
    }
    // Separators at the end say nothing.
    assert_eq!(quantity(&value("NM", "5.9^^").0).0, "5.9");
}

#[test]
fn obx_5_answers_of_a_local_table_are_reported() {
    let answer = |sent: &str| {
        let s = result(&format!("OBX|1|CWE|600-7^Culture^LN||{sent}||||||F"));
        (noted(&s, "unmapped-code"), noted(&s, "uncoded"))
    };
    assert_eq!(answer("ECO^E. coli^L"), (1, 0));
    assert_eq!(answer("5.9"), (1, 0), "a code without a system");
    assert_eq!(answer("^no growth"), (0, 1));
    assert_eq!(answer("ECO^E. coli^L^112283007^E. coli^SCT"), (0, 0));
    assert_eq!(answer("Y^Yes^HL70136"), (0, 0));
    let text = message("ORU^R01", &["OBR|1||F1|1^x^LN", "OBX|1|CE|600-7^Culture^LN||ECO^^L||||||F"]);
    let s = mapped(&text, "defaults: { codes: { L: { ECO: snomed 112283007 } } }");
    assert_eq!(noted(&s, "unmapped-code"), 0);
}

#[test]
fn obx_6_a_power_that_is_not_escaped_is_a_power() {
    let unit = |sent: &str| {
        let s = result(&format!("OBX|1|NM|777-3^PLT^LN||221|{sent}|||||F"));
        (quantity(&only(&s).value).2.map(str::to_string), noted(&s, "unmapped-unit"))
    };
    for sent in ["10^9/L", "x10^9/L", r"10\S\9/L", "10^9/L^"] {
        let (unit, unmapped) = unit(sent);
        let (read, _) = curbside::units::normalise_received(&unit.unwrap()).unwrap();
        let giga = curbside::units::Unit::parse("10*9/L").unwrap();
        let one = curbside::units::conversion(&read, &giga).unwrap().apply(num("1"));
        assert_eq!((one, unmapped), (Some(num("1")), 0), "{sent}");
    }
    assert_eq!(unit("10^9/zz").1, 1);
    // A number of pieces stays one.
    assert_eq!(unit("10").0.as_deref(), Some("10"));
}

#[test]
fn obx_6_what_is_called_ucum_and_is_not_is_reported() {
    let s = result("OBX|1|NM|777-3^PLT^LN||221|Tsd/ul^^UCUM|||||F");
    assert_eq!(noted(&s, "unmapped-unit"), 1);
}

#[test]
fn obx_5_and_obx_6_with_two_units_are_no_number() {
    let s = result("OBX|1|ST|2345-7^Glucose^LN||5.4 mmol/L|mg/dL|||||F");
    assert_eq!((&only(&s).value, noted(&s, "unit-contradicted")), (&text("5.4 mmol/L"), 1));
    let s = result("OBX|1|ST|2345-7^Glucose^LN||5.4 mmol/L|mmol/l|||||F");
    assert_eq!(quantity(&only(&s).value).0, "5.4");
}

#[test]
fn obx_8_a_flag_without_a_code_is_reported() {
    let s = result("OBX|1|NM|2823-3^K^LN||5.9|mmol/L||^High|||F");
    assert_eq!((only(&s).interpretation.len(), noted(&s, "unmapped-flag")), (0, 1));
}

#[test]
fn obx_11_not_sent_is_what_obr_25_says() {
    let with = |order: &str| {
        let obr = format!("OBR|1|P1|F1|24323-8^CMP^LN|||202603010800{}{order}", "|".repeat(18));
        read(&message("ORU^R01", &[&obr, "OBX|1|NM|2823-3^K^LN||5.9|mmol/L"]))
    };
    for (order, status, notes) in [
        ("F", ObservationStatus::Final, 1),
        ("C", ObservationStatus::Corrected, 1),
        ("P", ObservationStatus::Unknown, 0),
        ("", ObservationStatus::Unknown, 0),
    ] {
        let s = with(order);
        assert_eq!((only(&s).status, noted(&s, "status-of-order")), (status, notes), "{order}");
    }
    assert_eq!(noted(&with("Y"), "unclear-status"), 2, "no such order on file, and no OBX-11");
}

#[test]
fn nte_under_a_result_names_the_result() {
    let s = read(&message(
        "ORU^R01",
        &[
            "OBR|1||F1|24323-8^CMP^LN",
            "NTE|1||fasting",
            "OBX|1|NM|2823-3^K^LN||7.9|mmol/L|||||F",
            "NTE|1||sample haemolysed, unreliable",
            "NTE|2||please repeat",
            "OBX|2|NM|2951-2^Na^LN||140|mmol/L|||||F",
        ],
    ));
    let on: Vec<&str> = s
        .notes
        .iter()
        .filter(|n| n.code == "comments")
        .map(|n| n.source.as_ref().unwrap().0.as_str())
        .collect();
    assert_eq!(on, ["OBX/F1/2823-3/", "NTE"]);
}

#[test]
fn the_degree_of_precision_of_old_times_counts() {
    let born = |sent: &str| {
        let pid = format!("PID|||7^^^H^MR||||{sent}|F");
        read(&message("ADT^A08", &[&pid])).person.born.map(|t| t.to_string())
    };
    for (sent, is) in
        [("19510101^Y", "1951"), ("19510201^L", "1951-02"), ("19510203^D", "1951-02-03"), ("1951^D", "1951")]
    {
        assert_eq!(born(sent).as_deref(), Some(is), "{sent}");
    }
}

// Under one number

#[test]
fn susceptibilities_of_two_germs_under_one_number_are_both_kept() {
    let child = |set: u8, parent: &str, value: &str| {
        [
            format!("OBR|{set}|P1|F1|18769-0^Susceptibility^LN|||202603010800{}{parent}", "|".repeat(19)),
            format!("OBX|1|ST|18906-8^Ciprofloxacin^LN||{value}||||||F"),
        ]
    };
    let mut all = vec![
        "OBR|1|P1|F1|600-7^Culture^LN|||202603010800".to_string(),
        "OBX|1|CE|600-7^Culture^LN|1|112283007^E. coli^SCT||||||F".to_string(),
        "OBX|2|CE|600-7^Culture^LN|2|52499004^P. aeruginosa^SCT||||||F".to_string(),
    ];
    all.extend(child(2, "600-7&Culture&LN^1", "S"));
    all.extend(child(3, "600-7&Culture&LN^2", "R"));
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let s = read(&message("ORU^R01", &all));
    let of = |s: &Snapshot| {
        let found = s.observations.items.iter().filter(|o| o.code.codings[0].code == "18906-8");
        let mut values: Vec<ObservationValue> = found.map(|o| o.value.clone()).collect();
        values.sort();
        values
    };
    assert_eq!(of(&s), [text("R"), text("S")]);
    // Sent again, they replace themselves.
    let twice = read(&format!("{}{}", message("ORU^R01", &all), at("202603010930", "2", "ORU^R01", &all)));
    assert_eq!(of(&twice), [text("R"), text("S")]);
}

#[test]
fn the_specimen_of_one_order_is_not_that_of_the_next() {
    let obr = |set: u8, specimen: &str| {
        format!("OBR|{set}||F{set}|2823-3^K^LN|||202603010800{}{specimen}", "|".repeat(8))
    };
    let obx = "OBX|1|NM|2823-3^K^LN||5.9|mmol/L|||||F";
    let of = |first: &str, second: &str| -> Vec<Option<String>> {
        let s = read(&message(
            "ORU^R01",
            &[&obr(1, first), obx, &obr(2, second), obx, "ORC|RE", &obr(3, ""), obx],
        ));
        s.observations.items.iter().map(|o| o.specimen.as_ref().and_then(|c| c.text.clone())).collect()
    };
    let text = |t: &str| Some(t.to_string());
    assert_eq!(of("SER&Serum", "UR&Urine"), [text("Serum"), text("Urine"), None]);
    assert_eq!(of("SER&Serum", ""), [text("Serum"), None, None]);
}

#[test]
fn two_times_under_one_number_are_two_results() {
    let set = |n: u8, at: &str, value: &str| {
        [
            format!("OBR|{n}|P1|F1|20436-2^Glucose tolerance^LN|||{at}"),
            format!("OBX|1|NM|2345-7^Glucose^LN||{value}|mmol/L|||||F"),
        ]
    };
    let of = |a: [String; 2], b: [String; 2]| {
        let all: Vec<String> = a.into_iter().chain(b).collect();
        read(&message("ORU^R01", &all.iter().map(String::as_str).collect::<Vec<_>>()))
    };
    let s = of(set(1, "202603010800", "5.1"), set(2, "202603011000", "11.4"));
    assert_eq!((s.observations.items.len(), noted(&s, "same-number")), (2, 1));
    // A third time, and the first one again.
    let three = [
        set(1, "202603010800", "5.1"),
        set(2, "202603011000", "11.4"),
        set(3, "202603011200", "7.0"),
        set(4, "202603010800", "5.1"),
    ];
    let all: Vec<&str> = three.iter().flatten().map(String::as_str).collect();
    assert_eq!(read(&message("ORU^R01", &all)).observations.items.len(), 3);
    // Two values of one moment: the later one, and never in silence.
    let s = of(set(1, "202603010800", "5.1"), set(2, "202603010800", "11.4"));
    assert_eq!((quantity(&only(&s).value).0.as_str(), noted(&s, "same-number")), ("11.4", 1));
    let s = of(set(1, "202603010800", "5.1"), set(2, "202603010800", "5.1"));
    assert_eq!((s.observations.items.len(), noted(&s, "same-number")), (1, 0));
}

#[test]
fn two_tests_under_one_placer_number_are_two_orders() {
    let s = read(&message(
        "OML^O21",
        &["ORC|NW|P1^E", "OBR|1|P1^E||2823-3^K^LN", "ORC|NW|P1^E", "OBR|2|P1^E||6301-6^INR^LN"],
    ));
    assert_eq!((s.orders.items.len(), noted(&s, "same-number")), (2, 1));
    // What ends the number ends both.
    let s = read(&format!(
        "{}{}",
        message(
            "OML^O21",
            &["ORC|NW|P1^E", "OBR|1|P1^E||2823-3^K^LN", "ORC|NW|P1^E", "OBR|2|P1^E||6301-6^INR^LN"]
        ),
        at("202603010901", "2", "OML^O21", &["ORC|OC|P1^E"])
    ));
    assert!(s.orders.items.iter().all(|o| o.status == OrderStatus::Ended));
}

#[test]
fn vaccinations_of_a_register_share_9999_and_are_all_kept() {
    let s = read(&message(
        "VXU^V04",
        &[
            "ORC|RE||9999^R",
            "RXA|0|1|20260301||03^MMR^CVX|999|||01^Historical^NIP001|||||||||||CP",
            "ORC|RE||9999^R",
            "RXA|0|1|20260301||21^Varicella^CVX|999||||||||||||00^Parental decision^NIP002||RE",
        ],
    ));
    let given: Vec<(bool, bool)> = s.immunizations.items.iter().map(|i| (i.given, i.refused)).collect();
    assert_eq!(given, [(true, false), (false, true)]);
}

// Allergies

#[test]
fn no_known_allergies_in_words_is_read_as_that() {
    let with = |al1: &str| read(&message("ADT^A01", &[al1]));
    for al1 in ["AL1|1||^NKA", "AL1|1|DA|NKA^No Known Allergies^L", "AL1|1||^No known allergies."] {
        let s = with(al1);
        assert!(s.allergies.items[0].none_known, "{al1}");
        assert_eq!(
            (noted(&s, "none-in-words"), noted(&s, "unmapped-code") + noted(&s, "uncoded")),
            (1, 0),
            "{al1}"
        );
        assert_eq!(s.allergies.coverage, Coverage::Complete, "{al1}");
    }
    // Of drugs only: the list may hold others.
    let s = with("AL1|1|DA|NKDA");
    assert!(s.allergies.items[0].none_known && s.allergies.coverage != Coverage::Complete);
    // Words that say anything else are an allergy that nobody can name.
    for al1 in ["AL1|1||^Unknown", "AL1|1||^not on file", "AL1|1||^NKA except latex"] {
        let s = with(al1);
        assert!(!s.allergies.items[0].none_known, "{al1}");
        assert_eq!(noted(&s, "uncoded"), 1, "{al1}");
    }
    assert!(!with("AL1|1||7980^NKA^RXN").allergies.items[0].none_known, "a code goes before words");
}

// Form

#[test]
fn what_transports_leave_behind_is_no_part_of_the_message() {
    let obx = "OBX|1|NM|2823-3^K^LN||5.9|mmol/L|||||F";
    let whole = message("ORU^R01", &["OBR|1||F1|1^x^LN", obx]);
    for end in ["\0", "\r\0\0\r", "\u{1a}", "\u{1c}\r\u{0b}", "\r\n\0"] {
        let s = read(&format!("{}{end}", whole.trim_end()));
        assert_eq!(
            (only(&s).status, s.notes.len()),
            (ObservationStatus::Final, read(&whole).notes.len()),
            "{end:?}"
        );
    }
}

#[test]
fn msh_2_without_its_escape_character_still_has_subcomponents() {
    let s = read(
        "MSH|^~&|LAB|H|||202603010900||ORU^R01|1|P|2.3\rPID|||7^^^HOSP&1.2.3&ISO^MR\rOBR|1||F1|1^x^LN\rOBX|1|ST|1^x^LN||A \\T\\ B||||||F\r",
    );
    assert_eq!(s.person.id.as_deref(), Some("HOSP|7"));
    assert_eq!(noted(&s, "separators"), 1);
    assert_eq!(only(&s).value, text("A \\T\\ B"));
}

#[test]
fn a_header_with_the_least_that_can_be_sent_is_enough() {
    for head in [
        "MSH|^~\\&|||||||ORU",
        "MSH|^~\\&|||||||ORU^R01|||",
        "MSH|^~\\&|||||||ORU_R01|1|P|2.5",
        "MSH|^~\\&|L||||||oru^r01|1",
    ] {
        let s = read(&format!(
            "{head}\rPID|||7\rOBR|1||F1|1^x^LN|||20260301\rOBX|1|NM|2823-3^K^LN||5.9|mmol/L|||||F\r"
        ));
        assert_eq!(quantity(&only(&s).value).0, "5.9", "{head}");
    }
}

#[test]
fn a_batch_that_counts_otherwise_says_so() {
    let one = |id: &str| at("202603010900", id, "ADT^A08", &["PID|||7^^^H^MR||||1951|F"]);
    let batch = |count: &str| {
        read(&format!("FHS|^~\\&|X\rBHS|^~\\&|X\r{}{}BTS|{count}\rFTS|1\r", one("1"), one("2")))
    };
    assert_eq!(noted(&batch("2"), "batch-count"), 0);
    assert_eq!(noted(&batch(""), "batch-count"), 0);
    assert_eq!(noted(&batch("3"), "batch-count"), 1);
}

#[test]
fn a_lower_bound_keeps_its_sign_in_every_form() {
    for (kind, sent) in [("SN", ">^1000"), ("ST", "> 1000"), ("NM", ">1000")] {
        assert_eq!(quantity(&value(kind, sent).0).1, Some(CmpOp::Gt), "{kind}");
    }
}

#[test]
fn pathways_goals_and_roles_around_a_problem_change_nothing_of_it() {
    let s = read(&message(
        "PPR^PC1",
        &[
            "PRB|AD|20260301|84114007^Heart failure^SCT|PB1^E||20260301|||||||CONFIRMED|ACTIVE",
            "ROL|1|AD|PP^Primary|12^House",
            "PRB|AD|20260301|22298006^MI^SCT|PB2^E||20260301|||||||R/O|ACTIVE",
            "GOL|AD|20260301|1^Lose weight^L|G1",
            "VAR|1|20260301",
            "ORC|NW|P1^E",
            "OBR|1|P1^E||2823-3^K^LN",
        ],
    ));
    let is: Vec<(Certainty, ConditionStatus)> =
        s.conditions.items.iter().map(|c| (c.certainty, c.status)).collect();
    assert_eq!(
        is,
        [(Certainty::Confirmed, ConditionStatus::Active), (Certainty::Refuted, ConditionStatus::Active)]
    );
    assert_eq!((s.orders.items.len(), noted(&s, "not-read")), (1, 1));
}

#[test]
fn one_by_one_and_all_at_once_agree_after_a_discharge() {
    let pv1 = format!("PV1|1|I|W1{}V1", "|".repeat(16));
    let all = [
        at("202603010900", "1", "ADT^A01", &[&pv1]),
        at("202603020900", "2", "ADT^A03", &[&pv1]),
        at("202603030900", "3", "ORU^R01", &[&pv1, "OBR|1||F1|1^x^LN"]),
    ]
    .concat();
    let mut record = Snapshot::default();
    for m in read_messages(all.as_bytes(), &options()).unwrap() {
        for u in updates(&m.unwrap(), &options()).unwrap() {
            u.apply(&mut record);
        }
    }
    assert_eq!(record, read(&all));
}
