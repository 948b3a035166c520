//! Decisions as a user meets them, on rules that are evaluated.
#![allow(clippy::unwrap_used, clippy::panic)]

use curbside::eval::result::Evaluation;
use curbside::pack::PackSource;
use curbside::snapshot::{
    Concept, FactInfo, Medication, MedicationKind, Observation, ObservationValue, Order, OrderStatus,
    Quantity, Snapshot, SnapshotBuilder, SourceRef,
};
use curbside::time::Clock;
use curbside::{Compiler, Ruleset};
use curbside_policy::{
    Asked, Because, Decided, Outcome, PastAlert, Policy, PolicyFile, Shown, Tier, WithheldReason as Why,
};

const RULES: &str = r#"pack demo
codes Spironolactone = rxnorm 9997 "spironolactone"
codes Ibuprofen = rxnorm 5640 "ibuprofen"
codes Statin = rxnorm 83367 "atorvastatin"
codes Kidney = snomed 709044004 "CKD"
observation Potassium "Potassium" { code loinc 2823-3 unit mmol/L window 7 days report nothing }
observation Ferritin "Ferritin" { code loinc 2276-4 unit ng/mL window 90 days report nothing }
rule very-high-potassium "Very high potassium" {
  category safety  severity critical
  let k = latest Potassium
  when k >= 6.5 mmol/L
  message "Potassium {k}."
}
rule high-potassium "High potassium" {
  category safety  severity high
  let k = latest Potassium
  when taking Spironolactone as drug
  when k > 5.5 mmol/L
  message "Potassium {k} on {drug}."
  suggest stop drug
}
rule potassium-sparing "Potassium-sparing drug and high potassium" {
  category safety  severity moderate
  let k = latest Potassium
  when taking Spironolactone as drug
  when k > 5.5 mmol/L
  message "{drug} raises potassium, now {k}."
}
rule statin "Statin advised" {
  category recommendation  severity moderate
  when age >= 40 years
  message "A statin is advised."
  suggest start Statin
}
rule ferritin "Ferritin advised" {
  category care-gap  severity low
  when age >= 40 years
  message "Ferritin is advised."
  suggest order Ferritin
}
rule ask-ferritin "Low ferritin" {
  category diagnosis  severity low
  when Ferritin < 30 ng/mL
  unknown ask
  message "Low ferritin."
}
rule hidden "Undecided" {
  category safety  severity high
  when Ferritin > 1000 ng/mL
  unknown hold
  message "Iron overload."
}
"#;

const POLICY: &str = "policy: demo\nversion: 1.0.0\nowner: Safety committee\ntiers:\n  - { certainties: [question], tier: passive }\n  - { severities: [critical], certainties: [definite], tier: interrupting }\n  - { severities: [high], tier: prominent }\n  - tier: passive\n";

fn rules() -> Ruleset {
    let pack =
        PackSource::new("demo").file("pack.yaml", "name: demo\nversion: 1.0.0\n").file("demo.cds", RULES);
    Compiler::new().pack(pack).compile().unwrap_or_else(|e| panic!("{e}"))
}

fn policy(more: &str) -> Policy {
    let file = PolicyFile::new("alerts.yaml", format!("{POLICY}{more}"));
    Policy::read(&file, &[]).unwrap_or_else(|e| panic!("{e}"))
}

fn with_overlay(more: &str, changes: &str) -> Policy {
    let file = PolicyFile::new("alerts.yaml", format!("{POLICY}{more}"));
    let text = format!("overlay: st-mary\nversion: 2026-03-01\nowner: P&T\nchanges:\n{changes}");
    Policy::read(&file, &[PolicyFile::new("site.yaml", text)]).unwrap_or_else(|e| panic!("{e}"))
}

const ACCOUNT: &str = "author: A. Rahman, reason: dialysis ward, date: 2026-01-01, expires: 2026-03-31";

fn info(source: &str) -> FactInfo {
    FactInfo { source: Some(SourceRef(source.into())), ..FactInfo::default() }
}

fn potassium(value: &str, at: &str) -> Observation {
    Observation {
        info: info(&format!("Observation/{at}")),
        code: Concept::coded("loinc", "2823-3"),
        value: ObservationValue::Quantity(Quantity {
            value: value.parse().unwrap(),
            comparator: None,
            unit: Some("mmol/L".into()),
        }),
        status: Default::default(),
        effective: Some(at.parse().unwrap()),
        issued: None,
        categories: Vec::new(),
        interpretation: Vec::new(),
        ranges: Vec::new(),
        specimen: None,
        body_site: None,
        component_of: None,
    }
}

fn drug(code: &str, kind: MedicationKind) -> Medication {
    Medication {
        info: info(&format!("MedicationRequest/{code}")),
        code: Concept::coded("rxnorm", code),
        kind,
        ..Default::default()
    }
}

fn patient(k: &str) -> SnapshotBuilder {
    SnapshotBuilder::new()
        .born("1951-02-03".parse().unwrap())
        .observation(potassium(k, "2026-03-01T06:00:00Z"))
        .medication(drug("9997", MedicationKind::Order))
        .with(|s| s.person.id = Some("p1".into()))
}

struct Case {
    rules: Ruleset,
    patient: Snapshot,
    clock: Clock,
    answer: Evaluation,
}

fn case_at(patient: Snapshot, now: &str) -> Case {
    let rules = rules();
    let clock = Clock::new(now.parse().unwrap(), "UTC".parse().unwrap());
    let answer = rules.evaluate(&patient, &clock);
    Case { rules, patient, clock, answer }
}

fn case(patient: Snapshot) -> Case {
    case_at(patient, "2026-03-01T09:00:00Z")
}

impl Case {
    fn asked<'a>(&'a self, history: &'a [PastAlert]) -> Asked<'a> {
        Asked {
            user: Some("u1"),
            encounter: Some("e1"),
            history,
            ..Asked::new(&self.answer, &self.patient, self.rules.model(), &self.clock)
        }
    }

    fn decide(&self, policy: &Policy) -> Decided {
        policy.decide(&self.asked(&[]))
    }

    fn past(&self, s: &Shown) -> PastAlert {
        PastAlert {
            patient: "p1".into(),
            finding: s.finding.clone(),
            data: s.data.clone(),
            situation: s.situation.clone(),
            user: Some("u1".into()),
            encounter: Some("e1".into()),
            hook: Some("order-select".into()),
            at: "2026-03-01T08:55:00Z".parse().unwrap(),
            outcome: None,
            snoozed_until: None,
        }
    }
}

fn shown<'d>(d: &'d Decided, rule: &str) -> Option<&'d Shown> {
    d.shown.iter().find(|s| s.rule == format!("demo/{rule}"))
}

fn why(d: &Decided, rule: &str) -> Option<Why> {
    d.withheld.iter().find(|w| w.rule == format!("demo/{rule}")).map(|w| w.reason)
}

#[test]
fn tiers_follow_the_first_line_and_the_rule_of_its_own() {
    let c = case(patient("6.6").build());
    let d = c.decide(&policy("rules:\n  - { id: r1, rules: [demo/statin], tier: prominent }\n"));
    let tiers: Vec<(&str, Tier)> = d.shown.iter().map(|s| (s.rule.as_str(), s.tier)).collect();
    assert_eq!(
        tiers,
        [
            ("demo/very-high-potassium", Tier::Interrupting),
            ("demo/high-potassium", Tier::Prominent),
            ("demo/statin", Tier::Prominent),
            ("demo/potassium-sparing", Tier::Passive),
            ("demo/ferritin", Tier::Passive),
            ("demo/ask-ferritin", Tier::Passive),
        ]
    );
    assert_eq!(
        d.undecided.iter().map(|u| u.rule.as_str()).collect::<Vec<_>>(),
        ["demo/ask-ferritin", "demo/hidden"]
    );
}

#[test]
fn a_site_turns_off_re_tiers_and_narrows_and_is_named() {
    let c = case(patient("6.6").with(|s| s.request.role = Some("Nurse".into())).build());
    let changes = format!(
        "  - {{ id: a, rules: [demo/high-potassium], off: true, {ACCOUNT} }}\n  - {{ id: b, rules: [demo/potassium-sparing], tier: prominent, {ACCOUNT} }}\n  - {{ id: c, rules: [demo/statin], only: {{ roles: [physician] }}, {ACCOUNT} }}\n  - {{ id: d, rules: [demo/ferritin], only: {{ population: {{ age-below: 65 years }} }}, {ACCOUNT} }}\n  - {{ id: e, rules: [demo/hidden], off: true, {ACCOUNT} }}\n"
    );
    let d = c.decide(&with_overlay("", &changes));
    assert_eq!(why(&d, "high-potassium"), Some(Why::Off));
    let by = &d.withheld.iter().find(|w| w.rule == "demo/high-potassium").unwrap().by;
    assert_eq!((by.id.as_str(), by.author.as_str()), ("st-mary/a", "A. Rahman"));
    assert_eq!(by.reason.as_deref(), Some("dialysis ward"));
    assert_eq!(by.expires.as_ref().map(|d| d.as_str()), Some("2026-03-31"));
    assert_eq!(shown(&d, "potassium-sparing").unwrap().tier, Tier::Prominent);
    assert_eq!(why(&d, "statin"), Some(Why::NotForRole));
    assert_eq!(why(&d, "ferritin"), Some(Why::NotForPopulation));
    // What is not decided stays on its list, and says who would have kept it away.
    let hidden = d.undecided.iter().find(|u| u.rule == "demo/hidden").unwrap();
    assert_eq!(hidden.would_be, Some(Why::Off));
    assert_eq!(hidden.by.as_ref().unwrap().id, "st-mary/e");
}

#[test]
fn an_expired_change_no_longer_applies_and_is_reported() {
    let changes = format!("  - {{ id: a, rules: [demo/high-potassium], off: true, {ACCOUNT} }}\n");
    let policy = with_overlay("", &changes);
    let on = |day: &str| {
        let p = SnapshotBuilder::new()
            .observation(potassium("6.0", &format!("{day}T06:00:00Z")))
            .medication(drug("9997", MedicationKind::Order))
            .build();
        case_at(p, &format!("{day}T09:00:00Z")).decide(&policy)
    };
    assert_eq!(why(&on("2026-03-31"), "high-potassium"), Some(Why::Off));
    assert!(on("2026-03-31").expired.is_empty());
    let after = on("2026-04-01");
    assert!(shown(&after, "high-potassium").is_some());
    assert_eq!(after.expired[0].id, "st-mary/a");
    // Nor does it apply before its date.
    assert!(shown(&on("2025-12-31"), "high-potassium").is_some());
}

#[test]
fn the_highest_tier_needs_an_explicit_word() {
    let c = case(patient("6.6").build());
    let change =
        |more: &str| format!("  - {{ id: a, rules: [demo/very-high-potassium], {more}, {ACCOUNT} }}\n");
    for silencing in [
        "off: true",
        "shadow: true",
        "tier: silent",
        "only: { population: { sex: male, age-below: 1 year } }",
    ] {
        let d = c.decide(&with_overlay("", &change(silencing)));
        let s = shown(&d, "very-high-potassium").unwrap_or_else(|| panic!("{silencing}"));
        assert_eq!(s.despite[0].because, Because::HighestTier, "{silencing}");
        let d = c.decide(&with_overlay("", &change(&format!("{silencing}, override-highest-tier: true"))));
        assert!(shown(&d, "very-high-potassium").is_none(), "{silencing}");
    }
    // Lowering the tier first does not get round it.
    let twice = format!(
        "  - {{ id: a, rules: [demo/very-high-potassium], tier: passive, {ACCOUNT} }}\n  - {{ id: b, rules: [demo/very-high-potassium], off: true, {ACCOUNT} }}\n"
    );
    let d = c.decide(&with_overlay("", &twice));
    assert_eq!(shown(&d, "very-high-potassium").unwrap().tier, Tier::Passive);
}

#[test]
fn what_may_never_be_off_is_shown() {
    let c = case(patient("6.0").build());
    let never = "never-off:\n  - { id: n, rules: [demo/high-potassium] }\n";
    let change =
        format!("  - {{ id: a, rules: [demo/*], off: true, override-highest-tier: true, {ACCOUNT} }}\n");
    let d = c.decide(&with_overlay(never, &change));
    assert_eq!(d.shown.iter().map(|s| s.rule.as_str()).collect::<Vec<_>>(), ["demo/high-potassium"]);
    assert_eq!(d.shown[0].despite[0].because, Because::NeverOff);
    assert_eq!(d.withheld.len(), c.answer.findings.len() - 1);
}

#[test]
fn a_snoozed_alert_whose_potassium_has_risen_is_shown_again() {
    let p = policy("snooze:\n  - { id: z, tiers: [prominent], longest: 7 days }\n");
    let c = case(patient("5.8").build());
    let first = shown(&c.decide(&p), "high-potassium").unwrap().clone();
    let mut past = c.past(&first);
    past.snoozed_until = Some("2026-06-01T00:00:00Z".parse().unwrap());
    past.outcome = Some(Outcome::Deferred);

    let d = p.decide(&c.asked(std::slice::from_ref(&past)));
    assert_eq!(why(&d, "high-potassium"), Some(Why::Snoozed));
    // At most as long as the policy allows.
    let w = d.withheld.iter().find(|w| w.reason == Why::Snoozed).unwrap();
    assert_eq!(w.until.as_deref(), Some("2026-03-08T08:55:00Z"));

    let risen = patient("5.8").observation(potassium("6.2", "2026-03-01T08:58:00Z")).build();
    let d2 = case(risen);
    let d2 = p.decide(&d2.asked(std::slice::from_ref(&past)));
    let s = shown(&d2, "high-potassium").unwrap();
    assert_eq!(s.finding, first.finding);
    assert_ne!(s.data, first.data);
    assert_eq!((s.despite[0].reason, s.despite[0].because), (Why::Snoozed, Because::DataChanged));

    // Another user has put off nothing, nor has one who is not known.
    let asked = Asked { user: Some("u2"), ..c.asked(std::slice::from_ref(&past)) };
    assert!(shown(&p.decide(&asked), "high-potassium").is_some());
    let asked = Asked { user: None, ..c.asked(std::slice::from_ref(&past)) };
    assert!(shown(&p.decide(&asked), "high-potassium").is_some());
    // Another patient's history is left out and counted.
    past.patient = "p2".into();
    let d = p.decide(&c.asked(&[past]));
    assert!(shown(&d, "high-potassium").is_some());
    assert_eq!(d.foreign_history, 1);
}

#[test]
fn once_per_encounter_and_not_again_after_an_override() {
    let p = policy(
        "repeat:\n  - { id: once, tiers: [passive], once-per: encounter }\n  - { id: over, tiers: [prominent], after: overridden, wait: 24 hours }\n",
    );
    let c = case(patient("5.8").build());
    let d = c.decide(&p);
    let mut history: Vec<PastAlert> = d.shown.iter().map(|s| c.past(s)).collect();
    let again = p.decide(&c.asked(&history));
    assert_eq!(why(&again, "statin"), Some(Why::OncePerEncounter));
    assert!(shown(&again, "high-potassium").is_some(), "shown is not overridden");
    let elsewhere = Asked { encounter: Some("e2"), ..c.asked(&history) };
    assert!(shown(&p.decide(&elsewhere), "statin").is_some());
    for h in &mut history {
        h.outcome = Some(Outcome::Overridden);
    }
    assert_eq!(why(&p.decide(&c.asked(&history)), "high-potassium"), Some(Why::ShownRecently));
    for h in &mut history {
        h.at = "2026-02-28T08:00:00Z".parse().unwrap();
    }
    assert!(shown(&p.decide(&c.asked(&history)), "high-potassium").is_some());
}

#[test]
fn duplicates_stand_behind_the_most_insistent() {
    let p = policy("duplicates:\n  same-facts: { id: same }\n");
    let c = case(patient("5.8").build());
    let d = c.decide(&p);
    assert_eq!(why(&d, "potassium-sparing"), Some(Why::SameFacts));
    let first = shown(&d, "high-potassium").unwrap();
    let other = d.withheld.iter().find(|w| w.reason == Why::SameFacts).unwrap();
    assert_eq!(first.also, [other.at]);
    assert_eq!(other.instead.as_deref(), Some(first.finding.as_str()));
    // Advice that rests on the same facts, and advises something else, is not the same.
    assert!(shown(&d, "statin").is_some() && shown(&d, "ferritin").is_some());

    let g = policy(
        "duplicates:\n  same-as:\n    - { id: g, rules: [demo/statin, demo/ferritin], about: patient }\n",
    );
    assert_eq!(why(&c.decide(&g), "ferritin"), Some(Why::SameAs));
    // A group asks for a common fact, unless it says otherwise; a birth date is none.
    let g = policy("duplicates:\n  same-as:\n    - { id: g, rules: [demo/statin, demo/ferritin] }\n");
    assert_eq!(why(&c.decide(&g), "ferritin"), None);
}

#[test]
fn another_hook_does_not_repeat_it_unless_it_is_of_the_highest_tier() {
    let p = policy("duplicates:\n  across-hooks: { id: hooks, within: 30 minutes }\n");
    let c = case(patient("6.6").with(|s| s.request.trigger = Some("order-sign".into())).build());
    let history: Vec<PastAlert> = c.decide(&p).shown.iter().map(|s| c.past(s)).collect();
    let d = p.decide(&c.asked(&history));
    assert_eq!(why(&d, "high-potassium"), Some(Why::ShownOnOtherHook));
    assert!(shown(&d, "very-high-potassium").is_some());
    // The same hook asks again because something may have changed; there it stays.
    let same: Vec<PastAlert> =
        history.iter().cloned().map(|h| PastAlert { hook: Some("order-sign".into()), ..h }).collect();
    assert!(shown(&p.decide(&c.asked(&same)), "high-potassium").is_some());
}

#[test]
fn advice_that_is_ordered_is_not_given() {
    let p = policy("existing-action:\n  - { id: there, categories: [recommendation, care-gap, safety] }\n");
    let none = case(patient("5.0").build());
    assert!(shown(&none.decide(&p), "statin").is_some() && shown(&none.decide(&p), "ferritin").is_some());

    // A draft product whose ingredient the rule names.
    let product = Medication {
        info: info("MedicationRequest/d"),
        code: Concept {
            codings: vec![curbside::snapshot::Coding {
                display: Some("atorvastatin 20 MG Oral Tablet".into()),
                ..curbside::snapshot::Coding::new("rxnorm", "617310")
            }],
            ..Concept::default()
        },
        kind: MedicationKind::Draft,
        ..Medication::default()
    };
    let order = |status| Order { code: Concept::coded("loinc", "2276-4"), status, ..Order::default() };
    let both = patient("5.8").medication(product).with(|s| s.orders.items.push(order(OrderStatus::Active)));
    let d = case(both.build()).decide(&p);
    assert_eq!(why(&d, "statin"), Some(Why::ActionExists));
    assert_eq!(why(&d, "ferritin"), Some(Why::ActionExists));
    // What is to be stopped is no order.
    assert!(shown(&d, "high-potassium").is_some());
    // Nor is what was done, revoked or forbidden.
    for status in [
        OrderStatus::Done,
        OrderStatus::Ended,
        OrderStatus::NotDone,
        OrderStatus::Proposed,
        OrderStatus::Unknown,
    ] {
        let c = case(patient("5.0").with(|s| s.orders.items.push(order(status))).build());
        assert!(shown(&c.decide(&p), "ferritin").is_some(), "{status:?}");
    }
    let c = case(
        patient("5.0")
            .with(|s| s.orders.items.push(Order { prohibited: true, ..order(OrderStatus::Active) }))
            .build(),
    );
    assert!(shown(&c.decide(&p), "ferritin").is_some());
}

#[test]
fn an_unknown_role_or_age_shuts_nobody_out() {
    let changes = format!(
        "  - {{ id: a, rules: [demo/high-potassium], only: {{ roles: [physician], specialties: [cardiology], settings: [inpatient], population: {{ age-from: 90 years, sex: male, pregnant: true }} }}, {ACCOUNT} }}\n"
    );
    let p = with_overlay("", &changes);
    let unknown = SnapshotBuilder::new()
        .observation(potassium("6.0", "2026-03-01T06:00:00Z"))
        .medication(drug("9997", MedicationKind::Order))
        .build();
    assert!(shown(&case(unknown).decide(&p), "high-potassium").is_some());
    assert_eq!(why(&case(patient("6.0").build()).decide(&p), "high-potassium"), Some(Why::NotForPopulation));
}
