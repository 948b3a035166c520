//! PV1: where the patient is cared for, and whether that goes on.

use super::cx::{Cx, source};
use super::message::Segment;
use crate::snapshot::{Coding, Concept, Encounter, Period, SourceRef};

/// The visit number, where one was sent.
pub(super) fn visit(s: Segment<'_>) -> Option<String> {
    s.text(19, 1).or_else(|| s.text(50, 1))
}

/// The source of an encounter: its visit number, else its sender's only one.
pub(super) fn source_of(cx: &Cx<'_>, visit: Option<&str>) -> SourceRef {
    match visit {
        Some(v) => source(&["PV1", v]),
        None => source(&["PV1", "", &cx.sender]),
    }
}

/// The class in the snapshot's words (HL7 table 0004), or as received.
fn class(code: &str) -> String {
    match code.to_ascii_uppercase().as_str() {
        "I" | "IMP" => "inpatient",
        "E" | "EMER" => "emergency",
        "O" | "R" | "AMB" => "ambulatory",
        "P" => "pre-admission",
        "H" | "HH" => "home-health",
        "V" | "VR" => "virtual",
        "OBSENC" => "observation",
        // Obstetrics is a ward; the stay is an inpatient's.
        "B" => "inpatient",
        _ => code,
    }
    .to_string()
}

/// An encounter.
pub(super) fn read(cx: &mut Cx<'_>, s: Segment<'_>, at: &SourceRef) -> Encounter {
    cx.source = at.clone();
    let received = s.text(2, 1);
    let class = received.as_deref().filter(|c| !matches!(*c, "U" | "N")).map(class);
    let start = cx.time(s.field(44), "PV1-44");
    let end = cx.time(s.field(45), "PV1-45");
    let over = match (&end, cx.opts.as_of) {
        (Some(end), Some(now)) => end.earliest(&cx.opts.zone) <= now,
        (Some(_), None) => true,
        (None, _) => false,
    };
    // Discharged without a time; not yet come.
    let event = cx.kind.1.as_str();
    let discharged = event == "A03" && cx.kind.0 == "ADT";
    let planned = class.as_deref() == Some("pre-admission") || matches!(event, "A05" | "A14");
    let code = s.text(4, 1).map(|code| Concept {
        codings: vec![Coding {
            system: "http://terminology.hl7.org/CodeSystem/v2-0007".into(),
            code,
            display: s.text(4, 2),
        }],
        ..Concept::default()
    });
    let place: Vec<String> = [1, 2, 3, 4].iter().filter_map(|n| s.text(3, *n)).collect();
    Encounter {
        info: cx.info(at, received, start.clone()),
        code: code.unwrap_or_default(),
        current: !(over || discharged || planned),
        class,
        period: Period { start, end },
        location: (!place.is_empty()).then(|| place.join(" ")),
    }
}
