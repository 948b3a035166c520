//! `with …`: what each kind of fact can be narrowed by.

use super::Lower;
use crate::check::names::Decl;
use crate::check::ranges::Measure;
use crate::check::units as unit_words;
use crate::check::words;
use crate::diag::{Code, Diag, nearest};
use crate::model::{FactFilter, FactKind, ObservationId, SetId};
use crate::snapshot::Certainty;
use crate::source::Span;
use crate::syntax::ast::{Literal, Modifier, Name, Spanned};
use crate::units::Unit;
use crate::value::{CmpOp, Num};

/// The modifiers of a kind, as they are written.
fn allowed(kind: FactKind) -> &'static [&'static str] {
    match kind {
        FactKind::Medication => &[
            "oral route",
            "route Set",
            "dose > Q",
            "daily dose > Q",
            "form Set",
            "indication Set",
            "status on-hold",
            "as needed",
            "duration > D",
        ],
        FactKind::Condition => &["severity WORD", "certainty unconfirmed", "category WORD"],
        FactKind::Allergy => &[
            "severity severe",
            "criticality high",
            "certainty confirmed",
            "reaction Set",
            "kind intolerance",
        ],
        FactKind::Observation => {
            &["value > Q", "value Set", "specimen Set", "status preliminary", "category WORD"]
        }
        FactKind::FamilyHistory => &["relationship Set", "onset age < 55"],
        FactKind::Encounter => &["class inpatient"],
        FactKind::Procedure | FactKind::Immunization | FactKind::Order => &[],
    }
}

impl Lower<'_, '_> {
    /// Checked modifiers; `None` when one of them is a mistake.
    pub(crate) fn filters(
        &mut self,
        modifiers: &[Modifier],
        kind: FactKind,
        observation: Option<ObservationId>,
    ) -> Option<Vec<FactFilter>> {
        let all: Vec<Option<FactFilter>> =
            modifiers.iter().map(|m| self.filter(m, kind, observation)).collect();
        all.into_iter().collect()
    }

    fn filter(
        &mut self,
        m: &Modifier,
        kind: FactKind,
        observation: Option<ObservationId>,
    ) -> Option<FactFilter> {
        let texts: Vec<&str> = m.words.iter().map(|w| w.node.as_str()).collect();
        let last = m.words.last();
        match (kind, texts.as_slice(), &m.compare) {
            (FactKind::Medication, [_, "route"], None) => {
                let word = m.words.first()?;
                self.one_of(word, "route", &words::ROUTES).map(FactFilter::Route)
            }
            (FactKind::Medication, ["route", _], None) => self.set(last?).map(FactFilter::RouteSet),
            (FactKind::Medication, ["dose"], Some((op, q))) => {
                let (n, unit) = self.quantity(q, "a dose", "mg")?;
                Some(FactFilter::Dose(*op, n, unit))
            }
            (FactKind::Medication, ["daily", "dose"], Some((op, q))) => self.daily_dose(*op, q),
            (FactKind::Medication, ["form", _], None) => self.set(last?).map(FactFilter::Form),
            (FactKind::Medication, ["indication", _], None) => self.set(last?).map(FactFilter::Indication),
            (FactKind::Medication, ["status", _], None) => self
                .one_of(last?, "status of a medication", &words::MEDICATION_STATUSES)
                .map(FactFilter::Status),
            (FactKind::Medication, ["as", "needed"] | ["as-needed"], None) => Some(FactFilter::AsNeeded),
            (FactKind::Medication, ["duration"], Some((op, q))) => match &q.node {
                Literal::Duration(d) => Some(FactFilter::Lasting(*op, *d)),
                _ => {
                    let d = Diag::new(Code::MissingUnit, q.span, "a duration is needed here")
                        .help("for example `30 days`");
                    self.report(d);
                    None
                }
            },
            (FactKind::Condition | FactKind::Allergy, ["severity", _], None) => {
                self.one_of(last?, "severity", &words::SEVERITIES).map(FactFilter::Severity)
            }
            (FactKind::Condition | FactKind::Allergy, ["certainty", _], None) => self.certainty(last?),
            (FactKind::Condition | FactKind::Observation, ["category", word], None) => {
                Some(FactFilter::Category((*word).into()))
            }
            (FactKind::Allergy, ["criticality", _], None) => {
                self.one_of(last?, "criticality", &words::CRITICALITIES).map(FactFilter::Criticality)
            }
            (FactKind::Allergy, ["reaction", _], None) => self.set(last?).map(FactFilter::Reaction),
            (FactKind::Allergy, ["kind", _], None) => self
                .one_of(last?, "kind of allergy", &["allergy", "intolerance"])
                .map(FactFilter::AllergyKind),
            (FactKind::Observation, ["value"], Some((op, q))) => self.result_value(*op, q, observation),
            (FactKind::Observation, ["value", _], None) => self.set(last?).map(FactFilter::ValueSet),
            (FactKind::Observation, ["specimen", _], None) => self.set(last?).map(FactFilter::Specimen),
            (FactKind::Observation, ["status", _], None) => {
                self.one_of(last?, "status of a result", &words::RESULT_STATUSES).map(FactFilter::Status)
            }
            (FactKind::FamilyHistory, ["relationship", _], None) => {
                self.set(last?).map(FactFilter::Relationship)
            }
            (FactKind::FamilyHistory, ["onset", "age"], Some((op, q))) => self.onset_age(*op, q),
            (FactKind::Encounter, ["class", _], None) => {
                self.one_of(last?, "class of encounter", &words::ENCOUNTERS).map(FactFilter::Class)
            }
            _ => {
                let d = unknown_modifier(m, kind, &texts);
                self.report(d);
                None
            }
        }
    }

    fn one_of(&mut self, name: &Name, what: &str, allowed: &[&str]) -> Option<Box<str>> {
        if allowed.contains(&name.node.as_str()) {
            return Some(name.node.as_str().into());
        }
        self.report(words::unknown(name.span, &name.node, what, allowed.iter().copied()));
        None
    }

    pub(crate) fn set(&mut self, name: &Name) -> Option<SetId> {
        match self.cx.resolve(self.file, &name.node, name.span, &[])? {
            Decl::Set(id) => (!self.cx.set_is_broken(id)).then_some(id),
            other => {
                let message = format!("a code set is needed here, but `{}` is {}", name.node, other.what());
                self.report(
                    Diag::new(Code::WrongType, name.span, message).help("name a `codes` declaration"),
                );
                None
            }
        }
    }

    fn certainty(&mut self, name: &Name) -> Option<FactFilter> {
        let word = self.one_of(name, "certainty", &["confirmed", "unconfirmed"])?;
        let certainty = if &*word == "confirmed" { Certainty::Confirmed } else { Certainty::Unconfirmed };
        Some(FactFilter::Certainty(certainty))
    }

    /// A number that must have a unit.
    fn quantity(&mut self, q: &Spanned<Literal>, what: &str, example: &str) -> Option<(Num, Unit)> {
        match &q.node {
            Literal::Number(n, Some(unit)) => Some((*n, self.unit(&unit.node, unit.span)?)),
            Literal::Number(n, None) => {
                let end = Span { start: q.span.end, ..q.span };
                let d = Diag::new(Code::MissingUnit, q.span, format!("{what} needs its unit")).fix(
                    end,
                    format!(" {example}"),
                    format!("for example `{n} {example}`"),
                );
                self.report(d);
                None
            }
            _ => {
                let d = Diag::new(Code::WrongType, q.span, format!("{what} is a number with a unit"))
                    .help(format!("for example `10 {example}`"));
                self.report(d);
                None
            }
        }
    }

    fn daily_dose(&mut self, op: CmpOp, q: &Spanned<Literal>) -> Option<FactFilter> {
        let (n, unit) = self.quantity(q, "a daily dose", "mg/d")?;
        // `> 125 ug` of a day is meant per day; `mg/d` says so itself.
        let per_time = ["mg/d", "mmol/d", "[iU]/d", "mL/d", "mg/kg/d", "/d", "meq/d", "U/d"];
        let says_so = per_time.iter().any(|t| Unit::parse(t).is_ok_and(|u| u.commensurable(&unit)));
        let day = Unit::parse("d").ok()?;
        let unit = if says_so { unit } else { unit.div(&day).unwrap_or(unit) };
        Some(FactFilter::DailyDose(op, n, unit))
    }

    fn result_value(
        &mut self,
        op: CmpOp,
        q: &Spanned<Literal>,
        observation: Option<ObservationId>,
    ) -> Option<FactFilter> {
        let Literal::Number(n, unit) = &q.node else {
            let d = Diag::new(Code::WrongType, q.span, "a number is needed here")
                .help("for example `value > 5.5 mmol/L`");
            self.report(d);
            return None;
        };
        let Some(observation) = observation.and_then(|o| self.cx.observations.get(o.index())) else {
            let d = Diag::new(Code::WrongType, q.span, "the values of a code set have no common unit")
                .help("declare an `observation` with a `unit` and ask for that");
            self.report(d);
            return None;
        };
        let measure = Measure {
            unit: observation.unit.clone(),
            analyte: observation.analyte,
            subject: observation.label.clone(),
        };
        let value = match (unit, &measure.unit) {
            (Some(u), _) => self.cx.converted(*n, &u.node, u.span, &measure)?,
            (None, Some(want)) if !unit_words::is_plain(want) => {
                let d = missing_unit(q.span, want, &measure.subject);
                self.report(d);
                return None;
            }
            _ => *n,
        };
        Some(FactFilter::Value(op, value))
    }

    fn onset_age(&mut self, op: CmpOp, q: &Spanned<Literal>) -> Option<FactFilter> {
        match &q.node {
            Literal::Number(n, None) => Some(FactFilter::OnsetAge(op, *n)),
            Literal::Duration(d) if d.unit == crate::time::TimeUnit::Year => {
                Some(FactFilter::OnsetAge(op, d.count.into()))
            }
            _ => {
                let d = Diag::new(Code::WrongType, q.span, "an age at onset is a number of years")
                    .help("for example `onset age < 55`");
                self.report(d);
                None
            }
        }
    }
}

/// A number that needs the unit of what it is compared with.
pub(crate) fn missing_unit(number: Span, unit: &Unit, subject: &str) -> Diag {
    let end = Span { start: number.end, ..number };
    Diag::new(
        Code::MissingUnit,
        number,
        format!("{subject} is measured in `{unit}`; this number has no unit"),
    )
    .label("a number without its unit")
    .fix(end, format!(" {unit}"), format!("add the unit: `{unit}`"))
}

fn unknown_modifier(m: &Modifier, kind: FactKind, texts: &[&str]) -> Diag {
    let text = texts.join(" ");
    let what = super::presence::plural(kind);
    let message = format!("{what} cannot be narrowed by `{text}`");
    let d = Diag::new(Code::UnknownModifier, m.span, message);
    let possible = allowed(kind);
    if possible.is_empty() {
        return d.help(format!("{what} take no modifiers"));
    }
    let heads: Vec<&str> = possible.iter().filter_map(|p| p.split(' ').next()).collect();
    let near = texts.first().and_then(|t| nearest(t, heads.iter().copied()));
    let d = match near.filter(|n| texts.first() != Some(n)) {
        Some(best) => match m.words.first() {
            Some(first) => d.fix(first.span, best, format!("did you mean `{best}`?")),
            None => d,
        },
        None => d,
    };
    d.help(format!("possible here: {}", words::list(possible)))
}
