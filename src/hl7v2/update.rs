//! What one message says about one patient, and how a record takes it in.

use super::person::PatientId;
use crate::snapshot::{Change, Fact, Snapshot, Touched};
use crate::time::{Timestamp, Zone};

/// What one message says about one patient: changes for a [`Snapshot`] or a
/// [`Session`](crate::Session).
///
/// ```
/// use curbside::hl7v2::{Options, read_messages, updates};
/// use curbside::snapshot::Snapshot;
/// let text = b"MSH|^~\\&|LAB|H|||202603010900||ORU^R01|1|P|2.5\rPID|||7^^^H^MR||||19510203|F\r\
///     OBR|1||F1|24323-8^CMP^LN|||202603010800\rOBX|1|NM|2823-3^K^LN||5.9|mmol/L|||||F\r";
/// let options = Options::new("Europe/Berlin".parse().unwrap());
/// let message = read_messages(text, &options).unwrap().remove(0).unwrap();
/// let update = updates(&message, &options).unwrap().remove(0);
/// assert_eq!(update.ids[0].to_string(), "H|7");
///
/// let mut record = Snapshot::default();
/// update.apply(&mut record);
/// assert_eq!(record.observations.items[0].info.source.as_ref().unwrap().0, "OBX/F1/2823-3/");
/// ```
#[derive(Debug, Clone)]
pub struct Update {
    /// The patient's identifiers, the one that names the record first.
    pub ids: Vec<PatientId>,
    /// Identifiers that were another record's and are this patient's now (merge).
    pub merged: Vec<PatientId>,
    /// The changes, in order.
    pub changes: Vec<Change>,
    pub(super) zone: Zone,
    pub(super) as_of: Option<Timestamp>,
    /// ADT: it tells where the patient is; others tell where an order came from.
    pub(super) administrative: bool,
}

impl Default for Update {
    fn default() -> Self {
        Update {
            ids: Vec::new(),
            merged: Vec::new(),
            changes: Vec::new(),
            zone: Zone::utc(),
            as_of: None,
            administrative: false,
        }
    }
}

impl Update {
    /// Makes the changes to a record.
    pub fn apply(&self, to: &mut Snapshot) {
        self.change(to);
    }

    /// The record's identifier, where the message has one.
    pub fn id(&self) -> Option<&PatientId> {
        self.ids.first()
    }

    pub(crate) fn change(&self, to: &mut Snapshot) -> Touched {
        let known = |c: &Change| !self.administrative && is_known_visit(c, to);
        let mut touched = if self.changes.iter().any(known) {
            // A result that comes after the discharge (or a cancelled admission) brings nobody back.
            let new = |c: &&Change| !known(c) && !matches!(c, Change::SettingIfNone(_));
            let changes: Vec<Change> = self.changes.iter().filter(new).cloned().collect();
            to.change(&changes)
        } else {
            to.change(&self.changes)
        };
        if to.person.id.is_none()
            && let Some(id) = self.id()
        {
            to.person.id = Some(id.to_string());
            touched.whole = true;
        }
        let bears = |f: &Fact| matches!(f, Fact::Observation(_) | Fact::Condition(_));
        if touched.facts.iter().any(bears) {
            let before = to.person.clone();
            crate::fhir::settle_pregnancy(to, &self.zone, self.as_of);
            touched.whole |= before != to.person;
        }
        touched
    }
}

/// Whether a change is a visit that is in the record, or was taken out of it.
fn is_known_visit(change: &Change, record: &Snapshot) -> bool {
    let Change::Put { source, facts } = change else { return false };
    let visit = |f: &Fact| matches!(f, Fact::Encounter(_));
    let there = || record.encounters.items.iter().any(|e| e.info.source.as_ref() == Some(source));
    facts.iter().all(visit) && (there() || record.settled.get(source).is_some())
}
