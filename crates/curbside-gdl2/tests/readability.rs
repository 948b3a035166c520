//! What real guidelines of the library were found to write, each as a small guideline of our own: that it is said, and
//! that it reads well.

#![allow(clippy::unwrap_used, reason = "tests may fail loudly")]

mod support;

use curbside_gdl2::{Options, import};
use support::*;

#[test]
fn texts_are_put_together() {
    let g = Guide::new("Status.v1")
        .input(&[("gt0002", "Class"), ("gt0003", "Emergency")])
        .output(&[("gt0004", "Status"), ("gt0005", "Advice")])
        .rule("gt0010", 3, &["$gt0002==local::at0011|Healthy|"], &["$gt0004='Class 1'"])
        .rule("gt0011", 2, &["$gt0002==local::at0012|Ill|"], &["$gt0004='Class 2'"])
        .rule("gt0012", 1, &["$gt0003==local::at0013|Yes|"], &["$gt0004.value=$gt0004+' '+'E'"])
        .term("gt0020", "Treat.")
        .term("gt0021", "Refer.")
        .rule("gt0013", 0, &["$gt0003==local::at0013|Yes|"], &["$gt0005|Advice|=$gt0020.term+$gt0021.term"])
        .case(
            "a",
            &["gt0002: local::at0011|Healthy|", "gt0003: local::at0013|Yes|"],
            &["gt0004: Class 1 E", "gt0005: Treat.Refer."],
        )
        .case("b", &["gt0002: local::at0012|Ill|", "gt0003: local::at0014|No|"], &["gt0004: Class 2"]);
    holds(&g.import());
}

#[test]
fn a_unit_asked_for_within_a_condition_is_that_of_the_number_beside_it() {
    let g = Guide::new("Kidney.v1")
        .input(&[("gt0002", "Creatinine")])
        .output(&[("gt0004", "Points")])
        .rule(
            "gt0010",
            2,
            &[
                "$gt0002!=null",
                "(($gt0002.unit=='mg/dl')&&($gt0002.magnitude<1.1))||(($gt0002.unit=='umol/l')&&($gt0002.magnitude<97.24))",
            ],
            &["$gt0004=0|local::at0011|Low|"],
        )
        .rule(
            "gt0011",
            1,
            &["(($gt0002.unit=='mg/dl')&&($gt0002.magnitude>=1.1))||(($gt0002.unit=='umol/l')&&($gt0002.magnitude>=97.24))"],
            &["$gt0004=1|local::at0012|High|"],
        )
        .case("mg", &["gt0002: 1.2,mg/dl"], &["gt0004: 1|local::at0012|High|"])
        .case("umol", &["gt0002: 88,umol/l"], &["gt0004: 0|local::at0011|Low|"]);
    let done = g.import();
    holds(&done);
    let text = rules(&done);
    assert!(text.contains("if Creatinine < 1.1 mg/dL or Creatinine-umol-l < 97.24 umol/L"), "{text}");
    assert!(!text.contains("AsGiven"), "{text}");
}

#[test]
fn a_date_of_birth_is_asked_for_as_an_age() {
    let g = Guide::new("Age_points.v1")
        .bind(
            "INPUT",
            "openEHR-EHR-OBSERVATION.basic_demographic.v1",
            &[("gt0002", "/data[at0001]/events[at0002]/data[at0003]/items[at0008]", "Birthdate")],
        )
        .output(&[("gt0003", "Age"), ("gt0004", "Group"), ("gt0005", "Senior")])
        .rule("gt0010", 5, &["$gt0002<=($currentDateTime-75,a)"], &["$gt0004='old'"])
        .rule(
            "gt0011",
            4,
            &["$gt0002<=($currentDateTime-65,a)", "$gt0002>($currentDateTime-75,a)"],
            &["$gt0004='elderly'"],
        )
        .rule("gt0012", 3, &["$gt0002>$currentDateTime-65,a"], &["$gt0004='adult'"])
        .rule("gt0013", 2, &["(($currentDateTime-$gt0002)/1,a)>=65"], &["$gt0005='yes'"])
        .rule("gt0014", 1, &["$gt0002!=null"], &["$gt0003.magnitude=(($currentDateTime-$gt0002)/1,a)"])
        // On the 65th birthday.
        .case("65", &["gt0002: '1954-11-28T00:00:00'"], &["gt0003: 65", "gt0004: elderly", "gt0005: 'yes'"])
        .case("64", &["gt0002: '1954-11-29T00:00:00'"], &["gt0003: 64", "gt0004: adult"])
        .case("75", &["gt0002: '1944-05-01T00:00:00'"], &["gt0003: 75", "gt0004: old", "gt0005: 'yes'"]);
    let done = g.import();
    holds(&done);
    let text = rules(&done);
    for said in ["years(age)", "age from 65 to 74 years", "age < 65 years", "age >= 75 years"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(!text.contains("birth") && !text.contains("elapsed"), "{text}");
}

#[test]
fn a_score_that_later_rules_adjust_starts_from_the_value_so_far() {
    let g = Guide::new("Hepatitis.v1")
        .input(&[("gt0002", "Sex"), ("gt0003", "Antibody"), ("gt0005", "Histology")])
        .output(&[("gt0004", "Score")])
        .rule(
            "gt0010",
            3,
            &["$gt0002!=null", "$gt0003!=null", "$gt0005!=null"],
            &[
                "$gt0004.magnitude=$gt0002.value+$gt0003.value+$gt0005.value",
                "$gt0004.unit='1'",
                "$gt0004.precision=0",
            ],
        )
        .rule(
            "gt0011",
            2,
            &["$gt0004!=null", "$gt0005==0|local::at0015|None|"],
            &["$gt0004.magnitude=$gt0004.magnitude-5"],
        )
        .case(
            "a",
            &[
                "gt0002: 2|local::at0011|Female|",
                "gt0003: 3|local::at0013|High|",
                "gt0005: 0|local::at0015|None|",
            ],
            &["gt0004: 0,1"],
        )
        .case(
            "b",
            &[
                "gt0002: 0|local::at0012|Male|",
                "gt0003: 1|local::at0014|Low|",
                "gt0005: 3|local::at0016|Typical|",
            ],
            &["gt0004: 4,1"],
        );
    let done = g.import();
    holds(&done);
    let text = rules(&done);
    assert!(text.contains("otherwise Score-1") && !text.contains("first_known"), "{text}");
}

#[test]
fn names_and_calculations_read_well() {
    let g = Guide::new("Drip.v1")
        .input(&[
            ("gt0002", "Bolus dose (total dose that is required in the first hour)"),
            ("gt0003", "Albumin"),
            ("gt0006", "Urine (U)"),
        ])
        .output(&[("gt0004", "Rate"), ("gt0005", "Ratio"), ("gt0007", "Place where it is given, or is not")])
        .rule(
            "gt0010",
            3,
            &["$gt0002!=null", "!($gt0002>20,mg)"],
            &["$gt0004.magnitude=2*$gt0002.magnitude/3", "$gt0004.unit='mg/h'", "$gt0004.precision=1"],
        )
        .rule(
            "gt0011",
            2,
            &["$gt0003!=null", "$gt0006!=null"],
            &[
                "$gt0005.magnitude=$gt0003.magnitude*(1000*(1/$gt0006.magnitude))",
                "$gt0005.unit='mg/g'",
                "$gt0005.precision=1",
            ],
        )
        .rule("gt0012", 1, &["$gt0006>3,mg/dl"], &["$gt0007='arm'"])
        .case(
            "a",
            &["gt0002: 6,mg", "gt0003: 3,mg/dl", "gt0006: 60,mg/dl"],
            &["gt0004: 4,mg/h", "gt0005: 50,mg/g"],
        );
    let done = g.import();
    holds(&done);
    let text = rules(&done);
    for said in [
        "round(2 * BolusDose / 3 / 1 hour, 1) if BolusDose <= 20 mg",
        "Albumin * 1000 / Urine * 1 mg/g",
        "define PlaceWhereItIsGivenOrIsNot ",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
}

#[test]
fn a_text_that_other_rules_wrote_is_copied_by_what_it_says() {
    let g = Guide::new("Stages.v1")
        .input(&[
            ("gt0002", "Disease"),
            ("gt0003", "Symptoms"),
            ("gt0007", "Rest"),
            ("gt0008", "White cells"),
        ])
        .output(&[("gt0004", "Stage"), ("gt0009", "White cells")])
        .term("gt0005", "Text")
        .term("gt0006", "Points")
        .rule(
            "gt0010",
            4,
            &[
                "$gt0002==1|local::at0006|Yes|",
                "$gt0003==1|local::at0008|Yes|",
                "$gt0007==1|local::at0010|Yes|",
            ],
            &["$gt0005|Text|='Stage C'"],
        )
        .rule(
            "gt0011",
            3,
            &["$gt0002==1|local::at0006|Yes|", "$gt0003==0|local::at0007|No|", "$gt0007!=null"],
            &["$gt0005|Text|='Stage B'"],
        )
        .rule("gt0012", 2, &["(fired($gt0010))||(fired($gt0011))"], &["$gt0004=$gt0005"])
        .rule(
            "gt0013",
            1,
            &["($gt0008>16,10*3/mm3)||($gt0008>16,10*9/l)"],
            &["$gt0009=1|local::at0012|High|", "$gt0006.magnitude=$gt0009.value"],
        )
        .case(
            "c",
            &[
                "gt0002: 1|local::at0006|Yes|",
                "gt0003: 1|local::at0008|Yes|",
                "gt0007: 1|local::at0010|Yes|",
                "gt0008: 20,10*9/l",
            ],
            &["gt0004: Stage C", "gt0009: 1|local::at0012|High|"],
        )
        .case(
            "b",
            &["gt0002: 1|local::at0006|Yes|", "gt0003: 0|local::at0007|No|", "gt0007: 0|local::at0011|No|"],
            &["gt0004: Stage B"],
        );
    let done = g.import();
    holds(&done);
    let text = rules(&done);
    assert!(text.contains(r#""Stage C" if Text is "Stage C""#), "{text}");
    assert!(text.contains(r#""High" if WhiteCells > 16 10*3/mm3"#), "{text}");
}

#[test]
fn a_test_file_may_name_the_key_behind_the_guideline() {
    let g = Guide::new("Older.v1")
        .input(&[("gt0002", "Count")])
        .output(&[("gt0004", "Verdict")])
        .rule("gt0010", 1, &["$gt0002>1"], &["$gt0004='many'"])
        .case("a", &["gt0002: 2"], &["gt0004: many"]);
    let mut files = g.files();
    files[1].text = files[1].text.replace("1: Older.v1", "Older.v1: 1");
    let done = import(&files, &Options::default());
    assert_eq!((done.tally.expected, done.tally.kept), (1, 1), "{}", notes(&done));
    assert!(mistakes(&done).is_empty(), "{:?}", mistakes(&done));
}

#[test]
fn values_of_a_guideline_that_is_not_listed_are_told() {
    let g = Guide::new("Listed.v1")
        .input(&[("gt0002", "Count")])
        .output(&[("gt0004", "Verdict")])
        .rule("gt0010", 1, &["$gt0002>1"], &["$gt0004='many'"])
        .case("a", &["gt0002: 2"], &["gt0004: many"]);
    let mut files = g.files();
    files[1].text.push_str("    7:\n      gt0004|Verdict: many\n");
    let told: Vec<String> =
        import(&files, &Options::default()).problems.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("`a`, expected_output") && told[0].contains("`7` is not a key"), "{told:?}");
}

/// Each part is looked at once: looked at twice, this would not end.
#[test]
fn a_sum_of_sixty_parts_is_a_sum() {
    let parts: Vec<String> = (0..60).map(|n| format!("$gt01{n:02}.magnitude")).collect();
    let names: Vec<(String, String)> =
        (0..60).map(|n| (format!("gt01{n:02}"), format!("Item {n}"))).collect();
    let inputs: Vec<(&str, &str)> = names.iter().map(|(id, name)| (id.as_str(), name.as_str())).collect();
    let given: Vec<String> = names.iter().map(|(id, _)| format!("{id}: 2,1")).collect();
    let g = Guide::new("Long.v1")
        .input(&inputs)
        .output(&[("gt0004", "Total")])
        .rule("gt0010", 1, &[], &[&format!("$gt0004.magnitude={}", parts.join("+"))])
        .case("a", &given.iter().map(String::as_str).collect::<Vec<_>>(), &["gt0004: 120,1"]);
    holds(&g.import());
}
