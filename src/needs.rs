//! What a rule asks for: facts by code set, observations, answers to inputs.
//!
//! For hosts that fetch data, and for describing rules. Everything a rule may look at
//! anywhere is named, through its definitions and scores; knows nothing of patients.

use crate::check::lints::{Part, of_item, walk};
use crate::model::{
    Arg, Call, CondKind, DefineValue, FactKind, InputId, Model, NumKind, ObservationId, Piece, Rule,
    RuleKind, ScoreItem, SetId, SuggestionKind, Target, Template, TemplateValue, TextKind, TimeKind,
};
use std::collections::BTreeSet;

/// Something that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// Facts of a kind, coded in a set.
    Set(FactKind, SetId),
    /// Results of an observation.
    Observation(ObservationId),
    /// The answer to an input.
    Input(InputId),
}

/// Everything a rule asks for, in a stable order.
///
/// ```
/// use curbside::{Compiler, needs::{Need, needs}, pack::PackSource};
/// let pack = PackSource::new("demo").file("pack.yaml", "name: demo\nversion: 1.0.0\n").file(
///     "demo.cds",
///     r#"pack demo
///     codes Warfarin = rxnorm 11289 "warfarin"
///     rule on-warfarin "On warfarin" {
///       category result
///       when taking Warfarin as drug
///       message "Takes {drug}."
///     }"#,
/// );
/// let rules = Compiler::new().pack(pack).compile()?;
/// let all = needs(rules.model(), &rules.model().rules[0]);
/// assert!(matches!(all[..], [Need::Set(kind, _)] if kind.word() == "medication"));
/// # Ok::<(), curbside::CompileError>(())
/// ```
pub fn needs(model: &Model, rule: &Rule) -> Vec<Need> {
    let mut w = Walk { model, out: BTreeSet::new(), seen: BTreeSet::new() };
    rule.lets.iter().for_each(|l| w.part((&l.value).into()));
    rule.conditions().for_each(|c| w.part(Part::Cond(c)));
    rule.recall.iter().for_each(|r| w.part(Part::Presence(&r.done)));
    match &rule.kind {
        RuleKind::Authored => {}
        RuleKind::Interaction(i) => [&i.a, &i.b].into_iter().for_each(|p| w.part(Part::Presence(p))),
        RuleKind::Result(id, _) => w.observation(*id),
    }
    let texts = rule.suggestions.iter().filter_map(|s| s.text.as_ref());
    std::iter::once(&rule.message).chain(&rule.detail).chain(texts).for_each(|t| w.template(t));
    for s in &rule.suggestions {
        if let SuggestionKind::Measure(id) = &s.kind {
            w.observation(*id);
        }
    }
    w.out.into_iter().collect()
}

/// Something with a name that is followed once.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Name {
    Define(u32),
    Score(u32),
    Observation(u32),
}

struct Walk<'m> {
    model: &'m Model,
    out: BTreeSet<Need>,
    seen: BTreeSet<Name>,
}

impl<'m> Walk<'m> {
    /// An observation, and what its limits depend on.
    fn observation(&mut self, id: ObservationId) {
        self.out.insert(Need::Observation(id));
        let model = self.model;
        if self.seen.insert(Name::Observation(id.0))
            && let Some(o) = model.observations.get(id.index())
        {
            let who = o.normal.iter().chain(&o.critical).filter_map(|s| s.who.as_ref());
            who.for_each(|c| self.part(Part::Cond(c)));
        }
    }

    fn input(&mut self, id: InputId) {
        self.out.insert(Need::Input(id));
    }

    fn define(&mut self, id: u32) {
        if !self.seen.insert(Name::Define(id)) {
            return;
        }
        let model = self.model;
        match model.defines.get(id as usize).map(|d| &d.value) {
            Some(DefineValue::Cond(c)) => self.part(Part::Cond(c)),
            Some(DefineValue::Num(n)) => self.part(Part::Num(n)),
            Some(DefineValue::Text(t)) => self.part(Part::Text(t)),
            Some(DefineValue::Time(t)) => self.part(Part::Time(t)),
            None => {}
        }
    }

    fn score(&mut self, id: u32) {
        if !self.seen.insert(Name::Score(id)) {
            return;
        }
        let model = self.model;
        let Some(score) = model.scores.get(id as usize) else { return };
        score.population.iter().for_each(|c| self.part(Part::Cond(c)));
        for item in &score.items {
            of_item(item).into_iter().for_each(|p| self.part(p));
            match item {
                ScoreItem::Score(id) => self.score(id.0),
                ScoreItem::ByChoice(id, _) => self.input(*id),
                ScoreItem::If(..) | ScoreItem::Points(_) | ScoreItem::By(..) => {}
            }
        }
    }

    fn template(&mut self, t: &'m Template) {
        for p in &t.pieces {
            let Piece::Value(v) = p else { continue };
            match v {
                TemplateValue::Num(n) => self.part(Part::Num(n)),
                TemplateValue::Text(t) => self.part(Part::Text(t)),
                TemplateValue::Cond(c) => self.part(Part::Cond(c)),
                TemplateValue::Date(t) => self.part(Part::Time(t)),
                TemplateValue::Field(..)
                | TemplateValue::Unit(_)
                | TemplateValue::Binding(_)
                | TemplateValue::Let(_) => {}
            }
        }
    }

    fn part(&mut self, root: Part<'m>) {
        let mut parts = Vec::new();
        walk(root, &mut |p| parts.push(p));
        for p in parts {
            match p {
                Part::Presence(p) => p.targets.iter().for_each(|t| match t {
                    Target::Set(id) => _ = self.out.insert(Need::Set(FactKind::of(p.verb), *id)),
                    Target::Observation(id) => self.observation(*id),
                }),
                Part::Series(s) => self.observation(s.observation),
                Part::Cond(c) => match &c.kind {
                    CondKind::Define(id) => self.define(id.0),
                    CondKind::BandIs(id, _) => self.score(id.0),
                    CondKind::ChoiceIs(id, _) | CondKind::InputYes(id) => self.input(*id),
                    CondKind::Call(c) => self.choices(c),
                    _ => {}
                },
                Part::Num(n) => match &n.kind {
                    NumKind::Define(id) => self.define(id.0),
                    NumKind::Score(id) => self.score(id.0),
                    NumKind::Input(id) | NumKind::Points(id) => self.input(*id),
                    NumKind::Call(c) => self.choices(c),
                    _ => {}
                },
                Part::Text(t) => match &t.kind {
                    TextKind::Define(id) => self.define(id.0),
                    TextKind::Band(id) => self.score(id.0),
                    TextKind::Call(c) => self.choices(c),
                    _ => {}
                },
                Part::Time(t) => match &t.kind {
                    TimeKind::Define(id) => self.define(id.0),
                    TimeKind::Input(id) => self.input(*id),
                    _ => {}
                },
                Part::Aggregate(_) => {}
            }
        }
    }

    /// The choices a call takes, which are no part of their own.
    fn choices(&mut self, c: &Call) {
        let (Call::Table(_, args) | Call::Function(_, args)) = c;
        for a in args {
            if let Arg::Choice(id) = a {
                self.input(*id);
            }
        }
    }
}
