//! Why a user may not follow a card: a default set.
//!
//! Source: HL7 `http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes` (trial use, with
//! the CDS Hooks 3.0 ballot), from the AHRQ CDSiC taxonomy of override reasons (AHRQ Publication
//! No. 25-0073, June 2025). A subset fit for clinicians; hosts may give their own.

use crate::card::Coding;

/// The code system.
pub const SYSTEM: &str = "http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes";

const CODES: [(&str, &str); 12] = [
    ("patient-ineligible", "Patient does not meet eligibility for recommended action"),
    ("indication-order-exists", "Patient has indication/order for intended action"),
    ("action-completed", "Recommended action was already completed"),
    ("action-performed-no-adverse-effect", "Intended action was performed previously without adverse effect"),
    ("action-not-priority", "Recommended action is not relevant or a priority in current state of health"),
    (
        "need-more-info",
        "Could not address recommended action due to need for more information/pending results/pending consult",
    ),
    ("inappropriate-recipient", "PC CDS delivered to inappropriate recipient/role"),
    ("policy-contradicts", "Institutional policy/guideline contradicts the recommended action"),
    ("risk-benefit-ratio", "Recipient assessment of risk/benefit ratio"),
    ("mitigate-risk-negative-outcome", "Action taken to mitigate risk of negative outcome"),
    ("patient-contraindication", "Patient has contraindication to recommended action"),
    ("prefers-alternative", "Patient prefers an alternative approach or treatment"),
];

/// The default set.
pub fn default_reasons() -> Vec<Coding> {
    let one = |(code, display): (&str, &str)| Coding {
        system: Some(SYSTEM.into()),
        code: code.into(),
        display: Some(display.into()),
    };
    CODES.map(one).to_vec()
}
