//! What is in force: the policy with its overlays, and the packs with their reload.

use crate::data::{Flash, Health, InForce, Overlay, PolicyView, Who};
use crate::layout::{Tab, badge, form_token, nothing, page, table};
use crate::words::number;
use jiff::civil::Date;
use maud::{Markup, html};

/// Days before its end at which an overlay is pointed out.
const SOON: i32 = 30;

/// The policy in force.
#[must_use]
pub fn policy(who: &Who, policy: Option<&PolicyView>) -> String {
    let Some(policy) = policy else {
        return page(
            Tab::Policy,
            "Alert policy",
            who,
            None,
            &nothing("No policy is configured: everything is shown."),
        );
    };
    page(
        Tab::Policy,
        "Alert policy",
        who,
        None,
        &html! {
            dl class="inline" {
                dt { "Policy" } dd { (policy.name) " " (policy.version) }
                dt { "Hash" } dd { code class="hash" { (policy.hash) } }
            }
            section class="card" aria-labelledby="overlays" {
                h2 id="overlays" { "Changes by the site" }
                @if policy.overlays.is_empty() { (nothing("No overlay: the policy is as its author wrote it.")) }
                @else {
                    (table("Changes by the site", &html! {
                        thead { tr { @for name in ["Change", "Ends", "Reason", "Answers for it"] { th scope="col" { (name) } } } }
                    tbody { @for overlay in &policy.overlays { (row(overlay, policy.today)) } }
                    }))
                }
            }
            section class="card" aria-labelledby="never-off" {
                h2 id="never-off" { "Never off" }
                @if policy.never_off.is_empty() { (nothing("The policy protects no rule from being turned off.")) }
                @else { ul class="plain columns" { @for rule in &policy.never_off { li { code { (rule) } } } } }
            }
            section class="card" aria-labelledby="text" {
                h2 id="text" { "The policy as written" }
                details { summary { "Show" } pre tabindex="0" { code { (policy.text) } } }
            }
        },
    )
}

fn row(overlay: &Overlay, today: Date) -> Markup {
    html! {
        tr {
            th scope="row" { (overlay.what) small { (overlay.source) } }
            td { (ends(overlay.until, today)) }
            td { (overlay.reason.as_deref().unwrap_or("–")) }
            td { (overlay.author.as_deref().unwrap_or("–")) }
        }
    }
}

fn ends(until: Option<Date>, today: Date) -> Markup {
    let Some(until) = until else { return html! { (badge(Health::Warning, "No end")) } };
    let left = today.until(until).map(|span| span.get_days()).unwrap_or(0);
    let word = match left {
        ..0 => badge(Health::Bad, "Ended: no longer applied"),
        0 => badge(Health::Warning, "Last day"),
        1..=SOON => badge(Health::Warning, &format!("{left} days left")),
        _ => badge(Health::Good, &format!("{left} days left")),
    };
    html! { (until) " " (word) }
}

/// The packs in force, and how to exchange them.
#[must_use]
pub fn packs(who: &Who, flash: Option<&Flash>, in_force: &InForce) -> String {
    page(
        Tab::Packs,
        "Packs",
        who,
        flash,
        &html! {
            dl class="inline" {
                dt { "Generation" } dd { (in_force.generation) }
                dt { "In force since" } dd { (in_force.since) }
                dt { "Engine" } dd { (in_force.engine) }
                dt { "Hash" } dd { code class="hash" { (in_force.hash) } }
            }
            div class="two" {
                section class="card" aria-labelledby="packs" {
                    h2 id="packs" { "In force" }
                    (table("Packs in force", &html! {
                        thead { tr { th scope="col" { "Pack" } th scope="col" { "Version" } th scope="col" class="number" { "Rules" } } }
                        tbody {
                            @for pack in &in_force.packs {
                                tr { th scope="row" { (pack.name) } td { (pack.version) } td class="number" { (number(pack.rules as u64)) } }
                            }
                        }
                        tfoot { tr { th scope="row" { "All" } td {} td class="number" { (number(in_force.packs.iter().map(|p| p.rules as u64).sum())) } } }
                    }))
                }
                section class="card" aria-labelledby="reload" {
                    h2 id="reload" { "Reload" }
                    p { "Reads the packs again and tests them with their own cases. Only if everything holds are they exchanged, in one step; answers under way are finished with the old ones." }
                    @if who.administrator {
                        form method="post" action="/admin/reload" data-busy="Reading and testing the packs…" {
                            (form_token(who))
                            button type="submit" { "Reload packs" }
                        }
                        @if in_force.can_roll_back {
                            form method="post" action="/admin/rollback" data-busy="Going back…" data-confirm="Go back to the packs that were in force before?" {
                                (form_token(who))
                                button class="quiet" type="submit" { "Go back to the packs before" }
                            }
                        }
                    } @else { (nothing("Administrators can reload the packs here.")) }
                    h3 { "Last load" }
                    @if in_force.last_load.is_empty() { (nothing("Nothing has been reported yet.")) }
                    @else {
                        ul class="checks" {
                            @for part in &in_force.last_load {
                                li { (badge(part.health, match part.health { Health::Good => "Passed", Health::Warning => "Look", Health::Bad => "Failed" }))
                                    span { strong { (part.name) } " " (part.text) } }
                            }
                        }
                    }
                }
            }
        },
    )
}
