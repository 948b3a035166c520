//! regorus: Rego, as a rule each and as one rule over data, which is what its documentation recommends.
//!
//! Rego says itself which drugs count and which result is the newest. `host_chooses`
//! has the host choose the results instead.

use super::Loaded;
use crate::host::Host;
use regorus::{Engine, PolicyLengthConfig, Value};
use serde_json::json;
use std::collections::BTreeMap;

/// How the rules are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One rule over a table.
    Data,
    /// A rule each.
    Rules,
}

const ACTIVE: &str = "classes contains c if { some d in input.drugs; d.active; some c in d.classes }\n";
const NEWEST: &str = "current := [r | some r in input.results; r.time >= input.from; r.time <= input.now]\n\
    times[a] := max([r.time | some r in current; r.analyte == a]) if { some s in current; a := s.analyte }\n\
    newest[r.analyte] := r.value * r.factor if { some r in current; r.time == times[r.analyte] }\n";

/// The rules as a table: pairs by their first class, limits by analyte.
fn table(host: &Host) -> serde_json::Value {
    if host.is_pairs() {
        let mut pairs: BTreeMap<&str, BTreeMap<&str, Vec<&str>>> = BTreeMap::new();
        for r in &host.rules {
            pairs.entry(&r.a).or_default().entry(&r.b).or_default().push(&r.id);
        }
        return json!({ "pairs": pairs });
    }
    let mut limits: BTreeMap<&str, BTreeMap<&str, Vec<serde_json::Value>>> = BTreeMap::new();
    for r in &host.rules {
        let side = if r.above { "above" } else { "below" };
        let row = json!({ "id": r.id, "limit": r.limit });
        limits.entry(&r.a).or_default().entry(side).or_default().push(row);
    }
    json!({ "limits": limits })
}

fn policy(host: &Host, form: Form) -> String {
    let mut text = String::from("package cds\nimport rego.v1\n");
    text += if host.is_pairs() { ACTIVE } else { NEWEST };
    match (form, host.is_pairs()) {
        (Form::Data, true) => {
            text += "alerts contains id if { some a in classes; some b in classes; some id in data.pairs[a][b] }\n";
        }
        (Form::Data, false) => {
            text += "alerts contains r.id if { some a, v in newest; some r in data.limits[a].above; v > r.limit }\n\
                     alerts contains r.id if { some a, v in newest; some r in data.limits[a].below; v < r.limit }\n";
        }
        (Form::Rules, true) => {
            for r in &host.rules {
                text += &format!(
                    "alerts contains \"{}\" if {{ \"{}\" in classes; \"{}\" in classes }}\n",
                    r.id, r.a, r.b
                );
            }
        }
        (Form::Rules, false) => {
            for r in &host.rules {
                let sign = if r.above { '>' } else { '<' };
                text += &format!("alerts contains \"{}\" if newest.{} {sign} {:?}\n", r.id, r.a, r.limit);
            }
        }
    }
    text
}

fn compiled(policy: String, data: &serde_json::Value) -> Result<regorus::CompiledPolicy, String> {
    let mut engine = Engine::new();
    engine.set_policy_length_config(PolicyLengthConfig {
        max_col: 4_096.try_into().expect("not zero"),
        max_file_bytes: 64_000_000usize.try_into().expect("not zero"),
        max_lines: 1_000_000.try_into().expect("not zero"),
    });
    engine.add_policy("cds.rego".into(), policy).map_err(|e| e.to_string())?;
    engine.add_data_json(&data.to_string()).map_err(|e| e.to_string())?;
    engine.compile_with_entrypoint(&"data.cds.alerts".into()).map_err(|e| e.to_string())
}

fn ids(value: regorus::Value) -> Vec<String> {
    let set = value.as_set().expect("a set of rules");
    set.iter().filter_map(|v| v.as_string().ok()).map(|s| s.to_string()).collect()
}

pub fn load(host: Host, form: Form) -> Result<Loaded, String> {
    let data = if form == Form::Data { table(&host) } else { json!({}) };
    let policy = compiled(policy(&host, form), &data)?;
    let patient = json!({ "drugs": host.drugs, "results": host.results, "from": host.from, "now": host.now })
        .to_string();
    let input = Value::from_json_str(&patient).map_err(|e| e.to_string())?;
    Ok(Loaded::of(move || ids(policy.eval_with_input(input.clone()).expect("an answer"))))
}

/// (b) with the newest results chosen by the host; `None` for (a).
pub fn host_chooses(host: Host) -> Option<Result<Loaded, String>> {
    if host.is_pairs() {
        return None;
    }
    let text = policy(&host, Form::Data).replace(NEWEST, "newest := input.newest\n");
    Some(compiled(text, &table(&host)).map(|policy| {
        Loaded::of(move || {
            let newest = host.newest().into_iter().map(|(a, v)| (Value::from(a), Value::from(v)));
            let newest = Value::from(newest.collect::<BTreeMap<_, _>>());
            let input = Value::from(BTreeMap::from([(Value::from("newest"), newest)]));
            ids(policy.eval_with_input(input).expect("an answer"))
        })
    }))
}
