//! Findings as Curbside gives them, made by hand: identity, texts, facts with dates and sources,
//! evidence. What is the same for every patient stands ready and is copied.

use curbside::eval::result::{FactUsed, Finding, FindingCertainty};
use curbside::model::Evidence;
use curbside::snapshot::FactInfo;
use curbside::time::{Timestamp, Zone};
use curbside::vocab::{Category, Severity};
use sha2::{Digest, Sha256};

/// A finding without what depends on the patient.
pub fn template(rule: &str, title: &str, category: Category, detail: Option<&str>) -> Finding {
    Finding {
        id: String::new(),
        rule: rule.into(),
        title: title.into(),
        category,
        severity: Severity::High,
        certainty: FindingCertainty::Definite,
        message: String::new(),
        detail: detail.map(Into::into),
        suggestions: Vec::new(),
        facts: Vec::new(),
        missing: Vec::new(),
        due: None,
        evidence: vec![Evidence { citation: "Generated".into(), ..Evidence::default() }],
    }
}

/// The identity of a finding: rule and subject.
pub fn identity(rule: &str, subject: &[&str]) -> String {
    let mut hash = Sha256::new();
    hash.update(rule);
    hash.update("\n");
    subject.iter().for_each(|s| hash.update(s));
    let mut id = String::with_capacity(16);
    for byte in hash.finalize().iter().take(8) {
        for n in [byte >> 4, byte & 15] {
            id.push(char::from(b"0123456789abcdef"[usize::from(n)]));
        }
    }
    id
}

/// A fact with its date, to the minute.
pub fn used(text: String, time: Option<Timestamp>, zone: &Zone, info: &FactInfo) -> FactUsed {
    let date = time.map(|t| {
        let mut text = t.in_zone(zone);
        text.truncate(16);
        text.replace_range(10..11, " ");
        text
    });
    FactUsed { text, date, source: info.source.clone() }
}
