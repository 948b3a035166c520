//! A patient's facts, prepared for one model: in order, with their codes looked
//! up, and listed under every code set that has them or may have them.
//!
//! Memory is kept from patient to patient; a list that an earlier patient left
//! behind carries an older number and counts as empty.

use super::concepts::{Concepts, Known};
use super::facts::Facts;
use super::times::Times;
use crate::index::Matcher;
use crate::model::{FactKind, Model};
use crate::plan::Plan;
use crate::time::Zone;

/// Every kind of fact, in order.
pub(crate) const KINDS: [FactKind; 9] = [
    FactKind::Condition,
    FactKind::Allergy,
    FactKind::Medication,
    FactKind::Observation,
    FactKind::Procedure,
    FactKind::Immunization,
    FactKind::Order,
    FactKind::Encounter,
    FactKind::FamilyHistory,
];

/// Some kinds of facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Kinds(u16);

impl Kinds {
    pub fn add(&mut self, kind: FactKind) {
        self.0 |= 1 << kind as u16;
    }

    fn has(self, kind: FactKind) -> bool {
        self.0 >> kind as u16 & 1 == 1
    }

    fn iter(self) -> impl Iterator<Item = FactKind> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let next = KINDS.get(rest.trailing_zeros() as usize).copied()?;
            rest &= rest.wrapping_sub(1);
            Some(next)
        })
    }
}

/// One fact in a list.
#[derive(Debug, Clone, Copy)]
struct Link {
    at: u32,
    next: u32,
    /// Whether the fact surely is in the set.
    sure: bool,
    /// Whether it may count where only current facts do.
    current: bool,
}

const END: u32 = u32::MAX;

/// The beginning of a list.
#[derive(Debug, Clone, Copy)]
struct Head {
    /// The number of the patient.
    patient: u32,
    first: u32,
    /// Whether one of the facts may count where only current ones do.
    current: bool,
}

/// The list of no patient.
const NOBODY: Head = Head { patient: 0, first: END, current: false };

/// What a patient has, by kind and code set.
#[derive(Debug, Clone, Default)]
pub(crate) struct Prepared {
    /// The concept of every fact, by kind and place.
    concepts: [Vec<u32>; 9],
    /// By kind and matcher.
    heads: [Vec<Head>; 9],
    links: [Vec<Link>; 9],
    /// Links that are in no list any more.
    free: [Vec<u32>; 9],
    /// Facts that may be in every set of a group, by group and kind, with the number of the patient.
    open: Vec<[(u32, Vec<u32>); 9]>,
    /// Groups and kinds that have such facts.
    opened: Vec<(FactKind, u32)>,
    /// Kinds and matchers that have a list.
    pub listed: Vec<(FactKind, Matcher)>,
    /// When each result was taken.
    pub times: Times,
    /// The number of the patient, for each kind.
    patient: [u32; 9],
}

impl Prepared {
    /// Looks up the codes of all facts of some kinds; the others are those that were there before.
    pub fn look_up(
        &mut self,
        facts: &Facts<'_>,
        concepts: &mut Concepts,
        model: &Model,
        plan: &Plan,
        zone: &Zone,
        kinds: Kinds,
    ) {
        for kind in kinds.iter() {
            let numbers = &mut self.concepts[kind as usize];
            numbers.clear();
            match kind {
                FactKind::Medication => {
                    numbers.extend(facts.medications.iter().map(|m| concepts.of_medication(m, model, plan)));
                }
                FactKind::Observation => {
                    self.times.clear();
                    for o in facts.observations.iter() {
                        numbers.push(concepts.of(&o.code, model, plan));
                        self.times.push(o.effective.as_ref(), zone);
                    }
                }
                _ => {
                    let codes = (0..facts.len(kind)).filter_map(|at| facts.code(kind, at));
                    numbers.extend(codes.map(|c| concepts.of(c, model, plan)));
                }
            }
            let matchers = plan.vocabulary.len();
            if !numbers.is_empty() && self.heads[kind as usize].len() != matchers {
                self.heads[kind as usize] = vec![NOBODY; matchers];
            }
        }
        for kind in kinds.iter() {
            self.begin(kind);
        }
        // What the other kinds have stays listed.
        if KINDS.iter().all(|k| kinds.has(*k) || self.is_empty(*k)) {
            self.opened.clear();
            self.listed.clear();
        } else if kinds != Kinds::default() {
            self.opened.retain(|(k, _)| !kinds.has(*k));
            self.listed.retain(|(k, _)| !kinds.has(*k));
        }
        kinds.iter().for_each(|kind| self.list(facts, concepts, kind));
    }

    /// Whether a kind was begun with a patient and has no facts.
    pub fn is_empty(&self, kind: FactKind) -> bool {
        // Lists that no patient has begun carry the same number as those that were never written.
        self.patient[kind as usize] != 0 && self.concepts[kind as usize].is_empty()
    }

    /// Begins the lists of a kind anew.
    fn begin(&mut self, kind: FactKind) {
        let k = kind as usize;
        self.links[k].clear();
        self.free[k].clear();
        self.patient[k] = match self.patient[k].checked_add(1) {
            Some(next) => next,
            None => {
                self.heads[k].iter_mut().for_each(|h| *h = NOBODY);
                self.open.iter_mut().for_each(|kinds| kinds[k].0 = 0);
                1
            }
        };
    }

    fn list(&mut self, facts: &Facts<'_>, concepts: &Concepts, kind: FactKind) {
        let (heads, links) = (&mut self.heads[kind as usize], &mut self.links[kind as usize]);
        let (numbers, patient) = (&self.concepts[kind as usize], self.patient[kind as usize]);
        let count = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        let mut any_open = false;
        // The last comes first into a list, so that lists are read in order.
        for (at, number) in (0..count).zip(numbers).rev() {
            let (near, is_open) = concepts.near(*number);
            any_open |= is_open;
            if near.is_empty() {
                continue;
            }
            let current = facts.may_be_current(kind, at as usize);
            for (m, sure) in near {
                let Some(head) = heads.get_mut(*m as usize) else { continue };
                let before = if head.patient == patient { *head } else { NOBODY };
                if before.first == END {
                    self.listed.push((kind, Matcher(*m)));
                }
                let first = u32::try_from(links.len()).unwrap_or(END);
                *head = Head { patient, first, current: before.current | current };
                links.push(Link { at, next: before.first, sure: *sure, current });
            }
        }
        if !any_open {
            return;
        }
        for at in 0..count {
            let Some(number) = self.concepts[kind as usize].get(at as usize) else { continue };
            for group in concepts.open(*number) {
                self.open_list(kind, group).push(at);
            }
        }
    }

    /// The facts of a kind that may be in any set of a group, to add to.
    fn open_list(&mut self, kind: FactKind, group: u32) -> &mut Vec<u32> {
        let (k, at) = (kind as usize, group as usize);
        if self.open.len() <= at {
            self.open.resize_with(at.saturating_add(1), Default::default);
        }
        let (patient, facts) = &mut self.open[at][k];
        if *patient != self.patient[k] {
            *patient = self.patient[k];
            facts.clear();
            self.opened.push((kind, group));
        }
        facts
    }

    /// Takes in a fact that is new among those of its kind, at its place in their order.
    pub fn grow(
        &mut self,
        facts: &Facts<'_>,
        concepts: &mut Concepts,
        (model, plan): (&Model, &Plan),
        zone: &Zone,
        (kind, place): (FactKind, usize),
    ) {
        let k = kind as usize;
        let number = match kind {
            FactKind::Medication => {
                facts.medications.get(place).map(|m| concepts.of_medication(m, model, plan))
            }
            _ => facts.code(kind, place).map(|c| concepts.of(c, model, plan)),
        };
        let (Some(number), Ok(at)) = (number, u32::try_from(place)) else { return };
        let is_last = place == self.concepts[k].len();
        self.concepts[k].insert(place, number);
        if let Some(o) = facts.observations.get(place).filter(|_| kind == FactKind::Observation) {
            self.times.insert(place, o.effective.as_ref(), zone);
        }
        if self.heads[k].len() != plan.vocabulary.len() {
            self.heads[k] = vec![NOBODY; plan.vocabulary.len()];
        }
        if !is_last {
            self.links[k].iter_mut().filter(|link| link.at >= at).for_each(|link| link.at += 1);
            let patient = self.patient[k];
            let open = self.open.iter_mut().map(|kinds| &mut kinds[k]).filter(|(of, _)| *of == patient);
            open.flat_map(|(_, facts)| facts).filter(|f| **f >= at).for_each(|f| *f += 1);
        }
        let current = facts.may_be_current(kind, place);
        for (m, sure) in concepts.near(number).0 {
            self.link(kind, Matcher(*m), Link { at, next: END, sure: *sure, current });
        }
        for group in concepts.open(number) {
            let facts = self.open_list(kind, group);
            let to = facts.partition_point(|f| *f < at);
            facts.insert(to, at);
        }
        debug_assert!(self.is_whole(concepts, kind));
    }

    /// The last link of a list before a place; and the link behind it.
    fn around(&self, kind: FactKind, m: Matcher, at: u32) -> (Option<u32>, u32) {
        let links = &self.links[kind as usize];
        let (mut before, mut next) = (None, self.head(kind, m).first);
        while let Some(link) = links.get(next as usize).filter(|link| link.at < at) {
            (before, next) = (Some(next), link.next);
        }
        (before, next)
    }

    /// Makes a link of a list, or its head, lead to another link.
    fn lead(&mut self, kind: FactKind, m: Matcher, from: Option<u32>, to: u32) {
        let k = kind as usize;
        match from.and_then(|from| self.links[k].get_mut(from as usize)) {
            Some(link) => link.next = to,
            None => {
                let patient = self.patient[k];
                let head = self.heads[k].get_mut(m.index());
                head.into_iter().for_each(|head| (head.patient, head.first) = (patient, to));
            }
        }
        // Lists are short.
        let current = self.links(kind, m).any(|link| link.current);
        self.heads[k].get_mut(m.index()).into_iter().for_each(|head| head.current = current);
    }

    /// Puts a fact into a list, where it belongs.
    fn link(&mut self, kind: FactKind, m: Matcher, link: Link) {
        let (before, next) = self.around(kind, m, link.at);
        if before.is_none() && next == END {
            self.listed.push((kind, m));
        }
        let link = Link { next, ..link };
        let links = &mut self.links[kind as usize];
        let free = self.free[kind as usize].pop();
        let new = match free.and_then(|new| Some((new, links.get_mut(new as usize)?))) {
            Some((new, place)) => {
                *place = link;
                new
            }
            None => {
                links.push(link);
                u32::try_from(links.len().saturating_sub(1)).unwrap_or(END)
            }
        };
        self.lead(kind, m, before, new);
    }

    /// Takes a fact out of a list.
    fn unlink(&mut self, kind: FactKind, m: Matcher, at: u32) {
        let (before, found) = self.around(kind, m, at);
        let Some(next) = self.links[kind as usize].get(found as usize).filter(|l| l.at == at).map(|l| l.next)
        else {
            return;
        };
        self.lead(kind, m, before, next);
        self.free[kind as usize].push(found);
        if before.is_none() && next == END {
            self.listed.retain(|listed| *listed != (kind, m));
        }
    }

    /// Takes out a fact that has gone, from its place among those of its kind.
    pub fn shrink(&mut self, concepts: &Concepts, kind: FactKind, place: usize) {
        let k = kind as usize;
        let Ok(at) = u32::try_from(place) else { return };
        if place >= self.concepts[k].len() {
            return;
        }
        let number = self.concepts[k].remove(place);
        if kind == FactKind::Observation {
            self.times.remove(place);
        }
        concepts.near(number).0.iter().for_each(|(m, _)| self.unlink(kind, Matcher(*m), at));
        for group in concepts.open(number) {
            self.open_list(kind, group).retain(|f| *f != at);
        }
        if place < self.concepts[k].len() {
            self.links[k].iter_mut().filter(|link| link.at > at).for_each(|link| link.at -= 1);
            let patient = self.patient[k];
            let open = self.open.iter_mut().map(|kinds| &mut kinds[k]).filter(|(of, _)| *of == patient);
            open.flat_map(|(_, facts)| facts).filter(|f| **f > at).for_each(|f| *f -= 1);
        }
        debug_assert!(self.is_whole(concepts, kind));
    }

    /// Whether the lists of a kind have the facts that they should have, in order and each once.
    fn is_whole(&self, concepts: &Concepts, kind: FactKind) -> bool {
        let numbers = &self.concepts[kind as usize];
        let near = |at: usize| numbers.get(at).map_or(&[][..], |n| concepts.near(*n).0);
        let expected: usize = (0..numbers.len()).map(|at| near(at).len()).sum();
        let mut listed = 0;
        let right = self.listed.iter().filter(|(k, _)| *k == kind).all(|(_, m)| {
            let mut last = None;
            let current = self.links(kind, *m).any(|link| link.current);
            current == self.any_current(kind, *m)
                && self.listed_facts(kind, *m).all(|(at, sure)| {
                    listed += 1;
                    let follows = last.replace(at).is_none_or(|before| before < at);
                    follows && near(at as usize).contains(&(m.0, sure))
                })
        });
        right && listed == expected
    }

    /// The list of a kind and a matcher.
    fn head(&self, kind: FactKind, m: Matcher) -> Head {
        let head = self.heads[kind as usize].get(m.index());
        head.copied().filter(|h| h.patient == self.patient[kind as usize]).unwrap_or(NOBODY)
    }

    fn links(&self, kind: FactKind, m: Matcher) -> impl Iterator<Item = Link> {
        let (links, mut next) = (&self.links[kind as usize], self.head(kind, m).first);
        std::iter::from_fn(move || {
            let link = links.get(next as usize)?;
            next = link.next;
            Some(*link)
        })
    }

    /// Whether one of the facts listed under a matcher may count where only current ones do.
    pub fn any_current(&self, kind: FactKind, m: Matcher) -> bool {
        self.head(kind, m).current
    }

    /// The number of a fact's concept.
    pub fn concept(&self, kind: FactKind, at: usize) -> Option<u32> {
        self.concepts[kind as usize].get(at).copied()
    }

    /// What is known of a fact's concept.
    pub fn known<'c>(&self, concepts: &'c Concepts, kind: FactKind, at: usize) -> Option<&'c Known> {
        concepts.get(self.concept(kind, at)?)
    }

    /// The facts that may be in any set of a group, in order.
    pub fn open(&self, kind: FactKind, group: u32) -> &[u32] {
        let of_group = self.open.get(group as usize).map(|kinds| &kinds[kind as usize]);
        of_group
            .filter(|(patient, _)| *patient == self.patient[kind as usize])
            .map_or(&[], |(_, facts)| facts)
    }

    /// Kinds and groups that have such facts.
    pub fn opened(&self) -> &[(FactKind, u32)] {
        &self.opened
    }

    /// The facts listed under a matcher, in order.
    pub fn facts(&self, kind: FactKind, m: Matcher) -> impl Iterator<Item = u32> {
        self.links(kind, m).map(|link| link.at)
    }

    /// The facts listed under a matcher, in order, and whether they surely are in its set.
    pub fn listed_facts(&self, kind: FactKind, m: Matcher) -> impl Iterator<Item = (u32, bool)> {
        self.links(kind, m).map(|link| (link.at, link.sure))
    }
}
