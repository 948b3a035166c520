//! A patient's facts, prepared for one model: in order, with their codes looked
//! up, and listed under every code set that has them or may have them.
//!
//! Memory is kept from patient to patient; a list that an earlier patient left
//! behind carries an older number and counts as empty.

use super::concepts::{Concepts, Known};
use super::facts::Facts;
use crate::index::Matcher;
use crate::model::{FactKind, Model};
use crate::plan::Plan;
use crate::time::{PartialTime, Timestamp, Zone};
use crate::value::{End, Interval};

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

/// One fact in a list.
#[derive(Debug, Clone, Copy)]
struct Link {
    at: u32,
    next: u32,
    /// Whether the fact surely is in the set.
    sure: bool,
}

const END: u32 = u32::MAX;

/// What a patient has, by kind and code set.
#[derive(Debug, Clone, Default)]
pub(crate) struct Prepared {
    /// The concept of every fact, by kind and place.
    concepts: [Vec<u32>; 9],
    /// The first fact of every kind and matcher, with the number of the patient.
    heads: [Vec<(u32, u32)>; 9],
    links: Vec<Link>,
    /// Facts that may be in every set of a group, by group and kind, with the number of the patient.
    open: Vec<[(u32, Vec<u32>); 9]>,
    /// Groups and kinds that have such facts.
    opened: Vec<(FactKind, u32)>,
    /// Kinds and matchers that have a list.
    pub listed: Vec<(FactKind, Matcher)>,
    /// When each result was taken, where it is one instant.
    exact: Vec<Option<Timestamp>>,
    /// When the others were taken, where they have a time, in order of results.
    coarse: Vec<(usize, Interval<Timestamp>)>,
    /// The latest beginning of those.
    newest: Option<Timestamp>,
    patient: u32,
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
        kinds: impl Iterator<Item = FactKind>,
    ) {
        let mut any = false;
        for kind in kinds {
            any = true;
            let numbers = &mut self.concepts[kind as usize];
            numbers.clear();
            match kind {
                FactKind::Medication => {
                    numbers.extend(facts.medications.iter().map(|m| concepts.of_medication(m, model, plan)));
                }
                FactKind::Observation => {
                    self.coarse.clear();
                    self.exact.clear();
                    self.newest = None;
                    for o in facts.observations.iter() {
                        numbers.push(concepts.of(&o.code, model, plan));
                        let mut exact = o.effective.as_ref().and_then(PartialTime::exact);
                        let mut first = exact;
                        if let (None, Some(t)) = (exact, &o.effective) {
                            let time = t.interval(zone);
                            exact = time.value();
                            if exact.is_none() {
                                self.coarse.push((self.exact.len(), time));
                            }
                            if let End::Closed(lo) | End::Open(lo) = time.lo {
                                first = Some(lo);
                            }
                        }
                        self.newest = self.newest.max(first);
                        self.exact.push(exact);
                    }
                }
                _ => {
                    let codes = (0..facts.len(kind)).filter_map(|at| facts.code(kind, at));
                    numbers.extend(codes.map(|c| concepts.of(c, model, plan)));
                }
            }
            let matchers = plan.vocabulary.len();
            if !numbers.is_empty() && self.heads[kind as usize].len() != matchers {
                self.heads[kind as usize] = vec![(0, END); matchers];
            }
        }
        if any {
            self.begin();
            self.list(concepts);
        }
    }

    /// Begins the lists of another patient.
    fn begin(&mut self) {
        self.links.clear();
        self.opened.clear();
        self.listed.clear();
        self.patient = match self.patient.checked_add(1) {
            Some(next) => next,
            None => {
                self.heads.iter_mut().flatten().for_each(|h| *h = (0, END));
                self.open.iter_mut().flatten().for_each(|(patient, _)| *patient = 0);
                1
            }
        };
    }

    fn list(&mut self, concepts: &Concepts) {
        for kind in KINDS {
            let heads = &mut self.heads[kind as usize];
            let numbers = &self.concepts[kind as usize];
            let count = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            // The last comes first into a list, so that lists are read in order.
            for at in (0..count).rev() {
                let near = numbers.get(at as usize).map_or(&[][..], |n| concepts.near(*n));
                for (m, sure) in near {
                    let Some(head) = heads.get_mut(*m as usize) else { continue };
                    let next = if head.0 == self.patient { head.1 } else { END };
                    if next == END {
                        self.listed.push((kind, Matcher(*m)));
                    }
                    *head = (self.patient, u32::try_from(self.links.len()).unwrap_or(END));
                    self.links.push(Link { at, next, sure: *sure });
                }
            }
            for (at, number) in (0u32..).zip(numbers) {
                for group in concepts.open(*number) {
                    let at_group = group as usize;
                    if self.open.len() <= at_group {
                        self.open.resize_with(at_group.saturating_add(1), Default::default);
                    }
                    let (patient, facts) = &mut self.open[at_group][kind as usize];
                    if *patient != self.patient {
                        *patient = self.patient;
                        facts.clear();
                        self.opened.push((kind, group));
                    }
                    facts.push(at);
                }
            }
        }
    }

    /// What is known of a fact's concept.
    pub fn known<'c>(&self, concepts: &'c Concepts, kind: FactKind, at: usize) -> Option<&'c Known> {
        concepts.get(*self.concepts[kind as usize].get(at)?)
    }

    /// The facts that may be in any set of a group, in order.
    pub fn open(&self, kind: FactKind, group: u32) -> &[u32] {
        let of_group = self.open.get(group as usize).map(|kinds| &kinds[kind as usize]);
        of_group.filter(|(patient, _)| *patient == self.patient).map_or(&[], |(_, facts)| facts)
    }

    /// Kinds and groups that have such facts.
    pub fn opened(&self) -> &[(FactKind, u32)] {
        &self.opened
    }

    /// When a result was taken.
    pub fn time(&self, at: usize) -> Option<Interval<Timestamp>> {
        if let Some(t) = self.exact_time(at) {
            return Some(Interval::exact(t));
        }
        let place = self.coarse.binary_search_by_key(&at, |(at, _)| *at).ok()?;
        self.coarse.get(place).map(|(_, time)| *time)
    }

    /// When a result was taken, where that is one instant.
    pub fn exact_time(&self, at: usize) -> Option<Timestamp> {
        self.exact.get(at).copied().flatten()
    }

    /// The latest instant at which a result may have been taken first.
    pub fn newest(&self) -> Option<Timestamp> {
        self.newest
    }

    /// The facts listed under a matcher, in order.
    pub fn facts(&self, kind: FactKind, m: Matcher) -> impl Iterator<Item = u32> {
        self.listed_facts(kind, m).map(|(at, _)| at)
    }

    /// The facts listed under a matcher, in order, and whether they surely are in its set.
    pub fn listed_facts(&self, kind: FactKind, m: Matcher) -> impl Iterator<Item = (u32, bool)> {
        let head = self.heads[kind as usize].get(m.index()).filter(|h| h.0 == self.patient);
        let mut next = head.map_or(END, |h| h.1);
        std::iter::from_fn(move || {
            let link = self.links.get(next as usize)?;
            next = link.next;
            Some((link.at, link.sure))
        })
    }
}
