//! PID and MRG: who it is, when born, of which sex, dead or alive.

use super::cx::Cx;
use super::message::{Part, Segment};
use crate::snapshot::{PersonChange, Sex};
use serde::{Deserialize, Serialize};

/// An identifier of a patient and who gave it out.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PatientId {
    /// The assigning authority; empty where none was sent.
    pub authority: String,
    /// The identifier.
    pub id: String,
    /// Its type, such as `MR`; not a part of what it names.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kind: String,
}

impl std::fmt::Debug for PatientId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PatientId(…)")
    }
}

impl std::fmt::Display for PatientId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.authority.is_empty() {
            f.write_str(&self.id)
        } else {
            write!(f, "{}|{}", self.authority, self.id)
        }
    }
}

impl PatientId {
    /// Whether both name the same record: authority and identifier are equal.
    pub fn same(&self, other: &PatientId) -> bool {
        self.authority == other.authority && self.id == other.id
    }

    /// Whether a text (`AUTHORITY|ID`, or the identifier alone) names it.
    pub fn is_named(&self, text: &str) -> bool {
        let text = text.strip_prefix("Patient/").unwrap_or(text);
        text == self.to_string() || text == self.id
    }
}

/// Identifiers of the patient in a CX field, the one that names the record first.
pub(super) fn ids(field: Part<'_>) -> Vec<PatientId> {
    let mut all: Vec<PatientId> = field
        .repetitions()
        .filter_map(|r| {
            let authority = r.component(4);
            // The name of the authority, else its universal identifier.
            let named = authority.subcomponent(1).text().or_else(|| authority.subcomponent(2).text());
            Some(PatientId {
                id: r.component(1).text()?,
                authority: named.unwrap_or_default(),
                kind: r.component(5).text().unwrap_or_default(),
            })
        })
        .collect();
    // National numbers and the like go last: the record number names the record.
    let rank = |k: &str| match k {
        "MR" => 0,
        "PI" | "" => 1,
        "PT" | "EI" | "AN" | "VN" => 2,
        _ => 3,
    };
    all.sort_by_key(|i| rank(&i.kind));
    all
}

/// The identifiers of a PID: PID-3, in early versions PID-2 or PID-4.
pub(super) fn of_pid(pid: Segment<'_>) -> Vec<PatientId> {
    let listed = ids(pid.field(3));
    if !listed.is_empty() {
        return listed;
    }
    let old = ids(pid.field(2));
    if old.is_empty() { ids(pid.field(4)) } else { old }
}

/// What a PID says about the person. A field that was not sent changes nothing.
pub(super) fn read(cx: &mut Cx<'_>, pid: Segment<'_>) -> PersonChange {
    let mut p = PersonChange::default();
    if pid.field(7).is_null() {
        p.born = Some(None);
    } else if let Some(t) = cx.time(pid.field(7), "PID-7") {
        p.born = Some(Some(t));
    }
    p.sex = sex(cx, pid);
    if pid.field(29).is_null() {
        p.died = Some(None);
    } else if let Some(t) = cx.time(pid.field(29), "PID-29") {
        p.died = Some(Some(t));
        p.deceased = Some(Some(true));
    }
    match pid.code(30).as_deref() {
        Some("Y") => p.deceased = Some(Some(true)),
        Some("N") => {
            if matches!(p.died, Some(Some(_))) {
                // A date of death and "not dead": no advice on the treatment of the dead.
                cx.note("death-contradicted", "PID-29 has a date of death and PID-30 says N; taken for dead");
            } else {
                p.deceased = Some(Some(false));
            }
        }
        Some(_) => cx.note("unreadable", "PID-30: expected Y or N; treated as not sent"),
        None if pid.field(30).is_null() && !matches!(p.died, Some(Some(_))) => p.deceased = Some(None),
        None => {}
    }
    if p.deceased == Some(Some(true)) {
        cx.note("deceased", "the patient is recorded as dead");
    }
    if !pid.field(35).is_empty() && !pid.field(35).is_null() {
        cx.note("species", "PID-35 names a species: the patient may be an animal");
    }
    p
}

fn sex(cx: &mut Cx<'_>, pid: Segment<'_>) -> Option<Option<Sex>> {
    if pid.field(8).is_null() {
        return Some(None);
    }
    match pid.text(8, 1)?.to_ascii_uppercase().as_str() {
        "F" => Some(Some(Sex::Female)),
        "M" => Some(Some(Sex::Male)),
        "O" | "A" | "X" => Some(Some(Sex::Other)),
        "U" | "N" | "UNK" => Some(None),
        _ => {
            cx.note("unreadable", "PID-8: a code that is not understood; treated as not sent");
            None
        }
    }
}
