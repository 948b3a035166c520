//! What was done by administrators, and taking records along.

use crate::data::{Act, Health, Period, Who};
use crate::layout::{Tab, badge, nothing, page, table};
use maud::html;

/// Recent acts of administration.
#[must_use]
pub fn activity(who: &Who, acts: &[Act]) -> String {
    page(
        Tab::Acts,
        "Activity",
        who,
        None,
        &html! {
            p class="sub" { "What administrators and the service did, latest first. It stands in the audit, whose chain `curbside audit verify` checks." }
            section class="card" {
                @if acts.is_empty() { (nothing("Nothing has been recorded yet.")) }
                @else {
                    (table("Recent acts", &html! {
                        thead { tr { th scope="col" { "When" } th scope="col" { "Who" } th scope="col" { "What" } th scope="col" { "Result" } } }
                        tbody {
                            @for act in acts {
                                tr {
                                    th scope="row" { time { (act.at) } }
                                    td { (act.who) }
                                    td { (act.what) }
                                    td { (badge(if act.good { Health::Good } else { Health::Bad }, if act.good { "Done" } else { "Refused" })) " " (act.text) }
                                }
                            }
                        }
                    }))
                }
            }
        },
    )
}

/// The form to export feedback.
#[must_use]
pub fn export(who: &Who, period: Period) -> String {
    page(
        Tab::Export,
        "Export",
        who,
        None,
        &html! {
            section class="card" {
                h2 { "Feedback" }
                p { "One line an alert that was answered: intervention, action taken, feedback, user, date and location, as 45 CFR 170.315(b)(11) asks. The export itself is recorded." }
                form method="get" action="/admin/export/feedback" class="fields" {
                    label { "From " input type="date" name="from" value=(period.from()) required; }
                    label { "To " input type="date" name="to" value=(period.to) required; }
                    fieldset {
                        legend { "Format" }
                        label { input type="radio" name="format" value="csv" checked; " CSV" }
                        label { input type="radio" name="format" value="json"; " JSON, one object a line" }
                    }
                    button type="submit" { "Export" }
                }
            }
        },
    )
}
