//! The indexed evaluator: the same answers, at the cost of the patient's facts.
//!
//! Facts are prepared once; the index names the rules they can reach; a reached
//! rule is first asked only for the truth of its conditions. Rules that have
//! something to say are then evaluated as the reference evaluator does it, so
//! what a finding says has one meaning and one implementation.

mod renew;

pub(crate) use renew::{Codes, askers, renew};

use super::budget::{Budget, Stop};
use super::concepts::Concepts;
use super::engine::{Eval, Scope, View};
use super::facts::{Facts, in_future};
use super::kept::Kept;
use super::meter::{Asked, Meter};
use super::notes::Quiet;
use super::order::Order;
use super::plain::{Latest, PlainSeries};
use super::prepared::{KINDS, Kinds, Prepared};
use super::result::{Evaluation, NotEvaluated, Outcome};
use super::run::{Options, blank, conclude, one};
use super::suggested::Suggested;
use super::units::Units;
use crate::index::{Bounds, Gated, KeyIx};
use crate::ir::{Leaf, LeafIx, LeafKind, Node, NodeIx, NumberIx};
use crate::model::{CondKind, FactKind, Model};
use crate::plan::{IndexMode, Plan};
use crate::snapshot::{Coverage, Snapshot};
use crate::time::Clock;
use crate::value::{Interval, Num, Truth};
use std::cell::RefCell;

/// Memory for one evaluation at a time, kept from patient to patient.
#[derive(Debug)]
pub(crate) struct Scratch {
    /// Kinds of facts that are not those of the present patient yet.
    stale: [Stale; 9],
    order: Order,
    prepared: Prepared,
    concepts: Concepts,
    units: RefCell<Units>,
    kept: RefCell<Kept>,
    quiet: RefCell<Quiet>,
    suggested: RefCell<Suggested>,
    #[cfg(feature = "script")]
    scripts: RefCell<super::script_call::Scripts>,
    memo: Memo,
    reached: Reached,
}

/// How far what was prepared of a kind of facts still holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stale {
    /// All of it.
    No,
    /// There is one fact more, behind those that were there.
    Grown,
    /// Nothing.
    Yes,
}

impl Default for Scratch {
    fn default() -> Self {
        Scratch {
            stale: [Stale::Yes; 9],
            order: Order::default(),
            prepared: Prepared::default(),
            concepts: Concepts::default(),
            units: RefCell::default(),
            kept: RefCell::default(),
            quiet: RefCell::default(),
            suggested: RefCell::default(),
            #[cfg(feature = "script")]
            scripts: RefCell::default(),
            memo: Memo::default(),
            reached: Reached::default(),
        }
    }
}

impl Scratch {
    /// Another patient, or another time zone.
    pub fn forget_facts(&mut self) {
        self.stale = [Stale::Yes; 9];
    }

    /// Facts of a kind came or went.
    pub fn forget(&mut self, kind: FactKind) {
        self.stale[kind as usize] = Stale::Yes;
    }

    /// A fact of a kind went, from a place in a list of so many; the others stand as they stood.
    pub fn shrink(&mut self, kind: FactKind, item: usize, of: usize) {
        let stale = &mut self.stale[kind as usize];
        let place = match *stale {
            Stale::No => self.order.shrink(kind, item, of),
            Stale::Grown | Stale::Yes => None,
        };
        let Some(place) = place else {
            *stale = Stale::Yes;
            return;
        };
        self.prepared.shrink(&self.concepts, kind, place);
        self.quiet.get_mut().shrink(kind, item);
    }

    /// A fact of a kind came; the others stand where they stood.
    pub fn grow(&mut self, kind: FactKind) {
        let stale = &mut self.stale[kind as usize];
        *stale = match *stale {
            Stale::No => Stale::Grown,
            _ => Stale::Yes,
        };
    }
}

/// A value of the present evaluation, or one that an earlier one left behind.
#[derive(Debug, Clone, Copy)]
struct Stamped<T>(u32, T);

/// What has been worked out about leaves and numbers.
#[derive(Debug, Default)]
struct Memo {
    now: u32,
    /// The facts have changed without anything being said here.
    behind: bool,
    leaves: Vec<Stamped<Truth>>,
    numbers: Vec<Stamped<Interval<Num>>>,
    /// What numbers are the latest of, as far as it was asked for: the same for every patient.
    series: Vec<Option<Option<PlainSeries>>>,
    /// By rule: whether it had anything to say.
    spoke: Vec<u32>,
}

/// The rules that were reached.
#[derive(Debug, Default)]
struct Reached {
    now: u32,
    /// In order at last, each once.
    rules: Vec<u32>,
    /// By key: the number of the patient who has such a fact, or may have it.
    alive: Vec<u32>,
    keys: Vec<KeyIx>,
}

impl Reached {
    fn begin(&mut self, keys: usize) {
        self.now = match self.now.checked_add(1) {
            Some(next) => next,
            None => {
                self.alive = Vec::new();
                1
            }
        };
        self.alive.resize(keys, 0);
        self.rules.clear();
        self.keys.clear();
    }

    fn key(&mut self, key: KeyIx) {
        if let Some(alive) = self.alive.get_mut(key.0 as usize).filter(|alive| **alive != self.now) {
            *alive = self.now;
            self.keys.push(key);
        }
    }
}

/// Evaluates with a plan.
pub(crate) fn evaluate(
    model: &Model,
    plan: &Plan,
    scratch: &mut Scratch,
    snapshot: &Snapshot,
    clock: &Clock,
    options: &Options<'_>,
    meter: Option<&Meter<'_>>,
) -> Evaluation {
    scratch.quiet.get_mut().forget_all();
    if plan.options.index == IndexMode::Off || Facts::sent(snapshot) > options.limits.facts {
        scratch.memo.behind = true;
        return super::run::metered(model, snapshot, clock, options, meter);
    }
    with_view(model, plan, scratch, snapshot, clock, options, |e, memo, reached| {
        memo.begin(plan);
        let hash = e.view.as_ref().map_or_else(|| model.hash.clone(), |v| v.kept.borrow_mut().hash(model));
        let mut out = blank(hash, clock);
        left_out(e, plan, &mut out);
        let mut exec = Exec { e, plan, memo };
        match plan.options.index {
            IndexMode::Full => exec.reach(reached),
            _ => reached.rules.extend((0u32..).zip(&model.rules).map(|(at, _)| at)),
        }
        exec.ask_all(&reached.rules, options.limits.findings, &mut out, meter);
        count(&mut out);
        conclude(e, snapshot, false, &mut out);
        out
    })
}

/// The rules that the facts can reach, in order; `None` where nothing is left out.
pub(crate) fn reached(
    model: &Model,
    plan: &Plan,
    scratch: &mut Scratch,
    snapshot: &Snapshot,
    clock: &Clock,
    options: &Options<'_>,
) -> Option<Vec<u32>> {
    if plan.options.index != IndexMode::Full || Facts::sent(snapshot) > options.limits.facts {
        return None;
    }
    with_view(model, plan, scratch, snapshot, clock, options, |e, memo, reached| {
        memo.begin(plan);
        Exec { e, plan, memo }.reach(reached);
        Some(std::mem::take(&mut reached.rules))
    })
}

/// The rules in force that had nothing to say.
fn count(out: &mut Evaluation) {
    let spoke = [out.stats.fired, out.stats.suppressed, out.stats.indeterminate];
    let unasked = out.not_evaluated.iter().filter(|n| n.reason == "trigger" || n.reason == "limit");
    let unasked = u32::try_from(unasked.count()).unwrap_or(u32::MAX);
    out.stats.silent =
        spoke.iter().fold(out.stats.rules.saturating_sub(unasked), |n, s| n.saturating_sub(*s));
}

/// Prepares a patient, as far as the memory does not have the facts already.
fn with_view<R>(
    model: &Model,
    plan: &Plan,
    scratch: &mut Scratch,
    snapshot: &Snapshot,
    clock: &Clock,
    options: &Options<'_>,
    f: impl FnOnce(&Eval<'_>, &mut Memo, &mut Reached) -> R,
) -> R {
    let Scratch { stale, order, prepared, concepts, units, kept, quiet, suggested, memo, reached, .. } =
        scratch;
    #[cfg(feature = "script")]
    let scripts = &scratch.scripts;
    if concepts.tidy() {
        *stale = [Stale::Yes; 9];
    }
    let sent = Facts::counts(snapshot);
    for kind in KINDS {
        let state = &mut stale[kind as usize];
        if *state == Stale::Yes {
            quiet.get_mut().forget(kind);
            // Nearly every record lacks some kinds, as the one before did.
            if sent[kind as usize] == 0 && prepared.is_empty(kind) {
                *state = Stale::No;
            }
        }
    }
    let mut grown = None;
    for kind in KINDS {
        let state = &mut stale[kind as usize];
        match *state {
            Stale::No => continue,
            Stale::Yes => order.refill(snapshot, kind),
            Stale::Grown => match order.grow(snapshot, kind) {
                Some(place) if grown.is_none() => {
                    grown = Some((kind, place));
                    *state = Stale::No;
                }
                Some(_) => *state = Stale::Yes,
                // It is a copy, or has one.
                None => {
                    *state = Stale::Yes;
                    order.refill(snapshot, kind);
                }
            },
        }
    }
    let facts = Facts::new(snapshot, order, model);
    let mut renewed = Kinds::default();
    KINDS.into_iter().filter(|k| stale[*k as usize] != Stale::No).for_each(|k| renewed.add(k));
    prepared.look_up(&facts, concepts, model, plan, &clock.zone, renewed);
    if let Some(grown) = grown {
        prepared.grow(&facts, concepts, (model, plan), &clock.zone, grown);
    }
    *stale = [Stale::No; 9];
    let mut e = Eval::new(model, facts, clock, Budget::new(options.limits, options.cancelled));
    e.advise_deceased = options.advise_deceased;
    e.without_scores = options.without_scores;
    e.view = Some(View {
        plan,
        prepared,
        concepts,
        units,
        kept,
        quiet,
        suggested,
        #[cfg(feature = "script")]
        scripts,
    });
    reached.begin(plan.index.keys.len());
    f(&e, memo, reached)
}

/// Rules that are not asked for this request, whatever the facts.
fn left_out(e: &Eval<'_>, plan: &Plan, out: &mut Evaluation) {
    let rules = u32::try_from(e.model.rules.len()).unwrap_or(u32::MAX);
    out.stats.rules = rules;
    let mut push = |at: u32, reason: &str, counts: bool| {
        let Some(rule) = e.model.rules.get(at as usize) else { return };
        if !counts {
            out.stats.rules = out.stats.rules.saturating_sub(1);
        }
        out.not_evaluated.push(NotEvaluated { rule: rule.id.clone(), reason: reason.into() });
    };
    plan.roster.inactive.iter().for_each(|(at, reason)| push(*at, reason, false));
    let ahead = |at: &u32| plan.roster.dated.iter().any(|(r, d)| r == at && in_future(d, e.clock));
    plan.roster.dated.iter().map(|(at, _)| at).filter(|at| ahead(at)).for_each(|at| {
        push(*at, "not-yet-effective", false);
    });
    if let Some(asked) = e.facts.snapshot.request.trigger.as_deref() {
        let others = plan.roster.triggered.iter().filter(|(on, _)| !on.iter().any(|t| t.word() == asked));
        others.flat_map(|(_, rules)| rules).filter(|at| !ahead(at)).for_each(|at| push(*at, "trigger", true));
    }
}

impl Memo {
    /// Nothing is known of another patient, or at another moment.
    fn begin(&mut self, plan: &Plan) {
        self.behind = false;
        self.now = match self.now.checked_add(1) {
            Some(next) => next,
            None => {
                (self.leaves, self.numbers, self.spoke) = (Vec::new(), Vec::new(), Vec::new());
                1
            }
        };
        self.spoke.resize(plan.ir.rules.len(), 0);
        self.leaves.resize(plan.ir.leaves.len(), Stamped(0, Truth::Unknown));
        self.numbers.resize(plan.ir.numbers.len(), Stamped(0, Interval::all()));
        self.series.resize(plan.ir.numbers.len(), None);
    }

    /// Notes whether a rule had anything to say.
    fn note(&mut self, rule: u32, spoke: bool) {
        let now = if spoke { self.now } else { 0 };
        self.spoke.get_mut(rule as usize).into_iter().for_each(|s| *s = now);
    }
}

/// One evaluation.
struct Exec<'e, 'a> {
    e: &'e Eval<'a>,
    plan: &'a Plan,
    memo: &'e mut Memo,
}

impl Exec<'_, '_> {
    /// Evaluates rules, in order.
    fn ask_all(&mut self, rules: &[u32], most: usize, out: &mut Evaluation, meter: Option<&Meter<'_>>) {
        let cost = |at: u32, asked: Asked| meter.iter().for_each(|m| m.rule(at, asked));
        meter.iter().for_each(|m| m.prepared(rules.len()));
        let e = self.e;
        let screened = self.plan.options.index == IndexMode::Full;
        let mut full = false;
        for at in rules {
            let Some(rule) = e.model.rules.get(*at as usize) else { continue };
            if super::run::skip(rule, e.facts.snapshot, e.clock).is_some() {
                continue;
            }
            let stopped = full || e.budget.stop() == Some(Stop::Evaluation);
            if !stopped && screened && !self.may_speak(*at) && !e.budget.stopped() {
                self.memo.note(*at, false);
                cost(*at, Asked::ScreenedOut);
                continue;
            }
            let ended = if stopped { None } else { one(e, *at as usize, rule, out, most, &mut full) };
            self.memo.note(*at, ended != Some(Outcome::DoesNotFire));
            if ended.is_none() {
                out.not_evaluated.push(NotEvaluated { rule: rule.id.clone(), reason: "limit".into() });
            }
            cost(*at, Asked::by(ended));
        }
    }

    /// Finds the rules that the facts can reach, in order.
    fn reach(&mut self, reached: &mut Reached) {
        let index = &self.plan.index;
        let Some(view) = &self.e.view else { return };
        for kind in KINDS {
            // SOUNDNESS: of an incomplete section nothing is surely absent.
            if *self.e.facts.coverage(kind) != Coverage::Complete {
                index.by_kind.get(&kind).into_iter().flatten().for_each(|k| reached.key(*k));
            }
        }
        for (kind, matcher) in &view.prepared.listed {
            let current = view.prepared.any_current(*kind, *matcher);
            for (at, key) in index.keys_of(*matcher).iter().filter(|(_, key)| key.kind == *kind) {
                // SOUNDNESS: what has surely ended does not count where only current facts do.
                if current | !key.current {
                    reached.key(*at);
                }
            }
        }
        // SOUNDNESS: a fact that may be in any set of a group may be what a rule asks for.
        for (kind, group) in view.prepared.opened() {
            let mut open = view.prepared.open(*kind, *group).iter();
            let current = open.any(|at| self.e.facts.may_be_current(*kind, *at as usize));
            let keys = index.by_group.get(&(*kind, *group)).into_iter().flatten();
            keys.filter(|(_, of_current)| current | !of_current).for_each(|(k, _)| reached.key(*k));
        }
        // SOUNDNESS: what a limit cut short is not what a number or a guard is.
        let mut cut = false;
        let Reached { now, rules, alive, keys } = reached;
        for k in &*keys {
            index.reach(*k, keys, (alive, *now), rules);
            for Gated { gate, number, bounds } in index.bounds_of(*k) {
                self.e.budget.next_rule();
                // Most results meet no threshold, and then the gate need not be asked.
                if self.plainly_meets(*number, bounds) == Some(false) && !self.e.budget.stopped() {
                    continue;
                }
                // SOUNDNESS: the gate is a part of the `and` of each rule behind it; where it is
                // false, so are they.
                let shut = gate.is_some_and(|g| self.truth(g) == Truth::False);
                cut |= self.e.budget.stopped();
                if shut {
                    continue;
                }
                let value = self.number(*number);
                cut |= self.e.budget.stopped();
                bounds.reach(&value, |r| rules.push(r));
            }
        }
        for (number, bounds) in &index.bounds {
            self.e.budget.next_rule();
            let value = self.number(*number);
            cut |= self.e.budget.stopped();
            bounds.reach(&value, |r| rules.push(r));
        }
        for (guard, behind) in &index.guards {
            self.e.budget.next_rule();
            let may = self.truth(*guard) != Truth::False;
            cut |= self.e.budget.stopped();
            if may {
                rules.extend_from_slice(behind);
            }
        }
        if cut {
            rules.extend((0u32..).zip(&self.e.model.rules).map(|(at, _)| at));
        }
        rules.extend_from_slice(&index.always);
        rules.sort_unstable();
        rules.dedup();
    }

    /// Whether a rule may fire, be undecided or be silenced by an exception.
    fn may_speak(&mut self, rule: u32) -> bool {
        self.e.budget.next_rule();
        let base = self.plan.ir.rules.get(rule as usize).map(|r| r.base);
        base.is_none_or(|base| self.truth(base) != Truth::False)
    }

    /// The truth of a condition; unknown, too, where only the reference evaluator can tell.
    fn truth(&mut self, n: NodeIx) -> Truth {
        let plan = self.plan;
        match plan.ir.node(n) {
            Node::Const(b) => (*b).into(),
            Node::Not(inner) => !self.truth(*inner),
            Node::Leaf(l) => self.leaf(*l),
            Node::And(parts) => {
                let mut all = Truth::True;
                for p in plan.ir.parts(*parts) {
                    all = all.and(self.truth(*p));
                    if all == Truth::False {
                        break;
                    }
                }
                all
            }
            Node::Or(parts) => {
                let mut any = Truth::False;
                for p in plan.ir.parts(*parts) {
                    any = any.or(self.truth(*p));
                    if any == Truth::True {
                        break;
                    }
                }
                any
            }
        }
    }

    fn leaf(&mut self, l: LeafIx) -> Truth {
        let Some(leaf) = self.plan.ir.leaf(l) else { return Truth::Unknown };
        // A pair, an observation's own rule and a care gap stand beside the other
        // conditions, never below a `not`: to leave them open leaves the rule open.
        if matches!(leaf.kind, LeafKind::Pairs(_) | LeafKind::Own(_) | LeafKind::Recall) {
            return Truth::Unknown;
        }
        let now = self.memo.now;
        if let Some(Stamped(at, truth)) = self.memo.leaves.get(l.0 as usize).filter(|s| s.0 == now) {
            debug_assert!(*at == now);
            return *truth;
        }
        let truth = self.ask(leaf);
        // What a limit cut short is not what the condition is.
        if !self.e.budget.stopped()
            && let Some(memo) = self.memo.leaves.get_mut(l.0 as usize)
        {
            *memo = Stamped(now, truth);
        }
        truth
    }

    fn ask(&mut self, leaf: &Leaf) -> Truth {
        match &leaf.kind {
            LeafKind::Threshold { number, op, value } => {
                self.number(*number).compare(*op, &Interval::exact(*value))
            }
            LeafKind::Pairs(_) | LeafKind::Own(_) | LeafKind::Recall => Truth::Unknown,
            LeafKind::Model => {
                let Some(c) = leaf.site.find(self.e.model) else { return Truth::Unknown };
                let scope = self.scope(leaf.site.root.rule());
                match &c.kind {
                    CondKind::Present(p) => self.e.presence_truth(p, &scope),
                    CondKind::Age { .. } | CondKind::Sex(_) => {
                        self.e.personal_truth(&c.kind).unwrap_or_else(|| self.e.cond(c, &scope).truth)
                    }
                    _ => self.e.cond(c, &scope).truth,
                }
            }
        }
    }

    fn scope(&self, rule: Option<u32>) -> Scope<'_> {
        let found = rule.and_then(|r| Some((r as usize, self.e.model.rules.get(r as usize)?)));
        Scope { lets: found.map(|(at, r)| (at, &*r.lets)), bound: Vec::new() }
    }

    /// Whether a number that plainly is the latest result meets a threshold.
    fn plainly_meets(&mut self, n: NumberIx, bounds: &Bounds) -> Option<bool> {
        let now = self.memo.now;
        if let Some(Stamped(_, range)) = self.memo.numbers.get(n.0 as usize).filter(|s| s.0 == now) {
            return range.value().map(|v| bounds.meets(v));
        }
        let series = self.series(n)?;
        match &*self.e.plain_latest_of(series)? {
            Latest::Is(_, _, value) => Some(bounds.meets(*value)),
            Latest::Nothing { .. } => None,
        }
    }

    /// What a number plainly is the latest of. Remembered: to find it in the model is a walk through memory.
    fn series(&mut self, n: NumberIx) -> Option<PlainSeries> {
        let known = self.memo.series.get_mut(n.0 as usize)?;
        *known.get_or_insert_with(|| {
            PlainSeries::of_number(self.plan.ir.numbers.get(n.0 as usize)?.find(self.e.model)?)
        })
    }

    /// What the facts allow a number to be.
    fn number(&mut self, n: NumberIx) -> Interval<Num> {
        let now = self.memo.now;
        if let Some(Stamped(_, range)) = self.memo.numbers.get(n.0 as usize).filter(|s| s.0 == now) {
            return *range;
        }
        let Some(site) = self.plan.ir.numbers.get(n.0 as usize) else { return Interval::all() };
        let scope = self.scope(site.rule());
        let number = site.find(self.e.model);
        let range = number.map_or(Interval::all(), |n| self.e.range(n, &scope));
        if !self.e.budget.stopped()
            && let Some(memo) = self.memo.numbers.get_mut(n.0 as usize)
        {
            *memo = Stamped(now, range);
        }
        range
    }
}
