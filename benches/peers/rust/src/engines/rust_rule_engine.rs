//! rust-rule-engine: GRL text, with its forward chaining and with its incremental RETE.

use super::Loaded;
use crate::host::Host;
use rust_rule_engine::rete::{GrlReteLoader, IncrementalEngine, TypedFacts};
use rust_rule_engine::{EngineConfig, Facts, GRLParser, KnowledgeBase, RustRuleEngine, Value};
use std::collections::{BTreeSet, HashMap};

fn grl(host: &Host) -> String {
    let mut text = String::new();
    for r in &host.rules {
        let when = match host.is_pairs() {
            true => format!("P.{} == true && P.{} == true", r.a, r.b),
            false => format!("P.{} {} {:?}", r.a, if r.above { '>' } else { '<' }, r.limit),
        };
        text += &format!("rule \"{0}\" no-loop {{\n when {when}\n then Alert.{0} = true;\n}}\n", r.id);
    }
    text
}

/// The patient as fields; the host chooses the newest results.
fn fields(host: &Host) -> HashMap<String, Value> {
    match host.is_pairs() {
        true => host.active().into_iter().map(|c| (c.to_string(), Value::Boolean(true))).collect(),
        false => host.newest().into_iter().map(|(a, v)| (a.to_string(), Value::Number(v))).collect(),
    }
}

pub fn load(host: Host) -> Result<Loaded, String> {
    let base = KnowledgeBase::new("cds");
    for rule in GRLParser::parse_rules(&grl(&host)).map_err(|e| e.to_string())? {
        base.add_rule(rule).map_err(|e| e.to_string())?;
    }
    let config = EngineConfig { max_cycles: 1, timeout: None, enable_stats: false, debug_mode: false };
    let mut engine = RustRuleEngine::with_config(base, config);
    Ok(Loaded::of(move || {
        let facts = Facts::new();
        facts.add_value("P", Value::Object(fields(&host))).expect("a fact");
        facts.add_value("Alert", Value::Object(HashMap::new())).expect("a fact");
        engine.reset_no_loop_tracking();
        engine.execute(&facts).expect("an answer");
        match facts.get("Alert") {
            Some(Value::Object(alerts)) => alerts.keys().cloned().collect(),
            _ => Vec::new(),
        }
    }))
}

pub fn load_rete(host: Host) -> Result<Loaded, String> {
    let mut engine = IncrementalEngine::new();
    GrlReteLoader::load_from_string(&grl(&host), &mut engine).map_err(|e| e.to_string())?;
    Ok(Loaded::of(move || {
        let mut facts = TypedFacts::new();
        match host.is_pairs() {
            true => host.active().into_iter().for_each(|c| facts.set(c.to_string(), true)),
            false => host.newest().into_iter().for_each(|(a, v)| facts.set(a.to_string(), v)),
        }
        engine.reset();
        let patient = engine.insert("P".into(), facts);
        let fired: BTreeSet<String> = engine.fire_all().into_iter().collect();
        engine.retract(patient).expect("it was inserted");
        fired.into_iter().collect()
    }))
}
