pack scores

// After a transient ischaemic attack; sleep apnoea before an operation.

use terms.{Diabetes, Hypertension}
use laboratory.{BodyMassIndex, DiastolicBP}
use early-warning.AcuteSystolicBP

input TIAFeature "Clinical feature of the attack" {
  choice  weakness "Weakness of one side" 2
  choice  speech "Speech disturbance without weakness" 1
  choice  other "Other" 0
  window  14 days
}

input TIADuration "Duration of the attack" {
  choice  long "60 minutes or more" 2
  choice  medium "10 to 59 minutes" 1
  choice  short "Below 10 minutes" 0
  window  14 days
}

/// Stroke within two days of a transient ischaemic attack. Asked for by its features.
score ABCD2 "ABCD2 score" {
  for age >= 18 years and TIAFeature is known
  1 if age >= 60 years
  1 if AcuteSystolicBP >= 140 mm[Hg] or latest DiastolicBP in last 24 hours >= 90 mm[Hg]
  points TIAFeature.points
  points TIADuration.points
  1 if has Diabetes
  band 0 .. 3 "low"
  band 4 .. 5 "moderate"
  band 6 .. 7 "high"
  evidence "Johnston SC et al. Validation and refinement of scores to predict very early stroke risk after TIA. Lancet 2007;369:283"
    grade "none (publication)" year 2007
  note "for clinical review: from memory of the score"
  population "Adults with a transient ischaemic attack"
  user "Clinicians responsible for the patient"
  owner "Neurology"
  version "1.0.0"
  review by 2027-11-30
}

input LoudSnoring "Loud snoring" {
  yes-no
  window  365 days
}

input DaytimeTiredness "Tired in daytime" {
  yes-no
  window  365 days
}

input ObservedApnoea "Breathing observed to stop in sleep" {
  yes-no
  window  365 days
}

input LargeNeck "Neck above 40 cm" {
  yes-no
  window  365 days
}

/// Obstructive sleep apnoea. Asked for by snoring.
score STOP-Bang "STOP-Bang" {
  for age >= 18 years and (LoudSnoring is known or ObservedApnoea is known)
  1 if LoudSnoring
  1 if DaytimeTiredness
  1 if ObservedApnoea
  1 if has Hypertension
  1 if BodyMassIndex > 35 kg/m2
  1 if age > 50 years
  1 if LargeNeck
  1 if sex is male
  band 0 .. 2 "low"
  band 3 .. 4 "intermediate"
  band 5 .. 8 "high"
  evidence "Chung F et al. STOP questionnaire. Anesthesiology 2008;108:812"
    grade "none (publication)" year 2008
  note "for clinical review: from memory of the score"
  population "Adults who may have obstructive sleep apnoea"
  user "Clinicians responsible for the patient"
  owner "Respiratory medicine"
  version "1.0.0"
  review by 2027-11-30
}
