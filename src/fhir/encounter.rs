//! Encounter: setting and whether it is going on.

use super::cx::Cx;
use super::json::{self, Json};
use crate::snapshot::Encounter;

/// Reads an Encounter.
pub(super) fn read(cx: &mut Cx<'_>, r: Json<'_>) -> Option<Encounter> {
    let status = cx.text(r, "status").unwrap_or_default();
    match status {
        "entered-in-error" => {
            cx.note("entered-in-error", "left out");
            return None;
        }
        "cancelled" => {
            cx.note("cancelled", "a cancelled encounter was left out");
            return None;
        }
        "" => cx.note("unclear-status", "status: missing"),
        _ => {}
    }
    let period = cx.period(r, "period").unwrap_or_default();
    let going_on = matches!(status, "in-progress" | "arrived" | "triaged" | "onleave");
    let over = match (&period.end, cx.opts.as_of) {
        (Some(end), Some(now)) => end.earliest(&cx.opts.zone) <= now,
        (Some(_), None) => true,
        (None, _) => false,
    };
    let code = cx.concepts(r, "type").into_iter().next().unwrap_or_default();
    cx.note_future(period.start.as_ref());
    let mut info = cx.info(r, "");
    info.recorded = period.start.clone();
    Some(Encounter {
        info,
        code,
        class: class(cx, r),
        current: going_on && !over,
        location: location(cx, r),
        period,
    })
}

/// The class in our words, or as received.
fn class(cx: &mut Cx<'_>, r: Json<'_>) -> Option<String> {
    let x = cx.object(r, "class")?;
    // R4 sends a Coding; R5 a list of CodeableConcepts.
    let code = json::text(x, "code")
        .or_else(|| json::list(x, "coding").find_map(|c| json::text(c, "code")))
        .or_else(|| json::text(x, "display"))?;
    let word = match code.to_ascii_uppercase().as_str() {
        "IMP" | "ACUTE" | "NONAC" | "INPATIENT" => "inpatient",
        "EMER" | "EMERGENCY" => "emergency",
        "AMB" | "OUTPATIENT" | "AMBULATORY" => "ambulatory",
        "OBSENC" => "observation",
        "HH" | "HOME" => "home-health",
        "VR" | "VIRTUAL" => "virtual",
        "FLD" => "field",
        "PRENC" => "pre-admission",
        "SS" => "short-stay",
        _ => code,
    };
    Some(word.to_string())
}

/// The place of now, else the last one.
fn location(cx: &mut Cx<'_>, r: Json<'_>) -> Option<String> {
    let all: Vec<Json<'_>> = cx.objects(r, "location").collect();
    let now = all.iter().find(|l| json::text(**l, "status") == Some("active")).or(all.last())?;
    let x = cx.object(*now, "location.location")?;
    if let Some(display) = json::text(x, "display") {
        return Some(display.to_string());
    }
    let target = cx.index.resolve(cx.at, r, json::text(x, "reference")?)?;
    json::text(target, "name").map(str::to_string)
}
