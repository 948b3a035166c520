//! The pages, with what they ask of the store.

use super::access::Reader;
use super::acts::today;
use super::statistics::statistics;
use super::{Admin, html};
use crate::data::{Act, Health, Part, Period, Statistics};
use crate::pages::{self, Sort};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

/// How many acts are shown.
const ACTS: u32 = 200;

#[derive(Deserialize, Default)]
pub(super) struct Asked {
    #[serde(default)]
    days: String,
    #[serde(default)]
    sort: String,
}

impl Admin {
    fn period(&self, asked: &Asked) -> Period {
        Period::ending(today(self.inner.host.now()), asked.days.parse().unwrap_or(30))
    }

    async fn statistics(&self, asked: &Asked) -> Result<Statistics, Response> {
        let Some(store) = &self.inner.store else {
            let text =
                "This service has no audit store, so nothing is counted. Set `store` in its configuration.";
            return Err(html(404, pages::problem("No statistics", text)));
        };
        statistics(store, self.inner.host.as_ref(), self.period(asked)).await.map_err(|error| {
            tracing::error!(target: "curbside::admin", code = error.code(), "statistics: {error}");
            html(503, pages::problem("Not now", "The audit store does not answer. Alerts are not affected by this page; look at the service's log."))
        })
    }

    async fn parts(&self) -> Vec<Part> {
        let mut parts = self.inner.host.parts();
        let (health, text) = match &self.inner.store {
            None => (Health::Warning, "none: nothing is recorded".to_owned()),
            Some(store) => match store.ping().await {
                Ok(()) => (Health::Good, format!("answers; {} waiting to be written", store.waiting())),
                Err(error) => (Health::Bad, format!("does not answer ({})", error.code())),
            },
        };
        parts.push(Part { name: "Audit store".to_owned(), health, text });
        for key in self.inner.verifier.health() {
            let (health, text) = match (&key.trouble, key.fetched) {
                (None, Some(_)) => (Health::Good, format!("{} usable", key.keys)),
                (None, None) => (Health::Warning, "not fetched yet".to_owned()),
                (Some(trouble), Some(_)) => {
                    (Health::Warning, format!("{} known from before; {trouble}", key.keys))
                }
                (Some(trouble), None) => (Health::Bad, trouble.clone()),
            };
            parts.push(Part { name: format!("Keys of {}", key.url), health, text });
        }
        parts
    }
}

pub(super) async fn overview(
    State(admin): State<Admin>,
    reader: Reader,
    Query(asked): Query<Asked>,
) -> Result<Response, Response> {
    let statistics = admin.statistics(&asked).await?;
    Ok(html(200, pages::overview(&reader.who(), None, &admin.parts().await, &statistics)))
}

pub(super) async fn rules(
    State(admin): State<Admin>,
    reader: Reader,
    Query(asked): Query<Asked>,
) -> Result<Response, Response> {
    let statistics = admin.statistics(&asked).await?;
    Ok(html(200, pages::rules(&reader.who(), &statistics, Sort::named(&asked.sort))))
}

pub(super) async fn rule(
    State(admin): State<Admin>,
    reader: Reader,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Response> {
    let statistics = admin.statistics(&asked).await?;
    let card = admin.inner.host.rule(&id);
    let counted = statistics.rules.iter().find(|rule| rule.id == id).cloned();
    let rule = match (counted, &card) {
        (Some(rule), _) => rule,
        // In force, and not shown in this period.
        (None, Some(card)) => crate::data::Rule {
            id,
            title: Some(card.title.clone()),
            tier: card.tier.clone(),
            counts: crate::data::Counts::default(),
            days: vec![crate::data::Counts::default(); statistics.period.days.into()],
            override_reasons: Vec::new(),
            withheld: Vec::new(),
        },
        (None, None) => return Err(html(404, pages::problem("Not found", "There is no rule of this name."))),
    };
    let logic = card.as_ref().and_then(|card| card.logic.as_deref());
    Ok(html(200, pages::rule(&reader.who(), &statistics, &rule, logic)))
}

pub(super) async fn undecided(
    State(admin): State<Admin>,
    reader: Reader,
    Query(asked): Query<Asked>,
) -> Result<Response, Response> {
    let statistics = admin.statistics(&asked).await?;
    Ok(html(200, pages::undecided(&reader.who(), &statistics)))
}

pub(super) async fn withheld(
    State(admin): State<Admin>,
    reader: Reader,
    Query(asked): Query<Asked>,
) -> Result<Response, Response> {
    let statistics = admin.statistics(&asked).await?;
    Ok(html(200, pages::withheld(&reader.who(), &statistics)))
}

pub(super) async fn policy(State(admin): State<Admin>, reader: Reader) -> Response {
    html(200, pages::policy(&reader.who(), admin.inner.host.policy().as_ref()))
}

pub(super) async fn packs(State(admin): State<Admin>, reader: Reader) -> Response {
    html(200, pages::packs(&reader.who(), None, &admin.inner.host.in_force()))
}

pub(super) async fn activity(State(admin): State<Admin>, reader: Reader) -> Response {
    let Some(store) = &admin.inner.store else {
        return html(200, pages::activity(&reader.who(), &[]));
    };
    match store.acts(ACTS).await {
        Ok(acts) => {
            let acts: Vec<Act> = acts.into_iter().map(shown).collect();
            html(200, pages::activity(&reader.who(), &acts))
        }
        Err(error) => {
            tracing::error!(target: "curbside::admin", code = error.code(), "acts: {error}");
            html(503, pages::problem("Not now", "The audit store does not answer."))
        }
    }
}

fn shown(act: curbside_store::Act) -> Act {
    let detail: Vec<String> = act.detail.iter().map(|(name, text)| format!("{name}: {text}")).collect();
    Act {
        at: act.at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
        who: act.user.unwrap_or_else(|| "the service".to_owned()),
        what: crate::words::code(&act.what),
        good: act.outcome == "done",
        text: detail.join("; "),
    }
}

pub(super) async fn export(State(admin): State<Admin>, reader: Reader) -> Response {
    html(200, pages::export(&reader.who(), admin.period(&Asked::default())))
}

pub(super) async fn not_found(_: Reader) -> Response {
    html(404, pages::problem("Not found", "There is no such page."))
}
