pack recommendations

// Atrial fibrillation and heart failure: monitoring and further treatment.

use terms.{ACEInhibitor, ARB, ASCVD, AcuteKidneyInjury, Angioedema, AntiphospholipidSyndrome,
    Aspirin, AtrialFibrillationOrFlutter, DOAC, DiabetesType1, DiabeticKetoacidosis,
    Echocardiography, HeartFailure, HeartFailurePreservedEF, HeartFailureReducedEF,
    Hyperthyroidism, Hypothyroidism, KidneyReplacement, MineralocorticoidAntagonist,
    PalliativeCare, SGLT2Inhibitor, Sacubitril, VitaminKAntagonist}

use laboratory.{Creatinine, EGFR, Ferritin, HeartRate, Hemoglobin, INR, KidneyFunction, Potassium,
    SystolicBP, TSH, TransferrinSaturation}

codes INRControl "INR" =
    loinc 6301-6 "INR in Platelet poor plasma by Coagulation assay"

codes KidneyAndBloodCount "creatinine and haemoglobin" =
    loinc 2160-0 "Creatinine [Mass/volume] in Serum or Plasma",
      718-7 "Hemoglobin [Mass/volume] in Blood"

codes TSHTest "TSH" =
    loinc 3016-3 "Thyrotropin [Units/volume] in Serum or Plasma"

rule aspirin-with-anticoagulant "Aspirin with a direct oral anticoagulant and no vascular disease" {
  category    safety
  trigger     patient-view, order-select, order-sign
  for         age >= 18 years and has AtrialFibrillationOrFlutter
  when        taking DOAC as anticoagulant
  when        taking or ordering Aspirin with systemic route as aspirin
  unless      had ASCVD
  unless      has AntiphospholipidSyndrome
  unknown     hold
  severity    moderate
  message     "{aspirin} with {anticoagulant}, and no vascular disease on record: more bleeding, no fewer strokes."
  detail      "Aspirin adds nothing to an anticoagulant in atrial fibrillation unless there is a stent, a recent infarction or another reason."
  suggest     stop aspirin
  population  "Adults with atrial fibrillation on a direct oral anticoagulant"
  evidence    "2023 ACC/AHA/ACCP/HRS guideline for atrial fibrillation. Circulation 2024;149:e1"
              grade "3: harm" year 2024
  note        "for clinical review: grade from memory"
  owner       "Cardiology"
  version     "0.1.0"
  user        "Prescribers and pharmacists"
  review by   2027-11-30
}

rule inr-due-on-warfarin "INR on a vitamin K antagonist, every twelve weeks" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         age >= 18 years and taking VitaminKAntagonist as drug
  recall      measured INR every 12 weeks
  severity    moderate
  message     "{drug}, and no INR in the last 12 weeks."
  detail      "Twelve weeks is the longest interval, for people whose INR has been stable for months."
  suggest     order INRControl
  population  "Adults on a vitamin K antagonist"
  evidence    "2023 ACC/AHA/ACCP/HRS guideline for atrial fibrillation. Circulation 2024;149:e1"
              grade 1 year 2024
  note        "for clinical review: the interval from memory"
  owner       "Cardiology"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule kidney-and-blood-count-on-doac "Creatinine and haemoglobin on a direct oral anticoagulant, every year" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         age >= 18 years and taking DOAC as drug and not has PalliativeCare
  when        (not measured (Creatinine or EGFR) in last 12 months)
           or not measured Hemoglobin in last 12 months
  severity    low
  message     "{drug}: creatinine or haemoglobin was not measured in the last 12 months."
  detail      "Twice a year from 75 years or in frailty, more often below a clearance of 60 mL/min."
  suggest     order KidneyAndBloodCount
  population  "Adults on a direct oral anticoagulant"
  evidence    "2023 ACC/AHA/ACCP/HRS guideline for atrial fibrillation. Circulation 2024;149:e1"
              grade 1 year 2024
  note        "for clinical review: interval from memory"
  owner       "Cardiology"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule thyroid-in-atrial-fibrillation "TSH in atrial fibrillation" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         age >= 18 years
          and has AtrialFibrillationOrFlutter as rhythm
          and not has PalliativeCare
  when        not measured TSH in last 5 years
  unless      has (Hyperthyroidism or Hypothyroidism)
  severity    info
  message     "{rhythm}: no TSH on record in the last 5 years."
  suggest     order TSHTest
  population  "Adults with atrial fibrillation or flutter"
  evidence    "2023 ACC/AHA/ACCP/HRS guideline for atrial fibrillation. Circulation 2024;149:e1"
              grade 1 year 2024
  note        "for clinical review: the guideline asks for it once, at the start; the window is ours"
  owner       "Cardiology"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule fast-atrial-fibrillation "Resting heart rate of 110 and more in atrial fibrillation" {
  category    recommendation
  for         age >= 18 years
          and has AtrialFibrillationOrFlutter
          and measured HeartRate in last 24 hours
  let         rate = latest HeartRate in last 24 hours
  when        rate >= 110 /min
  severity    moderate
  message     "Heart rate {rate.value} in atrial fibrillation: above the lenient goal of 110 at rest."
  detail      "Look for infection, bleeding, thyroid disease, pulmonary embolism, missed tablets. A beta blocker first; verapamil or diltiazem"
              "only with a good ejection fraction."
  population  "Adults with atrial fibrillation or flutter"
  evidence    "2023 ACC/AHA/ACCP/HRS guideline for atrial fibrillation. Circulation 2024;149:e1"
              grade 2a year 2024
  owner       "Cardiology"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

rule ras-inhibitor-in-heart-failure "ARNI, ACE inhibitor or ARB in heart failure with reduced ejection fraction" {
  category    recommendation
  for         age >= 18 years and has HeartFailureReducedEF and not has PalliativeCare
  when        not taking (ACEInhibitor or ARB or Sacubitril)
  unless      allergic to (ACEInhibitor or ARB or Sacubitril)
  unless      had Angioedema
  unless      measured Potassium with value > 5.5 mmol/L in last 30 days
  unless      has AcuteKidneyInjury
  unless      measured SystolicBP with value < 90 mm[Hg] in last 7 days
  unless      pregnant
  severity    moderate
  message     "Heart failure with reduced ejection fraction, and neither ARNI nor ACE inhibitor nor ARB."
  suggest     start Sacubitril "With valsartan, first choice in NYHA II to III; 36 hours after an ACE inhibitor"
  suggest     start ACEInhibitor "Where sacubitril with valsartan cannot be had"
  population  "Adults with heart failure with reduced ejection fraction"
  evidence    "2022 AHA/ACC/HFSA guideline for the management of heart failure. Circulation 2022;145:e895"
              grade 1 year 2022
  owner       "Cardiology"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

rule sglt2-inhibitor-in-preserved-ejection-fraction "SGLT2 inhibitor in heart failure with preserved ejection fraction" {
  category    recommendation
  for         age >= 18 years and has HeartFailurePreservedEF and not has PalliativeCare
  when        KidneyFunction >= 20 mL/min/{1.73_m2}
  when        not taking SGLT2Inhibitor
  unless      has DiabetesType1
  unless      had DiabeticKetoacidosis
  unless      has KidneyReplacement
  unless      allergic to SGLT2Inhibitor
  severity    low
  message     "Heart failure with preserved ejection fraction, eGFR {KidneyFunction}, and no SGLT2 inhibitor."
  suggest     start SGLT2Inhibitor "With or without diabetes"
  population  "Adults with heart failure with preserved ejection fraction"
  evidence    "2022 AHA/ACC/HFSA guideline for the management of heart failure. Circulation 2022;145:e895"
              grade 2a year 2022
  evidence    "2023 ACC expert consensus decision pathway on heart failure with preserved ejection fraction. J Am Coll Cardiol 2023"
              grade "none (consensus)" year 2023
  owner       "Cardiology"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

/// Ferritin below 100, or below 300 with little iron on transferrin.
define IronDeficientHeart "iron deficiency as heart failure guidelines define it" =
  latest Ferritin in last 12 months < 100 ng/mL
  or (latest Ferritin in last 12 months < 300 ng/mL
    and latest TransferrinSaturation in last 12 months < 20 %)

codes IntravenousIron "intravenous iron" =
    rxnorm 24909 "iron sucrose"

rule iron-in-heart-failure "Intravenous iron in heart failure with iron deficiency" {
  category    recommendation
  for         age >= 18 years
          and has HeartFailureReducedEF
          and measured Ferritin in last 12 months
          and not has PalliativeCare
  let         iron = latest Ferritin in last 12 months
  when        IronDeficientHeart
  when        not given IntravenousIron in last 3 months
  unless      allergic to IntravenousIron
  severity    low
  message     "Heart failure with reduced ejection fraction and ferritin {iron}: iron deficiency; oral iron does not help."
  suggest     start IntravenousIron "Or another intravenous preparation; look for a source of bleeding"
  population  "Adults with heart failure with reduced ejection fraction"
  evidence    "2022 AHA/ACC/HFSA guideline for the management of heart failure. Circulation 2022;145:e895"
              grade 2a year 2022
  note        "for clinical review: limits from memory"
  owner       "Cardiology"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

rule echocardiography-in-heart-failure "Echocardiography in heart failure" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         age >= 18 years and has HeartFailure as failure and not has PalliativeCare
  when        not underwent Echocardiography in last 10 years
  unless      has (HeartFailureReducedEF or HeartFailurePreservedEF)
  severity    low
  message     "{failure} without an echocardiography on record: the ejection fraction decides the treatment."
  suggest     order Echocardiography
  population  "Adults with heart failure whose type is not on the problem list"
  evidence    "2022 AHA/ACC/HFSA guideline for the management of heart failure. Circulation 2022;145:e895"
              grade 1 year 2022
  owner       "Cardiology"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule potassium-on-mra-due "Potassium on a mineralocorticoid antagonist, every six months" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         age >= 18 years
          and taking MineralocorticoidAntagonist as drug
          and not has PalliativeCare
  recall      measured Potassium every 6 months
  unless      has KidneyReplacement
  severity    moderate
  message     "{drug}, and no potassium in the last 6 months."
  suggest     order PotassiumAndCreatinine
  population  "Adults on spironolactone, eplerenone or finerenone"
  evidence    "2022 AHA/ACC/HFSA guideline for the management of heart failure. Circulation 2022;145:e895"
              grade 1 year 2022
  note        "for clinical review: interval from memory; at the start it is due after 1 and 4 weeks"
  owner       "Cardiology"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}
