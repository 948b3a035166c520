pack scores

// Who is at risk of a thrombosis, and of bleeding from its prevention.

use terms.{AntiphospholipidSyndrome, CancerAny, Cellulitis, Estrogen, GastrointestinalBleeding,
    HeartFailure, MyocardialInfarction, PepticUlcer, Pneumonia, RespiratoryFailure,
    RheumatoidArthritis, Sepsis, Stroke, UrinaryTractInfection, VenousThromboembolism}

use laboratory.{BodyMassIndex, Hemoglobin, INR, KidneyFunction, Leukocytes, Platelets}

input ReducedMobility "In bed but for the bathroom for 3 days or more" {
  yes-no
  window  7 days
}

input Thrombophilia "Known thrombophilia" {
  yes-no
}

input SurgeryOrTraumaThisMonth "Surgery or trauma within a month" {
  yes-no
  window  30 days
}

input AcuteInfectionOrRheumatic "Acute infection or rheumatic disease" {
  yes-no
  window  7 days
}

/// The answer of the bedside, else the problem list.
define CancerNow "active cancer, as answered or on the problem list" =
  (ActiveCancer is known and ActiveCancer)
  or (ActiveCancer is unknown and has CancerAny)

define InfectionNow "acute infection or rheumatic disease, as answered or on the problem list" =
  (AcuteInfectionOrRheumatic is known and AcuteInfectionOrRheumatic)
  or (AcuteInfectionOrRheumatic is unknown
    and has (Pneumonia or UrinaryTractInfection or Cellulitis or Sepsis))

define InHospital "in hospital" = (encounter is inpatient) is known and encounter is inpatient

/// For medical inpatients. Mobility and surgery are asked at the bedside; the rest falls back on the problem list.
score Padua "Padua prediction score" {
  for age >= 18 years
    and (ReducedMobility is known or SurgeryOrTraumaThisMonth is known or InHospital)
  3 if CancerNow
  3 if had VenousThromboembolism
  3 if ReducedMobility
  3 if (Thrombophilia is known and Thrombophilia) or has AntiphospholipidSyndrome
  2 if SurgeryOrTraumaThisMonth
  1 if age >= 70 years
  1 if has HeartFailure or has RespiratoryFailure
  1 if had (MyocardialInfarction or Stroke) in last 30 days
  1 if InfectionNow
  1 if BodyMassIndex >= 30 kg/m2
  1 if taking Estrogen with systemic route
  band 0 .. 3 "low"
  band 4 .. 20 "high"
  evidence "Barbar S et al. A risk assessment model for the identification of hospitalized medical patients at risk for VTE."
    "J Thromb Haemost 2010;8:2450" grade "none (publication)" year 2010
  population "Adults in hospital for a medical illness"
  user "Clinicians responsible for the patient"
  owner "Haematology"
  version "1.0.0"
  review by 2027-11-30
}

input LegParalysis "Paralysis of the legs" {
  yes-no
  window  7 days
}

input ImmobilisedWeek "Immobilised for 7 days or more" {
  yes-no
  window  7 days
}

input IntensiveCare "Stay in an intensive or coronary care unit" {
  yes-no
  window  7 days
}

/// For medical inpatients. Asked for by intensive care.
score IMPROVE-VTE "IMPROVE score for thrombosis" {
  for age >= 18 years and (IntensiveCare is known or ImmobilisedWeek is known)
  3 if had VenousThromboembolism
  2 if Thrombophilia or has AntiphospholipidSyndrome
  2 if LegParalysis
  2 if ActiveCancer
  1 if ImmobilisedWeek
  1 if IntensiveCare
  1 if age > 60 years
  band 0 .. 1 "low"
  band 2 .. 3 "moderate"
  band >= 4 "high"
  evidence "Spyropoulos AC et al. Predictive and associative models to identify hospitalized medical patients at risk for VTE. Chest 2011;140:706"
    grade "none (publication)" year 2011
  population "Adults in hospital for a medical illness"
  user "Clinicians responsible for the patient"
  owner "Haematology"
  version "1.0.0"
  review by 2027-11-30
}

input CentralVenousCatheter "Central venous catheter" {
  yes-no
  window  7 days
}

/// Bleeding of medical inpatients, for the choice of prophylaxis. Asked for by the catheter.
score IMPROVE-Bleeding "IMPROVE score for bleeding" {
  for age >= 18 years and (CentralVenousCatheter is known or IntensiveCare is known)
  4.5 if has PepticUlcer
  4 if had GastrointestinalBleeding in last 90 days
  4 if latest Platelets in last 7 days < 50 10*3/uL
  by years(age) {
    < 40       -> 0
    40 .. < 85 -> 1.5
    >= 85      -> 3.5
  }
  2.5 if latest INR in last 7 days > 1.5
  by KidneyFunction {
    < 30       -> 2.5
    30 .. < 60 -> 1
    >= 60      -> 0
  }
  2.5 if IntensiveCare
  2 if CentralVenousCatheter
  2 if has RheumatoidArthritis
  2 if ActiveCancer
  1 if sex is male
  band < 7 "lower"
  band >= 7 "high"
  evidence "Decousus H et al. Factors at admission associated with bleeding risk in medical patients. Chest 2011;139:69"
    grade "none (publication)" year 2011
  note "for clinical review: from memory of the score; an INR above 1.5 stands for liver failure, rheumatoid arthritis for rheumatic disease"
  population "Adults in hospital for a medical illness"
  user "Clinicians responsible for the patient"
  owner "Haematology"
  version "1.0.0"
  review by 2027-11-30
}

input CancerSite "Site of the cancer" {
  choice  very-high "Stomach or pancreas" 2
  choice  high "Lung, lymphoma, gynaecological, bladder, testicle" 1
  choice  other "Other" 0
  window  365 days
}

input ErythropoiesisStimulated "Red cell growth factor" {
  yes-no
  window  30 days
}

/// Before chemotherapy. Asked for by the site.
score Khorana "Khorana score" {
  for age >= 18 years and CancerSite is known
  points CancerSite.points
  1 if latest Platelets in last 30 days >= 350 10*3/uL
  1 if latest Hemoglobin in last 30 days < 10 g/dL or ErythropoiesisStimulated
  1 if latest Leukocytes in last 30 days > 11 10*3/uL
  1 if BodyMassIndex >= 35 kg/m2
  band 0 "low"
  band 1 .. 2 "intermediate"
  band >= 3 "high"
  evidence "Khorana AA et al. Development and validation of a predictive model for chemotherapy-associated thrombosis. Blood 2008;111:4902"
    grade "none (publication)" year 2008
  population "Adults with cancer before chemotherapy"
  user "Clinicians responsible for the patient"
  owner "Oncology"
  version "1.0.0"
  review by 2027-11-30
}
