//! The hooks of the CDS Hooks library and what their contexts hold.

use curbside::fhir::Json;

/// What a field of a context has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// A bare id, such as `123`.
    Id,
    /// A reference, such as `Practitioner/123`, to one of these types; any where there are none.
    Reference(&'static [&'static str]),
    /// References.
    References,
    /// A Bundle of resources.
    Bundle,
    /// A resource of one of these types; any where there are none.
    Resource(&'static [&'static str]),
    /// Resources.
    Resources,
}

/// A field of a context.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// An older name that is understood too.
    pub old_name: Option<&'static str>,
    /// What it has to be.
    pub kind: FieldKind,
    /// Whether it has to be there.
    pub required: bool,
}

const fn field(name: &'static str, kind: FieldKind, required: bool) -> Field {
    Field { name, old_name: None, kind, required }
}

const USERS: &[&str] = &["Practitioner", "PractitionerRole", "Patient", "RelatedPerson"];
const USER: Field = field("userId", FieldKind::Reference(USERS), true);
const PATIENT: Field = field("patientId", FieldKind::Id, true);
const ENCOUNTER: Field = field("encounterId", FieldKind::Id, false);
const DRAFTS: Field = field("draftOrders", FieldKind::Bundle, true);

macro_rules! hooks {
    ($( $(#[$doc:meta])* $variant:ident = $name:literal { $($field:expr),* } )*) => {
        /// A hook: the moment in the workflow at which a service is asked.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Hook { $( $(#[$doc])* $variant, )* }

        impl Hook {
            /// All hooks that are known.
            pub const ALL: &'static [Hook] = &[ $( Hook::$variant, )* ];

            /// Its name, as in `hook` of a request.
            pub fn name(self) -> &'static str {
                match self { $( Hook::$variant => $name, )* }
            }

            /// The fields of its context.
            pub fn context(self) -> &'static [Field] {
                match self { $( Hook::$variant => { const FIELDS: &[Field] = &[ $($field),* ]; FIELDS } )* }
            }
        }
    };
}

hooks! {
    /// A chart is opened.
    PatientView = "patient-view" { USER, PATIENT, ENCOUNTER }
    /// An order is chosen; it may be incomplete.
    OrderSelect = "order-select" { USER, PATIENT, ENCOUNTER, field("selections", FieldKind::References, false), DRAFTS }
    /// Orders are about to be signed.
    OrderSign = "order-sign" { USER, PATIENT, ENCOUNTER, DRAFTS }
    /// Orders are sent to performers.
    OrderDispatch = "order-dispatch" {
        PATIENT,
        Field { old_name: Some("order"), ..field("dispatchedOrders", FieldKind::References, true) },
        field("performer", FieldKind::Reference(&[]), true),
        Field { old_name: Some("task"), ..field("fulfillmentTasks", FieldKind::Resources, false) }
    }
    /// An encounter begins.
    EncounterStart = "encounter-start" { USER, PATIENT, Field { required: true, ..ENCOUNTER } }
    /// An encounter ends.
    EncounterDischarge = "encounter-discharge" { USER, PATIENT, Field { required: true, ..ENCOUNTER } }
    /// Appointments are booked.
    AppointmentBook = "appointment-book" { USER, PATIENT, ENCOUNTER, field("appointments", FieldKind::Bundle, true) }
    /// An allergy is added.
    AllergyCreate = "allergyintolerance-create" {
        USER, PATIENT, ENCOUNTER,
        field("allergyIntolerance", FieldKind::Resource(&["AllergyIntolerance"]), true)
    }
    /// Problems are added.
    ProblemCreate = "problem-list-item-create" { USER, PATIENT, ENCOUNTER, field("conditions", FieldKind::Bundle, true) }
    /// A refill is asked for.
    MedicationRefill = "medication-refill" {
        Field { required: false, ..USER }, PATIENT, ENCOUNTER, field("medications", FieldKind::Bundle, true)
    }
    /// A prescription is verified by a pharmacist.
    MedicationVerify = "medication-verify" {
        USER, PATIENT, ENCOUNTER, field("medication", FieldKind::Resource(&["MedicationRequest"]), true)
    }
}

impl Hook {
    /// The hook with this name.
    ///
    /// ```
    /// use curbside_hooks::Hook;
    /// assert_eq!(Hook::parse("order-sign"), Some(Hook::OrderSign));
    /// assert_eq!(Hook::parse("medication-prescribe"), None);
    /// ```
    pub fn parse(name: &str) -> Option<Hook> {
        Hook::ALL.iter().copied().find(|h| h.name() == name)
    }

    /// The version of the hook whose context is read, as the hooks library numbers it; none where it does not.
    pub fn version(self) -> Option<&'static str> {
        match self {
            Hook::PatientView | Hook::OrderSelect => Some("1.0"),
            Hook::OrderDispatch => Some("1.1"),
            Hook::AllergyCreate | Hook::ProblemCreate | Hook::MedicationRefill | Hook::MedicationVerify => {
                Some("0.1.0")
            }
            Hook::OrderSign | Hook::EncounterStart | Hook::EncounterDischarge | Hook::AppointmentBook => None,
        }
    }

    /// The trigger of rules that this hook stands for; none for `medication-verify`, at which
    /// only rules without triggers are asked.
    pub fn trigger(self) -> Option<curbside::vocab::Trigger> {
        curbside::vocab::Trigger::parse(self.name())
    }
}

impl std::fmt::Display for Hook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// What is wrong with a context's field, in words; nothing when it is right.
pub(crate) fn fault(kind: FieldKind, v: Json<'_>) -> Option<String> {
    match kind {
        FieldKind::Id => match v.as_str() {
            Some(id) if is_id(id) => None,
            Some(id) if id.contains('/') => {
                Some("must be a bare id such as `123`, without the resource type".into())
            }
            _ => Some("must be an id: letters, digits, `-` and `.`, at most 64".into()),
        },
        FieldKind::Reference(types) => match v.as_str() {
            Some(r) => reference(r, types),
            None => Some("must be a reference such as `Practitioner/123`".into()),
        },
        FieldKind::References => match v {
            all if all.is_array() => {
                let good = all.items().all(Json::is_string);
                (!good).then(|| "must hold references such as `MedicationRequest/123`".into())
            }
            // `order-dispatch` 1.0 had a single one.
            one if one.is_string() => None,
            _ => Some("must be an array of references".into()),
        },
        FieldKind::Bundle => match type_of(v) {
            "Bundle" => None,
            _ => Some("must be a FHIR Bundle (`resourceType`: `Bundle`)".into()),
        },
        FieldKind::Resource(types) => resource(v, types),
        FieldKind::Resources => match v {
            all if all.is_array() => all.items().find_map(|r| resource(r, &[])),
            one => resource(one, &[]),
        },
    }
}

fn resource(v: Json<'_>, types: &[&str]) -> Option<String> {
    let kind = type_of(v);
    if kind.is_empty() {
        return Some("must be a FHIR resource with a `resourceType`".into());
    }
    (!types.is_empty() && !types.contains(&kind)).then(|| format!("must be a {}", types.join(" or ")))
}

fn reference(r: &str, types: &[&str]) -> Option<String> {
    let Some((kind, id)) = r.rsplit_once('/') else {
        return Some("must name the resource type: `Practitioner/123`".into());
    };
    let kind = kind.rsplit('/').next().unwrap_or(kind);
    if !is_id(id) {
        return Some("must end in an id: `Practitioner/123`".into());
    }
    (!types.is_empty() && !types.contains(&kind)).then(|| format!("must be of type {}", types.join(", ")))
}

pub(crate) fn is_id(id: &str) -> bool {
    let good = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.' || c == '_';
    !id.is_empty() && id.len() <= 128 && id.chars().all(good)
}

/// The type of a resource; empty where there is none.
pub(crate) fn type_of(v: Json<'_>) -> &str {
    v.get("resourceType").and_then(Json::as_str).unwrap_or_default()
}

/// The same of a tree.
pub(crate) fn kind_of(v: &serde_json::Value) -> &str {
    v.get("resourceType").and_then(serde_json::Value::as_str).unwrap_or_default()
}
