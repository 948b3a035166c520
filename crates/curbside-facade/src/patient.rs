//! The patient of a request to a snapshot, whatever form it came in.

use crate::error::{Error, ErrorCode, ErrorDetails};
use crate::json::{self, MAX_BYTES};
use crate::request::{FhirCoverage, Patient, Request};
use curbside::fhir::{self, DefaultCoverage, FhirError};
use curbside::snapshot::{RequestContext, Snapshot};
use curbside::time::Clock;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// The snapshot of a request, with its context and inputs.
pub(crate) fn snapshot(request: &Request<'_>, clock: &Clock) -> Result<Snapshot, Error> {
    let mut out = read(&request.patient, clock, "/patient")?;
    if let Some(context) = &request.context {
        if out.request != RequestContext::default() {
            let message = "the context is given twice; leave it out here or in the snapshot's `request`";
            return Err(Error::new(ErrorCode::DuplicateKey, message).at("/context"));
        }
        out.request = context.clone();
    }
    for (name, answer) in &request.inputs.0 {
        if out.inputs.insert(name.clone(), answer.clone()).is_some() {
            let message = "an input is answered here and in the snapshot; leave one out";
            return Err(Error::new(ErrorCode::DuplicateKey, message).at("/inputs"));
        }
    }
    Ok(out)
}

/// The snapshot alone.
pub(crate) fn read(patient: &Patient<'_>, clock: &Clock, path: &str) -> Result<Snapshot, Error> {
    if patient.hl7v2.is_some() && patient.drafts.is_some() {
        let message = "`drafts` goes with `fhir`";
        return Err(Error::new(ErrorCode::UnknownField, message).at(format!("{path}/drafts")));
    }
    match (patient.snapshot, patient.fhir, patient.hl7v2) {
        (Some(own), None, None) => {
            for (there, name) in
                [(patient.drafts.is_some(), "drafts"), (patient.coverage.is_some(), "coverage")]
            {
                if there {
                    let message = format!("`{name}` goes with `fhir`; a snapshot says it itself");
                    return Err(Error::new(ErrorCode::UnknownField, message).at(format!("{path}/{name}")));
                }
            }
            let out: Snapshot = json::part(own.get(), &format!("{path}/snapshot"))?;
            same_patient(&out, patient.id.as_deref(), path)?;
            Ok(out)
        }
        (None, Some(record), None) => fhir(patient, record, clock, path),
        (None, None, Some(messages)) => {
            let whole = matches!(patient.coverage, Some(FhirCoverage::WholeRecord));
            let at = format!("{path}/hl7v2");
            crate::hl7::snapshot(messages, patient.id.as_deref(), whole, clock, &at)
        }
        (None, None, None) => {
            let message = "no patient; send `snapshot`, `fhir` or `hl7v2`";
            Err(Error::new(ErrorCode::MissingField, message).at(path))
        }
        (own, fhir, _) => {
            let (a, b) = match (own, fhir) {
                (Some(_), Some(_)) => ("snapshot", "fhir"),
                (Some(_), None) => ("snapshot", "hl7v2"),
                _ => ("fhir", "hl7v2"),
            };
            let message = format!("`{a}` and `{b}` are two forms of one patient; send one");
            Err(Error::new(ErrorCode::BadValue, message).at(path))
        }
    }
}

fn same_patient(s: &Snapshot, expected: Option<&str>, path: &str) -> Result<(), Error> {
    let bare = |id: &str| id.strip_prefix("Patient/").unwrap_or(id).to_string();
    match (expected.map(bare), s.person.id.as_deref().map(bare)) {
        (Some(want), Some(got)) if want != got => {
            let details = ErrorDetails { diagnostic: Some("E0702".into()), ..Default::default() };
            let message = "the snapshot is of another patient than the expected one";
            Err(Error::new(ErrorCode::WrongPatient, message)
                .at(format!("{path}/snapshot/person/id"))
                .with(&details))
        }
        (Some(_), None) => {
            let details = ErrorDetails { diagnostic: Some("E0704".into()), ..Default::default() };
            let message = "the snapshot does not say whose it is, and a patient is expected";
            Err(Error::new(ErrorCode::NoPatient, message)
                .at(format!("{path}/snapshot/person/id"))
                .with(&details))
        }
        _ => Ok(()),
    }
}

fn fhir(patient: &Patient<'_>, record: &RawValue, clock: &Clock, path: &str) -> Result<Snapshot, Error> {
    let mut options = fhir::Options::new(clock.zone.clone());
    options.patient = patient.id.clone();
    options.as_of = Some(clock.now);
    options.limits.max_bytes = MAX_BYTES;
    options.coverage = match patient.coverage {
        None | Some(FhirCoverage::Infer) => DefaultCoverage::Infer,
        Some(FhirCoverage::WholeRecord) => DefaultCoverage::WholeRecord,
        Some(FhirCoverage::OnlyPresent) => DefaultCoverage::OnlyPresent,
    };
    let at = format!("{path}/fhir");
    let record = text(record, &at)?;
    match patient.drafts {
        None => fhir::read_bundle(record.as_bytes(), &options),
        Some(drafts) => {
            let drafts = text(drafts, &format!("{path}/drafts"))?;
            fhir::read_with_drafts(record.as_bytes(), drafts.as_bytes(), &options)
        }
    }
    .map_err(|e| explain(&e, path))
}

/// JSON as it stands, or out of the text that holds it.
fn text<'a>(raw: &'a RawValue, path: &str) -> Result<Cow<'a, str>, Error> {
    let given = raw.get();
    if given.starts_with('"') {
        Ok(Cow::Owned(json::part::<String>(given, path)?))
    } else {
        Ok(Cow::Borrowed(given))
    }
}

/// The reader's error as ours; its own place is within the record or the drafts.
fn explain(e: &FhirError, path: &str) -> Error {
    let diagnostic = e.code().info().code;
    let mut details = ErrorDetails { diagnostic: Some(diagnostic.into()), ..Default::default() };
    let (code, place) = match e {
        FhirError::NotJson { line, column, .. } => {
            (details.line, details.column) = (Some(*line), Some(*column));
            (ErrorCode::NotJson, "")
        }
        FhirError::NotFhir { place, .. } => (ErrorCode::BadPatient, place.as_str()),
        FhirError::WrongPatient { place, .. } => (ErrorCode::WrongPatient, place.as_str()),
        FhirError::NoPatient => (ErrorCode::NoPatient, ""),
        FhirError::Limit { .. } => (ErrorCode::PatientLimit, ""),
        _ => (ErrorCode::BadPatient, ""),
    };
    // The words after the place, which stands in `path`.
    let message = match e {
        FhirError::NotFhir { what, .. } => format!("not FHIR ({what})"),
        FhirError::WrongPatient { why, .. } => (*why).to_string(),
        other => other.to_string(),
    };
    let place = match place.strip_prefix("drafts ") {
        Some(rest) => format!("{path}/drafts{rest}"),
        None => format!("{path}/fhir{place}"),
    };
    Error::new(code, message).at(place).with(&details)
}
