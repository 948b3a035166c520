//! Reads who looks at what off the model.

use super::{Depends, Matcher, Rows, Vocabulary, key};
use crate::check::lints::{Part, of_item, walk};
use crate::ir::{Ir, LeafKind};
use crate::model::{
    CondKind, DefineValue, FactField, FactFilter, FactKind, InputId, Model, NumKind, ObservationId, Piece,
    Presence, Rule, RuleKind, ScoreItem, Series, SettingKind, SuggestionKind, Target, Template,
    TemplateValue, TextKind, TimeKind, Window,
};

/// Something that is mentioned by name.
#[derive(Debug, Clone, Copy)]
enum Name {
    Define(u32),
    Input(u32),
    /// The limits of an observation, with their conditions.
    Observation(u32),
    /// The `let`s of a rule.
    Lets(u32),
}

pub(super) fn read(model: &Model, vocabulary: &Vocabulary, ir: &Ir) -> Depends {
    let mut end = 0u32;
    let mut section = |len: usize| {
        let start = end;
        end = end.saturating_add(u32::try_from(len).unwrap_or(u32::MAX));
        start
    };
    section(model.rules.len());
    let scores = section(model.scores.len());
    let leaves = section(ir.leaves.len());
    let numbers = section(ir.numbers.len());
    let defines = section(model.defines.len());
    let inputs = section(model.inputs.len());
    let observations = section(model.observations.len());
    let lets = section(model.rules.len());
    let mut r = Reader {
        model,
        vocabulary,
        scores,
        names: [defines, inputs, observations, lets],
        who: 0,
        rule: None,
        lists: Vec::new(),
        groups: Vec::new(),
        whole: Vec::new(),
        doses: Vec::new(),
        users: Vec::new(),
    };
    for (at, rule) in (0u32..).zip(&model.rules) {
        (r.who, r.rule) = (at, Some(at));
        r.rule(rule);
        if !rule.lets.is_empty() {
            r.who = lets.saturating_add(at);
            rule.lets.iter().for_each(|l| r.part((&l.value).into()));
        }
    }
    r.rule = None;
    for at in 0..model.scores.len() {
        r.who = scores.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
        r.items(at);
    }
    for (who, def) in (defines..).zip(&model.defines) {
        r.who = who;
        r.part(match &def.value {
            DefineValue::Cond(c) => Part::Cond(c),
            DefineValue::Num(n) => Part::Num(n),
            DefineValue::Text(t) => Part::Text(t),
            DefineValue::Time(t) => Part::Time(t),
        });
    }
    for ((who, at), def) in (inputs..).zip(0u32..).zip(&model.inputs) {
        r.who = who;
        // SOUNDNESS: only a result that surely has one of the codes is an answer, so one that may have any
        // (of a group) bears on none; nor does any result where there are no codes.
        if def.codes.is_some() {
            r.lists.push((key(FactKind::Observation, vocabulary.input(InputId(at)).0), who));
        }
    }
    for (who, def) in (observations..).zip(&model.observations) {
        r.who = who;
        let limits = def.normal.iter().chain(&def.critical).filter_map(|s| s.who.as_ref());
        limits.for_each(|c| r.part(Part::Cond(c)));
    }
    for (who, site) in (numbers..).zip(&ir.numbers) {
        (r.who, r.rule) = (who, site.rule());
        site.find(model).into_iter().for_each(|n| r.part(Part::Num(n)));
    }
    for (who, leaf) in (leaves..).zip(&ir.leaves) {
        (r.who, r.rule) = (who, leaf.site.root.rule());
        r.leaf(&leaf.kind, leaf.site.find(model).map(Part::Cond), numbers);
    }
    r.doses.sort_unstable();
    r.doses.dedup();
    Depends {
        sections: [scores, leaves, numbers, defines, end],
        lists: Rows::of(r.lists),
        groups: Rows::of(r.groups),
        whole: Rows::of(r.whole),
        doses: r.doses.into(),
        users: Rows::of(r.users),
    }
}

struct Reader<'m> {
    model: &'m Model,
    vocabulary: &'m Vocabulary,
    /// Where the scores begin.
    scores: u32,
    /// Where definitions, inputs, observations and `let`s begin.
    names: [u32; 4],
    /// Whose parts are being read.
    who: u32,
    /// The rule whose `let`s they may use.
    rule: Option<u32>,
    lists: Vec<(u64, u32)>,
    groups: Vec<(u64, u32)>,
    whole: Vec<(u64, u32)>,
    doses: Vec<u32>,
    users: Vec<(u64, u32)>,
}

impl<'m> Reader<'m> {
    fn list(&mut self, kind: FactKind, m: Matcher) {
        self.lists.push((key(kind, m.0), self.who));
        self.groups.push((key(kind, self.vocabulary.group(m)), self.who));
    }

    fn whole(&mut self, kind: FactKind) {
        self.whole.push((key(kind, 0), self.who));
    }

    fn dose(&mut self) {
        self.doses.push(self.who);
    }

    fn uses(&mut self, what: u32) {
        self.users.push((u64::from(what), self.who));
    }

    fn follow(&mut self, name: Name) {
        let [defines, inputs, observations, lets] = self.names;
        self.uses(match name {
            Name::Define(at) => defines.saturating_add(at),
            Name::Input(at) => inputs.saturating_add(at),
            Name::Observation(at) => observations.saturating_add(at),
            Name::Lets(rule) => lets.saturating_add(rule),
        });
    }

    fn score(&mut self, at: u32) {
        self.uses(self.scores.saturating_add(at));
    }

    /// SOUNDNESS: any `let` of a rule stands for all of them.
    fn lets(&mut self) {
        self.rule.into_iter().for_each(|rule| self.follow(Name::Lets(rule)));
    }

    fn rule(&mut self, rule: &'m Rule) {
        if !rule.lets.is_empty() {
            self.lets();
        }
        rule.conditions().for_each(|c| self.part(Part::Cond(c)));
        rule.recall.iter().for_each(|r| self.part(Part::Presence(&r.done)));
        self.pair(rule);
        if let RuleKind::Result(id, _) = &rule.kind {
            self.own(*id);
        }
        let suggested = rule.suggestions.iter();
        let texts = suggested.clone().filter_map(|s| s.text.as_ref());
        for t in std::iter::once(&rule.message).chain(&rule.detail).chain(texts) {
            self.template(t);
        }
        for s in suggested {
            if let SuggestionKind::Measure(id) = &s.kind {
                self.own(*id);
            }
        }
    }

    fn pair(&mut self, rule: &'m Rule) {
        if let RuleKind::Interaction(i) = &rule.kind {
            self.part(Part::Presence(&i.a));
            self.part(Part::Presence(&i.b));
        }
    }

    fn leaf(&mut self, kind: &LeafKind, part: Option<Part<'m>>, numbers: u32) {
        let model = self.model;
        let rule = self.rule.and_then(|r| model.rules.get(r as usize));
        match kind {
            LeafKind::Threshold { number, .. } => self.uses(numbers.saturating_add(number.0)),
            LeafKind::Model => part.into_iter().for_each(|p| self.part(p)),
            // Open to the index, but an answer may change with their facts.
            LeafKind::Pairs(_) => rule.into_iter().for_each(|r| self.pair(r)),
            LeafKind::Own(id) => self.own(*id),
            LeafKind::Recall => {
                let done = rule.and_then(|r| r.recall.as_ref()).map(|r| &r.done);
                done.into_iter().for_each(|p| self.part(Part::Presence(p)));
            }
        }
    }

    fn items(&mut self, at: usize) {
        let Some(score) = self.model.scores.get(at) else { return };
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

    fn own(&mut self, id: ObservationId) {
        self.list(FactKind::Observation, self.vocabulary.observation(id));
        self.follow(Name::Observation(id.0));
    }

    fn template(&mut self, t: &'m Template) {
        for p in &t.pieces {
            let Piece::Value(v) = p else { continue };
            match v {
                TemplateValue::Num(n) => self.part(Part::Num(n)),
                TemplateValue::Text(t) => self.part(Part::Text(t)),
                TemplateValue::Cond(c) => self.part(Part::Cond(c)),
                TemplateValue::Date(t) => self.part(Part::Time(t)),
                TemplateValue::Field(_, field) => self.dose_field(*field),
                TemplateValue::Let(_) => self.lets(),
                TemplateValue::Unit(_) | TemplateValue::Binding(_) => {}
            }
        }
    }

    fn input(&mut self, id: InputId) {
        self.follow(Name::Input(id.0));
    }

    fn part(&mut self, root: Part<'m>) {
        let mut parts = Vec::new();
        walk(root, &mut |p| parts.push(p));
        for p in parts {
            match p {
                Part::Presence(p) => self.presence(p),
                Part::Series(s) => self.series(s),
                Part::Cond(c) => match &c.kind {
                    CondKind::Define(id) => self.follow(Name::Define(id.0)),
                    CondKind::Let(_) => self.lets(),
                    CondKind::BandIs(id, _) => self.score(id.0),
                    CondKind::ChoiceIs(id, _) | CondKind::InputYes(id) => self.input(*id),
                    CondKind::Setting(SettingKind::Encounter, _) => {
                        self.whole(FactKind::Encounter);
                    }
                    CondKind::Call(c) => self.choices(c),
                    _ => {}
                },
                Part::Num(n) => match &n.kind {
                    NumKind::Define(id) => self.follow(Name::Define(id.0)),
                    NumKind::Let(_) => self.lets(),
                    NumKind::Score(id) => self.score(id.0),
                    NumKind::Input(id) | NumKind::Points(id) => self.input(*id),
                    NumKind::Field(_, field) => self.dose_field(*field),
                    NumKind::Call(c) => self.choices(c),
                    _ => {}
                },
                Part::Text(t) => match &t.kind {
                    TextKind::Define(id) => self.follow(Name::Define(id.0)),
                    TextKind::Let(_) => self.lets(),
                    TextKind::Band(id) => self.score(id.0),
                    TextKind::Call(c) => self.choices(c),
                    _ => {}
                },
                Part::Time(t) => match &t.kind {
                    TimeKind::Define(id) => self.follow(Name::Define(id.0)),
                    TimeKind::LetDate(_) => self.lets(),
                    TimeKind::Input(id) => self.input(*id),
                    _ => {}
                },
                Part::Aggregate(_) => {}
            }
        }
    }

    /// What a call takes that is no part of its own: choices, and the fields of facts, doses among them.
    fn choices(&mut self, c: &crate::model::Call) {
        let (crate::model::Call::Table(_, args) | crate::model::Call::Function(_, args)) = c;
        for a in args {
            match a {
                crate::model::Arg::Choice(id) => self.input(*id),
                crate::model::Arg::Facts(_) => self.dose(),
                _ => {}
            }
        }
    }

    fn presence(&mut self, p: &Presence) {
        let kind = FactKind::of(p.verb);
        for t in &p.targets {
            let m = match t {
                Target::Set(id) => self.vocabulary.set(*id),
                Target::Observation(id) => self.vocabulary.observation(*id),
            };
            self.list(kind, m);
        }
        self.filters(&p.filters);
        self.windows(&p.windows);
    }

    fn series(&mut self, s: &Series) {
        self.own(s.observation);
        self.filters(&s.filters);
        self.windows(&s.windows);
    }

    /// A dose may be by weight.
    fn filters(&mut self, all: &[FactFilter]) {
        if all.iter().any(|f| matches!(f, FactFilter::Dose(..) | FactFilter::DailyDose(..))) {
            self.dose();
        }
    }

    fn dose_field(&mut self, field: FactField) {
        if matches!(field, FactField::Dose | FactField::DailyDose) {
            self.dose();
        }
    }

    fn windows(&mut self, all: &[Window]) {
        if all.iter().any(|w| matches!(w, Window::DuringEncounter)) {
            self.whole(FactKind::Encounter);
        }
    }
}
