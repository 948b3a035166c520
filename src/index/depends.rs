//! Which rules and scores a fact may bear on, and which of their conditions and numbers: everything
//! they mention, anywhere.
//!
//! For sessions: when one fact comes or goes, the others keep their answers.
//! SOUNDNESS: a rule, condition or number that is not named here for a fact looks at no list that the
//! fact stands in, so its answer is the same with the fact and without it.

use super::vocabulary::{Matcher, Vocabulary};
use crate::check::lints::{Part, of_item, walk};
use crate::ir::{Ir, LeafKind, NumberSite};
use crate::model::{
    Cond, CondKind, DefineValue, FactField, FactFilter, FactKind, InputId, Model, NumKind, ObservationId,
    Piece, Presence, Rule, RuleKind, ScoreItem, Series, SettingKind, SuggestionKind, Target, Template,
    TemplateValue, TextKind, TimeKind, Window,
};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// A rule or a score, or a leaf or a number of the [`Ir`], by position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Asker {
    Rule(u32),
    Score(u32),
    Leaf(u32),
    Number(u32),
}

/// Who looks at what.
#[derive(Debug, Clone, Default)]
pub(crate) struct Depends {
    lists: FxHashMap<(FactKind, Matcher), Vec<Asker>>,
    groups: FxHashMap<(FactKind, u32), Vec<Asker>>,
    /// Those who look at all facts of a kind.
    whole: BTreeMap<FactKind, Vec<Asker>>,
    /// Those who work out a dose, which may be by weight.
    doses: Vec<Asker>,
}

impl Depends {
    pub fn new(model: &Model, vocabulary: &Vocabulary, ir: &Ir) -> Depends {
        let mut out = Depends::default();
        let mut reader = Reader { model, vocabulary, names: FxHashMap::default() };
        for (at, rule) in (0u32..).zip(&model.rules) {
            let seen = reader.rule(rule);
            out.add(Asker::Rule(at), &seen, vocabulary);
        }
        for (at, _) in (0u32..).zip(&model.scores) {
            let seen = reader.name(Name::Score(at));
            out.add(Asker::Score(at), &seen, vocabulary);
        }
        for (at, site) in (0u32..).zip(&ir.numbers) {
            let seen = reader.number(site);
            out.add(Asker::Number(at), &seen, vocabulary);
        }
        for (at, leaf) in (0u32..).zip(&ir.leaves) {
            let seen = match &leaf.kind {
                LeafKind::Threshold { number, .. } => {
                    ir.numbers.get(number.0 as usize).map(|site| reader.number(site)).unwrap_or_default()
                }
                // Open, whatever the facts.
                LeafKind::Pairs(_) | LeafKind::Own(_) | LeafKind::Recall => continue,
                LeafKind::Model => {
                    let part = leaf.site.find(model).map(Part::Cond);
                    reader.piece(leaf.site.root.rule(), part)
                }
            };
            out.add(Asker::Leaf(at), &seen, vocabulary);
        }
        out
    }

    fn add(&mut self, who: Asker, seen: &Seen, vocabulary: &Vocabulary) {
        let mut lists = seen.lists.clone();
        lists.sort_unstable();
        lists.dedup();
        for list in &lists {
            self.lists.entry(*list).or_default().push(who);
        }
        let mut groups: Vec<(FactKind, u32)> =
            lists.into_iter().map(|(kind, m)| (kind, vocabulary.group(m))).collect();
        groups.sort_unstable();
        groups.dedup();
        groups.into_iter().for_each(|g| self.groups.entry(g).or_default().push(who));
        seen.whole.iter().for_each(|k| self.whole.entry(*k).or_default().push(who));
        self.doses.extend(seen.doses.then_some(who));
    }

    /// Adds whoever may look at a fact of a kind that stands in a list.
    pub fn of_list(&self, kind: FactKind, m: Matcher, to: &mut Vec<Asker>) {
        to.extend(self.lists.get(&(kind, m)).into_iter().flatten());
    }

    /// Adds whoever may look at a fact of a kind that may stand in any list of a group.
    pub fn of_group(&self, kind: FactKind, group: u32, to: &mut Vec<Asker>) {
        to.extend(self.groups.get(&(kind, group)).into_iter().flatten());
    }

    /// Adds whoever looks at all facts of a kind.
    pub fn of_kind(&self, kind: FactKind, to: &mut Vec<Asker>) {
        to.extend(self.whole.get(&kind).into_iter().flatten());
    }

    /// Adds whoever works out a dose, for which the weight counts.
    pub fn of_weight(&self, to: &mut Vec<Asker>) {
        to.extend(&self.doses);
    }
}

#[derive(Debug, Clone, Default)]
struct Seen {
    /// Any of them more than once.
    lists: Vec<(FactKind, Matcher)>,
    whole: BTreeSet<FactKind>,
    /// A dose.
    doses: bool,
}

impl Seen {
    fn join(&mut self, o: &Seen) {
        self.lists.extend(&o.lists);
        self.whole.extend(&o.whole);
        self.doses |= o.doses;
    }
}

/// Something that is looked up by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Name {
    Define(u32),
    Score(u32),
    Input(u32),
    /// The limits of an observation, with their conditions.
    Observation(u32),
}

struct Reader<'m> {
    model: &'m Model,
    vocabulary: &'m Vocabulary,
    /// What is known of names; one that is being followed is there without anything.
    names: FxHashMap<Name, Seen>,
}

impl<'m> Reader<'m> {
    fn rule(&mut self, rule: &'m Rule) -> Seen {
        let mut seen = Seen::default();
        for l in &rule.lets {
            self.part((&l.value).into(), &mut seen);
        }
        rule.conditions().for_each(|c| self.part(Part::Cond(c), &mut seen));
        rule.recall.iter().for_each(|r| self.part(Part::Presence(&r.done), &mut seen));
        match &rule.kind {
            RuleKind::Authored => {}
            RuleKind::Interaction(i) => {
                self.part(Part::Presence(&i.a), &mut seen);
                self.part(Part::Presence(&i.b), &mut seen);
            }
            RuleKind::Result(id, _) => self.own(*id, &mut seen),
        }
        let suggested = rule.suggestions.iter();
        let texts = suggested.clone().filter_map(|s| s.text.as_ref());
        for t in std::iter::once(&rule.message).chain(&rule.detail).chain(texts) {
            self.template(t, &mut seen);
        }
        for s in suggested {
            if let SuggestionKind::Measure(id) = &s.kind {
                self.own(*id, &mut seen);
            }
        }
        seen
    }

    /// A number that thresholds are compared with.
    fn number(&mut self, site: &NumberSite) -> Seen {
        self.piece(site.rule(), site.find(self.model).map(Part::Num))
    }

    /// A part of a rule or definition, with whatever names of the rule it may use.
    fn piece(&mut self, rule: Option<u32>, part: Option<Part<'m>>) -> Seen {
        let mut seen = Seen::default();
        let model = self.model;
        for l in rule.and_then(|r| model.rules.get(r as usize)).into_iter().flat_map(|r| &r.lets) {
            self.part((&l.value).into(), &mut seen);
        }
        part.into_iter().for_each(|p| self.part(p, &mut seen));
        seen
    }

    fn own(&mut self, id: ObservationId, seen: &mut Seen) {
        seen.lists.push((FactKind::Observation, self.vocabulary.observation(id)));
        self.follow(Name::Observation(id.0), seen);
    }

    fn template(&mut self, t: &'m Template, seen: &mut Seen) {
        for p in &t.pieces {
            let Piece::Value(v) = p else { continue };
            match v {
                TemplateValue::Num(n) => self.part(Part::Num(n), seen),
                TemplateValue::Text(t) => self.part(Part::Text(t), seen),
                TemplateValue::Cond(c) => self.part(Part::Cond(c), seen),
                TemplateValue::Date(t) => self.part(Part::Time(t), seen),
                TemplateValue::Field(_, field) => dose_field(*field, seen),
                TemplateValue::Unit(_) | TemplateValue::Binding(_) | TemplateValue::Let(_) => {}
            }
        }
    }

    fn follow(&mut self, name: Name, seen: &mut Seen) {
        let of_name = self.name(name);
        seen.join(&of_name);
    }

    fn name(&mut self, name: Name) -> Seen {
        if let Some(known) = self.names.get(&name) {
            return known.clone();
        }
        self.names.insert(name, Seen::default());
        let model = self.model;
        let mut seen = Seen::default();
        match name {
            Name::Define(at) => match model.defines.get(at as usize).map(|d| &d.value) {
                Some(DefineValue::Cond(c)) => self.part(Part::Cond(c), &mut seen),
                Some(DefineValue::Num(n)) => self.part(Part::Num(n), &mut seen),
                Some(DefineValue::Text(t)) => self.part(Part::Text(t), &mut seen),
                Some(DefineValue::Time(t)) => self.part(Part::Time(t), &mut seen),
                None => {}
            },
            Name::Score(at) => {
                let Some(score) = model.scores.get(at as usize) else { return seen };
                score.population.iter().for_each(|c| self.part(Part::Cond(c), &mut seen));
                for item in &score.items {
                    of_item(item).into_iter().for_each(|p| self.part(p, &mut seen));
                    match item {
                        ScoreItem::Score(id) => self.follow(Name::Score(id.0), &mut seen),
                        ScoreItem::ByChoice(id, _) => self.input(*id, &mut seen),
                        ScoreItem::If(..) | ScoreItem::Points(_) | ScoreItem::By(..) => {}
                    }
                }
            }
            Name::Input(at) => {
                seen.lists.push((FactKind::Observation, self.vocabulary.input(InputId(at))));
            }
            Name::Observation(at) => {
                let Some(o) = model.observations.get(at as usize) else { return seen };
                let who = o.normal.iter().chain(&o.critical).filter_map(|s| s.who.as_ref());
                who.for_each(|c: &'m Cond| self.part(Part::Cond(c), &mut seen));
            }
        }
        seen.lists.sort_unstable();
        seen.lists.dedup();
        self.names.insert(name, seen.clone());
        seen
    }

    fn input(&mut self, id: InputId, seen: &mut Seen) {
        self.follow(Name::Input(id.0), seen);
    }

    fn part(&mut self, root: Part<'m>, seen: &mut Seen) {
        let mut parts = Vec::new();
        walk(root, &mut |p| parts.push(p));
        for p in parts {
            match p {
                Part::Presence(p) => self.presence(p, seen),
                Part::Series(s) => self.series(s, seen),
                Part::Cond(c) => match &c.kind {
                    CondKind::Define(id) => self.follow(Name::Define(id.0), seen),
                    CondKind::BandIs(id, _) => self.follow(Name::Score(id.0), seen),
                    CondKind::ChoiceIs(id, _) | CondKind::InputYes(id) => self.input(*id, seen),
                    CondKind::Setting(SettingKind::Encounter, _) => {
                        seen.whole.insert(FactKind::Encounter);
                    }
                    CondKind::Call(c) => self.choices(c, seen),
                    _ => {}
                },
                Part::Num(n) => match &n.kind {
                    NumKind::Define(id) => self.follow(Name::Define(id.0), seen),
                    NumKind::Score(id) => self.follow(Name::Score(id.0), seen),
                    NumKind::Input(id) | NumKind::Points(id) => self.input(*id, seen),
                    NumKind::Field(_, field) => dose_field(*field, seen),
                    NumKind::Call(c) => self.choices(c, seen),
                    _ => {}
                },
                Part::Text(t) => match &t.kind {
                    TextKind::Define(id) => self.follow(Name::Define(id.0), seen),
                    TextKind::Band(id) => self.follow(Name::Score(id.0), seen),
                    TextKind::Call(c) => self.choices(c, seen),
                    _ => {}
                },
                Part::Time(t) => match &t.kind {
                    TimeKind::Define(id) => self.follow(Name::Define(id.0), seen),
                    TimeKind::Input(id) => self.input(*id, seen),
                    _ => {}
                },
                Part::Aggregate(_) => {}
            }
        }
    }

    /// What a call takes that is no part of its own: choices, and the fields of facts, doses among them.
    fn choices(&mut self, c: &crate::model::Call, seen: &mut Seen) {
        let (crate::model::Call::Table(_, args) | crate::model::Call::Function(_, args)) = c;
        for a in args {
            match a {
                crate::model::Arg::Choice(id) => self.input(*id, seen),
                crate::model::Arg::Facts(_) => seen.doses = true,
                _ => {}
            }
        }
    }

    fn presence(&mut self, p: &Presence, seen: &mut Seen) {
        let kind = FactKind::of(p.verb);
        for t in &p.targets {
            let m = match t {
                Target::Set(id) => self.vocabulary.set(*id),
                Target::Observation(id) => self.vocabulary.observation(*id),
            };
            seen.lists.push((kind, m));
        }
        filters(&p.filters, seen);
        windows(&p.windows, seen);
    }

    fn series(&mut self, s: &Series, seen: &mut Seen) {
        self.own(s.observation, seen);
        filters(&s.filters, seen);
        windows(&s.windows, seen);
    }
}

/// A dose may be by weight.
fn filters(all: &[FactFilter], seen: &mut Seen) {
    if all.iter().any(|f| matches!(f, FactFilter::Dose(..) | FactFilter::DailyDose(..))) {
        seen.doses = true;
    }
}

fn dose_field(field: FactField, seen: &mut Seen) {
    if matches!(field, FactField::Dose | FactField::DailyDose) {
        seen.doses = true;
    }
}

fn windows(all: &[Window], seen: &mut Seen) {
    if all.iter().any(|w| matches!(w, Window::DuringEncounter)) {
        seen.whole.insert(FactKind::Encounter);
    }
}
