//! What lints look at, and what several of them ask of it.

use super::walk::{self, Part};
use crate::check::CheckOptions;
use crate::check::load::{LoadedFile, LoadedPack};
use crate::check::names::Names;
use crate::model::{DefineValue, Model, Rule, RuleKind};
use crate::pack::Card;
use crate::source::{SourceId, SourceMap, Span};
use crate::syntax::ast::{Clause, ClauseKind, Item, ItemKind, Name};
use crate::vocab::Lifecycle;
use std::collections::BTreeMap;

/// What lints look at.
pub(crate) struct LintContext<'l> {
    /// The model; without declarations that have an error, and never evaluated when there is one.
    pub(crate) model: &'l Model,
    /// Every declaration. INVARIANT: by place, none within another.
    pub(crate) items: Vec<LintItem<'l>>,
    pub(crate) options: &'l CheckOptions,
    pub(crate) sources: &'l SourceMap,
    pub(crate) packs: &'l [LoadedPack<'l>],
    pub(crate) files: &'l [LoadedFile],
    pub(crate) names: &'l Names<'l>,
    pack_of: BTreeMap<SourceId, usize>,
    /// Position in `items` of the table of interactions that a text belongs to.
    tables: BTreeMap<SourceId, usize>,
}

/// A declaration.
pub(crate) struct LintItem<'l> {
    /// Index of its pack.
    pub(crate) pack: usize,
    /// As written.
    pub(crate) item: &'l Item,
    /// Its name; `None` for `interactions from`.
    pub(crate) name: Option<&'l Name>,
    /// An error in it was told: it is not in the model. Where `item.broken` holds besides,
    /// a clause that is not there may only be unreadable: lints about absent clauses pass over it.
    pub(crate) broken: bool,
}

impl<'l> LintContext<'l> {
    pub(crate) fn new(
        model: &'l Model,
        mut items: Vec<LintItem<'l>>,
        options: &'l CheckOptions,
        sources: &'l SourceMap,
        (packs, files): (&'l [LoadedPack<'l>], &'l [LoadedFile]),
        names: &'l Names<'l>,
    ) -> LintContext<'l> {
        items.sort_by_key(|i| i.item.span);
        let texts =
            packs.iter().enumerate().flat_map(|(i, p)| p.texts.values().map(move |source| (*source, i)));
        let mut tables = BTreeMap::new();
        for (at, item) in items.iter().enumerate() {
            if let ItemKind::Interactions(t) = &item.item.kind
                && let Some(text) = packs.get(item.pack).and_then(|p| p.texts.get(&t.file.node))
            {
                tables.entry(*text).or_insert(at);
            }
        }
        LintContext { model, items, options, sources, packs, files, names, pack_of: texts.collect(), tables }
    }

    /// The card of a declaration's pack.
    pub(crate) fn card(&self, item: &LintItem<'_>) -> Option<&'l Card> {
        self.packs.get(item.pack).map(|p| &p.card)
    }

    /// The card of the pack that a place belongs to.
    pub(crate) fn card_at(&self, at: Span) -> Option<&'l Card> {
        self.pack_of.get(&at.source).and_then(|i| self.packs.get(*i)).map(|p| &p.card)
    }

    /// The declaration around a place.
    pub(crate) fn item_at(&self, at: Span) -> Option<&LintItem<'l>> {
        let after =
            self.items.partition_point(|i| (i.item.span.source, i.item.span.start) <= (at.source, at.start));
        let item = self.items.get(after.checked_sub(1)?)?;
        let s = item.item.span;
        (s.source == at.source && at.end <= s.end).then_some(item)
    }

    /// The `interactions from` that a row of a table belongs to.
    pub(crate) fn table_of(&self, at: Span) -> Option<&LintItem<'l>> {
        self.tables.get(&at.source).and_then(|at| self.items.get(*at))
    }

    /// Rules that somebody wrote and that are or will be in force: not those of
    /// observations, whose clauses are looked at where they stand, and not retired ones.
    pub(crate) fn written_rules(&self) -> impl Iterator<Item = &'l Rule> + use<'l> {
        let written =
            |r: &&Rule| !matches!(r.kind, RuleKind::Result(..)) && r.governance.status != Lifecycle::Retired;
        self.model.rules.iter().filter(written)
    }

    /// What definitions mean. One with a mistake, which stands in the model without
    /// a name, means nothing.
    pub(crate) fn define_parts(&self) -> impl Iterator<Item = Part<'l>> + use<'l> {
        self.model.defines.iter().filter(|d| !d.name.is_empty()).map(|d| define_part(&d.value))
    }

    /// What definitions, scores and observations ask: everything beside rules.
    pub(crate) fn shared_parts(&self) -> Vec<Part<'l>> {
        let model = self.model;
        let mut parts: Vec<Part<'l>> = self.define_parts().collect();
        for s in &model.scores {
            parts.extend(s.population.iter().map(Part::Cond));
            parts.extend(s.items.iter().filter_map(walk::of_item));
        }
        let groups = model.observations.iter().flat_map(|o| o.normal.iter().chain(&o.critical));
        parts.extend(groups.filter_map(|g| g.who.as_ref()).map(Part::Cond));
        parts
    }

    /// What an author wrote at a place, on one line and not too long, for messages.
    pub(crate) fn quoted(&self, span: Span) -> String {
        let text = self.sources.slice(span).split_whitespace().collect::<Vec<_>>().join(" ");
        match text.char_indices().nth(70) {
            Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
            None => text,
        }
    }
}

/// What a definition means, as a part.
fn define_part(value: &DefineValue) -> Part<'_> {
    match value {
        DefineValue::Cond(c) => Part::Cond(c),
        DefineValue::Num(n) => Part::Num(n),
        DefineValue::Text(t) => Part::Text(t),
        DefineValue::Time(t) => Part::Time(t),
    }
}

impl LintItem<'_> {
    /// Its clauses.
    pub(crate) fn clauses(&self) -> &[Clause] {
        match &self.item.kind {
            ItemKind::Observation(b)
            | ItemKind::Input(b)
            | ItemKind::Score(b)
            | ItemKind::Interaction(b)
            | ItemKind::Rule(b) => &b.clauses,
            ItemKind::Define(d) => &d.clauses,
            ItemKind::Table(t) => &t.clauses,
            ItemKind::Interactions(i) => &i.clauses,
            ItemKind::Codes(_) | ItemKind::Function(_) => &[],
        }
    }

    /// Where a finding about the whole declaration points.
    pub(crate) fn at(&self) -> Span {
        match &self.item.kind {
            ItemKind::Interactions(i) => i.file.span,
            _ => self.name.map_or(self.item.span, |n| n.span),
        }
    }

    /// What it is, with its name: "the rule `x`".
    pub(crate) fn called(&self) -> String {
        let kind = match &self.item.kind {
            ItemKind::Codes(_) => "code set",
            ItemKind::Observation(_) => "observation",
            ItemKind::Input(_) => "input",
            ItemKind::Define(_) => "definition",
            ItemKind::Score(_) => "score",
            ItemKind::Table(_) => "table",
            ItemKind::Interaction(_) => "interaction",
            ItemKind::Interactions(i) => return format!("the table of interactions `{}`", i.file.node),
            ItemKind::Rule(_) => "rule",
            ItemKind::Function(_) => "function",
        };
        format!("the {kind} `{}`", self.name.map_or("", |n| n.node.as_str()))
    }

    /// Whether it is taken out of force.
    pub(crate) fn retired(&self) -> bool {
        let retired = Lifecycle::Retired.word();
        self.clauses().iter().any(|c| matches!(&c.kind, ClauseKind::Status(n) if n.node == retired))
    }

    /// Whether the absence of a clause says something: every clause could be read, and it is in force or will be.
    pub(crate) fn is_governed(&self) -> bool {
        !self.item.broken && !self.retired()
    }

    /// Where a further clause goes: an empty place after the last one, and what to write before it.
    pub(crate) fn place_for_clause(&self, sources: &SourceMap) -> Option<(Span, String)> {
        let last = self.clauses().last()?.span;
        let before = sources.file(last.source).text.get(..last.start as usize)?;
        let line = before.rsplit('\n').next().unwrap_or(before);
        let alone = line.trim().is_empty();
        let between = if alone { format!("\n{line}") } else { " ".to_string() };
        Some((Span { start: last.end, ..last }, between))
    }
}
