//! The rows an entry makes: what is looked up and counted, taken from its content.
//!
//! One function makes them when an entry is written and when it is verified, so that
//! a row that was changed by hand is found.

use crate::chain::Content;
use crate::db::Val;
use crate::records::{
    Difference, Evaluated, Feedback, KnownFeedback, OpenRules, Record, ShownCard, WithheldAlert,
};
use sha2::{Digest, Sha256};
use std::borrow::Borrow;
use std::collections::BTreeMap;

/// Names of columns.
pub(crate) type Columns = &'static [&'static str];

pub(crate) const ENTRY: Columns = &[
    "chain",
    "seq",
    "id",
    "at_ms",
    "kind",
    "patient",
    "usr",
    "location",
    "encounter",
    "hook",
    "latency_us",
    "orders",
    "prev",
    "hash",
    "content",
];
pub(crate) const ALERT: Columns = &[
    "chain",
    "seq",
    "n",
    "at_ms",
    "patient",
    "finding",
    "rule",
    "version",
    "tier",
    "severity",
    "shown",
    "reason",
    "card",
    "data",
    "situation",
];
pub(crate) const OPEN: Columns = &["chain", "seq", "n", "at_ms", "kind", "reason", "rules"];
pub(crate) const FEEDBACK: Columns = &[
    "chain",
    "seq",
    "n",
    "at_ms",
    "once",
    "card",
    "known",
    "rule",
    "version",
    "action",
    "reason_code",
    "reason_system",
    "reason_display",
    "comment",
    "usr",
    "location",
    "patient",
    "snooze_ms",
    "received_ms",
];

/// The tables beside the entries, each with its columns.
pub(crate) const BESIDE: &[(&str, Columns)] =
    &[("audit_alert", ALERT), ("audit_open", OPEN), ("feedback", FEEDBACK)];

/// The rows of an entry in the tables beside it, in the order of [`BESIDE`].
pub(crate) fn beside(c: &Content<impl Borrow<Record>>) -> [Vec<Vec<Val>>; 3] {
    let record = c.record.borrow();
    let mut out = [Vec::new(), Vec::new(), Vec::new()];
    let [alerts, open, feedback] = &mut out;
    let at = record.at().as_millisecond();
    match record {
        Record::Evaluation(e) => {
            shown(c, at, e.patient.as_deref(), &e.shown, alerts);
            withheld(c, at, e.patient.as_deref(), &e.withheld, alerts);
            undecided(c, at, "undecided", &e.undecided, open);
            undecided(c, at, "not-evaluated", &e.not_evaluated, open);
        }
        Record::Difference(d) => {
            shown(c, at, d.patient.as_deref(), &d.appeared, alerts);
            withheld(c, at, d.patient.as_deref(), &d.withheld, alerts);
        }
        Record::Feedback(f) => feedback.push(feedback_row(c, f)),
        Record::Act(_) | Record::Retention(_) => {}
    }
    out
}

/// The entry's own row.
pub(crate) fn entry(c: &Content<impl Borrow<Record>>, prev: &str, hash: &str, content: &str) -> Vec<Val> {
    let record = c.record.borrow();
    let none = || Val::Text(None);
    let who = match record {
        Record::Evaluation(e) => {
            let Evaluated { patient, user, location, encounter, trigger, latency_us, orders, .. } = &**e;
            vec![
                patient.as_deref().into(),
                user.as_deref().into(),
                location.as_deref().into(),
                encounter.as_deref().into(),
                trigger.as_str().into(),
                number(*latency_us).into(),
                number(*orders).into(),
            ]
        }
        Record::Difference(d) => {
            let Difference { patient, source, latency_us, .. } = &**d;
            vec![
                patient.as_deref().into(),
                none(),
                none(),
                none(),
                source.as_str().into(),
                number(*latency_us).into(),
                Val::Int(None),
            ]
        }
        Record::Feedback(f) => vec![
            f.patient.as_deref().into(),
            f.feedback.user.as_deref().into(),
            f.feedback.location.as_deref().into(),
            none(),
            none(),
            Val::Int(None),
            Val::Int(None),
        ],
        Record::Act(a) => {
            vec![none(), a.user.as_deref().into(), none(), none(), none(), Val::Int(None), Val::Int(None)]
        }
        Record::Retention(t) => {
            vec![none(), t.range.by.as_str().into(), none(), none(), none(), Val::Int(None), Val::Int(None)]
        }
    };
    let mut row: Vec<Val> = vec![
        c.chain.as_str().into(),
        c.seq.into(),
        c.id.as_str().into(),
        record.at().as_millisecond().into(),
        record.kind().into(),
    ];
    row.extend(who);
    row.extend([prev.into(), hash.into(), content.into()]);
    row
}

/// What makes a piece of feedback the same as another.
pub(crate) fn once(f: &Feedback) -> String {
    let mut parts = vec![f.card.clone(), f.action.word().to_owned(), f.at.as_millisecond().to_string()];
    // Nobody's feedback stands in the way of another's.
    parts.extend(f.client.clone());
    let text = serde_json::json!(parts).to_string();
    crate::chain::hex(&Sha256::digest(text))
}

fn number(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn head<R>(c: &Content<R>, n: usize, at: i64) -> Vec<Val> {
    vec![c.chain.as_str().into(), c.seq.into(), number(n as u64).into(), at.into()]
}

fn shown<R>(c: &Content<R>, at: i64, patient: Option<&str>, cards: &[ShownCard], out: &mut Vec<Vec<Val>>) {
    for s in cards {
        let mut row = head(c, out.len(), at);
        row.extend([
            patient.into(),
            s.finding.as_str().into(),
            s.rule.as_str().into(),
            s.version.as_deref().into(),
            s.tier.as_str().into(),
            s.severity.as_str().into(),
            1_i64.into(),
            Val::Text(None),
            s.card.as_str().into(),
            s.data.as_str().into(),
            s.situation.as_deref().into(),
        ]);
        out.push(row);
    }
}

fn withheld<R>(
    c: &Content<R>,
    at: i64,
    patient: Option<&str>,
    alerts: &[WithheldAlert],
    out: &mut Vec<Vec<Val>>,
) {
    for w in alerts {
        let mut row = head(c, out.len(), at);
        row.extend([
            patient.into(),
            w.finding.as_str().into(),
            w.rule.as_str().into(),
            w.version.as_deref().into(),
            w.tier.as_str().into(),
            w.severity.as_str().into(),
            0_i64.into(),
            w.reason.as_str().into(),
            Val::Text(None),
            w.data.as_str().into(),
            Val::Text(None),
        ]);
        out.push(row);
    }
}

fn undecided<R>(
    c: &Content<R>,
    at: i64,
    kind: &str,
    all: &BTreeMap<String, OpenRules>,
    out: &mut Vec<Vec<Val>>,
) {
    for (reason, rules) in all {
        let mut row = head(c, out.len(), at);
        row.extend([kind.into(), reason.as_str().into(), number(rules.count).into()]);
        out.push(row);
    }
}

fn feedback_row<R>(c: &Content<R>, k: &KnownFeedback) -> Vec<Val> {
    let f = &k.feedback;
    let reason = f.reason.as_ref();
    let mut row = head(c, 0, f.at.as_millisecond());
    row.extend([
        once(f).as_str().into(),
        f.card.as_str().into(),
        i64::from(k.known).into(),
        k.rule.as_deref().into(),
        k.version.as_deref().into(),
        f.action.word().into(),
        reason.map(|r| r.code.as_str()).into(),
        reason.and_then(|r| r.system.as_deref()).into(),
        reason.and_then(|r| r.display.as_deref()).into(),
        f.comment.as_deref().into(),
        f.user.as_deref().into(),
        f.location.as_deref().into(),
        k.patient.as_deref().into(),
        f.snooze_until.map(|t| t.as_millisecond()).into(),
        k.received.as_millisecond().into(),
    ]);
    row
}
