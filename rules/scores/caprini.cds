pack scores

// Caprini 2005: thrombosis after an operation.

use terms.{CancerAny, COPD, CrohnsDisease, Estrogen, HeartFailure, HeparinInducedThrombocytopenia,
    MyocardialInfarction, Pneumonia, Sepsis, Stroke, UlcerativeColitis, VenousThromboembolism}

use laboratory.BodyMassIndex

input PlannedSurgery "Planned operation" {
  choice  none "None" 0
  choice  minor "Minor" 1
  choice  major "Major, laparoscopic or arthroscopic, above 45 minutes" 2
  choice  arthroplasty "Elective arthroplasty of hip or knee" 5
  window  30 days
}

input BedRest "Mobility" {
  choice  normal "Out of bed" 0
  choice  medical "Medical patient at bed rest" 1
  choice  confined "Confined to bed for more than 72 hours" 2
  window  7 days
}

input PregnantOrPostpartum "Pregnant, or within a month after birth" {
  yes-no
  window  30 days
}

input CapriniVaricose "Varicose veins" {
  yes-no
}

input CapriniSwollenLegs "Swollen legs" {
  yes-no
}

input CapriniStillbirth "Unexplained stillbirth, 3 abortions, or growth-restricted premature birth" {
  yes-no
}

input CapriniOther "Other risk factor" {
  yes-no
}

input CapriniRecentMajorSurgery "Major surgery in the last month" {
  yes-no
}

input CapriniCast "Immobilizing plaster cast" {
  yes-no
}

input CapriniFamily "Family history of thrombosis" {
  yes-no
}

input FactorVLeiden "Factor V Leiden" {
  yes-no
}

input Prothrombin20210A "Prothrombin 20210A" {
  yes-no
}

input HighHomocysteine "Elevated homocysteine" {
  yes-no
}

input LupusAnticoagulant "Lupus anticoagulant" {
  yes-no
}

input AnticardiolipinAntibody "Anticardiolipin antibody" {
  yes-no
}

input OtherThrombophilia "Other thrombophilia" {
  yes-no
}

input CapriniFracture "Fracture of hip, pelvis or leg in the last month" {
  yes-no
}

input CapriniTrauma "Multiple trauma in the last month" {
  yes-no
}

input CapriniSpinalInjury "Spinal cord injury with paralysis in the last month" {
  yes-no
}

/// Asked for by the operation that is planned.
score Caprini "Caprini score (2005)" {
  for age >= 18 years and PlannedSurgery is known
  points PlannedSurgery.points
  points BedRest.points
  by years(age) {
    < 41       -> 0
    41 .. < 61 -> 1
    61 .. < 75 -> 2
    >= 75      -> 3
  }
  1 if CapriniVaricose
  1 if CapriniSwollenLegs
  1 if CapriniStillbirth
  1 if CapriniOther
  1 if CapriniRecentMajorSurgery
  1 if BodyMassIndex > 25 kg/m2
  1 if had MyocardialInfarction in last 30 days
  1 if has HeartFailure
  1 if had Sepsis in last 30 days
  1 if had Pneumonia in last 30 days
  1 if has COPD
  1 if had (CrohnsDisease or UlcerativeColitis)
  1 if taking Estrogen with systemic route
  1 if PregnantOrPostpartum
  2 if CapriniCast
  2 if CentralVenousCatheter
  2 if had CancerAny
  3 if had VenousThromboembolism
  3 if CapriniFamily
  3 if FactorVLeiden
  3 if Prothrombin20210A
  3 if HighHomocysteine
  3 if LupusAnticoagulant
  3 if AnticardiolipinAntibody
  3 if OtherThrombophilia
  3 if had HeparinInducedThrombocytopenia
  5 if CapriniFracture
  5 if CapriniTrauma
  5 if CapriniSpinalInjury
  5 if had Stroke in last 30 days
  band 0 "lowest"
  band 1 .. 2 "low"
  band 3 .. 4 "moderate"
  band 5 .. 8 "high"
  band >= 9 "highest"
  evidence "Caprini JA. Thrombosis risk assessment as a guide to quality patient care. Dis Mon 2005;51:70"
    grade "none (publication)" year 2005
  note "for clinical review: a heart failure on the problem list counts, whether it is of this month or not"
  population "Adults before an operation"
  user "Clinicians responsible for the patient"
  owner "Haematology"
  version "1.0.0"
  review by 2027-11-30
}
