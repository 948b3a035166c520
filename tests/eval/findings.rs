//! How rules end, and what findings say.

use super::support::*;
use curbside::eval::result::{Evaluation, FindingCertainty};
use curbside::eval::{Options, evaluate};
use curbside::snapshot::*;
use curbside::vocab::Severity;

const MRA: &str = r#"
rule hyperkalaemia "High potassium on a potassium-sparing diuretic" {
  category   safety
  trigger    patient-view, order-sign
  let        k = latest Potassium in last 7 days
  when       k > 5.5 mmol/L
         and taking Spironolactone as drug
  unless     underwent Dialysis in last 30 days
  severity   high
  message    "Potassium {k.value} on {k.date}, and {drug} is still active."
  suggest    stop drug
  suggest    order Potassium "Repeat potassium within 24 hours"
  suggest    recall in 2 days "see again"
  evidence   "x"
}
"#;

fn spironolactone() -> Medication {
    drug("9997", "spironolactone")
}

fn high() -> SnapshotBuilder {
    patient().observation(potassium("5.60", "2026-03-05T22:30:00Z")).medication(spironolactone())
}

/// However many drugs a rule lists and however long their names, the message fits a card; the facts name all of them.
#[test]
fn a_message_fits_a_card() {
    let rule = r#"
rule many "Many opioids" {
  category safety
  when     taking (Opioid or NSAID or Warfarin or Spironolactone) as drug
  message  "{drug} together: review each of them with the patient, and stop those without an indication."
  suggest  stop drug
  evidence "x"
}
"#;
    let all = [("7052", "morphine"), ("2670", "codeine"), ("5640", "ibuprofen"), ("3355", "diclofenac")];
    let mut s = patient();
    for (i, (code, name)) in all.iter().enumerate() {
        let mut m = drug(code, &format!("{name}, as the pharmacy writes it on its own labels"));
        m.info.source = Some(SourceRef(format!("med/{i}").into()));
        s = s.medication(m);
    }
    let e = one(rule, &s.build());
    let f = &e.findings[0];
    assert!(f.message.encode_utf16().count() <= 139, "{}", f.message);
    assert!(
        f.message.ends_with(
            " together: review each of them with the patient, and stop those without an indication."
        )
    );
    assert!(f.message.contains(" and "), "{}", f.message);
    assert_eq!((f.facts.len(), f.suggestions.len()), (4, 4));
}

/// A code that came without words has the name of the drug dictionary, or of a code set of the packs.
#[test]
fn a_bare_code_has_a_name() {
    let bare = |mut c: Concept| {
        c.text = None;
        c.codings.iter_mut().for_each(|c| c.display = None);
        c
    };
    let mut m = spironolactone();
    m.code = bare(m.code);
    let mut o = potassium("5.60", "2026-03-05T22:30:00Z");
    o.code = bare(o.code);
    let f = &one(MRA, &patient().observation(o).medication(m).build()).findings[0];
    assert!(f.message.ends_with(", and spironolactone is still active."), "{}", f.message);
    assert!(f.facts.iter().any(|f| f.text == "spironolactone"), "{:?}", f.facts);
    assert_eq!(f.suggestions[0].what, "spironolactone");

    // A set says what its codes are called, an observation what its results are.
    assert!(f.facts.iter().any(|f| f.text.starts_with("Potassium, serum or plasma 5.6")), "{:?}", f.facts);
    let rule = r#"
rule stroke "After a stroke" {
  category safety
  when     has Stroke as problem
  message  "{problem}"
  evidence "x"
}
"#;
    let mut p = problem("230690007", "x");
    p.code = bare(p.code);
    assert_eq!(one(rule, &patient().condition(p).build()).findings[0].message, "stroke");
}

/// A code that several drugs share names none of them.
#[test]
fn a_code_that_nobody_has_a_name_for_stays_a_code() {
    let rule = r#"
rule coumarin "A coumarin" {
  category safety
  when     taking (Coumarin or Warfarin) as drug
  message  "{drug}"
  evidence "x"
}
"#;
    let rule = format!("codes Coumarin = atc B01AA*\n{rule}");
    let mut m = drug("x", "x");
    m.code = Concept {
        text: None,
        codings: vec![Coding { system: "atc".into(), code: "B01AA07".into(), display: None }],
        ..Concept::default()
    };
    assert_eq!(one(&rule, &patient().medication(m).build()).findings[0].message, "B01AA07");
}

fn one(rule: &str, s: &Snapshot) -> Evaluation {
    run(&model(rule), s)
}

#[test]
fn a_finding_says_what_and_why() {
    let e = one(MRA, &high().build());
    assert_eq!(fired(&e), ["hyperkalaemia", "Potassium.abnormal"]);
    let f = &e.findings[0];
    assert_eq!(f.message, "Potassium 5.6 mmol/L on 2026-03-05, and spironolactone is still active.");
    assert_eq!((f.severity, f.certainty), (Severity::High, FindingCertainty::Definite));
    let facts: Vec<_> = f.facts.iter().map(|f| (f.text.as_str(), f.date)).collect();
    assert_eq!(
        facts,
        [
            ("Potassium, serum or plasma 5.6 mmol/L", Some("2026-03-05 23:30".parse().unwrap())),
            ("spironolactone", None)
        ]
    );
    let actions: Vec<_> = f.suggestions.iter().map(|s| format!("{} {}", s.action, s.what)).collect();
    assert_eq!(actions[..2], ["stop spironolactone", "order Potassium, serum or plasma"]);
    assert_eq!(f.suggestions[0].source, Some(SourceRef("med/spironolactone".into())));
    assert_eq!(f.suggestions[1].codes[0].code, "2823-3");
    assert_eq!(f.suggestions[2].date.as_deref(), Some("2026-03-10"));
    assert_eq!(f.id.len(), 16);
    assert_eq!(e.stats.fired, 2);
    assert_eq!(e.as_of.to_string(), "2026-03-08T09:00:00+01:00");
    assert!(e.pack_hash.starts_with("sha256:"));
}

#[test]
fn at_the_threshold_it_is_silent() {
    let s = patient().observation(potassium("5.5", "2026-03-05")).medication(spironolactone()).build();
    assert_eq!(fired(&one(MRA, &s)), ["Potassium.abnormal"]);
}

#[test]
fn an_exception_suppresses_and_says_so() {
    let dialysis = Procedure {
        code: Concept::coded("snomed", "265764009"),
        period: Period { start: Some(day("2026-03-01")), end: None },
        ..Procedure::default()
    };
    let e = one(MRA, &high().procedure(dialysis.clone()).build());
    assert_eq!(fired(&e), ["Potassium.abnormal"]);
    assert_eq!(e.suppressed[0].by, "underwent Dialysis in last 30 days");
    // Without the reason to fire there is nothing to suppress.
    let e = one(MRA, &patient().procedure(dialysis).build());
    assert_eq!((e.suppressed.len(), e.indeterminate.len()), (0, 0));
}

#[test]
fn an_open_exception_leaves_it_open() {
    let s = high().with(|s| s.procedures.coverage = Coverage::NotSupplied).build();
    let e = one(MRA, &s);
    assert_eq!(short(&e.indeterminate[0].missing), ["underwent Dialysis not-supplied"]);
}

#[test]
fn unknown_is_held_fired_or_asked() {
    let s = patient().medication(spironolactone()).build();
    let hold = one(MRA, &s);
    assert_eq!(fired(&hold), Vec::<&str>::new());
    assert_eq!(short(&hold.indeterminate[0].missing), ["Potassium never-recorded"]);
    let fire = one(&MRA.replace("severity", "unknown fire\n severity"), &s);
    let f = &fire.findings[0];
    assert_eq!(
        (f.certainty, short(&f.missing)),
        (FindingCertainty::Possible, vec!["Potassium never-recorded".into()])
    );
    assert_eq!(f.message, "Potassium unknown on unknown, and spironolactone is still active.");
    assert_eq!(fire.indeterminate.len(), 0);
    let ask = one(&MRA.replace("severity", "unknown ask\n severity"), &s);
    let f = &ask.findings[0];
    assert_eq!((f.certainty, f.severity), (FindingCertainty::Question, Severity::Info));
    assert!(f.message.ends_with("needs Potassium (never-recorded)"), "{}", f.message);
    assert_eq!(ask.indeterminate.len(), 1);
    // What cannot hold is not asked.
    let nothing = one(&MRA.replace("severity", "unknown ask\n severity"), &patient().build());
    assert_eq!((nothing.findings.len(), nothing.indeterminate.len()), (0, 0));
}

#[test]
fn two_bound_facts_are_one_finding() {
    let second = drug("9997", "spironolactone 25 MG Oral Tablet");
    let e = one(MRA, &high().medication(second).build());
    let f = &e.findings[0];
    assert!(f.message.contains("spironolactone and spironolactone 25 MG Oral Tablet is"), "{}", f.message);
    assert_eq!(f.suggestions.iter().filter(|s| s.action == "stop").count(), 2);
}

#[test]
fn triggers_and_lifecycle() {
    let other = high().with(|s| s.request.trigger = Some("encounter-start".into())).build();
    let e = one(MRA, &other);
    assert_eq!(
        e.not_evaluated.iter().map(|n| (n.rule.as_str(), n.reason.as_str())).collect::<Vec<_>>(),
        [("t/hyperkalaemia", "trigger")]
    );
    let same = high().with(|s| s.request.trigger = Some("order-sign".into())).build();
    assert!(fired(&one(MRA, &same)).contains(&"hyperkalaemia"));
    for (clause, reason) in [
        ("status draft", "draft"),
        ("status retired", "retired"),
        ("effective from 2027-01-01", "not-yet-effective"),
    ] {
        let e = one(&MRA.replace("severity", &format!("{clause}\n severity")), &high().build());
        assert_eq!(e.not_evaluated[0].reason, reason);
    }
}

const GAP: &str = r#"
rule colonoscopy-due "Colonoscopy" {
  category care-gap
  for age from 50 to 75 years
  recall underwent Colonoscopy every 10 years
  message "Colonoscopy is due."
  suggest order Colonoscopy
  evidence "x"
}
"#;

fn colonoscopy(at: &str) -> Procedure {
    let code = Concept::coded("snomed", "73761001");
    Procedure { code, period: Period { start: Some(day(at)), end: None }, ..Procedure::default() }
}

#[test]
fn care_gaps_say_when_they_were_due() {
    let e = one(GAP, &patient().procedure(colonoscopy("2014-06-01")).build());
    assert_eq!(e.findings[0].due.as_deref(), Some("2024-06-01"));
    let e = one(GAP, &patient().procedure(colonoscopy("2020-06-01")).build());
    assert_eq!(e.findings.len() + e.indeterminate.len(), 0);
    let e = one(GAP, &patient().build());
    assert_eq!(e.findings[0].due, None);
    let e = one(GAP, &patient().procedure(colonoscopy("2016")).build());
    assert_eq!(short(&e.indeterminate[0].missing), ["underwent Colonoscopy precision"]);
    let unseen = patient().with(|s| s.procedures.coverage = Coverage::NotSupplied).build();
    assert_eq!(short(&one(GAP, &unseen).indeterminate[0].missing), ["underwent Colonoscopy not-supplied"]);
}

#[test]
fn the_dead_get_no_advice() {
    let dead = |s: SnapshotBuilder| s.with(|s| s.person.deceased = Some(true)).build();
    let e = one(GAP, &dead(patient()));
    assert_eq!(e.findings.len(), 0);
    assert_eq!(e.suppressed[0].by, "the patient has died");
    assert!(e.notes.iter().any(|n| n.code == "deceased"));
    let e = one(MRA, &dead(high()));
    assert_eq!(fired(&e), ["Potassium.abnormal"]);
    let looking_back = Options { advise_deceased: true, ..Options::default() };
    let e = evaluate(&model(GAP), &dead(patient()), &clock(), &looking_back);
    assert_eq!((fired(&e), e.suppressed.len(), e.notes.len()), (vec!["colonoscopy-due"], 0, 0));
}

#[test]
fn the_worst_comes_first() {
    let rule = |name: &str, severity: &str| {
        format!(
            "rule {name} \"x\" {{ category safety when has HeartFailure severity {severity} message \"x\" evidence \"x\" }}\n"
        )
    };
    let text = [rule("b-rule", "low"), rule("c-rule", "critical"), rule("a-rule", "low")].concat();
    let e = one(&text, &patient().condition(heart_failure()).build());
    assert_eq!(fired(&e), ["c-rule", "a-rule", "b-rule"]);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let (m, s) = (model(&format!("{MRA}{GAP}")), high().build());
    let text = |s: &Snapshot| serde_json::to_string(&evaluate(&m, s, &clock(), &Options::default())).unwrap();
    assert_eq!(text(&s), text(&s));
    let again = model(&format!("{GAP}{MRA}"));
    let other = serde_json::to_value(run(&again, &s)).unwrap();
    let one = serde_json::to_value(run(&m, &s)).unwrap();
    assert_eq!(one["findings"], other["findings"]);
}
