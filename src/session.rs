//! A patient session: the answer kept up to date while facts come and go.
//!
//! A session holds a patient, a clock and the answer. When one fact changes,
//! only the rules and scores that may look at it are evaluated again, and of their
//! conditions those that may; anything else (the person, the request, the clock) evaluates the whole patient.
//!
//! INVARIANT: the answer is always the one [`Ruleset::evaluate`] gives for the
//! same patient and clock; generated tests compare the two after every step.

use crate::eval::exec::{self, Codes};
use crate::eval::result::{Evaluation, Finding, Indeterminate, Suppressed};
use crate::eval::{Options, Scratch};
use crate::index::Asker;
use crate::model::FactKind;
use crate::plan::IndexMode;
use crate::ruleset::Ruleset;
use crate::snapshot::{Change, Fact, Snapshot, SourceRef, Touched, take};
use crate::time::Clock;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// Which kind of fact the index knows it as.
fn kind(f: &Fact) -> FactKind {
    match f {
        Fact::Condition(_) => FactKind::Condition,
        Fact::Allergy(_) => FactKind::Allergy,
        Fact::Medication(_) => FactKind::Medication,
        Fact::Observation(_) => FactKind::Observation,
        Fact::Procedure(_) => FactKind::Procedure,
        Fact::Immunization(_) => FactKind::Immunization,
        Fact::Order(_) => FactKind::Order,
        Fact::Encounter(_) => FactKind::Encounter,
        Fact::FamilyHistory(_) => FactKind::FamilyHistory,
    }
}

fn codes(f: &Fact) -> Codes<'_> {
    Codes::Concept(match f {
        Fact::Medication(m) => return Codes::Medication(m),
        Fact::Condition(f) => &f.code,
        Fact::Allergy(f) => &f.code,
        Fact::Observation(f) => &f.code,
        Fact::Procedure(f) => &f.code,
        Fact::Immunization(f) => &f.code,
        Fact::Order(f) => &f.code,
        Fact::Encounter(f) => &f.code,
        Fact::FamilyHistory(f) => &f.code,
    })
}

/// What a step changed in the answer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Difference {
    /// Findings that were not there before.
    pub new: Vec<Finding>,
    /// Findings that are gone, by their id.
    pub cleared: Vec<Finding>,
    /// Findings that say something else than before.
    pub changed: Vec<Finding>,
    /// Rules that cannot be decided now, and could before, or for other reasons.
    pub undecided: Vec<Indeterminate>,
    /// Rules that are no longer undecided.
    pub decided: Vec<SmolStr>,
    /// Rules that an exception silences now.
    pub suppressed: Vec<Suppressed>,
    /// Rules that no exception silences any longer.
    pub unsuppressed: Vec<SmolStr>,
}

impl Difference {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        *self == Difference::default()
    }

    /// From one answer to another, for hosts that make several changes in one step.
    pub fn between(before: &Evaluation, after: &Evaluation) -> Difference {
        let mut d = Difference::default();
        for f in &after.findings {
            match before.findings.iter().find(|o| o.id == f.id && o.rule == f.rule) {
                None => d.new.push(f.clone()),
                Some(old) if old != f => d.changed.push(f.clone()),
                Some(_) => {}
            }
        }
        let there = |f: &&Finding| !after.findings.iter().any(|n| n.id == f.id && n.rule == f.rule);
        d.cleared.extend(before.findings.iter().filter(there).cloned());
        d.undecided.extend(after.indeterminate.iter().filter(|i| !before.indeterminate.contains(i)).cloned());
        let open = |i: &&Indeterminate| !after.indeterminate.iter().any(|n| n.rule == i.rule);
        d.decided.extend(before.indeterminate.iter().filter(open).map(|i| i.rule.clone()));
        d.suppressed.extend(after.suppressed.iter().filter(|s| !before.suppressed.contains(s)).cloned());
        let silenced = |s: &&Suppressed| !after.suppressed.iter().any(|n| n.rule == s.rule);
        d.unsuppressed.extend(before.suppressed.iter().filter(silenced).map(|s| s.rule.clone()));
        d
    }
}

/// A patient with an answer that follows every change.
///
/// ```
/// use curbside::snapshot::{Concept, FactInfo, Medication, SnapshotBuilder, SourceRef};
/// use curbside::{Compiler, Session, pack::PackSource, time::Clock};
/// let pack = PackSource::new("demo").file("pack.yaml", "name: demo\nversion: 1.0.0\n").file(
///     "demo.cds",
///     r#"pack demo
///     codes Warfarin = rxnorm 11289 "warfarin"
///     rule on-warfarin "On warfarin" {
///       category result
///       when taking Warfarin as drug
///       message "Takes {drug}."
///     }"#,
/// );
/// let rules = Compiler::new().pack(pack).compile()?;
/// let clock = Clock::new("2026-03-01T09:00:00Z".parse().unwrap(), "UTC".parse().unwrap());
/// let mut session = Session::new(rules, SnapshotBuilder::new().build(), clock);
///
/// let source = SourceRef("MedicationRequest/1".into());
/// let info = FactInfo { source: Some(source.clone()), ..Default::default() };
/// let change = session.add(Medication { info, code: Concept::coded("rxnorm", "11289"), ..Default::default() });
/// assert_eq!(change.new[0].rule, "demo/on-warfarin");
///
/// let change = session.remove(&source);
/// assert_eq!(change.cleared.len(), 1);
/// assert!(session.evaluation().findings.is_empty());
/// # Ok::<(), curbside::CompileError>(())
/// ```
#[derive(Debug)]
pub struct Session {
    rules: Ruleset,
    patient: Snapshot,
    clock: Clock,
    scratch: Scratch,
    answer: Evaluation,
}

impl Session {
    /// Begins with a patient at a moment.
    pub fn new(rules: Ruleset, patient: Snapshot, clock: Clock) -> Session {
        let mut scratch = Scratch::default();
        let answer = rules.evaluate_in(&mut scratch, &patient, &clock);
        Session { rules, patient, clock, scratch, answer }
    }

    /// The whole answer, up to date.
    pub fn evaluation(&self) -> &Evaluation {
        &self.answer
    }

    /// The patient as the session has it.
    pub fn patient(&self) -> &Snapshot {
        &self.patient
    }

    /// The moment that counts as now.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// A fact more: a draft order, a new result.
    pub fn add(&mut self, fact: impl Into<Fact>) -> Difference {
        let fact = fact.into();
        let touched = self.askers(std::slice::from_ref(&fact));
        self.scratch.grow(kind(&fact));
        fact.push(&mut self.patient);
        self.renew(touched)
    }

    /// Every fact of a source is gone: an order withdrawn, a result taken back.
    pub fn remove(&mut self, source: &SourceRef) -> Difference {
        let gone = self.take(source);
        let touched = self.askers(&gone);
        self.renew(touched)
    }

    /// Takes the facts of a source out of the patient.
    fn take(&mut self, source: &SourceRef) -> Vec<Fact> {
        let mut gone = Vec::new();
        let place = take(&mut self.patient, |s| s == source, &mut gone);
        match (gone.as_slice(), place) {
            ([only], Some((at, of))) => self.scratch.shrink(kind(only), at, of),
            _ => gone.iter().for_each(|f| self.scratch.forget(kind(f))),
        }
        gone
    }

    /// A fact in place of those with the same source: an order changed, a result corrected.
    pub fn replace(&mut self, fact: impl Into<Fact>) -> Difference {
        let fact = fact.into();
        let mut both = fact.info().source.clone().map_or_else(Vec::new, |source| self.take(&source));
        self.scratch.grow(kind(&fact));
        both.push(fact);
        let touched = self.askers(&both);
        both.pop().into_iter().for_each(|f| f.push(&mut self.patient));
        self.renew(touched)
    }

    /// Anything else: the person, the request, answers to inputs, a section's coverage.
    pub fn change(&mut self, change: impl FnOnce(&mut Snapshot)) -> Difference {
        change(&mut self.patient);
        self.scratch.forget_facts();
        self.renew(None)
    }

    /// The changes of a feed, in order, as one step.
    pub fn apply(&mut self, changes: &[Change]) -> Difference {
        self.step(|patient| patient.change(changes))
    }

    /// What one message says, as one step.
    #[cfg(feature = "hl7v2")]
    pub fn receive(&mut self, update: &crate::hl7v2::Update) -> Difference {
        self.step(|patient| update.change(patient))
    }

    fn step(&mut self, change: impl FnOnce(&mut Snapshot) -> Touched) -> Difference {
        let touched = change(&mut self.patient);
        if touched.whole {
            self.scratch.forget_facts();
            return self.renew(None);
        }
        touched.facts.iter().for_each(|f| self.scratch.forget(kind(f)));
        let askers = self.askers(&touched.facts);
        self.renew(askers)
    }

    /// Another moment: windows slide, patients age.
    pub fn at(&mut self, clock: Clock) -> Difference {
        // What was prepared rests on the zone, not on the moment.
        if clock.zone != self.clock.zone {
            self.scratch.forget_facts();
        }
        self.clock = clock;
        self.renew(None)
    }

    /// Other rules, from now on.
    pub fn follow(&mut self, rules: Ruleset) -> Difference {
        self.rules = rules;
        self.scratch = Scratch::default();
        self.renew(None)
    }

    /// Who may look at some facts; `None`: anyone.
    fn askers(&mut self, facts: &[Fact]) -> Option<Vec<Asker>> {
        if self.rules.plan().index == IndexMode::Off {
            return None;
        }
        // An order that replaces another bears on whatever that one bears on.
        let replaces = |f: &Fact| matches!(f, Fact::Medication(m) if !m.replaces.is_empty());
        if facts.iter().any(replaces) || self.answer.not_evaluated.iter().any(|n| n.reason == "limit") {
            return None;
        }
        let (model, plan) = self.rules.parts();
        let depends = self.rules.depends();
        let facts = facts.iter().map(|f| (kind(f), codes(f)));
        Some(exec::askers(model, plan, &mut self.scratch, depends, facts))
    }

    fn renew(&mut self, touched: Option<Vec<Asker>>) -> Difference {
        let too_many = crate::eval::facts_of(&self.patient) > Options::default().limits.facts;
        let Some(touched) = touched.filter(|_| !too_many) else {
            let after = self.rules.evaluate_in(&mut self.scratch, &self.patient, &self.clock);
            let difference = Difference::between(&self.answer, &after);
            self.answer = after;
            return difference;
        };
        let (model, plan) = self.rules.parts();
        let patient = (&self.patient, &self.clock);
        let mut difference = Difference::default();
        exec::renew(model, plan, &mut self.scratch, patient, &touched, &mut self.answer, |before, after| {
            difference = Difference::between(before, after);
        });
        difference
    }
}
