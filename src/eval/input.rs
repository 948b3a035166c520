//! Inputs: bedside judgements, from the host's answers or from coded observations.

use super::answer::{Answer, Gaps, Number, When, gap, merge};
use super::engine::{Eval, when_at};
use super::extent::{self, Extent, Instant};
use super::facts::{FactRef, in_future};
use super::matching::Codes;
use super::series::{Candidate, Selection, read};
use super::standing::{self, Standing};
use super::text;
use crate::model::{FactKind, InputDef, InputId, InputKind};
use crate::snapshot::{Coverage, InputAnswer, ObservationValue};
use crate::time::PartialTime;
use crate::units::Unit;
use crate::value::{Gap, Interval, Num, Reason, Truth};
use std::rc::Rc;

/// An answer, as its kind has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Given {
    Choice(usize),
    Number(Interval<Num>),
    YesNo(bool),
    /// When a date may be.
    Date(Instant),
}

type Found = Result<(Given, Vec<FactRef>), (Gaps, Vec<FactRef>)>;

impl Eval<'_> {
    fn input(&self, id: InputId) -> Option<&InputDef> {
        self.model.inputs.get(id.index())
    }

    /// `EyeOpening is spontaneous`.
    pub fn choice_is(&self, id: InputId, choice: usize) -> Answer {
        match self.given(id) {
            Ok((given, facts)) => Answer::known(given == Given::Choice(choice), facts),
            Err((gaps, facts)) => Answer::new(Truth::Unknown, gaps, facts),
        }
    }

    /// A yes-no input.
    pub fn input_yes(&self, id: InputId) -> Answer {
        match self.given(id) {
            Ok((given, facts)) => Answer::known(given == Given::YesNo(true), facts),
            Err((gaps, facts)) => Answer::new(Truth::Unknown, gaps, facts),
        }
    }

    /// A number input; without an answer, what the input allows.
    pub fn input_number(&self, id: InputId) -> Number {
        let allowed = match self.input(id).map(|d| &d.kind) {
            Some(InputKind::Number { range, .. }) => *range,
            _ => Interval::all(),
        };
        match self.given(id) {
            Ok((Given::Number(n), facts)) => {
                Number::said(n, facts, || gap(self.input_datum(id), Reason::Comparator))
            }
            Ok((_, facts)) => Number::unknown(vec![gap(self.input_datum(id), Reason::NotNumeric)], facts),
            Err((gaps, facts)) => Number { range: allowed, gaps, facts },
        }
    }

    /// A date input.
    pub fn input_time(&self, id: InputId) -> When {
        match self.given(id) {
            Ok((Given::Date(at), facts)) => {
                let why = || vec![gap(self.input_datum(id), Reason::Precision)];
                when_at(at, if at.value().is_some() { Vec::new() } else { why() }, facts)
            }
            Ok((_, facts)) => When::unknown(vec![gap(self.input_datum(id), Reason::NotAnswered)], facts),
            Err((gaps, facts)) => When::unknown(gaps, facts),
        }
    }

    /// The points of a choice; without an answer, from the lowest to the highest.
    pub fn input_points(&self, id: InputId) -> Number {
        let points = self.choice_points(id, |_, points| points);
        points.unwrap_or_else(|| {
            Number::unknown(vec![gap(self.input_datum(id), Reason::Undefined)], Vec::new())
        })
    }

    /// A number for each choice: that of the answer, or the hull of all.
    pub fn choice_points(
        &self,
        id: InputId,
        of: impl Fn(usize, Option<Num>) -> Option<Num>,
    ) -> Option<Number> {
        let InputKind::Choice(choices) = &self.input(id)?.kind else { return None };
        let point = |at: usize| choices.get(at).and_then(|c| of(at, c.points)).map(Interval::exact);
        let undefined = |facts| Number::unknown(vec![gap(self.input_datum(id), Reason::Undefined)], facts);
        Some(match self.given(id) {
            Ok((Given::Choice(at), facts)) => match point(at) {
                Some(range) => Number { range, gaps: Vec::new(), facts },
                None => undefined(facts),
            },
            Ok((_, facts)) => undefined(facts),
            Err((gaps, facts)) => {
                let all = (0..choices.len()).map(point).reduce(|a, b| Some(a?.hull(&b?)));
                Number { range: Interval::all(), gaps, facts }.with(all.flatten())
            }
        })
    }

    /// The choice that was made, or why none is known.
    pub fn choice(&self, id: InputId) -> Result<usize, Gaps> {
        match self.given(id) {
            Ok((Given::Choice(at), _)) => Ok(at),
            Ok(_) => Err(vec![gap(self.input_datum(id), Reason::Undefined)]),
            Err((gaps, _)) => Err(gaps),
        }
    }

    /// The name of a choice.
    #[cfg(feature = "script")]
    pub fn choice_name(&self, id: InputId, at: usize) -> String {
        match self.input(id).map(|d| &d.kind) {
            Some(InputKind::Choice(all)) => all.get(at).map(|c| c.name.clone()).unwrap_or_default(),
            _ => String::new(),
        }
    }

    fn input_datum(&self, id: InputId) -> String {
        self.input(id).map_or_else(String::new, |d| text::short(&d.name).to_string())
    }

    /// The host's answer or the latest coded observation; both must agree where both are there.
    fn given(&self, id: InputId) -> Found {
        let Some(def) = self.input(id) else {
            return Err((vec![gap("input", Reason::Undefined)], Vec::new()));
        };
        let host = self.host_answer(id, def);
        let observed = self.observed_answer(id, def);
        let datum = || self.input_datum(id);
        match (host, observed) {
            (Some(Ok(a)), Some(Ok((b, facts)))) if a == b => Ok((a, facts)),
            (Some(Ok(_)), Some(Ok((_, facts)))) => Err((vec![gap(datum(), Reason::Contradictory)], facts)),
            (Some(Ok(a)), _) => Ok((a, vec![FactRef::Input(id)])),
            (Some(Err(why)), _) => Err((vec![why], Vec::new())),
            (None, Some(found)) => found,
            (None, None) => Err((vec![gap(datum(), Reason::NotAnswered)], Vec::new())),
        }
    }

    fn host_answer(&self, id: InputId, def: &InputDef) -> Option<Result<Given, Rc<Gap>>> {
        let inputs = &self.facts.snapshot.inputs;
        let answer = inputs.get(&def.name).or_else(|| inputs.get(text::short(&def.name)))?;
        let wrong = |reason, detail: &str| {
            let (datum, detail) = (self.input_datum(id).into(), Some(detail.into()));
            Err(Rc::new(Gap { datum, reason, source: None, detail }))
        };
        Some(match (&def.kind, answer) {
            (InputKind::Choice(choices), InputAnswer::Choice(name)) => {
                match choices.iter().position(|c| c.name == *name || c.label == *name) {
                    Some(at) => Ok(Given::Choice(at)),
                    None => wrong(Reason::NotAnswered, "the answer is none of the choices"),
                }
            }
            (InputKind::Choice(choices), InputAnswer::Number(n)) => {
                match choices.iter().position(|c| c.points == Some(*n)) {
                    Some(at) => Ok(Given::Choice(at)),
                    None => wrong(Reason::NotAnswered, "the answer is none of the points"),
                }
            }
            (InputKind::Number { range, .. }, InputAnswer::Number(n)) => match range.contains(*n) {
                true => Ok(Given::Number(Interval::exact(*n))),
                false => wrong(Reason::Implausible, "the answer is outside the range"),
            },
            (InputKind::YesNo, InputAnswer::YesNo(b)) => Ok(Given::YesNo(*b)),
            (InputKind::Date, InputAnswer::Choice(text)) => match text.parse::<PartialTime>() {
                Ok(t) => Ok(Given::Date(extent::recorded(&t, self.clock))),
                Err(_) => wrong(Reason::NotAnswered, "the answer is no date"),
            },
            _ => wrong(Reason::NotAnswered, "the answer is of another kind"),
        })
    }

    /// The latest observation with one of the input's codes.
    fn observed_answer(&self, id: InputId, def: &InputDef) -> Option<Found> {
        def.codes.as_ref()?;
        let datum = text::short(&def.name).to_string();
        let mut answers: Vec<(usize, Given)> = Vec::new();
        let mut s = Selection {
            datum: datum.clone(),
            usable: Vec::new(),
            unusable: Vec::new(),
            outside: Vec::new(),
            incomplete: None,
        };
        self.each_near(FactKind::Observation, std::iter::once(Codes::Input(id)), |at| {
            let Some(o) = self.facts.observations.get(at) else { return };
            if self.membership(Codes::Input(id), FactKind::Observation, at).0 != Truth::True
                || o.effective.as_ref().is_some_and(|t| in_future(t, self.clock))
            {
                return;
            }
            let reading = match standing::result(o, Default::default()) {
                Standing::Counts => self.read_answer(def, &o.value),
                Standing::May(reason) => Err((reason, None)),
                Standing::No => return,
            };
            let reading = reading.map(|g| {
                answers.push((at, g));
                Interval::all()
            });
            let when: Instant =
                o.effective.as_ref().map_or_else(Interval::all, |t| extent::recorded(t, self.clock));
            let within = match (def.window, o.effective.is_some()) {
                (None, _) => Truth::True,
                (Some(_), false) => Truth::Unknown,
                (Some(d), true) => extent::within(&Extent::point(when), &extent::in_last(d, self.clock)),
            };
            let fact = FactRef::Fact(FactKind::Observation, at);
            let gaps = match within {
                Truth::Unknown => vec![self.gap_at(&datum, Reason::Precision, fact, None)],
                _ => Vec::new(),
            };
            let usable = reading.is_ok();
            let c = Candidate { at, when, member: within, gaps, reading };
            match (within, usable) {
                (Truth::False, true) => s.outside.push(c),
                (Truth::False, false) => {}
                (_, true) => s.usable.push(c),
                (_, false) => s.unusable.push(c),
            }
        });
        if s.usable.is_empty() && s.unusable.is_empty() && s.outside.is_empty() {
            // Nobody has answered; an observation might, where the section is incomplete.
            return match self.facts.coverage(FactKind::Observation) {
                Coverage::Complete => None,
                _ => Some(Err((vec![gap(datum, Reason::NotAnswered)], Vec::new()))),
            };
        }
        let key = |c: &Candidate| match c.when.lo {
            crate::value::End::Unbounded => None,
            crate::value::End::Closed(t) | crate::value::End::Open(t) => Some(t),
        };
        for list in [&mut s.usable, &mut s.unusable, &mut s.outside] {
            list.sort_by_key(|c| (key(c), c.at));
        }
        Some(match self.latest(&s, false) {
            Err(gaps) => Err((gaps, s.outside.iter().rev().take(1).map(Candidate::fact).collect())),
            Ok(latest) => {
                let facts: Vec<FactRef> = latest.iter().map(|c| c.fact()).collect();
                let mut given: Vec<Given> = Vec::new();
                for c in latest {
                    merge(&mut given, answers.iter().filter(|(at, _)| *at == c.at).map(|(_, g)| *g));
                }
                match given.as_slice() {
                    [one] => Ok((*one, facts)),
                    _ => Err((vec![gap(datum, Reason::Contradictory)], facts)),
                }
            }
        })
    }

    /// A coded observation as an answer.
    fn read_answer(
        &self,
        def: &InputDef,
        value: &ObservationValue,
    ) -> Result<Given, super::series::Unusable> {
        let terms = &self.model.terminology;
        match (&def.kind, value) {
            (InputKind::Choice(choices), ObservationValue::Concept(c)) => {
                let is = |codes: &crate::terms::CodeSet| codes.match_concept(c, terms).is_yes();
                let at = choices.iter().position(|choice| choice.codes.as_ref().is_some_and(is));
                at.map(Given::Choice).ok_or((Reason::OtherCodeSystem, None))
            }
            (InputKind::Choice(choices), value) => {
                let n = read(value, &Unit::one(), Default::default(), true)
                    .or_else(|_| unitless(value))?
                    .value()
                    .ok_or((Reason::Comparator, None))?;
                let at = choices.iter().position(|c| c.points == Some(n));
                at.map(Given::Choice).ok_or((Reason::Implausible, None))
            }
            (InputKind::Number { range, unit }, value) => {
                let one = Unit::one();
                let n = read(value, unit.as_ref().unwrap_or(&one), Default::default(), true)
                    .or_else(|e| if unit.is_none() { unitless(value) } else { Err(e) })?;
                let ok = n.intersect(range).is_some_and(|both| both == n);
                if ok { Ok(Given::Number(n)) } else { Err((Reason::Implausible, None)) }
            }
            (InputKind::Date, ObservationValue::Time(t)) => Ok(Given::Date(extent::recorded(t, self.clock))),
            (InputKind::YesNo | InputKind::Date, ObservationValue::Absent(why)) => {
                Err((Reason::Absent, Some(why.clone())))
            }
            (InputKind::YesNo | InputKind::Date, ObservationValue::Masked) => Err((Reason::Masked, None)),
            (InputKind::Date, _) => Err((Reason::NotAnswered, None)),
            (InputKind::YesNo, ObservationValue::YesNo(b)) => Ok(Given::YesNo(*b)),
            (InputKind::YesNo, ObservationValue::Concept(c)) => {
                // SNOMED CT, LOINC and HL7 table 0136.
                let has = |codes: &[&str]| c.codings.iter().any(|c| codes.contains(&c.code.as_str()));
                match (has(&["373066001", "LA33-6", "Y"]), has(&["373067005", "LA32-8", "N"])) {
                    (true, false) => Ok(Given::YesNo(true)),
                    (false, true) => Ok(Given::YesNo(false)),
                    _ => Err((Reason::OtherCodeSystem, None)),
                }
            }
            (InputKind::YesNo, _) => Err((Reason::NotNumeric, None)),
        }
    }
}

/// A count of points with an annotation for a unit (`{score}`).
fn unitless(value: &ObservationValue) -> Result<Interval<Num>, super::series::Unusable> {
    match value {
        ObservationValue::Quantity(q)
            if q.comparator.is_none() && q.unit.as_deref().is_none_or(|u| u.starts_with('{')) =>
        {
            Ok(Interval::exact(q.value))
        }
        _ => Err((Reason::NotNumeric, None)),
    }
}
