//! The usual case, decided without reasons: facts that surely have a code, with exact times and
//! a status that leaves nothing open.
//!
//! Everything here says what the full evaluation says, or nothing (`None`), and
//! then that is asked. It needs a prepared patient, so the reference never comes here.

use super::answer::Answer;
use super::engine::{Eval, View};
use super::facts::{FactRef, in_future};
use super::matching::Codes;
use super::pairs::own_ingredient;
use super::presence::{WindowBounds, about};
use super::series::conversion_from;
use super::standing::{self, Standing};
use crate::index::Said;
use crate::model::{
    FactFilter, FactKind, Interaction, NumExpr, NumKind, ObservationId, Presence, Rule, Series, Target,
    Window,
};
use crate::snapshot::{
    ConditionStatus, Coverage, MedicationKind, MedicationStatus, ObservationValue, Quantity,
};
use crate::text::same;
use crate::time::{Duration, Timestamp};
use crate::value::{Num, Truth};
use crate::vocab::{AggregateKind, Verb};
use std::cell::Ref;
use std::cmp::Ordering;

/// The latest result of a series.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Latest {
    /// Surely this one, at this time, with this number.
    Is(usize, Timestamp, Num),
    /// There is none, or none within the window: nothing is known. Whether there surely is none, as every
    /// result that may be of the series is.
    Nothing { surely: bool },
}

/// The results of an observation, or those that a window reaches back to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PlainSeries {
    observation: ObservationId,
    window: Option<Duration>,
}

impl PlainSeries {
    fn of(series: &Series) -> Option<PlainSeries> {
        match &*series.filters {
            [] => PlainSeries::within(series.observation, &series.windows),
            _ => None,
        }
    }

    fn within(observation: ObservationId, windows: &[Window]) -> Option<PlainSeries> {
        let window = match windows {
            [] => None,
            [Window::InLast(d)] => Some(*d),
            _ => return None,
        };
        Some(PlainSeries { observation, window })
    }

    /// What a number is the latest of.
    pub fn of_number(e: &NumExpr) -> Option<PlainSeries> {
        match &e.kind {
            NumKind::Aggregate(a) if a.kind == AggregateKind::Latest => PlainSeries::of(&a.series),
            _ => None,
        }
    }
}

/// One medication of each side.
pub(crate) struct PlainPair<'e> {
    /// The ingredients, for the identity of the finding.
    pub first: &'e str,
    pub second: &'e str,
    pub a: FactRef,
    pub b: FactRef,
}

impl Eval<'_> {
    /// Whether a result was measured, at or after an instant.
    pub fn plainly_measured(&self, at: usize, from: Option<Timestamp>) -> Option<bool> {
        match standing::measured(self.facts.observations.get(at)?, Default::default()) {
            Standing::No => return Some(false),
            Standing::May(_) => return None,
            Standing::Counts => {}
        }
        let t = self.view.as_ref()?.prepared.times.exact(at)?;
        Some(*t <= self.clock.now && from.as_ref().is_none_or(|from| t >= from))
    }

    /// The answer of a presence of results, where each surely is one, and some count.
    pub fn plainly_present(&self, p: &Presence) -> Option<Answer> {
        let (view, kind) = (self.view.as_ref()?, FactKind::Observation);
        let ([target], []) = (&*p.targets, &*p.filters) else { return None };
        let watched = self.forced.is_some() || self.observer.is_some();
        if watched || FactKind::of(p.verb) != kind || view.has_open(kind, Codes::of(*target)) {
            return None;
        }
        let from = match &*p.windows {
            [] => None,
            [Window::InLast(d)] => Some(self.ago(*d)),
            _ => return None,
        };
        let time = |f: &FactRef| match f {
            FactRef::Fact(_, at) => view.prepared.times.exact(*at),
            _ => None,
        };
        let mut facts: Vec<FactRef> = Vec::new();
        let mut looked_at = 0;
        for (at, sure) in view.listed(kind, Codes::of(*target)) {
            looked_at += 1;
            let at = at as usize;
            if !sure {
                return None;
            }
            if self.plainly_measured(at, from)? {
                // Latest first; of one instant, in order.
                let fact = FactRef::Fact(kind, at);
                let place = facts.iter().position(|f| time(f) < time(&fact)).unwrap_or(facts.len());
                facts.insert(place, fact);
            }
        }
        self.budget.spend(looked_at);
        (!facts.is_empty()).then(|| about(Truth::True, Vec::new(), p, facts))
    }

    /// Whether a fact with the right code counts, by its status and time. Modifiers are not looked at.
    pub fn plainly_counts(
        &self,
        p: &Presence,
        kind: FactKind,
        at: usize,
        windows: &[WindowBounds],
    ) -> Option<bool> {
        self.view.as_ref()?;
        // These say which statuses count.
        if p.filters.iter().any(|f| matches!(f, FactFilter::Status(_) | FactFilter::Certainty(_))) {
            return None;
        }
        match kind {
            FactKind::Observation => {
                if !self.plainly_measured(at, None)? {
                    return Some(false);
                }
                let t = self.view.as_ref()?.prepared.times.exact(at)?;
                windows.iter().try_fold(true, |all, w| Some(w.holds_at(*t)? && all))
            }
            FactKind::Medication if windows.is_empty() => self.plainly_taken(p.verb, at),
            FactKind::Condition | FactKind::Procedure | FactKind::Allergy | FactKind::Immunization
                if windows.is_empty() =>
            {
                match self.standing(p, kind, at) {
                    Standing::No => return Some(false),
                    Standing::May(_) => return None,
                    Standing::Counts => {}
                }
                if p.verb == Verb::Has {
                    // What has an end may be over.
                    let c = self.facts.conditions.get(at)?;
                    if c.period.end.is_some() || c.status != ConditionStatus::Active {
                        return None;
                    }
                }
                // However coarse its date: it is on record, so what may have begun has.
                let date = self.facts.date(FactRef::Fact(kind, at));
                Some(date.is_none_or(|t| !in_future(t, self.clock)))
            }
            _ => None,
        }
    }

    /// Whether a medication counts, where the verb says which statuses do.
    fn plainly_taken(&self, verb: Verb, at: usize) -> Option<bool> {
        if verb == Verb::TakingOrOrdering && self.is_replaced(at) {
            return Some(false);
        }
        let m = self.facts.medications.get(at)?;
        match standing::medication(verb, m, Default::default()) {
            Standing::No => return Some(false),
            Standing::May(_) => return None,
            Standing::Counts => {}
        }
        if m.kind == MedicationKind::Draft {
            return Some(true);
        }
        if !matches!(verb, Verb::Taking | Verb::TakingOrOrdering) || m.status == MedicationStatus::Ended {
            return None;
        }
        let now = self.clock.now;
        // Begun at a time that is not known: some time before now.
        let begun = match m.period.start.as_ref().or(m.info.recorded.as_ref()) {
            Some(t) => t.exact()? <= now,
            None => true,
        };
        let lasts = match m.period.end.as_ref().or(m.supply_until.as_ref()) {
            Some(t) => t.exact()? >= now,
            None => true,
        };
        Some(begun && lasts)
    }

    /// The latest number of a series.
    pub fn plain_latest(&self, series: &Series) -> Option<Latest> {
        self.plain_latest_of(PlainSeries::of(series)?).as_deref().copied()
    }

    /// The same of a series without modifiers, where it stands: a number that is passed on is waited for.
    /// To be let go before anything else is asked for.
    pub fn plain_latest_of(&self, series: PlainSeries) -> Option<Ref<'_, Latest>> {
        let view = self.view.as_ref()?;
        // A rule asks for the number and for its date, one after the other.
        if self.last_latest.borrow().as_ref().is_none_or(|(of, _)| *of != series) {
            let mut last = self.last_latest.borrow_mut();
            _ = last.insert((series, self.find_latest(view, series.observation, series.window)));
        }
        Ref::filter_map(self.last_latest.borrow(), |last| last.as_ref()?.1.as_ref()).ok()
    }

    /// Whether an observation was measured within windows, if the number that was asked for last tells.
    pub fn told_by_latest(&self, observation: ObservationId, windows: &[Window]) -> Option<bool> {
        let last = self.last_latest.borrow();
        let (of, latest) = last.as_ref()?;
        if PlainSeries::within(observation, windows).as_ref() != Some(of) {
            return None;
        }
        match latest {
            // A result with a number is one that was measured.
            Some(Latest::Is(..)) => Some(true),
            Some(Latest::Nothing { surely: true }) => Some(false),
            Some(Latest::Nothing { surely: false }) | None => None,
        }
    }

    fn find_latest(&self, view: &View<'_>, id: ObservationId, window: Option<Duration>) -> Option<Latest> {
        let now = &self.clock.now;
        let mut latest = None::<(&Timestamp, usize)>;
        let (mut looked_at, mut surely) = (0, true);
        for (at, sure) in view.listed(FactKind::Observation, Codes::Observation(id)) {
            looked_at += 1;
            if !sure {
                surely = false;
                // Of results, only those that surely have the code count.
                continue;
            }
            let at = at as usize;
            let t = view.prepared.times.exact(at)?;
            if t > now {
                continue;
            }
            match latest.map(|(last, _)| last.cmp(t)) {
                // Two at one time: which one counts is a question of its own.
                Some(Ordering::Equal) => return None,
                Some(Ordering::Greater) => {}
                Some(Ordering::Less) | None => latest = Some((t, at)),
            }
        }
        self.budget.spend(looked_at);
        let Some((t, at)) = latest else { return Some(Latest::Nothing { surely }) };
        if window.is_some_and(|d| *t < self.ago(d)) {
            // The latest is too old, and so are all before it.
            return Some(Latest::Nothing { surely });
        }
        let o = self.facts.observations.get(at)?;
        if standing::result(o, Default::default()) != Standing::Counts {
            return None;
        }
        let value = match &o.value {
            ObservationValue::Quantity(q) if q.comparator.is_none() => self.plain_number(id, q)?,
            // A panel's own line is none of its results.
            _ => return None,
        };
        Some(Latest::Is(at, *t, value))
    }

    /// An uncensored quantity in the observation's unit, where it is plausible.
    fn plain_number(&self, id: ObservationId, q: &Quantity) -> Option<Num> {
        let def = self.observation(id)?;
        let unit = def.unit.as_ref()?;
        let mut units = self.view.as_ref()?.units.borrow_mut();
        let convert = units
            .conversion(id, q.unit.as_deref(), |said| conversion_from(said, unit, def.analyte))
            .as_ref()?;
        let value = convert.apply(q.value)?;
        def.plausible.is_none_or(|p| p.contains(value)).then_some(value)
    }

    /// The pair of an interaction that asks for nothing else, where each side has one medication
    /// at most; without one there is no pair.
    pub fn plain_pair(&self, rule: &Rule, i: &Interaction) -> Option<Option<PlainPair<'_>>> {
        let alone = rule.population.is_none()
            && rule.when.is_none()
            && rule.recall.is_none()
            && rule.unless.is_empty()
            && !self.explains
            && self.observer.is_none()
            && self.forced.is_none();
        if !alone
            || *self.facts.coverage(FactKind::Medication) != Coverage::Complete
            || (!self.advise_deceased && self.has_died())
        {
            return None;
        }
        let Some(x) = self.side(&i.a)? else { return Some(None) };
        let Some(y) = self.side(&i.b)? else { return Some(None) };
        let ((first, of_x), (second, of_y)) = (self.partner(&i.a, x)?, self.partner(&i.b, y)?);
        // The same thing is no pair.
        let same_thing =
            x == y || same(first.as_bytes(), second.as_bytes()) || (!of_x.is_empty() && alike(of_x, of_y));
        Some((!same_thing).then_some(PlainPair {
            first,
            second,
            a: FactRef::Fact(FactKind::Medication, x),
            b: FactRef::Fact(FactKind::Medication, y),
        }))
    }

    /// The only medication of a side of an interaction; without one, there is nobody.
    fn side(&self, p: &Presence) -> Option<Option<usize>> {
        let view = self.view.as_ref()?;
        let kind = FactKind::Medication;
        if FactKind::of(p.verb) != kind || !p.filters.is_empty() || !p.windows.is_empty() {
            return None;
        }
        let [Target::Set(id)] = &*p.targets else { return None };
        let codes = Codes::Set(*id);
        if view.has_open(kind, codes) {
            return None;
        }
        let mut one = None;
        let mut looked_at = 1;
        for (at, sure) in view.listed(kind, codes) {
            looked_at += 1;
            let at = at as usize;
            if !sure {
                return None;
            }
            if self.plainly_taken(p.verb, at)? && one.replace(at).is_some() {
                return None;
            }
        }
        self.budget.spend(looked_at);
        Some(one)
    }

    /// The ingredient through which a medication belongs to a side, and all that it has.
    fn partner(&self, p: &Presence, at: usize) -> Option<(&str, &[String])> {
        let view = self.view.as_ref()?;
        let [target] = &*p.targets else { return None };
        let known = view.prepared.known(view.concepts, FactKind::Medication, at)?;
        let Said::Yes { coding, ingredient } = view.said(known, Codes::of(*target)) else { return None };
        let through = match ingredient {
            Some(named) => named,
            None => own_ingredient(&known.resolved, self.facts.medications.get(at)?, *coding)?,
        };
        Some((through, known.resolved.ingredients()))
    }
}

/// Whether texts are the same, one by one.
fn alike(a: &[String], b: &[String]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a.as_bytes(), b.as_bytes()))
}
