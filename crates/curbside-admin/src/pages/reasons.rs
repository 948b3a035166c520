//! Why rules were undecided, and why findings were withheld.

use super::overview::ranking;
use crate::data::{Reason, Statistics, Who};
use crate::layout::{Tab, nothing, page, periods, table};
use crate::words::{code, number, percent};
use maud::{Markup, html};

/// What could not be decided.
#[must_use]
pub fn undecided(who: &Who, statistics: &Statistics) -> String {
    page(
        Tab::Undecided,
        "Undecided",
        who,
        None,
        &html! {
            p class="sub" { "Rules that neither fired nor did not: something they ask for was missing, too old or unreadable. It is told with every answer; here is where data should be better." }
            div class="bar" { (periods("/admin/undecided", statistics.period)) }
            (reasons(statistics, &statistics.undecided, "Every rule could be decided in this period.",
            Some(&format!("Rules of the latest {} calls.", number(statistics.undecided_calls)))))
        },
    )
}

/// What was withheld.
#[must_use]
pub fn withheld(who: &Who, statistics: &Statistics) -> String {
    page(
        Tab::Withheld,
        "Withheld",
        who,
        None,
        &html! {
            p class="sub" { "Findings that the alert policy did not show. Each stands in the audit, with the entry of the policy that withheld it." }
            div class="bar" { (periods("/admin/withheld", statistics.period)) }
            (reasons(statistics, &statistics.withheld, "Nothing was withheld in this period.", None))
        },
    )
}

fn reasons(statistics: &Statistics, reasons: &[Reason], none: &str, remark: Option<&str>) -> Markup {
    let all: u64 = reasons.iter().flat_map(|reason| &reason.rules).map(|(_, count)| count).sum();
    let pairs: Vec<_> = reasons.iter().map(|reason| (reason.code.clone(), reason.count)).collect();
    html! {
        @for remark in &statistics.remarks { p class="flash warning" { (remark) } }
        @if reasons.is_empty() { section class="card" { (nothing(none)) } }
        @else {
            section class="card" aria-labelledby="reasons" {
                h2 id="reasons" { "By reason" }
                (ranking(&pairs, none, code))
            }
            section class="card" aria-labelledby="rules" {
                h2 id="rules" { "By reason and rule" }
                @if let Some(remark) = remark { p class="sub" { (remark) } }
                (table("By reason and rule", &html! {
                    thead { tr { th scope="col" { "Reason" } th scope="col" { "Rule" } th scope="col" class="number" { "Times" } th scope="col" class="number" { "Of all" } } }
                    tbody {
                        @for reason in reasons {
                            @for (index, (rule, count)) in reason.rules.iter().take(10).enumerate() {
                                tr class=[(index == 0).then_some("first")] {
                                    th scope="row" { @if index == 0 { (code(&reason.code)) } @else { span class="hidden" { (code(&reason.code)) } } }
                                    td { a href=(format!("/admin/rules/{rule}?days={}", statistics.period.days)) { (rule) } }
                                    td class="number" { (number(*count)) }
                                    td class="number" { (percent(*count, all)) }
                                }
                            }
                            @if reason.rules.len() > 10 {
                                tr { th scope="row" { span class="hidden" { (code(&reason.code)) } } td { (reason.rules.len() - 10) " more rules" }
                                    td class="number" { (number(reason.rules.iter().skip(10).map(|(_, n)| n).sum())) } td {} }
                            }
                        }
                    }
                }))
            }
        }
    }
}
