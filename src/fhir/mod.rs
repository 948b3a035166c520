//! FHIR R4 JSON to snapshot.
