//! From a concept to the code sets it is in, without asking every set.
//!
//! Sets, observations and inputs all have codes; each is a *matcher* here. A
//! concept's codes, ingredients and names lead to the matchers that may have it
//! as a member; those are asked one by one. All others answer by the systems
//! they were written in alone, so one answer serves a whole group of them.

use super::lists::{Lists, Pairs};
use crate::model::{InputId, Model, ObservationId, SetId};
use crate::terms::{CodeSet, CodeSystem, Match, ResolvedConcept, Terminology, Trail};
use crate::text::Text;
use crate::value::Reason;
use rustc_hash::FxHashMap;

/// A code set, the codes of an observation, or those of an input; in one row of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Matcher(pub u32);

impl Matcher {
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Matchers by what leads to them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Vocabulary {
    pub(super) sets: u32,
    pub(super) observations: u32,
    pub(super) codes: Lists,
    pub(super) branches: Lists,
    pub(super) longest_branch: usize,
    pub(super) names: Lists,
    /// Positive ATC members, sorted.
    pub(super) atc: Box<[(Text, u32)]>,
    /// The group of every matcher.
    pub(super) group: Box<[u32]>,
    /// For every group, a set of its systems without members.
    pub(super) groups: Vec<CodeSet>,
}

/// What a matcher says of a concept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Said {
    Yes { coding: usize, ingredient: Option<String> },
    No,
    CannotTell(Reason),
}

impl From<Match> for Said {
    fn from(m: Match) -> Said {
        match m {
            Match::Yes(m) => Said::Yes { coding: m.coding, ingredient: m.ingredient },
            Match::No => Said::No,
            Match::CannotTell(reason) => Said::CannotTell(reason),
        }
    }
}

/// What every matcher says of one concept.
#[derive(Debug, Clone, Default)]
pub(crate) struct Answers {
    /// Matchers with an answer of their own, sorted.
    pub own: Vec<(u32, Said)>,
    /// Groups whose other matchers cannot tell, sorted; those of other groups say no.
    pub open: Vec<(u32, Said)>,
}

impl Answers {
    /// What a matcher of a group says.
    pub fn of(&self, m: Matcher, group: u32) -> &Said {
        let own = self.own.binary_search_by_key(&m.0, |(m, _)| *m).ok().and_then(|at| self.own.get(at));
        own.map_or_else(|| self.usual(group), |(_, said)| said)
    }

    /// What the matchers of a group say that have no answer of their own.
    pub fn usual(&self, group: u32) -> &Said {
        self.open.iter().find(|(g, _)| *g == group).map_or(&Said::No, |(_, said)| said)
    }
}

impl Vocabulary {
    pub fn new(model: &Model) -> Vocabulary {
        let none = CodeSet::default();
        let mut v = Vocabulary {
            sets: count(model.sets.len()),
            observations: count(model.observations.len()),
            ..Vocabulary::default()
        };
        let all = model
            .sets
            .iter()
            .map(|s| &s.set)
            .chain(model.observations.iter().map(|o| &o.codes))
            .chain(model.inputs.iter().map(|i| i.codes.as_ref().unwrap_or(&none)));
        let (mut codes, mut branches, mut names) = (Pairs::default(), Pairs::default(), Pairs::default());
        let mut atc: Vec<(Text, u32)> = Vec::new();
        let mut group = Vec::new();
        let mut signatures: FxHashMap<(Vec<CodeSystem>, bool), u32> = FxHashMap::default();
        for (set, at) in all.zip(0u32..) {
            for (system, code, is_branch) in set.included() {
                let list = if is_branch { &mut branches } else { &mut codes };
                list.add(code, at);
                if *system == CodeSystem::Atc {
                    atc.push((code.clone(), at));
                }
            }
            set.name_keys().for_each(|k| names.add(k, at));
            let signature = (set.systems().cloned().collect(), set.unknown_ingredients().next().is_some());
            let next = count(v.groups.len());
            let g = *signatures.entry(signature).or_insert_with(|| {
                v.groups.push(set.without_members());
                next
            });
            group.push(g);
        }
        atc.sort();
        atc.dedup();
        v.longest_branch = branches.longest();
        (v.codes, v.branches, v.names) = (codes.done(), branches.done(), names.done());
        v.atc = atc.into_boxed_slice();
        v.group = group.into_boxed_slice();
        v
    }

    pub fn len(&self) -> usize {
        self.group.len()
    }

    pub fn set(&self, id: SetId) -> Matcher {
        Matcher(id.0)
    }

    pub fn observation(&self, id: ObservationId) -> Matcher {
        Matcher(self.sets.saturating_add(id.0))
    }

    pub fn input(&self, id: InputId) -> Matcher {
        Matcher(self.sets.saturating_add(self.observations).saturating_add(id.0))
    }

    /// The observation a matcher belongs to.
    pub fn as_observation(&self, m: Matcher) -> Option<ObservationId> {
        let at = m.0.checked_sub(self.sets)?;
        (at < self.observations).then_some(ObservationId(at))
    }

    pub fn group(&self, m: Matcher) -> u32 {
        self.group.get(m.index()).copied().unwrap_or(u32::MAX)
    }

    fn codes<'m>(&self, m: u32, model: &'m Model) -> Option<&'m CodeSet> {
        let at = m as usize;
        let (sets, observations) = (self.sets as usize, self.observations as usize);
        if at < sets {
            return model.sets.get(at).map(|s| &s.set);
        }
        if at < sets + observations {
            return model.observations.get(at - sets).map(|o| &o.codes);
        }
        model.inputs.get(at - sets - observations)?.codes.as_ref()
    }

    /// What a matcher was declared as, `pack/Name`.
    pub fn name<'m>(&self, m: Matcher, model: &'m Model) -> Option<&'m str> {
        if let Some(id) = self.as_observation(m) {
            return model.observations.get(id.0 as usize).map(|o| o.name.as_str());
        }
        let at = m.index().checked_sub((self.sets as usize).saturating_add(self.observations as usize));
        match at {
            None => model.sets.get(m.index()).map(|s| s.name.as_str()),
            Some(at) => model.inputs.get(at).map(|i| i.name.as_str()),
        }
    }

    /// What every matcher says of a concept.
    pub fn ask(&self, concept: &ResolvedConcept, model: &Model) -> Answers {
        let terms: &Terminology = &model.terminology;
        let mut answers = Answers::default();
        for (g, nobody) in (0u32..).zip(&self.groups) {
            // A set without members cannot say yes.
            if let Match::CannotTell(reason) = nobody.match_resolved(concept, terms) {
                answers.open.push((g, Said::CannotTell(reason)));
            }
        }
        let mut near: Vec<u32> = Vec::new();
        concept.trails(|t| self.follow(t, &mut near));
        near.sort_unstable();
        near.dedup();
        for m in near {
            let Some(codes) = self.codes(m, model) else { continue };
            let said = Said::from(codes.match_resolved(concept, terms));
            if said != *answers.usual(self.group(Matcher(m))) {
                answers.own.push((m, said));
            }
        }
        answers
    }

    fn follow(&self, t: Trail<'_>, near: &mut Vec<u32>) {
        let mut add = |list: &[u32]| near.extend(list);
        match t {
            Trail::Code(code) => {
                add(self.codes.get(code));
                let ends = code.char_indices().map(|(i, c)| i + c.len_utf8());
                for end in ends.take_while(|end| *end <= self.longest_branch) {
                    code.get(..end).into_iter().for_each(|prefix| add(self.branches.get(prefix)));
                }
            }
            Trail::Name(key) => add(self.names.get(key)),
            Trail::BelowAtc(class) => {
                let from = self.atc.partition_point(|(code, _)| &**code < class);
                let below = self.atc.iter().skip(from).take_while(|(code, _)| code.starts_with(class));
                near.extend(below.map(|(_, m)| *m));
            }
        }
    }
}

pub(super) fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
