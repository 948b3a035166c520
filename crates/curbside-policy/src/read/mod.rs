//! From the text of a policy and its overlays to a [`Policy`], every mistake at its place.

mod entries;
mod fields;

use crate::policy::{Account, Duplicates, OverlayCard, Policy, PolicyCard};
use curbside::diag::{Code, Diag};
use curbside::source::{SourceId, SourceMap, Span};
use curbside::testing::yaml::{self, Fields, Node};
use fields::Reader;

/// The policy that is used when nothing else is said.
const SHIPPED: &str = include_str!("../default.yaml");

/// A file of a policy: the policy itself, or an overlay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyFile {
    /// Its path, for messages.
    pub path: String,
    /// Its text.
    pub text: String,
}

impl PolicyFile {
    /// A file.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> PolicyFile {
        PolicyFile { path: path.into(), text: text.into() }
    }
}

/// What is wrong with a policy, and the texts it is about.
#[derive(Debug, Clone)]
pub struct Mistakes {
    /// By file and place.
    pub diags: Vec<Diag>,
    /// The texts.
    pub sources: SourceMap,
}

impl std::fmt::Display for Mistakes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the alert policy has {} mistakes", self.diags.len())?;
        let Some(d) = self.diags.first() else { return Ok(()) };
        let at = self.sources.line_col(d.span);
        let path = &self.sources.file(d.span.source).path;
        write!(f, "; the first: {path}:{}:{}: {} ({})", at.line, at.col, d.message, d.code)
    }
}

impl std::error::Error for Mistakes {}

const POLICY: &[&str] = &[
    "policy",
    "version",
    "owner",
    "tiers",
    "rules",
    "never-off",
    "audience",
    "duplicates",
    "repeat",
    "snooze",
    "existing-action",
    "shadow",
];
const OVERLAY: &[&str] = &["overlay", "version", "owner", "for", "never-off", "changes"];

impl Policy {
    /// Reads a policy and the overlays of a site, in the order in which they are to be asked.
    ///
    /// ```
    /// use curbside_policy::{Policy, PolicyFile};
    /// let text = "policy: demo\nversion: 1.0.0\nowner: Safety committee\ntiers:\n  - tier: pasive\n";
    /// let mistakes = Policy::read(&PolicyFile::new("alerts.yaml", text), &[]).unwrap_err();
    /// assert_eq!(mistakes.diags[0].fixes[0].text, "did you mean `passive`?");
    /// ```
    ///
    /// # Errors
    /// Everything that is wrong with the files, each with its place: not YAML, unknown entries, words or
    /// dates, an entry named twice, a site's change without author, reason, date or expiry, a change that
    /// silences the highest tier without saying so.
    pub fn read(policy: &PolicyFile, overlays: &[PolicyFile]) -> Result<Policy, Box<Mistakes>> {
        let mut sources = SourceMap::default();
        let mut diags = Vec::new();
        let id = sources.add(&policy.path, &policy.text);
        let mut out = match load(id, &policy.text, &mut diags) {
            Some(root) => base(&root, &mut diags),
            None => empty(),
        };
        for file in overlays {
            let id = sources.add(&file.path, &file.text);
            if let Some(root) = load(id, &file.text, &mut diags) {
                overlay(&root, &mut out, &mut diags);
            }
        }
        out.sources = sources.clone();
        diags.extend(out.names_twice());
        diags.extend(out.guarded());
        if diags.iter().any(Diag::is_error) {
            diags.sort_by_key(|d| (d.span.source, d.span.start, d.span.end, d.code));
            return Err(Box::new(Mistakes { diags, sources }));
        }
        Ok(out.hashed())
    }

    /// The policy that is used when nothing else is said.
    pub fn shipped() -> Policy {
        // A test reads it; an empty policy shows everything, so that nothing could be lost even then.
        Policy::read(&Policy::shipped_file(), &[]).unwrap_or_else(|_| empty().hashed())
    }

    /// Its text, to begin one's own from.
    pub fn shipped_file() -> PolicyFile {
        PolicyFile::new("default.yaml", SHIPPED)
    }

    /// The shipped policy with the overlays of a site.
    ///
    /// # Errors
    /// As [`Policy::read`].
    pub fn shipped_with(overlays: &[PolicyFile]) -> Result<Policy, Box<Mistakes>> {
        Policy::read(&Policy::shipped_file(), overlays)
    }
}

fn empty() -> Policy {
    Policy {
        card: PolicyCard { name: String::new(), version: String::new(), owner: String::new() },
        tiers: Vec::new(),
        rules: Vec::new(),
        never_off: Vec::new(),
        audience: Vec::new(),
        duplicates: Duplicates::default(),
        repeat: Vec::new(),
        snooze: Vec::new(),
        existing: Vec::new(),
        shadow: Vec::new(),
        overlays: Vec::new(),
        changes: Vec::new(),
        sources: SourceMap::default(),
        table: Account {
            id: "tiers".into(),
            author: String::new(),
            reason: None,
            date: None,
            expires: None,
            override_highest_tier: true,
            span: Span::default(),
        },
        hash: String::new(),
    }
}

/// The tree of a file; mistakes of the YAML reader get the code of policies.
fn load(source: SourceId, text: &str, diags: &mut Vec<Diag>) -> Option<Node> {
    match yaml::read(source, text) {
        Ok(root) => Some(root),
        Err(mut d) => {
            d.code = Code::BadPolicy;
            diags.push(*d);
            None
        }
    }
}

fn base(root: &Node, diags: &mut Vec<Diag>) -> Policy {
    let mut r = Reader::new(diags);
    let fields = r.fields(root, "an alert policy", POLICY);
    let card = PolicyCard {
        name: r.needed_text(&fields, root, "policy", "policy: default"),
        version: r.needed_text(&fields, root, "version", "version: 1.0.0"),
        owner: r.needed_text(&fields, root, "owner", "owner: Medication safety committee"),
    };
    r.owner.clone_from(&card.owner);
    let mut p = empty();
    p.table.author.clone_from(&card.owner);
    p.card = card;
    p.tiers = r.tiers(&fields, root);
    p.rules = r.list(&fields, "rules", Reader::retier);
    p.never_off = r.list(&fields, "never-off", Reader::never_off);
    p.audience = r.list(&fields, "audience", Reader::audience_entry);
    p.duplicates = r.duplicates(fields.get("duplicates"));
    p.repeat = r.list(&fields, "repeat", Reader::repeat);
    p.snooze = r.list(&fields, "snooze", Reader::snooze);
    p.existing = r.list(&fields, "existing-action", Reader::existing);
    p.shadow = r.list(&fields, "shadow", Reader::shadow);
    p
}

fn overlay(root: &Node, out: &mut Policy, diags: &mut Vec<Diag>) {
    let mut r = Reader::new(diags);
    let fields: Fields<'_> = r.fields(root, "an overlay", OVERLAY);
    let card = OverlayCard {
        name: r.needed_text(&fields, root, "overlay", "overlay: st-mary"),
        version: r.needed_text(&fields, root, "version", "version: 2026-03-01"),
        owner: r.needed_text(&fields, root, "owner", "owner: Pharmacy and therapeutics committee"),
    };
    if let Some(node) = fields.get("for")
        && let Some(name) = r.text(node, "`for`")
        && name != out.card.name
        && !out.card.name.is_empty()
    {
        let d = Diag::new(Code::BadPolicy, node.span, format!("this overlay is for the policy `{name}`"));
        r.diags.push(d.help(format!("the policy that is loaded is called `{}`", out.card.name)));
    }
    r.prefix = format!("{}/", card.name);
    r.owner.clone_from(&card.owner);
    out.never_off.extend(r.list(&fields, "never-off", Reader::never_off));
    out.changes.extend(r.list(&fields, "changes", Reader::change));
    out.overlays.push(card);
}
