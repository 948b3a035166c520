//! RXA of a vaccination message.

use super::cx::Cx;
use super::message::Segment;
use crate::fhir::immunization::is_refusal;
use crate::snapshot::{Concept, Immunization, SourceRef};

/// Nothing was given: the message carries only what stands around it.
const NO_VACCINE: &str = "998";

/// What an RXA says about a vaccination; `None` where it is to go or says nothing.
pub(super) fn read(cx: &mut Cx<'_>, s: Segment<'_>, at: &SourceRef) -> Option<Immunization> {
    cx.source = at.clone();
    if s.code(21).as_deref() == Some("D") {
        cx.note("entered-in-error", "RXA-21 is D: the vaccination was deleted");
        return None;
    }
    let Some(code) = cx.concept(s.field(5), "RXA-5") else {
        cx.note("no-code", "RXA-5: a vaccination that is not named was left out");
        return None;
    };
    if code.codings.iter().any(|c| c.system == "cvx" && c.code == NO_VACCINE) {
        cx.note("no-vaccine", "CVX 998: no vaccine was given");
        return None;
    }
    let completion = s.code(20);
    let (given, mut refused) = match completion.as_deref() {
        Some("CP") | None => (true, false),
        Some("RE") => (false, true),
        Some("NA") => (false, false),
        Some("PA") => {
            cx.note("subpotent", "RXA-20 is PA: given in part, which does not count as a dose");
            (false, false)
        }
        Some(_) => {
            cx.note("unclear-status", "RXA-20: a status that is not of HL7 table 0322; not taken for given");
            (false, false)
        }
    };
    let mut reason = cx.coded(s.field(18), "").filter(|_| !given);
    if !given {
        refused |= reason.as_ref().is_some_and(is_refusal);
        if completion.as_deref() == Some("PA") && reason.is_none() {
            reason = Some(Concept { text: Some("given in part".into()), ..Concept::default() });
        }
    } else if !s.field(18).is_empty() {
        cx.note("refusal-contradicted", "RXA-18 has a reason for refusal, and RXA-20 does not say so");
    }
    let occurred = cx.time(s.field(3), "RXA-3");
    let recorded = cx.time(s.field(22), "RXA-22");
    let mut info = cx.info(at, completion, recorded);
    // NIP001 01 to 08: from a record, a register, a parent; 00 is a new one.
    info.reported = s.field(9).repetitions().any(|r| {
        r.component(3).text().as_deref() == Some("NIP001")
            && r.component(1).text().is_some_and(|c| !c.trim_start_matches('0').is_empty())
    });
    Some(Immunization { info, code, given, reason_not_given: reason, refused, occurred })
}
