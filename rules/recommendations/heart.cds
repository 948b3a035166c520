pack recommendations

// Heart failure, atrial fibrillation, vessels and blood pressure.

use terms.{ASCVD, AtrialFibrillationOrFlutter, AVBlock, BleedingHistory, Bradycardia,
    DiabetesType1, DiabeticKetoacidosis, HeartFailureBetaBlocker, HeartFailureReducedEF,
    HighIntensityStatin, Hyperkalemia, Hypertension, IntracranialHemorrhage, KidneyReplacement,
    LiverDisease, MineralocorticoidAntagonist, OralAnticoagulant, DOAC, PalliativeCare,
    Rhabdomyolysis, SGLT2Inhibitor, SickSinusSyndrome, Statin}

use laboratory.{DiastolicBP, KidneyFunction, Potassium, SystolicBP}
use scores.CHA2DS2-VASc

rule anticoagulation-in-atrial-fibrillation "Oral anticoagulant in atrial fibrillation" {
  category    recommendation
  for         age >= 18 years and has AtrialFibrillationOrFlutter and not has PalliativeCare
  when        CHA2DS2-VASc >= if(sex is female, 3, 2)
  when        not taking OralAnticoagulant
  unless      had IntracranialHemorrhage
  unless      had BleedingHistory in last 90 days
  unless      allergic to OralAnticoagulant
  severity    high
  message     "Atrial fibrillation with CHA2DS2-VASc {CHA2DS2-VASc}, and no oral anticoagulant."
  detail      "A direct oral anticoagulant comes first; with a mechanical valve or a rheumatic mitral stenosis it is warfarin."
              "Aspirin does not replace it."
  suggest     start DOAC
  evidence    "2023 ACC/AHA/ACCP/HRS guideline for atrial fibrillation. Circulation 2024;149:e1"
              grade 1 year 2024
  intent      "The stroke that is not prevented is the costliest omission in atrial fibrillation."
  population  "Adults with atrial fibrillation or flutter, not in palliative care"
  owner       "Cardiology"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

rule statin-in-vascular-disease "High-intensity statin in vascular disease" {
  category    recommendation
  for         age >= 18 years and had ASCVD and not has PalliativeCare
  when        not taking Statin
  unless      allergic to Statin
  unless      had Rhabdomyolysis
  unless      has LiverDisease
  severity    moderate
  message     "Vascular disease, and no statin."
  suggest     start HighIntensityStatin "Atorvastatin 40 to 80 mg or rosuvastatin 20 to 40 mg; recheck lipids in 4 to 12 weeks"
  evidence    "2026 ACC/AHA guideline on dyslipidaemia" grade 1 year 2026
  note        "for clinical review: the guideline of 2026 was read in secondary summaries only"
  population  "Adults with atherosclerotic disease, not in palliative care"
  owner       "Cardiology"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

rule beta-blocker-in-heart-failure "Beta blocker in heart failure with reduced ejection fraction" {
  category    recommendation
  for         age >= 18 years and has HeartFailureReducedEF and not has PalliativeCare
  when        not taking HeartFailureBetaBlocker
  unless      allergic to HeartFailureBetaBlocker
  unless      has AVBlock
  unless      has (Bradycardia or SickSinusSyndrome)
  severity    moderate
  message     "Heart failure with reduced ejection fraction, and no evidence-based beta blocker."
  suggest     start HeartFailureBetaBlocker "When free of congestion; start low and double every 2 weeks"
  evidence    "2022 AHA/ACC/HFSA guideline for the management of heart failure. Circulation 2022;145:e895"
              grade 1 year 2022
  population  "Adults with heart failure with reduced ejection fraction"
  owner       "Cardiology"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

rule sglt2-inhibitor-in-heart-failure "SGLT2 inhibitor in heart failure with reduced ejection fraction" {
  category    recommendation
  for         age >= 18 years and has HeartFailureReducedEF and not has PalliativeCare
  when        KidneyFunction >= 20 mL/min/{1.73_m2}
  when        not taking SGLT2Inhibitor
  unless      has DiabetesType1
  unless      had DiabeticKetoacidosis
  unless      has KidneyReplacement
  unless      allergic to SGLT2Inhibitor
  severity    moderate
  message     "Heart failure with reduced ejection fraction, and no SGLT2 inhibitor."
  suggest     start SGLT2Inhibitor "With or without diabetes"
  evidence    "2022 AHA/ACC/HFSA guideline for the management of heart failure. Circulation 2022;145:e895"
              grade 1 year 2022
  population  "Adults with heart failure with reduced ejection fraction"
  owner       "Cardiology"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

rule mra-in-heart-failure "Mineralocorticoid antagonist in heart failure with reduced ejection fraction" {
  category    recommendation
  for         age >= 18 years and has HeartFailureReducedEF and not has PalliativeCare
  when        KidneyFunction > 30 mL/min/{1.73_m2}
          and latest Potassium in last 90 days < 5.0 mmol/L
  when        not taking MineralocorticoidAntagonist
  unless      allergic to MineralocorticoidAntagonist
  unless      had Hyperkalemia in last 12 months
  severity    low
  message     "Heart failure with reduced ejection fraction, and no mineralocorticoid antagonist."
  suggest     start MineralocorticoidAntagonist "Check potassium and creatinine after 1 and 4 weeks"
  evidence    "2022 AHA/ACC/HFSA guideline for the management of heart failure. Circulation 2022;145:e895"
              grade 1 year 2022
  population  "Adults with heart failure with reduced ejection fraction"
  owner       "Cardiology"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

/// Two high readings on different days, and the latest is high as well. Two years, for many are seen once a year.
define BloodPressureAboveGoal "blood pressure of 140/90 and more" =
  ((two SystolicBP >= 140 mm[Hg] at least 7 days apart in last 2 years)
    or (two DiastolicBP >= 90 mm[Hg] at least 7 days apart in last 2 years))
  and (latest SystolicBP in last 12 months >= 140 mm[Hg]
    or latest DiastolicBP in last 12 months >= 90 mm[Hg])

rule blood-pressure-above-goal "Blood pressure above 140/90 in hypertension" {
  category    recommendation
  trigger     patient-view, appointment-book, encounter-start, result
  for         age >= 18 years
          and has Hypertension
          and not has PalliativeCare
          and not (pregnant is known and pregnant)
          and measured SystolicBP in last 12 months
  let         systolic = latest SystolicBP in last 12 months
  let         upper = value(latest SystolicBP in last 12 months, 'mm[Hg]')
  let         diastolic = latest DiastolicBP in last 12 months
  when        BloodPressureAboveGoal
  severity    moderate
  message     "Blood pressure {upper}/{diastolic.value} on {systolic.date}, above 140/90 again: adjust the treatment."
  detail      "The goal is below 130/80. Ask about adherence, NSAIDs, salt and alcohol, and confirm at home;"
              "most people need two drugs of the first line, in one tablet."
  evidence    "2025 AHA/ACC guideline for high blood pressure. Circulation 2025;152:e114" grade 1
              year 2025
  intent      "140/90 and not the goal of 130/80, so that it speaks where nobody doubts that treatment is due."
  population  "Adults with hypertension, not in palliative care"
  owner       "Internal medicine"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}
