//! What must hold for every patient: order, irrelevant facts, units, determinism.

use super::support::*;
use curbside::eval::result::Evaluation;
use curbside::model::Model;
use curbside::snapshot::*;
use proptest::prelude::*;
use std::sync::OnceLock;

const RICH: &str = r#"
define Frail = has HeartFailure or (two Systolic >= 140 mm[Hg] at least 7 days apart in last 1 year)
score Risk "Risk" {
  1 if Frail
  2 if age >= 65 years
  by Potassium { < 3 -> 2  3 .. < 5.5 -> 0  >= 5.5 -> 1 }
  band 0 "low"  band > 0 "some"
  evidence "x"
}
interaction warfarin-nsaid "x" {
  between Warfarin and NSAID with systemic route
  severity major
  unless taking PPI
  effect "e"
  evidence "x"
}
rule potassium "x" {
  category safety
  let k = latest Potassium in last 30 days
  when k > 5.5 mmol/L and taking Spironolactone as drug
  unknown ask
  message "{k} on {k.date}: {drug}"
  suggest stop drug
  evidence "x"
}
rule rising "x" { category safety when Potassium is rising or Potassium rose by 1 mmol/L within 3 days message "x" evidence "x" }
rule risk "x" { category recommendation when Risk >= 2 unknown fire message "{Risk}" evidence "x" }
rule opioids "x" {
  category safety
  when any taking Opioid as o where (o.daily_dose > 50 mg/d) or (count taking Opioid) >= 2
  message "x"
  evidence "x"
}
rule shot-due "x" { category care-gap recall underwent Colonoscopy every 10 years message "x" evidence "x" }
"#;

fn rich() -> &'static Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| model(RICH))
}

fn moment() -> impl Strategy<Value = String> {
    prop_oneof![
        (1u8..=28, 0u8..24).prop_map(|(d, h)| format!("2026-02-{d:02}T{h:02}:00:00Z")),
        (1u8..=7).prop_map(|d| format!("2026-03-{d:02}")),
        Just("2026-02".to_string()),
        Just("2024".to_string()),
        Just("2026-04-01".to_string()),
    ]
}

fn potassiums() -> impl Strategy<Value = Observation> {
    (20u32..75, moment(), 0u8..12).prop_map(|(tenths, at, odd)| {
        let mut o = potassium(&format!("{}.{}", tenths / 10, tenths % 10), &at);
        match odd {
            0 => o.status = ObservationStatus::Preliminary,
            1 => o.value = ObservationValue::Text("haemolysed".into()),
            2 => o.value = ObservationValue::Quantity(quantity("<5", "mmol/L")),
            3 => o.effective = None,
            _ => {}
        }
        o
    })
}

fn medications() -> impl Strategy<Value = Medication> {
    let drugs = [
        ("11289", "warfarin"),
        ("5640", "ibuprofen"),
        ("9997", "spironolactone"),
        ("7052", "morphine"),
        ("2670", "codeine"),
        ("7646", "omeprazole"),
        ("", "white pills"),
    ];
    (0usize..7, 0u8..6, 1u32..60, any::<bool>(), moment()).prop_map(move |(which, kind, mg, oral, at)| {
        let (code, name) = drugs[which];
        let mut m = if code.is_empty() { uncoded_drug(name) } else { drug(code, name) };
        let route = oral.then(|| Concept::coded("snomed", "26643006"));
        let amount = Some(quantity(&mg.to_string(), "mg"));
        m.doses = vec![Dose { amount, per_day: Some(n("2")), route, ..Dose::default() }];
        m.period.start = Some(day(&at));
        match kind {
            0 => m.kind = MedicationKind::Draft,
            1 => m.status = MedicationStatus::Ended,
            2 => m.status = MedicationStatus::Unknown,
            3 => m.doses.clear(),
            _ => {}
        }
        m
    })
}

fn conditions() -> impl Strategy<Value = Condition> {
    (0u8..4).prop_map(|kind| {
        let mut c = if kind == 0 { problem("73211009", "diabetes") } else { heart_failure() };
        match kind {
            2 => c.certainty = Certainty::Unconfirmed,
            3 => c.status = ConditionStatus::Inactive,
            _ => {}
        }
        c
    })
}

fn snapshots() -> impl Strategy<Value = Snapshot> {
    (
        prop::collection::vec(potassiums(), 0..5),
        prop::collection::vec((120u32..180, moment()), 0..4),
        prop::collection::vec(medications(), 0..5),
        prop::collection::vec(conditions(), 0..3),
        0u8..8,
    )
        .prop_map(|(ks, bps, meds, problems, cover)| {
            let mut s = patient().build();
            s.observations.items = ks;
            s.observations.items.extend(bps.into_iter().map(|(v, at)| systolic(&v.to_string(), &at)));
            s.medications.items = meds;
            s.conditions.items = problems;
            match cover {
                0 => s.conditions.coverage = Coverage::NotSupplied,
                1 => s.observations.coverage = Coverage::Partial("paging".into()),
                2 => s.medications.coverage = Coverage::NotSupplied,
                3 => s.person.born = Some(day("1961")),
                _ => {}
            }
            s
        })
}

fn bytes(e: &Evaluation) -> String {
    serde_json::to_string(e).unwrap()
}

/// Values, units and times at the edge of what can be held, or beyond it.
fn odd_snapshots() -> impl Strategy<Value = Snapshot> {
    let numbers = prop_oneof![
        Just("0"),
        Just("-1"),
        Just("9999999999999999999999999999"),
        Just("-9999999999999999999999999999"),
        Just("0.0000000000000000000000000001"),
        Just("<0"),
        Just(">9999999999999999999999999999"),
    ];
    let units = prop_oneof![
        Just("mmol/L"),
        Just("mg"),
        Just("mg/kg"),
        Just("Ymol/L"),
        Just("[pH]"),
        Just(""),
        Just("{"),
        Just("10*400"),
    ];
    let times = prop_oneof![
        Just("0001"),
        Just("9999"),
        Just("9999-12-31T23:59:59Z"),
        Just("0001-01-01"),
        Just("2026-03-08"),
        Just("2024-02-29"),
    ];
    prop::collection::vec((numbers, units, times), 0..6).prop_map(|rows| {
        let mut s = patient().build();
        for (i, (number, unit, time)) in rows.into_iter().enumerate() {
            let q = quantity(number, unit);
            let code = ["2823-3", "8480-6", "2160-0", "29463-7"][i % 4];
            s.observations.items.push(observation(code, ObservationValue::Quantity(q.clone()), time));
            let mut m = drug("7052", "morphine");
            let dose = Dose {
                amount: Some(q.clone()),
                per_day: Some(q.value),
                max_per_day: Some(q),
                ..Dose::default()
            };
            m.doses = vec![dose.clone(), dose];
            m.period = Period { start: Some(day(time)), end: Some(day("9999-12-31")) };
            s.medications.items.push(m);
            s.person.born = Some(day(time));
            s.person.pregnancy = Some(Pregnancy {
                pregnant: true,
                as_of: Some(day(time)),
                due: Some(day(time)),
                source: None,
            });
        }
        s
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    /// No data whatever makes the evaluator panic.
    #[test]
    fn nothing_panics(s in odd_snapshots(), now in prop_oneof![Just("0001-01-01T00:00:00Z"), Just("9999-12-30T00:00:00Z"), Just("2026-03-08T09:00:00Z")]) {
        let clock = curbside::time::Clock::new(now.parse().unwrap(), "Pacific/Kiritimati".parse().unwrap());
        let e = curbside::eval::evaluate(rich(), &s, &clock, &Default::default());
        prop_assert_eq!(e.not_evaluated.len(), 0);
        for rule in &rich().rules {
            let x = curbside::eval::explain(rich(), &s, &clock, &Default::default(), &rule.id).unwrap();
            prop_assert!(!curbside::eval::render_explanation(&x).is_empty());
        }
    }

    /// Neither order nor repetition of the facts changes a byte.
    #[test]
    fn order_of_facts(s in snapshots(), turn in 0usize..5) {
        let once = run(rich(), &s);
        prop_assert_eq!(bytes(&once), bytes(&run(rich(), &s)));
        let mut turned = s.clone();
        turned.observations.items.reverse();
        turned.medications.items.reverse();
        turned.conditions.items.reverse();
        if !turned.observations.items.is_empty() {
            let by = turn % turned.observations.items.len();
            turned.observations.items.rotate_left(by);
            turned.observations.items.push(turned.observations.items[0].clone());
        }
        prop_assert_eq!(bytes(&once), bytes(&run(rich(), &turned)));
    }

    /// A fact that no rule asks about changes nothing.
    #[test]
    fn irrelevant_facts(s in snapshots()) {
        let once = run(rich(), &s);
        let mut more = s.clone();
        more.observations.items.push(result("718-7", "14 g/dL", "2026-03-01"));
        more.conditions.items.push(problem("38341003", "hypertension"));
        more.medications.items.push(drug("161", "acetaminophen"));
        prop_assert_eq!(bytes(&once), bytes(&run(rich(), &more)));
    }

    /// The same results in another unit give the same findings.
    #[test]
    fn converted_units(s in snapshots()) {
        let mut other = s.clone();
        for o in &mut other.observations.items {
            if let ObservationValue::Quantity(q) = &mut o.value
                && q.unit.as_deref() == Some("mmol/L")
            {
                q.value = q.value.mul(n("1000")).unwrap();
                q.unit = Some("umol/L".into());
            }
        }
        let shape = |e: &Evaluation| {
            let findings: Vec<_> = e.findings.iter().map(|f| (f.id.clone(), f.certainty, f.message.clone())).collect();
            let open: Vec<_> = e.indeterminate.iter().map(|i| (i.rule.clone(), short(&i.missing))).collect();
            let scores: Vec<_> = e.scores.iter().map(|s| (s.low, s.high, s.band.clone())).collect();
            (findings, open, scores)
        };
        prop_assert_eq!(shape(&run(rich(), &s)), shape(&run(rich(), &other)));
    }

    /// Every rule ends in exactly one way, and every unknown says why.
    #[test]
    fn every_rule_ends_once(s in snapshots()) {
        let done = curbside::eval::observe(rich(), &s, &clock(), &Default::default());
        let e = &done.evaluation;
        prop_assert_eq!(done.outcomes.len(), rich().rules.len());
        let st = e.stats;
        prop_assert_eq!(st.rules, st.fired + st.silent + st.indeterminate + st.suppressed + st.not_evaluated);
        for i in &e.indeterminate {
            prop_assert!(!i.missing.is_empty());
            prop_assert!(i.missing.iter().all(|g| g.datum != "condition" && g.datum != "limit"));
        }
    }

    /// What a missing datum is said to decide, it decides; and explaining agrees with evaluating.
    #[test]
    fn explanations_agree(s in snapshots()) {
        let done = curbside::eval::observe(rich(), &s, &clock(), &Default::default());
        for (rule, outcome) in &done.outcomes {
            let x = curbside::eval::explain(rich(), &s, &clock(), &Default::default(), rule).unwrap();
            prop_assert_eq!(x.outcome, *outcome);
            prop_assert!(!curbside::eval::render_explanation(&x).is_empty());
        }
    }

    /// Knowing more never turns an answer round: completing a section only decides what was open.
    #[test]
    fn knowing_more_never_contradicts(s in snapshots()) {
        use curbside::eval::result::Outcome;
        let outcomes = |s: &Snapshot| curbside::eval::observe(rich(), s, &clock(), &Default::default()).outcomes;
        let mut less = s.clone();
        less.conditions.coverage = Coverage::NotSupplied;
        less.observations.coverage = Coverage::Partial("x".into());
        for ((rule, with), (_, without)) in outcomes(&s).into_iter().zip(outcomes(&less)) {
            if rule == "t/risk" {
                continue; // fires as possible when open, by its own policy
            }
            let settled = |o: Outcome| matches!(o, Outcome::Fires | Outcome::DoesNotFire | Outcome::Suppressed);
            if settled(without) && settled(with) {
                prop_assert_eq!(with, without, "{}", rule);
            }
        }
    }
}
