//! Codes that speak about absence: "no known …" and "no information".

use crate::snapshot::Concept;

/// What such a code says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Says {
    /// Nothing of the whole section is known to exist.
    NoneKnown,
    /// Nothing of one kind within the section (no known drug allergy).
    NoneOfAKind,
    /// The source has no information.
    NoInformation,
}

/// What a concept says about absence, if it does.
pub(crate) fn says(concept: &Concept) -> Option<Says> {
    concept.codings.iter().find_map(|c| match (c.system.as_str(), c.code.as_str()) {
        ("snomed", "1287211007") => Some(Says::NoInformation),
        ("snomed", "716186003" | "160245001" | "787480003" | "787481004" | "787482006") => {
            Some(Says::NoneKnown)
        }
        ("snomed", "409137002" | "428607008" | "429625007" | "428197003" | "1003774007") => {
            Some(Says::NoneOfAKind)
        }
        (system, code) if system.ends_with("absent-unknown-uv-ips") => ips(code),
        _ => None,
    })
}

/// The International Patient Summary's own codes.
fn ips(code: &str) -> Option<Says> {
    Some(match code {
        "no-known-allergies"
        | "no-known-medications"
        | "no-known-problems"
        | "no-known-procedures"
        | "no-known-immunizations" => Says::NoneKnown,
        "no-known-medication-allergies" | "no-known-environmental-allergies" | "no-known-food-allergies" => {
            Says::NoneOfAKind
        }
        _ if code.starts_with("no-") && code.ends_with("-info") => Says::NoInformation,
        _ => return None,
    })
}
