//! Small guidelines of our own, imported, checked as a pack, and run on their cases.

#![allow(dead_code, reason = "each test file uses a part")]

use curbside::check::{CheckOptions, compile};
use curbside::diag::Level;
use curbside::pack::PackSource;
use curbside::testing::{Options as TestOptions, Suite, TestFile, run};
use curbside_gdl2::{Import, Input, Options, import};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// A guideline in the making.
#[derive(Default)]
pub struct Guide {
    id: String,
    bindings: Map<String, Value>,
    pre: Vec<Value>,
    defaults: Vec<Value>,
    rules: Map<String, Value>,
    terms: Map<String, Value>,
    codes: Map<String, Value>,
    cases: Vec<(String, String, String)>,
}

impl Guide {
    pub fn new(id: &str) -> Guide {
        let mut g = Guide { id: id.into(), ..Guide::default() };
        g.terms.insert("gt0001".into(), json!({ "text": id.split(".v").next().unwrap().replace('_', " ") }));
        g
    }

    /// A binding and its elements: id, path, name.
    pub fn bind(mut self, kind: &str, model: &str, elements: &[(&str, &str, &str)]) -> Guide {
        let mut all = Map::new();
        for (id, path, name) in elements {
            all.insert((*id).into(), json!({ "id": id, "path": path }));
            self.terms.insert((*id).into(), json!({ "text": name, "description": "*" }));
        }
        let key = format!("gt1{:03}", self.bindings.len());
        let b = json!({ "id": key, "model_id": model, "template_id": model, "type": kind, "elements": all });
        self.bindings.insert(key, b);
        self
    }

    pub fn input(self, elements: &[(&str, &str)]) -> Guide {
        self.own("INPUT", elements)
    }

    pub fn output(self, elements: &[(&str, &str)]) -> Guide {
        self.own("OUTPUT", elements)
    }

    fn own(self, kind: &str, elements: &[(&str, &str)]) -> Guide {
        let paths: Vec<String> =
            elements.iter().map(|(id, _)| format!("/data[at0001]/items[{id}]")).collect();
        let all: Vec<(&str, &str, &str)> =
            elements.iter().zip(&paths).map(|((id, name), path)| (*id, path.as_str(), *name)).collect();
        self.bind(kind, "openEHR-EHR-OBSERVATION.fixture.v1", &all)
    }

    /// Predicates of the binding that came last.
    pub fn predicates(mut self, all: &[&str]) -> Guide {
        let last = self.bindings.keys().next_back().unwrap().clone();
        self.bindings[&last]["predicates"] = json!(all);
        self
    }

    pub fn pre(mut self, all: &[&str]) -> Guide {
        self.pre.extend(all.iter().map(|t| json!(t)));
        self
    }

    pub fn defaults(mut self, all: &[&str]) -> Guide {
        self.defaults.extend(all.iter().map(|t| json!(t)));
        self
    }

    pub fn rule(mut self, id: &str, priority: i64, when: &[&str], then: &[&str]) -> Guide {
        self.rules.insert(id.into(), json!({ "id": id, "priority": priority, "when": when, "then": then }));
        self.terms.entry(id).or_insert_with(|| json!({ "text": format!("Rule {priority}") }));
        self
    }

    pub fn term(mut self, id: &str, name: &str) -> Guide {
        self.terms.insert(id.into(), json!({ "text": name }));
        self
    }

    /// The codes that a term is bound to.
    pub fn codes(mut self, terminology: &str, term: &str, codes: &[&str]) -> Guide {
        let all = self.codes.entry(terminology).or_insert_with(|| json!({ "bindings": {} }));
        all["bindings"][term] =
            json!({ "codes": codes.iter().map(|c| format!("[{terminology}::{c}]")).collect::<Vec<_>>() });
        self
    }

    /// A case; its values as lines `gt0002: 6,kg`.
    pub fn case(mut self, id: &str, given: &[&str], expected: &[&str]) -> Guide {
        self.cases.push((id.into(), lines(given), lines(expected)));
        self
    }

    pub fn json(&self) -> Value {
        json!({
            "id": self.id, "gdl_version": "2.0", "concept": "gt0001", "language": { "original_language": "ISO_639-1::en" },
            "description": { "details": { "en": { "purpose": "To test an import." } } },
            "definition": {
                "data_bindings": self.bindings, "pre_conditions": self.pre, "default_actions": self.defaults, "rules": self.rules,
            },
            "ontology": { "term_definitions": { "en": { "terms": self.terms } }, "term_bindings": self.codes },
        })
    }

    /// Its file and that of its tests.
    pub fn files(&self) -> Vec<Input> {
        let mut out = vec![Input { path: format!("{}.gdl2.json", self.id), text: self.json().to_string() }];
        if !self.cases.is_empty() {
            let mut text = format!("guidelines:\n  1: {}\ntest_cases:\n", self.id);
            for (id, given, expected) in &self.cases {
                let _ = write!(
                    text,
                    "- id: {id}\n  input:\n    1:{given}\n  expected_output:\n    1:{expected}\n"
                );
            }
            out.push(Input { path: format!("{}.test.yml", self.id), text });
        }
        out
    }

    pub fn import(&self) -> Import {
        import(&self.files(), &Options::default())
    }
}

fn lines(all: &[&str]) -> String {
    if all.is_empty() { " {}".into() } else { all.iter().map(|l| format!("\n      {l}")).collect() }
}

/// The text of a file of the pack.
pub fn file<'i>(done: &'i Import, end: &str) -> &'i str {
    done.files.iter().find(|(path, _)| path.ends_with(end)).map(|(_, text)| text.as_str()).unwrap_or("")
}

/// The rules of a pack with one guideline.
pub fn rules(done: &Import) -> &str {
    let only = |p: &str| p.ends_with(".cds") && p != "observations.cds";
    done.files.iter().find(|(path, _)| only(path)).map(|(_, text)| text.as_str()).unwrap_or("")
}

/// What is wrong with the pack: mistakes and warnings of the check, and cases that fail.
pub fn mistakes(done: &Import) -> Vec<String> {
    let mut out: Vec<String> = done.problems.iter().map(ToString::to_string).collect();
    let mut pack = PackSource::new("imported");
    for (path, text) in &done.files {
        pack = pack.file(path.clone(), text.clone());
    }
    let checked = compile(&[pack], &CheckOptions::default());
    let told = |d: &curbside::diag::Diag| d.level == Level::Error || d.level == Level::Warning;
    out.extend(
        checked.diags.iter().filter(|d| told(d)).map(|d| format!("{:?}: {} {:?}", d.code, d.message, d.help)),
    );
    let Some(model) = checked.model else { return out };
    let files = done.files.iter().filter(|(p, _)| p.starts_with("tests/"));
    let files = files.map(|(path, text)| TestFile { path: path.clone(), text: text.clone() }).collect();
    let read = |_: &str| None;
    let suite = Suite { pack: "imported".into(), folder: "imported".into(), files, read: &read };
    let report = run(&model, &[suite], &TestOptions::default());
    out.extend(report.diags.iter().map(|d| format!("{:?}: {}", d.code, d.message)));
    out.extend(
        report
            .cases
            .iter()
            .filter(|c| !c.failures.is_empty())
            .map(|c| format!("{}: {:?}", c.name, c.failures)),
    );
    out
}

/// It imports, checks without a warning, and every expected value is asked for and holds.
#[track_caller]
pub fn holds(done: &Import) {
    let wrong = mistakes(done);
    let all: String = done.files.iter().map(|(p, t)| format!("--- {p}\n{t}\n")).collect();
    assert!(wrong.is_empty(), "{}\n{all}", wrong.join("\n"));
    let t = &done.tally;
    assert_eq!((t.kept, t.contradicted, t.left_out), (t.expected, 0, 0), "{all}");
    for (path, text) in done.files.iter().filter(|(p, _)| p.ends_with(".cds")) {
        assert_eq!(curbside::syntax::format(text).as_deref(), Ok(text.as_str()), "{path}");
    }
}

/// What there is to tell, line by line.
pub fn notes(done: &Import) -> String {
    done.notes.iter().map(|n| format!("{} {}: {}\n", n.weight.word(), n.place, n.text)).collect()
}
