//! What hosts send: requests as JSON, read strictly. See `schema/v1` for the same as a schema.

use crate::error::{Error, ErrorCode};
use crate::json;
use curbside::Fact;
use curbside::eval::Limits;
use curbside::snapshot::{Coverage, InputAnswer, Person, RequestContext, SourceRef};
use curbside::time::{Clock, Timestamp, Zone};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// The version of every request and answer.
pub const FORMAT: u32 = 1;

/// One patient at one moment: for evaluating, explaining and opening a session.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Request<'a> {
    /// Version of this format: 1.
    #[cfg_attr(feature = "schema", schemars(extend("const" = 1)))]
    pub format: u32,
    /// The instant that counts as now. The engine has no clock.
    pub at: Timestamp,
    /// The facility's time zone, in which dates without an offset are read: `Europe/Berlin`, `UTC`, `+01:00`.
    pub zone: String,
    /// The patient.
    #[serde(borrow)]
    pub patient: Patient<'a>,
    /// Who asks, from where, and for what. A snapshot may say it instead.
    #[serde(default)]
    pub context: Option<RequestContext>,
    /// Answers to `input` declarations, by qualified name (`pack/Name`) or plain name, beside those of a snapshot.
    #[serde(default)]
    pub inputs: Inputs,
    /// How to evaluate.
    #[serde(default)]
    pub options: Options,
}

/// The patient, in exactly one form: `snapshot`, `fhir` or `hl7v2`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("oneOf" = [{"required": ["snapshot"]}, {"required": ["fhir"]}, {"required": ["hl7v2"]}])))]
#[serde(deny_unknown_fields)]
pub struct Patient<'a> {
    /// The engine's own form.
    #[serde(borrow, default)]
    #[cfg_attr(feature = "schema", schemars(with = "curbside::snapshot::Snapshot"))]
    pub snapshot: Option<&'a RawValue>,
    /// FHIR R4: a Bundle of any type, one resource, or an array of resources, as JSON or as a text that holds it.
    #[serde(borrow, default)]
    #[cfg_attr(feature = "schema", schemars(with = "Fhir"))]
    pub fhir: Option<&'a RawValue>,
    /// HL7 v2 messages: a text of one or several, or an object with the site's tables beside them.
    #[serde(borrow, default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::hl7::Hl7<'static>"))]
    pub hl7v2: Option<&'a RawValue>,
    /// With `fhir`: the unsigned orders of this request, in a bundle of their own (`draftOrders` of CDS Hooks).
    #[serde(borrow, default)]
    #[cfg_attr(feature = "schema", schemars(with = "Fhir"))]
    pub drafts: Option<&'a RawValue>,
    /// The expected patient: `123` or `Patient/123`. Anyone else's data is refused.
    #[serde(default)]
    pub id: Option<String>,
    /// With `fhir` or `hl7v2`: what the absence of a kind of resource or segment means.
    #[serde(default)]
    pub coverage: Option<FhirCoverage>,
}

/// What the absence of a kind of FHIR resource, or of an HL7 v2 segment, means.
#[derive(Debug, Clone, Copy, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum FhirCoverage {
    /// Judged by what the input is; a note says what was inferred. HL7 v2 messages are a part of the record.
    Infer,
    /// The input is everything the record holds.
    WholeRecord,
    /// A section with resources is a part; one without was not supplied.
    OnlyPresent,
}

/// FHIR R4 as JSON, or as a text that holds it.
#[cfg(feature = "schema")]
#[allow(dead_code, reason = "for its schema only")]
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(untagged)]
enum Fhir {
    /// A Bundle or one resource.
    Resource(BTreeMap<String, serde_json::Value>),
    /// Resources.
    Resources(Vec<BTreeMap<String, serde_json::Value>>),
    /// JSON within a text.
    Text(String),
}

/// Answers to inputs by their names.
#[derive(Debug, Clone, Default)]
pub struct Inputs(pub BTreeMap<String, InputAnswer>);

impl<'de> Deserialize<'de> for Inputs {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Inputs, D::Error> {
        distinct(d).map(Inputs)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Inputs {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Inputs".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        BTreeMap::<String, InputAnswer>::json_schema(generator)
    }
}

/// A map whose names stand once each: nobody could say which of two answers counts.
fn distinct<'de, D: serde::Deserializer<'de>, V: Deserialize<'de>>(
    d: D,
) -> Result<BTreeMap<String, V>, D::Error> {
    struct Names<V>(std::marker::PhantomData<V>);
    impl<'de, V: Deserialize<'de>> serde::de::Visitor<'de> for Names<V> {
        type Value = BTreeMap<String, V>;
        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("values by name")
        }
        fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut out = BTreeMap::new();
            while let Some((name, value)) = map.next_entry()? {
                if out.insert(name, value).is_some() {
                    return Err(serde::de::Error::custom(json::TWICE));
                }
            }
            Ok(out)
        }
    }
    d.deserialize_map(Names(std::marker::PhantomData))
}

/// How to evaluate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Options {
    /// Steps of the whole evaluation; what is left out is listed in `not_evaluated`.
    pub steps: Option<u64>,
    /// Steps of one rule.
    pub steps_per_rule: Option<u64>,
    /// Facts of the patient.
    pub facts: Option<usize>,
    /// Findings.
    pub findings: Option<usize>,
    /// Milliseconds the evaluation may take; what is left out is listed in `not_evaluated`. The only option by which
    /// the same request may have different answers. Not in WebAssembly, which has no clock.
    pub timeout_ms: Option<u64>,
    /// Advise on the treatment of patients who have died, too (to look back on a record).
    pub advise_deceased: bool,
}

impl Options {
    pub(crate) fn limits(&self) -> Limits {
        let d = Limits::default();
        Limits {
            steps: self.steps.unwrap_or(d.steps),
            steps_per_rule: self.steps_per_rule.unwrap_or(d.steps_per_rule),
            facts: self.facts.unwrap_or(d.facts),
            findings: self.findings.unwrap_or(d.findings),
        }
    }
}

impl Request<'_> {
    pub(crate) fn clock(&self) -> Result<Clock, Error> {
        let zone: Zone = self.zone.parse().map_err(|_| {
            Error::new(ErrorCode::BadValue, "not a time zone; write Europe/Berlin, UTC or +01:00").at("/zone")
        })?;
        Ok(Clock::new(self.at, zone))
    }
}

/// Something with a version in front.
pub(crate) trait Versioned {
    /// The version it says.
    fn format(&self) -> u32;
}

macro_rules! versioned {
    ($($t:ty),*) => { $( impl Versioned for $t {
        fn format(&self) -> u32 {
            self.format
        }
    } )* };
}
versioned!(Request<'_>, Changes<'_>, Load, Format);

#[derive(Deserialize)]
struct Format {
    format: u32,
}

/// Reads a request after its version: a later format may look quite different.
pub(crate) fn read<'a, T: Deserialize<'a> + Versioned>(bytes: &'a [u8]) -> Result<T, Error> {
    let read = json::read::<T>(bytes);
    let format = match &read {
        Ok(r) => r.format(),
        Err(_) => json::read::<Format>(bytes).map_or(FORMAT, |f| f.format),
    };
    if format != FORMAT {
        let message = format!("format {format} is not read by this version; write {FORMAT}");
        return Err(Error::new(ErrorCode::UnsupportedFormat, message).at("/format"));
    }
    read
}

/// Steps of a session: all of them, or none.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Changes<'a> {
    /// Version of this format: 1.
    #[cfg_attr(feature = "schema", schemars(extend("const" = 1)))]
    pub format: u32,
    /// What changes, in order.
    #[serde(borrow)]
    pub changes: Vec<Change<'a>>,
}

/// One change of a session's patient.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[allow(clippy::large_enum_variant, reason = "a few at a time, on their way into a session")]
pub enum Change<'a> {
    /// A fact more: a draft order, a new result.
    Add(Fact),
    /// A fact in place of those with its source, or beside the others where there is none: an order changed, a result
    /// corrected.
    Replace(Fact),
    /// Every fact of a source is gone: an order withdrawn, a result taken back.
    Remove(SourceRef),
    /// The person anew.
    Person(Person),
    /// Who asks, from where, and for what, anew.
    Context(RequestContext),
    /// Answers to inputs; `null` takes one back.
    Inputs(Withdrawable),
    /// How complete sections are now.
    Coverage(Box<Coverages>),
    /// HL7 v2 messages about the session's patient: what they say is added, corrected, withdrawn. A text, or an object
    /// with the site's tables beside it.
    #[serde(borrow)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::hl7::Hl7<'static>"))]
    Hl7v2(&'a RawValue),
    /// The whole patient anew, in any form a request takes. The answer is compared with the one before.
    #[serde(borrow)]
    Patient(Patient<'a>),
    /// Another instant counts as now.
    At(Timestamp),
}

/// Answers to inputs; `null` takes one back.
#[derive(Debug, Clone, Default)]
pub struct Withdrawable(pub BTreeMap<String, Option<InputAnswer>>);

impl<'de> Deserialize<'de> for Withdrawable {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Withdrawable, D::Error> {
        distinct(d).map(Withdrawable)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Withdrawable {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Withdrawable".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        BTreeMap::<String, Option<InputAnswer>>::json_schema(generator)
    }
}

/// How complete sections are.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs, reason = "the sections of a snapshot")]
pub struct Coverages {
    pub conditions: Option<Coverage>,
    pub allergies: Option<Coverage>,
    pub medications: Option<Coverage>,
    pub observations: Option<Coverage>,
    pub procedures: Option<Coverage>,
    pub immunizations: Option<Coverage>,
    pub orders: Option<Coverage>,
    pub encounters: Option<Coverage>,
    pub family_history: Option<Coverage>,
}

/// Packs to load, to check or to bundle. At least one of `paths`, `packs` and `text`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Load {
    /// Version of this format: 1.
    #[cfg_attr(feature = "schema", schemars(extend("const" = 1)))]
    pub format: u32,
    /// Folders with packs, single `.cds` files, or bundles (`.json`). Not in WebAssembly, which has no files.
    #[serde(default)]
    pub paths: Vec<String>,
    /// Packs in memory.
    #[serde(default)]
    pub packs: Vec<PackFiles>,
    /// A pack of one text: the text of a `.cds` file, with its `pack` line.
    #[serde(default)]
    pub text: Option<String>,
    /// Folder for compiled packs, so that the next start is quick. Guard it like the packs themselves.
    #[serde(default)]
    pub cache: Option<String>,
    /// Today, `2026-11-23`, for what `check` says about review dates.
    #[serde(default)]
    pub today: Option<String>,
}

/// A pack in memory.
#[derive(Debug, Deserialize, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PackFiles {
    /// The folder as the author knows it, for messages.
    #[serde(default)]
    pub path: String,
    /// Texts by their path within the folder, with `/` separators; one is `pack.yaml`.
    #[serde(deserialize_with = "distinct")]
    pub files: BTreeMap<String, String>,
}
