//! FHIR R4 JSON to a [`Snapshot`].
//!
//! A narrow, tolerant reader: it takes what the snapshot holds and nothing
//! else. An element that cannot be read becomes an ingestion note with its
//! path and counts as not sent; only malformed JSON, another patient's data, a
//! missing expected patient and a limit refuse the whole. It knows nothing of
//! rules and does no I/O.
//!
//! ```
//! use curbside::fhir::{Options, read_bundle};
//! let json = br#"{"resourceType": "Bundle", "type": "collection", "entry": [
//!   {"resource": {"resourceType": "Patient", "id": "p", "birthDate": "1951-02", "gender": "female"}},
//!   {"resource": {"resourceType": "Condition", "subject": {"reference": "Patient/p"},
//!     "clinicalStatus": {"coding": [{"code": "active"}]},
//!     "code": {"coding": [{"system": "http://snomed.info/sct", "code": "44054006"}]}}}]}"#;
//! let snapshot = read_bundle(json, &Options::new("Europe/Berlin".parse().unwrap())).unwrap();
//! assert_eq!(snapshot.conditions.items[0].code.codings[0].system, "snomed");
//! ```

pub(crate) mod absent;
mod allergy;
mod condition;
mod cx;
pub(crate) mod datatypes;
mod dedupe;
pub(crate) mod dosage;
mod encounter;
mod error;
mod family;
pub(crate) mod immunization;
mod index;
mod input;
mod json;
mod medication;
pub(crate) mod numeric;
mod observation;
mod order;
mod patient;
mod pregnancy;
mod procedure;
mod read;
mod section;
mod split;
mod who;

pub use error::FhirError;
pub use json::{Document, Items, Json, Kind, Members, Part};
pub use pregnancy::PREGNANCY_OBSERVATIONS;

use crate::snapshot::Snapshot;
use crate::time::{Timestamp, Zone};
use input::Input;

/// A patient's name (or `line 7` where a line cannot be read) and the record.
pub type PatientRead = (String, Result<Snapshot, FhirError>);

/// What the absence of a kind of resource means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DefaultCoverage {
    /// Judged by what the input is: a bundle that is no search result (or a
    /// bulk export), holds a Patient, and holds at least two of problems,
    /// medications and results, or three sections of any kind, is taken for
    /// the whole record, which a note `whole-record` says. In a document, a
    /// message and a bulk export that holds for the kinds of resources that
    /// occur; the others count as not supplied. Anything else supplies only
    /// what it holds: its sections are partial, except what an unfiltered
    /// search (by its `self` link) or a statement such as "no known allergy"
    /// makes complete.
    #[default]
    Infer,
    /// The input is everything the record holds.
    WholeRecord,
    /// A section with resources is a part; one without was not supplied.
    OnlyPresent,
}

/// Limits on what is read; beyond one of them nothing is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of input.
    pub max_bytes: usize,
    /// Levels of JSON nesting; never more than 120.
    pub max_nesting: usize,
    /// Resources, bundled ones included.
    pub max_resources: usize,
    /// Facts of one patient.
    pub max_facts: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { max_bytes: 256 << 20, max_nesting: 64, max_resources: 1_000_000, max_facts: 200_000 }
    }
}

/// How to read.
#[derive(Debug, Clone)]
pub struct Options {
    /// The facility's zone, for dates without an offset.
    pub zone: Zone,
    /// The expected patient: `123` or `Patient/123`. Anyone else's data is refused.
    pub patient: Option<String>,
    /// What absence means.
    pub coverage: DefaultCoverage,
    /// Limits.
    pub limits: Limits,
    /// The moment of evaluation, where known: facts after it are kept, with a
    /// note, and old pregnancies on the problem list are told from current ones.
    pub as_of: Option<Timestamp>,
}

impl Options {
    /// Defaults in a zone: any one patient, coverage inferred.
    pub fn new(zone: Zone) -> Self {
        Options {
            zone,
            patient: None,
            coverage: DefaultCoverage::default(),
            limits: Limits::default(),
            as_of: None,
        }
    }
}

/// Reads a Bundle of any type, a single resource, or a JSON array of
/// resources, of one patient.
///
/// # Errors
/// See [`FhirError`]; several patients are [`FhirError::WrongPatient`].
pub fn read_bundle(bytes: &[u8], options: &Options) -> Result<Snapshot, FhirError> {
    let parsed = Document::parse(bytes, &options.limits)?;
    let mut input = Input::default();
    input.add(parsed.root(), "", parsed.repeated(), &options.limits, false)?;
    input.judge();
    read::snapshot(input, options)
}

/// The same, with the unsigned orders of this request in a bundle of their own
/// (the `draftOrders` of CDS Hooks). A draft stands instead of the record's
/// copy of the same order.
///
/// # Errors
/// See [`FhirError`].
pub fn read_with_drafts(bytes: &[u8], drafts: &[u8], options: &Options) -> Result<Snapshot, FhirError> {
    let record = Document::parse(bytes, &options.limits)?;
    let orders = Document::parse(drafts, &options.limits)?;
    let mut input = Input::default();
    input.add(record.root(), "", record.repeated(), &options.limits, false)?;
    input.judge();
    let (shape, made) = (input.shape, input.made);
    input.add(orders.root(), "drafts ", orders.repeated(), &options.limits, true)?;
    (input.shape, input.made) = (shape, made);
    read::snapshot(input, options)
}

/// The same as [`read_with_drafts`] from resources or bundles that were read already (see
/// [`Document`]) and may stand in several documents, which are not copied.
///
/// # Errors
/// See [`FhirError`].
pub fn read_resources(
    record: &[Json<'_>],
    drafts: &[Json<'_>],
    options: &Options,
) -> Result<Snapshot, FhirError> {
    let mut input = Input::default();
    input.add_each(record.iter().copied(), "", &[], &options.limits, false)?;
    input.judge();
    let (shape, made) = (input.shape, input.made);
    input.add_each(drafts.iter().copied(), "drafts ", &[], &options.limits, true)?;
    (input.shape, input.made) = (shape, made);
    read::snapshot(input, options)
}

/// Reads lines: bundles of one patient each, or resources of a bulk export,
/// which are grouped by patient. A line that cannot be read is an error of its
/// own, named by its number.
///
/// # Errors
/// The whole fails only beyond a limit of size.
pub fn read_ndjson(bytes: &[u8], options: &Options) -> Result<Vec<PatientRead>, FhirError> {
    split::ndjson(bytes, options)
}

/// Reads whatever it is: a bundle, a resource, an array or lines. Data of
/// several patients are read patient by patient; with [`Options::patient`] set
/// only that patient's.
///
/// # Errors
/// See [`FhirError`].
pub fn read_any(bytes: &[u8], options: &Options) -> Result<Vec<PatientRead>, FhirError> {
    split::any(bytes, options)
}

/// The patients of a bundle, resource or array, in order.
///
/// # Errors
/// See [`FhirError`].
pub fn patients_in(bytes: &[u8], limits: &Limits) -> Result<Vec<String>, FhirError> {
    let parsed = Document::parse(bytes, limits)?;
    let mut input = Input::default();
    input.add(parsed.root(), "", parsed.repeated(), limits, false)?;
    Ok(who::names(&index::Index::new(input.entries)))
}

/// Works out pregnancy, breastfeeding and gestation of a snapshot from its
/// facts, for readers of other formats.
#[cfg(feature = "hl7v2")]
pub(crate) fn settle_pregnancy(s: &mut Snapshot, zone: &Zone, as_of: Option<Timestamp>) {
    let options = Options { as_of, ..Options::new(zone.clone()) };
    let index = index::Index::new(Vec::new());
    let mut cx = cx::Cx::new(&options, &index);
    cx.source = crate::snapshot::SourceRef("pregnancy".into());
    pregnancy::read(&mut cx, &mut s.person, &s.observations.items, &s.conditions.items);
    s.notes.retain(|n| n.source.as_ref() != Some(&cx.source));
    s.notes.append(&mut cx.notes);
}
