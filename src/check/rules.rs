//! Rules: their clauses, bindings, messages and suggestions.

use super::lower::{LetInfo, Lower, Value};
use super::names::Decl;
use super::suggest::{check_clauses, missing_clause};
use super::words::label;
use super::{Checker, governance, words};
use crate::diag::{Code, Diag};
use crate::model::{
    Cond, CondKind, FactKind, Let, Recall, Rule, RuleKind, Suggestion, SuggestionKind, Template, TextKind,
    ValueExpr,
};
use crate::source::Span;
use crate::syntax::ast::{
    Block, Clause, ClauseKind, Expr, ExprKind, ItemKind, Name, Suggest, Text, TextClause,
};
use crate::vocab::{Category, Severity, Trigger, UnknownPolicy};

const CLAUSES: [&str; 12] = [
    "category", "trigger", "for", "let", "when", "unless", "recall", "unknown", "severity", "message",
    "detail", "suggest",
];

/// Clauses that rules and interactions share; `None` where one was a mistake.
pub(crate) struct Common {
    pub(crate) triggers: Vec<Trigger>,
    pub(crate) severity: Option<Severity>,
    pub(crate) unknown: Option<UnknownPolicy>,
}

/// The conditions of a rule.
#[derive(Default)]
pub(crate) struct Conditions {
    pub(crate) population: Option<Cond>,
    pub(crate) when: Option<Cond>,
    pub(crate) unless: Vec<Cond>,
}

impl Checker<'_> {
    pub(crate) fn lower_rules(&mut self) {
        for index in self.symbols_where(|d| d == Decl::Rule) {
            let Some(symbol) = self.names.symbols.get(index).cloned() else { continue };
            let ItemKind::Rule(block) = &symbol.item.kind else { continue };
            let diags = check_clauses(&block.clauses, "a rule", &CLAUSES);
            self.diags.extend(diags);
            let id = self.qualified(symbol.pack, symbol.name);
            let owner = self.owner(symbol.pack);
            match self.rule(symbol.file, block, id.clone(), owner) {
                Some(rule) => self.rules.push(rule),
                None => {
                    self.broken_rules.insert(id);
                }
            }
        }
    }

    /// The owner of a pack, who answers for what names no other.
    pub(crate) fn owner(&self, pack: usize) -> Option<Box<str>> {
        self.packs.get(pack).and_then(|p| p.card.owner.as_deref()).map(Box::from)
    }

    fn rule(&mut self, file: usize, block: &Block, id: String, owner: Option<Box<str>>) -> Option<Rule> {
        let clauses = &block.clauses;
        let category = self.category(block);
        let mut governance = governance::read(self, clauses);
        governance.owner = governance.owner.or(owner);
        let common = self.common(clauses, &severity_of_rule);
        let mut lower = Lower::new(self, file);
        let lets = lower.lets(clauses);
        let conditions = lower.conditions(clauses);
        let recall = lower.recall(clauses);
        if !clauses.iter().any(|c| matches!(c.kind, ClauseKind::When(_) | ClauseKind::Recall(..))) {
            let d = missing_clause(block.name.span, "a rule", "when", "when has HeartFailure")
                .help("a care gap may have `recall … every …` instead");
            lower.report(d);
        }
        let message = lower.text_clause(clauses, TextClause::Message);
        let detail = lower.text_clause(clauses, TextClause::Detail);
        if matches!(message, Some(None)) {
            let d = missing_clause(
                block.name.span,
                "a rule",
                "message",
                "message \"Potassium {k.value} on {k.date}\"",
            );
            lower.report(d);
        }
        let suggestions = lower.suggestions(clauses);
        let bindings = lower.binds.iter().map(|b| b.binding.clone()).collect();
        let (common, conditions) = (common?, conditions?);
        Some(Rule {
            id: id.into(),
            title: label(block.label.as_ref(), &block.name.node).into(),
            kind: RuleKind::Authored,
            category: category?,
            severity: common.severity.unwrap_or(Severity::Moderate),
            triggers: common.triggers.into(),
            bindings,
            lets: lets?.into(),
            population: conditions.population.map(Box::new),
            when: conditions.when.map(Box::new),
            recall: recall?.map(Box::new),
            unless: conditions.unless.into(),
            unknown: common.unknown.unwrap_or(UnknownPolicy::Hold),
            message: message??,
            detail: detail?,
            suggestions: suggestions?.into(),
            governance: self.governed(governance),
            span: block.name.span,
        })
    }

    pub(crate) fn category(&mut self, block: &Block) -> Option<Category> {
        let all: Vec<&str> = Category::ALL.iter().map(|c| c.word()).collect();
        let name = block.clauses.iter().find_map(|c| match &c.kind {
            ClauseKind::Category(name) => Some(name),
            _ => None,
        });
        let Some(name) = name else {
            let d = missing_clause(block.name.span, "a rule", "category", "category safety")
                .help(format!("categories are {}", words::list(&all)));
            self.report(d);
            return None;
        };
        let found = Category::parse(&name.node);
        if found.is_none() {
            self.report(words::unknown(name.span, &name.node, "category", all));
        }
        found
    }

    /// Triggers, severity and unknown policy.
    pub(crate) fn common(
        &mut self,
        clauses: &[Clause],
        severity_of: &dyn Fn(&mut Checker<'_>, &Name) -> Option<Severity>,
    ) -> Option<Common> {
        let mut common = Common { triggers: Vec::new(), severity: None, unknown: None };
        let mut ok = true;
        for clause in clauses {
            match &clause.kind {
                ClauseKind::Trigger(names) => {
                    for name in names {
                        match Trigger::parse(&name.node) {
                            Some(t) if common.triggers.contains(&t) => {}
                            Some(t) => common.triggers.push(t),
                            None => {
                                let all = Trigger::ALL.iter().map(|t| t.word());
                                self.report(words::unknown(name.span, &name.node, "trigger", all));
                                ok = false;
                            }
                        }
                    }
                }
                ClauseKind::Severity(name) => {
                    common.severity = severity_of(self, name);
                    ok &= common.severity.is_some();
                }
                ClauseKind::Unknown(name) => {
                    common.unknown = UnknownPolicy::parse(&name.node);
                    if common.unknown.is_none() {
                        let all = UnknownPolicy::ALL.iter().map(|p| p.word());
                        self.report(words::unknown(name.span, &name.node, "policy for what is unknown", all));
                        ok = false;
                    }
                }
                _ => {}
            }
        }
        ok.then_some(common)
    }
}

/// The severities of rules.
fn severity_of_rule(cx: &mut Checker<'_>, name: &Name) -> Option<Severity> {
    let found = Severity::parse(&name.node);
    if found.is_none() {
        let mut d = words::unknown(
            name.span,
            &name.node,
            "severity of a rule",
            Severity::ALL.iter().map(|s| s.word()),
        );
        let twin = super::interactions::SEVERITIES.iter().find(|(w, _)| *w == name.node);
        if let Some((_, severity)) = twin {
            let word = severity.word();
            d = d.fix(name.span, word, format!("in a rule that is `{word}`"));
        }
        cx.report(d);
    }
    found
}

impl Lower<'_, '_> {
    /// The `let`s in order; each may use those before it.
    pub(crate) fn lets(&mut self, clauses: &[Clause]) -> Option<Vec<Let>> {
        let mut all = Vec::new();
        let mut ok = true;
        for clause in clauses {
            let ClauseKind::Let(name, e) = &clause.kind else { continue };
            self.let_name(name);
            let value = self.value(e);
            let result = value.as_ref().and_then(Self::result_of).or_else(|| self.let_alias(e));
            let kept = match value {
                Some(v) => self.let_value_of(v, e),
                None => None,
            };
            match &kept {
                Some((value, _)) => all.push(Let { name: name.node.as_str().into(), value: value.clone() }),
                None => ok = false,
            }
            self.lets.push(LetInfo {
                name: name.node.clone(),
                span: name.span,
                value: kept.map(|(_, v)| v),
                result,
            });
        }
        ok.then_some(all)
    }

    /// `let k2 = k` keeps the result behind `k`.
    fn let_alias(&self, e: &Expr) -> Option<crate::model::Aggregate> {
        match &e.kind {
            ExprKind::Name(name) => self.let_named(name)?.1.result.clone(),
            ExprKind::Paren(inner) => self.let_alias(inner),
            _ => None,
        }
    }

    fn let_name(&mut self, name: &Name) {
        let taken = match self.let_named(&name.node) {
            Some((_, info)) => Some(("a `let`", Some(info.span))),
            None if words::is_reserved(&name.node) => Some(("a word of the language", None)),
            None => self.quiet_decl(&name.node).map(|d| (d.what(), None)),
        };
        if let Some((what, first)) = taken {
            let mut d =
                Diag::new(Code::DuplicateName, name.span, format!("`{}` is {what} already", name.node))
                    .help("take another name");
            if let Some(first) = first {
                d = d.also(first, "the first meaning");
            }
            self.report(d);
        }
    }

    fn let_value_of(&mut self, value: Value, e: &Expr) -> Option<(ValueExpr, Value)> {
        Some(match value {
            Value::Cond(c) => (ValueExpr::Cond(c.clone()), Value::Cond(c)),
            Value::Num(n) => (ValueExpr::Num(n.expr.clone()), Value::Num(n)),
            Value::Text(t) => (ValueExpr::Text(t.clone()), Value::Text(t)),
            Value::Time(t) => (ValueExpr::Time(t.clone()), Value::Time(t)),
            Value::Results(s) => {
                let t = self.make_text(e.span, TextKind::Result(s));
                (ValueExpr::Text(t.clone()), Value::Text(t))
            }
            other => match self.as_number(other, e.span) {
                Ok(n) => (ValueExpr::Num(n.expr.clone()), Value::Num(n)),
                Err(other) => {
                    let d = self
                        .wrong_type(e, &other, "a value")
                        .help("`let` names a number, a condition, a text or a time");
                    self.report(d);
                    return None;
                }
            },
        })
    }

    /// `for`, every `when`, every `unless`; what the first two bind is visible afterwards.
    pub(crate) fn conditions(&mut self, clauses: &[Clause]) -> Option<Conditions> {
        let mut out = Conditions::default();
        let mut whens = Vec::new();
        let mut ok = true;
        for clause in clauses {
            if let ClauseKind::For(e) = &clause.kind {
                out.population = self.cond_and_see(e);
                ok &= out.population.is_some();
            }
        }
        for clause in clauses {
            if let ClauseKind::When(e) = &clause.kind {
                match self.cond_and_see(e) {
                    Some(c) => whens.push(c),
                    None => ok = false,
                }
            }
        }
        for clause in clauses {
            if let ClauseKind::Unless(e) = &clause.kind {
                match self.scoped(|s| s.cond(e)) {
                    Some(c) => out.unless.push(c),
                    None => ok = false,
                }
            }
        }
        out.when = self.joined(whens);
        ok.then_some(out)
    }

    fn joined(&mut self, mut whens: Vec<Cond>) -> Option<Cond> {
        if whens.len() < 2 {
            return whens.pop();
        }
        let (first, last) = (whens.first()?.span, whens.last()?.span);
        Some(self.make_cond(first.to(last), CondKind::And(whens)))
    }

    /// `recall PRESENCE every D`; `None` when it is a mistake.
    fn recall(&mut self, clauses: &[Clause]) -> Option<Option<Recall>> {
        let Some((e, every)) = clauses.iter().find_map(|c| match &c.kind {
            ClauseKind::Recall(e, every) => Some((e, every)),
            _ => None,
        }) else {
            return Some(None);
        };
        let mut inner = e;
        while let ExprKind::Paren(i) = &inner.kind {
            inner = i;
        }
        let ExprKind::Presence(p) = &inner.kind else {
            if let Some(value) = self.value(e) {
                let d = self
                    .wrong_type(e, &value, "a question about facts")
                    .help("for example `recall underwent Colonoscopy every 10 years`");
                self.report(d);
            }
            return None;
        };
        let done = self.presence(p)?;
        if let Some(w) = p.windows.first() {
            let d = Diag::new(Code::WrongArguments, w.span, "a recall has no window of its own")
                .help(format!("`every {}` already says how far back it looks", every.node));
            self.report(d);
            return None;
        }
        Some(Some(Recall { done, every: every.node }))
    }

    /// A clause of one text with values: `None` for a mistake, `Some(None)` where it is missing.
    pub(crate) fn text_clause(&mut self, clauses: &[Clause], which: TextClause) -> Option<Option<Template>> {
        let text = clauses.iter().find_map(|c| match &c.kind {
            ClauseKind::Text(w, text) if *w == which => Some(text),
            _ => None,
        });
        match text {
            Some(text) => self.template(text).map(Some),
            None => Some(None),
        }
    }

    pub(crate) fn suggestions(&mut self, clauses: &[Clause]) -> Option<Vec<Suggestion>> {
        let mut all = Vec::new();
        let mut ok = true;
        for clause in clauses {
            let ClauseKind::Suggest(s) = &clause.kind else { continue };
            match self.suggestion(s, clause.span) {
                Some(s) => all.push(s),
                None => ok = false,
            }
        }
        ok.then_some(all)
    }

    fn suggestion(&mut self, s: &Suggest, span: Span) -> Option<Suggestion> {
        let (kind, text): (Option<SuggestionKind>, &Option<Text>) = match s {
            Suggest::Stop(name, text) => {
                (self.bound_medication(name, "stop").map(SuggestionKind::Stop), text)
            }
            Suggest::Change(name, text) => {
                (self.bound_medication(name, "change").map(SuggestionKind::Change), text)
            }
            Suggest::Start(name, text) => (self.fitting_set(name, FactKind::Medication, "start"), text),
            Suggest::Order(name, text) => (self.order(name), text),
            Suggest::Problem(name, text) => (self.fitting_set(name, FactKind::Condition, "problem"), text),
            Suggest::Recall(d, text) => (Some(SuggestionKind::Recall(d.node)), text),
        };
        let text = match text {
            Some(t) => match self.template(t) {
                Some(t) => Some(t),
                None => return None,
            },
            None => None,
        };
        if matches!(kind, Some(SuggestionKind::Change(_))) && text.is_none() {
            let d = Diag::new(Code::MissingClause, span, "`suggest change` must say how")
                .help("for example `suggest change drug \"halve the dose\"`");
            self.report(d);
            return None;
        }
        Some(Suggestion { kind: kind?, text })
    }

    /// A name bound to medications, for `stop` and `change`.
    fn bound_medication(&mut self, name: &Name, action: &str) -> Option<crate::model::BindId> {
        let Some((id, info)) = self.bind_named(&name.node) else {
            let binds: Vec<String> = self.binds.iter().map(|b| b.binding.name.to_string()).collect();
            let names: Vec<&str> = binds.iter().map(String::as_str).collect();
            let d = Diag::new(
                Code::UnboundName,
                name.span,
                format!("`{}` is bound to no medication of this rule", name.node),
            );
            let d = if names.is_empty() {
                d.help(format!(
                    "bind it in a condition: `taking {} as drug`, then `suggest {action} drug`",
                    name.node
                ))
            } else {
                Self::with_nearest(d, name.span, &name.node, &names)
            };
            self.report(d);
            return None;
        };
        let (kind, at, broken) = (info.binding.kind, info.span, info.broken);
        if broken {
            return None;
        }
        if !self.visible.contains(&id) {
            let d = super::lower::unbound(&name.node, name.span, at);
            self.report(d);
            return None;
        }
        if kind != FactKind::Medication {
            let message = format!(
                "`suggest {action}` takes a medication, but `{}` is bound to {}",
                name.node,
                super::lower::plural(kind)
            );
            self.report(
                Diag::new(Code::WrongFactKind, name.span, message)
                    .also(at, "bound here")
                    .help("bind a medication with `taking … as …`"),
            );
            return None;
        }
        Some(id)
    }

    fn fitting_set(&mut self, name: &Name, kind: FactKind, action: &str) -> Option<SuggestionKind> {
        let set = self.set(name)?;
        if !super::lower::set_fits(self.cx, set, kind) {
            let message = format!("`suggest {action}` needs a code set of {}", super::lower::plural(kind));
            self.report(
                Diag::new(Code::WrongFactKind, name.span, message)
                    .help("name a set with codes of a fitting system"),
            );
            return None;
        }
        Some(if kind == FactKind::Medication {
            SuggestionKind::Start(set)
        } else {
            SuggestionKind::Problem(set)
        })
    }

    fn order(&mut self, name: &Name) -> Option<SuggestionKind> {
        match self.cx.resolve(self.file, &name.node, name.span, &[])? {
            Decl::Set(id) => (!self.cx.set_is_broken(id)).then_some(SuggestionKind::Order(id)),
            Decl::Observation(id) => Some(SuggestionKind::Measure(id)),
            other => {
                let message = format!(
                    "`suggest order` takes a code set or an observation, but `{}` is {}",
                    name.node,
                    other.what()
                );
                self.report(
                    Diag::new(Code::WrongType, name.span, message).help("name what is to be ordered"),
                );
                None
            }
        }
    }
}
