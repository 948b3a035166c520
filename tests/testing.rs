//! Tests of rules: the form of the files, what each expectation means, what coverage reaches.
#![allow(clippy::unwrap_used, clippy::panic)]

use curbside::check::{CheckOptions, compile};
use curbside::diag::Diag;
use curbside::model::Model;
use curbside::pack::PackSource;
use curbside::testing::report::{CaseOutcome, CaseReport, Report, TextOptions, render_junit, render_text};
use curbside::testing::{Options, Suite, TestFile, run};

const RULES: &str = r#"pack demo

codes PotassiumSparing "potassium-sparing diuretic" = rxnorm 9997 "spironolactone", 298869 "eplerenone"
codes NSAID "NSAID" = rxnorm 5640 "ibuprofen", 7258 "naproxen"
codes HeartFailure "heart failure" = snomed 84114007 "Heart failure"
codes Dialysis "dialysis" = snomed 265764009 "Renal dialysis"
codes Penicillin "penicillin" = rxnorm 7984 "penicillin v"
codes Panel "basic metabolic panel" = loinc 24321-2 "Basic metabolic panel"

observation Potassium "potassium" {
  code       loinc 2823-3, 6298-4
  unit       mmol/L
  plausible  1.0 .. 12.0
  window     7 days
  report     nothing
}
observation Sodium "sodium" { code loinc 2951-2 unit mmol/L plausible 90 .. 200 window 7 days report nothing }

input Pain "Pain, 0 to 10" { number 0 .. 10 }
input Eyes "Eye opening" { choice open "Open" 4 choice closed "Closed" 1 }
input Oxygen "On oxygen" { yes-no }

define Double "twice the potassium" = Potassium * 2
define Frail "frail" = age >= 75 years or has HeartFailure

score Points "points" {
  2 if has HeartFailure
  1 if Potassium > 5.0 mmol/L
  band 0 "low"
  band >= 1 "high"
}

rule high-potassium "High potassium on a potassium-sparing diuretic" {
  category   safety
  let        k = latest Potassium in last 7 days
  when       k > 5.5 mmol/L and taking PotassiumSparing as drug
  unless     underwent Dialysis in last 30 days
  severity   high
  message    "Potassium {k.value} on {k.date}, and {drug} is still active."
  suggest    stop drug
  suggest    order Panel "Repeat within 24 hours"
}

rule old-with-nsaid "NSAID in old age" {
  category   safety
  for        age >= 75 years
  when       taking NSAID as drug
  unknown    fire
  message    "{drug} at this age."
}

rule asks-pain "Pain" {
  category   recommendation
  when       Pain >= 7
  unknown    ask
  message    "Severe pain."
}

rule pharmacist-only "For the pharmacist" {
  category   recommendation
  trigger    order-sign
  when       role is "pharmacist" and has HeartFailure
  message    "For you."
}
"#;

const HEAD: &str = "clock: 2026-03-01T09:00:00+01:00\npatient: { born: 1951-02, sex: female }\ncases:\n";

fn pack(rules: &str) -> PackSource {
    PackSource::new("demo")
        .file("pack.yaml", "name: demo\nversion: 1.0.0\ndrugs: { ingredients: codes/ingredients.csv }\n")
        .file(
            "codes/ingredients.csv",
            "name,rxcui,tty,synonyms,atc_mono,atc_combo\nspironolactone,9997,IN,,,\neplerenone,298869,IN,,,\n\
             ibuprofen,5640,IN,,,\nnaproxen,7258,IN,,,\n",
        )
        .file("demo.cds", rules)
}

fn model() -> Model {
    let checked = compile(&[pack(RULES)], &CheckOptions::default());
    let errors: Vec<&str> =
        checked.diags.iter().filter(|d| d.is_error()).map(|d| d.message.as_str()).collect();
    checked.model.unwrap_or_else(|| panic!("the demo pack has errors: {errors:?}"))
}

fn report(text: &str) -> Report {
    report_with(text, &|_| None)
}

fn report_with(text: &str, read: &dyn Fn(&str) -> Option<Vec<u8>>) -> Report {
    let suite = Suite {
        pack: "demo".into(),
        folder: "demo".into(),
        files: vec![TestFile { path: "tests/t.yaml".into(), text: text.into() }],
        read,
    };
    run(&model(), &[suite], &Options::default())
}

/// Runs one case written below the usual head.
fn case(text: &str) -> CaseReport {
    let report = report(&format!("{HEAD}{text}"));
    assert_eq!(report.diags.iter().map(|d| d.message.as_str()).collect::<Vec<_>>(), [""; 0]);
    report.cases.into_iter().next().unwrap()
}

#[track_caller]
fn passes(text: &str) {
    let case = case(text);
    let why: Vec<String> =
        case.failures.iter().map(|f| format!("{}, but {}", f.expected, f.actual)).collect();
    assert_eq!(case.outcome, CaseOutcome::Passed, "{why:?}");
}

/// Runs a case that must fail in one expectation; what was expected and what came.
#[track_caller]
fn fails(text: &str) -> (String, String) {
    let case = case(text);
    assert_eq!(case.outcome, CaseOutcome::Failed);
    assert_eq!(case.failures.len(), 1, "{:?}", case.failures);
    let f = &case.failures[0];
    (f.expected.clone(), f.actual.clone())
}

fn diags(text: &str) -> Vec<Diag> {
    report(text).diags
}

const HYPERKALAEMIA: &str = "
    given:
      medications: [ spironolactone 25 mg daily ]
      observations: [ Potassium 5.51 mmol/L at -2 days ]";

#[test]
fn every_expectation_can_be_met() {
    passes(&format!(
        "  - name: a{HYPERKALAEMIA}
    expect:
      fires: [ high-potassium ]
      exactly: true
      severity: {{ high-potassium: high }}
      message: {{ demo/high-potassium: \"Potassium 5.51 mmol/L on 2026-02-27, and spironolactone is still active.\" }}
      suggests: {{ high-potassium: [ stop spironolactone, order Panel, order basic metabolic panel ] }}
      because: {{ high-potassium: [ Potassium 5.51 mmol/L ] }}
      silent: [ old-with-nsaid ]
      unknown: {{ asks-pain: [ Pain not-answered ] }}
      scores: {{ Points: 1 \"high\" }}
      values: {{ Double: 11.02 mmol/L, Frail: yes }}"
    ));
}

#[test]
fn fires_is_not_met_by_silence_doubt_or_exception() {
    let (expected, actual) = fails("  - name: a\n    expect: { fires: [ high-potassium ] }");
    assert_eq!(expected, "demo/high-potassium to fire");
    assert_eq!(actual, "it did not fire");
    let (_, actual) = fails(
        "  - name: a\n    given: { medications: [ eplerenone ] }\n    expect: { fires: [ high-potassium ] }",
    );
    assert_eq!(actual, "it is undecided; missing: Potassium never-recorded");
    let (_, actual) = fails(&format!(
        "  - name: a{HYPERKALAEMIA}\n      procedures: [ Dialysis at -3 days ]\n    expect: {{ fires: [ high-potassium ] }}"
    ));
    assert!(actual.starts_with("it was silenced by the exception"), "{actual}");
}

#[test]
fn a_possible_finding_is_not_a_certain_one() {
    let given = "\n    given: { medications: not supplied }";
    passes(&format!(
        "  - name: a{given}\n    expect: {{ possible: [ old-with-nsaid ], unknown: [ old-with-nsaid ] }}"
    ));
    let (_, actual) = fails(&format!("  - name: a{given}\n    expect: {{ fires: [ old-with-nsaid ] }}"));
    assert!(actual.starts_with("it fired only as possible; missing:"), "{actual}");
    let (_, actual) = fails(&format!("  - name: a{given}\n    expect: {{ silent: [ old-with-nsaid ] }}"));
    assert!(actual.starts_with("it fired only as possible"), "{actual}");
}

#[test]
fn silent_is_not_met_by_doubt() {
    let (_, actual) = fails("  - name: a\n    expect: { silent: [ asks-pain ] }");
    assert_eq!(actual, "it is undecided; missing: Pain not-answered");
    passes("  - name: a\n    given: { inputs: { Pain: 6 } }\n    expect: { silent: [ asks-pain ] }");
}

#[test]
fn silent_is_not_met_by_a_rule_that_was_left_out() {
    let request = "\n    request: { trigger: patient-view }";
    let (_, actual) = fails(&format!("  - name: a{request}\n    expect: {{ silent: [ pharmacist-only ] }}"));
    assert_eq!(actual, "it was not evaluated (trigger)");
    passes(
        "  - name: a\n    request: { trigger: order-sign, role: pharmacist }\n    given: { conditions: [ HeartFailure ] }\n    expect: { fires: [ pharmacist-only ] }",
    );
}

#[test]
fn unknown_names_its_reasons() {
    let old = "  - name: a\n    given: { medications: [ eplerenone ], observations: [ Potassium 6 mmol/L at -8 days ] }";
    passes(&format!(
        "{old}\n    expect: {{ unknown: {{ high-potassium: [ Potassium too-old, too-old, potassium ] }} }}"
    ));
    let (expected, actual) = fails(&format!(
        "{old}\n    expect: {{ unknown: {{ high-potassium: [ Potassium never-recorded ] }} }}"
    ));
    assert_eq!(expected, "demo/high-potassium to be undecided for want of: Potassium never-recorded");
    assert_eq!(actual, "it is undecided; missing: Potassium too-old");
    let (_, actual) = fails("  - name: a\n    expect: { unknown: [ high-potassium ] }");
    assert_eq!(actual, "it did not fire");
}

#[test]
fn suppressed_and_blocked_say_what_stood_in_the_way() {
    let dialysis = format!("  - name: a{HYPERKALAEMIA}\n      procedures: [ Dialysis at -3 days ]");
    passes(&format!(
        "{dialysis}\n    expect: {{ suppressed: [ high-potassium ], silent: [ high-potassium ] }}"
    ));
    let (expected, actual) =
        fails(&format!("  - name: a{HYPERKALAEMIA}\n    expect: {{ suppressed: [ high-potassium ] }}"));
    assert_eq!(expected, "demo/high-potassium to be silenced by an exception");
    assert!(actual.starts_with("it fired: "), "{actual}");

    let low =
        "  - name: a\n    given: { medications: [ eplerenone ], observations: [ Potassium 5.5 mmol/L ] }";
    passes(&format!("{low}\n    expect: {{ blocked: {{ high-potassium: \"k > 5.5 mmol/L\" }} }}"));
    let (_, actual) =
        fails(&format!("{low}\n    expect: {{ blocked: {{ high-potassium: taking PotassiumSparing }} }}"));
    assert_eq!(actual, "what stood in the way is `k > 5.5 mmol/L`");
}

#[test]
fn messages_suggestions_facts_and_severity_are_compared() {
    for (entry, actual) in [
        (
            "message: { high-potassium: Hello }",
            "“Potassium 5.51 mmol/L on 2026-02-27, and spironolactone is still active.”",
        ),
        ("severity: { high-potassium: low }", "“high”"),
    ] {
        let (_, was) = fails(&format!("  - name: a{HYPERKALAEMIA}\n    expect: {{ {entry} }}"));
        assert_eq!(was, actual);
    }
    let (expected, actual) = fails(&format!(
        "  - name: a{HYPERKALAEMIA}\n    expect: {{ suggests: {{ high-potassium: [ stop eplerenone ] }} }}"
    ));
    assert_eq!(expected, "demo/high-potassium: the suggestion “stop eplerenone”");
    assert!(actual.contains("“stop spironolactone”"), "{actual}");
    let (_, actual) = fails(&format!(
        "  - name: a{HYPERKALAEMIA}\n    expect: {{ because: {{ high-potassium: [ Sodium ] }} }}"
    ));
    assert!(actual.contains("“potassium 5.51 mmol/L”"), "{actual}");
    let (_, actual) = fails("  - name: a\n    expect: { message: { high-potassium: x } }");
    assert_eq!(actual, "it did not fire");
}

#[test]
fn exactly_and_an_empty_list_forbid_everything_else() {
    let (expected, actual) = fails(&format!("  - name: a{HYPERKALAEMIA}\n    expect: {{ fires: [] }}"));
    assert_eq!(expected, "nothing else of `demo` to fire");
    assert!(actual.starts_with("demo/high-potassium fired: "), "{actual}");
    passes("  - name: a\n    expect: { fires: [] }");
    passes(&format!("  - name: a{HYPERKALAEMIA}\n    expect: {{ fires: high-potassium, exactly: true }}"));
}

#[test]
fn scores_and_values_are_compared_as_ranges() {
    let none = "  - name: a\n    expect:";
    passes(&format!("{none} {{ scores: {{ Points: 0 .. 1 }}, values: {{ Double: unknown, Frail: true }} }}"));
    passes(&format!("{none} {{ values: {{ Double: never-recorded }} }}"));
    let (expected, actual) = fails(&format!("{none} {{ scores: {{ Points: 1 }} }}"));
    assert_eq!(expected, "demo/Points to be 1");
    assert!(actual.starts_with("it is 0 to 1"), "{actual}");
    let (_, actual) = fails(&format!("{none} {{ scores: {{ Points: 0 .. 1 \"low\" }} }}"));
    assert!(actual.starts_with("it is 0 to 1"), "{actual}");

    let with = "  - name: a\n    given: { observations: [ Potassium 5.2 mmol/L ] }\n    expect:";
    passes(&format!("{with} {{ values: {{ Double: 10.40 mmol/L }} }}"));
    passes(&format!("{with} {{ values: {{ Double: 10 .. 11 mmol/L }} }}"));
    passes(&format!("{with} {{ values: {{ Double: 0.0104 mol/L }} }}"));
    for wrong in ["10.5 mmol/L", "10.4", "10.4 mg/dL", "10 .. 10.3 mmol/L", "unknown", "yes"] {
        let (_, actual) = fails(&format!("{with} {{ values: {{ Double: {wrong} }} }}"));
        assert_eq!(actual, "it is 10.4 mmol/L", "{wrong}");
    }
}

#[test]
fn a_failure_carries_its_explanation() {
    let case = case(&format!("  - name: a{HYPERKALAEMIA}\n    expect: {{ silent: [ high-potassium ] }}"));
    let why = case.failures[0].explanation.as_ref().unwrap();
    assert_eq!(why.rule, "demo/high-potassium");
    let report =
        report(&format!("{HEAD}  - name: a{HYPERKALAEMIA}\n    expect: {{ silent: [ high-potassium ] }}"));
    let text = render_text(&report, TextOptions::default());
    assert!(text.contains("FAILED  a demo/tests/t.yaml:4\n"), "{text}");
    assert!(text.contains("expected demo/tests/t.yaml:8\n"), "{text}");
    assert!(text.contains("│ High potassium on a potassium-sparing diuretic"), "{text}");
    assert!(text.contains("k > 5.5 mmol/L"), "{text}");
}

#[test]
fn timelines_add_facts_and_move_the_clock() {
    passes(
        "  - name: a
    given: { medications: [ spironolactone 25 mg daily since -1 year ] }
    timeline:
      - at: now
        given: { observations: [ Potassium 5.0 mmol/L ] }
        expect: { silent: [ high-potassium ] }
      - at: +3 days
        given: { observations: [ Potassium 5.9 mmol/L at -1 hour ] }
        expect:
          fires: [ high-potassium ]
          message: { high-potassium: \"Potassium 5.9 mmol/L on 2026-03-04, and spironolactone is still active.\" }
      - at: +11 days
        expect: { unknown: { high-potassium: [ too-old ] } }",
    );
    let case = case(
        "  - name: a\n    timeline:\n      - { at: now, expect: { fires: [] } }\n      - { at: +2 days, expect: { fires: [ high-potassium ] } }",
    );
    assert_eq!(case.failures[0].step, "at +2 days");
    let wrong = diags(&format!(
        "{HEAD}  - name: a\n    timeline:\n      - {{ at: +2 days, expect: {{ fires: [] }} }}\n      - {{ at: +1 day, expect: {{ fires: [] }} }}"
    ));
    assert_eq!(wrong[0].message, "the step lies before the one above it");
}

#[test]
fn shared_facts_clock_and_patient_are_handed_down() {
    let text = "clock: 2026-03-01T09:00:00+01:00
zone: Europe/Berlin
patient: { born: 1980, sex: female }
given: { medications: [ ibuprofen 400 mg daily ] }
cases:
  - { name: young, expect: { silent: [ old-with-nsaid ] } }
  - { name: old, patient: { born: -80 years }, expect: { fires: [ old-with-nsaid ] } }
  - { name: of no known age, patient: { born: 1951 }, clock: 2026-03-01T09:00:00+01:00, expect: { possible: [ old-with-nsaid ] } }
";
    let report = report(text);
    assert!(report.is_success(), "{:?} {:?}", report.cases, report.diags);
    assert_eq!(report.counts().cases, 3);
}

#[test]
fn a_fhir_file_is_a_patient() {
    let bundle = br#"{"resourceType": "Bundle", "type": "collection", "entry": [
      {"resource": {"resourceType": "Patient", "id": "p", "birthDate": "1940-01-01", "gender": "female"}},
      {"resource": {"resourceType": "MedicationRequest", "status": "active", "intent": "order", "subject": {"reference": "Patient/p"},
        "medicationCodeableConcept": {"coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "5640", "display": "ibuprofen"}]}}}]}"#;
    let read = |path: &str| (path == "tests/fixtures/anna.json").then(|| bundle.to_vec());
    let text = "clock: 2026-03-01T09:00:00+01:00
cases:
  - name: from the file
    patient: fixtures/anna.json
    expect: { fires: [ old-with-nsaid ] }
  - name: with an entry of the test over it
    fhir: ./fixtures/anna.json
    patient: { born: 2000-01-01 }
    expect: { silent: [ old-with-nsaid ] }
  - name: with facts of the test added
    fhir: fixtures/anna.json
    given: { observations: [ Potassium 6 mmol/L ], medications: [ eplerenone ] }
    expect: { unknown: [ high-potassium ], fires: [ old-with-nsaid ] }
";
    let all = report_with(text, &read);
    assert!(all.is_success(), "{:?} {:?}", all.cases, all.diags);
    let missing = report_with(
        "clock: 2026-03-01T09:00:00+01:00\ncases: [ { name: a, fhir: ../../x.json, expect: { fires: [] } } ]",
        &read,
    );
    assert_eq!(missing.diags[0].message, "there is no file `../../x.json`");
    assert_eq!(missing.cases[0].outcome, CaseOutcome::Invalid);
    assert!(!missing.is_success());
}

#[test]
fn every_mistake_of_a_file_is_told_with_place_and_fix() {
    let text = "clock: 2026-03-01T09:00:00+01:00
patiant: { born: 1951 }
cases:
  - name: one
    given:
      medications: [ spironolacton 25 mg daily, spironolactone 25 mg dialy ]
      observations: [ Potasium 5 mmol/L, Potassium 5 mmoll/L, Potassium 5 mmol/L at yesterday ]
      inputs: { Pian: 3, Eyes: opn, Oxygen: maybe }
    expect:
      fires: [ high-potasium ]
      unknown: { asks-pain: [ Pain never-recordet ] }
      scores: { Points: lots }
  - name: one
    expect: {}
  - given: {}
";
    let report = report(text);
    let told: Vec<(u32, String, String)> = report
        .diags
        .iter()
        .map(|d| {
            let fix = d.fixes.first().map(|f| f.replacement.clone()).unwrap_or_default();
            (report.sources.line_col(d.span).line, report.sources.slice(d.span).trim().to_string(), fix)
        })
        .collect();
    let has = |line: u32, text: &str, fix: &str| {
        assert!(
            told.iter().any(|(l, t, f)| *l == line && t.starts_with(text) && f == fix),
            "{line} {text} {fix}: {told:#?}"
        );
    };
    has(2, "patiant", "patient");
    has(6, "spironolacton", "spironolactone");
    has(6, "dialy", "daily");
    has(7, "Potasium", "Potassium");
    has(7, "mmoll/L", "");
    has(7, "yesterday", "");
    has(8, "Pian", "Pain");
    has(8, "opn", "open");
    has(8, "maybe", "");
    has(10, "high-potasium", "high-potassium");
    has(11, "Pain never-recordet", "Pain never-recorded");
    has(12, "lots", "");
    has(13, "one", "");
    assert!(report.diags.iter().any(|d| d.message == "`expect` is empty"));
    assert!(report.diags.iter().any(|d| d.message == "the case has no name"));
    assert!(report.diags.iter().all(Diag::is_error));
}

#[test]
fn facts_have_rare_details_in_a_map() {
    passes(
        "  - name: a
    given:
      medications:
        - { fact: uncoded \"Heartpill\", id: med-1, text: Heartpill, ingredients: [ spironolactone 25 mg ] }
      observations:
        - { fact: Potassium 5.9 mmol/L at -1 day preliminary, issued: -1 day }
        - Potassium 6.1 mmol/L at -2 days
    expect: { fires: [ high-potassium ] }"
            .replace(", issued: -1 day", "")
            .as_str(),
    );
    let wrong = diags(&format!(
        "{HEAD}  - name: a\n    given: {{ conditions: [ {{ fact: HeartFailure, categry: x }} ] }}\n    expect: {{ fires: [] }}"
    ));
    assert_eq!(wrong[0].message, "this condition has no entry `categry`");
    assert_eq!(wrong[0].fixes[0].replacement, "category");
}

#[test]
fn lines_say_what_charts_say() {
    for (section, line, expect) in [
        ("medications", "ibuprofen on hold", "silent: [ old-with-nsaid ]"),
        ("medications", "ibuprofen stopped", "silent: [ old-with-nsaid ]"),
        ("medications", "ibuprofen prohibited", "silent: [ old-with-nsaid ]"),
        ("medications", "ibuprofen planned", "silent: [ old-with-nsaid ]"),
        ("medications", "ibuprofen draft", "silent: [ old-with-nsaid ]"),
        (
            "medications",
            "ibuprofen 400 mg oral three times daily as needed since -3 days",
            "fires: [ old-with-nsaid ]",
        ),
        ("medications", "rxnorm 5640 \"ibuprofen\" every 8 hours", "fires: [ old-with-nsaid ]"),
        ("medications", "ibuprofen reported", "fires: [ old-with-nsaid ]"),
        ("medications", "uncoded \"painkiller\"", "unknown: { old-with-nsaid: [ uncoded ] }"),
        ("medications", "ibuprofen unclear", "unknown: { old-with-nsaid: [ unclear-status ] }"),
        ("conditions", "HeartFailure since 2019", "scores: { Points: 2 .. 3 }"),
        ("conditions", "Heart failure refuted", "scores: { Points: 0 .. 1 }"),
        ("conditions", "snomed 84114007 resolved", "scores: { Points: 0 .. 1 }"),
        ("conditions", "HeartFailure unconfirmed", "scores: { Points: 0 .. 3 }"),
        ("observations", "Potassium <4 mmol/L", "scores: { Points: 0 }"),
        ("observations", "Potassium 5.1 .. 6 mmol/L", "scores: { Points: 1 }"),
        ("observations", "Potassium absent", "values: { Double: absent }"),
        ("observations", "Potassium \"haemolysed\"", "values: { Double: not-numeric }"),
        ("observations", "Potassium 5 \"drops\"", "values: { Double: unit }"),
        ("observations", "Potassium 5 mmol/L preliminary", "values: { Double: preliminary-only }"),
        ("observations", "Potassium 55 mmol/L", "values: { Double: implausible }"),
        ("observations", "Potassium 5 mmol/L at +1 day", "values: { Double: unknown }"),
    ] {
        passes(&format!(
            "  - name: a\n    given:\n      {section}:\n        - '{line}'\n    expect: {{ {expect} }}"
        ));
    }
}

#[test]
fn coverage_says_which_test_is_missing() {
    let report = report(&format!(
        "{HEAD}  - name: a{HYPERKALAEMIA}\n    expect: {{ fires: [ high-potassium ] }}\n  - name: b\n    expect: {{ silent: [ high-potassium ] }}"
    ));
    let coverage = report.coverage.as_ref().unwrap();
    let item = coverage.items.iter().find(|i| i.name == "demo/high-potassium").unwrap();
    assert_eq!((item.fired, item.silent, item.unknown), (Some(1), Some(1), Some(0)));
    assert_eq!(
        item.missing,
        [
            "no test in which it is undecided",
            "no test in which `k > 5.5 mmol/L` is false",
            "no test in which `taking PotassiumSparing as drug` is unknown",
            "no test in which `underwent Dialysis in last 30 days` is true",
            "no test in which `underwent Dialysis in last 30 days` is unknown",
            "no test of `k > 5.5 mmol/L` at exactly 5.5 mmol/L",
        ]
    );
    let lints = coverage.lints(&model());
    let about =
        |code: &str, name: &str| lints.iter().any(|d| d.code.info().name == code && d.message.contains(name));
    assert!(about("no-edge-test", "5.5 mmol/L"));
    assert!(about("no-firing-test", "demo/asks-pain"));
    assert!(!about("no-firing-test", "demo/high-potassium"));
    let full = coverage.totals;
    assert!(full.all.percent() < 60 && full.fired.of == 4, "{full:?}");
}

/// What the tests of `text` do not reach of an item of `rules`.
fn missing(rules: &str, name: &str, text: &str) -> Vec<String> {
    let source = pack(&format!("{RULES}{rules}"));
    let checked = compile(&[source], &CheckOptions::default());
    let model = checked.model.unwrap_or_else(|| panic!("{:?}", checked.diags));
    let suite = Suite {
        pack: "demo".into(),
        folder: "demo".into(),
        files: vec![TestFile { path: "tests/t.yaml".into(), text: format!("{HEAD}{text}") }],
        read: &|_| None,
    };
    let report = run(&model, &[suite], &Options::default());
    assert_eq!(report.counts().passed, report.cases.len());
    let items = report.coverage.unwrap().items;
    items.into_iter().find(|i| i.name == name).unwrap().missing
}

#[test]
fn thresholds_of_a_single_dose_and_of_an_age_at_onset_are_reached() {
    let rule = |name: &str, when: &str| {
        format!("rule {name} \"x\" {{ category result unknown hold when {when} message \"x\" }}\n")
    };
    let rules = [
        rule("big", "taking NSAID with dose > 400 mg"),
        rule("early", "family history of HeartFailure with onset age < 50"),
    ];
    let rules = rules.concat();
    let with = |section: &str, fact: &str| {
        format!(
            "  - name: {fact}\n    given: {{ {section}: [ {fact} ] }}\n    expect: {{ silent: [ high-potassium ] }}\n"
        )
    };
    let doses = |d: &[&str]| -> String {
        d.iter().map(|d| with("medications", &format!("ibuprofen {d} twice daily"))).collect()
    };
    let at = "no test of `taking NSAID with dose > 400 mg` at exactly 400 mg";
    let above = "no test of `taking NSAID with dose > 400 mg` just above 400 mg";
    let of_doses = |d: &[&str]| -> Vec<String> {
        let all = missing(&rules, "demo/big", &doses(d));
        all.into_iter().filter(|m| m.contains(" at exactly ") || m.contains(" just ")).collect()
    };
    assert_eq!(of_doses(&["100 mg"]), [at, above]);
    assert_eq!(of_doses(&["400 mg"]), [above]);
    assert_eq!(of_doses(&["400 mg", "401 mg"]), [""; 0]);

    let onset = |ages: &[u32]| -> Vec<String> {
        let cases: String =
            ages.iter().map(|a| with("family history", &format!("HeartFailure at age {a}"))).collect();
        let all = missing(&rules, "demo/early", &cases);
        all.into_iter().filter(|m| m.contains(" at exactly ") || m.contains(" just ")).collect()
    };
    assert_eq!(onset(&[20]).len(), 2);
    assert_eq!(onset(&[49, 50]), [""; 0]);
}

#[test]
fn a_test_looks_at_its_own_pack_and_at_what_it_names() {
    let rule = |pack: &str, name: &str| {
        let text = format!(
            "pack {pack}\nrule {name} \"x\" {{ category result when age >= 18 years message \"x\" }}\n"
        );
        PackSource::new(pack).file("pack.yaml", format!("name: {pack}\nversion: 1.0.0\n")).file("a.cds", text)
    };
    let table = "id,a,b,severity,effect,advice\n\
                 row-one,rxnorm:5640,rxnorm:11289,major,It bleeds.,Watch.\n\
                 row-two,rxnorm:7258,rxnorm:11289,major,It bleeds.,Watch.\n";
    let drugs = "name,rxcui,tty,synonyms,atc_mono,atc_combo\nibuprofen,5640,IN,,,\nnaproxen,7258,IN,,,\n\
                 warfarin,11289,IN,,,\n";
    let own = rule("own", "mine")
        .file("pack.yaml", "name: own\nversion: 1.0.0\ndrugs: { ingredients: codes/drugs.csv }\n")
        .file("codes/drugs.csv", drugs)
        .file("ddi.csv", table)
        .file("ddi.cds", "pack own\ninteractions from \"ddi.csv\" { evidence \"x\" owner \"x\" }\n");
    let checked = compile(&[own, rule("other", "theirs"), rule("third", "named")], &CheckOptions::default());
    let model = checked.model.unwrap_or_else(|| panic!("{:?}", checked.diags));
    let report = |text: &str| {
        let suite = |pack: &str, text: String| Suite {
            pack: pack.into(),
            folder: pack.into(),
            files: vec![TestFile { path: "tests/t.yaml".into(), text }],
            read: &|_| None,
        };
        let empty = format!("{HEAD}  - name: b\n    expect: {{ silent: [] }}\n");
        let suites = [suite("own", format!("{HEAD}  - name: a\n{text}")), suite("third", empty)];
        run(&model, &suites, &Options::default())
    };
    let fired = |r: &Report, name: &str| {
        let items = &r.coverage.as_ref().unwrap().items;
        items.iter().find(|i| i.name == name).and_then(|i| i.fired)
    };
    let both = "    given: { medications: [ ibuprofen, warfarin ] }\n";
    // Rows count where they are named, or where nothing else may fire.
    let r = report(&format!("{both}    expect: {{ fires: [ mine ] }}\n"));
    assert!(r.is_success());
    assert_eq!((fired(&r, "own/mine"), fired(&r, "own/row-one")), (Some(1), Some(0)));
    assert_eq!((fired(&r, "third/named"), fired(&r, "other/theirs")), (Some(1), None));
    let text = render_text(&r, TextOptions { missing: true, ..TextOptions::default() });
    assert!(text.contains("own/mine") && !text.contains("own/row-"), "{text}");
    let r = report(&format!("{both}    expect: {{ fires: [ mine, row-one, third/named ] }}\n"));
    assert!(r.is_success());
    assert_eq!((fired(&r, "own/row-one"), fired(&r, "third/named")), (Some(1), Some(2)));
    let r = report(&format!("{both}    expect: {{ fires: [ mine ], exactly: true }}\n"));
    assert_eq!(r.cases[0].failures[0].expected, "nothing else of `own` to fire");
    assert!(report("    expect: { fires: [ mine ], silent: [ row-one ], exactly: true }\n").is_success());
}

#[test]
fn what_cannot_be_undecided_needs_no_such_test() {
    let rules = "define Sure = Frail is known and Frail\n\
                 define Not-sure = Frail is known or Frail\n\
                 define Surer = not Sure\n\
                 define Start = 2026-09-01\n\
                 define Uses = Surer and Sure and Not-sure and now after 2025-09-01 and now before Start\n";
    let case = "  - name: a\n    expect: { fires: [] }\n";
    let open: Vec<String> =
        missing(rules, "demo/Uses", case).into_iter().filter(|m| m.ends_with(" unknown")).collect();
    assert_eq!(open, ["no test in which `Not-sure` is unknown"]);
}

#[test]
fn an_allow_lets_a_test_lint_pass() {
    let rules = RULES.replacen(
        "  severity   high\n",
        "  severity   high\n  allow no-edge-test because \"shown elsewhere\"\n",
        1,
    );
    let model = compile(&[pack(&rules)], &CheckOptions::default()).model.unwrap();
    let suite = Suite { pack: "demo".into(), folder: "demo".into(), files: Vec::new(), read: &|_| None };
    let lints = run(&model, &[suite], &Options::default()).coverage.unwrap().lints(&model);
    assert!(!lints.iter().any(|d| d.code.info().name == "no-edge-test" && d.message.contains("k > 5.5")));
    assert!(lints.iter().any(|d| d.message.contains("no test in which `demo/high-potassium` fires")));
}

#[test]
fn cases_can_be_picked_and_then_nothing_is_said_about_coverage() {
    let text = format!(
        "{HEAD}  - {{ name: first, expect: {{ fires: [] }} }}\n  - {{ name: second, expect: {{ fires: [] }} }}\n"
    );
    let suite = Suite {
        pack: "demo".into(),
        folder: String::new(),
        files: vec![TestFile { path: "tests/t.yaml".into(), text }],
        read: &|_| None,
    };
    let only = |case: &str| case == "demo/tests/t.yaml: second";
    let report = run(&model(), &[suite], &Options { only: Some(&only), ..Options::default() });
    assert_eq!(report.cases.len(), 1);
    assert_eq!(report.cases[0].name, "second");
    assert!(report.coverage.is_none());
}

#[test]
fn junit_and_json_hold_every_failure() {
    let text = format!(
        "{HEAD}  - name: good\n    expect: {{ fires: [] }}\n  - name: \"bad <&> \\\"case\\\"\"\n    expect: {{ fires: [ high-potassium ] }}\n  - name: invalid\n    given: {{ conditions: [ Nonsense ] }}\n    expect: {{ fires: [] }}"
    );
    let report = report(&text);
    let xml = render_junit(&report);
    assert!(xml.contains("<testsuites name=\"curbside\" tests=\"3\" failures=\"1\" errors=\"2\">"), "{xml}");
    assert!(xml.contains("name=\"bad &lt;&amp;&gt; &quot;case&quot;\""), "{xml}");
    assert!(xml.contains("expected demo/high-potassium to fire, but it did not fire"), "{xml}");
    assert!(xml.contains("type=\"E0602\""), "{xml}");
    let json = report.to_json();
    assert_eq!(json["summary"], serde_json::json!({ "cases": 3, "passed": 1, "failed": 1, "invalid": 1 }));
    assert_eq!(json["cases"][1]["failures"][0]["rule"], "demo/high-potassium");
    assert_eq!(json["problems"][0]["line"], 9);
    assert!(json["coverage"]["totals"]["all"]["of"].as_u64().unwrap() > 0);
}

#[test]
fn the_same_tests_give_the_same_bytes() {
    let text = format!("{HEAD}  - name: a{HYPERKALAEMIA}\n    expect: {{ silent: [ high-potassium ] }}");
    assert_eq!(report(&text).to_json().to_string(), report(&text).to_json().to_string());
}

#[path = "testing/hostile.rs"]
mod hostile;
