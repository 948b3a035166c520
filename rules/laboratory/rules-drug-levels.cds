pack laboratory

// Drug levels read with the patient.

use terms.{Digoxin, Lithium, DialysisDependence}

rule digoxin-level-high "Digoxin level above the harmful limit" {
  category    safety
  trigger     patient-view, result
  for         measured DigoxinLevel in last 30 days
  let         level = latest DigoxinLevel in last 30 days
  when        level >= 1.2 ng/mL
          and taking Digoxin as drug
  unless      DigoxinLevel is critical
  unknown     hold
  severity    moderate
  message     "Digoxin level {level.value} on {level.date}: from 1.2 ng/mL on it does harm."
  detail      "Look for a rising creatinine, a low potassium and drugs that raise the level, and check the dose."
  suggest     change drug "Reduce the dose"
  evidence    "2023 ACC/AHA/ACCP/HRS guideline for atrial fibrillation. Circulation 2024;149:e1"
              grade "3: harm" year 2024
  owner       "Cardiology"
  version     "1.1"
  user        "Prescribers, pharmacists"
  population  "Patients on digoxin"
  review by   2027-11-30
}

/// Above 1.5 mmol/L the level is critical, and that finding speaks.
rule lithium-level-high "Lithium level above the range" {
  category    safety
  trigger     patient-view, order-sign, result
  for         measured LithiumLevel in last 30 days
  let         level = latest LithiumLevel in last 30 days
  when        level > 1.2 mmol/L
          and level <= 1.5 mmol/L
          and taking Lithium as drug
  unknown     hold
  severity    moderate
  message     "Lithium level {level.value} on {level.date}, above 1.2 mmol/L: check dose, kidney function and new medicines."
  detail      "Was it taken 12 hours after the dose? Thiazides, NSAIDs, ACE inhibitors, a low volume and a falling eGFR raise it."
              "In elderly patients toxicity begins within the range."
  suggest     change drug "Reduce the dose"
  suggest     order LithiumLevelTest "Repeat within a week, 12 hours after the dose"
  evidence    "US prescribing information of lithium" grade "none (label)" year 2022
  note        "for clinical review: from memory of the label"
  owner       "Psychiatry"
  version     "1.0"
  user        "Prescribers, pharmacists"
  population  "Patients on lithium"
  review by   2027-11-30
}

rule phenytoin-hidden-toxicity "Phenytoin that is high after correction for albumin" {
  category    safety
  trigger     patient-view, result
  for         measured PhenytoinLevel in last 30 days
          and measured Albumin with value < 3.5 g/dL in last 90 days
  let         level = latest PhenytoinLevel in last 30 days
  when        level <= 20 ug/mL
          and CorrectedPhenytoin > 20 ug/mL
  unknown     hold
  severity    moderate
  message     "Phenytoin {level.value} looks right, but corrected for albumin it is {CorrectedPhenytoin}: look for toxicity."
  detail      "With a low albumin more of the drug is free. Measure the free level where it can be had."
  suggest     order PhenytoinLevelTest "As free phenytoin"
  evidence    "Sheiner LB, Tozer TN. Clinical pharmacokinetics, 1978" grade "not graded" year 1978
  note        "for clinical review: the correction is rough; a measured free level comes first"
  owner       "Neurology"
  version     "1.0"
  user        "Prescribers, pharmacists"
  population  "Patients with a phenytoin level and a low albumin"
  review by   2027-11-30
}

/// The level tells only together with the kidney: without an injury the trough alone is no reason to speak.
rule vancomycin-trough-with-kidney-injury "High vancomycin trough with acute kidney injury" {
  category    safety
  trigger     patient-view, order-sign, result
  for         age >= 18 years
          and measured VancomycinTrough with value > 20 ug/mL in last 7 days
          and measured Creatinine in last 7 days
  let         trough = latest VancomycinTrough in last 7 days
  when        trough > 20 ug/mL
          and AKIStage >= 1
  unless      has DialysisDependence
  unknown     hold
  severity    high
  message     "Vancomycin trough {trough.value} on {trough.date} with acute kidney injury, KDIGO stage {AKIStage}."
  detail      "Hold the next dose, and dose by area under the curve (400 to 600 mg·h/L) and by levels."
  suggest     order CreatinineTest "Repeat daily"
  evidence    "ASHP/IDSA/PIDS/SIDP consensus guideline on vancomycin. Am J Health Syst Pharm 2020;77:835"
              grade "A-II" year 2020
  note        "for clinical review: from memory of the guideline"
  owner       "Infectious diseases"
  version     "1.0"
  user        "Prescribers, pharmacists"
  population  "Adults on vancomycin"
  review by   2027-11-30
}
