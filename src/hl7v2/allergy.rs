//! AL1, IAM and IAR: allergies.
//!
//! AL1 is a list without statuses: certainty is open, and a later list of the
//! same sender replaces it. IAM changes single entries and says how sure it is.

use super::cx::{Cx, mark, source};
use super::message::Segment;
use crate::fhir::absent::{Says, says};
use crate::snapshot::{Allergy, Certainty, Coding, Concept, ConditionStatus, Period, SourceRef};
use crate::terms::CodeSystem;

fn kind(code: Option<String>) -> Option<String> {
    // Adverse reactions and side effects are not allergies by themselves; only some codes say which.
    Some(
        match code?.to_ascii_uppercase().as_str() {
            "AL" => "allergy",
            "IN" => "intolerance",
            _ => return None,
        }
        .to_string(),
    )
}

fn severity(cx: &mut Cx<'_>, code: Option<String>, field: &str) -> Option<String> {
    let word = match code?.to_ascii_uppercase().as_str() {
        "SV" | "SEVERE" => "severe",
        "MO" | "MODERATE" => "moderate",
        "MI" | "MILD" => "mild",
        "U" | "UNKNOWN" => return None,
        _ => {
            cx.note("unreadable", format!("{field}: a severity that is not of HL7 table 0128"));
            return None;
        }
    };
    Some(word.to_string())
}

fn worst(a: Option<String>, b: Option<String>) -> Option<String> {
    let rank = |s: &Option<String>| match s.as_deref() {
        Some("severe") => 3,
        Some("moderate") => 2,
        Some("mild") => 1,
        _ => 0,
    };
    if rank(&b) > rank(&a) { b } else { a }
}

/// Whether an entry says that there is none.
pub(super) enum Entry {
    Allergy(Box<Allergy>),
    NoInformation,
    Nothing,
}

/// An entry of the list; its place in it is its source.
pub(super) fn al1(cx: &mut Cx<'_>, s: Segment<'_>, at: &SourceRef) -> Entry {
    cx.source = at.clone();
    if s.field(3).is_null() {
        // Sent so as to say that the list is empty; said aloud, for it may be a slip of the sender.
        cx.note("deleted", "AL1-3 is \"\": no allergy, and the sender's list without this entry");
        return Entry::Nothing;
    }
    let code = cx.coded(s.field(3), "").unwrap_or_else(|| unnamed(cx, "AL1-3"));
    let code = none_in_words(cx, code, "AL1-3");
    if says(&code) == Some(Says::NoInformation) {
        return Entry::NoInformation;
    }
    let severity = severity(cx, s.text(4, 1), "AL1-4");
    let reactions = s.field(5).repetitions().filter_map(|r| text_or_code(cx, r)).collect();
    // The date identified is not an onset.
    let recorded = cx.time(s.field(6), "AL1-6");
    Entry::Allergy(Box::new(Allergy {
        info: cx.info(at, None, recorded),
        none_known: says(&code).is_some(),
        code,
        status: ConditionStatus::Active,
        // Neither confirmed nor doubted: counts for safety, as less than certain.
        certainty: Certainty::Unconfirmed,
        severity,
        reactions,
        ..Allergy::default()
    }))
}

/// An allergy to something that was not sent may be to anything.
fn unnamed(cx: &mut Cx<'_>, field: &str) -> Concept {
    cx.note("no-code", format!("{field}: an allergy, and not what it is to"));
    Concept { unresolved: Some(field.to_string()), ..Concept::default() }
}

/// "No known allergies" as most senders write it, with the code for it; anything
/// else that nothing explains is reported.
fn none_in_words(cx: &mut Cx<'_>, mut code: Concept, field: &str) -> Concept {
    let coded = code.codings.iter().any(|c| CodeSystem::from_name(&c.system).is_some());
    let words = code.text.iter().chain(code.codings.iter().flat_map(|c| c.display.iter().chain([&c.code])));
    let said = words.map(|w| w.trim().trim_end_matches('.').to_ascii_uppercase()).find_map(|w| {
        Some(match w.as_str() {
            "NKA" | "NO KNOWN ALLERGIES" | "NO KNOWN ALLERGY" => "716186003",
            "NKDA" | "NO KNOWN DRUG ALLERGIES" | "NO KNOWN DRUG ALLERGY" => "409137002",
            _ => return None,
        })
    });
    match said.filter(|_| !coded) {
        Some(snomed) => {
            cx.note("none-in-words", format!("{field}: words for no known allergies, read as that"));
            code.codings.push(Coding { system: "snomed".into(), code: snomed.into(), display: None });
        }
        None if code.unresolved.is_none() => cx.report_unmapped(&code, field),
        None => {}
    }
    code
}

/// A reaction: coded, or text in the place of the code.
fn text_or_code(cx: &mut Cx<'_>, r: super::message::Part<'_>) -> Option<Concept> {
    let coded = !r.component(3).is_empty();
    if coded {
        return cx.coded(r, "");
    }
    let text = r.component(2).text().or_else(|| r.component(1).text())?;
    Some(Concept { text: Some(text), ..Concept::default() })
}

/// The stable source of an IAM entry: its own number, else what it is to.
pub(super) fn iam_source(cx: &Cx<'_>, s: Segment<'_>) -> Option<SourceRef> {
    let own = s.text(7, 1);
    let key = own.or_else(|| {
        let what = format!("{}^{}", s.text(3, 1).or_else(|| s.text(3, 2))?, s.text(3, 3).unwrap_or_default());
        Some(mark(&what))
    })?;
    Some(source(&["IAM", &cx.sender, &key]))
}

/// What an IAM says: the allergy, or `None` for one that is to go.
pub(super) fn iam(cx: &mut Cx<'_>, s: Segment<'_>, at: &SourceRef) -> Entry {
    cx.source = at.clone();
    if s.code(6).as_deref() == Some("D") {
        cx.note("deleted", "IAM-6 is D: the entry was deleted");
        return Entry::Nothing;
    }
    let mut code = cx.coded(s.field(3), "");
    // The code a clinician identified (2.8), beside the sender's own.
    if let Some(also) = cx.coded(s.field(27), "") {
        let code = code.get_or_insert_with(Concept::default);
        code.codings.extend(also.codings);
    }
    let code = code.unwrap_or_else(|| unnamed(cx, "IAM-3"));
    let code = none_in_words(cx, code, "IAM-3");
    if says(&code) == Some(Says::NoInformation) {
        return Entry::NoInformation;
    }
    let clinical = s.text(17, 1);
    let (status, certainty) = match clinical.as_deref().map(str::to_ascii_uppercase).as_deref() {
        Some("C") => (ConditionStatus::Active, Certainty::Confirmed),
        Some("I") => (ConditionStatus::Inactive, Certainty::Confirmed),
        Some("U" | "P" | "S" | "D") => (ConditionStatus::Active, Certainty::Unconfirmed),
        Some("E") => {
            cx.note("entered-in-error", "IAM-17 is E: left out");
            return Entry::Nothing;
        }
        Some(_) => {
            cx.note("unclear-status", "IAM-17: a status that is not of HL7 table 0438");
            (ConditionStatus::Active, Certainty::Unconfirmed)
        }
        None => (ConditionStatus::Active, Certainty::Unconfirmed),
    };
    let severity = severity(cx, s.text(4, 1), "IAM-4");
    let reactions = s.field(5).repetitions().filter_map(|r| text_or_code(cx, r)).collect();
    let recorded = cx.time(s.field(24), "IAM-24").or_else(|| cx.time(s.field(13), "IAM-13"));
    let reporter = s.text(15, 1);
    let mut info = cx.info(at, clinical, recorded);
    // Said by someone with a relation to the patient (table 0063), or the patient.
    info.reported = reporter.is_some_and(|r| !matches!(r.as_str(), "EMR" | "EME"));
    let start = cx.time(s.field(11), "IAM-11");
    Entry::Allergy(Box::new(Allergy {
        info,
        none_known: says(&code).is_some(),
        code,
        status,
        certainty,
        kind: kind(s.text(9, 1)),
        severity,
        reactions,
        period: Period { start, end: None },
        ..Allergy::default()
    }))
}

/// A reaction of the IAM before it.
pub(super) fn iar(cx: &mut Cx<'_>, s: Segment<'_>, allergy: &mut Allergy) {
    allergy.reactions.extend(text_or_code(cx, s.field(1).repetitions().next().unwrap_or(s.field(1))));
    let found = severity(cx, s.text(2, 1), "IAR-2");
    allergy.severity = worst(allergy.severity.take(), found);
    if allergy.kind.is_none() {
        allergy.kind = kind(s.text(3, 1));
    }
}
