//! Findings as Curbside gives them, made by hand: identity, texts, facts with dates and sources,
//! evidence. What is the same for every patient stands ready and is shared or copied.

use curbside::SmolStr;
use curbside::eval::result::{FactUsed, Finding, FindingCertainty};
use curbside::model::Evidence;
use curbside::snapshot::FactInfo;
use curbside::time::{Moment, Timestamp, Zone};
use curbside::vocab::{Category, Severity};
use sha2::{Digest, Sha256};
use smol_str::SmolStrBuilder;

/// A finding without what depends on the patient.
pub fn template(rule: &str, title: &str, category: Category, detail: Option<&str>) -> Finding {
    Finding {
        id: SmolStr::default(),
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
        evidence: [Evidence { citation: "Generated".into(), ..Evidence::default() }].into(),
    }
}

/// The identity of a finding: rule and subject.
pub fn identity(rule: &str, subject: &[&str]) -> SmolStr {
    let mut hash = Sha256::new();
    hash.update(rule);
    hash.update("\n");
    subject.iter().for_each(|s| hash.update(s));
    let mut id = SmolStrBuilder::new();
    for byte in hash.finalize().iter().take(8) {
        for n in [byte >> 4, byte & 15] {
            id.push(char::from(b"0123456789abcdef"[usize::from(n)]));
        }
    }
    id.finish()
}

/// A fact with its date, to the minute.
pub fn used(text: String, time: Option<Timestamp>, zone: &Zone, info: &FactInfo) -> FactUsed {
    let date = time.map(|t| Moment::at(t, zone));
    FactUsed { text: text.into(), date, source: info.source.clone() }
}
