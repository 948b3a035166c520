pack diagnosis

// Kidney: stages, proteinuria.

use terms.{AcuteKidneyInjury, CKDStage3to5, CKDStage4to5, ChronicKidneyDisease, Cirrhosis,
    DialysisDependence, EndStageKidneyDisease, GastrointestinalBleeding, HemolyticAnemia,
    IronDeficiencyAnemia, NephroticSyndrome, Preeclampsia}

use laboratory.{Albumin, EGFR, Ferritin, Hemoglobin, TransferrinSaturation,
    UrineAlbuminCreatinineRatio, UrineProteinCreatinineRatio}

codes CKDStage4 "chronic kidney disease stage 4" =
    snomed 431857002 "Chronic kidney disease stage 4"
  + icd10cm N18.4 "Chronic kidney disease, stage 4 (severe)"

codes CKDStage5 "chronic kidney disease stage 5" =
    snomed 433146000 "Chronic kidney disease stage 5"
  + icd10cm N18.5 "Chronic kidney disease, stage 5"

codes CKDStage3 "chronic kidney disease stage 3" =
    snomed 433144002 "Chronic kidney disease stage 3", 700378005 "Chronic kidney disease stage 3A",
      700379002 "Chronic kidney disease stage 3B"
  + icd10cm N18.30 "Chronic kidney disease, stage 3 unspecified",
      N18.31 "Chronic kidney disease, stage 3a", N18.32 "Chronic kidney disease, stage 3b"

rule ckd-stage-3-suspected "Kidney disease of stage 3, not staged on the problem list" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 18 years and has ChronicKidneyDisease as listed and not has CKDStage3to5
  let         gfr = latest EGFR in last 12 months
  let         acr = latest UrineAlbuminCreatinineRatio in last 12 months
  when        (two EGFR < 60 mL/min/{1.73_m2} at least 90 days apart in last 2 years)
  when        gfr >= 30 mL/min/{1.73_m2} and gfr < 60 mL/min/{1.73_m2}
  severity    info
  message     "eGFR {gfr.value} on {gfr.date} and below 60 for 3 months: stage 3; the problem list says {listed}."
  detail      "For: two results below 60, 90 days apart. Against: acute illness at both, or muscle mass far from usual (then cystatin C)."
              "Albuminuria: {acr}."
  suggest     problem CKDStage3Problem "G3a from 45, G3b below"
  population  "Adults with chronic kidney disease without a stage"
  evidence    "KDIGO 2024 clinical practice guideline for CKD. Kidney Int 2024;105(4S)"
              grade "not recorded (guideline)" year 2024
  owner       "Renal medicine"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}

rule ckd-stage-4-suspected "Kidney disease of stage 4, not on the problem list" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 18 years
          and not has CKDStage4to5
          and measured EGFR with value < 30 mL/min/{1.73_m2} in last 2 years
  let         gfr = latest EGFR in last 12 months
  when        (two EGFR < 30 mL/min/{1.73_m2} at least 90 days apart in last 2 years)
  when        gfr >= 15 mL/min/{1.73_m2} and gfr < 30 mL/min/{1.73_m2}
  unless      has DialysisDependence
  unless      has AcuteKidneyInjury
  severity    low
  message     "eGFR {gfr.value} on {gfr.date} and below 30 for 3 months: stage 4 is not on the problem list."
  detail      "For: two results below 30, 90 days apart. Against: acute kidney injury at one of them."
              "Review doses, metformin, NSAIDs; refer; plan vessels and vaccines (hepatitis B)."
  suggest     problem CKDStage4
  population  "Adults with an eGFR below 30"
  evidence    "KDIGO 2024 clinical practice guideline for CKD. Kidney Int 2024;105(4S)"
              grade "not recorded (guideline)" year 2024
  owner       "Renal medicine"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}

rule ckd-stage-5-suspected "Kidney failure, not on the problem list" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 18 years
          and not has (CKDStage5 or EndStageKidneyDisease or DialysisDependence)
          and measured EGFR with value < 15 mL/min/{1.73_m2} in last 2 years
  let         gfr = latest EGFR in last 12 months
  when        (two EGFR < 15 mL/min/{1.73_m2} at least 90 days apart in last 2 years)
  when        gfr < 15 mL/min/{1.73_m2}
  unless      has AcuteKidneyInjury
  severity    moderate
  message     "eGFR {gfr.value} on {gfr.date} and below 15 for 3 months: kidney failure is not on the problem list."
  detail      "For: two results below 15, 90 days apart. Against: acute kidney injury. Prepare dialysis, transplant or conservative care."
  suggest     problem CKDStage5
  population  "Adults with an eGFR below 15, not on dialysis"
  evidence    "KDIGO 2024 clinical practice guideline for CKD. Kidney Int 2024;105(4S)"
              grade "not recorded (guideline)" year 2024
  owner       "Renal medicine"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}

rule nephrotic-syndrome-suspected "Nephrotic-range proteinuria with low albumin" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 18 years
          and not has (NephroticSyndrome or Preeclampsia)
          and (measured UrineProteinCreatinineRatio with value >= 3500 mg/g{creat} in last 90 days
              or measured UrineAlbuminCreatinineRatio with value >= 2200 mg/g{creat}
                in last 90 days)
  let         protein = latest UrineProteinCreatinineRatio in last 90 days
  let         acr = latest UrineAlbuminCreatinineRatio in last 90 days
  let         albumin = latest Albumin in last 90 days
  when        albumin < 3.0 g/dL
  unless      has Cirrhosis
  severity    moderate
  message     "Heavy proteinuria and albumin {albumin}: think of nephrotic syndrome."
  detail      "For: urine protein {protein}, urine albumin {acr} (limits 3500 and 2200 mg/g), serum albumin {albumin}. Against: cirrhosis, sepsis, pre-eclampsia."
              "Look for oedema and lipids; refer, kidney biopsy is often needed."
  suggest     problem NephroticSyndrome
  population  "Adults with heavy proteinuria"
  evidence    "KDIGO 2021 clinical practice guideline for the management of glomerular diseases. Kidney Int 2021;100(4S)"
              grade "not recorded (guideline)" year 2021
  note        "for clinical review: limits from memory"
  owner       "Renal medicine"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}

rule anaemia-of-kidney-disease-suspected "Anaemia of kidney disease" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 18 years
          and has CKDStage3to5 as stage
          and measured Hemoglobin with value < 11 g/dL in last 90 days
          and not has IronDeficiencyAnemia
  let         hb = latest Hemoglobin in last 90 days
  let         iron = latest Ferritin in last 90 days
  let         tsat = latest TransferrinSaturation in last 90 days
  when        hb < 11 g/dL and iron >= 100 ng/mL and tsat >= 20 %
  unless      had (GastrointestinalBleeding or HemolyticAnemia) in last 90 days
  severity    info
  message     "{stage}, haemoglobin {hb.value}, iron sufficient: anaemia of kidney disease is likely."
  detail      "For: ferritin {iron}, transferrin saturation {tsat}. Against: bleeding, haemolysis, B12 or folate deficiency, inflammation, myeloma."
  population  "Adults with kidney disease from stage 3 and a haemoglobin below 11 g/dL"
  evidence    "KDIGO 2024 clinical practice guideline for CKD. Kidney Int 2024;105(4S)"
              grade "not recorded (guideline)" year 2024
  note        "for clinical review: limits from memory of the KDIGO anaemia guideline"
  owner       "Renal medicine"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}
