//! How services and their cards are made.

use crate::card::{Card, CardDraft, CardFault, Coding, Indicator, Link, Source};
use crate::prefetch::PrefetchOptions;
use crate::reasons::default_reasons;
use std::collections::BTreeSet;

/// When a card tells that rules could not be decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Undecided {
    /// When data was not there to be looked at (not sent, a part, refused), or rules were not evaluated.
    #[default]
    NotChecked,
    /// Also when the record simply holds no answer, such as a test nobody has done.
    Always,
}

/// A SMART app that cards lead to. It is told which finding it is about, never a value of the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmartApp {
    /// For people.
    pub label: String,
    /// Launch URL; absolute.
    pub url: String,
}

/// How services and their cards are made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// When a card tells that rules could not be decided.
    pub undecided: Undecided,
    /// `source.url` of cards; absolute.
    pub source_url: Option<String>,
    /// `source.icon` of cards; absolute.
    pub source_icon: Option<String>,
    /// Why a user may not follow a card.
    pub override_reasons: Vec<Coding>,
    /// SMART apps that every card of a finding links to.
    pub apps: Vec<SmartApp>,
    /// Prefetch templates.
    pub prefetch: PrefetchOptions,
    /// One service id for all hooks, so that clients replace the cards of an earlier hook. See [`ONE_SERVICE`].
    pub one_service: bool,
    /// Rules (`pack/rule`) whose only suggestion goes out as system actions, as agreed with the client beforehand.
    /// Only of findings that are certain. Empty: there are no system actions.
    pub system_actions: BTreeSet<String>,
    /// Whether the host fetches what clients do not send; discovery says so.
    pub fetches: bool,
    /// The 3.0 ballot: `version` and `hookVersion` in discovery.
    pub ballot_3: bool,
}

/// The service id where all hooks share one.
pub const ONE_SERVICE: &str = "curbside";

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            undecided: Undecided::default(),
            source_url: None,
            source_icon: None,
            override_reasons: default_reasons(),
            apps: Vec::new(),
            prefetch: PrefetchOptions::default(),
            one_service: false,
            system_actions: BTreeSet::new(),
            fetches: false,
            ballot_3: false,
        }
    }
}

impl Settings {
    /// What would make cards invalid: for hosts to check before they serve.
    ///
    /// # Errors
    /// Everything that is wrong, with its place in a card.
    ///
    /// ```
    /// use curbside_hooks::Settings;
    /// assert!(Settings::default().check().is_ok());
    /// let wrong = Settings { source_url: Some("about.html".into()), ..Settings::default() };
    /// assert_eq!(wrong.check().unwrap_err()[0].place, "source.url");
    /// ```
    pub fn check(&self) -> Result<(), Vec<CardFault>> {
        let card = CardDraft {
            uuid: Some("d1577c69-dfbe-44ad-ba6d-3e05e953b2ea".into()),
            summary: "A card".into(),
            detail: None,
            indicator: Indicator::Info,
            source: Source {
                label: "Curbside".into(),
                url: self.source_url.clone(),
                icon: self.source_icon.clone(),
                topic: None,
            },
            suggestions: None,
            selection_behavior: None,
            override_reasons: crate::render::some(self.override_reasons.clone()),
            links: crate::render::some(self.app_links("{}")),
            extension: None,
        };
        Card::validate(card, None).map(|_| ())
    }

    pub(crate) fn app_links(&self, context: &str) -> Vec<Link> {
        let one = |app: &SmartApp| Link {
            label: app.label.clone(),
            url: app.url.clone(),
            kind: "smart".into(),
            app_context: Some(context.to_string()),
        };
        self.apps.iter().map(one).collect()
    }
}
