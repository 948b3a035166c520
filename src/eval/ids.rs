//! Ids of findings: rule and subject, hashed, and remembered from patient to patient.
//!
//! The same rules fire about the same drugs and tests again and again. Knows nothing of facts.

use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};
use smol_str::{SmolStr, SmolStrBuilder};

/// More ids than this are forgotten.
const MOST: usize = 4_096;

/// And of one rule, more than this.
const MOST_OF_RULE: usize = 16;

/// A subject and the id.
type Known = (Box<str>, SmolStr);

/// Ids by rule and subject.
#[derive(Default)]
pub(crate) struct Ids {
    /// By position of the rule: subjects and ids.
    known: FxHashMap<usize, Vec<Known>>,
    count: usize,
}

/// Subjects are codes of patients.
impl std::fmt::Debug for Ids {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ids").field("count", &self.count).finish()
    }
}

impl Ids {
    /// The id of a finding of the rule at a position, which is always the same rule.
    pub fn of(&mut self, at: usize, rule: &str, subject: &str) -> SmolStr {
        let of_rule = self.known.get(&at).into_iter().flatten();
        if let Some((_, id)) = of_rule.into_iter().find(|(s, _)| **s == *subject) {
            return id.clone();
        }
        if self.count >= MOST {
            *self = Ids::default();
        }
        let id = made(rule, subject);
        let of_rule = self.known.entry(at).or_default();
        if of_rule.len() >= MOST_OF_RULE {
            self.count = self.count.saturating_sub(of_rule.len());
            of_rule.clear();
        }
        of_rule.push((subject.into(), id.clone()));
        self.count = self.count.saturating_add(1);
        id
    }
}

/// The first half of a hash of rule and subject, in hex.
pub(crate) fn made(rule: &str, subject: &str) -> SmolStr {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let digest = Sha256::new().chain_update(rule).chain_update(b"\n").chain_update(subject).finalize();
    let mut id = SmolStrBuilder::new();
    for byte in digest.iter().take(8) {
        for n in [byte >> 4, byte & 15] {
            id.push(char::from(HEX.get(usize::from(n)).copied().unwrap_or(b'0')));
        }
    }
    id.finish()
}
