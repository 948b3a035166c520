//! One order for the facts of a snapshot, whatever order the host sent them in.
//!
//! INVARIANT: the order depends on what the facts say and on nothing else, so
//! the order of the snapshot can reach no answer. Exact duplicates are dropped,
//! and of medications and dated results those that say the same, wherever they
//! came from (the same prescription, read from two sources).
//!
//! Nearly all facts differ in date or code, which compare as whole numbers; the
//! rest of a fact is only looked at where those are equal.

use super::prepared::KINDS;
use crate::model::FactKind;
use crate::snapshot::{FactInfo, Medication, Observation, Snapshot};
use crate::time::PartialTime;
use std::cmp::Ordering;

/// Positions in the host's lists, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Order {
    pub conditions: Vec<u32>,
    pub allergies: Vec<u32>,
    pub medications: Vec<u32>,
    pub observations: Vec<u32>,
    pub procedures: Vec<u32>,
    pub immunizations: Vec<u32>,
    pub orders: Vec<u32>,
    pub encounters: Vec<u32>,
    pub family: Vec<u32>,
    keys: Vec<u64>,
    same: Vec<(u64, u32)>,
}

/// A list of facts in order.
pub(crate) struct List<'a, T> {
    items: &'a [T],
    order: &'a [u32],
}

impl<T> Clone for List<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for List<'_, T> {}

impl<'a, T> List<'a, T> {
    pub fn new(items: &'a [T], order: &'a [u32]) -> Self {
        List { items, order }
    }

    pub fn len(self) -> usize {
        self.order.len()
    }

    pub fn get(self, at: usize) -> Option<&'a T> {
        self.items.get(*self.order.get(at)? as usize)
    }

    /// Where a fact stands in the host's list.
    pub fn item(self, at: usize) -> Option<u32> {
        self.order.get(at).copied()
    }

    pub fn iter(self) -> impl Iterator<Item = &'a T> {
        self.order.iter().filter_map(move |i| self.items.get(*i as usize))
    }
}

/// What a kind of fact is sorted by.
trait Fact: Ord {
    /// The date it is about, if it has one that is no mere date of recording.
    fn dated(&self) -> Option<&PartialTime>;
    fn code(&self) -> &crate::snapshot::Concept;
    /// Order of everything but where it came from; equal only for copies.
    fn content(&self, o: &Self) -> Ordering {
        self.cmp(o)
    }
}

macro_rules! facts {
    ($($t:ident, $date:expr;)*) => { $(
        impl Fact for crate::snapshot::$t {
            fn dated(&self) -> Option<&PartialTime> {
                let date: fn(&Self) -> Option<&PartialTime> = $date;
                date(self)
            }
            fn code(&self) -> &crate::snapshot::Concept {
                &self.code
            }
        }
    )* };
}

facts! {
    Condition, |c| c.period.start.as_ref();
    Allergy, |a| a.period.start.as_ref();
    Procedure, |p| p.period.start.as_ref().or(p.period.end.as_ref());
    Immunization, |i| i.occurred.as_ref();
    Order, |o| o.authored.as_ref();
    Encounter, |e| e.period.start.as_ref();
    FamilyHistory, |_| None;
}

/// What a source says of a fact beside its provenance.
fn said(i: &FactInfo) -> Option<&str> {
    i.status_received.as_deref()
}

impl Fact for Medication {
    fn dated(&self) -> Option<&PartialTime> {
        self.period.start.as_ref()
    }

    fn code(&self) -> &crate::snapshot::Concept {
        &self.code
    }

    fn content(&self, o: &Self) -> Ordering {
        let Medication { info, code, ingredients, kind, status, prohibited, .. } = self;
        let Medication { doses, form, indications, period, supply_until, replaces, .. } = self;
        (code, ingredients, kind, status, prohibited)
            .cmp(&(&o.code, &o.ingredients, &o.kind, &o.status, &o.prohibited))
            .then_with(|| {
                (doses, form, indications, period, supply_until, replaces).cmp(&(
                    &o.doses,
                    &o.form,
                    &o.indications,
                    &o.period,
                    &o.supply_until,
                    &o.replaces,
                ))
            })
            .then_with(|| said(info).cmp(&said(&o.info)))
    }
}

impl Fact for Observation {
    fn dated(&self) -> Option<&PartialTime> {
        self.effective.as_ref()
    }

    fn code(&self) -> &crate::snapshot::Concept {
        &self.code
    }

    fn content(&self, o: &Self) -> Ordering {
        // Without a time two equal results may well be two results.
        if self.effective.is_none() {
            return o.effective.as_ref().map_or_else(|| self.cmp(o), |_| Ordering::Less);
        }
        let Observation { info, code, value, status, effective, issued, categories, .. } = self;
        let Observation { interpretation, ranges, specimen, body_site, .. } = self;
        (effective, code, value, status, issued)
            .cmp(&(&o.effective, &o.code, &o.value, &o.status, &o.issued))
            .then_with(|| {
                (categories, interpretation, ranges, specimen, body_site).cmp(&(
                    &o.categories,
                    &o.interpretation,
                    &o.ranges,
                    &o.specimen,
                    &o.body_site,
                ))
            })
            .then_with(|| said(info).cmp(&said(&o.info)))
    }
}

/// The first bytes of the first code; in the order of the codes.
fn code_key(c: &crate::snapshot::Concept) -> u64 {
    let mut bytes = [0; 8];
    let code = c.codings.first().map_or(&[][..], |c| c.code.as_bytes());
    for (to, from) in bytes.iter_mut().zip(code) {
        *to = *from;
    }
    u64::from_be_bytes(bytes)
}

/// The order of all facts, those without a date first.
fn total<T: Fact>(a: &T, b: &T) -> Ordering {
    a.content(b).then_with(|| a.cmp(b))
}

/// Bits of a key that hold a position; what is before them is the date.
const PLACE: u32 = 23;

/// Memory for sorting.
type Keys<'k> = (&'k mut Vec<u64>, &'k mut Vec<(u64, u32)>);

fn sort<T: Fact>(items: &[T], (keys, same): Keys<'_>, out: &mut Vec<u32>) {
    keys.clear();
    out.clear();
    if items.len() < 2 {
        return out.extend((0u32..).zip(items).map(|(at, _)| at));
    }
    if items.len() >= 1 << PLACE {
        let mut all: Vec<(u64, u64, u32)> =
            (0u32..).zip(items).map(|(at, f)| (date(f), code(f), at)).collect();
        all.sort_unstable();
        for group in all.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            copies(items, &mut group.iter().map(|(_, _, at)| *at).collect::<Vec<_>>(), out);
        }
        return;
    }
    // A date takes 41 bits.
    keys.extend((0u64..).zip(items).map(|(at, f)| date(f) << PLACE | at));
    keys.sort_unstable();
    let place = |key: u64| u32::try_from(key & ((1 << PLACE) - 1)).unwrap_or(0);
    // Nearly always each has a second of its own.
    if keys.windows(2).all(|w| matches!(w, [a, b] if a >> PLACE != b >> PLACE)) {
        return out.extend(keys.iter().map(|key| place(*key)));
    }
    for day in keys.chunk_by(|a, b| a >> PLACE == b >> PLACE) {
        if let [only] = day {
            out.push(place(*only));
            continue;
        }
        same.clear();
        same.extend(day.iter().filter_map(|key| Some((code(items.get(place(*key) as usize)?), place(*key)))));
        same.sort_unstable();
        for group in same.chunk_by(|a, b| a.0 == b.0) {
            match group {
                [(_, only)] => out.push(*only),
                _ => copies(items, &mut group.iter().map(|(_, at)| *at).collect::<Vec<_>>(), out),
            }
        }
    }
}

fn date<T: Fact>(f: &T) -> u64 {
    f.dated().map_or(0, PartialTime::sort_key)
}

fn code<T: Fact>(f: &T) -> u64 {
    code_key(f.code())
}

/// Facts of one date and code, in order, copies once.
fn copies<T: Fact>(items: &[T], group: &mut [u32], out: &mut Vec<u32>) {
    let fact = |at: u32| items.get(at as usize);
    group.sort_unstable_by(|a, b| match (fact(*a), fact(*b)) {
        (Some(a), Some(b)) => total(a, b),
        _ => Ordering::Equal,
    });
    let mut last: Option<u32> = None;
    for at in group.iter() {
        let copy = last.and_then(fact).zip(fact(*at));
        if copy.is_none_or(|(a, b)| a.content(b) != Ordering::Equal) {
            out.push(*at);
            last = Some(*at);
        }
    }
}

/// Puts the last item into the order of the others; where it stands then. `None`: it says what another
/// says, so that one of the two is a copy.
fn insert<T: Fact>(items: &[T], out: &mut Vec<u32>) -> Option<usize> {
    let (new, others) = items.split_last()?;
    let at = u32::try_from(others.len()).ok()?;
    let key = (date(new), code(new));
    let fact = |at: &u32| items.get(*at as usize);
    let order = |f: &T| (date(f), code(f)).cmp(&key).then_with(|| total(f, new));
    let place = out.partition_point(|at| fact(at).is_some_and(|f| order(f) == Ordering::Less));
    // Facts of one content stand side by side.
    let copy = |f: &T| (date(f), code(f)) == key && f.content(new) == Ordering::Equal;
    let beside = [place.checked_sub(1), Some(place)].into_iter().flatten();
    if beside.filter_map(|at| fact(out.get(at)?)).any(copy) {
        return None;
    }
    out.insert(place, at);
    Some(place)
}

impl Order {
    /// The order of a snapshot's facts.
    pub fn of(s: &Snapshot) -> Order {
        let mut order = Order::default();
        KINDS.into_iter().for_each(|k| order.refill(s, k));
        order
    }

    /// The order with one fact of a kind more, the last of the snapshot's list; where it stands. `None`: to
    /// be sorted anew.
    pub fn grow(&mut self, s: &Snapshot, kind: FactKind) -> Option<usize> {
        match kind {
            FactKind::Condition => insert(&s.conditions.items, &mut self.conditions),
            FactKind::Allergy => insert(&s.allergies.items, &mut self.allergies),
            FactKind::Medication => insert(&s.medications.items, &mut self.medications),
            FactKind::Observation => insert(&s.observations.items, &mut self.observations),
            FactKind::Procedure => insert(&s.procedures.items, &mut self.procedures),
            FactKind::Immunization => insert(&s.immunizations.items, &mut self.immunizations),
            FactKind::Order => insert(&s.orders.items, &mut self.orders),
            FactKind::Encounter => insert(&s.encounters.items, &mut self.encounters),
            FactKind::FamilyHistory => insert(&s.family_history.items, &mut self.family),
        }
    }

    /// The order of another snapshot's facts of a kind, in the same memory.
    pub fn refill(&mut self, s: &Snapshot, kind: FactKind) {
        let keys = (&mut self.keys, &mut self.same);
        match kind {
            FactKind::Condition => sort(&s.conditions.items, keys, &mut self.conditions),
            FactKind::Allergy => sort(&s.allergies.items, keys, &mut self.allergies),
            FactKind::Medication => sort(&s.medications.items, keys, &mut self.medications),
            FactKind::Observation => sort(&s.observations.items, keys, &mut self.observations),
            FactKind::Procedure => sort(&s.procedures.items, keys, &mut self.procedures),
            FactKind::Immunization => sort(&s.immunizations.items, keys, &mut self.immunizations),
            FactKind::Order => sort(&s.orders.items, keys, &mut self.orders),
            FactKind::Encounter => sort(&s.encounters.items, keys, &mut self.encounters),
            FactKind::FamilyHistory => sort(&s.family_history.items, keys, &mut self.family),
        }
    }

    /// The order without a fact that stood in some place of the snapshot's list, of so many; where it stood
    /// in the order. `None`: to be sorted anew.
    pub fn shrink(&mut self, kind: FactKind, item: usize, of: usize) -> Option<usize> {
        let list = self.list(kind);
        let item = u32::try_from(item).ok()?;
        // Where there are copies, one of them may have to take its place.
        if list.len() != of {
            return None;
        }
        let place = list.iter().position(|at| *at == item)?;
        list.remove(place);
        list.iter_mut().filter(|at| **at > item).for_each(|at| *at -= 1);
        Some(place)
    }

    fn list(&mut self, kind: FactKind) -> &mut Vec<u32> {
        match kind {
            FactKind::Condition => &mut self.conditions,
            FactKind::Allergy => &mut self.allergies,
            FactKind::Medication => &mut self.medications,
            FactKind::Observation => &mut self.observations,
            FactKind::Procedure => &mut self.procedures,
            FactKind::Immunization => &mut self.immunizations,
            FactKind::Order => &mut self.orders,
            FactKind::Encounter => &mut self.encounters,
            FactKind::FamilyHistory => &mut self.family,
        }
    }
}
