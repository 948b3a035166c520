//! Whether what a finding advises is among the draft or active orders already.
//!
//! Rules name ingredients and records hold products, so a code set is asked and not
//! a list of codes. Only a sure yes counts, and every part of the advice must be
//! there: what is to be stopped or changed is no order, and never counts as done.

use super::Asked;
use curbside::eval::result::Finding;
use curbside::model::{Model, Rule, SuggestionKind};
use curbside::snapshot::{
    Medication, MedicationKind, MedicationStatus, Order, OrderStatus, Period, Snapshot,
};
use curbside::terms::CodeSet;
use curbside::time::Clock;
use curbside::value::End;

/// Whether everything the finding advises is ordered.
pub(super) fn all_there(finding: &Finding, asked: &Asked<'_>) -> bool {
    let Some(rule) = rule_of(asked.model, &finding.rule) else { return false };
    // A question suggests nothing; neither does a rule without suggestions.
    if finding.suggestions.is_empty() || rule.suggestions.is_empty() {
        return false;
    }
    let there = |set: Option<&CodeSet>| set.is_some_and(|s| ordered(s, asked));
    rule.suggestions.iter().all(|s| match &s.kind {
        SuggestionKind::Start(set) | SuggestionKind::Order(set) => {
            there(asked.model.sets.get(set.index()).map(|d| &d.set))
        }
        SuggestionKind::Measure(id) => there(asked.model.observations.get(id.index()).map(|o| &o.codes)),
        SuggestionKind::Stop(_)
        | SuggestionKind::Change(_)
        | SuggestionKind::Problem(_)
        | SuggestionKind::Recall(_) => false,
    })
}

fn rule_of<'m>(model: &'m Model, id: &str) -> Option<&'m Rule> {
    let at = model.rules.binary_search_by(|r| r.id.as_str().cmp(id)).ok()?;
    model.rules.get(at)
}

fn ordered(set: &CodeSet, asked: &Asked<'_>) -> bool {
    let Asked { model, clock, .. } = asked;
    let Snapshot { medications, orders, .. } = asked.patient;
    let medication =
        |m: &Medication| in_use(m, clock) && set.match_medication(m, &model.terminology).is_yes();
    let order = |o: &Order| open(o, clock) && set.match_concept(&o.code, &model.terminology).is_yes();
    medications.items.iter().any(medication) || orders.items.iter().any(order)
}

fn in_use(m: &Medication, clock: &Clock) -> bool {
    let ordered = match m.kind {
        MedicationKind::Draft => m.status != MedicationStatus::Ended,
        MedicationKind::Order => m.status == MedicationStatus::Active,
        MedicationKind::Statement | MedicationKind::Administration | MedicationKind::Dispense => false,
    };
    ordered && !m.prohibited && !over(&m.period, clock)
}

fn open(o: &Order, clock: &Clock) -> bool {
    matches!(o.status, OrderStatus::Active | OrderStatus::Draft) && !o.prohibited && !over(&o.period, clock)
}

/// Whether a period may have ended.
fn over(p: &Period, clock: &Clock) -> bool {
    p.end.as_ref().is_some_and(|e| match e.interval(&clock.zone).lo {
        End::Closed(t) | End::Open(t) => t <= clock.now,
        End::Unbounded => true,
    })
}
