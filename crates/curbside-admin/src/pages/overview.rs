//! The first page: is it well, how much is shown, and what becomes of it.

use crate::chart::{self, Column};
use crate::data::{Counts, Flash, Health, Part, Statistics, Who};
use crate::layout::{Tab, badge, nothing, page, periods, table};
use crate::words::{code, day, duration, number, per_hundred, percent, permille};
use maud::{Markup, html};

/// The overview.
#[must_use]
pub fn overview(who: &Who, flash: Option<&Flash>, parts: &[Part], statistics: &Statistics) -> String {
    let totals = &statistics.totals;
    page(
        Tab::Overview,
        "Overview",
        who,
        flash,
        &html! {
            div class="bar" { (periods("/admin", statistics.period)) }
            (health(parts))
            @for remark in &statistics.remarks { p class="flash warning" { (remark) } }
            (tiles(statistics))
            section class="card" aria-labelledby="volume" {
                h2 id="volume" { "Alerts by day" }
                (legend())
                @if totals.shown == 0 { (nothing("No alert was shown in this period.")) }
                @else { (volume(statistics)) }
                (days_table(statistics))
            }
            div class="two" {
                section class="card" aria-labelledby="top" {
                    h2 id="top" { "Most shown rules" }
                    (top_rules(statistics))
                }
                section class="card" aria-labelledby="why" {
                    h2 id="why" { "Reasons for overriding" }
                    (ranking(&statistics.override_reasons, "No reason was given in this period.", code))
                }
            }
            section class="card" aria-labelledby="latency" {
                h2 id="latency" { "Time to answer" }
                (latency(statistics))
            }
        },
    )
}

fn health(parts: &[Part]) -> Markup {
    html! {
        ul class="health" aria-label="State of the service" {
            @for part in parts {
                li {
                    (badge(part.health, match part.health { Health::Good => "OK", Health::Warning => "Look", Health::Bad => "Failing" }))
                    span { strong { (part.name) } " " (part.text) }
                }
            }
        }
    }
}

fn tiles(statistics: &Statistics) -> Markup {
    let (now, before) = (&statistics.totals, statistics.before.as_ref());
    let of_days =
        |pick: fn(&Counts) -> u64| statistics.days.iter().map(|day| pick(&day.counts)).collect::<Vec<_>>();
    let rate = |part: fn(&Counts) -> u64, whole: fn(&Counts) -> u64| {
        change(permille(part(now), whole(now)), before.and_then(|b| permille(part(b), whole(b))), true)
    };
    let volume = |pick: fn(&Counts) -> u64| change(Some(pick(now)), before.map(pick), false);
    html! {
        dl class="tiles" {
            (tile("Hook calls", &number(now.evaluations), &volume(|c| c.evaluations), "answered", &of_days(|c| c.evaluations)))
            (tile("Alerts shown", &number(now.shown), &volume(|c| c.shown),
                &format!("{} for 100 calls", per_hundred(now.shown, now.evaluations)), &of_days(|c| c.shown)))
            (tile("Accepted", &percent(now.accepted, now.shown), &rate(|c| c.accepted, |c| c.shown),
                &format!("{} alerts", number(now.accepted)), &of_days(|c| c.accepted)))
            (tile("Overridden", &percent(now.overridden, now.shown), &rate(|c| c.overridden, |c| c.shown),
                &format!("{} alerts", number(now.overridden)), &of_days(|c| c.overridden)))
            (tile("No response", &percent(now.no_response(), now.shown), &rate(Counts::no_response, |c| c.shown),
                &format!("{} alerts", number(now.no_response())), &of_days(Counts::no_response)))
            (tile("Withheld", &number(now.withheld), &volume(|c| c.withheld),
                &format!("{} of all findings", percent(now.withheld, now.withheld + now.shown)), &of_days(|c| c.withheld)))
            (tile("Undecided", &number(now.undecided), &volume(|c| c.undecided),
                &format!("{} for 100 calls", per_hundred(now.undecided, now.evaluations)), &of_days(|c| c.undecided)))
            (tile("Not checked", &number(now.not_checked), &volume(|c| c.not_checked),
                "answers that said so", &of_days(|c| c.not_checked)))
        }
    }
}

fn tile(name: &str, value: &str, change: &Markup, more: &str, days: &[u64]) -> Markup {
    html! {
        div class="tile" {
            dt { (name) }
            dd { span class="value" { (value) } (change) span class="more" { (more) } (chart::spark(days)) }
        }
    }
}

/// Against the period before: in points for rates, in percent for counts. Neither is good or bad by itself.
fn change(now: Option<u64>, before: Option<u64>, rate: bool) -> Markup {
    let (Some(now), Some(before)) = (now, before) else { return html! {} };
    let (more, less) = (now >= before, now.abs_diff(before));
    let text = if rate {
        format!("{}.{} points", less / 10, less % 10)
    } else {
        match permille(less, before) {
            Some(p) => format!("{}\u{a0}%", (p + 5) / 10),
            None => return html! {},
        }
    };
    let (arrow, word) = match () {
        () if less == 0 => ("", "unchanged from the period before"),
        () if more => ("▲ ", "more than in the period before"),
        () => ("▼ ", "less than in the period before"),
    };
    html! {
        span class="change" title=(word) { (arrow) (if less == 0 { "±0".to_owned() } else { text }) span class="hidden" { " " (word) } }
    }
}

pub(crate) fn legend() -> Markup {
    html! {
        ul class="legend" aria-hidden="true" {
            li class="accepted" { "Accepted" }
            li class="overridden" { "Overridden" }
            li class="silent" { "No response" }
        }
    }
}

/// The three parts of what was shown, for charts.
pub(crate) fn outcomes(counts: &Counts) -> Vec<(&'static str, u64)> {
    vec![("accepted", counts.accepted), ("overridden", counts.overridden), ("silent", counts.no_response())]
}

fn volume(statistics: &Statistics) -> Markup {
    let totals = &statistics.totals;
    let sentence = format!(
        "Alerts by day: {} in {} days; {} accepted, {} overridden, {} without response.",
        number(totals.shown),
        statistics.period.days,
        number(totals.accepted),
        number(totals.overridden),
        number(totals.no_response())
    );
    let columns: Vec<Column> = statistics.days.iter().map(|each| column(each.date, &each.counts)).collect();
    chart::bars(&sentence, &columns)
}

pub(crate) fn column(date: jiff::civil::Date, counts: &Counts) -> Column {
    Column {
        label: day(date),
        tip: format!(
            "{}: {} shown, {} accepted, {} overridden, {} without response",
            day(date),
            number(counts.shown),
            number(counts.accepted),
            number(counts.overridden),
            number(counts.no_response())
        ),
        parts: outcomes(counts),
    }
}

fn days_table(statistics: &Statistics) -> Markup {
    html! {
        details {
            summary { "The numbers as a table" }
            (table("Counts by day", &html! {
                thead { tr {
                    th scope="col" { "Day" }
                    @for name in ["Calls", "Shown", "Accepted", "Overridden", "Put off", "No response", "Withheld", "Undecided", "Not checked"] {
                        th scope="col" class="number" { (name) }
                    }
                } }
                tbody {
                    @for each in &statistics.days {
                        tr {
                            th scope="row" { (each.date) }
                            @let c = &each.counts;
                            @for value in [c.evaluations, c.shown, c.accepted, c.overridden, c.deferred, c.no_response(), c.withheld, c.undecided, c.not_checked] {
                                td class="number" { (number(value)) }
                            }
                        }
                    }
                }
            }))
        }
    }
}

fn top_rules(statistics: &Statistics) -> Markup {
    let shown: Vec<_> = statistics.rules.iter().filter(|rule| rule.counts.shown > 0).take(8).collect();
    let most = shown.first().map_or(1, |rule| rule.counts.shown.max(1));
    html! {
        @if shown.is_empty() { (nothing("No alert was shown in this period.")) }
        @else {
            ol class="ranking" {
                @for rule in &shown {
                    li {
                        a href=(format!("/admin/rules/{}?days={}", rule.id, statistics.period.days)) { (rule.title.as_ref().unwrap_or(&rule.id)) }
                        span class="number" { (number(rule.counts.shown)) }
                        @let mut parts = outcomes(&rule.counts);
                        ({ parts.push(("rest", most - rule.counts.shown)); "" })
                        (chart::share(&parts))
                        small { (percent(rule.counts.overridden, rule.counts.shown)) " overridden, " (percent(rule.counts.accepted, rule.counts.shown)) " accepted" }
                    }
                }
            }
            p { a href=(format!("/admin/rules?days={}", statistics.period.days)) { "All rules" } }
        }
    }
}

/// Reasons with bars, most frequent first.
pub(crate) fn ranking(reasons: &[(String, u64)], none: &str, word: fn(&str) -> String) -> Markup {
    let most = reasons.iter().map(|(_, count)| *count).max().unwrap_or(1).max(1);
    let all: u64 = reasons.iter().map(|(_, count)| count).sum();
    html! {
        @if reasons.is_empty() { (nothing(none)) }
        @else {
            ol class="ranking" {
                @for (reason, count) in reasons.iter().take(12) {
                    li {
                        span { (word(reason)) }
                        span class="number" { (number(*count)) " " small { (percent(*count, all)) } }
                        (chart::share(&[("plain", *count), ("rest", most - count)]))
                    }
                }
            }
        }
    }
}

fn latency(statistics: &Statistics) -> Markup {
    let Some(all) = statistics.latency else { return nothing("Nothing was asked in this period.") };
    let series = |pick: fn(&crate::data::Latency) -> u64| {
        statistics.days.iter().map(|each| each.latency.as_ref().map(pick)).collect::<Vec<_>>()
    };
    let days: Vec<String> = statistics.days.iter().map(|each| day(each.date)).collect();
    let days: Vec<&str> = days.iter().map(String::as_str).collect();
    let sentence = format!(
        "Time to answer: half within {}, 95 of 100 within {}, 99 of 100 within {}.",
        duration(all.p50),
        duration(all.p95),
        duration(all.p99)
    );
    html! {
        dl class="inline" {
            dt class="p50" { "Median" } dd { (duration(all.p50)) }
            dt class="p95" { "95 of 100" } dd { (duration(all.p95)) }
            dt class="p99" { "99 of 100" } dd { (duration(all.p99)) }
        }
        (chart::lines(&sentence, &days, &[("p50", series(|l| l.p50)), ("p95", series(|l| l.p95)), ("p99", series(|l| l.p99))], duration))
    }
}
