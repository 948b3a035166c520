//! The facts of a snapshot, each by its kind and its place in their [`Order`].

use super::order::{List, Order};
use super::{standing, text};
use crate::model::{FactKind, InputId, Model};
use crate::snapshot::{
    Allergy, Coding, Concept, Condition, ConditionStatus, Coverage, Encounter, FactInfo, FamilyHistory,
    Immunization, Medication, MedicationKind, MedicationStatus, Observation, OrderStatus, Procedure,
    Snapshot, SourceRef,
};
use crate::terms::{CodeSystem, How, normalise_received};
use crate::time::{Clock, PartialTime, Timestamp};
use crate::value::End;
use std::borrow::Cow;

/// One fact: of a section, or about the person and the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum FactRef {
    Fact(FactKind, usize),
    Born,
    Sex,
    Deceased,
    Pregnancy,
    Breastfeeding,
    Request,
    Input(InputId),
}

/// All facts.
pub(crate) struct Facts<'a> {
    pub snapshot: &'a Snapshot,
    /// For names of codes that come without any.
    model: &'a Model,
    pub conditions: List<'a, Condition>,
    pub allergies: List<'a, Allergy>,
    pub medications: List<'a, Medication>,
    pub observations: List<'a, Observation>,
    pub procedures: List<'a, Procedure>,
    pub immunizations: List<'a, Immunization>,
    pub orders: List<'a, crate::snapshot::Order>,
    pub encounters: List<'a, Encounter>,
    pub family: List<'a, FamilyHistory>,
}

/// What a fact is shown with.
trait Dated {
    fn shown_date(&self) -> Option<&PartialTime>;
}

macro_rules! dated {
    ($($t:ty, $date:expr;)*) => { $(
        impl Dated for $t {
            fn shown_date(&self) -> Option<&PartialTime> {
                let date: fn(&Self) -> Option<&PartialTime> = $date;
                date(self)
            }
        }
    )* };
}

dated! {
    Condition, |c| c.period.start.as_ref().or(c.info.recorded.as_ref());
    Allergy, |a| a.period.start.as_ref().or(a.info.recorded.as_ref());
    Medication, |m| m.period.start.as_ref().or(m.info.recorded.as_ref());
    Observation, |o| o.effective.as_ref();
    Procedure, |p| p.period.start.as_ref().or(p.period.end.as_ref());
    Immunization, |i| i.occurred.as_ref();
    crate::snapshot::Order, |o| o.authored.as_ref().or(o.info.recorded.as_ref());
    Encounter, |e| e.period.start.as_ref();
    FamilyHistory, |f| f.info.recorded.as_ref();
}

impl<'a> Facts<'a> {
    pub fn new(s: &'a Snapshot, order: &'a Order, model: &'a Model) -> Self {
        Facts {
            snapshot: s,
            model,
            conditions: List::new(&s.conditions.items, &order.conditions),
            allergies: List::new(&s.allergies.items, &order.allergies),
            medications: List::new(&s.medications.items, &order.medications),
            observations: List::new(&s.observations.items, &order.observations),
            procedures: List::new(&s.procedures.items, &order.procedures),
            immunizations: List::new(&s.immunizations.items, &order.immunizations),
            orders: List::new(&s.orders.items, &order.orders),
            encounters: List::new(&s.encounters.items, &order.encounters),
            family: List::new(&s.family_history.items, &order.family),
        }
    }

    /// How many facts the host sent.
    pub fn sent(snapshot: &Snapshot) -> usize {
        Facts::counts(snapshot).iter().sum()
    }

    /// How many facts of each kind the host sent, in order of kinds.
    pub fn counts(s: &Snapshot) -> [usize; 9] {
        [
            s.conditions.items.len(),
            s.allergies.items.len(),
            s.medications.items.len(),
            s.observations.items.len(),
            s.procedures.items.len(),
            s.immunizations.items.len(),
            s.orders.items.len(),
            s.encounters.items.len(),
            s.family_history.items.len(),
        ]
    }

    pub fn len(&self, kind: FactKind) -> usize {
        match kind {
            FactKind::Condition => self.conditions.len(),
            FactKind::Allergy => self.allergies.len(),
            FactKind::Medication => self.medications.len(),
            FactKind::Observation => self.observations.len(),
            FactKind::Procedure => self.procedures.len(),
            FactKind::Immunization => self.immunizations.len(),
            FactKind::Order => self.orders.len(),
            FactKind::Encounter => self.encounters.len(),
            FactKind::FamilyHistory => self.family.len(),
        }
    }

    /// Where a fact stands in the snapshot's list of its kind.
    pub fn item(&self, kind: FactKind, at: usize) -> Option<u32> {
        match kind {
            FactKind::Condition => self.conditions.item(at),
            FactKind::Allergy => self.allergies.item(at),
            FactKind::Medication => self.medications.item(at),
            FactKind::Observation => self.observations.item(at),
            FactKind::Procedure => self.procedures.item(at),
            FactKind::Immunization => self.immunizations.item(at),
            FactKind::Order => self.orders.item(at),
            FactKind::Encounter => self.encounters.item(at),
            FactKind::FamilyHistory => self.family.item(at),
        }
    }

    pub fn coverage(&self, kind: FactKind) -> &'a Coverage {
        let s = self.snapshot;
        match kind {
            FactKind::Condition => &s.conditions.coverage,
            FactKind::Allergy => &s.allergies.coverage,
            FactKind::Medication => &s.medications.coverage,
            FactKind::Observation => &s.observations.coverage,
            FactKind::Procedure => &s.procedures.coverage,
            FactKind::Immunization => &s.immunizations.coverage,
            FactKind::Order => &s.orders.coverage,
            FactKind::Encounter => &s.encounters.coverage,
            FactKind::FamilyHistory => &s.family_history.coverage,
        }
    }

    pub fn code(&self, kind: FactKind, at: usize) -> Option<&'a Concept> {
        match kind {
            FactKind::Condition => self.conditions.get(at).map(|f| &f.code),
            FactKind::Allergy => self.allergies.get(at).map(|f| &f.code),
            FactKind::Medication => self.medications.get(at).map(|f| &f.code),
            FactKind::Observation => self.observations.get(at).map(|f| &f.code),
            FactKind::Procedure => self.procedures.get(at).map(|f| &f.code),
            FactKind::Immunization => self.immunizations.get(at).map(|f| &f.code),
            FactKind::Order => self.orders.get(at).map(|f| &f.code),
            FactKind::Encounter => self.encounters.get(at).map(|f| &f.code),
            FactKind::FamilyHistory => self.family.get(at).map(|f| &f.code),
        }
    }

    pub fn info(&self, kind: FactKind, at: usize) -> Option<&'a FactInfo> {
        match kind {
            FactKind::Condition => self.conditions.get(at).map(|f| &f.info),
            FactKind::Allergy => self.allergies.get(at).map(|f| &f.info),
            FactKind::Medication => self.medications.get(at).map(|f| &f.info),
            FactKind::Observation => self.observations.get(at).map(|f| &f.info),
            FactKind::Procedure => self.procedures.get(at).map(|f| &f.info),
            FactKind::Immunization => self.immunizations.get(at).map(|f| &f.info),
            FactKind::Order => self.orders.get(at).map(|f| &f.info),
            FactKind::Encounter => self.encounters.get(at).map(|f| &f.info),
            FactKind::FamilyHistory => self.family.get(at).map(|f| &f.info),
        }
    }

    pub fn source(&self, fact: FactRef) -> Option<&'a SourceRef> {
        match fact {
            FactRef::Fact(kind, at) => self.info(kind, at).and_then(|i| i.source.as_ref()),
            FactRef::Pregnancy => self.snapshot.person.pregnancy.as_ref().and_then(|p| p.source.as_ref()),
            _ => None,
        }
    }

    /// Whether a fact may count where only current ones do: a medication that may be in use or is being
    /// ordered.
    pub fn may_be_current(&self, kind: FactKind, at: usize) -> bool {
        kind != FactKind::Medication || self.medications.get(at).is_none_or(standing::may_be_current)
    }

    /// What people call a fact: the words of the record.
    pub fn label(&self, fact: FactRef) -> String {
        match fact {
            FactRef::Fact(kind, at) => {
                self.code(kind, at).map_or_else(String::new, |c| self.name(c).into_owned())
            }
            other => {
                let mut text = String::new();
                self.push_text(&mut text, other);
                text
            }
        }
    }

    /// What people call a concept: the words of the record, or, for a code that came without any, its name in
    /// the drug dictionary, in a code set or of an observation of the packs.
    pub fn name<'c>(&self, concept: &'c Concept) -> Cow<'c, str>
    where
        'a: 'c,
    {
        let has_words = concept.text.is_some() || concept.codings.iter().any(|c| c.display.is_some());
        if !has_words && let Some(name) = concept.codings.iter().find_map(|c| self.name_of_code(c)) {
            return name;
        }
        concept.label().into()
    }

    fn name_of_code(&self, coding: &Coding) -> Option<Cow<'a, str>> {
        let drugs = self.model.terminology.drugs();
        let system = CodeSystem::received(&coding.system);
        let code = normalise_received(&system, &coding.code).code;
        let drug = drugs.resolve_code(&system, &code, None);
        // A code that several drugs share says of none of them that it is meant.
        if let Some(drug) = drug.filter(|d| d.complete && d.how != How::OneOf && !d.ingredients.is_empty()) {
            let names: Vec<&str> = drug.ingredients.iter().map(|i| i.name.as_str()).collect();
            return Some(text::list(&names).into());
        }
        let in_set = || self.model.sets.iter().find_map(|s| s.set.display(&system, &code));
        let measured = || self.model.observations.iter().find(|o| o.codes.contains_code(&system, &code));
        in_set().or_else(|| Some(measured()?.label.as_str())).map(Cow::Borrowed)
    }

    /// The date that a fact is shown with.
    pub fn date(&self, fact: FactRef) -> Option<&'a PartialTime> {
        let FactRef::Fact(kind, at) = fact else { return None };
        match kind {
            FactKind::Condition => self.conditions.get(at)?.shown_date(),
            FactKind::Allergy => self.allergies.get(at)?.shown_date(),
            FactKind::Medication => self.medications.get(at)?.shown_date(),
            FactKind::Observation => self.observations.get(at)?.shown_date(),
            FactKind::Procedure => self.procedures.get(at)?.shown_date(),
            FactKind::Immunization => self.immunizations.get(at)?.shown_date(),
            FactKind::Order => self.orders.get(at)?.shown_date(),
            FactKind::Encounter => self.encounters.get(at)?.shown_date(),
            FactKind::FamilyHistory => self.family.get(at)?.shown_date(),
        }
    }

    /// Whether all facts of a kind, copies too, surely are of a time up to now, or of none. Without their
    /// order: it is asked of every patient.
    pub fn surely_up_to(&self, kind: FactKind, now: Timestamp) -> bool {
        fn all<T: Dated>(items: &[T], now: Timestamp) -> bool {
            items.iter().all(|f| f.shown_date().is_none_or(|d| d.surely_begins_by(now)))
        }
        let s = self.snapshot;
        match kind {
            FactKind::Condition => all(&s.conditions.items, now),
            FactKind::Allergy => all(&s.allergies.items, now),
            FactKind::Medication => all(&s.medications.items, now),
            FactKind::Observation => all(&s.observations.items, now),
            FactKind::Procedure => all(&s.procedures.items, now),
            FactKind::Immunization => all(&s.immunizations.items, now),
            FactKind::Order => all(&s.orders.items, now),
            FactKind::Encounter => all(&s.encounters.items, now),
            FactKind::FamilyHistory => all(&s.family_history.items, now),
        }
    }

    /// What people call a fact that is nothing but its name: no result, and of the usual status.
    pub fn plain_name(&self, fact: FactRef) -> Option<Cow<'a, str>> {
        let FactRef::Fact(kind, at) = fact else { return None };
        if kind == FactKind::Observation || self.remark(kind, at).is_some() {
            return None;
        }
        self.code(kind, at).map(|c| self.name(c))
    }

    /// Latest first; facts without a date last.
    pub fn latest_first(&self, facts: &mut [FactRef], clock: &Clock) {
        if facts.len() < 2 {
            return;
        }
        let at = |f: &FactRef| -> Option<Timestamp> { self.date(*f).map(|d| d.earliest(&clock.zone)) };
        facts.sort_by(|a, b| at(b).cmp(&at(a)).then(a.cmp(b)));
    }

    /// Adds a fact for people, with its value and whatever is unusual about its status.
    pub fn push_text(&self, out: &mut String, fact: FactRef) {
        let s = self.snapshot;
        match fact {
            FactRef::Fact(FactKind::Observation, at) => {
                if let Some(o) = self.observations.get(at) {
                    text::push_named(out, &self.name(&o.code), &o.value);
                }
            }
            FactRef::Fact(kind, at) => {
                if let Some(c) = self.code(kind, at) {
                    out.push_str(&self.name(c));
                }
                if let Some(note) = self.remark(kind, at) {
                    [" (", note, ")"].iter().for_each(|part| out.push_str(part));
                }
            }
            FactRef::Born => match &s.person.born {
                Some(b) => out.push_str(&format!("born {b}")),
                None => out.push_str("birth date unknown"),
            },
            FactRef::Sex => match s.person.sex {
                Some(sex) => ["sex ", text::sex(sex)].iter().for_each(|part| out.push_str(part)),
                None => out.push_str("sex unknown"),
            },
            FactRef::Deceased => out.push_str(match s.person.deceased {
                Some(false) => "alive",
                _ => "has died",
            }),
            FactRef::Pregnancy => out.push_str(match &s.person.pregnancy {
                Some(p) if p.pregnant => "pregnant",
                Some(_) => "not pregnant",
                None => "pregnancy unknown",
            }),
            FactRef::Breastfeeding => out.push_str(match s.person.breastfeeding {
                Some(true) => "breastfeeding",
                Some(false) => "not breastfeeding",
                None => "breastfeeding unknown",
            }),
            FactRef::Request => out.push_str("the request"),
            FactRef::Input(_) => out.push_str("answered by the host"),
        }
    }

    /// What is unusual about a fact's status.
    fn remark(&self, kind: FactKind, at: usize) -> Option<&'static str> {
        use crate::snapshot::Certainty::{Confirmed, Refuted, Unconfirmed};
        let sure = |certainty, status| match (certainty, status) {
            (Refuted, _) => Some("refuted"),
            (Unconfirmed, _) => Some("unconfirmed"),
            (Confirmed, ConditionStatus::Inactive) => Some("no longer active"),
            (Confirmed, ConditionStatus::Unknown) => Some("status unknown"),
            (Confirmed, ConditionStatus::Active) => None,
        };
        match kind {
            FactKind::Condition => self.conditions.get(at).and_then(|c| sure(c.certainty, c.status)),
            FactKind::Allergy => self.allergies.get(at).and_then(|a| sure(a.certainty, a.status)),
            FactKind::Medication => {
                self.medications.get(at).and_then(|m| match (m.prohibited, m.kind, m.status) {
                    (true, _, _) => Some("not to be given"),
                    (_, MedicationKind::Draft, _) => Some("being ordered"),
                    (_, MedicationKind::Administration, MedicationStatus::Ended) => Some("given"),
                    (_, MedicationKind::Dispense, MedicationStatus::Ended) => Some("dispensed"),
                    (_, _, MedicationStatus::OnHold) => Some("on hold"),
                    (_, _, MedicationStatus::Ended) => Some("ended"),
                    (_, _, MedicationStatus::Proposed) => Some("proposed"),
                    (_, _, MedicationStatus::Unknown) => Some("status unknown"),
                    (_, _, MedicationStatus::Active) => None,
                })
            }
            FactKind::Procedure => {
                self.procedures.get(at).and_then(|p| order_remark(p.status, OrderStatus::Done))
            }
            FactKind::Order => self.orders.get(at).and_then(|o| match o.prohibited {
                true => Some("not to be done"),
                false => order_remark(o.status, OrderStatus::Active),
            }),
            FactKind::Immunization => {
                self.immunizations.get(at).and_then(|i| (!i.given).then_some("not given"))
            }
            FactKind::FamilyHistory => Some("family history"),
            FactKind::Encounter | FactKind::Observation => None,
        }
    }

    /// The current encounters.
    pub fn current_encounters(&self) -> impl Iterator<Item = (usize, &'a Encounter)> {
        self.encounters.iter().enumerate().filter(|(_, e)| e.current)
    }
}

fn order_remark(status: OrderStatus, usual: OrderStatus) -> Option<&'static str> {
    if status == usual {
        return None;
    }
    Some(match status {
        OrderStatus::Active => "not done yet",
        OrderStatus::Done => "done",
        OrderStatus::NotDone => "not done",
        OrderStatus::Ended => "stopped",
        OrderStatus::Proposed => "proposed",
        OrderStatus::Draft => "being ordered",
        OrderStatus::Unknown => "status unknown",
    })
}

/// Whether a time surely lies after now.
pub(crate) fn in_future(t: &PartialTime, clock: &Clock) -> bool {
    !t.surely_begins_by(clock.now) && begins_later(&t.interval(&clock.zone), clock)
}

/// The same of a time that was worked out before.
pub(crate) fn begins_later(t: &crate::value::Interval<Timestamp>, clock: &Clock) -> bool {
    match t.lo {
        End::Closed(lo) | End::Open(lo) => lo > clock.now,
        End::Unbounded => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::{ObservationValue, Quantity, SnapshotBuilder};

    fn potassium(source: &str, value: i64, at: Option<&str>) -> Observation {
        Observation {
            info: FactInfo { source: Some(SourceRef(source.into())), ..FactInfo::default() },
            code: Concept::coded("loinc", "2823-3"),
            value: ObservationValue::Quantity(Quantity {
                value: value.into(),
                comparator: None,
                unit: Some("mmol/L".into()),
            }),
            status: Default::default(),
            effective: at.map(|t| t.parse().unwrap()),
            issued: None,
            categories: vec![],
            interpretation: vec![],
            ranges: vec![],
            specimen: None,
            body_site: None,
            component_of: None,
        }
    }

    #[test]
    fn kinds_are_counted_in_their_order() {
        use crate::eval::prepared::KINDS;
        let s = SnapshotBuilder::new().observation(potassium("a", 4, None)).build();
        let order = Order::of(&s);
        let model = crate::Compiler::new().compile().unwrap().model().clone();
        let facts = Facts::new(&s, &order, &model);
        assert_eq!(Facts::counts(&s), KINDS.map(|kind| facts.len(kind)));
        assert!(KINDS.iter().enumerate().all(|(at, kind)| *kind as usize == at));
    }

    #[test]
    fn the_order_of_the_snapshot_does_not_matter() {
        let (a, b) = (potassium("a", 4, None), potassium("b", 5, None));
        let one = SnapshotBuilder::new().observation(a.clone()).observation(b.clone()).build();
        let two = SnapshotBuilder::new().observation(b).observation(a).build();
        let (a, b) = (Order::of(&one), Order::of(&two));
        let a = List::new(&one.observations.items, &a.observations);
        let b = List::new(&two.observations.items, &b.observations);
        assert!(a.iter().eq(b.iter()));
    }

    #[test]
    fn a_result_read_twice_counts_once() {
        let at = Some("2026-01-02T10:00:00Z");
        let s = SnapshotBuilder::new()
            .observation(potassium("a", 4, at))
            .observation(potassium("b", 4, at))
            .observation(potassium("c", 4, None))
            .observation(potassium("d", 4, None))
            .build();
        assert_eq!(Order::of(&s).observations.len(), 3);
    }
}
