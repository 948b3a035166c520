//! The services of a ruleset: discovery, and answers to requests.

use crate::card::{Action, Card, CardDraft, CardFault, Indicator, Response};
use crate::error::HookError;
use crate::escape::escape;
use crate::hook::Hook;
use crate::prefetch::Plan;
use crate::record::Record;
use crate::render::{Making, id};
use crate::request::Request;
use crate::settings::{ONE_SERVICE, Settings, Undecided};
use crate::tried::Tried;
use curbside::Ruleset;
use curbside::eval::Options;
use curbside::eval::result::{Evaluation, Finding, FindingCertainty, Stats};
use curbside::fhir::Part;
use curbside::time::Clock;
use curbside::value::Reason;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// One service for each hook.
#[derive(Debug, Clone)]
pub struct Services {
    rules: Ruleset,
    settings: Settings,
    plans: BTreeMap<Hook, Plan>,
}

/// An answer, with what a host may want to keep of it. `Debug` prints counts and rules only.
pub struct Answer {
    /// The response.
    pub response: Response,
    /// The evaluation behind it.
    pub evaluation: Evaluation,
    /// Keys that were not complete, and why.
    pub lacking: Vec<(String, &'static str)>,
    /// Findings that are not shown, and why.
    pub withheld: Vec<Withheld>,
    /// Findings whose cards were not valid and were replaced; a mistake of this crate.
    pub faults: Vec<CardFault>,
    /// The system actions of the response, by the finding they rest on: a host that does not show a finding
    /// leaves its actions out, too.
    pub system_actions: BTreeMap<String, Vec<Action>>,
    /// The record it rests on.
    pub record: Record,
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Answer")
            .field("response", &self.response)
            .field("stats", &self.evaluation.stats)
            .field("lacking", &self.lacking)
            .field("withheld", &self.withheld)
            .field("faults", &self.faults)
            .finish_non_exhaustive()
    }
}

/// A finding that is not shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withheld {
    /// The finding's id.
    pub finding: String,
    /// `pack/rule`.
    pub rule: String,
    /// Stable code: `not-selected`.
    pub reason: &'static str,
}

impl Services {
    /// Services of these rules.
    ///
    /// ```
    /// use curbside::{Compiler, pack::PackSource};
    /// let pack = PackSource::new("demo").file("pack.yaml", "name: demo\nversion: 1.0.0\n").file("demo.cds", "pack demo\n");
    /// let services = curbside_hooks::Services::new(Compiler::new().pack(pack).compile()?, Default::default());
    /// assert_eq!(services.discovery()["services"][0]["hook"], "patient-view");
    /// # Ok::<(), curbside::CompileError>(())
    /// ```
    pub fn new(rules: Ruleset, settings: Settings) -> Services {
        let needs = rules.needs();
        let plans =
            Hook::ALL.iter().map(|h| (*h, Plan::of(&rules, &needs, *h, &settings.prefetch))).collect();
        Services { rules, settings, plans }
    }

    /// The rules.
    pub fn rules(&self) -> &Ruleset {
        &self.rules
    }

    /// The plan of a hook.
    pub fn plan(&self, hook: Hook) -> Option<&Plan> {
        self.plans.get(&hook)
    }

    /// The id of a hook's service.
    pub fn id(hook: Hook) -> String {
        format!("curbside-{hook}")
    }

    /// The hook of a service.
    pub fn hook(id: &str) -> Option<Hook> {
        Hook::parse(id.strip_prefix("curbside-")?)
    }

    /// The id of a hook's service here: its own, or the one that all hooks share.
    pub fn service_id(&self, hook: Hook) -> String {
        if self.settings.one_service { ONE_SERVICE.into() } else { Services::id(hook) }
    }

    /// The hook for which a service answers a request; `None` where there is no such service.
    /// The one service of all hooks answers for the hook that the request is for.
    pub fn route(&self, service: &str, request: &Request) -> Option<Hook> {
        match self.settings.one_service {
            true => (service == ONE_SERVICE).then_some(request.hook),
            false => Services::hook(service),
        }
    }

    /// The body of `GET /cds-services`.
    pub fn discovery(&self) -> Value {
        let requirements = if self.settings.fetches {
            "Send every prefetch key, or give access to them with fhirServer and fhirAuthorization: rules whose data is missing cannot be decided, and the response says so."
        } else {
            "Send every prefetch key: rules whose data is missing cannot be decided, and the response says so."
        };
        let one = |(hook, plan): (&Hook, &Plan)| {
            let mut s = json!({
                "hook": hook.name(), "id": self.service_id(*hook),
                "title": format!("Curbside: {hook}"),
                "description": format!("{} clinical rules of {} packs that bear on {hook}", plan.rules.len(), self.rules.model().packs.len()),
                "prefetch": plan.queries(),
                "usageRequirements": requirements
            });
            if self.settings.ballot_3
                && let Some(s) = s.as_object_mut()
            {
                s.insert("version".into(), json!(env!("CARGO_PKG_VERSION")));
                if let Some(v) = hook.version() {
                    s.insert("hookVersion".into(), json!(v));
                }
            }
            s
        };
        json!({ "services": self.plans.iter().map(one).collect::<Vec<_>>() })
    }

    /// Answers a request that came to a service.
    ///
    /// `data` are the prefetched values, completed by the host where it could.
    ///
    /// # Errors
    /// See [`HookError`]: 400 where the hook is not that of the service, 412 and 422.
    pub fn answer(
        &self,
        service: Hook,
        request: &Request,
        data: &BTreeMap<String, Part>,
        clock: &Clock,
        options: &Options<'_>,
    ) -> Result<Answer, HookError> {
        self.answer_fetched(service, request, data, &Tried::default(), clock, options)
    }

    /// The same, where the host tried to fetch what the client did not send.
    ///
    /// # Errors
    /// As [`Services::answer`].
    pub fn answer_fetched(
        &self,
        service: Hook,
        request: &Request,
        data: &BTreeMap<String, Part>,
        tried: &Tried,
        clock: &Clock,
        options: &Options<'_>,
    ) -> Result<Answer, HookError> {
        if request.hook != service {
            let message =
                format!("this service is for the hook {service}, the request is for {}", request.hook);
            return Err(HookError::malformed("wrong-hook", "hook", message));
        }
        let nothing = Plan::default();
        let plan = self.plan(service).unwrap_or(&nothing);
        let record = Record::read(request, data, tried, plan, clock)?;
        let evaluation = self.evaluate(&record, plan, clock, options);
        let withheld = withheld(request, &record, &evaluation);
        let (response, system_actions, faults) = self.respond(request, &record, &evaluation, &withheld);
        let lacking = record.supplied.iter().filter_map(|(k, s)| Some((k.clone(), s.why()?))).collect();
        Ok(Answer { response, evaluation, lacking, withheld, faults, system_actions, record })
    }

    /// Evaluates; where keys are missing, rules that need none of them are answered as if all were there.
    fn evaluate(&self, record: &Record, plan: &Plan, clock: &Clock, options: &Options<'_>) -> Evaluation {
        let mut out = self.rules.evaluate_with(&record.cautious, clock, options);
        let Some(covered) = &record.covered else { return out };
        let lacking = record.lacking();
        let covered = self.rules.evaluate_with(covered, clock, options);
        // A rule that the plan does not name is not asked at this hook: either answer will do.
        let needs = |rule: &str| {
            plan.rules.get(rule).is_some_and(|keys| keys.iter().any(|k| lacking.contains(k.as_str())))
        };
        macro_rules! join {
            ($field:ident) => {
                out.$field.retain(|x| needs(&x.rule));
                out.$field.extend(covered.$field.into_iter().filter(|x| !needs(&x.rule)));
            };
        }
        join!(findings);
        join!(indeterminate);
        join!(suppressed);
        join!(not_evaluated);
        out.findings.sort_by(|a, b| (a.severity, &a.rule, &a.id).cmp(&(b.severity, &b.rule, &b.id)));
        out.indeterminate.sort_by(|a, b| a.rule.cmp(&b.rule));
        out.suppressed.sort_by(|a, b| a.rule.cmp(&b.rule));
        out.not_evaluated.sort_by(|a, b| a.rule.cmp(&b.rule));
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let fired: BTreeSet<&str> = out.findings.iter().map(|f| f.rule.as_str()).collect();
        let (fired, indeterminate) = (count(fired.len()), count(out.indeterminate.len()));
        let (suppressed, not_evaluated) = (count(out.suppressed.len()), count(out.not_evaluated.len()));
        let rules = out.stats.rules;
        let silent = rules.saturating_sub(fired + indeterminate + suppressed + not_evaluated);
        out.stats = Stats { rules, fired, silent, indeterminate, suppressed, not_evaluated };
        out
    }

    fn respond(
        &self,
        request: &Request,
        record: &Record,
        e: &Evaluation,
        withheld: &[Withheld],
    ) -> (Response, BTreeMap<String, Vec<Action>>, Vec<CardFault>) {
        let making = Making {
            model: self.rules.model(),
            settings: &self.settings,
            hook_instance: &request.hook_instance,
            patient: request.patient(),
            drafts: &record.drafts,
            pack_hash: &e.pack_hash,
        };
        let orders: BTreeSet<String> = record.drafts.keys().cloned().collect();
        let mut faults = Vec::new();
        let mut cards: Vec<Card> = Vec::new();
        let mut system: BTreeMap<String, Vec<Action>> = BTreeMap::new();
        let hidden: BTreeSet<&str> = withheld.iter().map(|w| w.finding.as_str()).collect();
        let mut found: Vec<_> = e.findings.iter().filter(|f| !hidden.contains(f.id.as_str())).collect();
        found.sort_by(|a, b| (a.severity, &a.id).cmp(&(b.severity, &b.id)));
        for f in found {
            let draft = making.card(f);
            match Card::validate(draft.clone(), Some(&orders)) {
                Ok(card) => cards.push(self.with_system(card, f, &mut system)),
                Err(wrong) => {
                    faults.extend(wrong);
                    // A card without ornaments rather than none at all.
                    let own = id(&request.hook_instance, &f.id);
                    let detail = format!(
                        "{}\n\n**The full card of this finding could not be made.** Rule {}.",
                        escape(&f.message),
                        escape(&f.rule)
                    );
                    let plain = CardDraft::in_place_of(own, &draft.summary, detail, draft.indicator);
                    // Known by its finding, unless that is what was wrong.
                    let named = CardDraft { extension: draft.extension, ..plain.clone() };
                    let card = Card::validate(named, None).or_else(|_| Card::validate(plain, None));
                    cards.extend(card.ok());
                }
            }
        }
        let unchecked = self.unchecked(request, record, e).map(|draft| Card::validate(draft, None));
        match unchecked {
            Some(Ok(card)) => cards.push(card),
            Some(Err(wrong)) => faults.extend(wrong),
            None => {}
        }
        let told: Vec<Value> =
            withheld.iter().map(|w| json!({ "rule": w.rule, "reason": w.reason })).collect();
        let mut extension = Map::new();
        if !told.is_empty() {
            extension.insert(crate::WITHHELD.into(), Value::Array(told));
        }
        // Two findings may advise the same.
        let mut actions: Vec<Action> = Vec::new();
        for action in system.values().flatten() {
            if !actions.contains(action) {
                actions.push(action.clone());
            }
        }
        let (response, wrong) = Response::new(cards).with_extension(extension).with_system_actions(actions);
        faults.extend(wrong);
        (response, system, faults)
    }

    /// Where the rule's only suggestion is to go out as system actions: takes it off the card, which then tells of it.
    fn with_system(&self, card: Card, f: &Finding, system: &mut BTreeMap<String, Vec<Action>>) -> Card {
        let agreed = self.settings.system_actions.contains(f.rule.as_str());
        if !agreed || f.certainty != FindingCertainty::Definite {
            return card;
        }
        let mut draft = card.as_draft().clone();
        let Some([only]) = draft.suggestions.as_deref() else { return card };
        let actions = only.actions.clone().unwrap_or_default();
        let told: Vec<String> = actions.iter().map(|a| format!("- {}", escape(&a.description))).collect();
        if told.is_empty() {
            return card;
        }
        let told = format!("**Handed to the system**\n\n{}", told.join("\n"));
        draft.detail = Some(draft.detail.map_or(told.clone(), |d| format!("{d}\n\n{told}")));
        draft.suggestions = None;
        draft.selection_behavior = None;
        match Card::validate(draft, None) {
            Ok(told) => {
                system.insert(f.id.to_string(), actions);
                told
            }
            Err(_) => card,
        }
    }

    /// What could not be checked; `None` when everything was.
    fn unchecked(&self, request: &Request, record: &Record, e: &Evaluation) -> Option<CardDraft> {
        let blind = |r: Reason| {
            matches!(
                r,
                Reason::NotSupplied | Reason::Partial | Reason::Masked | Reason::Unresolved | Reason::Script
            )
        };
        let all = self.settings.undecided == Undecided::Always;
        let undecided: Vec<_> =
            e.indeterminate.iter().filter(|i| all || i.missing.iter().any(|g| blind(g.reason))).collect();
        let stopped = e.not_evaluated.iter().filter(|n| n.reason == "limit").count();
        let mut lines = Vec::new();
        for (key, state) in &record.supplied {
            if let Some(why) = state.why() {
                lines.push(format!("Data under {}: {why}", escape(key)));
            }
        }
        if record.foreign_drafts > 0 {
            lines.push(format!(
                "{} draft order(s) name another patient and were not checked",
                record.foreign_drafts
            ));
        }
        if record.orders_missing > 0 {
            let why = record.orders_failed.map(|w| format!(": {w}")).unwrap_or_default();
            lines.push(format!(
                "{} dispatched order(s) were neither sent nor fetched and were not checked{why}",
                record.orders_missing
            ));
        }
        if let Some(why) = record.medications_failed {
            lines.push(format!("A Medication that an order refers to: {why}"));
        }
        if record.foreign > 0 {
            lines.push(format!("{} resource(s) of another patient were left out", record.foreign));
        }
        if undecided.is_empty() && stopped == 0 && lines.is_empty() {
            return None;
        }
        let n = undecided.len() + stopped;
        if stopped > 0 {
            lines.push(format!("{stopped} rule(s) were not evaluated: a limit was reached"));
        }
        let mut missing: BTreeMap<String, usize> = BTreeMap::new();
        for g in undecided.iter().flat_map(|i| &i.missing) {
            *missing
                .entry(format!("{}: {}", escape(&g.datum), g.reason.code().replace('-', " ")))
                .or_default() += 1;
        }
        let mut missing: Vec<(String, usize)> = missing.into_iter().collect();
        missing.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        let more = missing.len().saturating_sub(15);
        lines.extend(missing.into_iter().take(15).map(|(text, rules)| format!("{text} ({rules} rules)")));
        if more > 0 {
            lines.push(format!("and {more} more"));
        }
        let text = if record.foreign_drafts > 0 {
            format!(
                "{} draft order(s) name another patient and were not checked; {n} rules could not be decided",
                record.foreign_drafts
            )
        } else if record.orders_missing > 0 {
            format!(
                "{} dispatched order(s) were not checked; {n} rules could not be decided",
                record.orders_missing
            )
        } else {
            format!("{n} rules could not be decided: data was missing. No alert does not mean no problem.")
        };
        let detail = format!(
            "**Not checked**\n\n{}",
            lines.iter().map(|l| format!("- {l}")).collect::<Vec<_>>().join("\n")
        );
        let indicator = if record.foreign_drafts + record.orders_missing > 0 {
            Indicator::Warning
        } else {
            Indicator::Info
        };
        let own = id(&request.hook_instance, "not-checked");
        Some(CardDraft::of_the_check(own, &text, Some(detail), indicator))
    }
}

/// At `order-select`, findings that rest on draft orders of which none is selected: they come when those
/// orders are selected or signed. A finding that rests on no draft is shown, and so are all where a
/// selection is none of the drafts: hiding an alert needs certainty.
fn withheld(request: &Request, record: &Record, e: &Evaluation) -> Vec<Withheld> {
    let selected: Option<BTreeSet<&str>> =
        request.selections().into_iter().map(|s| draft_of(record, s)).collect();
    let Some(selected) = selected.filter(|s| request.hook == Hook::OrderSelect && !s.is_empty()) else {
        return Vec::new();
    };
    // Drafts without an id cannot be told apart: nothing is certain.
    if record.drafts.keys().any(|k| k.starts_with('#')) {
        return Vec::new();
    }
    let others_only = |f: &&Finding| {
        let sources = f.facts.iter().filter_map(|u| u.source.as_ref());
        let mut drafts = sources.filter_map(|s| draft_of(record, &s.0)).peekable();
        drafts.peek().is_some() && drafts.all(|d| !selected.contains(d))
    };
    let one = |f: &Finding| Withheld {
        finding: f.id.to_string(),
        rule: f.rule.to_string(),
        reason: "not-selected",
    };
    e.findings.iter().filter(others_only).map(one).collect()
}

/// The draft that a reference names, absolute or not.
fn draft_of<'r>(record: &'r Record, reference: &str) -> Option<&'r str> {
    let named = |k: &&String| reference == k.as_str() || reference.ends_with(&format!("/{k}"));
    record.drafts.keys().find(named).map(String::as_str)
}
