//! The short lines in which a test writes facts: `spironolactone 25 mg daily`,
//! `Potassium 5.51 mmol/L at -2 days`. One function per kind of fact.
//!
//! After the name, details may stand in any order. What a line can say is what
//! a chart would say; the mapping to statuses is the FHIR reader's.

use super::names::Referent;
use super::words::{Context, LineError, Words, instant};
use crate::model::{FactKind, InputKind};
use crate::snapshot::{
    Allergy, Certainty, Concept, Condition, ConditionStatus, Dose, Encounter, FactInfo, FamilyHistory,
    Immunization, Medication, MedicationKind, MedicationStatus, Observation, ObservationStatus,
    ObservationValue, Order, OrderStatus, Period, Procedure, Quantity,
};
use crate::time::{PartialTime, TimeUnit};
use crate::value::Num;

type Line<T> = Result<T, LineError>;

/// Routes: phrase, then word and SNOMED CT code.
pub(crate) const ROUTES: &[(&str, (&str, &str))] = &[
    ("by mouth", ("oral", "26643006")),
    ("oral", ("oral", "26643006")),
    ("po", ("oral", "26643006")),
    ("intravenous", ("intravenous", "47625008")),
    ("iv", ("intravenous", "47625008")),
    ("intramuscular", ("intramuscular", "78421000")),
    ("subcutaneous", ("subcutaneous", "34206005")),
    ("sublingual", ("sublingual", "37839007")),
    ("inhaled", ("inhaled", "447694001")),
    ("nasal", ("nasal", "46713006")),
    ("topical", ("topical", "6064005")),
    ("transdermal", ("transdermal", "45890007")),
    ("ophthalmic", ("ophthalmic", "54485002")),
    ("otic", ("otic", "10547007")),
    ("rectal", ("rectal", "37161004")),
    ("vaginal", ("vaginal", "16857009")),
];

/// `spironolactone 25 mg oral twice daily since -3 days`.
pub(crate) fn medication(cx: Context<'_>, line: &str) -> Line<Medication> {
    let mut w = Words::new(cx, line)?;
    let (code, _) = w.name(FactKind::Medication)?;
    let mut m = Medication { code, ..Medication::default() };
    let mut dose = Dose::default();
    while !w.done() {
        if let Some((word, snomed)) = w.one_of(ROUTES) {
            dose.route = Some(with_text(Concept::coded("snomed", snomed), word));
        } else if let Some(n) = frequency(&mut w)? {
            dose.per_day = Some(n);
        } else if w.take("as needed") || w.take("prn") {
            dose.as_needed = true;
        } else if w.take("since") || w.take("from") {
            m.period.start = Some(w.time()?);
        } else if w.take("until") {
            m.period.end = Some(w.time()?);
        } else if w.take("at") {
            let t = w.time()?;
            m.period = Period { start: Some(t.clone()), end: Some(t) };
        } else if w.take("draft") {
            (m.kind, m.status) = (MedicationKind::Draft, MedicationStatus::Proposed);
        } else if w.take("prohibited") {
            m.prohibited = true;
        } else if w.take("reported") {
            (m.kind, m.info.reported) = (MedicationKind::Statement, true);
        } else if w.take("given") {
            (m.kind, m.status) = (MedicationKind::Administration, MedicationStatus::Ended);
        } else if w.take("running") {
            (m.kind, m.status) = (MedicationKind::Administration, MedicationStatus::Active);
        } else if w.take("dispensed") {
            (m.kind, m.status) = (MedicationKind::Dispense, MedicationStatus::Ended);
        } else if let Some(status) = w.one_of(MEDICATION_STATUS) {
            m.status = status;
        } else if let Some(q) = w.quantity() {
            dose_amount(&mut w, &mut dose, q)?;
        } else {
            return Err(w.unexpected(&[
                "DOSE UNIT",
                "oral",
                "intravenous",
                "topical",
                "daily",
                "twice daily",
                "every 8 hours",
                "weekly",
                "as needed",
                "since TIME",
                "until TIME",
                "at TIME",
                "draft",
                "on hold",
                "stopped",
                "planned",
                "given",
                "running",
                "dispensed",
                "prohibited",
                "reported",
                "unclear",
            ]));
        }
    }
    if m.kind == MedicationKind::Dispense {
        m.supply_until = m.period.end.clone();
    }
    if dose != Dose::default() {
        m.doses.push(dose);
    }
    Ok(m)
}

const MEDICATION_STATUS: &[(&str, MedicationStatus)] = &[
    ("active", MedicationStatus::Active),
    ("on hold", MedicationStatus::OnHold),
    ("stopped", MedicationStatus::Ended),
    ("completed", MedicationStatus::Ended),
    ("planned", MedicationStatus::Proposed),
    ("unclear", MedicationStatus::Unknown),
];

fn dose_amount(w: &mut Words<'_>, dose: &mut Dose, mut q: Quantity) -> Line<()> {
    if w.take("to") {
        let Some(high) = w.quantity() else { return Err(w.unexpected(&["DOSE UNIT"])) };
        q.unit = q.unit.or_else(|| high.unit.clone());
        (dose.amount_low, dose.amount) = (Some(q), Some(high));
        return Ok(());
    }
    if q.unit.is_none() {
        return Err(w.unexpected(&["a unit (or one in quotes, if UCUM does not know it)"]));
    }
    // An amount per time is the rate of an infusion.
    let per_time = q.unit.as_deref().is_some_and(|u| ["/h", "/min", "/d"].iter().any(|t| u.ends_with(t)));
    if per_time {
        dose.rate = Some(q);
    } else {
        dose.amount = Some(q);
    }
    Ok(())
}

/// Times a day.
fn frequency(w: &mut Words<'_>) -> Line<Option<Num>> {
    const TIMES: &[(&str, i64)] = &[
        ("once daily", 1),
        ("daily", 1),
        ("twice daily", 2),
        ("three times daily", 3),
        ("four times daily", 4),
        ("five times daily", 5),
        ("six times daily", 6),
    ];
    if let Some(n) = w.one_of(TIMES) {
        return Ok(Some(Num::from(n)));
    }
    let per = |days: i64| Num::ONE.div(Num::from(days));
    if w.take("every other day") {
        return Ok(per(2));
    }
    if w.take("weekly") || w.take("once weekly") {
        return Ok(per(7));
    }
    if w.take("twice weekly") {
        return Ok(Num::from(2).div(Num::from(7)));
    }
    if w.take("monthly") {
        return Ok(per(30));
    }
    if !w.take("every") {
        return Ok(None);
    }
    let at = w.here();
    let bad = || LineError::new(at.clone(), "`every` needs a number and a unit, such as `every 8 hours`");
    let count = w.count().filter(|n| *n > 0).ok_or_else(bad)?;
    let days = |n: i64| Num::ONE.div(Num::from(n));
    const UNITS: &[(&str, TimeUnit)] = &[
        ("hours", TimeUnit::Hour),
        ("hour", TimeUnit::Hour),
        ("days", TimeUnit::Day),
        ("day", TimeUnit::Day),
        ("weeks", TimeUnit::Week),
        ("week", TimeUnit::Week),
        ("months", TimeUnit::Month),
        ("month", TimeUnit::Month),
    ];
    match w.one_of(UNITS).ok_or_else(bad)? {
        TimeUnit::Hour => Ok(Num::from(24).div(Num::from(count))),
        TimeUnit::Day => Ok(days(count)),
        TimeUnit::Week => Ok(count.checked_mul(7).and_then(days)),
        _ => Ok(count.checked_mul(30).and_then(days)),
    }
}

/// `Potassium 5.51 mmol/L at -2 days corrected`. Without a time it is of now.
pub(crate) fn observation(cx: Context<'_>, line: &str) -> Line<Observation> {
    let mut w = Words::new(cx, line)?;
    let (code, referent) = w.name(FactKind::Observation)?;
    let mut o = Observation {
        info: FactInfo::default(),
        code,
        value: observation_value(&mut w, referent.as_ref())?,
        status: ObservationStatus::Final,
        effective: instant(cx.clock, 0, TimeUnit::Second),
        issued: None,
        categories: Vec::new(),
        interpretation: Vec::new(),
        ranges: Vec::new(),
        specimen: None,
        body_site: None,
        component_of: None,
    };
    const STATUS: &[(&str, ObservationStatus)] = &[
        ("final", ObservationStatus::Final),
        ("preliminary", ObservationStatus::Preliminary),
        ("corrected", ObservationStatus::Corrected),
        ("amended", ObservationStatus::Corrected),
        ("unclear", ObservationStatus::Unknown),
    ];
    while !w.done() {
        if w.take("at") {
            o.effective = Some(w.time()?);
        } else if w.take("undated") {
            o.effective = None;
        } else if w.take("issued") {
            o.issued = Some(w.time()?);
        } else if w.take("flagged") {
            o.interpretation.push(flag(&mut w)?);
        } else if let Some(status) = w.one_of(STATUS) {
            o.status = status;
        } else {
            return Err(w.unexpected(&[
                "at TIME",
                "issued TIME",
                "undated",
                "preliminary",
                "corrected",
                "final",
                "unclear",
                "flagged high",
                "a unit (in quotes, if UCUM does not know it)",
            ]));
        }
    }
    Ok(o)
}

fn flag(w: &mut Words<'_>) -> Line<String> {
    const FLAGS: &[(&str, &str)] = &[
        ("critically low", "LL"),
        ("critically high", "HH"),
        ("critical", "AA"),
        ("low", "L"),
        ("high", "H"),
        ("abnormal", "A"),
        ("normal", "N"),
    ];
    w.one_of(FLAGS).map(str::to_string).ok_or_else(|| {
        w.unexpected(&["low", "high", "abnormal", "normal", "critical", "critically low", "critically high"])
    })
}

fn observation_value(w: &mut Words<'_>, of: Option<&Referent<'_>>) -> Line<ObservationValue> {
    if let Some(low) = w.quantity() {
        if !w.take("..") {
            return Ok(ObservationValue::Quantity(low));
        }
        let Some(high) = w.quantity() else { return Err(w.unexpected(&["a number"])) };
        let low = Quantity { unit: low.unit.or_else(|| high.unit.clone()), ..low };
        return Ok(ObservationValue::Range { low: Some(low), high: Some(high) });
    }
    if let Some(text) = w.quoted() {
        return Ok(ObservationValue::Text(text));
    }
    if w.take("absent") {
        let reason = w.quoted().unwrap_or_else(|| "unknown".to_string());
        return Ok(ObservationValue::Absent(reason));
    }
    if w.take("masked") {
        return Ok(ObservationValue::Masked);
    }
    if w.take("without value") {
        return Ok(ObservationValue::None);
    }
    if let Some(answer) = w.one_of(&[("yes", true), ("no", false)]) {
        return Ok(ObservationValue::YesNo(answer));
    }
    if let Some(Referent::Input(input)) = of
        && let InputKind::Choice(choices) = &input.kind
        && let Some(choice) = choices.iter().find(|c| w.take(&c.name))
    {
        return choice_value(w, choice);
    }
    if w.done() {
        return Err(w
            .unexpected(&[])
            .help("a value must follow: a number with its unit, a code set, \"text\", `absent`"));
    }
    // A coded result: findings are coded like conditions or like observations.
    let (concept, _) = w.name(FactKind::Observation).or_else(|_| w.name(FactKind::Condition))?;
    Ok(ObservationValue::Concept(concept))
}

fn choice_value(w: &Words<'_>, choice: &crate::model::Choice) -> Line<ObservationValue> {
    let coding = choice.codes.as_ref().and_then(|c| super::names::first_member(c, FactKind::Observation));
    match (coding, choice.points) {
        (Some(c), _) => Ok(ObservationValue::Concept(Concept { codings: vec![c], ..Concept::default() })),
        (None, Some(value)) => {
            Ok(ObservationValue::Quantity(Quantity { value, comparator: None, unit: None }))
        }
        (None, None) => Err(LineError::new(
            w.here(),
            format!("the choice `{}` has neither a code nor points", choice.name),
        )
        .help("answer it under `inputs` instead")),
    }
}

/// `HeartFailure since 2019 unconfirmed`.
pub(crate) fn condition(cx: Context<'_>, line: &str) -> Line<Condition> {
    let mut w = Words::new(cx, line)?;
    let (code, _) = w.name(FactKind::Condition)?;
    let mut c = Condition { code, ..Condition::default() };
    while !w.done() {
        if period(&mut w, &mut c.period)? {
            if c.period.end.is_some() {
                c.status = ConditionStatus::Inactive;
            }
        } else if w.take("recorded") {
            c.info.recorded = Some(w.time()?);
        } else if let Some(status) = w.one_of(PROBLEM_STATUS) {
            c.status = status;
        } else if let Some(certainty) = w.one_of(CERTAINTY) {
            c.certainty = certainty;
        } else if let Some((word, snomed)) = w.one_of(SEVERITY) {
            c.severity = Some(with_text(Concept::coded("snomed", snomed), word));
        } else {
            return Err(w.unexpected(&[
                "since TIME",
                "until TIME",
                "at TIME",
                "recorded TIME",
                "active",
                "inactive",
                "resolved",
                "unclear",
                "unconfirmed",
                "refuted",
                "mild",
                "moderate",
                "severe",
            ]));
        }
    }
    Ok(c)
}

const PROBLEM_STATUS: &[(&str, ConditionStatus)] = &[
    ("active", ConditionStatus::Active),
    ("inactive", ConditionStatus::Inactive),
    ("resolved", ConditionStatus::Inactive),
    ("in remission", ConditionStatus::Inactive),
    ("unclear", ConditionStatus::Unknown),
];
const CERTAINTY: &[(&str, Certainty)] = &[
    ("confirmed", Certainty::Confirmed),
    ("unconfirmed", Certainty::Unconfirmed),
    ("provisional", Certainty::Unconfirmed),
    ("differential", Certainty::Unconfirmed),
    ("refuted", Certainty::Refuted),
];
const SEVERITY: &[(&str, (&str, &str))] = &[
    ("mild", ("mild", "255604002")),
    ("moderate", ("moderate", "6736007")),
    ("severe", ("severe", "24484000")),
];

/// `Penicillin severe high criticality`, or `none known`.
pub(crate) fn allergy(cx: Context<'_>, line: &str) -> Line<Allergy> {
    let mut w = Words::new(cx, line)?;
    if w.take("none known") {
        return if w.done() {
            let code = with_text(Concept::coded("snomed", "716186003"), "No known allergy");
            Ok(Allergy { code, none_known: true, ..Allergy::default() })
        } else {
            Err(w.unexpected(&[]))
        };
    }
    let (code, _) = w.name(FactKind::Allergy)?;
    let mut a = Allergy { code, ..Allergy::default() };
    while !w.done() {
        if period(&mut w, &mut a.period)? {
            if a.period.end.is_some() {
                a.status = ConditionStatus::Inactive;
            }
        } else if let Some(level) = w.one_of(&[("high criticality", "high"), ("low criticality", "low")]) {
            a.criticality = Some(level.to_string());
        } else if let Some(kind) = w.one_of(&[("allergy", "allergy"), ("intolerance", "intolerance")]) {
            a.kind = Some(kind.to_string());
        } else if let Some(status) = w.one_of(PROBLEM_STATUS) {
            a.status = status;
        } else if let Some(certainty) = w.one_of(CERTAINTY) {
            a.certainty = certainty;
        } else if let Some((word, _)) = w.one_of(SEVERITY) {
            a.severity = Some(word.to_string());
        } else {
            return Err(w.unexpected(&[
                "since TIME",
                "unconfirmed",
                "refuted",
                "inactive",
                "resolved",
                "mild",
                "moderate",
                "severe",
                "high criticality",
                "low criticality",
                "allergy",
                "intolerance",
            ]));
        }
    }
    Ok(a)
}

const ORDER_STATUS: &[(&str, OrderStatus)] = &[
    ("done", OrderStatus::Done),
    ("not done", OrderStatus::NotDone),
    ("in progress", OrderStatus::Active),
    ("active", OrderStatus::Active),
    ("stopped", OrderStatus::Ended),
    ("planned", OrderStatus::Proposed),
    ("draft", OrderStatus::Draft),
    ("unclear", OrderStatus::Unknown),
];

/// `Dialysis at -3 days`.
pub(crate) fn procedure(cx: Context<'_>, line: &str) -> Line<Procedure> {
    let mut w = Words::new(cx, line)?;
    let (code, _) = w.name(FactKind::Procedure)?;
    let mut p = Procedure { code, ..Procedure::default() };
    while !w.done() {
        if let Some(status) = w.one_of(ORDER_STATUS) {
            p.status = status;
        } else if !period(&mut w, &mut p.period)? {
            return Err(w.unexpected(&[
                "at TIME",
                "since TIME",
                "until TIME",
                "done",
                "not done",
                "in progress",
                "planned",
                "stopped",
                "unclear",
            ]));
        }
    }
    Ok(p)
}

/// `InfluenzaVaccine at -3 months`.
pub(crate) fn immunization(cx: Context<'_>, line: &str) -> Line<Immunization> {
    let mut w = Words::new(cx, line)?;
    let (code, _) = w.name(FactKind::Immunization)?;
    let mut i = Immunization { code, given: true, ..Immunization::default() };
    while !w.done() {
        if w.take("at") {
            i.occurred = Some(w.time()?);
        } else if w.take("not done") {
            i.given = false;
        } else if w.take("refused") {
            (i.given, i.refused) = (false, true);
        } else {
            return Err(w.unexpected(&["at TIME", "not done", "refused"]));
        }
    }
    Ok(i)
}

/// `BasicMetabolicPanel at -1 day`.
pub(crate) fn order(cx: Context<'_>, line: &str) -> Line<Order> {
    let mut w = Words::new(cx, line)?;
    let (code, _) = w.name(FactKind::Order)?;
    let mut o = Order { code, status: OrderStatus::Active, ..Order::default() };
    while !w.done() {
        if w.take("at") {
            o.authored = Some(w.time()?);
        } else if w.take("for") {
            o.period.start = Some(w.time()?);
        } else if w.take("prohibited") {
            o.prohibited = true;
        } else if let Some(status) = w.one_of(ORDER_STATUS) {
            o.status = status;
        } else {
            return Err(w.unexpected(&[
                "at TIME",
                "for TIME",
                "active",
                "draft",
                "done",
                "stopped",
                "planned",
                "prohibited",
                "unclear",
            ]));
        }
    }
    o.info.recorded = o.authored.clone();
    Ok(o)
}

/// `inpatient since -2 days current`, or a name, then the class.
pub(crate) fn encounter(cx: Context<'_>, line: &str) -> Line<Encounter> {
    const CLASS: &[(&str, &str)] = &[
        ("inpatient", "inpatient"),
        ("emergency", "emergency"),
        ("ambulatory", "ambulatory"),
        ("observation", "observation"),
        ("home-health", "home-health"),
        ("virtual", "virtual"),
    ];
    let mut w = Words::new(cx, line)?;
    let mut e = Encounter::default();
    match w.one_of(CLASS) {
        Some(class) => e.class = Some(class.to_string()),
        None => e.code = w.name(FactKind::Encounter)?.0,
    }
    while !w.done() {
        if w.take("current") {
            e.current = true;
        } else if let Some(class) = w.one_of(CLASS) {
            e.class = Some(class.to_string());
        } else if !period(&mut w, &mut e.period)? {
            return Err(w.unexpected(&[
                "inpatient",
                "emergency",
                "ambulatory",
                "current",
                "at TIME",
                "since TIME",
                "until TIME",
            ]));
        }
    }
    Ok(e)
}

/// `ColorectalCancer in mother at age 48`.
pub(crate) fn family_history(cx: Context<'_>, line: &str) -> Line<FamilyHistory> {
    const RELATIVES: &[(&str, (&str, &str))] = &[
        ("mother", ("mother", "MTH")),
        ("father", ("father", "FTH")),
        ("sister", ("sister", "SIS")),
        ("brother", ("brother", "BRO")),
        ("daughter", ("daughter", "DAU")),
        ("son", ("son", "SON")),
        ("aunt", ("aunt", "AUNT")),
        ("uncle", ("uncle", "UNCLE")),
        ("maternal grandmother", ("maternal grandmother", "MGRMTH")),
        ("maternal grandfather", ("maternal grandfather", "MGRFTH")),
        ("paternal grandmother", ("paternal grandmother", "PGRMTH")),
        ("paternal grandfather", ("paternal grandfather", "PGRFTH")),
    ];
    const ROLES: &str = "http://terminology.hl7.org/CodeSystem/v3-RoleCode";
    let mut w = Words::new(cx, line)?;
    let (code, _) = w.name(FactKind::FamilyHistory)?;
    let mut f = FamilyHistory { code, ..FamilyHistory::default() };
    while !w.done() {
        if w.take("in") {
            let Some((word, code)) = w.one_of(RELATIVES) else {
                return Err(w.unexpected(&[
                    "mother",
                    "father",
                    "sister",
                    "brother",
                    "daughter",
                    "son",
                    "maternal grandmother",
                ]));
            };
            f.relationship = with_text(Concept::coded(ROLES, code), word);
        } else if w.take("at age") {
            let at = w.here();
            f.onset_age =
                Some(w.number().ok_or_else(|| LineError::new(at, "an age in years must follow"))?.1);
        } else {
            return Err(w.unexpected(&["in mother", "in father", "at age YEARS"]));
        }
    }
    Ok(f)
}

/// `since TIME`, `until TIME`, `at TIME`.
fn period(w: &mut Words<'_>, p: &mut Period) -> Line<bool> {
    if w.take("since") || w.take("from") {
        p.start = Some(w.time()?);
    } else if w.take("until") {
        p.end = Some(w.time()?);
    } else if w.take("at") {
        let t: PartialTime = w.time()?;
        p.start = Some(t);
    } else {
        return Ok(false);
    }
    Ok(true)
}

fn with_text(mut concept: Concept, text: &str) -> Concept {
    concept.text = Some(text.to_string());
    concept
}
