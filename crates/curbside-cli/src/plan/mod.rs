//! Rules as FHIR R4 knowledge artifacts: PlanDefinition, Library, ValueSet.
//!
//! For registries: what there is, who answers for it, when it is asked, what it needs. The logic is the rule's own
//! text; no engine but this one runs it.

use curbside::model::{CodeSetDef, FactKind, Governance, Model, ObservationDef, Pack, Rule};
use curbside::needs::{Need, What, of_rule};
use curbside::source::Span;
use curbside::syntax::{ast::ItemKind, parse};
use curbside::terms::{CodeSet, Member};
use curbside::vocab::Lifecycle;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// How the rule text is called in FHIR.
pub const LANGUAGE: &str = "text/x-curbside";

/// Resources of the packs that are meant, with their file names.
pub fn resources(model: &Model, packs: &[&Pack], base: &str) -> Vec<(String, Value)> {
    let e = Exporter { model, base, texts: declarations(model) };
    let mut out = Vec::new();
    for pack in packs {
        out.push(e.library(pack));
        let own = |name: &str| name.split_once('/').is_some_and(|(p, _)| p == pack.name);
        out.extend(model.rules.iter().filter(|r| own(&r.id)).map(|r| e.plan(pack, r)));
        out.extend(model.sets.iter().filter(|s| own(&s.name)).map(|s| e.value_set(pack, s)));
        out.extend(model.observations.iter().filter(|o| own(&o.name)).map(|o| e.observation(pack, o)));
    }
    out.into_iter().map(|v| (format!("{}-{}.json", text(&v, "resourceType"), text(&v, "id")), v)).collect()
}

fn text(v: &Value, key: &str) -> String {
    v.get(key).and_then(Value::as_str).unwrap_or_default().to_string()
}

/// The text of the declaration that a name stands in, by file and place of the name.
fn declarations(model: &Model) -> BTreeMap<Span, String> {
    let places = model.rules.iter().map(|r| r.span);
    let mut out = BTreeMap::new();
    let mut files = BTreeMap::new();
    for span in places {
        let items = files
            .entry(span.source)
            .or_insert_with(|| parse(span.source, &model.sources.text(span.source)).0.items);
        let holds = |s: Span| s.start <= span.start && span.end <= s.end;
        let item = items.iter().find(|i| !matches!(i.kind, ItemKind::Codes(_)) && holds(i.span));
        let place = item.map_or(span, |i| i.span);
        out.insert(span, model.sources.slice(place));
    }
    out
}

struct Exporter<'a> {
    model: &'a Model,
    base: &'a str,
    texts: BTreeMap<Span, String>,
}

/// An id of FHIR: letters, figures, `-` and `.`, at most 64; a longer one ends in a hash of the whole.
fn id(name: &str) -> String {
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' }).collect();
    if plain.len() <= 64 {
        return plain;
    }
    let hash = name
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    format!("{}-{hash:016x}", plain.get(..47).unwrap_or(&plain))
}

/// A name that programs can use.
fn machine_name(name: &str) -> String {
    let mut out: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    if !out.starts_with(|c: char| c.is_ascii_uppercase()) {
        let first = out.chars().next().map_or('R', |c| c.to_ascii_uppercase());
        let first = if first.is_ascii_uppercase() { first.to_string() } else { format!("R{first}") };
        out = first + out.get(1..).unwrap_or("");
    }
    out.chars().take(255).collect()
}

impl Exporter<'_> {
    fn url(&self, kind: &str, name: &str) -> String {
        format!("{}/{kind}/{}", self.base.trim_end_matches('/'), id(name))
    }

    fn head(&self, kind: &str, name: &str, title: &str, pack: &Pack, status: &str) -> Map<String, Value> {
        let mut m = Map::new();
        m.insert("resourceType".into(), json!(kind));
        m.insert("id".into(), json!(id(name)));
        m.insert("url".into(), json!(self.url(kind, name)));
        m.insert("version".into(), json!(pack.version));
        m.insert("name".into(), json!(machine_name(name)));
        m.insert("title".into(), json!(title));
        m.insert("status".into(), json!(status));
        m
    }

    fn plan(&self, pack: &Pack, r: &Rule) -> Value {
        let g = &r.governance;
        let mut m = self.head("PlanDefinition", &r.id, &r.title, pack, status(g));
        if let Some(v) = &g.version {
            m.insert("version".into(), json!(v));
        }
        m.insert(
            "type".into(),
            coding("http://terminology.hl7.org/CodeSystem/plan-definition-type", "eca-rule"),
        );
        common(&mut m, g);
        m.insert("library".into(), json!([self.url("Library", &pack.name)]));
        let expression = self.texts.get(&r.span).cloned().unwrap_or_default();
        let mut action = json!({
            "title": r.title,
            "priority": priority(r),
            "condition": [{
                "kind": "applicability",
                "expression": { "language": LANGUAGE, "name": id(&r.id), "expression": expression }
            }]
        });
        let triggers: Vec<Value> =
            r.triggers.iter().map(|t| json!({ "type": "named-event", "name": t.word() })).collect();
        let inputs: Vec<Value> = of_rule(self.model, r).iter().filter_map(|n| self.requirement(n)).collect();
        for (key, list) in [("trigger", triggers), ("input", inputs)] {
            if let (false, Some(a)) = (list.is_empty(), action.as_object_mut()) {
                a.insert(key.into(), Value::Array(list));
            }
        }
        m.insert("action".into(), json!([action]));
        Value::Object(m)
    }

    /// A data requirement; nothing for what only people can answer.
    fn requirement(&self, n: &Need) -> Option<Value> {
        let model = self.model;
        let name = match n.what {
            What::Set(id) => model.sets.get(id.index()).map(|s| &s.name),
            What::Observation(id) => model.observations.get(id.index()).map(|o| &o.name),
            What::Input(_) => return None,
            What::Weight | What::Pregnancy | What::All => None,
        };
        let kind = resource(n.kind);
        Some(match name {
            Some(name) => {
                json!({ "type": kind, "codeFilter": [{ "path": "code", "valueSet": self.url("ValueSet", name) }] })
            }
            None => json!({ "type": kind }),
        })
    }

    fn library(&self, pack: &Pack) -> Value {
        let mut m = self.head("Library", &pack.name, &pack.title, pack, "active");
        m.insert(
            "type".into(),
            coding("http://terminology.hl7.org/CodeSystem/library-type", "logic-library"),
        );
        let mut seen = std::collections::BTreeSet::new();
        let own = self.model.rules.iter().map(|r| r.span).chain(self.model.defines.iter().map(|d| d.span));
        let own =
            own.chain(self.model.sets.iter().map(|s| s.span)).chain(self.model.scores.iter().map(|s| s.span));
        let mut content = Vec::new();
        for source in own.map(|s| s.source).filter(|s| seen.insert(*s)).collect::<Vec<_>>() {
            let (path, text) = (self.model.sources.path(source), self.model.sources.text(source));
            let of_pack = parse(source, &text).0.pack.is_some_and(|p| p.node == pack.name);
            if of_pack {
                let title = path.rsplit('/').next().unwrap_or(path);
                content.push(
                    json!({ "contentType": LANGUAGE, "title": title, "data": base64(text.as_bytes()) }),
                );
            }
        }
        if !content.is_empty() {
            m.insert("content".into(), Value::Array(content));
        }
        Value::Object(m)
    }

    fn value_set(&self, pack: &Pack, s: &CodeSetDef) -> Value {
        self.codes(pack, &s.name, &s.label, &s.set)
    }

    fn observation(&self, pack: &Pack, o: &ObservationDef) -> Value {
        self.codes(pack, &o.name, &o.label, &o.codes)
    }

    fn codes(&self, pack: &Pack, name: &str, label: &str, set: &CodeSet) -> Value {
        let mut m = self.head("ValueSet", name, label, pack, "active");
        // By system: concepts, branches; the same for what is left out.
        let mut by: BTreeMap<(bool, String), (Vec<Value>, Vec<Value>)> = BTreeMap::new();
        for (system, member) in set.members() {
            let leaves_out = matches!(member, Member::WithoutBranch(_) | Member::WithoutCode(_));
            let (concepts, branches) = by.entry((leaves_out, system.uri().to_string())).or_default();
            match member {
                Member::Code { code, display } => concepts.push(match display {
                    Some(d) => json!({ "code": code, "display": d }),
                    None => json!({ "code": code }),
                }),
                Member::WithoutCode(code) => concepts.push(json!({ "code": code })),
                Member::Branch(code) | Member::WithoutBranch(code) => branches.push(json!(code)),
            }
        }
        let (mut include, mut exclude) = (Vec::new(), Vec::new());
        for ((leaves_out, system), (concepts, branches)) in by {
            let into = if leaves_out { &mut exclude } else { &mut include };
            // vsd-3: an include has concepts or filters, never both.
            if !concepts.is_empty() {
                into.push(json!({ "system": system, "concept": concepts }));
            }
            for code in branches {
                into.push(json!({
                    "system": system,
                    "filter": [{ "property": "concept", "op": "is-a", "value": code }]
                }));
            }
        }
        if !include.is_empty() {
            let mut compose = json!({ "include": include });
            if let (false, Some(c)) = (exclude.is_empty(), compose.as_object_mut()) {
                c.insert("exclude".into(), Value::Array(exclude));
            }
            m.insert("compose".into(), compose);
        }
        Value::Object(m)
    }
}

fn status(g: &Governance) -> &'static str {
    match g.status {
        Lifecycle::Draft => "draft",
        Lifecycle::Active => "active",
        Lifecycle::Retired => "retired",
    }
}

fn priority(r: &Rule) -> &'static str {
    match r.severity.word() {
        "critical" => "stat",
        "high" => "urgent",
        _ => "routine",
    }
}

fn coding(system: &str, code: &str) -> Value {
    json!({ "coding": [{ "system": system, "code": code }] })
}

/// Who says so, who owns it, until when.
fn common(m: &mut Map<String, Value>, g: &Governance) {
    let texts = [("publisher", &g.owner), ("purpose", &g.intent), ("usage", &g.population)];
    for (key, value) in texts {
        if let Some(v) = value {
            m.insert(key.into(), json!(v));
        }
    }
    if !g.notes.is_empty() {
        m.insert("description".into(), json!(g.notes.join("\n\n")));
    }
    if let Some(from) = &g.effective_from {
        m.insert("effectivePeriod".into(), json!({ "start": from }));
    }
    if let Some(author) = &g.author {
        m.insert("author".into(), json!([{ "name": author }]));
    }
    if !g.tags.is_empty() {
        let topics: Vec<Value> = g.tags.iter().map(|t| json!({ "text": t })).collect();
        m.insert("topic".into(), Value::Array(topics));
    }
    let artifacts: Vec<Value> = g
        .evidence
        .iter()
        .map(|e| {
            let mut a = json!({ "type": "citation", "citation": e.citation });
            let url = e.url.clone().or_else(|| e.doi.as_ref().map(|d| format!("https://doi.org/{d}")));
            if let (Some(url), Some(o)) = (url, a.as_object_mut()) {
                o.insert("url".into(), json!(url));
            }
            a
        })
        .collect();
    if !artifacts.is_empty() {
        m.insert("relatedArtifact".into(), Value::Array(artifacts));
    }
}

/// RFC 4648.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let at = |i: usize| u32::from(chunk.get(i).copied().unwrap_or(0));
        let n = at(0) << 16 | at(1) << 8 | at(2);
        for i in 0..4u32 {
            let six = usize::try_from(n >> (18 - 6 * i) & 63).unwrap_or(0);
            let letter = LETTERS.get(six).copied().unwrap_or(b'=');
            out.push(if i as usize > chunk.len() { '=' } else { char::from(letter) });
        }
    }
    out
}

fn resource(kind: FactKind) -> &'static str {
    match kind {
        FactKind::Condition => "Condition",
        FactKind::Allergy => "AllergyIntolerance",
        FactKind::Medication => "MedicationRequest",
        FactKind::Observation => "Observation",
        FactKind::Procedure => "Procedure",
        FactKind::Immunization => "Immunization",
        FactKind::Order => "ServiceRequest",
        FactKind::Encounter => "Encounter",
        FactKind::FamilyHistory => "FamilyMemberHistory",
    }
}

#[cfg(test)]
mod tests {
    use super::{base64, id, machine_name};

    #[test]
    fn base64_of_the_rfc() {
        for (plain, coded) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }

    #[test]
    fn ids_and_names_are_those_of_fhir() {
        assert_eq!(id("lab/Potassium.critical"), "lab-Potassium.critical");
        assert!(id(&"x".repeat(200)).len() <= 64);
        assert_ne!(id(&format!("{}a", "x".repeat(99))), id(&format!("{}b", "x".repeat(99))));
        assert_eq!(machine_name("lab/potassium-high"), "Lab_potassium_high");
        assert_eq!(machine_name("4ts"), "R4ts");
    }
}
