//! What all findings of a rule have in common, their ids, and the names of facts, remembered from patient to
//! patient.
//!
//! The same rules fire about the same drugs and tests again and again. Texts and evidence are copies of
//! this memory's own: threads that evaluate side by side do not count the users of one and the same text,
//! which costs each of them a wait for the other. Of facts it knows the names alone.

use crate::model::{Evidence, Model, Piece, Rule, RuleKind, Template};
use crate::text::same;
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};
use smol_str::{SmolStr, SmolStrBuilder};
use std::sync::Arc;

/// More rules and ids than this are forgotten.
const MOST: usize = 4_096;

/// And of one rule, more ids than this.
const MOST_OF_RULE: usize = 16;

/// So many names of facts: a record's few, many times over.
const NAMES: usize = 256;

/// What every finding of a rule says.
#[derive(Debug, Clone)]
pub(crate) struct Same {
    pub rule: SmolStr,
    pub title: SmolStr,
    /// Unless it depends on the patient.
    pub detail: Option<SmolStr>,
    pub evidence: Arc<[Evidence]>,
}

impl Same {
    /// As it stands in the rule.
    pub fn of(rule: &Rule) -> Same {
        let detail = match (&rule.detail, &rule.kind) {
            (Some(t), _) => same_text(t).cloned(),
            // What an interaction advises, in words.
            (None, RuleKind::Interaction(i)) => i.advice.clone(),
            (None, _) => None,
        };
        let evidence = rule.governance.evidence.clone();
        Same { rule: rule.id.clone(), title: rule.title.clone(), detail, evidence }
    }

    fn copied(rule: &Rule) -> Same {
        let Same { rule, title, detail, evidence } = Same::of(rule);
        let detail = detail.as_ref().map(copied);
        Same {
            rule: copied(&rule),
            title: copied(&title),
            detail,
            evidence: evidence.iter().cloned().collect(),
        }
    }
}

/// A text that is the same for every patient.
pub(super) fn same_text(t: &Template) -> Option<&SmolStr> {
    match &*t.pieces {
        [Piece::Text(whole)] => Some(whole),
        _ => None,
    }
}

/// The same text in memory of its own.
fn copied(text: &SmolStr) -> SmolStr {
    SmolStr::new(text.as_str())
}

/// A rule with the subjects and ids of its findings.
struct Known {
    same: Same,
    ids: Vec<(Box<str>, SmolStr)>,
}

/// What findings say, by rule.
#[derive(Default)]
pub(crate) struct Kept {
    /// By position of the rule.
    rules: FxHashMap<usize, Known>,
    /// Exceptions as they were written, by positions of the rule and among its own: their texts are packed.
    exceptions: FxHashMap<(usize, usize), Box<str>>,
    /// Rules and ids.
    count: usize,
    /// By the numbers of concepts, of which several share a place.
    names: Vec<SmolStr>,
    hash: Option<SmolStr>,
}

/// Subjects are codes of patients.
impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Kept").field("count", &self.count).finish()
    }
}

impl Kept {
    /// The hash of the model, which is always the same one.
    pub fn hash(&mut self, model: &Model) -> SmolStr {
        self.hash.get_or_insert_with(|| copied(&model.hash)).clone()
    }

    /// An exception as it was written. At a position there is always the same one.
    pub fn exception(&mut self, at: (usize, usize), written: impl FnOnce() -> String) -> String {
        if self.exceptions.len() >= MOST {
            self.exceptions.clear();
        }
        self.exceptions.entry(at).or_insert_with(|| written().into()).to_string()
    }

    /// What the findings of a rule say, and the id of the one about a subject, given in parts. At a position
    /// there is always the same rule.
    pub fn of(&mut self, at: usize, rule: &Rule, subject: &[&str]) -> (SmolStr, &Same) {
        if self.count >= MOST {
            (self.rules, self.count) = (FxHashMap::default(), 0);
        }
        let count = &mut self.count;
        let known = self.rules.entry(at).or_insert_with(|| {
            *count = count.saturating_add(1);
            Known { same: Same::copied(rule), ids: Vec::new() }
        });
        if let Some((_, id)) = known.ids.iter().find(|(text, _)| is_of(text, subject)) {
            return (id.clone(), &known.same);
        }
        let id = id(&rule.id, subject);
        if known.ids.len() >= MOST_OF_RULE {
            *count = count.saturating_sub(known.ids.len());
            known.ids.clear();
        }
        known.ids.push((subject.concat().into(), id.clone()));
        *count = count.saturating_add(1);
        (id, &known.same)
    }

    /// What a record calls a fact of a concept. Compared each time, so that it never is another's name.
    pub fn name(&mut self, concept: u32, name: &str) -> SmolStr {
        if self.names.is_empty() {
            self.names.resize(NAMES, SmolStr::default());
        }
        let place = self.names.get_mut(concept as usize % NAMES);
        let Some(known) = place else { return SmolStr::new(name) };
        if !same(known.as_bytes(), name.as_bytes()) {
            *known = SmolStr::new(name);
        }
        known.clone()
    }
}

/// Whether a text is made of these parts.
fn is_of(text: &str, parts: &[&str]) -> bool {
    let mut rest = text.as_bytes();
    for part in parts {
        match rest.split_at_checked(part.len()) {
            Some((head, tail)) if same(head, part.as_bytes()) => rest = tail,
            _ => return false,
        }
    }
    rest.is_empty()
}

/// The first half of a hash of rule and subject, in hex.
pub(crate) fn id(rule: &str, subject: &[&str]) -> SmolStr {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let mut hash = Sha256::new().chain_update(rule).chain_update(b"\n");
    subject.iter().for_each(|part| hash.update(part));
    let mut id = SmolStrBuilder::new();
    for byte in hash.finalize().iter().take(8) {
        for n in [byte >> 4, byte & 15] {
            id.push(char::from(HEX.get(usize::from(n)).copied().unwrap_or(b'0')));
        }
    }
    id.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_in_parts_is_the_subject() {
        assert!(is_of("a\nb", &["a", "\n", "b"]) && is_of("", &[]) && is_of("", &[""]));
        assert!(!is_of("a\nb", &["a", "\n"]) && !is_of("a", &["a", "b"]) && !is_of("", &["a"]));
        assert_eq!(id("p/r", &["a", "\n", "b"]), id("p/r", &["a\nb"]));
    }

    #[test]
    fn a_name_is_as_it_was_given_whoever_had_its_place() {
        let mut kept = Kept::default();
        let long = "a name of more than twenty-three bytes";
        for (concept, name) in [(1, "aspirin"), (1, "Aspirin"), (257, "x"), (1, ""), (257, long), (1, long)] {
            assert_eq!(kept.name(concept, name), name);
        }
    }
}
