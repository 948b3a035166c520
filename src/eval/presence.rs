//! Whether facts of a kind are there: `has X`, `taking X with … in last …`.
//!
//! Each fact is judged by itself (code, standing, time, windows, modifiers); the
//! answer is true when one surely counts, unknown when one may, unknown when the
//! section was not looked at, else false.

use super::answer::{Answer, Gaps, Number, gap, merge};
use super::engine::{Eval, Scope, extent_of};
use super::extent::{self, Bounds, Extent, Instant};
use super::facts::FactRef;
use super::filters;
use super::matching::Codes;
use super::standing::{self, Asked, Standing};
use super::text;
use crate::model::{Cond, FactFilter, FactKind, NumExpr, Presence, Target, Window};
use crate::snapshot::{Coverage, Medication, MedicationKind, MedicationStatus, OrderStatus};
use crate::time::Timestamp;
use crate::value::{CmpOp, End, Gap, Interval, Num, Reason, Truth};
use crate::vocab::{OverKind, Verb};
use std::cmp::Reverse;
use std::rc::Rc;

/// A fact of the right code, and whether it counts.
pub(crate) struct Judged {
    pub fact: FactRef,
    pub truth: Truth,
    pub gaps: Gaps,
    /// Its code surely is one that was asked for.
    pub coded: bool,
}

/// All facts of a presence.
pub(crate) struct Found {
    pub facts: Vec<Judged>,
    /// Why there may be more: the section is incomplete.
    pub incomplete: Option<Rc<Gap>>,
}

impl Found {
    fn with(&self, truth: Truth) -> Vec<FactRef> {
        self.facts.iter().filter(|j| j.truth == truth).map(|j| j.fact).collect()
    }

    pub fn gaps(&self) -> Gaps {
        let mut gaps = Vec::new();
        for j in &self.facts {
            merge(&mut gaps, j.gaps.iter().cloned());
        }
        merge(&mut gaps, self.incomplete.clone());
        gaps
    }
}

/// The modifiers that decide which statuses count.
pub(crate) fn asked(filters: &[FactFilter]) -> Asked<'_> {
    let mut asked = Asked::default();
    for f in filters {
        match f {
            FactFilter::Status(word) => asked.status = Some(word),
            FactFilter::Certainty(c) => asked.certainty = Some(*c),
            _ => {}
        }
    }
    asked
}

impl Eval<'_> {
    /// In the words of the pack: `taking NSAID or Warfarin`.
    pub fn datum(&self, p: &Presence) -> String {
        let names: Vec<&str> = p.targets.iter().map(|t| self.target_name(*t)).collect();
        format!("{} {}", p.verb.word(), names.join(" or "))
    }

    fn target_name(&self, t: Target) -> &str {
        let name = match t {
            Target::Set(id) => self.model.sets.get(id.index()).map(|s| s.name.as_str()),
            Target::Observation(id) => self.model.observations.get(id.index()).map(|o| o.name.as_str()),
        };
        name.map_or("?", text::short)
    }

    /// `has X`.
    pub fn presence(&self, p: &Presence, scope: &Scope<'_>) -> Answer {
        if let Some(answer) = self.plainly_present(p) {
            return answer;
        }
        let found = self.found(p, &[], scope);
        self.conclude(p, found)
    }

    /// The truth of [`Eval::presence`], without what speaks for it.
    pub fn presence_truth(&self, p: &Presence, scope: &Scope<'_>) -> Truth {
        let kind = FactKind::of(p.verb);
        let mut truth = match self.facts.coverage(kind) {
            Coverage::Complete => Truth::False,
            Coverage::Partial(_) | Coverage::NotSupplied => Truth::Unknown,
        };
        let mut windows: Option<Vec<WindowBounds>> = None;
        // Nearly always one set, and nothing that may be in any.
        if let ([only], Some(view), true) = (&*p.targets, &self.view, p.filters.is_empty())
            && !view.has_open(kind, Codes::of(*only))
        {
            // Nearly always a window that reaches back from now, or none.
            let from = match (kind, &*p.windows) {
                (FactKind::Observation, []) => Some(None),
                (FactKind::Observation, [Window::InLast(d)]) => Some(Some(self.ago(*d))),
                _ => None,
            };
            if let (FactKind::Observation, Target::Observation(id)) = (kind, only)
                && let Some(told) = self.told_by_latest(*id, &p.windows)
            {
                return truth.or(told.into());
            }
            for (at, sure) in view.listed(kind, Codes::of(*only)) {
                if truth == Truth::True || self.budget.spend(1) {
                    break;
                }
                let at = at as usize;
                if let (Some(from), true) = (from, sure)
                    && let Some(counts) = self.plainly_measured(at, from)
                {
                    truth = truth.or(counts.into());
                    continue;
                }
                let windows =
                    windows.get_or_insert_with(|| p.windows.iter().map(|w| self.bounds(w, scope)).collect());
                let counts = if sure { self.plainly_counts(p, kind, at, windows) } else { None };
                truth = truth.or(match counts {
                    Some(counts) => counts.into(),
                    None => self.judge(p, kind, at, windows).map_or(Truth::False, |j| j.truth),
                });
            }
            return truth;
        }
        self.each_near(kind, p.targets.iter().map(|t| Codes::of(*t)), |at| {
            if truth != Truth::True {
                let windows =
                    windows.get_or_insert_with(|| p.windows.iter().map(|w| self.bounds(w, scope)).collect());
                truth = truth.or(self.judge(p, kind, at, windows).map_or(Truth::False, |j| j.truth));
            }
        });
        truth
    }

    /// The answer that judged facts give.
    pub fn conclude(&self, p: &Presence, found: Found) -> Answer {
        if let Some(assumed) = self.assumed(p.id) {
            return assumed;
        }
        let sure = found.with(Truth::True);
        let answer = if !sure.is_empty() {
            about(Truth::True, Vec::new(), p, sure)
        } else {
            let maybe = found.with(Truth::Unknown);
            if maybe.is_empty() && found.incomplete.is_none() {
                // Those that have the code and yet do not count explain the "no".
                let near = found.facts.iter().filter(|j| j.coded).map(|j| j.fact).collect();
                Answer::known(false, near)
            } else {
                about(Truth::Unknown, found.gaps(), p, maybe)
            }
        };
        self.observe(p.id, answer.truth);
        answer
    }

    /// Every fact with a code that was asked for, or may have been; latest first.
    pub fn found(&self, p: &Presence, more: &[Window], scope: &Scope<'_>) -> Found {
        let kind = FactKind::of(p.verb);
        let mut facts = Vec::new();
        let windows: Vec<WindowBounds> =
            p.windows.iter().chain(more).map(|w| self.bounds(w, scope)).collect();
        let near = p.targets.iter().map(|t| Codes::of(*t));
        self.each_near(kind, near, |at| facts.extend(self.judge(p, kind, at, &windows)));
        let order =
            |j: &Judged| (Reverse(self.facts.date(j.fact).map(|d| d.earliest(&self.clock.zone))), j.fact);
        match facts.len() {
            0 | 1 => {}
            // Of a few, working out each key some times is cheaper than memory for them.
            2..=4 => facts.sort_by_key(order),
            _ => facts.sort_by_cached_key(order),
        }
        let incomplete = match self.facts.coverage(kind) {
            Coverage::Complete => None,
            Coverage::Partial(_) => Some(gap(self.datum(p), Reason::Partial)),
            Coverage::NotSupplied => Some(gap(self.datum(p), Reason::NotSupplied)),
        };
        Found { facts, incomplete }
    }

    /// One fact; `None` when it has another code.
    fn judge(&self, p: &Presence, kind: FactKind, at: usize, windows: &[WindowBounds]) -> Option<Judged> {
        let fact = FactRef::Fact(kind, at);
        let mut judged = Judged { fact, truth: Truth::True, gaps: Vec::new(), coded: true };
        let coded = self.coded(&p.targets, kind, at);
        let plain = match coded.0 {
            Truth::True => self.plainly_counts(p, kind, at, windows),
            _ => None,
        };
        if plain.is_some_and(|counts| !counts || p.filters.is_empty()) {
            judged.truth = plain.unwrap_or(false).into();
            return Some(judged);
        }
        if plain.is_none() && !self.judge_place(p, kind, at, windows, coded, &mut judged) {
            return None;
        }
        for f in &p.filters {
            match self.filter(f, p, kind, at) {
                (Truth::True, _) => {}
                (Truth::False, _) => {
                    judged.truth = Truth::False;
                    // What else is asked is of interest to those alone who count what was asked.
                    if self.observer.is_none() {
                        break;
                    }
                }
                (Truth::Unknown, why) => {
                    let (reason, detail) = why.unwrap_or((Reason::NeverRecorded, None));
                    let datum = format!("{} of {}", filters::aspect(f), self.substance(fact));
                    self.doubt(&mut judged, &datum, reason, detail);
                }
            }
        }
        if judged.truth == Truth::False {
            judged.gaps.clear();
        }
        Some(judged)
    }

    /// Something keeps a fact from surely counting.
    fn doubt(&self, j: &mut Judged, datum: &str, reason: Reason, detail: Option<String>) {
        j.truth = j.truth.and(Truth::Unknown);
        merge(&mut j.gaps, [self.gap_at(datum, reason, j.fact, detail)]);
    }

    /// A fact by its code, standing and time, as far as they keep it from counting; whether it is of interest.
    fn judge_place(
        &self,
        p: &Presence,
        kind: FactKind,
        at: usize,
        windows: &[WindowBounds],
        coded: (Truth, Option<Reason>),
        judged: &mut Judged,
    ) -> bool {
        let doubt = |j: &mut Judged, reason, detail| self.doubt(j, &self.datum(p), reason, detail);
        let standing = self.standing(p, kind, at);
        match coded {
            (Truth::False, _) => return false,
            (Truth::Unknown, reason) => {
                // What cannot count in any case is of no interest, whatever it is.
                if standing == Standing::No {
                    return false;
                }
                judged.coded = false;
                doubt(judged, reason.unwrap_or(Reason::Uncoded), None);
            }
            (Truth::True, _) => {}
        }
        match standing {
            Standing::No => judged.truth = Truth::False,
            Standing::May(reason) => doubt(judged, reason, None),
            Standing::Counts => {}
        }
        let time = self.extent(p.verb, kind, at);
        match self.now_and_then(p, kind, at, time) {
            Truth::False => judged.truth = Truth::False,
            Truth::Unknown => doubt(judged, Reason::Precision, None),
            Truth::True => {}
        }
        for w in windows {
            match w.holds(time) {
                Truth::False => judged.truth = Truth::False,
                Truth::True => {}
                Truth::Unknown if w.gaps.is_empty() => doubt(judged, Reason::Precision, None),
                Truth::Unknown => {
                    judged.truth = judged.truth.and(Truth::Unknown);
                    merge(&mut judged.gaps, w.gaps.iter().cloned());
                }
            }
        }
        true
    }

    /// The names of a medication's ingredients, as far as they are known.
    pub fn ingredient_names(&self, at: usize) -> Vec<String> {
        let resolved = self.resolved(FactKind::Medication, at);
        resolved.drug().map(|d| d.ingredients.iter().map(|i| i.name.clone()).collect()).unwrap_or_default()
    }

    /// What a fact is of, for naming what it does not say: a medication's ingredients,
    /// else the words of the record.
    fn substance(&self, fact: FactRef) -> String {
        let names = match fact {
            FactRef::Fact(FactKind::Medication, at) => self.ingredient_names(at),
            _ => Vec::new(),
        };
        if names.is_empty() { self.facts.label(fact) } else { text::list(&names) }
    }

    /// Whether the fact's code is one of the targets.
    pub fn coded(&self, targets: &[Target], kind: FactKind, at: usize) -> (Truth, Option<Reason>) {
        let mut why = None;
        let mut truth = Truth::False;
        for t in targets {
            match self.membership(Codes::of(*t), kind, at) {
                (Truth::True, _) => return (Truth::True, None),
                (Truth::Unknown, reason) => {
                    truth = Truth::Unknown;
                    why = why.or(reason);
                }
                (Truth::False, _) => {}
            }
        }
        (truth, why)
    }

    pub fn standing(&self, p: &Presence, kind: FactKind, at: usize) -> Standing {
        let asked = asked(&p.filters);
        let f = &self.facts;
        let standing = match kind {
            FactKind::Condition => f.conditions.get(at).map(|c| standing::condition(p.verb, c, asked)),
            FactKind::Allergy => f.allergies.get(at).map(|a| standing::allergy(a, asked)),
            FactKind::Medication if p.verb == Verb::TakingOrOrdering && self.is_replaced(at) => {
                Some(Standing::No)
            }
            FactKind::Medication => f.medications.get(at).map(|m| standing::medication(p.verb, m, asked)),
            FactKind::Observation => f.observations.get(at).map(|o| standing::measured(o, asked)),
            FactKind::Procedure => f.procedures.get(at).map(standing::procedure),
            FactKind::Immunization => f.immunizations.get(at).map(standing::immunization),
            FactKind::Order => f.orders.get(at).map(standing::order),
            FactKind::Encounter | FactKind::FamilyHistory => Some(Standing::Counts),
        };
        standing.unwrap_or(Standing::No)
    }

    /// Whether a draft of this request replaces the medication.
    pub fn is_replaced(&self, at: usize) -> bool {
        let replaces = |m: &Medication| m.kind == MedicationKind::Draft && !m.replaces.is_empty();
        if !*self.replacing.get_or_init(|| self.facts.medications.iter().any(replaces)) {
            return false;
        }
        let Some(source) = self.facts.medications.get(at).and_then(|m| m.info.source.as_ref()) else {
            return false;
        };
        let mut drafts = self.facts.medications.iter().filter(|m| replaces(m));
        drafts.any(|d| d.replaces.contains(source))
    }

    pub fn is_draft(&self, kind: FactKind, at: usize) -> bool {
        match kind {
            FactKind::Medication => {
                self.facts.medications.get(at).is_some_and(|m| m.kind == MedicationKind::Draft)
            }
            FactKind::Order => self.facts.orders.get(at).is_some_and(|o| o.status == OrderStatus::Draft),
            _ => false,
        }
    }

    /// Facts dated after now do not count; what is in use has not ended.
    fn now_and_then(&self, p: &Presence, kind: FactKind, at: usize, time: Option<Extent>) -> Truth {
        if self.is_draft(kind, at) {
            return Truth::True;
        }
        let now = Interval::exact(self.clock.now);
        let begun = time.map_or(Truth::True, |t| t.start.compare(CmpOp::Le, &now));
        // An end in the past is what the record says of an order that nobody closed.
        let in_use = matches!(p.verb, Verb::Taking | Verb::TakingOrOrdering | Verb::Has);
        match in_use && asked(&p.filters).status.is_none() {
            true => {
                // The time of a medication is its period already.
                let end = time.filter(|_| kind == FactKind::Medication).map(|t| t.end);
                let end = end.unwrap_or_else(|| self.period_of(kind, at).end);
                begun.and(end.compare(CmpOp::Ge, &now))
            }
            false => begun,
        }
    }

    /// The time that a window looks at.
    pub fn extent(&self, verb: Verb, kind: FactKind, at: usize) -> Option<Extent> {
        let point = |t| Extent::point(extent::recorded(t, self.clock));
        match (kind, verb) {
            (FactKind::Medication, Verb::Ordering) => self.facts.date(FactRef::Fact(kind, at)).map(point),
            (FactKind::Medication | FactKind::Procedure | FactKind::Encounter, _) => {
                let known = match kind {
                    FactKind::Procedure => {
                        self.facts.procedures.get(at).is_some_and(|p| p.period != Default::default())
                    }
                    FactKind::Encounter => {
                        self.facts.encounters.get(at).is_some_and(|e| e.period != Default::default())
                    }
                    _ => true,
                };
                known.then(|| self.period_of(kind, at))
            }
            (FactKind::FamilyHistory, _) => None,
            _ => self.facts.date(FactRef::Fact(kind, at)).map(point),
        }
    }

    /// From start to end. What has no end goes on, if its status says that it does.
    pub fn period_of(&self, kind: FactKind, at: usize) -> Extent {
        let until_now = Interval { lo: End::Unbounded, hi: End::Closed(self.clock.now) };
        let recorded = |t| extent::recorded(t, self.clock);
        // What ends on a day ends with that day.
        let exact = |t: &crate::time::PartialTime| match t.precision() {
            crate::time::Precision::Day => extent::written(t, self.clock).end,
            _ => extent::held(t.interval(&self.clock.zone)),
        };
        let f = &self.facts;
        let date = f.date(FactRef::Fact(kind, at)).map(recorded);
        let (start, end, goes_on, is_moment) = match kind {
            FactKind::Condition => {
                let Some(c) = f.conditions.get(at) else { return Extent::point(until_now) };
                let on = c.status != crate::snapshot::ConditionStatus::Inactive;
                (c.period.start.as_ref().map(recorded), c.period.end.as_ref().map(exact), on, false)
            }
            FactKind::Medication => {
                let Some(m) = f.medications.get(at) else { return Extent::point(until_now) };
                let moment = matches!(m.kind, MedicationKind::Administration | MedicationKind::Dispense)
                    && m.status == MedicationStatus::Ended;
                let end = m.period.end.as_ref().or(m.supply_until.as_ref()).map(exact);
                let on = !matches!(m.status, MedicationStatus::Ended);
                (date, end, on, moment)
            }
            FactKind::Procedure => {
                let Some(p) = f.procedures.get(at) else { return Extent::point(until_now) };
                (date, p.period.end.as_ref().map(recorded), false, true)
            }
            FactKind::Encounter => {
                let Some(e) = f.encounters.get(at) else { return Extent::point(until_now) };
                (date, e.period.end.as_ref().map(exact), e.current, !e.current)
            }
            _ => (date, None, false, true),
        };
        let start = start.unwrap_or(until_now);
        let end = match end {
            Some(end) => end,
            None if goes_on => extent::forever(),
            None if is_moment => start,
            // Over, and when is not said: some time between its start and now.
            None => Interval { lo: start.lo, hi: End::Closed(self.clock.now) },
        };
        Extent { start, end }
    }

    /// A window as bounds.
    pub fn bounds(&self, w: &Window, scope: &Scope<'_>) -> WindowBounds {
        let now = Interval::exact(self.clock.now);
        let from =
            |b: Option<_>, to: Option<_>, gaps| WindowBounds { bounds: Some(Bounds { from: b, to }), gaps };
        match w {
            Window::InLast(d) => {
                WindowBounds { bounds: Some(extent::last(self.ago(*d), self.clock)), gaps: Vec::new() }
            }
            Window::AtLeastAgo(d) => {
                WindowBounds { bounds: Some(extent::until(self.ago(*d))), gaps: Vec::new() }
            }
            Window::Since(t) => {
                let t = self.time(t, scope);
                from(Some((t.start, false)), Some((now, false)), t.gaps)
            }
            Window::Before(t) => {
                let t = self.time(t, scope);
                from(None, Some((t.start, true)), t.gaps)
            }
            Window::After(t) => {
                let t = self.time(t, scope);
                from(Some((t.end, true)), None, t.gaps)
            }
            Window::WithinOf(d, t) => {
                let t = self.time(t, scope);
                let bounds = extent::near(*d, &extent_of(&t), self.clock);
                WindowBounds { bounds: Some(bounds), gaps: t.gaps }
            }
            Window::DuringEncounter => self.encounter_bounds(),
        }
    }

    fn encounter_bounds(&self) -> WindowBounds {
        let current = self.facts.current_encounters().next();
        match (current, self.facts.coverage(FactKind::Encounter)) {
            (Some((at, _)), _) => {
                let e = self.period_of(FactKind::Encounter, at);
                let bounds = Bounds { from: Some((e.start, false)), to: Some((e.end, false)) };
                WindowBounds { bounds: Some(bounds), gaps: Vec::new() }
            }
            (None, Coverage::Complete) => WindowBounds { bounds: None, gaps: Vec::new() },
            (None, c) => {
                let reason = match c {
                    Coverage::Partial(_) => Reason::Partial,
                    _ => Reason::NotSupplied,
                };
                let open = Bounds { from: Some((Interval::all(), false)), to: None };
                WindowBounds { bounds: Some(open), gaps: vec![gap("encounter", reason)] }
            }
        }
    }

    /// `any PRESENCE where (…)`.
    pub fn any_where(&self, p: &Presence, inner: &Cond, scope: &Scope<'_>) -> Answer {
        let found = self.narrowed(p, inner, scope);
        self.conclude(p, found)
    }

    /// `all PRESENCE where (…)`: no fact for which it does not hold.
    pub fn all_where(&self, p: &Presence, inner: &Cond, scope: &Scope<'_>) -> Answer {
        let found = self.found(p, &[], scope);
        let mut parts = Vec::new();
        for j in found.facts {
            let holds = self.cond(inner, &scope.bind(p.binding, j.fact));
            let counts = Answer::new(j.truth, j.gaps, vec![j.fact]);
            parts.push(Answer::any(vec![counts.not(), holds]));
        }
        if let Some(gap) = found.incomplete {
            parts.push(Answer::unknown(gap));
        }
        Answer { bound: Default::default(), ..Answer::all(parts) }
    }

    /// The facts of a presence, each also judged by a condition about it.
    fn narrowed(&self, p: &Presence, inner: &Cond, scope: &Scope<'_>) -> Found {
        let mut found = self.found(p, &[], scope);
        for j in &mut found.facts {
            if j.truth == Truth::False {
                continue;
            }
            let holds = self.cond(inner, &scope.bind(p.binding, j.fact));
            j.truth = j.truth.and(holds.truth);
            match j.truth {
                Truth::False => j.gaps.clear(),
                _ => merge(&mut j.gaps, holds.gaps),
            }
        }
        found
    }

    /// `count PRESENCE [where (…)]`.
    pub fn count(&self, p: &Presence, inner: Option<&Cond>, scope: &Scope<'_>) -> Number {
        let found = match inner {
            Some(c) => self.narrowed(p, c, scope),
            None => self.found(p, &[], scope),
        };
        let number = |n: usize| Num::from(i64::try_from(n).unwrap_or(i64::MAX));
        let sure = found.with(Truth::True);
        let maybe = found.with(Truth::Unknown).len();
        let hi = match found.incomplete {
            Some(_) => End::Unbounded,
            None => End::Closed(number(sure.len().saturating_add(maybe))),
        };
        let n = Number { range: Interval::all(), gaps: found.gaps(), facts: sure.clone() };
        n.with(Interval::new(End::Closed(number(sure.len())), hi))
    }

    /// `sum EXPR over PRESENCE`, `highest …`, `lowest …`.
    pub fn over(&self, kind: OverKind, value: &NumExpr, p: &Presence, scope: &Scope<'_>) -> Number {
        let found = self.found(p, &[], scope);
        let zero = Interval::exact(Num::ZERO);
        let mut total: Option<Number> = match kind {
            OverKind::Sum => Some(Number::exact(Num::ZERO)),
            OverKind::Highest | OverKind::Lowest => None,
        };
        let mut open = Vec::new();
        for j in &found.facts {
            if j.truth == Truth::False {
                continue;
            }
            let mut n = self.number(value, &scope.bind(p.binding, j.fact));
            merge(&mut n.facts, [j.fact]);
            let sure = j.truth == Truth::True;
            merge(&mut n.gaps, j.gaps.iter().cloned());
            total = Some(match (kind, total.take()) {
                (OverKind::Sum, Some(t)) if sure => Number::combine(t, n, Interval::add),
                (OverKind::Sum, Some(t)) => Number::combine(t, n, |a, b| a.add(&b.hull(&zero))),
                (OverKind::Highest, Some(t)) if sure => Number::combine(t, n, |a, b| Some(a.max(b))),
                (OverKind::Lowest, Some(t)) if sure => Number::combine(t, n, |a, b| Some(a.min(b))),
                (OverKind::Highest, Some(t)) => Number::combine(t, n, |a, b| Some(a.hull(&a.max(b)))),
                (OverKind::Lowest, Some(t)) => Number::combine(t, n, |a, b| Some(a.hull(&a.min(b)))),
                (_, None) if sure => n,
                // The only one there may be: nothing can be said.
                (_, None) => {
                    merge(&mut open, n.gaps);
                    continue;
                }
            });
        }
        let Some(mut total) = total else {
            let mut gaps = open;
            merge(&mut gaps, found.incomplete);
            if gaps.is_empty() {
                gaps.push(gap(self.datum(p), Reason::NeverRecorded));
            }
            return Number::unknown(gaps, Vec::new());
        };
        if !open.is_empty() || found.incomplete.is_some() {
            merge(&mut total.gaps, open.clone());
            merge(&mut total.gaps, found.incomplete.clone());
            total.range = match kind {
                // More may be there; amounts of facts are not negative, but a sum need not be of amounts.
                OverKind::Sum => Interval::all(),
                OverKind::Highest => Interval { lo: total.range.lo, hi: End::Unbounded },
                OverKind::Lowest => Interval { lo: End::Unbounded, hi: total.range.hi },
            };
        }
        total
    }
}

/// A window worked out; no bounds: there is no such time.
pub(crate) struct WindowBounds {
    bounds: Option<Bounds>,
    pub gaps: Gaps,
}

impl WindowBounds {
    /// Whether a fact's time lies within.
    pub fn holds(&self, time: Option<Extent>) -> Truth {
        match (&self.bounds, time) {
            (None, _) => Truth::False,
            (Some(_), None) => Truth::Unknown,
            (Some(b), Some(t)) => extent::within(&t, b),
        }
    }

    /// Whether an instant lies within, where the bounds are instants themselves.
    pub fn holds_at(&self, t: Timestamp) -> Option<bool> {
        let Some(b) = &self.bounds else { return Some(false) };
        let after = |(from, strict): (Instant, bool)| {
            let from = from.value()?;
            Some(if strict { t > from } else { t >= from })
        };
        let before = |(to, strict): (Instant, bool)| {
            let to = to.value()?;
            Some(if strict { t < to } else { t <= to })
        };
        Some(b.from.map_or(Some(true), after)? && b.to.map_or(Some(true), before)?)
    }

    /// Whether a fact's time surely lies before it.
    pub fn follows(&self, time: Option<Extent>) -> bool {
        let both = self.bounds.as_ref().zip(time);
        both.is_some_and(|(b, t)| extent::reaches(&t, b) == Truth::False)
    }
}

/// The answer of a presence, with its facts bound to its name.
pub(crate) fn about(truth: Truth, gaps: Gaps, p: &Presence, facts: Vec<FactRef>) -> Answer {
    let mut answer = Answer::new(truth, gaps, facts);
    if let Some(name) = p.binding {
        answer.bound.insert(name, answer.facts.iter().copied());
    }
    answer
}
