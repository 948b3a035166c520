//! The code systems the engine knows by name.
//!
//! Codes are identifiers only: no system's content is shipped. A system has a
//! short name for rule text, a FHIR URI, further spellings met in messages, and
//! a list of the kinds of fact it may code. What a well-formed code looks like
//! is in [`shape`](super::shape).

use crate::codec::codec_enum;
use serde::{Deserialize, Serialize};

/// A code system.
///
/// ```
/// use curbside::terms::CodeSystem;
/// assert_eq!(CodeSystem::from_name("loinc"), Some(CodeSystem::Loinc));
/// assert_eq!(CodeSystem::received("http://loinc.org"), CodeSystem::Loinc);
/// assert_eq!(CodeSystem::received("urn:oid:2.16.840.1.113883.6.96").name(), "snomed");
/// assert_eq!(CodeSystem::received("RXN"), CodeSystem::RxNorm);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum CodeSystem {
    /// RxNorm: US drug ingredients and products.
    RxNorm,
    /// WHO Anatomical Therapeutic Chemical classification.
    Atc,
    /// SNOMED CT.
    Snomed,
    /// LOINC.
    Loinc,
    /// WHO ICD-10 and its national editions that keep its shape.
    Icd10,
    /// ICD-10-CM.
    Icd10Cm,
    /// ICD-10-PCS.
    Icd10Pcs,
    /// CDC vaccine codes.
    Cvx,
    /// US National Drug Code.
    Ndc,
    /// Current Procedural Terminology.
    Cpt,
    /// Any other system, by the name or URI used for it.
    Other(String),
}

/// A kind of fact that a code may stand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CodedKind {
    /// A medication.
    Drug,
    /// A problem or diagnosis.
    Condition,
    /// A laboratory result, vital sign or answer.
    Observation,
    /// A procedure or an order for one.
    Procedure,
    /// A vaccine.
    Vaccine,
    /// What an allergy is to.
    Substance,
    /// A kind of encounter.
    Encounter,
}

use CodeSystem::{Atc, Cpt, Cvx, Icd10, Icd10Cm, Icd10Pcs, Loinc, Ndc, Other, RxNorm, Snomed};

impl CodeSystem {
    /// The systems with a name of their own, in order.
    pub const KNOWN: [CodeSystem; 10] = [RxNorm, Atc, Snomed, Loinc, Icd10, Icd10Cm, Icd10Pcs, Cvx, Ndc, Cpt];

    /// The short name rule text uses; for [`CodeSystem::Other`] its text.
    ///
    /// ```
    /// # use curbside::terms::CodeSystem;
    /// assert_eq!(CodeSystem::Icd10Cm.name(), "icd10cm");
    /// ```
    pub fn name(&self) -> &str {
        match self {
            RxNorm => "rxnorm",
            Atc => "atc",
            Snomed => "snomed",
            Loinc => "loinc",
            Icd10 => "icd10",
            Icd10Cm => "icd10cm",
            Icd10Pcs => "icd10pcs",
            Cvx => "cvx",
            Ndc => "ndc",
            Cpt => "cpt",
            Other(text) => text,
        }
    }

    /// The FHIR URI; for [`CodeSystem::Other`] its text.
    ///
    /// ```
    /// # use curbside::terms::CodeSystem;
    /// assert_eq!(CodeSystem::Cvx.uri(), "http://hl7.org/fhir/sid/cvx");
    /// ```
    pub fn uri(&self) -> &str {
        match self {
            RxNorm => "http://www.nlm.nih.gov/research/umls/rxnorm",
            Atc => "http://www.whocc.no/atc",
            Snomed => "http://snomed.info/sct",
            Loinc => "http://loinc.org",
            Icd10 => "http://hl7.org/fhir/sid/icd-10",
            Icd10Cm => "http://hl7.org/fhir/sid/icd-10-cm",
            Icd10Pcs => "http://www.cms.gov/Medicare/Coding/ICD10",
            Cvx => "http://hl7.org/fhir/sid/cvx",
            Ndc => "http://hl7.org/fhir/sid/ndc",
            Cpt => "http://www.ama-assn.org/go/cpt",
            Other(text) => text,
        }
    }

    /// The known system with this short name, exactly as rule text spells it.
    ///
    /// ```
    /// # use curbside::terms::CodeSystem;
    /// assert_eq!(CodeSystem::from_name("icd11"), None);
    /// ```
    pub fn from_name(name: &str) -> Option<CodeSystem> {
        Self::KNOWN.into_iter().find(|s| s.name() == name)
    }

    /// The known system with this FHIR URI, `urn:oid:` or bare OID. National
    /// ICD-10 editions and dated SNOMED CT editions count as their system.
    ///
    /// ```
    /// # use curbside::terms::CodeSystem;
    /// let edition = "http://snomed.info/sct/731000124108/version/20240901";
    /// assert_eq!(CodeSystem::from_uri(edition), Some(CodeSystem::Snomed));
    /// assert_eq!(CodeSystem::from_uri("2.16.840.1.113883.6.1"), Some(CodeSystem::Loinc));
    /// ```
    pub fn from_uri(uri: &str) -> Option<CodeSystem> {
        // As nearly every code of every record says it.
        match uri {
            "http://loinc.org" => return Some(Loinc),
            "http://snomed.info/sct" => return Some(Snomed),
            "http://www.nlm.nih.gov/research/umls/rxnorm" => return Some(RxNorm),
            "http://hl7.org/fhir/sid/icd-10-cm" => return Some(Icd10Cm),
            "http://hl7.org/fhir/sid/cvx" => return Some(Cvx),
            _ => {}
        }
        let uri = uri.trim();
        let uri = uri.split_once('|').map_or(uri, |(u, _)| u).trim_end_matches('/');
        let oid = uri.strip_prefix("urn:oid:").unwrap_or(uri);
        let lower = uri.to_ascii_lowercase();
        let rest = lower.strip_prefix("http://").or_else(|| lower.strip_prefix("https://")).unwrap_or("");
        match oid {
            "2.16.840.1.113883.6.88" => return Some(RxNorm),
            "2.16.840.1.113883.6.73" => return Some(Atc),
            "2.16.840.1.113883.6.96" => return Some(Snomed),
            "2.16.840.1.113883.6.1" => return Some(Loinc),
            "2.16.840.1.113883.6.3" => return Some(Icd10),
            "2.16.840.1.113883.6.90" => return Some(Icd10Cm),
            "2.16.840.1.113883.6.4" => return Some(Icd10Pcs),
            "2.16.840.1.113883.12.292" | "2.16.840.1.113883.6.59" => return Some(Cvx),
            "2.16.840.1.113883.6.69" => return Some(Ndc),
            "2.16.840.1.113883.6.12" => return Some(Cpt),
            _ => {}
        }
        Some(match rest {
            "www.nlm.nih.gov/research/umls/rxnorm" => RxNorm,
            "www.whocc.no/atc" | "whocc.no/atc" => Atc,
            "loinc.org" => Loinc,
            "hl7.org/fhir/sid/icd-10-cm" => Icd10Cm,
            "www.cms.gov/medicare/coding/icd10" | "hl7.org/fhir/sid/icd-10-pcs" => Icd10Pcs,
            "hl7.org/fhir/sid/cvx" => Cvx,
            "hl7.org/fhir/sid/ndc" => Ndc,
            "www.ama-assn.org/go/cpt" => Cpt,
            "hl7.org/fhir/sid/icd-10" | "fhir.de/codesystem/bfarm/icd-10-gm" => Icd10,
            "fhir.de/codesystem/bfarm/atc" => Atc,
            _ if rest == "snomed.info/sct" || rest.starts_with("snomed.info/sct/") => Snomed,
            _ => return None,
        })
    }

    /// The system a sender meant: a URI, an OID, a short name, or an HL7 v2
    /// table 0396 mnemonic (`LN`, `SCT`, `I10C`, …). Anything else is kept as
    /// [`CodeSystem::Other`] with its text.
    ///
    /// ```
    /// # use curbside::terms::CodeSystem;
    /// assert_eq!(CodeSystem::received("LN"), CodeSystem::Loinc);
    /// assert_eq!(CodeSystem::received("99LAB"), CodeSystem::Other("99LAB".into()));
    /// ```
    pub fn received(text: &str) -> CodeSystem {
        let text = text.trim();
        Self::from_uri(text).or_else(|| Self::from_mnemonic(text)).unwrap_or_else(|| Other(text.to_string()))
    }

    fn from_mnemonic(text: &str) -> Option<CodeSystem> {
        let lower = text.to_ascii_lowercase();
        Self::from_name(&lower).or_else(|| {
            Some(match lower.as_str() {
                "rxn" => RxNorm,
                "wc" => Atc,
                "sct" | "snm3" | "snomed-ct" | "snomedct" | "sctid" => Snomed,
                "ln" | "lnc" => Loinc,
                "i10" | "icd-10" => Icd10,
                "i10c" | "icd-10-cm" => Icd10Cm,
                "i10p" | "icd-10-pcs" => Icd10Pcs,
                "c4" | "cpt4" | "cpt-4" => Cpt,
                _ => return None,
            })
        })
    }

    /// Whether a code's branch is the codes that start with it (`A10BB*`);
    /// other systems need a [`Hierarchy`](super::Hierarchy).
    ///
    /// ```
    /// # use curbside::terms::CodeSystem;
    /// assert!(CodeSystem::Atc.has_prefix_branches());
    /// assert!(!CodeSystem::Snomed.has_prefix_branches());
    /// ```
    pub fn has_prefix_branches(&self) -> bool {
        matches!(self, Atc | Icd10 | Icd10Cm | Icd10Pcs)
    }

    /// The kinds of fact that the system may code. An unknown system may code any.
    ///
    /// ```
    /// # use curbside::terms::{CodeSystem, CodedKind};
    /// assert!(!CodeSystem::Loinc.kinds().contains(&CodedKind::Drug));
    /// ```
    pub fn kinds(&self) -> &'static [CodedKind] {
        use CodedKind::{Condition, Drug, Encounter, Observation, Procedure, Substance, Vaccine};
        match self {
            RxNorm => &[Drug, Vaccine, Substance],
            Atc => &[Drug, Vaccine, Substance],
            Ndc => &[Drug, Vaccine, Substance],
            Loinc => &[Observation, Procedure],
            Icd10 | Icd10Cm => &[Condition, Encounter],
            Icd10Pcs => &[Procedure],
            Cpt => &[Procedure, Encounter, Vaccine],
            Cvx => &[Vaccine, Substance],
            Snomed | Other(_) => &[Drug, Condition, Observation, Procedure, Vaccine, Substance, Encounter],
        }
    }
}

codec_enum!(CodeSystem {
    0 => RxNorm, 1 => Atc, 2 => Snomed, 3 => Loinc, 4 => Icd10, 5 => Icd10Cm, 6 => Icd10Pcs, 7 => Cvx,
    8 => Ndc, 9 => Cpt, 10 => Other(a),
});

impl std::fmt::Display for CodeSystem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl From<String> for CodeSystem {
    fn from(text: String) -> Self {
        Self::received(&text)
    }
}

impl From<CodeSystem> for String {
    fn from(system: CodeSystem) -> Self {
        system.name().to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_system_is_found_by_its_name_and_uri() {
        for s in CodeSystem::KNOWN {
            assert_eq!(CodeSystem::from_name(s.name()).as_ref(), Some(&s));
            assert_eq!(CodeSystem::from_uri(s.uri()).as_ref(), Some(&s));
            assert_eq!(CodeSystem::received(&s.name().to_uppercase()), s);
        }
    }

    #[test]
    fn versioned_and_odd_spellings() {
        assert_eq!(CodeSystem::received("http://snomed.info/sct|2024"), Snomed);
        assert_eq!(CodeSystem::received("https://LOINC.org/"), Loinc);
        assert_eq!(CodeSystem::received("urn:oid:2.16.840.1.113883.6.90"), Icd10Cm);
        assert_eq!(CodeSystem::received(" I10C "), Icd10Cm);
        assert_eq!(CodeSystem::received("http://snomed.info/sctx"), Other("http://snomed.info/sctx".into()));
        assert_eq!(CodeSystem::received(""), Other(String::new()));
    }
}
