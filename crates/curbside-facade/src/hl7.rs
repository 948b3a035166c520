//! HL7 v2 messages as the patient of a request, or as what changes a session's.

use crate::error::{Error, ErrorCode, ErrorDetails};
use crate::json::{self, MAX_BYTES};
use curbside::hl7v2::{self, Hl7Error, Options, SiteMap, Update};
use curbside::snapshot::Snapshot;
use curbside::time::Clock;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// HL7 v2 messages: one, several, or a batch, with `\r`, `\n` or both at the end of a segment.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Messages<'a> {
    /// The messages.
    #[serde(borrow)]
    pub messages: Cow<'a, str>,
    /// What the site's own codes, units and flags mean, as YAML; see the book's page on HL7 v2.
    #[serde(default)]
    pub site_map: Option<String>,
    /// Refuse messages that are not of production (MSH-11). Otherwise a note says so.
    #[serde(default)]
    pub production: bool,
}

/// The text of messages, or an object with it.
#[cfg(feature = "schema")]
#[allow(dead_code, reason = "for its schema only")]
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(untagged)]
pub(crate) enum Hl7<'a> {
    /// The messages alone.
    Text(String),
    /// With the site's tables.
    #[serde(borrow)]
    With(Messages<'a>),
}

/// A text, or an object with it.
fn messages<'a>(raw: &'a RawValue, path: &str) -> Result<Messages<'a>, Error> {
    let given = raw.get();
    if given.starts_with('"') {
        let messages = Cow::Owned(json::part::<String>(given, path)?);
        return Ok(Messages { messages, site_map: None, production: false });
    }
    if !given.starts_with('{') {
        return Err(
            Error::new(ErrorCode::WrongType, "a text is needed, or an object with `messages`").at(path)
        );
    }
    json::part(given, path)
}

fn options(m: &Messages<'_>, clock: &Clock, path: &str) -> Result<Options, Error> {
    let mut out = Options::new(clock.zone.clone());
    out.as_of = Some(clock.now);
    out.production = m.production;
    out.limits.max_bytes = MAX_BYTES;
    if let Some(yaml) = &m.site_map {
        out.map = SiteMap::from_yaml(yaml)
            .map_err(|e| Error::new(ErrorCode::BadValue, e.to_string()).at(format!("{path}/site_map")))?;
    }
    Ok(out)
}

/// The record that messages make. A message that cannot be read is an error of the whole:
/// what it says might take back what the others say.
pub(crate) fn snapshot(
    raw: &RawValue,
    patient: Option<&str>,
    whole_record: bool,
    clock: &Clock,
    path: &str,
) -> Result<Snapshot, Error> {
    let m = messages(raw, path)?;
    let mut options = options(&m, clock, path)?;
    options.patient = patient.map(str::to_string);
    options.whole_record = whole_record;
    let mut all = hl7v2::read_any(m.messages.as_bytes(), &options).map_err(|e| explain(&e, path))?;
    if let Some((_, Err(e))) = all.iter().find(|(_, s)| s.is_err()) {
        return Err(explain(e, path));
    }
    match (all.pop(), all.is_empty()) {
        (Some((_, Ok(record))), true) => Ok(record),
        (Some(_), _) => {
            let details = ErrorDetails { diagnostic: Some("E0702".into()), ..Default::default() };
            let message = "messages about several patients; say in `id` whose record is needed";
            Err(Error::new(ErrorCode::WrongPatient, message).at(path).with(&details))
        }
        (None, _) => Err(Error::new(ErrorCode::NoPatient, "no message is about a patient").at(path)),
    }
}

/// What messages change of a session's patient; those about anybody else are refused.
pub(crate) fn updates(
    raw: &RawValue,
    patient: Option<&str>,
    clock: &Clock,
    path: &str,
) -> Result<Vec<Update>, Error> {
    let m = messages(raw, path)?;
    let options = options(&m, clock, path)?;
    let read = hl7v2::read_messages(m.messages.as_bytes(), &options).map_err(|e| explain(&e, path))?;
    let mut known = patient.map(str::to_string);
    let mut out = Vec::new();
    for message in read {
        let all = message.and_then(|m| hl7v2::updates(&m, &options)).map_err(|e| explain(&e, path))?;
        for update in all {
            let named = |id: &str| update.ids.iter().any(|i| i.is_named(id));
            match &known {
                Some(id) if !named(id) => {
                    let gone = update.merged.iter().any(|i| i.is_named(id));
                    let message = if gone {
                        "the session's patient was merged into another; open a session of that one"
                    } else {
                        "a message about another patient than the session's; open a session of its own"
                    };
                    let details = ErrorDetails { diagnostic: Some("E0702".into()), ..Default::default() };
                    return Err(Error::new(ErrorCode::WrongPatient, message).at(path).with(&details));
                }
                Some(_) => {}
                None => known = update.id().map(ToString::to_string),
            }
            out.push(update);
        }
    }
    Ok(out)
}

/// The reader's error as ours; its own place is within the messages.
fn explain(e: &Hl7Error, path: &str) -> Error {
    let details = ErrorDetails { diagnostic: Some(e.code().info().code.into()), ..Default::default() };
    let code = match e {
        Hl7Error::WrongPatient { .. } => ErrorCode::WrongPatient,
        Hl7Error::NoPatient { .. } => ErrorCode::NoPatient,
        Hl7Error::Limit { .. } => ErrorCode::PatientLimit,
        _ => ErrorCode::BadPatient,
    };
    Error::new(code, e.to_string()).at(path).with(&details)
}
