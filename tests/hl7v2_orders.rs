//! Orders, pharmacy and visits as real systems send them: one test for each way to misread.

#![cfg(feature = "hl7v2")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)]

#[path = "fixtures/hl7v2/build.rs"]
mod build;

use build::*;
use curbside::hl7v2::read_any;
use curbside::snapshot::*;
use curbside::value::Num;

fn num(s: &str) -> Num {
    s.parse().unwrap()
}

// Orders

#[test]
fn orc_5_without_content_says_where_the_order_stands() {
    let order = at("202603010900", "1", "OML^O21", &["ORC|NW|P1^E", "OBR|1|P1^E||2823-3^K^LN"]);
    let then = |orc: &str| {
        let s = read(&format!("{order}{}", at("202603010901", "2", "OML^O21", &[orc])));
        (s.orders.items[0].status, s)
    };
    assert_eq!(then("ORC|XO|P1^E|||CM").0, OrderStatus::Done);
    assert_eq!(then("ORC|OK|P1^E|||CA").0, OrderStatus::Ended);
    // A request to cancel that is granted already.
    let (status, s) = then("ORC|CA|P1^E|||CA");
    assert_eq!((status, noted(&s, "cancel-requested")), (OrderStatus::Ended, 0));
    let (status, s) = then("ORC|CA|P1^E");
    assert_eq!((status, noted(&s, "cancel-requested")), (OrderStatus::Active, 1));
    let (status, s) = then("ORC|XO|P1^E|||VERIFIED");
    assert_eq!((status, noted(&s, "unclear-status")), (OrderStatus::Active, 1));
    // Nothing says which.
    assert_eq!(noted(&then("ORC|CA").1, "no-order-number"), 1);
}

#[test]
fn codes_in_small_letters_are_the_same_codes() {
    let s = read(&message("RDE^O11", &["ORC|nw|P1", "RXE||11289^Warfarin^RXN|5||mg"]));
    assert_eq!((s.medications.items[0].status, noted(&s, "unclear-status")), (MedicationStatus::Active, 0));
    let list = message("ADT^A08", &["DG1|1||I50.9^HF^I10C|||F|||||||||||||||d"]);
    assert!(read(&list).conditions.items.is_empty());
    assert_eq!(
        read(&message("adt^a08", &["PID|||7^^^H^MR||||1951|F||||||||||||||||||||||y"])).person.deceased,
        Some(true)
    );
}

#[test]
fn a_replaced_laboratory_order_is_not_done_twice() {
    let first = at("202603010900", "1", "OML^O21", &["ORC|NW|P1^E", "OBR|1|P1^E||2823-3^K^LN"]);
    let second =
        at("202603010901", "2", "OML^O21", &["ORC|RP|P1^E", "ORC|RO|P2^E", "OBR|1|P2^E||51990-0^BMP^LN"]);
    let s = read(&format!("{first}{second}"));
    let active: Vec<&str> = s
        .orders
        .items
        .iter()
        .filter(|o| o.status == OrderStatus::Active)
        .map(|o| o.info.source.as_ref().unwrap().0.as_str())
        .collect();
    assert_eq!(active, ["OBR/P2^E"]);
}

#[test]
fn oul_the_order_control_after_each_order_is_of_that_order() {
    let s = read(&message(
        "OUL^R22",
        &[
            "SPM|1|||119297000^Blood^SCT",
            "OBR|1|P1^E|F1|2823-3^K^LN|||202603010800",
            "ORC|RE|P1^E|F1",
            "OBX|1|NM|2823-3^K^LN||5.9|mmol/L|||||F",
            "OBR|2|P2^E|F2|2951-2^Na^LN|||202603010810",
            "ORC|RE|P2^E|F2",
            "OBX|1|NM|2951-2^Na^LN||140|mmol/L|||||F",
        ],
    ));
    let found: Vec<(&str, String)> = s
        .observations
        .items
        .iter()
        .map(|o| (o.info.source.as_ref().unwrap().0.as_str(), o.effective.as_ref().unwrap().to_string()))
        .collect();
    assert_eq!(
        found,
        [
            ("OBX/F1/2823-3/", "2026-03-01T08:00".to_string()),
            ("OBX/F2/2951-2/", "2026-03-01T08:10".to_string())
        ]
    );
    assert!(s.orders.items.iter().all(|o| o.status == OrderStatus::Done));
}

#[test]
fn oul_r24_the_specimen_stands_between_an_order_and_its_results() {
    let s = read(&message(
        "OUL^R24",
        &[
            "OBR|1|P1^E|F1|2823-3^K^LN|||202603010800",
            "ORC|RE|P1^E|F1",
            "SPM|1|||119297000^Blood^SCT|||||||||||||202603010755",
            "OBX|1|NM|2823-3^K^LN||5.9|mmol/L|||||F",
            "OBR|2|P2^E|F2|2951-2^Na^LN",
            "ORC|RE|P2^E|F2",
            "SPM|2|||119297000^Blood^SCT|||||||||||||202603010810",
            "OBX|1|NM|2951-2^Na^LN||140|mmol/L|||||F",
        ],
    ));
    let found: Vec<(&str, String, bool)> = s
        .observations
        .items
        .iter()
        .map(|o| {
            let source = o.info.source.as_ref().unwrap().0.as_str();
            (source, o.effective.as_ref().unwrap().to_string(), o.specimen.is_some())
        })
        .collect();
    assert_eq!(
        found,
        [
            ("OBX/F1/2823-3/", "2026-03-01T08:00".to_string(), true),
            ("OBX/F2/2951-2/", "2026-03-01T08:10".to_string(), true)
        ]
    );
}

#[test]
fn orders_without_results_and_results_without_orders() {
    // ORM as laboratories got it for decades: one ORC, several OBR, nothing else.
    let s = read(&message("ORM^O01", &["ORC|NW|P1", "OBR|1|P1||2823-3^K^LN", "OBR|2|P2||6301-6^INR^LN"]));
    assert_eq!((s.orders.items.len(), s.observations.items.len()), (2, 0));
    assert!(s.orders.items.iter().all(|o| o.status == OrderStatus::Active));
    // Weight and height in an admission.
    let s = read(&message(
        "ADT^A01",
        &[
            "PV1|1|I",
            "OBX|1|NM|29463-7^Weight^LN||70|kg|||||F|||202603010830",
            "OBX|2|NM|8302-2^Height^LN||170|cm|||||F|||202603010830",
        ],
    ));
    assert_eq!((s.orders.items.len(), s.observations.items.len()), (0, 2));
    assert!(s.observations.items.iter().all(|o| o.effective.is_some()));
}

#[test]
fn each_patient_of_a_message_has_what_stands_in_the_own_group() {
    let text = message(
        "ORU^R01",
        &[
            "PID|1||7^^^H^MR||Doe^Jane||19510203|F",
            "PV1|1|I",
            "ORC|RE|P1|F1",
            "OBR|1|P1|F1|24323-8^CMP^LN|||202603010800",
            "OBX|1|NM|2823-3^K^LN||4.1|mmol/L|||||F",
            "NTE|1||fine",
            "PID|2||8^^^H^MR||Roe^Rick||19600101|M",
            "OBX|1|NM|2951-2^Na^LN||128|mmol/L|||||F|||202603010815",
            "ORC|RE|P2|F2",
            "OBR|1|P2|F2|58410-2^CBC^LN|||202603010805",
            "PID|3||9^^^H^MR",
            "OBR|1|P3|F3|24323-8^CMP^LN|||202603010806",
            "OBX|1|NM|2823-3^K^LN||6.6|mmol/L|||||F",
        ],
    );
    let all = read_any(text.as_bytes(), &options()).unwrap();
    let is: Vec<(&str, usize, usize, usize, Option<&str>)> = all
        .iter()
        .map(|(id, s)| {
            let s = s.as_ref().unwrap();
            let o = s.observations.items.first().unwrap();
            (
                id.as_str(),
                s.orders.items.len(),
                s.observations.items.len(),
                noted(s, "comments"),
                o.effective.as_ref().map(|_| o.code.codings[0].code.as_str()),
            )
        })
        .collect();
    assert_eq!(
        is,
        [
            ("H|7", 1, 1, 1, Some("2823-3")),
            // Not under the first patient's order, and neither its time.
            ("H|8", 1, 1, 0, Some("2951-2")),
            ("H|9", 1, 1, 0, Some("2823-3")),
        ]
    );
    let second = all[1].1.as_ref().unwrap();
    assert_eq!(only(second).effective.as_ref().unwrap().to_string(), "2026-03-01T08:15");
    assert_eq!((second.request.setting.as_deref(), second.encounters.items.len()), (None, 0));
    let third = all[2].1.as_ref().unwrap();
    assert_eq!((third.person.born.as_ref(), third.person.sex), (None, None));
}

// Pharmacy

#[test]
fn several_timings_leave_open_how_often_in_a_day() {
    let read_with = |segments: &[&str]| {
        let s = read(&message("RDE^O11", segments));
        let d = s.medications.items[0].doses[0].clone();
        (d.per_day, d.text, noted(&s, "several-timings"))
    };
    let rxe = "RXE||11289^Warfarin^RXN|5||mg";
    assert_eq!(read_with(&["ORC|NW|P1", rxe, "TQ1|1||QD"]), (Some(num("1")), None, 0));
    // In the morning and in the evening, or first so and then so.
    for more in ["TQ1|2||QPM", "TQ1|2||BID||||20260308"] {
        let (per_day, _, notes) = read_with(&["ORC|NW|P1", rxe, "TQ1|1||QAM", more]);
        assert_eq!((per_day, notes), (None, 1), "{more}");
    }
    // Before version 2.5, and of the whole order.
    let old = "RXE|1^QAM~2^QPM|11289^Warfarin^RXN|5||mg";
    assert_eq!(read_with(&["ORC|NW|P1", old]).0, None);
    let (per_day, _, notes) = read_with(&["ORC|NW|P1", "TQ1|1||QAM", "TQ1|2||QPM", rxe]);
    assert_eq!((per_day, notes), (None, 1));
    // A taper ends with its last step.
    let s = read(&message(
        "RDE^O11",
        &[
            "ORC|NW|P1",
            "RXE||8640^Prednisone^RXN|40||mg",
            "TQ1|1||QD||||20260301|20260305",
            "TQ1|2||QOD||||20260306|20260315",
        ],
    ));
    let period = &s.medications.items[0].period;
    assert_eq!(period.start.as_ref().unwrap().to_string(), "2026-03-01");
    assert_eq!(period.end.as_ref().unwrap().to_string(), "2026-03-15");
}

#[test]
fn rxr_choices_and_local_routes_are_reported() {
    let with = |routes: &[&str]| {
        let all: Vec<&str> = ["ORC|NW|P1", "RXE||11289^Warfarin^RXN|5||mg"]
            .into_iter()
            .chain(routes.iter().copied())
            .collect();
        read(&message("RDE^O11", &all))
    };
    let s = with(&["RXR|PO^Oral^HL70162", "RXR|IV^Intravenous^HL70162"]);
    assert_eq!((noted(&s, "several-routes"), noted(&s, "unmapped-code")), (1, 0));
    assert_eq!(s.medications.items[0].doses[0].route.as_ref().unwrap().codings[0].code, "PO");
    assert_eq!(noted(&with(&["RXR|12^by mouth^99RT"]), "unmapped-code"), 1);
    let text = message("RDE^O11", &["ORC|NW|P1", "RXE||11289^Warfarin^RXN|5||mg", "RXR|12^by mouth^99RT"]);
    let s = mapped(&text, "defaults: { codes: { 99RT: { '12': snomed 26643006 } } }");
    assert_eq!(noted(&s, "unmapped-code"), 0);
}

#[test]
fn rxc_base_and_additives_are_ingredients_of_one_order() {
    let s = read(&message(
        "RDE^O11",
        &[
            "ORC|NW|P1^E",
            "RXE||IVF1^D5W with KCl^99PH|1000||mL|||||||||||||||||H8|125|mL/hr",
            "RXR|IV^Intravenous^HL70162",
            "RXC|B|4850^glucose^RXN|1000|mL",
            "RXC|A|8591^potassium chloride^RXN|20|meq",
            "ORC|NW|P2^E",
            "RXE||11289^Warfarin^RXN|5||mg",
        ],
    ));
    let [iv, oral] = s.medications.items.as_slice() else { panic!("two orders") };
    let parts: Vec<(&str, &str)> = iv
        .ingredients
        .iter()
        .map(|i| (i.code.codings[0].code.as_str(), i.strength.as_ref().unwrap().unit.as_deref().unwrap()))
        .collect();
    assert_eq!(parts, [("4850", "mL"), ("8591", "meq")]);
    assert!(oral.ingredients.is_empty());
    assert_eq!(noted(&s, "unmapped-code"), 1, "the mixture's own code");
    // A component of nothing is told.
    assert_eq!(
        noted(&read(&message("RDE^O11", &["ORC|NW|P1", "RXC|A|8591^KCl^RXN|20|meq"])), "not-evaluated"),
        1
    );
}

#[test]
fn rxa_999_without_a_unit_is_no_dose() {
    let amount = |rxa: &str| {
        let s = read(&message("RAS^O17", &["ORC|RE|P1", rxa]));
        s.medications.items[0].doses[0].amount.as_ref().map(|q| q.value)
    };
    assert_eq!(amount("RXA|0|1|202603010800||11289^Warfarin^RXN|999|||||||||||||||CP"), None);
    assert_eq!(amount("RXA|0|1|202603010800||8640^Prednisone^RXN|999|mg||||||||||||||CP"), Some(num("999")));
}

#[test]
fn a_hospital_pharmacy_sends_orders_doses_and_deletions() {
    let order = at(
        "20260301083000-0500",
        "1",
        "RDE^O11^RDE_O11",
        &[
            "PID|1||7^^^HOSP&1.2.3&ISO^MR~999^^^SSA^SS||Doe^Jane||19510203|F",
            "PV1|1|I|3W^12^A^HOSP||||||||||||||||V1",
            "AL1|1|DA^Drug^HL70127|7980^Penicillin G^RXN|SV^Severe^HL70128|Anaphylaxis~Hives",
            "ORC|NW|98765^EPC|||E||^BID^D5^202603010900||20260301083000",
            "RXE|^BID^D5^202603010900|308136^amlodipine 2.5 MG Oral Tablet^RXN^AML25^Amlodipine^99E|1|2|TAB^tablet^99U|TAB|^Take with food",
            "NTE|1||hold for SBP < 100",
            "RXR|PO^Oral^HL70162",
            "ZRX|1|local",
            "RXC|A|17767^amlodipine^RXN|2.5|mg",
        ],
    );
    let given = |id: &str, action: &str| {
        let rxa = format!(
            "RXA|0|1|20260301093000-0500|20260301093000-0500|17767^amlodipine^RXN|2.5|mg{}CP|{action}",
            "|".repeat(13)
        );
        at(
            &format!("202603011000{id}-0500"),
            id,
            "RAS^O17",
            &["PID|1||7^^^HOSP&1.2.3&ISO^MR", "ORC|RE|98765^EPC", &rxa],
        )
    };
    let s = read(&format!("{order}{}", given("02", "A")));
    let [order_fact, dose] = s.medications.items.as_slice() else { panic!("an order and a dose") };
    let d = &order_fact.doses[0];
    assert_eq!(
        (d.amount_low.as_ref().unwrap().value, d.amount.as_ref().unwrap().value),
        (num("1"), num("2"))
    );
    assert_eq!((d.amount.as_ref().unwrap().unit.as_deref(), d.per_day), (Some("{tablet}"), Some(num("2"))));
    assert_eq!(order_fact.period.end.as_ref().unwrap().to_string(), "2026-03-06");
    assert_eq!(order_fact.ingredients.len(), 1, "a Z segment does not end the order");
    assert_eq!(noted(&s, "unclear-status"), 1, "ORC-5 is E");
    assert_eq!(
        (dose.kind, noted(&s, "not-read"), noted(&s, "comments")),
        (MedicationKind::Administration, 1, 1)
    );
    assert_eq!(s.allergies.items[0].reactions.len(), 2);
    // The dose was charted on the wrong patient.
    let s = read(&format!("{order}{}{}", given("02", "A"), given("03", "D")));
    assert_eq!(s.medications.items.len(), 1);
}

// Visits

#[test]
fn a_result_after_the_discharge_brings_nobody_back() {
    let visit = |made: &str, kind: &str, more: &[&str]| {
        let pv1 = format!("PV1|1|I|W1{}V1", "|".repeat(16));
        let all: Vec<&str> = std::iter::once(pv1.as_str()).chain(more.iter().copied()).collect();
        at(made, made, kind, &all)
    };
    let late = ["OBR|1||F1|1^x^LN", "OBX|1|NM|2823-3^K^LN||5.9|mmol/L|||||F"];
    let admit = visit("202603010900", "ADT^A01", &[]);
    let lab = visit("202603030900", "ORU^R01", &late);
    for event in ["ADT^A03", "ADT^A11"] {
        let s = read(&format!("{admit}{}{lab}", visit("202603020900", event, &[])));
        let current = s.encounters.items.iter().any(|e| e.current);
        assert_eq!((current, s.request.setting.as_deref()), (false, None), "{event}");
        assert_eq!(s.observations.items.len(), 1);
    }
    // A visit that nobody told of is one all the same.
    let s = read(&lab);
    assert_eq!((s.encounters.items[0].current, s.request.setting.as_deref()), (true, Some("inpatient")));
    // And the next admission is.
    let s = read(&format!(
        "{admit}{}{lab}{}",
        visit("202603020900", "ADT^A03", &[]),
        visit("202603040900", "ADT^A13", &[])
    ));
    assert!(s.encounters.items[0].current);
}

#[test]
fn a40_with_several_pairs_merges_each_into_its_own() {
    let problem = |id: &str, code: &str| {
        let (pid, prb) = (format!("PID|||{id}^^^H^MR"), format!("PRB|AD|2026|{code}^x^SCT|{id}"));
        at("202603010900", id, "PPR^PC1", &[&pid, &prb])
    };
    let merge = at(
        "202603010910",
        "9",
        "ADT^A40",
        &["PID|||1^^^H^MR", "MRG|2^^^H^MR", "PID|||3^^^H^MR", "MRG|4^^^H^MR~5^^^H^MR"],
    );
    let text = format!(
        "{}{}{}{}{merge}",
        problem("2", "44054006"),
        problem("3", "38341003"),
        problem("4", "84114007"),
        problem("5", "49436004")
    );
    let mut all: Vec<(String, usize)> = read_any(text.as_bytes(), &options())
        .unwrap()
        .into_iter()
        .map(|(id, s)| (id, s.unwrap().conditions.items.len()))
        .collect();
    all.sort();
    assert_eq!(all, [("H|1".to_string(), 1), ("H|3".to_string(), 3)]);
}

#[test]
fn a31_with_some_fields_leaves_the_others() {
    let first = at(
        "202603010900",
        "1",
        "ADT^A28",
        &["PID|||7^^^HOSP^MR||||19510203|F", "AL1|1|DA|7980^Penicillin G^RXN|SV", "DG1|1||I50.9^HF^I10C|||F"],
    );
    let s = read(&format!("{first}{}", at("202603010910", "2", "ADT^A31", &["PID|||7^^^HOSP^MR||||\"\""])));
    assert_eq!((s.person.born.as_ref(), s.person.sex), (None, Some(Sex::Female)));
    assert_eq!((s.allergies.items.len(), s.conditions.items.len()), (1, 1));
    let s = read(&format!("{first}{}", at("202603010910", "2", "ADT^A31", &["AL1|1||\"\""])));
    assert!(s.allergies.items.is_empty());
}
