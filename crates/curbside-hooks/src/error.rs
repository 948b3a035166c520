//! Why a request is not answered with cards.

use serde_json::{Value, json};

/// What is wrong with a request. Holds no patient value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct HookError {
    /// HTTP status: 400, 412, 413 or 422.
    pub status: u16,
    /// Stable kebab-case code, such as `missing-field`.
    pub code: &'static str,
    /// Place, cause and fix.
    pub message: String,
    /// JSON path in the request, where there is one: `context.patientId`.
    pub place: Option<String>,
}

impl HookError {
    pub(crate) fn new(status: u16, code: &'static str, message: impl Into<String>) -> HookError {
        HookError { status, code, message: message.into(), place: None }
    }

    pub(crate) fn malformed(code: &'static str, place: &str, message: impl Into<String>) -> HookError {
        HookError { place: Some(place.into()), ..HookError::new(400, code, message) }
    }

    /// As an OperationOutcome.
    ///
    /// ```
    /// let e = curbside_hooks::Request::parse(b"{}").unwrap_err();
    /// assert_eq!(e.outcome()["issue"][0]["code"], "required");
    /// ```
    pub fn outcome(&self) -> Value {
        operation_outcome(self.issue_code(), self.code, &self.message, self.place.as_deref())
    }

    fn issue_code(&self) -> &'static str {
        match (self.status, self.code) {
            (_, "missing-field") => "required",
            (412, _) => "incomplete",
            (413, _) => "too-long",
            (422, _) => "business-rule",
            (_, "not-json" | "duplicate-key" | "not-an-object") => "structure",
            _ => "invalid",
        }
    }
}

/// An OperationOutcome with one error: `issue` is a code of FHIR's issue types, `code` a stable code of ours.
pub fn operation_outcome(issue: &str, code: &str, message: &str, place: Option<&str>) -> Value {
    let mut one = json!({
        "severity": "error",
        "code": issue,
        "details": { "coding": [{ "system": crate::ERROR_SYSTEM, "code": code }], "text": message },
        "diagnostics": message
    });
    if let (Some(place), Some(one)) = (place.filter(|p| !p.is_empty()), one.as_object_mut()) {
        one.insert("expression".into(), json!([place]));
    }
    json!({ "resourceType": "OperationOutcome", "issue": [one] })
}
