//! Interactions: two medications that do not go together.

use super::lower::Lower;
use super::names::Decl;
use super::rules::Conditions;
use super::suggest::{check_clauses, missing_clause};
use super::words::label;
use super::{Checker, governance, words};
use crate::diag::{Code, Diag};
use crate::model::{Interaction, Piece, Presence, Rule, RuleKind, Template, TemplateValue};
use crate::source::Span;
use crate::syntax::ast::{Block, Clause, ClauseKind, ItemKind, Name, Selector, Spanned, TextClause};
use crate::vocab::{Category, Severity, UnknownPolicy, Verb};

/// The words for severities of interactions.
pub(crate) const SEVERITIES: [(&str, Severity); 4] = [
    ("contraindicated", Severity::Critical),
    ("major", Severity::High),
    ("moderate", Severity::Moderate),
    ("minor", Severity::Low),
];

/// Clauses of an interaction.
pub(crate) const CLAUSES: [&str; 15] = [
    "between",
    "severity",
    "when",
    "unless",
    "unknown",
    "effect",
    "advice",
    "mechanism",
    "message",
    "detail",
    "trigger",
    "suggest",
    "let",
    "category",
    "for",
];

impl Checker<'_> {
    pub(crate) fn lower_interactions(&mut self) {
        for index in self.symbols_where(|d| d == Decl::Rule) {
            let Some(symbol) = self.names.symbols.get(index).cloned() else { continue };
            let ItemKind::Interaction(block) = &symbol.item.kind else { continue };
            let diags = check_clauses(&block.clauses, "an interaction", &CLAUSES);
            self.diags.extend(diags);
            let id = self.qualified(symbol.pack, symbol.name);
            let owner = self.owner(symbol.pack);
            match self.interaction(symbol.file, block, id.clone(), owner) {
                Some(rule) => self.rules.push(rule),
                None => {
                    self.broken_rules.insert(id);
                }
            }
        }
        self.lower_interaction_tables();
    }

    fn interaction(
        &mut self,
        file: usize,
        block: &Block,
        id: String,
        owner: Option<Box<str>>,
    ) -> Option<Rule> {
        let clauses = &block.clauses;
        let mut governance = governance::read(self, clauses);
        governance.owner = governance.owner.or(owner);
        let common = self.common(clauses, &severity_of_interaction);
        let category = match clauses.iter().any(|c| matches!(c.kind, ClauseKind::Category(_))) {
            true => self.category(block),
            false => Some(Category::Safety),
        };
        if !clauses.iter().any(|c| matches!(c.kind, ClauseKind::Severity(_))) {
            let d = missing_clause(block.name.span, "an interaction", "severity", "severity major");
            self.report(d);
        }
        let effect = self.plain_text(block, TextClause::Effect, true);
        let advice = self.plain_text(block, TextClause::Advice, false);
        let mechanism = self.plain_text(block, TextClause::Mechanism, false);
        let mut lower = Lower::new(self, file);
        let pair = lower.between(clauses, block.name.span);
        let lets = lower.lets(clauses);
        let conditions = lower.conditions(clauses);
        let message = lower.text_clause(clauses, TextClause::Message);
        let detail = lower.text_clause(clauses, TextClause::Detail);
        let suggestions = lower.suggestions(clauses);
        let bindings: Vec<_> = lower.binds.iter().map(|b| b.binding.clone()).collect();
        let (common, (a, b), conditions) = (common?, pair?, conditions?);
        let effect = effect??;
        let Conditions { population, when, unless } = conditions;
        let message = match message? {
            Some(template) => template,
            None => usual_message(&a, &b, &effect)?,
        };
        Some(Rule {
            id: id.into(),
            title: label(block.label.as_ref(), &block.name.node).into(),
            kind: RuleKind::Interaction(Box::new(Interaction {
                a,
                b,
                effect: effect.into(),
                advice: advice?.map(Into::into),
                mechanism: mechanism?.map(Into::into),
            })),
            category: category?,
            severity: common.severity?,
            triggers: common.triggers.into(),
            bindings: bindings.into(),
            lets: lets?.into(),
            population: population.map(Box::new),
            when: when.map(Box::new),
            recall: None,
            unless: unless.into(),
            unknown: common.unknown.unwrap_or(UnknownPolicy::Fire),
            message,
            detail: detail?,
            suggestions: suggestions?.into(),
            governance: self.governed(governance),
            span: block.name.span,
        })
    }

    /// A text without values; `Some(None)` where it is missing and need not be there.
    fn plain_text(&mut self, block: &Block, which: TextClause, needed: bool) -> Option<Option<String>> {
        let text = block.clauses.iter().find_map(|c| match &c.kind {
            ClauseKind::Text(w, text) if *w == which => Some(text),
            _ => None,
        });
        let Some(text) = text else {
            if needed {
                let d = missing_clause(
                    block.name.span,
                    "an interaction",
                    "effect",
                    "effect \"The risk of serious bleeding rises.\"",
                );
                self.report(d);
                return None;
            }
            return Some(None);
        };
        let plain = text.node.replace("{{", "\u{1}").replace("}}", "\u{2}");
        if plain.contains(['{', '}']) {
            let d = Diag::new(
                Code::BadEscape,
                text.span,
                "effect, advice and mechanism hold no values in braces",
            )
            .help("put values into `message` or `detail`; a brace itself is written `{{` or `}}`");
            self.report(d);
            return None;
        }
        Some(Some(plain.replace('\u{1}', "{").replace('\u{2}', "}")))
    }
}

/// "{a} with {b}: EFFECT".
pub(crate) fn usual_message(a: &Presence, b: &Presence, effect: &str) -> Option<Template> {
    Some(Template {
        pieces: [
            Piece::Value(TemplateValue::Binding(a.binding?)),
            Piece::Text(" with ".into()),
            Piece::Value(TemplateValue::Binding(b.binding?)),
            Piece::Text(format!(": {effect}").into()),
        ]
        .into(),
    })
}

/// The severities of interactions.
pub(crate) fn severity_of_interaction(cx: &mut Checker<'_>, name: &Name) -> Option<Severity> {
    let found = SEVERITIES.iter().find(|(w, _)| *w == name.node);
    if found.is_none() {
        let mut d = words::unknown(
            name.span,
            &name.node,
            "severity of an interaction",
            SEVERITIES.iter().map(|(w, _)| *w),
        );
        if let Some((word, _)) = SEVERITIES.iter().find(|(_, s)| s.word() == name.node) {
            d = d.fix(name.span, *word, format!("in an interaction that is `{word}`"));
        }
        cx.report(d);
    }
    found.map(|(_, s)| *s)
}

impl Lower<'_, '_> {
    /// The pair; its names are visible everywhere in the interaction.
    fn between(&mut self, clauses: &[Clause], at: Span) -> Option<(Presence, Presence)> {
        let pair = clauses.iter().find_map(|c| match &c.kind {
            ClauseKind::Between(a, b) => Some((a, b)),
            _ => None,
        });
        let Some((a, b)) = pair else {
            let d = missing_clause(
                at,
                "an interaction",
                "between",
                "between Warfarin and NSAID with systemic route",
            );
            self.report(d);
            // Its messages may speak of `a` and `b`: one mistake is enough.
            for name in ["a", "b"] {
                let name = Spanned { node: name.to_string(), span: at };
                self.bind(&name, crate::model::FactKind::Medication, None, true);
            }
            return None;
        };
        let (a, b) = (named(a, "a"), named(b, "b"));
        let first = self.presence_of(Verb::TakingOrOrdering, &a, &[], a.span);
        let second = self.presence_of(Verb::TakingOrOrdering, &b, &[], b.span);
        if let (Some(x), Some(y)) = (&a.binding, &b.binding)
            && x.node == y.node
        {
            let d =
                Diag::new(Code::DuplicateName, y.span, format!("both medications are named `{}`", x.node))
                    .also(x.span, "the first one")
                    .help("give them different names");
            self.report(d);
            return None;
        }
        let all: std::collections::BTreeSet<_> =
            first.iter().chain(&second).filter_map(|p| p.binding).collect();
        self.see(&all);
        Some((first?, second?))
    }
}

/// A selector with a binding.
fn named(selector: &Selector, name: &str) -> Selector {
    let mut s = selector.clone();
    if s.binding.is_none() {
        s.binding = Some(Spanned { node: name.to_string(), span: s.span });
    }
    s
}
