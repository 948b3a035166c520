//! Observation: values of every type, components, limits and flags.

use super::cx::{Cx, last};
use super::datatypes::{is_masked, is_redacted, quotient};
use super::json::Json;
use super::section::Part;
use super::{json, numeric};
use crate::snapshot::{
    Observation, ObservationStatus, ObservationValue, Quantity, ReferenceRange, SourceRef,
};
use crate::time::PartialTime;
use std::borrow::Cow;

/// Reads an Observation: itself, then its components.
pub(super) fn read(cx: &mut Cx<'_>, r: Json<'_>) -> Vec<Observation> {
    let Some(status) = status(cx, r) else { return Vec::new() };
    if elsewhere(cx, r) {
        cx.note("not-a-patient", "it is about something else than the patient (focus); left out");
        return Vec::new();
    }
    let effective = effective(cx, r);
    cx.note_future(effective.as_ref());
    let components: Vec<Json<'_>> = cx.objects(r, "component").collect();
    let mut whole = Observation {
        code: cx.concept(r, "code").unwrap_or_default(),
        value: value(cx, r, "Observation"),
        status,
        effective,
        issued: cx.time(r, "issued"),
        categories: cx.codes(r, "category"),
        interpretation: flags(cx, r),
        ranges: ranges(cx, r),
        specimen: specimen(cx, r),
        body_site: cx.concept(r, "bodySite"),
        component_of: None,
        info: cx.info(r, "issued"),
    };
    let panel = !components.is_empty() || !json::list(r, "hasMember").is_empty();
    if whole.value == ObservationValue::None && !panel {
        whole.value = ObservationValue::Absent("not-sent".into());
    }
    if whole.code.is_uncoded() && whole.code.text.is_none() && !whole.code.masked && !panel {
        cx.lose(Part::Observations, "no-code", "an observation without a code was left out");
        return Vec::new();
    }
    let parts: Vec<Observation> =
        components.into_iter().enumerate().map(|(i, c)| component(cx, &whole, c, i)).collect();
    let mut all = vec![whole];
    all.extend(parts);
    all
}

fn component(cx: &mut Cx<'_>, whole: &Observation, c: Json<'_>, i: usize) -> Observation {
    let mut info = whole.info.clone();
    let panel = info.source.clone();
    info.source = panel.as_ref().map(|s| SourceRef(format!("{s}.component[{i}]").into()));
    let value = match value(cx, c, "component") {
        ObservationValue::None => ObservationValue::Absent("not-sent".into()),
        v => v,
    };
    Observation {
        info,
        code: cx.concept(c, "component.code").unwrap_or_default(),
        value,
        interpretation: flags(cx, c),
        ranges: ranges(cx, c),
        component_of: panel,
        ..whole.clone()
    }
}

fn status(cx: &mut Cx<'_>, r: Json<'_>) -> Option<ObservationStatus> {
    Some(match cx.text(r, "status") {
        Some("final") => ObservationStatus::Final,
        Some("amended" | "corrected") => ObservationStatus::Corrected,
        Some("registered" | "preliminary") => ObservationStatus::Preliminary,
        Some("entered-in-error") => {
            cx.note("entered-in-error", "left out");
            return None;
        }
        Some("cancelled") => {
            cx.note("cancelled", "a cancelled observation was left out");
            return None;
        }
        Some("unknown") => ObservationStatus::Unknown,
        _ => {
            cx.note("unclear-status", "status: missing or not understood");
            ObservationStatus::Unknown
        }
    })
}

/// Whether `focus` names something other than the subject.
fn elsewhere(cx: &Cx<'_>, r: Json<'_>) -> bool {
    let mut focus = json::list(r, "focus");
    if focus.is_empty() {
        return false;
    }
    let subject = r.get("subject").and_then(|s| json::text(s, "reference"));
    focus.any(|f| match json::text(f, "reference") {
        Some(x) => {
            let same = subject == Some(x)
                || subject.is_some_and(|s| cx.index.source_of(cx.at, s) == cx.index.source_of(cx.at, x));
            !same && !["Condition/", "Procedure/", "Encounter/"].iter().any(|k| x.contains(k))
        }
        None => true,
    })
}

/// When it was true of the patient; of a period, its end (its start when open).
fn effective(cx: &mut Cx<'_>, r: Json<'_>) -> Option<PartialTime> {
    cx.time(r, "effectiveDateTime").or_else(|| cx.time(r, "effectiveInstant")).or_else(|| {
        let p = cx.period(r, "effectivePeriod")?;
        p.end.or(p.start)
    })
}

/// `value[x]`, of an observation or a component.
fn value(cx: &mut Cx<'_>, r: Json<'_>, place: &str) -> ObservationValue {
    if is_redacted(r) {
        return ObservationValue::Masked;
    }
    if let Some(why) = cx.codes(r, "dataAbsentReason").first() {
        if why == "masked" {
            return ObservationValue::Masked;
        }
        return ObservationValue::Absent(why.clone());
    }
    let mut keys = r.members().filter(|(k, v)| is_value_key(k) && !v.is_null()).map(|(k, _)| k);
    let Some(key) = keys.next() else {
        let hidden = r.members().any(|(k, v)| k.starts_with("_value") && is_masked(v));
        return if hidden { ObservationValue::Masked } else { ObservationValue::None };
    };
    if keys.next().is_some() {
        cx.note("unreadable", format!("{place}.value[x]: more than one value; none is used"));
        return ObservationValue::Absent("error".into());
    }
    typed(cx, r, key, place).unwrap_or_else(|| ObservationValue::Absent("error".into()))
}

fn is_value_key(key: &str) -> bool {
    key.strip_prefix("value").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()))
}

/// The value under one key; `None` when it cannot be read.
fn typed(cx: &mut Cx<'_>, r: Json<'_>, key: &str, place: &str) -> Option<ObservationValue> {
    let path: Cow<'_, str> = match (place, key) {
        ("Observation", "valueQuantity") => "Observation.valueQuantity".into(),
        ("component", "valueQuantity") => "component.valueQuantity".into(),
        ("Observation", "valueCodeableConcept") => "Observation.valueCodeableConcept".into(),
        _ => format!("{place}.{key}").into(),
    };
    if r.get(key).is_some_and(is_masked) {
        return Some(ObservationValue::Masked);
    }
    match last(&path) {
        "valueQuantity" => match cx.quantity(r, &path) {
            Some(q) => Some(ObservationValue::Quantity(q)),
            None => Some(words_of_quantity(cx, r.get(key)?)),
        },
        "valueInteger" | "valueDecimal" | "valuePositiveInt" | "valueUnsignedInt" => {
            let value = cx.num(r, &path)?;
            Some(ObservationValue::Quantity(Quantity { value, comparator: None, unit: None }))
        }
        "valueCodeableConcept" => cx.concept(r, &path).map(|c| match c.masked {
            true => ObservationValue::Masked,
            false => ObservationValue::Concept(c),
        }),
        "valueString" => cx.text(r, &path).map(|s| match numeric::parse(s) {
            numeric::Parsed::Number(q) => ObservationValue::Quantity(q),
            numeric::Parsed::Text => ObservationValue::Text(s.to_string()),
            numeric::Parsed::Ambiguous => {
                cx.note(
                    "ambiguous-number",
                    "valueString: a comma may be decimal or grouping; not read as a number",
                );
                ObservationValue::Text(s.to_string())
            }
        }),
        "valueBoolean" => cx.flag(r, &path).map(ObservationValue::YesNo),
        "valueRange" => cx.range(r, &path).map(|(low, high)| ObservationValue::Range { low, high }),
        "valueRatio" => cx.ratio(r, &path).map(|(over, under)| ratio(&over, &under)),
        "valueTime" => cx.text(r, &path).map(|s| ObservationValue::Text(s.to_string())),
        "valueDateTime" | "valueDate" | "valueInstant" => cx.time(r, &path).map(ObservationValue::Time),
        "valuePeriod" => {
            let p = cx.period(r, &path)?;
            p.start.or(p.end).map(ObservationValue::Time)
        }
        "valueSampledData" => Some(ObservationValue::Text("sampled data".into())),
        "valueAttachment" | "valueReference" => Some(ObservationValue::Text("attached or referenced".into())),
        _ => {
            cx.note("not-understood", format!("{path}: a type of value that is not understood"));
            None
        }
    }
}

/// A quantity without a number: what its text says.
fn words_of_quantity(cx: &mut Cx<'_>, q: Json<'_>) -> ObservationValue {
    match json::text(q, "unit").filter(|_| q.get("value").is_none()) {
        Some(words) => {
            cx.note("no-number", "valueQuantity: a unit without a number");
            ObservationValue::Text(words.to_string())
        }
        None => ObservationValue::Absent("error".into()),
    }
}

/// A titre stays as text; anything else is a quotient.
fn ratio(over: &Quantity, under: &Quantity) -> ObservationValue {
    if over.unit.is_none() && under.unit.is_none() {
        return ObservationValue::Text(format!("{}:{}", over.value, under.value));
    }
    match quotient(over, under) {
        Some(q) if under.comparator.is_none() => ObservationValue::Quantity(q),
        _ => ObservationValue::Absent("error".into()),
    }
}

fn flags(cx: &mut Cx<'_>, r: Json<'_>) -> Vec<String> {
    cx.codes(r, "interpretation").into_iter().map(|c| c.to_uppercase()).collect()
}

fn ranges(cx: &mut Cx<'_>, r: Json<'_>) -> Vec<ReferenceRange> {
    let mut all = Vec::new();
    for x in cx.objects(r, "referenceRange") {
        let mut whom = cx.codes(x, "referenceRange.type");
        whom.extend(cx.codes(x, "referenceRange.appliesTo"));
        if let Some((low, high)) = cx.range(x, "referenceRange.age") {
            let end = |q: Option<Quantity>| {
                q.map_or_else(String::new, |q| format!("{} {}", q.value, q.unit.unwrap_or_default()))
            };
            whom.push(format!("age {}..{}", end(low), end(high)));
        }
        all.push(ReferenceRange {
            low: cx.quantity(x, "referenceRange.low"),
            high: cx.quantity(x, "referenceRange.high"),
            text: cx.text(x, "referenceRange.text").map(str::to_string),
            applies_to: (!whom.is_empty()).then(|| whom.join(", ")),
        });
    }
    all
}

fn specimen(cx: &mut Cx<'_>, r: Json<'_>) -> Option<crate::snapshot::Concept> {
    let x = cx.object(r, "specimen")?;
    let display = json::text(x, "display");
    let target = json::text(x, "reference").and_then(|s| cx.index.resolve(cx.at, r, s));
    match target {
        Some(t) => cx.concept(t, "specimen.type"),
        None => display.map(|d| crate::snapshot::Concept { text: Some(d.to_string()), ..Default::default() }),
    }
}
