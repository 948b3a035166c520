//! What the administration page shows and does.

use crate::metrics::Metrics;
use crate::rules::{LoadError, Shelf};
use curbside_admin::data::{Health, InForce, Overlay, Pack, Part, PolicyView};
use curbside_admin::server::{Answer, Host, RuleCard};
use curbside_policy::{Account, Change};
use jiff::tz::TimeZone;
use std::sync::Arc;

/// The service as the administration page sees it.
#[derive(Debug)]
pub struct Service {
    shelf: Arc<Shelf>,
    metrics: Arc<Metrics>,
    /// Whether everybody may call.
    open: bool,
}

impl Service {
    /// A service with these packs.
    pub fn new(shelf: Arc<Shelf>, metrics: Arc<Metrics>, open: bool) -> Service {
        Service { shelf, metrics, open }
    }
}

/// Counts and logs an exchange; what happened, in words.
pub(crate) fn told(
    shelf: &Shelf,
    metrics: &Metrics,
    what: &'static str,
    result: Result<u64, LoadError>,
) -> Result<String, String> {
    match result {
        Ok(generation) => {
            let force = shelf.now();
            let rules = force.services.rules().model().rules.len();
            metrics.reloaded("done");
            metrics.in_force(generation, rules);
            let text = format!("Generation {generation} is in force: {rules} rules.");
            tracing::info!(target: "curbside::reload", what, generation, rules, "packs were exchanged");
            Ok(text)
        }
        Err(error) => {
            metrics.reloaded("refused");
            tracing::error!(target: "curbside::reload", what, "packs were not exchanged, those in force stay: {error}");
            Err(format!("Not exchanged; what was in force stays. {error}"))
        }
    }
}

impl Host for Service {
    fn now(&self) -> i64 {
        jiff::Timestamp::now().as_second()
    }

    fn in_force(&self) -> InForce {
        let force = self.shelf.now();
        let rules = force.services.rules();
        let model = rules.model();
        let count = |pack: &str| {
            model.rules.iter().filter(|r| r.id.split_once('/').is_some_and(|(p, _)| p == pack)).count()
        };
        InForce {
            packs: model
                .packs
                .iter()
                .map(|p| Pack { name: p.name.clone(), version: p.version.clone(), rules: count(&p.name) })
                .collect(),
            generation: rules.generation(),
            hash: model.hash.to_string(),
            since: force.since.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
            last_load: self
                .shelf
                .steps()
                .into_iter()
                .map(|(name, good, text)| Part {
                    name: name.into(),
                    health: if good {
                        Health::Good
                    } else if name == "Refused" {
                        Health::Bad
                    } else {
                        Health::Warning
                    },
                    text,
                })
                .collect(),
            can_roll_back: self.shelf.can_roll_back(),
            engine: env!("CARGO_PKG_VERSION").into(),
        }
    }

    fn policy(&self) -> Option<PolicyView> {
        let force = self.shelf.now();
        let policy = &force.policy;
        let day = |date: &Option<curbside_policy::Date>| date.as_ref().and_then(|d| d.as_str().parse().ok());
        let overlay = |what: String, account: &Account| Overlay {
            what,
            source: account.id.clone(),
            author: Some(account.author.clone()),
            reason: account.reason.clone(),
            until: day(&account.expires),
        };
        let about = |rules: &[String]| if rules.is_empty() { "all".to_string() } else { rules.join(", ") };
        let changes = policy.changes.iter().map(|c| {
            let change = match &c.change {
                Change::Off => "off".to_string(),
                Change::Shadow => "on trial".to_string(),
                Change::Tier(tier) => tier.word().to_string(),
                Change::Only(_) => "for some only".to_string(),
            };
            overlay(format!("{}: {change}", about(&c.which.rules)), &c.account)
        });
        let trials =
            policy.shadow.iter().map(|s| overlay(format!("{}: on trial", about(&s.which.rules)), &s.account));
        Some(PolicyView {
            name: policy.card.name.clone(),
            version: policy.card.version.clone(),
            hash: policy.hash().to_string(),
            today: TimeZone::UTC.to_datetime(jiff::Timestamp::now()).date(),
            overlays: changes.chain(trials).collect(),
            never_off: policy.never_off.iter().flat_map(|n| n.which.rules.clone()).collect(),
            text: force.policy_text.clone(),
        })
    }

    fn rule(&self, id: &str) -> Option<RuleCard> {
        let force = self.shelf.now();
        let rule = force.services.rules().model().rules.iter().find(|r| r.id == id)?;
        Some(RuleCard { title: rule.title.to_string(), tier: None, logic: None })
    }

    fn parts(&self) -> Vec<Part> {
        let force = self.shelf.now();
        let rules = force.services.rules();
        let part = |name: &str, health, text: String| Part { name: name.into(), health, text };
        let mut out = vec![part(
            "Packs",
            Health::Good,
            format!("generation {}, {} rules", rules.generation(), rules.model().rules.len()),
        )];
        if self.open {
            out.push(part("Gate", Health::Bad, "open: everybody may call without a token".into()));
        }
        out
    }

    fn reload(&self) -> Answer<'_, Result<String, String>> {
        self.act("reload", Shelf::reload)
    }

    fn roll_back(&self) -> Answer<'_, Result<String, String>> {
        self.act("rollback", Shelf::roll_back)
    }
}

impl Service {
    fn act(
        &self,
        what: &'static str,
        act: fn(&Shelf) -> Result<u64, LoadError>,
    ) -> Answer<'_, Result<String, String>> {
        let shelf = Arc::clone(&self.shelf);
        Box::pin(async move {
            let done = tokio::task::spawn_blocking(move || act(&shelf)).await;
            let result =
                done.unwrap_or_else(|_| Err(LoadError::Packs("the packs could not be compiled".into())));
            told(&self.shelf, &self.metrics, what, result)
        })
    }
}
