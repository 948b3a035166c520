//! Changes to a snapshot, keyed by where a fact came from.
//!
//! Feeds (HL7 v2 messages, a host's own events) tell what is new, not the
//! whole record. A change names the stable source of a fact; whatever that
//! source said before is replaced. The same list of changes builds a snapshot
//! from nothing and moves a [`Session`](crate::Session), so the two agree.

use super::settled::{Admission, Settled, When, rank};
use super::{
    Allergy, Condition, Coverage, Encounter, FactInfo, FamilyHistory, Immunization, IngestionNote,
    Medication, MedicationKind, MedicationStatus, Observation, ObservationStatus, Order, OrderStatus, Person,
    Procedure, Sex, Snapshot, SourceRef,
};
use crate::time::PartialTime;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// A fact of any kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[allow(clippy::large_enum_variant, reason = "one at a time, on its way into a list")]
pub enum Fact {
    /// A problem or diagnosis.
    Condition(Condition),
    /// An allergy or intolerance.
    Allergy(Allergy),
    /// A medication: ordered, drafted, taken, given.
    Medication(Medication),
    /// A result.
    Observation(Observation),
    /// A procedure.
    Procedure(Procedure),
    /// An immunization.
    Immunization(Immunization),
    /// An order other than a medication.
    Order(Order),
    /// An encounter.
    Encounter(Encounter),
    /// A disease of a relative.
    FamilyHistory(FamilyHistory),
}

macro_rules! kinds {
    ($($kind:ident: $list:ident),* $(,)?) => {
        $(impl From<$kind> for Fact {
            fn from(f: $kind) -> Fact {
                Fact::$kind(f)
            }
        })*

        impl Fact {
            /// What every fact carries.
            pub fn info(&self) -> &FactInfo {
                match self { $(Fact::$kind(f) => &f.info),* }
            }

            /// The same, to change it.
            pub fn info_mut(&mut self) -> &mut FactInfo {
                match self { $(Fact::$kind(f) => &mut f.info),* }
            }

            pub(crate) fn push(self, to: &mut Snapshot) {
                match self { $(Fact::$kind(f) => to.$list.items.push(f)),* }
            }

            /// The coverage of its section.
            fn coverage<'s>(&self, of: &'s mut Snapshot) -> &'s mut Coverage {
                match self { $(Fact::$kind(_) => &mut of.$list.coverage),* }
            }
        }

        /// Takes the facts whose source is chosen out of a patient. Where one of them stood, and in a list
        /// of how many: of a fact alone, its place.
        pub(crate) fn take(
            from: &mut Snapshot,
            chosen: impl Fn(&SourceRef) -> bool,
            out: &mut Vec<Fact>,
        ) -> Option<(usize, usize)> {
            let mut place = None;
            $({
                let list = &mut from.$list.items;
                let is = |f: &$kind| f.info.source.as_ref().is_some_and(&chosen);
                if let Some(at) = list.iter().position(is) {
                    place = Some((at, list.len()));
                    out.extend(list.extract_if(at.., |f| is(f)).map(Fact::from));
                }
            })*
            place
        }

        /// Copies of the facts whose source is chosen.
        fn look(at: &Snapshot, chosen: impl Fn(&SourceRef) -> bool) -> Vec<Fact> {
            let mut out: Vec<Fact> = Vec::new();
            $(out.extend(
                at.$list.items.iter().filter(|f| f.info.source.as_ref().is_some_and(&chosen)).cloned().map(Fact::from),
            );)*
            out
        }

        fn sources(of: &Snapshot) -> BTreeSet<SourceRef> {
            let mut out = BTreeSet::new();
            $(out.extend(of.$list.items.iter().filter_map(|f| f.info.source.clone()));)*
            out
        }

        /// Every fact, out of a patient.
        fn take_all(from: &mut Snapshot) -> Vec<Fact> {
            let mut out: Vec<Fact> = Vec::new();
            $(out.extend(std::mem::take(&mut from.$list.items).into_iter().map(Fact::from));)*
            out
        }
    };
}

kinds! {
    Condition: conditions,
    Allergy: allergies,
    Medication: medications,
    Observation: observations,
    Procedure: procedures,
    Immunization: immunizations,
    Order: orders,
    Encounter: encounters,
    FamilyHistory: family_history,
}

/// What is said anew about the person; `Some(None)` takes a value back.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PersonChange {
    /// Birth date.
    pub born: Option<Option<PartialTime>>,
    /// Sex for clinical use.
    pub sex: Option<Option<Sex>>,
    /// Dead or not.
    pub deceased: Option<Option<bool>>,
    /// When.
    pub died: Option<Option<PartialTime>>,
    /// The version that says so, as [`FactInfo::version`]; what is older says only what was not known.
    pub version: Option<String>,
}

impl std::fmt::Debug for PersonChange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PersonChange(…)")
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// These facts in place of everything the source said before; not when
    /// what is there, or what took it away, is from a later version. Where
    /// versions do not tell, a result does not go back from corrected to final
    /// or from final to preliminary, and one that was withdrawn comes back
    /// with an unknown status.
    Put {
        /// Where they come from.
        source: SourceRef,
        /// The facts; each has that source.
        facts: Vec<Fact>,
    },
    /// Everything the source said is gone; not what is from a later version. A mark stays
    /// ([`Snapshot::settled`]), so that an older version that comes late does not bring it back.
    Remove {
        /// Where it came from.
        source: SourceRef,
        /// The version that says so, as [`FactInfo::version`].
        version: Option<String>,
    },
    /// A whole list: whatever is under the prefix is replaced; not a list from a later version.
    List {
        /// What the sources of the list begin with: nothing, or something that ends with `/`.
        prefix: String,
        /// The list as it stands now.
        facts: Vec<Fact>,
        /// The version that says so, as [`FactInfo::version`].
        version: Option<String>,
    },
    /// An order or medication order stands otherwise; its content is as it was.
    Standing {
        /// Where it came from.
        source: SourceRef,
        /// For a medication order.
        medication: MedicationStatus,
        /// For another order.
        order: OrderStatus,
        /// The status as received.
        received: String,
        /// The version that says so, as [`FactInfo::version`].
        version: Option<String>,
    },
    /// Results sent as preliminary are final, as they were sent.
    Finalise {
        /// Where they came from.
        source: SourceRef,
        /// The version that says so, as [`FactInfo::version`].
        version: Option<String>,
    },
    /// The person.
    Person(PersonChange),
    /// Where the patient is cared for (`inpatient`, …); not what is older than what was said before.
    Setting {
        /// Where; nowhere once the patient has left.
        setting: Option<String>,
        /// The version that says so, as [`FactInfo::version`].
        version: Option<String>,
    },
    /// The same, where nothing said so before.
    SettingIfNone(String),
    /// The list of allergies is known to be complete, or no longer so; not what is older than what was said before.
    AllergiesComplete {
        /// Whether it is.
        complete: bool,
        /// The version that says so, as [`FactInfo::version`].
        version: Option<String>,
    },
    /// What the reader dropped or did not understand.
    Note(IngestionNote),
}

/// What a list of changes touched.
#[derive(Debug, Default)]
pub(crate) struct Touched {
    /// Facts that came or went.
    pub facts: Vec<Fact>,
    /// More than facts: the person, coverage, the request.
    pub whole: bool,
}

/// Why a section filled by a feed is only a part.
const FROM_A_FEED: &str = "from messages, which tell of changes and not of the whole record";

/// Notes beyond so many push out the oldest.
const MAX_NOTES: usize = 2000;

impl Snapshot {
    /// Makes changes, in order.
    ///
    /// ```
    /// use curbside::snapshot::{Change, Condition, Concept, Fact, FactInfo, Snapshot, SourceRef};
    /// let source = SourceRef("PRB/1".into());
    /// let info = FactInfo { source: Some(source.clone()), ..Default::default() };
    /// let fact = Condition { info, code: Concept::coded("snomed", "44054006"), ..Default::default() };
    /// let mut s = Snapshot::default();
    /// s.apply(&[Change::Put { source: source.clone(), facts: vec![Fact::Condition(fact)] }]);
    /// assert_eq!(s.conditions.items.len(), 1);
    /// s.apply(&[Change::Remove { source, version: None }]);
    /// assert!(s.conditions.items.is_empty());
    /// ```
    pub fn apply(&mut self, changes: &[Change]) {
        self.change(changes);
    }

    pub(crate) fn change(&mut self, changes: &[Change]) -> Touched {
        let mut touched = Touched::default();
        for c in changes {
            self.one(c, &mut touched);
        }
        touched
    }

    fn one(&mut self, change: &Change, touched: &mut Touched) {
        match change {
            Change::Put { source, facts } => self.put(source, facts, touched),
            Change::Remove { source, version } => {
                let when = When::of(version.as_deref());
                if self.exchange(source, |s| s == source, |t, _| !when.is_before(t), touched) {
                    self.settle(source, version.clone(), Settled::Gone);
                }
            }
            Change::List { prefix, facts, version } => {
                let key = SourceRef(prefix.clone().into());
                let when = When::of(version.as_deref());
                if self.settled.list_is_later(prefix, when) {
                    return self.older(&key);
                }
                let under = |s: &SourceRef| s.0.starts_with(prefix.as_str());
                if self.exchange(&key, under, |t, _| !when.is_before(t), touched) {
                    self.add(facts, touched);
                    if version.is_some() {
                        self.settle(&key, version.clone(), Settled::List);
                    }
                }
            }
            Change::Standing { source, medication, order, received, version } => {
                let when = When::of(version.as_deref());
                let stand = |f: &mut Fact| stand(f, *medication, *order, received, version.as_ref());
                let known = self.restate(source, touched, |f| {
                    if !when.is_before(said(f)) {
                        stand(f);
                    }
                });
                // Ended or held before it was heard of: the order that comes late stands so.
                if !known && version.is_some() {
                    let (medication, order, received) = (*medication, *order, received.clone());
                    let what = Settled::Standing { medication, order, received };
                    self.settle(source, version.clone(), what);
                }
            }
            Change::Finalise { source, version } => {
                let when = When::of(version.as_deref());
                self.restate(source, touched, |f| {
                    if when.is_before(said(f)) {
                        return;
                    }
                    if let Fact::Observation(o) = f
                        && matches!(o.status, ObservationStatus::Preliminary | ObservationStatus::Unknown)
                    {
                        o.status = ObservationStatus::Final;
                        o.info.version = version.clone().or_else(|| o.info.version.take());
                    }
                });
            }
            Change::Person(p) => {
                let before = self.person.clone();
                for part in p.parts() {
                    if self.said_later(part.name, p.version.as_deref()) {
                        (part.fill)(p, &mut self.person);
                    } else {
                        (part.apply)(p, &mut self.person);
                    }
                }
                touched.whole |= before != self.person;
            }
            Change::Setting { setting, version } => {
                if !self.said_later("setting", version.as_deref()) {
                    touched.whole |= self.request.setting != *setting;
                    self.request.setting.clone_from(setting);
                }
            }
            Change::SettingIfNone(setting) => {
                if self.request.setting.is_none() {
                    self.request.setting = Some(setting.clone());
                    touched.whole = true;
                }
            }
            Change::AllergiesComplete { complete, version } => {
                if self.said_later("allergies", version.as_deref()) {
                    return;
                }
                let now = match (complete, &self.allergies.coverage) {
                    (true, _) => Coverage::Complete,
                    (false, Coverage::Complete) => Coverage::Partial(FROM_A_FEED.into()),
                    (false, other) => other.clone(),
                };
                touched.whole |= now != self.allergies.coverage;
                self.allergies.coverage = now;
            }
            Change::Note(note) => self.note(note.clone()),
        }
    }

    fn put(&mut self, source: &SourceRef, facts: &[Fact], touched: &mut Touched) {
        let when = facts.first().map(said).unwrap_or_default();
        let result = facts.iter().any(|f| matches!(f, Fact::Observation(_)));
        let mut facts = facts.to_vec();
        let mut unclear = false;
        match self.settled.admit(source, when, result) {
            Admission::Yes => {}
            Admission::Older => return self.older(source),
            Admission::Unclear => {
                for f in &mut facts {
                    if let Fact::Observation(o) = f {
                        o.status = ObservationStatus::Unknown;
                    }
                }
                unclear = true;
            }
            Admission::As { medication, order, received, version } => {
                facts.iter_mut().for_each(|f| stand(f, medication, order, &received, version.as_ref()));
            }
        }
        let new = facts.iter().filter_map(rank).max();
        let yields = |there: When, f: &Fact| match when.compare(there) {
            Some(Ordering::Less) => false,
            Some(Ordering::Greater) => true,
            // A result does not go back from corrected to final, or to preliminary.
            _ => rank(f).zip(new).is_none_or(|(there, new)| new >= there),
        };
        if self.exchange(source, |s| s == source, yields, touched) {
            self.settled.clear(source);
            self.add(&facts, touched);
            if unclear {
                let text =
                    "withdrawn and sent, and the times do not say which came first; not taken for final";
                let (code, source, text) = ("unclear-order".into(), Some(source.clone()), text.into());
                self.note(IngestionNote { code, source, text });
            }
        }
    }

    /// Takes what is there out, to be replaced; `false`, and all stays, where
    /// some of it does not yield.
    fn exchange(
        &mut self,
        source: &SourceRef,
        chosen: impl Fn(&SourceRef) -> bool,
        yields: impl Fn(When, &Fact) -> bool,
        touched: &mut Touched,
    ) -> bool {
        // Nothing moves unless it goes: what was prepared of the facts knows them by their places.
        let there = look(self, &chosen);
        if there.iter().any(|f| !yields(said(f), f)) {
            let of = there.first().and_then(|f| f.info().source.clone());
            self.older(of.as_ref().unwrap_or(source));
            return false;
        }
        let mut gone = Vec::new();
        take(self, &chosen, &mut gone);
        self.notes.retain(|n| !n.source.as_ref().is_some_and(&chosen));
        touched.facts.append(&mut gone);
        true
    }

    fn older(&mut self, source: &SourceRef) {
        let text = "older than what was read before, as its time or status says; not used".to_string();
        self.note(IngestionNote { code: "older-message".into(), source: Some(source.clone()), text });
    }

    fn settle(&mut self, source: &SourceRef, version: Option<String>, what: Settled) {
        if !self.settled.keep(source, version, what) {
            let text = "so much was withdrawn that the oldest withdrawals are forgotten".to_string();
            self.note(IngestionNote { code: "withdrawals-forgotten".into(), source: None, text });
        }
    }

    /// Whether something later was said of the patient; if not, this is the latest.
    fn said_later(&mut self, what: &str, version: Option<&str>) -> bool {
        let key = SourceRef(what.into());
        let later = When::of(version).is_before(self.settled.when(&key));
        if !later && let Some(version) = version {
            self.settle(&key, Some(version.to_string()), Settled::Said);
        }
        later
    }

    /// Whether there was something of the source.
    fn restate(&mut self, source: &SourceRef, touched: &mut Touched, change: impl Fn(&mut Fact)) -> bool {
        let mut facts = Vec::new();
        take(self, |s| s == source, &mut facts);
        let known = !facts.is_empty();
        for mut f in facts {
            touched.facts.push(f.clone());
            change(&mut f);
            touched.facts.push(f.clone());
            f.push(self);
        }
        known
    }

    fn add(&mut self, facts: &[Fact], touched: &mut Touched) {
        for f in facts {
            let coverage = f.coverage(self);
            if *coverage == Coverage::NotSupplied {
                *coverage = Coverage::Partial(FROM_A_FEED.into());
                touched.whole = true;
            }
            touched.facts.push(f.clone());
            f.clone().push(self);
        }
    }

    fn note(&mut self, note: IngestionNote) {
        if !self.notes.contains(&note) {
            if self.notes.len() >= MAX_NOTES {
                self.notes.remove(0);
            }
            self.notes.push(note);
        }
    }

    /// Takes over what another record of the same person holds. Where both
    /// speak of one source, the later word stands, and this one's where that
    /// cannot be told; about the person this one's stands.
    pub fn absorb(&mut self, mut other: Snapshot) {
        let touched = &mut Touched::default();
        let known = sources(self);
        let mut theirs: BTreeMap<Option<SourceRef>, Vec<Fact>> = BTreeMap::new();
        for f in take_all(&mut other) {
            theirs.entry(f.info().source.clone()).or_default().push(f);
        }
        for (source, facts) in theirs {
            match source {
                Some(source) if known.contains(&source) => {
                    let when = facts.first().map(said).unwrap_or_default();
                    let later = |t: When, _: &Fact| t.is_before(when);
                    let mut there = Vec::new();
                    take(self, |s| *s == source, &mut there);
                    if there.iter().all(|f| later(said(f), f)) {
                        self.add(&facts, touched);
                    } else {
                        there.into_iter().for_each(|f| f.push(self));
                    }
                }
                Some(source) => self.put(&source, &facts, touched),
                None => self.add(&facts, touched),
            }
        }
        for (source, mark) in other.settled.iter() {
            let version = mark.version.clone();
            match &mark.what {
                Settled::Gone => self.one(&Change::Remove { source: source.clone(), version }, touched),
                Settled::Standing { medication, order, received } => {
                    let (medication, order, received) = (*medication, *order, received.clone());
                    let source = source.clone();
                    self.one(&Change::Standing { source, medication, order, received, version }, touched);
                }
                Settled::List => self.settle(source, version, Settled::List),
                // This one's word about the person stands.
                Settled::Said => {}
            }
        }
        let (p, q) = (&mut self.person, other.person);
        p.born = p.born.take().or(q.born);
        p.sex = p.sex.or(q.sex);
        p.deceased = p.deceased.or(q.deceased);
        p.died = p.died.take().or(q.died);
        p.breastfeeding = p.breastfeeding.or(q.breastfeeding);
        p.gestation_at_birth_days = p.gestation_at_birth_days.or(q.gestation_at_birth_days);
        p.pregnancy = p.pregnancy.take().or(q.pregnancy);
        other.notes.into_iter().for_each(|n| self.note(n));
    }
}

/// When a fact was said.
fn said(fact: &Fact) -> When {
    When::of(fact.info().version.as_deref())
}

/// An order or medication order stands otherwise.
fn stand(
    f: &mut Fact,
    medication: MedicationStatus,
    order: OrderStatus,
    received: &str,
    version: Option<&String>,
) {
    match f {
        Fact::Medication(m) if m.kind == MedicationKind::Order => m.status = medication,
        Fact::Order(o) => o.status = order,
        _ => return,
    }
    let info = f.info_mut();
    info.status_received = Some(received.to_string());
    info.version = version.cloned().or_else(|| info.version.take());
}

/// What can be said of a person by itself.
struct PersonPart {
    name: &'static str,
    said: fn(&PersonChange) -> bool,
    apply: fn(&PersonChange, &mut Person),
    /// Only what was not known: what was said before is later.
    fill: fn(&PersonChange, &mut Person),
}

const PERSON_PARTS: [PersonPart; 3] = [
    PersonPart {
        name: "person/born",
        said: |c| c.born.is_some(),
        apply: |c, p| p.born = c.born.clone().flatten(),
        fill: |c, p| p.born = p.born.take().or_else(|| c.born.clone().flatten()),
    },
    PersonPart {
        name: "person/sex",
        said: |c| c.sex.is_some(),
        apply: |c, p| p.sex = c.sex.flatten(),
        fill: |c, p| p.sex = p.sex.or(c.sex.flatten()),
    },
    PersonPart {
        name: "person/death",
        said: |c| c.deceased.is_some() || c.died.is_some(),
        apply: |c, p| {
            p.deceased = c.deceased.unwrap_or(p.deceased);
            if let Some(died) = &c.died {
                p.died.clone_from(died);
            }
        },
        fill: |c, p| {
            p.deceased = p.deceased.or(c.deceased.flatten());
            p.died = p.died.take().or_else(|| c.died.clone().flatten());
        },
    },
];

impl PersonChange {
    fn parts(&self) -> impl Iterator<Item = &'static PersonPart> {
        PERSON_PARTS.iter().filter(|part| (part.said)(self))
    }
}
