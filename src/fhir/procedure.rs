//! Procedure.

use super::absent::{Says, says};
use super::cx::Cx;
use super::json::Json;
use super::section::Part;
use crate::snapshot::{OrderStatus, Procedure};

/// Reads a Procedure.
pub(super) fn read(cx: &mut Cx<'_>, r: Json<'_>) -> Option<Procedure> {
    let status = match cx.text(r, "status") {
        Some("completed") => OrderStatus::Done,
        Some("in-progress") => OrderStatus::Active,
        Some("preparation") => OrderStatus::Proposed,
        Some("not-done") => OrderStatus::NotDone,
        Some("on-hold" | "stopped") => OrderStatus::Ended,
        Some("entered-in-error") => {
            cx.note("entered-in-error", "left out");
            return None;
        }
        Some("unknown") => OrderStatus::Unknown,
        _ => {
            cx.note("unclear-status", "status: missing or not understood");
            OrderStatus::Unknown
        }
    };
    let code = cx.concept(r, "code").unwrap_or_default();
    match says(&code) {
        Some(Says::NoInformation) => {
            cx.findings.no_information.insert(Part::Procedures);
            cx.note("no-information", "the source has no information about procedures");
            return None;
        }
        Some(_) => {
            cx.findings.known_empty.insert(Part::Procedures);
            cx.note("known-absent", "the source knows of no procedures");
            return None;
        }
        None => {}
    }
    let period = cx.when(r, "performed");
    cx.note_future(period.start.as_ref());
    let mut info = cx.info(r, "");
    info.recorded = period.end.clone().or(period.start.clone());
    Some(Procedure { info, code, status, period, reasons: cx.concepts(r, "reasonCode") })
}
