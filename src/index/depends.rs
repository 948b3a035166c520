//! Which rules and scores a fact may bear on, and which of their conditions and numbers: everything
//! they mention, anywhere.
//!
//! For sessions: when one fact comes or goes, the others keep their answers. What is mentioned through a
//! name (a definition, a score, an input) is kept once, with the name, and followed when it is asked for.
//! SOUNDNESS: a rule, condition or number that is not named here for a fact looks at no list that the
//! fact stands in, so its answer is the same with the fact and without it.

mod read;

use super::vocabulary::{Matcher, Vocabulary};
use crate::ir::Ir;
use crate::model::{FactKind, Model};

/// A rule or a score, or a leaf or a number of the [`Ir`], by position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Asker {
    Rule(u32),
    Score(u32),
    Leaf(u32),
    Number(u32),
}

/// Who looks at what. Whoever looks at something has a number: rules first, then scores, leaves and
/// numbers of the [`Ir`], then names.
#[derive(Debug, Clone, Default)]
pub(crate) struct Depends {
    /// Where the scores begin, the leaves, the numbers and the names, and where they end.
    sections: [u32; 5],
    /// By kind and matcher.
    lists: Rows,
    /// By kind and group.
    groups: Rows,
    /// By kind: those who look at all its facts.
    whole: Rows,
    /// Those who work out a dose, which may be by weight.
    doses: Box<[u32]>,
    /// By number: those who mention it.
    users: Rows,
}

/// Short lists of numbers by key, all in one row.
#[derive(Debug, Clone, Default)]
struct Rows {
    /// Sorted.
    keys: Box<[u64]>,
    /// Where the list of each key begins, and where the last one ends.
    starts: Box<[u32]>,
    row: Box<[u32]>,
}

impl Rows {
    fn of(mut pairs: Vec<(u64, u32)>) -> Rows {
        pairs.sort_unstable();
        pairs.dedup();
        let (mut keys, mut starts) = (Vec::new(), vec![0]);
        for of_key in pairs.chunk_by(|a, b| a.0 == b.0) {
            keys.extend(of_key.first().map(|(key, _)| *key));
            let end = starts.last().map_or(0, |end| *end as usize).saturating_add(of_key.len());
            starts.push(u32::try_from(end).unwrap_or(u32::MAX));
        }
        let row = pairs.into_iter().map(|(_, who)| who).collect();
        Rows { keys: keys.into(), starts: starts.into(), row }
    }

    fn get(&self, key: u64) -> &[u32] {
        let Ok(at) = self.keys.binary_search(&key) else { return &[] };
        let start = |at: usize| self.starts.get(at).map_or(0, |s| *s as usize);
        self.row.get(start(at)..start(at.saturating_add(1))).unwrap_or_default()
    }
}

/// A kind of fact with a matcher or group.
fn key(kind: FactKind, of: u32) -> u64 {
    (kind as u64) << 32 | u64::from(of)
}

impl Depends {
    pub fn new(model: &Model, vocabulary: &Vocabulary, ir: &Ir) -> Depends {
        read::read(model, vocabulary, ir)
    }

    /// Whoever may look at some facts: nobody so far.
    pub fn search(&self) -> Search<'_> {
        let size = self.sections.last().map_or(0, |n| *n as usize);
        Search { depends: self, seen: vec![0; size.div_ceil(64)], found: Vec::new() }
    }
}

/// Whoever may look at some facts.
pub(crate) struct Search<'d> {
    depends: &'d Depends,
    /// A bit for each number.
    seen: Vec<u64>,
    found: Vec<u32>,
}

impl Search<'_> {
    fn add(&mut self, some: &[u32]) {
        for who in some {
            let Some(bits) = self.seen.get_mut(*who as usize / 64) else { continue };
            let bit = 1 << (*who % 64);
            if *bits & bit == 0 {
                *bits |= bit;
                self.found.push(*who);
            }
        }
    }

    /// Adds whoever may look at a fact of a kind that stands in a list.
    pub fn of_list(&mut self, kind: FactKind, m: Matcher) {
        self.add(self.depends.lists.get(key(kind, m.0)));
    }

    /// Adds whoever may look at a fact of a kind that may stand in any list of a group.
    pub fn of_group(&mut self, kind: FactKind, group: u32) {
        self.add(self.depends.groups.get(key(kind, group)));
    }

    /// Adds whoever looks at all facts of a kind.
    pub fn of_kind(&mut self, kind: FactKind) {
        self.add(self.depends.whole.get(key(kind, 0)));
    }

    /// Adds whoever works out a dose, for which the weight counts.
    pub fn of_weight(&mut self) {
        self.add(&self.depends.doses);
    }

    /// All of them, and whoever mentions one of them; sorted.
    pub fn done(mut self) -> Vec<Asker> {
        let mut at = 0;
        while let Some(who) = self.found.get(at).copied() {
            self.add(self.depends.users.get(u64::from(who)));
            at += 1;
        }
        self.found.sort_unstable();
        let [scores, leaves, numbers, names, _] = self.depends.sections;
        let asker = |who: u32| match who {
            w if w < scores => Some(Asker::Rule(w)),
            w if w < leaves => Some(Asker::Score(w - scores)),
            w if w < numbers => Some(Asker::Leaf(w - leaves)),
            w if w < names => Some(Asker::Number(w - numbers)),
            _ => None,
        };
        self.found.into_iter().map_while(asker).collect()
    }
}
