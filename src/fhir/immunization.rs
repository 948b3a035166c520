//! Immunization: given, or said not to have been given.

use super::absent::{Says, says};
use super::cx::Cx;
use super::json::Json;
use super::section::Part;
use crate::snapshot::{Concept, Immunization};

/// Reasons that mean the patient (or who decides for them) did not want it.
const REFUSALS: [&str; 10] = [
    "PATOBJ",
    "VACEFF",
    "VACSAF",
    "RELIG",
    "PHILISOP",
    "183944003",
    "310376006",
    "443390004",
    "105480006",
    "182890002",
];

/// Reads an Immunization.
pub(super) fn read(cx: &mut Cx<'_>, r: Json<'_>) -> Option<Immunization> {
    let given = match cx.text(r, "status") {
        Some("completed") => true,
        Some("not-done") => false,
        Some("entered-in-error") => {
            cx.note("entered-in-error", "left out");
            return None;
        }
        _ => {
            cx.lose(Part::Immunizations, "unclear-status", "whether it was given was not sent; left out");
            return None;
        }
    };
    let code = cx.concept(r, "vaccineCode").unwrap_or_default();
    match says(&code) {
        Some(Says::NoInformation) => {
            cx.findings.no_information.insert(Part::Immunizations);
            cx.note("no-information", "the source has no information about immunizations");
            return None;
        }
        Some(_) => {
            cx.findings.known_empty.insert(Part::Immunizations);
            cx.note("known-absent", "the source knows of no immunizations");
            return None;
        }
        None => {}
    }
    let reason = if given { None } else { cx.concept(r, "statusReason") };
    let occurred = cx.time(r, "occurrenceDateTime");
    if cx.text(r, "occurrenceString").is_some() {
        cx.note("no-date", "occurrenceString: the time is only text");
    }
    if cx.flag(r, "isSubpotent") == Some(true) {
        cx.note("subpotent", "a subpotent dose");
    }
    cx.note_future(occurred.as_ref());
    let mut info = cx.info(r, "recorded");
    // Not from who gave it: hearsay or a history.
    info.reported = cx.flag(r, "primarySource") == Some(false);
    let refused = reason.as_ref().is_some_and(is_refusal);
    Some(Immunization { info, code, given, reason_not_given: reason, refused, occurred })
}

pub(crate) fn is_refusal(reason: &Concept) -> bool {
    reason.codings.iter().any(|c| REFUSALS.contains(&c.code.as_str()))
}
