//! Conditions as trees of literals without `not`.

use super::keys::{Key, Keys, Scope};
use super::quantity::{Domain, domain, followed, plausible, results_of, with_constant};
use super::ranges::{Allowed, Ranges};
use crate::model::{
    AgeOf, Cond, CondKind, DefineId, DefineValue, FactFilter, InputKind, Level, LevelSide, Model, NodeId,
    Presence, Rule, RuleKind, Series, Strata, Trend, TrendKind, ValueExpr, Window,
};
use crate::snapshot::Sex;
use crate::time::{Duration, TimeUnit};
use crate::value::{CmpOp, End, Interval, Num};
use crate::vocab::{AggregateKind, Verb};
use std::collections::HashMap;

/// What one condition without parts says.
#[derive(Debug, Clone)]
pub(crate) struct Literal {
    /// The condition is true exactly where the quantity is among these.
    pub(crate) main: (Key, Allowed),
    /// What is so besides, wherever the condition is true.
    pub(crate) also: Vec<(Key, Allowed)>,
}

/// A condition.
#[derive(Debug, Clone)]
pub(crate) enum Form {
    Const(bool),
    Literal(Literal),
    And(Vec<Form>),
    Or(Vec<Form>),
}

/// Makes forms; definitions are read once.
pub(crate) struct Former<'w> {
    pub(crate) keys: Keys<'w>,
    /// How much may still be expanded for the condition at hand.
    room: u32,
    /// Conditions without parts that were read before, as true or as false.
    read: HashMap<(NodeId, bool), Form>,
    /// Whether a definition says something on its own: one that never or always holds is told where it stands.
    sound: HashMap<DefineId, bool>,
}

/// So many literals of one condition are looked at; beyond that a part is opaque.
const ROOM: u32 = 400;

/// An order of magnitude for an age, in days: at least and at most.
fn days(unit: TimeUnit, n: Num) -> Option<(Num, Num)> {
    let (least, most) = match unit {
        TimeUnit::Day => (1, 1),
        TimeUnit::Week => (7, 7),
        TimeUnit::Month => (28, 31),
        TimeUnit::Year => (365, 366),
        TimeUnit::Second | TimeUnit::Minute | TimeUnit::Hour => return None,
    };
    Some((n.mul(least.into())?, n.mul(most.into())?))
}

impl<'w> Former<'w> {
    pub(crate) fn new(model: &'w Model) -> Former<'w> {
        Former { keys: Keys::new(model), room: ROOM, read: HashMap::new(), sound: HashMap::new() }
    }

    fn model(&self) -> &'w Model {
        self.keys.model
    }

    /// What must be so for the condition to be true (`positive`), or to be false.
    pub(crate) fn form(&mut self, c: &'w Cond, positive: bool, scope: Scope<'w>) -> Form {
        self.room = ROOM;
        self.part(c, positive, scope)
    }

    /// What must be so for a rule to fire.
    pub(crate) fn fires(&mut self, rule: &'w Rule) -> Form {
        let scope = Scope::of(&rule.lets);
        let mut parts = Vec::new();
        if let RuleKind::Interaction(pair) = &rule.kind {
            parts.push(self.present(&pair.a, true, scope));
            parts.push(self.present(&pair.b, true, scope));
        }
        for c in rule.population.iter().chain(&rule.when) {
            parts.push(self.form(c, true, scope));
        }
        if let Some(recall) = &rule.recall {
            let mut done = recall.done.clone();
            done.windows = done.windows.iter().cloned().chain([Window::InLast(recall.every)]).collect();
            parts.push(self.present(&done, false, scope));
        }
        for c in &rule.unless {
            parts.push(self.form(c, false, scope));
        }
        Form::And(parts)
    }

    fn part(&mut self, c: &'w Cond, positive: bool, scope: Scope<'w>) -> Form {
        match self.room.checked_sub(1) {
            Some(room) => self.room = room,
            None => return Form::Literal(self.opaque(positive)),
        }
        match &c.kind {
            CondKind::Const(b) => Form::Const(*b == positive),
            CondKind::Not(inner) => self.part(inner, !positive, scope),
            CondKind::And(parts) | CondKind::Or(parts) => {
                let forms = parts.iter().map(|p| self.part(p, positive, scope)).collect();
                let all = matches!(c.kind, CondKind::And(_)) == positive;
                if all { Form::And(forms) } else { Form::Or(forms) }
            }
            CondKind::Define(id) => match super::define(self.model(), *id) {
                Some(DefineValue::Cond(inner)) if self.is_sound(*id, inner) => {
                    self.part(inner, positive, Scope::default())
                }
                _ => self.plain(c, positive, scope),
            },
            CondKind::Let(id) => match scope.lets.get(id.index()).map(|l| &l.value) {
                Some(ValueExpr::Cond(inner)) => {
                    let before = Scope { lets: scope.lets.get(..id.index()).unwrap_or_default(), here: None };
                    self.part(inner, positive, before)
                }
                _ => self.plain(c, positive, scope),
            },
            _ => {
                if let Some(form) = self.read.get(&(c.id, positive)) {
                    return form.clone();
                }
                let form = self.leaf(c, positive, scope);
                self.read.insert((c.id, positive), form.clone());
                form
            }
        }
    }

    fn leaf(&mut self, c: &'w Cond, positive: bool, scope: Scope<'w>) -> Form {
        match &c.kind {
            CondKind::Present(p) => self.present(p, positive, scope),
            CondKind::Any(p, _) => {
                let mut form = self.plain(c, positive, scope);
                if let (Form::Literal(l), true) = (&mut form, positive) {
                    // Some fact meets the condition, so there is one.
                    l.also.push((self.keys.presence(p, scope), Allowed::yes()));
                }
                form
            }
            _ => Form::Literal(self.literal(c, positive, scope)),
        }
    }

    /// Whether a definition can be true and can be false. A circle was told elsewhere.
    fn is_sound(&mut self, id: DefineId, inner: &'w Cond) -> bool {
        if let Some(&known) = self.sound.get(&id) {
            return known;
        }
        // While it is being read it counts as opaque, so that a circle ends.
        self.sound.insert(id, false);
        let room = self.room;
        let (yes, no) = (self.part(inner, true, Scope::default()), self.part(inner, false, Scope::default()));
        self.room = room;
        let sound = super::solve::possible(&[&yes]) && super::solve::possible(&[&no]);
        self.sound.insert(id, sound);
        sound
    }

    fn opaque(&mut self, positive: bool) -> Literal {
        yes_or_no(self.keys.fresh(), positive)
    }

    /// A condition about which only its being the same matters.
    fn plain(&mut self, c: &'w Cond, positive: bool, scope: Scope<'w>) -> Form {
        Form::Literal(yes_or_no(self.keys.cond(c, scope), positive))
    }

    fn literal(&mut self, c: &'w Cond, positive: bool, scope: Scope<'w>) -> Literal {
        let found = match &c.kind {
            CondKind::Compare(op, a, b) => self.compare(*op, a, b, positive, scope),
            CondKind::Age { of, op, count, unit } => Some(self.age(*of, *op, *count, *unit, positive)),
            CondKind::Sex(sex) => Some(self.word("sex", format!("{sex:?}"), positive)),
            CondKind::Pregnant => Some(self.pregnant(positive)),
            CondKind::Level(series, level) => Some(self.level(series, *level, positive, scope)),
            CondKind::TextIs(t, word) => {
                let key = self.keys.text(t, scope);
                Some(signed(key, Allowed::word(word.trim().to_lowercase()), positive))
            }
            CondKind::ChoiceIs(input, choice) => self.choice(*input, *choice, positive),
            CondKind::BandIs(score, label) => Some(self.band(*score, label, positive)),
            CondKind::Trend(t) => self.trend(t, positive, scope),
            _ => None,
        };
        match found {
            Some(literal) => literal,
            None => yes_or_no(self.keys.cond(c, scope), positive),
        }
    }

    fn word(&mut self, quantity: &str, word: String, positive: bool) -> Literal {
        signed(self.keys.intern(quantity.to_string()), Allowed::word(word), positive)
    }

    fn pregnant(&mut self, positive: bool) -> Literal {
        let mut literal = yes_or_no(self.keys.intern("pregnant".into()), positive);
        if positive {
            let sex = self.keys.intern("sex".into());
            literal.also.push((sex, Allowed::word(format!("{:?}", Sex::Male)).complement()));
        }
        literal
    }

    fn compare(
        &mut self,
        op: CmpOp,
        a: &'w crate::model::NumExpr,
        b: &'w crate::model::NumExpr,
        positive: bool,
        scope: Scope<'w>,
    ) -> Option<Literal> {
        let model = self.model();
        if let Some((n, op, value, _)) = with_constant(op, a, b) {
            let Domain { range, whole } = effective_domain(model, n, value, scope);
            let key = self.keys.num(n, scope);
            let (target, _) = followed(model, n, scope);
            if let crate::model::NumKind::Age(of, unit) = &target.kind {
                return Some(self.age(*of, op, value, *unit, positive));
            }
            let op = if positive { op } else { negated(op) };
            let allowed = Allowed::Numbers(Ranges::of(op, value, whole).intersect(&Ranges::one(range)));
            let mut also = Vec::new();
            if let Some(a) = results_of(target)
                && a.kind == AggregateKind::Latest
                && let Some(newest) = self.keys.newest(&a.series)
            {
                also.push((newest, allowed.clone()));
            }
            return Some(Literal { main: (key, allowed), also });
        }
        // Two quantities: their difference against zero.
        let (x, y) = (self.keys.num(a, scope), self.keys.num(b, scope));
        let (x, y, op) = if x <= y { (x, y, op) } else { (y, x, op.flip()) };
        let key = self.keys.intern(format!("difference {x} {y}"));
        let mut allowed = Ranges::of(if positive { op } else { negated(op) }, Num::ZERO, false);
        if x == y {
            allowed = allowed.intersect(&Ranges::of(CmpOp::Eq, Num::ZERO, false));
        }
        Some(Literal { main: (key, Allowed::Numbers(allowed)), also: Vec::new() })
    }

    fn age(&mut self, of: AgeOf, op: CmpOp, count: Num, unit: TimeUnit, positive: bool) -> Literal {
        let op = if positive { op } else { negated(op) };
        let from_zero = Interval { lo: End::Closed(Num::ZERO), hi: End::Unbounded };
        let ranges = Ranges::of(op, count, true).intersect(&Ranges::one(from_zero));
        let key = self.keys.intern(format!("age {of:?} {unit:?}"));
        let mut also = Vec::new();
        // The other units of time: a range of days that surely holds the age.
        let bound = match op {
            CmpOp::Ge => days(unit, count.ceil()).map(|(least, _)| (End::Closed(least), End::Unbounded)),
            CmpOp::Gt => count
                .floor()
                .add(Num::ONE)
                .and_then(|n| days(unit, n))
                .map(|(least, _)| (End::Closed(least), End::Unbounded)),
            CmpOp::Lt => days(unit, count.ceil()).map(|(_, most)| (End::Unbounded, End::Open(most))),
            CmpOp::Le => count
                .floor()
                .add(Num::ONE)
                .and_then(|n| days(unit, n))
                .map(|(_, most)| (End::Unbounded, End::Open(most))),
            CmpOp::Eq | CmpOp::Ne => None,
        };
        if let Some(range) = bound.and_then(|(lo, hi)| Interval::new(lo, hi)) {
            also.push((self.keys.intern(format!("days {of:?}")), Allowed::Numbers(Ranges::one(range))));
        }
        Literal { main: (key, Allowed::Numbers(ranges)), also }
    }

    fn level(&mut self, series: &'w Series, level: Level, positive: bool, scope: Scope<'w>) -> Literal {
        let key = self.keys.series(series, scope);
        let (what, words): (&str, &[&str]) = match level {
            Level::Normal => ("normal", &["normal"]),
            Level::Abnormal(LevelSide::Low) => ("normal", &["low"]),
            Level::Abnormal(LevelSide::High) => ("normal", &["high"]),
            Level::Abnormal(LevelSide::Either) => ("normal", &["low", "high"]),
            Level::Critical(LevelSide::Low) => ("critical", &["low"]),
            Level::Critical(LevelSide::High) => ("critical", &["high"]),
            Level::Critical(LevelSide::Either) => ("critical", &["low", "high"]),
        };
        let words = Allowed::words(words.iter().copied());
        let all = Allowed::words(["low", "normal", "high"]);
        let words = if positive { words } else { words.complement().intersect(&all) };
        let main = (self.keys.intern(format!("{what} level {key}")), words);
        let mut also = Vec::new();
        if let Some(numbers) = limits(self.model(), series, level, positive) {
            also.extend(self.keys.newest(series).map(|k| (k, Allowed::Numbers(numbers.clone()))));
            also.push((self.keys.latest(series, scope), Allowed::Numbers(numbers)));
        }
        Literal { main, also }
    }

    fn choice(&mut self, input: crate::model::InputId, choice: usize, positive: bool) -> Option<Literal> {
        let InputKind::Choice(choices) = &self.model().inputs.get(input.index())?.kind else { return None };
        let all = Allowed::words((0..choices.len()).map(|i| i.to_string()));
        let literal = self.word(&format!("choice {input:?}"), choice.to_string(), positive);
        let (key, allowed) = literal.main;
        Some(Literal { main: (key, allowed.intersect(&all)), also: Vec::new() })
    }

    fn band(&mut self, score: crate::model::ScoreId, label: &str, positive: bool) -> Literal {
        let mut literal = self.word(&format!("band {score:?}"), label.to_string(), positive);
        if let Some(def) = self.model().scores.get(score.index()) {
            let bands = def.bands.iter().filter(|(_, l)| l == label);
            let ranges = bands.fold(Ranges::none(), |all, (r, _)| all.union(&Ranges::one(*r)));
            let ranges = if positive { ranges } else { ranges.complement() };
            let key = self.keys.intern(format!("score {score:?}"));
            literal.also.push((key, Allowed::Numbers(ranges)));
        }
        literal
    }

    fn trend(&mut self, t: &'w Trend, positive: bool, scope: Scope<'w>) -> Option<Literal> {
        let word = match t.kind {
            TrendKind::Rising => "rising",
            TrendKind::Falling => "falling",
            _ => return None,
        };
        let key = self.keys.series(&t.series, scope);
        Some(self.word(&format!("course {key}"), word.to_string(), positive))
    }

    /// A fact is there. Of several sets, one; with modifiers, also without them.
    fn present(&mut self, p: &Presence, positive: bool, scope: Scope<'_>) -> Form {
        let mut forms: Vec<Form> = Vec::with_capacity(p.targets.len());
        for target in &p.targets {
            let one = Presence { targets: [*target].into(), ..p.clone() };
            forms.push(Form::Literal(self.present_one(&one, positive, scope)));
        }
        match forms.len() {
            1 => forms.pop().unwrap_or(Form::Const(positive)),
            _ if positive => Form::Or(forms),
            _ => Form::And(forms),
        }
    }

    fn present_one(&mut self, p: &Presence, positive: bool, scope: Scope<'_>) -> Literal {
        let mut literal = yes_or_no(self.keys.presence(p, scope), positive);
        // `in last D`: how long ago it was, in units that compare exactly.
        if let [Window::InLast(d)] = &*p.windows
            && let Some((family, count)) = steps(*d)
        {
            let bare = Presence { windows: [].into(), ..p.clone() };
            let key = self.keys.presence(&bare, scope);
            let ago = Ranges::of(CmpOp::Le, count, false);
            let ago = if positive { ago } else { ago.complement() };
            literal.also.push((self.keys.intern(format!("{family} since {key}")), Allowed::Numbers(ago)));
        }
        if !positive || p.filters.iter().any(widens) {
            return literal;
        }
        for (filters, windows) in [(true, false), (false, true), (false, false)] {
            if (filters || p.filters.is_empty()) && (windows || p.windows.is_empty()) {
                continue; // Nothing is left out.
            }
            let weaker = Presence {
                filters: if filters { p.filters.clone() } else { [].into() },
                windows: if windows { p.windows.clone() } else { [].into() },
                ..p.clone()
            };
            literal.also.push((self.keys.presence(&weaker, scope), Allowed::yes()));
        }
        if p.verb == Verb::Has {
            let had = Presence { verb: Verb::Had, filters: [].into(), windows: [].into(), ..p.clone() };
            literal.also.push((self.keys.presence(&had, scope), Allowed::yes()));
        }
        literal
    }
}

/// The values a number can have, for a comparison with a threshold. A threshold
/// outside the plausible range is told by a lint of its own.
fn effective_domain<'a>(
    model: &'a Model,
    n: &'a crate::model::NumExpr,
    threshold: Num,
    scope: Scope<'a>,
) -> Domain {
    let d = domain(model, n, scope);
    let (target, _) = followed(model, n, scope);
    let outside = results_of(target)
        .and_then(|a| plausible(model, a.series.observation))
        .is_some_and(|range| !range.contains(threshold));
    if outside { Domain { range: Interval::all(), ..d } } else { d }
}

/// The values that a level allows the latest result to be, for at least one group of patients.
fn limits(model: &Model, series: &Series, level: Level, positive: bool) -> Option<Ranges> {
    let def = model.observations.get(series.observation.index())?;
    let of = |strata: &Strata| {
        let within = strata.ranges.iter().fold(Ranges::none(), |all, r| all.union(&Ranges::one(*r)));
        match level {
            Level::Normal | Level::Critical(LevelSide::Either) => Some(within),
            Level::Abnormal(LevelSide::Either) => Some(within.complement()),
            Level::Abnormal(LevelSide::Low) => {
                Some(strata.ranges.iter().fold(Ranges::all(), |all, r| all.intersect(&below(r))))
            }
            Level::Abnormal(LevelSide::High) => {
                Some(strata.ranges.iter().fold(Ranges::all(), |all, r| all.intersect(&above(r))))
            }
            // Which of several ranges is the lower one is for the evaluator to say.
            Level::Critical(LevelSide::Low | LevelSide::High) if positive => Some(within),
            Level::Critical(_) => None,
        }
    };
    let strata = if matches!(level, Level::Critical(_)) { &def.critical } else { &def.normal };
    let mut all: Option<Ranges> = None;
    for group in strata {
        let range = of(group)?;
        let range = if positive { range } else { range.complement() };
        all = Some(all.map_or(range.clone(), |a| a.union(&range)));
    }
    all
}

fn below(r: &Interval<Num>) -> Ranges {
    match r.lo {
        End::Unbounded => Ranges::none(),
        End::Closed(v) => Ranges::of(CmpOp::Lt, v, false),
        End::Open(v) => Ranges::of(CmpOp::Le, v, false),
    }
}

fn above(r: &Interval<Num>) -> Ranges {
    match r.hi {
        End::Unbounded => Ranges::none(),
        End::Closed(v) => Ranges::of(CmpOp::Gt, v, false),
        End::Open(v) => Ranges::of(CmpOp::Ge, v, false),
    }
}

fn yes_or_no(key: Key, positive: bool) -> Literal {
    signed(key, Allowed::yes(), positive)
}

fn signed(key: Key, allowed: Allowed, positive: bool) -> Literal {
    let allowed = if positive { allowed } else { allowed.complement() };
    Literal { main: (key, allowed), also: Vec::new() }
}

fn negated(op: CmpOp) -> CmpOp {
    match op {
        CmpOp::Lt => CmpOp::Ge,
        CmpOp::Le => CmpOp::Gt,
        CmpOp::Gt => CmpOp::Le,
        CmpOp::Ge => CmpOp::Lt,
        CmpOp::Eq => CmpOp::Ne,
        CmpOp::Ne => CmpOp::Eq,
    }
}

/// Modifiers that let more facts count rather than fewer.
fn widens(filter: &FactFilter) -> bool {
    matches!(filter, FactFilter::Status(_) | FactFilter::Certainty(_))
}

/// A duration in a unit whose multiples compare exactly: seconds, or months.
fn steps(d: Duration) -> Option<(&'static str, Num)> {
    let (family, each) = match d.unit {
        TimeUnit::Month => ("months", 1),
        TimeUnit::Year => ("months", 12),
        _ => return Some(("seconds", d.nominal_seconds().into())),
    };
    Some((family, d.count.checked_mul(each)?.into()))
}
