//! Sessions give what evaluating from scratch gives, whatever comes and goes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests may fail loudly"
)]

use curbside::pack::PackSource;
use curbside::snapshot::{
    Concept, Dose, FactInfo, Medication, MedicationKind, Observation, ObservationValue, Quantity, Snapshot,
    SnapshotBuilder, SourceRef,
};
use curbside::time::{Clock, Zone};
use curbside::{Compiler, Difference, Fact, Ruleset, Session, fhir};
use std::path::Path;

fn clock(at: &str) -> Clock {
    Clock::new(at.parse().unwrap(), "America/New_York".parse().unwrap())
}

fn packs() -> Ruleset {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    Compiler::new().pack_dir(folder).unwrap().compile().unwrap()
}

fn patients() -> Vec<Snapshot> {
    let zone: Zone = "America/New_York".parse().unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/patients");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().flatten().map(|e| e.path()).collect();
    files.sort();
    let mut out = Vec::new();
    for file in files.iter().filter(|f| f.extension().is_some_and(|e| e == "json")) {
        let bytes = std::fs::read(file).unwrap();
        let all = fhir::read_any(&bytes, &fhir::Options::new(zone.clone())).unwrap();
        out.extend(all.into_iter().filter_map(|(_, p)| p.ok()));
    }
    out
}

/// Every fact of a patient, each with a source of its own.
fn facts(s: &Snapshot, tag: usize) -> Vec<Fact> {
    let mut out: Vec<Fact> = Vec::new();
    macro_rules! each { ($($list:ident),*) => { $( for f in &s.$list.items {
        let mut f = f.clone();
        f.info.source = Some(SourceRef(format!("{}-{tag}-{}", stringify!($list), out.len()).into()));
        out.push(f.into());
    } )* } }
    each!(
        conditions,
        allergies,
        medications,
        observations,
        procedures,
        immunizations,
        orders,
        encounters,
        family_history
    );
    out
}

fn source(f: &Fact) -> SourceRef {
    let info = match f {
        Fact::Condition(f) => &f.info,
        Fact::Allergy(f) => &f.info,
        Fact::Medication(f) => &f.info,
        Fact::Observation(f) => &f.info,
        Fact::Procedure(f) => &f.info,
        Fact::Immunization(f) => &f.info,
        Fact::Order(f) => &f.info,
        Fact::Encounter(f) => &f.info,
        Fact::FamilyHistory(f) => &f.info,
    };
    info.source.clone().unwrap()
}

/// A small generator of numbers; the same seed gives the same run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n as u64) as usize
    }
}

#[test]
fn every_step_equals_an_evaluation_from_scratch() {
    let rules = packs();
    let patients = patients();
    assert!(patients.len() >= 4);
    let pool: Vec<Fact> = patients.iter().enumerate().flat_map(|(at, p)| facts(p, at)).collect();
    let moments = ["2026-03-01T09:00:00-05:00", "2026-03-05T21:00:00-05:00", "2026-09-01T08:00:00-04:00"];
    let mut changed = 0;
    for (seed, start) in patients.iter().enumerate() {
        let mut dice = Dice(0x9e37_79b9_7f4a_7c15 ^ (seed as u64 + 1));
        let mut session = Session::new(rules.clone(), start.clone(), clock(moments[0]));
        for step in 0..60 {
            let fact = pool[dice.below(pool.len())].clone();
            let difference = match dice.below(10) {
                0..=4 => session.add(fact),
                5..=6 => session.replace(fact),
                7 => session.at(clock(moments[dice.below(moments.len())])),
                _ => session.remove(&source(&fact)),
            };
            let expected = rules.evaluate(session.patient(), session.clock());
            assert_eq!(*session.evaluation(), expected, "patient {seed}, step {step}");
            changed += usize::from(!difference.is_empty());
        }
    }
    assert!(changed > 50, "steps change answers: {changed}");
}

const WINDOW: &str = r#"pack t
observation Potassium "Potassium" { code loinc 2823-3 unit mmol/L window 7 days report nothing }
codes Spironolactone = rxnorm 9997 "spironolactone"
rule high "High potassium" {
  category safety
  for      measured Potassium in last 7 days
  when     Potassium > 5.5 mmol/L
  message  "Potassium {Potassium}."
}
rule mra "Spironolactone with high potassium" {
  category safety
  when     taking or ordering Spironolactone as drug
  when     Potassium > 5.0 mmol/L
  unless   Potassium > 9 mmol/L
  message  "{drug} with potassium {Potassium}."
}"#;

fn small() -> Ruleset {
    let pack = PackSource::new("t").file("pack.yaml", "name: t\nversion: 1.0.0\n").file("t.cds", WINDOW);
    Compiler::new().pack(pack).compile().unwrap()
}

fn potassium(source: &str, value: &str, at: &str) -> Observation {
    Observation {
        info: FactInfo { source: Some(SourceRef(source.into())), ..FactInfo::default() },
        code: Concept::coded("loinc", "2823-3"),
        value: ObservationValue::Quantity(Quantity {
            value: value.parse().unwrap(),
            comparator: None,
            unit: Some("mmol/L".into()),
        }),
        status: Default::default(),
        effective: Some(at.parse().unwrap()),
        issued: None,
        categories: vec![],
        interpretation: vec![],
        ranges: vec![],
        specimen: None,
        body_site: None,
        component_of: None,
    }
}

#[test]
fn a_window_that_slides_shut_clears_its_finding() {
    let mut s = Session::new(small(), SnapshotBuilder::new().build(), clock("2026-02-01T09:00:00-05:00"));
    let new = s.add(potassium("a", "6.1", "2026-02-01T08:00:00-05:00"));
    assert_eq!(new.new.iter().map(|f| f.rule.as_str()).collect::<Vec<_>>(), ["t/high"]);
    // The window includes its end: exactly seven days later the result still counts.
    assert!(s.at(clock("2026-02-08T08:00:00-05:00")).is_empty());
    let shut = s.at(clock("2026-02-08T08:00:01-05:00"));
    assert_eq!(shut.cleared.iter().map(|f| f.rule.as_str()).collect::<Vec<_>>(), ["t/high"]);
}

#[test]
fn drafts_and_corrected_results() {
    let mut s = Session::new(small(), SnapshotBuilder::new().build(), clock("2026-03-01T09:00:00-05:00"));
    let draft = Medication {
        info: FactInfo { source: Some(SourceRef("draft".into())), ..FactInfo::default() },
        code: Concept::coded("rxnorm", "9997"),
        kind: MedicationKind::Draft,
        ..Medication::default()
    };
    let open = s.add(draft.clone());
    assert_eq!(open.undecided.iter().map(|i| i.rule.as_str()).collect::<Vec<_>>(), ["t/mra"]);
    let high = s.add(potassium("a", "5.2", "2026-03-01T08:00:00-05:00"));
    assert_eq!((high.new.len(), high.decided.as_slice()), (1, ["t/mra".into()].as_slice()));
    let higher = s.replace(potassium("a", "5.4", "2026-03-01T08:00:00-05:00"));
    assert_eq!((higher.new.len(), higher.changed.len(), higher.cleared.len()), (0, 1, 0));
    let silenced = s.replace(potassium("a", "9.5", "2026-03-01T08:00:00-05:00"));
    assert_eq!(silenced.suppressed.iter().map(|f| f.rule.as_str()).collect::<Vec<_>>(), ["t/mra"]);
    let withdrawn = s.remove(&SourceRef("draft".into()));
    assert_eq!(withdrawn.unsuppressed, ["t/mra"]);
    assert_eq!(*s.evaluation(), small().evaluate(s.patient(), s.clock()));
}

const DOSES: &str = r#"pack t
codes Gentamicin = rxnorm 1596450 "gentamicin"
observation Potassium "Potassium" {
  code loinc 2823-3 unit mmol/L plausible 1.0 .. 12.0 window 7 days report nothing
}
rule much "A high dose of gentamicin" {
  category safety
  when     taking Gentamicin with dose > 400 mg as drug
  message  "{drug}."
}
rule high "High potassium" { category safety when Potassium > 5.5 mmol/L message "Potassium {Potassium}." }"#;

/// A step, and that it gave what evaluating from scratch gives.
fn stepped(s: &mut Session, rules: &Ruleset, step: impl FnOnce(&mut Session) -> Difference) -> Difference {
    let difference = step(s);
    assert_eq!(*s.evaluation(), rules.evaluate(s.patient(), s.clock()));
    difference
}

fn with_doses() -> Ruleset {
    let pack = PackSource::new("t").file("pack.yaml", "name: t\nversion: 1.0.0\n").file("t.cds", DOSES);
    Compiler::new().pack(pack).compile().unwrap()
}

#[test]
fn a_weight_bears_on_doses_by_weight() {
    let rules = with_doses();
    let by_weight = Dose {
        amount: Some(Quantity { value: 7.into(), comparator: None, unit: Some("mg/kg".into()) }),
        ..Dose::default()
    };
    let drug = Medication {
        info: FactInfo { source: Some(SourceRef("drug".into())), ..FactInfo::default() },
        code: Concept::coded("rxnorm", "1596450"),
        doses: vec![by_weight],
        ..Medication::default()
    };
    let mut s =
        Session::new(rules.clone(), SnapshotBuilder::new().build(), clock("2026-03-01T09:00:00-05:00"));
    let open = stepped(&mut s, &rules, |s| s.add(drug));
    assert_eq!(open.undecided.len(), 1, "{open:?}");
    let weight = |source: &str, kg: &str, code: &str| {
        let mut weight = potassium(source, kg, "2026-02-28T08:00:00-05:00");
        weight.code = Concept::coded("loinc", code);
        if let ObservationValue::Quantity(q) = &mut weight.value {
            q.unit = Some("kg".into());
        }
        weight
    };
    // A result that is no weight, then one that is, then a measured one that is heavier still.
    assert!(stepped(&mut s, &rules, |s| s.add(weight("length", "80", "8302-2"))).is_empty());
    let fires = stepped(&mut s, &rules, |s| s.add(weight("said", "80", "29463-7")));
    assert_eq!(fires.new.len(), 1, "{fires:?}");
    let lighter = stepped(&mut s, &rules, |s| s.replace(weight("said", "50", "3141-9")));
    assert_eq!(lighter.cleared.len(), 1, "{lighter:?}");
    let gone = stepped(&mut s, &rules, |s| s.remove(&SourceRef("said".into())));
    assert_eq!(gone.undecided.len(), 1, "{gone:?}");
}

#[test]
fn notes_follow_facts_and_the_clock() {
    let rules = with_doses();
    let (early, late) = ("2026-03-01T09:00:00-05:00", "2026-03-03T09:00:00-05:00");
    let mut s = Session::new(rules.clone(), SnapshotBuilder::new().build(), clock(early));
    let codes = |s: &Session| s.evaluation().notes.iter().map(|n| n.code.clone()).collect::<Vec<_>>();
    stepped(&mut s, &rules, |s| s.add(potassium("a", "5.0", "2026-03-01T08:00:00-05:00")));
    assert!(codes(&s).is_empty());
    stepped(&mut s, &rules, |s| s.add(potassium("b", "50", "2026-03-01T07:00:00-05:00")));
    assert_eq!(codes(&s), ["implausible"]);
    stepped(&mut s, &rules, |s| s.add(potassium("c", "6.0", "2026-03-02T08:00:00-05:00")));
    assert_eq!(codes(&s), ["future", "implausible"]);
    // A copy of a result from another source, before and after which the record has one note of it.
    stepped(&mut s, &rules, |s| s.add(potassium("0", "50", "2026-03-01T07:00:00-05:00")));
    stepped(&mut s, &rules, |s| s.add(potassium("d", "50", "2026-03-01T07:00:00-05:00")));
    assert_eq!(codes(&s), ["future", "implausible"]);
    // Places of facts change, then the moment, then both.
    stepped(&mut s, &rules, |s| s.remove(&SourceRef("a".into())));
    assert_eq!(codes(&s), ["future", "implausible"]);
    stepped(&mut s, &rules, |s| s.at(clock(late)));
    assert_eq!(codes(&s), ["implausible"]);
    stepped(&mut s, &rules, |s| s.at(clock(early)));
    assert_eq!(codes(&s), ["future", "implausible"]);
    stepped(&mut s, &rules, |s| s.replace(potassium("0", "4.0", "2026-03-04T08:00:00-05:00")));
    stepped(&mut s, &rules, |s| s.remove(&SourceRef("b".into())));
    stepped(&mut s, &rules, |s| s.remove(&SourceRef("d".into())));
    assert_eq!(codes(&s), ["future", "future"]);
}
