//! OBX-5 by its type, OBX-7 and OBX-8.

use super::cx::Cx;
use super::message::{Part, Segment};
use crate::fhir::numeric::{self, Parsed};
use crate::snapshot::{ObservationValue, Quantity, ReferenceRange};
use crate::time::PartialTime;
use crate::units;
use crate::value::{CmpOp, Num};

/// A number as NM sends it: a sign and a leading point are allowed.
pub(super) fn number(text: &str) -> Option<Num> {
    let text = text.trim();
    let text = text.strip_prefix('+').unwrap_or(text);
    let text = if text.starts_with('.') { format!("0{text}") } else { text.to_string() };
    match numeric::parse(&text) {
        Parsed::Number(Quantity { value, comparator: None, unit: None }) => Some(value),
        _ => None,
    }
}

/// The values of an OBX: one, or one for each repetition of a coded answer.
pub(super) fn values(cx: &mut Cx<'_>, obx: Segment<'_>) -> Vec<ObservationValue> {
    let field = obx.field(5);
    let kind = obx.text(2, 1).unwrap_or_default().to_ascii_uppercase();
    let absent = |why: &str| vec![ObservationValue::Absent(why.to_string())];
    if field.is_empty() || field.is_null() {
        return absent("not-sent");
    }
    let repeats: Vec<Part<'_>> = field.repetitions().collect();
    match kind.as_str() {
        "ST" | "TX" | "FT" | "" | "IS" | "ID" => text(cx, &repeats, &kind, obx),
        "CE" | "CWE" | "CNE" | "CF" => {
            let all: Vec<_> = repeats.into_iter().filter_map(|r| cx.coded(r, "")).collect();
            if all.is_empty() {
                return absent("error");
            }
            all.iter().for_each(|c| cx.report_answer(c, "OBX-5"));
            all.into_iter().map(ObservationValue::Concept).collect()
        }
        "ED" | "RP" => {
            cx.note("not-a-value", "OBX-5: an attached or referenced document");
            vec![ObservationValue::Text("attached or referenced".into())]
        }
        _ if repeats.len() > 1 => {
            cx.note("several-values", "OBX-5: several values where one is expected; none is used");
            absent("error")
        }
        _ => vec![
            repeats.first().map_or(ObservationValue::Absent("error".into()), |r| single(cx, *r, &kind, obx)),
        ],
    }
}

/// Text; what is a number with or without its unit is one. Lines belong together.
fn text(cx: &mut Cx<'_>, repeats: &[Part<'_>], kind: &str, obx: Segment<'_>) -> Vec<ObservationValue> {
    if kind.is_empty() {
        cx.note("no-value-type", "OBX-2: not sent; OBX-5 is read as text");
    }
    let lines: Vec<String> = repeats.iter().filter_map(Part::whole).collect();
    let whole = lines.join("\n");
    let value =
        if matches!(kind, "ST" | "") { from_text(cx, &whole, obx) } else { ObservationValue::Text(whole) };
    vec![value]
}

fn from_text(cx: &mut Cx<'_>, text: &str, obx: Segment<'_>) -> ObservationValue {
    match numeric::parse(text) {
        Parsed::Number(q) => {
            let unit = cx.unit(obx.field(6), "OBX-6");
            if let (Some(said), Some(sent)) = (&q.unit, &unit)
                && !same_unit(said, sent)
            {
                cx.note("unit-contradicted", "OBX-5 and OBX-6 name two units; not read as a number");
                return ObservationValue::Text(text.to_string());
            }
            ObservationValue::Quantity(Quantity { unit: q.unit.or(unit), ..q })
        }
        Parsed::Text => ObservationValue::Text(text.to_string()),
        Parsed::Ambiguous => {
            cx.note("ambiguous-number", "OBX-5: a comma may be decimal or grouping; not read as a number");
            ObservationValue::Text(text.to_string())
        }
    }
}

fn same_unit(a: &str, b: &str) -> bool {
    match (units::normalise_received(a), units::normalise_received(b)) {
        (Some((a, _)), Some((b, _))) => {
            units::conversion(&a, &b).ok().and_then(|c| c.apply(Num::ONE)) == Some(Num::ONE)
        }
        _ => a == b,
    }
}

fn single(cx: &mut Cx<'_>, part: Part<'_>, kind: &str, obx: Segment<'_>) -> ObservationValue {
    let error = || ObservationValue::Absent("error".into());
    match kind {
        "NM" => {
            // A number has no components: `120^80` is not 120.
            let Some(text) = part.all() else { return error() };
            match number(&text) {
                Some(value) => {
                    let unit = cx.unit(obx.field(6), "OBX-6");
                    ObservationValue::Quantity(Quantity { value, comparator: None, unit })
                }
                None => {
                    cx.note("not-a-number", "OBX-5: the type is NM, the value is more than a number");
                    from_text(cx, &text, obx)
                }
            }
        }
        "SN" => structured(cx, part, obx).unwrap_or_else(|| {
            cx.note("unreadable", "OBX-5: a structured number that is not understood");
            part.whole().map_or_else(error, ObservationValue::Text)
        }),
        "CQ" => {
            let unit = cx.unit(part.component(2), "OBX-5");
            match part.text().and_then(|t| number(&t)) {
                Some(value) => ObservationValue::Quantity(Quantity { value, comparator: None, unit }),
                None => {
                    cx.note("not-a-number", "OBX-5: a quantity without a readable number");
                    error()
                }
            }
        }
        "NR" => {
            let unit = cx.unit(obx.field(6), "OBX-6");
            // An end that is not sent is open; one that cannot be read is not.
            let end = |n| part.component(n).text().map(|t| number(&t));
            let of = |value: Num| Quantity { value, comparator: None, unit: unit.clone() };
            match (end(1), end(2)) {
                (None, None) => error(),
                (Some(Some(low)), Some(Some(high))) if low <= high => {
                    ObservationValue::Range { low: Some(of(low)), high: Some(of(high)) }
                }
                (Some(Some(low)), None) => ObservationValue::Range { low: Some(of(low)), high: None },
                (None, Some(Some(high))) => ObservationValue::Range { low: None, high: Some(of(high)) },
                _ => {
                    cx.note("unreadable", "OBX-5: a range of numbers that is not understood");
                    error()
                }
            }
        }
        "DT" | "TS" | "DTM" => cx.time(part, "OBX-5").map_or_else(error, ObservationValue::Time),
        "DR" => dates(cx, part).unwrap_or_else(error),
        "TM" => part.text().map_or_else(error, ObservationValue::Text),
        _ => {
            cx.note("not-understood", "OBX-2: a type of value that is not read");
            error()
        }
    }
}

/// DR: from and to. Only a range of one day (or month, or year) is a time.
fn dates(cx: &mut Cx<'_>, part: Part<'_>) -> Option<ObservationValue> {
    let (from, to) = (part.component(1), part.component(2));
    if from.is_empty() && to.is_empty() {
        return None;
    }
    // An end that cannot be read is not an open one.
    let end = |cx: &mut Cx<'_>, p: Part<'_>| match p.text() {
        None => Some(None),
        Some(_) => cx.time(p, "OBX-5").map(Some),
    };
    let (from, to) = (end(cx, from)?, end(cx, to)?);
    if from == to {
        return from.map(ObservationValue::Time);
    }
    cx.note("date-range", "OBX-5: from one date to another; kept as text and not compared");
    let shown = |t: Option<PartialTime>| t.map_or_else(|| "…".to_string(), |t| t.to_string());
    Some(ObservationValue::Text(format!("{} to {}", shown(from), shown(to))))
}

/// SN: comparator, number, separator, number.
fn structured(cx: &mut Cx<'_>, part: Part<'_>, obx: Segment<'_>) -> Option<ObservationValue> {
    let sign = part.component(1).text();
    let first = part.component(2).text().map(|t| number(&t));
    let between = part.component(3).text();
    let second = part.component(4).text().map(|t| number(&t));
    let unit = cx.unit(obx.field(6), "OBX-6");
    let of = |value: Num, comparator| Quantity { value, comparator, unit: unit.clone() };
    match (sign.as_deref(), first, between.as_deref(), second) {
        (None | Some("="), Some(n), None, None) => Some(ObservationValue::Quantity(of(n?, None))),
        (Some(op), Some(n), None, None) => {
            let op = match op {
                "<" => CmpOp::Lt,
                "<=" => CmpOp::Le,
                ">" => CmpOp::Gt,
                ">=" => CmpOp::Ge,
                // "Not equal" bounds nothing.
                "<>" => return Some(ObservationValue::Text(format!("<>{}", n?))),
                _ => return None,
            };
            Some(ObservationValue::Quantity(of(n?, Some(op))))
        }
        (None | Some("="), Some(a), Some("-"), Some(b)) => {
            let (a, b) = (a?, b?);
            if a > b {
                return None;
            }
            Some(ObservationValue::Range { low: Some(of(a, None)), high: Some(of(b, None)) })
        }
        // A titre or a ratio stays as it is written.
        (sign, Some(a), Some(sep @ (":" | "/")), Some(b)) => {
            Some(ObservationValue::Text(format!("{}{}{sep}{}", sign.unwrap_or(""), a?, b?)))
        }
        // One or more pluses of a semiquantitative scale.
        (None, Some(n), Some("+"), None) => Some(ObservationValue::Text(format!("{}+", n?))),
        _ => None,
    }
}

/// OBX-7: numbers where they can be told, and always the text.
pub(super) fn ranges(obx: Segment<'_>, unit: Option<&str>) -> Vec<ReferenceRange> {
    let Some(text) = obx.field(7).whole() else { return Vec::new() };
    let of = |value: Num, comparator| Quantity { value, comparator, unit: unit.map(str::to_string) };
    let mut range = ReferenceRange { text: Some(text.clone()), ..ReferenceRange::default() };
    let plain = text.trim();
    let ends = plain.split_once(" to ").or_else(|| {
        // The hyphen after the first character: a leading one is a sign.
        let at = plain.char_indices().skip(1).find(|(_, c)| *c == '-')?.0;
        Some((&plain[..at], &plain[at + 1..]))
    });
    if let Some((low, high)) = ends
        && let (Some(low), Some(high)) = (number(low), number(high))
    {
        if low <= high {
            range.low = Some(of(low, None));
            range.high = Some(of(high, None));
        }
    } else if let Parsed::Number(q) = numeric::parse(plain) {
        match q.comparator {
            Some(CmpOp::Lt | CmpOp::Le) => range.high = Some(of(q.value, q.comparator)),
            Some(CmpOp::Gt | CmpOp::Ge) => range.low = Some(of(q.value, q.comparator)),
            _ => {}
        }
    }
    vec![range]
}

const FLAGS: [&str; 45] = [
    "L", "H", "LL", "HH", "<", ">", "N", "A", "AA", "U", "D", "B", "W", "S", "R", "I", "MS", "VS", "POS",
    "NEG", "IND", "DET", "ND", "EXP", "UNE", "NS", "RR", "WR", "NR", "HM", "AC", "TOX", "QCF", "CAR", "LU",
    "HU", "E", "EX", "HX", "LX", "IE", "OBX", "NCL", "SDD", "NULL",
];

/// Whether a flag is of HL7 table 0078.
pub(super) fn is_standard_flag(flag: &str) -> bool {
    FLAGS.contains(&flag)
}

/// OBX-8: flags of table 0078, or what the site's table says; others are reported.
pub(super) fn flags(cx: &mut Cx<'_>, obx: Segment<'_>) -> Vec<String> {
    let mut out = Vec::new();
    let field = obx.field(8);
    for r in field.repetitions() {
        let Some(code) = r.text() else {
            cx.note("unmapped-flag", "OBX-8: a flag without a code");
            continue;
        };
        if let Some(to) = cx.opts.map.flag(&cx.sender, &code) {
            out.push(to.to_string());
        } else if is_standard_flag(&code.to_uppercase()) {
            out.push(code.to_uppercase());
        } else {
            cx.note("unmapped-flag", "OBX-8: a flag that is not of HL7 table 0078 and not in the site map");
        }
    }
    out
}
