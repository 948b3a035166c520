pack scores

// Pulmonary embolism.

use terms.{CancerAny, COPD, HeartFailure, PulmonaryEmbolism, VenousThromboembolism}
use laboratory.{HeartRate, OxygenSaturation}

use early-warning.AcuteSystolicBP

input DVTSigns "Clinical signs of deep vein thrombosis" {
  yes-no
  window  48 hours
}

input PEMostLikely "Pulmonary embolism is the likeliest diagnosis, or as likely" {
  yes-no
  window  48 hours
}

input ImmobilisedOrSurgery "Immobilised for 3 days, or surgery within 4 weeks" {
  yes-no
  window  48 hours
}

input Haemoptysis "Haemoptysis" {
  yes-no
  window  48 hours
}

input ActiveCancer "Cancer treated within 6 months, or palliative" {
  yes-no
  window  30 days
}

/// Asked for by answering how likely a pulmonary embolism is, or whether there are signs of thrombosis.
score Wells-PE "Wells score for pulmonary embolism" {
  for age >= 18 years and (PEMostLikely is known or DVTSigns is known)
  3 if DVTSigns
  3 if PEMostLikely
  1.5 if HeartRate > 100 /min
  1.5 if ImmobilisedOrSurgery
  1.5 if had VenousThromboembolism
  1 if Haemoptysis
  1 if ActiveCancer
  band < 2 "low"
  band 2 .. 6 "moderate"
  band > 6 "high"
  evidence "Wells PS et al. Derivation of a simple clinical model to categorize patients probability of pulmonary embolism."
    "Thromb Haemost 2000;83:416" year 2000
}

/// The two-tier reading of the Wells score.
define PulmonaryEmbolismLikely "pulmonary embolism likely" = Wells-PE > 4

/// Risk of death within 30 days of a pulmonary embolism.
score sPESI "Simplified pulmonary embolism severity index" {
  for age >= 18 years and has PulmonaryEmbolism
  1 if age > 80 years
  1 if had CancerAny
  1 if has HeartFailure or has COPD
  1 if HeartRate >= 110 /min
  1 if AcuteSystolicBP < 100 mm[Hg]
  1 if OxygenSaturation < 90 %
  band 0 "low"
  band >= 1 "high"
  evidence "Jimenez D et al. Simplification of the pulmonary embolism severity index. Arch Intern Med 2010"
    year 2010
}
