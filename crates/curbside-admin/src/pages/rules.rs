//! Every rule with what became of its alerts, and one rule by itself.

use super::overview::{column, legend, outcomes, ranking};
use crate::chart;
use crate::data::{Rule, Statistics, Who};
use crate::layout::{Tab, nothing, page, periods, table};
use crate::words::{code, number, percent, permille};
use maud::{Markup, html};

/// By what the rules are sorted, greatest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// How often shown.
    #[default]
    Shown,
    /// Part accepted.
    Accepted,
    /// Part overridden.
    Overridden,
    /// Part without response.
    NoResponse,
    /// How often withheld.
    Withheld,
    /// By name, from A.
    Name,
}

impl Sort {
    const ALL: [(Sort, &'static str, &'static str); 6] = [
        (Sort::Name, "name", "Rule"),
        (Sort::Shown, "shown", "Shown"),
        (Sort::Accepted, "accepted", "Accepted"),
        (Sort::Overridden, "overridden", "Overridden"),
        (Sort::NoResponse, "no-response", "No response"),
        (Sort::Withheld, "withheld", "Withheld"),
    ];

    /// The order of this name in a query; [`Sort::Shown`] for any other.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self::ALL.iter().find(|(_, each, _)| *each == name).map_or(Sort::Shown, |(sort, _, _)| *sort)
    }

    fn key(self, rule: &Rule) -> u64 {
        let c = &rule.counts;
        match self {
            Sort::Shown => c.shown,
            Sort::Accepted => permille(c.accepted, c.shown).map_or(0, |p| p + 1),
            Sort::Overridden => permille(c.overridden, c.shown).map_or(0, |p| p + 1),
            Sort::NoResponse => permille(c.no_response(), c.shown).map_or(0, |p| p + 1),
            Sort::Withheld => c.withheld,
            Sort::Name => 0,
        }
    }
}

/// All rules that were shown or withheld.
#[must_use]
pub fn rules(who: &Who, statistics: &Statistics, sort: Sort) -> String {
    let mut sorted: Vec<&Rule> = statistics.rules.iter().collect();
    sorted.sort_by(|a, b| sort.key(b).cmp(&sort.key(a)).then_with(|| a.id.cmp(&b.id)));
    page(
        Tab::Rules,
        "Rules",
        who,
        None,
        &html! {
            div class="bar" { (periods("/admin/rules", statistics.period)) }
            @for remark in &statistics.remarks { p class="flash warning" { (remark) } }
            (flags(statistics))
            section class="card" {
                @if sorted.is_empty() { (nothing("No rule was shown or withheld in this period.")) }
                @else {
                    div class="tools" hidden data-filter="rules" {
                        label { "Find " input type="search" name="filter" autocomplete="off"; }
                    }
                    (table("Rules", &rows(&sorted, statistics, sort)))
                }
            }
        },
    )
}

fn rows(rules: &[&Rule], statistics: &Statistics, sort: Sort) -> Markup {
    let days = statistics.period.days;
    html! {
        thead { tr {
            @for (each, name, title) in Sort::ALL {
                th scope="col" class=(if each == Sort::Name { "" } else { "number" })
                    aria-sort=[(each == sort).then_some(if each == Sort::Name { "ascending" } else { "descending" })] {
                    a href=(format!("/admin/rules?days={days}&sort={name}")) { (title) }
                }
                @if each == Sort::Shown { th scope="col" { "Over time" } }
            }
        } }
        tbody data-filtered="rules" {
            @for rule in rules {
                @let c = &rule.counts;
                tr {
                    th scope="row" {
                        a href=(format!("/admin/rules/{}?days={days}", rule.id)) { (rule.title.as_ref().unwrap_or(&rule.id)) }
                        small { (rule.id) @if let Some(tier) = &rule.tier { " · " (code(tier)) } }
                    }
                    td class="number" { (number(c.shown)) }
                    td class="over-time" { (chart::spark(&rule.days.iter().map(|day| day.shown).collect::<Vec<_>>())) }
                    @for part in [c.accepted, c.overridden, c.no_response()] {
                        td class="number" title=(number(part)) { (percent(part, c.shown)) }
                    }
                    td class="number" { (number(c.withheld)) }
                }
            }
        }
    }
}

/// Rules somebody should look at: much of the volume, or shown often and never followed.
fn flags(statistics: &Statistics) -> Markup {
    let all = statistics.totals.shown;
    let loud: Vec<&Rule> =
        statistics.rules.iter().filter(|r| r.counts.shown >= 20 && r.counts.shown * 4 > all).collect();
    let deaf: Vec<&Rule> =
        statistics.rules.iter().filter(|r| r.counts.shown >= 20 && r.counts.accepted == 0).collect();
    let list = |rules: &[&Rule]| {
        html! {
            @for (index, rule) in rules.iter().take(5).enumerate() {
                @if index > 0 { ", " }
                a href=(format!("/admin/rules/{}?days={}", rule.id, statistics.period.days)) { (rule.title.as_ref().unwrap_or(&rule.id)) }
            }
            @if rules.len() > 5 { " and " (rules.len() - 5) " more" }
            "."
        }
    };
    html! {
        @if !loud.is_empty() { p class="flash warning" { "More than a quarter of all alerts: " (list(&loud)) } }
        @if !deaf.is_empty() { p class="flash warning" { "Shown 20 times or more and never accepted: " (list(&deaf)) } }
    }
}

/// One rule. `logic` is what the rule says, if the packs in force have it.
#[must_use]
pub fn rule(who: &Who, statistics: &Statistics, rule: &Rule, logic: Option<&str>) -> String {
    let c = &rule.counts;
    let days = statistics.period.each().zip(&rule.days);
    let columns: Vec<_> = days.map(|(date, counts)| column(date, counts)).collect();
    let sentence = format!(
        "Alerts of this rule by day: {} shown, {} accepted, {} overridden.",
        number(c.shown),
        number(c.accepted),
        number(c.overridden)
    );
    page(
        Tab::Rules,
        rule.title.as_ref().unwrap_or(&rule.id),
        who,
        None,
        &html! {
            p class="sub" { code { (rule.id) } @if let Some(tier) = &rule.tier { " · " (code(tier)) } @if rule.title.is_none() { " · not in the packs in force" } }
            div class="bar" { (periods(&format!("/admin/rules/{}", rule.id), statistics.period)) }
            dl class="inline" {
                dt { "Shown" } dd { (number(c.shown)) }
                dt class="accepted" { "Accepted" } dd { (percent(c.accepted, c.shown)) }
                dt class="overridden" { "Overridden" } dd { (percent(c.overridden, c.shown)) }
                dt class="silent" { "No response" } dd { (percent(c.no_response(), c.shown)) }
                dt { "Withheld" } dd { (number(c.withheld)) }
                dt { "Put off" } dd { (number(c.deferred)) }
            }
            section class="card" aria-labelledby="volume" {
                h2 id="volume" { "Alerts by day" }
                (legend())
                (chart::share(&outcomes(c)))
                @if c.shown == 0 { (nothing("It was not shown in this period.")) } @else { (chart::bars(&sentence, &columns)) }
            }
            div class="two" {
                section class="card" aria-labelledby="why" {
                    h2 id="why" { "Overridden because" }
                    (ranking(&rule.override_reasons, "No reason was given.", code))
                }
                section class="card" aria-labelledby="withheld" {
                    h2 id="withheld" { "Withheld because" }
                    (ranking(&rule.withheld, "It was never withheld.", code))
                }
            }
        @if let Some(logic) = logic {
                section class="card" aria-labelledby="logic" {
                    h2 id="logic" { "The rule" }
                    pre tabindex="0" { code { (logic) } }
                }
            }
        },
    )
}
