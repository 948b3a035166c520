//! Questions about facts: verbs, selectors, windows, bindings, quantifiers.

use super::{BindInfo, Lower, Number, Value};
use crate::check::names::Decl;
use crate::check::{Checker, bindings, words};
use crate::diag::{Code, Diag};
use crate::model::{
    BindId, Binding, CondKind, FactKind, NumKind, ObservationId, Presence, SetId, Target, Window,
};
use crate::source::Span;
use crate::syntax::ast::{self, Expr, Name, Quantifier, Selector, WindowKind};
use crate::terms::CodedKind;
use crate::vocab::{OverKind, Verb};

/// A kind of fact in words.
pub(crate) fn plural(kind: FactKind) -> &'static str {
    match kind {
        FactKind::Condition => "problems",
        FactKind::Allergy => "allergies",
        FactKind::Medication => "medications",
        FactKind::Observation => "results",
        FactKind::Procedure => "procedures",
        FactKind::Immunization => "immunizations",
        FactKind::Order => "orders",
        FactKind::Encounter => "encounters",
        FactKind::FamilyHistory => "diseases of relatives",
    }
}

/// The kinds of code that a kind of fact may bear.
fn coded_kinds(kind: FactKind) -> &'static [CodedKind] {
    match kind {
        FactKind::Condition | FactKind::FamilyHistory => &[CodedKind::Condition],
        FactKind::Allergy => &[CodedKind::Substance, CodedKind::Drug],
        FactKind::Medication => &[CodedKind::Drug],
        FactKind::Observation => &[CodedKind::Observation],
        FactKind::Procedure => &[CodedKind::Procedure],
        FactKind::Immunization => &[CodedKind::Vaccine, CodedKind::Drug],
        FactKind::Order => &[CodedKind::Procedure, CodedKind::Observation],
        FactKind::Encounter => &[CodedKind::Encounter],
    }
}

/// Whether facts of a kind can bear codes of a set.
pub(crate) fn set_fits(cx: &Checker<'_>, set: SetId, kind: FactKind) -> bool {
    let Some(def) = cx.sets.get(set.index()) else { return true };
    let wanted = coded_kinds(kind);
    def.set.systems().any(|s| s.kinds().iter().any(|k| wanted.contains(k)))
}

/// The verbs that fit a code set, the usual ones first.
pub(crate) fn verbs_for(cx: &Checker<'_>, set: SetId) -> Vec<&'static str> {
    const USUAL: [Verb; 8] = [
        Verb::Taking,
        Verb::Has,
        Verb::Measured,
        Verb::Underwent,
        Verb::ImmunizedWith,
        Verb::AllergicTo,
        Verb::Ordered,
        Verb::Visited,
    ];
    let fitting = USUAL.into_iter().filter(|v| set_fits(cx, set, FactKind::of(*v)));
    fitting.map(Verb::word).collect()
}

impl Lower<'_, '_> {
    /// A question about facts. Its binding is known afterwards, even where the rest is a mistake.
    pub(crate) fn presence(&mut self, p: &ast::Presence) -> Option<Presence> {
        let verb = p.verb.node;
        self.presence_of(verb, &p.selector, &p.windows, p.span)
    }

    pub(crate) fn presence_of(
        &mut self,
        verb: Verb,
        selector: &Selector,
        windows: &[ast::Window],
        span: Span,
    ) -> Option<Presence> {
        let kind = FactKind::of(verb);
        let targets: Vec<Option<Target>> = selector.names.iter().map(|n| self.target(n, verb)).collect();
        let targets: Option<Vec<Target>> = targets.into_iter().collect();
        let observation = match targets.as_deref() {
            Some([Target::Observation(id)]) => Some(*id),
            _ => None,
        };
        let filters = self.filters(&selector.modifiers, kind, observation);
        let windows = self.windows(windows);
        let binding =
            selector.binding.as_ref().map(|name| self.bind(name, kind, observation, targets.is_none()));
        let binding = match binding {
            Some(None) => return None,
            Some(Some(id)) => Some(id),
            None => None,
        };
        Some(Presence {
            id: self.cx.node(),
            span,
            verb,
            targets: targets?.into(),
            filters: filters?.into(),
            windows: windows?.into(),
            binding,
        })
    }

    fn target(&mut self, name: &Name, verb: Verb) -> Option<Target> {
        if let Some((_, info)) = self.let_named(&name.node) {
            let d = Diag::new(
                Code::WrongType,
                name.span,
                format!("`{}` is a `let`, but a code set is needed here", name.node),
            )
            .also(info.span, "declared here");
            self.report(d);
            return None;
        }
        match self.cx.resolve(self.file, &name.node, name.span, &[])? {
            Decl::Set(id) if self.cx.set_is_broken(id) => None,
            Decl::Set(id) => {
                if set_fits(self.cx, id, FactKind::of(verb)) {
                    return Some(Target::Set(id));
                }
                let d = self.wrong_kind(name, verb, id);
                self.report(d);
                None
            }
            Decl::Observation(id) if verb == Verb::Measured => Some(Target::Observation(id)),
            Decl::Observation(_) => {
                let message = format!(
                    "`{}` asks about {}, but `{}` is an observation",
                    verb.word(),
                    plural(FactKind::of(verb)),
                    name.node
                );
                let d = Diag::new(Code::WrongFactKind, name.span, message).help(format!(
                    "ask `measured {0}`, or compare its value: `latest {0} in last 7 days > …`",
                    name.node
                ));
                self.report(d);
                None
            }
            Decl::Define(_) | Decl::Score(_) | Decl::Input(_) => {
                let message =
                    format!("`{}` needs a code set; `{}` is declared otherwise", verb.word(), name.node);
                let d = Diag::new(Code::WrongFactKind, name.span, message).help(format!(
                    "`{}` stands for itself: write it without `{}`",
                    name.node,
                    verb.word()
                ));
                self.report(d);
                None
            }
            other => {
                let message =
                    format!("`{}` needs a code set, but `{}` is {}", verb.word(), name.node, other.what());
                self.report(
                    Diag::new(Code::WrongFactKind, name.span, message).help("name a `codes` declaration"),
                );
                None
            }
        }
    }

    fn wrong_kind(&self, name: &Name, verb: Verb, set: SetId) -> Diag {
        let systems: Vec<&str> = self
            .cx
            .sets
            .get(set.index())
            .map(|d| d.set.systems().map(|s| s.name()).collect())
            .unwrap_or_default();
        let message = format!(
            "`{}` asks about {}, but `{}` holds only {} codes",
            verb.word(),
            plural(FactKind::of(verb)),
            name.node,
            words::list(&systems).replace('`', "")
        );
        let d = Diag::new(Code::WrongFactKind, name.span, message);
        let verbs = verbs_for(self.cx, set);
        match verbs.first() {
            Some(first) => d.help(format!(
                "with these codes one asks {}, for example `{first} {}`",
                words::list(&verbs),
                name.node
            )),
            None => d.help("use a set with codes of another system"),
        }
    }

    /// Registers a name bound with `as`. `None` when the name is taken.
    pub(crate) fn bind(
        &mut self,
        name: &Name,
        kind: FactKind,
        observation: Option<ObservationId>,
        broken: bool,
    ) -> Option<BindId> {
        if let Some((id, info)) = self.bind_named(&name.node) {
            let (same, first) = (info.binding.kind == kind, info.span);
            if same {
                let one = info.observation == observation;
                if let Some(info) = self.binds.get_mut(id.index()) {
                    info.broken |= broken;
                    if !one {
                        info.observation = None;
                    }
                }
                return Some(id);
            }
            let message = format!("`{}` is bound to facts of two kinds", name.node);
            let d = Diag::new(Code::DuplicateName, name.span, message)
                .also(first, "bound here first")
                .help("give the second one another name");
            self.report(d);
            return None;
        }
        let taken = match self.let_named(&name.node) {
            Some((_, info)) => Some(("a `let`", Some(info.span))),
            None if words::is_reserved(&name.node) => Some(("a word of the language", None)),
            None => self.quiet_decl(&name.node).map(|d| (d.what(), None)),
        };
        if let Some((what, at)) = taken {
            let mut d =
                Diag::new(Code::DuplicateName, name.span, format!("`{}` is {what} already", name.node))
                    .help("bind another name");
            if let Some(at) = at {
                d = d.also(at, "the first meaning");
            }
            self.report(d);
        }
        let id = BindId(u32::try_from(self.binds.len()).ok()?);
        let binding = Binding { name: name.node.as_str().into(), kind };
        self.binds.push(BindInfo {
            binding,
            span: name.span,
            observation,
            broken: broken || taken.is_some(),
        });
        taken.is_none().then_some(id)
    }

    /// Restrictions in time; `None` when one of them is a mistake.
    pub(crate) fn windows(&mut self, windows: &[ast::Window]) -> Option<Vec<Window>> {
        let all: Vec<Option<Window>> = windows.iter().map(|w| self.window(w)).collect();
        all.into_iter().collect()
    }

    fn window(&mut self, w: &ast::Window) -> Option<Window> {
        Some(match &w.kind {
            WindowKind::InLast(d) => Window::InLast(*d),
            WindowKind::AtLeastAgo(d) => Window::AtLeastAgo(*d),
            WindowKind::Since(e) => Window::Since(Box::new(self.time(e)?)),
            WindowKind::Before(e) => Window::Before(Box::new(self.time(e)?)),
            WindowKind::After(e) => Window::After(Box::new(self.time(e)?)),
            WindowKind::WithinOf(d, e) => Window::WithinOf(*d, Box::new(self.time(e)?)),
            WindowKind::DuringEncounter => Window::DuringEncounter,
        })
    }

    /// `any`, `all`, `count` of facts, with a condition that may use the binding.
    pub(crate) fn quantified(
        &mut self,
        quantifier: Quantifier,
        p: &ast::Presence,
        cond: Option<&Expr>,
        span: Span,
    ) -> Option<Value> {
        let presence = self.presence(p);
        let cond = cond.map(|c| {
            self.one_fact(|s| {
                if let Some(name) = &p.selector.binding
                    && let Some((id, _)) = s.bind_named(&name.node)
                {
                    s.current.push(id);
                }
                s.cond(c)
            })
        });
        let presence = presence?;
        let cond = match cond {
            Some(None) => return None,
            Some(Some(c)) => Some(c),
            None => None,
        };
        Some(match (quantifier, cond) {
            (Quantifier::Any, Some(c)) => {
                let kind = CondKind::Any(Box::new(presence), Box::new(c));
                Value::Cond(self.make_cond(span, kind))
            }
            (Quantifier::Any, None) => {
                Value::Cond(self.make_cond(span, CondKind::Present(Box::new(presence))))
            }
            (Quantifier::All, Some(c)) => {
                let kind = CondKind::All(Box::new(presence), Box::new(c));
                Value::Cond(self.make_cond(span, kind))
            }
            (Quantifier::All, None) => {
                let d =
                    Diag::new(Code::WrongArguments, span, "`all` needs a condition").help("add `where (…)`");
                self.report(d);
                return None;
            }
            (Quantifier::Count, c) => {
                Value::Num(self.plain(span, None, NumKind::Count(Box::new(presence), c.map(Box::new))))
            }
        })
    }

    /// `sum EXPR over PRESENCE`.
    pub(crate) fn over(
        &mut self,
        kind: OverKind,
        value: &Expr,
        p: &ast::Presence,
        span: Span,
    ) -> Option<Value> {
        let presence = self.presence(p);
        let value = self.one_fact(|s| {
            if let Some(name) = &p.selector.binding
                && let Some((id, _)) = s.bind_named(&name.node)
            {
                s.current.push(id);
            }
            s.number(value)
        });
        let (presence, n) = (presence?, value?);
        let expr = self.make_num(
            span,
            n.expr.unit.clone(),
            NumKind::Over(kind, Box::new(n.expr), Box::new(presence)),
        );
        Some(Value::Num(Number { expr, analyte: n.analyte, open: n.open }))
    }

    /// Reads a condition and makes what it surely binds visible.
    pub(crate) fn cond_and_see(&mut self, expr: &Expr) -> Option<crate::model::Cond> {
        let cond = self.cond(expr)?;
        let sure = bindings::sure(&cond);
        self.see(&sure);
        Some(cond)
    }
}
