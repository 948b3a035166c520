//! CEL: a program a rule, over one variable that the host prepares.
//!
//! CEL has no way to find the newest of a list, so the host does, within the time.

use super::Loaded;
use crate::host::Host;
use cel::{Context, Env, Program, Value};
use std::collections::HashMap;
use std::sync::Arc;

pub fn load(host: Host) -> Result<Loaded, String> {
    let env = Arc::new(Env::stdlib());
    let mut programs: Vec<(String, Program)> = Vec::new();
    for r in &host.rules {
        let text = match host.is_pairs() {
            true => format!("'{}' in c && '{}' in c", r.a, r.b),
            false => {
                let sign = if r.above { '>' } else { '<' };
                format!("'{0}' in c && c['{0}'] {sign} {1:?}", r.a, r.limit)
            }
        };
        programs.push((r.id.clone(), env.compile(&text).map_err(|e| e.to_string())?));
    }
    Ok(Loaded::of(move || {
        let mut context = Context::with_env(env.clone());
        let added = match host.is_pairs() {
            true => {
                let classes: HashMap<String, bool> =
                    host.active().into_iter().map(|c| (c.to_string(), true)).collect();
                context.add_variable("c", classes)
            }
            false => {
                let values: HashMap<String, f64> =
                    host.newest().into_iter().map(|(a, v)| (a.to_string(), v)).collect();
                context.add_variable("c", values)
            }
        };
        added.expect("plain values");
        let holds = |p: &Program| matches!(p.execute(&context), Ok(Value::Bool(true)));
        programs.iter().filter(|(_, p)| holds(p)).map(|(id, _)| id.clone()).collect()
    }))
}
