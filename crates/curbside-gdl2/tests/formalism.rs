//! The constructs of the formalism, each as a small guideline with cases that the pack must give.

#![allow(clippy::unwrap_used, reason = "tests may fail loudly")]

mod support;

use curbside_gdl2::{Input, Options, import};
use support::*;

#[test]
fn a_term_is_a_text_and_is_carried_on() {
    let g = Guide::new("Probability.v1")
        .input(&[("gt0002", "Points")])
        .output(&[("gt0003", "Probability"), ("gt0009", "Verdict")])
        .term("gt0004", "Probability text")
        .term("gt0005", "Low probability")
        .term("gt0006", "High probability")
        .rule(
            "gt0010",
            4,
            &["$gt0002|Points|<2"],
            &["$gt0004|Probability text|=$gt0005.term", "$gt0009.value=$gt0005.term"],
        )
        .rule(
            "gt0011",
            3,
            &["$gt0002|Points|>=2"],
            &["$gt0004|Probability text|=$gt0006.term", "$gt0009.value=$gt0006.term"],
        )
        .rule("gt0012", 2, &["(fired($gt0010))||(fired($gt0011))"], &["$gt0003|Probability|.value=$gt0004"])
        .case("low", &["gt0002: 1"], &["gt0003: Low probability", "gt0009: Low probability"])
        .case("high", &["gt0002: 2"], &["gt0003: High probability", "gt0009: High probability"]);
    holds(&g.import());
}

#[test]
fn a_literal_says_the_unit_of_what_it_is_compared_with() {
    let g = Guide::new("Cholesterol.v1")
        .input(&[("gt0002", "Total cholesterol"), ("gt0003", "Points")])
        .output(&[("gt0004", "Interpretation")])
        .rule(
            "gt0010",
            2,
            &["$gt0003==0", "($gt0002>=5.7,mmol/l)||($gt0002>=220,mg/dl)"],
            &["$gt0004.value='Definite'"],
        )
        .rule(
            "gt0011",
            1,
            &["$gt0003==0", "($gt0002<5.7,mmol/l)||($gt0002<220,mg/dl)"],
            &["$gt0004.value='Unlikely'"],
        )
        .case("a", &["gt0002: 5.5,mmol/l", "gt0003: 0"], &["gt0004: Unlikely"])
        .case("b", &["gt0002: 5.8,mmol/l", "gt0003: 0"], &["gt0004: Definite"])
        .case("c", &["gt0002: 219,mg/dl", "gt0003: 0"], &["gt0004: Unlikely"])
        .case("d", &["gt0002: 230,mg/dl", "gt0003: 0"], &["gt0004: Definite"]);
    holds(&g.import());
}

#[test]
fn a_factor_by_the_unit_is_chosen_by_what_is_given() {
    let g = Guide::new("Kinetic.v1")
        .input(&[("gt0002", "Baseline creatinine"), ("gt0003", "First creatinine"), ("gt0004", "Age")])
        .output(&[("gt0005", "Mean creatinine"), ("gt0006", "Filtration rate")])
        .term("gt0007", "Conversion factor")
        .defaults(&["$gt0007|Conversion factor|=1"])
        .rule("gt0010", 3, &["($gt0002.unit=='umol/l')||($gt0003.unit=='umol/l')"], &["$gt0007=0.01131222"])
        .rule(
            "gt0011",
            2,
            &["$gt0002!=null", "$gt0003!=null"],
            &[
                "$gt0005.magnitude=($gt0002.magnitude*$gt0007+$gt0003.magnitude*$gt0007)/2",
                "$gt0005.unit='mg/dl'",
                "$gt0005.precision=2",
            ],
        )
        .rule(
            "gt0012",
            1,
            &["$gt0004!=null", "$gt0005!=null"],
            &[
                "$gt0006.magnitude=186*(($gt0007*$gt0002.magnitude)^(-1.154))*($gt0004.magnitude^(-0.203))",
                "$gt0006.unit='ml/min'",
                "$gt0006.precision=2",
            ],
        )
        .case(
            "mg",
            &["gt0002: 1.4,mg/dl", "gt0003: 1,mg/dl", "gt0004: 33,a"],
            &["gt0005: 1.2,mg/dl", "gt0006: 62.03,ml/min"],
        )
        .case("umol", &["gt0002: 123,umol/l", "gt0003: 88,umol/l", "gt0004: 33,a"], &["gt0005: 1.19,mg/dl"]);
    holds(&g.import());
}

#[test]
fn a_dose_by_weight_and_a_fixed_one() {
    let g = Guide::new("Antidote_dose.v1")
        .input(&[("gt0002", "Patient"), ("gt0003", "Child's weight")])
        .output(&[("gt0004", "Dose")])
        .rule(
            "gt0010",
            2,
            &["$gt0002==1|local::at0004|Child|"],
            &["$gt0004.magnitude=0.02*$gt0003.magnitude", "$gt0004.precision=2"],
        )
        .rule("gt0011", 1, &["$gt0002==0|local::at0003|Adult|", "$gt0003==null"], &["$gt0004=3,mg"])
        .case("adult", &["gt0002: 0|local::at0003|Adult|"], &["gt0004: 3,mg"])
        .case("child", &["gt0002: 1|local::at0004|Child|", "gt0003: 10,kg"], &["gt0004: 0.2,mg"]);
    let done = g.import();
    assert!(mistakes(&done).is_empty(), "{:?}\n{}", mistakes(&done), rules(&done));
}

#[test]
fn ages_in_every_spelling() {
    let g = Guide::new("Ages.v1")
        .input(&[("gt0002", "Birthdate"), ("gt0003", "Onset")])
        .output(&[("gt0004", "Old"), ("gt0005", "Years"), ("gt0006", "In time")])
        .pre(&["$gt0002|Birthdate|.year<=($currentDateTime.year-18)"])
        .rule("gt0010", 4, &["$gt0002<=($currentDateTime-60,a)"], &["$gt0004='old'"])
        .rule("gt0011", 3, &["$gt0002>($currentDateTime.value-60,a)"], &["$gt0004='young'"])
        .rule(
            "gt0012",
            2,
            &["$gt0002!=null"],
            &["$gt0005.magnitude=(($currentDateTime.value-$gt0002.value)/1,a)"],
        )
        .rule("gt0013", 1, &["$gt0003.value>=($currentDateTime.value-4.5,h)"], &["$gt0006='yes'"])
        .case(
            "a",
            &["gt0002: '1950-05-01T00:00:00'", "gt0003: '2019-11-27T22:00:00+01:00'"],
            &["gt0004: old", "gt0005: 69", "gt0006: 'yes'"],
        )
        .case("b", &["gt0002: '1980-05-01T00:00:00'"], &["gt0004: young", "gt0005: 39"]);
    let done = g.import();
    assert!(rules(&done).contains("now - 270 minutes"), "{}", rules(&done));
    holds(&done);
}

#[test]
fn parts_of_times_are_numbers() {
    let g = Guide::new("Season.v1")
        .input(&[("gt0002", "Onset")])
        .output(&[("gt0004", "Half of the year"), ("gt0005", "Day")])
        .rule("gt0010", 2, &["$gt0002.month>=7"], &["$gt0004='second'"])
        .rule("gt0011", 1, &["$gt0002.month<7"], &["$gt0004='first'", "$gt0005.magnitude=$gt0002.day"])
        .case("a", &["gt0002: '2019-03-21T00:00:00'"], &["gt0004: first", "gt0005: 21"])
        .case("b", &["gt0002: '2019-09-21T00:00:00'"], &["gt0004: second"]);
    holds(&g.import());
}

#[test]
fn functions_and_precedence() {
    let g = Guide::new("Functions.v1")
        .input(&[("gt0002", "X"), ("gt0003", "Y")])
        .output(&[
            ("gt0004", "Risk"),
            ("gt0005", "Root"),
            ("gt0006", "Largest"),
            ("gt0007", "Rounded"),
            ("gt0008", "Powers"),
        ])
        .rule(
            "gt0010",
            1,
            &["$gt0002!=null", "$gt0003!=null"],
            &[
                "$gt0004.magnitude=(1-0.9665^(e^(log($gt0002)^2-1)))*100",
                "$gt0004.unit='%'",
                "$gt0004.precision=2",
                "$gt0005.magnitude=sqrt($gt0002)+abs(-1*$gt0003)+log10(100)+exp(0)",
                "$gt0005.precision=2",
                "$gt0006.magnitude=max($gt0002,$gt0003)-min($gt0002,$gt0003)",
                "$gt0007.magnitude=round($gt0002/3)+ceil($gt0003/2)+floor($gt0003/2)",
                "$gt0008.magnitude=pow($gt0002,2)-$gt0002^2+(((2^3)))",
            ],
        )
        .case(
            "a",
            &["gt0002: 4", "gt0003: 3"],
            &["gt0004: 8.21,%", "gt0005: 8", "gt0006: 1", "gt0007: 4", "gt0008: 8"],
        );
    let done = g.import();
    let wrong = mistakes(&done);
    assert!(wrong.is_empty(), "{wrong:?}\n{}", rules(&done));
}

#[test]
fn predicates_are_said_and_windows_are_kept() {
    let g = Guide::new("Trend.v1")
        .bind(
            "INPUT",
            "openEHR-EHR-OBSERVATION.blood_pressure.v1",
            &[("gt0002", "/data[at0001]/events[at0006]/data[at0003]/items[at0004]", "Systolic")],
        )
        .predicates(&[
            "max(/data/events/time)",
            "/data/events/time/value/value>=($currentDateTime.value-12,mo)",
        ])
        .bind(
            "INPUT",
            "openEHR-EHR-OBSERVATION.pulse.v1",
            &[("gt0003", "/data[at0002]/events[at0003]/data[at0001]/items[at0004]", "First pulse")],
        )
        .predicates(&["min(/data/events/time)"])
        .bind(
            "INPUT",
            "openEHR-EHR-EVALUATION.problem_diagnosis.v1",
            &[("gt0005", "/data[at0001]/items[at0002]", "Diagnosis")],
        )
        .predicates(&["/data[at0001]/items[at0002] is_a local::gt0020|Hypertension|"])
        .term("gt0020", "Hypertension")
        .output(&[("gt0004", "Verdict")])
        .rule("gt0010", 1, &["$gt0002>=140,mm[Hg]", "$gt0003>100,/min", "$gt0005!=null"], &["$gt0004='high'"])
        .case(
            "a",
            &["gt0002: 150,mm[Hg]", "gt0003: 120,/min", "gt0005: ICD10::I10|Hypertension|"],
            &["gt0004: high"],
        );
    let done = g.import();
    holds(&done);
    let text = rules(&done);
    assert!(text.contains("latest SystolicBP in last 12 months"), "{text}");
    assert!(text.contains("/// Which one: the earliest.\ninput FirstPulse"), "{text}");
    assert!(text.contains("/// Which one: whose \"Diagnosis\" is a kind of \"Hypertension\"."), "{text}");
    assert!(
        notes(&done)
            .contains("which instance counts is read from the record: the latest, not older than 12 months"),
        "{}",
        notes(&done)
    );
}

#[test]
fn a_condition_that_cannot_be_read_leaves_what_its_rule_writes_open() {
    let g = Guide::new("Half.v1")
        .input(&[("gt0002", "X")])
        .output(&[("gt0004", "A"), ("gt0005", "B")])
        .rule("gt0010", 3, &["$gt0002>1"], &["$gt0004='first'", "$gt0005='kept'"])
        .rule("gt0011", 2, &["$gt0002>2", "$gt0002 >>> 3"], &["$gt0004='second'"])
        .case("a", &["gt0002: 2"], &["gt0005: kept"]);
    let done = g.import();
    assert!(mistakes(&done).is_empty(), "{:?}", mistakes(&done));
    assert!(
        notes(&done).contains("not imported /definition/rules/gt0011/when/1: a condition cannot be read"),
        "{}",
        notes(&done)
    );
    let text = rules(&done);
    assert!(!text.contains("second") && text.contains("X > 1 and X <= 2"), "{text}");
    // Nothing to import where no rule can be read.
    let g = Guide::new("None.v1").rule("gt0011", 2, &["$gt0002 >>> 3"], &["$gt0004='second'"]);
    let done = g.import();
    assert_eq!(done.problems[0].place, "/definition/rules/gt0011/when/0");
    assert!(rules(&done).is_empty());
}

#[test]
fn the_unit_that_the_rules_count_in_is_found_by_the_cases() {
    // The factor of the second is chosen by the unit of the first.
    let g = Guide::new("Gradient.v1")
        .input(&[("gt0002", "Atmospheric pressure"), ("gt0003", "Partial pressure")])
        .output(&[("gt0004", "Difference")])
        .term("gt0007", "Factor")
        .term("gt0008", "Second factor")
        .defaults(&["$gt0007=1", "$gt0008=1"])
        .rule("gt0010", 2, &["$gt0002.unit=='mm[Hg]'"], &["$gt0007=0.133322", "$gt0008=0.133322"])
        .rule(
            "gt0011",
            1,
            &["$gt0002!=null", "$gt0003!=null"],
            &[
                "$gt0004.magnitude=$gt0002.magnitude*$gt0007-$gt0003.magnitude*$gt0008",
                "$gt0004.unit='kPa'",
                "$gt0004.precision=2",
            ],
        )
        .case("kpa", &["gt0002: 101.33,kPa", "gt0003: 10,kPa"], &["gt0004: 91.33,kPa"]);
    holds(&g.import());
    // Only where one unit is asked for does the rule fire: all values are read in it.
    let g = Guide::new("Asked.v1")
        .input(&[("gt0002", "Weight")])
        .output(&[("gt0004", "Dose")])
        .rule(
            "gt0010",
            1,
            &["$gt0002.unit=='kg'"],
            &["$gt0004.magnitude=$gt0002.magnitude*2", "$gt0004.unit='mg'"],
        )
        .case("kg", &["gt0002: 70,kg"], &["gt0004: 140,mg"])
        .case("lb", &["gt0002: 70,lb"], &[]);
    holds(&g.import());
}

#[test]
fn times_with_zones_and_ages_in_years() {
    let g = Guide::new("Age_of_chest_pain.v1")
        .bind(
            "INPUT",
            "openEHR-EHR-OBSERVATION.basic_demographic.v1",
            &[("gt0002", "/data[at0001]/events[at0002]/data[at0003]/items[at0008]", "Birthdate")],
        )
        .output(&[("gt0003", "Age"), ("gt0004", "Points")])
        .rule(
            "gt0010",
            2,
            &["$gt0002!=null"],
            &["$gt0003.magnitude=($currentDateTime-$gt0002)/1,a", "$gt0003.unit='a'", "$gt0003.precision=0"],
        )
        .rule("gt0011", 1, &["$gt0003>=65,a"], &["$gt0004=1|local::at0009|Yes|"])
        .case(
            "a",
            &["gt0002: 1944-07-30T16:27+01:00[Europe/Budapest]"],
            &["gt0003: 75,a", "gt0004: 1|local::at0009|Yes|"],
        );
    holds(&g.import());
}

#[test]
fn tests_beside_a_guideline_are_its_own_whatever_they_call_it() {
    let g = Guide::new("Lymphocytes.v1")
        .input(&[("gt0002", "Count")])
        .output(&[("gt0004", "Verdict")])
        .rule("gt0010", 1, &["$gt0002>1"], &["$gt0004='many'"])
        .case("a", &["gt0002: 2"], &["gt0004: many"]);
    for wrong in ["Absolute Lymphocyte Count", "lymphocytes.V1", "Lymphocytes.v0"] {
        let mut files = g.files();
        files[1].text = files[1].text.replace("Lymphocytes.v1", wrong);
        let done = import(&files, &Options::default());
        holds(&done);
        assert_eq!((done.tally.kept, notes(&done).contains(wrong)), (1, true));
    }
}

#[test]
fn two_guidelines_of_one_id_are_two() {
    let one = |file: &str, verdict: &str| {
        let g = Guide::new("new_guideline.v0")
            .input(&[("gt0002", "Count")])
            .output(&[("gt0004", "Verdict")])
            .rule("gt0010", 1, &["$gt0002>1"], &[&format!("$gt0004='{verdict}'")])
            .case("a", &["gt0002: 2"], &[&format!("gt0004: {verdict}")]);
        let mut files = g.files();
        files[0].path = format!("{file}.gdl2.json");
        files[1].path = format!("{file}.test.yml");
        files
    };
    let all: Vec<Input> = one("Age.v0", "many").into_iter().chain(one("Weight.v0", "heavy")).collect();
    let done = import(&all, &Options::default());
    holds(&done);
    assert_eq!((done.guidelines, done.tally.kept), (2, 2));
    assert!(notes(&done).contains("goes by the name of its file"), "{}", notes(&done));
    // The same file twice is one.
    let done = import(&[one("Age.v0", "many"), one("Copy.v0", "many")].concat(), &Options::default());
    assert_eq!((done.guidelines, done.problems.len()), (1, 1), "{:?}", done.problems);
}

#[test]
fn an_older_dialect_is_named() {
    let text = "(GUIDE) <\n  gdl_version = <\"0.1\">\n>".to_string();
    let done = import(&[Input { path: "old.gdl2".into(), text }], &Options::default());
    assert!(done.problems[0].message.contains("GDL 1"), "{:?}", done.problems);
}

#[test]
fn units_of_the_library_have_one_meaning_or_convert_into_nothing() {
    use curbside_gdl2::units::{Normal, normal};
    let mut wrong = Vec::new();
    // Spellings with one meaning.
    for (written, ucum) in [
        ("gm/dl", "g/dL"),
        ("mg/dl", "mg/dL"),
        ("micromol/l", "umol/L"),
        ("nanomol/l", "nmol/L"),
        ("picomol/l", "pmol/L"),
        ("nanogm/ml", "ng/mL"),
        ("microgm/l", "ug/L"),
        ("IU/l", "[iU]/L"),
        ("U/l", "U/L"),
        ("mIU/l", "m[iU]/L"),
        ("cm[H2O]", "cm[H2O]"),
        ("mm[Hg]", "mm[Hg]"),
        ("l/min", "L/min"),
        ("ml/kg", "mL/kg"),
        ("ml/kg/hr", "mL/kg/h"),
        ("mcg/kg/min", "ug/kg/min"),
        ("mg/24h", "mg/(24.h)"),
        ("lbs", "[lb_av]"),
        ("ft", "[ft_i]"),
        ("in", "[in_i]"),
        ("°C", "Cel"),
        ("°F", "[degF]"),
        ("kg/m^2", "kg/m2"),
        ("ml/min/1.73m2", "mL/min/{1.73_m2}"),
        ("ml/min/1.73m^2", "mL/min/{1.73_m2}"),
        ("mmol/mol", "mmol/mol"),
        ("mm/hr", "mm/h"),
        ("IU", "[iU]"),
        ("cc/kg", "mL/kg"),
        ("wk", "wk"),
    ] {
        if normal(written).unit() != ucum {
            wrong.push(format!("{written}: {:?}, not {ucum}", normal(written)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // What is nobody's unit is kept as written, and converts into nothing.
    for written in ["Quadrants", "packyears", "cigarettes/day?"] {
        assert!(matches!(normal(written), Normal::Unknown(_)), "{written}: {:?}", normal(written));
    }
}
