//! Short names of code systems, and codes in their normal shape.
//!
//! A small table, so that two spellings of one system (URL, OID, an old URL)
//! meet. An unknown system keeps its URI, so nothing is lost.

/// The short name of a system, or its URI as received.
pub(super) fn short_name(uri: &str) -> String {
    let uri = uri.trim().trim_end_matches('/');
    let known = match uri.strip_prefix("urn:oid:").unwrap_or(uri) {
        "http://snomed.info/sct" | "2.16.840.1.113883.6.96" => "snomed",
        "http://loinc.org" | "https://loinc.org" | "2.16.840.1.113883.6.1" => "loinc",
        "http://www.nlm.nih.gov/research/umls/rxnorm" | "2.16.840.1.113883.6.88" => "rxnorm",
        "http://hl7.org/fhir/sid/icd-10-cm" | "2.16.840.1.113883.6.90" => "icd10cm",
        "http://hl7.org/fhir/sid/icd-10" | "2.16.840.1.113883.6.3" => "icd10",
        "http://hl7.org/fhir/sid/cvx" | "2.16.840.1.113883.12.292" => "cvx",
        "http://hl7.org/fhir/sid/ndc" | "2.16.840.1.113883.6.69" => "ndc",
        "http://www.whocc.no/atc" | "2.16.840.1.113883.6.73" => "atc",
        "http://www.ama-assn.org/go/cpt" | "2.16.840.1.113883.6.12" => "cpt",
        _ if uri.starts_with("http://snomed.info/sct/") => "snomed",
        _ => return uri.to_string(),
    };
    known.to_string()
}

/// A code in the normal shape of its system.
pub(super) fn normal_code(_system: &str, code: &str) -> String {
    code.trim().to_string()
}
