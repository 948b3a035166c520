//! A session of a host: a patient whose answer follows every change.

use crate::answer::{Changed, write};
use crate::engine::Engine;
use crate::error::{Error, ErrorCode};
use crate::guard::Guarded;
use crate::request::{Change, Changes, Coverages, read};
use crate::{hl7, patient};
use curbside::hl7v2::Update;
use curbside::snapshot::{self, FactInfo, Snapshot, SourceRef};
use curbside::time::{Clock, Timestamp};
use curbside::{Difference, Fact, Ruleset};
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// A patient whose answer follows every change. May be shared between threads: one step at a time.
///
/// ```
/// use curbside_facade::Engine;
/// # let engine = Engine::load(br#"{"format": 1, "text":
/// #  "pack demo\ncodes Warfarin = rxnorm 11289 \"warfarin\"\nrule on-warfarin \"On warfarin\" {\n category result\n when taking Warfarin as drug\n message \"Takes {drug}.\"\n}\n"}"#)?;
/// let session = engine.open_session(
///     br#"{"format": 1, "at": "2026-03-01T09:00:00Z", "zone": "UTC", "patient": {"snapshot": {}}}"#,
/// )?;
/// let change = session.apply(br#"{"format": 1, "changes": [{"add": {"medication":
///   {"info": {"source": "MedicationRequest/1"}, "code": {"codings": [{"system": "rxnorm", "code": "11289"}]}}}}]}"#)?;
/// assert!(change.contains(r#""new":[{"#));
/// # Ok::<(), curbside_facade::Error>(())
/// ```
#[derive(Debug)]
pub struct Session {
    engine: Engine,
    guarded: Guarded<Mutex<curbside::Session>>,
}

impl Session {
    pub(crate) fn new(engine: Engine, rules: Ruleset, patient: Snapshot, clock: Clock) -> Session {
        let inner = curbside::Session::new(rules, patient, clock);
        Session { engine, guarded: Guarded::new(Mutex::new(inner)) }
    }

    fn step(&self, f: impl FnOnce(&mut curbside::Session) -> Result<String, Error>) -> Result<String, Error> {
        // A lock poisoned by a panic is never reached: the guard answers before it.
        self.guarded.call(|s| f(&mut s.lock().unwrap_or_else(PoisonError::into_inner)))
    }

    /// The whole answer, up to date: the bytes that evaluating the patient anew would give.
    ///
    /// # Errors
    /// [`ErrorCode::Poisoned`].
    pub fn answer(&self) -> Result<String, Error> {
        self.step(|s| write(s.evaluation()))
    }

    /// Makes [`Changes`]: all of them, or none. Gives what they changed in the answer, a [`Changed`].
    ///
    /// # Errors
    /// Changes that cannot be read or made; then nothing was changed.
    pub fn apply(&self, changes: &[u8]) -> Result<String, Error> {
        self.step(|s| {
            let steps = plan(read::<Changes<'_>>(changes)?, s)?;
            let before = (steps.len() != 1).then(|| s.evaluation().clone());
            let mut difference = Difference::default();
            for step in steps {
                difference = make(s, step);
            }
            if let Some(before) = before {
                difference = Difference::between(&before, s.evaluation());
            }
            write(&Changed::of(s, difference))
        })
    }

    /// Another instant counts as now: windows slide, patients age. Gives a [`Changed`].
    ///
    /// # Errors
    /// [`ErrorCode::BadValue`] for a text that is no instant.
    pub fn advance(&self, at: &str) -> Result<String, Error> {
        self.step(|s| {
            let now: Timestamp = at.parse().map_err(|_| {
                Error::new(
                    ErrorCode::BadValue,
                    "not an instant with an offset; write 2026-03-01T09:00:00+01:00",
                )
            })?;
            let difference = make(s, Step::At(now));
            write(&Changed::of(s, difference))
        })
    }

    /// Takes the rules that are in force by now. Gives a [`Changed`].
    ///
    /// # Errors
    /// [`ErrorCode::Poisoned`], also that of the engine.
    pub fn follow(&self) -> Result<String, Error> {
        let rules = self.engine.rules()?;
        self.step(|s| {
            let difference = s.follow(rules);
            write(&Changed::of(s, difference))
        })
    }

    /// Whether a defect was met; then every call answers [`ErrorCode::Poisoned`].
    pub fn is_poisoned(&self) -> bool {
        self.guarded.is_poisoned()
    }
}

/// A change that can be made.
#[allow(clippy::large_enum_variant, reason = "a few at a time")]
enum Step {
    Add(Fact),
    Replace(Fact),
    Remove(SourceRef),
    Edit(Box<dyn FnOnce(&mut Snapshot)>),
    Receive(Update),
    At(Timestamp),
}

fn make(s: &mut curbside::Session, step: Step) -> Difference {
    match step {
        Step::Add(fact) => s.add(fact),
        Step::Replace(fact) => s.replace(fact),
        Step::Remove(source) => s.remove(&source),
        Step::Edit(edit) => s.change(edit),
        Step::Receive(update) => s.receive(&update),
        Step::At(now) => {
            let zone = s.clock().zone.clone();
            s.at(Clock::new(now, zone))
        }
    }
}

/// Looks at every change before the first is made.
fn plan(changes: Changes<'_>, s: &curbside::Session) -> Result<Vec<Step>, Error> {
    let mut known = sources(s.patient());
    let mut clock = s.clock().clone();
    let mut steps = Vec::with_capacity(changes.changes.len());
    let mut person = s.patient().person.id.clone();
    for (i, change) in changes.changes.into_iter().enumerate() {
        let path = |rest: &str| format!("/changes/{i}/{rest}");
        steps.push(match change {
            Change::Add(fact) => {
                known.extend(info(&fact).source.clone());
                Step::Add(fact)
            }
            Change::Replace(fact) => {
                let Some(source) = info(&fact).source.clone() else {
                    let message = "what replaces something needs the `info.source` of what it replaces";
                    return Err(Error::new(ErrorCode::MissingField, message).at(path("replace")));
                };
                known.insert(source);
                Step::Replace(fact)
            }
            Change::Remove(source) => {
                if !known.remove(&source) {
                    let message = "no fact has this source, so nothing was changed";
                    return Err(Error::new(ErrorCode::UnknownSource, message).at(path("remove")));
                }
                Step::Remove(source)
            }
            Change::Person(person) => {
                same_person(s.patient().person.id.as_deref(), person.id.as_deref(), &path("person/id"))?;
                Step::Edit(Box::new(move |p| p.person = person))
            }
            Change::Context(context) => Step::Edit(Box::new(move |p| p.request = context)),
            Change::Inputs(answers) => Step::Edit(Box::new(move |p| {
                for (name, answer) in answers.0 {
                    match answer {
                        Some(a) => _ = p.inputs.insert(name, a),
                        None => _ = p.inputs.shift_remove(&name),
                    }
                }
            })),
            Change::Coverage(all) => Step::Edit(Box::new(move |p| cover(p, *all))),
            Change::Hl7v2(messages) => {
                for update in hl7::updates(messages, person.as_deref(), &clock, &path("hl7v2"))? {
                    person = person.or_else(|| update.id().map(ToString::to_string));
                    for c in &update.changes {
                        match c {
                            snapshot::Change::Put { facts, .. } | snapshot::Change::List { facts, .. } => {
                                known.extend(facts.iter().filter_map(|f| f.info().source.clone()));
                            }
                            _ => {}
                        }
                    }
                    steps.push(Step::Receive(update));
                }
                continue;
            }
            Change::Patient(new) => {
                let mut new = patient::read(&new, &clock, &path("patient"))?;
                same_person(s.patient().person.id.as_deref(), new.person.id.as_deref(), &path("patient"))?;
                known = sources(&new);
                Step::Edit(Box::new(move |p| {
                    // Who asks and what was answered at the bedside is not part of the record.
                    if new.request == Default::default() {
                        new.request = std::mem::take(&mut p.request);
                    }
                    if new.inputs.is_empty() {
                        new.inputs = std::mem::take(&mut p.inputs);
                    }
                    *p = new;
                }))
            }
            Change::At(now) => {
                clock.now = now;
                Step::At(now)
            }
        });
    }
    Ok(steps)
}

fn same_person(now: Option<&str>, new: Option<&str>, path: &str) -> Result<(), Error> {
    match (now, new) {
        (Some(now), Some(new)) if now != new => {
            let message = "another patient than the session's; open a session of its own";
            Err(Error::new(ErrorCode::WrongPatient, message).at(path))
        }
        _ => Ok(()),
    }
}

fn info(fact: &Fact) -> &FactInfo {
    match fact {
        Fact::Condition(f) => &f.info,
        Fact::Allergy(f) => &f.info,
        Fact::Medication(f) => &f.info,
        Fact::Observation(f) => &f.info,
        Fact::Procedure(f) => &f.info,
        Fact::Immunization(f) => &f.info,
        Fact::Order(f) => &f.info,
        Fact::Encounter(f) => &f.info,
        Fact::FamilyHistory(f) => &f.info,
    }
}

macro_rules! sections {
    ($($name:ident),*) => {
        /// The sources of all facts.
        fn sources(s: &Snapshot) -> BTreeSet<SourceRef> {
            let mut out = BTreeSet::new();
            $( out.extend(s.$name.items.iter().filter_map(|f| f.info.source.clone())); )*
            out
        }

        fn cover(s: &mut Snapshot, all: Coverages) {
            $( if let Some(c) = all.$name { s.$name.coverage = c; } )*
        }
    };
}
sections!(
    conditions,
    allergies,
    medications,
    observations,
    procedures,
    immunizations,
    orders,
    encounters,
    family_history
);
