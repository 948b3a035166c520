//! What holds for every policy, evaluation and history: no finding is lost, never-off rules and
//! the highest tier are shown, order means nothing, changed data are shown again.
#![allow(clippy::unwrap_used, clippy::panic)]

use curbside::eval::result::{
    Evaluation, FactUsed, Finding, FindingCertainty, Indeterminate, Stats, SuggestedAction,
};
use curbside::pack::PackSource;
use curbside::snapshot::{Snapshot, SourceRef};
use curbside::time::{Clock, Timestamp};
use curbside::vocab::{Category, Severity};
use curbside::{Compiler, Ruleset};
use curbside_policy::{Asked, Decided, Outcome, PastAlert, Policy, PolicyFile, Tier, WithheldReason};
use proptest::prelude::*;
use std::sync::LazyLock;

static RULES: LazyLock<Ruleset> = LazyLock::new(|| {
    let pack = PackSource::new("demo")
        .file("pack.yaml", "name: demo\nversion: 1.0.0\n")
        .file("demo.cds", "pack demo\n");
    Compiler::new().pack(pack).compile().unwrap()
});

const NOW: i64 = 1_772_355_600;

fn finding() -> impl Strategy<Value = Finding> {
    let certainty = prop_oneof![
        4 => Just(FindingCertainty::Definite),
        1 => Just(FindingCertainty::Possible),
        1 => Just(FindingCertainty::Question),
    ];
    let facts = prop::collection::vec((0..4u8, 0..2u8, any::<bool>()), 0..4);
    (
        0..6u8,
        0..3u8,
        prop::sample::select(Category::ALL),
        prop::sample::select(Severity::ALL),
        certainty,
        facts,
        0..3u8,
    )
        .prop_map(|(rule, subject, category, severity, certainty, facts, advice)| Finding {
            id: format!("{rule}-{subject}").into(),
            rule: format!("demo/r{rule}").into(),
            title: String::new().into(),
            category,
            severity,
            certainty,
            message: format!("says {subject}"),
            detail: None,
            suggestions: (0..advice)
                .map(|n| SuggestedAction {
                    action: "start".into(),
                    what: n.to_string().into(),
                    source: None,
                    codes: Default::default(),
                    date: None,
                    text: None,
                })
                .collect(),
            facts: facts
                .into_iter()
                .map(|(what, value, source)| FactUsed {
                    text: format!("fact {what} {value}").into(),
                    date: None,
                    source: source.then(|| SourceRef(format!("Observation/{what}").into())),
                })
                .collect(),
            missing: Vec::new(),
            due: None,
            evidence: Vec::new().into(),
        })
}

fn of(findings: Vec<Finding>, indeterminate: Vec<Indeterminate>) -> Evaluation {
    Evaluation {
        format: 1,
        findings,
        indeterminate,
        suppressed: Vec::new(),
        not_evaluated: Vec::new(),
        scores: Vec::new(),
        notes: Vec::new(),
        stats: Stats::default(),
        pack_hash: String::new().into(),
        as_of: curbside::time::LocalTime::of(
            curbside::time::Timestamp::from_second(0),
            &curbside::time::Zone::utc(),
        ),
        zone: String::new().into(),
        engine: String::new().into(),
        generation: 0,
    }
}

fn evaluation() -> impl Strategy<Value = Evaluation> {
    (prop::collection::vec(finding(), 0..10), prop::collection::vec(0..6u8, 0..4)).prop_map(
        |(findings, open)| {
            let undecided = |r| Indeterminate {
                rule: format!("demo/r{r}").into(),
                title: String::new().into(),
                category: Category::Safety,
                severity: Severity::Critical,
                missing: Vec::new(),
            };
            of(findings, open.into_iter().map(undecided).collect())
        },
    )
}

/// Which findings an entry is about, as the text of a policy.
fn which() -> impl Strategy<Value = String> {
    prop_oneof![
        (0..6u8).prop_map(|r| format!("rules: [demo/r{r}]")),
        Just("rules: [demo/*]".to_string()),
        prop::sample::select(Category::ALL).prop_map(|c| format!("categories: [{}]", c.word())),
        prop::sample::select(Severity::ALL).prop_map(|s| format!("severities: [{}]", s.word())),
    ]
}

#[derive(Debug, Clone)]
struct Written {
    policy: String,
    overlay: String,
    never: Option<u8>,
    overrides: bool,
}

/// A policy and an overlay of random entries.
fn written() -> impl Strategy<Value = Written> {
    let tier = || prop::sample::select(Tier::ALL);
    let lines = prop::collection::vec((which(), tier()), 0..4);
    let retier = prop::collection::vec((which(), tier()), 0..3);
    let change = prop_oneof![
        Just("off: true".to_string()),
        Just("shadow: true".to_string()),
        tier().prop_map(|t| format!("tier: {t}")),
        Just("only: { roles: [nobody] }".to_string()),
    ];
    let changes = prop::collection::vec((which(), change), 0..4);
    (lines, retier, changes, prop::option::of(0..6u8), any::<bool>(), any::<bool>()).prop_map(
        |(lines, retier, changes, never, overrides, hooks)| {
            let word = if overrides { ", override-highest-tier: true" } else { "" };
            let mut p = "policy: p\nversion: 1\nowner: us\ntiers:\n".to_string();
            lines.iter().for_each(|(w, t)| p.push_str(&format!("  - {{ {w}, tier: {t} }}\n")));
            p.push_str("  - tier: passive\nrules:\n");
            retier.iter().enumerate().for_each(|(n, (w, t))| p.push_str(&format!("  - {{ id: t{n}, {w}, tier: {t}{word} }}\n")));
            if let Some(n) = never {
                p.push_str(&format!("never-off:\n  - {{ id: never, rules: [demo/r{n}] }}\n"));
            }
            p.push_str(&format!(
                "audience:\n  - {{ id: aud, categories: [diagnosis], only: {{ settings: [nowhere] }}{word} }}\nduplicates:\n  same-facts: {{ id: same{word} }}\n  same-as:\n    - {{ id: group, categories: [safety, result], about: patient{word} }}\n"
            ));
            if hooks {
                p.push_str(&format!("  across-hooks: {{ id: hooks, within: 30 minutes{word} }}\n"));
            }
            p.push_str(&format!(
                "repeat:\n  - {{ id: once, rules: [demo/*], once-per: encounter{word} }}\n  - {{ id: wait, severities: [high], wait: 2 hours, scope: patient{word} }}\nsnooze:\n  - {{ id: z, rules: [demo/*], longest: 3 days{word} }}\nexisting-action:\n  - {{ id: ex, rules: [demo/*]{word} }}\n"
            ));
            let mut o = "overlay: site\nversion: 1\nowner: them\nchanges:\n".to_string();
            changes.iter().enumerate().for_each(|(n, (w, c))| {
                o.push_str(&format!(
                    "  - {{ id: c{n}, {w}, {c}, author: a, reason: r, date: 2026-01-01, expires: 2026-12-31{word} }}\n"
                ));
            });
            Written { policy: p, overlay: o, never, overrides }
        },
    )
}

fn history() -> impl Strategy<Value = Vec<PastAlert>> {
    let one = (0..6u8, 0..3u8, 0..200i64, any::<bool>(), any::<bool>(), 0..3u8, 0..3u8, any::<bool>());
    prop::collection::vec(one, 0..8).prop_map(|all| {
        let time = |minutes: i64| Timestamp::from_second(NOW - minutes * 60);
        all.into_iter()
            .map(|(rule, subject, ago, me, here, hook, outcome, snoozed)| PastAlert {
                patient: "p".into(),
                finding: format!("{rule}-{subject}"),
                data: "x".into(),
                situation: None,
                user: Some(if me { "u" } else { "v" }.into()),
                encounter: Some(if here { "e" } else { "f" }.into()),
                hook: Some(["patient-view", "order-select", "order-sign"][usize::from(hook)].into()),
                at: time(ago),
                outcome: [None, Some(Outcome::Overridden), Some(Outcome::Accepted)][usize::from(outcome)],
                snoozed_until: snoozed.then(|| time(-600)),
            })
            .collect()
    })
}

fn decide(policy: &Policy, e: &Evaluation, h: &[PastAlert]) -> Decided {
    let mut patient = Snapshot::default();
    patient.person.id = Some("p".into());
    patient.request.role = Some("physician".into());
    patient.request.setting = Some("inpatient".into());
    patient.request.trigger = Some("order-sign".into());
    let clock = Clock::new(Timestamp::from_second(NOW), "UTC".parse().unwrap());
    let asked = Asked {
        user: Some("u"),
        encounter: Some("e"),
        history: h,
        ..Asked::new(e, &patient, RULES.model(), &clock)
    };
    policy.decide(&asked)
}

fn read(w: &Written) -> Policy {
    let overlay = PolicyFile::new("o.yaml", w.overlay.as_str());
    Policy::read(&PolicyFile::new("p.yaml", w.policy.as_str()), &[overlay])
        .unwrap_or_else(|m| panic!("{m}\n{}\n{}", w.policy, w.overlay))
}

/// The history with the data that the findings have now, where it is `same`.
fn with_data(h: &[PastAlert], d: &Decided, same: bool) -> Vec<PastAlert> {
    let data = |id: &str| {
        let shown = d.shown.iter().map(|s| (&s.finding, &s.data));
        let mut all = shown.chain(d.withheld.iter().map(|w| (&w.finding, &w.data)));
        all.find(|(f, _)| *f == id).map(|(_, data)| data.clone())
    };
    h.iter()
        .cloned()
        .map(|p| PastAlert { data: data(&p.finding).filter(|_| same).unwrap_or_else(|| p.data.clone()), ..p })
        .collect()
}

/// A decision without the places in the evaluation.
fn bare(d: &Decided, e: &Evaluation) -> Vec<String> {
    let text = |at: usize| serde_json::to_string(&e.findings[at]).unwrap();
    let shown = d.shown.iter().map(|s| {
        let mut also: Vec<String> = s.also.iter().map(|a| text(*a)).collect();
        also.sort();
        format!("shown {} {:?} {:?} {also:?}", text(s.at), s.tier, s.despite)
    });
    let withheld = d
        .withheld
        .iter()
        .map(|w| format!("{} {:?} {:?} {:?} {:?}", text(w.at), w.tier, w.reason, w.by, w.until));
    let mut out: Vec<String> = shown.chain(withheld).collect();
    out.sort();
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_lost_and_the_guards_hold(w in written(), e in evaluation(), h in history(), same in any::<bool>()) {
        let policy = read(&w);
        let h = with_data(&h, &decide(&policy, &e, &[]), same);
        let d = decide(&policy, &e, &h);
        let mut places: Vec<usize> = d.shown.iter().map(|s| s.at).chain(d.withheld.iter().map(|w| w.at)).collect();
        places.sort_unstable();
        prop_assert_eq!(places, (0..e.findings.len()).collect::<Vec<_>>());
        prop_assert_eq!(d.undecided.len(), e.indeterminate.len());
        for x in &d.withheld {
            let never = w.never.map(|n| format!("demo/r{n}"));
            prop_assert_ne!(Some(x.rule.as_str()), never.as_deref());
            prop_assert!(w.overrides || x.tier != Tier::Interrupting, "{:?}", x);
            prop_assert!(!x.by.id.is_empty() && !x.by.author.is_empty());
            // What stands for others is shown.
            if matches!(x.reason, WithheldReason::SameFacts | WithheldReason::SameAs) {
                prop_assert!(d.shown.iter().any(|s| Some(&s.finding) == x.instead.as_ref() && s.also.contains(&x.at)));
                prop_assert!(e.findings[x.at].certainty != FindingCertainty::Question);
            }
        }
        // What is silent and shown all the same says why.
        let explained = d.shown.iter().all(|s| s.tier != Tier::Silent || !s.despite.is_empty());
        prop_assert!(explained);
    }

    #[test]
    fn order_means_nothing_and_the_same_gives_the_same(w in written(), e in evaluation(), h in history(), turn in 0..10usize) {
        let policy = read(&w);
        let h = with_data(&h, &decide(&policy, &e, &[]), true);
        let d = decide(&policy, &e, &h);
        prop_assert_eq!(&d, &decide(&read(&w), &e, &h));
        let (mut e2, mut h2) = (e.clone(), h.clone());
        e2.findings.reverse();
        if !e2.findings.is_empty() { let n = turn % e2.findings.len(); e2.findings.rotate_left(n); }
        h2.reverse();
        prop_assert_eq!(bare(&d, &e), bare(&decide(&policy, &e2, &h2), &e2));
    }

    #[test]
    fn changed_data_arm_again(w in written(), e in evaluation(), h in history()) {
        let policy = read(&w);
        // A history of other data withholds nothing.
        let fresh = decide(&policy, &e, &[]);
        let old = decide(&policy, &e, &h);
        let places = |d: &Decided| d.shown.iter().map(|s| s.at).collect::<Vec<_>>();
        prop_assert_eq!(places(&fresh), places(&old));
        // A change of any fact, the message or the severity is a change of data.
        for s in &fresh.shown {
            let mut other = e.clone();
            other.findings[s.at].facts.push(FactUsed { text: "new".into(), date: None, source: None });
            let data = |d: &Decided| {
                let shown = d.shown.iter().map(|s| (s.at, s.data.clone()));
                shown.chain(d.withheld.iter().map(|w| (w.at, w.data.clone()))).find(|(at, _)| *at == s.at).unwrap().1
            };
            prop_assert_ne!(data(&decide(&policy, &other, &[])), s.data.clone());
        }
    }
}

#[test]
fn two_of_one_rule_that_differ_in_their_advice_alone_have_an_order() {
    let written = Written {
        policy: "policy: p\nversion: 1\nowner: us\ntiers:\n  - tier: passive\nrules:\n  - { id: t, rules: [demo/r5], tier: interrupting }\nduplicates:\n  same-as:\n    - { id: group, categories: [safety], about: patient }\n".into(),
        overlay: "overlay: site\nversion: 1\nowner: them\nchanges:\n".into(),
        never: None,
        overrides: false,
    };
    let finding = |rule: &str, advice: &[&str]| -> Finding {
        let advice: Vec<_> =
            advice.iter().map(|what| serde_json::json!({ "action": "start", "what": what })).collect();
        serde_json::from_value(serde_json::json!({
            "id": rule, "rule": format!("demo/{rule}"), "title": "", "category": "safety",
            "severity": "info", "certainty": "definite", "message": "says", "suggestions": advice,
        }))
        .unwrap()
    };
    let (bare_one, advising, other) = (finding("r5", &[]), finding("r5", &["x"]), finding("r0", &[]));
    let one = of(vec![bare_one.clone(), advising.clone(), other.clone()], Vec::new());
    let two = of(vec![other, advising, bare_one], Vec::new());
    let policy = read(&written);
    assert_eq!(bare(&decide(&policy, &one, &[]), &one), bare(&decide(&policy, &two, &[]), &two));
}
