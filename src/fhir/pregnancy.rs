//! Pregnancy, breastfeeding and gestation, from observations and problems.
//!
//! The newest statement counts; one that leaves it open ("possible", "not yet
//! confirmed") leaves it unknown, whatever was said before.

use super::cx::Cx;
use crate::snapshot::{
    Certainty, Concept, Condition, ConditionStatus, Observation, ObservationStatus, ObservationValue, Person,
    Pregnancy,
};
use crate::time::{PartialTime, TimeUnit, Timestamp};
use crate::value::Num;

/// Observations that tell of pregnancy, due date and breastfeeding, by system and code: what a host
/// has to fetch where [`crate::needs::What::Pregnancy`] is needed.
pub const PREGNANCY_OBSERVATIONS: [(&str, &str); 12] = {
    let mut all = [("", ""); 12];
    all[0] = STATUS[0];
    let mut i = 0;
    while i < DUE.len() {
        all[1 + i] = DUE[i];
        i += 1;
    }
    all[10] = BREASTFEEDING[0];
    all[11] = BREASTFEEDING[1];
    all
};
const STATUS: [(&str, &str); 1] = [("loinc", "82810-3")];
const DUE: [(&str, &str); 9] = [
    ("loinc", "11778-8"),
    ("loinc", "11779-6"),
    ("loinc", "11780-4"),
    ("loinc", "11781-2"),
    ("loinc", "53692-0"),
    ("loinc", "53694-6"),
    ("loinc", "57063-0"),
    ("loinc", "57064-8"),
    ("loinc", "90368-2"),
];
const GESTATION_AT_BIRTH: [(&str, &str); 2] = [("loinc", "76516-4"), ("snomed", "412726003")];
const BREASTFEEDING: [(&str, &str); 2] = [("loinc", "63895-7"), ("snomed", "413712001")];
const PREGNANT: [(&str, &str); 4] =
    [("snomed", "77386006"), ("snomed", "72892002"), ("snomed", "47200007"), ("loinc", "LA15173-0")];
const NOT_PREGNANT: [(&str, &str); 2] = [("snomed", "60001007"), ("loinc", "LA26683-5")];
const YES_NO: &str = "http://terminology.hl7.org/CodeSystem/v2-0136";
const YES: [(&str, &str); 4] =
    [("snomed", "413712001"), ("snomed", "373066001"), ("loinc", "LA33-6"), (YES_NO, "Y")];
const NO: [(&str, &str); 3] = [("snomed", "373067005"), ("loinc", "LA32-8"), (YES_NO, "N")];
/// A pregnancy on the problem list longer than this was never closed.
const LONGEST_PREGNANCY_DAYS: i64 = 301;

/// Fills what the facts say about pregnancy and birth into the person.
pub(super) fn read(cx: &mut Cx<'_>, person: &mut Person, obs: &[Observation], conditions: &[Condition]) {
    person.pregnancy = from_observations(cx, obs).unwrap_or_else(|| from_conditions(cx, conditions));
    person.breastfeeding = breastfeeding(cx, obs, conditions);
    person.gestation_at_birth_days = newest(cx, obs, &GESTATION_AT_BIRTH).and_then(gestation);
}

fn is_one_of(c: &Concept, codes: &[(&str, &str)]) -> bool {
    c.codings.iter().any(|k| codes.contains(&(k.system.as_str(), k.code.as_str())))
}

fn at(cx: &Cx<'_>, t: Option<&PartialTime>) -> Option<Timestamp> {
    t.map(|t| t.earliest(&cx.opts.zone))
}

/// The newest usable observation of these codes that is not in the future.
fn newest<'o>(cx: &Cx<'_>, obs: &'o [Observation], codes: &[(&str, &str)]) -> Option<&'o Observation> {
    obs.iter()
        .filter(|o| is_one_of(&o.code, codes))
        .filter(|o| matches!(o.status, ObservationStatus::Final | ObservationStatus::Corrected))
        .filter(|o| !(cx.opts.as_of.is_some() && at(cx, o.effective.as_ref()) > cx.opts.as_of))
        .max_by_key(|o| (at(cx, o.effective.as_ref()), at(cx, o.issued.as_ref())))
}

/// `None` when no observation speaks of it; `Some(None)` when one leaves it open.
fn from_observations(cx: &mut Cx<'_>, obs: &[Observation]) -> Option<Option<Pregnancy>> {
    let o = newest(cx, obs, &STATUS)?;
    let pregnant = match &o.value {
        ObservationValue::Concept(c) if is_one_of(c, &PREGNANT) => Some(true),
        ObservationValue::Concept(c) if is_one_of(c, &NOT_PREGNANT) => Some(false),
        ObservationValue::YesNo(b) => Some(*b),
        _ => None,
    };
    let Some(pregnant) = pregnant else {
        cx.note("pregnancy-open", "the newest pregnancy status leaves it open");
        return Some(None);
    };
    let due = pregnant.then(|| due(cx, obs)).flatten();
    Some(Some(Pregnancy { pregnant, as_of: o.effective.clone(), due, source: o.info.source.clone() }))
}

fn due(cx: &Cx<'_>, obs: &[Observation]) -> Option<PartialTime> {
    match &newest(cx, obs, &DUE)?.value {
        ObservationValue::Time(t) => Some(t.clone()),
        _ => None,
    }
}

/// A confirmed, active, open problem "pregnant" counts, unless it has stood
/// longer than a pregnancy lasts.
fn from_conditions(cx: &mut Cx<'_>, conditions: &[Condition]) -> Option<Pregnancy> {
    let open = |c: &&Condition| {
        c.status == ConditionStatus::Active
            && c.certainty == Certainty::Confirmed
            && c.period.end.is_none()
            && (is_one_of(&c.code, &PREGNANT) || is_icd_pregnancy(&c.code))
    };
    let newest = conditions.iter().filter(open).max_by_key(|c| at(cx, c.period.start.as_ref()))?;
    let since = newest.period.start.clone().or(newest.info.recorded.clone());
    if too_old(cx, since.as_ref()) {
        cx.note("pregnancy-stale", "a problem `pregnant` stands longer than a pregnancy lasts; not used");
        return None;
    }
    cx.note("pregnancy-from-problem", "pregnancy is taken from the problem list");
    Some(Pregnancy { pregnant: true, as_of: since, due: None, source: newest.info.source.clone() })
}

fn too_old(cx: &Cx<'_>, since: Option<&PartialTime>) -> bool {
    let (Some(now), Some(since)) = (cx.opts.as_of, since) else { return false };
    let clock = crate::time::Clock::new(now, cx.opts.zone.clone());
    since.earliest(&cx.opts.zone) < clock.shift(now, -LONGEST_PREGNANCY_DAYS, TimeUnit::Day)
}

fn is_icd_pregnancy(c: &Concept) -> bool {
    c.codings.iter().any(|k| {
        matches!(k.system.as_str(), "icd10cm" | "icd10")
            && (k.code.starts_with("Z33.1") || k.code.starts_with("Z34"))
    })
}

fn breastfeeding(cx: &Cx<'_>, obs: &[Observation], conditions: &[Condition]) -> Option<bool> {
    let said = newest(cx, obs, &BREASTFEEDING).and_then(|o| match &o.value {
        ObservationValue::YesNo(b) => Some(*b),
        ObservationValue::Concept(c) if is_one_of(c, &YES) => Some(true),
        ObservationValue::Concept(c) if is_one_of(c, &NO) => Some(false),
        _ => None,
    });
    said.or_else(|| {
        let active = conditions.iter().any(|c| {
            c.status == ConditionStatus::Active
                && c.certainty == Certainty::Confirmed
                && c.period.end.is_none()
                && is_one_of(&c.code, &[("snomed", "413712001")])
        });
        active.then_some(true)
    })
}

/// Completed days; text may say weeks and days, `31+4`.
fn gestation(o: &Observation) -> Option<u16> {
    if let ObservationValue::Text(t) = &o.value {
        let (weeks, days) = t.trim().split_once('+')?;
        let (weeks, days): (u16, u16) = (weeks.trim().parse().ok()?, days.trim().parse().ok()?);
        return (days < 7).then(|| weeks.checked_mul(7)?.checked_add(days)).flatten();
    }
    let ObservationValue::Quantity(q) = &o.value else { return None };
    if q.comparator.is_some() {
        return None;
    }
    let days = match q.unit.as_deref()? {
        "wk" | "weeks" | "week" => q.value.mul(Num::from(7))?,
        "d" | "days" | "day" => q.value,
        _ => return None,
    };
    u16::try_from(days.floor().to_i64()?).ok()
}
