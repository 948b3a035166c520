//! Whom a finding is for. Only what is known shuts anyone out: an unnamed role, an
//! unknown age are shown everything.

use super::Asked;
use crate::policy::{Audience, Population};
use crate::words::WithheldReason;
use curbside::time::{Duration, age};
use curbside::value::End;

/// Why this user, place or patient is surely not meant.
pub(super) fn shut_out(only: &Audience, asked: &Asked<'_>) -> Option<WithheldReason> {
    let request = &asked.patient.request;
    let other = |list: &[String], value: &Option<String>| {
        let known = value.as_deref().map(str::trim).filter(|v| !v.is_empty());
        !list.is_empty() && known.is_some_and(|v| !list.iter().any(|l| l.eq_ignore_ascii_case(v)))
    };
    if other(&only.roles, &request.role) {
        return Some(WithheldReason::NotForRole);
    }
    if other(&only.specialties, &request.specialty) {
        return Some(WithheldReason::NotForSpecialty);
    }
    if other(&only.settings, &request.setting) {
        return Some(WithheldReason::NotForSetting);
    }
    let outside = only.population.as_ref().is_some_and(|p| outside(p, asked));
    outside.then_some(WithheldReason::NotForPopulation)
}

fn outside(p: &Population, asked: &Asked<'_>) -> bool {
    let person = &asked.patient.person;
    let sex = p.sex.is_some_and(|s| person.sex.is_some_and(|known| known != s));
    let pregnant = p.pregnant.is_some_and(|w| person.pregnancy.as_ref().is_some_and(|k| k.pregnant != w));
    // The ages the birth date allows: all of them must be outside.
    let ages = |d: &Duration| {
        let span = age(person.born.as_ref()?, asked.clock, d.unit)?;
        let end = |e: End<i64>| match e {
            End::Closed(n) | End::Open(n) => Some(n),
            End::Unbounded => None,
        };
        Some((end(span.lo)?, end(span.hi)?, d.count))
    };
    let too_young = p.age_from.as_ref().and_then(ages).is_some_and(|(_, oldest, from)| oldest < from);
    let too_old = p.age_below.as_ref().and_then(ages).is_some_and(|(youngest, _, below)| youngest >= below);
    sex || pregnant || too_young || too_old
}
