//! FamilyMemberHistory: diseases of relatives, one fact each.

use super::cx::Cx;
use super::json::Json;
use crate::snapshot::FamilyHistory;
use crate::value::Num;

/// Reads a FamilyMemberHistory.
pub(super) fn read(cx: &mut Cx<'_>, r: Json<'_>) -> Vec<FamilyHistory> {
    match cx.text(r, "status") {
        Some("entered-in-error") => {
            cx.note("entered-in-error", "left out");
            return Vec::new();
        }
        Some("health-unknown") => {
            cx.note("no-information", "the health of the relative is not known");
            return Vec::new();
        }
        _ => {}
    }
    let relationship = cx.concept(r, "relationship").unwrap_or_default();
    let info = cx.info(r, "date");
    let mut all = Vec::new();
    for c in cx.objects(r, "condition") {
        all.push(FamilyHistory {
            info: info.clone(),
            relationship: relationship.clone(),
            code: cx.concept(c, "condition.code").unwrap_or_default(),
            onset_age: onset(cx, c),
        });
    }
    all
}

/// Age at onset in years; of a range, the upper end.
fn onset(cx: &mut Cx<'_>, c: Json<'_>) -> Option<Num> {
    let age = cx.quantity(c, "condition.onsetAge").or_else(|| {
        let (low, high) = cx.range(c, "condition.onsetRange")?;
        high.or(low)
    })?;
    match age.unit.as_deref() {
        Some("a" | "year" | "years" | "yr") | None => Some(age.value),
        Some("mo" | "month" | "months") => age.value.div(Num::from(12)),
        Some("wk" | "week" | "weeks") => age.value.div(Num::from(52)),
        Some("d" | "day" | "days") => age.value.div(Num::from(365)),
        Some(_) => None,
    }
}
