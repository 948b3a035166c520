pack scores

// How severe an embolism is, and whether it can be treated at home.

use terms.{COPD, CancerAny, HeartFailure, HeparinInducedThrombocytopenia, PulmonaryEmbolism}
use laboratory.{BodyTemperature, HeartRate, OxygenSaturation, RespiratoryRate}
use early-warning.{AcuteSystolicBP, Consciousness}

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
    grade "none (publication)" year 2010
  population "Adults with pulmonary embolism"
  user "Clinicians responsible for the patient"
  owner "Haematology"
  version "1.0.0"
  review by 2027-11-30
}

/// The full index: age in years and eleven items.
score PESI "Pulmonary embolism severity index" {
  for age >= 18 years and has PulmonaryEmbolism
  points years(age)
  10 if sex is male
  30 if had CancerAny
  10 if has HeartFailure
  10 if has COPD
  20 if HeartRate >= 110 /min
  30 if AcuteSystolicBP < 100 mm[Hg]
  20 if RespiratoryRate >= 30 /min
  20 if BodyTemperature < 36.0 Cel
  60 if Consciousness is not alert
  20 if OxygenSaturation < 90 %
  band <= 65 "class I, very low"
  band 66 .. 85 "class II, low"
  band 86 .. 105 "class III, intermediate"
  band 106 .. 125 "class IV, high"
  band >= 126 "class V, very high"
  evidence "Aujesky D et al. Derivation and validation of a prognostic model for pulmonary embolism. Am J Respir Crit Care Med 2005;172:1041"
    grade "none (publication)" year 2005
  population "Adults with pulmonary embolism"
  user "Clinicians responsible for the patient"
  owner "Haematology"
  version "1.0.0"
  review by 2027-11-30
}

input HestiaUnstable "Unstable: systolic pressure below 100 with a pulse above 100, or intensive care" {
  yes-no
  window  48 hours
}

input HestiaReperfusion "Thrombolysis or embolectomy needed" {
  yes-no
  window  48 hours
}

input HestiaBleeding "Active bleeding or a high risk of it" {
  yes-no
  window  48 hours
}

input HestiaOxygen "Oxygen for more than 24 hours to stay above 90 %" {
  yes-no
  window  48 hours
}

input HestiaOnAnticoagulant "Embolism while on an anticoagulant" {
  yes-no
  window  48 hours
}

input HestiaPain "Pain that needs intravenous medicine for more than 24 hours" {
  yes-no
  window  48 hours
}

input HestiaSocial "Medical or social reason for admission" {
  yes-no
  window  48 hours
}

input HestiaLiver "Severe liver impairment" {
  yes-no
  window  48 hours
}

/// With none of the eleven an embolism can be treated at home.
score Hestia "Hestia criteria" {
  for age >= 18 years and has PulmonaryEmbolism and (HestiaSocial is known or HestiaPain is known)
  1 if HestiaUnstable
  1 if HestiaReperfusion
  1 if HestiaBleeding
  1 if HestiaOxygen
  1 if HestiaOnAnticoagulant
  1 if HestiaPain
  1 if HestiaSocial
  1 if CreatinineClearance < 30 mL/min
  1 if HestiaLiver
  1 if pregnant
  1 if had HeparinInducedThrombocytopenia
  band 0 "home treatment possible"
  band >= 1 "admit"
  evidence "Zondag W et al. Outpatient treatment in patients with acute pulmonary embolism: the Hestia study. J Thromb Haemost 2011;9:1500"
    grade "none (publication)" year 2011
  population "Adults with pulmonary embolism"
  user "Clinicians responsible for the patient"
  owner "Haematology"
  version "1.0.0"
  review by 2027-11-30
}
