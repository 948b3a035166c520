//! The description of the service in OpenAPI 3.1, made of the table of hooks. It is committed as
//! `openapi.json`, which a test holds to be fresh, and another to name the routes there are.

use crate::app::App;
use crate::refusal::body;
use axum::extract::State;
use axum::response::Response;
use curbside_hooks::{FieldKind, Hook, Services};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// Letters of an id in FHIR, and what clients send for one.
const ID: &str = "[A-Za-z0-9._-]{1,64}";

/// The description, for a service that clients know under this URL.
///
/// ```
/// let text = curbside_server::description("https://cds.example.org");
/// assert_eq!(text["openapi"], "3.1.0");
/// assert_eq!(text["servers"][0]["url"], "https://cds.example.org");
/// ```
pub fn description(base: &str) -> Value {
    let mut paths = Map::new();
    let ops = |summary: &str, tag: &str, more: Value| {
        let mut op = json!({ "summary": summary, "tags": [tag] });
        if let (Some(op), Value::Object(more)) = (op.as_object_mut(), more) {
            op.extend(more);
        }
        op
    };
    let token = json!([{ "token": [] }, {}]);
    paths.insert(
        "/cds-services".into(),
        json!({ "get": ops("The services, with their prefetch templates", "CDS Hooks", json!({
        "operationId": "discovery", "security": token,
        "responses": answers("#/components/schemas/Discovery", &["401", "403", "429", "503"]) })) }),
    );
    for hook in Hook::ALL {
        let id = Services::id(*hook);
        paths.insert(format!("/cds-services/{id}"), json!({ "post": ops(&format!("Call the service of {hook}"), "CDS Hooks", json!({
            "operationId": id, "security": token,
            "requestBody": { "required": true, "content": { "application/json": { "schema": request(*hook), "example": example(*hook) } } },
            "responses": answers("#/components/schemas/Cards",
                &["400", "401", "403", "412", "413", "415", "422", "429", "503"]) })) }));
        let mut told = answers("", &["400", "401", "403", "413", "415", "429", "503"]);
        told["200"] = json!({ "description": "The feedback is kept", "headers": request_id() });
        paths.insert(format!("/cds-services/{id}/feedback"), json!({ "post": ops("Tell what became of cards", "CDS Hooks", json!({
            "operationId": format!("{id}-feedback"), "security": token,
            "requestBody": { "required": true, "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Feedback" } } } },
            "responses": told })) }));
    }
    let status = |words: &[&str]| json!({ "type": "object", "required": ["status"], "properties": { "status": { "enum": words } } });
    let told = |schema: Value, text: &str| json!({ "description": text, "headers": request_id(), "content": { "application/json": { "schema": schema } } });
    paths.insert(
        "/health".into(),
        json!({ "get": ops("Whether the process lives", "Operation", json!({
        "operationId": "health", "security": [],
        "responses": { "200": told(status(&["alive"]), "It does") } })) }),
    );
    paths.insert("/ready".into(), json!({ "get": ops("Whether there are rules to ask, a gate to pass and a store to keep answers", "Operation", json!({
        "operationId": "ready", "security": [],
        "responses": {
            "200": told(status(&["ready"]), "Ready"),
            "503": told(status(&["not ready"]), "Not ready")
        } })) }));
    paths.insert("/openapi.json".into(), json!({ "get": ops("This description", "Operation", json!({
        "operationId": "openapi", "security": [],
        "responses": { "200": told(json!({ "type": "object", "required": ["openapi"] }), "OpenAPI 3.1") } })) }));
    let text = |kind: &str, what: &str| json!({ "description": what, "headers": request_id(), "content": { kind: { "schema": { "type": "string" } } } });
    let mut metrics = answers("", &["401", "403", "503"]);
    metrics["200"] = text("application/openmetrics-text; version=1.0.0; charset=utf-8", "Counters");
    paths.insert(
        "/metrics".into(),
        json!({ "get": ops("Counters for Prometheus; for readers", "Operation", json!({
        "operationId": "metrics", "security": token, "responses": metrics })) }),
    );
    for (path, what) in [
        ("/admin/reload", "Read, test and exchange packs and policy"),
        ("/admin/rollback", "Go back to the packs and the policy before"),
    ] {
        paths.insert(path.into(), json!({ "post": ops(what, "Administration", json!({
            "operationId": path.trim_start_matches('/').replace('/', "-"), "security": [{ "token": [] }],
            "requestBody": { "content": { "application/x-www-form-urlencoded": { "schema": { "type": "object" } } } },
            "responses": {
                "200": text("text/plain; charset=utf-8", "Done; what happened"),
                "303": { "description": "Not signed in: to the page where one does" },
                "401": text("text/html; charset=utf-8", "No such token"),
                "403": text("text/html; charset=utf-8", "Not for this role"),
                "409": text("text/plain; charset=utf-8", "Not exchanged; why"),
                "415": text("text/plain; charset=utf-8", "Not a form"),
                "422": text("text/plain; charset=utf-8", "Not such a form"),
                "503": answers("", &["503"])["503"]
            } })) }));
    }
    let day = |name: &str, what: &str| json!({ "name": name, "in": "query", "required": true, "description": what, "schema": { "type": "string", "format": "date" } });
    let export = json!({
        "operationId": "admin-export-feedback", "security": [{ "token": [] }],
        "parameters": [
            day("from", "The first day, in UTC"),
            day("to", "The last day"),
            { "name": "format", "in": "query", "description": "CSV if not given, or a JSON object a line", "schema": { "type": "string", "enum": ["csv", "json"] } }
        ],
        "responses": {
            "200": { "description": "Intervention, action, feedback, user, date, location; recorded before it is given out", "headers": request_id(), "content": {
                "text/csv; charset=utf-8": { "schema": { "type": "string" } },
                "application/x-ndjson": { "schema": { "type": "string" } }
            } },
            "303": { "description": "Not signed in: to the page where one does" },
            "400": { "description": "Days or format are missing or not such", "headers": request_id(), "content": {
                "text/html; charset=utf-8": { "schema": { "type": "string" } },
                "text/plain; charset=utf-8": { "schema": { "type": "string" } }
            } },
            "401": text("text/html; charset=utf-8", "No such token"),
            "403": text("text/html; charset=utf-8", "Not for this role"),
            "404": text("text/html; charset=utf-8", "There is no store"),
            "503": { "description": "Not now: the export cannot be recorded, or too much is asked at once", "headers": request_id(), "content": {
                "text/html; charset=utf-8": { "schema": { "type": "string" } },
                "application/json": { "schema": { "$ref": "#/components/schemas/OperationOutcome" } }
            } }
        }
    });
    paths.insert(
        "/admin/export/feedback".into(),
        json!({ "get": ops("What users made of cards on these days, as a file", "Administration", export) }),
    );
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Curbside CDS Hooks service",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Clinical decision support by CDS Hooks 2.0. Tokens are JWT of configured issuers whose `aud` is the URL called. The administration page is at /admin.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" }
        },
        "servers": [{ "url": base }],
        "tags": [{ "name": "CDS Hooks" }, { "name": "Operation" }, { "name": "Administration" }],
        "paths": paths,
        "components": {
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT" } },
            "schemas": schemas()
        }
    })
}

fn request_id() -> Value {
    json!({ "x-request-id": { "description": "The request's id, as in log and audit", "schema": { "type": "string" } } })
}

/// Answers by status; `schema` for 200.
fn answers(schema: &str, refusals: &[&str]) -> Value {
    let mut out = Map::new();
    if !schema.is_empty() {
        out.insert("200".into(), json!({ "description": "The answer", "headers": request_id(), "content": { "application/json": { "schema": { "$ref": schema } } } }));
    }
    for status in refusals {
        let text = match *status {
            "400" => "Malformed",
            "401" => "No token that is accepted",
            "403" => "Not for this caller",
            "412" => "Data is missing and cannot be fetched; nothing was checked",
            "413" => "Too large",
            "415" => "Not JSON",
            "422" => "Well formed, and makes no sense",
            "429" => "More requests than this client may send; see Retry-After",
            _ => "Not now; nothing was checked; see Retry-After",
        };
        let mut headers = request_id();
        if matches!(*status, "429" | "503") {
            headers["retry-after"] =
                json!({ "description": "Seconds to wait", "schema": { "type": "integer" } });
        }
        out.insert((*status).into(), json!({ "description": text, "headers": headers, "content": { "application/json": { "schema": { "$ref": "#/components/schemas/OperationOutcome" } } } }));
    }
    Value::Object(out)
}

/// The request of a hook.
fn request(hook: Hook) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for field in hook.context() {
        properties.insert(field.name.into(), of_kind(field.kind));
        // A name of an older version will do as well, so neither is required by itself.
        if field.required && field.old_name.is_none() {
            required.push(field.name);
        }
    }
    json!({ "allOf": [
        { "$ref": "#/components/schemas/Request" },
        { "type": "object", "properties": {
            "hook": { "const": hook.name() },
            "context": { "type": "object", "properties": properties, "required": required }
        } }
    ] })
}

/// A request that is answered.
fn example(hook: Hook) -> Value {
    let one = |kind: &str| json!({ "resourceType": kind, "id": "d1", "status": "draft", "intent": "order", "subject": { "reference": "Patient/1288992" } });
    let mut context = Map::new();
    for field in hook.context() {
        let value = match (field.name, field.kind) {
            ("patientId", _) => json!("1288992"),
            (_, FieldKind::Id) => json!("e-1"),
            (_, FieldKind::Reference(types)) => {
                json!(format!("{}/p-1", types.first().unwrap_or(&"Practitioner")))
            }
            (_, FieldKind::References) => json!(["MedicationRequest/d1"]),
            (_, FieldKind::Bundle) => {
                json!({ "resourceType": "Bundle", "type": "collection", "entry": [{ "resource": one("MedicationRequest") }] })
            }
            (_, FieldKind::Resource(types)) => one(types.first().unwrap_or(&"Task")),
            (_, FieldKind::Resources) => json!([one("Task")]),
        };
        context.insert(field.name.into(), value);
    }
    let nothing = json!({ "resourceType": "Bundle", "type": "searchset", "entry": [] });
    json!({
        "hook": hook.name(), "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea", "context": context,
        "prefetch": {
            "patient": { "resourceType": "Patient", "id": "1288992", "gender": "female", "birthDate": "1951-02-03" },
            "conditions": nothing, "medications": nothing
        }
    })
}

fn of_kind(kind: FieldKind) -> Value {
    match kind {
        FieldKind::Id => json!({ "type": "string", "pattern": format!("^{ID}$") }),
        FieldKind::Reference(types) => reference(types),
        FieldKind::References => json!({ "type": "array", "items": reference(&[]) }),
        FieldKind::Bundle => json!({ "$ref": "#/components/schemas/Bundle" }),
        FieldKind::Resource(types) => {
            let kind = if types.is_empty() { json!({}) } else { json!({ "enum": types }) };
            json!({ "allOf": [{ "$ref": "#/components/schemas/Resource" }, { "properties": { "resourceType": kind } }] })
        }
        FieldKind::Resources => {
            json!({ "type": "array", "items": { "$ref": "#/components/schemas/Resource" } })
        }
    }
}

fn reference(types: &[&str]) -> Value {
    let kind = if types.is_empty() { "[A-Za-z]{1,40}".to_string() } else { format!("({})", types.join("|")) };
    json!({ "type": "string", "pattern": format!("^{kind}/{ID}$") })
}

fn schemas() -> Value {
    let text = json!({ "type": "string", "minLength": 1 });
    // As long as an id may be; those that are given out are uuids.
    let id = json!({ "type": "string", "minLength": 1, "maxLength": 200, "pattern": "\\S" });
    let coding = json!({ "type": "object", "required": ["code"], "properties": {
        "system": text, "code": text, "display": text } });
    json!({
        "Discovery": { "type": "object", "required": ["services"], "properties": { "services": { "type": "array", "items": {
            "type": "object", "required": ["hook", "id", "description"], "properties": {
                "hook": text, "id": text, "title": text, "description": text, "usageRequirements": text,
                "prefetch": { "type": "object", "additionalProperties": text } } } } } },
        "Resource": { "type": "object", "required": ["resourceType"], "properties": {
            "resourceType": { "type": "string", "pattern": "^[A-Za-z]{1,40}$" } } },
        "Bundle": { "type": "object", "required": ["resourceType"], "properties": {
            "resourceType": { "const": "Bundle" },
            "entry": { "type": "array", "items": { "type": "object", "properties": { "resource": { "$ref": "#/components/schemas/Resource" } } } } } },
        "Request": { "type": "object", "required": ["hook", "hookInstance", "context"], "properties": {
            "hook": { "enum": Hook::ALL.iter().map(|h| h.name()).collect::<Vec<_>>() },
            "hookInstance": { "type": "string", "format": "uuid" },
            "fhirServer": { "type": "string", "pattern": "^https?://[a-z0-9.-]+[a-z0-9](/[A-Za-z0-9._/-]*)?$" },
            "fhirAuthorization": { "type": "object", "required": ["access_token", "token_type", "expires_in", "scope", "subject"], "properties": {
                "access_token": text, "token_type": { "const": "Bearer" }, "expires_in": { "type": "integer", "minimum": 0 },
                "scope": text, "subject": text, "patient": text } },
            "context": { "type": "object" },
            "prefetch": { "type": "object", "additionalProperties": { "anyOf": [{ "type": "null" }, { "$ref": "#/components/schemas/Resource" }] } }
        }, "dependentRequired": { "fhirAuthorization": ["fhirServer"] } },
        "Cards": { "type": "object", "required": ["cards"], "properties": {
            "cards": { "type": "array", "items": { "$ref": "#/components/schemas/Card" } },
            "systemActions": { "type": "array", "items": { "$ref": "#/components/schemas/Action" }, "minItems": 1 },
            "extension": { "type": "object" } } },
        "Card": { "type": "object", "required": ["uuid", "summary", "indicator", "source"], "properties": {
            "uuid": { "type": "string", "format": "uuid" },
            "summary": { "type": "string", "minLength": 1, "maxLength": 139 },
            "detail": text,
            "indicator": { "enum": ["info", "warning", "critical"] },
            "source": { "type": "object", "required": ["label"], "properties": { "label": text, "url": text, "icon": text, "topic": coding } },
            "suggestions": { "type": "array", "minItems": 1, "items": { "type": "object", "required": ["label", "uuid"], "properties": {
                "label": text, "uuid": text, "isRecommended": { "type": "boolean" },
                "actions": { "type": "array", "minItems": 1, "items": { "$ref": "#/components/schemas/Action" } } } } },
            "selectionBehavior": { "enum": ["at-most-one", "any"] },
            "overrideReasons": { "type": "array", "minItems": 1, "items": coding },
            "links": { "type": "array", "minItems": 1, "items": { "type": "object", "required": ["label", "url", "type"], "properties": {
                "label": text, "url": text, "type": { "enum": ["absolute", "smart"] }, "appContext": text } } },
            "extension": { "type": "object" } } },
        "Action": { "type": "object", "required": ["type", "description"], "properties": {
            "type": { "enum": ["create", "update", "delete"] }, "description": text,
            "resource": { "$ref": "#/components/schemas/Resource" }, "resourceId": text } },
        "Feedback": { "type": "object", "required": ["feedback"], "properties": { "feedback": { "type": "array", "items": {
            "type": "object", "required": ["card", "outcome", "outcomeTimestamp"], "properties": {
                "card": id,
                "outcome": { "enum": ["accepted", "overridden"] },
                "acceptedSuggestions": { "type": ["array", "null"], "items": { "type": "object", "required": ["id"], "properties": { "id": id } } },
                "overrideReason": { "type": ["object", "null"], "properties": {
                    "reason": { "type": ["object", "null"], "required": ["code"], "properties": { "code": { "type": "string" }, "system": { "type": ["string", "null"] }, "display": { "type": ["string", "null"] } } },
                    "userComment": { "type": ["string", "null"] } } },
                "outcomeTimestamp": { "type": "string", "format": "date-time" }
            },
            "if": { "properties": { "outcome": { "const": "accepted" } }, "required": ["outcome"] },
            "then": { "required": ["acceptedSuggestions"], "properties": { "acceptedSuggestions": { "type": "array", "minItems": 1 } } } } } } },
        "OperationOutcome": { "type": "object", "required": ["resourceType", "issue"], "properties": {
            "resourceType": { "const": "OperationOutcome" },
            "issue": { "type": "array", "minItems": 1, "items": { "type": "object", "required": ["severity", "code", "diagnostics"], "properties": {
                "severity": { "const": "error" }, "code": text, "diagnostics": text,
                "details": { "type": "object" }, "expression": { "type": "array", "items": text } } } } } }
    })
}

pub(crate) async fn serve(State(app): State<Arc<App>>) -> Response {
    body(200, &description(&app.parts.base))
}
