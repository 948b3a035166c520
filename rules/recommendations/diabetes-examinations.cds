pack recommendations

// Eyes, feet, lipids, hypoglycaemia and the years before diabetes.

use terms.{HeartFailureReducedEF, ACEInhibitor, ARB, ASCVD, AcutePancreatitis,
    AdrenalInsufficiency, Diabetes, DiabetesType1, DiabetesType2, DiabeticRetinopathy,
    FootExamination, GLP1Agonist, GestationalDiabetes, GlucoseLowering, HypoglycemiaRisk,
    Metformin, MineralocorticoidAntagonist, PalliativeCare, Pheochromocytoma, Prediabetes,
    RetinalExamination, SGLT2Inhibitor, StrongCYP3A4Inhibitor, VitaminB12}

use laboratory.{InAcuteCare, BMI, Cholesterol, FastingGlucose, Glucose, GlucoseAfterLoad, HbA1c,
    KidneyFunction, LDLCholesterol, Potassium, UrineAlbuminCreatinineRatio, VitaminB12Level}

/// Glucagon for an emergency at home.
codes Glucagon "glucagon" =
    rxnorm 4832 "glucagon"

codes VitaminB12Test "vitamin B12" =
    loinc 2132-9 "Cobalamin (Vitamin B12) [Mass/volume] in Serum or Plasma"

codes LipidTest "LDL cholesterol" =
    loinc 13457-7 "Cholesterol in LDL [Mass/volume] in Serum or Plasma by calculation"

rule diabetes-eye-exam-due "Eye examination in diabetes, every two years" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         age >= 18 years and PreventableHarm and not has DiabeticRetinopathy
  recall      underwent RetinalExamination every 2 years
  unless      InAcuteCare
  severity    low
  message     "Diabetes, age {age}: no examination of the retina on record in the last 2 years."
  detail      "Yearly at first; every 1 to 2 years once an examination was normal and glucose is well controlled."
  suggest     order RetinalExamination "Dilated, or by photographs"
  population  "Adults with diabetes without known retinopathy, not in palliative care"
  evidence    "ADA Standards of Care in Diabetes 2025, section 12. Diabetes Care 2025;48(S1)"
              grade B year 2025
  note        "for clinical review: from memory; the longer of the two intervals is used to keep noise down"
  owner       "Diabetes"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule retinopathy-eye-exam-due "Eye examination in retinopathy, every year" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         age >= 18 years and has DiabeticRetinopathy as eye and not has PalliativeCare
  recall      underwent RetinalExamination every 12 months
  severity    low
  message     "{eye}: no examination of the retina on record in the last 12 months."
  suggest     order RetinalExamination "By an ophthalmologist"
  population  "Adults with diabetic retinopathy, not in palliative care"
  evidence    "ADA Standards of Care in Diabetes 2025, section 12. Diabetes Care 2025;48(S1)"
              grade B year 2025
  note        "for clinical review: from memory"
  owner       "Diabetes"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule diabetes-foot-exam-due "Examination of the feet in diabetes, every year" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         age >= 18 years and PreventableHarm
  recall      underwent FootExamination every 12 months
  unless      InAcuteCare
  severity    low
  message     "Diabetes, age {age}: no examination of the feet on record in the last 12 months."
  suggest     order FootExamination "Pulses, monofilament, skin and shape"
  population  "Adults with diabetes, not in palliative care"
  evidence    "ADA Standards of Care in Diabetes 2025, section 12. Diabetes Care 2025;48(S1)"
              grade A year 2025
  note        "for clinical review: from memory"
  owner       "Diabetes"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule diabetes-lipids-due "Lipids in diabetes, every year" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         age >= 18 years and PreventableHarm
  recall      measured (LDLCholesterol or Cholesterol) every 12 months
  severity    low
  message     "Diabetes, age {age}: no lipids on record in the last 12 months."
  suggest     order LipidTest
  population  "Adults with diabetes, not in palliative care"
  evidence    "ADA Standards of Care in Diabetes 2025, section 10. Diabetes Care 2025;48(S1)"
              grade E year 2025
  note        "for clinical review: grade from memory"
  owner       "Diabetes"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule glp1-or-sglt2-in-vascular-disease "Drug that protects heart and vessels in type 2 diabetes with vascular disease" {
  category    recommendation
  for         age >= 18 years and has DiabetesType2 and not has PalliativeCare
  when        had ASCVD as vessel
  when        not taking (GLP1Agonist or SGLT2Inhibitor)
  unless      has DiabetesType1
  unless      allergic to (GLP1Agonist or SGLT2Inhibitor)
  unless      had AcutePancreatitis
  unless      InAcuteCare
  unless      has HeartFailureReducedEF
  severity    moderate
  message     "Type 2 diabetes with {vessel}, and neither GLP-1 receptor agonist nor SGLT2 inhibitor."
  detail      "Either lowers heart attack, stroke or death, whatever HbA1c is and with or without metformin."
  suggest     start GLP1Agonist "With proven benefit"
  suggest     start SGLT2Inhibitor "Preferred with heart failure or kidney disease"
  population  "Adults with type 2 diabetes and atherosclerotic disease"
  evidence    "ADA Standards of Care in Diabetes 2025, section 9. Diabetes Care 2025;48(S1)"
              grade A year 2025
  owner       "Diabetes"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

rule finerenone-in-diabetic-kidney-disease "Finerenone in type 2 diabetes with albuminuria" {
  category    recommendation
  for         age >= 18 years
          and has DiabetesType2
          and taking (ACEInhibitor or ARB)
          and not has PalliativeCare
  let         acr = latest UrineAlbuminCreatinineRatio in last 12 months
  let         k = latest Potassium in last 90 days
  when        acr >= 30 mg/g{creat} and KidneyFunction >= 25 mL/min/{1.73_m2} and k <= 4.8 mmol/L
  when        not taking MineralocorticoidAntagonist
  unless      allergic to MineralocorticoidAntagonist
  unless      has AdrenalInsufficiency
  unless      taking StrongCYP3A4Inhibitor
  unless      InAcuteCare
  severity    low
  message     "Albuminuria {acr} on an ACE inhibitor or ARB, potassium {k}: finerenone slows kidney disease."
  suggest     start Finerenone "10 mg daily at an eGFR of 25 to 59, else 20 mg; check potassium after 4 weeks"
  population  "Adults with type 2 diabetes and albuminuria on an ACE inhibitor or ARB"
  evidence    "KDIGO 2022 clinical practice guideline for diabetes management in CKD" grade 2A
              year 2022
  evidence    "KDIGO 2024 clinical practice guideline for CKD. Kidney Int 2024;105(4S)" grade 2A
              year 2024
  owner       "Renal medicine"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

/// Non-steroidal mineralocorticoid antagonist.
codes Finerenone "finerenone" =
    rxnorm 2562811 "finerenone"

rule glucagon-after-low-glucose "Glucagon after a glucose below 54 mg/dL" {
  category    recommendation
  for         age >= 18 years and taking HypoglycemiaRisk as drug
  let         low = lowest Glucose in last 6 months
  when        measured Glucose with value < 54 mg/dL in last 6 months
  when        not taking Glucagon
  unless      allergic to Glucagon
  unless      has Pheochromocytoma
  severity    moderate
  message     "Glucose was {low} on {drug}: prescribe glucagon, and look for the cause."
  detail      "Below 54 mg/dL is level 2 hypoglycaemia. Review dose, meals, kidney function and awareness of hypoglycaemia."
  suggest     start Glucagon "Ready to use, and somebody at home shown how"
  population  "Adults on insulin or a sulfonylurea"
  evidence    "ADA Standards of Care in Diabetes 2025, section 6. Diabetes Care 2025;48(S1)"
              grade E year 2025
  note        "for clinical review: grade from memory"
  owner       "Diabetes"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

rule glucose-lowering-too-tight "HbA1c below 6.5 % on insulin or a sulfonylurea at 75 years and more" {
  category    recommendation
  for         age >= 75 years and taking HypoglycemiaRisk as drug and not has DiabetesType1
  let         a1c = latest HbA1c in last 6 months
  when        measured HbA1c in last 6 months and a1c < 6.5 %
  severity    moderate
  message     "HbA1c {a1c} on {drug} at age {age}: risk of hypoglycaemia without benefit."
  detail      "In older people goals are relaxed (below 7.0 to 8.0 %, by health), and drugs without hypoglycaemia come first."
  suggest     change drug "Reduce or stop"
  population  "People of 75 years and more on insulin or a sulfonylurea"
  evidence    "ADA Standards of Care in Diabetes 2025, section 13. Diabetes Care 2025;48(S1)"
              grade B year 2025
  note        "for clinical review: the limit of 6.5 % is a choice of this pack"
  owner       "Diabetes"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

rule metformin-vitamin-b12-due "Vitamin B12 on long-term metformin, every three years" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         age >= 18 years
          and taking Metformin at least 4 years ago
          and taking Metformin as drug
  recall      measured VitaminB12Level every 3 years
  unless      taking VitaminB12
  unless      InAcuteCare
  severity    info
  message     "{drug} for 4 years or more, and no vitamin B12 level in the last 3 years."
  suggest     order VitaminB12Test "Sooner with anaemia or neuropathy"
  population  "Adults on metformin for four years or more"
  evidence    "ADA Standards of Care in Diabetes 2025, section 9. Diabetes Care 2025;48(S1)"
              grade B year 2025
  note        "for clinical review: the guideline says periodically; the figures are ours"
  owner       "Diabetes"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule prediabetes-yearly-test "HbA1c or glucose in prediabetes, every year" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         age >= 18 years and has Prediabetes and not has Diabetes and not has PalliativeCare
  recall      measured (HbA1c or FastingGlucose) every 12 months
  severity    info
  message     "Prediabetes: no HbA1c or fasting glucose in the last 12 months."
  suggest     order HbA1cTest
  population  "Adults with prediabetes"
  evidence    "ADA Standards of Care in Diabetes 2025, section 3. Diabetes Care 2025;48(S1)"
              grade E year 2025
  note        "for clinical review: grade from memory"
  owner       "Diabetes"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule metformin-in-prediabetes "Metformin in prediabetes with a high risk" {
  category    recommendation
  for         age from 18 to 59 years and has Prediabetes and not has Diabetes
  let         a1c = latest HbA1c in last 12 months
  let         bmi = latest BMI in last 12 months
  when        (measured HbA1c in last 12 months and a1c >= 6.0 %)
           or (measured BMI in last 12 months and bmi >= 35 kg/m2)
           or had GestationalDiabetes
  when        not taking GlucoseLowering
  unless      allergic to Metformin
  unless      KidneyFunction < 30 mL/min/{1.73_m2}
  unless      InAcuteCare
  severity    info
  message     "Prediabetes with HbA1c {a1c} and body mass index {bmi}: consider metformin besides diet and exercise."
  detail      "The benefit is greatest below 60 years, with a body mass index of 35 and more, HbA1c of 6.0 % and more, or after"
              "gestational diabetes."
  suggest     start Metformin
  population  "Adults of 18 to 59 years with prediabetes"
  evidence    "ADA Standards of Care in Diabetes 2025, section 3. Diabetes Care 2025;48(S1)"
              grade A year 2025
  note        "for clinical review: grade from memory"
  owner       "Diabetes"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

rule after-gestational-diabetes "Test for diabetes after gestational diabetes, every three years" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         age >= 18 years
          and had GestationalDiabetes at least 12 weeks ago
          and not has Diabetes
  recall      measured (HbA1c or FastingGlucose or GlucoseAfterLoad) every 3 years
  unless      pregnant is known and pregnant
  severity    low
  message     "Gestational diabetes in the past: no HbA1c or fasting glucose in the last 3 years."
  suggest     order HbA1cTest "Every 1 to 3 years for life"
  population  "Women with gestational diabetes in the past"
  evidence    "ADA Standards of Care in Diabetes 2025, section 15. Diabetes Care 2025;48(S1)"
              grade B year 2025
  note        "for clinical review: grade from memory"
  owner       "Diabetes"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}
