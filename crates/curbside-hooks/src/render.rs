//! Findings to cards.

use crate::card::{Action, CardDraft, Coding, Indicator, Link, SUMMARY_MAX, Source, Suggestion, absolute};
use crate::escape::{escape, one_line, shortened};
use crate::settings::Settings;
use curbside::eval::result::{Finding, FindingCertainty, SuggestedAction};
use curbside::model::{Model, Rule};
use curbside::terms::CodeSystem;
use curbside::vocab::Severity;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Codes of one suggestion beyond which it is told in words alone: a list that long is no choice.
const MOST_CHOICES: usize = 5;

/// What a card is made with.
pub(crate) struct Making<'a> {
    pub model: &'a Model,
    pub settings: &'a Settings,
    pub hook_instance: &'a str,
    pub patient: &'a str,
    pub drafts: &'a BTreeMap<String, Value>,
    pub pack_hash: &'a str,
}

/// Severity to indicator: `critical` is critical; `high` and `moderate` are warnings; the rest informs.
/// What is only possible or a question is never more than a warning.
pub fn indicator(severity: Severity, certainty: FindingCertainty) -> Indicator {
    let plain = match severity {
        Severity::Critical => Indicator::Critical,
        Severity::High | Severity::Moderate => Indicator::Warning,
        Severity::Low | Severity::Info => Indicator::Info,
    };
    if certainty == FindingCertainty::Definite { plain } else { plain.min(Indicator::Warning) }
}

/// A name-based id: the same for the same call and thing.
pub(crate) fn id(hook_instance: &str, name: &str) -> String {
    let space = Uuid::new_v5(&Uuid::NAMESPACE_URL, crate::PROJECT.as_bytes());
    Uuid::new_v5(&space, format!("{hook_instance}\n{name}").as_bytes()).to_string()
}

pub(crate) fn summary(text: &str) -> String {
    let line = shortened(&one_line(text), SUMMARY_MAX);
    if line.is_empty() { "A rule applies".into() } else { line }
}

impl Making<'_> {
    pub fn card(&self, f: &Finding) -> CardDraft {
        // A model's rules stand in the order of their ids.
        let at = self.model.rules.binary_search_by(|r| r.id.as_str().cmp(&f.rule)).ok();
        let rule = at.and_then(|at| self.model.rules.get(at));
        let prefix = match f.certainty {
            FindingCertainty::Definite => "",
            FindingCertainty::Possible => "Possible: ",
            FindingCertainty::Question => "To check: ",
        };
        let suggestions = self.suggestions(f);
        let mut links: Vec<Link> = f
            .evidence
            .iter()
            .filter_map(|e| {
                let url = e.url.clone().or_else(|| Some(format!("https://doi.org/{}", e.doi.as_deref()?)))?;
                let label = shortened(&one_line(&e.citation), 200);
                (absolute(&url) && !label.is_empty()).then(|| Link {
                    label,
                    url,
                    kind: "absolute".into(),
                    app_context: None,
                })
            })
            .collect();
        // What an app needs to ask for more; it reads the record by itself.
        let context = json!({ "finding": f.id, "rule": f.rule, "packHash": self.pack_hash });
        links.extend(self.settings.app_links(&context.to_string()));
        CardDraft {
            uuid: Some(id(self.hook_instance, &f.id)),
            summary: summary(&format!("{prefix}{}", f.message)),
            detail: Some(self.detail(f, rule)),
            indicator: indicator(f.severity, f.certainty),
            source: self.source(f),
            selection_behavior: (!suggestions.is_empty()).then(|| "at-most-one".into()),
            suggestions: some(suggestions),
            override_reasons: some(self.settings.override_reasons.clone()),
            links: some(links),
            extension: Some(self.extension(f)),
        }
    }

    fn pack(&self, rule: &str) -> Option<&curbside::model::Pack> {
        let name = rule.split_once('/').map_or(rule, |(p, _)| p);
        self.model.packs.iter().find(|p| p.name == name)
    }

    fn source(&self, f: &Finding) -> Source {
        let label = self.pack(&f.rule).map_or_else(|| "Curbside".to_string(), |p| one_line(&p.title));
        Source {
            label: if label.is_empty() { "Curbside".into() } else { label },
            url: self.settings.source_url.clone(),
            icon: self.settings.source_icon.clone(),
            topic: Some(Coding {
                system: Some(crate::TOPIC_SYSTEM.into()),
                code: f.category.word().into(),
                display: Some(f.category.word().replace('-', " ")),
            }),
        }
    }

    /// What a reader needs to judge by themselves: data, logic, sources, what was missing, who answers for it.
    fn detail(&self, f: &Finding, rule: Option<&Rule>) -> String {
        let mut out = vec![format!("**{}**", escape(&f.title)), escape(&f.message)];
        if let Some(d) = &f.detail {
            out.push(escape(d));
        }
        if let Some(due) = &f.due {
            out.push(format!("Due: {}", escape(due)));
        }
        let mut list = |head: &str, lines: Vec<String>| {
            if !lines.is_empty() {
                let lines: Vec<String> = lines.into_iter().map(|l| format!("- {l}")).collect();
                out.push(format!("**{head}**\n\n{}", lines.join("\n")));
            }
        };
        let told = |s: &SuggestedAction| {
            let what = s.text.clone().unwrap_or_else(|| match &s.date {
                Some(date) => format!("{} {} on {date}", s.action, s.what),
                None => format!("{} {}", s.action, s.what),
            });
            escape(&what)
        };
        list("Consider", f.suggestions.iter().map(told).collect());
        let fact = |u: &curbside::eval::result::FactUsed| {
            let mut line = escape(&u.text);
            if let Some(d) = &u.date {
                line.push_str(&format!(", {}", escape(&d.to_string())));
            }
            if let Some(s) = &u.source {
                line.push_str(&format!(" ({})", escape(&s.0)));
            }
            line
        };
        list("Data used", f.facts.iter().map(fact).collect());
        let gap = |g: &curbside::value::Gap| {
            format!("{}: {}", escape(&g.datum), escape(&g.reason.code().replace('-', " ")))
        };
        list("Missing", f.missing.iter().map(gap).collect());
        if let Some(text) = rule.and_then(|r| self.logic(r)) {
            list("Rule", vec![escape(&text)]);
        }
        let cited = |e: &curbside::model::Evidence| {
            let mut line = escape(&e.citation);
            if let Some(g) = &e.grade {
                line.push_str(&format!(" — grade {}", escape(g)));
            }
            line
        };
        list("Sources", f.evidence.iter().map(cited).collect());
        let mut about = Vec::new();
        let pack = self.pack(&f.rule).map_or_else(String::new, |p| format!(", pack version {}", p.version));
        about.push(escape(&format!("Rule {}{pack}", f.rule)));
        if let Some(g) = rule.map(|r| &r.governance) {
            let named =
                [("Author", &g.author), ("Owner", &g.owner), ("For", &g.user), ("Population", &g.population)];
            about.extend(
                named.into_iter().filter_map(|(n, v)| Some(format!("{n}: {}", escape(v.as_deref()?)))),
            );
        }
        list("About this rule", about);
        out.join("\n\n")
    }

    /// The conditions as the author wrote them, which is close to prose.
    fn logic(&self, rule: &Rule) -> Option<String> {
        let text = self.model.sources.slice(rule.span);
        let keep = |l: &&str| {
            let l = l.trim_start();
            !(l.is_empty() || l.starts_with("//"))
        };
        let wanted = ["for ", "when ", "unless ", "recall ", "let ", "between "];
        let other = [
            "message",
            "detail",
            "suggest",
            "evidence",
            "category",
            "severity",
            "on ",
            "owner",
            "author",
            "unknown",
            "}",
            "intent",
            "note",
            "tags",
            "status",
            "review",
            "version",
            "effective",
            "effect",
            "advice",
            "mechanism",
            "population",
            "user",
        ];
        let mut inside = false;
        let mut lines = Vec::new();
        for line in text.lines().filter(keep) {
            let l = line.trim();
            if wanted.iter().any(|w| l.starts_with(w)) {
                inside = true;
            } else if other.iter().any(|w| l.starts_with(w)) {
                inside = false;
            }
            if inside {
                lines.push(l.split_whitespace().collect::<Vec<_>>().join(" "));
            }
        }
        (!lines.is_empty()).then(|| shortened(&lines.join("; "), 600))
    }

    fn suggestions(&self, f: &Finding) -> Vec<Suggestion> {
        let mut stops = Vec::new();
        let mut choices = Vec::new();
        for s in &f.suggestions {
            match s.action.as_str() {
                "stop" => {
                    // Only a draft of this request can be taken back; other orders are told of in words.
                    let name = s.source.as_ref().map(|r| r.0.as_str()).unwrap_or_default();
                    if self.drafts.contains_key(name) && !name.starts_with('#') {
                        stops.push((one_line(&s.what), name.to_string()));
                    }
                }
                "start" | "order" | "problem" if s.codes.len() <= MOST_CHOICES => {
                    choices.extend(s.codes.iter().filter_map(|c| self.create(&s.action, c)));
                }
                _ => {}
            }
        }
        let delete = |(what, name): &(String, String)| Action {
            kind: "delete".into(),
            description: format!("Remove the draft order for {what}"),
            resource: None,
            resource_id: Some(name.clone()),
        };
        let mut out: Vec<(String, Vec<Action>)> = Vec::new();
        let medication =
            |a: &Action| a.resource.as_ref().is_some_and(|r| crate::hook::kind_of(r) == "MedicationRequest");
        for stop in &stops {
            out.push((format!("Do not order {}", stop.0), vec![delete(stop)]));
        }
        for (name, action) in choices {
            match stops.as_slice() {
                [one] if medication(&action) => {
                    out.push((format!("Replace {} with {name}", one.0), vec![delete(one), action]));
                }
                _ => out.push((action.description.clone(), vec![action])),
            }
        }
        let numbered = out.into_iter().enumerate();
        numbered
            .map(|(i, (label, actions))| Suggestion {
                label: shortened(&label, 200),
                uuid: Some(id(self.hook_instance, &format!("{}\n{i}", f.id))),
                is_recommended: None,
                actions: Some(actions),
            })
            .collect()
    }

    fn create(&self, action: &str, c: &curbside::snapshot::Coding) -> Option<(String, Action)> {
        let name = one_line(c.display.as_deref().unwrap_or_default());
        // Without a name nobody could tell what would be ordered.
        if name.is_empty() {
            return None;
        }
        let system = CodeSystem::received(&c.system);
        let concept =
            json!({ "coding": [{ "system": system.uri(), "code": c.code, "display": name }], "text": name });
        let subject = json!({ "reference": format!("Patient/{}", self.patient) });
        let drug = matches!(system, CodeSystem::RxNorm | CodeSystem::Atc | CodeSystem::Ndc);
        let (resource, description) = match action {
            "problem" => (
                json!({
                    "resourceType": "Condition", "code": concept, "subject": subject,
                    "clinicalStatus": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active" }] },
                    "verificationStatus": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/condition-ver-status", "code": "provisional" }] }
                }),
                format!("Add {name} to the problem list, provisionally"),
            ),
            _ if drug => (
                json!({
                    "resourceType": "MedicationRequest", "status": "draft", "intent": "order",
                    "medicationCodeableConcept": concept, "subject": subject
                }),
                format!("Draft an order for {name}; dose to be entered"),
            ),
            _ => (
                json!({
                    "resourceType": "ServiceRequest", "status": "draft", "intent": "order",
                    "code": concept, "subject": subject
                }),
                format!("Draft an order for {name}"),
            ),
        };
        let action =
            Action { kind: "create".into(), description, resource: Some(resource), resource_id: None };
        Some((name, action))
    }

    fn extension(&self, f: &Finding) -> Map<String, Value> {
        let about: Vec<&str> = f
            .facts
            .iter()
            .filter_map(|u| u.source.as_ref())
            .map(|s| s.0.as_str())
            .filter(|s| !s.is_empty())
            .collect();
        let mut own = json!({
            "findingId": f.id, "rule": f.rule, "severity": f.severity.word(),
            "certainty": f.certainty, "packHash": self.pack_hash
        });
        if let Some(own) = own.as_object_mut() {
            if let Some(p) = self.pack(&f.rule) {
                own.insert("packVersion".into(), json!(p.version));
            }
            if !about.is_empty() {
                own.insert("resources".into(), json!(about));
            }
        }
        Map::from_iter([(crate::EXTENSION.to_string(), own)])
    }
}

pub(crate) fn some<T>(v: Vec<T>) -> Option<Vec<T>> {
    (!v.is_empty()).then_some(v)
}
