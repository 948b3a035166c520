//! Thresholds: at the bound, beside it, across it, in other units, shared by several rules.

use crate::support::*;
use crate::table::Cases;
use curbside::snapshot::*;

const MORE: &str = r#"observation BaseExcess "Base excess" { code loinc 11555-0 unit mmol/L window 30 days report nothing }
"#;

fn thresholds(of: &str, at: &str) -> Cases {
    let ops = [("gt", ">"), ("ge", ">="), ("lt", "<"), ("le", "<="), ("eq", "="), ("ne", "!=")];
    let rules: String = ops
        .iter()
        .flat_map(|(name, op)| {
            let rule = |name: String, cond: String| {
                format!("rule {name} {{ category safety when {cond} message \"m\" }}\n")
            };
            [
                rule((*name).into(), format!("{of} {op} {at}")),
                rule(format!("not-{name}"), format!("not ({of} {op} {at})")),
            ]
        })
        .collect();
    Cases::text(&format!("{MORE}{rules}"))
}

/// `F`ires, `s`ilent or `u`nknown for `> >= < <= = !=`; negated, the other way round.
#[track_caller]
fn check(cases: &Cases, s: SnapshotBuilder, ends: &str) {
    let names = ["gt", "ge", "lt", "le", "eq", "ne"];
    let nots = ["not-gt", "not-ge", "not-lt", "not-le", "not-eq", "not-ne"];
    let word = |c: char| match c {
        'F' => "fires",
        's' => "silent",
        _ => "unknown",
    };
    let other = |c: char| match c {
        'F' => 's',
        's' => 'F',
        c => c,
    };
    let mut all: Vec<(&str, &str)> = names.into_iter().zip(ends.chars().map(word)).collect();
    all.extend(nots.into_iter().zip(ends.chars().map(other).map(word)));
    cases.give(s, &all);
}

#[test]
fn at_the_bound() {
    let cases = thresholds("Potassium", "5.5 mmol/L");
    let with = |value: &str| patient().observation(potassium(value, "2026-03-07"));
    check(&cases, with("5.5"), "sFsFFs");
    check(&cases, with("5.50000"), "sFsFFs");
    check(&cases, with("5.5000001"), "FFsssF");
    check(&cases, with("5.4999999"), "ssFFsF");
    check(&cases, patient(), "uuuuuu");
    // Implausible is a question, no number.
    check(&cases, with("55"), "uuuuuu");
}

#[test]
fn across_the_bound() {
    let cases = thresholds("Troponin", "14 ng/L");
    let with = |value: &str| patient().observation(result("6598-7", &format!("{value} ng/L"), "2026-03-07"));
    check(&cases, with("<14"), "ssFFsF");
    check(&cases, with("<=14"), "suuFuu");
    check(&cases, with(">14"), "FFsssF");
    check(&cases, with(">=14"), "uFsuuu");
    check(&cases, with("<15"), "uuuuuu");
    check(&cases, with(">13"), "uuuuuu");
    let two = with("<15").observation(result("6598-7", "20 ng/L", "2026-03-06"));
    check(&cases, two, "uuuuuu");
}

#[test]
fn other_units() {
    let cases = thresholds("Glucose", "7 mmol/L");
    let with = |value: &str| patient().observation(result("2345-7", value, "2026-03-07"));
    check(&cases, with("126.112 mg/dL"), "sFsFFs");
    check(&cases, with("126.1120001 mg/dL"), "FFsssF");
    check(&cases, with("126.1119999 mg/dL"), "ssFFsF");
    check(&cases, with("7000 umol/L"), "sFsFFs");
    check(&cases, with("1.26112 g/L"), "sFsFFs");
    check(&cases, with("7"), "uuuuuu");
    check(&cases, with("7 mg"), "uuuuuu");
    let rule = thresholds("Glucose", "126.112 mg/dL");
    check(&rule, with("7 mmol/L"), "sFsFFs");
}

#[test]
fn below_zero() {
    let cases = thresholds("BaseExcess", "-2 mmol/L");
    let with =
        |value: &str| patient().observation(result("11555-0", &format!("{value} mmol/L"), "2026-03-07"));
    check(&cases, with("-2"), "sFsFFs");
    check(&cases, with("-2.5"), "ssFFsF");
    check(&cases, with("0"), "FFsssF");
    check(&thresholds("(-BaseExcess)", "2 mmol/L"), with("-2"), "sFsFFs");
    check(&thresholds("abs(BaseExcess)", "2 mmol/L"), with("-3"), "FFsssF");
}

#[test]
fn one_series_with_several_windows() {
    let cases = Cases::of(&[
        ("week", "when (latest Potassium in last 7 days) > 5 mmol/L"),
        ("month", "when (latest Potassium in last 30 days) > 5 mmol/L"),
        ("usual", "when Potassium > 5 mmol/L"),
        ("highest", "when (highest Potassium in last 30 days) > 5 mmol/L"),
        ("lowest", "when (lowest Potassium in last 30 days) > 5 mmol/L"),
        ("first", "when (earliest Potassium) > 5 mmol/L"),
        ("turned", "when 5 mmol/L < Potassium"),
        ("early", "when (latest Potassium with status preliminary) > 5 mmol/L"),
        ("named", "let k = latest Potassium in last 7 days\n when k > 5 mmol/L"),
        ("between", "when Potassium from 5 to 6 mmol/L"),
        ("two", "when two Potassium > 5 mmol/L"),
    ]);
    let old = || patient().observation(potassium("5.5", "2026-02-20"));
    cases.give(
        old(),
        &[
            ("week", "unknown"),
            ("month", "fires"),
            ("usual", "fires"),
            ("highest", "fires"),
            ("lowest", "fires"),
            ("first", "fires"),
            ("turned", "fires"),
            ("early", "fires"),
            ("named", "unknown"),
            ("between", "fires"),
            ("two", "silent"),
        ],
    );
    cases.give(
        old().observation(potassium("4.5", "2026-03-07")),
        &[
            ("week", "silent"),
            ("month", "silent"),
            ("usual", "silent"),
            ("highest", "fires"),
            ("lowest", "silent"),
            ("first", "fires"),
            ("turned", "silent"),
            ("early", "silent"),
            ("named", "silent"),
            ("between", "silent"),
            ("two", "silent"),
        ],
    );
    let early = Observation { status: ObservationStatus::Preliminary, ..potassium("6", "2026-03-07") };
    cases.give(
        patient().observation(early),
        &[("usual", "unknown"), ("early", "fires"), ("two", "silent"), ("highest", "unknown")],
    );
}

#[test]
fn many_thresholds_of_one_number() {
    let rules: String = (10..90)
        .map(|i| {
            let op = [">", ">=", "<", "<=", "=", "!="][i % 6];
            format!(
                "rule at-{i} {{ category safety when Potassium {op} {}.{} mmol/L message \"m\" }}\n",
                i / 10,
                i % 10
            )
        })
        .collect();
    let cases = Cases::text(&rules);
    for value in ["4.5", "1", "8.9", "9.5", "<4.5", ">4.5", "4.55"] {
        cases.give(patient().observation(potassium(value, "2026-03-07")), &[]);
    }
    cases.give(
        patient().observation(potassium("4.5", "2026-03-07")),
        // 42 `>`, 43 `>=`, 44 `<`, 45 `<=`, 46 `=`, 47 `!=`
        &[
            ("at-42", "fires"),
            ("at-43", "fires"),
            ("at-44", "silent"),
            ("at-45", "fires"),
            ("at-46", "silent"),
            ("at-47", "fires"),
        ],
    );
    cases.give(patient(), &[("at-10", "unknown"), ("at-89", "unknown")]);
}

#[test]
fn what_observations_say_by_themselves() {
    let cases = Cases::text("");
    let ends = |c, a, d| [("Potassium.critical", c), ("Potassium.abnormal", a), ("Potassium.delta", d)];
    let with = |value: &str, at: &str| patient().observation(potassium(value, at));
    cases.give(patient(), &ends("silent", "silent", "silent"));
    cases.give(with("6.5", "2026-03-07"), &ends("silent", "fires", "silent"));
    cases.give(with("6.6", "2026-03-07"), &ends("fires", "silent", "silent"));
    cases.give(with("5.1", "2026-03-07"), &ends("silent", "silent", "silent"));
    cases.give(with("6.6", "2024-03-07"), &ends("silent", "silent", "silent"));
    cases.give(with("66", "2026-03-07"), &ends("unknown", "unknown", "unknown"));
    cases.give(
        with("4", "2026-03-07T08:00:00+01:00").observation(potassium("5", "2026-03-08T08:00:00+01:00")),
        &ends("silent", "silent", "fires"),
    );
    cases.give(
        patient().with(|s| s.observations.coverage = Coverage::NotSupplied),
        &ends("unknown", "unknown", "unknown"),
    );
    let nobody_knows =
        Observation { code: Concept { masked: true, ..Concept::default() }, ..potassium("7", "2026-03-07") };
    cases.give(patient().observation(nobody_knows), &[]);
}

#[cfg(feature = "script")]
#[test]
fn scripts() {
    let text = r#"function double(x: mmol/L) -> mmol/L = rhai "s.rhai"
        function many(those: list of Medication) -> yes-no = rhai "s.rhai"
        rule twice { category safety when double(Potassium) > 10 mmol/L message "m" }
        rule few { category safety when many(taking Opioid) message "m" }"#;
    let cases =
        Cases::with(text, &[("s.rhai", "fn double(x) { x * 2 }\nfn many(those) { those.len() < 2 }")]);
    cases.give(patient(), &[("twice", "unknown"), ("few", "fires")]);
    cases.give(
        patient().observation(potassium("5.1", "2026-03-07")).medication(drug("7052", "morphine")),
        &[("twice", "fires"), ("few", "fires")],
    );
    cases.give(
        patient().medication(drug("7052", "morphine")).medication(drug("2670", "codeine")),
        &[("few", "silent")],
    );
    cases.give(patient().medication(uncoded_drug("pills")), &[("few", "unknown")]);
}
