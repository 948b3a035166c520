//! Constructs of the formalism beside those of the scores: chains, dates, nothing, actions that cannot be read.

#![allow(clippy::unwrap_used, reason = "tests may fail loudly")]

use curbside_gdl2::{Import, Input, Options, import};

fn guideline(id: &str, bindings: &str, rules: &str, terms: &str) -> Input {
    let text = format!(
        r#"{{ "id": "{id}", "concept": "gt0001", "definition": {{ "data_bindings": {{ {bindings} }}, "rules": {{ {rules} }} }},
        "ontology": {{ "term_definitions": {{ "en": {{ "terms": {{ "gt0001": {{ "text": "{id}" }}, {terms} }} }} }} }} }}"#
    );
    Input { path: format!("{id}.gdl2.json"), text }
}

fn binding(key: &str, kind: &str, model: &str, element: &str) -> String {
    format!(
        r#""{key}": {{ "model_id": "{model}", "type": "{kind}", "elements": {{ "{element}": {{ "id": "{element}", "path": "/data/x" }} }} }}"#
    )
}

fn file<'i>(done: &'i Import, end: &str) -> &'i str {
    done.files.iter().find(|(path, _)| path.ends_with(end)).map(|(_, text)| text.as_str()).unwrap_or("")
}

fn one(rules: &str) -> Import {
    let data =
        [binding("gt1", "INPUT", "a.v1", "gt0002"), binding("gt2", "OUTPUT", "b.v1", "gt0004")].join(", ");
    let terms =
        r#""gt0002": { "text": "Start" }, "gt0004": { "text": "Result" }, "gt0005": { "text": "Rule" }"#;
    import(&[guideline("One.v1", &data, rules, terms)], &Options::default())
}

#[test]
fn what_one_guideline_writes_another_reads() {
    let a = guideline(
        "First.v1",
        &[binding("gt1", "INPUT", "in.v1", "gt0002"), binding("gt2", "OUTPUT", "mid.v1", "gt0004")]
            .join(", "),
        r#""gt0003": { "priority": 1, "when": ["$gt0002 != null"], "then": ["$gt0004.magnitude = $gt0002.magnitude * 2", "$gt0004.unit = 'kg'"] }"#,
        r#""gt0002": { "text": "Once" }, "gt0004": { "text": "Twice" }"#,
    );
    let b = guideline(
        "Second.v1",
        &[binding("gt1", "INPUT", "mid.v1", "gt0002"), binding("gt2", "OUTPUT", "out.v1", "gt0004")]
            .join(", "),
        r#""gt0003": { "priority": 1, "when": ["$gt0002 > 10,kg"], "then": ["$gt0004 = 'much'"] }"#,
        r#""gt0002": { "text": "Amount" }, "gt0004": { "text": "Verdict" }"#,
    );
    let tests = Input {
        path: "chain.test.yml".into(),
        text: "guidelines:\n  1: First.v1\n  2: Second.v1\ntest_cases:\n- id: a\n  input:\n    1:\n      gt0002|Once: 6,kg\n  expected_output:\n    2:\n      gt0004|Verdict: much\n".into(),
    };
    let done = import(&[a, b, tests], &Options::default());
    assert!(done.problems.is_empty(), "{:?}", done.problems);
    let text = file(&done, "second.cds");
    assert!(text.contains("Twice if Twice is known"), "{text}");
    assert_eq!((done.tally.kept, done.tally.contradicted), (1, 0), "{}", file(&done, "tests/second.yaml"));
}

#[test]
fn a_date_is_moved_by_a_duration() {
    let done = one(
        r#""gt0005": { "when": ["$gt0002 != null", "$gt0002 < $currentDateTime - 3,mo"], "then": ["$gt0004 = $gt0002 + 280,d"] }"#,
    );
    let text = file(&done, "one.cds");
    assert!(text.contains("now - 3 months"), "{text}");
}

#[test]
fn an_action_that_cannot_be_read_leaves_its_value_open_and_is_told() {
    let done = one(r#""gt0005": { "when": ["$gt0002 > 1"], "then": ["$gt0004.magnitude = $gt0002 +* 3"] }"#);
    assert!(done.problems.is_empty(), "{:?}", done.problems);
    assert!(done.notes.iter().any(|n| n.text.contains("cannot be read")), "{:?}", done.notes);
}

#[test]
fn rules_that_wait_for_themselves_are_an_error_with_its_place() {
    let done = one(
        r#""gt0005": { "priority": 2, "when": ["fired($gt0006)"], "then": ["$gt0004.magnitude = 1"] },
           "gt0006": { "priority": 1, "when": ["fired($gt0005)", "$gt0002 > 1"], "then": ["$gt0004.magnitude = 2"] }"#,
    );
    let places: Vec<&str> = done.problems.iter().map(|p| p.place.as_str()).collect();
    assert_eq!(places, ["/definition/rules/gt0005/when", "/definition/rules/gt0006/when"]);
    assert!(file(&done, "one.cds").is_empty());
    // Rules that shut one another out do not wait: the one whose turn is first fires.
    let done =
        one(r#""gt0005": { "priority": 2, "when": ["!fired($gt0006)"], "then": ["$gt0004.magnitude = 1"] },
           "gt0006": { "priority": 1, "when": ["!fired($gt0005)"], "then": ["$gt0004.magnitude = 2"] }"#);
    assert!(done.problems.is_empty(), "{:?}", done.problems);
}

#[test]
fn guidelines_that_feed_one_another_are_an_error_with_its_place() {
    let side = |id: &str, reads: &str, writes: &str| {
        guideline(
            id,
            &[binding("gt1", "INPUT", reads, "gt0002"), binding("gt2", "OUTPUT", writes, "gt0004")]
                .join(", "),
            r#""gt0003": { "priority": 1, "when": ["$gt0002 > 1"], "then": ["$gt0004.magnitude = $gt0002.magnitude + 1"] }"#,
            r#""gt0002": { "text": "Read" }, "gt0004": { "text": "Written" }"#,
        )
    };
    let run = |path: &str, order: [&str; 2]| Input {
        path: path.into(),
        text: format!(
            "guidelines:\n  1: {}\n  2: {}\ntest_cases:\n- id: a\n  input:\n    1:\n      gt0002|Read: 6\n  expected_output:\n    2:\n      gt0004|Written: 8\n",
            order[0], order[1]
        ),
    };
    let (a, b) = (side("A.v1", "x.v1", "y.v1"), side("B.v1", "y.v1", "x.v1"));
    let both = [run("ab.test.yml", ["A.v1", "B.v1"]), run("ba.test.yml", ["B.v1", "A.v1"])];
    let [ab, ba] = both;
    let done = import(&[a, b, ab, ba], &Options::default());
    let told: Vec<String> = done.problems.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("ba.test.yml: guidelines: ") && told[0].contains("in a circle"), "{told:?}");
}
