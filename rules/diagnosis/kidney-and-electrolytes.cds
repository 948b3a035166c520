pack diagnosis

// Kidney, sodium.

use terms.{AcuteKidneyInjury, ChronicKidneyDisease, Dialysis, DialysisDependence, Hyponatremia}

use laboratory.{EstimatedGFR, Creatinine, CreatinineTest, EGFR, Glucose, Sodium, SodiumTest,
    UrineAlbuminCreatinineRatio, UsualCreatinine}

/// A low rate, or albumin in urine, for more than three months.
define KidneyDiseaseForMonths "eGFR below 60 or albuminuria for three months" =
  ((two EGFR < 60 mL/min/{1.73_m2} at least 90 days apart in last 2 years)
    and latest EGFR in last 2 years < 60 mL/min/{1.73_m2})
  or ((two UrineAlbuminCreatinineRatio >= 30 mg/g{creat} at least 90 days apart in last 2 years)
    and latest UrineAlbuminCreatinineRatio in last 2 years >= 30 mg/g{creat}) {
  evidence  "KDIGO 2024 clinical practice guideline for CKD. Kidney Int 2024;105(4S)"
            grade "not recorded (guideline)" year 2024
  note      "for clinical review: a normal result between the two is not looked for, only that the latest is abnormal"
}

rule chronic-kidney-disease-suspected "Chronic kidney disease, not on the problem list" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 18 years
          and not has (ChronicKidneyDisease or DialysisDependence)
          and (measured EGFR with value < 60 mL/min/{1.73_m2} in last 2 years
              or measured UrineAlbuminCreatinineRatio with value >= 30 mg/g{creat} in last 2 years)
  let         gfr = latest EGFR in last 2 years
  let         acr = latest UrineAlbuminCreatinineRatio in last 2 years
  when        KidneyDiseaseForMonths
  severity    moderate
  message     "eGFR {gfr}, urine albumin {acr}: chronic kidney disease, for 3 months or more, is not on the problem list."
  detail      "For: two abnormal results, 90 days apart. Against: acute illness at both, great or little muscle (then cystatin C)."
              "Latest eGFR {gfr}, latest urine albumin-creatinine ratio {acr}. Stage by both, look for the cause, and review"
              "the doses of medicines."
  suggest     problem ChronicKidneyDiseaseProblem "By eGFR or albuminuria for more than 3 months"
  evidence    "KDIGO 2024 clinical practice guideline for CKD. Kidney Int 2024;105(4S)"
              grade "not recorded (guideline)" year 2024
  population  "Adults with a low eGFR or albuminuria"
  owner       "Renal medicine"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}

/// The creatinine criteria, each asked only where there is something to compare with; urine output is not looked at.
define AcuteRiseOfCreatinine "acute rise of creatinine" =
  (count Creatinine in last 3 days >= 2 and Creatinine rose by 0.3 mg/dL within 48 hours)
  or (count Creatinine in last 7 days >= 2 and Creatinine rose 1.5-fold within 7 days)
  or (count Creatinine in last 7 days = 1
    and latest Creatinine in last 7 days >= 1.5 * UsualCreatinine) {
  evidence  "KDIGO clinical practice guideline for acute kidney injury. Kidney Int Suppl 2012;2:1"
            grade "not recorded (guideline)" year 2012
  note      "for clinical review: from memory; the baseline is the lowest creatinine of the 2 or 7 days before, or else the median of the year before"
}

/// It asks only where an answer is to be had: something to compare with, or a high result that lacks it.
rule acute-kidney-injury-suspected "Acute kidney injury" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 18 years
          and not has AcuteKidneyInjury
          and measured Creatinine in last 7 days
          and (count Creatinine in last 7 days >= 2
              or latest Creatinine in last 7 days is high
              or UsualCreatinine is known)
  let         creatinine = latest Creatinine in last 7 days
  when        AcuteRiseOfCreatinine
  unless      has DialysisDependence
  unless      underwent Dialysis in last 7 days
  severity    high
  message     "Creatinine {creatinine.value} on {creatinine.date}: up by 0.3 mg/dL in 48 hours or 1.5-fold: acute kidney injury."
  detail      "For: rise of creatinine against the earlier results. Against: a wrong baseline, trimethoprim, much meat."
              "Look for volume loss, infection, obstruction and medicines: NSAIDs, aminoglycosides, and ACE inhibitors or"
              "ARBs in hypotension."
  suggest     problem AcuteKidneyInjury
  suggest     order CreatinineTest "Repeat within 24 hours"
  evidence    "KDIGO clinical practice guideline for acute kidney injury. Kidney Int Suppl 2012;2:1"
              grade "not recorded (guideline)" year 2012
  note        "for clinical review: from memory of the guideline"
  population  "Adults with a creatinine in the last week, not on dialysis"
  owner       "Renal medicine"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}

/// Clearly low, or low twice.
define LowSodium "sodium below 130, or twice below 135" =
  latest Sodium in last 30 days < 130 mmol/L
  or ((two Sodium < 135 mmol/L at least 7 days apart in last 90 days)
    and latest Sodium in last 30 days < 135 mmol/L)

rule hyponatraemia-suspected "Hyponatraemia, not on the problem list" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 18 years
          and not has Hyponatremia
          and measured Sodium with value < 135 mmol/L in last 30 days
  let         na = latest Sodium in last 30 days
  when        LowSodium
  unless      measured Glucose with value >= 300 mg/dL in last 7 days
  severity    moderate
  message     "Sodium {na.value} on {na.date}: hyponatraemia is not on the problem list."
  detail      "For: sodium {na.value}. Against: high glucose, lipids or protein."
              "Look at volume, medicines (thiazides, SSRIs), serum and urine osmolality and urine sodium. Do not raise"
              "sodium by more than 8 mmol/L in 24 hours."
  suggest     problem Hyponatremia
  suggest     order SodiumTest "Repeat, with osmolality of serum and urine"
  evidence    "European clinical practice guideline on hyponatraemia. Eur J Endocrinol 2014;170:G1"
              grade "not recorded (guideline)" year 2014
  intent      "A single sodium of 133 is common and means little: it speaks below 130 or when it stays low. A very high glucose explains it by itself."
  note        "for clinical review: limits from memory"
  population  "Adults with a sodium below 135 mmol/L"
  owner       "Internal medicine"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}

/// By the lowest creatinine of two years: the rate falls with the power 1.2 of creatinine above the limit of its sex (CKD-EPI 2021).
define BestEstimatedGFR "eGFR by the lowest creatinine of two years" =
  EstimatedGFR * pow(Creatinine / lowest Creatinine in last 2 years, 1.2) {
  evidence  "Inker LA et al. New creatinine- and cystatin C-based equations to estimate GFR without race. N Engl J Med 2021;385:1737"
            grade "none (publication)" year 2021
}

rule kidney-disease-by-creatinine "High creatinine for three months where no eGFR is reported" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 18 years
          and not has (ChronicKidneyDisease or DialysisDependence)
          and not measured EGFR in last 2 years
          and measured Creatinine with value > 1.0 mg/dL in last 180 days
          and measured Creatinine with value > 1.0 mg/dL in last 2 years at least 90 days ago
  let         cr = latest Creatinine in last 180 days
  when        round(BestEstimatedGFR, 0) < 60 mL/min/{1.73_m2}
  unless      has AcuteKidneyInjury
  severity    moderate
  message     "Creatinine {cr.value} on {cr.date}, computed eGFR {EstimatedGFR}: kidney disease is not on the problem list."
  detail      "For: even the lowest creatinine of two years means an eGFR of {BestEstimatedGFR}. Against: great muscle, meat, trimethoprim (then cystatin C)."
              "The laboratory reports no eGFR. Measure urine albumin, look for the cause, and review the doses of medicines."
  suggest     problem ChronicKidneyDiseaseProblem "When an earlier result, 3 months apart, is as low"
  evidence    "KDIGO 2024 clinical practice guideline for CKD. Kidney Int 2024;105(4S)"
              grade "not recorded (guideline)" year 2024
  population  "Adults with two creatinine results 90 days apart and no reported eGFR"
  owner       "Renal medicine"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}
