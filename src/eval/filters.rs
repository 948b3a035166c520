//! Modifiers: `with systemic route`, `with daily dose > 50 mg/d`, `with severity severe`.
//!
//! Each looks at one fact. What the fact does not say is unknown.

use super::dose::Product;
use super::engine::Eval;
use super::extent;
use super::facts::FactRef;
use super::matching::Codes;
use super::route::Way;
use super::text;
use super::units;
use crate::model::{FactFilter, FactKind, ObservationId, Presence, SetId, Target};
use crate::snapshot::{Concept, Dose, ObservationValue};
use crate::terms::Match;
use crate::time::Duration;
use crate::units::Unit;
use crate::value::{CmpOp, Interval, Num, Reason, Truth};

/// Why a modifier cannot be judged.
pub(crate) type Why = Option<(Reason, Option<String>)>;
type Judgement = (Truth, Why);

fn yes_no(b: bool) -> Judgement {
    (b.into(), None)
}

fn silent() -> Judgement {
    (Truth::Unknown, Some((Reason::NeverRecorded, None)))
}

/// How old a weight may be for a dose per kilogram.
const WEIGHT_DAYS: i64 = 90;

/// Whether a result of this code is a body weight, by which a dose may be.
pub(super) fn is_weight(c: &Concept) -> bool {
    c.codings.iter().any(|c| {
        matches!(c.code.as_str(), "29463-7" | "3141-9")
            && crate::terms::CodeSystem::received(&c.system) == crate::terms::CodeSystem::Loinc
    })
}

impl Eval<'_> {
    /// Whether a fact meets a modifier.
    pub fn filter(&self, f: &FactFilter, p: &Presence, kind: FactKind, at: usize) -> Judgement {
        let facts = &self.facts;
        let medication = facts.medications.get(at).filter(|_| kind == FactKind::Medication);
        let condition = facts.conditions.get(at).filter(|_| kind == FactKind::Condition);
        let allergy = facts.allergies.get(at).filter(|_| kind == FactKind::Allergy);
        let observation = facts.observations.get(at).filter(|_| kind == FactKind::Observation);
        let family = facts.family.get(at).filter(|_| kind == FactKind::FamilyHistory);
        let encounter = facts.encounters.get(at).filter(|_| kind == FactKind::Encounter);
        match f {
            // These were asked of the fact's standing.
            FactFilter::Status(_) | FactFilter::Certainty(_) => yes_no(true),
            FactFilter::Route(word) => self.route_is(at, |w| w.is(word)),
            FactFilter::RouteSet(set) => {
                let routes =
                    medication.into_iter().flat_map(|m| m.doses.iter().filter_map(|d| d.route.as_ref()));
                self.any_member(*set, routes)
            }
            FactFilter::Dose(op, v, unit) => self.dose_is(p, self.product(at, |m| m.single(unit)), *op, *v),
            FactFilter::DailyDose(op, v, unit) => {
                self.dose_is(p, self.product(at, |m| m.daily(unit)), *op, *v)
            }
            FactFilter::Form(set) => {
                self.any_member(*set, medication.into_iter().filter_map(|m| m.form.as_ref()))
            }
            FactFilter::Indication(set) => {
                self.any_member(*set, medication.into_iter().flat_map(|m| m.indications.iter()))
            }
            FactFilter::AsNeeded => match medication.map(|m| m.doses.as_slice()) {
                None | Some([]) => silent(),
                Some(doses) => yes_no(doses.iter().any(|d| d.as_needed)),
            },
            FactFilter::Lasting(op, d) => self.lasting(kind, at, *op, *d),
            FactFilter::Severity(word) => match (condition, allergy) {
                (Some(c), _) => c.severity.as_ref().map_or_else(silent, |s| severity_is(s, word)),
                (_, Some(a)) => word_is(a.severity.as_deref(), word),
                _ => silent(),
            },
            FactFilter::Criticality(word) => match allergy.and_then(|a| a.criticality.as_deref()) {
                Some("unable-to-assess") => silent(),
                other => word_is(other, word),
            },
            FactFilter::Category(word) => {
                let categories = match (condition, observation) {
                    (Some(c), _) => c.categories.as_slice(),
                    (_, Some(o)) => o.categories.as_slice(),
                    _ => &[],
                };
                if categories.is_empty() {
                    return silent();
                }
                yes_no(categories.iter().any(|c| c.eq_ignore_ascii_case(word)))
            }
            FactFilter::Reaction(set) => {
                self.any_member(*set, allergy.into_iter().flat_map(|a| a.reactions.iter()))
            }
            FactFilter::AllergyKind(word) => word_is(allergy.and_then(|a| a.kind.as_deref()), word),
            FactFilter::Value(op, v) => self.value_is(p, at, *op, *v),
            FactFilter::ValueSet(set) => match observation.map(|o| &o.value) {
                Some(ObservationValue::Concept(c)) => self.member(*set, c),
                Some(ObservationValue::Text(_)) => (Truth::Unknown, Some((Reason::Uncoded, None))),
                Some(ObservationValue::Masked) => (Truth::Unknown, Some((Reason::Masked, None))),
                Some(ObservationValue::Absent(_)) => (Truth::Unknown, Some((Reason::Absent, None))),
                _ => yes_no(false),
            },
            FactFilter::Specimen(set) => self.any_member(*set, observation.and_then(|o| o.specimen.as_ref())),
            FactFilter::Relationship(set) => self.any_member(*set, family.map(|f| &f.relationship)),
            FactFilter::OnsetAge(op, years) => match family.and_then(|f| f.onset_age) {
                Some(age) => {
                    let age = Interval::exact(age);
                    self.observe_compared(p.id, Some(*op), *years, age);
                    (age.compare(*op, &Interval::exact(*years)), None)
                }
                None => silent(),
            },
            FactFilter::Class(word) => word_is(encounter.and_then(|e| e.class.as_deref()), word),
        }
    }

    /// Whether a concept is in a set.
    pub fn member(&self, set: SetId, c: &Concept) -> Judgement {
        match self.model.sets.get(set.index()).map(|s| s.set.match_concept(c, &self.model.terminology)) {
            Some(Match::Yes(_)) => yes_no(true),
            Some(Match::CannotTell(reason)) => (Truth::Unknown, Some((reason, None))),
            Some(Match::No) | None => yes_no(false),
        }
    }

    fn any_member<'c>(&self, set: SetId, all: impl IntoIterator<Item = &'c Concept>) -> Judgement {
        let mut judged = all.into_iter().map(|c| self.member(set, c)).peekable();
        if judged.peek().is_none() {
            return silent();
        }
        judged.fold(yes_no(false), |(a, why), (b, more)| (a.or(b), why.or(more)))
    }

    /// Whether the route is what is asked for: as ordered, else as the form implies.
    fn route_is(&self, at: usize, is: impl Fn(Way) -> Truth) -> Judgement {
        let Some(m) = self.facts.medications.get(at) else { return silent() };
        let of_form =
            self.resolved(FactKind::Medication, at).drug().and_then(|d| d.route).and_then(Way::of_form);
        let of_form = of_form.or_else(|| {
            let form = m.form.as_ref()?;
            let texts = form.text.iter().map(String::as_str);
            let mut texts = texts.chain(form.codings.iter().filter_map(|c| c.display.as_deref()));
            texts.find_map(crate::terms::Route::of_form).and_then(Way::of_form)
        });
        let of_way = |ordered: Option<Way>| ordered.or(of_form).map_or(Truth::Unknown, &is);
        let ordered = m.doses.iter().map(|d: &Dose| d.route.as_ref().and_then(Way::received));
        let truth = ordered.map(of_way).reduce(Truth::or).unwrap_or_else(|| of_way(None));
        match truth {
            Truth::Unknown => silent(),
            known => (known, None),
        }
    }

    fn product<T>(&self, at: usize, f: impl FnOnce(&Product<'_>) -> T) -> Option<T> {
        let medication = self.facts.medications.get(at)?;
        let resolved = self.resolved(FactKind::Medication, at);
        let units = self.view.map(|v| v.units);
        Some(f(&Product { medication, resolved: &resolved, weight: self.weight(), units }))
    }

    /// Single dose or daily dose of a medication, for fields and scripts.
    pub fn dose(&self, at: usize, unit: &Unit, daily: bool) -> Option<super::dose::DoseResult> {
        self.product(at, |p| if daily { p.daily(unit) } else { p.single(unit) })
    }

    /// The latest body weight in kilograms, if it is recent.
    fn weight(&self) -> Option<Interval<Num>> {
        *self.weight.get_or_init(|| self.latest_weight())
    }

    fn latest_weight(&self) -> Option<Interval<Num>> {
        let kg = Unit::parse("kg").ok()?;
        let recent = extent::in_last(Duration::new(WEIGHT_DAYS, crate::time::TimeUnit::Day), self.clock);
        let weights = self.facts.observations.iter().filter_map(|o| {
            let coded = is_weight(&o.code);
            let fin =
                coded && super::standing::result(o, Default::default()) == super::standing::Standing::Counts;
            if !coded {
                return None;
            }
            let at = extent::recorded(o.effective.as_ref().filter(|_| fin)?, self.clock);
            let within = extent::within(&extent::Extent::point(at), &recent);
            let ObservationValue::Quantity(q) = &o.value else { return None };
            let said = q.unit.as_deref()?;
            let (_, convert) = match &self.view {
                Some(view) => view.units.borrow_mut().amount(said, &kg)?,
                None => units::amount(said, &kg)?,
            };
            let value = convert?.apply(q.value)?;
            let plain = within == Truth::True && q.comparator.is_none() && value > Num::ZERO;
            plain.then_some((o.effective.as_ref()?.earliest(&self.clock.zone), value))
        });
        weights.max().map(|(_, v)| Interval::exact(v))
    }

    fn dose_is(&self, p: &Presence, dose: Option<super::dose::DoseResult>, op: CmpOp, v: Num) -> Judgement {
        match dose {
            None => silent(),
            Some(Err((reason, detail))) => (Truth::Unknown, Some((reason, Some(detail)))),
            Some(Ok(range)) => {
                self.observe_compared(p.id, Some(op), v, range);
                let truth = range.compare(op, &Interval::exact(v));
                (truth, Some((Reason::Precision, Some("dose given as a range".into()))))
            }
        }
    }

    /// How long a fact lasts: its start moved by the duration against its end.
    fn lasting(&self, kind: FactKind, at: usize, op: CmpOp, d: Duration) -> Judgement {
        match self.course(kind, at) {
            Err(missing) => (Truth::Unknown, Some((Reason::NeverRecorded, Some(missing.into())))),
            Ok(course) => {
                let reached = extent::shift(&course.start, d.count, d.unit, self.clock);
                (course.end.compare(op, &reached), Some((Reason::Precision, None)))
            }
        }
    }

    /// `measured X with value > …`, in the unit of the observation asked for.
    fn value_is(&self, p: &Presence, at: usize, op: CmpOp, v: Num) -> Judgement {
        let mut targets = p.targets.iter().filter_map(|t| match t {
            Target::Observation(id) => Some(*id),
            Target::Set(_) => None,
        });
        let is = |id: ObservationId| {
            self.membership(Codes::Observation(id), FactKind::Observation, at).0 == Truth::True
        };
        let first = targets.next();
        let own = first.map(|first| {
            let others = targets.clone().next().is_some() && !is(first);
            if others { targets.find(|id| is(*id)).unwrap_or(first) } else { first }
        });
        let read = match own {
            Some(id) => self.read_number(id, at),
            None => self.bare_number(at),
        };
        match read {
            Err((reason, detail)) => (Truth::Unknown, Some((reason, detail))),
            Ok(range) => {
                self.observe_compared(p.id, Some(op), v, range);
                (range.compare(op, &Interval::exact(v)), Some((Reason::Comparator, None)))
            }
        }
    }

    /// The route of a medication in words, for messages and scripts.
    pub fn route_text(&self, fact: FactRef) -> Option<String> {
        let FactRef::Fact(FactKind::Medication, at) = fact else { return None };
        let m = self.facts.medications.get(at)?;
        let mut routes: Vec<String> = Vec::new();
        for r in m.doses.iter().filter_map(|d| d.route.as_ref()) {
            let word = Way::received(r).map_or_else(|| text::one_line(r.label()), |w| w.word.to_string());
            super::answer::merge(&mut routes, [word]);
        }
        if routes.is_empty() {
            let form =
                self.resolved(FactKind::Medication, at).drug().and_then(|d| d.route).and_then(Way::of_form);
            routes.extend(form.map(|w| w.word.to_string()));
        }
        (!routes.is_empty()).then(|| text::list(&routes))
    }
}

/// What a modifier looks at, in words.
pub(crate) fn aspect(f: &FactFilter) -> &'static str {
    match f {
        FactFilter::Status(_) => "status",
        FactFilter::Certainty(_) => "certainty",
        FactFilter::Route(_) | FactFilter::RouteSet(_) => "route",
        FactFilter::Dose(..) => "dose",
        FactFilter::DailyDose(..) => "daily dose",
        FactFilter::Form(_) => "form",
        FactFilter::Indication(_) => "indication",
        FactFilter::AsNeeded => "dosage",
        FactFilter::Lasting(..) => "duration",
        FactFilter::Severity(_) => "severity",
        FactFilter::Criticality(_) => "criticality",
        FactFilter::Category(_) => "category",
        FactFilter::Reaction(_) => "reaction",
        FactFilter::AllergyKind(_) => "kind",
        FactFilter::Value(..) | FactFilter::ValueSet(_) => "value",
        FactFilter::Specimen(_) => "specimen",
        FactFilter::Relationship(_) => "relationship",
        FactFilter::OnsetAge(..) => "age at onset",
        FactFilter::Class(_) => "class",
    }
}

fn word_is(have: Option<&str>, asked: &str) -> Judgement {
    have.map_or_else(silent, |h| yes_no(h.eq_ignore_ascii_case(asked)))
}

/// Severity by the usual codes, or by its word.
fn severity_is(c: &Concept, asked: &str) -> Judgement {
    let known = |code: &str| match code {
        "24484000" | "LA6750-9" => Some("severe"),
        "6736007" | "LA6751-7" => Some("moderate"),
        "255604002" | "LA6752-5" => Some("mild"),
        _ => None,
    };
    if let Some(word) = c.codings.iter().find_map(|c| known(&c.code)) {
        return yes_no(word == asked);
    }
    let texts =
        c.text.iter().map(String::as_str).chain(c.codings.iter().filter_map(|c| c.display.as_deref()));
    let words = ["severe", "moderate", "mild"];
    let said = texts.map(str::to_lowercase).find_map(|t| words.into_iter().find(|w| t.contains(w)));
    said.map_or((Truth::Unknown, Some((Reason::Uncoded, None))), |w| yes_no(w == asked))
}
