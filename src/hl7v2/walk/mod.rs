//! From the segments of a message to the changes of each patient.
//!
//! One pass, with the order, the medication and the list at hand. Which
//! segments are read is all that the type of message does not decide.

mod gather;
mod orders;

use super::allergy::{self, Entry};
use super::cx::{Cx, source};
use super::error::Hl7Error;
use super::message::{Message, Place, Segment};
use super::observation::Around;
use super::person::{self, PatientId};
use super::pharmacy::{self, Underway};
use super::problem::{self, Problem};
use super::{Options, Update, encounter};
use crate::snapshot::{Allergy, Change, Concept, Fact, SourceRef};
use orders::Ordered;
use std::collections::BTreeMap;

/// Message codes that say something about a patient.
const READ: [&str; 30] = [
    "ADT", "BAR", "CSU", "DFT", "MDM", "OMB", "OMD", "OMG", "OMI", "OML", "OMN", "OMP", "OMS", "ORF", "ORM",
    "ORU", "OUL", "PGL", "PIN", "PPG", "PPP", "PPR", "RAS", "RDE", "RDS", "REF", "RGV", "RSP", "VXR", "VXU",
];

/// Message types in which several patients may stand one after the other.
fn may_have_several(kind: &(String, String)) -> bool {
    match kind.0.as_str() {
        "ADT" => matches!(
            kind.1.as_str(),
            "A17"
                | "A18"
                | "A24"
                | "A30"
                | "A34"
                | "A35"
                | "A36"
                | "A37"
                | "A39"
                | "A40"
                | "A41"
                | "A42"
                | "A43"
                | "A44"
                | "A45"
        ),
        "ORU" | "OUL" | "ORF" | "CSU" | "PGL" | "PPP" | "PPR" | "PPG" | "VXR" => true,
        _ => false,
    }
}

/// The changes of each patient of a message.
pub(super) fn updates(message: &Message, opts: &Options) -> Result<Vec<Update>, Hl7Error> {
    let at = |field| Place::field("MSH", field).in_message(message.number());
    let mut cx = Cx::new(opts, message);
    if cx.kind.0.is_empty() {
        return Err(Hl7Error::Field { place: at(9), what: "no message type was sent" });
    }
    if !READ.contains(&cx.kind.0.as_str()) {
        let shown = |s: &str| s.chars().filter(char::is_ascii_alphanumeric).take(3).collect::<String>();
        let kind = format!("{}^{}", shown(&cx.kind.0), shown(&cx.kind.1));
        return Err(Hl7Error::Unsupported { place: at(9), kind });
    }
    processing(&mut cx)?;
    if message.segment("DSC").is_some_and(|s| !s.field(1).is_empty()) {
        cx.note("continued", "DSC: there is more to ask for; what this message holds is read");
    }
    let several = may_have_several(&cx.kind);
    let mut walk = Walk::new(cx);
    let mut pids = 0;
    for s in message.segments() {
        if s.name() == "PID" {
            pids += 1;
            let ids = person::of_pid(s);
            let place = || Place { sequence: pids, ..Place::field("PID", 3) }.in_message(message.number());
            if pids > 1 {
                if ids.is_empty() {
                    return Err(Hl7Error::NoPatient {
                        place: place(),
                        why: "one of several patients without an identifier",
                    });
                }
                let same = walk.patient.ids.iter().any(|a| ids.iter().any(|b| a.same(b)));
                if !several && !same {
                    return Err(Hl7Error::WrongPatient {
                        place: place(),
                        why: "a second patient in a message that may have one; nothing of it is used",
                    });
                }
                walk.end_patient();
            }
            walk.begin_patient(ids, s);
        } else if pids == 0 {
            // Nothing before the patient is about one.
            if !matches!(
                s.name(),
                "MSH"
                    | "SFT"
                    | "UAC"
                    | "EVN"
                    | "MSA"
                    | "ERR"
                    | "QAK"
                    | "QPD"
                    | "QRD"
                    | "QRF"
                    | "RCP"
                    | "NTE"
                    | "PRD"
                    | "CTD"
                    | "RF1"
                    | "AUT"
                    | "ARV"
            ) {
                walk.early(s.name());
            }
        } else {
            walk.segment(s);
            if walk.facts > opts.limits.max_facts {
                let place = Place::default().in_message(message.number());
                return Err(Hl7Error::Limit { place, what: "facts", limit: opts.limits.max_facts });
            }
        }
    }
    if pids == 0 {
        return Err(Hl7Error::NoPatient {
            place: Place::field("PID", 0).in_message(message.number()),
            why: "the message is about no patient: there is no PID segment",
        });
    }
    walk.end_patient();
    Ok(walk.done)
}

/// MSH-11: what training and debugging make of a patient is not the patient's.
fn processing(cx: &mut Cx<'_>) -> Result<(), Hl7Error> {
    let id = cx.message.header(11, 1).to_ascii_uppercase();
    let known = match id.as_str() {
        "P" | "T" | "D" | "" => id.as_str(),
        _ => "?",
    };
    if !cx.opts.map.is_production(&cx.sender, known) {
        let shown = match known {
            "P" => "P (production)",
            "T" => "T (training)",
            "D" => "D (debugging)",
            "" => "not sent",
            _ => "not of HL7 table 0103",
        };
        if cx.opts.production {
            let place = Place::field("MSH", 11).in_message(cx.message.number());
            let what = format!(
                "the processing id is {shown}; only production is taken here. Name it under `processing` in the site \
                 map if this sender's counts as that"
            );
            return Err(Hl7Error::Processing { place, what });
        }
        cx.note("not-production", format!("MSH-11: the processing id is {shown}; no data of production"));
    }
    if matches!(cx.message.header(11, 2).as_str(), "A" | "R" | "I") {
        cx.note("not-current", "MSH-11: from an archive or a first load; what it says is not news");
    }
    Ok(())
}

struct Walk<'a> {
    cx: Cx<'a>,
    patient: Update,
    done: Vec<Update>,
    visit: Option<String>,
    order: Ordered,
    /// The order that a later one takes the place of.
    replaced: Option<String>,
    around: Around,
    medication: Option<Underway>,
    allergy: Option<(SourceRef, Box<Allergy>)>,
    lists: Vec<(String, Vec<Fact>)>,
    /// Where the facts of the group at hand begin.
    group: usize,
    /// Where the facts of a source are among the changes.
    placed: BTreeMap<SourceRef, usize>,
    facts: usize,
    comments: usize,
    /// The result that a comment at hand is on.
    commented: Option<SourceRef>,
    unread: Vec<String>,
}

impl<'a> Walk<'a> {
    fn new(cx: Cx<'a>) -> Self {
        Walk {
            cx,
            patient: Update::default(),
            done: Vec::new(),
            visit: None,
            order: Ordered::default(),
            replaced: None,
            around: Around::default(),
            medication: None,
            allergy: None,
            lists: Vec::new(),
            group: 0,
            placed: BTreeMap::new(),
            facts: 0,
            comments: 0,
            commented: None,
            unread: Vec::new(),
        }
    }

    fn begin_patient(&mut self, ids: Vec<PatientId>, pid: Segment<'_>) {
        let opts = self.cx.opts;
        let administrative = self.cx.kind.0 == "ADT";
        let zone = opts.zone.clone();
        self.patient = Update { ids, zone, as_of: opts.as_of, administrative, ..Update::default() };
        self.cx.source = SourceRef("PID".into());
        if self.patient.ids.first().is_some_and(|i| i.authority.is_empty()) {
            self.cx.note("no-authority", "PID-3: the identifier does not say who gave it out");
        }
        if self.cx.kind.0 == "ADT" && matches!(self.cx.kind.1.as_str(), "A29") {
            self.cx.note("deleted", "A29: everything messages said about the person was deleted");
            let version = self.cx.version.clone();
            let nothing = Change::List { prefix: String::new(), facts: Vec::new(), version };
            self.patient.changes.push(nothing);
        }
        let mut change = person::read(&mut self.cx, pid);
        if change != Default::default() {
            change.version.clone_from(&self.cx.version);
            self.patient.changes.push(Change::Person(change));
        }
    }

    fn end_patient(&mut self) {
        self.end_medication();
        self.end_order();
        self.end_allergy();
        for (prefix, facts) in std::mem::take(&mut self.lists) {
            if prefix.starts_with("AL1/") {
                self.completeness(&facts);
            }
            let version = self.cx.version.clone();
            self.patient.changes.push(Change::List { prefix, facts, version });
        }
        self.cx.source = SourceRef("NTE".into());
        if self.comments > 0 {
            self.cx.note("comments", "NTE: comments are not evaluated; there may be results in them");
        }
        for name in std::mem::take(&mut self.unread) {
            self.cx.source = SourceRef(name.clone().into());
            self.cx.note("not-read", format!("{name}: a segment that is not read"));
        }
        let notes = self.cx.take_notes();
        self.patient.changes.extend(notes);
        self.comments = 0;
        self.visit = None;
        self.around = Around::default();
        self.order = Ordered::default();
        self.replaced = None;
        self.group = 0;
        self.placed.clear();
        self.done.push(std::mem::take(&mut self.patient));
    }

    /// "No known allergies" makes the list complete; a real entry makes it a part again.
    fn completeness(&mut self, facts: &[Fact]) {
        use crate::fhir::absent::{Says, says};
        let none = |f: &Fact| matches!(f, Fact::Allergy(a) if says(&a.code) == Some(Says::NoneKnown));
        if !facts.is_empty() {
            let (complete, version) = (facts.iter().any(none), self.cx.version.clone());
            self.patient.changes.push(Change::AllergiesComplete { complete, version });
        }
    }

    fn segment(&mut self, s: Segment<'_>) {
        if !matches!(s.name(), "IAR" | "NTE") && !s.name().starts_with('Z') {
            self.end_allergy();
        }
        if s.name() != "NTE" {
            self.commented = None;
        }
        match s.name() {
            "PV1" => self.pv1(s),
            "AL1" => self.al1(s),
            "IAM" => self.iam(s),
            "IAR" => {
                if let Some((_, a)) = &mut self.allergy {
                    allergy::iar(&mut self.cx, s, a);
                }
            }
            "DG1" => self.dg1(s),
            "PRB" => self.prb(s),
            "PR1" => self.pr1(s),
            "MRG" => self.mrg(s),
            "ORC" => self.orc(s),
            "OBR" => self.obr(s),
            "OBX" => self.obx(s),
            "SPM" => self.spm(s),
            "TQ1" => self.tq1(s),
            "RXO" | "RXE" | "RXD" | "RXA" => self.rx(s),
            "RXR" => {
                if let Some(m) = &mut self.medication {
                    pharmacy::rxr(&mut self.cx, s, m);
                }
            }
            "RXC" => {
                if let Some(m) = &mut self.medication {
                    pharmacy::rxc(&mut self.cx, s, m);
                } else {
                    self.beside("RXC", "a component of no medication");
                }
            }
            "NTE" => match self.commented.clone() {
                // On a result it may take back what the result says (a haemolysed sample).
                Some(result) => {
                    self.cx.source = result;
                    self.cx.note("comments", "NTE: a comment on the result, which is not evaluated");
                }
                None => self.comments += 1,
            },
            // What care may be read out of them is said elsewhere, or not at all.
            "FT1" => {
                self.beside("FT1", "charges are not read as care; diagnoses and drugs in them are left out")
            }
            "PDA" => self.beside("PDA", "the cause of death is not read as a diagnosis"),
            "TXA" => self.beside("TXA", "a document; what it says is not evaluated"),
            "PV2" if !s.field(3).is_empty() => {
                self.beside("PV2", "PV2-3: the reason for admission is not read as a diagnosis")
            }
            // Administration, relatives, insurance, billing, documents, containers, research.
            "MSH" | "SFT" | "UAC" | "EVN" | "PD1" | "PV2" | "NK1" | "ROL" | "PRT" | "ARV" | "DB1" | "GT1"
            | "IN1" | "IN2" | "IN3" | "ACC" | "UB1" | "UB2" | "BLG" | "CTD" | "CTI" | "SAC" | "INV"
            | "CON" | "OH1" | "OH2" | "OH3" | "OH4" | "DRG" | "DSC" | "MSA" | "ERR" | "QAK" | "QPD"
            | "QRD" | "QRF" | "RCP" | "TQ2" | "CDO" | "NPU" | "RF1" | "AUT" | "PRD" | "CSP" | "CSR"
            | "CSS" | "PTH" | "VAR" | "BPX" | "BTX" | "IPC" | "DEV" | "RMI" | "ABS" => {}
            name => {
                if !self.unread.iter().any(|n| n == name) && self.unread.len() < 100 {
                    self.unread.push(name.to_string());
                }
            }
        }
    }

    fn beside(&mut self, name: &str, text: &str) {
        self.cx.source = SourceRef(name.into());
        self.cx.note("not-evaluated", format!("{name}: {text}"));
    }

    /// A segment before the first patient is nobody's.
    fn early(&mut self, name: &str) {
        self.cx.source = SourceRef(name.into());
        self.cx.note("not-read", format!("{name}: before the first PID, so about no patient; left out"));
    }

    /// Who is one person now. Moves of accounts and visits are between two
    /// patients who stay two.
    fn mrg(&mut self, s: Segment<'_>) {
        const ONE_PERSON: [&str; 9] = ["A18", "A30", "A34", "A36", "A39", "A40", "A43", "A46", "A47"];
        if !ONE_PERSON.contains(&self.cx.kind.1.as_str()) {
            self.cx.source = SourceRef("MRG".into());
            self.cx.note(
                "not-moved",
                "accounts and visits are not moved between patients: facts stay where they are",
            );
            return;
        }
        self.patient.merged = person::ids(s.field(1));
        if self.patient.merged.is_empty() {
            self.patient.merged = person::ids(s.field(4));
        }
    }

    fn pv1(&mut self, s: Segment<'_>) {
        self.visit = encounter::visit(s);
        let at = encounter::source_of(&self.cx, self.visit.as_deref());
        let event = self.cx.kind.1.clone();
        let event = event.as_str();
        // Cancelled: an admission, a pre-admission, a pending one; a deleted visit.
        if self.cx.kind.0 == "ADT" && matches!(event, "A11" | "A23" | "A27" | "A38") {
            self.cx.source = at.clone();
            self.cx.note("cancelled", "the visit was cancelled or deleted");
            self.remove(at);
            let version = self.cx.version.clone();
            self.patient.changes.push(Change::Setting { setting: None, version });
            return;
        }
        let found = encounter::read(&mut self.cx, s, &at);
        let version = self.cx.version.clone();
        let setting = match (&found.class, found.current) {
            // Only ADT tells where the patient is; others tell where the order came from.
            (Some(class), true) if self.cx.kind.0 == "ADT" => {
                Some(Change::Setting { setting: Some(class.clone()), version })
            }
            (Some(class), true) => Some(Change::SettingIfNone(class.clone())),
            (_, false) if event == "A03" => Some(Change::Setting { setting: None, version }),
            _ => None,
        };
        self.patient.changes.extend(setting);
        // PV1-15: B6 is a pregnant patient.
        let pregnant = s.field(15).repetitions().any(|r| r.text().as_deref() == Some("B6"));
        let when = found.period.start.clone().or_else(|| self.cx.made.clone());
        self.put(at.clone(), vec![Fact::Encounter(found)]);
        if pregnant {
            let at = SourceRef(format!("{at}/B6").into());
            self.cx.source = at.clone();
            self.cx.note("pregnancy-from-visit", "PV1-15 says that the patient is pregnant");
            let o = crate::snapshot::Observation {
                info: self.cx.info(&at, None, when.clone()),
                code: Concept::coded("loinc", "82810-3"),
                value: crate::snapshot::ObservationValue::Concept(Concept::coded("snomed", "77386006")),
                status: Default::default(),
                effective: when.clone(),
                issued: when,
                categories: Vec::new(),
                interpretation: Vec::new(),
                ranges: Vec::new(),
                specimen: None,
                body_site: None,
                component_of: None,
            };
            self.put(at, vec![Fact::Observation(o)]);
        }
    }

    fn al1(&mut self, s: Segment<'_>) {
        // The list of an order is that order's own; only ADT tells the patient's.
        let prefix = match self.cx.kind.0.as_str() {
            "ADT" => source(&["AL1", &self.cx.sender, ""]).0,
            kind => source(&["AL1", &self.cx.sender, kind, ""]).0,
        };
        let n = self.list(prefix.to_string()).len() + 1;
        let at = SourceRef(format!("{prefix}{n}").into());
        match allergy::al1(&mut self.cx, s, &at) {
            Entry::Allergy(a) => {
                self.facts += 1;
                self.list(prefix.to_string()).push(Fact::Allergy(*a));
            }
            Entry::NoInformation => {
                self.cx.note("no-information", "the source has no information about allergies")
            }
            Entry::Nothing => {}
        }
    }

    fn iam(&mut self, s: Segment<'_>) {
        let Some(at) = allergy::iam_source(&self.cx, s) else {
            self.cx.source = SourceRef("IAM".into());
            self.cx.note("no-code", "IAM-3: an entry that is neither named nor numbered was left out");
            return;
        };
        // "No change" is sent so that others can refer to it; it may be new to us.
        match allergy::iam(&mut self.cx, s, &at) {
            Entry::Allergy(a) => self.allergy = Some((at, a)),
            Entry::NoInformation => {
                self.cx.note("no-information", "the source has no information about allergies")
            }
            Entry::Nothing => self.remove(at),
        }
    }

    fn end_allergy(&mut self) {
        if let Some((at, a)) = self.allergy.take() {
            let facts = vec![Fact::Allergy(*a)];
            self.completeness(&facts);
            self.put(at, facts);
        }
    }

    fn dg1(&mut self, s: Segment<'_>) {
        self.end_medication();
        if let Some(at) = problem::dg1_source(s) {
            if s.code(21).as_deref() == Some("D") {
                self.cx.source = at.clone();
                self.cx.note("entered-in-error", "DG1-21 is D: the diagnosis was deleted");
                self.remove(at);
            } else if let Some(c) = problem::dg1(&mut self.cx, s, &at) {
                self.put(at, vec![Fact::Condition(c)]);
            }
            return;
        }
        if s.code(21).as_deref() == Some("D") {
            // Without a number it cannot be told which one goes: it is not added.
            self.cx.source = SourceRef("DG1".into());
            self.cx.note("entered-in-error", "DG1-21 is D without a number in DG1-20: left out of the list");
            self.list_of_diagnoses();
            return;
        }
        let prefix = self.list_of_diagnoses();
        let n = self.list(prefix.clone()).len() + 1;
        let at = SourceRef(format!("{prefix}{n}").into());
        if let Some(c) = problem::dg1(&mut self.cx, s, &at) {
            self.facts += 1;
            self.list(prefix).push(Fact::Condition(c));
        }
    }

    /// The list that a diagnosis without a number is of: the order's or the visit's.
    fn list_of_diagnoses(&mut self) -> String {
        let prefix = match (self.order.number(), &self.visit) {
            (Some(order), _) => source(&["DG1", "order", order, ""]).0,
            (None, Some(visit)) => source(&["DG1", "visit", visit, ""]).0,
            (None, None) => source(&["DG1", "", &self.cx.sender, ""]).0,
        };
        self.list(prefix.to_string());
        prefix.to_string()
    }

    fn prb(&mut self, s: Segment<'_>) {
        let Some(at) = problem::prb_source(s) else {
            self.cx.source = SourceRef("PRB".into());
            self.cx.note("no-code", "PRB-3: a problem that is neither named nor numbered was left out");
            return;
        };
        match problem::prb(&mut self.cx, s, &at) {
            Problem::Is(c) => self.put(at, vec![Fact::Condition(*c)]),
            Problem::Gone => self.remove(at),
            Problem::Same => {}
        }
    }

    fn pr1(&mut self, s: Segment<'_>) {
        let own = problem::pr1_source(s);
        let deleted = s.code(20).as_deref() == Some("D");
        if let (Some(at), true) = (&own, deleted) {
            self.remove(at.clone());
            return;
        }
        let visit = self.visit.clone().unwrap_or_default();
        let code = s.text(3, 1).or_else(|| s.text(4, 1)).unwrap_or_default();
        let when = s.text(5, 1).unwrap_or_default();
        let at = own.unwrap_or_else(|| source(&["PR1", &visit, &super::cx::mark(&format!("{code}@{when}"))]));
        if let (Some(p), false) = (problem::pr1(&mut self.cx, s, &at), deleted) {
            self.put(at, vec![Fact::Procedure(p)]);
        }
    }
}
