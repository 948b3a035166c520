//! zen-engine: a decision table that collects, compiled.
//!
//! As a row with an expression for each rule, and as its documentation does it
//! for collections: a table with a column for each field, looped over a list. The
//! host makes the list (pairs of classes, newest results), within the time.

use super::Loaded;
use crate::host::{Host, Rule};
use serde_json::{Value, json};
use zen_engine::DecisionEngine;
use zen_engine::model::DecisionContent;

/// How the table is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One column, an expression in each row.
    Rows,
    /// A column for each field, looped over the patient's list.
    Loop,
}

fn content(host: &Host, form: Form) -> Value {
    let pairs = host.is_pairs();
    let sign = |r: &Rule| if r.above { '>' } else { '<' };
    let row = |r: &Rule| match (form, pairs) {
        (Form::Rows, true) => json!({ "a": format!("c.{} == true and c.{} == true", r.a, r.b) }),
        (Form::Rows, false) => {
            json!({ "a": format!("c.{0} != null and c.{0} {1} {2}", r.a, sign(r), r.limit) })
        }
        (Form::Loop, true) => json!({ "a": format!("\"{}\"", r.a), "b": format!("\"{}\"", r.b) }),
        (Form::Loop, false) => {
            json!({ "a": format!("\"{}\"", r.a), "b": format!("{} {}", sign(r), r.limit) })
        }
    };
    let rules: Vec<Value> = host
        .rules
        .iter()
        .map(|r| {
            let mut row = row(r);
            row["_id"] = json!(r.id);
            row["o"] = json!(format!("\"{}\"", r.id));
            row
        })
        .collect();
    let column = |id: &str, field: &str| json!({ "id": id, "name": id, "field": field });
    let inputs = match (form, pairs) {
        (Form::Rows, _) => vec![column("a", "")],
        (Form::Loop, true) => vec![column("a", "a"), column("b", "b")],
        (Form::Loop, false) => vec![column("a", "analyte"), column("b", "value")],
    };
    let mut table = json!({
        "hitPolicy": "collect",
        "inputs": inputs,
        "outputs": [{ "id": "o", "name": "o", "field": "id" }],
        "rules": rules,
    });
    if form == Form::Loop {
        table["executionMode"] = json!("loop");
        table["inputField"] = json!("list");
        table["outputPath"] = json!("found");
    }
    let node = |id: &str, kind: &str, content: Value| json!({ "id": id, "name": id, "type": kind, "position": { "x": 0, "y": 0 }, "content": content });
    json!({
        "contentType": "application/vnd.gorules.decision",
        "nodes": [
            { "id": "in", "name": "in", "type": "inputNode", "position": { "x": 0, "y": 0 } },
            node("table", "decisionTableNode", table),
            { "id": "out", "name": "out", "type": "outputNode", "position": { "x": 0, "y": 0 } },
        ],
        "edges": [
            { "id": "e1", "sourceId": "in", "targetId": "table", "type": "edge" },
            { "id": "e2", "sourceId": "table", "targetId": "out", "type": "edge" },
        ],
    })
}

fn patient(host: &Host, form: Form) -> Value {
    match (form, host.is_pairs()) {
        (Form::Rows, true) => {
            json!({ "c": host.active().into_iter().map(|c| (c.to_string(), json!(true))).collect::<serde_json::Map<_, _>>() })
        }
        (Form::Rows, false) => json!({ "c": host.newest() }),
        (Form::Loop, true) => {
            let active = host.active();
            let pair = |(a, b): (&&str, &&str)| json!({ "a": a, "b": b });
            let others = |a| active.iter().filter(move |b| *b != a).map(move |b| (a, b));
            json!({ "list": active.iter().flat_map(others).map(pair).collect::<Vec<_>>() })
        }
        (Form::Loop, false) => {
            let one = |(a, v): (&str, f64)| json!({ "analyte": a, "value": v });
            json!({ "list": host.newest().into_iter().map(one).collect::<Vec<_>>() })
        }
    }
}

/// Every `id` below a value.
fn ids(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::Object(o) => match o.get("id").and_then(Value::as_str) {
            Some(id) => out.push(id.to_string()),
            None => o.values().for_each(|v| ids(v, out)),
        },
        Value::Array(a) => a.iter().for_each(|v| ids(v, out)),
        _ => {}
    }
}

pub fn load(host: Host, form: Form) -> Result<Loaded, String> {
    let content: DecisionContent = serde_json::from_value(content(&host, form)).map_err(|e| e.to_string())?;
    let mut decision =
        DecisionEngine::default().create_decision(content.into()).map_err(|e| e.to_string())?;
    decision.compile();
    let runtime = tokio::runtime::Builder::new_current_thread().build().map_err(|e| e.to_string())?;
    Ok(Loaded::of(move || {
        let answer = runtime.block_on(decision.evaluate(patient(&host, form).into())).expect("an answer");
        let result: Value = answer.result.to_value();
        let mut out = Vec::new();
        ids(&result, &mut out);
        out
    }))
}
