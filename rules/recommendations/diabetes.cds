pack recommendations

// Diabetes: treatment that protects heart and kidney, and what is due.

use terms.{HeartFailureReducedEF, ACEInhibitor, AcuteKidneyInjury, Angioedema, ARB, Diabetes,
    DiabetesType1, DiabetesType2, DiabeticKetoacidosis, KidneyReplacement, LiverDisease, Metformin,
    PalliativeCare, Rhabdomyolysis, Sacubitril, SGLT2Inhibitor, Statin}

use laboratory.{LDLCholesterol, InAcuteCare, Creatinine, CreatinineTest, EGFR, HbA1c,
    KidneyFunction, Potassium, UrineAlbuminCreatinineRatio}

/// Who has diabetes (gestational diabetes is a set of its own) and years to profit from prevention.
define PreventableHarm "diabetes, not in palliative care" = has Diabetes and not has PalliativeCare

rule statin-in-diabetes "Statin in diabetes, 40 to 75 years" {
  category    recommendation
  for         age from 40 to 75 years and PreventableHarm
  when        not taking Statin
  unless      allergic to Statin
  unless      had Rhabdomyolysis
  unless      has LiverDisease
  unless      measured LDLCholesterol with value >= 190 mg/dL in last 12 months
  unless      InAcuteCare
  severity    low
  message     "Diabetes at age {age}, and no statin: a statin of moderate intensity lowers the risk of heart attack and stroke."
  suggest     start Statin "Moderate intensity; high intensity with several risk factors"
  evidence    "2026 ACC/AHA guideline on dyslipidaemia" grade 1 year 2026
  evidence    "ADA Standards of Care in Diabetes 2025, section 10. Diabetes Care 2025;48(S1)"
              grade A year 2025
  intent      "Everybody with diabetes of that age profits, whatever LDL is."
  note        "for clinical review: the guideline of 2026 was read in secondary summaries only"
  population  "People of 40 to 75 years with diabetes, not in palliative care"
  owner       "Diabetes"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

rule ras-inhibitor-in-diabetic-albuminuria "ACE inhibitor or ARB in diabetes with albuminuria" {
  category    recommendation
  for         age >= 18 years and PreventableHarm
  let         acr = latest UrineAlbuminCreatinineRatio in last 12 months
  when        acr >= 30 mg/g{creat}
          and measured UrineAlbuminCreatinineRatio in last 12 months
  when        not taking (ACEInhibitor or ARB or Sacubitril)
  unless      allergic to (ACEInhibitor or ARB)
  unless      had Angioedema
  unless      measured Potassium with value > 5.5 mmol/L in last 30 days
  unless      has AcuteKidneyInjury
  unless      has KidneyReplacement
  unless      pregnant
  unless      InAcuteCare
  severity    moderate
  message     "Diabetes with albuminuria ({acr.value} on {acr.date}), and neither ACE inhibitor nor ARB."
  suggest     start ACEInhibitor "Check creatinine and potassium after 2 to 4 weeks; keep it unless creatinine rises by more than 30 %"
  evidence    "KDIGO 2022 clinical practice guideline for diabetes management in CKD" grade 1B
              year 2022
  note        "for clinical review: grade from memory; for albuminuria with hypertension"
  population  "Adults with diabetes and albuminuria, not in palliative care"
  owner       "Renal medicine"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

/// Chronic kidney disease by a result within a year.
define KidneyDamage "kidney damage" =
  KidneyFunction < 60 mL/min/{1.73_m2}
  or latest UrineAlbuminCreatinineRatio in last 12 months >= 30 mg/g{creat}

rule sglt2-inhibitor-in-diabetic-kidney-disease "SGLT2 inhibitor in type 2 diabetes with kidney disease" {
  category    recommendation
  for         age >= 18 years and has DiabetesType2 and not has PalliativeCare
  let         gfr = KidneyFunction
  when        KidneyDamage and gfr >= 20 mL/min/{1.73_m2}
  when        not taking SGLT2Inhibitor
  unless      has HeartFailureReducedEF
  unless      has DiabetesType1
  unless      had DiabeticKetoacidosis
  unless      has KidneyReplacement
  unless      allergic to SGLT2Inhibitor
  unless      pregnant
  unless      InAcuteCare
  severity    moderate
  message     "Type 2 diabetes with kidney disease (eGFR {gfr}), and no SGLT2 inhibitor."
  suggest     start SGLT2Inhibitor "Whatever HbA1c is; a small fall of eGFR at first is expected"
  evidence    "KDIGO 2024 clinical practice guideline for CKD. Kidney Int 2024;105(4S)" grade 1A
              year 2024
  evidence    "ADA Standards of Care in Diabetes 2025, section 11. Diabetes Care 2025;48(S1)"
              grade A year 2025
  population  "Adults with type 2 diabetes and kidney disease, not in palliative care"
  owner       "Renal medicine"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

rule metformin-dose-in-kidney-disease "Metformin above 1000 mg a day at an eGFR of 30 to 44" {
  category    safety
  trigger     patient-view, order-sign, result
  for         age >= 18 years
  let         gfr = KidneyFunction
  when        gfr >= 30 mL/min/{1.73_m2}
          and gfr < 45 mL/min/{1.73_m2}
          and taking or ordering Metformin with daily dose > 1000 mg as drug
  unknown     hold
  severity    moderate
  message     "eGFR {gfr}: {drug} at more than 1000 mg a day. Halve the dose."
  suggest     change drug "At most 1000 mg a day"
  evidence    "US prescribing information of metformin, revised after the FDA safety communication of 2016"
              grade "none (label)" year 2016
  evidence    "KDIGO 2022 clinical practice guideline for diabetes management in CKD" grade 1B
              year 2022
  note        "for clinical review: half of the usual 2000 mg; below 30 the rule of the laboratory pack speaks"
  population  "Adults on metformin with an eGFR of 30 to 44"
  owner       "Diabetes"
  version     "0.1.0"
  user        "Prescribers and pharmacists"
  review by   2027-11-30
}

rule diabetes-urine-albumin-due "Urine albumin in diabetes, every year" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         age >= 18 years and PreventableHarm
  recall      measured UrineAlbuminCreatinineRatio every 12 months
  unless      has KidneyReplacement
  unless      InAcuteCare
  severity    low
  message     "Diabetes without a urine albumin-creatinine ratio in the last 12 months."
  suggest     order UrineAlbuminTest
  evidence    "ADA Standards of Care in Diabetes 2025, section 11. Diabetes Care 2025;48(S1)"
              grade B year 2025
  population  "Adults with diabetes, not in palliative care"
  owner       "Diabetes"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule diabetes-kidney-function-due "Kidney function in diabetes, every year" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         age >= 18 years and PreventableHarm
  recall      measured (Creatinine or EGFR) every 12 months
  unless      has KidneyReplacement
  severity    low
  message     "Diabetes without creatinine or eGFR in the last 12 months."
  suggest     order CreatinineTest
  evidence    "ADA Standards of Care in Diabetes 2025, section 11. Diabetes Care 2025;48(S1)"
              grade B year 2025
  population  "Adults with diabetes, not in palliative care"
  owner       "Diabetes"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule hba1c-half-yearly "HbA1c in diabetes, every six months" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         age >= 18 years and PreventableHarm
  recall      measured HbA1c every 6 months
  severity    low
  message     "Diabetes without an HbA1c in the last 6 months."
  suggest     order HbA1cTest
  evidence    "ADA Standards of Care in Diabetes 2025, section 6. Diabetes Care 2025;48(S1)"
              grade E year 2025
  note        "for clinical review: grade from memory"
  population  "Adults with diabetes, not in palliative care"
  owner       "Diabetes"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule hba1c-quarterly "HbA1c above the goal, every three months" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         age >= 18 years and PreventableHarm and measured HbA1c in last 6 months
  let         last = latest HbA1c in last 6 months
  when        last >= 8.0 %
  recall      measured HbA1c every 3 months
  severity    low
  message     "HbA1c was {last.value} on {last.date}: above the goal it is due every 3 months."
  suggest     order HbA1cTest
  evidence    "ADA Standards of Care in Diabetes 2025, section 6. Diabetes Care 2025;48(S1)"
              grade E year 2025
  intent      "8 % is above even the relaxed goal; between 7 and 8 % the goal is personal, and the half-yearly rule suffices."
  note        "for clinical review: grade from memory"
  population  "Adults with diabetes and an HbA1c of 8 % or more"
  owner       "Diabetes"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}
