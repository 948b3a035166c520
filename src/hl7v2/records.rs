//! The records that a sequence of messages makes.

use super::error::Hl7Error;
use super::message::Place;
use super::update::Update;
use super::{Options, PatientRead, read_messages, updates};
use crate::snapshot::{Coverage, Snapshot};
use indexmap::IndexMap;

/// Records by their identifier; merged identifiers lead to the record that stands.
#[derive(Default)]
struct Records {
    all: IndexMap<String, Snapshot>,
    moved: IndexMap<String, String>,
}

impl Records {
    fn take_in(&mut self, update: &Update) {
        let id = update.id().map_or_else(String::new, ToString::to_string);
        let id = self.moved.get(&id).cloned().unwrap_or(id);
        for old in update.merged.iter().map(ToString::to_string).filter(|old| *old != id) {
            if let Some(record) = self.all.shift_remove(&old) {
                self.all.entry(id.clone()).or_default().absorb(record);
            }
            // Whatever led to the old one leads to this one.
            self.moved.values_mut().filter(|to| **to == old).for_each(|to| to.clone_from(&id));
            self.moved.insert(old, id.clone());
        }
        update.apply(self.all.entry(id).or_default());
    }
}

pub(super) fn read(bytes: &[u8], options: &Options) -> Result<Vec<PatientRead>, Hl7Error> {
    let messages = read_messages(bytes, options)?;
    let several = messages.len() > 1;
    let mut records = Records::default();
    let mut out: Vec<PatientRead> = Vec::new();
    let mut others = false;
    for (i, message) in messages.into_iter().enumerate() {
        match message.and_then(|m| updates(&m, options)) {
            Err(e) => out.push((format!("message {}", i + 1), Err(e))),
            Ok(all) => {
                for u in all {
                    let wanted = options.patient.as_deref();
                    if wanted.is_some_and(|w| !u.ids.iter().chain(&u.merged).any(|i| i.is_named(w))) {
                        others = true;
                        continue;
                    }
                    records.take_in(&u);
                }
            }
        }
    }
    if options.patient.is_some() && records.all.is_empty() && (others || out.is_empty()) {
        let (place, why) = (Place::default(), "no message is about the expected patient");
        return Err(Hl7Error::NoPatient { place, why });
    }
    let mut all: Vec<PatientRead> = records
        .all
        .into_iter()
        .map(|(id, mut record)| {
            if options.whole_record {
                whole(&mut record);
            }
            (id, Ok(record))
        })
        .collect();
    if !several && all.is_empty() && out.len() == 1 {
        // One message that cannot be read is an input that cannot be read.
        if let Some((_, Err(e))) = out.pop() {
            return Err(e);
        }
    }
    all.append(&mut out);
    Ok(all)
}

fn whole(s: &mut Snapshot) {
    for coverage in [
        &mut s.conditions.coverage,
        &mut s.allergies.coverage,
        &mut s.medications.coverage,
        &mut s.observations.coverage,
        &mut s.procedures.coverage,
        &mut s.immunizations.coverage,
        &mut s.orders.coverage,
        &mut s.encounters.coverage,
        &mut s.family_history.coverage,
    ] {
        *coverage = Coverage::Complete;
    }
}
