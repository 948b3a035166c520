pack recommendations

// Chronic kidney disease.

use terms.{ACEInhibitor, ARB, ASCVD, AcuteKidneyInjury, Angioedema, CKDStage3to5, CKDStage4to5,
    ChronicKidneyDisease, Diabetes, DiabeticKetoacidosis, DialysisDependence, HeartFailure,
    KidneyReplacement, LiverDisease, PalliativeCare, Rhabdomyolysis, SGLT2Inhibitor, Sacubitril,
    Statin}

use laboratory.{InAcuteCare, Bicarbonate, Creatinine, EGFR, Hemoglobin, KidneyFunction,
    ParathyroidHormone, Potassium, UrineAlbuminCreatinineRatio}

codes HemoglobinControl "haemoglobin" =
    loinc 718-7 "Hemoglobin [Mass/volume] in Blood"

codes ParathyroidTest "parathyroid hormone" =
    loinc 2731-8 "Parathyrin.intact [Mass/volume] in Serum or Plasma"

codes CreatinineControl "creatinine" =
    loinc 2160-0 "Creatinine [Mass/volume] in Serum or Plasma"

codes Bicarbonates "sodium bicarbonate" =
    rxnorm 36676 "sodium bicarbonate"

rule ras-inhibitor-in-albuminuria "ACE inhibitor or ARB in severe albuminuria without diabetes" {
  category    recommendation
  for         age >= 18 years
          and has ChronicKidneyDisease
          and not has (Diabetes or PalliativeCare)
  let         acr = latest UrineAlbuminCreatinineRatio in last 12 months
  when        acr > 300 mg/g{creat} and measured UrineAlbuminCreatinineRatio in last 12 months
  when        not taking (ACEInhibitor or ARB or Sacubitril)
  unless      allergic to (ACEInhibitor or ARB)
  unless      had Angioedema
  unless      measured Potassium with value > 5.5 mmol/L in last 30 days
  unless      has (AcuteKidneyInjury or KidneyReplacement)
  unless      pregnant
  unless      InAcuteCare
  severity    moderate
  message     "Kidney disease with albuminuria {acr.value} on {acr.date}, and neither ACE inhibitor nor ARB."
  suggest     start ACEInhibitor "Highest tolerated dose; creatinine and potassium after 2 to 4 weeks"
  population  "Adults with chronic kidney disease without diabetes"
  evidence    "KDIGO 2024 clinical practice guideline for CKD. Kidney Int 2024;105(4S)" grade 1B
              year 2024
  owner       "Renal medicine"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

rule sglt2-inhibitor-in-albuminuria "SGLT2 inhibitor in kidney disease with albuminuria or heart failure" {
  category    recommendation
  for         age >= 18 years
          and has ChronicKidneyDisease
          and not has (Diabetes or PalliativeCare)
  let         gfr = KidneyFunction
  when        gfr >= 20 mL/min/{1.73_m2}
  when        (measured UrineAlbuminCreatinineRatio in last 12 months
              and latest UrineAlbuminCreatinineRatio in last 12 months >= 200 mg/g{creat})
           or has HeartFailure
  when        not taking SGLT2Inhibitor
  unless      has KidneyReplacement
  unless      allergic to SGLT2Inhibitor
  unless      pregnant
  unless      InAcuteCare
  severity    low
  message     "Kidney disease, eGFR {gfr}, with albuminuria or heart failure, and no SGLT2 inhibitor."
  suggest     start SGLT2Inhibitor "A small fall of eGFR at first is expected"
  population  "Adults with chronic kidney disease without diabetes"
  evidence    "KDIGO 2024 clinical practice guideline for CKD. Kidney Int 2024;105(4S)" grade 1A
              year 2024
  owner       "Renal medicine"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

rule statin-in-kidney-disease "Statin in kidney disease from 50 years" {
  category    recommendation
  for         age >= 50 years
          and has ChronicKidneyDisease
          and not has (Diabetes or DialysisDependence or PalliativeCare)
  when        not taking Statin
  unless      had ASCVD
  unless      allergic to Statin
  unless      had Rhabdomyolysis
  unless      has LiverDisease
  unless      InAcuteCare
  severity    low
  message     "Chronic kidney disease at age {age}, and no statin."
  suggest     start Statin "Whatever LDL cholesterol is"
  population  "People of 50 years and more with chronic kidney disease, not on dialysis, without diabetes"
  evidence    "KDIGO 2024 clinical practice guideline for CKD. Kidney Int 2024;105(4S)" grade 1A
              year 2024
  owner       "Renal medicine"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

rule kidney-disease-tests-due "Creatinine in kidney disease, every year" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         age >= 18 years
          and has ChronicKidneyDisease
          and not has (KidneyReplacement or Diabetes or PalliativeCare)
  recall      measured (Creatinine or EGFR) every 12 months
  severity    low
  message     "Chronic kidney disease without creatinine or eGFR in the last 12 months."
  suggest     order CreatinineControl "And a urine albumin-creatinine ratio; more often in stage 4"
  population  "Adults with chronic kidney disease; with diabetes another rule speaks"
  evidence    "KDIGO 2024 clinical practice guideline for CKD. Kidney Int 2024;105(4S)"
              grade "not recorded (guideline)" year 2024
  owner       "Renal medicine"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule urine-albumin-in-kidney-disease "Urine albumin in kidney disease, every year" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         age >= 18 years
          and has ChronicKidneyDisease
          and not has (KidneyReplacement or Diabetes or PalliativeCare)
  recall      measured UrineAlbuminCreatinineRatio every 12 months
  severity    low
  message     "Chronic kidney disease without a urine albumin-creatinine ratio in the last 12 months."
  suggest     order UrineAlbumin
  population  "Adults with chronic kidney disease; with diabetes another rule speaks"
  evidence    "KDIGO 2024 clinical practice guideline for CKD. Kidney Int 2024;105(4S)"
              grade "not recorded (guideline)" year 2024
  owner       "Renal medicine"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule nephrology-referral "Referral to a kidney specialist" {
  category    recommendation
  for         age >= 18 years
          and (measured EGFR with value < 30 mL/min/{1.73_m2} in last 6 months
              or measured UrineAlbuminCreatinineRatio with value >= 300 mg/g{creat}
                in last 6 months)
  let         gfr = latest EGFR in last 6 months
  let         acr = latest UrineAlbuminCreatinineRatio in last 6 months
  when        (measured EGFR with value < 30 mL/min/{1.73_m2} in last 6 months
              and gfr < 30 mL/min/{1.73_m2})
           or (measured UrineAlbuminCreatinineRatio with value >= 300 mg/g{creat} in last 6 months
              and acr >= 300 mg/g{creat})
  unless      has (KidneyReplacement or AcuteKidneyInjury or PalliativeCare)
  unless      InAcuteCare
  severity    low
  message     "eGFR {KidneyFunction}, albuminuria {acr}: refer to a kidney specialist, if not under one already."
  detail      "Below 30, from 300 mg/g, after a sustained fall by a fifth, or with a 5-year risk of kidney failure of 3 to 5 %."
  population  "Adults with an eGFR below 30 or severe albuminuria"
  evidence    "KDIGO 2024 clinical practice guideline for CKD. Kidney Int 2024;105(4S)"
              grade "not recorded (guideline)" year 2024
  note        "for clinical review: the visit to the specialist is not looked for"
  owner       "Renal medicine"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

rule haemoglobin-in-kidney-disease "Haemoglobin in kidney disease from stage 3, every year" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         age >= 18 years
          and has CKDStage3to5 as stage
          and not has (DialysisDependence or PalliativeCare)
  recall      measured Hemoglobin every 12 months
  severity    info
  message     "{stage}: no haemoglobin in the last 12 months."
  suggest     order HemoglobinControl
  population  "Adults with chronic kidney disease from stage 3, not on dialysis"
  evidence    "KDIGO 2024 clinical practice guideline for CKD. Kidney Int 2024;105(4S)"
              grade "not recorded (guideline)" year 2024
  note        "for clinical review: interval from memory"
  owner       "Renal medicine"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule parathyroid-in-kidney-disease "Parathyroid hormone in kidney disease of stage 4 and 5, every year" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         age >= 18 years and has CKDStage4to5 as stage and not has PalliativeCare
  recall      measured ParathyroidHormone every 12 months
  severity    info
  message     "{stage}: no parathyroid hormone in the last 12 months."
  suggest     order ParathyroidTest "With calcium and phosphate"
  population  "Adults with chronic kidney disease of stage 4 or 5"
  evidence    "KDIGO 2024 clinical practice guideline for CKD. Kidney Int 2024;105(4S)"
              grade "not recorded (guideline)" year 2024
  note        "for clinical review: interval from memory of the guideline on mineral and bone disorder"
  owner       "Renal medicine"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule acidosis-in-kidney-disease "Bicarbonate below 18 in kidney disease" {
  category    recommendation
  for         age >= 18 years
          and has ChronicKidneyDisease
          and measured Bicarbonate in last 90 days
  let         bicarbonate = latest Bicarbonate in last 90 days
  when        bicarbonate < 18 mmol/L
  when        not taking Bicarbonates
  unless      has DialysisDependence
  unless      has DiabeticKetoacidosis
  severity    moderate
  message     "Chronic kidney disease with bicarbonate {bicarbonate.value} on {bicarbonate.date}: consider treating the acidosis."
  suggest     start Bicarbonates "Mind sodium and fluid; the goal is above 18 mmol/L, not above normal"
  population  "Adults with chronic kidney disease, not on dialysis"
  evidence    "KDIGO 2024 clinical practice guideline for CKD. Kidney Int 2024;105(4S)"
              grade "not recorded (guideline)" year 2024
  owner       "Renal medicine"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}
