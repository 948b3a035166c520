//! Rhai: an expression a rule, compiled once, over a constant map that the host prepares.
//!
//! Numbers are decimals: Curbside builds Rhai without floats, and there is one Rhai in a program.

use super::Loaded;
use crate::host::Host;
use rhai::{AST, Dynamic, Engine, Map, Scope};
use rust_decimal::Decimal;

pub fn load(host: Host) -> Result<Loaded, String> {
    let engine = Engine::new();
    let mut rules: Vec<(String, AST)> = Vec::new();
    for r in &host.rules {
        let text = match host.is_pairs() {
            true => format!("\"{}\" in c && \"{}\" in c", r.a, r.b),
            false => {
                let sign = if r.above { '>' } else { '<' };
                format!("\"{0}\" in c && c[\"{0}\"] {sign} {1:.8}", r.a, r.limit)
            }
        };
        rules.push((r.id.clone(), engine.compile_expression(&text).map_err(|e| e.to_string())?));
    }
    Ok(Loaded::of(move || {
        let mut c = Map::new();
        match host.is_pairs() {
            true => host.active().into_iter().for_each(|k| drop(c.insert(k.into(), true.into()))),
            false => host.newest().into_iter().for_each(|(k, v)| {
                let v = Decimal::try_from(v).expect("a number of a result");
                c.insert(k.into(), Dynamic::from_decimal(v));
            }),
        }
        let mut scope = Scope::new();
        scope.push_constant("c", c);
        let mut out = Vec::new();
        for (id, ast) in &rules {
            if engine.eval_ast_with_scope::<bool>(&mut scope, ast).unwrap_or(false) {
                out.push(id.clone());
            }
        }
        out
    }))
}
