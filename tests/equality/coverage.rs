//! The generator reaches everything: every kind of the model, every reason, every end of a rule.

use super::generated::{SHAPE, situation};
use super::walk::{Tally, expected};
use curbside::eval::{Options, observe, result::FindingCertainty, result::Outcome};
use curbside::value::{Reason, Truth};
use curbside_gen::Pack;
use std::collections::BTreeMap;

#[test]
fn every_kind_of_the_model_occurs() {
    let mut tally = Tally::default();
    for seed in 0..100 {
        tally.model(&Pack::seeded(seed, SHAPE).model().unwrap());
    }
    for (name, count) in &tally.0 {
        println!("{count:6}  {name}");
    }
    let scripts = |n: &String| cfg!(feature = "script") || !(n == "call function" || n == "argument facts");
    let missing: Vec<String> =
        expected().into_iter().filter(|n| scripts(n) && !tally.0.contains_key(n)).collect();
    assert_eq!(missing, [""; 0]);
}

#[test]
fn every_reason_and_every_end_occurs() {
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    let mut ends: BTreeMap<String, usize> = BTreeMap::new();
    let mut conditions: BTreeMap<&str, usize> = BTreeMap::new();
    for seed in 0..60 {
        let model = Pack::seeded(seed, SHAPE).model().unwrap();
        for p in 0..15 {
            let s = situation(seed * 1000 + p);
            let run = observe(&model, &s.patient, &s.clock, &Options::default());
            let e = &run.evaluation;
            let gaps = e
                .indeterminate
                .iter()
                .flat_map(|i| &i.missing)
                .chain(e.findings.iter().flat_map(|f| &f.missing));
            gaps.for_each(|g| *reasons.entry(g.reason.code()).or_default() += 1);
            for (_, outcome) in &run.outcomes {
                *ends.entry(format!("{outcome:?}")).or_default() += 1;
            }
            for f in e.findings.iter().filter(|f| f.certainty != FindingCertainty::Definite) {
                *ends.entry(format!("{:?}", f.certainty)).or_default() += 1;
            }
            e.not_evaluated
                .iter()
                .for_each(|n| *ends.entry(format!("not evaluated: {}", n.reason)).or_default() += 1);
            for seen in run.observed.truths.values() {
                let all = [(seen.yes, "true"), (seen.no, "false"), (seen.unknown, "unknown")];
                all.iter().filter(|(s, _)| *s).for_each(|(_, t)| *conditions.entry(t).or_default() += 1);
            }
        }
    }
    println!("{reasons:#?}\n{ends:#?}\n{conditions:#?}");
    let missing: Vec<&str> = Reason::ALL
        .iter()
        .map(|r| r.code())
        .filter(|r| !reasons.contains_key(r) && (cfg!(feature = "script") || *r != "script"))
        .collect();
    assert_eq!(missing, [""; 0]);
    let share = |name: &str| {
        let decided = ["Fires", "DoesNotFire", "Suppressed", "Indeterminate"];
        let all: usize = decided.iter().filter_map(|n| ends.get(*n)).sum();
        ends.get(name).copied().unwrap_or(0) as f64 * 100.0 / all as f64
    };
    let least = [
        (format!("{:?}", Outcome::Fires), 8.0),
        (format!("{:?}", Outcome::DoesNotFire), 40.0),
        (format!("{:?}", Outcome::Indeterminate), 10.0),
        (format!("{:?}", Outcome::Suppressed), 1.0),
        ("Possible".into(), 2.0),
        ("Question".into(), 2.0),
        ("not evaluated: draft".into(), 0.1),
        ("not evaluated: retired".into(), 0.1),
        ("not evaluated: trigger".into(), 0.5),
        ("not evaluated: not-yet-effective".into(), 0.1),
    ];
    for (name, percent) in least {
        assert!(share(&name) >= percent, "{name}: {:.2} %", share(&name));
    }
    assert!(share("Indeterminate") < 40.0);
    let truths: Vec<usize> = [Truth::True, Truth::False, Truth::Unknown]
        .iter()
        .map(|t| conditions.get(format!("{t:?}").to_lowercase().as_str()).copied().unwrap_or(0))
        .collect();
    let total: usize = truths.iter().sum();
    assert!(truths.iter().all(|n| n * 8 > total), "{truths:?}");
}
