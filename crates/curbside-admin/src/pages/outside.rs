//! Signing in, and what is said when something fails.

use crate::layout::outside;
use maud::html;

/// The page to sign in. `trouble` is what was wrong with the last try.
#[must_use]
pub fn login(trouble: Option<&str>) -> String {
    outside(
        "Sign in",
        &html! {
            h1 { "Sign in" }
            p { "Statistics and administration of alerts. Your token is in the hands of whoever runs this service." }
            @if let Some(trouble) = trouble {
                p class="flash bad" role="alert" id="trouble" { (trouble) }
            }
            form method="post" action="/admin/login" {
                label for="token" { "Token" }
                input id="token" name="token" type="password" autocomplete="current-password" required autofocus
                    spellcheck="false" aria-describedby=[trouble.map(|_| "trouble")];
                button type="submit" { "Sign in" }
            }
        },
    )
}

/// A page that says that something is not there, not allowed or not possible.
#[must_use]
pub fn problem(title: &str, text: &str) -> String {
    outside(
        title,
        &html! {
            h1 { (title) }
            p { (text) }
            p { a href="/admin" { "To the overview" } }
        },
    )
}
