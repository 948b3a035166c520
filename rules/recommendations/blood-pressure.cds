pack recommendations

// Blood pressure.

use terms.{ACEInhibitor, ARB, ChronicKidneyDisease, Diabetes, DihydropyridineCCB, Diuretic,
    Hyperkalemia, Hypertension, HypertensiveCrisis, KidneyReplacement, MineralocorticoidAntagonist,
    PalliativeCare, RASInhibitor, Thiazide}

use laboratory.{InAcuteCare, AldosteroneReninRatio, Creatinine, DiastolicBP, EGFR, KidneyFunction,
    Potassium, SystolicBP, UrineAlbuminCreatinineRatio}

codes AldosteroneRenin "aldosterone-renin ratio" =
    loinc 30894-0 "Aldosterone/Renin [Ratio] in Plasma"

codes Spironolactone "spironolactone" =
    rxnorm 9997 "spironolactone"

/// Three first-line drugs, one of them a diuretic.
define ThreeAntihypertensives "three drugs, one a diuretic, for blood pressure" =
  taking Thiazide
  and taking DihydropyridineCCB
  and taking (ACEInhibitor or ARB)

rule aldosterone-in-resistant-hypertension "Aldosterone and renin in resistant hypertension" {
  category    recommendation
  for         age >= 18 years
          and has Hypertension
          and ThreeAntihypertensives
          and not has PalliativeCare
  let         upper = value(latest SystolicBP in last 12 months, 'mm[Hg]')
  let         diastolic = latest DiastolicBP in last 12 months
  when        BloodPressureAboveGoal
  when        not measured AldosteroneReninRatio in last 10 years
  severity    moderate
  message     "Blood pressure {upper}/{diastolic} on three drugs: measure aldosterone and renin."
  detail      "Above 140/90 on a thiazide, a dihydropyridine and an ACE inhibitor or ARB is resistant hypertension: check adherence,"
              "home readings, NSAIDs and sleep apnoea. The ratio is advised whatever potassium is."
  suggest     order AldosteroneRenin
  population  "Adults with hypertension on three first-line drugs"
  evidence    "2025 AHA/ACC guideline for high blood pressure. Circulation 2025;152:e114" grade 1
              year 2025
  owner       "Internal medicine"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

rule spironolactone-in-resistant-hypertension "Spironolactone in resistant hypertension" {
  category    recommendation
  for         age >= 18 years
          and has Hypertension
          and ThreeAntihypertensives
          and not has PalliativeCare
  let         systolic = latest SystolicBP in last 12 months
  let         k = latest Potassium in last 90 days
  when        BloodPressureAboveGoal
  when        KidneyFunction >= 45 mL/min/{1.73_m2} and k < 5.0 mmol/L
  when        not taking MineralocorticoidAntagonist
  unless      allergic to MineralocorticoidAntagonist
  unless      had Hyperkalemia in last 12 months
  severity    low
  message     "Systolic {systolic} on three drugs, potassium {k}: spironolactone is the usual fourth."
  suggest     start Spironolactone "25 mg daily; check potassium and creatinine after 1 and 4 weeks"
  population  "Adults with hypertension on three first-line drugs"
  evidence    "2025 AHA/ACC guideline for high blood pressure. Circulation 2025;152:e114" grade 1
              year 2025
  note        "for clinical review: the limit of potassium is ours"
  owner       "Internal medicine"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

rule hypertension-urine-albumin "Urine albumin in hypertension" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         age >= 18 years
          and has Hypertension
          and not has (Diabetes or ChronicKidneyDisease or PalliativeCare)
          and not (pregnant is known and pregnant)
  recall      measured UrineAlbuminCreatinineRatio every 5 years
  unless      InAcuteCare
  severity    info
  message     "Hypertension, age {age}: no urine albumin-creatinine ratio in the last 5 years."
  suggest     order UrineAlbumin
  population  "Adults with hypertension, without diabetes or kidney disease, which have rules of their own"
  evidence    "2025 AHA/ACC guideline for high blood pressure. Circulation 2025;152:e114" grade 1
              year 2025
  note        "for clinical review: the guideline asks for it in everybody with hypertension; the interval is ours"
  owner       "Internal medicine"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

codes UrineAlbumin "urine albumin-creatinine ratio" =
    loinc 9318-7 "Albumin/Creatinine [Mass Ratio] in Urine"

codes PotassiumAndCreatinine "potassium and creatinine" =
    loinc 2823-3 "Potassium [Moles/volume] in Serum or Plasma",
      2160-0 "Creatinine [Mass/volume] in Serum or Plasma"

rule kidney-and-potassium-on-antihypertensive "Potassium and creatinine on ACE inhibitor, ARB or diuretic, every year" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         age >= 18 years
          and taking (RASInhibitor or Diuretic) as drug
          and not has PalliativeCare
  when        (not measured Potassium in last 12 months)
           or not measured (Creatinine or EGFR) in last 12 months
  unless      has KidneyReplacement
  unless      taking (RASInhibitor or Diuretic) in last 3 months
          and not taking (RASInhibitor or Diuretic) at least 3 months ago
  severity    low
  message     "{drug}: potassium or creatinine was not measured in the last 12 months."
  suggest     order PotassiumAndCreatinine
  population  "Adults on an ACE inhibitor, ARB, aliskiren or diuretic"
  evidence    "2025 AHA/ACC guideline for high blood pressure. Circulation 2025;152:e114" grade 1
              year 2025
  note        "for clinical review: grade and interval from memory; the first three months of treatment are left to the prescriber"
  owner       "Internal medicine"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule severe-blood-pressure-without-damage "Blood pressure above 180/120" {
  category    recommendation
  for         age >= 18 years and measured SystolicBP in last 24 hours
  let         systolic = latest SystolicBP in last 24 hours
  let         upper = value(latest SystolicBP in last 24 hours, 'mm[Hg]')
  let         diastolic = latest DiastolicBP in last 24 hours
  when        systolic > 180 mm[Hg] or diastolic > 120 mm[Hg]
  unless      pregnant is known and pregnant
  unless      has HypertensiveCrisis
  severity    moderate
  message     "Blood pressure {upper}/{diastolic}: look for organ damage; without it, no rapid lowering."
  detail      "With damage to brain, heart, kidney, eye or aorta it is an emergency for intensive care. Without it: repeat at rest,"
              "restart or raise oral treatment, see again within days. No intravenous or short-acting drugs."
  population  "Adults with a blood pressure above 180/120, not pregnant"
  evidence    "2025 AHA/ACC guideline for high blood pressure. Circulation 2025;152:e114" grade 1
              year 2025
  owner       "Internal medicine"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}
