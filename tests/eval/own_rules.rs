//! Findings that observations yield by themselves.

use super::support::*;
use curbside::snapshot::*;

fn e(s: SnapshotBuilder) -> curbside::eval::result::Evaluation {
    run(&model(""), &s.build())
}

#[test]
fn a_critical_result_replaces_the_abnormal_one() {
    let found = e(patient().observation(potassium("6.8", "2026-03-07")));
    assert_eq!(fired(&found), ["Potassium.critical"]);
    assert!(found.findings[0].message.contains("6.8 mmol/L"), "{}", found.findings[0].message);
    assert!(found.findings[0].message.contains("2026-03-07"), "{}", found.findings[0].message);
    assert_eq!(fired(&e(patient().observation(potassium("5.8", "2026-03-07")))), ["Potassium.abnormal"]);
    assert_eq!(fired(&e(patient().observation(potassium("6.5", "2026-03-07")))), ["Potassium.abnormal"]);
    assert!(fired(&e(patient().observation(potassium("4.8", "2026-03-07")))).is_empty());
}

#[test]
fn no_result_is_silence_an_unusable_one_is_not() {
    let nothing = e(patient());
    assert_eq!((nothing.findings.len(), nothing.indeterminate.len()), (0, 0));
    let old = e(patient().observation(potassium("6.8", "2020-03-07")));
    assert_eq!((old.findings.len(), old.indeterminate.len()), (0, 0));
    let bad = e(patient().observation(result("2823-3", "6.8", "2026-03-07")));
    let rules: Vec<_> = bad.indeterminate.iter().map(|i| i.rule.as_str()).collect();
    assert_eq!(rules, ["t/Potassium.abnormal", "t/Potassium.critical", "t/Potassium.delta"]);
    assert_eq!(short(&bad.indeterminate[0].missing), ["Potassium unit"]);
    let unseen = run(&model(""), &Snapshot::default());
    assert!(
        unseen.indeterminate.iter().all(|i| short(&i.missing).iter().all(|g| g.ends_with("not-supplied")))
    );
    assert!(!unseen.indeterminate.is_empty());
}

#[test]
fn a_change_beyond_delta() {
    let two = |was: &str, hours: &str| {
        e(patient()
            .observation(potassium("5.0", "2026-03-08T07:00:00+01:00"))
            .observation(potassium(was, &format!("2026-03-07T{hours}:00:00+01:00"))))
    };
    assert_eq!(fired(&two("4.0", "08")), ["Potassium.delta"]);
    assert!(fired(&two("4.1", "08")).is_empty());
    assert!(fired(&two("4.0", "06")).is_empty());
}

#[test]
fn a_steady_trend() {
    let s = ["1.0", "1.1", "1.2"]
        .iter()
        .enumerate()
        .fold(patient(), |s, (i, v)| s.observation(creatinine(v, &format!("2026-03-0{}T08:00:00Z", i + 1))));
    assert_eq!(fired(&e(s)), ["Creatinine.trend"]);
    assert!(fired(&e(patient().observation(creatinine("1.0", "2026-03-01")))).is_empty());
}

#[test]
fn implausible_results_are_noted() {
    let found = e(patient().observation(potassium("40", "2026-03-07")));
    assert!(found.findings.is_empty());
    assert_eq!(short(&found.indeterminate[0].missing), ["Potassium implausible"]);
    let note = found.notes.iter().find(|n| n.code == "implausible").unwrap();
    assert!(!note.text.contains("40"));
}
