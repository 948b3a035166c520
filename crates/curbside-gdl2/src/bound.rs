//! Which elements of a flow are bound to data, by the mapping.

use crate::facts::Kind;
use crate::flow::Flow;
use crate::mapping::{Mapping, Row};
use crate::predicates::Asked;
use std::collections::BTreeMap;

/// Inputs that are observations of the record.
pub(crate) fn mapped(flow: &Flow<'_>, mapping: &Mapping) -> BTreeMap<String, Row> {
    let mut out = BTreeMap::new();
    for (id, kind) in flow.kinds.iter().filter(|(id, _)| !flow.table.get(id).assigned) {
        let Some((b, e)) = flow.g.element(id) else { continue };
        // An observation gives its latest result: where another one is wanted, the host has to choose it.
        let asked = Asked::of(flow.g, b);
        let several = matches!(kind, Kind::Number(units) if units.len() > 1);
        if !asked.by_record || asked.window.is_some() && (several || !matches!(kind, Kind::Number(_))) {
            continue;
        }
        let Some(row) = mapping.find(b, e, &flow.g.name(id)) else { continue };
        let fits = match kind {
            Kind::Time => row.observation == "@birth",
            Kind::Number(units) => {
                !row.unit.is_empty() && units.iter().all(|u| u.as_ref().is_some_and(|u| row.takes(u)))
            }
            Kind::Choice => row.unit.is_empty() && row.observation != "@birth",
            _ => false,
        };
        let twice = out.values().any(|r: &Row| r.observation == row.observation);
        if fits && !twice {
            out.insert(id.clone(), row.clone());
        }
    }
    out
}

pub(crate) fn first_unit(flow: &Flow<'_>, id: &str) -> String {
    match flow.kinds.get(id) {
        Some(Kind::Number(all)) => all.first().cloned().flatten().unwrap_or_else(|| "1".into()),
        _ => "1".into(),
    }
}
