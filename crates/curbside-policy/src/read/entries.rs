//! Reading the entries of a policy.

use super::fields::{Reader, age};
use crate::policy::{
    Account, Audience, AudienceEntry, Change, Duplicates, Existing, Group, NeverOff, Population, Repeat,
    Retier, SameAs, Scope, Selector, Shadow, SiteChange, Snooze, TierLine,
};
use crate::words::{After, OncePer, Tier};
use curbside::diag::{Code, Diag};
use curbside::eval::result::FindingCertainty;
use curbside::snapshot::Sex;
use curbside::source::Span;
use curbside::testing::yaml::{Fields, Node};
use curbside::vocab::{Category, Severity};

const WHICH: &[&str] = &["rules", "categories", "severities", "certainties", "tiers"];
const ACCOUNT: &[&str] = &["id", "author", "reason", "date", "expires", "override-highest-tier"];
const CERTAINTIES: &[(&str, FindingCertainty)] = &[
    ("definite", FindingCertainty::Definite),
    ("possible", FindingCertainty::Possible),
    ("question", FindingCertainty::Question),
];
const SCOPES: &[(&str, Scope)] = &[("user", Scope::User), ("patient", Scope::Patient)];

fn keys(more: &[&'static str]) -> Vec<&'static str> {
    ACCOUNT.iter().chain(WHICH).chain(more).copied().collect()
}

impl Reader<'_> {
    /// Who answers for an entry.
    fn account(&mut self, fields: &Fields<'_>, span: Span) -> Account {
        let id = match fields.get("id") {
            Some(node) => self.text(node, "`id`").unwrap_or_default(),
            None => {
                self.wrong(
                    span,
                    "an entry has no `id`",
                    "give it a short name: whatever it withholds will name it",
                );
                String::new()
            }
        };
        let date = |r: &mut Self, key: &str| fields.get(key).and_then(|n| r.date(n, key));
        let (from, expires) = (date(self, "date"), date(self, "expires"));
        if let (Some(from), Some(until), Some(node)) = (&from, &expires, fields.get("expires"))
            && until < from
        {
            self.wrong(
                node.span,
                "it expires before it begins",
                "`expires` is the last day on which it applies",
            );
        }
        Account {
            id: format!("{}{id}", self.prefix),
            author: self.optional_text(fields, "author").unwrap_or_else(|| self.owner.clone()),
            reason: self.optional_text(fields, "reason"),
            date: from,
            expires,
            override_highest_tier: self.flag(fields, "override-highest-tier"),
            span: fields.get("id").map_or(span, |n| n.span),
        }
    }

    /// Which findings an entry is about.
    fn selector(&mut self, fields: &Fields<'_>) -> Selector {
        let (rules, rule_spans) = self.texts(fields, "rules").into_iter().unzip();
        let selector = Selector {
            rules,
            categories: self.words(fields, "categories", &words(Category::ALL, Category::word)),
            severities: self.words(fields, "severities", &words(Severity::ALL, Severity::word)),
            certainties: self.words(fields, "certainties", CERTAINTIES),
            tiers: self.words(fields, "tiers", &words(Tier::ALL, Tier::word)),
            rule_spans,
        };
        for (rule, span) in selector.rules.iter().zip(&selector.rule_spans) {
            if !rule.contains('/') || rule.find('*').is_some_and(|at| at + 1 != rule.len()) {
                self.wrong(
                    *span,
                    format!("`{rule}` names no rule"),
                    "write `pack/rule`, `pack/*` or `pack/beginning-*`",
                );
            }
        }
        selector
    }

    /// An entry with account and selector.
    fn entry<'a>(
        &mut self,
        node: &'a Node,
        what: &str,
        more: &[&'static str],
    ) -> (Fields<'a>, Account, Selector) {
        let fields = self.fields(node, what, &keys(more));
        let account = self.account(&fields, node.span);
        let which = self.selector(&fields);
        if which.is_empty() {
            let help = "say which findings: `rules`, `categories`, `severities`, `certainties` or `tiers`";
            self.wrong(account.span, "this entry is about every finding", help);
        }
        (fields, account, which)
    }

    /// The table of tiers.
    pub(super) fn tiers(&mut self, fields: &Fields<'_>, root: &Node) -> Vec<TierLine> {
        let lines = self.list(fields, "tiers", |r, node| {
            let known: Vec<&str> =
                WHICH.iter().filter(|k| **k != "tiers").chain(&["tier"]).copied().collect();
            let fields = r.fields(node, "a line of `tiers`", &known);
            let which = r.selector(&fields);
            match fields.get("tier") {
                Some(t) => Some(TierLine { which, tier: r.tier(t)?, span: node.span }),
                None => {
                    r.wrong(node.span, "a line of `tiers` has no `tier`", "write `tier: passive`, say");
                    None
                }
            }
        });
        if lines.last().is_none_or(|l| !l.which.is_empty()) && !self.diags.iter().any(Diag::is_error) {
            let span = fields.get("tiers").map_or(root.span, |n| n.span);
            self.wrong(
                span,
                "some findings have no tier",
                "end `tiers` with `- tier: passive`: all that is left",
            );
        }
        lines
    }

    pub(super) fn retier(&mut self, node: &Node) -> Option<Retier> {
        let (fields, account, which) = self.entry(node, "an entry of `rules`", &["tier"]);
        match fields.get("tier") {
            Some(t) => Some(Retier { account, which, tier: self.tier(t)? }),
            None => {
                self.wrong(account.span, "an entry of `rules` has no `tier`", "write `tier: prominent`, say");
                None
            }
        }
    }

    pub(super) fn never_off(&mut self, node: &Node) -> Option<NeverOff> {
        let (_, account, which) = self.entry(node, "an entry of `never-off`", &[]);
        Some(NeverOff { account, which })
    }

    pub(super) fn audience_entry(&mut self, node: &Node) -> Option<AudienceEntry> {
        let (fields, account, which) = self.entry(node, "an entry of `audience`", &["only"]);
        let only = self.audience(fields.get("only"), account.span)?;
        Some(AudienceEntry { account, which, only })
    }

    fn audience(&mut self, node: Option<&Node>, span: Span) -> Option<Audience> {
        let Some(node) = node else {
            self.wrong(span, "nobody is named", "write `only: { roles: [physician, pharmacist] }`");
            return None;
        };
        let fields = self.fields(node, "`only`", &["roles", "specialties", "settings", "population"]);
        let texts = |r: &mut Self, key: &str| r.texts(&fields, key).into_iter().map(|(t, _)| t).collect();
        let only = Audience {
            roles: texts(self, "roles"),
            specialties: texts(self, "specialties"),
            settings: texts(self, "settings"),
            population: fields.get("population").map(|n| self.population(n)),
        };
        if only == Audience::default() {
            self.wrong(
                node.span,
                "nobody is named",
                "name `roles`, `specialties`, `settings` or a `population`",
            );
            return None;
        }
        Some(only)
    }

    fn population(&mut self, node: &Node) -> Population {
        let fields = self.fields(node, "`population`", &["age-from", "age-below", "sex", "pregnant"]);
        let years = |r: &mut Self, key: &str| {
            let node = fields.get(key)?;
            let read = node.text().and_then(age);
            if read.is_none() {
                r.wrong(node.span, format!("`{key}` is not an age"), "write `18 years` or `28 days`");
            }
            read
        };
        let sexes = [("female", Sex::Female), ("male", Sex::Male), ("other", Sex::Other)];
        Population {
            age_from: years(self, "age-from"),
            age_below: years(self, "age-below"),
            sex: fields.get("sex").and_then(|n| self.word(n, "sex", &sexes)),
            pregnant: fields.get("pregnant").is_some().then(|| self.flag(&fields, "pregnant")),
        }
    }

    pub(super) fn duplicates(&mut self, node: Option<&Node>) -> Duplicates {
        let Some(node) = node else { return Duplicates::default() };
        let fields = self.fields(node, "`duplicates`", &["same-facts", "across-hooks", "same-as"]);
        let bare = |r: &mut Self, key: &str, more: &[&'static str]| {
            let node = fields.get(key)?;
            let known: Vec<&str> = ACCOUNT.iter().chain(more).copied().collect();
            let inner = r.fields(node, &format!("`{key}`"), &known);
            let account = r.account(&inner, node.span);
            Some((account, inner.get("within").cloned(), node.span))
        };
        let same_facts = bare(self, "same-facts", &[]).map(|(a, ..)| a);
        let across_hooks =
            bare(self, "across-hooks", &["within"]).and_then(|(a, within, span)| match within {
                Some(n) => Some((a, self.duration(&n, "within")?)),
                None => {
                    self.wrong(span, "`across-hooks` has no `within`", "write `within: 30 minutes`, say");
                    None
                }
            });
        let groups = self.list(&fields, "same-as", |r, node| {
            let (fields, account, which) = r.entry(node, "an entry of `same-as`", &["about"]);
            let about = [("shared-fact", SameAs::SharedFact), ("patient", SameAs::Patient)];
            let about = match fields.get("about") {
                Some(n) => r.word(n, "about", &about)?,
                None => SameAs::SharedFact,
            };
            Some(Group { account, which, about })
        });
        Duplicates { same_facts, across_hooks, groups }
    }

    fn scope(&mut self, fields: &Fields<'_>) -> Scope {
        fields.get("scope").and_then(|n| self.word(n, "scope", SCOPES)).unwrap_or(Scope::User)
    }

    pub(super) fn repeat(&mut self, node: &Node) -> Option<Repeat> {
        let (fields, account, which) =
            self.entry(node, "an entry of `repeat`", &["once-per", "wait", "after", "scope"]);
        let once_per = fields
            .get("once-per")
            .and_then(|n| self.word(n, "once-per", &words(OncePer::ALL, OncePer::word)));
        let wait = fields.get("wait").and_then(|n| self.duration(n, "wait"));
        if fields.get("once-per").is_none() && fields.get("wait").is_none() {
            self.wrong(
                account.span,
                "it does not say when not to repeat",
                "write `once-per: encounter` or `wait: 24 hours`",
            );
            return None;
        }
        let after = fields.get("after").and_then(|n| self.word(n, "after", &words(After::ALL, After::word)));
        let scope = self.scope(&fields);
        Some(Repeat { account, which, once_per, wait, after: after.unwrap_or(After::Shown), scope })
    }

    pub(super) fn snooze(&mut self, node: &Node) -> Option<Snooze> {
        let (fields, account, which) = self.entry(node, "an entry of `snooze`", &["longest", "scope"]);
        let Some(longest) = fields.get("longest") else {
            self.wrong(account.span, "`snooze` has no `longest`", "write `longest: 7 days`, say");
            return None;
        };
        let longest = self.duration(longest, "longest")?;
        let scope = self.scope(&fields);
        Some(Snooze { account, which, longest, scope })
    }

    pub(super) fn existing(&mut self, node: &Node) -> Option<Existing> {
        let (_, account, which) = self.entry(node, "an entry of `existing-action`", &[]);
        Some(Existing { account, which })
    }

    pub(super) fn shadow(&mut self, node: &Node) -> Option<Shadow> {
        let (_, account, which) = self.entry(node, "an entry of `shadow`", &[]);
        Some(Shadow { account, which })
    }

    /// A site's change, which must say whose it is, why, since when and until when.
    pub(super) fn change(&mut self, node: &Node) -> Option<SiteChange> {
        let (fields, account, which) =
            self.entry(node, "an entry of `changes`", &["off", "shadow", "tier", "only"]);
        let missing: Vec<String> = ["author", "reason", "date", "expires"]
            .iter()
            .filter(|k| fields.get(k).is_none())
            .map(|k| format!("`{k}`"))
            .collect();
        if !missing.is_empty() {
            let message = format!("a site's change lacks {}", missing.join(", "));
            let help = "whoever changes what a vendor ships says who, why, since when and until when";
            self.diags.push(Diag::new(Code::UnaccountedChange, account.span, message).help(help));
        }
        let mut changes = Vec::new();
        let (off, shadow) = (self.flag(&fields, "off"), self.flag(&fields, "shadow"));
        changes.extend(off.then_some(Change::Off));
        changes.extend(shadow.then_some(Change::Shadow));
        changes.extend(fields.get("tier").and_then(|n| self.tier(n)).map(Change::Tier));
        if let Some(only) = fields.get("only") {
            changes.extend(self.audience(Some(only), account.span).map(Change::Only));
        }
        match (changes.pop(), changes.is_empty()) {
            (Some(change), true) => Some(SiteChange { account, which, change }),
            (None, _) => {
                let help = "write one of `off: true`, `shadow: true`, `tier: …`, `only: …`";
                self.wrong(account.span, "it changes nothing", help);
                None
            }
            (Some(_), false) => {
                let help = "write an entry for each of `off`, `shadow`, `tier`, `only`";
                self.wrong(account.span, "it changes several things at once", help);
                None
            }
        }
    }
}

fn words<T: Copy>(all: &[T], word: impl Fn(T) -> &'static str) -> Vec<(&'static str, T)> {
    all.iter().map(|t| (word(*t), *t)).collect()
}
