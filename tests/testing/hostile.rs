//! Bytes that are no test file.

use super::*;
use proptest::prelude::*;

#[test]
fn files_that_hold_no_tests_say_so() {
    for (text, message) in [
        ("", "the file is empty"),
        ("cases: []", "the clock is missing"),
        ("clock: 2026-03-01\ncases: []", "the clock must be a moment with its offset"),
        ("clock: 2026-03-01T09:00:00Z", "there are no cases"),
        ("clock: 2026-03-01T09:00:00Z\nzone: Mars/Olympus\ncases: []", "this is not a time zone"),
        ("clock: 2026-03-01T09:00:00Z\ncases: { a: 1 }", "`cases` must be a list, and is a mapping"),
        ("a: [", "this is not YAML: "),
    ] {
        let all = diags(text);
        assert!(all.iter().any(|d| d.message.starts_with(message)), "{text}: {all:?}");
    }
}

/// Pieces of which test files, good and bad, are made.
fn piece() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "clock: 2026-03-01T09:00:00+01:00\n",
        "cases:\n",
        "  - name: a\n",
        "    given:\n",
        "    expect: { fires: [] }\n",
        "      medications: [ ",
        "      observations:\n        - ",
        "spironolactone ",
        "Potassium ",
        "5.5 mmol/L ",
        "at -2 days ",
        "at +99999999999999 years ",
        "every 0 hours ",
        "<",
        "..",
        " ]\n",
        "\"",
        "'",
        "uncoded ",
        "rxnorm ",
        "9997 ",
        "{",
        "}",
        "[",
        "]",
        "&a ",
        "*a ",
        "!!x ",
        "|\n",
        "    timeline: [ { at: -1 day } ]\n",
        "    patient: { born: -75 years }\n",
        "{ fact: ",
        "? ",
        "- ",
        "\t",
        "\u{feff}",
        "\u{0}",
        "é",
        "𝛼",
        "#",
        ": ",
        ",",
        "\n",
        "  ",
    ]);
    prop_oneof![4 => words.prop_map(str::to_string), 1 => "\\PC{0,6}"]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_test_file_makes_the_runner_panic(pieces in prop::collection::vec(piece(), 0..40), good in any::<bool>()) {
        let text = format!("{}{}", if good { HEAD } else { "" }, pieces.concat());
        let suite = Suite {
            pack: "demo".into(),
            folder: String::new(),
            files: vec![TestFile { path: "t.yaml".into(), text }],
            read: &|_| None,
        };
        let model = MODEL.with(Clone::clone);
        let report = run(&model, &[suite], &Options::default());
        prop_assert!(report.counts().cases < 100);
        prop_assert!(!render_text(&report, TextOptions::default()).is_empty());
    }
}

thread_local! {
    static MODEL: std::rc::Rc<Model> = std::rc::Rc::new(model());
}
