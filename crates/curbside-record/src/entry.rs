//! The audit's entry about an answer.

use crate::Question;
use curbside_policy::Decided;
use curbside_store::{Counts, Evaluated, OpenRules, ShownCard, WithheldAlert};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;

/// How many rules are named for one reason; the number is always whole.
const NAMED: usize = 64;

/// Reasons that are as they should be; their rules are counted only.
const EXPECTED: [&str; 4] = ["trigger", "draft", "retired", "not-yet-effective"];

pub(crate) fn entry(
    question: &Question<'_>,
    patient: Option<String>,
    decided: &Decided,
    cards: &[String],
) -> Evaluated {
    let evaluation = question.evaluation;
    let owned = |text: Option<&str>| text.map(str::to_owned);
    let versions: BTreeMap<&str, &str> =
        question.model.packs.iter().map(|pack| (pack.name.as_str(), pack.version.as_str())).collect();
    let version = |rule: &str| {
        let pack = rule.split('/').next().unwrap_or_default();
        versions.get(pack).map(|version| (*version).to_owned())
    };
    let severity = |at: usize| evaluation.findings.get(at).map(|finding| finding.severity.word().to_owned());
    let stats = &evaluation.stats;
    let mut more = BTreeMap::from([("client".to_owned(), question.tenancy.to_owned())]);
    let shown = decided.shown.iter().map(|shown| shown.finding.as_str());
    let acted: Vec<&str> = shown.filter(|id| question.automatic.contains(id)).collect();
    if !acted.is_empty() {
        more.insert("system_actions".to_owned(), acted.join(" "));
    }
    Evaluated {
        at: jiff::Timestamp::from_second(question.clock.now.as_second()).unwrap_or_default(),
        trigger: question.hook.to_owned(),
        pack_hash: evaluation.pack_hash.to_string(),
        engine: evaluation.engine.to_string(),
        generation: evaluation.generation,
        policy_hash: decided.policy.hash.clone(),
        snapshot_hash: snapshot_hash(question),
        patient,
        user: owned(question.user),
        role: question.patient.request.role.clone(),
        location: owned(question.location),
        encounter: owned(question.encounter),
        request_id: owned(question.request_id),
        hook_instance: owned(question.hook_instance),
        orders: question.orders,
        counts: Counts {
            rules: stats.rules,
            fired: stats.fired,
            silent: stats.silent,
            indeterminate: stats.indeterminate,
            suppressed: stats.suppressed,
            not_evaluated: stats.not_evaluated,
        },
        shown: decided
            .shown
            .iter()
            .zip(cards)
            .map(|(shown, card)| ShownCard {
                card: card.clone(),
                finding: shown.finding.clone(),
                rule: shown.rule.clone(),
                version: version(&shown.rule),
                tier: shown.tier.word().to_owned(),
                severity: severity(shown.at).unwrap_or_default(),
                data: shown.data.clone(),
                situation: shown.situation.clone(),
            })
            .collect(),
        withheld: decided
            .withheld
            .iter()
            .map(|withheld| WithheldAlert {
                finding: withheld.finding.clone(),
                rule: withheld.rule.clone(),
                version: version(&withheld.rule),
                tier: withheld.tier.word().to_owned(),
                severity: severity(withheld.at).unwrap_or_default(),
                reason: withheld.reason.word().to_owned(),
                by: withheld.by.id.clone(),
                author: withheld.by.author.clone(),
                expires: withheld.by.expires.as_ref().map(ToString::to_string),
                data: withheld.data.clone(),
            })
            .chain(question.aside.iter().map(|(finding, reason)| WithheldAlert {
                finding: finding.id.to_string(),
                rule: finding.rule.to_string(),
                version: version(&finding.rule),
                severity: finding.severity.word().to_owned(),
                reason: (*reason).to_owned(),
                ..WithheldAlert::default()
            }))
            .collect(),
        // A rule counts under the first thing it misses, so that the sum is the number of rules.
        undecided: open(evaluation.indeterminate.iter().map(|rule| {
            (rule.missing.first().map_or("unknown", |gap| gap.reason.code()), rule.rule.as_str())
        })),
        not_evaluated: open(
            evaluation.not_evaluated.iter().map(|rule| (rule.reason.as_str(), rule.rule.as_str())),
        ),
        latency_us: u64::try_from(question.started.elapsed().as_micros()).unwrap_or(u64::MAX),
        more,
    }
}

fn open<'a>(rules: impl Iterator<Item = (&'a str, &'a str)>) -> BTreeMap<String, OpenRules> {
    let mut out: BTreeMap<String, OpenRules> = BTreeMap::new();
    for (reason, rule) in rules {
        let open = match out.get_mut(reason) {
            Some(open) => open,
            None => out.entry(reason.to_owned()).or_default(),
        };
        open.count += 1;
        if open.rules.len() < NAMED && !EXPECTED.contains(&reason) {
            open.rules.push(rule.to_owned());
        }
    }
    out
}

/// Of the facts as they were evaluated, so that an answer can be worked out again and compared.
fn snapshot_hash(question: &Question<'_>) -> String {
    // Room for most records at once.
    let mut text = Vec::with_capacity(64 << 10);
    if serde_json::to_writer(&mut text, question.patient).is_err() {
        text.clear();
    }
    let mut out = "sha256:".to_owned();
    for byte in Sha256::digest(text) {
        // Writing to a text cannot fail.
        let _ = write!(out, "{byte:02x}");
    }
    out
}
