//! Whether a fact counts for a verb by what it is and where it stands: active or
//! ended, confirmed or refuted, a draft, a prohibition.
//!
//! Knows nothing of codes and windows.

use crate::snapshot::{
    Allergy, Certainty, Condition, ConditionStatus, Immunization, Medication, MedicationKind,
    MedicationStatus, Observation, ObservationStatus, ObservationValue, Order, OrderStatus, Procedure,
};
use crate::value::Reason;
use crate::vocab::Verb;

/// Whether it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    Counts,
    May(Reason),
    No,
}

use Standing::{Counts, May, No};

/// What modifiers say about status and certainty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Asked<'a> {
    /// Only facts with this status, whatever the verb says of it.
    pub status: Option<&'a str>,
    /// Only (or, for problems, also) facts of this certainty.
    pub certainty: Option<Certainty>,
}

pub(crate) fn condition(verb: Verb, c: &Condition, asked: Asked<'_>) -> Standing {
    if c.none_of.is_some() {
        // "None of these": never a problem, and which ones it rules out is not said in codes.
        return if verb == Verb::RuledOut { May(Reason::OtherCodeSystem) } else { No };
    }
    if verb == Verb::RuledOut {
        return if c.certainty == Certainty::Refuted { Counts } else { No };
    }
    let certain = match (c.certainty, asked.certainty) {
        (Certainty::Refuted, _) => return No,
        (Certainty::Confirmed, _) | (Certainty::Unconfirmed, Some(Certainty::Unconfirmed)) => Counts,
        (Certainty::Unconfirmed, Some(Certainty::Confirmed)) => return No,
        (Certainty::Unconfirmed, _) => May(Reason::Unconfirmed),
    };
    if let Some(word) = asked.status {
        return and(certain, condition_status(c.status, word));
    }
    match (verb, c.status) {
        (Verb::Had, _) | (_, ConditionStatus::Active) => certain,
        (_, ConditionStatus::Inactive) => No,
        (_, ConditionStatus::Unknown) => and(May(Reason::UnclearStatus), certain),
    }
}

fn condition_status(status: ConditionStatus, word: &str) -> Standing {
    match (status, word) {
        (ConditionStatus::Unknown, _) => May(Reason::UnclearStatus),
        (ConditionStatus::Active, "active") => Counts,
        (ConditionStatus::Inactive, "inactive" | "resolved" | "remission") => Counts,
        _ => No,
    }
}

/// Both must count; the first reason for doubt is kept.
fn and(a: Standing, b: Standing) -> Standing {
    match (a, b) {
        (No, _) | (_, No) => No,
        (May(r), _) | (_, May(r)) => May(r),
        (Counts, Counts) => Counts,
    }
}

pub(crate) fn allergy(a: &Allergy, asked: Asked<'_>) -> Standing {
    if a.none_known || a.certainty == Certainty::Refuted {
        return No;
    }
    if a.certainty == Certainty::Unconfirmed && asked.certainty == Some(Certainty::Confirmed) {
        return No;
    }
    match a.status {
        ConditionStatus::Active => Counts,
        ConditionStatus::Inactive => No,
        ConditionStatus::Unknown => May(Reason::UnclearStatus),
    }
}

pub(crate) fn medication(verb: Verb, m: &Medication, asked: Asked<'_>) -> Standing {
    if m.prohibited {
        return No;
    }
    let draft = m.kind == MedicationKind::Draft;
    let status = |usual: Standing| match asked.status {
        Some(word) => medication_status(m.status, word),
        None => usual,
    };
    let in_use = || match m.status {
        MedicationStatus::Active => Counts,
        MedicationStatus::Unknown => May(Reason::UnclearStatus),
        MedicationStatus::OnHold | MedicationStatus::Ended | MedicationStatus::Proposed => No,
    };
    match verb {
        Verb::Ordering => match (draft, m.status) {
            (true, MedicationStatus::Ended) | (false, _) => No,
            (true, _) => Counts,
        },
        Verb::TakingOrOrdering if draft => medication(Verb::Ordering, m, asked),
        Verb::Taking | Verb::TakingOrOrdering if draft => No,
        Verb::Taking | Verb::TakingOrOrdering => status(in_use()),
        Verb::Taken if draft => No,
        Verb::Taken => status(match m.status {
            MedicationStatus::Active | MedicationStatus::Ended => Counts,
            // Paused after it was begun, or before: the record does not say.
            MedicationStatus::OnHold | MedicationStatus::Unknown => May(Reason::UnclearStatus),
            MedicationStatus::Proposed => No,
        }),
        Verb::Given if m.kind == MedicationKind::Administration => status(match m.status {
            MedicationStatus::Active | MedicationStatus::Ended => Counts,
            MedicationStatus::OnHold | MedicationStatus::Unknown => May(Reason::UnclearStatus),
            MedicationStatus::Proposed => No,
        }),
        _ => No,
    }
}

/// Whether a medication may count for a verb of the present: `taking`, `ordering`, and either of them.
pub(crate) fn may_be_current(m: &Medication) -> bool {
    medication(Verb::TakingOrOrdering, m, Asked::default()) != No
}

fn medication_status(status: MedicationStatus, word: &str) -> Standing {
    let yes = match status {
        MedicationStatus::Active => word == "active",
        MedicationStatus::OnHold => matches!(word, "on-hold" | "paused"),
        MedicationStatus::Ended => matches!(word, "ended" | "stopped" | "completed" | "cancelled"),
        MedicationStatus::Proposed => matches!(word, "proposed" | "planned"),
        MedicationStatus::Unknown => return May(Reason::UnclearStatus),
    };
    if yes { Counts } else { No }
}

pub(crate) fn procedure(p: &Procedure) -> Standing {
    match p.status {
        OrderStatus::Done => Counts,
        OrderStatus::Unknown => May(Reason::UnclearStatus),
        _ => No,
    }
}

pub(crate) fn immunization(i: &Immunization) -> Standing {
    if i.given { Counts } else { No }
}

pub(crate) fn order(o: &Order) -> Standing {
    match (o.prohibited, o.status) {
        (true, _) => No,
        (_, OrderStatus::Active | OrderStatus::Draft) => Counts,
        (_, OrderStatus::Unknown) => May(Reason::UnclearStatus),
        _ => No,
    }
}

/// How final a result is; `None` of the value is left to the reader of the value.
pub(crate) fn result(o: &Observation, asked: Asked<'_>) -> Standing {
    match o.status {
        ObservationStatus::Final | ObservationStatus::Corrected => Counts,
        ObservationStatus::Preliminary if asked.status == Some("preliminary") => Counts,
        ObservationStatus::Preliminary => May(Reason::PreliminaryOnly),
        ObservationStatus::Unknown => May(Reason::UnclearStatus),
    }
}

/// For `measured`: there has to be a value, of whatever kind, or a panel of values.
pub(crate) fn measured(o: &Observation, asked: Asked<'_>) -> Standing {
    match o.value {
        ObservationValue::Absent(_) => No,
        _ => result(o, asked),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn med(kind: MedicationKind, status: MedicationStatus) -> Medication {
        Medication { kind, status, ..Medication::default() }
    }

    /// Every kind and status for every verb, as the language reference has it.
    #[test]
    fn medications_by_kind_and_status() {
        use MedicationKind::*;
        use MedicationStatus::*;
        let unclear = May(Reason::UnclearStatus);
        let rows = [
            // kind, status, taking, ordering, taken, given
            (Order, Active, Counts, No, Counts, No),
            (Order, OnHold, No, No, unclear, No),
            (Order, Ended, No, No, Counts, No),
            (Order, Proposed, No, No, No, No),
            (Order, Unknown, unclear, No, unclear, No),
            (Draft, Active, No, Counts, No, No),
            (Draft, Proposed, No, Counts, No, No),
            (Draft, Ended, No, No, No, No),
            (Statement, Active, Counts, No, Counts, No),
            (Statement, Ended, No, No, Counts, No),
            (Administration, Active, Counts, No, Counts, Counts),
            (Administration, Ended, No, No, Counts, Counts),
            (Administration, Proposed, No, No, No, No),
            (Dispense, Active, Counts, No, Counts, No),
            (Dispense, Ended, No, No, Counts, No),
        ];
        for (kind, status, taking, ordering, taken, given) in rows {
            let m = med(kind, status);
            let asked = Asked::default();
            let got =
                [Verb::Taking, Verb::Ordering, Verb::Taken, Verb::Given].map(|v| medication(v, &m, asked));
            assert_eq!(got, [taking, ordering, taken, given], "{kind:?} {status:?}");
            assert_eq!(may_be_current(&m), taking != No || ordering != No, "{kind:?} {status:?}");
            let prohibited = Medication { prohibited: true, ..m };
            assert_eq!(medication(Verb::Taking, &prohibited, asked), No);
        }
    }

    #[test]
    fn a_status_that_is_asked_for_replaces_the_usual_one() {
        let asked = Asked { status: Some("on-hold"), certainty: None };
        let m = |status| medication(Verb::Taking, &med(MedicationKind::Order, status), asked);
        assert_eq!(m(MedicationStatus::OnHold), Counts);
        assert_eq!(m(MedicationStatus::Active), No);
    }

    #[test]
    fn problems_by_status_and_certainty() {
        let c = |status, certainty| Condition { status, certainty, ..Condition::default() };
        let plain = Asked::default();
        use Certainty::*;
        use ConditionStatus::{Active, Inactive, Unknown};
        assert_eq!(condition(Verb::Has, &c(Active, Confirmed), plain), Counts);
        assert_eq!(condition(Verb::Has, &c(Inactive, Confirmed), plain), No);
        assert_eq!(condition(Verb::Had, &c(Inactive, Confirmed), plain), Counts);
        assert_eq!(condition(Verb::Has, &c(Unknown, Confirmed), plain), May(Reason::UnclearStatus));
        assert_eq!(condition(Verb::Has, &c(Active, Unconfirmed), plain), May(Reason::Unconfirmed));
        assert_eq!(condition(Verb::Had, &c(Active, Refuted), plain), No);
        assert_eq!(condition(Verb::RuledOut, &c(Active, Refuted), plain), Counts);
        let unsure = Asked { certainty: Some(Unconfirmed), status: None };
        assert_eq!(condition(Verb::Has, &c(Active, Unconfirmed), unsure), Counts);
        assert_eq!(condition(Verb::Has, &c(Active, Confirmed), unsure), Counts);
        let none_of = Condition { none_of: Some("http://x".into()), ..Condition::default() };
        assert_eq!(condition(Verb::Has, &none_of, plain), No);
    }

    #[test]
    fn allergies_count_unless_refuted() {
        let a = |certainty| Allergy { certainty, ..Allergy::default() };
        assert_eq!(allergy(&a(Certainty::Unconfirmed), Asked::default()), Counts);
        assert_eq!(allergy(&a(Certainty::Refuted), Asked::default()), No);
        let sure = Asked { certainty: Some(Certainty::Confirmed), status: None };
        assert_eq!(allergy(&a(Certainty::Unconfirmed), sure), No);
        assert_eq!(allergy(&Allergy { none_known: true, ..Allergy::default() }, Asked::default()), No);
    }

    #[test]
    fn what_was_not_done_does_not_count() {
        let p = |status| Procedure { status, ..Procedure::default() };
        assert_eq!(procedure(&p(OrderStatus::Done)), Counts);
        assert_eq!(procedure(&p(OrderStatus::NotDone)), No);
        assert_eq!(procedure(&p(OrderStatus::Active)), No);
        assert_eq!(immunization(&Immunization { given: false, ..Immunization::default() }), No);
        let prohibited = Order { prohibited: true, status: OrderStatus::Active, ..Order::default() };
        assert_eq!(order(&prohibited), No);
    }
}
