//! A made-up month in an audit store, and a host that stands for the service.

use curbside_admin::data::{Health, InForce, Overlay, Pack, Part, PolicyView};
use curbside_admin::server::{Answer, Host, RuleCard};
use curbside_store::{Action, Coded, Evaluated, Feedback, OpenRules, ShownCard, Store, WithheldAlert};
use jiff::{Timestamp, ToSpan};
use std::error::Error;
use std::sync::atomic::{AtomicU64, Ordering};

/// Rule, title, tier, in how many of 1,000 calls, percent accepted, percent overridden.
pub const RULES: [(&str, &str, &str, u64, u64, u64); 9] = [
    ("drug-interactions/warfarin-nsaid", "Warfarin with an NSAID", "prominent", 60, 44, 47),
    ("dosing/metformin-kidney", "Metformin with an eGFR below 30", "prominent", 25, 71, 22),
    ("duplicate-therapy/two-ace-inhibitors", "Two ACE inhibitors", "prominent", 18, 63, 28),
    (
        "drug-allergy/penicillin-class",
        "Penicillin allergy: a drug of the same class",
        "interrupting",
        14,
        82,
        18,
    ),
    ("drug-condition/qt-prolongation", "A QT-prolonging drug in long QT", "prominent", 22, 38, 49),
    ("recommendations/statin-diabetes", "Diabetes from 40: a statin", "passive", 82, 12, 9),
    ("immunization/influenza", "Influenza vaccine due", "passive", 120, 24, 6),
    ("laboratory/potassium-critical", "Potassium critically high", "interrupting", 6, 91, 9),
    ("drug-interactions/ssri-triptan", "SSRI with a triptan", "prominent", 44, 0, 93),
];

/// A sequence of numbers that is the same on every machine (SplitMix64).
pub struct Numbers(pub u64);

impl Numbers {
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound.max(1)
    }
}

/// Writes `days` days of about `calls` calls each, up to `now`.
pub async fn fill(store: &Store, now: Timestamp, days: i64, calls: u64) -> Result<(), Box<dyn Error>> {
    let mut numbers = Numbers(7);
    for day in (0..days).rev() {
        let start = now.checked_sub((24 * day).hours())?;
        let calls = calls / 2 + numbers.below(calls);
        let mut writing = tokio::task::JoinSet::new();
        let mut feedback = Vec::new();
        for call in 0..calls {
            let at = start.checked_sub(numbers.below(28_000).cast_signed().seconds())?;
            let evaluated = call_of(&mut numbers, at, &format!("d{day}-c{call}"), &mut feedback)?;
            let store = store.clone();
            writing.spawn(async move { store.evaluated(evaluated).await });
        }
        while let Some(written) = writing.join_next().await {
            written??;
        }
        store.feedback(feedback).await?;
    }
    Ok(())
}

fn call_of(
    numbers: &mut Numbers,
    at: Timestamp,
    id: &str,
    feedback: &mut Vec<Feedback>,
) -> Result<Evaluated, Box<dyn Error>> {
    let mut evaluated = Evaluated {
        trigger: ["order-sign", "order-select", "patient-view"]
            .get(numbers.below(3) as usize)
            .unwrap_or(&"")
            .to_string(),
        patient: Some(format!("Patient/{}", numbers.below(400))),
        user: Some(format!("Practitioner/{}", numbers.below(30))),
        location: Some(format!("Location/{}", numbers.below(6))),
        orders: 1 + numbers.below(3),
        latency_us: 1500
            + numbers.below(1200)
            + if numbers.below(20) == 0 { numbers.below(14_000) } else { 0 },
        ..Evaluated::at(at)
    };
    for (rule, _, tier, often, accepted, overridden) in RULES {
        if numbers.below(1000) >= often {
            continue;
        }
        if numbers.below(6) == 0 {
            let reason = ["once-per-encounter", "action-exists", "shown-recently", "same-facts"];
            evaluated.withheld.push(WithheldAlert {
                rule: rule.into(),
                tier: tier.into(),
                reason: (*reason.get(numbers.below(4) as usize).unwrap_or(&"off")).into(),
                by: "shipped".into(),
                ..WithheldAlert::default()
            });
            continue;
        }
        let card = format!("{id}-{rule}");
        evaluated.shown.push(ShownCard {
            card: card.clone(),
            finding: card.clone(),
            rule: rule.into(),
            tier: tier.into(),
            ..ShownCard::default()
        });
        let what = numbers.below(100);
        let action = match what {
            _ if what < accepted => Action::Accepted,
            _ if what < accepted + overridden => Action::Overridden,
            _ => continue,
        };
        let reasons = [
            ("will-monitor", "Will monitor"),
            ("benefit", "Benefit outweighs the risk"),
            ("tolerates", "Patient tolerates it"),
        ];
        let reason = reasons.get(numbers.below(3) as usize).filter(|_| action == Action::Overridden);
        feedback.push(Feedback {
            card,
            action,
            at: at.checked_add(20.seconds())?,
            reason: reason.map(|(code, display)| Coded {
                code: (*code).into(),
                system: None,
                display: Some((*display).into()),
            }),
            ..Feedback::default()
        });
    }
    for reason in ["never-recorded", "too-old", "unit-not-known"] {
        let count = numbers.below(4);
        if count > 0 {
            let rules =
                (0..count).filter_map(|_| RULES.get(numbers.below(9) as usize)).map(|rule| rule.0.to_owned());
            evaluated.undecided.insert(reason.into(), OpenRules { count, rules: rules.collect() });
        }
    }
    Ok(evaluated)
}

/// Stands for the service.
pub struct DemoHost {
    pub generation: AtomicU64,
    /// What the clock says; the system's if `None`.
    pub now: Option<Timestamp>,
}

impl Host for DemoHost {
    fn now(&self) -> i64 {
        self.now.unwrap_or_else(Timestamp::now).as_second()
    }

    fn in_force(&self) -> InForce {
        let part =
            |name: &str, text: &str| Part { name: name.into(), health: Health::Good, text: text.into() };
        InForce {
            packs: ["dosing", "drug-allergy", "drug-interactions", "laboratory"]
                .map(|name| Pack { name: name.into(), version: "1.2.0".into(), rules: 100 })
                .into(),
            generation: self.generation.load(Ordering::SeqCst),
            hash: "4f1d5c2ab87690e3d1c2".repeat(3),
            since: "2026-03-26 14:02 UTC".into(),
            last_load: vec![part("Check", "no errors"), part("Self-test", "6,120 cases")],
            can_roll_back: self.generation.load(Ordering::SeqCst) > 1,
            engine: env!("CARGO_PKG_VERSION").into(),
        }
    }

    fn policy(&self) -> Option<PolicyView> {
        let today = jiff::tz::TimeZone::UTC.to_datetime(self.now.unwrap_or_else(Timestamp::now)).date();
        Some(PolicyView {
            name: "shipped".into(),
            version: "1.0.0".into(),
            hash: "sha256:b1946ac92492d2347c6235b4d2611184".into(),
            today,
            overlays: vec![Overlay {
                what: "drug-interactions/ssri-triptan: passive".into(),
                source: "general-hospital 1.4.0".into(),
                author: Some("Medication safety committee".into()),
                reason: Some("Never accepted in six months.".into()),
                until: today.checked_add(21.days()).ok(),
            }],
            never_off: vec!["drug-allergy/penicillin-class".into()],
            text: "policy: shipped\nversion: 1.0.0\n".into(),
        })
    }

    fn rule(&self, id: &str) -> Option<RuleCard> {
        let (_, title, tier, ..) = RULES.iter().find(|rule| rule.0 == id)?;
        let logic = format!("rule {} \"{title}\" {{ … }}", id.split('/').next_back().unwrap_or_default());
        Some(RuleCard { title: (*title).into(), tier: Some((*tier).into()), logic: Some(logic) })
    }

    fn parts(&self) -> Vec<Part> {
        let generation = self.generation.load(Ordering::SeqCst);
        vec![Part {
            name: "Packs".into(),
            health: Health::Good,
            text: format!("generation {generation}, 400 rules"),
        }]
    }

    fn reload(&self) -> Answer<'_, Result<String, String>> {
        Box::pin(async {
            let generation = self.generation.fetch_add(1, Ordering::SeqCst) + 1;
            Ok(format!("Reloaded: generation {generation}, 400 rules."))
        })
    }

    fn roll_back(&self) -> Answer<'_, Result<String, String>> {
        Box::pin(async { Err("There is nothing to go back to.".into()) })
    }
}
