//! From what was decided to the response: cards that are shown, each with the id under which the
//! audit knows it, and what was withheld with its reason.

use curbside_hooks::{Action, Answer, Card, CardDraft, EXTENSION, Indicator, Response, WITHHELD, escape};
use curbside_policy::Shown;
use curbside_record::Answer as Decision;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Key of the extension of responses that tells which rules answered.
pub const RULESET: &str = "io.github.curbside-cds.ruleset";

/// The finding of a card.
fn finding(card: &CardDraft) -> Option<&str> {
    card.extension.as_ref()?.get(EXTENSION)?.get("findingId")?.as_str()
}

pub(crate) fn response(answer: &mut Answer, decision: &Decision, generation: u64) -> Response {
    let decided = &decision.decided;
    let mut made: BTreeMap<String, Card> = BTreeMap::new();
    let mut others = Vec::new();
    for card in std::mem::take(&mut answer.response).into_cards() {
        match finding(card.as_draft()).map(str::to_string) {
            Some(id) => drop(made.insert(id, card)),
            // What could not be checked is always shown.
            None => others.push(card),
        }
    }
    let answer = &*answer;
    let mut cards = Vec::new();
    // Nothing is done on behalf of a finding that nobody is shown.
    let mut actions: Vec<Action> = Vec::new();
    for (shown, uuid) in decided.shown.iter().zip(&decision.cards) {
        let Some(card) = made.remove(shown.finding.as_str()) else { continue };
        cards.push(known(card, shown, uuid, answer));
        for action in answer.system_actions.get(&shown.finding).into_iter().flatten() {
            if !actions.contains(action) {
                actions.push(action.clone());
            }
        }
    }
    cards.extend(others);
    cards.extend(decision.troubles.iter().filter_map(|t| trouble(t.text())));

    let mut told: Vec<Value> =
        answer.withheld.iter().map(|w| json!({ "rule": w.rule, "reason": w.reason })).collect();
    told.extend(decided.withheld.iter().map(|w| {
        let mut one =
            json!({ "rule": w.rule, "reason": w.reason.word(), "by": w.by.id, "author": w.by.author });
        if let (Some(until), Some(one)) = (&w.until, one.as_object_mut()) {
            one.insert("until".into(), json!(until));
        }
        one
    }));
    let mut extension = Map::new();
    if !told.is_empty() {
        extension.insert(WITHHELD.into(), Value::Array(told));
    }
    extension.insert(
        RULESET.into(),
        json!({ "generation": generation, "packHash": answer.evaluation.pack_hash, "policyHash": decided.policy.hash }),
    );
    // They were valid before: what is not would have stayed on its card.
    Response::new(cards).with_extension(extension).with_system_actions(actions).0
}

/// A card as the audit knows it. It was valid before, and stays so; if it did not, it would be shown as it was.
fn known(before: Card, shown: &Shown, uuid: &str, answer: &Answer) -> Card {
    let also: Vec<String> = shown
        .also
        .iter()
        .filter_map(|at| answer.evaluation.findings.get(*at))
        .map(|f| format!("- {}", escape(&f.message)))
        .collect();
    let mut card = before.as_draft().clone();
    card.uuid = Some(uuid.to_string());
    if let Some(own) =
        card.extension.as_mut().and_then(|e| e.get_mut(EXTENSION)).and_then(Value::as_object_mut)
    {
        own.insert("tier".into(), json!(shown.tier.word()));
    }
    if !also.is_empty() {
        let detail = card.detail.get_or_insert_default();
        detail.push_str("\n\n**Also**\n\n");
        detail.push_str(&also.join("\n"));
    }
    Card::validate(card, None).unwrap_or(before)
}

fn trouble(text: &str) -> Option<Card> {
    let own = uuid::Uuid::new_v4().to_string();
    Card::validate(CardDraft::of_the_check(own, text, None, Indicator::Info), None).ok()
}
