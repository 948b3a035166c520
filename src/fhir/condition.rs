//! Condition: problems and diagnoses.

use super::absent::{Says, says};
use super::cx::Cx;
use super::json::{self, Json};
use super::section::Part;
use crate::snapshot::{Certainty, Concept, Condition, ConditionStatus, Period};

const NONE_OF: [&str; 2] = [
    "http://hl7.org/fhir/us/qicore/StructureDefinition/qicore-notDoneValueSet",
    "http://hl7.org/fhir/StructureDefinition/codeOptions",
];

/// Reads a Condition.
pub(super) fn read(cx: &mut Cx<'_>, r: Json<'_>) -> Option<Condition> {
    let verification = cx.codes(r, "verificationStatus");
    let verification = verification.first().map(String::as_str);
    if verification == Some("entered-in-error") {
        cx.note("entered-in-error", "left out");
        return None;
    }
    let code = cx.concept(r, "code").unwrap_or_default();
    match says(&code) {
        Some(Says::NoInformation) => {
            cx.findings.no_information.insert(Part::Conditions);
            cx.note("no-information", "the source has no information about problems");
            return None;
        }
        Some(_) => {
            cx.findings.known_empty.insert(Part::Conditions);
            cx.note("known-absent", "the source knows of no problems");
            return None;
        }
        None => {}
    }
    let certainty = certainty(cx, verification, &code);
    let period = Period {
        start: edge(cx, r, ["onsetDateTime", "onsetPeriod"], true),
        end: edge(cx, r, ["abatementDateTime", "abatementPeriod"], false),
    };
    let clinical = cx.codes(r, "clinicalStatus");
    let mut info = cx.info(r, "recordedDate");
    info.status_received = match (clinical.first(), verification) {
        (Some(c), Some(v)) => Some(format!("{c} {v}")),
        (c, v) => c.cloned().or(v.map(str::to_string)),
    };
    cx.note_future(period.start.as_ref());
    Some(Condition {
        info,
        none_of: r.get("code").and_then(none_of),
        status: status(cx, r, &clinical),
        certainty,
        categories: cx.codes(r, "category"),
        severity: cx.concept(r, "severity"),
        period,
        code,
    })
}

fn none_of(code: Json<'_>) -> Option<String> {
    NONE_OF
        .iter()
        .find_map(|url| json::extension(code, url))
        .and_then(|e| json::text(e, "valueCanonical").or(json::text(e, "valueUri")))
        .map(str::to_string)
}

/// Whether it is current; shared with allergies.
pub(super) fn clinical_status(cx: &mut Cx<'_>, codes: &[String]) -> Option<ConditionStatus> {
    match codes.first().map(String::as_str) {
        Some("active" | "recurrence" | "relapse") => Some(ConditionStatus::Active),
        Some("inactive" | "remission" | "resolved") => Some(ConditionStatus::Inactive),
        Some("unknown") => Some(ConditionStatus::Unknown),
        Some(_) => {
            cx.note("unreadable", "clinicalStatus: a code that is not understood");
            Some(ConditionStatus::Unknown)
        }
        None => None,
    }
}

fn status(cx: &mut Cx<'_>, r: Json<'_>, codes: &[String]) -> ConditionStatus {
    let over = ["abatementDateTime", "abatementAge", "abatementPeriod", "abatementRange", "abatementString"];
    let abated = over.iter().any(|k| r.get(k).is_some())
        || r.get("abatementBoolean").and_then(Json::as_bool) == Some(true);
    match clinical_status(cx, codes) {
        Some(s) => s,
        None if abated => ConditionStatus::Inactive,
        None => {
            cx.note("no-clinical-status", "whether it is current was not sent");
            ConditionStatus::Unknown
        }
    }
}

/// How sure the record is; shared with allergies.
pub(super) fn verification_status(cx: &mut Cx<'_>, code: Option<&str>) -> Certainty {
    match code {
        Some("confirmed") | None => Certainty::Confirmed,
        Some("refuted") => Certainty::Refuted,
        Some("unconfirmed" | "provisional" | "differential" | "presumed") => Certainty::Unconfirmed,
        Some(_) => {
            cx.note(
                "unreadable",
                "verificationStatus: a code that is not understood; not taken for confirmed",
            );
            Certainty::Unconfirmed
        }
    }
}

/// Text such as "rule out …" speaks of a doubt that the status leaves out.
/// A coded concept whose own display says so ("Suspected …") means itself.
fn certainty(cx: &mut Cx<'_>, verification: Option<&str>, code: &Concept) -> Certainty {
    let stated = verification_status(cx, verification);
    let (Some(text), Certainty::Confirmed) = (code.text.as_deref(), stated) else { return stated };
    let doubt = |s: &str| -> Option<Certainty> {
        let s = s.trim().to_lowercase();
        if s.starts_with("ruled out") || s.starts_with("ruled-out") || s.starts_with("excluded:") {
            return Some(Certainty::Refuted);
        }
        const DOUBTS: [&str; 9] = [
            "rule out",
            "rule-out",
            "r/o",
            "?",
            "suspected",
            "possible",
            "probable",
            "query ",
            "differential",
        ];
        DOUBTS.iter().any(|d| s.starts_with(d)).then_some(Certainty::Unconfirmed)
    };
    if code.codings.iter().any(|c| c.display.as_deref().is_some_and(|d| doubt(d).is_some())) {
        return stated;
    }
    match doubt(text) {
        Some(c) => {
            cx.note("doubt-in-text", "the text expresses a doubt or an exclusion; not taken for confirmed");
            c
        }
        None => stated,
    }
}

/// Onset or abatement of any type; an age or text has no date.
fn edge(
    cx: &mut Cx<'_>,
    r: Json<'_>,
    [time, period]: [&str; 2],
    first: bool,
) -> Option<crate::time::PartialTime> {
    if let Some(t) = cx.time(r, time) {
        return Some(t);
    }
    let period = cx.period(r, period)?;
    if first { period.start.or(period.end) } else { period.end }
}
