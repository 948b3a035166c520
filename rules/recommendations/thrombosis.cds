pack recommendations

// Venous thromboembolism.

use terms.{Anticoagulant, BleedingHistory, DOAC, HeparinInducedThrombocytopenia,
    IntracranialHemorrhage, PalliativeCare, ParenteralAnticoagulant, VenousThromboembolism}

use laboratory.{INR, Platelets}

use scores.Padua

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
