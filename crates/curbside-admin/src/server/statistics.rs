//! From the audit store's figures to what the pages show.

use super::Host;
use crate::data::{Counts, Day, Latency, Period, Reason, Rule, Statistics};
use curbside_store::{Counted, Error, Range, RuleReason, StatisticsOptions, Store};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use std::collections::BTreeMap;

/// Of how many of the latest calls the undecided rules are named.
const LATEST: u32 = 200;

pub(super) async fn statistics(store: &Store, host: &dyn Host, period: Period) -> Result<Statistics, Error> {
    let now = Timestamp::from_second(host.now()).unwrap_or_default();
    let range = range_of(period);
    let figures =
        store.statistics(&StatisticsOptions { comments: 0, ..StatisticsOptions::new(range, now) }).await?;
    let by_days = store.by_days(range).await?;
    let by_rule = store.rules_by_day(range).await?;
    let withheld = store.withheld_reasons(range).await?;
    let overrides = store.override_reasons(range).await?;
    let (undecided_calls, undecided) = store.undecided_rules(range, LATEST).await?;
    let before = Period { to: period.from().saturating_sub(1.day()), ..period };
    let before = totals(store, range_of(before)).await?;

    let first = range.from.as_second().div_euclid(86_400);
    let place = |day: i64| usize::try_from(day - first).ok().filter(|at| *at < usize::from(period.days));
    let mut days: Vec<Day> =
        period.each().map(|date| Day { date, counts: Counts::default(), latency: None }).collect();
    for series in by_days {
        if let Some(day) = place(series.day).and_then(|at| days.get_mut(at)) {
            day.counts.evaluations = series.evaluations;
            day.counts.undecided = series.undecided;
            day.counts.not_checked = series.not_evaluated;
            let l = series.latency;
            day.latency = (series.evaluations > 0).then_some(Latency { p50: l.p50, p95: l.p95, p99: l.p99 });
        }
    }
    let mut rules: BTreeMap<String, Rule> = BTreeMap::new();
    for each in by_rule {
        let counts = Counts {
            shown: each.shown,
            withheld: each.withheld,
            accepted: each.accepted,
            overridden: each.overridden,
            deferred: each.deferred,
            ..Counts::default()
        };
        let rule = rules.entry(each.rule).or_insert_with_key(|id| new_rule(id, host, period));
        rule.counts.add(&counts);
        if let Some(at) = place(each.day) {
            if let Some(day) = rule.days.get_mut(at) {
                day.add(&counts);
            }
            if let Some(day) = days.get_mut(at) {
                day.counts.add(&counts);
            }
        }
    }
    for each in &withheld {
        if let Some(rule) = rules.get_mut(&each.rule) {
            rule.withheld.push((each.reason.clone(), each.count));
        }
    }
    for each in &overrides {
        if let Some(rule) = rules.get_mut(&each.rule) {
            rule.override_reasons.push((given(&each.reason), each.count));
        }
    }
    let mut rules: Vec<Rule> = rules.into_values().collect();
    rules.sort_by(|a, b| b.counts.shown.cmp(&a.counts.shown).then_with(|| a.id.cmp(&b.id)));
    let mut all = Counts::default();
    days.iter().for_each(|day| all.add(&day.counts));
    let latency = figures.latency;
    Ok(Statistics {
        period,
        latency: (all.evaluations > 0).then_some(Latency {
            p50: latency.p50,
            p95: latency.p95,
            p99: latency.p99,
        }),
        totals: all,
        before: (before.evaluations > 0).then_some(before),
        days,
        rules,
        override_reasons: figures.override_reasons.iter().map(|c| (given(&c.what), c.count)).collect(),
        undecided: reasons(&figures.undecided_by, &undecided),
        undecided_calls,
        withheld: reasons(&figures.withheld_by, &withheld),
        remarks: Vec::new(),
    })
}

fn new_rule(id: &str, host: &dyn Host, period: Period) -> Rule {
    let card = host.rule(id);
    Rule {
        id: id.to_owned(),
        tier: card.as_ref().and_then(|card| card.tier.clone()),
        title: card.map(|card| card.title),
        counts: Counts::default(),
        days: vec![Counts::default(); period.days.into()],
        override_reasons: Vec::new(),
        withheld: Vec::new(),
    }
}

/// A reason as it is shown; users may give none.
fn given(reason: &str) -> String {
    if reason.is_empty() { "no reason given".to_owned() } else { reason.to_owned() }
}

fn reasons(counted: &[Counted], rules: &[RuleReason]) -> Vec<Reason> {
    counted
        .iter()
        .map(|each| Reason {
            code: each.what.clone(),
            count: each.count,
            rules: rules
                .iter()
                .filter(|r| r.reason == each.what)
                .map(|r| (r.rule.clone(), r.count))
                .collect(),
        })
        .collect()
}

async fn totals(store: &Store, range: Range) -> Result<Counts, Error> {
    let mut out = Counts::default();
    for day in store.by_days(range).await? {
        out.evaluations += day.evaluations;
        out.undecided += day.undecided;
        out.not_checked += day.not_evaluated;
    }
    for rule in store.rules_by_day(range).await? {
        out.shown += rule.shown;
        out.withheld += rule.withheld;
        out.accepted += rule.accepted;
        out.overridden += rule.overridden;
        out.deferred += rule.deferred;
    }
    Ok(out)
}

fn range_of(period: Period) -> Range {
    let start = |day: jiff::civil::Date| TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).unwrap_or_default();
    Range { from: start(period.from()), to: start(period.to.saturating_add(1.day())) }
}
