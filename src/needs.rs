//! What rules ask of the record: kinds of facts, code sets, observations, and how far back.
//!
//! For hosts that fetch data before they ask: prefetch templates of CDS Hooks, data
//! requirements of a PlanDefinition, completeness reports. Names are followed (a rule
//! needs what its definitions, scores and observations' limits need). Age and sex are
//! always needed and not listed. SOUNDNESS: a rule looks at no fact outside its needs,
//! except where a need is [`What::All`] of a kind.

use crate::check::lints::{Part, of_item, walk};
use crate::model::{
    AgeOf, Arg, Call, Cond, CondKind, DefineValue, FactField, FactFilter, FactKind, InputId, Model, NumKind,
    ObservationId, Piece, Presence, Rule, RuleKind, ScoreItem, Series, SetId, SettingKind, SuggestionKind,
    Target, Template, TemplateValue, TextKind, TimeKind, Window,
};
use crate::time::Duration;
use crate::vocab::{Trigger, Verb};
use std::collections::{BTreeMap, BTreeSet};

/// What facts are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// Facts coded in a set.
    Set(SetId),
    /// Results of an observation.
    Observation(ObservationId),
    /// Answers to an input: coded ones are in observations, others come from the host alone.
    Input(InputId),
    /// Body weight (LOINC 29463-7, 3141-9), for doses by weight.
    Weight,
    /// Statements of pregnancy, its due date and breastfeeding
    /// (with `fhir`: `fhir::PREGNANCY_OBSERVATIONS`).
    Pregnancy,
    /// All facts of the kind.
    All,
}

/// How far back facts matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lookback {
    /// So far.
    Within(Duration),
    /// The whole record.
    Unlimited,
}

impl Lookback {
    /// The one that goes further back.
    #[must_use]
    pub fn further(self, other: Lookback) -> Lookback {
        match (self, other) {
            (Lookback::Within(a), Lookback::Within(b)) => {
                Lookback::Within(if a.nominal_seconds() >= b.nominal_seconds() { a } else { b })
            }
            _ => Lookback::Unlimited,
        }
    }
}

/// Facts that a rule may look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// Their kind.
    pub kind: FactKind,
    /// What they are about.
    pub what: What,
    /// How they are asked for, such as `taking` or `given`; empty for results.
    pub verbs: BTreeSet<Verb>,
    /// How far back.
    pub lookback: Lookback,
}

/// A rule and its needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleNeeds {
    /// `pack/rule`.
    pub rule: String,
    /// When it is asked; empty: always.
    pub triggers: Vec<Trigger>,
    /// Sorted by kind and what; each once.
    pub needs: Vec<Need>,
}

/// What every rule of a model asks of the record, in order of rules.
pub fn of_model(model: &Model) -> Vec<RuleNeeds> {
    let mut reader = Reader { model, names: BTreeMap::new() };
    let one = |rule: &Rule, needs: Seen| RuleNeeds {
        rule: rule.id.to_string(),
        triggers: rule.triggers.to_vec(),
        needs: listed(needs),
    };
    model.rules.iter().map(|rule| one(rule, reader.rule(rule))).collect()
}

/// What one rule asks of the record.
pub fn of_rule(model: &Model, rule: &Rule) -> Vec<Need> {
    listed(Reader { model, names: BTreeMap::new() }.rule(rule))
}

fn listed(seen: Seen) -> Vec<Need> {
    let need = |((kind, what), (verbs, lookback))| Need { kind, what, verbs, lookback };
    seen.0.into_iter().map(need).collect()
}

#[derive(Debug, Clone, Default)]
struct Seen(BTreeMap<(FactKind, What), (BTreeSet<Verb>, Lookback)>);

impl Seen {
    fn add(&mut self, kind: FactKind, what: What, verb: Option<Verb>, lookback: Lookback) {
        let entry = self.0.entry((kind, what)).or_insert_with(|| (BTreeSet::new(), lookback));
        entry.0.extend(verb);
        entry.1 = entry.1.further(lookback);
    }

    fn all(&mut self, kind: FactKind) {
        self.add(kind, What::All, None, Lookback::Unlimited);
    }

    fn weight(&mut self) {
        self.add(FactKind::Observation, What::Weight, None, Lookback::Unlimited);
    }

    /// Told by problems and observations of whatever code a reader knows.
    fn pregnancy(&mut self) {
        self.all(FactKind::Condition);
        self.add(FactKind::Observation, What::Pregnancy, None, Lookback::Unlimited);
    }

    fn join(&mut self, other: &Seen) {
        for ((kind, what), (verbs, lookback)) in &other.0 {
            self.add(*kind, *what, None, *lookback);
            if let Some(entry) = self.0.get_mut(&(*kind, *what)) {
                entry.0.extend(verbs);
            }
        }
    }
}

/// Something that is looked up by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Name {
    Define(u32),
    Score(u32),
    Input(u32),
    /// The limits of an observation, with their conditions.
    Observation(u32),
}

struct Reader<'m> {
    model: &'m Model,
    /// What is known of names; one that is being followed is there without anything.
    names: BTreeMap<Name, Seen>,
}

impl<'m> Reader<'m> {
    fn rule(&mut self, rule: &Rule) -> Seen {
        let mut seen = Seen::default();
        for l in &rule.lets {
            self.part((&l.value).into(), &mut seen);
        }
        rule.conditions().for_each(|c| self.part(Part::Cond(c), &mut seen));
        if let Some(r) = &rule.recall {
            self.part(Part::Presence(&r.done), &mut seen);
        }
        match &rule.kind {
            RuleKind::Authored => {}
            RuleKind::Interaction(i) => {
                self.part(Part::Presence(&i.a), &mut seen);
                self.part(Part::Presence(&i.b), &mut seen);
            }
            RuleKind::Result(id, _) => self.own(*id, &mut seen),
        }
        let texts = rule.suggestions.iter().filter_map(|s| s.text.as_ref());
        for t in std::iter::once(&rule.message).chain(&rule.detail).chain(texts) {
            self.template(t, &mut seen);
        }
        for s in &rule.suggestions {
            if let SuggestionKind::Measure(id) = &s.kind {
                self.own(*id, &mut seen);
            }
        }
        seen
    }

    /// An observation by itself: its own window, and what its limits ask.
    fn own(&mut self, id: ObservationId, seen: &mut Seen) {
        let def = self.model.observations.get(id.index());
        let delta = def.and_then(|o| o.delta.as_ref()).map(|d| d.within);
        let lookback = match (def.and_then(|o| o.window), delta) {
            (Some(w), Some(d)) => Lookback::Within(w).further(Lookback::Within(d)),
            (Some(w), None) => Lookback::Within(w),
            (None, _) => Lookback::Unlimited,
        };
        seen.add(FactKind::Observation, What::Observation(id), None, lookback);
        self.follow(Name::Observation(id.0), seen);
    }

    fn template(&mut self, t: &Template, seen: &mut Seen) {
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
                if let Some(i) = model.inputs.get(at as usize) {
                    let lookback = i.window.map_or(Lookback::Unlimited, Lookback::Within);
                    seen.add(FactKind::Observation, What::Input(InputId(at)), None, lookback);
                }
            }
            Name::Observation(at) => {
                let Some(o) = model.observations.get(at as usize) else { return seen };
                let who = o.normal.iter().chain(&o.critical).filter_map(|s| s.who.as_ref());
                who.for_each(|c: &Cond| self.part(Part::Cond(c), &mut seen));
            }
        }
        self.names.insert(name, seen.clone());
        seen
    }

    fn input(&mut self, id: InputId, seen: &mut Seen) {
        self.follow(Name::Input(id.0), seen);
    }

    fn part(&mut self, root: Part<'_>, seen: &mut Seen) {
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
                    CondKind::Setting(SettingKind::Encounter, _) => seen.all(FactKind::Encounter),
                    CondKind::Pregnant
                    | CondKind::Breastfeeding
                    | CondKind::Age { of: AgeOf::Gestation, .. } => seen.pregnancy(),
                    CondKind::Call(c) => self.choices(c, seen),
                    _ => {}
                },
                Part::Num(n) => match &n.kind {
                    NumKind::Define(id) => self.follow(Name::Define(id.0), seen),
                    NumKind::Age(AgeOf::Gestation, _) => seen.pregnancy(),
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
    fn choices(&mut self, c: &Call, seen: &mut Seen) {
        let (Call::Table(_, args) | Call::Function(_, args)) = c;
        for a in args {
            match a {
                Arg::Choice(id) => self.input(*id, seen),
                Arg::Facts(_) => seen.weight(),
                _ => {}
            }
        }
    }

    fn presence(&mut self, p: &Presence, seen: &mut Seen) {
        let kind = FactKind::of(p.verb);
        for t in &p.targets {
            let what = match t {
                Target::Set(id) => What::Set(*id),
                Target::Observation(id) => What::Observation(*id),
            };
            seen.add(kind, what, Some(p.verb), lookback(&p.windows));
        }
        filters(&p.filters, seen);
        encounter(&p.windows, seen);
    }

    fn series(&mut self, s: &Series, seen: &mut Seen) {
        seen.add(FactKind::Observation, What::Observation(s.observation), None, lookback(&s.windows));
        self.follow(Name::Observation(s.observation.0), seen);
        filters(&s.filters, seen);
        encounter(&s.windows, seen);
    }
}

fn lookback(windows: &[Window]) -> Lookback {
    let within = windows.iter().filter_map(|w| match w {
        Window::InLast(d) => Some(*d),
        _ => None,
    });
    within.min_by_key(|d| d.nominal_seconds()).map_or(Lookback::Unlimited, Lookback::Within)
}

/// A dose may be by weight.
fn filters(all: &[FactFilter], seen: &mut Seen) {
    if all.iter().any(|f| matches!(f, FactFilter::Dose(..) | FactFilter::DailyDose(..))) {
        seen.weight();
    }
}

fn dose_field(field: FactField, seen: &mut Seen) {
    if matches!(field, FactField::Dose | FactField::DailyDose) {
        seen.weight();
    }
}

fn encounter(all: &[Window], seen: &mut Seen) {
    if all.iter().any(|w| matches!(w, Window::DuringEncounter)) {
        seen.all(FactKind::Encounter);
    }
}
