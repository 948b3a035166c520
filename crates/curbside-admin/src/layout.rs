//! What all pages have: head, navigation, the one who is signed in, messages.

use crate::data::{Flash, Health, Period, Who};
use crate::{ICON_PATH, SCRIPT_PATH, STYLE_PATH};
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// A page of the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tab {
    Overview,
    Rules,
    Undecided,
    Withheld,
    Policy,
    Packs,
    Acts,
    Export,
}

impl Tab {
    const ALL: [(Tab, &'static str, &'static str); 8] = [
        (Tab::Overview, "Overview", "/admin"),
        (Tab::Rules, "Rules", "/admin/rules"),
        (Tab::Undecided, "Undecided", "/admin/undecided"),
        (Tab::Withheld, "Withheld", "/admin/withheld"),
        (Tab::Policy, "Policy", "/admin/policy"),
        (Tab::Packs, "Packs", "/admin/packs"),
        (Tab::Acts, "Activity", "/admin/activity"),
        (Tab::Export, "Export", "/admin/export"),
    ];
}

/// The sign of the project: a pulse along a kerb.
const SIGN: PreEscaped<&str> = PreEscaped(
    r#"<svg class="sign" viewBox="0 0 32 32" aria-hidden="true" focusable="false"><rect width="32" height="32" rx="8"/><path d="M5 18h6l3-9 5 15 3-6h5"/></svg>"#,
);

fn document(title: &str, body: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                title { (title) " · Curbside" }
                link rel="icon" href=(ICON_PATH) type="image/svg+xml";
                link rel="stylesheet" href=(STYLE_PATH);
                script src=(SCRIPT_PATH) defer {}
            }
            (body)
        }
    };
    page.into_string()
}

/// A page of someone who is signed in.
pub(crate) fn page(tab: Tab, title: &str, who: &Who, flash: Option<&Flash>, content: &Markup) -> String {
    document(
        title,
        &html! {
            body {
                a class="skip" href="#content" { "Skip to content" }
                header class="top" {
                    a class="brand" href="/admin" { (SIGN) span { "Curbside" } }
                    nav aria-label="Pages" {
                        ul {
                            @for (each, name, path) in Tab::ALL {
                                li { a href=(path) aria-current=[(each == tab).then_some("page")] { (name) } }
                            }
                        }
                    }
                    form class="who" method="post" action="/admin/logout" {
                        (form_token(who))
                        span { (who.name) " " small { (if who.administrator { "administrator" } else { "reader" }) } }
                        button class="quiet" type="submit" { "Sign out" }
                    }
                }
                main id="content" tabindex="-1" {
                    @if let Some(flash) = flash {
                        p class=(if flash.good { "flash good" } else { "flash bad" }) role="status" { (flash.text) }
                    }
                    h1 { (title) }
                    (content)
                }
            }
        },
    )
}

/// A page before anyone is signed in.
pub(crate) fn outside(title: &str, content: &Markup) -> String {
    document(
        title,
        &html! {
            body class="outside" {
                main id="content" {
                    p class="brand" { (SIGN) span { "Curbside" } }
                    (content)
                }
            }
        },
    )
}

/// The field against forged forms.
pub(crate) fn form_token(who: &Who) -> Markup {
    html! { input type="hidden" name="form_token" value=(who.form_token); }
}

/// The choice of a period.
pub(crate) fn periods(path: &str, period: Period) -> Markup {
    html! {
        nav class="periods" aria-label="Period" {
            @for days in Period::CHOICES {
                a href=(format!("{path}?days={days}")) aria-current=[(days == period.days).then_some("true")] {
                    @if days == 365 { "Year" } @else { (days) " days" }
                }
            }
        }
        p class="range" {
            (period.from().strftime("%-d %B %Y")) " to " (period.to.strftime("%-d %B %Y"))
        }
    }
}

/// A table that may be wider than the screen.
pub(crate) fn table(caption: &str, content: &Markup) -> Markup {
    html! {
        div class="scroll" tabindex="0" role="region" aria-label=(format!("Table: {caption}")) {
            table {
                caption { (caption) }
                (content)
            }
        }
    }
}

/// A coloured word.
pub(crate) fn badge(health: Health, text: &str) -> Markup {
    let class = match health {
        Health::Good => "badge good",
        Health::Warning => "badge warning",
        Health::Bad => "badge bad",
    };
    html! { span class=(class) { (text) } }
}

/// Something said where there is nothing to show.
pub(crate) fn nothing(text: &str) -> Markup {
    html! { p class="nothing" { (text) } }
}
