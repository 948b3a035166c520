//! Orders other than medications: ServiceRequest, DeviceRequest, NutritionOrder.

use super::cx::Cx;
use super::json::Json;
use crate::snapshot::{Concept, Order, OrderStatus};

/// Reads an order.
pub(super) fn read(cx: &mut Cx<'_>, r: Json<'_>, kind: &str, draft: bool) -> Option<Order> {
    let status = cx.text(r, "status").unwrap_or_default();
    if status == "entered-in-error" {
        cx.note("entered-in-error", "left out");
        return None;
    }
    let intent = cx.text(r, "intent").unwrap_or("order");
    let ordered = intent.ends_with("order");
    let state = match status {
        "draft" => OrderStatus::Draft,
        // A draft that revokes an order is the order's end.
        _ if draft && !matches!(status, "revoked" | "completed") => OrderStatus::Draft,
        "active" if ordered => OrderStatus::Active,
        "active" => OrderStatus::Proposed,
        "on-hold" | "revoked" => OrderStatus::Ended,
        "completed" => OrderStatus::Done,
        _ => {
            if status != "unknown" {
                cx.note("unclear-status", "status: missing or not understood");
            }
            OrderStatus::Unknown
        }
    };
    let mut info = cx.info(r, "authoredOn");
    if kind == "NutritionOrder" {
        info.recorded = cx.time(r, "dateTime");
    }
    Some(Order {
        authored: info.recorded.clone(),
        code: code(cx, r, kind),
        status: state,
        prohibited: cx.flag(r, "doNotPerform") == Some(true),
        period: cx.when(r, "occurrence"),
        info,
    })
}

fn code(cx: &mut Cx<'_>, r: Json<'_>, kind: &str) -> Concept {
    let found = match kind {
        "DeviceRequest" => cx.concept(r, "codeCodeableConcept").or_else(|| {
            let reference = cx.reference(r, "codeReference")?;
            match cx.index.resolve(cx.at, r, reference) {
                Some(device) => cx.concept(device, "codeReference.type"),
                None => Some(Concept { unresolved: Some(reference.to_string()), ..Concept::default() }),
            }
        }),
        "NutritionOrder" => {
            let diet = cx.object(r, "oralDiet");
            diet.and_then(|d| cx.concepts(d, "oralDiet.type").into_iter().next())
        }
        _ => cx.concept(r, "code"),
    };
    found.unwrap_or_default()
}
