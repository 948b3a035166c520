//! AllergyIntolerance.

use super::absent::{Says, says};
use super::condition::{clinical_status, verification_status};
use super::cx::Cx;
use super::json::Json;
use super::section::Part;
use crate::snapshot::{Allergy, Certainty, ConditionStatus, Period};

/// Reads an AllergyIntolerance.
pub(super) fn read(cx: &mut Cx<'_>, r: Json<'_>) -> Option<Allergy> {
    let verification = cx.codes(r, "verificationStatus");
    let verification = verification.first().map(String::as_str);
    if verification == Some("entered-in-error") {
        cx.note("entered-in-error", "left out");
        return None;
    }
    let mut code = cx.concept(r, "code").unwrap_or_default();
    let none_known = match says(&code) {
        Some(Says::NoInformation) => {
            cx.findings.no_information.insert(Part::Allergies);
            cx.note("no-information", "the source has no information about allergies");
            return None;
        }
        said => said.is_some(),
    };
    let of_all = says(&code) == Some(Says::NoneKnown);
    if code == Default::default() {
        // Older senders name the substance only in the reaction.
        let reactions = cx.objects(r, "reaction");
        code = reactions.into_iter().find_map(|x| cx.concept(x, "reaction.substance")).unwrap_or_default();
    }
    let clinical = cx.codes(r, "clinicalStatus");
    let status = clinical_status(cx, &clinical).unwrap_or(ConditionStatus::Active);
    let certainty = verification_status(cx, verification);
    if of_all && status == ConditionStatus::Active && certainty == Certainty::Confirmed {
        cx.findings.known_empty.insert(Part::Allergies);
    }
    let mut info = cx.info(r, "recordedDate");
    info.status_received = clinical.first().cloned().or(verification.map(str::to_string));
    info.reported = cx.reference(r, "asserter").is_some_and(super::medication::is_patient_or_relative);
    let mut reactions = Vec::new();
    let mut severity = None;
    for x in cx.objects(r, "reaction") {
        reactions.extend(cx.concepts(x, "reaction.manifestation"));
        severity = worst(severity, cx.text(x, "reaction.severity"));
    }
    let start = cx.time(r, "onsetDateTime").or_else(|| cx.period(r, "onsetPeriod")?.start);
    let period = Period { start, end: cx.time(r, "lastOccurrence") };
    Some(Allergy {
        info,
        code,
        status,
        certainty,
        kind: cx.text(r, "type").map(str::to_string),
        criticality: cx.text(r, "criticality").map(str::to_string),
        severity: severity.map(str::to_string),
        reactions,
        period,
        none_known,
    })
}

fn worst<'v>(a: Option<&'v str>, b: Option<&'v str>) -> Option<&'v str> {
    let rank = |s: &str| ["mild", "moderate", "severe"].iter().position(|x| *x == s);
    match (a, b.filter(|s| rank(s).is_some())) {
        (Some(a), Some(b)) if rank(b) > rank(a) => Some(b),
        (Some(a), _) => Some(a),
        (None, b) => b,
    }
}
