pack recommendations

// Venous thromboembolism.

use terms.{Anticoagulant, AntiphospholipidSyndrome, BleedingHistory, CancerAny, Cellulitis, DOAC,
    Estrogen, HeartFailure, HeparinInducedThrombocytopenia, IntracranialHemorrhage, IschemicStroke,
    MyocardialInfarction, PalliativeCare, ParenteralAnticoagulant, Pneumonia, RespiratoryFailure,
    Sepsis, UrinaryTractInfection, VenousThromboembolism}

use laboratory.{BMI, INR, Platelets}

/// Padua prediction score; immobility, infection and trauma come from inputs or the problem list.
input Immobile "Bed rest with bathroom privileges for three days or more" { yes-no }

score Padua "Padua score, risk of thrombosis in medical inpatients" {
  for age >= 18 years
  3 if has CancerAny
  3 if had VenousThromboembolism
  3 if Immobile
  3 if has AntiphospholipidSyndrome
  1 if age >= 70 years
  1 if has (HeartFailure or RespiratoryFailure)
  1 if has (MyocardialInfarction or IschemicStroke) in last 1 month
  1 if BMI >= 30 kg/m2
  1 if has (Pneumonia or UrinaryTractInfection or Cellulitis or Sepsis)
  1 if taking Estrogen
  band < 4 "low"
  band >= 4 "high"
  evidence "Barbar S et al. A risk assessment model for the identification of hospitalized medical patients at risk for VTE. J Thromb Haemost 2010;8:2450"
    grade "none (publication)" year 2010
  note "for clinical review: items from memory; trauma or surgery within a month is not looked for"
  population "Adults in hospital for a medical illness"
  user "Clinicians responsible for the patient"
  owner "Haematology"
  version "1.0.0"
  review by 2027-11-30
}

rule prophylaxis-in-hospital "Prophylaxis of thrombosis in a medical inpatient" {
  category    recommendation
  for         age >= 18 years and encounter is inpatient and not has PalliativeCare
  when        Padua >= 4
  when        not taking or ordering Anticoagulant
  unless      had BleedingHistory in last 30 days
  unless      measured Platelets with value < 50 10*9/L in last 7 days
  unless      had HeparinInducedThrombocytopenia
  unless      measured INR with value >= 2 in last 3 days
  severity    moderate
  message     "Inpatient with a Padua score of {Padua} and no anticoagulant: prophylaxis of thrombosis is advised."
  suggest     start ParenteralAnticoagulant "Low-molecular-weight heparin or fondaparinux, or heparin below a clearance of 30 mL/min"
  population  "Adult medical inpatients"
  evidence    "ASH 2018 guidelines for venous thromboembolism: prophylaxis for hospitalized medical patients. Blood Adv 2018;2:3198"
              grade "not recorded (guideline)" year 2018
  owner       "Internal medicine"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

rule thrombosis-without-anticoagulant "Thrombosis within three months and no anticoagulant" {
  category    recommendation
  for         age >= 18 years and has VenousThromboembolism in last 3 months as clot
  when        not taking or ordering Anticoagulant
  unless      had BleedingHistory in last 90 days
  unless      has IntracranialHemorrhage
  unless      measured Platelets with value < 50 10*9/L in last 7 days
  unless      has PalliativeCare
  severity    high
  message     "{clot} within 3 months, and no anticoagulant: treat for at least 3 months."
  suggest     start DOAC "First choice but in antiphospholipid syndrome (warfarin)"
  population  "Adults with a venous thromboembolism within three months"
  evidence    "CHEST. Antithrombotic therapy for VTE disease, second update, 2021" grade "strong"
              year 2021
  note        "for clinical review: grade from memory; an isolated subsegmental embolism may be watched"
  owner       "Internal medicine"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}
