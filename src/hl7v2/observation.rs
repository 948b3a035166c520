//! OBX: results.

use super::cx::{Cx, mark, source};
use super::message::Segment;
use super::value;
use crate::snapshot::{Concept, FactInfo, Observation, ObservationStatus, ObservationValue, SourceRef};
use crate::time::PartialTime;

/// What the order around a result says.
#[derive(Debug, Clone, Default)]
pub(super) struct Around {
    /// The filler's number of the order, else the placer's.
    pub number: Option<String>,
    /// What was ordered and when it was observed, for results without a number.
    pub battery: Option<String>,
    /// OBR-7.
    pub observed: Option<PartialTime>,
    /// OBR-22.
    pub issued: Option<PartialTime>,
    /// The specimen (OBR-15, or SPM-4 where that comes first).
    pub specimen: Option<Concept>,
    /// The specimen of the orders that follow: an SPM that stands before them.
    pub shared: Option<Concept>,
    /// When that one was taken (SPM-17).
    pub collected: Option<PartialTime>,
    /// `laboratory`, `imaging`.
    pub category: Option<&'static str>,
    /// Where the results stand as a whole (OBR-25).
    pub status: Option<String>,
}

/// What an OBX does to what was known.
pub(super) enum Result {
    Is(Vec<Observation>),
    /// Deleted, wrong, or not to be had.
    Gone,
    /// Sent before as preliminary, final now.
    Final,
    /// Nothing yet.
    Nothing,
}

/// The stable source: the order's number, OBX-3 and OBX-4. Without an order a
/// result is told from others by its time.
pub(super) fn source_of(cx: &Cx<'_>, s: Segment<'_>, around: &Around) -> Option<SourceRef> {
    let code = s.text(3, 1).or_else(|| s.text(3, 4)).or_else(|| s.text(3, 2).map(|t| mark(&t)))?;
    let sub = s.field(4).whole().unwrap_or_default();
    let order = match (&around.number, &around.battery) {
        (Some(n), _) => n.clone(),
        (None, battery) => {
            let when = s.text(14, 1).or_else(|| battery.is_none().then(|| cx.message.header(7, 1)));
            format!("{}@{}", battery.as_deref().unwrap_or(&cx.sender), when.unwrap_or_default())
        }
    };
    Some(source(&["OBX", &order, &code, &sub]))
}

/// A result.
pub(super) fn read(cx: &mut Cx<'_>, s: Segment<'_>, around: &Around, at: &SourceRef) -> Result {
    cx.source = at.clone();
    let received = s.text(11, 1);
    let empty = s.field(5).is_empty();
    let of_order = around.status.as_deref().filter(|c| received.is_none() && matches!(*c, "F" | "C"));
    if of_order.is_some() {
        cx.note("status-of-order", "OBX-11: not sent; OBR-25 says that the results are final or corrected");
    }
    let status = match received.as_deref().or(of_order).unwrap_or("").to_ascii_uppercase().as_str() {
        "F" => ObservationStatus::Final,
        "C" | "A" => ObservationStatus::Corrected,
        // In the laboratory, entered, in parts: not to be relied on yet.
        "P" | "R" | "S" | "I" => ObservationStatus::Preliminary,
        "U" if empty => return Result::Final,
        "U" => ObservationStatus::Final,
        "D" | "W" => {
            cx.note("entered-in-error", "OBX-11 is D or W: the result is withdrawn");
            return Result::Gone;
        }
        "X" => {
            cx.note("cancelled", "OBX-11 is X: no result can be had");
            return Result::Gone;
        }
        "O" => {
            cx.note("no-result", "OBX-11 is O: a detail of the order and no result");
            return Result::Nothing;
        }
        "N" => return absent(cx, s, around, at, received),
        "" => {
            cx.note("unclear-status", "OBX-11: not sent; not taken for final");
            ObservationStatus::Unknown
        }
        _ => {
            cx.note("unclear-status", "OBX-11: a status whose meaning is not settled; not taken for final");
            ObservationStatus::Unknown
        }
    };
    let values = value::values(cx, s);
    let base = base(cx, s, around, at, received);
    let Some(mut base) = base else { return Result::Nothing };
    base.status = status;
    let unit = values.first().and_then(|v| match v {
        ObservationValue::Quantity(q) => q.unit.clone(),
        ObservationValue::Range { low: Some(q), .. } => q.unit.clone(),
        _ => None,
    });
    base.ranges = value::ranges(s, unit.as_deref());
    base.interpretation = value::flags(cx, s);
    Result::Is(values.into_iter().map(|value| Observation { value, ..base.clone() }).collect())
}

fn absent(
    cx: &mut Cx<'_>,
    s: Segment<'_>,
    around: &Around,
    at: &SourceRef,
    received: Option<String>,
) -> Result {
    match base(cx, s, around, at, received) {
        Some(o) => Result::Is(vec![Observation { value: ObservationValue::Absent("not-asked".into()), ..o }]),
        None => Result::Nothing,
    }
}

fn base(
    cx: &mut Cx<'_>,
    s: Segment<'_>,
    around: &Around,
    at: &SourceRef,
    received: Option<String>,
) -> Option<Observation> {
    let Some(code) = cx.concept(s.field(3), "OBX-3") else {
        cx.note("no-code", "OBX-3: a result without a name was left out");
        return None;
    };
    let effective = cx.time(s.field(14), "OBX-14").or_else(|| around.observed.clone());
    if effective.is_none() {
        cx.note("no-time", "neither OBX-14 nor OBR-7 says when it was observed");
    }
    let issued = around.issued.clone();
    let body_site = cx.coded(s.field(20), "");
    let version = cx.version_of(issued.as_ref());
    Some(Observation {
        info: FactInfo { version, ..cx.info(at, received, issued.clone()) },
        code,
        value: ObservationValue::None,
        status: ObservationStatus::Final,
        effective,
        issued,
        categories: around.category.map(str::to_string).into_iter().collect(),
        interpretation: Vec::new(),
        ranges: Vec::new(),
        specimen: around.specimen.clone(),
        body_site,
        component_of: None,
    })
}
