//! The command as people call it: output, exit codes, files.
//!
//! Works in a folder of its own with the pack that `curbside new` makes and the
//! repository's example patients, so nothing here depends on the starter packs.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A folder of its own for a test, empty at first.
fn folder(test: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).unwrap();
    path
}

/// A folder with the pack `demo` and the example patients.
fn with_demo(test: &str) -> PathBuf {
    let here = folder(test);
    assert_eq!(run(&here, "new demo").0, 0);
    let patients = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/patients");
    std::fs::create_dir(here.join("patients")).unwrap();
    for entry in std::fs::read_dir(patients).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, here.join("patients").join(path.file_name().unwrap())).unwrap();
    }
    here
}

fn command(here: &Path, args: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_curbside"));
    command.args(args.split(' ').filter(|a| !a.is_empty())).current_dir(here);
    command.env_remove("CURBSIDE_ZONE").env_remove("NO_COLOR").env("TZ", "UTC");
    command
}

fn output(here: &Path, args: &str) -> Output {
    command(here, args).output().unwrap()
}

/// Exit code and standard output; hashes, versions and the like replaced.
fn run(here: &Path, args: &str) -> (i32, String) {
    let out = output(here, args);
    (out.status.code().unwrap(), stable(&String::from_utf8(out.stdout).unwrap()))
}

fn errors(here: &Path, args: &str) -> (i32, String) {
    let out = output(here, args);
    (out.status.code().unwrap(), String::from_utf8(out.stderr).unwrap())
}

fn stable(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let line = match line.split_once(" · packs ") {
            Some((before, after)) => format!("{before} · packs HASH{}", after.get(12..).unwrap_or("")),
            None => line.to_string(),
        };
        out.push_str(&line);
        out.push('\n');
    }
    out
}

const AT: &str = "--at 2026-03-01T09:00:00+01:00 --zone Europe/Berlin";

fn break_rules(here: &Path) {
    let file = here.join("demo/demo.cds");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(
        &file,
        text.replace("k > 5.5 mmol/L", "k > 5.5 mmolL")
            .replace("taking PotassiumSparing", "taking PotasiumSparing"),
    )
    .unwrap();
}

#[test]
fn new_makes_a_pack_that_checks_formats_and_tests_clean() {
    let here = folder("new");
    insta::assert_snapshot!("new", run(&here, "new demo").1);
    assert_eq!(
        run(&here, "check demo --deny-warnings --with-tests"),
        (0, "1 pack checked: no mistakes\n".into())
    );
    assert_eq!(run(&here, "fmt --check demo"), (0, "1 file: 0 to format\n".into()));
    let (code, text) = run(&here, "test demo --threshold 100");
    assert_eq!(code, 0, "{text}");
    assert!(text.ends_with("5 tests: 5 passed\n"), "{text}");

    assert_eq!(
        errors(&here, "new demo"),
        (2, "error: `demo` is there already; nothing was changed\n".into())
    );
    assert_eq!(errors(&here, "new 1a").0, 2);
    assert_eq!(errors(&here, "new rule").0, 2);
}

#[test]
fn check_reports_every_mistake_in_each_format() {
    let here = with_demo("check");
    break_rules(&here);
    let (code, text) = run(&here, "check demo --today 2026-03-01");
    assert_eq!(code, 1);
    insta::assert_snapshot!("check_pretty", text);
    let (code, text) = run(&here, "check demo --today 2026-03-01 --format github");
    assert_eq!(code, 1);
    insta::assert_snapshot!("check_github", text);
    for format in ["json", "sarif"] {
        let (code, text) = run(&here, &format!("check demo --format {format}"));
        assert_eq!(code, 1);
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert!(value.is_object());
    }
}

#[test]
fn check_can_write_the_lock_and_then_holds_to_it() {
    let here = with_demo("lock");
    assert_eq!(run(&here, "check demo --write-lock").0, 0);
    assert_eq!(run(&here, "check demo").0, 0);
    let file = here.join("demo/demo.cds");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace(", 644 \"amiloride\"", "")).unwrap();
    let (code, text) = run(&here, "check demo");
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("E0210"), "{text}");
    assert!(text.contains("`curbside check demo --write-lock`"), "{text}");

    // What is meant is renewed, and the check of the same call holds it against the new lock.
    let (code, text) = errors(&here, "check demo --write-lock");
    assert_eq!((code, text.as_str()), (0, "wrote demo/terms.lock\n"));
    assert_eq!(run(&here, "check demo").0, 0);
    assert_eq!(errors(&here, "check demo --write-lock"), (0, String::new()));
}

#[test]
fn a_lock_is_written_where_it_is_asked_for_and_only_then() {
    let here = folder("lock-some");
    for pack in ["cardiac", "renal"] {
        assert_eq!(run(&here, &format!("new {pack}")).0, 0);
    }
    let all = here.join("all");
    std::fs::create_dir(&all).unwrap();
    for pack in ["cardiac", "renal"] {
        std::fs::rename(here.join(pack), all.join(pack)).unwrap();
    }
    assert_eq!(errors(&here, "check all --write-lock"), (0, String::new()));
    assert!(!all.join("cardiac/terms.lock").exists());
    assert_eq!(errors(&here, "check all/cardiac --write-lock"), (0, "wrote all/cardiac/terms.lock\n".into()));
    std::fs::write(all.join("cardiac/terms.lock"), "version: 1\nsets: {}\n").unwrap();
    assert_eq!(run(&here, "check all").0, 1);
    assert_eq!(errors(&here, "check all --write-lock"), (0, "wrote all/cardiac/terms.lock\n".into()));
    assert!(!all.join("renal/terms.lock").exists());

    // Where packs have other errors nothing is written, and that is said.
    std::fs::write(all.join("cardiac/terms.lock"), "version: 1\nsets: {}\n").unwrap();
    std::fs::write(all.join("renal/bad.cds"), "pack renal\ndefine X = Nothing\n").unwrap();
    let (code, text) = errors(&here, "check all --write-lock");
    assert_eq!((code, text.as_str()), (1, "no lockfile was written: the packs have errors\n"));
    assert_eq!(std::fs::read_to_string(all.join("cardiac/terms.lock")).unwrap(), "version: 1\nsets: {}\n");
    // Nor does a pack in the folder one stands in need its name.
    std::fs::remove_file(all.join("renal/bad.cds")).unwrap();
    assert_eq!(errors(&all.join("renal"), "check --write-lock").0, 0);
    assert!(all.join("renal/terms.lock").exists());
}

#[test]
fn check_with_tests_says_what_the_tests_do_not_reach() {
    let here = with_demo("check-tests");
    let file = here.join("demo/tests/demo.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("5.51 mmol/L", "6.5 mmol/L")).unwrap();
    let (code, text) = run(&here, "check demo --with-tests");
    assert_eq!(code, 0);
    assert!(text.contains("warning[E0527]: no test on both sides of 5.5 mmol/L"), "{text}");
    assert_eq!(run(&here, "check demo --with-tests --deny-warnings").0, 1);
}

#[test]
fn fmt_formats_in_place_and_only_then() {
    let here = with_demo("fmt");
    let file = here.join("demo/demo.cds");
    let good = std::fs::read_to_string(&file).unwrap();
    let ugly = good.replace("  severity   high", "  severity high").replace(" = latest", "   =   latest");
    assert_ne!(ugly, good);
    std::fs::write(&file, &ugly).unwrap();
    let (code, text) = run(&here, "fmt --check demo");
    assert_eq!(code, 1);
    assert!(text.starts_with("not formatted: demo/demo.cds"), "{text}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), ugly);
    assert_eq!(run(&here, "fmt demo").0, 0);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), good);
    assert_eq!(run(&here, "fmt --check demo").0, 0);

    std::fs::write(&file, "pack demo\nrule {").unwrap();
    let out = output(&here, "fmt demo");
    assert_eq!(out.status.code(), Some(1));
    assert!(String::from_utf8(out.stderr).unwrap().contains("error[E0101]"));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "pack demo\nrule {");
}

#[test]
fn fmt_takes_standard_input() {
    let here = folder("fmt-stdin");
    let mut child = command(&here, "fmt -").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"define  Old=age>=65 years").unwrap();
    let out = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(out.stdout).unwrap(), "define Old = age >= 65 years\n");
}

#[test]
fn test_prints_what_failed_and_why() {
    let here = with_demo("test-failing");
    let file = here.join("demo/tests/demo.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("Potassium 5.5 mmol/L", "Potassium 5.6 mmol/L")).unwrap();
    let (code, text) = run(&here, "test demo");
    assert_eq!(code, 1);
    insta::assert_snapshot!("test_failing", text);
    let (code, text) = run(&here, "test demo --format junit");
    assert_eq!(code, 1);
    insta::assert_snapshot!("test_junit", text);
    let (code, text) = run(&here, "test demo --format json --output report.json");
    assert_eq!((code, text.as_str()), (1, "4 of 5 tests passed; written to report.json\n"));
    let json = std::fs::read_to_string(here.join("report.json")).unwrap();
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["summary"]["failed"], 1);
    assert_eq!(value["cases"][1]["failures"][0]["kind"], "silent");
}

#[test]
fn test_picks_cases_and_fails_without_any() {
    let here = with_demo("test-picks");
    for (pattern, n) in
        [("just", 1), ("^demo/tests/demo.yaml:", 5), ("(line|drug)", 3), ("nothing-like-it", 0)]
    {
        let (code, text) = run(&here, &format!("test demo --run {pattern}"));
        assert_eq!(code, if n == 0 { 4 } else { 0 }, "{text}");
        assert!(n == 0 || text.contains(&format!("{n} test")), "{pattern}: {text}");
    }
    std::fs::remove_dir_all(here.join("demo/tests")).unwrap();
    assert_eq!(errors(&here, "test demo"), (4, "there are no tests\n".into()));
}

#[test]
fn test_threshold_counts_what_is_missing() {
    let here = with_demo("test-threshold");
    let file = here.join("demo/tests/demo.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    let first = text.split("  - name: at the line").next().unwrap();
    std::fs::write(&file, first).unwrap();
    let (code, _) = errors(&here, "test demo --threshold 90");
    assert_eq!(code, 1);
    assert_eq!(run(&here, "test demo --threshold 10").0, 0);
    insta::assert_snapshot!("test_missing", run(&here, "test demo --missing").1);
}

#[test]
fn test_reports_mistakes_in_test_files() {
    let here = with_demo("test-mistakes");
    let file = here.join("demo/tests/demo.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replacen("spironolactone 25 mg daily", "spironolacton 25 mg daily", 1))
        .unwrap();
    let (code, text) = run(&here, "test demo");
    assert_eq!(code, 1);
    insta::assert_snapshot!("test_mistakes", text);
}

#[test]
fn eval_shows_a_clinician_what_there_is() {
    let here = with_demo("eval");
    for patient in ["margaret", "tomasz", "daniel", "aisha"] {
        let (code, text) = run(&here, &format!("eval --packs demo {AT} patients/{patient}.json"));
        assert_eq!(code, 0);
        insta::assert_snapshot!(format!("eval_{patient}"), text);
    }
}

#[test]
fn nothing_found_and_could_not_check_never_look_alike() {
    let here = with_demo("eval-honest");
    let healthy = r#"{"resourceType": "Bundle", "type": "collection", "entry": [
      {"resource": {"resourceType": "Patient", "id": "p", "birthDate": "1990-01-01", "gender": "male"}}]}"#;
    std::fs::write(here.join("healthy.json"), healthy).unwrap();
    let none = run(&here, &format!("eval -p demo {AT} --whole-record healthy.json")).1;
    assert!(none.contains("No finding: 1 rule decided, none fires."), "{none}");
    let open = run(&here, &format!("eval -p demo {AT} patients/aisha.json")).1;
    assert!(
        open.contains("No finding among the 0 rules that could be decided; 1 of 1 could not be checked."),
        "{open}"
    );
    let hidden = run(&here, &format!("eval -p demo {AT} --severity critical patients/margaret.json")).1;
    assert!(hidden.contains("No finding is shown."), "{hidden}");
    assert!(hidden.contains("1 more finding is not shown (only severity critical and above)"), "{hidden}");
    let part = run(&here, &format!("eval -p demo {AT} --only-present patients/tomasz.json")).1;
    assert!(part.contains("could not be checked"), "{part}");
}

#[test]
fn eval_gives_json_for_one_and_for_many() {
    let here = with_demo("eval-json");
    let one: serde_json::Value = serde_json::from_str(
        &run(&here, &format!("eval -p demo {AT} --format json patients/margaret.json")).1,
    )
    .unwrap();
    assert_eq!(one["findings"][0]["rule"], "demo/high-potassium-on-potassium-sparing-diuretic");
    assert_eq!(one["as_of"], "2026-03-01T09:00:00+01:00");
    let many: serde_json::Value =
        serde_json::from_str(&run(&here, &format!("eval -p demo {AT} --format json patients")).1).unwrap();
    assert_eq!(many.as_array().unwrap().len(), 4);
    let lines = run(&here, &format!("eval -p demo {AT} --format ndjson patients")).1;
    assert_eq!(lines.lines().count(), 4);
    assert!(lines.lines().all(|l| serde_json::from_str::<serde_json::Value>(l).is_ok()));
}

#[test]
fn eval_reads_hl7_v2() {
    let here = with_demo("eval-hl7");
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/hl7v2");
    std::fs::create_dir(here.join("feed")).unwrap();
    for name in ["admission.hl7", "results.hl7", "map.yaml"] {
        std::fs::copy(fixtures.join(name), here.join("feed").join(name)).unwrap();
    }
    let rules = "pack demo\nobservation Potassium \"Potassium\" { code loinc 2823-3 unit mmol/L window 7 days report nothing }\n\
                 rule high-potassium \"High potassium\" { category safety when Potassium > 5.5 mmol/L message \"Potassium {Potassium}.\" }\n";
    std::fs::create_dir(here.join("k")).unwrap();
    std::fs::write(here.join("k/pack.yaml"), "name: demo\nversion: 1.0.0\n").unwrap();
    std::fs::write(here.join("k/demo.cds"), rules).unwrap();
    // A folder: the message files of it; what is no FHIR is told by its content.
    let (code, text) = run(&here, "eval -p k --at record --zone Europe/Berlin --hl7-map feed/map.yaml feed");
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("Potassium 6.1 mmol/L"), "{text}");
    let (code, text) = errors(&here, "eval -p k --at record --hl7-map k/pack.yaml feed/results.hl7");
    assert_eq!(code, 3);
    assert!(text.contains("`k/pack.yaml`: unknown field"), "{text}");
    std::fs::write(here.join("feed/bad.hl7"), "MSH|^~\\&|A||||2026||SIU^S12|1|P|2.5\rPID|||7\r").unwrap();
    let (code, text) = errors(&here, "eval -p k --at record feed/bad.hl7");
    assert_eq!(code, 3);
    assert!(text.contains("message 1, MSH-9: messages of type `SIU^S12` are not read [E0701]"), "{text}");
}

#[test]
fn a_cache_changes_no_answer() {
    let here = with_demo("cache");
    let args = format!("eval -p demo {AT} patients/margaret.json --format json");
    let cached = format!("{args} --cache kept/packs");
    let plain = run(&here, &args);
    assert_eq!(run(&here, &cached), plain);
    assert_eq!(std::fs::read_dir(here.join("kept/packs")).unwrap().count(), 1);
    assert_eq!(run(&here, &cached), plain);
    assert_eq!(run(&here, "test demo --cache kept/packs"), run(&here, "test demo"));
    // A mistake made since is told, whatever the cache holds.
    break_rules(&here);
    assert_eq!(errors(&here, &cached), errors(&here, &args));
}

#[test]
fn eval_reads_lines_and_standard_input() {
    let here = with_demo("eval-input");
    let mut lines = String::new();
    for p in ["margaret", "daniel"] {
        let text = std::fs::read_to_string(here.join(format!("patients/{p}.json"))).unwrap();
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        lines.push_str(&format!("{value}\n"));
    }
    std::fs::write(here.join("two.ndjson"), &lines).unwrap();
    let (code, text) = run(&here, &format!("eval -p demo {AT} two.ndjson"));
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("2 patients evaluated"), "{text}");

    let mut child = command(&here, &format!("eval -p demo {AT} --show-name -"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let margaret = std::fs::read(here.join("patients/margaret.json")).unwrap();
    child.stdin.take().unwrap().write_all(&margaret).unwrap();
    let out = child.wait_with_output().unwrap();
    let text = String::from_utf8(out.stdout).unwrap();
    assert!(text.starts_with("Margaret Hollis, Woman, 74 years  (standard input)"), "{text}");
    assert!(!run(&here, &format!("eval -p demo {AT} patients/margaret.json")).1.contains("Hollis"));
}

#[test]
fn a_broken_patient_is_told_and_the_rest_go_on() {
    let here = with_demo("eval-broken");
    std::fs::write(here.join("patients/broken.json"), "{ not json").unwrap();
    let out = output(&here, &format!("eval -p demo {AT} --summary patients"));
    assert_eq!(out.status.code(), Some(3));
    let told = String::from_utf8(out.stderr).unwrap();
    assert!(
        told.starts_with("not evaluated: `patients/broken.json`: ") && told.contains("[E0701]"),
        "{told}"
    );
    let table = String::from_utf8(out.stdout).unwrap();
    assert!(
        table.contains("4 patients evaluated\n  1 could not be read: nothing was checked for them\n"),
        "{table}"
    );
}

#[test]
fn eval_exits_by_severity_only_when_asked() {
    let here = with_demo("eval-fail-on");
    let patient = format!("eval -p demo {AT} patients/margaret.json");
    assert_eq!(run(&here, &patient).0, 0);
    assert_eq!(run(&here, &format!("{patient} --fail-on moderate")).0, 1);
    assert_eq!(run(&here, &format!("{patient} --fail-on high")).0, 1);
    assert_eq!(run(&here, &format!("{patient} --fail-on critical")).0, 0);
}

#[test]
fn the_clock_is_named() {
    let here = with_demo("eval-clock");
    let record = run(&here, "eval -p demo --at record --zone Europe/Berlin patients/margaret.json").1;
    assert!(record.contains("as of 2026-03-01 09:00 Europe/Berlin (the record's own time)"), "{record}");
    let date = run(&here, "eval -p demo --at 2026-03-01 --zone Europe/Berlin patients/margaret.json").1;
    assert!(date.contains("as of 2026-03-01 23:59 Europe/Berlin (--at)"), "{date}");
    let now = run(&here, "eval -p demo patients/margaret.json").1;
    assert!(now.contains("(system clock)"), "{now}");
    assert!(now.contains("The newest result is of 2026-02-27;"), "{now}");
    assert_eq!(errors(&here, "eval -p demo --at yesterday patients/margaret.json").0, 2);
    assert_eq!(errors(&here, "eval -p demo --zone Mars/Olympus patients/margaret.json").0, 2);
}

#[test]
fn drafts_role_and_trigger_reach_the_rules() {
    let here = with_demo("eval-request");
    let (_, text) =
        run(&here, &format!("eval -p demo {AT} --trigger encounter-start patients/margaret.json"));
    assert!(text.contains("they wait for another trigger"), "{text}");
    assert_eq!(errors(&here, "eval -p demo --trigger nonsense patients/margaret.json").0, 2);
    let draft = r#"{"resourceType": "Bundle", "type": "collection", "entry": [{"resource": {"resourceType": "MedicationRequest",
      "id": "d", "status": "draft", "intent": "order", "subject": {"reference": "Patient/margaret"},
      "medicationCodeableConcept": {"coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "644"}]}}}]}"#;
    std::fs::write(here.join("draft.json"), draft).unwrap();
    let (code, text) = run(&here, &format!("eval -p demo {AT} --draft draft.json patients/margaret.json"));
    assert_eq!(code, 0, "{text}");
}

#[test]
fn the_dead_get_no_advice_unless_it_is_asked_for() {
    let here = with_demo("eval-deceased");
    let file = here.join("patients/margaret.json");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replacen("\"gender\"", "\"deceasedBoolean\": true, \"gender\"", 1)).unwrap();
    let (_, text) = run(&here, &format!("eval -p demo {AT} patients/margaret.json"));
    assert!(
        text.contains("The record says that the patient has died: advice on treatment is held back"),
        "{text}"
    );
    assert!(text.contains("Silenced by an exception: 1 rule"), "{text}");
    let (_, text) = run(&here, &format!("eval -p demo {AT} --advise-deceased patients/margaret.json"));
    assert!(text.contains("1 finding (1 high)"), "{text}");
}

#[test]
fn explain_tells_why_and_what_a_code_means() {
    let here = with_demo("explain");
    let rule = "--rule high-potassium-on-potassium-sparing-diuretic";
    for patient in ["margaret", "aisha"] {
        let (code, text) =
            run(&here, &format!("explain -p demo {rule} {AT} --patient patients/{patient}.json"));
        assert_eq!(code, 0);
        insta::assert_snapshot!(format!("explain_{patient}"), text);
    }
    let json =
        run(&here, &format!("explain -p demo {rule} {AT} --format json --patient patients/margaret.json")).1;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["outcome"], "fires");
    let (code, text) =
        errors(&here, &format!("explain -p demo --rule high-potasium {AT} --patient patients/margaret.json"));
    assert_eq!(code, 2);
    assert!(text.contains("no rule is called `high-potasium`"), "{text}");

    assert!(run(&here, "explain E0201").1.starts_with("# E0201 unknown-name"));
    assert_eq!(run(&here, "explain unknown-name"), run(&here, "explain e0201"));
    assert!(run(&here, "explain").1.lines().count() > 50);
    assert_eq!(
        errors(&here, "explain unknown-nam"),
        (2, "error: there is no code `unknown-nam`; did you mean `unknown-name`?\n".into())
    );
}

#[test]
fn explain_plan_tells_how_a_rule_is_reached() {
    let here = with_demo("plan");
    let rule = "high-potassium-on-potassium-sparing-diuretic";
    let (code, text) = run(&here, &format!("explain {rule} --plan -p demo"));
    assert_eq!(code, 0);
    insta::assert_snapshot!("plan_rule", text);
    assert_eq!(text, run(&here, &format!("explain --rule {rule} --plan -p demo")).1);
    let json = run(&here, &format!("explain {rule} --plan -p demo --format json")).1;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["reached"]["way"], "facts");
    assert_eq!(json["reached"]["any_of"][0]["codes"], "demo/PotassiumSparing");

    let (code, text) = run(&here, "explain --plan -p demo");
    assert_eq!(code, 0);
    insta::assert_snapshot!("plan_summary", text);
    let json = run(&here, "explain --plan -p demo --format json").1;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["rules"], 1);

    assert_eq!(errors(&here, "explain nosuch --plan -p demo").0, 2);
    assert_eq!(errors(&here, "explain --plan -p demo --patient patients/margaret.json").0, 2);
    assert_eq!(errors(&here, &format!("explain -p demo --rule {rule}")).0, 2);
    assert_eq!(errors(&here, "explain -p demo --patient patients/margaret.json").0, 2);
}

#[test]
fn explain_plan_tells_reached_and_skipped_beside_the_outcome() {
    let here = with_demo("plan-patient");
    let healthy = r#"{"resourceType": "Bundle", "type": "collection", "entry": [
      {"resource": {"resourceType": "Patient", "id": "p", "birthDate": "1990-01-01", "gender": "male"}}]}"#;
    std::fs::write(here.join("healthy.json"), healthy).unwrap();
    let plan = format!("explain high-potassium-on-potassium-sparing-diuretic --plan -p demo {AT}");
    let (code, text) = run(&here, &format!("{plan} --patient patients/margaret.json"));
    assert_eq!(code, 0);
    assert!(text.contains("index: reached\n  outcome: fires"), "{text}");
    let text = run(&here, &format!("{plan} --whole-record --patient healthy.json")).1;
    assert!(text.contains("index: skipped by the index"), "{text}");
    assert!(text.contains("outcome: does not fire"), "{text}");
    let json = run(&here, &format!("{plan} --whole-record --patient healthy.json --format json")).1;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["reached"], &json["outcome"]), (&false.into(), &"does-not-fire".into()));
}

#[test]
fn eval_profile_costs_time_and_changes_no_answer() {
    let here = with_demo("profile");
    let eval = format!("eval -p demo {AT} patients/margaret.json");
    let (code, text) = run(&here, &format!("{eval} --profile"));
    assert_eq!(code, 0);
    assert!(text.starts_with(&run(&here, &eval).1), "{text}");
    assert!(text.contains("Cost of an evaluation: "), "{text}");
    assert!(text.contains("1 rule asked"), "{text}");
    assert!(text.contains("demo/high-potassium-on-potassium-sparing-diuretic"), "{text}");
    let read = |args: &str| -> serde_json::Value { serde_json::from_str(&run(&here, args).1).unwrap() };
    let (plain, json) =
        (read(&format!("{eval} --format json")), read(&format!("{eval} --profile --format json")));
    assert_eq!(json["evaluation"], plain);
    assert_eq!(json["reached"], 1);
    assert_eq!(json["rules"][0]["asked"], "spoke");
    assert!(json["rules"][0]["nanoseconds"].as_u64().unwrap() > 0);
}

#[test]
fn eval_says_the_same_without_the_index() {
    let here = with_demo("reference");
    for format in ["json", "pretty"] {
        let eval = format!("eval -p demo {AT} patients --all --format {format}");
        let indexed = run(&here, &eval);
        assert_eq!(indexed.0, 0);
        assert!(indexed.1.contains("potassium"), "{}", indexed.1);
        assert_eq!(indexed, run(&here, &format!("{eval} --reference")));
    }
    assert_ne!(run(&here, &format!("eval -p demo {AT} patients --reference --profile")).0, 0);
}

#[test]
fn bench_measures_every_patient_with_and_without_the_index() {
    let here = with_demo("bench");
    let bench = format!("bench demo patients {AT} --seconds 0.05");
    let (code, text) = run(&here, &bench);
    assert_eq!(code, 0);
    for part in ["1 rule, 4 patients, index full", "to load the rules", "patients per second", "aisha.json"] {
        assert!(text.contains(part), "{text}");
    }
    for index in ["off", "postings", "full"] {
        let (code, json) = run(&here, &format!("{bench} --json --index {index}"));
        assert_eq!(code, 0);
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        let number = |name: &str| json[name].as_f64().unwrap();
        assert_eq!(json["index"], index);
        assert!(number("evaluations") >= 4.0 && number("load") > 0.0 && number("median") > 0.0);
        assert!(number("p99") >= number("median") && number("patients_per_second") > 0.0);
        let patients = json["patients"].as_array().unwrap();
        assert_eq!(patients.len(), 4);
        assert!(patients.iter().all(|p| p["evaluations"].as_u64().unwrap() >= 1));
        assert_eq!(json["dearest"][0]["rule"], "demo/high-potassium-on-potassium-sparing-diuretic");
    }
    std::fs::write(here.join("patients/broken.json"), "{").unwrap();
    let out = output(&here, &bench);
    assert_eq!(out.status.code(), Some(3));
    assert!(String::from_utf8(out.stderr).unwrap().contains("not measured:"));
    assert!(String::from_utf8(out.stdout).unwrap().contains("4 patients"));
    assert_eq!(errors(&here, &format!("{bench} --seconds 0")).0, 2);
    assert_eq!(errors(&here, "bench demo patients/broken.json").0, 3);
}

#[test]
fn packs_that_cannot_be_loaded_stop_everything() {
    let here = with_demo("broken-pack");
    break_rules(&here);
    for args in [
        "test demo",
        "eval -p demo patients/margaret.json",
        "explain -p demo --rule x --patient patients/margaret.json",
        "explain x --plan -p demo",
        "bench demo patients/margaret.json",
    ] {
        let out = output(&here, args);
        assert_eq!(out.status.code(), Some(3), "{args}");
        assert!(String::from_utf8(out.stderr).unwrap().contains("error[E0201]"));
        assert!(out.stdout.is_empty());
    }
    assert_eq!(errors(&here, "check nosuch").0, 3);
    assert_eq!(errors(&here, "eval -p demo nosuch.json").0, 3);
}

#[test]
fn help_names_every_command_and_exit_code() {
    let here = folder("help");
    let (code, text) = run(&here, "--help");
    assert_eq!(code, 0);
    insta::assert_snapshot!("help", text);
    for command in ["new", "check", "fmt", "test", "eval", "explain", "bench", "completions"] {
        assert_eq!(run(&here, &format!("{command} --help")).0, 0);
    }
    assert_eq!(errors(&here, "nonsense").0, 2);
    assert_eq!(errors(&here, "").0, 2);
}

#[test]
fn completions_exist_for_every_shell() {
    let here = folder("completions");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (code, text) = run(&here, &format!("completions {shell}"));
        assert_eq!(code, 0);
        assert!(text.contains("curbside") && text.contains("explain"), "{shell}");
    }
}

#[test]
fn colours_only_where_they_are_wanted() {
    let here = with_demo("colours");
    let eval = format!("eval -p demo {AT} patients/margaret.json");
    assert!(!run(&here, &eval).1.contains('\u{1b}'));
    assert!(run(&here, &format!("{eval} --color always")).1.contains('\u{1b}'));
    assert!(!run(&here, &format!("{eval} --color never")).1.contains('\u{1b}'));
    assert!(!run(&here, "test demo").1.contains('\u{1b}'));
}

#[test]
fn a_closed_pipe_is_no_error() {
    let here = with_demo("pipe");
    let mut child = command(&here, &format!("eval -p demo {AT} --format json patients"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let out = child.wait_with_output().unwrap();
    assert_eq!(out.status.code(), Some(0));
    assert_eq!(String::from_utf8(out.stderr).unwrap(), "");
}

#[test]
fn the_starter_packs_find_what_went_wrong_with_margaret() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let (code, text) =
        run(&root, "eval --packs rules --at record --zone Europe/Berlin examples/patients/margaret.json");
    assert_eq!(code, 0, "{text}");
    for finding in [
        "Potassium 5.9 mmol/L on 2026-02-27, and spironolactone is still active.",
        "warfarin with ibuprofen: Serious bleeding",
        "INR 4.8 on 2026-02-27 with warfarin",
        "stop spironolactone",
    ] {
        assert!(text.contains(finding), "{finding}: {text}");
    }
    let (code, text) =
        run(&root, "eval --packs rules --at record --zone Europe/Berlin --summary examples/patients");
    assert_eq!(code, 0, "{text}");
    assert!(text.starts_with("4 patients evaluated\n"), "{text}");
}
