//! Cedar: a policy a rule, the patient as the context of a request; the reasons are the rules.
//!
//! Cedar has whole numbers only: values and limits are in millionths.

use super::Loaded;
use crate::host::Host;
use cedar_policy::{Authorizer, Context, Entities, EntityUid, PolicySet, Request, RestrictedExpression};
use std::collections::HashMap;

fn millionths(v: f64) -> i64 {
    (v * 1e6).round() as i64
}

pub fn load(host: Host) -> Result<Loaded, String> {
    let mut text = String::new();
    for r in &host.rules {
        let when = match host.is_pairs() {
            true => format!("context.c.contains(\"{}\") && context.c.contains(\"{}\")", r.a, r.b),
            false => {
                let sign = if r.above { '>' } else { '<' };
                format!("context.c has {0} && context.c.{0} {sign} {1}", r.a, millionths(r.limit))
            }
        };
        text += &format!("@id(\"{}\") permit(principal, action, resource) when {{ {when} }};\n", r.id);
    }
    let policies: PolicySet = text.parse().map_err(|e| format!("{e}"))?;
    let names: HashMap<String, String> = policies
        .policies()
        .map(|p| (p.id().to_string(), p.annotation("id").unwrap_or_default().to_string()))
        .collect();
    let (authorizer, entities) = (Authorizer::new(), Entities::empty());
    let patient: EntityUid = "Patient::\"p\"".parse().map_err(|e| format!("{e}"))?;
    let action: EntityUid = "Action::\"check\"".parse().map_err(|e| format!("{e}"))?;
    Ok(Loaded::of(move || {
        let c = match host.is_pairs() {
            true => RestrictedExpression::new_set(
                host.active().into_iter().map(|c| RestrictedExpression::new_string(c.into())),
            ),
            false => RestrictedExpression::new_record(
                host.newest()
                    .into_iter()
                    .map(|(a, v)| (a.to_string(), RestrictedExpression::new_long(millionths(v)))),
            )
            .expect("no name twice"),
        };
        let context = Context::from_pairs([("c".to_string(), c)]).expect("a context");
        let request = Request::new(patient.clone(), action.clone(), patient.clone(), context, None)
            .expect("a request without a schema");
        let answer = authorizer.is_authorized(&request, &policies, &entities);
        answer.diagnostics().reason().filter_map(|p| names.get(&p.to_string()).cloned()).collect()
    }))
}
