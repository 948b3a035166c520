//! Medications: ordered, stated, given, handed out; and what they contain.

use super::absent::{Says, says};
use super::cx::Cx;
use super::json::Json;
use super::section::Part;
use super::{dosage, json};
use crate::snapshot::{Concept, Ingredient, Medication, MedicationKind, MedicationStatus, Period, Quantity};
use crate::time::PartialTime;
use crate::value::Num;

/// Reads a MedicationRequest, -Statement, -Administration or -Dispense.
pub(super) fn read(cx: &mut Cx<'_>, r: Json<'_>, kind: &str, draft: bool) -> Option<Medication> {
    let status = cx.text(r, "status").unwrap_or_default().to_string();
    if status == "entered-in-error" {
        cx.note("entered-in-error", "left out");
        return None;
    }
    let product = product(cx, r);
    match says(&product.code) {
        Some(Says::NoInformation) => {
            cx.findings.no_information.insert(Part::Medications);
            cx.note("no-information", "the source has no information about medications");
            return None;
        }
        Some(_) => {
            cx.findings.known_empty.insert(Part::Medications);
            cx.note("known-absent", "the source knows of no medications");
            return None;
        }
        None => {}
    }
    let mut m = Medication {
        code: product.code,
        ingredients: product.ingredients,
        form: product.form,
        indications: indications(cx, r),
        ..Medication::default()
    };
    match kind {
        "MedicationRequest" => request(cx, r, &status, draft, &mut m),
        "MedicationStatement" => statement(cx, r, &status, &mut m),
        "MedicationAdministration" => {
            if status == "not-done" {
                cx.note("not-done", "a medication that was not given was left out");
                return None;
            }
            administration(cx, r, &status, &mut m);
        }
        _ => {
            if status == "declined" || status == "cancelled" {
                cx.note("not-done", "a medication that was not handed out was left out");
                return None;
            }
            dispense(cx, r, &status, &mut m);
        }
    }
    if m.kind != MedicationKind::Draft {
        cx.note_future(m.period.start.clone().as_ref());
    }
    Some(m)
}

fn request(cx: &mut Cx<'_>, r: Json<'_>, status: &str, draft: bool, m: &mut Medication) {
    m.info = cx.info(r, "authoredOn");
    m.info.reported = cx.flag(r, "reportedBoolean") == Some(true)
        || cx.reference(r, "reportedReference").is_some_and(is_patient_or_relative);
    m.prohibited = cx.flag(r, "doNotPerform") == Some(true);
    let intent = cx.text(r, "intent").unwrap_or_default();
    let ordered = match intent {
        "order" | "original-order" | "reflex-order" | "filler-order" | "instance-order" => true,
        // How US Core says that the patient reports taking it.
        "plan" => m.info.reported,
        "" => {
            cx.note("no-intent", "intent was not sent; taken for an order");
            true
        }
        _ => false,
    };
    // A draft that stops an order is the order's end.
    let stops = matches!(status, "cancelled" | "completed" | "stopped");
    let drafted = status == "draft" || (draft && !stops);
    m.kind = if drafted { MedicationKind::Draft } else { MedicationKind::Order };
    m.status = match status {
        _ if m.kind == MedicationKind::Draft => MedicationStatus::Proposed,
        "on-hold" => MedicationStatus::OnHold,
        "cancelled" | "completed" | "stopped" => MedicationStatus::Ended,
        "active" if ordered => MedicationStatus::Active,
        "active" => MedicationStatus::Proposed,
        _ => unclear(cx, status),
    };
    let (doses, bounds) = dosage::read_all(cx, r, "dosageInstruction");
    m.doses = doses;
    let authored = m.info.recorded.clone();
    m.period = bounds.clone().unwrap_or_default();
    if m.period.start.is_none() {
        m.period.start = authored.clone();
    }
    if let Some(d) = cx.object(r, "dispenseRequest") {
        let validity = cx.period(d, "dispenseRequest.validityPeriod").and_then(|p| p.end);
        let expected = cx.quantity(d, "dispenseRequest.expectedSupplyDuration");
        m.supply_until = validity.or_else(|| after(cx, m.period.start.as_ref(), expected));
    }
    if let Some(prior) = cx.reference(r, "priorPrescription") {
        m.replaces.push(cx.index.source_of(cx.at, prior));
    }
}

fn statement(cx: &mut Cx<'_>, r: Json<'_>, status: &str, m: &mut Medication) {
    m.info = cx.info(r, "dateAsserted");
    m.info.reported = cx.reference(r, "informationSource").is_some_and(is_patient_or_relative);
    m.kind = MedicationKind::Statement;
    m.status = match status {
        "active" => MedicationStatus::Active,
        "intended" => MedicationStatus::Proposed,
        "on-hold" => MedicationStatus::OnHold,
        "completed" | "stopped" | "not-taken" => MedicationStatus::Ended,
        _ => unclear(cx, status),
    };
    // A single date says when it was taken, not that it stopped.
    let start = cx.time(r, "effectiveDateTime");
    m.period = match start {
        Some(t) => Period { start: Some(t), end: None },
        None => cx.period(r, "effectivePeriod").unwrap_or_default(),
    };
    m.doses = dosage::read_all(cx, r, "dosage").0;
}

fn administration(cx: &mut Cx<'_>, r: Json<'_>, status: &str, m: &mut Medication) {
    m.info = cx.info(r, "");
    m.kind = MedicationKind::Administration;
    m.status = match status {
        "in-progress" => MedicationStatus::Active,
        "on-hold" => MedicationStatus::OnHold,
        "completed" | "stopped" => MedicationStatus::Ended,
        _ => unclear(cx, status),
    };
    m.period = cx.when(r, "effective");
    m.info.recorded = m.period.start.clone();
    m.doses = dosage::read_all(cx, r, "dosage").0;
}

fn dispense(cx: &mut Cx<'_>, r: Json<'_>, status: &str, m: &mut Medication) {
    m.info = cx.info(r, "whenPrepared");
    m.kind = MedicationKind::Dispense;
    m.status = match status {
        "preparation" => MedicationStatus::Proposed,
        "in-progress" => MedicationStatus::Active,
        "on-hold" => MedicationStatus::OnHold,
        "completed" | "stopped" => MedicationStatus::Ended,
        _ => unclear(cx, status),
    };
    let (doses, _) = dosage::read_all(cx, r, "dosageInstruction");
    m.doses = doses;
    let start = cx.time(r, "whenHandedOver").or_else(|| m.info.recorded.clone());
    let supply = cx.quantity(r, "daysSupply");
    m.supply_until = after(cx, start.as_ref(), supply);
    m.period = Period { start, end: m.supply_until.clone() };
}

fn unclear(cx: &mut Cx<'_>, status: &str) -> MedicationStatus {
    if status != "unknown" {
        cx.note("unclear-status", "status: missing or not understood");
    }
    MedicationStatus::Unknown
}

fn after(cx: &Cx<'_>, start: Option<&PartialTime>, supply: Option<Quantity>) -> Option<PartialTime> {
    let supply = supply?;
    let days = super::datatypes::days(supply.value, supply.unit.as_deref().unwrap_or("d"))?;
    cx.days_after(start?, days)
}

/// Whether a reference points to the patient or a relative.
pub(super) fn is_patient_or_relative(reference: &str) -> bool {
    ["Patient/", "RelatedPerson/"].iter().any(|k| reference.contains(k))
}

fn indications(cx: &mut Cx<'_>, r: Json<'_>) -> Vec<Concept> {
    let mut all = cx.concepts(r, "reasonCode");
    for x in cx.objects(r, "reasonReference") {
        let Some(reference) = json::text(x, "reference") else { continue };
        if let Some(target) = cx.index.resolve(cx.at, r, reference) {
            all.extend(cx.concept(target, "reasonReference.code"));
        }
    }
    all
}

/// What is taken: code, ingredients, form.
#[derive(Default)]
struct Product {
    code: Concept,
    ingredients: Vec<Ingredient>,
    form: Option<Concept>,
}

const MAX_NESTED_PRODUCTS: usize = 3;

fn product(cx: &mut Cx<'_>, r: Json<'_>) -> Product {
    if let Some(code) = cx.concept(r, "medicationCodeableConcept") {
        return Product { code, ..Product::default() };
    }
    let Some(x) = cx.object(r, "medicationReference") else {
        cx.note("no-code", "the medication was not sent");
        return Product::default();
    };
    let display = json::text(x, "display").map(str::to_string);
    let Some(reference) = json::text(x, "reference") else {
        cx.note("unresolved", "medicationReference without a reference");
        let unresolved = Some("medication".to_string());
        return Product {
            code: Concept { text: display, unresolved, ..Concept::default() },
            ..Product::default()
        };
    };
    let Some(target) = cx.index.resolve(cx.at, r, reference) else {
        cx.note("unresolved", "medicationReference: the Medication was not supplied");
        let unresolved = Some(reference.to_string());
        return Product {
            code: Concept { text: display, unresolved, ..Concept::default() },
            ..Product::default()
        };
    };
    let mut product = medication(cx, target, 0);
    if product.code.text.is_none() {
        product.code.text = display;
    }
    product
}

/// A Medication resource.
fn medication(cx: &mut Cx<'_>, r: Json<'_>, depth: usize) -> Product {
    if json::text(r, "status") == Some("entered-in-error") {
        cx.note("entered-in-error", "the Medication referred to was entered in error");
        let unresolved = Some("entered in error".to_string());
        return Product { code: Concept { unresolved, ..Concept::default() }, ..Product::default() };
    }
    let code = cx.concept(r, "code").unwrap_or_default();
    let form = cx.concept(r, "form");
    let mut ingredients = Vec::new();
    for x in cx.objects(r, "ingredient") {
        ingredients.extend(ingredient(cx, r, x, depth));
    }
    Product { code, ingredients, form }
}

/// One ingredient; a product within a product is opened.
fn ingredient(cx: &mut Cx<'_>, within: Json<'_>, x: Json<'_>, depth: usize) -> Vec<Ingredient> {
    let (strength, per) = match cx.ratio(x, "ingredient.strength") {
        Some((s, d)) => (Some(s), Some(d).filter(|d| !is_one(d))),
        None => (None, None),
    };
    if let Some(code) = cx.concept(x, "ingredient.itemCodeableConcept") {
        return vec![Ingredient { code, strength, per }];
    }
    let Some(reference) = cx.reference(x, "ingredient.itemReference") else { return Vec::new() };
    let Some(target) = cx.index.resolve(cx.at, within, reference) else {
        cx.note("unresolved", "ingredient.itemReference: not supplied");
        let unresolved = Some(reference.to_string());
        return vec![Ingredient { code: Concept { unresolved, ..Concept::default() }, strength, per }];
    };
    let inner =
        if depth < MAX_NESTED_PRODUCTS { medication(cx, target, depth + 1) } else { Product::default() };
    if inner.ingredients.is_empty() || !inner.code.is_uncoded() {
        let mut all = vec![Ingredient { code: inner.code, strength, per }];
        all.extend(inner.ingredients.into_iter().map(|i| Ingredient { strength: None, per: None, ..i }));
        return all;
    }
    inner.ingredients
}

/// A denominator that means one piece.
fn is_one(d: &Quantity) -> bool {
    d.value == Num::ONE && d.unit.as_deref().is_none_or(|u| u == "1")
}
