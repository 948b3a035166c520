//! Patient: birth, sex, death.

use super::cx::Cx;
use super::json::{self, Json};
use crate::snapshot::{Person, Sex};
use crate::time::PartialTime;

const BIRTH_TIME: &str = "http://hl7.org/fhir/StructureDefinition/patient-birthTime";
const FOR_CLINICAL_USE: &str = "http://hl7.org/fhir/StructureDefinition/patient-sexParameterForClinicalUse";
const BIRTH_SEX: &str = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex";
const US_CORE_SEX: &str = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-sex";

/// Reads a Patient into a person.
pub(super) fn read(cx: &mut Cx<'_>, r: Json<'_>, person: &mut Person) {
    person.born = born(cx, r);
    person.sex = sex(cx, r);
    person.died = cx.time(r, "deceasedDateTime");
    person.deceased = cx.flag(r, "deceasedBoolean").or(person.died.as_ref().map(|_| true));
    if person.deceased == Some(true) {
        cx.note("deceased", "the patient is recorded as dead");
    }
    if cx.flag(r, "active") == Some(false) {
        cx.note("inactive-patient", "the patient record is marked as not in use");
    }
    cx.note_future(person.born.clone().as_ref());
}

/// The birth time where it was sent (newborns), else the birth date.
fn born(cx: &mut Cx<'_>, r: Json<'_>) -> Option<PartialTime> {
    let exact = r.get("_birthDate").and_then(|b| json::extension(b, BIRTH_TIME));
    exact.and_then(|e| cx.time(e, "valueDateTime")).or_else(|| cx.time(r, "birthDate"))
}

/// Sex for clinical use, else at birth, else the administrative gender.
fn sex(cx: &mut Cx<'_>, r: Json<'_>) -> Option<Sex> {
    let administrative = match cx.text(r, "gender") {
        Some("female") => Some(Sex::Female),
        Some("male") => Some(Sex::Male),
        Some("other") => Some(Sex::Other),
        Some("unknown") | None => None,
        Some(_) => {
            cx.note("unreadable", "gender: a code that is not understood; treated as not sent");
            None
        }
    };
    let clinical = clinical_use(r).or_else(|| at_birth(r));
    if clinical.is_some() && administrative.is_some() && clinical != administrative {
        cx.note("sex-differs", "administrative gender and sex for clinical use differ; the latter is used");
    }
    clinical.or(administrative)
}

fn clinical_use(r: Json<'_>) -> Option<Sex> {
    let outer = json::extension(r, FOR_CLINICAL_USE)?;
    let value = json::extension(outer, "value")?.get("valueCodeableConcept")?;
    json::list(value, "coding").find_map(|c| match json::text(c, "code")? {
        "female-typical" => Some(Sex::Female),
        "male-typical" => Some(Sex::Male),
        "specified" => Some(Sex::Other),
        _ => None,
    })
}

fn at_birth(r: Json<'_>) -> Option<Sex> {
    let code = json::extension(r, BIRTH_SEX).or_else(|| json::extension(r, US_CORE_SEX));
    match json::text(code?, "valueCode")? {
        "F" | "248152002" => Some(Sex::Female),
        "M" | "248153007" => Some(Sex::Male),
        _ => None,
    }
}
