//! Writes every page with made-up statistics into a folder, for looking at them and for
//! the browser test: `cargo run -p curbside-admin --example pages -- target/admin-pages`.

use curbside_admin::data::{
    Act, Counts, Day, Flash, Health, InForce, Latency, Overlay, Pack, Part, Period, PolicyView, Reason, Rule,
    Statistics, Who,
};
use curbside_admin::pages;
use jiff::civil::date;
use std::error::Error;
use std::path::Path;

/// A sequence of numbers that is the same on every machine (SplitMix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound.max(1)
    }
}

/// Rule, title, tier, alerts a weekday, percent accepted, percent overridden.
const RULES: [(&str, &str, &str, u64, u64, u64); 12] = [
    ("drug-interactions/warfarin-nsaid", "Warfarin with an NSAID", "interruptive", 34, 44, 47),
    ("dosing/metformin-kidney", "Metformin with an eGFR below 30", "interruptive", 12, 71, 22),
    ("duplicate-therapy/two-ace-inhibitors", "Two ACE inhibitors", "interruptive", 9, 63, 28),
    ("drug-allergy/penicillin-class", "Penicillin allergy: a drug of the same class", "hard-stop", 7, 82, 18),
    ("drug-condition/qt-prolongation", "A QT-prolonging drug in long QT", "interruptive", 11, 38, 49),
    ("recommendations/statin-diabetes", "Diabetes from 40: a statin", "passive", 41, 12, 9),
    ("immunization/influenza", "Influenza vaccine due", "passive", 63, 24, 6),
    ("laboratory/potassium-critical", "Potassium critically high", "hard-stop", 3, 91, 9),
    ("early-warning/news2-high", "NEWS2 of 7 or more", "interruptive", 6, 77, 12),
    ("drug-interactions/ssri-triptan", "SSRI with a triptan", "interruptive", 22, 0, 93),
    ("dosing/paediatric-paracetamol", "Paracetamol above the dose for the weight", "interruptive", 2, 88, 12),
    ("diagnosis/ckd-unlisted", "Chronic kidney disease not on the problem list", "passive", 8, 35, 11),
];

fn statistics(days: u16) -> Statistics {
    let period = Period::ending(date(2026, 3, 27), days);
    let mut numbers = Numbers(u64::from(days));
    let mut all: Vec<Day> =
        period.each().map(|date| Day { date, counts: Counts::default(), latency: None }).collect();
    let mut rules = Vec::new();
    for (id, title, tier, volume, accepted, overridden) in RULES {
        let mut counts = Counts::default();
        let mut by_day = Vec::new();
        for day in &mut all {
            let weekend =
                matches!(day.date.weekday(), jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday);
            let mean = if weekend { volume / 3 } else { volume };
            let shown = mean / 2 + numbers.below(mean + 1);
            let follow = shown * accepted / 100;
            let of_day = Counts {
                shown,
                accepted: follow,
                overridden: (shown * overridden / 100).min(shown - follow),
                withheld: numbers.below(volume / 4 + 2),
                undecided: numbers.below(volume / 8 + 2),
                ..Counts::default()
            };
            by_day.push(of_day);
            counts.add(&of_day);
            day.counts.add(&of_day);
        }
        let split = |total: u64, codes: [&str; 3]| {
            let parts = [total / 2, total * 3 / 10, total - total / 2 - total * 3 / 10];
            codes.into_iter().map(str::to_owned).zip(parts).collect::<Vec<_>>()
        };
        rules.push(Rule {
            id: id.to_owned(),
            title: Some(title.to_owned()),
            tier: Some(tier.to_owned()),
            override_reasons: split(
                counts.overridden,
                ["will-monitor", "benefit-outweighs-risk", "patient-tolerates"],
            ),
            withheld: split(counts.withheld, ["once-per-encounter", "duplicate", "action-exists"]),
            counts,
            days: by_day,
        });
    }
    rules.sort_by_key(|rule| std::cmp::Reverse(rule.counts.shown));
    let mut totals = Counts::default();
    for day in &mut all {
        day.counts.evaluations = day.counts.shown * 5 + numbers.below(60);
        day.counts.not_checked = numbers.below(4);
        let p50 = 1900 + numbers.below(700);
        day.latency =
            Some(Latency { p50, p95: p50 * 3 + numbers.below(900), p99: p50 * 5 + numbers.below(4000) });
        totals.add(&day.counts);
    }
    let by = |pick: fn(&Rule) -> &Vec<(String, u64)>| {
        let mut reasons: Vec<Reason> = Vec::new();
        for rule in &rules {
            for (code, count) in pick(rule) {
                let at = reasons.iter().position(|reason| reason.code == *code).unwrap_or_else(|| {
                    reasons.push(Reason { code: code.clone(), count: 0, rules: Vec::new() });
                    reasons.len() - 1
                });
                if let Some(reason) = reasons.get_mut(at) {
                    reason.count += count;
                    reason.rules.push((rule.id.clone(), *count));
                }
            }
        }
        reasons.sort_by_key(|reason| std::cmp::Reverse(reason.count));
        reasons
    };
    let (withheld, undecided) = (by(|rule| &rule.withheld), by(|rule| &rule.override_reasons));
    let override_reasons =
        by(|rule| &rule.override_reasons).into_iter().map(|reason| (reason.code, reason.count)).collect();
    let before = Counts {
        shown: totals.shown * 9 / 10,
        accepted: totals.accepted * 8 / 10,
        overridden: totals.overridden,
        ..totals
    };
    Statistics {
        period,
        totals,
        before: Some(before),
        latency: Some(Latency { p50: 2140, p95: 7300, p99: 13_900 }),
        days: all,
        rules,
        override_reasons,
        undecided,
        undecided_calls: 200,
        withheld,
        remarks: Vec::new(),
    }
}

fn part(name: &str, health: Health, text: &str) -> Part {
    Part { name: name.to_owned(), health, text: text.to_owned() }
}

fn overlay(what: &str, reason: &str, until: Option<jiff::civil::Date>) -> Overlay {
    Overlay {
        what: what.to_owned(),
        source: "general-hospital 1.4.0".to_owned(),
        author: Some("Medication safety committee".to_owned()),
        reason: Some(reason.to_owned()),
        until,
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: pages FOLDER")?;
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    let admin = Who { name: "alice".to_owned(), administrator: true, form_token: "0123".to_owned() };
    let reader = Who { name: "board".to_owned(), ..Who::default() };
    let month = statistics(30);
    let year = statistics(365);
    let parts = [
        part("Packs", Health::Good, "generation 4 since 26 March, 2,412 rules"),
        part("Store", Health::Good, "SQLite, chain verified to entry 184,220"),
        part("Keys", Health::Warning, "general: the key set was last fetched 3 hours ago"),
    ];
    let flash =
        Flash { good: true, text: "Reloaded: generation 5, 2,412 rules, 6,120 cases passed.".to_owned() };
    let in_force = InForce {
        packs: RULES
            .iter()
            .map(|rule| rule.0.split('/').next().unwrap_or_default())
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .map(|name| Pack { name: name.to_owned(), version: "1.2.0".to_owned(), rules: name.len() * 17 })
            .collect(),
        generation: 5,
        hash: "4f1d5c2ab87690e3d1c2".repeat(3),
        since: "2026-03-26 14:02 UTC".to_owned(),
        last_load: vec![
            part("Check", Health::Good, "no errors, 2 warnings"),
            part("Self-test", Health::Good, "6,120 cases"),
            part("Lock", Health::Warning, "terms.lock is older than the code sets"),
        ],
        can_roll_back: true,
        engine: "0.1.0".to_owned(),
    };
    let policy = PolicyView {
        name: "shipped".to_owned(),
        version: "1.0.0".to_owned(),
        hash: "b1946ac92492d2347c6235b4d2611184".repeat(2),
        today: date(2026, 3, 27),
        overlays: vec![
            overlay(
                "drug-interactions/ssri-triptan: passive",
                "Never accepted in six months; reviewed 2026-02-11.",
                Some(date(2026, 8, 31)),
            ),
            overlay(
                "recommendations/statin-diabetes: off for palliative care",
                "Not meaningful there.",
                Some(date(2026, 4, 10)),
            ),
            overlay("immunization/influenza: off", "Out of season.", Some(date(2026, 3, 20))),
            overlay("dosing/*: interruptive", "As before the migration.", None),
        ],
        never_off: RULES.iter().filter(|rule| rule.2 == "hard-stop").map(|rule| rule.0.to_owned()).collect(),
        text: "policy: shipped\nversion: 1.0.0\ntiers:\n  - severity: contraindicated\n    tier: hard-stop\n"
            .to_owned(),
    };
    let act = |at: &str, who: &str, what: &str, good, text: &str| Act {
        at: at.to_owned(),
        who: who.to_owned(),
        what: what.to_owned(),
        good,
        text: text.to_owned(),
    };
    let acts = [
        act("2026-03-27 08:12 UTC", "alice", "Reload", true, "generation 5"),
        act(
            "2026-03-26 17:40 UTC",
            "alice",
            "Reload",
            false,
            "self-test: 3 of 6,120 cases failed; generation 4 stays",
        ),
        act(
            "2026-03-26 09:01 UTC",
            "board",
            "Export of feedback",
            true,
            "2026-01-01 to 2026-03-25, 9,311 lines",
        ),
    ];
    let first = year.rules.get(1).ok_or("no rules")?;
    let logic = "rule warfarin-nsaid \"Warfarin with an NSAID\" {\n  category safety\n  when taking Warfarin and ordering Nsaid\n  message \"{Warfarin} with {Nsaid}: risk of bleeding.\"\n}";
    let empty = Statistics {
        totals: Counts::default(),
        before: None,
        latency: None,
        rules: vec![],
        override_reasons: vec![],
        undecided: vec![],
        undecided_calls: 0,
        withheld: vec![],
        remarks: vec![
            "The store was away on 25 March for 12 minutes: 31 answers are not counted.".to_owned(),
        ],
        days: month
            .period
            .each()
            .map(|date| Day { date, counts: Counts::default(), latency: None })
            .collect(),
        period: month.period,
    };
    for (name, html) in [
        ("overview", pages::overview(&admin, Some(&flash), &parts, &month)),
        ("overview-year", pages::overview(&reader, None, &parts, &year)),
        ("overview-empty", pages::overview(&reader, None, &parts, &empty)),
        ("rules", pages::rules(&admin, &month, pages::Sort::Shown)),
        ("rule", pages::rule(&admin, &year, first, Some(logic))),
        ("undecided", pages::undecided(&admin, &month)),
        ("withheld", pages::withheld(&admin, &month)),
        ("policy", pages::policy(&admin, Some(&policy))),
        ("packs", pages::packs(&admin, None, &in_force)),
        ("packs-reader", pages::packs(&reader, None, &in_force)),
        ("activity", pages::activity(&admin, &acts)),
        ("export", pages::export(&admin, month.period)),
        ("login", pages::login(None)),
        ("login-failed", pages::login(Some("This token is not known."))),
        ("problem", pages::problem("Not found", "There is no such page.")),
    ] {
        std::fs::write(folder.join(format!("{name}.html")), html)?;
    }
    Ok(())
}
